/* schema.c: the ledger's tables, as steps from one version to the next */
#include "store/schema.h"

#include "engine/base/mem.h"

#include <stdio.h>

/*
 * Derived tables: recomputed by the audit in a schema of their own and
 * compared, so every name is written with "main.", which is replaced there.
 * `place` counts a document's rows of a table from 1. Days are "2021-05-01".
 */
#define DERIVED_TABLES(state_column) \
	"CREATE TABLE main.document (" \
	"	key INTEGER PRIMARY KEY,"	/* year * 10^9 + sequence */ \
	"	id TEXT NOT NULL UNIQUE," \
	"	year INTEGER NOT NULL," \
	"	step INTEGER NOT NULL," \
	"	record INTEGER NOT NULL," \
	"	title TEXT, number TEXT, authority TEXT, drafting_body TEXT," \
	"	kind TEXT, drafter TEXT, states TEXT, status TEXT," \
	"	text_hash TEXT, chart TEXT," \
	"	made TEXT, published TEXT, effective TEXT, expires TEXT" \
	state_column \
	") STRICT;" \
	"CREATE INDEX main.document_made ON document (made);" \
	"CREATE INDEX main.document_number ON document (number);" \
	"CREATE TABLE main.milestone (" \
	"	document TEXT NOT NULL, place INTEGER NOT NULL," \
	"	instance TEXT, name TEXT NOT NULL, step INTEGER NOT NULL," \
	"	stated_s INTEGER NOT NULL, evidenced_s INTEGER NOT NULL," \
	"	recorded_s INTEGER NOT NULL," \
	"	text_hash TEXT, person TEXT, detail TEXT," \
	"	PRIMARY KEY (document, place)" \
	") STRICT, WITHOUT ROWID;" \
	"CREATE TABLE main.task (" \
	"	document TEXT NOT NULL, place INTEGER NOT NULL," \
	"	instance TEXT, state TEXT NOT NULL, role TEXT," \
	"	since TEXT, due TEXT," \
	"	PRIMARY KEY (document, place)" \
	") STRICT, WITHOUT ROWID;" \
	"CREATE INDEX main.task_role ON task (role, due);" \
	"CREATE TABLE main.deadline (" \
	"	document TEXT NOT NULL, place INTEGER NOT NULL," \
	"	instance TEXT, state TEXT NOT NULL," \
	"	starts TEXT, due TEXT, within TEXT, basis TEXT," \
	"	verified INTEGER NOT NULL, ended TEXT, detail TEXT," \
	"	PRIMARY KEY (document, place)" \
	") STRICT, WITHOUT ROWID;"

/*
 * Evidence: append-only. REPLACE deletes rows without their DELETE trigger
 * (unless recursive_triggers is on), so the INSERT is looked at too: only the
 * next number, and nothing that any unique index has already. To test a value
 * with IN, SQLite makes a table of the list and drops it again, at each
 * INSERT: hence the ORs.
 */
#define EVIDENCE_TABLES \
	"CREATE TABLE registry (" \
	"	one INTEGER PRIMARY KEY CHECK (one = 1)," \
	"	id TEXT NOT NULL CHECK (length(id) = 32)," \
	"	name TEXT NOT NULL CHECK (name <> '')," \
	"	public_key TEXT NOT NULL" \
	") STRICT;" \
	"CREATE TRIGGER registry_update BEFORE UPDATE ON registry BEGIN" \
	"	SELECT raise(ABORT, 'the registry row never changes'); END;" \
	"CREATE TRIGGER registry_delete BEFORE DELETE ON registry BEGIN" \
	"	SELECT raise(ABORT, 'the registry row never changes'); END;" \
	"CREATE TRIGGER registry_insert BEFORE INSERT ON registry" \
	"	WHEN EXISTS (SELECT 1 FROM registry) BEGIN" \
	"	SELECT raise(ABORT, 'the registry row never changes'); END;" \
	"CREATE TABLE record (" \
	"	number INTEGER PRIMARY KEY CHECK (number > 0)," \
	"	kind TEXT NOT NULL CHECK (kind = 'step' OR kind = 'refusal'" \
	"	    OR kind = 'registry' OR kind = 'tick'" \
	"	    OR kind = 'correction')," \
	"	document TEXT NOT NULL," \
	"	step INTEGER NOT NULL" \
	"	    CHECK ((document = '') = (step = 0) AND step >= 0)," \
	"	event TEXT NOT NULL, person TEXT NOT NULL," \
	"	recorded_s INTEGER NOT NULL," \
	"	hash BLOB NOT NULL CHECK (length(hash) = 32)," \
	"	previous BLOB NOT NULL CHECK (length(previous) = 32)," \
	"	commit_id BLOB NOT NULL CHECK (length(commit_id) = 20)," \
	"	body TEXT NOT NULL," \
	"	signature TEXT NOT NULL" \
	") STRICT;" \
	"CREATE UNIQUE INDEX record_document ON record (document, step)" \
	"	WHERE document <> '';" \
	"CREATE TRIGGER record_update BEFORE UPDATE ON record BEGIN" \
	"	SELECT raise(ABORT, 'records are only ever added'); END;" \
	"CREATE TRIGGER record_delete BEFORE DELETE ON record BEGIN" \
	"	SELECT raise(ABORT, 'records are only ever added'); END;" \
	"CREATE TRIGGER record_insert BEFORE INSERT ON record" \
	"	WHEN NEW.number IS NOT" \
	"	    (SELECT coalesce(max(number), 0) + 1 FROM record)" \
	"	OR EXISTS (SELECT 1 FROM record WHERE document <> ''" \
	"	    AND document = NEW.document AND step = NEW.step) BEGIN" \
	"	SELECT raise(ABORT, 'records are only ever added'); END;"

/*
 * Redo: the git objects of records that are not yet durable in the
 * repository (redo.h says how they are written).
 */
#define REDO_TABLE \
	"CREATE TABLE redo (" \
	"	record INTEGER PRIMARY KEY CHECK (record > 0)," \
	"	objects TEXT NOT NULL," \
	"	contents BLOB NOT NULL" \
	") STRICT;"

static const struct {
	int version;
	const char *sql;
} steps[] = {
	{ 1, EVIDENCE_TABLES REDO_TABLE DERIVED_TABLES(",\tstate TEXT") },
	/* A copy of state.xml, written anew at each step and seldom read. */
	{ 2, "ALTER TABLE main.document DROP COLUMN state;" },
};

/* The oldest whose tables are read as they stand. */
#define READ_SINCE 1

int
schema_version(void)
{
	return steps[MEM_COUNT(steps) - 1].version;
}

const char *
schema_derived(void)
{
	return DERIVED_TABLES("");
}

static int
run(sqlite3 *db, const char *sql, struct err *err)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	return err_set(err, ERR_SYSTEM, "The ledger's tables could not be "
	    "made: %s.", sqlite3_errmsg(db));
}

static int
pragma_int(sqlite3 *db, const char *sql, int *out)
{
	sqlite3_stmt *stmt = NULL;
	int rc;

	rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
	if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		*out = sqlite3_column_int(stmt, 0);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return rc;
}

int
schema_version_of(sqlite3 *db, int *version, struct err *err)
{
	if (pragma_int(db, "PRAGMA user_version", version) == SQLITE_OK)
		return 0;
	return err_set(err, ERR_SYSTEM, "The ledger's version cannot be "
	    "read: %s.", sqlite3_errmsg(db));
}

/* The steps to that version; one transaction, so that a failure leaves none.
 * Which are missing is asked in it: another process may be about the same. */
int
schema_make(sqlite3 *db, int version, struct err *err)
{
	char pragmas[96];
	int from;
	size_t i;

	snprintf(pragmas, sizeof(pragmas),
	    "PRAGMA application_id = %d; PRAGMA user_version = %d;",
	    SCHEMA_APPLICATION_ID, version);
	if (run(db, "BEGIN IMMEDIATE", err) != 0)
		return -1;
	if (schema_version_of(db, &from, err) != 0)
		goto failed;
	if (from >= version)
		return run(db, "ROLLBACK", err);
	for (i = 0; i < MEM_COUNT(steps); i++)
		if (steps[i].version > from && steps[i].version <= version &&
		    run(db, steps[i].sql, err) != 0)
			goto failed;
	if (run(db, pragmas, err) == 0 && run(db, "COMMIT", err) == 0)
		return 0;
failed:
	sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

int
schema_bring(sqlite3 *db, const char *file, bool read_only, struct err *err)
{
	int application = 0, version = 0, pages = 0, rc;

	rc = pragma_int(db, "PRAGMA application_id", &application);
	if (rc == SQLITE_OK)
		rc = pragma_int(db, "PRAGMA user_version", &version);
	if (rc == SQLITE_NOTADB || rc == SQLITE_CORRUPT)
		return err_set(err, ERR_BROKEN, "%s is damaged: it is no "
		    "longer a database that SQLite can read. Restore it from "
		    "a backup, or make it anew with 'guiwen rebuild'.", file);
	if (rc == SQLITE_BUSY)
		return err_set(err, ERR_BUSY, "%s is in use by another "
		    "process; try again in a moment.", file);
	if (rc != SQLITE_OK)
		return err_set(err, ERR_SYSTEM, "%s cannot be read: %s.",
		    file, sqlite3_errmsg(db));
	/* SQLite takes a file without a byte for a database without a table. */
	if (application == 0 &&
	    pragma_int(db, "PRAGMA page_count", &pages) == SQLITE_OK &&
	    pages == 0)
		return err_set(err, ERR_BROKEN, "%s is empty: every record in "
		    "it is gone. Restore it from a backup, or make it anew "
		    "with 'guiwen rebuild'.", file);
	if (application != SCHEMA_APPLICATION_ID)
		return err_set(err, ERR_UNSUPPORTED, "%s is a database of "
		    "another program, not a guiwen ledger; name the folder of "
		    "a registry.", file);
	if (version > schema_version())
		return err_set(err, ERR_UNSUPPORTED, "%s was written by a "
		    "newer guiwen (ledger version %d, this program knows %d); "
		    "use the newer program.", file, version, schema_version());
	if (version == schema_version() ||
	    (read_only && version >= READ_SINCE))
		return 0;
	if (read_only)
		return err_set(err, ERR_UNSUPPORTED, "%s has the older ledger "
		    "version %d; perform one command that writes, which brings "
		    "it to version %d.", file, version, schema_version());
	return schema_make(db, schema_version(), err);
}
