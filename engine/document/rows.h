/* rows.h: the rows of a list whose cells are parted by commas, tabs or
 * semicolons (CSV, RFC 4180) */
#ifndef GUIWEN_DOCUMENT_ROWS_H
#define GUIWEN_DOCUMENT_ROWS_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stddef.h>

#define ROWS_MAX 500000
#define ROWS_CELLS_MAX 256	/* in a row */

/* A row, counted from 1 as a spreadsheet counts: empty rows, too, and one
 * whose cells hold line feeds once. Cells are borrowed, trimmed, and valid
 * UTF-8 where the list is. 0 to go on, 1: no further rows are wanted, -1 with
 * err. */
typedef int rows_fn(void *ctx, int row, const char *const *cells,
    size_t ncells, struct err *err);

/*
 * Bytes to text: UTF-8 with or without its mark, UTF-16 with one (as Excel's
 * "Unicode text"), GB18030; all line ends become \n. `name` is the file's, for
 * messages. 0, or -1 with err (ERR_UNREADABLE: a workbook, a PDF or what else
 * is no text; ERR_LIMIT). Appends to *out; undefined after a failure.
 */
int rows_decode(struct text *out, const char *bytes, size_t len,
    const char *name, struct err *err);

/*
 * The rows of a decoded text, in order. The parser is libcsv, in its strict
 * mode: a quotation mark that stands in the midst of a cell, or is never
 * closed, is refused (ERR_SYNTAX, with the row in err->line), because read
 * leniently it would swallow the rows behind it without a word. 0, or -1 with
 * err: that, ERR_LIMIT, or what fn said.
 */
int rows_read(const char *text, size_t len, char separator, const char *name,
    rows_fn *fn, void *ctx, struct err *err);

#endif
