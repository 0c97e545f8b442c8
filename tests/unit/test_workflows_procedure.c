/* test_workflows_procedure.c: every rule of the procedure, each refusal with
 * its code and sentence; every act is performed twice and gives the same
 * bytes (procedure_fixture.h) */
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

static const struct dossier_instance *
instance(struct world *w, const char *id)
{
	const struct dossier_instance *found = dossier_instance(w->d, id);

	if (found == NULL)
		fail_msg("no instance %s", id);
	return found;
}

static void
states_are(struct world *w, const char *id, const char *states)
{
	assert_string_equal(instance(w, id)->states, states);
}

static const char *
status(struct world *w)
{
	static char out[64];
	struct arena arena = ARENA_INIT;

	snprintf(out, sizeof(out), "%s", procedure_status(&w->view, w->d,
	    &arena));
	arena_release(&arena);
	return out;
}

/* ---- creating ---- */

static void
draft_creates(void **state)
{
	struct world *w = *state;

	DONE(w, .by = "chen", .event = "draft", .on = "2021-03-01",
	    .text = "t1", .authority = "区民政局", .papers = "basis");
	assert_string_equal(w->d->title, "某某管理办法（试行）");
	assert_string_equal(w->d->kind, "办法");
	assert_string_equal(w->d->drafting_body, "养老科");
	assert_string_equal(w->d->drafter, "chen");
	assert_string_equal(w->d->lead, "");
	states_are(w, "main", "drafting");
	assert_string_equal(instance(w, "main")->since, "2021-03-01");
	assert_int_equal(w->d->nversions, 1);
	assert_string_equal(w->d->versions[0].path, "original.docx");
	assert_string_equal(w->d->materials[0].path,
	    "materials/0001-basis.pdf");
	assert_null(dossier_milestone(w->d, NULL, "submitted"));
	assert_non_null(strstr(w->outcome.ptr, "<entered>drafting</entered>"));
	assert_null(strstr(w->outcome.ptr, "before="));
	REFUSED(w, ERR_REFUSED, "exists already", .by = "chen",
	    .event = "draft", .on = "2021-03-02", .text = "t2");
}

static void
submit_creates_and_submits(void **state)
{
	struct world *w = *state;

	to_submitted(w);
	states_are(w, "main", "material-check");
	assert_int_equal(w->d->step, 1);
	assert_int_equal(w->d->nactors, 1);
	assert_string_equal(w->d->actors[0].state, "drafting");
	assert_string_equal(dossier_milestone(w->d, NULL,
	    "submitted")->text_hash, "t1");
	assert_string_equal(status(w), "material-check");
}

static void
creation_is_refused(void **state)
{
	struct world *w = *state;

	REFUSED(w, ERR_MISSING, "basis (制定依据), consultation "
	    "(征求意见及采纳情况)", .by = "chen", .event = "submit",
	    .on = "2021-03-01", .text = "t1", .papers = "explanation",
	    .authority = "区民政局");
	REFUSED(w, ERR_MISSING, "name the file", .by = "chen",
	    .event = "draft", .on = "2021-03-01", .authority = "区民政局");
	REFUSED(w, ERR_MISSING, "shows no title", .by = "chen",
	    .event = "draft", .on = "2021-03-01", .authority = "区民政局",
	    .text = "t1", .text_title = "");
	REFUSED(w, ERR_MISSING, "several issuing authorities: 区民政局, 区教委",
	    .by = "chen", .event = "draft", .on = "2021-03-01", .text = "t1");
	REFUSED(w, ERR_NOTFOUND, "“区财政局” is no issuing authority",
	    .by = "chen", .event = "draft", .on = "2021-03-01", .text = "t1",
	    .authority = "区财政局");
	REFUSED(w, ERR_USAGE, "is no kind of document", .by = "chen",
	    .event = "draft", .on = "2021-03-01", .text = "t1",
	    .authority = "区民政局", .kind = "小说");
	REFUSED(w, ERR_USAGE, "cannot lead", .by = "chen", .event = "draft",
	    .on = "2021-03-01", .text = "t1", .authority = "区民政局",
	    .lead = "区财政局", .joint = "区教委");
	REFUSED(w, ERR_DENIED, "“draft” on 某某管理办法（试行） is for "
	    "the role drafter",
	    .by = "zhou", .event = "draft", .on = "2021-03-01", .text = "t1",
	    .authority = "区民政局");
	REFUSED(w, ERR_REFUSED, "possible are: revise, submit, terminate",
	    .by = "zhou", .event = "accept", .on = "2021-03-01", .text = "t1",
	    .authority = "区民政局");
	REFUSED(w, ERR_REFUSED, "has the same text", .by = "chen",
	    .event = "revise", .on = "2021-03-01", .text = "t1",
	    .authority = "区民政局");
	assert_null(w->d);
	DONE(w, .by = "chen", .event = "draft", .on = "2021-03-01",
	    .text = "t1", .text_title = "", .title = "关于某事的通知",
	    .authority = "区民政局", .lead = "区教委", .joint = "区教委",
	    .body = "三科");
	assert_string_equal(w->d->title, "关于某事的通知");
	assert_string_equal(w->d->kind, "通知");
	assert_string_equal(w->d->drafting_body, "三科");
	assert_string_equal(w->d->lead, "区教委");
}

/* ---- person, time, seen ---- */

static void
persons_are_checked(void **state)
{
	struct world *w = *state;

	to_submitted(w);
	REFUSED(w, ERR_NOTFOUND, "nobody called “nobody”", .by = "nobody",
	    .event = "accept", .on = "2021-03-02");
	REFUSED(w, ERR_DENIED, "acts here no more", .by = "old",
	    .event = "withdraw", .on = "2021-03-02");
	REFUSED(w, ERR_DENIED, "is an auditor here, who reads and never acts",
	    .by = "aud", .event = "accept", .on = "2021-03-02");
	REFUSED(w, ERR_DENIED, "is for the role legal-counsel", .by = "lin",
	    .event = "accept", .on = "2021-03-02");
	REFUSED(w, ERR_DENIED, "not for office", .by = "multi",
	    .event = "accept", .on = "2021-03-02", .role = "office");
	REFUSED(w, ERR_DENIED, "has not the role office", .by = "zhou",
	    .event = "accept", .on = "2021-03-02", .role = "office");
	REFUSED(w, ERR_DENIED, "those of the same unit", .by = "wu",
	    .event = "withdraw", .on = "2021-03-02");
	DONE(w, .by = "deng", .event = "withdraw", .on = "2021-03-02");
	states_are(w, "main", "drafting");
}

static void
times_are_checked(void **state)
{
	struct world *w = *state;

	to_submitted(w);
	REFUSED(w, ERR_REFUSED, "lies after the time of recording",
	    .by = "zhou", .event = "accept", .on = "2024-01-01");
	REFUSED(w, ERR_REFUSED, "lies before the last step", .by = "zhou",
	    .event = "accept", .on = "2021-02-28");
	REFUSED(w, ERR_REFUSED, "the date on the paper", .by = "zhou",
	    .event = "accept", .on = "2021-03-01",
	    .evidenced = "2024-01-01");
	DONE(w, .by = "zhou", .event = "accept", .on = "2021-03-01");
}

static void
what_has_moved_on_is_refused(void **state)
{
	struct world *w = *state;

	to_submitted(w);
	REFUSED(w, ERR_STALE, "has moved on", .by = "zhou",
	    .event = "accept", .on = "2021-03-02", .other_history = true);
	REFUSED(w, ERR_STALE, "2021-0001 has moved on: record 2, “event” by "
	    "lin某 (lin) at 2023-11-15T", .by = "zhou", .event = "accept",
	    .on = "2021-03-02", .seen = 7);
	DONE(w, .by = "zhou", .event = "accept", .on = "2021-03-02");
}

/* ---- the chart's gates ---- */

static void
wrong_states_are_told(void **state)
{
	struct world *w = *state;

	to_submitted(w);
	REFUSED(w, ERR_REFUSED, "is in the state material-check; "
	    "possible are: accept, supplement, withdraw", .by = "zhou",
	    .event = "approve", .on = "2021-03-02");
	REFUSED(w, ERR_REFUSED, "“dance” is not possible now", .by = "zhou",
	    .event = "dance", .on = "2021-03-02");
	REFUSED(w, ERR_NOTFOUND, "has no filing with “区政府”", .by = "zhou",
	    .event = "accept", .on = "2021-03-02", .instance = "区政府");
	world_forget(w);
	to_published(w);
	REFUSED(w, ERR_DENIED, "happens by itself", .by = "lin",
	    .event = "filing.closed", .on = "2021-03-16");
}

static void
materials_and_reasons_are_needed(void **state)
{
	struct world *w = *state;

	to_legality(w);
	REFUSED(w, ERR_MISSING, "legality-opinion (合法性审核意见书)",
	    .by = "zhou", .event = "approve", .on = "2021-03-05");
	REFUSED(w, ERR_MISSING, "needs a written reason", .by = "zhou",
	    .event = "return", .on = "2021-03-05");
	REFUSED(w, ERR_USAGE, "is no kind of material", .by = "zhou",
	    .event = "approve", .on = "2021-03-05", .papers = "A/B");
	REFUSED(w, ERR_REFUSED, "takes no text", .by = "zhou",
	    .event = "approve", .on = "2021-03-05",
	    .papers = "legality-opinion", .text = "t2");
	DONE(w, .by = "zhou", .event = "return", .on = "2021-03-05",
	    .reason = "第三条应当修改");
	states_are(w, "main", "returned");
	/* to take it back and submit it again would pass the opinion over */
	REFUSED(w, ERR_REFUSED, "possible are: revise, terminate",
	    .by = "chen", .event = "withdraw", .on = "2021-03-06");
	REFUSED(w, ERR_MISSING, "needs the new text", .by = "chen",
	    .event = "revise", .on = "2021-03-06", .papers = "response");
	REFUSED(w, ERR_REFUSED, "the same text as version 1", .by = "chen",
	    .event = "revise", .on = "2021-03-06", .papers = "response",
	    .text = "t1");
	REFUSED(w, ERR_MISSING, "response (采纳情况说明)", .by = "chen",
	    .event = "revise", .on = "2021-03-06", .text = "t2");
	DONE(w, .by = "chen", .event = "revise", .on = "2021-03-06",
	    .text = "t2", .papers = "response");
	assert_int_equal(dossier_version(w->d)->number, 2);
	/* an opinion on the old text counts no more: a new one must come */
	DONE(w, .by = "zhou", .event = "accept", .on = "2021-03-07");
	REFUSED(w, ERR_MISSING, "legality-opinion", .by = "zhou",
	    .event = "approve", .on = "2021-03-08");
}

/* Papers of an earlier submission count for the next one. */
static void
withdrawn_and_submitted_again(void **state)
{
	struct world *w = *state;

	to_submitted(w);
	DONE(w, .by = "chen", .event = "withdraw", .on = "2021-03-02");
	DONE(w, .by = "chen", .event = "submit", .on = "2021-03-03");
	assert_int_equal(w->d->nversions, 1);
	DONE(w, .by = "chen", .event = "withdraw", .on = "2021-03-04");
	DONE(w, .by = "chen", .event = "submit", .on = "2021-03-05",
	    .text = "t2", .file = "新.odt", .papers = "basis basis");
	assert_int_equal(w->d->nversions, 2);
	assert_string_equal(w->d->versions[1].path, "original.odt");
	assert_string_equal(w->d->materials[w->d->nmaterials - 1].path,
	    "materials/0005-basis-2.pdf");
	DONE(w, .by = "chen", .event = "withdraw", .on = "2021-03-06");
	DONE(w, .by = "chen", .event = "submit", .on = "2021-03-07",
	    .text = "t2");
	assert_int_equal(w->d->nversions, 2);
}

static void
duties_are_separated(void **state)
{
	struct world *w = *state;

	/* who submitted may not review, in whatever role */
	DONE(w, .by = "multi", .event = "submit", .on = "2021-03-01",
	    .text = "t1", .papers = PAPERS, .authority = "区民政局");
	REFUSED(w, ERR_DENIED, "drafted 2021-0001 or handed it in (step 1)",
	    .by = "multi", .event = "accept", .on = "2021-03-02");
	REFUSED(w, ERR_DENIED, "in any role", .by = "multi",
	    .event = "accept", .on = "2021-03-02", .role = "legal-counsel");
	DONE(w, .by = "zhou", .event = "accept", .on = "2021-03-02");
	REFUSED(w, ERR_DENIED, "may therefore not do “approve”",
	    .by = "multi", .event = "approve", .on = "2021-03-03",
	    .papers = "legality-opinion");
	world_forget(w);

	/* who handed in a later version or papers may not either */
	to_legality(w);
	DONE(w, .by = "zhou", .event = "return", .on = "2021-03-03",
	    .reason = "改");
	DONE(w, .by = "multi", .event = "revise", .on = "2021-03-04",
	    .text = "t2", .papers = "response");
	REFUSED(w, ERR_DENIED, "handed it in (step 4)", .by = "multi",
	    .event = "accept", .on = "2021-03-05");
	DONE(w, .by = "zhou", .event = "supplement", .on = "2021-03-05",
	    .reason = "缺依据");
	/* told that something is missing, nobody answers with nothing */
	REFUSED(w, ERR_MISSING, "brings no paper", .by = "deng",
	    .event = "supply", .on = "2021-03-06");
	DONE(w, .by = "deng", .event = "supply", .on = "2021-03-06",
	    .papers = "basis");
	assert_string_equal(w->d->actors[w->d->nactors - 1].state,
	    "supplement");
	world_forget(w);

	/* both reviews by one person who drafted nothing are not barred by
	 * this chart */
	to_legality(w);
	DONE(w, .by = "both", .event = "approve", .on = "2021-03-05",
	    .papers = "legality-opinion");
	DONE(w, .by = "both", .event = "approve", .on = "2021-03-05",
	    .papers = "fair-competition-conclusion");
}

/* What another chart may ask for. */
static void
other_charts_ask_for_more(void **state)
{
	struct world *w = *state;
	struct act *act;
	struct err err = ERR_INIT;

	world_edit_chart(w, "gw:not=\"drafter submitter\"",
	    "gw:not=\"drafter submitter legality-review\"");
	to_legality(w);
	DONE(w, .by = "both", .event = "approve", .on = "2021-03-05",
	    .papers = "legality-opinion");
	REFUSED(w, ERR_DENIED, "acted on 2021-0001 in the state "
	    "legality-review (step 3)", .by = "both", .event = "approve",
	    .on = "2021-03-05", .papers = "fair-competition-conclusion");
	world_forget(w);
	chart_free(w->chart);

	world_edit_chart(w, "gw:milestone=\"accepted\"",
	    "gw:milestone=\"accepted\" gw:sign=\"required\"");
	to_submitted(w);
	REFUSED(w, ERR_DENIED, "own signature", .by = "zhou",
	    .event = "accept", .on = "2021-03-05");
	/* the account of the system does not do, the person's key does */
	act = ask_act(w, &(struct ask){ .by = "zhou", .event = "accept",
	    .on = "2021-03-05" });
	assert_int_equal(procedure_apply(&w->view, w->d, act, &w->last,
	    "key", RECORDED_S, &w->result, &w->outcome, &w->refusal, &err),
	    0);
	assert_int_equal(w->result, PROCEDURE_DONE);
	act_free(act);
	world_forget(w);
	chart_free(w->chart);

	/* a chart that cannot be understood decides nothing */
	world_edit_chart(w, "gw:within=\"15 working-days\"",
	    "gw:within=\"{$_x/facts[} days\"");
	to_submitted(w);
	act = ask_act(w, &(struct ask){ .by = "zhou", .event = "accept",
	    .on = "2021-03-05" });
	assert_int_equal(procedure_apply(&w->view, w->d, act, &w->last,
	    "claimed", RECORDED_S, &w->result, &w->outcome, &w->refusal,
	    &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	assert_non_null(strstr(err.msg, "which is no XPath expression"));
	act_free(act);
	world_forget(w);
}

static void
new_text_voids_approvals(void **state)
{
	struct world *w = *state;
	const struct dossier_milestone *milestone;

	to_deliberation(w);
	assert_non_null(dossier_milestone(w->d, NULL, "legality-reviewed"));
	DONE(w, .by = "lin", .event = "adopt-in-principle",
	    .on = "2021-03-10", .papers = "minutes", .reason = "改一条");
	DONE(w, .by = "chen", .event = "revise", .on = "2021-03-11",
	    .text = "t2", .papers = "response");
	assert_non_null(strstr(w->outcome.ptr,
	    "<voided name=\"legality-reviewed\"></voided>"));
	assert_null(dossier_milestone(w->d, NULL, "legality-reviewed"));
	assert_null(dossier_milestone(w->d, NULL,
	    "fair-competition-reviewed"));
	milestone = dossier_milestone_ever(w->d, NULL, "legality-reviewed");
	assert_true(milestone->voided);
	assert_string_equal(milestone->text_hash, "t1");
	/* history stays */
	assert_non_null(dossier_milestone(w->d, NULL, "accepted"));
	assert_string_equal(dossier_milestone(w->d, NULL,
	    "submitted")->text_hash, "t2");
}

/* The milestones before are asked of each document, not only of the chart. */
static void
milestones_must_hold_for_the_text(void **state)
{
	struct world *w = *state;
	size_t i;

	to_deliberation(w);
	for (i = 0; i < w->d->nmilestones; i++)
		if (strcmp(w->d->milestones[i].name,
		    "fair-competition-reviewed") == 0)
			w->d->milestones[i].text_hash = "other";
	text_reset(&w->d->state);
	dossier_write(w->d, &w->d->state);
	sha256_of(&w->d->state_hash, w->d->state.ptr, w->d->state.len);
	REFUSED(w, ERR_REFUSED, "comes after the milestone "
	    "fair-competition-reviewed, which does not hold for the present "
	    "text (version 1)", .by = "lin", .event = "adopt",
	    .on = "2021-03-10", .papers = "minutes");
}

static void
fair_competition_may_not_apply(void **state)
{
	struct world *w = *state;

	to_fair(w);
	REFUSED(w, ERR_MISSING, "written reason", .by = "fair",
	    .event = "not-applicable", .on = "2021-03-08");
	DONE(w, .by = "fair", .event = "not-applicable", .on = "2021-03-08",
	    .reason = "不涉及经营者");
	assert_non_null(dossier_milestone(w->d, NULL,
	    "fair-competition-reviewed"));
}

/* ---- number and publication ---- */

static void
numbers_are_checked(void **state)
{
	static const char *const bad[] = { "3号", "区民发[2021]3号",
		"区民发〔2021〕03号", "区民发〔2021〕3", "区民发〔21〕3号",
		"A〔2021〕3号", "区民发〔2021〕第3号", "区民发〔2021〕3号 " };
	struct world *w = *state;
	char data[128];
	size_t i;

	to_sign_off(w);
	REFUSED(w, ERR_MISSING, "number (编号), signer (签发人), dated "
	    "(成文日期)", .by = "lin", .event = "number",
	    .on = "2021-03-12");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(data, sizeof(data),
		    "number=%s|signer=王某|dated=2021-03-11", bad[i]);
		REFUSED(w, ERR_USAGE, "does not look like a document number",
		    .by = "lin", .event = "number", .on = "2021-03-12",
		    .data = data);
	}
	assert_true(procedure_number_valid("渝府办发〔2018〕131号"));
	assert_true(procedure_number_valid("国市监反垄规〔2021〕2号"));
	REFUSED(w, ERR_USAGE, "is no day", .by = "lin", .event = "number",
	    .on = "2021-03-12",
	    .data = "number=区民发〔2021〕3号|signer=王某|dated=三月");
	REFUSED(w, ERR_REFUSED, "cannot be dated 2021-03-13", .by = "lin",
	    .event = "number", .on = "2021-03-12",
	    .data = "number=区民发〔2021〕3号|signer=王某|dated=2021-03-13");
	REFUSED(w, ERR_USAGE, "stated twice", .by = "lin", .event = "number",
	    .on = "2021-03-12", .data = "number=区民发〔2021〕3号|signer=甲|"
	    "signer=乙|dated=2021-03-11");
	REFUSED(w, ERR_REFUSED, "cannot be dated 2021-03-09, which lies before "
	    "its deliberation on 2021-03-10", .by = "lin", .event = "number",
	    .on = "2021-03-12",
	    .data = "number=区民发〔2021〕3号|signer=王某|dated=2021-03-09");
	REFUSED(w, ERR_REFUSED, "the number 区民发〔2020〕3号 is of another year "
	    "than the document date 2021-03-11", .by = "lin",
	    .event = "number", .on = "2021-03-12",
	    .data = "number=区民发〔2020〕3号|signer=王某|dated=2021-03-11");
	w->holder = "2020-0009";
	REFUSED(w, ERR_REFUSED, "already belongs to 2020-0009", .by = "lin",
	    .event = "number", .on = "2021-03-12",
	    .data = "number=区民发〔2021〕3号|signer=王某|dated=2021-03-11");
	w->holder = "2021-0001";
	DONE(w, .by = "lin", .event = "number", .on = "2021-03-12",
	    .data = "number=区民发〔2021〕3号|signer=王某|dated=2021-03-11");
	assert_string_equal(w->d->number, "区民发〔2021〕3号");
	assert_string_equal(w->d->signer, "王某");
	day_is(w->d->made, "2021-03-11");
	states_are(w, "main",
	    "issued validity to-publish filing filing-open");
	assert_string_equal(status(w), "to-publish");
	day_is(deadline(w, "main", "to-publish")->due, "2021-04-12");
	assert_string_equal(deadline(w, "main", "to-publish")->basis,
	    "政府信息公开条例第二十六条");
}

static void
only_the_approved_text_is_published(void **state)
{
	struct world *w = *state;

	to_issued(w);
	assert_true(procedure_takes_issued(&w->view, w->d, "publish"));
	assert_false(procedure_takes_issued(&w->view, w->d, "repeal"));
	REFUSED(w, ERR_MISSING, "needs the file as it was issued",
	    .by = "lin", .event = "publish", .on = "2021-03-15",
	    .data = "effective=2021-05-01");
	REFUSED(w, ERR_REFUSED, "is not the one that was approved "
	    "(version 1 of 2021-0001)", .by = "lin", .event = "publish",
	    .on = "2021-03-15", .text = "t9", .effective = "2021-05-01");
	REFUSED(w, ERR_REFUSED, "bears the number 区民发〔2021〕4号",
	    .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .effective = "2021-05-01",
	    .doc_number = "区民发〔2021〕4号");
	REFUSED(w, ERR_MISSING, "effective (施行日期)", .by = "lin",
	    .event = "publish", .on = "2021-03-15", .text = "t1");
	REFUSED(w, ERR_REFUSED, "says 2021-05-01 for the day “effective”",
	    .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .effective = "2021-05-01",
	    .data = "effective=2021-06-01");
	DONE(w, .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .file = "印发.docx", .effective = "2021-06-01",
	    .data = "effective=2021-06-01|expires=2026-05-31");
	day_is(w->d->effective, "2021-06-01");
	day_is(w->d->expires, "2026-05-31");
	day_is(w->d->published, "2021-03-15");
	assert_true(dossier_version(w->d)->final);
	assert_string_equal(dossier_milestone(w->d, NULL,
	    "published")->text_hash, "t1");
	assert_string_equal(status(w), "published");
}

/* The text hash leaves the day of taking effect out; the gate does not. */
static void
a_stated_effective_day_binds(void **state)
{
	struct world *w = *state;

	DONE(w, .by = "chen", .event = "submit", .on = "2021-03-01",
	    .text = "t1", .papers = PAPERS, .authority = "区民政局",
	    .effective = "2021-05-01");
	DONE(w, .by = "zhou", .event = "accept", .on = "2021-03-02");
	DONE(w, .by = "zhou", .event = "approve", .on = "2021-03-05",
	    .papers = "legality-opinion");
	DONE(w, .by = "fair", .event = "approve", .on = "2021-03-08",
	    .papers = "fair-competition-conclusion");
	DONE(w, .by = "lin", .event = "adopt", .on = "2021-03-10",
	    .papers = "minutes");
	DONE(w, .by = "lin", .event = "number", .on = "2021-03-12",
	    .data = "number=区民发〔2021〕3号|signer=王某|dated=2021-03-11");
	REFUSED(w, ERR_REFUSED, "says 2021-06-01 for the day “effective” "
	    "(施行日期), but for 2021-0001 it is 2021-05-01", .by = "lin",
	    .event = "publish", .on = "2021-03-15", .text = "t1",
	    .effective = "2021-06-01");
	DONE(w, .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .effective = "2021-05-01");
}

static void
in_force_from_publication(void **state)
{
	struct world *w = *state;

	to_issued(w);
	DONE(w, .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .on_publication = true);
	day_is(w->d->effective, "2021-03-15");
	/* its day has come: in force at once */
	assert_string_equal(status(w), "in-force");
	assert_non_null(dossier_milestone(w->d, NULL, "in-force"));
}

/* Two years from a publication on 15 March end with 14 March. */
static void
valid_from_publication(void **state)
{
	struct world *w = *state;

	to_issued(w);
	DONE(w, .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .on_publication = true, .validity_months = 24);
	day_is(w->d->effective, "2021-03-15");
	day_is(w->d->expires, "2023-03-14");
	REFUSED(w, ERR_REFUSED, "", .by = "lin", .event = "expire",
	    .on = "2023-03-14");
	DONE(w, .by = "lin", .event = "expire", .on = "2023-03-15");
	assert_string_equal(status(w), "expired");
}

/* ---- filing ---- */

static void
filings_start_with_publication(void **state)
{
	struct world *w = *state;

	to_published(w);
	assert_int_equal(w->d->ninstances, 3);
	states_are(w, "filing-1", "filing-due");
	assert_string_equal(instance(w, "filing-1")->authority, "区政府");
	assert_string_equal(instance(w, "filing-2")->authority, "市民政局");
	assert_string_equal(deadline(w, "filing-1", "filing-due")->within,
	    "15 days");
	assert_string_equal(deadline(w, "filing-1", "filing-due")->basis,
	    "依据甲");
	assert_true(deadline(w, "filing-1", "filing-due")->verified);
	assert_false(deadline(w, "filing-2", "filing-due")->verified);
	day_is(deadline(w, "filing-1", "filing-due")->from, "2021-03-15");
	day_is(deadline(w, "filing-1", "filing-due")->due, "2021-03-30");
	day_is(deadline(w, "filing-2", "filing-due")->due, "2021-03-29");
	assert_non_null(strstr(w->outcome.ptr, "<filing authority=\"区政府\" "
	    "due=\"2021-03-30\" instance=\"filing-1\"></filing>"));
	assert_non_null(strstr(w->outcome.ptr, "<filing authority=\"市民政局\" "
	    "basis=\"依据乙\" instance=\"filing-2\" verified=\"no\" "
	    "within=\"10 working-days\"></filing>"));
}

static void
filing_is_named_where_several_are_open(void **state)
{
	struct world *w = *state;

	to_published(w);
	REFUSED(w, ERR_USAGE, "区政府 (filing-1), 市民政局 (filing-2)",
	    .by = "lin", .event = "file", .on = "2021-03-20",
	    .papers = "filing-report");
	DONE(w, .by = "lin", .event = "file", .on = "2021-03-20",
	    .papers = "filing-report evidence", .instance = "市民政局",
	    .evidenced = "2021-03-19");
	states_are(w, "filing-2", "filed");
	day_is(deadline(w, "filing-2", "filing-due")->ended, "2021-03-20");
	assert_int_equal(dossier_milestone(w->d, "filing-2",
	    "filed")->evidenced_s, time_of("2021-03-19"));
	/* now only one accepts it */
	DONE(w, .by = "lin", .event = "file", .on = "2021-03-20",
	    .papers = "filing-report");
	states_are(w, "filing-1", "filed");
	REFUSED(w, ERR_MISSING, "receipt (备案回执)", .by = "lin",
	    .event = "receipt", .on = "2021-03-21", .instance = "filing-1",
	    .data = "number=府备〔2021〕1号");
	REFUSED(w, ERR_MISSING, "number (编号)", .by = "lin",
	    .event = "receipt", .on = "2021-03-21", .instance = "filing-1",
	    .papers = "receipt");
	DONE(w, .by = "lin", .event = "receipt", .on = "2021-03-21",
	    .instance = "filing-1", .papers = "receipt",
	    .data = "number=回执2021-17");
	assert_true(instance(w, "filing-1")->closed);
	states_are(w, "filing-1", "filing-registered");
	assert_string_equal(instance(w, "filing-1")->number, "回执2021-17");
	assert_string_equal(w->d->number, "区民发〔2021〕3号");
	assert_non_null(strstr(instance(w, "main")->states, "filing-open"));
	DONE(w, .by = "lin", .event = "suspend", .on = "2021-03-22",
	    .papers = "notice", .reason = "格式不符");
	day_is(deadline(w, "filing-2", "filing-suspended")->due,
	    "2021-04-06");
	DONE(w, .by = "lin", .event = "resupply", .on = "2021-03-23",
	    .papers = "filing-report");
	DONE(w, .by = "lin", .event = "refuse", .on = "2021-03-24",
	    .papers = "notice", .reason = "越权");
	/* all are closed: the region has ended */
	assert_non_null(strstr(instance(w, "main")->states,
	    "filing-closed"));
	assert_non_null(strstr(w->outcome.ptr, "event=\"filing.closed\""));
}

static void
papers_of_a_filing_come_after_publication(void **state)
{
	struct world *w = *state;

	to_published(w);
	REFUSED(w, ERR_REFUSED, "the date on the paper of a filing, "
	    "2021-03-14, lies before the day 2021-03-15", .by = "lin",
	    .event = "file", .on = "2021-03-20", .instance = "filing-1",
	    .papers = "filing-report", .evidenced = "2021-03-14");
	REFUSED(w, ERR_REFUSED, "lies after the time of recording",
	    .by = "lin", .event = "file", .on = "2021-03-20",
	    .instance = "filing-1", .papers = "filing-report",
	    .evidenced = "2024-01-01");
	DONE(w, .by = "lin", .event = "file", .on = "2021-03-20",
	    .instance = "filing-1", .papers = "filing-report evidence",
	    .evidenced = "2021-03-16");
	REFUSED(w, ERR_REFUSED, "lies before the day 2021-03-15", .by = "lin",
	    .event = "correct", .on = "2021-03-21", .corrects = 10,
	    .reason = "抄错", .papers = "evidence",
	    .evidenced = "2021-03-14");
	REFUSED(w, ERR_REFUSED, "lies after the time of recording",
	    .by = "lin", .event = "correct", .on = "2021-03-21",
	    .corrects = 10, .reason = "抄错", .papers = "evidence",
	    .evidenced = "2024-01-01");
	/* nor can the publication be moved behind them */
	REFUSED(w, ERR_REFUSED, "lies before the day 2021-03-17", .by = "lin",
	    .event = "correct", .on = "2021-03-21", .corrects = 7,
	    .reason = "抄错", .data = "stated=2021-03-17",
	    .papers = "evidence", .evidenced = "2021-03-17");
	DONE(w, .by = "lin", .event = "correct", .on = "2021-03-21",
	    .corrects = 10, .reason = "抄错", .papers = "evidence",
	    .evidenced = "2021-03-15");
}

static void
nothing_owed_closes_filing(void **state)
{
	struct world *w = *state;

	DONE(w, .by = "chen", .event = "submit", .on = "2021-03-01",
	    .text = "t1", .papers = PAPERS, .authority = "区民政局",
	    .lead = "区教委", .joint = "区教委");
	DONE(w, .by = "zhou", .event = "accept", .on = "2021-03-02");
	DONE(w, .by = "zhou", .event = "approve", .on = "2021-03-05",
	    .papers = "legality-opinion");
	DONE(w, .by = "fair", .event = "approve", .on = "2021-03-08",
	    .papers = "fair-competition-conclusion");
	DONE(w, .by = "lin", .event = "adopt", .on = "2021-03-10",
	    .papers = "minutes");
	DONE(w, .by = "lin", .event = "number", .on = "2021-03-12",
	    .data = "number=区教发〔2021〕3号|signer=王某|dated=2021-03-11");
	DONE(w, .by = "lin", .event = "publish", .on = "2021-03-15",
	    .text = "t1", .effective = "2021-04-01");
	assert_int_equal(w->d->ninstances, 1);
	assert_non_null(strstr(instance(w, "main")->states,
	    "filing-closed"));
}

/* ---- the end ---- */

static void
validity_ends(void **state)
{
	struct world *w = *state;

	to_published(w);
	REFUSED(w, ERR_REFUSED, "The effective date has not been reached.",
	    .by = "lin", .event = "take-effect", .on = "2021-04-30");
	DONE(w, .by = "lin", .event = "take-effect", .on = "2021-05-01");
	assert_string_equal(status(w), "in-force");
	REFUSED(w, ERR_REFUSED, "The period of validity has not ended",
	    .by = "lin", .event = "expire", .on = "2022-05-01");
	REFUSED(w, ERR_MISSING, "repeal-basis (废止依据)", .by = "lin",
	    .event = "repeal", .on = "2022-05-01", .reason = "废");
	DONE(w, .by = "lin", .event = "repeal", .on = "2022-05-01",
	    .reason = "废", .papers = "repeal-basis");
	assert_string_equal(status(w), "repealed");
	assert_false(instance(w, "main")->closed);
	DONE(w, .by = "lin", .event = "file", .on = "2022-05-02",
	    .papers = "filing-report", .instance = "filing-1");
	DONE(w, .by = "lin", .event = "receipt", .on = "2022-05-03",
	    .papers = "receipt", .data = "number=1", .instance = "filing-1");
	DONE(w, .by = "lin", .event = "file", .on = "2022-05-04",
	    .papers = "filing-report");
	DONE(w, .by = "lin", .event = "receipt", .on = "2022-05-05",
	    .papers = "receipt", .data = "number=2");
	assert_true(instance(w, "main")->closed);
	states_are(w, "main", "closed");
	assert_string_equal(status(w), "repealed");
	REFUSED(w, ERR_REFUSED, "in which nothing more is done", .by = "lin",
	    .event = "repeal", .on = "2022-05-06");
}

static void
termination_ends(void **state)
{
	struct world *w = *state;

	DONE(w, .by = "chen", .event = "draft", .on = "2021-03-01",
	    .text = "t1", .authority = "区民政局");
	DONE(w, .by = "chen", .event = "terminate", .on = "2021-03-02",
	    .reason = "不再制定");
	assert_string_equal(status(w), "terminated");
	assert_true(instance(w, "main")->closed);
	assert_string_equal(instance(w, "main")->snapshot, "");
}

/* ---- deadlines ---- */

static void
clock_starts_with_acceptance(void **state)
{
	struct world *w = *state;

	to_legality(w);
	day_is(deadline(w, "main", "legality-review")->from, "2021-03-02");
	day_is(deadline(w, "main", "legality-review")->due, "2021-03-23");
	assert_int_equal(deadline(w, "main", "legality-review")->step, 2);
	DONE(w, .by = "zhou", .event = "reject", .on = "2021-03-10",
	    .reason = "违法");
	day_is(deadline(w, "main", "legality-review")->ended, "2021-03-10");
	assert_int_equal(deadline(w, "main", "legality-review")->ended_step,
	    3);
}

/* 2027 has no calendar: the day is unknown, never guessed. */
static void
unknown_calendar_is_said(void **state)
{
	struct world *w = *state;

	w->recorded_s = time_of("2030-01-01");
	DONE(w, .by = "chen", .event = "submit", .on = "2026-12-28",
	    .text = "t1", .papers = PAPERS, .authority = "区民政局");
	DONE(w, .by = "zhou", .event = "accept", .on = "2026-12-29");
	day_is(deadline(w, "main", "legality-review")->due, "");
}

/* ---- corrections ---- */

static void
corrected_times_move_deadlines(void **state)
{
	struct world *w = *state;

	to_issued(w);
	DONE(w, .by = "lin", .event = "publish", .on = "2021-06-15",
	    .text = "t1", .effective = "2021-09-01");
	day_is(deadline(w, "filing-1", "filing-due")->due, "2021-06-30");
	DONE(w, .by = "lin", .event = "correct", .on = "2021-06-16",
	    .corrects = 7, .reason = "误记月份", .data = "stated=2021-03-15");
	day_is(w->d->published, "2021-03-15");
	day_is(deadline(w, "filing-1", "filing-due")->from, "2021-03-15");
	day_is(deadline(w, "filing-1", "filing-due")->due, "2021-03-30");
	day_is(deadline(w, "main", "to-publish")->ended, "2021-03-15");
	assert_string_equal(w->d->corrections[0].was,
	    "2021-06-15T00:00:00+08:00");
	/* what comes next may be stated before the mistaken time */
	DONE(w, .by = "lin", .event = "file", .on = "2021-03-20",
	    .papers = "filing-report", .instance = "filing-1");
	DONE(w, .by = "lin", .event = "receipt", .on = "2021-07-20",
	    .papers = "receipt", .data = "number=甲", .instance = "filing-1");
	assert_int_equal(w->d->clock_s, 0);
	DONE(w, .by = "lin", .event = "correct", .on = "2021-07-21",
	    .corrects = 10, .reason = "回执号抄错",
	    .data = "number=乙", .papers = "evidence",
	    .evidenced = "2021-07-18");
	assert_string_equal(instance(w, "filing-1")->number, "乙");
	assert_int_equal(dossier_milestone(w->d, "filing-1",
	    "filing-registered")->evidenced_s, time_of("2021-07-18"));
}

/* ---- superseded charts ---- */

/* As if the filing chart had been replaced: the old one is in history. */
static int
history_file(void *ctx, const char *path, struct object_id *id,
    struct text *out, struct err *err)
{
	const struct text *old = ctx;

	if (strncmp(path, "workflows/filing/history/", 25) != 0)
		return world_file(NULL, path, id, out, err);
	text_add(out, old->ptr, old->len);
	return 1;
}

static void
superseded_charts_are_found(void **state)
{
	struct world *w = *state;
	struct text old = TEXT_INIT;
	struct err err = ERR_INIT;
	struct sha256 hash;
	char hex[SHA256_HEX], other[SHA256_HEX];
	const char *found;

	world_edited("workflows/filing/chart.scxml", "15 days", "16 days",
	    &old);
	sha256_of(&hash, old.ptr, old.len);
	sha256_hex(hex, &hash);
	assert_null(w->view.chart(w->view.chart_ctx, "filing", hex, &found));
	assert_int_equal(context_need_chart(w->context, "filing", hex,
	    world_file, NULL, &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	assert_int_equal(context_need_chart(w->context, "filing", hex,
	    history_file, &old, &err), 0);
	assert_non_null(w->view.chart(w->view.chart_ctx, "filing", hex,
	    &found));
	assert_string_equal(found, hex);
	/* what stands there must be what its name says */
	hash.b[31] ^= 1;
	sha256_hex(other, &hash);
	assert_int_equal(context_need_chart(w->context, "filing", other,
	    history_file, &old, &err), -1);
	text_release(&old);
}

/* ---- what people are told ---- */

static const struct procedure_option *
option(const struct procedure_option *options, size_t n, const char *event)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(options[i].event, event) == 0)
			return &options[i];
	fail_msg("no option %s", event);
	return NULL;
}

static void
options_say_what_is_next(void **state)
{
	struct world *w = *state;
	struct arena arena = ARENA_INIT;
	struct procedure_option *options;
	const struct procedure_option *o;
	size_t n;

	to_legality(w);
	n = procedure_options(&w->view, w->d, RECORDED_S, &arena, &options);
	assert_int_equal(n, 5);
	o = option(options, n, "approve");
	assert_string_equal(o->by, "legal-counsel");
	assert_string_equal(o->needs, "legality-opinion");
	assert_string_equal(o->label, "出具“合法”意见");
	assert_string_equal(o->obstacle, "");
	assert_true(option(options, n, "return")->reason_required);
	assert_string_equal(option(options, n, "withdraw")->by, "drafter");
	arena_release(&arena);
	world_forget(w);

	to_published(w);
	n = procedure_options(&w->view, w->d, time_of("2021-03-20"), &arena,
	    &options);
	o = option(options, n, "take-effect");
	assert_string_equal(o->obstacle,
	    "The effective date has not been reached.");
	assert_string_equal(option(options, n, "file")->instance,
	    "filing-1");
	n = procedure_options(&w->view, w->d, time_of("2021-05-20"), &arena,
	    &options);
	assert_string_equal(option(options, n, "take-effect")->obstacle, "");
	arena_release(&arena);
}

static void
subjects_read_well(void **state)
{
	struct world *w = *state;
	struct text out = TEXT_INIT;
	struct act act = { .event = "accept", .person = "zhou",
		.on_behalf = "", .arena = ARENA_INIT };

	to_legality(w);
	procedure_subject(&w->view, w->d, &act, PROCEDURE_DONE, &out);
	assert_string_equal(out.ptr, "2021-0001 受理（accept）zhou某");
	REFUSED(w, ERR_REFUSED, "not possible now", .by = "zhou",
	    .event = "accept", .on = "2021-03-03");
	text_reset(&out);
	procedure_subject(&w->view, w->d, &act, PROCEDURE_REFUSED, &out);
	assert_string_equal(out.ptr,
	    "2021-0001 未予办理：受理（accept）zhou某");
	text_release(&out);
}

static void
kinds_are_known(void **state)
{
	(void)state;
	assert_string_equal(procedure_kind_label("basis"), "制定依据");
	assert_string_equal(procedure_kind_label("odd"), "odd");
	assert_true(procedure_kind_with_act("expert-opinion"));
	assert_true(procedure_kind_with_act("minutes"));
	assert_false(procedure_kind_with_act("consultation"));
	assert_false(procedure_kind_valid(""));
	assert_false(procedure_kind_valid("../x"));
	assert_false(procedure_kind_valid("-x"));
	assert_true(procedure_kind_valid("basis-2"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(draft_creates), TEST(submit_creates_and_submits),
		TEST(creation_is_refused), TEST(persons_are_checked),
		TEST(times_are_checked), TEST(what_has_moved_on_is_refused),
		TEST(wrong_states_are_told),
		TEST(materials_and_reasons_are_needed),
		TEST(withdrawn_and_submitted_again),
		TEST(duties_are_separated), TEST(other_charts_ask_for_more),
		TEST(new_text_voids_approvals),
		TEST(milestones_must_hold_for_the_text),
		TEST(fair_competition_may_not_apply),
		TEST(numbers_are_checked),
		TEST(only_the_approved_text_is_published),
		TEST(a_stated_effective_day_binds),
		TEST(in_force_from_publication), TEST(valid_from_publication),
		TEST(filings_start_with_publication),
		TEST(filing_is_named_where_several_are_open),
		TEST(papers_of_a_filing_come_after_publication),
		TEST(nothing_owed_closes_filing), TEST(validity_ends),
		TEST(termination_ends), TEST(clock_starts_with_acceptance),
		TEST(unknown_calendar_is_said),
		TEST(corrected_times_move_deadlines),
		TEST(superseded_charts_are_found),
		TEST(options_say_what_is_next), TEST(subjects_read_well),
		TEST(kinds_are_known)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
