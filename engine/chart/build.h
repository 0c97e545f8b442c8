/* build.h: what the parts of the chart's reader share */
#ifndef GUIWEN_CHART_BUILD_H
#define GUIWEN_CHART_BUILD_H

#include "engine/chart/chart_int.h"

/* A chart under construction. */
struct builder {
	struct chart *chart;
	const struct chart_loader *loader;
	int depth;		/* how many charts this one is inside of */
	xmlXPathContext *xpath;	/* compiles, never evaluates */
	struct expr **last_expr;
	struct datum **last_datum;
	struct invoke **last_invoke;
	struct err *err;
};

/* Refuse at a node's line; the format names the file and line itself. */
#define BUILD_BAD(b, node, fmt, ...)					\
	err_set_at((b)->err, ERR_SYNTAX, (b)->chart->file,		\
	    build_line(node), "%s, line %d: " fmt, (b)->chart->file,	\
	    build_line(node), __VA_ARGS__)
#define BUILD_UNSUPPORTED(b, node, fmt, ...)				\
	err_set_at((b)->err, ERR_UNSUPPORTED, (b)->chart->file,		\
	    build_line(node), "%s, line %d: " fmt, (b)->chart->file,	\
	    build_line(node), __VA_ARGS__)

int build_line(const xmlNode *node);

/*
 * Only these attributes (names separated by spaces) may stand on it without
 * a namespace; foreign ones may.
 */
int build_attributes(struct builder *b, const xmlNode *node,
    const char *allowed);
/* The attribute, which must be there and not be empty. NULL with err. */
const char *build_required(struct builder *b, const xmlNode *node,
    const char *attr);
/* Both may not stand together. */
int build_exclusive(struct builder *b, const xmlNode *node, const char *one,
    const char *other);
/*
 * The next child element of SCXML's from `child` on, foreign ones left out;
 * *out is NULL at the end. Stray text and unknown namespaces are refused.
 */
int build_child(struct builder *b, const xmlNode *parent,
    const xmlNode *child, const xmlNode **out);
/* It may have no child elements. */
int build_empty(struct builder *b, const xmlNode *node);
/* Does it hold anything but white space, comments and instructions? */
bool build_has_content(const xmlNode *node);

/* An expression; *out is NULL where the attribute is absent. */
int build_expr(struct builder *b, const xmlNode *node, const char *attr,
    struct expr **out);
/* One whose text is given: one name of a namelist. */
struct expr *build_expr_text(struct builder *b, const xmlNode *node,
    const char *attr, const char *text);
/* May the expression come to the nodes of _event, by whatever way? */
bool build_sees_event(const char *text);
/* A condition, the only expression that the null model has. */
int build_cond(struct builder *b, const xmlNode *node, struct expr **out);
int build_either(struct builder *b, const xmlNode *node, const char *attr,
    const char *expr_attr, struct either *out);
/* <param>, <content> and @namelist below or on the node; other children are
 * refused when `others` is false. */
int build_payload(struct builder *b, const xmlNode *node, bool others,
    struct payload *out);
int build_donedata(struct builder *b, const xmlNode *node,
    struct payload **out);
/* The children of the node as executable content. */
int build_content(struct builder *b, const xmlNode *node,
    struct action **out);
/* The same for one child. */
int build_action(struct builder *b, const xmlNode *node,
    struct action **out);
int build_invoke(struct builder *b, const xmlNode *node, int state,
    struct invoke **out);
int build_datamodel(struct builder *b, const xmlNode *node, int state);

/* The structure: states and transitions. */
int build_states(struct builder *b, const xmlNode *root);
/* Numbers, targets, domains, entry sets, event classes. */
int build_tables(struct builder *b);
int build_classes(struct builder *b);

#endif
