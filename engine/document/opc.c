/* opc.c: the parts of a Word file and how they name one another */
#include "engine/document/opc.h"

#include "engine/base/mem.h"
#include "engine/document/base64.h"
#include "engine/document/zip.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RELS "http://schemas.openxmlformats.org/package/2006/relationships"
#define PKG "http://schemas.microsoft.com/office/2006/xmlPackage"
#define STRICT "http://purl.oclc.org/ooxml/"
#define USUAL "http://schemas.openxmlformats.org/"
#define W_STRICT STRICT "wordprocessingml/main"
#define W_USUAL USUAL "wordprocessingml/2006/main"

struct flat_part {
	const char *name;	/* without the leading slash */
	xmlNode *node;
};

struct opc {
	const char *name;
	struct zip *zip;	/* NULL: flat */
	xmlDoc *flat;
	struct flat_part *parts;
	size_t nparts, parts_cap;
};

static int
flat_damaged(const struct opc *opc, const char *how, struct err *err)
{
	char part[ERR_PART_MAX];

	return err_set_at(err, ERR_UNREADABLE, opc->name, 0, "%s is damaged "
	    "or made up: %s; save it again in Word or WPS as .docx.",
	    opc->name, err_part(part, how));
}

static const struct flat_part *
find_flat(const struct opc *opc, const char *part)
{
	size_t i;

	for (i = 0; i < opc->nparts; i++) {
		if (strcasecmp(opc->parts[i].name, part) == 0)
			return &opc->parts[i];
	}
	return NULL;
}

static int
open_flat(struct opc *opc, const char *bytes, size_t len, struct err *err)
{
	struct flat_part *part;
	const char *name;
	xmlNode *node;

	if (xml_parse(&opc->flat, bytes, len, opc->name, NULL, err) != 0) {
		if (err->code != ERR_LIMIT)
			err->code = ERR_UNREADABLE;
		return -1;
	}
	node = xmlDocGetRootElement(opc->flat);
	for (node = xml_child(node, PKG, "part"); node != NULL;
	     node = xml_next(node, PKG, "part")) {
		name = xml_attr_ns(node, PKG, "name");
		if (name == NULL || *name != '/' || name[1] == '\0')
			return flat_damaged(opc, "a part of it has no name",
			    err);
		if (opc->nparts == ZIP_PARTS_MAX)
			return err_set_at(err, ERR_LIMIT, opc->name, 0, "%s "
			    "has more than %d parts; no document has so many.",
			    opc->name, ZIP_PARTS_MAX);
		if (find_flat(opc, name + 1) != NULL)
			return flat_damaged(opc, "a part is in it twice", err);
		MEM_GROW(opc->parts, opc->nparts, opc->parts_cap);
		part = &opc->parts[opc->nparts++];
		part->name = name + 1;
		part->node = node;
	}
	return 0;
}

int
opc_open(struct opc **out, const char *bytes, size_t len, bool flat,
    const char *name, struct err *err)
{
	struct opc *opc = mem_zero(1, sizeof(*opc));
	int ret;

	opc->name = name;
	ret = flat ? open_flat(opc, bytes, len, err) :
	    zip_open(&opc->zip, bytes, len, name, err);
	if (ret == 0)
		*out = opc;
	else
		opc_close(opc);
	return ret;
}

void
opc_close(struct opc *opc)
{
	if (opc == NULL)
		return;
	zip_close(opc->zip);
	if (opc->flat != NULL)
		xmlFreeDoc(opc->flat);
	free(opc->parts);
	free(opc);
}

bool
opc_has(const struct opc *opc, const char *part)
{
	return opc->zip != NULL ? zip_has(opc->zip, part) :
	    find_flat(opc, part) != NULL;
}

static bool
ends_with(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && strcasecmp(s + n - m, suffix) == 0;
}

bool
opc_has_suffix(const struct opc *opc, const char *suffix)
{
	size_t i;

	if (opc->zip != NULL)
		return zip_has_suffix(opc->zip, suffix);
	for (i = 0; i < opc->nparts; i++) {
		if (ends_with(opc->parts[i].name, suffix))
			return true;
	}
	return false;
}

static int
read_flat(struct opc *opc, const char *part, struct text *out,
    struct err *err)
{
	const struct flat_part *found = find_flat(opc, part);
	const xmlNode *data = found == NULL ? NULL : xml_child(found->node,
	    PKG, "binaryData");
	xmlNode *xml = found == NULL ? NULL : xml_child(found->node, PKG,
	    "xmlData"), *root;
	struct text packed = TEXT_INIT;
	int ret = -1;

	if (data != NULL) {
		xml_content(&packed, data);
		base64_read(out, packed.ptr, packed.len);
		ret = 0;
	} else if (xml != NULL && (root = xmlFirstElementChild(xml)) != NULL) {
		ret = xml_canonical(out, root, err);
	} else {
		flat_damaged(opc, "a part that it names is not in it", err);
	}
	text_release(&packed);
	return ret;
}

int
opc_read(struct opc *opc, const char *part, struct text *out,
    struct err *err)
{
	return opc->zip != NULL ? zip_read(opc->zip, part, out, err) :
	    read_flat(opc, part, out, err);
}

/* The strict form says the same under other namespaces (ECMA-376 Part 4). */
static const char *
usual_namespace(const char *href)
{
	static const struct {
		const char *strict, *usual;
	} map[] = {
		{ W_STRICT, W_USUAL },
		{ STRICT "officeDocument/relationships",
		    USUAL "officeDocument/2006/relationships" },
		{ STRICT "officeDocument/math",
		    USUAL "officeDocument/2006/math" },
		{ STRICT "drawingml/main", USUAL "drawingml/2006/main" },
		{ STRICT "drawingml/wordprocessingDrawing",
		    USUAL "drawingml/2006/wordprocessingDrawing" },
		{ STRICT "drawingml/diagram", USUAL "drawingml/2006/diagram" },
		{ STRICT "drawingml/chart", USUAL "drawingml/2006/chart" },
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(map); i++) {
		if (strcmp(href, map[i].strict) == 0)
			return map[i].usual;
	}
	return NULL;
}

static void
make_usual(xmlNode *root)
{
	xmlNode *node = root;
	const char *usual;
	xmlNs *ns;

	while (node != NULL) {
		for (ns = node->type == XML_ELEMENT_NODE ? node->nsDef : NULL;
		     ns != NULL; ns = ns->next) {
			usual = ns->href == NULL ? NULL :
			    usual_namespace((const char *)ns->href);
			if (usual == NULL)
				continue;
			xmlFree((xmlChar *)ns->href);
			ns->href = xmlStrdup((const xmlChar *)usual);
		}
		if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
			node = node->children;
			continue;
		}
		while (node != root && node->next == NULL)
			node = node->parent;
		node = node == root ? NULL : node->next;
	}
}

int
opc_parse(struct opc *opc, const char *part, xmlDoc **out, struct err *err)
{
	struct text t = TEXT_INIT;
	int ret = opc_read(opc, part, &t, err);

	if (ret == 0) {
		ret = xml_parse(out, t.ptr, t.len, part, NULL, err);
		if (ret == 0) {
			make_usual(xmlDocGetRootElement(*out));
		} else {
			err->code = err->code == ERR_LIMIT ? ERR_LIMIT :
			    ERR_UNREADABLE;
			err_prefix(err, "%s cannot be read as .docx",
			    opc->name);
		}
	}
	text_release(&t);
	return ret;
}

/* --- relationships --- */

/* word/document.xml: "word/" and "word/_rels/document.xml.rels". */
int
opc_rels(struct opc *opc, const char *part, struct opc_rels *out,
    struct err *err)
{
	struct text name = TEXT_INIT;
	const char *base = strrchr(part, '/');
	size_t n = base == NULL ? 0 : (size_t)(base + 1 - part);
	int ret = 0;

	out->doc = NULL;
	memcpy(out->folder, part, n);
	out->folder[n] = '\0';
	text_addf(&name, "%s_rels/%s.rels", out->folder, part + n);
	if (opc_has(opc, name.ptr))
		ret = opc_parse(opc, name.ptr, &out->doc, err);
	text_release(&name);
	return ret;
}

void
opc_rels_release(struct opc_rels *rels)
{
	if (rels->doc != NULL)
		xmlFreeDoc(rels->doc);
	rels->doc = NULL;
}

/* Target, from the folder of the part that names it; no way out of the
 * package. */
static bool
resolve(char out[OPC_NAME_MAX], const char *folder, const char *target)
{
	struct text t = TEXT_INIT;
	const char *p;
	size_t n;
	bool ok = true;

	if (*target == '/')
		target++;
	else
		text_adds(&t, folder);
	for (p = target; *p != '\0' && ok; p += n + (p[n] == '/')) {
		n = strcspn(p, "/");
		if (n == 2 && strncmp(p, "..", 2) == 0) {
			ok = t.len > 0;
			if (t.len > 0)
				text_cut(&t, t.len - 1);
			while (t.len > 0 && t.ptr[t.len - 1] != '/')
				text_cut(&t, t.len - 1);
		} else if (!(n == 1 && *p == '.')) {
			text_add(&t, p, n + (p[n] == '/'));
		}
	}
	ok = ok && t.len > 0 && t.len < OPC_NAME_MAX;
	if (ok)
		memcpy(out, t.ptr, t.len + 1);
	text_release(&t);
	return ok;
}

static bool
leads_to(const struct opc_rels *rels, const xmlNode *rel,
    char out[OPC_NAME_MAX])
{
	const char *mode = xml_attr(rel, "TargetMode");
	const char *target = xml_attr(rel, "Target");

	return target != NULL && (mode == NULL ||
	    strcmp(mode, "External") != 0) &&
	    resolve(out, rels->folder, target);
}

static const xmlNode *
first_rel(const struct opc_rels *rels)
{
	return rels->doc == NULL ? NULL :
	    xml_child(xmlDocGetRootElement(rels->doc), RELS, "Relationship");
}

bool
opc_target(const struct opc_rels *rels, const char *type, int skip,
    char out[OPC_NAME_MAX])
{
	const xmlNode *rel = first_rel(rels);
	const char *t;

	for (; rel != NULL; rel = xml_next(rel, RELS, "Relationship")) {
		t = xml_attr(rel, "Type");
		if (t != NULL && ends_with(t, type) &&
		    leads_to(rels, rel, out) && skip-- == 0)
			return true;
	}
	return false;
}

bool
opc_target_id(const struct opc_rels *rels, const char *id,
    char out[OPC_NAME_MAX])
{
	const xmlNode *rel = first_rel(rels);
	const char *i;

	for (; rel != NULL; rel = xml_next(rel, RELS, "Relationship")) {
		i = xml_attr(rel, "Id");
		if (i != NULL && strcmp(i, id) == 0)
			return leads_to(rels, rel, out);
	}
	return false;
}
