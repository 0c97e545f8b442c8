/* reader.c: reading a file that nobody vouches for, in a limited child */
#include "workflows/registry.h"

#include "workflows/reader_int.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <errno.h>
#include <string.h>

#define MIB ((size_t)1 << 20)
/* How long to look away from a child that is about to end: it needs a moment,
 * and one command may read many files. */
#define AWAIT_FIRST_NS 50000
#define AWAIT_MOST_NS 2000000

/* The size of an address space that holds the largest document taken (parts
 * of 64 MiB, their trees) with room to spare. */
static const struct reader_limits usual = {
	.memory_bytes = 1024 * MIB,
	.cpu_s = 10,
	.wall_ms = 600000,
	.answer_bytes = 256 * MIB
};

int64_t
reader_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
reader_be_patient(struct reader_patience *patience,
    const struct reader_limits *limits, int64_t now_ms)
{
	*patience = (struct reader_patience) { limits->wall_ms, now_ms };
}

int
reader_wait_ms(struct reader_patience *patience, int64_t now_ms)
{
	int64_t passed_ms = now_ms - patience->looked_ms;

	patience->looked_ms = now_ms;
	patience->left_ms -= passed_ms < READER_LOOK_MS ? passed_ms :
	    READER_LOOK_MS;
	if (patience->left_ms <= 0)
		return 0;
	return patience->left_ms < READER_LOOK_MS ? (int)patience->left_ms :
	    READER_LOOK_MS;
}

int
reader_poll(struct pollfd *fds, nfds_t n, struct reader_patience *patience)
{
	int wait_ms, got;

	while ((wait_ms = reader_wait_ms(patience, reader_clock_ms())) > 0) {
		got = poll(fds, n, wait_ms);
		if (got > 0)
			return 1;
		if (got < 0 && errno != EINTR)
			return -1;
	}
	return 0;
}

/* Everything the child says, until it closes the pipe. */
static enum reader_outcome
listen_to(int fd, const struct reader_limits *limits,
    struct reader_patience *patience, struct text *answer)
{
	struct pollfd wait = { fd, POLLIN, 0 };
	char buf[65536];
	ssize_t n;
	int got;

	for (;;) {
		got = reader_poll(&wait, 1, patience);
		if (got <= 0)
			return got == 0 ? READER_TOO_SLOW : READER_FAILED;
		n = read(fd, buf, sizeof(buf));
		if (n == 0)
			return READER_ENDED;
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return READER_FAILED;
		if (n > 0)
			text_add(answer, buf, (size_t)n);
		if (answer->len > limits->answer_bytes)
			return READER_TOO_LONG;
	}
}

/* ---- the answer ---- */

struct cursor {
	const char *at;
	size_t left;
};

static bool
take(struct cursor *c, size_t len, const char **bytes)
{
	if (len > c->left)
		return false;
	*bytes = c->at;
	c->at += len;
	c->left -= len;
	return true;
}

static bool
take_part(struct cursor *c, const char **bytes, size_t *len)
{
	const char *head;
	uint64_t size;

	if (!take(c, sizeof(size), &head))
		return false;
	memcpy(&size, head, sizeof(size));
	if (size > c->left)
		return false;
	*len = (size_t)size;
	return take(c, *len, bytes);
}

static bool
take_string(struct cursor *c, char *out, size_t size)
{
	const char *bytes;
	size_t len;

	if (!take_part(c, &bytes, &len) || len >= size)
		return false;
	memcpy(out, bytes, len);
	out[len] = '\0';
	return true;
}

static bool
take_error(struct cursor *c, struct err *err)
{
	struct err told = ERR_INIT;
	const char *bytes;
	int32_t numbers[2];
	size_t len;

	if (!take_part(c, &bytes, &len) || len != sizeof(numbers))
		return false;
	memcpy(numbers, bytes, len);
	if (numbers[0] <= ERR_NONE || numbers[0] > ERR_CLOCK ||
	    !take_string(c, told.file, sizeof(told.file)) ||
	    !take_string(c, told.msg, sizeof(told.msg)) ||
	    !take_string(c, told.shown, sizeof(told.shown)) || c->left != 0)
		return false;
	told.code = (enum err_code)numbers[0];
	told.line = numbers[1];
	*err = told;
	return true;
}

/* 0 with *out, or with the text in akn where that is not NULL, -1 with err,
 * or 1: this is no whole answer. */
static int
take_answer(const struct text *answer, const struct reader_job *job,
    struct document **out, struct text *akn, struct err *err)
{
	struct cursor c = { answer->ptr, answer->len };
	const char *bytes;
	size_t len;

	if (!take(&c, 1, &bytes))
		return 1;
	switch (*bytes) {
	case READER_DOCUMENT:
		if (!take_part(&c, &bytes, &len) || c.left != 0)
			return 1;
		if (akn == NULL)
			return document_from_akn(out, bytes, len, job->name,
			    err);
		text_reset(akn);
		text_add(akn, bytes, len);
		return 0;
	case READER_LOOKED:
		return c.left != 0;
	case READER_ERROR:
		return take_error(&c, err) ? -1 : 1;
	case READER_MEMORY:
		return err_set(err, ERR_LIMIT, "%s needs more memory than a "
		    "document may take (%zu MiB) and was not read: hand in "
		    "the text itself, without what was put into it", job->name,
		    job->limits->memory_bytes / MIB);
	case READER_SCARCE:
		return err_set(err, ERR_SYSTEM, "memory ran out while %s was "
		    "read, before it took what a document may (%zu MiB): "
		    "close other programs or raise the limit (ulimit -v), "
		    "then try again", job->name,
		    job->limits->memory_bytes / MIB);
	default:
		return 1;
	}
}

/* The child ended, or was ended, without a whole answer. */
static int
explain(enum reader_outcome outcome, int status, const struct reader_job *job,
    struct err *err)
{
	const struct reader_limits *limits = job->limits;

	if (outcome == READER_TOO_LONG)
		return err_set(err, ERR_LIMIT, "%s holds more text than a "
		    "document may have (%zu MiB) and was not read", job->name,
		    limits->answer_bytes / MIB);
	if (outcome == READER_TOO_SLOW)
		return err_set(err, ERR_SYSTEM, "the reading of %s came to no "
		    "end, though it did not use the %d seconds of computing "
		    "that a file may take: the machine is too busy, or holds "
		    "the process up; nothing of it was taken, try again",
		    job->name, limits->cpu_s);
	if (outcome == READER_FAILED)
		return err_set(err, ERR_SYSTEM, "what was read of %s could "
		    "not be received: try again", job->name);
	/* The limit of its own says SIGXCPU. */
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return err_set(err, ERR_SYSTEM, "the process that read %s was "
		    "ended from outside, as the system does when memory runs "
		    "out: nothing of it was taken; try again", job->name);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		return err_set(err, ERR_LIMIT, "%s takes more than %d seconds "
		    "of computing to read and was given up: nothing of it "
		    "was taken", job->name, limits->cpu_s);
	if (WIFSIGNALED(status))
		return err_set(err, ERR_LIMIT, "%s made the reader break off "
		    "(signal %d): nothing of it was taken; report the file to "
		    "whoever maintains guiwen", job->name, WTERMSIG(status));
	if (WIFEXITED(status) && WEXITSTATUS(status) == READER_UNABLE)
		return err_set(err, ERR_SYSTEM, "the system has not enough "
		    "open files or other means left to read %s in a process "
		    "of its own: close other programs or raise its limits",
		    job->name);
	/* A file makes it crash, or takes it over, but not fail: so it does
	 * where the pipe breaks, or under a debugger that may do less in it
	 * than it needs. */
	if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
		return err_set(err, ERR_SYSTEM, "the process that read %s "
		    "could not go on (status %d), which is not the file's "
		    "doing: nothing of it was taken; try again", job->name,
		    WEXITSTATUS(status));
	return err_set(err, ERR_LIMIT, "%s was not read to its end and "
	    "nothing of it was taken: the reading process stopped without "
	    "an answer", job->name);
}

/* Wait for the child, which is ended where the patience is. Its status, 0 if
 * unknown. */
static int
await_end(pid_t child, struct reader_patience *patience)
{
	struct timespec pause = { 0, AWAIT_FIRST_NS };
	int status = 0;
	pid_t got;

	do {
		got = waitpid(child, &status, WNOHANG);
		if (got == child)
			return status;
		if (got < 0 && errno != EINTR)
			return 0;
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < AWAIT_MOST_NS)
			pause.tv_nsec *= 2;
	} while (reader_wait_ms(patience, reader_clock_ms()) > 0);
	kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return 0;
	}
	return status;
}

/* What came of a job: a document or its text, the reader's error, or why
 * not. */
static int
conclude(struct document **out, struct text *akn,
    const struct reader_job *job, enum reader_outcome outcome,
    const struct text *answer, int status, struct err *err)
{
	int result = outcome == READER_ENDED ?
	    take_answer(answer, job, out, akn, err) : 1;

	return result == 1 ? explain(outcome, status, job, err) : result;
}

static int
read_by_child(struct document **out, struct text *akn,
    const struct reader_job *job, struct err *err)
{
	struct reader_patience patience;
	struct text answer = TEXT_INIT;
	enum reader_outcome outcome;
	int ends[2], status, result;
	pid_t child;

	reader_prepare();
	if (pipe(ends) != 0)
		return err_set_errno(err, "no pipe for reading %s", job->name);
	(void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	child = fork();
	if (child == 0) {
		reader_settle(&ends[1], 1);
		reader_child(job);
	}
	if (child < 0)
		err_set_errno(err, "no process for reading %s", job->name);
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return -1;
	}
	reader_be_patient(&patience, job->limits, reader_clock_ms());
	outcome = listen_to(ends[0], job->limits, &patience, &answer);
	close(ends[0]);
	/* A child that closed its pipe ends by itself. */
	if (outcome != READER_ENDED)
		patience.left_ms = 0;
	status = await_end(child, &patience);
	result = conclude(out, akn, job, outcome, &answer, status, err);
	text_release(&answer);
	return result;
}

int
read_limited(struct document **out, const struct reader_job *job,
    struct err *err)
{
	return read_by_child(out, NULL, job, err);
}

static int
read_by(struct reader *reader, struct document **out, struct text *akn,
    const struct reader_job *job, struct err *err)
{
	struct text answer = TEXT_INIT;
	enum reader_outcome outcome;
	int status, result;

	if (reader == NULL)
		return read_by_child(out, akn, job, err);
	outcome = reader_ask(reader, job, &answer, &status);
	result = conclude(out, akn, job, outcome, &answer, status, err);
	text_release(&answer);
	return result;
}

int
read_limited_by(struct reader *reader, struct document **out,
    const struct reader_job *job, struct err *err)
{
	return read_by(reader, out, NULL, job, err);
}

int
read_safely_with(struct document **out, const char *bytes, size_t len,
    const char *name, const struct document_options *options, struct err *err)
{
	const struct reader_job job = {
		document_read_with, bytes, name, len, options, &usual
	};

	return read_limited(out, &job, err);
}

int
read_safely_by(struct reader *reader, struct document **out,
    const char *bytes, size_t len, const char *name, struct err *err)
{
	const struct reader_job job = {
		document_read_with, bytes, name, len, NULL, &usual
	};

	return read_limited_by(reader, out, &job, err);
}

/* A reader_fn: whether it can be read, without what is in it. */
static int
look(struct document **out, const char *bytes, size_t len, const char *name,
    const struct document_options *options, struct err *err)
{
	struct document *document = NULL;

	(void)out;
	if (document_read_with(&document, bytes, len, name, options,
	    err) != 0)
		return -1;
	document_free(document);
	return 0;
}

int
look_safely_by(struct reader *reader, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	const struct reader_job job = { look, bytes, name, len, NULL, &usual };
	struct document *none = NULL;

	return read_limited_by(reader, &none, &job, err);
}

void
read_akn_begin(struct reader *reader, const char *bytes, size_t len,
    const char *name)
{
	const struct reader_job job = {
		document_read_with, bytes, name, len, NULL, &usual
	};

	if (reader != NULL)
		reader_begin(reader, &job);
}

int
read_akn_by(struct reader *reader, struct text *akn, const char *bytes,
    size_t len, const char *name, struct err *err)
{
	const struct reader_job job = {
		document_read_with, bytes, name, len, NULL, &usual
	};

	return read_by(reader, NULL, akn, &job, err);
}

int
read_safely(struct document **out, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	return read_safely_with(out, bytes, len, name, NULL, err);
}
