/* compare_text.c: a text as a sequence of entries, each of lines */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SEPARATOR "\xe3\x80\x80"	/* U+3000, between number and words */

static struct compare_entry *
open_entry(struct compare_side *side, enum compare_class class,
    const struct unit *unit, const char *label)
{
	struct compare_entry *entry;

	if (side->nentries > 0)
		text_addc(&side->text, '\n');
	MEM_GROW(side->entries, side->nentries, side->entries_cap);
	entry = &side->entries[side->nentries++];
	*entry = (struct compare_entry){ .class = class, .unit = unit,
		.label = label, .start = side->text.len,
		.end = side->text.len, .first_line = side->nlines };
	return entry;
}

static struct compare_entry *
last_entry(struct compare_side *side)
{
	return &side->entries[side->nentries - 1];
}

/* A new line of the last entry, with a number or without. */
static struct compare_line *
open_line(struct compare_side *side, const char *num)
{
	struct compare_entry *entry = last_entry(side);
	struct compare_line *line;

	MEM_GROW(side->lines, side->nlines, side->lines_cap);
	line = &side->lines[side->nlines++];
	line->start = side->text.len;
	if (entry->nlines++ > 0)
		text_addc(&side->text, '\n');
	line->num = side->text.len;
	line->num_len = strlen(num);
	text_adds(&side->text, num);
	line->words = side->text.len;
	line->words_len = 0;
	return line;
}

/* Add words to the last line; a separator comes before them where something
 * stands on it already. */
static void
add_words(struct compare_side *side, const char *words, size_t len)
{
	struct compare_line *line = &side->lines[side->nlines - 1];

	if (line->words_len > 0) {
		text_adds(&side->text, SEPARATOR);
	} else if (line->num_len > 0) {
		text_adds(&side->text, SEPARATOR);
		line->words = side->text.len;
	}
	text_add(&side->text, words, len);
	line->words_len = side->text.len - line->words;
}

/* The unit's words, the first on the line that is open, the next lines of a
 * text of several (a table's rows) on lines of their own. */
static void
add_text(struct compare_side *side, const char *text)
{
	const char *nl;

	while ((nl = strchr(text, '\n')) != NULL) {
		add_words(side, text, (size_t)(nl - text));
		open_line(side, "");
		text = nl + 1;
	}
	if (*text != '\0')
		add_words(side, text, strlen(text));
}

static void
add_heading_and_text(struct compare_side *side, const struct unit *unit)
{
	if (unit->heading[0] != '\0')
		add_text(side, unit->heading);
	if (unit->text[0] != '\0')
		add_text(side, unit->text);
}

static void
close_entry(struct compare_side *side)
{
	last_entry(side)->end = side->text.len;
}

/* Does the last line lack words, so that the text of a first paragraph
 * without a number goes on the line of what it belongs to? */
static bool
line_is_bare(const struct compare_side *side)
{
	const struct compare_line *line = &side->lines[side->nlines - 1];

	return line->words_len == 0;
}

/* All of the units from `unit` on and below, as lines of the last entry. */
static void
add_subtree(struct compare_side *side, const struct unit *unit, bool joins)
{
	for (; unit != NULL; unit = unit->next_sibling, joins = false) {
		if (unit->num[0] != '\0' || !joins || !line_is_bare(side))
			open_line(side, unit->num);
		add_heading_and_text(side, unit);
		add_subtree(side, unit->first_child, true);
		if (unit->wrapup[0] != '\0') {
			open_line(side, "");
			add_text(side, unit->wrapup);
		}
	}
}

static void
begin_entry(struct compare_side *side, enum compare_class class,
    const struct unit *unit, const char *label)
{
	open_entry(side, class, unit, label);
	open_line(side, unit->num);
	add_heading_and_text(side, unit);
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
	for (child = unit->first_child; child != NULL;
	    child = child->next_sibling)
		if (child->kind == UNIT_ARTICLE || is_container(child))
			return true;
	return false;
}

/* "附件1 第三条" in an attachment with a number, else "第三条". */
static const char *
label_of(struct compare_side *side, const struct unit *unit,
    const struct unit *attachment)
{
	struct text label = TEXT_INIT;
	const char *out;

	if (attachment == NULL || attachment == unit ||
	    attachment->num[0] == '\0' || unit->num[0] == '\0')
		return unit->num;
	text_addf(&label, "%s %s", attachment->num, unit->num);
	out = arena_strndup(side->arena, label.ptr, label.len);
	text_release(&label);
	return out;
}

static void
add_entry(struct compare_side *side, const struct unit *unit,
    const struct unit *attachment)
{
	begin_entry(side, CLASS_TEXT, unit, label_of(side, unit, attachment));
	add_subtree(side, unit->first_child, true);
	if (unit->wrapup[0] != '\0') {
		open_line(side, "");
		add_text(side, unit->wrapup);
	}
	close_entry(side);
}

static void
add_container(struct compare_side *side, const struct unit *unit,
    const struct unit *attachment)
{
	const struct unit *child;

	if (unit->kind == UNIT_ATTACHMENT)
		attachment = unit;
	if (unit->num[0] != '\0' || unit->heading[0] != '\0' ||
	    unit->text[0] != '\0') {
		begin_entry(side, is_heading(unit->kind) ? CLASS_HEADING :
		    CLASS_TEXT, unit, label_of(side, unit, attachment));
		close_entry(side);
	}
	for (child = unit->first_child; child != NULL;
	    child = child->next_sibling)
		if (is_container(child))
			add_container(side, child, attachment);
		else
			add_entry(side, child, attachment);
	if (unit->wrapup[0] != '\0') {
		open_entry(side, CLASS_TEXT, unit, "");
		open_line(side, "");
		add_text(side, unit->wrapup);
		close_entry(side);
	}
}

void
compare_side_init(struct compare_side *side, struct arena *arena,
    const char *title, const struct unit *body)
{
	*side = (struct compare_side){ .arena = arena, .text = TEXT_INIT };
	if (title[0] != '\0') {
		open_entry(side, CLASS_TITLE, NULL, "标题");
		open_line(side, "");
		add_text(side, title);
		close_entry(side);
	}
	if (body != NULL)
		add_container(side, body, NULL);
}

void
compare_side_release(struct compare_side *side)
{
	text_release(&side->text);
	free(side->lines);
	free(side->entries);
}
