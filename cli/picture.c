/* picture.c: procedures, and the way of a document through them, as graphs */
#include "cli/picture.h"

#include "cli/cmd.h"
#include "cli/standing.h"
#include "cli/words.h"
#include "cli/deadline.h"
#include "engine/chart/picture.h"
#include "workflows/act.h"

#include <stdlib.h>
#include <string.h>

/* ---- the words ---- */

/* A time limit, or that the registry's settings give it. */
static void
add_period(struct text *out, const char *within)
{
	if (*within == '{')
		text_adds(out, _("the time that the registry's settings "
		    "give"));
	else
		period_words(out, within);
}

static void
limit_words(struct text *out, const struct chart *chart, int state)
{
	const char *within = chart_state_gw(chart, state, "within");
	const char *least = chart_state_gw(chart, state, "at-least");
	const char *verified = chart_state_gw(chart, state, "verified");
	struct text period = TEXT_INIT;

	if (within != NULL) {
		add_period(&period, within);
		text_addf(out, _("within %s"), period.ptr);
	}
	if (least != NULL) {
		text_reset(&period);
		add_period(&period, least);
		text_addf(out, _("%sat least %s for the reviewer"),
		    within != NULL ? "\n" : "", period.ptr);
	}
	if (verified == NULL || (strcmp(verified, "yes") != 0 &&
	    *verified != '{'))
		text_addf(out, "\n%s", _("legal basis not verified"));
	text_release(&period);
}

static struct picture_words
words_of_locale(void)
{
	struct picture_words words = {
		in_chinese(), word_role, limit_words, _("now here")
	};

	return words;
}

static const char *
chart_words(struct text *out, const char *name, const char *hash)
{
	text_addf(out, "%s  SHA-256 %.16s", name, hash);
	return out->ptr;
}

void
picture_of_chart(const struct chart *chart, const char *name,
    const char *hash, struct text *dot)
{
	struct picture_words words = words_of_locale();
	struct picture_part part = { .chart = chart };
	struct text note = TEXT_INIT;

	part.title = label_state(chart, 0);
	part.note = chart_words(&note, name, hash);
	picture_dot(&part, 1, &words, dot);
	text_release(&note);
}

/* ---- the way of a document ---- */

/* What happened in a state. */
struct deed {
	int64_t step;		/* 0: nobody acted */
	const char *person;
	struct day day;		/* of the act, else of the entry */
};

/* One instance, as far as the records tell. */
struct way {
	const struct dossier_instance *instance;
	const struct chart *chart;
	struct picture_visit *visits;
	size_t *taken;
	struct deed *deeds;	/* one a state */
};

struct tracing {
	struct arena arena;
	const struct procedure_context *context;
	const struct dossier *dossier;
	struct way *ways;
	size_t nways;
};

/* The day that counts for a step: as it was stated, or as that was corrected
 * later. */
static struct day
day_of(const struct tracing *tracing, int64_t step, int64_t stated_s)
{
	const struct dossier *dossier = tracing->dossier;
	int64_t time_s;
	size_t i;

	for (i = dossier->ncorrections; i-- > 0;) {
		const struct dossier_correction *c = &dossier->corrections[i];

		if (c->of == step && strcmp(c->field, "stated") == 0 &&
		    time_parse(&time_s, c->now) == 0)
			return time_day(time_s);
	}
	return time_day(stated_s);
}

static bool
same_string(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_transition(const struct chart *a, const struct chart_transition *t,
    const struct chart *b, const struct chart_transition *u)
{
	size_t i;

	if (!same_string(t->event, u->event) || t->ntargets != u->ntargets ||
	    strcmp(chart_state(a, t->source)->id,
	    chart_state(b, u->source)->id) != 0)
		return false;
	for (i = 0; i < t->ntargets; i++)
		if (strcmp(chart_state(a, t->targets[i])->id,
		    chart_state(b, u->targets[i])->id) != 0)
			return false;
	return true;
}

/* The transition that a record names by its line, in the chart that is
 * drawn: the instance may have moved to another chart since. -1: it has none
 * like it. */
static int
transition_of(const struct tracing *tracing, const struct way *way,
    const struct history_run *run, int line)
{
	const struct chart *chart = way->chart;
	const char *hash;
	int t, u;

	if (strcmp(run->chart, way->instance->chart) == 0)
		return transition_in_line(chart, line, run->event);
	chart = tracing->context->chart(tracing->context->chart_ctx,
	    way->instance->workflow, run->chart, &hash);
	t = chart != NULL ? transition_in_line(chart, line, run->event) :
	    -1;
	for (u = 0; t >= 0 && u < (int)chart_ntransitions(way->chart); u++)
		if (same_transition(chart, chart_transition(chart, t),
		    way->chart, chart_transition(way->chart, u)))
			return u;
	return -1;
}

static void
trace_transitions(const struct tracing *tracing, struct way *way,
    const struct history_run *run, const struct history_entry *entry)
{
	bool acted = entry->act != NULL &&
	    strcmp(run->event, entry->act->event) == 0;
	const char *at = run->lines;
	char *line;

	while ((line = words_next(&at)) != NULL) {
		const struct chart_transition *view;
		int t = transition_of(tracing, way, run,
		    (int)strtol(line, NULL, 10));

		free(line);
		if (t < 0)
			continue;
		way->taken[t]++;
		view = chart_transition(way->chart, t);
		if (!acted || view->event == NULL ||
		    !chart_event_matches(view->event, run->event))
			continue;
		way->deeds[view->source] = (struct deed){
			entry->record->step, person_name(
			tracing->context->people, entry->record->person),
			day_of(tracing, entry->record->step,
			    entry->act->stated_s) };
	}
}

static void
trace_entered(const struct tracing *tracing, struct way *way,
    const struct history_run *run, const struct history_entry *entry)
{
	const char *at = run->entered;
	int state;
	char *id;

	while ((id = words_next(&at)) != NULL) {
		state = chart_find(way->chart, id);
		free(id);
		if (state < 0)
			continue;
		way->visits[state].times++;
		if (way->deeds[state].step == 0)
			way->deeds[state].day = day_of(tracing,
			    entry->record->step, entry->act != NULL ?
			    entry->act->stated_s : entry->record->recorded_s);
	}
}

static int
trace(void *ctx, const struct history_entry *entry, struct err *err)
{
	struct tracing *tracing = ctx;
	size_t i, w;

	(void)err;
	for (i = 0; entry->done && i < entry->nruns; i++) {
		const struct history_run *run = &entry->runs[i];

		for (w = 0; w < tracing->nways; w++) {
			struct way *way = &tracing->ways[w];

			if (strcmp(way->instance->id, run->instance) != 0)
				continue;
			trace_transitions(tracing, way, run, entry);
			trace_entered(tracing, way, run, entry);
		}
	}
	return 0;
}

/* ---- what is written beside it ---- */

static void
note_deadline(const struct tracing *tracing, const struct way *way,
    int state, struct text *out)
{
	const struct dossier *dossier = tracing->dossier;
	const char *id = chart_state(way->chart, state)->id;
	char day[DAY_TEXT];
	size_t i;

	for (i = dossier->ndeadlines; i-- > 0;) {
		const struct dossier_deadline *d = &dossier->deadlines[i];

		if (d->ended.year != 0 || d->due.year == 0 ||
		    strcmp(d->instance, way->instance->id) != 0 ||
		    strcmp(d->state, id) != 0)
			continue;
		text_addf(out, "%s", out->len > 0 ? "\n" : "");
		text_addf(out, _("due %s"), day_format(day, d->due));
		return;
	}
}

static void
note_state(struct tracing *tracing, struct way *way, int state)
{
	struct picture_visit *visit = &way->visits[state];
	const struct deed *deed = &way->deeds[state];
	struct text note = TEXT_INIT;
	char day[DAY_TEXT];

	if (!chart_state(way->chart, state)->atomic)
		return;
	if (deed->step > 0)
		text_addf(&note, "%s %s", deed->person,
		    day_format(day, deed->day));
	else if (deed->day.year != 0)
		text_addf(&note, _("since %s"), day_format(day, deed->day));
	if (visit->here)
		note_deadline(tracing, way, state, &note);
	if (note.len > 0)
		visit->note = arena_strndup(&tracing->arena, note.ptr,
		    note.len);
	text_release(&note);
}

static void
mark_present(struct tracing *tracing, struct way *way)
{
	const char *at = way->instance->states;
	int state;
	char *id;

	while ((id = words_next(&at)) != NULL) {
		state = chart_find(way->chart, id);
		free(id);
		if (state >= 0)
			way->visits[state].here = true;
	}
	for (state = 0; state < (int)chart_nstates(way->chart); state++)
		if (way->visits[state].times > 0 || way->visits[state].here)
			note_state(tracing, way, state);
}

static const char *
title_of(struct tracing *tracing, const struct way *way)
{
	const struct dossier *dossier = tracing->dossier;
	struct text title = TEXT_INIT;
	const char *copy;

	if (strcmp(way->instance->id, DOSSIER_MAIN) == 0)
		text_addf(&title, "%s  %s", dossier->id, dossier->title);
	else
		text_addf(&title, "%s%s%s", label_state(way->chart, 0),
		    *way->instance->authority != '\0' ? _(": ") : "",
		    way->instance->authority);
	copy = arena_strndup(&tracing->arena, title.ptr, title.len);
	text_release(&title);
	return copy;
}

static void
draw(struct tracing *tracing, struct text *dot)
{
	struct picture_words words = words_of_locale();
	struct picture_part *parts = arena_array(&tracing->arena,
	    tracing->nways, sizeof(*parts));
	struct text note = TEXT_INIT;
	size_t i;

	for (i = 0; i < tracing->nways; i++) {
		struct way *way = &tracing->ways[i];

		mark_present(tracing, way);
		text_reset(&note);
		chart_words(&note, way->instance->workflow,
		    way->instance->chart);
		parts[i] = (struct picture_part){
			way->chart, title_of(tracing, way),
			arena_strndup(&tracing->arena, note.ptr, note.len),
			way->visits, way->taken };
	}
	text_release(&note);
	picture_dot(parts, tracing->nways, &words, dot);
}

/* The instances that are asked for, with their charts. */
static int
find_ways(struct tracing *tracing, const char *workflow, struct err *err)
{
	const struct dossier *dossier = tracing->dossier;
	struct arena *arena = &tracing->arena;
	size_t i;

	tracing->ways = arena_array(arena, dossier->ninstances + 1,
	    sizeof(*tracing->ways));
	for (i = 0; i < dossier->ninstances; i++) {
		const struct dossier_instance *instance =
		    &dossier->instances[i];
		struct way *way = &tracing->ways[tracing->nways];
		const char *hash;

		if (workflow != NULL &&
		    strcmp(instance->workflow, workflow) != 0)
			continue;
		way->instance = instance;
		way->chart = tracing->context->chart(
		    tracing->context->chart_ctx, instance->workflow,
		    instance->chart, &hash);
		if (way->chart == NULL)
			return err_set(err, ERR_BROKEN, "the chart of %s, "
			    "instance %s, is not in the registry: run guiwen "
			    "verify", dossier->id, instance->id);
		way->visits = arena_array(arena, chart_nstates(way->chart),
		    sizeof(*way->visits));
		way->deeds = arena_array(arena, chart_nstates(way->chart),
		    sizeof(*way->deeds));
		way->taken = arena_array(arena,
		    chart_ntransitions(way->chart) + 1, sizeof(*way->taken));
		tracing->nways++;
	}
	if (tracing->nways == 0)
		return err_set(err, ERR_NOTFOUND, "%s has not come to the "
		    "procedure \"%s\"; leave the name out for all that it has "
		    "gone through", dossier->id, workflow);
	return 0;
}

int
picture_of_document(struct registry *registry, const char *document,
    const char *workflow, struct text *dot, struct err *err)
{
	struct tracing tracing = { .arena = ARENA_INIT };
	struct dossier *dossier = NULL;
	int result = -1;

	if (registry_dossier(registry, document, &dossier, err) != 0 ||
	    registry_context(registry, &tracing.context, err) != 0)
		goto out;
	tracing.dossier = dossier;
	if (find_ways(&tracing, workflow, err) != 0 ||
	    registry_history(registry, document, trace, &tracing, err) != 0)
		goto out;
	draw(&tracing, dot);
	result = 0;
out:
	arena_release(&tracing.arena);
	dossier_free(dossier);
	return result;
}
