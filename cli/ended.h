/* ended.h: whether what a text repeals or replaces has been ended, too */
#ifndef GUIWEN_CLI_ENDED_H
#define GUIWEN_CLI_ENDED_H

#include "cli/cmd.h"
#include "workflows/dossier.h"

/* What has become of a relation's target: its end is an act of its own. */
struct ended {
	enum {
		ENDED_NOT_MEANT,	/* the relation ends nothing */
		ENDED_ELSEWHERE,	/* it is no document of this registry */
		ENDED_RECORDED,
		ENDED_LEFT		/* still to be recorded of it */
	} how;
	/* With ENDED_LEFT the whole command line that records it, or where to
	 * see what is possible; with ENDED_ELSEWHERE what it would be. */
	const char *command;
};

/* The command is of the arena. */
struct ended ended_of(struct call *call,
    const struct dossier_relation *relation, struct arena *arena);
/* One for each of a document's relations, of the arena: ENDED_NOT_MEANT as
 * long as it is not published. */
const struct ended *ended_all(struct call *call,
    const struct dossier *dossier, struct arena *arena);

/* "  note: by its relations it repeals 2021-0001, which is still ...". */
void ended_print(struct output *out, const struct dossier_relation *relation,
    const struct ended *ended);

#endif
