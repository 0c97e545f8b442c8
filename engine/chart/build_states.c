/* build_states.c: reading the structure: states and their transitions */
#include "engine/chart/build.h"

#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

#define SPACE " \t\r\n"

/* The elements that are states, what may stand on and in them. */
static const struct shape {
	const char *name;
	enum chart_type type;
	const char *attributes, *children;
} shapes[] = {
	{ "scxml", CHART_ROOT, "initial name version datamodel binding",
	    " state parallel final datamodel " },
	{ "state", CHART_STATE, "id initial",
	    " onentry onexit transition initial state parallel final history "
	    "datamodel invoke " },
	{ "parallel", CHART_PARALLEL, "id",
	    " onentry onexit transition state parallel history datamodel "
	    "invoke " },
	{ "final", CHART_FINAL, "id", " onentry onexit donedata " },
	{ "history", CHART_HISTORY_SHALLOW, "id type", " transition " },
};

static const struct shape *
shape_of(const xmlNode *node)
{
	size_t i;

	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (strcmp((const char *)node->name, shapes[i].name) == 0)
			return &shapes[i];
	return NULL;
}

static bool
may_hold(const struct shape *shape, const xmlNode *child)
{
	size_t len = strlen((const char *)child->name);
	const char *s = shape->children;

	while ((s = strstr(s, (const char *)child->name)) != NULL) {
		if (s[-1] == ' ' && s[len] == ' ')
			return true;
		s += len;
	}
	return false;
}

static int read_state(struct builder *b, const xmlNode *node,
    const struct shape *shape, int parent);

static int
read_block(struct builder *b, const xmlNode *node, struct block **list)
{
	struct block *block = arena_alloc(&b->chart->arena, sizeof(*block));

	while (*list != NULL)
		list = &(*list)->next;
	*list = block;
	if (build_attributes(b, node, "") != 0)
		return -1;
	return build_content(b, node, &block->content);
}

static int
read_transition_type(struct builder *b, const xmlNode *node,
    struct transition *t)
{
	const char *type = xml_attr(node, "type");

	t->pub.internal = type != NULL && strcmp(type, "internal") == 0;
	if (type == NULL || t->pub.internal || strcmp(type, "external") == 0)
		return 0;
	return BUILD_BAD(b, node, "a transition is internal or external, not "
	    "\"%s\"", type);
}

/* Targets are looked up in build_tables, when all ids are known. */
static int
read_transition(struct builder *b, const xmlNode *node, int source)
{
	struct chart *chart = b->chart;
	struct transition *t = &chart->transitions[chart->ntransitions++];

	t->node = node;
	t->pub.source = source;
	t->pub.line = build_line(node);
	t->pub.event = xml_attr(node, "event");
	t->pub.cond = xml_attr(node, "cond");
	if (build_attributes(b, node, "event cond target type") != 0 ||
	    build_cond(b, node, &t->cond) != 0 ||
	    read_transition_type(b, node, t) != 0)
		return -1;
	if (t->pub.event == NULL && t->pub.cond == NULL &&
	    xml_attr(node, "target") == NULL)
		return BUILD_BAD(b, node, "<%s> needs at least one of "
		    "\"event\", \"cond\" and \"target\"", "transition");
	return build_content(b, node, &t->content);
}

/* The one transition of an <initial> or <history>: a target and content. */
static int
read_default(struct builder *b, const xmlNode *node, struct state *state)
{
	struct transition *t = arena_alloc(&b->chart->arena, sizeof(*t));

	if (state->initial != NULL)
		return BUILD_BAD(b, node, "only one default transition may "
		    "stand in <%s>", (const char *)node->parent->name);
	state->initial = t;
	t->node = node;
	t->pub.source = (int)(state - b->chart->states);
	t->pub.line = build_line(node);
	if (xml_attr(node, "event") != NULL || xml_attr(node, "cond") != NULL)
		return BUILD_BAD(b, node, "the default transition of <%s> may "
		    "have neither \"event\" nor \"cond\"",
		    (const char *)node->parent->name);
	if (build_attributes(b, node, "target type") != 0 ||
	    build_required(b, node, "target") == NULL)
		return -1;
	return build_content(b, node, &t->content);
}

static int
read_initial(struct builder *b, const xmlNode *node, struct state *state)
{
	const xmlNode *child;

	if (state->initial != NULL)
		return BUILD_BAD(b, node, "<%s> has more than one initial "
		    "state: keep the attribute or one <initial>",
		    (const char *)node->parent->name);
	if (build_attributes(b, node, "") != 0 ||
	    build_child(b, node, node->children, &child) != 0)
		return -1;
	if (child == NULL)
		return BUILD_BAD(b, node, "<%s> needs a transition",
		    "initial");
	while (child != NULL) {
		if (!xml_is(child, CHART_NS, "transition"))
			return BUILD_BAD(b, child,
			    "<%s> may not stand in <initial>",
			    (const char *)child->name);
		if (read_default(b, child, state) != 0 ||
		    build_child(b, node, child->next, &child) != 0)
			return -1;
	}
	return 0;
}

static int
read_invoke(struct builder *b, const xmlNode *node, int number)
{
	struct invoke **last = &b->chart->states[number].invokes;

	while (*last != NULL)
		last = &(*last)->next;
	return build_invoke(b, node, number, last);
}

/* A child of a state that is not a state itself. */
static int
read_part(struct builder *b, const xmlNode *node, int number)
{
	struct state *state = &b->chart->states[number];
	const char *name = (const char *)node->name;

	if (strcmp(name, "onentry") == 0)
		return read_block(b, node, &state->onentry);
	if (strcmp(name, "onexit") == 0)
		return read_block(b, node, &state->onexit);
	if (strcmp(name, "transition") == 0)
		return chart_is_history(state) ?
		    read_default(b, node, state) :
		    read_transition(b, node, number);
	if (strcmp(name, "initial") == 0)
		return read_initial(b, node, state);
	if (strcmp(name, "datamodel") == 0)
		return build_datamodel(b, node, number);
	if (strcmp(name, "invoke") == 0)
		return read_invoke(b, node, number);
	if (state->donedata != NULL)
		return BUILD_BAD(b, node, "only one <%s> may stand in a "
		    "<final>", name);
	return build_donedata(b, node, &state->donedata);
}

static int
read_children(struct builder *b, const xmlNode *node,
    const struct shape *shape, int number)
{
	const struct shape *child_shape;
	const xmlNode *child;
	int rc;

	if (build_child(b, node, node->children, &child) != 0)
		return -1;
	while (child != NULL) {
		if (xml_is(child, CHART_NS, "script"))
			return BUILD_UNSUPPORTED(b, child, "<%s> is not "
			    "supported: neither data model has a scripting "
			    "language", "script");
		if (!may_hold(shape, child))
			return BUILD_BAD(b, child,
			    "<%s> may not stand in <%s>",
			    (const char *)child->name,
			    (const char *)node->name);
		child_shape = shape_of(child);
		rc = child_shape != NULL ?
		    read_state(b, child, child_shape, number) :
		    read_part(b, child, number);
		if (rc != 0 ||
		    build_child(b, node, child->next, &child) != 0)
			return -1;
	}
	return 0;
}

/* An id that no state can have: attributes cannot hold this one. */
static const char *
generated_id(struct builder *b, int number)
{
	struct text id = TEXT_INIT;
	const char *kept;

	text_addf(&id, "state %d", number);
	kept = arena_strdup(&b->chart->arena, id.ptr);
	text_release(&id);
	return kept;
}

static int
read_id(struct builder *b, const xmlNode *node, struct state *state,
    int number)
{
	const char *id = xml_attr(node, "id");

	if (number == 0) {
		state->pub.id = "";
		return 0;
	}
	if (id == NULL) {
		state->pub.id = generated_id(b, number);
		return 0;
	}
	if (*id == '\0' || id[strcspn(id, SPACE)] != '\0')
		return BUILD_BAD(b, node, "id=\"%s\" is no id: it may be "
		    "neither empty nor hold spaces", id);
	state->pub.id = id;
	return 0;
}

static int
read_history_type(struct builder *b, const xmlNode *node,
    struct state *state)
{
	const char *type = xml_attr(node, "type");

	if (type == NULL || strcmp(type, "shallow") == 0)
		return 0;
	if (strcmp(type, "deep") != 0)
		return BUILD_BAD(b, node,
		    "a history is shallow or deep, not \"%s\"", type);
	state->pub.type = CHART_HISTORY_DEEP;
	return 0;
}

static void
link_child(struct chart *chart, int parent, int number)
{
	struct state *state = &chart->states[parent];

	if (state->last_child == 0)
		state->pub.first_child = number;
	else
		chart->states[state->last_child].pub.next_sibling = number;
	state->last_child = number;
}

static int
read_state(struct builder *b, const xmlNode *node, const struct shape *shape,
    int parent)
{
	struct chart *chart = b->chart;
	int number = (int)chart->nstates++;
	struct state *state = &chart->states[number];

	state->node = node;
	state->pub.type = shape->type;
	state->pub.parent = parent;
	state->pub.first_child = -1;
	state->pub.next_sibling = -1;
	state->pub.line = build_line(node);
	state->default_child = -1;
	state->history = -1;
	if (build_attributes(b, node, shape->attributes) != 0 ||
	    read_id(b, node, state, number) != 0)
		return -1;
	if (shape->type == CHART_HISTORY_SHALLOW) {
		if (read_history_type(b, node, state) != 0)
			return -1;
		state->history = (int)chart->nhistories++;
		chart->states[parent].has_history = true;
	}
	if (parent >= 0) {
		state->depth = chart->states[parent].depth + 1;
		link_child(chart, parent, number);
	}
	if (xml_attr(node, "initial") != NULL) {
		/* The same as an <initial> without content (Appendix D). */
		state->initial = arena_alloc(&chart->arena,
		    sizeof(*state->initial));
		state->initial->node = node;
		state->initial->pub.source = number;
		state->initial->pub.line = state->pub.line;
	}
	if (read_children(b, node, shape, number) != 0)
		return -1;
	state->last = (int)chart->nstates - 1;
	if (chart_is_history(state) && state->initial == NULL)
		return BUILD_BAD(b, node, "<%s> needs a transition to its "
		    "default configuration", "history");
	return 0;
}

/* At least as many as there are: what is inside <content> counts too. */
static void
count(const xmlNode *node, size_t *states, size_t *transitions)
{
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next) {
		if (child->type != XML_ELEMENT_NODE)
			continue;
		*states += shape_of(child) != NULL;
		*transitions += strcmp((const char *)child->name,
		    "transition") == 0;
		count(child, states, transitions);
	}
}

int
build_states(struct builder *b, const xmlNode *root)
{
	struct chart *chart = b->chart;
	size_t states = 1, transitions = 1;

	count(root, &states, &transitions);
	if (states > CHART_MAX_STATES || transitions > CHART_MAX_STATES)
		return err_set_at(b->err, ERR_LIMIT, chart->file, 0,
		    "%s has more than %d states or transitions", chart->file,
		    CHART_MAX_STATES);
	chart->states = arena_array(&chart->arena, states,
	    sizeof(*chart->states));
	chart->transitions = arena_array(&chart->arena, transitions,
	    sizeof(*chart->transitions));
	return read_state(b, root, &shapes[0], -1);
}
