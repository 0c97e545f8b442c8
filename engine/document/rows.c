/* rows.c: the rows of a list whose cells are parted by commas, tabs or
 * semicolons: libcsv, its rows counted as a spreadsheet counts them */
#include "engine/document/rows.h"

#include "engine/base/mem.h"
#include "engine/document/document_int.h"
#include "engine/document/han.h"

#include <csv.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 4096		/* bytes after which a stop is looked for */

static const struct {
	const char *magic;
	size_t len;
	const char *what;
} others[] = {
	{ "PK\003\004", 4, N_("a workbook (.xlsx) or another packed file") },
	{ "\xd0\xcf\x11\xe0", 4, N_("an older workbook (.xls, .et) or "
	    "another office file") },
	{ "%PDF", 4, N_("a PDF") },
};

static int
refuse_kind(const char *kind, const char *name, struct err *err)
{
	char what[ERR_PART_MAX];

	return err_set_at(err, ERR_UNREADABLE, name, 0, "%s is %s, no list in "
	    "CSV; open it in Excel or WPS and save the sheet as “CSV UTF-8”",
	    name, err_part(what, kind));
}

static int
refuse_other(const char *bytes, size_t len, const char *name,
    struct err *err)
{
	size_t i;

	for (i = 0; i < MEM_COUNT(others); i++)
		if (len >= others[i].len && memcmp(bytes, others[i].magic,
		    others[i].len) == 0)
			return refuse_kind(others[i].what, name, err);
	return 0;
}

/* \r\n and \r become \n: libcsv would count the first as two. */
static void
plain_line_ends(struct text *text, size_t from)
{
	char *to = text->ptr + from;
	const char *p = to, *end = text->ptr + text->len;

	for (; p < end; p++) {
		if (*p == '\r' && p + 1 < end && p[1] == '\n')
			continue;
		*to++ = *p == '\r' ? '\n' : *p;
	}
	text_cut(text, (size_t)(to - text->ptr));
}

int
rows_decode(struct text *out, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	struct err why = ERR_INIT;
	size_t from = out->len;

	if (len > DOCUMENT_BYTES_MAX)
		return err_set_at(err, ERR_LIMIT, name, 0, "%s is larger than "
		    "%d MiB; no list of a bureau's documents is", name,
		    (int)(DOCUMENT_BYTES_MAX >> 20));
	if (refuse_other(bytes, len, name, err) != 0)
		return -1;
	if (decode_text(out, bytes, len, name, &why) == 0) {
		plain_line_ends(out, from);
		/* as many programs write what they call .xls */
		if (*han_skip(out->ptr + from) == '<')
			return refuse_kind(N_("a web page, whatever its name "
			    "ends in"), name, err);
		return 0;
	}
	if (why.line > 0)
		return err_set_at(err, ERR_UNREADABLE, name, why.line, "%s "
		    "cannot be read as a list: line %d has bytes that are no "
		    "text in UTF-8 or GB18030; save the list as “CSV UTF-8”",
		    name, why.line);
	return err_set_at(err, ERR_UNREADABLE, name, 0, "%s cannot be read as "
	    "a list: it is no text; save the list as “CSV UTF-8”", name);
}

/* ---- one reading ---- */

struct reading_rows {
	const char *name;
	rows_fn *fn;
	void *ctx;
	struct err *err;
	int row;		/* rows that are whole */
	int result;		/* of the last fn; not 0: nothing more */
	struct text bytes;	/* of the row's cells, each with a NUL */
	size_t at[ROWS_CELLS_MAX];
	size_t ncells;
};

static void
on_cell(void *bytes, size_t len, void *ctx)
{
	struct reading_rows *r = ctx;

	if (r->result != 0)
		return;
	if (r->ncells == ROWS_CELLS_MAX) {
		r->result = err_set_at(r->err, ERR_LIMIT, r->name, r->row + 1,
		    "%s is no list of documents: row %d has more than %d "
		    "cells", r->name, r->row + 1, ROWS_CELLS_MAX);
		return;
	}
	r->at[r->ncells++] = r->bytes.len;
	text_add(&r->bytes, bytes, len);
	text_addc(&r->bytes, '\0');
}

static void
on_row(int end, void *ctx)
{
	const char *cells[ROWS_CELLS_MAX];
	struct reading_rows *r = ctx;
	size_t i;

	(void)end;
	if (r->result != 0)
		return;
	if (++r->row > ROWS_MAX) {
		r->result = err_set_at(r->err, ERR_LIMIT, r->name, r->row,
		    "%s has more than %d rows; give the list year by year",
		    r->name, ROWS_MAX);
		return;
	}
	for (i = 0; i < r->ncells; i++)
		cells[i] = r->bytes.ptr + r->at[i];
	r->result = r->fn(r->ctx, r->row, cells, r->ncells, r->err);
	text_reset(&r->bytes);
	r->ncells = 0;
}

static int
refuse_quotes(const struct reading_rows *r, bool open)
{
	if (open)
		return err_set_at(r->err, ERR_SYNTAX, r->name, r->row + 1,
		    "%s cannot be read to its end: a quotation mark that is "
		    "opened in row %d is never closed; save the list again "
		    "from Excel or WPS", r->name, r->row + 1);
	return err_set_at(r->err, ERR_SYNTAX, r->name, r->row + 1, "%s cannot "
	    "be read: in row %d, or in a cell that begins there, a quotation "
	    "mark stands where none may; save the list again from Excel or "
	    "WPS", r->name, r->row + 1);
}

int
rows_read(const char *text, size_t len, char separator, const char *name,
    rows_fn *fn, void *ctx, struct err *err)
{
	struct reading_rows r = { .name = name, .fn = fn, .ctx = ctx,
		.err = err, .bytes = TEXT_INIT };
	struct csv_parser parser;
	size_t at = 0, piece;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) !=
	    0)
		return err_set(err, ERR_SYSTEM, "libcsv cannot be started");
	csv_set_delim(&parser, (unsigned char)separator);
	for (; at < len && r.result == 0; at += piece) {
		piece = len - at < PIECE ? len - at : PIECE;
		if (csv_parse(&parser, text + at, piece, on_cell, on_row,
		    &r) != piece)
			break;
	}
	if (r.result == 0 && csv_error(&parser) == CSV_EPARSE)
		r.result = refuse_quotes(&r, false);
	else if (r.result == 0 && csv_error(&parser) != CSV_SUCCESS)
		r.result = err_set(err, ERR_SYSTEM, "no memory is left to read "
		    "%s", name);
	else if (r.result == 0 && csv_fini(&parser, on_cell, on_row, &r) != 0)
		r.result = refuse_quotes(&r, true);
	csv_free(&parser);
	text_release(&r.bytes);
	return r.result < 0 ? -1 : 0;
}
