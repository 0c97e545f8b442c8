/* compare_text.c: a text as a sequence of entries, each of lines */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"
#include "engine/document/document_int.h"

#include <stdlib.h>
#include <string.h>

static void
open_entry(struct compare_side *side, enum compare_class class,
    const struct unit *unit, const char *label)
{
	if (side->nentries > 0)
		text_addc(&side->text, '\n');
	MEM_GROW(side->entries, side->nentries, side->entries_cap);
	side->entries[side->nentries++] = (struct compare_entry){
		.class = class, .unit = unit, .label = label,
		.start = side->text.len, .end = side->text.len,
		.first_line = side->nlines };
}

static void
close_entry(struct compare_side *side)
{
	side->entries[side->nentries - 1].end = side->text.len;
}

static struct compare_line *
last_line(struct compare_side *side)
{
	return &side->lines[side->nlines - 1];
}

/* A new line of the last entry, with a number or without. */
static void
open_line(struct compare_side *side, const char *num)
{
	struct compare_entry *entry = &side->entries[side->nentries - 1];
	struct compare_line *line;

	MEM_GROW(side->lines, side->nlines, side->lines_cap);
	line = &side->lines[side->nlines++];
	line->start = side->text.len;
	if (entry->nlines++ > 0)
		text_addc(&side->text, '\n');
	line->row = false;
	line->num = side->text.len;
	line->num_len = strlen(num);
	text_adds(&side->text, num);
	line->words = side->text.len;
	line->words_len = 0;
	line->hashed = side->hashed.len;
	document_hash_words(&side->hashed, num);
	line->hashed_words = line->hashed_end = side->hashed.len;
	line->days = line->days_end = side->days.len;
}

/* Add words, or a table's row, to the last line, `gap` between them and what
 * stands there. */
static void
add_words(struct compare_side *side, const char *gap, const char *words,
    bool row)
{
	struct compare_line *line = last_line(side);

	if (side->text.len > line->num)
		text_adds(&side->text, gap);
	if (line->words_len == 0)
		line->words = side->text.len;
	text_adds(&side->text, words);
	line->words_len = side->text.len - line->words;
	line->row = row;
	if (row) {
		document_hash_row(&side->hashed, words);
	} else {
		document_hash_words(&side->hashed, words);
		document_hash_days(&side->days, words);
	}
	line->hashed_end = side->hashed.len;
	line->days_end = side->days.len;
}

/* The unit's words, the first on the line that is open, the next rows of a
 * table on lines of their own. */
static void
add_text(struct compare_side *side, const char *gap, const char *text,
    bool table)
{
	const char *nl;
	char *row;

	if (*text == '\0')
		return;
	while ((nl = strchr(text, '\n')) != NULL) {
		row = mem_strndup(text, (size_t)(nl - text));
		add_words(side, gap, row, table);
		free(row);
		open_line(side, "");
		text = nl + 1;
	}
	add_words(side, gap, text, table);
}

/* A string of a unit, its asides in their places. */
static void
add_slot(struct compare_side *side, const char *gap, const struct unit *unit,
    enum unit_slot slot)
{
	struct text t = TEXT_INIT;

	unit_words(&t, unit, slot, false);
	add_text(side, gap, t.ptr, unit->kind == UNIT_TABLE);
	text_release(&t);
}

/* As document_plain_text() has it. The number may be one that stood on the
 * line before the unit. */
static void
add_heading_and_text(struct compare_side *side, const struct unit *unit,
    const char *num)
{
	const char *gap = document_gap(num);

	add_slot(side, gap, unit, SLOT_HEADING);
	add_slot(side, unit->heading[0] != '\0' ? " " : gap, unit, SLOT_TEXT);
}

static void
add_wrapup(struct compare_side *side, const struct unit *unit)
{
	if (unit->wrapup[0] == '\0')
		return;
	open_line(side, "");
	add_slot(side, "", unit, SLOT_WRAPUP);
}

/* Does the first paragraph stand on the line of the article's number? */
static bool
joins_first(const struct unit *unit)
{
	const struct unit *first = unit->first_child;

	return unit->kind == UNIT_ARTICLE && unit->heading[0] == '\0' &&
	    unit->text[0] == '\0' && first != NULL &&
	    first->kind == UNIT_PARAGRAPH && first->num[0] == '\0';
}

static void add_children(struct compare_side *side, const struct unit *unit);

/* A unit inside an entry; on the line of the number `joined`, or, when that
 * is NULL, on one of its own. */
static void
add_inner(struct compare_side *side, const struct unit *unit,
    const char *joined)
{
	if (joined == NULL)
		open_line(side, unit->num);
	add_heading_and_text(side, unit, joined != NULL ? joined : unit->num);
	add_children(side, unit);
}

/* What stands below a unit, and its words after that. */
static void
add_children(struct compare_side *side, const struct unit *unit)
{
	const char *joined = joins_first(unit) ? unit->num : NULL;
	const struct unit *child;

	for (child = unit->first_child; child != NULL;
	    child = child->next_sibling, joined = NULL)
		add_inner(side, child, joined);
	add_wrapup(side, unit);
}

static bool
is_heading(enum unit_kind kind)
{
	return kind == UNIT_BOOK || kind == UNIT_PART ||
	    kind == UNIT_CHAPTER || kind == UNIT_SECTION ||
	    kind == UNIT_ATTACHMENT;
}

/* Is the unit divided into entries of its own, or one entry as a whole? */
static bool
is_container(const struct unit *unit)
{
	const struct unit *child;

	if (is_heading(unit->kind) || unit->kind == UNIT_BODY)
		return true;
	if (unit->kind == UNIT_ARTICLE)
		return false;
	for (child = unit->first_child; child != NULL;
	    child = child->next_sibling)
		if (child->kind == UNIT_ARTICLE ||
		    (child->kind != UNIT_QUOTE && is_container(child)))
			return true;
	return false;
}

static const char *
label_of(const struct unit *unit)
{
	return unit->kind == UNIT_ATTACHMENT && unit->num[0] == '\0' ?
	    "附件" : unit->num;
}

static void
add_entry(struct compare_side *side, const struct unit *unit)
{
	open_entry(side, unit->kind == UNIT_TABLE ? CLASS_TABLE : CLASS_TEXT,
	    unit, label_of(unit));
	open_line(side, unit->num);
	add_heading_and_text(side, unit, unit->num);
	add_children(side, unit);
	close_entry(side);
}

void
compare_side_words(struct compare_side *side, const struct unit *unit,
    const char *words)
{
	open_entry(side, unit == NULL ? CLASS_TITLE : CLASS_TEXT, unit,
	    unit == NULL ? "标题" : "");
	open_line(side, "");
	add_text(side, "", words, false);
	close_entry(side);
}

void
compare_side_unit(struct compare_side *side, const struct unit *unit)
{
	struct text wrapup = TEXT_INIT;
	const struct unit *child;

	if (unit->num[0] != '\0' || unit->heading[0] != '\0' ||
	    unit->text[0] != '\0') {
		open_entry(side, is_heading(unit->kind) ? CLASS_HEADING :
		    CLASS_TEXT, unit, label_of(unit));
		open_line(side, unit->num);
		add_heading_and_text(side, unit, unit->num);
		close_entry(side);
	}
	for (child = unit->first_child; child != NULL;
	    child = child->next_sibling) {
		if (child->kind == UNIT_ATTACHMENT)
			continue;
		if (is_container(child))
			compare_side_unit(side, child);
		else
			add_entry(side, child);
	}
	if (unit->wrapup[0] == '\0')
		return;
	unit_words(&wrapup, unit, SLOT_WRAPUP, false);
	compare_side_words(side, unit, wrapup.ptr);
	text_release(&wrapup);
}

void
compare_side_release(struct compare_side *side)
{
	text_release(&side->text);
	text_release(&side->hashed);
	text_release(&side->days);
	free(side->lines);
	free(side->entries);
}
