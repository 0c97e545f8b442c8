/* html.c: safe parsing of web pages on libxml2's HTML parser */
#include "engine/xml/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include <limits.h>

#define DEFAULT_BYTES ((size_t)64 << 20)
#define DEFAULT_NODES ((size_t)1000000)
#define DEPTH_MAX 200	/* libxml2 itself stops at 256 */

struct guard {
	startElementSAXFunc start_element;
	size_t nodes, max_nodes;
	bool too_many, too_deep;
};

static void
on_element(void *ctx, const xmlChar *name, const xmlChar **attributes)
{
	xmlParserCtxt *ctxt = ctx;
	struct guard *guard = ctxt->_private;
	const xmlChar **a;

	guard->nodes += 2;
	for (a = attributes; a != NULL && *a != NULL; a += 2)
		guard->nodes++;
	guard->too_many |= guard->nodes > guard->max_nodes;
	guard->too_deep |= ctxt->nodeNr > DEPTH_MAX;
	if (guard->too_many || guard->too_deep)
		xmlStopParser(ctxt);
	else
		guard->start_element(ctx, name, attributes);
}

static void
silent(void *arg, xmlError *error)
{
	(void)arg;
	(void)error;
}

static xmlDoc *
read_silently(htmlParserCtxtPtr ctxt, const char *bytes, size_t len)
{
	xmlStructuredErrorFunc before = xmlStructuredError;
	void *before_arg = xmlStructuredErrorContext;
	xmlDoc *doc;

	xmlSetStructuredErrorFunc(NULL, silent);
	doc = htmlCtxtReadMemory(ctxt, bytes, (int)len, NULL, "UTF-8",
	    HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
	    HTML_PARSE_IGNORE_ENC);
	xmlSetStructuredErrorFunc(before_arg, before);
	return doc;
}

int
html_parse(xmlDoc **out, const char *bytes, size_t len, const char *name,
    const struct xml_limits *limits, struct err *err)
{
	size_t max_bytes = limits != NULL && limits->bytes != 0 ?
	    limits->bytes : DEFAULT_BYTES;
	struct guard guard = { .max_nodes = limits != NULL &&
	    limits->nodes != 0 ? limits->nodes : DEFAULT_NODES };
	htmlParserCtxtPtr ctxt;
	xmlDoc *doc;
	int rc = 0;

	if (len > max_bytes || len > INT_MAX)
		return err_set_at(err, ERR_LIMIT, name, 0,
		    "%s is larger than %zu bytes", name, max_bytes);
	if ((ctxt = htmlNewParserCtxt()) == NULL)
		return err_set(err, ERR_SYSTEM, "out of memory");
	guard.start_element = ctxt->sax->startElement;
	ctxt->sax->startElement = on_element;
	ctxt->_private = &guard;
	doc = read_silently(ctxt, bytes, len);
	if (guard.too_many)
		rc = err_set_at(err, ERR_LIMIT, name, 0, "%s has more than "
		    "%zu elements and attributes; no page with a normative "
		    "document has so many.", name, guard.max_nodes);
	else if (guard.too_deep)
		rc = err_set_at(err, ERR_LIMIT, name, 0, "%s nests elements "
		    "more than %d deep; save its text as .docx or .txt.",
		    name, DEPTH_MAX);
	else if (doc == NULL || ctxt->disableSAX != 0)
		rc = err_set_at(err, ERR_UNREADABLE, name, 0, "%s cannot be "
		    "read as a web page to its end; save its text as .docx "
		    "or .txt.", name);
	if (rc == 0) {
		doc->_private = NULL;
		*out = doc;
	} else {
		xmlFreeDoc(doc);
	}
	htmlFreeParserCtxt(ctxt);
	return rc;
}
