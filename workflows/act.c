/* act.c: an act as canonical XML and back */
#include "workflows/act.h"

#include "engine/base/mem.h"
#include "engine/xml/write.h"
#include "engine/xml/xml.h"
#include "workflows/fields_int.h"

#include <stdlib.h>
#include <string.h>

#define ACT_MAX_BYTES ((size_t)4 << 20)

/* The tables are in ascending order of names: so attributes are canonical. */
#define AT(type, member) offsetof(struct type, member)

static const struct field act_fields[] = {
	{ "document", FIELD_STRING, AT(act, document) },
	{ "event", FIELD_STRING, AT(act, event) },
	{ "evidenced", FIELD_TIME, AT(act, evidenced_s) },
	{ "instance", FIELD_STRING, AT(act, instance) },
	{ "nonce", FIELD_STRING, AT(act, nonce) },
	{ "person", FIELD_STRING, AT(act, person) },
	{ "registry", FIELD_STRING, AT(act, registry) },
	{ "role", FIELD_STRING, AT(act, role) },
	{ "seen", FIELD_INT, AT(act, seen) },
	{ "seen-hash", FIELD_HASH, AT(act, seen_hash) },
	{ "stated", FIELD_TIME, AT(act, stated_s) }
};

static const struct field metadata_fields[] = {
	{ "authority", FIELD_STRING, AT(act, authority) },
	{ "drafting-body", FIELD_STRING, AT(act, drafting_body) },
	{ "kind", FIELD_STRING, AT(act, kind) },
	{ "lead", FIELD_STRING, AT(act, lead) },
	{ "title", FIELD_STRING, AT(act, title) }
};

static const struct field joint_fields[] = {
	{ "authority", FIELD_STRING, 0 }
};

static const struct field relation_fields[] = {
	{ "target", FIELD_STRING, AT(act_relation, target) },
	{ "type", FIELD_STRING, AT(act_relation, type) }
};

static const struct field text_fields[] = {
	{ "akn", FIELD_STRING, AT(act_text, akn) },
	{ "bytes", FIELD_INT, AT(act_text, bytes) },
	{ "doc-number", FIELD_STRING, AT(act_text, doc_number) },
	{ "effective", FIELD_DAY, AT(act_text, effective) },
	{ "expires", FIELD_DAY, AT(act_text, expires) },
	{ "format", FIELD_STRING, AT(act_text, format) },
	{ "issued", FIELD_DAY, AT(act_text, issued) },
	{ "name", FIELD_STRING, AT(act_text, name) },
	{ "on-publication", FIELD_FLAG, AT(act_text, on_publication) },
	{ "original", FIELD_STRING, AT(act_text, original) },
	{ "reader", FIELD_STRING, AT(act_text, reader) },
	{ "text-hash", FIELD_STRING, AT(act_text, text_hash) },
	{ "title", FIELD_STRING, AT(act_text, title) }
};

static const struct field material_fields[] = {
	{ "bytes", FIELD_INT, AT(act_material, bytes) },
	{ "class", FIELD_STRING, AT(act_material, class) },
	{ "kind", FIELD_STRING, AT(act_material, kind) },
	{ "name", FIELD_STRING, AT(act_material, name) },
	{ "sha256", FIELD_STRING, AT(act_material, sha256) }
};

#define LIST(element, fields, type, array)				\
	{ element, fields, MEM_COUNT(fields), sizeof(type),		\
	  offsetof(struct act, array), offsetof(struct act, n##array) }

static const struct field_list joint_list =
    LIST("joint", joint_fields, const char *, joint);
static const struct field_list relation_list =
    LIST("relation", relation_fields, struct act_relation, relations);
static const struct field_list material_list =
    LIST("material", material_fields, struct act_material, materials);

static bool
has_metadata(const struct act *act)
{
	return act->title[0] != '\0' || act->authority[0] != '\0' ||
	    act->drafting_body[0] != '\0' || act->kind[0] != '\0' ||
	    act->lead[0] != '\0' || act->njoint != 0 || act->nrelations != 0;
}

static void
write_metadata(struct xml_writer *w, const struct act *act)
{
	if (!has_metadata(act))
		return;
	xw_open(w, "metadata", NULL);
	fields_write(w, act, metadata_fields, MEM_COUNT(metadata_fields));
	field_list_write(w, act, &joint_list);
	field_list_write(w, act, &relation_list);
	xw_close(w);
}

static void
write_data(struct xml_writer *w, const struct act *act)
{
	bool correction = act->corrects != 0;
	size_t i;

	for (i = 0; i < act->ndata; i++) {
		xw_open(w, correction ? "correction" : "datum", NULL);
		xw_attr(w, correction ? "field" : "key", act->data[i].key);
		if (correction)
			xw_attr_int(w, "step", act->corrects);
		xw_text(w, act->data[i].value);
		xw_close(w);
	}
	if (correction && act->ndata == 0) {
		xw_open(w, "correction", NULL);
		xw_attr_int(w, "step", act->corrects);
		xw_close(w);
	}
}

bool
act_write(const struct act *act, struct text *out)
{
	struct xml_writer w;

	xw_init(&w, out);
	xw_open(&w, "act", ACT_NS);
	fields_write(&w, act, act_fields, MEM_COUNT(act_fields));
	write_metadata(&w, act);
	if (act->text != NULL) {
		xw_open(&w, "text", NULL);
		fields_write(&w, act->text, text_fields,
		    MEM_COUNT(text_fields));
		xw_close(&w);
	}
	field_list_write(&w, act, &material_list);
	if (act->corrects == 0)
		write_data(&w, act);
	if (act->reason[0] != '\0')
		xw_element(&w, "reason", act->reason);
	if (act->corrects != 0)
		write_data(&w, act);
	xw_close(&w);
	return !w.replaced;
}

static int
parse_metadata(struct act *act, const xmlNode *node, struct err *err)
{
	xmlNode *child = xml_child(node, ACT_NS, NULL);

	if (fields_parse(act, metadata_fields, MEM_COUNT(metadata_fields),
	    node, &act->arena, err) != 0 ||
	    field_list_parse(act, &joint_list, &child, ACT_NS, &act->arena,
	    &act->arena, err) != 0 ||
	    field_list_parse(act, &relation_list, &child, ACT_NS, &act->arena,
	    &act->arena, err) != 0)
		return -1;
	if (child != NULL)
		return err_set(err, ERR_BROKEN,
		    "line %d: the element %s is unknown or out of place in an "
		    "act", (int)child->line, (const char *)child->name);
	return 0;
}

/* The text of an element that holds only text. */
static const char *
content(struct act *act, const xmlNode *node)
{
	struct text text = TEXT_INIT;
	const char *copy;

	xml_content(&text, node);
	copy = arena_strndup(&act->arena, text.ptr, text.len);
	text_release(&text);
	return copy;
}

/* <datum key=> or <correction field= step=>, from *node on. */
static int
parse_data(struct act *act, xmlNode **node, const char *name, const char *key,
    struct err *err)
{
	const xmlNode *at;
	size_t n = 0;

	for (at = *node; xml_is(at, ACT_NS, name);
	    at = xml_next(at, ACT_NS, NULL))
		n++;
	if (n == 0)
		return 0;
	act->data = arena_array(&act->arena, n, sizeof(*act->data));
	for (; n-- > 0; *node = xml_next(*node, ACT_NS, NULL)) {
		const char *value = xml_attr(*node, key);

		if (strcmp(name, "correction") == 0 && (xml_attr_int(*node,
		    "step", 0, &act->corrects) != 0 || act->corrects == 0))
			return err_set(err, ERR_BROKEN,
			    "line %d: a correction names no step",
			    (int)(*node)->line);
		if (value == NULL && act->corrects != 0)
			continue;
		if (value == NULL)
			return err_set(err, ERR_BROKEN,
			    "line %d: a datum has no key", (int)(*node)->line);
		act->data[act->ndata].key = arena_strdup(&act->arena, value);
		act->data[act->ndata++].value = content(act, *node);
	}
	return 0;
}

static void
parse_reason(struct act *act, xmlNode **node)
{
	if (!xml_is(*node, ACT_NS, "reason"))
		return;
	act->reason = content(act, *node);
	*node = xml_next(*node, ACT_NS, NULL);
}

static int
parse_children(struct act *act, xmlNode *node, struct err *err)
{
	if (xml_is(node, ACT_NS, "metadata")) {
		if (parse_metadata(act, node, err) != 0)
			return -1;
		node = xml_next(node, ACT_NS, NULL);
	}
	if (xml_is(node, ACT_NS, "text")) {
		act->text = arena_alloc(&act->arena, sizeof(*act->text));
		if (fields_parse(act->text, text_fields,
		    MEM_COUNT(text_fields), node, &act->arena, err) != 0)
			return -1;
		node = xml_next(node, ACT_NS, NULL);
	}
	if (field_list_parse(act, &material_list, &node, ACT_NS, &act->arena,
	    &act->arena, err) != 0 ||
	    parse_data(act, &node, "datum", "key", err) != 0)
		return -1;
	parse_reason(act, &node);
	if (act->ndata == 0 &&
	    parse_data(act, &node, "correction", "field", err) != 0)
		return -1;
	if (node != NULL)
		return err_set(err, ERR_BROKEN,
		    "line %d: the element %s is unknown or out of place in an "
		    "act", (int)node->line, (const char *)node->name);
	return 0;
}

struct act *
act_new(void)
{
	struct act *act = mem_zero(1, sizeof(*act));

	fields_init(act, act_fields, MEM_COUNT(act_fields));
	fields_init(act, metadata_fields, MEM_COUNT(metadata_fields));
	act->reason = "";
	return act;
}

int
act_parse(struct act **out, const char *xml, size_t len, struct err *err)
{
	const struct xml_limits limits = { .bytes = ACT_MAX_BYTES };
	struct act *act = act_new();
	xmlNode *root;
	xmlDoc *doc = NULL;
	int rc = -1;

	if (xml_parse(&doc, xml, len, "act", &limits, err) != 0) {
		err->code = ERR_BROKEN;
		goto out;
	}
	root = xmlDocGetRootElement(doc);
	if (!xml_is(root, ACT_NS, "act")) {
		err_set(err, ERR_BROKEN, "this is no act: its root element is "
		    "%s", (const char *)root->name);
		goto out;
	}
	if (fields_parse(act, act_fields, MEM_COUNT(act_fields), root,
	    &act->arena, err) != 0 ||
	    parse_children(act, xml_child(root, ACT_NS, NULL), err) != 0)
		goto out;
	*out = act;
	rc = 0;
out:
	if (rc != 0)
		act_free(act);
	xmlFreeDoc(doc);
	return rc;
}

void
act_free(struct act *act)
{
	if (act == NULL)
		return;
	arena_release(&act->arena);
	free(act);
}

const char *
act_datum(const struct act *act, const char *key)
{
	size_t i;

	for (i = 0; i < act->ndata; i++)
		if (strcmp(act->data[i].key, key) == 0)
			return act->data[i].value;
	return NULL;
}
