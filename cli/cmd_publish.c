/* cmd_publish.c: guiwen publish: the issued file, which must say what was
 * approved */
#include "cli/act.h"
#include "cli/commands.h"

static const struct option publish_options[] = {
	{ "effective", "DATE", N_("from when it is in force, where the text "
	    "does not say it"), false },
	OPTION_END
};

static int
run_publish(struct call *call)
{
	const char *effective = options_value(&call->options, "effective");
	struct err err = ERR_INIT;
	struct asked asked;
	struct day day;
	int status;

	if (call_day(call, "effective", &day, &err) != 0)
		return call_usage(call, &err);
	if (asked_read(&asked, call, call_operand(call, 1), &err) != 0) {
		status = call_asked(call, &err);
	} else {
		asked.request.document = call_operand(call, 0);
		asked.request.event = "publish";
		if (effective != NULL)
			asked_datum(&asked, "effective", effective);
		status = act_perform(call, &asked);
	}
	asked_release(&asked);
	return status;
}

static const struct option *const tables[] = {
	publish_options, act_options, NULL
};

const struct cmd cmd_publish = {
	"publish", GROUP_ACT, "DOC FILE",
	N_("record the publication; the issued file must say what was "
	    "approved"), tables, 2, 2, run_publish
};
