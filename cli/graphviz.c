/* graphviz.c: laying out pictures, by Graphviz' dot as a program of its own */
#include "cli/graphviz.h"

#include "engine/base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SVG_BYTES_MAX ((size_t)64 << 20)
#define SAID_BYTES_MAX 4096	/* kept of its standard error */

extern char **environ;

/* The program while it runs. The descriptors are ours, -1 once closed. */
struct layout {
	pid_t pid;
	int in, out, said;
	const char *dot;	/* what it has not taken yet */
	size_t left;
	struct text svg, errors;
};

static int64_t
clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
shut(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/*
 * Where the program lies; the caller's: free(). An empty or relative part of
 * $PATH is passed over: the folder that one happens to be in must not say
 * what runs.
 */
static char *
find_program(void)
{
	const char *path = getenv("PATH"), *end;
	struct text name = TEXT_INIT;
	struct stat st;

	for (; path != NULL && *path != '\0';
	    path = *end == ':' ? end + 1 : end) {
		end = path + strcspn(path, ":");
		if (*path != '/')
			continue;
		text_reset(&name);
		text_add(&name, path, (size_t)(end - path));
		text_adds(&name, "/dot");
		if (stat(name.ptr, &st) == 0 && S_ISREG(st.st_mode) &&
		    access(name.ptr, X_OK) == 0)
			return text_detach(&name, NULL);
	}
	text_release(&name);
	return NULL;
}

/* A pair for one of its standard streams, closed in programs started by
 * others. 0, -1 with errno. */
static int
pair(int ends[2], bool input)
{
	int i;

	/* what it does not take must not end us: a socket can be told */
	if ((input ? socketpair(AF_UNIX, SOCK_STREAM, 0, ends) :
	    pipe(ends)) != 0)
		return -1;
	for (i = 0; i < 2; i++)
		(void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	return 0;
}

static int
spawn(struct layout *layout, const char *program, int in, int out, int said)
{
	static const char name[] = "dot", format[] = "-Tsvg";
	char *argv[] = { mem_strdup(name), mem_strdup(format), NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t signals;
	int failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, said, STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	sigemptyset(&signals);
	posix_spawnattr_setsigmask(&attributes, &signals);
	sigaddset(&signals, SIGPIPE);
	posix_spawnattr_setsigdefault(&attributes, &signals);
	/* a group of its own, so that all of it can be ended */
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK |
	    POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	failed = posix_spawn(&layout->pid, program, &actions, &attributes,
	    argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	free(argv[0]);
	free(argv[1]);
	errno = failed;
	return failed == 0 ? 0 : -1;
}

static int
start(struct layout *layout, const char *program, struct err *err)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, said[2] = { -1, -1 };
	int result = 0;

	if (pair(in, true) != 0 || pair(out, false) != 0 ||
	    pair(said, false) != 0 ||
	    spawn(layout, program, in[0], out[1], said[1]) != 0)
		result = err_set_errno(err, "%s could not be started",
		    program);
	shut(&in[0]);
	shut(&out[1]);
	shut(&said[1]);
	layout->in = in[1];
	layout->out = out[0];
	layout->said = said[0];
	return result;
}

/* Hand it as much as it takes. */
static void
feed(struct layout *layout)
{
	ssize_t n = send(layout->in, layout->dot, layout->left,
	    MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n > 0) {
		layout->dot += n;
		layout->left -= (size_t)n;
	}
	if (layout->left == 0 || (n < 0 && errno != EINTR &&
	    errno != EAGAIN && errno != EWOULDBLOCK))
		shut(&layout->in);
}

/* Take what it says; what is over the maximum is dropped. */
static void
take(int *fd, struct text *to, size_t most)
{
	char bytes[65536];
	ssize_t n = read(*fd, bytes, sizeof(bytes));
	size_t room = most - to->len;

	if (n > 0) {
		to->full = to->full || (size_t)n > room;
		text_add(to, bytes, (size_t)n < room ? (size_t)n : room);
	} else if (n == 0 || errno != EINTR) {
		shut(fd);
	}
}

/* Until it has closed both of its outputs. 0, or -1: the time is up. */
static int
converse(struct layout *layout, int64_t until_ms)
{
	struct pollfd fds[3];
	int64_t left_ms;

	while (layout->out >= 0 || layout->said >= 0) {
		left_ms = until_ms - clock_ms();
		if (left_ms <= 0 || layout->svg.full)
			return -1;
		fds[0] = (struct pollfd){ layout->in, POLLOUT, 0 };
		fds[1] = (struct pollfd){ layout->out, POLLIN, 0 };
		fds[2] = (struct pollfd){ layout->said, POLLIN, 0 };
		if (poll(fds, 3, (int)left_ms) <= 0)
			continue;
		if (fds[0].revents != 0)
			feed(layout);
		if (fds[1].revents != 0)
			take(&layout->out, &layout->svg, SVG_BYTES_MAX);
		if (fds[2].revents != 0)
			take(&layout->said, &layout->errors, SAID_BYTES_MAX);
	}
	return 0;
}

/* Its exit status; past the time it is ended. */
static int
await_end(const struct layout *layout, int64_t until_ms)
{
	const struct timespec pause = { 0, 2000000 };
	int status = -1;
	pid_t got;

	while ((got = waitpid(layout->pid, &status, WNOHANG)) == 0 &&
	    clock_ms() < until_ms)
		nanosleep(&pause, NULL);
	if (got == 0)
		kill(-layout->pid, SIGKILL);
	while (got != layout->pid) {
		got = waitpid(layout->pid, &status, 0);
		if (got < 0 && errno != EINTR)
			return -1;
	}
	return status;
}

/* The <svg> element of what it wrote: the document type in front of it names
 * a file elsewhere. */
static int
take_picture(const struct layout *layout, struct text *out, struct err *err)
{
	static const char close[] = "</svg>";
	const char *from = strstr(layout->svg.ptr, "<svg");
	const char *at = from, *end = NULL;

	while (at != NULL && (at = strstr(at, close)) != NULL)
		end = at += sizeof(close) - 1;
	if (end == NULL)
		return err_set(err, ERR_SYSTEM, "Graphviz' dot wrote no "
		    "picture; try it by hand: guiwen workflow show NAME --dot "
		    "| dot -Tsvg");
	text_add(out, from, (size_t)(end - from));
	text_addc(out, '\n');
	return 0;
}

static int
judge(struct layout *layout, bool in_time, int status, int time_ms,
    struct text *out, struct err *err)
{
	size_t len = strcspn(layout->errors.ptr, "\n");

	if (layout->svg.full)
		return err_set(err, ERR_LIMIT, "the picture is larger than "
		    "%zu MiB and was given up; guiwen workflow show NAME --dot "
		    "gives the graph itself", SVG_BYTES_MAX >> 20);
	if (!in_time)
		return err_set(err, ERR_LIMIT, "Graphviz' dot did not lay out "
		    "the picture within %d seconds and was ended; guiwen "
		    "workflow show NAME --dot gives the graph itself",
		    (time_ms + 999) / 1000);
	if (status != 0 && len > 0) {
		text_cut(&layout->errors, len);
		return err_set(err, ERR_SYSTEM, "Graphviz' dot failed: %s",
		    layout->errors.ptr);
	}
	if (status != 0)
		return err_set(err, ERR_SYSTEM, "Graphviz' dot failed and "
		    "did not say why (status %d)", status);
	return take_picture(layout, out, err);
}

int
graphviz_svg(const char *dot, size_t len, int time_ms, struct text *out,
    struct err *err)
{
	struct layout layout = { .in = -1, .out = -1, .said = -1,
		.dot = dot, .left = len, .svg = TEXT_INIT,
		.errors = TEXT_INIT };
	int64_t until_ms = clock_ms() + time_ms;
	char *program = find_program();
	int result = -1, status;
	bool in_time;

	if (program == NULL) {
		err_set(err, ERR_NOTFOUND, "pictures are laid out by "
		    "Graphviz, whose program dot is not installed here: "
		    "install the package graphviz (apt-get install graphviz), "
		    "or take the graph itself with --dot");
		goto out;
	}
	if (start(&layout, program, err) != 0)
		goto out;
	in_time = converse(&layout, until_ms) == 0;
	shut(&layout.in);
	status = await_end(&layout, in_time ? until_ms : 0);
	result = judge(&layout, in_time, status, time_ms, out, err);
out:
	shut(&layout.in);
	shut(&layout.out);
	shut(&layout.said);
	text_release(&layout.svg);
	text_release(&layout.errors);
	free(program);
	return result;
}
