/* procedure_select.c: which instance and which transitions an event means */
#include "workflows/procedure_int.h"

#include "engine/base/text.h"
#include "workflows/labels.h"

#include <stdlib.h>
#include <string.h>

const char *
lead_authority(const struct dossier *dossier)
{
	return dossier->lead[0] != '\0' ? dossier->lead : dossier->authority;
}

const struct chart *
instance_chart(const struct procedure_context *context,
    const struct dossier_instance *instance, struct err *err)
{
	const char *hash;
	const struct chart *chart = context->chart(context->chart_ctx,
	    instance->workflow, instance->chart, &hash);

	if (chart == NULL)
		err_set(err, ERR_BROKEN, "the instance %s is bound to the "
		    "chart %s of the workflow %s, which the registry has not",
		    instance->id, instance->chart, instance->workflow);
	return chart;
}

bool *
active_states(struct arena *arena, const struct chart *chart,
    const struct dossier_instance *instance)
{
	bool *active = arena_array(arena, chart_nstates(chart),
	    sizeof(*active));
	const char *at = instance->states, *word;
	size_t len;

	active[0] = !instance->closed;
	while ((word = word_next(&at, &len)) != NULL) {
		int state = chart_find(chart,
		    arena_strndup(arena, word, len));

		if (state >= 0)
			active[state] = true;
	}
	return active;
}

const char *
transition_role(const struct chart *chart, int transition)
{
	const char *role = chart_transition_gw(chart, transition, "by");
	int state = chart_transition(chart, transition)->source;
	const char *event = chart_transition(chart, transition)->event;

	if (event != NULL && event_is_of_time(event))
		return NULL;
	while (role == NULL && state >= 0) {
		role = chart_state_gw(chart, state, "role");
		state = chart_state(chart, state)->parent;
	}
	return role;
}

void
choose_matching(struct move *m, size_t index, const struct chart *chart,
    const char *event, struct choice *choice)
{
	bool *active = active_states(&m->dossier->arena, chart,
	    &m->dossier->instances[index]);
	size_t i, n = chart_ntransitions(chart);

	choice->instance = index;
	choice->chart = chart;
	choice->n = 0;
	choice->blocked = false;
	for (i = 0; i < n && choice->n < CHOICE_MAX; i++) {
		const struct chart_transition *t =
		    chart_transition(chart, (int)i);

		if (t->event != NULL && active[t->source] &&
		    chart_event_matches(t->event, event))
			choice->transitions[choice->n++] = (int)i;
	}
}

/* Does the act name this instance, by its id or its filing authority? */
static bool
is_named(const struct move *m, const struct dossier_instance *instance)
{
	return m->act->instance[0] == '\0' ||
	    strcmp(m->act->instance, instance->id) == 0 ||
	    (instance->authority[0] != '\0' &&
	    strcmp(m->act->instance, instance->authority) == 0);
}

/* The events that persons may send to an instance now, each once. */
static void
list_events(struct move *m, const struct dossier_instance *instance,
    const struct chart *chart, struct names *events, struct names *labels)
{
	bool *active = active_states(&m->dossier->arena, chart, instance);
	size_t i, j, n = chart_ntransitions(chart);
	const char *label;

	for (i = 0; i < n; i++) {
		const struct chart_transition *t =
		    chart_transition(chart, (int)i);

		if (t->event == NULL || !active[t->source] ||
		    transition_role(chart, (int)i) == NULL)
			continue;
		for (j = 0; j < events->count; j++)
			if (strcmp(events->at[j], t->event) == 0)
				break;
		if (j < events->count)
			continue;
		label = chart_transition_gw(chart, (int)i, "label");
		names_add(events, &m->dossier->arena, t->event);
		names_add(labels, &m->dossier->arena, label != NULL ? label :
		    t->event);
	}
}

/* "material-check" or 材料核对 for each atomic state of the open instances
 * that the act may mean. */
static const char *
where(struct move *m)
{
	struct arena *arena = &m->dossier->arena;
	struct names states = { 0 };
	size_t i;

	for (i = 0; i < m->dossier->ninstances; i++) {
		const struct dossier_instance *instance =
		    &m->dossier->instances[i];
		const struct chart *chart;
		const char *id;

		if (instance->closed && i != 0)
			continue;
		chart = instance_chart(m->context, instance, m->err);
		if (chart == NULL)
			continue;
		id = atomic_state(chart, instance, arena);
		names_add(&states, arena, state_word(m, instance->id, id));
	}
	return names_list(&states, arena, NULL);
}

/* "approve, return", or in Chinese each with its label in brackets. */
static const char *
possible(struct move *m, const struct names *events,
    const struct names *labels)
{
	struct arena *arena = &m->dossier->arena;
	struct names both = { 0 };
	size_t i;

	for (i = 0; i < events->count; i++)
		names_add(&both, arena, word_in_message(arena, events->at[i],
		    arena_printf(arena, "%s（%s）", events->at[i],
		    labels->at[i])));
	return names_list(&both, arena, NULL);
}

/* Whoever named a filing that has ended is told that it has, not that nothing
 * more is done on the document. What is recorded is the sentence that always
 * was: an audit replays it. */
static void
show_filing_ended(struct move *m, const struct dossier_instance *filing,
    const struct chart *chart)
{
	struct err shown = ERR_INIT;

	err_set(&shown, ERR_REFUSED, "“%s” is not possible: the filing of %s "
	    "with %s has come to its end already: %s", event_word(m),
	    m->dossier->id, filing->authority, procedure_state_label(
	    m->context, filing, atomic_state(chart, filing,
	    &m->dossier->arena), !shown_in_chinese()));
	memcpy(m->refusal->shown, shown.shown, sizeof(shown.shown));
}

static enum gate
refuse_event(struct move *m)
{
	const struct dossier_instance *filing = NULL;
	struct names events = { 0 }, labels = { 0 };
	const struct chart *chart = NULL;
	bool named = false;
	size_t i;

	for (i = 0; i < m->dossier->ninstances; i++) {
		if (!is_named(m, &m->dossier->instances[i]))
			continue;
		named = true;
		chart = instance_chart(m->context, &m->dossier->instances[i],
		    m->err);
		if (chart == NULL)
			return GATE_FAILED;
		list_events(m, &m->dossier->instances[i], chart, &events,
		    &labels);
		if (m->act->instance[0] != '\0' &&
		    m->dossier->instances[i].authority[0] != '\0')
			filing = &m->dossier->instances[i];
	}
	if (!named)
		return REFUSE(m, ERR_NOTFOUND, "%s has no filing with “%s”; "
		    "its filings are made with the authorities that “guiwen "
		    "show %s” lists", m->dossier->id, m->act->instance,
		    m->dossier->id);
	if (events.count == 0) {
		err_set(m->refusal, ERR_REFUSED, "“%s” is not possible: %s is in "
		    "the state %s, in which nothing more is done by anybody",
		    event_word(m), m->dossier->id, where(m));
		if (filing != NULL && filing->closed)
			show_filing_ended(m, filing, chart);
		return GATE_REFUSED;
	}
	return REFUSE(m, ERR_REFUSED, "“%s” is not possible now: %s is in the "
	    "state %s; possible are: %s", event_word(m), m->dossier->id,
	    where(m), possible(m, &events, &labels));
}

static const char *
filing_words(struct move *m, const struct dossier_instance *instance)
{
	if (instance->authority[0] == '\0')
		return instance->id;
	return arena_printf(&m->dossier->arena, "%s (%s)",
	    instance->authority, instance->id);
}

enum gate
choose(struct move *m, struct choice *choice)
{
	struct names found = { 0 };
	struct choice one;
	size_t i;

	choice->n = 0;
	for (i = 0; i < m->dossier->ninstances; i++) {
		const struct dossier_instance *instance =
		    &m->dossier->instances[i];
		const struct chart *chart;

		if (instance->closed || !is_named(m, instance))
			continue;
		chart = instance_chart(m->context, instance, m->err);
		if (chart == NULL)
			return GATE_FAILED;
		choose_matching(m, i, chart, m->act->event, &one);
		if (one.n == 0)
			continue;
		*choice = one;
		names_add(&found, &m->dossier->arena,
		    filing_words(m, instance));
	}
	if (found.count == 0)
		return refuse_event(m);
	if (found.count > 1)
		return REFUSE(m, ERR_USAGE, "“%s” is possible at several places "
		    "of %s: %s; say which one is meant with --authority NAME",
		    event_word(m),
		    m->dossier->id,
		    names_list(&found, &m->dossier->arena, NULL));
	m->instance = m->dossier->instances[choice->instance].id;
	return GATE_OPEN;
}

int
choose_enabled(struct choice *choice, struct session *session,
    const char *event)
{
	struct session_event e = { .name = event };
	int enabled[CHOICE_MAX], blocked[CHOICE_MAX];
	size_t n, nblocked = 0;

	n = session_select(session, &e, enabled, CHOICE_MAX, blocked,
	    CHOICE_MAX, &nblocked);
	if (n > CHOICE_MAX)
		return -1;
	if (n != 0) {
		memcpy(choice->transitions, enabled, n * sizeof(*enabled));
		choice->n = n;
		choice->blocked = false;
		return 0;
	}
	if (nblocked != 0)
		choice->transitions[0] = blocked[0];
	choice->n = 1;
	choice->blocked = true;
	return 0;
}

bool
procedure_takes_issued(const struct procedure_context *context,
    const struct dossier *dossier, const char *event)
{
	struct arena arena = ARENA_INIT;
	struct err ignored = ERR_INIT;
	bool found = false;
	size_t i, t;

	for (i = 0; i < dossier->ninstances; i++) {
		const struct dossier_instance *instance =
		    &dossier->instances[i];
		const struct chart *chart = instance_chart(context, instance,
		    &ignored);
		bool *active;

		if (chart == NULL || instance->closed)
			continue;
		active = active_states(&arena, chart, instance);
		for (t = 0; t < chart_ntransitions(chart); t++) {
			const struct chart_transition *at =
			    chart_transition(chart, (int)t);
			const char *text = chart_transition_gw(chart, (int)t,
			    "text");

			found |= at->event != NULL && active[at->source] &&
			    text != NULL && strcmp(text, "issued") == 0 &&
			    chart_event_matches(at->event, event);
		}
	}
	arena_release(&arena);
	return found;
}
