/* aside.c: words beside the text or not shown in it: footnotes, text boxes,
 * what is struck through or hidden */
#include "engine/document/document_int.h"

#include <string.h>

static const struct {
	const char *name, *label;
} kinds[ASIDE_KINDS] = {
	[ASIDE_FOOTNOTE] = { "footnote", "脚注" },
	[ASIDE_BOX] = { "box", "文本框" },
	[ASIDE_STRUCK] = { "struck", "删除线" },
	[ASIDE_HIDDEN] = { "hidden", "隐藏文字" }
};

const char *
aside_kind_name(enum aside_kind kind)
{
	return kinds[kind].name;
}

bool
aside_kind_parse(enum aside_kind *out, const char *name)
{
	int kind;

	for (kind = 0; kind < ASIDE_KINDS; kind++) {
		if (strcmp(kinds[kind].name, name) == 0) {
			*out = (enum aside_kind)kind;
			return true;
		}
	}
	return false;
}

const char *
unit_string(const struct unit *unit, enum unit_slot slot)
{
	switch (slot) {
	case SLOT_HEADING:
		return unit->heading;
	case SLOT_TEXT:
		return unit->text;
	case SLOT_WRAPUP:
		break;
	}
	return unit->wrapup;
}

static bool
stands_before(const struct aside *a, const struct aside *b)
{
	return a->slot != b->slot ? a->slot < b->slot : a->at < b->at;
}

void
aside_put(struct document *d, struct asides *list, const struct aside *aside,
    enum unit_slot slot, size_t at)
{
	struct aside *copy = arena_alloc(&d->arena, sizeof(*copy)), **p;

	*copy = *aside;
	copy->slot = slot;
	copy->at = at;
	copy->next = NULL;
	if (list->last == NULL || !stands_before(copy, list->last)) {
		p = list->last == NULL ? &list->first : &list->last->next;
		list->last = copy;
	} else {
		for (p = &list->first; !stands_before(copy, *p); )
			p = &(*p)->next;
		copy->next = *p;
	}
	*p = copy;
}

/* On one line, whatever paragraphs it has. */
static void
add_on_one_line(struct text *out, const char *s)
{
	for (; *s != '\0'; s++)
		text_addc(out, *s == '\n' ? ' ' : *s);
}

static void
add_aside(struct text *out, const struct aside *aside, bool shown)
{
	if (shown && aside->kind == ASIDE_HIDDEN)
		return;
	if (shown && aside->kind == ASIDE_BOX) {
		if (out->len > 0 && out->ptr[out->len - 1] != '\n')
			text_addc(out, '\n');
		text_addf(out, "%s\n", aside->text);
		return;
	}
	text_addf(out, "[%s：", kinds[aside->kind].label);
	add_on_one_line(out, aside->text);
	text_addc(out, ']');
}

void
aside_words(struct text *out, const char *s, const struct asides *asides,
    enum unit_slot slot, bool shown)
{
	const struct aside *aside;
	size_t from = 0;

	for (aside = asides->first; aside != NULL; aside = aside->next) {
		if (aside->slot != slot)
			continue;
		text_add(out, s + from, aside->at - from);
		from = aside->at;
		add_aside(out, aside, shown);
	}
	text_adds(out, s + from);
}

void
unit_words(struct text *out, const struct unit *unit, enum unit_slot slot,
    bool shown)
{
	aside_words(out, unit_string(unit, slot), &unit->asides, slot, shown);
}
