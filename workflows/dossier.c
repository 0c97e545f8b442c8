/* dossier.c: a document's dossier as state.xml and back */
#include "workflows/dossier.h"

#include "engine/base/mem.h"
#include "engine/xml/read.h"
#include "workflows/dossier_int.h"

#include <stdlib.h>
#include <string.h>

#define SNAPSHOT_NS "urn:guiwen:snapshot:1"
#define STATE_MAX_BYTES ((size_t)8 << 20)

/* The tables are in ascending order of names: so attributes are canonical. */
#define AT(type, member) offsetof(struct type, member)
#define NAME(name) name, sizeof(name) - 1

const struct field dossier_fields[DOSSIER_FIELDS] = {
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

#define LIST_OF(element, fields, type, array, read, inside)		\
	{ element, fields, MEM_COUNT(fields), sizeof(type),		\
	  offsetof(struct dossier, array),				\
	  offsetof(struct dossier, n##array), read, inside }
#define LIST(element, fields, type, array)				\
	LIST_OF(element, fields, type, array, NULL, 0)

/* In the order of the file. */
const struct field_list dossier_lists[DOSSIER_LISTS] = {
	LIST("joint", joint_fields, const char *, joint),
	LIST("relation", relation_fields, struct dossier_relation, relations),
	LIST("version", version_fields, struct dossier_version, versions),
	LIST("material", material_fields, struct dossier_material, materials),
	LIST("milestone", milestone_fields, struct dossier_milestone,
	    milestones),
	LIST("actor", actor_fields, struct dossier_actor, actors),
	LIST("deadline", deadline_fields, struct dossier_deadline, deadlines),
	LIST_OF("instance", instance_fields, struct dossier_instance,
	    instances, read_snapshot, AT(dossier_instance, snapshot)),
	LIST("correction", correction_fields, struct dossier_correction,
	    corrections),
	LIST("migration", migration_fields, struct dossier_migration,
	    migrations),
	LIST("destruction", destruction_fields, struct dossier_destruction,
	    destructions)
};

static int
read_state(struct dossier *dossier, struct xml_reader *r, struct err *err)
{
	struct field_ends ends = { NULL, 0, 0 };
	size_t i;

	if (!xr_open(r, "state"))
		return fields_broken(r, "state", err);
	if (fields_read(dossier, dossier_fields, DOSSIER_FIELDS,
	    "state", DOSSIER_NS, r, err) != 0)
		return -1;
	field_end_here(&ends, r);
	for (i = 0; i < DOSSIER_LISTS; i++)
		if (field_list_read(dossier, &dossier_lists[i], r, &ends,
		    err) != 0)
			return -1;
	if (!xr_close(r, "state") || !xr_end(r))
		return fields_broken(r, "state", err);
	dossier_note_read(dossier, ends.at);
	return 0;
}

static struct dossier *
empty(void)
{
	struct dossier *dossier = mem_zero(1, sizeof(*dossier));

	text_init(&dossier->state);
	dossier->arena = (struct arena)ARENA_SMALL;
	return dossier;
}

int
dossier_parse(struct dossier **out, const char *xml, size_t len,
    struct err *err)
{
	struct dossier *dossier = empty();
	struct xml_reader r;

	if (len > STATE_MAX_BYTES) {
		dossier_free(dossier);
		return err_set(err, ERR_BROKEN, "a state of %zu bytes is none "
		    "that guiwen writes", len);
	}
	text_add(&dossier->state, xml, len);
	sha256_of(&dossier->state_hash, xml, len);
	xr_init(&r, dossier->state.ptr, len, &dossier->arena);
	if (read_state(dossier, &r, err) != 0) {
		dossier_free(dossier);
		return -1;
	}
	*out = dossier;
	return 0;
}

bool
dossier_is_readable(const struct dossier *dossier)
{
	return dossier->state.len > 0 && dossier->state.len <= STATE_MAX_BYTES;
}

void
dossier_free(struct dossier *dossier)
{
	if (dossier == NULL)
		return;
	text_release(&dossier->state);
	free(dossier->written);
	arena_release(&dossier->arena);
	free(dossier);
}

struct dossier *
dossier_new(const char *id)
{
	struct dossier *dossier = empty();

	fields_init(dossier, dossier_fields, DOSSIER_FIELDS);
	dossier->id = arena_strdup(&dossier->arena, id);
	return dossier;
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
