/*
 * reader_server.c: a process that does nothing but fork reading children
 *
 * Each file is still read in a limited child of its own, which sees nothing
 * of the files before it. But the children are forked by a process that was
 * started while the caller was small, so that a caller which holds a whole
 * history does not have its memory map copied for each.
 */
#include "workflows/reader_int.h"
#include "workflows/registry.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct reader {
	pid_t pid;
	int commands;		/* jobs out, a child's end in */
	int answers;		/* what the children say */
};

/* What goes before the file's name and its bytes. The function is known to
 * the server under the same address: it is a fork of the caller. */
struct job_head {
	reader_fn *fn;
	struct reader_limits limits;
	size_t name_len, len;
};

/* ---- the server ---- */

static bool
receive(int fd, void *bytes, size_t len)
{
	char *to = bytes;
	ssize_t n;

	while (len > 0) {
		n = read(fd, to, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		to += n;
		len -= (size_t)n;
	}
	return true;
}

/* Read one job, have it done, say how the child ended. False: the caller is
 * gone. */
static bool
serve_one(int commands, int answers)
{
	struct job_head head;
	struct reader_job job;
	char *name, *bytes;
	int status = 0;
	pid_t child;
	bool more;

	if (!receive(commands, &head, sizeof(head)))
		return false;
	name = mem_zero(head.name_len + 1, 1);
	bytes = mem_zero(head.len + 1, 1);
	if (!receive(commands, name, head.name_len) ||
	    !receive(commands, bytes, head.len))
		return false;
	job = (struct reader_job) { head.fn, bytes, name, head.len, NULL,
		&head.limits };
	child = fork();
	if (child == 0)
		reader_child(&job, answers);
	free(name);
	free(bytes);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (child < 0)
		return false;
	more = send(commands, &status, sizeof(status), MSG_NOSIGNAL) ==
	    (ssize_t)sizeof(status);
	return more;
}

static void
serve(int commands, int answers)
{
	int null = open("/dev/null", O_RDWR), i;

	/* Away from what the caller has open: its terminal, its ledger. */
	commands = fcntl(commands, F_DUPFD, 64);
	answers = fcntl(answers, F_DUPFD, 64);
	if (commands < 0 || answers < 0 || null < 0)
		_exit(1);
	for (i = 0; i < 3; i++)
		dup2(null, i);
	dup2(commands, 3);
	dup2(answers, 4);
	closefrom(5);
	while (serve_one(3, 4))
		continue;
	_exit(0);
}

/* ---- the caller ---- */

struct reader *
reader_new(void)
{
	struct reader *reader;
	int sockets[2], pipes[2], i;
	pid_t pid;

	reader_prepare();
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) != 0)
		return NULL;
	if (pipe(pipes) != 0) {
		close(sockets[0]);
		close(sockets[1]);
		return NULL;
	}
	for (i = 0; i < 2; i++) {
		(void)fcntl(sockets[i], F_SETFD, FD_CLOEXEC);
		(void)fcntl(pipes[i], F_SETFD, FD_CLOEXEC);
	}
	pid = fork();
	if (pid == 0)
		serve(sockets[1], pipes[1]);
	close(sockets[1]);
	close(pipes[1]);
	if (pid < 0) {
		close(sockets[0]);
		close(pipes[0]);
		return NULL;
	}
	reader = mem_zero(1, sizeof(*reader));
	reader->pid = pid;
	reader->commands = sockets[0];
	reader->answers = pipes[0];
	(void)fcntl(reader->answers, F_SETFL, O_NONBLOCK);
	return reader;
}

/* The child that reads dies with the server (PR_SET_PDEATHSIG). */
static void
stop(struct reader *reader)
{
	if (reader->pid <= 0)
		return;
	kill(reader->pid, SIGKILL);
	while (waitpid(reader->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(reader->commands);
	close(reader->answers);
	reader->pid = 0;
}

void
reader_free(struct reader *reader)
{
	if (reader == NULL)
		return;
	stop(reader);
	free(reader);
}

static bool
give(int fd, const void *bytes, size_t len)
{
	const char *from = bytes;
	ssize_t n;

	while (len > 0) {
		n = send(fd, from, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		from += n;
		len -= (size_t)n;
	}
	return true;
}

/* What lies in the pipe, up to the limit. False: more than that. */
static bool
drain(int fd, size_t most, struct text *answer)
{
	char buf[65536];
	ssize_t n;

	for (;;) {
		n = read(fd, buf, sizeof(buf));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return true;
		text_add(answer, buf, (size_t)n);
		if (answer->len > most)
			return false;
	}
}

/* Until the child has ended, whose last words are in the pipe by then. */
static enum reader_outcome
listen_to(struct reader *reader, const struct reader_limits *limits,
    int64_t until_ms, struct text *answer, int *status)
{
	struct pollfd wait[2] = {
		{ reader->commands, POLLIN, 0 }, { reader->answers, POLLIN, 0 }
	};
	int64_t left_ms;

	for (;;) {
		left_ms = until_ms - reader_clock_ms();
		if (left_ms <= 0)
			return READER_TOO_SLOW;
		if (poll(wait, 2, (int)left_ms) < 0 && errno != EINTR)
			return READER_FAILED;
		if ((wait[1].revents & POLLIN) != 0 &&
		    !drain(reader->answers, limits->answer_bytes, answer))
			return READER_TOO_LONG;
		if (wait[0].revents == 0)
			continue;
		if (!receive(reader->commands, status, sizeof(*status)))
			return READER_FAILED;
		return drain(reader->answers, limits->answer_bytes, answer) ?
		    READER_ENDED : READER_TOO_LONG;
	}
}

bool
reader_ask(struct reader *reader, const struct reader_job *job,
    enum reader_outcome *outcome, struct text *answer, int *status)
{
	int64_t until_ms = reader_clock_ms() + job->limits->wall_ms;
	const struct job_head head = {
		job->fn, *job->limits, strlen(job->name), job->len
	};

	assert(job->options == NULL);
	*status = 0;
	if (reader->pid <= 0 || !give(reader->commands, &head,
	    sizeof(head)) || !give(reader->commands, job->name,
	    head.name_len) || !give(reader->commands, job->bytes, job->len)) {
		stop(reader);
		return false;
	}
	*outcome = listen_to(reader, job->limits, until_ms, answer, status);
	if (*outcome == READER_ENDED)
		return true;
	stop(reader);
	return *outcome != READER_FAILED;
}
