/* store_helpers.h: folders and programs for the tests of store/ */
#ifndef GUIWEN_TEST_STORE_HELPERS_H
#define GUIWEN_TEST_STORE_HELPERS_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/text.h"

__attribute__((unused)) static char *
make_folder(char path[64])
{
	snprintf(path, 64, "/tmp/guiwen-test-XXXXXX");
	return mkdtemp(path);
}

__attribute__((unused)) static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

__attribute__((unused)) static void
remove_folder(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

__attribute__((unused)) static void
put_file(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(bytes, 1, len, f) != len || fclose(f) != 0)
		abort();
}

__attribute__((unused)) static void
get_file(const char *path, struct text *out)
{
	char buf[4096];
	size_t n;
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		abort();
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_add(out, buf, n);
	fclose(f);
}

/* Run a program (no shell) in a folder, its input from a file when given,
 * both outputs appended to `out` when given. The exit status, 127: absent. */
__attribute__((unused)) static int
run(const char *dir, const char *input, struct text *out,
    const char *const *argv)
{
	int fds[2], status, in, i;
	char buf[4096];
	ssize_t n;
	pid_t pid;

	if (pipe(fds) != 0)
		abort();
	pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0) {
		in = open(input != NULL ? input : "/dev/null", O_RDONLY);
		if (in < 0 || dup2(in, 0) < 0 || dup2(fds[1], 1) < 0 ||
		    dup2(fds[1], 2) < 0 || chdir(dir) != 0)
			_exit(126);
		for (i = 3; i < 64; i++)
			close(i);
		setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
		setenv("HOME", "/nonexistent", 1);
		setenv("LC_ALL", "C", 1);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	close(fds[1]);
	while ((n = read(fds[0], buf, sizeof(buf))) > 0)
		if (out != NULL)
			text_add(out, buf, (size_t)n);
	close(fds[0]);
	if (waitpid(pid, &status, 0) != pid)
		abort();
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

#define RUN(dir, input, out, ...) \
	run((dir), (input), (out), (const char *const[]){ __VA_ARGS__, NULL })

#endif
