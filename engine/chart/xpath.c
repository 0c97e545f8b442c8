/* xpath.c: evaluating the compiled expressions of the XPath data model */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <libxml/xpathInternals.h>

#include <stdlib.h>
#include <string.h>

/* Errors show in what the functions return; libxml2 prints nothing. */
static void
silent(void *arg, xmlError *error)
{
	(void)arg;
	(void)error;
}

/* Unknown functions and prefixes are told by another way, which prints too. */
static void
silent_generic(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

static xmlXPathObject *
look_up(void *arg, const xmlChar *name, const xmlChar *ns)
{
	struct session *s = arg;
	const struct variable *v;

	if (ns != NULL)
		return NULL;
	if (xmlStrEqual(name, BAD_CAST "_event"))
		return s->model->event == NULL ? NULL :
		    xmlXPathNewNodeSet(s->model->event);
	v = model_variable(s, (const char *)name);
	if (v == NULL)
		return NULL;
	return xmlXPathNewNodeSet(v->item != NULL ? v->item : v->data);
}

/* In(): is the state in the configuration (SCXML B.3.2)? */
static void
function_in(xmlXPathParserContext *ctxt, int nargs)
{
	struct session *s = ctxt->context->varLookupData;
	xmlChar *id;
	int state;

	if (nargs != 1) {
		xmlXPathSetArityError(ctxt);
		return;
	}
	id = xmlXPathPopString(ctxt);
	if (xmlXPathCheckError(ctxt))
		return;
	state = id != NULL ? chart_find(s->chart, (const char *)id) : -1;
	xmlFree(id);
	xmlXPathReturnBoolean(ctxt, state > 0 && bits_has(s->active, state));
}

/* Made for the first expression: many steps evaluate none, and it is the
 * dearest part of a session. */
static xmlXPathContext *
context_of(struct session *s)
{
	xmlXPathContext *xpath = s->model->xpath;

	if (xpath != NULL)
		return xpath;
	xpath = xmlXPathNewContext(s->doc);

	if (xpath == NULL)
		abort();
	xpath->error = silent;
	xpath->opLimit = s->system->limits.xpath_ops;
	xmlXPathContextSetCache(xpath, 1, -1, 0);
	xmlXPathRegisterVariableLookup(xpath, look_up, s);
	xmlXPathRegisterFunc(xpath, BAD_CAST "In", function_in);
	s->model->xpath = xpath;
	return xpath;
}

/* NULL: it does not compile, or failed. */
static xmlXPathObject *
evaluate(struct session *s, const struct expr *expr)
{
	xmlXPathContext *xpath;
	xmlGenericErrorFunc print = xmlGenericError;
	void *print_arg = xmlGenericErrorContext;
	xmlXPathObject *object;

	if (expr->comp == NULL || s->system->failed)
		return NULL;
	model_show(s);
	if (expr->sees_event)
		model_bind_event(s);
	if (s->system->failed)
		return NULL;
	xpath = context_of(s);
	xpath->node = s->model->root;
	xpath->namespaces = expr->namespaces;
	xpath->nsNr = expr->nnamespaces;
	xpath->opCount = 0;
	xmlResetError(&xpath->lastError);
	xmlSetGenericErrorFunc(NULL, silent_generic);
	object = xmlXPathCompiledEval(expr->comp, xpath);
	xmlSetGenericErrorFunc(print_arg, print);
	xpath->namespaces = NULL;
	xpath->nsNr = 0;
	if (xpath->lastError.code == XML_XPATH_EXPRESSION_OK +
	    XPATH_OP_LIMIT_EXCEEDED)
		session_fail(s, LIMIT_XPATH);
	return object;
}

bool
xpath_boolean(struct session *s, const struct expr *expr, bool *out)
{
	int plain = expr->plain == NULL || s->system->failed ? -1 :
	    plain_holds(s, expr->plain);
	xmlXPathObject *object;

	if (plain >= 0) {
		*out = plain == 1;
		return true;
	}
	object = evaluate(s, expr);
	if (object == NULL)
		return false;
	*out = xmlXPathCastToBoolean(object) != 0;
	xmlXPathFreeObject(object);
	return true;
}

char *
xpath_string(struct session *s, const struct expr *expr)
{
	xmlXPathObject *object = evaluate(s, expr);
	xmlChar *value;
	char *copy;

	if (object == NULL)
		return NULL;
	value = xmlXPathCastToString(object);
	xmlXPathFreeObject(object);
	copy = mem_strdup(value != NULL ? (const char *)value : "");
	xmlFree(value);
	return copy;
}

/* In document order: XPath leaves the order of a node-set open. */
static xmlNodeSet *
nodes_of(xmlXPathObject *object)
{
	if (object->type != XPATH_NODESET && object->type != XPATH_XSLT_TREE)
		return NULL;
	xmlXPathNodeSetSort(object->nodesetval);
	return object->nodesetval;
}

static bool
add_string(struct session *s, xmlXPathObject *object, xmlNode *data)
{
	xmlChar *value = xmlXPathCastToString(object);

	if (value != NULL)
		node_add_text(s, data, (const char *)value);
	xmlFree(value);
	return true;
}

bool
xpath_value(struct session *s, const struct expr *expr, xmlNode *data)
{
	xmlXPathObject *object = evaluate(s, expr);
	xmlNodeSet *set;
	int i;

	if (object == NULL)
		return false;
	if (object->type != XPATH_NODESET) {
		add_string(s, object, data);
		xmlXPathFreeObject(object);
		return true;
	}
	set = nodes_of(object);
	for (i = 0; set != NULL && i < set->nodeNr; i++)
		node_add_copy(s, data, set->nodeTab[i]);
	xmlXPathFreeObject(object);
	return !s->system->failed;
}

xmlNode **
xpath_nodes(struct session *s, const struct expr *expr, size_t *n)
{
	xmlXPathObject *object = evaluate(s, expr);
	xmlNode **nodes = NULL;
	xmlNodeSet *set;
	int i;

	*n = 0;
	if (object == NULL)
		return NULL;
	if (object->type == XPATH_NODESET) {
		set = nodes_of(object);
		*n = set != NULL ? (size_t)set->nodeNr : 0;
		nodes = mem_alloc((*n + 1) * sizeof(*nodes));
		for (i = 0; i < (int)*n; i++) {
			nodes[i] = set->nodeTab[i];
			/* libxml2 frees these with the object. */
			if (nodes[i]->type == XML_NAMESPACE_DECL)
				*n = 0;
		}
	}
	xmlXPathFreeObject(object);
	return nodes;
}

/*
 * The value at a location: what a variable holds, not its <data> element,
 * so that it comes back to the same place the same (SCXML 6.2.2 namelist,
 * 6.5.2); of any other element the element itself.
 */
bool
xpath_stored(struct session *s, const struct expr *expr, xmlNode *data)
{
	size_t n, i;
	xmlNode **nodes = xpath_nodes(s, expr, &n);

	if (nodes == NULL || n == 0) {
		free(nodes);
		return false;
	}
	for (i = 0; i < n; i++) {
		if (nodes[i]->parent == s->model->root)
			node_add_copies(s, data, nodes[i]->children);
		else
			node_add_copy(s, data, nodes[i]);
	}
	free(nodes);
	return !s->system->failed;
}
