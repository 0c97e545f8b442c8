/* quotes.c: quotations that take lines of their own: the articles that an
 * amending decision prints, a rule of another text */
#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/reading.h"

#include <stdlib.h>
#include <string.h>

#define QUOTE_LINES_MAX 400

static bool
opens(unsigned long c)
{
	return c == 0x201c || c == 0x300c || c == 0x300e;
}

static bool
closes(unsigned long c)
{
	return c == 0x201d || c == 0x300d || c == 0x300f;
}

size_t
quote_mark(const char *text)
{
	const char *p = text;

	return opens(han_next(&p)) ? (size_t)(p - text) : 0;
}

/*
 * How many quotations are open after a line, `depth` before it. Each paragraph
 * of a quotation may begin with the mark again, which opens none. Where the
 * outermost one that stays open begins in *at, if it begins here.
 */
static int
depth_after(const char *text, int depth, size_t *at)
{
	const char *p = text;
	unsigned long c;

	if (depth > 0)
		p += quote_mark(text);
	for (;;) {
		const char *before = p;

		c = han_next(&p);
		if (c == 0)
			return depth;
		if (opens(c) && depth++ == 0)
			*at = (size_t)(before - text);
		else if (closes(c) && depth > 0)
			depth--;
	}
}

/*
 * The line on which what is open after line i is closed; n: nowhere near.
 * All such looks ahead are paid from one purse, so that a text of nothing but
 * opening marks takes no longer.
 */
static size_t
closing_line(const struct line *lines, size_t n, size_t i, int depth,
    size_t *bytes)
{
	size_t from = i, at, len;

	for (i++; i < n && i < from + QUOTE_LINES_MAX; i++) {
		len = strlen(lines[i].text);
		if (len > *bytes)
			break;
		*bytes -= len;
		depth = depth_after(lines[i].text, depth, &at);
		if (depth == 0)
			return i;
	}
	return n;
}

bool
quote_announced(const char *text)
{
	unsigned long c = han_last(text);

	return c == 0xff1a || c == ':';
}

bool
quote_amends(const char *text)
{
	static const char *const words[] = { "修改为", "改为", "修订为",
		"修正为", "调整为", "增加", "作为", "合并", "表述为",
		"规定为", "修改如下", NULL };
	const char *const *w;

	for (w = words; *w != NULL; w++) {
		if (strstr(text, *w) != NULL)
			return true;
	}
	return false;
}

bool
quote_next(const char *s, size_t *at, size_t *len)
{
	const char *p = s;
	unsigned long c;
	int depth = 0;

	for (;;) {
		const char *before = p;

		c = han_next(&p);
		if (c == 0)
			return false;
		if (opens(c) && depth++ == 0)
			*at = (size_t)(before - s);
		if (closes(c) && depth > 0 && --depth == 0) {
			*len = (size_t)(p - s) - *at;
			return true;
		}
	}
}

bool
quote_replaces(const char *text)
{
	static const char *const words[] = { "修改为", "改为", "修正为",
		"替换为", "删去", "删除", "增加", NULL };
	const char *const *w;
	size_t at, len;

	for (w = words; *w != NULL && strstr(text, *w) == NULL; w++)
		;
	return *w != NULL && quote_next(text, &at, &len);
}

bool
quote_stays_open(const char *text)
{
	size_t at;

	return depth_after(text, 0, &at) > 0;
}

size_t
quote_lines(struct reading *r, size_t i, size_t to, const char *before)
{
	const struct line *lines = r->lines;
	size_t at = 0, end;
	int depth;

	if (quote_mark(lines[i].text) == 0)
		return 0;
	depth = depth_after(lines[i].text, 0, &at);
	if (depth > 0) {
		end = closing_line(lines, to, i, depth, &r->quote_bytes);
		return end == to ? 0 : end + 1 - i;
	}
	/* Quotations of a line each are meant as units only where the text
	 * is changed by them. */
	if (!quote_announced(before) || !quote_amends(before))
		return 0;
	for (end = i + 1; end < to && quote_mark(lines[end].text) > 0 &&
	     depth_after(lines[end].text, 0, &at) == 0; end++)
		;
	return end - i;
}

size_t
quote_lines_after(struct reading *r, size_t i, size_t to)
{
	size_t at = 0, end;
	int depth = depth_after(r->lines[i].text, 0, &at);

	if (depth == 0)
		return 0;
	end = closing_line(r->lines, to, i, depth, &r->quote_bytes);
	return end == to ? 0 : end - i;
}

bool
quote_closes_first(const struct reading *r, size_t i, size_t to)
{
	size_t from = i;
	const char *p;
	unsigned long c;

	for (; i < to && i < from + 40; i++) {
		for (p = r->lines[i].text; (c = han_next(&p)) != 0; ) {
			if (closes(c))
				return true;
			if (opens(c))
				return false;
		}
	}
	return false;
}

/* 第三条修改为：“第三条　...。” on one line: the article begins another. */
static bool
whole_article(const char *text, size_t at)
{
	struct mark m;

	mark_scan(text + at + quote_mark(text + at), &m);
	return m.kind == MARK_ARTICLE && m.parted && closes(han_last(text));
}

void
quotes_split(struct document *d, struct line **lines, size_t *n)
{
	struct line *out = mem_zero(*n * 2, sizeof(*out)), *in = *lines;
	size_t i, m = 0, at, bytes = QUOTE_BYTES_MAX;
	int depth;

	for (i = 0; i < *n; i++) {
		out[m++] = in[i];
		at = 0;
		if (in[i].row || in[i].place != LINE_BODY)
			continue;
		depth = depth_after(in[i].text, 0, &at);
		if (at == 0 || (depth == 0 ? !whole_article(in[i].text, at) :
		    closing_line(in, *n, i, depth, &bytes) == *n))
			continue;
		line_split(d, &out[m - 1], &out[m], at);
		if (quote_announced(out[m - 1].text))
			m++;
		else
			out[m - 1] = in[i];
	}
	*lines = out;
	*n = m;
	free(in);
}
