/* audit_register_int.h: what the two parts of a reconciliation share */
#ifndef GUIWEN_WORKFLOWS_AUDIT_REGISTER_INT_H
#define GUIWEN_WORKFLOWS_AUDIT_REGISTER_INT_H

#include "workflows/audit_register.h"

/* The next row of rates that is of another document than `i`. */
size_t register_next_document(const struct rates *rates, size_t i);

/* From the judged lines: series with their gaps, what is absent, and who
 * classified. `outside` tells of each line whether its document is led by an
 * outside authority. */
void register_count_series(struct reconciliation *r,
    const struct rates *rates, const bool *outside);
void register_count_people(struct reconciliation *r,
    const struct people *people);

#endif
