/* select.c: which transitions an event enables (SCXML 3.13, Appendix D) */
#include "engine/chart/session_int.h"

#include <stdlib.h>
#include <string.h>

/* Verdicts on a condition, kept for one selection. */
enum { UNKNOWN, HOLDS, FAILS };

/* False too when it fails; *failed is set then, and nothing raised yet. */
static bool
holds(struct session *s, const struct expr *cond, bool *failed)
{
	bool value = false;

	if (s->model != NULL)
		*failed = !xpath_boolean(s, cond, &value);
	else if (cond->in_state >= 0)
		return bits_has(s->active, cond->in_state);
	else
		*failed = cond->in_state == EXPR_FAULT;
	return value && !*failed;
}

bool
select_condition(struct session *s, const struct expr *cond)
{
	bool failed = false, value = holds(s, cond, &failed);

	if (failed)
		content_expr_error(s, cond);
	return value;
}

/*
 * The error of a condition is itself an event, before and after which the
 * condition may be evaluated again, for ever: while nothing else has been
 * done, a transition without event, or for the error event, raises it once.
 */
static bool
evaluate(struct session *s, int number, const struct transition *t)
{
	bool failed = false, value = holds(s, t->cond, &failed);

	if (!failed || s->quiet)
		return value;
	if (!s->complained[number] || (t->pub.event != NULL &&
	    strncmp(s->event_name, "error.", 6) != 0))
		content_expr_error(s, t->cond);
	s->complained[number] = s->has_complained = true;
	return false;
}

void
select_afresh(struct session *s)
{
	if (!s->has_complained)
		return;
	memset(s->complained, 0, s->chart->ntransitions);
	s->has_complained = false;
}

/*
 * A transition of a common ancestor is met once for each atomic state below
 * it; its condition is evaluated, and an error raised, only once.
 */
static bool
enabled(struct session *s, int number)
{
	const struct transition *t = &s->chart->transitions[number];

	if (t->cond == NULL)
		return true;
	if (s->verdict[number] == UNKNOWN)
		s->verdict[number] = evaluate(s, number, t) ? HOLDS : FAILS;
	return s->verdict[number] == HOLDS;
}

static int
first_for_event(struct session *s, int atomic, int class)
{
	const struct chart *chart = s->chart;
	const struct state *state;
	size_t i;
	int up = chart->states[atomic].up_events;

	while (up >= 0) {
		state = &chart->states[up];
		for (i = 0; i < state->nevents; i++)
			if (chart_matches(&chart->transitions[
			    state->events[i]], class) &&
			    enabled(s, state->events[i]))
				return state->events[i];
		up = state->pub.parent;
		up = up >= 0 ? chart->states[up].up_events : -1;
	}
	return -1;
}

static int
first_eventless(struct session *s, int atomic)
{
	const struct chart *chart = s->chart;
	const struct state *state;
	size_t i;
	int up = chart->states[atomic].up_eventless;

	while (up >= 0) {
		state = &chart->states[up];
		for (i = 0; i < state->neventless; i++)
			if (enabled(s, state->eventless[i]))
				return state->eventless[i];
		up = state->pub.parent;
		up = up >= 0 ? chart->states[up].up_eventless : -1;
	}
	return -1;
}

static int
domain_of(struct session *s, const struct transition *t)
{
	struct entering e = { .chart = s->chart, .recorded = step_recorded,
		.arg = s };

	return t->dynamic ? entering_domain(&e, t) : t->domain;
}

/*
 * removeConflictingTransitions, one more against those already picked. Exit
 * sets are what is active below a domain, and a domain is active with
 * something below it: two sets meet exactly when one domain is or is inside
 * the other. Returns the new number of picked ones.
 */
static size_t
add_picked(struct session *s, size_t n, int number)
{
	const struct chart *chart = s->chart;
	const struct transition *t = &chart->transitions[number];
	struct picked *picked = s->picked;
	int domain = domain_of(s, t), other;
	size_t i, kept;

	for (i = 0; i < n; i++)
		if (picked[i].transition == number)
			return n;
	for (i = 0; domain != DOMAIN_NONE && i < n; i++) {
		other = picked[i].domain;
		if (other == DOMAIN_NONE || (other != domain &&
		    !chart_within(chart, other, domain) &&
		    !chart_within(chart, domain, other)))
			continue;
		if (!chart_within(chart, t->pub.source,
		    chart->transitions[picked[i].transition].pub.source))
			return n;	/* the earlier one preempts it */
	}
	/* What still conflicts with it has a source above its own. */
	for (i = kept = 0; i < n; i++) {
		other = picked[i].domain;
		if (domain == DOMAIN_NONE || other == DOMAIN_NONE ||
		    (other != domain &&
		    !chart_within(chart, other, domain) &&
		    !chart_within(chart, domain, other)))
			picked[kept++] = picked[i];
	}
	picked[kept].transition = number;
	picked[kept].domain = domain;
	return kept + 1;
}

static size_t
select_with(struct session *s, int (*first)(struct session *, int, int),
    int class)
{
	const struct chart *chart = s->chart;
	size_t n = 0, w;
	uint64_t word;
	int number;

	if (chart->has_conditions)
		memset(s->verdict, UNKNOWN, chart->ntransitions);
	for (w = 0; w < chart->words; w++) {
		word = s->active[w] & chart->atomic[w];
		for (; word != 0; word &= word - 1) {
			number = first(s, (int)(w * 64) +
			    __builtin_ctzll(word), class);
			if (number >= 0)
				n = add_picked(s, n, number);
		}
	}
	return n;
}

size_t
select_transitions(struct session *s, int event_class)
{
	return select_with(s, first_for_event, event_class);
}

static int
eventless(struct session *s, int atomic, int class)
{
	(void)class;
	return first_eventless(s, atomic);
}

size_t
select_eventless(struct session *s)
{
	return s->chart->has_eventless ? select_with(s, eventless, 0) : 0;
}

size_t
select_blocked(struct session *s, int event_class, int *out, size_t max)
{
	const struct chart *chart = s->chart;
	const struct state *state;
	int i, t, last = (int)chart->nstates - 1;
	size_t n = 0, k;

	for (i = bits_next(s->active, 0, last); i != -1;
	    i = bits_next(s->active, i + 1, last)) {
		state = &chart->states[i];
		for (k = 0; k < state->nevents; k++) {
			t = state->events[k];
			if (!chart_matches(&chart->transitions[t],
			    event_class) || enabled(s, t))
				continue;
			if (n < max)
				out[n] = t;
			n++;
		}
	}
	return n;
}
