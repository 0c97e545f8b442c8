/* whole.c: that no character of the lines was lost or added when units were
 * made of them */
#include "engine/document/han.h"
#include "engine/document/reading.h"

#include <stdint.h>
#include <string.h>

/* Characters counted without regard to their order: words beside the text
 * may come after what they stand beside. White space does not count. */
struct tally {
	uint64_t n, sum;
	bool words;		/* of words alone, no ASCII punctuation */
};

static bool
is_punctuation(unsigned long c)
{
	return c < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'a' &&
	    c <= 'z') && !(c >= 'A' && c <= 'Z');
}

static void
tally(struct tally *t, const char *s)
{
	unsigned long c;
	uint64_t x;

	while ((c = han_next(&s)) != 0) {
		if (han_space(c) || (t->words && is_punctuation(c)))
			continue;
		x = (c + 1) * UINT64_C(0x9e3779b97f4a7c15);
		t->n++;
		t->sum += x ^ x >> 29;
	}
}

static void
tally_asides(struct tally *t, const struct asides *asides)
{
	const struct aside *a;

	for (a = asides->first; a != NULL; a = a->next)
		tally(t, a->text);
}

static void
tally_unit_asides(struct tally *t, const struct unit *u)
{
	const struct unit *c;

	tally_asides(t, &u->asides);
	for (c = u->first_child; c != NULL; c = c->next_sibling) {
		if (c->kind != UNIT_ATTACHMENT)
			tally_unit_asides(t, c);
	}
}

static void
tally_pieces(struct tally *t, const struct pieces *pieces)
{
	const struct piece *p;

	for (p = pieces->first; p != NULL; p = p->next) {
		tally_asides(t, &p->asides);
		if (p->kind == PIECE_HEADER)
			tally(t, p->text);
	}
}

bool
document_is_whole(const struct document *d, const struct lines *lines)
{
	struct text in = TEXT_INIT, out = TEXT_INIT;
	struct tally a = { 0, 0, false }, b = { 0, 0, false };
	const struct part *part;
	bool ordered = true, whole;
	size_t i;

	for (i = 0; i < lines->n; i++) {
		const struct line *line = &lines->at[i];

		ordered &= line->place != LINE_BOX;
		if (line->place == LINE_HEADER)
			tally(&a, line->text);
		else
			han_squeeze(&in, line->text);
		tally_asides(&a, &line->asides);
	}
	document_characters(d, &out);
	for (part = d->parts; part != NULL; part = part->next) {
		tally_unit_asides(&b, part->unit);
		tally_pieces(&b, &part->front);
		tally_pieces(&b, &part->closing);
	}
	whole = !ordered || strcmp(in.ptr, out.ptr) == 0;
	if (!ordered) {
		tally(&a, in.ptr);
		tally(&b, out.ptr);
	}
	whole &= a.n == b.n && a.sum == b.sum;
	text_release(&in);
	text_release(&out);
	return whole;
}

bool
lines_hold_all(const struct lines *lines, const char *source)
{
	struct tally a = { 0, 0, true }, b = { 0, 0, true };
	size_t i;

	tally(&a, source);
	for (i = 0; i < lines->n; i++) {
		tally(&b, lines->at[i].text);
		tally_asides(&b, &lines->at[i].asides);
	}
	return a.n == b.n && a.sum == b.sum;
}
