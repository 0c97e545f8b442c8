/* xml.c: safe parsing and canonical form on libxml2 */
#include "engine/xml/xml.h"

#include "engine/base/mem.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_BYTES ((size_t)64 << 20)

static void *
resize(void *ptr, size_t size)
{
	return mem_resize(ptr, size, 1);
}

void
xml_prepare(void)
{
	(void)xmlMemSetup(free, mem_alloc, resize, mem_strdup);
	xmlInitParser();
}

/* What the SAX callbacks of one parse share. */
struct guard {
	startElementNsSAX2Func start_element;
	size_t nodes, max_nodes;
	bool doctype, too_many;
};

static void
stop(xmlParserCtxt *ctxt, bool *why)
{
	*why = true;
	xmlStopParser(ctxt);
}

static void
on_doctype(void *ctx, const xmlChar *name, const xmlChar *public_id,
    const xmlChar *system_id)
{
	xmlParserCtxt *ctxt = ctx;
	struct guard *guard = ctxt->_private;

	(void)name;
	(void)public_id;
	(void)system_id;
	stop(ctxt, &guard->doctype);
}

static void
on_element(void *ctx, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nnamespaces, const xmlChar **namespaces,
    int nattributes, int ndefaulted, const xmlChar **attributes)
{
	xmlParserCtxt *ctxt = ctx;
	struct guard *guard = ctxt->_private;

	guard->nodes += 2 + (size_t)nattributes;
	if (guard->nodes > guard->max_nodes) {
		stop(ctxt, &guard->too_many);
		return;
	}
	guard->start_element(ctx, name, prefix, uri, nnamespaces, namespaces,
	    nattributes, ndefaulted, attributes);
}

/* One line of libxml2's message, without its line end. */
static void
first_line(char *out, size_t size, const char *message)
{
	size_t len = strcspn(message, "\n");

	if (len >= size)
		len = size - 1;
	memcpy(out, message, len);
	out[len] = '\0';
}

static int
report(const xmlParserCtxt *ctxt, const struct guard *guard, const char *name,
    struct err *err)
{
	const xmlError *last = &ctxt->lastError;
	char text[512];

	if (guard->doctype)
		return err_set_at(err, ERR_SYNTAX, name, 0,
		    "%s has a DOCTYPE, which is not accepted in any document; "
		    "remove it", name);
	if (guard->too_many)
		return err_set_at(err, ERR_LIMIT, name, 0,
		    "%s has more than %zu XML nodes", name, guard->max_nodes);
	/* Where it finds no room for its input, or for the words of what is
	 * wrong with it, it says nothing at all. */
	if (ctxt->errNo == XML_ERR_NO_MEMORY || last->message == NULL)
		return err_set_at(err, ERR_SYSTEM, name, 0, "memory ran out "
		    "while %s was read", name);
	first_line(text, sizeof(text), last->message);
	return err_set_at(err, ERR_SYNTAX, name, last->line,
	    "%s, line %d: not well-formed XML: %s", name, last->line, text);
}

/*
 * Faults of an encoding do not belong to a parser for libxml2: it would print
 * them whatever the options say.
 */
static void
silent(void *arg, xmlError *error)
{
	(void)arg;
	(void)error;
}

static xmlDoc *
read_silently(xmlParserCtxt *ctxt, const char *bytes, size_t len)
{
	xmlStructuredErrorFunc before = xmlStructuredError;
	void *before_arg = xmlStructuredErrorContext;
	xmlDoc *doc;

	xmlSetStructuredErrorFunc(NULL, silent);
	doc = xmlCtxtReadMemory(ctxt, bytes, (int)len, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlSetStructuredErrorFunc(before_arg, before);
	return doc;
}

int
xml_parse(xmlDoc **out, const char *bytes, size_t len, const char *name,
    const struct xml_limits *limits, struct err *err)
{
	size_t max_bytes = limits != NULL && limits->bytes != 0 ?
	    limits->bytes : DEFAULT_BYTES;
	struct guard guard = { .max_nodes = limits != NULL &&
	    limits->nodes != 0 ? limits->nodes : XML_LIMIT_NODES };
	xmlParserCtxt *ctxt;
	xmlDoc *doc;
	int rc = 0;

	if (len > max_bytes || len > INT_MAX)
		return err_set_at(err, ERR_LIMIT, name, 0,
		    "%s is larger than %zu bytes", name, max_bytes);
	if (len == 0)
		return err_set_at(err, ERR_SYNTAX, name, 0, "%s is empty",
		    name);
	if ((ctxt = xmlNewParserCtxt()) == NULL)
		return err_set(err, ERR_SYSTEM, "out of memory");
	guard.start_element = ctxt->sax->startElementNs;
	ctxt->sax->startElementNs = on_element;
	ctxt->sax->internalSubset = on_doctype;
	ctxt->_private = &guard;
	doc = read_silently(ctxt, bytes, len);
	if (doc == NULL || guard.doctype || guard.too_many) {
		rc = report(ctxt, &guard, name, err);
		xmlFreeDoc(doc);
	} else {
		doc->_private = NULL;
		*out = doc;
	}
	xmlFreeParserCtxt(ctxt);
	return rc;
}

int
xml_canonical(struct text *out, xmlNode *node, struct err *err)
{
	xmlDoc *doc = NULL;
	xmlChar *bytes = NULL;
	xmlNode *copy;
	int len;

	if (node->type == XML_DOCUMENT_NODE) {
		len = xmlC14NDocDumpMemory((xmlDoc *)node, NULL,
		    XML_C14N_1_1, NULL, 0, &bytes);
	} else {
		doc = xmlNewDoc(BAD_CAST "1.0");
		copy = doc != NULL ? xmlDocCopyNode(node, doc, 1) : NULL;
		if (copy == NULL) {
			xmlFreeDoc(doc);
			return err_set(err, ERR_SYSTEM, "out of memory");
		}
		xmlDocSetRootElement(doc, copy);
		len = xmlC14NDocDumpMemory(doc, NULL, XML_C14N_1_1, NULL, 0,
		    &bytes);
		xmlFreeDoc(doc);
	}
	if (len < 0)
		return err_set(err, ERR_SYSTEM,
		    "libxml2 could not make the canonical form");
	text_add(out, bytes, (size_t)len);
	xmlFree(bytes);
	return 0;
}

bool
xml_has_name(const xmlNode *node, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp((const char *)node->name, *names) == 0)
			return true;
	return false;
}

bool
xml_is(const xmlNode *node, const char *ns, const char *name)
{
	if (node == NULL || node->type != XML_ELEMENT_NODE)
		return false;
	if (name != NULL && strcmp((const char *)node->name, name) != 0)
		return false;
	if (node->ns == NULL || node->ns->href == NULL)
		return ns == NULL;
	return ns != NULL && strcmp((const char *)node->ns->href, ns) == 0;
}

static xmlNode *
seek(xmlNode *node, const char *ns, const char *name)
{
	while (node != NULL && !xml_is(node, ns, name))
		node = node->next;
	return node;
}

xmlNode *
xml_child(const xmlNode *node, const char *ns, const char *name)
{
	return seek(node->children, ns, name);
}

xmlNode *
xml_next(const xmlNode *node, const char *ns, const char *name)
{
	return seek(node->next, ns, name);
}

size_t
xml_count(const xmlNode *node, const char *ns, const char *name)
{
	const xmlNode *child;
	size_t n = 0;

	for (child = xml_child(node, ns, name); child != NULL;
	    child = xml_next(child, ns, name))
		n++;
	return n;
}

/* libxml2 keeps an attribute's value as one text node unless entity
 * references were left in it, which xml_parse never does. */
static const char *
value_of(const xmlAttr *attr)
{
	if (attr->children == NULL)
		return "";
	return (const char *)attr->children->content;
}

const char *
xml_attr_ns(const xmlNode *node, const char *ns, const char *name)
{
	const xmlAttr *attr;

	for (attr = node->properties; attr != NULL; attr = attr->next) {
		const char *href = attr->ns != NULL ?
		    (const char *)attr->ns->href : NULL;

		if (attr->name[0] != (xmlChar)name[0] ||
		    strcmp((const char *)attr->name, name) != 0)
			continue;
		if (href == NULL ? ns == NULL :
		    ns != NULL && strcmp(href, ns) == 0)
			return value_of(attr);
	}
	return NULL;
}

const char *
xml_attr(const xmlNode *node, const char *name)
{
	return xml_attr_ns(node, NULL, name);
}

int
xml_int(const char *value, int64_t *out)
{
	long long n;
	char *end;

	errno = 0;
	n = strtoll(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0')
		return -1;
	*out = n;
	return 0;
}

int
xml_attr_int(const xmlNode *node, const char *name, int64_t missing,
    int64_t *out)
{
	const char *value = xml_attr(node, name);

	if (value != NULL)
		return xml_int(value, out);
	*out = missing;
	return 0;
}

void
xml_content(struct text *out, const xmlNode *node)
{
	const xmlNode *child;

	if (node->type == XML_TEXT_NODE ||
	    node->type == XML_CDATA_SECTION_NODE) {
		text_adds(out, (const char *)node->content);
		return;
	}
	if (node->type != XML_ELEMENT_NODE && node->type != XML_DOCUMENT_NODE)
		return;
	for (child = node->children; child != NULL; child = child->next)
		xml_content(out, child);
}
