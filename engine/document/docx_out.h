/* docx_out.h: the parts of a .docx as they are written */
#ifndef GUIWEN_DOCUMENT_DOCX_OUT_H
#define GUIWEN_DOCUMENT_DOCX_OUT_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/document/document.h"

#include <stdbool.h>
#include <stddef.h>

/* Styles of paragraphs, in the order of docx_page.c. */
enum docx_paragraph {
	DOCX_BODY,		/* first line indented by two characters */
	DOCX_PLAIN,		/* not indented */
	DOCX_TITLE,
	DOCX_SUBTITLE,		/* captions, dates below the title */
	DOCX_MASTHEAD,
	DOCX_NUMBER,		/* 发文字号 */
	DOCX_CHAPTER,		/* 编, 章 */
	DOCX_SECTION,		/* 节 */
	DOCX_LEVEL_1,		/* 一、 as a heading */
	DOCX_LEVEL_2,		/* （一） as a heading */
	DOCX_LEVEL_3,		/* below */
	DOCX_LABEL,		/* 附件1 */
	DOCX_SIGNATURE,		/* signature and date, on the right */
	DOCX_IMPRINT,
	DOCX_CELL,
	DOCX_FOOTNOTE,
	DOCX_FORM,		/* in a form: what was filled in, */
	DOCX_FORM_LABEL,	/* and what it is */
	DOCX_FORM_HEADING,	/* above a form */
	DOCX_FORM_NUMBER,	/* on the right below the title */
	DOCX_FORM_NOTE,		/* small, below it */
	DOCX_PARAGRAPHS
};

/* How a run of characters looks. */
enum docx_look {
	DOCX_NORMAL,
	DOCX_NUM,		/* 第三条 */
	DOCX_STRUCK,
	DOCX_HIDDEN
};

/* What a tracked change says of a run, a paragraph's end or a row. */
enum docx_change { DOCX_KEPT, DOCX_INSERTED, DOCX_DELETED };

#define DOCX_FORM_COLUMNS 6	/* at most */

struct docx_out {
	struct text body, footnotes;
	const char *author, *date;	/* of changes; "" none */
	int changes, nfootnotes;	/* ids given so far */
	bool after_table;	/* another one must not follow at once */
	/* A form rather than an official document: narrower margins. On each
	 * page stand these words above its number; "" none. */
	bool form;
	const char *foot;
	int widths[DOCX_FORM_COLUMNS], column;	/* of the form that is open */
};

#define DOCX_OUT_INIT { TEXT_INIT, TEXT_INIT, "", "", 0, 0, false, \
    false, "", { 0 }, 0 }

/* Append with the escapes of XML; what is no XML character as U+FFFD. */
void docx_escape(struct text *out, const char *s, size_t len);

/*
 * A paragraph, its runs, its end. `new_page`: begins a page. `change` is that
 * of its end: a deleted one joins it to the next.
 */
void docx_open(struct docx_out *x, enum docx_paragraph style, bool new_page,
    enum docx_change change);
void docx_run(struct docx_out *x, enum docx_look look, enum docx_change change,
    const char *s, size_t len);
void docx_close(struct docx_out *x);
/* Inside a paragraph: a footnote, a text box; paragraphs parted by \n. */
void docx_footnote(struct docx_out *x, const char *s);
void docx_box(struct docx_out *x, const char *s);

/* A table, its rows, its cells; a cell is a paragraph. */
void docx_table_open(struct docx_out *x, int columns);
void docx_row_open(struct docx_out *x, enum docx_change change);
void docx_cell_open(struct docx_out *x);
void docx_cell_close(struct docx_out *x);
void docx_row_close(struct docx_out *x);
void docx_table_close(struct docx_out *x);

/*
 * A form: a table whose columns have these shares of the width and that keeps
 * them whatever stands in it; closed as any table. A row is not parted between
 * pages, a `head` is repeated on each; least_mm is its height (0: as needed).
 * A cell is one paragraph, its lines parted by \n.
 */
void docx_form_open(struct docx_out *x, const int *shares, int columns);
void docx_form_row(struct docx_out *x, bool head, int least_mm);
void docx_form_cell(struct docx_out *x, enum docx_paragraph style,
    const char *s, size_t len);

/*
 * Pack what was written into a .docx, appended to out, and release it.
 * 0, or -1 with err (ERR_SYSTEM).
 */
int docx_finish(struct docx_out *x, struct text *out, struct err *err);

/* docx_page.c: word/styles.xml, the page of GB/T 9704, names of styles. */
void docx_page_styles(struct text *out);
extern const char docx_section[], docx_form_section[];
const char *docx_style_id(enum docx_paragraph style);

/* docx_write.c: how the first line of a unit is set. */
enum docx_paragraph docx_unit_style(const struct unit *unit);

#endif
