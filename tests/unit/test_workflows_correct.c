/* test_workflows_correct.c: corrections: what they mend, and that they get
 * round no rule; each performed twice (procedure_fixture.h) */
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

static void
corrections_mend(void **state)
{
	struct world *w = *state;

	to_issued(w);	/* number is step 6, publish step 8 */
	/* what the issued file will bear, before it is issued */
	DONE(w, .by = "lin", .event = "correct", .on = "2021-03-12",
	    .corrects = 6, .reason = "抄错",
	    .data = "number=区民发〔2021〕5号|dated=2021-03-10");
	DONE(w, .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .effective = "2021-05-01");
	REFUSED(w, ERR_MISSING, "needs a written reason", .by = "lin",
	    .event = "correct", .on = "2021-03-16", .corrects = 6,
	    .data = "signer=李某");
	REFUSED(w, ERR_MISSING, "does not say what is right", .by = "lin",
	    .event = "correct", .on = "2021-03-16", .corrects = 6,
	    .reason = "抄错");
	REFUSED(w, ERR_NOTFOUND, "has no step 99", .by = "lin",
	    .event = "correct", .on = "2021-03-16", .corrects = 99,
	    .reason = "抄错", .data = "signer=李某");
	REFUSED(w, ERR_DENIED, "is published; only the office", .by = "zhou",
	    .event = "correct", .on = "2021-03-16", .corrects = 6,
	    .reason = "抄错", .data = "signer=李某");
	REFUSED(w, ERR_DENIED, "is published; only the office", .by = "zhou",
	    .event = "correct", .on = "2021-03-16", .corrects = 2,
	    .reason = "抄错", .data = "stated=2021-03-03");
	REFUSED(w, ERR_REFUSED, "was not stated at step 2", .by = "lin",
	    .event = "correct", .on = "2021-03-16", .corrects = 2,
	    .reason = "抄错", .data = "signer=李某");
	REFUSED(w, ERR_USAGE, "does not look like", .by = "lin",
	    .event = "correct", .on = "2021-03-16", .corrects = 6,
	    .reason = "抄错", .data = "number=3");
	REFUSED(w, ERR_MISSING, "names the step", .by = "lin",
	    .event = "correct", .on = "2021-03-16", .reason = "抄错",
	    .data = "signer=李某");
	REFUSED(w, ERR_REFUSED, "cannot have been at", .by = "lin",
	    .event = "correct", .on = "2021-03-16", .corrects = 6,
	    .reason = "抄错", .data = "stated=2021-03-01");
	DONE(w, .by = "lin", .event = "correct", .on = "2023-01-01",
	    .corrects = 6, .reason = "抄错", .data = "signer=李某");
	assert_string_equal(w->d->signer, "李某");
	assert_string_equal(w->d->number, "区民发〔2021〕5号");
	day_is(w->d->made, "2021-03-10");
	assert_int_equal(w->d->ncorrections, 3);
	assert_string_equal(w->d->corrections[1].was, "2021-03-11");
	assert_string_equal(w->d->corrections[2].was, "王某");
	/* a correction of today does not bar a late entry of 2021 */
	DONE(w, .by = "lin", .event = "file", .on = "2021-03-20",
	    .papers = "filing-report", .instance = "filing-1");
}

/* What could not have been done cannot be corrected to either. */
#define CORRECTION(step, what)						\
	.by = "lin", .event = "correct", .on = "2021-03-20",		\
	.corrects = step, .reason = "抄错", .data = what

static void
corrections_keep_to_the_rules(void **state)
{
	struct world *w = *state;

	to_issued(w);
	REFUSED(w, ERR_DENIED, "may be corrected by lin某 (lin), who did it, "
	    "or by the office", .by = "zhou", .event = "correct",
	    .on = "2021-03-16", .corrects = 6, .reason = "抄错",
	    .data = "signer=李某");
	/* before publication whoever did a step mends it */
	DONE(w, .by = "zhou", .event = "correct", .on = "2021-03-16",
	    .corrects = 3, .reason = "抄错", .data = "stated=2021-03-04");
	REFUSED(w, ERR_USAGE, "“colour” is nothing that can be corrected; "
	    "that can be: number (编号), signer (签发人), dated (成文日期), "
	    "effective (施行日期), expires (有效期至), stated (所称日期), "
	    "title (标题)",
	    CORRECTION(6, "colour=red"));
	REFUSED(w, ERR_REFUSED, "cannot be dated 2021-03-13, which lies after "
	    "the stated day 2021-03-12", CORRECTION(6, "dated=2021-03-13"));
	REFUSED(w, ERR_REFUSED, "cannot be dated 2030-03-13",
	    CORRECTION(6, "dated=2030-03-13"));
	REFUSED(w, ERR_REFUSED, "before its deliberation on 2021-03-10",
	    CORRECTION(6, "dated=2021-03-09"));
	REFUSED(w, ERR_REFUSED, "of another year",
	    CORRECTION(6, "number=区民发〔2020〕3号"));
	REFUSED(w, ERR_REFUSED, "which lies after the stated day 2021-03-10",
	    CORRECTION(6, "stated=2021-03-10"));
	REFUSED(w, ERR_REFUSED, "before its deliberation on 2021-03-12",
	    CORRECTION(5, "stated=2021-03-12"));
	REFUSED(w, ERR_USAGE, "stated twice",
	    CORRECTION(6, "dated=2021-03-10|dated=2021-03-09"));
	w->holder = "2020-0009";
	REFUSED(w, ERR_REFUSED, "already belongs to 2020-0009",
	    CORRECTION(6, "number=区民发〔2021〕4号"));
	w->holder = NULL;
	DONE(w, CORRECTION(6, "dated=2021-03-12|stated=2021-03-13"));
	day_is(w->d->made, "2021-03-12");
}

static void
corrections_keep_to_the_text(void **state)
{
	struct world *w = *state;

	DONE(w, .by = "chen", .event = "submit", .on = "2021-03-01",
	    .text = "t1", .papers = PAPERS, .authority = "区民政局",
	    .expires = "2026-04-30");
	DONE(w, .by = "zhou", .event = "accept", .on = "2021-03-02");
	DONE(w, .by = "zhou", .event = "approve", .on = "2021-03-05",
	    .papers = "legality-opinion");
	DONE(w, .by = "fair", .event = "approve", .on = "2021-03-08",
	    .papers = "fair-competition-conclusion");
	DONE(w, .by = "lin", .event = "adopt", .on = "2021-03-10",
	    .papers = "minutes");
	DONE(w, .by = "lin", .event = "number", .on = "2021-03-12",
	    .data = "number=区民发〔2021〕3号|signer=王某|dated=2021-03-11");
	REFUSED(w, ERR_REFUSED, "稿.docx does not say the day “expires” "
	    "(有效期至) as the approved text of 2021-0001 does: 2026-04-30",
	    .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .effective = "2021-05-01", .expires = "");
	DONE(w, .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .effective = "2021-05-01", .issued = "2021-03-11",
	    .doc_number = "区民发〔2021〕3号");
	REFUSED(w, ERR_REFUSED, "(version 2) says 2021-05-01 for the day "
	    "“effective” (施行日期), which cannot be corrected to 2021-06-01",
	    CORRECTION(8, "effective=2021-06-01"));
	REFUSED(w, ERR_REFUSED, "(version 2) says 2026-04-30 for the day "
	    "“expires”", CORRECTION(8, "expires=2027-04-30"));
	REFUSED(w, ERR_REFUSED, "(version 2) says 2021-03-11 for the day "
	    "“dated”", CORRECTION(6, "dated=2021-03-12"));
	REFUSED(w, ERR_REFUSED, "bears the number 区民发〔2021〕3号",
	    CORRECTION(6, "number=区民发〔2021〕4号"));
	REFUSED(w, ERR_REFUSED, "bears the title “某某管理办法（试行）”, which "
	    "cannot be corrected to “某某办法”",
	    CORRECTION(1, "title=某某办法"));
	DONE(w, CORRECTION(8, "effective=2021-05-01|expires=2026-04-30"));
	DONE(w, CORRECTION(1, "title=某某管理办法（试行）"));
	day_is(w->d->expires, "2026-04-30");
}

/* A text that shows no title leaves it to the record. */
static void
a_title_of_no_text_is_corrected(void **state)
{
	struct world *w = *state;

	DONE(w, .by = "chen", .event = "draft", .on = "2021-03-01",
	    .text = "t1", .text_title = "", .title = "关于某事的通知",
	    .authority = "区民政局");
	DONE(w, CORRECTION(1, "title=关于某某事的通知"));
	assert_string_equal(w->d->title, "关于某某事的通知");
}

/* Published on 15 March, filed on 25 April: late. The last step is 8. */
static void
to_filed_late(struct world *w)
{
	to_issued(w);
	DONE(w, .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .effective = "2021-05-01");
	w->recorded_s = time_of("2021-04-25");
	DONE(w, .by = "lin", .event = "file", .on = "2021-03-25",
	    .papers = "filing-report", .instance = "filing-1");
	w->recorded_s = RECORDED_S;
	day_is(deadline(w, "filing-1", "filing-due")->due, "2021-03-30");
}

static void
no_typed_day_takes_lateness_away(void **state)
{
	struct world *w = *state;

	to_filed_late(w);
	REFUSED(w, ERR_MISSING, "corrected with the paper: --evidence FILE",
	    CORRECTION(8, "evidenced=2021-03-25"));
	REFUSED(w, ERR_MISSING, "is dated 2021-03-25 by no paper", .by = "lin",
	    .event = "correct", .on = "2021-03-26", .corrects = 8,
	    .reason = "漏填", .evidenced = "2021-03-25");
	REFUSED(w, ERR_REFUSED, "no papers but the one that proves a day",
	    .by = "lin", .event = "correct", .on = "2021-03-26",
	    .corrects = 8, .reason = "漏填", .papers = "filing-report",
	    .evidenced = "2021-03-25");
	REFUSED(w, ERR_MISSING, "does not say which day it proves",
	    .by = "lin", .event = "correct", .on = "2021-03-26",
	    .corrects = 8, .reason = "漏填", .papers = "evidence",
	    .data = "stated=2021-03-24");
	REFUSED(w, ERR_USAGE, "hands in 2 papers as evidence", .by = "lin",
	    .event = "correct", .on = "2021-03-26", .corrects = 8,
	    .reason = "漏填", .papers = "evidence evidence",
	    .evidenced = "2021-03-25");
	REFUSED(w, ERR_REFUSED, "cannot have been at 2021-05-01T00:00:00+08:00"
	    ": it was recorded at 2021-04-25", .by = "lin",
	    .event = "correct", .on = "2021-03-26", .corrects = 8,
	    .reason = "漏填", .papers = "evidence",
	    .evidenced = "2021-05-01");
	/* the publication is moved so that the filing would have been due
	 * later: as little by a typed day */
	REFUSED(w, ERR_REFUSED, "the last day of “filing-due” would be "
	    "2021-04-08 and not 2021-03-30", .by = "lin", .event = "correct",
	    .on = "2021-03-26", .corrects = 7, .reason = "抄错",
	    .data = "stated=2021-03-24");
	assert_int_equal(dossier_milestone(w->d, "filing-1",
	    "filed")->evidenced_s, 0);
	day_is(deadline(w, "filing-1", "filing-due")->due, "2021-03-30");
}

static void
papers_prove_days(void **state)
{
	struct world *w = *state;
	const struct dossier_correction *at;

	to_filed_late(w);
	DONE(w, .by = "lin", .event = "correct", .on = "2021-03-26",
	    .corrects = 8, .reason = "补交邮戳", .papers = "evidence",
	    .evidenced = "2021-03-25");
	assert_int_equal(dossier_milestone(w->d, "filing-1",
	    "filed")->evidenced_s, time_of("2021-03-25"));
	at = &w->d->corrections[w->d->ncorrections - 1];
	assert_string_equal(at->field, "evidenced");
	assert_string_equal(at->was, "");
	assert_string_equal(at->now, "2021-03-25T00:00:00+08:00");
	assert_string_equal(w->d->materials[w->d->nmaterials - 1].kind,
	    "evidence");
	assert_int_equal(w->d->materials[w->d->nmaterials - 1].step, at->step);
	/* a page as it was seen: published two days later than was stated */
	DONE(w, .by = "lin", .event = "correct", .on = "2021-03-26",
	    .corrects = 7, .reason = "网页快照", .papers = "evidence",
	    .evidenced = "2021-03-17");
	day_is(deadline(w, "filing-1", "filing-due")->from, "2021-03-17");
	day_is(deadline(w, "filing-1", "filing-due")->due, "2021-04-01");
	/* a stated time no longer moves it */
	DONE(w, CORRECTION(7, "stated=2021-03-16"));
	day_is(deadline(w, "filing-1", "filing-due")->due, "2021-04-01");
	/* sooner needs no paper */
	DONE(w, .by = "lin", .event = "file", .on = "2021-03-27",
	    .papers = "filing-report evidence", .instance = "filing-2",
	    .evidenced = "2021-03-26");
	DONE(w, .by = "lin", .event = "suspend", .on = "2021-03-29",
	    .instance = "filing-2", .reason = "缺附件", .papers = "notice",
	    .evidenced = "2021-03-28");
	day_is(deadline(w, "filing-2", "filing-suspended")->from,
	    "2021-03-28");
}

static void
an_evidenced_day_stands_on_a_paper(void **state)
{
	struct world *w = *state;

	REFUSED(w, ERR_MISSING, "is dated 2021-03-01 by no paper",
	    .by = "chen", .event = "draft", .on = "2021-03-01", .text = "t1",
	    .authority = "区民政局", .evidenced = "2021-03-01");
	to_published(w);
	REFUSED(w, ERR_MISSING, "“file” on 2021-0001 is dated 2021-03-20 by no "
	    "paper", .by = "lin", .event = "file", .on = "2021-03-20",
	    .instance = "filing-1", .papers = "filing-report",
	    .evidenced = "2021-03-20");
	DONE(w, .by = "lin", .event = "file", .on = "2021-03-20",
	    .instance = "filing-1", .papers = "filing-report evidence",
	    .evidenced = "2021-03-20");
	/* a receipt comes from outside itself */
	DONE(w, .by = "lin", .event = "receipt", .on = "2021-03-22",
	    .instance = "filing-1", .papers = "receipt",
	    .data = "number=回执1", .evidenced = "2021-03-21");
	assert_int_equal(dossier_milestone(w->d, "filing-1",
	    "filing-registered")->evidenced_s, time_of("2021-03-21"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(corrections_mend), TEST(corrections_keep_to_the_rules),
		TEST(corrections_keep_to_the_text),
		TEST(a_title_of_no_text_is_corrected),
		TEST(no_typed_day_takes_lateness_away),
		TEST(papers_prove_days),
		TEST(an_evidenced_day_stands_on_a_paper)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
