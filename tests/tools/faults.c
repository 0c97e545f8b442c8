/*
 * faults.c: a library for LD_PRELOAD that makes one system call fail
 *
 * Counts the calls of a process that change the disk below a folder, and
 * strikes at one of them. The environment says where and how:
 *
 *	FAULT_UNDER=DIR	the folder, absolute
 *	FAULT_AT=N	which call, from 1; 0: none, all are only told
 *	FAULT_DO=KIND	what happens there:
 *		eio enospc erofs	the call fails with that error
 *		eio+ enospc+ erofs+	and so do all later ones (a full disk
 *				only fails what needs room)
 *		eio-opens	the call fails, later what opens to write
 *		short		a write stops half way; nothing after it that
 *				needs room is done
 *		emfile		no descriptor is left; counts what opens
 *				instead of what changes
 *		kill-before	SIGKILL instead of the call
 *		kill-after	SIGKILL when the call is done
 *	FAULT_LOG=FILE	what was struck, a line "N CALL PATH"
 */
#define _GNU_SOURCE

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum how { GO, FAIL, HALF, KILL_AFTER };
enum what {
	READS,			/* only opens */
	CHANGES,
	GROWS			/* changes, and needs room on the disk */
};

static const struct kind {
	const char *name;
	int error;
	bool lasts;
} kinds[] = {
	{ "eio", EIO, false }, { "eio+", EIO, true },
	{ "enospc", ENOSPC, false }, { "enospc+", ENOSPC, true },
	{ "erofs", EROFS, false }, { "erofs+", EROFS, true },
	{ "emfile", EMFILE, false }, { "eio-opens", EIO, true },
	{ "short", ENOSPC, true },
	{ "kill-before", 0, false }, { "kill-after", 0, false },
	{ NULL, 0, false }
};

static const char *under, *log_file;
static long at;
static const struct kind *kind;
static atomic_long count;

static void __attribute__((constructor))
read_environment(void)
{
	const char *n = getenv("FAULT_AT"), *todo = getenv("FAULT_DO");

	under = getenv("FAULT_UNDER");
	log_file = getenv("FAULT_LOG");
	at = n != NULL ? strtol(n, NULL, 10) : 0;
	for (kind = kinds; kind->name != NULL; kind++)
		if (todo != NULL && strcmp(kind->name, todo) == 0)
			break;
}

/* By raw system calls, which nobody counts. */
static void
tell(long n, const char *call, const char *path)
{
	char line[PATH_MAX + 64];
	int len, fd;

	if (log_file == NULL)
		return;
	len = snprintf(line, sizeof(line), "%ld %s %s\n", n, call, path);
	fd = (int)syscall(SYS_openat, AT_FDCWD, log_file,
	    O_WRONLY | O_CREAT | O_APPEND, 0600);
	syscall(SYS_write, fd, line, (size_t)len);
	syscall(SYS_close, fd);
}

static bool
is_below(const char *path)
{
	char whole[2 * PATH_MAX], cwd[PATH_MAX];
	size_t len;

	if (under == NULL)
		return false;
	if (path[0] != '/') {
		if (getcwd(cwd, sizeof(cwd)) == NULL)
			return false;
		snprintf(whole, sizeof(whole), "%s/%s", cwd, path);
		path = whole;
	}
	len = strlen(under);
	return strncmp(path, under, len) == 0 &&
	    (path[len] == '/' || path[len] == '\0');
}

static bool
is_counted(enum what what, bool opens)
{
	return kind->error == EMFILE ? opens : what != READS;
}

static enum how
strike(const char *call, const char *path, enum what what, bool opens)
{
	long n;

	if (!is_below(path) || !is_counted(what, opens))
		return GO;
	n = atomic_fetch_add(&count, 1) + 1;
	if (at == 0 || n == at)
		tell(n, call, path);
	if (at == 0 || n < at || kind->name == NULL)
		return GO;
	if (n > at) {
		if (!kind->lasts ||
		    (kind->error == ENOSPC && what != GROWS) ||
		    (strcmp(kind->name, "eio-opens") == 0 && !opens))
			return GO;
	} else if (kind->error == 0) {
		if (strcmp(kind->name, "kill-after") == 0)
			return KILL_AFTER;
		kill(getpid(), SIGKILL);
	} else if (strcmp(kind->name, "short") == 0 && strstr(call, "write")) {
		return HALF;
	}
	errno = kind->error;
	return FAIL;
}

static enum how
strike_fd(const char *call, int fd, enum what what)
{
	char link[64], path[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n <= 0)
		return GO;
	path[n] = '\0';
	return strike(call, path, what, false);
}

static enum how
strike_at(const char *call, int dir, const char *name, enum what what,
    bool opens)
{
	char link[64], path[2 * PATH_MAX];
	ssize_t n;

	if (name[0] == '/' || dir == AT_FDCWD)
		return strike(call, name, what, opens);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", dir);
	n = readlink(link, path, PATH_MAX - 1);
	if (n <= 0)
		return GO;
	snprintf(path + n, sizeof(path) - (size_t)n, "/%s", name);
	return strike(call, path, what, opens);
}

static void
after(enum how how)
{
	if (how == KILL_AFTER)
		kill(getpid(), SIGKILL);
}

/* The function of libc by the name of the one that this stands in. */
#define REAL(name) \
	static __typeof__(name) *real; \
	if (real == NULL) \
		*(void **)&real = dlsym(RTLD_NEXT, #name)

/* A call of one file that returns -1 when it fails. */
#define PASS(type, name, parameters, arguments, struck) \
type \
name parameters \
{ \
	REAL(name); \
	enum how how = struck; \
	type result; \
	if (how == FAIL) \
		return -1; \
	result = real arguments; \
	after(how); \
	return result; \
}

/* A file that is there already needs no room to be opened. */
static enum what
of_flags(const char *path, int flags)
{
	if ((flags & O_CREAT) && access(path, F_OK) != 0)
		return GROWS;
	return (flags & (O_ACCMODE | O_TRUNC)) != O_RDONLY ? CHANGES : READS;
}

#define OPEN(name) \
int \
name(const char *path, int flags, ...) \
{ \
	REAL(name); \
	enum how how = strike("open", path, of_flags(path, flags), \
	    true); \
	mode_t mode = 0; \
	va_list list; \
	int fd; \
	va_start(list, flags); \
	if (flags & O_CREAT) \
		mode = va_arg(list, mode_t); \
	va_end(list); \
	if (how == FAIL) \
		return -1; \
	fd = real(path, flags, mode); \
	after(how); \
	return fd; \
}
OPEN(open)
OPEN(open64)

PASS(int, mkstemp, (char *form), (form),
    strike("mkstemp", form, GROWS, true))

DIR *
opendir(const char *path)
{
	REAL(opendir);

	return strike("opendir", path, READS, true) == FAIL ? NULL :
	    real(path);
}

#define WRITE(name, parameters, arguments, half) \
ssize_t \
name parameters \
{ \
	REAL(name); \
	enum how how = strike_fd(#name, fd, GROWS); \
	ssize_t result; \
	if (how == FAIL) \
		return -1; \
	if (how == HALF) \
		half; \
	result = real arguments; \
	after(how); \
	return result; \
}
WRITE(write, (int fd, const void *bytes, size_t n), (fd, bytes, n), n /= 2)
WRITE(pwrite, (int fd, const void *bytes, size_t n, off_t offset),
    (fd, bytes, n, offset), n /= 2)
WRITE(pwrite64, (int fd, const void *bytes, size_t n, off64_t offset),
    (fd, bytes, n, offset), n /= 2)
WRITE(writev, (int fd, const struct iovec *v, int n), (fd, v, n),
    n = (n + 1) / 2)
WRITE(pwritev, (int fd, const struct iovec *v, int n, off_t offset),
    (fd, v, n, offset), n = (n + 1) / 2)

PASS(int, ftruncate, (int fd, off_t len), (fd, len),
    strike_fd("ftruncate", fd, CHANGES))
PASS(int, ftruncate64, (int fd, off64_t len), (fd, len),
    strike_fd("ftruncate", fd, CHANGES))
PASS(int, fallocate, (int fd, int mode, off_t from, off_t len),
    (fd, mode, from, len), strike_fd("fallocate", fd, GROWS))
PASS(int, fsync, (int fd), (fd), strike_fd("fsync", fd, CHANGES))
PASS(int, fdatasync, (int fd), (fd), strike_fd("fdatasync", fd, CHANGES))
PASS(int, fchmod, (int fd, mode_t mode), (fd, mode),
    strike_fd("fchmod", fd, CHANGES))
PASS(int, chmod, (const char *path, mode_t mode), (path, mode),
    strike("chmod", path, CHANGES, false))
PASS(int, rename, (const char *from, const char *to), (from, to),
    strike("rename", to, CHANGES, false))
PASS(int, renameat, (int d, const char *from, int e, const char *to),
    (d, from, e, to), strike_at("rename", e, to, CHANGES, false))
PASS(int, link, (const char *from, const char *to), (from, to),
    strike("link", to, GROWS, false))
PASS(int, symlink, (const char *from, const char *to), (from, to),
    strike("symlink", to, GROWS, false))
PASS(int, unlink, (const char *path), (path),
    strike("unlink", path, CHANGES, false))
PASS(int, unlinkat, (int dir, const char *path, int flags),
    (dir, path, flags), strike_at("unlink", dir, path, CHANGES, false))
PASS(int, remove, (const char *path), (path),
    strike("remove", path, CHANGES, false))
PASS(int, rmdir, (const char *path), (path),
    strike("rmdir", path, CHANGES, false))
PASS(int, mkdir, (const char *path, mode_t mode), (path, mode),
    strike("mkdir", path, GROWS, false))
