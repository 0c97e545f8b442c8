/* query.c: one use of a prepared statement: values in, rows out */
#include "store/ledger.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The same text for the shadow: "main." is its only mark of place. */
static void
for_shadow(struct text *out, const char *text)
{
	const char *at;

	while ((at = strstr(text, "main.")) != NULL) {
		text_add(out, text, (size_t)(at - text));
		text_adds(out, "shadow.");
		text = at + strlen("main.");
	}
	text_adds(out, text);
}

static int
prepare(struct query *query)
{
	struct text shadow = TEXT_INIT;
	const char *text = ledger_sql(query->which);
	int rc;

	if (query->schema == SCHEMA_SHADOW) {
		for_shadow(&shadow, text);
		text = shadow.ptr;
	}
	rc = sqlite3_prepare_v3(query->ledger->db, text, -1,
	    query->own ? 0 : SQLITE_PREPARE_PERSISTENT, &query->stmt, NULL);
	text_release(&shadow);
	return rc;
}

/* Keep the statement, and its parameters' names: SQLite looks one up by
 * reading its whole list. */
static void
remember(struct query *query)
{
	struct prepared *prepared =
	    &query->ledger->prepared[query->schema][query->which];
	int i;

	prepared->stmt = query->stmt;
	prepared->nparameters = sqlite3_bind_parameter_count(query->stmt);
	assert(prepared->nparameters <= LEDGER_PARAMETERS);
	for (i = 0; i < prepared->nparameters; i++)
		prepared->parameters[i] = mem_strdup(
		    sqlite3_bind_parameter_name(query->stmt, i + 1));
}

void
query_begin(struct query *query, struct ledger *ledger,
    enum ledger_schema schema, enum ledger_statement which)
{
	query->ledger = ledger;
	query->schema = schema;
	query->which = which;
	query->rc = SQLITE_OK;
	query->own = ledger->prepared[schema][which].in_use;
	query->stmt = ledger->prepared[schema][which].stmt;
	if (query->own || query->stmt == NULL) {
		query->stmt = NULL;
		query->rc = prepare(query);
	}
	query->bound = 0;
	if (!query->own) {
		if (ledger->prepared[schema][which].stmt == NULL)
			remember(query);
		ledger->prepared[schema][which].in_use = true;
	}
}

/* The number of a parameter; 0 when preparing has failed. */
static int
parameter(struct query *query, const char *name)
{
	const struct prepared *prepared =
	    &query->ledger->prepared[query->schema][query->which];
	int i, n = prepared->nparameters;

	if (query->rc != SQLITE_OK)
		return 0;
	/* Mostly they are bound in the order of the statement. */
	for (i = 0; i < n; i++) {
		query->bound = query->bound % n + 1;
		if (strcmp(prepared->parameters[query->bound - 1], name) == 0)
			return query->bound;
	}
	assert(false && "a parameter of that name");
	return 0;
}

static void
bound(struct query *query, int rc)
{
	if (query->rc == SQLITE_OK)
		query->rc = rc;
}

void
query_int(struct query *query, const char *name, int64_t value)
{
	int n = parameter(query, name);

	if (n > 0)
		bound(query, sqlite3_bind_int64(query->stmt, n, value));
}

void
query_text_n(struct query *query, const char *name, const char *value,
    size_t len)
{
	int n = parameter(query, name);

	if (n > 0)
		bound(query, sqlite3_bind_text64(query->stmt, n, value, len,
		    SQLITE_STATIC, SQLITE_UTF8));
}

void
query_text(struct query *query, const char *name, const char *value)
{
	/* SQLite binds NULL for a NULL pointer. */
	query_text_n(query, name, value, value != NULL ? strlen(value) : 0);
}

void
query_blob(struct query *query, const char *name, const void *bytes,
    size_t len)
{
	int n = parameter(query, name);

	if (n > 0)
		bound(query, sqlite3_bind_blob64(query->stmt, n,
		    len > 0 ? bytes : "", len, SQLITE_STATIC));
}

void
query_day(struct query *query, const char *name, struct day value)
{
	char text[DAY_TEXT];
	int n = parameter(query, name);

	if (n == 0 || value.year == 0)
		return;
	bound(query, sqlite3_bind_text(query->stmt, n,
	    day_format(text, value), -1, SQLITE_TRANSIENT));
}

int
query_next(struct query *query, struct err *err)
{
	int rc = query->rc;

	query->ledger->busy_since_us = 0;
	if (rc == SQLITE_OK)
		rc = sqlite3_step(query->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	query->rc = rc;
	return ledger_fail(query->ledger, rc, err);
}

void
query_end(struct query *query)
{
	if (query->own) {
		sqlite3_finalize(query->stmt);
	} else {
		if (query->stmt != NULL) {
			sqlite3_reset(query->stmt);
			sqlite3_clear_bindings(query->stmt);
		}
		query->ledger->prepared[query->schema][query->which].in_use =
		    false;
	}
	query->stmt = NULL;
}

int
query_run(struct query *query, struct err *err)
{
	int result = query_next(query, err);

	assert(result <= 0);
	query_end(query);
	return result;
}

const char *
column_text_or_null(const struct query *query, int column)
{
	return (const char *)sqlite3_column_text(query->stmt, column);
}

const char *
column_text(const struct query *query, int column)
{
	const char *text = column_text_or_null(query, column);

	return text != NULL ? text : "";
}

int64_t
column_int(const struct query *query, int column)
{
	return sqlite3_column_int64(query->stmt, column);
}

const void *
column_bytes(const struct query *query, int column, size_t *len)
{
	const void *bytes = sqlite3_column_blob(query->stmt, column);

	*len = (size_t)sqlite3_column_bytes(query->stmt, column);
	return bytes != NULL ? bytes : "";
}

bool
column_copy(const struct query *query, int column, void *out, size_t len)
{
	size_t have;
	const void *bytes = column_bytes(query, column, &have);

	if (have == len)
		memcpy(out, bytes, len);
	else
		memset(out, 0, len);
	return have == len;
}

struct day
column_day(const struct query *query, int column)
{
	struct day day;

	if (day_parse(&day, column_text(query, column)) != 0)
		day = (struct day){ 0, 0, 0 };
	return day;
}
