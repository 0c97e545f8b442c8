/* refs.c: the one ref, refs/heads/main, and what a killed writer left */
#include "store/repository_int.h"

#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAIN_NAME "refs/heads/main"
#define REF_MAX_BYTES 1024
#define PACKED_REFS_MAX_BYTES ((size_t)64 << 20)
#define ORPHAN_AGE_S 600
#define LOCK_LIMIT_MS 5000
#define LOCK_PAUSE_MS 2

/* "git pack-refs" may have moved it to packed-refs: "<hex> <name>" lines. */
static int
read_packed(const struct repository *repository, struct object_id *out,
    struct err *err)
{
	struct text file = TEXT_INIT;
	char path[PATH_MAX];
	const char *line, *newline;
	int rc;

	if (repository_path(repository, path, "packed-refs", err) != 0)
		return -1;
	rc = file_read(&file, path, PACKED_REFS_MAX_BYTES, err);
	if (rc <= 0)
		goto out;
	rc = 0;
	for (line = file.ptr; *line != '\0' && rc == 0; line = newline + 1) {
		newline = strchr(line, '\n');
		if (newline == NULL)
			break;
		if (newline - line == OBJECT_HEX + (int)strlen(MAIN_NAME) &&
		    memcmp(line + OBJECT_HEX, MAIN_NAME,
		    strlen(MAIN_NAME)) == 0) {
			file.ptr[line - file.ptr + OBJECT_HEX - 1] = '\0';
			rc = object_id_parse(out, line) == 0 ? 1 :
			    err_set(err, ERR_BROKEN,
			    "The file %s is malformed", path);
			break;
		}
	}
out:
	text_release(&file);
	return rc;
}

int
repository_main(struct repository *repository, struct object_id *out,
    struct err *err)
{
	struct text file = TEXT_INIT;
	char path[PATH_MAX];
	int rc;

	if (repository_path(repository, path, MAIN_NAME, err) != 0)
		return -1;
	rc = file_read(&file, path, REF_MAX_BYTES, err);
	if (rc == 0) {
		rc = read_packed(repository, out, err);
	} else if (rc == 1) {
		while (file.len > 0 &&
		    strchr(" \r\n", file.ptr[file.len - 1]) != NULL)
			text_cut(&file, file.len - 1);
		if (object_id_parse(out, file.ptr) != 0)
			rc = err_set(err, ERR_BROKEN,
			    "The ref %s holds no commit id", path);
	}
	text_release(&file);
	return rc;
}

/* Write the id into the lock file, which becomes the ref. */
static int
write_ref(const char *lock, const char *path, int fd,
    const struct object_id *id, bool durable, struct err *err)
{
	char line[OBJECT_HEX + 1];

	object_id_hex(line, id);
	line[OBJECT_HEX - 1] = '\n';
	if (file_write_all(fd, line, OBJECT_HEX) != 0 ||
	    (durable && fsync(fd) != 0))
		return err_set_errno(err, "Cannot write %s", lock);
	if (rename(lock, path) != 0)
		return err_set_errno(err, "Cannot rename %s to %s", lock,
		    path);
	return durable ? file_sync_parent(path, err) : 0;
}

/* Git takes the lock, too, for a moment (gc: pack-refs). */
static int
lock_main(const char *lock, struct err *err)
{
	static const struct timespec pause = { 0, LOCK_PAUSE_MS * 1000000 };
	int fd, waited_ms = 0;

	while ((fd = open(lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    0600)) < 0 && errno == EEXIST && waited_ms < LOCK_LIMIT_MS) {
		nanosleep(&pause, NULL);
		waited_ms += LOCK_PAUSE_MS;
	}
	if (fd < 0 && errno == EEXIST)
		return err_set(err, ERR_BUSY,
		    "Another program holds the lock %s; try again when it "
		    "has finished", lock);
	return fd < 0 ? err_set_errno(err, "Cannot create %s", lock) : fd;
}

int
repository_set_main(struct repository *repository,
    const struct object_id *old, const struct object_id *new, bool durable,
    struct err *err)
{
	struct object_id now = { { 0 } };
	char path[PATH_MAX], lock[PATH_MAX], hex[OBJECT_HEX];
	int fd, rc = -1;

	if (repository_path(repository, path, MAIN_NAME, err) != 0 ||
	    repository_path(repository, lock, MAIN_NAME ".lock", err) != 0)
		return -1;
	fd = lock_main(lock, err);
	if (fd < 0)
		return -1;
	if (repository_main(repository, &now, err) < 0)
		goto out;
	if (!object_id_equal(&now, old)) {
		err_set(err, ERR_BROKEN,
		    "The ref %s stands at %s, where guiwen did not put it; "
		    "run guiwen verify", path, object_id_hex(hex, &now));
		goto out;
	}
	rc = write_ref(lock, path, fd, new, durable, err);
out:
	close(fd);
	if (rc != 0)
		unlink(lock);
	return rc;
}

static bool
starts_with(const char *s, const char *start)
{
	return strncmp(s, start, strlen(start)) == 0;
}

/* A pack whose index never came: its writer died between the two renames.
 * A young one may be at work. */
static bool
is_orphan_pack(const char *dir, const char *name)
{
	char path[PATH_MAX];
	size_t len = strlen(name);
	struct stat st;
	struct err ignored = ERR_INIT;

	if (len < 5 || strcmp(name + len - 5, ".pack") != 0 ||
	    file_path(path, sizeof(path), dir, name, &ignored) != 0 ||
	    stat(path, &st) != 0 || st.st_mtime > time(NULL) - ORPHAN_AGE_S)
		return false;
	memcpy(path + strlen(path) - 5, ".idx", 5);
	return access(path, F_OK) != 0 && errno == ENOENT;
}

/* Remove the temporary files of one folder. */
static int
clean_folder(const char *dir, struct err *err)
{
	char path[PATH_MAX];
	DIR *d = opendir(dir);
	struct dirent *e;
	int rc = 0;

	if (d == NULL)
		return errno == ENOENT ? 0 :
		    err_set_errno(err, "Cannot open the folder %s", dir);
	while (rc == 0 && (e = readdir(d)) != NULL) {
		if (!starts_with(e->d_name, "tmp_") &&
		    !is_orphan_pack(dir, e->d_name))
			continue;
		rc = file_path(path, sizeof(path), dir, e->d_name, err);
		if (rc == 0 && unlink(path) != 0 && errno != ENOENT)
			rc = err_set_errno(err, "Cannot remove %s", path);
	}
	closedir(d);
	return rc;
}

int
repository_clean(struct repository *repository, struct err *err)
{
	char dir[PATH_MAX], path[PATH_MAX];
	DIR *d;
	struct dirent *e;
	int rc = 0;

	if (repository_path(repository, path, MAIN_NAME ".lock", err) != 0 ||
	    repository_path(repository, dir, "objects", err) != 0)
		return -1;
	if (unlink(path) != 0 && errno != ENOENT)
		return err_set_errno(err, "Cannot remove %s", path);
	d = opendir(dir);
	if (d == NULL)
		return err_set_errno(err, "Cannot open the folder %s", dir);
	while (rc == 0 && (e = readdir(d)) != NULL) {
		if (strlen(e->d_name) != 2 && strcmp(e->d_name, "pack") != 0)
			continue;
		if (strcmp(e->d_name, "..") == 0)
			continue;
		rc = file_path(path, sizeof(path), dir, e->d_name, err);
		if (rc == 0)
			rc = clean_folder(path, err);
	}
	closedir(d);
	return rc;
}
