/* workflow_check.c: guiwen workflow check: is a chart fit to be used? */
#include "cli/workflow.h"

#include "cli/charts.h"
#include "cli/json.h"
#include "engine/chart/check.h"

#include <stdlib.h>
#include <string.h>

#define PEOPLE_MOST 12
#define SITUATIONS_MOST 10000000

/* ---- for people ---- */

static void
show_step(struct output *out, const struct chart *chart,
    const struct check_step *step)
{
	size_t i;

	output_adds(out, "    ");
	if (step->event != NULL)
		output_addf(out, step->internal ? "(%s)" : "%s", step->event);
	else
		output_adds(out, step->ntransitions > 0 ? _("(by itself)") :
		    _("(at the start)"));
	for (i = 0; i < step->ntransitions; i++)
		output_addf(out, "%s%d", i == 0 ? _(", line ") : "+",
		    chart_transition(chart, step->transitions[i])->line);
	if (step->states[0] != '\0')
		output_addf(out, " -> %s", step->states);
	if (step->assumed[0] != '\0')
		output_addf(out, _("  [assumed: %s]"), step->assumed);
	output_adds(out, "\n");
}

/* A step that takes nothing is only one event less in the queue. */
static bool
says_something(const struct check_step *step, size_t i)
{
	return i == 0 || step->ntransitions > 0 || step->assumed[0] != '\0';
}

static void
show_finding(struct output *out, const struct chart *chart,
    const struct check_finding *f)
{
	size_t i;

	output_styled(out, f->note ? STYLE_WARN : STYLE_BAD, f->note ?
	    _("note") : _("fault"));
	if (f->line > 0)
		output_addf(out, _(", line %d"), f->line);
	if (f->assumed)
		output_adds(out, _(", assumed"));
	output_addf(out, "%s%s\n", _(": "), f->shown);
	for (i = 0; i < f->npath; i++)
		if (says_something(&f->path[i], i))
			show_step(out, chart, &f->path[i]);
}

static void
show(struct call *call, const struct chart *chart, const struct check *check)
{
	struct output *out = &call->out;
	size_t situations, microsteps, faults = check_faults(check), i;
	bool apart;

	for (i = 0; i < check_count(check); i++)
		show_finding(out, chart, check_get(check, i));
	check_explored(check, &situations, &microsteps, &apart);
	output_addf(out, _("explored: %zu configurations, %zu microsteps%s\n"),
	    situations, microsteps, apart ?
	    _(" (independent regions one beside the other)") : "");
	if (faults == 0)
		output_adds(out, _("no faults\n"));
	else
		output_addf(out, _("faults: %zu\n"), faults);
}

/* ---- for programs ---- */

static json_t *
step_json(const struct chart *chart, const struct check_step *step)
{
	json_t *o = json_object(), *lines = json_array();
	size_t i;

	for (i = 0; i < step->ntransitions; i++)
		json_array_append_new(lines, json_integer(chart_transition(
		    chart, step->transitions[i])->line));
	json_object_set_new(o, "event", json_words(step->event));
	json_object_set_new(o, "internal", json_boolean(step->internal));
	json_object_set_new(o, "lines", lines);
	json_object_set_new(o, "assumed", json_fact(step->assumed));
	json_object_set_new(o, "states", json_words(step->states));
	return o;
}

static json_t *
finding_json(const struct chart *chart, const struct check_finding *f)
{
	json_t *o = json_object(), *path = json_array();
	size_t i;

	for (i = 0; i < f->npath; i++)
		json_array_append_new(path, step_json(chart, &f->path[i]));
	json_object_set_new(o, "kind", json_words(check_kind_name(f->kind)));
	json_object_set_new(o, "fault", json_boolean(!f->note));
	json_object_set_new(o, "assumed", json_boolean(f->assumed));
	json_object_set_new(o, "line", f->line > 0 ? json_integer(f->line) :
	    json_null());
	json_object_set_new(o, "message", json_words(f->message));
	json_object_set_new(o, "path", path);
	return o;
}

static void
print(struct call *call, const struct chart *chart, const struct check *check)
{
	json_t *o = json_object(), *list = json_array();
	size_t situations, microsteps, i;
	bool apart;

	check_explored(check, &situations, &microsteps, &apart);
	for (i = 0; i < check_count(check); i++)
		json_array_append_new(list, finding_json(chart,
		    check_get(check, i)));
	json_object_set_new(o, "name", json_words(chart_name(chart)));
	json_object_set_new(o, "configurations",
	    json_integer((json_int_t)situations));
	json_object_set_new(o, "microsteps",
	    json_integer((json_int_t)microsteps));
	json_object_set_new(o, "apart", json_boolean(apart));
	json_object_set_new(o, "faults",
	    json_integer((json_int_t)check_faults(check)));
	json_object_set_new(o, "findings", list);
	json_print(&call->out, o);
}

/* ---- the command ---- */

static int
number_given(const struct call *call, const char *option, long most,
    long *out, struct err *err)
{
	const char *given = options_value(&call->options, option);
	char *end;
	long n;

	*out = 0;
	if (given == NULL)
		return 0;
	n = strtol(given, &end, 10);
	if (*given < '0' || *given > '9' || *end != '\0' || n < 1 || n > most)
		return err_set(err, ERR_USAGE, "--%s takes a number from 1 to "
		    "%ld; \"%s\" is none", option, most, given);
	*out = n;
	return 0;
}

int
workflow_check(struct call *call)
{
	static const char *const allowed[] = { WORKFLOW_PEOPLE,
		WORKFLOW_MOST, NULL };
	struct check_options options = { 0, 0, false };
	const struct chart *chart = NULL;
	struct charts *charts = NULL;
	struct check *check = NULL;
	struct err err = ERR_INIT;
	char hash[SHA256_HEX];
	long people = 0, most = 0;
	int status;

	if (workflow_allow(call, "check", allowed, &err) == 0 &&
	    number_given(call, WORKFLOW_PEOPLE, PEOPLE_MOST, &people,
	    &err) == 0 && number_given(call, WORKFLOW_MOST, SITUATIONS_MOST,
	    &most, &err) == 0 && charts_open(call, &charts, &err) == 0 &&
	    charts_find(charts, call_operand(call, 1), &chart, hash,
	    &err) == 0) {
		options.people = (int)people;
		options.situations = (size_t)most;
		check_chart(&check, chart, &options, &err);
	}
	if (check == NULL) {
		status = call_asked(call, &err);
	} else {
		if (call_json(call))
			print(call, chart, check);
		else
			show(call, chart, check);
		status = check_faults(check) > 0 ? STATUS_NO : STATUS_YES;
	}
	check_free(check);
	charts_free(charts);
	return status;
}
