/* cmd_verify.c: guiwen verify: is the history whole, was the procedure kept */
#include "cli/audit_view.h"
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/outside.h"

static int
run_verify(struct call *call)
{
	struct audit_history *history = NULL;
	struct err err = ERR_INIT;
	json_t *o;
	int status;

	if (call_open(call, true, &err) != 0 ||
	    audit_check_history(call, &history, &err) != 0)
		return call_fail(call, &err);
	if (call_json(call)) {
		o = audit_history_json(history);
		json_object_set_new(o, "registry", audit_registry_json(call));
		json_print(&call->out, o);
	} else {
		audit_print_limits(call, history);
		audit_print_registry(call);
		audit_print_history(call, history);
		audit_print_procedure(call, history);
	}
	status = audit_faults_status(history);
	audit_history_free(history);
	return status;
}

static const struct option *const tables[] = { outside_options, NULL };

const struct cmd cmd_verify = {
	"verify", GROUP_PROVE, "",
	N_("check that the history is whole, without the rates"),
	tables, 0, 0, run_verify
};
