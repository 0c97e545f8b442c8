/* compare_diff.c: two texts atom by atom, cleaned up for people */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SLIDE 200

void
hunks_keep(struct hunks *hunks, size_t bytes)
{
	struct hunk *last;

	if (bytes == 0)
		return;
	last = hunks->n > 0 ? &hunks->ptr[hunks->n - 1] : NULL;
	if (last != NULL && last->del + last->ins == 0) {
		last->keep += bytes;
		return;
	}
	MEM_GROW(hunks->ptr, hunks->n, hunks->cap);
	hunks->ptr[hunks->n++] = (struct hunk){ bytes, 0, 0 };
}

void
hunks_change(struct hunks *hunks, size_t del, size_t ins)
{
	if (del + ins == 0)
		return;
	if (hunks->n == 0) {
		MEM_GROW(hunks->ptr, hunks->n, hunks->cap);
		hunks->ptr[hunks->n++] = (struct hunk){ 0, 0, 0 };
	}
	hunks->ptr[hunks->n - 1].del += del;
	hunks->ptr[hunks->n - 1].ins += ins;
}

/* A run of differences: atoms of the old and the new text. */
struct change {
	size_t old_from, old_to, new_from, new_to;
};

struct diff {
	const char *old_text, *new_text;
	struct atoms old_atoms, new_atoms;
	struct change *changes;
	size_t n, cap;
};

static void
add_change(struct diff *diff, struct change change)
{
	MEM_GROW(diff->changes, diff->n, diff->cap);
	diff->changes[diff->n++] = change;
}

static void
find_changes(struct diff *diff)
{
	size_t nold = diff->old_atoms.n, nnew = diff->new_atoms.n;
	unsigned char *del = mem_zero(nold + 1, 1);
	unsigned char *ins = mem_zero(nnew + 1, 1);
	struct change c = { 0 };

	myers_mark(diff->old_atoms.ids, nold, diff->new_atoms.ids, nnew, del,
	    ins);
	for (;;) {
		c.old_from = c.old_to;
		c.new_from = c.new_to;
		while (c.old_from < nold && !del[c.old_from] &&
		    !ins[c.new_from]) {
			c.old_from++;
			c.new_from++;
		}
		c.old_to = c.old_from;
		c.new_to = c.new_from;
		while (c.old_to < nold && del[c.old_to])
			c.old_to++;
		while (c.new_to < nnew && ins[c.new_to])
			c.new_to++;
		if (c.old_to == c.old_from && c.new_to == c.new_from)
			break;
		add_change(diff, c);
	}
	assert(c.old_to == nold && c.new_to == nnew);
	free(del);
	free(ins);
}

/* Where the i-th atom begins. */
static size_t
start_of(const struct atoms *atoms, size_t i)
{
	return i > 0 ? atoms->ends[i - 1] : 0;
}

static bool
one_of(uint32_t id, const uint32_t *set, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (set[i] == id)
			return true;
	return false;
}

/* How well a change may begin or end before the i-th atom. */
static int
boundary(const struct atoms *atoms, size_t i)
{
	static const uint32_t stops[] = { 0x3002 /* 。 */, 0xff1b /* ； */,
		0xff01, 0xff1f, ';', '!', '?' };
	static const uint32_t pauses[] = { 0xff0c /* ， */, 0x3001 /* 、 */,
		0xff1a /* ： */, ',', ':', 0xff09 /* ） */, 0x201d, ')', ' ' };
	static const uint32_t opens[] = { 0xff08 /* （ */, 0x201c, '(' };

	if (i == 0 || i == atoms->n)
		return 5;
	if (atoms->ids[i] == '\n' || atoms->ids[i - 1] == '\n')
		return 5;
	if (one_of(atoms->ids[i - 1], stops, MEM_COUNT(stops)))
		return 4;
	if (one_of(atoms->ids[i - 1], pauses, MEM_COUNT(pauses)) ||
	    one_of(atoms->ids[i], opens, MEM_COUNT(opens)))
		return 3;
	if (one_of(atoms->ids[i], stops, MEM_COUNT(stops)) ||
	    one_of(atoms->ids[i], pauses, MEM_COUNT(pauses)))
		return 2;
	return 0;
}

/*
 * What was only put in or only taken out can often be shown further left or
 * right with the same result: 甲[，乙]，丙 and 甲，[乙，]丙. Show it where
 * clauses begin and end. `from` and `to` are the part in its own text;
 * returns by how many atoms it may go right (or, negative, left).
 */
static ptrdiff_t
best_slide(const struct atoms *atoms, size_t from, size_t to, size_t left_max,
    size_t right_max)
{
	ptrdiff_t best = 0, at;
	size_t left = 0, right = 0;
	int score, most = -1;

	while (left < left_max && left < MAX_SLIDE &&
	    atoms->ids[from - left - 1] == atoms->ids[to - left - 1])
		left++;
	while (right < right_max && right < MAX_SLIDE &&
	    atoms->ids[from + right] == atoms->ids[to + right])
		right++;
	for (at = -(ptrdiff_t)left; at <= (ptrdiff_t)right; at++) {
		score = boundary(atoms, (size_t)((ptrdiff_t)from + at)) +
		    boundary(atoms, (size_t)((ptrdiff_t)to + at));
		if (score > most || (score == most && at <= 0)) {
			most = score;
			best = at;
		}
	}
	return best;
}

static void
slide_changes(struct diff *diff)
{
	size_t i, left, right;
	struct change *c;
	ptrdiff_t by;

	for (i = 0; i < diff->n; i++) {
		c = &diff->changes[i];
		left = c->old_from - (i > 0 ? c[-1].old_to : 0);
		right = (i + 1 < diff->n ? c[1].old_from :
		    diff->old_atoms.n) - c->old_to;
		if (c->old_from == c->old_to)
			by = best_slide(&diff->new_atoms, c->new_from,
			    c->new_to, left, right);
		else if (c->new_from == c->new_to)
			by = best_slide(&diff->old_atoms, c->old_from,
			    c->old_to, left, right);
		else
			continue;
		c->old_from = (size_t)((ptrdiff_t)c->old_from + by);
		c->old_to = (size_t)((ptrdiff_t)c->old_to + by);
		c->new_from = (size_t)((ptrdiff_t)c->new_from + by);
		c->new_to = (size_t)((ptrdiff_t)c->new_to + by);
	}
}

static size_t
characters(const char *text, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; from++)
		n += ((unsigned char)text[from] & 0xc0) != 0x80;
	return n;
}

/* The atoms of the longer side. */
static size_t
extent(const struct change *c)
{
	size_t del = c->old_to - c->old_from, ins = c->new_to - c->new_from;

	return del > ins ? del : ins;
}

/* Is what two changes leave between them, `kept` characters, too little to
 * be read on its own? */
static bool
too_short(const struct change *a, const struct change *b, size_t kept)
{
	size_t x = extent(a), y = extent(b);
	size_t least = x < y ? x : y;

	return kept <= 1 || (kept == 2 && least > 2) ||
	    (kept <= 4 && least >= 4 * kept);
}

/* Join changes between which too little is kept; lines are kept apart. */
static void
join_changes(struct diff *diff)
{
	struct change *c = diff->changes;
	size_t i, n = 0, from, to, kept;

	for (i = 0; i < diff->n; i++) {
		c[n++] = c[i];
		while (n > 1) {
			from = start_of(&diff->new_atoms, c[n - 2].new_to);
			to = start_of(&diff->new_atoms, c[n - 1].new_from);
			kept = characters(diff->new_text, from, to);
			if (!too_short(&c[n - 2], &c[n - 1], kept) ||
			    memchr(diff->new_text + from, '\n', to - from))
				break;
			n--;
			c[n - 1].old_to = c[n].old_to;
			c[n - 1].new_to = c[n].new_to;
		}
	}
	diff->n = n;
}

static void
write_hunks(struct hunks *out, const struct diff *diff)
{
	const struct atoms *a = &diff->old_atoms, *b = &diff->new_atoms;
	const struct change *c;
	size_t i, at = 0;

	for (i = 0; i < diff->n; i++) {
		c = &diff->changes[i];
		hunks_keep(out, start_of(a, c->old_from) - start_of(a, at));
		hunks_change(out,
		    start_of(a, c->old_to) - start_of(a, c->old_from),
		    start_of(b, c->new_to) - start_of(b, c->new_from));
		at = c->old_to;
	}
	hunks_keep(out, start_of(a, a->n) - start_of(a, at));
}

void
diff_texts(struct hunks *out, const char *old_text, size_t old_len,
    const char *new_text, size_t new_len)
{
	struct diff diff = { .old_text = old_text, .new_text = new_text };
	struct atom_table *table;

	if (old_len == new_len && memcmp(old_text, new_text, old_len) == 0) {
		hunks_keep(out, old_len);
		return;
	}
	if (old_len == 0 || new_len == 0 || old_len > UINT32_MAX ||
	    new_len > UINT32_MAX) {
		hunks_change(out, old_len, new_len);
		return;
	}
	table = atom_table_new();
	atoms_split(&diff.old_atoms, table, old_text, old_len);
	atoms_split(&diff.new_atoms, table, new_text, new_len);
	find_changes(&diff);
	slide_changes(&diff);
	join_changes(&diff);
	write_hunks(out, &diff);
	atoms_release(&diff.old_atoms);
	atoms_release(&diff.new_atoms);
	atom_table_free(table);
	free(diff.changes);
}
