/* compare_fixture.h: texts of our own for the tests of comparison, and what
 * must hold of every comparison; needs cmocka.h before it */
#ifndef GUIWEN_TESTS_COMPARE_FIXTURE_H
#define GUIWEN_TESTS_COMPARE_FIXTURE_H

#include "engine/document/compare_int.h"

#include "engine/base/mem.h"
#include "tests/unit/compare_helpers.h"

#include <stdio.h>
#include <string.h>

/*
 * A text for tests, a unit a line: a letter for its kind (C chapter, A
 * article, P paragraph, I point, L level 1, M level 2, B block, X attachment,
 * T table, W wrapup of the last article), the number, "|", the words. In a
 * table "/" is the end of a row.
 */
struct sample {
	struct arena arena;
	char *title;
	struct unit *body;
};

static inline void
append(struct unit *parent, struct unit *child)
{
	struct unit **at = &parent->first_child;

	while (*at != NULL)
		at = &(*at)->next_sibling;
	*at = child;
	child->parent = parent;
}

static inline struct unit *
add_unit(struct sample *sample, struct unit *parent, enum unit_kind kind,
    const char *num, const char *text)
{
	struct unit *unit = arena_alloc(&sample->arena, sizeof(*unit));

	unit->kind = kind;
	unit->eid = unit->heading = unit->wrapup = "";
	unit->num = num;
	unit->text = text;
	if (kind == UNIT_CHAPTER || kind == UNIT_ATTACHMENT) {
		unit->heading = text;
		unit->text = "";
	}
	if (parent != NULL)
		append(parent, unit);
	return unit;
}

/* Where units of the kinds that follow go. */
struct place {
	struct unit *attachment, *chapter, *article, *paragraph;
};

static inline void
add_sample_line(struct sample *sample, struct place *at, char kind,
    const char *num, char *text)
{
	struct unit *top = at->attachment != NULL ? at->attachment :
	    sample->body;
	struct unit *place = at->chapter != NULL ? at->chapter : top;
	struct unit *article = at->article != NULL ? at->article : place;
	char *slash;

	switch (kind) {
	case 'X':
		at->attachment = add_unit(sample, sample->body,
		    UNIT_ATTACHMENT, num, text);
		at->chapter = at->article = at->paragraph = NULL;
		break;
	case 'C':
		at->chapter = add_unit(sample, top, UNIT_CHAPTER, num, text);
		at->article = at->paragraph = NULL;
		break;
	case 'A':
	case 'L':
		at->article = add_unit(sample, place, kind == 'A' ?
		    UNIT_ARTICLE : UNIT_LEVEL, num, text);
		at->paragraph = NULL;
		break;
	case 'M':
		add_unit(sample, article, UNIT_LEVEL, num, text);
		break;
	case 'P':
		at->paragraph = add_unit(sample, article, UNIT_PARAGRAPH, num,
		    text);
		break;
	case 'I':
		add_unit(sample, at->paragraph != NULL ? at->paragraph :
		    article, UNIT_POINT, num, text);
		break;
	case 'W':
		article->wrapup = text;
		break;
	case 'T':
		while ((slash = strchr(text, '/')) != NULL)
			*slash = '\n';
		add_unit(sample, place, UNIT_TABLE, num, text);
		break;
	case 'B':
		add_unit(sample, place, UNIT_BLOCK, num, text);
		break;
	default:
		fail_msg("no such kind: %c", kind);
	}
}

static inline void
sample_init(struct sample *sample, const char *title, const char *spec)
{
	struct place at = { NULL, NULL, NULL, NULL };
	char *line, *bar, *next;

	*sample = (struct sample){ .arena = ARENA_INIT };
	sample->title = arena_strdup(&sample->arena, title);
	sample->body = add_unit(sample, NULL, UNIT_BODY, "", "");
	line = arena_strdup(&sample->arena, spec);
	for (; line != NULL && *line != '\0'; line = next) {
		if ((next = strchr(line, '\n')) != NULL)
			*next++ = '\0';
		bar = strchr(line, '|');
		assert_non_null(bar);
		*bar = '\0';
		add_sample_line(sample, &at, line[0], line + 1, bar + 1);
	}
}

/* （三）, 三、 and 1. have no space after them. */
static inline bool
closes(const char *num)
{
	size_t len = strlen(num);

	return (len >= 1 && num[len - 1] == '.') || (len >= 3 &&
	    (strcmp(num + len - 3, "）") == 0 ||
	    strcmp(num + len - 3, "、") == 0));
}

/* The plain text as the contract has it, made without the library: a unit a
 * line, the first paragraph on the line of its article. */
static inline void
flatten(struct text *out, const struct unit *unit, bool joins)
{
	const struct unit *child = unit->first_child;
	bool words = unit->heading[0] != '\0' || unit->text[0] != '\0';

	if (unit->kind != UNIT_BODY) {
		if (out->len > 0 && !joins)
			text_addc(out, '\n');
		text_adds(out, unit->num);
		if (words && (joins || (unit->num[0] != '\0' &&
		    !closes(unit->num))))
			text_addc(out, ' ');
		text_adds(out, unit->heading);
		text_adds(out, unit->text);
	}
	joins = unit->kind == UNIT_ARTICLE && !words && child != NULL &&
	    child->kind == UNIT_PARAGRAPH;
	for (; child != NULL; child = child->next_sibling, joins = false)
		flatten(out, child, joins);
	if (unit->wrapup[0] != '\0')
		text_addf(out, "\n%s", unit->wrapup);
}

static inline void
plain(struct text *out, const struct sample *sample)
{
	text_adds(out, sample->title);
	flatten(out, sample->body, false);
}

static inline bool
digit(const char *s)
{
	return *s >= '0' && *s <= '9';
}

static inline bool
han_numeral(const char *s)
{
	static const char *const numerals[] = { "一", "二", "三", "四", "五",
		"六", "七", "八", "九", "十", "百", "千", "〇" };
	size_t i;

	for (i = 0; i < MEM_COUNT(numerals); i++)
		if (strncmp(s, numerals[i], 3) == 0)
			return true;
	return false;
}

/* No number, date or 《title》 is cut before s, which is inside text. */
static inline void
assert_no_cut(const char *text, const char *s)
{
	const char *p, *opened = NULL;

	if (s == text)
		return;
	if (((unsigned char)*s & 0xc0) == 0x80)
		fail_msg("a character is cut in %s", text);
	if ((digit(s) && digit(s - 1)) ||
	    (s - text >= 3 && han_numeral(s) && han_numeral(s - 3)))
		fail_msg("a number is cut before %s", s);
	if (s - text >= 4 && digit(s - 4) && strncmp(s - 3, "年", 3) == 0 &&
	    digit(s))
		fail_msg("a date is cut before %s", s);
	for (p = text; p < s; p++) {
		if (strncmp(p, "《", 3) == 0)
			opened = p;
		if (strncmp(p, "》", 3) == 0)
			opened = NULL;
	}
	if (opened != NULL && strstr(s, "》") != NULL)
		fail_msg("a title is cut before %s", s);
}

static inline void
assert_runs_whole(const struct compare_pair *pair)
{
	struct text sides[2] = { TEXT_INIT, TEXT_INIT };
	size_t ends[2][512], n[2] = { 0, 0 }, k, side;
	const struct compare_run *run;

	assert_true(pair->nruns < 512);
	for (k = 0; k < pair->nruns; k++) {
		run = &pair->runs[k];
		assert_true(run->len > 0);
		assert_true(k == 0 || run->op != run[-1].op);
		assert_false(k > 0 && run->op == COMPARE_DELETE &&
		    run[-1].op == COMPARE_INSERT);
		for (side = 0; side < 2; side++)
			if (run->op == COMPARE_KEEP || run->op ==
			    (side == 0 ? COMPARE_DELETE : COMPARE_INSERT)) {
				ends[side][n[side]++] = sides[side].len;
				text_add(&sides[side], run->text, run->len);
			}
	}
	for (side = 0; side < 2; side++) {
		for (k = 0; k < n[side]; k++)
			assert_no_cut(sides[side].ptr, sides[side].ptr +
			    ends[side][k]);
		text_release(&sides[side]);
	}
}

static inline struct comparison *
compare_samples(const struct sample *x, const struct sample *y)
{
	const struct sample *samples[2] = { x, y };
	struct compare_side sides[2] = { COMPARE_SIDE_INIT,
		COMPARE_SIDE_INIT };
	const struct unit *child;
	int i;

	for (i = 0; i < 2; i++) {
		if (samples[i]->title[0] != '\0')
			compare_side_words(&sides[i], NULL,
			    samples[i]->title);
		compare_side_unit(&sides[i], samples[i]->body);
		for (child = samples[i]->body->first_child; child != NULL;
		    child = child->next_sibling)
			if (child->kind == UNIT_ATTACHMENT)
				compare_side_unit(&sides[i], child);
	}
	return compare_sides(&sides[0], &sides[1]);
}

/* The invariants of every comparison. */
static inline void
assert_exact(const struct comparison *c, const struct sample *old_sample,
    const struct sample *new_sample)
{
	struct text want = TEXT_INIT, got = TEXT_INIT;
	size_t i;

	plain(&want, old_sample);
	assert_true(compare_rebuild(&got, c, false, false));
	assert_string_equal(got.ptr, want.ptr);
	text_reset(&want);
	text_reset(&got);
	plain(&want, new_sample);
	assert_true(compare_rebuild(&got, c, true, false));
	assert_string_equal(got.ptr, want.ptr);
	text_release(&want);
	text_release(&got);
	for (i = 0; i < comparison_npairs(c); i++)
		assert_runs_whole(comparison_pair(c, i));
}

/* "changed 第三条>第四条* kept[-out-]{+in+}"; * is moved. */
static inline void
show(struct text *out, const struct comparison *c)
{
	static const char *const marks[][2] = { { "", "" }, { "[-", "-]" },
		{ "{+", "+}" } };
	const struct compare_pair *pair;
	const struct compare_run *run;
	size_t i;

	for (i = 0; i < comparison_npairs(c); i++) {
		pair = comparison_pair(c, i);
		text_addf(out, "%s %s>%s%s",
		    compare_status_name(pair->status), pair->old_label,
		    pair->new_label, pair->moved ? "*" : "");
		for (run = pair->runs; pair->status != COMPARE_SAME &&
		    run < pair->runs + pair->nruns; run++)
			text_addf(out, "%s%s%.*s%s", run == pair->runs ? " " :
			    "", marks[run->op][0], (int)run->len, run->text,
			    marks[run->op][1]);
		text_addc(out, '\n');
	}
}

static inline void
assert_compares(const char *old_title, const char *old_spec,
    const char *new_title, const char *new_spec, const char *want)
{
	struct sample x, y;
	struct comparison *c;
	struct text shown = TEXT_INIT;

	sample_init(&x, old_title, old_spec);
	sample_init(&y, new_title, new_spec);
	c = compare_samples(&x, &y);
	assert_exact(c, &x, &y);
	show(&shown, c);
	assert_string_equal(shown.ptr, want);
	text_release(&shown);
	comparison_free(c);
	arena_release(&x.arena);
	arena_release(&y.arena);
}

/* Numbers as random as they need to be, the same in each run. */
static inline unsigned
pick(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % below;
}

static inline void
add_words(struct text *out, unsigned *seed)
{
	static const char *const words[] = { "养老", "机构", "应当", "不得",
		"，", "、", "2021年5月1日", "第三条", "《甲办法》", "一百二十",
		"30%", "日内", "民政部门", "的", "和", "报告", "GB/T" };
	unsigned n = 1 + pick(seed, 12);

	while (n-- > 0)
		text_adds(out, words[pick(seed, MEM_COUNT(words))]);
	text_adds(out, "。");
}

static inline void
add_spec_line(struct text *out, unsigned *seed)
{
	static const char kinds[] = "CAAAAAPPIIBLMT";
	char kind = kinds[pick(seed, sizeof(kinds) - 1)];
	unsigned n;

	text_addc(out, kind);
	if (strchr("CAIL", kind) != NULL)
		text_addf(out, "第%u号", pick(seed, 20));
	text_addc(out, '|');
	for (n = kind == 'A' ? pick(seed, 4) : 1; n > 0; n--)
		add_words(out, seed);
	text_addc(out, '\n');
}

/* A line as two articles, cut after a sentence. */
static inline void
divide(struct text *out, const char *spec, const char *end)
{
	const char *stop = strstr(spec, "。");

	if (stop == NULL || stop + 3 >= end) {
		text_add(out, spec, (size_t)(end - spec) + 1);
		return;
	}
	text_add(out, spec, (size_t)(stop + 3 - spec));
	text_adds(out, "\nA新条|");
	text_add(out, stop + 3, (size_t)(end - stop - 3) + 1);
}

/* A line without its end, and the next one without its number. */
static inline const char *
join(struct text *out, const char *spec, const char *end)
{
	const char *bar = strchr(end, '|');

	text_add(out, spec, (size_t)(end - spec));
	if (bar == NULL) {
		text_addc(out, '\n');
		return end;
	}
	end = strchr(bar, '\n');
	text_add(out, bar + 1, (size_t)(end - bar));
	return end;
}

/* A copy with lines taken out, put in, changed, divided, joined, and swapped
 * with the next. */
static inline void
edit(struct text *out, const char *spec, unsigned *seed)
{
	struct text held = TEXT_INIT;
	const char *end;

	for (; *spec != '\0'; spec = end + 1) {
		end = strchr(spec, '\n');
		switch (pick(seed, 14)) {
		case 0:
			break;
		case 1:
			add_spec_line(out, seed);
			break;
		case 2:
			text_add(out, spec, (size_t)(end - spec));
			add_words(out, seed);
			text_addc(out, '\n');
			break;
		case 3:
			text_add(&held, spec, (size_t)(end - spec) + 1);
			break;
		case 4:
			divide(out, spec, end);
			break;
		case 5:
			end = join(out, spec, end);
			break;
		default:
			text_add(out, spec, (size_t)(end - spec) + 1);
			text_add(out, held.ptr, held.len);
			text_reset(&held);
		}
	}
	text_add(out, held.ptr, held.len);
	text_release(&held);
}

/* Two specs of samples, the second made of the first. */
static inline void
edit_samples(struct text *x, struct text *y, unsigned *seed)
{
	unsigned lines;

	for (lines = pick(seed, 40); lines > 0; lines--)
		add_spec_line(x, seed);
	edit(y, x->ptr, seed);
}

#endif
