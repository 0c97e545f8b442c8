/* cmd_version.c: guiwen version */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"

#include "engine/chart/session.h"
#include "engine/document/document.h"
#include "store/store.h"

static const struct option *const no_options[] = { NULL };

static int
run_version(struct call *call)
{
	json_t *facts;

	if (!call_json(call)) {
		output_addf(&call->out, "guiwen %s\n", GUIWEN_VERSION);
		return STATUS_YES;
	}
	facts = json_object();
	json_object_set_new(facts, "version", json_string(GUIWEN_VERSION));
	json_object_set_new(facts, "record_version",
	    json_integer(STORE_RECORD_VERSION));
	json_object_set_new(facts, "semantics",
	    json_integer(SESSION_SEMANTICS));
	json_object_set_new(facts, "reader", json_string(DOCUMENT_READER));
	json_object_set_new(facts, "data", json_words(call->place->data));
	json_print(&call->out, facts);
	return STATUS_YES;
}

const struct cmd cmd_version = {
	"version", GROUP_TEXT, "", N_("print the version"),
	no_options, 0, 0, run_version
};
