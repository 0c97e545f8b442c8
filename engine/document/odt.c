/* odt.c: an OpenDocument text to lines: its parts, headers, what is told */
#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/odt_int.h"
#include "engine/document/zip.h"

#include <stdlib.h>
#include <string.h>

#define MANIFEST ODF "manifest:1.0"

struct parts {
	xmlDoc *content, *styles;	/* the same one in a flat file */
};

static int
parse(xmlDoc **out, const struct odt *x, const char *bytes, size_t len,
    const char *part, struct err *err)
{
	if (xml_parse(out, bytes, len, part, NULL, err) == 0)
		return 0;
	err->code = err->code == ERR_LIMIT ? ERR_LIMIT : ERR_UNREADABLE;
	return err_prefix(err, "%s cannot be read as OpenDocument", x->name);
}

static int
parse_part(struct odt *x, struct zip *zip, const char *part, xmlDoc **out,
    struct err *err)
{
	struct text t = TEXT_INIT;
	int ret = zip_read(zip, part, &t, err);

	if (ret == 0)
		ret = parse(out, x, t.ptr, t.len, part, err);
	text_release(&t);
	return ret;
}

static bool
has_element(const xmlNode *parent, const char *ns, const char *name)
{
	const xmlNode *node;

	for (node = parent->children; node != NULL; node = node->next) {
		if (xml_is(node, ns, name) || (node->type ==
		    XML_ELEMENT_NODE && has_element(node, ns, name)))
			return true;
	}
	return false;
}

/* A password encrypts the parts one by one, or the whole as one part. */
static int
refuse_encrypted(struct odt *x, struct zip *zip, struct err *err)
{
	xmlDoc *manifest = NULL;
	bool found = zip_has(zip, "encrypted-package");

	if (!found && zip_has(zip, "META-INF/manifest.xml")) {
		if (parse_part(x, zip, "META-INF/manifest.xml", &manifest,
		    err) != 0)
			return -1;
		found = has_element(xmlDocGetRootElement(manifest), MANIFEST,
		    "encryption-data");
		xmlFreeDoc(manifest);
	}
	if (!found)
		return 0;
	return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s is protected "
	    "by a password; open it in the program that made it, take the "
	    "password off, and save it again.", x->name);
}

static int
open_parts(struct odt *x, const char *bytes, size_t len, struct parts *parts,
    bool *macros, struct err *err)
{
	struct zip *zip = NULL;
	int ret = -1;

	if (zip_open(&zip, bytes, len, x->name, err) != 0)
		return -1;
	if (refuse_encrypted(x, zip, err) == 0 &&
	    parse_part(x, zip, "content.xml", &parts->content, err) == 0 &&
	    (!zip_has(zip, "styles.xml") ||
	    parse_part(x, zip, "styles.xml", &parts->styles, err) == 0))
		ret = 0;
	*macros = zip_has(zip, "Basic/script-lc.xml") ||
	    zip_has_suffix(zip, ".bas") || zip_has_suffix(zip, ".py");
	zip_close(zip);
	return ret;
}

/* --- page headers and footers --- */

/* Page numbers and rules are no words. */
static bool
has_words(const char *s)
{
	unsigned long c;

	while ((c = han_next(&s)) != 0) {
		if (han_ideograph(c) || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z'))
			return true;
	}
	return false;
}

static bool
header_is_known(const struct lines *lines, const char *s)
{
	size_t i;

	for (i = lines->n; i-- > 0 && lines->at[i].place == LINE_HEADER; ) {
		if (strcmp(lines->at[i].text, s) == 0)
			return true;
	}
	return false;
}

/* Each different one once, after the text. */
static void
read_headers(struct odt *x, const xmlNode *masters)
{
	const xmlNode *page, *node;
	struct lines lines = LINES_INIT;
	struct lines *body = x->lines;
	size_t i, before;

	x->header = true;
	x->lines = &lines;
	page = masters == NULL ? NULL : xml_child(masters, ODF_STYLE,
	    "master-page");
	for (; page != NULL; page = xml_next(page, ODF_STYLE, "master-page")) {
		for (node = xml_child(page, ODF_STYLE, NULL); node != NULL;
		     node = xml_next(node, ODF_STYLE, NULL)) {
			odt_blocks(x, node);
			odt_flush(x);
		}
	}
	x->lines = body;
	for (i = 0; i < lines.n; i++) {
		if (!has_words(lines.at[i].text) ||
		    header_is_known(body, lines.at[i].text))
			continue;
		before = body->n;
		lines_add(x->d, body, lines.at[i].text,
		    strlen(lines.at[i].text), 0);
		if (body->n > before) {
			body->at[before].place = LINE_HEADER;
			body->at[before].asides = lines.at[i].asides;
		}
	}
	free(lines.at);
	x->header = false;
}

/* --- what is told --- */

static void
note(const struct odt *x, const char *reason)
{
	document_keep_note(x->d, 0, false, "", reason);
}

static void
note_state(const struct odt *x, bool macros)
{
	if (x->tracked && x->original)
		note(x, "Changes are tracked in the file and still pending; "
		    "the text was read as it was before them.");
	else if (x->tracked)
		document_warn(x->d, 0, "", "Changes are tracked in the file "
		    "and still pending; the text was read with all of them "
		    "accepted.");
	if (x->hidden)
		note(x, "There is hidden text in the file; it is no part of "
		    "the sentences.");
	if (x->struck)
		note(x, "There is text in the file that is struck through; it "
		    "is no part of the sentences.");
	if (x->boxed)
		note(x, "There are text boxes in the file; each was read "
		    "before the paragraph it belongs to.");
	if (x->pictures)
		note(x, "There are pictures or objects in the file; they were "
		    "left out.");
	if (x->linked)
		note(x, "A section of the file is linked to another file; "
		    "that was not opened, only what is saved in this one was "
		    "read.");
	if (macros)
		document_warn(x->d, 0, "", "There are macros in the file; they "
		    "were not read and are never run. Save it without them.");
}

/* --- the whole --- */

static void
read_styles(struct odt *x, const xmlNode *root)
{
	odt_styles_read(x->styles, &x->d->arena, xml_child(root, ODF_OFFICE,
	    "styles"));
}

/* A region that says more than that a format changed. */
static bool
has_changes(const xmlNode *changes)
{
	const xmlNode *region = changes == NULL ? NULL : xml_child(changes,
	    ODF_TEXT, "changed-region");

	for (; region != NULL; region = xml_next(region, ODF_TEXT,
	     "changed-region")) {
		if (xml_child(region, ODF_TEXT, "insertion") != NULL ||
		    xml_child(region, ODF_TEXT, "deletion") != NULL)
			return true;
	}
	return false;
}

static int
read_content(struct odt *x, const struct parts *parts, bool macros,
    struct err *err)
{
	const xmlNode *root = xmlDocGetRootElement(parts->content);
	const xmlNode *shared = parts->styles == NULL ? root :
	    xmlDocGetRootElement(parts->styles);
	const xmlNode *body = xml_child(root, ODF_OFFICE, "body");

	if (body != NULL)
		body = xml_child(body, ODF_OFFICE, "text");
	if (body == NULL)
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s is an "
		    "OpenDocument file, but no text; hand in the document "
		    "itself as .odt or .docx.", x->name);
	read_styles(x, shared);
	odt_styles_read(x->styles, &x->d->arena, xml_child(root, ODF_OFFICE,
	    "automatic-styles"));
	odt_styles_ready(x->styles);
	x->changes = xml_child(body, ODF_TEXT, "tracked-changes");
	x->tracked = has_changes(x->changes);
	x->d->meta.changes_pending = x->tracked;
	odt_blocks(x, body);
	x->skipping = false;
	odt_flush(x);
	read_headers(x, xml_child(shared, ODF_OFFICE, "master-styles"));
	if (x->too_many)
		return err_set_at(err, ERR_LIMIT, x->name, 0, "%s has more "
		    "than %d paragraphs; no normative document is so long.",
		    x->name, DOCUMENT_LINES_MAX);
	note_state(x, macros);
	odt_check_plain(x, root, shared);
	return 0;
}

int
lines_of_odt(struct document *d, struct lines *lines, const char *bytes,
    size_t len, bool flat, const char *name, struct err *err)
{
	struct odt x = { .d = d, .lines = lines, .name = name,
		.original = d->original, .line = TEXT_INIT,
		.boxes = TEXT_INIT };
	struct parts parts = { NULL, NULL };
	bool macros = false;
	int ret;

	ret = flat ? parse(&parts.content, &x, bytes, len, name, err) :
	    open_parts(&x, bytes, len, &parts, &macros, err);
	x.styles = odt_styles_new();
	if (ret == 0)
		ret = read_content(&x, &parts, macros, err);
	if (parts.content != NULL)
		xmlFreeDoc(parts.content);
	if (parts.styles != NULL)
		xmlFreeDoc(parts.styles);
	odt_styles_free(x.styles);
	text_release(&x.line);
	text_release(&x.boxes);
	return ret;
}
