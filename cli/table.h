/* table.h: columns that line up, whatever the script */
#ifndef GUIWEN_CLI_TABLE_H
#define GUIWEN_CLI_TABLE_H

#include "cli/output.h"

#include <stdbool.h>
#include <stddef.h>

/* How many columns of a terminal a UTF-8 text takes. */
size_t text_columns(const char *s);
/* How many bytes of s fit in that many columns, at least one character;
 * a combining mark stays with its base. */
size_t text_fit(const char *s, size_t columns);
/*
 * Append a fact (output_line) broken into lines of at most `columns` (0: one
 * line), each after the first indented by `indent` spaces. Breaks at spaces and
 * between wide characters, never before closing punctuation where it can be
 * helped.
 */
void output_wrapped(struct output *out, const char *fact, size_t indent,
    size_t columns);
/* A fact and spaces up to that many columns. */
void output_padded(struct output *out, const char *fact, size_t columns);

struct column {
	const char *title;	/* shown as it is: translated by the caller */
	bool right;		/* numbers stand at the right */
	bool flexible;		/* may be narrowed and wrapped on a terminal */
};

struct table;

/* columns are copied, titles too. The caller's: table_free(). */
struct table *table_new(const struct column *columns, size_t ncolumns);
void table_free(struct table *table);
/* The next cell, left to right, row by row; copied. NULL is "". */
void table_cell(struct table *table, const char *s);
void table_cellf(struct table *table, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The style of the cell that was added last. */
void table_style(struct table *table, enum output_style style);
size_t table_nrows(const struct table *table);
void table_print(const struct table *table, struct output *out);

#endif
