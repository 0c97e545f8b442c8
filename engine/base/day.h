/* day.h: civil days and times in the registry's fixed zone */
#ifndef GUIWEN_BASE_DAY_H
#define GUIWEN_BASE_DAY_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A day of the Gregorian calendar, 0001-01-01 to 9999-12-31. A time is int64
 * seconds UTC since 1970. Every civil time is in the one zone of China
 * Standard Time, +08:00, whatever TZ says: documents are dated there.
 */
struct day {
	int year, month, day;	/* month 1 to 12; year 0 is "no day" */
};

#define DAY_TEXT 11		/* "2021-05-01" and NUL */
#define TIME_TEXT 26		/* "2021-05-01T09:30:00+08:00" and NUL */

bool day_valid(struct day day);
/* Days since 1970-01-01, and back. What comes before the first day becomes
 * the first, what comes after the last becomes the last: here and in all that
 * follows, since a number may come from a file that somebody altered. */
int64_t day_serial(struct day day);
struct day day_from_serial(int64_t serial);
int day_compare(struct day a, struct day b);
/* 1 Monday to 7 Sunday (ISO 8601). */
int day_weekday(struct day day);
struct day day_plus(struct day day, int64_t days);
/* The corresponding day, or the month's last one where there is none
 * (民法典 202). */
struct day day_plus_months(struct day day, int months);

/* "2021-05-01", wholly. 0, or -1: not such a day. */
int day_parse(struct day *out, const char *s);
const char *day_format(char out[DAY_TEXT], struct day day);

/*
 * "2021-05-01" (its first second), "2021-05-01T09:30", "...:SS", each with
 * or without "+08:00". Another zone, or what is no time: -1.
 */
int time_parse(int64_t *out_s, const char *s);
/* Does it fall on one of the days there are? */
bool time_valid(int64_t time_s);
/* One that does not: "@" and the seconds, which time_parse does not take. */
const char *time_format(char out[TIME_TEXT], int64_t time_s);
/* As people read it: "2021-05-01 09:30", with seconds where there are some. */
const char *time_shown(char out[TIME_TEXT], int64_t time_s);
struct day time_day(int64_t time_s);
/* The first second of the day. */
int64_t time_of_day(struct day day);

#endif
