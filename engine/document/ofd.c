/* ofd.c: an OFD file (GB/T 33190) to lines: its parts, pages, what is told */
#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/document/ofd_int.h"

#include <stdlib.h>
#include <string.h>

#define PART_NAME_MAX 512

/* A template, and whether a page has shown it already. */
struct template {
	const char *id, *part;
	bool shown;
};

struct package {
	struct template *templates;
	size_t ntemplates, templates_cap;
	const char **parts;	/* of pages, to find one that comes twice */
	size_t nparts, parts_cap;
};

/* --- parts --- */

/* A place (ST_Loc), from the root or from the folder of the part that names
 * it; -1: it leads out of the file. */
static int
resolve(char out[PART_NAME_MAX], const char *from, const char *loc)
{
	const char *slash = strrchr(from, '/'), *p;
	struct text t = TEXT_INIT;
	size_t n;
	int ret = 0;

	loc = han_skip(loc);
	if (*loc != '/' && slash != NULL)
		text_add(&t, from, (size_t)(slash + 1 - from));
	for (p = loc; *p != '\0' && ret == 0; p += n + (p[n] == '/')) {
		n = strcspn(p, "/");
		if (n == 2 && strncmp(p, "..", 2) == 0) {
			if (t.len == 0)
				ret = -1;
			else
				text_cut(&t, t.len - 1);
			while (t.len > 0 && t.ptr[t.len - 1] != '/')
				text_cut(&t, t.len - 1);
		} else if (n > 0 && !(n == 1 && *p == '.')) {
			text_add(&t, p, n + (p[n] == '/'));
		}
	}
	while (t.len > 0 && strchr(" \t\r\n", t.ptr[t.len - 1]) != NULL)
		text_cut(&t, t.len - 1);
	if (t.len >= PART_NAME_MAX || t.len == 0)
		ret = -1;
	else
		memcpy(out, t.ptr, t.len + 1);
	text_release(&t);
	return ret;
}

static int
parse_part(struct ofd *x, const char *part, xmlDoc **out, struct err *err)
{
	struct text t = TEXT_INIT;
	int ret = zip_read(x->zip, part, &t, err);

	if (ret == 0) {
		ret = xml_parse(out, t.ptr, t.len, part, NULL, err);
		if (ret != 0) {
			err->code = err->code == ERR_LIMIT ? ERR_LIMIT :
			    ERR_UNREADABLE;
			err_prefix(err, "%s cannot be read as OFD", x->name);
		}
	}
	text_release(&t);
	return ret;
}

/* The part that a place leads to, which must be there. */
static int
find_part(struct ofd *x, char out[PART_NAME_MAX], const char *from,
    const char *loc, struct err *err)
{
	if (loc == NULL || resolve(out, from, loc) != 0)
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s names "
		    "a part that lies outside of it, or none; it is damaged "
		    "or made up. Hand in the document as .docx.", x->name);
	if (!zip_has(x->zip, out))
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s is "
		    "damaged: the part %s that it names is not in it. Hand in "
		    "the document as .docx.", x->name, out);
	return 0;
}

static bool
box_size(const xmlNode *area, struct ofd_page *page)
{
	static const char *const boxes[] = { "PhysicalBox", "ApplicationBox",
		NULL };
	const char *const *b;
	struct text t = TEXT_INIT;
	const xmlNode *box;
	double v[4] = { 0, 0, 0, 0 };
	char *p, *end;
	int i = 0;

	for (b = boxes; area != NULL && *b != NULL && i < 4; b++) {
		box = ofd_child(area, *b);
		if (box == NULL)
			continue;
		text_reset(&t);
		xml_content(&t, box);
		for (i = 0, p = t.ptr; i < 4; i++, p = end) {
			v[i] = strtod(p, &end);
			if (end == p)
				break;
		}
	}
	text_release(&t);
	if (i < 4 || !(v[3] > 1 && v[3] < 100000))
		return false;
	page->width = v[2];
	page->height = v[3];
	return true;
}

/* --- pages --- */

static void
read_templates(struct ofd *x, struct package *p, const xmlNode *common,
    const char *part)
{
	char name[PART_NAME_MAX];
	const xmlNode *node = common == NULL ? NULL : ofd_child(common,
	    "TemplatePage");
	const char *id, *loc;

	for (; node != NULL && p->ntemplates < OFD_PAGES_MAX;
	     node = ofd_next(node, "TemplatePage")) {
		id = xml_attr(node, "ID");
		loc = xml_attr(node, "BaseLoc");
		if (id == NULL || loc == NULL ||
		    resolve(name, part, loc) != 0 || !zip_has(x->zip, name))
			continue;
		MEM_GROW(p->templates, p->ntemplates, p->templates_cap);
		p->templates[p->ntemplates].id = arena_strdup(&x->d->arena,
		    id);
		p->templates[p->ntemplates].part = arena_strdup(&x->d->arena,
		    name);
		p->templates[p->ntemplates++].shown = false;
	}
}

/* The words of a template on the first page that shows it. */
static int
page_templates(struct ofd *x, struct package *p, const xmlNode *root,
    int page, struct err *err)
{
	const xmlNode *use = ofd_child(root, "Template");
	const char *id;
	xmlDoc *doc;
	size_t i;
	int ret = 0;

	for (; use != NULL && ret == 0; use = ofd_next(use, "Template")) {
		id = xml_attr(use, "TemplateID");
		for (i = 0; id != NULL && i < p->ntemplates; i++) {
			if (strcmp(p->templates[i].id, id) == 0)
				break;
		}
		if (id == NULL || i == p->ntemplates ||
		    p->templates[i].shown)
			continue;
		p->templates[i].shown = true;
		doc = NULL;
		ret = parse_part(x, p->templates[i].part, &doc, err);
		if (ret == 0)
			ret = ofd_page_runs(x, xmlDocGetRootElement(doc), page,
			    err);
		xmlFreeDoc(doc);
	}
	return ret;
}

static int
check_twice(struct ofd *x, struct package *p, const char *part,
    struct err *err)
{
	size_t i;

	for (i = 0; i < p->nparts; i++) {
		if (strcmp(p->parts[i], part) == 0)
			return err_set_at(err, ERR_UNREADABLE, x->name, 0,
			    "%s shows the same page more than once; it is "
			    "damaged or made up. Hand in the document as "
			    ".docx.", x->name);
	}
	MEM_GROW(p->parts, p->nparts, p->parts_cap);
	p->parts[p->nparts++] = arena_strdup(&x->d->arena, part);
	return 0;
}

static int
read_page(struct ofd *x, struct package *p, const char *part,
    const struct ofd_page *usual, struct err *err)
{
	xmlDoc *doc = NULL;
	const xmlNode *root;
	int ret = -1, page = (int)x->npages;

	if (check_twice(x, p, part, err) != 0 ||
	    parse_part(x, part, &doc, err) != 0)
		return -1;
	root = xmlDocGetRootElement(doc);
	MEM_GROW(x->pages, x->npages, x->pages_cap);
	x->pages[x->npages] = *usual;
	(void)box_size(ofd_child(root, "Area"), &x->pages[x->npages]);
	x->npages++;
	if (page_templates(x, p, root, page, err) == 0)
		ret = ofd_page_runs(x, root, page, err);
	xmlFreeDoc(doc);
	return ret;
}

static int
read_pages(struct ofd *x, const xmlNode *root, const char *part,
    struct err *err)
{
	const xmlNode *common = ofd_child(root, "CommonData");
	const xmlNode *pages = ofd_child(root, "Pages"), *page;
	struct ofd_page usual = { 0, 0 };
	struct package p = { NULL, 0, 0, NULL, 0, 0 };
	char name[PART_NAME_MAX];
	int ret = 0;

	if (common != NULL)
		(void)box_size(ofd_child(common, "PageArea"), &usual);
	read_templates(x, &p, common, part);
	page = pages == NULL ? NULL : ofd_child(pages, "Page");
	for (; page != NULL && ret == 0; page = ofd_next(page, "Page")) {
		if (x->npages >= OFD_PAGES_MAX)
			ret = err_set_at(err, ERR_LIMIT, x->name, 0, "%s has "
			    "more than %d pages; no normative document is so "
			    "long.", x->name, OFD_PAGES_MAX);
		else if ((ret = find_part(x, name, part, xml_attr(page,
		    "BaseLoc"), err)) == 0)
			ret = read_page(x, &p, name, &usual, err);
	}
	if (ret == 0 && x->too_many)
		ret = err_set_at(err, ERR_LIMIT, x->name, 0, "%s has more "
		    "than %d pieces of text; no normative document has so "
		    "many.", x->name, OFD_RUNS_MAX);
	free(p.templates);
	free(p.parts);
	return ret;
}

/* --- the whole --- */

static void
note(const struct ofd *x, const char *reason)
{
	document_keep_note(x->d, 0, false, "", reason);
}

static void
note_state(const struct ofd *x, const xmlNode *body, const xmlNode *root)
{
	note(x, "OFD shows pages: paragraphs were put together from lines by "
	    "their indents and ends.");
	if (ofd_child(body, "Signatures") != NULL)
		note(x, "The file bears a signature or seal; it was not "
		    "checked, and the file itself is kept unchanged.");
	if (ofd_next(body, "DocBody") != NULL)
		document_warn(x->d, 0, "", "The file holds more than one "
		    "document; only the first was read.");
	if (ofd_child(body, "Versions") != NULL)
		document_warn(x->d, 0, "", "The file holds more than one "
		    "document; only the first was read.");
	if (ofd_child(root, "Annotations") != NULL)
		document_warn(x->d, 0, "", "There may be annotations in the "
		    "file; they were left out.");
	if (ofd_child(root, "Attachments") != NULL)
		note(x, "There may be files attached to the file; they were "
		    "not read.");
	if (x->pictures)
		document_warn(x->d, 0, "", "There are pictures in the file; "
		    "they were left out.");
	if (x->odd > 0)
		document_warn(x->d, 0, "", "Some characters of the file have "
		    "a shape and no meaning (a font of its own); look for "
		    "wrong or missing ones.");
}

static int
check_text(const struct ofd *x, struct err *err)
{
	if (x->nruns == 0)
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s has "
		    "pages, but no text in them (a scan); hand in the .docx "
		    "that was printed.", x->name);
	if (x->odd * 5 > x->all)
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s draws "
		    "its text in a font of its own whose characters have no "
		    "meaning; hand in the .docx it was made from.", x->name);
	return 0;
}

/* The fonts of the whole; whoever names none takes those of the machine. */
static int
read_resources(struct ofd *x, const xmlNode *root, const char *part,
    struct err *err)
{
	static const char *const kinds[] = { "PublicRes", "DocumentRes" };
	const xmlNode *common = ofd_child(root, "CommonData"), *node;
	char name[PART_NAME_MAX];
	struct text loc = TEXT_INIT;
	xmlDoc *doc;
	size_t i;
	int ret = 0;

	for (i = 0; i < MEM_COUNT(kinds) && common != NULL; i++) {
		for (node = ofd_child(common, kinds[i]); node != NULL && ret ==
		     0; node = ofd_next(node, kinds[i])) {
			text_reset(&loc);
			xml_content(&loc, node);
			if (resolve(name, part, loc.ptr) != 0 ||
			    !zip_has(x->zip, name))
				continue;
			doc = NULL;
			ret = parse_part(x, name, &doc, err);
			if (ret == 0)
				ofd_check_fonts(x, xmlDocGetRootElement(doc));
			xmlFreeDoc(doc);
		}
	}
	text_release(&loc);
	return ret;
}

static int
read_body(struct ofd *x, const xmlNode *body, struct err *err)
{
	const xmlNode *loc = ofd_child(body, "DocRoot");
	char part[PART_NAME_MAX];
	struct text t = TEXT_INIT;
	xmlDoc *doc = NULL;
	int ret = -1;

	if (loc != NULL)
		xml_content(&t, loc);
	if (find_part(x, part, "", t.ptr, err) == 0 &&
	    parse_part(x, part, &doc, err) == 0 &&
	    read_resources(x, xmlDocGetRootElement(doc), part, err) == 0 &&
	    read_pages(x, xmlDocGetRootElement(doc), part, err) == 0 &&
	    check_text(x, err) == 0) {
		ofd_make_lines(x);
		note_state(x, body, xmlDocGetRootElement(doc));
		ret = 0;
	}
	xmlFreeDoc(doc);
	text_release(&t);
	return ret;
}

static int
read_package(struct ofd *x, struct err *err)
{
	const xmlNode *body;
	xmlDoc *doc = NULL;
	int ret = -1;

	if (zip_has(x->zip, "Encryptions.xml") ||
	    zip_has(x->zip, "Encryption.xml"))
		return err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s is "
		    "protected by a password; open it in the program that made "
		    "it, take the password off, and save it again.", x->name);
	if (parse_part(x, "OFD.xml", &doc, err) != 0)
		return -1;
	body = ofd_child(xmlDocGetRootElement(doc), "DocBody");
	if (body == NULL)
		err_set_at(err, ERR_UNREADABLE, x->name, 0, "%s is OFD "
		    "without a document in it; hand in the document as .docx.",
		    x->name);
	else
		ret = read_body(x, body, err);
	xmlFreeDoc(doc);
	return ret;
}

int
lines_of_ofd(struct document *d, struct lines *lines, const char *bytes,
    size_t len, const char *name, struct err *err)
{
	struct ofd x = { .d = d, .lines = lines, .name = name };
	int ret = -1;

	if (zip_open(&x.zip, bytes, len, name, err) == 0)
		ret = read_package(&x, err);
	free(x.runs);
	free(x.pages);
	zip_close(x.zip);
	return ret;
}
