/*
 * chart_run.h: charts run in tests: what happens is one line of text, and a
 * twin that is put together from a snapshot before every step must do the same
 */
#ifndef GUIWEN_TESTS_CHART_RUN_H
#define GUIWEN_TESTS_CHART_RUN_H

#include "engine/chart/chart.h"
#include "engine/chart/session.h"
#include "engine/xml/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SCXML(model, attributes, body)					\
	"<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" "		\
	"xmlns:gw=\"urn:guiwen:chart:1\" version=\"1.0\" "		\
	"datamodel=\"" model "\" " attributes ">" body "</scxml>"

struct run {
	struct chart *chart;
	struct session *s;
	struct effects *effects;
	struct text trace;	/* of the last call */
	struct arena arena;	/* of the facts */
	struct xml_tree *facts;
	int64_t now_ms;
	struct err err;
};

/* Expressions that do not compile may be in it. */
static inline struct chart *
chart_of(const char *xml)
{
	struct chart *chart = NULL;
	struct err err = ERR_INIT;

	if (chart_parse_with(&chart, xml, strlen(xml), "chart", NULL,
	    &err) != 0)
		fail_msg("%s", err.msg);
	return chart;
}

static inline void
trace_effect(struct text *out, const struct chart *chart,
    const struct effect *e)
{
	const char *name = e->name != NULL ? e->name : "";
	const char *data = e->data != NULL ? e->data : "";

	if (out->len > 0)
		text_addc(out, ' ');
	/* Numbers in a child are of a chart that the test does not see. */
	if (e->invoke != NULL) {
		text_addf(out, "%s:", e->invoke);
		chart = NULL;
	}
	switch (e->kind) {
	case EFFECT_EVENT:
		text_addf(out, "[%s]", name);
		break;
	case EFFECT_TRANSITION:
		text_addf(out, "t%d", e->index);
		break;
	case EFFECT_EXIT:
		text_addf(out, "-%s", chart != NULL ?
		    chart_state(chart, e->index)->id : "");
		break;
	case EFFECT_ENTER:
		text_addf(out, "+%s", chart != NULL ?
		    chart_state(chart, e->index)->id : "");
		break;
	case EFFECT_LOG:
		text_addf(out, "log(%s%s%s)", name, *name != '\0' ? "=" : "",
		    data);
		break;
	case EFFECT_SEND:
		text_addf(out, "send(%s,%s,%s,%s,%s)", name,
		    e->target != NULL ? e->target : "", e->type,
		    e->id != NULL ? e->id : "", data);
		break;
	case EFFECT_ERROR:
		text_addf(out, "!%s", name + strlen("error."));
		break;
	case EFFECT_DONE:
		text_addf(out, "done(%s%s%s)", name, *data != '\0' ? "=" : "",
		    data);
		break;
	}
}

static inline void
trace(struct text *out, const struct chart *chart,
    const struct effects *effects)
{
	size_t i;

	text_reset(out);
	for (i = 0; i < effects_count(effects); i++)
		trace_effect(out, chart, effects_get(effects, i));
}

/* Start it and trace what happened. */
static inline struct run
run_start_with(const char *xml, const char *facts,
    const struct session_limits *limits)
{
	struct run run = { .chart = chart_of(xml), .effects = effects_new(),
		.trace = TEXT_INIT, .now_ms = 1000 };

	if (facts != NULL)
		assert_int_equal(xt_parse(&run.facts, &run.arena, facts,
		    strlen(facts), "facts", NULL, &run.err), 0);
	if (session_start(&run.s, run.chart, "s1", run.facts, run.now_ms,
	    limits, run.effects, &run.err) != 0)
		fail_msg("%s", run.err.msg);
	trace(&run.trace, run.chart, run.effects);
	return run;
}

static inline struct run
run_start(const char *xml)
{
	return run_start_with(xml, NULL, NULL);
}

static inline struct session *
run_twin(struct run *run)
{
	struct text bytes = TEXT_INIT;
	struct session *twin = NULL;

	session_snapshot(run->s, &bytes);
	if (session_restore(&twin, run->chart, bytes.ptr, bytes.len,
	    run->facts, NULL, &run->err) != 0)
		fail_msg("%s\n%s", run->err.msg, bytes.ptr);
	text_release(&bytes);
	return twin;
}

static inline void
run_compare(struct run *run, struct session *twin, struct effects *effects)
{
	struct text bytes = TEXT_INIT, others = TEXT_INIT, line = TEXT_INIT;

	trace(&line, run->chart, effects);
	assert_string_equal(line.ptr, run->trace.ptr);
	session_snapshot(run->s, &bytes);
	session_snapshot(twin, &others);
	assert_string_equal(others.ptr, bytes.ptr);
	text_release(&bytes);
	text_release(&others);
	text_release(&line);
}

/* One step, of the twin too; what happened, as text. */
static inline const char *
run_event(struct run *run, const struct session_event *event)
{
	struct effects *effects = effects_new();
	struct session *twin = run_twin(run);

	effects_reset(run->effects);
	if (session_step(run->s, event, run->now_ms, run->effects,
	    &run->err) != 0 || session_step(twin, event, run->now_ms, effects,
	    &run->err) != 0)
		fail_msg("%s", run->err.msg);
	trace(&run->trace, run->chart, run->effects);
	run_compare(run, twin, effects);
	session_free(twin);
	effects_free(effects);
	return run->trace.ptr;
}

static inline const char *
run_step(struct run *run, const char *name)
{
	const struct session_event event = { .name = name };

	return run_event(run, &event);
}

/* With data: an element whose children are _event.data. */
static inline const char *
run_step_data(struct run *run, const char *name, const char *data)
{
	struct session_event event = { .name = name };
	const char *trace_line;
	xmlDoc *doc = NULL;

	assert_int_equal(xml_parse(&doc, data, strlen(data), "data", NULL,
	    &run->err), 0);
	event.data = xmlDocGetRootElement(doc);
	trace_line = run_event(run, &event);
	xmlFreeDoc(doc);
	return trace_line;
}

static inline const char *
run_advance(struct run *run, int64_t by_ms)
{
	struct effects *effects = effects_new();
	struct session *twin = run_twin(run);

	run->now_ms += by_ms;
	effects_reset(run->effects);
	if (session_advance(run->s, run->now_ms, run->effects,
	    &run->err) != 0 || session_advance(twin, run->now_ms, effects,
	    &run->err) != 0)
		fail_msg("%s", run->err.msg);
	trace(&run->trace, run->chart, run->effects);
	run_compare(run, twin, effects);
	session_free(twin);
	effects_free(effects);
	return run->trace.ptr;
}

static inline void
run_end(struct run *run)
{
	session_free(run->s);
	effects_free(run->effects);
	chart_free(run->chart);
	arena_release(&run->arena);
	text_release(&run->trace);
}

#endif
