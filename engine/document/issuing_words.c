/* issuing_words.c: the words of an issuing register's headings and cells */
#include "engine/document/issuing_int.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"
#include "engine/document/han.h"

#include <ctype.h>
#include <string.h>

static const struct {
	enum issuing_column column;
	int rank;
	const char *name;
} headings[] = {
	{ COLUMN_NUMBER, 0, "发文字号" }, { COLUMN_NUMBER, 0, "文号" },
	{ COLUMN_NUMBER, 0, "文件字号" }, { COLUMN_NUMBER, 0, "文件文号" },
	{ COLUMN_NUMBER, 0, "发文文号" }, { COLUMN_NUMBER, 0, "发文号" },
	{ COLUMN_NUMBER, 0, "公文字号" }, { COLUMN_NUMBER, 0, "公文文号" },
	{ COLUMN_NUMBER, 0, "字号" }, { COLUMN_NUMBER, 0, "documentnumber" },
	{ COLUMN_TITLE, 0, "标题" }, { COLUMN_TITLE, 0, "文件标题" },
	{ COLUMN_TITLE, 0, "公文标题" }, { COLUMN_TITLE, 0, "发文标题" },
	{ COLUMN_TITLE, 0, "文件名称" }, { COLUMN_TITLE, 0, "文件名" },
	{ COLUMN_TITLE, 0, "名称" }, { COLUMN_TITLE, 0, "题名" },
	{ COLUMN_TITLE, 0, "文件题名" }, { COLUMN_TITLE, 0, "title" },
	{ COLUMN_DATE, 0, "成文日期" }, { COLUMN_DATE, 1, "成文时间" },
	{ COLUMN_DATE, 2, "落款日期" }, { COLUMN_DATE, 3, "签发日期" },
	{ COLUMN_DATE, 4, "签发时间" }, { COLUMN_DATE, 5, "文件日期" },
	{ COLUMN_DATE, 6, "发文日期" }, { COLUMN_DATE, 7, "发文时间" },
	{ COLUMN_DATE, 8, "日期" }, { COLUMN_DATE, 9, "date" },
	{ COLUMN_DATE, ISSUING_NOT_MADE, "印发日期" },
	{ COLUMN_DATE, ISSUING_NOT_MADE + 1, "印发时间" },
	{ COLUMN_DATE, ISSUING_NOT_MADE + 2, "公布日期" },
	{ COLUMN_DATE, ISSUING_NOT_MADE + 3, "发布日期" },
	{ COLUMN_DATE, ISSUING_NOT_MADE + 4, "登记日期" },
	{ COLUMN_DATE, ISSUING_NOT_MADE + 5, "登记时间" },
	{ COLUMN_NATURE, 0, "是否规范性文件" },
	{ COLUMN_NATURE, 0, "是否行政规范性文件" },
	{ COLUMN_NATURE, 0, "是否属于规范性文件" },
	{ COLUMN_NATURE, 0, "是否属于行政规范性文件" },
	{ COLUMN_NATURE, 0, "是否为规范性文件" },
	{ COLUMN_NATURE, 0, "是否为行政规范性文件" },
	/* what kind it is may be said in other respects, too */
	{ COLUMN_NATURE, 2, "文件性质" }, { COLUMN_NATURE, 2, "公文性质" },
	{ COLUMN_NATURE, 2, "性质" }, { COLUMN_NATURE, 1, "性质认定" },
	{ COLUMN_NATURE, 1, "认定结果" }, { COLUMN_NATURE, 1, "认定结论" },
	{ COLUMN_NATURE, 0, "normative" },
	{ COLUMN_PERSON, 0, "认定人" }, { COLUMN_PERSON, 0, "认定人员" },
	{ COLUMN_PERSON, 0, "性质认定人" },
	{ COLUMN_PERSON, 0, "认定责任人" },
	{ COLUMN_PERSON, 0, "classifiedby" },
	{ COLUMN_OPINION, 0, "认定意见" }, { COLUMN_OPINION, 0, "认定情况" },
	{ COLUMN_REASON, 0, "认定理由" }, { COLUMN_REASON, 0, "认定依据" },
	{ COLUMN_REASON, 0, "理由" }, { COLUMN_REASON, 0, "reason" },
	{ COLUMN_REMARK, 0, "备注" }, { COLUMN_REMARK, 0, "附注" },
	{ COLUMN_REMARK, 0, "说明" }, { COLUMN_REMARK, 0, "remarks" },
};

/* Without white space, small letters; up to what stands in brackets behind. */
static void
plain(struct text *out, const char *cell)
{
	static const char *const ends[] = { "(", "（", ":", "：", "*", "?",
	    "？" };
	const char *end;
	size_t i;

	han_squeeze(out, cell);
	for (i = 0; i < MEM_COUNT(ends); i++)
		if ((end = strstr(out->ptr, ends[i])) != NULL)
			text_cut(out, (size_t)(end - out->ptr));
	for (i = 0; i < out->len; i++)
		if (out->ptr[i] >= 'A' && out->ptr[i] <= 'Z')
			out->ptr[i] = (char)(out->ptr[i] - 'A' + 'a');
}

enum issuing_column
issuing_heading(const char *cell, int *rank)
{
	enum issuing_column column = COLUMNS;
	struct text word = TEXT_INIT;
	size_t i;

	plain(&word, cell);
	for (i = 0; i < MEM_COUNT(headings) && column == COLUMNS; i++)
		if (strcmp(word.ptr, headings[i].name) == 0) {
			column = headings[i].column;
			*rank = headings[i].rank;
		}
	text_release(&word);
	return column;
}

static bool
is_any(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static bool
begins_any(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strncmp(word, *words, strlen(*words)) == 0)
			return true;
	return false;
}

static bool
has_any(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strstr(word, *words) != NULL)
			return true;
	return false;
}

enum issuing_nature
issuing_nature_of(const char *cell)
{
	static const char *const open[] = { "?", "？", "待", NULL };
	static const char *const gone[] = { "作废", "空号", "废号", "销号",
	    NULL };
	static const char *const no[] = { "非", "不", "×", "✗", "✕", "✘",
	    "x", "n", "no", "0", "false", NULL };
	static const char *const no_begins[] = { "否", "非规范", "非行政规范",
	    "不是", "不属", "不作为", "不认定", "不纳入", NULL };
	/* Where a law says 其他规范性文件, that is one. */
	static const char *const other_begins[] = { "一般", "普通", "其他",
	    "其它", "内部", NULL };
	static const char *const normative[] = { "规范性", NULL };
	static const char *const yes[] = { "√", "✓", "✔", "y", "yes", "1",
	    "true", NULL };
	static const char *const yes_begins[] = { "是", "属于", "规范性",
	    "行政规范性", NULL };
	enum issuing_nature nature = ISSUING_UNCLEAR;
	struct text word = TEXT_INIT;

	if (issuing_is_blank(cell))
		return ISSUING_UNSAID;
	plain(&word, cell);
	if (has_any(cell, open))
		nature = ISSUING_UNCLEAR;
	else if (issuing_is_void(cell))
		nature = ISSUING_VOID;
	else if (has_any(cell, gone))
		nature = ISSUING_UNCLEAR;
	else if (begins_any(word.ptr, other_begins) &&
	    !has_any(word.ptr, normative))
		nature = ISSUING_NOT;
	else if (is_any(word.ptr, no) || begins_any(word.ptr, no_begins))
		nature = ISSUING_NOT;
	else if (is_any(word.ptr, yes) || begins_any(word.ptr, yes_begins))
		nature = ISSUING_NORMATIVE;
	text_release(&word);
	return nature;
}

/* A letter, a digit, a character, or a tick or cross that says something. */
static bool
says(unsigned long c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xfee0;	/* of full width */
	return han_ideograph(c) || (c < 0x80 && isalnum((int)c)) ||
	    c == 0x221a || c == 0xd7 || (c >= 0x2713 && c <= 0x2718);
}

/* Behind the word, which may be spaced, at the beginning of s; NULL: it does
 * not begin so. */
static const char *
behind(const char *s, const char *word)
{
	unsigned long c;

	while ((c = han_next(&word)) != 0) {
		s = han_skip(s);
		if (han_next(&s) != c)
			return NULL;
	}
	return s;
}

bool
issuing_is_void(const char *remark)
{
	static const char *const words[] = { "作废", "空号", "废号", "销号",
	    "已作废", "作废号", "此号作废", "本号作废", "该号作废", "文号作废",
	    "编号作废", "void", "Void", "VOID" };
	/* 作废青民规〔2018〕3号, 作废《…办法》 */
	static const char *const others[] = { "〔", "[", "［", "《", NULL };
	const char *rest = NULL, *p;
	size_t i;

	for (i = 0; i < MEM_COUNT(words); i++) {
		p = behind(remark, words[i]);
		if (p != NULL && (rest == NULL || p > rest))
			rest = p;
	}
	if (rest == NULL || has_any(rest, others))
		return false;
	p = rest;
	return *rest == '\0' || han_skip(rest) != rest ||
	    !says(han_next(&p));
}

bool
issuing_is_blank(const char *cell)
{
	static const char *const words[] = { "无", "暂无", "同上", "略", "n/a",
	    "na", NULL };
	struct text word = TEXT_INIT;
	bool blank = true;
	const char *p = cell;
	unsigned long c;

	while (blank && (c = han_next(&p)) != 0)
		blank = !says(c);
	plain(&word, cell);
	blank = blank || is_any(word.ptr, words);
	text_release(&word);
	return blank;
}

bool
issuing_is_conclusion(const char *reason)
{
	static const char *const words[] = { "否", "非", "不是", "不属于",
	    "非规范性文件", "非行政规范性文件", "不是规范性文件",
	    "不是行政规范性文件", "不属于规范性文件",
	    "不属于行政规范性文件", "不认定", "作废", "空号", "销号",
	    "废号", NULL };
	struct text word = TEXT_INIT;
	bool found;

	issuing_bare(&word, reason);
	found = is_any(word.ptr, words);
	text_release(&word);
	return found;
}

bool
issuing_has_words(const char *cell)
{
	unsigned long c;
	bool found = false;

	while (!found && (c = han_next(&cell)) != 0)
		found = han_ideograph(c) || (c < 0x80 && isalpha((int)c)) ||
		    (c >= 0xff21 && c <= 0xff3a) ||
		    (c >= 0xff41 && c <= 0xff5a);
	return found;
}
