/* reached.c: milestones that every way to a state has reached */
#include "engine/chart/reached.h"
#include "engine/chart/chart_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/*
 * The greatest fixpoint: a state that was found has all milestones of the
 * first way to it; each further way takes those away that it does not have.
 */
struct reached {
	const struct chart *chart;
	struct arena arena;
	const char **names;
	size_t count, cap;
	size_t words;		/* of a set of milestones */
	uint64_t *on_text;	/* those in some gw:after */
	uint64_t *holds;	/* a set for each state */
	bool *found;		/* some way leads to the state */
	bool new_text;		/* some transition takes milestones away */
	bool changed;
	/* scratch: sets of states, sets of milestones */
	uint64_t *enter, *by_default, *out, *spare;
};

#define SPACE " \t\r\n"

static size_t
find_name(const struct reached *r, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < r->count; i++)
		if (strlen(r->names[i]) == len &&
		    memcmp(r->names[i], name, len) == 0)
			break;
	return i;
}

static const char *
next_word(const char *list, size_t *len)
{
	list += strspn(list, SPACE);
	*len = strcspn(list, SPACE);
	return list;
}

static void
collect(struct reached *r, const char *list)
{
	size_t len;

	for (; list != NULL; list += len) {
		list = next_word(list, &len);
		if (len == 0)
			break;
		if (find_name(r, list, len) < r->count)
			continue;
		MEM_GROW(r->names, r->count, r->cap);
		r->names[r->count++] = arena_strndup(&r->arena, list, len);
	}
}

static void
add_names(const struct reached *r, const char *list, uint64_t *set)
{
	size_t len;

	for (; list != NULL; list += len) {
		list = next_word(list, &len);
		if (len == 0)
			break;
		bits_add(set, (int)find_name(r, list, len));
	}
}

static uint64_t *
set_of(const struct reached *r, int state)
{
	return r->holds + (size_t)state * r->words;
}

static bool
is(const char *value, const char *word)
{
	return value != NULL && strcmp(value, word) == 0;
}

/* Do people take the transition, so that its gw:after is looked at? */
static bool
is_asked(const struct chart *chart, int t)
{
	const struct chart_transition *view = &chart->transitions[t].pub;
	int up;

	if (view->event == NULL)
		return false;
	if (chart_transition_gw(chart, t, "by") != NULL)
		return true;
	for (up = view->source; up >= 0; up = chart->states[up].pub.parent)
		if (chart_state_gw(chart, up, "role") != NULL)
			return true;
	return false;
}

static bool
brings_text(const struct chart *chart, int t)
{
	return is(chart_transition_gw(chart, t, "text"), "new") ||
	    is(chart->transitions[t].pub.event, "submit");
}

/* ---- what is known while the source of a transition is active ---- */

/* Adds what holds in the state and, of what is below it, in any case. */
static void
add_full(const struct reached *r, int state, uint64_t *out)
{
	const struct state *s = &r->chart->states[state];
	uint64_t *one, *all;
	bool first = true;
	size_t i;
	int child;

	for (i = 0; i < r->words; i++)
		out[i] |= set_of(r, state)[i];
	if (s->pub.atomic)
		return;
	all = mem_zero(2 * r->words, sizeof(*all));
	one = all + r->words;
	for (child = s->pub.first_child; child != -1;
	    child = r->chart->states[child].pub.next_sibling) {
		if (chart_is_history(&r->chart->states[child]) ||
		    !r->found[child])
			continue;
		bits_clear(one, r->words);
		add_full(r, child, one);
		for (i = 0; i < r->words; i++)
			all[i] = s->pub.type == CHART_PARALLEL || first ?
			    all[i] | one[i] : all[i] & one[i];
		first = false;
	}
	for (i = 0; i < r->words; i++)
		out[i] |= all[i];
	free(all);
}

/* Adds what holds once the state is done: it is in one of its ends. False
 * when no way to one was found yet. */
static bool
add_done(const struct reached *r, int state, uint64_t *out)
{
	const struct state *states = r->chart->states;
	uint64_t *all = mem_zero(r->words, sizeof(*all));
	bool parallel = states[state].pub.type == CHART_PARALLEL;
	bool first = true, all_done = parallel;
	size_t i;
	int child;

	for (child = states[state].pub.first_child; child != -1;
	    child = states[child].pub.next_sibling) {
		if (parallel && !chart_is_history(&states[child]))
			all_done &= add_done(r, child, all);
		if (states[child].pub.type != CHART_FINAL || !r->found[child])
			continue;
		for (i = 0; i < r->words; i++)
			all[i] = first ? set_of(r, child)[i] :
			    all[i] & set_of(r, child)[i];
		first = false;
	}
	for (i = 0; i < r->words; i++)
		out[i] |= all[i];
	free(all);
	return parallel ? all_done : !first;
}

/* False when the transition cannot be taken, as far as is known yet. */
static bool
add_before(const struct reached *r, const struct transition *t, uint64_t *out)
{
	static const char done[] = "done.state.";
	int state;

	add_full(r, t->pub.source, out);
	if (t->pub.event == NULL || strncmp(t->pub.event, done,
	    sizeof(done) - 1) != 0)
		return true;
	state = chart_find(r->chart, t->pub.event + sizeof(done) - 1);
	return state <= 0 || add_done(r, state, out);
}

/* ---- one way into a state ---- */

static void
come(struct reached *r, int state, const uint64_t *with)
{
	uint64_t *set = set_of(r, state), now;
	size_t i;

	for (i = 0; i < r->words; i++) {
		now = r->found[state] ? set[i] & with[i] : with[i];
		r->changed |= now != set[i];
		set[i] = now;
	}
	r->changed |= !r->found[state];
	r->found[state] = true;
}

/* Back by way of a history: what held in the state when it was left holds,
 * but for what a new text takes away. */
static void
come_back(struct reached *r, int state, const uint64_t *with)
{
	size_t i;

	if (!r->found[state])
		return;
	for (i = 0; i < r->words; i++)
		r->spare[i] = with[i] | (set_of(r, state)[i] &
		    ~(r->new_text ? r->on_text[i] : 0));
	come(r, state, r->spare);
}

/* Everything that the recorded states of a history may be. */
static void
come_back_all(struct reached *r, const struct transition *t,
    const uint64_t *with)
{
	const struct state *states = r->chart->states;
	int parent, state;
	size_t i;

	for (i = 0; i < t->pub.ntargets; i++) {
		if (!chart_is_history(&states[t->pub.targets[i]]))
			continue;
		parent = states[t->pub.targets[i]].pub.parent;
		for (state = parent + 1; state <= states[parent].last;
		    state++)
			if (!chart_is_history(&states[state]))
				come_back(r, state, with);
	}
}

/* Can both be active at once? */
static bool
are_together(const struct chart *chart, int a, int b)
{
	int up;

	if (a == b || chart_within(chart, a, b) || chart_within(chart, b, a))
		return true;
	for (up = a; up > 0 && !chart_within(chart, b, up);)
		up = chart->states[up].pub.parent;
	return chart->states[up].pub.type == CHART_PARALLEL;
}

/* What a new text takes away it takes away everywhere: in the states that
 * stay active beside the source too. */
static void
take_away(struct reached *r, const struct transition *t, int domain,
    const uint64_t *again)
{
	int state, nstates = (int)r->chart->nstates;
	uint64_t now;
	size_t i;

	for (state = 1; state < nstates; state++) {
		if (!r->found[state] || !are_together(r->chart, state,
		    t->pub.source) || (domain >= 0 &&
		    chart_within(r->chart, state, domain)))
			continue;
		for (i = 0; i < r->words; i++) {
			now = set_of(r, state)[i] & ~(r->on_text[i] &
			    ~again[i]);
			r->changed |= now != set_of(r, state)[i];
			set_of(r, state)[i] = now;
		}
	}
}

static void
enter_all(struct reached *r, const uint64_t *with)
{
	int state, last = (int)r->chart->nstates - 1;

	for (state = bits_next(r->enter, 1, last); state != -1;
	    state = bits_next(r->enter, state + 1, last))
		come(r, state, with);
}

static void
add_entered(struct reached *r, uint64_t *out)
{
	int state, last = (int)r->chart->nstates - 1;

	for (state = bits_next(r->enter, 1, last); state != -1;
	    state = bits_next(r->enter, state + 1, last))
		add_names(r, chart_state_gw(r->chart, state, "milestone"),
		    out);
}

static void
take(struct reached *r, int number)
{
	const struct transition *t = &r->chart->transitions[number];
	struct entering e = { .chart = r->chart, .states = r->enter,
		.by_default = r->by_default };
	int domain = entering_domain(&e, t);
	bool new_text = brings_text(r->chart, number);
	size_t i;

	bits_clear(r->enter, r->chart->words);
	bits_clear(r->by_default, r->chart->words);
	bits_clear(r->out, r->words);
	if (t->pub.ntargets != 0)
		entering_add(&e, t, domain);
	if (!add_before(r, t, r->out))
		return;
	if (is_asked(r->chart, number))
		add_names(r, chart_transition_gw(r->chart, number, "after"),
		    r->out);
	for (i = 0; new_text && i < r->words; i++)
		r->out[i] &= ~r->on_text[i];
	add_names(r, chart_transition_gw(r->chart, number, "milestone"),
	    r->out);
	add_entered(r, r->out);
	if (new_text)
		take_away(r, t, domain, r->out);
	enter_all(r, r->out);
	come_back_all(r, t, r->out);
}

static void
start(struct reached *r)
{
	struct entering e = { .chart = r->chart, .states = r->enter,
		.by_default = r->by_default };

	bits_clear(r->enter, r->chart->words);
	bits_clear(r->by_default, r->chart->words);
	bits_clear(r->out, r->words);
	entering_start(&e);
	add_entered(r, r->out);
	enter_all(r, r->out);
}

/*
 * gw:requires on <scxml>: "published: issued deliberated; deliberated:
 * legality-reviewed". With a milestone hold those that it requires; with
 * `set` NULL the names are only collected.
 */
static void
add_required(struct reached *r, const char *requires, uint64_t *set)
{
	const char *clause = requires, *colon, *end, *name;
	struct text names = TEXT_INIT;
	size_t len;

	for (; clause != NULL && *clause != '\0'; clause = end) {
		end = clause + strcspn(clause, ";");
		colon = memchr(clause, ':', (size_t)(end - clause));
		text_reset(&names);
		if (colon != NULL)
			text_add(&names, colon + 1, (size_t)(end - colon -
			    1));
		name = next_word(clause, &len);
		if (colon != NULL && name + len > colon)
			len = (size_t)(colon - name);
		if (colon != NULL && set == NULL)
			collect(r, names.ptr);
		else if (colon != NULL && find_name(r, name, len) < r->count &&
		    bits_has(set, (int)find_name(r, name, len)))
			add_names(r, names.ptr, set);
		end += *end == ';';
	}
	text_release(&names);
}

/* To the end: what is required requires others. */
static void
close_required(struct reached *r)
{
	const char *requires = chart_state_gw(r->chart, 0, "requires");
	size_t i, k;

	for (i = 1; requires != NULL && i < r->chart->nstates; i++)
		for (k = 0; r->found[i] && k < r->count; k++)
			add_required(r, requires, set_of(r, (int)i));
}

static void
read_names(struct reached *r)
{
	int i;

	for (i = 0; i < (int)r->chart->ntransitions; i++) {
		collect(r, chart_transition_gw(r->chart, i, "milestone"));
		collect(r, chart_transition_gw(r->chart, i, "after"));
		r->new_text |= brings_text(r->chart, i);
	}
	for (i = 0; i < (int)r->chart->nstates; i++)
		collect(r, chart_state_gw(r->chart, i, "milestone"));
	add_required(r, chart_state_gw(r->chart, 0, "requires"), NULL);
	r->words = r->count / 64 + 1;
}

struct reached *
reached_new(const struct chart *chart)
{
	struct reached *r = mem_zero(1, sizeof(*r));
	int i;

	r->chart = chart;
	read_names(r);
	r->on_text = mem_zero(r->words, sizeof(*r->on_text));
	r->out = mem_zero(r->words, sizeof(*r->out));
	r->spare = mem_zero(r->words, sizeof(*r->spare));
	r->holds = mem_zero(chart->nstates * r->words, sizeof(*r->holds));
	r->found = mem_zero(chart->nstates, sizeof(*r->found));
	r->enter = mem_zero(chart->words, sizeof(*r->enter));
	r->by_default = mem_zero(chart->words, sizeof(*r->by_default));
	for (i = 0; i < (int)chart->ntransitions; i++)
		add_names(r, chart_transition_gw(chart, i, "after"),
		    r->on_text);
	start(r);
	do {
		r->changed = false;
		for (i = 0; i < (int)chart->ntransitions; i++)
			if (r->found[chart->transitions[i].pub.source] ||
			    chart->transitions[i].pub.source == 0)
				take(r, i);
	} while (r->changed);
	close_required(r);
	return r;
}

void
reached_free(struct reached *reached)
{
	if (reached == NULL)
		return;
	free(reached->names);
	free(reached->on_text);
	free(reached->out);
	free(reached->spare);
	free(reached->holds);
	free(reached->found);
	free(reached->enter);
	free(reached->by_default);
	arena_release(&reached->arena);
	free(reached);
}

size_t
reached_count(const struct reached *reached)
{
	return reached->count;
}

const char *
reached_name(const struct reached *reached, size_t milestone)
{
	return reached->names[milestone];
}

bool
reached_on_text(const struct reached *reached, size_t milestone)
{
	return bits_has(reached->on_text, (int)milestone);
}

bool
reached_always(const struct reached *reached, int state, size_t milestone)
{
	return state > 0 && reached->found[state] &&
	    bits_has(set_of(reached, state), (int)milestone);
}
