/* procedure_deadline.c: statutory time: when it starts, ends and is over */
#include "workflows/procedure_int.h"

#include <string.h>

/* The milestone that gw:from means for this instance, or NULL. */
static const struct dossier_milestone *
starting_milestone(const struct dossier *dossier, const char *instance,
    const char *from)
{
	const struct dossier_milestone *milestone =
	    dossier_milestone_ever(dossier, instance, from);

	return milestone != NULL ? milestone :
	    dossier_milestone_ever(dossier, NULL, from);
}

/* A last day that is a day off moves to the next working day (民法典 203, by
 * analogy). A year without a calendar leaves the day unknown. */
static int
count_due(const struct move *m, struct dossier_deadline *deadline)
{
	struct duration duration;
	int missing;

	deadline->due = (struct day){ 0, 0, 0 };
	if (duration_parse(&duration, deadline->within) != 0)
		return err_set(m->err, ERR_BROKEN, "the chart's state %s has "
		    "the time limit “%s”, which is no duration",
		    deadline->state, deadline->within);
	calendar_add(m->context->calendar, deadline->from, duration, true,
	    &deadline->due, &missing, NULL, NULL);
	deadline->owed_until = (struct day){ 0, 0, 0 };
	if (deadline->at_least[0] == '\0')
		return 0;
	if (duration_parse(&duration, deadline->at_least) != 0)
		return err_set(m->err, ERR_BROKEN, "the chart's state %s owes "
		    "its reviewer “%s”, which is no duration",
		    deadline->state, deadline->at_least);
	calendar_add(m->context->calendar, deadline->from, duration, false,
	    &deadline->owed_until, &missing, NULL, NULL);
	return 0;
}

int
deadline_words(struct move *m, xmlDoc *facts, const char *value,
    const char **out)
{
	struct text text = TEXT_INIT;
	int rc;

	*out = value != NULL ? value : "";
	if (strchr(*out, '{') == NULL)
		return 0;
	rc = facts_expand(facts, value, &text, m->err);
	*out = arena_strndup(&m->dossier->arena, text.ptr, text.len);
	text_release(&text);
	return rc;
}

int
deadline_start(struct move *m, size_t instance, const struct chart *chart,
    int state, xmlDoc *facts)
{
	const char *within = chart_state_gw(chart, state, "within");
	const char *from = chart_state_gw(chart, state, "from");
	const struct dossier_milestone *milestone = NULL;
	struct dossier_deadline deadline = { 0 };
	const char *verified;

	if (within == NULL)
		return 0;
	deadline.instance = m->dossier->instances[instance].id;
	deadline.state = chart_state(chart, state)->id;
	deadline.step = m->step;
	if (from != NULL)
		milestone = starting_milestone(m->dossier, deadline.instance,
		    from);
	deadline.from = time_day(milestone != NULL ?
	    milestone_proved_s(milestone) : m->act->evidenced_s != 0 ?
	    m->act->evidenced_s : m->stated_s);
	if (deadline_words(m, facts, within, &deadline.within) != 0 ||
	    deadline_words(m, facts, chart_state_gw(chart, state, "at-least"),
	    &deadline.at_least) != 0 ||
	    deadline_words(m, facts, chart_state_gw(chart, state, "basis"),
	    &deadline.basis) != 0 ||
	    deadline_words(m, facts, chart_state_gw(chart, state, "verified"),
	    &verified) != 0)
		return -1;
	deadline.verified = strcmp(verified, "yes") == 0;
	deadline.owed_to = chart_state_gw(chart, state, "role");
	if (deadline.owed_to == NULL || deadline.at_least[0] == '\0')
		deadline.owed_to = "";
	if (count_due(m, &deadline) != 0)
		return -1;
	DOSSIER_APPEND(m->dossier, deadlines, deadline);
	return 0;
}

void
deadline_end(struct move *m, const char *instance, const char *state)
{
	size_t i;

	for (i = 0; i < m->dossier->ndeadlines; i++) {
		struct dossier_deadline *deadline = &m->dossier->deadlines[i];

		if (deadline->ended.year != 0 ||
		    strcmp(deadline->instance, instance) != 0 ||
		    strcmp(deadline->state, state) != 0)
			continue;
		deadline->ended = time_day(m->stated_s);
		deadline->ended_step = m->step;
	}
}

/* Does the deadline run from what was reached at that step? */
static int
runs_from(struct move *m, const struct dossier_deadline *deadline,
    int64_t step, bool *runs)
{
	const struct dossier_instance *instance =
	    dossier_instance(m->dossier, deadline->instance);
	const struct dossier_milestone *milestone;
	const struct chart *chart;
	const char *from;
	int state;

	*runs = false;
	if (instance == NULL)
		return 0;
	/* one that has ended bears the name that its state had then */
	chart = instance_chart_at(m, instance, deadline->ended_step != 0 ?
	    deadline->ended_step : m->step, m->err);
	if (chart == NULL)
		return -1;
	state = chart_find(chart, deadline->state);
	from = state >= 0 ? chart_state_gw(chart, state, "from") : NULL;
	milestone = from != NULL ? starting_milestone(m->dossier,
	    deadline->instance, from) : NULL;
	*runs = milestone != NULL ? milestone->step == step :
	    deadline->step == step;
	return 0;
}

int
deadlines_restart(struct move *m, int64_t step, struct day from,
    struct day ended)
{
	size_t i;
	bool runs;

	for (i = 0; i < m->dossier->ndeadlines; i++) {
		struct dossier_deadline *deadline = &m->dossier->deadlines[i];

		if (deadline->ended_step == step)
			deadline->ended = ended;
		if (runs_from(m, deadline, step, &runs) != 0)
			return -1;
		if (!runs)
			continue;
		deadline->from = from;
		if (count_due(m, deadline) != 0)
			return -1;
	}
	return 0;
}

int
deadline_put_off(struct move *m, int64_t step, struct day now,
    const struct dossier_deadline **off, struct day *due)
{
	size_t i;
	bool runs;

	*off = NULL;
	for (i = 0; i < m->dossier->ndeadlines; i++) {
		struct dossier_deadline then = m->dossier->deadlines[i];

		if (runs_from(m, &then, step, &runs) != 0)
			return -1;
		if (!runs)
			continue;
		then.from = now;
		if (count_due(m, &then) != 0)
			return -1;
		*due = then.due;
		/* one that becomes unknown cannot be missed either */
		if (day_compare(now, m->dossier->deadlines[i].from) > 0 &&
		    (then.due.year == 0 || day_compare(then.due,
		    m->dossier->deadlines[i].due) > 0)) {
			*off = &m->dossier->deadlines[i];
			return 0;
		}
	}
	return 0;
}
