/* docx_plain.c: what of a Word file could show other words than were read */
#include "engine/document/docx_plain.h"

#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/shown.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TOLD_MAX 30
#define QUOTED_BYTES 36		/* of the words that a message is about */
#define PARTS_MAX 200
#define CODE_BYTES_MAX 1000
#define LINE_EMU_MAX 57150	/* 4.5 points: a rule, which hides nothing */
#define A_NS "http://schemas.openxmlformats.org/drawingml/2006/main"

static void visit(struct docx_plain *p, const xmlNode *parent);

static bool
is(const xmlNode *node, const char *name)
{
	return xml_is(node, W_NS, name);
}

/* Append the words of a node; false once there are enough. */
static bool
first_words(struct text *out, const xmlNode *node)
{
	struct text t = TEXT_INIT;
	const xmlNode *child;
	size_t n;

	if (is(node, "t")) {
		xml_content(&t, node);
		for (n = 0; n < t.len && (out->len + n < QUOTED_BYTES ||
		    ((unsigned char)t.ptr[n] & 0xc0) == 0x80); n++)
			;
		text_add(out, t.ptr, n);
		if (n < t.len)
			text_adds(out, "…");
		text_release(&t);
		return out->len < QUOTED_BYTES;
	}
	for (child = node->children; child != NULL; child = child->next)
		if (child->type == XML_ELEMENT_NODE && !first_words(out,
		    child))
			return false;
	return true;
}

void
docx_plain_tell(struct docx_plain *p, const char *words, const char *reason)
{
	struct text t = TEXT_INIT;

	if (p->told++ >= TOLD_MAX)
		return;
	/* nobody sees lines in Word, but its words can be looked for */
	if (p->at != NULL && p->paragraph > 0)
		first_words(&t, p->at);
	if (t.len > 0)
		text_addf(&t, " [%s]", words);
	else
		text_adds(&t, words);
	document_warn(p->x->d, p->paragraph > 0 ? p->paragraph : 0, t.ptr,
	    reason);
	text_release(&t);
}

/* --- fields --- */

/* What programs may compute anew shows words that nobody approved. Numbers of
 * pages do no harm, nor headings, nor what a form was filled in with. */
static bool
is_field(const char *code, const char *const *names)
{
	size_t n;

	code += strspn(code, " \t\r\n");
	n = strcspn(code, " \t\r\n\\");
	for (; *names != NULL; names++) {
		if (strlen(*names) == n && strncasecmp(code, *names, n) == 0)
			return true;
	}
	return false;
}

static void
check_field(struct docx_plain *p, const char *code, bool result)
{
	static const char *const known[] = { "TOC", "HYPERLINK", "FORMTEXT",
		NULL };
	static const char *const contents[] = { "TOC", NULL };
	static const char *const pages[] = { "PAGE", "NUMPAGES",
		"SECTIONPAGES", NULL };
	static const char *const of_contents[] = { "PAGEREF", NULL };
	/* What it shows is in its code, and read there (docx_field.c). */
	static const char *const drawn[] = { "EQ", NULL };

	/* Contents end where the field does that is around the others. */
	if (is_field(code, contents) && p->contents == 0)
		p->contents = p->fields;
	if (is_field(code, known) || (p->header && is_field(code, pages)) ||
	    (p->contents > 0 && is_field(code, of_contents)) ||
	    (!result && is_field(code, drawn)))
		return;
	docx_plain_tell(p, code, REASON("Words here are a field, which "
	    "programs may fill anew; make them plain words (in Word: Ctrl+A, "
	    "then Ctrl+Shift+F9)."));
}

static void
field_char(struct docx_plain *p, const xmlNode *node)
{
	const char *type = xml_attr_ns(node, W_NS, "fldCharType");

	if (type == NULL)
		return;
	if (strcmp(type, "begin") == 0) {
		/* A field in the code of another changes that. */
		if (p->in_code)
			check_field(p, "?", false);
		p->fields++;
		p->in_code = true;
		text_reset(&p->code);
		return;
	}
	if (p->in_code)
		check_field(p, p->code.ptr, strcmp(type, "separate") == 0);
	p->in_code = false;
	if (strcmp(type, "end") == 0) {
		if (p->contents == p->fields)
			p->contents = 0;
		p->fields -= p->fields > 0;
	}
}

/* --- drawings --- */

static bool
is_thin(const xmlNode *node)
{
	const char *emu = xml_is(node, A_NS, "ln") ? xml_attr(node, "w") :
	    NULL;
	const char *points = xml_attr(node, "strokeweight");
	char *end;
	double n;

	if (emu != NULL)
		return strtol(emu, NULL, 10) <= LINE_EMU_MAX;
	if (points == NULL)
		return true;
	n = strtod(points, &end);
	return n >= 0 && n <= 4.5 && (*end == '\0' || strcmp(end, "pt") == 0);
}

/* Light lines, one beside the other, could cover words. */
static bool
is_dark(const struct docx_plain *p, const xmlNode *node)
{
	static const char *const names[] = { "black", "red", "blue", "navy",
		"maroon", "green", NULL };
	const char *val = xml_attr(node, "val");
	const char *stroke = xml_attr(node, "strokecolor");
	char word[16] = "";
	const char *const *n;
	unsigned rgb;

	if (xml_is(node, A_NS, "srgbClr"))
		return shown_colour(val, &rgb) && shown_ink(rgb);
	if (xml_is(node, A_NS, "schemeClr"))
		return val != NULL && docx_plain_theme_ink(p, val);
	if (stroke == NULL)
		return true;
	/* "#ff0000 [3204]" names the colour of a theme besides. */
	snprintf(word, sizeof(word), "%.*s", (int)strcspn(stroke, " "),
	    stroke);
	for (n = names; *n != NULL; n++) {
		if (strcmp(*n, word) == 0)
			return true;
	}
	return shown_colour(word, &rgb) && shown_ink(rgb);
}

/* A drawing of nothing but a thin line, as below a masthead. */
static bool
only_a_line(const struct docx_plain *p, const xmlNode *node, bool *line)
{
	static const char *const harmless[] = { "drawing", "pict",
		"AlternateContent", "Choice", "Fallback", "anchor", "inline",
		"simplePos", "positionH", "positionV", "posOffset", "align",
		"extent", "effectExtent", "wrapNone", "wrapSquare",
		"wrapTopAndBottom", "wrapTight", "wrapPolygon", "start",
		"lineTo", "docPr", "cNvGraphicFramePr", "graphicFrameLocks",
		"graphic", "graphicData", "wsp", "cNvCnPr", "cNvPr", "cNvSpPr",
		"spLocks", "spPr", "xfrm", "off", "ext", "avLst", "noFill",
		"ln", "solidFill", "srgbClr", "schemeClr", "sysClr", "shade",
		"prstDash", "round", "miter", "headEnd", "tailEnd",
		"effectLst", "style", "lnRef", "fillRef", "effectRef",
		"fontRef", "bodyPr", "noAutofit", "lock", "stroke", "wrap",
		"sizeRelH", "sizeRelV", "pctWidth", "pctHeight", NULL };
	const xmlNode *child;
	const char *shape;

	if (xml_is(node, A_NS, "prstGeom")) {
		shape = xml_attr(node, "prst");
		if (shape == NULL || (strcmp(shape, "line") != 0 &&
		    strcmp(shape, "straightConnector1") != 0))
			return false;
		*line = true;
	} else if (strcmp((const char *)node->name, "line") == 0) {
		*line = true;
	} else if (!xml_has_name(node, harmless)) {
		return false;
	}
	if (!is_thin(node) || !is_dark(p, node))
		return false;
	for (child = node->children; child != NULL; child = child->next) {
		if (child->type == XML_ELEMENT_NODE &&
		    !only_a_line(p, child, line))
			return false;
	}
	return true;
}

static void
check_drawing(struct docx_plain *p, const xmlNode *node)
{
	bool line = false;

	if (!only_a_line(p, node, &line) || !line)
		docx_plain_tell(p, (const char *)node->name, REASON("A "
		    "picture, a shape or a text box can show words or cover "
		    "some; write its words into the text, and hand a picture "
		    "in as a material."));
}

/* --- the text --- */

static void
check_control(struct docx_plain *p, const xmlNode *sdt)
{
	const xmlNode *pr = xml_child(sdt, W_NS, "sdtPr");

	if (pr != NULL && (xml_child(pr, W_NS, "dataBinding") != NULL ||
	    xml_child(pr, "http://schemas.microsoft.com/office/word/2012/"
	    "wordml", "dataBinding") != NULL))
		docx_plain_tell(p, "dataBinding", REASON("Words here are bound "
		    "to data that the file carries along, which programs put "
		    "in their place; make them plain words."));
}

static void
check_sign(struct docx_plain *p, const xmlNode *node)
{
	const char *s = xml_attr_ns(node, W_NS, "char");
	const char *font = xml_attr_ns(node, W_NS, "font");

	if (s == NULL || font == NULL ||
	    docx_symbol(font, strtoul(s, NULL, 16)) == 0)
		docx_plain_tell(p, font == NULL ? "?" : font, REASON("A sign "
		    "here is drawn by a font of signs and has no known "
		    "character; write a usual character."));
}

static bool
floats(const xmlNode *node)
{
	const xmlNode *pr = is(node, "tbl") ? xml_child(node, W_NS, "tblPr") :
	    NULL;

	return pr != NULL && xml_child(pr, W_NS, "tblpPr") != NULL;
}

/* --- where there is nothing to be shown --- */

/* Is the paragraph in hand numbered, by itself or its style? */
static bool
is_numbered(const struct docx_plain *p, const xmlNode *ppr)
{
	const struct docx_style *s;
	int hops;

	if (ppr != NULL && xml_child(ppr, W_NS, "numPr") != NULL)
		return true;
	for (s = p->style, hops = 0; s != NULL && hops < DOCX_CHAIN_MAX;
	     s = s->base, hops++)
		if (s->num_id > 0)
			return true;
	return s != NULL;
}

bool
docx_plain_is_empty(const struct docx_plain *p, const xmlNode *node)
{
	static const char *const nothing[] = { "rPr", "tcPr", "bookmarkStart",
		"bookmarkEnd", "proofErr", "lastRenderedPageBreak", NULL };
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next) {
		if (child->type != XML_ELEMENT_NODE)
			continue;
		if (!xml_is(child, W_NS, NULL))
			return false;
		if (is(child, "pPr") ? is_numbered(p, child) :
		    is(child, "p") || is(child, "r") ?
		    !docx_plain_is_empty(p, child) :
		    !xml_has_name(child, nothing))
			return false;
	}
	return true;
}

/* --- letters that are cut off --- */

/* The height of the paragraph's lines where it is fixed, in twentieths of a
 * point; 0: they grow with the letters. */
static long
fixed_line(const xmlNode *ppr, bool *said)
{
	const xmlNode *spacing = ppr == NULL ? NULL : xml_child(ppr, W_NS,
	    "spacing");
	const char *rule = spacing == NULL ? NULL : xml_attr_ns(spacing, W_NS,
	    "lineRule");
	const char *line = spacing == NULL ? NULL : xml_attr_ns(spacing, W_NS,
	    "line");

	*said = line != NULL;
	return *said && rule != NULL && strcmp(rule, "exact") == 0 ?
	    strtol(line, NULL, 10) : 0;
}

static void
begin_paragraph(struct docx_plain *p, const xmlNode *node)
{
	const xmlNode *ppr = xml_child(node, W_NS, "pPr");
	const struct docx_style *s;
	bool said;
	int hops;

	p->at = node;
	p->style = docx_paragraph_style(p->x, ppr);
	p->fixed_line = fixed_line(ppr, &said);
	for (s = p->style, hops = 0; !said && s != NULL && hops <
	     DOCX_CHAIN_MAX; s = s->base, hops++)
		p->fixed_line = fixed_line(xml_child(s->node, W_NS, "pPr"),
		    &said);
}

/* In half points; 0: not said. */
static int
size_of(const xmlNode *rpr)
{
	return rpr == NULL ? 0 : docx_int(docx_val(rpr, "sz"), 0);
}

static int
size_of_style(const struct docx_style *s)
{
	int size = 0, hops;

	for (hops = 0; s != NULL && size == 0 && hops < DOCX_CHAIN_MAX;
	     s = s->base, hops++)
		size = size_of(xml_child(s->node, W_NS, "rPr"));
	return size;
}

/* Of letters much higher than their line a strip is seen. */
static void
check_height(struct docx_plain *p, const xmlNode *run)
{
	const xmlNode *rpr = xml_child(run, W_NS, "rPr");
	int size = size_of(rpr);

	if (p->fixed_line == 0 || docx_plain_is_empty(p, run))
		return;
	if (size == 0 && rpr != NULL)
		size = size_of_style(docx_style(p->x, docx_val(rpr,
		    "rStyle")));
	if (size == 0)
		size = size_of_style(p->style);
	if (size * 10 > p->fixed_line * 17 / 10)
		docx_plain_tell(p, "spacing", REASON("A paragraph may stand "
		    "where nobody sees it, or cover others (a frame, an "
		    "indent off the page, lines upon one another); set it as a "
		    "plain paragraph."));
}

/* A footnote that is none, but the line above them: with words in it? */
static bool
is_separator(const xmlNode *node)
{
	const char *type = is(node, "footnote") || is(node, "endnote") ?
	    xml_attr_ns(node, W_NS, "type") : NULL;
	struct text t = TEXT_INIT;
	bool words = false;

	if (type != NULL && strcmp(type, "normal") != 0) {
		xml_content(&t, node);
		words = *han_skip(t.ptr) != '\0';
	}
	text_release(&t);
	return words;
}

/* Words stand in runs, runs in paragraphs, paragraphs in what holds some:
 * programs do not agree on what stands elsewhere. */
static bool
is_in_place(const xmlNode *node)
{
	static const char *const of_text[] = { "hdr", "ftr", "body", "tc",
		"sdtContent", "customXml", "footnote", "endnote", "ins", "del",
		"moveTo", "moveFrom", "smartTag", NULL };
	static const char *const of_paragraph[] = { "p", "hyperlink", "ins",
		"del", "moveTo", "moveFrom", "smartTag", "customXml",
		"sdtContent", "fldSimple", NULL };
	static const char *const in_run[] = { "t", "tab", "br", "cr", "sym",
		"noBreakHyphen", "softHyphen", "fldChar", "instrText",
		"delText", "drawing", "pict", "footnoteReference",
		"endnoteReference", NULL };
	const xmlNode *up = node->parent;

	if (is(node, "p") || is(node, "tbl"))
		return xml_has_name(up, of_text);
	if (is(node, "r"))
		return xml_has_name(up, of_paragraph);
	if (xml_has_name(node, in_run))
		return is(up, "r");
	return !is(up, "document") || is(node, "body") ||
	    is(node, "background");
}

/* Words in elements that have none: those of properties. */
static bool
has_words(const xmlNode *node)
{
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next) {
		if (child->type == XML_TEXT_NODE && *han_skip((const char *)
		    child->content) != '\0')
			return true;
		if (child->type == XML_ELEMENT_NODE && (is(child, "p") ||
		    is(child, "r") || is(child, "t") || has_words(child)))
			return true;
	}
	return false;
}

static void
tell_misplaced(struct docx_plain *p, const xmlNode *node)
{
	docx_plain_tell(p, (const char *)node->name, REASON("Words stand "
	    "where the format has none, and programs show them or not; save "
	    "the file again in Word or WPS."));
}

/* Property elements; true: done with. */
static bool
check_properties(struct docx_plain *p, const xmlNode *node)
{
	static const char *const tables[] = { "tblPr", "trPr", "tcPr",
		"tblPrEx", NULL };
	static const char *const properties[] = { "rPr", "pPr", "sectPr",
		"tblPr", "trPr", "tcPr", "tblPrEx", "tblGrid", NULL };

	if (xml_has_name(node, properties) && has_words(node))
		tell_misplaced(p, node);
	if (is(node, "rPr"))
		docx_plain_run(p, node);
	else if (is(node, "pPr"))
		docx_plain_paragraph(p, node);
	else if (is(node, "sectPr"))
		docx_plain_section(p, node);
	else if (is(node, "background"))
		docx_plain_background(p, node);
	else if (xml_has_name(node, tables))
		docx_plain_table(p, node);
	else
		return false;
	return true;
}

static void
element(struct docx_plain *p, const xmlNode *node)
{
	static const char *const silent[] = { "tblGrid", "sdtPr", "sdtEndPr",
		"smartTagPr", "customXmlPr", "bookmarkStart", "bookmarkEnd",
		"proofErr", "permStart", "permEnd", "lastRenderedPageBreak",
		"t", "tab", "br", "cr", "noBreakHyphen", "softHyphen",
		"footnoteReference", "endnoteReference", "footnoteRef",
		"endnoteRef", "separator", "continuationSeparator",
		"commentRangeStart", "commentRangeEnd", "commentReference",
		"annotationRef", "moveFromRangeStart", "moveFromRangeEnd",
		"moveToRangeStart", "moveToRangeEnd", NULL };
	static const char *const holders[] = { "document", "body", "p", "r",
		"tbl", "tr", "tc", "hyperlink", "sdt", "sdtContent",
		"smartTag", "customXml", "hdr", "ftr", "footnotes",
		"footnote", "endnotes", "endnote", "ins", "moveTo", "del",
		"moveFrom", "fldSimple", NULL };

	if (xml_is(node, W_NS, NULL) && !is_in_place(node))
		tell_misplaced(p, node);
	if (xml_is(node, MC_NS, "AlternateContent") || is(node, "drawing") ||
	    is(node, "pict")) {
		check_drawing(p, node);
	} else if (!xml_is(node, W_NS, NULL)) {
		docx_plain_tell(p, (const char *)node->name, REASON("There is "
		    "something here that programs may show or not (a formula, "
		    "an extension); write it as plain words."));
	} else if (check_properties(p, node) || xml_has_name(node, silent)) {
		return;
	} else if (is(node, "fldChar")) {
		field_char(p, node);
	} else if (is(node, "instrText")) {
		xml_content(&p->code, node);
	} else if (is(node, "sym")) {
		check_sign(p, node);
	} else if (xml_has_name(node, holders)) {
		p->paragraph += is(node, "p") && p->paragraph >= 0;
		if (is(node, "p"))
			begin_paragraph(p, node);
		if (is(node, "r"))
			check_height(p, node);
		if (floats(node) && p->floating++ > 0)
			docx_plain_tell(p, "tblpPr", REASON("Several tables of "
			    "the file float, and one may cover another; let "
			    "the text not flow around them."));
		if (is(node, "fldSimple"))
			check_field(p, xml_attr_ns(node, W_NS, "instr") ==
			    NULL ? "" : xml_attr_ns(node, W_NS, "instr"),
			    true);
		if (is_separator(node))
			docx_plain_tell(p, (const char *)node->name,
			    REASON("The line above the footnotes has words, "
			    "which were not read; take them out."));
		if (is(node, "sdt"))
			check_control(p, node);
		visit(p, node);
	} else if (!is(node, "delText") && !is(node, "delInstrText")) {
		docx_plain_tell(p, (const char *)node->name, REASON("This can "
		    "show other words than were read (a file in the file, an "
		    "object, words turned round or above others); write it as "
		    "plain words."));
	}
}

/* The parser has bounded the depth. */
static void
visit(struct docx_plain *p, const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL && p->told < TOLD_MAX;
	     node = node->next) {
		if (node->type == XML_ELEMENT_NODE)
			element(p, node);
		else if (node->type == XML_TEXT_NODE &&
		    *han_skip((const char *)node->content) != '\0')
			tell_misplaced(p, parent);
	}
}

/* --- styles, lists --- */

static void
style_node(struct docx_plain *p, const xmlNode *style)
{
	static const char *const tables[] = { "tblPr", "trPr", "tcPr" };
	const xmlNode *part;
	size_t i;

	docx_plain_run(p, xml_child(style, W_NS, "rPr"));
	docx_plain_paragraph(p, xml_child(style, W_NS, "pPr"));
	for (i = 0; i < MEM_COUNT(tables); i++)
		docx_plain_table(p, xml_child(style, W_NS, tables[i]));
	part = xml_child(style, W_NS, "tblStylePr");
	for (; part != NULL; part = xml_next(part, W_NS, "tblStylePr")) {
		docx_plain_run(p, xml_child(part, W_NS, "rPr"));
		docx_plain_paragraph(p, xml_child(part, W_NS, "pPr"));
		for (i = 0; i < MEM_COUNT(tables); i++)
			docx_plain_table(p, xml_child(part, W_NS, tables[i]));
	}
}

/* A style is looked at where it is used first, with those it is based on. */
static void
use_style(struct docx_plain *p, const char *id)
{
	struct docx_style *style = docx_style_used(p->x, id);
	int hops;

	for (hops = 0; style != NULL && !style->used && hops < DOCX_CHAIN_MAX;
	     hops++) {
		style->used = true;
		style_node(p, style->node);
		style = docx_style_used(p->x, style->based_on);
	}
}

static void
default_styles(struct docx_plain *p, const xmlNode *root)
{
	const xmlNode *node = xml_child(root, W_NS, "docDefaults"), *part;
	const char *is_default;

	part = node == NULL ? NULL : xml_child(node, W_NS, "rPrDefault");
	if (part != NULL)
		docx_plain_run(p, xml_child(part, W_NS, "rPr"));
	part = node == NULL ? NULL : xml_child(node, W_NS, "pPrDefault");
	if (part != NULL)
		docx_plain_paragraph(p, xml_child(part, W_NS, "pPr"));
	for (node = xml_child(root, W_NS, "style"); node != NULL;
	     node = xml_next(node, W_NS, "style")) {
		is_default = xml_attr_ns(node, W_NS, "default");
		if (is_default != NULL && strcmp(is_default, "0") != 0 &&
		    strcmp(is_default, "false") != 0)
			use_style(p, xml_attr_ns(node, W_NS, "styleId"));
	}
}

/* The letters of a bullet may be signs of any font. */
static void
check_levels(struct docx_plain *p, const xmlNode *list)
{
	const xmlNode *level = xml_child(list, W_NS, "lvl");
	const char *format;

	for (; level != NULL; level = xml_next(level, W_NS, "lvl")) {
		format = docx_val(level, "numFmt");
		docx_plain_paragraph(p, xml_child(level, W_NS, "pPr"));
		if (format == NULL || strcmp(format, "bullet") != 0)
			docx_plain_run(p, xml_child(level, W_NS, "rPr"));
	}
}

static void
check_numbering(struct docx_plain *p, const xmlNode *root)
{
	const xmlNode *node;

	if (xml_child(root, W_NS, "numPicBullet") != NULL)
		docx_plain_tell(p, "numPicBullet", REASON("A picture, a shape "
		    "or a text box can show words or cover some; write its "
		    "words into the text, and hand a picture in as a "
		    "material."));
	node = xml_child(root, W_NS, "abstractNum");
	for (; node != NULL; node = xml_next(node, W_NS, "abstractNum"))
		check_levels(p, node);
	node = xml_child(root, W_NS, "num");
	for (; node != NULL; node = xml_next(node, W_NS, "num")) {
		const xmlNode *over = xml_child(node, W_NS, "lvlOverride");

		for (; over != NULL; over = xml_next(over, W_NS,
		     "lvlOverride"))
			check_levels(p, over);
	}
}

/* --- other parts --- */

static void
check_settings(struct docx_plain *p, const xmlNode *root)
{
	static const char *const usual[][2] = { { "bg1", "light1" },
		{ "t1", "dark1" }, { "bg2", "light2" }, { "t2", "dark2" } };
	const xmlNode *map = xml_child(root, W_NS, "clrSchemeMapping");
	const char *to;
	size_t i;

	if (docx_on(root, "updateFields") == 1)
		docx_plain_tell(p, "updateFields", REASON("Words here are a "
		    "field, which programs may fill anew; make them plain "
		    "words (in Word: Ctrl+A, then Ctrl+Shift+F9)."));
	if (docx_on(root, "linkStyles") == 1 ||
	    xml_child(root, W_NS, "mailMerge") != NULL)
		docx_plain_tell(p, "settings", REASON("The file takes its "
		    "looks or its words from other files when it is opened; "
		    "save it as a file of its own."));
	for (i = 0; map != NULL && i < MEM_COUNT(usual); i++) {
		to = xml_attr_ns(map, W_NS, usual[i][0]);
		if (to != NULL && strcmp(to, usual[i][1]) != 0)
			docx_plain_tell(p, "clrSchemeMapping", REASON("The "
			    "file exchanges dark and light colours; set its "
			    "words in black."));
	}
}

static void
check_fonts(struct docx_plain *p, const xmlNode *root)
{
	static const char *const parts[] = { "embedRegular", "embedBold",
		"embedItalic", "embedBoldItalic" };
	const xmlNode *font = xml_child(root, W_NS, "font");
	const char *name, *other;
	size_t i;

	for (; font != NULL; font = xml_next(font, W_NS, "font")) {
		for (i = 0; i < MEM_COUNT(parts); i++) {
			if (xml_child(font, W_NS, parts[i]) == NULL)
				continue;
			docx_plain_tell(p, xml_attr_ns(font, W_NS, "name") ==
			    NULL ? "" : xml_attr_ns(font, W_NS, "name"),
			    REASON("The file brings a font of its own, which "
			    "can draw other characters than were read; save "
			    "it without embedded fonts."));
			return;
		}
		name = xml_attr_ns(font, W_NS, "name");
		other = docx_val(font, "altName");
		if (other != NULL && !shown_font(other) && (name == NULL ||
		    shown_font(name)))
			docx_plain_tell(p, other, REASON("A sign here is drawn "
			    "by a font of signs and has no known character; "
			    "write a usual character."));
	}
}

typedef void check_fn(struct docx_plain *p, const xmlNode *root);

/* Every part of that type. */
static int
check_parts(struct docx_plain *p, const char *type, check_fn *fn,
    struct err *err)
{
	char part[OPC_NAME_MAX];
	xmlDoc *doc;
	int k;

	for (k = 0; k < PARTS_MAX && opc_target(&p->x->rels, type, k, part);
	     k++) {
		if (!opc_has(p->x->opc, part))
			continue;
		doc = NULL;
		if (opc_parse(p->x->opc, part, &doc, err) != 0)
			return -1;
		fn(p, xmlDocGetRootElement(doc));
		xmlFreeDoc(doc);
	}
	return 0;
}

static int
read_theme(struct docx_plain *p, xmlDoc **doc, struct err *err)
{
	char part[OPC_NAME_MAX];
	const xmlNode *node;

	if (!opc_target(&p->x->rels, "/theme", 0, part) ||
	    !opc_has(p->x->opc, part))
		return 0;
	if (opc_parse(p->x->opc, part, doc, err) != 0)
		return -1;
	node = xml_child(xmlDocGetRootElement(*doc), A_NS, "themeElements");
	p->colours = node == NULL ? NULL : xml_child(node, A_NS, "clrScheme");
	return 0;
}

/* Footnotes, page headers: stories that are read as the text is. */
static void
check_story(struct docx_plain *p, const xmlNode *root)
{
	p->header = is(root, "hdr") || is(root, "ftr");
	p->in_code = false;
	p->fields = p->contents = 0;
	visit(p, root);
	p->header = false;
}

/* Other contents for other programs, where none are looked for. */
static void
check_alternates(struct docx_plain *p, const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL && p->told < TOLD_MAX;
	     node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (xml_is(node, MC_NS, "AlternateContent"))
			docx_plain_tell(p, "AlternateContent", REASON("There "
			    "is something here that programs may show or not "
			    "(a formula, an extension); write it as plain "
			    "words."));
		else
			check_alternates(p, node);
	}
}

/* A page that is put together from other files. */
static void
check_web(struct docx_plain *p, const xmlNode *root)
{
	if (xml_child(root, W_NS, "frameset") != NULL)
		docx_plain_tell(p, "frameset", REASON("The file takes its "
		    "looks or its words from other files when it is opened; "
		    "save it as a file of its own."));
}

/* Of two parts for one thing programs may take the one or the other. */
static void
check_twice(struct docx_plain *p)
{
	static const char *const once[] = { "/styles", "/numbering",
		"/footnotes", "/endnotes", "/settings", "/theme" };
	char part[OPC_NAME_MAX];
	size_t i;

	for (i = 0; i < MEM_COUNT(once); i++) {
		if (opc_target(&p->x->rels, once[i], 1, part))
			docx_plain_tell(p, part, REASON("The file has two "
			    "parts of one kind, and programs would take one or "
			    "the other; save it again in Word or WPS."));
	}
}

int
docx_check_plain(struct docx *x, const xmlNode *document,
    const xmlNode *styles, const xmlNode *numbering, struct err *err)
{
	static const char *const stories[] = { "/footnotes", "/endnotes",
		"/header", "/footer" };
	struct docx_plain p = { .x = x, .code = TEXT_INIT,
		.on_style = use_style };
	xmlDoc *theme = NULL;
	size_t i;
	int ret = -1;

	text_limit(&p.code, CODE_BYTES_MAX);
	if (read_theme(&p, &theme, err) != 0)
		goto out;
	visit(&p, document);
	p.at = NULL;
	if (xml_count(document, W_NS, "body") > 1)
		docx_plain_tell(&p, "body", REASON("This can show other "
		    "words than were read (a file in the file, an object, "
		    "words turned round or above others); write it as plain "
		    "words."));
	if (p.in_code)
		check_field(&p, "?", false);
	check_twice(&p);
	p.paragraph = -1;	/* no line of the text from here on */
	for (i = 0; i < MEM_COUNT(stories); i++) {
		if (check_parts(&p, stories[i], check_story, err) != 0)
			goto out;
	}
	if (styles != NULL) {
		default_styles(&p, styles);
		check_alternates(&p, styles);
	}
	if (numbering != NULL) {
		check_numbering(&p, numbering);
		check_alternates(&p, numbering);
	}
	if (check_parts(&p, "/settings", check_settings, err) == 0 &&
	    check_parts(&p, "/settings", check_alternates, err) == 0 &&
	    check_parts(&p, "/webSettings", check_web, err) == 0 &&
	    check_parts(&p, "/fontTable", check_fonts, err) == 0)
		ret = 0;
out:
	text_release(&p.code);
	if (theme != NULL)
		xmlFreeDoc(theme);
	return ret;
}
