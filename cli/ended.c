/* ended.c: whether what a text repeals or replaces has been ended, too */
#include "cli/ended.h"

#include "cli/how.h"
#include "cli/words.h"
#include "engine/base/mem.h"

#include <string.h>

/* The event that the other document is sent. */
static const struct end {
	const char *relation, *event, *command;
} ends[] = {
	{ "repeals", "repeal", "guiwen act DOC repeal" },
	{ "replaces", "replace", "guiwen act DOC replace" },
};

static const struct end *
end_of(const struct dossier_relation *relation)
{
	size_t i;

	for (i = 0; i < MEM_COUNT(ends); i++)
		if (strcmp(ends[i].relation, relation->type) == 0)
			return &ends[i];
	return NULL;
}

static const char *
command_of(const struct call *call, const struct procedure_context *context,
    const struct dossier *target, const char *event, struct arena *arena)
{
	const struct procedure_option *option;
	struct procedure_option *list;
	struct text line = TEXT_INIT;
	const char *command;
	size_t n;

	n = procedure_options(context, target, call->now_s, arena, &list);
	option = procedure_option_of(list, n, event);
	if (option != NULL) {
		how_whole(&line, call, target, option, NULL);
	} else {
		text_addf(&line, "guiwen show %s", target->id);
		how_given(&line, call, GLOBAL_REGISTRY);
	}
	command = arena_strdup(arena, line.ptr);
	text_release(&line);
	return command;
}

struct ended
ended_of(struct call *call, const struct dossier_relation *relation,
    struct arena *arena)
{
	const struct procedure_context *context;
	const struct end *end = end_of(relation);
	struct ended ended = { .how = ENDED_NOT_MEANT };
	struct err ignored = ERR_INIT;
	struct dossier *target = NULL;

	if (end == NULL)
		return ended;
	if (registry_context(call->registry, &context, &ignored) != 0 ||
	    registry_dossier(call->registry, relation->target, &target,
	    &ignored) != 0)
		return (struct ended){ ENDED_ELSEWHERE, end->command };
	if (dossier_milestone_ever(target, NULL, "repealed") != NULL ||
	    dossier_milestone_ever(target, NULL, "expired") != NULL)
		ended.how = ENDED_RECORDED;
	else
		ended = (struct ended){ ENDED_LEFT, command_of(call, context,
		    target, end->event, arena) };
	dossier_free(target);
	return ended;
}

const struct ended *
ended_all(struct call *call, const struct dossier *dossier,
    struct arena *arena)
{
	struct ended *all = arena_array(arena, dossier->nrelations,
	    sizeof(*all));
	size_t i;

	for (i = 0; i < dossier->nrelations; i++)
		all[i] = dossier->published.year == 0 ?
		    (struct ended){ .how = ENDED_NOT_MEANT } :
		    ended_of(call, &dossier->relations[i], arena);
	return all;
}

void
ended_print(struct output *out, const struct dossier_relation *relation,
    const struct ended *ended)
{
	output_addf(out, _("  note: by its relations it %s %s, which is "
	    "still to be recorded of that document: %s\n"),
	    word_relation(relation->type), relation->target, ended->command);
}
