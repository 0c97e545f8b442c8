/* spans.c: where other texts begin in a file: printed measures, annexes */
#include "engine/document/han.h"
#include "engine/document/reading.h"

#include <string.h>

#define NAMES_MAX 200
#define LOOK_AHEAD 12

struct names {
	const char *at[NAMES_MAX];	/* titles in 《》, squeezed */
	size_t n;
};

/* Collect the 《titles》 that a line mentions. */
static void
names_collect(struct reading *r, struct names *names, const char *s)
{
	const char *open, *p;
	struct text t = TEXT_INIT, u = TEXT_INIT;
	unsigned long c;
	int depth;

	while (names->n < NAMES_MAX && (open = strstr(s, "《")) != NULL) {
		s = p = open + strlen("《");
		for (depth = 1; depth > 0 && (c = han_next(&p)) != 0; )
			depth += (c == 0x300a) - (c == 0x300b);
		if (depth > 0)
			break;
		text_reset(&t);
		text_add(&t, s, (size_t)(p - s) - strlen("》"));
		s = p;
		text_reset(&u);
		han_squeeze(&u, t.ptr);
		names->at[names->n++] = arena_strdup(&r->d->arena, u.ptr);
	}
	text_release(&u);
	text_release(&t);
}

/* Do up to four lines from i, joined, make one of the names? How many. */
static size_t
names_match(const struct reading *r, const struct names *names, size_t i)
{
	struct text t = TEXT_INIT;
	size_t k, j, found = 0;

	for (k = 0; k < 4 && i + k < r->n && found == 0; k++) {
		if (!line_is_title_like(r, i + k))
			break;
		han_squeeze(&t, r->lines[i + k].text);
		for (j = 0; j < names->n && found == 0; j++) {
			if (strcmp(names->at[j], t.ptr) == 0)
				found = k + 1;
		}
	}
	text_release(&t);
	return found;
}

/* Is line i the end of a closing: a date, with remarks after it? */
static bool
ends_closing(const struct reading *r, size_t i)
{
	size_t at, k;

	for (k = 0; k < 6; k++, i--) {
		const char *text = r->lines[i].text;

		if (line_is_date(text))
			return i == 0 || !r->lines[i - 1].row;
		if (line_is_signed_date(text, &at))
			return true;
		if ((!line_is_remark(text) && !line_is_imprint(text)) ||
		    i == 0)
			return false;
	}
	return false;
}

/* A list of annexes ends here: signature or date, another annex, the end. */
static bool
list_ends(const struct reading *r, size_t i)
{
	struct annex_mark m;
	size_t k;

	if (i >= r->n || mark_annex(r->lines[i].text, &m) ||
	    line_is_imprint(r->lines[i].text) ||
	    line_is_remark(r->lines[i].text))
		return true;
	for (k = i; k < r->n && k < i + LOOK_AHEAD; k++) {
		if (line_is_date(r->lines[k].text) ||
		    line_is_signed_date(r->lines[k].text, &(size_t){ 0 }))
			return true;
		if (!line_is_signature(r->lines[k].text))
			return false;
	}
	return false;
}

static bool
list_member(const struct reading *r, size_t i, long n)
{
	return i < r->n && r->marks[i].kind == MARK_ARABIC &&
	    r->marks[i].n == n && !han_ends_sentence(r->lines[i].text) &&
	    han_length(r->lines[i].text) < 120;
}

/* 1．甲　2．乙 on one line: the number of the last. */
static long
last_in_line(const char *s)
{
	struct mark m;
	bool parted = true;
	unsigned long c;
	long n = 0;

	while (*s != '\0') {
		if (parted) {
			mark_scan(s, &m);
			if (m.kind == MARK_ARABIC && m.n == n + 1)
				n++;
		}
		c = han_next(&s);
		parted = han_space(c) || c == 0xff1b || c == ';';
	}
	return n;
}

/*
 * 附件： with the names of the annexes, before the signature. How many lines
 * it has, how many names in *count; 0 when line i begins no such list.
 */
static size_t
annex_list_at(const struct reading *r, size_t i, int *count)
{
	struct annex_mark m, next;
	const char *rest;
	struct mark item;
	size_t end = i + 1;
	long n = 1;

	if (!mark_annex(r->lines[i].text, &m) || r->lines[i].heading > 0)
		return 0;
	rest = r->lines[i].text + m.rest;
	mark_scan(rest, &item);
	*count = 1;
	/* 附件：1．... 2．... */
	if (*rest == '\0' || (item.kind == MARK_ARABIC && item.n == 1)) {
		n = last_in_line(rest);
		while (list_member(r, end, n + 1)) {
			n++;
			end++;
		}
		*count = (int)n;
		if (*rest != '\0')
			return end - i;
		return n > 0 && list_ends(r, end) ? end - i : 0;
	}
	/* 附件1：... 附件2：... */
	while (m.n >= 0 && end < r->n &&
	    mark_annex(r->lines[end].text, &next) &&
	    r->lines[end].text[next.rest] != '\0' && next.n == m.n + 1) {
		m = next;
		++*count;
		end++;
	}
	if (*count > 1)
		return end - i;
	/* One name: a list only when the text closes after it. */
	return list_ends(r, end) ? end - i : 0;
}

static bool
is_annex_header(const struct reading *r, size_t i)
{
	struct annex_mark m;
	const char *text = r->lines[i].text;

	if (r->annex_list[i] || r->lines[i].row || !mark_annex(text, &m))
		return false;
	return han_length(text) <= 60 && strstr(text, "。") == NULL &&
	    !han_ends_sentence(text) && strstr(text, "，") == NULL;
}

static void
find_annex_lists(struct reading *r, size_t body)
{
	size_t i, k, n;
	int count;

	for (i = body; i < r->n; i++) {
		n = annex_list_at(r, i, &count);
		for (k = 0; k < n; k++)
			r->annex_list[i + k] = true;
		if (n > 0 && r->d->meta.annexes_listed < count)
			r->d->meta.annexes_listed = count;
		i += n > 0 ? n - 1 : 0;
	}
}

static bool
is_first(const struct mark *m)
{
	return m->n == 1 && m->sub == 0 && (m->kind == MARK_ARTICLE ||
	    m->kind == MARK_CHAPTER || m->kind == MARK_BOOK);
}

/* Title lines from i, then captions and contents, then 第一条 or 第一章. */
static bool
leads_to_first_article(const struct reading *r, size_t i)
{
	size_t k;

	for (k = i + 1; k < r->n && k < i + LOOK_AHEAD; k++) {
		if (is_first(&r->marks[k]))
			return !mark_is_reference(r->lines[k].text,
			    &r->marks[k]);
		if (!line_is_title_like(r, k) &&
		    !line_is_caption(r->lines[k].text) &&
		    !line_is_contents(r->lines[k].text))
			return false;
	}
	return false;
}

/* Does something like a text follow the title that ends before line i? */
static bool
leads_to_text(const struct reading *r, size_t i)
{
	return i < r->n && (r->marks[i].kind != MARK_NONE ||
	    line_is_caption(r->lines[i].text) ||
	    han_ends_clause(r->lines[i].text) ||
	    line_is_contents(r->lines[i].text));
}

/* A signature with the date below it is no title. */
static bool
signs(const struct reading *r, size_t i)
{
	size_t k;

	for (k = i; k < r->n && k < i + LOOK_AHEAD &&
	     line_is_signature(r->lines[k].text); k++)
		;
	return k > i && k < r->n && line_is_date(r->lines[k].text);
}

struct finder {
	enum span_kind kind;	/* of the span that line i would end */
	bool articles;		/* it has articles already */
};

static bool
is_printed_title(const struct reading *r, const struct names *names,
    const struct finder *f, size_t i)
{
	const char *before = r->lines[i - 1].text;
	bool closed, whole;
	size_t k;

	if (!line_is_title_like(r, i) || r->annex_list[i] ||
	    signs(r, i))
		return false;
	closed = ends_closing(r, i - 1);
	whole = han_ends_sentence(before) || closed || r->annex_list[i - 1];
	if (f->kind == SPAN_ANNEX)
		return f->articles && whole && leads_to_first_article(r, i);
	if (closed && !line_is_signature(r->lines[i].text))
		return true;
	if (!whole)
		return false;
	k = names_match(r, names, i);
	if (k > 0 && leads_to_text(r, i + k))
		return true;
	return leads_to_first_article(r, i);
}

static void
start_span(struct reading *r, enum span_kind kind, size_t i)
{
	struct span *span = &r->spans[r->nspans];

	if (r->nspans > 0)
		span[-1].to = i;
	memset(span, 0, sizeof(*span));
	span->kind = kind;
	span->from = i;
	span->to = r->n;
	r->nspans++;
}

void
spans_find(struct reading *r, size_t body)
{
	struct names names = { .n = 0 };
	struct finder f = { SPAN_MAIN, false };
	enum span_kind kind;
	size_t i;

	find_annex_lists(r, body);
	start_span(r, SPAN_MAIN, 0);
	for (i = 0; i < body && i < r->n; i++)
		names_collect(r, &names, r->lines[i].text);
	for (i = body; i < r->n; i++) {
		kind = SPAN_MAIN;
		if (is_annex_header(r, i))
			kind = SPAN_ANNEX;
		else if (i > body && is_printed_title(r, &names, &f, i))
			kind = SPAN_PRINTED;
		if (kind != SPAN_MAIN && r->nspans < SPANS_MAX) {
			start_span(r, kind, i);
			f.kind = kind;
			f.articles = false;
		}
		if (r->marks[i].kind == MARK_ARTICLE)
			f.articles = true;
		if (r->nspans <= 3)
			names_collect(r, &names, r->lines[i].text);
	}
}
