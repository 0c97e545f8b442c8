/* tree.h: XML as a tree of our own: in an arena, quickly read and built */
#ifndef GUIWEN_XML_TREE_H
#define GUIWEN_XML_TREE_H

#include "engine/base/arena.h"
#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/xml/write.h"
#include "engine/xml/xml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xml_tree_attr {
	const char *name, *value;
	const char *ns, *prefix;	/* NULL: none */
	struct xml_tree_attr *next;
};

/* An element or a text. All of it lives in the arena that it was made in. */
struct xml_tree {
	const char *name;		/* local; NULL: it is a text */
	const char *ns, *prefix;	/* NULL: none */
	const char *text;
	bool cdata;			/* the text was a CDATA section */
	struct xml_tree_attr *attrs, *last_attr;
	struct xml_tree *parent, *first, *last, *next;
};

/*
 * Parse, and refuse, as xml_parse does; comments and processing instructions
 * are left out. What stands as xml_writer writes it is read without libxml2,
 * many times as fast; whatever else is XML takes the longer way and gives
 * the same tree. *out lives in the arena; the bytes are not kept.
 * 0, or -1 with err (see xml_parse).
 */
int xt_parse(struct xml_tree **out, struct arena *arena, const char *bytes,
    size_t len, const char *name, const struct xml_limits *limits,
    struct err *err);
/* A copy of an element of libxml2's and of what is below it. */
struct xml_tree *xt_of_node(struct arena *arena, const xmlNode *node);

/* A new element without namespace, the parent's last child (NULL: a root).
 * The strings are not copied. */
struct xml_tree *xt_add(struct arena *arena, struct xml_tree *parent,
    const char *name);
/* Its next attribute; each name once, ascending where it is to be written. */
void xt_set(struct arena *arena, struct xml_tree *node, const char *name,
    const char *value);
/* A tree that was built so, as an element of a document of namespace `ns`. */
void xt_write(struct xml_writer *w, const struct xml_tree *node,
    const char *ns);

/* These are like their namesakes in xml.h. */
bool xt_is(const struct xml_tree *node, const char *ns, const char *name);
struct xml_tree *xt_child(const struct xml_tree *node, const char *ns,
    const char *name);
struct xml_tree *xt_next(const struct xml_tree *node, const char *ns,
    const char *name);
const char *xt_attr(const struct xml_tree *node, const char *name);
int xt_attr_int(const struct xml_tree *node, const char *name,
    int64_t missing, int64_t *out);
void xt_content(struct text *out, const struct xml_tree *node);

#endif
