/* wal_file.h: a VFS that gathers what SQLite writes into its WAL */
#ifndef GUIWEN_STORE_WAL_FILE_H
#define GUIWEN_STORE_WAL_FILE_H

/*
 * The name of a VFS like SQLite's default one, except that writes into a WAL
 * that follow one another are gathered in memory and handed to the system as
 * one, at the latest when SQLite syncs or reads the file. SQLite writes each
 * page of a transaction as two (a header of 24 bytes, the page); a step has a
 * dozen pages, so that is most of its system calls.
 *
 * Only for connections with synchronous=FULL: there each COMMIT syncs the WAL
 * before other connections are told of its frames, so nobody reads what is
 * still gathered. NULL when SQLite does not take it: then use its default.
 */
const char *wal_file_vfs(void);

#endif
