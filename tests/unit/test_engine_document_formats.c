/* test_engine_document_formats.c: what files are taken, and how they are read */
#include "document_helpers.h"

/* --- refused ------------------------------------------------------------------- */

static void
test_refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;	/* 0: to the NUL */
		const char *words;
	} cases[] = { { "", 0, "empty" }, { " \n　\n", 0, "no text" },
		{ "\xd0\xcf\x11\xe0\xa1\xb1", 0, ".doc or .wps" },
		{ "%PDF-1.7", 0, "PDF" }, { "{\\rtf1", 0, "RTF" },
		{ "<?xml version=\"1.0\"?><a/>", 0, "XML" },
		{ "PK\003\004", 0, "damaged" },
		{ "第一条\n\xe7\xac\n第二条 甲乙丙丁戊", 0, "line 2" },
		{ "甲\001乙", 0, "control" }, { "甲\0乙", 7, "control" },
		{ "\x80\x81\xfe\xff\xff", 0, "no character" },
		{ "秘密★1年\n某办法\n第一条 甲。\n", 0, "state secret" },
		{ "机　密\n某办法\n第一条 甲。\n", 0, "state secret" },
		{ "机密 10年\n某办法\n第一条 甲。\n", 0, "state secret" },
		{ "绝密 长期\n某办法\n第一条 甲。\n", 0, "state secret" },
		{ "秘密６个月\n某办法\n第一条 甲。\n", 0, "state secret" } };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++)
		assert_refused(cases[i].bytes, cases[i].len != 0 ?
		    cases[i].len : strlen(cases[i].bytes), "a.docx",
		    cases[i].words);
}

/* --- texts ------------------------------------------------------------------- */

static void
test_encodings(void **state)
{
	static const char utf16le[] = "\xff\xfe\x32\x75\x95\x5e\x0a\x00\x2c\x7b"
	    "\x00\x4e\x61\x67\x32\x75\x02\x30";
	static const char utf16be[] = "\xfe\xff\x75\x32\x5e\x95\x00\x0a\x7b\x2c"
	    "\x4e\x00\x67\x61\x75\x32\x30\x02";
	static const char gb[] = "\xbc\xd7\xb5\xea\x0d\x0a\xb5\xda\xd2\xbb\xcc\xf5"
	    "\xbc\xd7\xa1\xa3";
	static const struct {
		const char *bytes;
		size_t len;
	} files[] = { { utf16le, 18 }, { utf16be, 18 },
		{ gb, sizeof(gb) - 1 } };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(files); i++) {
		struct document *d = NULL;
		struct err err = ERR_INIT;

		assert_done(document_read(&d, files[i].bytes, files[i].len,
		    "a.txt", &err), err);
		assert_plain(d, i < 2 ? "甲\xe5\xba\x95\n第一条甲。\n" :
		    "甲店\n第一条甲。\n");
		document_free(d);
	}
}

/* What is not as we write it is refused, not read by half. */
static void
test_foreign_akn(void **state)
{
	struct document *d = read_as("某办法\n第一条 甲。\n", "a.txt");
	struct document *again = NULL;
	struct text akn = TEXT_INIT, changed = TEXT_INIT;
	struct err err = ERR_INIT;
	const char *at;

	(void)state;
	document_write_akn(d, &akn);
	assert_done(document_read(&again, akn.ptr, akn.len, "a.xml", &err),
	    err);
	document_free(again);
	again = NULL;
	at = strstr(akn.ptr, "<article");
	text_add(&changed, akn.ptr, (size_t)(at - akn.ptr));
	text_adds(&changed, "<clause/>");
	text_adds(&changed, at);
	assert_int_equal(document_from_akn(&again, changed.ptr, changed.len,
	    "a.xml", &err), -1);
	assert_null(again);
	assert_int_equal(err.code, ERR_UNREADABLE);
	text_release(&akn);
	text_release(&changed);
	document_free(d);
}

/* 2000 articles: time must not grow with the square. */
static void
test_large(void **state)
{
	struct text t = TEXT_INIT;
	struct document *d;
	struct document_counts c;
	int i;

	(void)state;
	text_adds(&t, "某办法\n");
	for (i = 1; i <= 2000; i++)
		text_addf(&t, "第%d条 有下列情形的：\n（一）甲；\n（二）乙。\n", i);
	d = read_as(t.ptr, "a.txt");
	document_counts(d, &c);
	assert_int_equal(c.article, 2000);
	assert_int_equal(c.point, 4000);
	assert_round_trip(d);
	document_free(d);
	/* The same number again and again, and no sentence that ends. */
	text_reset(&t);
	text_adds(&t, "某办法\n第一条 甲。\n");
	for (i = 0; i < 50000; i++)
		text_adds(&t, i % 2 == 0 ? "1. 乙\n" : "没有标点的一行长长长长长长\n");
	d = read_as(t.ptr, "a.txt");
	assert_round_trip(d);
	document_free(d);
	text_reset(&t);
	for (i = 0; i < 200001; i++)
		text_adds(&t, "甲\n");
	assert_refused(t.ptr, t.len, "a.txt", "lines");
	text_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_foreign_akn),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
