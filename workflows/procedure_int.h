/* procedure_int.h: what the parts of the procedure share: one act on its way
 * through gates and engine into the dossier and the outcome */
#ifndef GUIWEN_WORKFLOWS_PROCEDURE_INT_H
#define GUIWEN_WORKFLOWS_PROCEDURE_INT_H

#include "engine/chart/session.h"
#include "engine/xml/tree.h"
#include "engine/xml/write.h"
#include "workflows/labels.h"
#include "workflows/procedure.h"

#define PUBLISHED "published"	/* the milestone that filings start at */
#define DELIBERATED "deliberated"
#define ISSUED "issued"
#define FILING_CLOSED "filing.closed"
#define WORKFLOW_MAIN "normative-document"
#define WORKFLOW_FILING "filing"
#define EVIDENCE "evidence"	/* the kind of a paper that proves a day */

/* The issuing elements, as an act would leave them. */
struct issue {
	const char *number, *signer;
	struct day made, published, effective, expires;
};

/* A list of strings in the dossier's arena. */
struct names {
	const char **at;
	size_t count, cap;
};

/* One call of the engine, for the outcome. */
struct run {
	const char *instance, *event, *chart;
	struct names lines, left, entered;
	const char *done;	/* the final state that ended it, or NULL */
	const struct xml_tree *facts;
};

struct move {
	const struct procedure_context *context;
	struct dossier *dossier;
	const struct act *act;		/* NULL: nobody acts (options) */
	const struct person *person;	/* who acts; NULL likewise */
	/* whose roles count: the person, or on whose behalf he acts */
	const struct person *principal;
	const char *authenticated;	/* "key", "session", "os-user",
					   "claimed" */
	struct day day;			/* of recording: judges roles */
	const char *role;		/* in which the person acts, "" */
	const char *instance;		/* where the event goes, "" */
	int64_t stated_s, recorded_s;
	int64_t step;			/* that this record will be */
	bool creating;
	struct issue issue;
	struct run *runs;
	size_t nruns, runs_cap;
	struct names reached_instance, reached, voided, filings;
	const struct migration *migration;	/* that was done, or NULL */
	/* What a tick tells of, as it is and as its last day was; or NULL. */
	const struct dossier_deadline *ticked;
	struct day ticked_was;
	char day_text[DAY_TEXT];	/* for a message */
	struct err *refusal, *err;
};

/* Gates return this. */
enum gate {
	GATE_FAILED = -1,	/* m->err is set */
	GATE_OPEN = 0,
	GATE_REFUSED = 1	/* m->refusal is set */
};
#define REFUSE(m, ...) (err_set((m)->refusal, __VA_ARGS__), GATE_REFUSED)

/* Transitions of one instance that the event leads to. */
#define CHOICE_MAX 8
struct choice {
	size_t instance;	/* index into dossier->instances */
	const struct chart *chart;
	int transitions[CHOICE_MAX];
	size_t n;
	bool blocked;		/* by their conditions: n is 1 */
};

/* procedure_words.c */
/* The next word of a list separated by blanks: NULL at its end. */
const char *word_next(const char **at, size_t *len);
bool words_have(const char *words, const char *word);
void names_add(struct names *names, struct arena *arena, const char *name);
/* How a sentence names the document: by its title while it is not there yet,
 * and would lose the id that it was to have. */
const char *document_word(const struct move *m);
/* For a message: the act's event; in Chinese with its label, 送审（submit）. */
const char *event_word(const struct move *m);
/* The same of another event, as it is called in the document's charts. */
const char *event_word_of(const struct move *m, const char *event);
/* For a message: "a, b, c" in the arena, each through `label` (may be NULL)
 * as "a (甲)"; in Chinese "甲（a）、…". */
const char *names_list(const struct names *names, struct arena *arena,
    const char *(*label)(const char *));
const char *datum_label(const char *key);
/* The chart's own sentence for a transition whose condition is false, into
 * err (ERR_REFUSED) in both of its languages; false where it has none. */
bool chart_refusal(const struct chart *chart, int transition,
    struct err *err);
/* What people call an event: the gw:label of the transition from this state,
 * else of any one that has it; NULL where none has. Borrowed. */
const char *procedure_event_label(const struct chart *chart,
    const char *state, const char *event);
/* A state for a message (labels.h). */
const char *state_word(const struct move *m, const char *instance,
    const char *state);
/* "周正明 (zhou)" */
const char *person_words(const struct move *m, const char *id);
bool kind_of_document_known(const char *kind);
const char *kind_of_document_guess(const char *title);
/* ".docx" of "a.DOCX" is "docx"; "bin" where the name tells nothing. */
const char *extension(struct arena *arena, const char *name);

/* labels.c */
bool shown_in_chinese(void);

/* procedure_facts.c */
/* A tree <_x><facts/></_x>; NULL authority: of the main instance. The
 * caller's: xmlFreeDoc(). */
const struct xml_tree *facts_build(const struct move *m,
    const struct dossier_instance *instance);
/* Append a gw: value with its {XPath} parts evaluated over the facts. */
int facts_expand(const struct xml_tree *facts, const char *value,
    struct text *out, struct err *err);

/* procedure_select.c */
const struct chart *instance_chart(const struct procedure_context *context,
    const struct dossier_instance *instance, struct err *err);
/* The role that may send the event of a transition, or NULL: nobody, as with
 * those that time sends. */
const char *transition_role(const struct chart *chart, int transition);
/* Where does the act's event go? Sets m->instance. */
enum gate choose(struct move *m, struct choice *choice);
/* The transitions of an instance whose state is active and whose event
 * matches, whatever their conditions. */
void choose_matching(struct move *m, size_t index, const struct chart *chart,
    const char *event, struct choice *choice);
/* Narrow the choice to what the engine would take now. */
int choose_enabled(struct choice *choice, struct session *session,
    const char *event);
/* Active states by number: chart_nstates flags in the arena. */
bool *active_states(struct arena *arena, const struct chart *chart,
    const struct dossier_instance *instance);
/* The issuing authority whose duties and numbers count: the lead, or the
 * only one. */
const char *lead_authority(const struct dossier *dossier);

/* procedure_gates.c */
enum gate gate_seen(struct move *m, const struct procedure_last *last);
enum gate gate_person(struct move *m);
enum gate gate_time(struct move *m);
/* The gates of one transition, from the role to the reason. */
enum gate gate_transition(struct move *m, const struct choice *choice,
    int transition);
enum gate gate_condition(struct move *m, const struct choice *choice);
/* event NULL: the act's, as messages call it. */
enum gate gate_role(struct move *m, const char *role, const char *event);
/* Has who acts this role on the day, himself or by delegation? */
bool acts_as(const struct move *m, const char *role);
/* Evidence in a filing is not from before the day of publication. */
enum gate gate_filing_paper(struct move *m, const char *instance,
    int64_t evidenced_s, struct day published);
/* The first of these roles that the person has and the act allows, or "". */
const char *role_used(const struct move *m, const char *wanted);
enum gate gate_papers(struct move *m);
/* The kinds that a transition needs and that are not there. */
void missing_kinds(const struct move *m, const char *needs,
    struct names *out);
/* The first milestone of gw:after that does not hold, or NULL. */
const char *missing_milestone(const struct move *m, const char *instance,
    const char *after, struct arena *arena);
/* Is what this kind of material proves fit to be used by this act? */
bool material_counts(const struct dossier_material *material);

/* procedure_others.c */
/* Another document that is named: where by an id of this registry, it is there
 * and, where asked for, published. */
enum gate gate_other(struct move *m, const char *other, bool published);

/* procedure_duties.c */
/* The filings that the document owes once it is published: into the dossier's
 * arena; returns their number. */
size_t filing_duties(const struct move *m, const struct filing_duty ***out);

/* procedure_issued.c */
/* What was handed in as the issued file must be the text that was approved,
 * under the number, by the authorities and the signer and with the days that
 * were settled. */
enum gate gate_issued_text(struct move *m);
/* Does the file name this signer, or none? Posts may stand beside names. */
bool signed_by(struct arena *arena, const char *in_file, const char *signer);

/* procedure_evidence.c */
/* A day from outside (evidenced) stands on a paper that is handed in with the
 * act: one of kind `evidence`, or one of the kinds that come from outside
 * (gw:outside of the transition, may be NULL). */
enum gate gate_evidence(struct move *m, const char *outside);
size_t evidence_count(const struct act *act);
/* When it was reached, as a paper proves it, else as it was stated. */
int64_t milestone_proved_s(const struct dossier_milestone *milestone);

/* procedure_separation.c */
/* gw:not: separation of duties, of the person and of the one on whose behalf
 * he acts, whatever roles and ids they use. */
enum gate gate_not(struct move *m, const char *not);

/* procedure_data.c */
enum gate gate_data(struct move *m, const struct choice *choice,
    int transition);
enum gate gate_number(struct move *m, const char *number);
/* Is no datum of the act given twice? */
enum gate gate_once(struct move *m);
/* The document date: not after the day of numbering, not before the
 * deliberation, of the number's year. Days of year 0 are not known. */
enum gate gate_document_date(struct move *m, const char *number,
    struct day dated, struct day numbered, struct day deliberated);
/* What the act leaves of the issuing elements. */
void issue_plan(struct move *m, const struct choice *choice);

/* procedure_move.c */
/* The session of an instance as it stands. */
int instance_session(struct move *m, const struct dossier_instance *instance,
    const struct chart *chart, const struct xml_tree *facts,
    struct session **out);
/* One call of the engine: event NULL starts the session (*session NULL). */
int move_run(struct move *m, size_t instance, const struct chart *chart,
    struct session **session, const char *event, const struct xml_tree *facts);
/* Papers, text, issuing elements and actor into the dossier; then the
 * engine, and what follows from it. */
int move_take(struct move *m, const struct choice *choice,
    struct session *session, const struct xml_tree *facts);
/* Start what publication starts, tell main what has ended. */
int move_follow_up(struct move *m);
void move_actor(struct move *m, const char *state);
void move_papers(struct move *m);
void move_version(struct move *m, bool final);
const char *atomic_state(const struct chart *chart,
    const struct dossier_instance *instance, struct arena *arena);

/* procedure_due.c */
/* The last day by this calendar; year 0 where it is not known. False: the
 * deadline's period is none. */
bool deadline_due(const struct calendar *calendar,
    const struct dossier_deadline *deadline, struct day *due);
/* The last day, and that of the time owed, by the calendar of the context. */
int deadline_count(const struct move *m, struct dossier_deadline *deadline);

/* procedure_deadline.c */
/* A gw: value with its parts in braces evaluated; "" for NULL. */
int deadline_words(struct move *m, const struct xml_tree *facts,
    const char *value, const char **out);
/*
 * What a run of the engine does to the clocks of an instance, `active` being
 * its states by number then: a state that was left ends its deadline, unless
 * an active state suspends it (gw:suspends); one that was entered starts its
 * own, or lets a suspended one run on.
 */
int deadlines_follow(struct move *m, size_t index, const struct chart *chart,
    const bool *active, const struct run *run);
/* That step was really taken on another day: count again from that what ran
 * from it, and end on `ended` what it ended. */
int deadlines_restart(struct move *m, int64_t step, struct day from,
    struct day ended);
/* Would that put a deadline off? *off is the first such one, with *due as it
 * would be then; NULL where there is none. */
int deadline_put_off(struct move *m, int64_t step, struct day now,
    const struct dossier_deadline **off, struct day *due);

/* procedure_tick.c */
/* What time brought about, by nobody's hand. */
enum gate tick(struct move *m);
void tick_write(struct xml_writer *w, const struct move *m);
/* An event that time sends and no person: deadline.X, due.X. */
bool event_is_of_time(const char *event);
/* The act of no person. */
bool is_tick(const struct act *act);

/* procedure_create.c */
enum gate create_document(struct move *m);

/* procedure_correct.c */
enum gate correct(struct move *m);

/* procedure_correct_values.c */
/* May the values of a correction stand beside all else that is recorded, and
 * beside what the text says? Each of them is well formed. */
enum gate correct_values(struct move *m, const char *instance);

/* procedure_migrate.c */
#define MIGRATE "migrate"
enum gate migrate(struct move *m);
void migration_write(struct xml_writer *w, const struct move *m);
/* The chart that an instance was bound to when that step was done. */
const struct chart *instance_chart_at(const struct move *m,
    const struct dossier_instance *instance, int64_t step, struct err *err);
/* What the state in which somebody acted is called in the present chart. */
const char *actor_state(const struct dossier *dossier,
    const struct dossier_actor *actor, struct arena *arena);
/* Was the instance of any chart moved after that step? */
bool migrated_after(const struct dossier *dossier, int64_t step);

/* procedure_destroy.c */
#define DESTROY "destroy"
enum gate destroy(struct move *m);

/* Append one element to an array of the dossier. */
#define DOSSIER_APPEND(dossier, array, ...) do {			\
	void *grown_ = arena_array(&(dossier)->arena,			\
	    (dossier)->n##array + 1, sizeof(*(dossier)->array));	\
	if ((dossier)->n##array != 0)					\
		memcpy(grown_, (dossier)->array,			\
		    (dossier)->n##array * sizeof(*(dossier)->array));	\
	(dossier)->array = grown_;					\
	(dossier)->array[(dossier)->n##array++] = __VA_ARGS__;		\
} while (0)

#endif
