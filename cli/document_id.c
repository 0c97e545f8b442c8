/* document_id.c: what looks like a document's id, or its version */
#include "cli/request.h"

#include <stdlib.h>
#include <string.h>

bool
is_document_id(const char *s)
{
	size_t digits = strspn(s, "0123456789"), more;

	if (digits != 4 || s[4] != '-')
		return false;
	more = strspn(s + 5, "0123456789");
	return more >= 4 && s[5 + more] == '\0';
}

int
version_number(const char *given, const struct dossier *dossier, int64_t *out,
    struct err *err)
{
	char *end;
	long n = strtol(given, &end, 10);

	if (*given == '\0' || *end != '\0')
		return err_set(err, ERR_USAGE, "a version is given by its "
		    "number; \"%s\" is none", given);
	if (n != 1 && dossier->nversions == 1)
		return err_set(err, ERR_NOTFOUND, "%s has one version only; "
		    "there is no version %ld", dossier->id, n);
	if (n < 1 || (size_t)n > dossier->nversions)
		return err_set(err, ERR_NOTFOUND, "%s has versions 1 to %zu; "
		    "there is no version %ld", dossier->id,
		    dossier->nversions, n);
	*out = n;
	return 0;
}
