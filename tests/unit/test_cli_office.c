/* test_cli_office.c: PDF by another program: done, failed, too slow, absent */
#include "cli/office.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* For what ends by itself: it matters only where something is wrong. */
#define PLENTY_MS 600000

/* A folder with a space in its name, a program in it, an empty one for
 * temporary files. */
struct place {
	char folder[64], program[128], temporary[128];
	char *path, *tmpdir;
};

static void
place_init(struct place *p, const char *script)
{
	const char *path = getenv("PATH"), *tmpdir = getenv("TMPDIR");
	char search[1024];
	FILE *file;

	snprintf(p->folder, sizeof(p->folder), "/tmp/guiwen office-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->program, sizeof(p->program), "%s/soffice", p->folder);
	snprintf(p->temporary, sizeof(p->temporary), "%s/tmp", p->folder);
	assert_int_equal(mkdir(p->temporary, 0700), 0);
	p->path = path != NULL ? strdup(path) : NULL;
	p->tmpdir = tmpdir != NULL ? strdup(tmpdir) : NULL;
	snprintf(search, sizeof(search), "%s", p->folder);
	if (script != NULL) {
		file = fopen(p->program, "w");
		assert_non_null(file);
		fprintf(file, "#!/bin/sh\nPATH=/usr/bin:/bin\n%s\n", script);
		fclose(file);
		chmod(p->program, 0755);
	}
	setenv("PATH", search, 1);
	setenv("TMPDIR", p->temporary, 1);
}

/* Nothing of the work may be left behind. */
static void
place_release(struct place *p)
{
	if (p->path != NULL)
		setenv("PATH", p->path, 1);
	if (p->tmpdir != NULL)
		setenv("TMPDIR", p->tmpdir, 1);
	else
		unsetenv("TMPDIR");
	assert_int_equal(rmdir(p->temporary), 0);
	unlink(p->program);
	assert_int_equal(rmdir(p->folder), 0);
	free(p->path);
	free(p->tmpdir);
}

/* The result of a script in the program's place. The last argument of a call
 * is the file, the one before it the folder. */
static int
pdf_by(const char *script, int time_ms, struct text *out, struct err *err)
{
	struct text docx = TEXT_INIT;
	struct place place;
	int result;

	err_clear(err);
	place_init(&place, script);
	text_adds(&docx, "a Word file");
	result = office_pdf(&docx, time_ms, out, err);
	text_release(&docx);
	place_release(&place);
	return result;
}

#define FILES "for file; do :; done; folder=${file%/*}; "

static void
test_done(void **state)
{
	struct text out = TEXT_INIT;
	struct err err;

	(void)state;
	assert_int_equal(pdf_by(FILES "mkdir -p \"$folder/profile/user\"; "
	    "cat \"$file\" >\"$folder/document.pdf\"; "
	    "test \"$HOME\" = \"$folder\"", PLENTY_MS, &out, &err), 0);
	assert_string_equal(out.ptr, "a Word file");
	text_reset(&out);
	/* the profile is named as a URL */
	assert_int_equal(pdf_by(FILES "echo \"$1\" >\"$folder/document.pdf\"",
	    PLENTY_MS, &out, &err), 0);
	assert_non_null(strstr(out.ptr, "file:///tmp/guiwen%20office-"));
	text_release(&out);
}

static void
test_failed(void **state)
{
	struct text out = TEXT_INIT;
	struct err err;

	(void)state;
	assert_int_equal(pdf_by("echo no licence >&2; exit 3", PLENTY_MS, &out,
	    &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_non_null(strstr(err.msg, "no licence"));
	assert_int_equal(pdf_by("exit 0", PLENTY_MS, &out, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_non_null(strstr(err.msg, "made no PDF"));
	assert_int_equal(out.len, 0);
	text_release(&out);
}

static void
test_too_slow(void **state)
{
	struct text out = TEXT_INIT;
	struct err err;

	(void)state;
	assert_int_equal(pdf_by("sleep 600 & wait", 300, &out, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	text_release(&out);
}

static void
test_absent(void **state)
{
	struct text out = TEXT_INIT;
	struct err err;

	(void)state;
	assert_int_equal(pdf_by(NULL, PLENTY_MS, &out, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_non_null(strstr(err.msg, "apt-get install"));
	text_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_done),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_too_slow),
		cmocka_unit_test(test_absent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
