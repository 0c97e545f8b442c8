/*
 * ofd_lines.c: the characters of OFD pages to lines and paragraphs
 *
 * A page knows places, not paragraphs. Runs on one base line make a line;
 * a line goes on with the paragraph before it when that one reached the
 * right edge of the text and this one begins at the left edge.
 */
#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/ofd_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A line of a page. */
struct row {
	int page;
	double x, end, y, size;
	const char *text;
	bool faint, apart;	/* page number or header: not in the text */
};

struct rows {
	struct row *at;
	size_t n, cap;
};

static double
smaller(double a, double b)
{
	return a < b ? a : b;
}

static double
larger(double a, double b)
{
	return a > b ? a : b;
}

static int
by_place(const void *a, const void *b)
{
	const struct ofd_run *p = a, *q = b;

	if (p->page != q->page)
		return p->page < q->page ? -1 : 1;
	if (p->y < q->y || p->y > q->y)
		return p->y < q->y ? -1 : 1;
	return p->order < q->order ? -1 : p->order > q->order;
}

static int
by_column(const void *a, const void *b)
{
	const struct ofd_run *p = a, *q = b;

	if (p->x < q->x || p->x > q->x)
		return p->x < q->x ? -1 : 1;
	return p->order < q->order ? -1 : p->order > q->order;
}

/* The same words drawn twice on one spot, to make them look bold. */
static bool
drawn_twice(const struct ofd_run *a, const struct ofd_run *b)
{
	return fabs(a->x - b->x) < 0.3 * a->size &&
	    fabs(a->y - b->y) < 0.3 * a->size && strcmp(a->text, b->text) == 0;
}

static void
join_runs(struct ofd *x, struct rows *rows, struct ofd_run *runs, size_t n)
{
	struct text t = TEXT_INIT;
	const struct ofd_run *last = &runs[0];
	struct row *row;
	size_t i;
	double gap;

	qsort(runs, n, sizeof(*runs), by_column);
	last = &runs[0];
	text_adds(&t, last->text);
	MEM_GROW(rows->at, rows->n, rows->cap);
	row = &rows->at[rows->n++];
	memset(row, 0, sizeof(*row));
	row->page = last->page;
	row->x = last->x;
	row->faint = last->faint;
	for (i = 0; i < n; i++) {
		if (runs[i].size > row->size)
			row->size = runs[i].size;
		if (runs[i].end > row->end)
			row->end = runs[i].end;
		if (i == 0 || drawn_twice(last, &runs[i]))
			continue;
		gap = runs[i].x - last->end;
		if (gap > 0.4 * runs[i].size)
			text_addc(&t, ' ');
		text_adds(&t, runs[i].text);
		row->faint &= runs[i].faint;
		last = &runs[i];
	}
	row->y = last->y;
	row->text = arena_strdup(&x->d->arena, t.ptr);
	text_release(&t);
}

/* Figures may stand a little off the characters beside them. */
static void
make_rows(struct ofd *x, struct rows *rows)
{
	size_t i, from = 0;

	qsort(x->runs, x->nruns, sizeof(*x->runs), by_place);
	for (i = 1; i <= x->nruns; i++) {
		if (i < x->nruns && x->runs[i].page == x->runs[from].page &&
		    x->runs[i].y - x->runs[from].y < 0.45 *
		    smaller(x->runs[i].size, x->runs[from].size))
			continue;
		join_runs(x, rows, &x->runs[from], i - from);
		from = i;
	}
}

/* --- page numbers, headers --- */

/* — 2 —, 第 2 页, 2/10 */
static bool
is_page_number(const char *s)
{
	static const char *const signs[] = { "—", "–", "-", "－", "―", "第",
		"页", "共", "/", "·", "•", "~", "，", "第", NULL };
	const char *const *w;
	const char *p;
	unsigned long c;
	int figures = 0;

	while (*(s = han_skip(s)) != '\0') {
		for (w = signs; *w != NULL; w++) {
			if (strncmp(s, *w, strlen(*w)) == 0)
				break;
		}
		if (*w != NULL) {
			s += strlen(*w);
			continue;
		}
		p = s;
		c = han_next(&p);
		if (!((c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19)))
			return false;
		figures++;
		s = p;
	}
	return figures > 0 && figures <= 8;
}

static void
find_page_numbers(struct ofd *x, struct rows *rows)
{
	bool found = false;
	size_t i;

	for (i = 0; i < rows->n; i++) {
		struct row *row = &rows->at[i];
		double height = x->pages[row->page].height;
		bool first = i == 0 || rows->at[i - 1].page != row->page;
		bool last = i + 1 == rows->n ||
		    rows->at[i + 1].page != row->page;

		if ((first || last) && is_page_number(row->text) &&
		    (height <= 0 || row->y > 0.8 * height ||
		    row->y < 0.12 * height))
			row->apart = found = true;
	}
	if (found)
		document_add_note(x->d, 0, false, "", "Page numbers were left "
		    "out.");
}

/* The same first or last words at the same height of other pages. */
static void
find_headers(struct ofd *x, struct rows *rows)
{
	size_t i, k, times;

	for (i = 0; i < rows->n; i++) {
		struct row *row = &rows->at[i];
		double height = x->pages[row->page].height;

		if (row->apart || height <= 0 || (row->y > 0.1 * height &&
		    row->y < 0.92 * height))
			continue;
		for (k = times = 0; k < rows->n; k++)
			times += rows->at[k].page != row->page &&
			    fabs(rows->at[k].y - row->y) < 1 &&
			    strcmp(rows->at[k].text, row->text) == 0;
		row->apart = times >= 2;
	}
}

/* --- paragraphs --- */

struct edges {
	double left, right;
	bool sure;		/* more than one line reaches the right one */
};

static int
by_value(const void *a, const void *b)
{
	double p = *(const double *)a, q = *(const double *)b;

	return p < q ? -1 : p > q;
}

/* The right edge: the furthest end that another long line nearly shares. */
static void
right_edge(struct edges *edges, double *ends, size_t n, double size)
{
	size_t i;

	qsort(ends, n, sizeof(*ends), by_value);
	edges->right = n > 0 ? ends[n - 1] : 0;
	for (i = n; i-- > 1 && !edges->sure; ) {
		edges->sure = ends[i] - ends[i - 1] < 1.5 * size;
		if (edges->sure)
			edges->right = ends[i];
	}
}

/* Of the rows from..to, as far as they are long; false: too few are. */
static bool
find_edges(const struct rows *rows, size_t from, size_t to,
    struct edges *edges)
{
	double widest = 0, size = 0, *ends = mem_zero(to - from + 1,
	    sizeof(*ends));
	size_t i, n = 0;

	for (i = from; i < to; i++) {
		if (!rows->at[i].apart)
			widest = larger(widest, rows->at[i].end -
			    rows->at[i].x);
	}
	*edges = (struct edges){ .left = INFINITY };
	for (i = from; i < to; i++) {
		const struct row *row = &rows->at[i];

		if (row->apart || row->end - row->x < 0.6 * widest)
			continue;
		edges->left = smaller(edges->left, row->x);
		size = larger(size, row->size);
		ends[n++] = row->end;
	}
	right_edge(edges, ends, n, size);
	free(ends);
	return n >= 4;
}

/* Does a line go on with the paragraph that ends with the line before? */
static bool
goes_on(const struct row *before, const struct row *row,
    const struct edges *were, const struct edges *are, double pitch)
{
	if (before->faint != row->faint ||
	    fabs(before->size - row->size) > 0.15 * row->size)
		return false;
	/* Indented, or the one before stopped short. */
	if (row->x > are->left + 0.8 * row->size ||
	    before->end < were->right - 1.6 * before->size)
		return false;
	/* One line alone shows no edge; an indented one has a next line. */
	if (!were->sure && row->x > before->x - 0.8 * row->size)
		return false;
	return before->page != row->page || pitch <= 0 ||
	    row->y - before->y < 1.8 * pitch;
}

/* The usual distance between lines. */
static double
usual_pitch(const struct rows *rows)
{
	double *pitches = mem_zero(rows->n + 1, sizeof(*pitches)), pitch;
	size_t i, n = 0;

	for (i = 1; i < rows->n; i++) {
		if (rows->at[i].page == rows->at[i - 1].page)
			pitches[n++] = rows->at[i].y - rows->at[i - 1].y;
	}
	qsort(pitches, n, sizeof(*pitches), by_value);
	pitch = n > 0 ? pitches[n / 2] : 0;
	free(pitches);
	return pitch;
}

static bool
plain(unsigned long c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

static void
join_text(struct text *t, const char *s)
{
	const char *p = s;

	/* Words and figures were parted by the line's end. */
	if (plain(han_before(t->ptr, t->ptr + t->len)) &&
	    plain(han_next(&p)) && !(han_before(t->ptr, t->ptr + t->len) <=
	    '9' && *s <= '9'))
		text_addc(t, ' ');
	text_adds(t, s);
}

static void
put_paragraph(struct ofd *x, const struct row *row, struct text *t,
    bool all_faint)
{
	if (row->faint && !all_faint)
		lines_add_aside(x->d, x->lines, ASIDE_HIDDEN, ASIDE_AT_END, "",
		    t->ptr);
	else
		lines_add(x->d, x->lines, t->ptr, t->len, row->page + 1);
	text_reset(t);
}

static void
put_headers(struct ofd *x, const struct rows *rows)
{
	size_t i, k, before;

	for (i = 0; i < rows->n; i++) {
		if (!rows->at[i].apart || is_page_number(rows->at[i].text))
			continue;
		for (k = 0; k < i && !(rows->at[k].apart && strcmp(
		     rows->at[k].text, rows->at[i].text) == 0); k++)
			;
		if (k < i)
			continue;
		before = x->lines->n;
		lines_add(x->d, x->lines, rows->at[i].text,
		    strlen(rows->at[i].text), rows->at[i].page + 1);
		if (x->lines->n > before)
			x->lines->at[before].place = LINE_HEADER;
	}
}

/* Text that never shows, over pictures of the pages: somebody's guess. */
static bool
note_faint(struct ofd *x, const struct rows *rows)
{
	size_t i, faint = 0;

	for (i = 0; i < rows->n; i++)
		faint += rows->at[i].faint;
	if (faint == rows->n)
		document_warn(x->d, 0, "", "The text lies invisible over "
		    "pictures of the pages, as text recognition makes it; "
		    "look for wrong characters.");
	else if (faint > 0)
		document_add_note(x->d, 0, false, "", "There is hidden text "
		    "in the file; it is no part of the sentences.");
	return faint == rows->n;
}

/* Without any indented line, a sentence's end at the right edge may be a
 * paragraph's end. */
static bool
has_indents(const struct rows *rows, const struct edges *edges)
{
	size_t i, n = 0;

	for (i = 0; i < rows->n; i++)
		n += !rows->at[i].apart && rows->at[i].end > edges->right -
		    1.6 * rows->at[i].size && rows->at[i].x > edges->left +
		    0.8 * rows->at[i].size;
	return n > 0;
}

static void
make_paragraphs(struct ofd *x, const struct rows *rows)
{
	struct edges all, were, are;
	struct text t = TEXT_INIT;
	const struct row *before = NULL, *row;
	double pitch = usual_pitch(rows);
	bool faint = note_faint(x, rows), indents;
	size_t i, to;

	(void)find_edges(rows, 0, rows->n, &all);
	indents = has_indents(rows, &all);
	were = are = all;
	for (i = 0; i < rows->n; i++) {
		row = &rows->at[i];
		if (i == 0 || row->page != rows->at[i - 1].page) {
			for (to = i; to < rows->n && rows->at[to].page ==
			     row->page; to++)
				;
			if (!find_edges(rows, i, to, &are))
				are = all;
		}
		if (row->apart)
			continue;
		if (before != NULL && !goes_on(before, row, &were, &are,
		    pitch)) {
			put_paragraph(x, before, &t, faint);
		} else if (before != NULL && !indents &&
		    han_ends_sentence(t.ptr)) {
			document_add_note(x->d, row->page + 1, true,
			    row->text, "A page does not tell whether a new "
			    "paragraph begins here; it was taken as going on.");
		}
		join_text(&t, row->text);
		before = row;
		were = are;
	}
	if (before != NULL)
		put_paragraph(x, before, &t, faint);
	text_release(&t);
}

void
ofd_make_lines(struct ofd *x)
{
	struct rows rows = { NULL, 0, 0 };

	make_rows(x, &rows);
	find_page_numbers(x, &rows);
	find_headers(x, &rows);
	make_paragraphs(x, &rows);
	put_headers(x, &rows);
	free(rows.at);
}
