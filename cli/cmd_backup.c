/* cmd_backup.c: guiwen backup: both stores as of one moment */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/elsewhere.h"
#include "cli/json.h"

#include "store/backup.h"
#include "store/checkpoint.h"

#define WITHOUT_KEY "without-key"

static const struct option backup_options[] = {
	{ WITHOUT_KEY, NULL, N_("leave the registry's private key out; a "
	    "registry restored from it needs the key put back"), false },
	OPTION_END
};

static void
print_made(struct call *call, const char *dir, bool without_key,
    const struct backup_totals *totals, const struct err *broken)
{
	const char *registry = options_value(&call->options, GLOBAL_REGISTRY);
	struct output *out = &call->out;

	if (call_json(call)) {
		json_t *o = json_object();

		json_object_set_new(o, "folder", json_words(dir));
		json_object_set_new(o, "backup", json_words(totals->name));
		json_object_set_new(o, "records",
		    json_integer(totals->records));
		json_object_set_new(o, "files", json_integer(totals->files));
		json_object_set_new(o, "bytes", json_integer(totals->bytes));
		json_object_set_new(o, "key", json_boolean(!without_key));
		json_object_set_new(o, "left_out", totals->left_out.code ==
		    ERR_NONE ? json_null() : json_error(&totals->left_out));
		json_object_set_new(o, "broken", broken->code == ERR_NONE ?
		    json_null() : json_error(broken));
		json_print(out, o);
		return;
	}
	output_addf(out, _("%s/%s: %lld records, %lld files, %lld bytes\n"),
	    dir, totals->name, (long long)totals->records,
	    (long long)totals->files, (long long)totals->bytes);
	if (!without_key)
		output_adds(out, _("It holds the registry's private key: keep "
		    "it where only those come who may act for the "
		    "registry.\n"));
	/* the drill compares with a registry: with this one */
	if (registry != NULL)
		output_addf(out, _("next: guiwen restore --drill %s "
		    "--registry %s\n"), dir, registry);
	else
		output_addf(out, _("next: guiwen restore --drill %s\n"), dir);
}

/*
 * Broken evidence is to be kept as it is: it is copied, and said. What is
 * copied is looked at where it was copied from, no record being changed there
 * since. 0, or -1 with err (ERR_SYSTEM).
 */
static int
look(struct call *call, struct err *broken, struct err *err)
{
	struct checkpoint ignored;

	if (store_checkpoint(registry_store(call->registry), &ignored,
	    broken) == 0 || broken->code == ERR_BROKEN)
		return 0;
	*err = *broken;
	return -1;
}

static int
run_backup(struct call *call)
{
	const char *dir = call_operand(call, 0);
	bool without_key = options_has(&call->options, WITHOUT_KEY);
	struct backup_totals totals;
	struct err err = ERR_INIT, broken = ERR_INIT;

	if (call_open(call, true, &err) != 0 ||
	    elsewhere_check(call, dir, &err) != 0 ||
	    store_backup(registry_store(call->registry), dir, without_key,
	    call->now_s, &totals, &err) != 0 ||
	    look(call, &broken, &err) != 0)
		return call_fail(call, &err);
	print_made(call, dir, without_key, &totals, &broken);
	/* the backup is whole as to the evidence */
	if (totals.left_out.code != ERR_NONE) {
		err_prefix(&totals.left_out, "private.sqlite is not in the "
		    "backup");
		call_note(call, &totals.left_out);
	}
	if (broken.code == ERR_NONE)
		return STATUS_YES;
	err_prefix(&broken, "the backup was made; but what it holds was "
	    "altered");
	call_note(call, &broken);
	return STATUS_BROKEN;
}

static const struct option *const tables[] = { backup_options, NULL };

const struct cmd cmd_backup = {
	"backup", GROUP_PROVE, "DIR",
	N_("copy both stores as of one moment, while others go on"), tables,
	1, 1, run_backup
};
