/* cmd_draft.c: guiwen draft: take in a text and do nothing else with it */
#include "cli/act.h"
#include "cli/commands.h"

static int
run_draft(struct call *call)
{
	return act_create(call, "draft");
}

static const struct option *const tables[] = {
	create_options, act_options, NULL
};

const struct cmd cmd_draft = {
	"draft", GROUP_ACT, "FILE",
	N_("take in a draft; it is handed in later"),
	tables, 1, 1, run_draft
};
