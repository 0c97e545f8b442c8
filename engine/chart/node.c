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
namespace_named(struct session *s, const char *href, const char *prefix)
{
	xmlNs *own, *last = NULL;

	if (href == NULL || *href == '\0')
		return NULL;
	for (own = node_doc(s)->oldNs; own != NULL; own = own->next) {
		if (xmlStrEqual(own->href, BAD_CAST href) &&
		    (xmlStrEqual(own->prefix, BAD_CAST prefix) ||
		    strcmp(href, XML_NS) == 0))
			return own;
		last = own;
	}
	own = xmlNewNs(NULL, BAD_CAST href, BAD_CAST prefix);
	if (own == NULL || last == NULL)
		abort();
	last->next = own;
	return own;
}

static xmlNs *
namespace_of(struct session *s, const xmlNs *ns)
{
	return ns == NULL ? NULL : namespace_named(s, (const char *)ns->href,
	    (const char *)ns->prefix);
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

static void
add_tree(struct session *s, xmlNode *parent, const struct xml_tree *from,
    int depth)
{
	const struct xml_tree_attr *attr;
	const struct xml_tree *child;
	xmlNode *to;

	if (from->name == NULL) {
		node_add_text(s, parent, from->text);
		return;
	}
	if (depth > NODE_MAX_DEPTH)
		session_fail(s, LIMIT_DEPTH);
	if (s->system->failed)
		return;
	to = node_new(s, from->name);
	to->ns = namespace_named(s, from->ns, from->prefix);
	xmlAddChild(parent, to);
	for (attr = from->attrs; attr != NULL; attr = attr->next)
		add_attr(s, to, namespace_named(s, attr->ns, attr->prefix),
		    BAD_CAST attr->name, BAD_CAST attr->value);
	for (child = from->first; child != NULL; child = child->next)
		add_tree(s, to, child, depth + 1);
}

void
node_add_trees(struct session *s, xmlNode *parent, const struct xml_tree *first)
{
	for (; first != NULL; first = first->next)
		add_tree(s, parent, first, 1);
}
