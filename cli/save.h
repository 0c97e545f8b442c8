/* save.h: a document's files, taken out of the registry into a folder */
#ifndef GUIWEN_CLI_SAVE_H
#define GUIWEN_CLI_SAVE_H

#include "cli/cmd.h"
#include "workflows/dossier.h"

/*
 * Write the file of each version ("v1-NAME") and each material
 * ("0002-KIND-NAME": the step that brought it) as they were handed in into a
 * folder, which is made, or is there and empty, and tell what was written.
 * Names are cleaned; nothing is written elsewhere or over anything. 0, or -1
 * with err: ERR_REFUSED (no such folder), ERR_BROKEN (a file is not the one
 * that was handed in), ERR_SYSTEM.
 */
int save_files(struct call *call, const struct dossier *dossier,
    const char *folder, struct err *err);

#endif
