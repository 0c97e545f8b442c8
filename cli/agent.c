/* agent.c: talking to the ssh-agent that $SSH_AUTH_SOCK names */
#include "cli/agent.h"

#include "engine/base/mem.h"
#include "store/ssh_agent.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_WITHIN_S 120	/* its owner may have to confirm */

static int
connect_agent(void)
{
	const char *path = getenv("SSH_AUTH_SOCK");
	const struct timeval within = { ANSWER_WITHIN_S, 0 };
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd;

	if (path == NULL || *path == '\0' ||
	    strlen(path) >= sizeof(to.sun_path))
		return -1;
	memcpy(to.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &within,
	    sizeof(within)) != 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO,
	    &within, sizeof(within)) != 0 ||
	    connect(fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int
send_all(int fd, const char *bytes, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = send(fd, bytes, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
receive_all(int fd, void *bytes, size_t len)
{
	char *at = bytes;
	ssize_t n;

	while (len > 0) {
		n = recv(fd, at, len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/* An answer without its length. 0, or -1. */
static int
receive_answer(int fd, struct text *out)
{
	unsigned char head[4];
	uint32_t len;
	char *bytes;
	int rc;

	if (receive_all(fd, head, sizeof(head)) != 0)
		return -1;
	len = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 |
	    (uint32_t)head[2] << 8 | head[3];
	if (len == 0 || len > SSH_AGENT_MESSAGE_MAX)
		return -1;
	bytes = mem_alloc(len);
	rc = receive_all(fd, bytes, len);
	if (rc == 0)
		text_add(out, bytes, len);
	free(bytes);
	return rc;
}

int
agent_sign(const char *const *keys, size_t nkeys, const char *sig_namespace,
    const void *bytes, size_t len, struct text *out)
{
	struct text ask = TEXT_INIT, answer = TEXT_INIT;
	int fd = connect_agent(), got = 0;
	size_t i;

	for (i = 0; fd >= 0 && got == 0 && i < nkeys; i++) {
		text_reset(&ask);
		text_reset(&answer);
		if (ssh_agent_ask(&ask, keys[i], sig_namespace, bytes, len) !=
		    0 || send_all(fd, ask.ptr, ask.len) != 0 ||
		    receive_answer(fd, &answer) != 0)
			break;
		got = ssh_agent_answer(out, keys[i], sig_namespace,
		    answer.ptr, answer.len);
	}
	if (fd >= 0)
		close(fd);
	text_release(&ask);
	text_release(&answer);
	return got == 1;
}
