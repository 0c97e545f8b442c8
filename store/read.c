/* read.c: reading records, derived rows and files */
#include "store/store_int.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

int
store_read_begin(struct store *store, struct err *err)
{
	struct store_head head;

	/* Inside a step everything is one view already. */
	if (store->in_step || store->readers > 0) {
		store->readers++;
		return 0;
	}
	if (ledger_run(&store->ledger, SQL_BEGIN_READ, err) != 0)
		return -1;
	/* The view is taken by the first read, also by one that meets a
	 * damaged page: what asks for it will say so. */
	if (ledger_head(&store->ledger, &head, err) != 0 &&
	    err->code != ERR_BROKEN) {
		ledger_rollback(&store->ledger);
		return -1;
	}
	err_clear(err);
	store->readers = 1;
	return 0;
}

void
store_read_end(struct store *store)
{
	assert(store->readers > 0);
	if (--store->readers == 0 && !store->in_step)
		ledger_rollback(&store->ledger);
}

void
store_read_once(struct store *store, size_t share)
{
	char pragma[64];

	object_cache_limit(&store->blobs, ((size_t)1 << 20) / share);
	object_cache_limit(&store->repository->cache,
	    ((size_t)4 << 20) / share);
	object_reader_share(store->repository->reader, share);
	/* Where it cannot be set it stays larger. */
	snprintf(pragma, sizeof(pragma), "PRAGMA main.cache_size = -%zu",
	    4000 / share);
	(void)sqlite3_exec(store->ledger.db, pragma, NULL, NULL, NULL);
}

/* ---- what a commit brought ---- */

struct walk_turn *
store_turn_hold(struct store *store)
{
	return walk_turn_hold(store->turn);
}

struct walk_turn *
store_turn_use(struct store *store, struct walk_turn *turn)
{
	struct walk_turn *before = store->turn;

	store->turn = turn;
	return before;
}

void
store_turn_drop(struct walk_turn *turn)
{
	walk_turn_drop(turn);
}

size_t
store_turn_bytes(const struct walk_turn *turn)
{
	return walk_turn_bytes(turn);
}

/* ---- records ---- */

static int
each_record(struct query *query, store_record_fn *fn, void *ctx,
    struct err *err)
{
	struct record record;
	int got, rows = 0;

	while ((got = query_next(query, err)) == 1) {
		rows = 1;
		record_from_row(&record, query);
		if (fn(ctx, &record, err) != 0) {
			got = -1;
			break;
		}
	}
	query_end(query);
	return got < 0 ? -1 : rows;
}

int
store_records(struct store *store, const char *document, store_record_fn *fn,
    void *ctx, struct err *err)
{
	struct query query;

	query_begin(&query, &store->ledger, SCHEMA_MAIN,
	    document != NULL ? SQL_RECORDS_OF : SQL_RECORDS);
	if (document != NULL)
		query_text(&query, ":document", document);
	return each_record(&query, fn, ctx, err) < 0 ? -1 : 0;
}

int
store_record(struct store *store, int64_t number, store_record_fn *fn,
    void *ctx, struct err *err)
{
	struct query query;

	query_begin(&query, &store->ledger, SCHEMA_MAIN, SQL_RECORD);
	query_int(&query, ":number", number);
	return each_record(&query, fn, ctx, err);
}

/* ---- derived rows ---- */

static void
document_from_row(struct document_row *row, const struct query *query)
{
	memset(row, 0, sizeof(*row));
	row->id = column_text(query, 0);
	row->step = column_int(query, 1);
	row->record = column_int(query, 2);
	row->title = column_text_or_null(query, 3);
	row->number = column_text_or_null(query, 4);
	row->authority = column_text_or_null(query, 5);
	row->drafting_body = column_text_or_null(query, 6);
	row->kind = column_text_or_null(query, 7);
	row->drafter = column_text_or_null(query, 8);
	row->states = column_text_or_null(query, 9);
	row->status = column_text_or_null(query, 10);
	row->text_hash = column_text_or_null(query, 11);
	row->chart = column_text_or_null(query, 12);
	row->made = column_day(query, 13);
	row->published = column_day(query, 14);
	row->effective = column_day(query, 15);
	row->expires = column_day(query, 16);
}

/* The statement that reads least for this filter, with what it narrows by. */
static void
begin_documents(struct query *query, struct store *store,
    const struct document_filter *filter)
{
	struct ledger *ledger = &store->ledger;

	if (filter->id != NULL) {
		query_begin(query, ledger, SCHEMA_MAIN, SQL_DOCUMENT_BY_ID);
		query_text(query, ":id", filter->id);
	} else if (filter->number != NULL) {
		query_begin(query, ledger, SCHEMA_MAIN,
		    SQL_DOCUMENTS_NUMBERED);
		query_text(query, ":number", filter->number);
	} else if (filter->made_year != 0) {
		query_begin(query, ledger, SCHEMA_MAIN, SQL_DOCUMENTS_MADE);
		query_day(query, ":first",
		    (struct day){ filter->made_year, 1, 1 });
		query_day(query, ":last",
		    (struct day){ filter->made_year, 12, 31 });
	} else if (filter->year != 0) {
		query_begin(query, ledger, SCHEMA_MAIN,
		    SQL_DOCUMENTS_OF_YEAR);
		query_int(query, ":from", DOCUMENT_KEY(filter->year, 0));
		query_int(query, ":to", DOCUMENT_KEY(filter->year + 1, 0));
	} else {
		query_begin(query, ledger, SCHEMA_MAIN, SQL_DOCUMENTS);
	}
	if (filter->year != 0)
		query_int(query, ":year", filter->year);
	if (filter->made_year != 0) {
		query_day(query, ":made_from",
		    (struct day){ filter->made_year, 1, 1 });
		query_day(query, ":made_to",
		    (struct day){ filter->made_year, 12, 31 });
	}
	query_text(query, ":status", filter->status);
	query_text(query, ":authority", filter->authority);
	query_text(query, ":kind", filter->kind);
	query_text(query, ":text", filter->text);
}

/* Each row of a query to the end, which is ended. */
static int
each_document(struct query *query, store_document_fn *fn, void *ctx,
    struct err *err)
{
	struct document_row row;
	int got;

	while ((got = query_next(query, err)) == 1) {
		document_from_row(&row, query);
		if (fn(ctx, &row, err) != 0) {
			got = -1;
			break;
		}
	}
	query_end(query);
	return got;
}

int
store_documents(struct store *store, const struct document_filter *filter,
    store_document_fn *fn, void *ctx, struct err *err)
{
	static const struct document_filter any;
	struct query query;

	begin_documents(&query, store, filter != NULL ? filter : &any);
	return each_document(&query, fn, ctx, err);
}

int
store_documents_due(struct store *store, struct day today,
    store_document_fn *fn, void *ctx, struct err *err)
{
	struct query query;

	query_begin(&query, &store->ledger, SCHEMA_MAIN, SQL_DOCUMENTS_DUE);
	query_day(&query, ":today", today);
	return each_document(&query, fn, ctx, err);
}

/* The next row, unless it is of a document after `last` (NULL: none is): to
 * let SQLite look at the end costs it as much as to read the row. */
static int
next_until(struct query *query, const char *last, struct err *err)
{
	int got = query_next(query, err);

	return got == 1 && last != NULL &&
	    strcmp(column_text(query, 0), last) > 0 ? 0 : got;
}

static int
each_milestone(struct query *query, const char *last,
    store_milestone_fn *fn, void *ctx, struct err *err)
{
	struct milestone_row row;
	int got;

	while ((got = next_until(query, last, err)) == 1) {
		row = (struct milestone_row){
			.document = column_text(query, 0),
			.instance = column_text_or_null(query, 1),
			.name = column_text(query, 2),
			.step = column_int(query, 3),
			.stated_s = column_int(query, 4),
			.evidenced_s = column_int(query, 5),
			.recorded_s = column_int(query, 6),
			.text_hash = column_text_or_null(query, 7),
			.person = column_text_or_null(query, 8),
			.detail = column_text_or_null(query, 9),
		};
		if (fn(ctx, &row, err) != 0) {
			got = -1;
			break;
		}
	}
	query_end(query);
	return got;
}

int
store_milestones(struct store *store, const char *document, const char *name,
    store_milestone_fn *fn, void *ctx, struct err *err)
{
	struct query query;

	query_begin(&query, &store->ledger, SCHEMA_MAIN,
	    document != NULL ? SQL_MILESTONES_OF : SQL_MILESTONES);
	if (document != NULL)
		query_text(&query, ":document", document);
	if (name != NULL)
		query_text(&query, ":name", name);
	return each_milestone(&query, NULL, fn, ctx, err);
}

int
store_tasks(struct store *store, const char *role, const char *document,
    store_task_fn *fn, void *ctx, struct err *err)
{
	struct task_row row;
	struct query query;
	int got;

	query_begin(&query, &store->ledger, SCHEMA_MAIN,
	    document != NULL ? SQL_TASKS_OF :
	    role != NULL ? SQL_TASKS_OF_ROLE : SQL_TASKS);
	if (document != NULL)
		query_text(&query, ":document", document);
	if (role != NULL)
		query_text(&query, ":role", role);
	while ((got = query_next(&query, err)) == 1) {
		row = (struct task_row){
			.document = column_text(&query, 0),
			.instance = column_text_or_null(&query, 1),
			.state = column_text(&query, 2),
			.role = column_text_or_null(&query, 3),
			.since = column_day(&query, 4),
			.due = column_day(&query, 5),
		};
		if (fn(ctx, &row, err) != 0) {
			got = -1;
			break;
		}
	}
	query_end(&query);
	return got;
}

static int
each_deadline(struct query *query, const char *last,
    store_deadline_fn *fn, void *ctx, struct err *err)
{
	struct deadline_row row;
	int got;

	while ((got = next_until(query, last, err)) == 1) {
		row = (struct deadline_row){
			.document = column_text(query, 0),
			.instance = column_text_or_null(query, 1),
			.state = column_text(query, 2),
			.from = column_day(query, 3),
			.due = column_day(query, 4),
			.within = column_text_or_null(query, 5),
			.basis = column_text_or_null(query, 6),
			.verified = column_int(query, 7) != 0,
			.ended = column_day(query, 8),
			.detail = column_text_or_null(query, 9),
		};
		if (fn(ctx, &row, err) != 0) {
			got = -1;
			break;
		}
	}
	query_end(query);
	return got;
}

int
store_deadlines(struct store *store, const char *document,
    store_deadline_fn *fn, void *ctx, struct err *err)
{
	struct query query;

	query_begin(&query, &store->ledger, SCHEMA_MAIN,
	    document != NULL ? SQL_DEADLINES_OF : SQL_DEADLINES);
	if (document != NULL)
		query_text(&query, ":document", document);
	return each_deadline(&query, NULL, fn, ctx, err);
}

/* ---- of many documents ---- */

int
store_documents_made(struct store *store, struct day first, struct day last,
    store_document_fn *fn, void *ctx, struct err *err)
{
	struct query query;

	query_begin(&query, &store->ledger, SCHEMA_MAIN,
	    SQL_DOCUMENTS_MADE_IN);
	query_day(&query, ":first", first);
	query_day(&query, ":last", last);
	return each_document(&query, fn, ctx, err);
}

/* What begins with a text lies between it and the text that follows all
 * such, which is written to `beyond`. */
static void
begin_span(struct query *query, struct store *store,
    enum ledger_statement which, const struct store_span *span,
    struct text *beyond)
{
	assert(span->instances[0] != '\0');
	text_adds(beyond, span->instances);
	beyond->ptr[beyond->len - 1]++;
	query_begin(query, &store->ledger, SCHEMA_MAIN, which);
	query_text(query, ":first", span->first);
	query_text(query, ":from", span->instances);
	query_text(query, ":beyond", beyond->ptr);
}

int
store_milestones_span(struct store *store, const struct store_span *span,
    store_milestone_fn *fn, void *ctx, struct err *err)
{
	struct text beyond = TEXT_INIT;
	struct query query;
	int got;

	begin_span(&query, store, SQL_MILESTONES_OF_SPAN, span, &beyond);
	query_text(&query, ":name", span->name);
	query_text(&query, ":other", span->other);
	got = each_milestone(&query, span->last, fn, ctx, err);
	text_release(&beyond);
	return got;
}

int
store_deadlines_span(struct store *store, const struct store_span *span,
    store_deadline_fn *fn, void *ctx, struct err *err)
{
	struct text beyond = TEXT_INIT;
	struct query query;
	int got;

	begin_span(&query, store, SQL_DEADLINES_OF_SPAN, span, &beyond);
	query_text(&query, ":state", span->state);
	got = each_deadline(&query, span->last, fn, ctx, err);
	text_release(&beyond);
	return got;
}

/* ---- files ---- */

/* 1, also when something else than a file stands there: then there are no
 * bytes and `what` says it; 0: no such object, -1. */
static int
read_blob(struct store *store, const struct object_id *id,
    enum object_type *what, struct text *out, struct err *err)
{
	const char *bytes;
	size_t len;
	int got;

	*what = OBJECT_BLOB;
	if (object_cache_get(&store->blobs, id, OBJECT_BLOB, &bytes, &len)) {
		text_add(out, bytes, len);
		return 1;
	}
	got = repository_read(store->repository, id, what, out, err);
	if (got == 1 && *what == OBJECT_BLOB)
		object_cache_put(&store->blobs, id, OBJECT_BLOB, out->ptr,
		    out->len);
	else if (got == 1)
		text_reset(out);
	return got;
}

int
store_file_again(struct store *store, const struct object_id *id,
    struct text *out, struct err *err)
{
	enum object_type type;
	int got;

	text_reset(out);
	got = read_blob(store, id, &type, out, err);
	return got == 1 && type != OBJECT_BLOB ? 0 : got;
}

int
store_read_file(struct store *store, const struct object_id *commit,
    const char *path, struct object_id *id, struct text *out,
    struct err *err)
{
	struct object_id blob;
	enum object_type type;
	const char *bytes;
	size_t len;
	int got;

	text_reset(out);
	if (object_id_is_zero(commit))
		return 0;
	if (store->turn != NULL && walk_turn_file(store->turn, commit, path,
	    &blob, &bytes, &len)) {
		if (id != NULL)
			*id = blob;
		text_add(out, bytes, len);
		return 1;
	}
	got = repository_lookup(store->repository, commit, path, &blob, err);
	if (got <= 0)
		return got;
	if (id != NULL)
		*id = blob;
	got = read_blob(store, &blob, &type, out, err);
	if (got == 0)
		return err_set(err, ERR_BROKEN, "%s is named in the history, "
		    "but documents.git does not have it; run 'guiwen "
		    "verify'.", path);
	return got == 1 && type != OBJECT_BLOB ? 0 : got;
}

int
store_file(struct store *store, const char *path, struct object_id *id,
    struct text *out, struct err *err)
{
	struct store_head head;

	if (ledger_head(&store->ledger, &head, err) != 0)
		return -1;
	return store_read_file(store, &head.commit, path, id, out, err);
}

int
store_file_at(struct store *store, const struct object_id *commit,
    const char *path, struct object_id *id, struct text *out,
    struct err *err)
{
	return store_read_file(store, commit, path, id, out, err);
}

int
store_folder(struct store *store, const char *path, repository_name_fn *fn,
    void *ctx, struct err *err)
{
	struct store_head head;

	if (ledger_head(&store->ledger, &head, err) != 0)
		return -1;
	if (object_id_is_zero(&head.commit))
		return 0;
	return repository_folder(store->repository, &head.commit, path, fn,
	    ctx, err);
}
