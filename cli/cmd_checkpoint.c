/* cmd_checkpoint.c: guiwen checkpoint: how far the history goes, to be kept
 * elsewhere */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "store/checkpoint.h"

static const struct option checkpoint_options[] = {
	{ "code", NULL, N_("print the code to be put on paper instead of the "
	    "signed note"), false },
	OPTION_END
};

static void
print_json(struct call *call, const struct checkpoint *checkpoint,
    const char *code, const char *note)
{
	json_t *o = json_object();
	char hex[SHA256_HEX];

	json_object_set_new(o, "origin", json_words(checkpoint->origin));
	json_object_set_new(o, "size", json_integer(checkpoint->size));
	json_object_set_new(o, "root",
	    json_string(sha256_hex(hex, &checkpoint->root)));
	json_object_set_new(o, "code", json_words(code));
	json_object_set_new(o, "note", json_fact(note));
	json_print(&call->out, o);
}

static int
run_checkpoint(struct call *call)
{
	bool bare = options_has(&call->options, "code");
	struct text note = TEXT_INIT;
	char code[CHECKPOINT_CODE];
	struct checkpoint made;
	struct err err = ERR_INIT;
	int status = STATUS_YES;

	/* A code needs no key: an auditor's copy gives one too. */
	if (call_open(call, true, &err) != 0 || (bare ?
	    store_checkpoint(registry_store(call->registry), &made, &err) :
	    store_checkpoint_note(registry_store(call->registry), &made,
	    &note, &err)) != 0) {
		status = call_fail(call, &err);
		goto out;
	}
	checkpoint_code(code, &made);
	if (call_json(call)) {
		print_json(call, &made, code, note.ptr);
	} else if (bare) {
		output_addf(&call->out, "%s\n", code);
	} else {
		output_add(&call->out, note.ptr, note.len);
		fprintf(call->talk, _("checkpoint code, for paper: %s\n"),
		    code);
	}
out:
	text_release(&note);
	return status;
}

static const struct option *const tables[] = { checkpoint_options, NULL };

const struct cmd cmd_checkpoint = {
	"checkpoint", GROUP_PROVE, "",
	N_("say how far the history goes, to be kept elsewhere"),
	tables, 0, 0, run_checkpoint
};
