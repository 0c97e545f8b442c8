/* backup.h: a copy of both stores as of one moment, and a registry from it */
#ifndef GUIWEN_STORE_BACKUP_H
#define GUIWEN_STORE_BACKUP_H

#include "store/store.h"

#define BACKUP_NAME 64	/* "2026-11-28T10-15-00-0000000075", with NUL */

struct backup_totals {
	char name[BACKUP_NAME];	/* the folder made in the backups' one */
	int64_t records;	/* the last one that is in it */
	int64_t files, bytes;
	bool has_key;		/* the registry's private key is in it */
	struct err left_out;	/* why private.sqlite is not in it, though
				 * there is one */
};

/*
 * Make a backup of an open registry in a new folder in `dir` (made if need
 * be), while others go on stepping: ledger.sqlite, documents.git, sealed/ and
 * keys/ (without_key: of that the public key alone), as they belong together
 * at one moment, and private.sqlite where it is in order, with a SHA256SUMS
 * that `sha256sum -c` takes. The folder is a registry. It has its name only
 * once it is complete and durable. 0, or -1 with err (ERR_REFUSED: `dir` is
 * in the registry's own folder); nothing remains of one that failed.
 */
int store_backup(struct store *store, const char *dir, bool without_key,
    int64_t now_s, struct backup_totals *totals, struct err *err);

/*
 * Which backup is it: `path` itself, or the newest in this folder? Its path
 * in *out, the caller's: free(). 0, or -1 with err (ERR_NOTFOUND).
 */
int backup_find(char **out, const char *path, struct err *err);
/* The newest of the backups beside this one that holds the registry's private
 * key: the path of the key, the caller's: free(). NULL: none does. */
char *backup_find_key(const char *backup);
/*
 * Make a registry from a backup in a new or empty folder: every file is
 * checked against SHA256SUMS as it is copied, and none may be there that it
 * does not name. Whether the history is whole is for store_verify. 0, or -1
 * with err (ERR_BROKEN: the backup is damaged, with the file); nothing
 * remains of one that failed.
 */
int store_restore(const char *backup, const char *dir,
    struct backup_totals *totals, struct err *err);
/* Remove what store_restore made for a drill. */
void backup_remove_restored(const char *dir);

#endif
