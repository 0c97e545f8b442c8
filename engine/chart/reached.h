/*
 * reached.h: which milestones (gw:milestone) hold in a state whatever way led
 * there: a must-analysis over the transitions of a chart
 */
#ifndef GUIWEN_CHART_REACHED_H
#define GUIWEN_CHART_REACHED_H

#include "engine/chart/chart.h"

#include <stdbool.h>
#include <stddef.h>

struct reached;

/*
 * Analyse a chart, which must outlive the result: reached_free(). Every way
 * is taken that the transitions show, conditions on data being either true or
 * false. A milestone is reached by a transition or a state with gw:milestone;
 * gw:after on a transition that people take says that it held before; a new
 * text (gw:text="new", or the event "submit") takes away those that some
 * gw:after names. Parallel regions are looked at one by one. With a milestone
 * hold those that gw:requires on <scxml> wants before it.
 */
struct reached *reached_new(const struct chart *chart);
void reached_free(struct reached *reached);

/* The milestones that the chart names, in order of first mention. */
size_t reached_count(const struct reached *reached);
const char *reached_name(const struct reached *reached, size_t milestone);
/* Must it be held on the present text: does some gw:after name it? */
bool reached_on_text(const struct reached *reached, size_t milestone);
/* Does it hold in the state on every way? False for a state that no way leads
 * to, and for the root. */
bool reached_always(const struct reached *reached, int state,
    size_t milestone);

#endif
