/* calendar.c: the days that calendars list, and counting over them */
#include "engine/calendar/calendar.h"

#include "engine/base/arena.h"
#include "engine/base/mem.h"
#include "engine/calendar/calendar_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MAX_YEAR 9999
#define MAX_LISTED 20000	/* days in one file */
#define MONTHS_MAX (12 * (MAX_YEAR + 1))

static const struct day last_day = { MAX_YEAR, 12, 31 };

/* A day that a calendar lists. */
struct listed {
	int64_t serial;
	bool work;
	const char *name, *source;	/* in the arena */
	int line;			/* of its VEVENT in the source */
};

struct calendar {
	struct arena arena;
	struct listed *days;		/* by serial, no two the same */
	size_t ndays, cap;
	bool known[MAX_YEAR + 1];
};

struct calendar *
calendar_new(void)
{
	return mem_zero(1, sizeof(struct calendar));
}

void
calendar_free(struct calendar *calendar)
{
	if (calendar == NULL)
		return;
	arena_release(&calendar->arena);
	free(calendar->days);
	free(calendar);
}

static int
by_serial(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	if (x->serial != y->serial)
		return x->serial < y->serial ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static void
sort(struct calendar *calendar)
{
	if (calendar->ndays > 0)
		qsort(calendar->days, calendar->ndays, sizeof(*calendar->days),
		    by_serial);
}

static const struct listed *
find_among(const struct listed *days, size_t n, int64_t serial)
{
	size_t low = 0, high = n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (days[mid].serial < serial)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && days[low].serial == serial ? &days[low] : NULL;
}

static const struct listed *
find(const struct calendar *calendar, int64_t serial)
{
	return find_among(calendar->days, calendar->ndays, serial);
}

static int
contradiction(const struct listed *a, const struct listed *b,
    const char *name, struct err *err)
{
	const struct listed *work = a->work ? a : b, *off = a->work ? b : a;
	char day[DAY_TEXT];

	return err_set_at(err, ERR_SYNTAX, name, b->line, "%s is a holiday "
	    "(%s) in %s and a working day (%s) in %s; find out which is "
	    "right and correct the other file",
	    day_format(day, day_from_serial(a->serial)), off->name,
	    off->source, work->name, work->source);
}

/* The days of the file's events, in order, each once. */
static int
collect(struct calendar *to, const struct ics *ics, const char *name,
    struct err *err)
{
	struct listed day = { .source = name };
	const struct ics_event *event;
	size_t i, n = 0;

	for (event = ics->events; event < ics->events + ics->nevents; event++) {
		day.work = event->work;
		day.name = event->summary;
		day.line = event->line;
		for (day.serial = event->first; day.serial <= event->last;
		    day.serial++) {
			if (to->ndays == MAX_LISTED)
				return err_set_at(err, ERR_LIMIT, name,
				    event->line, "%s lists more than %d days; "
				    "split it by years", name, MAX_LISTED);
			MEM_GROW(to->days, to->ndays, to->cap);
			to->days[to->ndays++] = day;
		}
	}
	sort(to);
	for (i = 0; i < to->ndays; i++) {
		if (n == 0 || to->days[n - 1].serial != to->days[i].serial)
			to->days[n++] = to->days[i];
		else if (to->days[n - 1].work != to->days[i].work)
			return contradiction(&to->days[n - 1], &to->days[i],
			    name, err);
	}
	to->ndays = n;
	return 0;
}

/* Move the days into the calendar that it does not have yet. */
static int
merge(struct calendar *calendar, const struct calendar *fresh,
    const char *name, struct err *err)
{
	const char *source = arena_strdup(&calendar->arena, name);
	const struct listed *old;
	struct listed *day;
	size_t i, had = calendar->ndays;

	for (i = 0; i < fresh->ndays; i++) {
		old = find(calendar, fresh->days[i].serial);
		if (old != NULL && old->work != fresh->days[i].work)
			return contradiction(old, &fresh->days[i], name, err);
	}
	for (i = 0; i < fresh->ndays; i++) {
		if (find_among(calendar->days, had, fresh->days[i].serial))
			continue;
		MEM_GROW(calendar->days, calendar->ndays, calendar->cap);
		day = &calendar->days[calendar->ndays++];
		*day = fresh->days[i];
		day->name = arena_strdup(&calendar->arena, day->name);
		day->source = source;
	}
	sort(calendar);
	return 0;
}

int
calendar_load(struct calendar *calendar, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	struct calendar *fresh = calendar_new();
	struct ics ics;
	int rc = -1;
	size_t i;

	if (ics_parse(&ics, bytes, len, name, err) != 0 ||
	    collect(fresh, &ics, name, err) != 0 ||
	    merge(calendar, fresh, name, err) != 0)
		goto out;
	for (i = 0; i < ics.nyears; i++)
		calendar->known[ics.years[i]] = true;
	rc = 0;
out:
	ics_release(&ics);
	calendar_free(fresh);
	return rc;
}

static bool
known_year(const struct calendar *calendar, int year)
{
	return year >= 1 && year <= MAX_YEAR && calendar->known[year];
}

enum calendar_kind
calendar_day(const struct calendar *calendar, struct day day,
    const char **name)
{
	const struct listed *listed;
	bool weekend;

	if (name != NULL)
		*name = "";
	if (!known_year(calendar, day.year))
		return CALENDAR_UNKNOWN;
	listed = find(calendar, day_serial(day));
	if (listed != NULL && name != NULL)
		*name = listed->name;
	weekend = day_weekday(day) >= 6;
	if (listed == NULL)
		return weekend ? CALENDAR_WEEKEND : CALENDAR_WORKING;
	if (!listed->work)
		return CALENDAR_HOLIDAY;
	return weekend ? CALENDAR_MAKEUP : CALENDAR_WORKING;
}

static bool
worked(enum calendar_kind kind)
{
	return kind == CALENDAR_WORKING || kind == CALENDAR_MAKEUP;
}

/* A count under way. */
struct count {
	const struct calendar *calendar;
	struct day *out;
	int *missing_year;
	calendar_explain_fn *explain;
	void *ctx;
};

static void
tell(const struct count *count, struct day day, int number)
{
	struct calendar_note note = { .day = day, .count = number };

	if (count->explain == NULL)
		return;
	note.kind = calendar_day(count->calendar, day, &note.name);
	count->explain(count->ctx, &note);
}

static enum calendar_result
not_known(const struct count *count, int year)
{
	*count->missing_year = year;
	return CALENDAR_NOT_KNOWN;
}

/* The `left`-th working day from `day` on, which is looked at as well; each
 * one counted tells its number, `first` and up. */
static enum calendar_result
to_working_day(const struct count *count, struct day day, int left, int first)
{
	enum calendar_kind kind;

	for (;; day = day_plus(day, 1)) {
		kind = calendar_day(count->calendar, day, NULL);
		if (kind == CALENDAR_UNKNOWN)
			return not_known(count, day.year);
		if (!worked(kind)) {
			tell(count, day, 0);
		} else {
			tell(count, day, first++);
			if (--left <= 0)
				break;
		}
		/* There is no day after it. */
		if (day_compare(day, last_day) == 0)
			return not_known(count, MAX_YEAR + 1);
	}
	*count->out = day;
	return CALENDAR_KNOWN;
}

/* Natural days and the like: `day` is the last one, number n. */
static enum calendar_result
settle(const struct count *count, struct day day, int n, bool roll)
{
	if (roll)
		return to_working_day(count, day, 1, n);
	tell(count, day, n);
	*count->out = day;
	return CALENDAR_KNOWN;
}

static enum calendar_result
add_days(const struct count *count, struct day from, int n, bool roll)
{
	struct day day = day_plus(from, n);
	int i;

	if (n > day_serial(last_day) - day_serial(from))
		return not_known(count, MAX_YEAR + 1);
	if (count->explain != NULL)
		for (i = 1; i < n; i++)
			tell(count, day_plus(from, i), i);
	return settle(count, day, n, roll);
}

static enum calendar_result
add_months(const struct count *count, struct day from, int n, int months,
    bool roll)
{
	if (n > (MONTHS_MAX - 12 * from.year - from.month) / months)
		return not_known(count, MAX_YEAR + 1);
	return settle(count, day_plus_months(from, n * months), n, roll);
}

enum calendar_result
calendar_add(const struct calendar *calendar, struct day from,
    struct duration duration, bool roll, struct day *out, int *missing_year,
    calendar_explain_fn *explain, void *ctx)
{
	const struct count count = { calendar, out, missing_year, explain,
		ctx };
	int n = duration.count;

	assert(day_valid(from) && n >= 0);
	switch (duration.unit) {
	case DURATION_WORKING_DAYS:
		if (n == 0) {
			*out = from;
			return CALENDAR_KNOWN;
		}
		return to_working_day(&count, day_plus(from, 1), n, 1);
	case DURATION_DAYS:
		return add_days(&count, from, n, roll);
	case DURATION_MONTHS:
		return add_months(&count, from, n, 1, roll);
	case DURATION_YEARS:
		break;
	}
	return add_months(&count, from, n, 12, roll);
}

enum calendar_result
calendar_between(const struct calendar *calendar, struct day from,
    struct day to, int *out, int *missing_year)
{
	bool back = day_compare(to, from) < 0;
	struct day day = back ? to : from, last = back ? from : to;
	enum calendar_kind kind;
	int n = 0;

	assert(day_valid(from) && day_valid(to));
	while (day_compare(day, last) < 0) {
		day = day_plus(day, 1);
		kind = calendar_day(calendar, day, NULL);
		if (kind == CALENDAR_UNKNOWN) {
			*missing_year = day.year;
			return CALENDAR_NOT_KNOWN;
		}
		n += worked(kind);
	}
	*out = back ? -n : n;
	return CALENDAR_KNOWN;
}
