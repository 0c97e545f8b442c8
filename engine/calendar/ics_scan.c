/* ics_scan.c: the form of an iCalendar file, line by line (RFC 5545 3.1) */
#include "engine/calendar/calendar_int.h"

#include "engine/base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#define MAX_BYTES (1024 * 1024)
#define MAX_DEPTH 8
#define MAX_NAME 40

struct scan {
	const char *name;
	struct err *err;
	const char *at, *end;
	int line;		/* of the last line read */
	int start;		/* of the content line that it belongs to */
	struct text content;	/* the content line, unfolded */
	char open[MAX_DEPTH][MAX_NAME];
	size_t depth;
	bool closed;		/* END:VCALENDAR was there */
	int *event_lines;
	size_t nevents, max_events;
};

/* The bytes up to the next line end; *len without it. */
static const char *
next_line(struct scan *scan, size_t *len)
{
	const char *line = scan->at;
	const char *nl = memchr(line, '\n', (size_t)(scan->end - line));

	scan->line++;
	*len = (size_t)((nl != NULL ? nl : scan->end) - line);
	scan->at = nl != NULL ? nl + 1 : scan->end;
	if (*len > 0 && line[*len - 1] == '\r')
		(*len)--;
	return line;
}

/* The next content line, unfolded, into scan->content. */
static bool
next_content(struct scan *scan)
{
	const char *line;
	size_t len;

	text_reset(&scan->content);
	if (scan->at == scan->end)
		return false;
	line = next_line(scan, &len);
	scan->start = scan->line;
	text_add(&scan->content, line, len);
	while (scan->at < scan->end &&
	    (*scan->at == ' ' || *scan->at == '\t')) {
		line = next_line(scan, &len);
		text_add(&scan->content, line + 1, len - 1);
	}
	return true;
}

static bool
clean_text(const struct text *text)
{
	const utf8proc_uint8_t *s = (const utf8proc_uint8_t *)text->ptr;
	utf8proc_ssize_t left = (utf8proc_ssize_t)text->len, n;
	utf8proc_int32_t c;

	for (; left > 0; s += n, left -= n) {
		n = utf8proc_iterate(s, left, &c);
		if (n <= 0 || (c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

/* The value of a content line: after the first colon outside quotes. */
static const char *
content_value(const char *content, size_t *name_len)
{
	const char *s = content;
	bool quoted = false;

	while (isalnum((unsigned char)*s) || *s == '-')
		s++;
	*name_len = (size_t)(s - content);
	if (*name_len == 0 || (*s != ':' && *s != ';'))
		return NULL;
	for (; *s != '\0'; s++) {
		if (*s == '"')
			quoted = !quoted;
		else if (*s == ':' && !quoted)
			return s + 1;
	}
	return NULL;
}

static int
fail(struct scan *scan)
{
	return err_set_at(scan->err, ERR_SYNTAX, scan->name, scan->start,
	    "%s, line %d: this is no line of an iCalendar file (RFC 5545); "
	    "write NAME:VALUE in UTF-8 without control characters",
	    scan->name, scan->start);
}

static int
begin(struct scan *scan, const char *what)
{
	bool first = scan->depth == 0;

	if (first && (scan->closed || strcasecmp(what, "VCALENDAR") != 0))
		return err_set_at(scan->err, ERR_SYNTAX, scan->name,
		    scan->start, "%s, line %d: a calendar file holds one "
		    "VCALENDAR and nothing beside it (RFC 5545 3.4); put %s "
		    "inside it or into a file of its own", scan->name,
		    scan->start, what);
	if (scan->depth == MAX_DEPTH || strlen(what) >= MAX_NAME)
		return fail(scan);
	memcpy(scan->open[scan->depth++], what, strlen(what) + 1);
	if (scan->depth == 2 && strcasecmp(what, "VEVENT") == 0)
		scan->event_lines[scan->nevents++] = scan->start;
	return 0;
}

static int
end(struct scan *scan, const char *what)
{
	if (scan->depth == 0 ||
	    strcasecmp(scan->open[scan->depth - 1], what) != 0)
		return err_set_at(scan->err, ERR_SYNTAX, scan->name,
		    scan->start, "%s, line %d: END:%s closes nothing that is "
		    "open here (RFC 5545 3.6); close what was begun last",
		    scan->name, scan->start, what);
	if (--scan->depth == 0)
		scan->closed = true;
	return 0;
}

static int
content_line(struct scan *scan)
{
	const char *content = scan->content.ptr, *value;
	size_t name_len;

	if (scan->content.len == 0 && (scan->closed || scan->depth == 0))
		return 0;	/* empty lines around the calendar */
	if (strlen(content) != scan->content.len ||
	    !clean_text(&scan->content) ||
	    (value = content_value(content, &name_len)) == NULL)
		return fail(scan);
	if (name_len == 5 && strncasecmp(content, "BEGIN", 5) == 0)
		return begin(scan, value);
	if (name_len == 3 && strncasecmp(content, "END", 3) == 0)
		return end(scan, value);
	return scan->depth == 0 ? fail(scan) : 0;
}

int
ics_scan(struct arena *arena, int **event_lines, size_t *nevents,
    const char *bytes, size_t len, const char *name, struct err *err)
{
	struct scan scan = { .name = name, .err = err, .at = bytes,
		.end = bytes + len, .content = TEXT_INIT };
	int rc = 0;

	if (len > MAX_BYTES)
		return err_set_at(err, ERR_LIMIT, name, 0, "%s: a calendar "
		    "file may have 1 MiB and this has %zu bytes; split it by "
		    "years", name, len);
	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		scan.at += 3;
	/* BEGIN:VEVENT and its END take at least 20 bytes */
	scan.event_lines = arena_array(arena, len / 20 + 1, sizeof(int));
	while (rc == 0 && next_content(&scan))
		rc = content_line(&scan);
	text_release(&scan.content);
	if (rc != 0)
		return -1;
	if (!scan.closed || scan.depth > 0)
		return err_set_at(err, ERR_SYNTAX, name, scan.line, "%s: this "
		    "is no whole iCalendar file (RFC 5545): END:VCALENDAR is "
		    "missing; give the file as it was published", name);
	*event_lines = scan.event_lines;
	*nevents = scan.nevents;
	return 0;
}
