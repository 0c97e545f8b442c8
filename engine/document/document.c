/* document.c: the document as a whole: its units, names, counts and notes */
#include "engine/document/document.h"

#include "engine/base/mem.h"
#include "engine/document/document_int.h"
#include "engine/document/han.h"
#include "engine/document/mark.h"

#include <stdlib.h>
#include <string.h>

struct document *
document_new(enum document_format format)
{
	struct document *d = mem_zero(1, sizeof(*d));

	d->format = format;
	d->reader = DOCUMENT_READER;
	d->meta.title = d->meta.number = d->meta.issuer = "";
	return d;
}

void
document_free(struct document *d)
{
	if (d == NULL)
		return;
	arena_release(&d->arena);
	free(d->notes);
	free(d);
}

struct unit *
document_unit(struct document *d, enum unit_kind kind, const char *num,
    int line)
{
	struct unit_node *node = arena_alloc(&d->arena, sizeof(*node));
	struct unit *u = &node->unit;

	u->kind = kind;
	u->num = num;
	u->gap = NULL;
	u->eid = u->heading = u->text = u->wrapup = "";
	u->line = line;
	return u;
}

struct unit *
unit_last_child(const struct unit *unit)
{
	return ((const struct unit_node *)unit)->last_child;
}

void
unit_append(struct unit *parent, struct unit *child)
{
	struct unit_node *node = (struct unit_node *)parent;

	child->parent = parent;
	child->next_sibling = NULL;
	if (node->last_child == NULL)
		parent->first_child = child;
	else
		node->last_child->next_sibling = child;
	node->last_child = child;
}

void
document_keep_note(struct document *d, int line, bool uncertain,
    const char *text, const char *reason)
{
	struct document_note *note;

	if (d->nnotes == DOCUMENT_NOTES_MAX)
		return;
	MEM_GROW(d->notes, d->nnotes, d->notes_cap);
	note = &d->notes[d->nnotes++];
	note->line = line;
	note->uncertain = uncertain;
	note->misleads = false;
	note->text = arena_strdup(&d->arena, text);
	note->reason = arena_strdup(&d->arena, reason);
}

/* The words of a note: the first ones of many. */
static void
cut_words(struct text *cut, const char *text)
{
	const char *p = text;
	int n;

	for (n = 0; n < 40 && han_next(&p) != 0; n++)
		;
	text_add(cut, text, (size_t)(p - text));
	if (*p != '\0')
		text_adds(cut, "…");
}

void
document_add_note(struct document *d, int line, bool uncertain,
    const char *text, const char *reason)
{
	struct text cut = TEXT_INIT;

	cut_words(&cut, text);
	if (d->nnotes == DOCUMENT_NOTES_MAX - 1)
		document_keep_note(d, line, true, "", "There are more such "
		    "places; they are not listed.");
	else
		document_keep_note(d, line, uncertain, cut.ptr, reason);
	text_release(&cut);
}

void
document_warn(struct document *d, int line, const char *text,
    const char *reason)
{
	struct text cut = TEXT_INIT;
	size_t i;

	/* One of them is enough to bar the file. */
	if (d->nnotes == DOCUMENT_NOTES_MAX && document_misleads(d) != NULL)
		return;
	cut_words(&cut, text);
	for (i = 0; i < d->nnotes; i++) {
		if (d->notes[i].misleads && d->notes[i].line == line &&
		    strcmp(d->notes[i].reason, reason) == 0 &&
		    strcmp(d->notes[i].text, cut.ptr) == 0)
			goto out;
	}
	if (d->nnotes == DOCUMENT_NOTES_MAX)
		d->nnotes--;
	document_keep_note(d, line, false, cut.ptr, reason);
	d->notes[d->nnotes - 1].misleads = true;
out:
	text_release(&cut);
}

const char *
piece_kind_name(enum piece_kind kind)
{
	static const char *const names[PIECE_KINDS] = { "mark", "masthead",
		"number", "signer", "label", "title", "caption", "toc",
		"signature", "date", "remark", "imprint", "header",
		"annexes" };

	return names[kind];
}

struct piece *
piece_append(struct document *d, struct pieces *list, enum piece_kind kind,
    const char *text, int line)
{
	struct piece *p = arena_alloc(&d->arena, sizeof(*p));

	p->kind = kind;
	p->text = text;
	p->line = line;
	if (list->last == NULL)
		list->first = p;
	else
		list->last->next = p;
	list->last = p;
	return p;
}

struct part *
document_add_part(struct document *d, struct unit *unit, bool annex)
{
	struct part *part = arena_alloc(&d->arena, sizeof(*part)), **at;

	part->unit = unit;
	part->annex = annex;
	for (at = &d->parts; *at != NULL; at = &(*at)->next)
		;
	*at = part;
	return part;
}

static const struct {
	const char *name, *abbreviation;
} kinds[] = {
	[UNIT_BODY] = { "body", "body" },
	[UNIT_BOOK] = { "book", "book" },
	[UNIT_PART] = { "part", "part" },
	[UNIT_CHAPTER] = { "chapter", "chp" },
	[UNIT_SECTION] = { "section", "sec" },
	[UNIT_ARTICLE] = { "article", "art" },
	[UNIT_PARAGRAPH] = { "paragraph", "para" },
	[UNIT_POINT] = { "point", "point" },
	[UNIT_INDENT] = { "indent", "indent" },
	[UNIT_LEVEL] = { "level", "level" },
	[UNIT_BLOCK] = { "block", "block" },
	[UNIT_TABLE] = { "table", "table" },
	[UNIT_QUOTE] = { "quote", "qstr" },
	[UNIT_ATTACHMENT] = { "attachment", "att" },
};

const char *
unit_kind_name(enum unit_kind kind)
{
	return kinds[kind].name;
}

/* Names given so far, and how often each was wanted. */
struct names {
	struct {
		const char *name;
		unsigned wanted;
	} *slots;
	size_t n, size;
	int mods;		/* changes to a text, so far in this one */
	bool quoted;
};

static size_t
name_slot(const struct names *names, const char *name)
{
	size_t h = 5381, i;
	const char *p;

	for (p = name; *p != '\0'; p++)
		h = h * 33 + (unsigned char)*p;
	for (i = h % names->size; names->slots[i].name != NULL &&
	     strcmp(names->slots[i].name, name) != 0; )
		i = (i + 1) % names->size;
	return i;
}

static void
names_grow(struct names *names)
{
	struct names old = *names;
	size_t i, at;

	if (names->n * 2 < names->size)
		return;
	names->size = old.size == 0 ? 256 : old.size * 2;
	names->slots = mem_zero(names->size, sizeof(*names->slots));
	for (i = 0; i < old.size; i++) {
		if (old.slots[i].name == NULL)
			continue;
		at = name_slot(names, old.slots[i].name);
		names->slots[at] = old.slots[i];
	}
	free(old.slots);
}

/* The name, or name_2 ... where a damaged text has the same number twice. */
static const char *
name_take(struct document *d, struct names *names, const char *wanted)
{
	struct text t = TEXT_INIT;
	size_t at;
	unsigned n;

	names_grow(names);
	at = name_slot(names, wanted);
	if (names->slots[at].name == NULL) {
		names->slots[at].name = arena_strdup(&d->arena, wanted);
		names->slots[at].wanted = 1;
		names->n++;
		return names->slots[at].name;
	}
	n = ++names->slots[at].wanted;
	text_addf(&t, "%s_%u", wanted, n);
	wanted = name_take(d, names, t.ptr);
	text_release(&t);
	return wanted;
}

/* The number part: Arabic digits, "2-1" for 第二条之一. */
static void
name_number(struct text *out, const struct unit *u, int place)
{
	struct mark m;
	int i;

	mark_scan(u->num + quote_mark(u->num), &m);
	if (u->kind == UNIT_PARAGRAPH || u->kind == UNIT_ATTACHMENT ||
	    m.kind == MARK_NONE)
		text_addf(out, "%d", place);
	else if (m.kind == MARK_DECIMAL)
		for (i = 0; i < m.depth; i++)
			text_addf(out, i == 0 ? "%ld" : "-%ld", m.outer[i]);
	else
		text_addf(out, m.sub > 0 ? "%ld-%ld" : "%ld", m.n, m.sub);
}

/* mod_2__qstr_1 where it changes a text, else below its unit. */
static void
name_quote(struct text *out, const struct unit *u, int place,
    const char *scope)
{
	if (u->parent->mod > 0)
		text_addf(out, "%s%smod_%d__qstr_%d", scope,
		    *scope != '\0' ? "__" : "", u->parent->mod, place);
	else
		text_addf(out, "%s__embeddedStructure_%d", u->parent->eid,
		    place);
}

/* Do a unit's words change a text, by the quotation below or in them? */
static bool
changes_a_text(const struct unit *u)
{
	const struct unit *child = u->first_child;

	if (child != NULL && child->kind == UNIT_QUOTE)
		return quote_announced(u->text) && quote_amends(u->text);
	return u->kind != UNIT_TABLE && quote_replaces(u->text);
}

/*
 * Articles run through the whole of a text, so they are named without the
 * chapter (art_12): references name the article alone, and chapters move.
 */
static void
name_children(struct document *d, struct names *names, struct unit *parent,
    const char *scope)
{
	int places[MEM_COUNT(kinds)] = { 0 };
	struct text t = TEXT_INIT;
	const char *above;
	struct unit *u;

	for (u = parent->first_child; u != NULL; u = u->next_sibling) {
		places[u->kind]++;
		above = u->kind == UNIT_ARTICLE || parent->kind == UNIT_BODY ?
		    scope : parent->eid;
		text_reset(&t);
		if (u->kind == UNIT_QUOTE) {
			name_quote(&t, u, places[u->kind], scope);
		} else {
			text_addf(&t, "%s%s%s_", above,
			    *above != '\0' ? "__" : "",
			    kinds[u->kind].abbreviation);
			name_number(&t, u, places[u->kind]);
		}
		u->eid = name_take(d, names, t.ptr);
		if (u->kind == UNIT_ATTACHMENT)
			names->mods = 0;
		if (!names->quoted && changes_a_text(u))
			u->mod = ++names->mods;
		names->quoted |= u->kind == UNIT_QUOTE;
		name_children(d, names, u, u->kind == UNIT_ATTACHMENT ||
		    u->kind == UNIT_QUOTE ? u->eid : scope);
		names->quoted &= u->kind != UNIT_QUOTE;
	}
	text_release(&t);
}

void
document_name_units(struct document *d)
{
	struct names names = { NULL, 0, 0, 0, false };
	struct unit *body = d->parts->unit;

	body->eid = "body";
	name_children(d, &names, body, "");
	free(names.slots);
}

/* A line of a list, by its number and where it stands. */
enum item { ITEM_POINT, ITEM_INDENT, ITEM_LEVEL1, ITEM_NESTED };

static enum item
item_of(const struct unit *u)
{
	struct mark m;

	mark_scan(u->num + quote_mark(u->num), &m);
	if (m.kind == MARK_HAN_BRACKET)
		return ITEM_POINT;
	if (m.kind != MARK_HAN && (m.kind != MARK_NONE ||
	    (u->num[0] >= '0' && u->num[0] <= '9')))
		return ITEM_INDENT;
	return u->parent->kind != UNIT_LEVEL &&
	    u->parent->kind != UNIT_INDENT && u->parent->kind != UNIT_POINT ?
	    ITEM_LEVEL1 : ITEM_NESTED;
}

const char *
unit_counted_as(const struct unit *u)
{
	static const char *const names[] = {
		[ITEM_POINT] = "point", [ITEM_INDENT] = "indent",
		[ITEM_LEVEL1] = "level1", [ITEM_NESTED] = "indent"
	};

	return u->kind == UNIT_POINT || u->kind == UNIT_INDENT ||
	    u->kind == UNIT_LEVEL ? names[item_of(u)] :
	    unit_kind_name(u->kind);
}

static void
count_item(const struct unit *u, struct document_counts *c, bool quoted)
{
	switch (item_of(u)) {
	case ITEM_POINT:
		c->point++;
		break;
	case ITEM_INDENT:
		c->indent++;
		break;
	case ITEM_LEVEL1:
		c->level1 += !quoted;
		break;
	case ITEM_NESTED:
		c->indent += !quoted;
		break;
	}
}

/* Of what is quoted only the items count: its articles are another text's. */
static void
count_units(const struct unit *u, struct document_counts *c, bool quoted)
{
	const struct unit *child;
	struct mark m;

	switch (u->kind) {
	case UNIT_BOOK:
		c->book += !quoted;
		break;
	case UNIT_PART:
		c->part += !quoted;
		break;
	case UNIT_CHAPTER:
		c->chapter += !quoted;
		break;
	case UNIT_SECTION:
		c->section += !quoted;
		break;
	case UNIT_ARTICLE:
		mark_scan(u->num, &m);
		if (m.sub > 0)
			c->article_inserted += !quoted;
		else
			c->article += !quoted;
		break;
	case UNIT_PARAGRAPH:
		c->paragraph += !quoted;
		break;
	case UNIT_POINT:
	case UNIT_INDENT:
	case UNIT_LEVEL:
		count_item(u, c, quoted);
		break;
	case UNIT_ATTACHMENT:
		c->attachments++;
		break;
	case UNIT_QUOTE:
		quoted = true;
		break;
	case UNIT_BODY:
	case UNIT_BLOCK:
	case UNIT_TABLE:
		break;
	}
	for (child = u->first_child; child != NULL; child = child->next_sibling)
		count_units(child, c, quoted);
}

void
document_counts(const struct document *d, struct document_counts *out)
{
	const struct part *part;

	memset(out, 0, sizeof(*out));
	count_units(d->parts->unit, out, false);
	for (part = d->parts->next; part != NULL; part = part->next) {
		out->annexes += part->annex;
		out->printed += !part->annex;
	}
	if (out->annexes < d->meta.annexes_listed)
		out->annexes = d->meta.annexes_listed;
}

const char *
document_format_name(enum document_format format)
{
	static const char *const names[DOCUMENT_FORMATS] = {
		[DOCUMENT_TEXT] = "text", [DOCUMENT_MARKDOWN] = "markdown",
		[DOCUMENT_DOCX] = "docx", [DOCUMENT_ODT] = "odt",
		[DOCUMENT_OFD] = "ofd", [DOCUMENT_HTML] = "html",
		[DOCUMENT_AKN] = "akn"
	};

	return names[format];
}

enum document_format
document_format(const struct document *d)
{
	return d->format;
}

const char *
document_reader(const struct document *d)
{
	return d->reader;
}

const char *
document_title(const struct document *d)
{
	return d->meta.title;
}

const char *
document_number(const struct document *d)
{
	return d->meta.number;
}

const char *
document_issuer(const struct document *d)
{
	return d->meta.issuer;
}

struct day
document_issued(const struct document *d)
{
	return d->meta.issued;
}

struct day
document_effective(const struct document *d)
{
	return d->meta.effective;
}

struct day
document_expires(const struct document *d)
{
	return d->meta.expires;
}

int
document_validity_months(const struct document *d)
{
	return d->meta.validity_months;
}

struct day
document_validity_ends(struct day effective, int months)
{
	return day_plus(day_plus_months(effective, months), -1);
}

bool
document_starts_at_publication(const struct document *d)
{
	return d->meta.starts_at_publication;
}

bool
document_changes_pending(const struct document *d)
{
	return d->meta.changes_pending;
}

int
document_comments(const struct document *d)
{
	return d->meta.comments;
}

const struct unit *
document_body(const struct document *d)
{
	return d->parts->unit;
}

size_t
document_nnotes(const struct document *d)
{
	return d->nnotes;
}

const struct document_note *
document_note(const struct document *d, size_t i)
{
	return &d->notes[i];
}

const struct document_note *
document_misleads(const struct document *d)
{
	size_t i;

	for (i = 0; i < d->nnotes; i++) {
		if (d->notes[i].misleads)
			return &d->notes[i];
	}
	return NULL;
}
