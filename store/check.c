/*
 * check.c: the whole history walked, every object re-hashed
 *
 * Ids are collected from the last commit back, then each commit is looked at
 * after its parent: only what differs from the parent's tree is read, so that
 * each object is read and hashed once.
 */
#include "store/check_int.h"

#include "engine/base/mem.h"
#include "store/signer_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AHEAD 256

/* A commit read and parsed before its turn, so that the signatures of many
 * can be checked at once. What is wrong with it is told at its turn. */
struct ahead {
	struct text content;
	struct commit_parts parts;
	bool whole;		/* else it is read once more */
	bool pending;		/* git itself has it not */
};

/* Tell of an object once, wherever else it stands. */
void
check_tell(struct check *c, const struct object_id *object)
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
bool
check_read(struct check *c, const struct object_id *id,
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

/* An object that the commit made, whole. */
void
check_made(struct check *c, enum object_type type,
    const struct object_id *id, const struct object_id *previous,
    const struct text *content)
{
	if (c->stop || c->checks->object == NULL)
		return;
	if (c->checks->object(c->checks->ctx, type, id, previous,
	    content->ptr, content->len, c->err) != 0)
		c->stop = true;
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
	enum object_type type = OBJECT_COMMIT;	/* unless it says another */
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

	c->trusted = check_read(c, id, OBJECT_COMMIT);
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
	check_made(c, OBJECT_COMMIT, id, &none, &c->content);
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
		if (object_id_equal(&tree, &before))
			continue;
		object_reader_turn(c->repository->reader, c->commit);
		if (check_trees(c, &before, &tree))
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
	check_trees_begin(c);
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
	free(c->ahead);
	check_trees_end(c);
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
	struct pack_sums *sums;

	check_begin(&c);
	sums = object_reader_sums(repository->reader);
	object_reader_in_order(repository->reader);
	collect(&c, last);
	check_commits(&c);
	/* What no commit needs, or a second copy, may be damaged as well. */
	if (!c.stop)
		if (object_reader_check_files(repository->reader,
		    c.damaged.count == 0, sums, file_damaged, &c, &what) != 0)
			(void)is_system(&c, &what);
	pack_sums_end(sums);
	check_end(&c);
	return c.stop ? -1 : 0;
}
