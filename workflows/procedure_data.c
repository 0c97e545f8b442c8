/* procedure_data.c: what must be stated with an act: numbers, signers, days;
 * and the issuing elements that follow */
#include "workflows/procedure_int.h"

#include "engine/document/document.h"

#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 500
#define VALIDITY_MONTHS_MAX 12000

enum gate
gate_number(struct move *m, const char *number)
{
	const char *authority = lead_authority(m->dossier);
	const char *holder = NULL;

	if (!procedure_number_valid(number))
		return REFUSE(m, ERR_USAGE, "“%s” does not look like a document "
		    "number; it is written like 青民规〔2021〕3号, with the full "
		    "year in 〔〕 and no leading zeros", number);
	if (m->context->number_holder != NULL)
		holder = m->context->number_holder(m->context->lookup_ctx,
		    authority, number);
	if (holder != NULL && strcmp(holder, m->dossier->id) != 0)
		return REFUSE(m, ERR_REFUSED, "the number %s of %s already "
		    "belongs to %s; give another one", number, authority,
		    holder);
	return GATE_OPEN;
}

/* A day that must not lie after the act's stated one: nobody signs in the
 * future. */
static enum gate
gate_dated(struct move *m, const char *value)
{
	char buf[DAY_TEXT];
	struct day day;

	if (day_parse(&day, value) != 0)
		return REFUSE(m, ERR_USAGE, "“%s” is no day; write it as "
		    "2021-05-01", value);
	if (day_compare(day, time_day(m->stated_s)) > 0)
		return REFUSE(m, ERR_REFUSED, "%s cannot be dated %s, which "
		    "lies after the stated day %s", m->dossier->id, value,
		    day_format(buf, time_day(m->stated_s)));
	return GATE_OPEN;
}

/* The full year in 〔〕 of a number that is written as it should, else 0. */
static int
number_year(const char *number)
{
	const char *open = procedure_number_valid(number) ?
	    strstr(number, "〔") : NULL;

	return open != NULL ? (int)strtol(open + strlen("〔"), NULL, 10) : 0;
}

enum gate
gate_document_date(struct move *m, const char *number, struct day dated,
    struct day numbered, struct day deliberated)
{
	char of_document[DAY_TEXT], other[DAY_TEXT];
	int year = number_year(number);

	if (dated.year == 0)
		return GATE_OPEN;
	day_format(of_document, dated);
	if (day_compare(dated, numbered) > 0)
		return REFUSE(m, ERR_REFUSED, "%s cannot be dated %s, which "
		    "lies after the stated day %s", m->dossier->id,
		    of_document, day_format(other, numbered));
	if (deliberated.year != 0 && day_compare(dated, deliberated) < 0)
		return REFUSE(m, ERR_REFUSED, "%s cannot be dated %s, which "
		    "lies before its deliberation on %s", m->dossier->id,
		    of_document, day_format(other, deliberated));
	if (year != 0 && year != dated.year)
		return REFUSE(m, ERR_REFUSED, "the number %s is of another "
		    "year than the document date %s; correct one of the two",
		    number, of_document);
	return GATE_OPEN;
}

/* The document date of the act that numbers the document. */
static enum gate
gate_numbering(struct move *m, const struct choice *choice)
{
	const struct dossier_milestone *milestone = dossier_milestone(
	    m->dossier, DOSSIER_MAIN, DELIBERATED);
	const char *value = act_datum(m->act, "dated");
	struct day dated, deliberated = { 0, 0, 0 };

	if (value == NULL || day_parse(&dated, value) != 0 ||
	    strcmp(m->dossier->instances[choice->instance].id,
	    DOSSIER_MAIN) != 0)
		return GATE_OPEN;
	if (milestone != NULL)
		deliberated = time_day(milestone->stated_s);
	return gate_document_date(m, m->issue.number, dated,
	    time_day(m->stated_s), deliberated);
}

static enum gate
gate_value(struct move *m, const struct choice *choice, const char *key,
    const char *value)
{
	bool main = strcmp(m->dossier->instances[choice->instance].id,
	    DOSSIER_MAIN) == 0;
	struct day day;

	if (strlen(value) > VALUE_MAX)
		return REFUSE(m, ERR_LIMIT, "the value of %s is longer than "
		    "%d bytes", key, VALUE_MAX);
	if (main && strcmp(key, "number") == 0)
		return gate_number(m, value);
	if (strcmp(key, "dated") == 0)
		return gate_dated(m, value);
	if (main && strcmp(key, "by") == 0)
		return gate_other(m, value, true);
	if ((strcmp(key, "effective") == 0 || strcmp(key, "expires") == 0) &&
	    day_parse(&day, value) != 0)
		return REFUSE(m, ERR_USAGE, "“%s” is no day; write it as "
		    "2021-05-01", value);
	return GATE_OPEN;
}

enum gate
gate_once(struct move *m)
{
	const struct act *act = m->act;
	size_t i, j;

	for (i = 0; i < act->ndata; i++)
		for (j = 0; j < i; j++)
			if (strcmp(act->data[i].key, act->data[j].key) == 0)
				return REFUSE(m, ERR_USAGE, "%s is stated "
				    "twice, as “%s” and as “%s”",
				    act->data[i].key, act->data[j].value,
				    act->data[i].value);
	return GATE_OPEN;
}

/* What the chart does not ask for would stand in the record for good and mean
 * nothing. The days of an issued text may always be stated with it, and what a
 * document is ended by where a paper says so. */
static bool
is_asked_for(const struct choice *choice, const char *key)
{
	const char *keys, *text, *needs;
	size_t i;

	for (i = 0; i < choice->n; i++) {
		needs = chart_transition_gw(choice->chart,
		    choice->transitions[i], "needs");
		if (strcmp(key, "by") == 0 && needs != NULL &&
		    words_have(needs, "repeal-basis"))
			return true;
		keys = chart_transition_gw(choice->chart,
		    choice->transitions[i], "data");
		text = chart_transition_gw(choice->chart,
		    choice->transitions[i], "text");
		if ((keys != NULL && words_have(keys, key)) ||
		    (text != NULL && strcmp(text, "issued") == 0 &&
		    (strcmp(key, "effective") == 0 ||
		    strcmp(key, "expires") == 0)))
			return true;
	}
	return false;
}

static enum gate
gate_given(struct move *m, const struct choice *choice)
{
	const struct act *act = m->act;
	enum gate gate;
	size_t i;

	if ((gate = gate_once(m)) != GATE_OPEN)
		return gate;
	for (i = 0; i < act->ndata; i++) {
		if (!is_asked_for(choice, act->data[i].key))
			return REFUSE(m, ERR_USAGE, "“%s” does not ask for %s",
			    event_word(m), act->data[i].key);
		gate = gate_value(m, choice, act->data[i].key,
		    act->data[i].value);
		if (gate != GATE_OPEN)
			return gate;
	}
	return gate_numbering(m, choice);
}

enum gate
gate_data(struct move *m, const struct choice *choice, int transition)
{
	const char *keys = chart_transition_gw(choice->chart, transition,
	    "data");
	struct names missing = { 0 };
	const char *word, *key, *value;
	size_t len;

	while ((word = word_next(&keys, &len)) != NULL) {
		key = arena_strndup(&m->dossier->arena, word, len);
		value = act_datum(m->act, key);
		/* the issued text may say itself when it takes effect */
		if (strcmp(key, "effective") == 0 && value == NULL &&
		    m->issue.effective.year != 0)
			continue;
		if (value == NULL || value[strspn(value, " \t\n")] == '\0')
			names_add(&missing, &m->dossier->arena, key);
	}
	if (missing.count != 0)
		return REFUSE(m, ERR_MISSING, "“%s” on %s needs what was not "
		    "stated: %s", event_word(m), m->dossier->id,
		    names_list(&missing, &m->dossier->arena, datum_label));
	return gate_given(m, choice);
}

static void
take_day(struct day *out, const struct act *act, const char *key)
{
	const char *value = act_datum(act, key);

	if (value != NULL)
		day_parse(out, value);
}

/* A text that is in force from its publication, or from a day that is stated,
 * cannot say itself when its validity ends: it says how long it is. */
static void
take_validity(struct move *m)
{
	const struct act_text *text = m->act->text;

	if (text != NULL && text->validity_months > 0 &&
	    text->validity_months <= VALIDITY_MONTHS_MAX &&
	    text->expires.year == 0 && m->issue.effective.year != 0 &&
	    act_datum(m->act, "expires") == NULL)
		m->issue.expires = document_validity_ends(m->issue.effective,
		    (int)text->validity_months);
}

static void
take_text_days(struct move *m)
{
	const struct act_text *text = m->act->text;

	if (text == NULL)
		return;
	if (text->effective.year != 0)
		m->issue.effective = text->effective;
	else if (text->on_publication)
		m->issue.effective = time_day(m->stated_s);
	if (text->expires.year != 0)
		m->issue.expires = text->expires;
}

/*
 * Nothing is judged here: what cannot be read stays as it was, and the gate
 * says so. A filing's number is its registration number and no issuing
 * element.
 */
void
issue_plan(struct move *m, const struct choice *choice)
{
	const struct dossier *d = m->dossier;
	const char *keys, *value, *text, *milestone;
	size_t i;

	m->issue = (struct issue){ d->number, d->signer, d->made,
		d->published, d->effective, d->expires };
	if (m->act == NULL || choice == NULL ||
	    strcmp(d->instances[choice->instance].id, DOSSIER_MAIN) != 0)
		return;
	for (i = 0; i < choice->n; i++) {
		int t = choice->transitions[i];

		keys = chart_transition_gw(choice->chart, t, "data");
		text = chart_transition_gw(choice->chart, t, "text");
		milestone = chart_transition_gw(choice->chart, t,
		    "milestone");
		if (text != NULL && strcmp(text, "issued") == 0) {
			take_text_days(m);
			take_day(&m->issue.expires, m->act, "expires");
		}
		if (keys != NULL && words_have(keys, "effective"))
			take_day(&m->issue.effective, m->act, "effective");
		if (text != NULL && strcmp(text, "issued") == 0)
			take_validity(m);
		if (keys != NULL && words_have(keys, "dated"))
			take_day(&m->issue.made, m->act, "dated");
		value = act_datum(m->act, "number");
		if (keys != NULL && words_have(keys, "number") &&
		    value != NULL)
			m->issue.number = value;
		value = act_datum(m->act, "signer");
		if (keys != NULL && words_have(keys, "signer") &&
		    value != NULL)
			m->issue.signer = value;
		if (milestone != NULL && words_have(milestone, PUBLISHED))
			m->issue.published = time_day(m->stated_s);
	}
}
