/* ledger.h: one connection to the ledger and its prepared statements */
#ifndef GUIWEN_STORE_LEDGER_H
#define GUIWEN_STORE_LEDGER_H

#include "engine/base/day.h"
#include "engine/base/err.h"
#include "engine/base/text.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Every statement of the store; the texts stand in ledger_sql.c. */
enum ledger_statement {
	SQL_BEGIN_STEP, SQL_BEGIN_READ, SQL_COMMIT, SQL_ROLLBACK,
	SQL_SAVEPOINT, SQL_RELEASE, SQL_ROLLBACK_TO,
	SQL_REGISTRY, SQL_REGISTRY_INSERT,
	SQL_HEAD, SQL_COMMIT_OF, SQL_RECORD_SEARCH, SQL_RECORD_COUNT,
	SQL_NEXT_STEP, SQL_RECORD_INSERT,
	SQL_RECORDS, SQL_RECORDS_FROM,
	SQL_RECORDS_OF, SQL_RECORD, SQL_STEPS_OF_DOCUMENTS,
	SQL_REDO_INSERT, SQL_REDO_LINES, SQL_REDO, SQL_REDO_FIRST,
	SQL_REDO_BYTES, SQL_REDO_RANGE, SQL_REDO_DELETE,
	SQL_LAST_DOCUMENT, SQL_DOCUMENT_BY_ID, SQL_DOCUMENTS_OF_YEAR,
	SQL_DOCUMENTS_MADE, SQL_DOCUMENTS_NUMBERED, SQL_DOCUMENTS_DUE,
	SQL_DOCUMENTS_MADE_IN, SQL_MILESTONES_OF_SPAN, SQL_DEADLINES_OF_SPAN,
	SQL_DOCUMENTS,
	SQL_MILESTONES_OF, SQL_MILESTONES,
	SQL_TASKS_OF, SQL_TASKS_OF_ROLE, SQL_TASKS,
	SQL_DEADLINES_OF, SQL_DEADLINES,
	/* From here on: in main, and in the shadow too. */
	SQL_DOCUMENT_PUT, SQL_DOCUMENT_KEYS,
	SQL_MILESTONE_PUT, SQL_TASK_PUT, SQL_DEADLINE_PUT,
	SQL_MILESTONE_CUT, SQL_TASK_CUT, SQL_DEADLINE_CUT,
	SQL_ALL_DOCUMENTS, SQL_ALL_MILESTONES, SQL_ALL_TASKS,
	SQL_ALL_DEADLINES,
	SQL_ROWS_OF_DOCUMENT, SQL_ROWS_OF_MILESTONE, SQL_ROWS_OF_TASK,
	SQL_ROWS_OF_DEADLINE,
	SQL_COUNT_DOCUMENTS, SQL_COUNT_MILESTONES, SQL_COUNT_TASKS,
	SQL_COUNT_DEADLINES,
	SQL_COUNT
};

#define LEDGER_PARAMETERS 24	/* of one statement, at most */

enum ledger_schema { SCHEMA_MAIN, SCHEMA_SHADOW, SCHEMA_COUNT };

struct prepared {
	sqlite3_stmt *stmt;
	bool in_use;
	int nparameters;
	char *parameters[LEDGER_PARAMETERS];	/* their names */
};

struct ledger {		/* not to be moved while it is open */
	sqlite3 *db;
	int64_t busy_since_us;	/* waiting for a lock since; 0: not */
	struct prepared prepared[SCHEMA_COUNT][SQL_COUNT];
	bool writable;
	bool hurried;		/* does not wait for a lock */
	bool stepped;		/* has had the write lock */
};

/* The text of a statement, for tests. */
const char *ledger_sql(enum ledger_statement which);

/*
 * Open the ledger file with the settings that every connection has. A
 * connection belongs to one thread. `create`: the file is made (0600) and
 * its tables too. On failure nothing is left to close.
 * 0, or -1 with err (ERR_UNSUPPORTED, ERR_BROKEN, ERR_SYSTEM, ERR_BUSY).
 */
int ledger_open(struct ledger *ledger, const char *file, bool read_only,
    bool create, struct err *err);
/*
 * Bring the WAL into the file, durably, so that the file alone is the ledger
 * and may be moved: closing does that too, but does not say when it failed.
 * 0, or -1 with err.
 */
int ledger_settle(struct ledger *ledger, struct err *err);
/* Also of one that is all zero. */
void ledger_close(struct ledger *ledger);
/*
 * A database in a folder that may not be written has no place for the shared
 * memory of WAL. When no WAL is left there either, nobody writes it, and it
 * may be read as it stands: the URI for that into an empty text, else false.
 */
bool ledger_immutable(struct text *uri, const char *file);
/* Statements prepared against the shadow are given up (before DETACH). */
void ledger_forget_shadow(struct ledger *ledger);

/* Is the file no longer at its path, or another one there? */
bool ledger_moved(struct ledger *ledger);
/* That sentence (ERR_SYSTEM). -1. */
int ledger_gone(const struct ledger *ledger, struct err *err);

/* What SQLite says of the last failure, as a sentence of ours. -1. */
int ledger_fail(struct ledger *ledger, int rc, struct err *err);
/* A statement without values and rows. */
int ledger_run(struct ledger *ledger, enum ledger_statement which,
    struct err *err);
/* The transaction is undone, whatever happened to it. */
void ledger_rollback(struct ledger *ledger);

/* ---- a statement's use (query.c) ---- */

/*
 * One use of a statement: query_begin, bind by name, query_next until it is
 * not 1, query_end. A failure at binding is told by query_next. A statement
 * that is being used already is prepared once more, so uses may nest.
 */
struct query {
	struct ledger *ledger;
	sqlite3_stmt *stmt;
	enum ledger_statement which;
	enum ledger_schema schema;
	bool own;		/* not the prepared one: finalized at the end */
	int bound;		/* the parameter bound last */
	int rc;
};

void query_begin(struct query *query, struct ledger *ledger,
    enum ledger_schema schema, enum ledger_statement which);
void query_int(struct query *query, const char *name, int64_t value);
/* NULL is NULL; borrowed until query_end. */
void query_text(struct query *query, const char *name, const char *value);
void query_text_n(struct query *query, const char *name, const char *value,
    size_t len);
void query_blob(struct query *query, const char *name, const void *bytes,
    size_t len);
/* Year 0 is NULL. */
void query_day(struct query *query, const char *name, struct day value);
/* 1 a row, 0 no more, -1 with err. */
int query_next(struct query *query, struct err *err);
void query_end(struct query *query);
/* No rows wanted: begin was done, this runs and ends it. 0 or -1. */
int query_run(struct query *query, struct err *err);

/* Columns of the row, borrowed; "" for NULL, the row's bytes for others. */
const char *column_text(const struct query *query, int column);
const char *column_text_or_null(const struct query *query, int column);
int64_t column_int(const struct query *query, int column);
const void *column_bytes(const struct query *query, int column, size_t *len);
/* Exactly len bytes: true, else out is all zero. */
bool column_copy(const struct query *query, int column, void *out,
    size_t len);
struct day column_day(const struct query *query, int column);

#endif
