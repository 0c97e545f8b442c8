/* step.c: microsteps and macrosteps (SCXML Appendix D) */
#include "engine/chart/session_int.h"

#include <stdlib.h>
#include <string.h>

/* Each block for itself: an error ends only the one it is in. */
static void
run_blocks(struct session *s, const struct block *block)
{
	for (; block != NULL; block = block->next)
		content_run(s, block->content);
}

const uint64_t *
step_recorded(const void *arg, int history)
{
	const struct session *s = arg;

	return s->recorded[history] ?
	    s->stored + (size_t)history * s->chart->words : NULL;
}

/* What the history children of a state that is left will restore. */
static void
record(struct session *s, int number)
{
	const struct chart *chart = s->chart;
	const struct state *states = chart->states;
	int child, i, last = states[number].last;
	uint64_t *set;

	for (child = states[number].pub.first_child; child != -1;
	    child = states[child].pub.next_sibling) {
		if (!chart_is_history(&states[child]))
			continue;
		set = s->stored + (size_t)states[child].history *
		    chart->words;
		bits_clear(set, chart->words);
		s->recorded[states[child].history] = true;
		for (i = bits_next(s->active, number + 1, last); i != -1;
		    i = bits_next(s->active, i + 1, last))
			if (states[child].pub.type == CHART_HISTORY_DEEP ?
			    states[i].pub.atomic :
			    states[i].pub.parent == number)
				bits_add(set, i);
	}
}

static void
record_histories(struct session *s, int domain)
{
	const struct chart *chart = s->chart;
	int i, last = chart->states[domain].last;

	for (i = bits_next(s->active, domain + 1, last); i != -1;
	    i = bits_next(s->active, i + 1, last))
		if (chart->states[i].has_history)
			record(s, i);
}

static void
exit_state(struct session *s, int number)
{
	const struct state *state = &s->chart->states[number];

	bits_del(s->to_invoke, number);
	run_blocks(s, state->onexit);
	if (state->invokes != NULL)
		invoke_cancel_state(s, number);
	bits_del(s->active, number);
	effect_add(s, EFFECT_EXIT, number, NULL, NULL);
}

static void
exit_domain(struct session *s, int domain)
{
	int i;

	for (i = bits_prev(s->active, s->chart->states[domain].last,
	    domain + 1); i != -1;
	    i = bits_prev(s->active, i - 1, domain + 1))
		exit_state(s, i);
}

static bool
in_final_state(const struct session *s, int number)
{
	const struct state *states = s->chart->states;
	int child;
	bool compound = states[number].pub.type == CHART_STATE;

	for (child = states[number].pub.first_child; child != -1;
	    child = states[child].pub.next_sibling) {
		if (compound) {
			if (states[child].pub.type == CHART_FINAL &&
			    bits_has(s->active, child))
				return true;
		} else if (!chart_is_history(&states[child]) &&
		    !in_final_state(s, child)) {
			return false;
		}
	}
	return !compound;
}

static void
raise_done(struct session *s, int number, xmlNode *data)
{
	const struct state *state = &s->chart->states[number];
	struct event event = { .name = state->done_event,
		.class = state->done_class, .type = EVENT_PLATFORM,
		.data = data };

	content_internal(s, &event);
}

static void
enter_final(struct session *s, int number)
{
	const struct state *states = s->chart->states;
	int parent = states[number].pub.parent, above;

	if (parent == 0) {
		s->running = false;
		s->final = number;
		return;
	}
	raise_done(s, parent, content_donedata(s, states[number].donedata));
	/*
	 * Appendix D looks at one parallel only; one inside another is then
	 * in a final state as well, and the outer one may be (SCXML 3.1.3).
	 */
	for (above = states[parent].pub.parent;
	    states[above].pub.type == CHART_PARALLEL &&
	    in_final_state(s, above); above = states[above].pub.parent)
		raise_done(s, above, NULL);
}

static void
enter_state(struct session *s, int number, bool by_default, int history)
{
	const struct state *state = &s->chart->states[number];

	bits_add(s->active, number);
	effect_add(s, EFFECT_ENTER, number, NULL, NULL);
	if (state->invokes != NULL)
		bits_add(s->to_invoke, number);
	if (s->chart->late && state->data != NULL &&
	    !bits_has(s->entered_before, number)) {
		bits_add(s->entered_before, number);
		model_init_state(s, number, NULL);
	}
	run_blocks(s, state->onentry);
	if (by_default && state->initial != NULL)
		content_run(s, state->initial->content);
	if (history >= 0)
		content_run(s, s->chart->states[history].initial->content);
	if (state->pub.type == CHART_FINAL)
		enter_final(s, number);
}

/* The default content of a history whose parent is active already. */
static void
run_history_content(struct session *s)
{
	const struct chart *chart = s->chart;
	int history, parent;
	size_t i;

	for (i = 0; i < chart->nhistories; i++) {
		history = chart->histories[i];
		parent = chart->states[history].pub.parent;
		if (s->history_content[parent] == history &&
		    !bits_has(s->enter, parent))
			content_run(s,
			    chart->states[history].initial->content);
	}
}

static void
enter_set(struct session *s)
{
	int i, last = (int)s->chart->nstates - 1;

	for (i = bits_next(s->enter, 0, last); i != -1;
	    i = bits_next(s->enter, i + 1, last))
		enter_state(s, i, bits_has(s->by_default, i),
		    s->history_content[i]);
}

static struct entering
begin_entering(struct session *s)
{
	size_t i;

	bits_clear(s->enter, s->chart->words);
	bits_clear(s->by_default, s->chart->words);
	for (i = 0; i < s->chart->nstates; i++)
		s->history_content[i] = -1;
	return (struct entering) { .chart = s->chart,
		.recorded = step_recorded, .arg = s, .states = s->enter,
		.by_default = s->by_default,
		.history_content = s->history_content };
}

static void
enter_targets(struct session *s, const struct picked *p)
{
	const struct transition *t = &s->chart->transitions[p->transition];
	struct entering e;
	size_t i;

	if (!t->dynamic) {
		for (i = 0; i < t->nentries; i++)
			enter_state(s, t->entries[i].state,
			    t->entries[i].by_default, -1);
		return;
	}
	e = begin_entering(s);
	entering_add(&e, t, p->domain);
	run_history_content(s);
	enter_set(s);
}

/*
 * The domains of transitions taken together lie apart, so document order of
 * all exits and entries is that of the domains. Returns how many have one.
 */
static size_t
sort_domains(struct session *s, size_t n)
{
	struct picked *sorted = s->sorted;
	size_t i, j, m = 0;

	for (i = 0; i < n; i++) {
		if (s->picked[i].domain == DOMAIN_NONE)
			continue;
		for (j = m++; j > 0 &&
		    sorted[j - 1].domain > s->picked[i].domain; j--)
			sorted[j] = sorted[j - 1];
		sorted[j] = s->picked[i];
	}
	return m;
}

static void
microstep(struct session *s, size_t n)
{
	const struct chart *chart = s->chart;
	struct system *system = s->system;
	size_t i, m;

	if (++system->microsteps > system->limits.microsteps) {
		session_fail(s, LIMIT_MICROSTEPS);
		return;
	}
	select_afresh(s);
	effect_add(s, EFFECT_EVENT, -1, s->event_name, NULL);
	for (i = 0; i < n && system->effects != NULL; i++)
		effect_add(s, EFFECT_TRANSITION, s->picked[i].transition,
		    NULL, NULL);
	m = sort_domains(s, n);
	for (i = 0; i < m && chart->nhistories > 0; i++)
		record_histories(s, s->sorted[i].domain);
	for (i = m; i-- > 0;)
		exit_domain(s, s->sorted[i].domain);
	for (i = 0; i < n; i++)
		content_run(s,
		    chart->transitions[s->picked[i].transition].content);
	for (i = 0; i < m; i++)
		enter_targets(s, &s->sorted[i]);
}

/* From here on _event is this one; its strings and data are the session's. */
static void
bind(struct session *s, const struct event *event)
{
	if (s->model == NULL)
		return;
	event_release(s->system, &s->current);
	s->current = *event;
	s->has_current = true;
	s->model->event_is_stale = true;
}

static void
take_internal(struct session *s)
{
	struct event event;
	size_t n;

	if (!queue_pop(&s->internal, &event))
		return;
	bind(s, &event);
	s->event_name = event.name;
	n = select_transitions(s, event.class);
	if (n > 0)
		microstep(s, n);
	if (s->model == NULL)
		event_release(s->system, &event);
}

void
step_macrostep(struct session *s)
{
	size_t n;

	do {
		while (s->running && !s->system->failed) {
			n = select_eventless(s);
			if (n > 0) {
				s->event_name = "";
				microstep(s, n);
			} else if (s->internal.count > 0) {
				take_internal(s);
			} else {
				break;
			}
		}
		if (!s->running || s->system->failed)
			break;
		invoke_pending(s);
	} while (s->internal.count > 0);
	if (!s->running && !s->system->failed && !s->done)
		step_exit(s, false);
}

void
step_external(struct session *s, struct event *event)
{
	size_t n;

	bind(s, event);
	select_afresh(s);
	s->event_name = event->name;
	if (s->chart->ninvokes > 0)
		invoke_external(s, event);
	n = select_transitions(s, event->class);
	if (n > 0)
		microstep(s, n);
	step_macrostep(s);
	if (s->model == NULL)
		event_release(s->system, event);
}

void
step_start(struct session *s)
{
	struct entering e;

	s->running = true;
	s->event_name = "";
	if (++s->system->microsteps > s->system->limits.microsteps) {
		session_fail(s, LIMIT_MICROSTEPS);
		return;
	}
	effect_add(s, EFFECT_EVENT, -1, "", NULL);
	e = begin_entering(s);
	entering_start(&e);
	enter_set(s);
	step_macrostep(s);
}

/*
 * exitInterpreter. The final state stays in the configuration, so that
 * whoever asks sees how the session ended; pending sends die with it.
 */
void
step_exit(struct session *s, bool cancelled)
{
	const struct state *states = s->chart->states;
	xmlNode *data = NULL;
	int i;

	s->running = false;
	for (i = bits_prev(s->active, states[0].last, 1); i != -1;
	    i = bits_prev(s->active, i - 1, 1)) {
		if (i != s->final || cancelled) {
			exit_state(s, i);
			continue;
		}
		run_blocks(s, states[i].onexit);
		data = content_donedata(s, states[i].donedata);
	}
	s->done = true;
	timers_forget(s->system, s);
	queue_release(s->system, &s->internal);
	queue_forget(s->system, &s->system->external, s);
	if (!cancelled)
		invoke_done(s, data);
	if (data != NULL)
		node_free(s->system, data);
}
