/* document_int.h: what the modules of engine/document/ share */
#ifndef GUIWEN_DOCUMENT_INT_H
#define GUIWEN_DOCUMENT_INT_H

#include "engine/base/arena.h"
#include "engine/document/document.h"

/* What a reader is willing to take. */
#define DOCUMENT_BYTES_MAX (64u << 20)		/* a text, or a part */
#define DOCUMENT_LINES_MAX 200000
#define DOCUMENT_NOTES_MAX 500
/* Units below units; what is deeper stays at this depth. */
#define DOCUMENT_DEPTH_MAX 12

/*
 * Where a line stands in its source. A text box's lines come before the
 * paragraph that it is anchored in: what is front matter there (a masthead, a
 * number) is read as such, the rest becomes an aside of what stands before
 * it. Lines of page headers and footers are kept apart (PIECE_HEADER).
 */
enum line_place { LINE_BODY, LINE_BOX, LINE_HEADER };

/* A line of the source as its decoder gives it: a paragraph or a table row. */
struct line {
	const char *text;	/* trimmed, not empty; cells parted by tabs */
	int no;			/* from 1 */
	int heading;		/* marked as a heading of this level; 0 no */
	bool row;		/* of a table */
	bool first_row;		/* the first one of its table */
	enum line_place place;	/* set by the decoder after lines_add() */
	struct asides asides;	/* lines_add_aside() */
};

struct lines {
	struct line *at;
	size_t n, cap;
	/* For lines_add_aside(): bytes trimmed off the front of what was
	 * added last, whether all of it was blank, asides before any line. */
	size_t cut;
	bool blank;
	struct asides waiting;
};

#define LINES_INIT { NULL, 0, 0, 0, true, { NULL, NULL } }

/* Words around a text that are not the text: what an issue adds to a draft. */
enum piece_kind {
	PIECE_MARK,		/* copy number, urgency */
	PIECE_MASTHEAD,		/* 某某局文件 */
	PIECE_NUMBER,		/* 发文字号 */
	PIECE_SIGNER,		/* 签发人 */
	PIECE_LABEL,		/* 附件1 */
	PIECE_TITLE,
	PIECE_CAPTION,		/* 题注: passed on, published on */
	PIECE_TOC,		/* a line of the table of contents */
	PIECE_SIGNATURE,	/* 署名 */
	PIECE_DATE,		/* 成文日期 */
	PIECE_REMARK,		/* （此件公开发布） */
	PIECE_IMPRINT,		/* 抄送, 印发 */
	PIECE_HEADER,		/* page header or footer: not in the text */
	PIECE_ANNEX_LIST,	/* 附件：1. ... behind the date: part of the text */
	PIECE_KINDS
};

struct piece {
	enum piece_kind kind;
	const char *text;
	int line;
	struct asides asides;
	struct piece *next;
};

struct pieces {
	struct piece *first, *last;
};

/* A unit as it is allocated: its last child is at hand. */
struct unit_node {
	struct unit unit;
	struct unit *last_child;
};

/* The main text or one attachment. Its unit is the body or UNIT_ATTACHMENT. */
struct part {
	struct unit *unit;
	struct pieces front, closing;
	bool annex;		/* 附件; else the main text or one printed */
	struct part *next;
};

struct meta {
	const char *title, *number, *issuer;
	struct day issued, effective, expires;
	int validity_months;	/* 有效期5年; 0 none stated */
	bool starts_at_publication;
	int annexes_listed;	/* named in a list of annexes */
	bool changes_pending;	/* tracked in the file */
	int comments;		/* in the file */
};

struct document {
	struct arena arena;
	enum document_format format;
	bool original;		/* as before tracked changes; while reading */
	const char *reader;
	struct meta meta;
	struct part *parts;	/* the main text first */
	struct document_note *notes;
	size_t nnotes, notes_cap;
};

/* read.c: does the name end in .md? */
bool document_named_markdown(const char *name);

/* document.c */
struct document *document_new(enum document_format format);
struct unit *document_unit(struct document *document, enum unit_kind kind,
    const char *num, int line);
/* Append below a parent. */
void unit_append(struct unit *parent, struct unit *child);
struct unit *unit_last_child(const struct unit *unit);
void document_add_note(struct document *document, int line, bool uncertain,
    const char *text, const char *reason);
/* The same without cutting the words: a note that was made before. */
void document_keep_note(struct document *document, int line, bool uncertain,
    const char *text, const char *reason);
/* A sentence of a note that is not an argument of what adds it. */
#define REASON(sentence) sentence

/* A note that the file may show people something else than was read, which
 * bars it from being issued: never lost among the many others. */
void document_warn(struct document *document, int line, const char *text,
    const char *reason);
/* Set every eId from kinds, numbers and places. */
void document_name_units(struct document *document);
const char *piece_kind_name(enum piece_kind kind);
struct piece *piece_append(struct document *document, struct pieces *list,
    enum piece_kind kind, const char *text, int line);
struct part *document_add_part(struct document *document, struct unit *unit,
    bool annex);

/* What stands between a number and its words: a space after 第三条, nothing
 * after （三） and 三、 (and after no number). */
const char *document_gap(const char *num);
/* That of a unit as it was written, where it is known. */
const char *unit_gap(const struct unit *unit);

/* The first reader: see document_text_hash_by(). */
#define DOCUMENT_READER_1 "guiwen-reader-1"
void document_text_hash_1(const struct document *document,
    struct sha256 *out);

/*
 * Append one string of the text as it is hashed and compared: white space
 * out, in the sentence that brings the text into force the day as a blank,
 * filled in or not, a line feed after it. Nothing of an empty one.
 */
void document_hash_words(struct text *out, const char *s);
/* Append the days that document_hash_words() blanks in s, each on a line. */
void document_hash_days(struct text *out, const char *s);
/*
 * Is each of those days as it was settled? One that was left open may be
 * filled in by that day. False with the other day appended to `other`.
 */
bool document_days_fit(const char *settled, const char *days,
    struct day filled, struct text *other);
/* What stands beside an issuing element is none: it is hashed by itself. */
const struct aside *piece_hashed_asides(const struct piece *piece);
/* The same of a table's row, cells parted by tabs, which count. */
void document_hash_row(struct text *out, const char *row);

/* aside.c */
/* A copy of an aside at another place, put into a list by its place. */
void aside_put(struct document *document, struct asides *list,
    const struct aside *aside, enum unit_slot slot, size_t at);
const char *unit_string(const struct unit *unit, enum unit_slot slot);
/* Append s with the asides of that slot, as unit_words() does. */
void aside_words(struct text *out, const char *s,
    const struct asides *asides, enum unit_slot slot, bool shown);
/* "footnote" and the like; false: none has that name. */
bool aside_kind_parse(enum aside_kind *out, const char *name);

/* quotes.c: the bytes of an opening mark that the text begins with; 0 none. */
size_t quote_mark(const char *text);
/* Is a quotation announced: 作如下修改：? Is a text changed by it? */
bool quote_announced(const char *text);
bool quote_amends(const char *text);
/* Does it change words: 将“甲”修改为“乙”? The next quotation in s, closed, its
 * marks included; false: there is none. */
bool quote_replaces(const char *text);
bool quote_next(const char *s, size_t *at, size_t *len);

/* Decoders: bytes to lines. White space at both ends is trimmed; a line of
 * nothing else is none. */
void lines_add(struct document *document, struct lines *lines,
    const char *text, size_t len, int no);
#define ASIDE_AT_END SIZE_MAX
/*
 * An aside of the text that was handed to lines_add() or lines_add_row()
 * last, `at` bytes into it as handed in, or ASIDE_AT_END. So is a paragraph
 * all of which is hidden or struck through: at the end of the line before it.
 * `text` may hold several paragraphs parted by \n; nothing of a blank one.
 */
void lines_add_aside(struct document *document, struct lines *lines,
    enum aside_kind kind, size_t at, const char *mark, const char *text);
int decode_text(struct text *out, const char *bytes, size_t len,
    const char *name, struct err *err);
/* The same from a character set that the file itself names (iconv's word). */
int decode_from(struct text *out, const char *charset, const char *bytes,
    size_t len, const char *name, struct err *err);
bool decode_is_utf8(const char *bytes, size_t len);
/* Have the lines all the words of a source whose marks are punctuation
 * (Markdown), and no others (whole.c)? */
bool lines_hold_all(const struct lines *lines, const char *source);
/* A note for each kind of character that is not what it seems (lost, private,
 * without width, ...), at the first place of it. */
void lines_note_odd(struct document *document, const struct lines *lines);
/* A table's row: cells parted by tabs, kept as they are. */
void lines_add_row(struct document *document, struct lines *lines,
    const char *cells, size_t len, int no, bool first);
int lines_of_text(struct document *document, struct lines *lines,
    const char *text, size_t len, const char *name, struct err *err);
int lines_of_markdown(struct document *document, struct lines *lines,
    const char *text, size_t len, const char *name, struct err *err);
/* A web page, from its bytes as they are (html.c). */
int lines_of_html(struct document *document, struct lines *lines,
    const char *bytes, size_t len, const char *name, struct err *err);
/* An OpenDocument text: a zip, or all in one XML file (flat). */
int lines_of_odt(struct document *document, struct lines *lines,
    const char *bytes, size_t len, bool flat, const char *name,
    struct err *err);
int lines_of_ofd(struct document *document, struct lines *lines,
    const char *bytes, size_t len, const char *name, struct err *err);
int lines_of_docx(struct document *document, struct lines *lines,
    const char *bytes, size_t len, const char *name, struct err *err);

/* Lines to units: structure.c, which calls the others. */
int document_structure(struct document *document, const struct lines *lines,
    const char *name, struct err *err);

#endif
