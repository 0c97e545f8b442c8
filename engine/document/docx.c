/* docx.c: WordprocessingML to lines: parts, styles, paragraphs, tables */
#include "engine/base/mem.h"
#include "engine/document/docx_int.h"
#include "engine/document/han.h"

#include <stdlib.h>
#include <string.h>

#define W_TRANSITIONAL \
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define W_STRICT "http://purl.oclc.org/ooxml/wordprocessingml/main"
#define RELS "http://schemas.openxmlformats.org/package/2006/relationships"
#define PART_NAME_MAX 512
#define STYLES_MAX 10000
#define CHAIN_MAX 32
#define NOTE_CHARS 400

const char *
docx_val(const struct docx *x, const xmlNode *node, const char *child)
{
	const xmlNode *e = xml_child(node, x->w, child);

	return e == NULL ? NULL : xml_attr_ns(e, x->w, "val");
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

/* --- parts and relationships --- */

static int
parse_part(struct docx *x, const char *part, xmlDoc **out, struct err *err)
{
	struct text t = TEXT_INIT;
	int ret = zip_read(x->zip, part, &t, err);

	if (ret == 0) {
		ret = xml_parse(out, t.ptr, t.len, part, NULL, err);
		if (ret != 0) {
			err->code = err->code == ERR_LIMIT ? ERR_LIMIT :
			    ERR_UNREADABLE;
			err_prefix(err, "%s cannot be read as .docx",
			    x->name);
		}
	}
	text_release(&t);
	return ret;
}

/* Target, from the folder of the part that names it; no way out of the zip. */
static int
resolve(char out[PART_NAME_MAX], const char *folder, const char *target)
{
	struct text t = TEXT_INIT;
	const char *p;
	size_t n;
	int ret = 0;

	if (*target == '/')
		target++;
	else
		text_adds(&t, folder);
	for (p = target; *p != '\0' && ret == 0; p += n + (p[n] == '/')) {
		n = strcspn(p, "/");
		if (n == 2 && strncmp(p, "..", 2) == 0) {
			if (t.len == 0)
				ret = -1;
			if (t.len > 0)
				text_cut(&t, t.len - 1);
			while (t.len > 0 && t.ptr[t.len - 1] != '/')
				text_cut(&t, t.len - 1);
		} else if (!(n == 1 && *p == '.')) {
			text_add(&t, p, n + (p[n] == '/'));
		}
	}
	if (t.len >= PART_NAME_MAX || t.len == 0)
		ret = -1;
	else
		memcpy(out, t.ptr, t.len + 1);
	text_release(&t);
	return ret;
}

static bool
ends_with(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && strcmp(s + n - m, suffix) == 0;
}

/* The first internal target of a type, after `skip` of them. */
static bool
find_target(const xmlDoc *rels, const char *folder, const char *type,
    int skip, char out[PART_NAME_MAX])
{
	const xmlNode *rel = rels == NULL ? NULL :
	    xml_child(xmlDocGetRootElement(rels), RELS, "Relationship");
	const char *mode, *t, *target;

	for (; rel != NULL; rel = xml_next(rel, RELS, "Relationship")) {
		mode = xml_attr(rel, "TargetMode");
		t = xml_attr(rel, "Type");
		target = xml_attr(rel, "Target");
		if (t == NULL || target == NULL || !ends_with(t, type) ||
		    (mode != NULL && strcmp(mode, "External") == 0))
			continue;
		if (skip-- == 0)
			return resolve(out, folder, target) == 0;
	}
	return false;
}

/* --- styles --- */

const struct docx_style *
docx_style(const struct docx *x, const char *id)
{
	size_t i;

	for (i = 0; id != NULL && i < x->nstyles; i++) {
		if (strcmp(x->styles[i].id, id) == 0)
			return &x->styles[i];
	}
	return NULL;
}

static void
read_style(struct docx *x, const xmlNode *node)
{
	const char *id = xml_attr_ns(node, x->w, "styleId");
	const char *name = docx_val(x, node, "name");
	const char *based = docx_val(x, node, "basedOn");
	const xmlNode *ppr = xml_child(node, x->w, "pPr"), *numpr;
	struct docx_style *s;

	if (id == NULL)
		return;
	MEM_GROW(x->styles, x->nstyles, x->styles_cap);
	s = &x->styles[x->nstyles++];
	memset(s, 0, sizeof(*s));
	s->id = arena_strdup(&x->d->arena, id);
	s->based_on = based == NULL ? NULL : arena_strdup(&x->d->arena,
	    based);
	numpr = ppr == NULL ? NULL : xml_child(ppr, x->w, "numPr");
	s->num_id = numpr == NULL ? -1 : docx_int(docx_val(x, numpr, "numId"),
	    -1);
	s->ilvl = numpr == NULL ? -1 : docx_int(docx_val(x, numpr, "ilvl"),
	    -1);
	s->outline = ppr == NULL ? -1 : docx_int(docx_val(x, ppr,
	    "outlineLvl"), -1);
	s->title = name != NULL && strcmp(name, "Title") == 0;
}

static void
read_styles(struct docx *x, const xmlNode *root)
{
	const xmlNode *node;

	for (node = xml_child(root, x->w, "style"); node != NULL &&
	     x->nstyles < STYLES_MAX; node = xml_next(node, x->w, "style"))
		read_style(x, node);
}

/* The default paragraph style has a name of its own in every language. */
static const struct docx_style *
paragraph_style(const struct docx *x, const xmlNode *ppr)
{
	const char *id = ppr == NULL ? NULL : docx_val(x, ppr, "pStyle");

	return docx_style(x, id);
}

/* 1 for a title or an outermost heading, ...; 0 for text. */
static int
heading_level(const struct docx *x, const xmlNode *ppr,
    const struct docx_style *style)
{
	int level = ppr == NULL ? -1 : docx_int(docx_val(x, ppr,
	    "outlineLvl"), -1), hops;

	for (hops = 0; level < 0 && style != NULL && hops < CHAIN_MAX;
	     hops++) {
		if (style->title)
			return 1;
		level = style->outline;
		style = docx_style(x, style->based_on);
	}
	return level >= 0 && level < 9 ? level + 1 : 0;
}

/* --- body --- */

/* Text to lines; breaks inside a paragraph part lines, too. */
static void
add_lines(struct docx *x, const char *s, int heading)
{
	size_t before, n;

	for (;;) {
		n = strcspn(s, "\n\r");
		before = x->lines->n;
		lines_add(x->d, x->lines, s, n, x->paragraphs);
		if (x->lines->n > before)
			x->lines->at[before].heading = heading;
		if (s[n] == '\0')
			break;
		s += n + 1;
	}
}

/* Was the paragraph's end deleted (and the change is still pending)? */
static bool
end_is_deleted(struct docx *x, const xmlNode *ppr)
{
	const xmlNode *rpr = ppr == NULL ? NULL : xml_child(ppr, x->w, "rPr");

	if (rpr == NULL)
		return false;
	if (xml_child(rpr, x->w, "ins") != NULL)
		x->tracked = true;
	if (xml_child(rpr, x->w, "del") == NULL &&
	    xml_child(rpr, x->w, "moveFrom") == NULL)
		return false;
	x->tracked = true;
	return true;
}

/*
 * A paragraph's words after its number. Those of a paragraph whose end is
 * deleted wait for the next one, whose number and style they take.
 */
static bool
paragraph(struct docx *x, const xmlNode *node, struct text *out, int *heading)
{
	const xmlNode *ppr = xml_child(node, x->w, "pPr");
	const struct docx_style *style = paragraph_style(x, ppr);
	size_t number;

	x->paragraphs++;
	if (end_is_deleted(x, ppr)) {
		docx_paragraph_text(x, node, &x->pending);
		return false;
	}
	docx_numbering_next(x, ppr, style, out);
	number = out->len;
	text_add(out, x->pending.ptr, x->pending.len);
	text_reset(&x->pending);
	docx_paragraph_text(x, node, out);
	if (number > 0 && *han_skip(out->ptr + number) == '\0' &&
	    *han_skip(out->ptr) != '\0' && !x->empty_number) {
		x->empty_number = true;
		document_add_note(x->d, x->paragraphs, true, out->ptr,
		    "A paragraph has an automatic number and no words; the "
		    "number was kept.");
	}
	*heading = heading_level(x, ppr, style);
	return true;
}

static void
flush_boxes(struct docx *x)
{
	if (x->boxes.len > 0)
		add_lines(x, x->boxes.ptr, 0);
	text_reset(&x->boxes);
}

static int blocks(struct docx *x, const xmlNode *parent, struct err *err);

/* All text of a cell, on one line. */
static void
cell_text(struct docx *x, const xmlNode *parent, struct text *out)
{
	const xmlNode *node;
	struct text t = TEXT_INIT;
	char *p;
	int heading;

	for (node = parent->children; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (!xml_is(node, x->w, "p")) {
			if (!xml_is(node, x->w, "tcPr"))
				cell_text(x, node, out);
			continue;
		}
		text_reset(&t);
		if (!paragraph(x, node, &t, &heading))
			continue;
		for (p = t.ptr; *p != '\0'; p++) {
			if (*p == '\t' || *p == '\n')
				*p = ' ';
		}
		if (out->len > 0 && *han_skip(t.ptr) != '\0')
			text_addc(out, ' ');
		text_adds(out, han_skip(t.ptr));
	}
	text_release(&t);
}

/* Cells may stand in content controls. */
static size_t
count_cells(const struct docx *x, const xmlNode *row)
{
	const xmlNode *node;
	size_t n = 0;

	for (node = row->children; node != NULL; node = node->next) {
		if (xml_is(node, x->w, "tc"))
			n++;
		else if (node->type == XML_ELEMENT_NODE &&
		    !xml_is(node, x->w, "trPr") &&
		    !xml_is(node, x->w, "sdtPr"))
			n += count_cells(x, node);
	}
	return n;
}

static void
row_cells(struct docx *x, const xmlNode *parent, struct text *out, int *n)
{
	const xmlNode *node;
	struct text cell = TEXT_INIT;

	for (node = parent->children; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (!xml_is(node, x->w, "tc")) {
			row_cells(x, node, out, n);
			continue;
		}
		text_reset(&cell);
		cell_text(x, node, &cell);
		if ((*n)++ > 0)
			text_addc(out, '\t');
		text_add(out, cell.ptr, cell.len);
	}
	text_release(&cell);
}

/* A table of one column only arranges paragraphs on the page. */
static bool
one_column(const struct docx *x, const xmlNode *table)
{
	const xmlNode *row;

	for (row = xml_child(table, x->w, "tr"); row != NULL;
	     row = xml_next(row, x->w, "tr")) {
		if (count_cells(x, row) > 1)
			return false;
	}
	return true;
}

static int
table(struct docx *x, const xmlNode *node, struct err *err)
{
	const xmlNode *row;
	struct text t = TEXT_INIT;
	bool first = true;
	size_t before;
	int n;

	if (one_column(x, node))
		return blocks(x, node, err);
	for (row = xml_child(node, x->w, "tr"); row != NULL;
	     row = xml_next(row, x->w, "tr")) {
		const xmlNode *trpr = xml_child(row, x->w, "trPr");

		if (trpr != NULL && xml_child(trpr, x->w, "del") != NULL) {
			x->tracked = true;
			continue;
		}
		text_reset(&t);
		n = 0;
		row_cells(x, row, &t, &n);
		flush_boxes(x);
		before = x->lines->n;
		lines_add_row(x->d, x->lines, t.ptr, t.len, x->paragraphs,
		    first);
		if (x->lines->n > before)
			first = false;
	}
	text_release(&t);
	return 0;
}

static int
block(struct docx *x, const xmlNode *node, struct err *err)
{
	static const char *const skipped[] = { "sectPr", "sdtPr", "tblPr",
		"tblGrid", "trPr", "tcPr", "del", "moveFrom", NULL };
	const char *const *s;
	struct text t = TEXT_INIT;
	int heading;

	for (s = skipped; *s != NULL; s++) {
		if (xml_is(node, x->w, *s)) {
			x->tracked |= strcmp(*s, "del") == 0 ||
			    strcmp(*s, "moveFrom") == 0;
			return 0;
		}
	}
	if (xml_is(node, x->w, "altChunk"))
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s only "
		    "wraps a web page, as some converters make it; open it in "
		    "Word or WPS and save it again as .docx.", x->name);
	if (xml_is(node, x->w, "tbl"))
		return table(x, node, err);
	if (!xml_is(node, x->w, "p"))
		return blocks(x, node, err);
	if (x->paragraphs >= DOCUMENT_LINES_MAX)
		return err_set_at(err, ERR_LIMIT, x->name, 0, "%s has more "
		    "than %d paragraphs; no normative document is so long.",
		    x->name, DOCUMENT_LINES_MAX);
	if (paragraph(x, node, &t, &heading)) {
		flush_boxes(x);
		add_lines(x, t.ptr, heading);
	}
	text_release(&t);
	return 0;
}

/* The parser has bounded the depth. */
static int
blocks(struct docx *x, const xmlNode *parent, struct err *err)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL; node = node->next) {
		if (node->type == XML_ELEMENT_NODE &&
		    block(x, node, err) != 0)
			return -1;
	}
	return 0;
}

/* --- what stands beside the text --- */

static void
note_aside(struct docx *x, const char *text, const char *reason)
{
	struct text t = TEXT_INIT;
	const char *p = text, *q;
	unsigned long c;
	int n = 0;

	text = p = han_skip(text);
	while (n++ < NOTE_CHARS && (q = p, c = han_next(&p)) != 0) {
		if (c == '\n')
			text_addc(&t, ' ');
		else
			text_add(&t, q, (size_t)(p - q));
	}
	document_keep_note(x->d, 0, false, t.ptr, reason);
	text_release(&t);
}

/* A part's words as notes: footnotes, headers. */
static int
note_part(struct docx *x, const char *part, const char *reason,
    struct err *err)
{
	const xmlNode *node;
	xmlDoc *doc = NULL;
	struct text t = TEXT_INIT;
	size_t least = 4;	/* a page number is no news */

	if (parse_part(x, part, &doc, err) != 0)
		return -1;
	/* <w:hdr> holds paragraphs, <w:footnotes> notes that hold them. */
	for (node = xmlDocGetRootElement(doc)->children; node != NULL;
	     node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		text_reset(&t);
		if (xml_is(node, x->w, "footnote") ||
		    xml_is(node, x->w, "endnote"))
			least = 0;
		docx_paragraph_text(x, node, &t);
		if (han_length(t.ptr) > least)
			note_aside(x, t.ptr, reason);
	}
	text_reset(&x->boxes);
	x->nfields = 0;
	text_release(&t);
	xmlFreeDoc(doc);
	return 0;
}

static int
note_parts(struct docx *x, const xmlDoc *rels, const char *folder,
    struct err *err)
{
	static const struct {
		const char *type, *reason;
	} asides[] = {
		{ "/footnotes", "This footnote was kept apart from the text." },
		{ "/endnotes", "This endnote was kept apart from the text." },
		{ "/header", "This stands at the head of pages; it was kept "
		    "apart from the text." },
		{ "/footer", "This stands at the foot of pages; it was kept "
		    "apart from the text." },
	};
	char part[PART_NAME_MAX];
	size_t i;
	int k;

	for (i = 0; i < MEM_COUNT(asides); i++) {
		for (k = 0; k < 20 && find_target(rels, folder,
		     asides[i].type, k, part); k++) {
			if (zip_has(x->zip, part) &&
			    note_part(x, part, asides[i].reason, err) != 0)
				return -1;
		}
	}
	return 0;
}

static void
note_state(struct docx *x)
{
	if (x->tracked)
		note_aside(x, "", "Changes are tracked in the file and still "
		    "pending; the text was read with all of them accepted.");
	if (x->hidden)
		note_aside(x, "", "There is hidden text in the file; it was "
		    "left out.");
	if (x->boxed)
		note_aside(x, "", "There are text boxes in the file; each was "
		    "read before the paragraph it belongs to.");
	if (x->pictures && !x->boxed)
		note_aside(x, "", "There are pictures in the file; they were "
		    "left out.");
	if (x->commented)
		note_aside(x, "", "There are comments in the file; they were "
		    "left out.");
	if (zip_has_suffix(x->zip, "vbaProject.bin"))
		note_aside(x, "", "There are macros in the file; they were "
		    "not read and are never run.");
}

/* --- the whole --- */

/* Another kind of office file, told by its parts. */
static int
refuse_others(const struct docx *x, struct err *err)
{
	static const struct {
		const char *part, *what;
	} others[] = { { "content.xml", "ODT" }, { "OFD.xml", "OFD" },
		{ "xl/workbook.xml", "a spreadsheet (.xlsx)" },
		{ "ppt/presentation.xml", "a presentation (.pptx)" } };
	size_t i;

	for (i = 0; i < MEM_COUNT(others); i++) {
		if (!zip_has(x->zip, others[i].part))
			continue;
		if (i < 2)
			return err_set_at(err, ERR_UNREADABLE, x->name, 0,
			    "%s is %s, which is not read yet; save it as "
			    ".docx.", x->name, others[i].what);
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s is %s, "
		    "not a text; hand in the document as .docx.", x->name,
		    others[i].what);
	}
	return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s is a zip file "
	    "without a Word document in it; hand in the document itself as "
	    ".docx.", x->name);
}

static int
find_main_part(struct docx *x, char part[PART_NAME_MAX], struct err *err)
{
	xmlDoc *rels = NULL;
	bool found;

	if (!zip_has(x->zip, "_rels/.rels"))
		return refuse_others(x, err);
	if (parse_part(x, "_rels/.rels", &rels, err) != 0)
		return -1;
	found = find_target(rels, "", "/officeDocument", 0, part);
	xmlFreeDoc(rels);
	if (!found || !zip_has(x->zip, part) ||
	    zip_has(x->zip, "xl/workbook.xml") ||
	    zip_has(x->zip, "ppt/presentation.xml"))
		return refuse_others(x, err);
	return 0;
}

/* word/document.xml: "word/" and "word/_rels/document.xml.rels". */
static int
read_relationships(struct docx *x, const char *part, char *folder,
    xmlDoc **rels, struct err *err)
{
	struct text name = TEXT_INIT;
	const char *base = strrchr(part, '/');
	size_t n = base == NULL ? 0 : (size_t)(base + 1 - part);
	int ret = 0;

	memcpy(folder, part, n);
	folder[n] = '\0';
	text_addf(&name, "%s_rels/%s.rels", folder, part + n);
	if (zip_has(x->zip, name.ptr))
		ret = parse_part(x, name.ptr, rels, err);
	text_release(&name);
	return ret;
}

static int
read_helper(struct docx *x, const xmlDoc *rels, const char *folder,
    const char *type, xmlDoc **out, struct err *err)
{
	char part[PART_NAME_MAX];

	if (!find_target(rels, folder, type, 0, part) ||
	    !zip_has(x->zip, part))
		return 0;
	return parse_part(x, part, out, err);
}

static int
read_main(struct docx *x, const char *part, struct err *err)
{
	char folder[PART_NAME_MAX];
	xmlDoc *doc = NULL, *rels = NULL, *styles = NULL, *numbering = NULL;
	xmlNode *root, *body;
	int ret = -1;

	if (parse_part(x, part, &doc, err) != 0 ||
	    read_relationships(x, part, folder, &rels, err) != 0 ||
	    read_helper(x, rels, folder, "/styles", &styles, err) != 0 ||
	    read_helper(x, rels, folder, "/numbering", &numbering, err) != 0)
		goto out;
	root = xmlDocGetRootElement(doc);
	x->w = xml_is(root, W_STRICT, "document") ? W_STRICT : W_TRANSITIONAL;
	body = xml_child(root, x->w, "body");
	if (!xml_is(root, x->w, "document") || body == NULL) {
		refuse_others(x, err);
		goto out;
	}
	if (styles != NULL)
		read_styles(x, xmlDocGetRootElement(styles));
	x->numbering = docx_numbering_new(x, numbering == NULL ? NULL :
	    xmlDocGetRootElement(numbering));
	for (; body != NULL; body = xml_next(body, x->w, "body")) {
		if (blocks(x, body, err) != 0)
			goto out;
	}
	add_lines(x, x->pending.ptr, 0);
	if (note_parts(x, rels, folder, err) != 0)
		goto out;
	note_state(x);
	ret = 0;
out:
	if (numbering != NULL)
		xmlFreeDoc(numbering);
	if (styles != NULL)
		xmlFreeDoc(styles);
	if (rels != NULL)
		xmlFreeDoc(rels);
	if (doc != NULL)
		xmlFreeDoc(doc);
	return ret;
}

int
lines_of_docx(struct document *d, struct lines *lines, const char *bytes,
    size_t len, const char *name, struct err *err)
{
	struct docx x = { .d = d, .lines = lines, .name = name,
		.w = W_TRANSITIONAL, .pending = TEXT_INIT,
		.boxes = TEXT_INIT };
	char part[PART_NAME_MAX];
	int ret = -1;

	if (zip_open(&x.zip, bytes, len, name, err) == 0 &&
	    find_main_part(&x, part, err) == 0)
		ret = read_main(&x, part, err);
	docx_numbering_free(x.numbering);
	free(x.styles);
	text_release(&x.pending);
	text_release(&x.boxes);
	zip_close(x.zip);
	return ret;
}
