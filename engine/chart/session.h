/*
 * session.h: a running state machine (SCXML Appendix D), pure: time, events
 * and facts come in, effects go out, and between two events it is a snapshot
 */
#ifndef GUIWEN_CHART_SESSION_H
#define GUIWEN_CHART_SESSION_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/chart/chart.h"

#include <libxml/tree.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the same snapshot, event, facts and time lead to may change only with
 * this number. It stands in every record.
 */
#define SESSION_SEMANTICS 1

struct session;
struct xml_tree;		/* engine/xml/tree.h */

enum effect_kind {
	EFFECT_EVENT,		/* a microstep begins: name = the event taken
				   from a queue, or "" for an eventless one */
	EFFECT_TRANSITION,	/* index = the transition taken */
	EFFECT_EXIT,		/* index = the state left */
	EFFECT_ENTER,		/* index = the state entered */
	EFFECT_LOG,		/* name = label, data = text */
	EFFECT_SEND,		/* to the outside: name, target, type, id, data
				   (children of <data> serialised), delay over;
				   types that begin with "urn:guiwen:" only */
	EFFECT_ERROR,		/* name = error.*, data = what and where */
	EFFECT_DONE		/* the session ended; name = id of the top-level
				   final state, data = its done data */
};

struct effect {
	enum effect_kind kind;
	int index;		/* -1 where there is none */
	const char *name, *target, *type, *id, *data;	/* NULL or borrowed */
	const char *invoke;	/* NULL: the session itself; else the invoke
				   id of the child session it happened in,
				   whose chart the index is of */
};

/* What happened, in order; strings live in it. */
struct effects;
struct effects *effects_new(void);
void effects_free(struct effects *effects);
void effects_reset(struct effects *effects);
size_t effects_count(const struct effects *effects);
const struct effect *effects_get(const struct effects *effects, size_t i);

/* An external event. `data` is NULL or an element whose children are
 * _event.data (copied); the strings may be NULL except the name. */
struct session_event {
	const char *name;
	const xmlNode *data;
	const char *sendid, *origin, *origintype, *invokeid;
};

/* What a session may use before it is stopped with ERR_LIMIT; 0 is the
 * default in brackets. After ERR_LIMIT the session is unusable: free it. */
struct session_limits {
	size_t microsteps;	/* in one call [10 000] */
	size_t queue;		/* events in the internal queue [10 000] */
	size_t timers;		/* pending delayed sends [10 000] */
	size_t data_nodes;	/* XML nodes of all data; 64 bytes of text
				   count as one more [1 000 000] */
	size_t xpath_ops;	/* opLimit of an expression [10 000 000] */
	/*
	 * No limit on what a session may use, but where a call pauses: after
	 * that many macrosteps it returns, and the rest stays queued for the
	 * next call [no pause]. Tests and debuggers set 1.
	 */
	size_t macrosteps;
};

/*
 * A new session of the chart, run to its first stable configuration.
 * `id` becomes _sessionid. `facts` (NULL: none) stands under $_x as its
 * child, so that conditions read $_x/facts/...; the root element is called
 * "facts" by the caller, who keeps it until the session ends or is given
 * others. now_ms is the time of everything that happens here, milliseconds
 * since 1970. `effects` may be NULL: nobody looks. The chart must outlive
 * the session. *out is the caller's: session_free(). Unchanged on failure.
 * 0, or -1 with err.
 */
int session_start(struct session **out, const struct chart *chart,
    const char *id, const struct xml_tree *facts, int64_t now_ms,
    const struct session_limits *limits, struct effects *effects,
    struct err *err);
void session_free(struct session *session);

/* Replace what $_x/facts shows from now on (kept by the caller as above; NULL:
 * nothing). It is an input like an event: no snapshot holds it. */
void session_set_facts(struct session *session, const struct xml_tree *facts);

/*
 * One external event, run to the next stable configuration, all internal
 * events and eventless transitions included, and so are the events that the
 * chart sends to itself without delay and the children it invokes. An event
 * that nothing accepts is no failure: no EFFECT_TRANSITION is reported.
 * now_ms may not go back. Timers due by now_ms fire first, in order, each at
 * the time at which it was due. After the end (session_done) nothing happens
 * any more. 0, or -1 with err.
 */
int session_step(struct session *session, const struct session_event *event,
    int64_t now_ms, struct effects *effects, struct err *err);

/* Fire the timers that are due at now_ms, each as an event of its own. */
int session_advance(struct session *session, int64_t now_ms,
    struct effects *effects, struct err *err);
/* When the next timer is due (the present, if a pause left events queued),
 * or -1. */
int64_t session_next_timer(const struct session *session);

/*
 * Which transitions the event would enable now (optimally enabled and
 * pre-empted as in SCXML 3.13), without doing anything: numbers into
 * enabled[], at most max; the return value is how many there are. `blocked`
 * likewise takes those whose source is active and whose event matches but
 * whose cond is false or fails; *nblocked is set to their number.
 */
size_t session_select(struct session *session,
    const struct session_event *event, int *enabled, size_t max,
    int *blocked, size_t max_blocked, size_t *nblocked);

/* After the end the top-level final state stays what the session is in. */
bool session_is_in(const struct session *session, int state);
bool session_done(const struct session *session);
/* The active states in document order (root excluded): numbers into
 * states[], at most max; returns how many there are. */
size_t session_configuration(const struct session *session, int *states,
    size_t max);

/*
 * Append the snapshot: an element <snapshot xmlns="urn:guiwen:snapshot:1">,
 * canonical, complete (configuration, history, data, queue of external events
 * not yet taken, timers with due times, children invoked), pure data, no
 * facts. The same state of the same session gives the same bytes.
 */
void session_snapshot(const struct session *session, struct text *out);

/*
 * Go on from a snapshot: the bytes of that element (not kept). Refused: a
 * newer or damaged form, a state that the chart has not, a configuration
 * that is not legal (SCXML 3.11). Timers are armed again and fire at the
 * next step or advance. *out as in session_start. 0, or -1 with err
 * (ERR_BROKEN, ERR_UNSUPPORTED).
 */
int session_restore(struct session **out, const struct chart *chart,
    const char *snapshot, size_t len, const struct xml_tree *facts,
    const struct session_limits *limits, struct err *err);

#endif
