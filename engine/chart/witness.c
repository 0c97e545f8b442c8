/* witness.c: the shortest path to a situation, as people can follow it */
#include "engine/chart/check_int.h"

#include <string.h>

const char *
witness_states(const struct explorer *x, uint32_t node)
{
	const struct chart *chart = x->chart;
	const uint64_t *active = node_key(x, node);
	struct text text = TEXT_INIT;
	int s, last = (int)chart->nstates - 1;
	char *out;

	for (s = bits_next(active, 1, last); s != -1;
	    s = bits_next(active, s + 1, last))
		if (chart->states[s].pub.atomic)
			text_addf(&text, "%s%s", text.len > 0 ? " " : "",
			    chart->states[s].pub.id);
	out = arena_strndup(&x->check->arena, text.ptr, text.len);
	text_release(&text);
	return out;
}

static const char *
assumptions(const struct explorer *x, const struct label *label)
{
	const int *at = label->nassumed == 0 ? NULL :
	    x->pool + label->pool + label->ntransitions;
	struct text text = TEXT_INIT;
	uint32_t i;
	char *out;

	for (i = 0; i < label->nassumed; i++) {
		if (i > 0)
			text_adds(&text, "; ");
		formula_say(&x->check->formulas, at[2 * i], at[2 * i + 1],
		    &text);
	}
	out = arena_strndup(&x->check->arena, text.ptr, text.len);
	text_release(&text);
	return out;
}

static struct check_step
step_of(const struct explorer *x, const struct label *label,
    const char *states)
{
	struct arena *arena = &x->check->arena;
	const struct event_class *class = label->class < 0 ? NULL :
	    &x->chart->classes[label->class];
	struct check_step step = { .internal = label->kind == STEP_INTERNAL,
		.ntransitions = label->ntransitions, .states = states };
	int *list = arena_array(arena, label->ntransitions, sizeof(*list));

	if (label->ntransitions > 0)
		memcpy(list, x->pool + label->pool, label->ntransitions *
		    sizeof(*list));
	step.transitions = list;
	step.assumed = assumptions(x, label);
	if ((label->kind == STEP_EXTERNAL || label->kind == STEP_INTERNAL) &&
	    class != NULL)
		step.event = label->class == 0 ? "*" : arena_strndup(arena,
		    class->prefix, class->len);
	return step;
}

void
witness(struct explorer *x, struct check_finding *finding, uint32_t node,
    const struct label *more)
{
	struct check_step *path;
	size_t n = 1, i;
	uint32_t at;

	if (finding == NULL || x->n == 0)
		return;
	for (at = node; at != 0 && x->labels[at].kind != STEP_START;
	    at = x->parents[at])
		n++;
	path = arena_array(&x->check->arena, n + 1, sizeof(*path));
	for (at = node, i = n; i-- > 0; at = x->parents[at])
		path[i] = step_of(x, &x->labels[at], witness_states(x, at));
	if (more != NULL)
		path[n++] = step_of(x, more, "");
	finding->path = path;
	finding->npath = n;
	for (i = 0; i < n; i++)
		if (path[i].assumed[0] != '\0')
			finding->assumed = true;
}
