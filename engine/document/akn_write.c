/* akn_write.c: a document as canonical Akoma Ntoso 1.0 */
#include "engine/document/akn_int.h"
#include "engine/document/han.h"
#include "engine/document/mark.h"
#include "engine/document/numeral.h"
#include "engine/xml/write.h"

#include <string.h>

const char *
akn_element(enum unit_kind kind)
{
	switch (kind) {
	case UNIT_BOOK:
	case UNIT_PART:
	case UNIT_CHAPTER:
	case UNIT_SECTION:
	case UNIT_ARTICLE:
	case UNIT_PARAGRAPH:
	case UNIT_POINT:
	case UNIT_INDENT:
	case UNIT_LEVEL:
		return unit_kind_name(kind);
	case UNIT_BODY:
	case UNIT_BLOCK:
	case UNIT_TABLE:
	case UNIT_QUOTE:
	case UNIT_ATTACHMENT:
		break;
	}
	return "hcontainer";
}

/* A text with articles is an act, any other a doc (Akoma Ntoso, 5.2). */
static bool
has_articles(const struct unit *u)
{
	const struct unit *c;

	if (u->kind == UNIT_ARTICLE)
		return true;
	for (c = u->first_child; c != NULL; c = c->next_sibling) {
		if (c->kind != UNIT_ATTACHMENT && c->kind != UNIT_QUOTE &&
		    has_articles(c))
			return true;
	}
	return false;
}

/* An aside where it stands in a sentence: <del> is what is struck through,
 * <span> what is hidden, <authorialNote> what stands beside. */
static void
write_aside(struct xml_writer *w, const struct aside *a, const char *eid,
    int n)
{
	const char *text = a->text;
	size_t len;

	if (a->kind == ASIDE_STRUCK || a->kind == ASIDE_HIDDEN) {
		xw_open(w, a->kind == ASIDE_STRUCK ? "del" : "span", NULL);
		xw_attr(w, "class", aside_kind_name(a->kind));
		xw_attrf(w, "eId", "%s__%s_%d", eid,
		    a->kind == ASIDE_STRUCK ? "del" : "span", n);
		xw_text(w, text);
		xw_close(w);
		return;
	}
	xw_open(w, "authorialNote", NULL);
	xw_attr(w, "class", aside_kind_name(a->kind));
	xw_attrf(w, "eId", "%s__authorialNote_%d", eid, n);
	if (*a->mark != '\0')
		xw_attr(w, "marker", a->mark);
	do {
		len = strcspn(text, "\n");
		xw_open(w, "p", NULL);
		xw_text_n(w, text, len);
		xw_close(w);
		text += len + (text[len] == '\n');
	} while (*text != '\0');
	xw_close(w);
}

/* The asides of a string, while it is written. */
struct words {
	const struct aside *next;
	enum unit_slot slot;
	const char *eid;
	size_t at;		/* bytes written of the string */
	int n;			/* asides written of the element */
};

/* The next bytes of a string, with the asides in them and at their end. */
static void
write_words(struct xml_writer *w, struct words *words, const char *s,
    size_t len)
{
	size_t end = words->at + len, n;

	xw_mixed(w);
	for (; words->next != NULL && words->next->slot == words->slot &&
	     words->next->at <= end; words->next = words->next->next) {
		n = words->next->at - words->at;
		xw_text_n(w, s, n);
		s += n;
		words->at += n;
		write_aside(w, words->next, words->eid, ++words->n);
	}
	xw_text_n(w, s, end - words->at);
	words->at = end;
}

/* The asides of a unit's string come one after another. */
static struct words
words_of(const struct unit *u, enum unit_slot slot)
{
	struct words words = { .next = u->asides.first, .slot = slot,
		.eid = u->eid };

	for (; words.next != NULL && words.next->slot != slot;
	     words.next = words.next->next)
		words.n++;
	return words;
}

static bool
has_asides(const struct unit *u, enum unit_slot slot)
{
	return words_of(u, slot).next != NULL;
}

static void
write_slot(struct xml_writer *w, const struct unit *u, enum unit_slot slot)
{
	struct words words = words_of(u, slot);
	const char *s = unit_string(u, slot);

	write_words(w, &words, s, strlen(s));
}

/*
 * The inline element that says what a piece is, and which of its bytes are in
 * it: a number without the signer behind it, a date with its value. NULL none.
 */
static const char *
piece_inline(const struct piece *p, size_t *at, size_t *len,
    char date[DAY_TEXT])
{
	struct date_match m;
	const char *end = strstr(p->text, "签发人");

	*at = 0;
	*len = strlen(p->text);
	*date = '\0';
	switch (p->kind) {
	case PIECE_TITLE:
		return "docTitle";
	case PIECE_MASTHEAD:
		return "docAuthority";
	case PIECE_NUMBER:
		while (end != NULL && han_space(han_before(p->text, end)))
			for (end--; ((unsigned char)*end & 0xc0) == 0x80; )
				end--;
		if (end != NULL)
			*len = (size_t)(end - p->text);
		return "docNumber";
	case PIECE_DATE:
	case PIECE_SIGNATURE:
		if (!date_find(p->text, 0, &m) || m.state != DATE_WHOLE)
			return NULL;
		*at = m.at;
		*len = m.len;
		day_format(date, m.day);
		return "docDate";
	default:
		return NULL;
	}
}

/* The next heading of a text in its order; NULL after the last. */
static const struct unit *
next_heading(const struct unit *u, const struct unit *root)
{
	bool down = u == root || u->kind <= UNIT_SECTION;

	do {
		if (down && u->first_child != NULL) {
			u = u->first_child;
		} else {
			while (u != root && u->next_sibling == NULL)
				u = u->parent;
			if (u == root)
				return NULL;
			u = u->next_sibling;
		}
		down = u->kind <= UNIT_SECTION;
	} while (u->kind < UNIT_BOOK || u->kind > UNIT_SECTION);
	return u;
}

/* The unit that a line of the table of contents names, behind `from`, which
 * the next line's comes after; NULL: none. */
static const struct unit *
contents_unit(const struct unit *from, const struct unit *root,
    const char *line)
{
	struct mark m, n;

	mark_scan(line, &m);
	while ((from = next_heading(from, root)) != NULL) {
		mark_scan(from->num, &n);
		if (m.kind != MARK_NONE ? m.kind == n.kind && m.n == n.n :
		    *from->num == '\0' && han_begins_with(line,
		    from->heading))
			return from;
	}
	return NULL;
}

/* The lines of the table of contents, from p on; the piece after them. */
static const struct piece *
write_contents(struct xml_writer *w, const struct piece *p,
    const struct part *part, const char *scope)
{
	const struct unit *at = part->unit, *found;
	struct words words;
	struct text eid = TEXT_INIT;
	struct mark m;
	int n = 0;

	xw_open(w, "toc", NULL);
	xw_attrf(w, "eId", "%spreface__toc", scope);
	for (; p != NULL && p->kind == PIECE_TOC; p = p->next) {
		found = contents_unit(at, part->unit, p->text);
		mark_scan(p->text, &m);
		text_reset(&eid);
		text_addf(&eid, "%spreface__toc__item_%d", scope, ++n);
		words = (struct words){ .next = p->asides.first,
			.slot = SLOT_TEXT, .eid = eid.ptr };
		xw_open(w, "tocItem", NULL);
		xw_attr(w, "class", piece_kind_name(p->kind));
		xw_attr(w, "eId", eid.ptr);
		xw_attrf(w, "href", "#%s%s", found != NULL ? "" : scope,
		    found != NULL ? found->eid : "body");
		xw_attr_int(w, "level", m.kind >= MARK_BOOK &&
		    m.kind <= MARK_SECTION ? m.kind : 0);
		write_words(w, &words, p->text, strlen(p->text));
		xw_close(w);
		at = found != NULL ? found : at;
	}
	xw_close(w);
	text_release(&eid);
	return p;
}

/* <p class="..."> holding the inline element that says what it is. */
static void
write_pieces(struct xml_writer *w, const char *element,
    const struct pieces *pieces, const struct part *part, const char *scope)
{
	const struct piece *p;
	const char *name;
	char date[DAY_TEXT];
	struct text eid = TEXT_INIT;
	struct words words;
	size_t at, len;
	int n = 0;

	if (pieces->first == NULL)
		return;
	xw_open(w, element, NULL);
	xw_attrf(w, "eId", "%s%s", scope, element);
	for (p = pieces->first; p != NULL; p = p->next) {
		if (p->kind == PIECE_TOC) {
			p = write_contents(w, p, part, scope);
			if (p == NULL)
				break;
		}
		xw_open(w, "p", NULL);
		xw_attr(w, "class", piece_kind_name(p->kind));
		text_reset(&eid);
		text_addf(&eid, "%s%s__p_%d", scope, element, ++n);
		xw_attr(w, "eId", eid.ptr);
		words = (struct words){ .next = p->asides.first,
			.slot = SLOT_TEXT, .eid = eid.ptr };
		name = piece_inline(p, &at, &len, date);
		write_words(w, &words, p->text, at);
		if (name != NULL) {
			xw_open(w, name, NULL);
			xw_attr(w, "date", *date != '\0' ? date : NULL);
		}
		write_words(w, &words, p->text + at, len);
		if (name != NULL)
			xw_close(w);
		write_words(w, &words, p->text + at + len,
		    strlen(p->text + at + len));
		xw_close(w);
	}
	xw_close(w);
	text_release(&eid);
}

static void write_unit(struct xml_writer *w, const struct unit *u,
    const char *scope);

/* The quotations that a unit's text announces. */
static void
write_quotes(struct xml_writer *w, const struct unit *quote,
    const char *element)
{
	const struct unit *u;

	for (; quote != NULL && quote->kind == UNIT_QUOTE;
	     quote = quote->next_sibling) {
		xw_open(w, element, NULL);
		xw_attr(w, "eId", quote->eid);
		for (u = quote->first_child; u != NULL; u = u->next_sibling)
			write_unit(w, u, "");
		xw_close(w);
	}
}

/* 将<quotedText>“甲”</quotedText>修改为...: the words that change. */
static void
write_replacing(struct xml_writer *w, const struct unit *u, const char *eid)
{
	struct words words = words_of(u, SLOT_TEXT);
	const char *s = u->text;
	size_t at, len;
	int n = 0;

	while (quote_next(s, &at, &len)) {
		write_words(w, &words, s, at);
		xw_open(w, "quotedText", NULL);
		xw_attrf(w, "eId", "%s__qtext_%d", eid, ++n);
		write_words(w, &words, s + at, len);
		xw_close(w);
		s += at + len;
	}
	write_words(w, &words, s, strlen(s));
}

/* <mod eId="mod_1">第三条修改为：<quotedStructure eId="mod_1__qstr_1"> */
static void
write_text(struct xml_writer *w, const struct unit *u, const char *scope)
{
	const struct unit *quote = u->first_child;
	struct text eid = TEXT_INIT;

	if (quote != NULL && quote->kind != UNIT_QUOTE)
		quote = NULL;
	xw_open(w, "p", NULL);
	xw_mixed(w);
	if (u->mod > 0) {
		text_addf(&eid, "%smod_%d", scope, u->mod);
		xw_open(w, "mod", NULL);
		xw_attr(w, "eId", eid.ptr);
	}
	if (u->mod > 0 && quote == NULL)
		write_replacing(w, u, eid.ptr);
	else
		write_slot(w, u, SLOT_TEXT);
	write_quotes(w, quote, u->mod > 0 ? "quotedStructure" :
	    "embeddedStructure");
	if (u->mod > 0)
		xw_close(w);
	xw_close(w);
	text_release(&eid);
}

/* Rows parted by newlines, cells by tabs. */
static void
write_table(struct xml_writer *w, const struct unit *u)
{
	struct words words = words_of(u, SLOT_TEXT);
	const char *rows = u->text;
	size_t n;

	xw_open(w, "table", NULL);
	for (;;) {
		xw_open(w, "tr", NULL);
		for (;;) {
			n = strcspn(rows, "\t\n");
			xw_open(w, "td", NULL);
			xw_open(w, "p", NULL);
			write_words(w, &words, rows, n);
			words.at++;
			xw_close(w);
			xw_close(w);
			rows += n;
			if (*rows != '\t')
				break;
			rows++;
		}
		xw_close(w);
		if (*rows == '\0')
			break;
		rows++;
	}
	xw_close(w);
}

/* The first child that is no quotation: those are in the text. */
static const struct unit *
first_part(const struct unit *u)
{
	const struct unit *c = u->first_child;

	while (c != NULL && c->kind == UNIT_QUOTE)
		c = c->next_sibling;
	return c;
}

/* Either <content>, or <intro>, children and <wrapUp>. */
static void
write_inside(struct xml_writer *w, const struct unit *u, const char *scope)
{
	const struct unit *c = first_part(u);

	if (c == NULL || *u->text != '\0' || c != u->first_child ||
	    has_asides(u, SLOT_TEXT)) {
		xw_open(w, c == NULL ? "content" : "intro", NULL);
		xw_attrf(w, "eId", "%s__%s", u->eid,
		    c == NULL ? "content" : "intro");
		if (u->kind == UNIT_TABLE)
			write_table(w, u);
		else
			write_text(w, u, scope);
		xw_close(w);
	}
	for (; c != NULL; c = c->next_sibling)
		write_unit(w, c, scope);
	if (*u->wrapup != '\0' || has_asides(u, SLOT_WRAPUP)) {
		xw_open(w, "wrapUp", NULL);
		xw_attrf(w, "eId", "%s__wrapup", u->eid);
		xw_open(w, "p", NULL);
		write_slot(w, u, SLOT_WRAPUP);
		xw_close(w);
		xw_close(w);
	}
}

/* With the white space behind it: all characters of the text are there. */
static void
write_num(struct xml_writer *w, const struct unit *u)
{
	xw_open(w, "num", NULL);
	xw_text(w, u->num);
	if (u->gap != NULL)
		xw_text(w, u->gap);
	xw_close(w);
}

static void
write_unit(struct xml_writer *w, const struct unit *u, const char *scope)
{
	xw_open(w, akn_element(u->kind), NULL);
	xw_attr(w, "eId", u->eid);
	if (u->kind == UNIT_BLOCK || u->kind == UNIT_TABLE)
		xw_attr(w, "name", unit_kind_name(u->kind));
	if (*u->num != '\0')
		write_num(w, u);
	if (*u->heading != '\0' || has_asides(u, SLOT_HEADING)) {
		xw_open(w, "heading", NULL);
		write_slot(w, u, SLOT_HEADING);
		xw_close(w);
	}
	write_inside(w, u, scope);
	xw_close(w);
}

static void
write_part(struct xml_writer *w, const struct document *d,
    const struct part *part);

static void
write_attachments(struct xml_writer *w, const struct document *d)
{
	const struct part *part;

	if (d->parts->next == NULL)
		return;
	xw_open(w, "attachments", NULL);
	for (part = d->parts->next; part != NULL; part = part->next) {
		xw_open(w, "attachment", NULL);
		xw_attr(w, "eId", part->unit->eid);
		if (*part->unit->num != '\0')
			xw_element(w, "num", part->unit->num);
		if (*part->unit->heading != '\0')
			xw_element(w, "heading", part->unit->heading);
		write_part(w, d, part);
		xw_close(w);
	}
	xw_close(w);
}

static void
write_body(struct xml_writer *w, const struct part *part, bool act,
    const char *scope)
{
	const struct unit *u;
	int n = 0;

	xw_open(w, act ? "body" : "mainBody", NULL);
	xw_attrf(w, "eId", "%sbody", scope);
	for (u = part->unit->first_child; u != NULL; u = u->next_sibling) {
		if (u->kind != UNIT_ATTACHMENT) {
			write_unit(w, u, scope);
			n++;
		}
	}
	if (n == 0) {
		xw_open(w, "p", NULL);
		xw_close(w);
	}
	xw_close(w);
}

static void
write_part(struct xml_writer *w, const struct document *d,
    const struct part *part)
{
	bool main_part = part == d->parts;
	bool act = has_articles(part->unit);
	struct akn_part meta = { has_articles(d->parts->unit) ? "act" : "doc",
		main_part ? "" : part->unit->eid,
		main_part ? d->meta.title : part->unit->heading };
	struct text scope = TEXT_INIT;

	if (!main_part)
		text_addf(&scope, "%s__", part->unit->eid);
	xw_open(w, act ? "act" : "doc", NULL);
	if (act)
		xw_attr(w, "contains", "originalVersion");
	xw_attr(w, "name", main_part ? AKN_MAIN : part->annex ? AKN_ANNEX :
	    AKN_PRINTED);
	akn_write_meta(w, d, &meta);
	write_pieces(w, "preface", &part->front, part, scope.ptr);
	write_body(w, part, act, scope.ptr);
	write_pieces(w, "conclusions", &part->closing, part, scope.ptr);
	if (main_part)
		write_attachments(w, d);
	xw_close(w);
	text_release(&scope);
}

void
document_write_akn(const struct document *d, struct text *out)
{
	struct xml_writer w;

	xw_init(&w, out);
	xw_open(&w, "akomaNtoso", DOCUMENT_AKN_NS);
	write_part(&w, d, d->parts);
	xw_close(&w);
	text_addc(out, '\n');
}
