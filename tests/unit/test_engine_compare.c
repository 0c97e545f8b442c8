/* test_engine_compare.c: two texts side by side, on texts of our own */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static void
append(struct unit *parent, struct unit *child)
{
	struct unit **at = &parent->first_child;

	while (*at != NULL)
		at = &(*at)->next_sibling;
	*at = child;
	child->parent = parent;
}

static struct unit *
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

static void
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

static void
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
static bool
closes(const char *num)
{
	size_t len = strlen(num);

	return (len >= 1 && num[len - 1] == '.') || (len >= 3 &&
	    (strcmp(num + len - 3, "）") == 0 ||
	    strcmp(num + len - 3, "、") == 0));
}

/* The plain text as the contract has it, made without the library: a unit a
 * line, the first paragraph on the line of its article. */
static void
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

static void
plain(struct text *out, const struct sample *sample)
{
	text_adds(out, sample->title);
	flatten(out, sample->body, false);
}

/* The side's text out of the runs, in the order of its places. */
static void
rebuild(struct text *out, const struct comparison *c, bool new_side)
{
	enum compare_op op = new_side ? COMPARE_INSERT : COMPARE_DELETE;
	const struct compare_pair *pair = NULL;
	size_t place, i, k, n = comparison_npairs(c);

	for (place = 0; ; place++) {
		for (i = 0; i < n; i++) {
			pair = comparison_pair(c, i);
			if ((new_side ? pair->new_place : pair->old_place) ==
			    place)
				break;
		}
		if (i == n)
			return;
		if (place > 0)
			text_addc(out, '\n');
		for (k = 0; k < pair->nruns; k++)
			if (pair->runs[k].op == COMPARE_KEEP ||
			    pair->runs[k].op == op)
				text_add(out, pair->runs[k].text,
				    pair->runs[k].len);
	}
}

static bool
digit(const char *s)
{
	return *s >= '0' && *s <= '9';
}

static bool
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
static void
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

static void
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

static struct comparison *
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
static void
assert_exact(const struct comparison *c, const struct sample *old_sample,
    const struct sample *new_sample)
{
	struct text want = TEXT_INIT, got = TEXT_INIT;
	size_t i;

	plain(&want, old_sample);
	rebuild(&got, c, false);
	assert_string_equal(got.ptr, want.ptr);
	text_reset(&want);
	text_reset(&got);
	plain(&want, new_sample);
	rebuild(&got, c, true);
	assert_string_equal(got.ptr, want.ptr);
	text_release(&want);
	text_release(&got);
	for (i = 0; i < comparison_npairs(c); i++)
		assert_runs_whole(comparison_pair(c, i));
}

/* "changed 第三条>第四条* kept[-out-]{+in+}"; * is moved. */
static void
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

static void
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

#define RULES \
	"C第一章|总则\n" \
	"A第一条|为了规范养老服务，根据有关法律，制定本办法。\n" \
	"A第二条|本区行政区域内的养老服务活动适用本办法。\n" \
	"C第二章|服务\n" \
	"A第三条|\n" \
	"P|养老机构应当建立入住评估制度。\n" \
	"P|评估结果应当告知老年人。\n" \
	"A第四条|养老机构不得有下列行为：\n" \
	"I（一）|侮辱老年人；\n" \
	"I（二）|挪用预收款。\n" \
	"A第五条|违反第四条规定的，由民政部门责令改正。\n"

static void
nothing_changed(void **state)
{
	struct sample x;
	struct comparison *c;

	(void)state;
	assert_compares("养老服务办法", RULES, "养老服务办法", RULES,
	    "same 标题>标题\nsame 第一章>第一章\nsame 第一条>第一条\n"
	    "same 第二条>第二条\nsame 第二章>第二章\nsame 第三条>第三条\n"
	    "same 第四条>第四条\nsame 第五条>第五条\n");
	sample_init(&x, "养老服务办法", RULES);
	c = compare_samples(&x, &x);
	assert_true(comparison_equal(c));
	comparison_free(c);
	arena_release(&x.arena);
}

static void
words_changed(void **state)
{
	(void)state;
	assert_compares("", "A第一条|养老机构应当建立入住评估制度。\n", "",
	    "A第一条|养老机构应当建立并公开入住评估制度。\n",
	    "changed 第一条>第一条 "
	    "第一条 养老机构应当建立{+并公开+}入住评估制度。\n");
	assert_compares("甲办法", "", "甲办法（试行）", "",
	    "changed 标题>标题 甲办法{+（试行）+}\n");
	/* titles belong together even when nothing is common */
	assert_compares("甲乙丙", "", "子丑寅", "",
	    "changed 标题>标题 [-甲乙丙-]{+子丑寅+}\n");
	/* what was put in stands between pauses, not across them */
	assert_compares("", "B|应当提供照料、医疗、护理服务。\n", "",
	    "B|应当提供照料、餐饮、医疗、护理服务。\n",
	    "changed > 应当提供照料、{+餐饮、+}医疗、护理服务。\n");
}

static void
renumbered(void **state)
{
	(void)state;
	assert_compares("",
	    "A第一条|甲方负责甲事。\nA第二条|乙方负责乙事，依照第一条办理。\n",
	    "", "A第一条|新设一个机构统一管理。\nA第二条|甲方负责甲事。\n"
	    "A第三条|乙方负责乙事，依照第二条办理。\n",
	    "new >第一条 {+第一条 新设一个机构统一管理。+}\n"
	    "renumbered 第一条>第二条 [-第一条-]{+第二条+} 甲方负责甲事。\n"
	    "changed 第二条>第三条 [-第二条-]{+第三条+} 乙方负责乙事，依照"
	    "[-第一条-]{+第二条+}办理。\n");
	/* numbers inside an article alone are no change of words either */
	assert_compares("", "A第一条|下列行为：\nI1.|甲事；\nI2.|乙事。\n", "",
	    "A第一条|下列行为：\nI（一）|甲事；\nI（二）|乙事。\n",
	    "renumbered 第一条>第一条 第一条 下列行为：\n[-1.-]{+（一）+}"
	    "甲事；\n[-2.-]{+（二）+}乙事。\n");
	assert_compares("", "C第二章|服务\n", "", "C第三章|服务\n",
	    "renumbered 第二章>第三章 [-第二章-]{+第三章+} 服务\n");
}

static void
moved(void **state)
{
	(void)state;
	assert_compares("", "A第一条|甲方负责甲事并报告。\n"
	    "A第二条|乙方负责照料老人。\nA第三条|丙方管理车辆停放。\n", "",
	    "A第一条|丙方管理车辆停放。\nA第二条|甲方负责甲事并报告。\n"
	    "A第三条|乙方负责照料老人。\n",
	    "moved 第三条>第一条* [-第三条-]{+第一条+} 丙方管理车辆停放。\n"
	    "renumbered 第一条>第二条 [-第一条-]{+第二条+} "
	    "甲方负责甲事并报告。\n"
	    "renumbered 第二条>第三条 [-第二条-]{+第三条+} "
	    "乙方负责照料老人。\n");
	/* moved and changed */
	assert_compares("", "A第一条|甲方负责甲事并报告。\n"
	    "A第二条|乙方负责照料老人。\nA第三条|丙方管理全区车辆停放。\n", "",
	    "A第一条|丙方管理全市车辆停放。\nA第二条|甲方负责甲事并报告。\n"
	    "A第三条|乙方负责照料老人。\n",
	    "changed 第三条>第一条* [-第三条-]{+第一条+} 丙方管理全[-区-]"
	    "{+市+}车辆停放。\n"
	    "renumbered 第一条>第二条 [-第一条-]{+第二条+} "
	    "甲方负责甲事并报告。\n"
	    "renumbered 第二条>第三条 [-第二条-]{+第三条+} "
	    "乙方负责照料老人。\n");
	/* blocks without a number */
	assert_compares("", "B|甲乙丙丁\nB|子丑寅卯\n", "",
	    "B|子丑寅卯\nB|甲乙丙丁\n",
	    "same >\nmoved >* 甲乙丙丁\n");
}

static void
new_and_gone(void **state)
{
	(void)state;
	assert_compares("", "A第一条|甲方负责甲事并报告。\n"
	    "A第二条|收取每床一千元的保证金。\nA第三条|丙方管理车辆停放。\n", "",
	    "A第一条|甲方负责甲事并报告。\n"
	    "A第二条|鼓励志愿者参与。\nA第三条|丙方管理车辆停放。\n",
	    "same 第一条>第一条\n"
	    "gone 第二条> [-第二条 收取每床一千元的保证金。-]\n"
	    "new >第二条 {+第二条 鼓励志愿者参与。+}\n"
	    "same 第三条>第三条\n");
	assert_compares("", "", "甲办法", "A第一条|甲事。\n",
	    "new >标题 {+甲办法+}\nnew >第一条 {+第一条 甲事。+}\n");
	assert_compares("甲办法", "A第一条|甲事。\n", "", "",
	    "gone 标题> [-甲办法-]\ngone 第一条> [-第一条 甲事。-]\n");
	assert_compares("", "", "", "", "");
}

static void
paragraphs(void **state)
{
	(void)state;
	/* swapped: taken out here, put in there */
	assert_compares("", "A第一条|\nP|甲方负责甲事并报告。\n"
	    "P|乙方照料老人。\n", "",
	    "A第一条|\nP|乙方照料老人。\nP|甲方负责甲事并报告。\n",
	    "changed 第一条>第一条 第一条 [-甲方负责甲事并报告。\n-]"
	    "乙方照料老人。{+\n甲方负责甲事并报告。+}\n");
	/* a point more: the ones after it get other numbers, no other words */
	assert_compares("", "A第一条|不得：\nI（一）|侮辱老人；\n"
	    "I（二）|挪用预收款。\n", "",
	    "A第一条|不得：\nI（一）|侮辱老人；\nI（二）|虚假宣传；\n"
	    "I（三）|挪用预收款。\n",
	    "changed 第一条>第一条 第一条 不得：\n（一）侮辱老人；"
	    "{+\n（二）虚假宣传；+}\n[-（二）-]{+（三）+}挪用预收款。\n");
	/* a paragraph more before the first: the article's number stays */
	assert_compares("", "A第一条|乙方照料老人。\n", "",
	    "A第一条|\nP|甲方负责甲事并报告。\nP|乙方照料老人。\n",
	    "changed 第一条>第一条 第一条 {+甲方负责甲事并报告。\n+}"
	    "乙方照料老人。\n");
	/* divided in two, joined to one */
	assert_compares("", "A第一条|甲方负责甲事并报告。乙方照料老人。\n", "",
	    "A第一条|\nP|甲方负责甲事并报告。\nP|乙方照料老人。\n",
	    "changed 第一条>第一条 第一条 甲方负责甲事并报告。{+\n+}"
	    "乙方照料老人。\n");
	assert_compares("", "A第一条|\nP|甲方负责甲事并报告。\n"
	    "P|乙方照料老人。\n", "",
	    "A第一条|甲方负责甲事并报告。乙方照料老人。\n",
	    "changed 第一条>第一条 第一条 甲方负责甲事并报告。[-\n-]"
	    "乙方照料老人。\n");
	/* words after the points */
	assert_compares("", "A第一条|不得：\nI（一）|侮辱老人。\n"
	    "W|前款行为从重处理。\n", "",
	    "A第一条|不得：\nI（一）|侮辱老人。\n",
	    "changed 第一条>第一条 第一条 不得：\n（一）侮辱老人。"
	    "[-\n前款行为从重处理。-]\n");
	assert_compares("", "T|街道/万安/学堂\n", "", "T|街道/学堂/万安\n",
	    "changed > 街道[-\n万安-]\n学堂{+\n万安+}\n");
}

static void
notices(void **state)
{
	(void)state;
	assert_compares("通知", "B|各街道：\nL一、|明确目标\n"
	    "M（一）|到年底全部建成。\nL二、|落实责任。\n", "通知",
	    "B|各街道、镇：\nL一、|明确目标\nM（一）|到明年底全部建成。\n"
	    "L二、|加强督查检查。\nL三、|落实责任。\n",
	    "same 标题>标题\nchanged > 各街道{+、镇+}：\n"
	    "changed 一、>一、 一、明确目标\n（一）到{+明+}年底全部建成。\n"
	    "new >二、 {+二、加强督查检查。+}\n"
	    "renumbered 二、>三、 [-二、-]{+三、+}落实责任。\n");
	assert_compares("", "X附件1|评估表\nA第一条|甲方填写本表。\n", "",
	    "X附件2|评估表\nA第一条|甲方填写本表。\n",
	    "renumbered 附件1>附件2 [-附件1-]{+附件2+} 评估表\n"
	    "same 第一条>第一条\n");
	assert_compares("", "X|评估表\n", "", "X|评估表（样式）\n",
	    "changed 附件>附件 评估表{+（样式）+}\n");
}

static void
never_cut(void **state)
{
	(void)state;
	assert_compares("", "B|本办法自2021年5月1日起施行，有效期五年。\n", "",
	    "B|本办法自2021年5月11日起施行，有效期三年。\n",
	    "changed > 本办法自[-2021年5月1日-]{+2021年5月11日+}起施行，有效期"
	    "[-五年-]{+三年+}。\n");
	assert_compares("", "B|自二〇二一年五月一日起，不超过一百二十日。\n",
	    "", "B|自二〇二二年五月一日起，不超过一百五十日。\n",
	    "changed > 自[-二〇二一年五月一日-]{+二〇二二年五月一日+}起，"
	    "不超过[-一百二十-]{+一百五十+}日。\n");
	assert_compares("", "B|根据《重庆市养老服务条例》的规定制定。\n", "",
	    "B|根据《重庆市社会养老服务条例》的规定制定。\n",
	    "changed > 根据[-《重庆市养老服务条例》-]"
	    "{+《重庆市社会养老服务条例》+}的规定制定。\n");
	assert_compares("", "B|收取1,200.50元，占30%，用PM2.5仪。\n", "",
	    "B|收取1,300.50元，占35%，用PM10仪。\n",
	    "changed > 收取[-1,200.50-]{+1,300.50+}元，占[-30%-]{+35%+}，用"
	    "[-PM2.5-]{+PM10+}仪。\n");
	assert_compares("", "B|违反第十三条之一规定，罚款三万元。\n", "",
	    "B|违反第十四条之一规定，罚款五万元。\n",
	    "changed > 违反[-第十三条之一-]{+第十四条之一+}规定，罚款"
	    "[-三万-]{+五万+}元。\n");
	/* nothing closes the title: a mark like any other */
	assert_compares("", "B|根据《甲办法制定。\n", "",
	    "B|根据《乙办法制定。\n",
	    "changed > 根据《[-甲-]{+乙+}办法制定。\n");
}

static void
cleaned_up(void **state)
{
	(void)state;
	/* the single 的 and 和 between changes are not left standing */
	assert_compares("", "B|区级民政的机构和人员应当按照本办法履职。\n", "",
	    "B|市属卫生的单位和干部应当按照本办法履职。\n",
	    "changed > [-区级民政的机构和人员-]{+市属卫生的单位和干部+}"
	    "应当按照本办法履职。\n");
	/* two characters between two small ones are */
	assert_compares("", "B|养老机构应当公示收费标准和服务内容。\n", "",
	    "B|养老机构必须应当及时公示收费标准和服务内容。\n",
	    "changed > 养老机构{+必须+}应当{+及时+}公示收费标准和服务内容。\n");
}

static void
atoms_are_whole(void **state)
{
	static const char *const whole[] = { "2021年5月1日", "2021 年 5 月 1 日",
		"二〇二一年五月一日", "５月１日", "一百二十", "3.14", "30%",
		"百分之三十", "三分之二", "5万", "《甲〈乙〉丙》", "《甲《乙》丙》",
		"第三十五条", "第三条之二", "第 3 条", "e-mail", "e\xcc\x81",
		"GB/T", "2021-05-01", "五年", "养", "a" };
	static const char *const cut[][2] = { { "养老", "养" },
		{ "《甲", "《" }, { "第三", "第" }, { "1.", "1" },
		{ "5元", "5" }, { "a,", "a" }, { "\xff\xff", "\xff" },
		{ "第三条之后", "第三条" },
		{ "三分之多", "三" }, { "2021年度", "2021年" },
		{ "《甲\n乙》", "《" } };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(whole); i++)
		if (atom_length(whole[i], strlen(whole[i])) !=
		    strlen(whole[i]))
			fail_msg("cut: %s", whole[i]);
	for (i = 0; i < MEM_COUNT(cut); i++)
		if (atom_length(cut[i][0], strlen(cut[i][0])) !=
		    strlen(cut[i][1]))
			fail_msg("%s is not the first of %s", cut[i][1],
			    cut[i][0]);
}

/* Numbers as random as they need to be, the same in each run. */
static unsigned
pick(unsigned *seed, unsigned below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % below;
}

static void
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

static void
add_spec_line(struct text *out, unsigned *seed)
{
	static const char kinds[] = "CAAAAAPPIIBLM";
	char kind = kinds[pick(seed, sizeof(kinds) - 1)];

	text_addc(out, kind);
	if (strchr("CAIL", kind) != NULL)
		text_addf(out, "第%u号", pick(seed, 20));
	text_addc(out, '|');
	if (kind != 'A' || pick(seed, 3) > 0)
		add_words(out, seed);
	text_addc(out, '\n');
}

/* A copy with lines taken out, put in, changed, and swapped with the next. */
static void
edit(struct text *out, const char *spec, unsigned *seed)
{
	struct text held = TEXT_INIT;
	const char *end;

	for (; *spec != '\0'; spec = end + 1) {
		end = strchr(spec, '\n');
		switch (pick(seed, 12)) {
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
		default:
			text_add(out, spec, (size_t)(end - spec) + 1);
			text_add(out, held.ptr, held.len);
			text_reset(&held);
		}
	}
	text_add(out, held.ptr, held.len);
	text_release(&held);
}

static void
random_edits_are_exact(void **state)
{
	unsigned seed = 20210501, round, lines;

	(void)state;
	for (round = 0; round < 400; round++) {
		struct text x = TEXT_INIT, y = TEXT_INIT;
		struct sample a, b;
		struct comparison *c;

		for (lines = pick(&seed, 40); lines > 0; lines--)
			add_spec_line(&x, &seed);
		edit(&y, x.ptr, &seed);
		sample_init(&a, "甲办法", x.ptr);
		sample_init(&b, pick(&seed, 2) ? "甲办法" : "", y.ptr);
		c = compare_samples(&a, &b);
		assert_exact(c, &a, &b);
		comparison_free(c);
		arena_release(&a.arena);
		arena_release(&b.arena);
		text_release(&x);
		text_release(&y);
	}
}

/* Myers against the table of lengths that everyone knows. */
static size_t
common_length(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
	size_t table[41][41] = { { 0 } }, i, j;

	for (i = 1; i <= n; i++)
		for (j = 1; j <= m; j++) {
			if (a[i - 1] == b[j - 1])
				table[i][j] = table[i - 1][j - 1] + 1;
			else if (table[i - 1][j] > table[i][j - 1])
				table[i][j] = table[i - 1][j];
			else
				table[i][j] = table[i][j - 1];
		}
	return table[n][m];
}

static void
longest_common_subsequence(void **state)
{
	unsigned seed = 7, round;
	uint32_t a[40], b[40];
	unsigned char del[41], ins[41];
	size_t n, m, i, j, kept;

	(void)state;
	for (round = 0; round < 4000; round++) {
		n = pick(&seed, 41);
		m = pick(&seed, 41);
		for (i = 0; i < n; i++)
			a[i] = pick(&seed, 2 + round % 5);
		for (j = 0; j < m; j++)
			b[j] = pick(&seed, 2 + round % 5);
		memset(del, 0, sizeof(del));
		memset(ins, 0, sizeof(ins));
		myers_mark(a, n, b, m, del, ins);
		for (i = j = kept = 0; i < n || j < m; ) {
			if (i < n && del[i]) {
				i++;
			} else if (j < m && ins[j]) {
				j++;
			} else {
				assert_true(i < n && j < m && a[i] == b[j]);
				kept++;
				i++;
				j++;
			}
		}
		assert_int_equal(kept, common_length(a, n, b, m));
	}
}

/* Long lines without anything in common, and much the same in one line: must
 * end, and be exact. */
static void
long_lines(void **state)
{
	struct text x = TEXT_INIT, y = TEXT_INIT;
	struct sample a, b;
	struct comparison *c;
	unsigned seed = 3, i;

	(void)state;
	text_adds(&x, "B|");
	text_adds(&y, "B|");
	for (i = 0; i < 60000; i++) {
		text_add_utf8(&x, 0x4e10 + pick(&seed, 300));
		text_add_utf8(&y, 0x4e10 + pick(&seed, 300));
	}
	sample_init(&a, "", x.ptr);
	sample_init(&b, "", y.ptr);
	c = compare_samples(&a, &b);
	assert_int_equal(comparison_npairs(c), 1);
	assert_int_equal(comparison_pair(c, 0)->status, COMPARE_CHANGED);
	{
		struct text want = TEXT_INIT, got = TEXT_INIT;

		plain(&want, &b);
		rebuild(&got, c, true);
		assert_string_equal(got.ptr, want.ptr);
		text_release(&want);
		text_release(&got);
	}
	comparison_free(c);
	arena_release(&a.arena);
	arena_release(&b.arena);
	text_release(&x);
	text_release(&y);
}

static struct document *
read_text(const char *s)
{
	struct document *document = NULL;
	struct err err = ERR_INIT;

	if (document_read(&document, s, strlen(s), "x.txt", &err) != 0)
		fail_msg("%s", err.msg);
	return document;
}

#define DRAFT \
	"养老服务管理办法\n\n第一条　为了规范养老服务，制定本办法。\n" \
	"第二条　养老机构应当公示收费标准。\n"

/* Is what the comparison says of two documents what their hashes say? */
static void
assert_documents(const char *old_text, const char *new_text, bool equal)
{
	struct document *x = read_text(old_text), *y = read_text(new_text);
	struct comparison *c = comparison_new(x, y);
	struct sha256 hashes[2];

	document_text_hash(x, &hashes[0]);
	document_text_hash(y, &hashes[1]);
	assert_int_equal(comparison_equal(c), equal);
	assert_int_equal(memcmp(&hashes[0], &hashes[1], sizeof(hashes[0])) ==
	    0, equal);
	comparison_free(c);
	document_free(x);
	document_free(y);
}

/* What an issue adds to the draft is no change; anything else is. */
static void
documents_and_hashes(void **state)
{
	(void)state;
	assert_documents(DRAFT "第三条　本办法自　　年　月　日起施行。\n",
	    "某某区民政局文件\n\n某民规〔2021〕1号\n\n"
	    DRAFT "第三条　本办法自2021年5月1日起施行。\n\n"
	    "某某区民政局\n2021年4月1日\n", true);
	assert_documents(DRAFT "第三条　本办法自2021年5月1日起施行。\n",
	    DRAFT "第三条 本办法自2021年6月1日起施行。\n", true);
	assert_documents(DRAFT "第三条　本办法自2021年5月1日起施行。\n",
	    DRAFT "第三条　本办法有效期五年。\n", false);
	assert_documents(DRAFT "第三条　机构应当备案。\n",
	    DRAFT "第四条　机构应当备案。\n", false);
	assert_documents(DRAFT, "养老服务管理规定\n\n"
	    "第一条　为了规范养老服务，制定本办法。\n"
	    "第二条　养老机构应当公示收费标准。\n", false);
}

/* Many articles, all changed, so that the index proposes who belongs to
 * whom. */
static void
many_articles(void **state)
{
	struct text x = TEXT_INIT, y = TEXT_INIT;
	struct sample a, b;
	struct comparison *c;
	unsigned seed = 11, i, k, same_place = 0, ch;

	(void)state;
	for (i = 0; i < 600; i++) {
		text_addf(&x, "A第%u条|", i);
		text_addf(&y, "A第%u条|", i + 1);
		for (k = 0; k < 30; k++) {
			ch = 0x4e10 + pick(&seed, 3000);
			text_add_utf8(&x, ch);
			text_add_utf8(&y, k % 10 == 9 ? ch + 1 : ch);
		}
		text_adds(&x, "\n");
		text_adds(&y, "\n");
	}
	sample_init(&a, "", x.ptr);
	sample_init(&b, "", y.ptr);
	c = compare_samples(&a, &b);
	for (i = 0; i < comparison_npairs(c); i++)
		same_place += comparison_pair(c, i)->status ==
		    COMPARE_CHANGED && comparison_pair(c, i)->old_place ==
		    comparison_pair(c, i)->new_place;
	assert_int_equal(same_place, 600);
	comparison_free(c);
	arena_release(&a.arena);
	arena_release(&b.arena);
	text_release(&x);
	text_release(&y);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_changed),
		cmocka_unit_test(words_changed),
		cmocka_unit_test(renumbered),
		cmocka_unit_test(moved),
		cmocka_unit_test(new_and_gone),
		cmocka_unit_test(paragraphs),
		cmocka_unit_test(notices),
		cmocka_unit_test(never_cut),
		cmocka_unit_test(cleaned_up),
		cmocka_unit_test(atoms_are_whole),
		cmocka_unit_test(longest_common_subsequence),
		cmocka_unit_test(random_edits_are_exact),
		cmocka_unit_test(documents_and_hashes),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(many_articles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
