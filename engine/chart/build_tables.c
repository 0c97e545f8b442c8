/* build_tables.c: from the structure to tables: targets, domains, entry sets */
#include "engine/chart/build.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

#define SPACE " \t\r\n"

/* FNV-1a; the names come with the chart, and so do not need more. */
uint32_t
chart_hash(const char *s, size_t len)
{
	uint32_t hash = 2166136261u;
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)s[i]) * 16777619u;
	return hash;
}

static int
find_n(const struct chart *chart, const char *id, size_t len)
{
	size_t mask = chart->by_id_size - 1, i;
	const char *other;

	for (i = chart_hash(id, len) & mask; chart->by_id[i] != -1;
	    i = (i + 1) & mask) {
		other = chart->states[chart->by_id[i]].pub.id;
		if (strncmp(other, id, len) == 0 && other[len] == '\0')
			return chart->by_id[i];
	}
	return -1;
}

int
chart_find(const struct chart *chart, const char *id)
{
	return *id == '\0' ? -1 : find_n(chart, id, strlen(id));
}

static int
index_ids(struct builder *b)
{
	struct chart *chart = b->chart;
	size_t size = 8, i, slot;
	const char *id;
	int other;

	while (size < 2 * chart->nstates)
		size *= 2;
	chart->by_id = arena_array(&chart->arena, size, sizeof(int));
	chart->by_id_size = size;
	for (i = 0; i < size; i++)
		chart->by_id[i] = -1;
	for (i = 1; i < chart->nstates; i++) {
		id = chart->states[i].pub.id;
		if ((other = chart_find(chart, id)) != -1)
			return BUILD_BAD(b, chart->states[i].node,
			    "the id \"%s\" stands in line %d already", id,
			    chart->states[other].pub.line);
		slot = chart_hash(id, strlen(id)) & (size - 1);
		while (chart->by_id[slot] != -1)
			slot = (slot + 1) & (size - 1);
		chart->by_id[slot] = (int)i;
	}
	return 0;
}

/* Which states are atomic, compound; the first child is the default. */
static int
classify(struct builder *b)
{
	struct chart *chart = b->chart;
	struct state *state;
	size_t i;
	int child;

	chart->words = BITS_WORDS(chart->nstates);
	chart->atomic = arena_array(&chart->arena, chart->words,
	    sizeof(uint64_t));
	chart->histories = arena_array(&chart->arena, chart->nhistories,
	    sizeof(int));
	for (i = 0; i < chart->nstates; i++) {
		state = &chart->states[i];
		if (state->history >= 0)
			chart->histories[state->history] = (int)i;
		for (child = state->pub.first_child; child != -1 &&
		    chart_is_history(&chart->states[child]);
		    child = chart->states[child].pub.next_sibling)
			;
		if (state->pub.type == CHART_FINAL ||
		    (state->pub.type == CHART_STATE && child == -1)) {
			state->pub.atomic = true;
			bits_add(chart->atomic, (int)i);
			chart->natomic++;
		}
		if (state->pub.type == CHART_STATE ||
		    state->pub.type == CHART_ROOT)
			state->default_child = child;
		if (child == -1 && (state->pub.type == CHART_ROOT ||
		    state->pub.type == CHART_PARALLEL))
			return BUILD_BAD(b, state->node, "<%s> needs at least "
			    "one state inside",
			    (const char *)state->node->name);
		if (state->pub.atomic && state->initial != NULL)
			return BUILD_BAD(b, state->node, "<state> \"%s\" has "
			    "an initial state, but no states inside",
			    state->pub.id);
	}
	return 0;
}

/*
 * Where a target stands for the question what can be active together: a
 * history counts as a child of its parent, and stands for any of the others.
 */
static bool
together(const struct chart *chart, int a, int b)
{
	const struct state *states = chart->states;
	int up;

	if (a == b || chart_within(chart, a, b) || chart_within(chart, b, a))
		return false;
	for (up = states[a].pub.parent; !chart_within(chart, b, up);
	    up = states[up].pub.parent)
		;
	/* A history restores its parent, and that is all of it. */
	if ((chart_is_history(&states[a]) && states[a].pub.parent == up) ||
	    (chart_is_history(&states[b]) && states[b].pub.parent == up))
		return false;
	return states[up].pub.type == CHART_PARALLEL;
}

/* A legal state specification (SCXML 3.11)? */
static int
check_targets(struct builder *b, const struct transition *t)
{
	const struct chart *chart = b->chart;
	const int *targets = t->pub.targets;
	size_t i, j;

	for (i = 0; i < t->pub.ntargets; i++)
		for (j = i + 1; j < t->pub.ntargets; j++)
			if (!together(chart, targets[i], targets[j]))
				return BUILD_BAD(b, t->node, "the targets "
				    "\"%s\" and \"%s\" cannot be active "
				    "together (SCXML 3.11)",
				    chart->states[targets[i]].pub.id,
				    chart->states[targets[j]].pub.id);
	return 0;
}

static int
read_targets(struct builder *b, struct transition *t, const char *attr)
{
	struct chart *chart = b->chart;
	const char *list = xml_attr(t->node, attr), *s;
	size_t n = 0, len;
	int *targets, target;

	if (list == NULL)
		return 0;
	targets = arena_array(&chart->arena, strlen(list) / 2 + 1,
	    sizeof(int));
	for (s = list + strspn(list, SPACE); *s != '\0';
	    s += strspn(s, SPACE)) {
		len = strcspn(s, SPACE);
		if ((target = find_n(chart, s, len)) < 0)
			return BUILD_BAD(b, t->node, "there is no state "
			    "\"%.*s\"", (int)len, s);
		targets[n++] = target;
		s += len;
	}
	if (n == 0)
		return BUILD_BAD(b, t->node, "\"%s\" names no state; leave "
		    "the attribute out, or name one", attr);
	t->pub.targets = targets;
	t->pub.ntargets = n;
	return check_targets(b, t);
}

/* Default targets lie inside (SCXML 3.6.2, 3.10.2, 3.11). */
static int
check_default(struct builder *b, const struct state *state, int number)
{
	const struct chart *chart = b->chart;
	const struct transition *t = state->initial;
	bool history = chart_is_history(state);
	bool shallow = state->pub.type == CHART_HISTORY_SHALLOW;
	int parent = history ? state->pub.parent : number, target;
	size_t i;

	for (i = 0; i < t->pub.ntargets; i++) {
		target = t->pub.targets[i];
		if (!chart_within(chart, target, parent))
			return BUILD_BAD(b, t->node, "the default target "
			    "\"%s\" does not lie inside \"%s\" (SCXML 3.11)",
			    chart->states[target].pub.id,
			    chart->states[parent].pub.id);
		if (shallow && chart->states[target].pub.parent != parent)
			return BUILD_BAD(b, t->node, "the default target "
			    "\"%s\" of a shallow history must be a child of "
			    "\"%s\"; or make the history deep",
			    chart->states[target].pub.id,
			    chart->states[parent].pub.id);
	}
	return 0;
}

/* A history whose default leads back to itself would never end. */
static int
check_history_cycle(struct builder *b, int number)
{
	const struct chart *chart = b->chart;
	const struct state *state;
	bool *seen = mem_zero(chart->nstates, sizeof(*seen));
	int *todo = mem_zero(chart->nhistories + 1, sizeof(*todo));
	size_t n = 0, i;
	int target, rc = 0;

	todo[n++] = number;
	while (n > 0 && rc == 0) {
		state = &chart->states[todo[--n]];
		for (i = 0; i < state->initial->pub.ntargets; i++) {
			target = state->initial->pub.targets[i];
			if (target == number)
				rc = BUILD_BAD(b, state->initial->node,
				    "the default of history \"%s\" leads back "
				    "to itself", chart->states[number].pub.id);
			if (!chart_is_history(&chart->states[target]) ||
			    seen[target])
				continue;
			seen[target] = true;
			todo[n++] = target;
		}
	}
	free(seen);
	free(todo);
	return rc;
}

static int
resolve_targets(struct builder *b)
{
	struct chart *chart = b->chart;
	struct state *state;
	size_t i;

	for (i = 0; i < chart->ntransitions; i++)
		if (read_targets(b, &chart->transitions[i], "target") != 0)
			return -1;
	for (i = 0; i < chart->nstates; i++) {
		state = &chart->states[i];
		if (state->initial == NULL)
			continue;
		if (read_targets(b, state->initial, state->initial->node ==
		    state->node ? "initial" : "target") != 0 ||
		    check_default(b, state, (int)i) != 0)
			return -1;
	}
	for (i = 0; i < chart->nhistories; i++)
		if (check_history_cycle(b, chart->histories[i]) != 0)
			return -1;
	return 0;
}

/*
 * Each state's transitions with and without an event, and the nearest state
 * from here up that has any: selection walks these chains.
 */
static void
list_transitions(struct chart *chart)
{
	struct state *state;
	size_t i;
	int up;

	for (i = 0; i < chart->ntransitions; i++) {
		state = &chart->states[chart->transitions[i].pub.source];
		if (chart->transitions[i].pub.event != NULL)
			state->nevents++;
		else
			state->neventless++;
		chart->has_eventless |= chart->transitions[i].pub.event ==
		    NULL;
		chart->has_conditions |= chart->transitions[i].cond != NULL;
	}
	for (i = 0; i < chart->nstates; i++) {
		state = &chart->states[i];
		up = state->pub.parent;
		state->up_events = state->nevents > 0 ? (int)i :
		    up >= 0 ? chart->states[up].up_events : -1;
		state->up_eventless = state->neventless > 0 ? (int)i :
		    up >= 0 ? chart->states[up].up_eventless : -1;
		state->events = arena_array(&chart->arena, state->nevents,
		    sizeof(int));
		state->eventless = arena_array(&chart->arena,
		    state->neventless, sizeof(int));
		state->nevents = state->neventless = 0;
	}
	for (i = 0; i < chart->ntransitions; i++) {
		state = &chart->states[chart->transitions[i].pub.source];
		if (chart->transitions[i].pub.event != NULL)
			state->events[state->nevents++] = (int)i;
		else
			state->eventless[state->neventless++] = (int)i;
	}
}

/*
 * Does entering it depend on a history? Its targets, or what is entered by
 * default below them, may be one.
 */
static bool
meets_history(const struct chart *chart, const struct transition *t,
    const uint64_t *states)
{
	const struct transition *initial;
	size_t i;
	int s;

	for (i = 0; i < t->pub.ntargets; i++)
		if (chart_is_history(&chart->states[t->pub.targets[i]]))
			return true;
	for (s = bits_next(states, 0, (int)chart->nstates - 1); s != -1;
	    s = bits_next(states, s + 1, (int)chart->nstates - 1)) {
		initial = chart->states[s].initial;
		for (i = 0; initial != NULL && i < initial->pub.ntargets; i++)
			if (chart_is_history(&chart->states[
			    initial->pub.targets[i]]))
				return true;
	}
	return false;
}

static void
prepare_entry(struct chart *chart, struct entering *e, struct transition *t)
{
	int s, last = (int)chart->nstates - 1;
	size_t n = 0;

	t->domain = entering_domain(e, t);
	bits_clear(e->states, chart->words);
	bits_clear(e->by_default, chart->words);
	entering_add(e, t, t->domain);
	t->dynamic = chart->nhistories > 0 && meets_history(chart, t,
	    e->states);
	if (t->dynamic)
		return;
	for (s = bits_next(e->states, 0, last); s != -1 && s <= last;
	    s = bits_next(e->states, s + 1, last))
		n++;
	t->entries = arena_array(&chart->arena, n, sizeof(*t->entries));
	for (s = bits_next(e->states, 0, last); s != -1;
	    s = bits_next(e->states, s + 1, last)) {
		t->entries[t->nentries].state = s;
		t->entries[t->nentries++].by_default =
		    bits_has(e->by_default, s);
	}
}

static void
prepare_entries(struct chart *chart)
{
	struct entering e = { .chart = chart };
	size_t i;

	e.states = mem_zero(chart->words, sizeof(uint64_t));
	e.by_default = mem_zero(chart->words, sizeof(uint64_t));
	for (i = 0; i < chart->ntransitions; i++)
		prepare_entry(chart, &e, &chart->transitions[i]);
	free(e.states);
	free(e.by_default);
}

static void
resolve_conditions(struct chart *chart)
{
	struct expr *expr;

	for (expr = chart->exprs; expr != NULL; expr = expr->next)
		if (expr->in_state != EXPR_FAULT)
			expr->in_state = chart_find(chart, expr->in_id);
}

int
build_tables(struct builder *b)
{
	struct chart *chart = b->chart;

	if (index_ids(b) != 0 || classify(b) != 0 ||
	    resolve_targets(b) != 0)
		return -1;
	list_transitions(chart);
	prepare_entries(chart);
	resolve_conditions(chart);
	return build_classes(b);
}
