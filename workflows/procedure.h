/*
 * procedure.h: one act applied to one dossier: the pure heart of a step,
 * used alike when it happens and when the audit replays it
 */
#ifndef GUIWEN_WORKFLOWS_PROCEDURE_H
#define GUIWEN_WORKFLOWS_PROCEDURE_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/calendar/calendar.h"
#include "engine/chart/chart.h"
#include "store/store.h"
#include "workflows/act.h"
#include "workflows/dossier.h"
#include "workflows/people.h"
#include "workflows/settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Everything that was in force at the parent commit. A chart is found by
 * workflow name (the one new instances are bound to) or by its hash (the one
 * a running instance is bound to; charts of both are kept in the repository
 * under workflows/<name>/chart.scxml and, once superseded, in history).
 */
struct procedure_context {
	const struct people *people;
	const struct settings *settings;
	const struct calendar *calendar;
	/* NULL when there is no such chart. hash may be NULL: the current
	 * one of that name; *hash_out is its SHA-256 in hex. Borrowed. */
	const struct chart *(*chart)(void *ctx, const char *workflow,
	    const char *hash, const char **hash_out);
	void *chart_ctx;
};

enum procedure_result {
	PROCEDURE_DONE,		/* the dossier has moved: RECORD_STEP */
	PROCEDURE_REFUSED	/* only its step number moved: RECORD_REFUSAL;
				   err says why */
};

/*
 * Apply an act. `dossier` is changed in place (for a creating act it is a
 * fresh one from procedure_create). `seen_ok` is whether the document's last
 * record is the one that the act names. `authenticated` is how the person
 * was known ("claimed", "os-user"). Checks, in this order: seen, person,
 * time (not after recorded, not before the last step), the event is one that
 * the chart accepts now, role, separation of duties, milestones before
 * (gw:after, on the same text), text, materials, data, reason, condition.
 * Appends the outcome fragment (canonical) to `outcome`:
 *
 *   <outcome xmlns="urn:guiwen:outcome:1" after= authenticated= before=
 *       chart= event= instance= reader= result="done|refused" role=
 *       semantics= transition-lines= >
 *     <refusal code=>sentence</refusal>
 *     <facts .../> exactly as given to the engine
 *     <left>..</left> <entered>..</entered> <milestone name=/>*
 *     <filing instance= authority= due=/>*
 *   </outcome>
 *
 * before and after are the SHA-256 of the state.xml. Pure: same arguments,
 * same bytes. 0 with *result, or -1 with err when it could not be decided
 * (ERR_BROKEN, ERR_SYSTEM, ERR_LIMIT: no record is made).
 */
int procedure_apply(const struct procedure_context *context,
    struct dossier *dossier, const struct act *act, bool seen_ok,
    const char *authenticated, int64_t recorded_s,
    enum procedure_result *result, struct text *outcome, struct err *refusal,
    struct err *err);

/* A dossier for a creating act (event "draft", or "submit" and whatever
 * else a first act may be): id assigned by the store. */
struct dossier *procedure_create(const char *id);

/* The act's subject line for git and the history, in Chinese with the event's
 * label from the chart: "2021-0003 受理（accept）李某". */
void procedure_subject(const struct procedure_context *context,
    const struct dossier *dossier, const struct act *act,
    enum procedure_result result, struct text *out);

/* Write the derived rows of a dossier. `record` is its last record. Used by
 * the step and by the audit's shadow. */
int procedure_index(const struct procedure_context *context,
    const struct dossier *dossier, int64_t record, struct store_index *index,
    struct err *err);

/* What may be done next, for show, inbox and messages. */
struct procedure_option {
	const char *instance, *event, *label, *label_en;
	const char *by;		/* role */
	const char *needs;	/* kinds still missing, "a b", "" none */
	const char *data;	/* keys that must be given, "" */
	bool reason_required, text_required;
	const char *obstacle;	/* "" or why it is not possible yet (missing
				   milestone, condition), English */
};
/* The options of the current state into an arena; returns their number. */
size_t procedure_options(const struct procedure_context *context,
    const struct dossier *dossier, struct arena *arena,
    struct procedure_option **out);

#endif
