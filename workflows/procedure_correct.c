/* procedure_correct.c: a mistake in what was recorded, mended by a record of
 * its own; the old value stays in view */
#include "workflows/procedure_int.h"

#include <string.h>

#define CORRECTABLE "number signer dated effective expires stated title"

/* What one step was: by whom, in which instance, on which transition. */
struct target {
	const struct dossier_actor *actor;
	struct dossier_instance *instance;
	const struct chart *chart;
	int transition;		/* -1: the creation */
};

static enum gate
find_target(struct move *m, struct target *target)
{
	struct dossier *d = m->dossier;
	size_t i, n;

	memset(target, 0, sizeof(*target));
	target->transition = -1;
	for (i = 0; i < d->nactors; i++)
		if (d->actors[i].step == m->act->corrects)
			target->actor = &d->actors[i];
	if (target->actor == NULL)
		return REFUSE(m, ERR_NOTFOUND, "%s has no step %lld that could "
		    "be corrected; “guiwen history %s” lists its steps", d->id,
		    (long long)m->act->corrects, d->id);
	for (i = 0; i < d->ninstances; i++)
		if (strcmp(d->instances[i].id, target->actor->instance) == 0)
			target->instance = &d->instances[i];
	if (target->instance == NULL)
		return err_set(m->err, ERR_BROKEN, "%s has no instance %s",
		    d->id, target->actor->instance), GATE_FAILED;
	target->chart = instance_chart_at(m, target->instance,
	    m->act->corrects, m->err);
	if (target->chart == NULL)
		return GATE_FAILED;
	n = chart_ntransitions(target->chart);
	for (i = 0; i < n; i++) {
		const struct chart_transition *t =
		    chart_transition(target->chart, (int)i);

		if (t->event != NULL && strcmp(target->actor->state,
		    chart_state(target->chart, t->source)->id) == 0 &&
		    chart_event_matches(t->event, target->actor->event))
			target->transition = (int)i;
	}
	return GATE_OPEN;
}

static enum gate
gate_corrector(struct move *m, const struct target *target)
{
	bool own = strcmp(target->actor->person, m->person->id) == 0 ||
	    strcmp(target->actor->person, m->principal->id) == 0 ||
	    strcmp(target->actor->on_behalf, m->principal->id) == 0;
	bool office = acts_as(m, "office");

	if (!office && dossier_milestone_ever(m->dossier, DOSSIER_MAIN,
	    PUBLISHED) != NULL)
		return REFUSE(m, ERR_DENIED, "%s is published; only the office "
		    "may now correct what is recorded of it", m->dossier->id);
	if (!own && !office)
		return REFUSE(m, ERR_DENIED, "step %lld of %s may be corrected "
		    "by %s, who did it, or by the office",
		    (long long)m->act->corrects, m->dossier->id,
		    person_words(m, target->actor->person));
	m->role = office ? "office" :
	    target->actor->role;
	if (m->act->reason[0] == '\0')
		return REFUSE(m, ERR_MISSING, "a correction of %s needs a "
		    "written reason; give it with --reason", m->dossier->id);
	if (m->act->ndata == 0 && m->act->evidenced_s == 0)
		return REFUSE(m, ERR_MISSING, "the correction of %s does not "
		    "say what is right; give number, signer, dated, "
		    "effective, expires, stated or title with its value, or "
		    "a paper that proves the day with --evidence and --dated",
		    m->dossier->id);
	return GATE_OPEN;
}

static bool
step_has(const struct target *target, const char *attribute, const char *word)
{
	const char *value = target->transition >= 0 ?
	    chart_transition_gw(target->chart, target->transition,
	    attribute) : NULL;

	return value != NULL && words_have(value, word);
}

static bool
is_main(const struct target *target)
{
	return strcmp(target->instance->id, DOSSIER_MAIN) == 0;
}

/* The first milestone that the step reached, or NULL. */
static const struct dossier_milestone *
reached_there(const struct move *m)
{
	size_t i;

	for (i = 0; i < m->dossier->nmilestones; i++)
		if (m->dossier->milestones[i].step == m->act->corrects)
			return &m->dossier->milestones[i];
	return NULL;
}

/* Was the field stated at that step, so that it can be corrected there? */
static bool
field_belongs(const struct move *m, const struct target *target,
    const char *field)
{
	if (strcmp(field, "title") == 0)
		return is_main(target);
	if (strcmp(field, "stated") == 0)
		return reached_there(m) != NULL;
	if (strcmp(field, "effective") == 0 || strcmp(field, "expires") == 0)
		return is_main(target) &&
		    (step_has(target, "data", "effective") ||
		    step_has(target, "text", "issued"));
	if (strcmp(field, "number") == 0)
		return step_has(target, "data", "number");
	if (strcmp(field, "signer") == 0 || strcmp(field, "dated") == 0)
		return is_main(target) && step_has(target, "data", field);
	return false;
}

static const char *
correctable(struct move *m)
{
	const char *keys = CORRECTABLE, *word;
	struct names names = { 0 };
	size_t len;

	while ((word = word_next(&keys, &len)) != NULL)
		names_add(&names, &m->dossier->arena,
		    arena_strndup(&m->dossier->arena, word, len));
	return names_list(&names, &m->dossier->arena, datum_label);
}

/* A corrected time stays between those of the milestones around it. */
static enum gate
gate_stated(struct move *m, int64_t time_s)
{
	struct arena *arena = &m->dossier->arena;
	size_t i;

	for (i = 0; i < m->dossier->nmilestones; i++) {
		const struct dossier_milestone *at =
		    &m->dossier->milestones[i];

		if (at->person[0] == '\0')
			continue;	/* by time, at its own moment */
		if ((at->step < m->act->corrects && at->stated_s > time_s) ||
		    (at->step > m->act->corrects && at->stated_s < time_s))
			return REFUSE(m, ERR_REFUSED, "step %lld of %s cannot "
			    "have been at %s: “%s” was reached at %s (step "
			    "%lld)", (long long)m->act->corrects,
			    m->dossier->id, time_word(arena, time_s),
			    milestone_word(arena, at->name),
			    time_word(arena, at->stated_s),
			    (long long)at->step);
	}
	return GATE_OPEN;
}

/* No day that was only typed puts a deadline off: it takes a paper, with this
 * act or with the step, to show that time began to run later. */
static enum gate
gate_put_off(struct move *m, int64_t time_s)
{
	const struct dossier_deadline *off;
	char was[DAY_TEXT], then[DAY_TEXT];
	struct day due;

	if (m->act->evidenced_s != 0 || reached_there(m)->evidenced_s != 0)
		return GATE_OPEN;
	if (deadline_put_off(m, m->act->corrects, time_day(time_s), &off,
	    &due) != 0)
		return GATE_FAILED;
	if (off == NULL)
		return GATE_OPEN;
	return REFUSE(m, ERR_REFUSED, "if step %lld of %s had been on %s, the "
	    "last day of “%s” would be %s and not %s: a day that puts a "
	    "deadline off is proved by a paper, --evidence FILE --dated DATE",
	    (long long)m->act->corrects, m->dossier->id,
	    day_format(m->day_text, time_day(time_s)),
	    state_word(m, off->instance, off->state),
	    due.year != 0 ? day_format(then, due) : "unknown",
	    off->due.year != 0 ? day_format(was, off->due) : "unknown");
}

/* What was recorded then had happened by then. */
static enum gate
gate_recorded_then(struct move *m, int64_t time_s)
{
	struct arena *arena = &m->dossier->arena;
	int64_t recorded_s = reached_there(m)->recorded_s;

	if (time_s <= recorded_s)
		return GATE_OPEN;
	return REFUSE(m, ERR_REFUSED, "step %lld of %s cannot have been at %s: "
	    "it was recorded at %s", (long long)m->act->corrects,
	    m->dossier->id, time_word(arena, time_s),
	    time_word(arena, recorded_s));
}

/* The day that a paper proves of what the step reached. */
static enum gate
gate_proved(struct move *m)
{
	if (m->act->evidenced_s == 0)
		return GATE_OPEN;
	if (reached_there(m) == NULL)
		return REFUSE(m, ERR_REFUSED, "step %lld of %s reached no "
		    "milestone: there is no day of it to be proved",
		    (long long)m->act->corrects, m->dossier->id);
	return gate_recorded_then(m, m->act->evidenced_s);
}

static enum gate
gate_field(struct move *m, const struct target *target,
    const struct act_datum *datum)
{
	const char *value = datum->value;
	enum gate gate;
	struct day day;
	int64_t time_s;

	if (strcmp(datum->key, "evidenced") == 0)
		return REFUSE(m, ERR_MISSING, "the day that a paper proves is "
		    "corrected with the paper: --evidence FILE --dated DATE");
	if (!words_have(CORRECTABLE, datum->key))
		return REFUSE(m, ERR_USAGE, "“%s” is nothing that can be "
		    "corrected; that can be: %s", datum->key,
		    correctable(m));
	if (!field_belongs(m, target, datum->key))
		return REFUSE(m, ERR_REFUSED, "“%s” was not stated at step "
		    "%lld of %s and cannot be corrected there", datum->key,
		    (long long)m->act->corrects, m->dossier->id);
	if (value[strspn(value, " \t\n")] == '\0')
		return REFUSE(m, ERR_MISSING, "the right value of %s is empty",
		    datum->key);
	if (strcmp(datum->key, "number") == 0 && is_main(target))
		return gate_number(m, value);
	if (words_have("dated effective expires", datum->key) &&
	    day_parse(&day, value) != 0)
		return REFUSE(m, ERR_USAGE, "“%s” is no day; write it as "
		    "2021-05-01", value);
	if (strcmp(datum->key, "stated") != 0)
		return GATE_OPEN;
	if (time_parse(&time_s, value) != 0)
		return REFUSE(m, ERR_USAGE, "“%s” is no time; write it as "
		    "2021-05-01 or 2021-05-01T09:30", value);
	if ((gate = gate_recorded_then(m, time_s)) != GATE_OPEN ||
	    (gate = gate_stated(m, time_s)) != GATE_OPEN)
		return gate;
	return gate_put_off(m, time_s);
}

static const char *
day_words(struct move *m, struct day day)
{
	char buf[DAY_TEXT];

	return day.year == 0 ? "" : arena_strdup(&m->dossier->arena,
	    day_format(buf, day));
}

static const char *
time_words(struct move *m, int64_t time_s)
{
	char buf[TIME_TEXT];

	return time_s == 0 ? "" : arena_strdup(&m->dossier->arena,
	    time_format(buf, time_s));
}

static const char *
set_day(struct move *m, struct day *at, const char *value)
{
	const char *was = day_words(m, *at);

	day_parse(at, value);
	return was;
}

static const char *
set_string(const char **at, const char *value)
{
	const char *was = *at;

	*at = value;
	return was;
}

/* The stated time of what was reached at the step; what it was. */
static const char *
set_stated(struct move *m, int64_t time_s)
{
	struct dossier *d = m->dossier;
	const char *was = "";
	size_t i;

	for (i = 0; i < d->nmilestones; i++) {
		struct dossier_milestone *at = &d->milestones[i];

		if (at->step != m->act->corrects)
			continue;
		was = time_words(m, at->stated_s);
		at->stated_s = time_s;
		if (strcmp(at->name, PUBLISHED) == 0 &&
		    strcmp(at->instance, DOSSIER_MAIN) == 0)
			d->published = time_day(time_s);
	}
	/* The last step to be stated: what comes next is after it. The engine
	 * has lived through the old time and does not go back. */
	if (d->actors[d->nactors - 1].step == m->act->corrects &&
	    !migrated_after(d, m->act->corrects)) {
		if (d->clock_s < d->stated_s)
			d->clock_s = d->stated_s;
		d->stated_s = time_s;
		if (d->clock_s <= time_s)
			d->clock_s = 0;
	}
	return was;
}

/* The day that the paper of this act proves of it; what it was. */
static const char *
set_evidenced(struct move *m)
{
	struct dossier *d = m->dossier;
	const char *was = "";
	size_t i;

	for (i = 0; i < d->nmilestones; i++) {
		struct dossier_milestone *at = &d->milestones[i];

		if (at->step != m->act->corrects)
			continue;
		was = time_words(m, at->evidenced_s);
		at->evidenced_s = m->act->evidenced_s;
	}
	return was;
}

static void
note(struct move *m, const char *field, const char *was, const char *now)
{
	struct dossier_correction correction = { .step = m->step,
		.of = m->act->corrects, .person = m->person->id,
		.reason = m->act->reason, .field = field, .was = was,
		.now = now };

	DOSSIER_APPEND(m->dossier, corrections, correction);
}

static void
mend(struct move *m, const struct target *target,
    const struct act_datum *datum)
{
	struct dossier *d = m->dossier;
	const char *key = datum->key, *value = datum->value, *was = "";
	int64_t time_s = 0;

	if (strcmp(key, "title") == 0)
		was = set_string(&d->title, value);
	else if (strcmp(key, "signer") == 0)
		was = set_string(&d->signer, value);
	else if (strcmp(key, "number") == 0)
		was = set_string(is_main(target) ? &d->number :
		    &target->instance->number, value);
	else if (strcmp(key, "dated") == 0)
		was = set_day(m, &d->made, value);
	else if (strcmp(key, "effective") == 0)
		was = set_day(m, &d->effective, value);
	else if (strcmp(key, "expires") == 0)
		was = set_day(m, &d->expires, value);
	else if (time_parse(&time_s, value) == 0)
		was = set_stated(m, time_s);
	note(m, key, was, value);
}

/* All that is wrong, then the times: deadlines run from what is right. */
static int
mend_all(struct move *m, const struct target *target)
{
	const struct dossier_milestone *at = reached_there(m);
	size_t i;

	for (i = 0; i < m->act->ndata; i++)
		mend(m, target, &m->act->data[i]);
	if (m->act->evidenced_s != 0) {
		note(m, "evidenced", set_evidenced(m), time_words(m,
		    m->act->evidenced_s));
		move_papers(m);
	}
	if (m->act->evidenced_s == 0 && act_datum(m->act, "stated") == NULL)
		return 0;
	return deadlines_restart(m, m->act->corrects,
	    time_day(milestone_proved_s(at)), time_day(at->stated_s));
}

static enum gate
gate_correction_papers(struct move *m)
{
	enum gate gate;

	if (m->act->text != NULL ||
	    m->act->nmaterials != evidence_count(m->act))
		return REFUSE(m, ERR_REFUSED, "a correction of %s takes no "
		    "text and no papers but the one that proves a day "
		    "(--evidence)", m->dossier->id);
	if ((gate = gate_papers(m)) != GATE_OPEN ||
	    (gate = gate_evidence(m, NULL)) != GATE_OPEN ||
	    (gate = gate_proved(m)) != GATE_OPEN)
		return gate;
	return gate_once(m);
}

enum gate
correct(struct move *m)
{
	struct target target;
	enum gate gate;
	size_t i;

	if (m->act->corrects == 0)
		return REFUSE(m, ERR_MISSING, "a correction of %s names the "
		    "step that it mends", m->dossier->id);
	if ((gate = find_target(m, &target)) != GATE_OPEN ||
	    (gate = gate_corrector(m, &target)) != GATE_OPEN)
		return gate;
	if ((gate = gate_correction_papers(m)) != GATE_OPEN)
		return gate;
	for (i = 0; i < m->act->ndata; i++)
		if ((gate = gate_field(m, &target, &m->act->data[i])) !=
		    GATE_OPEN)
			return gate;
	if ((gate = correct_values(m, target.instance->id)) != GATE_OPEN)
		return gate;
	m->instance = target.instance->id;
	return mend_all(m, &target) != 0 ? GATE_FAILED : GATE_OPEN;
}
