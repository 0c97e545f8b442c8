/* compare_reference.c: references to articles whose number changed */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"
#include "engine/document/mark.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define REFERENCE_BYTES 64
#define TAIL_BYTES 48

/* An article of the old text and what became of it. One that was split has
 * an entry for each share. */
struct fate {
	const struct unit *text;	/* body or attachment that it is in */
	long n, sub;
	const char *label;		/* "" gone */
	long new_n, new_sub;
};

struct references {
	struct fate *fates;
	size_t nfates;
	struct compare_reference *found;	/* of the pair at work */
	size_t nfound, found_cap;
};

static const struct unit *
text_of(const struct unit *unit)
{
	while (unit->parent != NULL && unit->kind != UNIT_ATTACHMENT)
		unit = unit->parent;
	return unit;
}

static bool
number_of(const char *s, size_t len, long *n, long *sub)
{
	char copy[REFERENCE_BYTES];
	struct mark mark;

	if (len == 0 || len >= sizeof(copy))
		return false;
	memcpy(copy, s, len);
	copy[len] = '\0';
	mark_scan(copy, &mark);
	*n = mark.n;
	*sub = mark.sub;
	return mark.kind == MARK_ARTICLE && mark.len == len;
}

static int
by_number(const void *a, const void *b)
{
	const struct fate *x = a, *y = b;

	if (x->text != y->text)
		return (uintptr_t)x->text < (uintptr_t)y->text ? -1 : 1;
	if (x->n != y->n)
		return x->n < y->n ? -1 : 1;
	return x->sub < y->sub ? -1 : x->sub > y->sub;
}

/* Every old article's fate. False: all kept their numbers. */
static bool
find_fates(struct references *r, const struct compare_pair *pairs, size_t n)
{
	const struct compare_pair *pair;
	bool any = false;
	struct fate *f;
	size_t i;

	r->fates = mem_alloc(n * sizeof(*r->fates));
	for (i = 0; i < n; i++) {
		pair = &pairs[i];
		f = &r->fates[r->nfates];
		if (pair->old_unit == NULL ||
		    pair->old_unit->kind != UNIT_ARTICLE ||
		    !number_of(pair->old_label, strlen(pair->old_label),
		    &f->n, &f->sub))
			continue;
		f->text = text_of(pair->old_unit);
		f->label = pair->new_label;
		if (pair->new_unit == NULL || !number_of(f->label,
		    strlen(f->label), &f->new_n, &f->new_sub)) {
			f->label = "";
			f->new_n = f->new_sub = -1;
		}
		any = any || f->n != f->new_n || f->sub != f->new_sub;
		r->nfates++;
	}
	if (r->nfates > 1)
		qsort(r->fates, r->nfates, sizeof(*r->fates), by_number);
	return any;
}

/* The fates of the article that is meant; how many in *count. */
static const struct fate *
fate_of(const struct references *r, const struct unit *text, long n, long sub,
    size_t *count)
{
	const struct fate key = { .text = text, .n = n, .sub = sub };
	size_t low = 0, high = r->nfates, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (by_number(&r->fates[mid], &key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (*count = 0; low + *count < r->nfates &&
	    by_number(&r->fates[low + *count], &key) == 0; ++*count)
		continue;
	return *count > 0 ? &r->fates[low] : NULL;
}

/* ---- finding references to articles of the same text ---- */

/* One side's words as far as they were read. */
struct tail {
	char bytes[TAIL_BYTES];		/* the last of them */
	size_t len;
	int titles;			/* open 《 */
	bool other;			/* the last reference is to another
					   text: 《甲法》第三条、第四条 */
};

static void
tail_add(struct tail *t, const char *s, size_t len)
{
	size_t drop;

	if (len >= TAIL_BYTES) {
		s += len - TAIL_BYTES;
		len = TAIL_BYTES;
	}
	if (t->len + len > TAIL_BYTES) {
		drop = t->len + len - TAIL_BYTES;
		memmove(t->bytes, t->bytes + drop, t->len - drop);
		t->len -= drop;
	}
	memcpy(t->bytes + t->len, s, len);
	t->len += len;
}

static bool
tail_is(const struct tail *t, const char *word)
{
	size_t len = strlen(word);

	return t->len >= len && memcmp(t->bytes + t->len - len, word, len) ==
	    0;
}

/* Is a reference that stands behind this one to another text? */
static bool
is_other(const struct tail *t)
{
	static const char *const joins[] = { "、", "和", "及", "或", "与", "至",
		"或者", "以及", "条", "款", "项", "目" };
	static const char *const own[] = { "本法", "本条例", "本办法", "本规定",
		"本细则", "本规则", "本决定", "本意见", "本通知", "本章" };
	static const char *const texts[] = { "》", "法", "条例", "办法", "规定",
		"细则", "规则", "决定", "意见", "通知", "解释", "典" };
	size_t i;

	for (i = 0; i < MEM_COUNT(own); i++)
		if (tail_is(t, own[i]))
			return false;
	for (i = 0; i < MEM_COUNT(texts); i++)
		if (tail_is(t, texts[i]))
			return true;
	for (i = 0; i < MEM_COUNT(joins); i++)
		if (tail_is(t, joins[i]))
			return t->other;
	return false;
}

/* The references of a run, one after the other: where the next one is looked
 * for in *at; its length, 0 when there are no more. Those to other texts are
 * passed over. */
static size_t
next_reference(struct tail *t, const struct compare_run *run, size_t *at,
    const char **found)
{
	size_t from = *at, i, len;
	long n, sub;

	for (i = from; i + 3 <= run->len; i++) {
		if (memcmp(run->text + i, "《", 3) == 0)
			t->titles++;
		else if (memcmp(run->text + i, "》", 3) == 0 && t->titles > 0)
			t->titles--;
		if (t->titles > 0 || memcmp(run->text + i, "第", 3) != 0)
			continue;
		len = atom_length(run->text + i, run->len - i);
		if (!number_of(run->text + i, len, &n, &sub))
			continue;
		tail_add(t, run->text + from, i - from);
		t->other = is_other(t);
		tail_add(t, run->text + i, len);
		from = i + len;
		i = from - 1;
		if (t->other)
			continue;
		*found = run->text + from - len;
		*at = from;
		return len;
	}
	tail_add(t, run->text + from, run->len - from);
	*at = run->len;
	return 0;
}

/* ---- judging them ---- */

static void
add_found(struct references *r, enum compare_follow follow, const char *old,
    size_t old_len, const char *new, size_t new_len, const char *now)
{
	MEM_GROW(r->found, r->nfound, r->found_cap);
	r->found[r->nfound++] = (struct compare_reference){ follow, old,
		old_len, new, new_len, now };
}

/* The words refer to old and now to new. */
static void
judge(struct references *r, const struct unit *text, const char *old,
    size_t old_len, const char *new, size_t new_len)
{
	const struct fate *f;
	long n, sub, m, msub;
	size_t count, i;
	bool kept;

	if (!number_of(old, old_len, &n, &sub) ||
	    !number_of(new, new_len, &m, &msub))
		return;
	f = fate_of(r, text, n, sub, &count);
	if (f == NULL)
		return;
	kept = n == m && sub == msub;
	for (i = 0; i < count; i++) {
		if (f[i].new_n != m || f[i].new_sub != msub)
			continue;
		if (!kept)
			add_found(r, COMPARE_FOLLOWED, old, old_len, new,
			    new_len, f[i].label);
		return;
	}
	add_found(r, kept ? COMPARE_STALE : COMPARE_ELSEWHERE, old, old_len,
	    new, new_len, f->label);
}

#define HUNK_MAX 32

/* References taken out and put in at one place: the k-th for the k-th. */
static void
judge_change(struct references *r, const struct unit *text,
    const struct compare_run *del, struct tail *old_tail,
    const struct compare_run *ins, struct tail *new_tail)
{
	const char *old[HUNK_MAX], *new[HUNK_MAX], *found;
	size_t old_len[HUNK_MAX], new_len[HUNK_MAX], nold = 0, nnew = 0, at;
	size_t len;

	for (at = 0; (len = next_reference(old_tail, del, &at, &found)) > 0;
	    nold++)
		if (nold < HUNK_MAX) {
			old[nold] = found;
			old_len[nold] = len;
		}
	for (at = 0; (len = next_reference(new_tail, ins, &at, &found)) > 0;
	    nnew++)
		if (nnew < HUNK_MAX) {
			new[nnew] = found;
			new_len[nnew] = len;
		}
	if (nold != nnew || nold > HUNK_MAX)
		return;
	for (at = 0; at < nold; at++)
		judge(r, text, old[at], old_len[at], new[at], new_len[at]);
}

/* The k-th run without the unit's own number, which is no reference. */
static struct compare_run
without_number(const struct compare_pair *pair, size_t k)
{
	struct compare_run run = pair->runs[k];
	bool old = run.op == COMPARE_DELETE;
	const char *label = old ? pair->old_label : pair->new_label;
	bool first = k == 0 || (k == 1 && run.op == COMPARE_INSERT &&
	    pair->runs[0].op == COMPARE_DELETE);
	size_t len = strlen(label);

	if (first && (old ? pair->old_part : pair->new_part) == 0 &&
	    run.len >= len && memcmp(run.text, label, len) == 0) {
		run.text += len;
		run.len -= len;
	}
	return run;
}

static void
read_pair(struct references *r, const struct compare_pair *pair)
{
	const struct unit *text = text_of(pair->old_unit);
	struct tail old_tail = { .len = 0 }, new_tail = { .len = 0 };
	static const struct compare_run none = { COMPARE_INSERT, "", 0 };
	struct compare_run run, next;
	const char *found;
	size_t k, at, len;

	for (k = 0; k < pair->nruns; k++) {
		run = without_number(pair, k);
		if (run.op == COMPARE_DELETE) {
			next = none;
			if (k + 1 < pair->nruns && pair->runs[k + 1].op ==
			    COMPARE_INSERT)
				next = without_number(pair, ++k);
			judge_change(r, text, &run, &old_tail, &next,
			    &new_tail);
			continue;
		}
		for (at = 0; (len = next_reference(&new_tail, &run, &at,
		    &found)) > 0; )
			if (run.op == COMPARE_KEEP)
				judge(r, text, found, len, found, len);
		if (run.op == COMPARE_KEEP)
			old_tail = new_tail;
	}
}

void
compare_references(struct arena *arena, struct compare_pair *pairs, size_t n)
{
	struct references r = { .nfates = 0 };
	struct compare_reference *kept;
	size_t i;

	if (!find_fates(&r, pairs, n))
		n = 0;
	for (i = 0; i < n; i++) {
		if (pairs[i].old_unit == NULL || pairs[i].new_unit == NULL)
			continue;
		r.nfound = 0;
		read_pair(&r, &pairs[i]);
		if (r.nfound == 0)
			continue;
		kept = arena_array(arena, r.nfound, sizeof(*kept));
		memcpy(kept, r.found, r.nfound * sizeof(*kept));
		pairs[i].references = kept;
		pairs[i].nreferences = r.nfound;
	}
	free(r.fates);
	free(r.found);
}
