/*
 * chart.h: a state machine as it is written: W3C SCXML 1.0 (REC 2015-09-01),
 * parsed and compiled into tables
 */
#ifndef GUIWEN_CHART_CHART_H
#define GUIWEN_CHART_CHART_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>

#define CHART_NS "http://www.w3.org/2005/07/scxml"
/* What SCXML does not know stands in attributes of this namespace (gw:). */
#define CHART_GW_NS "urn:guiwen:chart:1"

struct chart;

enum chart_type {
	CHART_ROOT,		/* <scxml> */
	CHART_STATE,		/* atomic or compound: has children? */
	CHART_PARALLEL,
	CHART_FINAL,
	CHART_HISTORY_SHALLOW,
	CHART_HISTORY_DEEP
};

enum chart_datamodel { CHART_NULL, CHART_XPATH };

/* States and transitions are numbered from 0 in document order; state 0 is
 * the root. A view is borrowed from the chart. */
struct chart_state {
	const char *id;		/* generated where the document gives none */
	enum chart_type type;
	int parent;		/* -1 for the root */
	int first_child;	/* -1 where there is none; history included */
	int next_sibling;	/* -1 for the last */
	bool atomic;		/* a <state> without children, or <final> */
	int line;
};

struct chart_transition {
	int source;		/* a state; default transitions of <initial>
				   and <history> are not listed here */
	const char *event;	/* descriptors as written; NULL: eventless */
	const char *cond;	/* as written; NULL: always */
	const int *targets;
	size_t ntargets;	/* 0: targetless */
	bool internal;		/* type="internal" as written */
	int line;
};

/*
 * Parse and compile. `xml` is `len` bytes, not kept; `name` is what messages
 * call it. Refuses by name and line what is no SCXML (unknown elements and
 * attributes in SCXML's namespace, wrong places, targets that do not exist,
 * targets that cannot be active together, duplicate ids, expressions that do
 * not compile) and what is not supported (<script>, data models other than
 * null and xpath, BasicHTTP, invoked services other than SCXML, src). A
 * chart without @datamodel has the null model. Foreign elements and
 * attributes are kept out of the way. *out is the caller's: chart_free().
 * Unchanged on failure.
 * 0, or -1 with err (ERR_SYNTAX, ERR_UNSUPPORTED, ERR_LIMIT; line set).
 * A chart is immutable: any number of sessions and threads may share it.
 */
int chart_parse(struct chart **out, const char *xml, size_t len,
    const char *name, struct err *err);

/*
 * What src attributes (<data>, <invoke>) name is fetched when the chart is
 * loaded: the engine itself reads nothing. load() appends the bytes of `uri`
 * as it is written; 0, or -1 with err, and the chart is refused. It is asked
 * too when a session comes to an <invoke srcexpr>, so it and arg outlive the
 * chart (a snapshot holds what it gave then); a failure is then the event
 * error.communication, and without a loader there is nothing to be found.
 */
struct chart_loader {
	int (*load)(void *arg, const char *uri, struct text *out,
	    struct err *err);
	void *arg;
};

/*
 * The same with a loader (NULL: src is refused), and as far as SCXML lets a
 * chart go: an expression that does not compile is no reason for refusal,
 * but fails when it is evaluated (5.9.4 leaves the choice, and the W3C's
 * tests count on it). chart_fault() tells of the first.
 */
int chart_parse_with(struct chart **out, const char *xml, size_t len,
    const char *name, const struct chart_loader *loader, struct err *err);
void chart_free(struct chart *chart);

/*
 * The first expression that does not compile, charts inside <invoke>
 * included. 0: there is none; -1 with err (ERR_SYNTAX with line).
 */
int chart_fault(const struct chart *chart, struct err *err);

const char *chart_name(const struct chart *chart);	/* @name or "" */
enum chart_datamodel chart_datamodel(const struct chart *chart);
size_t chart_nstates(const struct chart *chart);
size_t chart_ntransitions(const struct chart *chart);
const struct chart_state *chart_state(const struct chart *chart, int state);
const struct chart_transition *chart_transition(const struct chart *chart,
    int transition);
/* The state's number, or -1. */
int chart_find(const struct chart *chart, const char *id);
bool chart_is_descendant(const struct chart *chart, int state, int ancestor);
/* Does one of the event descriptors match the event name (SCXML 3.12.1)? */
bool chart_event_matches(const char *descriptors, const char *event);

/*
 * An attribute of ours (gw:NAME) on a state (0: on <scxml>) or a transition,
 * or NULL. Borrowed.
 */
const char *chart_state_gw(const struct chart *chart, int state,
    const char *name);
const char *chart_transition_gw(const struct chart *chart, int transition,
    const char *name);

#endif
