/* test_engine_document_docx_blocks.c: .docx: paragraphs, tables, files within
 * the file, before tracked changes and after them */
#include "docx_helpers.h"

static void
check_original(const char *body, const char *accepted, const char *original)
{
	struct document *d = read_docx(body, NULL, NULL);

	assert_plain(d, accepted);
	assert_true(noted(d, "accepted"));
	assert_true(document_changes_pending(d));
	document_free(d);
	d = read_made(&(const struct made){ .body = body }, true);
	assert_plain(d, original);
	assert_true(noted(d, "before them"));
	document_free(d);
}

#define TITLE PLAIN("某办法")

static void
test_changes(void **state)
{
	(void)state;
	check_original(TITLE "<w:p>" RUN("第一条 自") DEL("甲") INS("乙")
	    RUN("起。") "</w:p>", "某办法\n第一条 自乙起。\n",
	    "某办法\n第一条 自甲起。\n");
	/* An insertion that was deleted again. */
	check_original(TITLE "<w:p>" RUN("第一条 甲") "<w:ins" CHANGE ">"
	    DEL("丙") "</w:ins>" RUN("乙。") "</w:p>",
	    "某办法\n第一条 甲乙。\n", "某办法\n第一条 甲乙。\n");
	check_original(TITLE "<w:p>" RUN("第一条 甲。") "<w:moveFrom" CHANGE ">"
	    RUN("丙。") "</w:moveFrom></w:p>" "<w:p>" RUN("第二条 乙。")
	    "<w:moveTo" CHANGE ">" RUN("丙。") "</w:moveTo></w:p>",
	    "某办法\n第一条 甲。\n第二条 乙。丙。\n",
	    "某办法\n第一条 甲。丙。\n第二条 乙。\n");
	/* What was hidden or struck through before, and now is not. */
	check_original(TITLE "<w:p>" RUN("第一条 甲。") INS("戊。")
	    LOOK("<w:rPrChange" CHANGE "><w:rPr><w:strike/></w:rPr>"
	    "</w:rPrChange>", "丙。") "</w:p>",
	    "某办法\n第一条 甲。戊。丙。\n",
	    "某办法\n第一条 甲。[删除线：丙。]\n");
	/* Paragraphs that are there as a whole, or not. */
	check_original(TITLE PARA(END("ins"), INS("第一条 甲。"))
	    PARA(END("del"), DEL("第一条 乙。")) PLAIN("第二条 丙。"),
	    "某办法\n第一条 甲。\n第二条 丙。\n",
	    "某办法\n第一条 乙。\n第二条 丙。\n");
	check_original(TITLE PLAIN("第一条 甲。") "<w:ins" CHANGE ">"
	    PLAIN("乙。") "</w:ins><w:del" CHANGE ">" PLAIN("丙。")
	    "</w:del>", "某办法\n第一条 甲。\n乙。\n",
	    "某办法\n第一条 甲。\n丙。\n");
}

/* Ends of paragraphs that are not there, where something follows and where
 * nothing can. */
static void
test_ends(void **state)
{
	(void)state;
	check_original(TITLE PARA(END("del"), RUN("第一条 甲"))
	    PARA(END("del"), RUN("乙")) PLAIN("丙。"),
	    "某办法\n第一条 甲乙丙。\n", "某办法\n第一条 甲\n乙\n丙。\n");
	check_original(TITLE PARA(END("ins"), RUN("第一条 甲"))
	    PLAIN("乙。"), "某办法\n第一条 甲\n乙。\n",
	    "某办法\n第一条 甲乙。\n");
	/* The last of all, before a table, in a cell. */
	check_original(TITLE PARA(END("del"), RUN("第一条 甲。")),
	    "某办法\n第一条 甲。\n", "某办法\n第一条 甲。\n");
	check_original(TITLE PARA(END("del"), RUN("第一条 甲。"))
	    "<w:tbl><w:tr>" CELL(PARA(END("del"), RUN("乙")))
	    CELL(PLAIN("丙")) "</w:tr></w:tbl>" PLAIN("丁。"),
	    "某办法\n第一条 甲。\n乙\t丙\n丁。\n",
	    "某办法\n第一条 甲。\n乙\t丙\n丁。\n");
	/* A hidden end: a heading that runs into the text. */
	assert_body(TITLE PARA("<w:rPr><w:vanish/><w:specVanish/></w:rPr>",
	    RUN("第一条 （目的）")) PLAIN("甲。"),
	    "某办法\n第一条 （目的）\n甲。\n");
	/* All of a paragraph is hidden. */
	assert_body(TITLE PLAIN("第一条 甲。")
	    PARA("<w:rPr><w:vanish/></w:rPr>", LOOK("<w:vanish/>", "乙"))
	    PLAIN("第二条 丙。"), "某办法\n第一条 甲。\n第二条 丙。\n");
}

static void
test_changed_tables(void **state)
{
	(void)state;
	check_original(TITLE PLAIN("第一条 如表。") "<w:tbl><w:tr>"
	    CELL(PLAIN("甲")) CELL(PLAIN("乙")) "</w:tr>"
	    "<w:tr><w:trPr><w:ins" CHANGE "/></w:trPr>" CELL(PLAIN("丙"))
	    CELL(PLAIN("丁")) "</w:tr><w:tr><w:trPr><w:del" CHANGE "/>"
	    "</w:trPr>" CELL(PLAIN("戊")) CELL(PLAIN("己")) "</w:tr>"
	    "</w:tbl>", "某办法\n第一条 如表。\n甲\t乙\n丙\t丁\n",
	    "某办法\n第一条 如表。\n甲\t乙\n戊\t己\n");
	check_original(TITLE PLAIN("第一条 如表。") "<w:tbl><w:tr>"
	    CELL(PLAIN("甲")) CELL("<w:tcPr><w:cellIns" CHANGE "/></w:tcPr>"
	    PLAIN("乙")) CELL("<w:tcPr><w:cellDel" CHANGE "/></w:tcPr>"
	    PLAIN("丙")) CELL(PLAIN("丁")) "</w:tr></w:tbl>",
	    "某办法\n第一条 如表。\n甲\t乙\t丁\n",
	    "某办法\n第一条 如表。\n甲\t丙\t丁\n");
}

static void
test_tables(void **state)
{
	struct document *d;

	(void)state;
	/* Merged cells, with words in the one that is covered. */
	d = read_docx(TITLE PLAIN("第一条 如表。") "<w:tbl><w:tblPr/>"
	    "<w:tblGrid/><w:tr>" CELL("<w:tcPr><w:vMerge w:val=\"restart\"/>"
	    "</w:tcPr>" PLAIN("甲")) CELL(PLAIN("乙")) "</w:tr><w:tr>"
	    CELL("<w:tcPr><w:vMerge/></w:tcPr>" PLAIN("藏")) CELL(PLAIN("丙"))
	    "</w:tr><w:tr>" CELL("<w:tcPr><w:gridSpan w:val=\"2147483647\"/>"
	    "</w:tcPr>" PLAIN("丁") PLAIN("戊")) "</w:tr></w:tbl>", NULL,
	    NULL);
	assert_plain(d, "某办法\n第一条 如表。\n甲\t乙\n\t丙\n丁 戊\n");
	assert_true(noted(d, "藏"));
	document_free(d);
	/* A table in a cell, a row that is hidden, a control around a row. */
	d = read_docx(TITLE PLAIN("第一条 如表。") "<w:tbl><w:tr>"
	    CELL(PLAIN("甲") "<w:tbl><w:tr>" CELL(PLAIN("乙"))
	    CELL(PLAIN("丙")) "</w:tr></w:tbl><w:p/>") CELL(PLAIN("丁"))
	    "</w:tr><w:tr><w:trPr><w:hidden/></w:trPr>" CELL(PLAIN("戊"))
	    CELL(PLAIN("己")) "</w:tr><w:sdt><w:sdtContent><w:tr>"
	    CELL(PLAIN("庚")) CELL(PLAIN("辛")) "</w:tr></w:sdtContent>"
	    "</w:sdt></w:tbl>", NULL, NULL);
	assert_plain(d, "某办法\n第一条 如表。\n甲 乙 丙\t丁\n庚\t辛\n");
	assert_true(noted(d, "tables within tables"));
	assert_true(noted(d, "戊"));
	document_free(d);
	/* A box in a cell. */
	d = read_docx(TITLE PLAIN("第一条 如表。") "<w:tbl><w:tr>"
	    CELL(PLAIN("甲")) CELL("<w:p>" RUN("乙") "<w:r><w:pict>"
	    "<w:txbxContent>" PLAIN("丙") PLAIN("丁") "</w:txbxContent>"
	    "</w:pict></w:r></w:p>") "</w:tr></w:tbl>", NULL, NULL);
	assert_true(noted(d, "text boxes"));
	document_free(d);
}

/* --- files within the file --- */

#define CHUNK(id) "<w:altChunk r:id=\"" id "\"/>"
#define PAGE "<html><body><p>第一条 甲。</p><p>第二条 乙。</p></body></html>"

static void
check_chunk(const char *content, const char *wanted)
{
	struct document *d = read_made(&(const struct made){
	    .body = TITLE CHUNK("c0") PLAIN("第三条 丙。"),
	    .more = { { "word/chunk0", content } } }, false);

	assert_plain(d, wanted);
	document_free(d);
}

static void
refuse_made(const struct made *made, const char *words)
{
	struct text bytes = TEXT_INIT;

	make_docx(&bytes, made);
	assert_refused(bytes.ptr, bytes.len, "a.docx", words);
	text_release(&bytes);
}

static void
test_chunks(void **state)
{
	static const char wanted[] = "某办法\n第一条 甲。\n第二条 乙。\n"
	    "第三条 丙。\n";

	(void)state;
	check_chunk(PAGE, wanted);
	check_chunk("\r\n" PAGE, wanted);
	check_chunk("第一条 甲。\n第二条 乙。\n", wanted);
	check_chunk("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
	    PAGE, wanted);
	check_chunk("Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/"
	    "related;\n\tboundary=\"=b\"\n\nwords\n--=b\nContent-Type: text/"
	    "plain\n\nno\n--=b\nContent-Type: text/html;\n charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n\n<html><body>"
	    "<p>=E7=AC=AC=E4=B8=80=E6=9D=A1 =\n=E7=94=B2=E3=80=82</p><p>"
	    "第二条 乙。</p></body></html>\n--=b--\n", wanted);
	check_chunk("MIME-Version: 1.0\nContent-Type: text/html\nContent-"
	    "Transfer-Encoding: base64\n\nPGh0bWw+PGJvZHk+PHA+56ys5LiA5p2hIO"
	    "eUsuOAgjwvcD48\ncD7nrKzkuozmnaEg5LmZ44CCPC9wPjwvYm9keT48L2h0bWw"
	    "+", wanted);
	check_chunk("<?xml version=\"1.0\"?><pkg:package xmlns:pkg=\"http://"
	    "schemas.microsoft.com/office/2006/xmlPackage\"><pkg:part "
	    "pkg:name=\"/_rels/.rels\"><pkg:xmlData>"
	    RELS(REL("a", "officeDocument", "d.xml")) "</pkg:xmlData>"
	    "</pkg:part><pkg:part pkg:name=\"/d.xml\"><pkg:xmlData>"
	    "<w:document " W "><w:body>" PLAIN("第一条 甲。")
	    PLAIN("第二条 乙。") "</w:body></w:document></pkg:xmlData>"
	    "</pkg:part></pkg:package>", wanted);
	/* The text itself, RTF, a mail without a page, nothing. */
	refuse_made(&(const struct made){ .body = TITLE CHUNK("c2") },
	    "of a kind that is not read");
	refuse_made(&(const struct made){ .body = TITLE CHUNK("c0"),
	    .more = { { "word/chunk0", "{\\rtf1}" } } },
	    "of a kind that is not read");
	refuse_made(&(const struct made){ .body = TITLE CHUNK("c0"),
	    .more = { { "word/chunk0", "MIME-Version: 1.0\n\n甲" } } },
	    "no web page");
	refuse_made(&(const struct made){ .body = TITLE CHUNK("c0") },
	    "not in it");
	refuse_made(&(const struct made){ .body = TITLE CHUNK("nosuch") },
	    "not in it");
}

/* --- packages --- */

#define FLAT(parts) "<?xml version=\"1.0\"?><?mso-application progid=\"Word." \
	"Document\"?><pkg:package xmlns:pkg=\"http://schemas.microsoft.com/" \
	"office/2006/xmlPackage\">" parts "</pkg:package>"
#define PART(name, content) "<pkg:part pkg:name=\"" name "\"><pkg:xmlData>" \
	content "</pkg:xmlData></pkg:part>"
#define FLAT_RELS PART("/_rels/.rels", RELS(REL("a", "officeDocument", \
	"d.xml")))
#define FLAT_TEXT PART("/d.xml", "<w:document " W "><w:body>" TITLE \
	PLAIN("第一条 甲。") "</w:body></w:document>")

static void
test_flat(void **state)
{
	static const char *const refused[][2] = {
		{ FLAT(FLAT_RELS FLAT_TEXT FLAT_TEXT), "twice" },
		{ FLAT(FLAT_RELS), "no Word document" },
		{ FLAT(PART("", "<a/>")), "no name" },
		{ FLAT("<pkg:part pkg:name=\"/_rels/.rels\"/>"),
		    "is not in it" },
		{ FLAT(FLAT_RELS "<"), "" },
	};
	struct document *d = read_as(FLAT(FLAT_RELS FLAT_TEXT), "a.xml");
	size_t i;

	(void)state;
	assert_plain(d, "某办法\n第一条 甲。\n");
	assert_int_equal(document_format(d), DOCUMENT_DOCX);
	document_free(d);
	for (i = 0; i < MEM_COUNT(refused); i++)
		assert_refused(refused[i][0], strlen(refused[i][0]), "a.xml",
		    refused[i][1]);
}

/* The strict form, in one part or in all of them. */
static void
test_strict(void **state)
{
#define WS "xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\""
	const struct packed parts[] = { { "_rels/.rels",
	    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package"
	    "/2006/relationships\"><Relationship Id=\"r\" Type=\"http://purl."
	    "oclc.org/ooxml/officeDocument/relationships/officeDocument\" "
	    "Target=\"word/main.xml\"/></Relationships>" },
	    { "word/main.xml", "<w:document " W "><w:body>" TITLE
	    PARA(NUM("0", "3"), RUN("甲。")) "</w:body></w:document>" },
	    { "word/_rels/main.xml.rels", main_rels },
	    { "word/numbering.xml", "<w:numbering " WS "><w:abstractNum "
	    "w:abstractNumId=\"7\">" LVL("0", "chineseCounting", "第%1条", "")
	    "</w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId "
	    "w:val=\"7\"/></w:num></w:numbering>" } };
	struct text bytes = TEXT_INIT;
	struct document *d = NULL;
	struct err err = ERR_INIT;

	(void)state;
	pack(&bytes, parts, MEM_COUNT(parts));
	assert_done(document_read(&d, bytes.ptr, bytes.len, "a.docx", &err),
	    err);
	assert_plain(d, "某办法\n第一条 甲。\n");
	document_free(d);
	text_release(&bytes);
}

static void
test_two_texts(void **state)
{
	const struct packed parts[] = { { "_rels/.rels",
	    RELS(REL("a", "officeDocument", "d.xml")
	    REL("b", "officeDocument", "e.xml")) }, { "d.xml", "<a/>" },
	    { "e.xml", "<a/>" } };

	(void)state;
	refuse_parts(parts, MEM_COUNT(parts), "two parts");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_changed_tables),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_chunks),
		cmocka_unit_test(test_flat),
		cmocka_unit_test(test_strict),
		cmocka_unit_test(test_two_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
