/* docx_notes.c: what stands beside the text of a .docx: footnotes, page
 * headers, comments, diagrams, and what is to be said of the file */
#include "engine/base/mem.h"
#include "engine/document/counting.h"
#include "engine/document/docx_int.h"
#include "engine/document/han.h"

#include <stdlib.h>
#include <string.h>

#define ASIDES_MAX 200		/* headers, comments, diagrams of a file */

struct note {
	int id;
	const xmlNode *node;
	bool taken;
};

struct docx_notes {
	xmlDoc *docs[2];	/* footnotes, endnotes */
	struct note *at[2];	/* by id */
	size_t n[2], cap[2];
	int count[2];		/* shown so far */
};

/* --- footnotes and endnotes --- */

static int
by_id(const void *a, const void *b)
{
	int x = ((const struct note *)a)->id, y = ((const struct note *)b)->id;

	return x < y ? -1 : x > y;
}

/* Separators have a type; the first ids are often -1 and 0. */
static void
read_notes(struct docx_notes *notes, int kind)
{
	static const char *const names[] = { "footnote", "endnote" };
	const xmlNode *node = xml_child(xmlDocGetRootElement(
	    notes->docs[kind]), W_NS, names[kind]);
	const char *type;
	struct note *note;

	for (; node != NULL; node = xml_next(node, W_NS, names[kind])) {
		type = xml_attr_ns(node, W_NS, "type");
		if (type != NULL && strcmp(type, "normal") != 0)
			continue;
		MEM_GROW(notes->at[kind], notes->n[kind], notes->cap[kind]);
		note = &notes->at[kind][notes->n[kind]++];
		note->id = docx_int(xml_attr_ns(node, W_NS, "id"), -1);
		note->node = node;
		note->taken = false;
	}
	if (notes->n[kind] > 0)
		qsort(notes->at[kind], notes->n[kind], sizeof(struct note),
		    by_id);
}

int
docx_notes_read(struct docx *x, struct err *err)
{
	static const char *const types[] = { "/footnotes", "/endnotes" };
	char part[OPC_NAME_MAX];
	int kind;

	x->notes = mem_zero(1, sizeof(*x->notes));
	for (kind = 0; kind < 2; kind++) {
		if (!opc_target(&x->rels, types[kind], 0, part) ||
		    !opc_has(x->opc, part))
			continue;
		if (opc_parse(x->opc, part, &x->notes->docs[kind], err) != 0)
			return -1;
		read_notes(x->notes, kind);
	}
	return 0;
}

void
docx_notes_free(struct docx_notes *notes)
{
	int kind;

	if (notes == NULL)
		return;
	for (kind = 0; kind < 2; kind++) {
		free(notes->at[kind]);
		if (notes->docs[kind] != NULL)
			xmlFreeDoc(notes->docs[kind]);
	}
	free(notes);
}

static struct note *
find_note(struct docx *x, const xmlNode *reference, int kind)
{
	struct note key = { .id = docx_int(xml_attr_ns(reference, W_NS, "id"),
	    -1) };

	return x->notes->n[kind] == 0 ? NULL : bsearch(&key,
	    x->notes->at[kind], x->notes->n[kind], sizeof(key), by_id);
}

static void
note_words(struct docx *x, struct note *note, struct text *out)
{
	struct docx_story *before, story;

	note->taken = true;
	docx_story_begin(x, &story, true, &before);
	docx_flat(x, note->node, out);
	docx_story_end(x, before);
}

bool
docx_notes_text(struct docx *x, const xmlNode *reference, bool endnote,
    struct text *mark, struct text *out)
{
	struct note *note = find_note(x, reference, endnote);
	const char *custom = xml_attr_ns(reference, W_NS,
	    "customMarkFollows");

	if (note == NULL || note->taken) {
		docx_doubt(x, "", "A reference here leads to no footnote, or "
		    "to one that stands elsewhere already.");
		return false;
	}
	if (custom == NULL || strcmp(custom, "0") == 0 ||
	    strcmp(custom, "false") == 0)
		(void)counting_add(mark, endnote ? "lowerRoman" :
		    "decimal", ++x->notes->count[endnote]);
	note_words(x, note, out);
	return *han_skip(out->ptr) != '\0';
}

void
docx_notes_gone(struct docx *x, const xmlNode *node)
{
	struct note *note;

	for (node = node->children; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		note = xml_is(node, W_NS, "footnoteReference") ?
		    find_note(x, node, 0) :
		    xml_is(node, W_NS, "endnoteReference") ?
		    find_note(x, node, 1) : NULL;
		if (note != NULL)
			note->taken = true;
		docx_notes_gone(x, node);
	}
}

/* Words that nobody is led to. */
static void
add_unreferenced(struct docx *x)
{
	struct text t = TEXT_INIT;
	size_t i;
	int kind;

	for (kind = 0; kind < 2; kind++) {
		for (i = 0; i < x->notes->n[kind]; i++) {
			if (x->notes->at[kind][i].taken)
				continue;
			text_reset(&t);
			note_words(x, &x->notes->at[kind][i], &t);
			if (*han_skip(t.ptr) == '\0')
				continue;
			lines_add_aside(x->d, x->lines, ASIDE_HIDDEN,
			    ASIDE_AT_END, "", t.ptr);
			docx_doubt(x, t.ptr, "Nothing in the text refers to "
			    "this footnote; it was kept as hidden text.");
		}
	}
	text_release(&t);
}

/* --- page headers and footers --- */

/* A page number is no news. */
static bool
has_words(const char *s)
{
	unsigned long c;

	while ((c = han_next(&s)) != 0) {
		if (han_ideograph(c) || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z'))
			return true;
	}
	return false;
}

static bool
stands_before(const struct lines *lines, size_t from, size_t i)
{
	for (; from < i; from++) {
		if (strcmp(lines->at[from].text, lines->at[i].text) == 0)
			return true;
	}
	return false;
}

/* The same header in several sections is one. */
static void
keep_headers(struct docx *x, size_t first, size_t from, const char *reason)
{
	struct lines *lines = x->lines;
	size_t i, n = from;

	for (i = from; i < lines->n; i++) {
		if (!has_words(lines->at[i].text) &&
		    lines->at[i].asides.first == NULL)
			continue;
		lines->at[n] = lines->at[i];
		if (stands_before(lines, first, n))
			continue;
		docx_tell(x, lines->at[n].text, reason);
		n++;
	}
	lines->n = n;
}

static int
read_header(struct docx *x, const char *part, struct err *err)
{
	struct docx_story *before, story;
	xmlDoc *doc = NULL;
	int ret;

	if (opc_parse(x->opc, part, &doc, err) != 0)
		return -1;
	docx_story_begin(x, &story, true, &before);
	x->place = LINE_HEADER;
	ret = docx_blocks(x, xmlDocGetRootElement(doc), err);
	x->place = LINE_BODY;
	docx_story_end(x, before);
	xmlFreeDoc(doc);
	return ret;
}

static int
read_headers(struct docx *x, struct err *err)
{
	static const struct {
		const char *type, *reason;
	} kinds[] = {
		{ "/header", REASON("This stands at the head of pages; it "
		    "was kept apart from the text.") },
		{ "/footer", REASON("This stands at the foot of pages; it "
		    "was kept apart from the text.") },
	};
	size_t first = x->lines->n, from, i;
	char part[OPC_NAME_MAX];
	int k;

	for (i = 0; i < MEM_COUNT(kinds); i++) {
		for (k = 0; k < ASIDES_MAX && opc_target(&x->rels,
		     kinds[i].type, k, part); k++) {
			if (!opc_has(x->opc, part))
				continue;
			from = x->lines->n;
			if (read_header(x, part, err) != 0)
				return -1;
			keep_headers(x, first, from, kinds[i].reason);
		}
	}
	return 0;
}

/* --- comments, diagrams --- */

static int
read_comments(struct docx *x, struct err *err)
{
	struct docx_story *before, story;
	struct text t = TEXT_INIT;
	char part[OPC_NAME_MAX];
	const xmlNode *node;
	xmlDoc *doc = NULL;
	int n = 0;

	if (!opc_target(&x->rels, "/comments", 0, part) ||
	    !opc_has(x->opc, part))
		return 0;
	if (opc_parse(x->opc, part, &doc, err) != 0)
		return -1;
	for (node = xml_child(xmlDocGetRootElement(doc), W_NS, "comment");
	     node != NULL && n < ASIDES_MAX;
	     node = xml_next(node, W_NS, "comment")) {
		docx_story_begin(x, &story, true, &before);
		text_reset(&t);
		docx_flat(x, node, &t);
		docx_story_end(x, before);
		document_warn(x->d, 0, t.ptr, "There is a comment in the file; "
		    "it was left out. Delete it before the file is issued.");
		n++;
	}
	x->d->meta.comments += n;
	text_release(&t);
	xmlFreeDoc(doc);
	return 0;
}

/* a:t and c:v, whatever their depth. */
static void
add_drawn(struct text *out, const xmlNode *node)
{
	for (; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (strcmp((const char *)node->name, "t") == 0 ||
		    strcmp((const char *)node->name, "v") == 0) {
			if (out->len > 0)
				text_addc(out, ' ');
			xml_content(out, node);
		} else {
			add_drawn(out, node->children);
		}
	}
}

static int
read_drawn(struct docx *x, struct err *err)
{
	static const char *const types[] = { "/diagramData", "/chart",
		"/chartUserShapes" };
	struct text t = TEXT_INIT;
	char part[OPC_NAME_MAX];
	xmlDoc *doc;
	size_t i;
	int k, ret = 0;

	for (i = 0; i < MEM_COUNT(types) && ret == 0; i++) {
		for (k = 0; k < ASIDES_MAX && ret == 0 && opc_target(&x->rels,
		     types[i], k, part); k++) {
			if (!opc_has(x->opc, part))
				continue;
			doc = NULL;
			ret = opc_parse(x->opc, part, &doc, err);
			if (ret != 0)
				break;
			text_reset(&t);
			add_drawn(&t, xmlDocGetRootElement(doc));
			xmlFreeDoc(doc);
			if (*han_skip(t.ptr) == '\0')
				continue;
			lines_add_aside(x->d, x->lines, ASIDE_BOX,
			    ASIDE_AT_END, "", t.ptr);
			docx_doubt(x, t.ptr, "These words stand in a diagram; "
			    "they were kept beside the text, at its end.");
		}
	}
	text_release(&t);
	return ret;
}

/* --- the file as a whole --- */

static void
tell_state(struct docx *x)
{
	x->d->meta.changes_pending |= x->tracked;
	if (x->tracked && !x->original)
		document_warn(x->d, 0, "", "Changes are tracked in the file "
		    "and still pending; the text was read with all of them "
		    "accepted.");
	if (x->tracked && x->original)
		docx_tell(x, "", "Changes are tracked in the file and still "
		    "pending; the text was read as it was before them.");
	if (x->boxed)
		docx_tell(x, "", "There are text boxes in the file; the words "
		    "of each were kept beside the paragraph it belongs to.");
	if (x->pictures && !x->boxed)
		docx_tell(x, "", "There are pictures in the file; they were "
		    "left out.");
	if (x->objects)
		docx_tell(x, "", "There are objects of other programs in the "
		    "file; they were left out.");
	if (x->nested_table)
		docx_tell(x, "", "There are tables within tables; each was "
		    "read as the words of one cell.");
	if (opc_has_suffix(x->opc, "vbaProject.bin"))
		document_warn(x->d, 0, "", "There are macros in the file; they "
		    "were not read and are never run. Save it without them.");
}

/* What may look otherwise on another screen. */
static void
doubt_state(struct docx *x)
{
	if (x->bound)
		document_add_note(x->d, 0, true, "", "Words of the file are "
		    "bound to data that it carries along; Word may show "
		    "others in their place.");
	if (x->reversed)
		document_add_note(x->d, 0, true, "", "The file turns the "
		    "direction of words round; they may look otherwise than "
		    "they were read.");
	if (x->dates)
		document_add_note(x->d, 0, true, "", "The file shows the day "
		    "on which it is opened, which is no part of the text.");
}

int
docx_notes_rest(struct docx *x, struct err *err)
{
	add_unreferenced(x);
	if (read_drawn(x, err) != 0 || read_headers(x, err) != 0 ||
	    read_comments(x, err) != 0)
		return -1;
	tell_state(x);
	doubt_state(x);
	return 0;
}
