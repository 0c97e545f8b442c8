/*
 * compare_amend.c: a comparison as the sentences of an amending decision
 * (修改决定)
 *
 * The forms are those that such decisions commonly have; no rule that
 * prescribes them was found, so this is the house's form:
 *
 *   将名称修改为“甲办法”。
 *   将第三条第一款中的“甲”修改为“乙”；删去第二款中的“丙”；在第二款第一项中的“丁”之后增加“戊”。
 *   将第三条修改为：“第三条 …”
 *   将第六条改为第七条，修改为：“第七条 …”
 *   增加一条，作为第八条：“第八条 …”
 *   删去第五条。
 *   将第五条分为两条，作为第五条、第六条，修改为：“第五条 …”“第六条 …”
 *   将第五条、第六条合并为一条，作为第五条，修改为：“第五条 …”
 *   条文序号相应调整：第六条至第九条依次改为第七条至第十条，第十二条改为第十四条。
 *
 * Words in quotation marks stand exactly once in the paragraph they are said
 * to stand in. What cannot be said so is said by the whole new article.
 */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"
#include "engine/document/counting.h"
#include "engine/document/document_int.h"

#include <stdlib.h>
#include <string.h>

#define HUNKS_MAX 6		/* changes that are said word by word */
#define QUOTE_MAX 120		/* bytes of words in quotation marks */
#define WORD_MIN 6		/* bytes: two characters */

static void
add_numeral(struct text *out, int n)
{
	counting_add(out, "chineseCountingThousand", n);
}

/* ---- the words of a pair ---- */

static void
side_words(struct text *out, const struct compare_pair *pair, bool new_side)
{
	enum compare_op op = new_side ? COMPARE_INSERT : COMPARE_DELETE;
	size_t i;

	for (i = 0; i < pair->nruns; i++)
		if (pair->runs[i].op == COMPARE_KEEP ||
		    pair->runs[i].op == op)
			text_add(out, pair->runs[i].text, pair->runs[i].len);
}

/* All words of a unit, also where its shares stand in several pairs. */
static void
whole_words(struct text *out, const struct comparison *c,
    const struct compare_pair *pair, bool new_side)
{
	size_t n = comparison_npairs(c), part, i;
	const struct compare_pair *p;
	bool last = new_side ? pair->new_last && pair->new_part == 0 :
	    pair->old_last && pair->old_part == 0;

	if (last) {
		side_words(out, pair, new_side);
		return;
	}
	for (part = 0; !last; part++) {
		for (i = 0, p = NULL; i < n; i++) {
			p = comparison_pair(c, i);
			if (new_side ? p->new_place == pair->new_place &&
			    p->new_part == part : p->old_place ==
			    pair->old_place && p->old_part == part)
				break;
		}
		if (i == n)
			return;
		side_words(out, p, new_side);
		last = new_side ? p->new_last : p->old_last;
	}
}

/* Are the words but for the unit's own number the same, byte for byte? */
static bool
same_words(const struct compare_pair *pair)
{
	struct text x = TEXT_INIT, y = TEXT_INIT;
	size_t m = strlen(pair->old_label), n = strlen(pair->new_label);
	bool same;

	side_words(&x, pair, false);
	side_words(&y, pair, true);
	same = x.len >= m && y.len >= n &&
	    memcmp(x.ptr, pair->old_label, m) == 0 &&
	    memcmp(y.ptr, pair->new_label, n) == 0 &&
	    strcmp(x.ptr + m, y.ptr + n) == 0;
	text_release(&x);
	text_release(&y);
	return same;
}

static bool
renamed(const struct compare_pair *pair)
{
	return *pair->old_label != '\0' && *pair->new_label != '\0' &&
	    strcmp(pair->old_label, pair->new_label) != 0;
}

/* Only the number of the unit itself changed. */
static bool
number_alone(const struct compare_pair *pair)
{
	return pair->status == COMPARE_RENUMBERED && renamed(pair) &&
	    same_words(pair);
}

struct decision {
	const struct comparison *c;
	struct text *out;
	int n;
};

static void
begin(struct decision *d)
{
	add_numeral(d->out, ++d->n);
	text_adds(d->out, "、");
}

static void
add_whole(struct decision *d, const struct compare_pair *pair)
{
	text_adds(d->out, "“");
	whole_words(d->out, d->c, pair, true);
	text_adds(d->out, "”");
}

/* ---- names ---- */

/* 附件1, 《甲办法》 for units of an attachment; "" in the main text. */
static void
add_scope(struct text *out, const struct unit *unit)
{
	for (; unit != NULL; unit = unit->parent) {
		if (unit->kind != UNIT_ATTACHMENT)
			continue;
		if (unit->num[0] != '\0')
			text_adds(out, unit->num);
		else if (unit->heading[0] != '\0')
			text_addf(out, "《%s》", unit->heading);
		return;
	}
}

static const struct unit *
parent_of(const struct unit *unit)
{
	return unit != NULL && unit->kind == UNIT_ATTACHMENT ? NULL : unit;
}

static bool
is_article(const struct unit *unit)
{
	return unit != NULL && unit->kind == UNIT_ARTICLE;
}

/* How a unit is named: 第三条, 第二章章名, “一、”部分; or by its words. */
static void
add_name(struct text *out, const struct unit *unit, const char *label,
    const char *words)
{
	add_scope(out, parent_of(unit));
	if (unit == NULL) {
		text_adds(out, "名称");
		return;
	}
	switch (unit->kind) {
	case UNIT_ARTICLE:
		text_adds(out, label);
		return;
	case UNIT_BOOK:
		text_addf(out, "%s编名", label);
		return;
	case UNIT_PART:
		text_addf(out, "%s分编名", label);
		return;
	case UNIT_CHAPTER:
		text_addf(out, "%s章名", label);
		return;
	case UNIT_SECTION:
		text_addf(out, "%s节名", label);
		return;
	case UNIT_ATTACHMENT:
		text_addf(out, "%s名称", label);
		return;
	default:
		break;
	}
	if (*label != '\0')
		text_addf(out, "“%s”部分", label);
	else
		text_addf(out, "“%s”一段", words);
}

/* A number as it is named: 第七条, “二、”部分. */
static void
add_label(struct text *out, const struct unit *unit, const char *label)
{
	switch (unit->kind) {
	case UNIT_ARTICLE:
	case UNIT_BOOK:
	case UNIT_PART:
	case UNIT_CHAPTER:
	case UNIT_SECTION:
	case UNIT_ATTACHMENT:
		text_adds(out, label);
		return;
	default:
		text_addf(out, "“%s”部分", label);
	}
}

/* 一条, 一章, 一段 */
static const char *
measure_of(const struct unit *unit)
{
	if (unit == NULL)
		return "名称";
	switch (unit->kind) {
	case UNIT_ARTICLE:
		return "一条";
	case UNIT_BOOK:
		return "一编";
	case UNIT_PART:
		return "一分编";
	case UNIT_CHAPTER:
		return "一章";
	case UNIT_SECTION:
		return "一节";
	case UNIT_ATTACHMENT:
		return "一个附件";
	case UNIT_LEVEL:
		return "一部分";
	default:
		return "一段";
	}
}

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
			add_numeral(&below, (int)n);
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

/* A change inside one line; offsets into the old and new words. */
struct edit {
	size_t line;
	size_t from, del, ins_from, ins;
	size_t before, after;	/* kept bytes in the line, up to the next
				   edit, that may be quoted with it */
	size_t start, end;	/* of the line's words, without its number */
};

struct edits {
	struct edit at[HUNKS_MAX];
	size_t n;
	struct text old_words, new_words;
};

/* The edits, without that of the unit's own number. False: they are too
 * many, or not each inside a line. */
static bool
find_edits(struct edits *e, const struct compare_pair *pair)
{
	size_t i, x = 0, y = 0, line = 0, kept = 0, label = 0, half, k;
	const struct compare_run *run;
	struct edit *last = NULL;

	for (i = 0; i < pair->nruns; i++) {
		run = &pair->runs[i];
		if (run->op == COMPARE_KEEP) {
			for (k = 0, kept = 0; k < run->len; k++, kept++)
				if (run->text[k] == '\n') {
					if (last != NULL &&
					    last->line == line &&
					    last->after == 0)
						last->after = kept;
					last = NULL;
					line++;
					kept = (size_t)-1;
				}
			if (last != NULL)
				last->after = kept;
			x += run->len;
			y += run->len;
			continue;
		}
		if (memchr(run->text, '\n', run->len) != NULL)
			return false;
		if (i <= 1 && pair->runs[0].op != COMPARE_KEEP &&
		    run->len == strlen(i == 0 ? pair->old_label :
		    pair->new_label) && memcmp(run->text, i == 0 ?
		    pair->old_label : pair->new_label, run->len) == 0) {
			x += run->op == COMPARE_DELETE ? run->len : 0;
			y += run->op == COMPARE_INSERT ? run->len : 0;
			label++;
			continue;
		}
		if (run->op == COMPARE_INSERT && i > 0 && last != NULL &&
		    pair->runs[i - 1].op == COMPARE_DELETE) {
			last->ins_from = y;
			last->ins = run->len;
			y += run->len;
			continue;
		}
		if (e->n == HUNKS_MAX)
			return false;
		/* what is kept between two edits is not quoted twice */
		half = e->n > 0 && e->at[e->n - 1].line == line ? kept / 2 :
		    0;
		if (half > 0)
			e->at[e->n - 1].after = half;
		last = &e->at[e->n++];
		*last = (struct edit){ .line = line, .from = x,
			.ins_from = y, .before = kept - half };
		*(run->op == COMPARE_DELETE ? &last->del : &last->ins) =
		    run->len;
		x += run->op == COMPARE_DELETE ? run->len : 0;
		y += run->op == COMPARE_INSERT ? run->len : 0;
	}
	return label != 1 && e->n > 0;
}

/* Where the words of the old line are that an edit is in. False: it reaches
 * into the line's number. */
static bool
find_line(const struct edits *e, struct edit *d, size_t number)
{
	const char *s = e->old_words.ptr;

	for (d->start = d->from; d->start > 0 && s[d->start - 1] != '\n';
	    d->start--)
		continue;
	for (d->end = d->from; d->end < e->old_words.len &&
	    s[d->end] != '\n'; d->end++)
		continue;
	d->start += number;
	if (d->from < d->start)
		return false;
	if (d->before > d->from - d->start)
		d->before = d->from - d->start;
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
	size_t more = d->del > 0 && d->ins > 0 && d->del < WORD_MIN ?
	    WORD_MIN - d->del : 0;

	const char *s = e->old_words.ptr;

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

/* The words in which an article changed, clause by clause. False: say it by
 * the whole article (out is as it was). */
static bool
add_clauses(struct text *out, const struct compare_pair *pair)
{
	struct edits e = { .n = 0, .old_words = TEXT_INIT,
		.new_words = TEXT_INIT };
	struct places p = { .n = 0 };
	struct text name = TEXT_INIT;
	size_t start = out->len, i, changed = 0;
	const struct place *at;
	bool can;

	side_words(&e.old_words, pair, false);
	side_words(&e.new_words, pair, true);
	can = is_article(pair->old_unit) && find_edits(&e, pair);
	if (can)
		article_places(&p, pair->old_unit);
	for (i = 0; can && i < e.n; i++) {
		changed += e.at[i].del + e.at[i].ins;
		can = e.at[i].line < p.n;
		at = can ? &p.at[e.at[i].line] : NULL;
		can = can && at->named && find_line(&e, &e.at[i],
		    at->number);
		if (!can)
			break;
		text_reset(&name);
		/* the article is named once, where it gets a new number in
		 * front of the clauses */
		if (i == 0 && !renamed(pair))
			add_name(&name, pair->old_unit, pair->old_label, "");
		else if (at->name.len == 0)
			text_adds(&name, "其");
		text_adds(&name, at->name.ptr);
		if (i > 0)
			text_adds(out, "；");
		can = add_clause(out, &e, &e.at[i], name.ptr);
	}
	can = can && changed * 2 < e.old_words.len + e.new_words.len;
	if (!can)
		text_cut(out, start);
	text_release(&name);
	text_release(&e.old_words);
	text_release(&e.new_words);
	places_release(&p);
	return can;
}

/* ---- sentences ---- */

static void
say_changed(struct decision *d, const struct compare_pair *pair)
{
	struct text words = TEXT_INIT, name = TEXT_INIT;

	begin(d);
	side_words(&words, pair, false);
	add_name(&name, pair->old_unit, pair->old_label, words.ptr);
	if (renamed(pair)) {
		text_adds(d->out, "将");
		add_scope(d->out, parent_of(pair->old_unit));
		add_label(d->out, pair->old_unit, pair->old_label);
		text_adds(d->out, "改为");
		add_label(d->out, pair->new_unit, pair->new_label);
	}
	if (renamed(pair) && same_words(pair)) {
		text_adds(d->out, "。\n");
	} else {
		text_adds(d->out, renamed(pair) ? "，" : "");
		if (add_clauses(d->out, pair)) {
			text_adds(d->out, "。\n");
		} else {
			if (!renamed(pair))
				text_addf(d->out, "将%s", name.ptr);
			text_adds(d->out, "修改为：");
			add_whole(d, pair);
			text_adds(d->out, "\n");
		}
	}
	text_release(&words);
	text_release(&name);
}

static void
say_new(struct decision *d, const struct compare_pair *pair)
{
	begin(d);
	if (pair->new_unit != NULL)
		add_scope(d->out, parent_of(pair->new_unit));
	text_addf(d->out, "增加%s", measure_of(pair->new_unit));
	if (pair->new_unit != NULL && *pair->new_label != '\0') {
		text_adds(d->out, "，作为");
		add_label(d->out, pair->new_unit, pair->new_label);
	}
	text_adds(d->out, "：");
	add_whole(d, pair);
	text_adds(d->out, "\n");
}

static void
say_gone(struct decision *d, const struct compare_pair *pair)
{
	struct text words = TEXT_INIT;

	begin(d);
	side_words(&words, pair, false);
	text_adds(d->out, "删去");
	add_name(d->out, pair->old_unit, pair->old_label, words.ptr);
	text_adds(d->out, "。\n");
	text_release(&words);
}

/* The pairs of a unit that was divided, or put together, once for all. */
static void
say_shares(struct decision *d, const struct compare_pair *pair)
{
	bool split = pair->status == COMPARE_SPLIT;
	size_t n = comparison_npairs(d->c), i, count = 0;
	size_t place = split ? pair->old_place : pair->new_place;
	const struct compare_pair *p, *list[64];
	const char *one;

	for (i = 0; i < n; i++) {
		p = comparison_pair(d->c, i);
		if (p->status != pair->status || (split ? p->old_place :
		    p->new_place) != place || count == MEM_COUNT(list))
			continue;
		if (count == 0 && p != pair)
			return;		/* was said */
		list[count++] = p;
	}
	begin(d);
	text_adds(d->out, "将");
	for (i = 0; i < (split ? 1 : count); i++) {
		struct text words = TEXT_INIT;

		text_adds(d->out, i > 0 ? "、" : "");
		whole_words(&words, d->c, list[i], false);
		add_name(d->out, list[i]->old_unit, list[i]->old_label,
		    words.ptr);
		text_release(&words);
	}
	one = measure_of(pair->new_unit);
	text_adds(d->out, split ? "分为" : "合并为");
	if (!split)
		text_adds(d->out, one);
	else if (count == 2)
		text_addf(d->out, "两%s", one + strlen("一"));
	else {
		add_numeral(d->out, (int)count);
		text_adds(d->out, one + strlen("一"));
	}
	for (i = 0; i < (split ? count : 1) && *list[i]->new_label != '\0';
	    i++) {
		text_adds(d->out, i > 0 ? "、" : "，作为");
		add_label(d->out, list[i]->new_unit, list[i]->new_label);
	}
	text_adds(d->out, "，修改为：");
	for (i = 0; i < (split ? count : 1); i++) {
		text_adds(d->out, i > 0 ? "\n" : "");
		add_whole(d, list[i]);
	}
	text_adds(d->out, "\n");
}

/* ---- numbers alone ---- */

/* Does the pair go on with the run of numbers before it? */
static bool
goes_on(const struct compare_pair *a, const struct compare_pair *b)
{
	return is_article(a->old_unit) && is_article(b->old_unit) &&
	    b->old_place == a->old_place + 1 &&
	    b->new_place == a->new_place + 1;
}

static void
say_numbers(struct decision *d)
{
	size_t n = comparison_npairs(d->c), i, last;
	const struct compare_pair *a, *b;
	bool first = true;

	for (i = 0; i < n; i = last + 1) {
		last = i;
		a = b = comparison_pair(d->c, i);
		if (!number_alone(a))
			continue;
		while (last + 1 < n && number_alone(comparison_pair(d->c,
		    last + 1)) && goes_on(b, comparison_pair(d->c, last + 1)))
			b = comparison_pair(d->c, ++last);
		if (first) {
			begin(d);
			text_adds(d->out, "条文序号相应调整：");
		} else {
			text_adds(d->out, "，");
		}
		first = false;
		add_scope(d->out, parent_of(a->old_unit));
		if (a == b)
			text_addf(d->out, "%s改为%s", a->old_label,
			    a->new_label);
		else
			text_addf(d->out, "%s至%s依次改为%s至%s",
			    a->old_label, b->old_label, a->new_label,
			    b->new_label);
	}
	if (!first)
		text_adds(d->out, "。\n");
}

void
comparison_amend(const struct comparison *comparison, struct text *out)
{
	struct decision d = { comparison, out, 0 };
	const struct compare_pair *pair;
	size_t n = comparison_npairs(comparison), i;

	for (i = 0; i < n; i++) {
		pair = comparison_pair(comparison, i);
		switch (pair->status) {
		case COMPARE_SAME:
			break;
		case COMPARE_RENUMBERED:
			if (!number_alone(pair))
				say_changed(&d, pair);
			break;
		case COMPARE_CHANGED:
			say_changed(&d, pair);
			break;
		case COMPARE_MOVED:
			if (renamed(pair)) {
				say_changed(&d, pair);
				break;
			}
			say_gone(&d, pair);
			say_new(&d, pair);
			break;
		case COMPARE_SPLIT:
		case COMPARE_MERGED:
			say_shares(&d, pair);
			break;
		case COMPARE_NEW:
			say_new(&d, pair);
			break;
		case COMPARE_GONE:
			say_gone(&d, pair);
			break;
		}
	}
	say_numbers(&d);
}
