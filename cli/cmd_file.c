/* cmd_file.c: guiwen file: sent to a filing authority */
#include "cli/act.h"
#include "cli/commands.h"

static int
run_file(struct call *call)
{
	return act_run(call, "file");
}

static const struct option *const tables[] = {
	filing_options, act_options, NULL
};

const struct cmd cmd_file = {
	"file", GROUP_ACT, "DOC",
	N_("record that a document was sent to a filing authority"),
	tables, 1, 1, run_file
};
