/* procedure.c: one act applied to one dossier, and the outcome told */
#include "workflows/procedure_int.h"

#include "engine/xml/write.h"

#include <string.h>

#define CORRECT "correct"

struct dossier *
procedure_create(const char *id)
{
	return dossier_new(id);
}

int
instance_session(struct move *m, const struct dossier_instance *instance,
    const struct chart *chart, const struct xml_tree *facts,
    struct session **out)
{
	return session_restore(out, chart, instance->snapshot,
	    strlen(instance->snapshot), facts, NULL, m->err);
}

/* An act that sends an event to the chart. */
static enum gate
send_event(struct move *m)
{
	struct session *session = NULL;
	struct dossier_instance *instance;
	const struct xml_tree *facts;
	struct choice choice;
	enum gate gate;
	size_t i;

	if ((gate = choose(m, &choice)) != GATE_OPEN)
		return gate;
	instance = &m->dossier->instances[choice.instance];
	m->role = role_used(m, transition_role(choice.chart,
	    choice.transitions[0]));
	issue_plan(m, &choice);
	facts = facts_build(m, instance);
	gate = GATE_FAILED;
	if (instance_session(m, instance, choice.chart, facts, &session) != 0)
		goto out;
	if (choose_enabled(&choice, session, m->act->event) != 0) {
		err_set(m->err, ERR_LIMIT, "the event %s means more than %d "
		    "transitions at once", m->act->event, CHOICE_MAX);
		goto out;
	}
	for (i = 0; i < choice.n; i++)
		if ((gate = gate_transition(m, &choice,
		    choice.transitions[i])) != GATE_OPEN)
			goto out;
	if ((gate = gate_condition(m, &choice)) != GATE_OPEN)
		goto out;
	if (move_take(m, &choice, session, facts) != 0)
		gate = GATE_FAILED;
out:
	session_free(session);
	return gate;
}

static enum gate
perform(struct move *m, const struct procedure_last *last)
{
	enum gate gate;

	if ((gate = gate_seen(m, last)) != GATE_OPEN)
		return gate;
	if (!m->creating && is_tick(m->act))
		return tick(m);
	if ((gate = gate_person(m)) != GATE_OPEN ||
	    (gate = gate_time(m)) != GATE_OPEN)
		return gate;
	if (m->act->corrects != 0 || strcmp(m->act->event, CORRECT) == 0) {
		if (m->creating || strcmp(m->act->event, CORRECT) != 0)
			return REFUSE(m, ERR_USAGE, "only “%s” on a document "
			    "that exists names a step to mend", CORRECT);
		return correct(m);
	}
	if (!m->creating && strcmp(m->act->event, MIGRATE) == 0)
		return migrate(m);
	if (!m->creating && strcmp(m->act->event, DESTROY) == 0)
		return destroy(m);
	if (m->creating) {
		if ((gate = create_document(m)) != GATE_OPEN)
			return gate;
		if (strcmp(m->act->event, "draft") == 0)
			return gate_evidence(m, NULL);
	} else if (strcmp(m->act->event, "draft") == 0) {
		return REFUSE(m, ERR_REFUSED, "%s exists already; “draft” only "
		    "creates a document, “revise” replaces its text",
		    m->dossier->id);
	}
	return send_event(m);
}

static const char *
refusal_code(enum err_code code)
{
	static const char *const names[] = {
		[ERR_USAGE] = "usage", [ERR_NOTFOUND] = "not-found",
		[ERR_DENIED] = "denied", [ERR_REFUSED] = "refused",
		[ERR_MISSING] = "missing", [ERR_STALE] = "stale",
		[ERR_UNSUPPORTED] = "unsupported", [ERR_LIMIT] = "limit"
	};

	return (size_t)code < sizeof(names) / sizeof(names[0]) &&
	    names[code] != NULL ? names[code] : "refused";
}

static const char *
none_if_empty(const char *s)
{
	return s != NULL && s[0] != '\0' ? s : NULL;
}

static void
write_run(struct xml_writer *w, const struct run *run)
{
	struct text lines = TEXT_INIT;
	size_t i;

	for (i = 0; i < run->lines.count; i++)
		text_addf(&lines, "%s%s", i != 0 ? " " : "",
		    run->lines.at[i]);
	xw_open(w, "run", NULL);
	xw_attr(w, "chart", run->chart);
	xw_attr(w, "event", none_if_empty(run->event));
	xw_attr(w, "instance", run->instance);
	xw_attr(w, "lines", none_if_empty(lines.ptr));
	xt_write(w, run->facts, "");
	for (i = 0; i < run->left.count; i++)
		xw_element(w, "left", run->left.at[i]);
	for (i = 0; i < run->entered.count; i++)
		xw_element(w, "entered", run->entered.at[i]);
	xw_close(w);
	text_release(&lines);
}

static const struct dossier_deadline *
deadline_of(const struct dossier *dossier, const char *instance)
{
	size_t i;

	for (i = dossier->ndeadlines; i-- > 0;)
		if (strcmp(dossier->deadlines[i].instance, instance) == 0)
			return &dossier->deadlines[i];
	return NULL;
}

static void
write_consequences(struct xml_writer *w, const struct move *m)
{
	const struct dossier_deadline *deadline;
	const struct dossier_instance *instance;
	char due[DAY_TEXT];
	size_t i;

	if (m->migration != NULL)
		migration_write(w, m);
	tick_write(w, m);
	for (i = 0; i < m->reached.count; i++) {
		xw_open(w, "milestone", NULL);
		xw_attr(w, "instance", m->reached_instance.at[i]);
		xw_attr(w, "name", m->reached.at[i]);
		xw_close(w);
	}
	for (i = 0; i < m->voided.count; i++) {
		xw_open(w, "voided", NULL);
		xw_attr(w, "name", m->voided.at[i]);
		xw_close(w);
	}
	for (i = 0; i < m->filings.count; i++) {
		instance = dossier_instance(m->dossier, m->filings.at[i]);
		deadline = deadline_of(m->dossier, m->filings.at[i]);
		xw_open(w, "filing", NULL);
		xw_attr(w, "authority", instance->authority);
		if (deadline != NULL && deadline->due.year != 0)
			xw_attr(w, "due", day_format(due, deadline->due));
		xw_attr(w, "instance", instance->id);
		xw_close(w);
	}
}

static void
write_outcome(const struct move *m, bool done, const char *before,
    const char *after, const char *authenticated, struct text *out)
{
	struct xml_writer w;
	size_t i;

	xw_init(&w, out);
	xw_open(&w, "outcome", OUTCOME_NS);
	xw_attr(&w, "after", none_if_empty(after));
	xw_attr(&w, "authenticated", authenticated);
	xw_attr(&w, "before", none_if_empty(before));
	xw_attr(&w, "event", m->act->event);
	xw_attr(&w, "instance", none_if_empty(m->instance));
	xw_attr(&w, "result", done ? "done" : "refused");
	xw_attr(&w, "role", none_if_empty(m->role));
	xw_attr_int(&w, "semantics", SESSION_SEMANTICS);
	if (!done) {
		xw_open(&w, "refusal", NULL);
		xw_attr(&w, "code", refusal_code(m->refusal->code));
		xw_text(&w, m->refusal->msg);
		xw_close(&w);
	}
	for (i = 0; done && i < m->nruns; i++)
		write_run(&w, &m->runs[i]);
	if (done)
		write_consequences(&w, m);
	xw_close(&w);
}

static void
hash_before(struct dossier *dossier, char out[SHA256_HEX])
{
	if (dossier->step == 0) {
		out[0] = '\0';
		return;
	}
	if (dossier->state.len == 0)
		dossier_finish(dossier);
	sha256_hex(out, &dossier->state_hash);
}

int
procedure_apply(const struct procedure_context *context,
    struct dossier *dossier, const struct act *act,
    const struct procedure_last *last, const char *authenticated,
    int64_t recorded_s, enum procedure_result *result, struct text *outcome,
    struct err *refusal, struct err *err)
{
	struct move m = { .context = context, .dossier = dossier, .act = act,
		.authenticated = authenticated, .day = time_day(recorded_s),
		.role = "", .instance = "", .stated_s = act->stated_s,
		.recorded_s = recorded_s, .step = dossier->step + 1,
		.creating = dossier->step == 0, .refusal = refusal,
		.err = err };
	char before[SHA256_HEX], after[SHA256_HEX] = "";
	struct arena kept;
	enum gate gate;

	hash_before(dossier, before);
	dossier_begin(dossier, &kept);
	gate = perform(&m, last);
	if (gate != GATE_FAILED) {
		*result = gate == GATE_OPEN ? PROCEDURE_DONE :
		    PROCEDURE_REFUSED;
		if (gate == GATE_OPEN) {
			if (act->corrects == 0 && !is_tick(act))
				dossier->stated_s = m.stated_s;
			if (dossier->clock_s <= dossier->stated_s)
				dossier->clock_s = 0;
		}
		dossier->step = m.step;
		if (gate == GATE_OPEN || !m.creating) {
			dossier_finish(dossier);
			sha256_hex(after, &dossier->state_hash);
		}
		write_outcome(&m, gate == GATE_OPEN, before, after,
		    authenticated, outcome);
	}
	dossier_settle(dossier, &kept);
	return gate == GATE_FAILED ? -1 : 0;
}
