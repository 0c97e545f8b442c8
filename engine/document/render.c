/* render.c: a document as plain text and as an outline for people */
#include "engine/document/document_int.h"
#include "engine/document/han.h"

#include <string.h>

static void
add_pieces(struct text *out, const struct piece *p)
{
	for (; p != NULL; p = p->next) {
		if (p->kind == PIECE_HEADER)
			continue;
		aside_words(out, p->text, &p->asides, SLOT_TEXT, true);
		text_addc(out, '\n');
	}
}

const char *
document_gap(const char *num)
{
	switch (han_last(num)) {
	case 0: case 0xff09: case ')': case 0x3001: case 0xff0e: case '.':
		return "";
	default:
		return " ";
	}
}

const char *
unit_gap(const struct unit *unit)
{
	return unit->gap != NULL ? unit->gap : document_gap(unit->num);
}

/* num, heading and text of a unit on one line. */
static void
add_line(struct text *out, const struct unit *u)
{
	size_t start = out->len;

	text_adds(out, u->num);
	if (*u->heading != '\0' || *u->text != '\0')
		text_adds(out, unit_gap(u));
	unit_words(out, u, SLOT_HEADING, true);
	if (*u->heading != '\0' && *u->text != '\0')
		text_addc(out, ' ');
	unit_words(out, u, SLOT_TEXT, true);
	if (out->len > start && out->ptr[out->len - 1] != '\n')
		text_addc(out, '\n');
}

static void
add_unit(struct text *out, const struct unit *u)
{
	const struct unit *c = u->first_child;

	/* The first paragraph stands on the line of its article, unless a
	 * heading does. */
	if (u->kind == UNIT_ARTICLE && *u->heading == '\0' && c != NULL &&
	    c->kind == UNIT_PARAGRAPH && *c->text != '\0') {
		text_addf(out, "%s%s", u->num, unit_gap(u));
	} else if (u->kind != UNIT_ATTACHMENT && u->kind != UNIT_BODY) {
		add_line(out, u);
	}
	for (; c != NULL; c = c->next_sibling) {
		if (c->kind != UNIT_ATTACHMENT)
			add_unit(out, c);
	}
	if (*u->wrapup != '\0') {
		unit_words(out, u, SLOT_WRAPUP, true);
		text_addc(out, '\n');
	}
}

void
document_plain_text(const struct document *d, struct text *out)
{
	const struct part *part;

	for (part = d->parts; part != NULL; part = part->next) {
		if (part != d->parts)
			text_addc(out, '\n');
		add_pieces(out, part->front.first);
		add_unit(out, part->unit);
		add_pieces(out, part->closing.first);
	}
}

static void
add_unit_characters(struct text *out, const struct unit *u)
{
	const struct unit *c;

	if (u->kind != UNIT_ATTACHMENT) {
		han_squeeze(out, u->num);
		han_squeeze(out, u->heading);
	}
	han_squeeze(out, u->text);
	for (c = u->first_child; c != NULL; c = c->next_sibling) {
		if (c->kind != UNIT_ATTACHMENT)
			add_unit_characters(out, c);
	}
	han_squeeze(out, u->wrapup);
}

void
document_characters(const struct document *d, struct text *out)
{
	const struct part *part;
	const struct piece *p;

	for (part = d->parts; part != NULL; part = part->next) {
		for (p = part->front.first; p != NULL; p = p->next)
			han_squeeze(out, p->text);
		add_unit_characters(out, part->unit);
		for (p = part->closing.first; p != NULL; p = p->next)
			if (p->kind != PIECE_HEADER)
				han_squeeze(out, p->text);
	}
}

#define OUTLINE_CHARS 30

/* The first characters of a string, white space single. */
static void
add_short(struct text *out, const char *s, int max)
{
	const char *p;
	unsigned long c = 0;
	int n = 0;

	for (p = s; n < max && (c = han_next(&s)) != 0; p = s) {
		if (han_space(c)) {
			text_addc(out, ' ');
			continue;
		}
		text_add(out, p, (size_t)(s - p));
		n++;
	}
	if (*s != '\0')
		text_adds(out, "…");
}

/* `word` may be NULL: kinds by their names. */
static void
outline_unit(struct text *out, const struct unit *u, document_word_fn *word,
    int depth)
{
	const struct unit *child;
	int i;

	if (u->kind != UNIT_BODY) {
		for (i = 1; i < depth; i++)
			text_adds(out, "  ");
		text_adds(out, word != NULL ? word(unit_counted_as(u)) :
		    unit_kind_name(u->kind));
		if (*u->num != '\0')
			text_addf(out, " %s", u->num);
		if (*u->heading != '\0') {
			text_addc(out, ' ');
			add_short(out, u->heading, 60);
		}
		if (*u->text != '\0') {
			text_adds(out, ": ");
			add_short(out, u->text, OUTLINE_CHARS);
		}
		text_addc(out, '\n');
	}
	for (child = u->first_child; child != NULL; child =
	    child->next_sibling)
		outline_unit(out, child, word, depth + 1);
}

void
document_outline_words(const struct document *d, document_word_fn *word,
    struct text *out)
{
	outline_unit(out, d->parts->unit, word, 0);
}

void
document_outline(const struct document *d, struct text *out)
{
	struct document_counts c;

	outline_unit(out, d->parts->unit, NULL, 0);
	document_counts(d, &c);
	text_addf(out, "books %d, parts %d, chapters %d, sections %d, articles "
	    "%d (and %d inserted), paragraphs %d, points %d, indents %d, "
	    "levels %d, attachments %d, annexes %d\n", c.book, c.part,
	    c.chapter, c.section, c.article, c.article_inserted, c.paragraph,
	    c.point, c.indent, c.level1, c.attachments, c.annexes);
}
