/* explore.c: all situations of a chart, breadth first, so that the first path
 * to each is a shortest one */
#include "engine/chart/check_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

#define MEMORY_BYTES ((size_t)768 << 20)	/* of situations */
#define EDGES_MAX ((size_t)40 << 20)
#define CLASSES_BYTES ((size_t)64 << 20)
#define RIVALS_MAX 1000

/* ---- setting up ---- */

static void
lay_out(struct explorer *x)
{
	const struct chart *chart = x->chart;
	struct layout *at = &x->at;

	at->active = 0;
	at->stored = chart->words;
	at->recorded = at->stored + chart->nhistories * chart->words;
	at->milestones = at->recorded + BITS_WORDS(chart->nhistories);
	at->values = at->milestones + 1;
	at->queue = at->values + (x->check->formulas.n + 7) / 8;
	at->people = at->queue + CHECK_QUEUE_MAX * sizeof(int32_t) /
	    sizeof(uint64_t);
	at->flags = at->people + ((size_t)x->npeople + 3) / 4;
	at->all = at->flags + 1;
}

static void
find_classes(struct explorer *x)
{
	const struct chart *chart = x->chart;
	size_t i, t, c;

	x->class_words = BITS_WORDS(chart->nclasses);
	x->relevant = mem_zero(x->class_words, sizeof(uint64_t));
	x->useful = mem_zero(chart->nclasses, sizeof(bool));
	if (chart->nstates * x->class_words * sizeof(uint64_t) <=
	    CLASSES_BYTES)
		x->classes = mem_zero(chart->nstates * x->class_words,
		    sizeof(uint64_t));
	for (t = 0; t < chart->ntransitions; t++) {
		const struct transition *tr = &chart->transitions[t];

		for (c = 0; c < chart->nclasses && tr->pub.event != NULL;
		    c++) {
			if (!chart_matches(tr, (int)c))
				continue;
			x->useful[c] = true;
			i = (size_t)tr->pub.source * x->class_words;
			if (x->classes != NULL)
				bits_add(x->classes + i, (int)c);
		}
	}
}

void
explorer_init(struct explorer *x, struct check *c, int npeople, size_t most)
{
	const struct chart *chart = c->chart;
	size_t t = chart->ntransitions + 1, s = chart->nstates;

	memset(x, 0, sizeof(*x));
	x->check = c;
	x->chart = chart;
	x->npeople = npeople;
	lay_out(x);
	x->most = MEMORY_BYTES / (x->at.all * sizeof(uint64_t) +
	    sizeof(*x->labels) + 16);
	if (most < x->most)
		x->most = most;
	x->now = mem_zero(x->at.all, sizeof(uint64_t));
	x->picked = mem_zero(2 * chart->natomic + 2, sizeof(*x->picked));
	x->enter = mem_zero(chart->words, sizeof(uint64_t));
	x->by_default = mem_zero(chart->words, sizeof(uint64_t));
	x->history_content = mem_zero(s, sizeof(int));
	x->taken = mem_zero(t, sizeof(bool));
	x->unheld = mem_zero(t, sizeof(bool));
	x->nobody = mem_zero(t, sizeof(*x->nobody));
	x->entered = mem_zero(s, sizeof(bool));
	x->deadline_taken = mem_zero(s, sizeof(bool));
	x->rests_in = mem_zero(s, sizeof(*x->rests_in));
	x->table_size = 1024;
	x->table = mem_zero(x->table_size, sizeof(*x->table));
	find_classes(x);
}

void
explorer_release(struct explorer *x)
{
	free(x->keys);
	free(x->labels);
	free(x->parents);
	free(x->table);
	free(x->pool);
	free(x->edges);
	free(x->trials);
	free(x->rivals);
	free(x->taken);
	free(x->unheld);
	free(x->nobody);
	free(x->entered);
	free(x->deadline_taken);
	free(x->rests_in);
	free(x->useful);
	free(x->now);
	free(x->picked);
	free(x->classes);
	free(x->relevant);
	free(x->enter);
	free(x->by_default);
	free(x->history_content);
}

/* ---- the set of situations ---- */

static uint64_t
hash(const uint64_t *key, size_t n)
{
	uint64_t h = 0x9e3779b97f4a7c15u;
	size_t i;

	for (i = 0; i < n; i++) {
		h = (h ^ key[i]) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	return h;
}

static void
grow_table(struct explorer *x)
{
	size_t size = 2 * x->table_size, slot, i;
	uint32_t *table = mem_zero(size, sizeof(*table));

	for (i = 0; i < x->n; i++) {
		slot = hash(x->keys + i * x->at.all, x->at.all) & (size - 1);
		while (table[slot] != 0)
			slot = (slot + 1) & (size - 1);
		table[slot] = (uint32_t)i + 1;
	}
	free(x->table);
	x->table = table;
	x->table_size = size;
}

static void
pool_add(struct explorer *x, int value)
{
	MEM_GROW(x->pool, x->npool, x->pool_cap);
	x->pool[x->npool++] = value;
}

struct label
explorer_label(struct explorer *x)
{
	struct label label = { .kind = x->kind, .class = x->class,
		.pool = x->npool, .ntransitions = (uint32_t)x->npicked,
		.nassumed = (uint32_t)x->nassumed };
	size_t i;

	for (i = 0; i < x->npicked; i++)
		pool_add(x, x->picked[i].transition);
	for (i = 0; i < 2 * x->nassumed; i++)
		pool_add(x, x->assumed[i]);
	return label;
}

static void
note_rest(struct explorer *x, uint32_t node)
{
	int s, last = (int)x->chart->nstates - 1;

	x->nstable++;
	for (s = bits_next(x->now, 0, last); s != -1;
	    s = bits_next(x->now, s + 1, last))
		if (x->rests_in[s] == 0)
			x->rests_in[s] = node + 1;
}

/* The number of x->now, which is new or known; false at the limit. */
static bool
find_or_add(struct explorer *x, uint32_t *node)
{
	size_t slot = hash(x->now, x->at.all) & (x->table_size - 1);

	for (; x->table[slot] != 0; slot = (slot + 1) & (x->table_size - 1)) {
		*node = x->table[slot] - 1;
		if (memcmp(node_key(x, *node), x->now, x->at.all *
		    sizeof(uint64_t)) == 0)
			return true;
	}
	if (x->n >= x->most) {
		x->full = true;
		return false;
	}
	if (x->n == x->cap) {
		x->cap = x->cap == 0 ? 256 : 2 * x->cap;
		x->keys = mem_resize(x->keys, x->cap * x->at.all,
		    sizeof(*x->keys));
		x->labels = mem_resize(x->labels, x->cap,
		    sizeof(*x->labels));
		x->parents = mem_resize(x->parents, x->cap,
		    sizeof(*x->parents));
	}
	*node = (uint32_t)x->n;
	memcpy(x->keys + x->n * x->at.all, x->now, x->at.all *
	    sizeof(uint64_t));
	x->labels[x->n] = explorer_label(x);
	x->parents[x->n] = x->node;
	x->table[slot] = *node + 1;
	if (x->now[x->at.flags] & FLAG_STABLE)
		note_rest(x, *node);
	if (2 * ++x->n > x->table_size)
		grow_table(x);
	return true;
}

static void
add_edge(struct explorer *x, uint32_t to)
{
	uint32_t flags = x->assigns ? EDGE_ASSIGNS : 0;
	size_t i, back;

	if (x->kind == STEP_START)
		return;
	for (i = x->nedges, back = 0; i-- > 0 && back < 16 &&
	    x->edges[i].from == x->node; back++)
		if (x->edges[i].to == to && x->edges[i].flags == flags)
			return;
	if (x->nedges >= EDGES_MAX) {
		x->full = true;
		return;
	}
	MEM_GROW(x->edges, x->nedges, x->edges_cap);
	x->edges[x->nedges++] = (struct edge) { x->node, to, flags };
}

/* Once the chart has ended, nothing but where it ended counts. */
static void
end(struct explorer *x)
{
	const struct chart *chart = x->chart;
	int i;

	for (i = 1; i < (int)chart->nstates; i++)
		if (chart->states[i].pub.parent != 0 ||
		    chart->states[i].pub.type != CHART_FINAL)
			bits_del(x->now, i);
	memset(x->now + x->at.stored, 0, (x->at.flags - x->at.stored) *
	    sizeof(uint64_t));
	x->now[x->at.flags] = FLAG_DONE | FLAG_STABLE;
}

void
explorer_arrive(struct explorer *x)
{
	uint32_t to;

	if (!x->running)
		end(x);
	else if (step_rests(x))
		x->now[x->at.flags] |= FLAG_STABLE;
	if (x->now[x->at.flags] & FLAG_STABLE)
		memset(x->now + x->at.values, 0, (x->at.queue -
		    x->at.values) * sizeof(uint64_t));
	if (find_or_add(x, &to))
		add_edge(x, to);
}

/* ---- all the ways ---- */

int
explorer_choose(struct explorer *x, int count)
{
	if (x->choice == CHECK_CHOICES_MAX) {
		if (x->tangled == 0)
			x->tangled = x->node + 1;
		return 0;
	}
	if (x->choice == x->nchoices) {
		x->choices[x->nchoices].value = 0;
		x->choices[x->nchoices++].count = count;
	}
	return x->choices[x->choice++].value;
}

static void
begin(struct explorer *x)
{
	memcpy(x->now, node_key(x, x->node), x->at.all * sizeof(uint64_t));
	x->npicked = x->nassumed = x->choice = 0;
	x->assigns = false;
	x->running = true;
	x->class = -1;
}

/* On to the next combination of choices, like an odometer. */
static bool
next_way(struct explorer *x)
{
	while (x->nchoices > 0 && x->choices[x->nchoices - 1].value + 1 ==
	    x->choices[x->nchoices - 1].count)
		x->nchoices--;
	if (x->nchoices == 0)
		return false;
	x->choices[x->nchoices - 1].value++;
	return true;
}

/* class -1: what happens by itself */
static void
go_all_ways(struct explorer *x, int class)
{
	size_t ways = 0;

	x->nchoices = 0;
	do {
		if (++ways > CHECK_RUNS_MAX) {
			if (x->tangled == 0)
				x->tangled = x->node + 1;
			break;
		}
		begin(x);
		if (class < 0)
			step_by_itself(x);
		else
			step_event(x, class);
	} while (next_way(x) && !x->full);
}

static void
find_relevant(struct explorer *x)
{
	const uint64_t *active = node_key(x, x->node);
	int s, last = (int)x->chart->nstates - 1;
	size_t w;

	memset(x->relevant, x->classes == NULL ? 0xff : 0, x->class_words *
	    sizeof(uint64_t));
	for (s = 0; s != -1 && x->classes != NULL;
	    s = bits_next(active, s + 1, last))
		for (w = 0; w < x->class_words; w++)
			x->relevant[w] |= x->classes[(size_t)s *
			    x->class_words + w];
}

static void
expand(struct explorer *x)
{
	int class, last = (int)x->chart->nclasses - 1;
	uint64_t flags = node_flags(x, x->node);

	if (flags & FLAG_DONE)
		return;
	if (!(flags & FLAG_STABLE)) {
		go_all_ways(x, -1);
		return;
	}
	find_relevant(x);
	for (class = bits_next(x->relevant, 0, last); class != -1 &&
	    !x->full; class = bits_next(x->relevant, class + 1, last)) {
		begin(x);
		if (x->useful[class] && step_possible(x, class))
			go_all_ways(x, class);
	}
}

void
explorer_seed(struct explorer *x)
{
	uint32_t node;

	x->kind = STEP_START;
	x->class = -1;
	find_or_add(x, &node);
}

void
explore(struct explorer *x)
{
	if (x->n == 0) {
		x->nchoices = 0;
		do {
			memset(x->now, 0, x->at.all * sizeof(uint64_t));
			x->npicked = x->nassumed = x->choice = 0;
			x->assigns = false;
			x->running = true;
			/* Who starts a document is its drafter. */
			if (x->npeople > 0)
				x->now[x->at.people] = 1;
			step_start_chart(x);
		} while (next_way(x) && !x->full);
	}
	for (x->node = 0; x->node < x->n && !x->full; x->node++)
		expand(x);
}

/* ---- document order decides ---- */

bool
rivals_known(const struct explorer *x, int first, int second)
{
	size_t i;

	for (i = 0; i < x->nrivals; i++)
		if (x->rivals[i].first == first &&
		    x->rivals[i].second == second)
			return true;
	return x->quiet || x->nrivals >= RIVALS_MAX;
}

void
rivals_add(struct explorer *x, int first, int second, int class,
    bool otherwise)
{
	const struct transition *t = x->chart->transitions;
	const struct event_class *event = &x->chart->classes[class < 0 ? 0 :
	    class];
	struct check_finding *finding;

	MEM_GROW(x->rivals, x->nrivals, x->rivals_cap);
	x->rivals[x->nrivals++] = (struct rivals) { first, second };
	finding = class < 0 ?
	    FINDING(x->check, CHECK_AMBIGUOUS, t[second].pub.line, "in %s two "
	    "transitions without an event can both be taken, lines %d and %d: "
	    "their order in the document decides",
	    x->chart->states[t[first].pub.source].pub.id, t[first].pub.line,
	    t[second].pub.line) :
	    FINDING(x->check, CHECK_AMBIGUOUS, t[second].pub.line, "in %s two "
	    "transitions accept “%.*s”, lines %d and %d: their order in the "
	    "document decides", x->chart->states[t[first].pub.source].pub.id,
	    class == 0 ? 1 : (int)event->len, class == 0 ? "*" :
	    event->prefix, t[first].pub.line, t[second].pub.line);
	if (finding != NULL)
		finding->note = otherwise;
	witness(x, finding, x->node, NULL);
}
