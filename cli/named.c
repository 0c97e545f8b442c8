/* named.c: identifiers that were given by the names that people see */
#include "cli/named.h"

#include "cli/input.h"
#include "cli/standing.h"
#include "cli/words.h"
#include "cli/workflow.h"
#include "engine/base/mem.h"
#include "workflows/labels.h"
#include "workflows/people.h"
#include "workflows/procedure.h"

#include <stdlib.h>
#include <string.h>

#define ID_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789.-"

static const char *
several(const struct people *people, const char *given, struct err *err)
{
	struct text ids = TEXT_INIT;
	size_t i;

	for (i = 0; i < people_count(people); i++)
		if (strcmp(people_at(people, i)->name, given) == 0)
			text_addf(&ids, "%s%s", ids.len > 0 ? word_comma() : "",
			    people_at(people, i)->id);
	err_set(err, ERR_REFUSED, "several people are called %s: %s; give the "
	    "id of the one that is meant", given, ids.ptr);
	text_release(&ids);
	return NULL;
}

const char *
named_person(struct call *call, const char *given, struct err *err)
{
	const struct procedure_context *context;
	const struct person *found = NULL;
	size_t i, n = 0;

	/* what may be an id is one */
	if (given[strspn(given, ID_CHARACTERS)] == '\0')
		return given;
	if (registry_context(call->registry, &context, err) != 0)
		return NULL;
	for (i = 0; i < people_count(context->people); i++) {
		const struct person *p = people_at(context->people, i);

		if (strcmp(p->name, given) == 0) {
			found = p;
			n++;
		}
	}
	if (n > 1)
		return several(context->people, given, err);
	return found != NULL ? options_keep(&call->options,
	    mem_strdup(found->id)) : given;
}

int
named_persons(struct call *call, struct err *err)
{
	struct options *options = &call->options;
	size_t i;

	for (i = 0; i < options->ngiven; i++) {
		struct option_given *given = &options->given[i];

		if (given->option->value == NULL ||
		    strcmp(given->option->value, "PERSON") != 0)
			continue;
		given->value = named_person(call, given->value, err);
		if (given->value == NULL)
			return -1;
	}
	return 0;
}

const char *
named_role(const char *given)
{
	size_t n, i;
	const char *const *names = role_names(&n);

	for (i = 0; i < n; i++)
		if (strcmp(word_role(names[i]), given) == 0)
			return names[i];
	return given;
}

const char *
named_material(const char *given)
{
	const char *kind;
	size_t i;

	for (i = 0; (kind = material_kind(i)) != NULL; i++)
		if (strcmp(word_material(kind), given) == 0 ||
		    strcmp(procedure_kind_label(kind), given) == 0)
			return kind;
	return given;
}

const char *
named_datum(const char *given)
{
	const char *key = label_datum_key(given);

	return key != NULL ? key : given;
}

bool
datum_is_day(const char *key)
{
	static const char *const days[] = { "dated", "effective", "expires",
		"stated", "evidenced" };
	size_t i;

	for (i = 0; i < MEM_COUNT(days); i++)
		if (strcmp(key, days[i]) == 0)
			return true;
	return false;
}

const char *
named_event(struct call *call, const struct procedure_context *context,
    const struct dossier *dossier, const char *given)
{
	struct arena arena = ARENA_INIT;
	struct procedure_option *list;
	const char *event = given;
	size_t n, i;

	n = procedure_options(context, dossier, call->now_s, &arena, &list);
	for (i = 0; event == given && i < n; i++)
		if (strcmp(list[i].label, given) == 0 ||
		    strcmp(list[i].label_en, given) == 0)
			event = options_keep(&call->options,
			    mem_strdup(list[i].event));
	arena_release(&arena);
	if (event == given && (event = event_labelled(context, dossier,
	    given)) != NULL)
		return options_keep(&call->options, mem_strdup(event));
	return event != NULL ? event : given;
}

static bool
is_gw(const struct chart *chart, int t, const char *name, const char *given)
{
	const char *label = chart_transition_gw(chart, t, name);

	return label != NULL && strcmp(label, given) == 0;
}

static char *
event_of(const struct chart *chart, const char *given)
{
	const char *event;
	int t;

	for (t = 0; t < (int)chart_ntransitions(chart); t++) {
		event = chart_transition(chart, t)->event;
		/* one name, and one that a person sends */
		if (event == NULL || strpbrk(event, " *.") != NULL)
			continue;
		if (strcmp(event, given) == 0 ||
		    is_gw(chart, t, "label", given) ||
		    is_gw(chart, t, "label-en", given))
			return mem_strdup(event);
	}
	return NULL;
}

/* Append what the chart calls the event, each name once. */
static void
add_labels(const struct chart *chart, const char *event, struct text *out)
{
	const char *its, *label;
	int t;

	for (t = 0; t < (int)chart_ntransitions(chart); t++) {
		its = chart_transition(chart, t)->event;
		label = label_transition(chart, t);
		if (its != NULL && strcmp(its, event) == 0 &&
		    strcmp(label, event) != 0 && (out->len == 0 ||
		    strstr(out->ptr, label) == NULL))
			text_addf(out, "%s%s", out->len > 0 ? _(" or ") : "",
			    label);
	}
}

/* Hand every shipped chart to fn until that returns true. */
static void
each_shipped(const struct call *call, bool (*fn)(const struct chart *chart,
    void *ctx), void *ctx)
{
	const char *data = call->place->data;
	struct text path = TEXT_INIT;
	struct err ignored = ERR_INIT;
	struct chart *chart;
	char **folders = NULL;
	bool done = false;
	size_t i;

	if (input_list(data, "", &folders, &ignored) != 0)
		return;
	for (i = 0; !done && folders[i] != NULL; i++) {
		text_reset(&path);
		text_addf(&path, "%s/%s/chart.scxml", data, folders[i]);
		if (!input_exists(path.ptr) || workflow_read(path.ptr, &chart,
		    &ignored) != 0)
			continue;
		done = fn(chart, ctx);
		chart_free(chart);
	}
	input_list_free(folders);
	text_release(&path);
}

struct sought {
	const char *given;
	char *event;
	struct text labels;
};

static bool
take_event(const struct chart *chart, void *ctx)
{
	struct sought *sought = ctx;

	sought->event = event_of(chart, sought->given);
	return sought->event != NULL;
}

static bool
take_labels(const struct chart *chart, void *ctx)
{
	struct sought *sought = ctx;

	add_labels(chart, sought->given, &sought->labels);
	return false;
}

char *
named_shipped_event(const struct call *call, const char *given)
{
	struct sought sought = { given, NULL, TEXT_INIT };

	each_shipped(call, take_event, &sought);
	return sought.event;
}

char *
named_shipped_label(const struct call *call, const char *event)
{
	struct sought sought = { event, NULL, TEXT_INIT };

	each_shipped(call, take_labels, &sought);
	return sought.labels.len > 0 ? text_detach(&sought.labels, NULL) :
	    NULL;
}
