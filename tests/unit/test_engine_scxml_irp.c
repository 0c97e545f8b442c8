/* test_engine_scxml_irp.c: the W3C's SCXML tests, when they are at hand */
#include "engine/chart/chart.h"
#include "engine/chart/session.h"
#include "engine/xml/xml.h"
#include "chart_files.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LONGEST_MS 60000	/* of virtual time; the suite waits 20 s */
#define MAX_CALLS 1000

enum outcome { PASS, FAIL, UNFINISHED, BROKE, REFUSED };

static const char *const outcome_names[] = { "pass", "fail", "never ends",
	"broke", "refused" };

/* Take the session apart and put it together again. */
static int
replant(struct session **s, const struct chart *chart,
    const struct session_limits *limits, struct err *err)
{
	struct text first = TEXT_INIT, second = TEXT_INIT;
	struct session *again = NULL;
	int rc = -1;

	session_snapshot(*s, &first);
	if (session_restore(&again, chart, first.ptr, first.len, NULL,
	    limits, err) != 0)
		goto out;
	session_snapshot(again, &second);
	if (first.len != second.len ||
	    memcmp(first.ptr, second.ptr, first.len) != 0) {
		err_set(err, ERR_BROKEN, "another snapshot: %s\nbefore: %s",
		    second.ptr, first.ptr);
		goto out;
	}
	session_free(*s);
	*s = again;
	again = NULL;
	rc = 0;
out:
	session_free(again);
	text_release(&first);
	text_release(&second);
	return rc;
}

static enum outcome
ended(const struct session *s, const struct chart *chart)
{
	if (session_is_in(s, chart_find(chart, "pass")))
		return PASS;
	return FAIL;
}

static enum outcome
run(const struct chart *chart, bool snapshots, struct err *err)
{
	struct session_limits limits = { .macrosteps = snapshots ? 1 : 0 };
	struct session *s = NULL;
	enum outcome outcome = BROKE;
	int64_t now_ms = 0, next_ms;
	int calls;

	if (session_start(&s, chart, "s1", NULL, now_ms, &limits, NULL,
	    err) != 0)
		return BROKE;
	for (calls = 0; calls < MAX_CALLS; calls++) {
		if (session_done(s)) {
			outcome = ended(s, chart);
			break;
		}
		if (snapshots && replant(&s, chart, &limits, err) != 0)
			break;
		next_ms = session_next_timer(s);
		if (next_ms < 0 || next_ms > LONGEST_MS) {
			outcome = UNFINISHED;
			break;
		}
		if (next_ms > now_ms)
			now_ms = next_ms;
		if (session_advance(s, now_ms, NULL, err) != 0)
			break;
	}
	session_free(s);
	return outcome;
}

struct tally {
	int n[5];
	int total;
};

static void
run_document(const char *dir, const char *name, bool snapshots,
    struct tally *tally)
{
	struct chart_loader loader;
	struct err err = ERR_INIT;
	struct chart *chart = NULL;
	enum outcome outcome = REFUSED;

	if (chart_files_parse(&chart, dir, name, &loader, &err) == 0)
		outcome = run(chart, snapshots, &err);
	tally->n[outcome]++;
	tally->total++;
	if (outcome != PASS)
		print_message("# %s/%s: %s: %s\n", dir, name,
		    outcome_names[outcome], err.msg);
	chart_free(chart);
}

static void
run_folder(const char *model, bool snapshots)
{
	struct tally tally = { { 0 }, 0 };
	struct dirent *entry;
	char dir[512];
	DIR *folder;

	snprintf(dir, sizeof(dir), "%s/data/scxml-irp/%s", chart_files_shared(), model);
	if ((folder = opendir(dir)) == NULL) {
		print_message("# %s is not there\n", dir);
		skip();
	}
	while ((entry = readdir(folder)) != NULL)
		if (chart_files_is_document(entry->d_name))
			run_document(dir, entry->d_name, snapshots, &tally);
	closedir(folder);
	print_message("# %s%s: %d of %d pass\n", model, snapshots ?
	    ", restored after every macrostep" : "", tally.n[PASS],
	    tally.total);
	assert_true(tally.total > 0);
	assert_int_equal(tally.n[PASS], tally.total);
}

static void
passes_xpath(void **state)
{
	(void)state;
	run_folder("xpath", false);
}

static void
passes_null(void **state)
{
	(void)state;
	run_folder("null", false);
}

static void
passes_xpath_restored(void **state)
{
	(void)state;
	run_folder("xpath", true);
}

static void
passes_null_restored(void **state)
{
	(void)state;
	run_folder("null", true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_xpath),
		cmocka_unit_test(passes_null),
		cmocka_unit_test(passes_xpath_restored),
		cmocka_unit_test(passes_null_restored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
