/* cmd_rebuild.c: guiwen rebuild: make a damaged registry anew */
#include "cli/audit_view.h"
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "engine/base/mem.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#define FROM "from"
#define HEAD "head"

static const struct option rebuild_options_[] = {
	{ FROM, "REPOSITORY", N_("take what is missing from this clone or "
	    "backup; may be given many times"), true },
	{ HEAD, "COMMIT", N_("end the history at this commit, where two "
	    "histories part or the last records are lost"), false },
	OPTION_END
};

struct telling {
	struct call *call;
	struct text sentences;	/* for people, a line each */
	json_t *told;		/* for programs */
};

static void
tell(void *ctx, const struct err *what)
{
	struct telling *t = ctx;

	json_array_append_new(t->told, json_words(what->msg));
	text_addf(&t->sentences, "%s\n", what->shown);
}

static void
show_progress(void *ctx, int64_t done, int64_t all)
{
	struct telling *t = ctx;

	fputc('\r', t->call->talk);
	fprintf(t->call->talk, _("record %lld of %lld"), (long long)done,
	    (long long)all);
	fflush(t->call->talk);
}

static void
print_made(struct call *call, const char *dir,
    const struct rebuild_totals *totals)
{
	struct output *out = &call->out;

	if (totals->records == 0)
		output_addf(out, _("%s: the rebuild that was interrupted is "
		    "now complete\n"), dir);
	else
		output_addf(out, _("%s made anew: %lld records, %lld git "
		    "objects\n"), dir, (long long)totals->records,
		    (long long)totals->objects);
	if (totals->from_redo > 0)
		output_addf(out, totals->from_redo == 1 ?
		    _("  1 object came from the old ledger\n") :
		    _("  %lld objects came from the old ledger\n"),
		    (long long)totals->from_redo);
	if (totals->from_others > 0)
		output_addf(out, totals->from_others == 1 ?
		    _("  1 object came from the repositories given with "
		    "--from\n") : _("  %lld objects came from the "
		    "repositories given with --from\n"),
		    (long long)totals->from_others);
	if (totals->missing > 0)
		output_addf(out, _("  %lld texts or papers are nowhere: give "
		    "a clone or a backup that has them with --from\n"),
		    (long long)totals->missing);
	output_addf(out, _("  the old stores were set aside in %s/%s\n\n"),
	    dir, totals->aside);
}

/* What was made is proved like any other registry. */
static int
verify(struct call *call, const char *dir, json_t *object, struct err *err)
{
	struct audit_history *history = NULL;
	int status;

	if (registry_open(&call->registry, dir, true, err) != 0 ||
	    audit_check_history(call, &history, err) != 0)
		return call_fail(call, err);
	if (object != NULL) {
		json_object_set_new(object, "history",
		    audit_history_json(history));
	} else {
		audit_print_limits(call, history);
		audit_print_history(call, history);
		audit_print_procedure(call, history);
	}
	status = audit_faults_status(history);
	audit_history_free(history);
	return status;
}

static json_t *
made_json(const char *dir, const struct rebuild_totals *totals)
{
	json_t *o = json_object();

	json_object_set_new(o, "registry", json_words(dir));
	json_object_set_new(o, "records", json_integer(totals->records));
	json_object_set_new(o, "objects", json_integer(totals->objects));
	json_object_set_new(o, "from_ledger",
	    json_integer(totals->from_redo));
	json_object_set_new(o, "from_others",
	    json_integer(totals->from_others));
	json_object_set_new(o, "missing", json_integer(totals->missing));
	json_object_set_new(o, "set_aside", json_words(totals->aside));
	return o;
}

static int
rebuild(struct call *call, const char *dir, struct telling *telling)
{
	const struct options *options = &call->options;
	size_t n = options_count(options, FROM), i;
	const char **from = mem_zero(n + 1, sizeof(*from));
	const struct rebuild_options how = {
		.from = from, .nfrom = n,
		.head = options_value(options, HEAD), .now_s = call->now_s,
		.ctx = telling, .tell = tell,
		.progress = isatty(STDERR_FILENO) ? show_progress : NULL,
	};
	struct rebuild_totals totals;
	struct err err = ERR_INIT;
	json_t *o = NULL;
	int status;

	for (i = 0; i < n; i++)
		from[i] = options_nth(options, FROM, i);
	if (registry_rebuild(dir, &how, &totals, &err) != 0) {
		status = call_asked(call, &err);
		fputs(telling->sentences.ptr, call->talk);
		goto out;
	}
	if (call_json(call)) {
		o = made_json(dir, &totals);
	} else {
		output_adds(&call->out, telling->sentences.ptr);
		print_made(call, dir, &totals);
	}
	status = verify(call, dir, o, &err);
	if (o != NULL) {
		json_object_set(o, "told", telling->told);
		json_print(&call->out, o);
	}
out:
	free(from);
	return status;
}

static int
run_rebuild(struct call *call)
{
	char *dir = call_folder(call, "ledger.sqlite");
	struct telling telling = { call, TEXT_INIT, json_array() };
	struct err err = ERR_INIT;
	int status;

	/* A registry without its ledger is still known by its repository. */
	if (dir == NULL)
		dir = call_folder(call, "documents.git");
	if (dir != NULL) {
		status = rebuild(call, dir, &telling);
	} else {
		err_set(&err, ERR_NOTFOUND, "no registry was named and no "
		    "folder above this one is or was one: give --registry "
		    "DIR");
		status = call_fail(call, &err);
	}
	json_decref(telling.told);
	text_release(&telling.sentences);
	free(dir);
	return status;
}

static const struct option *const tables[] = { rebuild_options_, NULL };

const struct cmd cmd_rebuild = {
	"rebuild", GROUP_PROVE, "",
	N_("make a damaged registry anew from its repository, its ledger and "
	    "clones"), tables, 0, 0, run_rebuild
};
