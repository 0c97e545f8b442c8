/* read.h: reading back the canonical XML that write.h writes */
#ifndef GUIWEN_XML_READ_H
#define GUIWEN_XML_READ_H

#include "engine/base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A reader of the one form that xml_writer writes: no declaration, comment,
 * CDATA section, prefix or empty-element tag, attributes in double quotes,
 * the seven canonical escapes and no other. States and acts are read a
 * million times by an audit; this is several times as fast as a tree, and
 * what it refuses, the writer has not written. What comes from elsewhere is
 * read with xml_parse.
 *
 * The first thing that is not of this form, or not what the caller asks
 * for, sets `broken`; from then on every call answers false or NULL, so the
 * caller may look once, at the end.
 */
struct xml_reader {
	const char *begin, *at, *end;
	struct arena *arena;	/* of the strings that are handed out */
	char *copy;		/* of all bytes there: these strings; or NULL */
	bool broken;
};

/* bytes stay the caller's and outlive the reader. Bytes that are no UTF-8
 * text of XML characters are broken from the start. */
void xr_init(struct xml_reader *r, const char *bytes, size_t len,
    struct arena *arena);
/* Is the next thing, blanks aside, the start tag of this element? */
bool xr_peek(struct xml_reader *r, const char *name);
/* The same, and go in: its attributes come next. False: not there, and the
 * reader stays where it is. */
bool xr_open(struct xml_reader *r, const char *name);
/* The next attribute of the element just opened: its name (to compare with
 * xr_is) and its decoded value. False: there are no more; content is next. */
bool xr_attr(struct xml_reader *r, const char **name, size_t *len,
    const char **value);
/* Is the next attribute of the element this one? Then its value, as above;
 * else (or where that is broken) false, and the reader stays. */
bool xr_attr_is(struct xml_reader *r, const char *name, size_t len,
    const char **value);
bool xr_is(const char *name, size_t len, const char *want);
/* The text up to the next tag, decoded. */
const char *xr_text(struct xml_reader *r);
/* The end tag must be next, blanks aside. */
bool xr_close(struct xml_reader *r, const char *name);
/* The bytes of the next element, whole, if it has this name: it must declare
 * its own namespace to stand on its own. NULL: it is not there. */
const char *xr_raw(struct xml_reader *r, const char *name, size_t *len);
/* Nothing is left, and nothing was broken. */
bool xr_end(struct xml_reader *r);
/* Where the reader is, for messages: a line, from 1. */
int xr_line(const struct xml_reader *r);

#endif
