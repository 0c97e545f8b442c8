/* check_graph.c: what the graph of all situations says: dead ends, finals out
 * of reach, ways around gates */
#include "engine/chart/check_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

struct backward
graph_turn(const struct explorer *x)
{
	struct backward b = { mem_zero(x->n + 2, sizeof(size_t)),
		mem_alloc((x->nedges + 1) * sizeof(uint32_t)) };
	size_t i;

	for (i = 0; i < x->nedges; i++)
		b.first[x->edges[i].to + 2]++;
	for (i = 2; i < x->n + 2; i++)
		b.first[i] += b.first[i - 1];
	for (i = 0; i < x->nedges; i++)
		b.from[b.first[x->edges[i].to + 1]++] = x->edges[i].from;
	return b;
}

void
graph_release(struct backward *b)
{
	free(b->first);
	free(b->from);
}

void
graph_mark(const struct explorer *x, const struct backward *b, bool *marked,
    int within)
{
	uint32_t *stack = mem_alloc((x->n + 1) * sizeof(*stack)), node, from;
	size_t n = 0, i;

	for (i = 0; i < x->n; i++)
		if (marked[i])
			stack[n++] = (uint32_t)i;
	while (n > 0) {
		node = stack[--n];
		for (i = b->first[node]; i < b->first[node + 1]; i++) {
			from = b->from[i];
			if (marked[from] || (within >= 0 &&
			    !bits_has(node_key(x, from), within)))
				continue;
			marked[from] = true;
			stack[n++] = from;
		}
	}
	free(stack);
}

/* ---- ends ---- */

struct ends {
	bool *good;		/* by node: a final is reached from here */
	bool *leaves;		/* by node: something can happen */
	bool *state_good;	/* by state: so in some situation */
	bool *state_dead;	/* by state: told as a dead end */
};

static void
note_states(const struct explorer *x, uint32_t node, bool *set)
{
	int s, last = (int)x->chart->nstates - 1;

	for (s = bits_next(node_key(x, node), 0, last); s != -1;
	    s = bits_next(node_key(x, node), s + 1, last))
		set[s] = true;
}

static void
judge_dead(struct explorer *x, struct ends *e)
{
	const uint64_t *before[CHECK_FINDINGS_MAX];
	size_t n = 0, i, k, bytes = x->chart->words * sizeof(uint64_t);
	const char *states;

	for (i = 0; i < x->n && n < CHECK_FINDINGS_MAX; i++) {
		if (e->leaves[i] || (node_flags(x, (uint32_t)i) &
		    (FLAG_STABLE | FLAG_DONE)) != FLAG_STABLE)
			continue;
		for (k = 0; k < n; k++)
			if (memcmp(before[k], node_key(x, (uint32_t)i),
			    bytes) == 0)
				break;
		if (k < n)
			continue;
		before[n++] = node_key(x, (uint32_t)i);
		note_states(x, (uint32_t)i, e->state_dead);
		states = witness_states(x, (uint32_t)i);
		witness(x, FINDING(x->check, CHECK_DEAD_END,
		    x->chart->states[bits_prev(before[n - 1],
		    (int)x->chart->nstates - 1, 0)].pub.line, "in %s nothing "
		    "can happen any more, and that is no end of the chart",
		    states), (uint32_t)i, NULL);
	}
}

/* States from which no final is reached, whatever was before. */
static void
judge_states(struct explorer *x, struct ends *e)
{
	const struct chart *chart = x->chart;
	int s;

	for (s = 1; s < (int)chart->nstates; s++) {
		if (!chart->states[s].pub.atomic || x->rests_in[s] == 0 ||
		    e->state_good[s] || e->state_dead[s])
			continue;
		witness(x, FINDING(x->check, CHECK_NO_FINAL,
		    chart->states[s].pub.line, "from %s no final state of the "
		    "chart can be reached", chart->states[s].pub.id),
		    x->rests_in[s] - 1, NULL);
	}
}

/* Situations that lead nowhere though their states need not. */
static void
judge_traps(struct explorer *x, struct ends *e)
{
	const struct chart *chart = x->chart;
	int s, last = (int)chart->nstates - 1;
	size_t i, told = 0;

	for (i = 1; i < x->n && told < CHECK_FINDINGS_MAX; i++) {
		const uint64_t *key = node_key(x, (uint32_t)i);

		if (e->good[i] || !e->good[x->parents[i]] || !e->leaves[i])
			continue;
		for (s = bits_next(key, 0, last); s != -1;
		    s = bits_next(key, s + 1, last))
			if (chart->states[s].pub.atomic && !e->state_good[s])
				break;
		if (s != -1)
			continue;
		told++;
		witness(x, FINDING(x->check, CHECK_NO_FINAL,
		    chart->states[bits_prev(key, last, 0)].pub.line, "after "
		    "the path below no final state of the chart can be "
		    "reached from %s", witness_states(x, (uint32_t)i)),
		    (uint32_t)i, NULL);
	}
}

static void
judge_ends(struct explorer *x, const struct backward *b)
{
	const struct chart *chart = x->chart;
	struct ends e = { mem_zero(x->n + 1, sizeof(bool)),
		mem_zero(x->n + 1, sizeof(bool)),
		mem_zero(chart->nstates, sizeof(bool)),
		mem_zero(chart->nstates, sizeof(bool)) };
	bool has_final = false;
	size_t i;

	for (i = 1; i < chart->nstates; i++)
		has_final = has_final || (chart->states[i].pub.parent == 0 &&
		    chart->states[i].pub.type == CHART_FINAL);
	for (i = 0; i < x->nedges; i++)
		e.leaves[x->edges[i].from] = true;
	for (i = 0; i < x->n; i++)
		e.good[i] = (node_flags(x, (uint32_t)i) & FLAG_DONE) != 0;
	graph_mark(x, b, e.good, -1);
	for (i = 0; i < x->n; i++)
		if (e.good[i])
			note_states(x, (uint32_t)i, e.state_good);
	judge_dead(x, &e);
	if (!has_final) {
		FINDING(x->check, CHECK_NO_FINAL, chart->states[0].pub.line,
		    "the chart has no <final> at its top level: it never "
		    "ends");
	} else {
		judge_states(x, &e);
		judge_traps(x, &e);
	}
	free(e.good);
	free(e.leaves);
	free(e.state_good);
	free(e.state_dead);
}

/* ---- gates ---- */

/* Was it tried without its milestones where they can no longer come, unless
 * one goes back? Then a way leads around what must come before. */
static void
judge_gate(struct explorer *x, const struct backward *b, int t, bool *marked)
{
	const struct chart_transition *pub = &x->chart->transitions[t].pub;
	const struct rules *r = &x->check->rules;
	const struct trial *trial;
	uint64_t missing;
	size_t i;

	memset(marked, 0, x->n);
	for (i = 0; i < x->ntrials; i++)
		if (x->trials[i].transition == t && x->trials[i].open)
			marked[x->trials[i].node] = true;
	graph_mark(x, b, marked, pub->source);
	for (i = 0; i < x->ntrials; i++) {
		trial = &x->trials[i];
		if (trial->transition != t || trial->open ||
		    marked[trial->node])
			continue;
		missing = r->gates[t].after & ~node_key(x,
		    trial->node)[x->at.milestones];
		if (missing == 0)
			continue;
		witness(x, FINDING(x->check, CHECK_GATE, pub->line, "a way "
		    "leads to %s around “%s”: “%s” (line %d) would be refused "
		    "there, and the milestone cannot be reached without going "
		    "back", x->chart->states[pub->source].pub.id,
		    r->milestones[__builtin_ctzll(missing)], pub->event,
		    pub->line), trial->node, NULL);
		return;
	}
}

static void
judge_gates(struct explorer *x, const struct backward *b)
{
	bool *marked = mem_zero(x->n + 1, sizeof(bool));
	bool *blocked = mem_zero(x->chart->ntransitions + 1, sizeof(bool));
	size_t i;

	for (i = 0; i < x->ntrials; i++)
		if (!x->trials[i].open)
			blocked[x->trials[i].transition] = true;
	for (i = 0; i < x->chart->ntransitions; i++)
		if (blocked[i])
			judge_gate(x, b, (int)i, marked);
	free(marked);
	free(blocked);
}

void
graph_judge(struct explorer *x)
{
	struct backward b = graph_turn(x);

	judge_ends(x, &b);
	judge_gates(x, &b);
	loops_judge(x);
	graph_release(&b);
}
