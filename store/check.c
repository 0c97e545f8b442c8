/*
 * check.c: the whole history walked, every object re-hashed
 *
 * Ids are collected from the last commit back, then each commit is looked at
 * after its parent: only what differs from the parent's tree is read, so that
 * each object is read and hashed once. Trees come from a cache that is empty
 * when the walk begins, never from what the program knew before.
 */
#include "store/repository_int.h"

#include "engine/base/mem.h"
#include "store/signer_int.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AHEAD 256
#define SOUND_SLOTS 4096
#define DEPTH_MOST 2048			/* git's own core.maxTreeDepth */

/* A commit read and parsed before its turn, so that the signatures of many
 * can be checked at once. What is wrong with it is told at its turn. */
struct ahead {
	struct text content;
	struct commit_parts parts;
	bool whole;		/* else it is read once more */
	bool pending;		/* git itself has it not */
};

/* A tree and the one before it, while what differs in them is looked at. */
struct level {
	struct text old, new;
};

struct check {
	struct repository *repository;
	const struct repository_checks *checks;
	const char *public_key;
	struct ahead *ahead;
	size_t ahead_from, ahead_to;	/* ids, from > to: last first */
	struct object_cache *trees;	/* the reader's; read in this walk */
	struct object_id *sound;	/* trees that are, by their id */
	struct level *levels;
	size_t depth, nlevels, levels_cap;
	struct object_id *ids;		/* commits, last first */
	size_t count, cap;
	struct id_map damaged;		/* told already */
	struct text content, path;
	struct commit_parts parts;
	const struct object_id *commit;	/* the one looked at */
	bool trusted;			/* its own bytes are whole */
	bool waiting;			/* objects may be pending */
	struct err *err;
	bool stop;			/* a callback said -1 */
	struct err what;		/* what is wrong with an object */
	struct err failure;		/* why it could not be read */
};

/* Tell of an object, with the sentence that follows. */
#define TELL(c, id, ...) \
	(err_set(&(c)->what, ERR_BROKEN, __VA_ARGS__), tell((c), (id)))

/* Tell of an object once, wherever else it stands. */
static void
tell(struct check *c, const struct object_id *object)
{
	bool added;

	(void)id_map_add(&c->damaged, object, &added);
	if (!added || c->stop || c->checks->damage == NULL)
		return;
	if (c->checks->damage(c->checks->ctx, c->commit, object, c->path.ptr,
	    &c->what, c->err) != 0)
		c->stop = true;
}

/* That the system did not let something be read says nothing about it: the
 * walk ends. */
static bool
is_system(struct check *c, const struct err *err)
{
	if (err->code < ERR_SYSTEM)
		return false;
	if (!c->stop)
		*c->err = *err;
	c->stop = true;
	return true;
}

/* What the ledger still gives, but git no longer has. */
static void
check_exported(struct check *c, const struct object_id *id)
{
	struct text content = TEXT_INIT;
	struct err err = ERR_INIT;
	enum object_type type;

	/* It may lie in a pack that was made a moment ago. */
	if (object_reader_read(c->repository->reader, id, true, &type,
	    &content, &err) != 1 && !is_system(c, &err))
		TELL(c, id, "the object is missing, though the ledger could "
		    "still give it");
	text_release(&content);
}

/* Why an object is not there, or not the one that is needed. */
static void
tell_unread(struct check *c, const struct object_id *id, int rc,
    enum object_type type, enum object_type want)
{
	char words[ERR_PART_MAX];

	if (rc == 1) {
		TELL(c, id, "the object is a %s where a %s is needed",
		    object_type_name(type), object_type_name(want));
	} else if (rc == 0) {
		TELL(c, id, "the object is missing");
	} else if (is_system(c, &c->failure)) {
		/* said by c->err */
	} else if (c->failure.code == ERR_BROKEN &&
	    !c->repository->from_pending) {
		TELL(c, id,
		    "the object was altered: its bytes do not hash to its id");
	} else {
		TELL(c, id, "the object cannot be read (%s)",
		    err_words(words, &c->failure));
	}
}

/* An object, hashed, into c->content; what is wrong with it is told. */
static bool
read_object(struct check *c, const struct object_id *id,
    enum object_type want)
{
	enum object_type type = want;
	int rc = repository_read_strict(c->repository, id, &type, &c->content,
	    &c->failure);

	if (rc != 1 || type != want) {
		tell_unread(c, id, rc, type, want);
		return false;
	}
	if (c->repository->from_pending && !c->waiting)
		check_exported(c, id);
	return true;
}

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
	if (!read_object(c, id, OBJECT_TREE))
		return false;
	object_cache_put(c->trees, id, OBJECT_TREE, c->content.ptr,
	    c->content.len);
	text_add(out, c->content.ptr, c->content.len);
	return true;
}

/* An object that the commit made, whole. */
static void
object_made(struct check *c, enum object_type type,
    const struct object_id *id, const struct object_id *previous,
    const struct text *content)
{
	if (c->stop || c->checks->object == NULL)
		return;
	if (c->checks->object(c->checks->ctx, type, id, previous,
	    content->ptr, content->len, c->err) != 0)
		c->stop = true;
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

static bool compare_trees(struct check *c, const struct object_id *old,
    const struct object_id *new);

static void
file_changed(struct check *c, const struct tree_entry *old,
    const struct tree_entry *entry)
{
	static const struct object_id none;
	bool whole = read_object(c, &entry->id, OBJECT_BLOB);

	if (whole)
		object_made(c, OBJECT_BLOB, &entry->id, old != NULL &&
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
		(void)compare_trees(c, old != NULL && old->is_tree ?
		    &old->id : &none, new != NULL && new->is_tree ?
		    &new->id : &none);
	if (new != NULL && !new->is_tree)
		file_changed(c, old, new);
	text_cut(&c->path, len);
}

/* ---- trees ---- */

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
static bool
compare_trees(struct check *c, const struct object_id *old,
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
			object_made(c, OBJECT_TREE, new, old, &b);
		compare_bytes(c, old, &a, new, &b);
	}
	c->depth--;
	/* It will hardly be asked for again. */
	if (!object_id_equal(old, new))
		object_cache_drop(c->trees, old);
	return whole;
}

/* ---- commits ---- */

/*
 * From the last commit back along first parents, also through an altered one
 * as long as it can be read. Only such a one can lead in a circle, which
 * Brent's method finds: compare with an id kept at each power of two.
 */
static void
collect(struct check *c, const struct object_id *last)
{
	struct object_id id = *last, kept = { { 0 } }, tree, parent;
	enum object_type type;
	struct err err = ERR_INIT;
	size_t power = 1;
	int rc;

	while (!object_id_is_zero(&id) && !object_id_equal(&id, &kept)) {
		if (c->count == power) {
			kept = id;
			power *= 2;
		}
		MEM_GROW(c->ids, c->count, c->cap);
		c->ids[c->count++] = id;
		rc = repository_read_strict(c->repository, &id, &type,
		    &c->content, &err);
		if (rc < 0 && is_system(c, &err))
			return;
		if (rc == 0 || type != OBJECT_COMMIT ||
		    commit_peek(c->content.ptr, c->content.len, &tree,
		    &parent) != 0)
			break;
		id = parent;
	}
}

static void
set_job(struct verify_job *job, const struct commit_parts *parts)
{
	if (!parts->view.has_signature)
		return;
	job->bytes = parts->plain.ptr;
	job->len = parts->plain.len;
	job->armour = parts->armour.ptr;
	job->armour_len = parts->armour.len;
}

/* The next commits from c->ids[from - 1] on, and their signatures. */
static void
look_ahead(struct check *c, size_t from)
{
	struct verify_job jobs[AHEAD];
	struct err err = ERR_INIT;
	enum object_type type;
	struct ahead *a;
	const char *why;
	size_t i, n = from < AHEAD ? from : AHEAD;

	for (i = 0; i < n; i++) {
		a = &c->ahead[i];
		a->whole = repository_read_strict(c->repository,
		    &c->ids[from - 1 - i], &type, &a->content, &err) ==
		    1 && type == OBJECT_COMMIT && commit_parse(&a->parts,
		    a->content.ptr, a->content.len, &why) == 0;
		a->pending = c->repository->from_pending;
		if (is_system(c, &err))
			return;
		jobs[i] = (struct verify_job) { .public_key = c->public_key };
		if (a->whole)
			set_job(&jobs[i], &a->parts);
	}
	if (c->public_key != NULL)
		verify_jobs("git", jobs, n);
	for (i = 0; i < n; i++)
		c->ahead[i].parts.view.signature_holds = jobs[i].holds;
	c->ahead_from = from;
	c->ahead_to = from - n;
}

/* The commit at its turn, into c->parts. False: it must be read. */
static bool
take_ahead(struct check *c, size_t at)
{
	struct commit_parts parts;
	struct text content;
	struct ahead *a;

	if (at <= c->ahead_to || at > c->ahead_from)
		look_ahead(c, at);
	if (c->stop)
		return false;
	a = &c->ahead[c->ahead_from - at];
	if (!a->whole)
		return false;
	if (a->pending && !c->waiting)
		check_exported(c, &c->ids[at - 1]);
	parts = c->parts;
	c->parts = a->parts;
	a->parts = parts;
	content = c->content;
	c->content = a->content;
	a->content = content;
	a->whole = false;
	return true;
}

/* Read and parse it, telling what is wrong. False: nothing can be used. */
static bool
read_commit(struct check *c, const struct object_id *id)
{
	struct verify_job job = { .public_key = c->public_key };
	const char *why;
	char part[ERR_PART_MAX];

	c->trusted = read_object(c, id, OBJECT_COMMIT);
	if (commit_parse(&c->parts, c->content.ptr, c->content.len,
	    &why) == 0) {
		set_job(&job, &c->parts);
		if (c->public_key != NULL)
			verify_jobs("git", &job, 1);
		c->parts.view.signature_holds = job.holds;
		return true;
	}
	TELL(c, id, "the commit is malformed: %s", err_part(part, why));
	c->trusted = false;
	return !object_id_is_zero(&c->parts.view.tree);
}

/* The commit itself: told of when damaged, else given to the callback. With
 * false nothing of it can be used. */
static bool
check_commit(struct check *c, size_t at)
{
	static const struct object_id none;
	const struct object_id *id = &c->ids[at - 1];

	c->trusted = true;
	if (!take_ahead(c, at) && (c->stop || !read_commit(c, id)))
		return false;
	c->parts.view.id = *id;
	if (!c->trusted)
		return true;
	object_made(c, OBJECT_COMMIT, id, &none, &c->content);
	if (c->parts.view.nparents > 1) {
		TELL(c, id, "the commit has %zu parents: a registry's history "
		    "is one line", c->parts.view.nparents);
	}
	if (!c->stop && c->checks->commit != NULL && c->checks->commit(
	    c->checks->ctx, &c->parts.view, c->err) != 0)
		c->stop = true;
	return true;
}

static void
end_turn(struct check *c)
{
	if (!c->stop && c->checks->turn != NULL &&
	    c->checks->turn(c->checks->ctx, c->err) != 0)
		c->stop = true;
}

/* All commits, first to last, each against the last tree before it that
 * could be read. */
static void
check_commits(struct check *c)
{
	struct object_id before = { { 0 } }, tree;
	size_t i;

	c->waiting = c->checks->exported == NULL ||
	    object_id_is_zero(c->checks->exported);
	for (i = c->count; i > 0 && !c->stop; end_turn(c), i--) {
		if (i < c->count && !c->waiting && object_id_equal(
		    c->checks->exported, &c->ids[i]))
			c->waiting = true;
		c->commit = &c->ids[i - 1];
		text_reset(&c->path);
		if (!check_commit(c, i) || c->stop)
			continue;
		tree = c->parts.view.tree;
		if (!object_id_equal(&tree, &before) &&
		    compare_trees(c, &before, &tree))
			before = tree;
	}
}

static void
file_damaged(void *ctx, const struct object_id *id, const char *name,
    const char *what)
{
	struct check *c = ctx;
	static const struct object_id none;
	char part[ERR_PART_MAX];

	if (c->stop || c->checks->damage == NULL ||
	    (id != NULL && id_map_find(&c->damaged, id) != NULL))
		return;
	err_set(&c->what, ERR_BROKEN, "%s", err_part(part, what));
	if (c->checks->damage(c->checks->ctx, &none, id != NULL ? id : &none,
	    name, &c->what, c->err) != 0)
		c->stop = true;
}

static void
parts_init(struct commit_parts *parts)
{
	text_init(&parts->plain);
	text_init(&parts->armour);
	text_init(&parts->strings);
}

static void
check_begin(struct check *c)
{
	size_t i;

	parts_init(&c->parts);
	c->ahead = mem_zero(AHEAD, sizeof(*c->ahead));
	for (i = 0; i < AHEAD; i++) {
		parts_init(&c->ahead[i].parts);
		text_init(&c->ahead[i].content);
	}
	c->sound = mem_zero(SOUND_SLOTS, sizeof(*c->sound));
	c->trees = object_reader_trees(c->repository->reader);
	object_cache_release(c->trees);
}

static void
check_end(struct check *c)
{
	size_t i;

	commit_parts_release(&c->parts);
	for (i = 0; i < AHEAD; i++) {
		commit_parts_release(&c->ahead[i].parts);
		text_release(&c->ahead[i].content);
	}
	for (i = 0; i < c->nlevels; i++) {
		text_release(&c->levels[i].old);
		text_release(&c->levels[i].new);
	}
	free(c->levels);
	free(c->ahead);
	free(c->sound);
	object_cache_release(c->trees);
	id_map_release(&c->damaged);
	text_release(&c->content);
	text_release(&c->path);
	free(c->ids);
}

int
repository_check(struct repository *repository, const struct object_id *last,
    const char *public_key, const struct repository_checks *checks,
    struct err *err)
{
	struct check c = { .repository = repository, .checks = checks,
		.public_key = public_key, .content = TEXT_INIT,
		.path = TEXT_INIT, .err = err };
	struct err what = ERR_INIT;

	check_begin(&c);
	collect(&c, last);
	check_commits(&c);
	/* What no commit needs, or a second copy, may be damaged as well. */
	if (!c.stop)
		if (object_reader_check_files(repository->reader,
		    c.damaged.count == 0, file_damaged, &c, &what) != 0)
			(void)is_system(&c, &what);
	check_end(&c);
	return c.stop ? -1 : 0;
}
