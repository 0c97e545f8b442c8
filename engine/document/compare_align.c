/* compare_align.c: which part of one text belongs with which of the other */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/*
 * Measured on ten pairs of real versions: by number 136 of 313 unchanged
 * articles find each other, by these two thresholds all do.
 */
#define LEAST_IN_ORDER (ALIGN_ONE * 35 / 100)
#define LEAST_MOVED (ALIGN_ONE * 60 / 100)

struct aligner {
	const struct align_item *old_items, *new_items;
	size_t nold, nnew;
	struct align_match *out;
	bool *old_done;			/* has a partner */
	struct arena arena;		/* grams */
	struct align_grams *old_grams, *new_grams;
	struct align_candidates candidates;
};

static uint64_t
hash_bytes(uint64_t hash, const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
	return hash;
}

/* FNV-1a over the words of all lines. */
static uint64_t
hash_item(const struct align_item *item)
{
	uint64_t hash = 0xcbf29ce484222325u ^ (uint64_t)item->class;
	size_t i;

	for (i = 0; i < item->nlines; i++) {
		hash = hash_bytes(hash, item->side->hashed.ptr +
		    item->lines[i].hashed_words, item->lines[i].hashed_end -
		    item->lines[i].hashed_words);
		hash = hash_bytes(hash, "\n", 1);
	}
	return hash;
}

/* Do two stretches of what is hashed have the same bytes? */
static bool
same_hashed(const struct align_item *a, size_t a_from, size_t a_to,
    const struct align_item *b, size_t b_from, size_t b_to)
{
	return a_to - a_from == b_to - b_from &&
	    memcmp(a->side->hashed.ptr + a_from, b->side->hashed.ptr + b_from,
	    a_to - a_from) == 0;
}

bool
align_equal(const struct align_item *a, const struct align_item *b)
{
	size_t i;

	if (a->class != b->class || a->nlines != b->nlines)
		return false;
	for (i = 0; i < a->nlines; i++)
		if (!same_hashed(a, a->lines[i].hashed_words,
		    a->lines[i].hashed_end, b, b->lines[i].hashed_words,
		    b->lines[i].hashed_end))
			return false;
	return true;
}

bool
align_equal_numbers(const struct align_item *a, const struct align_item *b)
{
	size_t i;

	if (a->nlines != b->nlines)
		return false;
	for (i = 0; i < a->nlines; i++)
		if (!same_hashed(a, a->lines[i].hashed,
		    a->lines[i].hashed_words, b, b->lines[i].hashed,
		    b->lines[i].hashed_words))
			return false;
	return true;
}

/* An item of either text, to bring equal ones together. */
struct keyed {
	uint64_t hash;
	size_t item;
	bool is_new;
};

static int
by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	if (x->is_new != y->is_new)
		return x->is_new ? 1 : -1;
	return x->item < y->item ? -1 : x->item > y->item;
}

/*
 * Pair what is equal, where it is clear which with which: as many on the one
 * side as on the other, the k-th with the k-th. partner[] is by old item.
 */
static void
pair_equal(const struct aligner *a, size_t *partner)
{
	size_t n = a->nold + a->nnew, i, k, last, nold;
	struct keyed *keys = mem_alloc(n * sizeof(*keys));

	for (i = 0; i < n; i++)
		keys[i] = i < a->nold ?
		    (struct keyed){ hash_item(&a->old_items[i]), i, false } :
		    (struct keyed){ hash_item(&a->new_items[i - a->nold]),
		    i - a->nold, true };
	if (n > 1)
		qsort(keys, n, sizeof(*keys), by_key);
	for (i = 0; i < n; i = last) {
		for (last = i, nold = 0; last < n &&
		    keys[last].hash == keys[i].hash; last++)
			nold += !keys[last].is_new;
		if (last - i != 2 * nold)
			continue;
		for (k = i; k < i + nold; k++)
			if (align_equal(&a->old_items[keys[k].item],
			    &a->new_items[keys[k + nold].item]))
				partner[keys[k].item] = keys[k + nold].item;
	}
	free(keys);
}

/* Keep in chain[] the longest run of pairs that rises on both sides. */
static void
longest_rising(const size_t *partner, size_t n, bool *chain)
{
	size_t *tails = mem_alloc((n + 1) * sizeof(*tails));
	size_t *before = mem_alloc((n + 1) * sizeof(*before));
	size_t len = 0, i, low, high, mid;

	for (i = 0; i < n; i++) {
		if (partner[i] == COMPARE_NONE)
			continue;
		for (low = 0, high = len; low < high; ) {
			mid = low + (high - low) / 2;
			if (partner[tails[mid]] < partner[i])
				low = mid + 1;
			else
				high = mid;
		}
		tails[low] = i;
		before[i] = low > 0 ? tails[low - 1] : COMPARE_NONE;
		if (low == len)
			len++;
	}
	for (i = len > 0 ? tails[len - 1] : COMPARE_NONE; i != COMPARE_NONE;
	    i = before[i])
		chain[i] = true;
	free(tails);
	free(before);
}

static void
match(struct aligner *a, size_t i, size_t j, bool moved)
{
	a->out[j].old_item = i;
	a->out[j].moved = moved;
	a->old_done[i] = true;
}

/* Equal items become matches; those across the order only with `moves`. */
static void
match_equal(struct aligner *a, bool moves)
{
	size_t *partner = mem_alloc(a->nold * sizeof(*partner));
	bool *chain = mem_zero(a->nold, sizeof(*chain));
	size_t i;

	for (i = 0; i < a->nold; i++)
		partner[i] = COMPARE_NONE;
	pair_equal(a, partner);
	longest_rising(partner, a->nold, chain);
	for (i = 0; i < a->nold; i++)
		if (partner[i] != COMPARE_NONE && (chain[i] || moves))
			match(a, i, partner[i], !chain[i]);
	free(partner);
	free(chain);
}

static int
by_place(const void *a, const void *b)
{
	const struct align_candidate *x = a, *y = b;

	if (x->old_item != y->old_item)
		return x->old_item < y->old_item ? -1 : 1;
	return x->new_item < y->new_item ? 1 : x->new_item > y->new_item ?
	    -1 : 0;
}

/* The best chain that ends before a place, in a binary indexed tree. */
struct best {
	uint64_t sum;
	size_t last;		/* candidate, COMPARE_NONE */
};

static struct best
best_before(const struct best *tree, size_t place)
{
	struct best best = { 0, COMPARE_NONE };

	for (; place > 0; place &= place - 1)
		if (tree[place].sum > best.sum)
			best = tree[place];
	return best;
}

static void
best_update(struct best *tree, size_t size, size_t place, struct best best)
{
	for (place++; place <= size; place += place & (~place + 1))
		if (best.sum > tree[place].sum)
			tree[place] = best;
}

/*
 * The chain of greatest summed likeness that rises on both sides: what
 * Needleman and Wunsch find when gaps are free, over the candidates alone.
 */
static void
match_chain(struct aligner *a, size_t first_new, size_t nnew)
{
	struct align_candidate *c = a->candidates.ptr;
	size_t n = a->candidates.n, k;
	struct best *tree = mem_alloc((nnew + 1) * sizeof(*tree)), best;
	size_t *before = mem_alloc(n * sizeof(*before));

	for (k = 0; k <= nnew; k++)
		tree[k] = (struct best){ 0, COMPARE_NONE };
	if (n > 1)
		qsort(c, n, sizeof(*c), by_place);
	for (k = 0; k < n; k++) {
		best = best_before(tree, c[k].new_item - first_new);
		before[k] = best.last;
		best.sum += c[k].likeness;
		best.last = k;
		best_update(tree, nnew, c[k].new_item - first_new, best);
	}
	best = best_before(tree, nnew);
	for (k = best.last; k != COMPARE_NONE; k = before[k])
		match(a, c[k].old_item, c[k].new_item, false);
	free(tree);
	free(before);
}

/* The items of a range that have no partner yet, with their grams. */
static size_t
free_old(struct aligner *a, size_t from, size_t to, size_t *list)
{
	size_t i, n = 0;

	for (i = from; i < to; i++) {
		if (a->old_done[i])
			continue;
		if (a->old_grams[i].ptr == NULL)
			align_grams_of(&a->arena, &a->old_items[i],
			    &a->old_grams[i]);
		list[n++] = i;
	}
	return n;
}

static size_t
free_new(struct aligner *a, size_t from, size_t to, size_t *list)
{
	size_t j, n = 0;

	for (j = from; j < to; j++) {
		if (a->out[j].old_item != COMPARE_NONE)
			continue;
		if (a->new_grams[j].ptr == NULL)
			align_grams_of(&a->arena, &a->new_items[j],
			    &a->new_grams[j]);
		list[n++] = j;
	}
	return n;
}

/* Candidates between the items of two ranges that are still free. */
static void
collect(struct aligner *a, size_t old_from, size_t old_to, size_t new_from,
    size_t new_to, unsigned least)
{
	size_t *olds = mem_alloc((old_to - old_from) * sizeof(*olds));
	size_t *news = mem_alloc((new_to - new_from) * sizeof(*news));
	struct align_list x = { a->old_items, a->old_grams, olds, 0 };
	struct align_list y = { a->new_items, a->new_grams, news, 0 };

	a->candidates.n = 0;
	x.n = free_old(a, old_from, old_to, olds);
	y.n = free_new(a, new_from, new_to, news);
	align_candidates(&a->candidates, &x, &y, least);
	free(olds);
	free(news);
}

/* Between two equal items that keep the order: the best chain. */
static void
match_gaps(struct aligner *a)
{
	size_t i = 0, j = 0, next, at;

	for (next = 0; next <= a->nnew; next++) {
		if (next < a->nnew && (a->out[next].old_item == COMPARE_NONE ||
		    a->out[next].moved))
			continue;
		at = next < a->nnew ? a->out[next].old_item : a->nold;
		if (at > i && next > j) {
			collect(a, i, at, j, next, LEAST_IN_ORDER);
			match_chain(a, j, next - j);
		}
		i = at + 1;
		j = next + 1;
	}
}

static size_t
distance(const struct align_candidate *c)
{
	return c->old_item > c->new_item ? c->old_item - c->new_item :
	    c->new_item - c->old_item;
}

static int
by_likeness(const void *a, const void *b)
{
	const struct align_candidate *x = a, *y = b;

	if (x->likeness != y->likeness)
		return x->likeness > y->likeness ? -1 : 1;
	if (distance(x) != distance(y))
		return distance(x) < distance(y) ? -1 : 1;
	return by_place(a, b);
}

/* What is left, wherever it stands: the most alike first. */
static void
match_moved(struct aligner *a)
{
	struct align_candidate *c;
	size_t k;

	collect(a, 0, a->nold, 0, a->nnew, LEAST_MOVED);
	c = a->candidates.ptr;
	if (a->candidates.n > 1)
		qsort(c, a->candidates.n, sizeof(*c), by_likeness);
	for (k = 0; k < a->candidates.n; k++)
		if (!a->old_done[c[k].old_item] &&
		    a->out[c[k].new_item].old_item == COMPARE_NONE)
			match(a, c[k].old_item, c[k].new_item, true);
}

void
align_items(const struct align_item *old_items, size_t nold,
    const struct align_item *new_items, size_t nnew, bool moves,
    struct align_match *out)
{
	struct aligner a = { .old_items = old_items, .new_items = new_items,
		.nold = nold, .nnew = nnew, .out = out, .arena = ARENA_INIT };
	size_t j;

	for (j = 0; j < nnew; j++)
		out[j] = (struct align_match){ COMPARE_NONE, false };
	if (nold == 0 || nnew == 0)
		return;
	a.old_done = mem_zero(nold, sizeof(*a.old_done));
	a.old_grams = mem_zero(nold, sizeof(*a.old_grams));
	a.new_grams = mem_zero(nnew, sizeof(*a.new_grams));
	match_equal(&a, moves);
	match_gaps(&a);
	if (moves)
		match_moved(&a);
	free(a.candidates.ptr);
	free(a.old_done);
	free(a.old_grams);
	free(a.new_grams);
	arena_release(&a.arena);
}
