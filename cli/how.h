/* how.h: the command line by which a thing is done */
#ifndef GUIWEN_CLI_HOW_H
#define GUIWEN_CLI_HOW_H

#include "cli/cmd.h"
#include "cli/request.h"
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

/* Append " --registry DIR", an option of any command, where it was typed. */
void how_given(struct text *out, const struct call *call, const char *name);

/* Append the whole command line of the option as what may be done next, with
 * all that is to be given; who acts, on behalf of `principal` (NULL: of
 * nobody), and in which registry, as that was typed for `call`. Its day is
 * another one. */
void how_whole(struct text *out, const struct call *call,
    const struct dossier *dossier, const struct procedure_option *option,
    const char *principal);

/* Append all that was typed for `call` behind the command's name. */
void how_typed(struct text *out, const struct call *call);

/*
 * Append the whole command line of an act of this option that was refused for
 * what is missing: all that was typed for it, but what said nothing ("",
 * "KEY="), and what is still to be given. `refusal` is the record that was
 * made of it, by now the document's last, which stands in place of what was
 * seen (--seen); 0: none was made.
 */
void how_again(struct text *out, const struct call *call,
    const struct dossier *dossier, const struct procedure_option *option,
    const struct asked *asked, int64_t refusal);

/*
 * Append "guiwen approve 2021-0001 --material legality-opinion=FILE": the
 * first of the options by which whoever has the role brings that state to its
 * end, as how_whole() does it, and the events that would end it otherwise:
 * "; or return, reject (guiwen show 2021-0001)", with `labels` also what they
 * are called. Nothing where no option ends it now.
 */
void how_words(struct text *out, const struct call *call,
    const struct dossier *dossier, const struct procedure_option *options,
    size_t n, const char *instance, const char *state, const char *role,
    const char *principal, bool labels);

#endif
