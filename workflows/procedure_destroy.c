/* procedure_destroy.c: personal material is destroyed: one person asks for it
 * with reason and legal basis, another confirms; nothing runs */
#include "workflows/procedure_int.h"

#include <string.h>

#define MATERIAL "material"
#define BASIS "basis"
#define CONFIRM "confirm"
#define VALUE_MAX 2000
#define ROLES "office legal-counsel"

/* Only what this act asks for may be stated with it. */
static enum gate
gate_plain(struct move *m)
{
	const struct act *act = m->act;
	size_t i;

	if (act->text != NULL || act->nmaterials != 0 ||
	    act->evidenced_s != 0)
		return REFUSE(m, ERR_USAGE, "“%s” takes no text and no paper",
		    DESTROY);
	/* Two people, not two names. */
	if (act->on_behalf[0] != '\0')
		return REFUSE(m, ERR_DENIED, "“%s” is never done on behalf of "
		    "another", DESTROY);
	for (i = 0; i < act->ndata; i++) {
		const char *key = act->data[i].key;

		if (strcmp(key, MATERIAL) != 0 && strcmp(key, BASIS) != 0 &&
		    strcmp(key, CONFIRM) != 0)
			return REFUSE(m, ERR_USAGE, "“%s” does not ask for %s",
			    DESTROY, key);
		if (strlen(act->data[i].value) > VALUE_MAX)
			return REFUSE(m, ERR_LIMIT, "the value of %s is longer "
			    "than %d bytes", key, VALUE_MAX);
	}
	return gate_once(m);
}

static bool
is_blank(const char *s)
{
	return s == NULL || s[strspn(s, " \t\r\n")] == '\0';
}

static const struct dossier_material *
find_material(const struct dossier *dossier, const char *sha256)
{
	size_t i;

	for (i = 0; i < dossier->nmaterials; i++)
		if (strcmp(dossier->materials[i].sha256, sha256) == 0)
			return &dossier->materials[i];
	return NULL;
}

static enum gate
ask(struct move *m, const struct dossier_material *material)
{
	struct dossier_destruction asked = { .sha256 = material->sha256,
		.asked_by = m->person->id, .asked_step = m->step,
		.reason = m->act->reason, .basis = act_datum(m->act, BASIS),
		.person = "" };

	if (is_blank(m->act->reason) || is_blank(asked.basis))
		return REFUSE(m, ERR_MISSING, "to destroy a paper of %s needs "
		    "a reason and the legal basis", m->dossier->id);
	DOSSIER_APPEND(m->dossier, destructions, asked);
	return GATE_OPEN;
}

/* The record says it of whoever confirms, as it always did: a replay compares
 * that. People are told who asked. */
static enum gate
refuse_the_same(struct move *m, const char *asked_by)
{
	struct err told;

	(void)REFUSE(m, ERR_DENIED, "%s asked for it; it takes a second "
	    "person to confirm", person_words(m, m->person->id));
	if (strcmp(asked_by, m->person->id) != 0) {
		err_set(&told, ERR_DENIED, "%s and %s are one person, who "
		    "asked for it; it takes a second person to confirm",
		    person_words(m, m->person->id), person_words(m,
		    asked_by));
		memcpy(m->refusal->shown, told.shown, sizeof(told.shown));
	}
	return GATE_REFUSED;
}

static enum gate
confirm(struct move *m, struct dossier_destruction *asked)
{
	if (asked->step != 0)
		return REFUSE(m, ERR_REFUSED, "that paper of %s was destroyed "
		    "already, by step %lld", m->dossier->id,
		    (long long)asked->step);
	if (act_datum(m->act, CONFIRM) == NULL)
		return REFUSE(m, ERR_REFUSED, "%s asked for that by step %lld; "
		    "a second person confirms it", person_words(m,
		    asked->asked_by), (long long)asked->asked_step);
	if (people_same(m->context->people, asked->asked_by, m->person->id))
		return refuse_the_same(m, asked->asked_by);
	asked->person = m->person->id;
	asked->step = m->step;
	return GATE_OPEN;
}

enum gate
destroy(struct move *m)
{
	const char *sha256 = act_datum(m->act, MATERIAL);
	const struct dossier_material *material;
	struct dossier *d = m->dossier;
	enum gate gate;
	size_t i;

	if ((gate = gate_plain(m)) != GATE_OPEN)
		return gate;
	m->role = role_used(m, ROLES);
	if (m->role[0] == '\0')
		return REFUSE(m, ERR_DENIED, "%s is neither of the office nor "
		    "legal counsel, who alone may destroy a paper",
		    person_words(m, m->person->id));
	material = sha256 != NULL ? find_material(d, sha256) : NULL;
	if (material == NULL)
		return REFUSE(m, ERR_NOTFOUND, "%s has no paper of that hash",
		    d->id);
	if (!dossier_is_personal(material))
		return REFUSE(m, ERR_REFUSED, "%s of %s is no personal "
		    "material: what is in the repository stays there",
		    material->name, d->id);
	for (i = 0; i < d->ndestructions; i++)
		if (strcmp(d->destructions[i].sha256, sha256) == 0)
			return confirm(m, &d->destructions[i]);
	if (act_datum(m->act, CONFIRM) != NULL)
		return REFUSE(m, ERR_REFUSED, "nobody has asked to destroy "
		    "that paper of %s yet", d->id);
	return ask(m, material);
}
