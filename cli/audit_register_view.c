/* audit_register_view.c: what became of each number of an issuing register */
#include "cli/audit_view.h"

#include "cli/json.h"
#include "cli/table.h"

#include <string.h>

/* ---- does the denominator hold? ---- */

static void
add_open(struct text *out, const struct reconciliation *r)
{
	if (r->empty)
		text_addf(out, "%s%s", _("none is of what is asked about"),
		    r->nabsent > 0 ? _("; ") : "");
	if (r->empty && r->nabsent == 0)
		return;
	text_addf(out, _("unexplained %zu, left out of their series %ld, made "
	    "here and not in it %zu"), r->unexplained, r->missing,
	    r->nabsent);
}

void
audit_print_reconciled(struct output *out, const struct reconciliation *r)
{
	struct text open = TEXT_INIT;
	size_t i;

	for (i = 0; i < r->nregisters; i++)
		output_addf(out, r->holds ?
		    _("  denominator reconciled with %s (SHA-256 %s)\n") :
		    _("  denominator not reconciled with %s (SHA-256 %s)\n"),
		    r->registers[i]->name, r->registers[i]->sha256);
	if (!r->holds) {
		add_open(&open, r);
		output_addf(out, "    %s%s%s\n", _("numbers of the issuing "
		    "register"), _(": "), open.ptr);
	}
	text_release(&open);
}

void
audit_print_register_verdict(struct output *out,
    const struct reconciliation *r)
{
	struct text text = TEXT_INIT, open = TEXT_INIT;

	add_open(&open, r);
	if (r->holds)
		text_adds(&text, _("Every number of the issuing register is "
		    "explained."));
	else
		text_addf(&text, _("The issuing register does not agree: %s."),
		    open.ptr);
	output_styled(out, r->holds ? STYLE_GOOD : STYLE_BAD, text.ptr);
	output_adds(out, "\n");
	text_release(&text);
	text_release(&open);
}

/* ---- each series ---- */

static void
print_series(struct output *out, const struct reconciliation *r)
{
	const struct column columns[] = {
		{ _("series"), false, true }, { _("rows"), true, false },
		{ _("documents here"), true, false },
		{ _("not normative"), true, false },
		{ _("unexplained"), true, false },
		{ _("left out"), true, false },
		{ _("not in it"), true, false }, { _("later"), true, false },
	};
	struct table *table = table_new(columns, r->later > 0 ? 8 : 7);
	size_t i;

	for (i = 0; i < r->nseries; i++) {
		const struct register_series *s = &r->series[i];

		table_cell(table, s->name[0] != '\0' ? s->name :
		    _("of no series"));
		table_cellf(table, "%zu", s->rows);
		table_cellf(table, "%zu", s->here);
		table_cellf(table, "%zu", s->not_normative);
		table_cellf(table, "%zu", s->unexplained);
		table_cellf(table, "%ld", s->missing);
		table_cellf(table, "%zu", s->absent);
		if (r->later > 0)
			table_cellf(table, "%zu", s->later);
	}
	if (r->nseries > 0) {
		output_adds(out, "\n");
		table_print(table, out);
	}
	table_free(table);
}

/* ---- lists ---- */

static const char *
word_why(enum register_why why)
{
	switch (why) {
	case REGISTER_NO_NUMBER:
		return _("the row has no number");
	case REGISTER_ILLEGIBLE:
		return _("this is not one document number; each number stands "
		    "in a row of its own, as 青民规〔2021〕3号");
	case REGISTER_NORMATIVE:
		return _("normative by the register's own word, and no "
		    "document here");
	case REGISTER_UNCLASSIFIED:
		return _("no document here, and not classified");
	case REGISTER_UNCLEAR:
		return _("no document here, and its classification is neither "
		    "yes (是) nor no (否)");
	case REGISTER_NO_PERSON:
		return _("not normative, but nobody is named who says so");
	case REGISTER_NO_REASON:
		return _("not normative, but no reason is given");
	case REGISTER_TWICE:
		return _("the document here that has this number has another "
		    "title");
	case REGISTER_EXPLAINED:
		break;
	}
	return "";
}

static void
print_title(struct output *out, const char *title, enum output_style style)
{
	output_adds(out, "\n");
	output_styled(out, style, title);
	output_adds(out, "\n");
}

/* "row 7  青民规〔2021〕6号  title", with the file where there are several. */
static void
print_row(struct output *out, const struct reconciliation *r,
    const struct register_line *line)
{
	const struct issuing_row *row = line->row;

	output_adds(out, "  ");
	if (r->nregisters > 1)
		output_addf(out, "%s%s", line->in->name, _(", "));
	output_addf(out, _("row %d"), row->row);
	if (row->number[0] != '\0')
		output_addf(out, "  %s", row->series[0] != '\0' ?
		    row->number : row->written);
	if (row->title[0] != '\0')
		output_addf(out, "  %s", row->title);
}

static void
print_unexplained(struct output *out, const struct reconciliation *r)
{
	size_t i;

	if (r->unexplained == 0)
		return;
	print_title(out, _("Unexplained: neither a document here nor "
	    "classified as not normative by a named person with a reason"),
	    STYLE_BAD);
	for (i = 0; i < r->nlines; i++) {
		const struct register_line *line = &r->lines[i];

		if (line->standing != REGISTER_UNEXPLAINED)
			continue;
		print_row(out, r, line);
		output_addf(out, "%s%s", _("; "), word_why(line->why));
		if (line->why == REGISTER_UNCLEAR)
			output_addf(out, "%s%s", _(": "),
			    line->row->nature_words);
		if (line->why == REGISTER_TWICE)
			output_addf(out, "%s%s  %s", _(": "), line->document,
			    line->title);
		output_adds(out, "\n");
	}
}

static void
print_gaps(struct output *out, const struct reconciliation *r)
{
	const char *series = NULL;
	size_t i;

	if (r->ngaps == 0)
		return;
	print_title(out, _("Left out: numbers that the register jumps over; a "
	    "void number has a row, too, that says so (作废), by whom and "
	    "why"), STYLE_BAD);
	for (i = 0; i < r->ngaps; i++) {
		const struct register_gap *gap = &r->gaps[i];

		if (series == NULL || strcmp(series, gap->series) != 0)
			output_addf(out, "%s  %s%s", series == NULL ? "" :
			    "\n", gap->series, _(": "));
		else
			output_adds(out, _(", "));
		series = gap->series;
		output_addf(out, "%ld", gap->from);
		if (gap->to > gap->from)
			output_addf(out, "–%ld", gap->to);
	}
	output_adds(out, "\n");
}

static void
print_absent(struct output *out, const struct reconciliation *r)
{
	char day[DAY_TEXT];
	size_t i;

	if (r->nabsent == 0)
		return;
	print_title(out, _("Made here, and not in the register: it is "
	    "incomplete, or the number is wrong"), STYLE_BAD);
	for (i = 0; i < r->nabsent; i++) {
		const struct rate_row *row = r->absent[i];

		output_addf(out, "  %s  %s  %s", row->document, row->number,
		    row->title);
		output_addf(out, "%s", _("; "));
		output_addf(out, _("dated %s"), day_format(day, row->made));
		output_adds(out, "\n");
	}
}

static bool
differs(const struct register_line *line)
{
	return (line->standing == REGISTER_HERE && (line->other_title ||
	    line->other_date || line->said_not)) ||
	    (line->first_row != 0 && register_line_counts(line));
}

static void
print_difference(struct output *out, const struct register_line *line)
{
	char day[DAY_TEXT], here[DAY_TEXT];
	bool of_document = line->standing == REGISTER_HERE;

	if (of_document && line->other_title)
		output_addf(out, _("; here %s is titled %s"), line->document,
		    line->title);
	if (of_document && line->other_date)
		output_addf(out, _("; %s %s, here %s is dated %s"),
		    line->in->date_column, day_format(day, line->row->date),
		    line->document, day_format(here, line->made));
	if (of_document && line->said_not)
		output_addf(out, _("; not normative by the register, and yet "
		    "the document %s here"), line->document);
	if (line->first_row != 0)
		output_addf(out, _("; the number stands in row %d already"),
		    line->first_row);
	output_adds(out, "\n");
}

static void
print_differences(struct output *out, const struct reconciliation *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->nlines; i++) {
		if (!differs(&r->lines[i]))
			continue;
		if (n++ == 0)
			print_title(out, _("In the register otherwise than "
			    "here, or twice"), STYLE_WARN);
		print_row(out, r, &r->lines[i]);
		print_difference(out, &r->lines[i]);
	}
}

static void
print_classified(struct output *out, const struct reconciliation *r)
{
	size_t i;

	if (r->not_normative == 0)
		return;
	print_title(out, _("Classified as not normative, or void"),
	    STYLE_NONE);
	for (i = 0; i < r->nlines; i++) {
		const struct register_line *line = &r->lines[i];

		if (line->standing != REGISTER_NOT_NORMATIVE)
			continue;
		print_row(out, r, line);
		output_addf(out, "%s%s%s%s%s%s\n", _("; "), line->row->person,
		    line->stranger ? _(" (no person of this registry)") : "",
		    _(": "), line->row->nature == ISSUING_VOID ?
		    _("void: ") : "", line->row->reason);
	}
	for (i = 0; i < r->npeople; i++) {
		const struct register_person *person = &r->people[i];

		if (person->alike > 1)
			output_addf(out, _("  %s classified %zu, of them %zu "
			    "for the same reason: %s\n"), person->name,
			    person->rows, person->alike, person->reason);
		else
			output_addf(out, _("  %s classified %zu\n"),
			    person->name, person->rows);
	}
}

static void
print_aside(struct output *out, const struct reconciliation *r)
{
	size_t passed_over = 0, i;

	for (i = 0; i < r->nregisters; i++)
		passed_over += r->registers[i]->passed_over;
	if (r->other_year + r->later + r->led_outside + passed_over == 0)
		return;
	output_adds(out, "\n");
	if (r->other_year > 0)
		output_addf(out, _("  rows of other years: %zu\n"),
		    r->other_year);
	if (r->later > 0)
		output_addf(out, _("  rows dated after the day that is asked "
		    "about: %zu\n"), r->later);
	if (passed_over > 0)
		output_addf(out, _("  rows without number, title and date, or "
		    "that repeat the headings: %zu\n"), passed_over);
	if (r->led_outside > 0)
		output_addf(out, _("  documents here whose number an outside "
		    "lead gave, and that are not in this register: %zu\n"),
		    r->led_outside);
}

void
audit_print_register(struct output *out, const struct reconciliation *r)
{
	print_title(out, _("The issuing register (发文登记簿)"), STYLE_BOLD);
	print_series(out, r);
	print_unexplained(out, r);
	print_gaps(out, r);
	print_absent(out, r);
	print_differences(out, r);
	print_classified(out, r);
	print_aside(out, r);
}

/* ---- JSON ---- */

static const char *const standings[] = {
	[REGISTER_HERE] = "here", [REGISTER_NOT_NORMATIVE] = "not-normative",
	[REGISTER_UNEXPLAINED] = "unexplained", [REGISTER_LATER] = "later",
	[REGISTER_OTHER_YEAR] = "other-year"
};

static const char *const whys[] = {
	[REGISTER_EXPLAINED] = "", [REGISTER_NO_NUMBER] = "no-number",
	[REGISTER_ILLEGIBLE] = "no-document-number",
	[REGISTER_NORMATIVE] = "normative-and-not-here",
	[REGISTER_UNCLASSIFIED] = "not-classified",
	[REGISTER_UNCLEAR] = "classification-unclear",
	[REGISTER_NO_PERSON] = "no-person",
	[REGISTER_NO_REASON] = "no-reason",
	[REGISTER_TWICE] = "number-of-another-document"
};

static json_t *
count_json(size_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *
line_json(const struct register_line *line)
{
	const struct issuing_row *row = line->row;
	bool classified = line->standing == REGISTER_NOT_NORMATIVE;
	json_t *o = json_object();

	json_object_set_new(o, "file", json_words(line->in->name));
	json_object_set_new(o, "row", json_integer(row->row));
	json_object_set_new(o, "number", json_fact(row->number));
	json_object_set_new(o, "written", json_fact(row->written));
	json_object_set_new(o, "series", json_fact(row->series));
	json_object_set_new(o, "title", json_fact(row->title));
	json_object_set_new(o, "date", json_day(row->date));
	json_object_set_new(o, "standing",
	    json_words(standings[line->standing]));
	json_object_set_new(o, "why", json_fact(whys[line->why]));
	json_object_set_new(o, "document", json_fact(line->document));
	json_object_set_new(o, "document_title", json_fact(line->title));
	json_object_set_new(o, "document_made", json_day(line->made));
	json_object_set_new(o, "other_title",
	    json_boolean(line->other_title));
	json_object_set_new(o, "other_date", json_boolean(line->other_date));
	json_object_set_new(o, "said_not_normative",
	    json_boolean(line->said_not));
	json_object_set_new(o, "first_row", line->first_row != 0 ?
	    json_integer(line->first_row) : json_null());
	json_object_set_new(o, "void",
	    json_boolean(row->nature == ISSUING_VOID));
	json_object_set_new(o, "person", json_fact(row->person));
	json_object_set_new(o, "person_known", classified ?
	    json_boolean(!line->stranger) : json_null());
	json_object_set_new(o, "reason", json_fact(row->reason));
	return o;
}

static json_t *
files_json(const struct reconciliation *r)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < r->nregisters; i++) {
		o = json_object();
		json_object_set_new(o, "name",
		    json_words(r->registers[i]->name));
		json_object_set_new(o, "sha256",
		    json_words(r->registers[i]->sha256));
		json_object_set_new(o, "rows",
		    count_json(r->registers[i]->nrows));
		json_object_set_new(o, "passed_over",
		    count_json(r->registers[i]->passed_over));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
series_json(const struct reconciliation *r)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < r->nseries; i++) {
		const struct register_series *s = &r->series[i];

		o = json_object();
		json_object_set_new(o, "series", json_fact(s->name));
		json_object_set_new(o, "rows", count_json(s->rows));
		json_object_set_new(o, "here", count_json(s->here));
		json_object_set_new(o, "not_normative",
		    count_json(s->not_normative));
		json_object_set_new(o, "unexplained",
		    count_json(s->unexplained));
		json_object_set_new(o, "left_out", json_integer(s->missing));
		json_object_set_new(o, "not_in_register",
		    count_json(s->absent));
		json_object_set_new(o, "later", count_json(s->later));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
gaps_json(const struct reconciliation *r)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < r->ngaps; i++) {
		o = json_object();
		json_object_set_new(o, "series", json_words(r->gaps[i].series));
		json_object_set_new(o, "from", json_integer(r->gaps[i].from));
		json_object_set_new(o, "to", json_integer(r->gaps[i].to));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
absent_json(const struct reconciliation *r)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < r->nabsent; i++) {
		o = json_object();
		json_object_set_new(o, "document",
		    json_words(r->absent[i]->document));
		json_object_set_new(o, "number",
		    json_fact(r->absent[i]->number));
		json_object_set_new(o, "title",
		    json_words(r->absent[i]->title));
		json_object_set_new(o, "made", json_day(r->absent[i]->made));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
people_json(const struct reconciliation *r)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < r->npeople; i++) {
		o = json_object();
		json_object_set_new(o, "name", json_words(r->people[i].name));
		json_object_set_new(o, "known",
		    json_boolean(r->people[i].known));
		json_object_set_new(o, "classified",
		    count_json(r->people[i].rows));
		json_object_set_new(o, "same_reason",
		    count_json(r->people[i].alike));
		json_object_set_new(o, "reason",
		    json_words(r->people[i].reason));
		json_array_append_new(list, o);
	}
	return list;
}

json_t *
audit_register_json(const struct reconciliation *r)
{
	json_t *o = json_object(), *lines = json_array();
	size_t i;

	for (i = 0; i < r->nlines; i++)
		json_array_append_new(lines, line_json(&r->lines[i]));
	json_object_set_new(o, "files", files_json(r));
	json_object_set_new(o, "reconciled", json_boolean(r->holds));
	json_object_set_new(o, "empty", json_boolean(r->empty));
	json_object_set_new(o, "here", count_json(r->here));
	json_object_set_new(o, "not_normative",
	    count_json(r->not_normative));
	json_object_set_new(o, "unexplained", count_json(r->unexplained));
	json_object_set_new(o, "left_out", json_integer(r->missing));
	json_object_set_new(o, "not_in_register", count_json(r->nabsent));
	json_object_set_new(o, "later", count_json(r->later));
	json_object_set_new(o, "other_year", count_json(r->other_year));
	json_object_set_new(o, "outside_lead", count_json(r->led_outside));
	json_object_set_new(o, "series", series_json(r));
	json_object_set_new(o, "rows", lines);
	json_object_set_new(o, "gaps", gaps_json(r));
	json_object_set_new(o, "absent", absent_json(r));
	json_object_set_new(o, "people", people_json(r));
	return o;
}
