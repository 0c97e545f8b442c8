/* audit_sealed.c: personal material: there as it was handed in, or lawfully
 * destroyed */
#include "workflows/audit_hands.h"

#include <stdio.h>
#include <string.h>

/* "sealed/0123456789ab": as much of the hash as people are shown. */
static void
tell(struct audit *a, enum audit_kind kind, const char *document,
    const struct dossier_material *material)
{
	char place[32];

	snprintf(place, sizeof(place), "sealed/%.12s", material->sha256);
	audit_tell(a, kind, NULL, document, place);
}

/* Two ids may turn out to be one person later. */
static void
tell_doubt(struct audit *a, const char *document,
    const struct dossier_material *material,
    const struct dossier_destruction *at)
{
	err_set(&a->words, ERR_BROKEN, "%s of step %lld of %s was destroyed by "
	    "one person alone: %s, who asked for it, and %s, who confirmed it, "
	    "are the same", audit_kind_word(a, material->kind),
	    (long long)material->step, document,
	    audit_who(a, at->asked_by), audit_who(a, at->person));
	tell(a, AUDIT_BREACH, document, material);
}

static void
tell_destroyed(struct audit *a, const char *document,
    const struct dossier_material *material,
    const struct dossier_destruction *at)
{
	if (a->people != NULL &&
	    people_same(a->people, at->asked_by, at->person)) {
		tell_doubt(a, document, material, at);
		return;
	}
	err_set(&a->words, ERR_BROKEN, "%s of step %lld of %s was lawfully "
	    "destroyed: asked for by %s (step %lld), confirmed by %s (step "
	    "%lld); basis: %s", audit_kind_word(a, material->kind),
	    (long long)material->step, document, audit_who(a, at->asked_by),
	    (long long)at->asked_step, audit_who(a, at->person),
	    (long long)at->step, at->basis);
	tell(a, AUDIT_SEALED, document, material);
}

int
audit_sealed(struct audit *a, const struct dossier *dossier, struct err *err)
{
	const struct dossier_material *material;
	const struct dossier_destruction *at;
	struct text bytes = TEXT_INIT;
	struct err why = ERR_INIT;
	size_t i;
	int got;

	for (i = 0; i < dossier->nmaterials; i++) {
		material = &dossier->materials[i];
		if (!dossier_is_personal(material))
			continue;
		audit_map_put(&a->sealed, material->sha256, "", 1);
		at = dossier_destruction(dossier, material->sha256);
		got = store_sealed(a->store, material->sha256, &bytes, &why);
		if (got < 0 && why.code == ERR_SYSTEM) {
			*err = why;
			break;
		}
		if (at != NULL && at->step != 0) {
			tell_destroyed(a, dossier->id, material, at);
			if (got == 0)
				continue;
			err_set(&a->words, ERR_BROKEN, "%s of step %lld of %s "
			    "was destroyed by step %lld, but its bytes are "
			    "still there; confirm it again with guiwen "
			    "destroy", audit_kind_word(a, material->kind),
			    (long long)material->step, dossier->id,
			    (long long)at->step);
			tell(a, AUDIT_BREACH, dossier->id, material);
		} else if (got <= 0) {
			err_set(&a->words, ERR_BROKEN, "the sealed material "
			    "%s of step %lld of %s is missing or was altered, "
			    "and nobody destroyed it lawfully",
			    audit_kind_word(a, material->kind),
			    (long long)material->step, dossier->id);
			tell(a, AUDIT_FAULT, dossier->id, material);
		}
	}
	text_release(&bytes);
	return i == dossier->nmaterials ? 0 : -1;
}

struct strays {
	struct audit *a;
	struct audit_hands *hands;
};

static int
stray(void *ctx, const char *name, struct err *err)
{
	struct strays *strays = ctx;
	struct audit *a = strays->a;
	char place[300];
	size_t i;

	(void)err;
	for (i = 0; i < audit_hands_count(strays->hands); i++)
		if (audit_map_get(&audit_hand(strays->hands, i)->sealed, name,
		    "") != 0)
			return 0;
	snprintf(place, sizeof(place), "sealed/%s", name);
	err_set(&a->words, ERR_BROKEN, "%s belongs to no record: what a killed "
	    "command left, or somebody put there", place);
	audit_tell(a, AUDIT_SEALED, NULL, "", place);
	return 0;
}

int
audit_sealed_strays(struct audit *a, struct audit_hands *hands,
    struct err *err)
{
	struct strays strays = { a, hands };

	return store_sealed_all(a->store, stray, &strays, err);
}
