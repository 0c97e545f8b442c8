/* compare_document.c: which parts of two documents are compared */
#include "engine/document/compare_int.h"

#include "engine/document/document_int.h"

/* What stands beside issuing elements. */
static void
add_asides(struct compare_side *side, const struct unit *unit,
    const struct pieces *pieces)
{
	const struct piece *piece;
	const struct aside *aside;

	for (piece = pieces->first; piece != NULL; piece = piece->next)
		for (aside = piece_hashed_asides(piece); aside != NULL;
		    aside = aside->next)
			compare_side_words(side, unit, aside->text);
}

/* What the text hash takes, in its order: texthash.c. */
static void
add_document(struct compare_side *side, const struct document *document)
{
	const struct part *part;
	const struct piece *piece;
	struct text list = TEXT_INIT;

	side->effective = document->meta.effective;
	if (document->meta.title[0] != '\0')
		compare_side_words(side, NULL, document->meta.title);
	for (part = document->parts; part != NULL; part = part->next) {
		add_asides(side, part->unit, &part->front);
		compare_side_unit(side, part->unit);
		for (piece = part->closing.first; piece != NULL;
		    piece = piece->next) {
			if (piece->kind != PIECE_ANNEX_LIST)
				continue;
			text_reset(&list);
			aside_words(&list, piece->text, &piece->asides,
			    SLOT_TEXT, false);
			compare_side_words(side, part->unit, list.ptr);
		}
		add_asides(side, part->unit, &part->closing);
	}
	text_release(&list);
}

struct comparison *
comparison_new(const struct document *old_document,
    const struct document *new_document)
{
	struct compare_side old_side = COMPARE_SIDE_INIT;
	struct compare_side new_side = COMPARE_SIDE_INIT;
	struct comparison *comparison;

	add_document(&old_side, old_document);
	add_document(&new_side, new_document);
	comparison = compare_sides(&old_side, &new_side);
	compare_beside(comparison, old_document, new_document);
	return comparison;
}
