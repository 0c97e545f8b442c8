/* backup.c: both stores copied as of one moment, while others go on */
#include "store/backup.h"

#include "engine/base/mem.h"
#include "store/copy.h"
#include "store/file.h"
#include "store/private.h"
#include "store/store_int.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * How the two fit together: under the export lock nothing becomes durable in
 * the repository, so no redo row goes, and main stands still. In that moment
 * a view of the ledger is opened and every file of the repository is given a
 * second name in this folder of the registry's; then the lock is let go, and
 * both are copied at leisure. What the view has beyond main stands in its
 * redo rows.
 */
#define STAGING ".guiwen-backup"
#define PARTIAL ".partial"
#define KEYS "keys"
#define PUBLIC_KEY KEYS "/registry.pub"

struct backup {
	struct store *store;
	struct text staging;		/* the folder, or "" */
	int lock;			/* of that folder */
	struct text partial;		/* where the backup grows, or "" */
	struct ledger view;		/* its read transaction is the moment */
	struct copy copy;
};

/* ---- the moment ---- */

/* One backup of a registry at a time; what a killed one left goes. */
static int
make_staging(struct backup *b, struct err *err)
{
	const char *dir = b->store->paths.dir;

	b->lock = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (b->lock < 0)
		return err_set_errno(err, "%s cannot be opened", dir);
	if (flock(b->lock, LOCK_EX | LOCK_NB) != 0)
		return err_set(err, ERR_BUSY, "Another process is making a "
		    "backup of %s, or is making it anew.", dir);
	text_addf(&b->staging, "%s/%s", dir, STAGING);
	file_remove_tree(b->staging.ptr);
	if (mkdir(b->staging.ptr, 0700) != 0) {
		err_set_errno(err, "%s cannot be made", b->staging.ptr);
		text_reset(&b->staging);
		return -1;
	}
	return 0;
}

static int
open_view(struct backup *b, struct err *err)
{
	struct store_head head;

	if (ledger_open(&b->view, b->store->paths.ledger, true, false,
	    err) != 0)
		return -1;
	if (ledger_run(&b->view, SQL_BEGIN_READ, err) != 0 ||
	    ledger_head(&b->view, &head, err) != 0)
		return -1;
	b->copy.last_record = head.number;
	return 0;
}

static int
take_moment(struct backup *b, struct err *err)
{
	struct text folder = TEXT_INIT;
	int fd, result;

	if (export_hold(&b->store->paths, &fd, err) != 0)
		return -1;
	text_addf(&folder, "%s/documents.git", b->staging.ptr);
	result = open_view(b, err);
	if (result == 0)
		result = copy_link_tree(b->store->paths.git, folder.ptr, err);
	close(fd);
	text_release(&folder);
	return result;
}

/* ---- copying ---- */

static int
copy_ledger(struct backup *b, struct err *err)
{
	struct text file = TEXT_INIT;
	sqlite3 *db = NULL;
	sqlite3_backup *backup = NULL;
	int rc;

	text_addf(&file, "%s/ledger.sqlite", b->partial.ptr);
	rc = sqlite3_open_v2(file.ptr, &db, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_CREATE, NULL);
	if (rc == SQLITE_OK && chmod(file.ptr, 0600) != 0)
		rc = SQLITE_PERM;
	if (rc == SQLITE_OK) {
		backup = sqlite3_backup_init(db, "main", b->view.db, "main");
		rc = backup == NULL ? sqlite3_errcode(db) :
		    sqlite3_backup_step(backup, -1);
	}
	if (backup != NULL && sqlite3_backup_finish(backup) != SQLITE_OK)
		rc = sqlite3_errcode(db);
	if (rc == SQLITE_DONE)
		rc = SQLITE_OK;
	if (rc != SQLITE_OK)
		err_set(err, ERR_SYSTEM, "The ledger cannot be copied to %s: "
		    "%s.", file.ptr, sqlite3_errstr(rc));
	if (sqlite3_close(db) != SQLITE_OK && rc == SQLITE_OK)
		rc = err_set(err, ERR_SYSTEM, "The ledger's copy %s cannot be "
		    "closed.", file.ptr);
	text_release(&file);
	return rc == SQLITE_OK ? 0 : -1;
}

/* What is no evidence keeps no evidence from being saved: where it is not in
 * order that is told, and it is left out. */
static int
copy_private(struct backup *b, struct err *left_out, struct err *err)
{
	struct text file = TEXT_INIT;
	int got;

	text_addf(&file, "%s/" PRIVATE_FILE, b->partial.ptr);
	got = private_copy(b->store->paths.dir, b->store->id, file.ptr,
	    left_out);
	text_release(&file);
	if (got == 1)
		return copy_note(&b->copy, PRIVATE_FILE, err);
	if (got == 0 || (left_out->code != ERR_SYSTEM &&
	    left_out->code != ERR_BUSY))
		return 0;
	*err = *left_out;
	return -1;
}

/* Of the keys' folder what everybody may see, and nothing else. */
static int
copy_public_key(struct backup *b, struct err *err)
{
	struct text from = TEXT_INIT;
	int result = copy_folder(&b->copy, KEYS, err);

	text_addf(&from, "%s/" PUBLIC_KEY, b->store->paths.dir);
	if (result == 0 && access(from.ptr, F_OK) == 0)
		result = copy_one(&b->copy, from.ptr, PUBLIC_KEY, err);
	text_release(&from);
	return result;
}

static int
copy_all(struct backup *b, bool without_key, struct err *left_out,
    struct err *err)
{
	static const char *const parts[] = { KEYS, "sealed" };
	struct text from = TEXT_INIT;
	size_t i;
	int result;

	text_addf(&from, "%s/documents.git", b->staging.ptr);
	result = copy_ledger(b, err);
	if (result == 0)
		result = copy_note(&b->copy, "ledger.sqlite", err);
	if (result == 0)
		result = copy_private(b, left_out, err);
	if (result == 0)
		result = copy_tree(&b->copy, from.ptr, "documents.git", err);
	for (i = 0; i < MEM_COUNT(parts) && result == 0; i++) {
		text_reset(&from);
		text_addf(&from, "%s/%s", b->store->paths.dir, parts[i]);
		if (i == 0 && without_key)
			result = copy_public_key(b, err);
		else if (access(from.ptr, F_OK) == 0)
			result = copy_tree(&b->copy, from.ptr, parts[i], err);
	}
	text_release(&from);
	return result;
}

/* "2026-11-28T10-15-00-0000000075": in order of time, then of records. */
static void
name_backup(char name[BACKUP_NAME], int64_t now_s, int64_t record)
{
	char time[TIME_TEXT], *p;

	time_format(time, now_s);
	time[strlen("2026-11-28T10:15:00")] = '\0';
	for (p = time; *p != '\0'; p++)
		if (*p == ':')
			*p = '-';
	snprintf(name, BACKUP_NAME, "%s-%010" PRId64, time, record);
}

/* A backup is for the day on which the registry's folder is lost: it is no
 * use there, and what is not a part of the registry has no place in it. */
static int
check_place(const struct store *store, const char *dir, struct err *err)
{
	char place[PATH_MAX], registry[PATH_MAX];
	struct text part = TEXT_INIT;
	size_t len = strlen(dir), n;

	/* the folder itself may have to be made: then the one it is in */
	text_add(&part, dir, len);
	while (len > 0 && realpath(part.ptr, place) == NULL &&
	    errno == ENOENT) {
		while (len > 0 && part.ptr[len - 1] == '/')
			len--;
		while (len > 0 && part.ptr[len - 1] != '/')
			len--;
		text_cut(&part, len);
	}
	if ((len == 0 && realpath(".", place) == NULL) ||
	    realpath(store->paths.dir, registry) == NULL)
		place[0] = registry[0] = '\0';
	text_release(&part);
	n = strlen(registry);
	if (n <= 1 || strncmp(place, registry, n) != 0 ||
	    (place[n] != '\0' && place[n] != '/'))
		return 0;
	return err_set(err, ERR_REFUSED, "%s is in the registry's own folder, "
	    "and would be lost with it: name a folder elsewhere, on another "
	    "disk best.", dir);
}

/* The folder where a backup of that name grows: 1, 0 when the name is taken,
 * -1. Whoever has it alone may take the name: so it is made first. */
static int
take_name(struct backup *b, const char *dir, const char *name,
    struct err *err)
{
	struct text whole = TEXT_INIT;
	int made = 1;

	text_addf(&whole, "%s/%s", dir, name);
	text_reset(&b->partial);
	text_addf(&b->partial, "%s" PARTIAL, whole.ptr);
	if (mkdir(b->partial.ptr, 0700) != 0) {
		made = errno == EEXIST ? 0 : err_set_errno(err,
		    "%s cannot be made", b->partial.ptr);
	} else if (access(whole.ptr, F_OK) == 0) {
		rmdir(b->partial.ptr);
		made = 0;
	}
	if (made != 1)
		text_reset(&b->partial);
	text_release(&whole);
	return made;
}

/* The second of the same moment and as many records gets "-2" behind its
 * name. */
static int
begin_partial(struct backup *b, const char *dir, char name[BACKUP_NAME],
    struct err *err)
{
	size_t len = strlen(name);
	int made = 0, n;

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return err_set_errno(err, "The folder %s cannot be made", dir);
	for (n = 1; n <= 9 && made == 0; n++) {
		if (n > 1)
			snprintf(name + len, BACKUP_NAME - len, "-%d", n);
		made = take_name(b, dir, name, err);
	}
	if (made == 0)
		return err_set(err, ERR_BUSY, "Nine backups were begun in %s "
		    "in this second; try again.", dir);
	if (made == 1)
		copy_begin(&b->copy, b->partial.ptr);
	return made == 1 ? 0 : -1;
}

/* Durable, then under its own name. */
static int
end_partial(struct backup *b, const char *dir, const char *name,
    struct err *err)
{
	struct text whole = TEXT_INIT;
	int result = -1;

	text_addf(&whole, "%s/%s", dir, name);
	if (copy_finish(&b->copy, err) != 0)
		goto out;
	if (rename(b->partial.ptr, whole.ptr) != 0) {
		err_set_errno(err, "%s cannot be renamed to %s",
		    b->partial.ptr, whole.ptr);
		goto out;
	}
	text_reset(&b->partial);
	result = file_sync_dir(dir, err);
out:
	text_release(&whole);
	return result;
}

static void
release(struct backup *b)
{
	ledger_close(&b->view);
	if (b->staging.len > 0)
		file_remove_tree(b->staging.ptr);
	if (b->partial.len > 0)
		file_remove_tree(b->partial.ptr);
	if (b->lock >= 0)
		close(b->lock);
	copy_release(&b->copy);
	text_release(&b->staging);
	text_release(&b->partial);
}

int
store_backup(struct store *store, const char *dir, bool without_key,
    int64_t now_s, struct backup_totals *totals, struct err *err)
{
	struct backup b = { .store = store, .staging = TEXT_INIT,
		.partial = TEXT_INIT, .lock = -1 };
	int result = -1;

	memset(totals, 0, sizeof(*totals));
	copy_init(&b.copy);
	if (file_refuse_links(store->paths.dir, err) != 0 ||
	    check_place(store, dir, err) != 0 ||
	    make_staging(&b, err) != 0 || take_moment(&b, err) != 0)
		goto out;
	name_backup(totals->name, now_s, b.copy.last_record);
	if (begin_partial(&b, dir, totals->name, err) != 0 ||
	    copy_all(&b, without_key, &totals->left_out, err) != 0 ||
	    end_partial(&b, dir, totals->name, err) != 0)
		goto out;
	totals->records = b.copy.last_record;
	totals->files = b.copy.files;
	totals->bytes = b.copy.bytes;
	result = 0;
out:
	release(&b);
	return result;
}
