/* fuzz_calendar.c: hostile iCalendar files and durations */
#include "engine/base/mem.h"
#include "engine/calendar/calendar.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct calendar *calendar = calendar_new();
	struct err err = ERR_INIT;
	struct duration duration = { 20, DURATION_WORKING_DAYS };
	struct day day = { 2021, 1, 1 };
	char *s = mem_strndup((const char *)bytes, size), buf[40];
	int missing = 0;

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
