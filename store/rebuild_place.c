/* rebuild_place.c: the folder in which a registry is made anew, and how the
 * new stores take the place of the old ones */
#define _GNU_SOURCE		/* F_OFD_GETLK */
#include "store/rebuild_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Made when all is complete; holds the name of the folder for the old. */
#define READY REBUILD_FOLDER "/ready"
#define NOT_YET REBUILD_FOLDER "/ready.new"
#define ASIDE "set-aside"
#define ASIDE_TRIES 100

/* In this order: without a ledger a folder is no registry to anybody, and
 * the new one comes last. */
static const char *const old_parts[] = { "ledger.sqlite", "ledger.sqlite-wal",
	"ledger.sqlite-shm", "documents.git", "export.lock" };
static const char *const new_parts[] = { "documents.git", "export.lock",
	"ledger.sqlite" };

int
rebuild_allows(const char *dir, struct err *err)
{
	char path[PATH_MAX];
	int fd, locked;

	if (file_path(path, sizeof(path), dir, REBUILD_FOLDER, err) != 0)
		return -1;
	if (access(path, F_OK) != 0)
		return 0;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	locked = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) == 0;
	if (fd >= 0)
		close(fd);
	if (!locked)
		return err_set(err, ERR_BUSY, "The registry %s is being made "
		    "anew; wait until that has ended.", dir);
	/* One that was killed before has touched nothing. */
	if (file_path(path, sizeof(path), dir, READY, err) != 0)
		return -1;
	if (access(path, F_OK) != 0)
		return 0;
	return err_set(err, ERR_BROKEN, "Making the registry %s anew was "
	    "interrupted while the stores were moved; 'guiwen rebuild' "
	    "brings it to its end.", dir);
}

void
rebuild_place_clear(const char *dir)
{
	struct err ignored = ERR_INIT;
	char path[PATH_MAX];

	if (file_path(path, sizeof(path), dir, REBUILD_FOLDER,
	    &ignored) == 0)
		file_remove_tree(path);
}

/* ---- who is there ---- */

/*
 * Somebody who has a ledger open in WAL mode keeps SQLite's shared lock on
 * it: some of these bytes (SQLite's file format, "locking"). Asked through a
 * lock of an open file description, which meets those of other processes and
 * of this one alike.
 */
#define SHARED_FIRST (0x40000000 + 2)
#define SHARED_SIZE 510

static int
check_alone(const char *dir, struct err *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET,
		.l_start = SHARED_FIRST, .l_len = SHARED_SIZE };
	char path[PATH_MAX];
	int fd, rc;

	if (file_path(path, sizeof(path), dir, "ledger.sqlite", err) != 0)
		return -1;
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_set_errno(err, "%s cannot be opened", path);
	rc = fcntl(fd, F_OFD_GETLK, &lock);
	close(fd);
	if (rc != 0)
		return err_set_errno(err, "%s cannot be locked", path);
	if (lock.l_type == F_UNLCK)
		return 0;
	return err_set(err, ERR_BUSY, "Another process has the registry %s "
	    "open; stop it (a server, a command that waits), then try again.",
	    dir);
}

/* Remove what a killed rebuild left, unless it had come to its end. */
static int
clear_leftover(const char *dir, struct err *err)
{
	char ready[PATH_MAX], path[PATH_MAX];

	if (file_path(ready, sizeof(ready), dir, READY, err) != 0 ||
	    file_path(path, sizeof(path), dir, REBUILD_FOLDER, err) != 0)
		return -1;
	if (access(ready, F_OK) == 0)
		return 1;
	rebuild_place_clear(dir);
	if (mkdir(path, 0700) != 0)
		return err_set_errno(err, "%s cannot be made", path);
	return 0;
}

int
rebuild_place_take(const char *dir, int *fd, struct err *err)
{
	int got = -1;

	*fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0 && errno == ENOENT)
		return err_set(err, ERR_NOTFOUND, "There is no folder %s: make "
		    "it first (mkdir), then try again.", dir);
	if (*fd < 0)
		return err_set(err, ERR_NOTFOUND, "%s is no folder of a "
		    "registry: %s.", dir, strerror(errno));
	if (flock(*fd, LOCK_EX | LOCK_NB) != 0)
		err_set(err, ERR_BUSY, "Another process is making %s anew.",
		    dir);
	else if ((got = clear_leftover(dir, err)) == 0 &&
	    check_alone(dir, err) != 0) {
		rebuild_place_clear(dir);
		got = -1;
	}
	if (got >= 0)
		return got;
	close(*fd);
	*fd = -1;
	return -1;
}

/* ---- moving ---- */

static int
make_aside(const char *dir, const char *aside, struct err *err)
{
	char path[PATH_MAX];

	if (file_path(path, sizeof(path), dir, ASIDE, err) != 0)
		return -1;
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return err_set_errno(err, "%s cannot be made", path);
	if (file_path(path, sizeof(path), dir, aside, err) != 0)
		return -1;
	if (mkdir(path, 0700) == 0)
		return 1;
	if (errno == EEXIST)
		return 0;
	return err_set_errno(err, "%s cannot be made", path);
}

/* Whole or not there at all: who finds it goes by what it says. */
static int
write_ready(const char *dir, const char *aside, struct err *err)
{
	char new[PATH_MAX], path[PATH_MAX];

	if (file_path(new, sizeof(new), dir, NOT_YET, err) != 0 ||
	    file_path(path, sizeof(path), dir, READY, err) != 0 ||
	    file_create(new, aside, strlen(aside), 0600, err) != 0)
		return -1;
	if (rename(new, path) != 0)
		return err_set_errno(err, "%s cannot be made", path);
	return file_sync_parent(path, err);
}

int
rebuild_place_ready(const char *dir, int64_t now_s,
    char aside[REBUILD_ASIDE], struct err *err)
{
	char time[TIME_TEXT], path[PATH_MAX], *p;
	int made = 0, n;

	time_format(time, now_s);
	time[strlen("2026-11-28T10:15:00")] = '\0';
	for (p = time; *p != '\0'; p++)
		if (*p == ':')
			*p = '-';
	/* Twice in a second: a number behind it. */
	for (n = 1; n <= ASIDE_TRIES && made == 0; n++) {
		snprintf(aside, REBUILD_ASIDE, n == 1 ? "%s/%s" : "%s/%s-%d",
		    ASIDE, time, n);
		made = make_aside(dir, aside, err);
	}
	if (made == 0)
		return err_set(err, ERR_SYSTEM, "No folder for what is set "
		    "aside can be made in %s.", dir);
	if (made < 0 || file_path(path, sizeof(path), dir, ASIDE, err) != 0 ||
	    file_sync_dir(path, err) != 0)
		return -1;
	return write_ready(dir, aside, err);
}

/* Move a part if it is there. */
static int
move(const char *from_dir, const char *to_dir, const char *part,
    struct err *err)
{
	char from[PATH_MAX], to[PATH_MAX];

	if (file_path(from, sizeof(from), from_dir, part, err) != 0 ||
	    file_path(to, sizeof(to), to_dir, part, err) != 0)
		return -1;
	if (rename(from, to) != 0 && errno != ENOENT)
		return err_set_errno(err, "%s cannot be moved to %s", from,
		    to);
	return 0;
}

/* The old parts go as long as the new ledger has not been moved; a part that
 * came back to its place is told from an old one by the new one's absence. */
static int
move_old(const char *dir, const char *inside, const char *aside,
    struct err *err)
{
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < MEM_COUNT(old_parts); i++) {
		if (file_path(path, sizeof(path), inside, i < 3 ?
		    "ledger.sqlite" : old_parts[i], err) != 0)
			return -1;
		if (access(path, F_OK) == 0 &&
		    move(dir, aside, old_parts[i], err) != 0)
			return -1;
	}
	return 0;
}

static int
read_aside(const char *dir, char aside[REBUILD_ASIDE], struct err *err)
{
	struct text text = TEXT_INIT;
	char path[PATH_MAX];
	int got;

	if (file_path(path, sizeof(path), dir, READY, err) != 0)
		return -1;
	got = file_read(&text, path, REBUILD_ASIDE, err);
	if (got == 1 && text.len < REBUILD_ASIDE &&
	    strncmp(text.ptr, ASIDE "/", strlen(ASIDE) + 1) == 0 &&
	    strstr(text.ptr, "..") == NULL)
		snprintf(aside, REBUILD_ASIDE, "%s", text.ptr);
	else if (got >= 0)
		got = err_set(err, ERR_SYSTEM, "%s does not say where the old "
		    "stores go; remove the folder %s if nothing was moved yet.",
		    path, REBUILD_FOLDER);
	text_release(&text);
	return got < 0 ? -1 : 0;
}

int
rebuild_place_move(const char *dir, char aside[REBUILD_ASIDE],
    struct err *err)
{
	char inside[PATH_MAX], to[PATH_MAX], ready[PATH_MAX];
	size_t i;

	if (file_path(inside, sizeof(inside), dir, REBUILD_FOLDER, err) != 0 ||
	    read_aside(dir, aside, err) != 0 ||
	    file_path(to, sizeof(to), dir, aside, err) != 0 ||
	    move_old(dir, inside, to, err) != 0 ||
	    file_sync_dir(to, err) != 0)
		return -1;
	for (i = 0; i < MEM_COUNT(new_parts); i++)
		if (move(inside, dir, new_parts[i], err) != 0)
			return -1;
	if (file_sync_dir(dir, err) != 0 ||
	    file_path(ready, sizeof(ready), dir, READY, err) != 0)
		return -1;
	/* As long as it is there, nobody may open the registry. */
	if (unlink(ready) != 0)
		return err_set_errno(err, "%s cannot be removed", ready);
	rebuild_place_clear(dir);
	return file_sync_dir(dir, err);
}
