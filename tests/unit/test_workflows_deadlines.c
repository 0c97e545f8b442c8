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
	TODAY(w, "2021-03-15", .by = "chen", .event = "supply",
	    .papers = "basis");
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
	DONE(w, .by = "chen", .event = "supply", .on = "2021-03-30",
	    .papers = "basis");
	at = deadline(w, "main", "legality-review");
	assert_string_equal(at->suspended, "");
	day_is(at->due, "2021-03-23");
	/* a paper shows that it had */
	DONE(w, .by = "zhou", .event = "supplement", .on = "2021-03-30",
	    .reason = "缺依据", .papers = "evidence",
	    .evidenced = "2021-03-22");
	DONE(w, .by = "chen", .event = "supply", .on = "2021-04-01",
	    .reason = "依据已随纸质件送交");
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
	TODAY(w, "2021-03-10", .by = "chen", .event = "supply",
	    .papers = "basis");
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

/* ---- ticks ---- */

/* What time has brought about on that day, "event instance at", and recorded
 * then; "" nothing. */
static const char *
ticked(struct world *w, const char *today)
{
	static char told[128];
	struct arena arena = ARENA_INIT;
	struct procedure_tick due;
	char at[TIME_TEXT];

	w->recorded_s = time_of(today) + 3600;
	told[0] = '\0';
	if (procedure_next_tick(&w->view, w->d, time_day(w->recorded_s),
	    &arena, &due)) {
		snprintf(told, sizeof(told), "%s %s %.10s", due.event,
		    due.instance, time_format(at, due.at_s));
		DONE(w, .by = "", .event = due.event, .on = at,
		    .instance = due.instance);
	}
	arena_release(&arena);
	return told;
}

static void
a_deadline_passes_once(void **state)
{
	struct world *w = *state;
	int64_t stated_s;

	to_review(w);
	stated_s = w->d->stated_s;
	assert_string_equal(ticked(w, "2021-03-23"), "");
	assert_string_equal(ticked(w, "2021-03-25"),
	    "deadline.legality-review main 2021-03-24");
	assert_int_equal(deadline(w, "main", "legality-review")->passed_step,
	    3);
	assert_non_null(strstr(w->outcome.ptr, "<deadline due=\"2021-03-23\" "
	    "instance=\"main\" state=\"legality-review\""));
	assert_string_equal(ticked(w, "2021-03-25"), "");
	assert_string_equal(ticked(w, "2022-03-25"), "");
	/* it moves no time that a person states */
	assert_int_equal(w->d->stated_s, stated_s);
	DONE(w, .by = "zhou", .event = "approve", .on = "2021-03-20",
	    .papers = "legality-opinion");
}

static void
nothing_passes_before_its_time(void **state)
{
	struct world *w = *state;

	to_review(w);
	w->recorded_s = time_of("2021-03-23T23:59");
	REFUSED(w, ERR_REFUSED, "time has not brought", .by = "",
	    .event = "deadline.legality-review", .instance = "main",
	    .on = "2021-03-23");
	w->recorded_s = time_of("2021-03-24T01:00");
	/* from its own moment on, with nothing else */
	REFUSED(w, ERR_REFUSED, "time has not brought", .by = "",
	    .event = "deadline.legality-review", .instance = "main",
	    .on = "2021-03-23");
	REFUSED(w, ERR_REFUSED, "time has not brought", .by = "",
	    .event = "approve", .instance = "main", .on = "2021-03-24");
	REFUSED(w, ERR_USAGE, "takes no papers", .by = "",
	    .event = "deadline.legality-review", .instance = "main",
	    .on = "2021-03-24", .papers = "evidence");
	/* and by nobody's hand */
	REFUSED(w, ERR_REFUSED, "is not possible now", .by = "zhou",
	    .event = "deadline.legality-review", .on = "2021-03-24");
	/* while the clock stands nothing passes */
	TODAY(w, "2021-03-24", .by = "zhou", .event = "supplement",
	    .reason = "缺依据");
	assert_string_equal(ticked(w, "2021-06-01"), "");
}

static void
a_chart_takes_what_passes(void **state)
{
	struct world *w = *state;

	world_edit_chart(w, "<transition event=\"return\" target=\"returned\"",
	    "<transition event=\"deadline.legality-review\""
	    " target=\"rejected\" gw:milestone=\"lapsed\"/>"
	    "<transition event=\"return\" target=\"returned\"");
	to_review(w);
	w->recorded_s = time_of("2021-03-24T01:00");
	REFUSED(w, ERR_DENIED, "happens by itself", .by = "zhou",
	    .event = "deadline.legality-review", .on = "2021-03-24");
	assert_string_equal(ticked(w, "2021-04-01"),
	    "deadline.legality-review main 2021-03-24");
	assert_string_equal(w->d->instances[0].states, "rejected");
	assert_string_equal(w->d->instances[0].since, "2021-03-24");
	assert_string_equal(dossier_milestone(w->d, NULL, "lapsed")->person,
	    "");
	assert_int_equal(deadline(w, "main", "legality-review")->ended.day,
	    24);
	/* the engine's time went on, the persons' did not */
	assert_int_equal(w->d->clock_s, time_of("2021-03-24"));
	DONE(w, .by = "chen", .event = "revise", .on = "2021-03-22",
	    .text = "t2", .papers = "response");
	DONE(w, .by = "zhou", .event = "accept", .on = "2021-03-25");
	assert_int_equal(w->d->clock_s, 0);
}

static void
a_text_comes_into_force_and_ends(void **state)
{
	struct world *w = *state;

	to_published(w);
	assert_string_equal(ticked(w, "2021-03-15"), "");
	assert_string_equal(ticked(w, "2021-03-31"),
	    "deadline.filing-due filing-1 2021-03-31");
	assert_string_equal(ticked(w, "2021-04-30"),
	    "deadline.filing-due filing-2 2021-03-30");
	assert_string_equal(ticked(w, "2021-04-30"), "");
	assert_string_equal(ticked(w, "2021-05-03"),
	    "take-effect main 2021-05-01");
	assert_int_equal(dossier_milestone(w->d, NULL, "in-force")->stated_s,
	    time_of("2021-05-01"));
	/* what persons enter late comes before it still */
	DONE(w, .by = "lin", .event = "file", .on = "2021-03-20",
	    .papers = "filing-report", .instance = "filing-1");
	assert_string_equal(ticked(w, "2026-04-30"), "");
	assert_string_equal(ticked(w, "2026-05-01"),
	    "expire main 2026-05-01");
	assert_non_null(strstr(w->d->instances[0].states, "expired"));
	assert_string_equal(ticked(w, "2027-05-01"), "");
}

/* Who has seen the record before a tick has seen enough. */
static void
a_tick_makes_no_act_stale(void **state)
{
	struct world *w = *state;
	struct procedure_seen also[2];

	to_published(w);
	also[0] = (struct procedure_seen){ w->last.record, w->last.hash };
	(void)ticked(w, "2021-03-31");
	also[1] = (struct procedure_seen){ w->last.record, w->last.hash };
	w->last.also = also;
	w->last.nalso = 2;
	DONE(w, .by = "lin", .event = "file", .on = "2021-03-31",
	    .papers = "filing-report", .instance = "filing-1",
	    .seen = also[0].record);
	w->last.nalso = 0;
	REFUSED(w, ERR_STALE, "has moved on", .by = "lin", .event = "file",
	    .on = "2021-03-31", .papers = "filing-report",
	    .instance = "filing-2", .seen = also[0].record);
}

/* March 2021 as it was, with one holiday more; or of another year only. */
static struct calendar *
calendar_of(const char *year, const char *holiday)
{
	struct calendar *calendar = calendar_new();
	struct text ics = TEXT_INIT;
	struct err err = ERR_INIT;

	text_addf(&ics, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
	    "X-GUIWEN-YEAR:%s\r\nBEGIN:VEVENT\r\nUID:u\r\n"
	    "DTSTAMP:20210101T000000Z\r\nDTSTART;VALUE=DATE:%s\r\n"
	    "SUMMARY:假\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", year,
	    holiday);
	if (calendar_load(calendar, ics.ptr, ics.len, "x", &err) != 0)
		fail_msg("%s", err.msg);
	text_release(&ics);
	return calendar;
}

static void
another_calendar_moves_what_runs(void **state)
{
	struct world *w = *state;
	struct calendar *more = calendar_of("2021", "20210310");
	struct calendar *none = calendar_of("2019", "20190101");

	to_review(w);
	w->view.calendar = more;
	assert_string_equal(ticked(w, "2021-03-04"),
	    "due.legality-review main 2021-03-04");
	day_is(deadline(w, "main", "legality-review")->due, "2021-03-24");
	day_is(deadline(w, "main", "legality-review")->told, "2021-03-23");
	assert_non_null(strstr(w->outcome.ptr, "was=\"2021-03-23\""));
	assert_string_equal(ticked(w, "2021-03-24"), "");
	/* one that knows less takes nothing back */
	w->view.calendar = none;
	assert_string_equal(ticked(w, "2021-03-24"), "");
	/* what was kept stays as it was told */
	TODAY(w, "2021-03-24", .by = "zhou", .event = "approve",
	    .papers = "legality-opinion");
	w->view.calendar = context_get(w->context)->calendar;
	assert_string_equal(ticked(w, "2021-04-24"), "");
	day_is(deadline(w, "main", "legality-review")->due, "2021-03-24");
	calendar_free(more);
	calendar_free(none);
}

static void
what_was_not_known_becomes_known(void **state)
{
	struct world *w = *state;
	struct calendar *none = calendar_of("2019", "20190101");

	w->view.calendar = none;
	to_review(w);
	assert_int_equal(deadline(w, "main", "legality-review")->due.year, 0);
	assert_string_equal(ticked(w, "2021-06-01"), "");
	w->view.calendar = context_get(w->context)->calendar;
	/* even after it ended: it was kept, and now that can be said */
	TODAY(w, "2021-03-05", .by = "zhou", .event = "approve",
	    .papers = "legality-opinion");
	assert_string_equal(ticked(w, "2021-06-01"),
	    "due.legality-review main 2021-06-01");
	day_is(deadline(w, "main", "legality-review")->due, "2021-03-23");
	assert_int_equal(deadline(w, "main", "legality-review")->told.year,
	    0);
	assert_string_equal(ticked(w, "2021-06-01"), "");
	calendar_free(none);
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
		TEST(a_hearing_stops_the_clock),
		TEST(a_deadline_passes_once),
		TEST(nothing_passes_before_its_time),
		TEST(a_chart_takes_what_passes),
		TEST(a_text_comes_into_force_and_ends),
		TEST(a_tick_makes_no_act_stale),
		TEST(another_calendar_moves_what_runs),
		TEST(what_was_not_known_becomes_known)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
