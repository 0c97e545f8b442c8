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
	struct asides asides;	/* of the line, by place in it */
	int struck;		/* inside ~~ ~~ */
	size_t struck_from;
	const char **notes;	/* footnotes in their order */
	size_t nnotes, notes_cap;
	bool in_note;
};

static void
flush_asides(struct walk *w)
{
	const struct aside *a;

	for (a = w->asides.first; a != NULL; a = a->next)
		lines_add_aside(w->d, w->lines, a->kind, a->at, a->mark,
		    a->text);
	w->asides = (struct asides){ NULL, NULL };
}

static void
flush(struct walk *w)
{
	size_t before = w->lines->n;

	lines_add(w->d, w->lines, w->line.ptr, w->line.len,
	    w->no + w->skipped_lines);
	if (w->lines->n > before)
		w->lines->at[before].heading = w->heading;
	flush_asides(w);
	text_reset(&w->line);
}

static void
set_aside(struct walk *w, enum aside_kind kind, size_t at, const char *mark,
    const char *text)
{
	struct aside aside = { .kind = kind };

	aside.mark = arena_strdup(&w->d->arena, mark);
	aside.text = arena_strdup(&w->d->arena, text);
	aside_put(w->d, &w->asides, &aside, SLOT_TEXT, at);
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
	    CMARK_PAREN_DELIM ? "%d) " : "%d. ", number);
}

/* --- footnotes and what is struck out --- */

static bool
is_type(cmark_node *node, const char *type)
{
	return strcmp(cmark_node_get_type_string(node), type) == 0;
}

/* The words of a node and all below it, paragraphs parted by \n. */
static void
words_of(cmark_node *node, struct text *out)
{
	cmark_iter *iter = cmark_iter_new(node);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *at = cmark_iter_get_node(iter);
		const char *literal = cmark_node_get_literal(at);

		if (event == CMARK_EVENT_EXIT)
			continue;
		if (cmark_node_get_type(at) == CMARK_NODE_PARAGRAPH &&
		    out->len > 0)
			text_addc(out, '\n');
		else if (cmark_node_get_type(at) == CMARK_NODE_SOFTBREAK)
			text_addc(out, ' ');
		else if (literal != NULL && at != node)
			text_adds(out, literal);
	}
	cmark_iter_free(iter);
}

/* cmark numbers references in the order in which it keeps the notes. */
static void
collect_notes(struct walk *w, cmark_node *root)
{
	cmark_node *node = cmark_node_first_child(root);
	struct text t = TEXT_INIT;

	for (; node != NULL; node = cmark_node_next(node)) {
		if (cmark_node_get_type(node) !=
		    CMARK_NODE_FOOTNOTE_DEFINITION)
			continue;
		text_reset(&t);
		words_of(node, &t);
		MEM_GROW(w->notes, w->nnotes, w->notes_cap);
		w->notes[w->nnotes++] = arena_strdup(&w->d->arena, t.ptr);
	}
	text_release(&t);
}

static void
add_note(struct walk *w, cmark_node *node)
{
	const char *mark = cmark_node_get_literal(node);
	long n = mark == NULL ? 0 : strtol(mark, NULL, 10);

	if (n >= 1 && (size_t)n <= w->nnotes)
		set_aside(w, ASIDE_FOOTNOTE, w->line.len, mark,
		    w->notes[n - 1]);
}

static void
end_struck(struct walk *w)
{
	if (--w->struck > 0)
		return;
	set_aside(w, ASIDE_STRUCK, w->struck_from, "",
	    w->line.ptr + w->struck_from);
	text_cut(&w->line, w->struck_from);
}

/*
 * [name]: address defines a link, [^name]: words a note that nothing may
 * refer to: such lines do not show. They are told.
 */
static void
note_definitions(struct walk *w, const char *text, size_t len)
{
	const char *p = text, *end = text + len, *nl, *close;
	struct text line = TEXT_INIT, mark = TEXT_INIT;
	int no = w->skipped_lines;

	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			nl = end;
		no++;
		p += strspn(p, " ");
		close = *p == '[' ? memchr(p, ']', (size_t)(nl - p)) : NULL;
		if (close == NULL || close + 1 >= nl || close[1] != ':')
			continue;
		text_reset(&line);
		text_reset(&mark);
		text_add(&line, p, (size_t)(nl - p));
		text_add(&mark, p, (size_t)(close + 1 - p));
		if (p[1] == '^' && strstr(text, mark.ptr) != p)
			continue;
		if (p[1] == '^' && strstr(close, mark.ptr) != NULL)
			continue;
		document_add_note(w->d, no, true, line.ptr, "Markdown takes "
		    "this line as the address of a link or as a note without a "
		    "reference; it may be missing from the text.");
	}
	text_release(&line);
	text_release(&mark);
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
		if (w->row || w->struck > 0) {
			text_addc(&w->line, ' ');
			return;
		}
		flush(w);
		w->no++;
		return;
	default:
		break;
	}
	if (cmark_node_get_type(node) == CMARK_NODE_FOOTNOTE_REFERENCE) {
		add_note(w, node);
	} else if (is_type(node, "strikethrough")) {
		if (w->struck++ == 0)
			w->struck_from = w->line.len;
	} else if (strcmp(type, "table") == 0) {
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
	if (is_type(node, "strikethrough"))
		end_struck(w);
	if (strcmp(type, "table_row") == 0 ||
	    strcmp(type, "table_header") == 0) {
		lines_add_row(w->d, w->lines, w->line.ptr, w->line.len,
		    w->no + w->skipped_lines, w->first_row);
		flush_asides(w);
		text_reset(&w->line);
		w->first_row = w->row = false;
	}
}

static cmark_node *
parse(const char *text, size_t len)
{
	static const char *const names[] = { "table", "strikethrough" };
	cmark_parser *parser = cmark_parser_new(CMARK_OPT_FOOTNOTES |
	    CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE);
	cmark_syntax_extension *extension;
	cmark_node *root;
	size_t i;

	cmark_gfm_core_extensions_ensure_registered();
	for (i = 0; i < MEM_COUNT(names); i++) {
		extension = cmark_find_syntax_extension(names[i]);
		if (extension != NULL)
			cmark_parser_attach_syntax_extension(parser,
			    extension);
	}
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
	collect_notes(&w, root);
	note_definitions(&w, text + skip, len - skip);
	iter = cmark_iter_new(root);

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		/* Notes were said where they are referred to. */
		if (cmark_node_get_type(node) ==
		    CMARK_NODE_FOOTNOTE_DEFINITION)
			w.in_note = event == CMARK_EVENT_ENTER;
		else if (w.in_note)
			continue;
		else if (event == CMARK_EVENT_ENTER)
			enter(&w, node);
		else
			leave(&w, node);
		if (lines->n > DOCUMENT_LINES_MAX) {
			ret = err_set_at(err, ERR_LIMIT, name, 0, "%s has "
			    "more than %d lines; no normative document is so "
			    "long.", name, DOCUMENT_LINES_MAX);
			break;
		}
	}
	flush(&w);
	if (w.html)
		document_warn(d, 0, "HTML", "There are HTML tags in the file; "
		    "they were left out, the words in them kept. Write it "
		    "without them before it is issued.");
	if (ret == 0 && !lines_hold_all(lines, text))
		document_warn(d, 0, "", "The file has words or numbers that "
		    "Markdown shows otherwise or not at all (addresses, "
		    "comments, numbers of lists, a block of metadata); write "
		    "them as they are to be read.");
	cmark_iter_free(iter);
	cmark_node_free(root);
	free(w.notes);
	text_release(&w.line);
	return ret;
}
