/* test_engine_document_formats.c: what files are taken, and how they are read */
#include "document_helpers.h"

/* --- making .docx files ----------------------------------------------------- */

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/" \
	"2006/main\""

static const char root_rels[] = "<Relationships xmlns=\"http://schemas."
    "openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/officeDocument\" Target=\"word/main.xml\"/>"
    "</Relationships>";

static const char main_rels[] = "<Relationships xmlns=\"http://schemas."
    "openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/styles\" Target=\"styles.xml\"/><Relationship Id=\"r2\" "
    "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships/numbering\" Target=\"/word/numbering.xml\"/>"
    "<Relationship Id=\"r3\" Type=\"http://schemas.openxmlformats.org/"
    "officeDocument/2006/relationships/footnotes\" Target=\"../word/notes."
    "xml\"/></Relationships>";

/* A .docx with that body, styles and numbering (NULL: none). */
static void
make_docx(struct text *out, const char *body, const char *styles,
    const char *numbering)
{
	struct text main_part = TEXT_INIT, s = TEXT_INIT, n = TEXT_INIT;
	struct packed parts[] = { { "_rels/.rels", root_rels },
		{ "word/main.xml", NULL },
		{ "word/_rels/main.xml.rels", main_rels },
		{ "word/styles.xml", NULL }, { "word/numbering.xml", NULL },
		{ "word/notes.xml", "<w:footnotes " W "><w:footnote><w:p><w:r>"
		    "<w:t>脚注的话</w:t></w:r></w:p></w:footnote>"
		    "</w:footnotes>" } };

	text_addf(&main_part, "<w:document " W "><w:body>%s</w:body>"
	    "</w:document>", body);
	text_addf(&s, "<w:styles " W ">%s</w:styles>", styles == NULL ? "" :
	    styles);
	text_addf(&n, "<w:numbering " W ">%s</w:numbering>",
	    numbering == NULL ? "" : numbering);
	parts[1].content = main_part.ptr;
	parts[3].content = s.ptr;
	parts[4].content = n.ptr;
	pack(out, parts, MEM_COUNT(parts));
	text_release(&main_part);
	text_release(&s);
	text_release(&n);
}

static struct document *
read_docx(const char *body, const char *styles, const char *numbering)
{
	struct text bytes = TEXT_INIT;
	struct document *d = NULL;
	struct err err = ERR_INIT;

	make_docx(&bytes, body, styles, numbering);
	assert_done(document_read(&d, bytes.ptr, bytes.len, "a.docx", &err),
	    err);
	assert_int_equal(document_format(d), DOCUMENT_DOCX);
	assert_round_trip(d);
	text_release(&bytes);
	return d;
}

/* --- .docx ------------------------------------------------------------------- */

#define P(style, words) "<w:p><w:pPr><w:pStyle w:val=\"" style "\"/></w:pPr>" \
	"<w:r><w:t>" words "</w:t></w:r></w:p>"
#define PLAIN(words) "<w:p><w:r><w:t>" words "</w:t></w:r></w:p>"
#define LVL(i, format, text, more) "<w:lvl w:ilvl=\"" i "\"><w:start " \
	"w:val=\"1\"/><w:numFmt w:val=\"" format "\"/>" more \
	"<w:lvlText w:val=\"" text "\"/></w:lvl>"

static const char chapters[] = "<w:abstractNum w:abstractNumId=\"7\">"
    LVL("0", "chineseCountingThousand", "第%1章", "<w:pStyle w:val=\"zhang\"/>")
    LVL("1", "chineseCountingThousand", "第%2条", "<w:lvlRestart w:val=\"0\"/>"
    "<w:pStyle w:val=\"tiao\"/>")
    LVL("2", "chineseCountingThousand", "（%3）", "<w:pStyle w:val=\"xiang\"/>"
    "<w:suff w:val=\"nothing\"/>")
    "</w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/>"
    "</w:num>";
static const char styles[] = "<w:style w:styleId=\"base\"><w:pPr><w:numPr>"
    "<w:numId w:val=\"3\"/></w:numPr></w:pPr></w:style>"
    "<w:style w:styleId=\"zhang\"><w:basedOn w:val=\"base\"/></w:style>"
    "<w:style w:styleId=\"tiao\"><w:basedOn w:val=\"base\"/></w:style>"
    "<w:style w:styleId=\"xiang\"><w:basedOn w:val=\"base\"/></w:style>"
    "<w:style w:styleId=\"t\"><w:name w:val=\"Title\"/></w:style>";

/* Numbers that are in no run of text, from styles, running through chapters. */
static void
test_numbers_from_styles(void **state)
{
	struct document *d = read_docx(P("t", "某办法") P("zhang", "总则")
	    P("tiao", "有：") P("xiang", "甲；") P("xiang", "乙。")
	    P("zhang", "附则") P("tiao", "丙：") P("xiang", "丁。"), styles,
	    chapters);
	struct document_counts c;

	(void)state;
	assert_plain(d, "某办法\n第一章 总则\n第一条 有：\n（一）甲；\n（二）乙。\n"
	    "第二章 附则\n第二条 丙：\n（一）丁。\n");
	document_counts(d, &c);
	assert_int_equal(c.article, 2);
	assert_int_equal(c.point, 3);
	document_free(d);
}

/* The same words as text, Markdown and with automatic numbers: one hash. */
static void
test_hash_across_formats(void **state)
{
	struct document *a = read_docx(P("t", "某办法") P("zhang", "总则")
	    P("tiao", "有：") P("xiang", "甲；") P("xiang", "乙。"), styles,
	    chapters);
	struct document *b = read_as("某办法\n第一章　总　则\n第一条　有：\n"
	    "（一）甲；\n（二）乙。\n", "a.txt");
	struct document *c = read_as("# 某办法\n\n## 第一章 总则\n\n第一条 有：\n\n"
	    "（一）甲；\n\n（二）乙。\n", "a.md");
	char x[SHA256_HEX], y[SHA256_HEX], z[SHA256_HEX];

	(void)state;
	hash_hex(x, a);
	hash_hex(y, b);
	hash_hex(z, c);
	assert_string_equal(x, y);
	assert_string_equal(x, z);
	document_free(a);
	document_free(b);
	document_free(c);
}

static void
test_number_overrides(void **state)
{
	struct document *d = read_docx(
	    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/>"
	    "</w:numPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>"
	    "<w:p><w:pPr><w:pStyle w:val=\"tiao\"/><w:numPr><w:numId "
	    "w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>不编号。</w:t></w:r>"
	    "</w:p><w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId "
	    "w:val=\"4\"/></w:numPr></w:pPr><w:r><w:t>乙</w:t></w:r></w:p>"
	    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/>"
	    "</w:numPr></w:pPr><w:r><w:t>丙</w:t></w:r></w:p>",
	    styles,
	    "<w:abstractNum w:abstractNumId=\"7\">"
	    LVL("0", "chineseCountingThousand", "第%1章", "")
	    "</w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId "
	    "w:val=\"7\"/></w:num><w:num w:numId=\"4\"><w:abstractNumId "
	    "w:val=\"7\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride "
	    "w:val=\"12\"/></w:lvlOverride></w:num>");

	(void)state;
	assert_plain(d, "第一章 甲\n不编号。\n第十二章 乙\n第十三章 丙\n");
	document_free(d);
}

#define CHANGE " w:id=\"1\" w:author=\"a\" w:date=\"2021-01-01T00:00:00Z\""

static void
test_tracked_changes(void **state)
{
	struct document *d = read_docx(PLAIN("某办法")
	    "<w:p><w:r><w:t>第一条 自</w:t></w:r><w:del" CHANGE "><w:r>"
	    "<w:delText>甲</w:delText></w:r></w:del><w:ins" CHANGE "><w:r>"
	    "<w:t>乙</w:t></w:r></w:ins><w:r><w:t>起。</w:t></w:r></w:p>"
	    "<w:p><w:pPr><w:rPr><w:del" CHANGE "/></w:rPr></w:pPr><w:r><w:t>"
	    "第二条 前半，</w:t></w:r></w:p>" PLAIN("后半。")
	    "<w:p><w:moveFrom" CHANGE "><w:r><w:t>移走</w:t></w:r>"
	    "</w:moveFrom><w:r><w:t>第三条 留。</w:t></w:r></w:p>", NULL, NULL);

	(void)state;
	assert_plain(d, "某办法\n第一条 自乙起。\n第二条 前半，后半。\n第三条 留。\n");
	assert_true(noted(d, "tracked"));
	document_free(d);
}

/* Runs, breaks, fields, boxes, notes, tables, hidden and ruby text. */
static void
test_what_runs_hold(void **state)
{
	struct document *d = read_docx(PLAIN("某办法")
	    "<w:p><w:r><w:t>第</w:t></w:r><w:hyperlink><w:r><w:t>一条 甲</w:t>"
	    "<w:noBreakHyphen/><w:t>乙</w:t><w:softHyphen/><w:t>。</w:t></w:r>"
	    "</w:hyperlink><w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>"
	    "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>"
	    "<w:instrText>DATE</w:instrText></w:r><w:r><w:fldChar "
	    "w:fldCharType=\"separate\"/></w:r><w:r><w:t>第二条 丙。</w:t></w:r>"
	    "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>"
	    "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r>"
	    "<w:t>第三条 丁。</w:t><w:br/><w:t>第二款。</w:t></w:r></w:p>"
	    "<w:p><w:r><w:pict><w:txbxContent>" PLAIN("第四条 框里。")
	    "</w:txbxContent></w:pict></w:r><w:r><w:ruby><w:rt><w:r><w:t>dì"
	    "</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>第</w:t></w:r>"
	    "</w:rubyBase></w:ruby></w:r><w:r><w:t>五条 戊。</w:t></w:r></w:p>"
	    "<w:tbl><w:tr><w:tc>" PLAIN("序号") "</w:tc><w:tc>" PLAIN("名")
	    PLAIN("称") "</w:tc></w:tr><w:tr><w:tc><w:p/></w:tc><w:tc>"
	    PLAIN("表") "</w:tc></w:tr></w:tbl>"
	    "<w:tbl><w:tr><w:tc>" PLAIN("第六条 己。") "</w:tc></w:tr></w:tbl>",
	    NULL, NULL);
	struct document_counts c;

	(void)state;
	assert_plain(d, "某办法\n第一条 甲-乙。\n第二条 丙。\n第三条 丁。\n第二款。\n"
	    "第四条 框里。\n第五条 戊。\n序号\t名 称\n\t表\n第六条 己。\n");
	document_counts(d, &c);
	assert_int_equal(c.article, 6);
	assert_true(noted(d, "hidden text"));
	assert_true(noted(d, "text boxes"));
	assert_true(noted(d, "脚注的话"));
	document_free(d);
}

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

#define MAIN(body) "<w:document " W "><w:body>" body "</w:body></w:document>"

static void
test_refused_zips(void **state)
{
	struct packed odt[] = { { "content.xml", "<a/>" } };
	struct packed ofd[] = { { "OFD.xml", "<a/>" } };
	struct packed xlsx[] = { { "xl/workbook.xml", "<a/>" } };
	struct packed other[] = { { "a.txt", "甲" } };
	struct packed twice[] = { { "a.txt", "甲" }, { "A.TXT", "乙" } };
	struct packed out[] = { { "../a.txt", "甲" } };
	struct packed back[] = { { "a\\b", "甲" } };
	struct packed chunk[] = { { "_rels/.rels", root_rels },
		{ "word/main.xml", MAIN("<w:altChunk/>") } };
	struct packed doctype[] = { { "_rels/.rels", root_rels },
		{ "word/main.xml", "<!DOCTYPE a><a/>" } };
	struct packed missing[] = { { "_rels/.rels", root_rels } };

	(void)state;
	refuse_parts(odt, 1, "ODT");
	refuse_parts(ofd, 1, "OFD");
	refuse_parts(xlsx, 1, "spreadsheet");
	refuse_parts(other, 1, "without a Word document");
	refuse_parts(twice, 2, "twice");
	refuse_parts(out, 1, "outside");
	refuse_parts(back, 1, "outside");
	refuse_parts(chunk, 2, "web page");
	refuse_parts(doctype, 2, "DOCTYPE");
	refuse_parts(missing, 1, "without a Word document");
}

/* Each byte of a good file changed or cut off: refused, or read; no harm. */
static void
test_damaged_docx(void **state)
{
	struct text bytes = TEXT_INIT;
	struct document *d;
	struct err err = ERR_INIT;
	size_t i;
	int refused = 0;

	(void)state;
	make_docx(&bytes, PLAIN("某办法") PLAIN("第一条 甲。"), styles, chapters);
	for (i = 0; i < bytes.len; i++) {
		bytes.ptr[i] ^= 0x41;
		d = NULL;
		if (document_read(&d, bytes.ptr, bytes.len, "a.docx", &err) !=
		    0)
			refused++;
		document_free(d);
		bytes.ptr[i] ^= 0x41;
	}
	for (i = 0; i < bytes.len; i += 7) {
		d = NULL;
		assert_int_equal(document_read(&d, bytes.ptr, i, "a.docx",
		    &err), -1);
	}
	assert_true(refused > (int)bytes.len / 4);
	text_release(&bytes);
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
		assert_plain(d, i < 2 ? "甲\xe5\xba\x95\n第一条 甲。\n" :
		    "甲店\n第一条 甲。\n");
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
		cmocka_unit_test(test_numbers_from_styles),
		cmocka_unit_test(test_hash_across_formats),
		cmocka_unit_test(test_number_overrides),
		cmocka_unit_test(test_tracked_changes),
		cmocka_unit_test(test_what_runs_hold),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_zips),
		cmocka_unit_test(test_damaged_docx),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_foreign_akn),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
