/* paper_int.h: what a paper consists of, for those who show it */
#ifndef GUIWEN_CLI_PAPER_INT_H
#define GUIWEN_CLI_PAPER_INT_H

#include "cli/paper.h"
#include "engine/base/arena.h"

enum paper_kind { PAPER_FACTS, PAPER_TABLE, PAPER_WORDS, PAPER_PLACES };

/* Lines that are safe to show. */
struct paper_cell {
	const char **lines;
	size_t n, room;
};

/* Of facts the label and the value; of a place its label. */
struct paper_row {
	struct paper_cell cells[PAPER_COLUMNS];
	size_t n;
};

struct paper_part {
	enum paper_kind kind;
	const char *heading;	/* "" none */
	struct paper_column columns[PAPER_COLUMNS];
	size_t ncolumns;
	bool below;
	struct paper_row *rows;
	size_t nrows, room;
	json_t *json;		/* borrowed from the paper's */
};

struct paper {
	struct arena arena;
	const char *kind, *title, *subtitle;
	struct paper_part *parts;
	size_t nparts, room;
	bool shut;		/* the last fact is not shown, nor its lines */
	struct paper_seal seal;
	json_t *json;
};

/* The words of the part, or of the cell in one line. */
void paper_cell_words(const struct paper_cell *cell, const char *between,
    struct text *out);

#endif
