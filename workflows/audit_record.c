/* audit_record.c: the act and the outcome inside a record */
#define _GNU_SOURCE
#include "workflows/audit_int.h"

#include <string.h>

#define ACT_BEGIN "<act xmlns=\"" ACT_NS "\""
#define ACT_END "</act>"
#define OUTCOME_BEGIN "<outcome xmlns=\"" OUTCOME_NS "\""
#define OUTCOME_END "</outcome>"

struct scan {
	const char *at, *end;
};

static void
skip_space(struct scan *s)
{
	while (s->at < s->end && (*s->at == '\n' || *s->at == '\t' ||
	    *s->at == ' '))
		s->at++;
}

static bool
begins(const struct scan *s, const char *words)
{
	size_t len = strlen(words);

	return (size_t)(s->end - s->at) >= len &&
	    memcmp(s->at, words, len) == 0;
}

/* An element from here to its end tag. In canonical XML "<" stands nowhere
 * but at markup, and neither element holds another of its name. */
static bool
element(struct scan *s, const char *begin, const char *end,
    const char **bytes, size_t *len)
{
	const char *from = s->at, *to;

	if (!begins(s, begin))
		return false;
	to = memmem(from, (size_t)(s->end - from), end, strlen(end));
	if (to == NULL)
		return false;
	s->at = to + strlen(end);
	*bytes = from;
	*len = (size_t)(s->at - from);
	return true;
}

bool
audit_parts_of(const struct record *record, struct audit_parts *parts)
{
	struct scan s = { record->body, record->body + record->body_len };

	if (!begins(&s, "<record "))
		return false;
	while (s.at < s.end && *s.at != '>')
		s.at++;
	s.at += s.at < s.end;
	skip_space(&s);
	if (!element(&s, ACT_BEGIN, ACT_END, &parts->act, &parts->act_len))
		return false;
	skip_space(&s);
	if (!element(&s, OUTCOME_BEGIN, OUTCOME_END, &parts->outcome,
	    &parts->outcome_len))
		return false;
	skip_space(&s);
	if (!begins(&s, "</record>"))
		return false;
	s.at += strlen("</record>");
	skip_space(&s);
	return s.at == s.end;
}
