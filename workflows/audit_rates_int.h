/* audit_rates_int.h: what audit_rates.c counts, as read from the index */
#ifndef GUIWEN_WORKFLOWS_AUDIT_RATES_INT_H
#define GUIWEN_WORKFLOWS_AUDIT_RATES_INT_H

#include "workflows/audit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An act that counts: the first of its name whose judging time is not after
 * the as-of day. */
struct counted_act {
	bool there;
	int64_t step;
	struct day stated, evidenced, recorded, judged;
	const char *text_hash;
};

struct filing {
	struct filing *next;
	const char *instance, *authority, *receipt;
	struct day due;
	bool has_due;
	struct counted_act filed, registered, suspended;
};

/* The text that legality review approved. */
struct reviewed {
	struct reviewed *next;
	const char *text_hash;
};

struct made_document {
	const char *id, *number, *title, *authority;
	struct day made, published_on;
	struct counted_act published;
	struct filing *filings;
	struct reviewed *reviewed;
};

/* Of one filing authority, or of all together. */
struct tally {
	const char *authority;
	int64_t filed, in_time, well_formed, registered, missing;
};

struct counting {
	struct store *store;
	struct rates *rates;
	struct arena *arena;	/* of the rates */
	struct arena own;	/* of what only the counting needs */
	struct day as_of;
	struct made_document *documents;
	size_t ndocuments, documents_cap;
	struct tally *tallies;
	size_t ntallies, tallies_cap;
	int64_t published, reviewed;
	size_t rows_cap, rates_cap;
};

/* Fill c->documents from the index: what was made in the year (0: ever) and
 * up to the as-of day, with the acts that count. 0, or -1 with err. */
int rates_read_index(struct counting *c, int year, struct err *err);

/* audit_rates, of a store. */
int rates_of_store(struct store *store, int year, struct day as_of,
    struct rates **out, struct err *err);

#endif
