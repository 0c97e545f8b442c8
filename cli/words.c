/* words.c: the words of the glossary for identifiers */
#include "cli/words.h"

#include "cli/cmd.h"
#include "cli/paper.h"
#include "engine/base/mem.h"
#include "workflows/dossier.h"
#include "workflows/labels.h"
#include "workflows/procedure.h"

#include <stdlib.h>
#include <string.h>

struct word {
	const char *id, *shown;
};

static const struct word materials[] = {
	{ "explanation", N_("drafting note") },
	{ "basis", N_("basis in law") },
	{ "consultation", N_("consultation and what was adopted of it") },
	{ "unit-opinion", N_("legality opinion of the drafting body") },
	{ "legality-opinion", N_("legality opinion") },
	{ "fair-competition-conclusion", N_("fair-competition conclusion") },
	{ "minutes", N_("minutes") },
	{ "response", N_("response to the opinion") },
	{ "filing-report", N_("filing report") },
	{ "receipt", N_("filing receipt") },
	{ "notice", N_("notice") },
	{ "repeal-basis", N_("basis of the repeal") },
	{ "interpretation", N_("policy interpretation") },
	{ "evidence", N_("paper from outside that proves a day") },
	{ "other", N_("other material") },
	{ NULL, NULL }
};

static const struct word rates[] = {
	{ "filing-rate", N_("filing rate") },
	{ "in-time-rate", N_("in-time rate") },
	{ "in-time-rate-strict", N_("in-time rate, strict") },
	{ "well-formed-rate", N_("well-formed rate") },
	{ "registered-rate", N_("registered rate") },
	{ "publication-rate", N_("publication rate") },
	{ "legality-rate", N_("legality-review rate") },
	{ NULL, NULL }
};

static const struct word relations[] = {
	{ "based-on", N_("based on") },
	{ "amends", N_("amends") },
	{ "replaces", N_("replaces") },
	{ "repeals", N_("repeals") },
	{ NULL, NULL }
};

static const struct word hows[] = {
	{ "claimed", N_("only claimed") },
	{ "os-user", N_("by the system account") },
	{ "key", N_("by the person's own signature") },
	{ "session", N_("by a session of the server") },
	{ NULL, NULL }
};

static const struct word duties[] = {
	{ "drafter", N_("whoever drafted it") },
	{ "submitter", N_("whoever handed it in") },
	{ NULL, NULL }
};

static const struct word units[] = {
	{ "book", N_("book") },
	{ "part", N_("part") },
	{ "chapter", N_("chapter") },
	{ "section", N_("section") },
	{ "article", N_("article") },
	{ "paragraph", N_("paragraph") },
	{ "point", N_("point") },
	{ "indent", N_("indent") },
	{ "level", N_("level") },
	{ "level1", N_("first-level unit") },
	{ "block", N_("block") },
	{ "table", N_("table") },
	{ "quote", N_("quote") },
	{ "attachment", N_("attachment") },
	{ NULL, NULL }
};

static const struct word refusals[] = {
	{ "usage", N_("the request makes no sense") },
	{ "not-found", N_("it is not there") },
	{ "denied", N_("not for this person") },
	{ "refused", N_("not possible then") },
	{ "missing", N_("something needed is missing") },
	{ "stale", N_("the document had moved on") },
	{ "unsupported", N_("not something that is taken") },
	{ "limit", N_("larger or longer than allowed") },
	{ NULL, NULL }
};

static const char *
look(const struct word *words, const char *id)
{
	for (; words->id != NULL; words++)
		if (strcmp(words->id, id) == 0)
			return _(words->shown);
	return id;
}

const char *
word_material(const char *kind)
{
	const char *label = procedure_kind_label(kind);

	return in_chinese() && label != kind ? label : look(materials, kind);
}

const char *
material_kind(size_t i)
{
	return materials[i].id;
}

const char *
word_role(const char *role)
{
	return label_role(role);
}

const char *
word_milestone(const char *name)
{
	return label_milestone(name);
}

const char *
word_rate(const char *name)
{
	return look(rates, name);
}

const char *
word_relation(const char *type)
{
	return look(relations, type);
}

const char *
word_authenticated(const char *how)
{
	return look(hows, how);
}

const char *
word_datum(const char *key)
{
	return label_datum(key);
}

const char *
word_datum_in(const char *instance, const char *event, const char *key)
{
	if (strcmp(key, "number") == 0 && (strcmp(event, "receipt") == 0 ||
	    (*instance != '\0' && strcmp(instance, DOSSIER_MAIN) != 0)))
		return _("registration number");
	return word_datum(key);
}

const char *
word_time(char out[TIME_TEXT], int64_t time_s)
{
	paper_minute(out, time_s);
	if (strcmp(out + 10, " 00:00") == 0)
		out[10] = '\0';
	return out;
}

const char *
word_value(char out[TIME_TEXT], const char *value)
{
	int64_t time_s;

	return time_parse(&time_s, value) == 0 ? word_time(out, time_s) :
	    value;
}

const char *
word_unit(const char *kind)
{
	return look(units, kind);
}

const char *
word_refusal(const char *code)
{
	return look(refusals, code);
}

const char *
word_duty(const char *not)
{
	return look(duties, not);
}

const char *
word_calendar(enum calendar_kind kind)
{
	switch (kind) {
	case CALENDAR_UNKNOWN:
		return _("unknown");
	case CALENDAR_WORKING:
		return _("working day");
	case CALENDAR_MAKEUP:
		return _("make-up working day");
	case CALENDAR_WEEKEND:
		return _("weekend");
	case CALENDAR_HOLIDAY:
		return _("public holiday");
	}
	return "";
}

const char *
word_weekday(struct day day)
{
	static const char *const names[] = {
		N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"),
		N_("Sat"), N_("Sun")
	};

	return _(names[day_weekday(day) - 1]);
}

const char *
label_state(const struct chart *chart, int state)
{
	const char *label = chart_state_gw(chart, state,
	    in_chinese() ? "label" : "label-en");

	return label != NULL ? label : chart_state(chart, state)->id;
}

const char *
label_transition(const struct chart *chart, int transition)
{
	const char *label = chart_transition_gw(chart, transition,
	    in_chinese() ? "label" : "label-en");
	const char *event = chart_transition(chart, transition)->event;

	return label != NULL ? label : event != NULL ? event : "";
}

/* Chinese has a comma for names in a list, and another for clauses. */
const char *
word_comma(void)
{
	return in_chinese() ? "、" : _(", ");
}

char *
words_next(const char **at)
{
	size_t len;
	char *word;

	*at += strspn(*at, " ");
	len = strcspn(*at, " ");
	if (len == 0)
		return NULL;
	word = mem_strndup(*at, len);
	*at += len;
	return word;
}

void
words_add(struct text *out, const char *ids,
    const char *(*word)(const char *id))
{
	const char *at = ids;
	bool first = true;
	char *id;

	while ((id = words_next(&at)) != NULL) {
		if (!first)
			text_adds(out, word_comma());
		text_adds(out, word(id));
		first = false;
		free(id);
	}
}
