/* diff.h: showing a comparison to people and programs */
#ifndef GUIWEN_CLI_DIFF_H
#define GUIWEN_CLI_DIFF_H

#include "cli/output.h"
#include "engine/document/compare.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Print what differs, unit by unit: deletions as [-…-], insertions as {+…+},
 * on a colour terminal struck out and underlined; then who signs, where that
 * differs. `all`: what is the same too. A last line counts.
 */
void diff_print(struct output *out, const struct comparison *comparison,
    bool all);
/* One line about the issuing elements that differ and are not compared;
 * nothing where there are none. */
void diff_print_blind(struct output *out, const struct comparison *comparison);
/* What people call an issuing element: "document number". */
const char *diff_element_word(const struct compare_element *element);
/* Append that line, without its end. */
void diff_blind_words(struct text *out, const struct comparison *comparison);
/* The status for people: "changed". */
const char *diff_status_word(enum compare_status status);
/* Append "第三条", or "第三条 → 第四条". */
void diff_label(struct text *out, const struct compare_pair *pair);
/* How many pairs have each status: COMPARE_GONE + 1 counts. */
void diff_counts(const struct comparison *comparison, size_t *counts);
/* Is run i only the line feed at which a unit was divided, or put together? */
bool diff_is_seam(const struct compare_pair *pair, size_t i);
/* Is there a reference that a person should look at? */
bool diff_has_doubt(const struct compare_pair *pair);
/* Append one sentence for people about a reference. */
void diff_reference_words(struct text *out,
    const struct compare_reference *reference);
/* [{"old":, "new":, "status":, "runs": [{"op":, "text":}], "references":
 * [{"old":, "new":, "now":, "follow":}]}], the last where there are any */
json_t *diff_json(const struct comparison *comparison);
/* [{"element": "issuer", "old":, "new":, "changed":}], those that differ */
json_t *diff_elements_json(const struct comparison *comparison);

#endif
