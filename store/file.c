/* file.c: whole files read and written, folders made durable */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
file_path(char *out, size_t size, const char *dir, const char *name,
    struct err *err)
{
	int n = snprintf(out, size, "%s/%s", dir, name);

	if (n < 0 || (size_t)n >= size)
		return err_set(err, ERR_SYSTEM,
		    "The path %s/%s is too long; use a shorter folder name",
		    dir, name);
	return 0;
}

int
file_write_all(int fd, const void *bytes, size_t len)
{
	const char *p = bytes;
	ssize_t n;

	while (len > 0) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int
file_write_at(int fd, const void *bytes, size_t len, off_t at)
{
	const char *p = bytes;
	ssize_t n;

	while (len > 0) {
		n = pwrite(fd, p, len, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		p += n;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
not_plain(const char *path, struct err *err)
{
	return err_set(err, ERR_BROKEN, "%s is not a plain file: guiwen makes "
	    "nothing else there.", path);
}

int
file_read(struct text *out, const char *path, size_t max_bytes,
    struct err *err)
{
	char buf[16384];
	ssize_t n;
	size_t start = out->len;
	/* A pipe that somebody put there would never answer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;

	if (fd < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return 0;
		/* A link to itself, a socket. */
		if (errno == ELOOP || errno == ENXIO)
			return not_plain(path, err);
		return err_set_errno(err, "Cannot open %s", path);
	}
	if (fstat(fd, &st) != 0) {
		err_set_errno(err, "Cannot read %s", path);
		close(fd);
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		return not_plain(path, err);
	}
	for (;;) {
		n = read(fd, buf, sizeof(buf));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		if ((size_t)n > max_bytes - (out->len - start)) {
			close(fd);
			return err_set(err, ERR_LIMIT,
			    "The file %s is longer than %zu bytes", path,
			    max_bytes);
		}
		text_add(out, buf, (size_t)n);
	}
	if (n < 0)
		err_set_errno(err, "Cannot read %s", path);
	close(fd);
	return n < 0 ? -1 : 1;
}

int
file_create(const char *path, const void *bytes, size_t len, mode_t mode,
    struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0)
		return err_set_errno(err, "Cannot create %s", path);
	if (file_write_all(fd, bytes, len) != 0 || fsync(fd) != 0) {
		err_set_errno(err, "Cannot write %s", path);
		close(fd);
		unlink(path);
		return -1;
	}
	if (close(fd) != 0) {
		err_set_errno(err, "Cannot write %s", path);
		unlink(path);
		return -1;
	}
	return 0;
}

int
file_temporary(char *path, size_t size, const char *dir, const char *start)
{
	int n = snprintf(path, size, "%s/%s_XXXXXX", dir, start);
	int fd;

	if (n < 0 || (size_t)n >= size) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkstemp(path);
	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

int
file_refuse_links(const char *dir, struct err *err)
{
	static const char *const parts[] = { "ledger.sqlite",
		"ledger.sqlite-wal", "ledger.sqlite-shm", "documents.git",
		"export.lock", "keys", "sealed", "set-aside",
		"private.sqlite", "private.sqlite-wal", "private.sqlite-shm" };
	char path[PATH_MAX];
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (file_path(path, sizeof(path), dir, parts[i], err) != 0)
			return -1;
		if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
			return err_set(err, ERR_REFUSED, "%s is a symbolic "
			    "link, which guiwen never makes: look where it "
			    "leads, put what belongs to the registry in its "
			    "place, and try again.", path);
	}
	return 0;
}

int
file_check_journals(const char *database, struct err *err)
{
	static const char *const ends[] = { "-journal", "-wal", "-shm" };
	char path[PATH_MAX + 16];
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", database, ends[i]);
		if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
			return not_plain(path, err);
	}
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int type,
    struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void
file_remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
file_sync_dir(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return err_set_errno(err, "Cannot open the folder %s", path);
	rc = fsync(fd);
	if (rc != 0)
		err_set_errno(err, "Cannot make the folder %s durable", path);
	close(fd);
	return rc;
}

int
file_sync_parent(const char *path, struct err *err)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return file_sync_dir(".", err);
	if (slash == path)
		return file_sync_dir("/", err);
	snprintf(dir, sizeof(dir), "%.*s", (int)(slash - path), path);
	return file_sync_dir(dir, err);
}
