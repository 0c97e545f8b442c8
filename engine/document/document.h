/*
 * document.h: a normative document as text with structure: read from what
 * drafters bring, kept as Akoma Ntoso 1.0
 */
#ifndef GUIWEN_DOCUMENT_DOCUMENT_H
#define GUIWEN_DOCUMENT_DOCUMENT_H

#include "engine/base/day.h"
#include "engine/base/err.h"
#include "engine/base/hash.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>

#define DOCUMENT_AKN_NS "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"

/* Names how files are read and texts hashed; stands beside every text hash. */
#define DOCUMENT_READER "guiwen-reader-2"

enum document_format {
	DOCUMENT_TEXT,		/* .txt: UTF-8, UTF-16, GB18030 */
	DOCUMENT_MARKDOWN,
	DOCUMENT_DOCX,		/* and .dotx, .docm */
	DOCUMENT_ODT,		/* and .ott, .fodt */
	DOCUMENT_OFD,
	DOCUMENT_HTML,
	DOCUMENT_AKN,
	DOCUMENT_FORMATS	/* how many there are */
};

/* Kinds of unit, in Akoma Ntoso's words. */
enum unit_kind {
	UNIT_BODY,		/* the root of a text's body */
	UNIT_BOOK,		/* 编 */
	UNIT_PART,		/* 分编 */
	UNIT_CHAPTER,		/* 章 */
	UNIT_SECTION,		/* 节 */
	UNIT_ARTICLE,		/* 条, 条之一 */
	UNIT_PARAGRAPH,		/* 款 */
	UNIT_POINT,		/* 项 （一） */
	UNIT_INDENT,		/* 目 1. */
	UNIT_LEVEL,		/* 一、 （一） 1. （1） of notices, nested */
	UNIT_BLOCK,		/* a paragraph outside any numbered unit:
				   preamble, salutation, closing words */
	UNIT_TABLE,		/* kept as given, a row a line */
	UNIT_QUOTE,		/* a quotation of lines, units below it: of no
				   strings, before any other child */
	UNIT_ATTACHMENT		/* 附件, or a text printed by a notice */
};

/*
 * Words of the source that stand beside the text (a footnote, a text box) or
 * do not show as part of it (struck through, hidden). They are no words of
 * the sentence, but they are kept, hashed and compared: what a text hides
 * today it may say tomorrow.
 */
enum aside_kind {
	ASIDE_FOOTNOTE,		/* or endnote */
	ASIDE_BOX,		/* a text box beside the paragraph */
	ASIDE_STRUCK,		/* struck through by hand */
	ASIDE_HIDDEN,		/* neither shown nor printed */
	ASIDE_KINDS
};

/* Which of a unit's strings. */
enum unit_slot { SLOT_HEADING, SLOT_TEXT, SLOT_WRAPUP };

struct aside {
	enum aside_kind kind;
	enum unit_slot slot;	/* of the unit; not of a piece or line */
	size_t at;		/* bytes into that string: where it stands */
	const char *mark;	/* a footnote's as shown: 1, *; "" none */
	const char *text;	/* paragraphs parted by \n */
	struct aside *next;	/* by slot, then by place */
};

struct asides {
	struct aside *first, *last;
};

/*
 * A node of the text. Strings are UTF-8, borrowed from the document, never
 * NULL ("" where there is none). Reading num, heading, text (intro), children,
 * wrapup in this order gives all of the unit's text.
 */
struct unit {
	enum unit_kind kind;
	const char *eid;	/* stable: art_3__para_2__point_4 */
	const char *num;	/* as written: 第三条, （四）, 一、 */
	const char *gap;	/* white space between it and what follows, as
				   written; NULL not known: unit_gap() */
	const char *heading;
	const char *text;	/* its own text, before any child */
	const char *wrapup;	/* its own text, after its children */
	struct asides asides;	/* to its strings */
	int mod;		/* which change to a text its words make, from
				   1 in each text (将...修改为...); 0 none */
	struct unit *parent, *first_child, *next_sibling;
	int line;		/* in the source as read, from 1; 0 unknown */
};

/* Something a person should look at. */
struct document_note {
	int line;
	const char *text;	/* the words concerned */
	const char *reason;	/* one sentence, English */
	bool uncertain;		/* a decision that may be wrong; else a
				   warning about the file */
	bool misleads;		/* what people are shown may not be what was
				   read: no file to be issued */
};

struct document_counts {
	int book, part, chapter, section, article, article_inserted,
	    paragraph;
	int point;		/* numbered （一）: 项, or below 一、 in a notice */
	int indent;		/* numbered 1. and the like, 1.1, （1）, ① */
	int level1;		/* 一、 outside of others, in every text */
	int attachments;	/* all of them: printed texts and annexes */
	int printed;		/* texts that a notice prints */
	int annexes;		/* 附件 in the file, or named in its list where
				   the list is longer */
};

struct document;

/*
 * Read a file: format by content, never by its name (`name` is for messages
 * and tells .md from .txt only). Bytes are not kept. Refused in one sentence
 * that says what to do: empty, binary noise, .doc/.wps/encrypted (OLE2), PDF,
 * RTF, a zip that is no .docx, a text marked 绝密, 机密, 秘密 in its masthead,
 * whatever goes over the limits (64 MiB a part, 256 MiB in all, 1000 parts).
 * Pure and slow on hostile input: callers run it in a limited child process.
 * No character of the source text is lost or added. *out is the caller's:
 * document_free(). Unchanged on failure. 0, or -1 with err (ERR_UNREADABLE,
 * ERR_LIMIT; ERR_SECRET: so marked).
 */
int document_read(struct document **out, const char *bytes, size_t len,
    const char *name, struct err *err);

/* How a file is read where it can be read in more than one way. */
struct document_options {
	bool original;	/* where changes are tracked: as it was before them;
			   else as it is with all of them accepted */
};

/* The same with options; NULL: the usual ones. */
int document_read_with(struct document **out, const char *bytes, size_t len,
    const char *name, const struct document_options *options,
    struct err *err);
/* Is it nothing but characters, to be read as plain text: UTF-8 without any
 * control character but tabs and line ends and without a "<", under no name of
 * a markup? Then no library takes part in reading it. It may still be
 * refused. */
bool document_is_plain(const char *bytes, size_t len, const char *name);
void document_free(struct document *document);

/*
 * Akoma Ntoso and back. document_write_akn appends a whole <akomaNtoso>,
 * canonical XML, one unit of text a line, notes and source format in its
 * <meta>; document_from_akn takes what it wrote (and refuses what it cannot
 * represent): reading back gives an equal document, and writing it again the
 * same bytes. Only the lines of units are not kept (0); those of notes are.
 * What an older reader wrote is taken too, whose bytes nobody writes again:
 * its caller knows them by their hash. document_read() refuses it.
 */
void document_write_akn(const struct document *document, struct text *out);
int document_from_akn(struct document **out, const char *xml, size_t len,
    const char *name, struct err *err);

/* The name of a format in records and JSON ("docx"), never translated. */
const char *document_format_name(enum document_format format);
enum document_format document_format(const struct document *document);
/* In title, number, ... "" is "not found"; a day of year 0 likewise. */
const char *document_title(const struct document *document);
const char *document_number(const struct document *document);	/* 发文字号 */
const char *document_issuer(const struct document *document);	/* 署名 */
/* Append who signed: the names behind 签发人 and whoever stands below the
 * text (市长某某), without blanks, parted by 、; nothing where there are none. */
void document_signer(const struct document *document, struct text *out);
/* Append the bodies that the masthead names (某某局文件, 某某政府令), parted
 * by 、; nothing where there is none. */
void document_masthead(const struct document *document, struct text *out);
struct day document_issued(const struct document *document);	/* 成文日期 */
struct day document_effective(const struct document *document);	/* 施行 */
struct day document_expires(const struct document *document);	/* 有效期至 */
/* The months that the text stays valid from its effective day (有效期5年);
 * 0 where it says none. document_expires() is the day where both are known. */
int document_validity_months(const struct document *document);
/* The last day of a validity of so many months that begins with this one. */
struct day document_validity_ends(struct day effective, int months);
/* Does it come into force when it is published or issued (自公布之日起)? */
bool document_starts_at_publication(const struct document *document);
/* Were changes tracked in the file that nobody has accepted or rejected yet,
 * and how many comments stood in it? */
bool document_changes_pending(const struct document *document);
int document_comments(const struct document *document);
void document_counts(const struct document *document,
    struct document_counts *out);
/* The body; attachments are its last children (UNIT_ATTACHMENT). Issuing
 * elements and titles are not among the units (document_plain_text() has
 * them, in their places). */
const struct unit *document_body(const struct document *document);
size_t document_nnotes(const struct document *document);
const struct document_note *document_note(const struct document *document,
    size_t i);
/* The first note that says that the file misleads, or NULL. */
const struct document_note *document_misleads(
    const struct document *document);
const char *unit_kind_name(enum unit_kind kind);	/* "article" */
/* The name of the count that it is in: of a line of a list "point", "indent"
 * or "level1", of all others their kind's. */
const char *unit_counted_as(const struct unit *unit);
const char *aside_kind_name(enum aside_kind kind);	/* "footnote" */

/*
 * Append a string of a unit with its asides in their places: [脚注：...],
 * [文本框：...], [删除线：...], [隐藏文字：...]. With `shown`, as on paper:
 * no hidden words, text boxes on lines of their own.
 */
void unit_words(struct text *out, const struct unit *unit,
    enum unit_slot slot, bool shown);

/*
 * The text hash: what an approval binds. SHA-256 of the canonical title, body
 * and attachments without the issuing elements (masthead, number, signer,
 * captions, dates of issue, signature, imprint, page headers, table of
 * contents, the day in the sentence that brings this text into force, left
 * open or filled in at issue). White space does not count; punctuation,
 * numbers, the order of paragraphs, the cells of tables, footnotes, text boxes,
 * struck and hidden words do, so that .docx, .txt and .md of the same words
 * are equal. So the draft that counsel
 * approved and the file that is issued have the same hash unless the words
 * differ. Who compares two texts looks at document_same_days() besides: a
 * stated day that became another one is a change; and at who signs them, as
 * comparison_new() does.
 */
void document_text_hash(const struct document *document, struct sha256 *out);
/*
 * Of two texts of one hash: is each day that the hash leaves out the same in
 * both? Where the settled text leaves one open, the issued one may say it:
 * the day that is its document_effective(). False with the other day, as it
 * is written, appended to `other`.
 */
bool document_same_days(const struct document *settled,
    const struct document *issued, struct text *other);
/* The hash as that reader made it, of a text that it read and wrote (what
 * document_from_akn() took). False: this program knows no such reader. */
bool document_text_hash_by(const struct document *document,
    const char *reader, struct sha256 *out);
/* Who read the file: DOCUMENT_READER, or an older one (document_from_akn). */
const char *document_reader(const struct document *document);

/*
 * Append all characters of the text as they follow one another, white space
 * and what stands beside the text left out: what two readings of a file have
 * in common, however they divide it.
 */
void document_characters(const struct document *document, struct text *out);

/* Append the plain text with the numbers a reader sees, one unit a line. */
void document_plain_text(const struct document *document, struct text *out);
/* Append the tree for people, indented, counts at the end. */
void document_outline(const struct document *document, struct text *out);
/* The same without the counts; each unit is called word(unit_counted_as()). */
typedef const char *document_word_fn(const char *counted_as);
void document_outline_words(const struct document *document,
    document_word_fn *word, struct text *out);

/*
 * Append the document as a .docx on the page of GB/T 9704: the whole of it,
 * issuing elements and what stands beside the text included, but for page
 * headers; and the title where only the file's own metadata had it. Reading
 * it gives the same text and structure. The same document gives the same
 * bytes. 0, or -1 with err (ERR_SYSTEM).
 */
int document_write_docx(const struct document *document, struct text *out,
    struct err *err);

#endif
