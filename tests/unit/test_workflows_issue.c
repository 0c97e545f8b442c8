/* test_workflows_issue.c: what a document is issued by: the file against what
 * was recorded, joint authorities, other documents that it ends; what a text
 * says beside its words; each act performed twice (procedure_fixture.h) */
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

#define ISSUE(by_whom, signed_by_whom)					\
	.by = "lin", .event = "publish", .on = "2021-03-15", .text = "t1", \
	.file = "印发稿.docx", .effective = "2021-05-01",			\
	.issuer = by_whom, .signer = signed_by_whom

static void
an_issued_file_names_who_issued_and_signed(void **state)
{
	struct world *w = *state;

	to_issued(w);
	REFUSED(w, ERR_REFUSED, "印发稿.docx is signed by 李某, but for "
	    "2021-0001 the signer is 王某", ISSUE("区民政局", "李某"));
	REFUSED(w, ERR_REFUSED, "is issued by 区教委, but 2021-0001 by "
	    "区民政局", ISSUE("区教委", ""));
	REFUSED(w, ERR_REFUSED, "is issued by 区民政局、区教委",
	    ISSUE("区民政局、区教委", ""));
	REFUSED(w, ERR_REFUSED, "is issued by 局, but", ISSUE("局", ""));
	REFUSED(w, ERR_REFUSED, "is issued by 非区民政局, but",
	    ISSUE("非区民政局", ""));
	REFUSED(w, ERR_REFUSED, "is signed by 局长王某另行规定, but",
	    ISSUE("区民政局", "局长王某另行规定"));
	REFUSED(w, ERR_REFUSED, "is signed by 王, but",
	    ISSUE("区民政局", "王"));
	REFUSED(w, ERR_REFUSED, "is signed by 王某、李某, but",
	    ISSUE("区民政局", "王某、李某"));
	REFUSED(w, ERR_REFUSED, "is issued by 区教委, but 2021-0001 by "
	    "区民政局", ISSUE("区民政局", ""), .masthead = "区教委");
	DONE(w, ISSUE("某市 区民政局", "局长　王　某"),
	    .masthead = "区民政局");
	/* nor is it corrected to what the file does not say */
	REFUSED(w, ERR_REFUSED, "is signed by 局长　王　某, which cannot be "
	    "corrected to 李某", .by = "lin", .event = "correct",
	    .on = "2021-03-16", .corrects = 6, .reason = "抄错",
	    .data = "signer=李某");
}

static void
an_issued_file_bears_number_date_and_issuer(void **state)
{
	struct world *w = *state;

	to_issued(w);
	REFUSED(w, ERR_REFUSED, "印发稿.docx bears no document number that "
	    "can be found; put ", ISSUE("区民政局", ""), .doc_number = "");
	REFUSED(w, ERR_REFUSED, "印发稿.docx does not say who issues it; put "
	    "区民政局 below its text", ISSUE("", ""));
	REFUSED(w, ERR_REFUSED, "印发稿.docx bears no date that can be found",
	    ISSUE("区民政局", ""), .issued = "");
	DONE(w, ISSUE("区民政局", ""));
}

static void
an_issued_file_shows_what_was_read(void **state)
{
	struct world *w = *state;

	to_issued(w);
	REFUSED(w, ERR_REFUSED, "印发稿.docx cannot be issued as it is: Words "
	    "are hidden.", ISSUE("区民政局", ""),
	    .doubt = "Words are hidden.");
	DONE(w, ISSUE("区民政局", ""));
}

static void
a_joint_file_names_all(void **state)
{
	struct world *w = *state;

	to_issued_jointly(w, "市财政局");
	REFUSED(w, ERR_REFUSED, "is issued by 市财政局、区教委, but 2021-0001 "
	    "by 区民政局, 市财政局", ISSUE("市财政局、区教委", ""));
	REFUSED(w, ERR_REFUSED, "is issued by 市财政局、市财政局",
	    ISSUE("市财政局、市财政局", ""));
	DONE(w, ISSUE("市财政局、区民政局", ""));
}

/* A lead that is outside takes nobody out of the count: who issues it with
 * the lead and is of this registry files it. */
static void
a_lead_outside_leaves_the_filing_here(void **state)
{
	struct world *w = *state;
	struct arena arena = ARENA_INIT;

	to_issued_jointly(w, "市财政局");
	assert_true(procedure_lead_outside(&w->view, w->d));
	assert_string_equal(procedure_filed_by(&w->view, w->d, &arena),
	    "区民政局");
	DONE(w, ISSUE("区民政局", ""));
	assert_int_equal(w->d->ninstances, 3);
	assert_string_equal(w->d->instances[1].authority, "区政府");
	assert_non_null(strstr(w->outcome.ptr, "owed=\"2\""));
	assert_non_null(strstr(w->d->instances[0].states, "filing-open"));
	arena_release(&arena);
}

static void
unless_the_settings_leave_it_to_the_lead(void **state)
{
	struct world *w = *state;
	struct arena arena = ARENA_INIT;

	world_settings_are(w, "<registry xmlns=\"urn:guiwen:registry:1\" "
	    "lead-outside=\"files\" name=\"测试库\">"
	    "<issuing-authority name=\"区民政局\"><filing "
	    "authority=\"区政府\" within=\"15 days\" basis=\"依据甲\" "
	    "verified=\"yes\"/></issuing-authority></registry>");
	to_issued_jointly(w, "市财政局");
	assert_string_equal(procedure_filed_by(&w->view, w->d, &arena),
	    "市财政局");
	DONE(w, ISSUE("区民政局", ""));
	assert_int_equal(w->d->ninstances, 1);
	arena_release(&arena);
}

/* Several of ours with the same filing authority: filed there once. */
static void
each_filing_is_owed_once(void **state)
{
	struct world *w = *state;

	world_settings_are(w, "<registry xmlns=\"urn:guiwen:registry:1\" "
	    "name=\"测试库\">"
	    "<issuing-authority name=\"区民政局\"><filing "
	    "authority=\"区政府\" within=\"15 days\" basis=\"依据甲\" "
	    "verified=\"yes\"/></issuing-authority>"
	    "<issuing-authority name=\"区教委\"><filing "
	    "authority=\"区政府\" within=\"30 days\" basis=\"依据乙\" "
	    "verified=\"yes\"/><filing authority=\"市教委\" "
	    "within=\"30 days\" basis=\"依据丙\" verified=\"yes\"/>"
	    "</issuing-authority></registry>");
	to_issued_jointly(w, "市财政局 区教委");
	DONE(w, ISSUE("区民政局", ""));
	assert_int_equal(w->d->ninstances, 3);
	assert_string_equal(w->d->instances[1].authority, "区政府");
	assert_string_equal(w->d->instances[1].within, "15 days");
	assert_string_equal(w->d->instances[2].authority, "市教委");
}

#define RELATED(type, target)						\
	.by = "chen", .event = "draft", .on = "2021-03-01", .text = "t1", \
	.authority = "区民政局", .relation = type, .to = target

static void
documents_that_are_named_are_there(void **state)
{
	struct world *w = *state;

	REFUSED(w, ERR_NOTFOUND, "there is no document 2019-0001",
	    RELATED("based-on", "2019-0001"));
	REFUSED(w, ERR_REFUSED, "2020-0002 is not published",
	    RELATED("replaces", "2020-0002"));
	DONE(w, RELATED("based-on", "2020-0002"));
	world_forget(w);
	DONE(w, RELATED("repeals", "关于某事的通知（区民发〔2010〕3号）"));
	world_forget(w);
	DONE(w, RELATED("replaces", "2020-0001"));
}

#define END(what, document)						\
	.by = "lin", .event = what, .on = "2021-06-01",			\
	.papers = "repeal-basis", .reason = "新办法", .data = document

static void
what_ends_a_document_is_there(void **state)
{
	struct world *w = *state;

	to_published(w);
	DONE(w, .by = "lin", .event = "take-effect", .on = "2021-05-01");
	REFUSED(w, ERR_MISSING, "by (依据或者替代文件)", .by = "lin",
	    .event = "replace", .on = "2021-06-01", .papers = "repeal-basis",
	    .reason = "新办法");
	REFUSED(w, ERR_NOTFOUND, "there is no document 2019-0001",
	    END("replace", "by=2019-0001"));
	REFUSED(w, ERR_REFUSED, "2020-0002 is not published",
	    END("repeal", "by=2020-0002"));
	REFUSED(w, ERR_USAGE, "2021-0001 cannot stand in such a relation to "
	    "itself", END("replace", "by=2021-0001"));
	DONE(w, END("replace", "by=2020-0001"));
}

/* A text of the same hash that states another day, or is signed by another
 * body, is a new one; what was approved of the old one holds no longer. */
static void
another_day_is_a_new_text(void **state)
{
	struct world *w = *state;

	to_legality(w);
	DONE(w, .by = "zhou", .event = "approve", .on = "2021-03-05",
	    .papers = "legality-opinion");
	assert_non_null(dossier_milestone(w->d, "main", "legality-reviewed"));
	DONE(w, .by = "both", .event = "return", .on = "2021-03-06",
	    .reason = "施行日期太早");
	REFUSED(w, ERR_REFUSED, "the same text as version 1", .by = "chen",
	    .event = "revise", .on = "2021-03-07", .papers = "response",
	    .text = "t1");
	DONE(w, .by = "chen", .event = "revise", .on = "2021-03-07",
	    .papers = "response", .text = "t1", .changes = "effective");
	assert_int_equal(dossier_version(w->d)->number, 2);
	assert_string_equal(w->d->versions[0].text_hash,
	    w->d->versions[1].text_hash);
	assert_null(dossier_milestone(w->d, "main", "legality-reviewed"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_issued_file_names_who_issued_and_signed),
		TEST(an_issued_file_bears_number_date_and_issuer),
		TEST(an_issued_file_shows_what_was_read),
		TEST(a_joint_file_names_all),
		TEST(a_lead_outside_leaves_the_filing_here),
		TEST(unless_the_settings_leave_it_to_the_lead),
		TEST(each_filing_is_owed_once),
		TEST(documents_that_are_named_are_there),
		TEST(what_ends_a_document_is_there),
		TEST(another_day_is_a_new_text)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
