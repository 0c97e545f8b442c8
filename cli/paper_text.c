/* paper_text.c: a paper as plain text, for the terminal */
#include "cli/paper_int.h"

#include "cli/table.h"

#include <string.h>

#define INDENT 5		/* of what stands below a row */
#define BLANK "____________________"

static size_t
room(const struct output *out, size_t used)
{
	return out->width > 0 && (size_t)out->width > used + 20 ?
	    (size_t)out->width - used : 0;
}

static size_t
label_columns(const struct paper_part *part)
{
	size_t most = 0, columns, i;

	for (i = 0; i < part->nrows; i++) {
		columns = part->rows[i].cells[0].n > 0 ?
		    text_columns(part->rows[i].cells[0].lines[0]) : 0;
		if (columns > most)
			most = columns;
	}
	return most + 2;
}

static void
print_facts(struct output *out, const struct paper_part *part)
{
	size_t columns = label_columns(part), i, k;

	for (i = 0; i < part->nrows; i++) {
		const struct paper_row *row = &part->rows[i];

		output_padded(out, row->cells[0].lines[0], columns);
		for (k = 0; k < row->cells[1].n; k++) {
			if (k > 0)
				output_padded(out, "", columns);
			output_wrapped(out, row->cells[1].lines[k], columns,
			    room(out, columns));
			output_adds(out, "\n");
		}
	}
}

static void
print_columns(struct output *out, const struct paper_part *part)
{
	struct column columns[PAPER_COLUMNS];
	struct text cell = TEXT_INIT;
	struct table *table;
	size_t i, k;

	for (i = 0; i < part->ncolumns; i++)
		columns[i] = (struct column){ part->columns[i].title, false,
			true };
	table = table_new(columns, part->ncolumns);
	for (i = 0; i < part->nrows; i++) {
		for (k = 0; k < part->ncolumns; k++) {
			text_reset(&cell);
			paper_cell_words(&part->rows[i].cells[k], _(", "),
			    &cell);
			table_cell(table, cell.ptr);
		}
	}
	table_print(table, out);
	table_free(table);
	text_release(&cell);
}

/* The first columns in a line, the last one below it. */
static void
print_below(struct output *out, const struct paper_part *part)
{
	struct text cell = TEXT_INIT, line = TEXT_INIT;
	const struct paper_row *row;
	size_t i, k;

	for (i = 0; i < part->nrows; i++) {
		row = &part->rows[i];
		text_reset(&line);
		for (k = 0; k + 1 < row->n; k++) {
			text_reset(&cell);
			paper_cell_words(&row->cells[k], _(", "), &cell);
			text_addf(&line, "%s%s", k > 0 ? "  " : "", cell.ptr);
		}
		output_wrapped(out, line.ptr, INDENT, room(out, INDENT));
		output_adds(out, "\n");
		for (k = 0; k < row->cells[row->n - 1].n; k++) {
			output_addf(out, "%*s", INDENT, "");
			output_wrapped(out, row->cells[row->n - 1].lines[k],
			    INDENT, room(out, INDENT));
			output_adds(out, "\n");
		}
	}
	text_release(&cell);
	text_release(&line);
}

static void
print_words(struct output *out, const struct paper_part *part)
{
	output_wrapped(out, part->rows[0].cells[0].lines[0], 0,
	    room(out, 0));
	output_adds(out, "\n");
}

static void
print_places(struct output *out, const struct paper_part *part)
{
	size_t columns = label_columns(part), i;

	for (i = 0; i < part->nrows; i++) {
		output_padded(out, part->rows[i].cells[0].lines[0], columns);
		output_addf(out, "%s  %s%s\n", BLANK, _("Date: "), BLANK);
	}
}

static void
print_part(struct output *out, const struct paper_part *part)
{
	if (part->nrows == 0)
		return;
	output_adds(out, "\n");
	if (*part->heading != '\0') {
		output_styled(out, STYLE_BOLD, part->heading);
		output_adds(out, "\n");
	}
	switch (part->kind) {
	case PAPER_FACTS:
		print_facts(out, part);
		break;
	case PAPER_TABLE:
		if (part->below)
			print_below(out, part);
		else
			print_columns(out, part);
		break;
	case PAPER_WORDS:
		print_words(out, part);
		break;
	case PAPER_PLACES:
		print_places(out, part);
		break;
	}
}

void
paper_print(const struct paper *paper, struct output *out)
{
	struct text foot = TEXT_INIT;
	const char *at;
	size_t i, n;

	output_styled(out, STYLE_BOLD, paper->title);
	output_adds(out, "\n");
	if (*paper->subtitle != '\0')
		output_addf(out, "%s\n", paper->subtitle);
	for (i = 0; i < paper->nparts; i++)
		print_part(out, &paper->parts[i]);
	paper_foot(paper, &foot);
	output_adds(out, "\n----------------------------------------\n");
	for (at = foot.ptr; *at != '\0'; at += n + (at[n] == '\n')) {
		struct text line = TEXT_INIT;

		n = strcspn(at, "\n");
		text_add(&line, at, n);
		output_wrapped(out, line.ptr, 0, room(out, 0));
		output_adds(out, "\n");
		text_release(&line);
	}
	text_release(&foot);
}
