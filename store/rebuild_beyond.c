/* rebuild_beyond.c: commits of records that no branch leads to any more,
 * where no ledger says how far the history goes */
#include "store/rebuild_int.h"

#include "engine/base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASES_MOST 4096		/* deltas of deltas, in a pack that git made */
#define TOLD_MOST 10

/* A record's commit, later than all that a branch leads to. */
struct later {
	struct object_id commit, parent;
	int64_t number;
	bool goes_on;			/* another one follows upon it */
};

struct beyond {
	struct sources *sources;
	int64_t after;			/* the last record of the branches */
	struct later *later;
	size_t n, cap;
};

static int
look_at(struct beyond *b, const struct object_id *id, struct err *err)
{
	struct later later = { .commit = *id };
	struct text content = TEXT_INIT;
	struct object_id tree;
	enum object_type type;
	int got = sources_read(b->sources, id, &type, &content, err);

	if (got == 1 && type == OBJECT_COMMIT &&
	    commit_peek(content.ptr, content.len, &tree, &later.parent) == 0)
		later.number = record_of_commit(content.ptr, content.len);
	text_release(&content);
	if (later.number > b->after) {
		MEM_GROW(b->later, b->n, b->cap);
		b->later[b->n++] = later;
	}
	return got < 0 ? -1 : 0;
}

/* ---- all objects of a repository ---- */

/* A delta is of its base's kind. Without taking anything apart. */
static bool
is_commit(const struct pack_file *file, uint32_t place)
{
	uint64_t offset = pack_file_offset(file, place);
	struct pack_entry entry;
	int steps;

	for (steps = 0; steps < BASES_MOST && offset != 0; steps++) {
		if (pack_file_entry(file, offset, &entry) != 0)
			return false;
		if (entry.type == PACK_OFS_DELTA) {
			offset = entry.base;
		} else if (entry.type == PACK_REF_DELTA) {
			if (!pack_file_find(file, &entry.base_id, &place))
				return false;
			offset = pack_file_offset(file, place);
		} else {
			return entry.type == OBJECT_COMMIT;
		}
	}
	return false;
}

static int
look_into_pack(struct beyond *b, const char *dir, const char *name,
    struct err *err)
{
	struct err damaged = ERR_INIT;
	struct pack_file file;
	struct object_id id;
	int result = 0;
	uint32_t i;
	int got = pack_file_open(&file, dir, name, &damaged);

	/* One that is damaged has nothing to give, here as elsewhere. */
	if (got < 0 && damaged.code == ERR_SYSTEM) {
		*err = damaged;
		return -1;
	}
	if (got != 1)
		return 0;
	for (i = 0; i < file.count && result == 0; i++) {
		if (!is_commit(&file, i))
			continue;
		pack_file_id(&file, i, &id);
		result = look_at(b, &id, err);
	}
	pack_file_close(&file);
	return result;
}

static int
look_into_packs(struct beyond *b, struct repository *repository,
    struct err *err)
{
	char dir[PATH_MAX], **names;
	size_t count, i;
	int result = 0;

	if (repository_path(repository, dir, "objects/pack", err) != 0 ||
	    pack_list(&names, &count, dir, err) != 0)
		return -1;
	for (i = 0; i < count && result == 0; i++)
		result = look_into_pack(b, dir, names[i], err);
	pack_list_free(names, count);
	return result;
}

static int
look_at_loose(struct beyond *b, struct repository *repository, unsigned byte,
    struct err *err)
{
	char name[32], dir[PATH_MAX], hex[OBJECT_HEX];
	struct object_id id;
	struct dirent *e;
	int result = 0;
	DIR *d;

	snprintf(name, sizeof(name), "objects/%02x", byte);
	if (repository_path(repository, dir, name, err) != 0)
		return -1;
	d = opendir(dir);
	if (d == NULL)
		return errno == ENOENT || errno == ENOTDIR ? 0 :
		    err_set_errno(err, "The folder %s cannot be read", dir);
	while (result == 0 && (e = readdir(d)) != NULL) {
		if (strlen(e->d_name) != OBJECT_HEX - 3)
			continue;
		snprintf(hex, sizeof(hex), "%02x", byte & 255);
		memcpy(hex + 2, e->d_name, OBJECT_HEX - 2);
		if (object_id_parse(&id, hex) == 0)
			result = look_at(b, &id, err);
	}
	closedir(d);
	return result;
}

static int
look_into(struct beyond *b, struct repository *repository, struct err *err)
{
	unsigned byte;
	int result = 0;

	if (repository == NULL)
		return 0;
	for (byte = 0; byte < 256 && result == 0; byte++)
		result = look_at_loose(b, repository, byte, err);
	return result == 0 ? look_into_packs(b, repository, err) : -1;
}

/* ---- which of them are the last ---- */

static int
by_commit(const void *x, const void *y)
{
	return memcmp(&((const struct later *)x)->commit,
	    &((const struct later *)y)->commit, sizeof(struct object_id));
}

static int
by_number(const void *x, const void *y)
{
	const struct later *a = x, *b = y;

	return a->number == b->number ? by_commit(x, y) :
	    a->number > b->number ? -1 : 1;
}

/* What is left are the ends, each once, the longest history first. */
static void
keep_ends(struct beyond *b)
{
	struct later key, *parent;
	size_t i, n = 0;

	qsort(b->later, b->n, sizeof(*b->later), by_commit);
	/* Two repositories may hold the same one. */
	for (i = 0; i < b->n; i++)
		if (n == 0 || by_commit(&b->later[n - 1], &b->later[i]) != 0)
			b->later[n++] = b->later[i];
	b->n = n;
	for (i = 0; i < b->n; i++) {
		key.commit = b->later[i].parent;
		parent = bsearch(&key, b->later, b->n, sizeof(*b->later),
		    by_commit);
		if (parent != NULL)
			parent->goes_on = true;
	}
	for (i = n = 0; i < b->n; i++)
		if (!b->later[i].goes_on)
			b->later[n++] = b->later[i];
	b->n = n;
	qsort(b->later, b->n, sizeof(*b->later), by_number);
}

/* ---- telling ---- */

static int
refuse(const struct beyond *b, const struct tip *tip,
    const struct rebuild_options *options, struct err *err)
{
	char last[OBJECT_HEX], end[OBJECT_HEX];
	struct err what = ERR_INIT;
	size_t i;

	for (i = 1; i < b->n && i < TOLD_MOST; i++) {
		err_set(&what, ERR_BROKEN, "Another history of records that "
		    "no branch leads to ends at record %" PRId64 ", commit "
		    "%s.", b->later[i].number, object_id_hex(last,
		    &b->later[i].commit));
		options->tell(options->ctx, &what);
	}
	object_id_hex(last, &b->later[0].commit);
	if (tip == NULL)
		return err_set(err, ERR_BROKEN, "There is no branch main, and "
		    "no ledger with records that could be read; but the "
		    "objects of git hold records, the last of them record %"
		    PRId64 ". To take them, say --head %s.",
		    b->later[0].number, last);
	return err_set(err, ERR_BROKEN, "The branch main ends at record %"
	    PRId64 ", and no ledger says more; but the objects of git hold "
	    "later records, the last of them record %" PRId64 ": somebody may "
	    "have moved main back. To take them, say --head %s; to give them "
	    "up, say --head %s.", tip->number,
	    b->later[0].number, last, object_id_hex(end, &tip->commit));
}

int
rebuild_look_beyond(struct sources *sources, const struct tip *tip,
    const struct rebuild_options *options, struct err *err)
{
	struct beyond b = { .sources = sources,
		.after = tip != NULL ? tip->number : 0 };
	int result = look_into(&b, sources->git, err);
	size_t i;

	for (i = 0; i < sources->nothers && result == 0; i++)
		result = look_into(&b, sources->others[i], err);
	if (result == 0 && b.n > 0) {
		keep_ends(&b);
		result = refuse(&b, tip, options, err);
	}
	free(b.later);
	return result;
}
