/* audit_view.h: an audit, for people and programs */
#ifndef GUIWEN_CLI_AUDIT_VIEW_H
#define GUIWEN_CLI_AUDIT_VIEW_H

#include "cli/cmd.h"
#include "workflows/audit.h"
#include "workflows/audit_register.h"

#include <jansson.h>

/* How many faults are of the history, how many of the procedure. */
size_t audit_nfaults(const struct audit_history *history, bool procedure);
/* The exit status that they mean: broken evidence, no, or yes. */
int audit_faults_status(const struct audit_history *history);

/* Which registry the report is of: its name, its folder, the origin that its
 * checkpoints bear. */
void audit_print_registry(struct call *call);
json_t *audit_registry_json(const struct call *call);
/* What cannot be excluded by what was given from outside: the first line. */
void audit_print_limits(struct call *call,
    const struct audit_history *history);
/* Is the history whole? */
void audit_print_history(struct call *call,
    const struct audit_history *history);
/* Was the procedure kept? */
void audit_print_procedure(struct call *call,
    const struct audit_history *history);
/* What are the rates? With the issuing register that the denominator was
 * compared with, or NULL: none was given. */
void audit_print_rates(struct call *call, const struct rates *rates,
    const struct reconciliation *r);
/* Of the same: whether it holds, with each list and its SHA-256; every number
 * that has to be known; the last sentence of an audit. */
void audit_print_reconciled(struct output *out,
    const struct reconciliation *r);
void audit_print_register(struct output *out, const struct reconciliation *r);
void audit_print_register_verdict(struct output *out,
    const struct reconciliation *r);

json_t *audit_history_json(const struct audit_history *history);
json_t *audit_rates_json(const struct rates *rates,
    const struct reconciliation *r);
json_t *audit_register_json(const struct reconciliation *r);

/* Re-check the history of the call's registry, against what outside_options
 * name, showing on a terminal how far it got. 0, or -1 with err. */
int audit_check_history(struct call *call, struct audit_history **out,
    struct err *err);

#endif
