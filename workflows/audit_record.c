/* audit_record.c: the act and the outcome inside a record, against the
 * envelope */
#define _GNU_SOURCE
#include "workflows/audit_hands.h"

#include "engine/xml/read.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
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

/* ---- opened ---- */

static const char *
record_name(const struct record *record)
{
	return record->document[0] == '\0' ? "the registry" :
	    record->document;
}

static void
tell(struct audit *a, const struct record *record)
{
	audit_tell(a, AUDIT_FAULT, record, record->document,
	    "ledger: record");
}

/* The values of the outcome's start tag that are inputs. */
struct outcome_tag {
	const char *authenticated, *role, *result;	/* NULL: not there */
	int64_t semantics;
};

/* A tag as guiwen writes it. False where it is another one, which may still
 * be XML. */
static bool
read_plain_tag(struct outcome_tag *out, const struct text *tag,
    struct arena *arena)
{
	const char *name, *value, *semantics = "0";
	struct xml_reader r;
	size_t len;

	xr_init(&r, tag->ptr, tag->len, arena);
	if (!xr_open(&r, "outcome"))
		return false;
	while (xr_attr(&r, &name, &len, &value)) {
		if (xr_is(name, len, "authenticated"))
			out->authenticated = value;
		else if (xr_is(name, len, "role"))
			out->role = value;
		else if (xr_is(name, len, "result"))
			out->result = value;
		else if (xr_is(name, len, "semantics"))
			semantics = value;
	}
	/* A longer number is left to those who know what one is. */
	if (strspn(semantics, "0123456789") != strlen(semantics) ||
	    semantics[0] == '\0' || strlen(semantics) > 9)
		return false;
	out->semantics = strtol(semantics, NULL, 10);
	return xr_close(&r, "outcome") && xr_end(&r);
}

static int
read_tag(struct outcome_tag *out, const struct text *tag, xmlDoc **doc,
    struct err *err)
{
	xmlNode *root;

	if (xml_parse(doc, tag->ptr, tag->len, "outcome", NULL, err) != 0)
		return -1;
	root = xmlDocGetRootElement(*doc);
	out->authenticated = xml_attr(root, "authenticated");
	out->role = xml_attr(root, "role");
	out->result = xml_attr(root, "result");
	if (xml_attr_int(root, "semantics", 0, &out->semantics) != 0)
		return err_set(err, ERR_BROKEN, "its semantics is no number");
	return 0;
}

static const char *
name_or_none(struct audit *a, const char *s)
{
	return s == NULL ? "" : audit_name(a, s);
}

/* The inputs that stand in the outcome, since they are no part of the act:
 * how the person was known, and which engine it was. Only the start tag is
 * read: the rest is compared byte for byte, or nothing is said of it. */
static int
read_outcome(struct audit *a, struct audit_opened *out, struct err *err)
{
	const char *end = memchr(out->parts.outcome, '>',
	    out->parts.outcome_len);
	struct arena arena = ARENA_INIT;
	struct outcome_tag is = { NULL, NULL, NULL, 0 };
	struct text tag = TEXT_INIT;
	xmlDoc *doc = NULL;
	int result = 0;

	text_add(&tag, out->parts.outcome,
	    (size_t)(end + 1 - out->parts.outcome));
	text_adds(&tag, OUTCOME_END);
	if (!read_plain_tag(&is, &tag, &arena))
		result = read_tag(&is, &tag, &doc, err);
	if (result == 0) {
		out->semantics = is.semantics;
		out->authenticated = name_or_none(a, is.authenticated);
		out->role = name_or_none(a, is.role);
		out->done = is.result != NULL &&
		    strcmp(is.result, "done") == 0;
	}
	xmlFreeDoc(doc);
	text_release(&tag);
	arena_release(&arena);
	return result;
}

/* What the envelope says of the act must be what the act says. */
static void
check_envelope(struct audit *a, const struct record *record,
    const struct act *act)
{
	struct err *words = &a->words;

	if (strcmp(act->registry, store_id(a->store)) != 0) {
		err_set(words, ERR_BROKEN, "the act in record %lld was made "
		    "for another registry (%s)", (long long)record->number,
		    act->registry);
		tell(a, record);
	}
	if (strcmp(act->document, record->document) != 0 &&
	    (act->document[0] != '\0' || record->step != 1)) {
		err_set(words, ERR_BROKEN, "the act in step %lld of %s was "
		    "made for another document (\"%s\")",
		    (long long)record->step, record_name(record),
		    act->document);
		tell(a, record);
	}
	if (strcmp(act->event, record->event) != 0 ||
	    strcmp(act->person, record->person) != 0) {
		err_set(words, ERR_BROKEN, "record %lld says %s by \"%s\", "
		    "its act says %s by \"%s\"", (long long)record->number,
		    record->event, record->person, act->event, act->person);
		tell(a, record);
	}
}

/* Whoever walks through the records compares the numbers as they stand there:
 * none that he could not read may pass. */
static void
check_nonce(struct audit *a, const struct record *record,
    const struct act *act)
{
	if (act->nonce[0] == '\0' || strcmp(a->job->nonce, act->nonce) != 0)
		err_set(&a->words, ERR_BROKEN, "the act in record %lld has no "
		    "one-time number as guiwen makes them",
		    (long long)record->number);
	else if (a->job->used != 0)
		err_set(&a->words, ERR_BROKEN, "the act in record %lld is "
		    "used a second time: record %lld has the same one-time "
		    "number", (long long)record->number,
		    (long long)a->job->used);
	else
		return;
	tell(a, record);
}

/* The form in which acts are made, and made for one use. */
static void
check_act(struct audit *a, const struct record *record,
    const struct audit_opened *is)
{
	struct text again = TEXT_INIT;

	text_room(&again, is->parts.act_len);
	act_write(is->act, &again);
	if (again.len != is->parts.act_len ||
	    memcmp(again.ptr, is->parts.act, again.len) != 0) {
		err_set(&a->words, ERR_BROKEN, "the act in record %lld is not "
		    "in the form in which acts are made",
		    (long long)record->number);
		tell(a, record);
	}
	text_release(&again);
	check_nonce(a, record, is->act);
}

void
audit_nonce(const struct record *record, char *out, size_t size)
{
	static const char name[] = " nonce=\"";
	const char *end = record->body + record->body_len, *act, *at, *quote;

	out[0] = '\0';
	act = memmem(record->body, record->body_len, ACT_BEGIN,
	    strlen(ACT_BEGIN));
	/* In canonical XML no value of an attribute holds a quote. */
	at = act == NULL ? NULL : memmem(act, (size_t)(end - act), name,
	    strlen(name));
	if (at == NULL)
		return;
	at += strlen(name);
	quote = memchr(at, '"', (size_t)(end - at));
	if (quote != NULL && (size_t)(quote - at) < size) {
		memcpy(out, at, (size_t)(quote - at));
		out[quote - at] = '\0';
	}
}

bool
audit_open(struct audit *a, const struct record *record,
    struct audit_opened *out)
{
	struct err *words = &a->words;

	memset(out, 0, sizeof(*out));
	if (!audit_parts_of(record, &out->parts)) {
		err_set(words, ERR_BROKEN, "record %lld does not hold one act "
		    "and one outcome and nothing else",
		    (long long)record->number);
	} else if (act_parse(&out->act, out->parts.act, out->parts.act_len,
	    words) != 0) {
		err_prefix(words, "the act in record %lld cannot be read",
		    (long long)record->number);
	} else if (read_outcome(a, out, words) != 0) {
		err_prefix(words, "the outcome in record %lld cannot be read",
		    (long long)record->number);
	} else {
		check_envelope(a, record, out->act);
		check_act(a, record, out);
		audit_signature(a, record, out);
		return true;
	}
	tell(a, record);
	return false;
}
