/* akn_read.c: Akoma Ntoso as akn_write.c writes it, back to a document */
#include "engine/document/akn_int.h"
#include "engine/document/han.h"
#include "engine/xml/tree.h"

#include <stdlib.h>
#include <string.h>

struct akn {
	struct document *d;
	bool odd;		/* something is not as we write it */
};

static bool
is(const struct xml_tree *node, const char *name)
{
	return xt_is(node, DOCUMENT_AKN_NS, name);
}

static struct xml_tree *
child(const struct xml_tree *node, const char *name)
{
	return node == NULL ? NULL : xt_child(node, DOCUMENT_AKN_NS, name);
}

/* Where a node has one text and nothing else (or is none: ""), that text as a
 * string of the document's; NULL where it is otherwise. */
static const char *
only_text(struct akn *a, const struct xml_tree *node)
{
	const struct xml_tree *text = node != NULL ? node->first : NULL;

	if (text == NULL)
		return "";
	return text->name == NULL && !text->cdata && text->next == NULL ?
	    arena_strdup(&a->d->arena, text->text) : NULL;
}

/* The text of a node as a string of the document's. */
static const char *
content(struct akn *a, const struct xml_tree *node)
{
	const char *s = only_text(a, node);
	struct text t = TEXT_INIT;

	if (s != NULL)
		return s;
	xt_content(&t, node);
	s = arena_strndup(&a->d->arena, t.ptr, t.len);
	text_release(&t);
	return s;
}

/* The words of an aside: its paragraphs, or itself. */
static void
aside_text(struct text *out, const struct xml_tree *node)
{
	const struct xml_tree *p = child(node, "p");

	if (p == NULL)
		xt_content(out, node);
	for (; p != NULL; p = xt_next(p, DOCUMENT_AKN_NS, "p")) {
		if (p != child(node, "p"))
			text_addc(out, '\n');
		xt_content(out, p);
	}
}

/* Is it a quotation, read as units apart from the text? */
static bool
is_quote(const struct xml_tree *node)
{
	return is(node, "quotedStructure") || is(node, "embeddedStructure");
}

/* Append the text of a node, its asides and quotations apart, to `out`. */
static void
words(struct akn *a, const struct xml_tree *node, enum unit_slot slot,
    struct text *out, struct asides *asides)
{
	const struct xml_tree *e = node == NULL ? NULL : node->first;
	struct text t = TEXT_INIT;
	struct aside aside;
	const char *s;

	for (; e != NULL; e = e->next) {
		if (e->name == NULL) {
			if (!e->cdata)
				text_adds(out, e->text);
			continue;
		}
		if (is_quote(e))
			continue;
		s = xt_attr(e, "class");
		if (s == NULL || !aside_kind_parse(&aside.kind, s)) {
			words(a, e, slot, out, asides);
			continue;
		}
		text_reset(&t);
		aside_text(&t, e);
		s = xt_attr(e, "marker");
		aside.mark = s == NULL ? "" : arena_strdup(&a->d->arena, s);
		aside.text = arena_strdup(&a->d->arena, t.ptr);
		aside_put(a->d, asides, &aside, slot, out->len);
	}
	text_release(&t);
}

/* The same as a string of the document's. */
static const char *
string(struct akn *a, const struct xml_tree *node, enum unit_slot slot,
    struct asides *asides)
{
	const char *s = only_text(a, node);
	struct text t = TEXT_INIT;

	if (s != NULL)
		return s;
	words(a, node, slot, &t, asides);
	s = arena_strndup(&a->d->arena, t.ptr, t.len);
	text_release(&t);
	return s;
}

static const char *
attr(struct akn *a, const struct xml_tree *node, const char *name)
{
	const char *s = xt_attr(node, name);

	return s == NULL ? "" : arena_strdup(&a->d->arena, s);
}

static struct day
day_of(struct akn *a, const struct xml_tree *node, const char *name)
{
	const char *s = xt_attr(node, name);
	struct day day = { 0, 0, 0 };

	if (s != NULL && day_parse(&day, s) != 0)
		a->odd = true;
	return day;
}

static int
int_of(struct akn *a, const struct xml_tree *node, const char *name)
{
	int64_t n = 0;

	if (xt_attr_int(node, name, 0, &n) != 0 || n < 0 || n > 1000000000)
		a->odd = true;
	return (int)n;
}

static void
read_reading(struct akn *a, const struct xml_tree *node)
{
	struct meta *m = &a->d->meta;
	const char *format = xt_attr(node, "format");
	const char *starts = xt_attr(node, "starts");
	const char *reader = xt_attr(node, "reader");
	const struct xml_tree *note;
	int f;

	m->annexes_listed = int_of(a, node, "annexes");
	m->changes_pending = xt_attr(node, "changes") != NULL;
	m->comments = int_of(a, node, "comments");
	m->effective = day_of(a, node, "effective");
	m->expires = day_of(a, node, "expires");
	m->issued = day_of(a, node, "issued");
	m->issuer = attr(a, node, "issuer");
	m->number = attr(a, node, "number");
	m->title = attr(a, node, "title");
	m->validity_months = int_of(a, node, "validity-months");
	m->starts_at_publication = starts != NULL;
	if (reader != NULL && strcmp(reader, DOCUMENT_READER) != 0)
		a->d->reader = arena_strdup(&a->d->arena, reader);
	for (f = DOCUMENT_TEXT; f < DOCUMENT_FORMATS; f++) {
		if (format != NULL && strcmp(format,
		    document_format_name((enum document_format)f)) == 0)
			a->d->format = (enum document_format)f;
	}
	for (note = xt_child(node, AKN_READING_NS, "note"); note != NULL;
	     note = xt_next(note, AKN_READING_NS, "note")) {
		if (a->d->nnotes == DOCUMENT_NOTES_MAX)
			break;
		document_keep_note(a->d, int_of(a, note, "line"),
		    xt_attr(note, "uncertain") != NULL, content(a, note),
		    attr(a, note, "reason"));
		a->d->notes[a->d->nnotes - 1].misleads =
		    xt_attr(note, "misleads") != NULL;
	}
}

static void
read_pieces(struct akn *a, struct pieces *pieces, const struct xml_tree *node)
{
	const struct xml_tree *p, *next;
	struct asides asides;
	const char *class, *s;
	int k;

	if (node == NULL)
		return;
	for (p = xt_child(node, DOCUMENT_AKN_NS, NULL); p != NULL;
	     p = next) {
		next = is(p, "toc") ? child(p, "tocItem") : NULL;
		if (next != NULL)
			continue;
		next = xt_next(p, DOCUMENT_AKN_NS, NULL);
		/* The last line of the table of contents. */
		if (next == NULL && is(p, "tocItem"))
			next = xt_next(p->parent, DOCUMENT_AKN_NS, NULL);
		class = xt_attr(p, "class");
		for (k = 0; k < PIECE_KINDS; k++) {
			if (class != NULL && strcmp(class,
			    piece_kind_name((enum piece_kind)k)) == 0)
				break;
		}
		if (k == PIECE_KINDS) {
			a->odd = true;
			continue;
		}
		asides = (struct asides){ NULL, NULL };
		s = string(a, p, SLOT_TEXT, &asides);
		piece_append(a->d, pieces, (enum piece_kind)k, s, 0)->asides =
		    asides;
	}
}

static const char *
read_table(struct akn *a, const struct xml_tree *table, struct asides *asides)
{
	const struct xml_tree *tr, *td;
	struct text t = TEXT_INIT;
	const char *s;

	for (tr = child(table, "tr"); tr != NULL;
	     tr = xt_next(tr, DOCUMENT_AKN_NS, "tr")) {
		if (tr != child(table, "tr"))
			text_addc(&t, '\n');
		for (td = child(tr, "td"); td != NULL;
		     td = xt_next(td, DOCUMENT_AKN_NS, "td")) {
			if (td != child(tr, "td"))
				text_addc(&t, '\t');
			words(a, child(td, "p"), SLOT_TEXT, &t, asides);
		}
	}
	s = arena_strndup(&a->d->arena, t.ptr, t.len);
	text_release(&t);
	return s;
}

/* The kind of a unit by its element; -1: it is none. */
static int
unit_kind(const struct xml_tree *node)
{
	const char *name = xt_attr(node, "name");
	int kind;

	for (kind = UNIT_BOOK; kind <= UNIT_LEVEL; kind++) {
		if (is(node, akn_element((enum unit_kind)kind)))
			return kind;
	}
	if (!is(node, "hcontainer") || name == NULL)
		return -1;
	return strcmp(name, "block") == 0 ? UNIT_BLOCK :
	    strcmp(name, "table") == 0 ? UNIT_TABLE : -1;
}

static void read_units(struct akn *a, struct unit *parent,
    const struct xml_tree *node);

/* The quotations in a paragraph, in its <mod> or not. */
static void
read_quotes(struct akn *a, struct unit *parent, const struct xml_tree *p)
{
	const struct xml_tree *e = child(p, "mod");
	struct unit *u;

	for (e = e != NULL ? e->first : p == NULL ? NULL : p->first;
	     e != NULL; e = e->next) {
		if (!is_quote(e))
			continue;
		u = document_unit(a->d, UNIT_QUOTE, "", 0);
		unit_append(parent, u);
		read_units(a, u, e);
	}
}

/* The number with the white space behind it, which older readers did not
 * keep. */
static void
read_num(struct akn *a, struct unit *u, const struct xml_tree *num)
{
	const char *s = content(a, num), *end = s, *p = s;

	while (*p != '\0') {
		if (!han_space(han_next(&p)))
			end = p;
	}
	u->num = arena_strndup(&a->d->arena, s, (size_t)(end - s));
	if (strcmp(document_reader(a->d), DOCUMENT_READER) == 0)
		u->gap = end;
}

static void
read_unit(struct akn *a, struct unit *u, const struct xml_tree *e)
{
	const struct xml_tree *text = child(e, "intro");

	u->heading = string(a, child(e, "heading"), SLOT_HEADING,
	    &u->asides);
	if (text == NULL)
		text = child(e, "content");
	if (u->kind == UNIT_TABLE && child(text, "table") != NULL) {
		u->text = read_table(a, child(text, "table"), &u->asides);
	} else {
		u->text = string(a, child(text, "p"), SLOT_TEXT, &u->asides);
		read_quotes(a, u, child(text, "p"));
	}
	u->wrapup = string(a, child(child(e, "wrapUp"), "p"), SLOT_WRAPUP,
	    &u->asides);
	read_units(a, u, e);
}

/* Depth is bounded by the parser's own limit. */
static void
read_units(struct akn *a, struct unit *parent, const struct xml_tree *node)
{
	const struct xml_tree *e;
	struct unit *u;
	int kind;

	for (e = xt_child(node, DOCUMENT_AKN_NS, NULL); e != NULL;
	     e = xt_next(e, DOCUMENT_AKN_NS, NULL)) {
		kind = unit_kind(e);
		if (kind < 0)
			continue;
		u = document_unit(a->d, (enum unit_kind)kind, "", 0);
		read_num(a, u, child(e, "num"));
		unit_append(parent, u);
		read_unit(a, u, e);
	}
}

static void
read_part(struct akn *a, const struct xml_tree *node, struct unit *unit)
{
	const char *name = xt_attr(node, "name");
	const struct xml_tree *body = child(node, "body");
	struct part *part;

	part = document_add_part(a->d, unit, name != NULL &&
	    strcmp(name, AKN_ANNEX) == 0);
	read_pieces(a, &part->front, child(node, "preface"));
	if (body == NULL)
		body = child(node, "mainBody");
	if (body != NULL)
		read_units(a, unit, body);
	read_pieces(a, &part->closing, child(node, "conclusions"));
}

static const struct xml_tree *
part_element(const struct xml_tree *node)
{
	const struct xml_tree *e = child(node, "act");

	return e != NULL ? e : child(node, "doc");
}

static void
read_document(struct akn *a, const struct xml_tree *root)
{
	const struct xml_tree *main_part = part_element(root), *at, *inner;
	const struct xml_tree *reading;
	struct document *d = a->d;
	struct unit *unit;

	reading = xt_child(main_part, DOCUMENT_AKN_NS, "meta");
	reading = child(reading, "proprietary");
	if (reading != NULL)
		reading = xt_child(reading, AKN_READING_NS, "reading");
	if (reading == NULL) {
		a->odd = true;
		return;
	}
	read_reading(a, reading);
	read_part(a, main_part, document_unit(d, UNIT_BODY, "", 0));
	for (at = child(child(main_part, "attachments"), "attachment");
	     at != NULL; at = xt_next(at, DOCUMENT_AKN_NS, "attachment")) {
		inner = part_element(at);
		if (inner == NULL) {
			a->odd = true;
			return;
		}
		unit = document_unit(d, UNIT_ATTACHMENT,
		    content(a, child(at, "num")), 0);
		unit->heading = content(a, child(at, "heading"));
		read_part(a, inner, unit);
		unit_append(d->parts->unit, unit);
	}
	document_name_units(d);
}

int
document_from_akn(struct document **out, const char *xml, size_t len,
    const char *name, struct err *err)
{
	struct akn a = { document_new(DOCUMENT_AKN), false };
	struct arena arena = ARENA_INIT;
	struct text again = TEXT_INIT;
	struct xml_tree *root;
	bool older;
	int ret = -1;

	if (xt_parse(&root, &arena, xml, len, name, NULL, err) != 0) {
		if (err->code != ERR_LIMIT)
			err->code = ERR_UNREADABLE;
		goto out;
	}
	if (!is(root, "akomaNtoso") || part_element(root) == NULL) {
		err_set_at(err, ERR_UNREADABLE, name, 0, "%s is not Akoma "
		    "Ntoso 1.0: there is no <act> or <doc> in its namespace.",
		    name);
		goto out;
	}
	read_document(&a, root);
	older = strcmp(a.d->reader, DOCUMENT_READER_1) == 0;
	if (!older && strcmp(a.d->reader, DOCUMENT_READER) != 0) {
		err_set_at(err, ERR_UNREADABLE, name, 0, "%s was written by "
		    "%s, which this guiwen (%s) does not know.", name,
		    a.d->reader, DOCUMENT_READER);
		goto out;
	}
	/* What cannot be represented is what would be written otherwise. */
	if (!a.odd && !older)
		document_write_akn(a.d, &again);
	if (a.odd || (!older && (again.len != len ||
	    memcmp(again.ptr, xml, len) != 0))) {
		err_set_at(err, ERR_UNREADABLE, name, 0, "%s is Akoma Ntoso, "
		    "but not as guiwen writes it; hand in the .docx, .md or "
		    ".txt that it was made from.", name);
		goto out;
	}
	*out = a.d;
	a.d = NULL;
	ret = 0;
out:
	text_release(&again);
	arena_release(&arena);
	document_free(a.d);
	return ret;
}
