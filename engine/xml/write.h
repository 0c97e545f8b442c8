/* write.h: writing XML that is canonical as it is written */
#ifndef GUIWEN_XML_WRITE_H
#define GUIWEN_XML_WRITE_H

#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define XML_WRITE_DEPTH 64

/*
 * A writer whose output is its own canonical form (C14N 1.1): no XML
 * declaration, empty elements written as a pair, attributes in order of
 * their names, canonical escapes. An element that holds only elements has
 * each of them on a line of its own, indented by a tab a level; one that
 * holds text is kept on one line. Records, states and texts are written so:
 * the bytes that are stored, hashed and signed are the same, and a line diff
 * reads well.
 *
 * Element and attribute names are literals of ours; the order of attributes
 * and the nesting are asserted. Text must be UTF-8 of XML characters: what
 * is not becomes U+FFFD and sets `replaced`, so the caller of unchecked text
 * looks at it.
 */
struct xml_writer {
	struct text *out;
	int depth;
	bool open;		/* the start tag still takes attributes */
	bool replaced;		/* some character was no XML character */
	const char *last_attr;
	struct {
		const char *name, *ns;
		bool has_text, has_child;
	} stack[XML_WRITE_DEPTH];
};

/* Appends to out, which stays the caller's and outlives the writer. */
void xw_init(struct xml_writer *w, struct text *out);
/* A new element. ns NULL: its parent's namespace (none at the root). Inside
 * an element that already holds text nothing is indented. */
void xw_open(struct xml_writer *w, const char *name, const char *ns);
/* An attribute of the element just opened, names ascending; a NULL value
 * writes nothing. The name may not have a prefix other than "xml:". */
void xw_attr(struct xml_writer *w, const char *name, const char *value);
void xw_attr_int(struct xml_writer *w, const char *name, int64_t value);
void xw_attrf(struct xml_writer *w, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void xw_text(struct xml_writer *w, const char *s);
void xw_text_n(struct xml_writer *w, const char *s, size_t len);
/* Mark the open element as one that holds text, though it starts with a
 * child: nothing is indented in it. */
void xw_mixed(struct xml_writer *w);
/* A canonical fragment that stands on its own (declares its namespaces),
 * byte for byte, as a child element on a line of its own. */
void xw_fragment(struct xml_writer *w, const char *bytes, size_t len);
/* What such a writer wrote at this place, from behind the element before it
 * (or behind the start tag) on: with the line break, byte for byte. */
void xw_copy(struct xml_writer *w, const char *bytes, size_t len);
void xw_close(struct xml_writer *w);
/* <name>text</name>, nothing when text is NULL. */
void xw_element(struct xml_writer *w, const char *name, const char *text);

#endif
