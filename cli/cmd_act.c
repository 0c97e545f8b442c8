/* cmd_act.c: guiwen act: any event that the procedure accepts */
#include "cli/act.h"
#include "cli/commands.h"

static int
run_act(struct call *call)
{
	struct err err = ERR_INIT;
	struct asked asked;
	int status;

	if (asked_read(&asked, call, call_operand(call, 2), &err) != 0) {
		status = call_asked(call, &err);
	} else {
		asked.request.document = call_operand(call, 0);
		asked.request.event = call_operand(call, 1);
		status = act_perform(call, &asked);
	}
	asked_release(&asked);
	return status;
}

static const struct option *const tables[] = {
	filing_options, act_options, NULL
};

const struct cmd cmd_act = {
	"act", GROUP_ACT, "DOC EVENT [FILE]",
	N_("do what the procedure allows and no other command does: adopt, "
	    "adjourn, supplement (a review's clock stops) and others"),
	tables, 2, 3, run_act
};
