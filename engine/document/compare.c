/* compare.c: two versions of a text, article by article, then by character */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"
#include "engine/document/document_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct comparison {
	struct arena arena;		/* runs */
	struct compare_side old_side, new_side;
	struct align_item *old_items, *new_items;	/* by entry */
	struct align_match *matches;			/* by new entry */
	struct compare_shares splits, mergers;
	size_t *split_of, *merger_of;	/* by new entry: its share of an old
					   one, the first of its own shares;
					   COMPARE_NONE */
	struct compare_pair *pairs;
	size_t npairs;
	struct hunks hunks;		/* of the pair at work */
	struct compare_step *steps;
	size_t nsteps;
	struct compare_element *elements;
	size_t nelements;
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
	size_t i;

	for (i = 0; i < c->hunks.n; i++) {
		h = &c->hunks.ptr[i];
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

/* Which of an entry's lines are rows of tables. */
static const bool *
rows_of(struct comparison *c, const struct compare_side *side,
    const struct compare_entry *entry)
{
	const struct compare_line *lines = side->lines + entry->first_line;
	bool any = false, *rows;
	size_t i;

	for (i = 0; i < entry->nlines; i++)
		any = any || lines[i].row;
	if (!any)
		return NULL;
	rows = arena_array(&c->arena, entry->nlines, sizeof(*rows));
	for (i = 0; i < entry->nlines; i++)
		rows[i] = lines[i].row;
	return rows;
}

static struct compare_pair *
add_pair(struct comparison *c)
{
	struct compare_pair *pair = &c->pairs[c->npairs++];

	pair->old_label = pair->new_label = "";
	pair->old_place = pair->new_place = COMPARE_NOWHERE;
	pair->old_last = pair->new_last = true;
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
	*(is_new ? &pair->new_rows : &pair->old_rows) = rows_of(c, side,
	    entry);
	pair->runs = run;
	add_run(pair, run, is_new ? COMPARE_INSERT : COMPARE_DELETE,
	    side->text.ptr + entry->start, entry->end - entry->start);
}

/* The days that the hash leaves out, of an entry's lines. */
static void
add_days(struct text *out, const struct align_item *item)
{
	size_t from = item->lines[0].days;

	text_add(out, item->side->days.ptr + from,
	    item->lines[item->nlines - 1].days_end - from);
}

static bool
days_fit(const struct align_item *x, const struct align_item *y)
{
	struct text settled = TEXT_INIT, days = TEXT_INIT, other = TEXT_INIT;
	bool fit;

	if (x->nlines == 0 || y->nlines == 0)
		return true;
	add_days(&settled, x);
	add_days(&days, y);
	fit = document_days_fit(settled.ptr, days.ptr, y->side->effective,
	    &other);
	text_release(&settled);
	text_release(&days);
	text_release(&other);
	return fit;
}

static enum compare_status
status_of(const struct comparison *c, const struct compare_pair *pair)
{
	const struct align_item *x = &c->old_items[pair->old_place];
	const struct align_item *y = &c->new_items[pair->new_place];

	if (!align_equal(x, y) || !days_fit(x, y))
		return COMPARE_CHANGED;
	if (pair->moved)
		return COMPARE_MOVED;
	return align_equal_numbers(x, y) ? COMPARE_SAME : COMPARE_RENUMBERED;
}

/* A pair of two entries, or of pieces of them. */
static struct compare_pair *
add_both(struct comparison *c, size_t i, const struct compare_entry *old_entry,
    size_t j, const struct compare_entry *new_entry)
{
	struct compare_pair *pair = add_pair(c);

	pair->moved = c->matches[j].old_item == i && c->matches[j].moved;
	pair->old_unit = old_entry->unit;
	pair->new_unit = new_entry->unit;
	pair->old_label = old_entry->label;
	pair->new_label = new_entry->label;
	pair->old_place = i;
	pair->new_place = j;
	pair->old_rows = rows_of(c, &c->old_side, old_entry);
	pair->new_rows = rows_of(c, &c->new_side, new_entry);
	c->hunks.n = 0;
	pair_compare(&c->hunks, &c->old_side, old_entry, &c->new_side,
	    new_entry);
	write_runs(c, pair, old_entry, new_entry);
	return pair;
}

static void
add_match(struct comparison *c, size_t i, size_t j)
{
	struct compare_pair *pair = add_both(c, i, &c->old_side.entries[i], j,
	    &c->new_side.entries[j]);

	pair->status = status_of(c, pair);
}

static bool
is_last(const struct compare_shares *shares, size_t k)
{
	return k + 1 == shares->n || shares->ptr[k + 1].whole !=
	    shares->ptr[k].whole;
}

/* New entry j, which has a share of an old one. */
static void
add_split(struct comparison *c, size_t j)
{
	size_t k = c->split_of[j];
	const struct compare_share *share = &c->splits.ptr[k];
	struct compare_pair *pair = add_both(c, share->whole, &share->piece, j,
	    &c->new_side.entries[j]);

	pair->status = COMPARE_SPLIT;
	pair->old_part = share->part;
	pair->old_last = is_last(&c->splits, k);
}

/* New entry j, which was put together of several. */
static void
add_merger(struct comparison *c, size_t j)
{
	const struct compare_share *share;
	struct compare_pair *pair;
	size_t k = c->merger_of[j];

	do {
		share = &c->mergers.ptr[k];
		pair = add_both(c, share->other,
		    &c->old_side.entries[share->other], j, &share->piece);
		pair->status = COMPARE_MERGED;
		pair->new_part = share->part;
		pair->new_last = is_last(&c->mergers, k);
	} while (!is_last(&c->mergers, k++));
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

/* What becomes of each old entry. */
static enum fate *
find_fates(const struct comparison *c)
{
	enum fate *fates = mem_zero(c->old_side.nentries, sizeof(*fates));
	size_t k;

	for (k = 0; k < c->splits.n; k++)
		fates[c->splits.ptr[k].whole] = FATE_MOVED;
	for (k = 0; k < c->mergers.n; k++)
		fates[c->mergers.ptr[k].other] = FATE_MOVED;
	for (k = 0; k < c->new_side.nentries; k++)
		if (c->matches[k].old_item != COMPARE_NONE)
			fates[c->matches[k].old_item] =
			    c->matches[k].moved ? FATE_MOVED : FATE_IN_ORDER;
	return fates;
}

static void
make_pairs(struct comparison *c)
{
	size_t nnew = c->new_side.nentries, j;
	enum fate *fates = find_fates(c);
	const struct align_match *match;

	c->pairs = mem_zero(c->old_side.nentries + nnew, sizeof(*c->pairs));
	add_gone(c, fates, 0);
	for (j = 0; j < nnew; j++) {
		match = &c->matches[j];
		if (c->split_of[j] != COMPARE_NONE)
			add_split(c, j);
		else if (c->merger_of[j] != COMPARE_NONE)
			add_merger(c, j);
		else if (match->old_item != COMPARE_NONE)
			add_match(c, match->old_item, j);
		else
			add_single(c, &c->new_side, j);
		if (match->old_item != COMPARE_NONE && !match->moved)
			add_gone(c, fates, match->old_item + 1);
	}
	free(fates);
}

/* Partners by new entry and by old entry. */
struct partners {
	size_t *of_old, *of_new;
	bool *old_used, *new_used;
};

static void
find_partners(const struct comparison *c, struct partners *p)
{
	size_t nold = c->old_side.nentries, nnew = c->new_side.nentries, i;

	p->of_old = mem_alloc(nold * sizeof(*p->of_old));
	p->of_new = mem_alloc(nnew * sizeof(*p->of_new));
	p->old_used = mem_zero(nold, sizeof(*p->old_used));
	p->new_used = mem_zero(nnew, sizeof(*p->new_used));
	for (i = 0; i < nold; i++)
		p->of_old[i] = COMPARE_NONE;
	for (i = 0; i < nnew; i++) {
		p->of_new[i] = c->matches[i].old_item;
		if (p->of_new[i] != COMPARE_NONE)
			p->of_old[p->of_new[i]] = i;
	}
}

static void
renew_items(struct comparison *c)
{
	free(c->old_items);
	free(c->new_items);
	c->old_items = items_of(&c->old_side);
	c->new_items = items_of(&c->new_side);
}

/* Units that became several, then those that several became. */
static void
find_shares(struct comparison *c)
{
	size_t nold = c->old_side.nentries, nnew = c->new_side.nentries, k;
	struct partners p;

	find_partners(c, &p);
	compare_split(&(struct compare_split){ &c->splits, &c->old_side,
	    c->old_items, c->new_items, nold, nnew, p.of_old, p.of_new,
	    p.old_used, p.new_used });
	renew_items(c);
	compare_split(&(struct compare_split){ &c->mergers, &c->new_side,
	    c->new_items, c->old_items, nnew, nold, p.of_new, p.of_old,
	    p.new_used, p.old_used });
	renew_items(c);
	c->split_of = mem_alloc(nnew * sizeof(*c->split_of));
	c->merger_of = mem_alloc(nnew * sizeof(*c->merger_of));
	for (k = 0; k < nnew; k++)
		c->split_of[k] = c->merger_of[k] = COMPARE_NONE;
	for (k = 0; k < c->splits.n; k++)
		c->split_of[c->splits.ptr[k].other] = k;
	for (k = c->mergers.n; k-- > 0; )
		c->merger_of[c->mergers.ptr[k].whole] = k;
	free(p.of_old);
	free(p.of_new);
	free(p.old_used);
	free(p.new_used);
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
	find_shares(c);
	make_pairs(c);
	compare_references(&c->arena, c->pairs, c->npairs);
	c->steps = compare_steps(&c->arena, c->pairs, c->npairs, &c->nsteps);
	return c;
}

void
compare_beside(struct comparison *c, const struct document *old_document,
    const struct document *new_document)
{
	c->elements = compare_elements(&c->arena, old_document, new_document,
	    &c->nelements);
}

const struct compare_element *
comparison_elements(const struct comparison *c, size_t *n)
{
	*n = c->nelements;
	return c->elements;
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
	free(c->splits.ptr);
	free(c->mergers.ptr);
	free(c->split_of);
	free(c->merger_of);
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

const struct compare_step *
comparison_steps(const struct comparison *c, size_t *n)
{
	*n = c->nsteps;
	return c->steps;
}

bool
comparison_equal(const struct comparison *c)
{
	size_t i;

	for (i = 0; i < c->npairs; i++)
		if (c->pairs[i].status != COMPARE_SAME)
			return false;
	for (i = 0; i < c->nelements; i++)
		if (c->elements[i].changed)
			return false;
	return true;
}

const char *
compare_status_name(enum compare_status status)
{
	static const char *const names[] = { "same", "changed", "renumbered",
		"moved", "split", "merged", "new", "gone" };

	return names[status];
}
