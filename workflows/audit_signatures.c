/* audit_signatures.c: every act is signed by whoever had a key then, by a key
 * that was valid there; allowed_signers says the same to other programs */
#include "workflows/audit_int.h"

#include "engine/base/mem.h"
#include "store/signer.h"
#include "workflows/people_change.h"

#include <stdlib.h>
#include <string.h>

static void
tell(struct audit *a, const struct record *record, const char *place)
{
	audit_tell(a, AUDIT_FAULT, record, record->document, place);
}

static bool
holds(const struct audit_opened *is, const struct record *record,
    const struct person_key *key)
{
	return signature_holds(key->public_key, ACT_NAMESPACE, is->parts.act,
	    is->parts.act_len, record->signature);
}

/* The person's key that has ended by which the signature holds, or NULL. */
static const struct person_key *
ended_key(const struct audit_opened *is, const struct record *record,
    const struct person *person)
{
	size_t i;

	for (i = 0; person != NULL && i < person->nkeys; i++)
		if (person->keys[i].ended_s != 0 &&
		    holds(is, record, &person->keys[i]))
			return &person->keys[i];
	return NULL;
}

static void
tell_foreign(struct audit *a, const struct record *record)
{
	err_set(&a->words, ERR_BROKEN, "the signature on record %lld holds by "
	    "no key of %s: the act was altered, or another signed it",
	    (long long)record->number, record->person);
	tell(a, record, "signature");
}

/* A signature that does not hold by a valid key: how so? */
static void
tell_invalid(struct audit *a, const struct record *record,
    const struct audit_opened *is, const struct person *person)
{
	const struct person_key *ended = ended_key(is, record, person);
	char print[SIGNER_FINGERPRINT], time[TIME_TEXT];

	if (ended == NULL && person != NULL && person->nkeys > 0) {
		tell_foreign(a, record);
		return;
	}
	if (ended != NULL && ended->revoked)
		err_set(&a->words, ERR_BROKEN, "record %lld is signed by %s "
		    "with the key %s, which was revoked in a record before "
		    "it, on %s", (long long)record->number, record->person,
		    signer_fingerprint(print, ended->public_key),
		    time_format(time, ended->ended_s));
	else if (ended != NULL)
		err_set(&a->words, ERR_BROKEN, "record %lld is signed by %s "
		    "with the key %s, which was replaced in a record before "
		    "it, on %s", (long long)record->number, record->person,
		    signer_fingerprint(print, ended->public_key),
		    time_format(time, ended->ended_s));
	else
		err_set(&a->words, ERR_BROKEN, "record %lld carries a "
		    "signature, but no key of %s is registered by which it "
		    "could hold", (long long)record->number, record->person);
	tell(a, record, "signature");
}

/* Who had a key and did not sign was refused, or the record is none. */
static void
check_unsigned(struct audit *a, const struct record *record,
    const struct audit_opened *is, const struct person *person)
{
	const struct person_key *key;
	char print[SIGNER_FINGERPRINT];

	if (strcmp(is->authenticated, "key") == 0) {
		err_set(&a->words, ERR_BROKEN, "record %lld says that %s "
		    "signed it, and carries no signature",
		    (long long)record->number, record->person);
		tell(a, record, "signature");
		return;
	}
	if (person == NULL || !person_signs(person) || !is->done)
		return;
	key = person_valid_key(person);
	if (key != NULL)
		err_set(&a->words, ERR_BROKEN, "record %lld by %s carries no "
		    "signature, though %s had the key %s then",
		    (long long)record->number, record->person,
		    record->person, signer_fingerprint(print,
		    key->public_key));
	else
		err_set(&a->words, ERR_BROKEN, "record %lld by %s carries no "
		    "signature, though %s had signed before and had no valid "
		    "key then", (long long)record->number, record->person,
		    record->person);
	tell(a, record, "signature");
}

/* ---- many at once ---- */

#define QUEUE_MOST 256

/* A signature by a key that is valid, whose arithmetic is still to be done. */
struct queued {
	int64_t record, step;
	const char *document, *person, *key;	/* the audit's strings */
	size_t act, act_len, armour, armour_len;	/* in the bytes */
};

struct audit_queue {
	struct queued list[QUEUE_MOST];
	size_t count;
	struct text bytes;
};

static void
check_queue(struct audit *a)
{
	struct audit_queue *queue = a->queue;
	struct verify_job jobs[QUEUE_MOST];
	struct record record = { 0 };
	const struct queued *q;
	size_t i;

	if (queue == NULL)
		return;
	for (i = 0; i < queue->count; i++) {
		q = &queue->list[i];
		jobs[i] = (struct verify_job) { .public_key = q->key,
			.bytes = queue->bytes.ptr + q->act,
			.len = q->act_len,
			.armour = queue->bytes.ptr + q->armour,
			.armour_len = q->armour_len };
	}
	verify_jobs(ACT_NAMESPACE, jobs, queue->count);
	for (i = 0; i < queue->count; i++) {
		q = &queue->list[i];
		a->out->signed_acts += jobs[i].holds;
		if (jobs[i].holds)
			continue;
		record.number = q->record;
		record.step = q->step;
		record.document = q->document;
		record.person = q->person;
		tell_foreign(a, &record);
	}
	queue->count = 0;
	text_reset(&queue->bytes);
}

void
audit_signatures_end(struct audit *a)
{
	if (a->queue == NULL)
		return;
	text_release(&a->queue->bytes);
	free(a->queue);
	a->queue = NULL;
}

static void
enqueue(struct audit *a, const struct record *record,
    const struct audit_opened *is, const char *key)
{
	struct audit_queue *queue;
	struct queued *q;

	if (a->queue == NULL) {
		a->queue = mem_zero(1, sizeof(*a->queue));
		text_init(&a->queue->bytes);
	}
	queue = a->queue;
	q = &queue->list[queue->count++];
	*q = (struct queued) { .record = record->number,
		.step = record->step,
		.document = audit_name(a, record->document),
		.person = audit_name(a, record->person),
		.key = audit_name(a, key), .act = queue->bytes.len,
		.act_len = is->parts.act_len };
	text_add(&queue->bytes, is->parts.act, is->parts.act_len);
	q->armour = queue->bytes.len;
	q->armour_len = strlen(record->signature);
	text_add(&queue->bytes, record->signature, q->armour_len);
	if (queue->count == QUEUE_MOST)
		check_queue(a);
}

/* The person's valid key that the signature says it was made with, or NULL. */
static const char *
stated_key(const struct record *record, const struct person *person)
{
	const struct person_key *key = NULL;
	struct text line = TEXT_INIT;

	if (person != NULL && signature_public_key(ACT_NAMESPACE,
	    record->signature, strlen(record->signature), &line) == 0)
		key = person_key(person, line.ptr);
	text_release(&line);
	return key != NULL && key->ended_s == 0 ? key->public_key : NULL;
}

void
audit_signature(struct audit *a, const struct record *record,
    const struct audit_opened *is)
{
	const struct person *person = NULL;
	const char *key;

	/* What was in force before a registry's record after a gap is not
	 * known; the gap itself was told. Before the first there is nobody. */
	if (record->number != 1) {
		if (!a->context_holds ||
		    (a->gap && record->kind == RECORD_REGISTRY))
			return;
		person = people_find(a->view.people, record->person);
	}
	if (record->signature[0] == '\0') {
		check_unsigned(a, record, is, person);
		return;
	}
	key = stated_key(record, person);
	if (key == NULL) {
		tell_invalid(a, record, is, person);
		return;
	}
	enqueue(a, record, is, key);
	if (strcmp(is->authenticated, "key") == 0)
		return;
	err_set(&a->words, ERR_BROKEN, "record %lld is signed by %s and says "
	    "“%s” of how he was known", (long long)record->number,
	    record->person, is->authenticated);
	tell(a, record, "signature");
}

int
audit_allowed_signers(struct audit *a, const struct record *record,
    struct err *err)
{
	struct text wanted = TEXT_INIT, stored = TEXT_INIT;
	int got = store_file_at(a->store, &record->commit, ALLOWED_SIGNERS,
	    NULL, &stored, err);

	people_allowed_signers(a->view.people, store_public_key(a->store),
	    &wanted);
	if (got >= 0 && (got == 0 || stored.len != wanted.len ||
	    memcmp(stored.ptr, wanted.ptr, wanted.len) != 0)) {
		err_set(&a->words, ERR_BROKEN, "%s after record %lld does not "
		    "name exactly the keys that were registered until then",
		    ALLOWED_SIGNERS, (long long)record->number);
		audit_tell(a, AUDIT_FAULT, record, "", ALLOWED_SIGNERS);
	}
	text_release(&wanted);
	text_release(&stored);
	return got < 0 && err->code == ERR_SYSTEM ? -1 : 0;
}

/* ---- one person under two ids ---- */

static int
on_doubt(void *ctx, const struct procedure_doubt *doubt, struct err *err)
{
	struct audit *a = ctx;
	const struct record record = { .step = doubt->step };

	(void)err;
	err_set(&a->words, ERR_BROKEN, "step %lld of %s (%s) was done by %s, "
	    "who is the same person as %s, whose part in it was step %lld: "
	    "that the duties were separated is in doubt",
	    (long long)doubt->step, a->doubted,
	    audit_event_word(a, doubt->event), audit_who(a, doubt->person),
	    audit_who(a, doubt->other), (long long)doubt->other_step);
	audit_tell(a, AUDIT_BREACH, &record, a->doubted, "record");
	return 0;
}

int
audit_doubts(struct audit *a, struct dossier *dossier, struct err *err)
{
	a->doubted = dossier->id;
	return a->people == NULL ? 0 : procedure_doubts(&a->view, dossier,
	    a->people, on_doubt, a, err);
}

int
audit_end_records(struct audit *a, struct err *err)
{
	struct text bytes = TEXT_INIT;
	int got;

	check_queue(a);
	got = store_file(a->store, CONTEXT_PEOPLE, NULL, &bytes, err);

	if (got == 1 && people_parse(&a->people, bytes.ptr, bytes.len,
	    &a->words) != 0)
		a->people = NULL;	/* told where it was changed */
	text_release(&bytes);
	return got < 0 && err->code == ERR_SYSTEM ? -1 : 0;
}
