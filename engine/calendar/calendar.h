/* calendar.h: working days and deadlines, from iCalendar files */
#ifndef GUIWEN_CALENDAR_CALENDAR_H
#define GUIWEN_CALENDAR_CALENDAR_H

#include "engine/base/day.h"
#include "engine/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A calendar says of each day whether state organs work on it: Saturdays and
 * Sundays are off, public holidays are off, make-up days are worked (the
 * yearly notices of 国务院办公厅). A year for which nothing was loaded is
 * unknown, never guessed.
 */
struct calendar;

enum calendar_kind {
	CALENDAR_UNKNOWN,	/* no calendar of that year */
	CALENDAR_WORKING,
	CALENDAR_MAKEUP,	/* a weekend day that is worked */
	CALENDAR_WEEKEND,
	CALENDAR_HOLIDAY
};

struct calendar *calendar_new(void);
void calendar_free(struct calendar *calendar);

/*
 * Add one iCalendar (RFC 5545) file: each VEVENT with DTSTART;VALUE=DATE
 * (and DTEND, exclusive) is a holiday, or a make-up working day when its
 * CATEGORIES has WORK; SUMMARY is the name. The file's years that are
 * thereby known stand in X-GUIWEN-YEAR properties of the VCALENDAR: a
 * notice's file also holds days of the neighbouring year without making that
 * year known. Files that list a day alike may be loaded together (the first
 * one names it); two that contradict each other are refused, and so are
 * repeated events and files without a year. A cancelled event is passed over.
 * `name` is for messages. Unchanged on failure. 0, or -1 with err
 * (ERR_SYNTAX with line; ERR_LIMIT: over 1 MiB or 20000 days).
 */
int calendar_load(struct calendar *calendar, const char *ics, size_t len,
    const char *name, struct err *err);

/* name (may be NULL) is set to what the calendar calls the day ("春节",
 * "春节调休上班") or "", borrowed. */
enum calendar_kind calendar_day(const struct calendar *calendar,
    struct day day, const char **name);

enum duration_unit {
	DURATION_DAYS,		/* natural days (自然日) */
	DURATION_WORKING_DAYS,	/* 工作日 */
	DURATION_MONTHS,
	DURATION_YEARS
};

struct duration {
	int count;		/* not negative */
	enum duration_unit unit;
};

/* "15 working-days", "15wd", "30 days", "30d", "6 months", "6m", "5 years",
 * "5y"; also "15 工作日", "15个工作日", "30 日", "6 个月", "5 年"; a plus sign
 * may stand before it; at most 1000000. 0, or -1: no duration. */
int duration_parse(struct duration *out, const char *s);
/* The canonical English form, "15 working-days", "1 day". */
const char *duration_format(char out[40], struct duration duration);

/* One day that a count passed, for those who ask why. */
struct calendar_note {
	struct day day;
	enum calendar_kind kind;
	const char *name;	/* borrowed from the calendar */
	int count;		/* its number in the count; 0: skipped */
};
/* Called in the order of the days. Of months and years only the last day is
 * told, with the number of months or years, after the days that it skips. */
typedef void calendar_explain_fn(void *ctx, const struct calendar_note *note);

enum calendar_result {
	CALENDAR_KNOWN,
	CALENDAR_NOT_KNOWN	/* a day in a year without a calendar had to
				   be judged; *missing_year names it */
};

/*
 * The last day of a period that starts with the day of the event, which is
 * not counted. Working days: the n-th working day after it. Natural days,
 * months and years: the corresponding day; when that is a day off, the next
 * working day (民法典 201 to 203, by analogy; domain rule: the last day of a
 * natural-day period is moved only when `roll` is true). `explain` may be
 * NULL. A period of 0 working days ends on `from`, whatever day that is. On
 * CALENDAR_NOT_KNOWN *out is unchanged; a period that ends after the year
 * 9999 misses the year 10000.
 */
enum calendar_result calendar_add(const struct calendar *calendar,
    struct day from, struct duration duration, bool roll, struct day *out,
    int *missing_year, calendar_explain_fn *explain, void *ctx);

/* Working days after `from` up to and with `to`; when to < from, minus those
 * after `to` up to and with `from`. *out is unchanged when not known. */
enum calendar_result calendar_between(const struct calendar *calendar,
    struct day from, struct day to, int *out, int *missing_year);

#endif
