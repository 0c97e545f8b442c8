/* program.c: another program, run within limits */
#include "cli/program.h"

#include "engine/base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SAID_BYTES_MAX 4096	/* kept of its standard error */

extern char **environ;

/* The program while it runs. The descriptors are ours, -1 once closed. */
struct running {
	pid_t pid;
	int in, out, said;
	const char *input;	/* what it has not taken yet */
	size_t left, output_max;
	struct program_end *end;
};

/* One program in the folders of $PATH. */
static char *
find_one(const char *name)
{
	const char *path = getenv("PATH"), *end;
	struct text file = TEXT_INIT;
	struct stat st;

	for (; path != NULL && *path != '\0';
	    path = *end == ':' ? end + 1 : end) {
		end = path + strcspn(path, ":");
		if (*path != '/')
			continue;
		text_reset(&file);
		text_add(&file, path, (size_t)(end - path));
		text_addf(&file, "/%s", name);
		if (stat(file.ptr, &st) == 0 && S_ISREG(st.st_mode) &&
		    access(file.ptr, X_OK) == 0)
			return text_detach(&file, NULL);
	}
	text_release(&file);
	return NULL;
}

char *
program_find(const char *const *names)
{
	char *found = NULL;

	for (; found == NULL && *names != NULL; names++)
		found = find_one(*names);
	return found;
}

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

/* A copy of a list of strings, without those that begin so, and one more. */
static char **
copy_list(const char *const *list, const char *without, const char *more)
{
	size_t n = 0, i;
	char **copy;

	for (i = 0; list[i] != NULL; i++)
		continue;
	copy = mem_zero(i + 2, sizeof(*copy));
	for (i = 0; list[i] != NULL; i++)
		if (without == NULL || strncmp(list[i], without,
		    strlen(without)) != 0)
			copy[n++] = mem_strdup(list[i]);
	if (more != NULL)
		copy[n] = mem_strdup(more);
	return copy;
}

static void
free_list(char **list)
{
	size_t i;

	for (i = 0; list[i] != NULL; i++)
		free(list[i]);
	free(list);
}

/* Its surroundings: ours, with another $HOME where one is given. */
static char **
surroundings(const char *home)
{
	struct text entry = TEXT_INIT;
	char **list;

	if (home != NULL)
		text_addf(&entry, "HOME=%s", home);
	list = copy_list((const char *const *)environ, home != NULL ?
	    "HOME=" : NULL, home != NULL ? entry.ptr : NULL);
	text_release(&entry);
	return list;
}

static int
spawn(struct running *r, const struct program *program, int in, int out,
    int said)
{
	char **argv = copy_list(program->argv, NULL, NULL);
	char **env = surroundings(program->home);
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
	failed = posix_spawn(&r->pid, program->path, &actions, &attributes,
	    argv, env);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	free_list(argv);
	free_list(env);
	errno = failed;
	return failed == 0 ? 0 : -1;
}

static int
start(struct running *r, const struct program *program, struct err *err)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, said[2] = { -1, -1 };
	int result = 0;

	if (pair(in, true) != 0 || pair(out, false) != 0 ||
	    pair(said, false) != 0 ||
	    spawn(r, program, in[0], out[1], said[1]) != 0)
		result = err_set_errno(err, "%s could not be started",
		    program->path);
	shut(&in[0]);
	shut(&out[1]);
	shut(&said[1]);
	r->in = in[1];
	r->out = out[0];
	r->said = said[0];
	return result;
}

/* Hand it as much as it takes. */
static void
feed(struct running *r)
{
	ssize_t n = send(r->in, r->input, r->left,
	    MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n > 0) {
		r->input += n;
		r->left -= (size_t)n;
	}
	if (r->left == 0 || (n < 0 && errno != EINTR &&
	    errno != EAGAIN && errno != EWOULDBLOCK))
		shut(&r->in);
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
converse(struct running *r, int64_t until_ms)
{
	struct pollfd fds[3];
	int64_t left_ms;

	while (r->out >= 0 || r->said >= 0) {
		left_ms = until_ms - clock_ms();
		if (left_ms <= 0 || r->end->output.full)
			return -1;
		fds[0] = (struct pollfd){ r->in, POLLOUT, 0 };
		fds[1] = (struct pollfd){ r->out, POLLIN, 0 };
		fds[2] = (struct pollfd){ r->said, POLLIN, 0 };
		if (poll(fds, 3, (int)left_ms) <= 0)
			continue;
		if (fds[0].revents != 0)
			feed(r);
		if (fds[1].revents != 0)
			take(&r->out, &r->end->output, r->output_max);
		if (fds[2].revents != 0)
			take(&r->said, &r->end->said, SAID_BYTES_MAX);
	}
	return 0;
}

/* Its exit status; past the time it is ended. */
static int
await_end(const struct running *r, int64_t until_ms)
{
	const struct timespec pause = { 0, 2000000 };
	int status = -1;
	pid_t got;

	while ((got = waitpid(r->pid, &status, WNOHANG)) == 0 &&
	    clock_ms() < until_ms)
		nanosleep(&pause, NULL);
	if (got == 0)
		kill(-r->pid, SIGKILL);
	while (got != r->pid) {
		got = waitpid(r->pid, &status, 0);
		if (got < 0 && errno != EINTR)
			return -1;
	}
	return status;
}

int
program_run(const struct program *program, struct program_end *end,
    struct err *err)
{
	struct running r = { .in = -1, .out = -1, .said = -1,
		.input = program->input, .left = program->input_len,
		.output_max = program->output_max, .end = end };
	int64_t until_ms = clock_ms() + program->time_ms;

	if (start(&r, program, err) != 0)
		return -1;
	end->in_time = converse(&r, until_ms) == 0;
	shut(&r.in);
	end->status = await_end(&r, end->in_time ? until_ms : 0);
	shut(&r.out);
	shut(&r.said);
	return 0;
}

void
program_end_release(struct program_end *end)
{
	text_release(&end->output);
	text_release(&end->said);
}
