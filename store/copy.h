/* copy.h: folders copied file by file, with the hash of each. store/ only. */
#ifndef GUIWEN_STORE_COPY_H
#define GUIWEN_STORE_COPY_H

#include "engine/base/err.h"
#include "engine/base/hash.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define COPY_SUMS "SHA256SUMS"

/* A folder that is being filled. */
struct copy {
	struct text dir;
	struct text sums;		/* "hash  path" lines */
	int64_t files, bytes, last_record;
};
void copy_init(struct copy *copy);
void copy_release(struct copy *copy);
void copy_begin(struct copy *copy, const char *dir);
/* A file that stands in the folder already: its hash is taken. */
int copy_note(struct copy *copy, const char *name, struct err *err);
/* Copy one file to `name` in the folder, or make an empty folder there. 0, or
 * -1 with err. */
int copy_one(struct copy *copy, const char *from, const char *name,
    struct err *err);
int copy_folder(struct copy *copy, const char *name, struct err *err);
/* Copy a folder and all that is in it to `name` in the folder; files keep
 * their modes. 0, or -1 with err. */
int copy_tree(struct copy *copy, const char *from, const char *name,
    struct err *err);
/* Write SHA256SUMS and make all durable. */
int copy_finish(struct copy *copy, struct err *err);

/* Make a folder, those in it, and with them the names of their files,
 * durable. */
int copy_sync_folders(const char *dir, struct err *err);

/* Give every file of a folder a second name in a new one (a copy, where the
 * file system has no links): what the first loses stays in the second. Locks
 * and temporary files are left out. 0, or -1 with err. */
int copy_link_tree(const char *from, const char *to, struct err *err);

/* Copy a file; `want` (NULL: any) is the hash that it must have, *hash and
 * *bytes what was copied. 0, or -1 with err (ERR_BROKEN). */
int copy_file(const char *from, const char *to, const struct sha256 *want,
    struct sha256 *hash, int64_t *bytes, struct err *err);

/* Call for each file below a folder, with its path from there, in the order
 * of names; folders before what is in them, with `is_folder`. 0, or -1. */
typedef int copy_entry_fn(void *ctx, const char *path, bool is_folder,
    struct err *err);
int copy_walk(const char *dir, copy_entry_fn *fn, void *ctx,
    struct err *err);

#endif
