/* picture_arrows.c: the transitions of a chart as arrows between its boxes */
#include "engine/chart/picture_int.h"

#include <stdio.h>
#include <string.h>

#define LABEL_COLUMNS 22	/* of an arrow's label, before it is broken */
#define CONDITION_COLUMNS 30

/* ---- where arrows begin and end ---- */

/* A node, and the box that stands for it: the arrow is cut off there. */
struct end {
	char node[48];
	int cluster;		/* -1: the node itself */
};

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

/* The node that stands for a state which is entered. */
static void
head_of(const struct drawing *d, int state, struct end *end)
{
	int child, s = state;

	while (is_cluster(d, s) &&
	    !chart_is_compound(&d->chart->states[s]) &&
	    (child = child_of(d, s, false)) >= 0)
		s = child;
	snprintf(end->node, sizeof(end->node), "%c%zu_%d",
	    is_cluster(d, s) ? 'e' : 's', d->number, s);
	end->cluster = is_cluster(d, state) ? state : -1;
}

/* The same for a state which is left. */
static void
tail_of(const struct drawing *d, int state, struct end *end)
{
	int child, s = state;

	while (is_cluster(d, s) && (child = child_of(d, s, true)) >= 0)
		s = child;
	snprintf(end->node, sizeof(end->node), "s%zu_%d", d->number, s);
	end->cluster = is_cluster(d, state) ? state : -1;
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

/* The port of a cluster, or a node of another kind. */
static void
node_end(const struct drawing *d, char kind, int number, struct end *end)
{
	snprintf(end->node, sizeof(end->node), "%c%zu_%d", kind, d->number,
	    number);
	end->cluster = -1;
}

static void
source_end(const struct drawing *d, const struct chart_transition *t,
    struct end *end)
{
	if (is_cluster(d, t->source) && stays(d, t))
		node_end(d, 'p', t->source, end);
	else
		tail_of(d, t->source, end);
}

static void
target_end(const struct drawing *d, const struct chart_transition *t,
    int target, struct end *end)
{
	head_of(d, target, end);
	/* where it comes from inside, nothing is cut off */
	if (target == t->source || chart_within(d->chart, t->source, target))
		end->cluster = -1;
}

/* The innermost box around the source and all targets. */
static int
container_of(const struct drawing *d, const struct chart_transition *t)
{
	int box = is_cluster(d, t->source) && stays(d, t) ? t->source :
	    chart_state(d->chart, t->source)->parent;
	size_t i;

	for (i = 0; box > 0 && i < t->ntargets; i++)
		while (t->targets[i] != box &&
		    !chart_within(d->chart, t->targets[i], box))
			box = chart_state(d->chart, box)->parent;
	return box > 0 ? box : 0;
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
	if (times > 0)
		text_adds(d->out, " penwidth=2.4 color=\"" PICTURE_INK "\"");
	else if (d->part->taken != NULL)
		text_adds(d->out, " color=\"" PICTURE_PALE "\"");
}

/* A line, with a point at its end where `arrow`. What leads back up in the
 * document is told to dot the other way round, so that boxes stand in the
 * order of the document. Attributes are left open. */
static void
open_line(struct drawing *d, const struct end *from, const struct end *to,
    bool arrow, bool back)
{
	const struct end *a = back ? to : from, *b = back ? from : to;

	text_addf(d->out, "%s -> %s [dir=%s", a->node, b->node,
	    !arrow ? "none" : back ? "back" : "forward");
	if (a->cluster >= 0)
		text_addf(d->out, " ltail=cluster_%zu_%d", d->number,
		    a->cluster);
	if (b->cluster >= 0)
		text_addf(d->out, " lhead=cluster_%zu_%d", d->number,
		    b->cluster);
}

static void
draw_line(struct drawing *d, const struct end *from, const struct end *to,
    bool arrow, bool back, int transition, size_t times)
{
	open_line(d, from, to, arrow, back);
	add_style(d, transition, times);
	text_adds(d->out, "];\n");
}

/* The transitions of one source that are drawn as one arrow: the one at
 * `from` and those after it with the same target. A fork stands alone. */
struct group {
	const struct state *state;
	size_t from;
	const struct chart_transition *first;
	int number;		/* the first transition's */
	int end;
	size_t times;		/* taken, all of them */
};

static bool
in_group(const struct drawing *d, const struct group *g, size_t i)
{
	return i == g->from || (g->end != -2 && i > g->from &&
	    end_of(chart_transition(d->chart, nth(g->state, i))) == g->end);
}

static void
add_words(struct drawing *d, const struct group *g)
{
	size_t n = g->state->nevents + g->state->neventless, i;

	text_adds(d->out, " label=<" PICTURE_TABLE);
	for (i = g->from; i < n; i++)
		if (in_group(d, g, i))
			add_row(d, nth(g->state, i));
	text_adds(d->out, "</TABLE>> tooltip=\"");
	for (i = g->from; i < n; i++)
		if (in_group(d, g, i))
			add_hint(d, nth(g->state, i), i == g->from);
	text_adds(d->out, "\"");
}

/* Has it any words? */
static bool
is_labelled(const struct drawing *d, const struct group *g)
{
	size_t n = g->state->nevents + g->state->neventless, i;

	for (i = g->from; i < n; i++)
		if (in_group(d, g, i) && (label_of(d, nth(g->state, i)) !=
		    NULL || chart_transition(d->chart,
		    nth(g->state, i))->cond != NULL))
			return true;
	return g->times > 1;
}

/* Open the boxes from the outermost to that of `state`; how many. */
static int
open_boxes(struct drawing *d, int state)
{
	int n = 0;

	if (state > 0)
		n = open_boxes(d, chart_state(d->chart, state)->parent);
	if (state > 0)
		text_addf(d->out, "subgraph cluster_%zu_%d { ", d->number,
		    state);
	else
		text_addf(d->out, "subgraph cluster_%zu { ", d->number);
	return n + 1;
}

static void
close_boxes(struct drawing *d, int n)
{
	while (n-- > 0)
		text_addc(d->out, '}');
	text_addc(d->out, '\n');
}

/* The bar from which a transition with several targets goes on. */
static void
draw_fork(struct drawing *d, const struct group *g, const struct end *from)
{
	const struct chart_transition *t = g->first;
	struct end bar, to;
	int boxes;
	size_t i;

	node_end(d, 'f', g->number, &bar);
	boxes = open_boxes(d, container_of(d, t));
	text_addf(d->out, "%s [shape=box style=filled fillcolor=\""
	    PICTURE_INK "\" fixedsize=true width=0.7 height=0.06 label=\"\" "
	    "tooltip=\"\"];", bar.node);
	close_boxes(d, boxes);
	draw_line(d, from, &bar, false, false, g->number, g->times);
	for (i = 0; i < t->ntargets; i++) {
		target_end(d, t, t->targets[i], &to);
		draw_line(d, &bar, &to, true, t->targets[i] <= t->source,
		    g->number, g->times);
	}
}

/*
 * The words are a node of their own in the middle of the arrow: dot lets no
 * line run across a node, as it does with labels, and keeps it inside the
 * box where it belongs.
 */
static void
draw_words(struct drawing *d, const struct group *g, struct end *words)
{
	int boxes = open_boxes(d, container_of(d, g->first));

	node_end(d, 't', g->number, words);
	text_addf(d->out, "%s [shape=plaintext style=\"\" fontsize=11 "
	    "margin=\"0.03,0.01\" height=0.1", words->node);
	add_words(d, g);
	text_adds(d->out, "];");
	close_boxes(d, boxes);
}

/* From itself to itself: to the words below it and back. */
static void
draw_loop(struct drawing *d, const struct group *g)
{
	const char *style = g->first->ntargets == 0 ? " style=dotted" : "";
	struct end at, words;
	int way;

	node_end(d, is_cluster(d, g->first->source) ? 'p' : 's',
	    g->first->source, &at);
	draw_words(d, g, &words);
	for (way = 0; way < 2; way++) {
		open_line(d, way == 0 ? &at : &words, way == 0 ? &words : &at,
		    way == 1, way == 1);
		text_adds(d->out, style);
		add_style(d, g->number, g->times);
		text_adds(d->out, "];\n");
	}
}

static void
draw_group(struct drawing *d, const struct group *g)
{
	const struct chart_transition *t = g->first;
	bool back = t->targets[0] <= t->source;
	struct end from, words, to;

	source_end(d, t, &from);
	if (is_labelled(d, g)) {
		draw_words(d, g, &words);
		draw_line(d, &from, &words, false, back, g->number,
		    g->times);
		from = words;
	}
	if (g->end == -2) {
		draw_fork(d, g, &from);
		return;
	}
	target_end(d, t, g->end, &to);
	draw_line(d, &from, &to, true, back, g->number, g->times);
}

static void
draw_transitions(struct drawing *d, const struct state *s)
{
	size_t n = s->nevents + s->neventless, i, j;

	for (i = 0; i < n; i++) {
		struct group g = { .state = s, .from = i,
			.number = nth(s, i) };

		g.first = chart_transition(d->chart, g.number);
		g.end = end_of(g.first);
		for (j = 0; j < i; j++)
			if (g.end != -2 && end_of(chart_transition(d->chart,
			    nth(s, j))) == g.end)
				break;
		if (j < i)
			continue;
		for (j = i; j < n; j++)
			if (in_group(d, &g, j))
				g.times += taken(d, nth(s, j));
		if (g.end == -1 || (g.end == g.first->source &&
		    !chart_is_compound(s)))
			draw_loop(d, &g);
		else
			draw_group(d, &g);
	}
}

/* From the dot of a compound state, or from a history: where it leads of
 * itself. */
static void
draw_default(struct drawing *d, int state, char from, const int *targets,
    size_t ntargets)
{
	struct end a, b;
	size_t i;

	node_end(d, from, state, &a);
	for (i = 0; i < ntargets; i++) {
		head_of(d, targets[i], &b);
		open_line(d, &a, &b, true, false);
		text_adds(d->out, from == 's' ? " weight=4 style=dashed" :
		    " weight=4");
		if (!picture_reached(d, targets[i]))
			text_adds(d->out, " color=\"" PICTURE_PALE "\"");
		text_adds(d->out, "];\n");
	}
}

void
picture_arrows(struct drawing *d)
{
	int state;

	for (state = 0; state < (int)chart_nstates(d->chart); state++) {
		const struct state *s = &d->chart->states[state];

		if (s->initial != NULL)
			draw_default(d, state, chart_is_history(s) ? 's' :
			    'e', s->initial->pub.targets,
			    s->initial->pub.ntargets);
		else if (chart_is_compound(s))
			draw_default(d, state, 'e', &s->default_child, 1);
		draw_transitions(d, s);
	}
}
