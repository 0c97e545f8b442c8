/* story.c: what becomes of a made-up document, from its number alone */
#include "tests/bench/common/story.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <string.h>

#define DAY_S 86400
#define HOUR_S 3600
/* Of a hundred filings so many are late, by up to so many days. */
#define LATE_OF_HUNDRED 8
#define LATE_DAYS 45

static const struct story_act acts[] = {
	{ 's', "drafter", "submit", "explanation basis consultation", "",
	    TEXT_DRAFT, 1, 6, false, false },
	{ 'x', "drafter", "accept", "", "", TEXT_NONE, 0, 1, true, false },
	{ 'a', "legal-counsel", "accept", "", "", TEXT_NONE, 1, 2, false,
	    false },
	{ 'r', "legal-counsel", "return", "",
	    "第三条的期限没有依据，应当修改。", TEXT_NONE, 4, 8, false,
	    false },
	{ 'j', "legal-counsel", "reject", "", "设定了行政处罚，不合法。",
	    TEXT_NONE, 4, 8, false, false },
	{ 'm', "legal-counsel", "supplement", "", "请补充征求意见的材料。",
	    TEXT_NONE, 1, 3, false, false },
	{ 'y', "drafter", "supply", "consultation", "", TEXT_NONE, 2, 6,
	    false, false },
	{ 'v', "drafter", "revise", "response", "", TEXT_REVISED, 3, 10,
	    false, false },
	{ 'l', "legal-counsel", "approve", "legality-opinion", "",
	    TEXT_NONE, 6, 12, false, false },
	{ 'f', "fair-competition-reviewer", "approve",
	    "fair-competition-conclusion", "", TEXT_NONE, 2, 6, false,
	    false },
	{ 'n', "fair-competition-reviewer", "not-applicable", "",
	    "不涉及经营者经济活动。", TEXT_NONE, 1, 3, false, false },
	{ 'c', "fair-competition-reviewer", "return", "",
	    "第五条偏向本地企业，应当删去。", TEXT_NONE, 2, 6, false,
	    false },
	{ 'd', "office", "adopt", "minutes", "", TEXT_NONE, 5, 15, false,
	    false },
	{ 'p', "office", "adopt-in-principle", "minutes",
	    "第六条按会议意见修改。", TEXT_NONE, 5, 15, false, false },
	{ '#', "office", "number", "", "", TEXT_NONE, 1, 4, false, false },
	{ 'P', "office", "publish", "", "", TEXT_ISSUED, 1, 10, false,
	    false },
	{ 'F', "office", "file", "filing-report evidence", "", TEXT_NONE, 3,
	    9, false, true },
	{ 'R', "office", "receipt", "receipt", "", TEXT_NONE, 2, 20, false,
	    true },
	{ 'S', "office", "suspend", "notice", "缺少制定说明。", TEXT_NONE, 4,
	    9, false, true },
	{ 'G', "office", "resupply", "filing-report", "", TEXT_NONE, 3, 9,
	    false, false },
	{ 't', "office", "take-effect", "", "", TEXT_NONE, 90, 30, false,
	    false },
	{ 'q', "office", "repeal", "repeal-basis", "上位法已经修改。",
	    TEXT_NONE, 300, 300, false, false },
	{ 'w', "drafter", "withdraw", "", "补充材料后再报。", TEXT_NONE, 1,
	    2, false, false },
	{ 'z', "drafter", "terminate", "", "不再制定。", TEXT_NONE, 10, 30,
	    false, false },
};

/* So many of a hundred documents go that way. */
static const struct {
	unsigned of_hundred;
	const char *acts;
} courses[] = {
	{ 42, "salfd#PFR" },		/* nothing is in the way */
	{ 10, "sxalfd#PFRt" },		/* the drafter tries to accept */
	{ 13, "sarvalfd#PFR" },		/* sent back by the counsel */
	{ 6, "salcvalfd#PFRt" },	/* by the other reviewer */
	{ 5, "samylfd#PFR" },		/* papers are wanting */
	{ 3, "salfpvalfd#PFR" },	/* adopted in principle */
	{ 5, "salnd#PFR" },
	{ 4, "salfd#P" },		/* never filed */
	{ 3, "salfd#PF" },		/* no receipt came */
	{ 3, "salfd#PFSGR" },		/* the filing was sent back */
	{ 2, "swsalfd#PFR" },
	{ 1, "sajz" },
	{ 1, "sarz" },
	{ 2, "salfd#PFRtq" },
};

const char *const story_authorities[STORY_AUTHORITIES][2] = {
	{ "区民政局", "长民规" }, { "区教育局", "长教规" },
	{ "区水务局", "长水规" }
};

unsigned
story_chance(long number, unsigned salt, unsigned below)
{
	uint64_t x = (uint64_t)number * 0x9e3779b97f4a7c15u + salt;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return (unsigned)((x ^ x >> 31) >> 32) % below;
}

long
story_acts_of_hundred(void)
{
	size_t i, n = 0;

	for (i = 0; i < MEM_COUNT(courses); i++)
		n += courses[i].of_hundred * strlen(courses[i].acts);
	return (long)n;
}

const struct story_act *
story_next(const struct story *story)
{
	size_t i;

	for (i = 0; i < MEM_COUNT(acts); i++)
		if (acts[i].letter == story->acts[story->at])
			return &acts[i];
	return NULL;
}

void
story_begin(struct story *story, long number, int64_t start_s)
{
	unsigned share = story_chance(number, 1, 100);
	size_t i = 0;

	while (share >= courses[i].of_hundred)
		share -= courses[i++].of_hundred;
	*story = (struct story){ .number = number, .acts = courses[i].acts,
		.due_s = start_s };
	/* The text names the day from which it is in force. */
	story->effective = day_plus_months(time_day(start_s), 6);
	story->effective.day = 1;
}

void
story_done(struct story *story)
{
	unsigned salt = (unsigned)story->at * 16 + 2;
	const struct story_act *act;
	int days;

	story->at++;
	act = story_next(story);
	if (act == NULL)
		return;
	days = act->days + (int)story_chance(story->number, salt,
	    (unsigned)act->more + 1);
	if (act->letter == 'F' && story_chance(story->number, salt + 1, 100) <
	    LATE_OF_HUNDRED)
		days += 15 + (int)story_chance(story->number, salt + 2,
		    LATE_DAYS);
	story->due_s = time_of_day(day_plus(time_day(story->due_s), days)) +
	    8 * HOUR_S + (int64_t)story_chance(story->number, salt + 3,
	    9 * HOUR_S);
	if (act->letter == 't' &&
	    story->due_s < time_of_day(story->effective) + DAY_S)
		story->due_s = time_of_day(story->effective) + DAY_S;
	if (act->letter == '#')
		story->dated = time_day(story->due_s);
}

const char *
story_authority(const struct story *story)
{
	return story_authorities[story->number % STORY_AUTHORITIES][0];
}

void
story_doc_number(const struct story *story, char out[64])
{
	snprintf(out, 64, "%s〔%d〕%ld号",
	    story_authorities[story->number % STORY_AUTHORITIES][1],
	    story->dated.year, story->sequence);
}

/* ---- the papers ---- */

static const char *const numerals[] = { "一", "二", "三", "四", "五", "六",
	"七", "八", "九", "十" };
static const char *const subjects[] = { "养老服务", "临时救助", "殡葬管理",
	"社会组织登记", "学区划分", "校外培训", "食堂安全", "河道保洁", "取水许可",
	"节约用水", "志愿服务", "助学补贴" };
static const char *const duties[] = { "申请", "受理", "评估", "服务", "补贴",
	"监督", "考核", "公示", "登记", "变更", "注销", "回访" };
static const char *const clauses[] = {
	"当事人有异议的，可以自收到告知之日起申请复核",
	"所需经费列入本级财政预算，专款专用",
	"街道办事处应当予以协助，并按季度报送情况",
	"有关档案由承办机构保存，保存期限不少于十年",
	"承办人员应当出示证件，并将结果当场告知当事人",
	"材料不齐全的，应当一次告知需要补正的全部内容",
	"情况紧急的，可以先行办理，事后补齐手续",
	"不得要求当事人提供法律、法规规定以外的材料"
};

#define PICK(story, salt, list) \
	((list)[story_chance((story)->number, (salt), MEM_COUNT(list))])

static void
write_article(const struct story *story, unsigned i, struct text *out)
{
	const char *duty = duties[i % MEM_COUNT(duties)];
	/* What the reviewers asked to change is changed in each version. */
	unsigned days = 3 + story_chance(story->number, 100 + i, 25) +
	    (i == 2 ? (unsigned)story->version : 0);

	text_addf(out, "第%s条　%s应当自收到材料之日起%u个工作日内办理。"
	    "%s负责第%ld片区%s的监督管理；%s。\n", numerals[i], duty, days,
	    story_authority(story), story->number % 89 + 1, duty,
	    PICK(story, 200 + i, clauses));
	if (story_chance(story->number, 300 + i, 3) == 0)
		text_addf(out, "前款规定的%s，%s；%s。\n", duty,
		    PICK(story, 400 + i, clauses),
		    PICK(story, 500 + i, clauses));
}

void
story_write_text(const struct story *story, bool issued, struct text *out)
{
	const char *subject = PICK(story, 7, subjects);
	unsigned i, n = 5 + story_chance(story->number, 8, 6);
	char number[64];

	if (issued) {
		story_doc_number(story, number);
		text_addf(out, "%s\n\n", number);
	}
	text_addf(out, "关于印发%s办法（第%ld号）的通知\n\n第一条　为了规范%s"
	    "工作，根据有关法律、法规，结合本区实际，制定本办法。\n", subject,
	    story->number, subject);
	for (i = 1; i + 1 < n; i++)
		write_article(story, i, out);
	text_addf(out, "第%s条　本办法自%d年%d月%d日起施行。\n",
	    numerals[n - 1], story->effective.year, story->effective.month,
	    story->effective.day);
	if (issued)
		text_addf(out, "\n%s\n%d年%d月%d日\n", story_authority(story),
		    story->dated.year, story->dated.month, story->dated.day);
}

void
story_write_paper(const struct story *story, const char *kind,
    struct text *out)
{
	unsigned i, n = 1 + story_chance(story->number,
	    (unsigned)strlen(kind), 4);

	text_addf(out, "%s（第%ld号）%s\n\n", PICK(story, 7, subjects),
	    story->number, kind);
	for (i = 0; i < n; i++)
		text_addf(out, "%s、%s，%s。\n", numerals[i],
		    PICK(story, 600 + i, duties), PICK(story, 700 + i,
		    clauses));
}
