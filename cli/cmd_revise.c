/* cmd_revise.c: guiwen revise: a new text */
#include "cli/act.h"
#include "cli/commands.h"

static int
run_revise(struct call *call)
{
	return act_run(call, "revise");
}

static const struct option *const tables[] = { act_options, NULL };

const struct cmd cmd_revise = {
	"revise", GROUP_ACT, "DOC FILE",
	N_("hand in a new text"),
	tables, 2, 2, run_revise
};
