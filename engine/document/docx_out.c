/* docx_out.c: the parts of a .docx as they are written */
#include "engine/document/docx_out.h"

#include "engine/base/mem.h"
#include "engine/document/zip_write.h"

#include <assert.h>
#include <string.h>

#define W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define R "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define TEXT_WIDTH 8844		/* 156 mm */

/* The length of the character at p, 0 when it is none that XML has. */
static size_t
xml_char(const unsigned char *p, size_t left)
{
	unsigned long c = *p;
	size_t n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2, i;

	if (n == 1)
		return c >= 0x20 || c == '\t' || c == '\n' ? 1 : 0;
	if (c < 0xc2 || c > 0xf4 || n > left)
		return 0;
	c &= 0xffu >> (n + 1);
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if ((n == 3 && c < 0x800) || (n == 4 && c < 0x10000) ||
	    c > 0x10ffff || (c >= 0xd800 && c < 0xe000) || c == 0xfffe ||
	    c == 0xffff)
		return 0;
	return n;
}

void
docx_escape(struct text *out, const char *s, size_t len)
{
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = xml_char((const unsigned char *)s + i, len - i);
		if (n == 0) {
			text_add_utf8(out, 0xfffd);
			n = 1;
		} else if (s[i] == '&') {
			text_adds(out, "&amp;");
		} else if (s[i] == '<') {
			text_adds(out, "&lt;");
		} else if (s[i] == '>') {
			text_adds(out, "&gt;");
		} else if (s[i] == '"') {
			text_adds(out, "&quot;");
		} else {
			text_add(out, s + i, n);
		}
	}
}

/* <w:ins w:id= w:author= w:date=, without its end. */
static void
open_change(struct docx_out *x, enum docx_change change)
{
	text_addf(&x->body, "<w:%s w:id=\"%d\" w:author=\"",
	    change == DOCX_INSERTED ? "ins" : "del", ++x->changes);
	docx_escape(&x->body, x->author, strlen(x->author));
	text_adds(&x->body, "\"");
	if (*x->date != '\0') {
		text_adds(&x->body, " w:date=\"");
		docx_escape(&x->body, x->date, strlen(x->date));
		text_adds(&x->body, "\"");
	}
}

void
docx_open(struct docx_out *x, enum docx_paragraph style, bool new_page,
    enum docx_change change)
{
	text_addf(&x->body, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>%s",
	    docx_style_id(style), new_page ? "<w:pageBreakBefore/>" : "");
	if (change != DOCX_KEPT) {
		text_adds(&x->body, "<w:rPr>");
		open_change(x, change);
		text_adds(&x->body, "/></w:rPr>");
	}
	text_adds(&x->body, "</w:pPr>");
	x->after_table = false;
}

/* Characters between tabs and line ends, which are elements of their own. */
static void
add_characters(struct text *out, const char *s, size_t len, bool deleted)
{
	const char *element = deleted ? "delText" : "t";
	size_t n;

	while (len > 0) {
		if (*s == '\t' || *s == '\n') {
			text_adds(out, *s == '\t' ? "<w:tab/>" : "<w:br/>");
			s++;
			len--;
			continue;
		}
		for (n = 0; n < len && s[n] != '\t' && s[n] != '\n'; n++)
			continue;
		text_addf(out, "<w:%s xml:space=\"preserve\">", element);
		docx_escape(out, s, n);
		text_addf(out, "</w:%s>", element);
		s += n;
		len -= n;
	}
}

void
docx_run(struct docx_out *x, enum docx_look look, enum docx_change change,
    const char *s, size_t len)
{
	static const char *const looks[] = {
		[DOCX_NORMAL] = "",
		[DOCX_NUM] = "<w:rPr><w:rStyle w:val=\"Num\"/></w:rPr>",
		[DOCX_STRUCK] = "<w:rPr><w:strike/></w:rPr>",
		[DOCX_HIDDEN] = "<w:rPr><w:vanish/></w:rPr>",
	};

	if (len == 0)
		return;
	if (change != DOCX_KEPT) {
		open_change(x, change);
		text_addc(&x->body, '>');
	}
	text_addf(&x->body, "<w:r>%s", looks[look]);
	add_characters(&x->body, s, len, change == DOCX_DELETED);
	text_adds(&x->body, "</w:r>");
	if (change != DOCX_KEPT)
		text_addf(&x->body, "</w:%s>", change == DOCX_INSERTED ?
		    "ins" : "del");
}

void
docx_close(struct docx_out *x)
{
	text_adds(&x->body, "</w:p>");
}

/* Lines as paragraphs of one style. */
static void
add_paragraphs(struct text *out, enum docx_paragraph style, const char *first,
    const char *s)
{
	const char *id = docx_style_id(style);
	size_t n;

	for (;; s += n + 1, first = "") {
		n = strcspn(s, "\n");
		text_addf(out, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>"
		    "%s<w:r>", id, first);
		add_characters(out, s, n, false);
		text_adds(out, "</w:r></w:p>");
		if (s[n] == '\0')
			return;
	}
}

#define FOOTNOTE_RUN "<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/>" \
    "</w:rPr>"

void
docx_footnote(struct docx_out *x, const char *s)
{
	/* 0 and 1 are the lines that part notes from the text */
	int id = 2 + x->nfootnotes++;

	text_addf(&x->footnotes, "<w:footnote w:id=\"%d\">", id);
	add_paragraphs(&x->footnotes, DOCX_FOOTNOTE,
	    FOOTNOTE_RUN "<w:footnoteRef/></w:r>", s);
	text_adds(&x->footnotes, "</w:footnote>");
	text_addf(&x->body, FOOTNOTE_RUN "<w:footnoteReference w:id=\"%d\"/>"
	    "</w:r>", id);
}

void
docx_box(struct docx_out *x, const char *s)
{
	text_adds(&x->body, "<w:r><w:pict><v:rect "
	    "style=\"width:400pt;height:60pt\"><v:textbox><w:txbxContent>");
	add_paragraphs(&x->body, DOCX_PLAIN, "", s);
	text_adds(&x->body, "</w:txbxContent></v:textbox></v:rect></w:pict>"
	    "</w:r>");
}

/* A table up to its grid. */
static void
open_table(struct docx_out *x, bool fixed)
{
	static const char *const sides[] = {
		"top", "left", "bottom", "right", "insideH", "insideV"
	};
	size_t i;

	/* two tables without anything between them would be one */
	if (x->after_table) {
		docx_open(x, DOCX_PLAIN, false, DOCX_KEPT);
		docx_close(x);
	}
	text_addf(&x->body, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" "
	    "w:type=\"dxa\"/>%s<w:tblBorders>", TEXT_WIDTH, fixed ?
	    "<w:tblInd w:w=\"108\" w:type=\"dxa\"/>" : "");
	for (i = 0; i < MEM_COUNT(sides); i++)
		text_addf(&x->body, "<w:%s w:val=\"single\" w:sz=\"4\" "
		    "w:space=\"0\" w:color=\"auto\"/>", sides[i]);
	text_addf(&x->body, "</w:tblBorders>%s</w:tblPr><w:tblGrid>",
	    fixed ? "<w:tblLayout w:type=\"fixed\"/>" : "");
}

void
docx_table_open(struct docx_out *x, int columns)
{
	int i, width = TEXT_WIDTH / (columns > 0 ? columns : 1);

	open_table(x, false);
	for (i = 0; i < columns; i++)
		text_addf(&x->body, "<w:gridCol w:w=\"%d\"/>", width);
	text_adds(&x->body, "</w:tblGrid>");
}

void
docx_row_open(struct docx_out *x, enum docx_change change)
{
	text_adds(&x->body, "<w:tr>");
	if (change != DOCX_KEPT) {
		text_adds(&x->body, "<w:trPr>");
		open_change(x, change);
		text_adds(&x->body, "/></w:trPr>");
	}
}

void
docx_cell_open(struct docx_out *x)
{
	text_adds(&x->body, "<w:tc><w:tcPr/>");
	docx_open(x, DOCX_CELL, false, DOCX_KEPT);
}

void
docx_cell_close(struct docx_out *x)
{
	docx_close(x);
	text_adds(&x->body, "</w:tc>");
}

void
docx_row_close(struct docx_out *x)
{
	text_adds(&x->body, "</w:tr>");
}

void
docx_table_close(struct docx_out *x)
{
	text_adds(&x->body, "</w:tbl>");
	x->after_table = true;
}

/* ---- forms ---- */

void
docx_form_open(struct docx_out *x, const int *shares, int columns)
{
	int i, all = 0;

	assert(columns <= DOCX_FORM_COLUMNS);
	for (i = 0; i < columns; i++)
		all += shares[i];
	open_table(x, true);
	for (i = 0; i < columns; i++) {
		x->widths[i] = TEXT_WIDTH * shares[i] / all;
		text_addf(&x->body, "<w:gridCol w:w=\"%d\"/>", x->widths[i]);
	}
	text_adds(&x->body, "</w:tblGrid>");
}

void
docx_form_row(struct docx_out *x, bool head, int least_mm)
{
	text_adds(&x->body, "<w:tr><w:trPr><w:cantSplit/>");
	if (least_mm > 0)
		text_addf(&x->body, "<w:trHeight w:val=\"%d\" "
		    "w:hRule=\"atLeast\"/>", least_mm * 1440 * 5 / 127);
	text_addf(&x->body, "%s</w:trPr>", head ? "<w:tblHeader/>" : "");
	x->column = 0;
}

void
docx_form_cell(struct docx_out *x, enum docx_paragraph style, const char *s,
    size_t len)
{
	text_addf(&x->body, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" "
	    "w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>",
	    x->widths[x->column++]);
	docx_open(x, style, false, DOCX_KEPT);
	docx_run(x, DOCX_NORMAL, DOCX_KEPT, s, len);
	docx_cell_close(x);
}

/* ---- the package ---- */

static const char content_types[] = DECLARATION
    "<Types xmlns=\"" PACKAGE "content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" "
    "ContentType=\"" TYPE "document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" "
    "ContentType=\"" TYPE "styles+xml\"/>"
    "<Override PartName=\"/word/footer1.xml\" "
    "ContentType=\"" TYPE "footer+xml\"/>"
    "<Override PartName=\"/word/footnotes.xml\" "
    "ContentType=\"" TYPE "footnotes+xml\"/></Types>";

static const char package_rels[] = DECLARATION
    "<Relationships xmlns=\"" PACKAGE "relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" R "/officeDocument\" "
    "Target=\"word/document.xml\"/></Relationships>";

static const char document_rels[] = DECLARATION
    "<Relationships xmlns=\"" PACKAGE "relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" R "/styles\" "
    "Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" R "/footnotes\" "
    "Target=\"footnotes.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"" R "/footer\" "
    "Target=\"footer1.xml\"/></Relationships>";

#define PAGE_LOOK "<w:rPr><w:sz w:val=\"28\"/></w:rPr>"
static const char footer_open[] = DECLARATION "<w:ftr xmlns:w=\"" W "\">";
static const char footer_close[] =
    "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r>" PAGE_LOOK "<w:t xml:space=\"preserve\">— </w:t></w:r>"
    "<w:fldSimple w:instr=\" PAGE \"><w:r>" PAGE_LOOK "<w:t>1</w:t></w:r>"
    "</w:fldSimple><w:r>" PAGE_LOOK "<w:t xml:space=\"preserve\"> —</w:t>"
    "</w:r></w:p></w:ftr>";

static const char separators[] =
    "<w:footnote w:type=\"separator\" w:id=\"0\"><w:p><w:r><w:separator/>"
    "</w:r></w:p></w:footnote><w:footnote w:type=\"continuationSeparator\" "
    "w:id=\"1\"><w:p><w:r><w:continuationSeparator/></w:r></w:p>"
    "</w:footnote>";

static void
add_part(struct zip_writer *zip, const char *name, struct text *part)
{
	zip_writer_add(zip, name, part->ptr, part->len);
	text_release(part);
}

static void
make_footer(const struct docx_out *x, struct text *out)
{
	size_t len = strlen(x->foot);

	text_adds(out, footer_open);
	if (len > 0) {
		text_addf(out, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/>"
		    "<w:jc w:val=\"center\"/></w:pPr><w:r>",
		    docx_style_id(DOCX_FORM_NOTE));
		add_characters(out, x->foot, len, false);
		text_adds(out, "</w:r></w:p>");
	}
	text_adds(out, footer_close);
}

int
docx_finish(struct docx_out *x, struct text *out, struct err *err)
{
	struct zip_writer *zip = zip_writer_new(out);
	struct text part = TEXT_INIT;

	zip_writer_add(zip, "[Content_Types].xml", content_types,
	    strlen(content_types));
	zip_writer_add(zip, "_rels/.rels", package_rels,
	    strlen(package_rels));
	text_adds(&part, DECLARATION "<w:document xmlns:w=\"" W "\" xmlns:r=\""
	    R "\" xmlns:v=\"urn:schemas-microsoft-com:vml\"><w:body>");
	text_add(&part, x->body.ptr, x->body.len);
	text_addf(&part, "%s</w:body></w:document>", x->form ?
	    docx_form_section : docx_section);
	add_part(zip, "word/document.xml", &part);
	zip_writer_add(zip, "word/_rels/document.xml.rels", document_rels,
	    strlen(document_rels));
	docx_page_styles(&part);
	add_part(zip, "word/styles.xml", &part);
	make_footer(x, &part);
	add_part(zip, "word/footer1.xml", &part);
	text_addf(&part, DECLARATION "<w:footnotes xmlns:w=\"" W "\">%s%s"
	    "</w:footnotes>", separators, x->footnotes.ptr);
	add_part(zip, "word/footnotes.xml", &part);
	text_release(&x->body);
	text_release(&x->footnotes);
	return zip_writer_finish(zip, err);
}
