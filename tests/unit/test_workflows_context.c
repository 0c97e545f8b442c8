/* test_workflows_context.c: what is in force, from files, kept by their ids */
#include "workflows/context.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A registry's files: the shipped ones but where the test says otherwise. */
struct files {
	const char *people, *settings;	/* NULL: absent */
	const char *chart_tail;		/* after the shipped chart */
	bool no_calendars, fail;
	int asked;
};

static const char settings_xml[] =
    "<registry xmlns=\"urn:guiwen:registry:1\" name=\"库\">"
    "<issuing-authority name=\"局\"></issuing-authority></registry>";
static const char people_xml[] = "<people xmlns=\"urn:guiwen:people:1\">"
    "<person id=\"li\" name=\"李\" roles=\"office\"></person></people>";

static int
slurp(const char *path, struct text *out)
{
	FILE *file = fopen(path, "rb");
	char buf[4096];
	size_t n;

	if (file == NULL)
		return 0;
	while ((n = fread(buf, 1, sizeof(buf), file)) > 0)
		text_add(out, buf, n);
	fclose(file);
	return 1;
}

static int
read_file(void *ctx, const char *path, struct object_id *id,
    struct text *out, struct err *err)
{
	struct files *files = ctx;
	char real[256];
	int got = 1;

	files->asked++;
	text_reset(out);
	if (files->fail)
		return err_set(err, ERR_SYSTEM, "the disk is gone");
	if (strcmp(path, "people.xml") == 0) {
		if (files->people == NULL)
			return 0;
		text_adds(out, files->people);
	} else if (strcmp(path, "registry.xml") == 0) {
		if (files->settings == NULL)
			return 0;
		text_adds(out, files->settings);
	} else if (strncmp(path, "workflows/", 10) == 0) {
		got = slurp(path, out);
		text_adds(out, files->chart_tail);
	} else {
		snprintf(real, sizeof(real), "workflows/%s", path);
		got = files->no_calendars ? 0 : slurp(real, out);
	}
	if (got == 1)
		object_id_of(id, OBJECT_BLOB, out->ptr, out->len);
	return got;
}

static const struct chart *
chart_of(const struct procedure_context *view, const char *name,
    const char *hash, const char **hash_out)
{
	return view->chart(view->chart_ctx, name, hash, hash_out);
}

static void
test_load(void **state)
{
	struct files files = { people_xml, settings_xml, "", false, false, 0 };
	struct context *context = context_new();
	const struct procedure_context *view = context_get(context);
	const struct chart *first, *later;
	const struct people *people;
	const struct day holiday = { 2021, 5, 3 }, far = { 2031, 5, 3 };
	struct err err = ERR_INIT;
	const char *hash = NULL;
	char old[SHA256_HEX];

	(void)state;
	if (context_load(context, read_file, &files, &err) != 0)
		fail_msg("%s", err.msg);
	assert_int_equal(people_count(view->people), 1);
	assert_string_equal(settings_name(view->settings), "库");
	assert_int_equal(calendar_day(view->calendar, holiday, NULL),
	    CALENDAR_HOLIDAY);
	assert_int_equal(calendar_day(view->calendar, far, NULL),
	    CALENDAR_UNKNOWN);
	first = chart_of(view, "normative-document", NULL, &hash);
	assert_non_null(first);
	assert_int_equal(strlen(hash), 64);
	snprintf(old, sizeof(old), "%s", hash);
	assert_non_null(chart_of(view, "filing", NULL, &hash));
	assert_string_not_equal(old, hash);
	assert_null(chart_of(view, "no-such", NULL, &hash));
	/* Nothing has changed: nothing is parsed again. */
	people = view->people;
	assert_int_equal(context_load(context, read_file, &files, &err), 0);
	assert_ptr_equal(view->people, people);
	assert_ptr_equal(chart_of(view, "normative-document", NULL, &hash),
	    first);
	/* Another chart: the old one is still there for what runs on it. */
	files.chart_tail = "<!-- changed -->";
	files.people = NULL;
	files.no_calendars = true;
	assert_int_equal(context_load(context, read_file, &files, &err), 0);
	later = chart_of(view, "normative-document", NULL, &hash);
	assert_ptr_not_equal(later, first);
	assert_string_not_equal(hash, old);
	assert_ptr_equal(chart_of(view, "normative-document", old, &hash),
	    first);
	assert_string_equal(hash, old);
	assert_int_equal(people_count(view->people), 0);
	assert_int_equal(calendar_day(view->calendar, holiday, NULL),
	    CALENDAR_UNKNOWN);
	context_free(context);
}

static void
refused(const struct files *as, enum err_code code, const char *words)
{
	struct files files = *as;
	struct context *context = context_new();
	struct err err = ERR_INIT;

	assert_int_equal(context_load(context, read_file, &files, &err), -1);
	assert_int_equal(err.code, code);
	if (strstr(err.msg, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, err.msg);
	context_free(context);
}

static void
test_broken(void **state)
{
	(void)state;
	refused(&(struct files) { people_xml, NULL, "", false, false, 0 },
	    ERR_BROKEN, "registry.xml");
	refused(&(struct files) { "<people/>", settings_xml, "", false,
	    false, 0 }, ERR_BROKEN, "people.xml");
	refused(&(struct files) { people_xml, settings_xml, "<", false,
	    false, 0 }, ERR_BROKEN,
	    "workflows/normative-document/chart.scxml");
	refused(&(struct files) { people_xml, settings_xml, "", false, true,
	    0 }, ERR_SYSTEM, "the disk is gone");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
