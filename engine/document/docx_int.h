/* docx_int.h: what the modules that read .docx share */
#ifndef GUIWEN_DOCUMENT_DOCX_INT_H
#define GUIWEN_DOCUMENT_DOCX_INT_H

#include "engine/document/document_int.h"
#include "engine/document/opc.h"
#include "engine/xml/xml.h"

/* The strict form's namespace is changed into this one (opc.h). */
#define W_NS "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define R_NS "http://schemas.openxmlformats.org/officeDocument/2006/" \
	"relationships"
#define MC_NS "http://schemas.openxmlformats.org/markup-compatibility/2006"

#define DOCX_FIELDS_MAX 32
#define DOCX_CHAIN_MAX 32	/* styles that are based on one another */

/* What formatting does to whether words are seen; -1: not said. */
struct docx_look {
	int hidden, struck;
	int white, tiny;	/* written so that nobody can read it */
};

/* A style: what of it matters here, its bases' already in it. */
struct docx_style {
	const char *id, *based_on;
	const struct docx_style *base;
	int num_id, ilvl;	/* -1: not said */
	int outline;		/* -1; 0 is the outermost heading */
	bool title, is_default;
	struct docx_look look;
	const xmlNode *node;	/* as it stands in the file */
	bool used;		/* looked at by docx_plain.c */
};

struct docx_styles {
	struct docx_style *at;	/* by id */
	size_t n, cap;
	const struct docx_style *paragraph;	/* the default one, or NULL */
	struct docx_look look;	/* of the document's defaults */
};

/* Words with what stands beside them or is not shown, in their places. */
struct docx_words {
	struct text text;
	struct asides asides;
	struct {
		bool open;
		enum aside_kind kind;
		size_t at;
		struct text text;
	} aside;		/* the one that is being written */
};

#define DOCX_WORDS_INIT { TEXT_INIT, { NULL, NULL }, \
	{ false, ASIDE_HIDDEN, 0, TEXT_INIT } }

struct docx_field {
	bool in_code;		/* between begin and separate */
	bool result;		/* there was a separate */
	const xmlNode *begin;
	struct text code;
};

/* The text, a text box, a footnote, a page header: each is read by itself. */
struct docx_story {
	struct docx_words pending;	/* of paragraphs whose end is deleted */
	const xmlNode *pending_paragraph;	/* the last one, or NULL */
	bool pending_number;		/* it begins with its number */
	struct docx_field fields[DOCX_FIELDS_MAX];
	int nfields;
	bool beside;			/* its lists count by themselves */
};

struct docx_numbering;
struct docx_notes;

struct docx {
	struct document *d;
	struct lines *lines;
	struct opc *opc;
	const char *name;
	bool original;		/* as it was before the tracked changes */
	int depth;		/* of documents within documents */
	struct opc_rels rels;	/* of the part in hand */
	struct docx_styles styles;
	struct docx_numbering *numbering;
	struct docx_notes *notes;
	struct docx_story *story;
	enum line_place place;
	int paragraphs;		/* so far: "lines" of messages */
	int table_depth;
	int flat;		/* within docx_flat(): no lines are made */
	bool tracked, boxed, pictures, objects, empty_number, nested_table,
	    bound, reversed, dates, many;
};

/* val of a child element of that name, NULL where there is none */
const char *docx_val(const xmlNode *node, const char *child);
int docx_int(const char *s, int missing);
/* Does the child say yes (w:vanish, w:isLgl)? -1: there is none. */
int docx_on(const xmlNode *parent, const char *child);
/* A note of an uncertainty at the paragraph in hand. */
void docx_doubt(struct docx *x, const char *words, const char *reason);
/* A note of the file as a whole, with words in full, up to some length. */
void docx_tell(struct docx *x, const char *words, const char *reason);

/* Note what is hidden or struck through in these words. */
void docx_doubt_asides(struct docx *x, const struct asides *asides);

/* docx.c: blocks of a story, one below the other, to lines. */
int docx_blocks(struct docx *x, const xmlNode *parent, struct err *err);
/* Into a story of its own, and back with the one around it. */
void docx_story_begin(struct docx *x, struct docx_story *story, bool beside,
    struct docx_story **before);
void docx_story_end(struct docx *x, struct docx_story *before);
/* docx_table.c: the paragraphs below a node, parted by a character, as in a
 * cell; the same as one string: of a footnote, a text box in a cell. */
void docx_gather(struct docx *x, const xmlNode *parent, char between,
    struct docx_words *out);
void docx_flat(struct docx *x, const xmlNode *parent, struct text *out);
/* Is a row, a cell not there, before the changes or after them? */
bool docx_row_is_gone(struct docx *x, const xmlNode *row);
bool docx_cell_is_gone(struct docx *x, const xmlNode *cell);
/* A paragraph's words after its number; false: its end is deleted, they wait
 * in the story for the next one. */
bool docx_paragraph(struct docx *x, const xmlNode *node,
    struct docx_words *out, int *heading);
/* The words that wait at the end of a cell or story: true, or there are
 * none. */
bool docx_waiting(struct docx *x, struct docx_words *out, int *heading);
void docx_add_lines(struct docx *x, struct docx_words *words, int heading);
/* A document within this one. */
int docx_inner(struct docx *x, const char *bytes, size_t len, bool flat,
    struct err *err);

/* docx_words.c */
void docx_words_release(struct docx_words *words);
/* Append words, or an aside at the end so far; what has the same place and
 * kind goes on. */
void docx_words_add(struct docx *x, struct docx_words *words,
    const char *bytes, size_t len);
void docx_words_beside(struct docx *x, struct docx_words *words,
    enum aside_kind kind, const char *bytes, size_t len);
/* A footnote with its mark. */
void docx_words_note(struct docx *x, struct docx_words *words,
    const char *mark, const char *text);
/* End the aside that is being written. */
void docx_words_close(struct docx *x, struct docx_words *words);
/* Append all of `from`, `skip` bytes at its front left out. */
void docx_words_append(struct docx *x, struct docx_words *to,
    struct docx_words *from, size_t skip);
/* Append as one string, asides in brackets. */
void docx_words_flat(struct docx *x, struct text *out,
    struct docx_words *words);

/* docx_styles.c; root may be NULL. */
void docx_styles_read(struct docx *x, const xmlNode *root);
void docx_styles_release(struct docx_styles *styles);
const struct docx_style *docx_style(const struct docx *x, const char *id);
/* The paragraph's, or the default one, or NULL. */
const struct docx_style *docx_paragraph_style(const struct docx *x,
    const xmlNode *ppr);
/* The properties that hold: before a change or after it. */
const xmlNode *docx_properties(const struct docx *x, const xmlNode *node,
    const char *name);
/* How words with these properties (NULL: none) are seen. */
void docx_look(const struct docx *x, const xmlNode *rpr,
    const struct docx_style *paragraph, struct docx_look *out);
/* 1 for a title or an outermost heading, ...; 0 for text. */
int docx_heading(const xmlNode *ppr, const struct docx_style *style);

/* docx_plain.c: warn of whatever may show other words than were read. The
 * roots of the parts; styles and numbering may be NULL. 0, or -1 with err. */
int docx_check_plain(struct docx *x, const xmlNode *document,
    const xmlNode *styles, const xmlNode *numbering, struct err *err);
/* The style, to be marked; NULL: there is none of that id (may be NULL). */
struct docx_style *docx_style_used(struct docx *x, const char *id);

/* docx_numbering.c: from numbering.xml (root may be NULL: none). */
struct docx_numbering *docx_numbering_new(const xmlNode *root);
void docx_numbering_free(struct docx_numbering *numbering);
/*
 * Count a paragraph and append the number that a reader sees before it,
 * nothing where it has none. style may be NULL.
 */
void docx_numbering_next(struct docx *x, const xmlNode *ppr,
    const struct docx_style *style, struct text *out);

/* docx_runs.c: the words of a paragraph. */
void docx_runs(struct docx *x, const xmlNode *paragraph,
    const struct docx_style *style, struct docx_words *out);

/* docx_symbol.c: a character of a symbol font; 0: not known. */
unsigned long docx_symbol(const char *font, unsigned long c);
bool docx_symbol_font(const char *font);

/* docx_field.c */
void docx_field_char(struct docx *x, const xmlNode *node,
    struct docx_words *out);
void docx_field_code(struct docx *x, const xmlNode *node);
bool docx_in_code(const struct docx *x);
void docx_fields_end(struct docx *x);

/* docx_table.c */
int docx_table(struct docx *x, const xmlNode *node, struct err *err);

/* docx_notes.c: what stands beside the text. */
int docx_notes_read(struct docx *x, struct err *err);
void docx_notes_free(struct docx_notes *notes);
/* Append the words of the footnote (or endnote) that is referred to, and its
 * mark as shown; false: it has none, or they were taken before. */
bool docx_notes_text(struct docx *x, const xmlNode *reference, bool endnote,
    struct text *mark, struct text *out);
/* References in words that do not hold: their notes are no loss. */
void docx_notes_gone(struct docx *x, const xmlNode *node);
/* After the text: notes without a reference, page headers, comments,
 * diagrams, the file's own state. */
int docx_notes_rest(struct docx *x, struct err *err);

/* docx_chunk.c: a file within the document (altChunk). */
int docx_chunk(struct docx *x, const xmlNode *node, struct err *err);

#endif
