/* act_note.h: what somebody should know of an act that was done */
#ifndef GUIWEN_CLI_ACT_NOTE_H
#define GUIWEN_CLI_ACT_NOTE_H

#include "cli/request.h"

/* Print, a line each: what the reader noticed of a text, that it has no
 * structure, that another document of the year has the same one, that the file
 * is that of an earlier version, that an opinion came before the time owed to
 * the reviewer was over, that the text is in force before it is published,
 * that a receipt has the document's own number, which other document it
 * ends. */
void act_print_notes(struct call *call, const struct asked *asked,
    const struct answer *answer);

#endif
