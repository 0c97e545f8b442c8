/* test_engine_document_text.c: plain text and Markdown: encodings, ends of
 * lines, odd characters, and what Markdown says with marks */
#include "document_helpers.h"

static struct document *
read_bytes(const char *bytes, size_t len, const char *name)
{
	struct document *d = NULL;
	struct err err = ERR_INIT;

	assert_done(document_read(&d, bytes, len, name, &err), err);
	assert_round_trip(d);
	return d;
}

static void
test_encodings(void **state)
{
	/* 甲 and 第一条 乙㐂。 in each; GB18030 with four bytes. */
	static const struct {
		const char *bytes;
		size_t len;
	} files[] = {
		{ "甲\n第一条 乙㐂。\n", 0 },
		{ "\xef\xbb\xbf甲\n第一条 乙㐂。\n", 0 },
		{ "\xff\xfe\x32\x75\n\0\x2c\x7b\x00\x4e\x61\x67 \0\x59\x4e\x02"
		    "\x34\x02\x30", 20 },
		{ "\xfe\xff\x75\x32\0\n\x7b\x2c\x4e\x00\x67\x61\0 \x4e\x59\x34"
		    "\x02\x30\x02", 20 },
		/* Without a byte order mark, 丙 for 㐂. */
		{ "\x32\x75\n\0\x2c\x7b\x00\x4e\x61\x67 \0\x59\x4e\x19\x4e\x02"
		    "\x30", 18 },
		{ "\x75\x32\0\n\x7b\x2c\x4e\x00\x67\x61\0 \x4e\x59\x4e\x19\x30"
		    "\x02", 18 },
		{ "\xbc\xd7\r\n\xb5\xda\xd2\xbb\xcc\xf5 \xd2\xd2\x81\x39\xef"
		    "\x31\xa1\xa3\r\n", 0 } };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(files); i++) {
		struct document *d = read_bytes(files[i].bytes,
		    files[i].len != 0 ? files[i].len : strlen(files[i].bytes),
		    "a.txt");

		assert_plain(d, files[i].len == 18 ? "甲\n第一条 乙丙。\n" :
		    "甲\n第一条 乙㐂。\n");
		document_free(d);
	}
}

static void
test_ends_of_lines(void **state)
{
	struct document *d = read_as("某办法\r第一条 甲。\r\r\n第二条 乙。\xe2\x80\xa8"
	    "（一）丙；\xe2\x80\xa9（二）丁。\xc2\x85第三条 戊。\f第四条 己。\v", "a.txt");

	(void)state;
	assert_plain(d, "某办法\n第一条 甲。\n第二条 乙。\n（一）丙；\n（二）丁。\n第三条 戊。\n"
	    "第四条 己。\n");
	document_free(d);
}

/* Bytes that are no characters are refused with their line, never dropped. */
static void
test_damaged(void **state)
{
	(void)state;
	assert_refused("某区管理办法甲乙丙\n第一条 甲\xff\xfe乙。\n", strlen("某区管理办法"
	    "甲乙丙\n第一条 甲") + strlen("\xff\xfe乙。\n"), "a.txt", "line 2");
	assert_refused("甲\0乙", 7, "a.txt", "control");
	assert_refused("\xff\xfe\x32\x75\x00\xd8", 6, "a.txt", "UTF-16");
	assert_refused("\x81\x30\x81\x30\x81\x30", 6, "a.txt", "a.txt");
}

static void
test_odd_characters(void **state)
{
	struct document *d = read_as("某办法\n第⼀条 甲\xe2\x80\x8b乙。\n第二条 "
	    "\xef\xbf\xbd\xee\x80\x80\xe2\x80\xae。\n第三条 康煕\xef\xa4\x80。\n",
	    "a.txt");
	struct document_counts c;

	(void)state;
	document_counts(d, &c);
	assert_int_equal(c.article, 3);
	assert_true(noted(d, "without any width"));
	assert_true(noted(d, "was lost before"));
	assert_true(noted(d, "one font only"));
	assert_true(noted(d, "turns the direction"));
	assert_true(noted(d, "copied from a PDF"));
	document_free(d);
}

/* Emphasis and links go, their words stay; lists keep their numbers. */
static void
test_markdown(void **state)
{
	struct document *d = read_as("# 某办法\n\n第一条 甲**乙**`丙`[丁](http://x)"
	    "~~戊~~己[^1]。\n\n1) 庚\n2) 辛\n   - 壬\n3) 2021年\n\n| 项 | 元 |\n|-|-|\n"
	    "| 一 | **二** |\n\n> 引\n\n```\n第二条 代码\n```\n\n[^1]: 脚注的话。\n",
	    "a.md");

	(void)state;
	assert_plain(d, "某办法\n第一条 甲乙丙丁[删除线：戊]己[脚注：脚注的话。]。\n1) 庚\n"
	    "2) 辛\n壬\n3) 2021年\n项\t元\n一\t二\n引\n第二条 代码\n");
	document_free(d);
}

/* Lines that Markdown would take away without a word. */
static void
test_markdown_definitions(void **state)
{
	struct document *d = read_as("# 某办法\n\n第一条 甲。\n\n[附件]: 名单\n\n"
	    "[^2]: 没有引用的注。\n", "a.md");

	(void)state;
	assert_true(noted(d, "[附件]: 名单"));
	assert_true(noted(d, "[^2]: 没有引用的注。"));
	document_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_ends_of_lines),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_odd_characters),
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_markdown_definitions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
