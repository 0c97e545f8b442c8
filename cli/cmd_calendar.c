/* cmd_calendar.c: guiwen calendar: how a deadline is counted, day by day */
#include "cli/calendars.h"
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/deadline.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/words.h"

#include <stdlib.h>
#include <string.h>

static const struct option calendar_options[] = {
	{ "roll", NULL, N_("explain: when the last of natural days, months or "
	    "years is a day off, the period ends on the next working day"),
	    false },
	{ "reason", "TEXT", N_("install: the notice that it follows"),
	    false },
	OPTION_END
};

/* What a count passed, for the table or for JSON. */
struct explanation {
	struct table *table;
	json_t *days;
	bool any;		/* day was told */
};

static const char *
kind_name(enum calendar_kind kind)
{
	static const char *const names[] = {
		[CALENDAR_UNKNOWN] = "unknown",
		[CALENDAR_WORKING] = "working",
		[CALENDAR_MAKEUP] = "make-up",
		[CALENDAR_WEEKEND] = "weekend",
		[CALENDAR_HOLIDAY] = "holiday"
	};

	return names[kind];
}

static void
explain_row(struct table *table, const struct calendar_note *note)
{
	char day[DAY_TEXT];
	bool off = note->count == 0;

	table_cell(table, day_format(day, note->day));
	table_cell(table, word_weekday(note->day));
	if (off)
		table_cell(table, _("skipped"));
	else
		table_cellf(table, "%d", note->count);
	table_style(table, off ? STYLE_DIM : STYLE_NONE);
	table_cell(table, word_calendar(note->kind));
	table_cell(table, note->name);
}

static void
explain(void *ctx, const struct calendar_note *note)
{
	struct explanation *explanation = ctx;
	json_t *o;

	explanation->any = true;
	if (explanation->table != NULL) {
		explain_row(explanation->table, note);
		return;
	}
	o = json_object();
	json_object_set_new(o, "day", json_day(note->day));
	json_object_set_new(o, "kind", json_string(kind_name(note->kind)));
	json_object_set_new(o, "name", json_fact(note->name));
	json_object_set_new(o, "count", json_integer(note->count));
	json_array_append_new(explanation->days, o);
}

static struct table *
new_table(void)
{
	const struct column columns[] = {
		{ _("day"), false, false }, { "", false, false },
		{ _("count"), true, false }, { _("kind"), false, false },
		{ _("name"), false, true },
	};

	return table_new(columns, 5);
}

static void
print_explanation(struct call *call, struct explanation *explanation,
    struct day from, struct duration duration, struct day due)
{
	char a[DAY_TEXT], b[DAY_TEXT], d[40];
	struct text period = TEXT_INIT;
	json_t *o;

	duration_format(d, duration);
	if (explanation->table != NULL) {
		if (explanation->any)
			table_print(explanation->table, &call->out);
		period_words(&period, d);
		output_addf(&call->out, _("%s is the last day of a period of "
		    "%s after %s (the day of the event is not counted)\n"),
		    day_format(b, due), period.ptr, day_format(a, from));
		text_release(&period);
		return;
	}
	o = json_object();
	json_object_set_new(o, "from", json_day(from));
	json_object_set_new(o, "period", json_string(d));
	json_object_set_new(o, "due", json_day(due));
	json_object_set_new(o, "days", json_incref(explanation->days));
	json_print(&call->out, o);
}

/* The notice of a year is out before it begins. */
static int
unknown_year(const struct call *call, int year, struct err *err)
{
	if (year <= call_today(call).year)
		return err_set(err, ERR_NOTFOUND, "there is no calendar for "
		    "%d, so its working days are not known: put it in force "
		    "with guiwen calendar install FILE.ics --reason TEXT",
		    year);
	return err_set(err, ERR_NOTFOUND, "there is no calendar for %d, so "
	    "its working days are not known: once the year's notice is out, "
	    "put it in force with guiwen calendar install FILE.ics --reason "
	    "TEXT", year);
}

static int
run_explain(struct call *call, const struct calendar *calendar)
{
	const char *day = call_operand(call, 1), *period = call_operand(call,
	    2);
	bool roll = options_has(&call->options, "roll");
	struct explanation explanation = { NULL, NULL, false };
	struct err err = ERR_INIT;
	struct duration duration;
	struct day from, due;
	int missing, status = STATUS_YES;

	if (day == NULL || period == NULL)
		err_set(&err, ERR_USAGE, "guiwen calendar explain needs a day "
		    "and a period: 2021-09-15 +15wd");
	else if (call_parse_day(&from, day) != 0)
		err_set(&err, ERR_USAGE, "\"%s\" is no day; a day is given as "
		    "2021-09-15", day);
	else if (duration_parse(&duration, period) != 0)
		err_set(&err, ERR_USAGE, "\"%s\" is no period; a period is "
		    "given as +15wd (working days), +30d, +6m or +5y", period);
	if (err.code != ERR_NONE)
		return call_usage(call, &err);
	if (call_json(call))
		explanation.days = json_array();
	else
		explanation.table = new_table();
	if (calendar_add(calendar, from, duration, roll, &due, &missing,
	    explain, &explanation) == CALENDAR_KNOWN)
		print_explanation(call, &explanation, from, duration, due);
	else if (unknown_year(call, missing, &err) != 0)
		status = call_fail(call, &err);
	table_free(explanation.table);
	json_decref(explanation.days);
	return status;
}

/* The days of a year that are not as the weekday says. */
static int
run_list(struct call *call, const struct calendar *calendar)
{
	struct explanation explanation = { NULL, NULL, false };
	const char *given = call_operand(call, 1);
	struct err err = ERR_INIT;
	struct day day = { 0, 1, 1 };
	int year, working = 0;
	char *end;

	if (given == NULL || (year = (int)strtol(given, &end, 10),
	    *end != '\0' || year < 1 || year > 9999)) {
		err_set(&err, ERR_USAGE, "guiwen calendar list needs a year: "
		    "guiwen calendar list 2021");
		return call_usage(call, &err);
	}
	day.year = year;
	if (calendar_day(calendar, day, NULL) == CALENDAR_UNKNOWN) {
		unknown_year(call, year, &err);
		return call_fail(call, &err);
	}
	if (call_json(call))
		explanation.days = json_array();
	else
		explanation.table = new_table();
	for (; day.year == year; day = day_plus(day, 1)) {
		struct calendar_note note = { day, CALENDAR_UNKNOWN, "", 0 };

		note.kind = calendar_day(calendar, day, &note.name);
		if (note.kind == CALENDAR_WORKING ||
		    note.kind == CALENDAR_MAKEUP)
			note.count = ++working;
		if (note.kind == CALENDAR_HOLIDAY ||
		    note.kind == CALENDAR_MAKEUP)
			explain(&explanation, &note);
		if (year == 9999 && day.month == 12 && day.day == 31)
			break;
	}
	if (explanation.table != NULL) {
		table_print(explanation.table, &call->out);
		output_addf(&call->out, _("%d has %d working days\n"), year,
		    working);
	} else {
		json_t *o = json_object();

		json_object_set_new(o, "year", json_integer(year));
		json_object_set_new(o, "working_days", json_integer(working));
		json_object_set_new(o, "days", explanation.days);
		json_print(&call->out, o);
	}
	table_free(explanation.table);
	return STATUS_YES;
}

/* ---- install ---- */

static int
check_install(const struct call *call, struct err *err)
{
	if (call_operand(call, 1) == NULL || call_operand(call, 2) != NULL)
		return err_set(err, ERR_USAGE, "say which file: guiwen "
		    "calendar install FILE.ics --reason TEXT");
	if (!options_has(&call->options, "reason"))
		return err_set(err, ERR_USAGE, "guiwen calendar install needs "
		    "--reason: the notice that it follows");
	return 0;
}

static int
run_install(struct call *call)
{
	struct text bytes = TEXT_INIT;
	struct err err = ERR_INIT;
	int year = 0, status = STATUS_YES;
	json_t *o;

	if (check_install(call, &err) != 0)
		return call_usage(call, &err);
	if (call_open(call, false, &err) != 0 ||
	    call_identify(call, &err) != 0 ||
	    input_read(call_operand(call, 1), &bytes, &err) != 0 ||
	    registry_put_calendar(call->registry, call->person->id, bytes.ptr,
	    bytes.len, input_name(call_operand(call, 1)),
	    options_value(&call->options, "reason"), call->now_s, &year,
	    &err) != 0) {
		status = call_asked(call, &err);
	} else if (call_json(call)) {
		o = json_object();
		json_object_set_new(o, "year", json_integer(year));
		json_print(&call->out, o);
	} else {
		output_addf(&call->out, _("the calendar of %d is in force; "
		    "guiwen tick records the last days that it moves or makes "
		    "known\n"), year);
	}
	text_release(&bytes);
	return status;
}

static int
run_calendar(struct call *call)
{
	const char *what = call_operand(call, 0);
	const struct calendar *calendar = NULL;
	struct calendar *own = NULL;
	struct err err = ERR_INIT;
	int status;

	if (strcmp(what, "install") == 0)
		return run_install(call);
	if (strcmp(what, "explain") != 0 && strcmp(what, "list") != 0) {
		err_set(&err, ERR_USAGE, "guiwen calendar explains a deadline "
		    "(explain), lists a year (list) or puts one in force "
		    "(install); \"%s\" is none of these", what);
		return call_usage(call, &err);
	}
	if (calendars_load(call, &calendar, &own, &err) != 0)
		status = call_fail(call, &err);
	else if (strcmp(what, "explain") == 0)
		status = run_explain(call, calendar);
	else
		status = run_list(call, calendar);
	calendar_free(own);
	return status;
}

static const struct option *const tables[] = { calendar_options, NULL };

const struct cmd cmd_calendar = {
	"calendar", GROUP_TEXT,
	"explain DATE PERIOD | list YEAR | install FILE.ics",
	N_("count a deadline, list a year's holidays, put a year in force"),
	tables, 1, 3, run_calendar
};
