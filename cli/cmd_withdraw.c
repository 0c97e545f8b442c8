/* cmd_withdraw.c: guiwen withdraw: the drafter takes it back */
#include "cli/act.h"
#include "cli/commands.h"

static int
run_withdraw(struct call *call)
{
	return act_run(call, "withdraw");
}

static const struct option *const tables[] = { act_options, NULL };

const struct cmd cmd_withdraw = {
	"withdraw", GROUP_ACT, "DOC",
	N_("take a document back as its drafter"),
	tables, 1, 1, run_withdraw
};
