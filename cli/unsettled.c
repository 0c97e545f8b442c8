/* unsettled.c: what somebody still has to settle in the files handed in */
#include "cli/unsettled.h"

#include "cli/cmd.h"

const struct unsettled *
unsettled_load(struct registry *registry, const struct dossier *dossier,
    struct arena *arena)
{
	struct unsettled *all = arena_array(arena, dossier->nversions,
	    sizeof(*all));
	struct document *document;
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < dossier->nversions; i++) {
		document = NULL;
		if (registry_text(registry, dossier->id,
		    dossier->versions[i].number, &document, &err) != 0)
			continue;
		all[i].changes = document_changes_pending(document);
		all[i].comments = document_comments(document);
		document_free(document);
	}
	return all;
}

void
unsettled_words(struct text *out, const struct unsettled *unsettled)
{
	if (unsettled->changes)
		text_adds(out, _("tracked changes are pending; they were "
		    "read as accepted"));
	if (unsettled->comments > 0) {
		if (out->len > 0)
			text_adds(out, _("; "));
		text_addf(out, _("comments: %d"), unsettled->comments);
	}
}
