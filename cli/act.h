/* act.h: the one way in which every act is done */
#ifndef GUIWEN_CLI_ACT_H
#define GUIWEN_CLI_ACT_H

#include "cli/request.h"

/*
 * Perform what was asked and tell what came of it: open the registry, find
 * out who acts, ask, print. `asked` was read by asked_read; its document and
 * event are set. Returns the exit status.
 */
int act_perform(struct call *call, struct asked *asked);

/*
 * The whole of a verb that is an event's name: `guiwen VERB DOC [FILE]`.
 * The document is the first operand, the text the second, where there is one.
 */
int act_run(struct call *call, const char *event);
/* The whole of a verb that makes a document of a file: `guiwen VERB FILE`. */
int act_create(struct call *call, const char *event);

#endif
