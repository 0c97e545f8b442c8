/* wal_file.c: a VFS that gathers what SQLite writes into its WAL */
#include "store/wal_file.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define VFS_NAME "guiwen-wal"
/* More than this waits for no sync; SQLite's own VFS writes no more than
 * 128 KiB - 1 at once. */
#define GATHER_BYTES ((size_t)120 << 10)
#define LENGTHEN_MOST ((sqlite3_int64)1 << 20)

struct wal_file {
	sqlite3_file base;	/* first: SQLite knows us by it */
	char *bytes;		/* gathered; room for GATHER_BYTES */
	size_t len;
	sqlite3_int64 at;	/* where they belong */
	sqlite3_int64 size;	/* of the file, as far as we know; 0 not */
	sqlite3_file *real;	/* of the default VFS; it follows */
};

/* The default VFS's file starts where anything may start. */
#define REAL_AT ((sizeof(struct wal_file) + 15) / 16 * 16)

static char zeros[64 << 10];	/* never written */
static sqlite3_vfs *real_vfs;
static sqlite3_vfs our_vfs;
static const char *our_name;
static pthread_once_t made = PTHREAD_ONCE_INIT;

/*
 * Zeros behind `end`, as many as there are bytes before it, LENGTHEN_MOST at
 * most. Whoever writes a WAL holds its lock, and behind his frames nobody's
 * are valid; to SQLite a frame of zeros is the end, as one of an earlier
 * round is. That it fails (a full disk) does not matter.
 */
static void
lengthen(struct wal_file *file, sqlite3_int64 end)
{
	sqlite3_int64 until, n;

	if (file->size == 0 && file->real->pMethods->xFileSize(file->real,
	    &file->size) != SQLITE_OK)
		file->size = 0;
	if (end <= file->size)
		return;
	until = end + (end < LENGTHEN_MOST ? end : LENGTHEN_MOST);
	for (file->size = end; file->size < until; file->size += n) {
		n = until - file->size;
		if (n > (sqlite3_int64)sizeof(zeros))
			n = (sqlite3_int64)sizeof(zeros);
		if (file->real->pMethods->xWrite(file->real, zeros, (int)n,
		    file->size) != SQLITE_OK)
			break;
	}
}

/* What could not be written is forgotten: its transaction fails. */
static int
flush(struct wal_file *file)
{
	size_t len = file->len;
	int rc;

	if (len == 0)
		return SQLITE_OK;
	file->len = 0;
	rc = file->real->pMethods->xWrite(file->real, file->bytes, (int)len,
	    file->at);
	if (rc == SQLITE_OK)
		lengthen(file, file->at + (sqlite3_int64)len);
	return rc;
}

static int
wal_write(sqlite3_file *base, const void *bytes, int amount,
    sqlite3_int64 at)
{
	struct wal_file *file = (struct wal_file *)base;
	size_t n = (size_t)amount;
	int rc;

	if (file->len > 0 && (at != file->at + (sqlite3_int64)file->len ||
	    n > GATHER_BYTES - file->len) &&
	    (rc = flush(file)) != SQLITE_OK)
		return rc;
	if (file->bytes == NULL)
		file->bytes = malloc(GATHER_BYTES);
	if (file->bytes == NULL || n > GATHER_BYTES)
		return file->real->pMethods->xWrite(file->real, bytes, amount,
		    at);
	if (file->len == 0)
		file->at = at;
	memcpy(file->bytes + file->len, bytes, n);
	file->len += n;
	return SQLITE_OK;
}

static int
wal_read(sqlite3_file *base, void *bytes, int amount, sqlite3_int64 at)
{
	struct wal_file *file = (struct wal_file *)base;
	int rc = flush(file);

	return rc != SQLITE_OK ? rc :
	    file->real->pMethods->xRead(file->real, bytes, amount, at);
}

static int
wal_sync(sqlite3_file *base, int flags)
{
	struct wal_file *file = (struct wal_file *)base;
	int rc = flush(file);

	return rc != SQLITE_OK ? rc :
	    file->real->pMethods->xSync(file->real, flags);
}

static int
wal_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	struct wal_file *file = (struct wal_file *)base;
	int rc = flush(file);

	file->size = 0;
	return rc != SQLITE_OK ? rc :
	    file->real->pMethods->xTruncate(file->real, size);
}

static int
wal_size(sqlite3_file *base, sqlite3_int64 *size)
{
	struct wal_file *file = (struct wal_file *)base;
	int rc = flush(file);

	return rc != SQLITE_OK ? rc :
	    file->real->pMethods->xFileSize(file->real, size);
}

/* What is still gathered belongs to no transaction that was committed. */
static int
wal_close(sqlite3_file *base)
{
	struct wal_file *file = (struct wal_file *)base;

	free(file->bytes);
	return file->real->pMethods->xClose(file->real);
}

static int
wal_lock(sqlite3_file *base, int level)
{
	struct wal_file *file = (struct wal_file *)base;

	return file->real->pMethods->xLock(file->real, level);
}

static int
wal_unlock(sqlite3_file *base, int level)
{
	struct wal_file *file = (struct wal_file *)base;

	return file->real->pMethods->xUnlock(file->real, level);
}

static int
wal_check_reserved(sqlite3_file *base, int *out)
{
	struct wal_file *file = (struct wal_file *)base;

	return file->real->pMethods->xCheckReservedLock(file->real, out);
}

static int
wal_control(sqlite3_file *base, int op, void *arg)
{
	struct wal_file *file = (struct wal_file *)base;

	return file->real->pMethods->xFileControl(file->real, op, arg);
}

static int
wal_sector_size(sqlite3_file *base)
{
	struct wal_file *file = (struct wal_file *)base;

	return file->real->pMethods->xSectorSize(file->real);
}

static int
wal_characteristics(sqlite3_file *base)
{
	struct wal_file *file = (struct wal_file *)base;

	return file->real->pMethods->xDeviceCharacteristics(file->real);
}

static const sqlite3_io_methods wal_methods = {
	.iVersion = 1,		/* a WAL has neither shared memory nor map */
	.xClose = wal_close,
	.xRead = wal_read,
	.xWrite = wal_write,
	.xTruncate = wal_truncate,
	.xSync = wal_sync,
	.xFileSize = wal_size,
	.xLock = wal_lock,
	.xUnlock = wal_unlock,
	.xCheckReservedLock = wal_check_reserved,
	.xFileControl = wal_control,
	.xSectorSize = wal_sector_size,
	.xDeviceCharacteristics = wal_characteristics,
};

/* Other files than a WAL are the default VFS's own. */
static int
open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base,
    int flags, int *out_flags)
{
	struct wal_file *file = (struct wal_file *)base;
	int rc;

	(void)vfs;
	if (!(flags & SQLITE_OPEN_WAL))
		return real_vfs->xOpen(real_vfs, name, base, flags,
		    out_flags);
	memset(file, 0, REAL_AT);
	file->real = (sqlite3_file *)((char *)base + REAL_AT);
	memset(file->real, 0, (size_t)real_vfs->szOsFile);
	rc = real_vfs->xOpen(real_vfs, name, file->real, flags, out_flags);
	/* SQLite closes what has methods, even if opening it failed. */
	if (file->real->pMethods != NULL)
		base->pMethods = &wal_methods;
	return rc;
}

static void
make(void)
{
	/* Nobody asks how much memory SQLite has, and counting it takes a
	 * lock for each piece. Too late when it has begun: then it counts. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	real_vfs = sqlite3_vfs_find(NULL);
	if (real_vfs == NULL)
		return;
	our_vfs = *real_vfs;
	our_vfs.pNext = NULL;
	our_vfs.zName = VFS_NAME;
	our_vfs.szOsFile = (int)REAL_AT + real_vfs->szOsFile;
	our_vfs.xOpen = open_file;
	if (sqlite3_vfs_register(&our_vfs, 0) == SQLITE_OK)
		our_name = VFS_NAME;
}

const char *
wal_file_vfs(void)
{
	pthread_once(&made, make);
	return our_name;
}

void
wal_file_forget(sqlite3 *db)
{
	sqlite3_file *base = NULL;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER,
	    &base) == SQLITE_OK && base != NULL &&
	    base->pMethods == &wal_methods)
		((struct wal_file *)base)->len = 0;
}
