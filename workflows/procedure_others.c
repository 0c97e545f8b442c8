/* procedure_others.c: other documents that one speaks of */
#include "workflows/procedure_int.h"

#include <string.h>

/* Does it look like the id of a document here, 2021-0003? What else is named
 * (a title, a number) may be anybody's. */
static bool
is_id(const char *s)
{
	static const char digits[] = "0123456789";
	size_t year = strspn(s, digits);

	return year == 4 && s[4] == '-' && strspn(s + 5, digits) >= 4 &&
	    s[5 + strspn(s + 5, digits)] == '\0';
}

enum gate
gate_other(struct move *m, const char *other, bool published)
{
	const struct procedure_context *context = m->context;
	enum procedure_known known = PROCEDURE_UNKNOWN;

	if (!is_id(other))
		return GATE_OPEN;
	if (strcmp(other, m->dossier->id) == 0)
		return REFUSE(m, ERR_USAGE, "%s cannot stand in such a "
		    "relation to itself", other);
	if (context->document != NULL)
		known = context->document(context->lookup_ctx, other);
	if (known == PROCEDURE_UNKNOWN)
		return REFUSE(m, ERR_NOTFOUND, "there is no document %s in "
		    "this registry; name it by its title and number where it "
		    "is kept elsewhere", other);
	if (published && known != PROCEDURE_PUBLISHED)
		return REFUSE(m, ERR_REFUSED, "%s is not published: it can "
		    "neither end another document nor be ended by one", other);
	return GATE_OPEN;
}
