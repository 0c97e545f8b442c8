/* unsettled.h: what somebody still has to settle in the files handed in */
#ifndef GUIWEN_CLI_UNSETTLED_H
#define GUIWEN_CLI_UNSETTLED_H

#include "workflows/registry.h"

#include <stdbool.h>

struct unsettled {
	bool changes;		/* tracked, neither accepted nor rejected */
	int comments;
};

/* That of each version of a document, in its order, in the arena; nothing
 * where the text cannot be had: the audit tells of that. */
const struct unsettled *unsettled_load(struct registry *registry,
    const struct dossier *dossier, struct arena *arena);
/* Append it in words; nothing where all is settled. */
void unsettled_words(struct text *out, const struct unsettled *unsettled);

#endif
