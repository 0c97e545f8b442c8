/* check.c: the proofs about a chart, put together */
#include "engine/chart/check_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SITUATIONS 400000
/* When a chart has more, independent regions are explored apart. */
#define SITUATIONS_TOGETHER 30000

/* ---- findings ---- */

struct check_finding *
finding_add(struct check *c, enum check_kind kind, int line)
{
	struct finding *f;
	size_t i;

	if (c->counts[kind] > CHECK_FINDINGS_MAX)
		return NULL;
	for (i = 0; i < c->n; i++)
		if (c->findings[i].pub.kind == kind &&
		    c->findings[i].pub.line == line &&
		    strcmp(c->findings[i].pub.message, c->words.msg) == 0)
			return NULL;
	if (c->counts[kind]++ == CHECK_FINDINGS_MAX)
		err_set(&c->words, ERR_LIMIT, "there are more than %d "
		    "findings of this kind; the others are not listed",
		    CHECK_FINDINGS_MAX);
	MEM_GROW(c->findings, c->n, c->cap);
	f = &c->findings[c->n];
	*f = (struct finding) { .number = c->n,
		.pub = { .kind = kind, .line = line,
		.message = arena_strdup(&c->arena, c->words.msg),
		.shown = arena_strdup(&c->arena, c->words.shown) } };
	c->n++;
	return &f->pub;
}

/* Faults first, then by kind, line, discovery. */
static int
in_order(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->pub.note != y->pub.note)
		return x->pub.note ? 1 : -1;
	if (x->pub.kind != y->pub.kind)
		return x->pub.kind < y->pub.kind ? -1 : 1;
	if (x->pub.line != y->pub.line)
		return x->pub.line < y->pub.line ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

static void
sort(struct check *c)
{
	size_t i;

	if (c->n > 0)
		qsort(c->findings, c->n, sizeof(*c->findings), in_order);
	for (i = 0; i < c->n; i++)
		c->faults += !c->findings[i].pub.note;
}

/* ---- what was never reached ---- */

static void
judge_states(struct explorer *x)
{
	const struct state *states = x->chart->states;
	int s;

	for (s = 1; s < (int)x->chart->nstates; s++) {
		if (x->entered[s] || chart_is_history(&states[s]) ||
		    (states[s].pub.parent > 0 &&
		    !x->entered[states[s].pub.parent]))
			continue;
		if (states[s].last > s)
			FINDING(x->check, CHECK_UNREACHABLE_STATE,
			    states[s].pub.line, "%s and the %d states in it "
			    "are never entered", states[s].pub.id,
			    states[s].last - s);
		else
			FINDING(x->check, CHECK_UNREACHABLE_STATE,
			    states[s].pub.line, "%s is never entered",
			    states[s].pub.id);
	}
}

static void
judge_transitions(struct explorer *x)
{
	const struct chart *chart = x->chart;
	const struct chart_transition *t;
	struct check_finding *finding;
	const char *source;
	size_t i;

	for (i = 0; i < chart->ntransitions; i++) {
		t = &chart->transitions[i].pub;
		if (x->taken[i] || (t->source > 0 && !x->entered[t->source]))
			continue;
		source = chart->states[t->source].pub.id;
		finding = t->event != NULL ?
		    FINDING(x->check, CHECK_UNREACHABLE_TRANSITION, t->line,
		    "the transition out of %s on “%s” is never taken",
		    source, t->event) :
		    FINDING(x->check, CHECK_UNREACHABLE_TRANSITION, t->line,
		    "the transition out of %s without an event is never "
		    "taken", source);
		if (x->rests_in[t->source] != 0)
			witness(x, finding, x->rests_in[t->source] - 1, NULL);
	}
}

static void
judge_deadlines(struct explorer *x)
{
	const struct chart *chart = x->chart;
	const char *passed, *id;
	int s;

	for (s = 1; s < (int)chart->nstates; s++) {
		passed = chart_state_gw(chart, s, "passed");
		id = chart->states[s].pub.id;
		if (passed != NULL && strcmp(passed, "no consequence") != 0)
			FINDING(x->check, CHECK_RULE,
			    chart->states[s].pub.line, "gw:passed of %s can "
			    "only be “no consequence”, not “%s”", id, passed);
		if (x->check->rules.deadline[s] < 0 || passed != NULL ||
		    x->deadline_taken[s] || x->rests_in[s] == 0)
			continue;
		witness(x, FINDING(x->check, CHECK_DEADLINE,
		    chart->states[s].pub.line, "nothing accepts that the time "
		    "allowed in %s passes (“deadline.%s”); accept it, or say "
		    "gw:passed=\"no consequence\"", id, id),
		    x->rests_in[s] - 1, NULL);
	}
}

/* A gate that the chart's own rules demand must be in force at run time,
 * however the paths lie today. */
static void
judge_required(struct explorer *x)
{
	const struct rules *r = &x->check->rules;
	struct check_finding *finding;
	const struct gate *gate;
	uint64_t left, missing;
	size_t t;
	int m, source;

	for (t = 0; t < x->chart->ntransitions; t++) {
		gate = &r->gates[t];
		source = x->chart->transitions[t].pub.source;
		for (left = gate->reaches; left != 0; left &= left - 1) {
			m = __builtin_ctzll(left);
			missing = r->declared[m] & ~(gate->acted ?
			    gate->after : 0);
			if (missing == 0)
				continue;
			finding = FINDING(x->check, CHECK_GATE,
			    x->chart->transitions[t].pub.line, "the "
			    "transition out of %s reaches “%s” without the "
			    "gate that gw:requires demands: its gw:after "
			    "lacks “%s”, or no person sends its event",
			    x->chart->states[source].pub.id, r->milestones[m],
			    r->milestones[__builtin_ctzll(missing)]);
			if (x->rests_in[source] != 0)
				witness(x, finding, x->rests_in[source] - 1,
				    NULL);
		}
	}
}

/* ---- limits ---- */

static void
judge_limits(struct explorer *x)
{
	struct check *c = x->check;
	int line = x->chart->states[0].pub.line;

	if (x->flooded != 0)
		witness(x, FINDING(c, CHECK_LOOP, line, "from %s on more than "
		    "%d events that the chart raised itself wait to be taken",
		    witness_states(x, x->flooded - 1), CHECK_QUEUE_MAX),
		    x->flooded - 1, NULL);
	if (x->tangled != 0)
		witness(x, FINDING(c, CHECK_LIMIT, line, "from %s so many "
		    "ways lead on, depending on data, that not all were "
		    "explored: nothing is proved beyond",
		    witness_states(x, x->tangled - 1)), x->tangled - 1, NULL);
	if (x->full)
		FINDING(c, CHECK_LIMIT, line, "only the first %zu situations "
		    "were explored: nothing is proved of the others, nor what "
		    "is never reached; --most takes a larger number", x->n);
}

/* ---- people ---- */

static void
judge_people(struct check *c, const struct explorer *all)
{
	struct explorer x;
	int people = c->options.people < CHECK_PEOPLE_MAX ?
	    c->options.people : CHECK_PEOPLE_MAX;
	const struct chart_transition *t;
	const char *in;
	size_t i;

	explorer_init(&x, c, people, c->options.situations);
	x.quiet = true;
	explore(&x);
	for (i = 0; i < c->chart->ntransitions; i++) {
		t = &c->chart->transitions[i].pub;
		if (!all->taken[i] || x.taken[i] || x.nobody[i] == 0)
			continue;
		in = c->chart->states[t->source].pub.id;
		witness(&x, people == 1 ? FINDING(c, CHECK_PEOPLE, t->line,
		    "with one person nobody is left for “%s” in %s: gw:not "
		    "keeps everyone out", t->event, in) : FINDING(c,
		    CHECK_PEOPLE, t->line, "with %d people nobody is left for "
		    "“%s” in %s: gw:not keeps everyone out", people, t->event,
		    in), x.nobody[i] - 1, NULL);
	}
	if (x.full)
		judge_limits(&x);
	explorer_release(&x);
}

/* ---- all together ---- */

static void
prove(struct check *c)
{
	struct region_filter *filter = regions_find(c);
	size_t most = c->options.situations;
	struct explorer x;

	c->apart = c->options.apart && filter != NULL;
	explorer_init(&x, c, 0, filter != NULL && !c->apart && most >
	    SITUATIONS_TOGETHER ? SITUATIONS_TOGETHER : most);
	x.filter = c->apart ? filter : NULL;
	explore(&x);
	if (x.full && filter != NULL && !c->apart && most > x.most) {
		explorer_release(&x);
		explorer_init(&x, c, 0, most);
		x.filter = filter;
		explore(&x);
		c->apart = true;
	}
	c->situations = x.nstable;
	c->microsteps = x.nedges;
	judge_limits(&x);
	if (!x.full) {
		graph_judge(&x);
		judge_states(&x);
		judge_transitions(&x);
		judge_deadlines(&x);
	}
	judge_required(&x);
	if (c->options.people > 0)
		judge_people(c, &x);
	explorer_release(&x);
	regions_free(filter);
}

int
check_chart(struct check **out, const struct chart *chart,
    const struct check_options *options, struct err *err)
{
	struct check *c;

	if (chart_fault(chart, err) != 0)
		return -1;
	c = mem_zero(1, sizeof(*c));
	c->chart = chart;
	if (options != NULL)
		c->options = *options;
	if (c->options.situations == 0)
		c->options.situations = SITUATIONS;
	formulas_build(&c->formulas, chart, &c->arena);
	if (rules_build(c, err) != 0) {
		check_free(c);
		return -1;
	}
	rules_judge(c);
	prove(c);
	sort(c);
	*out = c;
	return 0;
}

void
check_free(struct check *c)
{
	if (c == NULL)
		return;
	formulas_release(&c->formulas);
	arena_release(&c->arena);
	free(c->findings);
	free(c);
}

size_t
check_count(const struct check *c)
{
	return c->n;
}

const struct check_finding *
check_get(const struct check *c, size_t i)
{
	return &c->findings[i].pub;
}

size_t
check_faults(const struct check *c)
{
	return c->faults;
}

void
check_explored(const struct check *c, size_t *situations, size_t *microsteps,
    bool *apart)
{
	*situations = c->situations;
	*microsteps = c->microsteps;
	*apart = c->apart;
}

const char *
check_kind_name(enum check_kind kind)
{
	static const char *const names[] = {
		[CHECK_UNREACHABLE_STATE] = "unreachable-state",
		[CHECK_UNREACHABLE_TRANSITION] = "unreachable-transition",
		[CHECK_DEAD_END] = "dead-end",
		[CHECK_NO_FINAL] = "no-final", [CHECK_LOOP] = "loop",
		[CHECK_UNACCEPTED] = "unaccepted",
		[CHECK_AMBIGUOUS] = "ambiguous",
		[CHECK_MILESTONE] = "milestone", [CHECK_GATE] = "gate",
		[CHECK_PEOPLE] = "people", [CHECK_DEADLINE] = "deadline",
		[CHECK_BASIS] = "basis", [CHECK_RULE] = "rule",
		[CHECK_LIMIT] = "limit"
	};

	return names[kind];
}
