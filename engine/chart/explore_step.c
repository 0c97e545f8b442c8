/* explore_step.c: one microstep from one situation (as step.c makes it), with
 * the ways that data leave open */
#include "engine/chart/check_int.h"

#include <string.h>

static void run(struct explorer *x, const struct action *action);

/* ---- the queue of internal events ---- */

static int32_t *
queue_of(struct explorer *x, size_t *n)
{
	*n = (size_t)(x->now[x->at.flags] >> FLAG_QUEUE_SHIFT);
	return (int32_t *)(void *)(x->now + x->at.queue);
}

static void
set_count(struct explorer *x, size_t n)
{
	uint64_t *flags = &x->now[x->at.flags];

	*flags = (*flags & ((1u << FLAG_QUEUE_SHIFT) - 1)) |
	    (uint64_t)n << FLAG_QUEUE_SHIFT;
}

/* What no transition accepts changes nothing. */
void
step_queue(struct explorer *x, int class)
{
	size_t n;
	int32_t *queue = queue_of(x, &n);

	if (!x->useful[class])
		return;
	if (n == CHECK_QUEUE_MAX) {
		if (x->flooded == 0)
			x->flooded = x->node + 1;
		return;
	}
	queue[n] = class;
	set_count(x, n + 1);
}

static bool
take_queued(struct explorer *x, int *class)
{
	size_t n, i;
	int32_t *queue = queue_of(x, &n);

	if (n == 0)
		return false;
	*class = queue[0];
	for (i = 1; i < n; i++)
		queue[i - 1] = queue[i];
	queue[n - 1] = 0;
	set_count(x, n - 1);
	return true;
}

/* ---- executable content ---- */

/* Nothing that was assumed of the data holds for sure any more. */
static void
forget(struct explorer *x)
{
	memset(x->now + x->at.values, 0,
	    (x->at.queue - x->at.values) * sizeof(uint64_t));
	x->assigns = true;
}

/* What reads _event is new with each event. */
static void
forget_event(struct explorer *x)
{
	unsigned char *values = (unsigned char *)(x->now + x->at.values);
	const struct formulas *f = &x->check->formulas;
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->quantities[i].of_event)
			values[i] = 0;
}

static void
run_branches(struct explorer *x, const struct branch *branch)
{
	for (; branch != NULL; branch = branch->next)
		if (branch->cond == NULL || pick_true(x, branch->cond)) {
			run(x, branch->content);
			return;
		}
}

static void
run_send(struct explorer *x, const struct send *send)
{
	if (send->idlocation != NULL)
		forget(x);
	if (send->event.text != NULL && send->target.text != NULL &&
	    strcmp(send->target.text, "#_internal") == 0)
		step_queue(x, send->event_class);
}

static void
run(struct explorer *x, const struct action *action)
{
	for (; action != NULL; action = action->next) {
		switch (action->kind) {
		case ACT_RAISE:
			step_queue(x, action->u.raise.event_class);
			break;
		case ACT_IF:
			run_branches(x, action->u.branches);
			break;
		case ACT_FOREACH:
			forget(x);
			if (explorer_choose(x, 2) == 1)
				run(x, action->u.foreach.content);
			break;
		case ACT_ASSIGN:
			forget(x);
			break;
		case ACT_SEND:
			run_send(x, &action->u.send);
			break;
		case ACT_LOG:
		case ACT_CANCEL:
			break;
		}
	}
}

static void
run_blocks(struct explorer *x, const struct block *block)
{
	for (; block != NULL; block = block->next)
		run(x, block->content);
}

/* ---- leaving ---- */

static void
record(struct explorer *x, int number)
{
	const struct chart *chart = x->chart;
	const struct state *states = chart->states;
	const uint64_t *active = x->now + x->at.active;
	int child, i, last = states[number].last;
	uint64_t *set;

	for (child = states[number].pub.first_child; child != -1;
	    child = states[child].pub.next_sibling) {
		if (!chart_is_history(&states[child]))
			continue;
		set = x->now + x->at.stored +
		    (size_t)states[child].history * chart->words;
		bits_clear(set, chart->words);
		bits_add(x->now + x->at.recorded, states[child].history);
		for (i = bits_next(active, number + 1, last); i != -1;
		    i = bits_next(active, i + 1, last))
			if (states[child].pub.type == CHART_HISTORY_DEEP ?
			    states[i].pub.atomic :
			    states[i].pub.parent == number)
				bits_add(set, i);
	}
}

static void
leave(struct explorer *x, int domain)
{
	const struct state *states = x->chart->states;
	uint64_t *active = x->now + x->at.active;
	int i, last = states[domain].last;

	for (i = bits_next(active, domain + 1, last); i != -1;
	    i = bits_next(active, i + 1, last))
		if (states[i].has_history)
			record(x, i);
	for (i = bits_prev(active, last, domain + 1); i != -1;
	    i = bits_prev(active, i - 1, domain + 1)) {
		run_blocks(x, states[i].onexit);
		bits_del(active, i);
	}
}

/* ---- entering ---- */

static bool
in_final(const struct explorer *x, int number)
{
	const struct state *states = x->chart->states;
	bool compound = states[number].pub.type == CHART_STATE;
	int child;

	for (child = states[number].pub.first_child; child != -1;
	    child = states[child].pub.next_sibling) {
		if (compound) {
			if (states[child].pub.type == CHART_FINAL &&
			    bits_has(x->now + x->at.active, child))
				return true;
		} else if (!chart_is_history(&states[child]) &&
		    !in_final(x, child)) {
			return false;
		}
	}
	return !compound;
}

static void
enter_final(struct explorer *x, int number)
{
	const struct state *states = x->chart->states;
	int parent = states[number].pub.parent, above;

	if (parent == 0) {
		x->running = false;
		return;
	}
	step_queue(x, states[parent].done_class);
	for (above = states[parent].pub.parent;
	    states[above].pub.type == CHART_PARALLEL && in_final(x, above);
	    above = states[above].pub.parent)
		step_queue(x, states[above].done_class);
}

static void
enter(struct explorer *x, int number)
{
	const struct state *state = &x->chart->states[number];
	int history = x->history_content[number];

	bits_add(x->now + x->at.active, number);
	x->entered[number] = true;
	gates_reach(x, x->check->rules.state_reaches[number]);
	if (x->chart->late && state->data != NULL)
		forget(x);
	run_blocks(x, state->onentry);
	if (bits_has(x->by_default, number) && state->initial != NULL)
		run(x, state->initial->content);
	if (history >= 0)
		run(x, x->chart->states[history].initial->content);
	if (state->pub.type == CHART_FINAL)
		enter_final(x, number);
}

static struct entering
entering_of(struct explorer *x)
{
	size_t i;

	bits_clear(x->enter, x->chart->words);
	bits_clear(x->by_default, x->chart->words);
	for (i = 0; i < x->chart->nstates; i++)
		x->history_content[i] = -1;
	return (struct entering) { .chart = x->chart,
		.recorded = step_stored, .arg = x, .states = x->enter,
		.by_default = x->by_default,
		.history_content = x->history_content };
}

static void
enter_all(struct explorer *x)
{
	const struct chart *chart = x->chart;
	int i, parent, last = (int)chart->nstates - 1;
	size_t h;

	for (h = 0; h < chart->nhistories; h++) {
		parent = chart->states[chart->histories[h]].pub.parent;
		if (x->history_content[parent] == chart->histories[h] &&
		    !bits_has(x->enter, parent))
			run(x, chart->states[chart->histories[h]].initial->
			    content);
	}
	for (i = bits_next(x->enter, 0, last); i != -1;
	    i = bits_next(x->enter, i + 1, last))
		enter(x, i);
}

static void
enter_targets(struct explorer *x, const struct picked_one *p)
{
	const struct transition *t = &x->chart->transitions[p->transition];
	struct entering e = entering_of(x);

	entering_add(&e, t, p->domain);
	enter_all(x);
}

/* ---- a microstep ---- */

static void
sort_picked(struct explorer *x, struct picked_one *sorted, size_t *n)
{
	size_t i, j;

	*n = 0;
	for (i = 0; i < x->npicked; i++) {
		if (x->picked[i].domain == DOMAIN_NONE)
			continue;
		for (j = (*n)++; j > 0 &&
		    sorted[j - 1].domain > x->picked[i].domain; j--)
			sorted[j] = sorted[j - 1];
		sorted[j] = x->picked[i];
	}
}

/* The second half of `picked` is scratch. */
static void
microstep(struct explorer *x)
{
	const struct chart *chart = x->chart;
	struct picked_one *sorted = x->picked + chart->natomic;
	size_t i, n;

	for (i = 0; i < x->npicked; i++)
		x->taken[x->picked[i].transition] = true;
	for (i = 0; i < x->npicked; i++)
		gates_reach(x, x->check->rules.gates[
		    x->picked[i].transition].reaches);
	sort_picked(x, sorted, &n);
	for (i = n; i-- > 0;)
		leave(x, sorted[i].domain);
	for (i = 0; i < x->npicked; i++)
		run(x, chart->transitions[x->picked[i].transition].content);
	for (i = 0; i < n; i++)
		enter_targets(x, &sorted[i]);
	explorer_arrive(x);
}

bool
step_rests(const struct explorer *x)
{
	const struct chart *chart = x->chart;
	int i, last = (int)chart->nstates - 1;

	if (x->now[x->at.flags] >> FLAG_QUEUE_SHIFT != 0)
		return false;
	for (i = bits_next(x->now, 0, last); i != -1 && chart->has_eventless;
	    i = bits_next(x->now, i + 1, last))
		if (chart->states[i].neventless > 0)
			return false;
	return chart->states[0].neventless == 0;
}

void
step_start_chart(struct explorer *x)
{
	struct entering e = entering_of(x);

	x->kind = STEP_START;
	x->npicked = 0;
	entering_start(&e);
	enter_all(x);
	explorer_arrive(x);
}

/* Eventless transitions first, then one internal event; with neither the
 * chart rests. */
void
step_by_itself(struct explorer *x)
{
	int class;

	x->kind = STEP_EVENTLESS;
	pick_transitions(x, -1);
	if (x->npicked > 0) {
		gates_pass(x);
		microstep(x);
		return;
	}
	if (!take_queued(x, &class)) {
		x->now[x->at.flags] |= FLAG_STABLE;
		explorer_arrive(x);
		return;
	}
	x->kind = STEP_INTERNAL;
	x->class = class;
	forget_event(x);
	pick_transitions(x, class);
	if (x->npicked > 0) {
		gates_pass(x);
		microstep(x);
	} else {
		explorer_arrive(x);
	}
}

bool
step_possible(const struct explorer *x, int class)
{
	const struct chart *chart = x->chart;
	const struct event_class *c = &chart->classes[class];
	const struct rules *r = &x->check->rules;
	int s, last = (int)chart->nstates - 1;

	/* Only the chart itself tells that something is done. */
	if (c->len >= 4 && memcmp(c->prefix, "done", 4) == 0 &&
	    (c->len == 4 || c->prefix[4] == '.'))
		return chart->ninvokes > 0 && c->len >= 11 &&
		    memcmp(c->prefix, "done.invoke", 11) == 0;
	if (!r->has_deadlines || c->len < 8 ||
	    memcmp(c->prefix, "deadline", 8) != 0 ||
	    (c->len > 8 && c->prefix[8] != '.'))
		return true;
	for (s = bits_next(x->now, 0, last); s != -1;
	    s = bits_next(x->now, s + 1, last))
		if (r->deadline[s] == class)
			return true;
	return false;
}

/* The deadlines that this event may mean were listened to. */
static void
note_deadlines(struct explorer *x, int class)
{
	const struct rules *r = &x->check->rules;
	int s, last = (int)x->chart->nstates - 1;

	for (s = bits_next(x->now, 0, last); s != -1 && r->has_deadlines;
	    s = bits_next(x->now, s + 1, last))
		if (r->deadline[s] == class)
			x->deadline_taken[s] = true;
}

void
step_event(struct explorer *x, int class)
{
	x->kind = STEP_EXTERNAL;
	x->class = class;
	x->now[x->at.flags] &= ~(uint64_t)FLAG_STABLE;
	pick_transitions(x, class);
	if (x->npicked == 0 || !regions_allow(x) || !gates_pass(x))
		return;
	note_deadlines(x, class);
	microstep(x);
}
