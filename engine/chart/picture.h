/*
 * picture.h: a chart as a picture: text in Graphviz' language that its
 * program `dot` lays out
 */
#ifndef GUIWEN_CHART_PICTURE_H
#define GUIWEN_CHART_PICTURE_H

#include "engine/base/text.h"
#include "engine/chart/chart.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The words that stand beside the chart's own labels, in the reader's
 * language. What is NULL is shown as the chart has it, in English.
 */
struct picture_words {
	bool chinese;		/* gw:label; else gw:label-en */
	const char *(*role)(const char *role);
	/* Append the time limit of a state, of which gw:within or gw:at-least
	 * is there, and whether its legal basis was verified; '\n' between
	 * lines. */
	void (*limit)(struct text *out, const struct chart *chart, int state);
	const char *here;	/* "now here" */
};

/* What became of a state of one running instance. */
struct picture_visit {
	size_t times;		/* entered so often */
	bool here;		/* active now */
	const char *note;	/* who acted last and when; NULL: nothing;
				   '\n' between lines */
};

/* One chart of the picture. Strings may be NULL. */
struct picture_part {
	const struct chart *chart;
	const char *title;	/* above it */
	const char *note;	/* below the title, smaller */
	/* What was gone through: chart_nstates() visits, and how often each of
	 * the chart_ntransitions() was taken. Both or none. */
	const struct picture_visit *visits;
	const size_t *taken;
};

/*
 * Append a digraph of the charts, side by side in the order given: a box for
 * each state with who must act and by when, finals doubled, histories and
 * initial states marked, compound states and the regions of parallel ones
 * (dashed) around what they hold, and an arrow for each transition with its
 * label and its condition in short; transitions between the same two states
 * share one. With visits, what was never reached is pale, what was taken is
 * heavy and says how often where it was more than once, and the present
 * states have a thick border and say so.
 *
 * `words` NULL: English. Whatever the labels hold, it is one digraph in
 * UTF-8; the same arguments give the same bytes.
 */
void picture_dot(const struct picture_part *parts, size_t nparts,
    const struct picture_words *words, struct text *out);

#endif
