/* compare_pair.c: two entries, line by line, then character by character */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* So alike, lines without numbers are compared across their ends: one was
 * divided, or two were joined. */
#define ALIKE_ACROSS_LINES (ALIGN_ONE * 75 / 100)

/* The lines of one entry, the first one without the entry's own number. */
struct half {
	const struct compare_side *side;
	const char *text;
	struct compare_line *lines;
	struct align_item *items;	/* one a line */
	size_t n;
};

struct pairing {
	struct hunks *out;
	struct half old_half, new_half;
	struct align_match *matches;	/* by new line */
	size_t *partner;		/* of old lines, COMPARE_NONE */
};

static void
half_init(struct half *half, const struct compare_side *side,
    const struct compare_entry *entry)
{
	size_t i;

	half->side = side;
	half->text = side->text.ptr;
	half->n = entry->nlines;
	half->lines = mem_alloc(half->n * sizeof(*half->lines));
	half->items = mem_alloc(half->n * sizeof(*half->items));
	memcpy(half->lines, side->lines + entry->first_line,
	    half->n * sizeof(*half->lines));
	half->lines[0].start = half->lines[0].words;
	half->lines[0].num = half->lines[0].words;
	half->lines[0].num_len = 0;
	for (i = 0; i < half->n; i++)
		half->items[i] = (struct align_item){ 0, side,
			&half->lines[i], 1 };
}

static void
half_release(struct half *half)
{
	free(half->lines);
	free(half->items);
}

/* Two stretches that are kept or exchanged as a whole. */
static void
whole(struct hunks *out, const char *old_text, size_t old_len,
    const char *new_text, size_t new_len)
{
	if (old_len == new_len && memcmp(old_text, new_text, old_len) == 0)
		hunks_keep(out, old_len);
	else
		hunks_change(out, old_len, new_len);
}

/* The number, then what separates it from the words. */
static void
numbers(struct hunks *out, const char *old_text,
    const struct compare_line *x, const char *new_text,
    const struct compare_line *y)
{
	size_t x_end = x->num + x->num_len, y_end = y->num + y->num_len;

	whole(out, old_text + x->num, x->num_len, new_text + y->num,
	    y->num_len);
	whole(out, old_text + x_end, x->words - x_end, new_text + y_end,
	    y->words - y_end);
}

/* Where the i-th line ends. */
static size_t
line_end(const struct half *half, size_t i)
{
	return half->lines[i].words + half->lines[i].words_len;
}

/* Compare old lines i to i_end with new lines j to j_end, as one text when
 * there are several. */
static void
compare_lines(struct pairing *p, size_t i, size_t i_end, size_t j,
    size_t j_end)
{
	const struct half *a = &p->old_half, *b = &p->new_half;
	const struct compare_line *x = &a->lines[i], *y = &b->lines[j];

	whole(p->out, a->text + x->start, x->num - x->start,
	    b->text + y->start, y->num - y->start);
	numbers(p->out, a->text, x, b->text, y);
	diff_texts(p->out, a->text + x->words, line_end(a, i_end - 1) -
	    x->words, b->text + y->words, line_end(b, j_end - 1) - y->words);
}

/* The length in bytes of lines from to to, their line feeds with them. */
static size_t
length(const struct half *half, size_t from, size_t to)
{
	if (from == to)
		return 0;
	return line_end(half, to - 1) - half->lines[from].start;
}

static bool
same_words(const struct pairing *p, size_t i, size_t j)
{
	return align_equal(&p->old_half.items[i], &p->new_half.items[j]);
}

static bool
any_number(const struct half *half, size_t from, size_t to)
{
	for (; from < to; from++)
		if (half->lines[from].num_len > 0)
			return true;
	return false;
}

/* Do the lines i to i_end and j to j_end have the same words but for small
 * changes, though the one has more lines than the other? */
static bool
differently_divided(const struct pairing *p, size_t i, size_t i_end, size_t j,
    size_t j_end)
{
	const struct half *a = &p->old_half, *b = &p->new_half;
	const struct align_item x = { 0, a->side, a->lines + i, i_end - i };
	const struct align_item y = { 0, b->side, b->lines + j, j_end - j };

	if (i_end == i || j_end == j || i_end - i == j_end - j ||
	    any_number(a, i, i_end) || any_number(b, j, j_end))
		return false;
	return align_likeness(&x, &y) >= ALIKE_ACROSS_LINES;
}

/* Lines between those that are equal in both. */
static void
compare_region(struct pairing *p, size_t i, size_t i_end, size_t j,
    size_t j_end)
{
	size_t i_next, j_next;

	if (differently_divided(p, i, i_end, j, j_end)) {
		compare_lines(p, i, i_end, j, j_end);
		return;
	}
	while (i < i_end || j < j_end) {
		for (i_next = i; i_next < i_end &&
		    p->partner[i_next] == COMPARE_NONE; i_next++)
			continue;
		j_next = i_next < i_end ? p->partner[i_next] : j_end;
		hunks_change(p->out, length(&p->old_half, i, i_next),
		    length(&p->new_half, j, j_next));
		i = i_next;
		j = j_next;
		if (i < i_end) {
			compare_lines(p, i, i + 1, j, j + 1);
			i++;
			j++;
		}
	}
}

static void
compare_halves(struct pairing *p)
{
	size_t i = 0, j = 0, k;

	for (k = 0; k < p->old_half.n; k++) {
		if (p->partner[k] == COMPARE_NONE ||
		    !same_words(p, k, p->partner[k]))
			continue;
		compare_region(p, i, k, j, p->partner[k]);
		i = k;
		j = p->partner[k];
		compare_lines(p, i, i + 1, j, j + 1);
		i++;
		j++;
	}
	compare_region(p, i, p->old_half.n, j, p->new_half.n);
}

void
pair_compare(struct hunks *out, const struct compare_side *old_side,
    const struct compare_entry *old_entry,
    const struct compare_side *new_side,
    const struct compare_entry *new_entry)
{
	const struct compare_line *x = &old_side->lines[old_entry->first_line];
	const struct compare_line *y = &new_side->lines[new_entry->first_line];
	struct pairing p = { .out = out };
	size_t k;

	assert(old_entry->nlines > 0 && new_entry->nlines > 0);
	if (old_entry->end - old_entry->start == new_entry->end -
	    new_entry->start && memcmp(old_side->text.ptr + old_entry->start,
	    new_side->text.ptr + new_entry->start,
	    old_entry->end - old_entry->start) == 0) {
		hunks_keep(out, old_entry->end - old_entry->start);
		return;
	}
	/* a piece of an entry may begin with a line feed */
	whole(out, old_side->text.ptr + x->start, x->num - x->start,
	    new_side->text.ptr + y->start, y->num - y->start);
	numbers(out, old_side->text.ptr, x, new_side->text.ptr, y);
	half_init(&p.old_half, old_side, old_entry);
	half_init(&p.new_half, new_side, new_entry);
	p.matches = mem_alloc(p.new_half.n * sizeof(*p.matches));
	p.partner = mem_alloc(p.old_half.n * sizeof(*p.partner));
	align_items(p.old_half.items, p.old_half.n, p.new_half.items,
	    p.new_half.n, false, p.matches);
	for (k = 0; k < p.old_half.n; k++)
		p.partner[k] = COMPARE_NONE;
	for (k = 0; k < p.new_half.n; k++)
		if (p.matches[k].old_item != COMPARE_NONE)
			p.partner[p.matches[k].old_item] = k;
	compare_halves(&p);
	half_release(&p.old_half);
	half_release(&p.new_half);
	free(p.matches);
	free(p.partner);
}
