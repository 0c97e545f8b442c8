/* procedure_migrate.c: a running instance is bound to another chart of its
 * workflow; everything that it is stays, nothing runs */
#include "workflows/procedure_int.h"

#include "engine/chart/migrate.h"
#include "engine/chart/reached.h"
#include "engine/xml/xml.h"

#include <string.h>

/* What the outcome tells. */
struct migration {
	const char *instance, *from, *to;
	struct names now, was;			/* states; was "" */
	struct names timed, within, told, due;	/* times that differ */
};

/* A migration on its way. */
struct plan {
	struct dossier_instance *instance;
	const char *hash;		/* of the new chart */
	const struct chart *from, *to;
	struct session_map *map;
	size_t nmap;
	int *active;			/* states of the new chart */
	size_t nactive;
};

/* ---- what later steps ask of an earlier migration ---- */

/* The new name of a state by "old=new old=" (NULL: it keeps its own). */
static const char *
new_name(const char *map, const char *state, struct arena *arena)
{
	size_t len, want = strlen(state);
	const char *word;

	while ((word = word_next(&map, &len)) != NULL)
		if (len > want && word[want] == '=' &&
		    memcmp(word, state, want) == 0)
			return arena_strndup(arena, word + want + 1,
			    len - want - 1);
	return NULL;
}

const char *
actor_state(const struct dossier *dossier, const struct dossier_actor *actor,
    struct arena *arena)
{
	const char *state = actor->state, *name;
	size_t i;

	for (i = 0; i < dossier->nmigrations; i++) {
		const struct dossier_migration *at = &dossier->migrations[i];

		if (at->step < actor->step ||
		    strcmp(at->instance, actor->instance) != 0)
			continue;
		name = new_name(at->map, state, arena);
		if (name != NULL)
			state = name;
	}
	return state;
}

const struct chart *
instance_chart_at(const struct move *m,
    const struct dossier_instance *instance, int64_t step, struct err *err)
{
	struct dossier_instance then = *instance;
	size_t i;

	for (i = m->dossier->nmigrations; i-- > 0;)
		if (m->dossier->migrations[i].step > step &&
		    strcmp(m->dossier->migrations[i].instance,
		    instance->id) == 0)
			then.chart = m->dossier->migrations[i].from;
	return instance_chart(m->context, &then, err);
}

bool
migrated_after(const struct dossier *dossier, int64_t step)
{
	return dossier->nmigrations != 0 &&
	    dossier->migrations[dossier->nmigrations - 1].step > step;
}

/* ---- what is asked for ---- */

static struct dossier_instance *
find_instance(const struct dossier *dossier, const struct act *act)
{
	const char *name = act->instance[0] != '\0' ? act->instance :
	    DOSSIER_MAIN;
	size_t i;

	for (i = 0; i < dossier->ninstances; i++)
		if (strcmp(dossier->instances[i].id, name) == 0 ||
		    strcmp(dossier->instances[i].authority, name) == 0)
			return &dossier->instances[i];
	return NULL;
}

bool
procedure_wants_chart(const struct dossier *dossier, const struct act *act,
    const char **workflow, const char **hash)
{
	const struct dossier_instance *instance = find_instance(dossier, act);

	if (strcmp(act->event, MIGRATE) != 0 || instance == NULL ||
	    (*hash = act_datum(act, "chart")) == NULL)
		return false;
	*workflow = instance->workflow;
	return true;
}

static enum gate
read_pair(struct move *m, struct plan *plan, const char *value)
{
	struct arena *arena = &m->dossier->arena;
	const char *sign = strchr(value, '=');
	struct session_map *pair = &plan->map[plan->nmap++];

	if (sign == NULL || sign == value || strchr(sign + 1, '=') != NULL ||
	    strpbrk(value, " \t\r\n") != NULL)
		return REFUSE(m, ERR_USAGE, "“%s” does not say what a state "
		    "becomes; write it as OLD=NEW", value);
	pair->from = arena_strndup(arena, value, (size_t)(sign - value));
	pair->to = arena_strdup(arena, sign + 1);
	return GATE_OPEN;
}

static enum gate
read_data(struct move *m, struct plan *plan)
{
	enum gate gate;
	size_t i;

	plan->map = arena_array(&m->dossier->arena, m->act->ndata,
	    sizeof(*plan->map));
	for (i = 0; i < m->act->ndata; i++) {
		const struct act_datum *datum = &m->act->data[i];

		if (strcmp(datum->key, "map") == 0) {
			gate = read_pair(m, plan, datum->value);
			if (gate != GATE_OPEN)
				return gate;
		} else if (strcmp(datum->key, "chart") == 0 &&
		    plan->hash == NULL) {
			plan->hash = datum->value;
		} else {
			return REFUSE(m, ERR_USAGE, "a migration states the "
			    "chart once and what states become, but not “%s”",
			    datum->key);
		}
	}
	if (plan->hash == NULL)
		return REFUSE(m, ERR_MISSING, "the migration of %s does not "
		    "say to which chart", m->dossier->id);
	return GATE_OPEN;
}

static enum gate
gate_act(struct move *m)
{
	enum gate gate;

	if ((gate = gate_role(m, "office", MIGRATE)) != GATE_OPEN)
		return gate;
	if (m->act->reason[0] == '\0')
		return REFUSE(m, ERR_MISSING, "“%s” on %s needs a written "
		    "reason; give it with --reason", m->act->event,
		    m->dossier->id);
	if (m->act->text != NULL || m->act->nmaterials != 0)
		return REFUSE(m, ERR_REFUSED, "a migration of %s takes no text "
		    "and no papers", m->dossier->id);
	return gate_evidence(m, NULL);
}

static enum gate
find_charts(struct move *m, struct plan *plan)
{
	const struct dossier_instance *instance;
	const char *found;

	plan->instance = find_instance(m->dossier, m->act);
	if ((instance = plan->instance) == NULL)
		return REFUSE(m, ERR_NOTFOUND, "%s has no filing with “%s”; "
		    "its filings are made with the authorities that “guiwen "
		    "show %s” lists", m->dossier->id, m->act->instance,
		    m->dossier->id);
	m->instance = instance->id;
	if (instance->closed)
		return REFUSE(m, ERR_REFUSED, "%s has come to its end (%s), "
		    "and nothing runs that could go over to another chart",
		    m->dossier->id, instance->states);
	if (strcmp(instance->chart, plan->hash) == 0)
		return REFUSE(m, ERR_REFUSED, "%s is on the chart %.12s "
		    "already", m->dossier->id, plan->hash);
	plan->to = m->context->chart(m->context->chart_ctx,
	    instance->workflow, plan->hash, &found);
	if (plan->to == NULL)
		return REFUSE(m, ERR_NOTFOUND, "the registry has no chart "
		    "“%s” for the workflow %s; guiwen workflow list shows the "
		    "charts that it has", plan->hash, instance->workflow);
	plan->hash = found;
	plan->from = instance_chart(m->context, instance, m->err);
	return plan->from != NULL ? GATE_OPEN : GATE_FAILED;
}

/* ---- may it? ---- */

static bool
holds(struct move *m, const struct plan *plan, const char *name, bool on_text)
{
	const char *instance = plan->instance->id;

	if (on_text)
		return missing_milestone(m, instance, name,
		    &m->dossier->arena) == NULL;
	return dossier_milestone(m->dossier, instance, name) != NULL ||
	    dossier_milestone(m->dossier, NULL, name) != NULL;
}

/* No milestone that every way to the configuration has reached is skipped. */
static enum gate
gate_milestones(struct move *m, const struct plan *plan)
{
	struct reached *reached = reached_new(plan->to);
	struct names missing = { 0 };
	size_t i, k;

	for (k = 0; k < reached_count(reached); k++) {
		const char *name = reached_name(reached, k);

		for (i = 0; i < plan->nactive; i++)
			if (reached_always(reached, plan->active[i], k))
				break;
		if (i < plan->nactive && !holds(m, plan, name,
		    reached_on_text(reached, k)))
			names_add(&missing, &m->dossier->arena,
			    arena_strdup(&m->dossier->arena, name));
	}
	reached_free(reached);
	if (missing.count == 0)
		return GATE_OPEN;
	return REFUSE(m, ERR_REFUSED, "%s cannot go over to the chart %.12s: "
	    "whatever is in the state %s of it has passed %s, which does not "
	    "hold for the present text; let it be reached first, or map the "
	    "state to one before it", m->dossier->id, plan->hash,
	    chart_state(plan->to, plan->active[plan->nactive - 1])->id,
	    names_list(&missing, &m->dossier->arena, NULL));
}

/* A deadline that runs needs a state that can be left. */
static enum gate
gate_deadlines(struct move *m, const struct plan *plan)
{
	size_t i;

	for (i = 0; i < m->dossier->ndeadlines; i++) {
		const struct dossier_deadline *at = &m->dossier->deadlines[i];

		if (at->ended.year == 0 &&
		    strcmp(at->instance, plan->instance->id) == 0 &&
		    session_map_name(plan->map, plan->nmap,
		    at->state)[0] == '\0')
			return REFUSE(m, ERR_REFUSED, "the state %s of %s "
			    "cannot be left behind: its deadline runs",
			    at->state, m->dossier->id);
	}
	return GATE_OPEN;
}

static enum gate
go_over(struct move *m, struct plan *plan, struct session **session)
{
	xmlDoc *snapshot = NULL;
	enum gate gate = GATE_OPEN;

	if (xml_parse(&snapshot, plan->instance->snapshot,
	    strlen(plan->instance->snapshot), "snapshot", NULL, m->err) != 0) {
		m->err->code = ERR_BROKEN;
		return GATE_FAILED;
	}
	if (session_migrate(session, plan->from, plan->to,
	    xmlDocGetRootElement(snapshot), plan->map, plan->nmap, NULL, NULL,
	    m->refusal) != 0) {
		err_prefix(m->refusal, "%s cannot go over to the chart %.12s",
		    m->dossier->id, plan->hash);
		gate = GATE_REFUSED;
		if (m->refusal->code == ERR_BROKEN ||
		    m->refusal->code == ERR_UNSUPPORTED) {
			*m->err = *m->refusal;
			gate = GATE_FAILED;
		}
	}
	xmlFreeDoc(snapshot);
	return gate;
}

/* ---- the dossier afterwards ---- */

/* The old name of a state that is active now, "" where it was not, and the
 * day it has been active since. */
static const char *
old_name(struct move *m, const struct plan *plan, const char *state,
    const char **since)
{
	const char *states = plan->instance->states;
	const char *days = plan->instance->since, *word, *day;
	struct arena *arena = &m->dossier->arena;
	size_t len, day_len;
	char buf[DAY_TEXT];

	while ((word = word_next(&states, &len)) != NULL &&
	    (day = word_next(&days, &day_len)) != NULL) {
		word = arena_strndup(arena, word, len);
		if (strcmp(session_map_name(plan->map, plan->nmap, word),
		    state) != 0)
			continue;
		*since = arena_strndup(arena, day, day_len);
		return word;
	}
	*since = arena_strdup(arena, day_format(buf, time_day(m->stated_s)));
	return "";
}

/* The states by both names, and since when they are active, "d d". */
static const char *
name_states(struct move *m, const struct plan *plan, struct migration *told)
{
	struct arena *arena = &m->dossier->arena;
	struct text days = TEXT_INIT;
	const char *id, *since, *out;
	size_t i;

	for (i = 0; i < plan->nactive; i++) {
		id = chart_state(plan->to, plan->active[i])->id;
		names_add(&told->now, arena, id);
		names_add(&told->was, arena, old_name(m, plan, id, &since));
		text_addf(&days, "%s%s", i != 0 ? " " : "", since);
	}
	out = arena_strndup(arena, days.ptr, days.len);
	text_release(&days);
	return out;
}

/* The deadline that runs for a state, or NULL. */
static struct dossier_deadline *
running(struct dossier *dossier, const char *instance, const char *state)
{
	size_t i;

	for (i = dossier->ndeadlines; i-- > 0;) {
		struct dossier_deadline *at = &dossier->deadlines[i];

		if (at->ended.year == 0 && strcmp(at->state, state) == 0 &&
		    strcmp(at->instance, instance) == 0)
			return at;
	}
	return NULL;
}

/* What was told stays; where the new chart gives another time it is said. */
static enum gate
tell_deadlines(struct move *m, const struct plan *plan,
    const struct xml_tree *facts, struct migration *told)
{
	struct arena *arena = &m->dossier->arena;
	const struct dossier_deadline *deadline;
	const char *state, *within;
	char due[DAY_TEXT];
	size_t i;

	for (i = 0; i < plan->nactive; i++) {
		state = told->now.at[i];
		if (deadline_words(m, facts, chart_state_gw(plan->to,
		    plan->active[i], "within"), &within) != 0)
			return REFUSE(m, ERR_REFUSED, "%s cannot go over to "
			    "the chart %.12s: the time limit of its state %s "
			    "cannot be computed", m->dossier->id, plan->hash,
			    state);
		deadline = running(m->dossier, plan->instance->id,
		    told->was.at[i]);
		if (strcmp(within, deadline != NULL ? deadline->within :
		    "") == 0)
			continue;
		names_add(&told->timed, arena, state);
		names_add(&told->within, arena, within);
		names_add(&told->told, arena, deadline != NULL ?
		    deadline->within : "");
		names_add(&told->due, arena, deadline != NULL &&
		    deadline->due.year != 0 ? arena_strdup(arena,
		    day_format(due, deadline->due)) : "");
	}
	return GATE_OPEN;
}

static void
rename_deadlines(struct move *m, const struct plan *plan)
{
	size_t i;

	for (i = 0; i < m->dossier->ndeadlines; i++) {
		struct dossier_deadline *at = &m->dossier->deadlines[i];

		if (at->ended.year == 0 &&
		    strcmp(at->instance, plan->instance->id) == 0)
			at->state = session_map_name(plan->map, plan->nmap,
			    at->state);
	}
}

static void
note(struct move *m, const struct plan *plan)
{
	struct dossier_migration migration = { .step = m->step,
		.instance = plan->instance->id,
		.from = plan->instance->chart, .to = plan->hash,
		.person = m->person->id, .reason = m->act->reason };
	struct text map = TEXT_INIT;
	size_t i;

	for (i = 0; i < plan->nmap; i++)
		text_addf(&map, "%s%s=%s", i != 0 ? " " : "",
		    plan->map[i].from, plan->map[i].to);
	migration.map = arena_strndup(&m->dossier->arena, map.ptr, map.len);
	text_release(&map);
	DOSSIER_APPEND(m->dossier, migrations, migration);
}

static void
take_session(struct move *m, struct dossier_instance *instance,
    const struct migration *told, const struct session *session)
{
	struct text states = TEXT_INIT, bytes = TEXT_INIT;
	struct arena *arena = &m->dossier->arena;
	size_t i;

	for (i = 0; i < told->now.count; i++)
		text_addf(&states, "%s%s", i != 0 ? " " : "",
		    told->now.at[i]);
	session_snapshot(session, &bytes);
	instance->states = arena_strndup(arena, states.ptr, states.len);
	instance->snapshot = arena_strndup(arena, bytes.ptr, bytes.len);
	text_release(&states);
	text_release(&bytes);
}

/* Nothing of the dossier is touched before the last gate is passed. */
static enum gate
take(struct move *m, struct plan *plan, const struct session *session)
{
	struct migration *told = arena_alloc(&m->dossier->arena,
	    sizeof(*told));
	const char *since;
	enum gate gate;
	const struct xml_tree *facts;

	*told = (struct migration){ .instance = plan->instance->id,
		.from = plan->instance->chart, .to = plan->hash };
	issue_plan(m, NULL);
	facts = facts_build(m, plan->instance);
	since = name_states(m, plan, told);
	gate = tell_deadlines(m, plan, facts, told);
	if (gate != GATE_OPEN)
		return gate;
	rename_deadlines(m, plan);
	note(m, plan);
	take_session(m, plan->instance, told, session);
	plan->instance->since = since;
	plan->instance->chart = plan->hash;
	m->migration = told;
	return GATE_OPEN;
}

enum gate
migrate(struct move *m)
{
	struct session *session = NULL;
	struct plan plan = { .hash = NULL };
	enum gate gate;
	size_t nstates;

	if ((gate = gate_act(m)) != GATE_OPEN ||
	    (gate = read_data(m, &plan)) != GATE_OPEN ||
	    (gate = find_charts(m, &plan)) != GATE_OPEN ||
	    (gate = go_over(m, &plan, &session)) != GATE_OPEN)
		return gate;
	nstates = chart_nstates(plan.to);
	plan.active = arena_array(&m->dossier->arena, nstates,
	    sizeof(*plan.active));
	plan.nactive = session_configuration(session, plan.active, nstates);
	if ((gate = gate_milestones(m, &plan)) == GATE_OPEN &&
	    (gate = gate_deadlines(m, &plan)) == GATE_OPEN)
		gate = take(m, &plan, session);
	session_free(session);
	return gate;
}

/* ---- the outcome ---- */

static const char *
none_if_empty(const char *s)
{
	return s[0] != '\0' ? s : NULL;
}

void
migration_write(struct xml_writer *w, const struct move *m)
{
	const struct migration *told = m->migration;
	size_t i;

	xw_open(w, "migration", NULL);
	xw_attr(w, "from", told->from);
	xw_attr(w, "instance", told->instance);
	xw_attr(w, "to", told->to);
	for (i = 0; i < told->now.count; i++) {
		xw_open(w, "active", NULL);
		xw_attr(w, "now", told->now.at[i]);
		xw_attr(w, "was", none_if_empty(told->was.at[i]));
		xw_close(w);
	}
	for (i = 0; i < told->timed.count; i++) {
		xw_open(w, "within", NULL);
		xw_attr(w, "due", none_if_empty(told->due.at[i]));
		xw_attr(w, "now", none_if_empty(told->within.at[i]));
		xw_attr(w, "state", told->timed.at[i]);
		xw_attr(w, "was", none_if_empty(told->told.at[i]));
		xw_close(w);
	}
	xw_close(w);
}
