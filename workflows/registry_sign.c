/* registry_sign.c: a person's own signature of an act: asked for before any
 * lock is taken, judged by the keys that are valid where it is recorded */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"
#include "store/signer.h"
#include "workflows/people_change.h"

#include <stdlib.h>
#include <string.h>

void
registry_set_signer(struct registry *registry, registry_sign_fn *fn,
    void *ctx)
{
	registry->sign = fn;
	registry->sign_ctx = ctx;
}

/* The valid key by which the signature holds, or NULL. */
static const char *
holds_by(const struct person *person, const struct text *act,
    const char *armour)
{
	size_t i;

	for (i = 0; i < person->nkeys; i++)
		if (person->keys[i].ended_s == 0 &&
		    signature_holds(person->keys[i].public_key, ACT_NAMESPACE,
		    act->ptr, act->len, armour))
			return person->keys[i].public_key;
	return NULL;
}

int
registry_sign(struct registry *registry, const struct person *person,
    const struct text *act, struct signed_act *out, struct err *err)
{
	const char **keys, *key;
	size_t n = 0, i;
	int got = 0;

	text_init(&out->armour);
	out->public_key = NULL;
	if (person == NULL || person_valid_key(person) == NULL ||
	    registry->sign == NULL)
		return 0;
	keys = mem_zero(person->nkeys, sizeof(*keys));
	for (i = 0; i < person->nkeys; i++)
		if (person->keys[i].ended_s == 0)
			keys[n++] = person->keys[i].public_key;
	got = registry->sign(registry->sign_ctx, person, keys, n, act->ptr,
	    act->len, &out->armour, err);
	free(keys);
	if (got <= 0)
		return got;
	key = holds_by(person, act, out->armour.ptr);
	if (key == NULL)
		return err_set(err, ERR_DENIED, "the signature that was made "
		    "for %s (%s) does not hold by a registered key",
		    person->name, person->id);
	out->public_key = mem_strdup(key);
	return 0;
}

void
signed_act_release(struct signed_act *signature)
{
	text_release(&signature->armour);
	free(signature->public_key);
	signature->public_key = NULL;
}

const char *
registry_signature(const struct person *person,
    const struct signed_act *signature)
{
	const struct person_key *key = NULL;

	if (person != NULL && signature->public_key != NULL)
		key = person_key(person, signature->public_key);
	return key != NULL && key->ended_s == 0 ? signature->armour.ptr : NULL;
}

int
registry_vouch(const struct person *person,
    const struct signed_act *signature, const char **authenticated,
    struct err *err)
{
	*authenticated = registry_signature(person, signature) != NULL ?
	    "key" : registry_authenticated(person);
	if (person == NULL || !person_signs(person) ||
	    strcmp(*authenticated, "key") == 0)
		return 0;
	if (person_valid_key(person) == NULL)
		return err_set(err, ERR_DENIED, "%s (%s) signs with a key, and "
		    "none of his is valid any more: the office registers "
		    "another with guiwen key add", person->name, person->id);
	return err_set(err, ERR_DENIED, "%s (%s) has a registered key, and "
	    "this is not signed with it: name the key's file with --key, or "
	    "load it into ssh-agent", person->name, person->id);
}
