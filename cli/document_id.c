/* document_id.c: what looks like a document's id */
#include "cli/request.h"

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
