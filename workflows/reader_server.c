/*
 * reader_server.c: the processes in which files are read, away from the caller
 *
 * They are started while the caller is small and has one thread: so a caller
 * which holds a whole history does not have its memory map copied for each
 * file, and none waits for ever for what another thread of the caller held
 * locked when it was forked. There are three, and the children of one; a second
 * keeper waits, and works should the first one die:
 *
 *   keeper   starts the other two, and again where one of them died, hangs
 *            over a file or has done its share
 *   forking  reads nothing; has each file read by a child of its own, which
 *            sees nothing of the files before it and is gone before the next
 *   staying  reads plain texts itself, one after the other
 *
 * What a file does to the process that reads it must not change what is told
 * of another. So the staying one is given only what no library has to take
 * apart: characters and nothing else (document_is_plain()), which our own code
 * alone looks at, as it does, in the caller itself, at the text that stands
 * beside an issued file. It is confined like a child; after a few texts
 * another takes its place, at once where a reading did not end well, and what
 * did not is done again by a child. So what is told of a file is what a child
 * of its own would have made of it. The gain: a fork, what such a child has to
 * fault in, and its end take longer than reading a text does.
 */
#define _GNU_SOURCE
#include "workflows/reader_int.h"

#include "engine/base/mem.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a server has besides READER_PIPE. */
#define COMMANDS (READER_PIPE + 1)

bool
reader_receive(int fd, void *bytes, size_t len)
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

/* A job, whose limits stand in the head; *bytes is to be freed. False: the
 * caller is gone. */
static bool
receive_job(struct reader_head *head, struct reader_job *job, char **bytes)
{
	size_t len;

	if (!reader_receive(COMMANDS, head, sizeof(*head)))
		return false;
	len = head->name_len + 1 + head->len;
	*bytes = mem_zero(len + 1, 1);
	if (!reader_receive(COMMANDS, *bytes, len))
		return false;
	*job = (struct reader_job) { head->fn, *bytes + head->name_len + 1,
		*bytes, head->len, NULL, &head->limits };
	return true;
}

/* ---- the one that forks ---- */

/* Have a job done, say how the child ended. False: the caller is gone. */
static bool
serve_one(void)
{
	struct reader_head head;
	struct reader_job job;
	int status = 0;
	char *bytes;
	pid_t child;

	if (!receive_job(&head, &job, &bytes))
		return false;
	child = fork();
	if (child == 0) {
		close(COMMANDS);
		reader_child(&job);
	}
	free(bytes);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return child > 0 && send(COMMANDS, &status, sizeof(status),
	    MSG_NOSIGNAL) == (ssize_t)sizeof(status);
}

/* Once, so that no child has to find each function and table that reading
 * needs, or to load it, for the first time. */
static void
warm_up(void)
{
	static const char text[] = "关于印发办法的通知\n"
	    "第一条　为了规范，制定本办法。\n（一）第二款；\n";
	struct document *document = NULL;
	struct text akn = TEXT_INIT;
	struct err ignored = ERR_INIT;

	if (document_read_with(&document, text, sizeof(text) - 1, "text.txt",
	    NULL, &ignored) == 0)
		document_write_akn(document, &akn);
	document_free(document);
	text_release(&akn);
}

static void
serve_by_children(void)
{
	warm_up();
	while (serve_one())
		continue;
}

/* ---- the one that stays ---- */

static void
serve_itself(void)
{
	static const int fine = 0;
	struct reader_head head;
	struct reader_job job;
	bool limited = false;
	char *bytes;

	while (receive_job(&head, &job, &bytes)) {
		if (!limited)
			reader_limit(&job);
		limited = true;
		reader_answer(&job);
		free(bytes);
		if (write(COMMANDS, &fine, sizeof(fine)) !=
		    (ssize_t)sizeof(fine))
			break;
	}
}

/* ---- the keeper ---- */

static void
serve(enum reader_kind kind, int commands, int answers)
{
	int fds[2] = { answers, commands };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	reader_settle(fds, 2);
	if (kind == READER_FORKS)
		serve_by_children();
	else
		serve_itself();
	_exit(0);
}

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
start(enum reader_kind kind, int control)
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
		serve(kind, sockets[1], pipes[1]);
	ours[0] = sockets[0];
	ours[1] = pipes[0];
	hand_over(control, server > 0 ? server : 0, ours, server > 0 ? 2 : 0);
	close(sockets[0]);
	close(sockets[1]);
	close(pipes[0]);
	close(pipes[1]);
	return server > 0 ? server : 0;
}

void
reader_end(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

void
reader_keep(int control)
{
	pid_t servers[READER_KINDS] = { 0 };
	unsigned char kind;

	reader_keep_only(&control, 1);
	while (reader_receive(READER_PIPE, &kind, 1) && kind < READER_KINDS) {
		/* A child that reads dies with it (PR_SET_PDEATHSIG). */
		reader_end(servers[kind]);
		servers[kind] = start((enum reader_kind)kind, READER_PIPE);
	}
	for (kind = 0; kind < READER_KINDS; kind++)
		reader_end(servers[kind]);
	_exit(0);
}
