/* day.c: civil days and times in the registry's fixed zone */
#include "engine/base/day.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ZONE_S (8 * 3600)
#define DAY_S 86400

static bool
leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
month_days(int year, int month)
{
	static const int days[] =
	    { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return month == 2 && leap_year(year) ? 29 : days[month - 1];
}

bool
day_valid(struct day d)
{
	return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 &&
	    d.day >= 1 && d.day <= month_days(d.year, d.month);
}

/* Years are counted from March, so that the leap day comes last. */
int64_t
day_serial(struct day d)
{
	int64_t y = d.month <= 2 ? d.year - 1 : d.year;
	int64_t m = (d.month + 9) % 12;

	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 +
	    d.day - 1 - 719468;
}

/* The first and the last day there are, by serial. */
#define FIRST_SERIAL (-719162)
#define LAST_SERIAL 2932896

static int64_t
clamp_serial(int64_t serial)
{
	return serial < FIRST_SERIAL ? FIRST_SERIAL :
	    serial > LAST_SERIAL ? LAST_SERIAL : serial;
}

struct day
day_from_serial(int64_t serial)
{
	int64_t z = clamp_serial(serial) + 719468;
	int64_t era = z >= 0 ? z / 146097 : (z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t m = (5 * doy + 2) / 153;
	struct day d;

	d.day = (int)(doy - (153 * m + 2) / 5 + 1);
	d.month = (int)(m < 10 ? m + 3 : m - 9);
	d.year = (int)(yoe + era * 400 + (d.month <= 2 ? 1 : 0));
	return d;
}

int
day_compare(struct day a, struct day b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return a.day < b.day ? -1 : a.day > b.day;
}

int
day_weekday(struct day d)
{
	int64_t w = (day_serial(d) + 3) % 7;	/* 1970-01-01: a Thursday */

	return (int)(w < 0 ? w + 7 : w) + 1;
}

struct day
day_plus(struct day d, int64_t days)
{
	/* No more days than there are: the sum cannot overflow. */
	if (days > LAST_SERIAL - FIRST_SERIAL)
		days = LAST_SERIAL - FIRST_SERIAL;
	if (days < FIRST_SERIAL - LAST_SERIAL)
		days = FIRST_SERIAL - LAST_SERIAL;
	return day_from_serial(day_serial(d) + days);
}

struct day
day_plus_months(struct day d, int months)
{
	int64_t m = (int64_t)d.year * 12 + d.month - 1 + months;
	int last;

	if (m < 12)
		return day_from_serial(FIRST_SERIAL);
	if (m >= (int64_t)10000 * 12)
		return day_from_serial(LAST_SERIAL);
	d.year = (int)(m / 12);
	d.month = (int)(m % 12) + 1;
	last = month_days(d.year, d.month);
	if (d.day > last)
		d.day = last;
	return d;
}

/* Exactly n digits at s. */
static int
digits(const char *s, int n, int *out)
{
	int i, v = 0;

	for (i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		v = v * 10 + (s[i] - '0');
	}
	*out = v;
	return 0;
}

static int
day_scan(struct day *out, const char *s)
{
	struct day d;

	if (digits(s, 4, &d.year) != 0 || s[4] != '-' ||
	    digits(s + 5, 2, &d.month) != 0 || s[7] != '-' ||
	    digits(s + 8, 2, &d.day) != 0 || !day_valid(d))
		return -1;
	*out = d;
	return 0;
}

int
day_parse(struct day *out, const char *s)
{
	return strlen(s) == 10 ? day_scan(out, s) : -1;
}

/* The last n decimal digits, leading zeros included; what follows them. */
static char *
put_digits(char *out, unsigned value, int n)
{
	int i;

	for (i = n - 1; i >= 0; i--) {
		out[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return out + n;
}

const char *
day_format(char out[DAY_TEXT], struct day d)
{
	char *at;

	assert(day_valid(d));
	at = put_digits(out, (unsigned)d.year, 4);
	*at++ = '-';
	at = put_digits(at, (unsigned)d.month, 2);
	*at++ = '-';
	at = put_digits(at, (unsigned)d.day, 2);
	*at = '\0';
	return out;
}

int
time_parse(int64_t *out_s, const char *s)
{
	int h = 0, m = 0, sec = 0;
	struct day d;

	if (strlen(s) < 10 || day_scan(&d, s) != 0)
		return -1;
	s += 10;
	if (*s == 'T') {
		if (digits(s + 1, 2, &h) != 0 || s[3] != ':' ||
		    digits(s + 4, 2, &m) != 0 || h > 23 || m > 59)
			return -1;
		s += 6;
		if (*s == ':') {
			if (digits(s + 1, 2, &sec) != 0 || sec > 59)
				return -1;
			s += 3;
		}
	}
	if (*s != '\0' && strcmp(s, "+08:00") != 0)
		return -1;
	*out_s = time_of_day(d) + h * 3600 + m * 60 + sec;
	return 0;
}

bool
time_valid(int64_t time_s)
{
	return time_s >= (int64_t)FIRST_SERIAL * DAY_S - ZONE_S &&
	    time_s < ((int64_t)LAST_SERIAL + 1) * DAY_S - ZONE_S;
}

const char *
time_format(char out[TIME_TEXT], int64_t time_s)
{
	struct day d;
	unsigned s;
	char *at;

	if (!time_valid(time_s)) {
		snprintf(out, TIME_TEXT, "@%" PRId64, time_s);
		return out;
	}
	d = time_day(time_s);
	s = (unsigned)(time_s - time_of_day(d));
	day_format(out, d);
	at = out + DAY_TEXT - 1;
	*at++ = 'T';
	at = put_digits(at, s / 3600 % 24, 2);
	*at++ = ':';
	at = put_digits(at, s / 60 % 60, 2);
	*at++ = ':';
	at = put_digits(at, s % 60, 2);
	memcpy(at, "+08:00", sizeof("+08:00"));
	return out;
}

const char *
time_shown(char out[TIME_TEXT], int64_t time_s)
{
	time_format(out, time_s);
	if (!time_valid(time_s))
		return out;
	out[DAY_TEXT - 1] = ' ';
	out[DAY_TEXT + (time_s % 60 == 0 ? 5 : 8)] = '\0';
	return out;
}

struct day
time_day(int64_t time_s)
{
	int64_t t;

	if (!time_valid(time_s))
		return day_from_serial(time_s < 0 ? FIRST_SERIAL :
		    LAST_SERIAL);
	t = time_s + ZONE_S;
	return day_from_serial(t >= 0 ? t / DAY_S : (t - DAY_S + 1) / DAY_S);
}

int64_t
time_of_day(struct day d)
{
	return day_serial(d) * DAY_S - ZONE_S;
}
