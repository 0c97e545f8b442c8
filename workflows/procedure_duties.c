/* procedure_duties.c: to whom a document is to be filed, and by whom */
#include "workflows/procedure_int.h"

#include <string.h>

bool
procedure_lead_outside(const struct procedure_context *context,
    const struct dossier *dossier)
{
	return settings_find(context->settings, lead_authority(dossier)) ==
	    NULL;
}

/*
 * The issuing authorities whose duties the document has. A joint document is
 * filed once, by its lead (LAW, 7.2). Where that is none of this registry's
 * authorities, those that are of it file in its place, so that no document
 * leaves the count by naming a lead; unless the registry's settings leave
 * such documents to the lead.
 */
static void
duty_bound(const struct procedure_context *context,
    const struct dossier *dossier, struct arena *arena, struct names *out)
{
	size_t i;

	if (!procedure_lead_outside(context, dossier)) {
		names_add(out, arena, lead_authority(dossier));
		return;
	}
	if (settings_outside_lead_files(context->settings))
		return;
	if (settings_find(context->settings, dossier->authority) != NULL)
		names_add(out, arena, dossier->authority);
	for (i = 0; i < dossier->njoint; i++)
		if (settings_find(context->settings, dossier->joint[i]) !=
		    NULL)
			names_add(out, arena, dossier->joint[i]);
}

const char *
procedure_filed_by(const struct procedure_context *context,
    const struct dossier *dossier, struct arena *arena)
{
	struct names names = { 0 };

	duty_bound(context, dossier, arena, &names);
	return names.count != 0 ? names_list(&names, arena, NULL) :
	    arena_strdup(arena, lead_authority(dossier));
}

/* With each filing authority once, though several owe it. */
static bool
has_duty(const struct filing_duty *const *duties, size_t n,
    const char *authority)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(duties[i]->authority, authority) == 0)
			return true;
	return false;
}

size_t
filing_duties(const struct move *m, const struct filing_duty ***out)
{
	struct arena *arena = &m->dossier->arena;
	const struct issuing_authority *by;
	struct names names = { 0 };
	size_t i, j, n = 0, most = 0;

	duty_bound(m->context, m->dossier, arena, &names);
	for (i = 0; i < names.count; i++)
		most += settings_find(m->context->settings,
		    names.at[i])->nfilings;
	*out = arena_array(arena, most, sizeof(**out));
	for (i = 0; i < names.count; i++) {
		by = settings_find(m->context->settings, names.at[i]);
		for (j = 0; j < by->nfilings; j++)
			if (!has_duty(*out, n, by->filings[j].authority))
				(*out)[n++] = &by->filings[j];
	}
	return n;
}
