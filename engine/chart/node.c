/* node.c: the nodes of data: copied, counted, written */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

#define XML_NS "http://www.w3.org/XML/1998/namespace"
#define COST_BYTES 64		/* of text that count as one node more */

/*
 * All data of a session is in one document. Its namespaces stand in the
 * document's own list and nowhere in the tree, so that moving a node never
 * leaves it with a namespace of a node that goes away; node_write declares
 * them again where they are needed.
 */
xmlDoc *
node_doc(struct session *s)
{
	if (s->doc != NULL)
		return s->doc;
	s->doc = xmlNewDoc(BAD_CAST "1.0");
	if (s->doc == NULL)
		abort();
	/* Makes libxml2 put its "xml" namespace at the head of the list. */
	if (xmlSearchNsByHref(s->doc, (xmlNode *)s->doc,
	    BAD_CAST XML_NS) == NULL)
		abort();
	return s->doc;
}

static xmlNs *
namespace_of(struct session *s, const xmlNs *ns)
{
	const char *href = ns != NULL ? (const char *)ns->href : NULL;
	xmlNs *own, *last = NULL;

	if (href == NULL || *href == '\0')
		return NULL;
	for (own = node_doc(s)->oldNs; own != NULL; own = own->next) {
		if (xmlStrEqual(own->href, ns->href) &&
		    (xmlStrEqual(own->prefix, ns->prefix) ||
		    strcmp(href, XML_NS) == 0))
			return own;
		last = own;
	}
	own = xmlNewNs(NULL, ns->href, ns->prefix);
	if (own == NULL || last == NULL)
		abort();
	last->next = own;
	return own;
}

static void
charge(struct session *s, size_t cost)
{
	struct system *system = s->system;

	system->nodes += cost;
	if (system->nodes > system->limits.data_nodes)
		session_fail(s, LIMIT_DATA);
}

static size_t
text_cost(const xmlChar *s)
{
	return 1 + (s != NULL ? strlen((const char *)s) / COST_BYTES : 0);
}

static size_t
attr_cost(const xmlAttr *attr)
{
	return text_cost(attr->children != NULL ? attr->children->content :
	    NULL);
}

/* What one node was charged, without what is below it. */
static size_t
own_cost(const xmlNode *node)
{
	const xmlAttr *attr;
	size_t cost = 1;

	if (node->type == XML_ATTRIBUTE_NODE)
		return attr_cost((const xmlAttr *)node);
	if (node->type != XML_ELEMENT_NODE)
		return text_cost(node->content);
	for (attr = node->properties; attr != NULL; attr = attr->next)
		cost += attr_cost(attr);
	return cost;
}

size_t
node_cost(const xmlNode *node)
{
	const xmlNode *child;
	size_t cost = own_cost(node);

	if (node->type == XML_ELEMENT_NODE)
		for (child = node->children; child != NULL;
		    child = child->next)
			cost += node_cost(child);
	return cost;
}

int
node_height(const xmlNode *node)
{
	const xmlNode *child;
	int most = 0, height;

	if (node->type != XML_ELEMENT_NODE)
		return 1;
	for (child = node->children; child != NULL; child = child->next)
		if ((height = node_height(child)) > most)
			most = height;
	return most + 1;
}

void
node_free(struct system *system, xmlNode *node)
{
	system->nodes -= node_cost(node);
	xmlUnlinkNode(node);
	if (node->type == XML_ATTRIBUTE_NODE)
		xmlFreeProp((xmlAttr *)node);
	else
		xmlFreeNode(node);
}

xmlNode *
node_new(struct session *s, const char *name)
{
	xmlNode *node = xmlNewDocNode(node_doc(s), NULL, BAD_CAST name, NULL);

	if (node == NULL)
		abort();
	charge(s, 1);
	return node;
}

void
node_set_value(struct session *s, xmlAttr *attr, const char *value)
{
	xmlNode *text = xmlNewDocText(node_doc(s), BAD_CAST value);

	if (text == NULL)
		abort();
	s->system->nodes -= attr_cost(attr);
	xmlFreeNodeList(attr->children);
	attr->children = attr->last = text;
	text->parent = (xmlNode *)attr;
	charge(s, attr_cost(attr));
}

static void
add_attr(struct session *s, xmlNode *node, xmlNs *ns, const xmlChar *name,
    const xmlChar *value)
{
	xmlAttr *attr = xmlNewNsProp(node, ns, name, value);

	if (attr == NULL)
		abort();
	/* xml:id would be found by id() in an order that no snapshot keeps. */
	if (attr->atype == XML_ATTRIBUTE_ID)
		xmlRemoveID(s->doc, attr);
	charge(s, attr_cost(attr));
}

void
node_set_attr(struct session *s, xmlNode *node, const char *name,
    const char *value)
{
	xmlAttr *attr = xmlHasNsProp(node, BAD_CAST name, NULL);

	if (attr != NULL)
		node_set_value(s, attr, value);
	else
		add_attr(s, node, NULL, BAD_CAST name, BAD_CAST value);
}

void
node_splice(xmlNode *parent, xmlNode *next, xmlNode *from)
{
	xmlNode *first = from->children, *last = from->last, *child;
	xmlNode *before = next != NULL ? next->prev : parent->last;

	if (first == NULL)
		return;
	from->children = from->last = NULL;
	for (child = first; child != NULL; child = child->next)
		child->parent = parent;
	first->prev = before;
	last->next = next;
	if (before != NULL)
		before->next = first;
	else
		parent->children = first;
	if (next != NULL)
		next->prev = last;
	else
		parent->last = last;
}

void
node_add_text(struct session *s, xmlNode *parent, const char *text)
{
	xmlNode *last = parent->last, *node;
	size_t before;

	if (*text == '\0')
		return;
	if (last != NULL && last->type == XML_TEXT_NODE) {
		before = own_cost(last);
		xmlNodeAddContent(last, BAD_CAST text);
		s->system->nodes -= before;
		charge(s, own_cost(last));
		return;
	}
	node = xmlNewDocText(node_doc(s), BAD_CAST text);
	if (node == NULL)
		abort();
	charge(s, own_cost(node));
	xmlAddChild(parent, node);
}

void
node_add_text_normalised(struct session *s, xmlNode *parent,
    const char *text)
{
	struct text out = TEXT_INIT;
	size_t n;

	for (text += strspn(text, " \t\r\n"); *text != '\0';
	    text += strspn(text, " \t\r\n")) {
		n = strcspn(text, " \t\r\n");
		if (out.len > 0)
			text_addc(&out, ' ');
		text_add(&out, text, n);
		text += n;
	}
	node_add_text(s, parent, out.ptr);
	text_release(&out);
}

static void
copy_attributes(struct session *s, xmlNode *to, const xmlNode *from)
{
	const xmlAttr *attr;
	xmlChar *value;

	for (attr = from->properties; attr != NULL; attr = attr->next) {
		value = xmlNodeListGetString(from->doc, attr->children, 1);
		add_attr(s, to, namespace_of(s, attr->ns), attr->name,
		    value != NULL ? value : BAD_CAST "");
		xmlFree(value);
	}
}

static void
copy_element(struct session *s, xmlNode *parent, const xmlNode *from,
    int depth)
{
	const xmlNode *child;
	xmlNode *to;

	if (depth > NODE_MAX_DEPTH)
		session_fail(s, LIMIT_DEPTH);
	if (s->system->failed)
		return;
	to = node_new(s, (const char *)from->name);
	to->ns = namespace_of(s, from->ns);
	xmlAddChild(parent, to);
	copy_attributes(s, to, from);
	for (child = from->children; child != NULL; child = child->next) {
		if (child->type == XML_ELEMENT_NODE)
			copy_element(s, to, child, depth + 1);
		else if (child->type == XML_TEXT_NODE ||
		    child->type == XML_CDATA_SECTION_NODE)
			node_add_text(s, to, (const char *)child->content);
	}
}

void
node_add_copy(struct session *s, xmlNode *parent, const xmlNode *node)
{
	xmlChar *value;

	switch (node->type) {
	case XML_ELEMENT_NODE:
		copy_element(s, parent, node, 1);
		break;
	case XML_TEXT_NODE:
	case XML_CDATA_SECTION_NODE:
		node_add_text(s, parent, (const char *)node->content);
		break;
	case XML_ATTRIBUTE_NODE:
		value = xmlNodeListGetString(node->doc, node->children, 1);
		if (value != NULL)
			node_add_text(s, parent, (const char *)value);
		xmlFree(value);
		break;
	case XML_NAMESPACE_DECL:
		node_add_text(s, parent,
		    (const char *)((const xmlNs *)node)->href);
		break;
	case XML_DOCUMENT_NODE:
		node_add_copies(s, parent, node->children);
		break;
	default:
		break;
	}
}

void
node_add_copies(struct session *s, xmlNode *parent, const xmlNode *first)
{
	for (; first != NULL; first = first->next)
		node_add_copy(s, parent, first);
}

/* What a prefix means where an element is written; the innermost first. */
struct scope {
	const struct scope *outer;
	const char *prefix, *href;	/* "": no prefix, no namespace */
};

static const char *
in_scope(const struct scope *scope, const char *prefix)
{
	for (; scope != NULL; scope = scope->outer)
		if (strcmp(scope->prefix, prefix) == 0)
			return scope->href;
	return "";
}

static void
write_escaped(struct text *out, const char *s, bool attribute)
{
	size_t n;

	while (*s != '\0') {
		n = strcspn(s, attribute ? "&<\"\t\n\r" : "&<>\r");
		text_add(out, s, n);
		s += n;
		switch (*s) {
		case '&':
			text_adds(out, "&amp;");
			break;
		case '<':
			text_adds(out, "&lt;");
			break;
		case '>':
			text_adds(out, "&gt;");
			break;
		case '"':
			text_adds(out, "&quot;");
			break;
		case '\t':
			text_adds(out, "&#x9;");
			break;
		case '\n':
			text_adds(out, "&#xA;");
			break;
		case '\r':
			text_adds(out, "&#xD;");
			break;
		default:
			continue;
		}
		s++;
	}
}

static const char *
prefix_of(const xmlNs *ns)
{
	return ns != NULL && ns->prefix != NULL ? (const char *)ns->prefix :
	    "";
}

static const char *
href_of(const xmlNs *ns)
{
	return ns != NULL && ns->href != NULL ? (const char *)ns->href : "";
}

static int
compare_attributes(const void *a, const void *b)
{
	const xmlAttr *x = *(const xmlAttr *const *)a;
	const xmlAttr *y = *(const xmlAttr *const *)b;
	int order = strcmp(href_of(x->ns), href_of(y->ns));

	return order != 0 ? order :
	    strcmp((const char *)x->name, (const char *)y->name);
}

static int
compare_scopes(const void *a, const void *b)
{
	return strcmp(((const struct scope *)a)->prefix,
	    ((const struct scope *)b)->prefix);
}

/* Declare what the name needs, unless it is so already. */
static void
declare(struct scope *scopes, size_t *n, const struct scope *outer,
    const xmlNs *ns)
{
	const char *prefix = prefix_of(ns), *href = href_of(ns);
	size_t i;

	if (strcmp(prefix, "xml") == 0)
		return;
	for (i = 0; i < *n; i++)
		if (strcmp(scopes[i].prefix, prefix) == 0)
			return;
	if (strcmp(in_scope(outer, prefix), href) == 0)
		return;
	scopes[*n].prefix = prefix;
	scopes[(*n)++].href = href;
}

static void
write_name(struct text *out, const xmlNs *ns, const xmlChar *name)
{
	if (*prefix_of(ns) != '\0') {
		text_adds(out, prefix_of(ns));
		text_addc(out, ':');
	}
	text_adds(out, (const char *)name);
}

static void
write_attribute(struct text *out, const xmlAttr *attr)
{
	const xmlNode *part;

	text_addc(out, ' ');
	write_name(out, attr->ns, attr->name);
	text_adds(out, "=\"");
	for (part = attr->children; part != NULL; part = part->next)
		if (part->content != NULL)
			write_escaped(out, (const char *)part->content, true);
	text_addc(out, '"');
}

static void
write_node(struct text *out, const xmlNode *node, const struct scope *outer)
{
	const xmlAttr *attr, **sorted;
	const xmlNode *child;
	struct scope *scopes;
	size_t nattr = 0, n = 0, i;

	if (node->type != XML_ELEMENT_NODE) {
		if (node->content != NULL)
			write_escaped(out, (const char *)node->content, false);
		return;
	}
	for (attr = node->properties; attr != NULL; attr = attr->next)
		nattr++;
	sorted = mem_alloc((nattr + 1) * sizeof(xmlAttr *));
	scopes = mem_alloc((nattr + 1) * sizeof(*scopes));
	declare(scopes, &n, outer, node->ns);
	for (attr = node->properties, i = 0; attr != NULL; attr = attr->next) {
		sorted[i++] = attr;
		if (attr->ns != NULL)
			declare(scopes, &n, outer, attr->ns);
	}
	qsort(sorted, nattr, sizeof(*sorted), compare_attributes);
	qsort(scopes, n, sizeof(*scopes), compare_scopes);
	text_addc(out, '<');
	write_name(out, node->ns, node->name);
	for (i = 0; i < n; i++) {
		text_addf(out, " xmlns%s%s=\"", *scopes[i].prefix != '\0' ?
		    ":" : "", scopes[i].prefix);
		write_escaped(out, scopes[i].href, true);
		text_addc(out, '"');
		scopes[i].outer = i > 0 ? &scopes[i - 1] : outer;
	}
	for (i = 0; i < nattr; i++)
		write_attribute(out, sorted[i]);
	text_addc(out, '>');
	for (child = node->children; child != NULL; child = child->next)
		write_node(out, child, n > 0 ? &scopes[n - 1] : outer);
	text_adds(out, "</");
	write_name(out, node->ns, node->name);
	text_addc(out, '>');
	free(sorted);
	free(scopes);
}

void
node_write(struct text *out, const xmlNode *node, const char *ns)
{
	struct scope outer = { NULL, "", ns != NULL ? ns : "" };

	write_node(out, node, &outer);
}

void
node_write_children(struct text *out, const xmlNode *parent, const char *ns)
{
	const xmlNode *child;

	for (child = parent->children; child != NULL; child = child->next)
		node_write(out, child, ns);
}
