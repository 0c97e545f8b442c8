/* standing.h: where a document stands: its states, who acts, by when */
#ifndef GUIWEN_CLI_STANDING_H
#define GUIWEN_CLI_STANDING_H

#include "cli/output.h"
#include "engine/base/arena.h"
#include "engine/calendar/calendar.h"
#include "workflows/dossier.h"
#include "workflows/procedure.h"
#include "workflows/registry.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Why a document is where it is. */
struct sent_back {
	const char *reason, *person;	/* reason NULL: none was given */
	const char *by;		/* which document took its place, or NULL */
	int64_t step;
};

/* One active state without children, or the end of the document. Strings are
 * borrowed from the dossier, the chart and the arena. */
struct standing {
	const char *instance;	/* "main", "filing-1" */
	const char *authority;	/* of a filing, else "" */
	const char *state, *label;
	const char *role;	/* who must act; "" nobody */
	/* its own, or the one that it stops (gw:suspends), or NULL */
	const struct dossier_deadline *deadline;
	/* Only says what the filings say, which are listed themselves: left
	 * out of what people read. */
	bool mirror;
	/* Nothing brings it here without a reason, and it is not the drafter
	 * who has to act (of whom sent_back_load() tells); or the document has
	 * ended here, which some acts give a reason for. */
	bool reasoned;
	struct sent_back why;	/* standing_why() */
};

/* Into an arena; returns how many. Closed instances are listed too. */
size_t standings(const struct procedure_context *context,
    const struct dossier *dossier, struct arena *arena,
    struct standing **out);
/* Append the labels of those active states that people read, with the filing
 * authority behind that of a filing. */
void standing_words(const struct standing *list, size_t n, struct text *out);
/* What the days of a published text say of its validity on a day when no step
 * has recorded it yet. */
enum validity {
	VALIDITY_AS_RECORDED,
	VALIDITY_TO_COME,
	VALIDITY_BEGUN,
	VALIDITY_ENDED
};
enum validity validity_today(const struct dossier *dossier,
    struct day today);
/* Append it in brackets: not in force before ..., in force since ..., validity
 * ended on .... Nothing where the record says it already. */
void validity_words(const struct dossier *dossier, struct day today,
    struct text *out);
/* Append the labels of the states without children that a step entered and
 * did not leave again, or in which something ended, with the filing authority
 * behind that of a filing. */
void entered_words(const struct procedure_context *context,
    const struct dossier *dossier, const struct history_entry *entry,
    struct text *out);
/*
 * The label of an event: that of the transition by which it leaves one of the
 * states in `left` ("a b"), else of any that takes it, else the event. dossier
 * may be NULL: before there is one.
 */
const char *event_label(const struct procedure_context *context,
    const struct dossier *dossier, const char *event, const char *left);

/* What a state of its charts is called; NULL: it is none of theirs. */
const char *state_words(const struct procedure_context *context,
    const struct dossier *dossier, const char *id);
/* The Chinese sentence with which a chart refuses, given in English; NULL: no
 * chart does. */
const char *chart_refusal_label(const struct procedure_context *context,
    const struct dossier *dossier, const char *english);
/* The event that a person sends under this label, in either language, anywhere
 * in the charts of the document; NULL: none. Borrowed from the chart. */
const char *event_labelled(const struct procedure_context *context,
    const struct dossier *dossier, const char *label);

/* The transition in that line of the chart's file, by which records name it;
 * of several the one that takes the event. -1: there is none. */
int transition_in_line(const struct chart *chart, int line,
    const char *event);

/* The label of the event "destroy": to ask for it is one thing, to confirm it,
 * by which the paper goes, another. */
const char *destroy_label(bool confirmed);

/* Why it is with its drafter: the last step of somebody else. Strings into the
 * arena. 0, or -1 with err. */
int sent_back_load(struct sent_back *out, struct registry *registry,
    const char *document, struct arena *arena, struct err *err);
/* Fill `why` of one that is reasoned: the last step that brought it there. */
int standing_why(struct standing *standing, struct registry *registry,
    const char *document, struct arena *arena, struct err *err);
/* "reason (NAME, step 4): ...; by which document: ..." */
void sent_back_words(struct text *out, const struct people *people,
    const struct sent_back *back);
json_t *sent_back_json(const struct sent_back *back);

/*
 * Separation of duties: a review is not for whoever drafted the document or
 * handed it in, under whichever id or on whose behalf. Why not by this person
 * acting for the principal (the person himself or one who delegated it), in
 * words to the person; NULL where nothing stands against it.
 */
const char *barred_words(const struct people *people,
    const struct dossier *dossier, const char *role,
    const struct person *person, const struct person *principal);
#define WHO_MOST 4		/* people named beside a role */
/*
 * Append "legal counsel (Zhou Zhengming)": a role and who has it today, with
 * those who may act for them, but nobody whom the separation of duties bars;
 * for the drafter, who drafted it or took it over. Returns how many are named;
 * their ids in `ids` (may be NULL), borrowed.
 */
size_t who_acts(struct text *out, const struct procedure_context *context,
    const struct dossier *dossier, const char *role, struct day today,
    const char *ids[WHO_MOST]);
/* The name of a person, the id where there is none of that id. */
const char *person_name(const struct people *people, const char *id);
/* {"instance":, "state":, "label":, "role":, "due":, ...} */
json_t *standing_json(const struct standing *standing,
    const struct calendar *calendar, struct day today);

#endif
