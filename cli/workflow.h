/* workflow.h: the subcommands of guiwen workflow that take any chart */
#ifndef GUIWEN_CLI_WORKFLOW_H
#define GUIWEN_CLI_WORKFLOW_H

#include "cli/cmd.h"
#include "engine/chart/chart.h"

#define WORKFLOW_EVENT "event"
#define WORKFLOW_TRACE "trace"
#define WORKFLOW_TEXT "text"
#define WORKFLOW_SVG "svg"
#define WORKFLOW_DOT "dot"
#define WORKFLOW_DOCUMENT "document"
#define WORKFLOW_PEOPLE "people"
#define WORKFLOW_MOST "most"
#define WORKFLOW_REASON "reason"
#define WORKFLOW_DESPITE "despite"
#define WORKFLOW_TO "to"
#define WORKFLOW_MAP "map"
#define WORKFLOW_ALL "all"
#define WORKFLOW_DRY_RUN "dry-run"

/* Options of all the subcommands. */
extern const struct option workflow_options[];

/* Only these options (NULL-ended) may be given to the subcommand. 0, or -1
 * with err (ERR_USAGE). */
int workflow_allow(const struct call *call, const char *subcommand,
    const char *const *allowed, struct err *err);

/* Read a chart from a file; what its src attributes name is looked for in
 * the same folder and nowhere else, so path outlives the chart. *out is the
 * caller's: chart_free(). 0, or -1 with err. */
int workflow_read(const char *path, struct chart **out, struct err *err);

/* The second operand is the chart's file, or for check a procedure's name. An
 * exit status. */
int workflow_run(struct call *call);
int workflow_check(struct call *call);
/* The charts of the registry that is open. An exit status. */
int workflow_list(struct call *call);
/* Operands: install NAME FILE; migrate DOC, or --all. An exit status. */
int workflow_install(struct call *call);
int workflow_migrate(struct call *call);

#endif
