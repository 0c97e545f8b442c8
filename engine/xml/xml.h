/* xml.h: the only door to libxml2's parser: safe parsing, canonical form */
#ifndef GUIWEN_XML_XML_H
#define GUIWEN_XML_XML_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <libxml/tree.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XML_LIMIT_NODES ((size_t)2000000)

/* What a parsed document may hold; 0 is the default in brackets. */
struct xml_limits {
	size_t bytes;		/* of input [64 MiB] */
	size_t nodes;		/* elements, text nodes, ... [2 000 000] */
};

/*
 * Once in a program, before its threads: libxml2 takes its memory from
 * engine/base/mem.h, and aborts like all else where there is none. By itself it
 * goes on, and may end a text where its memory ended and call that malformed.
 */
void xml_prepare(void);

/*
 * Parse `len` bytes (any encoding that XML names itself; not kept). No
 * network, no DTD: a DOCTYPE is refused, so are entities other than XML's
 * five, nesting beyond 256 and what goes over the limits (NULL: defaults).
 * XInclude stays inert. `name` is what messages call the input. *out is the
 * caller's: xmlFreeDoc(). Unchanged on failure.
 * 0, or -1 with err (ERR_SYNTAX with line, ERR_LIMIT).
 */
int xml_parse(xmlDoc **out, const char *bytes, size_t len, const char *name,
    const struct xml_limits *limits, struct err *err);

/*
 * Append the canonical form (C14N 1.1, without comments) of a document, or
 * of an element and what is below it as a document of its own.
 * 0, or -1 with err (ERR_SYSTEM).
 */
int xml_canonical(struct text *out, xmlNode *node, struct err *err);

/* Is it an element of this namespace and local name? NULL ns: no namespace;
 * name NULL: any name. */
bool xml_is(const xmlNode *node, const char *ns, const char *name);
/* Is its local name, in whatever namespace, one of these? NULL ends them. */
bool xml_has_name(const xmlNode *node, const char *const *names);
/* First child element, next sibling element; NULL where there is none.
 * name NULL: any name. */
xmlNode *xml_child(const xmlNode *node, const char *ns, const char *name);
xmlNode *xml_next(const xmlNode *node, const char *ns, const char *name);
/* How many child elements of that name. */
size_t xml_count(const xmlNode *node, const char *ns, const char *name);

/*
 * The value of an attribute without namespace (xml_attr) or in one
 * (xml_attr_ns); NULL where it is absent. Borrowed from the tree.
 */
const char *xml_attr(const xmlNode *node, const char *name);
const char *xml_attr_ns(const xmlNode *node, const char *ns, const char *name);
/* A whole number that fits; `missing` where the attribute is absent; -1
 * where it is no such number (out unchanged). */
int xml_attr_int(const xmlNode *node, const char *name, int64_t missing,
    int64_t *out);
/* A whole number that fits, wholly; else -1. */
int xml_int(const char *value, int64_t *out);
/* Append the text of a node and all below it. */
void xml_content(struct text *out, const xmlNode *node);

#endif
