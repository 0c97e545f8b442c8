/*
 * docx_page.c: how a .docx of ours looks: the page of GB/T 9704
 *
 * Of GB/T 9704-2012 (党政机关公文格式) these are known: A4, 37 mm above and 28 mm
 * on the left of a block of 156 by 225 mm, 22 lines of 28 characters, the
 * text in 仿宋 of size 3 (16 points). The other sizes and fonts (title,
 * headings, masthead, page number) are as they are usually set; the text of
 * the standard was not at hand to check them.
 */
#include "engine/document/docx_out.h"

#include "engine/base/mem.h"

#include <string.h>

/* 1 mm is 56.69 twentieths of a point. */
const char docx_section[] = "<w:sectPr>"
    "<w:footerReference w:type=\"default\" r:id=\"rId3\"/>"
    "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
    "<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" "
    "w:left=\"1588\" w:header=\"851\" w:footer=\"1417\" w:gutter=\"0\"/>"
    "<w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr>";

/* The same width, 25 mm above and 28 mm below: forms are no official documents,
 * and what belongs together should stand on one page. */
const char docx_form_section[] = "<w:sectPr>"
    "<w:footerReference w:type=\"default\" r:id=\"rId3\"/>"
    "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
    "<w:pgMar w:top=\"1418\" w:right=\"1474\" w:bottom=\"1588\" "
    "w:left=\"1588\" w:header=\"851\" w:footer=\"851\" w:gutter=\"0\"/>"
    "</w:sectPr>";

/*
 * 28 characters of 16 points are wider than 156 mm by 5.8 points, so each is
 * set closer, by 5 twentieths. A grid of characters would say the same, but
 * LibreOffice gives one that is wider than its cell the room of two.
 */
#define CLOSER "<w:spacing w:val=\"-5\"/>"
#define SIZE_3 32		/* half points */

#define FANGSONG "仿宋_GB2312"
#define HEITI "黑体"
#define KAITI "楷体_GB2312"
#define XIAOBIAO "方正小标宋简体"

struct style {
	const char *id, *name, *font;
	int half_points;
	const char *paragraph;	/* properties, in the order of the schema */
	const char *run;
	int outline;		/* level of a heading; -1 none */
};

#define INDENT "<w:ind w:firstLineChars=\"200\" w:firstLine=\"632\"/>"
#define CENTRE "<w:jc w:val=\"center\"/>"
#define SPACE "<w:spacing w:before=\"289\" w:after=\"289\"/>"
#define FORM_LINE "<w:snapToGrid w:val=\"0\"/>" \
    "<w:spacing w:before=\"40\" w:after=\"40\"/>"
#define RED "<w:color w:val=\"C00000\"/>"

static const struct style styles[DOCX_PARAGRAPHS] = {
	[DOCX_BODY] = { "Body", "正文段落", FANGSONG, 32, INDENT, "", -1 },
	[DOCX_PLAIN] = { "Plain", "正文顶格", FANGSONG, 32, "", "", -1 },
	[DOCX_TITLE] = { "Title", "Title", XIAOBIAO, 44,
		"<w:keepNext/><w:snapToGrid w:val=\"0\"/>"
		"<w:spacing w:before=\"289\" w:after=\"289\" w:line=\"640\" "
		"w:lineRule=\"exact\"/><w:contextualSpacing/>" CENTRE, "", 0 },
	[DOCX_SUBTITLE] = { "Caption1", "题注", KAITI, 32, CENTRE, "", -1 },
	[DOCX_MASTHEAD] = { "Masthead", "发文机关标志", XIAOBIAO, 72,
		SPACE CENTRE, RED, -1 },
	[DOCX_NUMBER] = { "DocNumber", "发文字号", FANGSONG, 32,
		"<w:pBdr><w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"4\" "
		"w:color=\"C00000\"/></w:pBdr>" CENTRE, "", -1 },
	[DOCX_CHAPTER] = { "Chapter", "章", HEITI, 32,
		"<w:keepNext/>" SPACE CENTRE, "", 0 },
	[DOCX_SECTION] = { "Section1", "节", KAITI, 32,
		"<w:keepNext/>" CENTRE, "", 1 },
	[DOCX_LEVEL_1] = { "Level1", "层次一", HEITI, 32,
		"<w:keepNext/>" INDENT, "", 0 },
	[DOCX_LEVEL_2] = { "Level2", "层次二", KAITI, 32,
		"<w:keepNext/>" INDENT, "", 1 },
	[DOCX_LEVEL_3] = { "Level3", "层次三", FANGSONG, 32,
		"<w:keepNext/>" INDENT, "", 2 },
	[DOCX_LABEL] = { "AnnexLabel", "附件说明", HEITI, 32, "<w:keepNext/>",
		"", -1 },
	[DOCX_SIGNATURE] = { "Signature1", "署名", FANGSONG, 32,
		"<w:keepNext/><w:spacing w:before=\"579\"/>"
		"<w:ind w:rightChars=\"400\" w:right=\"1264\"/>"
		"<w:contextualSpacing/><w:jc w:val=\"right\"/>", "", -1 },
	[DOCX_IMPRINT] = { "Imprint", "版记", FANGSONG, 28,
		"<w:pBdr><w:top w:val=\"single\" w:sz=\"6\" w:space=\"1\" "
		"w:color=\"auto\"/></w:pBdr>"
		"<w:ind w:leftChars=\"100\" w:left=\"280\"/>", "", -1 },
	[DOCX_CELL] = { "Cell", "表格文字", FANGSONG, 24, "", "", -1 },
	[DOCX_FOOTNOTE] = { "FootnoteText", "footnote text", FANGSONG, 21, "",
		"", -1 },
	[DOCX_FORM] = { "Form", "表单内容", FANGSONG, 21,
		FORM_LINE "<w:jc w:val=\"left\"/>", "", -1 },
	[DOCX_FORM_LABEL] = { "FormLabel", "表单栏目", HEITI, 21,
		FORM_LINE CENTRE, "", -1 },
	[DOCX_FORM_HEADING] = { "FormHeading", "表单标题", HEITI, 24,
		"<w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/>",
		"", -1 },
	[DOCX_FORM_NUMBER] = { "FormNumber", "表单编号", FANGSONG, 24,
		"<w:spacing w:after=\"120\"/><w:jc w:val=\"right\"/>", "", -1 },
	[DOCX_FORM_NOTE] = { "FormNote", "表单附注", FANGSONG, 18,
		"<w:snapToGrid w:val=\"0\"/><w:jc w:val=\"left\"/>", "", -1 },
};

static void
add_fonts(struct text *out, const char *font)
{
	text_addf(out, "<w:rFonts w:ascii=\"Times New Roman\" "
	    "w:eastAsia=\"%s\" w:hAnsi=\"Times New Roman\" "
	    "w:cs=\"Times New Roman\"/>", font);
}

static void
add_style(struct text *out, const struct style *s)
{
	text_addf(out, "<w:style w:type=\"paragraph\" w:styleId=\"%s\"%s>"
	    "<w:name w:val=\"%s\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>"
	    "<w:pPr>%s", s->id, strcmp(s->id, s->name) == 0 ? "" :
	    " w:customStyle=\"1\"", s->name, s->paragraph);
	if (s->outline >= 0)
		text_addf(out, "<w:outlineLvl w:val=\"%d\"/>", s->outline);
	text_adds(out, "</w:pPr><w:rPr>");
	add_fonts(out, s->font);
	text_addf(out, "%s%s<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr>"
	    "</w:style>", s->run, s->half_points == SIZE_3 ? CLOSER : "",
	    s->half_points, s->half_points);
}

void
docx_page_styles(struct text *out)
{
	size_t i;

	text_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<w:styles "
	    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/"
	    "2006/main\"><w:docDefaults><w:rPrDefault><w:rPr>");
	add_fonts(out, FANGSONG);
	text_adds(out, "<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>"
	    "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/>"
	    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
	    "<w:style w:type=\"paragraph\" w:default=\"1\" "
	    "w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>"
	    "<w:pPr><w:jc w:val=\"both\"/></w:pPr></w:style>"
	    "<w:style w:type=\"character\" w:customStyle=\"1\" "
	    "w:styleId=\"Num\"><w:name w:val=\"条号\"/><w:rPr>");
	add_fonts(out, HEITI);
	text_adds(out, "</w:rPr></w:style>"
	    "<w:style w:type=\"character\" w:styleId=\"FootnoteReference\">"
	    "<w:name w:val=\"footnote reference\"/><w:rPr>"
	    "<w:vertAlign w:val=\"superscript\"/></w:rPr></w:style>");
	for (i = 0; i < MEM_COUNT(styles); i++)
		add_style(out, &styles[i]);
	text_adds(out, "</w:styles>");
}

const char *
docx_style_id(enum docx_paragraph style)
{
	return styles[style].id;
}
