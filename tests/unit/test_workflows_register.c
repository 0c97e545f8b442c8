/* test_workflows_register.c: an issuing register against what the rates count:
 * each number explained or not, and why */
#include "workflows/audit_register.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BUREAU "青石区民政局"
#define HEAD "发文字号,标题,成文日期,是否规范性文件,认定人,认定理由\n"

/* What is here: of 2021, and elsewhere in the registry. */
static struct rate_row made[] = {
	{ .document = "2021-0001", .number = "青民规〔2021〕1号",
	    .title = "甲办法", .made = { 2021, 3, 1 } },
	/* two filings: two rows */
	{ .document = "2021-0002", .number = "青民规〔2021〕2号",
	    .title = "乙规定", .made = { 2021, 5, 1 } },
	{ .document = "2021-0002", .number = "青民规〔2021〕2号",
	    .title = "乙规定", .made = { 2021, 5, 1 } },
	/* led by another bureau, whose number it has */
	{ .document = "2021-0003", .number = "青财规〔2021〕9号",
	    .title = "丙办法", .made = { 2021, 6, 1 },
	    .filed_by = "青石区财政局" },
};

static const struct register_found elsewhere[] = {
	{ "2020-0007", "旧办法", BUREAU, { 2020, 12, 1 }, false },
	{ "2022-0001", "新办法", BUREAU, { 2022, 2, 1 }, false },
};
static const char *const elsewhere_numbers[] = { "青民规〔2020〕7号",
	"青民规〔2022〕1号" };

static int
find(void *ctx, const char *number, struct register_found *out,
    struct err *err)
{
	size_t i;

	(void)err;
	++*(int *)ctx;
	for (i = 0; i < MEM_COUNT(elsewhere); i++)
		if (strcmp(elsewhere_numbers[i], number) == 0) {
			*out = elsewhere[i];
			return 1;
		}
	return 0;
}

static int
fail_to_find(void *ctx, const char *number, struct register_found *out,
    struct err *err)
{
	(void)ctx;
	(void)number;
	(void)out;
	return err_set(err, ERR_SYSTEM, "no disk");
}

struct test {
	struct issuing_register *reg[2];
	struct rates rates;
	struct reconciliation *r;
	int asked;
};

static void
compare(struct test *t, const char *list, int year, struct day as_of,
    const struct people *people)
{
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < MEM_COUNT(made); i++) {
		made[i].authority = BUREAU;
		made[i].filing_authority = "";
		if (made[i].filed_by == NULL)
			made[i].filed_by = "";
	}
	memset(t, 0, sizeof(*t));
	t->rates = (struct rates){ .year = year, .as_of = as_of,
		.rows = made, .nrows = MEM_COUNT(made) };
	assert_int_equal(issuing_read(&t->reg[0], list, strlen(list),
	    "a.csv", &err), 0);
	assert_int_equal(reconcile(&t->r,
	    (const struct issuing_register *const *)t->reg, 1, &t->rates,
	    (struct day){ 2026, 8, 1 }, people, find, &t->asked, &err), 0);
}

static void
release(struct test *t)
{
	reconciliation_free(t->r);
	issuing_free(t->reg[0]);
}

static const struct day year_end = { 2021, 12, 31 };

static void
expect_line(const struct test *t, size_t i, enum register_standing standing,
    enum register_why why)
{
	assert_true(i < t->r->nlines);
	if (t->r->lines[i].standing != standing || t->r->lines[i].why != why)
		fail_msg("line %zu (%s): %d, %d", i,
		    t->r->lines[i].row->written,
		    (int)t->r->lines[i].standing, (int)t->r->lines[i].why);
}

static const struct register_series *
series(const struct test *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->r->nseries; i++)
		if (strcmp(t->r->series[i].name, name) == 0)
			return &t->r->series[i];
	fail_msg("there is no series %s", name);
	return NULL;
}

static void
test_holds(void **state)
{
	struct test t;

	(void)state;
	compare(&t, HEAD
	    "青民规[2021]1号,甲办法,2021-03-01,是,,\n"
	    "青民规〔2021〕2号,关于印发《乙规定》的通知,2021-05-01,是,,\n"
	    "青民发〔2021〕1号,某函,2021-01-04,否,周正明,商洽工作\n"
	    "青民发〔2021〕2号,,,作废,林芳,编号重复\n", 2021, year_end, NULL);
	assert_true(t.r->holds);
	expect_line(&t, 0, REGISTER_HERE, REGISTER_EXPLAINED);
	assert_string_equal(t.r->lines[0].document, "2021-0001");
	expect_line(&t, 1, REGISTER_HERE, REGISTER_EXPLAINED);
	assert_false(t.r->lines[1].other_title || t.r->lines[1].other_date);
	expect_line(&t, 2, REGISTER_NOT_NORMATIVE, REGISTER_EXPLAINED);
	expect_line(&t, 3, REGISTER_NOT_NORMATIVE, REGISTER_EXPLAINED);
	assert_int_equal(t.r->here, 2);
	assert_int_equal(t.r->not_normative, 2);
	assert_int_equal(t.r->led_outside, 1);
	assert_int_equal(t.r->nseries, 2);
	assert_int_equal(series(&t, "青民发〔2021〕")->not_normative, 2);
	/* what the rates know is not looked up once more */
	assert_int_equal(t.asked, 2);
	release(&t);
}

static void
test_unexplained(void **state)
{
	struct test t;

	(void)state;
	compare(&t, HEAD
	    "青民规〔2021〕1号,甲办法,,,,\n"
	    "青民规〔2021〕2号,乙规定,,,,\n"
	    "青民规〔2021〕3号,丁办法,,是,,\n"
	    "青民规〔2021〕4号,戊,,,,\n"
	    "青民规〔2021〕5号,己,,函,周正明,内部\n"
	    "青民规〔2021〕6号,庚,,否,,内部\n"
	    "青民规〔2021〕7号,辛,,否,周正明,\n"
	    "青民规〔2021〕8号,壬,,否,周正明,不属于规范性文件。\n"
	    ",没有号,2021-01-01,,,\n"
	    "青民规2021年9号吧,癸,,,,\n"
	    ",会议通知,2021-01-01,否,周正明,内部工作\n", 2021, year_end, NULL);
	assert_false(t.r->holds);
	expect_line(&t, 2, REGISTER_UNEXPLAINED, REGISTER_NORMATIVE);
	expect_line(&t, 3, REGISTER_UNEXPLAINED, REGISTER_UNCLASSIFIED);
	expect_line(&t, 4, REGISTER_UNEXPLAINED, REGISTER_UNCLEAR);
	expect_line(&t, 5, REGISTER_UNEXPLAINED, REGISTER_NO_PERSON);
	expect_line(&t, 6, REGISTER_UNEXPLAINED, REGISTER_NO_REASON);
	expect_line(&t, 7, REGISTER_UNEXPLAINED, REGISTER_NO_REASON);
	expect_line(&t, 8, REGISTER_UNEXPLAINED, REGISTER_NO_NUMBER);
	expect_line(&t, 9, REGISTER_UNEXPLAINED, REGISTER_ILLEGIBLE);
	expect_line(&t, 10, REGISTER_NOT_NORMATIVE, REGISTER_EXPLAINED);
	assert_int_equal(t.r->unexplained, 8);
	assert_int_equal(t.r->missing, 0);
	assert_int_equal(series(&t, "青民规〔2021〕")->unexplained, 6);
	assert_int_equal(series(&t, "")->unexplained, 2);
	release(&t);
}

/* The cheat that a list alone does not show: the row is simply not there. */
static void
test_gaps(void **state)
{
	struct test t;

	(void)state;
	compare(&t, HEAD
	    "青民规〔2021〕2号,乙规定,,,,\n"
	    "青民规〔2021〕6号,己,,否,周正明,会议纪要\n"
	    "青民令第3号,丁,2021-02-01,否,周正明,转发\n"
	    "青民令第5号,戊,2021-03-01,否,周正明,转发\n"
	    "青民令第1号,旧,2019-03-01,,,\n"
	    "青财规〔2021〕9号,丙办法,,,,\n", 2021, year_end, NULL);
	assert_false(t.r->holds);
	/* 1 is a document here: it is absent, and no gap besides */
	assert_int_equal(t.r->nabsent, 1);
	assert_string_equal(t.r->absent[0]->number, "青民规〔2021〕1号");
	assert_int_equal(t.r->missing, 4);
	assert_int_equal(t.r->ngaps, 2);
	assert_string_equal(t.r->gaps[0].series, "青民令");
	assert_int_equal(t.r->gaps[0].from, 4);
	assert_int_equal(t.r->gaps[0].to, 4);
	assert_string_equal(t.r->gaps[1].series, "青民规〔2021〕");
	assert_int_equal(t.r->gaps[1].from, 3);
	assert_int_equal(t.r->gaps[1].to, 5);
	/* another bureau's series is not this office's to keep */
	assert_int_equal(series(&t, "青财规〔2021〕")->missing, 0);
	assert_int_equal(series(&t, "青财规〔2021〕")->here, 1);
	assert_int_equal(t.r->led_outside, 0);
	release(&t);
	/* a slip of the pen is one gap, not ten thousand rows */
	compare(&t, HEAD "青民规〔2021〕99999号,乙,,否,周正明,纪要\n", 2021,
	    year_end, NULL);
	assert_int_equal(t.r->missing, 99996);
	assert_int_equal(t.r->ngaps, 1);
	assert_int_equal(t.r->nabsent, 2);
	release(&t);
}

static void
test_years_and_days(void **state)
{
	static const char list[] = HEAD
	    "青民规〔2020〕7号,旧办法,2020-12-01,,,\n"
	    "青民规〔2020〕8号,跨年,2021-01-04,,,\n"
	    "青民规〔2022〕1号,新办法,2022-02-01,,,\n"
	    "青民规〔2021〕1号,甲办法,,,,\n"
	    "青民规〔2021〕2号,乙规定,,,,\n"
	    "青民规〔2021〕3号,丁,2021-11-01,,,\n"
	    "青民规〔2021〕4号,戊,2099-11-01,,,\n";
	struct test t;

	(void)state;
	compare(&t, list, 2021, year_end, NULL);
	expect_line(&t, 0, REGISTER_OTHER_YEAR, REGISTER_EXPLAINED);
	/* its number or its date is of the year that is asked about */
	expect_line(&t, 1, REGISTER_UNEXPLAINED, REGISTER_UNCLASSIFIED);
	expect_line(&t, 2, REGISTER_OTHER_YEAR, REGISTER_EXPLAINED);
	expect_line(&t, 5, REGISTER_UNEXPLAINED, REGISTER_UNCLASSIFIED);
	assert_int_equal(t.r->other_year, 2);
	/* the gaps of 2020 are no matter of 2021 */
	assert_int_equal(t.r->missing, 0);
	release(&t);
	compare(&t, list, 2021, (struct day){ 2021, 10, 1 }, NULL);
	expect_line(&t, 5, REGISTER_LATER, REGISTER_EXPLAINED);
	/* a day that is still to come excuses nothing */
	expect_line(&t, 6, REGISTER_UNEXPLAINED, REGISTER_UNCLASSIFIED);
	assert_int_equal(t.r->later, 1);
	release(&t);
	compare(&t, list, 0, year_end, NULL);
	expect_line(&t, 0, REGISTER_HERE, REGISTER_EXPLAINED);
	expect_line(&t, 2, REGISTER_LATER, REGISTER_EXPLAINED);
	assert_int_equal(series(&t, "青民规〔2020〕")->missing, 6);
	release(&t);
	/* nor does one of a later year than the number's, where nothing here
	 * bears it out */
	compare(&t, HEAD "青民规〔2021〕4号,戊,2022-01-05,是,,\n"
	    "青民规〔2022〕1号,新办法,2022-02-01,,,\n", 2021, year_end, NULL);
	expect_line(&t, 0, REGISTER_UNEXPLAINED, REGISTER_NORMATIVE);
	release(&t);
}

static void
test_differences(void **state)
{
	struct test t;

	(void)state;
	compare(&t, HEAD
	    "青民规〔2021〕1号,另一办法,2021-03-02,否,周正明,内部\n"
	    "青民规〔2021〕2号,乙规定,2021-05-01,,,\n", 2021, year_end, NULL);
	assert_true(t.r->holds);
	assert_true(t.r->lines[0].other_title && t.r->lines[0].other_date);
	assert_true(t.r->lines[0].said_not);
	assert_string_equal(t.r->lines[0].title, "甲办法");
	assert_false(t.r->lines[1].said_not);
	release(&t);
	/* the day of printing comes after that of the document */
	compare(&t, "文号,印发日期\n青民规〔2021〕1号,2021-03-02\n"
	    "青民规〔2021〕2号,2021-04-30\n", 2021, year_end, NULL);
	assert_false(t.r->lines[0].other_date);
	assert_true(t.r->lines[1].other_date);
	release(&t);
}

static void
test_twice(void **state)
{
	struct test t;

	(void)state;
	compare(&t, HEAD
	    "青民规〔2021〕1号,藏起来的办法,,,,\n"
	    "青民规〔2021〕1号,甲办法,,,,\n"
	    "青民规〔2021〕2号,乙规定,,,,\n"
	    "青民规〔2021〕2号,乙规定,,,,\n"
	    "青民规〔2021〕2号,另一件,,否,周正明,会议纪要\n", 2021, year_end,
	    NULL);
	/* the title says which of the two is the document here */
	expect_line(&t, 0, REGISTER_UNEXPLAINED, REGISTER_TWICE);
	expect_line(&t, 1, REGISTER_HERE, REGISTER_EXPLAINED);
	assert_int_equal(t.r->lines[1].first_row, 2);
	expect_line(&t, 3, REGISTER_HERE, REGISTER_EXPLAINED);
	assert_int_equal(t.r->lines[3].first_row, 4);
	expect_line(&t, 4, REGISTER_NOT_NORMATIVE, REGISTER_EXPLAINED);
	assert_false(t.r->holds);
	release(&t);
}

static void
test_people(void **state)
{
	static const char xml[] = "<people xmlns=\"" PEOPLE_NS "\">"
	    "<person id=\"lin\" name=\"林芳\" roles=\"office\"/>"
	    "<person id=\"zhou\" name=\"周正明\" roles=\"legal-counsel\"/>"
	    "</people>";
	struct people *people = NULL;
	struct err err = ERR_INIT;
	struct test t;

	(void)state;
	assert_int_equal(people_parse(&people, xml, strlen(xml), &err), 0);
	compare(&t, HEAD
	    "青民规〔2021〕1号,甲办法,,,,\n青民规〔2021〕2号,乙规定,,,,\n"
	    "青民发〔2021〕1号,一,,否,周正明,会议纪要\n"
	    "青民发〔2021〕2号,二,,否,办公室,内部\n"
	    "青民发〔2021〕3号,三,,否,周正明,人事任免\n"
	    "青民发〔2021〕4号,四,,否,周正明,会议纪要\n"
	    "青民发〔2021〕5号,五,,否,周正明、林芳,函\n"
	    "青民发〔2021〕6号,六,,否,\"周正明,林\",函\n", 2021, year_end,
	    people);
	assert_true(t.r->holds);
	assert_int_equal(t.r->npeople, 4);
	assert_false(t.r->lines[6].stranger);
	assert_true(t.r->lines[7].stranger);
	assert_string_equal(t.r->people[0].name, "周正明");
	assert_int_equal(t.r->people[0].rows, 3);
	assert_int_equal(t.r->people[0].alike, 2);
	assert_string_equal(t.r->people[0].reason, "会议纪要");
	assert_true(t.r->people[0].known);
	assert_true(t.r->lines[3].stranger);
	assert_false(t.r->lines[2].stranger);
	release(&t);
	people_free(people);
}

/* A register that knows nothing, and an index that cannot be read. */
static void
test_edges(void **state)
{
	struct test t;
	struct err err = ERR_INIT;
	struct reconciliation *r = NULL;

	(void)state;
	compare(&t, "文号\n", 2021, year_end, NULL);
	assert_false(t.r->holds);
	assert_int_equal(t.r->nabsent, 2);
	assert_int_equal(t.r->led_outside, 1);
	reconciliation_free(t.r);
	t.rates.nrows = 0;
	assert_int_equal(reconcile(&t.r,
	    (const struct issuing_register *const *)t.reg, 1, &t.rates,
	    year_end, NULL, find, &t.asked, &err), 0);
	/* nothing made and nothing registered: 0/0 is no agreement */
	assert_true(t.r->empty);
	assert_false(t.r->holds);
	release(&t);
	compare(&t, "文号\n甲发〔2021〕1号\n", 2021, year_end, NULL);
	assert_int_equal(reconcile(&r,
	    (const struct issuing_register *const *)t.reg, 1, &t.rates,
	    year_end, NULL, fail_to_find, NULL, &err), -1);
	assert_null(r);
	assert_int_equal(err.code, ERR_SYSTEM);
	release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_unexplained),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_years_and_days),
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
