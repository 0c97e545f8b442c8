/* act.c: doing an act */
#include "cli/act_int.h"

#include "cli/beside.h"
#include "cli/named.h"
#include "cli/standing.h"
#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

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

/* The label of the event as it is offered in the present state: "approve" is
 * one thing to legal counsel and another in the fair-competition review. */
static char *
offered_label(const struct call *call,
    const struct procedure_context *context, const struct dossier *dossier,
    const char *event)
{
	struct arena arena = ARENA_INIT;
	const struct procedure_option *option = NULL;
	struct procedure_option *list;
	const char *label = NULL;
	size_t n;
	char *copy;

	if (dossier != NULL) {
		n = procedure_options(context, dossier, call->now_s,
		    &arena, &list);
		option = procedure_option_of(list, n, event);
	}
	if (option != NULL)
		label = in_chinese() ? option->label : option->label_en;
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
		before->label = mem_strdup(destroy_label(asked_value(asked,
		    "confirm") != NULL));
		return 0;
	}
	before->label = offered_label(call, context, before->dossier,
	    asked->request.event);
	return 0;
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
		status = act_tell_done(call, asked, &before, &answer);
	if (answer.done && options_has(&call->options, REASON_FROM_NOTE))
		note_given(call, asked->request.document,
		    asked->request.reason);
	if (!answer.done && (answer.recorded || !failed))
		status = act_tell_refused(call, asked, &before, &answer);
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
