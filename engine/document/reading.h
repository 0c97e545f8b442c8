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
	size_t quote_bytes;	/* that may be looked at for closing marks */
	bool quotation;		/* these lines are a quotation's */
	struct span spans[SPANS_MAX];
	size_t nspans;
};

/*
 * Traditional characters (fold.c). While a text is read its lines hold the
 * simplified forms of those that structure is told by; each of them takes as
 * many bytes, and fold_undo() puts every one back.
 */
#define FOLD_PAIRS 128
struct fold {
	bool used[FOLD_PAIRS];
	bool any;
};
void fold_lines(struct fold *fold, struct document *d, struct line *lines,
    size_t n);
void fold_undo(const struct fold *fold, struct document *d);

/* Text whose paragraphs run on in one line is parted at 第二条, （二） where
 * the numbers say so (runon.c). *lines is replaced. */
void runon_split(struct document *d, struct line **lines, size_t *n);
/* Line `line` up to its byte `at`, the rest as *rest. */
void line_split(struct document *d, struct line *line, struct line *rest,
    size_t at);

/* Is every character of the lines in the document, in its order, and no other
 * (whole.c)? White space does not count. */
bool document_is_whole(const struct document *d, const struct lines *lines);

/* What a line is by itself (linekind.c). */
bool line_is_date(const char *text);
bool line_is_signature(const char *text);
bool line_is_person(const char *text);	/* 市长　某某, who signs */
bool line_is_imprint(const char *text);
bool line_is_remark(const char *text);
bool line_is_contents(const char *text);	/* 目录 */
bool line_is_number(const char *text);	/* 发文字号, 签发人 behind it */
/* Does it rule something? What an issue adds to a text does not: such a line
 * is of the text, whatever it looks like. */
bool line_rules(const char *text);
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

/* Quotations of several lines (quotes.c). */
#define QUOTE_BYTES_MAX (64u << 20)
bool quote_stays_open(const char *text);
/* How many lines a quotation has that begins with line i, after the words
 * `before`; one that is opened in line i, from the next line on. 0 none. */
size_t quote_lines(struct reading *r, size_t i, size_t to,
    const char *before);
size_t quote_lines_after(struct reading *r, size_t i, size_t to);
/* From line i on, does a closing mark come before an opening one? */
bool quote_closes_first(const struct reading *r, size_t i, size_t to);
/* A quotation of several lines that begins behind 修改为： begins a line of
 * its own. *lines is replaced. */
void quotes_split(struct document *d, struct line **lines, size_t *n);

/* Marks of the lines and where the next ones are (structure.c). */
void reading_index(struct reading *r);
void reading_release(struct reading *r);
/* What a line begins with, behind the quotation mark in a quotation. */
void reading_mark(const struct reading *r, const char *text,
    struct mark *out);

/* Where other texts begin in the file (spans.c). Front matter of the main
 * text ends at `body`. */
void spans_find(struct reading *r, size_t body);
/* Units of a span's body, below `root` (units.c). */
void units_read(struct reading *r, const struct span *span,
    struct unit *root);
/* Warn of what stands around the text and says more than such things do
 * (surround.c). */
void surround_check(struct document *document);
/* Number, dates, issuer (metadata.c); given_* from the file's own metadata. */
void metadata_read(struct document *document);

#endif
