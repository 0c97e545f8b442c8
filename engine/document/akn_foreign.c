/*
 * akn_foreign.c: Akoma Ntoso that somebody else wrote, to lines
 *
 * What a reader sees is put into lines, a number with the words after it, and
 * read like any other text, so that the same words have the same structure
 * and hash from every format. Only the headings of articles, which lines do
 * not tell from text, are put in afterwards.
 */
#include "engine/base/mem.h"
#include "engine/document/akn_int.h"
#include "engine/document/han.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

struct foreign {
	struct document *d;
	struct lines *lines;
	struct akn_headings *headings;
	struct text line;
	struct asides asides;	/* of the line in hand, by place in it */
	int no;			/* of lines so far */
	const char *quote;	/* to be put before the next words; or NULL */
	bool numbered;		/* the line holds a number and no words yet */
	bool cell;
	bool tracked, pictures, too_many;
	const char *elsewhere;	/* element whose text is in another file */
};

static bool
named(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)node->name, name) == 0;
}

static bool
is_one_of(const xmlNode *node, const char *const *names)
{
	for (; *names != NULL; names++) {
		if (named(node, *names))
			return true;
	}
	return false;
}

static void walk(struct foreign *f, const xmlNode *parent);

static void
flush(struct foreign *f)
{
	struct aside *a;

	f->numbered = false;
	if (f->cell) {
		if (f->line.len > 0 && f->line.ptr[f->line.len - 1] != ' ')
			text_addc(&f->line, ' ');
		return;
	}
	if (f->lines->n > DOCUMENT_LINES_MAX)
		f->too_many = true;
	else if (f->line.len > 0 || f->asides.first != NULL)
		lines_add(f->d, f->lines, f->line.ptr, f->line.len, ++f->no);
	for (a = f->asides.first; a != NULL && !f->too_many; a = a->next)
		lines_add_aside(f->d, f->lines, a->kind, a->at, a->mark,
		    a->text);
	f->asides = (struct asides){ NULL, NULL };
	text_reset(&f->line);
}

/* A quotation mark that the text of a quoted structure is to begin with. */
static void
add_quote(struct foreign *f)
{
	if (f->quote != NULL)
		text_adds(&f->line, f->quote);
	f->quote = NULL;
}

static void
add_text(struct foreign *f, const char *s)
{
	for (; *s != '\0'; s++) {
		if (strchr(" \t\n\r", *s) == NULL) {
			add_quote(f);
			text_addc(&f->line, *s);
			f->numbered = false;
		} else if (f->line.len > 0 &&
		    f->line.ptr[f->line.len - 1] != ' ') {
			text_addc(&f->line, ' ');
		}
	}
}

/* All words of an element, paragraphs parted by \n. */
static void
words_of(struct foreign *f, const xmlNode *node, struct text *out)
{
	struct lines lines = LINES_INIT;
	struct foreign inner = { .d = f->d, .lines = &lines,
		.headings = f->headings, .line = TEXT_INIT };
	size_t i;

	walk(&inner, node);
	flush(&inner);
	for (i = 0; i < lines.n; i++)
		text_addf(out, "%s%s", i > 0 ? "\n" : "", lines.at[i].text);
	free(lines.at);
	text_release(&inner.line);
}

static void
set_aside(struct foreign *f, const xmlNode *node, enum aside_kind kind)
{
	const char *mark = xml_attr(node, "marker");
	struct aside aside = { .kind = kind };
	struct text t = TEXT_INIT;

	words_of(f, node, &t);
	if (*han_skip(t.ptr) != '\0') {
		aside.mark = arena_strdup(&f->d->arena, mark == NULL ? "" :
		    mark);
		aside.text = arena_strdup(&f->d->arena, t.ptr);
		aside_put(f->d, &f->asides, &aside, SLOT_TEXT, f->line.len);
	}
	text_release(&t);
}

/* --- quotations --- */

/* Its marks may stand in attributes alone; without them its articles would
 * be the text's own. */
static void
add_quoted(struct foreign *f, const xmlNode *node)
{
	const char *open = xml_attr(node, "startQuote");
	const char *close = xml_attr(node, "endQuote");
	struct line *last;
	struct text t = TEXT_INIT;

	if (named(node, "quotedText")) {
		text_adds(&f->line, open == NULL ? "" : open);
		walk(f, node);
		text_adds(&f->line, close == NULL ? "" : close);
		return;
	}
	flush(f);
	f->quote = open == NULL ? "“" : open;
	walk(f, node);
	flush(f);
	f->quote = NULL;
	last = f->lines->n > 0 ? &f->lines->at[f->lines->n - 1] : NULL;
	if (last != NULL && !last->row) {
		text_addf(&t, "%s%s", last->text, close == NULL ? "”" : close);
		last->text = arena_strdup(&f->d->arena, t.ptr);
	}
	text_release(&t);
}

/* --- numbers and headings --- */

static void
add_number(struct foreign *f, const xmlNode *node)
{
	const char *end;

	flush(f);
	add_quote(f);
	walk(f, node);
	end = f->line.ptr + f->line.len;
	if (f->line.len > 0 && !han_space(han_before(f->line.ptr, end))) {
		/* 1.2021年 would be another number. */
		text_adds(&f->line, end[-1] == '.' ? " " :
		    document_gap(f->line.ptr));
	}
	f->numbered = f->line.len > 0;
}

/* An article's heading in brackets is one by itself (【】, （）). */
static void
add_heading(struct foreign *f, const xmlNode *node)
{
	struct text t = TEXT_INIT, u = TEXT_INIT;

	if (named(node->parent, "article") && f->numbered && !f->cell) {
		words_of(f, node, &t);
		han_unspace(&u, t.ptr);
		flush(f);
		akn_headings_add(f->headings, &f->d->arena, f->no, u.ptr);
		text_release(&t);
		text_release(&u);
		return;
	}
	if (!f->numbered)
		flush(f);
	walk(f, node);
	flush(f);
}

/* --- tables --- */

static void
add_row(struct foreign *f, const xmlNode *row, bool *first)
{
	static const char *const cells[] = { "td", "th", NULL };
	struct text said = TEXT_INIT, outer = f->line;
	const xmlNode *cell;
	size_t before = f->lines->n;
	int n = 0;

	text_init(&f->line);
	f->cell = true;
	for (cell = row->children; cell != NULL; cell = cell->next) {
		if (!is_one_of(cell, cells))
			continue;
		walk(f, cell);
		while (f->line.len > 0 && f->line.ptr[f->line.len - 1] == ' ')
			text_cut(&f->line, f->line.len - 1);
		if (n++ > 0)
			text_addc(&said, '\t');
		text_add(&said, f->line.ptr, f->line.len);
		text_reset(&f->line);
	}
	f->cell = false;
	text_release(&f->line);
	f->line = outer;
	lines_add_row(f->d, f->lines, said.ptr, said.len, ++f->no, *first);
	if (f->lines->n > before)
		*first = false;
	text_release(&said);
}

static void
add_table(struct foreign *f, const xmlNode *table)
{
	const xmlNode *node;
	bool first = true;

	if (f->cell) {
		walk(f, table);
		return;
	}
	flush(f);
	for (node = table->children; node != NULL; node = node->next) {
		if (named(node, "tr")) {
			add_row(f, node, &first);
		} else if (node->type == XML_ELEMENT_NODE) {
			walk(f, node);
			flush(f);
		}
	}
}

/* --- elements --- */

/* In a line with others; everything else is a block (Akoma Ntoso 1.0, 5.3). */
static const char *const inlines[] = { "ref", "mref", "rref", "mod", "mmod",
	"rmod", "remark", "recordedTime", "vote", "outcome", "ins", "omissis",
	"embeddedText", "placeholder", "fillIn", "decoration",
	"placeholder", "b", "i", "a", "u", "sub", "sup", "abbr", "span",
	"docType", "docTitle", "docNumber", "docProponent", "docDate",
	"legislature", "session", "shortTitle", "docAuthority", "docPurpose",
	"docCommittee", "docIntroducer", "docStage", "docStatus",
	"docJurisdiction", "docketNumber", "date", "time", "person",
	"organization", "concept", "object", "event", "location", "process",
	"role", "term", "quantity", "def", "entity", "inline", "signature",
	"opinion", "argument", "affectedDocument", "relatedDocument", "change",
	"courtType", "neutralCitation", "party", "judge", "lawyer", "noteRef",
	"marker", "anchor", NULL };

static bool
has_class(const xmlNode *node, const char *name)
{
	const char *class = xml_attr(node, "class");

	return class != NULL && strcmp(class, name) == 0;
}

static bool
is_aside(const xmlNode *node, enum aside_kind kind)
{
	return has_class(node, aside_kind_name(kind));
}

/* A page header, which guiwen writes so. */
static void
add_header(struct foreign *f, const xmlNode *node)
{
	size_t before;

	flush(f);
	before = f->lines->n;
	walk(f, node);
	flush(f);
	for (; before < f->lines->n; before++)
		f->lines->at[before].place = LINE_HEADER;
}

static void
add_element(struct foreign *f, const xmlNode *node)
{
	static const char *const elsewhere[] = { "componentRef", "documentRef",
		"componentData", NULL };

	if (named(node, "meta")) {
		return;
	} else if (is_one_of(node, elsewhere)) {
		f->elsewhere = (const char *)node->name;
	} else if (named(node, "num")) {
		add_number(f, node);
	} else if (named(node, "heading") || named(node, "subheading")) {
		add_heading(f, node);
	} else if (named(node, "quotedStructure") ||
	    named(node, "quotedText")) {
		add_quoted(f, node);
	} else if (named(node, "table")) {
		add_table(f, node);
	} else if (named(node, "authorialNote")) {
		set_aside(f, node, is_aside(node, ASIDE_BOX) ? ASIDE_BOX :
		    ASIDE_FOOTNOTE);
	} else if (named(node, "del") && is_aside(node, ASIDE_STRUCK)) {
		set_aside(f, node, ASIDE_STRUCK);
	} else if (named(node, "span") && is_aside(node, ASIDE_HIDDEN)) {
		set_aside(f, node, ASIDE_HIDDEN);
	} else if (named(node, "del") || named(node, "ins")) {
		f->tracked = true;
		if (named(node, "del") == f->d->original)
			walk(f, node);
	} else if (has_class(node, piece_kind_name(PIECE_HEADER))) {
		add_header(f, node);
	} else if (named(node, "eol") || named(node, "br")) {
		flush(f);
	} else if (named(node, "img")) {
		f->pictures = true;
	} else if (is_one_of(node, inlines)) {
		walk(f, node);
	} else {
		if (!f->numbered)
			flush(f);
		walk(f, node);
		if (!f->numbered)
			flush(f);
	}
}

/* The parser has bounded the depth. */
static void
walk(struct foreign *f, const xmlNode *parent)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL && !f->too_many;
	     node = node->next) {
		if (node->type == XML_TEXT_NODE ||
		    node->type == XML_CDATA_SECTION_NODE)
			add_text(f, (const char *)node->content);
		else if (node->type == XML_ELEMENT_NODE)
			add_element(f, node);
	}
}

/* --- the whole --- */

static const xmlNode *
below(const xmlNode *node, const char *name)
{
	for (node = node == NULL ? NULL : node->children; node != NULL;
	     node = node->next) {
		if (named(node, name))
			return node;
	}
	return NULL;
}

static const char *
value_of(struct foreign *f, const xmlNode *node)
{
	const char *s = node == NULL ? NULL : xml_attr(node, "value");

	return s == NULL || strcmp(s, "-") == 0 ? "" : arena_strdup(
	    &f->d->arena, s);
}

/* What the text itself may not say. */
static void
read_work(struct foreign *f, const xmlNode *text)
{
	const xmlNode *work = below(below(below(text, "meta"),
	    "identification"), "FRBRWork");

	f->d->meta.title = value_of(f, below(work, "FRBRalias"));
	f->d->meta.number = value_of(f, below(work, "FRBRnumber"));
}

static int
refuse_kind(const xmlNode *root, const char *name, struct err *err)
{
	const xmlNode *e = root->children;

	while (e != NULL && e->type != XML_ELEMENT_NODE)
		e = e->next;
	if (e == NULL)
		return err_set_at(err, ERR_UNREADABLE, name, 0, "%s is Akoma "
		    "Ntoso without a document in it; hand in .docx, .md or "
		    ".txt.", name);
	return err_set_at(err, ERR_UNREADABLE, name, (int)xmlGetLineNo(e),
	    "%s is Akoma Ntoso whose document is a <%s>, and no <act>, <bill>, "
	    "<doc> or <statement>; hand in .docx, .md or .txt.", name,
	    (const char *)e->name);
}

static const xmlNode *
find_text(const xmlNode *root)
{
	static const char *const kinds[] = { "act", "bill", "doc", "statement",
		NULL };
	const xmlNode *e;

	for (e = root->children; e != NULL; e = e->next) {
		if (e->type == XML_ELEMENT_NODE)
			return is_one_of(e, kinds) ? e : NULL;
	}
	return NULL;
}

static void
note(const struct foreign *f, const char *reason)
{
	document_keep_note(f->d, 0, false, "", reason);
}

static void
note_state(const struct foreign *f)
{
	note(f, "The file is Akoma Ntoso of another maker, or was changed "
	    "since guiwen wrote it; its text was read anew.");
	if (f->tracked && f->d->original)
		note(f, "Deletions and insertions are marked in the file; the "
		    "text was read as it was before them.");
	else if (f->tracked)
		note(f, "Deletions and insertions are marked in the file; the "
		    "text was read with all of them accepted.");
	if (f->pictures)
		note(f, "There are pictures in the file; they were left out.");
}

static int
read_root(struct foreign *f, const xmlNode *root, const char *name,
    struct err *err)
{
	const xmlNode *text = find_text(root);

	if (text == NULL)
		return refuse_kind(root, name, err);
	read_work(f, text);
	walk(f, text);
	flush(f);
	if (f->elsewhere != NULL)
		return err_set_at(err, ERR_UNREADABLE, name, 0, "%s keeps "
		    "a part of its text in another file (<%s>), which is not "
		    "opened; put the text into the file itself.", name,
		    f->elsewhere);
	if (f->too_many)
		return err_set_at(err, ERR_LIMIT, name, 0, "%s has more than "
		    "%d lines; no normative document is so long.", name,
		    DOCUMENT_LINES_MAX);
	note_state(f);
	return 0;
}

int
lines_of_akn(struct document *d, struct lines *lines,
    struct akn_headings *headings, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	struct foreign f = { .d = d, .lines = lines, .headings = headings,
		.line = TEXT_INIT };
	xmlDoc *doc = NULL;
	xmlNode *root;
	int ret;

	ret = xml_parse(&doc, bytes, len, name, NULL, err);
	if (ret != 0 && err->code != ERR_LIMIT)
		err->code = ERR_UNREADABLE;
	root = ret == 0 ? xmlDocGetRootElement(doc) : NULL;
	if (root != NULL && !xml_is(root, DOCUMENT_AKN_NS, "akomaNtoso"))
		ret = err_set_at(err, ERR_UNREADABLE, name, 0, "%s is not "
		    "Akoma Ntoso 1.0: its namespace is %s, not %s.", name,
		    root->ns == NULL ? "-" : (const char *)root->ns->href,
		    DOCUMENT_AKN_NS);
	else if (root != NULL)
		ret = read_root(&f, root, name, err);
	xmlFreeDoc(doc);
	text_release(&f.line);
	return ret;
}

/* --- headings of articles, put in when there are units --- */

void
akn_headings_add(struct akn_headings *h, struct arena *arena, int line,
    const char *text)
{
	MEM_GROW(h->at, h->n, h->cap);
	h->at[h->n].line = line;
	h->at[h->n++].text = arena_strdup(arena, text);
}

/* Lines come in order, and so do units. */
static void
put_in(const struct akn_headings *h, size_t *next, struct unit *u)
{
	struct unit *child;

	while (*next < h->n && h->at[*next].line < u->line)
		++*next;
	if (*next < h->n && h->at[*next].line == u->line &&
	    u->kind == UNIT_ARTICLE && *u->heading == '\0') {
		u->heading = h->at[*next].text;
		u->gap = "　";
	}
	for (child = u->first_child; child != NULL;
	     child = child->next_sibling)
		put_in(h, next, child);
}

void
akn_headings_put(const struct akn_headings *h, struct document *d)
{
	size_t next = 0;

	put_in(h, &next, d->parts->unit);
}
