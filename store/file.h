/* file.h: whole files read and written, folders made durable. store/ only. */
#ifndef GUIWEN_STORE_FILE_H
#define GUIWEN_STORE_FILE_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* "dir/name" in a buffer. 0, or -1 with err when it is too long. */
int file_path(char *out, size_t size, const char *dir, const char *name,
    struct err *err);
/* Write everything. 0, or -1 with errno. */
int file_write_all(int fd, const void *bytes, size_t len);
/* The same at a place of the file; its own position stays. */
int file_write_at(int fd, const void *bytes, size_t len, off_t at);
/* Read a file of at most max_bytes. 1, 0 when it is not there, -1 with err
 * (ERR_LIMIT when it is longer). */
int file_read(struct text *out, const char *path, size_t max_bytes,
    struct err *err);
/* A new file, fsynced; it must not exist. Removed again on failure. */
int file_create(const char *path, const void *bytes, size_t len, mode_t mode,
    struct err *err);
/* A new temporary file "dir/start_XXXXXX", mode 0600; its path is put into
 * `path`. The descriptor, or -1 with errno. */
int file_temporary(char *path, size_t size, const char *dir,
    const char *start);
/*
 * No part of the registry in this folder is a symbolic link: what moves or
 * copies a registry whole would take or leave what lies elsewhere. 0, or -1
 * with err (ERR_REFUSED).
 */
int file_refuse_links(const char *dir, struct err *err);
/* What stands beside a database where SQLite keeps its journals is a plain
 * file or nothing: for a pipe it would wait without end. 0, or -1 with err
 * (ERR_BROKEN). */
int file_check_journals(const char *database, struct err *err);
/* Remove a folder with all that is in it, or a file, as far as that goes. */
void file_remove_tree(const char *path);
/* A database in WAL mode needs memory that all who open it share, which no
 * file system has whose files lie on another machine. 0, or -1 with err
 * (ERR_UNSUPPORTED) for a folder on such a one. */
int file_system_check(const char *dir, struct err *err);
/* The name of a network file system by the number that statfs(2) gives, NULL
 * where it is none. */
const char *file_system_network(unsigned long type);
/* fsync a folder. 0, or -1 with err. */
int file_sync_dir(const char *path, struct err *err);
/* fsync the folder in which this path stands. */
int file_sync_parent(const char *path, struct err *err);

#endif
