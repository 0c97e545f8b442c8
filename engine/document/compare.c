/* compare.c: two versions of a text, article by article, then by character */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct comparison {
	struct arena arena;		/* runs */
	struct compare_side old_side, new_side;
	struct align_item *old_items, *new_items;	/* by entry */
	struct align_match *matches;			/* by new entry */
	struct compare_pair *pairs;
	size_t npairs;
	struct hunks hunks;		/* of the pair at work */
};

static struct align_item *
items_of(const struct compare_side *side)
{
	struct align_item *items = mem_alloc(side->nentries * sizeof(*items));
	const struct compare_entry *entry;
	size_t i;

	for (i = 0; i < side->nentries; i++) {
		entry = &side->entries[i];
		items[i] = (struct align_item){ (int)entry->class,
			side, side->lines + entry->first_line,
			entry->nlines };
	}
	return items;
}

static bool
has_title(const struct compare_side *side)
{
	return side->nentries > 0 && side->entries[0].class == CLASS_TITLE;
}

/* Titles belong together, however they read. */
static void
match_titles(struct comparison *c)
{
	if (has_title(&c->old_side) && has_title(&c->new_side))
		c->matches[0] = (struct align_match){ 0, false };
}

static void
add_run(struct compare_pair *pair, struct compare_run *runs,
    enum compare_op op, const char *text, size_t len)
{
	if (len > 0)
		runs[pair->nruns++] = (struct compare_run){ op, text, len };
}

/* The runs of the pair out of the hunks, which cover both sides. */
static void
write_runs(struct comparison *c, struct compare_pair *pair,
    const struct compare_entry *old_entry,
    const struct compare_entry *new_entry)
{
	struct compare_run *runs = arena_array(&c->arena, 3 * c->hunks.n,
	    sizeof(*runs));
	const char *x = c->old_side.text.ptr + old_entry->start;
	const char *y = c->new_side.text.ptr + new_entry->start;
	const struct hunk *h;

	for (h = c->hunks.ptr; h < c->hunks.ptr + c->hunks.n; h++) {
		add_run(pair, runs, COMPARE_KEEP, y, h->keep);
		x += h->keep;
		y += h->keep;
		add_run(pair, runs, COMPARE_DELETE, x, h->del);
		add_run(pair, runs, COMPARE_INSERT, y, h->ins);
		x += h->del;
		y += h->ins;
	}
	assert(x == c->old_side.text.ptr + old_entry->end);
	assert(y == c->new_side.text.ptr + new_entry->end);
	pair->runs = runs;
}

static struct compare_pair *
add_pair(struct comparison *c)
{
	struct compare_pair *pair = &c->pairs[c->npairs++];

	pair->old_label = pair->new_label = "";
	pair->old_place = pair->new_place = COMPARE_NOWHERE;
	return pair;
}

/* A pair with one side; its text is one run. */
static void
add_single(struct comparison *c, const struct compare_side *side, size_t i)
{
	const struct compare_entry *entry = &side->entries[i];
	bool is_new = side == &c->new_side;
	struct compare_pair *pair = add_pair(c);
	struct compare_run *run = arena_array(&c->arena, 1, sizeof(*run));

	pair->status = is_new ? COMPARE_NEW : COMPARE_GONE;
	*(is_new ? &pair->new_unit : &pair->old_unit) = entry->unit;
	*(is_new ? &pair->new_label : &pair->old_label) = entry->label;
	*(is_new ? &pair->new_place : &pair->old_place) = i;
	pair->runs = run;
	add_run(pair, run, is_new ? COMPARE_INSERT : COMPARE_DELETE,
	    side->text.ptr + entry->start, entry->end - entry->start);
}

static enum compare_status
status_of(const struct comparison *c, const struct compare_pair *pair)
{
	const struct align_item *x = &c->old_items[pair->old_place];
	const struct align_item *y = &c->new_items[pair->new_place];

	if (!align_equal(x, y))
		return COMPARE_CHANGED;
	if (pair->moved)
		return COMPARE_MOVED;
	return align_equal_numbers(x, y) ? COMPARE_SAME : COMPARE_RENUMBERED;
}

static void
add_both(struct comparison *c, size_t i, size_t j, bool moved)
{
	const struct compare_entry *old_entry = &c->old_side.entries[i];
	const struct compare_entry *new_entry = &c->new_side.entries[j];
	struct compare_pair *pair = add_pair(c);

	pair->moved = moved;
	pair->old_unit = old_entry->unit;
	pair->new_unit = new_entry->unit;
	pair->old_label = old_entry->label;
	pair->new_label = new_entry->label;
	pair->old_place = i;
	pair->new_place = j;
	c->hunks.n = 0;
	pair_compare(&c->hunks, &c->old_side, old_entry, &c->new_side,
	    new_entry);
	write_runs(c, pair, old_entry, new_entry);
	pair->status = status_of(c, pair);
}

enum fate { FATE_GONE, FATE_MOVED, FATE_IN_ORDER };

/* What is gone from old entry i on, up to the next that kept its place. */
static void
add_gone(struct comparison *c, const enum fate *fates, size_t i)
{
	for (; i < c->old_side.nentries && fates[i] != FATE_IN_ORDER; i++)
		if (fates[i] == FATE_GONE)
			add_single(c, &c->old_side, i);
}

static void
make_pairs(struct comparison *c)
{
	size_t nold = c->old_side.nentries, nnew = c->new_side.nentries;
	enum fate *fates = mem_zero(nold, sizeof(*fates));
	const struct align_match *match;
	size_t j;

	for (j = 0; j < nnew; j++)
		if (c->matches[j].old_item != COMPARE_NONE)
			fates[c->matches[j].old_item] =
			    c->matches[j].moved ? FATE_MOVED : FATE_IN_ORDER;
	c->pairs = mem_zero(nold + nnew, sizeof(*c->pairs));
	add_gone(c, fates, 0);
	for (j = 0; j < nnew; j++) {
		match = &c->matches[j];
		if (match->old_item == COMPARE_NONE) {
			add_single(c, &c->new_side, j);
			continue;
		}
		add_both(c, match->old_item, j, match->moved);
		if (!match->moved)
			add_gone(c, fates, match->old_item + 1);
	}
	free(fates);
}

struct comparison *
compare_sides(struct compare_side *old_side, struct compare_side *new_side)
{
	struct comparison *c = mem_zero(1, sizeof(*c));

	c->old_side = *old_side;
	c->new_side = *new_side;
	*old_side = *new_side = (struct compare_side)COMPARE_SIDE_INIT;
	c->old_items = items_of(&c->old_side);
	c->new_items = items_of(&c->new_side);
	c->matches = mem_alloc(c->new_side.nentries * sizeof(*c->matches));
	align_items(c->old_items, c->old_side.nentries, c->new_items,
	    c->new_side.nentries, true, c->matches);
	match_titles(c);
	make_pairs(c);
	return c;
}

void
comparison_free(struct comparison *c)
{
	if (c == NULL)
		return;
	compare_side_release(&c->old_side);
	compare_side_release(&c->new_side);
	free(c->old_items);
	free(c->new_items);
	free(c->matches);
	free(c->pairs);
	free(c->hunks.ptr);
	arena_release(&c->arena);
	free(c);
}

size_t
comparison_npairs(const struct comparison *c)
{
	return c->npairs;
}

const struct compare_pair *
comparison_pair(const struct comparison *c, size_t i)
{
	assert(i < c->npairs);
	return &c->pairs[i];
}

bool
comparison_equal(const struct comparison *c)
{
	size_t i;

	for (i = 0; i < c->npairs; i++)
		if (c->pairs[i].status != COMPARE_SAME)
			return false;
	return true;
}

const char *
compare_status_name(enum compare_status status)
{
	static const char *const names[] = { "same", "changed", "renumbered",
		"moved", "new", "gone" };

	return names[status];
}
