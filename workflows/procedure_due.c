/* procedure_due.c: the last day of a period of time whose clock may have stood
 * still meanwhile */
#include "workflows/procedure_int.h"

#include <string.h>

/* The next span of days in which the clock stood, "2021-03-05/2021-03-10":
 * false at the end; one that is still open has ended.year 0. */
static bool
span_next(const char **at, struct day *began, struct day *ended)
{
	char buf[DAY_TEXT];
	const char *word;
	size_t len;

	*ended = (struct day){ 0, 0, 0 };
	if ((word = word_next(at, &len)) == NULL || len < DAY_TEXT)
		return false;
	memcpy(buf, word, DAY_TEXT - 1);
	buf[DAY_TEXT - 1] = '\0';
	if (day_parse(began, buf) != 0)
		return false;
	if (len < 2 * DAY_TEXT - 1)
		return true;
	memcpy(buf, word + DAY_TEXT, DAY_TEXT - 1);
	return day_parse(ended, buf) == 0;
}

/*
 * Days and working days: what had run when the clock was stopped is used up,
 * the rest runs on from the day on which it was started again (that day not
 * counted, as the first one).
 */
static bool
count_days(const struct calendar *calendar, struct day from,
    struct duration left, const char *spans, bool roll, struct day *out)
{
	struct day began, ended;
	int used, missing;

	while (span_next(&spans, &began, &ended) && ended.year != 0) {
		if (day_compare(began, from) < 0)
			began = from;
		if (day_compare(ended, began) <= 0)
			continue;
		if (left.unit == DURATION_DAYS)
			used = (int)(day_serial(began) - day_serial(from));
		else if (calendar_between(calendar, from, began, &used,
		    &missing) != CALENDAR_KNOWN)
			return false;
		if (used >= left.count)
			break;
		left.count -= used;
		from = ended;
	}
	return calendar_add(calendar, from, left, roll, out, &missing, NULL,
	    NULL) == CALENDAR_KNOWN;
}

/* Months and years have no part that is used up: the days in which the clock
 * stood are put behind them. */
static bool
count_months(const struct calendar *calendar, struct day from,
    struct duration duration, const char *spans, bool roll, struct day *out)
{
	struct duration stood = { 0, DURATION_DAYS };
	struct day began, ended, last;
	int missing;

	if (calendar_add(calendar, from, duration, false, &last, &missing,
	    NULL, NULL) != CALENDAR_KNOWN)
		return false;
	while (span_next(&spans, &began, &ended) && ended.year != 0) {
		last = day_plus(last, stood.count);
		stood.count = 0;
		if (day_compare(began, last) >= 0)
			break;
		if (day_compare(ended, began) > 0)
			stood.count = (int)(day_serial(ended) -
			    day_serial(began));
	}
	return calendar_add(calendar, last, stood, roll, out, &missing, NULL,
	    NULL) == CALENDAR_KNOWN;
}

static void
count(const struct calendar *calendar, const struct dossier_deadline *deadline,
    struct duration duration, bool roll, struct day *out)
{
	bool known;

	known = (duration.unit == DURATION_DAYS ||
	    duration.unit == DURATION_WORKING_DAYS ? count_days :
	    count_months)(calendar, deadline->from, duration,
	    deadline->suspended, roll, out);
	if (!known)
		*out = (struct day){ 0, 0, 0 };
}

/* A last day that is a day off moves to the next working day (民法典 203, by
 * analogy). */
bool
deadline_due(const struct calendar *calendar,
    const struct dossier_deadline *deadline, struct day *due)
{
	struct duration within;

	if (duration_parse(&within, deadline->within) != 0)
		return false;
	count(calendar, deadline, within, true, due);
	return true;
}

int
deadline_count(const struct move *m, struct dossier_deadline *deadline)
{
	const struct calendar *calendar = m->context->calendar;
	struct duration owed;

	if (!deadline_due(calendar, deadline, &deadline->due))
		return err_set(m->err, ERR_BROKEN, "the chart's state %s has "
		    "the time limit “%s”, which is no duration",
		    deadline->state, deadline->within);
	deadline->owed_until = (struct day){ 0, 0, 0 };
	if (deadline->at_least[0] == '\0')
		return 0;
	if (duration_parse(&owed, deadline->at_least) != 0)
		return err_set(m->err, ERR_BROKEN, "the chart's state %s owes "
		    "its reviewer “%s”, which is no duration",
		    deadline->state, deadline->at_least);
	count(calendar, deadline, owed, false, &deadline->owed_until);
	return 0;
}
