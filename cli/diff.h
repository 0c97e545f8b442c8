/* diff.h: showing a comparison to people and programs */
#ifndef GUIWEN_CLI_DIFF_H
#define GUIWEN_CLI_DIFF_H

#include "cli/output.h"
#include "engine/document/compare.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Print what differs, unit by unit: deletions as [-…-], insertions as {+…+},
 * on a colour terminal struck out and underlined. `all`: what is the same
 * too. A last line counts.
 */
void diff_print(struct output *out, const struct comparison *comparison,
    bool all);
/* Append one sentence for people about a reference. */
void diff_reference_words(struct text *out,
    const struct compare_reference *reference);
/* [{"old":, "new":, "status":, "runs": [{"op":, "text":}], "references":
 * [{"old":, "new":, "now":, "follow":}]}], the last where there are any */
json_t *diff_json(const struct comparison *comparison);

#endif
