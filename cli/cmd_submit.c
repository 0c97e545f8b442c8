/* cmd_submit.c: guiwen submit: hand in for review a draft, or a file at once */
#include "cli/act.h"
#include "cli/commands.h"
#include "cli/input.h"

static int
run_submit(struct call *call)
{
	const char *operand = call_operand(call, 0);

	/* a file that happens to be called like a document is given as
	 * ./2021-0001 */
	if (is_document_id(operand))
		return act_run(call, "submit");
	return act_create(call, "submit");
}

static const struct option *const tables[] = {
	create_options, act_options, NULL
};

const struct cmd cmd_submit = {
	"submit", GROUP_ACT, "FILE | DOC",
	N_("hand in for review: a file at once, or a draft taken in before"),
	tables, 1, 1, run_submit
};
