/* mark.c: what a line begins with: 第三条, （四）, 一、, 附件1 */
#include "engine/document/mark.h"

#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/numeral.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* A mark may be letter-spaced (第 一 条), so it is scanned in a copy without
 * spaces that knows where each byte came from. */
#define WINDOW 96

struct window {
	char text[WINDOW + 1];
	size_t from[WINDOW + 1];
};

/* Radicals and compatibility forms that stand for ideographs (from PDFs). */
static bool
look_alike(unsigned long c)
{
	return (c >= 0x2e80 && c <= 0x2fdf) || (c >= 0xf900 && c <= 0xfaff);
}

/* 條 節 編 as marks have them; 0 for any other. */
static const char *
simplified(unsigned long c)
{
	return c == 0x689d ? "条" : c == 0x7bc0 ? "节" : c == 0x7de8 ? "编" :
	    NULL;
}

/* The first character, white space left out. */
static unsigned long
first_of(const char *text)
{
	const char *p = han_skip(text);

	return han_next(&p);
}

/* Can a mark begin with it? With that of most lines none can, and nothing has
 * to be copied. */
static bool
begins_mark(unsigned long c)
{
	return c == 0x7b2c || c == 0x7b2b ||		/* 第 笫 */
	    c == 0xff08 || c == '(' || c == 0xfe59 || numeral_begins(c) ||
	    look_alike(c);
}

/* Put the usual character in its place where it takes as many bytes. */
static void
usual_form(char *at, size_t len)
{
	char one[8] = "";
	utf8proc_uint8_t *form = NULL;

	memcpy(one, at, len);
	if (utf8proc_map((const utf8proc_uint8_t *)one, 0, &form,
	    UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE |
	    UTF8PROC_COMPAT) == UTF8PROC_ERROR_NOMEM)
		mem_none();
	if (form != NULL && strlen((const char *)form) == len)
		memcpy(at, form, len);
	free(form);
}

static void
window_fill(struct window *w, const char *s)
{
	const char *p, *start = s;
	size_t n = 0, len;
	unsigned long c;

	for (p = s; (c = han_next(&s)) != 0; p = s) {
		len = (size_t)(s - p);
		if (han_space(c))
			continue;
		if (n + 4 > WINDOW)
			break;
		memcpy(w->text + n, p, len);
		if (look_alike(c))
			usual_form(w->text + n, len);
		if (simplified(c) != NULL)
			memcpy(w->text + n, simplified(c), len);
		while (len > 0) {
			w->from[n++] = (size_t)(p - start);
			p++;
			len--;
		}
	}
	w->text[n] = '\0';
	w->from[n] = (size_t)(p - start);
}

/* The mark ends before byte n of the window. */
static void
finish(const struct window *w, const char *text, size_t n, struct mark *m)
{
	const char *p;
	unsigned long c;

	/* Up to the end of the last byte, not of the spaces after it. */
	m->len = w->from[n - 1] + 1;
	p = han_skip(text + m->len);
	m->rest = (size_t)(p - text);
	c = han_next(&p);
	m->parted = m->rest > m->len || c == 0 || c == 0xff08 || c == '(' ||
	    c == 0x3010;
}

static size_t
begins(const char *s, const char *word)
{
	size_t n = strlen(word);

	return strncmp(s, word, n) == 0 ? n : 0;
}

/* 第N编 部分 章 节 条, with 之N. */
static bool
scan_numbered(const struct window *w, const char *text, struct mark *m)
{
	static const struct {
		const char *word;
		enum mark_kind kind;
	} kinds[] = { { "分编", MARK_PART }, { "部分", MARK_PART },
		{ "编", MARK_BOOK },
		{ "章", MARK_CHAPTER }, { "节", MARK_SECTION },
		{ "条", MARK_ARTICLE } };
	const char *p = w->text;
	size_t len, i;
	long n;

	len = begins(p, "第");
	if (len == 0)
		len = begins(p, "笫");	/* OCR */
	if (len == 0)
		return false;
	p += len;
	len = numeral_scan(p, &m->n);
	if (len == 0)
		return false;
	p += len;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		len = begins(p, kinds[i].word);
		if (len > 0)
			break;
	}
	if (len == 0)
		return false;
	p += len;
	m->kind = kinds[i].kind;
	len = begins(p, "之");
	if (len > 0 && m->kind == MARK_ARTICLE) {
		size_t k = numeral_scan_han(p + len, &n);

		if (k > 0) {
			m->sub = n;
			p += len + k;
		}
	}
	finish(w, text, (size_t)(p - w->text), m);
	return true;
}

/* （一） (1) ㈠ ⑴ ① 1） */
static bool
scan_bracketed(const struct window *w, const char *text, struct mark *m)
{
	const char *p = w->text, *q = p;
	unsigned long c = han_next(&q);
	size_t len;
	bool open = c == 0xff08 || c == '(' || c == 0xfe59;

	if ((c >= 0x3220 && c <= 0x3229) || (c >= 0x2474 && c <= 0x2487) ||
	    (c >= 0x2460 && c <= 0x2473)) {
		numeral_scan(p, &m->n);
		m->kind = c >= 0x3220 ? MARK_HAN_BRACKET :
		    c >= 0x2474 ? MARK_ARABIC_BRACKET : MARK_CIRCLE;
		finish(w, text, (size_t)(q - p), m);
		return true;
	}
	if (!open)
		q = p;
	len = numeral_scan_han(q, &m->n);
	m->kind = MARK_HAN_BRACKET;
	if (len == 0 && open && (strncmp(q, "—", 3) == 0 ||
	    strncmp(q, "―", 3) == 0 || strncmp(q, "─", 3) == 0)) {
		/* A dash for 一 (OCR). */
		len = 3;
		m->n = 1;
	}
	if (len == 0) {
		len = numeral_scan(q, &m->n);
		m->kind = MARK_ARABIC_BRACKET;
	}
	if (len == 0 || m->n > 999 ||
	    (!open && m->kind == MARK_HAN_BRACKET))
		return false;
	q += len;
	c = han_next(&q);
	if (c != 0xff09 && c != ')' && c != 0xfe5a)
		return false;
	finish(w, text, (size_t)(q - w->text), m);
	return true;
}

static bool
scan_decimal(const struct window *w, const char *text, struct mark *m)
{
	const char *p = w->text;
	size_t len = 0;
	long n = 0;
	int depth = 0;

	while (depth < MARK_DECIMALS && (len = numeral_scan(p, &n)) > 0 &&
	    *p >= '0' && *p <= '9' && n <= 99) {
		m->outer[depth++] = n;
		p += len;
		if (*p != '.')
			break;
		p++;
	}
	if (depth < 2 || *p == '.' || (*p >= '0' && *p <= '9') || *p == '%')
		return false;
	m->kind = MARK_DECIMAL;
	m->depth = depth;
	m->n = m->outer[depth - 1];
	finish(w, text, (size_t)(p - w->text), m);
	/* 1.5倍 is an amount, 1.5 总则 a number. */
	return m->parted || p[-1] == '.';
}

/* 一、 1. 1． 1、 ⒈ */
static bool
scan_listed(const struct window *w, const char *text, struct mark *m)
{
	const char *p = w->text, *q;
	unsigned long c;
	size_t len;

	q = p;
	c = han_next(&q);
	if (c >= 0x2488 && c <= 0x249b) {
		numeral_scan(p, &m->n);
		m->kind = MARK_ARABIC;
		finish(w, text, (size_t)(q - p), m);
		return true;
	}
	len = numeral_scan_han(p, &m->n);
	m->kind = MARK_HAN;
	if (len == 0) {
		len = numeral_scan(p, &m->n);
		m->kind = MARK_ARABIC;
	}
	if (len == 0 || m->n > 999 || m->n == 0)
		return false;
	p += len;
	q = p;
	c = han_next(&q);
	if (c != 0x3001 && c != 0xff0e && c != '.' &&
	    !(c == ',' && m->kind == MARK_HAN))
		return false;
	/* 3.5% is no number of a list; 1、2、 a list of numbers is none. */
	if (c != 0x3001 && *q >= '0' && *q <= '9')
		return false;
	finish(w, text, (size_t)(q - w->text), m);
	return true;
}

void
mark_scan(const char *text, struct mark *out)
{
	static const struct mark none;
	static bool (*const scans[])(const struct window *, const char *,
	    struct mark *) = { scan_numbered, scan_bracketed, scan_decimal,
		scan_listed };
	struct window w;
	struct mark m;
	size_t i;

	*out = none;
	if (!begins_mark(first_of(text)))
		return;
	window_fill(&w, text);
	for (i = 0; i < sizeof(scans) / sizeof(scans[0]); i++) {
		m = none;
		if (scans[i](&w, text, &m)) {
			*out = m;
			return;
		}
	}
}

bool
mark_is_reference(const char *text, const struct mark *mark)
{
	static const char *const words[] = { "规定", "的", "所称", "所列",
		"所规定", "第", "、", "和", "与", "及", "至", "或", "中", "，",
		"修改", "删去", "增加", "作为", "改为", "：", "并", "－", "—",
		"-", "～", "末", "条首", "开始", "前", "后", NULL };
	static const char *const spaced[] = { "规定的", "规定：", "第一款",
		"第二款", "第三款", "修改为", "中的“", "的规定", NULL };
	const char *const *w;
	const char *rest = text + mark->rest;

	if (mark->kind != MARK_ARTICLE || *rest == '\0')
		return false;
	/* 第三条 规定... is an article; 第三条规定 is not. */
	for (w = mark->rest > mark->len ? spaced : words; *w != NULL; w++) {
		if (han_begins_with(rest, *w))
			return true;
	}
	return false;
}

size_t
mark_bracket_heading(const char *s)
{
	const char *p = s;
	unsigned long c = han_next(&p), close;
	struct mark m;
	int n = 0;

	close = c == 0x3010 ? 0x3011 : c == 0xff08 ? 0xff09 : c == '(' ? ')' :
	    0;
	if (close == 0)
		return 0;
	mark_scan(s, &m);
	if (m.kind != MARK_NONE)
		return 0;
	while ((c = han_next(&p)) != 0 && n++ < 40) {
		/* （目的依据) with brackets of two widths. */
		if (c == close || (close == 0xff09 && c == ')') ||
		    (close == ')' && c == 0xff09))
			return n > 1 ? (size_t)(p - s) : 0;
		if (c == 0x3002 || c == 0xff1b || c == 0xff1a)
			return 0;
	}
	return 0;
}

bool
mark_annex(const char *text, struct annex_mark *out)
{
	static const char *const words[] = { "附件", "附录", "附表", "附图",
		"附", NULL };
	struct window w;
	const char *p, *q;
	unsigned long c = first_of(text);
	size_t len = 0, i;
	bool colon = false;

	if (c != 0x9644 && !look_alike(c))	/* 附 */
		return false;
	window_fill(&w, text);
	for (i = 0; words[i] != NULL && len == 0; i++)
		len = begins(w.text, words[i]);
	if (len == 0)
		return false;
	p = w.text + len;
	out->n = -1;
	q = p;
	if (*q == '-')
		q++;
	len = numeral_scan(q, &out->n);
	if (len > 0)
		p = q + len;
	else
		out->n = -1;
	if (out->n > 99)
		return false;
	q = p;
	c = han_next(&q);
	if (c == 0xff1a || c == ':' || c == 0x3001 || c == '.' || c == 0xff0e) {
		colon = c == 0xff1a || c == ':';
		p = q;
	}
	/* 附 alone only with a colon; 附则, 附加 are words. */
	if (strcmp(words[i - 1], "附") == 0 && !colon)
		return false;
	out->len = w.from[p - w.text - 1] + 1;
	out->rest = (size_t)(han_skip(text + out->len) - text);
	if (text[out->rest] == '\0')
		return true;
	/* 附件所列, 附件二中的: a sentence about an annex. */
	return colon || out->rest > out->len || (out->n >= 0 && p == q);
}
