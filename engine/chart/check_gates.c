/* check_gates.c: what the procedure allows, and which milestones hold, while a
 * chart is explored */
#include "engine/chart/check_int.h"

#include "engine/base/mem.h"

#include <string.h>

static uint64_t *
milestones(struct explorer *x)
{
	return x->now + x->at.milestones;
}

static uint16_t *
people(struct explorer *x)
{
	return (uint16_t *)(void *)(x->now + x->at.people);
}

static const char *
name_first(const struct rules *r, uint64_t set)
{
	return r->milestones[__builtin_ctzll(set)];
}

static void
keep_trial(struct explorer *x, int transition, bool open)
{
	size_t i;

	/* The same transition is often tried in many ways from one place. */
	for (i = x->ntrials; i-- > 0 && x->trials[i].node == x->node;)
		if (x->trials[i].transition == transition &&
		    x->trials[i].open == open)
			return;
	MEM_GROW(x->trials, x->ntrials, x->trials_cap);
	x->trials[x->ntrials++] = (struct trial) { transition, x->node,
		open };
}

/* gw:after on what no person does keeps nobody back. */
static void
judge_unheld(struct explorer *x, int t, uint64_t missing)
{
	const struct chart_transition *pub =
	    &x->chart->transitions[t].pub;
	struct label label;

	if (x->quiet || x->unheld[t])
		return;
	x->unheld[t] = true;
	label = explorer_label(x);
	witness(x, FINDING(x->check, CHECK_GATE, pub->line, "the transition "
	    "out of %s at line %d has gw:after, but no person sends its "
	    "event, so nothing holds it back: it is taken without the "
	    "milestone “%s”", x->chart->states[pub->source].pub.id, pub->line,
	    name_first(&x->check->rules, missing)), x->node, &label);
}

/* Everybody who may, each kind of person once; -1: nobody. */
static int
choose_person(struct explorer *x, uint32_t banned)
{
	const uint16_t *did = people(x);
	int able[CHECK_PEOPLE_MAX], n = 0, i;

	for (i = 0; i < x->npeople; i++)
		if ((did[i] & banned) == 0 && (i == 0 ||
		    did[i - 1] != did[i]))
			able[n++] = i;
	return n == 0 ? -1 : able[explorer_choose(x, n)];
}

/* Sorted, since persons are told apart only by what they have done. */
static void
acted(struct explorer *x, int person, uint32_t duty)
{
	uint16_t *did = people(x), keep;
	int i;

	did[person] = (uint16_t)(did[person] | duty);
	for (i = person; i > 0 && did[i - 1] < did[i]; i--) {
		keep = did[i];
		did[i] = did[i - 1];
		did[i - 1] = keep;
	}
}

static bool
person_acts(struct explorer *x)
{
	const struct gate *gates = x->check->rules.gates;
	uint32_t banned = 0, duty = 0;
	size_t i;
	int person, t = x->picked[0].transition;

	for (i = 0; i < x->npicked; i++)
		banned |= gates[x->picked[i].transition].banned;
	/* The actor is noted for the first transition's state. */
	duty = gates[t].duty;
	person = choose_person(x, banned);
	if (person < 0 && x->nobody[t] == 0)
		x->nobody[t] = x->node + 1;
	if (person < 0)
		return false;
	acted(x, person, duty);
	return true;
}

bool
gates_pass(struct explorer *x)
{
	const struct rules *r = &x->check->rules;
	bool person = false, open = true, renew = false;
	const struct gate *gate;
	uint64_t missing;
	size_t i;

	for (i = 0; i < x->npicked; i++) {
		gate = &r->gates[x->picked[i].transition];
		missing = gate->after & ~*milestones(x);
		if (x->kind == STEP_EXTERNAL && gate->acted) {
			person = true;
			if (gate->has_after)
				keep_trial(x, x->picked[i].transition,
				    missing == 0);
			open = open && missing == 0;
		} else if (missing != 0) {
			judge_unheld(x, x->picked[i].transition, missing);
		}
	}
	if (!open || (person && x->npeople > 0 && !person_acts(x)))
		return false;
	for (i = 0; person && r->bound != 0 && i < x->npicked; i++) {
		gate = &r->gates[x->picked[i].transition];
		renew = renew || gate->text_new || (gate->text_maybe &&
		    explorer_choose(x, 2) == 1);
	}
	if (renew)
		*milestones(x) &= ~r->bound;
	return true;
}

static void
judge_missed(struct explorer *x, int m, uint64_t missing)
{
	const struct rules *r = &x->check->rules;
	struct check *c = x->check;
	struct label label;

	missing &= ~x->missed[m];
	if (missing == 0 || x->quiet)
		return;
	x->missed[m] |= missing;
	label = explorer_label(x);
	for (; missing != 0; missing &= missing - 1)
		witness(x, FINDING(c, CHECK_MILESTONE, x->npicked > 0 ?
		    c->chart->transitions[x->picked[0].transition].pub.line :
		    c->chart->states[0].pub.line, "the milestone “%s” can be "
		    "reached without “%s”, which must come before it",
		    r->milestones[m], name_first(r, missing)), x->node,
		    &label);
}

/* Each must have its own before it; what is reached by the same transition
 * does not count as before. */
void
gates_reach(struct explorer *x, uint64_t reaches)
{
	const struct rules *r = &x->check->rules;
	uint64_t held = *milestones(x), left;
	int m;

	for (left = reaches; left != 0; left &= left - 1) {
		m = __builtin_ctzll(left);
		if (r->requires[m] & ~held)
			judge_missed(x, m, r->requires[m] & ~held);
	}
	*milestones(x) = held | reaches;
}
