/* table.c: printing columns that line up with Chinese text */
#include "cli/table.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define GAP 2			/* spaces between columns */
#define NARROWEST 12		/* what a flexible column is left with */

struct cell {
	char *s;
	enum output_style style;
};

struct table {
	struct column *columns;
	size_t ncolumns;
	struct cell *cells;
	size_t ncells, cells_cap;
};

struct table *
table_new(const struct column *columns, size_t ncolumns)
{
	struct table *table = mem_zero(1, sizeof(*table));
	size_t i;

	assert(ncolumns > 0);
	table->ncolumns = ncolumns;
	table->columns = mem_zero(ncolumns, sizeof(*columns));
	for (i = 0; i < ncolumns; i++) {
		table->columns[i] = columns[i];
		table->columns[i].title = mem_strdup(columns[i].title);
	}
	return table;
}

void
table_free(struct table *table)
{
	size_t i;

	if (table == NULL)
		return;
	for (i = 0; i < table->ncolumns; i++)
		free((char *)table->columns[i].title);
	for (i = 0; i < table->ncells; i++)
		free(table->cells[i].s);
	free(table->columns);
	free(table->cells);
	free(table);
}

void
table_cell(struct table *table, const char *s)
{
	struct text line = TEXT_INIT;

	if (s != NULL)
		output_line(s, &line);
	MEM_GROW(table->cells, table->ncells, table->cells_cap);
	table->cells[table->ncells].s = text_detach(&line, NULL);
	table->cells[table->ncells].style = STYLE_NONE;
	table->ncells++;
}

void
table_cellf(struct table *table, const char *fmt, ...)
{
	struct text text = TEXT_INIT;
	va_list ap;

	va_start(ap, fmt);
	text_addv(&text, fmt, ap);
	va_end(ap);
	table_cell(table, text.ptr);
	text_release(&text);
}

void
table_style(struct table *table, enum output_style style)
{
	assert(table->ncells > 0);
	table->cells[table->ncells - 1].style = style;
}

size_t
table_nrows(const struct table *table)
{
	return table->ncells / table->ncolumns;
}

/* The width of each column: its widest cell, and on a terminal the flexible
 * ones are narrowed, the widest first, until all fit. */
static void
measure(const struct table *table, const struct output *out, size_t *widths)
{
	size_t i, total = (table->ncolumns - 1) * GAP;

	for (i = 0; i < table->ncolumns; i++)
		widths[i] = text_columns(table->columns[i].title);
	for (i = 0; i < table->ncells; i++) {
		size_t w = text_columns(table->cells[i].s);

		if (w > widths[i % table->ncolumns])
			widths[i % table->ncolumns] = w;
	}
	for (i = 0; i < table->ncolumns; i++)
		total += widths[i];
	while (out->width > 0 && total > (size_t)out->width) {
		size_t widest = table->ncolumns;

		for (i = 0; i < table->ncolumns; i++)
			if (table->columns[i].flexible &&
			    widths[i] > NARROWEST &&
			    (widest == table->ncolumns ||
			    widths[i] > widths[widest]))
				widest = i;
		if (widest == table->ncolumns)
			break;
		widths[widest]--;
		total--;
	}
}

static void
spaces(struct output *out, size_t n)
{
	while (n-- > 0)
		output_adds(out, " ");
}

/* One line of one cell, padded unless it is the last of its row. */
static void
print_piece(struct output *out, const char *s, size_t len, size_t width,
    bool right, bool last, enum output_style style)
{
	char *piece = mem_strndup(s, len);
	size_t w = text_columns(piece), pad = w < width ? width - w : 0;

	if (right)
		spaces(out, pad);
	if (*piece != '\0' && style != STYLE_NONE)
		output_styled(out, style, piece);
	else
		output_adds(out, piece);
	if (!right && !last)
		spaces(out, pad);
	free(piece);
}

/* How much of s goes on this line of a column. */
static size_t
piece_len(const char *s, size_t width)
{
	return *s == '\0' ? 0 : text_fit(s, width);
}

static void
print_row(const struct table *table, struct output *out,
    const struct cell *cells, const size_t *widths)
{
	const char **rest = mem_zero(table->ncolumns, sizeof(*rest));
	bool more = true;
	size_t i, n;

	for (i = 0; i < table->ncolumns; i++)
		rest[i] = cells[i].s;
	while (more) {
		size_t used = 0;	/* columns after it are empty */

		more = false;
		for (i = 0; i < table->ncolumns; i++)
			if (*rest[i] != '\0')
				used = i;
		for (i = 0; i <= used; i++) {
			n = piece_len(rest[i], widths[i]);
			print_piece(out, rest[i], n, widths[i],
			    table->columns[i].right, i == used,
			    cells[i].style);
			rest[i] += n;
			rest[i] += strspn(rest[i], " ");
			more = more || *rest[i] != '\0';
			if (i < used)
				spaces(out, GAP);
		}
		for (; i < table->ncolumns; i++)
			more = more || *rest[i] != '\0';
		output_adds(out, "\n");
	}
	free(rest);
}

void
table_print(const struct table *table, struct output *out)
{
	size_t *widths = mem_zero(table->ncolumns, sizeof(*widths)), i;
	struct cell *titles = mem_zero(table->ncolumns, sizeof(*titles));

	measure(table, out, widths);
	for (i = 0; i < table->ncolumns; i++) {
		titles[i].s = (char *)table->columns[i].title;
		titles[i].style = STYLE_BOLD;
	}
	print_row(table, out, titles, widths);
	for (i = 0; i + table->ncolumns <= table->ncells;
	    i += table->ncolumns)
		print_row(table, out, table->cells + i, widths);
	free(titles);
	free(widths);
}
