/* test_workflows_tick.c: what time brings about is recorded once, replayed by
 * the audit, and cannot be forged */
#include "tests/unit/audit_story.h"
#include "tests/unit/forge.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct story story;

static int
set_up(void **state)
{
	(void)state;
	if (story_begin(&story, NULL) == 0 && story_play(&story, story_acts,
	    MEM_COUNT(story_acts)) == 0)
		return 0;
	fprintf(stderr, "%s\n", story.err.msg);
	return -1;
}

static int
tear_down(void **state)
{
	(void)state;
	story_end(&story);
	return 0;
}

struct told {
	char events[8][64];
	size_t count;
};

static int
tell(void *ctx, const struct answer *ticked, const struct ticked *what,
    struct err *err)
{
	struct told *told = ctx;

	(void)err;
	assert_true(ticked->done);
	assert_true(told->count < 8);
	snprintf(told->events[told->count++], 64, "%s %s",
	    ticked->document, what->event);
	return 0;
}

static void
tell_not(void *ctx, const char *document, const struct err *why)
{
	(void)ctx;
	fail_msg("%s: %s", document, why->msg);
}

static size_t
ticks(struct registry *registry, int64_t now_s, struct told *told)
{
	struct err err = ERR_INIT;

	memset(told, 0, sizeof(*told));
	if (registry_tick(registry, now_s, tell, tell_not, told,
	    &err) != 0)
		fail_msg("%s", err.msg);
	return told->count;
}

static struct audit_history *
audited(const char *dir)
{
	struct audit_history *history = NULL;
	struct registry *registry = NULL;
	struct err err = ERR_INIT;

	if (registry_open(&registry, dir, true, &err) != 0 ||
	    audit_history(registry, &history, NULL, NULL, &err) != 0)
		fail_msg("%s", err.msg);
	registry_close(registry);
	return history;
}

static void
time_is_recorded_once(void **state)
{
	struct registry *other = NULL;
	struct audit_history *history;
	struct err err = ERR_INIT;
	struct told told;

	(void)state;
	/* a clock that was set back records nothing */
	assert_int_equal(registry_tick(story.open, story.clock_s - 86400,
	    tell, tell_not, &told, &err), -1);
	assert_int_equal(err.code, ERR_CLOCK);
	story.clock_s += 60 * 86400;
	if (registry_open(&other, story.registry, false, &err) != 0)
		fail_msg("%s", err.msg);
	assert_int_equal(ticks(story.open, story.clock_s, &told), 2);
	assert_string_equal(told.events[0], "2021-0001 take-effect");
	assert_string_equal(told.events[1],
	    "2021-0002 deadline.legality-review");
	/* another process, whose clock is a second behind */
	assert_int_equal(ticks(other, story.clock_s - 1, &told), 0);
	assert_int_equal(ticks(story.open, story.clock_s, &told), 0);
	registry_close(other);
	history = audited(story.registry);
	assert_int_equal(history->nfaults, 0);
	audit_history_free(history);
}

static void
earlier(struct forgery *f)
{
	struct forged_record *r = forge_record(f, "2021-0002",
	    "deadline.legality-review", 0);

	assert_non_null(r);
	assert_int_equal(forge_replace(&r->act, " stated=\"2021-03-31",
	    " stated=\"2021-03-20", false), 1);
}

/* Whoever recomputes every hash cannot let time pass sooner. */
static void
no_time_is_forged(void **state)
{
	struct audit_history *history;
	struct forgery f;
	struct err err = ERR_INIT;
	char to[128];
	size_t i, n = 0;

	(void)state;
	snprintf(to, sizeof(to), "%s/forged", story.dir);
	if (forge_load(&f, story.registry, &err) != 0)
		fail_msg("%s", err.msg);
	earlier(&f);
	if (forge_write(&f, story.registry, to, "区民政局文件库", &err) != 0)
		fail_msg("%s", err.msg);
	forge_release(&f);
	history = audited(to);
	for (i = 0; i < history->nfaults; i++)
		n += strcmp(history->faults[i].document, "2021-0002") == 0 &&
		    strcmp(history->faults[i].place, "replay") == 0;
	assert_true(n > 0);
	audit_history_free(history);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_is_recorded_once),
		cmocka_unit_test(no_time_is_forged)
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
