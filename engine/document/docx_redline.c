/* docx_redline.c: a comparison as a .docx with tracked changes */
#include "engine/document/docx_out.h"
#include "engine/document/compare.h"
#include "engine/document/document_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Characters of one paragraph. */
struct span {
	enum docx_change change;
	const char *text;
	size_t len;
};

/* A paragraph, or a table's row, with the change of its end. */
struct para {
	size_t first, n;		/* spans */
	enum docx_change end;
	enum docx_paragraph style;
	bool row, new_page;
};

struct redline {
	struct docx_out out;
	struct span *spans;
	size_t nspans, spans_cap;
	struct para *paras;
	size_t nparas, paras_cap;
	bool open;			/* the last one has no end yet */
};

/* ---- the text as paragraphs ---- */

static struct para *
last_para(struct redline *r)
{
	if (!r->open) {
		MEM_GROW(r->paras, r->nparas, r->paras_cap);
		r->paras[r->nparas++] = (struct para){ .first = r->nspans,
			.style = DOCX_BODY };
		r->open = true;
	}
	return &r->paras[r->nparas - 1];
}

static void
add_span(struct redline *r, enum docx_change change, const char *text,
    size_t len)
{
	struct para *para = last_para(r);

	if (len == 0)
		return;
	MEM_GROW(r->spans, r->nspans, r->spans_cap);
	r->spans[r->nspans++] = (struct span){ change, text, len };
	para->n++;
}

/* Is all of the para changed so? */
static bool
all(const struct redline *r, const struct para *para,
    enum docx_change change)
{
	size_t i;

	for (i = 0; i < para->n; i++)
		if (r->spans[para->first + i].change != change)
			return false;
	return true;
}

/*
 * Taking out the end of one line and the next lines up to the end of the last
 * is the same as taking out these lines with their own ends, and reads
 * better; so is putting in. `last` has been ended so that it is kept.
 */
static void
shift_ends(struct redline *r, size_t last)
{
	enum docx_change change = last > 0 ? r->paras[last - 1].end :
	    DOCX_KEPT;
	size_t i = last;

	while (i > 0 && change != DOCX_KEPT && r->paras[i - 1].end == change &&
	    all(r, &r->paras[i], change))
		i--;
	if (i == last || all(r, &r->paras[i], change))
		return;
	r->paras[i].end = DOCX_KEPT;
	r->paras[last].end = change;
}

static void
end_para(struct redline *r, enum docx_change end)
{
	struct para *para = last_para(r), *before = para - 1;

	r->open = false;
	para->end = end;
	if (end == DOCX_KEPT)
		shift_ends(r, r->nparas - 1);
	else if (r->nparas > 1 && para->n == 0 && before->end != DOCX_KEPT &&
	    before->end != end) {
		/* an end taken out, an end put in: it was kept */
		r->nparas--;
		before->end = DOCX_KEPT;
	}
}

/* ---- the steps ---- */

static enum docx_paragraph
style_of(const struct unit *unit)
{
	if (unit == NULL)
		return DOCX_TITLE;
	if (unit->kind == UNIT_ATTACHMENT)
		return DOCX_LABEL;
	return docx_unit_style(unit);
}

/* Which line of each side is being read. */
struct cursor {
	const bool *old_rows, *new_rows;
	size_t old_line, new_line;
};

static bool
in_row(const struct cursor *at, enum docx_change change)
{
	return change == DOCX_DELETED ? at->old_rows != NULL &&
	    at->old_rows[at->old_line] : at->new_rows != NULL &&
	    at->new_rows[at->new_line];
}

static void
add_run(struct redline *r, struct cursor *at, enum docx_change change,
    const char *s, size_t len)
{
	const char *nl;
	size_t n;

	while (len > 0) {
		nl = memchr(s, '\n', len);
		n = nl != NULL ? (size_t)(nl - s) : len;
		if (n > 0 && in_row(at, change))
			last_para(r)->row = true;
		add_span(r, change, s, n);
		s += n;
		len -= n;
		if (nl == NULL)
			return;
		end_para(r, change);
		at->old_line += change != DOCX_INSERTED;
		at->new_line += change != DOCX_DELETED;
		s++;
		len--;
	}
}

/* What a run's op means where only one side of the pair stands. */
static enum docx_change
change_of(const struct compare_step *step, enum compare_op op)
{
	if (!step->new_side)
		return DOCX_DELETED;
	if (!step->old_side)
		return DOCX_INSERTED;
	return op == COMPARE_KEEP ? DOCX_KEPT : op == COMPARE_DELETE ?
	    DOCX_DELETED : DOCX_INSERTED;
}

/* A share may begin with the line feed in front of its first line. */
static size_t
first_line(const struct compare_pair *pair, enum compare_op other)
{
	size_t part = other == COMPARE_INSERT ? pair->old_part :
	    pair->new_part, k = 0;

	while (k < pair->nruns && pair->runs[k].op == other)
		k++;
	return part > 0 && k < pair->nruns && pair->runs[k].text[0] == '\n' ?
	    SIZE_MAX : 0;
}

static void
add_step(struct redline *r, const struct compare_step *step)
{
	const struct compare_pair *pair = step->pair;
	struct cursor at = { pair->old_rows, pair->new_rows,
		first_line(pair, COMPARE_INSERT),
		first_line(pair, COMPARE_DELETE) };
	const struct unit *unit = step->new_side ? pair->new_unit :
	    pair->old_unit;
	bool old_end = step->old_side && pair->old_last;
	bool new_end = step->new_side && pair->new_last;
	bool whole = !r->open;
	struct para *first = last_para(r);
	size_t k;

	/* a share of a unit goes on with the paragraph that is open */
	if (whole) {
		first->style = style_of(unit);
		first->new_page = first->style == DOCX_LABEL;
	}
	for (k = 0; k < pair->nruns; k++) {
		enum compare_op op = pair->runs[k].op;

		if ((op == COMPARE_DELETE && !step->old_side) ||
		    (op == COMPARE_INSERT && !step->new_side))
			continue;
		/* where one side stands alone, its lines count alone */
		add_run(r, &at, change_of(step, op), pair->runs[k].text,
		    pair->runs[k].len);
	}
	if (old_end || new_end)
		end_para(r, old_end && new_end ? DOCX_KEPT :
		    old_end ? DOCX_DELETED : DOCX_INSERTED);
}

/* ---- writing ---- */

static void
write_paragraph(struct redline *r, const struct para *para)
{
	size_t i;

	docx_open(&r->out, para->style, para->new_page, para->end);
	for (i = 0; i < para->n; i++) {
		const struct span *s = &r->spans[para->first + i];

		docx_run(&r->out, DOCX_NORMAL, s->change, s->text, s->len);
	}
	docx_close(&r->out);
}

/* Only cells of a row that stay cells can show what changed in them. */
static bool
cells_kept(const struct redline *r, const struct para *para)
{
	size_t i;

	if (para->end != DOCX_KEPT)
		return false;
	for (i = 0; i < para->n; i++) {
		const struct span *s = &r->spans[para->first + i];

		if (s->change != DOCX_KEPT && memchr(s->text, '\t', s->len) !=
		    NULL)
			return false;
	}
	return true;
}

/* One row: with `row` kept, the spans as they are; else those of one side,
 * the row as a whole being taken out or put in. */
static void
write_row(struct redline *r, const struct para *para, enum docx_change row)
{
	enum docx_change other = row == DOCX_DELETED ? DOCX_INSERTED :
	    DOCX_DELETED;
	const char *tab;
	size_t i, n;

	docx_row_open(&r->out, row);
	docx_cell_open(&r->out);
	for (i = 0; i < para->n; i++) {
		struct span s = r->spans[para->first + i];

		if (row != DOCX_KEPT && s.change == other)
			continue;
		while (s.len > 0) {
			tab = memchr(s.text, '\t', s.len);
			n = tab != NULL ? (size_t)(tab - s.text) : s.len;
			docx_run(&r->out, DOCX_NORMAL, row != DOCX_KEPT ? row :
			    s.change, s.text, n);
			if (tab != NULL) {
				docx_cell_close(&r->out);
				docx_cell_open(&r->out);
				n++;
			}
			s.text += n;
			s.len -= n;
		}
	}
	docx_cell_close(&r->out);
	docx_row_close(&r->out);
}

static int
columns_of(const struct redline *r, const struct para *para)
{
	size_t i, k;
	int n = 1;

	for (i = 0; i < para->n; i++) {
		const struct span *s = &r->spans[para->first + i];

		for (k = 0; k < s->len; k++)
			n += s->text[k] == '\t';
	}
	return n;
}

static bool
has_any(const struct redline *r, const struct para *para,
    enum docx_change but)
{
	return para->n > 0 && !all(r, para, but);
}

/* Rows that follow one another are a table; returns how many. */
static size_t
write_table(struct redline *r, const struct para *para, size_t most)
{
	size_t n, i;
	int columns = 1, c;

	for (n = 0; n < most && para[n].row; n++)
		if ((c = columns_of(r, &para[n])) > columns)
			columns = c;
	docx_table_open(&r->out, columns);
	for (i = 0; i < n; i++) {
		if (cells_kept(r, &para[i])) {
			write_row(r, &para[i], DOCX_KEPT);
			continue;
		}
		if (has_any(r, &para[i], DOCX_INSERTED))
			write_row(r, &para[i], DOCX_DELETED);
		if (has_any(r, &para[i], DOCX_DELETED))
			write_row(r, &para[i], DOCX_INSERTED);
	}
	docx_table_close(&r->out);
	return n;
}

int
comparison_write_docx(const struct comparison *comparison, const char *author,
    const char *date, struct text *out, struct err *err)
{
	struct redline r = { .out = DOCX_OUT_INIT };
	const struct compare_step *steps;
	size_t n, i;
	int result;

	r.out.author = author;
	r.out.date = date;
	steps = comparison_steps(comparison, &n);
	for (i = 0; i < n; i++)
		add_step(&r, &steps[i]);
	for (i = 0; i < r.nparas; ) {
		if (r.paras[i].row) {
			i += write_table(&r, &r.paras[i], r.nparas - i);
			continue;
		}
		write_paragraph(&r, &r.paras[i++]);
	}
	result = docx_finish(&r.out, out, err);
	free(r.spans);
	free(r.paras);
	return result;
}
