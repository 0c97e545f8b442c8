/* restore.c: a registry from a backup, each file checked */
#include "store/backup.h"

#include "engine/base/mem.h"
#include "store/copy.h"
#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUMS_MAX_BYTES ((size_t)256 << 20)
#define PARTIAL ".restoring"
#define KEY "keys/registry"

/* ---- which one ---- */

static bool
has_sums(const char *dir)
{
	struct err ignored = ERR_INIT;
	char path[PATH_MAX];

	return file_path(path, sizeof(path), dir, COPY_SUMS, &ignored) == 0 &&
	    access(path, F_OK) == 0;
}

/* "2026-11-28T10-15-00-0000000075", or "-2" to "-9" behind it */
static bool
is_name(const char *name)
{
	static const char form[] = "dddd-dd-ddTdd-dd-dd-dddddddddd";
	size_t i;

	for (i = 0; form[i] != '\0'; i++)
		if (form[i] == 'd' ? name[i] < '0' || name[i] > '9' :
		    name[i] != form[i])
			return false;
	if (name[i] == '-' && name[i + 1] >= '2' && name[i + 1] <= '9')
		i += 2;
	return name[i] == '\0';
}

static bool
has_key(const char *dir)
{
	struct err ignored = ERR_INIT;
	char path[PATH_MAX];

	return file_path(path, sizeof(path), dir, KEY, &ignored) == 0 &&
	    access(path, F_OK) == 0;
}

/* The newest of the backups in the folder, or nothing; names are in the order
 * of time. 0, or -1 with errno. */
static int
find_newest(struct text *newest, const char *path, bool with_key)
{
	struct text whole = TEXT_INIT;
	struct dirent *entry;
	DIR *stream = opendir(path);

	if (stream == NULL)
		return -1;
	while ((entry = readdir(stream)) != NULL) {
		text_reset(&whole);
		text_addf(&whole, "%s/%s", path, entry->d_name);
		if (!is_name(entry->d_name) || !has_sums(whole.ptr) ||
		    (with_key && !has_key(whole.ptr)) ||
		    (newest->len > 0 && strcmp(whole.ptr, newest->ptr) <= 0))
			continue;
		text_reset(newest);
		text_adds(newest, whole.ptr);
	}
	closedir(stream);
	text_release(&whole);
	return 0;
}

char *
backup_find_key(const char *backup)
{
	struct text folder = TEXT_INIT, newest = TEXT_INIT;
	size_t len = strlen(backup);

	while (len > 1 && backup[len - 1] == '/')
		len--;
	while (len > 0 && backup[len - 1] != '/')
		len--;
	while (len > 1 && backup[len - 1] == '/')
		len--;
	if (len > 0)
		text_add(&folder, backup, len);
	else
		text_adds(&folder, ".");
	if (find_newest(&newest, folder.ptr, true) == 0 && newest.len > 0)
		text_adds(&newest, "/" KEY);
	text_release(&folder);
	return newest.len > 0 ? text_detach(&newest, NULL) : NULL;
}

int
backup_find(char **out, const char *path, struct err *err)
{
	struct text newest = TEXT_INIT;

	if (has_sums(path)) {
		*out = mem_strdup(path);
		return 0;
	}
	if (find_newest(&newest, path, false) != 0)
		return errno == ENOENT || errno == ENOTDIR ?
		    err_set(err, ERR_NOTFOUND, "%s holds no backup: %s.",
		    path, strerror(errno)) :
		    err_set_errno(err, "%s cannot be read", path);
	if (newest.len == 0) {
		text_release(&newest);
		return err_set(err, ERR_NOTFOUND, "%s holds no backup: name a "
		    "folder that 'guiwen backup' was given, or a backup in "
		    "it.", path);
	}
	*out = text_detach(&newest, NULL);
	return 0;
}

/* ---- copying ---- */

struct line {
	const char *path;
	struct sha256 hash;
	bool copied;
};

struct restore {
	const char *backup, *to;
	struct text sums;
	struct line *lines;
	size_t n, cap;
	struct backup_totals *totals;
};

static int
bad_sums(const struct restore *r, struct err *err)
{
	return err_set(err, ERR_BROKEN, "%s/%s is damaged: it is no list of "
	    "hashes and paths.", r->backup, COPY_SUMS);
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct line *)a)->path,
	    ((const struct line *)b)->path);
}

/* A path that stays inside: relative, without "." or "..". */
static bool
is_inside(const char *path)
{
	size_t n;

	for (;; path += n + 1) {
		n = strcspn(path, "/");
		if (n == 0 || (n == 1 && path[0] == '.') ||
		    (n == 2 && path[0] == '.' && path[1] == '.'))
			return false;
		if (path[n] == '\0')
			return true;
	}
}

static int
read_sums(struct restore *r, struct err *err)
{
	char path[PATH_MAX], *line, *end;
	struct line *out;

	if (file_path(path, sizeof(path), r->backup, COPY_SUMS, err) != 0 ||
	    file_read(&r->sums, path, SUMS_MAX_BYTES, err) != 1)
		return err->code != ERR_NONE ? -1 : bad_sums(r, err);
	for (line = r->sums.ptr; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		if (end == NULL || end - line < SHA256_HEX + 2)
			return bad_sums(r, err);
		*end = '\0';
		MEM_GROW(r->lines, r->n, r->cap);
		out = &r->lines[r->n++];
		out->copied = false;
		out->path = line + SHA256_HEX + 1;
		if (line[SHA256_HEX - 1] != ' ' || line[SHA256_HEX] != ' ')
			return bad_sums(r, err);
		line[SHA256_HEX - 1] = '\0';
		if (sha256_parse(&out->hash, line) != 0 ||
		    !is_inside(out->path))
			return bad_sums(r, err);
	}
	if (r->n == 0)
		return bad_sums(r, err);
	qsort(r->lines, r->n, sizeof(r->lines[0]), by_path);
	return 0;
}

/* What SQLite leaves beside a database that was looked at. */
static bool
is_beside(const char *path)
{
	static const char *const names[] = { "ledger.sqlite-shm",
		"ledger.sqlite-wal", "private.sqlite-shm",
		"private.sqlite-wal" };
	size_t i;

	for (i = 0; i < MEM_COUNT(names); i++)
		if (strcmp(path, names[i]) == 0)
			return true;
	return false;
}

static int
restore_entry(void *ctx, const char *path, bool is_folder, struct err *err)
{
	struct restore *r = ctx;
	const struct line key = { .path = path };
	char from[PATH_MAX], to[PATH_MAX];
	struct sha256 hash;
	struct line *line;
	int64_t bytes;

	if (strcmp(path, COPY_SUMS) == 0)
		return 0;
	if (file_path(from, sizeof(from), r->backup, path, err) != 0 ||
	    file_path(to, sizeof(to), r->to, path, err) != 0)
		return -1;
	if (is_folder)
		return mkdir(to, 0700) == 0 ? 0 :
		    err_set_errno(err, "%s cannot be made", to);
	line = bsearch(&key, r->lines, r->n, sizeof(r->lines[0]), by_path);
	if (line == NULL && is_beside(path))
		return 0;
	if (line == NULL)
		return err_set(err, ERR_BROKEN, "%s is not in %s: it was put "
		    "into the backup later.", from, COPY_SUMS);
	line->copied = true;
	if (copy_file(from, to, &line->hash, &hash, &bytes, err) != 0)
		return -1;
	r->totals->has_key |= strcmp(path, KEY) == 0;
	r->totals->files++;
	r->totals->bytes += bytes;
	return 0;
}

static int
check_all_there(const struct restore *r, struct err *err)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (!r->lines[i].copied)
			return err_set(err, ERR_BROKEN, "%s/%s is missing from "
			    "the backup.", r->backup, r->lines[i].path);
	return 0;
}

/* A new folder, or an empty one: rename() takes the place of that. */
static int
check_target(const char *dir, struct err *err)
{
	struct dirent *entry;
	DIR *stream = opendir(dir);
	bool empty = true;

	if (stream == NULL && errno == ENOENT)
		return 0;
	if (stream == NULL)
		return err_set_errno(err, "%s cannot be read", dir);
	while ((entry = readdir(stream)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			empty = false;
	closedir(stream);
	if (empty)
		return 0;
	return err_set(err, ERR_REFUSED, "%s is not empty: a registry is "
	    "restored into a new or empty folder. Name another one, or move "
	    "it away first.", dir);
}

int
store_restore(const char *backup, const char *dir,
    struct backup_totals *totals, struct err *err)
{
	struct text to = TEXT_INIT;
	struct restore r = { .backup = backup, .sums = TEXT_INIT,
		.totals = totals };
	const char *slash;
	size_t len = strlen(dir);
	int result = -1;

	memset(totals, 0, sizeof(*totals));
	while (len > 1 && dir[len - 1] == '/')
		len--;
	text_add(&to, dir, len);
	text_adds(&to, PARTIAL);
	r.to = to.ptr;
	slash = strrchr(backup, '/');
	snprintf(totals->name, sizeof(totals->name), "%s",
	    slash != NULL && slash[1] != '\0' ? slash + 1 : backup);
	if (check_target(dir, err) != 0 || read_sums(&r, err) != 0)
		goto out;
	file_remove_tree(to.ptr);
	if (mkdir(to.ptr, 0700) != 0) {
		err_set_errno(err, "%s cannot be made", to.ptr);
		goto out;
	}
	if (copy_walk(backup, restore_entry, &r, err) != 0 ||
	    check_all_there(&r, err) != 0 ||
	    copy_sync_folders(to.ptr, err) != 0)
		goto failed;
	if (rename(to.ptr, dir) != 0) {
		err_set_errno(err, "%s cannot be renamed to %s", to.ptr, dir);
		goto failed;
	}
	result = file_sync_parent(dir, err);
	goto out;
failed:
	file_remove_tree(to.ptr);
out:
	free(r.lines);
	text_release(&r.sums);
	text_release(&to);
	return result;
}

void
backup_remove_restored(const char *dir)
{
	file_remove_tree(dir);
}
