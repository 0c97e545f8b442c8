/* reading.h: what is known of the lines while units are made of them */
#ifndef GUIWEN_DOCUMENT_READING_H
#define GUIWEN_DOCUMENT_READING_H

#include "engine/document/document_int.h"
#include "engine/document/mark.h"

#define SPANS_MAX 400

enum span_kind {
	SPAN_MAIN,
	SPAN_PRINTED,		/* a text that a notice prints */
	SPAN_ANNEX		/* 附件 */
};

/* Lines from..to (without to) of one text. */
struct span {
	enum span_kind kind;
	size_t from, to;
	size_t body;		/* where front matter ends */
	size_t closing;		/* where signature, date, imprint begin */
};

struct reading {
	struct document *d;
	const struct line *lines;
	size_t n;
	struct mark *marks;
	bool *annex_list;	/* the line belongs to a list of annexes */
	size_t *next_mark;	/* first line after this one with a mark */
	size_t *next_article;	/* ... with 第N条 that is no reference */
	struct span spans[SPANS_MAX];
	size_t nspans;
};

/* What a line is by itself (linekind.c). */
bool line_is_date(const char *text);
bool line_is_signature(const char *text);
bool line_is_person(const char *text);	/* 市长　某某, who signs */
bool line_is_imprint(const char *text);
bool line_is_remark(const char *text);
bool line_is_contents(const char *text);	/* 目录 */
bool line_is_title_like(const struct reading *r, size_t i);
bool line_is_caption(const char *text);
/* Is it a heading 第N章 rather than a sentence that begins so? */
bool line_is_heading(const struct reading *r, size_t i);
/* A signature and a date on one line; where the date begins in *at. */
bool line_is_signed_date(const char *text, size_t *at);

/* Titles (front.c). */
bool title_is_complete(const char *title);
bool title_goes_on(const char *so_far, const struct reading *r, size_t next);

/* The front matter of a span: fills part->front, sets span->body. The title's
 * lines, joined, in *title. */
void front_read(struct reading *r, struct span *span, struct part *part,
    const char **title);
/* Its closing, from the end backwards: sets span->closing; and its pieces. */
void closing_find(struct reading *r, struct span *span);
void closing_read(struct reading *r, const struct span *span,
    struct part *part);

/* Where other texts begin in the file (spans.c). Front matter of the main
 * text ends at `body`. */
void spans_find(struct reading *r, size_t body);
/* Units of a span's body, below part->unit (units.c). */
void units_read(struct reading *r, const struct span *span, struct part *part);
/* Number, dates, issuer (metadata.c); given_* from the file's own metadata. */
void metadata_read(struct document *document);

#endif
