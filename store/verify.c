/* verify.c: is the history whole? The ledger's half: rows, chain, schema */
#include "store/verify_int.h"

#include "engine/base/mem.h"
#include "store/schema.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GAPS_MOST 65536
#define LIMIT_UNCOUNTED 100000000	/* rows that cannot be counted */

/* Above the limit everything counts as told and met. */
bool
verify_bit(const struct verify *v, const unsigned char *bits, int64_t number)
{
	if (number > v->limit)
		return true;
	return number > 0 && (bits[number / 8] >> (number % 8) & 1) != 0;
}

void
verify_set(struct verify *v, unsigned char *bits, int64_t number)
{
	if (number > 0 && number <= v->limit)
		bits[number / 8] |= (unsigned char)(1 << (number % 8));
}

/* As much as there is room for, in whole characters. */
static void
copy_sentence(char *out, size_t size, const char *sentence)
{
	size_t len = strlen(sentence);

	if (len >= size) {
		len = size - 1;
		while (len > 0 && ((unsigned char)sentence[len] & 0xc0) ==
		    0x80)
			len--;
	}
	memcpy(out, sentence, len);
	out[len] = '\0';
}

int
verify_tell(struct verify *v, const struct record *record, const char *path,
    struct err *err)
{
	struct store_fault fault = { .document = "", .path = path };

	if (record != NULL) {
		fault.record = record->number;
		fault.document = record->document;
		fault.step = record->step;
		verify_set(v, v->bad, record->number);
	}
	copy_sentence(fault.what, sizeof(fault.what), v->sentence.msg);
	copy_sentence(fault.shown, sizeof(fault.shown), v->sentence.shown);
	v->faults += !v->in_git;
	v->git_faults += v->in_git;
	return v->checks->fault(v->checks->ctx, &fault, err);
}

struct tell_number {
	struct verify *v;
	const char *path;
};

static int
tell_found(void *ctx, const struct record *record, struct err *err)
{
	struct tell_number *told = ctx;

	return verify_tell(told->v, record, told->path, err);
}

int
verify_tell_number(struct verify *v, int64_t number, const char *path,
    struct err *err)
{
	struct record unknown = { .number = number, .document = "" };
	struct tell_number told = { v, path };
	int got = store_record(v->store, number, tell_found, &told, err);

	if (got == 1 || (got < 0 && !verify_damaged(v, err)))
		return got < 0 ? -1 : 0;
	return verify_tell(v, &unknown, path, err);
}

bool
verify_damaged(struct verify *v, struct err *err)
{
	if (err->code != ERR_BROKEN)
		return false;
	v->met_damage = true;
	err_clear(err);
	return true;
}

/* ---- rows of the record table ---- */

/* Text columns hold no NUL, behind which something could hide. */
static const char *
column_with_nul(const struct query *query)
{
	static const int columns[] = { 1, 2, 4, 5, 10, 11 };
	size_t i, len;

	for (i = 0; i < MEM_COUNT(columns); i++) {
		(void)column_bytes(query, columns[i], &len);
		if (strlen(column_text(query, columns[i])) != len)
			return sqlite3_column_name(query->stmt, columns[i]);
	}
	return NULL;
}

/* What the row itself must satisfy. 1 whole, 0 a fault was told, -1. */
static int
check_row(struct verify *v, const struct record *record,
    const struct query *query, const struct sha256 *computed,
    struct err *err)
{
	const char *column = column_with_nul(query);

	if (column == NULL && strcmp(column_text(query, 1),
	    record_kind_name(record->kind)) != 0)
		column = "kind";
	if (column == NULL && !time_valid(record->recorded_s))
		column = "recorded_s";
	if (memcmp(computed, &record->hash, sizeof(*computed)) != 0) {
		err_set(&v->sentence, ERR_BROKEN, "The bytes of record %"
		    PRId64 " do not have the hash that its row names: its "
		    "body or its hash was altered.", record->number);
	} else if (column != NULL || record_compare(record, v->store->id,
	    &column) != 0) {
		if (strcmp(column, "registry") == 0) {
			if (v->told_registry)
				return 1;
			v->told_registry = true;
			err_set(&v->sentence, ERR_BROKEN, "The ledger says it "
			    "is registry %s, but its records are of another "
			    "one.", v->store->id);
			return verify_tell(v, NULL, "ledger: registry", err) ==
			    0 ? 1 : -1;
		}
		err_set(&v->sentence, ERR_BROKEN, "Column %s of record %"
		    PRId64 " is not what the record itself says.", column,
		    record->number);
	} else {
		return 1;
	}
	return verify_tell(v, record, "ledger: record", err);
}

/* How it follows upon the one before. */
static int
check_chain(struct verify *v, const struct record *record,
    const struct chain *chain, struct err *err)
{
	char before[TIME_TEXT], after[TIME_TEXT];

	if (record->number != chain->number + 1) {
		err_set(&v->sentence, ERR_BROKEN, "Records %" PRId64 " to %"
		    PRId64 " are missing from the ledger.", chain->number + 1,
		    record->number - 1);
		return verify_tell_number(v, chain->number + 1,
		    "ledger: record", err);
	}
	/* If the one before was altered, that was told of it. */
	if (!chain->unread && memcmp(&record->previous, &chain->hash,
	    sizeof(chain->hash)) != 0 && memcmp(&record->previous,
	    &chain->computed, sizeof(chain->computed)) != 0) {
		err_set(&v->sentence, ERR_BROKEN, "Record %" PRId64 " does "
		    "not follow upon record %" PRId64 ": it names another "
		    "hash of the record before.", record->number,
		    chain->number);
		return verify_tell(v, record, "ledger: record", err);
	}
	if (record->recorded_s < chain->recorded_s &&
	    !verify_bit(v, v->bad, record->number) &&
	    !verify_bit(v, v->bad, chain->number)) {
		err_set(&v->sentence, ERR_BROKEN, "Record %" PRId64 " was "
		    "made at %s, before record %" PRId64 " at %s: recording "
		    "times never go back.", record->number,
		    time_format(after, record->recorded_s), chain->number,
		    time_format(before, chain->recorded_s));
		return verify_tell(v, record, "ledger: record", err);
	}
	return 0;
}

/* Numbers without a row were told of; their commits are not told too. */
static void
skip_gap(struct verify *v, int64_t from, int64_t to)
{
	for (; from < to && from <= v->limit; from++) {
		verify_set(v, v->bad, from);
		verify_set(v, v->seen, from);
	}
}

static void
grow_tree(struct verify *v, const struct record *record)
{
	struct sha256 leaf;
	size_t i;

	merkle_leaf(&leaf, record->body, record->body_len);
	merkle_add(&v->tree, &leaf);
	for (i = 0; i < v->checks->nroots; i++) {
		if ((uint64_t)v->checks->roots[i].size != v->tree.size)
			continue;
		merkle_root(&v->tree, &v->checks->roots[i].root);
		v->checks->roots[i].known = true;
	}
}

static int
check_record(struct verify *v, struct err *err)
{
	const struct query *query = &v->rows;
	struct chain *chain = &v->chain;
	struct sha256 computed;
	struct record record;
	int whole;

	record_from_row(&record, query);
	sha256_of(&computed, record.body, record.body_len);
	grow_tree(v, &record);
	whole = check_row(v, &record, query, &computed, err);
	if (whole < 0 || (whole == 1 &&
	    check_chain(v, &record, chain, err) != 0))
		return -1;
	skip_gap(v, chain->number + 1, record.number);
	chain->before = chain->unread ? 0 : chain->number;
	chain->before_commit = chain->commit;
	chain->number = record.number;
	chain->commit = record.commit;
	chain->hash = record.hash;
	chain->computed = computed;
	chain->recorded_s = record.recorded_s;
	chain->unread = false;
	v->totals->records++;
	if (v->checks->progress != NULL && record.number % 1000 == 0)
		v->checks->progress(v->checks->ctx, record.number,
		    v->head.number);
	if (whole != 1 || v->checks->record == NULL)
		return 0;
	return v->checks->record(v->checks->ctx, &record, err);
}

static int
take_any(void *ctx, const struct record *record, struct err *err)
{
	(void)ctx;
	(void)record;
	(void)err;
	return 0;
}

/*
 * The rows from here on lie on a damaged page: which is the next that can be
 * read? Those between are told of, and their commits are looked at all the
 * same. 0, or -1 with err.
 */
static int
skip_damaged(struct verify *v, struct err *err)
{
	int64_t first = v->chain.number + 1, next = first;
	int got = 0;

	query_end(&v->rows);
	for (; got != 1 && next <= v->limit; next += got != 1) {
		got = store_record(v->store, next, take_any, NULL, err);
		if (got < 0 && !verify_damaged(v, err))
			return -1;
		if (got != 1)
			verify_set(v, v->bad, next);
	}
	query_begin(&v->rows, &v->store->ledger, SCHEMA_MAIN,
	    SQL_RECORDS_FROM);
	query_int(&v->rows, ":first", next);
	v->rows_end = got != 1;
	v->together = false;
	v->chain.number = next - 1;
	v->chain.unread = true;
	if (next == first)
		return 0;
	if (next - 1 == first)
		err_set(&v->sentence, ERR_BROKEN, "Record %" PRId64 " cannot "
		    "be read in the ledger: the file is damaged there.",
		    first);
	else
		err_set(&v->sentence, ERR_BROKEN, "Records %" PRId64 " to %"
		    PRId64 " cannot be read in the ledger: the file is "
		    "damaged there.", first, next - 1);
	return verify_tell_number(v, first, "ledger: record", err);
}

/*
 * The rows are looked at along with the commits, so that what a commit brought
 * is read once and still at hand when its record is replayed. A commit is
 * compared only when its row was looked at: what was told of the row is not
 * told of the commit too.
 */
int
verify_rows(struct verify *v, int64_t number, struct walk_turn *turn,
    struct err *err)
{
	int got = 1;

	while (got == 1 && !v->rows_end && v->chain.number < number) {
		got = query_next(&v->rows, err);
		v->rows_end = got == 0;
		if (got < 0 && verify_damaged(v, err)) {
			got = skip_damaged(v, err) == 0 ? 1 : -1;
			continue;
		}
		if (got != 1)
			break;
		if (turn == NULL || column_int(&v->rows, 0) != number)
			v->together = false;
		v->store->turn = turn;
		if (check_record(v, err) != 0)
			got = -1;
		v->store->turn = NULL;
	}
	return got < 0 ? -1 : 0;
}

/* Each document's records are its steps 1, 2, 3 ... Told only when nothing
 * else is wrong, since it follows from most other faults. */
static int
check_steps(struct verify *v, struct err *err)
{
	struct record record = { 0 };
	struct query query;
	int got, result = 0;

	if (v->faults > 0)
		return 0;
	query_begin(&query, &v->store->ledger, SCHEMA_MAIN,
	    SQL_STEPS_OF_DOCUMENTS);
	while (result == 0 && (got = query_next(&query, err)) != 0) {
		if (got < 0) {
			result = verify_damaged(v, err) ? 0 : -1;
			break;
		}
		record.document = column_text(&query, 0);
		err_set(&v->sentence, ERR_BROKEN, "The steps of document %s "
		    "are not numbered from 1 without gaps.", record.document);
		result = verify_tell(v, &record, "ledger: record", err);
	}
	query_end(&query);
	return result;
}

/* ---- redo rows ---- */

/* What an object replaced is nothing but advice for packing it, yet whatever
 * stands there was not altered. 1, 0, -1 with err. */
static int
replaced_something(struct verify *v, const struct redo_object *object,
    struct err *err)
{
	struct text content = TEXT_INIT;
	enum object_type type;
	int got;

	/* What git lost is told of it. */
	if (v->git_faults > 0 || object_id_is_zero(&object->previous))
		return 1;
	got = repository_read(v->store->repository, &object->previous, &type,
	    &content, err);
	text_release(&content);
	if (got < 0 && err->code != ERR_BROKEN)
		return -1;
	err_clear(err);
	return got == 1 && type == object->type;
}

static int
is_redo_whole(struct verify *v, const struct redo_object *object,
    int64_t record, struct err *err)
{
	struct object_id id;

	/* Of the record's own row faults are told elsewhere. */
	if (object->place != REDO_CONTENTS && verify_bit(v, v->bad, record))
		return 1;
	object_id_of(&id, object->type, object->bytes, object->len);
	return !object_id_equal(&id, &object->id) ||
	    object->len != object->said_len ? 0 :
	    replaced_something(v, object, err);
}

static int
check_redo_row(struct verify *v, const struct query *query, struct err *err)
{
	struct record record = { .number = column_int(query, 0),
		.document = "" };
	struct redo_reader reader;
	struct redo_object object;
	struct redo_row row;
	int got, whole = 1;

	redo_from_row(&row, query);
	redo_read(&reader, &row);
	while (whole == 1 && (got = redo_next(&reader, &object)) == 1)
		whole = is_redo_whole(v, &object, record.number, err);
	if (whole < 0)
		return -1;
	if (got == 0 && record.number <= v->head.number)
		return 0;
	if (got == 0) {
		err_set(&v->sentence, ERR_BROKEN, "The ledger keeps objects "
		    "of a record %" PRId64 " that it does not have.",
		    record.number);
		return verify_tell(v, NULL, "ledger: redo", err);
	}
	err_set(&v->sentence, ERR_BROKEN, "The objects that the ledger keeps "
	    "for record %" PRId64 " until they are durable were altered.",
	    record.number);
	return verify_tell(v, &record, "ledger: redo", err);
}

static int
check_redo(struct verify *v, struct err *err)
{
	struct query query;
	int got;

	query_begin(&query, &v->store->ledger, SCHEMA_MAIN, SQL_REDO_RANGE);
	query_int(&query, ":first", INT64_MIN);
	query_int(&query, ":last", INT64_MAX);
	while ((got = query_next(&query, err)) == 1)
		if (check_redo_row(v, &query, err) != 0) {
			query_end(&query);
			return -1;
		}
	query_end(&query);
	return got < 0 && !verify_damaged(v, err) ? -1 : 0;
}

static int
tell_damage(struct verify *v, const char *what, struct err *err)
{
	if (strcmp(what, "ok") == 0)
		return 0;
	v->told_damage = true;
	err_set(&v->sentence, ERR_BROKEN, "The file ledger.sqlite is damaged: "
	    "%s.", what);
	return verify_tell(v, NULL, "ledger: file", err);
}

/* What stopped the verification is said instead. */
static int
forget_damage(struct verify *v, const char *what, struct err *err)
{
	(void)v;
	(void)what;
	(void)err;
	return 0;
}

int
verify_ledger_rest(struct verify *v, struct err *err)
{
	struct file_check *file = v->file;

	v->file = NULL;
	return file_check_end(file, tell_damage, v, err) != 0 ||
	    check_steps(v, err) != 0 || check_redo(v, err) != 0 ? -1 : 0;
}

/* ---- the database itself ---- */

/* Run a query of one text column; each row is told with `fmt`'s sentence. */
static int
each_text(struct verify *v, sqlite3 *db, const char *sql,
    int (*fn)(struct verify *, const char *, struct err *), struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc, result = 0;

	rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(stmt);
		if (rc != SQLITE_ROW)
			break;
		result = fn(v, (const char *)sqlite3_column_text(stmt, 0),
		    err);
		if (result != 0)
			break;
	}
	sqlite3_finalize(stmt);
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		return fn(v, sqlite3_errmsg(db), err);
	return result;
}

static int
tell_schema(struct verify *v, const char *what, struct err *err)
{
	static const char trigger[] = "trigger ", table[] = "table ",
	    list[] = "index ";

	if (strncmp(what, trigger, strlen(trigger)) == 0)
		err_set(&v->sentence, ERR_BROKEN, "The ledger's trigger %s is "
		    "not as guiwen makes it: it was removed, altered or "
		    "added.", what + strlen(trigger));
	else if (strncmp(what, table, strlen(table)) == 0)
		err_set(&v->sentence, ERR_BROKEN, "The ledger's table %s is "
		    "not as guiwen makes it: it was removed, altered or "
		    "added.", what + strlen(table));
	else if (strncmp(what, list, strlen(list)) == 0)
		err_set(&v->sentence, ERR_BROKEN, "The ledger's index %s is "
		    "not as guiwen makes it: it was removed, altered or "
		    "added.", what + strlen(list));
	else
		err_set(&v->sentence, ERR_BROKEN, "The ledger's %s is not as "
		    "guiwen makes it: it was removed, altered or added.",
		    what);
	return verify_tell(v, NULL, "ledger: schema", err);
}

/* Tables, indexes and triggers as a fresh ledger of its version has them:
 * append-only tables are only as good as their triggers. */
static int
check_schema(struct verify *v, struct err *err)
{
	static const char differing[] =
	    "SELECT DISTINCT type || ' ' || name FROM ("
	    " SELECT * FROM (SELECT type, name, sql FROM main.sqlite_schema"
	    "  EXCEPT SELECT type, name, sql FROM fresh.sqlite_schema)"
	    " UNION ALL SELECT * FROM (SELECT type, name, sql"
	    "  FROM fresh.sqlite_schema"
	    "  EXCEPT SELECT type, name, sql FROM main.sqlite_schema)"
	    ") WHERE name NOT GLOB 'sqlite_*'";
	sqlite3 *fresh = NULL, *db = v->store->ledger.db;
	sqlite3_vfs *vfs = NULL;
	int result = -1, version, rc;

	/* Shared cache lets one connection fill what the other attaches, if
	 * both have the same VFS. */
	sqlite3_file_control(db, "main", SQLITE_FCNTL_VFS_POINTER, &vfs);
	rc = sqlite3_open_v2("file:guiwen-fresh?mode=memory&cache=shared",
	    &fresh, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
	    SQLITE_OPEN_URI, vfs != NULL ? vfs->zName : NULL);
	if (rc != SQLITE_OK) {
		err_set(err, ERR_SYSTEM, "No memory for a fresh ledger.");
		goto out;
	}
	if (schema_version_of(db, &version, err) != 0 ||
	    schema_make(fresh, version, err) != 0)
		goto out;
	rc = sqlite3_exec(db, "ATTACH 'file:guiwen-fresh?mode=memory&"
	    "cache=shared' AS fresh", NULL, NULL, NULL);
	if (rc != SQLITE_OK) {
		ledger_fail(&v->store->ledger, rc, err);
		goto out;
	}
	result = each_text(v, db, differing, tell_schema, err);
	sqlite3_exec(db, "DETACH fresh", NULL, NULL, NULL);
out:
	sqlite3_close(fresh);
	return result;
}

/* ---- all of it ---- */

/* More numbers than there are rows and some gaps are nobody's records. */
static int
count_records(struct verify *v, struct err *err)
{
	struct query query;
	int got;

	query_begin(&query, &v->store->ledger, SCHEMA_MAIN, SQL_RECORD_COUNT);
	got = query_next(&query, err);
	if (got == 1)
		v->limit = column_int(&query, 0) + GAPS_MOST;
	query_end(&query);
	if (got < 0 && !verify_damaged(v, err))
		return -1;
	if (got < 0)
		v->limit = LIMIT_UNCOUNTED;
	if (v->limit > v->head.number)
		v->limit = v->head.number;
	return 0;
}

/* The ledger's end, or where it cannot be read that of git. */
static int
find_head(struct verify *v, struct err *err)
{
	struct text content = TEXT_INIT;
	enum object_type type;
	int got;

	if (ledger_head(&v->store->ledger, &v->head, err) == 0)
		return 0;
	if (!verify_damaged(v, err))
		return -1;
	memset(&v->head, 0, sizeof(v->head));
	got = object_id_is_zero(&v->main) ? 0 : repository_read(
	    v->store->repository, &v->main, &type, &content, err);
	if (got == 1 && type == OBJECT_COMMIT) {
		v->head.number = record_of_commit(content.ptr, content.len);
		v->head.commit = v->main;
	}
	text_release(&content);
	return got < 0 && !verify_damaged(v, err) ? -1 : 0;
}

/* The view that all of it speaks of, once the caller has the same where he
 * wants it. */
static int
take_view(struct verify *v, struct err *err)
{
	const struct store_checks *checks = v->checks;
	int again;

	do {
		if (store_read_begin(v->store, err) != 0)
			return -1;
		again = checks->view == NULL ? 0 :
		    checks->view(checks->ctx, err);
		if (again != 0)
			store_read_end(v->store);
	} while (again == 1);
	return again;
}

int
store_verify(struct store *store, const struct store_checks *checks,
    struct store_totals *totals, struct err *err)
{
	struct verify v = { .store = store, .checks = checks,
		.totals = totals, .together = true, .sentence = ERR_INIT,
		.main_err = ERR_INIT, .public_key = checks->without_signatures
		? NULL : store->public_key };
	size_t bytes;
	int result = -1;

	memset(totals, 0, sizeof(*totals));
	/* The schema first: ATTACH and DETACH want no transaction around. */
	if (check_schema(&v, err) != 0)
		return -1;
	if (repository_main(store->repository, &v.main, &v.main_err) >= 0)
		err_clear(&v.main_err);
	if (take_view(&v, err) != 0)
		return -1;
	if (find_head(&v, err) != 0)
		goto out;
	/* They have long to read before anybody asks them. */
	v.file = file_check_begin(store);
	if (v.head.number > 0)
		v.ahead = walk_ahead_begin(store, &v.head.commit, &v.main,
		    v.public_key);
	if (count_records(&v, err) != 0)
		goto out;
	bytes = (size_t)v.limit / 8 + 1;
	v.bad = mem_zero(bytes, 1);
	v.seen = mem_zero(bytes, 1);
	query_begin(&v.rows, &store->ledger, SCHEMA_MAIN, SQL_RECORDS_FROM);
	query_int(&v.rows, ":first", INT64_MIN);
	result = verify_repository(&v, err);
	query_end(&v.rows);
	totals->damaged = v.met_damage;
	if (result == 0 && v.met_damage && !v.told_damage) {
		err_set(&v.sentence, ERR_BROKEN, "The file ledger.sqlite is "
		    "damaged: pages of it cannot be read.");
		result = verify_tell(&v, NULL, "ledger: file", err);
	}
	merkle_root(&v.tree, &totals->root);
out:
	if (v.file != NULL)
		(void)file_check_end(v.file, forget_damage, &v, err);
	if (v.ahead != NULL)
		walk_ahead_end(v.ahead);
	store_read_end(store);
	free(v.bad);
	free(v.seen);
	return result;
}
