/* private.c: what is kept beside the evidence and can be forgotten */
#include "store/private.h"

#include "engine/base/mem.h"
#include "store/file.h"
#include "store/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define APPLICATION_ID 0x67777076	/* "gwpv" */
#define BUSY_MS 60000

enum statement {
	SQL_ORIGIN, SQL_ORIGIN_PUT,
	SQL_CONTACT, SQL_CONTACT_PUT, SQL_CONTACT_EMPTY, SQL_CONTACT_FORGET,
	SQL_NOTES, SQL_NOTE_PUT, SQL_NOTES_FORGET, SQL_NOTE_GIVEN,
	SQL_PRIVATE_COUNT
};

static const char *const sql[SQL_PRIVATE_COUNT] = {
	[SQL_ORIGIN] = "SELECT registry FROM origin",
	[SQL_ORIGIN_PUT] = "INSERT INTO origin VALUES (1, :registry)",
	[SQL_CONTACT] =
	    "SELECT phone, email, room FROM contact WHERE person = :person",
	[SQL_CONTACT_PUT] =
	    "INSERT INTO contact VALUES (:person, coalesce(:phone, ''), "
	    "coalesce(:email, ''), coalesce(:room, '')) "
	    "ON CONFLICT (person) DO UPDATE SET "
	    "phone = coalesce(:phone, phone), "
	    "email = coalesce(:email, email), room = coalesce(:room, room)",
	[SQL_CONTACT_EMPTY] =
	    "DELETE FROM contact WHERE person = :person "
	    "AND phone = '' AND email = '' AND room = ''",
	[SQL_CONTACT_FORGET] = "DELETE FROM contact WHERE person = :person",
	[SQL_NOTES] =
	    "SELECT person, document, version, changed_s, text FROM note "
	    "WHERE person = :person "
	    "AND (:document IS NULL OR document = :document) "
	    "ORDER BY document",
	[SQL_NOTE_PUT] =
	    "INSERT INTO note VALUES (:person, :document, :version, "
	    ":changed_s, :text) ON CONFLICT (person, document) DO UPDATE "
	    "SET version = :version, changed_s = :changed_s, text = :text",
	[SQL_NOTES_FORGET] =
	    "DELETE FROM note WHERE person = :person "
	    "AND (:document IS NULL OR document = :document)",
	[SQL_NOTE_GIVEN] =
	    "DELETE FROM note WHERE person = :person "
	    "AND document = :document AND text = :text"
};

/* From one version to the next, as in the ledger, but with a count of its
 * own. */
static const struct {
	int version;
	const char *sql;
} steps[] = {
	{ 1,
	"CREATE TABLE origin ("		/* whose people they are */
	"	one INTEGER PRIMARY KEY CHECK (one = 1),"
	"	registry TEXT NOT NULL"
	") STRICT;"
	"CREATE TABLE contact ("
	"	person TEXT PRIMARY KEY NOT NULL,"
	"	phone TEXT NOT NULL, email TEXT NOT NULL, room TEXT NOT NULL"
	") STRICT, WITHOUT ROWID;"
	"CREATE TABLE note ("
	"	person TEXT NOT NULL, document TEXT NOT NULL,"
	"	version INTEGER NOT NULL, changed_s INTEGER NOT NULL,"
	"	text TEXT NOT NULL,"
	"	PRIMARY KEY (person, document)"
	") STRICT, WITHOUT ROWID;" }
};
#define VERSION ((int)(sizeof(steps) / sizeof(steps[0])))

struct private {
	sqlite3 *db;
	char path[PATH_MAX];
};

const char *
private_sql(size_t i)
{
	return i < SQL_PRIVATE_COUNT ? sql[i] : NULL;
}

/* ---- statements ---- */

static int
fail(const struct private *p, int rc, struct err *err)
{
	switch (rc & 0xff) {
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return err_set(err, ERR_UNREADABLE, "%s is damaged. It is no "
		    "evidence, and no record or document is lost with it: "
		    "take it from a backup, or move it away, and contact "
		    "details and notes begin anew.", p->path);
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(err, ERR_BUSY, "%s is in use by another "
		    "process; try again in a moment.", p->path);
	default:
		return err_set(err, ERR_SYSTEM, "%s cannot be used: %s.",
		    p->path, p->db != NULL ? sqlite3_errmsg(p->db) :
		    sqlite3_errstr(rc));
	}
}

/* One use of a statement: begin, bind, step, end; the first failure stays. */
struct use {
	const struct private *p;
	sqlite3_stmt *stmt;
	int rc;
};

static void
begin(struct use *use, const struct private *p, enum statement which)
{
	use->p = p;
	use->stmt = NULL;
	use->rc = sqlite3_prepare_v2(p->db, sql[which], -1, &use->stmt, NULL);
}

/* NULL is NULL. */
static void
bind_text(struct use *use, const char *name, const char *value)
{
	if (use->rc == SQLITE_OK)
		use->rc = sqlite3_bind_text(use->stmt,
		    sqlite3_bind_parameter_index(use->stmt, name), value, -1,
		    SQLITE_TRANSIENT);
}

static void
bind_int(struct use *use, const char *name, int64_t value)
{
	if (use->rc == SQLITE_OK)
		use->rc = sqlite3_bind_int64(use->stmt,
		    sqlite3_bind_parameter_index(use->stmt, name), value);
}

/* Is there a row? */
static bool
next(struct use *use)
{
	if (use->rc == SQLITE_OK || use->rc == SQLITE_ROW)
		use->rc = sqlite3_step(use->stmt);
	return use->rc == SQLITE_ROW;
}

static const char *
column(const struct use *use, int i)
{
	const unsigned char *s = sqlite3_column_text(use->stmt, i);

	return s != NULL ? (const char *)s : "";
}

/* 0, or -1 with err when it failed on the way. */
static int
end(struct use *use, struct err *err)
{
	int rc = use->rc;

	if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE) {
		sqlite3_finalize(use->stmt);
		return 0;
	}
	fail(use->p, rc, err);
	sqlite3_finalize(use->stmt);
	return -1;
}

static int
run(const struct private *p, const char *statements, struct err *err)
{
	int rc = sqlite3_exec(p->db, statements, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : fail(p, rc, err);
}

/* A number that one statement of ours gives. */
static int
ask(const struct private *p, const char *statement, int *out)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(p->db, statement, -1, &stmt, NULL);

	if (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		*out = sqlite3_column_int(stmt, 0);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(stmt);
	return rc;
}

/* ---- opening ---- */

/* Is there something to be opened? 1, 0, or -1 with err. */
static int
look_at(const struct private *p, mode_t *mode, struct err *err)
{
	struct stat st;

	if (lstat(p->path, &st) != 0)
		return errno == ENOENT ? 0 : err_set_errno(err,
		    "%s cannot be looked at", p->path);
	if (S_ISLNK(st.st_mode))
		return err_set(err, ERR_REFUSED, "%s is a symbolic link, which "
		    "guiwen never makes: look where it leads, and put the "
		    "file itself in its place or remove the link.", p->path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_REFUSED, "%s is no file: move it "
		    "away.", p->path);
	if (file_check_journals(p->path, err) != 0) {
		err->code = ERR_REFUSED;
		return -1;
	}
	*mode = st.st_mode;
	return 1;
}

static int
make_file(const struct private *p, struct err *err)
{
	int fd = open(p->path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW |
	    O_CLOEXEC, 0600);

	/* Another process was faster. */
	if (fd < 0 && errno == EEXIST)
		return 0;
	if (fd < 0)
		return err_set_errno(err, "%s cannot be made", p->path);
	close(fd);
	return 0;
}

/* In the place of what was open before; the first read is what meets a folder
 * that cannot be written, and what a killed process left. */
static int
open_as(struct private *p, const char *file, int flags)
{
	int rc, n;

	sqlite3_close(p->db);
	p->db = NULL;
	rc = sqlite3_open_v2(file, &p->db, flags, NULL);
	if (rc != SQLITE_OK)
		return rc;
	sqlite3_extended_result_codes(p->db, 1);
	sqlite3_busy_timeout(p->db, BUSY_MS);
	return ask(p, "PRAGMA schema_version", &n);
}

static int
connect(struct private *p, bool write, struct err *err)
{
	struct text uri = TEXT_INIT;
	int rc;

	rc = open_as(p, p->path, write ? SQLITE_OPEN_READWRITE :
	    SQLITE_OPEN_READONLY);
	/* Killed before there was a WAL: who may write undoes it. */
	if (rc == SQLITE_READONLY_ROLLBACK)
		rc = open_as(p, p->path, SQLITE_OPEN_READWRITE);
	else if (!write && ((rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) ==
	    SQLITE_READONLY) && ledger_immutable(&uri, p->path))
		rc = open_as(p, uri.ptr, SQLITE_OPEN_READONLY |
		    SQLITE_OPEN_URI);
	text_release(&uri);
	if (rc != SQLITE_OK)
		return fail(p, rc, err);
	sqlite3_db_config(p->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(p->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return run(p, "PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL;"
	    "PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON", err);
}

/* Whose is it, and does this program know it? 1, 0: nothing is in it yet,
 * -1. In a transaction, as another process may be making it. */
static int
check_kind(const struct private *p, int *version, struct err *err)
{
	int application = 0, tables = 0, rc;

	rc = ask(p, "PRAGMA application_id", &application);
	if (rc == SQLITE_OK)
		rc = ask(p, "PRAGMA user_version", version);
	if (rc == SQLITE_OK)
		rc = ask(p, "SELECT count(*) FROM sqlite_schema", &tables);
	if (rc != SQLITE_OK)
		return fail(p, rc, err);
	if (application == 0 && *version == 0 && tables == 0)
		return 0;
	if (application != APPLICATION_ID)
		return err_set(err, ERR_UNSUPPORTED, "%s is a database of "
		    "another program: move it away; guiwen makes one of its "
		    "own when there is something to keep.", p->path);
	if (*version < 1)
		return fail(p, SQLITE_CORRUPT, err);
	if (*version > VERSION)
		return err_set(err, ERR_UNSUPPORTED, "%s was written by a "
		    "newer guiwen (version %d, this program knows %d); use "
		    "the newer program.", p->path, *version, VERSION);
	return 1;
}

static int
look_kind(const struct private *p, int *version, struct err *err)
{
	int there;

	if (run(p, "BEGIN", err) != 0)
		return -1;
	there = check_kind(p, version, err);
	sqlite3_exec(p->db, "ROLLBACK", NULL, NULL, NULL);
	return there;
}

/* A copy out of another registry would show its people as those of this
 * one. */
static int
check_origin(const struct private *p, const char *registry, struct err *err)
{
	struct use use;
	bool same;

	begin(&use, p, SQL_ORIGIN);
	same = next(&use) && strcmp(column(&use, 0), registry) == 0;
	if (end(&use, err) != 0)
		return -1;
	return same ? 0 : err_set(err, ERR_UNSUPPORTED, "%s belongs to another "
	    "registry: put the one of this registry in its place, or move it "
	    "away.", p->path);
}

static int
put_origin(const struct private *p, const char *registry, struct err *err)
{
	struct use use;

	begin(&use, p, SQL_ORIGIN_PUT);
	bind_text(&use, ":registry", registry);
	next(&use);
	return end(&use, err);
}

/* In one transaction; which steps are missing is asked in it, as another
 * process may be about the same. */
static int
make_tables(const struct private *p, const char *registry, struct err *err)
{
	char pragmas[96];
	int version = 0, i, there;

	if (run(p, "BEGIN IMMEDIATE", err) != 0)
		return -1;
	there = check_kind(p, &version, err);
	if (there < 0)
		goto failed;
	for (i = version; i < VERSION; i++)
		if (run(p, steps[i].sql, err) != 0)
			goto failed;
	if (there == 0 && put_origin(p, registry, err) != 0)
		goto failed;
	snprintf(pragmas, sizeof(pragmas),
	    "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
	    APPLICATION_ID, VERSION);
	if (run(p, pragmas, err) == 0)
		return 0;
failed:
	sqlite3_exec(p->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

/* Only once it is known to be ours: nothing of another's is changed. */
static int
prepare_to_write(const struct private *p, mode_t mode, struct err *err)
{
	if ((mode & 077) != 0 && chmod(p->path, 0600) != 0)
		return err_set_errno(err, "%s can be read by others, and "
		    "that cannot be changed", p->path);
	/* Where WAL cannot be had just now, the next who writes asks again:
	 * the file is as whole without it. */
	sqlite3_exec(p->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
	return 0;
}

/* 1, 0, -1, as private_open. */
static int
open_it(struct private *p, const char *registry, bool write, struct err *err)
{
	mode_t mode = 0600;
	int there = look_at(p, &mode, err), version = 0;

	if (there < 0 || (there == 0 && !write))
		return there;
	if (there == 0 && make_file(p, err) != 0)
		return -1;
	if (access(p->path, R_OK) != 0)
		return err_set(err, ERR_DENIED, "%s may not be read by this "
		    "account.", p->path);
	if (connect(p, write, err) != 0 ||
	    (there = look_kind(p, &version, err)) < 0)
		return -1;
	if (there == 0 && !write)
		return 0;
	if (write && (there == 0 || version < VERSION) &&
	    make_tables(p, registry, err) != 0)
		return -1;
	if (check_origin(p, registry, err) != 0 ||
	    (write && prepare_to_write(p, mode, err) != 0))
		return -1;
	return 1;
}

int
private_open(struct private **out, const char *dir, const char *registry,
    bool write, struct err *err)
{
	struct private *p = mem_zero(1, sizeof(*p));
	int got = file_path(p->path, sizeof(p->path), dir, PRIVATE_FILE, err);

	if (got == 0)
		got = open_it(p, registry, write, err);
	if (got == 1)
		*out = p;
	else
		private_close(p);
	return got;
}

void
private_close(struct private *private)
{
	if (private == NULL)
		return;
	sqlite3_close(private->db);
	free(private);
}

/* ---- copying ---- */

static int
copy_to(struct private *from, struct private *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db,
	    "main");
	int rc;

	if (backup == NULL)
		return sqlite3_errcode(to->db);
	rc = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int
private_copy(const char *dir, const char *registry, const char *file,
    struct err *err)
{
	struct private *from = NULL, *to;
	int rc, got = private_open(&from, dir, registry, false, err);

	if (got != 1)
		return got;
	to = mem_zero(1, sizeof(*to));
	snprintf(to->path, sizeof(to->path), "%s", file);
	if (make_file(to, err) != 0) {
		got = -1;
	} else {
		rc = sqlite3_open_v2(file, &to->db, SQLITE_OPEN_READWRITE,
		    NULL);
		if (rc == SQLITE_OK)
			rc = copy_to(from, to);
		if (rc != SQLITE_OK) {
			got = fail((rc & 0xff) == SQLITE_CORRUPT ? from : to,
			    rc, err);
			unlink(file);
		}
	}
	private_close(to);
	private_close(from);
	return got;
}

/* ---- forgetting ---- */

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What was overwritten is zeros in the file (secure_delete); the WAL still
 * has the pages as they were until it is emptied. */
static int
settle(const struct private *p, struct err *err)
{
	int64_t until_ms = now_ms() + BUSY_MS;
	int rc;

	/* For whoever reads SQLite waits, for another checkpoint it does
	 * not. */
	while ((rc = sqlite3_wal_checkpoint_v2(p->db, "main",
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) & 0xff) == SQLITE_BUSY &&
	    now_ms() < until_ms)
		sqlite3_sleep(5);
	if (rc == SQLITE_OK)
		return 0;
	if (rc != SQLITE_BUSY)
		return err_set(err, ERR_SYSTEM, "It is done, but what was "
		    "there before may still be found in %s-wal (%s): the next "
		    "change removes it.", p->path, sqlite3_errmsg(p->db));
	return err_set(err, ERR_BUSY, "It is done, but what was there before "
	    "may still be found in %s-wal, which another process is reading: "
	    "the next change removes it.", p->path);
}

/* Run a use that gives no rows; how many rows it changed, or -1. */
static int
change(struct use *use, struct err *err)
{
	const struct private *p = use->p;

	next(use);
	return end(use, err) != 0 ? -1 : sqlite3_changes(p->db);
}

/* ---- contact details ---- */

int
private_contact(struct private *p, const char *person,
    private_contact_fn *fn, void *ctx, struct err *err)
{
	struct contact contact;
	struct use use;
	bool found;

	begin(&use, p, SQL_CONTACT);
	bind_text(&use, ":person", person);
	found = next(&use);
	if (found) {
		contact.phone = column(&use, 0);
		contact.email = column(&use, 1);
		contact.room = column(&use, 2);
		fn(ctx, &contact);
	}
	return end(&use, err) != 0 ? -1 : found;
}

int
private_put_contact(struct private *p, const char *person,
    const struct contact *contact, struct err *err)
{
	struct use use;

	begin(&use, p, SQL_CONTACT_PUT);
	bind_text(&use, ":person", person);
	bind_text(&use, ":phone", contact->phone);
	bind_text(&use, ":email", contact->email);
	bind_text(&use, ":room", contact->room);
	if (change(&use, err) < 0)
		return -1;
	begin(&use, p, SQL_CONTACT_EMPTY);
	bind_text(&use, ":person", person);
	return change(&use, err) < 0 ? -1 : settle(p, err);
}

int
private_forget_contact(struct private *p, const char *person,
    struct err *err)
{
	struct use use;
	int n;

	begin(&use, p, SQL_CONTACT_FORGET);
	bind_text(&use, ":person", person);
	n = change(&use, err);
	return n < 0 || settle(p, err) != 0 ? -1 : n;
}

/* ---- notes ---- */

int
private_notes(struct private *p, const char *person, const char *document,
    private_note_fn *fn, void *ctx, struct err *err)
{
	struct private_note note;
	struct err ignored = ERR_INIT;
	struct use use;
	int result = 0;

	begin(&use, p, SQL_NOTES);
	bind_text(&use, ":person", person);
	bind_text(&use, ":document", document);
	while (result == 0 && next(&use)) {
		note.person = column(&use, 0);
		note.document = column(&use, 1);
		note.version = sqlite3_column_int64(use.stmt, 2);
		note.changed_s = sqlite3_column_int64(use.stmt, 3);
		note.text = column(&use, 4);
		result = fn(ctx, &note, err);
	}
	if (end(&use, result == 0 ? err : &ignored) != 0)
		result = -1;
	return result;
}

int
private_put_note(struct private *p, const struct private_note *note,
    struct err *err)
{
	struct use use;

	begin(&use, p, SQL_NOTE_PUT);
	bind_text(&use, ":person", note->person);
	bind_text(&use, ":document", note->document);
	bind_int(&use, ":version", note->version);
	bind_int(&use, ":changed_s", note->changed_s);
	bind_text(&use, ":text", note->text);
	return change(&use, err) < 0 ? -1 : settle(p, err);
}

int
private_forget_notes(struct private *p, const char *person,
    const char *document, struct err *err)
{
	struct use use;
	int n;

	begin(&use, p, SQL_NOTES_FORGET);
	bind_text(&use, ":person", person);
	bind_text(&use, ":document", document);
	n = change(&use, err);
	return n < 0 || settle(p, err) != 0 ? -1 : n;
}

int
private_note_given(struct private *p, const char *person,
    const char *document, const char *text, struct err *err)
{
	struct use use;
	int n;

	begin(&use, p, SQL_NOTE_GIVEN);
	bind_text(&use, ":person", person);
	bind_text(&use, ":document", document);
	bind_text(&use, ":text", text);
	n = change(&use, err);
	return n < 0 || (n > 0 && settle(p, err) != 0) ? -1 : n;
}
