/* duration.c: how long, as law and charts write it */
#include "engine/calendar/calendar.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define MAX_COUNT 1000000

/* The first two of each unit are its canonical words. */
static const struct {
	const char *word;
	enum duration_unit unit;
} words[] = {
	{ "day", DURATION_DAYS },
	{ "days", DURATION_DAYS },
	{ "d", DURATION_DAYS },
	{ "natural-day", DURATION_DAYS },
	{ "natural-days", DURATION_DAYS },
	{ "日", DURATION_DAYS },
	{ "天", DURATION_DAYS },
	{ "自然日", DURATION_DAYS },
	{ "个自然日", DURATION_DAYS },
	{ "working-day", DURATION_WORKING_DAYS },
	{ "working-days", DURATION_WORKING_DAYS },
	{ "working day", DURATION_WORKING_DAYS },
	{ "working days", DURATION_WORKING_DAYS },
	{ "wd", DURATION_WORKING_DAYS },
	{ "工作日", DURATION_WORKING_DAYS },
	{ "个工作日", DURATION_WORKING_DAYS },
	{ "month", DURATION_MONTHS },
	{ "months", DURATION_MONTHS },
	{ "m", DURATION_MONTHS },
	{ "月", DURATION_MONTHS },
	{ "个月", DURATION_MONTHS },
	{ "year", DURATION_YEARS },
	{ "years", DURATION_YEARS },
	{ "y", DURATION_YEARS },
	{ "年", DURATION_YEARS },
};

int
duration_parse(struct duration *out, const char *s)
{
	int count = 0;
	size_t i;

	if (*s == '+')
		s++;
	if (*s < '0' || *s > '9')
		return -1;
	for (; *s >= '0' && *s <= '9'; s++) {
		count = count * 10 + (*s - '0');
		if (count > MAX_COUNT)
			return -1;
	}
	if (*s == ' ')
		s++;
	for (i = 0; i < MEM_COUNT(words); i++)
		if (strcmp(s, words[i].word) == 0) {
			out->count = count;
			out->unit = words[i].unit;
			return 0;
		}
	return -1;
}

const char *
duration_format(char out[40], struct duration duration)
{
	size_t i = 0;

	assert(duration.count >= 0);
	while (words[i].unit != duration.unit)
		i++;
	if (duration.count != 1)
		i++;
	snprintf(out, 40, "%d %s", duration.count, words[i].word);
	return out;
}
