/* deadline.c: a deadline as people read it: by when, why, how sure */
#include "cli/deadline.h"

#include "cli/cmd.h"
#include "cli/json.h"

#include <stdlib.h>
#include <string.h>

/* Working days from today, or from the day on which the clock was stopped, to
 * the last day; false where that is not known. */
static bool
days_left(const struct calendar *calendar,
    const struct dossier_deadline *deadline, struct day today, int *left)
{
	int missing;

	dossier_deadline_stands(deadline, &today);
	return deadline->due.year != 0 && calendar_between(calendar, today,
	    deadline->due, left, &missing) == CALENDAR_KNOWN;
}

static void
working_days_left(struct text *out, int days)
{
	text_addf(out, COUNTED(" (%d working day left)",
	    " (%d working days left)", days), days);
}

static void
working_days_over(struct text *out, int days)
{
	text_addf(out, COUNTED(" (overdue by %d working day)",
	    " (overdue by %d working days)", days), days);
}

static enum output_style
stands_words(struct text *out, bool known, int left, struct day since)
{
	char day[DAY_TEXT];

	text_addf(out, _("the clock stands since %s"),
	    day_format(day, since));
	if (known && left >= 0)
		working_days_left(out, left);
	else if (known)
		working_days_over(out, -left);
	return known && left < 0 ? STYLE_BAD : STYLE_NONE;
}

enum output_style
last_day_words(struct text *out, const struct calendar *calendar,
    struct day due, struct day today)
{
	int left, missing;
	char day[DAY_TEXT];

	text_adds(out, day_format(day, due));
	if (calendar_between(calendar, today, due, &left, &missing) !=
	    CALENDAR_KNOWN) {
		if (day_compare(due, today) >= 0) {
			text_addf(out, _(" (no calendar for %d: the working "
			    "days left are not known)"), missing);
			return STYLE_NONE;
		}
		text_addf(out, _(" (overdue; no calendar for %d)"), missing);
		return STYLE_BAD;
	}
	if (day_compare(due, today) < 0) {
		working_days_over(out, -left);
		return STYLE_BAD;
	}
	working_days_left(out, left);
	return left <= 2 ? STYLE_WARN : STYLE_NONE;
}

enum output_style
due_words(struct text *out, const struct calendar *calendar,
    const struct dossier_deadline *deadline, struct day today)
{
	struct day since;
	bool known;
	int left = 0;

	if (dossier_deadline_stands(deadline, &since)) {
		known = days_left(calendar, deadline, today, &left);
		return stands_words(out, known, left, since);
	}
	if (deadline->due.year != 0)
		return last_day_words(out, calendar, deadline->due, today);
	text_adds(out, _("not known (no calendar for that year)"));
	return STYLE_WARN;
}

bool
deadline_overdue(const struct dossier_deadline *deadline, struct day today)
{
	dossier_deadline_stands(deadline, &today);
	return deadline->due.year != 0 &&
	    day_compare(deadline->due, today) < 0;
}

bool
deadline_days(const struct dossier_deadline *deadline, struct day today,
    int *days)
{
	dossier_deadline_stands(deadline, &today);
	*days = (int)(day_serial(deadline->due) - day_serial(today));
	return deadline->due.year != 0;
}

enum output_style
days_words(struct text *out, const struct calendar *calendar,
    const struct dossier_deadline *deadline, struct day today)
{
	struct duration within;
	int days, left, missing;

	if (dossier_deadline_stands(deadline, NULL) ||
	    !deadline_days(deadline, today, &days))
		return due_words(out, calendar, deadline, today);
	if (days == 0) {
		text_adds(out, _("due today"));
		return STYLE_WARN;
	}
	if (days < 0)
		text_addf(out, COUNTED("overdue by %d day",
		    "overdue by %d days", -days), -days);
	else
		text_addf(out, COUNTED("%d day left", "%d days left", days),
		    days);
	if (duration_parse(&within, deadline->within) == 0 &&
	    within.unit == DURATION_WORKING_DAYS) {
		if (calendar_between(calendar, today, deadline->due, &left,
		    &missing) == CALENDAR_KNOWN)
			text_addf(out, COUNTED(" (%d working day)",
			    " (%d working days)", abs(left)), abs(left));
		else
			text_addf(out, _(" (no calendar for %d)"), missing);
	}
	return days < 0 ? STYLE_BAD : days <= 2 ? STYLE_WARN : STYLE_NONE;
}

void
period_words(struct text *out, const char *within)
{
	struct duration d;

	if (duration_parse(&d, within) != 0) {
		text_adds(out, within);
		return;
	}
	switch (d.unit) {
	case DURATION_DAYS:
		text_addf(out, COUNTED("%d day", "%d days", d.count),
		    d.count);
		break;
	case DURATION_WORKING_DAYS:
		text_addf(out, COUNTED("%d working day", "%d working days",
		    d.count), d.count);
		break;
	case DURATION_MONTHS:
		text_addf(out, COUNTED("%d month", "%d months", d.count),
		    d.count);
		break;
	case DURATION_YEARS:
		text_addf(out, COUNTED("%d year", "%d years", d.count),
		    d.count);
		break;
	}
}

void
basis_words(struct text *out, const struct dossier_deadline *deadline)
{
	char day[DAY_TEXT];

	period_words(out, deadline->within);
	text_addf(out, "%s%s", _(": "), *deadline->basis != '\0' ?
	    deadline->basis : _("no basis named"));
	text_addf(out, _(" (%s)"), deadline->verified ? _("verified") :
	    _("not verified"));
	if (day_compare(deadline->told, deadline->due) == 0)
		return;
	text_adds(out, _("; "));
	if (deadline->told.year == 0)
		text_adds(out, _("first not known"));
	else
		text_addf(out, _("first %s"),
		    day_format(day, deadline->told));
}

void
deadline_json(json_t *o, const struct dossier_deadline *deadline,
    const struct calendar *calendar, struct day today)
{
	struct day since = { 0, 0, 0 };
	int left;

	dossier_deadline_stands(deadline, &since);
	json_object_set_new(o, "within", json_words(deadline->within));
	json_object_set_new(o, "from", json_day(deadline->from));
	json_object_set_new(o, "due", json_day(deadline->due));
	json_object_set_new(o, "told", json_day(deadline->told));
	json_object_set_new(o, "basis", json_words(deadline->basis));
	json_object_set_new(o, "verified",
	    json_boolean(deadline->verified));
	json_object_set_new(o, "suspended", json_fact(deadline->suspended));
	json_object_set_new(o, "stands_since", json_day(since));
	if (deadline->ended.year == 0)
		json_object_set_new(o, "working_days_left", days_left(
		    calendar, deadline, today, &left) ? json_integer(left) :
		    json_null());
}
