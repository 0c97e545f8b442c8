/* ledger.c: one connection to the ledger: opened, locked, failing, closed */
#include "store/ledger.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "store/file.h"
#include "store/schema.h"
#include "store/wal_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BUSY_LIMIT_US 60000000

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
 * takes a fraction of a millisecond, a minute at most for one statement,
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
	if (ledger->hurried || now_us - ledger->busy_since_us > BUSY_LIMIT_US ||
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

/* Of the last call of the system that failed on a file of the ledger. SQLite
 * forgets it where a COMMIT fails, but the file knows it still; 0: nobody
 * does. */
static int
system_errno(struct ledger *ledger)
{
	static const int where[] = { SQLITE_FCNTL_JOURNAL_POINTER,
		SQLITE_FCNTL_FILE_POINTER };
	int error = sqlite3_system_errno(ledger->db);
	sqlite3_file *file;
	size_t i;

	for (i = 0; i < MEM_COUNT(where) && error == 0; i++) {
		file = NULL;
		if (sqlite3_file_control(ledger->db, "main", where[i],
		    &file) == SQLITE_OK && file != NULL &&
		    file->pMethods != NULL &&
		    file->pMethods->xFileControl != NULL)
			file->pMethods->xFileControl(file,
			    SQLITE_FCNTL_LAST_ERRNO, &error);
	}
	return error;
}

int
ledger_fail(struct ledger *ledger, int rc, struct err *err)
{
	int error;

	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		if (ledger_moved(ledger))
			return ledger_gone(ledger, err);
		return err_set(err, ERR_BUSY, "Another process has kept the "
		    "registry locked for a minute; try again.");
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
		error = system_errno(ledger);
		if (error == 0)
			return err_set(err, ERR_SYSTEM, "The ledger cannot be "
			    "read or written: %s (error %d). Check the disk.",
			    sqlite3_errmsg(ledger->db),
			    sqlite3_extended_errcode(ledger->db));
		return err_set(err, ERR_SYSTEM, "The ledger cannot be read "
		    "or written: %s (%s, error %d). Check the disk.",
		    strerror(error), sqlite3_errmsg(ledger->db),
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
