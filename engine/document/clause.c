/* clause.c: the sentence that says from when until when a text is in force */
#include "engine/document/clause.h"

#include "engine/document/han.h"
#include "engine/document/numeral.h"

#include <string.h>

static bool
eat(const char **s, const char *word)
{
	size_t n = strlen(word);

	*s = han_skip(*s);
	if (strncmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

/* [起][正式](施行|实施|执行|生效|试行) */
static bool
comes_into_force(const char *p)
{
	static const char *const verbs[] = { "施行", "实施", "执行", "生效",
		"试行", "有效", NULL };
	const char *const *v;

	if (!eat(&p, "起") && !eat(&p, "始") && !eat(&p, "开始"))
		return false;
	eat(&p, "正式");
	eat(&p, "开始");
	for (v = verbs; *v != NULL; v++) {
		if (eat(&p, *v))
			return true;
	}
	return false;
}

static bool
inside_quotes(const char *s, const char *at)
{
	unsigned long c;
	bool inside = false;

	while (s < at && (c = han_next(&s)) != 0) {
		if (c == 0x201c || c == 0x300c)
			inside = true;
		else if (c == 0x201d || c == 0x300d)
			inside = false;
	}
	return inside;
}

/* The first byte of the sentence that `at` stands in. */
static const char *
sentence_start(const char *s, const char *at)
{
	const char *start = s, *p = s;
	unsigned long c;

	while (p < at && (c = han_next(&p)) != 0) {
		if (c == 0x3002 || c == 0xff1b || c == ';')
			start = p;
	}
	return han_skip(start);
}

/* Is what stands before 自 in its sentence about this text itself? */
static bool
about_this_text(const char *s, const char *at)
{
	static const char *const words[] = { "印发", "公布", "发布", "通过",
		"实施细则", "以上", "上述", NULL };
	const char *start = sentence_start(s, at), *const *w;
	struct text t = TEXT_INIT;
	bool ok;

	if (inside_quotes(s, at))
		return false;
	text_add(&t, start, at > start ? (size_t)(at - start) : 0);
	ok = t.len == 0 || (han_begins_with(t.ptr, "本") &&
	    han_length(t.ptr) < 60) || han_begins_with(t.ptr, "该");
	for (w = words; !ok && *w != NULL; w++)
		ok = strstr(t.ptr, *w) != NULL;
	text_release(&t);
	return ok;
}

bool
clause_day_find_1(const char *s, size_t from, size_t *at, size_t *len)
{
	const char *p = s + from, *start, *q;
	struct date_match m;

	while ((p = strstr(p, "自")) != NULL) {
		q = p + strlen("自");
		if (date_scan(q, &m) && comes_into_force(q + m.len)) {
			start = sentence_start(s, p);
			if ((start == p || han_begins_with(start, "本")) &&
			    p - start < 90 && !inside_quotes(s, p)) {
				*at = (size_t)(q - s);
				*len = m.len;
				return true;
			}
		}
		p = q;
	}
	return false;
}

/* 本办法, 本实施细则（试行）, 本通知: this text by its kind. */
static const char *
names_itself(const char *s)
{
	static const char *const kinds[] = { "实施细则", "实施办法",
		"实施意见", "实施方案", "办法", "规定", "细则", "条例", "规则",
		"规程", "规范性文件", "规范", "通知", "公告", "通告", "意见",
		"决定", "方案", "标准", "制度", "准则", "指引", "指南",
		"文件", "预案", "计划", "批复", "措施", "政策", "基准",
		"清单", "目录", "函", "令", "實施細則", "實施辦法", "辦法",
		"規定", "細則", "條例", "規則", "意見", "決定", NULL };
	static const char *const before[] = { "暂行", "试行", "管理",
		"若干", NULL };
	static const char *const after[] = { "（试行）", "（暂行）",
		"(试行)", "(暂行)", NULL };
	const char *const *w;

	if (!eat(&s, "本"))
		return NULL;
	for (w = before; *w != NULL; w++)
		eat(&s, *w);
	for (w = kinds; *w != NULL && !eat(&s, *w); w++)
		;
	if (*w == NULL)
		return NULL;
	for (w = after; *w != NULL; w++)
		eat(&s, *w);
	return s;
}

static bool
contains_issue(const char *s, size_t len)
{
	static const char *const words[] = { "印发", "公布", "发布", NULL };
	struct text t = TEXT_INIT;
	const char *const *w = words;

	text_add(&t, s, len);
	while (*w != NULL && strstr(t.ptr, *w) == NULL)
		w++;
	text_release(&t);
	return *w != NULL;
}

/*
 * Is what comes into force at `at` this text itself? 本办法自..., 本办法由
 * ...解释，自..., 现予印发，自..., or the sentence begins with 自 and is the
 * first one or follows one of those.
 */
static bool
is_this_text(const char *s, const char *at)
{
	const char *start = sentence_start(s, at), *rest;

	if (start == at)
		return *s == '\0' || han_skip(s) == at ||
		    names_itself(han_skip(s)) != NULL ||
		    contains_issue(s, (size_t)(at - s));
	rest = names_itself(start);
	if (rest != NULL && rest == at)
		return true;
	if (han_before(s, at) != 0xff0c)
		return false;
	if (rest != NULL)
		return han_begins_with(rest, "由") ||
		    han_begins_with(rest, "经") || han_begins_with(rest, "，");
	return han_begins_with(start, "现") &&
	    contains_issue(start, (size_t)(at - start));
}

/* Behind the verb: the sentence, or this member of it, is over. */
static bool
ends_there(const char *p)
{
	static const char *const verbs[] = { "起", "始", "开始", "正式",
		"开始", "施行", "实施", "执行", "生效", "试行", NULL };
	const char *const *v;
	unsigned long c;

	for (v = verbs; *v != NULL; v++)
		eat(&p, *v);
	p = han_skip(p);
	c = han_next(&p);
	return c == 0 || c == 0x3002 || c == 0xff0c || c == 0xff1b ||
	    c == ';' || c == ',' || c == 0xff08 || c == '(';
}

bool
clause_day_find(const char *s, size_t from, size_t *at, size_t *len)
{
	const char *p = s + from, *q;
	struct date_match m;

	for (; (p = strstr(p, "自")) != NULL; p = q) {
		q = p + strlen("自");
		if (date_scan(q, &m) && comes_into_force(q + m.len) &&
		    ends_there(q + m.len) && is_this_text(s, p) &&
		    !inside_quotes(s, p)) {
			*at = (size_t)(q - s);
			*len = m.len;
			return true;
		}
	}
	return false;
}

/* 自公布之日起施行, 自印发之日起30日后施行 */
static bool
publication_start(const char *p)
{
	static const char *const acts[] = { "公布", "发布", "印发", "颁布",
		"下发", "通过", NULL };
	const char *const *a;
	long days;
	size_t n;

	for (a = acts; *a != NULL; a++) {
		if (!eat(&p, *a))
			continue;
		if (!eat(&p, "之日") && !eat(&p, "日"))
			return false;
		if (comes_into_force(p))
			return true;
		if (!eat(&p, "起"))
			return false;
		p = han_skip(p);
		eat(&p, "满");
		n = numeral_scan(han_skip(p), &days);
		return n > 0 && strstr(p, "施行") != NULL;
	}
	return false;
}

static void
read_starts(const char *s, struct clause *c)
{
	const char *p = s, *q;
	struct date_match m;

	while ((p = strstr(p, "自")) != NULL) {
		q = p + strlen("自");
		if (publication_start(q) && about_this_text(s, p)) {
			c->found = c->publication = true;
			c->open = false;
			memset(&c->effective, 0, sizeof(c->effective));
		} else if (date_scan(q, &m) && comes_into_force(q + m.len) &&
		    about_this_text(s, p)) {
			c->found = true;
			c->publication = false;
			c->open = m.state == DATE_OPEN;
			c->impossible = m.state == DATE_IMPOSSIBLE;
			c->effective = m.day;
		}
		p = q;
	}
}

/* The sentence must be about this text: it says 起施行, or begins with 本. */
static bool
validity_sentence(const char *s, const char *at)
{
	const char *start = sentence_start(s, at), *p;
	struct text t = TEXT_INIT;
	bool ok;

	text_add(&t, start, at > start ? (size_t)(at - start) : 0);
	p = strstr(t.ptr, "起");
	ok = (p != NULL && (strstr(p, "施行") != NULL ||
	    strstr(p, "实施") != NULL || strstr(p, "执行") != NULL ||
	    strstr(p, "生效") != NULL || strstr(p, "试行") != NULL)) ||
	    (han_begins_with(t.ptr, "本") && han_length(t.ptr) < 16) ||
	    han_length(t.ptr) == 0;
	text_release(&t);
	return ok && !inside_quotes(s, at);
}

static void
read_end(const char *p, struct clause *c)
{
	struct date_match m;
	const char *q;
	int months;

	eat(&p, "限");
	eat(&p, "期");
	eat(&p, "为");
	q = p;
	/* 自2021年1月1日(起)至2025年12月31日 */
	if (eat(&q, "自") && date_scan(q, &m)) {
		q += m.len;
		eat(&q, "起");
		p = q;
	}
	if (eat(&p, "至") || eat(&p, "到") || eat(&p, "截至") ||
	    eat(&p, "截止")) {
		if (!date_scan(han_skip(p), &m))
			return;
		c->found = true;
		c->impossible |= m.state == DATE_IMPOSSIBLE;
		c->expires = m.day;
	} else if (period_scan(p, &months) > 0) {
		c->found = true;
		c->months = months;
	}
}

static void
read_ends(const char *s, struct clause *c)
{
	static const char *const words[] = { "有效期", "试行期", "试行", NULL };
	static const char *const until[] = { "施行", "实施", "执行", NULL };
	const char *const *w, *p, *q;

	for (w = words; *w != NULL; w++) {
		for (p = s; (p = strstr(p, *w)) != NULL; ) {
			q = p;
			p += strlen(*w);
			if (validity_sentence(s, q))
				read_end(p, c);
		}
	}
	/* 自...起施行，至2025年12月31日止 */
	for (w = until; *w != NULL; w++) {
		for (p = s; (p = strstr(p, *w)) != NULL; ) {
			p += strlen(*w);
			q = p;
			eat(&q, "，");
			if (validity_sentence(s, p) && strncmp(q, "至", 3) ==
			    0)
				read_end(q, c);
		}
	}
}

void
clause_read(const char *s, struct clause *c)
{
	read_starts(s, c);
	read_ends(s, c);
}
