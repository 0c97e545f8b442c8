/* compare_document.c: which parts of two documents are compared */
#include "engine/document/compare_int.h"

#include "engine/document/document_int.h"

/* What the text hash takes, in its order: texthash.c. */
static void
add_document(struct compare_side *side, const struct document *document)
{
	const struct part *part;
	const struct piece *piece;

	if (document->meta.title[0] != '\0')
		compare_side_words(side, NULL, document->meta.title);
	for (part = document->parts; part != NULL; part = part->next) {
		compare_side_unit(side, part->unit);
		for (piece = part->closing.first; piece != NULL;
		    piece = piece->next)
			if (piece->kind == PIECE_ANNEX_LIST)
				compare_side_words(side, part->unit,
				    piece->text);
	}
}

struct comparison *
comparison_new(const struct document *old_document,
    const struct document *new_document)
{
	struct compare_side old_side = COMPARE_SIDE_INIT;
	struct compare_side new_side = COMPARE_SIDE_INIT;

	add_document(&old_side, old_document);
	add_document(&new_side, new_document);
	return compare_sides(&old_side, &new_side);
}
