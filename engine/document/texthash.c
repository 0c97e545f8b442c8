/* texthash.c: the text hash, which approvals bind */
#include "engine/document/clause.h"
#include "engine/document/document_int.h"
#include "engine/document/han.h"
#include "engine/document/numeral.h"

#include <string.h>

void
document_hash_words(struct text *out, const char *s)
{
	struct text blank = TEXT_INIT, t = TEXT_INIT;
	size_t from = 0, at, len;

	han_squeeze(&t, s);
	while (clause_day_find(t.ptr, from, &at, &len)) {
		text_add(&blank, t.ptr + from, at - from);
		text_adds(&blank, "年月日");
		from = at + len;
	}
	text_adds(&blank, t.ptr + from);
	if (blank.len > 0) {
		text_add(out, blank.ptr, blank.len);
		text_addc(out, '\n');
	}
	text_release(&t);
	text_release(&blank);
}

/* Cells end with a tab, which white space in them cannot be. */
void
document_hash_row(struct text *out, const char *row)
{
	struct text cell = TEXT_INIT;
	size_t n;

	for (;;) {
		n = strcspn(row, "\t");
		text_reset(&cell);
		text_add(&cell, row, n);
		han_squeeze(out, cell.ptr);
		if (row[n] == '\0')
			break;
		text_addc(out, '\t');
		row += n + 1;
	}
	text_addc(out, '\n');
	text_release(&cell);
}

/* One string of a unit, the asides in their places. */
static void
add_words(struct text *out, const struct unit *u, enum unit_slot slot)
{
	struct text t = TEXT_INIT;

	unit_words(&t, u, slot, false);
	document_hash_words(out, t.ptr);
	text_release(&t);
}

/* A table row by row: what stands in which cell counts. */
static void
add_table(struct text *out, const struct unit *u)
{
	struct text t = TEXT_INIT;
	char *row, *end;

	unit_words(&t, u, SLOT_TEXT, false);
	for (row = t.ptr; row != NULL; row = end) {
		end = strchr(row, '\n');
		if (end != NULL)
			*end++ = '\0';
		document_hash_row(out, row);
	}
	text_release(&t);
}

static void
add_unit(struct text *out, const struct unit *u)
{
	const struct unit *child;

	document_hash_words(out, u->num);
	add_words(out, u, SLOT_HEADING);
	if (u->kind == UNIT_TABLE)
		add_table(out, u);
	else
		add_words(out, u, SLOT_TEXT);
	for (child = u->first_child; child != NULL; child =
	    child->next_sibling) {
		if (child->kind != UNIT_ATTACHMENT)
			add_unit(out, child);
	}
	add_words(out, u, SLOT_WRAPUP);
}

/* --- the days that are blanked --- */

void
document_hash_days(struct text *out, const char *s)
{
	struct text t = TEXT_INIT;
	size_t from = 0, at, len;

	han_squeeze(&t, s);
	for (; clause_day_find(t.ptr, from, &at, &len); from = at + len) {
		text_add(out, t.ptr + at, len);
		text_addc(out, '\n');
	}
	text_release(&t);
}

static void
add_unit_days(struct text *out, const struct unit *u)
{
	static const enum unit_slot slots[] = { SLOT_HEADING, SLOT_TEXT,
		SLOT_WRAPUP };
	struct text t = TEXT_INIT;
	const struct unit *child;
	size_t i;

	for (i = 0; i < 3; i++) {
		if (slots[i] == SLOT_WRAPUP) {
			for (child = u->first_child; child != NULL; child =
			    child->next_sibling)
				add_unit_days(out, child);
		}
		text_reset(&t);
		unit_words(&t, u, slots[i], false);
		document_hash_days(out, t.ptr);
	}
	text_release(&t);
}

static bool
next_day(const char **days, struct date_match *day)
{
	size_t len = strcspn(*days, "\n");
	struct text t = TEXT_INIT;
	bool there = len > 0;

	text_add(&t, *days, len);
	if (!there || !date_scan(t.ptr, day))
		day->state = DATE_OPEN;
	*days += len + ((*days)[len] == '\n');
	text_release(&t);
	return there;
}

bool
document_days_fit(const char *settled, const char *days, struct day filled,
    struct text *other)
{
	const char *at;
	struct date_match day, now;
	bool fit = true;

	while (fit && next_day(&settled, &day)) {
		at = days;
		fit = next_day(&days, &now);
		/* What was left open is filled in by the text's own day. */
		if (fit && day.state == DATE_OPEN)
			fit = now.state == DATE_OPEN ||
			    (now.state == DATE_WHOLE &&
			    day_compare(now.day, filled) == 0);
		else if (fit)
			fit = now.state == day.state && (day.state !=
			    DATE_WHOLE || day_compare(now.day, day.day) == 0);
		if (!fit)
			text_add(other, at, strcspn(at, "\n"));
	}
	return fit;
}

bool
document_same_days(const struct document *settled,
    const struct document *issued, struct text *other)
{
	struct text a = TEXT_INIT, b = TEXT_INIT;
	bool same;

	add_unit_days(&a, settled->parts->unit);
	add_unit_days(&b, issued->parts->unit);
	same = document_days_fit(a.ptr, b.ptr, issued->meta.effective, other);
	text_release(&a);
	text_release(&b);
	return same;
}

const struct aside *
piece_hashed_asides(const struct piece *piece)
{
	return piece->kind == PIECE_HEADER ||
	    piece->kind == PIECE_ANNEX_LIST ? NULL : piece->asides.first;
}

static void
add_asides(struct text *out, const struct pieces *pieces)
{
	const struct piece *p;
	const struct aside *a;

	for (p = pieces->first; p != NULL; p = p->next) {
		for (a = piece_hashed_asides(p); a != NULL; a = a->next)
			document_hash_words(out, a->text);
	}
}

void
document_text_hash(const struct document *d, struct sha256 *out)
{
	struct text t = TEXT_INIT, list = TEXT_INIT;
	const struct part *part;
	const struct piece *p;

	text_adds(&t, DOCUMENT_READER "\n");
	for (part = d->parts; part != NULL; part = part->next) {
		if (part == d->parts)
			document_hash_words(&t, d->meta.title);
		add_asides(&t, &part->front);
		add_unit(&t, part->unit);
		for (p = part->closing.first; p != NULL; p = p->next) {
			text_reset(&list);
			aside_words(&list, p->text, &p->asides, SLOT_TEXT,
			    false);
			if (p->kind == PIECE_ANNEX_LIST)
				document_hash_words(&t, list.ptr);
		}
		add_asides(&t, &part->closing);
	}
	sha256_of(out, t.ptr, t.len);
	text_release(&list);
	text_release(&t);
}

bool
document_text_hash_by(const struct document *d, const char *reader,
    struct sha256 *out)
{
	if (strcmp(reader, DOCUMENT_READER) == 0)
		document_text_hash(d, out);
	else if (strcmp(reader, DOCUMENT_READER_1) == 0)
		document_text_hash_1(d, out);
	else
		return false;
	return true;
}
