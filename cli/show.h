/* show.h: a document's dossier, for people and programs */
#ifndef GUIWEN_CLI_SHOW_H
#define GUIWEN_CLI_SHOW_H

#include "cli/beside.h"
#include "cli/ended.h"
#include "cli/output.h"
#include "cli/unsettled.h"
#include "cli/standing.h"
#include "workflows/dossier.h"
#include "workflows/procedure.h"

#include <jansson.h>
#include <stdint.h>

struct shown {
	const struct call *call;
	struct dossier *dossier;
	const struct procedure_context *context;
	int64_t record;		/* the document's last record */
	struct day today;
	struct arena arena;
	struct sent_back back;		/* while it is with the drafter */
	struct standing *standings;
	size_t nstandings;
	struct procedure_option *options;
	size_t noptions;
	const struct unsettled *unsettled;	/* of each version */
	const struct ended *ended;		/* of each relation */
	struct beside beside;
};

/* The class of a material, and what became of personal ones. */
const char *class_words(const struct dossier *dossier, const char *class,
    const char *sha256);
void show_print(struct output *out, struct shown *shown);
json_t *show_json(struct shown *shown);

#endif
