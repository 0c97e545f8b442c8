/* odt_int.h: what the modules that read OpenDocument texts share */
#ifndef GUIWEN_DOCUMENT_ODT_INT_H
#define GUIWEN_DOCUMENT_ODT_INT_H

#include "engine/document/document_int.h"
#include "engine/xml/xml.h"

#define ODF "urn:oasis:names:tc:opendocument:xmlns:"
#define ODF_OFFICE ODF "office:1.0"
#define ODF_STYLE ODF "style:1.0"
#define ODF_TEXT ODF "text:1.0"
#define ODF_TABLE ODF "table:1.0"
#define ODF_DRAW ODF "drawing:1.0"
#define ODF_FO ODF "xsl-fo-compatible:1.0"
#define ODF_DC "http://purl.org/dc/elements/1.1/"

#define ODT_LEVELS 10

/* A paragraph or text style: what of it matters here. */
struct odt_style {
	const char *name;	/* "p" or "t" before it: its family */
	size_t order;		/* of reading: the later one counts */
	const char *parent;	/* NULL none */
	const char *list;	/* list style; "" none, NULL not said */
	int outline;		/* level of a heading; 0 none, -1 not said */
	int hidden, struck;	/* 1 yes, 0 no, -1 not said */
};

struct odt_styles;
struct odt_list;

/* Something said beside the line in hand. */
struct odt_aside {
	enum aside_kind kind;
	size_t at;
	const char *mark, *text;
	struct odt_aside *next;
};

struct odt {
	struct document *d;
	struct lines *lines;
	const char *name;
	struct odt_styles *styles;
	const xmlNode *changes;	/* text:tracked-changes; NULL none */
	bool original;		/* the text before the tracked changes */
	bool header;		/* in page headers and footers */
	char within;		/* what parts the paragraphs of a cell, a
				   note; NUL in the text itself */
	bool joining;		/* the paragraph in hand goes on */
	bool skipping;		/* inside a tracked insertion, in original */
	int paragraphs;		/* so far: "lines" of messages */
	struct text line;	/* being put together */
	int heading;
	struct odt_aside *asides, **last;
	struct text boxes;	/* text boxes anchored in it, a line each */
	struct odt_list *list;	/* the one that began last */
	struct odt_list *outline;	/* of headings */
	int nlists;
	bool tracked, hidden, struck, boxed, pictures, linked, too_many;
};

/* odt_styles.c: styles and lists. */
struct odt_styles *odt_styles_new(void);
void odt_styles_free(struct odt_styles *styles);
/* Take the styles below office:styles or office:automatic-styles; those that
 * come later replace those of the same name. */
void odt_styles_read(struct odt_styles *styles, struct arena *arena,
    const xmlNode *parent);
void odt_styles_ready(struct odt_styles *styles);
/* Through its parents; "" and 0 where nothing says anything. */
const char *odt_style_list(const struct odt_styles *styles,
    const char *paragraph_style);
int odt_style_outline(const struct odt_styles *styles,
    const char *paragraph_style);
bool odt_style_hidden(const struct odt_styles *styles, char family,
    const char *name);
bool odt_style_struck(const struct odt_styles *styles, char family,
    const char *name);

/* odt_lists.c: the numbers that a reader sees. */
/*
 * The list that a text:list begins or goes on with (continue-list,
 * continue-numbering); `outer` is the list it is nested in, NULL none. A nested
 * one counts anew after words of its item; without any it only goes on.
 */
struct odt_list *odt_list_begin(struct odt *x, const xmlNode *node,
    struct odt_list *outer, const char *style, int level, bool anew);
/* Count an item and append its number; start is -1 where the item has none
 * of its own. Style: the item's, else the list's. */
void odt_list_number(struct odt *x, struct odt_list *list, const char *style,
    int level, int start, struct text *out);
/* The same for headings outside of lists, by the outline style or `style`. */
void odt_heading_number(struct odt *x, const xmlNode *node,
    const char *style, int level, struct text *out);
/* The list of that id, begun where there is none. */
struct odt_list *odt_list_named(struct odt *x, const char *id,
    const char *style);
int odt_int(const char *s, int missing);

/* odt_plain.c: warn of whatever may show other words than were read: of the
 * root of the text, and of that of the styles (the same in a flat file). */
void odt_check_plain(struct odt *x, const xmlNode *root,
    const xmlNode *shared);

/* odt_text.c: blocks and words. */
void odt_blocks(struct odt *x, const xmlNode *parent);
void odt_flush(struct odt *x);

/* A level of a list style. */
struct odt_level {
	const char *format, *prefix, *suffix;	/* NULL format: no number */
	const char *pattern;	/* num-list-format: 第%1%条; NULL none */
	int start, display;
	bool gap;		/* a tab or space follows */
};
const struct odt_level *odt_level(const struct odt_styles *styles,
    const char *list_style, int level);

#endif
