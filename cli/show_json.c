/* show_json.c: a dossier, for programs */
#include "cli/show.h"

#include "cli/deadline.h"
#include "cli/json.h"

static json_t *
versions_json(const struct shown *shown)
{
	const struct dossier *d = shown->dossier;
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < d->nversions; i++) {
		const struct dossier_version *v = &d->versions[i];

		o = json_object();
		json_object_set_new(o, "number", json_integer(v->number));
		json_object_set_new(o, "step", json_integer(v->step));
		json_object_set_new(o, "person", json_words(v->person));
		json_object_set_new(o, "name", json_words(v->name));
		json_object_set_new(o, "format", json_words(v->format));
		json_object_set_new(o, "original", json_words(v->original));
		json_object_set_new(o, "text_hash", json_words(v->text_hash));
		json_object_set_new(o, "reader", json_words(v->reader));
		json_object_set_new(o, "stated", json_time(v->stated_s));
		json_object_set_new(o, "final", json_boolean(v->final));
		json_object_set_new(o, "changes_pending",
		    json_boolean(shown->unsettled[i].changes));
		json_object_set_new(o, "comments",
		    json_integer(shown->unsettled[i].comments));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
materials_json(const struct dossier *d)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < d->nmaterials; i++) {
		const struct dossier_material *m = &d->materials[i];

		o = json_object();
		json_object_set_new(o, "kind", json_words(m->kind));
		json_object_set_new(o, "name", json_words(m->name));
		json_object_set_new(o, "path", json_words(m->path));
		json_object_set_new(o, "sha256", json_words(m->sha256));
		json_object_set_new(o, "class", json_words(m->class));
		json_object_set_new(o, "person", json_words(m->person));
		json_object_set_new(o, "step", json_integer(m->step));
		json_object_set_new(o, "version", json_integer(m->version));
		json_object_set_new(o, "instance", json_words(m->instance));
		json_object_set_new(o, "bytes", json_integer(m->bytes));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
milestones_json(const struct dossier *d)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < d->nmilestones; i++) {
		const struct dossier_milestone *m = &d->milestones[i];

		o = json_object();
		json_object_set_new(o, "name", json_words(m->name));
		json_object_set_new(o, "instance", json_words(m->instance));
		json_object_set_new(o, "person", json_words(m->person));
		json_object_set_new(o, "step", json_integer(m->step));
		json_object_set_new(o, "text_hash", json_fact(m->text_hash));
		json_object_set_new(o, "stated", json_time(m->stated_s));
		json_object_set_new(o, "evidenced",
		    json_time(m->evidenced_s));
		json_object_set_new(o, "recorded", json_time(m->recorded_s));
		json_object_set_new(o, "voided", json_boolean(m->voided));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
options_json(const struct shown *shown)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < shown->noptions; i++) {
		const struct procedure_option *p = &shown->options[i];

		o = json_object();
		json_object_set_new(o, "event", json_words(p->event));
		json_object_set_new(o, "instance", json_words(p->instance));
		json_object_set_new(o, "by", json_words(p->by));
		json_object_set_new(o, "needs", json_fact(p->needs));
		json_object_set_new(o, "data", json_fact(p->data));
		json_object_set_new(o, "reason_required",
		    json_boolean(p->reason_required));
		json_object_set_new(o, "paper_or_reason",
		    json_boolean(p->paper_or_reason));
		json_object_set_new(o, "signature_required",
		    json_boolean(p->signature_required));
		json_object_set_new(o, "text_required",
		    json_boolean(p->text_required));
		json_object_set_new(o, "obstacle", json_fact(p->obstacle));
		json_array_append_new(list, o);
	}
	return list;
}

/* Of a document that it puts an end to, once it is published: is that
 * recorded there? */
static json_t *
ended_json(const struct ended *ended)
{
	return ended->how == ENDED_RECORDED || ended->how == ENDED_LEFT ?
	    json_boolean(ended->how == ENDED_RECORDED) : json_null();
}

static json_t *
relations_json(const struct shown *shown)
{
	const struct dossier *d = shown->dossier;
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < d->nrelations; i++) {
		o = json_object();
		json_object_set_new(o, "type",
		    json_words(d->relations[i].type));
		json_object_set_new(o, "target",
		    json_words(d->relations[i].target));
		json_object_set_new(o, "recorded",
		    ended_json(&shown->ended[i]));
		json_array_append_new(list, o);
	}
	return list;
}

/* All of them, those that have ended too. */
static json_t *
deadlines_json(const struct shown *shown)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < shown->dossier->ndeadlines; i++) {
		const struct dossier_deadline *d =
		    &shown->dossier->deadlines[i];

		o = json_object();
		json_object_set_new(o, "instance", json_words(d->instance));
		json_object_set_new(o, "state", json_words(d->state));
		deadline_json(o, d, shown->context->calendar, shown->today);
		json_object_set_new(o, "ended", json_day(d->ended));
		json_object_set_new(o, "passed_step", d->passed_step != 0 ?
		    json_integer(d->passed_step) : json_null());
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
corrections_json(const struct dossier *d)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < d->ncorrections; i++) {
		const struct dossier_correction *c = &d->corrections[i];

		o = json_object();
		json_object_set_new(o, "step", json_integer(c->step));
		json_object_set_new(o, "of", json_integer(c->of));
		json_object_set_new(o, "person", json_words(c->person));
		json_object_set_new(o, "field", json_words(c->field));
		json_object_set_new(o, "was", json_words(c->was));
		json_object_set_new(o, "now", json_words(c->now));
		json_object_set_new(o, "reason", json_words(c->reason));
		json_array_append_new(list, o);
	}
	return list;
}

/* Of those who may act in a state, by their ids. */
static json_t *
reached_json(struct shown *shown, const struct standing *s)
{
	json_t *o = json_object(), *contact;
	struct text who = TEXT_INIT;
	const char *ids[WHO_MOST];
	size_t n = *s->role == '\0' ? 0 : who_acts(&who, shown->context,
	    shown->dossier, s->role, shown->today, ids), i;

	for (i = 0; i < n; i++) {
		contact = contact_json(&shown->beside, ids[i]);
		if (json_is_object(contact))
			json_object_set(o, ids[i], contact);
		json_decref(contact);
	}
	text_release(&who);
	return o;
}

json_t *
show_json(struct shown *shown)
{
	const struct dossier *d = shown->dossier;
	json_t *o = json_object(), *list = json_array(), *state;
	size_t i;

	json_object_set_new(o, "id", json_words(d->id));
	json_object_set_new(o, "record", json_integer(shown->record));
	json_object_set_new(o, "step", json_integer(d->step));
	json_object_set_new(o, "title", json_words(d->title));
	json_object_set_new(o, "number", json_fact(d->number));
	json_object_set_new(o, "kind", json_fact(d->kind));
	json_object_set_new(o, "authority", json_fact(d->authority));
	json_object_set_new(o, "lead", json_fact(d->lead));
	for (i = 0; i < d->njoint; i++)
		json_array_append_new(list, json_words(d->joint[i]));
	json_object_set_new(o, "joint", list);
	json_object_set_new(o, "drafting_body", json_fact(d->drafting_body));
	json_object_set_new(o, "drafter", json_fact(d->drafter));
	json_object_set_new(o, "signer", json_fact(d->signer));
	json_object_set_new(o, "made", json_day(d->made));
	json_object_set_new(o, "published", json_day(d->published));
	json_object_set_new(o, "effective", json_day(d->effective));
	json_object_set_new(o, "expires", json_day(d->expires));
	json_object_set_new(o, "relations", relations_json(shown));
	list = json_array();
	for (i = 0; i < shown->nstandings; i++) {
		state = standing_json(&shown->standings[i],
		    shown->context->calendar, shown->today);
		json_object_set_new(state, "contact", reached_json(shown,
		    &shown->standings[i]));
		json_array_append_new(list, state);
	}
	json_object_set_new(o, "states", list);
	json_object_set_new(o, "sent_back", sent_back_json(&shown->back));
	json_object_set_new(o, "next", options_json(shown));
	json_object_set_new(o, "versions", versions_json(shown));
	json_object_set_new(o, "materials", materials_json(d));
	json_object_set_new(o, "milestones", milestones_json(d));
	json_object_set_new(o, "deadlines", deadlines_json(shown));
	json_object_set_new(o, "corrections", corrections_json(d));
	return o;
}
