/* cmd_tick.c: guiwen tick: record what time alone has brought about */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/standing.h"

#include <string.h>

struct telling {
	struct call *call;
	json_t *all;		/* NULL: print */
	size_t count;
	int status;
};

static json_t *
tick_json(const struct answer *ticked, const struct ticked *what)
{
	json_t *o = json_object();

	json_object_set_new(o, "document", json_words(ticked->document));
	json_object_set_new(o, "record", json_integer(ticked->record));
	json_object_set_new(o, "step", json_integer(ticked->step));
	json_object_set_new(o, "event", json_words(what->event));
	json_object_set_new(o, "instance", json_words(what->instance));
	json_object_set_new(o, "at", json_day(what->at));
	json_object_set_new(o, "due", json_day(what->due));
	json_object_set_new(o, "was", json_day(what->was));
	return o;
}

static void
print_tick(struct output *out, const struct procedure_context *context,
    const struct answer *ticked, const struct ticked *what)
{
	const struct dossier_instance *instance;
	const char *state;
	char day[DAY_TEXT];

	output_styled(out, STYLE_BOLD, ticked->document);
	output_addf(out, "  %s  ", day_format(day, what->at));
	output_addf(out, "%s", event_label(context, ticked->dossier,
	    what->event, NULL));
	state = strchr(what->event, '.');
	instance = dossier_instance(ticked->dossier, what->instance);
	if (state != NULL && instance != NULL)
		output_addf(out, "%s%s", _(": "), procedure_state_label(
		    context, instance, state + 1, !in_chinese()));
	if (*what->authority != '\0')
		output_addf(out, _(" (%s)"), what->authority);
	if (what->due.year != 0)
		output_addf(out, "%s%s %s", _(", "), _("due"),
		    day_format(day, what->due));
	if (what->was.year != 0)
		output_addf(out, _(", not %s"), day_format(day, what->was));
	output_addf(out, _("; record %lld\n"), (long long)ticked->record);
}

static int
tell(void *ctx, const struct answer *ticked, const struct ticked *what,
    struct err *err)
{
	struct telling *telling = ctx;
	const struct procedure_context *context;

	telling->count++;
	if (telling->all != NULL) {
		json_array_append_new(telling->all, tick_json(ticked, what));
		return 0;
	}
	if (registry_context(telling->call->registry, &context, err) != 0)
		return -1;
	print_tick(&telling->call->out, context, ticked, what);
	return 0;
}

static void
tell_not(void *ctx, const char *document, const struct err *why)
{
	struct telling *telling = ctx;
	struct err whole = *why;

	err_prefix(&whole, "what time has brought about on %s is not recorded",
	    document);
	telling->status = call_go_on(telling->call, telling->status, &whole);
}

static int
run_tick(struct call *call)
{
	struct telling telling = { call, NULL, 0, STATUS_YES };
	struct err err = ERR_INIT;

	if (options_has(&call->options, GLOBAL_ON) ||
	    options_has(&call->options, GLOBAL_AS)) {
		err_set(&err, ERR_USAGE, "guiwen tick records what holds now, "
		    "by nobody: leave out --on and --as");
		return call_usage(call, &err);
	}
	if (call_json(call))
		telling.all = json_array();
	if (call_open(call, false, &err) != 0 ||
	    registry_tick(call->registry, call->now_s, tell, tell_not,
	    &telling, &err) != 0)
		telling.status = status_graver(telling.status,
		    call_fail(call, &err));
	/* what was recorded before a failure stays recorded */
	if (telling.all != NULL)
		json_print(&call->out, json_incref(telling.all));
	else if (telling.count == 0 && telling.status == STATUS_YES)
		output_addf(&call->out, "%s\n", _("nothing has fallen due "
		    "that is not recorded"));
	json_decref(telling.all);
	return telling.status;
}

static const struct option *const no_options[] = { NULL };

const struct cmd cmd_tick = {
	"tick", GROUP_ACT, "",
	N_("record the deadlines that passed and the texts whose day has come"),
	no_options, 0, 0, run_tick
};
