/* ics_plain.c: calendars in the plain form of the shipped ones, at once
 *
 * Every command reads the registry's twenty calendars, and libical needs a
 * third of the command's time for that. Its work is what may stand in an
 * iCalendar file; these have seven properties a VEVENT, each in one form.
 * Whatever is written otherwise, or wrong, is left to libical: nothing is
 * refused here. That both read the same is held by a test.
 */
#include "engine/calendar/calendar_int.h"

#include "engine/base/day.h"

#include <string.h>

enum seen {
	SEEN_UID = 1, SEEN_STAMP = 2, SEEN_START = 4, SEEN_END = 8,
	SEEN_SUMMARY = 16, SEEN_CATEGORIES = 32, SEEN_TRANSP = 64,
	SEEN_ALL = 127
};

/* A line without its end, after a name that it starts with. */
struct line {
	const char *s;
	size_t len;
};

static bool
next_line(const char **at, const char *end, struct line *out)
{
	const char *newline;

	if (*at == end)
		return false;
	newline = memchr(*at, '\n', (size_t)(end - *at));
	if (newline == NULL)
		newline = end;
	out->s = *at;
	out->len = (size_t)(newline - *at);
	*at = newline < end ? newline + 1 : end;
	if (out->len > 0 && out->s[out->len - 1] == '\r')
		out->len--;
	return true;
}

static bool
take(struct line *line, const char *start)
{
	size_t len = strlen(start);

	if (line->len < len || memcmp(line->s, start, len) != 0)
		return false;
	line->s += len;
	line->len -= len;
	return true;
}

static bool
is(const struct line *line, const char *value)
{
	return line->len == strlen(value) &&
	    memcmp(line->s, value, line->len) == 0;
}

static bool
take_digits(struct line *line, int n, int *out)
{
	for (*out = 0; n > 0; n--, line->s++, line->len--) {
		if (line->len == 0 || *line->s < '0' || *line->s > '9')
			return false;
		*out = 10 * *out + (*line->s - '0');
	}
	return true;
}

static bool
take_day(struct line *line, int64_t *out)
{
	struct day day;

	if (!take_digits(line, 4, &day.year) ||
	    !take_digits(line, 2, &day.month) ||
	    !take_digits(line, 2, &day.day) || !day_valid(day))
		return false;
	*out = day_serial(day);
	return true;
}

static bool
is_day(struct line *line, int64_t *out)
{
	return take_day(line, out) && line->len == 0;
}

/* "20260807T000000Z", whatever moment that is. */
static bool
is_stamp(struct line *line)
{
	int64_t day;
	int hour, minute, second;

	return take_day(line, &day) && take(line, "T") &&
	    take_digits(line, 2, &hour) && hour < 24 &&
	    take_digits(line, 2, &minute) && minute < 60 &&
	    take_digits(line, 2, &second) && second < 60 && is(line, "Z");
}

/* Text as it stands: nothing escaped, no list, no blanks at its ends. */
static bool
is_words(const struct line *line)
{
	size_t i;

	for (i = 0; i < line->len; i++)
		if (line->s[i] == '\0' ||
		    strchr("\\,;:\"\t", line->s[i]) != NULL)
			return false;
	return line->len > 0 && line->s[0] != ' ' &&
	    line->s[line->len - 1] != ' ';
}

/* One property of a VEVENT: its bit, or 0. */
static int
read_property(struct ics *out, struct line *line, struct ics_event *event)
{
	if (take(line, "UID:"))
		return is_words(line) ? SEEN_UID : 0;
	if (take(line, "DTSTAMP:"))
		return is_stamp(line) ? SEEN_STAMP : 0;
	if (take(line, "DTSTART;VALUE=DATE:"))
		return is_day(line, &event->first) ? SEEN_START : 0;
	if (take(line, "DTEND;VALUE=DATE:")) {
		if (!is_day(line, &event->last))
			return 0;
		event->last--;
		return SEEN_END;
	}
	if (take(line, "SUMMARY:")) {
		event->summary = arena_strndup(&out->arena, line->s,
		    line->len);
		return is_words(line) ? SEEN_SUMMARY : 0;
	}
	if (take(line, "CATEGORIES:")) {
		event->work = is(line, "WORK");
		return event->work || is(line, "HOLIDAY") ?
		    SEEN_CATEGORIES : 0;
	}
	return is(line, "TRANSP:TRANSPARENT") ? SEEN_TRANSP : 0;
}

/* The rest of a summary that is longer than a line. */
static bool
add_words(struct ics *out, const struct line *line, struct ics_event *event)
{
	size_t had = strlen(event->summary);
	char *joined = arena_alloc(&out->arena, had + line->len + 1);

	memcpy(joined, event->summary, had);
	memcpy(joined + had, line->s, line->len);
	event->summary = joined;
	return is_words(line);
}

/* A VEVENT after its BEGIN. */
static bool
read_event(struct ics *out, const char **at, const char *end,
    struct ics_event *event)
{
	struct line line;
	int seen = 0, now = 0;

	while (next_line(at, end, &line)) {
		if (is(&line, "END:VEVENT"))
			return seen == SEEN_ALL &&
			    event->last >= event->first &&
			    event->last - event->first < ICS_EVENT_DAYS;
		if (now == SEEN_SUMMARY && take(&line, " ")) {
			if (!add_words(out, &line, event))
				return false;
			continue;
		}
		now = read_property(out, &line, event);
		if (now == 0 || (seen & now) != 0)
			return false;
		seen |= now;
	}
	return false;
}

/* A property of the VCALENDAR that says nothing about days. */
static bool
is_about(struct line *line)
{
	return is(line, "VERSION:2.0") || is(line, "CALSCALE:GREGORIAN") ||
	    take(line, "PRODID:") || take(line, "NAME:") ||
	    take(line, "DESCRIPTION:");
}

static bool
read_calendar(struct ics *out, const char **at, const char *end,
    const int *lines, size_t nlines)
{
	struct line line;
	bool folds = false;	/* of what need not be understood */

	while (next_line(at, end, &line)) {
		if (is(&line, "END:VCALENDAR"))
			return *at == end && out->nyears > 0 &&
			    out->nevents == nlines;
		if (is(&line, "BEGIN:VEVENT")) {
			if (out->nevents == nlines)
				return false;
			out->events[out->nevents].line = lines[out->nevents];
			if (!read_event(out, at, end,
			    &out->events[out->nevents++]))
				return false;
			folds = false;
		} else if (take(&line, "X-GUIWEN-YEAR:")) {
			if (!take_digits(&line, 4,
			    &out->years[out->nyears]) || line.len != 0 ||
			    out->years[out->nyears++] == 0 ||
			    out->nyears == ICS_PLAIN_YEARS)
				return false;
			folds = false;
		} else if (folds && take(&line, " ")) {
			continue;
		} else if (is_about(&line)) {
			folds = true;
		} else {
			return false;
		}
	}
	return false;
}

bool
ics_plain(struct ics *out, const char *bytes, size_t len, const int *lines,
    size_t nlines)
{
	const char *at = bytes, *end = bytes + len;
	struct line line;

	out->events = arena_array(&out->arena, nlines, sizeof(*out->events));
	out->years = arena_array(&out->arena, ICS_PLAIN_YEARS, sizeof(int));
	if (next_line(&at, end, &line) && is(&line, "BEGIN:VCALENDAR") &&
	    read_calendar(out, &at, end, lines, nlines))
		return true;
	out->nevents = out->nyears = 0;
	return false;
}
