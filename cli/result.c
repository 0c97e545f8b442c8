/* result.c: an answer that is a file */
#include "cli/result.h"

#include "cli/elsewhere.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_stdout(const char *path)
{
	return path != NULL && strcmp(path, RESULT_STDOUT) == 0;
}

int
result_check(const struct call *call, const char *const *names,
    int others, struct err *err)
{
	const char *path;

	for (; *names != NULL; names++) {
		path = options_value(&call->options, *names);
		if (is_stdout(path) && ++others > 1)
			return err_set(err, ERR_USAGE, "only one answer can "
			    "go to standard output; give --%s a file", *names);
		if (path != NULL && !is_stdout(path) &&
		    elsewhere_check(call, path, err) != 0)
			return -1;
	}
	return 0;
}

/* Is it one of the files that the command reads? */
static bool
is_read(const struct call *call, const struct stat *st)
{
	const char *operand;
	struct stat other;
	size_t i;

	for (i = 0; (operand = call_operand(call, i)) != NULL; i++)
		if (stat(operand, &other) == 0 && other.st_dev == st->st_dev &&
		    other.st_ino == st->st_ino)
			return true;
	return false;
}

static int
write_all(int fd, const struct text *bytes)
{
	size_t done = 0;
	ssize_t n;

	while (done < bytes->len) {
		n = write(fd, bytes->ptr + done, bytes->len - done);
		if (n < 0 && errno != EINTR)
			return -1;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* What is no file of its own (a pipe, a device) is written as it is. */
static int
write_through(const char *path, const struct text *bytes, struct err *err)
{
	/* A pipe that nobody reads would keep us waiting for ever. */
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
	int failed = fd < 0 || fcntl(fd, F_SETFL, 0) != 0 ||
	    write_all(fd, bytes) != 0;

	if (fd < 0 && errno == ENXIO)
		err_set(err, ERR_SYSTEM, "nobody reads from %s: begin to read "
		    "it first, or name a file", path);
	else if (failed)
		err_set_errno(err, "%s cannot be written", path);
	if (fd >= 0)
		close(fd);
	return failed ? -1 : 0;
}

/* Into a new file beside it, which then takes its name. */
static int
write_file(const char *path, mode_t mode, const struct text *bytes,
    struct err *err)
{
	struct text part = TEXT_INIT;
	const char *slash = strrchr(path, '/');
	int fd, failed;

	if (slash != NULL)
		text_add(&part, path, (size_t)(slash - path) + 1);
	text_adds(&part, ".guiwen-XXXXXX");
	fd = mkstemp(part.ptr);
	failed = fd < 0 || fchmod(fd, mode) != 0 ||
	    write_all(fd, bytes) != 0 || fsync(fd) != 0;
	if (failed)
		err_set_errno(err, "%s cannot be written", path);
	if (fd >= 0 && close(fd) != 0 && !failed)
		failed = err_set_errno(err, "%s cannot be written", path);
	if (!failed && rename(part.ptr, path) != 0)
		failed = err_set_errno(err, "%s cannot be written", path);
	if (failed && fd >= 0)
		unlink(part.ptr);
	text_release(&part);
	return failed ? -1 : 0;
}

static mode_t
new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Whoever asked for a file sees that it was made. */
static int
written(struct call *call, const char *path, int result)
{
	if (result == 0)
		fprintf(call->talk, _("written: %s\n"), path);
	return result;
}

int
result_write(struct call *call, const char *path, bool is_text,
    const struct text *bytes, struct err *err)
{
	char real[PATH_MAX];
	struct stat st;

	if (is_stdout(path)) {
		if (!is_text && call->out.terminal)
			return err_set(err, ERR_REFUSED, "this is no text to "
			    "be shown on a terminal; name a file");
		output_add(&call->out, bytes->ptr, bytes->len);
		return 0;
	}
	if (elsewhere_check(call, path, err) != 0)
		return -1;
	if (stat(path, &st) != 0)
		return written(call, path, write_file(path, new_mode(), bytes,
		    err));
	if (S_ISDIR(st.st_mode))
		return err_set(err, ERR_REFUSED, "%s is a folder; name a file",
		    path);
	if (is_read(call, &st))
		return err_set(err, ERR_REFUSED, "%s is what was read; it is "
		    "not written over: name another file", path);
	if (!S_ISREG(st.st_mode))
		return written(call, path, write_through(path, bytes, err));
	/* a link stays a link */
	return written(call, path, write_file(realpath(path, real) != NULL ?
	    real : path, st.st_mode & 07777, bytes, err));
}
