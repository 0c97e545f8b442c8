/* session_int.h: a running chart, seen only in engine/chart */
#ifndef GUIWEN_CHART_SESSION_INT_H
#define GUIWEN_CHART_SESSION_INT_H

#include "engine/chart/chart_int.h"
#include "engine/chart/session.h"

#include "engine/xml/tree.h"

#include <libxml/hash.h>

#define SNAPSHOT_NS "urn:guiwen:snapshot:1"
#define SESSION_MAX_CHILDREN 1000	/* invoked sessions at a time */
#define SESSION_MAX_DEPTH 8		/* invoked inside one another */
#define NODE_MAX_DEPTH 200		/* of data, so that it parses again */

enum event_type { EVENT_PLATFORM, EVENT_INTERNAL, EVENT_EXTERNAL };

/* Strings that are NULL are blank in _event. */
struct event {
	const char *name;
	int class;
	enum event_type type;
	const char *sendid, *origin, *origintype, *invokeid;
	char *owned;		/* the memory of the strings; NULL: borrowed
				   from the chart */
	xmlNode *data;		/* <data> of the receiver's document, in no
				   tree, or NULL */
	struct session *to;
};

struct event_queue {
	struct event *items;
	size_t first, count, cap;	/* cap is a power of two */
};

/* Where a <send> goes, once its target and type are understood. */
enum destination { TO_INTERNAL, TO_SESSION, TO_OUTSIDE };

/* A send whose delay is not over. */
struct timer {
	int64_t due_ms;
	uint64_t number;	/* of two due together, the earlier first */
	struct session *from;
	char *target, *type;	/* resolved again when it is due */
	struct event event;	/* event.sendid is what <cancel> names */
};

struct variable {
	char *name;
	xmlNode *data;		/* <data id="name"> */
	xmlNode *item;		/* <foreach>: stands for the variable now */
	bool declared;		/* by <data>, not by <foreach> */
};

/* The XPath data model of one session. */
struct model {
	xmlNode *root;		/* <datamodel>; NULL until something is in */
	xmlXPathContext *xpath;	/* NULL until an expression is evaluated */
	struct variable *variables;
	size_t nvariables, cap;
	xmlHashTable *by_name;	/* name to number + 1; NULL as above */
	xmlNode *event, *facts;	/* <data id="_event">, <data id="_x"> */
	/* Most sessions of a chart that has no data of its own end without
	 * having looked: system variables, facts and _event are made for the
	 * first expression (model_show, model_bind_event). */
	const struct xml_tree *given_facts;
	bool has_system, facts_are_stale, event_is_stale;
	int foreach_depth;
	xmlNode **removed;	/* nodes that a <foreach> may still hold */
	size_t nremoved, removed_cap;
};

/* A transition selected for the next microstep, and its domain. */
struct picked {
	int transition, domain;
};

/* What all sessions of one tree share: the first and those it invoked. */
struct system {
	struct session *root;
	struct event_queue external;	/* of all, in order of arrival */
	struct timer *timers;		/* by due time, then number */
	size_t ntimers, timers_cap;
	uint64_t next_timer, next_id;
	int64_t now_ms;
	struct session_limits limits;
	size_t microsteps, macrosteps, fired;	/* of this call */
	size_t nodes;			/* of all data */
	size_t nsessions;
	struct effects *effects;	/* of this call, or NULL */
	struct err *err;		/* of this call */
	bool failed;			/* ERR_LIMIT: unusable from here on */
};

struct session {
	struct system *system;
	const struct chart *chart;
	struct chart *own_chart;	/* of an invoked document */
	const char *id;			/* in `origin` */
	struct session *parent, *children, *next;
	const struct invoke *invoked_by;
	char *invokeid, *origin;	/* origin: "#_scxml_ID" */
	bool cancelled, running, done;
	int final;			/* the top-level final state */
	struct event_queue internal;
	struct event current;		/* what _event is bound to */
	bool has_current;
	const char *event_name;		/* of this microstep, "": eventless */
	bool quiet;			/* session_select: nothing may show */
	xmlDoc *doc;			/* of data; NULL until needed */
	struct model *model;		/* NULL: the null model */
	/* One block with the struct: sets of states, and scratch. */
	uint64_t *active, *to_invoke, *entered_before;
	uint64_t *stored;		/* a set for each history */
	bool *recorded;
	uint64_t *enter, *by_default;
	int *history_content;
	struct picked *picked, *sorted;
	unsigned char *verdict;		/* of each condition, this selection */
	bool *complained;		/* its error was raised, and nothing
					   has been done since */
	bool has_complained;
};

/* effects.c */
void effect_keep(struct session *s, enum effect_kind kind, int index,
    const char *name, const char *data);

static inline void
effect_add(struct session *s, enum effect_kind kind, int index,
    const char *name, const char *data)
{
	if (s->system->effects != NULL)
		effect_keep(s, kind, index, name, data);
}

void effect_add_send(struct session *s, const struct event *event,
    const char *target, const char *type);

/* queue.c */
void queue_push(struct event_queue *queue, const struct event *event);
bool queue_pop(struct event_queue *queue, struct event *out);
const struct event *queue_at(const struct event_queue *queue, size_t i);
/* Frees the strings and the data. */
void event_release(struct system *system, struct event *event);
/* Strings of its own, in one piece of memory; data is not touched. */
void event_own(struct event *event);
void queue_release(struct system *system, struct event_queue *queue);
/* Drop what is addressed to a session that ends. */
void queue_forget(struct system *system, struct event_queue *queue,
    const struct session *to);
void timers_add(struct system *system, const struct timer *timer);
void timers_remove(struct system *system, size_t i);
void timers_forget(struct system *system, const struct session *from);
void timer_release(struct system *system, struct timer *timer);

/* session.c */
struct session *session_new(const struct chart *chart, struct system *system);
void session_end(struct session *s);	/* free one session and its children */
void session_name(struct session *s, const char *id);
/* Early binding, and the system variables (XPath model). */
void session_prepare(struct session *s, const xmlNode *given);
/* Stop everything with ERR_LIMIT. */
enum limit { LIMIT_MICROSTEPS, LIMIT_QUEUE, LIMIT_TIMERS, LIMIT_DATA,
	LIMIT_DEPTH, LIMIT_XPATH, LIMIT_FIRED, LIMIT_CHILDREN };
void session_fail(struct session *s, enum limit limit);
int session_restore_tree(struct session **out, const struct chart *chart,
    const struct xml_tree *snapshot, const struct xml_tree *facts,
    const struct session_limits *limits, struct err *err);
/* Microsteps, then effects and err of this call. */
struct system *system_new(const struct session_limits *limits);

/* select.c */
bool select_condition(struct session *s, const struct expr *cond);
/* Something has been done: conditions may complain again. */
void select_afresh(struct session *s);
size_t select_transitions(struct session *s, int event_class);
size_t select_eventless(struct session *s);
/* Those that match, of active states, whose condition is false or fails; after
 * select_transitions. */
size_t select_blocked(struct session *s, int event_class, int *out,
    size_t max);

/* plain.c: 1, 0, or -1 where the condition is to be evaluated after all */
int plain_holds(const struct session *s, const struct plain *plain);

/* step.c */
void step_start(struct session *s);
/* Take internal events and eventless transitions until there are none. */
void step_macrostep(struct session *s);
/* One external event and its macrostep. */
void step_external(struct session *s, struct event *event);
void step_exit(struct session *s, bool cancelled);
const uint64_t *step_recorded(const void *arg, int history);

/* content.c: false when an error ended the block */
bool content_run(struct session *s, const struct action *action);
/* Error events (SCXML 3.12.2); both return false. */
bool content_error(struct session *s, const char *name, const char *sendid,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
bool content_expr_error(struct session *s, const struct expr *expr);
void content_internal(struct session *s, struct event *event);
/* The donedata of a final state, or NULL. */
xmlNode *content_donedata(struct session *s, const struct payload *payload);
/* Fill <data> with what a payload says; false after an error, which has been
 * raised. `skip_bad`: leave a bad <param> out and go on. */
bool content_payload(struct session *s, const struct payload *payload,
    bool skip_bad, xmlNode *data);
/* text or expr as a string, free(); NULL with *failed unset: neither. */
char *content_either(struct session *s, const struct either *either,
    bool *failed);

/* send.c */
bool send_run(struct session *s, const struct send *send, int line);
bool send_cancel(struct session *s, const struct either *sendid);
void send_due(struct system *system, struct timer *timer);
/* Does the type of a <send> mean the world outside (EFFECT_SEND)? */
bool send_is_outside(const char *type);
/* Put a copy of the event into the receiver's external queue. */
void send_deliver(struct session *to, const struct event *event);

/* invoke.c */
void invoke_pending(struct session *s);
void invoke_cancel_state(struct session *s, int state);
void invoke_external(struct session *s, const struct event *event);
void invoke_done(struct session *child, xmlNode *data);
struct session *invoke_find(struct session *s, const char *invokeid);

/* model.c */
void model_new(struct session *s);
void model_free(struct session *s);
struct variable *model_variable(struct session *s, const char *name);
struct variable *model_declare(struct session *s, const char *name);
void model_set_facts(struct session *s, const struct xml_tree *facts);
/* Before an expression is evaluated: what it can see is there. */
void model_show(struct session *s);
void model_bind_event(struct session *s);
/* Initial values: of one state, or of all (early binding). `given` may hold
 * <data id> children that take the place of top-level ones. */
void model_init_state(struct session *s, int state, const xmlNode *given);
/* Inline or fetched content as a value (XPath model B.3.1). */
void model_inline(struct session *s, const xmlNode *from, xmlNode *data);
void model_markup(struct session *s, const char *text, xmlNode *data);
bool model_is_name(const char *name);
/* Is the node part of a system variable, or no place for a value? */
bool model_is_protected(const struct session *s, const xmlNode *node);
/* Take a node out; freed when no <foreach> can hold it. */
void model_remove(struct session *s, xmlNode *node);
void model_sweep(struct session *s);
/* Neighbouring texts below the node become one. */
void model_join_texts(struct session *s, xmlNode *parent);

/* xpath.c: false, NULL: it failed (nothing has been raised yet) */
bool xpath_boolean(struct session *s, const struct expr *expr, bool *out);
char *xpath_string(struct session *s, const struct expr *expr);
/* The value's copy below `data`: nodes, or a text. */
bool xpath_value(struct session *s, const struct expr *expr, xmlNode *data);
/* What is stored at a location (namelist, <param location>). */
bool xpath_stored(struct session *s, const struct expr *expr, xmlNode *data);
/* The nodes of a node-set; free(). NULL: it is none or failed. */
xmlNode **xpath_nodes(struct session *s, const struct expr *expr, size_t *n);

/* assign.c */
bool assign_run(struct session *s, const struct assign *assign);
/* Set every node of the location to the text (idlocation). */
bool assign_text(struct session *s, const struct expr *location,
    const char *text);
/* Replace what is at the location by the children of `value`. */
bool assign_value(struct session *s, const struct expr *location,
    const xmlNode *value);
/* Replace what the variable's <data> holds. The value's children are taken. */
void assign_variable(struct session *s, struct variable *variable,
    xmlNode *value);

/* node.c */
xmlDoc *node_doc(struct session *s);
xmlNode *node_new(struct session *s, const char *name);
void node_set_attr(struct session *s, xmlNode *node, const char *name,
    const char *value);
/* Append text (merged with text before it; nothing for ""). */
void node_add_text(struct session *s, xmlNode *parent, const char *text);
void node_add_text_normalised(struct session *s, xmlNode *parent,
    const char *text);
/* Append a deep copy: elements and text; an attribute as its value. Comments
 * and processing instructions are left out. */
void node_add_copy(struct session *s, xmlNode *parent, const xmlNode *node);
void node_add_copies(struct session *s, xmlNode *parent,
    const xmlNode *first);
/* The same of a tree and those that follow it. */
void node_add_trees(struct session *s, xmlNode *parent,
    const struct xml_tree *first);
/* Move all children of `from` below the parent, before `next` (NULL: at the
 * end), as they are. */
void node_splice(xmlNode *parent, xmlNode *next, xmlNode *from);
void node_set_value(struct session *s, xmlAttr *attr, const char *value);
/* Copies are counted; too deep ones or too many stop the session. */
void node_free(struct system *system, xmlNode *node);
size_t node_cost(const xmlNode *node);
int node_height(const xmlNode *node);
/* Canonical bytes of the children, standing where `ns` is the default
 * namespace (NULL: none). */
void node_write_children(struct text *out, const xmlNode *parent,
    const char *ns);
void node_write(struct text *out, const xmlNode *node, const char *ns);

#endif
