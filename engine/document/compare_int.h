/* compare_int.h: the parts that a comparison of two texts is made of */
#ifndef GUIWEN_DOCUMENT_COMPARE_INT_H
#define GUIWEN_DOCUMENT_COMPARE_INT_H

#include "engine/base/arena.h"
#include "engine/base/text.h"
#include "engine/document/compare.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COMPARE_NONE SIZE_MAX

/* ---- compare_text.c: a text as a sequence of entries, each of lines ---- */

/*
 * A line as a reader sees it: "（一）" its number, what separates the two,
 * then the words. Offsets are into the side's text. A line of an entry that
 * is not its first begins with a line feed. What decides whether two lines
 * are the same is not the text but its form in the text hash.
 */
struct compare_line {
	size_t start;		/* the line feed, else the number */
	size_t num, num_len;
	size_t words, words_len;	/* the line ends with its words */
	bool row;		/* of a table */
	size_t hashed, hashed_words, hashed_end;	/* in side->hashed:
					   the number, the words */
	size_t days, days_end;	/* in side->days: of the words */
};

enum compare_class { CLASS_TITLE, CLASS_HEADING, CLASS_TEXT, CLASS_TABLE };

/* What becomes one side of a pair. The number of its first line is its own.
 * Between entries stands a line feed that belongs to none. */
struct compare_entry {
	enum compare_class class;
	const struct unit *unit;	/* NULL for the title */
	const char *label;
	size_t start, end;
	size_t first_line, nlines;
};

struct compare_side {
	struct text text;	/* all of it */
	struct text hashed;	/* the same by document_hash_words() */
	struct text days;	/* which the hash leaves out, each on a line */
	struct day effective;	/* the text's own; year 0: none */
	struct compare_line *lines;
	size_t nlines, lines_cap;
	struct compare_entry *entries;
	size_t nentries, entries_cap;
};

#define COMPARE_SIDE_INIT { .text = TEXT_INIT, .hashed = TEXT_INIT,	\
	.days = TEXT_INIT }

/* Add all of a body or an attachment, without the attachments in it. */
void compare_side_unit(struct compare_side *side, const struct unit *unit);
/* Add words that are no unit: of a unit, or (NULL) the title. */
void compare_side_words(struct compare_side *side, const struct unit *unit,
    const char *words);
void compare_side_release(struct compare_side *side);

/* ---- compare_align.c: which belongs with which ---- */

/* Some lines of a text, to be found again in another. Only the words count,
 * not the numbers; those of different class never belong together. */
struct align_item {
	int class;
	const struct compare_side *side;
	const struct compare_line *lines;
	size_t nlines;
};

/* Are the words the same, line by line, as they are hashed? */
bool align_equal(const struct align_item *a, const struct align_item *b);
/* And the numbers? */
bool align_equal_numbers(const struct align_item *a,
    const struct align_item *b);

#define ALIGN_ONE 65536u	/* likeness of what is equal */

struct align_match {
	size_t old_item;	/* COMPARE_NONE: no partner */
	bool moved;		/* crosses the other matches */
};

/*
 * Find each new item's partner: equal items first, then by likeness the best
 * sequence that keeps the order, then, with `moves`, what is left of great
 * likeness out of order. Fills nnew matches.
 */
void align_items(const struct align_item *old_items, size_t nold,
    const struct align_item *new_items, size_t nnew, bool moves,
    struct align_match *out);

/* ---- compare_grams.c: how alike, and which could belong together ---- */

/* The grams of an item, sorted: pairs of neighbouring characters. */
struct align_grams {
	uint32_t *ptr;
	size_t n;
};

void align_grams_of(struct arena *arena, const struct align_item *item,
    struct align_grams *out);
/* Dice's coefficient, 0 to ALIGN_ONE. */
unsigned align_dice(const struct align_grams *a, const struct align_grams *b);
unsigned align_likeness(const struct align_item *a,
    const struct align_item *b);

struct align_candidate {
	size_t old_item, new_item;
	unsigned likeness;
};

struct align_candidates {
	struct align_candidate *ptr;
	size_t n, cap;
};

/* Some of the items, by their places in two arrays. */
struct align_list {
	const struct align_item *items;
	const struct align_grams *grams;	/* of all the items */
	const size_t *list;
	size_t n;
};

/*
 * Append pairs of one class that are at least so alike: all of them when the
 * lists are short, else those that share grams which few others have.
 */
void align_candidates(struct align_candidates *out,
    const struct align_list *old_list, const struct align_list *new_list,
    unsigned least);

/* ---- compare_split.c: what was divided, or put together ---- */

/* One of the stretches that a whole is cut into, and where it went. */
struct compare_share {
	size_t whole, other;	/* entries of the one side and the other */
	size_t part;		/* 0, 1 ... in the order of the whole's text */
	struct compare_entry piece;	/* of the whole; its lines are added
					   to its side */
};

struct compare_shares {
	struct compare_share *ptr;
	size_t n, cap;
};

/*
 * Find the entries whose text became two or more of the other side: beside
 * their partner, if they have one, entries without a partner that are made
 * of what the partner has not kept. Their shares are appended together, in
 * the order of the text. Lines may be added to the side of the wholes, so
 * items point to nothing afterwards.
 */
struct compare_split {
	struct compare_shares *out;
	struct compare_side *whole_side;
	const struct align_item *wholes, *parts;	/* by entry */
	size_t nwholes, nparts;
	const size_t *whole_partner, *part_partner;	/* COMPARE_NONE */
	bool *whole_used, *part_used;	/* has a share; set here */
};

void compare_split(struct compare_split *split);

/* ---- compare_atoms.c: what is never cut ---- */

/*
 * An atom is a character with its marks, or a number, a date, a reference
 * 第三条, a 《title》, a Latin word. Equal ids are equal bytes.
 */
struct atoms {
	uint32_t *ids;
	uint32_t *ends;		/* offset after the atom, in the text */
	size_t n, cap;
};

struct atom_table;		/* gives ids; shared by both texts */
struct atom_table *atom_table_new(void);
void atom_table_free(struct atom_table *table);
/* The text may not be longer than UINT32_MAX bytes. */
void atoms_split(struct atoms *out, struct atom_table *table,
    const char *text, size_t len);
void atoms_release(struct atoms *atoms);
/* The length of the first atom in a text that is not empty. */
size_t atom_length(const char *text, size_t len);

/* ---- compare_diff.c: two texts, atom by atom ---- */

/* Kept bytes, then a change. */
struct hunk {
	size_t keep;		/* bytes, the same on both sides */
	size_t del, ins;	/* bytes that follow in the old, the new text */
};

struct hunks {
	struct hunk *ptr;
	size_t n, cap;
};

/* Append, joining what belongs together. */
void hunks_keep(struct hunks *hunks, size_t bytes);
void hunks_change(struct hunks *hunks, size_t del, size_t ins);

/* Append the differences of two texts, cleaned up for people. */
void diff_texts(struct hunks *out, const char *old_text, size_t old_len,
    const char *new_text, size_t new_len);

/*
 * Mark in del[i] and ins[j] what is not in a longest common subsequence;
 * for very different long sequences, in a common subsequence (compare_myers.c)
 */
void myers_mark(const uint32_t *old_ids, size_t nold, const uint32_t *new_ids,
    size_t nnew, unsigned char *del, unsigned char *ins);

/* ---- compare_pair.c: two entries, line by line, then by character ---- */

/* Append all differences of two entries; the hunks cover both wholly. */
void pair_compare(struct hunks *out, const struct compare_side *old_side,
    const struct compare_entry *old_entry,
    const struct compare_side *new_side,
    const struct compare_entry *new_entry);

/* ---- compare_reference.c ---- */

/* Fill the references of pairs that have everything else. */
void compare_references(struct arena *arena, struct compare_pair *pairs,
    size_t n);

/* ---- compare_order.c ---- */

/* The steps of pairs that have everything else; *nsteps is how many. */
struct compare_step *compare_steps(struct arena *arena,
    const struct compare_pair *pairs, size_t npairs, size_t *nsteps);

/* ---- compare_amend.c, compare_amend_clauses.c ---- */

/* Append the words of one side of a pair. */
void amend_words(struct text *out, const struct compare_pair *pair,
    bool new_side);
/* 附件1, 《甲办法》 for a unit in an attachment; nothing in the main text. */
void amend_scope(struct text *out, const struct unit *unit);
/* Has the unit another number now? */
bool amend_renamed(const struct compare_pair *pair);
/*
 * Append what changed in an article as clauses; where it has another number
 * that has been said before. False: it cannot be said so, or the whole
 * article reads better; nothing is appended then.
 */
bool amend_clauses(struct text *out, const struct compare_pair *pair);

/* ---- compare.c ---- */

/* Compare two sides, which become the comparison's and empty. */
struct comparison *compare_sides(struct compare_side *old_side,
    struct compare_side *new_side);
/* And what the two documents say beside their texts. */
void compare_beside(struct comparison *comparison,
    const struct document *old_document, const struct document *new_document);

/* ---- compare_beside.c ---- */

/* What the documents say otherwise of their issue; *n is how many. */
struct compare_element *compare_elements(struct arena *arena,
    const struct document *old_document, const struct document *new_document,
    size_t *n);

#endif
