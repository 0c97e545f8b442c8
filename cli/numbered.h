/* numbered.h: number and date as recorded, beside a text that has others */
#ifndef GUIWEN_CLI_NUMBERED_H
#define GUIWEN_CLI_NUMBERED_H

#include "engine/base/err.h"
#include "engine/document/document.h"
#include "workflows/dossier.h"

#include <jansson.h>

/*
 * A version is shown as it was handed in; a draft has no number yet, or one
 * that it was not given. Once the document is numbered, whoever is shown
 * another number or date than the recorded ones is told so in a sentence, and
 * where the text with these is to be had: true, with the sentence in *out (a
 * code without meaning). False: the text has them, or there are none yet.
 * `number` is the version's.
 */
bool numbered_otherwise(const struct dossier *dossier, int64_t number,
    const struct document *text, struct err *out);
/* What is recorded, for programs; null before it is numbered. */
json_t *numbered_json(const struct dossier *dossier, int64_t number);

#endif
