/* act_done.c: what came of an act that was done: where the document stands */
#include "cli/act_int.h"

#include "cli/act_note.h"
#include "cli/deadline.h"
#include "cli/how.h"
#include "cli/json.h"
#include "cli/standing.h"
#include "cli/words.h"

#include <string.h>

/* A clock stops and goes on by the day that counts, not by the one that was
 * stated: whoever enters a suspension afterwards is told so. */
static void
print_stopped_late(struct output *out, const struct dossier *dossier,
    const struct dossier_deadline *deadline)
{
	struct day since, stated = time_day(dossier->stated_s);
	char day[DAY_TEXT];

	if (dossier_deadline_stands(deadline, &since) &&
	    day_compare(stated, since) < 0)
		output_addf(out, _("    the stated day %s stops no clock: only "
		    "a paper from outside does (--evidence FILE --dated "
		    "DATE)\n"), day_format(day, stated));
}

/* By which command, and what it asks for, where the next one is who acted. */
static void
print_how(struct call *call, const struct procedure_context *context,
    const struct dossier *dossier, const struct standing *s,
    const char *const *ids, size_t n)
{
	struct arena arena = ARENA_INIT;
	struct text line = TEXT_INIT;
	struct procedure_option *list;
	size_t i, nlist;

	for (i = 0; i < n; i++)
		if (strcmp(ids[i], call->person->id) == 0)
			break;
	if (i < n) {
		nlist = procedure_options(context, dossier, call->now_s,
		    &arena, &list);
		how_words(&line, call, dossier, list, nlist, s->instance,
		    s->state, s->role, NULL, in_chinese());
	}
	if (line.len > 0)
		output_addf(&call->out, "    %s\n", line.ptr);
	text_release(&line);
	arena_release(&arena);
}

/* Who must act next, by when. The days left are counted from the day of the
 * act, which may have passed. */
static void
print_next(struct call *call, const struct procedure_context *context,
    const struct dossier *dossier, const struct standing *s)
{
	struct output *out = &call->out;
	struct text text = TEXT_INIT;
	const char *ids[WHO_MOST];
	enum output_style style;
	size_t n;

	if (*s->role == '\0')
		return;
	n = who_acts(&text, context, dossier, s->role, call_today(call), ids);
	output_addf(out, "  %s", _("next"));
	if (*s->authority != '\0')
		output_addf(out, _(" (%s)"), s->authority);
	output_addf(out, "%s%s", _(": "), text.ptr);
	if (s->deadline != NULL) {
		text_reset(&text);
		style = due_words(&text, context->calendar, s->deadline,
		    time_day(dossier->stated_s));
		output_adds(out, _(", "));
		if (!dossier_deadline_stands(s->deadline, NULL))
			output_addf(out, "%s ", _("due"));
		output_styled(out, style, text.ptr);
	}
	output_adds(out, "\n");
	if (s->deadline != NULL)
		print_stopped_late(out, dossier, s->deadline);
	print_how(call, context, dossier, s, ids, n);
	text_release(&text);
}

/* One who asked for a destruction has destroyed nothing yet. */
static void
print_destruction(struct call *call, const struct asked *asked,
    const struct answer *answer)
{
	const char *sha256 = asked_value(asked, "material");
	struct text document = TEXT_INIT;

	text_adds(&document, answer->document);
	how_given(&document, call, GLOBAL_REGISTRY);
	if (asked_value(asked, "confirm") != NULL)
		output_addf(&call->out, _("  the paper %.12s is gone for "
		    "good; its hash stays in the records\n"), sha256);
	else
		output_addf(&call->out, _("  nothing is destroyed yet: "
		    "another person of the office or legal counsel must now "
		    "confirm it:\n  guiwen destroy %s %.12s --confirm --as "
		    "OTHER\n"), document.ptr, sha256);
	text_release(&document);
}

static void
print_done(struct call *call, const struct procedure_context *context,
    const struct asked *asked, const struct before *before,
    const struct answer *answer)
{
	struct arena arena = ARENA_INIT;
	struct text now = TEXT_INIT;
	struct standing *list;
	size_t n, i;

	output_styled(&call->out, STYLE_BOLD, answer->document);
	output_addf(&call->out, "  %s%s%s\n", before->label, _(": "),
	    answer->dossier->title);
	if (strcmp(asked->request.event, DESTROY) == 0) {
		print_destruction(call, asked, answer);
		return;
	}
	n = standings(context, answer->dossier, &arena, &list);
	standing_words(list, n, &now);
	output_addf(&call->out, "  %s%s", _("now"), _(": "));
	output_styled(&call->out, STYLE_BOLD, now.ptr);
	output_adds(&call->out, "\n");
	for (i = 0; i < n; i++)
		print_next(call, context, answer->dossier, &list[i]);
	act_print_notes(call, asked, answer);
	text_release(&now);
	arena_release(&arena);
}

static void
done_json(struct call *call, const struct procedure_context *context,
    const struct asked *asked, const struct answer *answer)
{
	struct arena arena = ARENA_INIT;
	json_t *o = json_object(), *states = json_array();
	struct standing *list;
	size_t n, i;

	json_object_set_new(o, "document", json_words(answer->document));
	json_object_set_new(o, "event", json_words(asked->request.event));
	json_object_set_new(o, "done", json_true());
	json_object_set_new(o, "record", json_integer(answer->record));
	json_object_set_new(o, "step", json_integer(answer->step));
	json_object_set_new(o, "person", json_words(call->person->id));
	json_object_set_new(o, "on_behalf_of",
	    json_fact(asked->request.on_behalf));
	json_object_set_new(o, "authenticated",
	    json_words(answer->authenticated));
	n = standings(context, answer->dossier, &arena, &list);
	for (i = 0; i < n; i++)
		json_array_append_new(states, standing_json(&list[i],
		    context->calendar, time_day(call->now_s)));
	json_object_set_new(o, "states", states);
	if (strcmp(asked->request.event, DESTROY) == 0)
		json_object_set_new(o, "destroyed", json_boolean(
		    asked_value(asked, "confirm") != NULL));
	json_print(&call->out, o);
	arena_release(&arena);
}

int
act_tell_done(struct call *call, const struct asked *asked,
    const struct before *before, const struct answer *answer)
{
	const struct procedure_context *context;
	struct err err = ERR_INIT;

	if (registry_context(call->registry, &context, &err) != 0)
		return call_fail(call, &err);
	if (call_json(call))
		done_json(call, context, asked, answer);
	else
		print_done(call, context, asked, before, answer);
	return STATUS_YES;
}
