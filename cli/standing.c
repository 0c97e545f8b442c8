/* standing.c: the states of a document as people speak of them */
#include "cli/standing.h"

#include "cli/cmd.h"
#include "cli/deadline.h"
#include "cli/json.h"
#include "cli/words.h"
#include "engine/chart/chart.h"

#include <stdlib.h>
#include <string.h>

static const struct chart *
chart_of(const struct procedure_context *context,
    const struct dossier_instance *instance)
{
	const char *hash;

	return context->chart(context->chart_ctx, instance->workflow,
	    *instance->chart != '\0' ? instance->chart : NULL, &hash);
}

static const struct dossier_deadline *
open_deadline(const struct dossier *dossier, const char *instance,
    const char *state)
{
	size_t i;

	for (i = dossier->ndeadlines; i > 0; i--) {
		const struct dossier_deadline *d = &dossier->deadlines[i - 1];

		if (d->ended.year == 0 && strcmp(d->instance, instance) == 0 &&
		    strcmp(d->state, state) == 0)
			return d;
	}
	return NULL;
}

/* The deadline whose clock this state stops (gw:suspends), or NULL. */
static const struct dossier_deadline *
stopped_deadline(const struct dossier *dossier, const char *instance,
    const char *states)
{
	const struct dossier_deadline *d = NULL;
	char *state;

	while (d == NULL && states != NULL &&
	    (state = words_next(&states)) != NULL) {
		d = open_deadline(dossier, instance, state);
		free(state);
	}
	return d != NULL && dossier_deadline_stands(d, NULL) ? d : NULL;
}

/* A region of the main chart that waits for filing.* events mirrors what the
 * filings, which have charts of their own, say. */
static bool
is_mirror(const struct chart *chart, int state)
{
	int region = chart_state(chart, state)->parent, t;

	for (t = 0; region > 0 && t < (int)chart_ntransitions(chart); t++) {
		const struct chart_transition *view = chart_transition(chart,
		    t);

		if (view->event != NULL &&
		    strncmp(view->event, "filing.", 7) == 0 &&
		    chart_is_descendant(chart, view->source, region))
			return true;
	}
	return false;
}

/* Do only transitions that ask for a reason enter the state? */
static bool
is_reasoned(const struct chart *chart, int state)
{
	const char *reason;
	bool any = false;
	size_t i;
	int t;

	for (t = 0; t < (int)chart_ntransitions(chart); t++) {
		const struct chart_transition *view = chart_transition(chart,
		    t);

		for (i = 0; i < view->ntargets; i++) {
			if (view->targets[i] != state)
				continue;
			reason = chart_transition_gw(chart, t, "reason");
			if (reason == NULL || strcmp(reason, "required") != 0)
				return false;
			any = true;
		}
	}
	return any;
}

/* Has the document come to its end there, whatever is open beside it? */
static bool
is_end_of_document(const struct chart *chart,
    const struct dossier_instance *instance, int state)
{
	return strcmp(instance->id, DOSSIER_MAIN) == 0 &&
	    chart_state(chart, state)->type == CHART_FINAL &&
	    !is_mirror(chart, state);
}

static void
add_standing(const struct chart *chart, const struct dossier *dossier,
    const struct dossier_instance *instance, const char *id,
    struct standing *s)
{
	int state = chart != NULL ? chart_find(chart, id) : -1;
	const char *role = NULL;

	s->instance = instance->id;
	s->authority = instance->authority;
	s->state = id;
	s->label = state >= 0 ? label_state(chart, state) : id;
	if (state >= 0 && !instance->closed)
		role = chart_state_gw(chart, state, "role");
	s->role = role != NULL ? role : "";
	s->deadline = open_deadline(dossier, instance->id, id);
	if (s->deadline == NULL && state >= 0)
		s->deadline = stopped_deadline(dossier, instance->id,
		    chart_state_gw(chart, state, "suspends"));
	s->mirror = state >= 0 && is_mirror(chart, state);
	s->reasoned = state >= 0 && (is_end_of_document(chart, instance,
	    state) || (*s->role != '\0' && strcmp(s->role, "drafter") != 0 &&
	    is_reasoned(chart, state)));
	s->why = (struct sent_back){ .reason = NULL };
}

size_t
standings(const struct procedure_context *context,
    const struct dossier *dossier, struct arena *arena,
    struct standing **out)
{
	size_t n = 0, cap = 0, i;
	struct standing *list;
	const char *at;
	char *id;

	for (i = 0; i < dossier->ninstances; i++)
		cap += strlen(dossier->instances[i].states) / 2 + 1;
	list = arena_array(arena, cap + 1, sizeof(*list));
	for (i = 0; i < dossier->ninstances; i++) {
		const struct dossier_instance *instance =
		    &dossier->instances[i];
		const struct chart *chart = chart_of(context, instance);

		/* closed is how the procedure ended; people ask what became
		 * of the document */
		at = instance->closed &&
		    strcmp(instance->id, DOSSIER_MAIN) == 0 ?
		    procedure_status(context, dossier, arena) :
		    instance->states;
		while ((id = words_next(&at)) != NULL) {
			int state = chart != NULL ? chart_find(chart, id) : -1;

			if (state < 0 || chart_state(chart, state)->atomic)
				add_standing(chart, dossier, instance,
				    arena_strdup(arena, id), &list[n++]);
			free(id);
		}
	}
	*out = list;
	return n;
}

void
standing_words(const struct standing *list, size_t n, struct text *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (list[i].mirror)
			continue;
		text_addf(out, "%s%s", out->len > 0 ? _("; ") : "",
		    list[i].label);
		if (*list[i].authority != '\0')
			text_addf(out, _(" (%s)"), list[i].authority);
	}
}

static bool
has_word(const char *words, const char *word)
{
	bool found = false;
	char *one;

	while (!found && (one = words_next(&words)) != NULL) {
		found = strcmp(one, word) == 0;
		free(one);
	}
	return found;
}

/* The charts of a dossier by number: those that its instances are bound to,
 * then those that they were. NULL after the last. */
static const struct chart *
nth_chart(const struct procedure_context *context,
    const struct dossier *dossier, size_t n, bool *more)
{
	const struct dossier_instance *instance;
	struct dossier_instance was;

	*more = n < dossier->ninstances + dossier->nmigrations;
	if (n < dossier->ninstances)
		return chart_of(context, &dossier->instances[n]);
	n -= dossier->ninstances;
	if (!*more || (instance = dossier_instance(dossier,
	    dossier->migrations[n].instance)) == NULL)
		return NULL;
	was = *instance;
	was.chart = dossier->migrations[n].from;
	return chart_of(context, &was);
}

/* The label of a state that people read, of whichever chart it is; `end`: is
 * it one in which something ends? */
static const char *
read_label(const struct procedure_context *context,
    const struct dossier *dossier, const char *id, bool *end)
{
	bool more = true;
	size_t i;

	*end = false;
	for (i = 0; more; i++) {
		const struct chart *chart = nth_chart(context, dossier, i,
		    &more);
		int state = chart != NULL ? chart_find(chart, id) : -1;

		if (state < 0)
			continue;
		*end = chart_state(chart, state)->type == CHART_FINAL;
		return chart_state(chart, state)->atomic &&
		    !is_mirror(chart, state) ? label_state(chart, state) :
		    NULL;
	}
	return id;
}

const char *
state_words(const struct procedure_context *context,
    const struct dossier *dossier, const char *id)
{
	const struct chart *chart;
	bool more = true;
	int state;
	size_t i;

	for (i = 0; more; i++) {
		chart = nth_chart(context, dossier, i, &more);
		state = chart != NULL ? chart_find(chart, id) : -1;
		if (state >= 0)
			return label_state(chart, state);
	}
	return NULL;
}

/* Where a walk through the transitions of a document's charts stands. */
struct walk {
	const struct chart *chart;
	int transition;
	size_t charts;		/* that were entered */
	bool over;
};

/* The next one, of a chart that can be had; false at the end. */
static bool
walk_on(struct walk *walk, const struct procedure_context *context,
    const struct dossier *dossier)
{
	bool more = true;

	walk->transition++;
	while (walk->chart == NULL ||
	    walk->transition >= (int)chart_ntransitions(walk->chart)) {
		if (walk->over)
			return false;
		walk->chart = nth_chart(context, dossier, walk->charts++,
		    &more);
		walk->transition = 0;
		walk->over = !more;
	}
	return true;
}

const char *
chart_refusal_label(const struct procedure_context *context,
    const struct dossier *dossier, const char *english)
{
	struct walk walk = { .chart = NULL };
	const char *en;

	while (walk_on(&walk, context, dossier)) {
		en = chart_transition_gw(walk.chart, walk.transition,
		    "refusal-en");
		if (en != NULL && strcmp(en, english) == 0)
			return chart_transition_gw(walk.chart,
			    walk.transition, "refusal");
	}
	return NULL;
}

/* What one run entered; `more`: other states were entered after it. */
static void
run_words(const struct procedure_context *context,
    const struct dossier *dossier, const struct history_run *run,
    const char *left, bool more, struct text *out)
{
	const struct dossier_instance *instance = dossier_instance(dossier,
	    run->instance);
	const char *authority = instance != NULL ? instance->authority : "";
	const char *entered = run->entered, *label;
	bool end;
	char *id;

	while ((id = words_next(&entered)) != NULL) {
		label = read_label(context, dossier, id, &end);
		/* what was only passed through is left out, but not what
		 * came to its end; the last one entered is where the step
		 * ended */
		if (label != NULL && (end || !has_word(left, id) || (!more &&
		    *entered == '\0'))) {
			text_addf(out, "%s%s", out->len > 0 ? _("; ") : "",
			    label);
			if (*authority != '\0')
				text_addf(out, _(" (%s)"), authority);
		}
		free(id);
	}
}

void
entered_words(const struct procedure_context *context,
    const struct dossier *dossier, const struct history_entry *entry,
    struct text *out)
{
	size_t i, n = entry->nruns;

	while (n > 0 && *entry->runs[n - 1].entered == '\0')
		n--;
	for (i = 0; i < n; i++)
		run_words(context, dossier, &entry->runs[i], entry->left,
		    i + 1 < n, out);
}

static const char *
label_in(const struct chart *chart, const char *event, const char *left)
{
	int t;

	for (t = 0; chart != NULL && t < (int)chart_ntransitions(chart); t++) {
		const struct chart_transition *view = chart_transition(chart,
		    t);

		if (view->event != NULL &&
		    chart_event_matches(view->event, event) &&
		    (left == NULL || has_word(left,
		    chart_state(chart, view->source)->id)))
			return label_transition(chart, t);
	}
	return NULL;
}

static const char *
label_anywhere(const struct procedure_context *context,
    const struct dossier *dossier, const char *event, const char *left)
{
	const char *label = NULL, *hash;
	bool more = true;
	size_t i;

	if (dossier == NULL)
		return label_in(context->chart(context->chart_ctx,
		    "normative-document", NULL, &hash), event, left);
	for (i = 0; label == NULL && more; i++)
		label = label_in(nth_chart(context, dossier, i, &more), event,
		    left);
	return label;
}

static bool
is_labelled(const struct chart *chart, int t, const char *label)
{
	const char *zh = chart_transition_gw(chart, t, "label");
	const char *en = chart_transition_gw(chart, t, "label-en");

	return (zh != NULL && strcmp(zh, label) == 0) ||
	    (en != NULL && strcmp(en, label) == 0);
}

const char *
event_labelled(const struct procedure_context *context,
    const struct dossier *dossier, const char *label)
{
	struct walk walk = { .chart = NULL };
	const char *event;

	while (walk_on(&walk, context, dossier)) {
		event = chart_transition(walk.chart, walk.transition)->event;
		/* one name, and one that a person sends */
		if (event != NULL && strpbrk(event, " *.") == NULL &&
		    is_labelled(walk.chart, walk.transition, label))
			return event;
	}
	return NULL;
}

int
transition_in_line(const struct chart *chart, int line, const char *event)
{
	int t, found = -1;

	for (t = 0; t < (int)chart_ntransitions(chart); t++) {
		const struct chart_transition *view = chart_transition(chart,
		    t);

		if (view->line != line)
			continue;
		if (view->event != NULL && *event != '\0' &&
		    chart_event_matches(view->event, event))
			return t;
		if (found < 0)
			found = t;
	}
	return found;
}

const char *
destroy_label(bool confirmed)
{
	return confirmed ? _("personal material destroyed") :
	    _("destruction of personal material asked for");
}

const char *
event_label(const struct procedure_context *context,
    const struct dossier *dossier, const char *event, const char *left)
{
	const char *label = NULL, *hash;

	if (strcmp(event, "draft") == 0)
		return _("draft taken in");
	if (strcmp(event, "correct") == 0)
		return _("correction");
	if (strcmp(event, "destroy") == 0)
		return _("destroy personal material");
	if (strcmp(event, "migrate") == 0)
		return _("migration to another chart");
	if (strncmp(event, "deadline.", 9) == 0)
		return _("the time for it has passed");
	if (strncmp(event, "due.", 4) == 0)
		return _("its last day was counted anew");
	if (left != NULL && *left != '\0')
		label = label_anywhere(context, dossier, event, left);
	if (label == NULL && dossier == NULL)
		/* handed in at once: the one that has a milestone, not the
		 * mere change of a draft */
		label = label_anywhere(context, dossier, event, "drafting");
	if (label == NULL)
		label = label_anywhere(context, dossier, event, NULL);
	if (label == NULL)	/* of filings, before there is one */
		label = label_in(context->chart(context->chart_ctx, "filing",
		    NULL, &hash), event, NULL);
	return label != NULL ? label : event;
}

const char *
person_name(const struct people *people, const char *id)
{
	const struct person *person = people_find(people, id);

	return person != NULL && *person->name != '\0' ? person->name : id;
}

/* Who took the drafter's work over, as far as it went on. */
static const char *
present_drafter(const struct people *people, const char *drafter)
{
	const struct person *person = people_find(people, drafter);
	size_t i;

	for (i = 0; i < people_count(people) && person != NULL &&
	    person->successor[0] != '\0'; i++) {
		drafter = person->successor;
		person = people_find(people, drafter);
	}
	return drafter;
}

/* Had one of the two a part in it? */
static bool
is_theirs(const struct people *people, const struct person *person,
    const struct person *principal, const char *id)
{
	return people_same(people, person->id, id) ||
	    people_same(people, principal->id, id);
}

const char *
barred_words(const struct people *people, const struct dossier *dossier,
    const char *role, const struct person *person,
    const struct person *principal)
{
	const struct dossier_milestone *submitted;

	if (strcmp(role, "legal-counsel") != 0 &&
	    strcmp(role, "fair-competition-reviewer") != 0)
		return NULL;
	if (is_theirs(people, person, principal, dossier->drafter))
		return _("not by you: you drafted it");
	submitted = dossier_milestone(dossier, NULL, "submitted");
	if (submitted != NULL && is_theirs(people, person, principal,
	    submitted->person))
		return _("not by you: you handed it in");
	return NULL;
}

struct named_people {
	struct text *out;
	const char *ids[WHO_MOST];
	size_t n;
};

/* One more name beside a role; false when there are enough. */
static bool
add_name(struct named_people *named, const struct people *people,
    const char *id)
{
	struct text *out = named->out;

	if (named->n >= WHO_MOST) {
		text_adds(out, _(", ..."));
		return false;
	}
	named->ids[named->n] = id;
	if (named->n++ == 0)
		/* TRANSLATORS: before the names of those who have a
		 * role; closed by the next sign */
		text_adds(out, _(" ("));
	else
		text_adds(out, word_comma());
	text_adds(out, person_name(people, id));
	return true;
}

/* Who may act for the person in the role on that day. */
static bool
add_delegates(struct named_people *named, const struct people *people,
    const struct dossier *dossier, const struct person *person,
    const char *role, struct day today)
{
	const struct person_delegation *d;
	const struct person *to;
	bool more = true;
	size_t i;

	for (i = 0; more && i < person->ndelegations; i++) {
		d = &person->delegations[i];
		if (person_delegation(person, d->to, role, today) != d)
			continue;
		to = people_find(people, d->to);
		/* who has the role himself is named for himself */
		if (to == NULL || to->retired || person_has_role(to, role,
		    today) || barred_words(people, dossier, role, to,
		    person) != NULL)
			continue;
		more = add_name(named, people, d->to);
		if (more)
			text_addf(named->out, _(" for %s"), person->name);
	}
	return more;
}

/* Everybody who has the role and is not barred. Was anybody barred? */
static bool
add_holders(struct named_people *named, const struct people *people,
    const struct dossier *dossier, const char *role, struct day today)
{
	bool more = true, barred = false;
	size_t i;

	for (i = 0; more && i < people_count(people); i++) {
		const struct person *person = people_at(people, i);

		if (person->retired || !person_has_role(person, role, today))
			continue;
		/* whom he delegated to may not act for him either */
		if (barred_words(people, dossier, role, person, person) !=
		    NULL) {
			barred = true;
			continue;
		}
		more = add_name(named, people, person->id);
		if (more && person_signs(person) &&
		    person_valid_key(person) == NULL)
			text_adds(named->out, _(" [no valid key]"));
		more = more && add_delegates(named, people, dossier, person,
		    role, today);
	}
	return barred;
}

size_t
who_acts(struct text *out, const struct procedure_context *context,
    const struct dossier *dossier, const char *role, struct day today,
    const char *ids[WHO_MOST])
{
	const struct people *people = context->people;
	struct named_people named = { .out = out };
	bool barred;

	text_adds(out, word_role(role));
	if (strcmp(role, "drafter") == 0) {
		named.ids[named.n++] = present_drafter(people,
		    dossier->drafter);
		text_addf(out, _(" (%s)"), person_name(people,
		    named.ids[0]));
		goto out;
	}
	barred = add_holders(&named, people, dossier, role, today);
	if (named.n > 0)
		text_adds(out, _(")"));
	else if (barred)
		text_adds(out, _(" (nobody: whoever has this role drafted the "
		    "document or handed it in)"));
	else
		text_adds(out, _(" (nobody has this role yet)"));
out:
	if (ids != NULL)
		memcpy(ids, named.ids, sizeof(named.ids));
	return named.n;
}

enum validity
validity_today(const struct dossier *dossier, struct day today)
{
	if (dossier->published.year == 0 ||
	    dossier_milestone_ever(dossier, NULL, "repealed") != NULL ||
	    dossier_milestone_ever(dossier, NULL, "expired") != NULL)
		return VALIDITY_AS_RECORDED;
	if (dossier->expires.year != 0 &&
	    day_compare(dossier->expires, today) < 0)
		return VALIDITY_ENDED;
	if (dossier->effective.year == 0 ||
	    dossier_milestone_ever(dossier, NULL, "in-force") != NULL)
		return VALIDITY_AS_RECORDED;
	return day_compare(dossier->effective, today) > 0 ? VALIDITY_TO_COME :
	    VALIDITY_BEGUN;
}

void
validity_words(const struct dossier *dossier, struct day today,
    struct text *out)
{
	char day[DAY_TEXT];

	switch (validity_today(dossier, today)) {
	case VALIDITY_AS_RECORDED:
		break;
	case VALIDITY_TO_COME:
		text_addf(out, _(" (not in force before %s)"),
		    day_format(day, dossier->effective));
		break;
	case VALIDITY_BEGUN:
		text_addf(out, _(" (in force since %s, not yet recorded)"),
		    day_format(day, dossier->effective));
		break;
	case VALIDITY_ENDED:
		text_addf(out, _(" (validity ended on %s, not yet recorded)"),
		    day_format(day, dossier->expires));
		break;
	}
}

json_t *
standing_json(const struct standing *s, const struct calendar *calendar,
    struct day today)
{
	json_t *o = json_object();

	json_object_set_new(o, "instance", json_words(s->instance));
	json_object_set_new(o, "authority", json_fact(s->authority));
	json_object_set_new(o, "state", json_words(s->state));
	json_object_set_new(o, "role", json_fact(s->role));
	if (s->reasoned)
		json_object_set_new(o, "why", sent_back_json(&s->why));
	if (s->deadline == NULL)
		return o;
	deadline_json(o, s->deadline, calendar, today);
	return o;
}
