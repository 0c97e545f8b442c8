/* feed.h: days that people must keep, as a calendar that they subscribe to */
#ifndef GUIWEN_CALENDAR_FEED_H
#define GUIWEN_CALENDAR_FEED_H

#include "engine/base/day.h"
#include "engine/base/text.h"

#include <stddef.h>

struct feed_entry {
	const char *uid;	/* the same for the same deadline, for ever */
	const char *summary;
	const char *description;	/* "" none */
	struct day day;
};

/*
 * Append an iCalendar (RFC 5545): a VEVENT of one day for each entry, which
 * takes no time (TRANSP:TRANSPARENT). `name` is shown by the programs that
 * subscribe, `stamp_s` is DTSTAMP.
 */
void feed_write(const char *name, const struct feed_entry *entries, size_t n,
    int64_t stamp_s, struct text *out);

#endif
