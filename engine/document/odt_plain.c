/*
 * odt_plain.c: does an OpenDocument text show all that it says, and nothing
 * else? As for web pages (html_plain.c) and Word files: what is known to
 * leave every word where it stands is let through, all else bars the file
 * from being issued.
 */
#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/odt_int.h"
#include "engine/document/shown.h"

#include <stdlib.h>
#include <string.h>

#define TOLD_MAX 30
#define CHAIN_MAX 32
#define SVG_NS ODF "svg-compatible:1.0"

struct style {
	const char *name;
	const xmlNode *node;
	bool seen;
};

struct plain {
	struct odt *x;
	struct style *styles;	/* by name, whatever their family */
	size_t n, cap;
	int paragraph, told;
	bool counting;		/* paragraphs: the text is in hand */
};

static const char looks[] = "Words here may look otherwise than they were "
    "read (a light colour, a size or place where nobody sees them, hidden); "
    "set them as plain words.";
static const char places[] = "A paragraph may stand where nobody sees it, or "
    "cover others (a frame, an indent off the page, lines upon one another); "
    "set it as a plain paragraph.";
static const char tables[] = "A table may not show all of its words (a row of "
    "fixed height or hidden, a dark ground, a place off the page); let it "
    "take the room that it needs.";

static void
tell(struct plain *p, const char *words, const char *reason)
{
	if (p->told++ < TOLD_MAX)
		document_warn(p->x->d, p->paragraph, words, reason);
}

static bool
one_of(const char *s, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strcmp(s, *words) == 0)
			return true;
	}
	return false;
}

static bool
begins_with_any(const char *s, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strncmp(s, *words, strlen(*words)) == 0)
			return true;
	}
	return false;
}

/* --- values --- */

/* A length in points; false: it is none (a percentage). */
static bool
points(const char *s, double *out)
{
	static const struct {
		const char *unit;
		double points;
	} units[] = {
		{ "pt", 1 }, { "in", 72 }, { "cm", 28.35 }, { "mm", 2.835 },
		{ "pc", 12 }, { "px", 0.75 },
	};
	char *end;
	double n = strtod(s, &end);
	size_t i;

	if (end == s || strspn(s, "+-.0123456789") != (size_t)(end - s))
		return false;
	for (i = 0; i < MEM_COUNT(units); i++) {
		if (strcmp(end, units[i].unit) == 0) {
			*out = n * units[i].points;
			return true;
		}
	}
	*out = 0;
	return *end == '\0' && n < 0.001 && n > -0.001;
}

/* A length between two, or a percentage from `percent` on. */
static bool
between(const char *s, double min, double max, double percent)
{
	char *end;
	double n;

	if (points(s, &n))
		return n >= min && n <= max;
	n = strtod(s, &end);
	return end != s && strcmp(end, "%") == 0 && n >= percent && n <= 1000;
}

static bool
plain_colour(const char *s, bool ink)
{
	unsigned rgb;

	if (strcmp(s, "transparent") == 0)
		return !ink;
	return *s == '#' && shown_colour(s, &rgb) &&
	    (ink ? shown_ink(rgb) : shown_paper(rgb));
}

/* super 58%, -5% 60%: lifted a little, not much smaller. */
static bool
plain_position(const char *s)
{
	char *end;
	double n;

	if (strncmp(s, "super", 5) == 0 || strncmp(s, "sub", 3) == 0) {
		s += strcspn(s, " ");
	} else {
		n = strtod(s, &end);
		if (end == s || *end != '%' || n < -60 || n > 60)
			return false;
		s = end + 1;
	}
	s += strspn(s, " ");
	return *s == '\0' || between(s, 1, 0, 40);
}

/* --- properties --- */

/* `automatic`: programs choose the colour, whatever opacity says. */
static bool
plain_letters(const char *name, const char *v, bool automatic)
{
	static const char *const harmless[] = { "language", "country",
		"script", "rfc-language-tag", "hyphenat", "letter-kerning",
		"use-window-font-color", "text-underline", "text-emphasize",
		"font-style", "font-weight", "font-pitch", "font-charset",
		"text-line-through-width", "text-line-through-color",
		"text-line-through-mode", "text-line-through-text",
		"font-family-generic", NULL };
	static const char *const none[] = { "text-line-through",
		"text-transform", "font-relief", "text-shadow",
		"text-combine", "theme-color", "text-overline", NULL };
	static const char *const no[] = { "text-outline", "text-blinking",
		NULL };

	if (begins_with_any(name, harmless))
		return true;
	if (begins_with_any(name, none))
		return strcmp(v, "none") == 0;
	if (one_of(name, no))
		return strcmp(v, "false") == 0;
	if (strncmp(name, "font-size-rel", 13) == 0)
		return false;
	if (strncmp(name, "font-size", 9) == 0)
		return between(v, 5, 200, 70);
	if (strncmp(name, "font-name", 9) == 0 ||
	    strncmp(name, "font-family", 11) == 0)
		return shown_font(v);
	if (strcmp(name, "font-variant") == 0)
		return strcmp(v, "normal") == 0;
	if (strcmp(name, "color") == 0)
		return plain_colour(v, true);
	if (strcmp(name, "background-color") == 0)
		return plain_colour(v, false);
	if (strcmp(name, "opacity") == 0)
		return automatic || strcmp(v, "100%") == 0;
	if (strcmp(name, "color-lum-mod") == 0)
		return strcmp(v, "100%") == 0;
	if (strcmp(name, "color-lum-off") == 0 ||
	    strcmp(name, "text-rotation-angle") == 0)
		return strtod(v, NULL) < 0.01 && strtod(v, NULL) > -0.01;
	if (strcmp(name, "letter-spacing") == 0)
		return strcmp(v, "normal") == 0 || between(v, -2, 100, 1001);
	if (strcmp(name, "text-scale") == 0)
		return between(v, 1, 0, 33);
	if (strcmp(name, "text-position") == 0)
		return plain_position(v);
	return strcmp(name, "display") == 0 && strcmp(v, "true") == 0;
}

static bool
plain_block(const char *name, const char *v)
{
	static const char *const harmless[] = { "text-align", "justify",
		"keep-", "break-", "orphans", "widows", "hyphenat",
		"text-autospace", "punctuation-wrap", "line-break",
		"snap-to", "register-true", "number-lines", "line-number",
		"contextual-spacing", "auto-text-indent", "tab-stop-distance",
		"vertical-align", "font-independent", "page-number",
		"join-border", "border", "page-usage", "width", "rel-width",
		"align", "may-break", "protected", NULL };
	static const char *const across[] = { "lr-tb", "lr", "page", NULL };

	if (strcmp(name, "background-color") == 0)
		return plain_colour(v, false);
	if (begins_with_any(name, harmless))
		return true;
	if (strncmp(name, "margin", 6) == 0)
		return between(v, -40, 400, 0);
	if (strncmp(name, "padding", 7) == 0)
		return between(v, 0, 400, 0);
	if (strcmp(name, "text-indent") == 0)
		return between(v, -80, 300, 0);
	if (strcmp(name, "line-height") == 0)
		return strcmp(v, "normal") == 0 || between(v, 10, 120, 83);
	if (strcmp(name, "line-height-at-least") == 0 ||
	    strcmp(name, "line-spacing") == 0)
		return between(v, 0, 120, 0);
	if (strcmp(name, "shadow") == 0)
		return strcmp(v, "none") == 0;
	return strncmp(name, "writing-mode", 12) == 0 && one_of(v, across);
}

static bool
plain_cell(const char *name, const char *v)
{
	if (strcmp(name, "row-height") == 0)
		return false;
	if (strncmp(name, "background-color", 16) == 0)
		return plain_colour(v, false);
	if (strcmp(name, "column-width") == 0 || strcmp(name, "width") == 0)
		return between(v, 8, 2000, 5);
	if (strcmp(name, "rel-width") == 0)
		return between(v, 8, 2000, 5);
	if (strncmp(name, "padding", 7) == 0)
		return between(v, 0, 75, 0);
	if (strcmp(name, "display") == 0)
		return strcmp(v, "true") == 0;
	if (strcmp(name, "shrink-to-fit") == 0)
		return strcmp(v, "false") == 0;
	if (strcmp(name, "rotation-angle") == 0)
		return strtod(v, NULL) < 0.01;
	if (strncmp(name, "margin", 6) == 0)
		return between(v, -40, 400, 0);
	return strncmp(name, "writing-mode", 12) != 0 ||
	    strncmp(v, "rl", 2) != 0;
}

static bool
plain_page(const char *name, const char *v)
{
	if (strcmp(name, "page-width") == 0 ||
	    strcmp(name, "page-height") == 0)
		return between(v, 250, 2000, 1001);
	if (strncmp(name, "margin", 6) == 0)
		return between(v, 0, 300, 1001);
	if (strcmp(name, "background-color") == 0)
		return plain_colour(v, false);
	return strcmp(name, "writing-mode") != 0 || strncmp(v, "rl", 2) != 0;
}

static void
check_properties(struct plain *p, const xmlNode *node)
{
	const char *kind = (const char *)node->name, *reason = looks;
	const char *window = xml_attr_ns(node, ODF_STYLE,
	    "use-window-font-color");
	bool automatic = window != NULL && strcmp(window, "true") == 0;
	const xmlAttr *a;

	if (strcmp(kind, "graphic-properties") == 0 ||
	    strcmp(kind, "drawing-page-properties") == 0)
		return;		/* drawings are told of where they stand */
	for (a = node->properties; a != NULL; a = a->next) {
		const char *name = (const char *)a->name;
		const char *v = a->children == NULL ? "" :
		    (const char *)a->children->content;
		bool plain;

		if (strcmp(kind, "text-properties") == 0) {
			plain = plain_letters(name, v, automatic);
		} else if (strcmp(kind, "paragraph-properties") == 0) {
			plain = plain_block(name, v);
			reason = places;
		} else if (strcmp(kind, "page-layout-properties") == 0) {
			plain = plain_page(name, v);
			reason = places;
		} else {
			plain = plain_cell(name, v);
			reason = tables;
		}
		if (!plain)
			tell(p, name, reason);
	}
	for (node = xml_child(node, ODF_STYLE, "background-image");
	     node != NULL; node = NULL) {
		if (node->properties != NULL || node->children != NULL)
			tell(p, "background-image", tables);
	}
}

/* --- styles --- */

static void use_style(struct plain *p, const char *name, int depth);

/* Where a list puts its paragraphs. */
static void
check_place(struct plain *p, const xmlNode *level)
{
	static const char *const names[] = { "margin-left", "text-indent",
		"space-before", "min-label-width", "list-tab-stop-position",
		NULL };
	const xmlNode *node = xml_child(level, ODF_STYLE,
	    "list-level-properties");
	const xmlAttr *a;
	int i;

	for (i = 0; i < 2 && node != NULL; i++) {
		for (a = node->properties; a != NULL; a = a->next) {
			if (one_of((const char *)a->name, names) &&
			    !between(a->children == NULL ? "" :
			    (const char *)a->children->content, -200, 400,
			    1001))
				tell(p, (const char *)a->name, places);
		}
		node = xml_child(node, ODF_STYLE,
		    "list-level-label-alignment");
	}
}

/* The sign before an item is not read, so it is no word. */
static void
check_bullet(struct plain *p, const xmlNode *level)
{
	static const char *const names[] = { "bullet-char", "num-prefix",
		"num-suffix", NULL };
	const xmlAttr *a;
	const char *s;
	unsigned long c;

	for (a = level->properties; a != NULL; a = a->next) {
		if (!one_of((const char *)a->name, names) ||
		    a->children == NULL)
			continue;
		for (s = (const char *)a->children->content;
		     (c = han_next(&s)) != 0; ) {
			if (han_ideograph(c) || (c >= '0' && c <= '9'))
				tell(p, (const char *)a->name, looks);
		}
	}
}

static void
check_levels(struct plain *p, const xmlNode *list)
{
	const xmlNode *level = xml_child(list, ODF_TEXT, NULL), *child;
	const char *style;

	for (; level != NULL; level = xml_next(level, ODF_TEXT, NULL)) {
		check_place(p, level);
		if (xml_is(level, ODF_TEXT, "list-level-style-bullet")) {
			check_bullet(p, level);
			continue;
		}
		if (xml_is(level, ODF_TEXT, "list-level-style-image"))
			tell(p, (const char *)level->name, looks);
		style = xml_attr_ns(level, ODF_TEXT, "style-name");
		if (style != NULL)
			use_style(p, style, 0);
		child = xml_child(level, ODF_STYLE, "text-properties");
		if (child != NULL)
			check_properties(p, child);
	}
}

static void
check_style(struct plain *p, const xmlNode *node)
{
	const xmlNode *child;

	if (xml_is(node, ODF_TEXT, NULL)) {
		check_levels(p, node);
		return;
	}
	for (child = xml_child(node, ODF_STYLE, NULL); child != NULL;
	     child = xml_next(child, ODF_STYLE, NULL)) {
		if (xml_is(child, ODF_STYLE, "map"))
			tell(p, "map", looks);
		else if (strstr((const char *)child->name, "-properties") !=
		    NULL)
			check_properties(p, child);
	}
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct style *)a)->name,
	    ((const struct style *)b)->name);
}

static size_t
first_of(const struct plain *p, const char *name)
{
	size_t low = 0, high = p->n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (strcmp(p->styles[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* All styles of that name, with those they come from. */
static void
use_style(struct plain *p, const char *name, int depth)
{
	const char *parent, *list;
	size_t i;

	for (i = first_of(p, name); i < p->n &&
	     strcmp(p->styles[i].name, name) == 0; i++) {
		if (p->styles[i].seen)
			continue;
		p->styles[i].seen = true;
		check_style(p, p->styles[i].node);
		parent = xml_attr_ns(p->styles[i].node, ODF_STYLE,
		    "parent-style-name");
		list = xml_attr_ns(p->styles[i].node, ODF_STYLE,
		    "list-style-name");
		if (parent != NULL && depth < CHAIN_MAX)
			use_style(p, parent, depth + 1);
		if (list != NULL && depth < CHAIN_MAX)
			use_style(p, list, depth + 1);
	}
}

static void
check_fonts(struct plain *p, const xmlNode *fonts)
{
	const xmlNode *font = xml_child(fonts, ODF_STYLE, "font-face");
	const char *name, *family;

	for (; font != NULL; font = xml_next(font, ODF_STYLE, "font-face")) {
		name = xml_attr_ns(font, ODF_STYLE, "name");
		family = xml_attr_ns(font, SVG_NS, "font-family");
		if (xml_child(font, SVG_NS, "font-face-src") != NULL ||
		    (name != NULL && family != NULL && shown_font(name) &&
		    !shown_font(family)))
			tell(p, name == NULL ? "" : name, REASON("The file "
			    "brings a font of its own, which can draw other "
			    "characters than were read; save it without "
			    "embedded fonts."));
	}
}

/* Keep the styles of a part by their names; what holds without being named
 * is looked at. */
static void
take_styles(struct plain *p, const xmlNode *parent)
{
	const xmlNode *node;
	const char *name;

	for (node = parent == NULL ? NULL : parent->children; node != NULL;
	     node = node->next) {
		if (xml_is(node, ODF_TEXT, "notes-configuration"))
			check_bullet(p, node);
		if (xml_is(node, ODF_STYLE, "default-style") ||
		    xml_is(node, ODF_STYLE, "page-layout") ||
		    xml_is(node, ODF_TEXT, "outline-style"))
			check_style(p, node);
		name = xml_is(node, ODF_STYLE, "style") ||
		    xml_is(node, ODF_TEXT, "list-style") ? xml_attr_ns(node,
		    ODF_STYLE, "name") : NULL;
		if (name == NULL)
			continue;
		MEM_GROW(p->styles, p->n, p->cap);
		p->styles[p->n++] = (struct style){ name, node, false };
	}
}

/* --- the text --- */

/* Of two parts for one thing programs may take the one or the other. */
static void
check_twice(struct plain *p, const xmlNode *parent)
{
	static const char *const once[] = { "body", "text", "styles",
		"automatic-styles", "master-styles", "font-face-decls" };
	size_t i;

	for (i = 0; i < MEM_COUNT(once); i++) {
		if (xml_count(parent, ODF_OFFICE, once[i]) > 1)
			tell(p, once[i], REASON("The file has two parts of one "
			    "kind, and programs would take one or the other; "
			    "save it again in Word or WPS."));
	}
}

static bool
is_plain_element(const struct plain *p, const xmlNode *node)
{
	static const char *const text[] = { "p", "h", "list", "list-item",
		"list-header", "span", "s", "tab", "line-break",
		"soft-page-break", "a", "bookmark", "bookmark-start",
		"bookmark-end", "section", "numbered-paragraph", "note",
		"note-citation", "note-body",
		"table-of-content", "index-body", "index-title",
		"reference-mark", "reference-mark-start",
		"reference-mark-end", "change", "change-start", "change-end",
		NULL };
	static const char *const table[] = { "table", "table-columns",
		"table-column", "table-header-columns", "table-header-rows",
		"table-rows", "table-row", "table-cell",
		"covered-table-cell", NULL };
	const char *name = (const char *)node->name;

	/* In the text they would be figures that nobody approved. */
	if (!p->counting && (xml_is(node, ODF_TEXT, "page-number") ||
	    xml_is(node, ODF_TEXT, "page-count")))
		return true;
	if (xml_is(node, ODF_TEXT, NULL))
		return one_of(name, text);
	if (xml_is(node, ODF_TABLE, NULL))
		return one_of(name, table);
	/* Comments and headers: their own words. */
	return xml_is(node, ODF_STYLE, NULL) || xml_is(node, ODF_OFFICE,
	    "annotation") || xml_is(node, ODF_OFFICE, "annotation-end");
}

/* Declarations, and what an index is made by. */
static bool
is_silent(const xmlNode *node)
{
	const char *name = (const char *)node->name;

	return xml_is(node, ODF_TEXT, "tracked-changes") ||
	    xml_is(node, ODF_OFFICE, "forms") ||
	    (xml_is(node, ODF_TEXT, NULL) && (strstr(name, "-decls") != NULL ||
	    strcmp(name, "table-of-content-source") == 0));
}

static void
check_attributes(struct plain *p, const xmlNode *node)
{
	const xmlAttr *a;

	for (a = node->properties; a != NULL; a = a->next) {
		const char *name = (const char *)a->name;
		const char *v = a->children == NULL ? "" :
		    (const char *)a->children->content;

		if (strstr(name, "style-name") != NULL ||
		    strcmp(name, "class-names") == 0 ||
		    strcmp(name, "style-override") == 0)
			use_style(p, v, 0);
		if (strcmp(name, "condition") == 0 ||
		    (strcmp(name, "display") == 0 && strcmp(v, "true") != 0 &&
		    !xml_is(node, ODF_STYLE, NULL)) ||
		    (strcmp(name, "visibility") == 0 &&
		    strcmp(v, "visible") != 0) ||
		    ((strcmp(name, "is-list-header") == 0 ||
		    strcmp(name, "is-hidden") == 0) &&
		    strcmp(v, "true") == 0))
			tell(p, name, looks);
	}
}

/* Words stand in paragraphs, and what holds words in them. */
static bool
is_in_place(const xmlNode *node)
{
	static const char *const holders[] = { "p", "h", "span", "a",
		"note-citation", "page-number", "page-count", NULL };
	static const char *const inside[] = { "span", "a", "s", "tab",
		"line-break", "note", NULL };
	bool words = node->type == XML_TEXT_NODE ? *han_skip((const char *)
	    node->content) != '\0' : xml_is(node, ODF_TEXT, NULL) &&
	    one_of((const char *)node->name, inside);

	return !words || (xml_is(node->parent, ODF_TEXT, NULL) &&
	    one_of((const char *)node->parent->name, holders)) ||
	    (node->type == XML_TEXT_NODE && !xml_is(node->parent, ODF_TEXT,
	    NULL) && xml_is(node->parent->parent, ODF_OFFICE, "annotation"));
}

static void
visit(struct plain *p, const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL && p->told < TOLD_MAX;
	     node = node->next) {
		if (!is_in_place(node))
			tell(p, (const char *)parent->name, REASON("Words "
			    "stand where the format has none, and programs "
			    "show them or not; save the file again in Word or "
			    "WPS."));
		if (node->type != XML_ELEMENT_NODE || is_silent(node))
			continue;
		if (xml_is(node, ODF_TEXT, "p") || xml_is(node, ODF_TEXT, "h"))
			p->paragraph += p->counting;
		if (xml_is(node, ODF_DRAW, NULL)) {
			tell(p, (const char *)node->name, REASON("A picture, a "
			    "shape or a text box can show words or cover some; "
			    "write its words into the text, and hand a picture "
			    "in as a material."));
			continue;
		}
		if (!is_plain_element(p, node))
			tell(p, (const char *)node->name, REASON("This can "
			    "show other words than were read (a field, a file "
			    "in the file, words above others); write it as "
			    "plain words."));
		check_attributes(p, node);
		visit(p, node);
	}
}

void
odt_check_plain(struct odt *x, const xmlNode *root, const xmlNode *shared)
{
	static const char *const kinds[] = { "styles", "automatic-styles" };
	const xmlNode *roots[] = { shared, root == shared ? NULL : root };
	const xmlNode *body = xml_child(root, ODF_OFFICE, "body"), *part;
	struct plain p = { .x = x };
	size_t i, k;

	for (i = 0; i < 4; i++) {
		if (roots[i / 2] != NULL)
			take_styles(&p, xml_child(roots[i / 2], ODF_OFFICE,
			    kinds[i % 2]));
	}
	if (p.n > 0)
		qsort(p.styles, p.n, sizeof(*p.styles), by_name);
	check_twice(&p, root);
	check_twice(&p, shared);
	if (body != NULL)
		check_twice(&p, body);
	p.counting = true;
	if (body != NULL && xml_count(body, ODF_OFFICE, NULL) > 1)
		tell(&p, "body", REASON("The file has two parts of one kind, "
		    "and programs would take one or the other; save it again "
		    "in Word or WPS."));
	if (body != NULL && (body = xml_child(body, ODF_OFFICE, "text")) !=
	    NULL)
		visit(&p, body);
	p.counting = false;
	p.paragraph = 0;
	for (k = 0; k < 2 && roots[k] != NULL; k++) {
		part = xml_child(roots[k], ODF_OFFICE, "font-face-decls");
		if (part != NULL)
			check_fonts(&p, part);
	}
	part = xml_child(shared, ODF_OFFICE, "master-styles");
	if (part != NULL)
		visit(&p, part);
	free(p.styles);
}
