/* phrases.h: sentences that other layers hold as plain text and that are
 * translated when they are shown; only `make po` reads this file. A test
 * shows that none is missing. */
#ifndef GUIWEN_CLI_PHRASES_H
#define GUIWEN_CLI_PHRASES_H

/* The rules of the rates (workflows/audit_rates.c). */
N_("filed documents among those made, less those that are not yet due and "
    "not filed; a document that owes several filings is filed when all are "
    "made")
N_("documents filed by the last day of the period among those filed, judged "
    "by the evidenced day, else by the day of recording")
N_("documents filed by the last day of the period among those made, less "
    "those that are not yet due and not filed")
N_("filed documents that were never sent back for a supplement among those "
    "filed")
N_("documents registered with a receipt among those filed")
N_("published documents among those made, judged by the evidenced day, else "
    "by the day of recording")
N_("published documents whose text, exactly as published, legality review "
    "had approved, among those published")

#endif
