/* deed.c: what was done to a document, step by step, as papers tell it */
#include "cli/deed.h"

#include "cli/json.h"
#include "cli/show.h"
#include "cli/standing.h"
#include "cli/words.h"
#include "engine/base/mem.h"
#include "workflows/people_change.h"

#include <stdlib.h>
#include <string.h>

/* ---- loading ---- */

struct loading {
	struct deeds *deeds;
	struct registry *registry;
};

static const char *
keep(const struct deeds *deeds, const char *s)
{
	return arena_strdup(deeds->arena, s);
}

static void
keep_papers(const struct deeds *deeds, struct deed *deed,
    const struct act *act)
{
	struct act_material *materials = arena_array(deeds->arena,
	    act->nmaterials + 1, sizeof(*materials));
	struct act_datum *data = arena_array(deeds->arena, act->ndata + 1,
	    sizeof(*data));
	struct act_text *text;
	size_t i;

	for (i = 0; i < act->nmaterials; i++)
		materials[i] = (struct act_material){
			.kind = keep(deeds, act->materials[i].kind),
			.name = keep(deeds, act->materials[i].name),
			.sha256 = keep(deeds, act->materials[i].sha256),
			.class = keep(deeds, act->materials[i].class) };
	for (i = 0; i < act->ndata; i++)
		data[i] = (struct act_datum){ keep(deeds, act->data[i].key),
			keep(deeds, act->data[i].value) };
	deed->materials = materials;
	deed->nmaterials = act->nmaterials;
	deed->data = data;
	deed->ndata = act->ndata;
	if (act->text == NULL)
		return;
	text = arena_alloc(deeds->arena, sizeof(*text));
	text->name = keep(deeds, act->text->name);
	text->original = keep(deeds, act->text->original);
	text->text_hash = keep(deeds, act->text->text_hash);
	deed->text = text;
}

static void
keep_act(const struct deeds *deeds, struct deed *deed, const struct act *act)
{
	deed->on_behalf = keep(deeds, act->on_behalf);
	deed->reason = keep(deeds, act->reason);
	deed->stated_s = act->stated_s;
	deed->evidenced_s = act->evidenced_s;
	deed->corrects = act->corrects;
	keep_papers(deeds, deed, act);
}

/* By which transition of which chart it went. */
static void
find_transition(const struct deeds *deeds, struct deed *deed,
    const struct history_entry *entry)
{
	const struct dossier_instance *instance;
	const struct history_run *run;
	const char *at, *hash;
	char *line;

	if (entry->nruns == 0)
		return;
	run = &entry->runs[0];
	deed->instance = keep(deeds, run->instance);
	instance = dossier_instance(deeds->dossier, run->instance);
	at = run->lines;
	if (instance == NULL || (line = words_next(&at)) == NULL)
		return;
	deed->chart = deeds->context->chart(deeds->context->chart_ctx,
	    instance->workflow, run->chart, &hash);
	if (deed->chart != NULL)
		deed->transition = transition_in_line(deed->chart,
		    (int)strtol(line, NULL, 10), deed->event);
	if (deed->transition < 0)
		deed->chart = NULL;
	snprintf(deed->chart_hash, sizeof(deed->chart_hash), "%s",
	    run->chart);
	free(line);
}

static const char *
label_of(const struct deeds *deeds, const struct history_entry *entry)
{
	if (strcmp(entry->record->event, "destroy") == 0 &&
	    entry->act != NULL && entry->done)
		return destroy_label(act_datum(entry->act, "confirm") !=
		    NULL);
	return event_label(deeds->context, deeds->dossier,
	    entry->record->event, entry->left);
}

/* The unit and post of then: people move. */
static void
keep_person(const struct deeds *deeds, struct deed *deed,
    const struct people *people)
{
	const struct person *person = people_find(people, deed->person);

	deed->name = keep(deeds, person_name(people, deed->person));
	deed->unit = person != NULL ? keep(deeds, person->unit) : "";
	deed->post = person != NULL ? keep(deeds, person->post) : "";
	deed->on_behalf_name = keep(deeds, person_name(people,
	    deed->on_behalf));
}

static void
keep_key(struct deed *deed, const struct record *record)
{
	struct text key = TEXT_INIT;

	if (*record->signature != '\0' && signature_public_key(ACT_NAMESPACE,
	    record->signature, strlen(record->signature), &key) == 0)
		signer_fingerprint(deed->key, key.ptr);
	text_release(&key);
}

static int
take(void *ctx, const struct history_entry *entry, struct err *err)
{
	struct loading *loading = ctx;
	struct deeds *deeds = loading->deeds;
	const struct record *record = entry->record;
	struct text entered = TEXT_INIT;
	const struct people *people;
	struct deed deed = { .step = record->step, .record = record->number,
		.done = entry->done, .by_time = record->kind == RECORD_TICK,
		.recorded_s = record->recorded_s, .stated_s =
		record->recorded_s, .instance = "", .on_behalf = "",
		.reason = "", .transition = -1 };

	if (registry_people_at(loading->registry, record, &people, err) != 0)
		return -1;
	deed.event = keep(deeds, record->event);
	deed.person = keep(deeds, record->person);
	deed.label = keep(deeds, label_of(deeds, entry));
	deed.role = keep(deeds, entry->role);
	deed.authenticated = keep(deeds, entry->authenticated);
	deed.left = keep(deeds, entry->left);
	entered_words(deeds->context, deeds->dossier, entry, &entered);
	deed.entered = keep(deeds, entered.ptr);
	text_release(&entered);
	if (entry->act != NULL)
		keep_act(deeds, &deed, entry->act);
	keep_person(deeds, &deed, people);
	keep_key(&deed, record);
	if (deed.done)
		find_transition(deeds, &deed, entry);
	if (deeds->n == deeds->room) {
		deeds->room = deeds->room * 2 + 16;
		deeds->list = mem_resize(deeds->list, deeds->room,
		    sizeof(*deeds->list));
	}
	deeds->list[deeds->n++] = deed;
	return 0;
}

int
deeds_load(struct deeds *deeds, struct call *call,
    const struct procedure_context *context, const struct dossier *dossier,
    struct arena *arena, struct err *err)
{
	struct loading loading = { deeds, call->registry };

	*deeds = (struct deeds){ .context = context, .dossier = dossier,
		.arena = arena };
	return registry_history(call->registry, dossier->id, take, &loading,
	    err);
}

void
deeds_release(struct deeds *deeds)
{
	free(deeds->list);
}

/* ---- reviews ---- */

/* Is it among the words of an attribute that may be absent? */
static bool
has_word(const char *words, const char *word)
{
	bool found = false;
	char *one;

	while (!found && words != NULL && (one = words_next(&words)) != NULL) {
		found = strcmp(one, word) == 0;
		free(one);
	}
	return found;
}

/* Does the transition reach the milestone, itself or by its target? */
static bool
reaches(const struct chart *chart, int transition, const char *milestone)
{
	const struct chart_transition *t = chart_transition(chart,
	    transition);
	size_t i;

	if (has_word(chart_transition_gw(chart, transition, "milestone"),
	    milestone))
		return true;
	for (i = 0; i < t->ntargets; i++)
		if (has_word(chart_state_gw(chart, t->targets[i],
		    "milestone"), milestone))
			return true;
	return false;
}

/* Is it a review that whoever has the role can end with the milestone? */
static bool
is_review(const struct chart *chart, int state, const char *milestone,
    const char *role)
{
	const char *by, *own = chart_state_gw(chart, state, "role");
	int t;

	for (t = 0; t < (int)chart_ntransitions(chart); t++) {
		if (chart_transition(chart, t)->source != state ||
		    !reaches(chart, t, milestone))
			continue;
		by = chart_transition_gw(chart, t, "by");
		if (has_word(by != NULL ? by : own, role))
			return true;
	}
	return false;
}

/* It only waits for a supplement: the review goes on. */
static bool
suspends(const struct chart *chart, const struct chart_transition *t)
{
	size_t i;

	for (i = 0; i < t->ntargets; i++)
		if (chart_state_gw(chart, t->targets[i], "suspends") != NULL)
			return true;
	return t->ntargets == 0;
}

bool
deed_concludes(const struct deed *deed, const char *milestone)
{
	const struct chart_transition *t;

	if (deed->chart == NULL || deed->by_time)
		return false;
	t = chart_transition(deed->chart, deed->transition);
	return is_review(deed->chart, t->source, milestone, deed->role) &&
	    !suspends(deed->chart, t);
}

/* ---- shown ---- */

void
deed_who(struct paper *paper, const struct deed *deed)
{
	if (deed->by_time)
		return;
	paper_line(paper, deed->unit);
	paper_line(paper, deed->post);
	/* the office is a role and a unit */
	if (*deed->role != '\0' &&
	    strcmp(word_role(deed->role), deed->unit) != 0)
		paper_line(paper, word_role(deed->role));
	if (*deed->on_behalf != '\0')
		paper_linef(paper, _("on behalf of %s"),
		    deed->on_behalf_name);
	if (*deed->authenticated != '\0')
		paper_linef(paper, "%s%s%s", _("identity"), _(": "),
		    word_authenticated(deed->authenticated));
	paper_line(paper, deed->key);
}

static void
material_line(struct paper *paper, const struct deeds *deeds,
    const struct act_material *m)
{
	struct text line = TEXT_INIT;

	text_addf(&line, "%s%s%s  SHA-256 %.12s", word_material(m->kind),
	    _(": "), m->name, m->sha256);
	if (strcmp(m->class, "open") != 0)
		text_addf(&line, _(" (%s)"), class_words(deeds->dossier,
		    m->class, m->sha256));
	paper_line(paper, line.ptr);
	text_release(&line);
}

static void
add_papers(struct paper *paper, const struct deeds *deeds,
    const struct deed *deed)
{
	size_t i;

	if (deed->corrects > 0)
		paper_linef(paper, _("corrects step %lld"),
		    (long long)deed->corrects);
	if (*deed->reason != '\0')
		paper_linef(paper, "%s%s%s", _("reason"), _(": "),
		    deed->reason);
	if (deed->text != NULL)
		paper_linef(paper, "%s%s%s  SHA-256 %.12s", _("text"),
		    _(": "), deed->text->name, deed->text->original);
	for (i = 0; i < deed->nmaterials; i++)
		material_line(paper, deeds, &deed->materials[i]);
	for (i = 0; i < deed->ndata; i++)
		paper_linef(paper, "%s%s%s", word_datum_in(deed->instance,
		    deed->event, deed->data[i].key), _(": "),
		    deed->data[i].value);
}

static json_t *
papers_json(const struct deed *deed)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < deed->nmaterials; i++) {
		o = json_object();
		json_object_set_new(o, "kind",
		    json_words(deed->materials[i].kind));
		json_object_set_new(o, "name",
		    json_words(deed->materials[i].name));
		json_object_set_new(o, "sha256",
		    json_words(deed->materials[i].sha256));
		json_object_set_new(o, "class",
		    json_words(deed->materials[i].class));
		json_array_append_new(list, o);
	}
	return list;
}

json_t *
deed_json(const struct deed *deed)
{
	json_t *o = json_object(), *data = json_object(), *text;
	size_t i;

	json_object_set_new(o, "step", json_integer(deed->step));
	json_object_set_new(o, "record", json_integer(deed->record));
	json_object_set_new(o, "event", json_words(deed->event));
	json_object_set_new(o, "person", json_fact(deed->person));
	json_object_set_new(o, "name", json_fact(deed->name));
	json_object_set_new(o, "unit", json_fact(deed->unit));
	json_object_set_new(o, "post", json_fact(deed->post));
	json_object_set_new(o, "role", json_fact(deed->role));
	json_object_set_new(o, "on_behalf_of", json_fact(deed->on_behalf));
	json_object_set_new(o, "authenticated",
	    json_fact(deed->authenticated));
	json_object_set_new(o, "key", json_fact(deed->key));
	json_object_set_new(o, "stated", json_time(deed->stated_s));
	json_object_set_new(o, "evidenced", json_time(deed->evidenced_s));
	json_object_set_new(o, "recorded", json_time(deed->recorded_s));
	json_object_set_new(o, "reason", json_fact(deed->reason));
	json_object_set_new(o, "corrects", deed->corrects > 0 ?
	    json_integer(deed->corrects) : json_null());
	for (i = 0; i < deed->ndata; i++)
		json_object_set_new(data, deed->data[i].key,
		    json_words(deed->data[i].value));
	json_object_set_new(o, "data", data);
	json_object_set_new(o, "materials", papers_json(deed));
	text = json_null();
	if (deed->text != NULL) {
		text = json_object();
		json_object_set_new(text, "name",
		    json_words(deed->text->name));
		json_object_set_new(text, "original",
		    json_words(deed->text->original));
		json_object_set_new(text, "text_hash",
		    json_words(deed->text->text_hash));
	}
	json_object_set_new(o, "text", text);
	return o;
}

static void
add_deed(struct paper *paper, const struct deeds *deeds,
    const struct deed *deed)
{
	char text[TIME_TEXT];

	paper_row(paper, deed_json(deed));
	snprintf(text, sizeof(text), "%lld", (long long)deed->step);
	paper_cell(paper, text);
	paper_cell(paper, deed->label);
	if (*deed->entered != '\0')
		paper_linef(paper, "→ %s", deed->entered);
	paper_cell(paper, deed->by_time ? _("by time") : deed->name);
	deed_who(paper, deed);
	paper_cell(paper, day_format(text, time_day(deed->stated_s)));
	paper_linef(paper, "%s%s%s", _("recorded"), _(": "),
	    paper_minute(text, deed->recorded_s));
	if (deed->evidenced_s != 0)
		paper_linef(paper, "%s%s%s", _("date on the paper"), _(": "),
		    day_format(text, time_day(deed->evidenced_s)));
	paper_cell(paper, "");
	add_papers(paper, deeds, deed);
}

void
deeds_table(struct paper *paper, const char *key, const char *heading,
    const struct deeds *deeds, const char *instance)
{
	const struct paper_column columns[] = {
		{ _("No."), 8 }, { _("what was done"), 20 }, { _("by"), 22 },
		{ _("day"), 20 }, { _("opinion and papers"), 30 },
	};
	size_t i;

	paper_table(paper, key, heading, columns, 5, true);
	for (i = 0; i < deeds->n; i++) {
		const struct deed *deed = &deeds->list[i];

		if (deed->done && (instance == NULL ||
		    strcmp(deed->instance, instance) == 0))
			add_deed(paper, deeds, deed);
	}
}
