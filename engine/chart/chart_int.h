/* chart_int.h: the compiled form of a chart, seen only in engine/chart */
#ifndef GUIWEN_CHART_CHART_INT_H
#define GUIWEN_CHART_CHART_INT_H

#include "engine/base/arena.h"
#include "engine/chart/bits.h"
#include "engine/chart/chart.h"

#include <libxml/tree.h>
#include <libxml/xpath.h>

#include <stdint.h>

#define CHART_IO_SCXML "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"
#define CHART_IO_HTTP "http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor"

#define CHART_MAX_STATES 50000
#define CHART_MAX_DATA 10000
#define CHART_MAX_NESTED 8	/* charts inside charts (<invoke>) */

/* What a null model's condition says: In(state), or one of these. */
#define EXPR_NOWHERE (-1)	/* a state that the chart does not have */
#define EXPR_FAULT (-2)		/* no condition of the null model */

/*
 * An expression as written, compiled once. The two data models share the
 * struct: `comp` is XPath's (NULL: does not compile), `in_state` the null
 * model's.
 */
struct expr {
	struct expr *next;	/* all expressions of the chart */
	const char *text;
	int line;
	const char *element;	/* where it stands, for messages */
	const char *attribute;
	xmlXPathCompExpr *comp;
	xmlNs **namespaces;	/* in scope where it stands */
	int nnamespaces;
	bool sees_event;	/* may come to the nodes of _event */
	const struct plain *plain;	/* the same for plain.c, or NULL */
	const char *in_id;	/* the null model's In(in_id) ... */
	int in_state;		/* ... and the state's number */
};

/* A value that is written down or computed (event and eventexpr). */
struct either {
	const char *text;
	struct expr *expr;
};

struct param {
	struct param *next;
	const char *name;
	struct expr *expr, *location;	/* one of them */
	int line;
};

/* What <donedata>, <send> and <invoke> carry. */
struct payload {
	const xmlNode *content;	/* <content> with children, or NULL */
	struct expr *content_expr;
	struct param *params;	/* namelist first, then <param> */
};

enum action_kind {
	ACT_RAISE, ACT_IF, ACT_FOREACH, ACT_LOG, ACT_ASSIGN, ACT_SEND,
	ACT_CANCEL
};

enum assign_type {
	ASSIGN_REPLACECHILDREN, ASSIGN_FIRSTCHILD, ASSIGN_LASTCHILD,
	ASSIGN_PREVIOUSSIBLING, ASSIGN_NEXTSIBLING, ASSIGN_REPLACE,
	ASSIGN_DELETE, ASSIGN_ADDATTRIBUTE
};

struct branch {
	struct branch *next;
	struct expr *cond;	/* NULL: <else> */
	struct action *content;
};

struct send {
	struct either event, target, type, delay;
	const char *id;
	struct expr *idlocation;
	int event_class;	/* of event.text */
	int64_t delay_ms;	/* of delay.text */
	struct payload payload;
};

struct assign {
	struct expr *expr;
	const struct expr *location;
	const xmlNode *inline_value;	/* <assign> with children, or NULL */
	enum assign_type type;
	const char *attr;
};

/* One element of executable content. */
struct action {
	struct action *next;
	enum action_kind kind;
	int line;
	union {
		struct {
			const char *event;
			int event_class;
		} raise;
		struct branch *branches;
		struct {
			struct expr *array;
			const char *item, *index;
			struct action *content;
		} foreach;
		struct {
			const char *label;
			struct expr *expr;
		} log;
		struct assign assign;
		struct send send;
		struct either cancel;
	} u;
};

/* Each <onentry> and <onexit> is a block of its own (SCXML 3.8, 3.9). */
struct block {
	struct block *next;
	struct action *content;
};

/* <data> */
struct datum {
	struct datum *next, *next_of_state;
	const char *id;
	int line, state, index;
	struct expr *expr;
	const xmlNode *inline_value;	/* <data> with children, or NULL */
	const char *fetched;		/* what src gave, or NULL */
};

struct invoke {
	struct invoke *next;		/* of the state, in document order */
	struct invoke *next_of_chart;
	int index;			/* in the chart */
	int line, state;
	struct either type, src;
	const char *id;
	struct expr *idlocation;
	bool autoforward;
	struct payload payload;
	struct chart *chart;		/* when it is known at load time */
	bool has_finalize;
	struct action *finalize;
};

/* A state to be entered; `by_default`: its initial transition is taken. */
struct entry {
	int state;
	bool by_default;
};

/* Event classes first to last, both included. */
struct span {
	int first, last;
};

#define DOMAIN_NONE (-1)	/* targetless */

/* A transition, also those of <initial> and <history>. */
struct transition {
	struct chart_transition pub;
	const xmlNode *node;
	struct expr *cond;
	struct action *content;
	bool any;		/* descriptor "*" */
	struct span *spans;	/* one for each other descriptor */
	size_t nspans;
	/*
	 * Where no history is among the targets, all of this is known at
	 * compile time; else `dynamic` is set.
	 */
	bool dynamic;
	int domain;
	struct entry *entries;	/* in document order */
	size_t nentries;
};

struct state {
	struct chart_state pub;
	const xmlNode *node;
	int last;		/* its descendants are state+1 to last */
	int depth;
	int last_child;
	struct block *onentry, *onexit;
	struct transition *initial;	/* <initial>, @initial, <history>'s;
					   NULL: the first child */
	int default_child;		/* -1: not compound */
	int *events, *eventless;	/* its transitions, document order */
	size_t nevents, neventless;
	int up_events, up_eventless;	/* nearest state from here up that
					   has such transitions, or -1 */
	struct payload *donedata;
	struct datum *data;
	struct invoke *invokes;
	bool has_history;		/* a history among its children */
	int history;			/* number among the histories, or -1 */
	const char *done_event;		/* "done.state.ID" */
	int done_class;
};

/* A node of the trie of event names; its number is the event class. */
struct event_class {
	const char *prefix;	/* "error.execution" */
	size_t len;
	uint32_t hash;
	int last;		/* its descendants are number+1 to last */
};

struct chart {
	struct arena arena;
	xmlDoc *doc;
	bool owns_doc;		/* no chart inside another does */
	const xmlNode *root;
	char *file;		/* what messages call it */
	struct chart_loader loader;	/* for srcexpr; load may be NULL */
	const char *name;
	enum chart_datamodel datamodel;
	bool late;		/* binding="late" */
	struct state *states;
	size_t nstates;
	struct transition *transitions;
	size_t ntransitions;
	bool has_conditions, has_eventless;	/* any transition */
	uint64_t *atomic;	/* set of states */
	size_t natomic, words;
	size_t nhistories;
	int *histories;		/* their states */
	struct datum *data;
	size_t ndata;
	struct invoke *invokes;
	size_t ninvokes;
	struct expr *exprs;
	int *by_id;		/* open addressing, -1 empty */
	size_t by_id_size;
	struct event_class *classes;	/* class 0: none of the names */
	size_t nclasses;
	int *by_prefix;
	size_t by_prefix_size;
	int class_execution, class_communication;
};

/* plain.c: a condition that plain_holds answers; NULL: it is none of those.
 * It lives in the arena. */
const struct plain *plain_read(struct arena *arena, const char *text);

static inline bool
chart_within(const struct chart *chart, int state, int ancestor)
{
	return state > ancestor && state <= chart->states[ancestor].last;
}

static inline bool
chart_is_history(const struct state *state)
{
	return state->pub.type == CHART_HISTORY_SHALLOW ||
	    state->pub.type == CHART_HISTORY_DEEP;
}

static inline bool
chart_is_compound(const struct state *state)
{
	return state->default_child >= 0;
}

uint32_t chart_hash(const char *s, size_t len);

/* As chart_parse_with, `depth` charts deep inside others. */
int chart_parse_nested(struct chart **out, const char *xml, size_t len,
    const char *name, const struct chart_loader *loader, int depth,
    struct err *err);
/* The same for an <scxml> element, which must outlive the chart. */
int chart_compile_nested(struct chart **out, const xmlNode *root,
    const char *name, const struct chart_loader *loader, int depth,
    struct err *err);

/*
 * The class of an event name: the number of the longest prefix (in tokens)
 * that some descriptor mentions. A descriptor's span of classes then says
 * whether it matches (SCXML 3.12.1).
 */
int chart_event_class(const struct chart *chart, const char *name);

static inline bool
chart_matches(const struct transition *t, int event_class)
{
	size_t i;

	for (i = 0; i < t->nspans; i++)
		if (event_class >= t->spans[i].first &&
		    event_class <= t->spans[i].last)
			return true;
	return t->any;
}

/* Does the type of an <invoke> mean another chart? */
bool chart_invokes_scxml(const char *type);

/* "1.5s", "200ms" in milliseconds, or -1 (SCXML 6.2.2, CSS2 time). */
int64_t chart_delay(const char *text);

/*
 * The entry set (SCXML Appendix D, computeEntrySet). `recorded` gives the
 * stored configuration of a history (a set of states) or NULL; at compile
 * time it is NULL itself.
 */
struct entering {
	const struct chart *chart;
	const uint64_t *(*recorded)(const void *arg, int history);
	const void *arg;
	uint64_t *states;	/* out: sets */
	uint64_t *by_default;
	int *history_content;	/* out, by state: the history whose default
				   content runs there; NULL: not wanted */
};

/* The transition's domain: a state, or DOMAIN_NONE (getTransitionDomain). */
int entering_domain(const struct entering *e, const struct transition *t);
/* Adds to e->states and the others, which the caller has cleared. */
void entering_add(struct entering *e, const struct transition *t, int domain);
/* The initial configuration. */
void entering_start(struct entering *e);

#endif
