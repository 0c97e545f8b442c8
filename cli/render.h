/* render.h: a document as a file for people: options of guiwen read */
#ifndef GUIWEN_CLI_RENDER_H
#define GUIWEN_CLI_RENDER_H

#include "cli/cmd.h"
#include "engine/document/document.h"

extern const struct option render_options[];

/* Is any of the options given, and can they be met together with the others?
 * How many; -1 with err (ERR_USAGE). */
int render_wanted(const struct call *call, struct err *err);
/* Write every file that is asked for. 0, or -1 with err. */
int render_files(struct call *call, const struct document *document,
    struct err *err);

#endif
