/* compare_order.c: the order in which a redline of two texts is read */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>

/* A pair by its places. */
struct placed {
	const struct compare_pair *pair;
	size_t place, part;
	size_t rank;		/* of its old side among the old sides */
	bool both;		/* stands with both sides at once */
};

static int
by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->part < y->part ? -1 : x->part > y->part;
}

/* The pairs that have a side, in the order of its text. */
static struct placed *
in_order(const struct compare_pair *pairs, size_t n, bool new_side,
    size_t *count)
{
	struct placed *list = mem_zero(n, sizeof(*list));
	size_t i;

	*count = 0;
	for (i = 0; i < n; i++) {
		list[*count].pair = &pairs[i];
		list[*count].place = new_side ? pairs[i].new_place :
		    pairs[i].old_place;
		list[*count].part = new_side ? pairs[i].new_part :
		    pairs[i].old_part;
		*count += list[*count].place != COMPARE_NOWHERE;
	}
	if (*count > 1)
		qsort(list, *count, sizeof(*list), by_place);
	return list;
}

/* Mark the longest run of pairs with two sides that rises on both. */
static void
mark_both(struct placed *news, size_t nnew)
{
	size_t *tails = mem_alloc((nnew + 1) * sizeof(*tails));
	size_t *before = mem_alloc((nnew + 1) * sizeof(*before));
	size_t len = 0, i, low, high, mid;

	for (i = 0; i < nnew; i++) {
		if (news[i].rank == COMPARE_NONE)
			continue;
		for (low = 0, high = len; low < high; ) {
			mid = low + (high - low) / 2;
			if (news[tails[mid]].rank < news[i].rank)
				low = mid + 1;
			else
				high = mid;
		}
		tails[low] = i;
		before[i] = low > 0 ? tails[low - 1] : COMPARE_NONE;
		len += low == len;
	}
	for (i = len > 0 ? tails[len - 1] : COMPARE_NONE; i != COMPARE_NONE;
	    i = before[i])
		news[i].both = true;
	free(tails);
	free(before);
}

struct compare_step *
compare_steps(struct arena *arena, const struct compare_pair *pairs,
    size_t npairs, size_t *nsteps)
{
	size_t nold, nnew, i, j, k, n = 0;
	struct placed *olds = in_order(pairs, npairs, false, &nold);
	struct placed *news = in_order(pairs, npairs, true, &nnew);
	size_t *rank = mem_alloc(npairs * sizeof(*rank));
	struct compare_step *steps = arena_array(arena, nold + nnew,
	    sizeof(*steps));

	for (k = 0; k < npairs; k++)
		rank[k] = COMPARE_NONE;
	for (i = 0; i < nold; i++)
		rank[olds[i].pair - pairs] = i;
	for (j = 0; j < nnew; j++)
		news[j].rank = rank[news[j].pair - pairs];
	mark_both(news, nnew);
	for (i = j = 0; i < nold || j < nnew; ) {
		for (k = j; k < nnew && !news[k].both; k++)
			continue;
		for (; i < (k < nnew ? news[k].rank : nold); i++)
			steps[n++] = (struct compare_step){ olds[i].pair,
				true, false };
		for (; j < k; j++)
			steps[n++] = (struct compare_step){ news[j].pair,
				false, true };
		if (k < nnew) {
			steps[n++] = (struct compare_step){ news[k].pair,
				true, true };
			i++;
			j++;
		}
	}
	free(rank);
	free(olds);
	free(news);
	*nsteps = n;
	return steps;
}
