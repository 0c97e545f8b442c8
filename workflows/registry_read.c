/* registry_read.c: dossiers, texts and histories as they stand */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What its state.xml says. */
static int
read_state(struct registry *registry, const char *document,
    struct dossier **out, struct err *err)
{
	struct text bytes = TEXT_INIT;
	char dir[64], path[96];
	int got, rc = -1;

	if (store_document_path(document, dir, sizeof(dir), err) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/state.xml", dir);
	got = store_file(registry->store, path, NULL, &bytes, err);
	if (got == 0)
		registry_no_document(registry, document, err);
	if (got == 1 && (rc = dossier_parse(out, bytes.ptr, bytes.len,
	    err)) != 0)
		err_prefix(err, "%s", path);
	text_release(&bytes);
	return rc;
}

int
registry_dossier(struct registry *registry, const char *document,
    struct dossier **out, struct err *err)
{
	const struct procedure_context *context;
	struct dossier *dossier;

	if (registry_context(registry, &context, err) != 0 ||
	    read_state(registry, document, &dossier, err) != 0)
		return -1;
	if (registry_need_charts(registry, dossier, registry_file_now,
	    registry->store, err) != 0) {
		dossier_free(dossier);
		return -1;
	}
	*out = dossier;
	return 0;
}

struct commit_of {
	int64_t step;
	struct object_id commit;
	bool found;
};

static int
take_commit(void *ctx, const struct record *record, struct err *err)
{
	struct commit_of *of = ctx;

	(void)err;
	if (record->step == of->step) {
		of->commit = record->commit;
		of->found = true;
	}
	return 0;
}

/* A file of the document's folder as that step left it: 1, 0, -1. */
static int
file_at_step(struct registry *registry, const char *document, int64_t step,
    const char *name, struct text *out, struct err *err)
{
	struct commit_of of = { .step = step };
	char dir[64];
	struct text path = TEXT_INIT;
	int got = -1;

	if (store_document_path(document, dir, sizeof(dir), err) != 0 ||
	    store_records(registry->store, document, take_commit, &of, err) !=
	    0)
		goto out;
	text_addf(&path, "%s/%s", dir, name);
	got = of.found ? store_file_at(registry->store, &of.commit, path.ptr,
	    NULL, out, err) : 0;
out:
	text_release(&path);
	return got;
}

static int
checked_file(struct registry *registry, const char *document, int64_t step,
    const char *name, const char *sha256, struct text *out, struct err *err)
{
	struct sha256 hash;
	char hex[SHA256_HEX];
	int got = file_at_step(registry, document, step, name, out, err);

	if (got < 0)
		return -1;
	sha256_of(&hash, out->ptr, out->len);
	if (got == 0 || strcmp(sha256_hex(hex, &hash), sha256) != 0)
		return err_set(err, ERR_BROKEN, "%s of step %lld of %s is "
		    "missing or is not the file that was handed in; run "
		    "guiwen verify", name, (long long)step, document);
	return 0;
}

int
registry_original(struct registry *registry, const char *document,
    const struct dossier_version *version, struct text *out, struct err *err)
{
	return checked_file(registry, document, version->step, version->path,
	    version->original, out, err);
}

static int
sealed_file(struct registry *registry, const char *document,
    const struct dossier_material *material, struct text *out,
    struct err *err)
{
	int got = store_sealed(registry->store, material->sha256, out, err);

	if (got != 0)
		return got < 0 ? -1 : 0;
	return err_set(err, ERR_NOTFOUND, "the personal material %s of step "
	    "%lld of %s is no longer there: it was destroyed, or this is a "
	    "copy without it", material->name, (long long)material->step,
	    document);
}

int
registry_material(struct registry *registry, const char *document,
    const struct dossier_material *material, struct text *out,
    struct err *err)
{
	if (dossier_is_personal(material))
		return sealed_file(registry, document, material, out, err);
	return checked_file(registry, document, material->step,
	    material->path, material->sha256, out, err);
}

/* document.xml as it was handed in with that version. */
static int
version_file(struct registry *registry, const char *document,
    const struct dossier_version *version, bool current, struct text *out,
    struct err *err)
{
	char dir[64], path[96];

	if (!current)
		return file_at_step(registry, document, version->step,
		    "document.xml", out, err);
	if (store_document_path(document, dir, sizeof(dir), err) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/document.xml", dir);
	return store_file(registry->store, path, NULL, out, err);
}

static const struct dossier_version *
find_version(const struct dossier *dossier, int64_t number)
{
	size_t i;

	if (number == 0)
		return dossier_version(dossier);
	for (i = 0; i < dossier->nversions; i++)
		if (dossier->versions[i].number == number)
			return &dossier->versions[i];
	return NULL;
}

int
registry_text(struct registry *registry, const char *document,
    int64_t number, struct document **out, struct err *err)
{
	const struct dossier_version *version;
	struct dossier *dossier = NULL;
	struct text akn = TEXT_INIT;
	struct sha256 hash;
	char hex[SHA256_HEX];
	int got, rc = -1;

	if (registry_dossier(registry, document, &dossier, err) != 0)
		return -1;
	version = find_version(dossier, number);
	if (version == NULL) {
		err_set(err, ERR_NOTFOUND, "%s has no version %lld; it has 1 "
		    "to %zu", document, (long long)number,
		    dossier->nversions);
		goto out;
	}
	got = version_file(registry, document, version,
	    version == dossier_version(dossier), &akn, err);
	if (got < 0)
		goto out;
	sha256_of(&hash, akn.ptr, akn.len);
	if (got == 0 || strcmp(sha256_hex(hex, &hash), version->akn) != 0) {
		err_set(err, ERR_BROKEN, "the text of version %lld of %s is "
		    "missing or is not the one that was handed in; run guiwen "
		    "verify", (long long)version->number, document);
		goto out;
	}
	rc = document_from_akn(out, akn.ptr, akn.len, document, err);
out:
	text_release(&akn);
	dossier_free(dossier);
	return rc;
}

/* ---- history ---- */

struct telling {
	history_fn *fn;
	void *ctx;
};

/* The act's bytes in the record: the act declares its own namespace, and "<"
 * is escaped in everything that people wrote. */
static int
parse_act(const struct record *record, struct act **out, struct err *err)
{
	static const char open[] = "<act xmlns=\"" ACT_NS "\"";
	static const char close[] = "</act>";
	const char *from = strstr(record->body, open);
	const char *end = from != NULL ? strstr(from, close) : NULL;

	if (end == NULL)
		return 0;
	return act_parse(out, from, (size_t)(end - from) + sizeof(close) - 1,
	    err);
}

/* Add the states that one run left or entered, in order. */
static void
add_states(const xmlNode *run, const char *name, struct text *states)
{
	struct text state = TEXT_INIT;
	const xmlNode *at;

	for (at = xml_child(run, OUTCOME_NS, name); at != NULL;
	    at = xml_next(at, OUTCOME_NS, name)) {
		text_reset(&state);
		xml_content(&state, at);
		text_addf(states, "%s%s", states->len != 0 ? " " : "",
		    state.ptr);
	}
	text_release(&state);
}

static const char *
states_of(const xmlNode *run, const char *name, struct arena *arena)
{
	struct text states = TEXT_INIT;
	const char *copy;

	add_states(run, name, &states);
	copy = arena_strndup(arena, states.ptr, states.len);
	text_release(&states);
	return copy;
}

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

/* The runs, that of the act itself first, and what all of them left and
 * entered. */
static void
take_runs(const xmlNode *outcome, struct history_entry *entry,
    struct arena *arena)
{
	struct text left = TEXT_INIT, entered = TEXT_INIT;
	struct history_run *runs;
	const xmlNode *run;
	size_t n = 0;

	for (run = xml_child(outcome, OUTCOME_NS, "run"); run != NULL;
	    run = xml_next(run, OUTCOME_NS, "run"))
		n++;
	runs = arena_array(arena, n + 1, sizeof(*runs));
	n = 0;
	for (run = xml_child(outcome, OUTCOME_NS, "run"); run != NULL;
	    run = xml_next(run, OUTCOME_NS, "run")) {
		add_states(run, "left", &left);
		add_states(run, "entered", &entered);
		runs[n++] = (struct history_run){
			.instance = or_empty(xml_attr(run, "instance")),
			.event = or_empty(xml_attr(run, "event")),
			.chart = or_empty(xml_attr(run, "chart")),
			.lines = or_empty(xml_attr(run, "lines")),
			.left = states_of(run, "left", arena),
			.entered = states_of(run, "entered", arena) };
	}
	entry->runs = runs;
	entry->nruns = n;
	entry->left = arena_strndup(arena, left.ptr, left.len);
	entry->entered = arena_strndup(arena, entered.ptr, entered.len);
	text_release(&left);
	text_release(&entered);
}

static int
tell(void *ctx, const struct record *record, struct err *err)
{
	const struct telling *telling = ctx;
	struct history_entry entry = { .record = record, .refusal = "",
		.refusal_code = "" };
	struct arena arena = ARENA_INIT;
	struct text sentence = TEXT_INIT;
	struct act *act = NULL;
	xmlDoc *doc = NULL;
	const xmlNode *outcome, *refusal;
	int rc = -1;

	if (xml_parse(&doc, record->body, record->body_len, "record", NULL,
	    err) != 0 || parse_act(record, &act, err) != 0) {
		err->code = ERR_BROKEN;
		err_prefix(err, "record %lld", (long long)record->number);
		goto out;
	}
	outcome = xml_child(xmlDocGetRootElement(doc), OUTCOME_NS,
	    "outcome");
	if (outcome == NULL) {
		err_set(err, ERR_BROKEN, "record %lld has no outcome",
		    (long long)record->number);
		goto out;
	}
	refusal = xml_child(outcome, OUTCOME_NS, "refusal");
	if (refusal != NULL) {
		xml_content(&sentence, refusal);
		entry.refusal_code = or_empty(xml_attr(refusal, "code"));
	}
	entry.act = record->kind != RECORD_REGISTRY ? act : NULL;
	entry.done = refusal == NULL;
	entry.refusal = sentence.ptr;
	take_runs(outcome, &entry, &arena);
	entry.authenticated = or_empty(xml_attr(outcome, "authenticated"));
	entry.role = or_empty(xml_attr(outcome, "role"));
	rc = telling->fn(telling->ctx, &entry, err);
out:
	act_free(act);
	xmlFreeDoc(doc);
	text_release(&sentence);
	arena_release(&arena);
	return rc;
}

int
registry_history(struct registry *registry, const char *document,
    history_fn *fn, void *ctx, struct err *err)
{
	struct telling telling = { fn, ctx };

	return store_records(registry->store, document, tell, &telling, err);
}

int
registry_people_at(struct registry *registry, const struct record *record,
    const struct people **out, struct err *err)
{
	struct text xml = TEXT_INIT;
	struct people *people = NULL;
	struct object_id blob;
	int got = store_file_at(registry->store, &record->commit,
	    CONTEXT_PEOPLE, &blob, &xml, err), rc = -1;

	if (got < 0)
		goto out;
	if (got == 0) {
		err_set(err, ERR_BROKEN, "the people of record %lld are not "
		    "there; run guiwen verify", (long long)record->number);
		goto out;
	}
	if (registry->people_then == NULL ||
	    !object_id_equal(&blob, &registry->people_blob)) {
		if (people_parse(&people, xml.ptr, xml.len, err) != 0) {
			err->code = ERR_BROKEN;
			err_prefix(err, "record %lld", (long long)
			    record->number);
			goto out;
		}
		people_free(registry->people_then);
		registry->people_then = people;
		registry->people_blob = blob;
	}
	*out = registry->people_then;
	rc = 0;
out:
	text_release(&xml);
	return rc;
}
