/* picture.c: the states of a chart as boxes in boxes, in Graphviz' language */
#include "engine/chart/picture.h"

#include "engine/chart/picture_int.h"

#include <string.h>

#define STATE_COLUMNS 26	/* of a state's label, before it is broken */
#define LIMIT_COLUMNS 34	/* of its smaller lines */
#define TITLE_COLUMNS 60

/* With more states and transitions than this, dot is not to look for the best
 * picture as long as it likes: 800 that are connected at random would take it
 * more than a minute, and take it a quarter of one so. */
#define LARGE 400

/* Fonts of which one is on any system that shows Chinese. */
#define FONT "fontname=\"Noto Sans CJK SC, Source Han Sans SC, " \
	"WenQuanYi Zen Hei, sans-serif\" fontcolor=\"" PICTURE_INK "\""

static bool
is_empty(const char *s)
{
	return s == NULL || *s == '\0';
}

static const char *
label_of(const struct drawing *d, int state)
{
	const char *label = chart_state_gw(d->chart, state,
	    d->words->chinese ? "label" : "label-en");

	return !is_empty(label) ? label : chart_state(d->chart, state)->id;
}

bool
picture_reached(const struct drawing *d, int state)
{
	return d->part->visits == NULL || d->part->visits[state].times > 0 ||
	    d->part->visits[state].here;
}

/* ---- the words in a box ---- */

/* Rows of smaller writing, one for each line of `s`. */
static void
add_small(struct text *out, const char *colour, const char *s,
    size_t columns)
{
	struct text line = TEXT_INIT;
	size_t len;

	for (; *s != '\0'; s += len + (s[len] == '\n')) {
		len = strcspn(s, "\n");
		text_reset(&line);
		text_add(&line, s, len);
		text_addf(out, "<TR><TD><FONT POINT-SIZE=\"10\" "
		    "COLOR=\"%s\">", colour);
		picture_wrapped(out, line.ptr, columns);
		text_adds(out, "</FONT></TD></TR>");
	}
	text_release(&line);
}

static void
limit_in_english(struct text *out, const struct chart *chart, int state)
{
	const char *within = chart_state_gw(chart, state, "within");
	const char *least = chart_state_gw(chart, state, "at-least");
	const char *verified = chart_state_gw(chart, state, "verified");

	if (within != NULL)
		text_addf(out, "within %s", within);
	if (least != NULL)
		text_addf(out, "%sat least %s", within != NULL ? "; " : "",
		    least);
	if (verified == NULL || strcmp(verified, "yes") != 0)
		text_adds(out, "\nlegal basis not verified");
}

static void
add_limit(struct drawing *d, int state, const char *colour)
{
	struct text limit = TEXT_INIT;

	if (chart_state_gw(d->chart, state, "within") == NULL &&
	    chart_state_gw(d->chart, state, "at-least") == NULL)
		return;
	if (d->words->limit != NULL)
		d->words->limit(&limit, d->chart, state);
	else
		limit_in_english(&limit, d->chart, state);
	if (limit.len > 0)
		add_small(d->out, colour, limit.ptr, LIMIT_COLUMNS);
	text_release(&limit);
}

static void
add_invokes(struct drawing *d, int state, const char *colour)
{
	const struct invoke *invoke = d->chart->states[state].invokes;
	struct text line = TEXT_INIT;

	for (; invoke != NULL; invoke = invoke->next) {
		text_reset(&line);
		text_addf(&line, "invoke: %s", invoke->src.text != NULL ?
		    invoke->src.text : invoke->id != NULL ? invoke->id :
		    "chart");
		add_small(d->out, colour, line.ptr, LIMIT_COLUMNS);
	}
	text_release(&line);
}

static void
add_title(struct drawing *d, int state)
{
	const struct picture_visit *visit = d->part->visits != NULL ?
	    &d->part->visits[state] : NULL;

	if (visit != NULL && visit->here &&
	    chart_state(d->chart, state)->atomic) {
		text_adds(d->out, "<TR><TD><FONT POINT-SIZE=\"11\"><B>▶ ");
		picture_wrapped(d->out, d->words->here != NULL ?
		    d->words->here : "now here", STATE_COLUMNS);
		text_adds(d->out, "</B></FONT></TD></TR>");
	}
	text_adds(d->out, "<TR><TD><B>");
	picture_wrapped(d->out, label_of(d, state), STATE_COLUMNS);
	text_adds(d->out, "</B>");
	if (visit != NULL && visit->times > 1)
		text_addf(d->out, " ×%zu", visit->times);
	text_adds(d->out, "</TD></TR>");
}

/* label=<...>: what stands in a state's box, or above a compound one. */
static void
add_label(struct drawing *d, int state)
{
	const struct picture_visit *visits = d->part->visits;
	const char *role = chart_state_gw(d->chart, state, "role");
	const char *colour = picture_reached(d, state) ? PICTURE_GREY :
	    PICTURE_PALE;

	text_adds(d->out, "label=<" PICTURE_TABLE);
	add_title(d, state);
	if (!is_empty(role))
		add_small(d->out, colour, d->words->role != NULL ?
		    d->words->role(role) : role, LIMIT_COLUMNS);
	add_limit(d, state, colour);
	add_invokes(d, state, colour);
	if (visits != NULL && !is_empty(visits[state].note))
		add_small(d->out, PICTURE_INK, visits[state].note,
		    LIMIT_COLUMNS);
	text_adds(d->out, "</TABLE>>");
}

/* tooltip="...": the identifier and the legal basis. */
static void
add_tooltip(struct drawing *d, int state)
{
	const char *basis = chart_state_gw(d->chart, state, "basis");

	text_adds(d->out, " tooltip=\"");
	picture_quoted(d->out, chart_state(d->chart, state)->id);
	if (!is_empty(basis) && *basis != '{') {
		text_adds(d->out, ": ");
		picture_quoted(d->out, basis);
	}
	text_adds(d->out, "\"");
}

/* ---- boxes ---- */

/* Each role has its colour, so that one sees who is at work where; the role's
 * name is in the box as well. */
static const char *
fill_of(struct drawing *d, int state)
{
	static const char *const fills[PICTURE_ROLES] = {
		"#dbeafe", "#fef3c7", "#dcfce7", "#fce7f3", "#ede9fe",
		"#ffedd5", "#cffafe", "#f5f5f4"
	};
	const char *role = chart_state_gw(d->chart, state, "role");
	size_t i;

	if (!picture_reached(d, state) || is_empty(role))
		return "#ffffff";
	for (i = 0; i < d->nroles; i++)
		if (strcmp(d->roles[i], role) == 0)
			return fills[i];
	if (d->nroles == PICTURE_ROLES)
		return fills[PICTURE_ROLES - 1];
	d->roles[d->nroles] = role;
	return fills[d->nroles++];
}

static void
draw_box(struct drawing *d, int state)
{
	const char *ink = picture_reached(d, state) ? PICTURE_INK :
	    PICTURE_PALE;

	text_addf(d->out, "s%zu_%d [", d->number, state);
	add_label(d, state);
	add_tooltip(d, state);
	text_addf(d->out, " fillcolor=\"%s\" color=\"%s\" fontcolor=\"%s\"",
	    fill_of(d, state), ink, ink);
	if (chart_state(d->chart, state)->type == CHART_FINAL)
		text_adds(d->out, " peripheries=2");
	if (d->part->visits != NULL && d->part->visits[state].here)
		text_adds(d->out, " penwidth=4");
	text_adds(d->out, "];\n");
}

static void
draw_history(struct drawing *d, int state)
{
	bool deep = chart_state(d->chart, state)->type == CHART_HISTORY_DEEP;

	text_addf(d->out, "s%zu_%d [shape=circle fixedsize=true width=0.36 "
	    "height=0.36 margin=0 fillcolor=\"#ffffff\" label=<<B>%s</B>>",
	    d->number, state, deep ? "H*" : "H");
	add_tooltip(d, state);
	text_adds(d->out, "];\n");
}

static void
draw_dot(struct drawing *d, char kind, int state, const char *fill,
    const char *hint)
{
	text_addf(d->out, "%c%zu_%d [shape=circle style=filled "
	    "fillcolor=\"%s\" fixedsize=true width=0.14 height=0.14 "
	    "label=\"\" tooltip=\"%s\"];\n", kind, d->number, state, fill,
	    hint);
}

static void draw_state(struct drawing *d, int state);

static void
draw_inside(struct drawing *d, int state)
{
	int child;

	if (chart_is_compound(&d->chart->states[state]))
		draw_dot(d, 'e', state, PICTURE_INK, "initial");
	if (picture_needs_port(d, state))
		draw_dot(d, 'p', state, "#ffffff", "from any state inside");
	for (child = chart_state(d->chart, state)->first_child; child >= 0;
	    child = chart_state(d->chart, child)->next_sibling)
		draw_state(d, child);
}

static void
draw_cluster(struct drawing *d, int state)
{
	int parent = chart_state(d->chart, state)->parent;
	bool reached = picture_reached(d, state);
	bool here = d->part->visits != NULL && d->part->visits[state].here;
	bool region = chart_state(d->chart, parent)->type == CHART_PARALLEL;

	text_addf(d->out, "subgraph cluster_%zu_%d {\n", d->number, state);
	add_label(d, state);
	add_tooltip(d, state);
	text_addf(d->out, " style=\"rounded%s\" color=\"%s\" fontcolor=\"%s\" "
	    "penwidth=%s labeljust=l fontsize=13 margin=12\n",
	    region ? ",dashed" : "", reached ? PICTURE_GREY : PICTURE_PALE,
	    reached ? PICTURE_INK : PICTURE_PALE, here ? "2.5" : "1.2");
	draw_inside(d, state);
	text_adds(d->out, "}\n");
}

static void
draw_state(struct drawing *d, int state)
{
	const struct chart_state *view = chart_state(d->chart, state);

	if (view->type == CHART_HISTORY_SHALLOW ||
	    view->type == CHART_HISTORY_DEEP)
		draw_history(d, state);
	else if (view->atomic)
		draw_box(d, state);
	else if (view->first_child >= 0)
		draw_cluster(d, state);
	else
		draw_box(d, state);	/* a <parallel> without regions */
}

/* ---- the whole ---- */

static void
draw_part(struct drawing *d)
{
	text_addf(d->out, "subgraph cluster_%zu {\npenwidth=%s style=rounded "
	    "color=\"" PICTURE_PALE "\" margin=16 labeljust=l", d->number,
	    d->alone ? "0" : "1");
	if (!is_empty(d->part->title)) {
		text_adds(d->out, " label=<" PICTURE_TABLE "<TR><TD>"
		    "<FONT POINT-SIZE=\"18\"><B>");
		picture_wrapped(d->out, d->part->title, TITLE_COLUMNS);
		text_adds(d->out, "</B></FONT></TD></TR>");
		if (!is_empty(d->part->note))
			add_small(d->out, PICTURE_GREY, d->part->note,
			    2 * TITLE_COLUMNS);
		text_adds(d->out, "</TABLE>>");
	}
	text_adds(d->out, "\n");
	draw_inside(d, 0);
	text_adds(d->out, "}\n");
	picture_arrows(d);
}

void
picture_dot(const struct picture_part *parts, size_t nparts,
    const struct picture_words *words, struct text *out)
{
	static const struct picture_words english = { .chinese = false };
	struct drawing d = {
		.out = out, .words = words != NULL ? words : &english,
		.alone = nparts == 1
	};
	size_t i, size = 0;

	for (i = 0; i < nparts; i++)
		size += chart_nstates(parts[i].chart) +
		    chart_ntransitions(parts[i].chart);
	text_addf(out, "digraph chart {\n"
	    "graph [charset=\"UTF-8\" rankdir=TB compound=true splines=true "
	    "nodesep=0.18 ranksep=0.22 pad=0.2 bgcolor=\"#ffffff\" "
	    "outputorder=edgesfirst " FONT " fontsize=12%s];\n"
	    "node [shape=box style=\"rounded,filled\" " FONT " fontsize=13 "
	    "color=\"" PICTURE_INK "\" margin=\"0.1,0.05\" height=0.4];\n"
	    "edge [" FONT " fontsize=11 color=\"" PICTURE_GREY "\" "
	    "arrowsize=0.7];\n", size > LARGE ? " splines=polyline nslimit=0.2 "
	    "nslimit1=0.2 mclimit=0.1" : "");
	for (i = 0; i < nparts; i++) {
		d.part = &parts[i];
		d.chart = parts[i].chart;
		d.number = i;
		draw_part(&d);
	}
	text_adds(out, "}\n");
}
