/* registry_try.c: what would come of a request, with nothing recorded */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The dossier that the act is for. */
static int
load(struct registry *registry, const struct act *act,
    struct dossier **dossier, struct err *err)
{
	char id[STORE_DOCUMENT_ID];

	if (act->document[0] == '\0') {
		snprintf(id, sizeof(id), "%04d-0000",
		    time_day(act->stated_s).year);
		*dossier = procedure_create(id);
		return 0;
	}
	if (registry_dossier(registry, act->document, dossier, err) != 0)
		return -1;
	return registry_need_target(registry, *dossier, act, registry_file_now,
	    registry->store, err);
}

static int
apply(struct registry *registry, const struct prepared *prepared,
    int64_t now_s, struct answer *answer, struct err *err)
{
	const struct act *act = prepared->act;
	const char *authenticated = prepared->request->authenticated;
	const struct person *person;
	const struct procedure_context *context;
	struct text outcome = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	enum procedure_result result;
	struct procedure_last last;
	int rc = -1;

	if (registry_context(registry, &context, err) != 0 ||
	    load(registry, act, &answer->dossier, err) != 0 ||
	    (act->document[0] != '\0' && registry_last(registry,
	    act->document, &last, &arena, err) <= 0))
		goto out;
	/* nothing is recorded, so nothing is signed */
	person = people_find(context->people, act->person);
	if (person != NULL && person_valid_key(person) != NULL)
		authenticated = "key";
	err_clear(&registry->number_err);
	if (procedure_apply(context, answer->dossier, act,
	    act->document[0] != '\0' ? &last : NULL, authenticated != NULL ?
	    authenticated : "claimed", now_s, &result, &outcome, &answer->err,
	    err) != 0)
		goto out;
	if (registry->number_err.code != ERR_NONE) {
		*err = registry->number_err;
		goto out;
	}
	answer->done = result == PROCEDURE_DONE;
	answer->step = answer->dossier->step;
	answer->outcome = text_detach(&outcome, NULL);
	rc = 0;
out:
	text_release(&outcome);
	arena_release(&arena);
	return rc;
}

int
registry_try(struct registry *registry, const struct request *request,
    int64_t now_s, struct answer *answer, struct err *err)
{
	struct prepared prepared;
	int rc = 0;

	memset(answer, 0, sizeof(*answer));
	if (request->document != NULL)
		snprintf(answer->document, sizeof(answer->document), "%s",
		    request->document);
	if (registry_prepare(registry, request, now_s, false, &prepared,
	    answer))
		rc = apply(registry, &prepared, now_s, answer, err);
	prepared_release(&prepared);
	return rc;
}
