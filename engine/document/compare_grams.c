/* compare_grams.c: how alike two texts are, and which could belong together */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Up to here every pair is tried; beyond, an index proposes. */
#define ALL_PAIRS 40000
#define ALL_PAIRS_STEPS 100000000
/* A gram in more items than this says nothing about which is meant. */
#define COMMON_GRAM 32
#define PROPOSALS 6
#define DIAGONALS 2

static int
by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* The next code point of valid UTF-8; what is not valid, byte by byte. */
static uint32_t
next_char(const unsigned char **s, const unsigned char *end)
{
	const unsigned char *p = *s;
	uint32_t c = *p++;
	int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;

	if (more > 0)
		c &= 0x3fu >> more;
	for (; more > 0 && p < end && (*p & 0xc0) == 0x80; more--)
		c = c << 6 | (*p++ & 0x3f);
	*s = p;
	return c;
}

static bool
is_space(uint32_t c)
{
	return c <= ' ' || c == 0xa0 || c == 0x3000;
}

void
align_grams_of(struct arena *arena, const struct align_item *item,
    struct align_grams *out)
{
	const unsigned char *s, *end;
	size_t max = 1, i;
	uint32_t c, before = 0, *scratch;

	for (i = 0; i < item->nlines; i++)
		max += item->lines[i].words_len;
	out->ptr = mem_alloc(max * sizeof(*out->ptr));
	out->n = 0;
	for (i = 0; i < item->nlines; i++) {
		s = (const unsigned char *)item->side->text.ptr +
		    item->lines[i].words;
		end = s + item->lines[i].words_len;
		while (s < end) {
			c = next_char(&s, end);
			if (is_space(c))
				continue;
			if (before != 0)
				out->ptr[out->n++] = before << 16 ^ c;
			before = c;
		}
	}
	if (out->n == 0 && before != 0)
		out->ptr[out->n++] = before;
	if (out->n > 1)
		qsort(out->ptr, out->n, sizeof(*out->ptr), by_value);
	/* the arena gets what is needed, not what could have been */
	scratch = out->ptr;
	out->ptr = arena_array(arena, out->n, sizeof(*out->ptr));
	if (out->n > 0)
		memcpy(out->ptr, scratch, out->n * sizeof(*out->ptr));
	free(scratch);
}

unsigned
align_dice(const struct align_grams *a, const struct align_grams *b)
{
	size_t i = 0, j = 0, common = 0;

	if (a->n + b->n == 0)
		return ALIGN_ONE;
	while (i < a->n && j < b->n) {
		if (a->ptr[i] == b->ptr[j]) {
			common++;
			i++;
			j++;
		} else if (a->ptr[i] < b->ptr[j]) {
			i++;
		} else {
			j++;
		}
	}
	return (unsigned)((uint64_t)2 * common * ALIGN_ONE / (a->n + b->n));
}

unsigned
align_likeness(const struct align_item *a, const struct align_item *b)
{
	struct arena arena = ARENA_INIT;
	struct align_grams x, y;
	unsigned likeness;

	align_grams_of(&arena, a, &x);
	align_grams_of(&arena, b, &y);
	likeness = align_dice(&x, &y);
	arena_release(&arena);
	return likeness;
}

/* A search for pairs between two lists of items. */
struct search {
	struct align_candidates *out;
	const struct align_list *old_list, *new_list;
	unsigned least;
};

/* Append the pair of the i-th and the j-th when it is alike enough. */
static void
try_pair(const struct search *s, size_t i, size_t j)
{
	size_t x = s->old_list->list[i], y = s->new_list->list[j];
	const struct align_grams *a = &s->old_list->grams[x];
	const struct align_grams *b = &s->new_list->grams[y];
	size_t small = a->n < b->n ? a->n : b->n;
	struct align_candidates *out = s->out;
	unsigned likeness;

	if (s->old_list->items[x].class != s->new_list->items[y].class ||
	    (uint64_t)2 * small * ALIGN_ONE <
	    (uint64_t)s->least * (a->n + b->n))
		return;
	likeness = align_dice(a, b);
	if (likeness < s->least)
		return;
	MEM_GROW(out->ptr, out->n, out->cap);
	out->ptr[out->n++] = (struct align_candidate){ x, y, likeness };
}

static size_t
sum_grams(const struct align_list *list)
{
	size_t i, sum = 0;

	for (i = 0; i < list->n; i++)
		sum += list->grams[list->list[i]].n;
	return sum;
}

static bool
few(const struct search *s)
{
	size_t nold = s->old_list->n, nnew = s->new_list->n;

	return nold <= ALL_PAIRS / nnew && nnew * sum_grams(s->old_list) +
	    nold * sum_grams(s->new_list) <= ALL_PAIRS_STEPS;
}

/* Where a gram occurs: place in the new list. */
struct posting {
	uint32_t gram, place;
};

static int
by_gram(const void *a, const void *b)
{
	const struct posting *x = a, *y = b;

	if (x->gram != y->gram)
		return x->gram < y->gram ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

struct index {
	struct posting *postings;
	size_t n;
	uint32_t *votes;	/* by place in the new list */
	uint32_t *voted;	/* places with votes */
	size_t nvoted;
};

static void
index_build(struct index *index, const struct align_list *list)
{
	const struct align_grams *grams;
	size_t i, k;

	index->postings = mem_alloc(sum_grams(list) *
	    sizeof(*index->postings));
	index->n = 0;
	for (i = 0; i < list->n; i++) {
		grams = &list->grams[list->list[i]];
		for (k = 0; k < grams->n; k++)
			if (k == 0 || grams->ptr[k] != grams->ptr[k - 1])
				index->postings[index->n++] = (struct posting){
				    grams->ptr[k], (uint32_t)i };
	}
	if (index->n > 1)
		qsort(index->postings, index->n, sizeof(*index->postings),
		    by_gram);
	index->votes = mem_zero(list->n, sizeof(*index->votes));
	index->voted = mem_alloc(list->n * sizeof(*index->voted));
	index->nvoted = 0;
}

static void
index_release(struct index *index)
{
	free(index->postings);
	free(index->votes);
	free(index->voted);
}

/* The first posting of the gram, or where it would stand. */
static size_t
index_find(const struct index *index, uint32_t gram)
{
	size_t low = 0, high = index->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (index->postings[mid].gram < gram)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void
vote(struct index *index, const struct align_grams *grams)
{
	size_t k, at, n;
	uint32_t place;

	for (k = 0; k < grams->n; k++) {
		if (k > 0 && grams->ptr[k] == grams->ptr[k - 1])
			continue;
		at = index_find(index, grams->ptr[k]);
		for (n = 0; at + n < index->n && n <= COMMON_GRAM &&
		    index->postings[at + n].gram == grams->ptr[k]; n++)
			continue;
		if (n > COMMON_GRAM)
			continue;
		for (; n > 0; n--) {
			place = index->postings[at + n - 1].place;
			if (index->votes[place]++ == 0)
				index->voted[index->nvoted++] = place;
		}
	}
}

/* The places with most votes, the first of equals first; the count is empty
 * afterwards. Returns how many. */
static size_t
elect(struct index *index, size_t best[PROPOSALS])
{
	size_t k, at, n = 0;
	uint32_t place;

	for (k = 0; k < index->nvoted; k++) {
		place = index->voted[k];
		for (at = n; at > 0; at--) {
			if (index->votes[best[at - 1]] > index->votes[place] ||
			    (index->votes[best[at - 1]] ==
			    index->votes[place] && best[at - 1] < place))
				break;
			if (at < PROPOSALS)
				best[at] = best[at - 1];
		}
		if (at < PROPOSALS)
			best[at] = place;
		if (n < PROPOSALS)
			n++;
	}
	while (index->nvoted > 0)
		index->votes[index->voted[--index->nvoted]] = 0;
	return n;
}

/* Pairs that share rare grams, and those about as far on in their lists. */
static void
propose(const struct search *s, struct index *index, size_t i)
{
	size_t best[PROPOSALS], n, k, j, middle;

	vote(index, &s->old_list->grams[s->old_list->list[i]]);
	n = elect(index, best);
	for (k = 0; k < n; k++)
		try_pair(s, i, best[k]);
	middle = i * s->new_list->n / s->old_list->n;
	for (j = middle < DIAGONALS ? 0 : middle - DIAGONALS;
	    j <= middle + DIAGONALS && j < s->new_list->n; j++) {
		for (k = 0; k < n && best[k] != j; k++)
			continue;
		if (k == n)
			try_pair(s, i, j);
	}
}

void
align_candidates(struct align_candidates *out,
    const struct align_list *old_list, const struct align_list *new_list,
    unsigned least)
{
	const struct search s = { out, old_list, new_list, least };
	struct index index;
	size_t i, j;

	if (old_list->n == 0 || new_list->n == 0)
		return;
	if (few(&s)) {
		for (i = 0; i < old_list->n; i++)
			for (j = 0; j < new_list->n; j++)
				try_pair(&s, i, j);
		return;
	}
	index_build(&index, new_list);
	for (i = 0; i < old_list->n; i++)
		propose(&s, &index, i);
	index_release(&index);
}
