/* chart.c: a chart from its bytes to its tables, and what it answers */
#include "engine/chart/build.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <libxml/xpathInternals.h>

#include <stdlib.h>
#include <string.h>

/* libxml2 would print to stderr: what failed is asked for by chart_fault. */
static void
silent(void *arg, xmlError *error)
{
	(void)arg;
	(void)error;
}

static int
read_root(struct builder *b, const xmlNode *root)
{
	struct chart *chart = b->chart;
	const char *version = xml_attr(root, "version");
	const char *model = xml_attr(root, "datamodel");
	const char *binding = xml_attr(root, "binding");

	if (!xml_is(root, CHART_NS, "scxml"))
		return BUILD_BAD(b, root, "the root must be <scxml> of the "
		    "namespace %s", CHART_NS);
	if (version == NULL || strcmp(version, "1.0") != 0)
		return BUILD_BAD(b, root, "<%s> needs version=\"1.0\"",
		    "scxml");
	if (model != NULL && strcmp(model, "null") != 0 &&
	    strcmp(model, "xpath") != 0)
		return BUILD_UNSUPPORTED(b, root, "datamodel=\"%s\" is not "
		    "supported; null and xpath are", model);
	if (binding != NULL && strcmp(binding, "early") != 0 &&
	    strcmp(binding, "late") != 0)
		return BUILD_BAD(b, root,
		    "binding is early or late, not \"%s\"", binding);
	chart->root = root;
	chart->datamodel = model != NULL && strcmp(model, "xpath") == 0 ?
	    CHART_XPATH : CHART_NULL;
	chart->late = binding != NULL && strcmp(binding, "late") == 0;
	chart->name = xml_attr(root, "name");
	if (chart->name == NULL)
		chart->name = "";
	return 0;
}

static int
build(struct builder *b, const xmlNode *root)
{
	int rc;

	if (b->depth > CHART_MAX_NESTED)
		return err_set_at(b->err, ERR_LIMIT, b->chart->file,
		    build_line(root), "%s, line %d: charts are invoked inside "
		    "one another deeper than %d", b->chart->file,
		    build_line(root), CHART_MAX_NESTED);
	if (read_root(b, root) != 0)
		return -1;
	if ((b->xpath = xmlXPathNewContext(NULL)) == NULL)
		return err_set(b->err, ERR_SYSTEM, "out of memory");
	b->xpath->error = silent;
	b->last_expr = &b->chart->exprs;
	b->last_datum = &b->chart->data;
	b->last_invoke = &b->chart->invokes;
	rc = build_states(b, root);
	if (rc == 0)
		rc = build_tables(b);
	xmlXPathFreeContext(b->xpath);
	return rc;
}

int
chart_compile_nested(struct chart **out, const xmlNode *root,
    const char *name, const struct chart_loader *loader, int depth,
    struct err *err)
{
	struct chart *chart = mem_zero(1, sizeof(*chart));
	struct builder b = { .chart = chart, .loader = loader,
		.depth = depth, .err = err };

	chart->arena = (struct arena)ARENA_INIT;
	chart->doc = root->doc;
	chart->file = mem_strdup(name);
	if (loader != NULL)
		chart->loader = *loader;
	if (build(&b, root) != 0) {
		chart_free(chart);
		return -1;
	}
	*out = chart;
	return 0;
}

int
chart_parse_nested(struct chart **out, const char *xml, size_t len,
    const char *name, const struct chart_loader *loader, int depth,
    struct err *err)
{
	struct chart *chart = NULL;
	xmlDoc *doc = NULL;

	if (xml_parse(&doc, xml, len, name, NULL, err) != 0)
		return -1;
	if (chart_compile_nested(&chart, xmlDocGetRootElement(doc), name,
	    loader, depth, err) != 0) {
		xmlFreeDoc(doc);
		return -1;
	}
	chart->owns_doc = true;
	*out = chart;
	return 0;
}

int
chart_parse_with(struct chart **out, const char *xml, size_t len,
    const char *name, const struct chart_loader *loader, struct err *err)
{
	return chart_parse_nested(out, xml, len, name, loader, 0, err);
}

int
chart_parse(struct chart **out, const char *xml, size_t len,
    const char *name, struct err *err)
{
	struct chart *chart = NULL;

	if (chart_parse_nested(&chart, xml, len, name, NULL, 0, err) != 0)
		return -1;
	if (chart_fault(chart, err) != 0) {
		chart_free(chart);
		return -1;
	}
	*out = chart;
	return 0;
}

void
chart_free(struct chart *chart)
{
	struct invoke *invoke;
	struct expr *expr;

	if (chart == NULL)
		return;
	for (invoke = chart->invokes; invoke != NULL;
	    invoke = invoke->next_of_chart)
		chart_free(invoke->chart);
	for (expr = chart->exprs; expr != NULL; expr = expr->next)
		if (expr->comp != NULL)
			xmlXPathFreeCompExpr(expr->comp);
	if (chart->owns_doc)
		xmlFreeDoc(chart->doc);
	arena_release(&chart->arena);
	free(chart->file);
	free(chart);
}

static bool
faulty(const struct chart *chart, const struct expr *expr)
{
	if (chart->datamodel == CHART_XPATH)
		return expr->comp == NULL;
	/* The null model's <log> is raw text. */
	return expr->in_state == EXPR_FAULT &&
	    strcmp(expr->attribute, "cond") == 0;
}

int
chart_fault(const struct chart *chart, struct err *err)
{
	const struct invoke *invoke;
	const struct expr *expr;

	for (expr = chart->exprs; expr != NULL; expr = expr->next)
		if (faulty(chart, expr))
			return err_set_at(err, ERR_SYNTAX, chart->file,
			    expr->line, "%s, line %d: %s=\"%s\" of <%s> is no "
			    "expression of the data model", chart->file,
			    expr->line, expr->attribute, expr->text,
			    expr->element);
	for (invoke = chart->invokes; invoke != NULL;
	    invoke = invoke->next_of_chart)
		if (invoke->chart != NULL &&
		    chart_fault(invoke->chart, err) != 0)
			return -1;
	return 0;
}

const char *
chart_name(const struct chart *chart)
{
	return chart->name;
}

enum chart_datamodel
chart_datamodel(const struct chart *chart)
{
	return chart->datamodel;
}

size_t
chart_nstates(const struct chart *chart)
{
	return chart->nstates;
}

size_t
chart_ntransitions(const struct chart *chart)
{
	return chart->ntransitions;
}

const struct chart_state *
chart_state(const struct chart *chart, int state)
{
	return &chart->states[state].pub;
}

const struct chart_transition *
chart_transition(const struct chart *chart, int transition)
{
	return &chart->transitions[transition].pub;
}

bool
chart_is_descendant(const struct chart *chart, int state, int ancestor)
{
	return chart_within(chart, state, ancestor);
}

const char *
chart_state_gw(const struct chart *chart, int state, const char *name)
{
	return xml_attr_ns(chart->states[state].node, CHART_GW_NS, name);
}

const char *
chart_transition_gw(const struct chart *chart, int transition,
    const char *name)
{
	return xml_attr_ns(chart->transitions[transition].node, CHART_GW_NS,
	    name);
}
