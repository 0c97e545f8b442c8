/* compare_myers.c: a longest common subsequence, in linear space */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/*
 * E. W. Myers, An O(ND) Difference Algorithm and Its Variations (1986), with
 * the linear-space refinement: the search goes from both ends until the two
 * meet, and the halves are searched again. Beyond a number of differences
 * that depends on the length, the search settles for the furthest point that
 * it has reached, so that the time is bounded by a constant times the length.
 */
#define MAX_WORK 60000000
#define MOST_DIFFERENCES 2000
#define LEAST_DIFFERENCES 24
#define NOWHERE INT64_MIN	/* no point of the box on the diagonal */

struct myers {
	const uint32_t *a, *b;
	unsigned char *del, *ins;
	int64_t *forward, *backward;	/* by diagonal x - y; centred */
	int64_t most;			/* differences searched from an end */
};

/* The part of both sequences that is searched. */
struct box {
	int64_t a0, a1, b0, b1;
};

struct point {
	int64_t x, y;
};

static bool
has_diagonal(const struct box *box, int64_t k)
{
	return k >= box->a0 - box->b1 && k <= box->a1 - box->b0;
}

/* The furthest x on diagonal k after one difference more than on those
 * beside it; NOWHERE when there is no way inside the box. */
static int64_t
forward_from(const struct myers *m, const struct box *box, int64_t k,
    bool left, bool right)
{
	int64_t x = NOWHERE, from;

	if (left && has_diagonal(box, k - 1)) {
		from = m->forward[k - 1];
		if (from != NOWHERE && from + 1 <= box->a1)
			x = from + 1;
	}
	if (right && has_diagonal(box, k + 1)) {
		from = m->forward[k + 1];
		if (from != NOWHERE && from - k <= box->b1 && from > x)
			x = from;
	}
	return x;
}

static int64_t
backward_from(const struct myers *m, const struct box *box, int64_t k,
    bool left, bool right)
{
	int64_t x = NOWHERE, from;

	if (right && has_diagonal(box, k + 1)) {
		from = m->backward[k + 1];
		if (from != NOWHERE && from - 1 >= box->a0)
			x = from - 1;
	}
	if (left && has_diagonal(box, k - 1)) {
		from = m->backward[k - 1];
		if (from != NOWHERE && from - k >= box->b0 &&
		    (x == NOWHERE || from < x))
			x = from;
	}
	return x;
}

/* One more difference from the start; true when the search from the end is
 * met (which it is here where the lengths differ by an odd number). */
static bool
step_forward(struct myers *m, const struct box *box, int64_t d,
    struct point *met)
{
	int64_t middle = box->a0 - box->b0, delta = box->a1 - box->b1, k, x;
	bool odd = ((delta - middle) & 1) != 0;

	for (k = middle - d; k <= middle + d; k += 2) {
		if (!has_diagonal(box, k))
			continue;
		x = d == 0 ? box->a0 : forward_from(m, box, k,
		    k != middle - d, k != middle + d);
		while (x != NOWHERE && x < box->a1 && x - k < box->b1 &&
		    m->a[x] == m->b[x - k])
			x++;
		m->forward[k] = x;
		if (x != NOWHERE && odd && k > delta - d && k < delta + d &&
		    m->backward[k] != NOWHERE && x >= m->backward[k]) {
			*met = (struct point){ x, x - k };
			return true;
		}
	}
	return false;
}

static bool
step_backward(struct myers *m, const struct box *box, int64_t d,
    struct point *met)
{
	int64_t middle = box->a0 - box->b0, delta = box->a1 - box->b1, k, x;
	bool even = ((delta - middle) & 1) == 0;

	for (k = delta - d; k <= delta + d; k += 2) {
		if (!has_diagonal(box, k))
			continue;
		x = d == 0 ? box->a1 : backward_from(m, box, k,
		    k != delta - d, k != delta + d);
		while (x != NOWHERE && x > box->a0 && x - k > box->b0 &&
		    m->a[x - 1] == m->b[x - k - 1])
			x--;
		m->backward[k] = x;
		if (x != NOWHERE && even && k >= middle - d &&
		    k <= middle + d && m->forward[k] != NOWHERE &&
		    x <= m->forward[k]) {
			*met = (struct point){ x, x - k };
			return true;
		}
	}
	return false;
}

/* Where the search from the start has come furthest after d differences. */
static struct point
furthest(const struct myers *m, const struct box *box, int64_t d)
{
	int64_t middle = box->a0 - box->b0, k, x;
	struct point best = { box->a0, box->b0 };

	for (k = middle - d; k <= middle + d; k += 2) {
		x = has_diagonal(box, k) ? m->forward[k] : NOWHERE;
		if (x != NOWHERE && x + x - k > best.x + best.y)
			best = (struct point){ x, x - k };
	}
	return best;
}

/* A point through which a shortest (or good) path goes. */
static struct point
divide(struct myers *m, const struct box *box)
{
	struct point met = { box->a0, box->b0 };
	int64_t d;

	for (d = 0; d <= m->most; d++)
		if (step_forward(m, box, d, &met) ||
		    step_backward(m, box, d, &met))
			return met;
	return furthest(m, box, d - 1);
}

static void
search(struct myers *m, struct box box)
{
	struct box first;
	struct point p;

	for (;;) {
		for (; box.a0 < box.a1 && box.b0 < box.b1 &&
		    m->a[box.a0] == m->b[box.b0]; box.a0++, box.b0++)
			continue;
		for (; box.a0 < box.a1 && box.b0 < box.b1 &&
		    m->a[box.a1 - 1] == m->b[box.b1 - 1]; box.a1--, box.b1--)
			continue;
		if (box.a0 == box.a1 || box.b0 == box.b1)
			break;
		p = divide(m, &box);
		first = (struct box){ box.a0, p.x, box.b0, p.y };
		search(m, first);
		box.a0 = p.x;
		box.b0 = p.y;
	}
	memset(m->del + box.a0, 1, (size_t)(box.a1 - box.a0));
	memset(m->ins + box.b0, 1, (size_t)(box.b1 - box.b0));
}

void
myers_mark(const uint32_t *old_ids, size_t nold, const uint32_t *new_ids,
    size_t nnew, unsigned char *del, unsigned char *ins)
{
	size_t size = nold + nnew + 3;
	int64_t *forward = mem_alloc(size * sizeof(*forward));
	int64_t *backward = mem_alloc(size * sizeof(*backward));
	struct myers m = { old_ids, new_ids, del, ins, forward + nnew + 1,
		backward + nnew + 1, MAX_WORK / (int64_t)size };

	if (m.most > MOST_DIFFERENCES)
		m.most = MOST_DIFFERENCES;
	if (m.most < LEAST_DIFFERENCES)
		m.most = LEAST_DIFFERENCES;
	search(&m, (struct box){ 0, (int64_t)nold, 0, (int64_t)nnew });
	free(forward);
	free(backward);
}
