/*
 * reader_server.c: a process that does nothing but fork reading children
 *
 * Each file is still read in a limited child of its own, which sees nothing
 * of the files before it. But the children are forked by a process that was
 * started while the caller was small and had one thread: so a caller which
 * holds a whole history does not have its memory map copied for each, and no
 * child waits for ever for what another thread of the caller held locked when
 * it was forked.
 *
 * Between the two stands a keeper, which does nothing but start servers: where
 * one died, or hangs over a file, the caller asks for another.
 */
#define _GNU_SOURCE
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
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

struct reader {
	pid_t keeper;
	int control;		/* a byte out asks for a server */
	pid_t server;		/* the one that is asked now; 0: none */
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

/* Away from what the caller has open, its terminal and its ledger: these
 * alone, from 3 on. */
static void
keep_only(int *fds, int n)
{
	int null = open("/dev/null", O_RDWR), i;

	for (i = 0; i < n; i++) {
		fds[i] = fcntl(fds[i], F_DUPFD, 10);
		if (fds[i] < 0 || null < 0)
			_exit(1);
	}
	for (i = 0; i < 3; i++)
		dup2(null, i);
	for (i = 0; i < n; i++)
		dup2(fds[i], 3 + i);
	closefrom(3 + n);
}

static void
serve(int commands, int answers)
{
	int fds[2] = { commands, answers };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	keep_only(fds, 2);
	while (serve_one(3, 4))
		continue;
	_exit(0);
}

/* ---- the keeper ---- */

/* The caller's ends go to the caller, with the server's number; without them
 * where there is no server. */
static void
hand_over(int control, pid_t server, const int *fds, int n)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} extra;
	struct iovec bytes = { &server, sizeof(server) };
	struct msghdr message = { .msg_iov = &bytes, .msg_iovlen = 1 };
	struct cmsghdr *head;

	if (n > 0) {
		memset(&extra, 0, sizeof(extra));
		message.msg_control = extra.room;
		message.msg_controllen = CMSG_SPACE((size_t)n * sizeof(int));
		head = CMSG_FIRSTHDR(&message);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN((size_t)n * sizeof(int));
		memcpy(CMSG_DATA(head), fds, (size_t)n * sizeof(int));
	}
	(void)sendmsg(control, &message, MSG_NOSIGNAL);
}

/* A server, which the caller is told of. 0: there is none. */
static pid_t
start(int control)
{
	int sockets[2], pipes[2], ours[2];
	pid_t server;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) != 0) {
		hand_over(control, 0, NULL, 0);
		return 0;
	}
	if (pipe(pipes) != 0) {
		close(sockets[0]);
		close(sockets[1]);
		hand_over(control, 0, NULL, 0);
		return 0;
	}
	server = fork();
	if (server == 0)
		serve(sockets[1], pipes[1]);
	ours[0] = sockets[0];
	ours[1] = pipes[0];
	hand_over(control, server > 0 ? server : 0, ours, server > 0 ? 2 : 0);
	close(sockets[0]);
	close(sockets[1]);
	close(pipes[0]);
	close(pipes[1]);
	return server > 0 ? server : 0;
}

/* The child that reads dies with the server (PR_SET_PDEATHSIG). */
static void
end(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* A server for each byte, in the place of the one before. */
static void
keep(int control)
{
	pid_t server = 0;
	char byte;

	keep_only(&control, 1);
	while (receive(3, &byte, 1)) {
		end(server);
		server = start(3);
	}
	end(server);
	_exit(0);
}

/* ---- the caller ---- */

struct reader *
reader_new(void)
{
	struct reader *reader;
	int sockets[2], i;
	pid_t pid;

	reader_prepare();
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) != 0)
		return NULL;
	for (i = 0; i < 2; i++)
		(void)fcntl(sockets[i], F_SETFD, FD_CLOEXEC);
	pid = fork();
	if (pid == 0)
		keep(sockets[1]);
	close(sockets[1]);
	if (pid < 0) {
		close(sockets[0]);
		return NULL;
	}
	reader = mem_zero(1, sizeof(*reader));
	reader->keeper = pid;
	reader->control = sockets[0];
	return reader;
}

/* Of the server nothing more is wanted. */
static void
let_go(struct reader *reader)
{
	if (reader->server == 0)
		return;
	close(reader->commands);
	close(reader->answers);
	reader->server = 0;
}

void
reader_free(struct reader *reader)
{
	if (reader == NULL)
		return;
	let_go(reader);
	close(reader->control);
	end(reader->keeper);
	free(reader);
}

pid_t
reader_server(const struct reader *reader)
{
	return reader->server;
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

/* What the keeper sends: a server's number and both ends. */
static bool
take_over(struct reader *reader)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} extra;
	pid_t server = 0;
	struct iovec bytes = { &server, sizeof(server) };
	struct msghdr message = { .msg_iov = &bytes, .msg_iovlen = 1,
		.msg_control = extra.room,
		.msg_controllen = sizeof(extra.room) };
	struct cmsghdr *head;
	int fds[2];
	ssize_t n;

	do
		n = recvmsg(reader->control, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	head = n == (ssize_t)sizeof(server) ? CMSG_FIRSTHDR(&message) : NULL;
	if (head == NULL || head->cmsg_type != SCM_RIGHTS)
		return false;
	memcpy(fds, CMSG_DATA(head), head->cmsg_len == CMSG_LEN(sizeof(fds)) ?
	    sizeof(fds) : sizeof(fds[0]));
	/* Fewer come where this process may open no more. */
	if (head->cmsg_len != CMSG_LEN(sizeof(fds))) {
		close(fds[0]);
		return false;
	}
	reader->server = server;
	reader->commands = fds[0];
	reader->answers = fds[1];
	return true;
}

/* Is there a server, a new one where need be? */
static bool
have_server(struct reader *reader, int64_t wall_ms)
{
	struct timeval most = { (time_t)(wall_ms / 1000 + 1), 0 };
	struct pollfd wait = { reader->control, POLLIN, 0 };
	int got;

	if (reader->server != 0)
		return true;
	if (send(reader->control, "", 1, MSG_NOSIGNAL) != 1)
		return false;
	do
		got = poll(&wait, 1, (int)wall_ms);
	while (got < 0 && errno == EINTR);
	if (got != 1 || !take_over(reader))
		return false;
	(void)fcntl(reader->answers, F_SETFL, O_NONBLOCK);
	(void)setsockopt(reader->commands, SOL_SOCKET, SO_SNDTIMEO, &most,
	    sizeof(most));
	return true;
}

/* One job by the server that there is. */
static enum reader_outcome
ask_once(struct reader *reader, const struct reader_job *job,
    struct text *answer, int *status)
{
	int64_t until_ms = reader_clock_ms() + job->limits->wall_ms;
	const struct job_head head = {
		job->fn, *job->limits, strlen(job->name), job->len
	};

	if (!give(reader->commands, &head, sizeof(head)) ||
	    !give(reader->commands, job->name, head.name_len) ||
	    !give(reader->commands, job->bytes, job->len))
		return READER_FAILED;
	return listen_to(reader, job->limits, until_ms, answer, status);
}

enum reader_outcome
reader_ask(struct reader *reader, const struct reader_job *job,
    struct text *answer, int *status)
{
	enum reader_outcome outcome = READER_FAILED;
	int tries;

	assert(job->options == NULL);
	/* A server that died between two files, or over this one. */
	for (tries = 0; tries < 2 && outcome == READER_FAILED; tries++) {
		*status = 0;
		text_reset(answer);
		if (!have_server(reader, job->limits->wall_ms))
			break;
		outcome = ask_once(reader, job, answer, status);
		if (outcome != READER_ENDED)
			let_go(reader);
	}
	return outcome;
}
