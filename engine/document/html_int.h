/* html_int.h: what the modules that read web pages share */
#ifndef GUIWEN_DOCUMENT_HTML_INT_H
#define GUIWEN_DOCUMENT_HTML_INT_H

#include "engine/document/document_int.h"
#include "engine/xml/xml.h"

enum html_kind {
	HTML_INLINE,		/* and whatever is not known */
	HTML_BLOCK,
	HTML_HEADING,
	HTML_BREAK,
	HTML_LIST,
	HTML_ITEM,
	HTML_TABLE,
	HTML_ROW,
	HTML_CELL,
	HTML_PRE,
	HTML_CHROME,		/* by its name a menu, a footer */
	HTML_GONE,		/* script, style: no words of the text */
	HTML_CONTROL,		/* buttons and fields */
	HTML_FRAME,		/* another page or program in the page */
	HTML_PICTURE,
	HTML_READING,		/* pronunciation beside ruby text */
	HTML_DELETED,
	HTML_INSERTED,
	HTML_STRUCK
};

/* What is known of an element and all below it; node->_private. */
struct html_stat {
	size_t chars, links;	/* without white space; those in links */
	size_t nlinks, sentences, parts;	/* 。; blocks and breaks */
	bool left_out;		/* beside the document: menu, footer */
	bool layout;		/* a table that only arranges the page */
};

/* Words beside those in hand: struck out, hidden. */
struct html_aside {
	enum aside_kind kind;
	size_t at;		/* bytes into the line in hand */
	const char *text;
	struct html_aside *next;
};

struct html {
	struct document *d;
	struct lines *lines;
	const char *name;
	struct text line;	/* being put together */
	struct html_aside *asides, **last;	/* of it */
	int no, heading;	/* where it began; the level of a heading */
	size_t number;		/* bytes of an item's number that still waits
				   for the item's first words */
	bool blank, blank_line;	/* white space waits, with a line end */
	bool pre, cell;
	bool hidden, pictures, frames, controls, tracked, struck, scripts,
	    own_numbers, too_many;
};

/* html_text.c: the words of elements, as lines. */
enum html_kind html_kind(const xmlNode *node);
bool html_is(const xmlNode *node, const char *name);
/* Is it not shown at all (hidden, display: none)? */
bool html_hidden(const xmlNode *node);
void html_walk(struct html *h, const xmlNode *node);
/* End the line in hand. */
void html_flush(struct html *h);
/* The lines of an element by itself; lines->at is the caller's: free(). */
void html_lines_of(struct html *h, const xmlNode *node, struct lines *lines);

/* html_source.c: warn of a source that programs do not all read alike. */
void html_check_source(struct document *document, const char *text);
/* html_plain.c: warn of whatever may change what people see of a page. What
 * the page may call its encoding begins with `charset` (NULL: anything). */
void html_check_plain(struct document *document, const xmlNode *root,
    const char *charset);

/* html_style.c: does a style leave all words to be seen? Else its property
 * that may not is put into odd. */
#define HTML_ODD_MAX 64
bool html_style_is_plain(const xmlNode *node, const char *style,
    char odd[HTML_ODD_MAX]);
/* Is it a colour for words, or else for what is behind them? */
bool html_colour(const char *value, bool ink);

/*
 * html_content.c: which part of a page is the document. Sets the stats of
 * all elements below body and marks what is left out, with a note for each;
 * -1 with err where the mark of a secret is among it (ERR_SECRET).
 */
int html_find_content(struct html *h, xmlNode *body, struct err *err);
struct html_stat *html_stat(const xmlNode *node);

#endif
