/* test_engine_document_structure.c: what is recognised in a text, case by case */
#include "document_helpers.h"

#include "engine/document/han.h"

/* The unit of that eId, anywhere below u; NULL. */
static const struct unit *
find(const struct unit *u, const char *eid)
{
	const struct unit *c, *found = NULL;

	if (strcmp(u->eid, eid) == 0)
		return u;
	for (c = u->first_child; c != NULL && found == NULL;
	     c = c->next_sibling)
		found = find(c, eid);
	return found;
}

static const struct unit *
get(const struct document *d, const char *eid)
{
	const struct unit *u = find(document_body(d), eid);
	struct text t = TEXT_INIT;

	if (u == NULL) {
		document_outline(d, &t);
		fail_msg("no %s in\n%s", eid, t.ptr);
	}
	return u;
}

static struct document_counts
counts(const struct document *d)
{
	struct document_counts c;

	document_counts(d, &c);
	return c;
}

/* Does a note that is a decision speak of these words? */
static bool
unsure_of(const struct document *d, const char *words)
{
	size_t i;

	for (i = 0; i < document_nnotes(d); i++) {
		if (document_note(d, i)->uncertain &&
		    strstr(document_note(d, i)->text, words) != NULL)
			return true;
	}
	return false;
}

/* Read, and check what holds for every text: nothing lost, and round trip. */
static struct document *
read_text(const char *text)
{
	struct document *d = read_as(text, "a.txt");
	struct text plain = TEXT_INIT, a = TEXT_INIT, b = TEXT_INIT;

	document_plain_text(d, &plain);
	han_squeeze(&a, text);
	han_squeeze(&b, plain.ptr);
	assert_string_equal(a.ptr, b.ptr);
	assert_round_trip(d);
	text_release(&plain);
	text_release(&a);
	text_release(&b);
	return d;
}

static void
test_act(void **state)
{
	struct document *d = read_text("某区养老服务管理办法\n"
	    "第一章　总　则\n"
	    "第一条　为了规范养老服务，制定本办法。\n"
	    "第二条 下列活动适用本办法：\n"
	    "（一）居家服务；\n"
	    "（二）下列机构服务：\n"
	    "1．集中照料；\n2．短期托养。\n"
	    "前款所称短期，是指不超过三个月。\n"
	    "第二条之一 新增的条。\n"
	    "第二章 附则\n第一节 施行\n"
	    "第三条 本办法自2021年5月1日起施行，有效期5年。\n");

	(void)state;
	assert_string_equal(document_title(d), "某区养老服务管理办法");
	assert_string_equal(get(d, "chp_1")->heading, "总　则");
	assert_string_equal(get(d, "art_1__para_1")->text,
	    "为了规范养老服务，制定本办法。");
	assert_string_equal(get(d, "art_2__para_1__point_1")->num, "（一）");
	assert_int_equal(get(d, "art_2__para_1__point_2__indent_2")->kind,
	    UNIT_INDENT);
	assert_int_equal(get(d, "art_2__para_2")->kind, UNIT_PARAGRAPH);
	assert_string_equal(get(d, "art_2-1")->num, "第二条之一");
	assert_string_equal(get(d, "art_2-1")->parent->eid, "chp_1");
	assert_string_equal(get(d, "art_3")->parent->eid, "chp_2__sec_1");
	assert_int_equal(counts(d).article, 3);
	assert_int_equal(counts(d).article_inserted, 1);
	assert_int_equal(counts(d).paragraph, 5);
	assert_int_equal(document_effective(d).month, 5);
	assert_int_equal(document_expires(d).year, 2026);
	assert_int_equal(document_expires(d).month, 4);
	assert_int_equal(document_nnotes(d), 0);
	document_free(d);
}

static void
test_article_headings(void **state)
{
	struct document *d = read_text("某办法\n第一条（目的依据）\n\n为了甲。\n"
	    "第二条【适用范围】本区适用。\n第三条 （一）甲；\n（二）乙。\n"
	    "第 四 条 有空格。\n笫五条 字认错。\n第六条本条没有空格。\n"
	    "第七条\n另起一行。\n又一款。\n");

	(void)state;
	assert_string_equal(get(d, "art_1")->heading, "（目的依据）");
	assert_string_equal(get(d, "art_1__para_1")->text, "为了甲。");
	assert_string_equal(get(d, "art_2")->heading, "【适用范围】");
	assert_string_equal(get(d, "art_2__para_1")->text, "本区适用。");
	assert_string_equal(get(d, "art_3__para_1__point_2")->text, "乙。");
	assert_string_equal(get(d, "art_4")->num, "第 四 条");
	assert_string_equal(get(d, "art_5")->num, "笫五条");
	assert_string_equal(get(d, "art_6__para_1")->text,
	    "本条没有空格。");
	assert_string_equal(get(d, "art_7__para_2")->text, "又一款。");
	document_free(d);
}

static void
test_references(void **state)
{
	struct document *d = read_text("关于法律适用问题的复函\n"
	    "一、相关规定\n"
	    "第九十九条规定：“违反本法的，处以罚款。”\n"
	    "第一百一十八条第一款规定：“情节严重的，责令停业。”\n"
	    "二、意见\n依照第九十九条的规定处理。\n");

	(void)state;
	assert_int_equal(counts(d).article, 0);
	assert_int_equal(counts(d).level1, 2);
	document_free(d);
	d = read_text("某办法\n第一条 甲。\n第二条 乙。\n"
	    "第九十九条 别处的条文。\n第三条 丙。\n第五条 跳号。\n"
	    "第六条 接着。\n");
	assert_int_equal(counts(d).article, 5);
	assert_true(unsure_of(d, "第九十九条"));
	assert_true(unsure_of(d, "第五条"));
	assert_null(find(document_body(d), "art_99"));
	document_free(d);
}

static void
test_quotations(void **state)
{
	struct document *d = read_text("关于修改某办法的决定\n"
	    "对某办法作如下修改：\n"
	    "一、第三条修改为：“第三条 新的条文。\n"
	    "第四条 另一条。”\n"
	    "二、将第六条修改为：\n"
	    "“有下列情形的：\n（一）甲；\n（二）乙。\n第二款的话。”\n"
	    "三、删去第八条。\n"
	    "本决定自公布之日起施行。\n");
	const struct unit *u;

	(void)state;
	assert_int_equal(counts(d).article, 0);
	assert_int_equal(counts(d).level1, 3);
	assert_int_equal(counts(d).point, 2);
	assert_string_equal(get(d, "mod_1__qstr_1__art_4__para_1")->text,
	    "另一条。”");
	u = get(d, "mod_2__qstr_1__level_2");
	assert_string_equal(u->text, "乙。");
	assert_string_equal(u->parent->parent->text, "将第六条修改为：");
	assert_true(document_starts_at_publication(d));
	document_free(d);
	/* A closing quote that is missing does not swallow the rest. */
	d = read_text("关于修改某办法的决定\n作如下修改：\n"
	    "一、第三条修改为：“新的条文。\n二、删去第八条。\n"
	    "三、删去第九条。\n");
	assert_int_equal(counts(d).level1, 3);
	assert_true(unsure_of(d, "二、"));
	document_free(d);
}

static void
assert_signed(const struct document *d, const char *by)
{
	struct text signer = TEXT_INIT;

	document_signer(d, &signer);
	assert_string_equal(signer.ptr, by);
	text_release(&signer);
}

static void
test_notice(void **state)
{
	struct document *d = read_text("某区民政局文件\n"
	    "长民发〔2021〕12号　　　签发人：张三\n"
	    "某区民政局关于开展\n社会组织　抽查的通　知\n"
	    "各镇街，各社会组织：\n"
	    "为了加强监管，现通知如下：\n"
	    "一、总体要求\n以法治为指引。\n"
	    "（一）指导思想。坚持依法。\n"
	    "（二）原则。公开。\n"
	    "二、工作任务\n1.摸底。逐家登记。\n2.抽查。\n（1）甲。\n（2）乙。\n"
	    "三、要求。按时报送。\n"
	    "特此通知。\n"
	    "附件：1．抽查表\n2．名单\n"
	    "某区民政局\n某区财政局\n二○二一年五月六日\n"
	    "（此件公开发布）\n"
	    "抄送：区政府办公室。\n某区民政局办公室　2021年5月7日印发\n");

	(void)state;
	assert_string_equal(document_number(d), "长民发〔2021〕12号");
	assert_string_equal(document_title(d),
	    "某区民政局关于开展社会组织 抽查的通 知");
	assert_string_equal(document_issuer(d), "某区民政局、某区财政局");
	assert_signed(d, "张三");
	assert_int_equal(document_issued(d).day, 6);
	assert_int_equal(counts(d).level1, 3);
	assert_int_equal(counts(d).point, 2);
	assert_int_equal(counts(d).indent, 4);
	assert_int_equal(counts(d).annexes, 2);
	assert_int_equal(counts(d).attachments, 0);
	assert_string_equal(get(d, "level_1")->heading, "总体要求");
	assert_string_equal(get(d, "level_1__block_1")->text,
	    "以法治为指引。");
	assert_string_equal(get(d, "level_2__level_2__level_1")->num,
	    "（1）");
	assert_string_equal(get(d, "block_3")->text, "特此通知。");
	document_free(d);
}

static void
test_printed_measure(void **state)
{
	struct document *d = read_text("某市粮食局　某市财政局\n"
	    "关于印发《某市举报奖励\n实施细则（试行）》的通知\n"
	    "某粮规范〔2023〕2号\n"
	    "各区县：\n根据国粮规〔2023〕144号，制定本细则，现印发给你们。\n"
	    "某市粮食局　某市财政局\n2023年12月31日\n"
	    "某市举报奖励\n实施细则（试行）\n"
	    "第一条 为了奖励，制定本细则。\n"
	    "第二条 本细则自发布之日起施行，有效期5年。\n"
	    "附件：1．审批表\n2．通知书\n"
	    "附件1\n审批表\n编号：\n姓名\n"
	    "附件2\n某市举报奖励\n通知书\n你好：\n请来领取。\n年 月 日\n");

	(void)state;
	assert_string_equal(document_number(d), "某粮规范〔2023〕2号");
	assert_int_equal(counts(d).attachments, 3);
	assert_int_equal(counts(d).annexes, 2);
	assert_string_equal(get(d, "att_1")->heading,
	    "某市举报奖励实施细则（试行）");
	assert_string_equal(get(d, "att_1__art_2")->num, "第二条");
	assert_string_equal(get(d, "att_2")->num, "附件1");
	assert_string_equal(get(d, "att_3")->heading,
	    "某市举报奖励通知书");
	assert_int_equal(document_issued(d).year, 2023);
	assert_int_equal(document_effective(d).year, 0);
	assert_int_equal(document_validity_months(d), 60);
	assert_true(document_starts_at_publication(d));
	document_free(d);
}

/* Two texts in one notice, the numbers beginning anew. */
static void
test_two_printed(void **state)
{
	struct document *d = read_text("某市关于印发两个规定的通知\n"
	    "某政发〔2018〕4号\n各区：\n《转制的规定》和《支持企业的规定》"
	    "已经同意，现印发给你们。\n某市人民政府\n2018年12月18日\n\n"
	    "转制的规定\n\n为了转制，制定以下规定：\n"
	    "一、登记\n（一）甲。\n二、人员\n（二）乙。\n认定由市里负责。\n\n"
	    "支持企业的规定\n\n为了支持，制定以下规定：\n"
	    "一、财税\n（一）丙。\n");

	(void)state;
	assert_int_equal(counts(d).attachments, 2);
	assert_int_equal(counts(d).level1, 3);
	assert_int_equal(counts(d).point, 3);
	assert_string_equal(get(d, "att_2")->heading, "支持企业的规定");
	document_free(d);
}

static void
test_contents(void **state)
{
	struct document *d = read_text("某条例\n（2021年5月1日某会议通过）\n"
	    "目　录\n第一章 总则\n第二章 处罚\n第三章 附则\n"
	    "第一章 总则\n第一条 甲。\n第二章 处罚\n第二条 乙。\n"
	    "第三章 附则\n第三条 丙。\n");

	(void)state;
	assert_int_equal(counts(d).chapter, 3);
	assert_int_equal(counts(d).article, 3);
	assert_int_equal(document_issued(d).year, 2021);
	document_free(d);
}

/* A sentence that a stray line break cut in two; a number out of place. */
static void
test_damage(void **state)
{
	struct document *d = read_text("某办法\n第一条 有下列情形的：\n"
	    "（一）自然灾害引起的水土保持、\n环境保护的工程；\n"
	    "（二）防汛。\n（四）其他。\n"
	    "第二条 本办法自2021年2月29日起施行。\n");

	(void)state;
	assert_string_equal(get(d, "art_1__para_1__point_1")->text,
	    "自然灾害引起的水土保持、环境保护的工程；");
	assert_int_equal(counts(d).paragraph, 2);
	assert_true(unsure_of(d, "环境保护"));
	assert_true(unsure_of(d, "（四）"));
	assert_int_equal(document_effective(d).year, 0);
	assert_true(unsure_of(d, "施行"));
	document_free(d);
}

static void
test_list_ends(void **state)
{
	struct document *d = read_text("某办法\n"
	    "第一条 有下列行为之一，\n（一）甲的；\n（二）乙的，\n"
	    "由民政部门责令改正；\n"
	    "第二条 分下列情形：\n（一）甲。\n甲的说明。\n（二）乙。\n"
	    "第三条 范围：\n㈠甲。\n㈡乙。\n⑴丙。\n");

	(void)state;
	assert_string_equal(get(d, "art_1__para_1")->wrapup,
	    "由民政部门责令改正；");
	assert_int_equal(get(d, "art_2__para_1__point_1__block_1")->kind,
	    UNIT_BLOCK);
	assert_int_equal(counts(d).paragraph, 3);
	assert_string_equal(get(d, "art_3__para_1__point_2__indent_1")->num,
	    "⑴");
	document_free(d);
}

/* 一、 running through chapters; a number that is there twice. */
static void
test_running_levels(void **state)
{
	struct document *d = read_text("某工作规则\n第一章 总则\n"
	    "一、依法行政。\n二、勤政廉政。\n第二章 职责\n三、履行职责。\n"
	    "（一）甲。\n（一）乙。\n四、加强监督。\n");

	(void)state;
	assert_int_equal(counts(d).chapter, 2);
	assert_int_equal(counts(d).level1, 4);
	assert_string_equal(get(d, "chp_2__level_3__level_1_2")->text,
	    "乙。");
	assert_true(unsure_of(d, "（一）乙"));
	document_free(d);
}

/* Decimal numbers of plans; books, and a last part without a number. */
static void
test_other_numbers(void **state)
{
	struct document *d = read_text("某区应急预案\n1. 总则\n"
	    "1.1 编制目的\n为了应急。\n1.2 依据\n依据法律。\n"
	    "2. 组织\n2.1 指挥部\n设指挥部。\n增加1.5倍。\n");

	(void)state;
	assert_int_equal(get(d, "level_1__level_1-2")->kind, UNIT_LEVEL);
	assert_int_equal(get(d, "level_2__level_2-1")->kind, UNIT_LEVEL);
	assert_int_equal(counts(d).level1, 0);
	assert_int_equal(counts(d).indent, 5);
	document_free(d);
	d = read_text("某法\n第一编 总则\n第一章 任务\n第一条 甲。\n"
	    "第二编 分则\n第一章 罪\n第二条 乙。\n附　则\n第三条 丙。\n");
	assert_int_equal(counts(d).book, 2);
	assert_int_equal(counts(d).chapter, 2);
	assert_string_equal(get(d, "art_3")->parent->eid, "part_1");
	assert_string_equal(get(d, "book_2__chp_1")->heading, "罪");
	document_free(d);
}

/* Marks of lines and pages within a line of Markdown, which XML cannot say. */
static void
test_control_characters(void **state)
{
	struct document *d = read_as("# 某办法\n\n第一条 自2021年5月1\v0日起"
	    "施行。\n\n| 甲\f乙 | 丙 |\n|---|---|\n| 丁 | 戊 |\n", "a.md");

	(void)state;
	assert_string_equal(get(d, "art_1__para_1")->text,
	    "自2021年5月1 0日起施行。");
	assert_round_trip(d);
	document_free(d);
}

static void
test_number_only_from_masthead(void **state)
{
	struct document *d = read_text("关于某事的通知\n各单位：\n"
	    "根据长府发〔2020〕1号，办理如下。\n长府发〔2020〕2号\n"
	    "同时废止。\n");

	(void)state;
	assert_string_equal(document_number(d), "");
	assert_signed(d, "");
	document_free(d);
	d = read_text("某市人民政府令\n第338号\n"
	    "《某市办法》已经会议通过，现予公布，自2021年1月1日起施行。\n"
	    "市长　张三\n2020年12月1日\n某市办法\n第一条 甲。\n第二条 乙。\n");
	assert_string_equal(document_number(d), "某市人民政府令第338号");
	assert_signed(d, "市长张三");
	assert_int_equal(document_effective(d).year, 2021);
	assert_int_equal(counts(d).attachments, 1);
	assert_int_equal(counts(d).article, 2);
	document_free(d);
}

static void
test_markdown(void **state)
{
	struct document *d = read_as("---\n标题: 甲\n文号: 某发〔2020〕1号\n---\n"
	    "# 某区**办法**\n\n<!-- INFO -->\n\n第一条 有\\*号 &amp; [链接](x)。\n\n"
	    "1. 甲\n2. 乙\n\n| 序号 | 名称 |\n|---|---|\n| 1 | 表 |\n\n"
	    "<p>第二条&emsp;乙<br>第二款</p>\n\n第三条 《<某法>》适用。\n",
	    "a.md");
	struct text t = TEXT_INIT;

	(void)state;
	assert_string_equal(document_title(d), "某区办法");
	assert_string_equal(document_number(d), "某发〔2020〕1号");
	assert_string_equal(get(d, "art_1__para_1")->text, "有*号 & 链接。");
	assert_string_equal(get(d, "art_1__para_1__point_2")->num, "2.");
	assert_int_equal(counts(d).article, 3);
	assert_string_equal(get(d, "art_3__para_1")->text, "《<某法>》适用。");
	document_plain_text(d, &t);
	assert_non_null(strstr(t.ptr, "序号\t名称\n1\t表\n"));
	assert_null(strstr(t.ptr, "INFO"));
	assert_round_trip(d);
	text_release(&t);
	document_free(d);
}

/* --- the text hash ------------------------------------------------------- */

static const char draft[] = "某区养老服务办法\n各镇街：\n"
    "第一条 为了养老，制定本办法。\n"
    "第二条 本办法自2021年　月　日起施行。\n";

static void
assert_hash(const char *a, const char *a_name, const char *b,
    const char *b_name, bool equal)
{
	struct document *x = read_as(a, a_name), *y = read_as(b, b_name);
	char p[SHA256_HEX], q[SHA256_HEX];

	hash_hex(p, x);
	hash_hex(q, y);
	if ((strcmp(p, q) == 0) != equal)
		fail_msg("%s the same hash:\n%s----\n%s", equal ? "not" :
		    "wrongly", a, b);
	document_free(x);
	document_free(y);
}

static void
test_hash_of_issued(void **state)
{
	(void)state;
	/* Masthead, number, signer, signature, date, remark, imprint. */
	assert_hash(draft, "a.txt", "某区民政局文件\n"
	    "长民发〔2021〕12号　签发人：张三\n某区养老\n服务办法\n"
	    "各镇街：\n第一条　为了养老，制定本办法。\n"
	    "第二条　本办法自2021年5月1日起施行。\n"
	    "某区民政局\n2021年4月20日\n（此件公开发布）\n"
	    "抄送：区府办。\n某区民政局办公室　2021年4月21日印发\n",
	    "b.txt", true);
	/* Markdown, and a caption. */
	assert_hash(draft, "a.txt", "# 某区养老服务办法\n\n"
	    "（2021年4月20日某区民政局发布）\n\n各镇街：\n\n"
	    "第一条 为了养老，制定本办法。\n\n"
	    "第二条 本办法自２０２１年５月１日起施行。\n", "b.md", true);
}

static void
test_hash_of_words(void **state)
{
	static const struct {
		const char *from, *to;
	} changes[] = { { "为了养老", "为了老人" }, { "，制定", "制定" },
		{ "各镇街", "各镇" }, { "第二条", "第三条" },
		{ "服务办法", "服务规定" }, { "起施行", "起废止" } };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(changes); i++) {
		const char *at = strstr(draft, changes[i].from);
		struct text t = TEXT_INIT;

		assert_non_null(at);
		text_add(&t, draft, (size_t)(at - draft));
		text_adds(&t, changes[i].to);
		text_adds(&t, at + strlen(changes[i].from));
		assert_hash(draft, "a.txt", t.ptr, "b.txt", false);
		text_release(&t);
	}
	/* Another day in the body is another text. */
	assert_hash("某办法\n第一条 收费自2021年5月1日起执行新标准。\n", "a.txt",
	    "某办法\n第一条 收费自2021年6月1日起执行新标准。\n", "a.txt",
	    false);
	assert_hash("某办法\n第一条 自2021年5月1日起施行。\n第二条 "
	    "2020年1月1日前的照旧。\n", "a.txt",
	    "某办法\n第一条 自2021年6月1日起施行。\n第二条 "
	    "2020年1月2日前的照旧。\n", "a.txt", false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_act),
		cmocka_unit_test(test_article_headings),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_quotations),
		cmocka_unit_test(test_notice),
		cmocka_unit_test(test_printed_measure),
		cmocka_unit_test(test_two_printed),
		cmocka_unit_test(test_contents),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_list_ends),
		cmocka_unit_test(test_running_levels),
		cmocka_unit_test(test_other_numbers),
		cmocka_unit_test(test_control_characters),
		cmocka_unit_test(test_number_only_from_masthead),
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_hash_of_issued),
		cmocka_unit_test(test_hash_of_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
