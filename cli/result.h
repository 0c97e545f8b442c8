/* result.h: an answer that is a file */
#ifndef GUIWEN_CLI_RESULT_H
#define GUIWEN_CLI_RESULT_H

#include "cli/cmd.h"

/* Options of this kind take a file's name, "-" for standard output. */
#define RESULT_STDOUT "-"

/*
 * Is the i-th file option to go to standard output? More than one answer
 * cannot: 0, or -1 with err (ERR_USAGE). names is NULL-ended; *to_stdout is
 * set.
 */
int result_check(const struct call *call, const char *const *names,
    bool *to_stdout, struct err *err);
/*
 * Write an answer whole: into a file, which is made or replaced at once, never
 * half, or to standard output. A file that the command reads (its operands)
 * is never written over; what is no text is not written to a terminal. 0, or
 * -1 with err (ERR_REFUSED, ERR_SYSTEM).
 */
int result_write(struct call *call, const char *path, bool is_text,
    const struct text *bytes, struct err *err);

#endif
