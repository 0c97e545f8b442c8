/* retold_own.h: a person's own words in a recorded sentence, which are none of
 * the program's, whatever they look like */
#ifndef GUIWEN_CLI_RETOLD_OWN_H
#define GUIWEN_CLI_RETOLD_OWN_H

#include "engine/base/text.h"
#include "workflows/act.h"

#include <stdbool.h>
#include <stddef.h>

#define OWN_MOST 64		/* words; of further ones nothing is hidden */

struct own_words {
	const char *at[OWN_MOST];	/* borrowed */
	size_t n;
};

/* Those words of an act (NULL: none) and of a title that could be taken for
 * the program's: with a letter of English in them. */
void own_words_of(struct own_words *own, const struct act *act,
    const char *title);
/* Append the sentence, with a mark in place of each of these words that stands
 * by itself. No record has a character that begins a mark. */
void own_words_hide(struct text *out, const char *sentence,
    const struct own_words *own);
/* Is there a mark in these bytes? */
bool own_words_hidden(const char *s, size_t len);
/* Append the bytes, with the words in place of their marks. */
void own_words_show(struct text *out, const char *s, size_t len,
    const struct own_words *own);

#endif
