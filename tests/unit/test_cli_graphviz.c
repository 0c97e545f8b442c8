/* test_cli_graphviz.c: running dot: its answer, its failures, its time */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cli/graphviz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* For what ends by itself: it matters only where something is wrong. */
#define PLENTY_MS 600000

static char folder[] = "/tmp/guiwen-dot-XXXXXX";
static char program[64];

/* A dot that does this. */
static void
fake(const char *commands)
{
	FILE *file = fopen(program, "w");

	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", commands);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(program, 0700), 0);
}

static int
set_up(void **state)
{
	char path[4096];

	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(program, sizeof(program), "%s/dot", folder);
	snprintf(path, sizeof(path), "%s:%s", folder, getenv("PATH"));
	return setenv("PATH", path, 1);
}

static int
tear_down(void **state)
{
	(void)state;
	unlink(program);
	return rmdir(folder);
}

static struct err
failure(const char *dot, size_t len, int time_ms)
{
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;

	text_adds(&out, "before");
	assert_int_equal(graphviz_svg(dot, len, time_ms, &out, &err), -1);
	assert_string_equal(out.ptr, "before");
	text_release(&out);
	return err;
}

static void
refused(const char *dot, size_t len, int time_ms, enum err_code code,
    const char *words)
{
	struct err err = failure(dot, len, time_ms);

	assert_int_equal(err.code, code);
	if (strstr(err.msg, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, err.msg);
}

/* More than any pipe holds goes in and comes out; what is in front of the
 * picture and behind it stays away. */
static void
test_answer(void **state)
{
	struct text in = TEXT_INIT, out = TEXT_INIT;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	fake("echo '<?xml version=\"1.0\"?><!DOCTYPE svg><!-- x -->'\n"
	    "echo '<svg><svg></svg>'; cat; echo '</svg>'; echo behind");
	for (i = 0; i < 300000; i++)
		text_addc(&in, (char)('a' + i % 26));
	assert_int_equal(graphviz_svg(in.ptr, in.len, PLENTY_MS, &out, &err), 0);
	assert_int_equal(out.len, in.len + strlen("<svg><svg></svg>\n") +
	    strlen("</svg>\n"));
	assert_int_equal(strncmp(out.ptr, "<svg><svg></svg>\nabc", 20), 0);
	text_release(&in);
	text_release(&out);
}

static void
test_failures(void **state)
{
	(void)state;
	fake("echo 'Error: <stdin>: syntax error' >&2; echo more >&2; exit 1");
	refused("x", 1, PLENTY_MS, ERR_SYSTEM, "failed: Error: <stdin>: syntax "
	    "error");
	fake("exit 3");
	refused("x", 1, PLENTY_MS, ERR_SYSTEM, "did not say why");
	fake("echo '<svg>'");
	refused("x", 1, PLENTY_MS, ERR_SYSTEM, "no picture");
	/* it ends in the middle, with a picture that is only half there */
	fake("echo '<svg></svg>'; kill -9 $$");
	refused("x", 1, PLENTY_MS, ERR_SYSTEM, "failed");
}

/* Not taking what it is given must not end the caller. */
static void
test_deaf(void **state)
{
	struct text in = TEXT_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 100000; i++)
		text_adds(&in, "0123456789");
	fake("exec <&-; sleep 0.1; exit 1");
	refused(in.ptr, in.len, PLENTY_MS, ERR_SYSTEM, "failed");
	text_release(&in);
}

/* Nobody waits until it ends, which it would show by a file. */
static void
test_time(void **state)
{
	char ended[80];
	int time_ms = 200;

	(void)state;
	snprintf(ended, sizeof(ended), "%s/ended", folder);
	/* with a child of its own that holds the pipe */
	fake("sleep 600 & sleep 600; : >\"${0%/*}/ended\"");
	refused("x", 1, time_ms, ERR_LIMIT, "within 1 seconds");
	assert_int_equal(access(ended, F_OK), -1);
	/* saying nothing more, but not ending: on a machine that is slow it
	 * needs a while until it comes to that */
	fake("exec >&- 2>&-; sleep 600; : >\"${0%/*}/ended\"");
	while (time_ms < 60000 && failure("x", 1, time_ms).code == ERR_LIMIT)
		time_ms *= 2;
	refused("x", 1, time_ms, ERR_SYSTEM, "failed");
	assert_int_equal(access(ended, F_OK), -1);
}

static void
test_absent(void **state)
{
	char *path = strdup(getenv("PATH"));

	(void)state;
	/* only in relative and empty parts, which are the current folder */
	fake("exit 0");
	assert_int_equal(chdir(folder), 0);
	setenv("PATH", ":.::", 1);
	refused("x", 1, 200, ERR_NOTFOUND, "apt-get install graphviz");
	unsetenv("PATH");
	refused("x", 1, 200, ERR_NOTFOUND, "apt-get install graphviz");
	setenv("PATH", path, 1);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_deaf),
		cmocka_unit_test(test_time),
		cmocka_unit_test(test_absent),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
