/* fuzz_calendar.c: hostile iCalendar files and durations; what is read in the
 * plain way must be read by libical alike */
#include "engine/base/mem.h"
#include "engine/calendar/calendar.h"
#include "engine/calendar/calendar_int.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
read_twice(const char *s, size_t size)
{
	struct ics plain = { .arena = ARENA_INIT }, full = { .arena =
		ARENA_INIT };
	struct err err = ERR_INIT;
	size_t nlines = 0, i;
	int *lines = NULL;

	if (ics_scan(&plain.arena, &lines, &nlines, s, size, "x", &err) == 0 &&
	    ics_plain(&plain, s, size, lines, nlines)) {
		if (ics_by_libical(&full, s, size, lines, nlines, "x",
		    &err) != 0 || plain.nevents != full.nevents ||
		    plain.nyears != full.nyears)
			abort();
		for (i = 0; i < full.nevents; i++)
			if (plain.events[i].first != full.events[i].first ||
			    plain.events[i].last != full.events[i].last ||
			    plain.events[i].work != full.events[i].work ||
			    strcmp(plain.events[i].summary,
			    full.events[i].summary) != 0)
				abort();
	}
	ics_release(&plain);
	ics_release(&full);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct calendar *calendar = calendar_new();
	struct err err = ERR_INIT;
	struct duration duration = { 20, DURATION_WORKING_DAYS };
	struct day day = { 2021, 1, 1 };
	char *s = mem_strndup((const char *)bytes, size), buf[40];
	int missing = 0;

	read_twice(s, size);
	if (calendar_load(calendar, s, size, "fuzz.ics", &err) == 0)
		calendar_add(calendar, day, duration, true, &day, &missing,
		    NULL, NULL);
	else if (err.msg[0] == '\0')
		abort();
	if (duration_parse(&duration, s) == 0)
		duration_format(buf, duration);
	free(s);
	calendar_free(calendar);
	return 0;
}
