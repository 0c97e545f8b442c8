/* act_refused.c: why an act was not done, and what helps */
#include "cli/act_int.h"

#include "cli/diff.h"
#include "cli/how.h"
#include "cli/json.h"
#include "cli/words.h"
#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

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
		if (!asked_hands_in(asked, kind))
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

/* Is it the act that was asked for, on the filing that was named? */
static bool
is_asked(const struct procedure_option *option, const struct asked *asked,
    const struct dossier *dossier)
{
	const char *filing = asked->request.filing_authority;
	const struct dossier_instance *of = dossier_instance(dossier,
	    option->instance);

	return strcmp(option->event, asked->request.event) == 0 &&
	    (filing == NULL || strcmp(filing, option->instance) == 0 ||
	    (of != NULL && strcmp(filing, of->authority) == 0));
}

/* A day that has not come is told, and that nobody has to wait for it. */
static void
hint_day(struct call *call, const struct dossier *dossier, const char *event)
{
	char day[DAY_TEXT];

	if (strcmp(event, "take-effect") == 0 && dossier->effective.year != 0)
		fprintf(call->talk, _("  %s is in force from %s; on that day "
		    "guiwen tick records it\n"), dossier->id,
		    day_format(day, dossier->effective));
	else if (strcmp(event, "expire") == 0 && dossier->expires.year != 0)
		fprintf(call->talk, _("  %s is valid until %s; after that day "
		    "guiwen tick records it\n"), dossier->id,
		    day_format(day, dossier->expires));
}

/*
 * What helps: where something is missing, the whole command line; where the
 * day has not come, which it is; where the act is not possible, what is and
 * how it is done.
 */
static void
hint_how(struct call *call, const struct asked *asked,
    const struct before *before, const struct answer *answer)
{
	const struct procedure_option *option = NULL;
	const struct procedure_context *context;
	struct arena arena = ARENA_INIT;
	struct procedure_option *list;
	struct err ignored = ERR_INIT;
	struct text line = TEXT_INIT;
	size_t n, i;

	if ((answer->err.code != ERR_REFUSED && answer->err.code !=
	    ERR_MISSING) || before->dossier == NULL ||
	    asked->request.corrects != 0 || strcmp(asked->request.event,
	    DESTROY) == 0 || registry_context(call->registry, &context,
	    &ignored) != 0)
		return;
	n = procedure_options(context, before->dossier, call->now_s, &arena,
	    &list);
	for (i = 0; i < n && option == NULL; i++)
		if (is_asked(&list[i], asked, before->dossier))
			option = &list[i];
	if (option != NULL && answer->err.code == ERR_MISSING) {
		how_again(&line, call, before->dossier, option, asked,
		    answer->recorded ? answer->record : 0);
		fprintf(call->talk, _("  the whole command: %s\n"), line.ptr);
	} else if (option != NULL) {
		hint_day(call, before->dossier, option->event);
	} else if (n > 0 && answer->err.code == ERR_REFUSED) {
		text_adds(&line, before->dossier->id);
		how_given(&line, call, GLOBAL_REGISTRY);
		fprintf(call->talk, _("  what is possible now, and by which "
		    "command: guiwen show %s\n"), line.ptr);
	}
	text_release(&line);
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
	how_given(&word, call, GLOBAL_REGISTRY);
	fprintf(call->talk, _("as a page: guiwen diff %s %s --html FILE\n"),
	    answer->document, word.ptr);
	text_release(&word);
}

/* A file that was to be handed in at once, before all its papers are there:
 * it can be kept, where nothing but those is missing. */
static void
hint_draft(struct call *call, const struct asked *asked)
{
	struct request draft = asked->request;
	struct answer answer = { .done = false };
	struct err ignored = ERR_INIT;
	struct text typed = TEXT_INIT;

	draft.event = "draft";
	if (registry_try(call->registry, &draft, call->now_s, &answer,
	    &ignored) == 0 && answer.done) {
		how_typed(&typed, call);
		fprintf(call->talk, _("  to keep the file until then: guiwen "
		    "draft %s\n"), typed.ptr);
	}
	text_release(&typed);
	answer_release(&answer);
}

int
act_tell_refused(struct call *call, const struct asked *asked,
    const struct before *before, const struct answer *answer)
{
	char *missing = answer->err.code == ERR_MISSING ?
	    missing_kinds(call, asked, before) : mem_strdup("");
	int status = call_fail(call, &answer->err);
	json_t *o;

	hint_how(call, asked, before, answer);
	if (before->dossier == NULL && *missing != '\0')
		hint_draft(call, asked);
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
