/* result.h: an answer that is a file */
#ifndef GUIWEN_CLI_RESULT_H
#define GUIWEN_CLI_RESULT_H

#include "cli/cmd.h"

/* Options of this kind take a file's name, "-" for standard output. */
#define RESULT_STDOUT "-"

/*
 * Can the answers that the file options ask for all be given? At most one may
 * go to standard output, where `others` go besides, and none into a registry's
 * folder (elsewhere_check()). names is NULL-ended. 0, or -1 with err
 * (ERR_USAGE, ERR_REFUSED).
 */
int result_check(const struct call *call, const char *const *names,
    int others, struct err *err);
/*
 * Write an answer whole: into a file, which is made or replaced at once, never
 * half, or to standard output. A file that the command reads (its operands)
 * is never written over, nor anything in a registry's folder; what is no text
 * is not written to a terminal. 0, or -1 with err (ERR_REFUSED, ERR_SYSTEM).
 */
int result_write(struct call *call, const char *path, bool is_text,
    const struct text *bytes, struct err *err);

#endif
