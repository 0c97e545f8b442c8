/* restore.c: going on from a snapshot, which is not trusted */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

struct reader {
	struct system *system;
	const struct chart *chart;	/* of the first session */
	const struct xml_tree *facts;
	struct err *err;
};

static int
attribute(struct reader *r, const struct xml_tree *node, const char *name,
    const char **out)
{
	*out = xt_attr(node, name);
	if (*out != NULL)
		return 0;
	return err_set(r->err, ERR_BROKEN, "the snapshot is damaged: <%s> has "
	    "no \"%s\"", node->name, name);
}

static int
number(struct reader *r, const struct xml_tree *node, const char *name,
    int64_t *out)
{
	*out = -1;
	if (xt_attr_int(node, name, -1, out) == 0 && *out >= 0)
		return 0;
	return err_set(r->err, ERR_BROKEN, "the snapshot is damaged: \"%s\" of "
	    "<%s> is no number", name, node->name);
}

static int
unexpected(struct reader *r, const struct xml_tree *node)
{
	return err_set(r->err, ERR_BROKEN, "the snapshot is damaged: <%s> may "
	    "not stand in <%s>", node->name,
	    node->parent != NULL ? node->parent->name : "");
}

static struct xml_tree *
element_from(struct xml_tree *node)
{
	while (node != NULL && node->name == NULL)
		node = node->next;
	return node;
}

static struct xml_tree *
first_element(const struct xml_tree *node)
{
	return element_from(node->first);
}

static struct xml_tree *
next_element(const struct xml_tree *node)
{
	return element_from(node->next);
}

static struct session *
find_session(struct session *s, const char *id)
{
	struct session *child, *found;

	if (s == NULL || strcmp(s->id, id) == 0)
		return s;
	for (child = s->children; child != NULL; child = child->next)
		if ((found = find_session(child, id)) != NULL)
			return found;
	return NULL;
}

static int
read_state(struct reader *r, const struct session *s,
    const struct xml_tree *node, int *out)
{
	const char *id;

	if (attribute(r, node, "state", &id) != 0)
		return -1;
	if ((*out = chart_find(s->chart, id)) > 0)
		return 0;
	return err_set(r->err, ERR_BROKEN, "the snapshot names the state "
	    "\"%s\", which the chart does not have", id);
}

static int
add_state(struct reader *r, const struct session *s,
    const struct xml_tree *node, uint64_t *set)
{
	int state;

	if (read_state(r, s, node, &state) != 0)
		return -1;
	if (chart_is_history(&s->chart->states[state]) ||
	    bits_has(set, state))
		return err_set(r->err, ERR_BROKEN, "the snapshot is damaged: "
		    "the state \"%s\" may not stand in <%s>, or not twice",
		    s->chart->states[state].pub.id, node->name);
	bits_add(set, state);
	return 0;
}

/* A legal configuration (SCXML 3.11). */
static bool
is_legal(const struct session *s)
{
	const struct state *states = s->chart->states;
	int i, child, last = (int)s->chart->nstates - 1, inside, all;

	for (i = 0; i != -1; i = bits_next(s->active, i + 1, last)) {
		if (i > 0 && states[i].pub.parent > 0 &&
		    !bits_has(s->active, states[i].pub.parent))
			return false;
		inside = all = 0;
		for (child = states[i].pub.first_child; child != -1;
		    child = states[child].pub.next_sibling) {
			all += !chart_is_history(&states[child]);
			inside += bits_has(s->active, child);
		}
		if (states[i].pub.type == CHART_PARALLEL ? inside != all :
		    inside != (chart_is_compound(&states[i]) ? 1 : 0))
			return false;
	}
	return true;
}

/* Something that could have been recorded: see record() in step.c. */
static bool
could_be_stored(const struct session *s, int history, const uint64_t *set)
{
	const struct state *states = s->chart->states;
	int parent = states[history].pub.parent, i, j, up, n = 0;
	int last = (int)s->chart->nstates - 1;
	bool deep = states[history].pub.type == CHART_HISTORY_DEEP;

	for (i = bits_next(set, 0, last); i != -1;
	    i = bits_next(set, i + 1, last), n++) {
		if (!chart_within(s->chart, i, parent) || (deep ?
		    !states[i].pub.atomic : states[i].pub.parent != parent))
			return false;
		/* Two are together only below a parallel. */
		if ((j = bits_next(set, i + 1, last)) == -1)
			continue;
		for (up = states[i].pub.parent;
		    !chart_within(s->chart, j, up);
		    up = states[up].pub.parent)
			;
		if (states[up].pub.type != CHART_PARALLEL)
			return false;
	}
	return n > 0;
}

static int
read_history(struct reader *r, struct session *s, const struct xml_tree *node)
{
	const struct xml_tree *child;
	uint64_t *set;
	int state, history;

	if (read_state(r, s, node, &state) != 0)
		return -1;
	history = s->chart->states[state].history;
	if (history < 0 || s->recorded[history])
		return unexpected(r, node);
	s->recorded[history] = true;
	set = s->stored + (size_t)history * s->chart->words;
	for (child = first_element(node); child != NULL;
	    child = next_element(child)) {
		if (!xt_is(child, SNAPSHOT_NS, "stored"))
			return unexpected(r, child);
		if (add_state(r, s, child, set) != 0)
			return -1;
	}
	if (could_be_stored(s, state, set))
		return 0;
	return err_set(r->err, ERR_BROKEN, "the snapshot is damaged: the "
	    "history \"%s\" holds states that were never active together",
	    s->chart->states[state].pub.id);
}

static int
read_variable(struct reader *r, struct session *s, const struct xml_tree *node)
{
	struct variable *v;
	const struct xml_tree_attr *attr;
	const char *id;

	if (attribute(r, node, "id", &id) != 0)
		return -1;
	v = model_variable(s, id);
	if (!xt_is(node, NULL, "data") || !model_is_name(id) ||
	    (v != NULL && (!v->declared || v->item != NULL)))
		return unexpected(r, node);
	if (v == NULL)
		v = model_declare(s, id);
	/* Until all are read, `item` marks those that were. */
	v->item = v->data;
	for (attr = node->attrs; attr != NULL; attr = attr->next)
		if (attr->ns != NULL)
			return unexpected(r, node);
		else
			node_set_attr(s, v->data, attr->name, attr->value);
	node_add_trees(s, v->data, node->first);
	return s->system->failed ? -1 : 0;
}

static int
read_model(struct reader *r, struct session *s, const struct xml_tree *node)
{
	const struct xml_tree *child;
	size_t i;

	if (s->model == NULL)
		return unexpected(r, node);
	for (child = first_element(node); child != NULL;
	    child = next_element(child))
		if (read_variable(r, s, child) != 0)
			return -1;
	for (i = 0; i < s->model->nvariables; i++) {
		struct variable *v = &s->model->variables[i];

		if (v->declared && v->item == NULL)
			return err_set(r->err, ERR_BROKEN, "the snapshot is "
			    "damaged: the data element \"%s\" is missing",
			    v->name);
		v->item = NULL;
	}
	return 0;
}

/* What is in a <session>; the order is that in which it was written. */
static int
read_parts(struct reader *r, struct session *s, const struct xml_tree *node)
{
	const struct xml_tree *child;
	bool model = false;
	int rc = 0;

	for (child = first_element(node); child != NULL && rc == 0;
	    child = next_element(child)) {
		if (xt_is(child, SNAPSHOT_NS, "active"))
			rc = add_state(r, s, child, s->active);
		else if (xt_is(child, SNAPSHOT_NS, "history"))
			rc = read_history(r, s, child);
		else if (xt_is(child, SNAPSHOT_NS, "entered") &&
		    s->chart->late)
			rc = add_state(r, s, child, s->entered_before);
		else if (xt_is(child, SNAPSHOT_NS, "model") && !model) {
			model = true;
			rc = read_model(r, s, child);
		} else if (!xt_is(child, SNAPSHOT_NS, "chart") ||
		    s->own_chart == NULL) {
			rc = unexpected(r, child);
		}
	}
	if (rc != 0)
		return -1;
	if (s->model != NULL && !model)
		return err_set(r->err, ERR_BROKEN,
		    "the snapshot is damaged: a session has no data");
	if (!is_legal(s))
		return err_set(r->err, ERR_BROKEN, "the snapshot's states "
		    "cannot be active together (SCXML 3.11)");
	return 0;
}

static int
finish_session(struct reader *r, struct session *s, const struct xml_tree *node)
{
	const char *done = xt_attr(node, "done");
	int top = s->chart->states[0].pub.first_child;

	s->running = done == NULL;
	s->done = done != NULL;
	while (top != -1 && (chart_is_history(&s->chart->states[top]) ||
	    !bits_has(s->active, top)))
		top = s->chart->states[top].pub.next_sibling;
	if ((s->chart->states[top].pub.type == CHART_FINAL) == s->done &&
	    (done == NULL || strcmp(done, "true") == 0)) {
		s->final = s->done ? top : -1;
		return 0;
	}
	return err_set(r->err, ERR_BROKEN, "the snapshot is damaged: a session "
	    "is done when it is in a top-level final state, and only then");
}

static const struct invoke *
find_invoke(const struct session *parent, const struct xml_tree *node)
{
	const char *state = xt_attr(node, "state");
	const struct invoke *invoke;
	int number = state != NULL ? chart_find(parent->chart, state) : -1;
	int64_t n = -1;

	if (number < 0 || !bits_has(parent->active, number) ||
	    xt_attr_int(node, "invoke", -1, &n) != 0 || n < 0)
		return NULL;
	for (invoke = parent->chart->states[number].invokes;
	    invoke != NULL && n > 0; invoke = invoke->next)
		n--;
	return invoke;
}

/* The chart of a document that only running could tell. */
static int
read_own_chart(struct reader *r, const struct xml_tree *node,
    const struct session *parent, struct chart **out)
{
	const struct xml_tree *source = xt_child(node, SNAPSHOT_NS, "chart");
	struct text xml = TEXT_INIT;
	int rc;

	if (source == NULL)
		return err_set(r->err, ERR_BROKEN,
		    "the snapshot is damaged: an invoked chart is missing");
	xt_content(&xml, source);
	rc = chart_parse_nested(out, xml.ptr, xml.len, "invoked chart",
	    &parent->chart->loader, 1, r->err);
	text_release(&xml);
	return rc;
}

static int
new_child(struct reader *r, const struct xml_tree *node, struct session *parent,
    struct session **out)
{
	const struct invoke *invoke = find_invoke(parent, node);
	struct session *child, **last = &parent->children;
	struct chart *own = NULL;
	const char *invokeid;

	if (attribute(r, node, "invokeid", &invokeid) != 0)
		return -1;
	for (; *last != NULL; last = &(*last)->next)
		if ((*last)->invoked_by == invoke)
			invoke = NULL;
	if (invoke == NULL || r->system->nsessions >= SESSION_MAX_CHILDREN)
		return err_set(r->err, ERR_BROKEN, "the snapshot is damaged: "
		    "a session was invoked by no <invoke> of an active state");
	if (invoke->chart == NULL && read_own_chart(r, node, parent,
	    &own) != 0)
		return -1;
	child = session_new(own != NULL ? own : invoke->chart, r->system);
	child->own_chart = own;
	child->parent = parent;
	child->invoked_by = invoke;
	child->invokeid = mem_strdup(invokeid);
	*last = child;
	*out = child;
	return 0;
}

static int
read_session(struct reader *r, const struct xml_tree *node)
{
	struct system *system = r->system;
	struct session *s = NULL, *parent = NULL;
	const char *id, *above = xt_attr(node, "parent");

	if (attribute(r, node, "id", &id) != 0)
		return -1;
	if (above != NULL && system->root != NULL)
		parent = find_session(system->root, above);
	if ((parent == NULL) != (system->root == NULL) ||
	    (parent != NULL && find_session(system->root, id) != NULL))
		return err_set(r->err, ERR_BROKEN, "the snapshot is damaged: "
		    "the session \"%s\" has no place", id);
	if (parent == NULL)
		s = session_new(r->chart, system);
	else if (new_child(r, node, parent, &s) != 0)
		return -1;
	session_name(s, id);
	if (parent == NULL)
		system->root = s;
	if (s->chart->datamodel == CHART_XPATH)
		model_new(s);
	if (parent == NULL)
		model_set_facts(s, r->facts);
	return read_parts(r, s, node) != 0 ? -1 : finish_session(r, s, node);
}

static int
read_type(struct reader *r, const struct xml_tree *node, struct event *event)
{
	const char *type;

	if (attribute(r, node, "type", &type) != 0)
		return -1;
	event->type = EVENT_EXTERNAL;
	if (strcmp(type, "internal") == 0)
		event->type = EVENT_INTERNAL;
	else if (strcmp(type, "platform") == 0)
		event->type = EVENT_PLATFORM;
	else if (strcmp(type, "external") != 0)
		return unexpected(r, node);
	return 0;
}

/* The strings are the event's own; its data are in the document of `in`. */
static int
read_event(struct reader *r, const struct xml_tree *node, struct session *in,
    bool needs_name, struct event *event)
{
	const struct xml_tree *data = first_element(node);

	event->name = xt_attr(node, "name");
	event->sendid = xt_attr(node, "sendid");
	event->origin = xt_attr(node, "origin");
	event->origintype = xt_attr(node, "origintype");
	event->invokeid = xt_attr(node, "invokeid");
	if (read_type(r, node, event) != 0)
		return -1;
	if (needs_name && event->name == NULL)
		return unexpected(r, node);
	if (data != NULL && (!xt_is(data, NULL, "data") ||
	    next_element(data) != NULL))
		return unexpected(r, data);
	event->class = event->name != NULL ?
	    chart_event_class(in->chart, event->name) : 0;
	event_own(event);
	if (data != NULL) {
		event->data = node_new(in, "data");
		node_add_trees(in, event->data, data->first);
	}
	return 0;
}

static int
read_queued(struct reader *r, const struct xml_tree *node)
{
	struct event event = { .name = NULL };
	const char *to;

	if (attribute(r, node, "to", &to) != 0)
		return -1;
	event.to = find_session(r->system->root, to);
	if (event.to == NULL || event.to->done ||
	    r->system->external.count >= r->system->limits.queue)
		return unexpected(r, node);
	if (read_event(r, node, event.to, true, &event) != 0)
		return -1;
	queue_push(&r->system->external, &event);
	return 0;
}

static int
read_timer(struct reader *r, const struct xml_tree *node)
{
	struct system *system = r->system;
	struct timer timer = { .due_ms = 0 };
	const struct xml_tree *event = first_element(node);
	const char *from;
	int64_t n;

	if (attribute(r, node, "from", &from) != 0 ||
	    number(r, node, "due", &timer.due_ms) != 0 ||
	    number(r, node, "number", &n) != 0)
		return -1;
	timer.number = (uint64_t)n;
	timer.from = find_session(system->root, from);
	if (timer.from == NULL || timer.from->done || event == NULL ||
	    !xt_is(event, SNAPSHOT_NS, "event") ||
	    next_element(event) != NULL || timer.number > system->next_timer ||
	    system->ntimers >= system->limits.timers)
		return unexpected(r, node);
	/* As they were written: by due time, then number. */
	if (system->ntimers > 0 && (timer.due_ms <
	    system->timers[system->ntimers - 1].due_ms || (timer.due_ms ==
	    system->timers[system->ntimers - 1].due_ms && timer.number <=
	    system->timers[system->ntimers - 1].number)))
		return unexpected(r, node);
	if (read_event(r, event, timer.from, !send_is_outside(
	    xt_attr(node, "type")), &timer.event) != 0)
		return -1;
	if (xt_attr(node, "target") != NULL)
		timer.target = mem_strdup(xt_attr(node, "target"));
	if (xt_attr(node, "type") != NULL)
		timer.type = mem_strdup(xt_attr(node, "type"));
	timers_add(system, &timer);
	return 0;
}

static int
read_all(struct reader *r, const struct xml_tree *node)
{
	struct system *system = r->system;
	const struct xml_tree *child;
	int64_t ids, timers;
	int rc = 0;

	if (number(r, node, "ids", &ids) != 0 ||
	    number(r, node, "timers", &timers) != 0 ||
	    number(r, node, "now", &system->now_ms) != 0)
		return -1;
	system->next_id = (uint64_t)ids;
	system->next_timer = (uint64_t)timers;
	for (child = first_element(node); child != NULL && rc == 0;
	    child = next_element(child)) {
		if (xt_is(child, SNAPSHOT_NS, "session"))
			rc = read_session(r, child);
		else if (system->root == NULL)
			rc = unexpected(r, child);
		else if (xt_is(child, SNAPSHOT_NS, "event"))
			rc = read_queued(r, child);
		else if (xt_is(child, SNAPSHOT_NS, "timer"))
			rc = read_timer(r, child);
		else
			rc = unexpected(r, child);
	}
	if (rc == 0 && system->root == NULL)
		rc = err_set(r->err, ERR_BROKEN,
		    "the snapshot is damaged: it holds no session");
	return rc != 0 || system->failed ? -1 : 0;
}

int
session_restore_tree(struct session **out, const struct chart *chart,
    const struct xml_tree *snapshot, const struct xml_tree *facts,
    const struct session_limits *limits, struct err *err)
{
	struct system *system;
	struct reader r = { .chart = chart, .facts = facts, .err = err };
	const char *version;
	int rc;

	if (snapshot == NULL || !xt_is(snapshot, SNAPSHOT_NS, "snapshot"))
		return err_set(err, ERR_BROKEN, "there is no snapshot: the "
		    "element <snapshot> of %s was expected", SNAPSHOT_NS);
	version = xt_attr(snapshot, "version");
	if (version == NULL || strcmp(version, "1") != 0)
		return err_set(err, ERR_UNSUPPORTED, "the snapshot has the "
		    "form \"%s\"; this program reads form \"1\"",
		    version != NULL ? version : "");
	system = r.system = system_new(limits);
	system->err = err;
	rc = read_all(&r, snapshot);
	system->err = NULL;
	if (rc == 0) {
		*out = system->root;
		return 0;
	}
	if (system->root != NULL) {
		session_free(system->root);
	} else {
		free(system);
	}
	return -1;
}

int
session_restore(struct session **out, const struct chart *chart,
    const char *snapshot, size_t len, const struct xml_tree *facts,
    const struct session_limits *limits, struct err *err)
{
	struct arena arena = ARENA_INIT;
	struct xml_tree *tree;
	int rc;

	rc = xt_parse(&tree, &arena, snapshot, len, "snapshot", NULL, err);
	if (rc != 0)
		err->code = ERR_BROKEN;
	else
		rc = session_restore_tree(out, chart, tree, facts, limits,
		    err);
	arena_release(&arena);
	return rc;
}
