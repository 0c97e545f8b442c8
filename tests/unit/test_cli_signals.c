/* test_cli_signals.c: a mapped file that becomes shorter ends the process
 * with a sentence */
#include "cli/cmd.h"
#include "cli/signals.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* In the child: read a page that is no longer there. */
static void
read_lost_page(int talk)
{
	const volatile unsigned char *bytes;
	FILE *file = tmpfile();

	signals_prepare();
	if (file == NULL || dup2(talk, STDERR_FILENO) < 0 ||
	    ftruncate(fileno(file), 4096) != 0)
		_exit(100);
	bytes = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fileno(file), 0);
	if (bytes == MAP_FAILED || bytes[0] != 0 ||
	    ftruncate(fileno(file), 0) != 0)
		_exit(101);
	_exit(bytes[0] == 0 ? 102 : 103);
}

static void
test_lost_page(void **state)
{
	char said[512] = "";
	int ends[2], status;
	ssize_t n;
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0)
		read_lost_page(ends[1]);
	close(ends[1]);
	n = read(ends[0], said, sizeof(said) - 1);
	assert_true(n > 0);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), STATUS_FAILED);
	assert_non_null(strstr(said, "guiwen: a file of the registry became "
	    "shorter"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lost_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
