/* sheet_filing.c: the filing report (备案报告) to a filing authority */
#include "cli/sheet.h"

#include "cli/deadline.h"
#include "cli/json.h"
#include "cli/words.h"
#include "engine/base/mem.h"

#include <string.h>

/* What a filing report encloses beside the text: its drafting note and its
 * basis (LAW: 备案报告、正式文本、起草说明、主要依据). */
static const char *const enclosed[] = { "explanation", "basis" };

static bool
is_filing(const struct dossier_instance *instance)
{
	return strcmp(instance->id, DOSSIER_MAIN) != 0;
}

/* The filing that is meant. NULL with err. */
static const struct dossier_instance *
find_filing(const struct sheet *sheet, struct err *err)
{
	const struct dossier_instance *found = NULL;
	const struct dossier *d = sheet->dossier;
	struct text all = TEXT_INIT;
	size_t i, n = 0, owed = 0;

	for (i = 0; i < d->ninstances; i++) {
		const struct dossier_instance *at = &d->instances[i];

		if (!is_filing(at))
			continue;
		text_addf(&all, "%s%s", owed++ > 0 ? word_comma() : "",
		    at->authority);
		if (sheet->authority == NULL ||
		    strcmp(sheet->authority, at->authority) == 0) {
			found = at;
			n++;
		}
	}
	if (owed == 0 && d->published.year == 0)
		err_set(err, ERR_REFUSED, "%s is not published yet, so no "
		    "filing is owed", d->id);
	else if (owed == 0)
		err_set(err, ERR_REFUSED, "by the registry's settings %s owes "
		    "no filing to anybody", d->id);
	else if (n == 0)
		err_set(err, ERR_NOTFOUND, "%s owes no filing to %s; it owes "
		    "them to: %s", d->id, sheet->authority, all.ptr);
	else if (n > 1)
		err_set(err, ERR_USAGE, "%s owes several filings; say to whom "
		    "with --authority: %s", d->id, all.ptr);
	text_release(&all);
	return n == 1 ? found : NULL;
}

static const struct dossier_version *
issued_version(const struct dossier *d)
{
	size_t i;

	for (i = d->nversions; i-- > 0;)
		if (d->versions[i].final)
			return &d->versions[i];
	return dossier_version(d);
}

/* A title within the marks that the catalogue puts around it: in 《》 its own
 * ones are 〈〉 (GB/T 15834). */
static const char *
title_within(const struct sheet *sheet, struct text *out)
{
	static const char *const swap[][2] = {
		{ "《", "〈" }, { "》", "〉" }, { "〈", "《" }, { "〉", "》" }
	};
	const char *at = sheet->dossier->title;
	size_t i;

	if (!in_chinese())
		return at;
	while (*at != '\0') {
		for (i = 0; i < MEM_COUNT(swap); i++)
			if (strncmp(at, swap[i][0], 3) == 0)
				break;
		if (i < MEM_COUNT(swap)) {
			text_adds(out, swap[i][1]);
			at += 3;
		} else {
			text_addc(out, *at++);
		}
	}
	return out->ptr;
}

static void
add_letter(struct paper *paper, const struct sheet *sheet,
    const struct dossier_instance *filing)
{
	const struct dossier *d = sheet->dossier;
	struct text text = TEXT_INIT, title = TEXT_INIT;

	text_addf(&text, _("To %s:"), filing->authority);
	paper_words(paper, text.ptr);
	text_reset(&text);
	text_addf(&text, _("“%s” (%s) is submitted for filing, with the papers "
	    "named below."), title_within(sheet, &title), d->number);
	paper_words(paper, text.ptr);
	text_release(&title);
	text_release(&text);
}

/* By when it is due, on which basis, how sure. */
static void
add_due(struct paper *paper, const struct sheet *sheet,
    const struct dossier_instance *filing)
{
	const struct dossier *d = sheet->dossier;
	struct text text = TEXT_INIT;
	size_t i;

	for (i = 0; i < d->ndeadlines; i++) {
		const struct dossier_deadline *at = &d->deadlines[i];

		if (strcmp(at->instance, filing->id) != 0)
			continue;
		paper_day(paper, "due", _("to be filed by"), at->due);
		basis_words(&text, at);
		paper_fact(paper, "basis", _("within, on which basis"),
		    text.ptr, json_fact(at->basis));
		paper_fact(paper, "within", "", "", json_fact(at->within));
		paper_fact(paper, "verified", "", "",
		    json_boolean(at->verified));
		text_release(&text);
		return;
	}
	sheet_basis(&text, filing->basis, filing->verified);
	paper_fact(paper, "basis", _("within, on which basis"), text.ptr,
	    json_fact(filing->basis));
	text_release(&text);
}

static void
add_facts(struct paper *paper, const struct sheet *sheet,
    const struct dossier_instance *filing)
{
	const struct dossier *d = sheet->dossier;
	const struct dossier_version *version = issued_version(d);
	struct arena arena = ARENA_INIT;

	paper_facts(paper, "document", _("What is filed"));
	paper_fact(paper, "id", _("registry no."), d->id, NULL);
	paper_fact(paper, "title", _("title"), d->title, NULL);
	sheet_issue_facts(paper, sheet, false);
	if (version != NULL)
		sheet_version_facts(paper, sheet, version);
	paper_facts(paper, "filing", _("The filing"));
	paper_fact(paper, "authority", _("filing authority"),
	    filing->authority, NULL);
	paper_fact(paper, "filed_by", _("filed by"), procedure_filed_by(
	    sheet->context, d, &arena), NULL);
	add_due(paper, sheet, filing);
	paper_fact(paper, "number", _("registration number"), filing->number,
	    NULL);
	arena_release(&arena);
}

static const struct dossier_material *
last_material(const struct dossier *d, const char *kind)
{
	size_t i;

	for (i = d->nmaterials; i-- > 0;)
		if (strcmp(d->materials[i].kind, kind) == 0)
			return &d->materials[i];
	return NULL;
}

/* One that is not there is told of, not left out. */
static void
add_absent(struct paper *paper, const char *kind)
{
	json_t *o = json_object();

	json_object_set_new(o, "kind", json_words(kind));
	json_object_set_new(o, "name", json_null());
	paper_row(paper, o);
	paper_cell(paper, word_material(kind));
	paper_cell(paper, _("not in the registry"));
	paper_cell(paper, "");
	paper_cell(paper, "");
}

static void
add_text_row(struct paper *paper, const struct dossier_version *version)
{
	json_t *o = json_object();
	char step[24];

	json_object_set_new(o, "kind", json_string("text"));
	json_object_set_new(o, "name", json_words(version->name));
	json_object_set_new(o, "step", json_integer(version->step));
	json_object_set_new(o, "sha256", json_words(version->original));
	paper_row(paper, o);
	paper_cell(paper, version->final ? _("text as issued") : _("text"));
	paper_cell(paper, version->name);
	snprintf(step, sizeof(step), "%lld", (long long)version->step);
	paper_cell(paper, step);
	paper_cell(paper, version->original);
}

static void
add_enclosed(struct paper *paper, const struct sheet *sheet)
{
	const struct dossier_version *version =
	    issued_version(sheet->dossier);
	const struct dossier_material *material;
	size_t i;

	sheet_materials(paper, "enclosed",
	    _("Enclosed, as the registry holds them"));
	if (version != NULL)
		add_text_row(paper, version);
	for (i = 0; i < sizeof(enclosed) / sizeof(enclosed[0]); i++) {
		material = last_material(sheet->dossier, enclosed[i]);
		if (material != NULL)
			sheet_material(paper, sheet, material);
		else
			add_absent(paper, enclosed[i]);
	}
}

int
sheet_filing(const struct sheet *sheet, const struct sheet_kind *kind,
    struct paper **out, struct err *err)
{
	const struct dossier_instance *filing = find_filing(sheet, err);
	struct text title = TEXT_INIT, within = TEXT_INIT;
	struct paper *paper;

	if (filing == NULL)
		return -1;
	text_addf(&title, _("Filing report on “%s”"), title_within(sheet,
	    &within));
	paper = paper_new(kind->name, title.ptr);
	text_release(&title);
	text_release(&within);
	paper_subtitle(paper, _("No. ____________"));
	add_letter(paper, sheet, filing);
	add_facts(paper, sheet, filing);
	add_enclosed(paper, sheet);
	deeds_table(paper, "steps", _("Dispatch and answer, as recorded"),
	    &sheet->deeds, filing->id);
	paper_places(paper);
	paper_place(paper, _("Filing body (seal)"));
	paper_seal(paper, &sheet->seal);
	*out = paper;
	return 0;
}
