/* audit_procedure.c: was the procedure kept with a document, told from its
 * records and not from what the dossier says of itself */
#include "workflows/audit_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"
#include "workflows/labels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What every published text must have passed, whatever the chart of the
 * registry asks for (地方组织法 75; 国办发〔2018〕37号, 115号; 公平竞争审查条例 18). */
static const struct gate {
	const char *milestone, *role;
	bool by_others;		/* than those who drafted or handed in */
} gates[] = {
	{ "legality-reviewed", "legal-counsel", true },
	{ "fair-competition-reviewed", "fair-competition-reviewer", true },
	{ "deliberated", "office", false }
};

/* A step in the course of its document. Strings are the audit's. */
struct step {
	int64_t number, record, stated_s, evidenced_s, recorded_s;
	const char *event, *person, *role;
	const char *behalf;	/* for whom the person acted, "" */
	const char *text_hash;	/* of the text that stood after it, "" none */
	int64_t since;		/* the last step until then that handed in
				   another text of the same hash, 0 */
	const char *milestones;	/* of the main instance, " a b " */
	bool done, claimed, handed_in;
};

struct course {
	struct audit *a;
	const struct dossier *dossier;
	const char *document;
	struct step *steps;
	size_t nsteps, cap;
	const char *text_hash;	/* of the current text while reading */
	int64_t since;		/* likewise */
	struct arena arena;	/* of the text hashes */
};

static void
tell(struct course *c, enum audit_kind kind, const struct step *step)
{
	const struct record record = {
		.number = step != NULL ? step->record : 0,
		.step = step != NULL ? step->number : 0
	};

	audit_tell(c->a, kind, &record, c->document, "record");
}

static const char *
event_word(struct course *c, const struct step *step)
{
	return audit_event_word(c->a, c->dossier, step->number, step->event);
}

/* ---- reading the records ---- */

static const char *
read_milestones(struct course *c, const xmlNode *root)
{
	struct text list = TEXT_INIT;
	const char *instance, *name, *kept;
	const xmlNode *node;

	text_adds(&list, " ");
	for (node = xml_child(root, OUTCOME_NS, "milestone"); node != NULL;
	    node = xml_next(node, OUTCOME_NS, "milestone")) {
		instance = xml_attr(node, "instance");
		name = xml_attr(node, "name");
		if (name != NULL && (instance == NULL ||
		    strcmp(instance, DOSSIER_MAIN) == 0))
			text_addf(&list, "%s ", name);
	}
	kept = audit_name(c->a, list.ptr);
	text_release(&list);
	return kept;
}

static bool
reached(const struct step *step, const char *milestone)
{
	char word[80];

	snprintf(word, sizeof(word), " %s ", milestone);
	return step->done && strstr(step->milestones, word) != NULL;
}

static bool
attribute_is(const xmlNode *node, const char *name, const char *value)
{
	const char *given = xml_attr(node, name);

	return given != NULL && strcmp(given, value) == 0;
}

static struct step *
step_at(const struct course *c, int64_t number)
{
	size_t i;

	for (i = 0; i < c->nsteps; i++)
		if (c->steps[i].number == number)
			return &c->steps[i];
	return NULL;
}

/* A paper that a correction handed in proves the day of the step that it
 * mends. */
static void
take_evidence(struct course *c, const struct audit_step *step)
{
	struct step *mended = step_at(c, step->corrects);

	if (mended != NULL && step->evidenced_s != 0 && step->done)
		mended->evidenced_s = step->evidenced_s;
}

/* A text counts from the step that handed it in, that step included. */
static void
add_step(void *ctx, const struct audit_step *from)
{
	struct course *c = ctx;
	struct step *step;

	take_evidence(c, from);
	MEM_GROW(c->steps, c->nsteps, c->cap);
	step = &c->steps[c->nsteps++];
	*step = (struct step) {
		.number = from->number, .record = from->record,
		.stated_s = from->stated_s, .evidenced_s = from->evidenced_s,
		.recorded_s = from->recorded_s, .event = from->event,
		.person = from->person, .role = from->role,
		.behalf = from->behalf, .milestones = from->milestones,
		.done = from->done, .claimed = from->claimed
	};
	if (step->done && from->text_hash[0] != '\0')
		c->text_hash = arena_strdup(&c->arena, from->text_hash);
	if (step->done && from->other_text)
		c->since = step->number;
	step->text_hash = c->text_hash;
	step->since = c->since;
	/* Publishing hands in the issued file and drafts nothing. */
	step->handed_in = step->done && (step->number == 1 ||
	    reached(step, "submitted") || (from->text_hash[0] != '\0' &&
	    !reached(step, "published")));
}

static void
take_step(struct course *c, const struct record *record,
    const struct act *act, const xmlNode *root)
{
	const char *role = xml_attr(root, "role");
	const struct audit_step step = {
		.number = record->step, .record = record->number,
		.stated_s = act->stated_s,
		.evidenced_s = act->evidenced_s,
		.recorded_s = record->recorded_s, .corrects = act->corrects,
		.event = audit_name(c->a, act->event),
		.person = audit_name(c->a, act->person),
		.behalf = audit_name(c->a, act->on_behalf),
		.role = audit_name(c->a, role == NULL ? "" : role),
		.text_hash = act->text == NULL ? "" : act->text->text_hash,
		.other_text = act->text != NULL &&
		    act->text->changes[0] != '\0',
		.milestones = read_milestones(c, root),
		.done = attribute_is(root, "result", "done"),
		.claimed = attribute_is(root, "authenticated", "claimed")
	};

	add_step(c, &step);
}

static int
on_record(void *ctx, const struct record *record, struct err *err)
{
	struct course *c = ctx;
	struct audit_parts parts;
	struct act *act = NULL;
	xmlDoc *outcome = NULL;

	(void)err;
	/* What cannot be read was told when it was to be replayed. */
	if (audit_parts_of(record, &parts) &&
	    act_parse(&act, parts.act, parts.act_len, &c->a->words) == 0 &&
	    xml_parse(&outcome, parts.outcome, parts.outcome_len, "outcome",
	    NULL, &c->a->words) == 0)
		take_step(c, record, act, xmlDocGetRootElement(outcome));
	act_free(act);
	xmlFreeDoc(outcome);
	return 0;
}

/* What was kept while the records were read will do where all is whole. */
static int
read_steps(struct course *c, const struct audit_document *document,
    struct err *err)
{
	struct audit *a = c->a;

	return a->walked->whole && !a->steps_lost ?
	    audit_kept_steps(a, document, add_step, c, err) :
	    store_records(a->store, document->id, on_record, c, err);
}

/* ---- the gates ---- */

/* The last step that passed the gate with the text that was published, or
 * NULL; *other is the last that passed it with another one. */
static const struct step *
passed(const struct course *c, const struct gate *gate, size_t published,
    const struct step **other)
{
	const struct step *at = &c->steps[published], *step;
	size_t end = published;

	*other = NULL;
	while (end-- > 0) {
		step = &c->steps[end];
		if (!reached(step, gate->milestone))
			continue;
		if (strcmp(step->text_hash, at->text_hash) == 0 &&
		    step->number >= at->since)
			return step;
		if (*other == NULL)
			*other = step;
	}
	return NULL;
}

/* Had one person, himself or through another, a part in both steps? */
static bool
shared(const struct step *a, const struct step *b)
{
	return strcmp(a->person, b->person) == 0 ||
	    strcmp(a->person, b->behalf) == 0 ||
	    (a->behalf[0] != '\0' && (strcmp(a->behalf, b->person) == 0 ||
	    strcmp(a->behalf, b->behalf) == 0));
}

static void
check_person(struct course *c, const struct gate *gate,
    const struct step *step, size_t end)
{
	struct arena *arena = &c->a->out->arena;
	size_t i;

	if (strcmp(step->role, gate->role) != 0) {
		err_set(&c->a->words, ERR_BROKEN, "step %lld of %s (%s) was "
		    "done by %s as \"%s\", but it is for the role %s",
		    (long long)step->number, c->document,
		    milestone_word(arena, gate->milestone),
		    audit_who(c->a, step->person),
		    role_word(arena, step->role),
		    role_word(arena, gate->role));
		tell(c, AUDIT_BREACH, step);
	}
	for (i = 0; gate->by_others && i < end; i++) {
		if (!c->steps[i].handed_in || !shared(&c->steps[i], step))
			continue;
		err_set(&c->a->words, ERR_BROKEN, "%s reviewed %s in step "
		    "%lld (%s) and had drafted it or handed it in in step "
		    "%lld", audit_who(c->a, step->person), c->document,
		    (long long)step->number,
		    milestone_word(arena, gate->milestone),
		    (long long)c->steps[i].number);
		tell(c, AUDIT_BREACH, step);
		return;
	}
}

static void
check_gate(struct course *c, const struct gate *gate, size_t published)
{
	const struct step *at = &c->steps[published], *other;
	const struct step *step = passed(c, gate, published, &other);
	const char *milestone = milestone_word(&c->a->out->arena,
	    gate->milestone);

	if (step != NULL) {
		check_person(c, gate, step, published);
		return;
	}
	if (other == NULL)
		err_set(&c->a->words, ERR_BROKEN, "%s was published in step "
		    "%lld without having been %s", c->document,
		    (long long)at->number, milestone);
	else if (strcmp(other->text_hash, at->text_hash) == 0)
		err_set(&c->a->words, ERR_BROKEN, "%s was published in step "
		    "%lld with a text that was never %s: step %lld passed one "
		    "with another day of effect or signing authority",
		    c->document, (long long)at->number, milestone,
		    (long long)other->number);
	else
		err_set(&c->a->words, ERR_BROKEN, "%s was published in step "
		    "%lld with a text that was never %s: step %lld passed "
		    "another (text hash %.16s, not %.16s)", c->document,
		    (long long)at->number, milestone,
		    (long long)other->number, other->text_hash,
		    at->text_hash);
	tell(c, AUDIT_BREACH, at);
}

static void
check_gates(struct course *c)
{
	size_t i, j;

	for (i = 0; i < c->nsteps; i++) {
		if (!reached(&c->steps[i], "published"))
			continue;
		for (j = 0; j < MEM_COUNT(gates); j++)
			check_gate(c, &gates[j], i);
	}
}

/* ---- exceptions ---- */

static struct day
judged(const struct step *step)
{
	return time_day(step->evidenced_s != 0 ? step->evidenced_s :
	    step->recorded_s);
}

/* Kept by the day that the actor states, though not by the one that judges. */
static bool
claimed_in_time(const struct dossier_deadline *deadline,
    const struct step *step)
{
	return step != NULL && deadline->due.year != 0 &&
	    step->stated_s != 0 && day_compare(time_day(step->stated_s),
	    deadline->due) <= 0;
}

/* Ended after its last day, by the time that judges: the evidenced one, else
 * that of recording; a stated time alone is only a claim. */
static bool
say_ended(struct course *c, const struct dossier_deadline *deadline,
    const char *state, const struct step *step)
{
	char due[DAY_TEXT], on[DAY_TEXT], said[DAY_TEXT];
	struct day day = judged(step), stated = time_day(step->stated_s);
	long long late = day_serial(day) - day_serial(deadline->due);

	if (late <= 0)
		return false;
	day_format(due, deadline->due);
	day_format(on, day);
	if (claimed_in_time(deadline, step) && deadline->passed_step != 0)
		err_set(&c->a->words, ERR_BROKEN, "%s of %s was due by %s; "
		    "step %lld (%s) is shown for %s only, %lld days late, and "
		    "claims to have been in time on %s, though step %lld had "
		    "recorded that the time was over", state, c->document,
		    due, (long long)step->number, event_word(c, step), on,
		    late, day_format(said, stated),
		    (long long)deadline->passed_step);
	else if (claimed_in_time(deadline, step))
		err_set(&c->a->words, ERR_BROKEN, "%s of %s was due by %s; "
		    "step %lld (%s) is shown for %s only, %lld days late, and "
		    "claims to have been in time on %s", state, c->document,
		    due, (long long)step->number,
		    event_word(c, step), on, late,
		    day_format(said, stated));
	else
		err_set(&c->a->words, ERR_BROKEN, "%s of %s was due by %s; "
		    "step %lld (%s) came on %s, %lld days late", state,
		    c->document, due, (long long)step->number,
		    event_word(c, step), on, late);
	return true;
}

static bool
say_running(struct course *c, const struct dossier_deadline *deadline,
    const char *state, struct day today)
{
	char due[DAY_TEXT], on[DAY_TEXT];

	if (day_compare(today, deadline->due) <= 0 ||
	    dossier_deadline_stands(deadline, NULL))
		return false;
	err_set(&c->a->words, ERR_BROKEN, "%s of %s was due by %s and had not "
	    "ended by %s, the day of the last record", state, c->document,
	    day_format(due, deadline->due), day_format(on, today));
	return true;
}

/* What is to be said of a deadline, if anything, calling its state so. */
static bool
say_deadline(struct course *c, const struct dossier_deadline *deadline,
    const char *state, const struct step *step, struct day today)
{
	if (deadline->due.year == 0) {
		err_set(&c->a->words, ERR_BROKEN, "the last day for %s of %s "
		    "(%s) is unknown: there is no calendar of that year",
		    state, c->document,
		    duration_word(&c->a->out->arena, deadline->within));
		return true;
	}
	if (step != NULL)
		return say_ended(c, deadline, state, step);
	return deadline->ended.year == 0 &&
	    say_running(c, deadline, state, today);
}

/* In English a state is called by its id, as everywhere in records; in
 * Chinese by what people read there. With the authority that a filing is owed
 * to: there may be several. */
static const char *
state_called(struct course *c, const struct dossier *dossier,
    const char *instance, const char *state)
{
	const struct dossier_instance *of = dossier_instance(dossier,
	    instance);
	struct arena *arena = &c->a->out->arena;
	const char *label;

	if (of == NULL)
		return state;
	label = procedure_state_label(&c->a->view, of, state, false);
	if (of->authority[0] == '\0')
		return word_in_message(arena, state, label);
	return word_in_message(arena, arena_printf(arena, "%s (%s)", state,
	    of->authority), arena_printf(arena, "%s（%s）", label,
	    of->authority));
}

static void
list_deadlines(struct course *c, const struct dossier *dossier,
    struct day today)
{
	const struct dossier_deadline *deadline;
	const struct step *step;
	size_t i;

	for (i = 0; i < dossier->ndeadlines; i++) {
		deadline = &dossier->deadlines[i];
		step = deadline->ended_step == 0 ? NULL :
		    step_at(c, deadline->ended_step);
		if (say_deadline(c, deadline, state_called(c, dossier,
		    deadline->instance, deadline->state), step, today))
			tell(c, claimed_in_time(deadline, step) &&
			    deadline->passed_step == 0 ?
			    AUDIT_CLAIMED_IN_TIME : AUDIT_LATE, step != NULL ?
			    step : step_at(c, deadline->step));
	}
}

/* "-" where it is not known. */
static void
shown_day(char out[DAY_TEXT], struct day day)
{
	if (day.year == 0)
		memcpy(out, "-", sizeof("-"));
	else
		day_format(out, day);
}

/* The calendar that is in force now counts otherwise than what holds. */
static void
say_moved(struct course *c, const struct dossier *dossier,
    const struct dossier_deadline *at)
{
	char due[DAY_TEXT], now[DAY_TEXT];
	struct day counted;

	if (c->a->now == NULL || !procedure_due(context_get(c->a->now), at,
	    &counted) || counted.year == 0 ||
	    day_compare(counted, at->due) == 0)
		return;
	shown_day(due, at->due);
	err_set(&c->a->words, ERR_BROKEN, "the last day for %s of %s is %s, "
	    "and would be %s by the calendar that is in force now",
	    state_called(c, dossier, at->instance, at->state), c->document,
	    due, day_format(now, counted));
	tell(c, AUDIT_CLOCK, step_at(c, at->step));
}

/* Every clock that stood still, and every last day that is no longer the one
 * which was told first. */
static void
list_clocks(struct course *c, const struct dossier *dossier)
{
	const struct dossier_deadline *at;
	char told[DAY_TEXT], due[DAY_TEXT];
	const char *state;
	size_t i;

	for (i = 0; i < dossier->ndeadlines; i++) {
		at = &dossier->deadlines[i];
		say_moved(c, dossier, at);
		if (at->suspended[0] == '\0' &&
		    day_compare(at->told, at->due) == 0)
			continue;
		state = state_called(c, dossier, at->instance, at->state);
		shown_day(told, at->told);
		shown_day(due, at->due);
		if (dossier_deadline_stands(at, NULL))
			err_set(&c->a->words, ERR_BROKEN, "the clock of %s of "
			    "%s stands still (%s)", state, c->document,
			    at->suspended);
		else if (at->suspended[0] != '\0')
			err_set(&c->a->words, ERR_BROKEN, "the clock of %s of "
			    "%s stood still (%s): its last day is %s, not %s",
			    state, c->document, at->suspended, due, told);
		else
			err_set(&c->a->words, ERR_BROKEN, "the last day for "
			    "%s of %s is %s, and was first told as %s", state,
			    c->document, due, told);
		tell(c, AUDIT_CLOCK, step_at(c, at->step));
	}
}

/* An opinion may come as soon as it is ready (gw:at-least is time owed to who
 * reviews); that it came so soon is to be known. Days are the stated ones. */
static void
list_early(struct course *c, const struct dossier *dossier)
{
	const struct dossier_deadline *at;
	const struct step *step;
	char on[DAY_TEXT], until[DAY_TEXT];
	size_t i;

	for (i = 0; i < dossier->ndeadlines; i++) {
		at = &dossier->deadlines[i];
		step = at->ended_step == 0 ? NULL :
		    step_at(c, at->ended_step);
		if (step == NULL || at->owed_until.year == 0 ||
		    strcmp(step->role, at->owed_to) != 0 ||
		    day_compare(at->ended, at->owed_until) >= 0)
			continue;
		err_set(&c->a->words, ERR_BROKEN, "step %lld of %s (%s) came "
		    "on %s, before the %s that are owed to the reviewer had "
		    "passed on %s", (long long)step->number, c->document,
		    event_word(c, step),
		    day_format(on, at->ended),
		    duration_word(&c->a->out->arena, at->at_least),
		    day_format(until, at->owed_until));
		tell(c, AUDIT_EARLY, step);
	}
}

/* The work of one was done by the hand of another: for whom, in which role,
 * and how it is known who it was. */
static void
list_behalf(struct course *c)
{
	const struct step *step;
	size_t i;

	for (i = 0; i < c->nsteps; i++) {
		step = &c->steps[i];
		if (!step->done || step->behalf[0] == '\0')
			continue;
		if (step->claimed)
			err_set(&c->a->words, ERR_BROKEN, "step %lld of %s "
			    "(%s) was done by %s on behalf of %s, as %s; that "
			    "it was %s is only claimed",
			    (long long)step->number, c->document,
			    event_word(c, step),
			    audit_who(c->a, step->person),
			    audit_who(c->a, step->behalf),
			    role_word(&c->a->out->arena, step->role),
			    audit_who(c->a, step->person));
		else
			err_set(&c->a->words, ERR_BROKEN, "step %lld of %s "
			    "(%s) was done by %s on behalf of %s, as %s",
			    (long long)step->number, c->document,
			    event_word(c, step),
			    audit_who(c->a, step->person),
			    audit_who(c->a, step->behalf),
			    role_word(&c->a->out->arena, step->role));
		tell(c, AUDIT_BEHALF, step);
	}
}

static void
list_entries(struct course *c)
{
	int64_t lag, longest = 0;
	int done = 0, late = 0, claimed = 0;
	size_t i;

	for (i = 0; i < c->nsteps; i++) {
		claimed += c->steps[i].claimed;
		done += c->steps[i].done;
		/* What was refused entered nothing; of a tick nobody is
		 * late. */
		if (!c->steps[i].done || c->steps[i].stated_s == 0 ||
		    c->steps[i].person[0] == '\0')
			continue;
		lag = day_serial(time_day(c->steps[i].recorded_s)) -
		    day_serial(time_day(c->steps[i].stated_s));
		late += lag > 0;
		longest = lag > longest ? lag : longest;
	}
	if (late > 0) {
		err_set(&c->a->words, ERR_BROKEN, "%d of the %d acts on %s "
		    "were entered late, up to %lld days after the day they "
		    "state", late, done, c->document,
		    (long long)longest);
		tell(c, AUDIT_ENTRY, NULL);
	}
	if (claimed > 0) {
		err_set(&c->a->words, ERR_BROKEN, "%d of the %zu acts on %s "
		    "are by persons who were only claimed: nothing but a "
		    "name given with the command stands for them", claimed,
		    c->nsteps, c->document);
		tell(c, AUDIT_ENTRY, NULL);
	}
}

/* Both values stand there: what was, and what counts now. */
static void
list_corrections(struct course *c, const struct dossier *dossier)
{
	const struct dossier_correction *at;
	size_t i;

	for (i = 0; i < dossier->ncorrections; i++) {
		at = &dossier->corrections[i];
		if (strcmp(at->field, "evidenced") == 0 && at->was[0] == '\0')
			err_set(&c->a->words, ERR_BROKEN, "step %lld of %s "
			    "hands a paper in later: step %lld is judged by "
			    "%s, which it proves, no longer by the day of "
			    "recording (%s: %s)", (long long)at->step,
			    c->document, (long long)at->of, at->now,
			    audit_who(c->a, at->person), at->reason);
		else
			err_set(&c->a->words, ERR_BROKEN, "step %lld of %s "
			    "corrects step %lld: %s is %s, not %s (%s: %s)",
			    (long long)at->step, c->document,
			    (long long)at->of,
			    datum_word(&c->a->out->arena, at->field), at->now,
			    at->was[0] != '\0' ? at->was : "-",
			    audit_who(c->a, at->person), at->reason);
		tell(c, AUDIT_CORRECTION, step_at(c, at->step));
	}
}

static void
list_lead(struct course *c, const struct dossier *dossier)
{
	const struct procedure_context *context = &c->a->view;

	if (dossier->number[0] == '\0' ||
	    !procedure_lead_outside(context, dossier))
		return;
	err_set(&c->a->words, ERR_BROKEN, "%s is a joint document whose lead, "
	    "%s, is outside this registry; it is filed by %s", c->document,
	    dossier->lead, procedure_filed_by(context, dossier,
	    &c->a->out->arena));
	tell(c, AUDIT_LEAD, NULL);
}

static void
list_migrations(struct course *c, const struct dossier *dossier)
{
	const struct dossier_migration *at;
	size_t i;

	for (i = 0; i < dossier->nmigrations; i++) {
		at = &dossier->migrations[i];
		err_set(&c->a->words, ERR_BROKEN, "step %lld of %s moved it "
		    "(%s) from the chart %.12s to the chart %.12s (%s: %s)",
		    (long long)at->step, c->document, at->instance, at->from,
		    at->to, audit_who(c->a, at->person), at->reason);
		tell(c, AUDIT_CHART, step_at(c, at->step));
	}
}

int
audit_procedure(struct audit *a, const struct audit_document *document,
    const struct dossier *dossier, struct err *err)
{
	struct course c = {
		.a = a, .dossier = dossier, .document = document->id,
		.text_hash = ""
	};
	const struct audit_walked *walked = a->walked;
	int result = -1;

	if (walked->head_err.code != ERR_NONE)
		*err = walked->head_err;
	if (walked->head_err.code != ERR_NONE ||
	    read_steps(&c, document, err) != 0)
		goto out;
	check_gates(&c);
	list_deadlines(&c, dossier, time_day(walked->head.recorded_s));
	list_clocks(&c, dossier);
	list_early(&c, dossier);
	list_behalf(&c);
	list_corrections(&c, dossier);
	list_lead(&c, dossier);
	list_migrations(&c, dossier);
	list_entries(&c);
	result = 0;
out:
	free(c.steps);
	arena_release(&c.arena);
	return result;
}
