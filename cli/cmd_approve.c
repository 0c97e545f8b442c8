/* cmd_approve.c: guiwen approve: a review ends well */
#include "cli/act.h"
#include "cli/commands.h"

static int
run_approve(struct call *call)
{
	return act_run(call, "approve");
}

static const struct option *const tables[] = { act_options, NULL };

const struct cmd cmd_approve = {
	"approve", GROUP_ACT, "DOC",
	N_("approve: the legality or fair-competition review finds "
	    "nothing against it"),
	tables, 1, 1, run_approve
};
