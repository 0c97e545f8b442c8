/* texthash.c: the text hash, which approvals bind */
#include "engine/document/clause.h"
#include "engine/document/document_int.h"
#include "engine/document/han.h"

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

static void
add_unit(struct text *out, const struct unit *u)
{
	const struct unit *child;

	document_hash_words(out, u->num);
	document_hash_words(out, u->heading);
	document_hash_words(out, u->text);
	for (child = u->first_child; child != NULL; child =
	    child->next_sibling) {
		if (child->kind != UNIT_ATTACHMENT)
			add_unit(out, child);
	}
	document_hash_words(out, u->wrapup);
}

void
document_text_hash(const struct document *d, struct sha256 *out)
{
	struct text t = TEXT_INIT;
	const struct part *part;
	const struct piece *p;

	text_adds(&t, DOCUMENT_READER "\n");
	for (part = d->parts; part != NULL; part = part->next) {
		if (part == d->parts)
			document_hash_words(&t, d->meta.title);
		add_unit(&t, part->unit);
		for (p = part->closing.first; p != NULL; p = p->next) {
			if (p->kind == PIECE_ANNEX_LIST)
				document_hash_words(&t, p->text);
		}
	}
	sha256_of(out, t.ptr, t.len);
	text_release(&t);
}
