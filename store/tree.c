/* tree.c: git trees in their own bytes: "mode name NUL id", sorted */
#include "store/repository_int.h"

#include <string.h>

void
tree_read(struct tree_reader *reader, const void *bytes, size_t len)
{
	*reader = (struct tree_reader){ bytes, len, 0, false };
}

/* The two modes that we write need no search for the blank behind them. Where
 * fewer bytes are left than are compared, no whole entry follows. */
static inline bool
next_entry(struct tree_reader *reader, struct tree_entry *out)
{
	const char *start = reader->bytes + reader->at, *space, *nul = NULL;
	size_t left = reader->len - reader->at;

	if (reader->bad || left == 0)
		return false;
	out->is_tree = left >= sizeof(FILE_MODE) &&
	    memcmp(start, TREE_MODE " ", sizeof(TREE_MODE)) == 0;
	if (out->is_tree)
		space = start + strlen(TREE_MODE);
	else if (left >= sizeof(FILE_MODE) &&
	    memcmp(start, FILE_MODE " ", sizeof(FILE_MODE)) == 0)
		space = start + strlen(FILE_MODE);
	else
		space = memchr(start, ' ', left < 8 ? left : 8);
	if (space != NULL)
		nul = memchr(space, '\0', left - (size_t)(space - start));
	if (nul == NULL || space == start || nul == space + 1 ||
	    left - (size_t)(nul + 1 - start) < sizeof(out->id)) {
		reader->bad = true;
		return false;
	}
	out->mode = start;
	out->mode_len = (size_t)(space - start);
	out->name = space + 1;
	out->name_len = (size_t)(nul - space - 1);
	memcpy(&out->id, nul + 1, sizeof(out->id));
	out->at = reader->at;
	out->size = (size_t)(nul + 1 - start) + sizeof(out->id);
	reader->at += out->size;
	return true;
}

bool
tree_next(struct tree_reader *reader, struct tree_entry *out)
{
	return next_entry(reader, out);
}

int
tree_compare_names(const char *a, size_t a_len, bool a_is_tree,
    const char *b, size_t b_len, bool b_is_tree)
{
	size_t len = a_len < b_len ? a_len : b_len;
	int c = memcmp(a, b, len);
	unsigned char ca, cb;

	if (c != 0)
		return c;
	ca = (unsigned char)(len < a_len ? a[len] : a_is_tree ? '/' : '\0');
	cb = (unsigned char)(len < b_len ? b[len] : b_is_tree ? '/' : '\0');
	return (int)ca - (int)cb;
}

int
tree_find(const void *bytes, size_t len, const char *name, size_t name_len,
    struct tree_entry *out)
{
	struct tree_reader reader;
	struct tree_entry entry;

	tree_read(&reader, bytes, len);
	while (next_entry(&reader, &entry))
		if (entry.name_len == name_len && entry.name[0] == name[0] &&
		    memcmp(entry.name, name, name_len) == 0) {
			*out = entry;
			return 1;
		}
	return reader.bad ? -1 : 0;
}

/* Replace `old_len` bytes at `at` by one entry. */
static void
put_entry(struct text *tree, size_t at, size_t old_len, const char *mode,
    const char *name, size_t name_len, const struct object_id *id)
{
	size_t mode_len = strlen(mode), tail_len = tree->len - at - old_len;
	size_t new_len = mode_len + 1 + name_len + 1 + sizeof(*id);
	char *p;

	if (new_len > old_len) {
		static const char zeros[512];
		size_t more = new_len - old_len;

		for (; more > sizeof(zeros); more -= sizeof(zeros))
			text_add(tree, zeros, sizeof(zeros));
		text_add(tree, zeros, more);
	}
	p = tree->ptr + at;
	memmove(p + new_len, p + old_len, tail_len);
	memcpy(p, mode, mode_len);
	p += mode_len;
	*p++ = ' ';
	memcpy(p, name, name_len);
	p += name_len;
	*p++ = '\0';
	memcpy(p, id, sizeof(*id));
	text_cut(tree, at + new_len + tail_len);
}

int
tree_splice(struct text *tree, const char *mode, const char *name,
    size_t name_len, const struct object_id *id)
{
	struct tree_reader reader;
	struct tree_entry entry;
	bool is_tree = strcmp(mode, TREE_MODE) == 0;
	size_t at = tree->len, old_len = 0;
	int c;

	tree_read(&reader, tree->ptr, tree->len);
	while (next_entry(&reader, &entry)) {
		c = tree_compare_names(name, name_len, is_tree, entry.name,
		    entry.name_len, entry.is_tree);
		if (c > 0)
			continue;
		at = entry.at;
		if (c == 0)
			old_len = entry.size;
		break;
	}
	if (reader.bad)
		return -1;
	put_entry(tree, at, old_len, mode, name, name_len, id);
	return 0;
}

size_t
tree_id_at(const struct tree_entry *entry, const char *mode)
{
	if (entry->mode_len != strlen(mode) ||
	    memcmp(entry->mode, mode, entry->mode_len) != 0)
		return 0;
	return entry->at + entry->size - sizeof(entry->id);
}

void
tree_put_id(struct text *tree, size_t id_at, const struct object_id *id)
{
	memcpy(tree->ptr + id_at, id, sizeof(*id));
}
