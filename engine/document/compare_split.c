/* compare_split.c: units whose text became two or more, or came out of them */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"
#include "engine/document/document_int.h"

#include <stdlib.h>
#include <string.h>

/* So alike a whole and a part of it are at least: a part may be small. */
#define LEAST_PART (ALIGN_ONE / 10)
/* Of a part's pairs of characters so many in a hundred come from the whole,
 * and so many at least: a few words in common make no share. */
#define SHARE_PERCENT 60
#define SHARE_GRAMS 8
#define PARTS_MAX 16
#define SEGMENTS_MAX 20000

/* The search: one side is divided, the other has the parts. */
struct search {
	struct compare_split *split;
	struct arena arena;		/* grams */
	struct align_grams *wholes, *parts;	/* by item */
	struct align_grams *rests;	/* of a whole, what no part has yet */
	struct align_candidates candidates;
};

/* Of the grams of b those that a has, as often as it has them; with `rest`
 * those of a that are left. */
static size_t
take(const struct align_grams *a, const struct align_grams *b, uint32_t *rest,
    size_t *nrest)
{
	size_t i = 0, j = 0, common = 0, left = 0;

	while (i < a->n) {
		while (j < b->n && b->ptr[j] < a->ptr[i])
			j++;
		if (j < b->n && b->ptr[j] == a->ptr[i]) {
			common++;
			j++;
		} else if (rest != NULL) {
			rest[left++] = a->ptr[i];
		}
		i++;
	}
	if (nrest != NULL)
		*nrest = left;
	return common;
}

/* May an item be divided? Text that changed or has no partner. */
static bool
may_be_whole(const struct compare_split *s, size_t i)
{
	size_t partner = s->whole_partner[i];

	return s->wholes[i].class == CLASS_TEXT && !s->whole_used[i] &&
	    (partner == COMPARE_NONE || (!s->part_used[partner] &&
	    !align_equal(&s->wholes[i], &s->parts[partner])));
}

static bool
may_be_part(const struct compare_split *s, size_t j)
{
	return s->parts[j].class == CLASS_TEXT && !s->part_used[j] &&
	    s->part_partner[j] == COMPARE_NONE;
}

static void
find_candidates(struct search *search)
{
	const struct compare_split *s = search->split;
	size_t *wholes = mem_alloc(s->nwholes * sizeof(*wholes));
	size_t *parts = mem_alloc(s->nparts * sizeof(*parts));
	struct align_list x = { s->wholes, search->wholes, wholes, 0 };
	struct align_list y = { s->parts, search->parts, parts, 0 };
	size_t i;

	for (i = 0; i < s->nparts; i++)
		if (may_be_part(s, i))
			parts[y.n++] = i;
	for (i = 0; y.n > 0 && i < s->nwholes; i++)
		if (may_be_whole(s, i))
			wholes[x.n++] = i;
	for (i = 0; x.n > 0 && i < y.n; i++)
		align_grams_of(&search->arena, &s->parts[parts[i]],
		    &search->parts[parts[i]]);
	for (i = 0; i < x.n; i++)
		align_grams_of(&search->arena, &s->wholes[wholes[i]],
		    &search->wholes[wholes[i]]);
	align_candidates(&search->candidates, &x, &y, LEAST_PART);
	free(wholes);
	free(parts);
}

/* What is left of a whole without its partner and the parts found so far. */
static struct align_grams *
rest_of(struct search *search, size_t whole)
{
	const struct compare_split *s = search->split;
	const struct align_grams *grams = &search->wholes[whole];
	struct align_grams *rest = &search->rests[whole];
	size_t partner = s->whole_partner[whole];

	if (rest->ptr != NULL)
		return rest;
	rest->ptr = arena_array(&search->arena, grams->n + 1,
	    sizeof(*rest->ptr));
	rest->n = grams->n;
	if (partner != COMPARE_NONE) {
		align_grams_of(&search->arena, &s->parts[partner],
		    &search->parts[partner]);
		take(grams, &search->parts[partner], rest->ptr, &rest->n);
	} else if (grams->n > 0) {
		memcpy(rest->ptr, grams->ptr, grams->n * sizeof(*rest->ptr));
	}
	return rest;
}

static int
by_likeness(const void *a, const void *b)
{
	const struct align_candidate *x = a, *y = b;

	if (x->likeness != y->likeness)
		return x->likeness > y->likeness ? -1 : 1;
	if (x->old_item != y->old_item)
		return x->old_item < y->old_item ? -1 : 1;
	return x->new_item < y->new_item ? -1 : x->new_item > y->new_item;
}

/* Give every part that comes out of a whole to it: owner[] is by part. */
static void
find_owners(struct search *search, size_t *owner)
{
	struct align_candidate *c = search->candidates.ptr;
	size_t n = search->candidates.n, k, shared;
	const struct align_grams *part;
	struct align_grams *rest;

	if (n > 1)
		qsort(c, n, sizeof(*c), by_likeness);
	for (k = 0; k < n; k++) {
		if (owner[c[k].new_item] != COMPARE_NONE)
			continue;
		part = &search->parts[c[k].new_item];
		rest = rest_of(search, c[k].old_item);
		shared = take(rest, part, NULL, NULL);
		if (shared < SHARE_GRAMS ||
		    shared * 100 < part->n * SHARE_PERCENT)
			continue;
		owner[c[k].new_item] = c[k].old_item;
		take(rest, part, rest->ptr, &rest->n);
	}
}

/* ---- where the whole is cut ---- */

/* A sentence of the whole, never more than a line. */
struct segment {
	size_t line;		/* in the side's lines */
	size_t from, to;	/* of its words */
};

struct cutting {
	const struct search *search;
	struct compare_side *side;	/* of the whole */
	size_t whole, nparts;
	size_t parts[PARTS_MAX];	/* in the order of the whole's text */
	struct segment *segments;
	size_t n, cap;
	unsigned *scores;		/* by segment, by part */
	unsigned char *part_of;		/* by segment */
};

/* Does a sentence end before `at`? Not inside a quotation. */
static bool
sentence_ends(const char *s, size_t from, size_t at, int *quotes)
{
	static const char *const stops[] = { "。", "；", "！", "？" };
	size_t i;

	if (at - from < 3)
		return false;
	if (memcmp(s + at - 3, "“", 3) == 0)
		++*quotes;
	else if (memcmp(s + at - 3, "”", 3) == 0 && *quotes > 0)
		--*quotes;
	for (i = 0; i < MEM_COUNT(stops); i++)
		if (memcmp(s + at - 3, stops[i], 3) == 0)
			return *quotes == 0;
	return false;
}

static void
add_segment(struct cutting *c, size_t line, size_t from, size_t to)
{
	MEM_GROW(c->segments, c->n, c->cap);
	c->segments[c->n++] = (struct segment){ line, from, to };
}

static void
find_segments(struct cutting *c)
{
	const struct compare_entry *entry = &c->side->entries[c->whole];
	const char *text = c->side->text.ptr;
	size_t i, at, from, end;
	int quotes;

	for (i = entry->first_line; i < entry->first_line + entry->nlines;
	    i++) {
		from = at = c->side->lines[i].words;
		end = at + c->side->lines[i].words_len;
		for (quotes = 0; at < end; at++) {
			if (((unsigned char)text[at] & 0xc0) == 0x80 ||
			    !sentence_ends(text, from, at, &quotes))
				continue;
			add_segment(c, i, from, at);
			from = at;
		}
		add_segment(c, i, from, end);
	}
}

static bool
has_gram(const struct align_grams *grams, uint32_t gram)
{
	size_t low = 0, high = grams->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (grams->ptr[mid] < gram)
			low = mid + 1;
		else
			high = mid;
	}
	return low < grams->n && grams->ptr[low] == gram;
}

/* How much of each sentence stands in each part. */
static void
score(struct cutting *c)
{
	struct arena arena = ARENA_INIT;
	struct align_grams grams;
	struct compare_line line;
	struct align_item item = { CLASS_TEXT, c->side, &line, 1 };
	size_t i, p, k;

	c->scores = mem_zero(c->n * c->nparts, sizeof(*c->scores));
	for (i = 0; i < c->n; i++) {
		line = c->side->lines[c->segments[i].line];
		line.words = c->segments[i].from;
		line.words_len = c->segments[i].to - c->segments[i].from;
		align_grams_of(&arena, &item, &grams);
		for (p = 0; p < c->nparts; p++)
			for (k = 0; k < grams.n; k++)
				c->scores[i * c->nparts + p] += has_gram(
				    &c->search->parts[c->parts[p]],
				    grams.ptr[k]);
		arena_release(&arena);
	}
}

/* Where in the whole a part stands: the middle of what it has of it. */
static double
centre(const struct cutting *c, size_t part)
{
	double sum = 0, weight = 0, score;
	size_t i;

	for (i = 0; i < c->n; i++) {
		score = c->scores[i * c->nparts + part];
		/* a sentence that stands here and nowhere else says most */
		sum += score * score * (double)i;
		weight += score * score;
	}
	return weight > 0 ? sum / weight : 0;
}

/* Put the parts into the order of the whole's text. */
static void
order_parts(struct cutting *c)
{
	double centres[PARTS_MAX], at;
	size_t p, q, part;

	for (p = 0; p < c->nparts; p++)
		centres[p] = centre(c, p);
	for (p = 1; p < c->nparts; p++) {
		at = centres[p];
		part = c->parts[p];
		for (q = p; q > 0 && centres[q - 1] > at; q--) {
			centres[q] = centres[q - 1];
			c->parts[q] = c->parts[q - 1];
		}
		centres[q] = at;
		c->parts[q] = part;
	}
	free(c->scores);
	score(c);
}

/*
 * The best way to give each part one stretch of sentences, in order. False:
 * there is none in which each part has something of its own.
 */
static bool
place_cuts(struct cutting *c)
{
	size_t m = c->nparts, i, p;
	uint64_t best[PARTS_MAX] = { 0 }, own[PARTS_MAX] = { 0 };
	unsigned char *advanced = mem_zero(c->n * m, 1);
	bool each = true;

	c->part_of = mem_zero(c->n, 1);
	best[0] = 1 + c->scores[0];	/* 0: cannot be */
	for (i = 1; i < c->n; i++)
		for (p = m; p-- > 0; ) {
			if (p > 0 && best[p - 1] > best[p]) {
				best[p] = best[p - 1];
				advanced[i * m + p] = 1;
			}
			if (best[p] > 0)
				best[p] += c->scores[i * m + p];
		}
	for (i = c->n, p = m - 1; best[m - 1] > 0 && i-- > 0; ) {
		c->part_of[i] = (unsigned char)p;
		own[p] += c->scores[i * m + p];
		p -= advanced[i * m + p];
	}
	for (p = 0; p < m; p++)
		each = each && own[p] > 0;
	free(advanced);
	return each;
}

/* A line of a piece: that of the whole, or what the cuts leave of it. */
static struct compare_line
cut_line(struct compare_side *side, struct compare_line line, size_t from,
    size_t to)
{
	char *words;

	if (from == line.words && to == line.words + line.words_len)
		return line;
	if (from != line.words) {
		line.start = line.num = from;
		line.num_len = 0;
	}
	line.words = from;
	line.words_len = to - from;
	line.hashed = side->hashed.len;
	words = mem_strndup(side->text.ptr + line.num, line.num_len);
	document_hash_words(&side->hashed, words);
	free(words);
	line.hashed_words = side->hashed.len;
	words = mem_strndup(side->text.ptr + from, to - from);
	document_hash_words(&side->hashed, words);
	free(words);
	line.hashed_end = side->hashed.len;
	return line;
}

/* The piece that begins with segment i; *next is the one after it. */
static struct compare_entry
cut_piece(struct cutting *c, size_t i, size_t *next)
{
	struct compare_side *side = c->side;
	const struct segment *s = c->segments;
	struct compare_entry piece = side->entries[c->whole];
	size_t last, part = c->part_of[i];
	struct compare_line line;

	piece.first_line = side->nlines;
	piece.nlines = 0;
	for (; i < c->n && c->part_of[i] == part; i = last + 1) {
		for (last = i; last + 1 < c->n && s[last + 1].line ==
		    s[i].line && c->part_of[last + 1] == part; last++)
			continue;
		line = cut_line(side, side->lines[s[i].line], s[i].from,
		    s[last].to);
		MEM_GROW(side->lines, side->nlines, side->lines_cap);
		side->lines[side->nlines++] = line;
		if (piece.nlines++ == 0)
			piece.start = line.start;
		piece.end = line.words + line.words_len;
	}
	*next = i;
	return piece;
}

/* Make the shares of one whole, whose parts are known. */
static void
cut(struct cutting *c)
{
	struct compare_split *s = c->search->split;
	struct compare_shares *out = s->out;
	size_t i, next;

	find_segments(c);
	if (c->n > SEGMENTS_MAX)
		return;
	score(c);
	order_parts(c);
	if (!place_cuts(c))
		return;
	for (i = 0; i < c->n; i = next) {
		MEM_GROW(out->ptr, out->n, out->cap);
		out->ptr[out->n] = (struct compare_share){
			.whole = c->whole, .other = c->parts[c->part_of[i]],
			.part = c->part_of[i] };
		out->ptr[out->n++].piece = cut_piece(c, i, &next);
		s->part_used[c->parts[c->part_of[i]]] = true;
	}
	s->whole_used[c->whole] = true;
}

/* Parts by their owner. */
struct owned {
	size_t whole, part;
};

static int
by_whole(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;

	if (x->whole != y->whole)
		return x->whole < y->whole ? -1 : 1;
	return x->part < y->part ? -1 : x->part > y->part;
}

/* A whole that has two parts at least, its partner being one, is divided. */
static void
divide(struct search *search, const struct owned *owned, size_t n)
{
	const struct compare_split *s = search->split;
	struct cutting c = { .search = search, .side = s->whole_side,
		.whole = owned->whole };
	size_t partner = s->whole_partner[owned->whole], i;

	if (n + (partner != COMPARE_NONE) < 2 || n >= PARTS_MAX)
		return;
	if (partner != COMPARE_NONE)
		c.parts[c.nparts++] = partner;
	for (i = 0; i < n; i++)
		c.parts[c.nparts++] = owned[i].part;
	cut(&c);
	free(c.segments);
	free(c.scores);
	free(c.part_of);
}

void
compare_split(struct compare_split *s)
{
	struct search search = { .split = s, .arena = ARENA_INIT };
	size_t *owner, i, n = 0, last;
	struct owned *owned;

	if (s->nwholes == 0 || s->nparts == 0)
		return;
	owner = mem_alloc(s->nparts * sizeof(*owner));
	owned = mem_alloc(s->nparts * sizeof(*owned));
	search.wholes = mem_zero(s->nwholes, sizeof(*search.wholes));
	search.rests = mem_zero(s->nwholes, sizeof(*search.rests));
	search.parts = mem_zero(s->nparts, sizeof(*search.parts));
	for (i = 0; i < s->nparts; i++)
		owner[i] = COMPARE_NONE;
	find_candidates(&search);
	find_owners(&search, owner);
	for (i = 0; i < s->nparts; i++)
		if (owner[i] != COMPARE_NONE)
			owned[n++] = (struct owned){ owner[i], i };
	if (n > 1)
		qsort(owned, n, sizeof(*owned), by_whole);
	for (i = 0; i < n; i = last) {
		for (last = i; last < n && owned[last].whole ==
		    owned[i].whole; last++)
			continue;
		divide(&search, owned + i, last - i);
	}
	free(search.candidates.ptr);
	free(search.wholes);
	free(search.rests);
	free(search.parts);
	free(owner);
	free(owned);
	arena_release(&search.arena);
}
