/*
 * docx_plain.h: does a Word file show all that it says, and nothing else?
 *
 * As for web pages (html_plain.c): what is known to leave every word where it
 * stands is let through; all else is told of and bars the file from being
 * issued.
 */
#ifndef GUIWEN_DOCUMENT_DOCX_PLAIN_H
#define GUIWEN_DOCUMENT_DOCX_PLAIN_H

#include "engine/document/docx_int.h"

struct docx_plain {
	struct docx *x;
	int paragraph;		/* "line" of messages; 0 none */
	const xmlNode *at;	/* whose words they quote, or NULL */
	int told;
	const xmlNode *colours;	/* a:clrScheme of the theme, or NULL */
	struct text code;	/* of the field that is being read */
	bool in_code;		/* of a field */
	int fields, contents;	/* open ones; which of them is the contents */
	const struct docx_style *style;	/* of the paragraph in hand */
	long fixed_line;	/* the height of its lines, or 0 */
	int floating;		/* tables that float, so far */
	bool header;		/* page headers and footers are in hand */
	/* told of each style that is used, or NULL */
	void (*on_style)(struct docx_plain *plain, const char *id);
};

/* A warning at the paragraph in hand. */
void docx_plain_tell(struct docx_plain *plain, const char *words,
    const char *reason);

/* Is there nothing in a run, a paragraph or a cell that people could see or
 * not, no words, no picture and no number? Word ends each table with such a
 * paragraph, which many make as small as can be; forms have such cells. */
bool docx_plain_is_empty(const struct docx_plain *plain, const xmlNode *node);

/* docx_plain_look.c: properties; NULL: none. */
void docx_plain_run(struct docx_plain *plain, const xmlNode *rpr);
void docx_plain_paragraph(struct docx_plain *plain, const xmlNode *ppr);
/* Of a table, a row, a cell. */
void docx_plain_table(struct docx_plain *plain, const xmlNode *properties);
void docx_plain_section(struct docx_plain *plain, const xmlNode *sectpr);
/* Is that colour of the theme (tx1, accent1) dark enough for words? */
bool docx_plain_theme_ink(const struct docx_plain *plain, const char *name);
void docx_plain_background(struct docx_plain *plain, const xmlNode *node);

#endif
