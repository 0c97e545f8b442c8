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
	return audit_history_of_store(registry_store(registry), outside, out,
	    progress, ctx, err);
}

int
audit_rates(struct registry *registry, int year, struct day as_of,
    struct rates **out, struct err *err)
{
	return rates_of_store(registry_store(registry), year, as_of, out, err);
}
