/* test_engine_feed.c: a calendar that is written is one that libical reads */
#include "engine/base/mem.h"
#include "engine/calendar/feed.h"

#include <libical/ical.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define STAMP_S 1637200000	/* 2021-11-18T01:46:40Z */

static const struct feed_entry entries[] = {
	{ "2021-0001-main-legality-review-2@0123.guiwen",
	  "合法性审核中：关于印发《青石区养老机构运营补贴办法》的通知，其名称很长，"
	  "超过一行所能容纳的七十五个字节", "2021-0001; 15个工作日：国办发"
	  "〔2018〕115号（五）, \"a;b\\c\"\nd", { 2021, 3, 16 } },
	{ "2021-0002-filing-1-filing-due-9@0123.guiwen", "待报备", "",
	  { 2024, 2, 29 } }
};

static icalcomponent *
written(size_t n)
{
	struct text out = TEXT_INIT;
	icalcomponent *calendar;

	feed_write("林芳的期限", entries, n, STAMP_S, &out);
	calendar = icalparser_parse_string(out.ptr);
	assert_non_null(calendar);
	assert_int_equal(icalcomponent_count_errors(calendar), 0);
	assert_int_equal(icalrestriction_check(calendar), 1);
	text_release(&out);
	return calendar;
}

static void
check_event(icalcomponent *event, const struct feed_entry *entry)
{
	struct icaltimetype start = icalcomponent_get_dtstart(event);
	struct icaltimetype stamp = icalcomponent_get_dtstamp(event);

	assert_string_equal(icalcomponent_get_uid(event), entry->uid);
	assert_string_equal(icalcomponent_get_summary(event),
	    entry->summary);
	if (entry->description[0] != '\0')
		assert_string_equal(icalcomponent_get_description(event),
		    entry->description);
	else
		assert_null(icalcomponent_get_description(event));
	assert_true(start.is_date);
	assert_int_equal(start.year, entry->day.year);
	assert_int_equal(start.month, entry->day.month);
	assert_int_equal(start.day, entry->day.day);
	assert_true(icaltime_is_utc(stamp));
	assert_int_equal(icaltime_as_timet(stamp), STAMP_S);
}

static void
what_is_written_reads_back(void **state)
{
	icalcomponent *calendar = written(MEM_COUNT(entries)), *event;
	size_t i = 0;

	(void)state;
	for (event = icalcomponent_get_first_component(calendar,
	    ICAL_VEVENT_COMPONENT); event != NULL;
	    event = icalcomponent_get_next_component(calendar,
	    ICAL_VEVENT_COMPONENT))
		check_event(event, &entries[i++]);
	assert_int_equal(i, MEM_COUNT(entries));
	icalcomponent_free(calendar);
}

static void
no_deadline_is_a_calendar_too(void **state)
{
	icalcomponent *calendar = written(0);

	(void)state;
	assert_int_equal(icalcomponent_count_components(calendar,
	    ICAL_ANY_COMPONENT), 0);
	icalcomponent_free(calendar);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(no_deadline_is_a_calendar_too)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
