/* check_loops.c: circles of microsteps in which a chart never waits */
#include "engine/chart/check_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Tarjan's strongly connected components, without recursion. */
struct tarjan {
	const struct explorer *x;
	bool assigning;		/* edges too on which data may change */
	size_t *first;		/* edge of each node; n + 1 */
	size_t *next;		/* edge to look at */
	uint32_t *index, *low, *stack, *calls;
	bool *on_stack;
	size_t nstack, ncalls;
	uint32_t number;
	/* Called with each component that is a circle. */
	void (*circle)(struct tarjan *t, const uint32_t *nodes, size_t n);
	struct explorer *to;
	bool *told;
};

static bool
counts(const struct tarjan *t, const struct edge *edge)
{
	return (t->assigning || !(edge->flags & EDGE_ASSIGNS)) &&
	    !(node_flags(t->x, edge->from) & FLAG_STABLE) &&
	    !(node_flags(t->x, edge->to) & FLAG_STABLE);
}

static bool
has_own_edge(const struct tarjan *t, uint32_t node)
{
	size_t i;

	for (i = t->first[node]; i < t->first[node + 1]; i++)
		if (t->x->edges[i].to == node && counts(t, &t->x->edges[i]))
			return true;
	return false;
}

static void
open_node(struct tarjan *t, uint32_t node)
{
	t->index[node] = t->low[node] = ++t->number;
	t->next[node] = t->first[node];
	t->stack[t->nstack++] = node;
	t->on_stack[node] = true;
	t->calls[t->ncalls++] = node;
}

static void
close_node(struct tarjan *t, uint32_t node)
{
	size_t from = t->nstack, i;
	uint32_t above;

	t->ncalls--;
	if (t->ncalls > 0) {
		above = t->calls[t->ncalls - 1];
		if (t->low[node] < t->low[above])
			t->low[above] = t->low[node];
	}
	if (t->low[node] != t->index[node])
		return;
	while (t->stack[--from] != node)
		;
	if (t->nstack - from > 1 || has_own_edge(t, node))
		t->circle(t, t->stack + from, t->nstack - from);
	for (i = from; i < t->nstack; i++)
		t->on_stack[t->stack[i]] = false;
	t->nstack = from;
}

static void
visit(struct tarjan *t, uint32_t root)
{
	const struct edge *edge;
	uint32_t node;

	open_node(t, root);
	while (t->ncalls > 0) {
		node = t->calls[t->ncalls - 1];
		if (t->next[node] == t->first[node + 1]) {
			close_node(t, node);
			continue;
		}
		edge = &t->x->edges[t->next[node]++];
		if (!counts(t, edge))
			continue;
		if (t->index[edge->to] == 0)
			open_node(t, edge->to);
		else if (t->on_stack[edge->to] &&
		    t->index[edge->to] < t->low[node])
			t->low[node] = t->index[edge->to];
	}
}

static void
run(struct tarjan *t)
{
	size_t n = t->x->n, i;

	t->index = mem_zero(n + 1, sizeof(*t->index));
	t->low = mem_zero(n + 1, sizeof(*t->low));
	t->stack = mem_zero(n + 1, sizeof(*t->stack));
	t->calls = mem_zero(n + 1, sizeof(*t->calls));
	t->next = mem_zero(n + 1, sizeof(*t->next));
	t->on_stack = mem_zero(n + 1, sizeof(bool));
	for (i = 0; i < n; i++)
		if (t->index[i] == 0 && !(node_flags(t->x, (uint32_t)i) &
		    FLAG_STABLE))
			visit(t, (uint32_t)i);
	free(t->index);
	free(t->low);
	free(t->stack);
	free(t->calls);
	free(t->next);
	free(t->on_stack);
}

/* The atomic states that the circle goes through. */
static const char *
states_of(const struct explorer *x, const uint32_t *nodes, size_t n)
{
	const struct chart *chart = x->chart;
	uint64_t *all = mem_zero(chart->words, sizeof(*all));
	struct text text = TEXT_INIT;
	int s, last = (int)chart->nstates - 1;
	size_t i, w;
	char *out;

	for (i = 0; i < n; i++)
		for (w = 0; w < chart->words; w++)
			all[w] |= node_key(x, nodes[i])[w];
	for (s = bits_next(all, 1, last); s != -1;
	    s = bits_next(all, s + 1, last))
		if (chart->states[s].pub.atomic)
			text_addf(&text, "%s%s", text.len > 0 ? " " : "",
			    chart->states[s].pub.id);
	out = arena_strndup(&x->check->arena, text.ptr, text.len);
	text_release(&text);
	free(all);
	return out;
}

static int
line_of(const struct explorer *x, uint32_t node)
{
	const uint64_t *key = node_key(x, node);
	int s, last = (int)x->chart->nstates - 1;

	for (s = bits_prev(key, last, 0); s > 0; s = bits_prev(key, s - 1, 0))
		if (x->chart->states[s].neventless > 0)
			return x->chart->transitions[x->chart->states[s].
			    eventless[0]].pub.line;
	return x->chart->states[bits_prev(key, last, 0)].pub.line;
}

static void
tell(struct tarjan *t, const uint32_t *nodes, size_t n)
{
	struct explorer *x = t->to;
	struct check_finding *finding;
	uint32_t least = nodes[0];
	bool known = false;
	size_t i;

	for (i = 0; i < n; i++) {
		known = known || t->told[nodes[i]];
		if (nodes[i] < least)
			least = nodes[i];
	}
	for (i = 0; i < n; i++)
		t->told[nodes[i]] = true;
	if (known || x->check->counts[CHECK_LOOP] > CHECK_FINDINGS_MAX)
		return;
	finding = t->assigning ? FINDING(x->check, CHECK_LOOP, line_of(x,
	    least), "the chart goes round through %s without waiting for an "
	    "event as long as its data allow", states_of(x, nodes, n)) :
	    FINDING(x->check, CHECK_LOOP, line_of(x, least), "the chart goes "
	    "round through %s without end and never waits for an event",
	    states_of(x, nodes, n));
	if (finding != NULL)
		finding->note = t->assigning;
	witness(x, finding, least, NULL);
}

/*
 * Without assignments the data stay as they are, and a circle has no end. One
 * that assigns may be a loop that counts: that is only noted.
 */
void
loops_judge(struct explorer *x)
{
	struct tarjan t = { .x = x, .circle = tell, .to = x };
	size_t i;

	t.told = mem_zero(x->n + 1, sizeof(bool));
	t.first = mem_zero(x->n + 2, sizeof(*t.first));
	for (i = 0; i < x->nedges; i++)
		t.first[x->edges[i].from + 1]++;
	for (i = 0; i < x->n; i++)
		t.first[i + 1] += t.first[i];
	run(&t);
	t.assigning = true;
	t.number = 0;
	run(&t);
	free(t.first);
	free(t.told);
}
