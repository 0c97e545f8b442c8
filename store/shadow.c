/* shadow.c: derived tables made anew beside the stored ones, and compared */
#include "store/store_int.h"

#include "engine/base/mem.h"
#include "store/schema.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The derived tables' statements with "shadow." for "main.". */
static int
make_tables(struct store *store, struct err *err)
{
	struct text sql = TEXT_INIT;
	const char *s = schema_derived(), *at;
	int rc;

	while ((at = strstr(s, "main.")) != NULL) {
		text_add(&sql, s, (size_t)(at - s));
		text_adds(&sql, "shadow.");
		s = at + strlen("main.");
	}
	text_adds(&sql, s);
	rc = sqlite3_exec(store->ledger.db, sql.ptr, NULL, NULL, NULL);
	text_release(&sql);
	return rc == SQLITE_OK ? 0 : ledger_fail(&store->ledger, rc, err);
}

/* They are emptied for each document. */
static int
make_forgetting(struct store *store, struct err *err)
{
	static const char *const sql[SHADOW_TABLES] = {
		"DELETE FROM shadow.document", "DELETE FROM shadow.milestone",
		"DELETE FROM shadow.task", "DELETE FROM shadow.deadline"
	};
	size_t i;
	int rc;

	for (i = 0; i < SHADOW_TABLES; i++) {
		rc = sqlite3_prepare_v2(store->ledger.db, sql[i], -1,
		    &store->shadow_forget[i], NULL);
		if (rc != SQLITE_OK)
			return ledger_fail(&store->ledger, rc, err);
	}
	return 0;
}

int
store_shadow_begin(struct store *store, struct store_index **out,
    struct err *err)
{
	int rc;

	assert(!store->has_shadow);
	/* mode=memory: a connection that only reads attaches it too. */
	rc = sqlite3_exec(store->ledger.db,
	    "ATTACH 'file:shadow?mode=memory' AS shadow", NULL, NULL, NULL);
	if (rc != SQLITE_OK)
		return ledger_fail(&store->ledger, rc, err);
	store->has_shadow = true;
	if (make_tables(store, err) != 0 || make_forgetting(store, err) !=
	    0) {
		store_shadow_end(store);
		return -1;
	}
	store->shadow = (struct store_index){ .store = store,
		.schema = SCHEMA_SHADOW };
	*out = &store->shadow;
	store->ncompared = 0;
	memset(store->rows_compared, 0, sizeof(store->rows_compared));
	memset(store->rows_unread, 0, sizeof(store->rows_unread));
	return 0;
}

void
store_shadow_end(struct store *store)
{
	size_t i;

	if (!store->has_shadow)
		return;
	ledger_forget_shadow(&store->ledger);
	for (i = 0; i < SHADOW_TABLES; i++) {
		sqlite3_finalize(store->shadow_forget[i]);
		store->shadow_forget[i] = NULL;
	}
	sqlite3_exec(store->ledger.db, "DETACH shadow", NULL, NULL, NULL);
	store->has_shadow = false;
	free(store->compared);
	store->compared = NULL;
	store->ncompared = store->compared_cap = 0;
}

/* ---- comparing: both tables in order of their keys, row by row ---- */

static const struct {
	const char *name;
	enum ledger_statement all, of, count;
} tables[SHADOW_TABLES] = {
	{ "document", SQL_ALL_DOCUMENTS, SQL_ROWS_OF_DOCUMENT,
	  SQL_COUNT_DOCUMENTS },
	{ "milestone", SQL_ALL_MILESTONES, SQL_ROWS_OF_MILESTONE,
	  SQL_COUNT_MILESTONES },
	{ "task", SQL_ALL_TASKS, SQL_ROWS_OF_TASK, SQL_COUNT_TASKS },
	{ "deadline", SQL_ALL_DEADLINES, SQL_ROWS_OF_DEADLINE,
	  SQL_COUNT_DEADLINES }
};

struct pair {
	struct store *store;
	struct query stored, made;
	int has_stored, has_made;
	bool damaged;		/* no more of the stored can be read */
	bool *unread;		/* which was told of the table */
	int64_t rows;			/* stored ones met */
	const char *table;
	store_difference_fn *fn;
	void *ctx;
};

/* Two values as SQLite orders them, numbers before text. */
static int
compare_values(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
	int types[2] = { sqlite3_column_type(a, column),
		sqlite3_column_type(b, column) };
	int64_t x, y;
	size_t m, n;
	int c;

	if (types[0] != types[1])
		return types[0] == SQLITE_NULL || types[1] != SQLITE_NULL ?
		    -1 : 1;
	if (types[0] == SQLITE_NULL)
		return 0;
	if (types[0] == SQLITE_INTEGER) {
		x = sqlite3_column_int64(a, column);
		y = sqlite3_column_int64(b, column);
		return x < y ? -1 : x > y;
	}
	/* Text is compared with its bytes, so it is asked for first. */
	m = (size_t)sqlite3_column_bytes(a, column);
	n = (size_t)sqlite3_column_bytes(b, column);
	c = memcmp(sqlite3_column_text(a, column),
	    sqlite3_column_text(b, column), m < n ? m : n);
	if (c != 0)
		return c;
	return m < n ? -1 : m > n;
}

static int
compare_keys(struct pair *pair)
{
	int c = compare_values(pair->stored.stmt, pair->made.stmt, 0);

	return c != 0 ? c :
	    compare_values(pair->stored.stmt, pair->made.stmt, 1);
}

static const char *
document_of(const struct query *query)
{
	/* document: key, 0, year, id; the others: document, place. */
	return sqlite3_column_type(query->stmt, 0) == SQLITE_INTEGER ?
	    column_text(query, 3) : column_text(query, 0);
}

/* The names of the columns that differ, "due, ended". */
static void
differing(struct pair *pair, struct text *names)
{
	int i, n = sqlite3_column_count(pair->stored.stmt);

	for (i = 2; i < n; i++)
		if (compare_values(pair->stored.stmt, pair->made.stmt,
		    i) != 0)
			text_addf(names, "%s%s", names->len > 0 ? ", " : "",
			    sqlite3_column_name(pair->stored.stmt, i));
}

static int
tell(struct pair *pair, const struct query *row, const struct err *what,
    struct err *err)
{
	return pair->fn(pair->ctx, pair->table, document_of(row), what, err);
}

/* The next stored row; what cannot be read for damage is told once. */
static int
next_stored(struct pair *pair, struct err *err)
{
	int got = query_next(&pair->stored, err);

	if (got >= 0 || err->code != ERR_BROKEN)
		return got;
	pair->damaged = true;
	got = 0;
	if (!*pair->unread)
		got = pair->fn(pair->ctx, pair->table, "", err, err);
	*pair->unread = true;
	if (got == 0)
		err_clear(err);
	return got;
}

static int
by_key(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The keys are in order by then. */
static bool
was_compared(const struct store *store, const char *document)
{
	struct err ignored = ERR_INIT;
	int64_t key;

	return store->ncompared > 0 &&
	    document_key(document, &key, &ignored) == 0 &&
	    bsearch(&key, store->compared, store->ncompared, sizeof(key),
	    by_key) != NULL;
}

/* A document has one row in its own table and many in the others. */
static void
say_differing(struct pair *pair, const char *names, struct err *what)
{
	sqlite3_stmt *row = pair->stored.stmt;

	if (sqlite3_column_type(row, 0) == SQLITE_INTEGER)
		err_set(what, ERR_BROKEN, "%s: not what follows from the "
		    "records.", names);
	else
		err_set(what, ERR_BROKEN, "row %lld, %s: not what follows "
		    "from the records.",
		    (long long)sqlite3_column_int64(row, 1), names);
}

/* One step of the merge. 1 to go on, 0 at the end, -1. */
static int
merge(struct pair *pair, struct err *err)
{
	struct text names = TEXT_INIT;
	struct err what = ERR_INIT;
	int order, result = 0;

	if (pair->damaged || (!pair->has_stored && !pair->has_made))
		return 0;
	order = !pair->has_made ? -1 : !pair->has_stored ? 1 :
	    compare_keys(pair);
	pair->rows += order <= 0;
	if (order < 0 && was_compared(pair->store,
	    document_of(&pair->stored))) {
		result = 0;
	} else if (order < 0) {
		err_set(&what, ERR_BROKEN, "The table has a row that does not "
		    "follow from the records.");
		result = tell(pair, &pair->stored, &what, err);
	} else if (order > 0) {
		err_set(&what, ERR_BROKEN, "The table lacks a row that "
		    "follows from the records.");
		result = tell(pair, &pair->made, &what, err);
	} else {
		differing(pair, &names);
		if (names.len > 0) {
			say_differing(pair, names.ptr, &what);
			result = tell(pair, &pair->stored, &what, err);
		}
	}
	text_release(&names);
	if (result == 0 && order <= 0)
		result = pair->has_stored = next_stored(pair, err);
	if (result >= 0 && order >= 0)
		result = pair->has_made = query_next(&pair->made, err);
	return result < 0 ? -1 : 1;
}

/* Both queries are begun, and ended here. */
static int
compare_rows(struct pair *pair, struct err *err)
{
	int result = -1;

	pair->has_stored = next_stored(pair, err);
	if (pair->has_stored >= 0)
		pair->has_made = query_next(&pair->made, err);
	if (pair->has_stored >= 0 && pair->has_made >= 0)
		do
			result = merge(pair, err);
		while (result == 1);
	query_end(&pair->stored);
	query_end(&pair->made);
	return result;
}

/* A table as a whole, but for what was compared already. */
static int
compare_table(struct store *store, size_t table, store_difference_fn *fn,
    void *ctx, struct err *err)
{
	struct pair pair = { .store = store, .table = tables[table].name,
		.unread = &store->rows_unread[table], .fn = fn, .ctx = ctx };

	query_begin(&pair.stored, &store->ledger, SCHEMA_MAIN,
	    tables[table].all);
	query_begin(&pair.made, &store->ledger, SCHEMA_SHADOW,
	    tables[table].all);
	return compare_rows(&pair, err);
}

/* -1 rows where a damaged page keeps them from being counted. */
static int
count_rows(struct store *store, enum ledger_schema schema, size_t table,
    int64_t *out, struct err *err)
{
	struct query query;
	int got;

	query_begin(&query, &store->ledger, schema, tables[table].count);
	got = query_next(&query, err);
	*out = got == 1 ? column_int(&query, 0) : -1;
	query_end(&query);
	if (got >= 0 || err->code != ERR_BROKEN)
		return got < 0 ? -1 : 0;
	err_clear(err);
	return 0;
}

void
store_shadow_join(struct store *store, struct store *other)
{
	size_t i;

	assert(store->has_shadow && other->has_shadow);
	for (i = 0; i < other->ncompared; i++) {
		MEM_GROW(store->compared, store->ncompared,
		    store->compared_cap);
		store->compared[store->ncompared++] = other->compared[i];
	}
	for (i = 0; i < SHADOW_TABLES; i++) {
		store->rows_compared[i] += other->rows_compared[i];
		store->rows_unread[i] |= other->rows_unread[i];
	}
}

int
store_shadow_compare(struct store *store, store_difference_fn *fn, void *ctx,
    struct err *err)
{
	int64_t stored, made;
	size_t i;

	assert(store->has_shadow);
	if (index_finish(&store->shadow, err) != 0)
		return -1;
	if (store->ncompared > 0)
		qsort(store->compared, store->ncompared,
		    sizeof(*store->compared), by_key);
	for (i = 0; i < SHADOW_TABLES; i++) {
		if (count_rows(store, SCHEMA_MAIN, i, &stored, err) != 0 ||
		    count_rows(store, SCHEMA_SHADOW, i, &made, err) != 0)
			return -1;
		if ((stored != store->rows_compared[i] || made != 0) &&
		    compare_table(store, i, fn, ctx, err) != 0)
			return -1;
	}
	return 0;
}

/* A document of this id, and the shadow, which holds no other. */
static int
compare_document(struct store *store, const char *document,
    store_difference_fn *fn, void *ctx, struct err *err)
{
	struct pair pair;
	size_t i;

	for (i = 0; i < SHADOW_TABLES; i++) {
		pair = (struct pair){ .store = store,
			.table = tables[i].name,
			.unread = &store->rows_unread[i],
			.fn = fn, .ctx = ctx };
		query_begin(&pair.stored, &store->ledger, SCHEMA_MAIN,
		    tables[i].of);
		query_text(&pair.stored, ":document", document);
		query_begin(&pair.made, &store->ledger, SCHEMA_SHADOW,
		    tables[i].all);
		if (compare_rows(&pair, err) != 0)
			return -1;
		store->rows_compared[i] += pair.rows;
	}
	return 0;
}

int
store_shadow_forget(struct store *store, struct err *err)
{
	size_t i;
	int rc;

	store->shadow.document[0] = '\0';
	for (i = 0; i < SHADOW_TABLES; i++) {
		sqlite3_step(store->shadow_forget[i]);
		rc = sqlite3_reset(store->shadow_forget[i]);
		if (rc != SQLITE_OK)
			return ledger_fail(&store->ledger, rc, err);
	}
	return 0;
}

int
store_shadow_document(struct store *store, store_difference_fn *fn,
    void *ctx, struct err *err)
{
	char document[STORE_DOCUMENT_ID];
	int64_t key;

	assert(store->has_shadow);
	memcpy(document, store->shadow.document, sizeof(document));
	if (document[0] == '\0')
		return 0;
	/* It was empty before: nothing is left of an earlier filling. */
	store->shadow.document[0] = '\0';
	if (document_key(document, &key, err) != 0 ||
	    compare_document(store, document, fn, ctx, err) != 0)
		return -1;
	MEM_GROW(store->compared, store->ncompared, store->compared_cap);
	store->compared[store->ncompared++] = key;
	return store_shadow_forget(store, err);
}
