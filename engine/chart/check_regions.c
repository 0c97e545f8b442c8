/*
 * check_regions.c: regions of parallel states that cannot influence one
 * another
 *
 * The regions of a parallel state fall into groups: those in one group share
 * events, raise events for one another, ask for one another's states, or
 * reach milestones that the other needs. Groups do not influence one another,
 * so it does not matter in which order they move. While one group is on its
 * way, the others wait where they can be taken to wait (their landmarks):
 *
 * - where they began;
 * - the first situation of each kind that others can tell apart: final or
 *   not, milestones, states that conditions outside ask for;
 * - all situations in which a region of theirs is final;
 * - so many more that from everywhere one can be reached.
 *
 * Instead of the product of all groups, each group is explored with the
 * others at their landmarks. Groups of which nothing but being final counts
 * outside (plain ones) do not even need all combinations of landmarks: while
 * one moves, all others are still where they began, or all groups before it
 * have left that place, or all others have. Whatever one group can do,
 * whatever milestones the parallel state is left with, and all its regions
 * being final together stays reachable, since moves of the others can be put
 * before or after.
 */
#include "engine/chart/check_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* ---- which regions belong together ---- */

/* What one region does to others, and what it looks at. */
struct region {
	int state;
	int group;
	uint64_t *accepts, *raises;	/* sets of classes */
	uint64_t reads, writes;		/* milestones */
	bool plain;			/* of its group: see above */
	bool ends;			/* can its group become final? */
};

struct split {
	int state;		/* the parallel state */
	struct region *regions;
	size_t nregions, ngroups;
	uint64_t *observed;	/* states that conditions outside ask for */
	bool unfit;
};

/* WAITS: a landmark. FRESH: where it began, with a final state ahead. */
enum { UNKNOWN = 0, MOVES = 1, WAITS = 2, FRESH = 4 };

struct landmark {
	uint64_t hash;
	uint64_t *key;
	unsigned char what;
};

struct landmarks {
	struct landmark *table;
	size_t size, n;
	struct arena arena;
};

struct region_filter {
	const struct chart *chart;
	struct split *splits;
	size_t nsplits;
	struct landmarks *landmarks;
	int focus, group;	/* only this group of this split moves; -1 */
	uint64_t *key;		/* scratch */
	size_t key_words;
};

static int
region_of(const struct split *p, const struct chart *chart, int state)
{
	size_t i;

	for (i = 0; i < p->nregions; i++)
		if (state == p->regions[i].state ||
		    chart_within(chart, state, p->regions[i].state))
			return (int)i;
	return -1;
}

static void
join(struct split *p, int a, int b)
{
	int from = p->regions[a].group, to = p->regions[b].group;
	size_t i;

	for (i = 0; i < p->nregions; i++)
		if (p->regions[i].group == from)
			p->regions[i].group = to;
}

struct reading {
	struct check *c;
	struct split *p;
	int here;		/* the region that the code is in, or -1 */
	bool leaving;		/* it is onexit */
};

/* One condition: which regions does it look into? */
static void
read_formula(struct reading *r, const struct formula *formula, int *last)
{
	int there;

	if (formula == NULL)
		return;
	read_formula(r, formula->a, last);
	read_formula(r, formula->b, last);
	if (formula->kind != FORMULA_IN || formula->state < 0)
		return;
	there = region_of(r->p, r->c->chart, formula->state);
	if (there < 0 || there == r->here)
		return;
	if (r->here >= 0) {
		join(r->p, there, r->here);
		return;
	}
	bits_add(r->p->observed, formula->state);
	if (*last >= 0)
		join(r->p, there, *last);
	*last = there;
}

static void
read_condition(struct reading *r, const struct expr *cond)
{
	int last = -1;

	if (cond != NULL)
		read_formula(r, formulas_find(&r->c->formulas, cond), &last);
}

static void
read_raised(struct reading *r, int class)
{
	if (r->here >= 0)
		bits_add(r->p->regions[r->here].raises, class);
	/* How a parallel state is left may not depend on where it was. */
	if (r->leaving && r->here >= 0)
		r->p->unfit = true;
}

static void
read_content(struct reading *r, const struct action *action)
{
	const struct branch *branch;

	for (; action != NULL; action = action->next) {
		if (action->kind == ACT_RAISE)
			read_raised(r, action->u.raise.event_class);
		else if (action->kind == ACT_SEND &&
		    action->u.send.event.text != NULL &&
		    action->u.send.target.text != NULL)
			read_raised(r, action->u.send.event_class);
		else if (action->kind == ACT_FOREACH)
			read_content(r, action->u.foreach.content);
		else if (action->kind == ACT_IF)
			for (branch = action->u.branches; branch != NULL;
			    branch = branch->next) {
				read_condition(r, branch->cond);
				read_content(r, branch->content);
			}
	}
}

static void
read_milestones(struct reading *r, uint64_t reaches)
{
	struct region *region = r->here >= 0 ? &r->p->regions[r->here] : NULL;

	if (region == NULL)
		return;
	region->writes |= reaches;
	for (; reaches != 0; reaches &= reaches - 1)
		region->reads |= r->c->rules.requires[
		    __builtin_ctzll(reaches)];
}

static void
read_state(struct reading *r, int s)
{
	const struct state *state = &r->c->chart->states[s];
	const struct rules *rules = &r->c->rules;
	const struct block *block;

	r->here = region_of(r->p, r->c->chart, s);
	for (block = state->onentry; block != NULL; block = block->next)
		read_content(r, block->content);
	r->leaving = true;
	for (block = state->onexit; block != NULL; block = block->next)
		read_content(r, block->content);
	r->leaving = false;
	if (state->initial != NULL)
		read_content(r, state->initial->content);
	read_milestones(r, rules->state_reaches[s]);
	if (r->here < 0)
		return;
	if (state->done_event != NULL)
		bits_add(r->p->regions[r->here].raises, state->done_class);
	if (rules->deadline[s] >= 0)
		bits_add(r->p->regions[r->here].raises, rules->deadline[s]);
}

static void
read_transition(struct reading *r, int t)
{
	const struct chart *chart = r->c->chart;
	const struct transition *tr = &chart->transitions[t];
	const struct gate *gate = &r->c->rules.gates[t];
	struct region *region;
	int class;

	r->here = region_of(r->p, chart, tr->pub.source);
	read_condition(r, tr->cond);
	read_content(r, tr->content);
	read_milestones(r, gate->reaches);
	if (r->here < 0)
		return;
	region = &r->p->regions[r->here];
	region->reads |= gate->after;
	if (gate->text_new || gate->text_maybe)
		region->writes |= r->c->rules.bound;
	for (class = 0; tr->pub.event != NULL &&
	    class < (int)chart->nclasses; class++)
		if (chart_matches(tr, class))
			bits_add(region->accepts, class);
}

static bool
meet(const uint64_t *a, const uint64_t *b, size_t words)
{
	size_t i;

	for (i = 0; i < words; i++)
		if (a[i] & b[i])
			return true;
	return false;
}

static void
compare(struct split *p, int i, int j, size_t words)
{
	const struct region *a = &p->regions[i], *b = &p->regions[j];

	if (meet(a->accepts, b->accepts, words) ||
	    meet(a->accepts, b->raises, words) ||
	    meet(b->accepts, a->raises, words) ||
	    (a->writes & (b->reads | b->writes)) != 0 ||
	    (b->writes & a->reads) != 0)
		join(p, i, j);
}

static void
number_groups(struct split *p)
{
	size_t i, k;

	for (i = 0; i < p->nregions; i++) {
		for (k = 0; k < i; k++)
			if (p->regions[k].group == p->regions[i].group)
				break;
		p->ngroups += k == i;
	}
}

static void
find_plain(struct split *p, const struct chart *chart)
{
	struct region *r, *other;
	size_t i, k;

	for (i = 0; i < p->nregions; i++) {
		r = &p->regions[i];
		r->plain = true;
		for (k = 0; k < p->nregions; k++) {
			other = &p->regions[k];
			if (other->group == r->group && (other->reads != 0 ||
			    other->writes != 0 || bits_next(p->observed,
			    other->state, chart->states[other->state].last) !=
			    -1))
				r->plain = false;
		}
	}
}

/* A history would tell later where each region was. */
static bool
remembers(const struct chart *chart, int state)
{
	size_t h;
	int parent;

	for (h = 0; h < chart->nhistories; h++) {
		parent = chart->states[chart->histories[h]].pub.parent;
		if (parent == state || chart_within(chart, parent, state) ||
		    chart_within(chart, state, parent))
			return true;
	}
	return false;
}

static bool
read_split(struct check *c, int state, struct split *p)
{
	const struct chart *chart = c->chart;
	size_t words = BITS_WORDS(chart->nclasses), i, j;
	struct reading r = { .c = c, .p = p };
	int child, done = chart->states[state].done_class;

	if (remembers(chart, state))
		return false;
	p->state = state;
	for (child = chart->states[state].pub.first_child; child != -1;
	    child = chart->states[child].pub.next_sibling)
		p->nregions++;
	p->regions = arena_array(&c->arena, p->nregions,
	    sizeof(*p->regions));
	p->observed = arena_array(&c->arena, chart->words, sizeof(uint64_t));
	for (child = chart->states[state].pub.first_child, i = 0;
	    child != -1; child = chart->states[child].pub.next_sibling, i++) {
		p->regions[i] = (struct region) { .state = child,
			.group = (int)i,
			.accepts = arena_array(&c->arena, words, 8),
			.raises = arena_array(&c->arena, words, 8) };
		bits_add(p->regions[i].raises, done);
	}
	for (i = 0; i < chart->nstates; i++)
		read_state(&r, (int)i);
	for (i = 0; i < chart->ntransitions; i++)
		read_transition(&r, (int)i);
	for (i = 0; i < p->nregions; i++)
		for (j = 0; j < i; j++)
			compare(p, (int)i, (int)j, words);
	number_groups(p);
	find_plain(p, chart);
	return !p->unfit && p->ngroups > 1;
}

/* A state asked for inside what is otherwise data is not seen. */
static bool
hides_states(const struct check *c)
{
	const struct formulas *f = &c->formulas;
	size_t i;

	for (i = 0; i < f->n; i++)
		if (strstr(f->quantities[i].text, "In(") != NULL ||
		    (f->quantities[i].other != NULL &&
		    strstr(f->quantities[i].other, "In(") != NULL))
			return true;
	return false;
}

struct region_filter *
regions_find(struct check *c)
{
	const struct chart *chart = c->chart;
	struct region_filter *filter;
	size_t n = 0, i;

	for (i = 1; i < chart->nstates; i++)
		n += chart->states[i].pub.type == CHART_PARALLEL;
	if (n == 0 || n > 500 || hides_states(c))
		return NULL;
	filter = arena_alloc(&c->arena, sizeof(*filter));
	filter->chart = chart;
	filter->focus = -1;
	filter->splits = arena_array(&c->arena, n, sizeof(*filter->splits));
	filter->key_words = chart->words + 2;
	filter->key = arena_array(&c->arena, filter->key_words, 8);
	for (i = 1; i < chart->nstates; i++) {
		if (chart->states[i].pub.type != CHART_PARALLEL)
			continue;
		memset(&filter->splits[filter->nsplits], 0,
		    sizeof(*filter->splits));
		if (read_split(c, (int)i, &filter->splits[filter->nsplits]))
			filter->nsplits++;
	}
	if (filter->nsplits == 0)
		return NULL;
	filter->landmarks = mem_zero(1, sizeof(*filter->landmarks));
	filter->landmarks->size = 1024;
	filter->landmarks->table = mem_zero(1024,
	    sizeof(*filter->landmarks->table));
	return filter;
}

void
regions_free(struct region_filter *filter)
{
	if (filter == NULL)
		return;
	arena_release(&filter->landmarks->arena);
	free(filter->landmarks->table);
	free(filter->landmarks);
}

/* ---- landmarks ---- */

/* What of a situation is the group's own, into filter->key. */
static void
own_part(const struct explorer *x, const uint64_t *situation, int split,
    int group)
{
	struct region_filter *f = x->filter;
	const struct split *p = &f->splits[split];
	const struct chart *chart = f->chart;
	uint64_t milestones = 0;
	const struct region *r;
	size_t i;
	int s;

	memset(f->key, 0, f->key_words * sizeof(uint64_t));
	for (i = 0; i < p->nregions; i++) {
		r = &p->regions[i];
		if (r->group != group)
			continue;
		milestones |= r->reads | r->writes;
		for (s = bits_next(situation, r->state,
		    chart->states[r->state].last); s != -1;
		    s = bits_next(situation, s + 1,
		    chart->states[r->state].last))
			bits_add(f->key, s);
	}
	f->key[chart->words] = situation[x->at.milestones] & milestones;
	f->key[chart->words + 1] = (uint64_t)split << 32 | (uint64_t)group;
}

static uint64_t
hash(const uint64_t *key, size_t n)
{
	uint64_t h = 0x9e3779b97f4a7c15u;

	while (n-- > 0) {
		h = (h ^ *key++) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return h;
}

static struct landmark *
slot_of(struct landmarks *l, const uint64_t *key, size_t words, uint64_t h)
{
	size_t i = h & (l->size - 1);

	while (l->table[i].key != NULL && (l->table[i].hash != h ||
	    memcmp(l->table[i].key, key, words * sizeof(*key)) != 0))
		i = (i + 1) & (l->size - 1);
	return &l->table[i];
}

static void
grow(struct landmarks *l)
{
	struct landmark *old = l->table;
	size_t n = l->size, i, to;

	l->size *= 2;
	l->table = mem_zero(l->size, sizeof(*l->table));
	for (i = 0; i < n; i++) {
		if (old[i].key == NULL)
			continue;
		to = old[i].hash & (l->size - 1);
		while (l->table[to].key != NULL)
			to = (to + 1) & (l->size - 1);
		l->table[to] = old[i];
	}
	free(old);
}

/* What is known of filter->key; a new one is UNKNOWN. */
static struct landmark *
find(struct region_filter *f)
{
	struct landmarks *l = f->landmarks;
	uint64_t h = hash(f->key, f->key_words);
	struct landmark *at = slot_of(l, f->key, f->key_words, h);

	if (at->key != NULL)
		return at;
	if (2 * ++l->n > l->size) {
		grow(l);
		at = slot_of(l, f->key, f->key_words, h);
	}
	at->hash = h;
	at->key = arena_array(&l->arena, f->key_words, sizeof(uint64_t));
	memcpy(at->key, f->key, f->key_words * sizeof(uint64_t));
	return at;
}

static bool
is_final(const struct chart *chart, const uint64_t *situation, int region)
{
	int s, last = chart->states[region].last;

	for (s = bits_next(situation, region, last); s != -1;
	    s = bits_next(situation, s + 1, last))
		if (chart->states[s].pub.type == CHART_FINAL &&
		    (s == region || chart->states[s].pub.parent == region))
			return true;
	return false;
}

/* How many regions of the group are in a final state; *of: how many it has. */
static size_t
count_final(const struct region_filter *f, const uint64_t *situation,
    const struct split *p, int group, size_t *of)
{
	size_t i, n = 0;

	*of = 0;
	for (i = 0; i < p->nregions; i++) {
		if (p->regions[i].group != group)
			continue;
		++*of;
		n += is_final(f->chart, situation, p->regions[i].state);
	}
	return n;
}

/* Of the same kind to those outside: the same observed states and
 * milestones. */
static bool
alike(const struct explorer *x, uint32_t a, uint32_t b, const struct split *p)
{
	const uint64_t *one = node_key(x, a), *two = node_key(x, b);
	size_t w;

	if (one[x->at.milestones] != two[x->at.milestones])
		return false;
	for (w = 0; w < x->chart->words; w++)
		if ((one[w] ^ two[w]) & p->observed[w])
			return false;
	return true;
}

/* At rest inside the parallel state. */
static bool
can_wait(const struct explorer *x, uint32_t node, const struct split *p)
{
	return (node_flags(x, node) & (FLAG_STABLE | FLAG_DONE)) ==
	    FLAG_STABLE && bits_has(node_key(x, node), p->state);
}

static void
choose_landmarks(const struct explorer *x, const struct split *p, int group,
    bool *chosen)
{
	uint32_t *kinds = mem_alloc((x->n + 1) * sizeof(*kinds)), i;
	bool *reached = mem_zero(x->n + 1, sizeof(*reached));
	struct backward b = graph_turn(x);
	size_t nkinds = 0, k, of;

	for (i = 0; i < x->n; i++) {
		if (!can_wait(x, i, p)) {
			reached[i] = !bits_has(node_key(x, i), p->state);
			continue;
		}
		for (k = 0; k < nkinds; k++)
			if (alike(x, kinds[k], i, p))
				break;
		if (k == nkinds)
			kinds[nkinds++] = i;
		chosen[i] = i == 0 || kinds[k] == i ||
		    count_final(x->filter, node_key(x, i), p, group,
		    &of) > 0;
		reached[i] = chosen[i];
	}
	graph_mark(x, &b, reached, -1);
	for (i = (uint32_t)x->n; i-- > 0;) {
		if (reached[i] || !can_wait(x, i, p))
			continue;
		chosen[i] = reached[i] = true;
		graph_mark(x, &b, reached, -1);
	}
	graph_release(&b);
	free(reached);
	free(kinds);
}

/* Is there a final state ahead of where the group began? */
static bool
is_fresh(const struct explorer *x, const struct split *p, int group)
{
	uint32_t i;
	size_t of;

	for (i = 0; i < x->n; i++)
		if (can_wait(x, i, p) && count_final(x->filter,
		    node_key(x, i), p, group, &of) == of)
			return i > 0;
	return false;
}

static void
keep_landmarks(struct explorer *sub, int split, int group)
{
	const struct split *p = &sub->filter->splits[split];
	bool *chosen = mem_zero(sub->n + 1, sizeof(bool));
	bool fresh = is_fresh(sub, p, group);
	struct landmark *at;
	uint32_t i;
	size_t k;

	choose_landmarks(sub, p, group, chosen);
	for (i = 0; i < sub->n; i++) {
		if (!can_wait(sub, i, p))
			continue;
		own_part(sub, node_key(sub, i), split, group);
		at = find(sub->filter);
		at->what |= chosen[i] ? WAITS : MOVES;
		if (i == 0 && fresh)
			at->what |= FRESH;
	}
	for (k = 0; k < p->nregions && fresh; k++)
		if (p->regions[k].group == group)
			p->regions[k].ends = true;
	free(chosen);
}

/* Let the group move alone, from here on, and choose where it may wait. */
static void
survey(struct explorer *x, int split, int group)
{
	struct region_filter alone = *x->filter;
	struct explorer sub;

	alone.focus = split;
	alone.group = group;
	alone.key = mem_zero(alone.key_words, sizeof(uint64_t));
	explorer_init(&sub, x->check, 0, x->most);
	sub.quiet = true;
	sub.filter = &alone;
	memcpy(sub.now, x->now, x->at.all * sizeof(uint64_t));
	sub.now[sub.at.flags] |= FLAG_STABLE;
	explorer_seed(&sub);
	explore(&sub);
	x->full = x->full || sub.full;
	keep_landmarks(&sub, split, group);
	explorer_release(&sub);
	free(alone.key);
}

static int
standing(struct explorer *x, int split, int group)
{
	own_part(x, x->now, split, group);
	if (find(x->filter)->what == UNKNOWN) {
		survey(x, split, group);
		own_part(x, x->now, split, group);
	}
	return find(x->filter)->what;
}

/* ---- who may move ---- */

/* The group that all picked transitions stay inside of, or -1. */
static int
mover(const struct explorer *x, const struct split *p)
{
	const struct chart *chart = x->chart;
	int group = -1, region, domain;
	size_t i;

	for (i = 0; i < x->npicked; i++) {
		region = region_of(p, chart, chart->transitions[
		    x->picked[i].transition].pub.source);
		domain = x->picked[i].domain;
		if (region < 0 || (domain != DOMAIN_NONE &&
		    region_of(p, chart, domain) != region) ||
		    (group >= 0 && p->regions[region].group != group))
			return -1;
		group = p->regions[region].group;
	}
	return group;
}

/* How the groups stand that are not moving. */
struct others {
	size_t away;		/* not at a landmark */
	size_t fresh, left;	/* plain ones: where they began, or not */
	size_t fresh_before;	/* before the moving one */
};

static void
count_other(struct others *o, const struct region *r, int what, bool before)
{
	o->away += !(what & WAITS);
	if (!r->plain || !r->ends)
		return;
	o->left += !(what & FRESH);
	o->fresh += (what & FRESH) != 0;
	o->fresh_before += before && (what & FRESH);
}

static bool
is_first_of_group(const struct split *p, size_t region)
{
	size_t k;

	for (k = 0; k < region; k++)
		if (p->regions[k].group == p->regions[region].group)
			return false;
	return true;
}

/* Of the groups of one parallel state: may this one move? */
static bool
may_move(struct explorer *x, int split, int moving)
{
	const struct split *p = &x->filter->splits[split];
	struct others o = { 0 };
	bool before = true, plain = false;
	size_t i;
	int own = 0;

	for (i = 0; i < p->nregions; i++) {
		if (!is_first_of_group(p, i))
			continue;
		if (p->regions[i].group != moving) {
			count_other(&o, &p->regions[i], standing(x, split,
			    p->regions[i].group), before);
			continue;
		}
		own = standing(x, split, moving);
		plain = p->regions[i].plain;
		before = false;
	}
	/* Only one is away, unless the parallel state was entered so. */
	if (o.away > 0 || !(own & WAITS))
		return o.away != 1 || !(own & WAITS);
	return o.left == 0 || o.fresh == 0 || (plain && o.fresh_before == 0);
}

bool
regions_allow(struct explorer *x)
{
	const struct region_filter *f = x->filter;
	const struct split *focus;
	size_t i;
	int group;

	if (f == NULL)
		return true;
	focus = f->focus >= 0 ? &f->splits[f->focus] : NULL;
	if (focus != NULL && (!bits_has(x->now, focus->state) ||
	    mover(x, focus) != f->group))
		return false;
	for (i = 0; i < f->nsplits; i++) {
		if (!bits_has(x->now, f->splits[i].state) || (focus != NULL &&
		    !chart_within(x->chart, f->splits[i].state,
		    focus->state)))
			continue;
		group = mover(x, &f->splits[i]);
		if (group >= 0 && !may_move(x, (int)i, group))
			return false;
	}
	return true;
}
