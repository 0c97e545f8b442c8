/* test_engine_compare.c: two texts side by side, on texts of our own */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/compare_fixture.h"

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
		assert_true(compare_rebuild(&got, c, true, false));
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

/* What the comparison says of two documents, and what their hashes say. */
static void
assert_both(const char *old_text, const char *new_text, bool equal,
    bool same_hash)
{
	struct document *x = read_text(old_text), *y = read_text(new_text);
	struct comparison *c = comparison_new(x, y);
	struct sha256 hashes[2];

	document_text_hash(x, &hashes[0]);
	document_text_hash(y, &hashes[1]);
	assert_int_equal(comparison_equal(c), equal);
	assert_int_equal(memcmp(&hashes[0], &hashes[1], sizeof(hashes[0])) ==
	    0, same_hash);
	comparison_free(c);
	document_free(x);
	document_free(y);
}

static void
assert_documents(const char *old_text, const char *new_text, bool equal)
{
	assert_both(old_text, new_text, equal, equal);
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
	    DRAFT "第三条　本办法有效期五年。\n", false);
	assert_documents(DRAFT "第三条　机构应当备案。\n",
	    DRAFT "第四条　机构应当备案。\n", false);
	assert_documents(DRAFT, "养老服务管理规定\n\n"
	    "第一条　为了规范养老服务，制定本办法。\n"
	    "第二条　养老机构应当公示收费标准。\n", false);
}

#define FROM(day) DRAFT "第三条　本办法自" day "起施行。\n"
#define BLANK "　　年　月　日"

/* A day that the old text states binds, though the hash leaves it out. */
static void
days_of_effect(void **state)
{
	(void)state;
	assert_both(FROM("2021年5月1日"), FROM("2021年6月1日"), false, true);
	assert_both(FROM("2021年5月1日"), FROM(BLANK), false, true);
	assert_both(FROM("2021年5月1日"), FROM("二〇二一年五月一日"), true,
	    true);
	assert_both(FROM(BLANK), FROM(BLANK), true, true);
	assert_both(FROM(BLANK), FROM("2021年6月1日"), true, true);
}

static void
day_is_the_pair_changed(void **state)
{
	struct document *x = read_text(FROM("2021年5月1日"));
	struct document *y = read_text(FROM("2021年6月1日"));
	struct comparison *c = comparison_new(x, y);
	const struct compare_pair *pair;
	size_t i, changed = 0;

	(void)state;
	for (i = 0; i < comparison_npairs(c); i++) {
		pair = comparison_pair(c, i);
		if (pair->status == COMPARE_SAME)
			continue;
		changed++;
		assert_int_equal(pair->status, COMPARE_CHANGED);
		assert_string_equal(pair->new_label, "第三条");
	}
	assert_int_equal(changed, 1);
	comparison_free(c);
	document_free(x);
	document_free(y);
}

#define SIGNED(body) DRAFT "\n" body "\n2021年4月1日\n"

static void
assert_element(const char *old_text, const char *new_text, const char *name,
    const char *old_words, const char *new_words, bool changed)
{
	struct document *x = read_text(old_text), *y = read_text(new_text);
	struct comparison *c = comparison_new(x, y);
	const struct compare_element *elements;
	size_t n;

	elements = comparison_elements(c, &n);
	assert_int_equal(n, 1);
	assert_string_equal(elements[0].name, name);
	assert_string_equal(elements[0].old_words, old_words);
	assert_string_equal(elements[0].new_words, new_words);
	assert_int_equal(elements[0].changed, changed);
	assert_int_equal(comparison_equal(c), !changed);
	comparison_free(c);
	document_free(x);
	document_free(y);
}

/* Another body that signs is a change; what an issue fills in is told of. */
static void
issuing_elements(void **state)
{
	(void)state;
	assert_element(SIGNED("某某区教育局"), SIGNED("某某区公安局"),
	    "issuer", "某某区教育局", "某某区公安局", true);
	assert_element(SIGNED("某某区民政局"), "某民规〔2021〕1号\n\n"
	    SIGNED("某某区民政局"), "number", "", "某民规〔2021〕1号", false);
	assert_element(SIGNED("某某区民政局"), DRAFT
	    "\n某某区民政局\n2021年4月2日\n", "issued", "2021-04-01",
	    "2021-04-02", false);
	assert_both(SIGNED("某某区民政局"), SIGNED("某某区民政局"), true,
	    true);
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
		cmocka_unit_test(documents_and_hashes),
		cmocka_unit_test(days_of_effect),
		cmocka_unit_test(day_is_the_pair_changed),
		cmocka_unit_test(issuing_elements),
		cmocka_unit_test(long_lines),
		cmocka_unit_test(many_articles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
