/* cmd_submit.c: guiwen submit: hand in for review a draft, or a file at once */
#include "cli/act.h"
#include "cli/commands.h"
#include "cli/input.h"

/* What is stated of a document when it is first taken in stands from then
 * on. */
static int
check_stated_once(const struct call *call, const char *document,
    struct err *err)
{
	const struct option *option;

	for (option = create_options; option->name != NULL; option++)
		if (options_has(&call->options, option->name))
			return err_set(err, ERR_USAGE, "--%s is stated when a "
			    "document is first taken in, and %s was: what was "
			    "stated wrongly is mended by ending it (guiwen act "
			    "%s terminate) and handing the text in anew",
			    option->name, document, document);
	return 0;
}

static int
run_submit(struct call *call)
{
	const char *operand = call_operand(call, 0);
	const char *more = call_operand(call, 1);
	struct err err = ERR_INIT;

	if (more != NULL) {
		if (is_document_id(operand))
			err_set(&err, ERR_USAGE, "guiwen submit hands in %s as "
			    "it stands; a new text of it is handed in with "
			    "guiwen revise %s %s", operand, operand, more);
		else
			err_set(&err, ERR_USAGE, "\"%s\" is one argument too "
			    "many for guiwen submit", more);
		return call_usage(call, &err);
	}
	/* a file that happens to be called like a document is given as
	 * ./2021-0001 */
	if (is_document_id(operand))
		return check_stated_once(call, operand, &err) != 0 ?
		    call_usage(call, &err) : act_run(call, "submit");
	return act_create(call, "submit");
}

static const struct option *const tables[] = {
	create_options, act_options, NULL
};

const struct cmd cmd_submit = {
	"submit", GROUP_ACT, "FILE | DOC",
	N_("hand in for review: a file at once, or a draft taken in before"),
	tables, 1, 2, run_submit
};
