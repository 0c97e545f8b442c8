/* registry_seal.c: personal material on its way into its folder, and out of
 * it again */
#include "workflows/registry_int.h"

#include <string.h>

/* Before the lock: what a record names is durable before the record is. */
int
registry_seal(struct registry *registry, const struct prepared *prepared,
    struct err *err)
{
	const struct request *request = prepared->request;
	const struct act *act = prepared->act;
	size_t i;

	for (i = 0; i < act->nmaterials; i++)
		if (strcmp(act->materials[i].class, "personal") == 0 &&
		    store_seal(registry->store, &prepared->seals[i],
		    request->materials[i].bytes, request->materials[i].len,
		    err) != 0)
			return -1;
	return 0;
}

/* What was sealed for an act that was not done is nobody's. */
static void
take_back(struct registry *registry, const struct prepared *prepared)
{
	struct err ignored = ERR_INIT;
	size_t i;

	for (i = 0; i < prepared->act->nmaterials; i++)
		if (prepared->seals[i].hash[0] != '\0')
			store_unseal(registry->store,
			    prepared->seals[i].hash, &ignored);
}

int
registry_sealed_there(struct registry *registry, const struct act *act,
    const struct dossier *dossier, struct err *err)
{
	const char *sha256 = act_datum(act, "material");
	struct text bytes = TEXT_INIT;
	int got;

	if (strcmp(act->event, "destroy") != 0 || sha256 == NULL)
		return 0;
	got = store_sealed(registry->store, sha256, &bytes, err);
	text_release(&bytes);
	if (got == 1)
		return 0;
	if (got < 0 && err->code != ERR_BROKEN)
		return -1;
	return err_set(err, ERR_BROKEN, "The paper sealed/%.12s of %s is "
	    "missing or was altered, and nobody destroyed it lawfully: no "
	    "destruction of it is recorded. Put it back into sealed/ from a "
	    "backup, then do this again; where none has it, the audit goes on "
	    "naming it as missing.", sha256, dossier->id);
}

int
registry_unseal(struct registry *registry, const struct prepared *prepared,
    const struct answer *answer, struct err *err)
{
	const struct dossier *dossier = answer->dossier;
	const char *sha256 = act_datum(prepared->act, "material");
	const struct dossier_destruction *destruction;

	if (!answer->done)
		take_back(registry, prepared);
	if (strcmp(prepared->act->event, "destroy") != 0 || dossier == NULL ||
	    sha256 == NULL)
		return 0;
	/* Also of one that was confirmed before: perhaps its process was
	 * killed before it came to this. */
	destruction = dossier_destruction(dossier, sha256);
	if (destruction == NULL || destruction->step == 0)
		return 0;
	if (store_unseal(registry->store, sha256, err) == 0)
		return 0;
	return err_prefix(err, "the material could not be removed; confirm "
	    "the destruction again when that is mended");
}
