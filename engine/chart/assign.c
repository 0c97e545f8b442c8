/* assign.c: <assign> in the XPath data model (B.3.6): all or nothing */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

static bool
has_elements(const xmlNode *value)
{
	const xmlNode *child;

	for (child = value->children; child != NULL; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			return true;
	return false;
}

static int
depth_of(const xmlNode *node)
{
	int depth = 0;

	for (; node->parent != NULL; node = node->parent)
		depth++;
	return depth;
}

/* May this be done to that node? */
static bool
applies(const struct session *s, const struct assign *assign,
    const xmlNode *node, const xmlNode *value)
{
	bool element = node->type == XML_ELEMENT_NODE;
	bool variable = node->parent == s->model->root;

	if (model_is_protected(s, node))
		return false;
	if (value != NULL && depth_of(node) + node_height(value) >
	    NODE_MAX_DEPTH)
		return false;
	switch (assign->type) {
	case ASSIGN_REPLACECHILDREN:
		return element || (node->type == XML_ATTRIBUTE_NODE &&
		    !has_elements(value));
	case ASSIGN_FIRSTCHILD:
	case ASSIGN_LASTCHILD:
		return element;
	case ASSIGN_ADDATTRIBUTE:
		return element && !(variable &&
		    strcmp(assign->attr, "id") == 0);
	case ASSIGN_DELETE:
		return !variable && node->parent != NULL;
	case ASSIGN_PREVIOUSSIBLING:
	case ASSIGN_NEXTSIBLING:
	case ASSIGN_REPLACE:
		return !variable && node->parent != NULL &&
		    node->type != XML_ATTRIBUTE_NODE;
	}
	return false;
}

/* Put copies of the value's children before `next` (NULL: at the end). */
static void
insert_copies(struct session *s, xmlNode *parent, xmlNode *next,
    const xmlNode *value)
{
	xmlNode *copies = node_new(s, "data");

	node_add_copies(s, copies, value->children);
	node_splice(parent, next, copies);
	node_free(s->system, copies);
}

static void
replace_children(struct session *s, xmlNode *node, const xmlNode *value)
{
	struct text text = TEXT_INIT;

	if (node->type == XML_ATTRIBUTE_NODE) {
		xml_content(&text, value);
		node_set_value(s, (xmlAttr *)node, text.ptr);
		text_release(&text);
		return;
	}
	while (node->children != NULL)
		model_remove(s, node->children);
	insert_copies(s, node, NULL, value);
}

static void
apply(struct session *s, const struct assign *assign, xmlNode *node,
    const xmlNode *value)
{
	struct text text = TEXT_INIT;

	switch (assign->type) {
	case ASSIGN_REPLACECHILDREN:
		replace_children(s, node, value);
		break;
	case ASSIGN_FIRSTCHILD:
		insert_copies(s, node, node->children, value);
		break;
	case ASSIGN_LASTCHILD:
		insert_copies(s, node, NULL, value);
		break;
	case ASSIGN_PREVIOUSSIBLING:
		insert_copies(s, node->parent, node, value);
		break;
	case ASSIGN_NEXTSIBLING:
		insert_copies(s, node->parent, node->next, value);
		break;
	case ASSIGN_REPLACE:
		insert_copies(s, node->parent, node, value);
		model_remove(s, node);
		break;
	case ASSIGN_DELETE:
		model_remove(s, node);
		break;
	case ASSIGN_ADDATTRIBUTE:
		xml_content(&text, value);
		node_set_attr(s, node, assign->attr, text.ptr);
		text_release(&text);
		break;
	}
}

/*
 * Texts that have become neighbours become one, as they would be after a
 * snapshot: only when all nodes are done, for one of them may be named too.
 */
static void
tidy(struct session *s, xmlNode **parents, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (parents[i] != NULL &&
		    parents[i]->type == XML_ELEMENT_NODE)
			model_join_texts(s, parents[i]);
}

/* Where each change shows: below the node, or beside it. */
static xmlNode **
changed_parents(const struct assign *assign, xmlNode **nodes, size_t n)
{
	bool below = assign->type == ASSIGN_REPLACECHILDREN ||
	    assign->type == ASSIGN_FIRSTCHILD ||
	    assign->type == ASSIGN_LASTCHILD;
	xmlNode **parents = mem_alloc((n + 1) * sizeof(*parents));
	size_t i;

	for (i = 0; i < n; i++)
		parents[i] = below ? nodes[i] : nodes[i]->parent;
	return parents;
}

/* All of them can be changed so, or none is. */
static bool
check_nodes(struct session *s, const struct assign *assign, xmlNode **nodes,
    size_t n, const xmlNode *value)
{
	const struct expr *location = assign->location;
	size_t i;

	if (n == 0)
		return content_error(s, "error.execution", NULL, "line %d: "
		    "location=\"%s\" of <%s> selects nothing",
		    location->line, location->text, location->element);
	for (i = 0; i < n; i++)
		if (!applies(s, assign, nodes[i], value))
			return content_error(s, "error.execution", NULL,
			    "line %d: the node at location=\"%s\" of <%s> "
			    "cannot be changed so", location->line,
			    location->text, location->element);
	return true;
}

static bool
assign_nodes(struct session *s, const struct assign *assign,
    const xmlNode *value)
{
	size_t n, i;
	xmlNode **nodes = xpath_nodes(s, assign->location, &n), **parents;
	bool ok;

	if (nodes == NULL)
		return content_expr_error(s, assign->location);
	ok = check_nodes(s, assign, nodes, n, value);
	if (ok) {
		parents = changed_parents(assign, nodes, n);
		for (i = 0; i < n; i++)
			apply(s, assign, nodes[i], value);
		tidy(s, parents, n);
		free(parents);
	}
	free(nodes);
	model_sweep(s);
	return ok && !s->system->failed;
}

bool
assign_run(struct session *s, const struct assign *assign)
{
	xmlNode *value = node_new(s, "data");
	bool ok = true;

	if (assign->type != ASSIGN_DELETE) {
		if (assign->inline_value != NULL)
			model_inline(s, assign->inline_value, value);
		else if (!xpath_value(s, assign->expr, value))
			ok = content_expr_error(s, assign->expr);
	}
	if (ok)
		ok = assign_nodes(s, assign, value);
	node_free(s->system, value);
	return ok;
}

bool
assign_value(struct session *s, const struct expr *location,
    const xmlNode *value)
{
	struct assign assign = { .location = location,
		.type = ASSIGN_REPLACECHILDREN };

	return assign_nodes(s, &assign, value);
}

bool
assign_text(struct session *s, const struct expr *location, const char *text)
{
	xmlNode *value = node_new(s, "data");
	bool ok;

	node_add_text(s, value, text);
	ok = assign_value(s, location, value);
	node_free(s->system, value);
	return ok;
}

void
assign_variable(struct session *s, struct variable *variable,
    xmlNode *value)
{
	while (variable->data->children != NULL)
		model_remove(s, variable->data->children);
	node_splice(variable->data, NULL, value);
	model_sweep(s);
}
