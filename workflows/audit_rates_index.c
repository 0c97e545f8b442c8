/* audit_rates_index.c: the acts that rates count, from the index */
#include "workflows/audit_rates_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

#define YEAR_DIGITS 4
#define NEAR 8			/* documents */
#define FILING "filing"		/* how the names of its instances begin */

static const char *
keep(struct counting *c, const char *s)
{
	return s == NULL || s[0] == '\0' ? "" : arena_strdup(c->arena, s);
}

static int
on_document(void *ctx, const struct document_row *row, struct err *err)
{
	struct counting *c = ctx;
	struct made_document *document;

	(void)err;
	MEM_GROW(c->documents, c->ndocuments, c->documents_cap);
	document = &c->documents[c->ndocuments++];
	memset(document, 0, sizeof(*document));
	document->id = keep(c, row->id);
	document->number = keep(c, row->number);
	document->title = keep(c, row->title);
	document->authority = keep(c, row->authority);
	document->made = row->made;
	document->published_on = row->published;
	return 0;
}

/* In the order in which they came up. */
static struct filing *
filing_of(struct counting *c, struct made_document *document,
    const char *instance)
{
	struct filing **at = &document->filings;

	for (; *at != NULL; at = &(*at)->next) {
		if (strcmp((*at)->instance, instance) == 0)
			return *at;
	}
	*at = arena_alloc(&c->own, sizeof(**at));
	(*at)->instance = arena_strdup(&c->own, instance);
	(*at)->authority = (*at)->receipt = "";
	return *at;
}

/* Documents by the text of their ids, and where among them the last row was
 * of. Rows lie in the same order, with those of other documents between. */
struct walk {
	struct counting *counting;
	struct made_document **documents;
	size_t at, n;
};

/* The document that a row is of; NULL: none that was asked about. */
static struct made_document *
document_of(struct walk *walk, const char *id)
{
	int order;

	for (; walk->at < walk->n; walk->at++) {
		order = strcmp(walk->documents[walk->at]->id, id);
		if (order >= 0)
			return order == 0 ? walk->documents[walk->at] : NULL;
	}
	return NULL;
}

static bool
is_filing(const char *instance)
{
	return instance != NULL && strncmp(instance, FILING,
	    strlen(FILING)) == 0;
}

static int
on_deadline(void *ctx, const struct deadline_row *row, struct err *err)
{
	struct walk *walk = ctx;
	struct made_document *document = document_of(walk, row->document);
	struct filing *filing;

	(void)err;
	if (document == NULL)
		return 0;
	filing = filing_of(walk->counting, document, row->instance);
	if (filing->has_due)
		return 0;
	filing->has_due = true;
	filing->due = row->due;
	if (row->detail != NULL && row->detail[0] != '\0')
		filing->authority = keep(walk->counting, row->detail);
	return 0;
}

static void
count_act(struct counting *c, struct counted_act *act,
    const struct milestone_row *row)
{
	struct day judged = time_day(row->evidenced_s != 0 ?
	    row->evidenced_s : row->recorded_s);

	if (day_compare(judged, c->as_of) > 0 ||
	    (act->there && act->step <= row->step))
		return;
	act->there = true;
	act->step = row->step;
	act->judged = judged;
	act->stated = time_day(row->stated_s);
	act->recorded = time_day(row->recorded_s);
	if (row->evidenced_s != 0)
		act->evidenced = time_day(row->evidenced_s);
	act->text_hash = row->text_hash == NULL ? "" :
	    arena_strdup(&c->own, row->text_hash);
}

static void
count_review(struct counting *c, struct made_document *document,
    const struct milestone_row *row)
{
	struct counted_act act = { 0 };
	struct reviewed *reviewed;

	count_act(c, &act, row);
	if (!act.there)
		return;
	reviewed = arena_alloc(&c->own, sizeof(*reviewed));
	*reviewed = (struct reviewed){ document->reviewed, act.text_hash };
	document->reviewed = reviewed;
}

static void
count_registration(struct counting *c, struct filing *filing,
    const struct milestone_row *row)
{
	count_act(c, &filing->registered, row);
	if (filing->registered.there)
		filing->receipt = keep(c, row->detail);
}

static int
on_milestone(void *ctx, const struct milestone_row *row, struct err *err)
{
	struct walk *walk = ctx;
	struct counting *c = walk->counting;
	struct made_document *document = document_of(walk, row->document);
	struct filing *filing;

	(void)err;
	if (document == NULL)
		return 0;
	if (!is_filing(row->instance)) {
		if (strcmp(row->name, "published") == 0)
			count_act(c, &document->published, row);
		else if (strcmp(row->name, "legality-reviewed") == 0)
			count_review(c, document, row);
		return 0;
	}
	filing = filing_of(c, document, row->instance);
	if (strcmp(row->name, "filed") == 0)
		count_act(c, &filing->filed, row);
	else if (strcmp(row->name, "filing-registered") == 0)
		count_registration(c, filing, row);
	else if (strcmp(row->name, "filing-suspended") == 0)
		count_act(c, &filing->suspended, row);
	return 0;
}

static int
by_text(const void *a, const void *b)
{
	struct made_document *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

/* As people count: "2021-9999" before "2021-10000". */
static int
by_number(const void *a, const void *b)
{
	const struct made_document *x = a, *y = b;
	size_t x_len = strlen(x->id), y_len = strlen(y->id);
	int order = strncmp(x->id, y->id, YEAR_DIGITS);

	if (order != 0 || x_len == y_len)
		return order != 0 ? order : strcmp(x->id, y->id);
	return x_len < y_len ? -1 : 1;
}

/* Documents by the text of their ids; nearly always they are so already. */
static struct made_document **
sort_by_text(struct counting *c)
{
	struct made_document **sorted = arena_array(&c->own, c->ndocuments,
	    sizeof(*sorted));
	bool out_of_order = false;
	size_t i;

	for (i = 0; i < c->ndocuments; i++) {
		sorted[i] = &c->documents[i];
		out_of_order |= i > 0 && by_text(&sorted[i - 1], &sorted[i]) >
		    0;
	}
	if (out_of_order)
		qsort(sorted, c->ndocuments, sizeof(*sorted), by_text);
	return sorted;
}

/* The rows of documents whose ids follow one another lie together: all of
 * them are read, since nearly all are asked about. */
static int
read_run(struct walk *deadlines, struct walk *milestones, size_t first,
    size_t n, struct err *err)
{
	struct store *store = deadlines->counting->store;
	const struct store_span span = {
		.first = deadlines->documents[first]->id,
		.last = deadlines->documents[first + n - 1]->id,
		.name = "published", .other = "legality-reviewed",
		.instances = FILING, .state = "filing-due" };

	return store_deadlines_span(store, &span, on_deadline, deadlines,
	    err) != 0 || store_milestones_span(store, &span, on_milestone,
	    milestones, err) != 0 ? -1 : 0;
}

/* Are two ids of one year and hardly any between them? To begin anew takes as
 * long as to pass over a few documents: those that were drafted in one year
 * and made in the next lie far apart. */
static bool
is_near(const struct made_document *a, const struct made_document *b)
{
	long between;

	if (strncmp(a->id, b->id, YEAR_DIGITS + 1) != 0)
		return false;
	between = strtol(b->id + YEAR_DIGITS + 1, NULL, 10) -
	    strtol(a->id + YEAR_DIGITS + 1, NULL, 10);
	return between > 0 && between <= NEAR;
}

static int
read_acts(struct counting *c, struct made_document **sorted, struct err *err)
{
	struct walk deadlines = { c, sorted, 0, c->ndocuments };
	struct walk milestones = deadlines;
	size_t i, n;

	for (i = 0; i < c->ndocuments; i += n) {
		for (n = 1; i + n < c->ndocuments &&
		    is_near(sorted[i + n - 1], sorted[i + n]); n++)
			continue;
		if (read_run(&deadlines, &milestones, i, n, err) != 0)
			return -1;
	}
	return 0;
}

int
rates_read_index(struct counting *c, int year, struct err *err)
{
	struct day first = { year, 1, 1 }, last = { year, 12, 31 };

	/* Made after the day that is asked about: not made yet. */
	if (year == 0)
		first.year = 1;
	if (year == 0 || day_compare(last, c->as_of) > 0)
		last = c->as_of;
	if (store_documents_made(c->store, first, last, on_document, c,
	    err) != 0)
		return -1;
	if (c->ndocuments > 1)
		qsort(c->documents, c->ndocuments, sizeof(*c->documents),
		    by_number);
	return read_acts(c, sort_by_text(c), err);
}
