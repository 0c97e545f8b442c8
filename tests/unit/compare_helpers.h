/* compare_helpers.h: a side's text out of the runs of a comparison */
#ifndef GUIWEN_TESTS_COMPARE_HELPERS_H
#define GUIWEN_TESTS_COMPARE_HELPERS_H

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "engine/document/compare.h"

#include <stdlib.h>

struct compare_piece {
	size_t place, part;
	bool last;
	const struct compare_pair *pair;
};

static inline int
compare_piece_order(const void *a, const void *b)
{
	const struct compare_piece *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return x->part < y->part ? -1 : x->part > y->part;
}

/*
 * Append the side's text, by the order of its places and shares, a line feed
 * between units and, where `ends`, behind the last. False: the places are not
 * 0, 1, 2 ..., each with its shares 0, 1 ... up to the last.
 */
static inline bool
compare_rebuild(struct text *out, const struct comparison *c, bool new_side,
    bool ends)
{
	enum compare_op op = new_side ? COMPARE_INSERT : COMPARE_DELETE;
	size_t n = comparison_npairs(c), i, k, m = 0, place = 0, part = 0;
	struct compare_piece *list = mem_alloc(n * sizeof(*list));
	const struct compare_pair *pair;
	bool right = true;

	for (i = 0; i < n; i++) {
		pair = comparison_pair(c, i);
		list[m] = new_side ? (struct compare_piece){ pair->new_place,
			pair->new_part, pair->new_last, pair } :
			(struct compare_piece){ pair->old_place,
			pair->old_part, pair->old_last, pair };
		m += list[m].place != COMPARE_NOWHERE;
	}
	qsort(list, m, sizeof(*list), compare_piece_order);
	for (i = 0; i < m; i++) {
		right = right && list[i].place == place &&
		    list[i].part == part;
		part = list[i].last ? 0 : part + 1;
		place += list[i].last;
		for (k = 0; k < list[i].pair->nruns; k++)
			if (list[i].pair->runs[k].op == COMPARE_KEEP ||
			    list[i].pair->runs[k].op == op)
				text_add(out, list[i].pair->runs[k].text,
				    list[i].pair->runs[k].len);
		if (list[i].last && (ends || i + 1 < m))
			text_addc(out, '\n');
	}
	free(list);
	return right && part == 0;
}

#endif
