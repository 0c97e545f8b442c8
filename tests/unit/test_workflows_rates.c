/* test_workflows_rates.c: rates counted from rows whose numbers are known */
#include "workflows/audit_rates_int.h"

#include "engine/base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define GOVERNMENT "区人民政府"
#define CONGRESS "区人大常委会"

/* A filing as rows say it: days as text, "" none. */
struct filing_case {
	const char *authority, *due;
	const char *stated, *evidenced, *recorded;	/* of filed */
	const char *registered;		/* recorded, "" not */
	const char *suspended;
};

struct document_case {
	const char *id, *authority, *made, *published;	/* recorded */
	const char *reviewed_hash;
	struct filing_case filings[2];
};

static struct day
on(const char *text)
{
	struct day day = { 0, 0, 0 };

	if (text != NULL && text[0] != '\0')
		assert_int_equal(day_parse(&day, text), 0);
	return day;
}

static int64_t
at(const char *text)
{
	return text == NULL || text[0] == '\0' ? 0 :
	    time_of_day(on(text)) + 12 * 3600;
}

/* ---- writing rows ---- */

struct filling {
	const struct document_case *cases;
	size_t n;
};

static int
put_milestone(struct store_index *index, const char *document,
    const char *instance, const char *name, int64_t step, const char *stated,
    const char *evidenced, const char *recorded, const char *hash,
    const char *detail, struct err *err)
{
	const struct milestone_row row = {
		.document = document, .instance = instance, .name = name,
		.step = step, .stated_s = at(stated),
		.evidenced_s = at(evidenced), .recorded_s = at(recorded),
		.text_hash = hash, .person = "bangong", .detail = detail
	};

	if (row.recorded_s == 0)
		return 0;
	return store_index_milestone(index, &row, err);
}

static int
put_filing(struct store_index *index, const char *document,
    const struct filing_case *f, int i, struct err *err)
{
	char instance[24];
	const struct deadline_row row = {
		.document = document, .instance = instance,
		.state = "filing-due", .from = on(f->due), .due = on(f->due),
		.within = "15 days", .basis = "", .detail = f->authority
	};

	snprintf(instance, sizeof(instance), "filing-%d", i + 1);
	if (store_index_deadline(index, &row, err) != 0)
		return -1;
	if (put_milestone(index, document, instance, "filed", 20, f->stated,
	    f->evidenced, f->recorded, "h", f->authority, err) != 0 ||
	    put_milestone(index, document, instance, "filing-suspended", 21,
	    f->suspended, "", f->suspended, "h", f->authority, err) != 0)
		return -1;
	return put_milestone(index, document, instance, "filing-registered",
	    22, f->registered, "", f->registered, "h", "规备〔2021〕9号", err);
}

static int
put_document(struct store_index *index, const struct document_case *d,
    struct err *err)
{
	const struct document_row row = {
		.id = d->id, .title = "办法", .number = "长民发〔2021〕1号",
		.authority = d->authority, .made = on(d->made),
		.published = on(d->published), .step = 9, .record = 1,
		.text_hash = "h"
	};
	int i;

	if (store_index_document(index, &row, err) != 0 ||
	    put_milestone(index, d->id, "main", "legality-reviewed", 3,
	    d->made, "", d->made, d->reviewed_hash, NULL, err) != 0 ||
	    put_milestone(index, d->id, "main", "published", 9, d->published,
	    "", d->published, "h", NULL, err) != 0)
		return -1;
	for (i = 0; i < 2; i++) {
		if (d->filings[i].authority != NULL && put_filing(index,
		    d->id, &d->filings[i], i, err) != 0)
			return -1;
	}
	return 0;
}

static int
fill(void *ctx, size_t item, struct store_txn *txn, struct err *err)
{
	static const char act[] = "<act xmlns=\"urn:x\"></act>";
	static const char outcome[] = "<outcome xmlns=\"urn:x\"></outcome>";
	const struct filling *filling = ctx;
	const struct record_draft draft = {
		.kind = RECORD_REGISTRY, .document = "", .event = "init",
		.person = "bangong", .act = act, .act_len = sizeof(act) - 1,
		.outcome = outcome, .outcome_len = sizeof(outcome) - 1,
		.author_name = "x", .subject = "rows"
	};
	size_t i;

	(void)item;
	for (i = 0; i < filling->n; i++) {
		if (put_document(store_txn_index(txn), &filling->cases[i],
		    err) != 0)
			return -1;
	}
	return store_txn_record(txn, &draft, NULL, err);
}

/* A registry with these rows, counted; the folder is removed. */
static struct rates *
count(const struct document_case *cases, size_t n, int year,
    const char *as_of)
{
	char dir[] = "/tmp/guiwen-rates-XXXXXX", path[64], command[128];
	struct filling filling = { cases, n };
	struct err err = ERR_INIT, item = ERR_INIT;
	struct store *store = NULL;
	struct rates *rates = NULL;

	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/r", dir);
	if (store_create(path, "r", &err) != 0 ||
	    store_open(&store, path, false, &err) != 0 ||
	    store_step(store, 1, fill, &filling, at("2022-06-01"), &item,
	    &err) != 0 || item.code != ERR_NONE ||
	    rates_of_store(store, year, on(as_of), &rates, &err) != 0)
		fail_msg("%s %s", err.msg, item.msg);
	store_close(store);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	assert_int_equal(system(command), 0);
	return rates;
}

static void
expect(const struct rates *rates, const char *name, const char *authority,
    int64_t numerator, int64_t denominator)
{
	size_t i;

	for (i = 0; i < rates->nrates; i++) {
		const struct rate *rate = &rates->rates[i];

		if (strcmp(rate->name, name) != 0 ||
		    strcmp(rate->authority, authority) != 0)
			continue;
		if (rate->numerator != numerator ||
		    rate->denominator != denominator)
			fail_msg("%s %s: %lld/%lld", name, authority,
			    (long long)rate->numerator,
			    (long long)rate->denominator);
		assert_true(rate->rule[0] != '\0');
		return;
	}
	fail_msg("there is no %s of \"%s\"", name, authority);
}

static const struct rate_row *
row_of(const struct rates *rates, const char *document, const char *authority)
{
	size_t i;

	for (i = 0; i < rates->nrows; i++) {
		if (strcmp(rates->rows[i].document, document) == 0 &&
		    strcmp(rates->rows[i].filing_authority, authority) == 0)
			return &rates->rows[i];
	}
	fail_msg("there is no row of %s, \"%s\"", document, authority);
	return NULL;
}

/* ---- the tests ---- */

static void
test_percent(void **state)
{
	static const struct {
		int64_t n, d;
		const char *text;
	} cases[] = {	/* LAW 4.2, the 通报 of 内蒙古 2010 */
		{ 197, 198, "99.5" }, { 100, 197, "50.8" },
		{ 144, 197, "73.1" }, { 163, 198, "82.3" },
		{ 7, 198, "3.5" }, { 8, 12, "66.7" }, { 45, 72, "62.5" },
		{ 125, 126, "99.2" }, { 55, 125, "44.0" },
		{ 0, 0, "n/a" }, { 0, 5, "0.0" }, { 5, 5, "100.0" },
		{ 1, 16, "6.3" }, { 1999, 2000, "100.0" }, { 1, 2001, "0.0" }
	};
	struct rate rate = { 0 };
	char out[16];
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		rate.numerator = cases[i].n;
		rate.denominator = cases[i].d;
		assert_string_equal(rate_percent(out, &rate), cases[i].text);
	}
}

static void
test_nothing_made(void **state)
{
	struct rates *rates = count(NULL, 0, 2021, "2021-12-31");
	char out[16];
	size_t i;

	(void)state;
	assert_int_equal(rates->made, 0);
	assert_int_equal(rates->nrows, 0);
	assert_false(rates->reconciled);
	assert_true(rates->nrates >= 7);
	for (i = 0; i < rates->nrates; i++)
		assert_string_equal(rate_percent(out, &rates->rates[i]),
		    "n/a");
	rates_free(rates);
}

/* One of each kind, one authority. */
static const struct document_case year[] = {
	/* filed in time by the record, registered */
	{ "2021-0001", "局", "2021-03-01", "2021-03-05", "h", { {
	    GOVERNMENT, "2021-03-20", "2021-03-10", "", "2021-03-20",
	    "2021-03-25", "" } } },
	/* recorded late, but a postmark shows it was in time; suspended */
	{ "2021-0002", "局", "2021-04-01", "2021-04-05", "h", { {
	    GOVERNMENT, "2021-04-20", "2021-04-10", "2021-04-18",
	    "2021-06-01", "2021-06-02", "2021-05-02" } } },
	/* recorded late, claims to have been in time */
	{ "2021-0003", "局", "2021-05-01", "2021-05-05", "other", { {
	    GOVERNMENT, "2021-05-20", "2021-05-10", "", "2021-05-25", "",
	    "" } } },
	/* due and not filed */
	{ "2021-0004", "局", "2021-06-01", "2021-06-05", "h", { {
	    GOVERNMENT, "2021-06-20", "", "", "", "", "" } } },
	/* made in December, due in January */
	{ "2021-0005", "局", "2021-12-28", "2021-12-30", "h", { {
	    GOVERNMENT, "2022-01-14", "2022-01-10", "", "2022-01-10", "",
	    "" } } },
	/* numbered and never published */
	{ "2021-0006", "局", "2021-07-01", "", "h", { { .authority = NULL } } },
	/* of another year */
	{ "2020-0009", "局", "2020-12-31", "2021-01-04", "h", { {
	    GOVERNMENT, "2021-01-19", "", "", "", "", "" } } }
};

static void
test_year(void **state)
{
	struct rates *rates = count(year, MEM_COUNT(year), 2021,
	    "2021-12-31");
	const struct rate_row *row;

	(void)state;
	assert_int_equal(rates->made, 6);
	assert_int_equal(rates->filed, 3);
	assert_int_equal(rates->missing, 1);
	assert_int_equal(rates->not_due, 2);
	assert_int_equal(rates->late, 1);
	assert_int_equal(rates->nrows, 6);
	expect(rates, "filing-rate", "", 3, 4);
	expect(rates, "filing-rate", GOVERNMENT, 3, 4);
	expect(rates, "in-time-rate", "", 2, 3);
	expect(rates, "in-time-rate-strict", "", 2, 4);
	expect(rates, "well-formed-rate", "", 2, 3);
	expect(rates, "registered-rate", "", 2, 3);
	expect(rates, "publication-rate", "", 5, 6);
	expect(rates, "legality-rate", "", 4, 5);
	row = row_of(rates, "2021-0001", GOVERNMENT);
	assert_true(row->filed && row->in_time && !row->late);
	assert_true(row->registered && !row->corrected);
	assert_string_equal(row->receipt, "规备〔2021〕9号");
	row = row_of(rates, "2021-0002", GOVERNMENT);
	assert_true(row->filed && row->in_time && row->corrected);
	assert_int_equal(row->evidenced.day, 18);
	row = row_of(rates, "2021-0003", GOVERNMENT);
	assert_true(row->filed && !row->in_time && row->claimed_in_time);
	assert_true(row->late && row->days_late == 5);
	row = row_of(rates, "2021-0004", GOVERNMENT);
	assert_true(!row->filed && !row->not_due && !row->late);
	assert_int_equal(row->days_late, 194);
	row = row_of(rates, "2021-0005", GOVERNMENT);
	assert_true(!row->filed && row->not_due);
	row = row_of(rates, "2021-0006", "");
	assert_true(row->not_due && row->published.year == 0);
	rates_free(rates);
}

/* The same rows seen from other days. */
static void
test_as_of(void **state)
{
	struct rates *rates;

	(void)state;
	/* On the last day of the period nothing is missing yet. */
	rates = count(year, MEM_COUNT(year), 2021, "2021-06-20");
	assert_int_equal(rates->made, 4);
	assert_int_equal(rates->missing, 0);
	expect(rates, "filing-rate", "", 3, 3);
	rates_free(rates);
	rates = count(year, MEM_COUNT(year), 2021, "2021-06-21");
	assert_int_equal(rates->missing, 1);
	expect(rates, "filing-rate", "", 3, 4);
	rates_free(rates);
	/* The postmark judges, not the later recording. */
	rates = count(year, MEM_COUNT(year), 2021, "2021-04-18");
	expect(rates, "filing-rate", "", 2, 2);
	expect(rates, "registered-rate", "", 1, 2);
	rates_free(rates);
	rates = count(year, MEM_COUNT(year), 2021, "2021-04-17");
	expect(rates, "filing-rate", "", 1, 1);
	rates_free(rates);
	/* Next year December's document is filed, and counts for 2021. */
	rates = count(year, MEM_COUNT(year), 2021, "2022-01-10");
	expect(rates, "filing-rate", "", 4, 5);
	expect(rates, "in-time-rate", "", 3, 4);
	rates_free(rates);
	/* All years. */
	rates = count(year, MEM_COUNT(year), 0, "2022-01-10");
	assert_int_equal(rates->made, 7);
	expect(rates, "filing-rate", "", 4, 6);
	rates_free(rates);
	/* Before anything. */
	rates = count(year, MEM_COUNT(year), 2021, "2021-02-01");
	assert_int_equal(rates->made, 0);
	rates_free(rates);
}

/* Two filing authorities: a rate of each; together a document counts once. */
static void
test_several_authorities(void **state)
{
	static const struct document_case both[] = {
		{ "2021-0001", "局", "2021-03-01", "2021-03-05", "h", {
		  { GOVERNMENT, "2021-03-20", "2021-03-10", "",
		    "2021-03-10", "2021-03-12", "" },
		  { CONGRESS, "2021-04-04", "", "", "", "", "" } } },
		{ "2021-0002", "局", "2021-03-01", "2021-03-05", "h", {
		  { GOVERNMENT, "2021-03-20", "2021-03-10", "",
		    "2021-03-10", "2021-03-12", "" },
		  { CONGRESS, "2021-04-04", "2021-04-05", "", "2021-04-06",
		    "2021-04-06", "" } } }
	};
	struct rates *rates = count(both, 2, 2021, "2021-04-04");

	(void)state;
	/* The second authority's day has not passed: open, not missing. */
	assert_int_equal(rates->made, 2);
	assert_int_equal(rates->nrows, 4);
	assert_int_equal(rates->not_due, 2);
	expect(rates, "filing-rate", GOVERNMENT, 2, 2);
	expect(rates, "filing-rate", CONGRESS, 0, 0);
	expect(rates, "filing-rate", "", 0, 0);
	rates_free(rates);
	rates = count(both, 2, 2021, "2021-12-31");
	expect(rates, "filing-rate", GOVERNMENT, 2, 2);
	expect(rates, "filing-rate", CONGRESS, 1, 2);
	expect(rates, "in-time-rate", CONGRESS, 0, 1);
	expect(rates, "registered-rate", CONGRESS, 1, 1);
	expect(rates, "filing-rate", "", 1, 2);
	expect(rates, "in-time-rate", "", 0, 1);
	assert_int_equal(rates->missing, 1);
	assert_int_equal(rates->late, 1);
	rates_free(rates);
}

/* Made in a year are documents of other years' numbers too, between those that
 * were not; and numbers get a digit more. Each has its own acts. */
static void
test_ids_of_other_years(void **state)
{
#define FILED_ON(day) { { GOVERNMENT, "2021-03-20", day, "", day, day, "" } }
	static const struct document_case cases[] = {
		{ "2019-0001", "局", "2021-03-04", "2021-03-05", "h",
		  FILED_ON("2021-03-10") },
		{ "2020-0040", "局", "2021-03-01", "2021-03-05", "h",
		  FILED_ON("2021-03-10") },
		{ "2020-0050", "局", "2020-03-01", "2020-03-05", "h",
		  FILED_ON("2021-03-30") },
		{ "2020-0060", "局", "2021-03-01", "2021-03-05", "other",
		  FILED_ON("2021-03-10") },
		{ "2021-0001", "局", "2022-03-01", "", "h",
		  { { .authority = NULL } } },
		{ "2021-0002", "局", "2021-03-01", "2021-03-05", "h",
		  FILED_ON("2021-03-21") },
		{ "2021-9999", "局", "2021-03-03", "2021-03-05", "h",
		  { { GOVERNMENT, "2021-03-20", "", "", "", "", "" } } },
		{ "2021-10000", "局", "2021-03-01", "2021-03-05", "h",
		  FILED_ON("2021-03-10") },
	};
	struct rates *rates = count(cases, MEM_COUNT(cases), 2021,
	    "2021-12-31");

	(void)state;
	assert_int_equal(rates->made, 6);
	assert_int_equal(rates->missing, 1);
	expect(rates, "filing-rate", "", 5, 6);
	expect(rates, "in-time-rate", "", 4, 5);
	expect(rates, "registered-rate", "", 5, 5);
	expect(rates, "legality-rate", "", 5, 6);
	/* In order of years and numbers, whatever their days. */
	assert_string_equal(rates->rows[0].document, "2019-0001");
	assert_string_equal(rates->rows[4].document, "2021-9999");
	assert_string_equal(rates->rows[5].document, "2021-10000");
	rates_free(rates);
	rates = count(cases, MEM_COUNT(cases), 0, "2022-12-31");
	assert_int_equal(rates->made, 8);
	expect(rates, "filing-rate", "", 6, 7);
	rates_free(rates);
}

/* What owes no filing is neither filed nor missing; a due day in a year
 * without a calendar is due, and what is filed then is not in time. */
static void
test_none_and_unknown(void **state)
{
	static const struct document_case cases[] = {
		{ "2021-0001", "局", "2021-03-01", "2021-03-05", "h",
		  { { .authority = NULL } } },
		{ "2021-0002", "局", "2021-03-01", "2021-03-05", "h",
		  { { GOVERNMENT, "", "", "", "", "", "" } } },
		{ "2021-0003", "牵头局", "2021-03-01", "2021-03-05", "h",
		  { { GOVERNMENT, "", "2021-03-06", "", "2021-03-06", "",
		    "" } } }
	};
	struct rates *rates = count(cases, 3, 2021, "2021-03-07");
	const struct rate_row *row;

	(void)state;
	assert_int_equal(rates->made, 3);
	assert_int_equal(rates->missing, 1);
	expect(rates, "filing-rate", "", 1, 2);
	expect(rates, "in-time-rate", "", 0, 1);
	row = row_of(rates, "2021-0001", "");
	assert_true(row->not_due && row->published.year == 2021);
	row = row_of(rates, "2021-0002", GOVERNMENT);
	assert_true(!row->filed && !row->not_due && row->due.year == 0);
	row = row_of(rates, "2021-0003", GOVERNMENT);
	assert_true(row->filed && !row->in_time && !row->claimed_in_time);
	assert_string_equal(row->authority, "牵头局");
	rates_free(rates);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_percent),
		cmocka_unit_test(test_nothing_made),
		cmocka_unit_test(test_year),
		cmocka_unit_test(test_as_of),
		cmocka_unit_test(test_several_authorities),
		cmocka_unit_test(test_ids_of_other_years),
		cmocka_unit_test(test_none_and_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
