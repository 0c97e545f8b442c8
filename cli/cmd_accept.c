/* cmd_accept.c: guiwen accept: the papers are complete, the review begins */
#include "cli/act.h"
#include "cli/commands.h"

static int
run_accept(struct call *call)
{
	return act_run(call, "accept");
}

static const struct option *const tables[] = { act_options, NULL };

const struct cmd cmd_accept = {
	"accept", GROUP_ACT, "DOC",
	N_("accept a document for review: the clock starts"),
	tables, 1, 1, run_accept
};
