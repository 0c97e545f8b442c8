/* step.c: the one durable step: record, derived rows, commit and redo rows in
 * one transaction */
#include "store/store_int.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHORT_BYTES ((size_t)4 << 10)	/* of a new file that is kept at hand */

struct store_txn {
	struct store *store;
	struct store_head head;
	int64_t now_s;
	struct store_index index;
	/* Of the item that is being performed: */
	struct change *change;
	char **paths;		/* put so far */
	size_t npaths, paths_cap;
	const struct record *record;	/* while its commit is made */
	struct text objects, contents;	/* the redo row */
	bool recorded;
	bool failed;		/* a write failed: the item cannot succeed */
	struct err why;
};

const struct store_head *
store_txn_head(const struct store_txn *txn)
{
	return &txn->head;
}

int64_t
store_txn_now(const struct store_txn *txn)
{
	return txn->now_s;
}

struct store_index *
store_txn_index(struct store_txn *txn)
{
	return &txn->index;
}

/* Remember the failure: an item must not go on as if it had been written. */
static int
failed(struct store_txn *txn, const struct err *err)
{
	if (!txn->failed) {
		txn->failed = true;
		txn->why = *err;
	}
	return -1;
}

/* ---- reading and putting ---- */

int
store_txn_file(struct store_txn *txn, const char *path, struct object_id *id,
    struct text *out, struct err *err)
{
	return store_read_file(txn->store, &txn->head.commit, path, id, out,
	    err);
}

static int
begin_change(struct store_txn *txn, struct err *err)
{
	if (txn->change != NULL)
		return 0;
	return change_begin(&txn->change, txn->store->repository,
	    &txn->head.commit, err);
}

int
store_txn_put(struct store_txn *txn, const char *path, const void *bytes,
    size_t len, struct err *err)
{
	assert(!txn->recorded);
	if (begin_change(txn, err) != 0 ||
	    change_put(txn->change, path, bytes, len, err) != 0)
		return failed(txn, err);
	MEM_GROW(txn->paths, txn->npaths, txn->paths_cap);
	txn->paths[txn->npaths++] = mem_strdup(path);
	return 0;
}

/* Is there a record of that document? 1, 0, -1. */
static int
has_records(struct store *store, const char *document, struct err *err)
{
	struct query query;
	int got;

	query_begin(&query, &store->ledger, SCHEMA_MAIN, SQL_NEXT_STEP);
	query_text(&query, ":document", document);
	got = query_next(&query, err);
	if (got == 1)
		got = column_int(&query, 0) > 1;
	query_end(&query);
	return got;
}

int
store_txn_next_document(struct store_txn *txn, int year,
    char out[STORE_DOCUMENT_ID], struct err *err)
{
	struct query query;
	int64_t sequence = 0;
	int got;

	if (year < 1000 || year > 9999)
		return err_set(err, ERR_USAGE, "%d is no year that a document "
		    "can be drafted in.", year);
	query_begin(&query, &txn->store->ledger, SCHEMA_MAIN,
	    SQL_LAST_DOCUMENT);
	query_int(&query, ":from", DOCUMENT_KEY(year, 0));
	query_int(&query, ":to", DOCUMENT_KEY(year + 1, 0));
	got = query_next(&query, err);
	if (got == 1 && column_int(&query, 0) > 0)
		sequence = column_int(&query, 0) - DOCUMENT_KEY(year, 0);
	query_end(&query);
	/* A record without a derived row (a refused first attempt) has used
	 * its id too. */
	while (got >= 0) {
		snprintf(out, STORE_DOCUMENT_ID, "%d-%04d", year,
		    (int)++sequence);
		got = has_records(txn->store, out, err);
		if (got == 0)
			return 0;
	}
	return -1;
}

/* ---- the record ---- */

/* Is this object a column of the record's row already? */
static enum redo_place
place_of(const struct record *record, enum object_type type,
    const void *bytes, size_t len)
{
	if (type != OBJECT_BLOB)
		return REDO_CONTENTS;
	if (len == record->body_len && memcmp(bytes, record->body, len) == 0)
		return REDO_BODY;
	if (len > 0 && len == strlen(record->signature) &&
	    memcmp(bytes, record->signature, len) == 0)
		return REDO_SIGNATURE;
	return REDO_CONTENTS;
}

/* A change_emit_fn: objects of the commit gather for the redo row. */
static int
gather(void *ctx, enum object_type type, const struct object_id *id,
    const struct object_id *previous, const void *bytes, size_t len,
    struct err *err)
{
	struct store_txn *txn = ctx;
	struct redo_object object = { *id, *previous, type,
		place_of(txn->record, type, bytes, len), bytes, len, len };

	(void)err;
	redo_add(&txn->objects, &txn->contents, &object);
	pending_add(&txn->store->pending, txn->head.number + 1, id);
	/* What replaces something that was read will be read too; so will a
	 * short new file, the state of a new document. */
	if (type == OBJECT_BLOB && object.place == REDO_CONTENTS &&
	    (object_cache_drop(&txn->store->blobs, previous) ||
	    (object_id_is_zero(previous) && len <= SHORT_BYTES)))
		object_cache_put(&txn->store->blobs, id, type, bytes, len);
	return 0;
}

/* A record may only change its own document's files, or the registry's when
 * it concerns no document: else one document's history would hide another's
 * change. */
static int
check_paths(struct store_txn *txn, const char *document, struct err *err)
{
	size_t i;

	for (i = 0; i < txn->npaths; i++)
		if (!record_owns(document, txn->paths[i]))
			return err_set(err, ERR_SYSTEM, "A record of '%s' may "
			    "not change %s.", document, txn->paths[i]);
	return 0;
}

static int
next_step(struct store_txn *txn, const char *document, int64_t *step,
    struct err *err)
{
	struct query query;
	int64_t key;
	int got;

	*step = 0;
	if (document[0] == '\0')
		return 0;
	if (document_key(document, &key, err) != 0)
		return -1;
	query_begin(&query, &txn->store->ledger, SCHEMA_MAIN, SQL_NEXT_STEP);
	query_text(&query, ":document", document);
	got = query_next(&query, err);
	if (got == 1)
		*step = column_int(&query, 0);
	query_end(&query);
	return got < 0 ? -1 : 0;
}

/* Put the record's file and its signature into the change. */
static int
put_record(struct store_txn *txn, const struct record *record,
    struct err *err)
{
	char path[RECORD_PATH], signature[RECORD_PATH + 4];

	if (record_path(path, record, err) != 0 ||
	    begin_change(txn, err) != 0 ||
	    change_put(txn->change, path, record->body, record->body_len,
	    err) != 0)
		return -1;
	if (record->signature[0] == '\0')
		return 0;
	snprintf(signature, sizeof(signature), "%s.sig", path);
	return change_put(txn->change, signature, record->signature,
	    strlen(record->signature), err);
}

static int
commit_record(struct store_txn *txn, struct record *record,
    const struct record_draft *draft, struct err *err)
{
	struct text message = TEXT_INIT, email = TEXT_INIT;
	struct change *change = txn->change;
	struct commit_info info;
	int result;

	record_message(&message, record, draft->subject);
	record_author_email(&email, record->person);
	info = (struct commit_info){
		.author_name = draft->author_name != NULL &&
		    draft->author_name[0] != '\0' ? draft->author_name :
		    record->person,
		.author_email = email.ptr,
		.author_time_s = draft->author_time_s,
		.committer_name = txn->store->name,
		.committer_email = REGISTRY_EMAIL,
		.committer_time_s = record->recorded_s,
		.message = message.ptr,
	};
	text_reset(&txn->objects);
	text_reset(&txn->contents);
	txn->change = NULL;
	txn->record = record;
	result = change_commit(change, &info, txn->store->signer,
	    &record->commit, gather, txn, err);
	txn->record = NULL;
	text_release(&message);
	text_release(&email);
	return result;
}

int
store_txn_record(struct store_txn *txn, const struct record_draft *draft,
    struct store_head *out, struct err *err)
{
	struct text body = TEXT_INIT;
	struct record record = {
		.number = txn->head.number + 1,
		.kind = draft->kind,
		.document = draft->document,
		.event = draft->event,
		.person = draft->person,
		.recorded_s = txn->now_s,
		.previous = txn->head.hash,
		.signature = draft->signature != NULL ? draft->signature : "",
	};
	int result = -1;

	assert(!txn->recorded);
	if (next_step(txn, record.document, &record.step, err) != 0 ||
	    check_paths(txn, record.document, err) != 0 ||
	    record_write(&body, &record, txn->store->id, draft, err) != 0)
		goto out;
	record.body = body.ptr;
	record.body_len = body.len;
	sha256_of(&record.hash, body.ptr, body.len);
	if (put_record(txn, &record, err) != 0 ||
	    commit_record(txn, &record, draft, err) != 0 ||
	    record_insert(&txn->store->ledger, &record, err) != 0 ||
	    redo_insert(&txn->store->ledger, record.number, &txn->objects,
	    &txn->contents, err) != 0)
		goto out;
	pending_added(&txn->store->pending, record.number);
	txn->head = (struct store_head){
		.number = record.number,
		.hash = record.hash,
		.recorded_s = record.recorded_s,
		.commit = record.commit,
	};
	txn->recorded = true;
	if (out != NULL)
		*out = txn->head;
	result = 0;
out:
	text_release(&body);
	return result == 0 ? 0 : failed(txn, err);
}

/* ---- the transaction ---- */

static void
end_item(struct store_txn *txn)
{
	size_t i;

	if (txn->change != NULL)
		change_drop(txn->change);
	txn->change = NULL;
	for (i = 0; i < txn->npaths; i++)
		free(txn->paths[i]);
	txn->npaths = 0;
	txn->recorded = false;
	txn->failed = false;
}

/* One item; 0 when it is recorded, -1 with err when it wants to be undone. */
static int
perform(struct store_txn *txn, size_t item, store_step_fn *fn, void *ctx,
    struct err *err)
{
	txn->index = (struct store_index){ .store = txn->store,
		.schema = SCHEMA_MAIN, .kept = &txn->store->kept };
	kept_rows_item(&txn->store->kept);
	if (fn(ctx, item, txn, err) != 0) {
		assert(err->code != ERR_NONE);
		return -1;
	}
	if (!txn->failed && index_finish(&txn->index, err) != 0)
		failed(txn, err);
	if (txn->failed) {
		*err = txn->why;
		return -1;
	}
	assert(txn->recorded);
	err_clear(err);
	return 0;
}

/*
 * All items. With more than one each has a savepoint, so that the others
 * stay when it fails; a single one is undone with the transaction. *recorded
 * counts those that stay. -1: the transaction itself is lost.
 */
static int
perform_all(struct store_txn *txn, size_t n, store_step_fn *fn, void *ctx,
    struct err *errs, size_t *recorded, struct err *err)
{
	struct ledger *ledger = &txn->store->ledger;
	struct store_head before;
	size_t i;
	int done;

	for (i = 0; i < n; i++) {
		before = txn->head;
		err_clear(&errs[i]);
		if (n > 1 && ledger_run(ledger, SQL_SAVEPOINT, err) != 0)
			return -1;
		done = perform(txn, i, fn, ctx, &errs[i]);
		end_item(txn);
		if (done == 0) {
			(*recorded)++;
		} else {
			txn->head = before;
			kept_rows_undo(&txn->store->kept);
		}
		/* A full disk or a failing one may end the transaction. */
		if (sqlite3_get_autocommit(ledger->db)) {
			*err = errs[i];
			return -1;
		}
		if (done != 0)
			pending_forget_from(&txn->store->pending,
			    txn->head.number + 1);
		if (n == 1)
			break;
		if ((done != 0 &&
		    ledger_run(ledger, SQL_ROLLBACK_TO, err) != 0) ||
		    ledger_run(ledger, SQL_RELEASE, err) != 0)
			return -1;
	}
	return 0;
}

/* Of the redo rows that nobody needs any more; so many were added by this
 * transaction. */
static int
remove_redo(struct store *store, size_t added, int64_t *removed,
    struct err *err)
{
	int64_t durable = atomic_load(&store->durable);
	int64_t most = (int64_t)added * 3 / 2;

	*removed = store->removed;
	if (durable - *removed < REDO_REMOVE_AT_ONCE)
		return 0;
	if (most < REDO_REMOVE_AT_ONCE)
		most = REDO_REMOVE_AT_ONCE;
	return redo_remove(&store->ledger, durable, most, removed, err);
}

/* Has nothing happened to the ledger's name and to main? */
static bool
quiet(struct store *store)
{
	/* Each step writes to the ledger's folder. Main is a file in heads
	 * or, after git pack-refs, a line of packed-refs. */
	const struct watch_folder folders[] = {
		{ .path = store->paths.dir, .writing = false },
		{ .path = store->paths.git, .writing = true },
		{ .path = store->paths.heads, .writing = true },
	};

	return watch_quiet(&store->watch, folders, MEM_COUNT(folders));
}

/* Inside the write lock: is everything as it should be for a step? */
static int
look_around(struct store *store, struct store_txn *txn, struct err *err)
{
	char last[TIME_TEXT], now[TIME_TEXT];
	bool look = !quiet(store);

	/* Else what is recorded would be lost with the deleted file. */
	if (look && ledger_moved(&store->ledger))
		return ledger_gone(&store->ledger, err);
	if (ledger_head(&store->ledger, &txn->head, err) != 0)
		return -1;
	if (txn->now_s < txn->head.recorded_s)
		return err_set(err, ERR_CLOCK, "The clock says %s, but the "
		    "last record was made at %s: nothing is recorded until "
		    "the clock is right.", time_format(now, txn->now_s),
		    time_format(last, txn->head.recorded_s));
	kept_rows_stand(&store->kept, &txn->head.hash);
	if (look && store_check_main(store, NULL, err) != 0)
		return -1;
	if (look)
		watch_looked(&store->watch);
	return 0;
}

/*
 * What was written into the WAL counts once it was synced. When just that
 * fails, it may reach the disk all the same: whoever opens the ledger after
 * this process has gone takes the transaction, if its frames are whole.
 */
static int
commit(struct store *store, struct err *err)
{
	struct ledger *ledger = &store->ledger;

	if (ledger_run(ledger, SQL_COMMIT, err) == 0) {
		store->outcome = OUTCOME_RECORDED;
		return 0;
	}
	if (sqlite3_extended_errcode(ledger->db) == SQLITE_IOERR_FSYNC)
		store->outcome = OUTCOME_UNKNOWN;
	return -1;
}

enum store_outcome
store_outcome(const struct store *store)
{
	return store->outcome;
}

int
store_step(struct store *store, size_t n, store_step_fn *fn, void *ctx,
    int64_t now_s, struct err *errs, struct err *err)
{
	struct store_txn txn = { .store = store, .now_s = now_s,
		.objects = TEXT_INIT, .contents = TEXT_INIT };
	struct ledger *ledger = &store->ledger;
	int64_t before = 0, removed;
	size_t recorded = 0;
	int result = -1;

	assert(!store->in_step && store->readers == 0 && !store->read_only);
	if (n == 0)
		return 0;
	if (store_signer(store, err) != 0)
		return -1;
	store_mark(MARK_STEP, 1);
	if (ledger_run(ledger, SQL_BEGIN_STEP, err) != 0)
		goto out;
	store->in_step = true;
	if (look_around(store, &txn, err) != 0)
		goto out;
	before = txn.head.number;
	if (perform_all(&txn, n, fn, ctx, errs, &recorded, err) != 0)
		goto out;
	if (recorded > 0 && (remove_redo(store, recorded, &removed,
	    err) != 0 || commit(store, err) != 0))
		goto out;
	if (recorded > 0) {
		store->removed = removed;
		kept_rows_recorded(&store->kept, &txn.head.hash);
	}
	result = 0;
out:
	if (result != 0)
		kept_rows_release(&store->kept);
	/* Also when no item is recorded: nothing to make durable then. */
	if (result != 0 || recorded == 0) {
		ledger_rollback(ledger);
		pending_forget_from(&store->pending, before + 1);
	}
	store->in_step = false;
	free(txn.paths);
	text_release(&txn.objects);
	text_release(&txn.contents);
	store_mark(MARK_STEP, result == 0 && recorded > 0 ? 2 : 0);
	if (result == 0 && recorded > 0)
		exporter_wake(store, (int64_t)recorded);
	return result;
}
