/* cmd_workflow.c: guiwen workflow: the procedures, as people read them */
#include "cli/charts.h"
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/graphviz.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/picture.h"
#include "cli/standing.h"
#include "cli/table.h"
#include "cli/words.h"
#include "cli/workflow.h"
#include "cli/deadline.h"

#include <stdlib.h>
#include <string.h>

#define INDENT 4

static const char *
gw_state(const struct chart *chart, int state, const char *name)
{
	return chart_state_gw(chart, state, name);
}

/* "within 15 working-days (basis; verified)" */
static void
print_deadline(struct output *out, const struct chart *chart, int s,
    int indent)
{
	const char *within = gw_state(chart, s, "within");
	const char *least = gw_state(chart, s, "at-least");
	const char *from = gw_state(chart, s, "from");
	const char *basis = gw_state(chart, s, "basis");
	const char *verified = gw_state(chart, s, "verified");
	struct text period = TEXT_INIT;

	if (within == NULL && least == NULL)
		return;
	output_addf(out, "%*s", indent, "");
	if (within != NULL) {
		period_words(&period, within);
		output_addf(out, _("within %s"), period.ptr);
	}
	if (least != NULL) {
		text_reset(&period);
		period_words(&period, least);
		output_addf(out, _("%sat least %s for the reviewer"),
		    within != NULL ? _("; ") : "", period.ptr);
	}
	text_release(&period);
	if (from != NULL)
		output_addf(out, _("; from: %s"), word_milestone(from));
	output_adds(out, "\n");
	if (basis != NULL)
		output_addf(out, _("%*sbasis: %s (%s)\n"), indent, "", basis,
		    verified != NULL && strcmp(verified, "yes") == 0 ?
		    _("verified") : verified != NULL && *verified == '{' ?
		    _("from the registry's settings") : _("not verified"));
}

static void
print_list(struct output *out, int indent, const char *what,
    const char *ids, const char *(*word)(const char *))
{
	struct text text = TEXT_INIT;

	if (ids == NULL || *ids == '\0')
		return;
	words_add(&text, ids, word);
	output_addf(out, "%*s%s%s%s\n", indent, "", what, _(": "), text.ptr);
	text_release(&text);
}

static void
print_suspends(struct output *out, int indent, const struct chart *chart,
    const char *ids)
{
	const char *at = ids, *separator = _(": ");
	char *id;
	int s;

	if (ids == NULL || *ids == '\0')
		return;
	output_addf(out, "%*s%s", indent, "", _("stops the clock of"));
	while ((id = words_next(&at)) != NULL) {
		s = chart_find(chart, id);
		output_addf(out, "%s%s", separator, s >= 0 ?
		    label_state(chart, s) : id);
		separator = _(", ");
		free(id);
	}
	output_adds(out, "\n");
}

/* The facts to give with an event. */
static void
print_data(struct output *out, int indent, const char *event, const char *keys)
{
	const char *separator = _(": ");
	char *key;

	if (keys == NULL || *keys == '\0')
		return;
	output_addf(out, "%*s%s", indent, "", _("facts to give"));
	while ((key = words_next(&keys)) != NULL) {
		output_addf(out, "%s%s", separator, word_datum_in("",
		    event != NULL ? event : "", key));
		separator = word_comma();
		free(key);
	}
	output_adds(out, "\n");
}

static void
print_targets(struct output *out, const struct chart *chart,
    const struct chart_transition *t)
{
	size_t i;

	for (i = 0; i < t->ntargets; i++)
		output_addf(out, "%s%s", i == 0 ? " → " : " + ",
		    label_state(chart, t->targets[i]));
}

static void
print_transition(struct output *out, const struct chart *chart, int n,
    int indent)
{
	const struct chart_transition *t = chart_transition(chart, n);
	const char *by = chart_transition_gw(chart, n, "by");
	const char *reason = chart_transition_gw(chart, n, "reason");
	const char *basis = chart_transition_gw(chart, n, "basis");
	const char *verified = chart_transition_gw(chart, n, "verified");
	int deeper = indent + INDENT;

	output_addf(out, "%*s", indent, "");
	output_styled(out, STYLE_GOOD, t->event != NULL ? t->event :
	    _("(by itself)"));
	if (t->event != NULL && strcmp(label_transition(chart, n), t->event) !=
	    0)
		output_addf(out, " %s", label_transition(chart, n));
	print_targets(out, chart, t);
	output_adds(out, "\n");
	print_list(out, deeper, _("by"), by, word_role);
	print_list(out, deeper, _("not by"),
	    chart_transition_gw(chart, n, "not"), word_duty);
	print_list(out, deeper, _("only after"),
	    chart_transition_gw(chart, n, "after"), word_milestone);
	print_list(out, deeper, _("needs"),
	    chart_transition_gw(chart, n, "needs"), word_material);
	print_data(out, deeper, t->event, chart_transition_gw(chart, n,
	    "data"));
	if (reason != NULL)
		output_addf(out, "%*s%s\n", deeper, "",
		    strcmp(reason, "without-paper") == 0 ?
		    _("with a paper, or a reason why there is none") :
		    _("with a reason"));
	if (t->cond != NULL)
		output_addf(out, "%*s%s%s%s\n", deeper, "", _("when"),
		    _(": "), t->cond);
	print_list(out, deeper, _("reaches"),
	    chart_transition_gw(chart, n, "milestone"), word_milestone);
	if (basis != NULL)
		output_addf(out, _("%*sbasis: %s (%s)\n"), deeper, "", basis,
		    verified != NULL && strcmp(verified, "yes") == 0 ?
		    _("verified") : _("not verified"));
}

static void
print_state(struct output *out, const struct chart *chart, int s, int depth)
{
	const struct chart_state *state = chart_state(chart, s);
	const char *role = gw_state(chart, s, "role");
	int inner = (depth + 1) * INDENT, child, t;

	output_addf(out, "%*s", depth * INDENT, "");
	output_styled(out, STYLE_BOLD, label_state(chart, s));
	output_addf(out, " (%s)", state->id);
	if (state->type == CHART_PARALLEL)
		output_addf(out, " %s", _("side by side"));
	if (state->type == CHART_FINAL)
		output_addf(out, " %s", _("end"));
	if (role != NULL)
		output_addf(out, "%s%s", _(": "), word_role(role));
	output_adds(out, "\n");
	print_deadline(out, chart, s, inner);
	print_suspends(out, inner, chart, gw_state(chart, s, "suspends"));
	print_list(out, inner, _("reaches"), gw_state(chart, s, "milestone"),
	    word_milestone);
	for (t = 0; t < (int)chart_ntransitions(chart); t++)
		if (chart_transition(chart, t)->source == s)
			print_transition(out, chart, t, inner);
	for (child = state->first_child; child >= 0;
	    child = chart_state(chart, child)->next_sibling)
		if (depth < 8)
			print_state(out, chart, child, depth + 1);
}

static json_t *
gw_json(const struct chart *chart, int n, bool transition)
{
	static const char *const names[] = {
		"label", "label-en", "role", "by", "within", "at-least",
		"from", "suspends", "not", "after", "needs", "outside",
		"data", "reason", "text", "due",
		"milestone", "basis", "verified", "refusal", "sign", NULL
	};
	json_t *o = json_object();
	size_t i;

	for (i = 0; names[i] != NULL; i++) {
		const char *value = transition ?
		    chart_transition_gw(chart, n, names[i]) :
		    chart_state_gw(chart, n, names[i]);

		if (value != NULL)
			json_object_set_new(o, names[i], json_words(value));
	}
	return o;
}

static json_t *
transition_json(const struct chart *chart, int n)
{
	const struct chart_transition *t = chart_transition(chart, n);
	json_t *o = gw_json(chart, n, true), *targets = json_array();
	size_t i;

	for (i = 0; i < t->ntargets; i++)
		json_array_append_new(targets, json_words(chart_state(chart,
		    t->targets[i])->id));
	json_object_set_new(o, "event", json_words(t->event));
	json_object_set_new(o, "cond", json_words(t->cond));
	json_object_set_new(o, "targets", targets);
	json_object_set_new(o, "line", json_integer(t->line));
	return o;
}

static json_t *
chart_json(const struct chart *chart, const char *hash)
{
	static const char *const types[] = {
		[CHART_ROOT] = "root", [CHART_STATE] = "state",
		[CHART_PARALLEL] = "parallel", [CHART_FINAL] = "final",
		[CHART_HISTORY_SHALLOW] = "history",
		[CHART_HISTORY_DEEP] = "history"
	};
	json_t *o = json_object(), *states = json_array(), *state, *list;
	int s, t;

	json_object_set_new(o, "name", json_words(chart_name(chart)));
	json_object_set_new(o, "sha256", json_words(hash));
	for (s = 1; s < (int)chart_nstates(chart); s++) {
		const struct chart_state *view = chart_state(chart, s);

		state = gw_json(chart, s, false);
		json_object_set_new(state, "id", json_words(view->id));
		json_object_set_new(state, "type",
		    json_string(types[view->type]));
		json_object_set_new(state, "parent", view->parent > 0 ?
		    json_words(chart_state(chart, view->parent)->id) :
		    json_null());
		list = json_array();
		for (t = 0; t < (int)chart_ntransitions(chart); t++)
			if (chart_transition(chart, t)->source == s)
				json_array_append_new(list,
				    transition_json(chart, t));
		json_object_set_new(state, "transitions", list);
		json_array_append_new(states, state);
	}
	json_object_set_new(o, "states", states);
	return o;
}

static int
show(struct call *call, struct charts *charts, const char *name)
{
	struct err err = ERR_INIT;
	const struct chart *chart;
	char hash[SHA256_HEX];
	int child;

	if (charts_find(charts, name, &chart, hash, &err) != 0)
		return call_fail(call, &err);
	if (call_json(call)) {
		json_print(&call->out, chart_json(chart, hash));
		return STATUS_YES;
	}
	output_styled(&call->out, STYLE_BOLD, label_state(chart, 0));
	output_addf(&call->out, " (%s)\nSHA-256 %s\n\n", name, hash);
	for (child = chart_state(chart, 0)->first_child; child >= 0;
	    child = chart_state(chart, child)->next_sibling) {
		print_state(&call->out, chart, child, 0);
		output_adds(&call->out, "\n");
	}
	return STATUS_YES;
}

/* ---- pictures ---- */

static bool
is_picture(const struct call *call)
{
	return options_has(&call->options, WORKFLOW_DOT) ||
	    options_has(&call->options, WORKFLOW_SVG);
}

/* A graph that is ours: as it is, or laid out. */
static int
print_picture(struct call *call, const struct text *dot)
{
	struct text svg = TEXT_INIT;
	struct err err = ERR_INIT;
	int status = STATUS_YES;

	if (options_has(&call->options, WORKFLOW_DOT)) {
		output_add(&call->out, dot->ptr, dot->len);
		return STATUS_YES;
	}
	if (graphviz_svg(dot->ptr, dot->len, GRAPHVIZ_MS, &svg, &err) != 0) {
		status = call_fail(call, &err);
	} else {
		output_adds(&call->out,
		    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
		output_add(&call->out, svg.ptr, svg.len);
	}
	text_release(&svg);
	return status;
}

static int
draw_chart(struct call *call, struct charts *charts, const char *name)
{
	struct text dot = TEXT_INIT;
	struct err err = ERR_INIT;
	const struct chart *chart;
	char hash[SHA256_HEX];
	int status;

	if (charts_find(charts, name, &chart, hash, &err) != 0)
		return call_fail(call, &err);
	picture_of_chart(chart, input_name(name), hash, &dot);
	status = print_picture(call, &dot);
	text_release(&dot);
	return status;
}

static int
draw_document(struct call *call, const char *name)
{
	struct text dot = TEXT_INIT;
	struct err err = ERR_INIT;
	int status;

	if (call_open(call, true, &err) != 0 ||
	    picture_of_document(call->registry, options_value(&call->options,
	    WORKFLOW_DOCUMENT), name, &dot, &err) != 0)
		status = call_fail(call, &err);
	else
		status = print_picture(call, &dot);
	text_release(&dot);
	return status;
}

static int
list(struct call *call, struct charts *charts)
{
	const struct column columns[] = {
		{ _("name"), false, false }, { _("procedure"), false, true },
		{ _("states"), true, false }, { "SHA-256", false, false },
	};
	struct table *table = table_new(columns, 4);
	json_t *all = json_array(), *o;
	const struct chart *chart;
	struct err err = ERR_INIT;
	char hash[SHA256_HEX];
	int status = STATUS_YES;
	size_t i;

	for (i = 0; status == STATUS_YES && i < charts_count(charts); i++) {
		const char *name = charts_name(charts, i);

		if (charts_find(charts, name, &chart, hash, &err) != 0) {
			status = call_fail(call, &err);
			break;
		}
		table_cell(table, name);
		table_cell(table, label_state(chart, 0));
		table_cellf(table, "%zu", chart_nstates(chart) - 1);
		table_cellf(table, "%.12s", hash);
		o = json_object();
		json_object_set_new(o, "name", json_words(name));
		json_object_set_new(o, "label",
		    json_words(chart_state_gw(chart, 0, "label")));
		json_object_set_new(o, "sha256", json_words(hash));
		json_array_append_new(all, o);
	}
	if (status == STATUS_YES && call_json(call))
		json_print(&call->out, json_incref(all));
	else if (status == STATUS_YES)
		table_print(table, &call->out);
	json_decref(all);
	table_free(table);
	return status;
}

/* May these options stand together? 0, -1 with err. */
static int
check_forms(const struct call *call, struct err *err)
{
	const struct options *given = &call->options;
	int forms = options_has(given, WORKFLOW_TEXT) + is_picture(call) +
	    call_json(call);

	if (forms > 1 || (options_has(given, WORKFLOW_DOT) &&
	    options_has(given, WORKFLOW_SVG)))
		return err_set(err, ERR_USAGE, "--text, --dot, --svg and "
		    "--json exclude each other: give one of them");
	if (options_has(given, WORKFLOW_DOCUMENT) && !is_picture(call))
		return err_set(err, ERR_USAGE, "--document draws the way of a "
		    "document: give --svg or --dot with it (guiwen history "
		    "DOC tells it in words)");
	return 0;
}

/* Do the operands and options make sense together? 0, -1 with err. */
static int
check_usage(const struct call *call, const char *what, const char *name,
    struct err *err)
{
	static const char *const none[] = { NULL };
	static const char *const shows[] = {
		WORKFLOW_TEXT, WORKFLOW_DOT, WORKFLOW_SVG, WORKFLOW_DOCUMENT,
		NULL
	};

	if (strcmp(what, "run") == 0 || strcmp(what, "check") == 0)
		return err_set(err, ERR_USAGE, "say which chart: guiwen "
		    "workflow %s FILE.scxml", what);
	if (strcmp(what, "list") != 0 && strcmp(what, "show") != 0)
		return err_set(err, ERR_USAGE, "guiwen workflow can list, "
		    "show, run, check, install and migrate; \"%s\" is none "
		    "of these", what);
	if (strcmp(what, "list") == 0 && name != NULL)
		return err_set(err, ERR_USAGE, "\"%s\" is one argument too "
		    "many for guiwen %s", name, "workflow list");
	if (strcmp(what, "list") == 0)
		return workflow_allow(call, what, none, err);
	if (name == NULL && !options_has(&call->options, WORKFLOW_DOCUMENT))
		return err_set(err, ERR_USAGE, "say which procedure: guiwen "
		    "workflow show normative-document");
	return workflow_allow(call, what, shows, err) == 0 ?
	    check_forms(call, err) : -1;
}

static int
run_workflow(struct call *call)
{
	const char *what = call_operand(call, 0), *name = call_operand(call,
	    1);
	struct charts *charts = NULL;
	struct err err = ERR_INIT;
	bool runs = strcmp(what, "run") == 0;
	bool checks = strcmp(what, "check") == 0;
	int status;

	if (strcmp(what, "install") == 0)
		return workflow_install(call);
	if (call_operand(call, 2) != NULL)
		err_set(&err, ERR_USAGE, "\"%s\" is one argument too many "
		    "for guiwen workflow %s", call_operand(call, 2), what);
	else if (strcmp(what, "migrate") == 0)
		return workflow_migrate(call);
	else if (runs && name != NULL)
		return workflow_run(call);
	else if (checks && name != NULL)
		return workflow_check(call);
	else
		check_usage(call, what, name, &err);
	if (err.code != ERR_NONE)
		return call_usage(call, &err);
	if (options_has(&call->options, WORKFLOW_DOCUMENT))
		return draw_document(call, name);
	if (charts_open(call, &charts, &err) != 0)
		return call_fail(call, &err);
	if (strcmp(what, "list") == 0)
		status = call->registry != NULL ? workflow_list(call) :
		    list(call, charts);
	else if (is_picture(call))
		status = draw_chart(call, charts, name);
	else
		status = show(call, charts, name);
	charts_free(charts);
	return status;
}

static const struct option *const options[] = { workflow_options, NULL };

const struct cmd cmd_workflow = {
	"workflow", GROUP_TEXT,
	"list | show NAME|FILE | run FILE | check NAME|FILE | "
	"install NAME FILE | migrate DOC|--all",
	N_("list, show, run, prove or change the procedures"),
	options, 1, 3, run_workflow
};
