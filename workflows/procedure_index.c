/* procedure_index.c: a dossier's derived rows, its subject lines and the names
 * that people read */
#include "workflows/procedure_int.h"

#include "engine/base/mem.h"

#include <string.h>

static const struct chart *
chart_of(const struct procedure_context *context,
    const struct dossier_instance *instance)
{
	const char *hash;

	return context->chart(context->chart_ctx, instance->workflow,
	    instance->chart, &hash);
}

const char *
procedure_state_label(const struct procedure_context *context,
    const struct dossier_instance *instance, const char *state, bool english)
{
	const struct chart *chart = chart_of(context, instance);
	const char *label;
	int at;

	if (chart == NULL || (at = chart_find(chart, state)) < 0)
		return state;
	label = chart_state_gw(chart, at, english ? "label-en" : "label");
	return label != NULL ? label : chart_state(chart, at)->id;
}

/* The active states that have no active state below them, as words. */
static void
atomic_states(const struct chart *chart,
    const struct dossier_instance *instance, struct arena *arena,
    struct names *states)
{
	const char *at = instance->states, *word;
	size_t len;
	int state;

	while ((word = word_next(&at, &len)) != NULL) {
		word = arena_strndup(arena, word, len);
		state = chart_find(chart, word);
		if (state >= 0 && chart_state(chart, state)->atomic)
			names_add(states, arena, word);
	}
}

const char *
atomic_state(const struct chart *chart,
    const struct dossier_instance *instance, struct arena *arena)
{
	struct names states = { 0 };

	atomic_states(chart, instance, arena, &states);
	return states.count != 0 ? states.at[0] : "";
}

/*
 * When all is over, the last state is only "closed"; what people want to know
 * is how the document's validity ended: the last final state whose milestone
 * bears its own name (repealed, expired).
 */
static const char *
last_end(const struct chart *chart, const struct dossier *dossier)
{
	size_t i;

	for (i = dossier->nmilestones; i-- > 0;) {
		const struct dossier_milestone *at = &dossier->milestones[i];
		int state;

		if (at->voided || strcmp(at->instance, DOSSIER_MAIN) != 0 ||
		    (state = chart_find(chart, at->name)) < 0)
			continue;
		if (chart_state(chart, state)->type == CHART_FINAL)
			return at->name;
	}
	return NULL;
}

const char *
procedure_status(const struct procedure_context *context,
    const struct dossier *dossier, struct arena *arena)
{
	const struct dossier_instance *main = dossier_instance(dossier,
	    DOSSIER_MAIN);
	const struct chart *chart;
	const char *end;

	if (main == NULL || (chart = chart_of(context, main)) == NULL)
		return "";
	end = main->closed ? last_end(chart, dossier) : NULL;
	return arena_strdup(arena, end != NULL ? end :
	    atomic_state(chart, main, arena));
}

static const char *
instance_authority(const struct dossier *dossier, const char *id)
{
	const struct dossier_instance *instance = dossier_instance(dossier,
	    id);

	return instance != NULL ? instance->authority : "";
}

/* The filing's authority; of a registration its number, which the rates
 * show without opening the dossier. */
static const char *
milestone_detail(const struct dossier *dossier,
    const struct dossier_milestone *at)
{
	const struct dossier_instance *instance = dossier_instance(dossier,
	    at->instance);

	if (instance != NULL && strcmp(at->name, "filing-registered") == 0)
		return instance->number;
	return instance_authority(dossier, at->instance);
}

static int
index_milestones(const struct dossier *dossier, struct store_index *index,
    struct err *err)
{
	size_t i;

	for (i = 0; i < dossier->nmilestones; i++) {
		const struct dossier_milestone *at = &dossier->milestones[i];
		struct milestone_row row = { .document = dossier->id,
			.instance = at->instance, .name = at->name,
			.step = at->step, .stated_s = at->stated_s,
			.evidenced_s = at->evidenced_s,
			.recorded_s = at->recorded_s,
			.text_hash = at->text_hash, .person = at->person,
			.detail = milestone_detail(dossier, at) };

		if (!at->voided &&
		    store_index_milestone(index, &row, err) != 0)
			return -1;
	}
	return 0;
}

/* While a clock stands nothing falls due. */
static struct day
due_or_none(const struct dossier_deadline *deadline)
{
	static const struct day none = { 0, 0, 0 };

	return dossier_deadline_stands(deadline, NULL) ? none :
	    deadline->due;
}

static int
index_deadlines(const struct dossier *dossier, struct store_index *index,
    struct err *err)
{
	size_t i;

	for (i = 0; i < dossier->ndeadlines; i++) {
		const struct dossier_deadline *at = &dossier->deadlines[i];
		struct deadline_row row = { .document = dossier->id,
			.instance = at->instance, .state = at->state,
			.from = at->from, .due = due_or_none(at),
			.within = at->within, .basis = at->basis,
			.verified = at->verified, .ended = at->ended,
			.detail = instance_authority(dossier,
			    at->instance) };

		if (store_index_deadline(index, &row, err) != 0)
			return -1;
	}
	return 0;
}

/* The day that a state of an instance has been active since. */
static struct day
since(const struct dossier_instance *instance, const char *state)
{
	const char *states = instance->states, *days = instance->since;
	const char *word, *day;
	size_t len, day_len, want = strlen(state);
	struct day out = { 0, 0, 0 };
	char buf[DAY_TEXT];

	while ((word = word_next(&states, &len)) != NULL &&
	    (day = word_next(&days, &day_len)) != NULL) {
		if (len != want || memcmp(word, state, len) != 0 ||
		    day_len >= sizeof(buf))
			continue;
		memcpy(buf, day, day_len);
		buf[day_len] = '\0';
		day_parse(&out, buf);
		break;
	}
	return out;
}

static struct day
running_due(const struct dossier *dossier, const char *instance,
    const char *state)
{
	size_t i;

	for (i = dossier->ndeadlines; i-- > 0;) {
		const struct dossier_deadline *at = &dossier->deadlines[i];

		if (at->ended.year == 0 &&
		    strcmp(at->instance, instance) == 0 &&
		    strcmp(at->state, state) == 0)
			return due_or_none(at);
	}
	return (struct day){ 0, 0, 0 };
}

/* Each active atomic state that has a role is that role's task. */
static int
index_tasks(const struct procedure_context *context,
    const struct dossier *dossier, const struct dossier_instance *instance,
    struct arena *arena, struct store_index *index, struct err *err)
{
	const struct chart *chart = instance_chart(context, instance, err);
	struct names states = { 0 };
	const char *role;
	size_t i;

	if (chart == NULL)
		return -1;
	atomic_states(chart, instance, arena, &states);
	for (i = 0; i < states.count; i++) {
		struct task_row row = { .document = dossier->id,
			.instance = instance->id, .state = states.at[i] };

		role = chart_state_gw(chart, chart_find(chart, states.at[i]),
		    "role");
		if (role == NULL)
			continue;
		row.role = role;
		row.since = since(instance, row.state);
		row.due = running_due(dossier, instance->id, row.state);
		if (store_index_task(index, &row, err) != 0)
			return -1;
	}
	return 0;
}

/* A destruction that somebody asked for waits for a second person. */
static int
index_destructions(const struct dossier *dossier, struct store_index *index,
    struct err *err)
{
	static const char *const roles[] = { "office", "legal-counsel" };
	struct task_row row = { .document = dossier->id,
		.instance = DOSSIER_MAIN, .state = DESTROY };
	bool waits = false;
	size_t i;

	for (i = 0; i < dossier->ndestructions; i++)
		waits |= dossier->destructions[i].step == 0;
	for (i = 0; waits && i < MEM_COUNT(roles); i++) {
		row.role = roles[i];
		if (store_index_task(index, &row, err) != 0)
			return -1;
	}
	return 0;
}

static int
index_document(const struct procedure_context *context,
    const struct dossier *dossier, int64_t record, struct arena *arena,
    struct store_index *index, struct err *err)
{
	const struct dossier_instance *main = dossier_instance(dossier,
	    DOSSIER_MAIN);
	const struct dossier_version *version = dossier_version(dossier);
	struct document_row row = { .id = dossier->id,
		.title = dossier->title, .number = dossier->number,
		.authority = lead_authority(dossier),
		.drafting_body = dossier->drafting_body,
		.kind = dossier->kind, .drafter = dossier->drafter,
		.states = main != NULL ? main->states : "",
		.status = procedure_status(context, dossier, arena),
		.text_hash = version != NULL ? version->text_hash : "",
		.chart = main != NULL ? main->chart : "",
		.made = dossier->made, .published = dossier->published,
		.effective = dossier->effective, .expires = dossier->expires,
		.step = dossier->step, .record = record };

	return store_index_document(index, &row, err);
}

int
procedure_index(const struct procedure_context *context,
    const struct dossier *dossier, int64_t record, struct store_index *index,
    struct err *err)
{
	struct arena arena = ARENA_INIT;
	int rc = -1;
	size_t i;

	if (index_document(context, dossier, record, &arena, index, err) !=
	    0 || index_milestones(dossier, index, err) != 0 ||
	    index_deadlines(dossier, index, err) != 0)
		goto out;
	for (i = 0; i < dossier->ninstances; i++)
		if (!dossier->instances[i].closed &&
		    index_tasks(context, dossier, &dossier->instances[i],
		    &arena, index, err) != 0)
			goto out;
	rc = index_destructions(dossier, index, err);
out:
	arena_release(&arena);
	return rc;
}

/* ---- the subject line ---- */

const char *
procedure_event_label(const struct chart *chart, const char *state,
    const char *event)
{
	size_t i, n = chart_ntransitions(chart);
	const char *found = NULL, *label;

	for (i = 0; i < n; i++) {
		const struct chart_transition *t =
		    chart_transition(chart, (int)i);

		if (t->event == NULL || !chart_event_matches(t->event, event))
			continue;
		label = chart_transition_gw(chart, (int)i, "label");
		if (label == NULL)
			continue;
		if (strcmp(chart_state(chart, t->source)->id, state) == 0)
			return label;
		found = found != NULL ? found : label;
	}
	return found;
}

/* The actor of the dossier's last step, or NULL when it was refused. */
static const struct dossier_actor *
last_actor(const struct dossier *dossier)
{
	const struct dossier_actor *last = dossier->nactors != 0 ?
	    &dossier->actors[dossier->nactors - 1] : NULL;

	return last != NULL && last->step == dossier->step ? last : NULL;
}

static const char *
subject_label(const struct procedure_context *context,
    const struct dossier *dossier, const struct act *act,
    struct arena *arena)
{
	const struct dossier_actor *actor = last_actor(dossier);
	const struct dossier_instance *instance;
	const struct chart *chart;
	const char *label = NULL;
	size_t i;

	if (strcmp(act->event, "draft") == 0)
		return "起草";
	if (strcmp(act->event, MIGRATE) == 0)
		return "流程迁移";
	if (strcmp(act->event, DESTROY) == 0)
		return act_datum(act, "confirm") != NULL ?
		    "确认销毁个人信息材料" : "申请销毁个人信息材料";
	if (event_is_of_time(act->event))
		return strncmp(act->event, "due.", 4) == 0 ? "期限重新计算" :
		    "期限届满";
	for (i = 0; i < dossier->ninstances && label == NULL; i++) {
		instance = &dossier->instances[i];
		if (actor != NULL &&
		    strcmp(actor->instance, instance->id) != 0)
			continue;
		if ((chart = chart_of(context, instance)) == NULL)
			continue;
		label = procedure_event_label(chart, actor != NULL ?
		    actor->state : atomic_state(chart, instance, arena),
		    act->event);
	}
	return label;
}

void
procedure_subject(const struct procedure_context *context,
    const struct dossier *dossier, const struct act *act,
    enum procedure_result result, struct text *out)
{
	const struct person *person = people_find(context->people,
	    act->person);
	const struct person *behalf = people_find(context->people,
	    act->on_behalf);
	const struct dossier_actor *actor = last_actor(dossier);
	struct arena arena = ARENA_INIT;
	const char *label;

	text_addf(out, "%s ", dossier->id);
	if (result == PROCEDURE_REFUSED)
		text_adds(out, "未予办理：");
	if (act->corrects != 0) {
		text_addf(out, "更正第%lld步", (long long)act->corrects);
	} else {
		label = subject_label(context, dossier, act, &arena);
		text_adds(out, label != NULL ? label : "");
	}
	arena_release(&arena);
	text_addf(out, "（%s）", act->event);
	if (actor != NULL)
		text_adds(out, instance_authority(dossier, actor->instance));
	text_addf(out, "%s%s", actor != NULL && instance_authority(dossier,
	    actor->instance)[0] != '\0' ? " " : "",
	    person != NULL && person->name[0] != '\0' ? person->name :
	    act->person);
	if (behalf != NULL)
		text_addf(out, "（代%s）", behalf->name);
}
