/* ended.h: whether what a text repeals or replaces has been ended, too */
#ifndef GUIWEN_CLI_ENDED_H
#define GUIWEN_CLI_ENDED_H

#include "cli/cmd.h"
#include "workflows/dossier.h"

enum ended {
	ENDED_NOT_MEANT,	/* the relation puts an end to nothing */
	ENDED_ELSEWHERE,	/* its target is no document of this registry */
	ENDED_RECORDED,
	ENDED_LEFT		/* still to be recorded of its target */
};

/*
 * What has become of a relation's target: its end is an act of its own. With
 * ENDED_LEFT, *command is the whole command line that records it, or where to
 * see what is possible; with ENDED_ELSEWHERE what it would be; of the arena.
 */
enum ended ended_of(struct call *call, const struct dossier_relation *relation,
    struct arena *arena, const char **command);
/* What has become of each of a document's targets, with ENDED_NOT_MEANT for
 * all as long as it is not published; the commands as above. Of the arena. */
void ended_all(struct call *call, const struct dossier *dossier,
    struct arena *arena, const enum ended **ended,
    const char *const **lines);

/* "  note: by its relations it repeals 2021-0001, which is still ...". */
void ended_print(struct output *out, const struct dossier_relation *relation,
    const char *command);

#endif
