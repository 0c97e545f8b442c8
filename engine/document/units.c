/* units.c: the state machine that makes units of a text's lines */
#include "engine/document/han.h"
#include "engine/document/reading.h"

#include <string.h>

#define JOIN_BYTES_MAX 30000

/* A list that is open: its style, its last item. */
struct open_list {
	enum mark_kind style;
	int depth;		/* of a decimal number */
	long n;
	struct unit *item;
	/* Items had paragraphs of their own: below a heading, below words,
	 * behind the items of an inner list. */
	bool blocks[3];
};

struct builder {
	struct reading *r;
	struct document *d;
	const struct span *span;
	struct unit *root;
	struct unit *heading[4];	/* open book, part, chapter, section */
	long heading_n[4];
	struct unit *article, *para;
	long article_n, article_sub;
	bool articles;			/* this text has had articles */
	struct open_list lists[DOCUMENT_DEPTH_MAX];
	int nlists;
	long last_n[MARK_DECIMAL + 1];	/* of each style, in this scope */
	const char **last_text;		/* where the last words went */
	struct unit *holder;		/* of the last words of all */
	enum unit_slot slot;
	size_t i;			/* the line in hand */
};

static void
note(struct builder *b, const char *reason)
{
	document_add_note(b->d, b->r->lines[b->i].no, true,
	    b->r->lines[b->i].text, reason);
}

static struct unit *
new_unit(struct builder *b, struct unit *parent, enum unit_kind kind,
    const char *num)
{
	struct unit *u = document_unit(b->d, kind, num,
	    b->r->lines[b->i].no);

	unit_append(parent, u);
	return u;
}

/* Its number is what the text begins with. */
static struct unit *
new_numbered(struct builder *b, struct unit *parent, enum unit_kind kind,
    const char *text, const struct mark *m)
{
	struct arena *arena = &b->d->arena;
	struct unit *u = new_unit(b, parent, kind, arena_strndup(arena, text,
	    m->len));

	u->gap = arena_strndup(arena, text + m->len, m->rest - m->len);
	return u;
}

/* The end of the line in hand went there: asides find their place by it. */
static void
put(struct builder *b, struct unit *u, enum unit_slot slot, const char *text)
{
	const char **at = slot == SLOT_HEADING ? &u->heading :
	    slot == SLOT_TEXT ? &u->text : &u->wrapup;

	*at = text;
	b->holder = u;
	b->slot = slot;
	b->last_text = at;
}

/* A sentence that a stray paragraph break cut in two is one again. */
static void
join_text(struct builder *b, const char *text)
{
	struct text t = TEXT_INIT;

	text_adds(&t, *b->last_text);
	text_adds(&t, text);
	*b->last_text = arena_strndup(&b->d->arena, t.ptr, t.len);
	text_release(&t);
	note(b, "The line before breaks off in the middle of a sentence; "
	    "both were read as one.");
}

static struct unit *
container(const struct builder *b)
{
	int i;

	for (i = 3; i >= 0; i--) {
		if (b->heading[i] != NULL)
			return b->heading[i];
	}
	return b->root;
}

static void
close_lists(struct builder *b)
{
	b->nlists = 0;
	memset(b->last_n, 0, sizeof(b->last_n));
}

static void
close_article(struct builder *b)
{
	b->article = b->para = NULL;
	close_lists(b);
	b->last_text = NULL;
}

/* Where text or a table goes that belongs to what is open. */
static struct unit *
innermost(const struct builder *b)
{
	if (b->nlists > 0)
		return b->lists[b->nlists - 1].item;
	/* What comes after the words that close a list is not in front. */
	if (b->para != NULL && *b->para->wrapup == '\0')
		return b->para;
	return b->article != NULL ? b->article : container(b);
}

/* --- lists ------------------------------------------------------------- */

static bool
same_style(const struct open_list *list, const struct mark *m)
{
	return list->style == m->kind &&
	    (m->kind != MARK_DECIMAL || list->depth == m->depth);
}

static bool
list_kind(enum mark_kind kind)
{
	return kind >= MARK_HAN;
}

/*
 * Does another item n+1 of this style come before the article, the heading
 * or the list around it ends?
 */
static bool
list_continues(const struct builder *b, const struct open_list *list)
{
	const struct reading *r = b->r;
	size_t i = r->next_mark[b->i];
	int looked = 0;

	for (; i < b->span->closing && looked++ < 200; i = r->next_mark[i]) {
		const struct mark *m = &r->marks[i];

		if (same_style(list, m))
			return m->n == list->n + 1;
		if (m->kind >= MARK_BOOK && m->kind <= MARK_SECTION &&
		    line_is_heading(r, i))
			return false;
		if (m->kind == MARK_ARTICLE && b->article != NULL &&
		    !mark_is_reference(r->lines[i].text, m))
			return false;
		/* An outer list goes on. */
		if (m->kind < list->style && list_kind(m->kind) &&
		    m->n == b->last_n[m->kind] + 1)
			return false;
	}
	return false;
}

/* The depth at which a numbered line belongs, or -1: it opens nothing. */
static int
list_place(struct builder *b, const struct mark *m)
{
	int i;

	for (i = b->nlists - 1; i >= 0; i--) {
		if (same_style(&b->lists[i], m))
			return i;
		/* 1.1 belongs below 1, whatever stands below that. */
		if (m->kind == MARK_DECIMAL && b->lists[i].depth < m->depth &&
		    b->lists[i].style == MARK_DECIMAL)
			return i + 1;
	}
	if (m->kind == MARK_DECIMAL) {
		if (m->n != 1 && b->nlists == 0 && m->outer[0] > 1)
			return -1;
		return b->nlists;
	}
	/* 一、 after 1. 2. is not below them, it begins anew. */
	if (m->n == 1 && b->nlists > 0 && m->kind < b->lists[0].style &&
	    b->lists[0].style != MARK_DECIMAL)
		return 0;
	if (m->n != 1 && m->n != b->last_n[m->kind] + 1) {
		/* A number out of nowhere is more likely a word. */
		if (m->kind == MARK_HAN || b->last_n[m->kind] == 0)
			return m->kind == MARK_HAN_BRACKET ? b->nlists : -1;
	}
	return b->nlists;
}

static enum unit_kind
list_unit_kind(const struct builder *b, int depth)
{
	if (b->article == NULL)
		return UNIT_LEVEL;
	return depth == 0 ? UNIT_POINT : depth == 1 ? UNIT_INDENT : UNIT_LEVEL;
}

/* A short line without a full stop is a heading: 一、总体要求 */
static bool
is_item_heading(const struct builder *b, const char *rest)
{
	const struct reading *r = b->r;
	size_t next = b->i + 1;

	if (b->article != NULL || han_length(rest) > 40)
		return false;
	if (r->lines[b->i].heading > 0)
		return true;
	if (han_ends_clause(rest) && han_last(rest) != 0xff09 &&
	    han_last(rest) != 0x300b)
		return false;
	/* Something must stand below it. */
	return next < b->span->closing && (r->marks[next].kind == MARK_NONE ||
	    r->marks[next].kind > r->marks[b->i].kind ||
	    r->marks[next].depth > r->marks[b->i].depth ||
	    (r->marks[b->i].kind == MARK_DECIMAL &&
	    r->marks[next].kind != MARK_DECIMAL));
}

static void
check_sequence(struct builder *b, const struct open_list *list,
    const struct mark *m, bool fresh)
{
	long expected = fresh ? 1 : list->n + 1;

	if (b->r->quotation || m->n == expected ||
	    m->n == b->last_n[m->kind] + 1)
		return;
	note(b, m->n == list->n && !fresh ?
	    "The same number stands twice in this list." :
	    "The numbers of this list do not follow one another.");
}

/* One numbered line; rest is what follows the number. */
static bool
place_item(struct builder *b, const char *text, const struct mark *m)
{
	int depth = list_place(b, m);
	const char *rest = text + m->rest;
	struct open_list *list;
	struct unit *parent, *item;
	bool fresh;

	if (depth < 0 || (m->kind == MARK_HAN && m->n == 1 &&
	    (han_begins_with(rest, "二等") || han_begins_with(rest, "二级") ||
	    han_begins_with(rest, "二类") || han_begins_with(rest, "二、"))))
		return false;
	if (depth >= DOCUMENT_DEPTH_MAX - 6)
		depth = DOCUMENT_DEPTH_MAX - 7;
	if (b->article != NULL && (b->para == NULL ||
	    *b->para->wrapup != '\0')) {
		close_lists(b);
		depth = 0;
		b->para = new_unit(b, b->article, UNIT_PARAGRAPH, "");
	}
	list = &b->lists[depth];
	fresh = depth >= b->nlists || !same_style(list, m);
	check_sequence(b, list, m, fresh);
	parent = depth > 0 ? b->lists[depth - 1].item :
	    b->para != NULL ? b->para : container(b);
	item = new_numbered(b, parent, list_unit_kind(b, depth), text, m);
	if (fresh)
		memset(list->blocks, 0, sizeof(list->blocks));
	list->style = m->kind;
	list->depth = m->depth;
	list->n = b->last_n[m->kind] = m->n;
	list->item = item;
	b->nlists = depth + 1;
	if (*rest != '\0' && is_item_heading(b, rest))
		put(b, item, SLOT_HEADING, rest);
	else
		put(b, item, SLOT_TEXT, rest);
	/* A heading takes no continuation. */
	if (*item->heading != '\0' || *rest == '\0')
		b->last_text = NULL;
	return true;
}

/* --- plain text --------------------------------------------------------- */

/* Was the sentence before broken off, and does this line go on with it? */
static bool
breaks_off(const struct builder *b, const char *text)
{
	const char *before = b->last_text != NULL ? *b->last_text : "";
	unsigned long last = han_last(before);

	if (*before == '\0' || strlen(before) > JOIN_BYTES_MAX ||
	    han_ends_clause(before) ||
	    b->r->lines[b->i].heading > 0)
		return false;
	if (last == 0x3001)
		return true;
	/* 乙的， before a line that no item follows: the list is over. */
	if (last == 0xff0c)
		return b->nlists == 0 || b->article == NULL ||
		    list_continues(b, &b->lists[b->nlists - 1]);
	return b->article != NULL && han_ideograph(last) &&
	    han_length(before) >= 12 && han_ends_clause(text);
}

/* 前款所称: begins a paragraph of its own. */
static bool
refers_back(const char *text)
{
	static const char *const words[] = { "前款", "前两款", "前三款",
		"上款", "本条", "本款", "第一款", "前述", "本办法", "本规定",
		"本条例", "本细则", NULL };
	const char *const *w;

	for (w = words; *w != NULL; w++) {
		if (han_begins_with(text, *w))
			return true;
	}
	return false;
}

static void
add_block(struct builder *b, struct unit *parent, const char *text)
{
	struct unit *u = new_unit(b, parent, UNIT_BLOCK, "");

	put(b, u, SLOT_TEXT, text);
}

static void
place_in_article(struct builder *b, const char *text)
{
	unsigned long last;
	int i;

	/* Between two items of a list the text belongs to the first. */
	for (i = b->nlists - 1; i >= 0; i--) {
		if (list_continues(b, &b->lists[i])) {
			add_block(b, b->lists[i].item, text);
			b->nlists = i + 1;
			return;
		}
	}
	if (b->nlists > 0 && b->para != NULL) {
		last = b->last_text != NULL ? han_last(*b->last_text) : 0;
		if ((last == 0xff1b || last == 0xff0c || last == ';') &&
		    !refers_back(text) && *b->para->wrapup == '\0') {
			document_add_note(b->d, b->r->lines[b->i].no, true,
			    text, "This line was read as the end of the "
			    "paragraph that the list belongs to, since the "
			    "last item does not end with a full stop.");
			put(b, b->para, SLOT_WRAPUP, text);
			b->nlists = 0;
			return;
		}
	}
	close_lists(b);
	b->para = new_unit(b, b->article, UNIT_PARAGRAPH, "");
	put(b, b->para, SLOT_TEXT, text);
}

/* 特此通知。 closes the whole. */
static bool
closes_all(const struct builder *b, const char *text)
{
	return han_begins_with(text, "特此") && han_length(text) < 20 &&
	    (b->nlists == 0 || !list_continues(b, &b->lists[0]));
}

/* Where in an item a paragraph would stand: see struct open_list. */
static int
block_place(const struct unit *item)
{
	const struct unit *last = unit_last_child(item);

	if (last != NULL && last->kind == UNIT_LEVEL)
		return 2;
	return *item->text != '\0';
}

/*
 * In a notice: which open item does a paragraph belong to? To the innermost
 * one, unless that is the last of a list whose items are each complete in
 * one paragraph: then it closes what is around the list.
 */
static void
place_in_levels(struct builder *b, const char *text)
{
	struct open_list *list;
	int place;

	if (closes_all(b, text))
		b->nlists = 0;
	while (b->nlists > 0) {
		list = &b->lists[b->nlists - 1];
		place = block_place(list->item);
		if (list->blocks[place] || list_continues(b, list) ||
		    (place == 0 && list->item->first_child == NULL)) {
			list->blocks[place] = true;
			break;
		}
		b->nlists--;
	}
	add_block(b, b->nlists > 0 ? b->lists[b->nlists - 1].item :
	    container(b), text);
}

/* A line of a plain text may be wrapped anywhere; a paragraph of an office
 * file is one because somebody made it so. */
static bool
is_paragraph(struct builder *b, const char *text)
{
	enum document_format format = b->r->d->format;

	if (format != DOCUMENT_DOCX && format != DOCUMENT_ODT)
		return false;
	document_add_note(b->r->d, b->r->lines[b->i].no, true, text,
	    "The paragraph before does not end its sentence; whether this one "
	    "goes on with it is not known.");
	return true;
}

static void
place_text(struct builder *b, const char *text)
{
	if (breaks_off(b, text) && !is_paragraph(b, text)) {
		join_text(b, text);
		return;
	}
	if (b->article != NULL && b->para == NULL) {
		b->para = new_unit(b, b->article, UNIT_PARAGRAPH, "");
		put(b, b->para, SLOT_TEXT, text);
	} else if (b->article != NULL) {
		place_in_article(b, text);
	} else {
		place_in_levels(b, text);
	}
}

/* --- headings and articles ----------------------------------------------- */

static void
open_heading(struct builder *b)
{
	static const enum unit_kind unit_kinds[] = { UNIT_BOOK, UNIT_PART,
		UNIT_CHAPTER, UNIT_SECTION };
	const struct line *line = &b->r->lines[b->i];
	const struct mark *m = &b->r->marks[b->i];
	int rank = (int)m->kind - MARK_BOOK, i;
	long running = b->last_n[MARK_HAN];
	struct unit *u;

	close_article(b);
	/* Without articles, 一、 to 五十四、 may run through the chapters. */
	if (!b->articles)
		b->last_n[MARK_HAN] = running;
	if (m->n != 1 && m->n != b->heading_n[rank] + 1 &&
	    !b->r->quotation)
		note(b, "The number of this heading does not follow the one "
		    "before it.");
	b->heading_n[rank] = m->n;
	for (i = rank; i < 4; i++)
		b->heading[i] = NULL;
	/* Chapters and sections may run on or begin anew. */
	u = new_numbered(b, container(b), unit_kinds[rank], line->text, m);
	put(b, u, SLOT_HEADING, line->text + m->rest);
	b->last_text = NULL;
	b->heading[rank] = u;
}

/* 附则 without a number, after numbered books or chapters. */
static bool
open_closing_part(struct builder *b)
{
	static const char *const words[] = { "附则", NULL };
	const struct line *line = &b->r->lines[b->i];
	int rank = b->heading[0] != NULL ? 0 : 2;
	struct unit *u;
	int i;

	if (b->heading[rank] == NULL || !han_is_one_of(line->text, words))
		return false;
	close_article(b);
	for (i = rank; i < 4; i++)
		b->heading[i] = NULL;
	u = new_unit(b, container(b), rank == 0 ? UNIT_PART : UNIT_CHAPTER,
	    "");
	put(b, u, SLOT_HEADING, line->text);
	b->last_text = NULL;
	b->heading[rank == 0 ? 1 : 2] = u;
	return true;
}

/* Is 第N条 here an article of this text? Its sequence decides. */
static bool
article_opens(struct builder *b, const struct mark *m)
{
	const struct reading *r = b->r;
	const char *text = r->lines[b->i].text;
	size_t next = r->next_article[b->i];
	const struct mark *n = next < b->span->closing ? &r->marks[next] :
	    NULL;
	bool in_order = m->sub > 0 ?
	    m->n == b->article_n && m->sub == b->article_sub + 1 :
	    m->n == b->article_n + 1;

	/* A quotation may print any article of another text. */
	if (r->quotation)
		return m->parted && !mark_is_reference(text, m);
	if (mark_is_reference(text, m)) {
		if (in_order && b->articles)
			note(b, "This was read as a reference to an article, "
			    "not as the article itself.");
		return false;
	}
	if (in_order || (!b->articles && m->n == 1 && m->sub == 0))
		return true;
	if (m->parted && b->articles && m->n == b->article_n &&
	    m->sub == b->article_sub) {
		note(b, "The same number stands twice among the articles.");
		return true;
	}
	/* The article that should come now does come later: a quotation. */
	if (!m->parted || (n != NULL && b->articles && m->sub == 0 &&
	    n->sub == 0 && n->n == b->article_n + 1)) {
		note(b, "The number of this article does not follow the one "
		    "before it; it was read as a quotation.");
		return false;
	}
	note(b, "The number of this article does not follow the one before "
	    "it.");
	return true;
}

static void place_line(struct builder *b, const char *text);

static void
open_article(struct builder *b, const struct mark *m)
{
	const char *text = b->r->lines[b->i].text, *rest = text + m->rest;
	size_t len;

	close_article(b);
	b->articles = true;
	b->article_n = m->n;
	b->article_sub = m->sub;
	b->article = new_numbered(b, container(b), UNIT_ARTICLE, text, m);
	put(b, b->article, SLOT_TEXT, "");
	len = mark_bracket_heading(rest);
	if (len > 0) {
		put(b, b->article, SLOT_HEADING,
		    arena_strndup(&b->d->arena, rest, len));
		rest = han_skip(rest + len);
	}
	b->last_text = NULL;
	if (*rest != '\0')
		place_line(b, rest);
}

/* --- quotations, tables, lines -------------------------------------------- */

/* Does line i go on with what is open around a quotation? */
static bool
goes_on_outside(const struct builder *b, size_t i)
{
	const struct mark *m = &b->r->marks[i];

	if (b->nlists > 0 && m->kind == b->lists[0].style &&
	    m->n == b->lists[0].n + 1)
		return true;
	if (m->kind == MARK_ARTICLE && b->articles &&
	    m->n == b->article_n + 1 && m->parted)
		return true;
	return m->kind >= MARK_BOOK && m->kind <= MARK_SECTION &&
	    b->articles && line_is_heading(b->r, i);
}

/*
 * The lines of the quotation that begins with line i, of which there are n;
 * 0: it is never closed. A closing mark that was forgotten must not swallow
 * the rest.
 */
static size_t
cut_quotation(struct builder *b, size_t i, size_t n)
{
	size_t end = n > 0 ? i + n : b->span->closing, j;

	for (j = i + 1; j < end; j++) {
		if (!goes_on_outside(b, j) || (n > 0 &&
		    quote_closes_first(b->r, j, b->span->closing)))
			continue;
		document_add_note(b->d, b->r->lines[j].no, true,
		    b->r->lines[j].text, "The quotation before this line is "
		    "never closed; it was taken to end here.");
		return j - i;
	}
	return n;
}

/* The unit that a quotation belongs to: the words that announce it, or what
 * is open. Quotations come first in their unit. */
static struct unit *
quoting(struct builder *b)
{
	struct unit *u = b->holder, *last;

	if (u != NULL && b->slot == SLOT_TEXT && b->last_text != NULL &&
	    quote_announced(*b->last_text)) {
		last = unit_last_child(u);
		if (last == NULL || last->kind == UNIT_QUOTE)
			return u;
	}
	return new_unit(b, innermost(b), UNIT_BLOCK, "");
}

/* n lines from i as a quotation, read as a text of their own. */
static void
place_quotation(struct builder *b, size_t i, size_t n)
{
	struct reading inner = { .d = b->d, .lines = b->r->lines + i, .n = n,
		.quotation = true };
	struct span span = { SPAN_MAIN, 0, n, 0, n };
	struct unit *u = new_unit(b, quoting(b), UNIT_QUOTE, "");

	reading_index(&inner);
	units_read(&inner, &span, u);
	reading_release(&inner);
	b->holder = NULL;
	b->last_text = NULL;
	b->i = i + n - 1;
}

/* A quotation of lines that begins with the line in hand. */
static bool
quotation_here(struct builder *b)
{
	struct reading *r = b->r;
	const char *text = r->lines[b->i].text;
	const char *before = b->last_text != NULL ? *b->last_text : "";
	size_t n;

	if (r->quotation || quote_mark(text) == 0)
		return false;
	n = quote_lines(r, b->i, b->span->closing, before);
	if (n != 1 && (n > 0 || quote_stays_open(text)))
		n = cut_quotation(b, b->i, n);
	if (n > 0)
		place_quotation(b, b->i, n);
	return n > 0;
}

/* One that was opened in the line in hand and goes on below it. */
static void
quotation_below(struct builder *b)
{
	size_t n;

	if (b->r->quotation || !quote_stays_open(b->r->lines[b->i].text))
		return;
	n = quote_lines_after(b->r, b->i, b->span->closing);
	n = cut_quotation(b, b->i, n > 0 ? n + 1 : 0);
	if (n > 1)
		place_quotation(b, b->i + 1, n - 1);
}

/* The asides of a line whose end is now the end of the holder's string. */
static void
put_asides(struct builder *b, const struct line *line)
{
	const struct aside *a = line->asides.first;
	size_t len, end, back;

	if (a == NULL)
		return;
	len = strlen(line->text);
	end = strlen(unit_string(b->holder, b->slot));
	for (; a != NULL; a = a->next) {
		back = len - a->at;
		aside_put(b->d, &b->holder->asides, a, b->slot,
		    back > end ? 0 : end - back);
	}
}

/* All rows of a table, from the line in hand to the last one. */
static void
place_table(struct builder *b)
{
	const struct line *lines = b->r->lines, *line;
	struct unit *u = new_unit(b, innermost(b), UNIT_TABLE, "");
	struct text t = TEXT_INIT;
	const struct aside *a;

	for (line = &lines[b->i]; ; line = &lines[++b->i]) {
		for (a = line->asides.first; a != NULL; a = a->next)
			aside_put(b->d, &u->asides, a, SLOT_TEXT,
			    t.len + a->at);
		text_adds(&t, line->text);
		if (b->i + 1 == b->span->closing || !line[1].row ||
		    line[1].first_row)
			break;
		text_addc(&t, '\n');
	}
	put(b, u, SLOT_TEXT, arena_strndup(&b->d->arena, t.ptr, t.len));
	b->last_text = NULL;
	text_release(&t);
}

/* A text box floats: it opens nothing and belongs to what stands before. */
static bool
place_box(struct builder *b)
{
	const struct line *line = &b->r->lines[b->i];
	struct aside box = { .kind = ASIDE_BOX, .mark = "",
		.text = line->text };
	const struct aside *a;
	size_t at;

	if (line->place != LINE_BOX || b->holder == NULL)
		return false;
	at = strlen(unit_string(b->holder, b->slot));
	aside_put(b->d, &b->holder->asides, &box, b->slot, at);
	for (a = line->asides.first; a != NULL; a = a->next)
		aside_put(b->d, &b->holder->asides, a, b->slot, at);
	return true;
}

/* "## 三": only the number, the sign after it lost. */
static bool
bare_number(const struct builder *b, const char *text, struct mark *m)
{
	const struct open_list *list = &b->lists[0];
	const struct line *line = &b->r->lines[b->i];
	struct text t = TEXT_INIT;

	if (b->nlists == 0 || list->style != MARK_HAN || line->heading == 0 ||
	    han_length(text) > 3)
		return false;
	text_adds(&t, text);
	text_adds(&t, "、");
	mark_scan(t.ptr, m);
	text_release(&t);
	if (m->kind != MARK_HAN || m->n != list->n + 1)
		return false;
	m->len = m->rest = strlen(text);
	return true;
}

/* A line, or what follows 第N条 on its line. */
static void
place_line(struct builder *b, const char *text)
{
	struct mark m;

	if (text == b->r->lines[b->i].text)
		m = b->r->marks[b->i];
	else
		reading_mark(b->r, text, &m);
	if (m.kind == MARK_NONE && bare_number(b, text, &m))
		note(b, "This number stands alone; it was read as the next "
		    "heading.");
	if (list_kind(m.kind) && place_item(b, text, &m))
		return;
	place_text(b, text);
}

static void
place_source_line(struct builder *b)
{
	const struct line *line = &b->r->lines[b->i];
	const struct mark *m = &b->r->marks[b->i];

	if (place_box(b))
		return;
	if (line->row) {
		place_table(b);
		return;
	}
	if (b->r->annex_list[b->i]) {
		close_article(b);
		add_block(b, b->root, line->text);
		b->last_text = NULL;
	} else if (quotation_here(b)) {
		return;
	} else if (line_is_heading(b->r, b->i)) {
		open_heading(b);
	} else if (m->kind == MARK_ARTICLE && article_opens(b, m)) {
		open_article(b, m);
	} else if (!open_closing_part(b)) {
		place_line(b, line->text);
	}
	put_asides(b, line);
	quotation_below(b);
}

void
units_read(struct reading *r, const struct span *span, struct unit *root)
{
	struct builder b = { .r = r, .d = r->d, .span = span, .root = root };

	for (b.i = span->body; b.i < span->closing; b.i++)
		place_source_line(&b);
}
