/* workflow_run.c: guiwen workflow run: any chart on its own */
#include "cli/workflow.h"

#include "cli/json.h"
#include "engine/base/mem.h"
#include "engine/chart/session.h"
#include "engine/xml/xml.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Timers that start themselves again would go on for ever. */
#define TIMERS_MOST 10000
/* Of the states passed through before a stop, so many are named. */
#define ROUND_MOST 200
#define LINE_MOST (1 << 20)

struct running {
	struct call *call;
	struct chart *chart;
	struct session *session;
	struct effects *effects;
	bool trace;
	int64_t now_ms;
	bool *active;		/* as the effects tell it */
	int recent[ROUND_MOST];	/* states entered last, in a ring */
	size_t nrecent;
	json_t *logs, *steps, *step;
};

/* ---- what happened, for people ---- */

static void
show_transition(struct running *r, int n)
{
	struct output *out = &r->call->out;
	const struct chart_transition *t = chart_transition(r->chart, n);
	size_t i;

	output_addf(out, _("  taken %s"), chart_state(r->chart,
	    t->source)->id);
	for (i = 0; i < t->ntargets; i++)
		output_addf(out, "%s%s", i == 0 ? " -> " : " ",
		    chart_state(r->chart, t->targets[i])->id);
	output_addf(out, _(", line %d\n"), t->line);
}

static void
show_log(struct running *r, const struct effect *e)
{
	struct output *out = &r->call->out;
	const char *text = e->data != NULL ? e->data : "";

	if (e->invoke != NULL)
		output_addf(out, "[%s] ", e->invoke);
	if (e->name != NULL && *e->name != '\0')
		output_addf(out, "%s%s", e->name, *text != '\0' ? ": " : "");
	output_addf(out, "%s\n", text);
}

/* A child's states and transitions are of another chart, and left out. */
static void
show_traced(struct running *r, const struct effect *e)
{
	struct output *out = &r->call->out;
	const char *name = e->name != NULL ? e->name : "";

	if (e->invoke != NULL && e->kind != EFFECT_EVENT)
		return;
	switch (e->kind) {
	case EFFECT_EVENT:
		if (e->invoke != NULL)
			output_addf(out, "[%s] ", e->invoke);
		output_addf(out, _("event %s\n"), *name != '\0' ? name :
		    _("(none)"));
		break;
	case EFFECT_TRANSITION:
		show_transition(r, e->index);
		break;
	case EFFECT_EXIT:
		output_addf(out, _("  left %s\n"), chart_state(r->chart,
		    e->index)->id);
		break;
	case EFFECT_ENTER:
		output_addf(out, _("  entered %s\n"), chart_state(r->chart,
		    e->index)->id);
		break;
	case EFFECT_SEND:
		output_addf(out, _("  sent %s to %s (%s)\n"), name,
		    e->target != NULL ? e->target : "", e->type);
		break;
	default:
		break;
	}
}

static void
show(struct running *r, const struct effect *e)
{
	if (e->kind == EFFECT_LOG)
		show_log(r, e);
	else if (e->kind == EFFECT_ERROR)
		fprintf(r->call->talk, "guiwen: %s: %s\n", e->name, e->data);
	else if (r->trace)
		show_traced(r, e);
}

/* ---- the same for programs ---- */

static void
into(json_t *object, const char *key, json_t *value)
{
	json_array_append_new(json_object_get(object, key), value);
}

static void
keep_transition(struct running *r, int n)
{
	const struct chart_transition *t = chart_transition(r->chart, n);
	json_t *o = json_object(), *targets = json_array();
	size_t i;

	for (i = 0; i < t->ntargets; i++)
		json_array_append_new(targets, json_words(chart_state(
		    r->chart, t->targets[i])->id));
	json_object_set_new(o, "source", json_words(chart_state(r->chart,
	    t->source)->id));
	json_object_set_new(o, "targets", targets);
	json_object_set_new(o, "line", json_integer(t->line));
	into(r->step, "transitions", o);
}

static void
keep_step(struct running *r, const struct effect *e)
{
	r->step = json_object();
	json_object_set_new(r->step, "event", json_fact(e->name));
	json_object_set_new(r->step, "time_ms", json_integer(r->now_ms));
	json_object_set_new(r->step, "transitions", json_array());
	json_object_set_new(r->step, "left", json_array());
	json_object_set_new(r->step, "entered", json_array());
	json_array_append_new(r->steps, r->step);
}

static void
keep(struct running *r, const struct effect *e)
{
	json_t *o;

	if (e->kind == EFFECT_LOG) {
		o = json_object();
		json_object_set_new(o, "label", json_fact(e->name));
		json_object_set_new(o, "text", json_words(e->data));
		json_object_set_new(o, "invoke", json_words(e->invoke));
		json_array_append_new(r->logs, o);
	} else if (e->kind == EFFECT_ERROR) {
		fprintf(r->call->talk, "guiwen: %s: %s\n", e->name, e->data);
	} else if (e->invoke != NULL || !r->trace) {
		return;
	} else if (e->kind == EFFECT_EVENT) {
		keep_step(r, e);
	} else if (r->step != NULL && e->kind == EFFECT_TRANSITION) {
		keep_transition(r, e->index);
	} else if (r->step != NULL && (e->kind == EFFECT_EXIT ||
	    e->kind == EFFECT_ENTER)) {
		into(r->step, e->kind == EFFECT_EXIT ? "left" : "entered",
		    json_words(chart_state(r->chart, e->index)->id));
	}
}

/* Which states are active, and which were entered last. */
static void
follow(struct running *r, const struct effect *e)
{
	if (e->invoke != NULL || (e->kind != EFFECT_ENTER &&
	    e->kind != EFFECT_EXIT))
		return;
	r->active[e->index] = e->kind == EFFECT_ENTER;
	if (e->kind == EFFECT_ENTER)
		r->recent[r->nrecent++ % ROUND_MOST] = e->index;
}

/* Tell what a call did. */
static void
report(struct running *r)
{
	size_t i;

	for (i = 0; i < effects_count(r->effects); i++) {
		const struct effect *e = effects_get(r->effects, i);

		follow(r, e);
		if (call_json(r->call))
			keep(r, e);
		else
			show(r, e);
	}
}

/* ---- where it is ---- */

static void
add_id(struct text *out, const struct chart *chart, int state)
{
	text_addf(out, "%s%s", out->len > 0 ? " " : "",
	    chart_state(chart, state)->id);
}

/* The atomic states among the active ones. */
static void
where(const struct running *r, struct text *out)
{
	int s;

	for (s = 1; s < (int)chart_nstates(r->chart); s++)
		if (r->active[s] && chart_state(r->chart, s)->atomic)
			add_id(out, r->chart, s);
}

/* The states that were entered last, each once: a loop goes through them. */
static void
round_trip(const struct running *r, struct text *out)
{
	bool *seen = mem_zero(chart_nstates(r->chart), sizeof(*seen));
	size_t i;
	int s;

	for (i = 0; i < r->nrecent && i < ROUND_MOST; i++)
		seen[r->recent[i]] = true;
	for (s = 1; s < (int)chart_nstates(r->chart); s++)
		if (seen[s] && chart_state(r->chart, s)->atomic)
			add_id(out, r->chart, s);
	free(seen);
}

/* ---- running ---- */

/* A limit is told with the states in which the chart was stopped; the trace
 * of a loop is nothing that anybody reads. */
static int
stopped(struct running *r, struct err *err)
{
	struct text states = TEXT_INIT;
	size_t i;

	if (err->code != ERR_LIMIT)
		return -1;
	for (i = 0; i < effects_count(r->effects); i++)
		follow(r, effects_get(r->effects, i));
	round_trip(r, &states);
	err_prefix(err, "in the states %s", states.ptr);
	text_release(&states);
	return -1;
}

static int
send(struct running *r, const char *name, const char *value, struct err *err)
{
	struct session_event event = { .name = name };
	struct text xml = TEXT_INIT;
	xmlDoc *doc = NULL;
	int rc = 0;

	if (value != NULL) {
		text_addf(&xml, "<data>%s</data>", value);
		rc = xml_parse(&doc, xml.ptr, xml.len, name, NULL, err);
		if (rc == 0)
			event.data = xmlDocGetRootElement(doc);
	}
	if (rc == 0) {
		effects_reset(r->effects);
		rc = session_step(r->session, &event, r->now_ms, r->effects,
		    err);
		if (rc == 0)
			report(r);
		else
			rc = stopped(r, err);
	}
	xmlFreeDoc(doc);
	text_release(&xml);
	return rc;
}

/* NAME or NAME=XML. */
static int
send_given(struct running *r, const char *given, struct err *err)
{
	const char *equals = strchr(given, '=');
	char *name = equals == NULL ? mem_strdup(given) :
	    mem_strndup(given, (size_t)(equals - given));
	int rc;

	if (name[0] == '\0' || name[strcspn(name, " \t\r\n")] != '\0')
		rc = err_set(err, ERR_USAGE, "an event is given as NAME or "
		    "NAME=XML; \"%s\" has not that form", given);
	else
		rc = send(r, name, equals != NULL ? equals + 1 : NULL, err);
	free(name);
	return rc;
}

static int
send_line(struct running *r, char *line, ssize_t len, struct err *err)
{
	while (len > 0 && strchr("\r\n \t", line[len - 1]) != NULL)
		line[--len] = '\0';
	if (len > LINE_MOST)
		return err_set(err, ERR_LIMIT, "an event on standard input is "
		    "longer than %d bytes", LINE_MOST);
	return len > 0 ? send_given(r, line, err) : 0;
}

static int
send_all(struct running *r, struct err *err)
{
	const struct options *options = &r->call->options;
	size_t i, n = options_count(options, WORKFLOW_EVENT), cap = 0;
	char *line = NULL;
	ssize_t len;
	int rc = 0;

	for (i = 0; i < n && rc == 0 && !session_done(r->session); i++)
		rc = send_given(r, options_nth(options, WORKFLOW_EVENT, i),
		    err);
	if (n > 0 || isatty(STDIN_FILENO))
		return rc;
	while (rc == 0 && !session_done(r->session) &&
	    (len = getline(&line, &cap, stdin)) > 0)
		rc = send_line(r, line, len, err);
	free(line);
	return rc;
}

/* No event is left: the clock jumps from timer to timer. */
static int
pass_time(struct running *r, struct err *err)
{
	struct text states = TEXT_INIT;
	int64_t next_ms;
	size_t fired;

	for (fired = 0; !session_done(r->session); fired++) {
		next_ms = session_next_timer(r->session);
		if (next_ms < 0)
			return 0;
		if (fired == TIMERS_MOST) {
			round_trip(r, &states);
			err_set(err, ERR_LIMIT, "the chart's timers went off "
			    "%d times and it goes on; states: %s",
			    TIMERS_MOST, states.ptr);
			text_release(&states);
			return -1;
		}
		if (next_ms > r->now_ms)
			r->now_ms = next_ms;
		effects_reset(r->effects);
		if (session_advance(r->session, r->now_ms, r->effects,
		    err) != 0)
			return stopped(r, err);
		report(r);
	}
	return 0;
}

static int
play(struct running *r, struct err *err)
{
	if (session_start(&r->session, r->chart, "run", NULL, 0, NULL,
	    r->effects, err) != 0)
		return stopped(r, err);
	report(r);
	if (send_all(r, err) != 0)
		return -1;
	return pass_time(r, err);
}

static int
finish(struct running *r)
{
	bool done = session_done(r->session);
	struct text states = TEXT_INIT;
	json_t *o;

	where(r, &states);
	if (call_json(r->call)) {
		o = json_object();
		json_object_set_new(o, "final", done ?
		    json_words(states.ptr) : json_null());
		json_object_set_new(o, "stopped", done ? json_null() :
		    json_words(states.ptr));
		json_object_set_new(o, "time_ms", json_integer(r->now_ms));
		json_object_set(o, "logs", r->logs);
		if (r->trace)
			json_object_set(o, "trace", r->steps);
		json_print(&r->call->out, o);
	} else {
		/* Fixed words, as every program that reads them expects. */
		output_addf(&r->call->out, "%s %s\n", done ? "final" :
		    "stopped in", states.ptr);
	}
	text_release(&states);
	return done ? STATUS_YES : STATUS_NO;
}

int
workflow_run(struct call *call)
{
	static const char *const allowed[] = { WORKFLOW_EVENT,
		WORKFLOW_TRACE, NULL };
	struct running r = { .call = call, .logs = json_array(),
		.steps = json_array(), .effects = effects_new(),
		.trace = options_has(&call->options, WORKFLOW_TRACE) };
	struct err err = ERR_INIT;
	int status;

	if (workflow_allow(call, "run", allowed, &err) == 0 &&
	    workflow_read(call_operand(call, 1), &r.chart, &err) == 0) {
		r.active = mem_zero(chart_nstates(r.chart),
		    sizeof(*r.active));
		play(&r, &err);
	}
	status = err.code == ERR_NONE ? finish(&r) : call_asked(call, &err);
	session_free(r.session);
	effects_free(r.effects);
	chart_free(r.chart);
	json_decref(r.logs);
	json_decref(r.steps);
	free(r.active);
	return status;
}
