/* test_engine_calendar.c: holidays, make-up days, deadlines, broken files */
#include "engine/calendar/calendar.h"
#include "engine/calendar/calendar_int.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FIRST_YEAR 2007
#define LAST_YEAR 2026

/* The whole file; false when it is not there. */
static bool
slurp(const char *path, struct text *out)
{
	FILE *file = fopen(path, "rb");
	char buf[4096];
	size_t n;

	if (file == NULL)
		return false;
	while ((n = fread(buf, 1, sizeof(buf), file)) > 0)
		text_add(out, buf, n);
	fclose(file);
	return true;
}

static void
load_year(struct calendar *calendar, int year)
{
	struct text ics = TEXT_INIT;
	struct err err = ERR_INIT;
	char path[64];

	snprintf(path, sizeof(path), "workflows/calendars/cn-%d.ics", year);
	assert_true(slurp(path, &ics));
	if (calendar_load(calendar, ics.ptr, ics.len, path, &err) != 0)
		fail_msg("%s", err.msg);
	text_release(&ics);
}

static struct calendar *
shipped(void)
{
	struct calendar *calendar = calendar_new();
	int year;

	for (year = FIRST_YEAR; year <= LAST_YEAR; year++)
		load_year(calendar, year);
	return calendar;
}

static struct day
day_of(const char *s)
{
	struct day day = { 0, 0, 0 };

	if (day_parse(&day, s) != 0)
		fail_msg("%s is no day", s);
	return day;
}

static void
assert_end(const struct calendar *calendar, const char *from, const char *lasts,
    bool roll, const char *want)
{
	struct day end = { 0, 0, 0 };
	struct duration duration;
	char got[DAY_TEXT];
	int missing = 0;

	assert_int_equal(duration_parse(&duration, lasts), 0);
	assert_int_equal(calendar_add(calendar, day_of(from), duration, roll,
	    &end, &missing, NULL, NULL), CALENDAR_KNOWN);
	assert_string_equal(day_format(got, end), want);
}

/* The values that the domain notes give; the day of the event not counted. */
static void
known_deadlines(void **state)
{
	struct calendar *c = shipped();

	(void)state;
	assert_end(c, "2021-09-28", "5wd", true, "2021-10-11");
	assert_end(c, "2021-09-28", "15wd", true, "2021-10-25");
	assert_end(c, "2021-09-28", "15d", true, "2021-10-13");
	assert_end(c, "2021-09-28", "30d", true, "2021-10-28");
	assert_end(c, "2021-02-05", "7wd", true, "2021-02-20");
	assert_end(c, "2021-01-28", "15wd", true, "2021-02-23");
	assert_end(c, "2021-09-28", "0wd", true, "2021-09-28");
	assert_end(c, "2021-10-03", "0wd", true, "2021-10-03");
	calendar_free(c);
}

static void
last_day_off(void **state)
{
	struct calendar *c = shipped();

	(void)state;
	/* ends on National Day's holiday, 2021-10-03 */
	assert_end(c, "2021-09-28", "5d", false, "2021-10-03");
	assert_end(c, "2021-09-28", "5d", true, "2021-10-08");
	/* Saturday 2021-10-09 is worked, so nothing moves */
	assert_end(c, "2021-09-29", "10d", true, "2021-10-09");
	assert_end(c, "2021-10-03", "0d", true, "2021-10-08");
	/* into the next year */
	assert_end(c, "2021-12-20", "11d", true, "2021-12-31");
	assert_end(c, "2021-12-20", "12d", true, "2022-01-04");
	assert_end(c, "2020-12-31", "1wd", true, "2021-01-04");
	calendar_free(c);
}

static void
month_ends(void **state)
{
	struct calendar *c = shipped();

	(void)state;
	assert_end(c, "2021-01-31", "1m", false, "2021-02-28");
	assert_end(c, "2020-01-31", "1m", false, "2020-02-29");
	assert_end(c, "2021-08-31", "6m", false, "2022-02-28");
	assert_end(c, "2021-01-15", "6m", false, "2021-07-15");
	assert_end(c, "2020-02-29", "1y", false, "2021-02-28");
	assert_end(c, "2020-02-29", "4y", false, "2024-02-29");
	assert_end(c, "2021-12-31", "2m", false, "2022-02-28");
	/* Sunday 2021-02-28 moves to Monday */
	assert_end(c, "2021-01-31", "1m", true, "2021-03-01");
	/* 2026-05-01 is in the holiday, up to and with the 5th */
	assert_end(c, "2021-05-01", "5y", true, "2026-05-06");
	calendar_free(c);
}

static void
working_days_a_year(void **state)
{
	static const int want[] = { 250, 249, 250, 249, 249, 251, 248, 248 };
	struct calendar *c = shipped();
	struct day from, to;
	int i, n = 0, missing;

	(void)state;
	for (i = 0; i < (int)MEM_COUNT(want); i++) {
		from = (struct day){ 2018 + i, 12, 31 };
		to = (struct day){ 2019 + i, 12, 31 };
		assert_int_equal(calendar_between(c, from, to, &n, &missing),
		    CALENDAR_KNOWN);
		assert_int_equal(n, want[i]);
		assert_int_equal(calendar_between(c, to, from, &n, &missing),
		    CALENDAR_KNOWN);
		assert_int_equal(n, -want[i]);
	}
	from = day_of("2021-10-01");
	assert_int_equal(calendar_between(c, from, from, &n, &missing),
	    CALENDAR_KNOWN);
	assert_int_equal(n, 0);
	calendar_free(c);
}

/* Adding n working days and counting them again gives n. */
static void
add_and_between_agree(void **state)
{
	struct calendar *c = shipped();
	struct day from, end;
	int k, n, back = 0, missing;

	(void)state;
	for (k = 0; k < 800; k += 7) {
		from = day_plus(day_of("2019-06-01"), k);
		n = 1 + k % 40;
		assert_int_equal(calendar_add(c, from,
		    (struct duration){ n, DURATION_WORKING_DAYS }, true, &end,
		    &missing, NULL, NULL), CALENDAR_KNOWN);
		assert_int_equal(calendar_between(c, from, end, &back,
		    &missing), CALENDAR_KNOWN);
		assert_int_equal(back, n);
	}
	calendar_free(c);
}

static void
kinds_of_day(void **state)
{
	struct calendar *c = shipped();
	const char *name;

	(void)state;
	assert_int_equal(calendar_day(c, day_of("2021-02-12"), &name),
	    CALENDAR_HOLIDAY);
	assert_string_equal(name, "春节");
	assert_int_equal(calendar_day(c, day_of("2021-02-07"), &name),
	    CALENDAR_MAKEUP);
	assert_string_equal(name, "春节调休上班");
	assert_int_equal(calendar_day(c, day_of("2021-02-06"), &name),
	    CALENDAR_WEEKEND);
	assert_string_equal(name, "");
	assert_int_equal(calendar_day(c, day_of("2021-02-08"), &name),
	    CALENDAR_WORKING);
	assert_string_equal(name, "");
	/* listed as worked, but no weekend day */
	assert_int_equal(calendar_day(c, day_of("2020-02-03"), NULL),
	    CALENDAR_WORKING);
	/* the notice of 2019 lists it */
	assert_int_equal(calendar_day(c, day_of("2018-12-29"), NULL),
	    CALENDAR_MAKEUP);
	assert_int_equal(calendar_day(c, day_of("2027-01-04"), &name),
	    CALENDAR_UNKNOWN);
	assert_string_equal(name, "");
	calendar_free(c);
}

static void
unknown_years(void **state)
{
	struct calendar *c = calendar_new();
	struct day out = { 1, 2, 3 };
	struct duration wd = { 1, DURATION_WORKING_DAYS };
	struct duration d = { 30, DURATION_DAYS };
	int n = 77, missing = 0;

	(void)state;
	load_year(c, 2019);
	/* its notice lists the day, but 2018 has no calendar */
	assert_int_equal(calendar_day(c, day_of("2018-12-29"), NULL),
	    CALENDAR_UNKNOWN);
	assert_int_equal(calendar_add(c, day_of("2019-12-31"), wd, true, &out,
	    &missing, NULL, NULL), CALENDAR_NOT_KNOWN);
	assert_int_equal(missing, 2020);
	assert_int_equal(calendar_add(c, day_of("2018-12-01"), wd, true, &out,
	    &missing, NULL, NULL), CALENDAR_NOT_KNOWN);
	assert_int_equal(missing, 2018);
	/* a natural-day period needs its last day only, and only to roll it */
	assert_int_equal(calendar_add(c, day_of("2019-12-15"), d, true, &out,
	    &missing, NULL, NULL), CALENDAR_NOT_KNOWN);
	assert_int_equal(missing, 2020);
	assert_int_equal(day_compare(out, (struct day){ 1, 2, 3 }), 0);
	assert_int_equal(calendar_add(c, day_of("2019-12-15"), d, false, &out,
	    &missing, NULL, NULL), CALENDAR_KNOWN);
	assert_int_equal(day_compare(out, day_of("2020-01-14")), 0);
	assert_int_equal(calendar_add(c, day_of("2018-12-20"), d, true, &out,
	    &missing, NULL, NULL), CALENDAR_KNOWN);
	assert_int_equal(day_compare(out, day_of("2019-01-21")), 0);
	assert_int_equal(calendar_between(c, day_of("2019-12-01"),
	    day_of("2020-01-01"), &n, &missing), CALENDAR_NOT_KNOWN);
	assert_int_equal(missing, 2020);
	assert_int_equal(n, 77);
	assert_int_equal(calendar_between(c, day_of("2018-12-31"),
	    day_of("2019-01-02"), &n, &missing), CALENDAR_KNOWN);
	assert_int_equal(n, 1);
	calendar_free(c);
}

static void
end_of_time(void **state)
{
	static const enum duration_unit units[] = { DURATION_DAYS,
		DURATION_MONTHS, DURATION_YEARS };
	static const char nines[] = "BEGIN:VCALENDAR\nX-GUIWEN-YEAR:9999\n"
	    "END:VCALENDAR\n";
	struct calendar *c = calendar_new();
	struct day out = { 1, 2, 3 };
	struct err err = ERR_INIT;
	int missing;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(units); i++) {
		missing = 0;
		assert_int_equal(calendar_add(c, day_of("2021-01-01"),
		    (struct duration){ INT_MAX, units[i] }, false, &out,
		    &missing, NULL, NULL), CALENDAR_NOT_KNOWN);
		assert_int_equal(missing, 10000);
		assert_int_equal(out.year, 1);
	}
	/* The last month and the last working day there are, and one more. */
	assert_int_equal(calendar_add(c, day_of("9999-11-30"),
	    (struct duration){ 1, DURATION_MONTHS }, false, &out, &missing,
	    NULL, NULL), CALENDAR_KNOWN);
	assert_int_equal(calendar_add(c, day_of("9999-11-30"),
	    (struct duration){ 2, DURATION_MONTHS }, false, &out, &missing,
	    NULL, NULL), CALENDAR_NOT_KNOWN);
	assert_int_equal(calendar_load(c, nines, strlen(nines), "x", &err),
	    0);
	assert_int_equal(calendar_add(c, day_of("9999-12-30"),
	    (struct duration){ 1, DURATION_WORKING_DAYS }, false, &out,
	    &missing, NULL, NULL), CALENDAR_KNOWN);
	assert_int_equal(calendar_add(c, day_of("9999-12-30"),
	    (struct duration){ 2, DURATION_WORKING_DAYS }, false, &out,
	    &missing, NULL, NULL), CALENDAR_NOT_KNOWN);
	calendar_free(c);
}

static void
note_line(void *ctx, const struct calendar_note *note)
{
	char day[DAY_TEXT];

	text_addf(ctx, "%s %d %d %s\n", day_format(day, note->day),
	    (int)note->kind, note->count, note->name);
}

static void
assert_told(const char *from, const char *lasts, bool roll, const char *want)
{
	struct calendar *c = shipped();
	struct text told = TEXT_INIT;
	struct duration duration;
	struct day out;
	int missing;

	assert_int_equal(duration_parse(&duration, lasts), 0);
	assert_int_equal(calendar_add(c, day_of(from), duration, roll, &out,
	    &missing, note_line, &told), CALENDAR_KNOWN);
	assert_string_equal(told.ptr, want);
	text_release(&told);
	calendar_free(c);
}

static void
explains(void **state)
{
	(void)state;
	assert_told("2021-02-05", "3wd", true,
	    "2021-02-06 3 0 \n"
	    "2021-02-07 2 1 春节调休上班\n"
	    "2021-02-08 1 2 \n"
	    "2021-02-09 1 3 \n");
	assert_told("2021-09-30", "2d", true,
	    "2021-10-01 4 1 国庆节\n"
	    "2021-10-02 4 0 国庆节\n"
	    "2021-10-03 4 0 国庆节\n"
	    "2021-10-04 4 0 国庆节\n"
	    "2021-10-05 4 0 国庆节\n"
	    "2021-10-06 4 0 国庆节\n"
	    "2021-10-07 4 0 国庆节\n"
	    "2021-10-08 1 2 \n");
	assert_told("2021-09-30", "2d", false,
	    "2021-10-01 4 1 国庆节\n"
	    "2021-10-02 4 2 国庆节\n");
	assert_told("2021-01-31", "1m", true,
	    "2021-02-28 3 0 \n"
	    "2021-03-01 1 1 \n");
}

static void
durations(void **state)
{
	static const char *const good[][2] = {
		{ "15 working-days", "15 working-days" },
		{ "15wd", "15 working-days" },
		{ "+15wd", "15 working-days" },
		{ "15 工作日", "15 working-days" },
		{ "15个工作日", "15 working-days" },
		{ "30 days", "30 days" }, { "30d", "30 days" },
		{ "30 日", "30 days" }, { "30日", "30 days" },
		{ "6 months", "6 months" }, { "6m", "6 months" },
		{ "6 个月", "6 months" }, { "5 years", "5 years" },
		{ "5y", "5 years" }, { "5 年", "5 years" },
		{ "1 day", "1 day" }, { "1wd", "1 working-day" },
		{ "0d", "0 days" }, { "1000000d", "1000000 days" },
	};
	static const char *const bad[] = { "", "d", "15", "-1d", "+-1d", "1.5d",
		"1 week", "15  wd", "15wd ", " 15wd", "1000001d",
		"99999999999999999999d", "15 wd x", "十五日", "++1d" };
	struct duration d = { 7, DURATION_YEARS };
	char buf[40];
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(bad); i++)
		if (duration_parse(&d, bad[i]) != -1)
			fail_msg("taken for a duration: %s", bad[i]);
	assert_int_equal(d.count, 7);
	for (i = 0; i < MEM_COUNT(good); i++) {
		if (duration_parse(&d, good[i][0]) != 0)
			fail_msg("no duration: %s", good[i][0]);
		assert_string_equal(duration_format(buf, d), good[i][1]);
	}
}

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-GUIWEN-YEAR:2021\r\n"
#define TAIL "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"
#define DATES(a, b) "DTSTART;VALUE=DATE:" a "\r\nDTEND;VALUE=DATE:" b "\r\n"

static int
load(struct calendar *calendar, const char *ics, struct err *err)
{
	return calendar_load(calendar, ics, strlen(ics), "x.ics", err);
}

static void
small_files(void **state)
{
	struct calendar *c = calendar_new();
	struct err err = ERR_INIT;
	const char *name;

	(void)state;
	/* no category is a holiday, no DTEND is one day, no CR, a fold inside
	 * a character's bytes, cancelled events, a text that looks like END */
	assert_int_equal(load(c, "\xef\xbb\xbf" "BEGIN:VCALENDAR\n"
	    "X-GUIWEN-YEAR:2021\nX-GUIWEN-YEAR:2022\nX-OTHER:1\n"
	    "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20210105\n"
	    "SUMMARY:\xe6\x98\n \xa5\xe8\x8a\x82\nEND:VEVENT\n"
	    "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20210106\nSTATUS:CANCELLED\n"
	    "DESCRIPTION:a\n END:VCALENDAR\nEND:VEVENT\n"
	    "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20210109\n"
	    "CATEGORIES:A,work\nEND:VEVENT\nEND:VCALENDAR\n\n", &err), 0);
	assert_int_equal(calendar_day(c, day_of("2021-01-05"), &name),
	    CALENDAR_HOLIDAY);
	assert_string_equal(name, "春节");
	assert_int_equal(calendar_day(c, day_of("2021-01-06"), NULL),
	    CALENDAR_WORKING);
	assert_int_equal(calendar_day(c, day_of("2021-01-09"), NULL),
	    CALENDAR_MAKEUP);
	assert_int_equal(calendar_day(c, day_of("2022-01-03"), NULL),
	    CALENDAR_WORKING);
	/* the same again, and an empty year */
	assert_int_equal(load(c, HEAD EVENT(DATES("20210105", "20210106")
	    "SUMMARY:other\r\n") TAIL, &err), 0);
	calendar_day(c, day_of("2021-01-05"), &name);
	assert_string_equal(name, "春节");
	calendar_free(c);
}

static void
broken_files(void **state)
{
	static const struct {
		const char *ics;
		int line;
	} bad[] = {
		{ "", 0 }, { "hello\n", 1 }, { "a:b\n", 1 },
		{ "BEGIN:VCALENDAR\n", 1 }, { HEAD, 3 },
		{ "BEGIN:VEVENT\nEND:VEVENT\n", 1 },
		{ HEAD TAIL HEAD TAIL, 5 }, { HEAD TAIL "a:b\n", 5 },
		{ "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", 0 },
		{ "BEGIN:VCALENDAR\nX-GUIWEN-YEAR:21\nEND:VCALENDAR\n", 0 },
		{ "BEGIN:VCALENDAR\nX-GUIWEN-YEAR:202x\nEND:VCALENDAR\n", 0 },
		{ "BEGIN:VCALENDAR\nX-GUIWEN-YEAR:0000\nEND:VCALENDAR\n", 0 },
		{ HEAD "BEGIN:VEVENT\r\n" TAIL, 5 },
		{ HEAD "no colon\r\n" TAIL, 4 },
		{ HEAD "A;B=\"x:y\r\n" TAIL, 4 },
		{ HEAD "\r\n" TAIL, 4 },
		{ HEAD "SUMMARY:\xff\r\n" TAIL, 4 },
		{ HEAD "SUMMARY:\x01\r\n" TAIL, 4 },
		{ HEAD EVENT("SUMMARY:x\r\n") TAIL, 4 },
		{ HEAD EVENT("DTSTART:20210101T000000Z\r\n") TAIL, 4 },
		{ HEAD EVENT("DTSTART;VALUE=DATE:20210230\r\n") TAIL, 4 },
		{ HEAD EVENT("DTSTART;VALUE=DATE:20211301\r\n") TAIL, 4 },
		{ HEAD EVENT("DTSTART;VALUE=DATE:2021\r\n") TAIL, 4 },
		{ HEAD EVENT("DTSTART;VALUE=DATE:soon\r\n") TAIL, 4 },
		{ HEAD EVENT(DATES("20210101", "20210101")) TAIL, 4 },
		{ HEAD EVENT(DATES("20210102", "20210101")) TAIL, 4 },
		{ HEAD EVENT(DATES("20210102", "20230101")) TAIL, 4 },
		{ HEAD EVENT("DTSTART;VALUE=DATE:20210101\r\n"
		    "DTSTART;VALUE=DATE:20210102\r\n") TAIL, 4 },
		{ HEAD EVENT(DATES("20210101", "20210102")
		    "RRULE:FREQ=YEARLY\r\n") TAIL, 4 },
		{ HEAD EVENT("DTSTART;VALUE=DATE:20210101\r\nDURATION:P1D\r\n")
		    TAIL, 4 },
		{ HEAD EVENT(DATES("20210101", "20210102")
		    "CATEGORIES:WORK,HOLIDAY\r\n") TAIL, 4 },
		{ HEAD EVENT(DATES("20210105", "20210106"))
		    EVENT(DATES("20210103", "20210108")
		    "CATEGORIES:WORK\r\n") TAIL, 8 },
	};
	struct calendar *c = calendar_new();
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(bad); i++) {
		err_clear(&err);
		if (load(c, bad[i].ics, &err) != -1)
			fail_msg("taken: %s", bad[i].ics);
		if (err.code != ERR_SYNTAX || err.line != bad[i].line ||
		    strstr(err.msg, "x.ics") == NULL)
			fail_msg("case %zu, line %d: %s", i, err.line,
			    err.msg);
		assert_int_equal(calendar_day(c, day_of("2021-01-05"), NULL),
		    CALENDAR_UNKNOWN);
	}
	assert_int_equal(calendar_load(c, HEAD "A:\0\r\n" TAIL,
	    sizeof(HEAD "A:\0\r\n" TAIL) - 1, "x.ics", &err), -1);
	calendar_free(c);
}

static void
contradictions(void **state)
{
	static const char off[] = HEAD EVENT(DATES("20210204", "20210206")
	    "SUMMARY:春节\r\n") TAIL;
	static const char work[] = HEAD EVENT(DATES("20210110", "20210111"))
	    EVENT(DATES("20210205", "20210206")
	    "SUMMARY:上班\r\nCATEGORIES:WORK\r\n") TAIL;
	struct calendar *c = calendar_new();
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(calendar_load(c, off, strlen(off), "off.ics", &err),
	    0);
	assert_int_equal(calendar_load(c, work, strlen(work), "work.ics",
	    &err), -1);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_int_equal(err.line, 8);
	assert_non_null(strstr(err.msg, "2021-02-05"));
	assert_non_null(strstr(err.msg, "(春节) in off.ics"));
	assert_non_null(strstr(err.msg, "(上班) in work.ics"));
	/* nothing of the refused file stays */
	assert_int_equal(calendar_day(c, day_of("2021-01-10"), NULL),
	    CALENDAR_WEEKEND);
	assert_int_equal(calendar_day(c, day_of("2021-01-11"), NULL),
	    CALENDAR_WORKING);
	assert_int_equal(calendar_day(c, day_of("2021-02-05"), NULL),
	    CALENDAR_HOLIDAY);
	calendar_free(c);
}

static void
limits(void **state)
{
	struct calendar *c = calendar_new();
	struct text ics = TEXT_INIT;
	struct err err = ERR_INIT;
	int i;

	(void)state;
	text_adds(&ics, HEAD);
	for (i = 0; i < 100; i++)
		text_adds(&ics, EVENT(DATES("20210101", "20220101")));
	text_adds(&ics, TAIL);
	assert_int_equal(load(c, ics.ptr, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	text_reset(&ics);
	text_adds(&ics, HEAD "SUMMARY:");
	while (ics.len < 1100000)
		text_adds(&ics, "x\r\n ");
	text_adds(&ics, "\r\n" TAIL);
	assert_int_equal(load(c, ics.ptr, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	text_release(&ics);
	calendar_free(c);
}

/* The form that RFC 5545 asks of what we ship. */
static void
shipped_files_are_well_formed(void **state)
{
	char path[64];
	int year;

	(void)state;
	for (year = FIRST_YEAR; year <= LAST_YEAR; year++) {
		struct text ics = TEXT_INIT;
		const char *s, *nl;

		snprintf(path, sizeof(path), "workflows/calendars/cn-%d.ics",
		    year);
		assert_true(slurp(path, &ics));
		for (s = ics.ptr; *s != '\0'; s = nl + 1) {
			nl = strchr(s, '\n');
			assert_non_null(nl);
			assert_true(nl > s && nl[-1] == '\r');
			assert_true(nl - 1 - s <= 75);
		}
		assert_non_null(strstr(ics.ptr, "\r\nPRODID:"));
		assert_non_null(strstr(ics.ptr, "\r\nUID:"));
		assert_non_null(strstr(ics.ptr, "\r\nDTSTAMP:"));
		text_release(&ics);
	}
}

/* One row of the table of facts: day, off or work, name, notice's year. */
static void
check_fact(const struct calendar *c, const char *row)
{
	char date[11], kind[5];
	enum calendar_kind got;
	struct day day;
	bool weekend;

	assert_int_equal(sscanf(row, "%10s %4s", date, kind), 2);
	day = day_of(date);
	got = calendar_day(c, day, NULL);
	weekend = day_weekday(day) >= 6;
	if (day.year < FIRST_YEAR)
		assert_int_equal(got, CALENDAR_UNKNOWN);
	else if (strcmp(kind, "off") == 0)
		assert_int_equal(got, CALENDAR_HOLIDAY);
	else
		assert_int_equal(got, weekend ? CALENDAR_MAKEUP :
		    CALENDAR_WORKING);
}

/* Every listed fact, and nothing besides. */
static void
facts(void **state)
{
	const char *shared = getenv("GUIWEN_SHARED");
	struct calendar *c = NULL;
	struct text rows = TEXT_INIT;
	char path[4096], date[DAY_TEXT], row[DAY_TEXT + 2];
	const char *s, *name;
	struct day day;

	(void)state;
	snprintf(path, sizeof(path), "%s/data/holidays-cn.tsv",
	    shared != NULL ? shared : "../shared");
	if (!slurp(path, &rows))
		skip();
	c = shipped();
	for (s = rows.ptr; s != NULL; s = strchr(s, '\n')) {
		s += *s == '\n';
		if (*s >= '0' && *s <= '9')
			check_fact(c, s);
	}
	for (day = day_of("2007-01-01"); day.year <= LAST_YEAR;
	    day = day_plus(day, 1)) {
		calendar_day(c, day, &name);
		snprintf(row, sizeof(row), "\n%s\t", day_format(date, day));
		if ((*name != '\0') != (strstr(rows.ptr, row) != NULL))
			fail_msg("%s is listed in one of the two only", date);
	}
	text_release(&rows);
	calendar_free(c);
}

/* Read in both ways: is it plain? What is must come out the same. */
static bool
read_twice(const char *bytes, size_t len)
{
	struct ics plain = { .arena = ARENA_INIT }, full = { .arena =
		ARENA_INIT };
	struct err err = ERR_INIT;
	size_t nlines = 0, i;
	int *lines = NULL;
	bool is_plain;

	if (ics_scan(&plain.arena, &lines, &nlines, bytes, len, "x",
	    &err) != 0) {
		ics_release(&plain);
		return false;
	}
	is_plain = ics_plain(&plain, bytes, len, lines, nlines);
	if (is_plain && ics_by_libical(&full, bytes, len, lines, nlines, "x",
	    &err) != 0)
		fail_msg("%s", err.msg);
	assert_int_equal(plain.nevents, full.nevents);
	assert_int_equal(plain.nyears, full.nyears);
	for (i = 0; i < full.nevents; i++) {
		assert_int_equal(plain.events[i].first, full.events[i].first);
		assert_int_equal(plain.events[i].last, full.events[i].last);
		assert_int_equal(plain.events[i].work, full.events[i].work);
		assert_int_equal(plain.events[i].line, full.events[i].line);
		assert_string_equal(plain.events[i].summary,
		    full.events[i].summary);
	}
	for (i = 0; i < full.nyears; i++)
		assert_int_equal(plain.years[i], full.years[i]);
	ics_release(&plain);
	ics_release(&full);
	return is_plain;
}

static void
shipped_are_plain(void **state)
{
	struct text ics = TEXT_INIT;
	char path[64];
	int year;

	(void)state;
	for (year = FIRST_YEAR; year <= LAST_YEAR; year++) {
		snprintf(path, sizeof(path), "workflows/calendars/cn-%d.ics",
		    year);
		text_reset(&ics);
		assert_true(slurp(path, &ics));
		if (!read_twice(ics.ptr, ics.len))
			fail_msg("%s is read by libical", path);
	}
	text_release(&ics);
}

/* A file of one event, with `was` replaced by `is`. */
static bool
altered_is_plain(const char *was, const char *is)
{
	static const char file[] = "BEGIN:VCALENDAR\nVERSION:2.0\n"
	    "PRODID:-//x//y//ZH\nX-GUIWEN-YEAR:2021\n"
	    "DESCRIPTION:first,\n second\nBEGIN:VEVENT\n"
	    "UID:1@x\nDTSTAMP:20260807T000000Z\n"
	    "DTSTART;VALUE=DATE:20210101\nDTEND;VALUE=DATE:20210104\n"
	    "SUMMARY:元旦\nCATEGORIES:HOLIDAY\nTRANSP:TRANSPARENT\n"
	    "END:VEVENT\nEND:VCALENDAR\n";
	const char *at = strstr(file, was);
	struct text text = TEXT_INIT;
	bool plain;

	assert_non_null(at);
	text_add(&text, file, (size_t)(at - file));
	text_adds(&text, is);
	text_adds(&text, at + strlen(was));
	plain = read_twice(text.ptr, text.len);
	text_release(&text);
	return plain;
}

/* What is written in another way, or wrong, is libical's. */
static void
others_are_not_plain(void **state)
{
	static const char *const others[][2] = {
		{ "VERSION:2.0", "METHOD:PUBLISH" },
		{ "VERSION:2.0", "version:2.0" },
		{ "2021\n", "2021\n 0\n" }, { ":2021", ":21" },
		{ ":2021", ":0000" }, { "X-GUIWEN-YEAR:2021\n", "" },
		{ "UID:1@x\n", "" }, { "UID:1@x", "UID:1@x\nUID:1@x" },
		{ "UID:1@x", "UID;X=1:1@x" }, { "元旦", "元\\,旦" },
		{ "元旦", "元旦\n ,x" }, { "元旦", " 元旦" },
		{ "1@x", "1\n @x" }, { "HOLIDAY", "HOLI\n DAY" },
		{ "元旦", "" }, { "HOLIDAY", "HOLIDAY,WORK" },
		{ "HOLIDAY", "Holiday" }, { "20210101", "20210132" },
		{ "20210101", "20210101T000000" }, { ";VALUE=DATE", "" },
		{ "20210104", "20210101" }, { "20210104", "20230104" },
		{ "000000Z", "000000" }, { "000000Z", "250000Z" },
		{ "TRANSPARENT", "OPAQUE" },
		{ "END:VEVENT", "STATUS:CANCELLED\nEND:VEVENT" },
		{ "END:VEVENT", "RRULE:FREQ=DAILY\nEND:VEVENT" },
		{ "END:VEVENT", "BEGIN:VALARM\nEND:VALARM\nEND:VEVENT" },
		{ "END:VCALENDAR\n", "END:VCALENDAR\n\n" },
	};
	size_t i;

	(void)state;
	assert_true(altered_is_plain("VERSION:2.0", "VERSION:2.0"));
	assert_true(altered_is_plain("HOLIDAY", "WORK"));
	assert_true(altered_is_plain("元旦", "元\n 旦\n \xe5\n \x85\x83"));
	assert_true(altered_is_plain("UID:1@x\n", "UID:1@x\r\n"));
	for (i = 0; i < MEM_COUNT(others); i++)
		if (altered_is_plain(others[i][0], others[i][1]))
			fail_msg("'%s' for '%s' is taken as plain",
			    others[i][1], others[i][0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_are_plain),
		cmocka_unit_test(others_are_not_plain),
		cmocka_unit_test(known_deadlines),
		cmocka_unit_test(last_day_off),
		cmocka_unit_test(month_ends),
		cmocka_unit_test(working_days_a_year),
		cmocka_unit_test(add_and_between_agree),
		cmocka_unit_test(kinds_of_day),
		cmocka_unit_test(unknown_years),
		cmocka_unit_test(end_of_time),
		cmocka_unit_test(explains),
		cmocka_unit_test(durations),
		cmocka_unit_test(small_files),
		cmocka_unit_test(broken_files),
		cmocka_unit_test(contradictions),
		cmocka_unit_test(limits),
		cmocka_unit_test(shipped_files_are_well_formed),
		cmocka_unit_test(facts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
