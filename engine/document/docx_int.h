/* docx_int.h: what the modules that read .docx share */
#ifndef GUIWEN_DOCUMENT_DOCX_INT_H
#define GUIWEN_DOCUMENT_DOCX_INT_H

#include "engine/document/document_int.h"
#include "engine/document/zip.h"
#include "engine/xml/xml.h"

#define DOCX_FIELDS_MAX 32

/* A style: what of it matters here. */
struct docx_style {
	const char *id, *based_on;
	int num_id, ilvl;	/* -1: not said */
	int outline;		/* -1; 0 is the outermost heading */
	bool title;
};

struct docx_numbering;

struct docx {
	struct document *d;
	struct lines *lines;
	struct zip *zip;
	const char *name;
	const char *w;		/* the WordprocessingML namespace in use */
	struct docx_style *styles;
	size_t nstyles, styles_cap;
	struct docx_numbering *numbering;
	int paragraphs;		/* so far: "lines" of messages */
	struct text pending;	/* of a paragraph whose end was deleted */
	struct text boxes;	/* text boxes of the paragraph in hand */
	struct {
		bool in_code;	/* between begin and separate */
	} fields[DOCX_FIELDS_MAX];
	int nfields;
	int box_depth;
	bool tracked, hidden, boxed, pictures, commented, empty_number;
	int footnotes;
};

/* val of a child element of that name, NULL where there is none */
const char *docx_val(const struct docx *x, const xmlNode *node,
    const char *child);
int docx_int(const char *s, int missing);

/* docx_numbering.c: from numbering.xml (root may be NULL: none). */
struct docx_numbering *docx_numbering_new(const struct docx *x,
    const xmlNode *root);
void docx_numbering_free(struct docx_numbering *numbering);
/*
 * Count a paragraph and append the number that a reader sees before it,
 * nothing where it has none. style may be NULL.
 */
void docx_numbering_next(struct docx *x, const xmlNode *ppr,
    const struct docx_style *style, struct text *out);

/* docx_text.c: the words of a paragraph. */
void docx_paragraph_text(struct docx *x, const xmlNode *paragraph,
    struct text *out);

const struct docx_style *docx_style(const struct docx *x, const char *id);

#endif
