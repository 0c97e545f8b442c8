/* docx.c: WordprocessingML to lines: paragraphs, one below the other */
#include "engine/base/mem.h"
#include "engine/document/docx_int.h"
#include "engine/document/han.h"

#include <stdlib.h>
#include <string.h>

#define NOTE_CHARS 400

const char *
docx_val(const xmlNode *node, const char *child)
{
	const xmlNode *e = xml_child(node, W_NS, child);

	return e == NULL ? NULL : xml_attr_ns(e, W_NS, "val");
}

int
docx_int(const char *s, int missing)
{
	char *end;
	long n;

	if (s == NULL)
		return missing;
	n = strtol(s, &end, 10);
	return end == s || *end != '\0' || n < 0 || n > 1000000 ? missing :
	    (int)n;
}

int
docx_on(const xmlNode *parent, const char *child)
{
	const xmlNode *node = xml_child(parent, W_NS, child);
	const char *val;

	if (node == NULL)
		return -1;
	val = xml_attr_ns(node, W_NS, "val");
	return val == NULL || (strcmp(val, "0") != 0 &&
	    strcmp(val, "false") != 0 && strcmp(val, "off") != 0);
}

void
docx_doubt(struct docx *x, const char *words, const char *reason)
{
	document_add_note(x->d, x->paragraphs, true, words, reason);
}

void
docx_tell(struct docx *x, const char *words, const char *reason)
{
	struct text t = TEXT_INIT;
	const char *p = han_skip(words), *q;
	unsigned long c;
	int n = 0;

	while (n++ < NOTE_CHARS && (q = p, c = han_next(&p)) != 0) {
		if (c == '\n')
			text_addc(&t, ' ');
		else
			text_add(&t, q, (size_t)(p - q));
	}
	document_keep_note(x->d, 0, false, t.ptr, reason);
	text_release(&t);
}

/* --- stories --- */

void
docx_story_begin(struct docx *x, struct docx_story *story, bool beside,
    struct docx_story **before)
{
	memset(story, 0, sizeof(*story));
	story->pending = (struct docx_words)DOCX_WORDS_INIT;
	story->beside = beside;
	*before = x->story;
	x->story = story;
}

void
docx_story_end(struct docx *x, struct docx_story *before)
{
	docx_fields_end(x);
	docx_words_release(&x->story->pending);
	x->story = before;
}

/* --- paragraphs --- */

/* Text to lines; breaks inside a paragraph part lines, too. */
void
docx_add_lines(struct docx *x, struct docx_words *words, int heading)
{
	const char *s = words->text.ptr;
	const struct aside *a;
	size_t from = 0, to, before;

	docx_words_close(x, words);
	a = words->asides.first;
	for (;;) {
		to = from + strcspn(s + from, "\n\r");
		before = x->lines->n;
		lines_add(x->d, x->lines, s + from, to - from, x->paragraphs);
		if (x->lines->n > before) {
			x->lines->at[before].heading = heading;
			x->lines->at[before].place = x->place;
		}
		/* A page header's words are no words of the line before. */
		for (; a != NULL && a->at <= to; a = a->next)
			if (x->place != LINE_HEADER || x->lines->n > before)
				lines_add_aside(x->d, x->lines, a->kind,
				    a->at - from, a->mark, a->text);
		if (s[to] == '\0')
			break;
		from = to + 1;
	}
	docx_doubt_asides(x, &words->asides);
}

/* Is the paragraph's end not there, before the changes or after them? */
static bool
end_is_gone(struct docx *x, const xmlNode *ppr)
{
	const xmlNode *rpr = ppr == NULL ? NULL : xml_child(ppr, W_NS, "rPr");
	bool in, out;

	if (rpr == NULL)
		return false;
	in = xml_child(rpr, W_NS, "ins") != NULL ||
	    xml_child(rpr, W_NS, "moveTo") != NULL;
	out = xml_child(rpr, W_NS, "del") != NULL ||
	    xml_child(rpr, W_NS, "moveFrom") != NULL;
	x->tracked |= in || out;
	return x->original ? in : out;
}

/* Is it hidden, so that the next one goes on behind it? */
static bool
end_is_hidden(struct docx *x, const xmlNode *ppr,
    const struct docx_style *style)
{
	const xmlNode *rpr = ppr == NULL ? NULL : xml_child(ppr, W_NS, "rPr");
	struct docx_look look;

	docx_look(x, rpr, style, &look);
	return look.hidden == 1;
}

/* Number, words that waited, own words. */
static void
whole_paragraph(struct docx *x, const xmlNode *node, bool own_words,
    struct docx_words *out, int *heading)
{
	struct docx_story *story = x->story;
	const xmlNode *ppr = docx_properties(x, node, "pPr");
	const struct docx_style *style = docx_paragraph_style(x, ppr);
	struct docx_words number = DOCX_WORDS_INIT;
	size_t len;

	docx_numbering_next(x, ppr, style, &number.text);
	len = number.text.len;
	/* A heading that a hidden end joins to this one comes first. */
	if (!story->pending_number)
		docx_words_append(x, out, &number, 0);
	docx_words_append(x, out, &story->pending, 0);
	if (story->pending_number)
		docx_words_append(x, out, &number, 0);
	docx_words_release(&story->pending);
	docx_words_release(&number);
	story->pending_paragraph = NULL;
	story->pending_number = false;
	if (own_words)
		docx_runs(x, node, style, out);
	if (len > 0 && *han_skip(out->text.ptr + len) == '\0' &&
	    *han_skip(out->text.ptr) != '\0' && !x->empty_number) {
		x->empty_number = true;
		docx_doubt(x, out->text.ptr, "A paragraph has an automatic "
		    "number and no words; the number was kept.");
	}
	*heading = docx_heading(ppr, style);
}

/* The words of a paragraph with a hidden end wait with their number, which a
 * paragraph that is hidden as a whole has not. */
static void
hold_back(struct docx *x, const xmlNode *node, const xmlNode *ppr,
    const struct docx_style *style)
{
	struct docx_words words = DOCX_WORDS_INIT, number = DOCX_WORDS_INIT;
	struct docx_story *story = x->story;

	docx_runs(x, node, style, &words);
	if (*han_skip(words.text.ptr) != '\0') {
		if (story->pending.text.len == 0)
			docx_numbering_next(x, ppr, style, &number.text);
		docx_words_append(x, &story->pending, &number, 0);
		story->pending_number = true;
		docx_doubt(x, words.text.ptr, "The end of this paragraph is "
		    "hidden; it was read as one with the next.");
	}
	docx_words_append(x, &story->pending, &words, 0);
	docx_words_release(&words);
	docx_words_release(&number);
}

bool
docx_paragraph(struct docx *x, const xmlNode *node, struct docx_words *out,
    int *heading)
{
	struct docx_story *story = x->story;
	const xmlNode *ppr = docx_properties(x, node, "pPr");
	const struct docx_style *style = docx_paragraph_style(x, ppr);

	x->paragraphs++;
	if (end_is_gone(x, xml_child(node, W_NS, "pPr"))) {
		docx_runs(x, node, style, &story->pending);
		story->pending_paragraph = node;
		return false;
	}
	if (end_is_hidden(x, ppr, style)) {
		hold_back(x, node, ppr, style);
		return false;
	}
	whole_paragraph(x, node, true, out, heading);
	return true;
}

bool
docx_waiting(struct docx *x, struct docx_words *out, int *heading)
{
	struct docx_story *story = x->story;
	const xmlNode *node = story->pending_paragraph;

	*heading = 0;
	docx_words_close(x, &story->pending);
	if (story->pending.text.len == 0 && story->pending.asides.first ==
	    NULL)
		return false;
	if (node != NULL && !story->pending_number &&
	    story->pending.text.len > 0) {
		whole_paragraph(x, node, false, out, heading);
		return true;
	}
	docx_words_append(x, out, &story->pending, 0);
	docx_words_release(&story->pending);
	story->pending_paragraph = NULL;
	story->pending_number = false;
	return true;
}

/* --- blocks --- */

static void
flush_waiting(struct docx *x)
{
	struct docx_words words = DOCX_WORDS_INIT;
	int heading;

	if (docx_waiting(x, &words, &heading))
		docx_add_lines(x, &words, heading);
	docx_words_release(&words);
}

static int
add_paragraph(struct docx *x, const xmlNode *node, struct err *err)
{
	struct docx_words words = DOCX_WORDS_INIT;
	int heading;

	if (x->paragraphs >= DOCUMENT_LINES_MAX || x->many)
		return err_set_at(err, ERR_LIMIT, x->name, 0, "%s has more "
		    "than %d paragraphs; no normative document is so long.",
		    x->name, DOCUMENT_LINES_MAX);
	if (docx_paragraph(x, node, &words, &heading))
		docx_add_lines(x, &words, heading);
	docx_words_release(&words);
	return 0;
}

static bool
is_skipped(struct docx *x, const xmlNode *node)
{
	static const char *const beside[] = { "sectPr", "sdtPr", "sdtEndPr",
		"tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "pPr", "rPr",
		NULL };
	static const char *const in[] = { "ins", "moveTo", NULL };
	static const char *const out[] = { "del", "moveFrom", NULL };
	const char *const *changes = x->original ? in : out;
	const char *const *s;

	if (xml_is(node, W_NS, "tr"))
		return docx_row_is_gone(x, node);
	if (xml_is(node, W_NS, "tc"))
		return docx_cell_is_gone(x, node);
	for (s = beside; *s != NULL; s++) {
		if (xml_is(node, W_NS, *s))
			return true;
	}
	for (s = changes; *s != NULL; s++) {
		if (xml_is(node, W_NS, *s)) {
			x->tracked = true;
			return true;
		}
	}
	return false;
}

/* Blocks have two contents for two kinds of program, too. */
static int
alternates(struct docx *x, const xmlNode *node, struct err *err)
{
	const xmlNode *e = xml_child(node, MC_NS, "Choice");

	if (e == NULL)
		e = xml_child(node, MC_NS, "Fallback");
	return e == NULL ? 0 : docx_blocks(x, e, err);
}

static int
block(struct docx *x, const xmlNode *node, struct err *err)
{
	const xmlNode *pr;

	if (is_skipped(x, node))
		return 0;
	if (xml_is(node, W_NS, "p"))
		return add_paragraph(x, node, err);
	if (xml_is(node, MC_NS, "AlternateContent"))
		return alternates(x, node, err);
	if (xml_is(node, W_NS, "tbl")) {
		flush_waiting(x);
		return docx_table(x, node, err);
	}
	if (xml_is(node, W_NS, "altChunk")) {
		flush_waiting(x);
		return docx_chunk(x, node, err);
	}
	pr = xml_is(node, W_NS, "sdt") ? xml_child(node, W_NS, "sdtPr") :
	    NULL;
	if (pr != NULL && xml_child(pr, W_NS, "dataBinding") != NULL)
		x->bound = true;
	if (docx_blocks(x, node, err) != 0)
		return -1;
	if (xml_is(node, W_NS, "tc") || xml_is(node, W_NS, "txbxContent"))
		flush_waiting(x);
	return 0;
}

/* The parser has bounded the depth. */
int
docx_blocks(struct docx *x, const xmlNode *parent, struct err *err)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL; node = node->next) {
		if (node->type == XML_ELEMENT_NODE &&
		    block(x, node, err) != 0)
			return -1;
	}
	if (xml_is(parent, W_NS, "txbxContent") ||
	    xml_is(parent, W_NS, "body"))
		flush_waiting(x);
	return 0;
}

/* --- the whole --- */

static int
refuse(const struct docx *x, struct err *err)
{
	return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s has no Word "
	    "document in it; hand in the document itself as .docx.", x->name);
}

static int
find_main_part(struct docx *x, char part[OPC_NAME_MAX], struct err *err)
{
	char second[OPC_NAME_MAX];
	struct opc_rels rels;
	bool found, two;

	if (opc_rels(x->opc, "", &rels, err) != 0)
		return -1;
	found = opc_target(&rels, "/officeDocument", 0, part);
	two = found && opc_target(&rels, "/officeDocument", 1, second);
	opc_rels_release(&rels);
	if (two)
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s names "
		    "two parts as its text, and programs would show one or "
		    "the other; save it again in Word or WPS as .docx.",
		    x->name);
	if (!found || !opc_has(x->opc, part))
		return refuse(x, err);
	return 0;
}

/* styles.xml and numbering.xml, where there are. */
static int
read_helper(struct docx *x, const char *type, xmlDoc **out, struct err *err)
{
	char part[OPC_NAME_MAX];

	if (!opc_target(&x->rels, type, 0, part) || !opc_has(x->opc, part))
		return 0;
	return opc_parse(x->opc, part, out, err);
}

static int
read_bodies(struct docx *x, const xmlDoc *doc, struct err *err)
{
	const xmlNode *root = xmlDocGetRootElement(doc);
	const xmlNode *body = xml_child(root, W_NS, "body");
	struct docx_story *before, story;
	int ret = 0;

	if (!xml_is(root, W_NS, "document") || body == NULL)
		return refuse(x, err);
	docx_story_begin(x, &story, false, &before);
	for (; body != NULL && ret == 0; body = xml_next(body, W_NS, "body"))
		ret = docx_blocks(x, body, err);
	docx_story_end(x, before);
	return ret;
}

static int
read_main(struct docx *x, const char *part, struct err *err)
{
	xmlDoc *doc = NULL, *styles = NULL, *numbering = NULL;
	int ret = -1;

	if (opc_rels(x->opc, part, &x->rels, err) != 0 ||
	    opc_parse(x->opc, part, &doc, err) != 0 ||
	    read_helper(x, "/styles", &styles, err) != 0 ||
	    read_helper(x, "/numbering", &numbering, err) != 0)
		goto out;
	docx_styles_read(x, styles == NULL ? NULL :
	    xmlDocGetRootElement(styles));
	x->numbering = docx_numbering_new(numbering == NULL ? NULL :
	    xmlDocGetRootElement(numbering));
	if (docx_notes_read(x, err) == 0 && read_bodies(x, doc, err) == 0 &&
	    docx_notes_rest(x, err) == 0)
		ret = docx_check_plain(x, xmlDocGetRootElement(doc),
		    styles == NULL ? NULL : xmlDocGetRootElement(styles),
		    numbering == NULL ? NULL :
		    xmlDocGetRootElement(numbering), err);
out:
	docx_notes_free(x->notes);
	docx_numbering_free(x->numbering);
	docx_styles_release(&x->styles);
	opc_rels_release(&x->rels);
	if (numbering != NULL)
		xmlFreeDoc(numbering);
	if (styles != NULL)
		xmlFreeDoc(styles);
	if (doc != NULL)
		xmlFreeDoc(doc);
	return ret;
}

static int
read_package(struct docx *x, const char *bytes, size_t len, bool flat,
    struct err *err)
{
	char part[OPC_NAME_MAX];
	int ret = -1;

	if (opc_open(&x->opc, bytes, len, flat, x->name, err) == 0 &&
	    find_main_part(x, part, err) == 0)
		ret = read_main(x, part, err);
	opc_close(x->opc);
	return ret;
}

int
docx_inner(struct docx *x, const char *bytes, size_t len, bool flat,
    struct err *err)
{
	struct docx inner = { .d = x->d, .lines = x->lines, .name = x->name,
		.original = x->original, .depth = x->depth + 1,
		.paragraphs = x->paragraphs };
	int ret = read_package(&inner, bytes, len, flat, err);

	x->paragraphs = inner.paragraphs;
	return ret;
}

int
lines_of_docx(struct document *d, struct lines *lines, const char *bytes,
    size_t len, const char *name, struct err *err)
{
	struct docx x = { .d = d, .lines = lines, .name = name,
		.original = d->original };
	bool flat = len < 2 || memcmp(bytes, "PK", 2) != 0;

	return read_package(&x, bytes, len, flat, err);
}
