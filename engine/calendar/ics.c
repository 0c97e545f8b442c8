/* ics.c: holidays and make-up days out of an iCalendar file, by libical where
 * it is not of the plainest form */
#include "engine/calendar/calendar_int.h"

#include "engine/base/day.h"
#include "engine/base/mem.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct reader {
	struct ics *out;
	const char *name;
	struct err *err;
	int line;		/* of the event being read */
};

static icalproperty *
first(icalcomponent *c, icalproperty_kind kind)
{
	return icalcomponent_get_first_property(c, kind);
}

/* The value of the n-th property of that kind as a day. */
static int
date_of(icalproperty *prop, int64_t *out)
{
	icalvalue *value = icalproperty_get_value(prop);
	struct icaltimetype t;
	struct day day;

	if (value == NULL || icalvalue_isa(value) != ICAL_DATE_VALUE)
		return -1;
	t = icalvalue_get_date(value);
	day = (struct day){ t.year, t.month, t.day };
	if (!t.is_date || !day_valid(day))
		return -1;
	*out = day_serial(day);
	return 0;
}

static int
event_days(struct reader *r, icalcomponent *c, struct ics_event *event)
{
	icalproperty *start = first(c, ICAL_DTSTART_PROPERTY);
	icalproperty *stop = first(c, ICAL_DTEND_PROPERTY);
	int64_t after;

	if (start == NULL || date_of(start, &event->first) != 0 ||
	    icalcomponent_count_properties(c, ICAL_DTSTART_PROPERTY) != 1)
		return err_set_at(r->err, ERR_SYNTAX, r->name, r->line,
		    "%s, line %d: this VEVENT has no day that it begins on; "
		    "write one DTSTART;VALUE=DATE:YYYYMMDD", r->name, r->line);
	if (stop == NULL) {
		event->last = event->first;
		return 0;
	}
	if (date_of(stop, &after) != 0 || after <= event->first ||
	    after - event->first > ICS_EVENT_DAYS ||
	    icalcomponent_count_properties(c, ICAL_DTEND_PROPERTY) != 1)
		return err_set_at(r->err, ERR_SYNTAX, r->name, r->line,
		    "%s, line %d: this VEVENT does not end as a holiday ends; "
		    "write one DTEND;VALUE=DATE with the first day after it, "
		    "at most a year later", r->name, r->line);
	event->last = after - 1;
	return 0;
}

/* Is word one of the values, with commas between, of a property's text? */
static bool
has_word(const char *values, const char *word)
{
	size_t len = strlen(word), n;

	for (; values != NULL && *values != '\0'; values += n) {
		values += strspn(values, ", \t");
		n = strcspn(values, ",");
		if (n >= len && strncasecmp(values, word, len) == 0 &&
		    strspn(values + len, " \t") == n - len)
			return true;
	}
	return false;
}

static bool
has_category(icalcomponent *c, const char *word)
{
	icalproperty *p = first(c, ICAL_CATEGORIES_PROPERTY);

	for (; p != NULL; p = icalcomponent_get_next_property(c,
	    ICAL_CATEGORIES_PROPERTY))
		if (has_word(icalproperty_get_categories(p), word))
			return true;
	return false;
}

static int
read_event(struct reader *r, icalcomponent *c, struct ics_event *event)
{
	static const icalproperty_kind refused[] = { ICAL_RRULE_PROPERTY,
		ICAL_RDATE_PROPERTY, ICAL_EXDATE_PROPERTY,
		ICAL_DURATION_PROPERTY, ICAL_RECURRENCEID_PROPERTY };
	icalproperty *summary = first(c, ICAL_SUMMARY_PROPERTY);
	const char *words = NULL;
	size_t i;

	for (i = 0; i < MEM_COUNT(refused); i++)
		if (first(c, refused[i]) != NULL)
			return err_set_at(r->err, ERR_SYNTAX, r->name, r->line,
			    "%s, line %d: holidays are given day by day with "
			    "DTSTART and DTEND; take out the %s",
			    r->name, r->line,
			    icalproperty_kind_to_string(refused[i]));
	if (event_days(r, c, event) != 0)
		return -1;
	event->work = has_category(c, "WORK");
	if (event->work && has_category(c, "HOLIDAY"))
		return err_set_at(r->err, ERR_SYNTAX, r->name, r->line,
		    "%s, line %d: a day is a HOLIDAY or a day of WORK, not "
		    "both; leave one category", r->name, r->line);
	if (summary != NULL)
		words = icalproperty_get_summary(summary);
	event->summary = arena_strdup(&r->out->arena,
	    words != NULL ? words : "");
	event->line = r->line;
	return 0;
}

static bool
cancelled(icalcomponent *c)
{
	icalproperty *p = first(c, ICAL_STATUS_PROPERTY);

	return p != NULL && icalproperty_get_status(p) == ICAL_STATUS_CANCELLED;
}

static int
read_events(struct reader *r, icalcomponent *root, const int *lines,
    size_t nlines)
{
	icalcomponent *c = icalcomponent_get_first_component(root,
	    ICAL_VEVENT_COMPONENT);
	struct ics *out = r->out;
	size_t i;

	out->events = arena_array(&out->arena, nlines, sizeof(*out->events));
	for (i = 0; c != NULL && i < nlines; i++) {
		r->line = lines[i];
		if (icalcomponent_count_errors(c) > 0)
			return err_set_at(r->err, ERR_SYNTAX, r->name, r->line,
			    "%s, line %d: this VEVENT has a property whose "
			    "value is not of its kind (RFC 5545 3.8); correct "
			    "it", r->name, r->line);
		if (!cancelled(c) &&
		    read_event(r, c, &out->events[out->nevents++]) != 0)
			return -1;
		c = icalcomponent_get_next_component(root,
		    ICAL_VEVENT_COMPONENT);
	}
	r->line = 0;
	if (c != NULL || i != nlines)
		return err_set_at(r->err, ERR_SYNTAX, r->name, r->line,
		    "%s: the VEVENTs of this file cannot be told apart (RFC "
		    "5545 3.6.1); give the file as it was published", r->name);
	return 0;
}

static int
year_of(const char *s, int *out)
{
	int i, year = 0;

	if (s == NULL || strlen(s) != 4)
		return -1;
	for (i = 0; i < 4; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		year = year * 10 + (s[i] - '0');
	}
	*out = year;
	return year >= 1 ? 0 : -1;
}

static int
read_years(struct reader *r, icalcomponent *root)
{
	int n = icalcomponent_count_properties(root, ICAL_X_PROPERTY);
	icalproperty *p = first(root, ICAL_X_PROPERTY);
	struct ics *out = r->out;
	const char *name;

	out->years = arena_array(&out->arena, (size_t)n, sizeof(int));
	for (; p != NULL && n-- > 0;
	    p = icalcomponent_get_next_property(root, ICAL_X_PROPERTY)) {
		name = icalproperty_get_x_name(p);
		if (name == NULL || strcasecmp(name, "X-GUIWEN-YEAR") != 0)
			continue;
		if (year_of(icalproperty_get_x(p),
		    &out->years[out->nyears++]) != 0)
			return err_set_at(r->err, ERR_SYNTAX, r->name, r->line,
			    "%s: X-GUIWEN-YEAR is not a year of four digits; "
			    "write for example X-GUIWEN-YEAR:2021", r->name);
	}
	if (out->nyears == 0)
		return err_set_at(r->err, ERR_SYNTAX, r->name, r->line,
		    "%s: this calendar does not say which year's holidays it "
		    "holds; add for example X-GUIWEN-YEAR:2021 after "
		    "BEGIN:VCALENDAR", r->name);
	return 0;
}

int
ics_by_libical(struct ics *out, const char *bytes, size_t len,
    const int *lines, size_t nlines, const char *name, struct err *err)
{
	struct reader r = { out, name, err, 0 };
	icalcomponent *root;
	char *copy;
	int rc = -1;

	/* Its default is to abort the process at the first wrong value. */
	icalerror_set_errors_are_fatal(0);
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	copy = mem_strndup(bytes, len);
	root = icalparser_parse_string(copy);
	if (root == NULL ||
	    icalcomponent_isa(root) != ICAL_VCALENDAR_COMPONENT)
		err_set_at(err, ERR_SYNTAX, name, 0, "%s: this cannot be read "
		    "as an iCalendar file (RFC 5545); give the file as it was "
		    "published", name);
	else if (read_years(&r, root) == 0 &&
	    read_events(&r, root, lines, nlines) == 0)
		rc = 0;
	if (root != NULL)
		icalcomponent_free(root);
	free(copy);
	return rc;
}

int
ics_parse(struct ics *out, const char *bytes, size_t len, const char *name,
    struct err *err)
{
	size_t nlines = 0;
	int *lines = NULL;

	*out = (struct ics){ .arena = ARENA_INIT };
	if (ics_scan(&out->arena, &lines, &nlines, bytes, len, name, err) != 0)
		return -1;
	return ics_plain(out, bytes, len, lines, nlines) ? 0 :
	    ics_by_libical(out, bytes, len, lines, nlines, name, err);
}

void
ics_release(struct ics *ics)
{
	arena_release(&ics->arena);
	*ics = (struct ics){ .arena = ARENA_INIT };
}
