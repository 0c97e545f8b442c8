/* audit_rates_view.c: the answer to the third question of an audit */
#include "cli/audit_view.h"

#include "cli/json.h"
#include "cli/table.h"
#include "cli/words.h"

#include <string.h>

/* 0/0 is never 100 %. */
static const char *
nothing_counted(const struct rate *rate)
{
	if (strcmp(rate->name, "filing-rate") == 0 ||
	    strcmp(rate->name, "in-time-rate-strict") == 0)
		return _("n/a (no document has to be filed)");
	return _("n/a (0 documents)");
}

/* With a single filing authority its rates are those of all. */
static bool
several_authorities(const struct rates *rates)
{
	const char *first = NULL;
	size_t i;

	for (i = 0; i < rates->nrates; i++) {
		const char *authority = rates->rates[i].authority;

		if (*authority == '\0')
			continue;
		if (first != NULL && strcmp(first, authority) != 0)
			return true;
		first = authority;
	}
	return false;
}

static struct table *
rates_table(const struct rates *rates)
{
	const struct column columns[] = {
		{ _("rate"), false, false },
		{ _("filing authority"), false, true },
		{ _("counted"), true, false }, { _("of"), true, false },
		{ "%", true, false },
	};
	struct table *table = table_new(columns, 5);
	bool several = several_authorities(rates);
	char percent[16];
	size_t i;

	for (i = 0; i < rates->nrates; i++) {
		const struct rate *rate = &rates->rates[i];

		if (!several && *rate->authority != '\0')
			continue;
		table_cell(table, word_rate(rate->name));
		table_cell(table, *rate->authority != '\0' ?
		    rate->authority : _("all"));
		table_cellf(table, "%lld", (long long)rate->numerator);
		table_cellf(table, "%lld", (long long)rate->denominator);
		table_cell(table, rate->denominator == 0 ?
		    nothing_counted(rate) : rate_percent(percent, rate));
	}
	return table;
}

/* Each rule once, though a rate is given for each filing authority. */
static void
print_rules(struct output *out, const struct rates *rates)
{
	size_t width = out->width > 24 ? (size_t)out->width - 4 : 0, i, k;
	struct text text = TEXT_INIT;

	output_addf(out, "\n%s\n", _("How they are counted:"));
	for (i = 0; i < rates->nrates; i++) {
		const struct rate *rate = &rates->rates[i];

		for (k = 0; k < i && strcmp(rates->rates[k].name,
		    rate->name) != 0; k++)
			;
		if (k < i)
			continue;
		text_reset(&text);
		text_addf(&text, "%s%s%s", word_rate(rate->name), _(": "),
		    _(rate->rule));
		output_adds(out, "  ");
		output_wrapped(out, text.ptr, 4, width);
		output_adds(out, "\n");
	}
	output_adds(out, "  ");
	output_wrapped(out, _("what was done by a day is judged by the "
	    "evidenced day, else by the day of recording, never by a stated "
	    "day alone; only the duty to file runs from the stated day of "
	    "publication, since nobody gains by stating it"), 4, width);
	output_adds(out, "\n");
	output_addf(out, "  %s\n", _("shares are rounded to one decimal, half "
	    "away from zero"));
	text_release(&text);
}

/* What a list holds: a condition on a row. */
typedef bool row_is(const struct rate_row *row);

/* A document that owes no filing, or is not published yet, has one row with
 * no authority: it is in no list of filings. */
static bool
is_missing(const struct rate_row *row)
{
	return *row->filing_authority != '\0' && !row->filed && !row->not_due;
}

static bool
is_late(const struct rate_row *row)
{
	return row->filed && row->late;
}

static bool
is_not_due(const struct rate_row *row)
{
	return !row->filed && row->not_due;
}

static bool
is_claimed(const struct rate_row *row)
{
	return row->claimed_in_time;
}

static bool
is_unpublished(const struct rate_row *row)
{
	return row->published.year == 0 && row->said_published.year == 0;
}

static bool
is_said_published(const struct rate_row *row)
{
	return row->said_published.year != 0;
}

static bool
is_unregistered(const struct rate_row *row)
{
	return row->filed && !row->registered;
}

static bool
is_led_outside(const struct rate_row *row)
{
	return *row->filed_by != '\0';
}

static void
row_remark(const struct rate_row *row, struct text *out)
{
	char day[DAY_TEXT];

	if (row->due.year != 0)
		text_addf(out, _("due %s"), day_format(day, row->due));
	else if (*row->filing_authority != '\0')
		text_adds(out, _("due day not known"));
	else if (row->not_due && row->published.year == 0)
		text_adds(out, _("not published, so no time for filing runs"));
	if (row->days_late > 0)
		text_addf(out, COUNTED(", %d day late", ", %d days late",
		    row->days_late), row->days_late);
	if (row->filed && row->evidenced.year != 0)
		text_addf(out, _(", filed %s (by the paper's date)"),
		    day_format(day, row->evidenced));
	else if (row->filed && row->recorded.year != 0)
		text_addf(out, _(", recorded %s"),
		    day_format(day, row->recorded));
	if (row->claimed_in_time && row->stated.year != 0)
		text_addf(out, _(", stated %s"),
		    day_format(day, row->stated));
	if (row->said_published.year != 0)
		text_addf(out, _("%sstated to be published %s"),
		    out->len > 0 ? _("; ") : "",
		    day_format(day, row->said_published));
	if (*row->filed_by != '\0')
		text_addf(out, _("%slead outside (%s), filing by %s"),
		    out->len > 0 ? _("; ") : "", row->authority,
		    row->filed_by);
}

static void
print_list(struct output *out, const struct rates *rates, const char *title,
    row_is *is, enum output_style style)
{
	struct text remark = TEXT_INIT;
	size_t i, n = 0;

	for (i = 0; i < rates->nrows; i++) {
		const struct rate_row *row = &rates->rows[i];

		if (!is(row))
			continue;
		if (n++ == 0) {
			output_adds(out, "\n");
			output_styled(out, style, title);
			output_adds(out, "\n");
		}
		text_reset(&remark);
		row_remark(row, &remark);
		output_addf(out, "  %s  %s  %s", row->document, row->number,
		    row->title);
		if (*row->filing_authority != '\0')
			output_addf(out, " → %s", row->filing_authority);
		if (remark.len > 0)
			output_addf(out, "%s%s", _("; "), remark.ptr);
		output_adds(out, "\n");
	}
	text_release(&remark);
}

static void
print_head(struct output *out, const struct rates *rates,
    const struct reconciliation *r, struct day today)
{
	char day[DAY_TEXT], now[DAY_TEXT];

	day_format(day, rates->as_of);
	output_adds(out, "\n");
	output_styled(out, STYLE_BOLD, _("3. What are the rates?"));
	output_adds(out, "\n");
	if (rates->year != 0)
		output_addf(out, _("  documents dated %d, as of %s: %lld made, "
		    "%lld filed, %lld not yet due, %lld missing, %lld late\n"),
		    rates->year, day, (long long)rates->made,
		    (long long)rates->filed, (long long)rates->not_due,
		    (long long)rates->missing, (long long)rates->late);
	else
		output_addf(out, _("  documents of all years, as of %s: %lld "
		    "made, %lld filed, %lld not yet due, %lld missing, %lld "
		    "late\n"), day, (long long)rates->made,
		    (long long)rates->filed, (long long)rates->not_due,
		    (long long)rates->missing, (long long)rates->late);
	if (day_compare(rates->as_of, today) > 0)
		output_addf(out, _("  %s is still to come: only what was done "
		    "by today, %s, is counted, and what is not yet filed "
		    "counts as missing where it falls due before\n"), day,
		    day_format(now, today));
	if (rates->said_published > 0)
		output_addf(out, _("  counted as not published: %lld that are "
		    "stated to have been published by then, recorded later "
		    "and proved by no paper\n"),
		    (long long)rates->said_published);
	if (r != NULL)
		audit_print_reconciled(out, r);
	else
		output_addf(out, "  %s\n", _("denominator not reconciled: no "
		    "issuing register was given"));
}

void
audit_print_rates(struct call *call, const struct rates *rates,
    const struct reconciliation *r)
{
	struct output *out = &call->out;
	struct table *table = rates_table(rates);

	print_head(out, rates, r, call_today(call));
	output_adds(out, "\n");
	table_print(table, out);
	table_free(table);
	print_rules(out, rates);
	print_list(out, rates, _("Missing: due and not filed"), is_missing,
	    STYLE_BAD);
	print_list(out, rates, _("Filed late"), is_late, STYLE_WARN);
	print_list(out, rates, _("In time only by what was stated; no paper "
	    "proves it"), is_claimed, STYLE_WARN);
	print_list(out, rates, _("Not yet due"), is_not_due, STYLE_NONE);
	print_list(out, rates, _("Filed, receipt awaited"), is_unregistered,
	    STYLE_NONE);
	print_list(out, rates, _("Not published"), is_unpublished,
	    STYLE_WARN);
	print_list(out, rates, _("Published only by what was stated; recorded "
	    "later, and no paper proves it"), is_said_published, STYLE_WARN);
	print_list(out, rates, _("Led by an authority outside this registry"),
	    is_led_outside, STYLE_NONE);
	if (r != NULL)
		audit_print_register(out, r);
}

static json_t *
row_json(const struct rate_row *row)
{
	json_t *o = json_object();

	json_object_set_new(o, "document", json_words(row->document));
	json_object_set_new(o, "number", json_fact(row->number));
	json_object_set_new(o, "title", json_words(row->title));
	json_object_set_new(o, "authority", json_fact(row->authority));
	json_object_set_new(o, "filing_authority",
	    json_fact(row->filing_authority));
	json_object_set_new(o, "made", json_day(row->made));
	json_object_set_new(o, "published", json_day(row->published));
	json_object_set_new(o, "published_stated_only",
	    json_day(row->said_published));
	json_object_set_new(o, "due", json_day(row->due));
	json_object_set_new(o, "stated", json_day(row->stated));
	json_object_set_new(o, "evidenced", json_day(row->evidenced));
	json_object_set_new(o, "recorded", json_day(row->recorded));
	json_object_set_new(o, "receipt", json_fact(row->receipt));
	json_object_set_new(o, "lead_outside",
	    json_boolean(is_led_outside(row)));
	json_object_set_new(o, "filed_by", json_fact(row->filed_by));
	json_object_set_new(o, "filed", json_boolean(row->filed));
	json_object_set_new(o, "registered", json_boolean(row->registered));
	json_object_set_new(o, "in_time", json_boolean(row->in_time));
	json_object_set_new(o, "claimed_in_time",
	    json_boolean(row->claimed_in_time));
	json_object_set_new(o, "not_due", json_boolean(row->not_due));
	json_object_set_new(o, "late", json_boolean(row->late));
	json_object_set_new(o, "missing", json_boolean(is_missing(row)));
	json_object_set_new(o, "corrected", json_boolean(row->corrected));
	json_object_set_new(o, "days_late", json_integer(row->days_late));
	return o;
}

json_t *
audit_rates_json(const struct rates *rates, const struct reconciliation *r)
{
	json_t *o = json_object(), *list = json_array(), *rows = json_array(),
	    *one;
	char percent[16];
	size_t i;

	for (i = 0; i < rates->nrates; i++) {
		const struct rate *rate = &rates->rates[i];

		one = json_object();
		json_object_set_new(one, "name", json_words(rate->name));
		json_object_set_new(one, "authority",
		    json_fact(rate->authority));
		json_object_set_new(one, "numerator",
		    json_integer(rate->numerator));
		json_object_set_new(one, "denominator",
		    json_integer(rate->denominator));
		json_object_set_new(one, "percent", rate->denominator == 0 ?
		    json_null() : json_words(rate_percent(percent, rate)));
		json_object_set_new(one, "rule", json_words(rate->rule));
		json_array_append_new(list, one);
	}
	for (i = 0; i < rates->nrows; i++)
		json_array_append_new(rows, row_json(&rates->rows[i]));
	json_object_set_new(o, "year", rates->year != 0 ?
	    json_integer(rates->year) : json_null());
	json_object_set_new(o, "as_of", json_day(rates->as_of));
	json_object_set_new(o, "reconciled",
	    json_boolean(rates->reconciled));
	json_object_set_new(o, "made", json_integer(rates->made));
	json_object_set_new(o, "filed", json_integer(rates->filed));
	json_object_set_new(o, "not_due", json_integer(rates->not_due));
	json_object_set_new(o, "missing", json_integer(rates->missing));
	json_object_set_new(o, "late", json_integer(rates->late));
	json_object_set_new(o, "published_stated_only",
	    json_integer(rates->said_published));
	json_object_set_new(o, "rates", list);
	json_object_set_new(o, "documents", rows);
	if (r != NULL)
		json_object_set_new(o, "register", audit_register_json(r));
	return o;
}
