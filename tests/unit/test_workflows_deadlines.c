/* test_workflows_deadlines.c: clocks that stand still, days that pass and what
 * is recorded of them; each act performed twice (procedure_fixture.h) */
#include "tests/unit/procedure_fixture.h"

static int
begin(void **state)
{
	static struct world world;

	world_begin(&world);
	*state = &world;
	return 0;
}

static int
end(void **state)
{
	world_end(*state);
	return 0;
}

/* Done and recorded on that day. */
#define TODAY(w, day, ...) do {						\
	(w)->recorded_s = time_of(day "T12:00");			\
	DONE(w, .on = day, __VA_ARGS__);				\
} while (0)

static void
to_review(struct world *w)
{
	TODAY(w, "2021-03-01", .by = "chen", .event = "submit", .text = "t1",
	    .papers = PAPERS, .authority = "区民政局");
	TODAY(w, "2021-03-02", .by = "zhou", .event = "accept");
}

static void
a_supplement_stops_the_clock(void **state)
{
	struct world *w = *state;
	const struct dossier_deadline *at;
	struct day since;

	to_review(w);
	at = deadline(w, "main", "legality-review");
	day_is(at->due, "2021-03-23");
	day_is(at->told, "2021-03-23");
	TODAY(w, "2021-03-05", .by = "zhou", .event = "supplement",
	    .reason = "缺征求意见情况");
	at = deadline(w, "main", "legality-review");
	assert_true(dossier_deadline_stands(at, &since));
	day_is(since, "2021-03-05");
	assert_int_equal(at->ended.year, 0);
	/* three of fifteen days were used up; twelve run on */
	TODAY(w, "2021-03-10", .by = "chen", .event = "supply",
	    .papers = "consultation");
	assert_int_equal(w->d->ndeadlines, 1);
	at = deadline(w, "main", "legality-review");
	assert_false(dossier_deadline_stands(at, NULL));
	assert_string_equal(at->suspended, "2021-03-05/2021-03-10");
	day_is(at->due, "2021-03-26");
	day_is(at->told, "2021-03-23");
	/* the five owed to the reviewer: two of them after the supplement */
	day_is(at->owed_until, "2021-03-12");
	/* once more, over a weekend */
	TODAY(w, "2021-03-12", .by = "zhou", .event = "supplement",
	    .reason = "缺依据");
	TODAY(w, "2021-03-15", .by = "chen", .event = "supply");
	at = deadline(w, "main", "legality-review");
	assert_string_equal(at->suspended,
	    "2021-03-05/2021-03-10 2021-03-12/2021-03-15");
	day_is(at->due, "2021-03-29");
	TODAY(w, "2021-03-16", .by = "zhou", .event = "approve",
	    .papers = "legality-opinion");
	day_is(deadline(w, "main", "legality-review")->ended, "2021-03-16");
}

static void
who_withdraws_meanwhile_ends_it(void **state)
{
	struct world *w = *state;
	const struct dossier_deadline *at;

	to_review(w);
	TODAY(w, "2021-03-05", .by = "zhou", .event = "supplement",
	    .reason = "缺依据");
	TODAY(w, "2021-03-08", .by = "chen", .event = "withdraw");
	at = deadline(w, "main", "legality-review");
	day_is(at->ended, "2021-03-08");
	assert_string_equal(at->suspended, "2021-03-05/2021-03-08");
	/* the next review has its own clock */
	TODAY(w, "2021-03-09", .by = "chen", .event = "submit");
	TODAY(w, "2021-03-10", .by = "zhou", .event = "accept");
	assert_int_equal(w->d->ndeadlines, 2);
	assert_string_equal(deadline(w, "main", "legality-review")->suspended,
	    "");
}

/* Who is late cannot say afterwards that the clock had stood still. */
static void
no_typed_day_stops_a_clock(void **state)
{
	struct world *w = *state;
	const struct dossier_deadline *at;

	to_review(w);
	w->recorded_s = time_of("2021-04-06");
	DONE(w, .by = "zhou", .event = "supplement", .on = "2021-03-05",
	    .reason = "缺依据");
	DONE(w, .by = "chen", .event = "supply", .on = "2021-03-30");
	at = deadline(w, "main", "legality-review");
	assert_string_equal(at->suspended, "");
	day_is(at->due, "2021-03-23");
	/* a paper shows that it had */
	DONE(w, .by = "zhou", .event = "supplement", .on = "2021-03-30",
	    .reason = "缺依据", .papers = "evidence",
	    .evidenced = "2021-03-22");
	DONE(w, .by = "chen", .event = "supply", .on = "2021-04-01");
	at = deadline(w, "main", "legality-review");
	assert_string_equal(at->suspended, "2021-03-22/2021-04-01");
	day_is(at->due, "2021-04-02");
}

static void
stopped_for(struct world *w, const char *within, const char *due)
{
	char edited[64];

	snprintf(edited, sizeof(edited), "gw:within=\"%s\"", within);
	world_edit_chart(w, "gw:within=\"15 working-days\"", edited);
	to_review(w);
	TODAY(w, "2021-03-05", .by = "zhou", .event = "supplement",
	    .reason = "缺依据");
	TODAY(w, "2021-03-10", .by = "chen", .event = "supply");
	day_is(deadline(w, "main", "legality-review")->due, due);
}

static void
days_run_on_by_their_unit(void **state)
{
	stopped_for(*state, "15 days", "2021-03-22");
}

static void
months_run_on_by_the_days_that_stood(void **state)
{
	stopped_for(*state, "1 month", "2021-04-07");
}

static void
what_had_passed_stays_passed(void **state)
{
	stopped_for(*state, "2 days", "2021-03-04");
}

/* A hearing, in a chart that knows one. */
static void
a_hearing_stops_the_clock(void **state)
{
	struct world *w = *state;

	world_edit_chart(w, "gw:label-en=\"reject: unlawful\"/>",
	    "gw:label-en=\"reject: unlawful\"/>"
	    "<transition event=\"hear\" target=\"hearing\""
	    " gw:label=\"举行听证\"/></state>"
	    "<state id=\"hearing\" gw:role=\"legal-counsel\""
	    " gw:suspends=\"legality-review other\" gw:label=\"听证\">"
	    "<transition event=\"heard\" target=\"legality-review\"/>");
	to_review(w);
	TODAY(w, "2021-03-08", .by = "zhou", .event = "hear");
	assert_true(dossier_deadline_stands(deadline(w, "main",
	    "legality-review"), NULL));
	TODAY(w, "2021-03-29", .by = "zhou", .event = "heard");
	day_is(deadline(w, "main", "legality-review")->due, "2021-04-14");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_supplement_stops_the_clock),
		TEST(who_withdraws_meanwhile_ends_it),
		TEST(no_typed_day_stops_a_clock),
		TEST(days_run_on_by_their_unit),
		TEST(months_run_on_by_the_days_that_stood),
		TEST(what_had_passed_stays_passed),
		TEST(a_hearing_stops_the_clock)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
