/* cmd_show.c: guiwen show: where a document stands and what is next */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/save.h"
#include "cli/show.h"
#include "cli/standing.h"

#include "store/store.h"
#include "workflows/act.h"

#include <string.h>

static int
take_record(void *ctx, const struct document_row *row, struct err *err)
{
	(void)err;
	*(int64_t *)ctx = row->record;
	return 0;
}

/* Why the document is back with the drafter or stands still, if it is so. */
static int
load_why(struct call *call, struct shown *shown, struct err *err)
{
	const char *id = shown->dossier->id;
	struct standing *s;
	size_t i;

	for (i = 0; i < shown->nstandings; i++) {
		s = &shown->standings[i];
		if ((strcmp(s->role, "drafter") == 0 &&
		    sent_back_load(&shown->back, call->registry, id,
		    &shown->arena, err) != 0) || (s->reasoned &&
		    standing_why(s, call->registry, id, &shown->arena,
		    err) != 0))
			return -1;
	}
	return 0;
}

static int
load(struct call *call, struct shown *shown, struct err *err)
{
	const char *id = call_operand(call, 0);
	struct document_filter filter = { .id = id };
	struct err unknown = ERR_INIT;

	if (call_open(call, true, err) != 0 ||
	    registry_dossier(call->registry, id, &shown->dossier, err) != 0 ||
	    registry_context(call->registry, &shown->context, err) != 0 ||
	    store_documents(registry_store(call->registry), &filter,
	    take_record, &shown->record, err) != 0)
		return -1;
	shown->unsettled = unsettled_load(call->registry, shown->dossier,
	    &shown->arena);
	shown->nstandings = standings(shown->context, shown->dossier,
	    &shown->arena, &shown->standings);
	shown->noptions = procedure_options(shown->context, shown->dossier,
	    call->now_s, &shown->arena, &shown->options);
	shown->today = call_today(call);
	/* Whoever is known as somebody sees his own note; nobody must be. */
	if (call_identify(call, &unknown) != 0)
		call->person = NULL;
	shown->ended = ended_all(call, shown->dossier, &shown->arena);
	beside_open(&shown->beside, call);
	return load_why(call, shown, err);
}

static const struct option show_options[] = {
	{ "save", "DIR", N_("write the texts and papers as handed in into an "
	    "empty or new folder"), false },
	OPTION_END
};

static int
save(struct call *call, const char *folder)
{
	struct dossier *dossier = NULL;
	struct err err = ERR_INIT;
	int status = STATUS_YES;

	if (call_open(call, true, &err) != 0 ||
	    registry_dossier(call->registry, call_operand(call, 0), &dossier,
	    &err) != 0 || save_files(call, dossier, folder, &err) != 0)
		status = call_fail(call, &err);
	dossier_free(dossier);
	return status;
}

static int
run_show(struct call *call)
{
	const char *folder = options_value(&call->options, "save");
	struct shown shown = { .call = call, .arena = ARENA_INIT };
	struct err err = ERR_INIT;
	int status = STATUS_YES;

	if (folder != NULL)
		return save(call, folder);
	if (load(call, &shown, &err) != 0)
		status = call_fail(call, &err);
	else if (call_json(call))
		json_print(&call->out, show_json(&shown));
	else
		show_print(&call->out, &shown);
	beside_close(&shown.beside);
	arena_release(&shown.arena);
	dossier_free(shown.dossier);
	return status;
}

static const struct option *const tables[] = { show_options, NULL };

const struct cmd cmd_show = {
	"show", GROUP_LOOK, "DOC",
	N_("where a document stands, its papers, what is allowed next"),
	tables, 1, 1, run_show
};
