/* transform.h: the only door to libxslt: views made of an XML read model */
#ifndef GUIWEN_XML_TRANSFORM_H
#define GUIWEN_XML_TRANSFORM_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stddef.h>

/*
 * Apply an XSLT 1.0 stylesheet to a document and append what it makes, in the
 * form that its xsl:output asks for. Both are UTF-8 XML, `name` is what
 * messages call the sheet. The sheet can read and write nothing else: no
 * document(), import, include, no extension that touches files or the
 * network. 0, or -1 with err (ERR_SYNTAX, ERR_LIMIT, ERR_SYSTEM).
 */
int xml_transform(struct text *out, const struct text *sheet,
    const char *name, const struct text *model, struct err *err);

#endif
