/* audit_rates.c: filing, publication and review rates of a year */
#include "workflows/audit_rates_int.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct tally *
tally_of(struct counting *c, const char *authority)
{
	size_t i;

	for (i = 0; i < c->ntallies; i++) {
		if (strcmp(c->tallies[i].authority, authority) == 0)
			return &c->tallies[i];
	}
	MEM_GROW(c->tallies, c->ntallies, c->tallies_cap);
	memset(&c->tallies[c->ntallies], 0, sizeof(c->tallies[0]));
	c->tallies[c->ntallies].authority = authority;
	return &c->tallies[c->ntallies++];
}

/* Published by the as-of day, as the office states; but it was recorded
 * later, and no paper proves the day. */
static bool
is_said_published(const struct counting *c,
    const struct made_document *document)
{
	return !document->published.there && document->published_on.year != 0 &&
	    day_compare(document->published_on, c->as_of) <= 0;
}

static struct rate_row *
add_row(struct counting *c, const struct made_document *document)
{
	struct rates *rates = c->rates;
	struct rate_row *row;

	MEM_GROW(rates->rows, rates->nrows, c->rows_cap);
	row = &rates->rows[rates->nrows++];
	memset(row, 0, sizeof(*row));
	row->document = document->id;
	row->number = document->number;
	row->title = document->title;
	row->authority = document->authority;
	row->filing_authority = row->receipt = row->filed_by = "";
	row->made = document->made;
	if (document->published.there)
		row->published = document->published_on.year != 0 ?
		    document->published_on : document->published.judged;
	else if (is_said_published(c, document))
		row->said_published = document->published_on;
	return row;
}

static int
days_between(struct day from, struct day to)
{
	return (int)(day_serial(to) - day_serial(from));
}

/* An unknown due day (a year without a calendar) counts as due and as not
 * kept: what cannot be shown to be in time is not. */
static void
fill_filing(struct counting *c, struct rate_row *row,
    const struct filing *filing)
{
	const struct counted_act *filed = &filing->filed;
	bool known = filing->has_due && filing->due.year != 0;

	row->filing_authority = filing->authority;
	row->due = filing->due;
	row->receipt = filing->receipt;
	row->filed = filed->there;
	row->registered = filing->registered.there;
	row->corrected = filing->suspended.there;
	if (!filed->there) {
		row->not_due = known &&
		    day_compare(c->as_of, filing->due) <= 0;
		if (known && !row->not_due)
			row->days_late = days_between(filing->due, c->as_of);
		return;
	}
	row->stated = filed->stated;
	row->evidenced = filed->evidenced;
	row->recorded = filed->recorded;
	row->in_time = known && day_compare(filed->judged, filing->due) <= 0;
	row->claimed_in_time = known && !row->in_time &&
	    day_compare(filed->stated, filing->due) <= 0;
	row->late = !row->in_time;
	if (known && row->late)
		row->days_late = days_between(filing->due, filed->judged);
}

/* What one filing, or all filings of a document together, add to a tally. */
struct share {
	bool filed, in_time, well_formed, registered, missing, late;
};

static struct share
share_of(const struct rate_row *row)
{
	return (struct share) {
		.filed = row->filed, .in_time = row->in_time,
		.well_formed = row->filed && !row->corrected,
		.registered = row->registered,
		.missing = !row->filed && !row->not_due, .late = row->late
	};
}

/* A document is filed, in time and so on when each of its filings is; it is
 * missing or late when any of them is. */
static void
join(struct share *all, const struct share *one)
{
	all->filed &= one->filed;
	all->in_time &= one->in_time;
	all->well_formed &= one->well_formed;
	all->registered &= one->registered;
	all->missing |= one->missing;
	all->late |= one->late;
}

static void
add_to_tally(struct tally *tally, const struct share *share)
{
	tally->filed += share->filed;
	tally->in_time += share->filed && share->in_time;
	tally->well_formed += share->filed && share->well_formed;
	tally->registered += share->filed && share->registered;
	tally->missing += share->missing;
}

/* Was the text that was published one that legality review had approved? */
static bool
was_reviewed(const struct made_document *document)
{
	const struct reviewed *r;

	for (r = document->reviewed; r != NULL; r = r->next) {
		if (strcmp(r->text_hash, document->published.text_hash) == 0)
			return true;
	}
	return false;
}

/*
 * Filings are owed from the day of publication that the office itself states,
 * however late that was entered: only what fulfils a duty has to be shown.
 */
static bool
owes_filings(const struct counting *c, const struct made_document *document)
{
	return document->filings != NULL && document->published_on.year != 0 &&
	    day_compare(document->published_on, c->as_of) <= 0;
}

/* One row for each filing owed. A document that is not published, or owes
 * none, has one row without filing authority, on which nothing is due. */
static void
count_document(struct counting *c, const struct made_document *document)
{
	bool owes = owes_filings(c, document);
	struct share all = { true, true, true, true, false, false }, one;
	const struct filing *filing;
	struct rate_row *row;

	c->rates->made++;
	c->published += document->published.there;
	c->rates->said_published += is_said_published(c, document);
	c->reviewed += document->published.there && was_reviewed(document);
	if (!owes) {
		add_row(c, document)->not_due = true;
		c->rates->not_due++;
		return;
	}
	for (filing = document->filings; filing != NULL;
	    filing = filing->next) {
		row = add_row(c, document);
		fill_filing(c, row, filing);
		one = share_of(row);
		add_to_tally(tally_of(c, row->filing_authority), &one);
		join(&all, &one);
	}
	add_to_tally(tally_of(c, ""), &all);
	c->rates->late += all.late;
	c->rates->not_due += !all.filed && !all.missing;
}

/* ---- the rates ---- */

#define FILING_RULE \
	"filed documents among those made, less those that are not yet due " \
	"and not filed; a document that owes several filings is filed when " \
	"all are made"
#define IN_TIME_RULE \
	"documents filed by the last day of the period among those filed, " \
	"judged by the evidenced day, else by the day of recording"
#define STRICT_RULE \
	"documents filed by the last day of the period among those made, " \
	"less those that are not yet due and not filed"
#define WELL_FORMED_RULE \
	"filed documents that were never sent back for a supplement among " \
	"those filed"
#define REGISTERED_RULE \
	"documents registered with a receipt among those filed"
#define PUBLICATION_RULE \
	"published documents among those made, judged by the evidenced day, " \
	"else by the day of recording"
#define LEGALITY_RULE \
	"published documents whose text, exactly as published, legality " \
	"review had approved, among those published"

static void
add_rate(struct counting *c, const char *name, const char *authority,
    int64_t numerator, int64_t denominator, const char *rule)
{
	struct rates *rates = c->rates;

	MEM_GROW(rates->rates, rates->nrates, c->rates_cap);
	rates->rates[rates->nrates++] = (struct rate) {
		name, authority, numerator, denominator, rule
	};
}

static void
add_filing_rates(struct counting *c, const struct tally *tally)
{
	const char *authority = tally->authority;
	int64_t due = tally->filed + tally->missing;

	add_rate(c, "filing-rate", authority, tally->filed, due, FILING_RULE);
	add_rate(c, "in-time-rate", authority, tally->in_time, tally->filed,
	    IN_TIME_RULE);
	add_rate(c, "in-time-rate-strict", authority, tally->in_time, due,
	    STRICT_RULE);
	add_rate(c, "well-formed-rate", authority, tally->well_formed,
	    tally->filed, WELL_FORMED_RULE);
	add_rate(c, "registered-rate", authority, tally->registered,
	    tally->filed, REGISTERED_RULE);
}

static void
count_all(struct counting *c)
{
	struct rates *rates = c->rates;
	size_t i;

	(void)tally_of(c, "");		/* all together stand first */
	for (i = 0; i < c->ndocuments; i++)
		count_document(c, &c->documents[i]);
	rates->filed = c->tallies[0].filed;
	rates->missing = c->tallies[0].missing;
	for (i = 0; i < c->ntallies; i++)
		add_filing_rates(c, &c->tallies[i]);
	add_rate(c, "publication-rate", "", c->published, rates->made,
	    PUBLICATION_RULE);
	add_rate(c, "legality-rate", "", c->reviewed, c->published,
	    LEGALITY_RULE);
}

static void
release(struct counting *c)
{
	arena_release(&c->own);
	free(c->documents);
	free(c->tallies);
}

int
rates_of_store(struct store *store, int year, struct day as_of,
    struct rates **out, struct err *err)
{
	struct rates *rates = mem_zero(1, sizeof(*rates));
	struct counting c = {
		.store = store, .rates = rates, .arena = &rates->arena,
		.as_of = as_of
	};
	int result = -1;

	rates->year = year;
	rates->as_of = as_of;
	if (store_read_begin(c.store, err) != 0)
		goto out;
	result = rates_read_index(&c, year, err);
	store_read_end(c.store);
	if (result != 0)
		goto out;
	count_all(&c);
	*out = rates;
	rates = NULL;
out:
	release(&c);
	rates_free(rates);
	return result;
}

void
rates_free(struct rates *rates)
{
	if (rates == NULL)
		return;
	arena_release(&rates->arena);
	free(rates->rates);
	free(rates->rows);
	free(rates);
}

const char *
rate_percent(char out[16], const struct rate *rate)
{
	int64_t tenths;

	if (rate->denominator <= 0)
		return memcpy(out, "n/a", sizeof("n/a"));
	tenths = (2000 * rate->numerator + rate->denominator) /
	    (2 * rate->denominator);
	snprintf(out, 16, "%d.%d", (int)(tenths / 10 % 100000),
	    (int)(tenths % 10));
	return out;
}
