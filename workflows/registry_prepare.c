/* registry_prepare.c: from a request to an act: files read and hashed, the
 * act's bytes made, all before any lock is taken */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"

#include <string.h>

#define EVENT_MAX 64
#define PAPERS_MAX 100
#define DATA_MAX 100
#define REASON_MAX 65536

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

static const char *
hex_of(struct arena *arena, const void *bytes, size_t len)
{
	struct sha256 hash;
	char hex[SHA256_HEX];

	sha256_of(&hash, bytes, len);
	return arena_strdup(arena, sha256_hex(hex, &hash));
}

/* Does the text say that it is in force from the day it is published? */
static bool
in_force_on_publication(const struct document *document)
{
	static const char *const words[] = {
		"自公布之日起施行", "自发布之日起施行", "自印发之日起施行",
		"自公布之日起实施", "自发布之日起实施", "自印发之日起实施",
		"自公布之日起执行", "自发布之日起执行", "自印发之日起执行"
	};
	struct text plain = TEXT_INIT;
	bool found = false;
	size_t i;

	document_plain_text(document, &plain);
	for (i = 0; i < MEM_COUNT(words); i++)
		found |= strstr(plain.ptr, words[i]) != NULL;
	text_release(&plain);
	return found;
}

/* What the document says of itself around its text. */
static void
take_issuing_elements(struct arena *arena, const struct document *document,
    struct act_text *text)
{
	struct text t = TEXT_INIT;

	text->title = document_title(document);
	text->doc_number = document_number(document);
	text->issuer = document_issuer(document);
	document_signer(document, &t);
	text->signer = arena_strndup(arena, t.ptr, t.len);
	text_reset(&t);
	document_masthead(document, &t);
	text->masthead = arena_strndup(arena, t.ptr, t.len);
	text->issued = document_issued(document);
	text->effective = document_effective(document);
	text->expires = document_expires(document);
	text->validity_months = text->expires.year != 0 ? 0 :
	    document_validity_months(document);
	text->on_publication = text->effective.year == 0 &&
	    in_force_on_publication(document);
	text_release(&t);
}

static void
take_doubt(const struct document *document, struct act_text *text)
{
	const struct document_note *note = document_misleads(document);

	text->doubt = note != NULL ? note->reason : "";
	text->doubt_words = note != NULL ? note->text : "";
	text->doubt_line = note != NULL ? note->line : 0;
}

/* Does the file read now as the one that was handed in with that version? */
static int
reads_as_version(struct registry *registry, struct prepared *p,
    const struct dossier_version *version, bool *same, struct err *err)
{
	struct document *then = NULL;
	struct text bytes = TEXT_INIT;
	struct sha256 a, b;
	int ret = -1;

	if (registry_original(registry, p->request->document, version, &bytes,
	    err) == 0 && read_safely_by(registry->reader, &then, bytes.ptr,
	    bytes.len, version->name, err) == 0) {
		document_text_hash(p->document, &a);
		document_text_hash(then, &b);
		*same = memcmp(&a, &b, sizeof(a)) == 0;
		ret = 0;
	}
	document_free(then);
	text_release(&bytes);
	return ret;
}

/* The hash leaves out the days from which a text is in force, and who signs.
 * The issued file may fill in a day that was left open and not say another
 * (who signs it, the procedure compares with what is recorded). A new version
 * is a changed one by either: somebody hands it in for that. */
static void
check_beside(struct registry *registry, struct prepared *p,
    const struct dossier *dossier, struct act_text *text)
{
	const struct procedure_context *context;
	struct document *settled = NULL;
	struct text day = TEXT_INIT;
	struct err unknown = ERR_INIT;
	bool days, bodies;

	if (registry_context(registry, &context, &unknown) != 0 ||
	    registry_text(registry, p->request->document, 0, &settled,
	    &unknown) != 0)
		return;
	days = document_same_days(settled, p->document, &day);
	bodies = comparison_same_issuer(settled, p->document);
	if (!procedure_takes_issued(context, dossier, p->request->event)) {
		days = days && document_same_days(p->document, settled, &day);
		text->changes = days ? bodies ? "" : "issuer" : bodies ?
		    "effective" : "effective issuer";
	} else if (text->doubt[0] == '\0' && !days) {
		text->doubt = N_("A day from which the text is in force is not "
		    "the one that was approved; correct it.");
		text->doubt_words = arena_strndup(&p->act->arena, day.ptr,
		    day.len);
	}
	document_free(settled);
	text_release(&day);
}

/*
 * What binds is the hash that the reader of the last version made: the same
 * text keeps its hash, whoever reads it now. An older reader knew less of a
 * file, so what it left out is compared, too, file with file.
 */
static int
take_text_hash(struct registry *registry, struct prepared *p,
    struct act_text *text, struct err *err)
{
	const struct dossier_version *version;
	struct dossier *dossier = NULL;
	struct err unknown = ERR_INIT;
	struct sha256 hash;
	char hex[SHA256_HEX];
	bool same = false;
	int ret = 0;

	document_text_hash(p->document, &hash);
	text->text_hash = arena_strdup(&p->act->arena, sha256_hex(hex, &hash));
	text->reader = DOCUMENT_READER;
	text->changes = "";
	/* One that is not there is refused in its place. */
	if (p->request->document == NULL || registry_dossier(registry,
	    p->request->document, &dossier, &unknown) != 0)
		return 0;
	version = dossier_version(dossier);
	if (version != NULL && strcmp(version->reader, DOCUMENT_READER) != 0 &&
	    document_text_hash_by(p->document, version->reader, &hash) &&
	    strcmp(sha256_hex(hex, &hash), version->text_hash) == 0) {
		ret = reads_as_version(registry, p, version, &same, err);
		if (ret == 0 && same) {
			text->text_hash = arena_strdup(&p->act->arena, hex);
			text->reader = arena_strdup(&p->act->arena,
			    version->reader);
		}
	}
	if (ret == 0 && version != NULL &&
	    strcmp(text->text_hash, version->text_hash) == 0)
		check_beside(registry, p, dossier, text);
	dossier_free(dossier);
	return ret;
}

static int
read_text(struct registry *registry, struct prepared *p, struct err *err)
{
	const struct request_file *file = p->request->text;
	struct arena *arena = &p->act->arena;
	struct act_text *text;

	if (file == NULL)
		return 0;
	if (read_safely_by(registry->reader, &p->document, file->bytes,
	    file->len, or_empty(file->name), err) != 0)
		return -1;
	document_write_akn(p->document, &p->akn);
	text = arena_alloc(arena, sizeof(*text));
	text->name = or_empty(file->name);
	text->format = document_format_name(document_format(p->document));
	text->original = hex_of(arena, file->bytes, file->len);
	text->akn = hex_of(arena, p->akn.ptr, p->akn.len);
	take_issuing_elements(arena, p->document, text);
	take_doubt(p->document, text);
	text->bytes = (int64_t)file->len;
	p->act->text = text;
	return take_text_hash(registry, p, text, err);
}

/* A paper is taken in whatever format it has and is not interpreted; but
 * where it can be read, it must not bear the mark of a state secret. */
static int
refuse_secret(const struct request_file *file, struct reader *reader,
    struct err *err)
{
	struct err why = ERR_INIT;

	if (look_safely_by(reader, file->bytes, file->len,
	    or_empty(file->name), &why) == 0)
		return 0;
	/* A system that cannot look has not looked. */
	if (why.code != ERR_SECRET && why.code < ERR_SYSTEM)
		return 0;
	*err = why;
	return -1;
}

/* Personal material is named by a salted hash, and by nothing that its file's
 * name could tell of a person. */
static int
seal_material(struct act *act, struct act_material *material,
    struct store_seal *seal, const struct request_file *file,
    struct err *err)
{
	const char *dot = strrchr(material->name, '.');
	struct text name = TEXT_INIT;

	if (store_seal_make(seal, file->bytes, file->len, err) != 0)
		return -1;
	material->sha256 = seal->hash;
	text_adds(&name, material->kind);
	if (dot != NULL && strlen(dot) <= 6 && dot[strspn(dot, ".abcdefghijkl"
	    "mnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] == '\0')
		text_adds(&name, dot);
	material->name = arena_strndup(&act->arena, name.ptr, name.len);
	text_release(&name);
	return 0;
}

static int
read_materials(struct prepared *p, struct reader *reader, struct err *err)
{
	const struct request *request = p->request;
	struct act *act = p->act;
	size_t i;

	if (request->nmaterials > PAPERS_MAX)
		return err_set(err, ERR_LIMIT, "more than %d materials cannot "
		    "be handed in at once", PAPERS_MAX);
	act->materials = arena_array(&act->arena, request->nmaterials,
	    sizeof(*act->materials));
	p->seals = arena_array(&act->arena, request->nmaterials,
	    sizeof(*p->seals));
	for (i = 0; i < request->nmaterials; i++) {
		const struct request_file *file = &request->materials[i];

		if (refuse_secret(file, reader, err) != 0)
			return -1;
		act->materials[i] = (struct act_material){
			.kind = or_empty(file->kind),
			.name = or_empty(file->name),
			.class = file->class != NULL &&
			    file->class[0] != '\0' ? file->class : "open",
			.bytes = (int64_t)file->len };
		if (strcmp(act->materials[i].class, "personal") != 0)
			act->materials[i].sha256 = hex_of(&act->arena,
			    file->bytes, file->len);
		else if (seal_material(act, &act->materials[i],
		    &p->seals[i], file, err) != 0)
			return -1;
	}
	act->nmaterials = request->nmaterials;
	return 0;
}

static int
copy_lists(struct prepared *p, struct err *err)
{
	const struct request *request = p->request;
	struct act *act = p->act;
	size_t i;

	if (request->ndata > DATA_MAX || request->njoint > DATA_MAX ||
	    request->nrelations > DATA_MAX)
		return err_set(err, ERR_LIMIT, "more than %d facts, joint "
		    "authorities or relations cannot be stated at once",
		    DATA_MAX);
	act->data = arena_array(&act->arena, request->ndata,
	    sizeof(*act->data));
	act->joint = arena_array(&act->arena, request->njoint,
	    sizeof(*act->joint));
	act->relations = arena_array(&act->arena, request->nrelations,
	    sizeof(*act->relations));
	for (i = 0; i < request->ndata; i++) {
		act->data[i].key = or_empty(request->data[i].key);
		act->data[i].value = or_empty(request->data[i].value);
	}
	for (i = 0; i < request->njoint; i++)
		act->joint[i] = or_empty(request->joint[i]);
	for (i = 0; i < request->nrelations; i++) {
		act->relations[i].type = or_empty(request->relations[i].type);
		act->relations[i].target =
		    or_empty(request->relations[i].target);
	}
	act->ndata = request->ndata;
	act->njoint = request->njoint;
	act->nrelations = request->nrelations;
	return 0;
}

static int
check_event(const char *event, const char *document, struct err *err)
{
	size_t len = strspn(event, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP"
	    "QRSTUVWXYZ0123456789-_.");

	if (len > 0 && len <= EVENT_MAX && event[len] == '\0')
		return 0;
	return err_set(err, ERR_USAGE, "“%.100s” is nothing that can be done; "
	    "guiwen show %.40s lists what can, and how", event, document);
}

struct seen {
	const char *document;
	struct sha256 *hash;
	bool found;
};

static int
take_seen(void *ctx, const struct record *record, struct err *err)
{
	struct seen *seen = ctx;

	(void)err;
	if (strcmp(record->document, seen->document) != 0)
		return 0;
	*seen->hash = record->hash;
	seen->found = true;
	return 0;
}

/* The record that the person saw: the one named, else the last one now. */
static int
find_seen(struct registry *registry, struct prepared *p, struct err *err)
{
	const struct request *request = p->request;
	struct act *act = p->act;
	struct procedure_last last;
	struct seen seen = { request->document, &act->seen_hash, false };
	int got;

	if (request->document == NULL)
		return 0;
	got = registry_last(registry, request->document, &last, &act->arena,
	    err);
	if (got == 0)
		return registry_no_document(registry, request->document, err);
	if (got < 0)
		return -1;
	act->seen = last.record;
	act->seen_hash = last.hash;
	if (request->seen == 0 || request->seen == last.record)
		return 0;
	act->seen = request->seen;
	if (store_record(registry->store, request->seen, take_seen, &seen,
	    err) < 0)
		return -1;
	if (!seen.found)
		return err_set(err, ERR_NOTFOUND, "record %lld is none of %s",
		    (long long)request->seen, request->document);
	return 0;
}

/* An unknown person leaves no record: who would answer for it? */
static int
find_person(struct registry *registry, const struct request *request,
    struct err *err)
{
	const struct procedure_context *context;

	if (registry_context(registry, &context, err) != 0)
		return -1;
	if (people_find(context->people, or_empty(request->person)) == NULL)
		return err_set(err, ERR_NOTFOUND, "nobody called “%s” is known "
		    "to this registry; guiwen person list names all",
		    or_empty(request->person));
	return 0;
}

static int
fill(struct registry *registry, struct prepared *p, int64_t now_s,
    struct err *err)
{
	const struct request *request = p->request;
	struct act *act = p->act;
	char nonce[33];

	if (check_event(or_empty(request->event), request->document != NULL ?
	    request->document : "DOC", err) != 0 ||
	    find_person(registry, request, err) != 0 ||
	    find_seen(registry, p, err) != 0 || registry_nonce(nonce, err) !=
	    0)
		return -1;
	act->registry = store_id(registry->store);
	act->document = or_empty(request->document);
	act->instance = request->instance != NULL ? request->instance :
	    or_empty(request->filing_authority);
	act->event = request->event;
	act->person = request->person;
	act->on_behalf = or_empty(request->on_behalf);
	act->role = or_empty(request->role);
	act->stated_s = request->stated_s != 0 ? request->stated_s : now_s;
	act->evidenced_s = request->evidenced_s;
	act->nonce = arena_strdup(&act->arena, nonce);
	act->reason = act_reason(request->reason);
	act->title = or_empty(request->title);
	act->authority = or_empty(request->authority);
	act->drafting_body = or_empty(request->drafting_body);
	act->kind = or_empty(request->kind);
	act->lead = or_empty(request->lead);
	act->corrects = request->corrects;
	if (strlen(act->reason) > REASON_MAX)
		return err_set(err, ERR_LIMIT, "the reason is longer than %d "
		    "bytes; hand it in as a paper", REASON_MAX);
	if (copy_lists(p, err) != 0 ||
	    read_materials(p, registry->reader, err) != 0 ||
	    read_text(registry, p, err) != 0 || act_check(act, err) != 0)
		return -1;
	if (!act_write(act, &p->bytes))
		return err_set(err, ERR_USAGE, "what is stated has characters "
		    "that cannot be kept: control characters, or bytes that "
		    "are no UTF-8");
	return 0;
}

/* A key that is none of his is as good as none: that, too, is recorded. */
static int
sign(struct registry *registry, struct prepared *p, struct err *err)
{
	const struct procedure_context *context;

	if (registry_context(registry, &context, err) != 0)
		return -1;
	if (registry_sign(registry, people_find(context->people,
	    p->act->person), &p->bytes, &p->signature, err) == 0)
		return 0;
	if (err->code != ERR_DENIED)
		return -1;
	p->wrong_key = *err;
	err_clear(err);
	return 0;
}

bool
registry_prepare(struct registry *registry, const struct request *request,
    int64_t now_s, bool with_signature, struct prepared *out,
    struct answer *answer)
{
	memset(out, 0, sizeof(*out));
	text_init(&out->bytes);
	text_init(&out->akn);
	text_init(&out->signature.armour);
	answer->authenticated = "";
	out->request = request;
	out->act = act_new();
	out->ready = fill(registry, out, now_s, &answer->err) == 0 &&
	    (!with_signature || sign(registry, out, &answer->err) == 0);
	return out->ready;
}

void
prepared_release(struct prepared *prepared)
{
	act_free(prepared->act);
	signed_act_release(&prepared->signature);
	document_free(prepared->document);
	text_release(&prepared->bytes);
	text_release(&prepared->akn);
}
