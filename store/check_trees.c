/*
 * check_trees.c: what a commit changed, by its tree and the one before it
 *
 * Trees come from a cache that is empty when the walk begins, never from what
 * the program knew before. It holds what the history stands at: a tree that
 * another one replaced goes at once.
 */
#include "store/check_int.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SOUND_SLOTS 4096
#define DEPTH_MOST 2048			/* git's own core.maxTreeDepth */
/* A record changes one document's folder and those above it. More than this
 * is a tree that names another many times over, which names another ... */
#define TREES_MOST 100000

/* The bytes of a tree in a copy of the caller's; an empty one for none. */
static bool
read_tree(struct check *c, const struct object_id *id, struct text *out)
{
	const char *bytes;
	size_t len;

	text_reset(out);
	if (object_id_is_zero(id))
		return true;
	if (object_cache_get(c->trees, id, OBJECT_TREE, &bytes, &len)) {
		text_add(out, bytes, len);
		return true;
	}
	if (!check_read(c, id, OBJECT_TREE))
		return false;
	object_cache_put(c->trees, id, OBJECT_TREE, c->content.ptr,
	    c->content.len);
	text_add(out, c->content.ptr, c->content.len);
	return true;
}

/* "name" at the end of the path; the length before it. */
static size_t
enter_path(struct check *c, const struct tree_entry *entry)
{
	size_t len = c->path.len;

	if (len != 0)
		text_addc(&c->path, '/');
	text_add(&c->path, entry->name, entry->name_len);
	return len;
}

static void
file_changed(struct check *c, const struct tree_entry *old,
    const struct tree_entry *entry)
{
	static const struct object_id none;
	bool whole = check_read(c, &entry->id, OBJECT_BLOB);

	if (whole)
		check_made(c, OBJECT_BLOB, &entry->id, old != NULL &&
		    !old->is_tree ? &old->id : &none, &c->content);
	if (c->stop || !c->trusted || c->checks->file == NULL)
		return;
	if (c->checks->file(c->checks->ctx, &c->parts.view, c->path.ptr,
	    &entry->id, whole ? c->content.ptr : NULL,
	    whole ? c->content.len : 0, c->err) != 0)
		c->stop = true;
}

static void
file_removed(struct check *c)
{
	if (c->stop || !c->trusted || c->checks->removed == NULL)
		return;
	if (c->checks->removed(c->checks->ctx, &c->parts.view, c->path.ptr,
	    c->err) != 0)
		c->stop = true;
}

/* One name in both trees, or in one of them. */
static void
compare_entries(struct check *c, const struct tree_entry *old,
    const struct tree_entry *new)
{
	static const struct object_id none;
	size_t len;

	if (old != NULL && new != NULL && object_id_equal(&old->id, &new->id) &&
	    old->mode_len == new->mode_len &&
	    memcmp(old->mode, new->mode, old->mode_len) == 0)
		return;
	len = enter_path(c, new != NULL ? new : old);
	if (new != NULL && !new->is_tree && (new->mode_len !=
	    strlen(FILE_MODE) || memcmp(new->mode, FILE_MODE,
	    new->mode_len) != 0))
		TELL(c, &new->id, "it stands there as something else than a "
		    "plain file, which guiwen never writes");
	if (old != NULL && !old->is_tree && (new == NULL || new->is_tree))
		file_removed(c);
	if ((old != NULL && old->is_tree) || (new != NULL && new->is_tree))
		(void)check_trees(c, old != NULL && old->is_tree ?
		    &old->id : &none, new != NULL && new->is_tree ?
		    &new->id : &none);
	if (new != NULL && !new->is_tree)
		file_changed(c, old, new);
	text_cut(&c->path, len);
}

/* Entries in git's order, without a name twice or of a wrong kind, between
 * two others where there are such? */
static bool
is_sound(const char *bytes, size_t len, const struct tree_entry *before,
    const struct tree_entry *after)
{
	struct tree_reader reader;
	struct tree_entry entry, last = { .name = NULL };

	if (before != NULL)
		last = *before;
	tree_read(&reader, bytes, len);
	while (tree_next(&reader, &entry)) {
		if (memchr(entry.name, '/', entry.name_len) != NULL ||
		    (last.name != NULL && tree_compare_names(last.name,
		    last.name_len, last.is_tree, entry.name, entry.name_len,
		    entry.is_tree) >= 0))
			return false;
		last = entry;
	}
	return !reader.bad && (after == NULL || last.name == NULL ||
	    tree_compare_names(last.name, last.name_len, last.is_tree,
	    after->name, after->name_len, after->is_tree) < 0);
}

static struct object_id *
sound_slot(struct check *c, const struct object_id *id)
{
	return &c->sound[(id->b[0] | (unsigned)id->b[1] << 8) % SOUND_SLOTS];
}

/* The same of a whole tree, which is remembered for some time. */
static bool
tree_is_sound(struct check *c, const struct object_id *id,
    const struct text *tree)
{
	struct object_id *slot = sound_slot(c, id);

	if (object_id_equal(slot, id))
		return true;
	if (!is_sound(tree->ptr, tree->len, NULL, NULL))
		return false;
	*slot = *id;
	return true;
}

/* Where two trees differ: between entries that both start and end with. */
struct difference {
	size_t from, old_to, new_to;
};

/* Where the entry at `at` of a sound tree ends. */
static size_t
entry_end(const struct text *tree, size_t at)
{
	const char *nul = memchr(tree->ptr + at, '\0', tree->len - at);

	assert(nul != NULL);
	return (size_t)(nul + 1 - tree->ptr) + sizeof(struct object_id);
}

/*
 * Most of a tree stands in the one before it. Only what differs is to be
 * looked at, when the old tree is sound, as the same bytes are the same
 * entries. False: the new tree is not sound, or ends with the same bytes that
 * mean something else in it (a name may look like the start of an entry).
 */
static bool
find_difference(const struct text *old, const struct text *new,
    struct difference *out)
{
	size_t least = old->len < new->len ? old->len : new->len;
	size_t start = delta_common_start(old->ptr, new->ptr, least);
	size_t end = delta_common_end(old->ptr + old->len,
	    new->ptr + new->len, least - start);
	size_t at = 0, before = 0, next;
	struct tree_entry first, last;
	struct tree_reader reader;

	while (at < old->len && (next = entry_end(old, at)) <= start) {
		before = at;
		at = next;
	}
	out->from = at;
	while (at < old->len - end)
		at = entry_end(old, at);
	out->old_to = at;
	out->new_to = new->len - (old->len - at);
	if (out->from > 0) {
		tree_read(&reader, old->ptr + before, out->from - before);
		(void)tree_next(&reader, &first);
	}
	if (at < old->len) {
		tree_read(&reader, old->ptr + at, old->len - at);
		(void)tree_next(&reader, &last);
	}
	return is_sound(new->ptr + out->from, out->new_to - out->from,
	    out->from > 0 ? &first : NULL, at < old->len ? &last : NULL);
}

/* Both in one go, as they are sorted alike. A name that is a file in one and
 * a folder in the other sorts twice: as removed and as added. */
static void
merge_walk(struct check *c, const char *old, size_t old_len, const char *new,
    size_t new_len)
{
	struct tree_reader a, b;
	struct tree_entry x, y;
	bool has_x, has_y;
	int order;

	tree_read(&a, old, old_len);
	tree_read(&b, new, new_len);
	has_x = tree_next(&a, &x);
	has_y = tree_next(&b, &y);
	while ((has_x || has_y) && !c->stop) {
		order = !has_x ? 1 : !has_y ? -1 :
		    tree_compare_names(x.name, x.name_len, x.is_tree, y.name,
		    y.name_len, y.is_tree);
		compare_entries(c, order <= 0 ? &x : NULL,
		    order >= 0 ? &y : NULL);
		if (order <= 0)
			has_x = tree_next(&a, &x);
		if (order >= 0)
			has_y = tree_next(&b, &y);
	}
}

/* The entries of two trees whose bytes are at hand. */
static void
compare_bytes(struct check *c, const struct object_id *old_id,
    const struct text *old, const struct object_id *new_id,
    const struct text *new)
{
	struct difference d;

	if (old->len > 0 && tree_is_sound(c, old_id, old) &&
	    find_difference(old, new, &d)) {
		*sound_slot(c, new_id) = *new_id;
		merge_walk(c, old->ptr + d.from, d.old_to - d.from,
		    new->ptr + d.from, d.new_to - d.from);
	} else if (tree_is_sound(c, new_id, new)) {
		merge_walk(c, old->ptr, old->len, new->ptr, new->len);
	} else {
		TELL(c, new_id, "the tree is malformed");
	}
}

/* The level that begins, with buffers that were used before. */
static struct level *
enter_level(struct check *c)
{
	if (c->depth == c->nlevels) {
		MEM_GROW(c->levels, c->nlevels, c->levels_cap);
		text_init(&c->levels[c->nlevels].old);
		text_init(&c->levels[c->nlevels].new);
		c->nlevels++;
	}
	return &c->levels[c->depth++];
}

/* False: the new one could not be read, which is told. */
bool
check_trees(struct check *c, const struct object_id *old,
    const struct object_id *new)
{
	struct level *level;
	struct text a, b;
	bool whole;

	if (c->depth == DEPTH_MOST) {
		if (!object_id_is_zero(new))
			TELL(c, new, "its folders lie too deep in each other");
		return false;
	}
	c->ntrees = c->depth == 0 ? 1 : c->ntrees + 1;
	if (c->ntrees > TREES_MOST) {
		if (c->ntrees == TREES_MOST + 1)
			TELL(c, object_id_is_zero(new) ? old : new, "the "
			    "commit changes more folders than any record can; "
			    "the others are not looked at");
		return false;
	}
	level = enter_level(c);
	/* An old tree that is damaged was told of when it was new. */
	if (!read_tree(c, old, &level->old))
		text_reset(&level->old);
	whole = read_tree(c, new, &level->new);
	/* The levels may move in memory, the bytes do not. */
	a = level->old;
	b = level->new;
	if (whole) {
		if (!object_id_is_zero(new))
			check_made(c, OBJECT_TREE, new, old, &b);
		compare_bytes(c, old, &a, new, &b);
	}
	c->depth--;
	/* It will hardly be asked for again. */
	if (!object_id_equal(old, new))
		object_cache_drop(c->trees, old);
	return whole;
}

void
check_trees_begin(struct check *c)
{
	c->sound = mem_zero(SOUND_SLOTS, sizeof(*c->sound));
	c->trees = object_reader_trees(c->repository->reader);
	object_cache_release(c->trees);
}

void
check_trees_end(struct check *c)
{
	size_t i;

	for (i = 0; i < c->nlevels; i++) {
		text_release(&c->levels[i].old);
		text_release(&c->levels[i].new);
	}
	free(c->levels);
	free(c->sound);
	object_cache_release(c->trees);
}
