/* office.h: PDF of a Word file, by LibreOffice as a program of its own */
#ifndef GUIWEN_CLI_OFFICE_H
#define GUIWEN_CLI_OFFICE_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#define OFFICE_MS 120000

/*
 * Run LibreOffice on a .docx of ours and append the PDF that it makes. It
 * works in a folder that is made for it and removed again, with a profile of
 * its own, without a window, and is ended after time_ms.
 * 0, or -1 with err: ERR_NOTFOUND (not installed; says what to install),
 * ERR_LIMIT (not done in time), ERR_SYSTEM.
 */
int office_pdf(const struct text *docx, int time_ms, struct text *out,
    struct err *err);

#endif
