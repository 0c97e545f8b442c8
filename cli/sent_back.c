/* sent_back.c: why a document is with its drafter again, stands still or has
 * ended */
#include "cli/cmd.h"
#include "cli/json.h"
#include "cli/standing.h"
#include "cli/words.h"

#include <stdlib.h>
#include <string.h>

struct search {
	struct sent_back *out;
	struct arena *arena;
};

/* The last step that somebody else than the drafter took, with his reason. */
static int
take(void *ctx, const struct history_entry *entry, struct err *err)
{
	struct search *search = ctx;
	const struct act *act = entry->act;

	(void)err;
	if (!entry->done || act == NULL || entry->nruns == 0 ||
	    *entry->role == '\0' || strcmp(entry->role, "drafter") == 0)
		return 0;
	search->out->reason = *act->reason != '\0' ? arena_strdup(
	    search->arena, act->reason) : NULL;
	search->out->person = arena_strdup(search->arena,
	    entry->record->person);
	search->out->step = entry->record->step;
	return 0;
}

int
sent_back_load(struct sent_back *out, struct registry *registry,
    const char *document, struct arena *arena, struct err *err)
{
	struct search search = { out, arena };

	memset(out, 0, sizeof(*out));
	return registry_history(registry, document, take, &search, err);
}

struct arrival {
	struct standing *standing;
	struct arena *arena;
};

static bool
entered(const struct history_entry *entry, const struct standing *s)
{
	bool found = false;
	const char *at;
	char *state;
	size_t i;

	for (i = 0; !found && i < entry->nruns; i++) {
		at = entry->runs[i].entered;
		if (strcmp(entry->runs[i].instance, s->instance) != 0)
			continue;
		while (!found && (state = words_next(&at)) != NULL) {
			found = strcmp(state, s->state) == 0;
			free(state);
		}
	}
	return found;
}

static int
take_arrival(void *ctx, const struct history_entry *entry, struct err *err)
{
	struct arrival *arrival = ctx;
	struct sent_back *why = &arrival->standing->why;
	const char *by;

	(void)err;
	if (!entry->done || entry->act == NULL ||
	    !entered(entry, arrival->standing))
		return 0;
	why->reason = *entry->act->reason != '\0' ? arena_strdup(
	    arrival->arena, entry->act->reason) : NULL;
	why->person = arena_strdup(arrival->arena, entry->record->person);
	why->step = entry->record->step;
	by = act_datum(entry->act, "by");
	why->by = by != NULL ? arena_strdup(arrival->arena, by) : NULL;
	return 0;
}

int
standing_why(struct standing *standing, struct registry *registry,
    const char *document, struct arena *arena, struct err *err)
{
	struct arrival arrival = { standing, arena };

	return registry_history(registry, document, take_arrival, &arrival,
	    err);
}

void
sent_back_words(struct text *out, const struct people *people,
    const struct sent_back *back)
{
	text_addf(out, _("reason (%s, step %lld): %s"),
	    person_name(people, back->person), (long long)back->step,
	    back->reason);
	if (back->by != NULL)
		text_addf(out, "%s%s%s%s", _("; "), word_datum("by"), _(": "),
		    back->by);
}

json_t *
sent_back_json(const struct sent_back *back)
{
	json_t *o;

	if (back->reason == NULL)
		return json_null();
	o = json_object();
	json_object_set_new(o, "step", json_integer(back->step));
	json_object_set_new(o, "person", json_words(back->person));
	json_object_set_new(o, "reason", json_words(back->reason));
	if (back->by != NULL)
		json_object_set_new(o, "by", json_words(back->by));
	return o;
}
