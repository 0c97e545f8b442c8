/*
 * audit_past.c: what the records so far say of other documents, as of any of
 * them
 *
 * One hand may be ahead of another: so what a record changes is kept with
 * its place in the order of records, and whoever asks names his.
 */
#include "workflows/audit_hands.h"

#include "engine/base/mem.h"

#include <stdlib.h>

struct audit_version {
	int64_t at;		/* the record that said so, by its place */
	const char *value;
	size_t before;		/* counted from 1; 0: none */
};

void
audit_past_put(struct audit_past *past, const char *a, const char *b,
    int64_t at, const char *value)
{
	size_t newest = audit_map_get(&past->newest, a, b), mine;
	size_t *place = NULL, i;

	MEM_GROW(past->versions, past->count, past->cap);
	mine = ++past->count;
	/* Behind those that a hand which is ahead has put already. */
	for (i = newest; i != 0 && past->versions[i - 1].at > at;
	    i = past->versions[i - 1].before)
		place = &past->versions[i - 1].before;
	past->versions[mine - 1] = (struct audit_version) { at, value, i };
	if (place != NULL)
		*place = mine;
	else
		audit_map_put(&past->newest, a, b, mine);
}

const char *
audit_past_get(const struct audit_past *past, const char *a, const char *b,
    int64_t before)
{
	size_t i = audit_map_get(&past->newest, a, b);

	while (i != 0 && past->versions[i - 1].at >= before)
		i = past->versions[i - 1].before;
	return i == 0 ? NULL : past->versions[i - 1].value;
}

void
audit_past_release(struct audit_past *past)
{
	audit_map_release(&past->newest);
	free(past->versions);
	*past = (struct audit_past) { 0 };
}
