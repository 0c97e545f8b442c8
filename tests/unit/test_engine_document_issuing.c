/* test_engine_document_issuing.c: issuing registers as offices export them,
 * and files that are none */
#include "engine/document/issuing.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct issuing_register *
reading(const char *bytes, size_t len)
{
	struct issuing_register *reg = NULL;
	struct err err = ERR_INIT;

	if (issuing_read(&reg, bytes, len, "登记簿.csv", &err) != 0)
		fail_msg("%s", err.msg);
	return reg;
}

#define READ(s) reading((s), strlen(s))

static void
expect(const struct issuing_register *reg, size_t i, int row,
    const char *number, const char *title, const char *day)
{
	const struct issuing_row *r = &reg->rows[i];
	char shown[DAY_TEXT];

	assert_true(i < reg->nrows);
	assert_int_equal(r->row, row);
	assert_string_equal(r->number, number);
	assert_string_equal(r->title, title);
	assert_string_equal(r->date.year == 0 ? "" : day_format(shown,
	    r->date), day);
}

#define HEAD "序号,发文字号,标题,成文日期,是否规范性文件,认定人,认定理由,备注\n"

static void
test_plain(void **state)
{
	struct issuing_register *reg = READ(HEAD
	    "1,青民规〔2021〕1号,甲办法,2021-03-26,是,周正明,,\n"
	    "2,青民发[2021]01号,乙通知,2021年3月1日,否,周正明,内部工作安排,"
	    "已归档\n");

	(void)state;
	assert_int_equal(reg->nrows, 2);
	assert_int_equal(reg->header_row, 1);
	assert_true(reg->date_is_made);
	assert_string_equal(reg->date_column, "成文日期");
	assert_int_equal(strlen(reg->sha256), 64);
	expect(reg, 0, 2, "青民规〔2021〕1号", "甲办法", "2021-03-26");
	assert_int_equal(reg->rows[0].nature, ISSUING_NORMATIVE);
	expect(reg, 1, 3, "青民发〔2021〕1号", "乙通知", "2021-03-01");
	assert_string_equal(reg->rows[1].written, "青民发[2021]01号");
	assert_string_equal(reg->rows[1].series, "青民发〔2021〕");
	assert_int_equal(reg->rows[1].year, 2021);
	assert_int_equal(reg->rows[1].serial, 1);
	assert_int_equal(reg->rows[1].nature, ISSUING_NOT);
	assert_string_equal(reg->rows[1].person, "周正明");
	assert_string_equal(reg->rows[1].reason, "内部工作安排");
	issuing_free(reg);
}

/* The same list in every encoding and with every separator. */
static void
test_encodings(void **state)
{
	static const char *const sets[] = { "GB18030", "UTF-16LE", "UTF-16BE" };
	static const char separators[] = { ',', '\t', ';' };
	static const char list[] = "文号,文件名称,印发日期\r\n"
	    "青民规〔2021〕3号,青石区公益性公墓管理规定,2021/7/9\r\n";
	size_t i, k;

	(void)state;
	for (i = 0; i <= 2 * MEM_COUNT(sets); i++) {
		char bytes[512], *in = (char *)(uintptr_t)list, *to = bytes;
		size_t left = strlen(list), room = sizeof(bytes);
		char plain[sizeof(list)];

		memcpy(plain, list, sizeof(list));
		for (k = 0; plain[k] != '\0'; k++)
			if (plain[k] == ',')
				plain[k] = separators[i % 3];
		in = plain;
		if (i % 4 != 0) {	/* 0: UTF-8 with its mark */
			iconv_t cd = iconv_open(sets[i % 4 - 1], "UTF-8");

			if (i % 4 > 1) {
				memcpy(to, i % 4 == 2 ? "\xff\xfe" :
				    "\xfe\xff", 2);
				to += 2;
				room -= 2;
			}
			assert_true(iconv(cd, &in, &left, &to, &room) !=
			    (size_t)-1);
			iconv_close(cd);
		} else {
			to += snprintf(bytes, sizeof(bytes), "\xef\xbb\xbf%s",
			    plain);
		}
		{
			struct issuing_register *reg = reading(bytes,
			    (size_t)(to - bytes));

			assert_int_equal(reg->nrows, 1);
			assert_false(reg->date_is_made);
			expect(reg, 0, 2, "青民规〔2021〕3号",
			    "青石区公益性公墓管理规定", "2021-07-09");
			issuing_free(reg);
		}
	}
}

/* A title above, headings that are broken or explained, a page's second
 * header, empty rows, a sum below. */
static void
test_as_printed(void **state)
{
	struct issuing_register *reg = READ(
	    "青石区民政局2021年发文登记簿,,,\n"
	    "\n"
	    "序 号,\"文\n号\",标题（全称）,是否规范性文件（是/否）,认定人\n"
	    "1,青民规〔2021〕1号,\"甲办法，\n\"\"试行\"\"\",是\n"
	    ",,,\n"
	    "序 号,\"文\n号\",标题（全称）,是否规范性文件（是/否）,认定人\n"
	    "2,,没有编号的公告\n"
	    "合计,,,\n"
	    "3,青民规〔2021〕2,丙规定\n"
	    "4,第三件,丁\n");

	(void)state;
	assert_int_equal(reg->header_row, 3);
	assert_int_equal(reg->nrows, 4);
	assert_int_equal(reg->passed_over, 3);
	expect(reg, 0, 4, "青民规〔2021〕1号", "甲办法，\n\"试行\"", "");
	expect(reg, 1, 7, "", "没有编号的公告", "");
	expect(reg, 2, 9, "青民规〔2021〕2号", "丙规定", "");
	expect(reg, 3, 10, "第三件", "丁", "");
	assert_string_equal(reg->rows[3].series, "");
	issuing_free(reg);
	/* Whatever has a number somewhere is not passed over. */
	reg = READ("文号,标题,备注\n,,青民规〔2021〕9号\n");
	assert_int_equal(reg->nrows, 1);
	assert_int_equal(reg->passed_over, 0);
	issuing_free(reg);
	/* Nor is what only begins as the headings do. */
	reg = READ("发文字号,标题,备注\n发文字号：青民规〔2021〕9号,标题：甲,\n"
	    "发文字号（青民规〔2021〕9号）,,\n发文字号,甲办法,\n"
	    "发文字号,标题,\n发文 字号,,备注\n");
	assert_int_equal(reg->nrows, 3);
	assert_int_equal(reg->passed_over, 2);
	issuing_free(reg);
	/* No row at all is a register, too, and a file need not end in \n. */
	reg = READ("文号");
	assert_int_equal(reg->nrows, 0);
	issuing_free(reg);
}

static void
test_dates(void **state)
{
	static const struct {
		const char *given, *day;
	} cases[] = {
		{ "2021-3-26", "2021-03-26" }, { "2021.03.26", "2021-03-26" },
		{ "2021/3/26 0:00", "2021-03-26" },
		{ "二〇二一年三月二十六日", "2021-03-26" },
		{ "２０２１年３月２６日", "2021-03-26" },
		{ "20210326", "2021-03-26" }, { "44281", "2021-03-26" },
		{ "20211326", "" }, { "3/26/2021", "" }, { "上旬", "" },
		{ "99999", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		struct text list = TEXT_INIT;
		struct issuing_register *reg;

		text_addf(&list, "文号,印发日期,成文日期\n"
		    "甲发〔2021〕1号,2020-01-01,%s\n", cases[i].given);
		reg = READ(list.ptr);
		assert_string_equal(reg->date_column, "成文日期");
		expect(reg, 0, 2, "甲发〔2021〕1号", "", cases[i].day);
		assert_string_equal(reg->rows[0].dated, cases[i].given);
		issuing_free(reg);
		text_release(&list);
	}
}

static void
test_natures(void **state)
{
	static const struct {
		const char *given;
		enum issuing_nature nature;
	} cases[] = {
		{ "否", ISSUING_NOT }, { "不是", ISSUING_NOT },
		{ "非规范性文件", ISSUING_NOT }, { "×", ISSUING_NOT },
		{ "不属于行政规范性文件", ISSUING_NOT }, { "No", ISSUING_NOT },
		{ "一般公文", ISSUING_NOT }, { "是", ISSUING_NORMATIVE },
		{ "行政规范性文件", ISSUING_NORMATIVE },
		{ "√", ISSUING_NORMATIVE }, { "作废", ISSUING_VOID },
		{ "空号", ISSUING_VOID }, { "", ISSUING_UNSAID },
		{ "——", ISSUING_UNSAID }, { "/", ISSUING_UNSAID },
		{ "函", ISSUING_UNCLEAR }, { "待认定", ISSUING_UNCLEAR },
		{ "不确定", ISSUING_UNCLEAR }, { "否？", ISSUING_UNCLEAR },
		/* what was made and is void now was made */
		{ "是，已作废", ISSUING_UNCLEAR },
		{ "规范性文件，2022年作废", ISSUING_UNCLEAR },
		{ "作废青民规〔2018〕3号", ISSUING_UNCLEAR },
		{ "未作废", ISSUING_UNCLEAR }, { "已作废", ISSUING_VOID },
		{ "作 废 编号重复", ISSUING_VOID }, { "void", ISSUING_VOID },
		{ "空号（未使用）", ISSUING_VOID },
		/* “其他规范性文件” is what the law calls one */
		{ "其他规范性文件", ISSUING_UNCLEAR },
		{ "一般规范性文件", ISSUING_UNCLEAR },
		{ "其他公文", ISSUING_NOT },
		{ "非行政许可类规范性文件", ISSUING_UNCLEAR },
		{ "非行政规范性文件", ISSUING_NOT },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		struct text list = TEXT_INIT;
		struct issuing_register *reg;

		text_addf(&list, "文号,文件性质\n甲发〔2021〕1号,%s\n",
		    cases[i].given);
		reg = READ(list.ptr);
		if (reg->rows[0].nature != cases[i].nature)
			fail_msg("%s: %d", cases[i].given,
			    (int)reg->rows[0].nature);
		issuing_free(reg);
		text_release(&list);
	}
}

/* Which cells may be the reason, and what is none. */
static void
test_reasons(void **state)
{
	static const struct {
		const char *list, *person, *reason;
		enum issuing_nature nature;
	} cases[] = {
		{ "文号,文件性质,认定人,认定理由,备注\n甲发〔2021〕1号,否,周正明,"
		    "会议纪要,归档", "周正明", "会议纪要", ISSUING_NOT },
		{ "文号,文件性质,认定人,认定理由,备注\n甲发〔2021〕1号,否,—,,归档",
		    "", "", ISSUING_NOT },
		{ "文号,文件性质,认定人,备注\n甲发〔2021〕1号,否,周正明,会议纪要",
		    "周正明", "会议纪要", ISSUING_NOT },
		{ "文号,认定人,认定意见\n甲发〔2021〕1号,周正明,"
		    "不属于规范性文件。", "周正明", "", ISSUING_NOT },
		{ "文号,认定人,认定意见\n甲发〔2021〕1号,周正明,"
		    "不属于规范性文件：人事任免", "周正明",
		    "不属于规范性文件：人事任免", ISSUING_NOT },
		{ "文号,文件性质,认定人,认定意见\n甲发〔2021〕1号,否,周正明,"
		    "人事任免", "周正明", "人事任免", ISSUING_NOT },
		{ "文号,认定人,备注\n甲发〔2021〕1号,林芳,作废：编号重复",
		    "林芳", "作废：编号重复", ISSUING_VOID },
		{ "文号,认定人,备注\n甲发〔2021〕1号,林芳,作废", "林芳", "",
		    ISSUING_VOID },
		{ "文号,认定人,备注\n甲发〔2021〕1号,,原甲发〔2019〕1号作废",
		    "", "原甲发〔2019〕1号作废", ISSUING_UNSAID },
		{ "文号,文件性质,认定人,认定理由\n甲发〔2021〕1号,否,周正明,同上",
		    "周正明", "", ISSUING_NOT },
		/* what it makes void is another */
		{ "文号,认定人,备注\n甲发〔2021〕2号,林芳,"
		    "作废甲发〔2019〕1号文件", "林芳",
		    "作废甲发〔2019〕1号文件", ISSUING_UNSAID },
		{ "文号,认定人,备注\n甲发〔2021〕2号,林芳,作废《甲办法》",
		    "林芳", "作废《甲办法》", ISSUING_UNSAID },
		{ "文号,文件性质,认定人,认定理由\n甲发〔2021〕1号,否,√,1",
		    "", "", ISSUING_NOT },
		{ "文号,文件性质,认定人,认定理由\n甲发〔2021〕1号,否,周正明,"
		    "（非规范性文件）！", "周正明", "", ISSUING_NOT },
		/* who is asked is who says it most exactly */
		{ "文号,性质,是否规范性文件,认定人,认定理由\n甲发〔2021〕1号,"
		    "一般,是,周正明,会议纪要", "周正明", "会议纪要",
		    ISSUING_NORMATIVE },
		{ "文号,是否规范性文件,性质,性质,认定人,认定理由\n"
		    "甲发〔2021〕1号,是,一般,内部,周正明,会议纪要", "周正明",
		    "会议纪要", ISSUING_NORMATIVE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		struct issuing_register *reg = READ(cases[i].list);

		assert_string_equal(reg->rows[0].person, cases[i].person);
		assert_string_equal(reg->rows[0].reason, cases[i].reason);
		assert_int_equal(reg->rows[0].nature, cases[i].nature);
		issuing_free(reg);
	}
}

static void
test_refused(void **state)
{
	static const struct {
		const char *list, *says;
		enum err_code code;
		int line;
	} cases[] = {
		{ "", "is empty", ERR_UNREADABLE, 0 },
		{ "序号,标题\n1,甲\n", "none of its first 30 rows",
		    ERR_UNREADABLE, 0 },
		{ "这不是登记簿。", "none of its first 30", ERR_UNREADABLE, 0 },
		{ "文号,标题\n甲发〔2021〕1号,\"甲\n甲发〔2021〕2号,乙\n",
		    "opened in row 2 is never closed", ERR_SYNTAX, 2 },
		{ "\"文号,标题\n", "opened in row 1", ERR_SYNTAX, 1 },
		{ "文号,标题\n甲发〔2021〕1号,甲\n甲发〔2021〕2号,\"乙\"丙\n",
		    "in row 3", ERR_SYNTAX, 3 },
		/* read leniently this would swallow a row */
		{ "文号,标题\n甲发〔2021〕1号,\"甲\n甲发〔2021〕2号,\"乙\"\n",
		    "in row 2", ERR_SYNTAX, 2 },
		{ "甲发〔2021〕1号,甲\n文号,标题\n", "in row 1, above",
		    ERR_SYNTAX, 1 },
		{ "文号,发文字号\n", "two columns", ERR_SYNTAX, 1 },
		/* LINE SEPARATOR, which some programs show as a line's end */
		{ "文号,标题\n甲发〔2021〕1号,甲\xe2\x80\xa8甲发〔2021〕2号,乙,"
		    "甲发〔2021〕3号\n", "in row 2 right of its headings",
		    ERR_SYNTAX, 2 },
		{ "文号,是否规范性文件,是否行政规范性文件\n", "two columns in "
		    "row 1 that say whether", ERR_SYNTAX, 1 },
		{ "PK\003\004....", "a workbook (.xlsx)", ERR_UNREADABLE, 0 },
		{ "\xd0\xcf\x11\xe0..", ".xls", ERR_UNREADABLE, 0 },
		{ "%PDF-1.4", "a PDF", ERR_UNREADABLE, 0 },
		{ "\xef\xbb\xbf\r\n<html><table><tr><td>文号", "a web page",
		    ERR_UNREADABLE, 0 },
		{ "文号\n\x01\x02\n", "line 2", ERR_UNREADABLE, 2 },
		{ "\x8f\xff\xff\xfe", "no text", ERR_UNREADABLE, 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		struct issuing_register *reg = NULL;
		struct err err = ERR_INIT;

		assert_int_equal(issuing_read(&reg, cases[i].list,
		    strlen(cases[i].list), "登记簿.csv", &err), -1);
		assert_null(reg);
		if (strstr(err.msg, cases[i].says) == NULL ||
		    err.code != cases[i].code || err.line != cases[i].line)
			fail_msg("%zu: %d, line %d: %s", i, (int)err.code,
			    err.line, err.msg);
		assert_non_null(strstr(err.msg, "登记簿.csv"));
	}
}

static void
test_limits(void **state)
{
	struct issuing_register *reg = NULL;
	struct text list = TEXT_INIT;
	struct err err = ERR_INIT;
	int i;

	(void)state;
	text_adds(&list, "文号\n甲发〔2021〕1号");
	for (i = 0; i < 300; i++)
		text_adds(&list, ",");
	assert_int_equal(issuing_read(&reg, list.ptr, list.len, "x", &err),
	    -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(err.line, 2);
	text_reset(&list);
	text_adds(&list, "文号\n");
	for (i = 0; i < 500001; i++)
		text_adds(&list, "\n");
	assert_int_equal(issuing_read(&reg, list.ptr, list.len, "x", &err),
	    -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_null(reg);
	text_release(&list);
}

static void
test_apart(void **state)
{
	struct issuing_register *list[3];
	struct err err = ERR_INIT;

	(void)state;
	list[0] = READ("文号\n甲发〔2021〕1号\n甲发〔2021〕1号\n");
	list[1] = READ("文号\n乙发〔2021〕1号\n\n,\n");
	list[2] = READ("文号\n丙发〔2021〕1号\n甲发[2021]1号\n");
	assert_int_equal(issuing_apart(list, 1, &err), 0);
	assert_int_equal(issuing_apart(list, 2, &err), 0);
	assert_int_equal(issuing_apart(list, 3, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_non_null(strstr(err.msg, "甲发〔2021〕1号 stands in two"));
	assert_non_null(strstr(err.msg, "row 3"));
	issuing_free(list[0]);
	issuing_free(list[1]);
	issuing_free(list[2]);
}

static void
test_titles(void **state)
{
	static const char by[] = "青石区民政局";

	(void)state;
	assert_true(issuing_same_title("青石区公益性公墓管理规定",
	    "青石区公益性公墓管理规定", by));
	assert_true(issuing_same_title("关于印发《公墓管理规定（试行）》的通知",
	    "公墓管理规定(试行)", by));
	assert_true(issuing_same_title("青石区民政局关于做好低保工作的通知",
	    "关于做好低保工作的通知", by));
	assert_true(issuing_same_title("公墓 管理\n规定", "公墓管理规定", by));
	assert_false(issuing_same_title("关于修改《公墓管理规定》的决定",
	    "公墓管理规定", by));
	assert_false(issuing_same_title("关于废止《公墓管理规定》的通知",
	    "公墓管理规定", by));
	assert_false(issuing_same_title("公墓管理规定（试行）", "公墓管理规定",
	    by));
	assert_false(issuing_same_title("甲", "乙", ""));
	assert_false(issuing_same_title("关于停止执行《关于印发公墓管理规定》的"
	    "通知", "关于印发《公墓管理规定》的通知", by));
	assert_true(issuing_same_title("青石区民政局、财政局关于印发公墓管理规定"
	    "的通知", "公墓管理规定", by));
	assert_false(issuing_same_title("公墓管理规定Ⅰ", "公墓管理规定Ⅱ", by));
	assert_false(issuing_same_title("公墓管理规定①", "公墓管理规定②", by));
	assert_false(issuing_same_title("公墓管理规定㈠", "公墓管理规定", by));
	assert_false(issuing_same_title("公墓管理规定⼆", "公墓管理规定", by));
	assert_true(issuing_same_title("公墓管理规定★", "公墓管理规定。", by));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_as_printed),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_natures),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_apart),
		cmocka_unit_test(test_titles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
