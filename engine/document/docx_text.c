/* docx_text.c: the words of a paragraph in a .docx, changes accepted */
#include "engine/document/docx_int.h"
#include "engine/document/han.h"

#include <stdlib.h>
#include <string.h>

#define MC "http://schemas.openxmlformats.org/markup-compatibility/2006"

static bool
is(const struct docx *x, const xmlNode *node, const char *name)
{
	return xml_is(node, x->w, name);
}

static bool
has(const struct docx *x, const xmlNode *parent, const char *name)
{
	return parent != NULL && xml_child(parent, x->w, name) != NULL;
}

static bool
is_one_of(const struct docx *x, const xmlNode *node,
    const char *const *names)
{
	for (; *names != NULL; names++) {
		if (is(x, node, *names))
			return true;
	}
	return false;
}

static void
follow_field(struct docx *x, const xmlNode *node)
{
	const char *type = xml_attr_ns(node, x->w, "fldCharType");

	if (type == NULL)
		return;
	if (strcmp(type, "begin") == 0) {
		if (x->nfields < DOCX_FIELDS_MAX)
			x->fields[x->nfields].in_code = true;
		x->nfields++;
	} else if (strcmp(type, "separate") == 0) {
		if (x->nfields > 0 && x->nfields <= DOCX_FIELDS_MAX)
			x->fields[x->nfields - 1].in_code = false;
	} else if (strcmp(type, "end") == 0 && x->nfields > 0) {
		x->nfields--;
	}
}

static bool
in_field_code(const struct docx *x)
{
	int i;

	for (i = 0; i < x->nfields && i < DOCX_FIELDS_MAX; i++) {
		if (x->fields[i].in_code)
			return true;
	}
	return false;
}

/* A character of a symbol font has no code point of its own. */
static void
add_symbol(const struct docx *x, const xmlNode *node, struct text *out)
{
	const char *s = xml_attr_ns(node, x->w, "char");
	unsigned long c = s == NULL ? 0 : strtoul(s, NULL, 16);

	if (c < 0x20 || (c >= 0xe000 && c <= 0xf8ff) || c > 0xffff ||
	    (c >= 0xd800 && c <= 0xdfff))
		c = 0x25a1;
	text_add_utf8(out, c);
}

static void walk(struct docx *x, const xmlNode *parent, struct text *out);

/* Text boxes float beside the paragraph: kept, but not in its sentence. */
static void
add_box(struct docx *x, const xmlNode *node)
{
	const xmlNode *p;
	struct text t = TEXT_INIT;

	x->boxed = true;
	x->box_depth++;
	for (p = node->children; p != NULL; p = p->next) {
		if (p->type != XML_ELEMENT_NODE)
			continue;
		text_reset(&t);
		walk(x, p, &t);
		if (*han_skip(t.ptr) != '\0')
			text_addf(&x->boxes, "%s\n", t.ptr);
	}
	x->box_depth--;
	text_release(&t);
}

/* Of two equal contents for old and new programs, the first is enough. */
static void
walk_alternates(struct docx *x, const xmlNode *node, struct text *out)
{
	const xmlNode *e = xml_child(node, MC, "Choice");

	if (e == NULL)
		e = xml_child(node, MC, "Fallback");
	if (e != NULL)
		walk(x, e, out);
}

/* True: the element is done with, its children need no look. */
static bool
add_element(struct docx *x, const xmlNode *node, struct text *out)
{
	static const char *const gone[] = { "del", "moveFrom", "delText",
		"instrText", "delInstrText", "rPr", "pPr", "rt", "sdtPr",
		"tblPr", "sectPr", "softHyphen", NULL };
	static const char *const changed[] = { "del", "ins", "moveFrom",
		"moveTo", NULL };

	if (is_one_of(x, node, changed))
		x->tracked = true;
	if (is_one_of(x, node, gone))
		return true;
	if (is(x, node, "t")) {
		if (!in_field_code(x))
			xml_content(out, node);
	} else if (is(x, node, "tab") || is(x, node, "ptab")) {
		text_addc(out, '\t');
	} else if (is(x, node, "br") || is(x, node, "cr")) {
		text_addc(out, '\n');
	} else if (is(x, node, "noBreakHyphen")) {
		text_addc(out, '-');
	} else if (is(x, node, "sym")) {
		add_symbol(x, node, out);
	} else if (is(x, node, "fldChar")) {
		follow_field(x, node);
	} else if (is(x, node, "footnoteReference") ||
	    is(x, node, "endnoteReference")) {
		x->footnotes++;
	} else if (is(x, node, "commentReference")) {
		x->commented = true;
	} else if (is(x, node, "txbxContent")) {
		add_box(x, node);
	} else if (xml_is(node, MC, "AlternateContent")) {
		walk_alternates(x, node, out);
	} else {
		return false;
	}
	return true;
}

static bool
is_hidden(const struct docx *x, const xmlNode *run)
{
	const xmlNode *rpr = xml_child(run, x->w, "rPr");
	const xmlNode *vanish = rpr == NULL ? NULL : xml_child(rpr, x->w,
	    "vanish");
	const char *val;

	if (vanish == NULL)
		return false;
	val = xml_attr_ns(vanish, x->w, "val");
	return val == NULL || (strcmp(val, "0") != 0 && strcmp(val, "false") !=
	    0);
}

/* The parser has bounded the depth. */
static void
walk(struct docx *x, const xmlNode *parent, struct text *out)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (is(x, node, "r") && is_hidden(x, node)) {
			x->hidden = true;
			continue;
		}
		if (is(x, node, "drawing") || is(x, node, "pict") ||
		    is(x, node, "object"))
			x->pictures = true;
		/* Of a formula the characters, in their order. */
		if (strcmp((const char *)node->name, "t") == 0 &&
		    node->ns != NULL && strstr((const char *)node->ns->href,
		    "math") != NULL)
			xml_content(out, node);
		else if (!add_element(x, node, out))
			walk(x, node, out);
	}
	/* Between the paragraphs of a text box's frame. */
	if (x->box_depth > 0 && is(x, parent, "p") && has(x, parent, "r"))
		text_addc(out, ' ');
}

void
docx_paragraph_text(struct docx *x, const xmlNode *paragraph,
    struct text *out)
{
	walk(x, paragraph, out);
}
