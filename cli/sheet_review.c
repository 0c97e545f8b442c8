/* sheet_review.c: a legality opinion (合法性审核意见书), a fair-competition
 * conclusion: what was examined, what came of it, on which basis */
#include "cli/sheet.h"

#include "cli/deadline.h"
#include "cli/json.h"
#include "cli/words.h"

#include <string.h>

/* ---- which step ---- */

static const struct deed *
find_deed(const struct sheet *sheet, const char *milestone, struct text *all)
{
	const struct deed *found = NULL;
	size_t i;

	for (i = 0; i < sheet->deeds.n; i++) {
		const struct deed *deed = &sheet->deeds.list[i];

		if (!deed_concludes(deed, milestone))
			continue;
		text_addf(all, "%s%lld", all->len > 0 ? ", " : "",
		    (long long)deed->step);
		if (sheet->step == 0 || sheet->step == deed->step)
			found = deed;
	}
	return found;
}

static int
refuse(const struct sheet *sheet, const struct sheet_kind *kind,
    const struct text *all, struct err *err)
{
	const char *id = sheet->dossier->id;
	bool law = strcmp(kind->milestone, "legality-reviewed") == 0;

	if (all->len > 0 && law)
		return err_set(err, ERR_NOTFOUND, "step %lld of %s concludes "
		    "no legality review; these do: %s", (long long)sheet->step,
		    id, all->ptr);
	if (all->len > 0)
		return err_set(err, ERR_NOTFOUND, "step %lld of %s concludes "
		    "no fair-competition review; these do: %s",
		    (long long)sheet->step, id, all->ptr);
	if (law)
		return err_set(err, ERR_REFUSED, "no legality review of %s has "
		    "come to an end yet, so there is no opinion to print",
		    id);
	return err_set(err, ERR_REFUSED, "no fair-competition review of %s has "
	    "come to an end yet, so there is no conclusion to print", id);
}

/* ---- what it tells ---- */

/* The one that lay on the table at that step. */
static const struct dossier_version *
version_at(const struct dossier *d, int64_t step)
{
	const struct dossier_version *version = NULL;
	size_t i;

	for (i = 0; i < d->nversions; i++)
		if (d->versions[i].step <= step)
			version = &d->versions[i];
	return version;
}

/* The last time that a milestone was reached before the step. */
static int64_t
reached(const struct dossier *d, const char *name, int64_t step)
{
	int64_t stated_s = 0;
	size_t i;

	for (i = 0; i < d->nmilestones; i++)
		if (strcmp(d->milestones[i].name, name) == 0 &&
		    d->milestones[i].step < step)
			stated_s = d->milestones[i].stated_s;
	return stated_s;
}

static void
add_examined(struct paper *paper, const struct sheet *sheet,
    const struct deed *deed, const struct dossier_version *version)
{
	const struct dossier *d = sheet->dossier;

	paper_facts(paper, "document", _("What was examined"));
	paper_fact(paper, "id", _("registry no."), d->id, NULL);
	paper_fact(paper, "title", _("title"), version != NULL &&
	    *version->title != '\0' ? version->title : d->title, NULL);
	paper_fact(paper, "drafting_body", _("drafting body"),
	    d->drafting_body, NULL);
	if (version != NULL)
		sheet_version_facts(paper, sheet, version);
	paper_day(paper, "submitted", _("handed in on"),
	    time_day(reached(d, "submitted", deed->step)));
	if (reached(d, "accepted", deed->step) != 0)
		paper_day(paper, "accepted", _("accepted on"),
		    time_day(reached(d, "accepted", deed->step)));
}

/* What was examined with it; opinions on an earlier text are not. */
static void
add_materials(struct paper *paper, const struct sheet *sheet,
    const struct deed *deed, const struct dossier_version *version)
{
	const struct dossier *d = sheet->dossier;
	size_t i;

	sheet_materials(paper, "examined", _("Papers that lay before"));
	for (i = 0; i < d->nmaterials; i++) {
		const struct dossier_material *m = &d->materials[i];

		if (m->step < deed->step && (version == NULL ||
		    m->version == version->number ||
		    !procedure_kind_with_act(m->kind)))
			sheet_material(paper, sheet, m);
	}
	sheet_materials(paper, "materials",
	    _("Papers handed in with the conclusion"));
	for (i = 0; i < d->nmaterials; i++)
		if (d->materials[i].step == deed->step)
			sheet_material(paper, sheet, &d->materials[i]);
}

/* What it means for the text that there is now. */
static void
add_standing(struct paper *paper, const struct sheet *sheet,
    const struct deed *deed, const struct dossier_version *version)
{
	const struct dossier *d = sheet->dossier;
	const struct dossier_version *now = dossier_version(d);
	bool same = version != NULL && now != NULL &&
	    strcmp(version->text_hash, now->text_hash) == 0;
	const char *words = same ? _("the present text is the one that was "
	    "examined") : _("the text was changed later: this is about the "
	    "earlier one");
	size_t i;

	for (i = 0; i < d->nmilestones; i++)
		if (d->milestones[i].step == deed->step &&
		    d->milestones[i].voided)
			words = _("void: the text was changed later");
	paper_fact(paper, "text_is_present", _("as of the printing"), words,
	    json_boolean(same));
}

static void
add_basis(struct paper *paper, const struct deed *deed)
{
	const char *basis = chart_transition_gw(deed->chart,
	    deed->transition, "basis");
	const char *verified = chart_transition_gw(deed->chart,
	    deed->transition, "verified");
	bool sure = verified != NULL && strcmp(verified, "yes") == 0;
	struct text text = TEXT_INIT;

	sheet_basis(&text, basis != NULL ? basis : "", sure);
	paper_fact(paper, "basis", _("basis"), text.ptr, basis != NULL ?
	    json_words(basis) : json_null());
	paper_fact(paper, "verified", "", "", json_boolean(sure));
	text_reset(&text);
	text_addf(&text, "%s  SHA-256 %.16s", chart_state_gw(deed->chart, 0,
	    in_chinese() ? "label" : "label-en") != NULL ?
	    label_state(deed->chart, 0) : "", deed->chart_hash);
	paper_fact(paper, "chart", _("procedure"), text.ptr,
	    json_words(deed->chart_hash));
	text_release(&text);
}

/* "2021-03-05/2021-03-10 2021-04-01/" as people write it. */
static void
add_suspended(struct paper *paper, const char *spans)
{
	struct text words = TEXT_INIT;

	for (; *spans != '\0'; spans++) {
		if (*spans == '/')
			text_adds(&words, " – ");
		else if (*spans == ' ')
			text_adds(&words, _(", "));
		else
			text_addc(&words, *spans);
	}
	paper_linef(paper, "%s%s%s", _("the clock stood"), _(": "),
	    words.ptr);
	text_release(&words);
}

/* The time that the review had. */
static void
add_time(struct paper *paper, const struct sheet *sheet,
    const struct deed *deed)
{
	const struct dossier *d = sheet->dossier;
	struct text basis = TEXT_INIT;
	size_t i;

	for (i = 0; i < d->ndeadlines; i++) {
		const struct dossier_deadline *at = &d->deadlines[i];

		if (at->ended_step != deed->step)
			continue;
		paper_day(paper, "due", _("last day of the review"), at->due);
		basis_words(&basis, at);
		paper_line(paper, basis.ptr);
		if (*at->suspended != '\0')
			add_suspended(paper, at->suspended);
		break;
	}
	text_release(&basis);
}

static void
add_conclusion(struct paper *paper, const struct sheet *sheet,
    const struct deed *deed, const struct dossier_version *version)
{
	char step[24];
	size_t i;

	paper_facts(paper, "conclusion", _("What came of it"));
	paper_fact(paper, "event", _("conclusion"), deed->label,
	    json_words(deed->event));
	paper_fact(paper, "reason", _("reason"), deed->reason, NULL);
	for (i = 0; i < deed->ndata; i++)
		paper_fact(paper, deed->data[i].key,
		    word_datum(deed->data[i].key), deed->data[i].value, NULL);
	add_basis(paper, deed);
	paper_fact(paper, "person", _("reviewer"), deed->name,
	    json_words(deed->person));
	deed_who(paper, deed);
	paper_time(paper, "stated", _("stated day"), deed->stated_s, false);
	paper_time(paper, "evidenced", _("date on the paper"),
	    deed->evidenced_s, false);
	paper_time(paper, "recorded", _("recorded"), deed->recorded_s,
	    true);
	snprintf(step, sizeof(step), "%lld", (long long)deed->step);
	paper_fact(paper, "step", _("step"), step, json_integer(deed->step));
	paper_values(paper, deed_json(deed));
	add_time(paper, sheet, deed);
	add_standing(paper, sheet, deed, version);
}

int
sheet_review(const struct sheet *sheet, const struct sheet_kind *kind,
    struct paper **out, struct err *err)
{
	struct text all = TEXT_INIT;
	const struct deed *deed = find_deed(sheet, kind->milestone, &all);
	const struct dossier_version *version;
	struct paper *paper;
	int result = -1;

	if (deed == NULL) {
		refuse(sheet, kind, &all, err);
		goto out;
	}
	version = version_at(sheet->dossier, deed->step);
	paper = paper_new(kind->name, strcmp(kind->milestone,
	    "legality-reviewed") == 0 ? _("Legality opinion") :
	    _("Fair-competition conclusion"));
	paper_subtitle(paper, _("No. ____________"));
	add_examined(paper, sheet, deed, version);
	add_conclusion(paper, sheet, deed, version);
	add_materials(paper, sheet, deed, version);
	sheet_corrections(paper, sheet, deed->step);
	paper_facts(paper, "counts", _("Which paper is the original"));
	paper_fact(paper, "counts", _("original"), _("the paper that came with "
	    "the conclusion, if one did, is what the reviewer stated; this "
	    "sheet tells what is recorded of it and of the review"), NULL);
	paper_places(paper);
	paper_place(paper, _("Reviewer (signature)"));
	paper_place(paper, _("Reviewing body (seal)"));
	paper_seal(paper, &sheet->seal);
	*out = paper;
	result = 0;
out:
	text_release(&all);
	return result;
}
