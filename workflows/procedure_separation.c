/* procedure_separation.c: separation of duties: of the person and not of the
 * role, the account or the delegation that he uses */
#include "workflows/procedure_int.h"

#include <stdlib.h>
#include <string.h>

/* What is looked through for somebody's earlier part in a document. */
struct search {
	struct dossier *dossier;
	const struct people *people;	/* who is the same as whom; NULL: ids
					   are what they are */
	int64_t before;			/* only steps before this one */
};

struct found {
	int64_t step;		/* 0: none */
	const char *id;		/* under which the person took part */
};

static bool
same(const struct search *s, const char *a, const char *b)
{
	return s->people == NULL ? strcmp(a, b) == 0 :
	    people_same(s->people, a, b);
}

/* Did anyone in the role of drafter do this step? */
static bool
was_drafters_step(const struct dossier *dossier, int64_t step)
{
	size_t i;

	for (i = 0; i < dossier->nactors; i++)
		if (dossier->actors[i].step == step &&
		    strcmp(dossier->actors[i].role, "drafter") == 0)
			return true;
	return false;
}

/* On whose behalf a step was done, "" of one's own. */
static const char *
behalf_at(const struct dossier *dossier, int64_t step)
{
	size_t i;

	for (i = 0; i < dossier->nactors; i++)
		if (dossier->actors[i].step == step)
			return dossier->actors[i].on_behalf;
	return "";
}

/* Did the person do that step for the drafting side, or another for him? */
static bool
drafted(const struct search *s, int64_t step, const char *by,
    const char *person, struct found *found)
{
	const char *behalf;

	if (step >= s->before || !was_drafters_step(s->dossier, step))
		return false;
	behalf = behalf_at(s->dossier, step);
	if (same(s, by, person))
		*found = (struct found){ step, by };
	else if (behalf[0] != '\0' && same(s, behalf, person))
		*found = (struct found){ step, behalf };
	return found->step != 0;
}

/*
 * The step at which a person drafted the document or handed a version or
 * papers of it in for the drafting side (the creation is step 1).
 */
static struct found
drafted_at(const struct search *s, const char *person)
{
	const struct dossier *d = s->dossier;
	struct found found = { 0, "" };
	size_t i;

	if (s->before > 1 && same(s, d->drafter, person))
		return (struct found){ 1, d->drafter };
	for (i = 0; i < d->nversions; i++)
		if (drafted(s, d->versions[i].step, d->versions[i].person,
		    person, &found))
			return found;
	for (i = 0; i < d->nmaterials; i++)
		if (drafted(s, d->materials[i].step, d->materials[i].person,
		    person, &found))
			return found;
	for (i = 0; i < d->nmilestones; i++)
		if (drafted(s, d->milestones[i].step,
		    d->milestones[i].person, person, &found))
			return found;
	return found;
}

static struct found
acted_in(const struct search *s, const char *state, const char *person)
{
	struct dossier *d = s->dossier;
	size_t i;

	for (i = 0; i < d->nactors; i++) {
		const struct dossier_actor *actor = &d->actors[i];

		if (actor->step >= s->before ||
		    strcmp(actor_state(d, actor, &d->arena), state) != 0)
			continue;
		if (same(s, actor->person, person))
			return (struct found){ actor->step, actor->person };
		if (actor->on_behalf[0] != '\0' &&
		    same(s, actor->on_behalf, person))
			return (struct found){ actor->step,
				actor->on_behalf };
	}
	return (struct found){ 0, "" };
}

static bool
is_drafting(const char *word)
{
	return strcmp(word, "drafter") == 0 || strcmp(word, "submitter") == 0;
}

/* The part that one word of gw:not keeps the person from. */
static struct found
look(const struct search *s, const char *word, const char *person)
{
	return is_drafting(word) ? drafted_at(s, person) :
	    acted_in(s, word, person);
}

/* ---- of an act ---- */

static enum gate
refuse_drafter(struct move *m, const char *id, struct found found)
{
	const char *document = m->dossier->id, *event = event_word(m);
	long long step = (long long)found.step;

	if (strcmp(id, m->person->id) != 0)
		return REFUSE(m, ERR_DENIED, "%s acts on behalf of %s, who "
		    "drafted %s or handed it in (step %lld): neither may "
		    "therefore do “%s” on it, in any role",
		    person_words(m, m->person->id), person_words(m, id),
		    document, step, event);
	if (strcmp(id, found.id) != 0)
		return REFUSE(m, ERR_DENIED, "%s and %s are one person, who "
		    "drafted %s or handed it in (step %lld) and may therefore "
		    "not do “%s” on it, in any role", person_words(m, id),
		    person_words(m, found.id), document, step, event);
	return REFUSE(m, ERR_DENIED, "%s drafted %s or handed it in (step "
	    "%lld) and may therefore not do “%s” on it, in any role",
	    person_words(m, id), document, step, event);
}

static enum gate
refuse_actor(struct move *m, const char *id, const char *state,
    struct found found)
{
	const char *document = m->dossier->id, *event = event_word(m);
	long long step = (long long)found.step;

	if (strcmp(id, m->person->id) != 0)
		return REFUSE(m, ERR_DENIED, "%s acts on behalf of %s, who "
		    "acted on %s in the state %s (step %lld): neither may "
		    "therefore do “%s” on it, in any role",
		    person_words(m, m->person->id), person_words(m, id),
		    document, state_word(m, m->instance, state), step,
		    event);
	if (strcmp(id, found.id) != 0)
		return REFUSE(m, ERR_DENIED, "%s and %s are one person, who "
		    "acted on %s in the state %s (step %lld) and may "
		    "therefore not do “%s” on it, in any role",
		    person_words(m, id), person_words(m, found.id), document,
		    state_word(m, m->instance, state), step, event);
	return REFUSE(m, ERR_DENIED, "%s acted on %s in the state %s (step "
	    "%lld) and may therefore not do “%s” on it, in any role",
	    person_words(m, id), document, state_word(m, m->instance, state),
	    step, event);
}

static enum gate
gate_word(struct move *m, const char *word, const char *id)
{
	const struct search search = { m->dossier, m->context->people,
		INT64_MAX };
	struct found found = look(&search, word, id);

	if (found.step == 0)
		return GATE_OPEN;
	return is_drafting(word) ? refuse_drafter(m, id, found) :
	    refuse_actor(m, id, word, found);
}

enum gate
gate_not(struct move *m, const char *not)
{
	const char *word;
	enum gate gate;
	size_t len;

	while ((word = word_next(&not, &len)) != NULL) {
		word = arena_strndup(&m->dossier->arena, word, len);
		gate = gate_word(m, word, m->person->id);
		if (gate == GATE_OPEN && m->principal != m->person)
			gate = gate_word(m, word, m->principal->id);
		if (gate != GATE_OPEN)
			return gate;
	}
	return GATE_OPEN;
}

/* ---- of acts that were done before it was known who is who ---- */

struct doubting {
	const struct people *people;
	struct dossier *dossier;
	procedure_doubt_fn *fn;
	void *ctx;
	struct err *err;
};

static int
doubt_word(struct doubting *d, const struct dossier_actor *actor,
    const char *word, const char *id, bool *told)
{
	const struct search known = { d->dossier, NULL, actor->step };
	const struct search now = { d->dossier, d->people, actor->step };
	struct found found = look(&now, word, id);
	struct procedure_doubt doubt;

	/* Under the same id it was refused, or the replay tells. */
	if (found.step == 0 || *told || look(&known, word, id).step != 0)
		return 0;
	doubt = (struct procedure_doubt){ .step = actor->step,
		.event = actor->event, .person = id, .other = found.id,
		.other_step = found.step };
	*told = true;
	return d->fn(d->ctx, &doubt, d->err);
}

static int
doubt_actor(struct doubting *d, const struct dossier_actor *actor,
    const char *not, bool *told)
{
	const char *word;
	size_t len;

	while ((word = word_next(&not, &len)) != NULL) {
		word = arena_strndup(&d->dossier->arena, word, len);
		if (doubt_word(d, actor, word, actor->person, told) != 0 ||
		    (actor->on_behalf[0] != '\0' && doubt_word(d, actor, word,
		    actor->on_behalf, told) != 0))
			return -1;
	}
	return 0;
}

int
procedure_doubts(const struct procedure_context *context,
    struct dossier *dossier, const struct people *people,
    procedure_doubt_fn *fn, void *ctx, struct err *err)
{
	struct doubting d = { people, dossier, fn, ctx, err };
	struct err ignored = ERR_INIT;
	const struct move m = { .context = context, .dossier = dossier };
	const struct dossier_instance *instance;
	const struct chart *chart;
	size_t i, k;
	bool told;

	for (i = 0; i < dossier->nactors; i++) {
		const struct dossier_actor *actor = &dossier->actors[i];

		instance = dossier_instance(dossier, actor->instance);
		chart = instance == NULL ? NULL : instance_chart_at(&m,
		    instance, actor->step, &ignored);
		told = false;
		for (k = 0; chart != NULL && k < chart_ntransitions(chart);
		    k++) {
			const struct chart_transition *t =
			    chart_transition(chart, (int)k);

			if (t->event == NULL || strcmp(actor->state,
			    chart_state(chart, t->source)->id) != 0 ||
			    !chart_event_matches(t->event, actor->event))
				continue;
			if (doubt_actor(&d, actor, chart_transition_gw(chart,
			    (int)k, "not"), &told) != 0)
				return -1;
		}
	}
	return 0;
}
