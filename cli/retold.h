/* retold.h: sentences that were recorded in English, in the language shown */
#ifndef GUIWEN_CLI_RETOLD_H
#define GUIWEN_CLI_RETOLD_H

#include "cli/cmd.h"
#include "workflows/dossier.h"
#include "workflows/procedure.h"

/*
 * Records keep what was refused in English, whatever was shown: they are to be
 * the same everywhere. A recorded sentence is found again among those of the
 * program's catalogue, and what stands in its places is put into the
 * translation, the identifiers of the procedure by their names. That is only
 * shown; JSON and the record have what was recorded.
 */
struct retold;

/* NULL where what is shown is English, or the catalogue cannot be read.
 * Borrows the dossier and its context; retold_free(). */
struct retold *retold_load(const struct call *call,
    const struct procedure_context *context, const struct dossier *dossier);
void retold_free(struct retold *retold);
/* The sentence as it is shown, the caller's: free(). NULL where it is none of
 * the catalogue's, or of the charts'. An event is called as in `states`, where
 * the document was ("a b", "" not known). What a person gave in `act` (NULL:
 * not known), as a file's name, stays as it is. retold may be NULL. */
char *retold_words(const struct retold *retold, const char *recorded,
    const char *states, const struct act *act);

/* Could `format` have given the sentence? How much of it is the format's own
 * words, in bytes; -1: no. */
int retold_fits(const char *format, const char *sentence);

#endif
