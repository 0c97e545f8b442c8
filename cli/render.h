/* render.h: a document as a file for people: options of guiwen read */
#ifndef GUIWEN_CLI_RENDER_H
#define GUIWEN_CLI_RENDER_H

#include "cli/cmd.h"
#include "engine/document/document.h"

extern const struct option render_options[];

/* How many of the options are given, beside `others` that print something;
 * -1 with err (ERR_USAGE): not all of that can be done. */
int render_wanted(const struct call *call, int others, struct err *err);
/* Write every file that is asked for. 0, or -1 with err. */
int render_files(struct call *call, const struct document *document,
    struct err *err);

#endif
