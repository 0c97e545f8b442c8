/* cmd_correct.c: guiwen correct: mend a fact that was recorded wrongly */
#include "cli/act.h"
#include "cli/commands.h"

#include <stdlib.h>

static int
run_correct(struct call *call)
{
	const char *step = call_operand(call, 1);
	struct err err = ERR_INIT;
	struct asked asked;
	char *end;
	long long n;
	int status;

	n = strtoll(step, &end, 10);
	if (*end != '\0' || n < 1) {
		err_set(&err, ERR_USAGE, "\"%s\" is no step; guiwen history %s "
		    "numbers them", step, call_operand(call, 0));
		return call_usage(call, &err);
	}
	if (options_value(&call->options, "reason") == NULL ||
	    (!options_has(&call->options, "set") &&
	    !options_has(&call->options, "evidence"))) {
		err_set(&err, ERR_USAGE, "guiwen correct needs --set "
		    "FIELD=VALUE, what is right, or --evidence FILE --dated "
		    "DATE, what proves the day; and --reason");
		return call_usage(call, &err);
	}
	if (asked_read(&asked, call, NULL, &err) != 0) {
		status = call_asked(call, &err);
	} else {
		asked.request.document = call_operand(call, 0);
		asked.request.event = "correct";
		asked.request.corrects = n;
		status = act_perform(call, &asked);
	}
	asked_release(&asked);
	return status;
}

static const struct option *const tables[] = { act_options, NULL };

const struct cmd cmd_correct = {
	"correct", GROUP_ACT, "DOC STEP",
	N_("mend a fact of a step; what was recorded stays beside it"),
	tables, 2, 2, run_correct
};
