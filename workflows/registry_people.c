/* registry_people.c: adding and changing people, a record each */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"
#include "engine/xml/write.h"

#include <stdio.h>
#include <string.h>

struct change_person {
	struct registry *registry;
	const char *actor;
	const struct person *person;
	const struct act *act;
	const struct text *act_bytes;
};

static void
write_outcome(struct text *out, const struct person *person,
    const char *authenticated, const struct text *people)
{
	struct xml_writer w;
	struct sha256 hash;
	char hex[SHA256_HEX];

	sha256_of(&hash, people->ptr, people->len);
	xw_init(&w, out);
	xw_open(&w, "outcome", OUTCOME_NS);
	xw_attr(&w, "authenticated", authenticated);
	xw_attr(&w, "event", "person");
	xw_attr(&w, "result", "done");
	xw_open(&w, "person", NULL);
	xw_attr(&w, "id", person->id);
	xw_close(&w);
	xw_open(&w, "file", NULL);
	xw_attr(&w, "path", CONTEXT_PEOPLE);
	xw_attr(&w, "sha256", sha256_hex(hex, &hash));
	xw_close(&w);
	xw_close(&w);
}

/* For the subject of the commit. */
static const char *
what_happens(const struct person *was, const struct person *now)
{
	if (was == NULL)
		return "新增人员";
	if (was->retired == now->retired)
		return "变更人员";
	return now->retired ? "人员离任" : "人员复任";
}

static int
put_record(struct store_txn *txn, const struct change_person *change,
    const struct person *was, const struct person *who,
    const struct text *people, struct err *err)
{
	struct text outcome = TEXT_INIT, subject = TEXT_INIT;
	const struct person *person = change->person;
	const char *authenticated = registry_authenticated(who);
	struct record_draft draft = { .kind = RECORD_REGISTRY,
		.document = "", .event = "person", .person = change->actor,
		.act = change->act_bytes->ptr,
		.act_len = change->act_bytes->len,
		.author_time_s = change->act->stated_s };
	int rc;

	text_addf(&subject, "%s %s（%s）", what_happens(was, person),
	    person->name, person->id);
	write_outcome(&outcome, person, authenticated, people);
	draft.author_name = who != NULL ? who->name : "";
	draft.outcome = outcome.ptr;
	draft.outcome_len = outcome.len;
	draft.subject = subject.ptr;
	rc = store_txn_record(txn, &draft, NULL, err);
	text_release(&outcome);
	text_release(&subject);
	return rc;
}

static int
step(void *ctx, size_t item, struct store_txn *txn, struct err *err)
{
	const struct change_person *change = ctx;
	struct registry *registry = change->registry;
	const struct people *people;
	struct people *after = NULL;
	struct text bytes = TEXT_INIT;
	const struct person *was;
	int rc = -1;

	(void)item;
	if (registry_sync(registry, store_txn_head(txn), registry_txn_file,
	    txn, err) != 0)
		return -1;
	people = registry->view.people;
	if (people_gate(people, change->actor, change->person,
	    change->act->reason, err) != 0)
		return -1;
	was = people_find(people, change->person->id);
	people_write_with(people, change->person, &bytes);
	/* what does not parse must not get into the registry */
	if (people_parse(&after, bytes.ptr, bytes.len, err) != 0) {
		err->code = ERR_REFUSED;
		goto out;
	}
	if (store_txn_put(txn, CONTEXT_PEOPLE, bytes.ptr, bytes.len, err) !=
	    0 || put_record(txn, change, was, people_find(people,
	    change->actor), &bytes, err) != 0)
		goto out;
	rc = 0;
out:
	people_free(after);
	text_release(&bytes);
	return rc;
}

/* What the record of a changed person says was stated. */
static void
describe(struct act *act, const struct person *person)
{
	const struct act_datum data[] = {
		{ "id", person->id }, { "name", person->name },
		{ "unit", person->unit }, { "post", person->post },
		{ "os-user", person->os_user },
		{ "retired", person->retired ? "yes" : "no" }
	};
	size_t n = MEM_COUNT(data), i;

	act->data = arena_array(&act->arena, n + person->nroles,
	    sizeof(*act->data));
	for (i = 0; i < n; i++)
		if (data[i].value != NULL && data[i].value[0] != '\0')
			act->data[act->ndata++] = data[i];
	for (i = 0; i < person->nroles; i++)
		act->data[act->ndata++] = (struct act_datum){ "role",
		    person->roles[i] };
}

int
registry_put_person(struct registry *registry, const char *actor,
    const struct person *person, const char *reason, int64_t now_s,
    struct err *err)
{
	struct act *act = act_new();
	struct text bytes = TEXT_INIT;
	struct change_person change = { registry, actor, person, act,
		&bytes };
	struct err item = ERR_INIT;
	char nonce[33];
	int rc = -1;

	if (person_check(person, err) != 0 ||
	    registry_nonce(nonce, err) != 0)
		goto out;
	act->registry = store_id(registry->store);
	act->event = "person";
	act->person = actor;
	act->nonce = nonce;
	act->stated_s = now_s;
	act->reason = reason != NULL ? reason : "";
	describe(act, person);
	if (act_check(act, err) != 0)
		goto out;
	if (!act_write(act, &bytes)) {
		err_set(err, ERR_USAGE, "what is said of %s has characters "
		    "that cannot be kept", person->id);
		goto out;
	}
	registry->loaded = -1;
	if (store_step(registry->store, 1, step, &change, now_s, &item,
	    err) != 0) {
		if (item.code != ERR_NONE)
			*err = item;
		goto out;
	}
	if (item.code != ERR_NONE) {
		*err = item;
		goto out;
	}
	rc = store_export(registry->store, err);
	if (rc != 0)
		err_prefix(err, "the change is recorded, but the repository "
		    "could not be brought up to date");
out:
	registry->loaded = -1;
	act_free(act);
	text_release(&bytes);
	return rc;
}
