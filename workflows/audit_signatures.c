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

	if (a->without_signatures)
		return;
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
	if (signature_holds(key, ACT_NAMESPACE, is->parts.act,
	    is->parts.act_len, record->signature))
		a->out->signed_acts++;
	else
		tell_foreign(a, record);
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
	    (long long)doubt->step, a->doubted->id,
	    audit_event_word(a, a->doubted, doubt->step, doubt->event),
	    audit_who(a, doubt->person),
	    audit_who(a, doubt->other), (long long)doubt->other_step);
	audit_tell(a, AUDIT_BREACH, &record, a->doubted->id, "record");
	return 0;
}

int
audit_doubts(struct audit *a, struct dossier *dossier, struct err *err)
{
	a->doubted = dossier;
	return a->people == NULL ? 0 : procedure_doubts(&a->view, dossier,
	    a->people, on_doubt, a, err);
}

int
audit_people(struct audit *a, struct err *err)
{
	struct text bytes = TEXT_INIT;
	int got = 0;

	if (a->walked->head_err.code == ERR_NONE)
		got = store_file_at(a->store, &a->walked->head.commit,
		    CONTEXT_PEOPLE, NULL, &bytes, err);
	if (got == 1 && people_parse(&a->people, bytes.ptr, bytes.len,
	    &a->words) != 0)
		a->people = NULL;	/* told where it was changed */
	text_release(&bytes);
	return got < 0 && err->code == ERR_SYSTEM ? -1 : 0;
}
