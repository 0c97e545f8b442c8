/* deed.h: what was done to a document, step by step, as papers tell it */
#ifndef GUIWEN_CLI_DEED_H
#define GUIWEN_CLI_DEED_H

#include "cli/cmd.h"
#include "cli/paper.h"
#include "store/signer.h"
#include "workflows/act.h"

/* One record of a document. Strings are never NULL and live in the arena. */
struct deed {
	int64_t step, record;
	bool done, by_time;
	const char *event, *instance, *label;
	const char *person, *name, *unit, *post;	/* as of then */
	const char *on_behalf, *on_behalf_name, *role, *authenticated;
	char key[SIGNER_FINGERPRINT];	/* of a personal signature, "" none */
	int64_t stated_s, evidenced_s, recorded_s;
	const char *reason, *left, *entered;
	int64_t corrects;
	const struct act_text *text;	/* NULL none */
	const struct act_material *materials;
	const struct act_datum *data;
	size_t nmaterials, ndata;
	/* The transition by which the event went; chart NULL: by none. */
	const struct chart *chart;
	char chart_hash[SHA256_HEX];
	int transition;
};

struct deeds {
	const struct procedure_context *context;
	const struct dossier *dossier;
	struct deed *list;
	size_t n, room;
	struct arena *arena;
};

/* All of them, in order. free() of list is deeds_release(). 0, or -1. */
int deeds_load(struct deeds *deeds, struct call *call,
    const struct procedure_context *context, const struct dossier *dossier,
    struct arena *arena, struct err *err);
void deeds_release(struct deeds *deeds);

/* "legality-reviewed", "fair-competition-reviewed": does the deed conclude
 * the review that can reach that milestone, whatever it found? */
bool deed_concludes(const struct deed *deed, const char *milestone);

/* The deeds of one instance (NULL: of all) that were done, as a table. */
void deeds_table(struct paper *paper, const char *key, const char *heading,
    const struct deeds *deeds, const char *instance);
/* Lines: who did it, of which unit, as what, for whom, and how that is
 * known. */
void deed_who(struct paper *paper, const struct deed *deed);
/* For programs: who, when, how known. */
json_t *deed_json(const struct deed *deed);

#endif
