/* sheet_sign_off.c: the sign-off sheet (发文审签单): the whole way of a document
 * so far, and where it is signed */
#include "cli/sheet.h"

#include "cli/deadline.h"
#include "cli/json.h"
#include "cli/standing.h"
#include "cli/words.h"

#include <string.h>

/* By when, and on which basis. */
static void
deadline_line(struct paper *paper, const struct dossier_deadline *d)
{
	struct text basis = TEXT_INIT;
	char day[DAY_TEXT];
	struct day since;

	if (dossier_deadline_stands(d, &since))
		paper_linef(paper, _("the clock stands since %s"),
		    day_format(day, since));
	else if (d->due.year != 0)
		paper_linef(paper, "%s%s%s", _("last day"), _(": "),
		    day_format(day, d->due));
	basis_words(&basis, d);
	paper_line(paper, basis.ptr);
	text_release(&basis);
}

static json_t *
state_json(const struct standing *s)
{
	json_t *o = json_object();

	json_object_set_new(o, "instance", json_words(s->instance));
	json_object_set_new(o, "authority", json_fact(s->authority));
	json_object_set_new(o, "state", json_words(s->state));
	json_object_set_new(o, "role", json_fact(s->role));
	json_object_set_new(o, "due", s->deadline != NULL ?
	    json_day(s->deadline->due) : json_null());
	json_object_set_new(o, "basis", s->deadline != NULL ?
	    json_fact(s->deadline->basis) : json_null());
	json_object_set_new(o, "verified", s->deadline != NULL ?
	    json_boolean(s->deadline->verified) : json_null());
	return o;
}

/* Where it stands, and who has something to do there. */
static void
add_open(struct paper *paper, const struct sheet *sheet)
{
	const struct paper_column columns[] = {
		{ _("state"), 32 }, { _("still to be done by"), 34 },
		{ _("by when"), 34 },
	};
	struct arena arena = ARENA_INIT;
	struct text who = TEXT_INIT;
	struct standing *list;
	size_t n = standings(sheet->context, sheet->dossier, &arena, &list), i;

	paper_table(paper, "states", _("Where it stands"), columns, 3, false);
	for (i = 0; i < n; i++) {
		if (list[i].mirror)
			continue;
		paper_row(paper, state_json(&list[i]));
		paper_cell(paper, list[i].label);
		paper_line(paper, list[i].authority);
		text_reset(&who);
		if (*list[i].role != '\0')
			who_acts(&who, sheet->context, sheet->dossier,
			    list[i].role, sheet->day, NULL);
		paper_cell(paper, who.len > 0 ? who.ptr :
		    _("nothing to do"));
		paper_cell(paper, "");
		if (list[i].deadline != NULL)
			deadline_line(paper, list[i].deadline);
	}
	text_release(&who);
	arena_release(&arena);
}

/* Attempts that were refused stand in the record, not in the way. */
static void
add_refused(struct paper *paper, const struct sheet *sheet)
{
	struct text words = TEXT_INIT, steps = TEXT_INIT;
	json_t *list = json_array();
	size_t i, n = 0;

	for (i = 0; i < sheet->deeds.n; i++) {
		const struct deed *deed = &sheet->deeds.list[i];

		if (deed->done)
			continue;
		text_addf(&steps, "%s%lld", n++ > 0 ? word_comma() : "",
		    (long long)deed->step);
		json_array_append_new(list, json_integer(deed->step));
	}
	text_addf(&words, _("Not in this table are attempts that were refused; "
	    "they stand in the record as steps %s."), steps.ptr);
	if (n > 0)
		paper_words(paper, words.ptr);
	paper_value(paper, "refused", list);
	text_release(&words);
	text_release(&steps);
}

int
sheet_sign_off(const struct sheet *sheet, const struct sheet_kind *kind,
    struct paper **out, struct err *err)
{
	const struct dossier *d = sheet->dossier;
	const struct dossier_version *version = dossier_version(d);
	struct paper *paper = paper_new(kind->name, _("Sign-off sheet"));
	struct text text = TEXT_INIT;

	(void)err;
	text_addf(&text, _("Registry no. %s"), d->id);
	paper_subtitle(paper, text.ptr);
	text_release(&text);
	paper_facts(paper, "document", "");
	paper_fact(paper, "id", "", "", json_words(d->id));
	paper_fact(paper, "title", _("title"), d->title, NULL);
	sheet_issue_facts(paper, sheet, true);
	if (version != NULL)
		sheet_version_facts(paper, sheet, version);
	deeds_table(paper, "steps", _("What was done"), &sheet->deeds, NULL);
	add_refused(paper, sheet);
	sheet_corrections(paper, sheet, 0);
	add_open(paper, sheet);
	paper_places(paper);
	paper_place(paper, _("Drafting body"));
	paper_place(paper, _("Reviewing body"));
	paper_place(paper, _("Office"));
	paper_place(paper, _("Signer"));
	paper_seal(paper, &sheet->seal);
	*out = paper;
	return 0;
}
