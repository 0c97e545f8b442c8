/* program.h: another program, run within limits */
#ifndef GUIWEN_CLI_PROGRAM_H
#define GUIWEN_CLI_PROGRAM_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Where the first of these programs lies in an absolute folder of $PATH; the
 * caller's: free(). NULL: none is installed. names is NULL-ended. An empty or
 * relative part of $PATH is passed over: the folder that one happens to be in
 * must not say what runs.
 */
char *program_find(const char *const *names);

struct program {
	const char *path;
	const char *const *argv;	/* NULL-ended, its name first */
	const char *home;		/* $HOME for it; NULL: ours */
	const char *input;		/* its standard input */
	size_t input_len;
	size_t output_max;		/* bytes of standard output */
	int time_ms;			/* then it is ended */
};

/* What came of it. program_end_release() in any case. */
struct program_end {
	struct text output, said;	/* standard output, standard error (its
					   beginning); output.full: more than
					   output_max came */
	bool in_time;
	int status;			/* as waitpid() has it */
};

#define PROGRAM_END_INIT { TEXT_INIT, TEXT_INIT, false, -1 }

/*
 * Run it to its end, in a process group of its own, all of which is ended
 * when the time is up or too much comes. 0 however it ended, or -1 with err
 * (ERR_SYSTEM): it could not be started.
 */
int program_run(const struct program *program, struct program_end *end,
    struct err *err);
void program_end_release(struct program_end *end);

#endif
