/* sheet.c: the papers that a bureau seals and keeps: what they share */
#include "cli/sheet.h"

#include "cli/json.h"
#include "cli/show.h"
#include "cli/standing.h"
#include "cli/words.h"

#include <string.h>

const struct sheet_kind sheet_kinds[] = {
	{ "sign-off", N_("sign-off sheet"), false, false, sheet_sign_off,
	    "" },
	{ "opinion", N_("legality opinion"), true, false, sheet_review,
	    "legality-reviewed" },
	{ "conclusion", N_("fair-competition conclusion"), true, false,
	    sheet_review, "fair-competition-reviewed" },
	{ "filing-report", N_("filing report"), false, true, sheet_filing,
	    "" },
	{ NULL, NULL, false, false, NULL, NULL }
};

const struct sheet_kind *
sheet_kind(const char *name)
{
	const struct sheet_kind *kind;

	for (kind = sheet_kinds; kind->name != NULL; kind++)
		if (strcmp(kind->name, name) == 0 ||
		    strcmp(_(kind->label), name) == 0)
			return kind;
	return NULL;
}

/* ---- loading ---- */

static int
load(struct sheet *sheet, struct call *call, const char *document,
    struct err *err)
{
	struct store *store = registry_store(call->registry);
	struct store_head head;

	if (store_head(store, &head, err) != 0 ||
	    registry_context(call->registry, &sheet->context, err) != 0 ||
	    registry_dossier(call->registry, document, &sheet->dossier,
	    err) != 0 || deeds_load(&sheet->deeds, call, sheet->context,
	    sheet->dossier, &sheet->arena, err) != 0 ||
	    store_checkpoint(store, &sheet->seal.checkpoint, err) != 0)
		return -1;
	sheet->unsettled = unsettled_load(call->registry, sheet->dossier,
	    &sheet->arena);
	checkpoint_code(sheet->seal.code, &sheet->seal.checkpoint);
	sheet->seal.recorded_s = head.recorded_s;
	sheet->seal.registry = settings_name(sheet->context->settings);
	sheet->day = time_day(head.recorded_s);
	return 0;
}

int
sheet_load(struct sheet *sheet, struct call *call, const char *document,
    struct err *err)
{
	struct store *store = registry_store(call->registry);
	int result;

	*sheet = (struct sheet){ .arena = ARENA_INIT };
	/* What is told and the code are of one moment. */
	if (store_read_begin(store, err) != 0)
		return -1;
	result = load(sheet, call, document, err);
	store_read_end(store);
	return result;
}

void
sheet_release(struct sheet *sheet)
{
	deeds_release(&sheet->deeds);
	dossier_free(sheet->dossier);
	arena_release(&sheet->arena);
}

/* ---- what they share ---- */

static json_t *
names_json(const char *const *names, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(list, json_words(names[i]));
	return list;
}

static void
authorities(struct paper *paper, const struct dossier *d)
{
	struct text text = TEXT_INIT;
	size_t i;

	paper_fact(paper, "authority", _("issuing authority"), d->authority,
	    NULL);
	for (i = 0; i < d->njoint; i++)
		text_addf(&text, "%s%s", i > 0 ? word_comma() : "",
		    d->joint[i]);
	paper_fact(paper, "joint", _("jointly with"), text.ptr,
	    names_json(d->joint, d->njoint));
	paper_fact(paper, "lead", _("lead"), d->lead, NULL);
	text_release(&text);
}

/* What the signing decides: a paper says that it is still open. */
static void
not_yet(struct paper *paper, const char *key, const char *label,
    const char *shown)
{
	paper_fact(paper, key, label, *shown != '\0' ? shown : _("not yet"),
	    json_fact(shown));
}

void
sheet_issue_facts(struct paper *paper, const struct sheet *sheet,
    bool drafter)
{
	const struct dossier *d = sheet->dossier;
	char day[DAY_TEXT] = "";

	if (d->made.year != 0)
		day_format(day, d->made);
	not_yet(paper, "number", _("number"), d->number);
	paper_fact(paper, "kind", _("document kind"), d->kind, NULL);
	authorities(paper, d);
	paper_fact(paper, "drafting_body", _("drafting body"),
	    d->drafting_body, NULL);
	if (drafter)
		paper_fact(paper, "drafter", _("drafter"), person_name(
		    sheet->context->people, d->drafter),
		    json_fact(d->drafter));
	not_yet(paper, "signer", _("signer"), d->signer);
	not_yet(paper, "made", _("document date"), day);
	paper_day(paper, "published", _("published on"), d->published);
	paper_day(paper, "effective", _("in force from"), d->effective);
	paper_day(paper, "expires", _("valid until"), d->expires);
}

void
sheet_version_facts(struct paper *paper, const struct sheet *sheet,
    const struct dossier_version *version)
{
	struct text text = TEXT_INIT;

	text_addf(&text, _("%lld (%s), handed in by %s"),
	    (long long)version->number, version->name, person_name(
	    sheet->context->people, version->person));
	if (version->final)
		text_addf(&text, "%s%s", _("; "), _("the file as issued"));
	paper_fact(paper, "version", _("version"), text.ptr,
	    json_integer(version->number));
	text_reset(&text);
	unsettled_words(&text, &sheet->unsettled[version -
	    sheet->dossier->versions]);
	paper_line(paper, text.ptr);
	paper_fact(paper, "file", "", "", json_words(version->name));
	paper_fact(paper, "text_hash", _("text hash"), version->text_hash,
	    NULL);
	paper_fact(paper, "original", _("SHA-256 of the file"),
	    version->original, NULL);
	text_release(&text);
}

void
sheet_basis(struct text *out, const char *basis, bool verified)
{
	text_adds(out, *basis != '\0' ? basis : _("no basis named"));
	text_addf(out, _(" (%s)"), verified && *basis != '\0' ?
	    _("verified") : _("not verified"));
}

void
sheet_materials(struct paper *paper, const char *key, const char *heading)
{
	const struct paper_column columns[] = {
		{ _("material"), 22 }, { _("file"), 24 }, { _("step"), 14 },
		{ "SHA-256", 40 },
	};

	paper_table(paper, key, heading, columns, 4, false);
}

void
sheet_material(struct paper *paper, const struct sheet *sheet,
    const struct dossier_material *m)
{
	json_t *o = json_object();
	char step[24];

	json_object_set_new(o, "kind", json_words(m->kind));
	json_object_set_new(o, "name", json_words(m->name));
	json_object_set_new(o, "step", json_integer(m->step));
	json_object_set_new(o, "class", json_words(m->class));
	json_object_set_new(o, "sha256", json_words(m->sha256));
	paper_row(paper, o);
	paper_cell(paper, word_material(m->kind));
	paper_cell(paper, m->name);
	if (strcmp(m->class, "open") != 0)
		paper_line(paper, class_words(sheet->dossier, m->class,
		    m->sha256));
	snprintf(step, sizeof(step), "%lld", (long long)m->step);
	paper_cell(paper, step);
	paper_cell(paper, m->sha256);
}

void
sheet_corrections(struct paper *paper, const struct sheet *sheet,
    int64_t step)
{
	const struct paper_column columns[] = {
		{ _("step"), 10 }, { _("corrected"), 16 }, { _("was"), 22 },
		{ _("is"), 22 }, { _("by, reason"), 30 },
	};
	const struct dossier *d = sheet->dossier;
	char number[24];
	json_t *o;
	size_t i;

	paper_table(paper, "corrections", _("Corrections"), columns, 5,
	    false);
	for (i = 0; i < d->ncorrections; i++) {
		const struct dossier_correction *c = &d->corrections[i];

		if (step != 0 && c->of != step)
			continue;
		o = json_object();
		json_object_set_new(o, "step", json_integer(c->step));
		json_object_set_new(o, "of", json_integer(c->of));
		json_object_set_new(o, "person", json_words(c->person));
		json_object_set_new(o, "field", json_words(c->field));
		json_object_set_new(o, "was", json_words(c->was));
		json_object_set_new(o, "now", json_words(c->now));
		json_object_set_new(o, "reason", json_words(c->reason));
		paper_row(paper, o);
		snprintf(number, sizeof(number), "%lld", (long long)c->of);
		paper_cell(paper, number);
		paper_cell(paper, word_datum(c->field));
		paper_cell(paper, c->was);
		paper_cell(paper, c->now);
		paper_cell(paper, person_name(sheet->context->people,
		    c->person));
		paper_line(paper, c->reason);
	}
}
