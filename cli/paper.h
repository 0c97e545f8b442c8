/* paper.h: a paper to be sealed and kept: one content, shown as text, page,
 * Word file and JSON */
#ifndef GUIWEN_CLI_PAPER_H
#define GUIWEN_CLI_PAPER_H

#include "cli/cmd.h"
#include "store/checkpoint.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What is put into a paper is copied. Facts that somebody stated are made one
 * line each (output_line): none can forge a line of a sealed paper. Values for
 * programs are handed over (json_t, NULL: the words shown).
 */
struct paper;

/* A column of a table; the shares of all of them are parts of the width. */
struct paper_column {
	const char *title;	/* translated */
	int share;
};
#define PAPER_COLUMNS 6		/* at most */

/* Of that kind ("sign-off"), headed by `title`. paper_free(). */
struct paper *paper_new(const char *kind, const char *title);
void paper_free(struct paper *paper);
/* The line below the title. */
void paper_subtitle(struct paper *paper, const char *words);

/* ---- parts, in order; what follows goes into the last one ---- */

/* A form: a label and what stands behind it. For programs an object at `key`
 * (NULL: the paper itself). A heading "" is none. */
void paper_facts(struct paper *paper, const char *key, const char *heading);
/* Left out of what people read where it is "". */
void paper_fact(struct paper *paper, const char *key, const char *label,
    const char *shown, json_t *value);
void paper_day(struct paper *paper, const char *key, const char *label,
    struct day day);
/* A time of which people read the day or, `minute`, the minute too. */
void paper_time(struct paper *paper, const char *key, const char *label,
    int64_t time_s, bool minute);
/* "2021-06-28 09:30" */
const char *paper_minute(char out[TIME_TEXT], int64_t time_s);
/* A table; for programs an array at `key`. `below`: as plain text the last
 * column stands in lines of its own below the others. Nothing is shown of a
 * table without rows. */
void paper_table(struct paper *paper, const char *key, const char *heading,
    const struct paper_column *columns, size_t n, bool below);
/* A row, as programs get it; its cells follow. */
void paper_row(struct paper *paper, json_t *row);
void paper_cell(struct paper *paper, const char *shown);
/* One more line in the last cell or fact; nothing where it is "". */
void paper_line(struct paper *paper, const char *shown);
void paper_linef(struct paper *paper, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A sentence, for people alone. */
void paper_words(struct paper *paper, const char *words);
/* Where people sign or seal, with the date, by hand. */
void paper_places(struct paper *paper);
void paper_place(struct paper *paper, const char *label);
/* For programs alone: one more fact of the paper; all that an object has and
 * the last part has not, the object being let go. */
void paper_value(struct paper *paper, const char *key, json_t *value);
void paper_values(struct paper *paper, json_t *object);

/* ---- its foot ---- */

/* What every paper bears: how far the registry's history went when it was
 * printed, and the code (存证校验码) by which that can be confirmed. */
struct paper_seal {
	const char *registry;	/* its name */
	struct checkpoint checkpoint;
	char code[CHECKPOINT_CODE];
	int64_t recorded_s;	/* of the last record */
};
void paper_seal(struct paper *paper, const struct paper_seal *seal);
/* The sentences of the foot, a line each. */
void paper_foot(const struct paper *paper, struct text *out);

/* ---- shown ---- */

void paper_print(const struct paper *paper, struct output *out);
/* Borrowed. */
json_t *paper_json(const struct paper *paper);
/* The files that render_options ask for. 0, or -1 with err. */
int paper_files(struct call *call, const struct paper *paper,
    struct err *err);

#endif
