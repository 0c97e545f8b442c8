/* wal_file.h: a VFS that gathers what SQLite writes into its WAL */
#ifndef GUIWEN_STORE_WAL_FILE_H
#define GUIWEN_STORE_WAL_FILE_H

#include <sqlite3.h>

/*
 * The name of a VFS like SQLite's default one, except that writes into a WAL
 * that follow one another are gathered in memory and handed to the system as
 * one, at the latest when SQLite syncs or reads the file. SQLite writes each
 * page of a transaction as two (a header of 24 bytes, the page); a step has a
 * dozen pages, so that is most of its system calls.
 *
 * A WAL that grows is also made longer than it needs to be, in ever larger
 * pieces: to sync bytes inside a file takes one write of the disk, to sync
 * its new length several.
 *
 * Only for connections with synchronous=FULL: there each COMMIT syncs the WAL
 * before other connections are told of its frames, so nobody reads what is
 * still gathered. And with cache_spill=OFF, so that only a COMMIT writes.
 * NULL when SQLite does not take it: then use its default. The first call also
 * has SQLite not count its memory, over which threads would wait for each
 * other: to be made before any connection.
 */
const char *wal_file_vfs(void);
/* After a ROLLBACK, or a COMMIT that failed: what is gathered may not get
 * into the WAL any more, where another process may stand by now. */
void wal_file_forget(sqlite3 *db);

#endif
