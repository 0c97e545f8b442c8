/* labels.h: what identifiers of the procedure are called in the language
 * shown */
#ifndef GUIWEN_WORKFLOWS_LABELS_H
#define GUIWEN_WORKFLOWS_LABELS_H

#include "engine/base/arena.h"

#include <stdint.h>

/* A role, a milestone; the identifier itself where it has no other name.
 * Borrowed from the catalogue of the language. */
const char *label_role(const char *role);
const char *label_milestone(const char *name);
const char *label_datum(const char *key);	/* of --set: number, dated */
/* The identifier of a fact that has this name in the language shown or in
 * Chinese, or NULL. */
const char *label_datum_key(const char *label);

/* For a message (ERR_WORD): the identifier in English, else as above. Of a
 * list of words, "a b", each. Arena memory. */
const char *role_word(struct arena *arena, const char *roles);
const char *milestone_word(struct arena *arena, const char *name);
const char *datum_word(struct arena *arena, const char *key);
/* The same of "15 working-days". */
const char *duration_word(struct arena *arena, const char *duration);
/* A time: as records have it, and as people read it, "2021-05-01 09:30", with
 * seconds where there are some. */
const char *time_word(struct arena *arena, int64_t time_s);
/* The same with any two: `label` is the Chinese one. */
const char *word_in_message(struct arena *arena, const char *id,
    const char *label);

#endif
