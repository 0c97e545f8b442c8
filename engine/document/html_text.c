/* html_text.c: the words of a web page as lines: blocks, lists, tables */
#include "engine/base/mem.h"
#include "engine/document/counting.h"
#include "engine/document/han.h"
#include "engine/document/html_int.h"
#include "engine/document/mark.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum html_kind
html_kind(const xmlNode *node)
{
	/* In the order of their names. */
	static const struct {
		const char *name;
		enum html_kind kind;
	} kinds[] = {
		{ "address", HTML_BLOCK }, { "applet", HTML_FRAME },
		{ "area", HTML_PICTURE }, { "article", HTML_BLOCK },
		{ "aside", HTML_CHROME }, { "audio", HTML_PICTURE },
		{ "blockquote", HTML_BLOCK }, { "body", HTML_BLOCK },
		{ "br", HTML_BREAK }, { "button", HTML_CONTROL },
		{ "canvas", HTML_PICTURE }, { "caption", HTML_BLOCK },
		{ "center", HTML_BLOCK }, { "datalist", HTML_CONTROL },
		{ "dd", HTML_BLOCK }, { "del", HTML_DELETED },
		{ "details", HTML_BLOCK }, { "dir", HTML_LIST },
		{ "div", HTML_BLOCK }, { "dl", HTML_BLOCK },
		{ "dt", HTML_BLOCK }, { "embed", HTML_FRAME },
		{ "fieldset", HTML_BLOCK }, { "figcaption", HTML_BLOCK },
		{ "figure", HTML_BLOCK }, { "footer", HTML_CHROME },
		{ "form", HTML_BLOCK }, { "frame", HTML_FRAME },
		{ "h1", HTML_HEADING }, { "h2", HTML_HEADING },
		{ "h3", HTML_HEADING }, { "h4", HTML_HEADING },
		{ "h5", HTML_HEADING }, { "h6", HTML_HEADING },
		{ "head", HTML_GONE }, { "header", HTML_BLOCK },
		{ "hr", HTML_BLOCK }, { "iframe", HTML_FRAME },
		{ "img", HTML_PICTURE }, { "input", HTML_CONTROL },
		{ "legend", HTML_BLOCK }, { "li", HTML_ITEM },
		{ "main", HTML_BLOCK }, { "menu", HTML_LIST },
		{ "meta", HTML_GONE }, { "nav", HTML_CHROME },
		{ "noscript", HTML_GONE }, { "object", HTML_FRAME },
		{ "ol", HTML_LIST }, { "option", HTML_CONTROL },
		{ "p", HTML_BLOCK }, { "pre", HTML_PRE },
		{ "rp", HTML_READING }, { "rt", HTML_READING },
		{ "s", HTML_STRUCK }, { "script", HTML_GONE },
		{ "section", HTML_BLOCK }, { "select", HTML_CONTROL },
		{ "strike", HTML_STRUCK }, { "style", HTML_GONE },
		{ "summary", HTML_BLOCK }, { "svg", HTML_PICTURE },
		{ "table", HTML_TABLE }, { "tbody", HTML_BLOCK },
		{ "td", HTML_CELL }, { "template", HTML_GONE },
		{ "textarea", HTML_CONTROL }, { "tfoot", HTML_BLOCK },
		{ "th", HTML_CELL }, { "thead", HTML_BLOCK },
		{ "title", HTML_GONE }, { "tr", HTML_ROW },
		{ "ul", HTML_LIST }, { "video", HTML_PICTURE },
	};
	const char *name = (const char *)node->name;
	const void *at = bsearch(&name, kinds, MEM_COUNT(kinds),
	    sizeof(kinds[0]), by_name);

	return at == NULL ? HTML_INLINE : kinds[((const char *)at -
	    (const char *)kinds) / (long)sizeof(kinds[0])].kind;
}

bool
html_is(const xmlNode *node, const char *name)
{
	return xml_is(node, NULL, name);
}

/* A property of a style attribute; its value begins at the result. */
static const char *
style_value(const xmlNode *node, const char *property)
{
	const char *s = xml_attr(node, "style");
	size_t n = strlen(property);

	while (s != NULL && *s != '\0') {
		while (*s == ' ' || *s == ';' || *s == '\n' || *s == '\t')
			s++;
		if (strncasecmp(s, property, n) == 0) {
			s += n;
			while (*s == ' ')
				s++;
			if (*s == ':')
				return s + 1 + strspn(s + 1, " ");
		}
		s = strchr(s, ';');
	}
	return NULL;
}

bool
html_hidden(const xmlNode *node)
{
	const char *display = style_value(node, "display");
	const char *visible = style_value(node, "visibility");

	return xml_attr(node, "hidden") != NULL ||
	    (display != NULL && strncasecmp(display, "none", 4) == 0) ||
	    (visible != NULL && strncasecmp(visible, "hidden", 6) == 0);
}

static bool
struck_out(const xmlNode *node)
{
	const char *line = style_value(node, "text-decoration");

	return line != NULL && strncasecmp(line, "line-through", 12) == 0;
}

/* --- lines --- */

static void
add_asides(struct html *h)
{
	struct html_aside *a;

	for (a = h->asides; a != NULL; a = a->next)
		lines_add_aside(h->d, h->lines, a->kind, a->at, "", a->text);
	h->asides = NULL;
}

void
html_flush(struct html *h)
{
	size_t before = h->lines->n;

	h->blank = h->blank_line = false;
	if (h->number > 0 && h->line.len == h->number)
		return;
	h->number = 0;
	if (h->cell) {
		if (h->line.len > 0 && h->line.ptr[h->line.len - 1] != ' ')
			text_addc(&h->line, ' ');
		return;
	}
	if (h->line.len == 0 && h->asides == NULL)
		return;
	if (before > DOCUMENT_LINES_MAX) {
		h->too_many = true;
		return;
	}
	lines_add(h->d, h->lines, h->line.ptr, h->line.len, h->no);
	if (h->lines->n > before)
		h->lines->at[before].heading = h->heading;
	add_asides(h);
	text_reset(&h->line);
}

void
html_lines_of(struct html *h, const xmlNode *node, struct lines *lines)
{
	struct html scratch = { .d = h->d, .lines = lines, .name = h->name,
		.line = TEXT_INIT };

	html_walk(&scratch, node);
	html_flush(&scratch);
	text_release(&scratch.line);
}

/* What an element says goes beside the line in hand, not into it. */
static void
set_aside(struct html *h, const xmlNode *node, enum aside_kind kind)
{
	struct html_aside *aside, **last;
	struct lines lines = LINES_INIT;
	struct text t = TEXT_INIT;
	size_t i;

	html_lines_of(h, node, &lines);
	for (i = 0; i < lines.n; i++) {
		if (i > 0)
			text_addc(&t, '\n');
		text_adds(&t, lines.at[i].text);
	}
	if (t.len > 0) {
		aside = arena_alloc(&h->d->arena, sizeof(*aside));
		aside->kind = kind;
		aside->at = h->line.len;
		aside->text = arena_strdup(&h->d->arena, t.ptr);
		last = h->asides == NULL ? &h->asides : h->last;
		*last = aside;
		h->last = &aside->next;
		h->hidden |= kind == ASIDE_HIDDEN;
		h->struck |= kind == ASIDE_STRUCK;
	}
	free(lines.at);
	text_release(&t);
}

static bool
wide(unsigned long c)
{
	return han_ideograph(c) || (c >= 0x2e80 && c <= 0x9fff) ||
	    (c >= 0xff00 && c <= 0xffef) || (c >= 0x2010 && c <= 0x2027);
}

/*
 * Characters after white space: one space, but nothing for a line end of the
 * source between two wide characters.
 */
static void
add_blank(struct html *h, unsigned long next)
{
	unsigned long before = han_before(h->line.ptr, h->line.ptr +
	    h->line.len);

	if (h->blank && before != 0 && before != ' ' &&
	    !(h->blank_line && wide(before) && wide(next)))
		text_addc(&h->line, ' ');
	h->blank = h->blank_line = false;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void
add_text(struct html *h, const xmlNode *node)
{
	const char *p = (const char *)node->content, *from, *next;

	while (*p != '\0') {
		if (h->pre && *p == '\n') {
			html_flush(h);
			p++;
			continue;
		}
		if (is_blank(*p)) {
			/* A tab would part cells. */
			if (h->pre)
				text_addc(&h->line, ' ');
			h->blank = !h->pre;
			h->blank_line |= *p == '\n' || *p == '\r';
			p++;
			continue;
		}
		for (from = p; *p != '\0' && !is_blank(*p); p++)
			;
		next = from;
		add_blank(h, han_next(&next));
		if (h->line.len == 0 && node->parent != NULL)
			h->no = (int)xmlGetLineNo(node->parent);
		text_add(&h->line, from, (size_t)(p - from));
	}
}

/* --- lists --- */

/* How a list counts, by ST_NumberFormat's names; NULL: it does not. */
static const char *
list_format(const xmlNode *list, const char **suffix)
{
	static const struct {
		const char *css, *format, *suffix;
	} formats[] = {
		{ "none", NULL, "" }, { "disc", NULL, "" },
		{ "circle", NULL, "" }, { "square", NULL, "" },
		{ "cjk-ideographic", "chineseCountingThousand", "、" },
		{ "simp-chinese-informal", "chineseCountingThousand", "、" },
		{ "trad-chinese-informal", "chineseCountingThousand", "、" },
		{ "simp-chinese-formal", "chineseLegalSimplified", "、" },
		{ "cjk-decimal", "ideographDigital", "、" },
		{ "decimal-leading-zero", "decimalZero", ". " },
		{ "lower-alpha", "lowerLetter", ". " },
		{ "lower-latin", "lowerLetter", ". " },
		{ "upper-alpha", "upperLetter", ". " },
		{ "upper-latin", "upperLetter", ". " },
		{ "lower-roman", "lowerRoman", ". " },
		{ "upper-roman", "upperRoman", ". " },
	};
	const char *type = xml_attr(list, "type");
	const char *css = style_value(list, "list-style-type");
	size_t i;

	*suffix = ". ";
	if (css == NULL)
		css = style_value(list, "list-style");
	for (i = 0; css != NULL && i < MEM_COUNT(formats); i++) {
		if (strncasecmp(css, formats[i].css,
		    strlen(formats[i].css)) == 0) {
			*suffix = formats[i].suffix;
			return formats[i].format;
		}
	}
	if (!html_is(list, "ol"))
		return NULL;
	if (type == NULL)
		return "decimal";
	return *type == 'a' ? "lowerLetter" : *type == 'A' ? "upperLetter" :
	    *type == 'i' ? "lowerRoman" : *type == 'I' ? "upperRoman" :
	    "decimal";
}

static int
number_attr(const xmlNode *node, const char *name, int missing)
{
	const char *s = xml_attr(node, name);
	char *end;
	long n = s == NULL ? missing : strtol(s, &end, 10);

	return n < -1000000 || n > 1000000 ? missing : (int)n;
}

/* Does the item bring a number in its own words? */
static bool
has_own_number(const xmlNode *item)
{
	struct text t = TEXT_INIT;
	struct mark m;

	xml_content(&t, item);
	mark_scan(han_skip(t.ptr), &m);
	text_release(&t);
	return m.kind != MARK_NONE;
}

static void
add_item(struct html *h, const xmlNode *item, const char *format,
    const char *suffix, int n)
{
	html_flush(h);
	if (format != NULL && has_own_number(item)) {
		h->own_numbers = true;
	} else if (format != NULL) {
		h->no = (int)xmlGetLineNo(item);
		counting_add(&h->line, format, n);
		text_adds(&h->line, suffix);
		h->number = h->line.len;
	}
	html_walk(h, item);
	h->number = 0;
	html_flush(h);
}

static void
walk_list(struct html *h, const xmlNode *list)
{
	const char *suffix, *format = list_format(list, &suffix);
	bool down = xml_attr(list, "reversed") != NULL;
	int n = number_attr(list, "start", down ? (int)xml_count(list, NULL,
	    "li") : 1);
	const xmlNode *item;

	html_flush(h);
	for (item = list->children; item != NULL; item = item->next) {
		if (!html_is(item, "li")) {
			if (item->type == XML_ELEMENT_NODE &&
			    !html_stat(item)->left_out)
				html_walk(h, item);
			continue;
		}
		n = number_attr(item, "value", n);
		if (html_hidden(item))
			set_aside(h, item, ASIDE_HIDDEN);
		else if (!html_stat(item)->left_out)
			add_item(h, item, format, suffix, n);
		n += down ? -1 : 1;
	}
	html_flush(h);
}

/* --- tables --- */

static void
walk_cells(struct html *h, const xmlNode *row)
{
	struct text cells = TEXT_INIT, outside = h->line;
	struct html_aside **later;
	const xmlNode *cell;
	int n = 0;

	h->cell = true;
	for (cell = row->children; cell != NULL; cell = cell->next) {
		if (cell->type != XML_ELEMENT_NODE ||
		    html_kind(cell) != HTML_CELL)
			continue;
		text_init(&h->line);
		h->blank = false;
		later = h->asides == NULL ? &h->asides : h->last;
		if (html_hidden(cell))
			set_aside(h, cell, ASIDE_HIDDEN);
		else
			html_walk(h, cell);
		while (h->line.len > 0 && h->line.ptr[h->line.len - 1] == ' ')
			text_cut(&h->line, h->line.len - 1);
		if (n++ > 0)
			text_addc(&cells, '\t');
		for (; *later != NULL; later = &(*later)->next)
			(*later)->at += cells.len;
		text_add(&cells, h->line.ptr, h->line.len);
		text_release(&h->line);
	}
	h->cell = h->blank = h->blank_line = false;
	h->line = cells;
	text_release(&outside);
}

/* The rows of a table of data; *first until one has words. */
static void
walk_rows(struct html *h, const xmlNode *parent, bool *first)
{
	const xmlNode *node;
	size_t before;

	for (node = parent->children; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (html_hidden(node)) {
			set_aside(h, node, ASIDE_HIDDEN);
			html_flush(h);
		} else if (html_kind(node) == HTML_ROW) {
			walk_cells(h, node);
			before = h->lines->n;
			if (before > DOCUMENT_LINES_MAX)
				h->too_many = true;
			else
				lines_add_row(h->d, h->lines, h->line.ptr,
				    h->line.len, (int)xmlGetLineNo(node),
				    *first);
			if (h->lines->n > before)
				*first = false;
			add_asides(h);
			text_reset(&h->line);
		} else if (html_is(node, "caption")) {
			html_walk(h, node);
			html_flush(h);
		} else {
			walk_rows(h, node, first);
		}
	}
}

static size_t
most_cells(const xmlNode *parent)
{
	const xmlNode *node;
	size_t most = 0, n, cells = 0;

	for (node = parent->children; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (html_kind(node) == HTML_CELL)
			n = ++cells;
		else
			n = most_cells(node);
		if (n > most)
			most = n;
	}
	return most;
}

static bool
has_table(const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL; node = node->next) {
		if (html_is(node, "table") || (node->type ==
		    XML_ELEMENT_NODE && has_table(node)))
			return true;
	}
	return false;
}

static void
walk_table(struct html *h, const xmlNode *table)
{
	const char *role = xml_attr(table, "role");
	bool first = true;

	/* A table in a table's cell stays in the line of that cell. */
	if (h->cell || html_stat(table)->layout || has_table(table) ||
	    most_cells(table) < 2 ||
	    (role != NULL && strcmp(role, "presentation") == 0)) {
		html_flush(h);
		html_walk(h, table);
		html_flush(h);
		return;
	}
	html_flush(h);
	walk_rows(h, table, &first);
}

/* --- elements --- */

static void
walk_block(struct html *h, const xmlNode *node, int heading)
{
	int before = h->heading;
	bool pre = h->pre;

	html_flush(h);
	h->heading = heading;
	h->pre |= html_kind(node) == HTML_PRE;
	html_walk(h, node);
	html_flush(h);
	h->heading = before;
	h->pre = pre;
}

static void
walk_element(struct html *h, const xmlNode *node)
{
	switch (html_kind(node)) {
	case HTML_STRUCK:
		set_aside(h, node, ASIDE_STRUCK);
		return;
	case HTML_INLINE:
		if (struck_out(node))
			set_aside(h, node, ASIDE_STRUCK);
		else
			html_walk(h, node);
		return;
	case HTML_BREAK:
		html_flush(h);
		return;
	case HTML_HEADING:
		walk_block(h, node, node->name[1] - '0');
		return;
	case HTML_LIST:
		walk_list(h, node);
		return;
	case HTML_TABLE:
		walk_table(h, node);
		return;
	case HTML_BLOCK:
	case HTML_ITEM:
	case HTML_ROW:
	case HTML_CELL:
	case HTML_PRE:
	case HTML_CHROME:
		walk_block(h, node, h->heading);
		return;
	case HTML_GONE:
		h->scripts |= html_is(node, "script");
		return;
	case HTML_CONTROL:
		h->controls = true;
		return;
	case HTML_FRAME:
		h->frames = true;
		return;
	case HTML_PICTURE:
		h->pictures = true;
		return;
	case HTML_DELETED:
	case HTML_INSERTED:
		h->tracked = true;
		if ((html_kind(node) == HTML_DELETED) == h->d->original)
			html_walk(h, node);
		return;
	case HTML_READING:
		return;
	}
}

/* The parser has bounded the depth. */
void
html_walk(struct html *h, const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL; node = node->next) {
		if (node->type == XML_TEXT_NODE ||
		    node->type == XML_CDATA_SECTION_NODE) {
			add_text(h, node);
			continue;
		}
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (html_stat(node)->left_out)
			html_flush(h);
		else if (html_hidden(node))
			set_aside(h, node, ASIDE_HIDDEN);
		else
			walk_element(h, node);
	}
}
