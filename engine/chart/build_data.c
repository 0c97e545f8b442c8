/* build_data.c: reading <datamodel> and <invoke> */
#include "engine/chart/build.h"

#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

#define INVOKE_SCXML "http://www.w3.org/TR/scxml"

/* What a src attribute names, from the loader. */
static int
fetch(struct builder *b, const xmlNode *node, const char *uri,
    struct text *out)
{
	if (b->loader == NULL || b->loader->load == NULL)
		return BUILD_UNSUPPORTED(b, node, "src=\"%s\" of <%s> is not "
		    "supported here; put the content into the document", uri,
		    (const char *)node->name);
	if (b->loader->load(b->loader->arg, uri, out, b->err) == 0)
		return 0;
	b->err->line = build_line(node);
	return err_prefix(b->err, "%s, line %d: src=\"%s\"", b->chart->file,
	    build_line(node), uri);
}

static int
check_data_id(struct builder *b, const xmlNode *node, const char *id)
{
	const struct datum *other;

	if (id[0] == '_')
		return BUILD_BAD(b, node, "id=\"%s\": names that begin with "
		    "\"_\" belong to the system", id);
	if (xmlValidateNCName(BAD_CAST id, 0) != 0)
		return BUILD_BAD(b, node, "id=\"%s\" is no name of an XPath "
		    "variable", id);
	for (other = b->chart->data; other != NULL; other = other->next)
		if (strcmp(other->id, id) == 0)
			return BUILD_BAD(b, node, "the data id \"%s\" stands "
			    "in line %d already", id, other->line);
	return 0;
}

static int
read_data(struct builder *b, const xmlNode *node, int state)
{
	struct chart *chart = b->chart;
	struct datum *datum, **last = &chart->states[state].data;
	const char *id = build_required(b, node, "id"), *src;
	struct text fetched = TEXT_INIT;
	int rc = 0;

	if (id == NULL || check_data_id(b, node, id) != 0)
		return -1;
	datum = arena_alloc(&chart->arena, sizeof(*datum));
	datum->id = id;
	datum->line = build_line(node);
	datum->state = state;
	datum->index = (int)chart->ndata++;
	if (chart->ndata > CHART_MAX_DATA)
		return err_set_at(b->err, ERR_LIMIT, chart->file, datum->line,
		    "%s has more than %d data elements", chart->file,
		    CHART_MAX_DATA);
	*b->last_datum = datum;
	b->last_datum = &datum->next;
	while (*last != NULL)
		last = &(*last)->next_of_state;
	*last = datum;
	if (build_attributes(b, node, "id src expr") != 0 ||
	    build_exclusive(b, node, "src", "expr") != 0 ||
	    build_expr(b, node, "expr", &datum->expr) != 0)
		return -1;
	src = xml_attr(node, "src");
	if (build_has_content(node)) {
		if (src != NULL || datum->expr != NULL)
			return BUILD_BAD(b, node, "<%s> may have one of "
			    "\"src\", \"expr\" and children", "data");
		datum->inline_value = node;
	}
	if (src != NULL) {
		rc = fetch(b, node, src, &fetched);
		datum->fetched = arena_strdup(&chart->arena, fetched.ptr);
	}
	text_release(&fetched);
	return rc;
}

int
build_datamodel(struct builder *b, const xmlNode *node, int state)
{
	const xmlNode *child;

	if (b->chart->datamodel == CHART_NULL)
		return BUILD_UNSUPPORTED(b, node, "<%s> needs data, and the "
		    "null data model has none; declare datamodel=\"xpath\"",
		    "datamodel");
	if (build_attributes(b, node, "") != 0 ||
	    build_child(b, node, node->children, &child) != 0)
		return -1;
	while (child != NULL) {
		if (!xml_is(child, CHART_NS, "data"))
			return BUILD_BAD(b, child, "<%s> may not stand in "
			    "<datamodel>", (const char *)child->name);
		if (read_data(b, child, state) != 0 ||
		    build_child(b, node, child->next, &child) != 0)
			return -1;
	}
	return 0;
}

/* "In particular, <send> and <raise> must not occur" (SCXML 6.5.2). */
static int
check_finalize(struct builder *b, const xmlNode *node,
    const struct action *action)
{
	const struct branch *branch;

	for (; action != NULL; action = action->next) {
		if (action->kind == ACT_SEND || action->kind == ACT_RAISE)
			return err_set_at(b->err, ERR_SYNTAX, b->chart->file,
			    action->line, "%s, line %d: <finalize> may "
			    "neither send nor raise events", b->chart->file,
			    action->line);
		if (action->kind == ACT_FOREACH &&
		    check_finalize(b, node, action->u.foreach.content) != 0)
			return -1;
		if (action->kind != ACT_IF)
			continue;
		for (branch = action->u.branches; branch != NULL;
		    branch = branch->next)
			if (check_finalize(b, node, branch->content) != 0)
				return -1;
	}
	return 0;
}

static int
read_finalize(struct builder *b, const xmlNode *node, struct invoke *invoke)
{
	if (invoke->has_finalize)
		return BUILD_BAD(b, node, "only one <%s> may stand in an "
		    "<invoke>", "finalize");
	invoke->has_finalize = true;
	if (build_attributes(b, node, "") != 0 ||
	    build_content(b, node, &invoke->finalize) != 0)
		return -1;
	return check_finalize(b, node, invoke->finalize);
}

static int
check_type(struct builder *b, const xmlNode *node, const char *type)
{
	if (type == NULL || chart_invokes_scxml(type))
		return 0;
	return BUILD_UNSUPPORTED(b, node, "<invoke> of type \"%s\" is not "
	    "supported; only SCXML charts can be invoked (\"%s/\")", type,
	    INVOKE_SCXML);
}

bool
chart_invokes_scxml(const char *type)
{
	size_t n = strlen(INVOKE_SCXML);

	return strcmp(type, "scxml") == 0 ||
	    (strncmp(type, INVOKE_SCXML, n) == 0 &&
	    (strcmp(type + n, "") == 0 || strcmp(type + n, "/") == 0));
}

/* The chart to invoke, when the document says it without an expression. */
static int
read_invoked(struct builder *b, const xmlNode *node, struct invoke *invoke)
{
	const xmlNode *content = invoke->payload.content, *root;
	struct text xml = TEXT_INIT;
	int rc;

	if (content != NULL) {
		root = xml_child(content, CHART_NS, "scxml");
		return root == NULL ? 0 : chart_compile_nested(&invoke->chart,
		    root, b->chart->file, b->loader, b->depth + 1, b->err);
	}
	if (invoke->src.text == NULL)
		return 0;
	rc = fetch(b, node, invoke->src.text, &xml);
	if (rc == 0)
		rc = chart_parse_nested(&invoke->chart, xml.ptr, xml.len,
		    invoke->src.text, b->loader, b->depth + 1, b->err);
	text_release(&xml);
	return rc;
}

static int
read_invoke_children(struct builder *b, const xmlNode *node,
    struct invoke *invoke)
{
	const xmlNode *child;

	if (build_payload(b, node, true, &invoke->payload) != 0 ||
	    build_child(b, node, node->children, &child) != 0)
		return -1;
	while (child != NULL) {
		if (xml_is(child, CHART_NS, "finalize")) {
			if (read_finalize(b, child, invoke) != 0)
				return -1;
		} else if (!xml_is(child, CHART_NS, "param") &&
		    !xml_is(child, CHART_NS, "content")) {
			return BUILD_BAD(b, child, "<%s> may not stand in "
			    "<invoke>", (const char *)child->name);
		}
		if (build_child(b, node, child->next, &child) != 0)
			return -1;
	}
	return 0;
}

static int
read_autoforward(struct builder *b, const xmlNode *node,
    struct invoke *invoke)
{
	const char *value = xml_attr(node, "autoforward");

	invoke->autoforward = value != NULL && (strcmp(value, "true") == 0 ||
	    strcmp(value, "1") == 0);
	if (value == NULL || invoke->autoforward ||
	    strcmp(value, "false") == 0 || strcmp(value, "0") == 0)
		return 0;
	return BUILD_BAD(b, node, "autoforward is true or false, not \"%s\"",
	    value);
}

int
build_invoke(struct builder *b, const xmlNode *node, int state,
    struct invoke **out)
{
	struct invoke *invoke = arena_alloc(&b->chart->arena,
	    sizeof(*invoke));
	bool has_src, has_content;

	*out = invoke;
	invoke->line = build_line(node);
	invoke->state = state;
	invoke->id = xml_attr(node, "id");
	if (build_attributes(b, node, "type typeexpr src srcexpr id "
	    "idlocation namelist autoforward") != 0 ||
	    build_either(b, node, "type", "typeexpr", &invoke->type) != 0 ||
	    build_either(b, node, "src", "srcexpr", &invoke->src) != 0 ||
	    build_exclusive(b, node, "id", "idlocation") != 0 ||
	    build_expr(b, node, "idlocation", &invoke->idlocation) != 0 ||
	    read_autoforward(b, node, invoke) != 0 ||
	    check_type(b, node, invoke->type.text) != 0 ||
	    read_invoke_children(b, node, invoke) != 0)
		return -1;
	has_src = invoke->src.text != NULL || invoke->src.expr != NULL;
	has_content = invoke->payload.content != NULL ||
	    invoke->payload.content_expr != NULL;
	if (has_src && has_content)
		return BUILD_BAD(b, node, "<%s> may have \"src\" or "
		    "<content>, not both", "invoke");
	invoke->index = (int)b->chart->ninvokes++;
	*b->last_invoke = invoke;
	b->last_invoke = &invoke->next_of_chart;
	return read_invoked(b, node, invoke);
}
