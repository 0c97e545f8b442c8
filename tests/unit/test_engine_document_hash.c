/* test_engine_document_hash.c: what the text hash binds, and what it leaves
 * open */
#include "document_helpers.h"

/* A measure with this last article. */
static struct document *
ending(const char *clause)
{
	struct text t = TEXT_INIT;
	struct document *d;

	text_addf(&t, "青石区临时救助办法\n第一条　为了救助，制定本办法。\n"
	    "第二条　%s\n", clause);
	d = read_as(t.ptr, "a.txt");
	text_release(&t);
	return d;
}

static void
check(const char *a, const char *b, bool equal)
{
	struct document *x = ending(a), *y = ending(b);
	char p[SHA256_HEX], q[SHA256_HEX];

	hash_hex(p, x);
	hash_hex(q, y);
	if ((strcmp(p, q) == 0) != equal)
		fail_msg("%s the same hash: %s / %s", equal ? "not" :
		    "wrongly", a, b);
	document_free(x);
	document_free(y);
}

/* The day that an issue fills in, in every form of the sentence. */
static void
test_own_day(void **state)
{
	static const char *const forms[] = {
		"本办法自%s起施行。", "本办法自%s起施行，有效期5年。",
		"本办法由区民政局负责解释，自%s起施行。",
		"本办法由区民政局负责解释。自%s起实施。", "自%s起执行。",
		"本实施细则（试行）自%s起试行，试行期一年。",
		"本暂行办法经区政府批准，自%s起正式施行。",
		"本通知自%s起执行", "本规范性文件自%s起生效。",
		"现予印发，自%s起施行。" };
	struct text a = TEXT_INIT, b = TEXT_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(forms); i++) {
		text_reset(&a);
		text_reset(&b);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		text_addf(&a, forms[i], "2021年　月　日");
		text_addf(&b, forms[i], "2021年5月1日");
#pragma GCC diagnostic pop
		check(a.ptr, b.ptr, true);
	}
	text_release(&a);
	text_release(&b);
}

/* The day of anything else is part of the text. */
static void
test_other_days(void **state)
{
	static const char *const texts[][2] = {
		{ "本办法第三条规定的标准自2021年5月1日起施行。",
		  "本办法第三条规定的标准自2022年5月1日起施行。" },
		{ "本市最低标准自2021年5月1日起执行。",
		  "本市最低标准自2022年5月1日起执行。" },
		{ "标准为每月100元。自2021年5月1日起执行。",
		  "标准为每月100元。自2022年5月1日起执行。" },
		{ "自2021年5月1日起执行新的收费。",
		  "自2022年5月1日起执行新的收费。" },
		{ "本办法规定的补贴，自2021年5月1日起执行。",
		  "本办法规定的补贴，自2022年5月1日起执行。" },
		{ "收费办法自2021年5月1日起施行。",
		  "收费办法自2022年5月1日起施行。" },
		{ "所称“本办法自2021年5月1日起施行。”，从其规定。",
		  "所称“本办法自2022年5月1日起施行。”，从其规定。" },
		{ "《收费标准》公布后，自2021年5月1日起执行。",
		  "《收费标准》公布后，自2022年5月1日起执行。" },
		{ "本办法自2021年5月1日起施行，2021年6月1日起收费。",
		  "本办法自2021年5月1日起施行，2022年6月1日起收费。" },
		{ "本办法自2021年5月1日起施行，有效期至2024年5月1日。",
		  "本办法自2021年5月1日起施行，有效期至2026年5月1日。" } };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(texts); i++)
		check(texts[i][0], texts[i][1], false);
}

/* Words that rule something are no issuing elements, wherever they stand. */
static void
test_no_rule_in_what_an_issue_adds(void **state)
{
	static const char head[] = "青石区停车管理办法\n";
	static const char body[] = "第一条　停车人应当交费。\n"
	    "第二条　本办法自2021年5月1日起施行。\n";
	static const char *const lines[][2] = {
		{ "", "本办法不适用于青石区民政局\n青石区城管局\n"
		    "2021年4月1日\n" },
		{ "", "青石区城管局\n2021年4月1日\n"
		    "（此件公开发布，停车人可以免费）\n" },
		{ "", "青石区城管局\n2021年4月1日\n"
		    "抄送：各单位，停车人不再交费。\n" },
		{ "签发人：王某，停车人不再交费\n", "" },
		{ "（2021年4月1日区政府发布，停车人可以免费）\n", "" } };
	struct document *x = read_as("青石区停车管理办法\n第一条　停车人应当交费。"
	    "\n第二条　本办法自2021年5月1日起施行。\n", "a.txt"), *y;
	char p[SHA256_HEX], q[SHA256_HEX];
	size_t i;

	(void)state;
	hash_hex(p, x);
	for (i = 0; i < MEM_COUNT(lines); i++) {
		struct text t = TEXT_INIT;

		text_addf(&t, "%s%s%s%s", head, lines[i][0], body,
		    lines[i][1]);
		y = read_as(t.ptr, "a.txt");
		hash_hex(q, y);
		if (strcmp(p, q) == 0)
			fail_msg("not bound: %s%s", lines[i][0], lines[i][1]);
		document_free(y);
		text_release(&t);
	}
	document_free(x);
	/* Nor in the table of contents. */
	x = read_as("某办法\n目录\n第一章　总则\n第二章　附则\n第一章　总则\n"
	    "第一条　甲。\n第二章　附则\n第二条　乙。\n", "a.txt");
	y = read_as("某办法\n目录\n第一章　总则\n停车人可以免费\n第二章　附则\n"
	    "第一章　总则\n第一条　甲。\n第二章　附则\n第二条　乙。\n", "a.txt");
	hash_hex(p, x);
	hash_hex(q, y);
	assert_string_not_equal(p, q);
	document_free(x);
	document_free(y);
}

/* A text of the first reader, kept since, and its hash then. */
static void
test_first_reader(void **state)
{
	static const char wanted[] =
	    "60f567893bb87b403f3d50aa564f33a1f0b4d1fd757f7c2f8a31dc8375a3f88a";
	struct text xml = TEXT_INIT;
	struct document *d = NULL;
	struct err err = ERR_INIT;
	struct sha256 hash;
	char hex[SHA256_HEX];

	(void)state;
	assert_true(file_read(&xml,
	    "tests/golden/document/reader-1/document.xml"));
	assert_done(document_from_akn(&d, xml.ptr, xml.len, "a.xml", &err),
	    err);
	assert_string_equal(document_reader(d), "guiwen-reader-1");
	assert_true(document_text_hash_by(d, document_reader(d), &hash));
	assert_string_equal(sha256_hex(hex, &hash), wanted);
	document_text_hash(d, &hash);
	assert_string_not_equal(sha256_hex(hex, &hash), wanted);
	assert_false(document_text_hash_by(d, "guiwen-reader-9", &hash));
	document_free(d);
	/* But nobody hands one in. */
	d = NULL;
	assert_int_equal(document_read(&d, xml.ptr, xml.len, "a.xml", &err),
	    -1);
	assert_non_null(strstr(err.msg, "guiwen-reader-1"));
	text_release(&xml);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_day),
		cmocka_unit_test(test_other_days),
		cmocka_unit_test(test_no_rule_in_what_an_issue_adds),
		cmocka_unit_test(test_first_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
