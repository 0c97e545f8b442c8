/*
 * test_engine_document_plain.c: what can show people other words than were
 * read bars a file from being issued; what people usually write does not
 */
#include "docx_helpers.h"

/* --- web pages --- */

#define PAGE(head, body) "<!DOCTYPE html><html><head><meta charset=\"utf-8\">" \
	head "</head><body>" body "</body></html>"
#define TITLE "<h1>青石区路灯管理办法</h1>"
#define ARTICLE "<p>第一条　路灯不得占用。</p>"

static void
expect(struct document *d, const char *source, const char *barred)
{
	const struct document_note *note = document_misleads(d);

	if (barred == NULL && note != NULL)
		fail_msg("%s: %s: %s", source, note->reason, note->text);
	if (barred != NULL && (note == NULL || (strstr(note->reason,
	    barred) == NULL && strstr(note->text, barred) == NULL)))
		fail_msg("%s: not “%s” but “%s” (%s)", source, barred,
		    note == NULL ? "nothing" : note->reason,
		    note == NULL ? "" : note->text);
	assert_round_trip(d);
	document_free(d);
}

static void
page(const char *source, const char *barred)
{
	expect(read_as(source, "a.html"), source, barred);
}

static void
usual_pages_are_plain(void **state)
{
	(void)state;
	page(PAGE("<title>青石区路灯管理办法</title>", TITLE ARTICLE), NULL);
	page(PAGE("", "<div class=\"content\" id=\"c\">" TITLE
	    "<p style=\"text-indent:2em; line-height: 28pt;font-family:"
	    "仿宋_GB2312;font-size:16pt\">第一条　路灯<b>不得</b>占用。</p></div>"),
	    NULL);
	page(PAGE("", TITLE "<p align=\"center\"><font color=\"#C00000\" "
	    "size=\"5\" face=\"黑体\">第一章　总则</font></p>" ARTICLE), NULL);
	page(PAGE("", TITLE "<p style=\"color:rgb(51, 51, 51);"
	    "background:white\">第一条　路灯不得占用。</p>"), NULL);
	page(PAGE("", TITLE ARTICLE "<table border=\"1\"><tbody><tr><td "
	    "style=\"width:30%;padding:4px\">甲</td><td>乙</td></tr></tbody>"
	    "</table>"), NULL);
	page(PAGE("", TITLE "<ol><li>路灯</li><li>灯杆</li></ol>" ARTICLE),
	    NULL);
}

#define STYLED(style) PAGE("", TITLE "<p>第一条　路灯<span style=\"" style \
	"\">不</span>得占用。</p>")
#define MARKED(mark) PAGE("", TITLE "<p>第一条　路灯" mark "得占用。</p>")

static void
pages_that_hide_are_barred(void **state)
{
	static const char *const styled[] = {
		STYLED("opacity:0"), STYLED("font-size:0"),
		STYLED("font-size:1px"), STYLED("font-size:10%"),
		STYLED("FONT-SIZE : 0pt"), STYLED("position:absolute"),
		STYLED("clip-path:inset(100%)"), STYLED("color:#fff"),
		STYLED("color:white"), STYLED("color:rgb(255,255,255)"),
		STYLED("color:rgba(0,0,0,0)"), STYLED("color:transparent"),
		STYLED("background:#000"), STYLED("background-color:black"),
		STYLED("transform:scale(0)"), STYLED("overflow:hidden"),
		STYLED("visibility:collapse"), STYLED("display:none"),
		STYLED("text-indent:-9999px"), STYLED("margin-left:-999em"),
		STYLED("letter-spacing:-1em"), STYLED("line-height:0"),
		STYLED("unicode-bidi:bidi-override"), STYLED("float:right"),
		STYLED("text-decoration:line-through"), STYLED("zoom:0"),
		STYLED("font:0/0 a"), STYLED("f\\6fnt-size:0"),
		STYLED("text-align:left;/*;*/font-size:0"),
		STYLED("font-family:Wingdings"), STYLED("content:'x'"),
		STYLED("mso-hide:all"), STYLED("text-transform:uppercase"),
		STYLED("all:unset"), STYLED("list-style-type:'x'"),
		STYLED("width:0"), STYLED("height:0"),
		STYLED("-webkit-text-fill-color:white"),
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(styled); i++)
		page(styled[i], "can change what people see");
}

static void
pages_with_other_elements_are_barred(void **state)
{
	static const char *const marked[] = {
		MARKED("<bdo dir=\"rtl\">不</bdo>"), MARKED("<dialog>不</dialog>"),
		MARKED("<q>不</q>"), MARKED("<small>不</small>"),
		MARKED("<details>不</details>"), MARKED("<svg>不</svg>"),
		MARKED("<ruby>不<rt>可</rt></ruby>"), MARKED("<del>不</del>"),
		MARKED("<img src=\"bu.png\">"), MARKED("<iframe></iframe>"),
		MARKED("<noscript>不</noscript>"), MARKED("<s>不</s>"),
		MARKED("<template>不</template>"), MARKED("<new>不</new>"),
		MARKED("<button>不</button>"),
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(marked); i++)
		page(marked[i], "This element can show other words");
	page(PAGE("<style>.a{display:none}</style>", TITLE ARTICLE),
	    "<style>");
	page(PAGE("<link rel=\"stylesheet\" href=\"a.css\">", TITLE ARTICLE),
	    "<link>");
	page(PAGE("<script>x()</script>", TITLE ARTICLE), "<script>");
	page(PAGE("<base href=\"/\">", TITLE ARTICLE), "<base>");
	page(PAGE("<meta http-equiv=\"refresh\" content=\"0;url=b\">", TITLE
	    ARTICLE), "http-equiv");
	page(PAGE("", TITLE "<p onclick=\"x()\">第一条　路灯不得占用。</p>"),
	    "onclick");
	page(PAGE("", TITLE "<p hidden>第一条　路灯不得占用。</p>" ARTICLE),
	    "hidden");
	page(PAGE("", TITLE "<p popover>第一条　路灯不得占用。</p>"), "popover");
	page(PAGE("", TITLE "<p dir=\"rtl\">第一条　路灯不得占用。</p>"), "dir");
	page(PAGE("", TITLE "<p><font color=\"#eeeeee\">第一条　路灯不得占用。"
	    "</font></p>"), "color");
	page("<html><head><meta charset=\"utf-8\"></head><body>" TITLE ARTICLE
	    "</body><p>第二条　不</p></html>", "not well formed");
	page("<html><head><meta charset=\"utf-8\"></head><body>" TITLE ARTICLE
	    "</body></html>第二条　不", "not well formed");
	page(PAGE("", TITLE "<!--> 不 -->" ARTICLE), "comment");
	page(PAGE("", TITLE "<p/style=\"display:none\">第一条　路灯不得占用。"
	    "</p>"), "not well formed");
	page(PAGE("", TITLE "<p x\"style=display:none>第一条　路灯不得占用。</p>"),
	    "not well formed");
	page(PAGE("", "<body style=\"color:white\">" TITLE ARTICLE),
	    "not well formed");
	page(PAGE("<title>a<p>第二条　不</p></title>", TITLE ARTICLE),
	    "not well formed");
	page(PAGE("", TITLE "<p>第一条　路灯&nequiv;得占用。</p>"),
	    "not well formed");
	page(PAGE("", TITLE "<p>第一条　路灯&#x4e0d;得&#21344;用。&nbsp;</p>"),
	    NULL);
	page(PAGE("", TITLE "<table><tr><td>甲</td><td>乙</td></tr>第二条　不"
	    "<tr><td>甲</td><td>乙</td></tr></table>" ARTICLE),
	    "This element");
	page(PAGE("", TITLE "<ul>第二条　不<li>路灯</li></ul>" ARTICLE), "<ul>");
	page(PAGE("", TITLE "<ol><li style=\"list-style-type:none\">路灯</li>"
	    "</ol>" ARTICLE), "list-style-type");
	page(PAGE("", TITLE "<table><tr><td rowspan=\"2\">甲</td><td>乙</td>"
	    "</tr><tr><td colspan=\"2\" bgcolor=\"#ffffff\">丙</td></tr>"
	    "</table>" ARTICLE), "background");
	page(PAGE("<meta http-equiv=\"Content-Type\" content=\"text/html; "
	    "charset=gbk\">", TITLE ARTICLE), "content");
	page("<html><head></head><body>" TITLE ARTICLE "</body></html>",
	    "in which encoding");
	page("<html><head><meta charset=\"gb2312\"></head><body>" TITLE ARTICLE
	    "</body></html>", "in which encoding");
	page("<html><head><meta charset=\"utf-8\"><title>青石区路灯管理办法"
	    "</title></head><body>" ARTICLE "</body></html>",
	    "only in the properties");
}

/* --- Word --- */

#define OPEN(code) "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>" \
	"<w:instrText>" code "</w:instrText></w:r><w:r><w:fldChar "	\
	"w:fldCharType=\"separate\"/></w:r>"
#define CLOSE "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
#define RESULT_OF(words) "<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>" \
	RUN(words)
#define FIELD_OF(code, result) "<w:r><w:fldChar w:fldCharType=\"begin\"/>" \
	"</w:r><w:r><w:instrText>" code "</w:instrText></w:r>" result CLOSE
#define HEADING PLAIN("青石区路灯管理办法")
#define SAYS(look) HEADING "<w:p>" RUN("第一条　路灯") LOOK(look, "不") \
	RUN("得占用。") "</w:p>"

static void
body(const char *source, const char *barred)
{
	expect(read_docx(source, NULL, NULL), source, barred);
}

static void
usual_words_are_plain(void **state)
{
	(void)state;
	body(SAYS("<w:rFonts w:eastAsia=\"仿宋\"/><w:b/><w:sz w:val=\"32\"/>"
	    "<w:color w:val=\"FF0000\"/><w:u w:val=\"single\"/>"), NULL);
	body(SAYS("<w:color w:val=\"auto\"/><w:spacing w:val=\"-5\"/>"
	    "<w:vanish w:val=\"0\"/><w:highlight w:val=\"yellow\"/>"), NULL);
	body(SAYS("<w:color w:val=\"000000\" w:themeColor=\"text1\"/>"
	    "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FFFFFF\"/>"),
	    NULL);
	body(HEADING PARA("<w:jc w:val=\"both\"/><w:ind w:firstLine=\"640\" "
	    "w:firstLineChars=\"200\"/><w:spacing w:line=\"560\" "
	    "w:lineRule=\"exact\"/>", RUN("第一条　路灯不得占用。")), NULL);
	body(HEADING PLAIN("第一条　路灯不得占用。") "<w:p><w:r><w:pict><v:line "
	    "xmlns:v=\"urn:schemas-microsoft-com:vml\" from=\"0,0\" "
	    "to=\"440,0\" strokecolor=\"red\" strokeweight=\"2.25pt\"/>"
	    "</w:pict></w:r></w:p>", NULL);
	expect(read_made(&(const struct made){ .body = HEADING
	    PLAIN("第一条　路灯不得占用。"), .header = "<w:p>" RUN("— ")
	    FIELD_OF(" PAGE ", RESULT_OF("3")) RUN(" —") "</w:p>" }, false),
	    "a page number", NULL);
	body(HEADING PLAIN("目录") "<w:p>" OPEN(" TOC \\o ") RUN("第一章　总则")
	    FIELD_OF(" PAGEREF a ", RESULT_OF("3")) "</w:p><w:p>" CLOSE
	    "</w:p>" PLAIN("第一章　总则") PLAIN("第一条　路灯不得占用。"), NULL);
}

/* Nobody sees lines in Word: what is told of is quoted. */
static void
what_is_told_of_is_quoted(void **state)
{
	(void)state;
	body(SAYS("<w:color w:val=\"FFFFFF\"/>"), "不 [color]");
	body(HEADING PARA("<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>",
	    RUN("第一条　不得") RUN("占用市政设施。")),
	    "第一条　不得占用市政设施… [spacing]");
	body(HEADING PARA("<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>",
	    RUN("第一条　路灯和其他市政设施不得占用。")),
	    "第一条　路灯和其他市政设… [spacing]");
	body(HEADING "<w:tbl><w:tr>" CELL(PLAIN("甲")) CELL("<w:tcPr><w:tcW "
	    "w:w=\"9\" w:type=\"dxa\"/></w:tcPr>" PLAIN("乙"))
	    "</w:tr></w:tbl>" PLAIN("第一条　占用。"), "乙 [tcW]");
}

/* What is as small as can be and empty hides nothing: the paragraph behind a
 * table that would else take a page, a form's narrow cells. */
static void
nothing_hides_nothing(void **state)
{
#define ARTICLE_1 PLAIN("第一条　路灯不得占用。")
#define SMALL "<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>" \
	"<w:rPr><w:sz w:val=\"2\"/></w:rPr>"
#define NARROW "<w:tcPr><w:tcW w:w=\"9\" w:type=\"dxa\"/></w:tcPr>"
#define TABLE(cell) "<w:tbl><w:tr>" CELL(PLAIN("姓名")) CELL(NARROW cell) \
	"</w:tr></w:tbl>"
	(void)state;
	body(HEADING ARTICLE_1 PARA(SMALL, ""), NULL);
	body(HEADING ARTICLE_1 PARA(SMALL, "<w:r><w:rPr><w:sz w:val=\"2\"/>"
	    "</w:rPr></w:r><w:bookmarkStart w:id=\"1\" w:name=\"a\"/>"
	    "<w:bookmarkEnd w:id=\"1\"/>"), NULL);
	body(HEADING ARTICLE_1 TABLE(PARA(SMALL, "")), NULL);
	/* but words do, and whatever may have some */
	body(HEADING ARTICLE_1 PARA(SMALL, RUN("不")), "spacing");
	body(HEADING ARTICLE_1 TABLE(PLAIN("不")), "tcW");
	body(HEADING ARTICLE_1 TABLE("<w:tbl><w:tr>" CELL(PLAIN("不"))
	    "</w:tr></w:tbl>" PARA(SMALL, "")), "tcW");
	body(HEADING ARTICLE_1 PARA("<w:numPr><w:numId w:val=\"1\"/>"
	    "</w:numPr>" SMALL, ""), "spacing");
	body(HEADING ARTICLE_1 PARA(SMALL, FIELD_OF(" PAGE ",
	    RESULT_OF("不"))), "spacing");
	/* and what has none may cover them */
	body(HEADING ARTICLE_1 PARA("<w:framePr w:w=\"9999\" w:x=\"1\" "
	    "w:y=\"-9999\"/>" SMALL, ""), "framePr");
	body(HEADING ARTICLE_1 PARA("<w:shd w:val=\"clear\" "
	    "w:fill=\"000000\"/>" SMALL, ""), "shd");
}

static void
words_that_hide_are_barred(void **state)
{
	static const char *const looks[] = {
		SAYS("<w:vanish/>"), SAYS("<w:specVanish/>"),
		SAYS("<w:webHidden/>"), SAYS("<w:color w:val=\"FFFFFF\"/>"),
		SAYS("<w:color w:val=\"DDDDDD\"/>"),
		SAYS("<w:color w:val=\"000000\" "
		    "w:themeColor=\"background1\"/>"),
		SAYS("<w:color w:val=\"auto\" w:themeColor=\"text1\" "
		    "w:themeTint=\"10\"/>"),
		SAYS("<w:shd w:val=\"clear\" w:fill=\"000000\"/>"),
		SAYS("<w:shd w:val=\"solid\" w:color=\"000000\"/>"),
		SAYS("<w:highlight w:val=\"black\"/>"),
		SAYS("<w:position w:val=\"-3000\"/>"),
		SAYS("<w:sz w:val=\"2\"/>"), SAYS("<w:sz w:val=\"8\"/>"),
		SAYS("<w:w w:val=\"1\"/>"), SAYS("<w:spacing w:val=\"-640\"/>"),
		SAYS("<w:fitText w:val=\"1\"/>"), SAYS("<w:strike/>"),
		SAYS("<w:rtl/>"), SAYS("<w:emboss/>"), SAYS("<w:caps/>"),
		SAYS("<w:rFonts w:eastAsia=\"Webdings\"/>"),
		SAYS("<w14:textFill xmlns:w14=\"http://schemas.microsoft.com/"
		    "office/word/2010/wordml\"><w14:noFill/></w14:textFill>"),
		SAYS("<w:unheardOf/>"),
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(looks); i++)
		body(looks[i], "");
	expect(read_docx(SAYS("<w:rStyle w:val=\"a\"/>"), "<w:style "
	    "w:type=\"character\" w:styleId=\"b\"><w:rPr><w:color "
	    "w:val=\"EEEEEE\"/></w:rPr></w:style><w:style "
	    "w:type=\"character\" w:styleId=\"a\"><w:basedOn w:val=\"b\"/>"
	    "</w:style>", NULL), "a style", "color");
	expect(read_docx(SAYS("<w:b/>"), "<w:style w:type=\"character\" "
	    "w:styleId=\"b\"><w:rPr><w:color w:val=\"EEEEEE\"/></w:rPr>"
	    "</w:style>", NULL), "a style of nobody's", NULL);
}

#define FIELD(code, result) HEADING "<w:p>" RUN("第一条　路灯")		\
	FIELD_OF(code, result) RUN("得占用。") "</w:p>"
#define RESULT RESULT_OF("不")

static void
other_parts_of_the_text_are_barred(void **state)
{
	(void)state;
	body(FIELD(" QUOTE 不", ""), "field");
	body(FIELD(" DATE ", RESULT), "field");
	body(FIELD(" PAGE ", RESULT_OF("5")), "field");
	body(FIELD(" PAGEREF a ", RESULT_OF("5")), "field");
	body(FIELD(" EQ \\o\\ac(○,2)", RESULT), "field");
	body(FIELD(" FORMDROPDOWN ", RESULT), "field");
	expect(read_made(&(const struct made){ .body = HEADING
	    PLAIN("第一条　路灯不得占用。"), .footnotes = "<w:footnote "
	    "w:type=\"separator\" w:id=\"0\">" PLAIN("第二条除外")
	    "</w:footnote>" }, false), "a separator", "line above");
	expect(read_docx(SAYS("<w:b/>"), "<mc:AlternateContent>"
	    "<mc:Choice Requires=\"w\"/></mc:AlternateContent>", NULL),
	    "styles for some", "extension");
	body(HEADING "<w:tbl><w:tr>" CELL("<w:tcPr><w:tcW w:w=\"9\" "
	    "w:type=\"dxa\"/></w:tcPr>" PLAIN("不")) CELL(PLAIN("甲"))
	    "</w:tr></w:tbl>" PLAIN("第一条　占用。"), "tcW");
	body(FIELD(" DOCPROPERTY Title ", RESULT), "field");
	body(FIELD(" INCLUDETEXT \"a.docx\"", RESULT), "field");
	body(HEADING "<w:p><w:fldSimple w:instr=\"REF a\">" RUN("第一条")
	    "</w:fldSimple></w:p>", "field");
	body(HEADING PARA("<w:framePr w:w=\"9\" w:x=\"-9999\"/>",
	    RUN("第一条　不得占用。")), "framePr");
	body(HEADING PARA("<w:ind w:left=\"-20000\"/>",
	    RUN("第一条　不得占用。")), "ind");
	body(HEADING PARA("<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>",
	    RUN("第一条　不得占用。")), "spacing");
	body(HEADING PARA("<w:spacing w:line=\"240\" w:lineRule=\"exact\"/>",
	    RUN("第一条　") LOOK("<w:sz w:val=\"120\"/>", "不")
	    RUN("得占用。")), "spacing");
	body(HEADING PARA("<w:bidi/>", RUN("第一条　不得占用。")), "bidi");
	body(HEADING "<w:p>" RUN("第一条　可") INS("不") "</w:p>",
	    "Changes are tracked");
	body(HEADING "<w:p><mc:AlternateContent><mc:Choice Requires=\"w\">"
	    RUN("第一条　不得占用。") "</mc:Choice><mc:Fallback>"
	    RUN("第一条　可以占用。") "</mc:Fallback></mc:AlternateContent></w:p>",
	    "shape");
	body(HEADING "<w:p>" RUN("第一条　不得占用。") "<w:r><w:drawing/></w:r>"
	    "</w:p>", "picture");
	body(HEADING "<w:p>" RUN("第一条　不得占用。") "<w:r><w:pict><v:line "
	    "xmlns:v=\"urn:schemas-microsoft-com:vml\" strokecolor=\"white\"/>"
	    "</w:pict></w:r></w:p>", "picture");
	body(HEADING "<w:p>" RUN("第一条　不得占用。") "<w:r><w:object/></w:r>"
	    "</w:p>", "object");
	body(HEADING "<w:sdt><w:sdtPr><w:dataBinding/></w:sdtPr><w:sdtContent>"
	    PLAIN("第一条　不得占用。") "</w:sdtContent></w:sdt>",
	    "dataBinding");
	body(HEADING PLAIN("第一条　不得占用。") RUN("第二条　不"), "format has none");
	body(HEADING PLAIN("第一条　不得占用。") "<w:sectPr>" PLAIN("第二条　不")
	    "</w:sectPr>", "format has none");
	body(HEADING "<w:p>第二条　不" RUN("第一条　不得占用。") "</w:p>",
	    "format has none");
	body(HEADING "<x:p xmlns:x=\"urn:x\">" PLAIN("第一条　不得占用。")
	    "</x:p>", "extension");
	body(HEADING "<w:tbl><w:tr><w:trPr><w:trHeight w:val=\"1\" "
	    "w:hRule=\"exact\"/></w:trPr>" CELL(PLAIN("甲")) CELL(PLAIN("不"))
	    "</w:tr></w:tbl>" PLAIN("第一条　占用。"), "trHeight");
	body(HEADING "<w:tbl><w:tr>" CELL("<w:tcPr><w:shd w:val=\"clear\" "
	    "w:fill=\"111111\"/></w:tcPr>" PLAIN("甲")) CELL(PLAIN("不"))
	    "</w:tr></w:tbl>" PLAIN("第一条　占用。"), "shd");
	body(HEADING PLAIN("第一条　不得占用。") "<w:sectPr><w:pgMar "
	    "w:right=\"-9000\"/></w:sectPr>", "pgMar");
	expect(read_docx(HEADING PARA("<w:numPr><w:ilvl w:val=\"0\"/><w:numId "
	    "w:val=\"1\"/></w:numPr>", RUN("路灯不得占用。")), NULL,
	    "<w:abstractNum w:abstractNumId=\"0\">" LVL("0", "decimal",
	    "第%1条", "<w:rPr><w:vanish/></w:rPr>") "</w:abstractNum><w:num "
	    "w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>"),
	    "a number", "vanish");
}

/* --- texts --- */

static void
texts_that_show_otherwise_are_barred(void **state)
{
	char blanks[400];
	struct text t = TEXT_INIT;

	(void)state;
	memset(blanks, ' ', sizeof(blanks) - 1);
	blanks[sizeof(blanks) - 1] = '\0';
	text_addf(&t, "青石区路灯管理办法\n第一条　路灯可以%s不得占用。\n", blanks);
	expect(read_as(t.ptr, "a.txt"), "blanks", "white space");
	memset(blanks, '\n', sizeof(blanks) - 1);
	text_reset(&t);
	text_addf(&t, "青石区路灯管理办法\n第一条　路灯可以占用。%s不得。\n", blanks);
	expect(read_as(t.ptr, "a.txt"), "empty lines", "white space");
	expect(read_as("青石区路灯管理办法\n第一条　路灯\xe2\x80\xae不得占用。\n",
	    "a.txt"), "turned", "direction");
	expect(read_as("# 青石区路灯管理办法\n\n第一条　路灯不得占用。\n", "a.md"),
	    "Markdown", NULL);
	expect(read_as("# 青石区路灯管理办法\n\n第一条　路灯<b>不</b>得占用。\n",
	    "a.md"), "HTML", "HTML tags");
	expect(read_as("# 青石区路灯管理办法\n\n[a]: http://a \"第二条除外\"\n\n"
	    "第一条　路灯不得占用。\n", "a.md"), "address", "Markdown shows");
	expect(read_as("# 青石区路灯管理办法\n\n第一条　路灯\n\n5. 甲\n9. 乙\n",
	    "a.md"), "numbers", "Markdown shows");
	expect(read_as("# 青石区路灯管理办法\n\n第一条　路灯~~不~~得占用。\n",
	    "a.md"), "struck", "struck");
	text_release(&t);
}

/* Our own Akoma Ntoso says its facts twice. */
static void
programs_files_are_barred(void **state)
{
	struct document *d = read_as("青石区路灯管理办法\n第一条　路灯不得占用。\n",
	    "a.txt");
	struct text t = TEXT_INIT;

	(void)state;
	document_write_akn(d, &t);
	document_free(d);
	expect(read_as(t.ptr, "a.xml"), "own", "read by programs");
	text_release(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_pages_are_plain),
		cmocka_unit_test(pages_that_hide_are_barred),
		cmocka_unit_test(pages_with_other_elements_are_barred),
		cmocka_unit_test(usual_words_are_plain),
		cmocka_unit_test(nothing_hides_nothing),
		cmocka_unit_test(what_is_told_of_is_quoted),
		cmocka_unit_test(words_that_hide_are_barred),
		cmocka_unit_test(other_parts_of_the_text_are_barred),
		cmocka_unit_test(texts_that_show_otherwise_are_barred),
		cmocka_unit_test(programs_files_are_barred),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
