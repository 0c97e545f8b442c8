/* dossier.c: a document's dossier as state.xml and back */
#include "workflows/dossier.h"

#include "engine/base/mem.h"
#include "engine/xml/read.h"
#include "engine/xml/write.h"
#include "workflows/fields_int.h"

#include <stdlib.h>
#include <string.h>

#define SNAPSHOT_NS "urn:guiwen:snapshot:1"
#define STATE_MAX_BYTES ((size_t)8 << 20)

/* The tables are in ascending order of names: so attributes are canonical. */
#define AT(type, member) offsetof(struct type, member)
#define NAME(name) name, sizeof(name) - 1

static const struct field state_fields[] = {
	{ NAME("authority"), FIELD_STRING, AT(dossier, authority) },
	{ NAME("clock"), FIELD_TIME, AT(dossier, clock_s) },
	{ NAME("drafter"), FIELD_STRING, AT(dossier, drafter) },
	{ NAME("drafting-body"), FIELD_STRING, AT(dossier, drafting_body) },
	{ NAME("effective"), FIELD_DAY, AT(dossier, effective) },
	{ NAME("expires"), FIELD_DAY, AT(dossier, expires) },
	{ NAME("id"), FIELD_STRING, AT(dossier, id) },
	{ NAME("kind"), FIELD_STRING, AT(dossier, kind) },
	{ NAME("lead"), FIELD_STRING, AT(dossier, lead) },
	{ NAME("made"), FIELD_DAY, AT(dossier, made) },
	{ NAME("number"), FIELD_STRING, AT(dossier, number) },
	{ NAME("published"), FIELD_DAY, AT(dossier, published) },
	{ NAME("signer"), FIELD_STRING, AT(dossier, signer) },
	{ NAME("stated"), FIELD_TIME, AT(dossier, stated_s) },
	{ NAME("step"), FIELD_INT, AT(dossier, step) },
	{ NAME("title"), FIELD_STRING, AT(dossier, title) }
};

static const struct field joint_fields[] = {
	{ NAME("authority"), FIELD_STRING, 0 }
};

static const struct field relation_fields[] = {
	{ NAME("target"), FIELD_STRING, AT(dossier_relation, target) },
	{ NAME("type"), FIELD_STRING, AT(dossier_relation, type) }
};

static const struct field version_fields[] = {
	{ NAME("akn"), FIELD_STRING, AT(dossier_version, akn) },
	{ NAME("doc-number"), FIELD_STRING, AT(dossier_version, doc_number) },
	{ NAME("effective"), FIELD_DAY, AT(dossier_version, effective) },
	{ NAME("expires"), FIELD_DAY, AT(dossier_version, expires) },
	{ NAME("final"), FIELD_FLAG, AT(dossier_version, final) },
	{ NAME("format"), FIELD_STRING, AT(dossier_version, format) },
	{ NAME("issued"), FIELD_DAY, AT(dossier_version, issued) },
	{ NAME("name"), FIELD_STRING, AT(dossier_version, name) },
	{ NAME("number"), FIELD_INT, AT(dossier_version, number) },
	{ NAME("original"), FIELD_STRING, AT(dossier_version, original) },
	{ NAME("path"), FIELD_STRING, AT(dossier_version, path) },
	{ NAME("person"), FIELD_STRING, AT(dossier_version, person) },
	{ NAME("reader"), FIELD_STRING, AT(dossier_version, reader) },
	{ NAME("signer"), FIELD_STRING, AT(dossier_version, signer) },
	{ NAME("stated"), FIELD_TIME, AT(dossier_version, stated_s) },
	{ NAME("step"), FIELD_INT, AT(dossier_version, step) },
	{ NAME("text-hash"), FIELD_STRING, AT(dossier_version, text_hash) },
	{ NAME("title"), FIELD_STRING, AT(dossier_version, title) }
};

static const struct field material_fields[] = {
	{ NAME("bytes"), FIELD_INT, AT(dossier_material, bytes) },
	{ NAME("class"), FIELD_STRING, AT(dossier_material, class) },
	{ NAME("instance"), FIELD_STRING, AT(dossier_material, instance) },
	{ NAME("kind"), FIELD_STRING, AT(dossier_material, kind) },
	{ NAME("name"), FIELD_STRING, AT(dossier_material, name) },
	{ NAME("path"), FIELD_STRING, AT(dossier_material, path) },
	{ NAME("person"), FIELD_STRING, AT(dossier_material, person) },
	{ NAME("sha256"), FIELD_STRING, AT(dossier_material, sha256) },
	{ NAME("step"), FIELD_INT, AT(dossier_material, step) },
	{ NAME("version"), FIELD_INT, AT(dossier_material, version) }
};

static const struct field milestone_fields[] = {
	{ NAME("evidenced"), FIELD_TIME, AT(dossier_milestone, evidenced_s) },
	{ NAME("instance"), FIELD_STRING, AT(dossier_milestone, instance) },
	{ NAME("name"), FIELD_STRING, AT(dossier_milestone, name) },
	{ NAME("person"), FIELD_STRING, AT(dossier_milestone, person) },
	{ NAME("recorded"), FIELD_TIME, AT(dossier_milestone, recorded_s) },
	{ NAME("stated"), FIELD_TIME, AT(dossier_milestone, stated_s) },
	{ NAME("step"), FIELD_INT, AT(dossier_milestone, step) },
	{ NAME("text-hash"), FIELD_STRING, AT(dossier_milestone, text_hash) },
	{ NAME("voided"), FIELD_FLAG, AT(dossier_milestone, voided) }
};

static const struct field actor_fields[] = {
	{ NAME("event"), FIELD_STRING, AT(dossier_actor, event) },
	{ NAME("instance"), FIELD_STRING, AT(dossier_actor, instance) },
	{ NAME("on-behalf-of"), FIELD_STRING, AT(dossier_actor, on_behalf) },
	{ NAME("person"), FIELD_STRING, AT(dossier_actor, person) },
	{ NAME("role"), FIELD_STRING, AT(dossier_actor, role) },
	{ NAME("state"), FIELD_STRING, AT(dossier_actor, state) },
	{ NAME("step"), FIELD_INT, AT(dossier_actor, step) }
};

static const struct field deadline_fields[] = {
	{ NAME("at-least"), FIELD_STRING, AT(dossier_deadline, at_least) },
	{ NAME("basis"), FIELD_STRING, AT(dossier_deadline, basis) },
	{ NAME("due"), FIELD_DAY, AT(dossier_deadline, due) },
	{ NAME("ended"), FIELD_DAY, AT(dossier_deadline, ended) },
	{ NAME("ended-step"), FIELD_INT, AT(dossier_deadline, ended_step) },
	{ NAME("from"), FIELD_DAY, AT(dossier_deadline, from) },
	{ NAME("instance"), FIELD_STRING, AT(dossier_deadline, instance) },
	{ NAME("owed-to"), FIELD_STRING, AT(dossier_deadline, owed_to) },
	{ NAME("owed-until"), FIELD_DAY, AT(dossier_deadline, owed_until) },
	{ NAME("passed-step"), FIELD_INT, AT(dossier_deadline, passed_step) },
	{ NAME("state"), FIELD_STRING, AT(dossier_deadline, state) },
	{ NAME("step"), FIELD_INT, AT(dossier_deadline, step) },
	{ NAME("suspended"), FIELD_STRING, AT(dossier_deadline, suspended) },
	{ NAME("told"), FIELD_DAY, AT(dossier_deadline, told) },
	{ NAME("verified"), FIELD_YESNO, AT(dossier_deadline, verified) },
	{ NAME("within"), FIELD_STRING, AT(dossier_deadline, within) }
};

static const struct field instance_fields[] = {
	{ NAME("authority"), FIELD_STRING, AT(dossier_instance, authority) },
	{ NAME("basis"), FIELD_STRING, AT(dossier_instance, basis) },
	{ NAME("chart"), FIELD_STRING, AT(dossier_instance, chart) },
	{ NAME("closed"), FIELD_FLAG, AT(dossier_instance, closed) },
	{ NAME("id"), FIELD_STRING, AT(dossier_instance, id) },
	{ NAME("number"), FIELD_STRING, AT(dossier_instance, number) },
	{ NAME("since"), FIELD_STRING, AT(dossier_instance, since) },
	{ NAME("states"), FIELD_STRING, AT(dossier_instance, states) },
	{ NAME("verified"), FIELD_FLAG, AT(dossier_instance, verified) },
	{ NAME("within"), FIELD_STRING, AT(dossier_instance, within) },
	{ NAME("workflow"), FIELD_STRING, AT(dossier_instance, workflow) }
};

static const struct field correction_fields[] = {
	{ NAME("field"), FIELD_STRING, AT(dossier_correction, field) },
	{ NAME("now"), FIELD_STRING, AT(dossier_correction, now) },
	{ NAME("of"), FIELD_INT, AT(dossier_correction, of) },
	{ NAME("person"), FIELD_STRING, AT(dossier_correction, person) },
	{ NAME("reason"), FIELD_STRING, AT(dossier_correction, reason) },
	{ NAME("step"), FIELD_INT, AT(dossier_correction, step) },
	{ NAME("was"), FIELD_STRING, AT(dossier_correction, was) }
};

static const struct field migration_fields[] = {
	{ NAME("from"), FIELD_STRING, AT(dossier_migration, from) },
	{ NAME("instance"), FIELD_STRING, AT(dossier_migration, instance) },
	{ NAME("map"), FIELD_STRING, AT(dossier_migration, map) },
	{ NAME("person"), FIELD_STRING, AT(dossier_migration, person) },
	{ NAME("reason"), FIELD_STRING, AT(dossier_migration, reason) },
	{ NAME("step"), FIELD_INT, AT(dossier_migration, step) },
	{ NAME("to"), FIELD_STRING, AT(dossier_migration, to) }
};

static const struct field destruction_fields[] = {
	{ NAME("asked-by"), FIELD_STRING, AT(dossier_destruction, asked_by) },
	{ NAME("asked-step"), FIELD_INT, AT(dossier_destruction, asked_step) },
	{ NAME("basis"), FIELD_STRING, AT(dossier_destruction, basis) },
	{ NAME("person"), FIELD_STRING, AT(dossier_destruction, person) },
	{ NAME("reason"), FIELD_STRING, AT(dossier_destruction, reason) },
	{ NAME("sha256"), FIELD_STRING, AT(dossier_destruction, sha256) },
	{ NAME("step"), FIELD_INT, AT(dossier_destruction, step) }
};

/* The snapshot of an instance, byte for byte. */
static int
read_snapshot(void *object, struct xml_reader *r, struct err *err)
{
	static const char head[] = "<snapshot xmlns=\"" SNAPSHOT_NS "\"";
	struct dossier_instance *instance = object;
	const char *bytes;
	size_t len;

	instance->snapshot = "";
	bytes = xr_raw(r, "snapshot", &len);
	if (bytes == NULL)
		return 0;
	if (len < sizeof(head) || memcmp(bytes, head, sizeof(head) - 1) != 0)
		return err_set(err, ERR_BROKEN, "line %d: the snapshot of the "
		    "instance %s is not as guiwen writes it", xr_line(r),
		    instance->id);
	instance->snapshot = arena_strndup(r->arena, bytes, len);
	return 0;
}

#define LIST(element, fields, type, array)				\
	{ element, fields, MEM_COUNT(fields), sizeof(type),		\
	  offsetof(struct dossier, array),				\
	  offsetof(struct dossier, n##array), NULL }

/* In the order of the file. */
enum { LIST_INSTANCE = 7 };
static const struct field_list lists[] = {
	LIST("joint", joint_fields, const char *, joint),
	LIST("relation", relation_fields, struct dossier_relation, relations),
	LIST("version", version_fields, struct dossier_version, versions),
	LIST("material", material_fields, struct dossier_material, materials),
	LIST("milestone", milestone_fields, struct dossier_milestone,
	    milestones),
	LIST("actor", actor_fields, struct dossier_actor, actors),
	LIST("deadline", deadline_fields, struct dossier_deadline, deadlines),
	{ "instance", instance_fields, MEM_COUNT(instance_fields),
	  sizeof(struct dossier_instance),
	  offsetof(struct dossier, instances),
	  offsetof(struct dossier, ninstances), read_snapshot },
	LIST("correction", correction_fields, struct dossier_correction,
	    corrections),
	LIST("migration", migration_fields, struct dossier_migration,
	    migrations),
	LIST("destruction", destruction_fields, struct dossier_destruction,
	    destructions)
};

static void
write_instances(struct xml_writer *w, const struct dossier *dossier)
{
	const struct dossier_instance *instance;
	size_t i;

	for (i = 0; i < dossier->ninstances; i++) {
		instance = &dossier->instances[i];
		xw_open(w, lists[LIST_INSTANCE].name, NULL);
		fields_write(w, instance, instance_fields,
		    MEM_COUNT(instance_fields));
		if (instance->snapshot[0] != '\0')
			xw_fragment(w, instance->snapshot,
			    strlen(instance->snapshot));
		xw_close(w);
	}
}

void
dossier_write(const struct dossier *dossier, struct text *out)
{
	struct xml_writer w;
	size_t i;

	xw_init(&w, out);
	xw_open(&w, "state", DOSSIER_NS);
	fields_write(&w, dossier, state_fields, MEM_COUNT(state_fields));
	for (i = 0; i < MEM_COUNT(lists); i++)
		if (i == LIST_INSTANCE)
			write_instances(&w, dossier);
		else
			field_list_write(&w, dossier, &lists[i]);
	xw_close(&w);
}

static int
read_state(struct dossier *dossier, struct xml_reader *r, struct err *err)
{
	size_t i;

	if (!xr_open(r, "state"))
		return fields_broken(r, "state", err);
	if (fields_read(dossier, state_fields, MEM_COUNT(state_fields),
	    "state", DOSSIER_NS, r, err) != 0)
		return -1;
	for (i = 0; i < MEM_COUNT(lists); i++)
		if (field_list_read(dossier, &lists[i], r, err) != 0)
			return -1;
	if (!xr_close(r, "state") || !xr_end(r))
		return fields_broken(r, "state", err);
	return 0;
}

int
dossier_parse(struct dossier **out, const char *xml, size_t len,
    struct err *err)
{
	struct sha256 hash = { { 0 } };

	if (len <= STATE_MAX_BYTES)
		sha256_of(&hash, xml, len);
	return dossier_parse_known(out, xml, len, &hash, err);
}

int
dossier_parse_known(struct dossier **out, const char *xml, size_t len,
    const struct sha256 *hash, struct err *err)
{
	struct dossier *dossier = mem_zero(1, sizeof(*dossier));
	struct xml_reader r;

	text_init(&dossier->state);
	if (len > STATE_MAX_BYTES) {
		dossier_free(dossier);
		return err_set(err, ERR_BROKEN, "a state of %zu bytes is none "
		    "that guiwen writes", len);
	}
	text_add(&dossier->state, xml, len);
	dossier->state_hash = *hash;
	xr_init(&r, dossier->state.ptr, len, &dossier->arena);
	if (read_state(dossier, &r, err) != 0) {
		dossier_free(dossier);
		return -1;
	}
	*out = dossier;
	return 0;
}

void
dossier_free(struct dossier *dossier)
{
	if (dossier == NULL)
		return;
	text_release(&dossier->state);
	arena_release(&dossier->arena);
	free(dossier);
}

struct dossier *
dossier_new(const char *id)
{
	struct dossier *dossier = mem_zero(1, sizeof(*dossier));

	text_init(&dossier->state);
	fields_init(dossier, state_fields, MEM_COUNT(state_fields));
	dossier->id = arena_strdup(&dossier->arena, id);
	return dossier;
}

/* One object's strings into the dossier's own memory. */
static void
own_strings(struct dossier *dossier, void *object, const struct field *fields,
    size_t n)
{
	const char *string;
	size_t i;

	for (i = 0; i < n; i++) {
		char *at = (char *)object + fields[i].offset;

		if (fields[i].type != FIELD_STRING)
			continue;
		memcpy(&string, at, sizeof(string));
		if (arena_owns(&dossier->arena, string))
			continue;
		string = string[0] != '\0' ?
		    arena_strdup(&dossier->arena, string) : "";
		memcpy(at, &string, sizeof(string));
	}
}

void
dossier_own(struct dossier *dossier)
{
	size_t i, k, n;
	char *array;

	own_strings(dossier, dossier, state_fields, MEM_COUNT(state_fields));
	for (i = 0; i < MEM_COUNT(lists); i++) {
		array = field_list_array(dossier, &lists[i], &n);
		for (k = 0; k < n; k++)
			own_strings(dossier, array + k * lists[i].size,
			    lists[i].fields, lists[i].nfields);
	}
}

const struct dossier_version *
dossier_version(const struct dossier *dossier)
{
	return dossier->nversions != 0 ?
	    &dossier->versions[dossier->nversions - 1] : NULL;
}

const struct dossier_instance *
dossier_instance(const struct dossier *dossier, const char *id)
{
	size_t i;

	for (i = 0; i < dossier->ninstances; i++)
		if (strcmp(dossier->instances[i].id, id) == 0)
			return &dossier->instances[i];
	return NULL;
}

const struct dossier_milestone *
dossier_milestone_ever(const struct dossier *dossier, const char *instance,
    const char *name)
{
	size_t i;

	if (instance == NULL)
		instance = DOSSIER_MAIN;
	for (i = dossier->nmilestones; i-- > 0;)
		if (strcmp(dossier->milestones[i].name, name) == 0 &&
		    strcmp(dossier->milestones[i].instance, instance) == 0)
			return &dossier->milestones[i];
	return NULL;
}

const struct dossier_milestone *
dossier_milestone(const struct dossier *dossier, const char *instance,
    const char *name)
{
	size_t i;

	if (instance == NULL)
		instance = DOSSIER_MAIN;
	for (i = dossier->nmilestones; i-- > 0;)
		if (!dossier->milestones[i].voided &&
		    strcmp(dossier->milestones[i].name, name) == 0 &&
		    strcmp(dossier->milestones[i].instance, instance) == 0)
			return &dossier->milestones[i];
	return NULL;
}

bool
dossier_deadline_stands(const struct dossier_deadline *deadline,
    struct day *since)
{
	size_t len = strlen(deadline->suspended);
	char buf[DAY_TEXT];
	struct day day;

	if (len < DAY_TEXT || deadline->suspended[len - 1] != '/')
		return false;
	memcpy(buf, deadline->suspended + len - DAY_TEXT, DAY_TEXT - 1);
	buf[DAY_TEXT - 1] = '\0';
	if (day_parse(&day, buf) != 0)
		return false;
	if (since != NULL)
		*since = day;
	return true;
}

bool
dossier_is_personal(const struct dossier_material *material)
{
	return strcmp(material->class, "personal") == 0;
}

const struct dossier_destruction *
dossier_destruction(const struct dossier *dossier, const char *sha256)
{
	size_t i;

	for (i = 0; i < dossier->ndestructions; i++)
		if (strcmp(dossier->destructions[i].sha256, sha256) == 0)
			return &dossier->destructions[i];
	return NULL;
}
