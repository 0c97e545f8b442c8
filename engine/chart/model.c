/* model.c: the XPath data model: one document, its variables, _event */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

#define SPACE " \t\r\n"

/* The element of all variables. */
static xmlNode *
root_of(struct session *s)
{
	if (s->model->root == NULL) {
		s->model->root = node_new(s, "datamodel");
		xmlDocSetRootElement(s->doc, s->model->root);
	}
	return s->model->root;
}

static xmlNode *
add_data(struct session *s, const char *id)
{
	xmlNode *data = node_new(s, "data");

	node_set_attr(s, data, "id", id);
	xmlAddChild(root_of(s), data);
	return data;
}

static xmlNode *
add_element(struct session *s, xmlNode *parent, const char *name,
    const char *text)
{
	xmlNode *node = node_new(s, name);

	xmlAddChild(parent, node);
	if (text != NULL)
		node_add_text(s, node, text);
	return node;
}

struct variable *
model_variable(struct session *s, const char *name)
{
	struct model *model = s->model;
	size_t number = model->by_name == NULL ? 0 :
	    (size_t)xmlHashLookup(model->by_name, BAD_CAST name);

	return number == 0 ? NULL : &model->variables[number - 1];
}

static struct variable *
add_variable(struct session *s, const char *name)
{
	struct model *model = s->model;
	struct variable *v;

	if (model->by_name == NULL)
		model->by_name = xmlHashCreate(16);
	MEM_GROW(model->variables, model->nvariables, model->cap);
	v = &model->variables[model->nvariables++];
	*v = (struct variable) { .name = mem_strdup(name),
		.data = add_data(s, name) };
	if (xmlHashAddEntry(model->by_name, BAD_CAST name,
	    (void *)model->nvariables) != 0)
		abort();
	return v;
}

/* SCXML 5.10, XPath model B.3.7. _event comes with the first event. They stand
 * before all others. */
static void
add_system_variables(struct session *s)
{
	xmlNode *processors, *processor;

	if (s->model->has_system)
		return;
	s->model->has_system = true;
	node_add_text(s, add_variable(s, "_sessionid")->data, s->id);
	node_add_text(s, add_variable(s, "_name")->data, s->chart->name);
	processors = add_variable(s, "_ioprocessors")->data;
	processor = add_element(s, processors, "processor", NULL);
	node_set_attr(s, processor, "name", CHART_IO_SCXML);
	add_element(s, processor, "location", s->origin);
	s->model->facts = add_variable(s, "_x")->data;
}

struct variable *
model_declare(struct session *s, const char *name)
{
	struct variable *v = model_variable(s, name);

	if (v != NULL)
		return v;
	add_system_variables(s);
	return add_variable(s, name);
}

bool
model_is_name(const char *name)
{
	return name[0] != '_' && xmlValidateNCName(BAD_CAST name, 0) == 0;
}

void
model_show(struct session *s)
{
	struct model *model = s->model;
	xmlNode *child;

	add_system_variables(s);
	if (!model->facts_are_stale)
		return;
	model->facts_are_stale = false;
	while ((child = model->facts->children) != NULL)
		node_free(s->system, child);
	if (model->given_facts != NULL)
		node_add_trees(s, model->facts, model->given_facts);
}

void
model_new(struct session *s)
{
	const struct datum *datum;

	s->model = mem_zero(1, sizeof(*s->model));
	for (datum = s->chart->data; datum != NULL; datum = datum->next)
		model_declare(s, datum->id)->declared = true;
}

void
model_free(struct session *s)
{
	struct model *model = s->model;
	size_t i;

	if (model == NULL)
		return;
	model->foreach_depth = 0;
	model_sweep(s);
	free(model->removed);
	if (model->event != NULL)
		node_free(s->system, model->event);
	if (model->root != NULL)
		node_free(s->system, model->root);
	xmlXPathFreeContext(model->xpath);
	xmlHashFree(model->by_name, NULL);
	for (i = 0; i < model->nvariables; i++)
		free(model->variables[i].name);
	free(model->variables);
	free(model);
	s->model = NULL;
}

void
model_set_facts(struct session *s, const struct xml_tree *facts)
{
	if (s->model == NULL)
		return;
	s->model->given_facts = facts;
	s->model->facts_are_stale = true;
}

/*
 * _event is bound when an event is taken, but most events are never looked
 * at: its nodes are made when the next expression is evaluated.
 */
void
model_bind_event(struct session *s)
{
	static const char *const types[] = { "platform", "internal",
		"external" };
	struct model *model = s->model;
	struct event *event = &s->current;
	xmlNode *node;

	if (!model->event_is_stale)
		return;
	model->event_is_stale = false;
	if (model->event != NULL)
		node_free(s->system, model->event);
	model->event = NULL;
	if (!s->has_current)
		return;
	node = model->event = add_data(s, "_event");
	add_element(s, node, "name", event->name);
	add_element(s, node, "type", types[event->type]);
	add_element(s, node, "sendid", event->sendid);
	add_element(s, node, "origin", event->origin);
	add_element(s, node, "origintype", event->origintype);
	add_element(s, node, "invokeid", event->invokeid);
	if (event->data != NULL) {
		/* The tree has it now, and frees it. */
		xmlAddChild(node, event->data);
		event->data = NULL;
	} else {
		add_element(s, node, "data", NULL);
	}
}

void
model_inline(struct session *s, const xmlNode *from, xmlNode *data)
{
	const xmlNode *child;
	struct text text = TEXT_INIT;
	bool elements = false;

	for (child = from->children; child != NULL; child = child->next) {
		if (child->type == XML_ELEMENT_NODE)
			elements = true;
		else if (child->type == XML_TEXT_NODE ||
		    child->type == XML_CDATA_SECTION_NODE)
			text_adds(&text, (const char *)child->content);
	}
	if (!elements) {
		node_add_text_normalised(s, data, text.ptr);
	} else if (text.ptr[strspn(text.ptr, SPACE)] != '\0') {
		node_add_copies(s, data, from->children);
	} else {
		for (child = from->children; child != NULL;
		    child = child->next)
			if (child->type == XML_ELEMENT_NODE)
				node_add_copy(s, data, child);
	}
	text_release(&text);
}

void
model_markup(struct session *s, const char *text, xmlNode *data)
{
	const char *start = text + strspn(text, SPACE);
	struct err ignored = ERR_INIT;
	xmlDoc *doc = NULL;

	if (*start == '<' && xml_parse(&doc, start, strlen(start), "data",
	    NULL, &ignored) == 0) {
		node_add_copy(s, data, xmlDocGetRootElement(doc));
		xmlFreeDoc(doc);
		return;
	}
	node_add_text_normalised(s, data, text);
}

/* The child <data id> of what an <invoke> hands over, or NULL. */
static const xmlNode *
find_given(const xmlNode *given, const char *id)
{
	const xmlNode *child;
	const char *name;

	if (given == NULL)
		return NULL;
	for (child = xml_child(given, NULL, "data"); child != NULL;
	    child = xml_next(child, NULL, "data")) {
		name = xml_attr(child, "id");
		if (name != NULL && strcmp(name, id) == 0)
			return child;
	}
	return NULL;
}

static void
init_datum(struct session *s, const struct datum *datum,
    const xmlNode *given)
{
	struct variable *v = model_variable(s, datum->id);
	xmlNode *value = node_new(s, "data");
	const xmlNode *handed = datum->state == 0 ?
	    find_given(given, datum->id) : NULL;

	if (handed != NULL)
		node_add_copies(s, value, handed->children);
	else if (datum->inline_value != NULL)
		model_inline(s, datum->inline_value, value);
	else if (datum->fetched != NULL)
		model_markup(s, datum->fetched, value);
	else if (datum->expr != NULL && !xpath_value(s, datum->expr, value))
		content_expr_error(s, datum->expr);
	assign_variable(s, v, value);
	node_free(s->system, value);
}

void
model_init_state(struct session *s, int state, const xmlNode *given)
{
	const struct datum *datum;

	for (datum = s->chart->states[state].data; datum != NULL;
	    datum = datum->next_of_state)
		init_datum(s, datum, given);
}

bool
model_is_protected(const struct session *s, const xmlNode *node)
{
	const xmlNode *root = s->model->root, *up;
	const char *id;

	if (node->type == XML_DOCUMENT_NODE || node == root)
		return true;
	if (node->type == XML_ATTRIBUTE_NODE &&
	    node->parent->parent == root &&
	    xmlStrEqual(node->name, BAD_CAST "id"))
		return true;
	for (up = node; up->parent != NULL && up->parent != root;
	    up = up->parent)
		;
	if (up->parent == NULL)
		return false;	/* taken out while a <foreach> holds it */
	id = xml_attr(up, "id");
	return id == NULL || id[0] == '_';
}

void
model_remove(struct session *s, xmlNode *node)
{
	struct model *model = s->model;

	xmlUnlinkNode(node);
	MEM_GROW(model->removed, model->nremoved, model->removed_cap);
	model->removed[model->nremoved++] = node;
}

void
model_join_texts(struct session *s, xmlNode *parent)
{
	xmlNode *node, *next;

	for (node = parent->children; node != NULL; node = next) {
		next = node->next;
		if (next == NULL || node->type != XML_TEXT_NODE ||
		    next->type != XML_TEXT_NODE)
			continue;
		s->system->nodes -= node_cost(node);
		xmlNodeAddContent(node, next->content);
		s->system->nodes += node_cost(node);
		model_remove(s, next);
		next = node;
	}
}

void
model_sweep(struct session *s)
{
	struct model *model = s->model;

	while (model->foreach_depth == 0 && model->nremoved > 0)
		node_free(s->system, model->removed[--model->nremoved]);
}
