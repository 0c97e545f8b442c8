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
enum procedure_known {
	PROCEDURE_UNKNOWN, PROCEDURE_UNPUBLISHED, PROCEDURE_PUBLISHED
};

struct procedure_context {
	const struct people *people;
	const struct settings *settings;
	const struct calendar *calendar;
	/* NULL when there is no such chart. hash may be NULL: the current
	 * one of that name; *hash_out is its SHA-256 in hex. Borrowed. */
	const struct chart *(*chart)(void *ctx, const char *workflow,
	    const char *hash, const char **hash_out);
	void *chart_ctx;
	/* The id of the issued document of this authority that has this
	 * document number (发文字号), borrowed until the next call, or NULL.
	 * Like all else here it is what held at the parent commit: a replay
	 * answers from the records before. NULL: nobody has any. */
	const char *(*number_holder)(void *ctx, const char *authority,
	    const char *number);
	/* What is known of a document of this id, likewise. NULL: of none. */
	enum procedure_known (*document)(void *ctx, const char *id);
	void *lookup_ctx;	/* of both */
};

struct procedure_seen {
	int64_t record;		/* its number in the registry */
	struct sha256 hash;
};

/*
 * The document's last record (a refusal counts) before the act. Time may pass
 * while a person reads and decides: where the last records are ticks, the act
 * may as well have seen one of those in `also`, which are the last record that
 * is no tick and the ticks behind it. What the tick changed still counts: the
 * act is judged in the state that is.
 */
struct procedure_last {
	int64_t record;		/* its number in the registry */
	struct sha256 hash;
	const struct procedure_seen *also;
	size_t nalso;
	const char *event, *person;
	bool refused;		/* for whoever is told; not needed to replay */
	int64_t recorded_s;
};

enum procedure_result {
	PROCEDURE_DONE,		/* the dossier has moved: RECORD_STEP */
	PROCEDURE_REFUSED	/* only its step number moved: RECORD_REFUSAL;
				   err says why */
};

/*
 * Apply an act. `dossier` is changed in place (for a creating act it is a
 * fresh one from procedure_create). `last` must be the record that the act
 * names, else it is refused as stale; NULL for a creating act.
 * `authenticated` is how the person was known: "key" (his signature of the
 * act's bytes holds under a key of his that is valid), "session", "os-user"
 * or "claimed". Checks, in this order: seen, person (he acts still, he may
 * act on behalf of whom the act says, he signs if he ever had a key), time (not
 * after recorded, not before the last step), the event is one that the chart
 * accepts now, role, separation of duties, milestones before (gw:after, on
 * the same text), text, materials, data, reason, condition.
 * Appends the outcome fragment (canonical) to `outcome`:
 *
 *   <outcome xmlns="urn:guiwen:outcome:1" after= authenticated= before=
 *       event= instance= result="done|refused" role= semantics=>
 *     <refusal code=>sentence</refusal>
 *     <run chart= event= instance= lines=> one for each call of the engine
 *       <facts xmlns="" ...>...</facts>   exactly as the engine was given them
 *       <left>state</left>* <entered>state</entered>*
 *     </run>*
 *     <migration from= instance= to=>
 *       <active now= was=/>*        the states, by their names; `was` is
 *                                   absent of one that is active only now
 *       <within due= now= state= was=/>*  times that the new chart has and
 *     </migration>                  the running deadline has not
 *     <milestone instance= name=/>*  <voided name=/>*
 *     <filing authority= due= instance=/>*
 *   </outcome>
 *
 * before and after are the SHA-256 of the state.xml (before is absent in the
 * act that creates the document, after where nothing was created); `lines`
 * the lines of the transitions taken; a run without event starts a session.
 * The facts, whose form is part of what charts may rely on:
 *
 *   <facts day="20210501" stated="2021-05-01T09:30:00+08:00">
 *     <document authority= id= kind= lead=/>
 *     <version number= text-hash=/>
 *     <issued effective= effective-day="20210601" expires= expires-day= made=
 *         number= published= signer=/>     what is known, as the act leaves it
 *     <filings closed= open= owed= total=/>          owed: by the settings
 *     <filing authority= basis= instance= verified="yes|no" within=/>
 *                              only when it is a filing's session that runs
 *     <milestone instance= name= text-hash=/>*          those that hold
 *     <material kind=/>*             those that count for the act, each once
 *     <person id= role=/>
 *   </facts>
 *
 * On return dossier->state is the new state.xml and state_hash its hash. Pure:
 * same arguments, same bytes. 0 with *result, or -1 with err when it could
 * not be decided (ERR_BROKEN, ERR_SYSTEM, ERR_LIMIT: no record is made). A
 * creating act that is refused creates nothing: PROCEDURE_REFUSED, and the
 * dossier is to be thrown away.
 */
int procedure_apply(const struct procedure_context *context,
    struct dossier *dossier, const struct act *act,
    const struct procedure_last *last, const char *authenticated,
    int64_t recorded_s, enum procedure_result *result, struct text *outcome,
    struct err *refusal, struct err *err);

/*
 * Days that have to fit: the datum "dated" lies neither after the stated day
 * of the act that numbers nor before that of the milestone "deliberated", and
 * a number is of the year of "dated". What a paper proves (evidenced) lies
 * never after the recording, in a filing never before the publication; and the
 * paper comes with the act: a material of kind "evidence", or one of the kinds
 * that gw:outside names. Time runs from the proved, else the stated day.
 *
 * The act "correct" mends number, signer, dated, effective, expires, stated or
 * title of the step that it names, each once; no other key; and the day that a
 * paper proves, which it hands in. No time lies after the recording of the
 * step, and no stated time puts a deadline off without such a paper. It
 * is for who did the step and the office; once the document has been
 * published, for the office alone. It gets round no rule: a number is free
 * and fits the document date, dates fit as above, times stay between those of
 * the milestones around and before the recording. What the issued file states
 * itself (number and days; the title of any text) is not corrected to
 * something else, nor are the days of effect and expiry in the approved one.
 *
 * The act "migrate" binds an instance to another chart of its workflow: the
 * datum "chart" is its SHA-256, each datum "map" a pair "old=new" of
 * session_migrate. It is for the office, with a reason. Refused where the
 * present configuration has no place there, or where a milestone that every
 * way to it has reached (engine/chart/reached.h) does not hold. Deadlines go
 * on as they were told. Nothing runs.
 *
 * The act "destroy" is about personal material, the datum "material" being
 * its (salted) SHA-256. The first one, with a reason and the datum "basis",
 * asks for its destruction; one by another person with the datum "confirm"
 * does it. Both are of the office or legal counsel. Nothing runs.
 *
 * An act of no person ("") is a tick: what time alone has brought about by the
 * recording, in the order of procedure_next_tick. "due.STATE" takes the last
 * day of a deadline from the calendar that is in force; "deadline.STATE" says
 * that one has passed, and the chart takes it where a transition accepts it;
 * another event is one whose day has come (gw:due). It is stated at the moment
 * from which it holds, moves no time that persons state, and is refused where
 * nothing is due.
 *
 * True when the act is one, with what the context must be able to find.
 */
bool procedure_wants_chart(const struct dossier *dossier,
    const struct act *act, const char **workflow, const char **hash);

/* An act whose separation of duties holds only as long as two ids are not
 * known to be one person's. */
struct procedure_doubt {
	int64_t step, other_step;	/* the act; the earlier part */
	const char *event, *person, *other;	/* ids of one person */
};
typedef int procedure_doubt_fn(void *ctx, const struct procedure_doubt *doubt,
    struct err *err);
/* Tell every act done on the document that gw:not would have refused, had
 * been known then who is the same as whom in `people`. 0, or -1 with err. */
int procedure_doubts(const struct procedure_context *context,
    struct dossier *dossier, const struct people *people,
    procedure_doubt_fn *fn, void *ctx, struct err *err);

struct procedure_tick {
	const char *event, *instance;
	int64_t at_s;		/* from when it holds */
	/* that it is about, of the dossier's; NULL: of the text's own days */
	const struct dossier_deadline *deadline;
};
/* What time has brought about by a day and no record says yet: the first of
 * it, false when there is nothing. Strings live as long as dossier, context
 * and arena. */
bool procedure_next_tick(const struct procedure_context *context,
    const struct dossier *dossier, struct day today, struct arena *arena,
    struct procedure_tick *out);
/* The last day of a deadline by the calendar in force, year 0 unknown. False:
 * its period is none. */
bool procedure_due(const struct procedure_context *context,
    const struct dossier_deadline *deadline, struct day *due);
/* May a document in this state, on the chart of that hash, wait for a day of
 * its text ("effective", "expires")? */
bool procedure_awaits(const struct procedure_context *context,
    const char *hash, const char *state, const char *what);

/* A dossier for a creating act ("draft", or an event that the first state
 * accepts): the id is the store's. */
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
	const char *state;	/* in which it is possible */
	bool leaves;		/* that state, for another */
	const char *by;		/* role */
	const char *needs;	/* kinds still missing, "a b", "" none */
	const char *needs_all;	/* all kinds that it asks for, "a b" */
	const char *outside;	/* kinds that prove its day, "a b", "" */
	const char *data;	/* keys that must be given, "" */
	bool reason_required, text_required, signature_required;
	bool paper_or_reason;	/* a paper of any kind, or why there is none */
	const char *obstacle;	/* "" or why it is not possible yet (missing
				   milestone, condition), English */
	const char *obstacle_shown;	/* the same in the locale's language */
};
/* The options of the current state into an arena; returns their number.
 * Conditions are judged as of now_s. */
size_t procedure_options(const struct procedure_context *context,
    const struct dossier *dossier, int64_t now_s, struct arena *arena,
    struct procedure_option **out);
/* The first of them that sends this event, NULL for none. Borrowed. */
const struct procedure_option *procedure_option_of(
    const struct procedure_option *list, size_t n, const char *event);

/* Are the bodies that a file names as those who issue it (parted by 、; "": it
 * names none) the ones under which the document was taken in? A body may be
 * named without the places that it belongs to. */
bool procedure_issued_by(const struct dossier *dossier, const char *in_file);
/* Is the document led by an authority that is none of this registry's? */
bool procedure_lead_outside(const struct procedure_context *context,
    const struct dossier *dossier);
/* Who files it, "甲, 乙": the lead; where that is outside, this registry's
 * authorities among those that issue it, or the lead where the settings leave
 * it to that. */
const char *procedure_filed_by(const struct procedure_context *context,
    const struct dossier *dossier, struct arena *arena);

/* Does this event ask for the issued file now (gw:text="issued")? */
bool procedure_takes_issued(const struct procedure_context *context,
    const struct dossier *dossier, const char *event);
/* What people call a kind of material: "起草说明" of "explanation"; the kind
 * itself where it has no other name. */
const char *procedure_kind_label(const char *kind);
/* Must this kind come with the act that needs it (opinions, conclusions,
 * minutes, ...)? Others may have come before. */
bool procedure_kind_with_act(const char *kind);
/* May this be the name of a kind: [a-z0-9-], at most 40 bytes? */
bool procedure_kind_valid(const char *kind);
/* Does it look like 长民发〔2021〕3号 (GB/T 9704, 7.2.5)? */
bool procedure_number_valid(const char *number);
/* What people call a state of a workflow (gw:label): Chinese, and English
 * where `english`; the id itself where it has no label. Borrowed. */
const char *procedure_state_label(const struct procedure_context *context,
    const struct dossier_instance *instance, const char *state, bool english);
/* The state of a document that people read: its validity once it is issued,
 * else where it is. Borrowed from the arena. */
const char *procedure_status(const struct procedure_context *context,
    const struct dossier *dossier, struct arena *arena);

#endif
