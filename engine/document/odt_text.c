/* odt_text.c: the paragraphs, lists and tables of an OpenDocument text */
#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/odt_int.h"

#include <string.h>

#define SPACES_MAX 1000
#define REPEATED_MAX 64	/* cells of a row that are written once */

static void words(struct odt *x, const xmlNode *parent);

static bool
is_text(const xmlNode *node, const char *name)
{
	return xml_is(node, ODF_TEXT, name);
}

static bool
says(const xmlNode *node, const char *ns, const char *name,
    const char *value)
{
	const char *s = xml_attr_ns(node, ns, name);

	return s != NULL && strcmp(s, value) == 0;
}

/* --- lines --- */

static void
flush_boxes(struct odt *x)
{
	const char *p = x->boxes.ptr;
	size_t n, before;

	for (; *p != '\0'; p += n + (p[n] == '\n')) {
		n = strcspn(p, "\n");
		before = x->lines->n;
		lines_add(x->d, x->lines, p, n, x->paragraphs);
		if (x->lines->n > before)
			x->lines->at[before].place = LINE_BOX;
	}
	text_reset(&x->boxes);
}

/* The asides between two places of the paragraph, to the line added last. */
static void
put_asides(struct odt *x, size_t from, size_t to)
{
	struct odt_aside *a;

	for (a = x->asides; a != NULL && a->at <= to; a = a->next)
		lines_add_aside(x->d, x->lines, a->kind, a->at < from ? 0 :
		    a->at - from, a->mark, a->text);
	x->asides = a;
}

void
odt_flush(struct odt *x)
{
	size_t from = 0, n, before;

	if (x->within != '\0') {
		if (x->line.len > 0 && x->line.ptr[x->line.len - 1] !=
		    x->within)
			text_addc(&x->line, x->within);
		return;
	}
	flush_boxes(x);
	/* Breaks inside a paragraph part lines, too. */
	for (;;) {
		n = strcspn(x->line.ptr + from, "\n");
		before = x->lines->n;
		lines_add(x->d, x->lines, x->line.ptr + from, n,
		    x->paragraphs);
		if (x->lines->n > before)
			x->lines->at[before].heading = x->heading;
		put_asides(x, from, from + n);
		from += n;
		if (x->line.ptr[from] == '\0')
			break;
		from++;
	}
	put_asides(x, 0, SIZE_MAX);
	text_reset(&x->line);
}

/* All that stands in a note, a box or a cell, paragraphs parted by `within`.
 */
static void
collect(struct odt *x, const xmlNode *node, char within, struct text *out)
{
	struct text outer = x->line;
	char before = x->within;
	bool joining = x->joining;

	text_init(&x->line);
	x->within = within;
	x->joining = false;
	odt_blocks(x, node);
	while (x->line.len > 0 && (x->line.ptr[x->line.len - 1] == within ||
	    x->line.ptr[x->line.len - 1] == ' '))
		text_cut(&x->line, x->line.len - 1);
	text_add(out, x->line.ptr, x->line.len);
	text_release(&x->line);
	x->line = outer;
	x->within = before;
	x->joining = joining;
}

static void
set_aside(struct odt *x, enum aside_kind kind, const char *mark,
    const char *text)
{
	struct odt_aside *a;

	if (*han_skip(text) == '\0')
		return;
	a = arena_alloc(&x->d->arena, sizeof(*a));
	a->kind = kind;
	a->at = x->line.len;
	a->mark = arena_strdup(&x->d->arena, mark);
	a->text = arena_strdup(&x->d->arena, text);
	*(x->asides == NULL ? &x->asides : x->last) = a;
	x->last = &a->next;
}

/* --- words --- */

static void
add_text(struct odt *x, const char *s)
{
	const char *p;

	/* White space collapses (ODF 1.2, 6.1.2). */
	for (p = s; *p != '\0' && !x->skipping; p++) {
		if (*p != ' ' && *p != '\t' && *p != '\n' && *p != '\r')
			text_addc(&x->line, *p);
		else if (x->line.len > 0 && strchr(" \n\t",
		    x->line.ptr[x->line.len - 1]) == NULL)
			text_addc(&x->line, ' ');
	}
}

static void
add_break(struct odt *x, char c)
{
	if (!x->skipping)
		text_addc(&x->line, x->within == ' ' ? ' ' : c);
}

/* What is hidden or struck through, out of the sentence. */
static void
words_aside(struct odt *x, const xmlNode *node, enum aside_kind kind)
{
	struct text outer = x->line, said;
	bool *flag = kind == ASIDE_HIDDEN ? &x->hidden : &x->struck;

	text_init(&x->line);
	words(x, node);
	said = x->line;
	x->line = outer;
	if (!x->skipping) {
		*flag |= said.len > 0;
		set_aside(x, kind, "", said.ptr);
	}
	text_release(&said);
}

static void
add_span(struct odt *x, const xmlNode *node)
{
	const char *style = xml_attr_ns(node, ODF_TEXT, "style-name");

	if (odt_style_hidden(x->styles, 't', style))
		words_aside(x, node, ASIDE_HIDDEN);
	else if (odt_style_struck(x->styles, 't', style))
		words_aside(x, node, ASIDE_STRUCK);
	else
		words(x, node);
}

static void
add_spaces(struct odt *x, const xmlNode *node)
{
	int n = odt_int(xml_attr_ns(node, ODF_TEXT, "c"), 1);

	for (n = n > SPACES_MAX ? SPACES_MAX : n; n > 0 && !x->skipping; n--)
		text_addc(&x->line, ' ');
}

static void
add_note(struct odt *x, const xmlNode *node)
{
	const xmlNode *mark = xml_child(node, ODF_TEXT, "note-citation");
	const xmlNode *body = xml_child(node, ODF_TEXT, "note-body");
	struct text cited = TEXT_INIT, said = TEXT_INIT;

	if (mark != NULL)
		xml_content(&cited, mark);
	if (body != NULL)
		collect(x, body, '\n', &said);
	set_aside(x, ASIDE_FOOTNOTE, cited.ptr, said.ptr);
	text_release(&cited);
	text_release(&said);
}

static void
add_comment(struct odt *x, const xmlNode *node)
{
	struct text said = TEXT_INIT;
	char *p;

	collect(x, node, '\n', &said);
	for (p = said.ptr; *p != '\0'; p++) {
		if (*p == '\n' || *p == '\t')
			*p = ' ';
	}
	x->d->meta.comments++;
	document_warn(x->d, x->paragraphs, said.ptr, "There is a comment in "
	    "the file; it was left out. Delete it before the file is issued.");
	text_release(&said);
}

/* Frames and shapes, and what they hold, however grouped. */
static void
add_shape(struct odt *x, const xmlNode *node)
{
	const xmlNode *child;
	struct text said = TEXT_INIT;

	if (xml_is(node, ODF_DRAW, "image") || xml_is(node, ODF_DRAW,
	    "object") || xml_is(node, ODF_DRAW, "object-ole") ||
	    xml_is(node, ODF_DRAW, "plugin"))
		x->pictures = true;
	for (child = node->children; child != NULL; child = child->next) {
		if (xml_is(child, ODF_DRAW, NULL)) {
			add_shape(x, child);
		} else if (is_text(child, "p") || is_text(child, "list") ||
		    is_text(child, "h") || xml_is(child, ODF_TABLE,
		    "table")) {
			/* All the blocks of a shape at once. */
			collect(x, node, '\n', &said);
			break;
		}
	}
	if (*han_skip(said.ptr) != '\0') {
		x->boxed = true;
		text_add(&x->boxes, said.ptr, said.len);
		text_addc(&x->boxes, '\n');
	}
	text_release(&said);
}

/* --- tracked changes --- */

static const xmlNode *
find_region(const struct odt *x, const xmlNode *change)
{
	const char *id = xml_attr_ns(change, ODF_TEXT, "change-id"), *own;
	const xmlNode *region = x->changes == NULL ? NULL : xml_child(
	    x->changes, ODF_TEXT, "changed-region");

	for (; id != NULL && region != NULL;
	     region = xml_next(region, ODF_TEXT, "changed-region")) {
		own = xml_attr_ns(region, ODF_TEXT, "id");
		if (own == NULL)
			own = xml_attr_ns(region,
			    "http://www.w3.org/XML/1998/namespace", "id");
		if (own != NULL && strcmp(own, id) == 0)
			return region;
	}
	return NULL;
}

/* What was deleted here; its paragraphs part the one in hand. */
static void
put_back(struct odt *x, const xmlNode *deletion)
{
	const xmlNode *node;
	bool first = true;

	for (node = deletion->children; node != NULL; node = node->next) {
		if (!xml_is(node, ODF_TEXT, NULL))
			continue;
		if (!first)
			odt_flush(x);
		first = false;
		words(x, node);
	}
}

static void
follow_change(struct odt *x, const xmlNode *node)
{
	const xmlNode *region, *what;

	if (!x->original)
		return;
	if (is_text(node, "change-end")) {
		x->skipping = false;
		return;
	}
	region = find_region(x, node);
	if (region == NULL)
		return;
	what = xml_child(region, ODF_TEXT, "deletion");
	if (is_text(node, "change") && what != NULL)
		put_back(x, what);
	else if (is_text(node, "change-start") &&
	    xml_child(region, ODF_TEXT, "insertion") != NULL)
		x->skipping = true;
}

static bool
is_change(const xmlNode *node)
{
	return is_text(node, "change") || is_text(node, "change-start") ||
	    is_text(node, "change-end");
}

/* True: done with; its children need no look. */
static bool
add_element(struct odt *x, const xmlNode *node)
{
	if (is_change(node))
		follow_change(x, node);
	else if (is_text(node, "span"))
		add_span(x, node);
	else if (is_text(node, "s"))
		add_spaces(x, node);
	else if (is_text(node, "tab"))
		add_break(x, '\t');
	else if (is_text(node, "line-break"))
		add_break(x, '\n');
	else if (is_text(node, "ruby-text") || is_text(node, "script") ||
	    xml_is(node, ODF_OFFICE, "annotation-end"))
		;
	else if (x->header && (is_text(node, "page-number") ||
	    is_text(node, "page-count")))
		;
	else if (is_text(node, "hidden-text") && says(node, ODF_TEXT,
	    "is-hidden", "true"))
		words_aside(x, node, ASIDE_HIDDEN);
	else if (x->skipping && (is_text(node, "note") ||
	    xml_is(node, ODF_DRAW, NULL) || xml_is(node, ODF_OFFICE, NULL)))
		;
	else if (is_text(node, "note"))
		add_note(x, node);
	else if (xml_is(node, ODF_OFFICE, "annotation"))
		add_comment(x, node);
	else if (xml_is(node, ODF_DRAW, NULL) &&
	    !xml_is(node, ODF_DRAW, "a"))
		add_shape(x, node);
	else
		return false;
	return true;
}

/* The parser has bounded the depth. */
static void
words(struct odt *x, const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL; node = node->next) {
		if (node->type == XML_TEXT_NODE || node->type ==
		    XML_CDATA_SECTION_NODE) {
			add_text(x, (const char *)node->content);
		} else if (is_text(node, "p") || is_text(node, "h")) {
			/* A paragraph in a paragraph. */
			add_break(x, '\n');
			words(x, node);
			add_break(x, '\n');
		} else if (node->type == XML_ELEMENT_NODE &&
		    !add_element(x, node)) {
			words(x, node);
		}
	}
}

/* --- paragraphs and lists --- */

/* What a paragraph's number is counted by; list NULL: it is in none. */
struct place {
	struct odt_list *list;
	const char *style;
	int level, start;
	bool numbered;
	bool worded;		/* a paragraph of the item came already */
};

static void
add_number(struct odt *x, const xmlNode *node, const char *style,
    const struct place *place)
{
	const char *list = odt_style_list(x->styles, style);
	int level = odt_int(xml_attr_ns(node, ODF_TEXT, "outline-level"), 0);

	if (place->list != NULL) {
		if (place->numbered)
			odt_list_number(x, place->list, place->style != NULL ?
			    place->style : list, place->level, place->start,
			    &x->line);
	} else if (is_text(node, "h")) {
		/* A style may take the number off a heading. */
		odt_heading_number(x, node, list == NULL ? "Outline" : list,
		    level == 0 ? 1 : level, &x->line);
	}
}

static bool
paragraph_is_hidden(const struct odt *x, const xmlNode *node,
    const char *style)
{
	const xmlNode *mark = xml_child(node, ODF_TEXT, "hidden-paragraph");

	return (mark != NULL && says(mark, ODF_TEXT, "is-hidden", "true")) ||
	    odt_style_hidden(x->styles, 'p', style);
}

static void
paragraph(struct odt *x, const xmlNode *node, const struct place *place)
{
	const char *style = xml_attr_ns(node, ODF_TEXT, "style-name");
	int level = odt_int(xml_attr_ns(node, ODF_TEXT, "outline-level"), 0);

	x->paragraphs++;
	if (x->paragraphs > DOCUMENT_LINES_MAX ||
	    x->lines->n > DOCUMENT_LINES_MAX) {
		x->too_many = true;
		return;
	}
	if (level == 0)
		level = odt_style_outline(x->styles, style);
	x->heading = level > 0 && level <= ODT_LEVELS ? level : 0;
	if (!x->joining && !x->skipping)
		add_number(x, node, style, place);
	x->joining = false;
	if (paragraph_is_hidden(x, node, style))
		words_aside(x, node, ASIDE_HIDDEN);
	else if (odt_style_struck(x->styles, 'p', style))
		words_aside(x, node, ASIDE_STRUCK);
	else
		words(x, node);
	/* An end that was inserted was not there in the original. */
	if (x->skipping)
		x->joining = true;
	else
		odt_flush(x);
	x->heading = 0;
}

static void block(struct odt *x, const xmlNode *node);

static void walk_list(struct odt *x, const xmlNode *node,
    const struct place *outer);

static void
walk_item(struct odt *x, const xmlNode *item, struct place place)
{
	const char *style = xml_attr_ns(item, ODF_TEXT, "style-override");
	const xmlNode *node;

	place.start = odt_int(xml_attr_ns(item, ODF_TEXT, "start-value"), -1);
	place.numbered = is_text(item, "list-item");
	if (style != NULL)
		place.style = style;
	for (node = item->children; node != NULL; node = node->next) {
		if (is_text(node, "p") || is_text(node, "h")) {
			paragraph(x, node, &place);
			/* Further paragraphs of an item have no number. */
			place.numbered = false;
			place.worded = true;
		} else if (is_text(node, "list")) {
			walk_list(x, node, &place);
		} else if (node->type == XML_ELEMENT_NODE) {
			block(x, node);
		}
	}
}

static void
walk_list(struct odt *x, const xmlNode *node, const struct place *outer)
{
	struct place place = { .level = outer == NULL ? 1 : outer->level + 1 };
	const xmlNode *item;

	place.style = xml_attr_ns(node, ODF_TEXT, "style-name");
	if (place.style == NULL && outer != NULL)
		place.style = outer->style;
	place.list = odt_list_begin(x, node, outer == NULL ? NULL :
	    outer->list, place.style, place.level, outer != NULL &&
	    outer->worded);
	for (item = node->children; item != NULL; item = item->next) {
		if (is_text(item, "list-item") || is_text(item,
		    "list-header"))
			walk_item(x, item, place);
		else if (is_change(item))
			follow_change(x, item);
	}
}

/* A paragraph that names its list and level itself. */
static void
numbered_paragraph(struct odt *x, const xmlNode *node)
{
	const char *style = xml_attr_ns(node, ODF_TEXT, "style-name");
	struct place place = { .numbered = true, .style = style };

	place.level = odt_int(xml_attr_ns(node, ODF_TEXT, "level"), 1);
	place.list = odt_list_named(x, xml_attr_ns(node, ODF_TEXT, "list-id"),
	    style);
	walk_item(x, node, place);
}

/* --- tables --- */

static bool
is_cell(const xmlNode *node)
{
	return xml_is(node, ODF_TABLE, "table-cell");
}

static int
count_cells(const xmlNode *row)
{
	const xmlNode *cell;
	int n = 0, times;

	for (cell = row->children; cell != NULL && n < 2; cell = cell->next) {
		times = is_cell(cell) ? odt_int(xml_attr_ns(cell, ODF_TABLE,
		    "number-columns-repeated"), 1) : 0;
		n += times > 1 ? 2 : times;
	}
	return n;
}

/* A table of one column only arranges paragraphs on the page. */
static bool
one_column(const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL; node = node->next) {
		if (!xml_is(node, ODF_TABLE, NULL) || is_cell(node))
			continue;
		if (xml_is(node, ODF_TABLE, "table-row") ?
		    count_cells(node) > 1 : !one_column(node))
			return false;
	}
	return true;
}

static void
add_cells(struct odt *x, const xmlNode *row, struct text *out)
{
	const xmlNode *cell;
	struct text said = TEXT_INIT;
	struct odt_aside **later;
	int n = 0, times;

	for (cell = row->children; cell != NULL; cell = cell->next) {
		if (!is_cell(cell))
			continue;
		text_reset(&said);
		later = x->asides == NULL ? &x->asides : x->last;
		collect(x, cell, ' ', &said);
		times = odt_int(xml_attr_ns(cell, ODF_TABLE,
		    "number-columns-repeated"), 1);
		for (; times > 0 && n < REPEATED_MAX + times &&
		     n < 10 * REPEATED_MAX; times--) {
			if (n++ > 0)
				text_addc(out, '\t');
			for (; *later != NULL; later = &(*later)->next)
				(*later)->at += out->len;
			text_add(out, said.ptr, said.len);
		}
	}
	text_release(&said);
}

static void
add_rows(struct odt *x, const xmlNode *parent, bool *first)
{
	const xmlNode *node;
	struct text row = TEXT_INIT;
	size_t before;

	for (node = parent->children; node != NULL; node = node->next) {
		if (!xml_is(node, ODF_TABLE, NULL))
			continue;
		if (!xml_is(node, ODF_TABLE, "table-row")) {
			add_rows(x, node, first);
			continue;
		}
		text_reset(&row);
		add_cells(x, node, &row);
		flush_boxes(x);
		before = x->lines->n;
		lines_add_row(x->d, x->lines, row.ptr, row.len, x->paragraphs,
		    *first);
		put_asides(x, 0, SIZE_MAX);
		if (x->lines->n > before)
			*first = false;
	}
	text_release(&row);
}

/* --- blocks --- */

/* A section may be linked to another file, which is never opened. */
static void
section(struct odt *x, const xmlNode *node)
{
	struct text said = TEXT_INIT;

	x->linked |= xml_child(node, ODF_TEXT, "section-source") != NULL;
	if (!says(node, ODF_TEXT, "display", "none")) {
		odt_blocks(x, node);
		return;
	}
	collect(x, node, '\n', &said);
	x->hidden |= said.len > 0;
	set_aside(x, ASIDE_HIDDEN, "", said.ptr);
	text_release(&said);
	odt_flush(x);
}

static void
block(struct odt *x, const xmlNode *node)
{
	static const struct place nowhere;
	bool first = true;

	if (is_text(node, "p") || is_text(node, "h")) {
		paragraph(x, node, &nowhere);
	} else if (is_text(node, "list")) {
		walk_list(x, node, NULL);
	} else if (is_text(node, "numbered-paragraph")) {
		numbered_paragraph(x, node);
	} else if (is_text(node, "section")) {
		section(x, node);
	} else if (is_change(node)) {
		follow_change(x, node);
	} else if (xml_is(node, ODF_TABLE, "table") && x->within == '\0' &&
	    !one_column(node)) {
		add_rows(x, node, &first);
	} else if (xml_is(node, ODF_DRAW, NULL)) {
		add_shape(x, node);
		if (x->within == '\0')
			flush_boxes(x);
	} else if (xml_is(node, ODF_OFFICE, "annotation")) {
		add_comment(x, node);
	} else if (xml_is(node, ODF_TABLE, NULL) || (xml_is(node, ODF_TEXT,
	    NULL) && !is_text(node, "tracked-changes") &&
	    !is_text(node, "section-source") &&
	    strstr((const char *)node->name, "-decls") == NULL &&
	    strstr((const char *)node->name, "-index-source") == NULL &&
	    strstr((const char *)node->name, "content-source") == NULL &&
	    strstr((const char *)node->name, "bibliography-source") ==
	    NULL)) {
		odt_blocks(x, node);
	}
}

/* The parser has bounded the depth. */
void
odt_blocks(struct odt *x, const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL && !x->too_many;
	     node = node->next) {
		if (node->type == XML_ELEMENT_NODE)
			block(x, node);
	}
}
