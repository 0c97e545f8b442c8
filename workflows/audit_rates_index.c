/* audit_rates_index.c: the acts that rates count, from the index */
#include "workflows/audit_rates_int.h"

#include "engine/base/mem.h"

#include <string.h>

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
	/* Made after the day that is asked about: not made yet. */
	if (row->made.year == 0 || day_compare(row->made, c->as_of) > 0)
		return 0;
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

static struct filing *
filing_of(struct counting *c, struct made_document *document,
    const char *instance)
{
	struct filing *filing;
	size_t i;

	for (i = 0; i < document->nfilings; i++) {
		if (strcmp(document->filings[i].instance, instance) == 0)
			return &document->filings[i];
	}
	MEM_GROW(document->filings, document->nfilings,
	    document->filings_cap);
	filing = &document->filings[document->nfilings++];
	memset(filing, 0, sizeof(*filing));
	filing->instance = keep(c, instance);
	filing->authority = filing->receipt = "";
	return filing;
}

/* A document in the hands of the two callbacks below. */
struct at_document {
	struct counting *counting;
	struct made_document *document;
};

static bool
is_filing(const char *instance)
{
	return instance != NULL && strncmp(instance, "filing", 6) == 0;
}

static int
on_deadline(void *ctx, const struct deadline_row *row, struct err *err)
{
	struct at_document *at = ctx;
	struct filing *filing;

	(void)err;
	if (!is_filing(row->instance) || strcmp(row->state, "filing-due") != 0)
		return 0;
	filing = filing_of(at->counting, at->document, row->instance);
	if (filing->has_due)
		return 0;
	filing->has_due = true;
	filing->due = row->due;
	if (row->detail != NULL && row->detail[0] != '\0')
		filing->authority = keep(at->counting, row->detail);
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
	act->text_hash = keep(c, row->text_hash);
}

static void
count_review(struct counting *c, struct made_document *document,
    const struct milestone_row *row)
{
	struct counted_act act = { 0 };

	count_act(c, &act, row);
	if (!act.there)
		return;
	MEM_GROW(document->reviewed, document->nreviewed,
	    document->reviewed_cap);
	document->reviewed[document->nreviewed++] = act.text_hash;
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
	struct at_document *at = ctx;
	struct counting *c = at->counting;
	struct filing *filing;

	(void)err;
	if (!is_filing(row->instance)) {
		if (strcmp(row->name, "published") == 0)
			count_act(c, &at->document->published, row);
		else if (strcmp(row->name, "legality-reviewed") == 0)
			count_review(c, at->document, row);
		return 0;
	}
	filing = filing_of(c, at->document, row->instance);
	if (strcmp(row->name, "filed") == 0)
		count_act(c, &filing->filed, row);
	else if (strcmp(row->name, "filing-registered") == 0)
		count_registration(c, filing, row);
	else if (strcmp(row->name, "filing-suspended") == 0)
		count_act(c, &filing->suspended, row);
	return 0;
}

int
rates_read_index(struct counting *c, int year, struct err *err)
{
	struct document_filter filter = { .made_year = year };
	struct at_document at = { c, NULL };
	size_t i;

	if (store_documents(c->store, &filter, on_document, c, err) != 0)
		return -1;
	for (i = 0; i < c->ndocuments; i++) {
		at.document = &c->documents[i];
		if (store_deadlines(c->store, at.document->id, on_deadline,
		    &at, err) != 0 ||
		    store_milestones(c->store, at.document->id, NULL,
		    on_milestone, &at, err) != 0)
			return -1;
	}
	return 0;
}
