/* cmd_restore.c: guiwen restore: a registry from a backup, or the proof that
 * one could be had */
#include "cli/audit_view.h"
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/elsewhere.h"
#include "cli/json.h"
#include "engine/base/mem.h"

#include "store/backup.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DRILL "drill"

static const struct option restore_options[] = {
	{ DRILL, NULL, N_("only prove that it could be done: restore into a "
	    "folder beside the backups, verify, and remove it again"),
	    false },
	OPTION_END
};

struct restored {
	const char *backup;		/* its path */
	const char *dir;		/* what was made of it */
	bool drill;
	struct backup_totals totals;
	struct store_head head;		/* of what was restored */
	struct audit_history *history;
	struct err broken;		/* why it can only be read, or none */
	/* the registry as it is now, where one was named or found */
	bool compared, part;	/* part: the backup is its beginning */
	int64_t now;		/* its last record */
	char *beside;		/* where it lies */
};

/* ---- beside the registry as it is ---- */

static int
take_hash(void *ctx, const struct record *record, struct err *err)
{
	struct restored *r = ctx;

	(void)err;
	r->part = memcmp(&record->hash, &r->head.hash,
	    sizeof(record->hash)) == 0;
	return 0;
}

/* A backup is worth nothing when it is of another history. */
static int
compare(struct call *call, struct restored *r, struct err *err)
{
	struct store_head now;
	struct store *store;
	int got = call_open_if_any(call, err);

	if (got <= 0)
		return got;
	store = registry_store(call->registry);
	if (store_head(store, &now, err) != 0)
		return -1;
	r->compared = true;
	r->beside = call_folder(call, "ledger.sqlite");
	r->now = now.number;
	return store_record(store, r->head.number, take_hash, r, err) < 0 ?
	    -1 : 0;
}

/* ---- telling ---- */

/* A registry without its key is read and audited, and goes on no further. */
static void
print_keyless(struct output *out, const struct restored *r)
{
	char *key = backup_find_key(r->backup);

	output_adds(out, _("The registry's private key is not in it: what is "
	    "restored can be read and audited, but records nothing until the "
	    "key is put back as keys/registry.\n"));
	if (key != NULL)
		output_addf(out, _("The newest backup beside it that has the "
		    "key: %s\n"), key);
	free(key);
}

static void
print_restored(struct call *call, const struct restored *r)
{
	struct output *out = &call->out;
	char time[TIME_TEXT];

	if (r->drill)
		output_addf(out, _("%s can be restored: %lld records, the last "
		    "of %s\n"), r->backup, (long long)r->head.number,
		    time_format(time, r->head.recorded_s));
	else
		output_addf(out, _("%s restored to %s: %lld records, the last "
		    "of %s\n"), r->backup, r->dir, (long long)r->head.number,
		    time_format(time, r->head.recorded_s));
	if (r->compared && r->part)
		output_addf(out, _("It is the beginning of the registry in "
		    "%s; records since then: %lld.\n"), r->beside,
		    (long long)(r->now - r->head.number));
	else if (r->compared)
		output_addf(out, _("It is NOT the beginning of the registry in "
		    "%s as it is now: one of the two was altered, or they are "
		    "two registries (--registry says with which one to "
		    "compare).\n"), r->beside);
	if (!r->totals.has_key)
		print_keyless(out, r);
	output_adds(out, "\n");
	audit_print_limits(call, r->history);
	audit_print_history(call, r->history);
	audit_print_procedure(call, r->history);
}

static void
print_json(struct call *call, const struct restored *r)
{
	char time[TIME_TEXT];
	json_t *o = json_object();

	json_object_set_new(o, "backup", json_words(r->backup));
	json_object_set_new(o, "restored", r->drill ? json_null() :
	    json_words(r->dir));
	json_object_set_new(o, "records", json_integer(r->head.number));
	json_object_set_new(o, "last",
	    json_words(time_format(time, r->head.recorded_s)));
	json_object_set_new(o, "files", json_integer(r->totals.files));
	json_object_set_new(o, "bytes", json_integer(r->totals.bytes));
	json_object_set_new(o, "key", json_boolean(r->totals.has_key));
	json_object_set_new(o, "compared_with", json_fact(r->compared ?
	    r->beside : ""));
	json_object_set_new(o, "is_beginning", r->compared ?
	    json_boolean(r->part) : json_null());
	json_object_set_new(o, "records_since", r->compared && r->part ?
	    json_integer(r->now - r->head.number) : json_null());
	json_object_set_new(o, "broken", r->broken.code == ERR_NONE ?
	    json_null() : json_error(&r->broken));
	json_object_set_new(o, "history", audit_history_json(r->history));
	json_print(&call->out, o);
}

static int
status(const struct restored *r)
{
	if (r->broken.code != ERR_NONE || (r->compared && !r->part))
		return STATUS_BROKEN;
	return audit_faults_status(r->history);
}

/* ---- restoring ---- */

/*
 * Opening it to write brings its repository to its ledger's head. A backup of
 * broken evidence does not get so far: it is read, and told as it is.
 */
static int
open_restored(struct restored *r, struct registry **out, struct err *err)
{
	if (registry_open(out, r->dir, false, err) == 0)
		return 0;
	if (err->code != ERR_BROKEN)
		return -1;
	r->broken = *err;
	err_clear(err);
	return registry_open(out, r->dir, true, err);
}

static int
restore(struct call *call, struct restored *r, struct err *err)
{
	struct registry *registry = NULL, *now;
	int result = -1;

	if (store_restore(r->backup, r->dir, &r->totals, err) != 0)
		return -1;
	if (open_restored(r, &registry, err) != 0)
		return r->drill ? -1 : err_prefix(err, "what was in the "
		    "backup is now in %s; but", r->dir);
	now = call->registry;
	call->registry = registry;
	if (store_head(registry_store(registry), &r->head, err) == 0 &&
	    audit_check_history(call, &r->history, err) == 0)
		result = 0;
	call->registry = now;
	registry_close(registry);
	return result;
}

static int
restore_and_tell(struct call *call, struct restored *r)
{
	struct err err = ERR_INIT;
	int result;

	result = restore(call, r, &err);
	if (result == 0 && r->drill)
		result = compare(call, r, &err);
	if (r->drill)
		backup_remove_restored(r->dir);
	if (result != 0)
		return call_fail(call, &err);
	if (call_json(call))
		print_json(call, r);
	else
		print_restored(call, r);
	if (r->broken.code != ERR_NONE) {
		err_prefix(&r->broken, "what was restored can be read, and "
		    "no more");
		call_note(call, &r->broken);
	}
	return status(r);
}

static int
run_restore(struct call *call)
{
	struct restored r = { .dir = call_operand(call, 1),
		.drill = options_has(&call->options, DRILL) };
	struct text drill = TEXT_INIT;
	struct err err = ERR_INIT;
	char *backup = NULL;
	int result;

	if (r.drill && r.dir != NULL)
		err_set(&err, ERR_USAGE, "a drill restores into a folder of "
		    "its own: name none");
	else if (!r.drill && r.dir == NULL)
		err_set(&err, ERR_USAGE, "name the folder in which the "
		    "registry is to be, or give --drill");
	if (err.code != ERR_NONE)
		return call_usage(call, &err);
	if ((r.dir != NULL &&
	    elsewhere_check_registry(call, r.dir, &err) != 0) ||
	    backup_find(&backup, call_operand(call, 0), &err) != 0)
		return call_fail(call, &err);
	r.backup = backup;
	if (r.drill) {
		text_addf(&drill, "%s.drill-%ld", backup, (long)getpid());
		r.dir = drill.ptr;
	}
	result = restore_and_tell(call, &r);
	audit_history_free(r.history);
	text_release(&drill);
	free(r.beside);
	free(backup);
	return result;
}

static const struct option *const tables[] = { restore_options, NULL };

const struct cmd cmd_restore = {
	"restore", GROUP_PROVE, "BACKUPS [DIR]",
	N_("make a registry from the newest backup, or prove with --drill that "
	    "one could be made"), tables, 1, 2, run_restore
};
