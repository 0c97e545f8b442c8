/* meant.h: what somebody may have meant who wrote a number another way */
#ifndef GUIWEN_CLI_MEANT_H
#define GUIWEN_CLI_MEANT_H

#include "cli/cmd.h"

/*
 * Append the document number that is meant by one with other brackets than
 * 〔〕, as input methods offer them, wide digits, blanks or leading zeros:
 * 青民规[2026]01号. True where it is one then, also of one that was right.
 */
bool meant_number(struct text *out, const char *given);
/* No document has the id that was given: append the id of the one that is
 * meant, known by its number or an id like 2021-3. False where there is none.
 * The registry is open. */
bool meant_document(struct text *out, const struct call *call,
    const char *given);

#endif
