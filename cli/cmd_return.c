/* cmd_return.c: guiwen return: a review asks for changes */
#include "cli/act.h"
#include "cli/commands.h"

static int
run_return(struct call *call)
{
	return act_run(call, "return");
}

static const struct option *const tables[] = { act_options, NULL };

const struct cmd cmd_return = {
	"return", GROUP_ACT, "DOC",
	N_("return a document for changes, with reasons"),
	tables, 1, 1, run_return
};
