/*
 * check.h: proofs about a chart before it is used: what can happen in it,
 * explored in full, whatever the data say
 */
#ifndef GUIWEN_CHART_CHECK_H
#define GUIWEN_CHART_CHECK_H

#include "engine/base/err.h"
#include "engine/chart/chart.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * How a chart is explored
 *
 * A situation is a configuration with all that decides what may follow:
 * histories, milestones that hold, internal events not yet taken. From each
 * situation in which the chart rests every event comes that some descriptor
 * can tell from others (done.state.* and deadline.* only where they happen,
 * error.* at any time); events that the chart sends to itself are among
 * them. In() is exact. Everything else that a condition asks is data, and
 * data may be anything: both ways are explored, and what was assumed stands
 * in the path. Within one macrostep, as long as nothing is assigned, an
 * assumption stays what it was; comparisons of the same thing with different
 * constants exclude each other as they do for numbers and strings. A loop in
 * executable content runs not at all or once. Charts that are invoked are
 * not entered: their events may come at any time.
 *
 * Milestones (gw:milestone) follow the procedure (workflows/procedure_move.c,
 * procedure_gates.c): a transition for a role (gw:by, or gw:role of its state
 * or a state around it) that has an event happens only while all milestones
 * of its gw:after hold; a transition with gw:text="new" takes away all
 * milestones that any gw:after of the chart names, before it reaches its own;
 * `submit` may bring another text and then does the same. gw:after on other
 * transitions holds nobody back at run time, so it is not taken for a guard.
 *
 * What must hold before a milestone is reached is said by gw:requires on
 * <scxml> ("published: issued deliberated; deliberated: legality-reviewed"),
 * and by what all those transitions name in gw:after that reach the milestone
 * and have one. Each transition that reaches a milestone named in
 * gw:requires must also carry the gate itself.
 *
 * Regions of a parallel state that cannot influence one another are explored
 * one beside the other, not multiplied, where the product would be large.
 */
enum check_kind {
	CHECK_UNREACHABLE_STATE,
	CHECK_UNREACHABLE_TRANSITION,
	CHECK_DEAD_END,		/* at rest, not final, and nothing can happen */
	CHECK_NO_FINAL,		/* from here no top-level final is reached */
	CHECK_LOOP,		/* microsteps without end */
	CHECK_UNACCEPTED,	/* an event raised that nothing accepts */
	CHECK_AMBIGUOUS,	/* document order decides between two */
	CHECK_MILESTONE,	/* reached without one that must come before */
	CHECK_GATE,		/* gw:after missing, not enforced, or a way
				   around to where it can never open */
	CHECK_PEOPLE,		/* separation of duties leaves nobody */
	CHECK_DEADLINE,		/* nothing accepts that it passes */
	CHECK_BASIS,		/* a deadline without legal basis */
	CHECK_RULE,		/* a gw: attribute that cannot be read, or that
				   names what the chart has not */
	CHECK_LIMIT		/* not explored in full: not proved */
};

/* One microstep of a path. */
struct check_step {
	const char *event;	/* NULL: without an event */
	bool internal;		/* the chart raised the event itself */
	const int *transitions;	/* taken, in order */
	size_t ntransitions;
	const char *assumed;	/* of the data, "" nothing; as expressions,
				   separated by "; " */
	const char *states;	/* the atomic states afterwards */
};

struct check_finding {
	enum check_kind kind;
	bool note;		/* worth knowing, but no fault */
	bool assumed;		/* the path assumes something of the data */
	int line;
	const char *message;	/* English */
	const char *shown;	/* in the language of the locale */
	const struct check_step *path;	/* a shortest one from the start */
	size_t npath;		/* 0: there is none */
};

struct check_options {
	int people;		/* 0: gw:not is not looked at */
	size_t situations;	/* explore at most so many [400 000] */
	bool apart;		/* independent regions are explored one beside
				   the other at once, not only when there are
				   many situations */
};

struct check;

/*
 * Explore the chart. *out is the caller's: check_free(); it borrows from the
 * chart. `options` may be NULL. What is wrong with the chart is no failure:
 * it is among the findings. 0, or -1 with err (ERR_SYNTAX: an expression
 * that does not compile, ERR_LIMIT: more milestones, states with duties or
 * people than are counted).
 */
int check_chart(struct check **out, const struct chart *chart,
    const struct check_options *options, struct err *err);
void check_free(struct check *check);

/* Faults first, then notes; each group by kind and line. */
size_t check_count(const struct check *check);
const struct check_finding *check_get(const struct check *check, size_t i);
/* How many of them are faults. */
size_t check_faults(const struct check *check);
/* What was explored: situations at rest, and microsteps between situations.
 * *apart: independent regions were explored one beside the other. */
void check_explored(const struct check *check, size_t *situations,
    size_t *microsteps, bool *apart);
/* "dead-end": the kind's name in JSON. */
const char *check_kind_name(enum check_kind kind);

#endif
