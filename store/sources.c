/* sources.c: wherever git objects of a registry may still be had */
#include "store/sources.h"

#include "engine/base/mem.h"
#include "store/file.h"
#include "store/repository_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* So far back to a record, through commits of somebody else. */
#define BACK_MOST 100000

/* ---- objects ---- */

/* What the disk or the system keeps from us is not damaged, nor missing. Is it
 * the first such failure, which `failed` keeps? */
static bool
note_failure(const struct err *err, struct err *failed)
{
	if (failed->code != ERR_NONE ||
	    (err->code != ERR_SYSTEM && err->code != ERR_BUSY))
		return false;
	*failed = *err;
	return true;
}

/* From one repository: 1, 0. What is damaged there is as good as missing. */
static int
read_from(struct repository *repository, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *failed)
{
	struct err err = ERR_INIT;

	if (repository == NULL)
		return 0;
	text_reset(content);
	if (repository_read(repository, id, type, content, &err) == 1)
		return 1;
	note_failure(&err, failed);
	return 0;
}

/* The redo rows hold an object under the id that the ledger says. */
static int
read_redo(struct sources *sources, const struct object_id *id,
    enum object_type *type, struct text *content)
{
	struct err ignored = ERR_INIT;
	struct object_id real;

	if (sources->ledger.db == NULL)
		return 0;
	text_reset(content);
	/* A row that cannot be read has no object to give. */
	if (pending_read(&sources->pending, id, type, content, &ignored) != 1)
		return 0;
	object_id_of(&real, *type, content->ptr, content->len);
	return object_id_equal(&real, id);
}

static void
count(struct sources *sources, const struct object_id *id, int64_t *counter)
{
	bool added;

	id_map_add(&sources->elsewhere, id, &added);
	*counter += added;
}

int
sources_read(void *ctx, const struct object_id *id, enum object_type *type,
    struct text *content, struct err *err)
{
	struct sources *sources = ctx;
	struct err failed = ERR_INIT;
	size_t i;

	if (read_from(sources->git, id, type, content, &failed))
		return 1;
	if (read_redo(sources, id, type, content)) {
		count(sources, id, &sources->from_redo);
		return 1;
	}
	for (i = 0; i < sources->nothers; i++)
		if (read_from(sources->others[i], id, type, content,
		    &failed)) {
			count(sources, id, &sources->from_others);
			return 1;
		}
	text_reset(content);
	note_failure(&failed, &sources->failed);
	if (failed.code == ERR_NONE)
		return 0;
	*err = failed;
	return -1;
}

/* ---- tips ---- */

/* Which record's commit it is, 0 when it cannot be had. */
static int64_t
number_of(struct sources *sources, const struct object_id *commit)
{
	struct text content = TEXT_INIT;
	struct err ignored = ERR_INIT;
	enum object_type type;
	int64_t number = 0;

	if (sources_read(sources, commit, &type, &content, &ignored) == 1 &&
	    type == OBJECT_COMMIT)
		number = record_of_commit(content.ptr, content.len);
	text_release(&content);
	return number;
}

int64_t
sources_record_before(struct sources *sources, const struct object_id *commit,
    struct object_id *at, bool *there)
{
	struct object_id tree, parent = *commit;
	struct text content = TEXT_INIT;
	struct err ignored = ERR_INIT;
	enum object_type type;
	int64_t number = 0;
	int steps;

	*there = false;
	for (steps = 0; steps < BACK_MOST && number == 0 &&
	    !object_id_is_zero(&parent); steps++) {
		*at = parent;
		text_reset(&content);
		if (sources_read(sources, at, &type, &content,
		    &ignored) != 1 || type != OBJECT_COMMIT ||
		    commit_peek(content.ptr, content.len, &tree,
		    &parent) != 0)
			break;
		*there = true;
		number = record_of_commit(content.ptr, content.len);
	}
	text_release(&content);
	return number;
}

static struct tip *
add_tip(struct sources *sources, const char *where, enum source_kind kind,
    const struct object_id *commit)
{
	struct tip *tip = &sources->tips[sources->ntips++];

	*tip = (struct tip){ .where = where, .kind = kind,
		.commit = *commit };
	return tip;
}

/* What sources_open() fails with is said once: by its caller. */
static void
tell_or_fail(struct sources *sources, const struct err *err,
    sources_tell_fn *tell, void *ctx)
{
	if (!note_failure(err, &sources->failed))
		tell(ctx, err);
}

static void
add_main(struct sources *sources, struct repository *repository,
    const char *where, enum source_kind kind, sources_tell_fn *tell,
    void *ctx)
{
	struct err err = ERR_INIT;
	struct object_id id;
	int got = repository == NULL ? 0 :
	    repository_main(repository, &id, &err);

	if (got == 1)
		add_tip(sources, where, kind, &id);
	else if (got < 0)
		tell_or_fail(sources, &err, tell, ctx);
}

/* All tips, then their numbers: an object of one may stand in another. */
static void
read_tips(struct sources *sources, sources_tell_fn *tell, void *ctx)
{
	struct store_head head;
	struct err err = ERR_INIT;
	size_t i;

	/* One more for sources_named(). */
	sources->tips = mem_zero(sources->nothers + 3,
	    sizeof(*sources->tips));
	add_main(sources, sources->git, sources->paths.git, SOURCE_GIT, tell,
	    ctx);
	if (sources->ledger.db != NULL &&
	    ledger_head(&sources->ledger, &head, &err) != 0)
		tell_or_fail(sources, &err, tell, ctx);
	else if (sources->ledger.db != NULL && head.number > 0)
		add_tip(sources, sources->paths.ledger, SOURCE_REDO,
		    &head.commit);
	for (i = 0; i < sources->nothers; i++)
		add_main(sources, sources->others[i], sources->other_paths[i],
		    SOURCE_OTHER, tell, ctx);
	for (i = 0; i < sources->ntips; i++)
		sources->tips[i].number = number_of(sources,
		    &sources->tips[i].commit);
	id_map_reset(&sources->elsewhere);
	sources->from_redo = sources->from_others = 0;
}

struct tip *
sources_named(struct sources *sources, const char *hex, struct err *err)
{
	struct object_id id;
	struct tip *tip;

	if (object_id_parse(&id, hex) != 0) {
		err_set(err, ERR_USAGE, "\"%s\" is no commit: --head takes all "
		    "40 digits of its id", hex);
		return NULL;
	}
	tip = add_tip(sources, "--head", SOURCE_OTHER, &id);
	tip->number = number_of(sources, &id);
	if (tip->number > 0)
		return tip;
	err_set(err, ERR_NOTFOUND, "Commit %s is in none of the repositories, "
	    "or no record's; name another one with --head.", hex);
	return NULL;
}

struct tip *
sources_longest(struct sources *sources)
{
	struct tip *longest = NULL;
	size_t i;

	for (i = 0; i < sources->ntips; i++)
		if (longest == NULL ||
		    sources->tips[i].number > longest->number)
			longest = &sources->tips[i];
	return longest;
}

/* ---- opening ---- */

static int
open_other(struct sources *sources, const char *path, struct err *err)
{
	static const char *const below[] = { "documents.git", ".git", "" };
	struct text at = TEXT_INIT;
	struct repository *repository = NULL;
	size_t i;

	for (i = 0; i < MEM_COUNT(below) && repository == NULL; i++) {
		err_clear(err);
		text_reset(&at);
		text_addf(&at, "%s%s%s", path, below[i][0] != '\0' ? "/" : "",
		    below[i]);
		if (repository_open(&repository, at.ptr, err) != 0 &&
		    err->code != ERR_NOTFOUND)
			break;
	}
	if (repository == NULL) {
		text_release(&at);
		return err_prefix(err, "--from %s", path);
	}
	sources->others[sources->nothers] = repository;
	sources->other_paths[sources->nothers++] = text_detach(&at, NULL);
	return 0;
}

/* A ledger that can be read, if only in part, is worth reading. */
static void
open_ledger(struct sources *sources, sources_tell_fn *tell, void *ctx)
{
	struct err err = ERR_INIT;
	struct query query;
	int got;

	if (access(sources->paths.ledger, F_OK) != 0) {
		err_set(&err, ERR_NOTFOUND, "There is no ledger.sqlite; "
		    "records that were not yet in documents.git are lost with "
		    "it.");
		tell(ctx, &err);
		return;
	}
	if (ledger_open(&sources->ledger, sources->paths.ledger, true, false,
	    &err) != 0) {
		tell_or_fail(sources, &err, tell, ctx);
		memset(&sources->ledger, 0, sizeof(sources->ledger));
		return;
	}
	sources->pending.ledger = &sources->ledger;
	query_begin(&query, &sources->ledger, SCHEMA_MAIN, SQL_REGISTRY);
	got = query_next(&query, &err);
	if (got == 1) {
		snprintf(sources->id, sizeof(sources->id), "%s",
		    column_text(&query, 0));
		sources->name = mem_strdup(column_text(&query, 1));
		sources->public_key = mem_strdup(column_text(&query, 2));
	}
	query_end(&query);
	if (got < 0)
		tell_or_fail(sources, &err, tell, ctx);
}

static void
open_git(struct sources *sources, sources_tell_fn *tell, void *ctx)
{
	struct err err = ERR_INIT;

	if (repository_open(&sources->git, sources->paths.git, &err) == 0)
		return;
	sources->git = NULL;
	tell_or_fail(sources, &err, tell, ctx);
}

int
sources_open(struct sources *sources, const char *dir,
    const char *const *others, size_t nothers, sources_tell_fn *tell,
    void *ctx, struct err *err)
{
	size_t i;

	memset(sources, 0, sizeof(*sources));
	store_paths_init(&sources->paths, dir);
	sources->others = mem_zero(nothers + 1, sizeof(*sources->others));
	sources->other_paths = mem_zero(nothers + 1,
	    sizeof(*sources->other_paths));
	for (i = 0; i < nothers; i++)
		if (open_other(sources, others[i], err) != 0)
			return -1;
	open_git(sources, tell, ctx);
	open_ledger(sources, tell, ctx);
	read_tips(sources, tell, ctx);
	if (sources->failed.code == ERR_NONE)
		return 0;
	*err = sources->failed;
	return -1;
}

void
sources_close(struct sources *sources)
{
	size_t i;

	for (i = 0; i < sources->nothers; i++) {
		repository_free(sources->others[i]);
		free(sources->other_paths[i]);
	}
	repository_free(sources->git);
	ledger_close(&sources->ledger);
	pending_release(&sources->pending);
	id_map_release(&sources->elsewhere);
	store_paths_release(&sources->paths);
	free(sources->others);
	free(sources->other_paths);
	free(sources->tips);
	free(sources->name);
	free(sources->public_key);
	memset(sources, 0, sizeof(*sources));
}
