/* feed.c: days that people must keep, written by libical */
#include "engine/calendar/feed.h"

#include <libical/ical.h>
#include <stdlib.h>

static icalcomponent *
event(const struct feed_entry *entry, struct icaltimetype stamp)
{
	struct icaltimetype day = icaltime_null_date();
	icalcomponent *event;

	day.year = entry->day.year;
	day.month = entry->day.month;
	day.day = entry->day.day;
	event = icalcomponent_vanew(ICAL_VEVENT_COMPONENT,
	    icalproperty_new_uid(entry->uid),
	    icalproperty_new_dtstamp(stamp),
	    icalproperty_new_dtstart(day),
	    icalproperty_new_summary(entry->summary),
	    icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT), NULL);
	if (entry->description[0] != '\0')	/* none may be empty */
		icalcomponent_add_property(event,
		    icalproperty_new_description(entry->description));
	return event;
}

void
feed_write(const char *name, const struct feed_entry *entries, size_t n,
    int64_t stamp_s, struct text *out)
{
	struct icaltimetype stamp = icaltime_from_timet_with_zone(
	    (time_t)stamp_s, 0, icaltimezone_get_utc_timezone());
	icalproperty *shown = icalproperty_new_x(name);
	icalcomponent *calendar;
	char *text;
	size_t i;

	icalproperty_set_x_name(shown, "X-WR-CALNAME");
	calendar = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT,
	    icalproperty_new_version("2.0"),
	    icalproperty_new_prodid("-//guiwen//deadlines//ZH"), shown, NULL);
	for (i = 0; i < n; i++)
		icalcomponent_add_component(calendar, event(&entries[i],
		    stamp));
	text = icalcomponent_as_ical_string_r(calendar);
	if (text == NULL)
		abort();
	text_adds(out, text);
	free(text);
	icalcomponent_free(calendar);
}
