/* reader_caller.c: having files read by the processes of reader_server.c */
#define _GNU_SOURCE
#include "workflows/reader_int.h"
#include "workflows/registry.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* By one staying process: so many texts, none longer than that, so that none
 * before it took much of its time or memory. */
#define TEXTS_MOST 64
#define TEXT_MOST ((size_t)256 << 10)

struct server {
	pid_t pid;		/* 0: none */
	int commands;		/* jobs out, how each ended in */
	int answers;		/* what is read */
	int asked;
	const struct reader_limits *limits;	/* of the first job */
};

/* One at work, and one that takes its place should it be killed: the caller
 * may have threads by then, and forks nothing any more. */
#define KEEPERS 2

struct keeper {
	pid_t pid;
	int control;		/* a kind out asks for such a server */
};

struct reader {
	struct keeper keepers[KEEPERS];
	size_t nkeepers, keeper;
	struct server servers[READER_KINDS];
	struct server *begun;	/* has a job that nobody asked of yet */
};

static bool
start_keeper(struct keeper *keeper)
{
	int sockets[2], i;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) != 0)
		return false;
	for (i = 0; i < 2; i++)
		(void)fcntl(sockets[i], F_SETFD, FD_CLOEXEC);
	keeper->pid = fork();
	if (keeper->pid == 0)
		reader_keep(sockets[1]);
	close(sockets[1]);
	keeper->control = sockets[0];
	if (keeper->pid > 0)
		return true;
	close(sockets[0]);
	return false;
}

struct reader *
reader_new(void)
{
	struct reader *reader = mem_zero(1, sizeof(*reader));

	reader_prepare();
	while (reader->nkeepers < KEEPERS &&
	    start_keeper(&reader->keepers[reader->nkeepers]))
		reader->nkeepers++;
	if (reader->nkeepers == KEEPERS)
		return reader;
	reader_free(reader);
	return NULL;
}

/* Of the server nothing more is wanted. */
static void
let_go(struct reader *reader, struct server *server)
{
	if (server->pid == 0)
		return;
	close(server->commands);
	close(server->answers);
	*server = (struct server) { 0 };
	if (reader->begun == server)
		reader->begun = NULL;
}

void
reader_free(struct reader *reader)
{
	size_t i;

	if (reader == NULL)
		return;
	for (i = 0; i < READER_KINDS; i++)
		let_go(reader, &reader->servers[i]);
	for (i = 0; i < reader->nkeepers; i++) {
		close(reader->keepers[i].control);
		reader_end(reader->keepers[i].pid);
	}
	free(reader);
}

pid_t
reader_server(const struct reader *reader, enum reader_kind kind)
{
	return reader->servers[kind].pid;
}

/* ---- a server ---- */

/* What the keeper sends: a server's number and both ends. 1; 0: there is none;
 * -1: nor a keeper. */
static int
take_over(int control, struct server *server)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} extra;
	pid_t pid = 0;
	struct iovec bytes = { &pid, sizeof(pid) };
	struct msghdr message = { .msg_iov = &bytes, .msg_iovlen = 1,
		.msg_control = extra.room,
		.msg_controllen = sizeof(extra.room) };
	struct cmsghdr *head;
	int fds[2];
	ssize_t n;

	do
		n = recvmsg(control, &message, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(pid))
		return -1;
	head = CMSG_FIRSTHDR(&message);
	if (head == NULL || head->cmsg_type != SCM_RIGHTS)
		return 0;
	memcpy(fds, CMSG_DATA(head), head->cmsg_len == CMSG_LEN(sizeof(fds)) ?
	    sizeof(fds) : sizeof(fds[0]));
	/* Fewer come where this process may open no more. */
	if (head->cmsg_len != CMSG_LEN(sizeof(fds))) {
		close(fds[0]);
		return 0;
	}
	*server = (struct server) { pid, fds[0], fds[1], 0, NULL };
	return 1;
}

/* A new server from the keeper at work: as take_over(). */
static int
ask_keeper(struct reader *reader, enum reader_kind kind,
    const struct reader_job *job)
{
	int control = reader->keepers[reader->keeper].control;
	struct pollfd wait = { control, POLLIN, 0 };
	unsigned char byte = (unsigned char)kind;
	struct reader_patience patience;

	if (send(control, &byte, 1, MSG_NOSIGNAL) != 1)
		return -1;
	reader_be_patient(&patience, job->limits, reader_clock_ms());
	if (reader_poll(&wait, 1, &patience) != 1)
		return 0;
	return take_over(control, &reader->servers[kind]);
}

/* Is there a server of this kind for the job, a new one where need be? */
static bool
have_server(struct reader *reader, enum reader_kind kind,
    const struct reader_job *job)
{
	struct timeval most = { (time_t)(job->limits->wall_ms / 1000 + 1), 0 };
	struct server *server = &reader->servers[kind];
	int got;

	if (kind == READER_STAYS && (server->asked >= TEXTS_MOST ||
	    server->limits != job->limits))
		let_go(reader, server);
	if (server->pid != 0)
		return true;
	while ((got = ask_keeper(reader, kind, job)) < 0 &&
	    reader->keeper + 1 < reader->nkeepers)
		reader->keeper++;
	if (got != 1)
		return false;
	server->limits = job->limits;
	(void)fcntl(server->answers, F_SETFL, O_NONBLOCK);
	(void)setsockopt(server->commands, SOL_SOCKET, SO_SNDTIMEO, &most,
	    sizeof(most));
	return true;
}

/* ---- a job to it ---- */

/* So many bytes of it are sent. */
static void
skip(struct msghdr *message, size_t n)
{
	struct iovec *part = message->msg_iov;

	for (; message->msg_iovlen > 0 && n >= part->iov_len; part++) {
		n -= part->iov_len;
		message->msg_iovlen--;
	}
	message->msg_iov = part;
	if (message->msg_iovlen > 0) {
		part->iov_base = (char *)part->iov_base + n;
		part->iov_len -= n;
	}
}

/* All that the server is to know of a job, in one go where that goes. */
static bool
give(struct server *server, const struct reader_job *job)
{
	struct reader_head head = {
		job->fn, *job->limits, strlen(job->name), job->len
	};
	struct iovec parts[] = {
		{ &head, sizeof(head) },
		{ (char *)job->name, head.name_len + 1 },
		{ (char *)job->bytes, job->len }
	};
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 3 };
	ssize_t n;

	server->asked++;
	while (message.msg_iovlen > 0) {
		n = sendmsg(server->commands, &message, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		skip(&message, (size_t)n);
	}
	return true;
}

/* ---- its answer ---- */

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

/* Until the file is read, or its child has ended, whose last words are in the
 * pipe by then. */
static enum reader_outcome
listen_to(struct server *server, const struct reader_limits *limits,
    struct text *answer, int *status)
{
	struct pollfd wait[2] = {
		{ server->commands, POLLIN, 0 }, { server->answers, POLLIN, 0 }
	};
	struct reader_patience patience;
	int got;

	reader_be_patient(&patience, limits, reader_clock_ms());
	for (;;) {
		got = reader_poll(wait, 2, &patience);
		if (got <= 0)
			return got == 0 ? READER_TOO_SLOW : READER_FAILED;
		if ((wait[1].revents & POLLIN) != 0 &&
		    !drain(server->answers, limits->answer_bytes, answer))
			return READER_TOO_LONG;
		if (wait[0].revents == 0)
			continue;
		if (!reader_receive(server->commands, status,
		    sizeof(*status)))
			return READER_FAILED;
		return drain(server->answers, limits->answer_bytes, answer) ?
		    READER_ENDED : READER_TOO_LONG;
	}
}

/* One job by a server of this kind, if it has not got it yet. */
static enum reader_outcome
ask_once(struct reader *reader, enum reader_kind kind,
    const struct reader_job *job, struct text *answer, int *status)
{
	struct server *server = &reader->servers[kind];
	enum reader_outcome outcome = READER_FAILED;

	*status = 0;
	text_reset(answer);
	if (reader->begun == server || (have_server(reader, kind, job) &&
	    give(server, job))) {
		/* Of a job that was begun the time counts from now: before,
		 * nobody took what did not go into the pipe. */
		reader->begun = NULL;
		outcome = listen_to(server, job->limits, answer, status);
	}
	if (outcome != READER_ENDED)
		let_go(reader, server);
	return outcome;
}

static enum reader_kind
kind_for(const struct reader_job *job)
{
	return job->len <= TEXT_MOST && document_is_plain(job->bytes,
	    job->len, job->name) ? READER_STAYS : READER_FORKS;
}

void
reader_begin(struct reader *reader, const struct reader_job *job)
{
	enum reader_kind kind = kind_for(job);
	struct server *server = &reader->servers[kind];

	assert(job->options == NULL && reader->begun == NULL);
	if (have_server(reader, kind, job) && give(server, job))
		reader->begun = server;
	else
		let_go(reader, server);
}

enum reader_outcome
reader_ask(struct reader *reader, const struct reader_job *job,
    struct text *answer, int *status)
{
	enum reader_outcome outcome = READER_FAILED;
	int tries;

	assert(job->options == NULL);
	if (kind_for(job) == READER_STAYS) {
		if (ask_once(reader, READER_STAYS, job, answer, status) ==
		    READER_ENDED && answer->len > 0 && (answer->ptr[0] ==
		    READER_DOCUMENT || answer->ptr[0] == READER_LOOKED))
			return READER_ENDED;
		let_go(reader, &reader->servers[READER_STAYS]);
	}
	/* A server that died between two files, or over this one. */
	for (tries = 0; tries < 2 && outcome == READER_FAILED; tries++)
		outcome = ask_once(reader, READER_FORKS, job, answer, status);
	return outcome;
}
