/* front.c: what stands around a text: masthead, number, title, signature */
#include "engine/document/docnum.h"
#include "engine/document/han.h"
#include "engine/document/numeral.h"
#include "engine/document/reading.h"

#include <string.h>

#define TITLE_LINES_MAX 8
#define SIGNATURES_MAX 12

/* Words that a title ends with. */
static const char *const kinds[] = { "通知", "决定", "意见", "公告", "通告",
	"批复", "函", "报告", "请示", "令", "纪要", "议案", "规定", "办法",
	"细则", "条例", "规则", "规程", "规范", "方案", "计划", "规划", "解释",
	"标准", "制度", "准则", "章程", "目录", "清单", "指南", "指引", "要点",
	"措施", "表", "书", "说明", "法", "修正案", "预案", "名单", "基准",
	"答复", "声明", "公报", "通报", "守则", "纲要", "图案", "机制", "要求",
	"协议", "合同", "样式", "格式", "模板", "通则", "总则", "公约", NULL };
/* 关于印发...的 goes on until one of these. */
static const char *const notices[] = { "通知", "公告", "通告", "决定", "函",
	"令", "批复", "意见", "规定", "报告", "通报", NULL };
static const char *const passing_on[] = { "关于印发", "关于发布", "关于转发",
	"关于批转", "关于公布", "关于修改", "关于废止", "转发", NULL };

static bool
contains_any(const char *s, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strstr(s, *words) != NULL)
			return true;
	}
	return false;
}

/* Is every （ and 《 closed? */
static bool
balanced(const char *s)
{
	unsigned long c;
	int round = 0, angle = 0;

	while ((c = han_next(&s)) != 0) {
		round += (c == 0xff08 || c == '(') - (c == 0xff09 || c == ')');
		angle += (c == 0x300a) - (c == 0x300b);
	}
	return round <= 0 && angle <= 0;
}

/* Cut a bracket at the end: （试行）. */
static void
cut_bracket(struct text *t)
{
	unsigned long c = han_last(t->ptr);
	size_t i;

	if (c != 0xff09 && c != ')')
		return;
	for (i = t->len; i > 0; i--) {
		const char *p = t->ptr + i - 1;

		if (*p == '(' || strncmp(p, "（", 3) == 0) {
			text_cut(t, i - 1);
			return;
		}
	}
}

bool
title_is_complete(const char *title)
{
	struct text t = TEXT_INIT;
	bool complete;

	han_squeeze(&t, title);
	complete = balanced(t.ptr);
	cut_bracket(&t);
	complete = complete && han_ends_with_any(t.ptr,
	    contains_any(t.ptr, passing_on) ? notices : kinds);
	text_release(&t);
	return complete;
}

bool
title_goes_on(const char *so_far, const struct reading *r, size_t next)
{
	const char *text, *p;
	unsigned long c;

	if (next >= r->n || !line_is_title_like(r, next) ||
	    line_is_caption(r->lines[next].text))
		return false;
	text = p = r->lines[next].text;
	c = han_next(&p);
	return !title_is_complete(so_far) || han_begins_with(text, "的") ||
	    c == 0xff08 || c == '(';
}

/* Line i, or from `text` in it on, as a piece with the asides in it. */
static void
take(struct reading *r, struct pieces *list, enum piece_kind kind, size_t i,
    const char *text)
{
	const struct line *line = &r->lines[i];
	struct piece *piece = piece_append(r->d, list, kind, text, line->no);
	size_t before = (size_t)(text - line->text);
	const struct aside *a;

	for (a = line->asides.first; a != NULL; a = a->next)
		aside_put(r->d, &piece->asides, a, SLOT_TEXT,
		    a->at < before ? 0 : a->at - before);
}

/* Take the lines of a title from i; returns the line after them. */
static size_t
read_title(struct reading *r, const struct span *span, size_t i,
    struct part *part, struct text *title)
{
	size_t taken = 0;

	while (i < span->to && taken < TITLE_LINES_MAX &&
	    ((taken == 0 && title->len == 0) ||
	    title_goes_on(title->ptr, r, i))) {
		/* Bodies that issue it together. */
		if (taken > 0 && line_is_signature(r->lines[i].text) &&
		    line_is_signature(r->lines[i - 1].text))
			text_addc(title, ' ');
		han_unspace(title, r->lines[i].text);
		take(r, &part->front, PIECE_TITLE, i, r->lines[i].text);
		taken++;
		i++;
	}
	return i;
}

/* A caption in brackets may run over several lines. */
static size_t
read_caption(struct reading *r, const struct span *span, size_t i,
    struct part *part)
{
	struct text t = TEXT_INIT;
	int taken = 0;

	do {
		if (taken > 0 && line_rules(r->lines[i].text))
			break;
		text_adds(&t, r->lines[i].text);
		take(r, &part->front, PIECE_CAPTION, i, r->lines[i].text);
		i++;
	} while (!balanced(t.ptr) && ++taken < 12 && i < span->to &&
	    (r->marks[i].kind == MARK_NONE || r->marks[i].kind >= MARK_HAN) &&
	    !han_ends_with(r->lines[i].text, "。"));
	text_release(&t);
	return i;
}

/* Is line j the heading that a line of the contents names? */
static bool
names_heading(const struct reading *r, size_t contents, size_t j)
{
	const struct mark *m = &r->marks[j], *f = &r->marks[contents];
	struct text a = TEXT_INIT, b = TEXT_INIT;
	bool same;

	if (f->kind != MARK_NONE)
		return m->kind == f->kind && m->n == f->n;
	/* 前言, in the contents with its page perhaps. */
	han_squeeze(&a, r->lines[contents].text);
	han_squeeze(&b, r->lines[j].text);
	same = b.len > 0 && m->kind == MARK_NONE && han_length(b.ptr) <= 20 &&
	    strncmp(a.ptr, b.ptr, b.len) == 0;
	text_release(&a);
	text_release(&b);
	return same;
}

/*
 * The table of contents: 目录, then headings until the first or the second of
 * them repeats, or an article comes.
 */
static size_t
read_contents(struct reading *r, const struct span *span, size_t i,
    struct part *part)
{
	size_t first = i + 1, end = first, j;
	bool marked = false;

	for (; end < span->to && end - first < 400; end++) {
		if (r->marks[end].kind == MARK_ARTICLE &&
		    r->marks[first].kind != MARK_ARTICLE)
			break;
		if (end > first && (names_heading(r, first, end) ||
		    (end > first + 1 && names_heading(r, first + 1, end))))
			break;
		if (han_last(r->lines[end].text) == 0x3002)
			break;
		if (line_rules(r->lines[end].text) &&
		    r->marks[end].kind == MARK_NONE) {
			end = span->to;
			break;
		}
		marked |= r->marks[end].kind != MARK_NONE;
	}
	/* Headings that never come again were no contents. */
	if (end >= span->to || !marked)
		end = first;
	for (j = i; j < end; j++)
		take(r, &part->front, PIECE_TOC, j, r->lines[j].text);
	return end;
}

/* 某某局文件: bodies and the word behind them, nothing else. */
static bool
is_letterhead(const char *text)
{
	struct text bodies = TEXT_INIT;
	bool found;

	text_add(&bodies, text, strlen(text) - strlen("文件"));
	while (bodies.len > 0 && *han_skip(bodies.ptr + bodies.len - 1) ==
	    '\0' && bodies.ptr[bodies.len - 1] == ' ')
		text_cut(&bodies, bodies.len - 1);
	found = *han_skip(bodies.ptr) == '\0' ||
	    line_is_signature(bodies.ptr);
	text_release(&bodies);
	return found;
}

/* Bodies named above the number, the title coming after it (函). */
static bool
is_masthead(const struct reading *r, const struct span *span, size_t i)
{
	const char *text = r->lines[i].text;
	size_t k;

	if (span->kind == SPAN_ANNEX || strstr(text, "关于") != NULL ||
	    han_length(text) > 40)
		return false;
	if (line_rules(text))
		return false;
	if (han_ends_with(text, "文件"))
		return is_letterhead(text);
	for (k = i; k < span->to && k < i + 6; k++) {
		if (line_is_number(r->lines[k].text))
			return k + 1 < span->to && k > i &&
			    line_is_title_like(r, k + 1) &&
			    !line_is_caption(r->lines[k + 1].text) &&
			    line_is_signature(text);
		if (strstr(r->lines[k].text, "关于") != NULL)
			return false;
		if (han_ends_with(r->lines[k].text, "文件") && k > i)
			return line_is_signature(text);
		if (k > i && !line_is_signature(r->lines[k].text))
			return false;
	}
	return false;
}

/* What a web page puts above or below a title: 索引号：..., 发文字号：... */
static bool
is_label(const char *text)
{
	static const char *const labels[] = { "索引号", "发文机关", "发布机构",
		"发文单位", "发布日期", "发文日期", "成文日期", "生成日期",
		"主题分类", "标题：", "有效性", "来源：", "发文字号", "文号",
		"文　　号", "信息分类", "公文种类", "体裁分类", NULL };
	const char *const *w;

	for (w = labels; *w != NULL; w++) {
		if (han_begins_with(text, *w) && (strstr(text, "：") != NULL ||
		    strchr(text, ':') != NULL) && han_length(text) < 60 &&
		    han_last(text) != 0x3002)
			return true;
	}
	return false;
}

static bool
is_copy_mark(const char *text)
{
	static const char *const words[] = { "特急", "加急", "特提", "平急",
		"急件", "内部资料", "公开", NULL };
	size_t n = han_length(text);
	const char *p;

	if (han_is_one_of(text, words))
		return true;
	for (p = text; *p >= '0' && *p <= '9'; p++)
		;
	return *p == '\0' && n >= 4 && n <= 7;
}

/*
 * Was the title so far but the head of an order, an announcement or minutes,
 * and is line i, behind its number, the title?
 */
static bool
is_real_title(const struct reading *r, size_t i, const struct part *part,
    const struct text *title)
{
	static const char *const heads[] = { "公告", "通告", "公报", "令",
		"纪要", NULL };
	const char *text = r->lines[i].text;

	return title->len > 0 &&
	    (part->front.last->kind == PIECE_NUMBER ||
	    (part->front.last->kind == PIECE_TITLE &&
	    han_begins_with(text, "关于"))) && strstr(title->ptr, "关于") == NULL &&
	    han_ends_with_any(title->ptr, heads) &&
	    line_is_title_like(r, i) && !line_is_caption(text) &&
	    !line_is_signature(text) &&
	    (strstr(text, "关于") != NULL || title_is_complete(text));
}

static void
make_masthead(struct part *part, struct text *title)
{
	struct piece *p;

	for (p = part->front.first; p != NULL; p = p->next) {
		if (p->kind == PIECE_TITLE)
			p->kind = PIECE_MASTHEAD;
	}
	text_reset(title);
}

/* One line of front matter before or after the title; false: body begins. */
static bool
read_front_line(struct reading *r, struct span *span, size_t *at,
    struct part *part, struct text *title)
{
	const struct line *line = &r->lines[*at];
	enum piece_kind kind;

	if (is_real_title(r, *at, part, title))
		make_masthead(part, title);
	if (line_is_number(line->text))
		kind = PIECE_NUMBER;
	else if (han_begins_with(line->text, "签发人") &&
	    !line_rules(line->text))
		kind = PIECE_SIGNER;
	else if (span->kind == SPAN_MAIN && !line_rules(line->text) &&
	    (is_label(line->text) ||
	    (title->len == 0 && is_copy_mark(line->text))))
		kind = PIECE_MARK;
	else if (title->len == 0 && is_masthead(r, span, *at))
		kind = PIECE_MASTHEAD;
	else if (title->len > 0 && line_is_contents(line->text)) {
		*at = read_contents(r, span, *at, part);
		return true;
	} else if (title->len > 0 && line_is_caption(line->text)) {
		*at = read_caption(r, span, *at, part);
		return true;
	} else if (title->len == 0 && (line_is_title_like(r, *at) ||
	    (line->heading == 1 && r->marks[*at].kind == MARK_NONE))) {
		*at = read_title(r, span, *at, part, title);
		return true;
	} else {
		return false;
	}
	take(r, &part->front, kind, *at, line->text);
	++*at;
	return true;
}

/* 附件1 or 附件：名称: the label, and the name as the title's first line. */
static size_t
read_label(struct reading *r, const struct span *span, struct part *part,
    struct text *title)
{
	const struct line *line = &r->lines[span->from];
	struct annex_mark m;

	if (!mark_annex(line->text, &m))
		return span->from;
	part->unit->num = arena_strndup(&r->d->arena, line->text, m.len);
	if (line->text[m.rest] == '\0') {
		take(r, &part->front, PIECE_LABEL, span->from, line->text);
		return span->from + 1;
	}
	piece_append(r->d, &part->front, PIECE_LABEL, part->unit->num,
	    line->no);
	take(r, &part->front, PIECE_TITLE, span->from, line->text + m.rest);
	han_unspace(title, line->text + m.rest);
	return read_title(r, span, span->from + 1, part, title);
}

void
front_read(struct reading *r, struct span *span, struct part *part,
    const char **title)
{
	struct text t = TEXT_INIT;
	size_t i = span->from;

	if (span->kind == SPAN_ANNEX)
		i = read_label(r, span, part, &t);
	while (i < span->to && read_front_line(r, span, &i, part, &t))
		;
	/* A number may stand between two lines of a title. */
	span->body = i;
	*title = arena_strdup(&r->d->arena, t.ptr);
	text_release(&t);
}

/* Does the line belong behind the date: remark, imprint? */
static bool
is_trailer(const struct reading *r, size_t i)
{
	return line_is_remark(r->lines[i].text) ||
	    line_is_imprint(r->lines[i].text);
}

void
closing_find(struct reading *r, struct span *span)
{
	size_t i = span->to, tail, date, at, taken = 0;

	while (i > span->body && (is_trailer(r, i - 1) ||
	    r->annex_list[i - 1]))
		i--;
	tail = i;
	/* Trailers alone count only when they are an imprint. */
	span->closing = span->to;
	while (span->closing > tail &&
	    line_is_imprint(r->lines[span->closing - 1].text))
		span->closing--;
	if (span->kind == SPAN_ANNEX)
		return;
	if (i > span->body && line_is_signed_date(r->lines[i - 1].text, &at)) {
		span->closing = i - 1;
		return;
	}
	if (i > span->body && line_is_date(r->lines[i - 1].text))
		i--;
	date = i;
	while (i > span->body && taken++ < SIGNATURES_MAX &&
	    r->marks[i - 1].kind == MARK_NONE && !r->lines[i - 1].row &&
	    line_is_signature(r->lines[i - 1].text))
		i--;
	/* A signature without a date must follow a whole sentence. */
	if (date == tail && (i == tail || i == span->body ||
	    !han_ends_clause(r->lines[i - 1].text)))
		return;
	span->closing = i;
}

void
closing_read(struct reading *r, const struct span *span, struct part *part)
{
	enum piece_kind kind;
	size_t i;

	for (i = span->closing; i < span->to; i++) {
		const struct line *line = &r->lines[i];

		if (r->annex_list[i])
			kind = PIECE_ANNEX_LIST;
		else if (line_is_date(line->text))
			kind = PIECE_DATE;
		else if (line_is_imprint(line->text))
			kind = PIECE_IMPRINT;
		else if (line_is_remark(line->text))
			kind = PIECE_REMARK;
		else
			kind = PIECE_SIGNATURE;
		take(r, &part->closing, kind, i, line->text);
	}
}
