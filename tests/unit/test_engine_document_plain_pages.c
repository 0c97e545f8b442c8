/*
 * test_engine_document_plain_pages.c: what can show people other words than
 * were read, in OpenDocument texts and on the pages of OFD, bars a file from
 * being issued; what people usually write does not
 */
#include "document_helpers.h"

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

/* --- OpenDocument --- */

#define O "urn:oasis:names:tc:opendocument:xmlns:"
#define FLAT "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document " \
	"xmlns:office=\"" O "office:1.0\" xmlns:text=\"" O "text:1.0\" "	\
	"xmlns:table=\"" O "table:1.0\" xmlns:style=\"" O "style:1.0\" "	\
	"xmlns:draw=\"" O "drawing:1.0\" xmlns:fo=\"" O			\
	"xsl-fo-compatible:1.0\" xmlns:svg=\"" O "svg-compatible:1.0\" "	\
	"xmlns:loext=\"urn:org:documentfoundation:names:experimental:"	\
	"office:xmlns:loext:1.0\">"

static void
odt_with(const char *fonts, const char *styles, const char *body,
    const char *barred)
{
	struct text t = TEXT_INIT;

	text_addf(&t, FLAT "%s<office:automatic-styles>%s"
	    "</office:automatic-styles><office:body><office:text><text:p>"
	    "青石区路灯管理办法</text:p>%s</office:text></office:body>"
	    "</office:document>", fonts, styles, body);
	expect(read_as(t.ptr, "a.fodt"), t.ptr, barred);
	text_release(&t);
}

/* 不 with these properties of its letters. */
static void
odt_letters(const char *properties, const char *barred)
{
	struct text t = TEXT_INIT;

	text_addf(&t, "<style:style style:name=\"b\" style:family=\"text\">"
	    "<style:text-properties %s/></style:style><style:style "
	    "style:name=\"a\" style:family=\"text\" "
	    "style:parent-style-name=\"b\"/>", properties);
	odt_with("", t.ptr, "<text:p>第一条　路灯<text:span "
	    "text:style-name=\"a\">不</text:span>得占用。</text:p>", barred);
	text_release(&t);
}

#define WORDS "<text:p>第一条　路灯不得占用。</text:p>"

static void
usual_odt_is_plain(void **state)
{
	(void)state;
	odt_with("", "", WORDS, NULL);
	odt_letters("fo:color=\"#c00000\" fo:font-size=\"16pt\" "
	    "style:font-size-asian=\"16pt\" style:font-name-asian=\"仿宋\" "
	    "fo:font-weight=\"bold\" style:letter-kerning=\"true\"", NULL);
	odt_letters("style:use-window-font-color=\"true\" "
	    "loext:opacity=\"0%\" style:text-position=\"super 58%\" "
	    "fo:letter-spacing=\"-0.1pt\" fo:background-color=\"#ffff00\" "
	    "style:text-line-through-style=\"none\"", NULL);
	odt_with("", "<style:style style:name=\"p\" "
	    "style:family=\"paragraph\"><style:paragraph-properties "
	    "fo:text-align=\"center\" fo:text-indent=\"0.4445in\" "
	    "fo:margin-left=\"0in\" fo:line-height=\"28pt\"/></style:style>",
	    "<text:p text:style-name=\"p\">第一条　路灯不得占用。</text:p>",
	    NULL);
	/* A style that nobody uses does nothing. */
	odt_with("", "<style:style style:name=\"p\" style:family=\"text\">"
	    "<style:text-properties fo:color=\"#ffffff\"/></style:style>",
	    WORDS, NULL);
}

static void
odt_that_hides_is_barred(void **state)
{
	static const char *const letters[] = {
		"text:display=\"none\"", "text:display=\"condition\"",
		"fo:color=\"#ffffff\"", "fo:color=\"#dddddd\"",
		"fo:background-color=\"#000000\"", "loext:opacity=\"0%\"",
		"fo:font-size=\"1pt\"", "style:font-size-asian=\"1pt\"",
		"style:font-size-asian=\"10%\"", "style:text-scale=\"1%\"",
		"style:text-position=\"-100% 58%\"",
		"style:text-position=\"super 1%\"",
		"fo:letter-spacing=\"-16pt\"", "fo:text-transform=\"uppercase\"",
		"style:font-relief=\"embossed\"",
		"style:text-line-through-style=\"solid\"",
		"style:font-name-asian=\"Wingdings\"",
		"style:text-rotation-angle=\"90\"", "style:unheard-of=\"1\"",
		"style:font-size-rel-asian=\"-15pt\"",
	};
	static const char *const blocks[] = { "fo:margin-left=\"-20in\"",
		"fo:text-indent=\"-999pt\"", "fo:line-height=\"1pt\"",
		"fo:margin-top=\"-3in\"", "style:writing-mode=\"rl-tb\"",
		"fo:background-color=\"#000000\"" };
	struct text t = TEXT_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(letters); i++)
		odt_letters(letters[i], "");
	for (i = 0; i < MEM_COUNT(blocks); i++) {
		text_reset(&t);
		text_addf(&t, "<style:style style:name=\"p\" "
		    "style:family=\"paragraph\"><style:paragraph-properties "
		    "%s/></style:style>", blocks[i]);
		odt_with("", t.ptr, "<text:p text:style-name=\"p\">第一条　路灯"
		    "不得占用。</text:p>", "");
	}
	text_release(&t);
	odt_with("", "", "<text:p>第一条　路灯<text:date>不</text:date>得占用。"
	    "</text:p>", "date");
	odt_with("", "", "<text:p>第一条　路灯<text:conditional-text>不"
	    "</text:conditional-text>得占用。</text:p>", "conditional-text");
	odt_with("", "", WORDS "<text:span>第二条　不</text:span>",
	    "format has none");
	odt_with("", "", "<text:p>第一条　有效期<text:page-number>5"
	    "</text:page-number>年。</text:p>", "page-number");
	odt_with("", "<text:list-style style:name=\"l\">"
	    "<text:list-level-style-bullet text:level=\"1\" "
	    "text:bullet-char=\"不\"/></text:list-style>", "<text:list "
	    "text:style-name=\"l\"><text:list-item>" WORDS
	    "</text:list-item></text:list>", "bullet-char");
	odt_with("", "", "<text:section text:display=\"none\" "
	    "text:name=\"s\">" WORDS "</text:section>" WORDS, "");
	odt_with("", "", "<text:section text:name=\"s\"><text:section-source/>"
	    WORDS "</text:section>", "section-source");
	odt_with("", "", WORDS "<text:p><draw:frame><draw:text-box><text:p>"
	    "不</text:p></draw:text-box></draw:frame></text:p>", "");
	odt_with("", "", WORDS "<table:table><table:table-row "
	    "table:visibility=\"collapse\"><table:table-cell><text:p>甲"
	    "</text:p></table:table-cell><table:table-cell><text:p>乙</text:p>"
	    "</table:table-cell></table:table-row></table:table>",
	    "visibility");
	odt_with("<office:font-face-decls><style:font-face "
	    "style:name=\"仿宋\"><svg:font-face-src/></style:font-face>"
	    "</office:font-face-decls>", "", WORDS, "font of its own");
	odt_with("<office:font-face-decls><style:font-face "
	    "style:name=\"仿宋\" svg:font-family=\"Wingdings\"/>"
	    "</office:font-face-decls>", "", WORDS, "font of its own");
}

/* --- OFD --- */

#define NS "xmlns:ofd=\"http://www.ofdspec.org/2016\""
#define OBJECT(place, attributes, content) "<ofd:TextObject Boundary=\"" place \
	"\" Size=\"5\"" attributes ">" content "</ofd:TextObject>"
#define CODE(words) "<ofd:TextCode X=\"0\" Y=\"4\">" words "</ofd:TextCode>"
#define HEAD OBJECT("60 40 80 6", "", CODE("青石区路灯管理办法"))

static void
ofd_with(const char *body, const char *resources, const char *objects,
    const char *barred)
{
	static const char document[] = "<ofd:Document " NS "><ofd:CommonData>"
	    "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
	    "</ofd:PageArea><ofd:PublicRes>R.xml</ofd:PublicRes>"
	    "</ofd:CommonData><ofd:Pages><ofd:Page ID=\"1\" "
	    "BaseLoc=\"P.xml\"/></ofd:Pages></ofd:Document>";
	struct text root = TEXT_INIT, res = TEXT_INIT, page = TEXT_INIT,
	    bytes = TEXT_INIT;
	struct packed parts[4] = { { "OFD.xml", NULL }, { "D/Document.xml",
		document }, { "D/R.xml", NULL }, { "D/P.xml", NULL } };
	struct document *d = NULL;
	struct err err = ERR_INIT;

	text_addf(&root, "<ofd:OFD " NS "><ofd:DocBody><ofd:DocRoot>"
	    "D/Document.xml</ofd:DocRoot>%s</ofd:DocBody></ofd:OFD>", body);
	text_addf(&res, "<ofd:Res " NS "><ofd:Fonts>%s</ofd:Fonts></ofd:Res>",
	    resources);
	text_addf(&page, "<ofd:Page " NS "><ofd:Content><ofd:Layer>" HEAD "%s"
	    "</ofd:Layer></ofd:Content></ofd:Page>", objects);
	parts[0].content = root.ptr;
	parts[2].content = res.ptr;
	parts[3].content = page.ptr;
	pack(&bytes, parts, 4);
	assert_done(document_read(&d, bytes.ptr, bytes.len, "a.ofd", &err),
	    err);
	expect(d, objects, barred);
	text_release(&root);
	text_release(&res);
	text_release(&page);
	text_release(&bytes);
}

#define FONT "<ofd:Font ID=\"1\" FontName=\"仿宋\"/>"
#define SAYS(place, attributes, more)					\
	OBJECT(place, attributes, more CODE("第一条　路灯不得占用。"))
#define HERE "40 60 80 6"

static void
usual_ofd_is_plain(void **state)
{
	(void)state;
	ofd_with("", FONT, SAYS(HERE, "", ""), NULL);
	ofd_with("", FONT, SAYS(HERE, " Fill=\"true\" HScale=\"0.8\"",
	    "<ofd:FillColor Value=\"#ee #20 #25\"/>")
	    "<ofd:PathObject Boundary=\"28 80 156 1\" Fill=\"true\"/>", NULL);
	ofd_with("", FONT, SAYS(HERE, "", "<ofd:FillColor Value=\"0\"/>"),
	    NULL);
	ofd_with("", FONT, SAYS(HERE, "", "<ofd:FillColor "
	    "Value=\"0 0 0 255\"/>"), NULL);
}

static void
ofd_that_hides_is_barred(void **state)
{
	static const char *const objects[] = {
		SAYS(HERE, "", "<ofd:FillColor Value=\"255 255 255\"/>"),
		SAYS(HERE, "", "<ofd:FillColor Value=\"#f0 #f0 #f0\"/>"),
		SAYS(HERE, "", "<ofd:FillColor Value=\"0 0 0 0\"/>"),
		SAYS(HERE, "", "<ofd:FillColor Value=\"0 0 0\" "
		    "Alpha=\"9\"/>"),
		SAYS(HERE, "", "<ofd:FillColor><ofd:Pattern/>"
		    "</ofd:FillColor>"),
		SAYS(HERE, " Alpha=\"10\"", ""), SAYS(HERE, " Fill=\"false\"",
		    ""), SAYS(HERE, " Visible=\"false\"", ""),
		SAYS(HERE, " DrawParam=\"7\"", ""),
		SAYS(HERE, " HScale=\"0.01\"", ""),
		SAYS(HERE, " CTM=\"0.01 0 0 0.01 0 0\"", ""),
		SAYS(HERE, " CTM=\"-1 0 0 1 0 0\"", ""),
		SAYS("40 600 80 6", "", ""), SAYS("-90 60 80 6", "", ""),
		SAYS("400 60 80 6", "", ""), SAYS("40 60 1 6", "", ""),
		SAYS("40 60 80 0.1", "", ""),
		SAYS(HERE, "", "<ofd:Clips/>"),
		SAYS(HERE, "", "<ofd:CGTransform CodePosition=\"0\"/>"),
		SAYS(HERE, "", "") "<ofd:PathObject Boundary=\"40 60 9 9\" "
		    "Fill=\"true\"/>",
		SAYS(HERE, "", "") "<ofd:PathObject Boundary=\"40 60 9 9\" "
		    "LineWidth=\"9\"/>",
		SAYS(HERE, "", "") "<ofd:PathObject Boundary=\"40 60 9 1\" "
		    "Fill=\"true\"><ofd:FillColor Value=\"255 255 255\"/>"
		    "</ofd:PathObject>",
		SAYS(HERE, "", "") "<ofd:ImageObject Boundary=\"40 60 9 9\"/>",
		SAYS(HERE, "", "") OBJECT("150 60 6 40", " CTM=\"0 1 -1 0 0 "
		    "0\"", CODE("第二条除外")),
	};
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(objects); i++)
		ofd_with("", FONT, objects[i], "");
	ofd_with("", "<ofd:Font ID=\"1\" FontName=\"仿宋\"><ofd:FontFile>f.ttf"
	    "</ofd:FontFile></ofd:Font>", SAYS(HERE, "", ""),
	    "font of its own");
	ofd_with("<ofd:Versions/>", FONT, SAYS(HERE, "", ""),
	    "more than one document");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_odt_is_plain),
		cmocka_unit_test(odt_that_hides_is_barred),
		cmocka_unit_test(usual_ofd_is_plain),
		cmocka_unit_test(ofd_that_hides_is_barred),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
