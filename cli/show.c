/* show.c: a dossier, printed for people */
#include "cli/deadline.h"
#include "cli/how.h"
#include "cli/show.h"

#include "cli/cmd.h"
#include "cli/table.h"
#include "cli/words.h"

#include <stdlib.h>
#include <string.h>

#define NAME_COLUMNS 18

static void
fact(struct output *out, const char *name, const char *value)
{
	if (*value == '\0')
		return;
	output_padded(out, name, NAME_COLUMNS);
	output_adds(out, "  ");
	output_wrapped(out, value, NAME_COLUMNS + 2, out->width >
	    NAME_COLUMNS + 20 ? (size_t)out->width - NAME_COLUMNS - 2 : 0);
	output_adds(out, "\n");
}

static void
fact_day(struct output *out, const char *name, struct day day)
{
	char text[DAY_TEXT];

	fact(out, name, day.year != 0 ? day_format(text, day) : "");
}

static void
heading(struct output *out, const char *words)
{
	output_adds(out, "\n");
	output_styled(out, STYLE_BOLD, words);
	output_adds(out, "\n");
}

/* Who files it, where that is not plain from the lead. */
static void
print_filed_by(struct output *out, const struct shown *shown)
{
	struct arena arena = ARENA_INIT;

	if (procedure_lead_outside(shown->context, shown->dossier))
		fact(out, _("lead outside, filing by"), procedure_filed_by(
		    shown->context, shown->dossier, &arena));
	arena_release(&arena);
}

static void
print_metadata(struct output *out, const struct shown *shown)
{
	const struct dossier *d = shown->dossier;
	struct text text = TEXT_INIT;
	size_t i;

	output_styled(out, STYLE_BOLD, d->id);
	output_addf(out, "  %s\n", d->title);
	fact(out, _("number"), d->number);
	fact(out, _("document kind"), d->kind);
	fact(out, _("issuing authority"), d->authority);
	for (i = 0; i < d->njoint; i++)
		text_addf(&text, "%s%s", i > 0 ? word_comma() : "",
		    d->joint[i]);
	fact(out, _("jointly with"), text.ptr);
	fact(out, _("lead"), d->lead);
	print_filed_by(out, shown);
	fact(out, _("drafting body"), d->drafting_body);
	fact(out, _("drafter"), person_name(shown->context->people,
	    d->drafter));
	fact(out, _("signer"), d->signer);
	fact_day(out, _("document date"), d->made);
	fact_day(out, _("published on"), d->published);
	fact_day(out, _("in force from"), d->effective);
	fact_day(out, _("valid until"), d->expires);
	for (i = 0; i < d->nrelations; i++)
		fact(out, word_relation(d->relations[i].type),
		    d->relations[i].target);
	text_reset(&text);
	text_addf(&text, _("%lld (step %lld)"), (long long)shown->record,
	    (long long)d->step);
	fact(out, _("last record"), text.ptr);
	text_release(&text);
}

static void
print_deadline(struct output *out, const struct shown *shown,
    const struct dossier_deadline *d)
{
	struct text text = TEXT_INIT;
	enum output_style style;

	style = due_words(&text, shown->context->calendar, d, shown->today);
	output_adds(out, "    ");
	if (!dossier_deadline_stands(d, NULL))
		output_addf(out, "%s ", _("due"));
	output_styled(out, style, text.ptr);
	text_reset(&text);
	basis_words(&text, d);
	output_addf(out, "%s%s\n", _("; "), text.ptr);
	text_release(&text);
}

/* Whoever has to mend it is told what was found wanting. */
static void
print_why(struct output *out, const struct shown *shown,
    const struct sent_back *why)
{
	size_t width = out->width > 24 ? (size_t)out->width - 4 : 0;
	struct text text = TEXT_INIT;

	sent_back_words(&text, shown->context->people, why);
	output_adds(out, "    ");
	output_wrapped(out, text.ptr, 4, width);
	output_adds(out, "\n");
	text_release(&text);
}

/* Whoever has to review it is told how to read what is to be reviewed. */
static void
print_reading(struct output *out, const struct shown *shown,
    const struct standing *s)
{
	struct text id = TEXT_INIT;

	if (strcmp(s->role, "legal-counsel") != 0 &&
	    strcmp(s->role, "fair-competition-reviewer") != 0)
		return;
	text_adds(&id, shown->dossier->id);
	how_given(&id, shown->call, GLOBAL_REGISTRY);
	output_addf(out, _("    to read the text: guiwen read %s --text; to "
	    "save all papers: guiwen show %s --save FOLDER\n"), id.ptr,
	    id.ptr);
	text_release(&id);
}

/* How those are reached who are named beside a role. */
static void
print_reached(struct output *out, struct shown *shown,
    const char *const *ids, size_t n)
{
	struct text words = TEXT_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		text_reset(&words);
		contact_words(&shown->beside, ids[i], &words);
		if (words.len > 0)
			output_addf(out, "    %s%s%s\n", person_name(
			    shown->context->people, ids[i]), _(": "),
			    words.ptr);
	}
	text_release(&words);
}

/* Nobody else tells the office of it, once it is published. */
static void
print_ended(struct output *out, const struct shown *shown)
{
	size_t i;

	for (i = 0; i < shown->dossier->nrelations; i++)
		if (shown->ended[i].how == ENDED_LEFT)
			ended_print(out, &shown->dossier->relations[i],
			    &shown->ended[i]);
}

/* The one thing that only whoever calls may see. */
static void
print_note(struct output *out, struct shown *shown)
{
	struct text words = TEXT_INIT;

	note_words(&shown->beside, shown->dossier, &words);
	if (words.len > 0)
		output_addf(out, "  %s\n", words.ptr);
	text_release(&words);
}

static void
print_standings(struct output *out, struct shown *shown)
{
	const char *ids[WHO_MOST];
	struct text who = TEXT_INIT;
	size_t i, n;

	heading(out, _("State"));
	for (i = 0; i < shown->nstandings; i++) {
		const struct standing *s = &shown->standings[i];

		if (s->mirror)
			continue;
		output_adds(out, "  ");
		output_styled(out, STYLE_BOLD, s->label);
		n = 0;
		if (*s->authority != '\0')
			output_addf(out, _(" (%s)"), s->authority);
		if (*s->role != '\0') {
			text_reset(&who);
			n = who_acts(&who, shown->context, shown->dossier,
			    s->role, shown->today, ids);
			output_addf(out, "%s%s", _(": "), who.ptr);
		}
		output_adds(out, "\n");
		print_reached(out, shown, ids, n);
		print_reading(out, shown, s);
		if (s->deadline != NULL)
			print_deadline(out, shown, s->deadline);
		if (shown->back.reason != NULL &&
		    strcmp(s->role, "drafter") == 0)
			print_why(out, shown, &shown->back);
		if (s->why.reason != NULL)
			print_why(out, shown, &s->why);
	}
	text_reset(&who);
	validity_words(shown->dossier, shown->today, &who);
	if (who.len > 0)
		output_addf(out, "  %s\n", who.ptr + strspn(who.ptr, " "));
	print_ended(out, shown);
	print_note(out, shown);
	text_release(&who);
}

static void
print_need(struct output *out, const char *what, const char *ids,
    const char *(*word)(const char *))
{
	struct text text = TEXT_INIT;

	if (*ids == '\0')
		return;
	words_add(&text, ids, word);
	output_addf(out, "      %s%s%s\n", what, _(": "), text.ptr);
	text_release(&text);
}

/* The facts that the act states. */
static void
print_facts(struct output *out, const struct procedure_option *o)
{
	struct text text = TEXT_INIT;
	const char *keys = o->data;
	char *key;

	while ((key = words_next(&keys)) != NULL) {
		text_addf(&text, "%s%s", text.len > 0 ? word_comma() : "",
		    strcmp(key, "effective") == 0 ? _("in force from, where "
		    "the text does not say it") : word_datum_in(o->instance,
		    o->event, key));
		free(key);
	}
	if (text.len > 0)
		output_addf(out, "      %s%s%s\n", _("facts to give"),
		    _(": "), text.ptr);
	text_release(&text);
}

/* The whole command line that does it, but for its options; whose it is each
 * knows himself. */
static void
print_command(struct output *out, const struct shown *shown,
    const struct procedure_option *o)
{
	struct text line = TEXT_INIT;

	how_begins(&line, shown->dossier, o);
	how_filing(&line, shown->dossier, o);
	how_given(&line, shown->call, GLOBAL_REGISTRY);
	output_adds(out, "  ");
	output_styled(out, STYLE_GOOD, line.ptr);
	text_release(&line);
}

static void
print_options(struct output *out, const struct shown *shown)
{
	const char *filing;
	size_t i;

	if (shown->noptions == 0)
		return;
	heading(out, _("Allowed next"));
	for (i = 0; i < shown->noptions; i++) {
		const struct procedure_option *o = &shown->options[i];
		const struct dossier_instance *instance = dossier_instance(
		    shown->dossier, o->instance);

		print_command(out, shown, o);
		output_addf(out, "  %s%s%s", in_chinese() ? o->label :
		    o->label_en, _(": "), word_role(o->by));
		filing = instance != NULL ? instance->authority : "";
		if (*filing != '\0')
			output_addf(out, _(" (%s)"), filing);
		output_adds(out, "\n");
		print_need(out, _("missing"), o->needs, word_material);
		print_facts(out, o);
		if (o->reason_required)
			output_addf(out, "      %s\n", _("with --reason"));
		if (o->paper_or_reason)
			output_addf(out, "      %s\n", _("with a paper, or "
			    "--reason why there is none"));
		if (o->text_required)
			output_addf(out, "      %s\n", _("with a file"));
		if (*o->obstacle != '\0')
			output_addf(out, "      %s%s%s\n", _("not yet"),
			    _(": "), o->obstacle_shown);
	}
}

static void
print_versions(struct output *out, const struct shown *shown)
{
	const struct column columns[] = {
		{ _("version"), true, false }, { _("file"), false, true },
		{ _("handed in by"), false, false },
		{ _("on"), false, false }, { _("text hash"), false, false },
	};
	const struct dossier *d = shown->dossier;
	struct table *table = table_new(columns, 5);
	struct text words = TEXT_INIT;
	char day[DAY_TEXT];
	size_t i;

	heading(out, _("Versions"));
	for (i = 0; i < d->nversions; i++) {
		const struct dossier_version *v = &d->versions[i];

		table_cellf(table, "%lld", (long long)v->number);
		if (v->final)
			table_cellf(table, _("%s (%s)"), v->name,
			    _("as issued"));
		else
			table_cell(table, v->name);
		table_cell(table, person_name(shown->context->people,
		    v->person));
		table_cell(table, day_format(day, time_day(v->stated_s)));
		table_cellf(table, "%.12s", v->text_hash);
	}
	table_print(table, out);
	table_free(table);
	for (i = 0; i < d->nversions; i++) {
		text_reset(&words);
		unsettled_words(&words, &shown->unsettled[i]);
		if (words.len > 0)
			output_addf(out, _("  version %lld: %s\n"),
			    (long long)d->versions[i].number, words.ptr);
	}
	text_release(&words);
}

const char *
class_words(const struct dossier *d, const char *class, const char *sha256)
{
	const struct dossier_destruction *at;

	if (strcmp(class, "internal") == 0)
		return _("internal");
	if (strcmp(class, "personal") != 0)
		return _("open");
	at = dossier_destruction(d, sha256);
	return at == NULL ? _("personal") : at->step == 0 ?
	    _("personal, to be destroyed") : _("personal, destroyed");
}

static void
print_materials(struct output *out, const struct shown *shown)
{
	const struct column columns[] = {
		{ _("material"), false, false }, { _("file"), false, true },
		{ _("handed in by"), false, false },
		{ _("step"), true, false }, { _("version"), true, false },
		{ _("class"), false, false }, { "SHA-256", false, false },
	};
	const struct dossier *d = shown->dossier;
	struct table *table = table_new(columns, 7);
	size_t i;

	for (i = 0; i < d->nmaterials; i++) {
		const struct dossier_material *m = &d->materials[i];

		table_cell(table, word_material(m->kind));
		table_cell(table, m->name);
		table_cell(table, person_name(shown->context->people,
		    m->person));
		table_cellf(table, "%lld", (long long)m->step);
		table_cellf(table, "%lld", (long long)m->version);
		table_cell(table, class_words(d, m->class, m->sha256));
		table_cellf(table, "%.12s", m->sha256);
	}
	if (d->nmaterials > 0) {
		heading(out, _("Materials"));
		table_print(table, out);
	}
	table_free(table);
}

/* A text takes effect on the day that it says, whenever that was entered. */
static struct day
milestone_day(const struct dossier *d, const struct dossier_milestone *m)
{
	return strcmp(m->name, "in-force") == 0 && d->effective.year != 0 ?
	    d->effective : time_day(m->stated_s);
}

static void
print_milestones(struct output *out, const struct shown *shown)
{
	const struct column columns[] = {
		{ _("milestone"), false, false }, { _("day"), false, false },
		{ _("by"), false, false }, { _("step"), true, false },
		{ _("text hash"), false, false }, { _("remark"), false, false },
	};
	const struct dossier *d = shown->dossier;
	struct table *table = table_new(columns, 6);
	char day[DAY_TEXT];
	size_t i;

	for (i = 0; i < d->nmilestones; i++) {
		const struct dossier_milestone *m = &d->milestones[i];
		const struct dossier_instance *of = dossier_instance(d,
		    m->instance);

		table_cell(table, word_milestone(m->name));
		table_cell(table, day_format(day, milestone_day(d, m)));
		table_cell(table, person_name(shown->context->people,
		    m->person));
		table_cellf(table, "%lld", (long long)m->step);
		table_cellf(table, "%.12s", m->text_hash);
		if (m->voided)
			table_cell(table, _("void: the text is newer"));
		else if (day_compare(milestone_day(d, m),
		    time_day(m->stated_s)) != 0)
			table_cellf(table, _("entered as of %s"),
			    day_format(day, time_day(m->stated_s)));
		else
			table_cell(table, of != NULL ? of->authority : "");
		table_style(table, m->voided ? STYLE_DIM : STYLE_NONE);
	}
	if (d->nmilestones > 0) {
		heading(out, _("Milestones"));
		table_print(table, out);
	}
	table_free(table);
}

static void
print_corrections(struct output *out, const struct shown *shown)
{
	const struct dossier *d = shown->dossier;
	char was[TIME_TEXT], now[TIME_TEXT];
	size_t i;

	if (d->ncorrections > 0)
		heading(out, _("Corrections"));
	for (i = 0; i < d->ncorrections; i++) {
		const struct dossier_correction *c = &d->corrections[i];

		output_addf(out, _("  step %lld, %s: \"%s\" → \"%s\" (%s: "
		    "%s)\n"), (long long)c->of, word_datum(c->field),
		    word_value(was, c->was), word_value(now, c->now),
		    person_name(shown->context->people, c->person),
		    c->reason);
	}
}

void
show_print(struct output *out, struct shown *shown)
{
	print_metadata(out, shown);
	print_standings(out, shown);
	print_options(out, shown);
	print_versions(out, shown);
	print_materials(out, shown);
	print_milestones(out, shown);
	print_corrections(out, shown);
}
