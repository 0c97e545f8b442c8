/* workflow_install.c: the charts of a registry, and another one put in force */
#include "cli/workflow.h"

#include "cli/input.h"
#include "cli/json.h"
#include "cli/standing.h"
#include "cli/table.h"
#include "cli/words.h"

#include <stdlib.h>
#include <string.h>

static json_t *
chart_json(const struct registry_chart *chart)
{
	json_t *o = json_object();

	json_object_set_new(o, "name", json_words(chart->workflow));
	json_object_set_new(o, "label",
	    json_words(chart_state_gw(chart->chart, 0, "label")));
	json_object_set_new(o, "sha256", json_words(chart->hash));
	json_object_set_new(o, "current", json_boolean(chart->current));
	json_object_set_new(o, "running",
	    json_integer((json_int_t)chart->running));
	return o;
}

static void
print_charts(struct call *call, const struct registry_chart *charts, size_t n)
{
	const struct column columns[] = {
		{ _("name"), false, false }, { _("procedure"), false, true },
		{ _("states"), true, false }, { "SHA-256", false, false },
		{ _("standing"), false, false }, { _("running"), true, false }
	};
	struct table *table = table_new(columns, 6);
	size_t i;

	for (i = 0; i < n; i++) {
		table_cell(table, charts[i].workflow);
		table_cell(table, label_state(charts[i].chart, 0));
		table_cellf(table, "%zu",
		    chart_nstates(charts[i].chart) - 1);
		table_cellf(table, "%.12s", charts[i].hash);
		table_cell(table, charts[i].current ? _("in force") :
		    _("superseded"));
		table_cellf(table, "%zu", charts[i].running);
	}
	table_print(table, &call->out);
	table_free(table);
}

int
workflow_list(struct call *call)
{
	struct registry_chart *charts = NULL;
	struct err err = ERR_INIT;
	json_t *all;
	size_t n, i;

	if (registry_charts(call->registry, true, &charts, &n, &err) != 0)
		return call_fail(call, &err);
	if (call_json(call)) {
		all = json_array();
		for (i = 0; i < n; i++)
			json_array_append_new(all, chart_json(&charts[i]));
		json_print(&call->out, all);
	} else {
		print_charts(call, charts, n);
	}
	free(charts);
	return STATUS_YES;
}

static int
check_usage(const struct call *call, struct err *err)
{
	static const char *const allowed[] = { WORKFLOW_REASON,
		WORKFLOW_DESPITE, NULL };

	if (workflow_allow(call, "install", allowed, err) != 0)
		return -1;
	if (call_operand(call, 2) == NULL)
		return err_set(err, ERR_USAGE, "say which chart for which "
		    "procedure: guiwen workflow install normative-document "
		    "FILE.scxml");
	if (!options_has(&call->options, WORKFLOW_REASON))
		return err_set(err, ERR_USAGE, "guiwen workflow %s needs "
		    "--reason", "install");
	return 0;
}

/* How many documents go on under the chart that was in force. */
static void
tell(struct call *call, const char *workflow, const char *hash)
{
	struct registry_chart *charts = NULL;
	struct err err = ERR_INIT;
	size_t n = 0, others = 0, i;
	json_t *o;

	if (registry_charts(call->registry, true, &charts, &n, &err) != 0)
		n = 0;
	for (i = 0; i < n; i++)
		if (strcmp(charts[i].workflow, workflow) == 0 &&
		    !charts[i].current)
			others += charts[i].running;
	free(charts);
	if (call_json(call)) {
		o = json_object();
		json_object_set_new(o, "name", json_words(workflow));
		json_object_set_new(o, "sha256", json_words(hash));
		json_object_set_new(o, "on_others",
		    json_integer((json_int_t)others));
		json_print(&call->out, o);
		return;
	}
	output_addf(&call->out, _("%s: the chart %.12s is in force for what "
	    "starts from now on\n"), workflow, hash);
	if (others > 0)
		output_addf(&call->out, COUNTED("  %zu goes on under the "
		    "chart that it started with; guiwen workflow migrate "
		    "--all --to %.12s --dry-run tells whether it could go "
		    "over\n", "  %zu go on under the chart that they started "
		    "with; guiwen workflow migrate --all --to %.12s --dry-run "
		    "tells which could go over\n", others), others, hash);
}

int
workflow_install(struct call *call)
{
	const char *despite = options_value(&call->options, WORKFLOW_DESPITE);
	const char *workflow = call_operand(call, 1);
	struct text bytes = TEXT_INIT;
	struct err err = ERR_INIT;
	char hash[SHA256_HEX];
	int status = STATUS_YES;

	if (check_usage(call, &err) != 0)
		return call_usage(call, &err);
	if (call_open(call, false, &err) != 0 ||
	    call_identify(call, &err) != 0 ||
	    input_read(call_operand(call, 2), &bytes, &err) != 0 ||
	    registry_put_chart(call->registry, call->person->id, workflow,
	    input_name(call_operand(call, 2)), bytes.ptr, bytes.len,
	    options_value(&call->options, WORKFLOW_REASON),
	    despite != NULL ? despite : "", call->now_s, hash, &err) != 0)
		status = call_asked(call, &err);
	else
		tell(call, workflow, hash);
	text_release(&bytes);
	return status;
}
