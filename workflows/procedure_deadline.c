/* procedure_deadline.c: statutory time: when it starts, stands still, runs on
 * and ends */
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

int
deadline_words(struct move *m, const struct xml_tree *facts, const char *value,
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

/* The day that this act is judged by: a paper's, else as it was stated. */
static struct day
proved_day(const struct move *m)
{
	return time_day(m->act->evidenced_s != 0 ? m->act->evidenced_s :
	    m->stated_s);
}

static int
deadline_start(struct move *m, const char *instance, const struct chart *chart,
    int state, const struct xml_tree *facts)
{
	const char *within = chart_state_gw(chart, state, "within");
	const char *from = chart_state_gw(chart, state, "from");
	const struct dossier_milestone *milestone = NULL;
	struct dossier_deadline deadline = { .suspended = "" };
	const char *verified;

	if (within == NULL)
		return 0;
	deadline.instance = instance;
	deadline.state = chart_state(chart, state)->id;
	deadline.step = m->step;
	if (from != NULL)
		milestone = starting_milestone(m->dossier, deadline.instance,
		    from);
	deadline.from = milestone != NULL ?
	    time_day(milestone_proved_s(milestone)) : proved_day(m);
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
	if (deadline_count(m, &deadline) != 0)
		return -1;
	deadline.told = deadline.due;
	DOSSIER_APPEND(m->dossier, deadlines, deadline);
	return 0;
}

/*
 * The clock stands from the day that judges this act: by a paper, else by the
 * recording, so that nobody late stops it afterwards by word alone. It runs on
 * from the day that is stated, or proved.
 */
static void
suspend(struct move *m, struct dossier_deadline *deadline)
{
	char day[DAY_TEXT];

	day_format(day, time_day(m->act->evidenced_s != 0 ?
	    m->act->evidenced_s : m->recorded_s));
	deadline->suspended = arena_printf(&m->dossier->arena, "%s%s%s/",
	    deadline->suspended, deadline->suspended[0] != '\0' ? " " : "",
	    day);
}

/* A span of no day leaves no trace. */
static int
resume(struct move *m, struct dossier_deadline *deadline)
{
	size_t len = strlen(deadline->suspended) - DAY_TEXT;
	struct day began, now = proved_day(m);
	char day[DAY_TEXT];

	dossier_deadline_stands(deadline, &began);
	if (day_compare(now, began) > 0)
		deadline->suspended = arena_printf(&m->dossier->arena,
		    "%s%s", deadline->suspended, day_format(day, now));
	else
		deadline->suspended = arena_strndup(&m->dossier->arena,
		    deadline->suspended, len > 0 ? len - 1 : 0);
	return deadline_count(m, deadline);
}

static bool
has_name(const struct names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->count; i++)
		if (strcmp(names->at[i], name) == 0)
			return true;
	return false;
}

/* Is there an active state that stops the clock of this one? */
static bool
is_stopped(const struct chart *chart, const bool *active, const char *state)
{
	size_t i, n = chart_nstates(chart);
	const char *stops;

	for (i = 0; i < n; i++) {
		stops = active[i] ? chart_state_gw(chart, (int)i,
		    "suspends") : NULL;
		if (stops != NULL && words_have(stops, state))
			return true;
	}
	return false;
}

/* What becomes of a running deadline now that these states are active. */
static int
follow(struct move *m, struct dossier_deadline *deadline,
    const struct chart *chart, const bool *active, const struct names *left)
{
	bool stood = dossier_deadline_stands(deadline, NULL);
	bool stands = is_stopped(chart, active, deadline->state);
	int state = chart_find(chart, deadline->state);
	bool over = stood ? state < 0 || !active[state] :
	    has_name(left, deadline->state);

	if (stands) {
		if (!stood)
			suspend(m, deadline);
		return 0;
	}
	if (stood && resume(m, deadline) != 0)
		return -1;
	if (over) {
		deadline->ended = time_day(m->stated_s);
		deadline->ended_step = m->step;
	}
	return 0;
}

static bool
is_running(const struct dossier *dossier, const char *instance,
    const char *state)
{
	size_t i;

	for (i = 0; i < dossier->ndeadlines; i++)
		if (dossier->deadlines[i].ended.year == 0 &&
		    strcmp(dossier->deadlines[i].instance, instance) == 0 &&
		    strcmp(dossier->deadlines[i].state, state) == 0)
			return true;
	return false;
}

int
deadlines_follow(struct move *m, size_t index, const struct chart *chart,
    const bool *active, const struct run *run)
{
	struct dossier *d = m->dossier;
	const char *instance = d->instances[index].id;
	size_t i;
	int state;

	for (i = 0; i < d->ndeadlines; i++)
		if (d->deadlines[i].ended.year == 0 &&
		    strcmp(d->deadlines[i].instance, instance) == 0 &&
		    follow(m, &d->deadlines[i], chart, active, &run->left) !=
		    0)
			return -1;
	for (i = 0; i < run->entered.count; i++) {
		state = chart_find(chart, run->entered.at[i]);
		if (state >= 0 && !is_running(d, instance,
		    run->entered.at[i]) && deadline_start(m, instance, chart,
		    state, run->facts) != 0)
			return -1;
	}
	return 0;
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
		deadline->passed_step = 0;
		if (deadline_count(m, deadline) != 0)
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
		if (deadline_count(m, &then) != 0)
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
