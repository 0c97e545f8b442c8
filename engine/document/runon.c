/*
 * runon.c: text whose paragraphs run on in one line, parted where the numbers
 * say that another article or item begins: 。第五条　, ；（二）
 */
#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/reading.h"

#include <stdlib.h>
#include <string.h>

void
line_split(struct document *d, struct line *line, struct line *rest,
    size_t at)
{
	const struct asides all = line->asides;
	const struct aside *a;
	size_t end = at, len;
	const char *p;

	*rest = *line;
	rest->text = line->text + at;
	for (p = line->text, end = 0; (size_t)(p - line->text) < at; ) {
		if (!han_space(han_next(&p)))
			end = (size_t)(p - line->text);
	}
	line->text = arena_strndup(&d->arena, line->text, end);
	line->asides = rest->asides = (struct asides){ NULL, NULL };
	for (a = all.first; a != NULL; a = a->next) {
		len = a->at < end ? a->at : end;
		if (a->at < at)
			aside_put(d, &line->asides, a, SLOT_TEXT, len);
		else
			aside_put(d, &rest->asides, a, SLOT_TEXT, a->at - at);
	}
}

/* What is known while lines are looked at one after another. */
struct runner {
	struct document *d;
	const struct line *in;
	size_t n, i;
	long article;		/* the last one that began a line */
};

static bool
ends_paragraph(unsigned long c)
{
	return c == 0x3002 || c == 0xff1b || c == ';' || c == 0xff01;
}

/* Does 第N条 at s begin the next article? */
static bool
next_article(const struct runner *r, const char *s)
{
	struct mark m;

	mark_scan(s, &m);
	return m.kind == MARK_ARTICLE && m.sub == 0 && m.parted &&
	    m.n == r->article + 1 && s[m.rest] != '\0' &&
	    !mark_is_reference(s, &m);
}

/* The first place in a line, behind the end of a sentence and outside
 * quotations, where the next article begins; 0 none. */
static size_t
find_article(const struct runner *r, const char *text)
{
	const char *p = text;
	unsigned long c, before = 0;
	int depth = 0;

	for (;;) {
		const char *at = p;

		c = han_next(&p);
		if (c == 0)
			return 0;
		depth += (c == 0x201c) - (c == 0x201d);
		if (c == 0x7b2c && ends_paragraph(before) && depth <= 0 &&
		    next_article(r, at))
			return (size_t)(at - text);
		if (!han_space(c) && c != 0x201d)
			before = c;
	}
}

/* The number of the item at s, 0 none; none either where it is referred to
 * (（二）项). */
static long
item_number(const char *s)
{
	struct mark m;

	mark_scan(s, &m);
	if (m.kind != MARK_HAN_BRACKET || s[m.rest] == '\0' ||
	    han_begins_with(s + m.rest, "项") ||
	    han_begins_with(s + m.rest, "、"))
		return 0;
	return m.n;
}

/*
 * Items that run on: the next line begins with the number that comes after
 * the last of them. The place of the first that is not at the line's start.
 */
static size_t
find_item(const struct runner *r, const char *text)
{
	const char *p = text;
	unsigned long c, before = 0;
	long last = item_number(text), n;
	size_t first = 0;

	if (r->i + 1 == r->n || (n = item_number(r->in[r->i + 1].text)) < 2)
		return 0;
	for (;;) {
		const char *at = p;

		c = han_next(&p);
		if (c == 0)
			break;
		if ((c == 0xff08 || c == '(') && at > text &&
		    (ends_paragraph(before) || before == 0xff1a ||
		    before == ':') && item_number(at) == last + 1) {
			last++;
			if (first == 0)
				first = (size_t)(at - text);
		}
		if (!han_space(c))
			before = c;
	}
	return last == n - 1 ? first : 0;
}

void
runon_split(struct document *d, struct line **lines, size_t *n)
{
	struct runner r = { .d = d, .in = *lines, .n = *n };
	struct line *out = NULL;
	size_t m = 0, cap = 0, at;
	struct mark mark;

	for (r.i = 0; r.i < *n; r.i++) {
		MEM_GROW(out, m, cap);
		out[m++] = r.in[r.i];
		while (!out[m - 1].row && out[m - 1].place == LINE_BODY) {
			mark_scan(out[m - 1].text, &mark);
			if (mark.kind == MARK_ARTICLE &&
			    !mark_is_reference(out[m - 1].text, &mark))
				r.article = mark.n;
			at = r.article > 0 ? find_article(&r,
			    out[m - 1].text) : 0;
			if (at == 0)
				at = find_item(&r, out[m - 1].text);
			if (at == 0)
				break;
			MEM_GROW(out, m, cap);
			line_split(d, &out[m - 1], &out[m], at);
			document_add_note(d, out[m].no, true, out[m].text,
			    "This ran on in the line of the text before it; "
			    "its number says that it begins here.");
			m++;
		}
	}
	free(*lines);
	*lines = out;
	*n = m;
}
