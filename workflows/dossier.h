/*
 * dossier.h: everything that a document has become so far (一件一档): the
 * content of its state.xml
 */
#ifndef GUIWEN_WORKFLOWS_DOSSIER_H
#define GUIWEN_WORKFLOWS_DOSSIER_H

#include "engine/base/arena.h"
#include "engine/base/day.h"
#include "engine/base/err.h"
#include "engine/base/hash.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DOSSIER_NS "urn:guiwen:state:1"
#define DOSSIER_MAIN "main"	/* the document's own instance */

/* Strings are never NULL ("" is none) and live in the dossier's arena; times
 * are s UTC, 0 is none; days of year 0 are none. */

struct dossier_relation {
	const char *type;	/* based-on, amends, replaces, repeals */
	const char *target;	/* a document id here, or title and number */
};

struct dossier_version {	/* 稿次 */
	int64_t number;		/* from 1 */
	int64_t step;
	const char *person, *name, *format;
	const char *path;	/* within the document's folder */
	const char *original;	/* SHA-256 of the file as handed in */
	const char *text_hash, *akn, *reader;	/* of the text as read */
	const char *title, *doc_number, *signer;
	struct day issued, effective, expires;	/* as the text says */
	int64_t stated_s;
	bool final;		/* 签发稿: the file as it was issued */
};

struct dossier_material {
	const char *kind, *name, *sha256, *person;
	const char *path;	/* within the document's folder */
	const char *class;	/* open, internal, personal: that one is not in
				   git but sealed, its sha256 salted */
	int64_t step, bytes;
	/* for the papers of which version: those handed in with an earlier
	 * version still count, except opinions and conclusions on it */
	int64_t version;
	const char *instance;
};

struct dossier_milestone {
	const char *name, *instance, *person, *text_hash;
	int64_t step, stated_s, evidenced_s, recorded_s;
	bool voided;		/* a later version made it void */
};

struct dossier_actor {		/* who acted in which state */
	const char *state, *instance, *event, *person, *role;
	const char *on_behalf;	/* for whom the person acted, "" */
	int64_t step;
};

struct dossier_deadline {
	const char *instance, *state, *within, *basis;
	bool verified;
	struct day from, due;	/* due of year 0: calendar unknown */
	struct day told;	/* due as it was told first */
	struct day ended;	/* the day the state was left */
	/* The days between which the clock stood still, each written
	 * "2021-03-05/2021-03-10"; "2021-03-05/" where it still does. */
	const char *suspended;
	int64_t passed_step;	/* the tick that says it passed, 0 */
	int64_t step;		/* that started it */
	int64_t ended_step;	/* that ended it, 0: running */
	/* Time owed to a reviewer, "5 working-days", and its last day: whoever
	 * of this role ends it sooner does so early. "" and 0: none owed. */
	const char *at_least, *owed_to;
	struct day owed_until;
};

struct dossier_instance {
	const char *id;		/* "main", "filing-1", ... */
	const char *workflow;	/* "normative-document", "filing" */
	const char *chart;	/* SHA-256 of chart.scxml as bound */
	const char *authority, *within, *basis;	/* of a filing */
	bool verified;
	bool closed;		/* its session is done */
	const char *states;	/* active states, "a b", document order */
	const char *since;	/* the day each of them was entered, "d d" */
	const char *number;	/* registration number from a receipt */
	const char *snapshot;	/* <snapshot> element, canonical bytes; ""
				   once the session is done */
};

struct dossier_correction {
	int64_t step, of;	/* the correction; the step it mends */
	const char *person, *reason, *field, *was, *now;
};

struct dossier_migration {	/* an instance went over to another chart */
	int64_t step;
	const char *instance, *from, *to;	/* SHA-256 of the charts */
	const char *map;	/* "old=new old=" as stated */
	const char *person, *reason;
};

struct dossier_destruction {	/* of personal material, by two people */
	const char *sha256;	/* which */
	const char *asked_by, *reason, *basis;
	int64_t asked_step;
	const char *person;	/* who confirmed it, "" not yet */
	int64_t step;		/* 0: only asked for */
};

struct dossier {
	struct arena arena;
	/* The bytes that were parsed, or that procedure_apply left; empty
	 * where neither happened. */
	struct text state;
	struct sha256 state_hash;	/* of these bytes */
	struct dossier_written *written;	/* where what stands in them */
	uint32_t *ends;			/* the same, before dossier_settle */
	const char *id;		/* "2021-0001" */
	int64_t step;		/* records so far, refusals included */
	int64_t stated_s;	/* of the last step: time never goes back */
	int64_t clock_s;	/* the engine's time, where a correction has put
				   stated_s before it; else 0 */
	const char *title, *authority, *drafting_body, *kind, *drafter;
	const char *lead;	/* the lead authority of a joint document, "" */
	const char **joint;	/* further issuing authorities */
	size_t njoint;
	/* issued: set by `number` and `publish` */
	const char *number, *signer;
	struct day made, published, effective, expires;
	struct dossier_relation *relations;
	struct dossier_version *versions;
	struct dossier_material *materials;
	struct dossier_milestone *milestones;
	struct dossier_actor *actors;
	struct dossier_deadline *deadlines;
	struct dossier_instance *instances;
	struct dossier_correction *corrections;
	struct dossier_migration *migrations;
	struct dossier_destruction *destructions;
	size_t nrelations, nversions, nmaterials, nmilestones, nactors,
	    ndeadlines, ninstances, ncorrections, nmigrations,
	    ndestructions;
};

/* An empty one: the caller's, dossier_free(). */
struct dossier *dossier_new(const char *id);
/* Parse a state.xml. *out is the caller's: dossier_free(). 0, or -1 with err
 * (ERR_BROKEN). */
int dossier_parse(struct dossier **out, const char *xml, size_t len,
    struct err *err);
void dossier_free(struct dossier *dossier);
/* Is there a `state`, and no larger one than is parsed? */
bool dossier_is_readable(const struct dossier *dossier);
/* Append state.xml, canonical; parsing and writing gives the same bytes. */
void dossier_write(const struct dossier *dossier, struct text *out);
/* What it holds in memory, about. */
size_t dossier_bytes(const struct dossier *dossier);

/*
 * One step of a dossier, in three parts. After dossier_begin its arena is
 * *kept, and what is taken from the new one is only there until
 * dossier_settle: that copies what the dossier still needs to the old one, so
 * that what strings were taken from (an act, a chart, settings) may go, too.
 * In between dossier_finish makes `state` anew, and its hash: the bytes that
 * dossier_write gives, but those of elements that are as they were are copied
 * from where they stood. Whoever changes `state` himself changes its hash.
 */
void dossier_begin(struct dossier *dossier, struct arena *kept);
void dossier_finish(struct dossier *dossier);
void dossier_settle(struct dossier *dossier, struct arena *kept);

/* Does the clock of the deadline stand still? *since (may be NULL) is the day
 * from which it does. */
bool dossier_deadline_stands(const struct dossier_deadline *deadline,
    struct day *since);

/* The current version, or NULL before the first. */
const struct dossier_version *dossier_version(const struct dossier *dossier);
const struct dossier_instance *dossier_instance(const struct dossier *dossier,
    const char *id);
/* The milestone of that name that still holds for the current text (not
 * voided), or NULL. instance NULL: main. */
const struct dossier_milestone *dossier_milestone(
    const struct dossier *dossier, const char *instance, const char *name);
/* The same, whatever happened to it later: the last one reached. */
const struct dossier_milestone *dossier_milestone_ever(
    const struct dossier *dossier, const char *instance, const char *name);

/* Is this material personal, and so not in git but sealed? */
bool dossier_is_personal(const struct dossier_material *material);
/* What was asked for or done about the destruction of sealed material, NULL
 * where nothing was. */
const struct dossier_destruction *dossier_destruction(
    const struct dossier *dossier, const char *sha256);

#endif
