/* procedure_tick.c: what time alone does to a document: a deadline passes, a
 * last day moves with the calendar, a text comes into force or ends */
#include "workflows/procedure_int.h"

#include "engine/xml/xml.h"

#include <string.h>

#define PASSED "deadline."	/* and the state whose time it was */
#define MOVED "due."

bool
event_is_of_time(const char *event)
{
	return strncmp(event, PASSED, strlen(PASSED)) == 0 ||
	    strncmp(event, MOVED, strlen(MOVED)) == 0;
}

bool
is_tick(const struct act *act)
{
	return act->person[0] == '\0';
}

/* ---- what is due ---- */

static void
tell(struct procedure_tick *out, struct arena *arena, const char *prefix,
    const struct dossier_deadline *deadline, struct day at)
{
	out->event = arena_printf(arena, "%s%s", prefix, deadline->state);
	out->instance = deadline->instance;
	out->at_s = time_of_day(at);
	out->deadline = deadline;
}

/*
 * A calendar that was not known then, or another one, gives another last day.
 * One that has been kept to or missed stays as it was told; but what was not
 * known can be told afterwards.
 */
static bool
has_moved(const struct procedure_context *context,
    const struct dossier_deadline *deadline)
{
	struct day due;

	if ((deadline->ended.year != 0 || deadline->passed_step != 0) &&
	    deadline->due.year != 0)
		return false;
	return deadline_due(context->calendar, deadline, &due) &&
	    due.year != 0 && day_compare(due, deadline->due) != 0;
}

static bool
has_passed(const struct dossier_deadline *deadline, struct day today)
{
	return deadline->ended.year == 0 && deadline->due.year != 0 &&
	    deadline->passed_step == 0 &&
	    !dossier_deadline_stands(deadline, NULL) &&
	    day_compare(deadline->due, today) < 0;
}

static bool
tick_of_deadlines(const struct procedure_context *context,
    const struct dossier *dossier, struct day today, struct arena *arena,
    struct procedure_tick *out)
{
	const struct dossier_deadline *at = dossier->deadlines;
	size_t i;

	for (i = 0; i < dossier->ndeadlines; i++)
		if (has_moved(context, &at[i])) {
			tell(out, arena, MOVED, &at[i], today);
			return true;
		}
	for (i = 0; i < dossier->ndeadlines; i++)
		if (has_passed(&at[i], today)) {
			tell(out, arena, PASSED, &at[i],
			    day_plus(at[i].due, 1));
			return true;
		}
	return false;
}

/* The first day on which it is so: in force from the effective day on, but not
 * before it was published; no longer after the last day of validity. */
static struct day
day_of(const struct dossier *dossier, const char *due)
{
	struct day day = { 0, 0, 0 };

	if (strcmp(due, "effective") == 0 && dossier->effective.year != 0)
		day = day_compare(dossier->effective, dossier->published) >= 0
		    ? dossier->effective : dossier->published;
	else if (strcmp(due, "expires") == 0 && dossier->expires.year != 0)
		day = day_plus(dossier->expires, 1);
	return day;
}

static bool
tick_of_validity(const struct procedure_context *context,
    const struct dossier *dossier, struct day today, struct arena *arena,
    struct procedure_tick *out)
{
	const struct dossier_instance *main = &dossier->instances[0];
	struct err ignored = ERR_INIT;
	const struct chart *chart;
	const char *due;
	bool *active;
	struct day day;
	int t;

	if (dossier->ninstances == 0 || main->closed ||
	    (chart = instance_chart(context, main, &ignored)) == NULL)
		return false;
	active = active_states(arena, chart, main);
	for (t = 0; t < (int)chart_ntransitions(chart); t++) {
		due = chart_transition_gw(chart, t, "due");
		if (due == NULL || !active[chart_transition(chart,
		    t)->source] || chart_transition(chart, t)->event == NULL)
			continue;
		day = day_of(dossier, due);
		if (day.year == 0 || day_compare(day, today) > 0)
			continue;
		out->event = chart_transition(chart, t)->event;
		out->instance = main->id;
		out->at_s = time_of_day(day);
		out->deadline = NULL;
		return true;
	}
	return false;
}

bool
procedure_next_tick(const struct procedure_context *context,
    const struct dossier *dossier, struct day today, struct arena *arena,
    struct procedure_tick *out)
{
	return tick_of_deadlines(context, dossier, today, arena, out) ||
	    tick_of_validity(context, dossier, today, arena, out);
}

/* ---- recording it ---- */

/* The running deadline that the event names; for one that has moved also one
 * that has ended without its last day having been known. */
static struct dossier_deadline *
deadline_of(struct move *m, bool moved)
{
	const char *state = strchr(m->act->event, '.') + 1;
	size_t i;

	for (i = 0; i < m->dossier->ndeadlines; i++) {
		struct dossier_deadline *at = &m->dossier->deadlines[i];

		if (strcmp(at->instance, m->instance) != 0 ||
		    strcmp(at->state, state) != 0)
			continue;
		if (moved ? has_moved(m->context, at) : has_passed(at,
		    time_day(m->recorded_s)))
			return at;
	}
	return NULL;
}

/* The engine's time never goes back, and no person's time goes forward by a
 * tick: the two part (dossier.h, clock_s). */
static void
keep_time(struct move *m)
{
	struct dossier *d = m->dossier;

	if (m->stated_s > d->stated_s && m->stated_s > d->clock_s)
		d->clock_s = m->stated_s;
}

/* Send the event where the chart takes it now. Of a deadline nothing more than
 * that it passed is recorded where nothing takes it. */
static enum gate
send(struct move *m, size_t index, bool must)
{
	struct dossier_instance *instance = &m->dossier->instances[index];
	struct session *session = NULL;
	const struct xml_tree *facts;
	struct choice choice;
	const struct chart *chart;
	enum gate gate;

	if ((chart = instance_chart(m->context, instance, m->err)) == NULL)
		return GATE_FAILED;
	choose_matching(m, index, chart, m->act->event, &choice);
	if (choice.n == 0)
		return GATE_OPEN;
	issue_plan(m, NULL);
	facts = facts_build(m, instance);
	if (instance_session(m, instance, chart, facts, &session) != 0 ||
	    choose_enabled(&choice, session, m->act->event) != 0) {
		gate = GATE_FAILED;
	} else if (choice.blocked) {
		gate = must ? GATE_REFUSED : GATE_OPEN;
		if (must)
			err_set(m->refusal, ERR_REFUSED, "the chart's "
			    "condition for “%s” on %s does not hold",
			    m->act->event, m->dossier->id);
	} else {
		keep_time(m);
		gate = move_run(m, index, chart, &session, m->act->event,
		    facts) == 0 && move_follow_up(m) == 0 ? GATE_OPEN :
		    GATE_FAILED;
	}
	session_free(session);
	return gate;
}

static enum gate
record_deadline(struct move *m, size_t index, bool moved)
{
	struct dossier_deadline *at = deadline_of(m, moved);

	if (at == NULL)
		return err_set(m->err, ERR_BROKEN, "%s has no such deadline",
		    m->dossier->id), GATE_FAILED;
	m->ticked = at;
	m->ticked_was = at->due;
	if (!moved) {
		at->passed_step = m->step;
		return m->dossier->instances[index].closed ? GATE_OPEN :
		    send(m, index, false);
	}
	if (deadline_count(m, at) != 0)
		return GATE_FAILED;
	at->passed_step = 0;
	return GATE_OPEN;
}

enum gate
tick(struct move *m)
{
	struct dossier *d = m->dossier;
	struct procedure_tick due;
	size_t i;

	if (!procedure_next_tick(m->context, d, time_day(m->recorded_s),
	    &d->arena, &due) || strcmp(due.event, m->act->event) != 0 ||
	    strcmp(due.instance, m->act->instance) != 0 ||
	    due.at_s != m->stated_s)
		return REFUSE(m, ERR_REFUSED, "time has not brought “%s” about "
		    "on %s", m->act->event, d->id);
	if (m->act->text != NULL || m->act->nmaterials != 0 ||
	    m->act->ndata != 0 || m->act->evidenced_s != 0)
		return REFUSE(m, ERR_USAGE, "what time brings about on %s "
		    "takes no papers and no facts", d->id);
	for (i = 0; i < d->ninstances; i++)
		if (strcmp(d->instances[i].id, due.instance) == 0)
			break;
	m->instance = d->instances[i].id;
	if (event_is_of_time(m->act->event))
		return record_deadline(m, i, strncmp(m->act->event, MOVED,
		    strlen(MOVED)) == 0);
	return send(m, i, true);
}

void
tick_write(struct xml_writer *w, const struct move *m)
{
	char was[DAY_TEXT], due[DAY_TEXT];

	if (m->ticked == NULL)
		return;
	xw_open(w, "deadline", NULL);
	xw_attr(w, "due", day_format(due, m->ticked->due));
	xw_attr(w, "instance", m->ticked->instance);
	xw_attr(w, "state", m->ticked->state);
	if (m->ticked_was.year != 0 &&
	    day_compare(m->ticked_was, m->ticked->due) != 0)
		xw_attr(w, "was", day_format(was, m->ticked_was));
	xw_close(w);
}

bool
procedure_due(const struct procedure_context *context,
    const struct dossier_deadline *deadline, struct day *due)
{
	return deadline_due(context->calendar, deadline, due);
}

bool
procedure_awaits(const struct procedure_context *context, const char *hash,
    const char *state, const char *what)
{
	const char *found, *due;
	const struct chart *chart = context->chart(context->chart_ctx,
	    WORKFLOW_MAIN, NULL, &found);
	int t;

	/* of a superseded chart only its dossier can tell */
	if (chart == NULL || hash == NULL || strcmp(found, hash) != 0)
		return true;
	for (t = 0; t < (int)chart_ntransitions(chart); t++) {
		due = chart_transition_gw(chart, t, "due");
		if (due != NULL && strcmp(due, what) == 0 && strcmp(
		    chart_state(chart, chart_transition(chart, t)->source)->id,
		    state) == 0)
			return true;
	}
	return false;
}
