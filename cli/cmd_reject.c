/* cmd_reject.c: guiwen reject: a review finds it unlawful */
#include "cli/act.h"
#include "cli/commands.h"

static int
run_reject(struct call *call)
{
	return act_run(call, "reject");
}

static const struct option *const tables[] = { act_options, NULL };

const struct cmd cmd_reject = {
	"reject", GROUP_ACT, "DOC",
	N_("reject a document as unlawful, with reasons"),
	tables, 1, 1, run_reject
};
