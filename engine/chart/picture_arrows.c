/* picture_arrows.c: the transitions of a chart as arrows between its boxes */
#include "engine/chart/picture_int.h"

#include <string.h>

#define LABEL_COLUMNS 22	/* of an arrow's label, before it is broken */
#define CONDITION_COLUMNS 30

/* ---- where arrows begin and end ---- */

/* Has it a box around other boxes, or one of its own? */
static bool
is_cluster(const struct drawing *d, int state)
{
	return chart_state(d->chart, state)->first_child >= 0;
}

/* The first or the last child that is no history; -1: none. */
static int
child_of(const struct drawing *d, int state, bool last)
{
	int child, found = -1;

	for (child = chart_state(d->chart, state)->first_child; child >= 0;
	    child = chart_state(d->chart, child)->next_sibling)
		if (!chart_is_history(&d->chart->states[child]) &&
		    (last || found < 0))
			found = child;
	return found;
}

/* The name of the node that stands for a state which is entered. */
static void
add_head(struct drawing *d, int state)
{
	int child;

	while (is_cluster(d, state) &&
	    !chart_is_compound(&d->chart->states[state]) &&
	    (child = child_of(d, state, false)) >= 0)
		state = child;
	text_addf(d->out, "%c%zu_%d", is_cluster(d, state) ? 'e' : 's',
	    d->number, state);
}

/* The same for a state which is left. */
static void
add_tail(struct drawing *d, int state)
{
	int child;

	while (is_cluster(d, state) && (child = child_of(d, state, true)) >= 0)
		state = child;
	text_addf(d->out, "s%zu_%d", d->number, state);
}

/* Does the transition of a cluster stay inside it? */
static bool
stays(const struct drawing *d, const struct chart_transition *t)
{
	size_t i;

	for (i = 0; i < t->ntargets; i++)
		if (t->targets[i] != t->source &&
		    !chart_within(d->chart, t->targets[i], t->source))
			return false;
	return true;
}

static int
nth(const struct state *state, size_t i)
{
	return i < state->nevents ? state->events[i] :
	    state->eventless[i - state->nevents];
}

bool
picture_needs_port(const struct drawing *d, int state)
{
	const struct state *s = &d->chart->states[state];
	size_t i;

	for (i = 0; is_cluster(d, state) && i < s->nevents + s->neventless;
	    i++)
		if (stays(d, chart_transition(d->chart, nth(s, i))))
			return true;
	return false;
}

/* "a -> b": between the nodes that stand for the two, cut off at the boxes
 * around them. Opens the attributes with '['. target -1: back to itself. */
static void
add_ends(struct drawing *d, const struct chart_transition *t, int target)
{
	bool inside = is_cluster(d, t->source) && stays(d, t);

	if (inside)
		text_addf(d->out, "p%zu_%d", d->number, t->source);
	else
		add_tail(d, t->source);
	text_adds(d->out, " -> ");
	if (target < 0 || (target == t->source && inside &&
	    !chart_is_compound(&d->chart->states[target])))
		text_addf(d->out, "%c%zu_%d", inside ? 'p' : 's', d->number,
		    t->source);
	else
		add_head(d, target);
	text_adds(d->out, " [");
	if (!inside && is_cluster(d, t->source))
		text_addf(d->out, "ltail=cluster_%zu_%d ", d->number,
		    t->source);
	if (target >= 0 && target != t->source && is_cluster(d, target) &&
	    !chart_within(d->chart, t->source, target))
		text_addf(d->out, "lhead=cluster_%zu_%d ", d->number, target);
}

/* ---- what stands beside them ---- */

static const char *
label_of(const struct drawing *d, int transition)
{
	const char *label = chart_transition_gw(d->chart, transition,
	    d->words->chinese ? "label" : "label-en");

	if (label != NULL && *label != '\0')
		return label;
	return chart_transition(d->chart, transition)->event;
}

static size_t
taken(const struct drawing *d, int transition)
{
	return d->part->taken != NULL ? d->part->taken[transition] : 0;
}

static void
add_cond(struct drawing *d, const char *as_written)
{
	struct text cond = TEXT_INIT;

	text_adds(&cond, "[");
	picture_condition(&cond, as_written);
	text_adds(&cond, "]");
	text_adds(d->out, "<FONT POINT-SIZE=\"9\">");
	picture_wrapped(d->out, cond.ptr, CONDITION_COLUMNS);
	text_adds(d->out, "</FONT>");
	text_release(&cond);
}

/* The label and the condition of one transition. */
static void
add_row(struct drawing *d, int transition)
{
	const char *cond = chart_transition(d->chart, transition)->cond;
	const char *label = label_of(d, transition);
	size_t times = taken(d, transition);

	text_addf(d->out, "<TR><TD><FONT COLOR=\"%s\">%s",
	    d->part->taken != NULL && times == 0 ? PICTURE_PALE :
	    PICTURE_INK, times > 0 ? "<B>" : "");
	if (label != NULL)
		picture_wrapped(d->out, label, LABEL_COLUMNS);
	if (label != NULL && cond != NULL)
		text_adds(d->out, "<BR/>");
	if (cond != NULL)
		add_cond(d, cond);
	if (times > 1)
		text_addf(d->out, " ×%zu", times);
	else if (label == NULL && cond == NULL)
		text_adds(d->out, "&#160;");
	text_addf(d->out, "%s</FONT></TD></TR>", times > 0 ? "</B>" : "");
}

static void
add_hint(struct drawing *d, int transition, bool first)
{
	const char *event = chart_transition(d->chart, transition)->event;
	const char *cond = chart_transition(d->chart, transition)->cond;
	const char *basis = chart_transition_gw(d->chart, transition,
	    "basis");

	if (!first)
		text_adds(d->out, "\\n");
	if (event != NULL)
		picture_quoted(d->out, event);
	if (cond != NULL) {
		text_adds(d->out, event != NULL ? " [" : "[");
		picture_quoted(d->out, cond);
		text_adds(d->out, "]");
	}
	if (basis != NULL) {
		text_adds(d->out, event != NULL || cond != NULL ? ": " : "");
		picture_quoted(d->out, basis);
	}
}

/* ---- arrows ---- */

/* The target that an arrow leads to; -1: none, -2: several. */
static int
end_of(const struct chart_transition *t)
{
	return t->ntargets == 0 ? -1 : t->ntargets == 1 ? t->targets[0] : -2;
}

/* Is it the way on: the first of its source that leads further down? It is
 * kept short and straight. */
static bool
leads_on(const struct drawing *d, int transition)
{
	const struct chart_transition *t = chart_transition(d->chart,
	    transition);
	const struct state *s = &d->chart->states[t->source];
	size_t i;

	for (i = 0; i < s->nevents + s->neventless; i++) {
		const struct chart_transition *one = chart_transition(
		    d->chart, nth(s, i));

		if (one->ntargets > 0 && one->targets[0] > t->source)
			return one == t;
	}
	return false;
}

static void
add_style(struct drawing *d, int transition, size_t times)
{
	if (leads_on(d, transition))
		text_adds(d->out, " weight=8");
	if (chart_transition(d->chart, transition)->ntargets == 0)
		text_adds(d->out, " style=dotted");
	if (times > 0)
		text_adds(d->out, " penwidth=2.4 color=\"" PICTURE_INK "\"");
	else if (d->part->taken != NULL)
		text_adds(d->out, " color=\"" PICTURE_PALE "\"");
}

/* The transition and those after it between the same two states, as one. */
static void
draw_group(struct drawing *d, const struct state *s, size_t from)
{
	const struct chart_transition *t = chart_transition(d->chart,
	    nth(s, from));
	size_t n = s->nevents + s->neventless, i, times = 0;
	int end = end_of(t);

	add_ends(d, t, end);
	text_adds(d->out, "label=<" PICTURE_TABLE);
	for (i = from; i < n; i++)
		if (end_of(chart_transition(d->chart, nth(s, i))) == end) {
			add_row(d, nth(s, i));
			times += taken(d, nth(s, i));
		}
	text_adds(d->out, "</TABLE>> tooltip=\"");
	for (i = from; i < n; i++)
		if (end_of(chart_transition(d->chart, nth(s, i))) == end)
			add_hint(d, nth(s, i), i == from);
	text_adds(d->out, "\"");
	add_style(d, nth(s, from), times);
	text_adds(d->out, "];\n");
}

/* Several targets: to a bar, and from there to each. */
static void
draw_fork(struct drawing *d, int transition)
{
	const struct chart_transition *t = chart_transition(d->chart,
	    transition);
	bool inside = is_cluster(d, t->source) && stays(d, t);
	size_t i;

	text_addf(d->out, "f%zu_%d [shape=box style=filled fillcolor=\""
	    PICTURE_INK "\" fixedsize=true width=0.7 height=0.06 label=\"\" "
	    "tooltip=\"\"];\n", d->number, transition);
	if (inside)
		text_addf(d->out, "p%zu_%d", d->number, t->source);
	else
		add_tail(d, t->source);
	text_addf(d->out, " -> f%zu_%d [label=<" PICTURE_TABLE, d->number,
	    transition);
	add_row(d, transition);
	text_adds(d->out, "</TABLE>> tooltip=\"");
	add_hint(d, transition, true);
	text_adds(d->out, "\" dir=none");
	if (!inside && is_cluster(d, t->source))
		text_addf(d->out, " ltail=cluster_%zu_%d", d->number,
		    t->source);
	add_style(d, transition, taken(d, transition));
	text_adds(d->out, "];\n");
	for (i = 0; i < t->ntargets; i++) {
		text_addf(d->out, "f%zu_%d -> ", d->number, transition);
		add_head(d, t->targets[i]);
		text_adds(d->out, " [");
		if (is_cluster(d, t->targets[i]))
			text_addf(d->out, "lhead=cluster_%zu_%d", d->number,
			    t->targets[i]);
		add_style(d, transition, taken(d, transition));
		text_adds(d->out, "];\n");
	}
}

/* From the dot of a compound state, or from a history: where it leads of
 * itself. */
static void
draw_default(struct drawing *d, int state, char from, const int *targets,
    size_t ntargets)
{
	size_t i;

	for (i = 0; i < ntargets; i++) {
		text_addf(d->out, "%c%zu_%d -> ", from, d->number, state);
		add_head(d, targets[i]);
		text_addf(d->out, " [weight=4%s",
		    from == 's' ? " style=dashed" : "");
		if (is_cluster(d, targets[i]))
			text_addf(d->out, " lhead=cluster_%zu_%d", d->number,
			    targets[i]);
		if (!picture_reached(d, targets[i]))
			text_adds(d->out, " color=\"" PICTURE_PALE "\"");
		text_adds(d->out, "];\n");
	}
}

static void
draw_from(struct drawing *d, int state)
{
	const struct state *s = &d->chart->states[state];
	size_t n = s->nevents + s->neventless, i, j;

	if (s->initial != NULL)
		draw_default(d, state, chart_is_history(s) ? 's' : 'e',
		    s->initial->pub.targets, s->initial->pub.ntargets);
	else if (chart_is_compound(s))
		draw_default(d, state, 'e', &s->default_child, 1);
	for (i = 0; i < n; i++) {
		int end = end_of(chart_transition(d->chart, nth(s, i)));

		for (j = 0; j < i; j++)
			if (end_of(chart_transition(d->chart,
			    nth(s, j))) == end)
				break;
		if (end == -2)
			draw_fork(d, nth(s, i));
		else if (j == i)
			draw_group(d, s, i);
	}
}

void
picture_arrows(struct drawing *d)
{
	int state;

	for (state = 0; state < (int)chart_nstates(d->chart); state++)
		draw_from(d, state);
}
