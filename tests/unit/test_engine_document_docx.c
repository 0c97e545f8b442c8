/* test_engine_document_docx.c: .docx: what a reader of the page sees */
#include "docx_helpers.h"

/* --- .docx ------------------------------------------------------------------- */

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

/* Small signs above a word are told; above nothing they are the text. */
static void
test_ruby(void **state)
{
	struct document *d = read_made(&(const struct made){ .body =
	    PLAIN("某办法")
	    "<w:p><w:r><w:t>第一条 甲</w:t></w:r><w:r><w:ruby><w:rt><w:r><w:t>"
	    "不得</w:t></w:r></w:rt><w:rubyBase/></w:ruby></w:r><w:r><w:t>乙。"
	    "</w:t></w:r></w:p><w:p><w:r><w:t>第二条 </w:t></w:r><w:r><w:ruby>"
	    "<w:rt><w:r><w:t>bù</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>不"
	    "</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>丙。</w:t></w:r>"
	    "</w:p>" }, false);

	(void)state;
	assert_plain(d, "某办法\n第一条 甲不得乙。\n第二条 不丙。\n");
	assert_true(noted(d, "ruby"));
	document_free(d);
}

/* Runs, breaks, fields, boxes, notes, tables, hidden and ruby text. */
static void
test_what_runs_hold(void **state)
{
	struct document *d = read_made(&(const struct made){ .body =
	    PLAIN("某办法")
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
	    .footnotes = "<w:footnote w:id=\"2\">" PLAIN("脚注的话")
	    "</w:footnote>" }, false);
	struct document_counts c;

	(void)state;
	assert_plain(d, "某办法\n第一条 甲-乙。[脚注：脚注的话]\n第二条 丙。\n第三条 丁。\n第二款。\n"
	    "第四条 框里。\n第五条 戊。\n序号\t名 称\n\t表\n第六条 己。\n");
	document_counts(d, &c);
	assert_int_equal(c.article, 5);
	assert_true(noted(d, "隐藏"));
	assert_true(noted(d, "text boxes"));
	document_free(d);
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
	refuse_parts(odt, 1, "OpenDocument");
	refuse_parts(ofd, 1, "OFD");
	refuse_parts(xlsx, 1, "spreadsheet");
	refuse_parts(other, 1, "no Word document");
	refuse_parts(twice, 2, "twice");
	refuse_parts(out, 1, "outside");
	refuse_parts(back, 1, "outside");
	refuse_parts(chunk, 2, "in another file");
	refuse_parts(doctype, 2, "DOCTYPE");
	refuse_parts(missing, 1, "no Word document");
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
	make_docx(&bytes, &(const struct made){ .body = PLAIN("某办法")
	    PLAIN("第一条 甲。"), .styles = styles, .numbering = chapters });
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_from_styles),
		cmocka_unit_test(test_hash_across_formats),
		cmocka_unit_test(test_number_overrides),
		cmocka_unit_test(test_tracked_changes),
		cmocka_unit_test(test_ruby),
		cmocka_unit_test(test_what_runs_hold),
		cmocka_unit_test(test_refused_zips),
		cmocka_unit_test(test_damaged_docx),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
