/* procedure_move.c: an act that passed the gates moves the dossier: papers,
 * text, issuing elements, then the engine and what follows from it */
#include "workflows/procedure_int.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void
move_actor(struct move *m, const char *state)
{
	struct dossier_actor actor = { .state = state, .event = m->act->event,
		.instance = m->instance, .person = m->person->id,
		.on_behalf = m->act->on_behalf, .role = m->role,
		.step = m->step };

	DOSSIER_APPEND(m->dossier, actors, actor);
}

/* "materials/0002-basis.pdf", the second of a kind "0002-basis-2.pdf"; of
 * personal material where it is sealed. */
static const char *
material_path(struct move *m, size_t index)
{
	const struct act_material *material = &m->act->materials[index];
	struct arena *arena = &m->dossier->arena;
	const char *ext = extension(arena, material->name);
	size_t i, nth = 1;

	if (strcmp(material->class, "personal") == 0)
		return arena_printf(arena, "sealed/%s", material->sha256);
	for (i = 0; i < index; i++)
		nth += strcmp(m->act->materials[i].kind, material->kind) == 0;
	if (nth > 1)
		return arena_printf(arena, "materials/%04" PRId64 "-%s-%zu.%s",
		    m->step, material->kind, nth, ext);
	return arena_printf(arena, "materials/%04" PRId64 "-%s.%s", m->step,
	    material->kind, ext);
}

void
move_papers(struct move *m)
{
	const struct dossier_version *version = dossier_version(m->dossier);
	struct dossier_material material;
	size_t i;

	for (i = 0; i < m->act->nmaterials; i++) {
		const struct act_material *given = &m->act->materials[i];

		material = (struct dossier_material){ .kind = given->kind,
			.name = given->name, .sha256 = given->sha256,
			.class = given->class, .bytes = given->bytes,
			.person = m->person->id, .step = m->step,
			.path = material_path(m, i),
			.version = version != NULL ? version->number : 0,
			.instance = m->instance };
		DOSSIER_APPEND(m->dossier, materials, material);
	}
}

/* The milestones that the chart wants on a text: those in some gw:after.
 * They do not hold for another one. */
static void
void_milestones(struct move *m, const struct chart *chart)
{
	size_t i, n = chart_ntransitions(chart), k;
	const char *after;

	for (i = 0; i < m->dossier->nmilestones; i++) {
		struct dossier_milestone *milestone =
		    &m->dossier->milestones[i];

		for (k = 0; k < n && !milestone->voided; k++) {
			after = chart_transition_gw(chart, (int)k, "after");
			if (after == NULL ||
			    !words_have(after, milestone->name))
				continue;
			milestone->voided = true;
			names_add(&m->voided, &m->dossier->arena,
			    milestone->name);
		}
	}
}

void
move_version(struct move *m, bool final)
{
	const struct act_text *text = m->act->text;
	const struct dossier_version *old = dossier_version(m->dossier);
	struct dossier_version version;

	version = (struct dossier_version){
		.number = old != NULL ? old->number + 1 : 1,
		.step = m->step, .person = m->person->id, .name = text->name,
		.format = text->format, .original = text->original,
		.path = arena_printf(&m->dossier->arena, "original.%s",
		    extension(&m->dossier->arena, text->name)),
		.text_hash = text->text_hash, .akn = text->akn,
		.reader = text->reader, .title = text->title,
		.doc_number = text->doc_number, .signer = text->signer,
		.issued = text->issued,
		.effective = text->effective, .expires = text->expires,
		.stated_s = m->stated_s, .final = final };
	DOSSIER_APPEND(m->dossier, versions, version);
	if (text->title[0] != '\0' && m->act->title[0] == '\0')
		m->dossier->title = text->title;
	if (m->act->title[0] != '\0')
		m->dossier->title = m->act->title;
}

/* A text with other words than the one before, or another stated day of effect
 * or body that signs it, takes the approvals away; the very same file again is
 * no new version. */
static void
take_text(struct move *m, const struct choice *choice)
{
	const struct dossier_version *old = dossier_version(m->dossier);
	const char *rule = chart_transition_gw(choice->chart,
	    choice->transitions[0], "text");
	bool other;

	if (m->act->text == NULL || m->creating)
		return;
	if (strcmp(old->original, m->act->text->original) == 0 &&
	    rule == NULL)
		return;
	other = strcmp(old->text_hash, m->act->text->text_hash) != 0 ||
	    m->act->text->changes[0] != '\0';
	move_version(m, rule != NULL && strcmp(rule, "issued") == 0);
	if (other)
		void_milestones(m, choice->chart);
}

static void
take_issue(struct move *m, const struct choice *choice)
{
	struct dossier *d = m->dossier;
	struct dossier_instance *instance = &d->instances[choice->instance];
	const char *keys = chart_transition_gw(choice->chart,
	    choice->transitions[0], "data");

	d->number = m->issue.number;
	d->signer = m->issue.signer;
	d->made = m->issue.made;
	d->published = m->issue.published;
	d->effective = m->issue.effective;
	d->expires = m->issue.expires;
	if (strcmp(instance->id, DOSSIER_MAIN) != 0 && keys != NULL &&
	    words_have(keys, "number"))
		instance->number = act_datum(m->act, "number");
}

static void
reach(struct move *m, size_t instance, const char *milestones)
{
	const struct dossier_version *version = dossier_version(m->dossier);
	struct dossier_milestone milestone;
	const char *word;
	size_t len;

	while ((word = word_next(&milestones, &len)) != NULL) {
		milestone = (struct dossier_milestone){
			.name = arena_strndup(&m->dossier->arena, word, len),
			.instance = m->dossier->instances[instance].id,
			.person = m->person != NULL ? m->person->id : "",
			.step = m->step,
			.text_hash = version != NULL ? version->text_hash : "",
			.stated_s = m->stated_s,
			.evidenced_s = m->act->evidenced_s,
			.recorded_s = m->recorded_s };
		DOSSIER_APPEND(m->dossier, milestones, milestone);
		names_add(&m->reached, &m->dossier->arena, milestone.name);
		names_add(&m->reached_instance, &m->dossier->arena,
		    milestone.instance);
	}
}

/* What the engine reports, into the dossier and the run. */
static void
take_effects(struct move *m, size_t instance, const struct chart *chart,
    const struct effects *effects, struct run *run)
{
	struct arena *arena = &m->dossier->arena;
	size_t i, n = effects_count(effects);

	for (i = 0; i < n; i++) {
		const struct effect *effect = effects_get(effects, i);
		const char *id;

		switch (effect->kind) {
		case EFFECT_TRANSITION:
			names_add(&run->lines, arena, arena_printf(arena, "%d",
			    chart_transition(chart, effect->index)->line));
			reach(m, instance, chart_transition_gw(chart,
			    effect->index, "milestone"));
			break;
		case EFFECT_EXIT:
			id = chart_state(chart, effect->index)->id;
			names_add(&run->left, arena, id);
			break;
		case EFFECT_ENTER:
			id = chart_state(chart, effect->index)->id;
			names_add(&run->entered, arena, id);
			reach(m, instance, chart_state_gw(chart,
			    effect->index, "milestone"));
			break;
		case EFFECT_DONE:
			run->done = arena_strdup(arena, effect->name);
			break;
		default:
			break;
		}
	}
}

/* The day that an active state has been active since: entered just now, or
 * as it stood before. */
static const char *
since_when(struct move *m, const struct dossier_instance *instance,
    const struct run *run, const char *state)
{
	const char *states = instance->states, *days = instance->since;
	const char *word, *day;
	size_t len, day_len, i, want = strlen(state);
	char buf[DAY_TEXT];

	for (i = 0; i < run->entered.count; i++)
		if (strcmp(run->entered.at[i], state) == 0)
			break;
	while (i == run->entered.count &&
	    (word = word_next(&states, &len)) != NULL &&
	    (day = word_next(&days, &day_len)) != NULL)
		if (len == want && memcmp(word, state, len) == 0)
			return arena_strndup(&m->dossier->arena, day,
			    day_len);
	return arena_strdup(&m->dossier->arena,
	    day_format(buf, time_day(m->stated_s)));
}

static void
add_word(struct text *words, const char *word)
{
	if (words->len != 0)
		text_addc(words, ' ');
	text_adds(words, word);
}

/* The instance as the session left it. */
static int
take_session(struct move *m, size_t index, const struct chart *chart,
    const struct session *session, const struct run *run)
{
	struct dossier_instance *instance = &m->dossier->instances[index];
	struct arena *arena = &m->dossier->arena;
	int *active = arena_array(arena, chart_nstates(chart),
	    sizeof(*active));
	bool *now = arena_array(arena, chart_nstates(chart), sizeof(*now));
	struct text states = TEXT_INIT, since = TEXT_INIT,
	    snapshot = TEXT_INIT;
	size_t i, n;

	n = session_configuration(session, active, chart_nstates(chart));
	for (i = 0; i < n; i++) {
		const char *id = chart_state(chart, active[i])->id;

		now[active[i]] = true;
		add_word(&states, id);
		add_word(&since, since_when(m, instance, run, id));
	}
	instance->closed = session_done(session);
	text_room(&snapshot, strlen(instance->snapshot));
	if (!instance->closed)
		session_snapshot(session, &snapshot);
	/* A session that is done has left all its states (SCXML, appendix D,
	 * exitInterpreter); people still ask where it ended. */
	if (run->done != NULL) {
		text_reset(&states);
		text_reset(&since);
		text_adds(&states, run->done);
		text_adds(&since, since_when(m, instance, run, run->done));
	}
	instance->states = arena_strndup(arena, states.ptr, states.len);
	instance->since = arena_strndup(arena, since.ptr, since.len);
	instance->snapshot = arena_strndup(arena, snapshot.ptr,
	    snapshot.len);
	text_release(&states);
	text_release(&since);
	text_release(&snapshot);
	return deadlines_follow(m, index, chart, now, run);
}

static struct run *
run_new(struct move *m, size_t instance, const char *event,
    const struct xml_tree *facts)
{
	struct run *grown;

	if (m->nruns == m->runs_cap) {
		m->runs_cap = m->runs_cap == 0 ? 4 : 2 * m->runs_cap;
		grown = arena_array(&m->dossier->arena, m->runs_cap,
		    sizeof(*grown));
		if (m->nruns != 0)
			memcpy(grown, m->runs, m->nruns * sizeof(*grown));
		m->runs = grown;
	}
	m->runs[m->nruns] = (struct run){
		.instance = m->dossier->instances[instance].id,
		.event = event != NULL ? event : "",
		.chart = m->dossier->instances[instance].chart,
		.facts = facts };
	return &m->runs[m->nruns++];
}

/* The engine's time, which never goes back: where a correction or a tick
 * brought it further than the acts, it stays there until they come up. */
static int64_t
engine_s(const struct move *m)
{
	const struct dossier *d = m->dossier;
	int64_t time_s = m->stated_s > d->clock_s ? m->stated_s : d->clock_s;

	return is_tick(m->act) && d->stated_s > time_s ? d->stated_s : time_s;
}

int
move_run(struct move *m, size_t instance, const struct chart *chart,
    struct session **session, const char *event, const struct xml_tree *facts)
{
	struct run *run = run_new(m, instance, event, facts);
	struct effects *effects = effects_new();
	struct session_event e = { .name = event };
	const char *id = m->dossier->instances[instance].id;
	int64_t now_ms = 1000 * engine_s(m);
	int rc = -1;

	if (event == NULL) {
		if (strcmp(id, DOSSIER_MAIN) == 0)
			id = m->dossier->id;
		if (session_start(session, chart, id, facts,
		    now_ms, NULL, effects, m->err) != 0)
			goto out;
	} else if (session_step(*session, &e, now_ms, effects, m->err) != 0) {
		goto out;
	}
	take_effects(m, instance, chart, effects, run);
	rc = take_session(m, instance, chart, *session, run);
out:
	effects_free(effects);
	return rc;
}

static int
start_filing(struct move *m, const struct filing_duty *duty, size_t nth)
{
	struct dossier_instance instance = { .workflow = WORKFLOW_FILING,
		.authority = duty->authority, .within = duty->within,
		.basis = duty->basis, .verified = duty->verified,
		.states = "", .since = "", .number = "", .snapshot = "" };
	struct session *session = NULL;
	const struct chart *chart;
	size_t index = m->dossier->ninstances;
	int rc;

	instance.id = arena_printf(&m->dossier->arena, "filing-%zu", nth);
	chart = m->context->chart(m->context->chart_ctx, WORKFLOW_FILING,
	    NULL, &instance.chart);
	if (chart == NULL)
		return err_set(m->err, ERR_BROKEN, "the registry has no "
		    "workflow %s", WORKFLOW_FILING);
	DOSSIER_APPEND(m->dossier, instances, instance);
	names_add(&m->filings, &m->dossier->arena, instance.id);
	rc = move_run(m, index, chart, &session, NULL, facts_build(m,
	    &m->dossier->instances[index]));
	session_free(session);
	return rc;
}

/* One for each authority that the document is owed to, once. */
static int
start_filings(struct move *m)
{
	const struct filing_duty **duties;
	size_t n, i;

	if (m->dossier->ninstances > 1)
		return 0;
	n = filing_duties(m, &duties);
	for (i = 0; i < n; i++)
		if (start_filing(m, duties[i], i + 1) != 0)
			return -1;
	return 0;
}

static bool
reached_main(const struct move *m, const char *name)
{
	size_t i;

	for (i = 0; i < m->reached.count; i++)
		if (strcmp(m->reached.at[i], name) == 0 &&
		    strcmp(m->reached_instance.at[i], DOSSIER_MAIN) == 0)
			return true;
	return false;
}

/* Tell the main instance that a filing has ended. */
static int
tell_main(struct move *m)
{
	struct dossier_instance *main = &m->dossier->instances[0];
	struct session *session = NULL;
	const struct chart *chart;
	const struct xml_tree *facts;
	int rc = -1;

	if (main->closed)
		return 0;
	if ((chart = instance_chart(m->context, main, m->err)) == NULL)
		return -1;
	facts = facts_build(m, main);
	if (instance_session(m, main, chart, facts, &session) == 0)
		rc = move_run(m, 0, chart, &session, FILING_CLOSED, facts);
	session_free(session);
	return rc;
}

/* Did the engine run this instance in this step? */
static bool
has_run(const struct move *m, const char *instance)
{
	size_t i;

	for (i = 0; i < m->nruns; i++)
		if (strcmp(m->runs[i].instance, instance) == 0)
			return true;
	return false;
}

/* Start what publication starts, tell main what has ended. */
int
move_follow_up(struct move *m)
{
	size_t i;

	if (reached_main(m, PUBLISHED) && start_filings(m) != 0)
		return -1;
	for (i = 1; i < m->dossier->ninstances; i++)
		if (m->dossier->instances[i].closed &&
		    has_run(m, m->dossier->instances[i].id) &&
		    tell_main(m) != 0)
			return -1;
	return 0;
}

int
move_take(struct move *m, const struct choice *choice,
    struct session *session, const struct xml_tree *facts)
{
	int source = chart_transition(choice->chart,
	    choice->transitions[0])->source;

	move_actor(m, chart_state(choice->chart, source)->id);
	take_text(m, choice);
	move_papers(m);
	take_issue(m, choice);
	if (move_run(m, choice->instance, choice->chart, &session,
	    m->act->event, facts) != 0)
		return -1;
	if (m->runs[m->nruns - 1].lines.count == 0)
		return err_set(m->err, ERR_BROKEN, "the engine took no "
		    "transition for “%s”, though it was possible",
		    m->act->event);
	return move_follow_up(m);
}
