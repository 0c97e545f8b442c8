/* structure.c: from lines to a document: spans, front matter, units */
#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/numeral.h"
#include "engine/document/reading.h"

#include <stdlib.h>
#include <string.h>

void
reading_mark(const struct reading *r, const char *text, struct mark *out)
{
	size_t quote = r->quotation ? quote_mark(text) : 0;

	mark_scan(text + quote, out);
	if (out->kind != MARK_NONE) {
		out->len += quote;
		out->rest += quote;
	}
}

/* 1 总则, before 1.1 编制目的: the first rank of a decimal numbering. */
static bool
decimal_heading(const struct reading *r, size_t i, struct mark *m)
{
	const char *text = r->lines[i].text;
	size_t next = r->next_mark[i], len;
	const struct mark *n = next < r->n ? &r->marks[next] : NULL;
	long number;

	len = numeral_scan(text, &number);
	if (len == 0 || number < 1 || number > 99 || *text < '0' ||
	    *text > '9' || !han_space(han_next(&(const char *){ text + len }))
	    || han_ends_clause(text) || han_length(text) > 30 || n == NULL ||
	    n->kind != MARK_DECIMAL || n->outer[0] != number || n->n != 1)
		return false;
	memset(m, 0, sizeof(*m));
	m->kind = MARK_DECIMAL;
	m->depth = 1;
	m->n = m->outer[0] = number;
	m->len = len;
	m->rest = (size_t)(han_skip(text + len) - text);
	m->parted = true;
	return true;
}

void
reading_index(struct reading *r)
{
	size_t i, mark = r->n, article = r->n;

	r->quote_bytes = QUOTE_BYTES_MAX;
	r->marks = mem_zero(r->n, sizeof(*r->marks));
	r->annex_list = mem_zero(r->n, sizeof(*r->annex_list));
	r->next_mark = mem_zero(r->n, sizeof(*r->next_mark));
	r->next_article = mem_zero(r->n, sizeof(*r->next_article));
	for (i = r->n; i-- > 0; ) {
		r->next_mark[i] = mark;
		r->next_article[i] = article;
		if (!r->lines[i].row && r->lines[i].place == LINE_BODY)
			reading_mark(r, r->lines[i].text, &r->marks[i]);
		if (r->marks[i].kind == MARK_NONE && !r->lines[i].row)
			(void)decimal_heading(r, i, &r->marks[i]);
		if (r->marks[i].kind != MARK_NONE)
			mark = i;
		if (r->marks[i].kind == MARK_ARTICLE &&
		    !mark_is_reference(r->lines[i].text, &r->marks[i]))
			article = i;
	}
}

void
reading_release(struct reading *r)
{
	free(r->next_article);
	free(r->next_mark);
	free(r->annex_list);
	free(r->marks);
}

static void
read_span(struct reading *r, struct span *span)
{
	struct document *d = r->d;
	struct unit *unit;
	struct part *part;
	const char *title;

	unit = document_unit(d, span->kind == SPAN_MAIN ? UNIT_BODY :
	    UNIT_ATTACHMENT, "", r->lines[span->from].no);
	part = document_add_part(d, unit, span->kind == SPAN_ANNEX);
	front_read(r, span, part, &title);
	if (span->kind != SPAN_MAIN)
		unit->heading = title;
	else if (*title != '\0')
		d->meta.title = title;
	closing_find(r, span);
	units_read(r, span, part->unit);
	closing_read(r, span, part);
}

/* Attachments are the last children of the body. */
static void
hang_attachments(struct document *d)
{
	struct part *part;

	for (part = d->parts->next; part != NULL; part = part->next)
		unit_append(d->parts->unit, part->unit);
}

static void
note_what_is_missing(struct document *d)
{
	struct part *part;
	int annexes = 0;

	if (*d->meta.title == '\0')
		document_add_note(d, 0, true, "", "No title was found.");
	for (part = d->parts; part != NULL; part = part->next)
		annexes += part->annex;
	if (d->meta.annexes_listed > annexes)
		document_add_note(d, 0, false, "附件", "The text names more "
		    "annexes than the file contains.");
}

/*
 * The lines without page headers, whose count goes to *n. A file most of
 * whose words stand in text boxes was laid out with them: they are its text.
 */
static struct line *
lines_in_flow(struct document *d, const struct lines *lines, size_t *n,
    struct fold *fold)
{
	struct line *flow = mem_zero(lines->n, sizeof(*flow));
	size_t i, boxed = 0, all = 0;

	for (i = *n = 0; i < lines->n; i++) {
		if (lines->at[i].place == LINE_HEADER)
			continue;
		flow[*n] = lines->at[i];
		all += strlen(flow[*n].text);
		if (flow[(*n)++].place == LINE_BOX)
			boxed += strlen(lines->at[i].text);
	}
	if (boxed * 2 > all) {
		for (i = 0; i < *n; i++)
			flow[i].place = LINE_BODY;
		document_add_note(d, 0, true, "", "Most of the text stands in "
		    "text boxes; they were read in the order of the file.");
	}
	fold_lines(fold, d, flow, *n);
	runon_split(d, &flow, n);
	quotes_split(d, &flow, n);
	return flow;
}

/* Page headers and footers, which are in no text. */
static void
keep_headers(struct document *d, const struct lines *lines)
{
	const struct line *line;
	size_t i;

	for (i = 0; i < lines->n; i++) {
		line = &lines->at[i];
		if (line->place == LINE_HEADER)
			piece_append(d, &d->parts->closing, PIECE_HEADER,
			    line->text, line->no)->asides = line->asides;
	}
}

/* In the order of the lines that they speak of, as found among equals. */
static void
sort_notes(struct document *d)
{
	struct document_note note;
	size_t i, k;

	for (i = 1; i < d->nnotes; i++) {
		note = d->notes[i];
		for (k = i; k > 0 && d->notes[k - 1].line > note.line; k--)
			d->notes[k] = d->notes[k - 1];
		d->notes[k] = note;
	}
}

int
document_structure(struct document *d, const struct lines *lines,
    const char *name, struct err *err)
{
	struct reading *r = mem_zero(1, sizeof(*r));
	struct span first = { SPAN_MAIN, 0, 0, 0, 0 };
	struct document scratch = { .format = d->format };
	struct part nowhere = { .unit = NULL };
	struct line *flow;
	struct fold fold;
	const char *title;
	size_t i;
	int ret = -1;

	r->d = d;
	r->lines = flow = lines_in_flow(d, lines, &r->n, &fold);
	first.to = r->n;
	if (r->n == 0) {
		err_set_at(err, ERR_UNREADABLE, name, 0, "%s has no text in "
		    "it but page headers; hand in the file with the text.",
		    name);
		goto out;
	}
	reading_index(r);
	/* The head of the main text, to know where to look for others. */
	r->d = &scratch;
	front_read(r, &first, &nowhere, &title);
	r->d = d;
	spans_find(r, first.body);
	for (i = 0; i < r->nspans; i++)
		read_span(r, &r->spans[i]);
	hang_attachments(d);
	keep_headers(d, lines);
	metadata_read(d);
	note_what_is_missing(d);
	surround_check(d);
	fold_undo(&fold, d);
	document_name_units(d);
	sort_notes(d);
	if (!document_is_whole(d, lines)) {
		err_set_at(err, ERR_UNREADABLE, name, 0, "Reading %s would "
		    "have lost or added characters, so nothing of it was "
		    "taken; report the file to whoever maintains guiwen.",
		    name);
		goto out;
	}
	ret = 0;
out:
	arena_release(&scratch.arena);
	reading_release(r);
	free(flow);
	free(r);
	return ret;
}
