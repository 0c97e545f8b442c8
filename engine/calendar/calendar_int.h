/* calendar_int.h: what iCalendar files say, before it enters a calendar */
#ifndef GUIWEN_CALENDAR_CALENDAR_INT_H
#define GUIWEN_CALENDAR_CALENDAR_INT_H

#include "engine/base/arena.h"
#include "engine/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A VEVENT: the days first to last, both with it, as day_serial(). */
struct ics_event {
	int64_t first, last;
	bool work;		/* CATEGORIES has WORK */
	const char *summary;	/* "" where there is none */
	int line;		/* of BEGIN:VEVENT */
};

struct ics {
	struct arena arena;	/* holds the rest */
	struct ics_event *events;
	size_t nevents;
	int *years;		/* X-GUIWEN-YEAR, at least one */
	size_t nyears;
};

/*
 * Read one VCALENDAR. *out is the caller's, also after a failure:
 * ics_release(). 0, or -1 with err (ERR_SYNTAX with line, ERR_LIMIT).
 */
int ics_parse(struct ics *out, const char *bytes, size_t len,
    const char *name, struct err *err);
void ics_release(struct ics *ics);

/*
 * The form of the content lines alone (RFC 5545 3.1): text, folding,
 * nesting of BEGIN and END, one VCALENDAR. libical takes nearly anything
 * and knows no line numbers, so this goes first. Writes the lines where the
 * VEVENTs of the VCALENDAR begin, in order, into an array of the arena.
 */
int ics_scan(struct arena *arena, int **event_lines, size_t *nevents,
    const char *bytes, size_t len, const char *name, struct err *err);

/*
 * The two ways to read what ics_scan let through, with the lines that it
 * found. The first reads only what is in the plain form of the shipped
 * calendars: false when it is not, or when anything is wrong with it, and
 * then nothing was put into *out. The other reads or refuses everything: 0,
 * or -1 with err.
 */
#define ICS_EVENT_DAYS 366	/* of one VEVENT, at most */
#define ICS_PLAIN_YEARS 8
bool ics_plain(struct ics *out, const char *bytes, size_t len,
    const int *lines, size_t nlines);
int ics_by_libical(struct ics *out, const char *bytes, size_t len,
    const int *lines, size_t nlines, const char *name, struct err *err);

#endif
