/*
 * texthash_1.c: the text hash as reader 1 made it, for the versions that
 * stand beside its name: a table without borders, the day of any sentence
 * that begins with 本 or 自 blanked, nothing of what stands beside the text
 */
#include "engine/document/clause.h"
#include "engine/document/document_int.h"
#include "engine/document/han.h"

static void
add(struct text *out, const char *s)
{
	struct text t = TEXT_INIT;
	size_t from = 0, at, len;

	han_squeeze(&t, s);
	if (t.len > 0) {
		while (clause_day_find_1(t.ptr, from, &at, &len)) {
			text_add(out, t.ptr + from, at - from);
			text_adds(out, "年月日");
			from = at + len;
		}
		text_adds(out, t.ptr + from);
		text_addc(out, '\n');
	}
	text_release(&t);
}

static void
add_unit(struct text *out, const struct unit *u)
{
	const struct unit *child;

	add(out, u->num);
	add(out, u->heading);
	add(out, u->text);
	for (child = u->first_child; child != NULL; child =
	    child->next_sibling) {
		if (child->kind != UNIT_ATTACHMENT)
			add_unit(out, child);
	}
	add(out, u->wrapup);
}

void
document_text_hash_1(const struct document *d, struct sha256 *out)
{
	struct text t = TEXT_INIT;
	const struct part *part;
	const struct piece *p;

	text_adds(&t, DOCUMENT_READER_1 "\n");
	for (part = d->parts; part != NULL; part = part->next) {
		if (part == d->parts)
			add(&t, d->meta.title);
		add_unit(&t, part->unit);
		for (p = part->closing.first; p != NULL; p = p->next) {
			if (p->kind == PIECE_ANNEX_LIST)
				add(&t, p->text);
		}
	}
	sha256_of(out, t.ptr, t.len);
	text_release(&t);
}
