/* how.h: the command line by which a thing is done */
#ifndef GUIWEN_CLI_HOW_H
#define GUIWEN_CLI_HOW_H

#include "cli/cmd.h"
#include "workflows/dossier.h"
#include "workflows/procedure.h"

/* Append a word as it is typed at a shell: in quotes where that is needed. */
void how_word(struct text *out, const char *word);

/* Append "guiwen approve 2021-0001", or "guiwen act 2021-0001 adopt" where the
 * event has no command of its own, with FILE where a text is handed in; what
 * else is to be given is not said. */
void how_begins(struct text *out, const struct dossier *dossier,
    const struct procedure_option *option);

/* Append " --authority NAME", the filing that is meant, where there are
 * several. */
void how_filing(struct text *out, const struct dossier *dossier,
    const struct procedure_option *option);

/* Append the whole command line of the option, with all that is still to be
 * given, as it was said of `call` who acts, on behalf of `principal` (NULL: of
 * nobody). */
void how_whole(struct text *out, const struct call *call,
    const struct dossier *dossier, const struct procedure_option *option,
    const char *principal);

/*
 * Append "guiwen approve 2021-0001 --material legality-opinion=FILE": the
 * first of the options by which whoever has the role brings that state to its
 * end, with all that is still to be given as it was said of `call` who acts,
 * on behalf of `principal` (NULL: of nobody), and the events that would end it
 * otherwise: "; or return, reject (guiwen show 2021-0001)", with `labels` also
 * what they are called. Nothing where no option ends it now.
 */
void how_words(struct text *out, const struct call *call,
    const struct dossier *dossier, const struct procedure_option *options,
    size_t n, const char *instance, const char *state, const char *role,
    const char *principal, bool labels);

#endif
