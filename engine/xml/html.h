/* html.h: safe parsing of web pages */
#ifndef GUIWEN_XML_HTML_H
#define GUIWEN_XML_HTML_H

#include "engine/base/err.h"
#include "engine/xml/xml.h"

#include <libxml/tree.h>

#include <stddef.h>

/*
 * Parse a web page, as forgiving as browsers are: `len` bytes of UTF-8
 * whatever the page says of its encoding, not kept. No network, nothing is
 * loaded or run; element names come in lower case and without namespace.
 * Nesting beyond 200 and what goes over the limits (NULL: defaults) is
 * refused, never cut off. `name` is what messages call the input. *out is
 * the caller's: xmlFreeDoc(). Unchanged on failure.
 * 0, or -1 with err (ERR_UNREADABLE, ERR_LIMIT).
 */
int html_parse(xmlDoc **out, const char *bytes, size_t len, const char *name,
    const struct xml_limits *limits, struct err *err);

#endif
