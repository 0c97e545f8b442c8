/* compare.h: two versions of a text, article by article, then by character */
#ifndef GUIWEN_DOCUMENT_COMPARE_H
#define GUIWEN_DOCUMENT_COMPARE_H

#include "engine/document/document.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum compare_status {
	COMPARE_SAME,
	COMPARE_CHANGED,	/* the words changed (and perhaps the number) */
	COMPARE_RENUMBERED,	/* the same words under another number */
	COMPARE_MOVED,		/* the same words in another order */
	COMPARE_SPLIT,		/* one old unit became two or more new ones;
				   a pair for each of them */
	COMPARE_MERGED,		/* two or more old units became one new one; a
				   pair for each of them */
	COMPARE_NEW,
	COMPARE_GONE
};

enum compare_op { COMPARE_KEEP, COMPARE_DELETE, COMPARE_INSERT };

/* A run of characters; UTF-8, not terminated, borrowed. */
struct compare_run {
	enum compare_op op;
	const char *text;
	size_t len;
};

#define COMPARE_NOWHERE SIZE_MAX

enum compare_follow {
	COMPARE_FOLLOWED,	/* it changed as the article's number did */
	COMPARE_STALE,		/* it was kept, but the article has another
				   number now, or is gone */
	COMPARE_ELSEWHERE	/* it changed, but not as the number did */
};

/*
 * A reference (第五条) to an article of the same text whose number changed or
 * which is gone. Texts are UTF-8, not terminated, borrowed. Which text is
 * meant is told from the words before it: a person should look at what is not
 * COMPARE_FOLLOWED.
 */
struct compare_reference {
	enum compare_follow follow;
	const char *old_text;
	size_t old_len;
	const char *new_text;	/* as it reads now */
	size_t new_len;
	const char *now;	/* the article's number now; "" it is gone */
};

/*
 * One article (or title, heading, level-1 unit, block outside articles) of
 * the one text beside its partner in the other. old_label and new_label name
 * it for people ("第三条", "标题", "附件"), "" where there is none.
 *
 * The runs cover the whole text of both sides, the number with it: a changed
 * number is taken out and put in as a whole (第三条 out, 第四条 in). The
 * status looks at the words alone: numbers of the unit and of what is in it
 * do not make it CHANGED; a reference to another unit is words. It looks at
 * the words as the text hash does, so white space changes no status, though
 * the runs show it; and at the days that the hash leaves out as
 * document_same_days() does: a blank that an issue fills in is no change,
 * another day than the old text states is one.
 */
struct compare_pair {
	enum compare_status status;
	bool moved;		/* out of order; always so when MOVED, and
				   perhaps when CHANGED */
	const struct unit *old_unit, *new_unit;	/* NULL where none; both
						   NULL for the title */
	const char *old_label, *new_label;
	size_t old_place, new_place;	/* 0, 1, 2 ... in the order of its
					   text; COMPARE_NOWHERE where none */
	size_t old_part, new_part;	/* which share of the old unit, when
					   SPLIT, of the new one, when MERGED:
					   0, 1 ... in the order of its text */
	bool old_last, new_last;	/* the last share of it, or all of it:
					   the next one is another unit */
	const struct compare_run *runs;
	size_t nruns;
	const bool *old_rows, *new_rows;	/* by line of its side: is it a
						   table's row? NULL: none */
	const struct compare_reference *references;
	size_t nreferences;
};

/*
 * An issuing element that the documents do not say alike. It is `changed`
 * where both name who signs, and not the same; all else (a number, a day of
 * issue, and what only one of them has) is filled in by an issue and counts
 * as no change. A name is without blanks, a day is 2021-05-01; "" none.
 */
struct compare_element {
	/* issuer, masthead, number, issued or signer */
	const char *name;
	const char *old_words, *new_words;
	bool changed;
};

struct comparison;

/*
 * Compare. Neither document may be freed before the comparison. The pairs
 * leave issuing elements out, as the text hash does. Never fails. The result
 * is the caller's: comparison_free().
 *
 * A text is here its plain text as document_plain_text() writes title, body,
 * lists of annexes and attachments, a unit a line. Pairs stand for its parts;
 * a line feed that belongs to no pair stands between two of them, line feeds
 * inside a part are in its runs.
 *
 * Exact both ways, byte by byte: KEEP and INSERT runs of all pairs with a new
 * side, in the order of new_place and new_part, are the new text; KEEP and
 * DELETE runs of all pairs with an old side, in the order of old_place and
 * old_part, are the old text. The pairs of a unit that was split have its text
 * in shares, cut where lines or sentences end; so have those of one that was
 * put together. A
 * run never cuts inside a number, a date, a reference (第三条), a 《title》, a
 * Latin word or a character with its marks. Two runs next to each other
 * differ in their op; DELETE comes before INSERT.
 */
struct comparison *comparison_new(const struct document *old_document,
    const struct document *new_document);
void comparison_free(struct comparison *comparison);
/*
 * The pairs in an order in which a redline can be read: each text in its own
 * order, whole. A pair stands once with both sides, or, where the texts cross
 * (moved), once with its old side and once with its new one.
 */
struct compare_step {
	const struct compare_pair *pair;
	bool old_side, new_side;
};

const struct compare_step *comparison_steps(
    const struct comparison *comparison, size_t *n);
/* Pairs in the order of the new text; what is gone stands where it was. */
size_t comparison_npairs(const struct comparison *comparison);
const struct compare_pair *comparison_pair(const struct comparison *comparison,
    size_t i);
/* Those that differ, in the order of their names above. */
const struct compare_element *comparison_elements(
    const struct comparison *comparison, size_t *n);
/* Where both documents name who signs: is it the same? */
bool comparison_same_issuer(const struct document *old_document,
    const struct document *new_document);
/* Are the texts the same, wording, numbers and stated days, and who signs
 * them? Then so are their hashes. */
bool comparison_equal(const struct comparison *comparison);
const char *compare_status_name(enum compare_status status); /* "changed" */

/*
 * Append the redline as a .docx in which every change is tracked, so that
 * Word, WPS and LibreOffice can take it or refuse it: all taken, it is the new
 * text, all refused, the old one. What moved is taken out here and put in
 * there. Author and date (2021-06-15T09:00:00Z, "" none) stand with every
 * change. Issuing elements are left out. 0, or -1 with err (ERR_SYSTEM).
 */
int comparison_write_docx(const struct comparison *comparison,
    const char *author, const char *date, struct text *out, struct err *err);

/*
 * Append the sentences of an amending decision (修改决定) that make the new
 * text out of the old one, numbered 一、 二、, each ended by a line feed; in
 * the house's form, see compare_amend.c. Every pair that is not SAME is
 * named, and no other.
 */
void comparison_amend(const struct comparison *comparison, struct text *out);

#endif
