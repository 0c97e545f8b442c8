/* procedure_options.c: what may be done next, by whom, and what is missing */
#include "workflows/procedure_int.h"

#include <string.h>

struct options {
	struct procedure_option *at;
	size_t count, cap;
	struct arena *arena;
};

static struct procedure_option *
option_new(struct options *options)
{
	struct procedure_option *grown;

	if (options->count == options->cap) {
		options->cap = options->cap == 0 ? 16 : 2 * options->cap;
		grown = arena_array(options->arena, options->cap,
		    sizeof(*grown));
		if (options->count != 0)
			memcpy(grown, options->at,
			    options->count * sizeof(*grown));
		options->at = grown;
	}
	return &options->at[options->count++];
}

static const char *
copy(struct options *options, const char *s)
{
	return s != NULL && s[0] != '\0' ? arena_strdup(options->arena, s) :
	    "";
}

static bool
is(const char *value, const char *word)
{
	return value != NULL && strcmp(value, word) == 0;
}

static const char *
spaced(struct options *options, const struct names *names)
{
	struct text text = TEXT_INIT;
	const char *out;
	size_t i;

	for (i = 0; i < names->count; i++)
		text_addf(&text, "%s%s", i != 0 ? " " : "", names->at[i]);
	out = arena_strndup(options->arena, text.ptr, text.len);
	text_release(&text);
	return out;
}

static void
set_obstacle(struct move *m, struct options *options,
    const struct choice *choice, int t, struct procedure_option *option)
{
	const char *name = missing_milestone(m, m->instance,
	    chart_transition_gw(choice->chart, t, "after"), options->arena);
	struct err why = ERR_INIT;

	if (name != NULL)
		err_set(&why, ERR_REFUSED, "the milestone %s does not hold for "
		    "the present text", milestone_word(options->arena, name));
	else if (choice->blocked && !chart_refusal(choice->chart, t, &why))
		err_set(&why, ERR_REFUSED, "its condition does not hold yet");
	option->obstacle = copy(options, why.msg);
	option->obstacle_shown = copy(options, why.shown);
}

static void
add_option(struct move *m, struct options *options,
    const struct choice *choice, const char *event)
{
	const struct chart *chart = choice->chart;
	int t = choice->transitions[0];
	const struct chart_transition *at = chart_transition(chart, t);
	const char *role = transition_role(chart, t);
	const char *text = chart_transition_gw(chart, t, "text");
	struct procedure_option *option;
	struct names missing = { 0 };

	if (role == NULL)
		return;
	missing_kinds(m, chart_transition_gw(chart, t, "needs"), &missing);
	option = option_new(options);
	option->instance = copy(options, m->instance);
	option->event = copy(options, event);
	option->label = copy(options, chart_transition_gw(chart, t, "label"));
	option->label_en = copy(options, chart_transition_gw(chart, t,
	    "label-en"));
	option->state = copy(options, chart_state(chart, at->source)->id);
	option->leaves = at->ntargets > 0 && at->targets[0] != at->source;
	option->by = copy(options, role);
	option->needs = spaced(options, &missing);
	option->needs_all = copy(options, chart_transition_gw(chart, t,
	    "needs"));
	option->outside = copy(options, chart_transition_gw(chart, t,
	    "outside"));
	option->data = copy(options, chart_transition_gw(chart, t, "data"));
	option->reason_required = is(chart_transition_gw(chart, t, "reason"),
	    "required");
	option->paper_or_reason = is(chart_transition_gw(chart, t, "reason"),
	    "without-paper");
	option->text_required = text != NULL;
	option->signature_required = is(chart_transition_gw(chart, t,
	    "sign"), "required");
	set_obstacle(m, options, choice, t, option);
}

/* Has an option for this event of this instance been listed? */
static bool
listed(const struct options *options, const char *instance, const char *event)
{
	size_t i;

	for (i = 0; i < options->count; i++)
		if (strcmp(options->at[i].instance, instance) == 0 &&
		    strcmp(options->at[i].event, event) == 0)
			return true;
	return false;
}

static void
instance_options(struct move *m, size_t index, struct options *options)
{
	struct dossier_instance *instance = &m->dossier->instances[index];
	const struct chart *chart = instance_chart(m->context, instance,
	    m->err);
	struct session *session = NULL;
	struct choice choice;
	bool *active;
	size_t i, n;

	if (chart == NULL)
		return;
	m->instance = instance->id;
	if (instance_session(m, instance, chart, facts_build(m, instance),
	    &session) != 0)
		return;
	active = active_states(&m->dossier->arena, chart, instance);
	n = chart_ntransitions(chart);
	for (i = 0; i < n; i++) {
		const struct chart_transition *t =
		    chart_transition(chart, (int)i);

		if (t->event == NULL || !active[t->source] ||
		    listed(options, instance->id, t->event))
			continue;
		choice = (struct choice){ .instance = index, .chart = chart,
			.transitions = { (int)i }, .n = 1 };
		if (choose_enabled(&choice, session, t->event) == 0)
			add_option(m, options, &choice, t->event);
	}
	session_free(session);
}

size_t
procedure_options(const struct procedure_context *context,
    const struct dossier *dossier, int64_t now_s, struct arena *arena,
    struct procedure_option **out)
{
	struct err err = ERR_INIT;
	struct move m = { .context = context, .role = "", .instance = "",
		.stated_s = now_s, .recorded_s = now_s,
		.step = dossier->step + 1, .refusal = &err, .err = &err };
	struct options options = { .arena = arena };
	struct text bytes = TEXT_INIT;
	struct dossier *d = NULL;
	size_t i;

	/* a copy to work in: the parts of a step share a dossier's memory */
	*out = NULL;
	dossier_write(dossier, &bytes);
	if (dossier_parse(&d, bytes.ptr, bytes.len, &err) != 0)
		goto out;
	m.dossier = d;
	issue_plan(&m, NULL);
	for (i = 0; i < d->ninstances; i++)
		if (!d->instances[i].closed)
			instance_options(&m, i, &options);
	*out = options.at;
out:
	dossier_free(d);
	text_release(&bytes);
	return options.count;
}

const struct procedure_option *
procedure_option_of(const struct procedure_option *list, size_t n,
    const char *event)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i].event, event) == 0)
			return &list[i];
	return NULL;
}
