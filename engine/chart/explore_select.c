/* explore_select.c: which transitions are taken in a situation (as select.c
 * does it), whatever the data say */
#include "engine/chart/check_int.h"

#include <string.h>

const uint64_t *
step_stored(const void *arg, int history)
{
	const struct explorer *x = arg;

	return bits_has(x->now + x->at.recorded, history) ?
	    x->now + x->at.stored + (size_t)history * x->chart->words : NULL;
}

/* What data answer is chosen when it first matters, and kept. */
bool
pick_true(struct explorer *x, const struct expr *cond)
{
	const struct formulas *f = &x->check->formulas;
	const struct formula *formula = formulas_find(f, cond);
	unsigned char *values = (unsigned char *)(x->now + x->at.values);
	int value, unknown = -1, result;

	if (formula == NULL)
		return true;
	while ((result = formula_eval(f, formula, x->now + x->at.active,
	    values, &unknown)) < 0) {
		value = explorer_choose(x, f->quantities[unknown].values);
		values[unknown] = (unsigned char)(value + 1);
		if (x->nassumed < CHECK_CHOICES_MAX) {
			x->assumed[2 * x->nassumed] = unknown;
			x->assumed[2 * x->nassumed++ + 1] = value;
		}
	}
	return result;
}

static bool
enabled(struct explorer *x, int t)
{
	const struct expr *cond = x->chart->transitions[t].cond;

	return cond == NULL || pick_true(x, cond);
}

static bool
matches(const struct explorer *x, int t, int class)
{
	return class < 0 || chart_matches(&x->chart->transitions[t], class);
}

static const int *
list_of(const struct state *s, int class, size_t *n)
{
	*n = class < 0 ? s->neventless : s->nevents;
	return class < 0 ? s->eventless : s->events;
}

/* A later one that can be taken as well: does only document order decide?
 * "Otherwise" (no condition, or any event, at the end) is no such case. */
static void
find_rivals(struct explorer *x, const int *list, size_t n, size_t i,
    int class)
{
	const struct transition *t = &x->chart->transitions[list[i]], *u;
	size_t k;

	for (k = i + 1; k < n; k++) {
		u = &x->chart->transitions[list[k]];
		if (rivals_known(x, list[i], list[k]) ||
		    !matches(x, list[k], class))
			continue;
		if (u->cond == NULL && t->cond != NULL)
			rivals_add(x, list[i], list[k], class, true);
		else if (u->any && !t->any)
			continue;
		else if (enabled(x, list[k]))
			rivals_add(x, list[i], list[k], class, false);
	}
}

static int
first(struct explorer *x, int atomic, int class)
{
	const struct state *states = x->chart->states;
	const int *list;
	size_t i, n;
	int up;

	for (up = atomic; up >= 0; up = states[up].pub.parent) {
		list = list_of(&states[up], class, &n);
		for (i = 0; i < n; i++) {
			if (!matches(x, list[i], class) ||
			    !enabled(x, list[i]))
				continue;
			find_rivals(x, list, n, i, class);
			return list[i];
		}
	}
	return -1;
}

/* removeConflictingTransitions, as in select.c: one more. */
static void
add_picked(struct explorer *x, int number)
{
	const struct chart *chart = x->chart;
	const struct transition *t = &chart->transitions[number];
	struct entering e = { .chart = chart, .recorded = step_stored,
		.arg = x };
	int domain = t->dynamic ? entering_domain(&e, t) : t->domain, other;
	size_t i, kept = 0;
	bool meets;

	for (i = 0; i < x->npicked; i++)
		if (x->picked[i].transition == number)
			return;
	for (i = 0; i < x->npicked; i++) {
		other = x->picked[i].domain;
		meets = domain != DOMAIN_NONE && other != DOMAIN_NONE &&
		    (other == domain || chart_within(chart, other, domain) ||
		    chart_within(chart, domain, other));
		if (meets && !chart_within(chart, t->pub.source,
		    chart->transitions[x->picked[i].transition].pub.source))
			return;
	}
	for (i = 0; i < x->npicked; i++) {
		other = x->picked[i].domain;
		meets = domain != DOMAIN_NONE && other != DOMAIN_NONE &&
		    (other == domain || chart_within(chart, other, domain) ||
		    chart_within(chart, domain, other));
		if (!meets)
			x->picked[kept++] = x->picked[i];
	}
	x->picked[kept].transition = number;
	x->picked[kept++].domain = domain;
	x->npicked = kept;
}

void
pick_transitions(struct explorer *x, int class)
{
	const struct chart *chart = x->chart;
	const uint64_t *active = x->now + x->at.active;
	uint64_t word;
	size_t w;
	int number;

	x->npicked = 0;
	for (w = 0; w < chart->words; w++) {
		word = active[w] & chart->atomic[w];
		for (; word != 0; word &= word - 1) {
			number = first(x, (int)(w * 64) +
			    __builtin_ctzll(word), class);
			if (number >= 0)
				add_picked(x, number);
		}
	}
}
