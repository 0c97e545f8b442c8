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
/* Has its last day passed, before its clock was stopped where it stands? One
 * that is not known has not. */
bool deadline_overdue(const struct dossier_deadline *deadline,
    struct day today);
/* The calendar days from today, or from the day on which the clock was
 * stopped, to the last day, less than 0 when it has passed; false where it is
 * not known. */
bool deadline_days(const struct dossier_deadline *deadline, struct day today,
    int *days);
/* Append "overdue by 9 days (6 working days)", the working days where it is
 * counted in them; of a clock that stands, or a last day that is not known,
 * what due_words() says. */
enum output_style days_words(struct text *out, const struct calendar *calendar,
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
