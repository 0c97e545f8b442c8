/* docx_write.c: a document as a .docx, on the page of an official document */
#include "engine/document/docx_out.h"
#include "engine/document/document_int.h"

#include <string.h>

/* Words with what stands beside them, in its place. */
static void
add_words(struct docx_out *x, enum docx_look look, const char *s,
    const struct asides *asides, enum unit_slot slot)
{
	const struct aside *a;
	size_t from = 0;

	for (a = asides->first; a != NULL; a = a->next) {
		if (a->slot != slot)
			continue;
		docx_run(x, look, DOCX_KEPT, s + from, a->at - from);
		from = a->at;
		switch (a->kind) {
		case ASIDE_FOOTNOTE:
			docx_footnote(x, a->text);
			break;
		case ASIDE_BOX:
			docx_box(x, a->text);
			break;
		case ASIDE_STRUCK:
		case ASIDE_HIDDEN:
			docx_run(x, a->kind == ASIDE_STRUCK ? DOCX_STRUCK :
			    DOCX_HIDDEN, DOCX_KEPT, a->text, strlen(a->text));
			break;
		case ASIDE_KINDS:
			break;
		}
	}
	docx_run(x, look, DOCX_KEPT, s + from, strlen(s + from));
}

static void
add_string(struct docx_out *x, enum docx_look look, const char *s)
{
	docx_run(x, look, DOCX_KEPT, s, strlen(s));
}

/* ---- what stands around the text ---- */

static enum docx_paragraph
piece_style(const struct piece *piece, bool masthead)
{
	switch (piece->kind) {
	case PIECE_MASTHEAD:
		return DOCX_MASTHEAD;
	case PIECE_NUMBER:
		return masthead ? DOCX_NUMBER : DOCX_SUBTITLE;
	case PIECE_LABEL:
		return DOCX_LABEL;
	case PIECE_TITLE:
		return DOCX_TITLE;
	case PIECE_CAPTION:
		return DOCX_SUBTITLE;
	case PIECE_SIGNATURE:
	case PIECE_DATE:
		return DOCX_SIGNATURE;
	case PIECE_IMPRINT:
		return DOCX_IMPRINT;
	case PIECE_REMARK:
	case PIECE_ANNEX_LIST:
		return DOCX_BODY;
	case PIECE_MARK:
	case PIECE_SIGNER:
	case PIECE_TOC:
	case PIECE_HEADER:
	case PIECE_KINDS:
		break;
	}
	return DOCX_PLAIN;
}

static void
add_pieces(struct docx_out *x, const struct pieces *pieces, bool new_page)
{
	const struct piece *p;
	bool masthead = false;

	for (p = pieces->first; p != NULL; p = p->next) {
		/* headers of pages are no text */
		if (p->kind == PIECE_HEADER)
			continue;
		masthead = masthead || p->kind == PIECE_MASTHEAD;
		docx_open(x, piece_style(p, masthead), new_page, DOCX_KEPT);
		add_words(x, DOCX_NORMAL, p->text, &p->asides, SLOT_TEXT);
		docx_close(x);
		new_page = false;
	}
}

/* ---- units ---- */

static int
level_of(const struct unit *unit)
{
	int level = 1;

	while ((unit = unit->parent) != NULL)
		level += unit->kind == UNIT_LEVEL;
	return level;
}

enum docx_paragraph
docx_unit_style(const struct unit *unit)
{
	switch (unit->kind) {
	case UNIT_BOOK:
	case UNIT_PART:
	case UNIT_CHAPTER:
		return DOCX_CHAPTER;
	case UNIT_SECTION:
		return DOCX_SECTION;
	case UNIT_LEVEL:
		/* a number alone is read again as one when it is a heading */
		if (unit->heading[0] == '\0' && unit->text[0] != '\0')
			return DOCX_BODY;
		switch (level_of(unit)) {
		case 1:
			return DOCX_LEVEL_1;
		case 2:
			return DOCX_LEVEL_2;
		default:
			return DOCX_LEVEL_3;
		}
	default:
		break;
	}
	/* 各街道： is not indented */
	if (unit->kind == UNIT_BLOCK && unit->parent != NULL &&
	    unit->parent->first_child == unit && strlen(unit->text) > 3 &&
	    strcmp(unit->text + strlen(unit->text) - 3, "：") == 0)
		return DOCX_PLAIN;
	return DOCX_BODY;
}

/* The number, and the white space after it as it was written. */
static void
add_num(struct docx_out *x, const struct unit *u)
{
	add_string(x, u->kind == UNIT_ARTICLE ? DOCX_NUM : DOCX_NORMAL,
	    u->num);
	add_string(x, DOCX_NORMAL, unit_gap(u));
}

static void
add_heading_and_text(struct docx_out *x, const struct unit *u)
{
	add_words(x, u->kind == UNIT_ARTICLE ? DOCX_NUM : DOCX_NORMAL,
	    u->heading, &u->asides, SLOT_HEADING);
	if (u->heading[0] != '\0' && u->text[0] != '\0')
		add_string(x, DOCX_NORMAL, "　");
	add_words(x, DOCX_NORMAL, u->text, &u->asides, SLOT_TEXT);
}

static int
columns_of(const char *rows)
{
	int most = 1, n = 1;

	for (; *rows != '\0'; rows++) {
		if (*rows == '\n')
			n = 0;
		n += *rows == '\t' || *rows == '\n';
		if (n > most)
			most = n;
	}
	return most;
}

/* The asides of a table's cells stand in the cell that they point into. */
static void
add_table(struct docx_out *x, const struct unit *u)
{
	const char *at = u->text, *s = at;
	const struct aside *a = u->asides.first;
	struct asides here;
	struct aside copies[16];
	struct text cell = TEXT_INIT;
	size_t n, k;

	docx_table_open(x, columns_of(s));
	docx_row_open(x, DOCX_KEPT);
	for (;; at += n + 1) {
		n = strcspn(at, "\t\n");
		for (k = 0; a != NULL && k < 16 && a->at <=
		    (size_t)(at - s) + n; a = a->next, k++) {
			copies[k] = *a;
			copies[k].at -= (size_t)(at - s);
			copies[k].slot = SLOT_TEXT;
			copies[k].next = NULL;
			if (k > 0)
				copies[k - 1].next = &copies[k];
		}
		here.first = k > 0 ? copies : NULL;
		text_reset(&cell);
		text_add(&cell, at, n);
		docx_cell_open(x);
		add_words(x, DOCX_NORMAL, cell.ptr, &here, SLOT_TEXT);
		docx_cell_close(x);
		if (at[n] == '\t')
			continue;
		docx_row_close(x);
		if (at[n] == '\0')
			break;
		docx_row_open(x, DOCX_KEPT);
	}
	docx_table_close(x);
	text_release(&cell);
}

static void add_unit(struct docx_out *x, const struct unit *u);

static void
add_children(struct docx_out *x, const struct unit *u, const struct unit *from)
{
	const struct unit *c;

	for (c = from; c != NULL; c = c->next_sibling)
		if (c->kind != UNIT_ATTACHMENT)
			add_unit(x, c);
	if (u->wrapup[0] != '\0') {
		docx_open(x, DOCX_BODY, false, DOCX_KEPT);
		add_words(x, DOCX_NORMAL, u->wrapup, &u->asides, SLOT_WRAPUP);
		docx_close(x);
	}
}

static void
add_unit(struct docx_out *x, const struct unit *u)
{
	const struct unit *first = u->first_child;
	bool joined;

	if (u->kind == UNIT_TABLE) {
		add_table(x, u);
		add_children(x, u, first);
		return;
	}
	/* The first paragraph stands on the line of its article. */
	joined = u->kind == UNIT_ARTICLE && u->heading[0] == '\0' &&
	    u->text[0] == '\0' && first != NULL &&
	    first->kind == UNIT_PARAGRAPH && first->text[0] != '\0';
	if (u->num[0] != '\0' || u->heading[0] != '\0' ||
	    u->text[0] != '\0') {
		docx_open(x, docx_unit_style(u), false, DOCX_KEPT);
		add_num(x, u);
		add_heading_and_text(x, u);
		if (joined)
			add_heading_and_text(x, first);
		docx_close(x);
	}
	if (joined) {
		add_children(x, first, first->first_child);
		first = first->next_sibling;
	}
	add_children(x, u, first);
}

/* A title that only the file's own metadata tell. */
static void
add_given_title(struct docx_out *x, const struct document *document)
{
	const struct piece *p = document->parts->front.first;

	while (p != NULL && p->kind != PIECE_TITLE)
		p = p->next;
	if (p != NULL || document->meta.title[0] == '\0')
		return;
	docx_open(x, DOCX_TITLE, false, DOCX_KEPT);
	add_string(x, DOCX_NORMAL, document->meta.title);
	docx_close(x);
}

int
document_write_docx(const struct document *document, struct text *out,
    struct err *err)
{
	struct docx_out x = DOCX_OUT_INIT;
	const struct part *part;

	add_given_title(&x, document);
	for (part = document->parts; part != NULL; part = part->next) {
		add_pieces(&x, &part->front, part != document->parts);
		add_children(&x, part->unit, part->unit->first_child);
		add_pieces(&x, &part->closing, false);
	}
	return docx_finish(&x, out, err);
}
