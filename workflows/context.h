/* context.h: what is in force (people, settings, calendars, charts) as of a
 * commit, from the files that stand there: for the step and for its replay */
#ifndef GUIWEN_WORKFLOWS_CONTEXT_H
#define GUIWEN_WORKFLOWS_CONTEXT_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "store/store.h"
#include "workflows/procedure.h"

/*
 * The files, by path in the repository. people.xml may be absent (nobody
 * yet), a year without calendar is unknown; settings and charts must be
 * there. Calendars are looked for by year, since a commit is asked for paths.
 */
#define CONTEXT_PEOPLE "people.xml"
#define CONTEXT_SETTINGS "registry.xml"
#define CONTEXT_CHART "workflows/%s/chart.scxml"
/* a superseded one, by the first 16 digits of its SHA-256 */
#define CONTEXT_OLD_CHART "workflows/%s/history/%.16s.scxml"
#define CONTEXT_HISTORY "workflows/%s/history"
#define CONTEXT_CALENDAR "calendars/cn-%d.ics"
#define CONTEXT_FIRST_YEAR 2000
#define CONTEXT_LAST_YEAR 2099
/* The workflows, the documents' own one first; NULL ends the list. */
extern const char *const context_workflows[];

struct context;

struct context *context_new(void);
void context_free(struct context *context);

/* A file as of the commit meant: 1 with its id and its bytes appended, 0
 * when there is none, -1 with err (store_file, store_txn_file). */
typedef int context_file_fn(void *ctx, const char *path, struct object_id *id,
    struct text *out, struct err *err);

/*
 * Bring the context to what the files say. What was parsed from a file is
 * kept while its blob is the same, so loading again costs the reading only;
 * charts are kept for good, so that one a running instance is bound to is
 * found by its hash after another has taken its place. Only a record of kind
 * registry changes any of these files: between two of them nothing needs to
 * be loaded again. 0, or -1 with err (ERR_BROKEN, with the path before what
 * the parser says): the context is then as it was, or partly newer, and not
 * to be used before a load that succeeds.
 */
int context_load(struct context *context, context_file_fn *file, void *ctx,
    struct err *err);

/*
 * That the chart of this hash, which a running instance is bound to, can be
 * found: it was loaded once, or stands in the workflow's history. 0, or -1
 * with err (ERR_BROKEN where it is nowhere).
 */
int context_need_chart(struct context *context, const char *workflow,
    const char *hash, context_file_fn *file, void *ctx, struct err *err);

/* The same for all that a dossier is and was bound to. */
int context_need_charts(struct context *context,
    const struct dossier *dossier, context_file_fn *file, void *ctx,
    struct err *err);
/*
 * Does the registry have the chart of this hash for the workflow, the present
 * one or one in its history? 1: it is found by its hash from now on; 0: it
 * has none; -1 with err.
 */
int context_find_chart(struct context *context, const char *workflow,
    const char *hash, context_file_fn *file, void *ctx, struct err *err);

/* Borrowed. What it points to may be another after the next load; people and
 * settings that it pointed to once stay until context_free(). */
const struct procedure_context *context_get(const struct context *context);

#endif
