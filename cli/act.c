/* act.c: doing an act and telling what came of it */
#include "cli/act.h"

#include "cli/act_note.h"
#include "cli/beside.h"
#include "cli/deadline.h"
#include "cli/diff.h"
#include "cli/how.h"
#include "cli/json.h"
#include "cli/named.h"
#include "cli/standing.h"
#include "cli/words.h"
#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

#define DESTROY "destroy"

/* What is known of the document before the act. */
struct before {
	struct dossier *dossier;	/* NULL: the act creates one */
	char *label;			/* of the event */
};

/*
 * A day without a time of day may be that of the last step: then it is meant
 * to come after it, not at midnight before it.
 */
static void
stated_after(struct asked *asked, const struct call *call,
    const struct dossier *dossier)
{
	const char *on = options_value(&call->options, GLOBAL_ON);
	int64_t stated = asked->request.stated_s;

	if (on == NULL || strchr(on, 'T') != NULL || dossier == NULL)
		return;
	if (dossier->stated_s > stated && day_compare(time_day(stated),
	    time_day(dossier->stated_s)) == 0)
		asked->request.stated_s = dossier->stated_s;
}

/* What is asked for with the destruction of a paper, or NULL. */
static const char *
datum_of(const struct asked *asked, const char *key)
{
	const struct request *request = &asked->request;
	size_t i;

	for (i = 0; i < request->ndata; i++)
		if (strcmp(request->data[i].key, key) == 0)
			return request->data[i].value;
	return NULL;
}

/* The label of the event as it is offered in the present state: "approve" is
 * one thing to legal counsel and another in the fair-competition review. */
static char *
offered_label(const struct call *call,
    const struct procedure_context *context, const struct dossier *dossier,
    const char *event)
{
	struct arena arena = ARENA_INIT;
	struct procedure_option *list;
	const char *label = NULL;
	size_t n = 0, i;
	char *copy;

	if (dossier != NULL)
		n = procedure_options(context, dossier, call->now_s,
		    &arena, &list);
	for (i = 0; label == NULL && i < n; i++)
		if (strcmp(list[i].event, event) == 0)
			label = in_chinese() ? list[i].label :
			    list[i].label_en;
	if (label == NULL || *label == '\0')
		label = event_label(context, dossier, event, NULL);
	copy = mem_strdup(label);
	arena_release(&arena);
	return copy;
}

static int
look_before(struct call *call, struct asked *asked, struct before *before,
    struct err *err)
{
	const struct procedure_context *context;
	const char *document = asked->request.document;

	if (document != NULL && registry_dossier(call->registry, document,
	    &before->dossier, err) != 0)
		return -1;
	if (registry_context(call->registry, &context, err) != 0)
		return -1;
	if (before->dossier != NULL)
		asked->request.event = named_event(call, context,
		    before->dossier, asked->request.event);
	if (strcmp(asked->request.event, DESTROY) == 0) {
		before->label = mem_strdup(destroy_label(datum_of(asked,
		    "confirm") != NULL));
		return 0;
	}
	before->label = offered_label(call, context, before->dossier,
	    asked->request.event);
	return 0;
}

/* ---- refused ---- */

/* Does the request hand in a material of this kind? */
static bool
hands_in(const struct asked *asked, const char *kind)
{
	size_t i;

	for (i = 0; i < asked->request.nmaterials; i++)
		if (strcmp(asked->request.materials[i].kind, kind) == 0)
			return true;
	return false;
}

/* The kinds of material that the event needs from the first state, for an act
 * that would have created the document. */
static const char *
needs_at_start(const struct procedure_context *context, const char *event)
{
	const char *hash, *needs;
	const struct chart *chart = context->chart(context->chart_ctx,
	    "normative-document", NULL, &hash);
	int t;

	for (t = 0; chart != NULL && t < (int)chart_ntransitions(chart); t++) {
		const char *of = chart_transition(chart, t)->event;

		if (of == NULL || !chart_event_matches(of, event))
			continue;
		needs = chart_transition_gw(chart, t, "needs");
		return needs != NULL ? needs : "";
	}
	return "";
}

/* What is still missing, "a b"; the caller's: free(). */
static char *
missing_kinds(struct call *call, const struct asked *asked,
    const struct before *before)
{
	const struct procedure_context *context;
	struct arena arena = ARENA_INIT;
	struct procedure_option *list;
	struct text missing = TEXT_INIT;
	struct err err = ERR_INIT;
	const char *needs = "";
	size_t n, i;
	char *kind;

	if (registry_context(call->registry, &context, &err) != 0)
		return text_detach(&missing, NULL);
	if (before->dossier == NULL) {
		needs = needs_at_start(context, asked->request.event);
	} else {
		n = procedure_options(context, before->dossier,
		    call->now_s, &arena, &list);
		for (i = 0; i < n; i++)
			if (strcmp(list[i].event, asked->request.event) == 0)
				needs = list[i].needs;
	}
	while ((kind = words_next(&needs)) != NULL) {
		if (!hands_in(asked, kind))
			text_addf(&missing, "%s%s", missing.len > 0 ? " " : "",
			    kind);
		free(kind);
	}
	arena_release(&arena);
	return text_detach(&missing, NULL);
}

static json_t *
missing_json(const char *missing)
{
	json_t *list = json_array();
	const char *at = missing;
	char *kind;

	while ((kind = words_next(&at)) != NULL) {
		json_array_append_new(list, json_words(kind));
		free(kind);
	}
	return list;
}

/* Where the event is not possible, show tells what is and how it is done. */
static void
hint_what_is_possible(struct call *call, const struct asked *asked,
    const struct before *before, const struct answer *answer)
{
	const struct procedure_context *context;
	struct arena arena = ARENA_INIT;
	struct procedure_option *list;
	struct err ignored = ERR_INIT;
	bool offered = false;
	size_t n, i;

	if (answer->err.code != ERR_REFUSED || before->dossier == NULL ||
	    asked->request.corrects != 0 || strcmp(asked->request.event,
	    DESTROY) == 0 || registry_context(call->registry, &context,
	    &ignored) != 0)
		return;
	n = procedure_options(context, before->dossier, call->now_s, &arena,
	    &list);
	for (i = 0; i < n; i++)
		offered = offered || strcmp(list[i].event,
		    asked->request.event) == 0;
	if (!offered && n > 0)
		fprintf(call->talk, _("  what is possible now, and by which "
		    "command: guiwen show %s\n"), before->dossier->id);
	arena_release(&arena);
}

/* A refused attempt has a number as well, and looks like the step. */
struct attempt {
	int64_t step, done;	/* which one; the same, done later, or 0 */
	bool refused;
	char event[64];
};

static int
take_attempt(void *ctx, const struct history_entry *entry, struct err *err)
{
	struct attempt *attempt = ctx;

	(void)err;
	if (entry->record->step == attempt->step) {
		attempt->refused = !entry->done;
		snprintf(attempt->event, sizeof(attempt->event), "%s",
		    entry->record->event);
	} else if (attempt->refused && attempt->done == 0 && entry->done &&
	    strcmp(attempt->event, entry->record->event) == 0) {
		attempt->done = entry->record->step;
	}
	return 0;
}

static void
hint_attempt(struct call *call, const struct asked *asked,
    const struct answer *answer)
{
	struct attempt attempt = { .step = asked->request.corrects };
	struct err ignored = ERR_INIT;

	if (attempt.step == 0 || answer->err.code != ERR_NOTFOUND ||
	    registry_history(call->registry, asked->request.document,
	    take_attempt, &attempt, &ignored) != 0 || !attempt.refused)
		return;
	if (attempt.done != 0)
		fprintf(call->talk, _("  No. %lld was refused and changed "
		    "nothing; it was done as step %lld\n"),
		    (long long)attempt.step, (long long)attempt.done);
	else
		fprintf(call->talk, _("  No. %lld was refused and changed "
		    "nothing\n"), (long long)attempt.step);
}

static void
hint_page(struct call *call, const struct answer *answer)
{
	struct text word = TEXT_INIT;

	how_word(&word, call_operand(call, 1));
	fprintf(call->talk, _("as a page: guiwen diff %s %s --html FILE\n"),
	    answer->document, word.ptr);
	text_release(&word);
}

static int
tell_refused(struct call *call, const struct asked *asked,
    const struct before *before, const struct answer *answer)
{
	char *missing = answer->err.code == ERR_MISSING ?
	    missing_kinds(call, asked, before) : mem_strdup("");
	int status = call_fail(call, &answer->err);
	json_t *o;

	hint_what_is_possible(call, asked, before, answer);
	hint_attempt(call, asked, answer);
	if (call_json(call)) {
		o = json_object();
		json_object_set_new(o, "document",
		    json_fact(answer->document));
		json_object_set_new(o, "event",
		    json_words(asked->request.event));
		json_object_set_new(o, "done", json_false());
		json_object_set_new(o, "recorded",
		    json_boolean(answer->recorded));
		json_object_set_new(o, "error", json_error(&answer->err));
		json_object_set_new(o, "missing", missing_json(missing));
		if (answer->redline != NULL)
			json_object_set_new(o, "redline",
			    diff_json(answer->redline));
		json_print(&call->out, o);
	} else if (answer->redline != NULL) {
		diff_print(&call->out, answer->redline, false);
		if (*answer->document != '\0' && call_operand(call, 1) != NULL)
			hint_page(call, answer);
	}
	free(missing);
	return status;
}

/* ---- done ---- */

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

/* Who must act next, by when. The days left are counted from the day of the
 * act, which may have passed. */
static void
print_next(struct call *call, const struct procedure_context *context,
    const struct dossier *dossier, const struct standing *s)
{
	struct output *out = &call->out;
	struct text text = TEXT_INIT;
	enum output_style style;

	if (*s->role == '\0')
		return;
	who_acts(&text, context, dossier, s->role, call_today(call), NULL);
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
	text_release(&text);
}

/* One who asked for a destruction has destroyed nothing yet. */
static void
print_destruction(struct call *call, const struct asked *asked,
    const struct answer *answer)
{
	const char *sha256 = datum_of(asked, "material");

	if (datum_of(asked, "confirm") != NULL)
		output_addf(&call->out, _("  the paper %.12s is gone for "
		    "good; its hash stays in the records\n"), sha256);
	else
		output_addf(&call->out, _("  nothing is destroyed yet: "
		    "another person of the office or legal counsel must now "
		    "confirm it:\n  guiwen destroy %s %.12s --confirm --as "
		    "OTHER\n"), answer->document, sha256);
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
		    datum_of(asked, "confirm") != NULL));
	json_print(&call->out, o);
	arena_release(&arena);
}

static int
tell_done(struct call *call, const struct asked *asked,
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

/* The note that is to be the reason, if that was asked for. */
static int
take_note(struct call *call, struct asked *asked,
    const struct dossier *dossier, struct err *err)
{
	char *text;

	if (!options_has(&call->options, REASON_FROM_NOTE))
		return 0;
	if (dossier == NULL)
		return err_set(err, ERR_USAGE, "--reason-from-note is for a "
		    "document that there is: give --reason");
	text = note_reason(call, dossier, err);
	if (text == NULL)
		return -1;
	asked->request.reason = arena_strdup(&asked->arena, text);
	free(text);
	return 0;
}

int
act_perform(struct call *call, struct asked *asked)
{
	struct before before = { NULL, NULL };
	struct answer answer;
	struct err err = ERR_INIT;
	bool failed;
	int status;

	memset(&answer, 0, sizeof(answer));
	/* A command may have looked into the registry before. */
	if ((call->registry == NULL && call_open(call, false, &err) != 0) ||
	    call_identify(call, &err) != 0 ||
	    look_before(call, asked, &before, &err) != 0 ||
	    take_note(call, asked, before.dossier, &err) != 0) {
		status = call_fail(call, &err);
		goto out;
	}
	stated_after(asked, call, before.dossier);
	asked->request.person = call->person->id;
	asked->request.on_behalf = options_value(&call->options, "for");
	asked->request.authenticated = call->authenticated;
	failed = registry_act(call->registry, &asked->request, 1,
	    call->now_s, true, &answer, &err) != 0;
	status = STATUS_FAILED;
	if (answer.done)
		status = tell_done(call, asked, &before, &answer);
	if (answer.done && options_has(&call->options, REASON_FROM_NOTE))
		note_given(call, asked->request.document,
		    asked->request.reason);
	if (!answer.done && (answer.recorded || !failed))
		status = tell_refused(call, asked, &before, &answer);
	/* what was recorded stays so even when the export failed: said then
	 * after the refusal, if it was one */
	if (failed)
		status = call_fail(call, &err);
out:
	answer_release(&answer);
	dossier_free(before.dossier);
	free(before.label);
	return status;
}

static int
read_and_perform(struct call *call, const char *document, const char *event,
    const char *text)
{
	struct asked asked;
	struct err err = ERR_INIT;
	int status;

	if (asked_read(&asked, call, text, &err) != 0) {
		status = call_asked(call, &err);
	} else {
		asked.request.document = document;
		asked.request.event = event;
		status = act_perform(call, &asked);
	}
	asked_release(&asked);
	return status;
}

int
act_run(struct call *call, const char *event)
{
	return read_and_perform(call, call_operand(call, 0), event,
	    call_operand(call, 1));
}

int
act_create(struct call *call, const char *event)
{
	return read_and_perform(call, NULL, event, call_operand(call, 0));
}
