/* registry_people.c: changes of people: who they are, in which roles, for
 * whom and by which keys they act; a record each */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"
#include "engine/xml/write.h"
#include "workflows/people_change.h"

#include <stdio.h>
#include <string.h>

struct change {
	struct registry *registry;
	struct act *act;
	struct text act_bytes;
	struct signed_act signature;
	struct text people, signers;	/* the files as they become */
	bool new_signers;
};

static const char *
datum(const struct change *change, const char *key)
{
	const char *value = act_datum(change->act, key);

	return value != NULL ? value : "";
}

/* ---- the record ---- */

static void
write_file(struct xml_writer *w, const char *path, const struct text *bytes)
{
	struct sha256 hash;
	char hex[SHA256_HEX];

	sha256_of(&hash, bytes->ptr, bytes->len);
	xw_open(w, "file", NULL);
	xw_attr(w, "path", path);
	xw_attr(w, "sha256", sha256_hex(hex, &hash));
	xw_close(w);
}

static void
write_outcome(struct text *out, const struct change *change,
    const char *authenticated)
{
	struct xml_writer w;

	xw_init(&w, out);
	xw_open(&w, "outcome", OUTCOME_NS);
	xw_attr(&w, "authenticated", authenticated);
	xw_attr(&w, "event", change->act->event);
	xw_attr(&w, "result", "done");
	xw_open(&w, "person", NULL);
	xw_attr(&w, "id", datum(change, "id"));
	xw_close(&w);
	write_file(&w, CONTEXT_PEOPLE, &change->people);
	if (change->new_signers)
		write_file(&w, ALLOWED_SIGNERS, &change->signers);
	xw_close(&w);
}

/* ---- in plain words, for the subject of the commit ---- */

static void
add_person(struct text *out, const struct people *people, const char *id)
{
	const struct person *person = people_find(people, id);

	text_addf(out, "%s（%s）", person != NULL ? person->name : id, id);
}

static const char *
what_of_person(const struct person *was, bool retired)
{
	if (was == NULL)
		return "新增人员";
	if (was->retired == retired)
		return "变更人员";
	return retired ? "人员离任" : "人员复任";
}

static const char *
what_of_key(const struct change *change)
{
	if (act_datum(change->act, "revoked") != NULL)
		return "注销密钥";
	return act_datum(change->act, "replaced") != NULL ? "更换密钥" :
	    "登记密钥";
}

static void
write_subject(struct text *out, const struct change *change,
    const struct people *people)
{
	const char *event = change->act->event, *id = datum(change, "id");
	bool ended = strcmp(datum(change, "ended"), "yes") == 0;
	bool retired = strcmp(datum(change, "retired"), "yes") == 0;

	if (strcmp(event, PEOPLE_PERSON) == 0) {
		text_addf(out, "%s %s（%s）", what_of_person(
		    people_find(people, id), retired), datum(change, "name"),
		    id);
		return;
	}
	if (strcmp(event, PEOPLE_KEY) == 0)
		text_addf(out, "%s ", what_of_key(change));
	else if (strcmp(event, PEOPLE_HANDOVER) == 0)
		text_adds(out, retired ? "离任工作交接 " : "工作交接 ");
	else if (strcmp(event, PEOPLE_DELEGATION) == 0)
		text_adds(out, ended ? "终止授权代办 " : "授权代办 ");
	else
		text_adds(out, ended ? "撤销同一人认定 " : "认定同一人 ");
	add_person(out, people, id);
	if (datum(change, "to")[0] != '\0') {
		text_adds(out, " → ");
		add_person(out, people, datum(change, "to"));
	}
	if (datum(change, "other")[0] != '\0') {
		text_adds(out, " = ");
		add_person(out, people, datum(change, "other"));
	}
}

static int
put_record(struct store_txn *txn, const struct change *change,
    struct err *err)
{
	const struct people *people = change->registry->view.people;
	const struct person *who = people_find(people, change->act->person);
	struct text outcome = TEXT_INIT, subject = TEXT_INIT;
	const char *authenticated;
	struct record_draft draft = { .kind = RECORD_REGISTRY,
		.document = "", .event = change->act->event,
		.person = change->act->person,
		.act = change->act_bytes.ptr,
		.act_len = change->act_bytes.len,
		.signature = registry_signature(who, &change->signature),
		.author_time_s = change->act->stated_s };
	int rc;

	if (registry_vouch(who, &change->signature, &authenticated, err) != 0)
		return -1;
	write_subject(&subject, change, people);
	write_outcome(&outcome, change, authenticated);
	draft.author_name = who != NULL ? who->name : "";
	draft.outcome = outcome.ptr;
	draft.outcome_len = outcome.len;
	draft.subject = subject.ptr;
	rc = store_txn_record(txn, &draft, NULL, err);
	text_release(&outcome);
	text_release(&subject);
	return rc;
}

/* ---- the step ---- */

/* allowed_signers follows from people.xml; put where it becomes another. */
static int
put_signers(struct change *change, struct store_txn *txn, struct err *err)
{
	struct registry *registry = change->registry;
	struct people *after = NULL;
	struct text before = TEXT_INIT;
	int rc = -1;

	if (people_parse(&after, change->people.ptr, change->people.len,
	    err) != 0)
		return -1;
	people_allowed_signers(after, store_public_key(registry->store),
	    &change->signers);
	if (store_txn_file(txn, ALLOWED_SIGNERS, NULL, &before, err) < 0)
		goto out;
	change->new_signers = before.len != change->signers.len ||
	    memcmp(before.ptr, change->signers.ptr, before.len) != 0;
	rc = change->new_signers ? store_txn_put(txn, ALLOWED_SIGNERS,
	    change->signers.ptr, change->signers.len, err) : 0;
out:
	people_free(after);
	text_release(&before);
	return rc;
}

static int
step(void *ctx, size_t item, struct store_txn *txn, struct err *err)
{
	struct change *change = ctx;
	struct registry *registry = change->registry;

	(void)item;
	text_reset(&change->people);
	text_reset(&change->signers);
	if (registry_sync(registry, store_txn_head(txn), registry_txn_file,
	    txn, err) != 0 || people_change(registry->view.people,
	    change->act, store_txn_now(txn), &change->people, NULL, err) != 0 ||
	    (strcmp(change->act->event, PEOPLE_HANDOVER) == 0 &&
	    registry_handed_over(registry, change->act, time_day(
	    store_txn_now(txn)), err) != 0))
		return -1;
	if (store_txn_put(txn, CONTEXT_PEOPLE, change->people.ptr,
	    change->people.len, err) != 0 ||
	    put_signers(change, txn, err) != 0)
		return -1;
	return put_record(txn, change, err);
}

/* ---- from what is asked to the record ---- */

static int
write_act(struct change *change, int64_t now_s, char nonce[33],
    struct err *err)
{
	struct registry *registry = change->registry;
	const struct procedure_context *context;

	if (registry_nonce(nonce, err) != 0 ||
	    registry_context(registry, &context, err) != 0)
		return -1;
	change->act->registry = store_id(registry->store);
	change->act->nonce = nonce;
	change->act->stated_s = now_s;
	if (act_check(change->act, err) != 0)
		return -1;
	if (!act_write(change->act, &change->act_bytes))
		return err_set(err, ERR_USAGE, "what is said of %s has "
		    "characters that cannot be kept", datum(change, "id"));
	return registry_sign(registry, people_find(context->people,
	    change->act->person), &change->act_bytes, &change->signature,
	    err);
}

static int
record(struct change *change, int64_t now_s, struct err *err)
{
	struct registry *registry = change->registry;
	struct err item = ERR_INIT;

	registry->loaded = -1;
	if (registry_step(registry, 1, step, change, NULL, now_s, &item,
	    err) != 0 || item.code != ERR_NONE) {
		if (item.code != ERR_NONE)
			*err = item;
		return -1;
	}
	if (store_export(registry->store, err) != 0)
		return err_prefix(err, "the repository could not be brought "
		    "up to date");
	return 0;
}

int
registry_change_people(struct registry *registry, const char *actor,
    const char *event, const struct act_datum *data, size_t ndata,
    const char *reason, int64_t now_s, struct err *err)
{
	struct change change = { .registry = registry, .act = act_new(),
		.act_bytes = TEXT_INIT, .people = TEXT_INIT,
		.signers = TEXT_INIT };
	struct act *act = change.act;
	char nonce[33];
	int rc = -1;

	text_init(&change.signature.armour);
	act->event = event;
	act->person = actor;
	act->reason = act_reason(reason);
	act->data = arena_array(&act->arena, ndata, sizeof(*act->data));
	if (ndata != 0)
		memcpy(act->data, data, ndata * sizeof(*data));
	act->ndata = ndata;
	if (write_act(&change, now_s, nonce, err) == 0)
		rc = record(&change, now_s, err);
	registry->loaded = -1;
	act_free(act);
	signed_act_release(&change.signature);
	text_release(&change.act_bytes);
	text_release(&change.people);
	text_release(&change.signers);
	return rc;
}

/* "office 2026-01-01/2026-12-31" */
static const char *
term_words(struct arena *arena, const struct person_term *term)
{
	char from[DAY_TEXT] = "", until[DAY_TEXT] = "", words[128];

	if (term->from.year != 0)
		day_format(from, term->from);
	if (term->until.year != 0)
		day_format(until, term->until);
	snprintf(words, sizeof(words), "%s %s/%s", term->role, from, until);
	return arena_strdup(arena, words);
}

int
registry_put_person(struct registry *registry, const char *actor,
    const struct person *person, const char *reason, int64_t now_s,
    struct err *err)
{
	const struct act_datum said[] = {
		{ "id", person->id }, { "name", person->name },
		{ "unit", person->unit }, { "post", person->post },
		{ "os-user", person->os_user },
		{ "retired", person->retired ? "yes" : "no" }
	};
	struct arena arena = ARENA_INIT;
	struct act_datum *data = arena_array(&arena, MEM_COUNT(said) +
	    person->nroles + person->nterms, sizeof(*data));
	size_t n = 0, i;
	int rc = -1;

	for (i = 0; i < MEM_COUNT(said); i++)
		if (said[i].value != NULL && said[i].value[0] != '\0')
			data[n++] = said[i];
	for (i = 0; i < person->nroles; i++)
		data[n++] = (struct act_datum){ "role", person->roles[i] };
	for (i = 0; i < person->nterms; i++)
		data[n++] = (struct act_datum){ "role",
			term_words(&arena, &person->terms[i]) };
	if (person_check(person, err) == 0)
		rc = registry_change_people(registry, actor, PEOPLE_PERSON,
		    data, n, reason, now_s, err);
	arena_release(&arena);
	return rc;
}
