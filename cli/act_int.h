/* act_int.h: what is told of an act: cli/act.c, act_done.c, act_refused.c */
#ifndef GUIWEN_CLI_ACT_INT_H
#define GUIWEN_CLI_ACT_INT_H

#include "cli/act.h"

#include "workflows/dossier.h"

#define DESTROY "destroy"

/* What is known of the document before the act. */
struct before {
	struct dossier *dossier;	/* NULL: the act creates one */
	char *label;			/* of the event */
};

/* Where the document stands now, who is next and by when. The exit status. */
int act_tell_done(struct call *call, const struct asked *asked,
    const struct before *before, const struct answer *answer);
/* Why it was not done, what is missing or possible instead, and of an issued
 * text where it differs. The exit status. */
int act_tell_refused(struct call *call, const struct asked *asked,
    const struct before *before, const struct answer *answer);

#endif
