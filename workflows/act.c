/* act.c: an act as canonical XML and back */
#include "workflows/act.h"

#include "engine/base/mem.h"
#include "engine/document/han.h"
#include "engine/xml/read.h"
#include "engine/xml/write.h"
#include "workflows/fields_int.h"

#include <stdlib.h>
#include <string.h>

#define ACT_MAX_BYTES ((size_t)4 << 20)

/* The tables are in ascending order of names: so attributes are canonical. */
#define AT(type, member) offsetof(struct type, member)
#define NAME(name) name, sizeof(name) - 1

static const struct field act_fields[] = {
	{ NAME("document"), FIELD_STRING, AT(act, document) },
	{ NAME("event"), FIELD_STRING, AT(act, event) },
	{ NAME("evidenced"), FIELD_TIME, AT(act, evidenced_s) },
	{ NAME("instance"), FIELD_STRING, AT(act, instance) },
	{ NAME("nonce"), FIELD_STRING, AT(act, nonce) },
	{ NAME("on-behalf-of"), FIELD_STRING, AT(act, on_behalf) },
	{ NAME("person"), FIELD_STRING, AT(act, person) },
	{ NAME("registry"), FIELD_STRING, AT(act, registry) },
	{ NAME("role"), FIELD_STRING, AT(act, role) },
	{ NAME("seen"), FIELD_INT, AT(act, seen) },
	{ NAME("seen-hash"), FIELD_HASH, AT(act, seen_hash) },
	{ NAME("stated"), FIELD_TIME, AT(act, stated_s) }
};

static const struct field metadata_fields[] = {
	{ NAME("authority"), FIELD_STRING, AT(act, authority) },
	{ NAME("drafting-body"), FIELD_STRING, AT(act, drafting_body) },
	{ NAME("kind"), FIELD_STRING, AT(act, kind) },
	{ NAME("lead"), FIELD_STRING, AT(act, lead) },
	{ NAME("title"), FIELD_STRING, AT(act, title) }
};

static const struct field joint_fields[] = {
	{ NAME("authority"), FIELD_STRING, 0 }
};

static const struct field relation_fields[] = {
	{ NAME("target"), FIELD_STRING, AT(act_relation, target) },
	{ NAME("type"), FIELD_STRING, AT(act_relation, type) }
};

static const struct field text_fields[] = {
	{ NAME("akn"), FIELD_STRING, AT(act_text, akn) },
	{ NAME("bytes"), FIELD_INT, AT(act_text, bytes) },
	{ NAME("changes"), FIELD_STRING, AT(act_text, changes) },
	{ NAME("doc-number"), FIELD_STRING, AT(act_text, doc_number) },
	{ NAME("doubt"), FIELD_STRING, AT(act_text, doubt) },
	{ NAME("doubt-line"), FIELD_INT, AT(act_text, doubt_line) },
	{ NAME("doubt-words"), FIELD_STRING, AT(act_text, doubt_words) },
	{ NAME("effective"), FIELD_DAY, AT(act_text, effective) },
	{ NAME("expires"), FIELD_DAY, AT(act_text, expires) },
	{ NAME("format"), FIELD_STRING, AT(act_text, format) },
	{ NAME("issued"), FIELD_DAY, AT(act_text, issued) },
	{ NAME("issuer"), FIELD_STRING, AT(act_text, issuer) },
	{ NAME("masthead"), FIELD_STRING, AT(act_text, masthead) },
	{ NAME("name"), FIELD_STRING, AT(act_text, name) },
	{ NAME("on-publication"), FIELD_FLAG, AT(act_text, on_publication) },
	{ NAME("original"), FIELD_STRING, AT(act_text, original) },
	{ NAME("reader"), FIELD_STRING, AT(act_text, reader) },
	{ NAME("signer"), FIELD_STRING, AT(act_text, signer) },
	{ NAME("text-hash"), FIELD_STRING, AT(act_text, text_hash) },
	{ NAME("title"), FIELD_STRING, AT(act_text, title) },
	{ NAME("validity-months"), FIELD_INT, AT(act_text, validity_months) }
};

static const struct field material_fields[] = {
	{ NAME("bytes"), FIELD_INT, AT(act_material, bytes) },
	{ NAME("class"), FIELD_STRING, AT(act_material, class) },
	{ NAME("kind"), FIELD_STRING, AT(act_material, kind) },
	{ NAME("name"), FIELD_STRING, AT(act_material, name) },
	{ NAME("sha256"), FIELD_STRING, AT(act_material, sha256) }
};

#define LIST(element, fields, type, array)				\
	{ element, fields, MEM_COUNT(fields), sizeof(type),		\
	  offsetof(struct act, array), offsetof(struct act, n##array),	\
	  NULL, 0 }

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
read_metadata(struct act *act, struct xml_reader *r, struct err *err)
{
	if (!xr_open(r, "metadata"))
		return 0;
	if (fields_read(act, metadata_fields, MEM_COUNT(metadata_fields),
	    "metadata", NULL, r, err) != 0 ||
	    field_list_read(act, &joint_list, r, NULL, err) != 0 ||
	    field_list_read(act, &relation_list, r, NULL, err) != 0)
		return -1;
	return xr_close(r, "metadata") ? 0 : fields_broken(r, "act", err);
}

static int
read_act_text(struct act *act, struct xml_reader *r, struct err *err)
{
	if (!xr_open(r, "text"))
		return 0;
	act->text = arena_alloc(&act->arena, sizeof(*act->text));
	if (fields_read(act->text, text_fields, MEM_COUNT(text_fields),
	    "text", NULL, r, err) != 0)
		return -1;
	return xr_close(r, "text") ? 0 : fields_broken(r, "act", err);
}

struct datum_attributes {
	const char *key, *field;
	int64_t step;
};

static const struct field datum_fields[] = {
	{ NAME("field"), FIELD_STRING, AT(datum_attributes, field) },
	{ NAME("key"), FIELD_STRING, AT(datum_attributes, key) },
	{ NAME("step"), FIELD_INT, AT(datum_attributes, step) }
};

static void
add_datum(struct act *act, const char *key, const char *value)
{
	struct act_datum *grown = arena_array(&act->arena, act->ndata + 1,
	    sizeof(*grown));

	if (act->ndata != 0)
		memcpy(grown, act->data, act->ndata * sizeof(*grown));
	grown[act->ndata] = (struct act_datum){ key, value };
	act->data = grown;
	act->ndata++;
}

/* The run of <datum key=> or <correction field= step=> that comes next. */
static int
read_data(struct act *act, struct xml_reader *r, bool correction,
    struct err *err)
{
	const char *name = correction ? "correction" : "datum", *value;
	struct datum_attributes at;

	while (xr_open(r, name)) {
		memset(&at, 0, sizeof(at));
		if (fields_read(&at, datum_fields, MEM_COUNT(datum_fields),
		    name, NULL, r, err) != 0)
			return -1;
		value = xr_text(r);
		if (value == NULL || !xr_close(r, name))
			return fields_broken(r, "act", err);
		if (correction ? at.step == 0 || at.key[0] != '\0' :
		    at.key[0] == '\0' || at.field[0] != '\0')
			return err_set(err, ERR_BROKEN, "line %d: a %s in an "
			    "act does not say what it is about", xr_line(r),
			    name);
		if (correction)
			act->corrects = at.step;
		if (!correction || at.field[0] != '\0')
			add_datum(act, correction ? at.field : at.key, value);
	}
	return 0;
}

static int
read_reason(struct act *act, struct xml_reader *r, struct err *err)
{
	const char *name, *value, *reason;
	size_t len;

	if (!xr_open(r, "reason"))
		return 0;
	if (xr_attr(r, &name, &len, &value) || (reason = xr_text(r)) ==
	    NULL || !xr_close(r, "reason"))
		return fields_broken(r, "act", err);
	act->reason = reason;
	return 0;
}

static int
read_act(struct act *act, struct xml_reader *r, struct err *err)
{
	if (!xr_open(r, "act"))
		return fields_broken(r, "act", err);
	if (fields_read(act, act_fields, MEM_COUNT(act_fields), "act", ACT_NS,
	    r, err) != 0 || read_metadata(act, r, err) != 0 ||
	    read_act_text(act, r, err) != 0 ||
	    field_list_read(act, &material_list, r, NULL, err) != 0 ||
	    read_data(act, r, false, err) != 0 ||
	    read_reason(act, r, err) != 0 ||
	    (act->ndata == 0 && read_data(act, r, true, err) != 0))
		return -1;
	return xr_close(r, "act") && xr_end(r) ? 0 :
	    fields_broken(r, "act", err);
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
	struct act *act = act_new();
	struct xml_reader r;

	if (len > ACT_MAX_BYTES) {
		act_free(act);
		return err_set(err, ERR_BROKEN, "an act of %zu bytes is none "
		    "that guiwen writes", len);
	}
	xr_init(&r, xml, len, &act->arena);
	if (read_act(act, &r, err) != 0) {
		act_free(act);
		return -1;
	}
	*out = act;
	return 0;
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

static int
check_line(const char *what, const char *value, struct err *err)
{
	if (text_is_line(value))
		return 0;
	return err_set(err, ERR_USAGE, "%s “%s” has a line break, a control "
	    "character or one that turns the direction of writing: write it "
	    "on one line without these", what, value);
}

bool
act_is_reason(const char *reason)
{
	size_t left = strlen(reason);

	for (; left > 0; reason++, left--)
		if (text_deceives(reason, left) != 0 && *reason != '\n' &&
		    *reason != '\t')
			return false;
	return true;
}

/* Signs that are letters by their kind, and blank to whoever reads them: the
 * Hangul fillers and the empty Braille pattern. */
static bool
is_filler(unsigned long c)
{
	return c == 0x115f || c == 0x1160 || c == 0x2800 || c == 0x3164 ||
	    c == 0xffa0;
}

const char *
act_reason(const char *given)
{
	const char *at = given != NULL ? given : "";
	unsigned long c;

	while ((c = han_next(&at)) != 0)
		if (!han_space(c) && !is_filler(c))
			return given;
	return "";
}

static int
check_reason(const char *reason, struct err *err)
{
	return act_is_reason(reason) ? 0 : err_set(err, ERR_USAGE,
	    "the reason has a control character or one that turns the "
	    "direction of writing: write it without these");
}

static int
check_lists(const struct act *act, struct err *err)
{
	size_t i;

	for (i = 0; i < act->njoint; i++)
		if (check_line("joint", act->joint[i], err) != 0)
			return -1;
	for (i = 0; i < act->nrelations; i++)
		if (check_line(act->relations[i].type,
		    act->relations[i].target, err) != 0)
			return -1;
	for (i = 0; i < act->ndata; i++)
		if (check_line("--set", act->data[i].key, err) != 0 ||
		    check_line(act->data[i].key, act->data[i].value, err) != 0)
			return -1;
	for (i = 0; i < act->nmaterials; i++)
		if (check_line(act->materials[i].kind,
		    act->materials[i].name, err) != 0)
			return -1;
	return 0;
}

int
act_check(const struct act *act, struct err *err)
{
	const char *const facts[][2] = {
		{ "title", act->title }, { "authority", act->authority },
		{ "drafting-body", act->drafting_body },
		{ "kind", act->kind }, { "lead", act->lead },
		{ "on-behalf-of", act->on_behalf },
		{ "role", act->role }, { "instance", act->instance },
		{ "text", act->text != NULL ? act->text->name : "" }
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(facts); i++)
		if (check_line(facts[i][0], facts[i][1], err) != 0)
			return -1;
	return check_lists(act, err) != 0 ? -1 :
	    check_reason(act->reason, err);
}
