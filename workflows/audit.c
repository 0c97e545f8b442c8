/* audit.c: the audit's questions, asked of an open registry */
#include "workflows/audit.h"

#include "workflows/audit_int.h"
#include "workflows/audit_rates_int.h"

int
audit_history(struct registry *registry, struct audit_history **out,
    void (*progress)(void *ctx, int64_t done, int64_t all), void *ctx,
    struct err *err)
{
	return audit_history_against(registry, NULL, out, progress, ctx, err);
}

int
audit_history_against(struct registry *registry,
    const struct audit_outside *outside, struct audit_history **out,
    void (*progress)(void *ctx, int64_t done, int64_t all), void *ctx,
    struct err *err)
{
	static const struct audit_how usual;

	return audit_history_of_store(registry_store(registry), &usual,
	    outside, out, progress, ctx, err);
}

/* A lead that is none of this registry's: say at each row who files. */
static int
note_leads(struct registry *registry, struct rates *rates, struct err *err)
{
	const struct procedure_context *context;
	struct dossier *dossier;
	size_t i;

	if (registry_context(registry, &context, err) != 0)
		return -1;
	for (i = 0; i < rates->nrows; i++) {
		struct rate_row *row = &rates->rows[i];

		if (settings_find(context->settings, row->authority) != NULL)
			continue;
		if (registry_dossier(registry, row->document, &dossier,
		    err) != 0)
			return -1;
		row->filed_by = procedure_filed_by(context, dossier,
		    &rates->arena);
		dossier_free(dossier);
	}
	return 0;
}

int
audit_rates(struct registry *registry, int year, struct day as_of,
    struct rates **out, struct err *err)
{
	if (rates_of_store(registry_store(registry), year, as_of, out, err) !=
	    0)
		return -1;
	if (note_leads(registry, *out, err) == 0)
		return 0;
	rates_free(*out);
	*out = NULL;
	return -1;
}
