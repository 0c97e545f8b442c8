/* ledger.c: one connection to the ledger and its prepared statements */
#include "store/ledger.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "store/file.h"
#include "store/schema.h"
#include "store/wal_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BUSY_LIMIT_US 10000000

#define RECORD_COLUMNS \
	"number, kind, document, step, event, person, recorded_s, hash, " \
	"previous, commit_id, body, signature"
#define DOCUMENT_COLUMNS \
	"id, step, record, title, number, authority, drafting_body, kind, " \
	"drafter, states, status, text_hash, chart, made, published, " \
	"effective, expires"
#define REDO_COLUMNS \
	"redo.record, objects, contents, body, signature FROM main.redo " \
	"LEFT JOIN main.record ON record.number = redo.record"
/* instr finds nothing in NULL, so no :text lets every row through first. */
#define DOCUMENT_FILTER \
	" (:status IS NULL OR status = :status)" \
	" AND (:authority IS NULL OR authority = :authority)" \
	" AND (:kind IS NULL OR kind = :kind)" \
	" AND (:text IS NULL OR instr(title, :text) > 0" \
	"     OR instr(number, :text) > 0)" \
	" AND (:year IS NULL OR year = :year)" \
	" AND (:made_from IS NULL OR made BETWEEN :made_from AND :made_to)" \
	" ORDER BY key"
#define MILESTONE_COLUMNS \
	"document, instance, name, step, stated_s, evidenced_s, recorded_s, " \
	"text_hash, person, detail"
#define TASK_COLUMNS "document, instance, state, role, since, due"
#define DEADLINE_COLUMNS \
	"document, instance, state, starts, due, within, basis, verified, " \
	"ended, detail"

/*
 * Derived rows are put in place, and only where they differ: most rows of a
 * document stay as they are from step to step, and what is not written need
 * not be made durable. SQLite writes the index of each column that an UPDATE
 * names, changed or not: so indexed columns have a statement of their own.
 */
static const char *const sql[SQL_COUNT] = {
	[SQL_BEGIN_STEP] = "BEGIN IMMEDIATE",
	[SQL_BEGIN_READ] = "BEGIN",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_SAVEPOINT] = "SAVEPOINT item",
	[SQL_RELEASE] = "RELEASE item",
	[SQL_ROLLBACK_TO] = "ROLLBACK TO item",
	[SQL_REGISTRY] = "SELECT id, name, public_key FROM main.registry",
	[SQL_REGISTRY_INSERT] =
	    "INSERT INTO main.registry (one, id, name, public_key) "
	    "VALUES (1, :id, :name, :public_key)",
	[SQL_HEAD] =
	    "SELECT number, hash, recorded_s, commit_id FROM main.record "
	    "ORDER BY number DESC LIMIT 1",
	[SQL_COMMIT_OF] =
	    "SELECT commit_id FROM main.record WHERE number = :number",
	[SQL_RECORD_SEARCH] =
	    "SELECT number FROM main.record WHERE commit_id = :commit",
	[SQL_RECORD_COUNT] = "SELECT count(*) FROM main.record",
	[SQL_NEXT_STEP] =
	    "SELECT coalesce(max(step), 0) + 1 FROM main.record "
	    "WHERE document = :document AND document <> ''",
	[SQL_RECORD_INSERT] =
	    "INSERT INTO main.record (" RECORD_COLUMNS ") VALUES (:number, "
	    ":kind, :document, :step, :event, :person, :recorded_s, :hash, "
	    ":previous, :commit, :body, :signature)",
	[SQL_RECORDS] =
	    "SELECT " RECORD_COLUMNS " FROM main.record ORDER BY number",
	[SQL_RECORDS_FROM] =
	    "SELECT " RECORD_COLUMNS " FROM main.record "
	    "WHERE number >= :first ORDER BY number",
	[SQL_RECORDS_OF] =
	    "SELECT " RECORD_COLUMNS " FROM main.record "
	    "WHERE document = :document AND document <> '' ORDER BY step",
	[SQL_RECORD] =
	    "SELECT " RECORD_COLUMNS " FROM main.record "
	    "WHERE number = :number",
	[SQL_STEPS_OF_DOCUMENTS] =
	    "SELECT document, count(*), max(step) FROM main.record "
	    "WHERE document <> '' GROUP BY document "
	    "HAVING count(*) <> max(step) OR min(step) <> 1",
	[SQL_REDO_INSERT] =
	    "INSERT INTO main.redo (record, objects, contents) "
	    "VALUES (:record, :objects, :contents)",
	[SQL_REDO_LINES] =
	    "SELECT record, objects FROM main.redo WHERE record > :after "
	    "ORDER BY record",
	[SQL_REDO] =
	    "SELECT " REDO_COLUMNS " WHERE redo.record = :record",
	[SQL_REDO_FIRST] = "SELECT min(record) FROM main.redo",
	[SQL_REDO_BYTES] =
	    "SELECT coalesce(sum(length(contents)), 0) FROM main.redo "
	    "WHERE record BETWEEN :first AND :last",
	[SQL_REDO_RANGE] =
	    "SELECT " REDO_COLUMNS
	    " WHERE redo.record BETWEEN :first AND :last "
	    "ORDER BY redo.record",
	[SQL_REDO_DELETE] = "DELETE FROM main.redo WHERE record <= :last",
	[SQL_LAST_DOCUMENT] =
	    "SELECT max(key) FROM main.document "
	    "WHERE key >= :from AND key < :to",
	[SQL_DOCUMENT_BY_ID] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document WHERE id = :id "
	    "AND" DOCUMENT_FILTER,
	[SQL_DOCUMENTS_OF_YEAR] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE key >= :from AND key < :to AND" DOCUMENT_FILTER,
	[SQL_DOCUMENTS_MADE] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE made BETWEEN :first AND :last AND" DOCUMENT_FILTER,
	[SQL_DOCUMENTS_NUMBERED] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE number = :number AND" DOCUMENT_FILTER,
	[SQL_DOCUMENTS_DUE] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE published IS NOT NULL AND (effective <= :today OR "
	    "expires < :today) ORDER BY key",
	[SQL_DOCUMENTS_MADE_IN] =
	    "SELECT id, 0, 0, title, number, authority, NULL, NULL, NULL, "
	    "NULL, NULL, NULL, NULL, made, published, NULL, NULL "
	    "FROM main.document WHERE made BETWEEN :first AND :last",
	[SQL_MILESTONES_OF_SPAN] =
	    "SELECT document, instance, name, step, stated_s, "
	    "evidenced_s, recorded_s, text_hash, NULL, detail "
	    "FROM main.milestone "
	    "WHERE document >= :first AND "
	    "((instance < :beyond AND instance >= :from) OR "
	    "name IN (:name, :other)) "
	    "ORDER BY document, place",
	[SQL_DEADLINES_OF_SPAN] =
	    "SELECT document, instance, state, NULL, due, NULL, NULL, 0, "
	    "NULL, detail "
	    "FROM main.deadline "
	    "WHERE document >= :first AND state = :state "
	    "AND instance >= :from AND instance < :beyond "
	    "ORDER BY document, place",
	[SQL_DOCUMENTS] =
	    "SELECT " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE" DOCUMENT_FILTER,
	[SQL_MILESTONES_OF] =
	    "SELECT " MILESTONE_COLUMNS " FROM main.milestone "
	    "WHERE document = :document AND (:name IS NULL OR name = :name) "
	    "ORDER BY place",
	[SQL_MILESTONES] =
	    "SELECT " MILESTONE_COLUMNS " FROM main.milestone "
	    "WHERE (:name IS NULL OR name = :name) "
	    "ORDER BY document, place",
	[SQL_TASKS_OF] =
	    "SELECT " TASK_COLUMNS " FROM main.task "
	    "WHERE document = :document AND (:role IS NULL OR role = :role) "
	    "ORDER BY due IS NULL, due, place",
	[SQL_TASKS_OF_ROLE] =
	    "SELECT " TASK_COLUMNS " FROM main.task WHERE role = :role "
	    "ORDER BY due IS NULL, due, document, place",
	[SQL_TASKS] =
	    "SELECT " TASK_COLUMNS " FROM main.task "
	    "ORDER BY due IS NULL, due, document, place",
	[SQL_DEADLINES_OF] =
	    "SELECT " DEADLINE_COLUMNS " FROM main.deadline "
	    "WHERE document = :document ORDER BY place",
	[SQL_DEADLINES] =
	    "SELECT " DEADLINE_COLUMNS " FROM main.deadline "
	    "ORDER BY document, place",

	[SQL_DOCUMENT_PUT] =
	    "INSERT INTO main.document (key, year, " DOCUMENT_COLUMNS ") "
	    "VALUES (:key, :year, :id, :step, :record, :title, :number, "
	    ":authority, :drafting_body, :kind, :drafter, :states, :status, "
	    ":text_hash, :chart, :made, :published, :effective, :expires) "
	    "ON CONFLICT (key) DO UPDATE SET step = :step, "
	    "record = :record, title = :title, "
	    "authority = :authority, drafting_body = :drafting_body, "
	    "kind = :kind, drafter = :drafter, states = :states, "
	    "status = :status, text_hash = :text_hash, chart = :chart, "
	    "published = :published, effective = :effective, "
	    "expires = :expires",
	[SQL_DOCUMENT_KEYS] =
	    "UPDATE main.document SET number = :number, made = :made "
	    "WHERE key = :key AND (number, made) IS NOT (:number, :made)",
	[SQL_MILESTONE_PUT] =
	    "INSERT INTO main.milestone (place, " MILESTONE_COLUMNS ") "
	    "VALUES (:place, :document, :instance, :name, :step, :stated_s, "
	    ":evidenced_s, :recorded_s, :text_hash, :person, :detail) "
	    "ON CONFLICT (document, place) DO UPDATE SET "
	    "instance = :instance, name = :name, step = :step, "
	    "stated_s = :stated_s, evidenced_s = :evidenced_s, "
	    "recorded_s = :recorded_s, text_hash = :text_hash, "
	    "person = :person, detail = :detail "
	    "WHERE (instance, name, step, stated_s, evidenced_s, recorded_s, "
	    "text_hash, person, detail) IS NOT (:instance, :name, :step, "
	    ":stated_s, :evidenced_s, :recorded_s, :text_hash, :person, "
	    ":detail)",
	[SQL_TASK_PUT] =
	    "INSERT INTO main.task (place, " TASK_COLUMNS ") VALUES (:place, "
	    ":document, :instance, :state, :role, :since, :due) "
	    "ON CONFLICT (document, place) DO UPDATE SET "
	    "instance = :instance, state = :state, role = :role, "
	    "since = :since, due = :due "
	    "WHERE (instance, state, role, since, due) IS NOT "
	    "(:instance, :state, :role, :since, :due)",
	[SQL_DEADLINE_PUT] =
	    "INSERT INTO main.deadline (place, " DEADLINE_COLUMNS ") "
	    "VALUES (:place, :document, :instance, :state, :starts, :due, "
	    ":within, :basis, :verified, :ended, :detail) "
	    "ON CONFLICT (document, place) DO UPDATE SET "
	    "instance = :instance, state = :state, starts = :starts, "
	    "due = :due, within = :within, basis = :basis, "
	    "verified = :verified, ended = :ended, detail = :detail "
	    "WHERE (instance, state, starts, due, within, basis, verified, "
	    "ended, detail) IS NOT (:instance, :state, :starts, :due, "
	    ":within, :basis, :verified, :ended, :detail)",
	[SQL_MILESTONE_CUT] =
	    "DELETE FROM main.milestone "
	    "WHERE document = :document AND place > :place",
	[SQL_TASK_CUT] =
	    "DELETE FROM main.task "
	    "WHERE document = :document AND place > :place",
	[SQL_DEADLINE_CUT] =
	    "DELETE FROM main.deadline "
	    "WHERE document = :document AND place > :place",
	[SQL_ALL_DOCUMENTS] =
	    "SELECT key, 0, year, " DOCUMENT_COLUMNS " FROM main.document "
	    "ORDER BY key",
	[SQL_ALL_MILESTONES] =
	    "SELECT document, place, " MILESTONE_COLUMNS
	    " FROM main.milestone ORDER BY document, place",
	[SQL_ALL_TASKS] =
	    "SELECT document, place, " TASK_COLUMNS
	    " FROM main.task ORDER BY document, place",
	[SQL_ALL_DEADLINES] =
	    "SELECT document, place, " DEADLINE_COLUMNS
	    " FROM main.deadline ORDER BY document, place",
	[SQL_ROWS_OF_DOCUMENT] =
	    "SELECT key, 0, year, " DOCUMENT_COLUMNS " FROM main.document "
	    "WHERE id = :document",
	[SQL_ROWS_OF_MILESTONE] =
	    "SELECT document, place, " MILESTONE_COLUMNS
	    " FROM main.milestone WHERE document = :document "
	    "ORDER BY document, place",
	[SQL_ROWS_OF_TASK] =
	    "SELECT document, place, " TASK_COLUMNS
	    " FROM main.task WHERE document = :document "
	    "ORDER BY document, place",
	[SQL_ROWS_OF_DEADLINE] =
	    "SELECT document, place, " DEADLINE_COLUMNS
	    " FROM main.deadline WHERE document = :document "
	    "ORDER BY document, place",
	[SQL_COUNT_DOCUMENTS] = "SELECT count(*) FROM main.document",
	[SQL_COUNT_MILESTONES] = "SELECT count(*) FROM main.milestone",
	[SQL_COUNT_TASKS] = "SELECT count(*) FROM main.task",
	[SQL_COUNT_DEADLINES] = "SELECT count(*) FROM main.deadline",
};

const char *
ledger_sql(enum ledger_statement which)
{
	return sql[which];
}

/* ---- the connection ---- */

static int64_t
clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool
ledger_moved(struct ledger *ledger)
{
	int moved = 0;

	return sqlite3_file_control(ledger->db, "main",
	    SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

/*
 * Wait for a lock that another process has: short at first, since a step
 * takes a fraction of a millisecond, ten seconds at most for one statement,
 * however often SQLite begins to count anew, and not at all for a ledger
 * that is gone.
 */
static int
wait_for_lock(void *ctx, int tries)
{
	struct ledger *ledger = ctx;
	int64_t now_us = clock_us(), pause_us = 50 + 50 * (int64_t)tries;
	struct timespec pause;

	if (ledger->busy_since_us == 0)
		ledger->busy_since_us = now_us;
	if (now_us - ledger->busy_since_us > BUSY_LIMIT_US ||
	    ledger_moved(ledger))
		return 0;
	if (pause_us > 2000)
		pause_us = 2000;
	pause = (struct timespec){ 0, (long)pause_us * 1000 };
	nanosleep(&pause, NULL);
	return 1;
}

int
ledger_gone(const struct ledger *ledger, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "The registry was deleted, moved or "
	    "replaced while it was open: %s is no longer the same file. "
	    "Open the registry where it is now.",
	    sqlite3_db_filename(ledger->db, "main"));
}

int
ledger_fail(struct ledger *ledger, int rc, struct err *err)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		if (ledger_moved(ledger))
			return ledger_gone(ledger, err);
		return err_set(err, ERR_BUSY, "Another process has kept the "
		    "registry locked for ten seconds; try again.");
	case SQLITE_FULL:
		return err_set(err, ERR_SYSTEM, "The disk is full. Free "
		    "some space and try again.");
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return err_set(err, ERR_BROKEN, "The ledger is damaged: %s. "
		    "Restore it from a backup, or make it anew with 'guiwen "
		    "rebuild'.", sqlite3_errmsg(ledger->db));
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return err_set(err, ERR_SYSTEM, "The ledger may not be "
		    "written (%s). Use an account and a disk that may be "
		    "written.", sqlite3_errmsg(ledger->db));
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return err_set(err, ERR_SYSTEM, "The ledger cannot be read "
		    "or written: %s (%s, error %d). Check the disk.",
		    strerror(sqlite3_system_errno(ledger->db)),
		    sqlite3_errmsg(ledger->db),
		    sqlite3_extended_errcode(ledger->db));
	case SQLITE_NOMEM:
		return err_set(err, ERR_SYSTEM, "Memory ran out while the "
		    "ledger was read or written. Close other programs and try "
		    "again.");
	case SQLITE_TOOBIG:
		return err_set(err, ERR_LIMIT, "A file is larger than the "
		    "ledger can hold (one billion bytes).");
	default:
		return err_set(err, ERR_SYSTEM, "The ledger refused: %s "
		    "(error %d).",
		    sqlite3_errmsg(ledger->db), rc);
	}
}

/* Settings of every connection. WAL itself is kept in the file. */
static int
configure(struct ledger *ledger, bool read_only)
{
	int rc;

	sqlite3_extended_result_codes(ledger->db, 1);
	sqlite3_busy_handler(ledger->db, wait_for_lock, ledger);
	sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0,
	    NULL);
	/* Who only reads goes through much once: memory that is taken anew
	 * for each page costs more than to have few of them at hand. */
	rc = sqlite3_exec(ledger->db,
	    "PRAGMA cache_size = -4000;"
	    "PRAGMA temp_store = MEMORY;"
	    "PRAGMA cell_size_check = ON", NULL, NULL, NULL);
	if (rc != SQLITE_OK || read_only)
		return rc;
	/* As many KiB as a stream of steps needs: a redo row is removed some
	 * four hundred steps after it was written, and to free its pages
	 * SQLite must read them. No more: where a step makes SQLite put the
	 * pages of a tree in order, which one in twenty does, its commit goes
	 * through the whole cache (sqlite3PcacheTruncate), and in a small
	 * registry the cache never fills. Debian's SQLite overwrites what is
	 * deleted unless told not to: that would double the writing for each
	 * redo row. */
	return sqlite3_exec(ledger->db,
	    "PRAGMA cache_size = -16000;"
	    "PRAGMA synchronous = FULL;"
	    "PRAGMA cache_spill = OFF;"
	    "PRAGMA wal_autocheckpoint = 4000;"
	    "PRAGMA secure_delete = OFF", NULL, NULL, NULL);
}

static int
make_file(const char *file, struct err *err)
{
	int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set_errno(err, "%s cannot be made", file);
	close(fd);
	return 0;
}

bool
ledger_immutable(struct text *uri, const char *file)
{
	const char *s;

	text_addf(uri, "%s-wal", file);
	if (access(uri->ptr, F_OK) == 0)
		return false;
	text_reset(uri);
	text_adds(uri, "file:");
	for (s = file; *s != '\0'; s++) {
		if (strchr("%?#", *s) != NULL)
			text_addf(uri, "%%%02x", (unsigned char)*s);
		else
			text_addc(uri, *s);
	}
	text_adds(uri, "?immutable=1");
	return true;
}

static int
open_unwritable(struct ledger *ledger, const char *file)
{
	struct text uri = TEXT_INIT;
	int rc;

	if (!ledger_immutable(&uri, file)) {
		text_release(&uri);
		return SQLITE_CANTOPEN;
	}
	sqlite3_close(ledger->db);
	ledger->db = NULL;
	rc = sqlite3_open_v2(uri.ptr, &ledger->db, SQLITE_OPEN_READONLY |
	    SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	text_release(&uri);
	return rc == SQLITE_OK ? configure(ledger, true) : rc;
}

static int
open_connection(struct ledger *ledger, const char *file, bool read_only)
{
	/* Asked for also where it is not used: it sets SQLite up, which must
	 * be done before the first connection. */
	const char *vfs = wal_file_vfs();
	int rc, flags;

	flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
	    SQLITE_OPEN_NOMUTEX;
	rc = sqlite3_open_v2(file, &ledger->db, flags,
	    read_only ? NULL : vfs);
	if (rc == SQLITE_OK)
		rc = configure(ledger, read_only);
	/* The first read is what meets a folder that cannot be written. */
	if (rc == SQLITE_OK && read_only)
		rc = sqlite3_exec(ledger->db, "PRAGMA schema_version", NULL,
		    NULL, NULL);
	if (read_only && ((rc & 0xff) == SQLITE_CANTOPEN ||
	    (rc & 0xff) == SQLITE_READONLY))
		rc = open_unwritable(ledger, file);
	return rc;
}

int
ledger_open(struct ledger *ledger, const char *file, bool read_only,
    bool create, struct err *err)
{
	int rc;

	memset(ledger, 0, sizeof(*ledger));
	ledger->writable = !read_only;
	if ((create && make_file(file, err) != 0) ||
	    file_check_journals(file, err) != 0)
		return -1;
	rc = open_connection(ledger, file, read_only);
	/* A file that is no database is told by schema_bring. */
	if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_NOTADB &&
	    (rc & 0xff) != SQLITE_CORRUPT) {
		ledger_fail(ledger, rc, err);
		goto failed;
	}
	if (create) {
		rc = sqlite3_exec(ledger->db, "PRAGMA journal_mode = WAL",
		    NULL, NULL, NULL);
		if (rc != SQLITE_OK) {
			ledger_fail(ledger, rc, err);
			goto failed;
		}
		if (schema_make(ledger->db, schema_version(), err) != 0)
			goto failed;
		return 0;
	}
	if (schema_bring(ledger->db, file, read_only, err) == 0)
		return 0;
failed:
	ledger_close(ledger);
	return -1;
}

static void
forget(struct ledger *ledger, enum ledger_schema schema)
{
	struct prepared *prepared;
	size_t i;
	int j;

	for (i = 0; i < SQL_COUNT; i++) {
		prepared = &ledger->prepared[schema][i];
		sqlite3_finalize(prepared->stmt);
		for (j = 0; j < prepared->nparameters; j++)
			free(prepared->parameters[j]);
		prepared->stmt = NULL;
		prepared->nparameters = 0;
	}
}

void
ledger_forget_shadow(struct ledger *ledger)
{
	forget(ledger, SCHEMA_SHADOW);
}

int
ledger_settle(struct ledger *ledger, struct err *err)
{
	int rc;

	ledger->busy_since_us = 0;
	rc = sqlite3_wal_checkpoint_v2(ledger->db, "main",
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return rc == SQLITE_OK ? 0 : ledger_fail(ledger, rc, err);
}

/*
 * The last connection to close brings the WAL into the file and removes it.
 * SQLite 3.40 removes it too where it could open the shared memory only to
 * read (EIO, EMFILE): the copying then meets a lock that it cannot have, takes
 * that for a reader, and what a killed process had recorded is lost. Whoever
 * has had the write lock has the memory whole; of another one it is asked
 * whether all is in the file, and else the WAL stays for the next.
 */
static void
keep_wal(struct ledger *ledger)
{
	int frames = 0, copied = 0, on = 1;

	ledger->busy_since_us = 0;
	if (!ledger->writable || ledger->stepped ||
	    (sqlite3_wal_checkpoint_v2(ledger->db, "main",
	    SQLITE_CHECKPOINT_PASSIVE, &frames, &copied) == SQLITE_OK &&
	    frames == copied))
		return;
	sqlite3_file_control(ledger->db, "main", SQLITE_FCNTL_PERSIST_WAL,
	    &on);
}

void
ledger_close(struct ledger *ledger)
{
	forget(ledger, SCHEMA_SHADOW);
	forget(ledger, SCHEMA_MAIN);
	/* What was not committed must not be written by the close either. */
	if (ledger->db != NULL) {
		wal_file_forget(ledger->db);
		keep_wal(ledger);
	}
	sqlite3_close(ledger->db);
	memset(ledger, 0, sizeof(*ledger));
}

int
ledger_run(struct ledger *ledger, enum ledger_statement which,
    struct err *err)
{
	struct query query;

	query_begin(&query, ledger, SCHEMA_MAIN, which);
	if (query_run(&query, err) != 0)
		return -1;
	ledger->stepped |= which == SQL_BEGIN_STEP;
	return 0;
}

void
ledger_rollback(struct ledger *ledger)
{
	struct err ignored = ERR_INIT;

	/* A full disk may have undone it already. */
	if (!sqlite3_get_autocommit(ledger->db))
		ledger_run(ledger, SQL_ROLLBACK, &ignored);
	wal_file_forget(ledger->db);
}

/* ---- statements ---- */

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
	const char *text = sql[query->which];
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
