/* deadline.h: a deadline as people read it: by when, why, how sure */
#ifndef GUIWEN_CLI_DEADLINE_H
#define GUIWEN_CLI_DEADLINE_H

#include "cli/output.h"
#include "engine/calendar/calendar.h"
#include "workflows/dossier.h"

#include <jansson.h>

/* Append "2021-03-16 (3 working days left)" and how it is doing. */
enum output_style last_day_words(struct text *out,
    const struct calendar *calendar, struct day due, struct day today);
/* The same of a deadline, whose clock may stand and whose last day may not be
 * known. */
enum output_style due_words(struct text *out, const struct calendar *calendar,
    const struct dossier_deadline *deadline, struct day today);
/* Append "15 working days" in the locale's language. */
void period_words(struct text *out, const char *within);
/* Append "15 working days: 国办发〔2018〕115号（五） (verified)", and when the
 * last day was told otherwise, that. */
void basis_words(struct text *out, const struct dossier_deadline *deadline);
/* Into an object: "within", "due", "told", "basis", "verified",
 * "working_days_left", "stands_since", "suspended". */
void deadline_json(json_t *o, const struct dossier_deadline *deadline,
    const struct calendar *calendar, struct day today);

#endif
