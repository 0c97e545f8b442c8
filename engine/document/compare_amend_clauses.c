/*
 * compare_amend_clauses.c: what changed in an article, word by word: 将第三条
 * 第一款中的“甲”修改为“乙”；删去第二款中的“丙”
 */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"
#include "engine/document/counting.h"
#include "engine/document/document_int.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define EDITS_MAX 6		/* changes that are said word by word */
#define QUOTE_MAX 120		/* bytes of words in quotation marks */
#define WORD_MIN 6		/* bytes: two characters */

/* ---- places in an article ---- */

/* Where each of its lines stands: 第二款第一项. */
struct place {
	struct text name;
	bool named;		/* else it cannot be named */
	size_t number;		/* bytes of its number and what follows it */
};

struct places {
	struct place *at;
	size_t n, cap;
};

static void
add_place(struct places *p, const char *name, const char *num)
{
	struct place *at;

	MEM_GROW(p->at, p->n, p->cap);
	at = &p->at[p->n++];
	text_init(&at->name);
	at->named = name != NULL;
	text_adds(&at->name, name != NULL ? name : "");
	at->number = strlen(num) + strlen(document_gap(num));
}

static void
places_release(struct places *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		text_release(&p->at[i].name);
	free(p->at);
}

/* （二） as 第二项, 1. as 第1目. */
static bool
item_name(struct text *out, const struct unit *unit)
{
	const char *num = unit->num, *end;
	size_t len;

	if (unit->kind != UNIT_POINT && unit->kind != UNIT_INDENT)
		return false;
	if (strncmp(num, "（", 3) == 0)
		num += 3;
	else if (*num == '(')
		num++;
	end = num + strcspn(num, ".)");
	if ((len = (size_t)(end - num)) == 0 || *num == '\0')
		return false;
	if (len >= 3 && (memcmp(end - 3, "）", 3) == 0 ||
	    memcmp(end - 3, "、", 3) == 0 || memcmp(end - 3, "．", 3) == 0))
		len -= 3;
	text_adds(out, "第");
	text_add(out, num, len);
	text_adds(out, unit->kind == UNIT_POINT ? "项" : "目");
	return true;
}

static void
add_nameless(struct places *p, const char *words)
{
	for (; words != NULL; words = strchr(words, '\n'),
	    words = words == NULL ? NULL : words + 1)
		add_place(p, NULL, "");
}

static void add_places(struct places *p, const struct unit *unit,
    const char *name, bool joined);

/* As compare_text.c makes lines: what stands below a unit, then its wrapup.
 * The first child may stand on the unit's own line. */
static void
add_places_below(struct places *p, const struct unit *unit, const char *name,
    bool joined)
{
	const struct unit *child;
	struct text below = TEXT_INIT;
	size_t paragraphs = 0, n = 0;

	for (child = unit->first_child; child != NULL;
	    child = child->next_sibling)
		paragraphs += child->kind == UNIT_PARAGRAPH;
	for (child = unit->first_child; child != NULL;
	    child = child->next_sibling, joined = false) {
		text_reset(&below);
		text_adds(&below, name != NULL ? name : "");
		if (child->kind == UNIT_PARAGRAPH && ++n > 0 &&
		    paragraphs > 1) {
			text_adds(&below, "第");
			counting_add(&below, "chineseCountingThousand",
			    (int)n);
			text_adds(&below, "款");
		}
		if (name != NULL && (child->kind == UNIT_PARAGRAPH ||
		    item_name(&below, child)))
			add_places(p, child, below.ptr, joined);
		else
			add_places(p, child, NULL, joined);
	}
	if (unit->wrapup[0] != '\0')
		add_nameless(p, unit->wrapup);
	text_release(&below);
}

static void
add_places(struct places *p, const struct unit *unit, const char *name,
    bool joined)
{
	if (joined && p->n > 0) {
		text_reset(&p->at[p->n - 1].name);
		text_adds(&p->at[p->n - 1].name, name != NULL ? name : "");
		p->at[p->n - 1].named = name != NULL;
	} else if (unit->kind == UNIT_TABLE) {
		add_nameless(p, unit->text);
	} else {
		add_place(p, name, unit->num);
	}
	add_places_below(p, unit, name, false);
}

static void
article_places(struct places *p, const struct unit *article)
{
	const struct unit *first = article->first_child;

	add_place(p, "", article->num);
	add_places_below(p, article, "", article->heading[0] == '\0' &&
	    article->text[0] == '\0' && first != NULL &&
	    first->kind == UNIT_PARAGRAPH && first->num[0] == '\0');
}

/* ---- word by word ---- */

/* A change inside one line; offsets into the old and the new words. */
struct edit {
	size_t from, del, ins_from, ins;
	size_t start, end;	/* of the old line, without its number */
	size_t before, after;	/* kept bytes that may be quoted with it */
};

struct edits {
	struct edit at[EDITS_MAX + 1];
	size_t n;
	struct text old_words, new_words;
};

/* What is taken out and put in at each place. False: it is too much, or not
 * each inside a line. */
static bool
read_edits(struct edits *e, const struct compare_pair *pair)
{
	const struct compare_run *run;
	struct edit *last = NULL;
	size_t i, x = 0, y = 0;

	for (i = 0; i < pair->nruns; i++) {
		run = &pair->runs[i];
		if (run->op == COMPARE_KEEP) {
			x += run->len;
			y += run->len;
			last = NULL;
			continue;
		}
		if (memchr(run->text, '\n', run->len) != NULL ||
		    (last == NULL && e->n == MEM_COUNT(e->at)))
			return false;
		if (last == NULL) {
			last = &e->at[e->n++];
			*last = (struct edit){ .from = x, .ins_from = y };
		}
		if (run->op == COMPARE_DELETE) {
			last->del = run->len;
			x += run->len;
		} else {
			last->ins = run->len;
			y += run->len;
		}
	}
	return true;
}

/* The edits without that of the unit's own number. */
static bool
find_edits(struct edits *e, const struct compare_pair *pair)
{
	if (!read_edits(e, pair))
		return false;
	if (e->n > 0 && amend_renamed(pair)) {
		if (e->at[0].from > 0 ||
		    e->at[0].del != strlen(pair->old_label) ||
		    e->at[0].ins != strlen(pair->new_label))
			return false;
		e->n--;
		memmove(e->at, e->at + 1, e->n * sizeof(*e->at));
	}
	return e->n > 0 && e->n <= EDITS_MAX;
}

/* Which line of the old words an edit is in. */
static size_t
line_number(const struct edits *e, const struct edit *d)
{
	size_t line = 0, i;

	for (i = 0; i < d->from; i++)
		line += e->old_words.ptr[i] == '\n';
	return line;
}

/*
 * The words of the line around the k-th edit. What is kept between two edits
 * is shared between them, so that nothing is quoted twice. False: the edit
 * reaches into the line's number.
 */
static bool
find_line(struct edits *e, size_t k, size_t number)
{
	const char *s = e->old_words.ptr;
	struct edit *d = &e->at[k];
	size_t past = d->from + d->del, gap;

	for (d->start = d->from; d->start > 0 && s[d->start - 1] != '\n';
	    d->start--)
		continue;
	for (d->end = past; d->end < e->old_words.len && s[d->end] != '\n';
	    d->end++)
		continue;
	d->start += number;
	if (d->from < d->start)
		return false;
	d->before = d->from - d->start;
	d->after = d->end - past;
	if (k > 0 && d[-1].from + d[-1].del > d->start) {
		gap = d->from - (d[-1].from + d[-1].del);
		d->before = gap - gap / 2;
	}
	if (k + 1 < e->n && d[1].from < d->end) {
		gap = d[1].from - past;
		d->after = gap / 2;
	}
	return true;
}

static size_t
occurrences(const char *s, size_t len, const char *words, size_t n)
{
	size_t count = 0, i;

	for (i = 0; n > 0 && i + n <= len; i++)
		count += memcmp(s + i, words, n) == 0;
	return count;
}

/* Do the words stand once in the line, and can they stand in quotation
 * marks? */
static bool
can_quote(const struct edits *e, const struct edit *d, size_t from,
    size_t len)
{
	const char *s = e->old_words.ptr;

	return len > 0 && len <= QUOTE_MAX && occurrences(s + d->start,
	    d->end - d->start, s + from, len) == 1;
}

static bool
has_quotes(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i + 3 <= len; i++)
		if (memcmp(s + i, "“", 3) == 0 || memcmp(s + i, "”", 3) == 0)
			return true;
	return false;
}

static bool
char_begins(const char *s)
{
	return ((unsigned char)*s & 0xc0) != 0x80;
}

static bool
is_ideograph(const char *s)
{
	return (unsigned char)*s >= 0xe4 && (unsigned char)*s <= 0xe9;
}

/* Begins a number here? */
static bool
is_count(const char *s)
{
	static const char *const digits[] = { "一", "二", "三", "四", "五",
		"六", "七", "八", "九", "十", "百", "千", "万", "亿", "两", "零",
		"〇" };
	size_t i;

	for (i = 0; i < MEM_COUNT(digits); i++)
		if (strncmp(s, digits[i], strlen(digits[i])) == 0)
			return true;
	return *s >= '0' && *s <= '9';
}

/*
 * Widen an edit into the words kept around it, first in front, until what is
 * quoted stands once. With `least` bytes at least in front: an anchor for
 * what is only put in. Gives how far in *front and *behind.
 */
static bool
widen(const struct edits *e, const struct edit *d, size_t least,
    size_t *front, size_t *behind)
{
	/* 一次 for 两次 rather than 一 for 两 */
	const char *s = e->old_words.ptr;
	size_t more = d->del > 0 && d->ins > 0 && d->del < WORD_MIN ?
	    WORD_MIN - d->del : 0;

	/* and 医院 for 医疗机构 rather than 院救 for 疗机构救: what is counted
	 * follows its number, else the word mostly began before */
	if (more > 0 && !is_count(s + d->from) && d->before >= 3 &&
	    is_ideograph(s + d->from - 3) && least < 3)
		least = 3;
	*front = *behind = 0;
	while (*front < d->before && (*front < least ||
	    !char_begins(s + d->from - *front) ||
	    !can_quote(e, d, d->from - *front, *front + d->del)))
		++*front;
	if (more > d->after || *front > 0)
		more = 0;
	while (*behind < more ||
	    !can_quote(e, d, d->from - *front, *front + d->del + *behind) ||
	    !char_begins(s + d->from + d->del + *behind)) {
		if (*behind >= d->after)
			return false;
		++*behind;
	}
	return char_begins(s + d->from - *front);
}

static void
add_quoted(struct text *out, const char *s, size_t len)
{
	text_adds(out, "“");
	text_add(out, s, len);
	text_adds(out, "”");
}

/* One edit as a clause. False: it cannot be said. */
static bool
add_clause(struct text *out, const struct edits *e, const struct edit *d,
    const char *where)
{
	const char *s = e->old_words.ptr, *t = e->new_words.ptr;
	size_t front, behind;

	if (has_quotes(t + d->ins_from, d->ins))
		return false;
	if (d->del == 0) {
		if (!widen(e, d, WORD_MIN, &front, &behind))
			return false;
	} else if (!widen(e, d, 0, &front, &behind)) {
		return false;
	}
	if (has_quotes(s + d->from - front, front + d->del + behind))
		return false;
	if (d->del == 0 && (front == 0 || behind == 0)) {
		text_addf(out, "在%s中的", where);
		add_quoted(out, s + d->from - front, front + behind);
		text_adds(out, front > 0 ? "之后增加" : "之前增加");
		add_quoted(out, t + d->ins_from, d->ins);
		return true;
	}
	if (d->ins == 0 && front + behind == 0) {
		text_addf(out, "删去%s中的", where);
		add_quoted(out, s + d->from, d->del);
		return true;
	}
	text_addf(out, "将%s中的", where);
	add_quoted(out, s + d->from - front, front + d->del + behind);
	text_adds(out, "修改为“");
	text_add(out, t + d->ins_from - front, front + d->ins + behind);
	text_adds(out, "”");
	return true;
}

/* 第三条第一款; the article is named once, and where it gets a new number in
 * front of the clauses not here. */
static void
add_where(struct text *out, const struct compare_pair *pair, size_t k,
    const struct place *place)
{
	if (k == 0 && !amend_renamed(pair)) {
		amend_scope(out, pair->old_unit);
		text_adds(out, pair->old_label);
	} else if (place->name.len == 0) {
		text_adds(out, "其");
	}
	text_adds(out, place->name.ptr);
}

/* All edits, clause by clause. */
static bool
add_edits(struct text *out, const struct compare_pair *pair, struct edits *e)
{
	struct places p = { .n = 0 };
	struct text where = TEXT_INIT;
	size_t k, line, changed = 0;
	bool can = true;

	article_places(&p, pair->old_unit);
	for (k = 0; can && k < e->n; k++) {
		line = line_number(e, &e->at[k]);
		can = line < p.n && p.at[line].named &&
		    find_line(e, k, p.at[line].number);
		if (!can)
			break;
		changed += e->at[k].del + e->at[k].ins;
		text_reset(&where);
		add_where(&where, pair, k, &p.at[line]);
		text_adds(out, k > 0 ? "；" : "");
		can = add_clause(out, e, &e->at[k], where.ptr);
	}
	text_release(&where);
	places_release(&p);
	/* where most of it changed, the whole reads better */
	return can && changed * 2 < e->old_words.len + e->new_words.len;
}

bool
amend_clauses(struct text *out, const struct compare_pair *pair)
{
	struct edits e = { .n = 0, .old_words = TEXT_INIT,
		.new_words = TEXT_INIT };
	size_t start = out->len;
	bool said;

	assert(pair->old_unit->kind == UNIT_ARTICLE);
	amend_words(&e.old_words, pair, false);
	amend_words(&e.new_words, pair, true);
	said = find_edits(&e, pair) && add_edits(out, pair, &e);
	if (!said)
		text_cut(out, start);
	text_release(&e.old_words);
	text_release(&e.new_words);
	return said;
}
