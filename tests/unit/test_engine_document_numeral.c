/* test_engine_document_numeral.c: numerals, dates, periods, document numbers */
#include "document_helpers.h"

#include "engine/document/clause.h"
#include "engine/document/docnum.h"
#include "engine/document/numeral.h"

static void
test_numerals(void **state)
{
	static const struct {
		const char *s;
		long value;
	} good[] = { { "一", 1 }, { "十", 10 }, { "十一", 11 }, { "二十", 20 },
		{ "一百", 100 }, { "一百零一", 101 }, { "一百一十", 110 },
		{ "一百十", 110 }, { "二百零五", 205 },
		{ "一千二百六十", 1260 }, { "一千零五", 1005 }, { "〇", 0 },
		{ "二〇二一", 2021 }, { "二○二一", 2021 },
		{ "二零二一", 2021 }, { "二O二一", 2021 },
		{ "二0二一", 2021 }, { "廿五", 25 }, { "卅", 30 },
		{ "壹拾贰", 12 }, { "１２", 12 }, { "㈠", 1 }, { "⑴", 1 },
		{ "①", 1 }, { "⑳", 20 }, { "Ⅳ", 4 }, { "两", 2 },
		{ "一万二千", 12000 }, { "12", 12 }, { "99999999", 99999999 } };
	static const char *const bad[] = { "", "章", "十十", "O", "1章",
		"999999999999999999999" };
	size_t i;
	long value;

	(void)state;
	for (i = 0; i < MEM_COUNT(good); i++) {
		value = -1;
		if (numeral_parse(good[i].s, &value) != 0 ||
		    value != good[i].value)
			fail_msg("%s is %ld", good[i].s, value);
	}
	for (i = 0; i < MEM_COUNT(bad); i++) {
		value = -7;
		if (numeral_parse(bad[i], &value) == 0)
			fail_msg("%s was read as %ld", bad[i], value);
		assert_int_equal(value, -7);
	}
}

static void
test_dates(void **state)
{
	static const struct {
		const char *s, *day;	/* "": no such day */
	} dates[] = { { "2021年5月1日", "2021-05-01" },
		{ "2021 年 5 月 1 日", "2021-05-01" },
		{ "2021年05月01日", "2021-05-01" },
		{ "二〇二一年五月一日", "2021-05-01" },
		{ "二○一一年一月二十七日", "2011-01-27" },
		{ "一九八一年五月二十三日", "1981-05-23" },
		{ "２０２１年２月１日", "2021-02-01" },
		{ "2021-5-1", "2021-05-01" }, { "2021.05.01", "2021-05-01" },
		{ "2021/5/1", "2021-05-01" }, { "2020年3月1月", "" },
		{ "2021年2月29日", "" }, { "2024年2月29日", "2024-02-29" },
		{ "2021年13月1日", "" }, { "2021年", "" },
		{ "2021年5月1日起", "" }, { "2021-5-1-2", "" } };
	struct day day;
	char s[DAY_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(dates); i++) {
		bool ok = date_parse(dates[i].s, &day) == 0;

		if (ok != (*dates[i].day != '\0') || (ok &&
		    strcmp(day_format(s, day), dates[i].day) != 0))
			fail_msg("%s", dates[i].s);
	}
}

static void
test_date_states(void **state)
{
	struct date_match m;

	(void)state;
	assert_true(date_find("施行自2021年　月　日起", 0, &m));
	assert_int_equal(m.state, DATE_OPEN);
	assert_int_equal(m.day.year, 0);
	assert_true(date_scan("××年×月×日", &m));
	assert_int_equal(m.state, DATE_OPEN);
	assert_true(date_find("发布于2020年3月1月。", 0, &m));
	assert_int_equal(m.state, DATE_IMPOSSIBLE);
	assert_false(date_find("第12345号，12月", 0, &m));
}

static void
test_clauses(void **state)
{
	static const struct {
		const char *s, *effective, *expires;
		int months;
		bool publication, open;
	} clauses[] = {
		{ "本办法自2021年5月1日起施行。",
		    "2021-05-01", "", 0, false, false },
		{ "本办法自2021年5月1日起施行，有效期5年。",
		    "2021-05-01", "", 60, false, false },
		{ "本规定自公布之日起施行。",
		    "", "", 0, true, false },
		{ "本细则自发布之日起30日后施行，有效期为两年。",
		    "", "", 24, true, false },
		{ "现予印发。自2025年1月10日起施行，有效期至2030年1月9日止。",
		    "2025-01-10", "2030-01-09", 0, false, false },
		{ "本办法自2021年　月　日起施行。",
		    "", "", 0, false, true },
		{ "本办法自２０００年１月１日起实施。",
		    "2000-01-01", "", 0, false, false },
		{ "本办法自2021年1月1日起试行，试行期1年。",
		    "2021-01-01", "", 12, false, false },
		{ "本通知自2021年1月1日起执行，至2025年12月31日止。",
		    "2021-01-01", "2025-12-31", 0, false, false },
		{ "《甲办法》自2019年1月1日起施行。",
		    "", "", 0, false, false },
		{ "修改为：“本办法自2019年1月1日起施行。”",
		    "", "", 0, false, false },
		{ "许可证有效期5年。",
		    "", "", 0, false, false },
		{ "企业自2019年1月1日起可继续免税。",
		    "", "", 0, false, false },
	};
	static const struct clause none;
	char s[DAY_TEXT];
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(clauses); i++) {
		struct clause c = none;

		clause_read(clauses[i].s, &c);
		if (strcmp(c.effective.year == 0 ? "" : day_format(s,
		    c.effective), clauses[i].effective) != 0 ||
		    strcmp(c.expires.year == 0 ? "" : day_format(s,
		    c.expires), clauses[i].expires) != 0 ||
		    c.months != clauses[i].months ||
		    c.publication != clauses[i].publication ||
		    c.open != clauses[i].open)
			fail_msg("%s", clauses[i].s);
	}
}

static void
test_numbers(void **state)
{
	static const char *const good[] = { "长民发〔2021〕12号",
		"法〔2020〕142号", "劳社部发[2008]3号", "沪府规﹝2024﹞6号",
		"国办发明电 〔2018〕 15 号", "中国银行保险监督管理委员会令2020年第9号",
		"国令第707号", "2020年第5号", "第338号", "某部令（第39号）",
		"中国人民银行、财政部公告〔2023〕第6号" };
	static const char *const bad[] = { "", "号", "〔1821〕12号",
		"根据长民发〔2021〕12号", "长民发〔1821〕12号", "长民发〔2021〕号",
		"关于长民发〔2021〕12号的通知", "令", "第一章",
		"〔2021〕5号"	/* but of minutes, under their heading */ };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(good); i++) {
		if (!docnum_match(good[i]))
			fail_msg("%s", good[i]);
	}
	for (i = 0; i < MEM_COUNT(bad); i++) {
		/* 根据 cannot be told from an agency's code without a list. */
		if (i != 3 && docnum_match(bad[i]))
			fail_msg("%s", bad[i]);
	}
}

/* Whatever way a number is written, it is one number. */
static void
test_number_parts(void **state)
{
	static const struct {
		const char *given, *written, *series;
		int year;
		long serial;
	} cases[] = {
		{ "长民发[2021]012号", "长民发〔2021〕12号", "长民发〔2021〕",
		    2021, 12 },
		{ "长民发（２０２１）第１２号", "长民发〔2021〕12号",
		    "长民发〔2021〕", 2021, 12 },
		{ " 长民发 【2021】 12 号 ", "长民发〔2021〕12号",
		    "长民发〔2021〕", 2021, 12 },
		{ "长民发〔二〇二一〕十二号", "长民发〔2021〕12号",
		    "长民发〔2021〕", 2021, 12 },
		{ "国令第707号", "国令第707号", "国令", 0, 707 },
		{ "某部令（第39号）", "某部令第39号", "某部令", 0, 39 },
		{ "某行公告〔2023〕第6号", "某行公告〔2023〕6号",
		    "某行公告〔2023〕", 2023, 6 },
		{ "某行、某部公告2023年第6号", "某行、某部公告〔2023〕6号",
		    "某行、某部公告〔2023〕", 2023, 6 },
		{ "2020年第5号", "2020年第5号", "2020年", 2020, 5 },
		{ "第338号", "第338号", "", 0, 338 },
	};
	struct docnum number = DOCNUM_INIT;
	struct text written = TEXT_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		text_reset(&written);
		if (!docnum_parse(&number, cases[i].given))
			fail_msg("%s", cases[i].given);
		docnum_write(&written, &number);
		assert_string_equal(written.ptr, cases[i].written);
		assert_string_equal(number.series.ptr, cases[i].series);
		assert_int_equal(number.year, cases[i].year);
		assert_int_equal(number.serial, cases[i].serial);
	}
	assert_false(docnum_parse(&number, "长民发〔2021〕3-5号"));
	assert_false(docnum_parse(&number,
	    "长民发〔2021〕3号、长财发〔2021〕5号"));
	text_release(&number.series);
	text_release(&written);
}

/* Real numbers, where they are at hand: at least 999 of 1000 are known. */
static void
test_real_numbers(void **state)
{
	struct text list = TEXT_INIT;
	char *line, *next, *number;
	int n = 0, known = 0;

	(void)state;
	if (!shared_file(&list, "docnums.tsv"))
		skip();
	for (line = strchr(list.ptr, '\n') + 1; line != NULL && *line != '\0';
	     line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		number = strchr(line, '\t');
		assert_non_null(number);
		n++;
		if (docnum_match(number + 1))
			known++;
		else
			print_message("unknown: %s\n", number + 1);
	}
	print_message("%d of %d numbers known\n", known, n);
	assert_true(n > 1000 && known * 1000 >= n * 999);
	text_release(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numerals),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_date_states),
		cmocka_unit_test(test_clauses),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_number_parts),
		cmocka_unit_test(test_real_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
