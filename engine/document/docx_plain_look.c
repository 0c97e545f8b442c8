/* docx_plain_look.c: do the properties of runs, paragraphs, cells and pages
 * leave all words to be seen? */
#include "engine/base/mem.h"
#include "engine/document/docx_plain.h"
#include "engine/document/shown.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define W14_NS "http://schemas.microsoft.com/office/word/2010/wordml"

/* An attribute as a number, if it is there, lies between? */
static bool
between(const xmlNode *node, const char *name, long min, long max)
{
	const char *s = xml_attr_ns(node, W_NS, name);
	char *end;
	long n;

	if (s == NULL)
		return true;
	n = strtol(s, &end, 10);
	return end != s && n >= min && n <= max;
}

static long
number(const xmlNode *node, const char *name)
{
	const char *s = xml_attr_ns(node, W_NS, name);

	return s == NULL ? 0 : strtol(s, NULL, 10);
}

static bool
is_on(const xmlNode *node)
{
	const char *val = xml_attr_ns(node, W_NS, "val");

	return val == NULL || (strcmp(val, "0") != 0 &&
	    strcmp(val, "false") != 0 && strcmp(val, "off") != 0 &&
	    strcmp(val, "none") != 0);
}

/* --- colours --- */

#define A_NS "http://schemas.openxmlformats.org/drawingml/2006/main"

static const char *
theme_slot(const char *name)
{
	static const char *const slots[][2] = {
		{ "text1", "dk1" }, { "dark1", "dk1" }, { "tx1", "dk1" },
		{ "text2", "dk2" }, { "dark2", "dk2" }, { "tx2", "dk2" },
		{ "background1", "lt1" }, { "light1", "lt1" },
		{ "bg1", "lt1" }, { "background2", "lt2" },
		{ "light2", "lt2" }, { "bg2", "lt2" },
		{ "hyperlink", "hlink" }, { "followedHyperlink", "folHlink" },
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(slots); i++) {
		if (strcmp(slots[i][0], name) == 0)
			return slots[i][1];
	}
	return name;
}

/* The colour that the theme has for that name. */
static bool
theme_colour(const struct docx_plain *p, const char *name, unsigned *rgb)
{
	const xmlNode *node = p->colours == NULL ? NULL : xml_child(
	    p->colours, A_NS, theme_slot(name));
	const xmlNode *colour;

	if (p->colours == NULL) {
		*rgb = 0;	/* programs' own: black */
		return strcmp(theme_slot(name), "dk1") == 0;
	}
	if (node == NULL)
		return false;
	colour = xml_child(node, A_NS, "srgbClr");
	if (colour != NULL)
		return shown_colour(xml_attr(colour, "val"), rgb);
	colour = xml_child(node, A_NS, "sysClr");
	return colour != NULL && shown_colour(xml_attr(colour, "lastClr"),
	    rgb);
}

/* Nearer to white (tint) or to black (shade), by parts of 255. */
static unsigned
blend(unsigned rgb, const char *tint, const char *shade)
{
	unsigned long t = tint == NULL ? 255 : strtoul(tint, NULL, 16);
	unsigned long s = shade == NULL ? 255 : strtoul(shade, NULL, 16);
	unsigned long c, out = 0;
	int i;

	t = t > 255 ? 255 : t;
	s = s > 255 ? 255 : s;
	for (i = 16; i >= 0; i -= 8) {
		c = rgb >> i & 255;
		c = (c * t + 255 * (255 - t)) / 255 * s / 255;
		out |= c << i;
	}
	return (unsigned)out;
}

static bool
plain_ink(const struct docx_plain *p, const xmlNode *node)
{
	const char *val = xml_attr_ns(node, W_NS, "val");
	const char *theme = xml_attr_ns(node, W_NS, "themeColor");
	unsigned rgb;

	if (theme != NULL && strcmp(theme, "none") != 0 &&
	    (!theme_colour(p, theme, &rgb) || !shown_ink(blend(rgb,
	    xml_attr_ns(node, W_NS, "themeTint"), xml_attr_ns(node, W_NS,
	    "themeShade")))))
		return false;
	if (val == NULL || strcmp(val, "auto") == 0)
		return true;
	/* Programs that know no themes take the value. */
	return shown_colour(val, &rgb) && shown_ink(rgb);
}

/* w:shd: what lies behind the words. */
static bool
plain_shade(const struct docx_plain *p, const xmlNode *node)
{
	const char *val = xml_attr_ns(node, W_NS, "val");
	const char *fill = xml_attr_ns(node, W_NS, "fill");
	const char *theme = xml_attr_ns(node, W_NS, "themeFill");
	unsigned rgb;

	if (val != NULL && strcmp(val, "nil") == 0)
		return true;
	if (val != NULL && strcmp(val, "clear") != 0)
		return false;
	if (theme != NULL && strcmp(theme, "none") != 0 &&
	    (!theme_colour(p, theme, &rgb) || !shown_paper(blend(rgb,
	    xml_attr_ns(node, W_NS, "themeFillTint"), xml_attr_ns(node, W_NS,
	    "themeFillShade")))) && (p->colours != NULL ||
	    strcmp(theme_slot(theme), "lt1") != 0))
		return false;
	return fill == NULL || strcmp(fill, "auto") == 0 ||
	    (shown_colour(fill, &rgb) && shown_paper(rgb));
}

static bool
plain_highlight(const xmlNode *node)
{
	static const char *const light[] = { "none", "yellow", "green",
		"cyan", "lightGray", "white", NULL };
	const char *val = xml_attr_ns(node, W_NS, "val");
	const char *const *l;

	for (l = light; val != NULL && *l != NULL; l++) {
		if (strcmp(*l, val) == 0)
			return true;
	}
	return val == NULL;
}

/* The filling of letters as newer programs write it, beside w:color. */
static bool
plain_fill(const struct docx_plain *p, const xmlNode *node, bool may_lack)
{
	const xmlNode *fill = xml_child(node, W14_NS, "solidFill"), *colour;
	const char *val;
	unsigned rgb;

	if (fill == NULL)
		return may_lack && xml_child(node, W14_NS, "gradFill") == NULL;
	colour = xml_child(fill, W14_NS, NULL);
	if (colour == NULL || xml_child(colour, W14_NS, "alpha") != NULL ||
	    xml_child(colour, W14_NS, "lumOff") != NULL)
		return false;
	val = xml_attr_ns(colour, W14_NS, "val");
	if (val == NULL)
		return false;
	if (xml_is(colour, W14_NS, "srgbClr"))
		return shown_colour(val, &rgb) && shown_ink(rgb);
	return xml_is(colour, W14_NS, "schemeClr") &&
	    theme_colour(p, val, &rgb) && shown_ink(rgb);
}

/* --- runs --- */

static bool
plain_fonts(const xmlNode *node)
{
	static const char *const names[] = { "ascii", "hAnsi", "eastAsia",
		"cs" };
	const char *font;
	size_t i;

	for (i = 0; i < MEM_COUNT(names); i++) {
		font = xml_attr_ns(node, W_NS, names[i]);
		/* Those of known signs are read as such (docx_symbol.c). */
		if (font != NULL && !shown_font(font) && (i > 1 ||
		    !docx_symbol_font(font)))
			return false;
	}
	return true;
}

/* Properties of Word 2010 and later. */
static bool
plain_new(const struct docx_plain *p, const xmlNode *node)
{
	static const char *const harmless[] = { "ligatures", "numForm",
		"numSpacing", "stylisticSets", "cntxtAlts", NULL };

	if (xml_has_name(node, harmless))
		return true;
	if (xml_is(node, W14_NS, "textFill"))
		return plain_fill(p, node, false);
	return xml_is(node, W14_NS, "textOutline") &&
	    plain_fill(p, node, true);
}

static bool
plain_run_property(const struct docx_plain *p, const xmlNode *node)
{
	static const char *const harmless[] = { "rStyle", "b", "bCs", "i",
		"iCs", "u", "lang", "kern", "vertAlign", "noProof",
		"snapToGrid", "em", "bdr", "szCs", "rPrChange", "ins", "del",
		"moveFrom", "moveTo", "oMath", NULL };
	static const char *const switches[] = { "caps", "smallCaps", "strike",
		"dstrike", "outline", "shadow", "emboss", "imprint", "vanish",
		"webHidden", "specVanish", "rtl", "cs", "effect", NULL };

	if (xml_is(node, W14_NS, NULL))
		return plain_new(p, node);
	if (!xml_is(node, W_NS, NULL))
		return false;
	if (xml_has_name(node, harmless))
		return true;
	if (xml_has_name(node, switches))
		return !is_on(node);
	if (xml_is(node, W_NS, "rFonts"))
		return plain_fonts(node);
	if (xml_is(node, W_NS, "color"))
		return plain_ink(p, node);
	if (xml_is(node, W_NS, "shd"))
		return plain_shade(p, node);
	if (xml_is(node, W_NS, "highlight"))
		return plain_highlight(node);
	if (xml_is(node, W_NS, "sz"))
		return between(node, "val", 10, 400);
	/* 0, as Word writes it into lists, is as wide as usual. */
	if (xml_is(node, W_NS, "w"))
		return number(node, "val") == 0 || between(node, "val", 33,
		    300);
	if (xml_is(node, W_NS, "spacing"))
		return between(node, "val", -40, 2000);
	if (xml_is(node, W_NS, "position"))
		return between(node, "val", -12, 12);
	return false;
}

void
docx_plain_run(struct docx_plain *p, const xmlNode *rpr)
{
	const xmlNode *node, *at = p->at;

	if (rpr != NULL && xml_is(rpr->parent, W_NS, "r")) {
		if (docx_plain_is_empty(p, rpr->parent))
			return;
		p->at = rpr->parent;
	}
	for (node = rpr == NULL ? NULL : rpr->children; node != NULL;
	     node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (!plain_run_property(p, node))
			docx_plain_tell(p, (const char *)node->name,
			    REASON("Words here may look otherwise than they "
			    "were read (a light colour, a size or place where "
			    "nobody sees them, hidden); set them as plain "
			    "words."));
		else if (p->on_style != NULL && xml_is(node, W_NS, "rStyle"))
			p->on_style(p, xml_attr_ns(node, W_NS, "val"));
	}
	p->at = at;
}

/* --- paragraphs --- */

/* An indent that leads off the page. */
static bool
plain_indent(const xmlNode *node)
{
	static const char *const sides[] = { "left", "right", "start", "end",
		NULL };
	static const char *const chars[] = { "leftChars", "rightChars",
		"startChars", "endChars", NULL };
	const char *const *s;
	long left;

	for (s = sides; *s != NULL; s++) {
		if (!between(node, *s, -800, 7500))
			return false;
	}
	for (s = chars; *s != NULL; s++) {
		if (!between(node, *s, -300, 3000))
			return false;
	}
	left = number(node, "left") + number(node, "start");
	return between(node, "firstLine", -800, 6000) &&
	    between(node, "firstLineChars", -300, 3000) &&
	    between(node, "hanging", 0, (left > 0 ? left : 0) + 1500) &&
	    between(node, "hangingChars", 0, 3000);
}

static bool
plain_lines(const xmlNode *node)
{
	return between(node, "line", 200, 2400) &&
	    between(node, "before", 0, 12000) &&
	    between(node, "after", 0, 12000);
}

static bool
plain_tabs(const xmlNode *tabs)
{
	const xmlNode *tab = xml_child(tabs, W_NS, "tab");

	for (; tab != NULL; tab = xml_next(tab, W_NS, "tab")) {
		if (!between(tab, "pos", -1500, 12000))
			return false;
	}
	return true;
}

static bool
plain_paragraph_property(const struct docx_plain *p, const xmlNode *node)
{
	static const char *const harmless[] = { "pStyle", "keepNext",
		"keepLines", "pageBreakBefore", "widowControl", "numPr",
		"suppressLineNumbers", "pBdr", "suppressAutoHyphens",
		"kinsoku", "wordWrap", "overflowPunct", "topLinePunct",
		"autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid",
		"contextualSpacing", "mirrorIndents", "jc", "textAlignment",
		"outlineLvl", "divId", "cnfStyle", "rPr", "sectPr",
		"pPrChange", "suppressOverlap", "textDirection",
		"textboxTightWrap", NULL };

	if (!xml_is(node, W_NS, NULL))
		return false;
	if (xml_has_name(node, harmless))
		return true;
	if (xml_is(node, W_NS, "bidi"))
		return !is_on(node);
	if (xml_is(node, W_NS, "shd"))
		return plain_shade(p, node);
	if (xml_is(node, W_NS, "spacing"))
		return plain_lines(node);
	if (xml_is(node, W_NS, "ind"))
		return plain_indent(node);
	if (xml_is(node, W_NS, "tabs"))
		return plain_tabs(node);
	return false;
}

void
docx_plain_paragraph(struct docx_plain *p, const xmlNode *ppr)
{
	const xmlNode *node;
	/* of one without words neither its letters' look nor its height hides
	 * any; a frame of it could cover others */
	bool empty = ppr != NULL && xml_is(ppr->parent, W_NS, "p") &&
	    docx_plain_is_empty(p, ppr->parent);

	for (node = ppr == NULL ? NULL : ppr->children; node != NULL;
	     node = node->next) {
		if (node->type != XML_ELEMENT_NODE || (empty &&
		    (xml_is(node, W_NS, "rPr") ||
		    xml_is(node, W_NS, "spacing"))))
			continue;
		if (!plain_paragraph_property(p, node))
			docx_plain_tell(p, (const char *)node->name,
			    REASON("A paragraph may stand where nobody sees "
			    "it, or cover others (a frame, an indent off the "
			    "page, lines upon one another); set it as a plain "
			    "paragraph."));
		else if (xml_is(node, W_NS, "rPr"))
			docx_plain_run(p, node);
		else if (xml_is(node, W_NS, "sectPr"))
			docx_plain_section(p, node);
		else if (p->on_style != NULL && xml_is(node, W_NS, "pStyle"))
			p->on_style(p, xml_attr_ns(node, W_NS, "val"));
	}
}

/* --- tables, pages --- */

/* Room beside the words of a cell, which may leave them none. */
static bool
plain_room(const xmlNode *margins)
{
	const xmlNode *side;

	for (side = xml_child(margins, W_NS, NULL); side != NULL;
	     side = xml_next(side, W_NS, NULL)) {
		if (!between(side, "w", 0, 1500))
			return false;
	}
	return true;
}

/* Twentieths of a point that hold a character, where there is one. */
static bool
plain_width(const struct docx_plain *p, const xmlNode *node)
{
	const char *type = xml_attr_ns(node, W_NS, "type");
	const xmlNode *cell = node->parent->parent;

	return (xml_is(cell, W_NS, "tc") && docx_plain_is_empty(p, cell)) ||
	    type == NULL || strcmp(type, "dxa") != 0 ||
	    number(node, "w") == 0 || between(node, "w", 180, 31680);
}

static bool
plain_table_property(const struct docx_plain *p, const xmlNode *node)
{
	static const char *const places[] = { "tblpX", "tblpY",
		"leftFromText", "rightFromText", "topFromText",
		"bottomFromText", NULL };
	const char *rule = xml_attr_ns(node, W_NS, "hRule");
	const char *const *s;

	for (s = places; xml_is(node, W_NS, "tblpPr") && *s != NULL; s++) {
		if (!between(node, *s, -1500, 12000))
			return false;
	}
	if (!xml_is(node, W_NS, NULL) || xml_is(node, W_NS, "cellMerge"))
		return false;
	if (xml_is(node, W_NS, "tblInd"))
		return between(node, "w", -1500, 7000);
	if (xml_is(node, W_NS, "tcMar") || xml_is(node, W_NS, "tblCellMar"))
		return plain_room(node);
	if (xml_is(node, W_NS, "tcW"))
		return plain_width(p, node);
	if (xml_is(node, W_NS, "shd"))
		return plain_shade(p, node);
	if (xml_is(node, W_NS, "trHeight"))
		return rule == NULL || strcmp(rule, "exact") != 0;
	if (xml_is(node, W_NS, "bidiVisual") || xml_is(node, W_NS, "hidden") ||
	    xml_is(node, W_NS, "tcFitText"))
		return !is_on(node);
	return true;
}

void
docx_plain_table(struct docx_plain *p, const xmlNode *properties)
{
	const xmlNode *node;

	if (properties != NULL)
		p->at = properties->parent;
	for (node = properties == NULL ? NULL : properties->children;
	     node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (!plain_table_property(p, node))
			docx_plain_tell(p, (const char *)node->name,
			    REASON("A table may not show all of its words (a "
			    "row of fixed height or hidden, a dark ground, a "
			    "place off the page); let it take the room that it "
			    "needs."));
		else if (p->on_style != NULL && xml_is(node, W_NS,
		    "tblStyle"))
			p->on_style(p, xml_attr_ns(node, W_NS, "val"));
	}
}

static bool
plain_section_property(const xmlNode *node)
{
	static const char *const sides[] = { "left", "right", "top", "bottom",
		"header", "footer", "gutter", NULL };
	const char *const *s;

	if (xml_is(node, W_NS, "pgSz"))
		return between(node, "w", 5000, 31680) &&
		    between(node, "h", 5000, 31680);
	for (s = sides; xml_is(node, W_NS, "pgMar") && *s != NULL; s++) {
		if (!between(node, *s, 0, 6000))
			return false;
	}
	if (!xml_is(node, W_NS, NULL))
		return false;
	if (xml_is(node, W_NS, "bidi") || xml_is(node, W_NS, "noEndnote"))
		return !is_on(node);
	if (xml_is(node, W_NS, "cols"))
		return between(node, "num", 1, 4);
	if (xml_is(node, W_NS, "docGrid"))
		return between(node, "charSpace", -20480, 1000000);
	return true;
}

void
docx_plain_section(struct docx_plain *p, const xmlNode *sectpr)
{
	const xmlNode *node;

	for (node = sectpr->children; node != NULL; node = node->next) {
		if (node->type == XML_ELEMENT_NODE &&
		    !plain_section_property(node))
			docx_plain_tell(p, (const char *)node->name,
			    REASON("The page is set so that words may stand "
			    "off it; set it as a usual page."));
	}
}

bool
docx_plain_theme_ink(const struct docx_plain *p, const char *name)
{
	unsigned rgb;

	return theme_colour(p, name, &rgb) && shown_ink(rgb);
}

void
docx_plain_background(struct docx_plain *p, const xmlNode *node)
{
	const char *colour = xml_attr_ns(node, W_NS, "color");
	unsigned rgb;

	if (xmlFirstElementChild((xmlNode *)node) != NULL || (colour != NULL &&
	    strcmp(colour, "auto") != 0 && !(shown_colour(colour, &rgb) &&
	    shown_paper(rgb))))
		docx_plain_tell(p, "background", REASON("The page is set so "
		    "that words may stand off it; set it as a usual page."));
}
