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

static void
add_numeral(struct text *out, int n)
{
	counting_add(out, "chineseCountingThousand", n);
}

/* ---- the words of a pair ---- */

void
amend_words(struct text *out, const struct compare_pair *pair, bool new_side)
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
		amend_words(out, pair, new_side);
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
		amend_words(out, p, new_side);
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

	amend_words(&x, pair, false);
	amend_words(&y, pair, true);
	same = x.len >= m && y.len >= n &&
	    memcmp(x.ptr, pair->old_label, m) == 0 &&
	    memcmp(y.ptr, pair->new_label, n) == 0 &&
	    strcmp(x.ptr + m, y.ptr + n) == 0;
	text_release(&x);
	text_release(&y);
	return same;
}

bool
amend_renamed(const struct compare_pair *pair)
{
	return *pair->old_label != '\0' && *pair->new_label != '\0' &&
	    strcmp(pair->old_label, pair->new_label) != 0;
}

/* Only the number of the unit itself changed. */
static bool
number_alone(const struct compare_pair *pair)
{
	return pair->status == COMPARE_RENUMBERED && amend_renamed(pair) &&
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

void
amend_scope(struct text *out, const struct unit *unit)
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
	amend_scope(out, parent_of(unit));
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

/* ---- sentences ---- */

static void
say_changed(struct decision *d, const struct compare_pair *pair)
{
	struct text words = TEXT_INIT, name = TEXT_INIT;

	begin(d);
	amend_words(&words, pair, false);
	add_name(&name, pair->old_unit, pair->old_label, words.ptr);
	if (amend_renamed(pair)) {
		text_adds(d->out, "将");
		amend_scope(d->out, parent_of(pair->old_unit));
		add_label(d->out, pair->old_unit, pair->old_label);
		text_adds(d->out, "改为");
		add_label(d->out, pair->new_unit, pair->new_label);
	}
	if (amend_renamed(pair) && same_words(pair)) {
		text_adds(d->out, "。\n");
	} else {
		text_adds(d->out, amend_renamed(pair) ? "，" : "");
		if (is_article(pair->old_unit) &&
		    amend_clauses(d->out, pair)) {
			text_adds(d->out, "。\n");
		} else {
			if (!amend_renamed(pair))
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
		amend_scope(d->out, parent_of(pair->new_unit));
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
	amend_words(&words, pair, false);
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
		amend_scope(d->out, parent_of(a->old_unit));
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
			if (amend_renamed(pair)) {
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
