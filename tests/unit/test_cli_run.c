/* test_cli_run.c: every command may be called many times in one process */
#include "cli/cmd.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WORDS_MAX 16

/* Run a command line; its output and talk into out. Returns the status. */
static int
call(struct place *place, const char *const *words, struct text *out)
{
	char path[] = "/tmp/guiwen-test-XXXXXX", buffer[4096];
	const char *argv[WORDS_MAX] = { "guiwen" };
	FILE *talk = tmpfile();
	int fd = mkstemp(path), argc = 1, status;
	size_t n;

	assert_true(fd >= 0 && talk != NULL);
	unlink(path);
	while (words[argc - 1] != NULL && argc < WORDS_MAX - 1) {
		argv[argc] = words[argc - 1];
		argc++;
	}
	status = run(place, argc, (char *const *)argv, fd, talk);
	lseek(fd, 0, SEEK_SET);
	while ((n = (size_t)read(fd, buffer, sizeof(buffer))) > 0)
		text_add(out, buffer, n);
	rewind(talk);
	while ((n = fread(buffer, 1, sizeof(buffer), talk)) > 0)
		text_add(out, buffer, n);
	fclose(talk);
	close(fd);
	return status;
}

static void
twice(struct place *place, const char *const *words, int wanted)
{
	struct text first = TEXT_INIT, second = TEXT_INIT;

	assert_int_equal(call(place, words, &first), wanted);
	assert_int_equal(call(place, words, &second), wanted);
	assert_true(first.len > 0);
	assert_string_equal(first.ptr, second.ptr);
	text_release(&first);
	text_release(&second);
}

static void
test_help_of_each(void **state)
{
	struct place place;
	size_t i;

	(void)state;
	place_find(&place);
	for (i = 0; commands[i] != NULL; i++) {
		const char *const help[] = { commands[i]->name, "-h", NULL };

		twice(&place, help, STATUS_YES);
		assert_ptr_equal(cmd_find(commands[i]->name), commands[i]);
		/* a table without a summary or a run is not finished */
		assert_true(commands[i]->summary[0] != '\0');
		assert_non_null(commands[i]->run);
	}
}

static void
test_without_registry(void **state)
{
	static const struct {
		const char *words[5];
		int status;
	} cases[] = {
		{ { "version", "--json" }, STATUS_YES },
		{ { "calendar", "explain", "2021-09-15", "+15wd" },
		    STATUS_YES },
		{ { "workflow", "show", "filing", "--json" }, STATUS_YES },
		{ { "read", "samples/documents/binzang.txt", "--json" },
		    STATUS_YES },
		{ { "diff", "samples/documents/binzang.txt",
		    "samples/documents/binzang-2.txt" }, STATUS_NO },
		{ { "read", "nosuch" }, STATUS_REFUSED },
		{ { "list", "--registry", "nosuch" }, STATUS_REFUSED },
		{ { "frob" }, STATUS_USAGE },
		{ { NULL }, STATUS_USAGE },
	};
	struct place place;
	size_t i;

	(void)state;
	setenv("GUIWEN_DATA", "workflows", 1);
	place_find(&place);
	unsetenv("GUIWEN_DATA");
	if (access("samples/documents/binzang.txt", R_OK) != 0)
		skip();		/* not run from the project's root */
	for (i = 0; i < MEM_COUNT(cases); i++)
		twice(&place, cases[i].words, cases[i].status);
}

static void
test_statuses(void **state)
{
	(void)state;
	assert_int_equal(status_of(ERR_NONE), 0);
	assert_int_equal(status_of(ERR_USAGE), 2);
	assert_int_equal(status_of(ERR_NOTFOUND), 3);
	assert_int_equal(status_of(ERR_STALE), 3);
	assert_int_equal(status_of(ERR_UNREADABLE), 3);
	assert_int_equal(status_of(ERR_SECRET), 3);
	assert_int_equal(status_of(ERR_BROKEN), 4);
	assert_int_equal(status_of(ERR_SYSTEM), 5);
	assert_int_equal(status_of(ERR_BUSY), 5);
	assert_int_equal(status_of(ERR_CLOCK), 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_help_of_each),
		cmocka_unit_test(test_without_registry),
		cmocka_unit_test(test_statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
