/* build.c: what every SCXML element is checked for, and its expressions */
#include "engine/chart/build.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <libxml/xpathInternals.h>

#include <stdlib.h>
#include <string.h>

#define SPACE " \t\r\n"

int
build_line(const xmlNode *node)
{
	return (int)xmlGetLineNo(node);
}

/* Is the word one of those in the list? */
static bool
listed(const char *list, const char *word)
{
	size_t len = strlen(word), n;

	for (list += strspn(list, " "); *list != '\0';
	    list += strspn(list, " ")) {
		n = strcspn(list, " ");
		if (n == len && memcmp(list, word, len) == 0)
			return true;
		list += n;
	}
	return false;
}

int
build_attributes(struct builder *b, const xmlNode *node, const char *allowed)
{
	const xmlAttr *attr;

	for (attr = node->properties; attr != NULL; attr = attr->next) {
		if (attr->ns != NULL &&
		    strcmp((const char *)attr->ns->href, CHART_NS) != 0)
			continue;
		if (attr->ns != NULL ||
		    !listed(allowed, (const char *)attr->name))
			return BUILD_BAD(b, node,
			    "SCXML knows no attribute \"%s\" on <%s>; remove "
			    "it, or put it into a namespace of its own",
			    (const char *)attr->name,
			    (const char *)node->name);
	}
	return 0;
}

const char *
build_required(struct builder *b, const xmlNode *node, const char *attr)
{
	const char *value = xml_attr(node, attr);

	if (value != NULL && value[strspn(value, SPACE)] != '\0')
		return value;
	BUILD_BAD(b, node, "<%s> needs the attribute \"%s\"",
	    (const char *)node->name, attr);
	return NULL;
}

int
build_exclusive(struct builder *b, const xmlNode *node, const char *one,
    const char *other)
{
	if (xml_attr(node, one) == NULL || xml_attr(node, other) == NULL)
		return 0;
	return BUILD_BAD(b, node,
	    "<%s> may have \"%s\" or \"%s\", not both; remove one",
	    (const char *)node->name, one, other);
}

static bool
blank(const xmlChar *s)
{
	return s == NULL || s[strspn((const char *)s, SPACE)] == '\0';
}

bool
build_has_content(const xmlNode *node)
{
	const xmlNode *child;

	for (child = node->children; child != NULL; child = child->next)
		if (child->type == XML_ELEMENT_NODE ||
		    ((child->type == XML_TEXT_NODE ||
		    child->type == XML_CDATA_SECTION_NODE) &&
		    !blank(child->content)))
			return true;
	return false;
}

int
build_child(struct builder *b, const xmlNode *parent, const xmlNode *child,
    const xmlNode **out)
{
	for (; child != NULL; child = child->next) {
		if ((child->type == XML_TEXT_NODE ||
		    child->type == XML_CDATA_SECTION_NODE) &&
		    !blank(child->content))
			return BUILD_BAD(b, child,
			    "<%s> may not hold text; remove it",
			    (const char *)parent->name);
		if (child->type != XML_ELEMENT_NODE)
			continue;
		if (child->ns == NULL)
			return BUILD_BAD(b, child,
			    "<%s> has no namespace; SCXML's is %s",
			    (const char *)child->name, CHART_NS);
		if (strcmp((const char *)child->ns->href, CHART_NS) == 0)
			break;
	}
	*out = child;
	return 0;
}

int
build_empty(struct builder *b, const xmlNode *node)
{
	const xmlNode *child;

	if (build_child(b, node, node->children, &child) != 0)
		return -1;
	if (child == NULL)
		return 0;
	return BUILD_BAD(b, child, "<%s> may not stand in <%s>",
	    (const char *)child->name, (const char *)node->name);
}

/* "In(state)" of the null model, the id with or without quotes. */
static void
null_condition(struct builder *b, struct expr *expr)
{
	const char *s = expr->text + strspn(expr->text, SPACE), *end;
	char quote = '\0';

	expr->in_state = EXPR_FAULT;
	if (strncmp(s, "In", 2) != 0)
		return;
	s += 2 + strspn(s + 2, SPACE);
	if (*s++ != '(')
		return;
	s += strspn(s, SPACE);
	if (*s == '\'' || *s == '"')
		quote = *s++;
	end = s + strcspn(s, quote == '\'' ? "'" : quote == '"' ? "\"" :
	    ")" SPACE);
	if (end == s)
		return;
	/* The state may come later in the document: its id is kept. */
	expr->in_id = arena_strndup(&b->chart->arena, s, (size_t)(end - s));
	if (quote != '\0' && *end++ != quote)
		return;
	end += strspn(end, SPACE);
	if (*end++ != ')' || end[strspn(end, SPACE)] != '\0')
		return;
	expr->in_state = EXPR_NOWHERE;
}

/* The namespaces in scope, kept in the arena: XPath's prefixes. */
static void
keep_namespaces(struct builder *b, const xmlNode *node, struct expr *expr)
{
	xmlNs **list = xmlGetNsList(node->doc, node);
	int i, n = 0;

	while (list != NULL && list[n] != NULL)
		n++;
	expr->namespaces = arena_array(&b->chart->arena, (size_t)n + 1,
	    sizeof(*expr->namespaces));
	for (i = 0; i < n; i++)
		if (list[i]->prefix != NULL)
			expr->namespaces[expr->nnamespaces++] = list[i];
	xmlFree(list);
}

struct expr *
build_expr_text(struct builder *b, const xmlNode *node, const char *attr,
    const char *text)
{
	struct expr *expr = arena_alloc(&b->chart->arena, sizeof(*expr));

	expr->text = text;
	expr->line = build_line(node);
	expr->element = (const char *)node->name;
	expr->attribute = attr;
	expr->in_state = EXPR_FAULT;
	*b->last_expr = expr;
	b->last_expr = &expr->next;
	if (b->chart->datamodel == CHART_XPATH) {
		expr->comp = xmlXPathCtxtCompile(b->xpath, BAD_CAST text);
		keep_namespaces(b, node, expr);
		expr->sees_event = build_sees_event(text);
	}
	return expr;
}

int
build_expr(struct builder *b, const xmlNode *node, const char *attr,
    struct expr **out)
{
	const char *text = xml_attr(node, attr);

	*out = NULL;
	if (text == NULL)
		return 0;
	if (b->chart->datamodel == CHART_NULL &&
	    !xml_is(node, CHART_NS, "log"))
		return BUILD_UNSUPPORTED(b, node,
		    "\"%s\" of <%s> is an expression, and the null data model "
		    "has none; declare datamodel=\"xpath\"", attr,
		    (const char *)node->name);
	*out = build_expr_text(b, node, attr, text);
	return 0;
}

int
build_cond(struct builder *b, const xmlNode *node, struct expr **out)
{
	const char *text = xml_attr(node, "cond");

	*out = NULL;
	if (text == NULL)
		return 0;
	*out = build_expr_text(b, node, "cond", text);
	if (b->chart->datamodel == CHART_NULL)
		null_condition(b, *out);
	else if ((*out)->comp != NULL)
		(*out)->plain = plain_read(&b->chart->arena, text);
	return 0;
}

int
build_either(struct builder *b, const xmlNode *node, const char *attr,
    const char *expr_attr, struct either *out)
{
	if (build_exclusive(b, node, attr, expr_attr) != 0)
		return -1;
	out->text = xml_attr(node, attr);
	return build_expr(b, node, expr_attr, &out->expr);
}
