/* test_cli_signals.c: how the program ends that does not end by itself */
#include "cli/cmd.h"
#include "cli/signals.h"
#include "engine/base/mem.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* How a process ends that prepares, then does this; said: to standard error. */
static int
end_of(void (*fn)(void), char *said, size_t size)
{
	const struct rlimit none = { 0, 0 };
	int ends[2], status = -1;
	ssize_t n, len = 0;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)setrlimit(RLIMIT_CORE, &none);
		dup2(ends[1], STDERR_FILENO);
		signals_prepare();
		fn();
		_exit(99);
	}
	close(ends[1]);
	while ((n = read(ends[0], said + len, size - 1 - (size_t)len)) > 0)
		len += n;
	said[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
expect_no_memory(void (*fn)(void))
{
	char said[1024];
	int status = end_of(fn, said, sizeof(said));

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), STATUS_FAILED);
	assert_int_equal(strncmp(said, "guiwen: memory ran out: ", 24), 0);
	/* one sentence, on one line */
	assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
}

static void
has_none(void)
{
	mem_none();
}

/* A library that does not look at what it got. */
static void
goes_astray(void)
{
	errno = ENOMEM;
	raise(SIGSEGV);
}

/* libarchive does so; 1 would be "the answer is no". */
static void
library_exits(void)
{
	exit(1);
}

static void
test_no_memory(void **state)
{
	(void)state;
	expect_no_memory(has_none);
	expect_no_memory(goes_astray);
	expect_no_memory(library_exits);
}

static void
is_wrong(void)
{
	errno = 0;
	abort();
}

static void
ends_itself(void)
{
	exit(signals_end(STATUS_NO));
}

static void
test_others(void **state)
{
	char said[1024];
	int status;

	(void)state;
	status = end_of(is_wrong, said, sizeof(said));
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	assert_string_equal(said, "");
	status = end_of(ends_itself, said, sizeof(said));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), STATUS_NO);
	assert_string_equal(said, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
