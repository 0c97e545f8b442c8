/* entering.c: what taking a transition enters (SCXML Appendix D) */
#include "engine/chart/chart_int.h"

static const uint64_t *
recorded(const struct entering *e, int history)
{
	if (e->recorded == NULL)
		return NULL;
	return e->recorded(e->arg, e->chart->states[history].history);
}

/* findLCCA over the states seen so far: `lcca` so far, one more state. */
static int
common(const struct chart *chart, int lcca, int state)
{
	while (lcca > 0 && (!chart_within(chart, state, lcca) ||
	    !chart_is_compound(&chart->states[lcca])))
		lcca = chart->states[lcca].pub.parent;
	return lcca;
}

/*
 * The effective targets of t, one after the other, taken together: the
 * LCCA with the source, and whether all lie inside the source.
 */
static void
effective_targets(const struct entering *e, const struct transition *t,
    int source, int *lcca, bool *inside)
{
	const struct chart *chart = e->chart;
	const uint64_t *stored;
	int last = (int)chart->nstates - 1, s, target;
	size_t i;

	for (i = 0; i < t->pub.ntargets; i++) {
		target = t->pub.targets[i];
		if (!chart_is_history(&chart->states[target])) {
			*lcca = common(chart, *lcca, target);
			*inside = *inside && chart_within(chart, target,
			    source);
			continue;
		}
		stored = recorded(e, target);
		if (stored == NULL) {
			effective_targets(e, chart->states[target].initial,
			    source, lcca, inside);
			continue;
		}
		for (s = bits_next(stored, 0, last); s != -1;
		    s = bits_next(stored, s + 1, last)) {
			*lcca = common(chart, *lcca, s);
			*inside = *inside && chart_within(chart, s, source);
		}
	}
}

int
entering_domain(const struct entering *e, const struct transition *t)
{
	const struct chart *chart = e->chart;
	int source = t->pub.source, lcca;
	bool inside = true;

	if (t->pub.ntargets == 0)
		return DOMAIN_NONE;
	lcca = chart->states[source].pub.parent;
	lcca = common(chart, lcca, source);
	effective_targets(e, t, source, &lcca, &inside);
	if (t->pub.internal && inside &&
	    chart_is_compound(&chart->states[source]))
		return source;
	return lcca;
}

static void add_state(struct entering *e, int state);

/* addDescendantStatesToEnter for the children that nothing else enters. */
static void
fill_parallel(struct entering *e, int state)
{
	const struct state *states = e->chart->states;
	int child;

	for (child = states[state].pub.first_child; child != -1;
	    child = states[child].pub.next_sibling)
		if (!chart_is_history(&states[child]) &&
		    bits_next(e->states, child + 1, states[child].last) == -1)
			add_state(e, child);
}

/* addAncestorStatesToEnter */
static void
add_ancestors(struct entering *e, int state, int ancestor)
{
	const struct state *states = e->chart->states;
	int up;

	for (up = states[state].pub.parent; up > 0 && up != ancestor &&
	    chart_within(e->chart, up, ancestor);
	    up = states[up].pub.parent) {
		bits_add(e->states, up);
		if (states[up].pub.type == CHART_PARALLEL)
			fill_parallel(e, up);
	}
}

static void
add_targets(struct entering *e, const struct transition *t, int ancestor)
{
	size_t i;

	for (i = 0; i < t->pub.ntargets; i++)
		add_state(e, t->pub.targets[i]);
	for (i = 0; i < t->pub.ntargets; i++)
		add_ancestors(e, t->pub.targets[i], ancestor);
}

static void
add_history(struct entering *e, int history)
{
	const struct state *states = e->chart->states;
	int last = (int)e->chart->nstates - 1, s;
	int parent = states[history].pub.parent;
	const uint64_t *stored = recorded(e, history);

	if (stored == NULL) {
		if (e->history_content != NULL)
			e->history_content[parent] = history;
		add_targets(e, states[history].initial, parent);
		return;
	}
	for (s = bits_next(stored, 0, last); s != -1;
	    s = bits_next(stored, s + 1, last))
		add_state(e, s);
	for (s = bits_next(stored, 0, last); s != -1;
	    s = bits_next(stored, s + 1, last))
		add_ancestors(e, s, parent);
}

/* addDescendantStatesToEnter */
static void
add_state(struct entering *e, int state)
{
	const struct state *s = &e->chart->states[state];

	if (chart_is_history(s)) {
		add_history(e, state);
		return;
	}
	bits_add(e->states, state);
	if (chart_is_compound(s)) {
		bits_add(e->by_default, state);
		if (s->initial != NULL) {
			add_targets(e, s->initial, state);
		} else {
			add_state(e, s->default_child);
			add_ancestors(e, s->default_child, state);
		}
	} else if (s->pub.type == CHART_PARALLEL) {
		fill_parallel(e, state);
	}
}

/*
 * computeEntrySet for one transition. The states outside its domain are
 * active and stay so (SCXML 3.13, entry set): a history that is restored
 * from inside its parent would name some of them.
 */
void
entering_add(struct entering *e, const struct transition *t, int domain)
{
	if (t->pub.ntargets == 0)
		return;
	add_targets(e, t, domain);
	bits_keep(e->states, e->chart->words, domain + 1,
	    e->chart->states[domain].last);
}

void
entering_start(struct entering *e)
{
	add_state(e, 0);
	bits_del(e->states, 0);
}
