/* markdown.c: a Markdown file to lines, marks of emphasis and links left out */
#include "engine/base/mem.h"
#include "engine/document/document_int.h"
#include "engine/document/han.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MARKS_MAX 4000	/* [ * < and the like in one paragraph */

struct walk {
	struct document *d;
	struct lines *lines;
	struct text line;	/* being put together */
	int no;			/* where it began */
	int heading;
	bool row, first_row;	/* inside a table */
	int cells;
	int comment;		/* inside <!-- --> of an HTML block */
	bool html;		/* some was left out */
	int skipped_lines;	/* of the metadata before the text */
};

static void
flush(struct walk *w)
{
	size_t before = w->lines->n;

	lines_add(w->d, w->lines, w->line.ptr, w->line.len,
	    w->no + w->skipped_lines);
	if (w->lines->n > before)
		w->lines->at[before].heading = w->heading;
	text_reset(&w->line);
}

/* --- metadata in front: title, number, as a web page gave them --- */

static void
keep_value(struct document *d, const char **slot, const char *value,
    size_t len)
{
	while (len > 0 && (*value == ' ' || *value == '"' || *value == '\'')) {
		value++;
		len--;
	}
	while (len > 0 && (value[len - 1] == ' ' || value[len - 1] == '"' ||
	    value[len - 1] == '\'' || value[len - 1] == '\r'))
		len--;
	*slot = arena_strndup(&d->arena, value, len);
}

static void
read_pair(struct document *d, const char *line, size_t len)
{
	static const struct {
		const char *key;
		int what;
	} keys[] = { { "标题:", 0 }, { "title:", 0 }, { "文号:", 1 },
		{ "发文字号:", 1 }, { "number:", 1 }, { "发布单位:", 2 },
		{ "发文机关:", 2 }, { "制定机关:", 2 }, { "issuer:", 2 } };
	const char **slots[3] = { &d->meta.title, &d->meta.number,
		&d->meta.issuer };
	size_t i, n;

	for (i = 0; i < MEM_COUNT(keys); i++) {
		n = strlen(keys[i].key);
		if (len > n && strncmp(line, keys[i].key, n) == 0)
			keep_value(d, slots[keys[i].what], line + n, len - n);
	}
}

/* Between lines of --- at the head of the file; bytes to leave out. */
static size_t
read_front_matter(struct walk *w, const char *text, size_t len)
{
	const char *p = text, *end = text + len, *nl;
	int line = 0;

	if (len < 4 || strncmp(text, "---", 3) != 0 ||
	    (text[3] != '\n' && text[3] != '\r'))
		return 0;
	while (line < 200 && (nl = memchr(p, '\n', (size_t)(end - p))) !=
	    NULL) {
		line++;
		if (line > 1 && strncmp(p, "---", 3) == 0 &&
		    (p[3] == '\n' || p[3] == '\r')) {
			w->skipped_lines = line;
			break;
		}
		p = nl + 1;
	}
	if (w->skipped_lines == 0)
		return 0;
	for (p = text; line-- > 0; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		read_pair(w->d, p, (size_t)(nl - p));
	}
	document_add_note(w->d, 1, false, "---", "The block of metadata at "
	    "the head of the file was not taken as text.");
	return (size_t)(p - text);
}

/* --- HTML in Markdown: tags go, words stay --- */

static bool
known_tag(const char *name, size_t len)
{
	static const char *const tags[] = { "a", "b", "i", "u", "s", "p",
		"br", "hr", "em", "strong", "span", "div", "font", "center",
		"sup", "sub", "del", "ins", "table", "thead", "tbody", "tr",
		"td", "th", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5",
		"h6", "img", "section", "article", "blockquote", "pre", "code",
		"small", "big", "script", "style", "html", "head", "body",
		"title", "meta", "link", "details", "summary", "iframe",
		"form", "input", "svg", "object", "embed", NULL };
	const char *const *t;

	for (t = tags; *t != NULL; t++) {
		if (strlen(*t) == len && strncasecmp(*t, name, len) == 0)
			return true;
	}
	return false;
}

static bool
breaks_line(const char *name, size_t len)
{
	static const char *const tags[] = { "br", "p", "div", "tr", "li",
		"h1", "h2", "h3", "h4", "h5", "h6", "table", NULL };
	const char *const *t;

	for (t = tags; *t != NULL; t++) {
		if (strlen(*t) == len && strncasecmp(*t, name, len) == 0)
			return true;
	}
	return false;
}

static size_t
add_entity(struct text *out, const char *s)
{
	static const struct {
		const char *name, *text;
	} entities[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" },
		{ "&quot;", "\"" }, { "&nbsp;", " " }, { "&emsp;", "　" },
		{ "&ensp;", " " }, { "&ldquo;", "“" }, { "&rdquo;", "”" },
		{ "&middot;", "·" }, { "&hellip;", "…" } };
	size_t i;

	for (i = 0; i < MEM_COUNT(entities); i++) {
		size_t n = strlen(entities[i].name);

		if (strncmp(s, entities[i].name, n) == 0) {
			text_adds(out, entities[i].text);
			return n;
		}
	}
	text_addc(out, '&');
	return 1;
}

/* One tag at s: how many bytes to leave out, 0 when it is no tag of HTML. */
static size_t
skip_tag(struct walk *w, const char *s, bool block)
{
	const char *name = s + 1 + (s[1] == '/'), *p = name, *end;

	if (strncmp(s, "<!--", 4) == 0) {
		end = strstr(s + 4, "-->");
		w->comment = end == NULL;
		return end == NULL ? strlen(s) : (size_t)(end + 3 - s);
	}
	while ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
	    (*p >= '0' && *p <= '9'))
		p++;
	end = strchr(p, '>');
	if (end == NULL || !known_tag(name, (size_t)(p - name)))
		return 0;
	w->html = true;
	if (block && breaks_line(name, (size_t)(p - name)))
		flush(w);
	else if (!block && strncasecmp(name, "br", 2) == 0)
		flush(w);
	return (size_t)(end + 1 - s);
}

static void
add_html(struct walk *w, const char *s, bool block)
{
	const char *end;
	size_t n;

	while (*s != '\0') {
		if (w->comment) {
			end = strstr(s, "-->");
			w->comment = end == NULL;
			s = end == NULL ? s + strlen(s) : end + 3;
		} else if (*s == '<' && (n = skip_tag(w, s, block)) > 0) {
			s += n;
		} else if (block && *s == '\n') {
			flush(w);
			w->no++;
			s++;
		} else if (block && *s == '&') {
			s += add_entity(&w->line, s);
		} else {
			text_addc(&w->line, *s++);
		}
	}
	if (block)
		flush(w);
	w->comment = 0;
}

/* --- the tree --- */

/* The number that the source has before a list's item, as written. */
static void
add_item_number(struct walk *w, cmark_node *item)
{
	cmark_node *list = cmark_node_parent(item), *n;
	int number = cmark_node_get_list_start(list);

	if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST)
		return;
	n = cmark_node_previous(item);
	if (n != NULL)
		number = (int)(intptr_t)cmark_node_get_user_data(n) + 1;
	cmark_node_set_user_data(item, (void *)(intptr_t)number);
	text_addf(&w->line, cmark_node_get_list_delim(list) ==
	    CMARK_PAREN_DELIM ? "%d）" : "%d.", number);
}

static void
enter(struct walk *w, cmark_node *node)
{
	const char *type = cmark_node_get_type_string(node);

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_HEADING:
		w->heading = cmark_node_get_heading_level(node);
		w->no = cmark_node_get_start_line(node);
		return;
	case CMARK_NODE_ITEM:
		flush(w);
		w->no = cmark_node_get_start_line(node);
		add_item_number(w, node);
		return;
	case CMARK_NODE_PARAGRAPH:
		w->no = cmark_node_get_start_line(node);
		return;
	case CMARK_NODE_HTML_BLOCK:
		w->no = cmark_node_get_start_line(node);
		add_html(w, cmark_node_get_literal(node), true);
		return;
	case CMARK_NODE_CODE_BLOCK:
		w->no = cmark_node_get_start_line(node);
		add_html(w, cmark_node_get_literal(node), true);
		return;
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		text_adds(&w->line, cmark_node_get_literal(node));
		return;
	case CMARK_NODE_HTML_INLINE:
		add_html(w, cmark_node_get_literal(node), false);
		return;
	case CMARK_NODE_SOFTBREAK:
	case CMARK_NODE_LINEBREAK:
		if (w->row) {
			text_addc(&w->line, ' ');
			return;
		}
		flush(w);
		w->no++;
		return;
	default:
		break;
	}
	if (strcmp(type, "table") == 0) {
		flush(w);
		w->first_row = true;
	} else if (strcmp(type, "table_row") == 0 ||
	    strcmp(type, "table_header") == 0) {
		w->no = cmark_node_get_start_line(node);
		w->row = true;
		w->cells = 0;
	} else if (strcmp(type, "table_cell") == 0 && w->cells++ > 0) {
		text_addc(&w->line, '\t');
	}
}

static void
leave(struct walk *w, cmark_node *node)
{
	const char *type = cmark_node_get_type_string(node);

	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_HEADING:
	case CMARK_NODE_PARAGRAPH:
	case CMARK_NODE_ITEM:
		flush(w);
		w->heading = 0;
		return;
	default:
		break;
	}
	if (strcmp(type, "table_row") == 0 ||
	    strcmp(type, "table_header") == 0) {
		lines_add_row(w->d, w->lines, w->line.ptr, w->line.len,
		    w->no + w->skipped_lines, w->first_row);
		text_reset(&w->line);
		w->first_row = w->row = false;
	}
}

static cmark_node *
parse(const char *text, size_t len)
{
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
	cmark_syntax_extension *tables;
	cmark_node *root;

	cmark_gfm_core_extensions_ensure_registered();
	tables = cmark_find_syntax_extension("table");
	if (tables != NULL)
		cmark_parser_attach_syntax_extension(parser, tables);
	cmark_parser_feed(parser, text, len);
	root = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return root;
}

/*
 * cmark takes time that grows with the square of the marks in a paragraph;
 * no real one has so many. Such a file is read as plain text.
 */
static bool
marks_are_sane(const char *text, size_t len)
{
	size_t i, marks = 0;
	bool blank = true;

	for (i = 0; i < len; i++) {
		if (text[i] == '\n') {
			if (blank)
				marks = 0;
			blank = true;
			continue;
		}
		blank = blank && (text[i] == ' ' || text[i] == '\r');
		if (strchr("[]*_~<>!`&\\", text[i]) != NULL &&
		    text[i] != '\0' && ++marks > MARKS_MAX)
			return false;
	}
	return true;
}

int
lines_of_markdown(struct document *d, struct lines *lines, const char *text,
    size_t len, const char *name, struct err *err)
{
	struct walk w = { .d = d, .lines = lines, .line = TEXT_INIT };
	size_t skip = read_front_matter(&w, text, len);
	cmark_node *root;
	cmark_iter *iter;
	cmark_event_type event;
	int ret = 0;

	if (!marks_are_sane(text + skip, len - skip)) {
		document_add_note(d, 0, false, "", "There are too many marks "
		    "of Markdown in one paragraph; the file was read as plain "
		    "text.");
		return lines_of_text(d, lines, text + skip, len - skip, name,
		    err);
	}
	root = parse(text + skip, len - skip);
	iter = cmark_iter_new(root);

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		if (event == CMARK_EVENT_ENTER)
			enter(&w, cmark_iter_get_node(iter));
		else
			leave(&w, cmark_iter_get_node(iter));
		if (lines->n > DOCUMENT_LINES_MAX) {
			ret = err_set_at(err, ERR_LIMIT, name, 0, "%s has "
			    "more than %d lines; no normative document is so "
			    "long.", name, DOCUMENT_LINES_MAX);
			break;
		}
	}
	flush(&w);
	if (w.html)
		document_add_note(d, 0, false, "HTML", "There are HTML tags in "
		    "the file; they were left out, the words in them kept.");
	cmark_iter_free(iter);
	cmark_node_free(root);
	text_release(&w.line);
	return ret;
}
