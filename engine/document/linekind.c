/* linekind.c: what a line is by itself: a date, a signature, a title */
#include "engine/document/han.h"
#include "engine/document/docnum.h"
#include "engine/document/numeral.h"
#include "engine/document/reading.h"

#include <string.h>

#define TITLE_LINE_MAX 70
#define SIGNATURE_MAX 60

bool
line_is_date(const char *text)
{
	struct date_match m;

	text = han_skip(text);
	return date_scan(text, &m) && *han_skip(text + m.len) == '\0';
}

/* Bodies end so, and persons who sign orders begin so. */
static const char *const bodies[] = { "局", "委", "委员会", "政府", "办公室",
	"办公厅", "厅", "部", "院", "会", "署", "行", "社", "处", "所", "中心",
	"队", "公司", "学校", "大学", "医院", "街道办事处", "办事处", "办",
	"总会", "联合会", "协会", "监狱", "法院", "检察院", "军区", "集团",
	"站", "馆", "股", "科", "组", "党组", "（盖章）", "（章）", "小组",
	"指挥部", "国家安全部", NULL };
static const char *const persons[] = { "局长", "市长", "区长", "县长", "省长",
	"主任", "部长", "总理", "主席", "署长", "厅长", "州长", "院长",
	"自治区主席", "秘书长", "行长", NULL };

static bool
plain_words(const char *text)
{
	unsigned long c;

	while ((c = han_next(&text)) != 0) {
		if (c == 0x3002 || c == 0xff1b || c == 0xff0c || c == ';' ||
		    c == 0x300a || c == ',' || c == 0x201c)
			return false;
	}
	return true;
}

bool
line_rules(const char *text)
{
	static const char *const words[] = { "不得", "不适用", "不受", "不再",
		"不按", "不执行", "免予", "适用于", "应当", "可以", "必须",
		"按照", "依照", "除外", "停止", "负责", "收费", "罚款", "缴纳",
		"缴费", "征收", "处以", "责令", "禁止", "每家", "每户", "不参加",
		"作废", NULL };
	const char *const *w;

	for (w = words; *w != NULL; w++) {
		if (strstr(text, *w) != NULL)
			return true;
	}
	return false;
}

bool
line_is_person(const char *text)
{
	size_t n = han_length(text);
	const char *const *w;

	for (w = persons; n <= 12 && *w != NULL; w++) {
		if (han_begins_with(text, *w) && han_length(*w) < n)
			return true;
	}
	return false;
}

bool
line_is_signature(const char *text)
{
	size_t n = han_length(text);
	struct mark m;

	if (n < 2 || n > SIGNATURE_MAX || !plain_words(text) ||
	    line_rules(text) ||
	    strstr(text, "关于") != NULL)
		return false;
	mark_scan(text, &m);
	if (m.kind != MARK_NONE)
		return false;
	return line_is_person(text) || (han_ends_with_any(text, bodies) &&
	    strstr(text, "：") == NULL);
}

bool
line_is_signed_date(const char *text, size_t *at)
{
	struct date_match m;
	struct text before = TEXT_INIT;
	size_t from = 0;
	bool found = false;

	while (!found && date_find(text, from, &m)) {
		from = m.at + m.len;
		found = m.at > 0 && *han_skip(text + from) == '\0';
	}
	if (found) {
		text_add(&before, text, m.at);
		found = line_is_signature(before.ptr);
		*at = m.at;
	}
	text_release(&before);
	return found;
}

bool
line_is_imprint(const char *text)
{
	static const char *const starts[] = { "抄送", "抄报", "抄发", "分送",
		"主题词", "校对：", "共印", "印数", "信息公开选项", "公开方式",
		"公开属性", "信息公开形式", NULL };
	struct date_match m;
	const char *const *w;

	if (line_rules(text))
		return false;
	for (w = starts; *w != NULL; w++) {
		if (han_begins_with(text, *w))
			return true;
	}
	/* 某某局办公室　2021年5月1日印发 */
	return han_length(text) < 60 && han_ends_with(text, "印发") &&
	    date_find(text, 0, &m);
}

bool
line_is_remark(const char *text)
{
	static const char *const words[] = { "此件", "公开发布", "主动公开",
		"依申请公开", "不予公开", "联系人", "联系电话", "盖章", NULL };
	const char *const *w, *p = text;
	unsigned long c = han_next(&p);

	if (line_rules(text))
		return false;
	if (c != 0xff08 && c != '(')
		return false;
	c = han_last(text);
	if ((c != 0xff09 && c != ')') || han_length(text) > 80)
		return false;
	for (w = words; *w != NULL; w++) {
		if (strstr(text, *w) != NULL)
			return true;
	}
	return false;
}

bool
line_is_contents(const char *text)
{
	static const char *const words[] = { "目录", "目次", NULL };

	return han_is_one_of(text, words);
}

/* In brackets of either width, which the number is not to have. */
static bool
bracketed_number(const char *s)
{
	struct text t = TEXT_INIT;
	const char *end;
	bool found = false;
	size_t open;

	han_squeeze(&t, s);
	open = *t.ptr == '(' ? 1 : strncmp(t.ptr, "（", 3) == 0 ? 3 : 0;
	end = t.ptr + t.len;
	if (open > 0 && t.len > open + 3) {
		text_cut(&t, t.len - (end[-1] == ')' ? 1 :
		    strncmp(end - 3, "）", 3) == 0 ? 3 : 0));
		found = t.ptr + t.len < end && docnum_match(t.ptr + open);
	}
	text_release(&t);
	return found;
}

/* 〔2021〕5号 under the heading of minutes, which is its code. */
static bool
bare_number(const char *s)
{
	struct text t = TEXT_INIT;
	bool found = false;

	if (han_begins_with(s, "〔") || han_begins_with(s, "[")) {
		text_addf(&t, "纪要%s", s);
		found = docnum_match(t.ptr);
	}
	text_release(&t);
	return found;
}

/* 长民发〔2021〕12号　　签发人：某某; brackets around it under a title. */
bool
line_is_number(const char *text)
{
	struct text t = TEXT_INIT;
	const char *signer = strstr(text, "签发人");
	bool found;

	if (strlen(text) > 1024)
		return false;
	text_add(&t, text, signer != NULL ? (size_t)(signer - text) :
	    strlen(text));
	found = docnum_match(t.ptr) || bracketed_number(t.ptr) ||
	    bare_number(t.ptr);
	text_release(&t);
	return found;
}

bool
line_is_title_like(const struct reading *r, size_t i)
{
	const struct line *line = &r->lines[i];
	size_t n = han_length(line->text);
	struct annex_mark annex;

	if (line->row || r->marks[i].kind != MARK_NONE || n < 2 ||
	    n > TITLE_LINE_MAX || line_is_date(line->text) ||
	    mark_annex(line->text, &annex) || line_is_number(line->text) ||
	    line_is_imprint(line->text) || line_is_remark(line->text) ||
	    line_is_contents(line->text))
		return false;
	/* A title may end with 》 or ）, not like a sentence. */
	if (han_ends_sentence(line->text) || strstr(line->text, "。") != NULL)
		return false;
	switch (han_last(line->text)) {
	case 0xff1a: case ':': case 0xff1b: case ';': case 0xff0c: case ',':
	case 0xff1f:
		return false;
	default:
		return true;
	}
}

bool
line_is_caption(const char *text)
{
	static const char *const words[] = { "通过", "公布", "发布", "修订",
		"修正", "批准", "施行", "印发", "修改", "审议", "会议", NULL };
	const char *p = han_skip(text), *const *w, *q = p;
	struct date_match m;
	unsigned long c = han_next(&q);
	bool bracket = c == 0xff08 || c == '(';

	if (line_rules(text))
		return false;
	if (bracket) {
		p = han_skip(q);
		if (*p == '\0')
			return true;	/* （ alone: goes on below */
	}
	if (!date_scan(p, &m)) {
		if (!bracket || !date_find(p, 0, &m))
			return false;
	}
	if (*han_skip(p + m.at + m.len) == '\0')
		return true;
	if (!bracket && han_ends_sentence(text) && han_last(text) == 0x3002)
		return false;
	for (w = words; *w != NULL; w++) {
		if (strstr(text, *w) != NULL)
			return true;
	}
	return false;
}

bool
line_is_heading(const struct reading *r, size_t i)
{
	const char *text = r->lines[i].text;
	const struct mark *m = &r->marks[i];

	if (m->kind < MARK_BOOK || m->kind > MARK_SECTION ||
	    han_length(text) > 60 || strstr(text, "。") != NULL)
		return false;
	if (m->parted)
		return !han_ends_sentence(text);
	/* 第三章规定的, 第二节和第三节 are references. */
	text += m->rest;
	return !han_ends_clause(text) && !han_begins_with(text, "规定") &&
	    !han_begins_with(text, "的") && !han_begins_with(text, "、") &&
	    !han_begins_with(text, "第") && !han_begins_with(text, "至");
}
