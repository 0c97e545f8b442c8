/* picture_int.h: the parts of drawing a chart, seen only in engine/chart */
#ifndef GUIWEN_CHART_PICTURE_INT_H
#define GUIWEN_CHART_PICTURE_INT_H

#include "engine/base/text.h"
#include "engine/chart/chart_int.h"
#include "engine/chart/picture.h"

#define PICTURE_INK "#1f2937"
#define PICTURE_GREY "#4b5563"
#define PICTURE_PALE "#9aa1ac"	/* what was never reached or taken */

/* Lines of different sizes keep apart in the rows of one. */
#define PICTURE_TABLE "<TABLE BORDER=\"0\" CELLSPACING=\"0\" " \
	"CELLPADDING=\"1\">"

#define PICTURE_ROLES 8		/* that have a colour of their own */

/*
 * One chart being drawn. Nodes are called by the part's number and the
 * state's or transition's: s0_5 the state, e0_5 the dot where it is entered,
 * p0_5 the port where its own transitions begin that stay inside; t0_7 the
 * words of a transition, f0_7 the fork of one with several targets;
 * cluster_0_5 is what surrounds a state's children, cluster_0 all of them.
 */
struct drawing {
	struct text *out;
	const struct picture_words *words;
	const struct picture_part *part;
	const struct chart *chart;
	size_t number;
	bool alone;		/* the only part */
	const char *roles[PICTURE_ROLES];	/* met so far */
	size_t nroles;
};

/* Was the state ever entered? Without visits: yes. */
bool picture_reached(const struct drawing *d, int state);
/* Does an arrow begin at the port of this compound or parallel state? */
bool picture_needs_port(const struct drawing *d, int state);
/* All arrows of the part. */
void picture_arrows(struct drawing *d);

/* ---- words (picture_text.c) ---- */

/* Escaped for the inside of a DOT string between quotes, which Graphviz reads
 * once more for its own escapes and for entities. */
void picture_quoted(struct text *out, const char *s);

/*
 * Escaped for a DOT label in angle brackets, white space made one blank,
 * control characters replaced, in lines of about equal length of at most
 * `columns` (a Chinese character takes two), joined by <BR/>. A '\n' ends a
 * line. Something visible is written in any case.
 */
void picture_wrapped(struct text *out, const char *s, size_t columns);

/* A condition as people can read it: the path to the facts left out, the
 * signs of mathematics for <=, >= and !=, not too long. */
void picture_condition(struct text *out, const char *cond);

#endif
