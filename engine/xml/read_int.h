/* read_int.h: the parts of the reader that the trees are read with */
#ifndef GUIWEN_XML_READ_INT_H
#define GUIWEN_XML_READ_INT_H

#include "engine/xml/read.h"

/*
 * The value at `s` that ends with this character ('"': of an attribute; '<':
 * a text); *close is set to where that stands, NULL where it does not. NULL
 * where the value is not as the writer would have written it.
 */
const char *xr_value(struct xml_reader *r, const char *s, char end,
    const char **close);
/* These bytes of the reader's as a string. The one behind them must have been
 * read: its place in the copy is the NUL's. */
char *xr_piece(struct xml_reader *r, const char *s, size_t len);

#endif
