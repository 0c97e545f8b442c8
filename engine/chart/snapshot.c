/* snapshot.c: a session between two macrosteps, as data */
#include "engine/chart/session_int.h"

#include "engine/xml/write.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

static void
write_states(struct xml_writer *w, const struct chart *chart,
    const char *element, const uint64_t *set)
{
	int i, last = (int)chart->nstates - 1;

	for (i = bits_next(set, 0, last); i != -1;
	    i = bits_next(set, i + 1, last)) {
		xw_open(w, element, NULL);
		xw_attr(w, "state", chart->states[i].pub.id);
		xw_close(w);
	}
}

static void
write_histories(struct xml_writer *w, const struct session *s)
{
	const struct chart *chart = s->chart;
	size_t i;

	for (i = 0; i < chart->nhistories; i++) {
		if (!s->recorded[i])
			continue;
		xw_open(w, "history", NULL);
		xw_attr(w, "state", chart->states[chart->histories[i]].pub.id);
		write_states(w, chart, "stored",
		    s->stored + i * chart->words);
		xw_close(w);
	}
}

static void
write_fragment(struct xml_writer *w, const xmlNode *node)
{
	struct text bytes = TEXT_INIT;

	node_write(&bytes, node, SNAPSHOT_NS);
	xw_fragment(w, bytes.ptr, bytes.len);
	text_release(&bytes);
}

/* All but the system variables, which are made anew. */
static void
write_model(struct xml_writer *w, const struct session *s)
{
	size_t i;

	xw_open(w, "model", NULL);
	for (i = 0; i < s->model->nvariables; i++)
		if (s->model->variables[i].name[0] != '_')
			write_fragment(w, s->model->variables[i].data);
	xw_close(w);
}

static int
invoke_number(const struct session *s)
{
	const struct invoke *invoke;
	int n = 0;

	for (invoke = s->parent->chart->states[s->invoked_by->state].invokes;
	    invoke != s->invoked_by; invoke = invoke->next)
		n++;
	return n;
}

static void
write_session(struct xml_writer *w, const struct session *s)
{
	const struct session *child;
	struct text xml = TEXT_INIT;

	xw_open(w, "session", NULL);
	xw_attr(w, "done", s->done ? "true" : NULL);
	xw_attr(w, "id", s->id);
	if (s->parent != NULL) {
		xw_attr_int(w, "invoke", invoke_number(s));
		xw_attr(w, "invokeid", s->invokeid);
		xw_attr(w, "parent", s->parent->id);
		xw_attr(w, "state", s->parent->chart->states[
		    s->invoked_by->state].pub.id);
	}
	if (s->own_chart != NULL) {
		node_write(&xml, s->own_chart->root, NULL);
		xw_element(w, "chart", xml.ptr);
		text_release(&xml);
	}
	write_states(w, s->chart, "active", s->active);
	write_histories(w, s);
	write_states(w, s->chart, "entered", s->entered_before);
	if (s->model != NULL)
		write_model(w, s);
	xw_close(w);
	for (child = s->children; child != NULL; child = child->next)
		write_session(w, child);
}

static void
write_event(struct xml_writer *w, const struct event *event)
{
	static const char *const types[] = { "platform", "internal",
		"external" };

	xw_open(w, "event", NULL);
	xw_attr(w, "invokeid", event->invokeid);
	xw_attr(w, "name", event->name);
	xw_attr(w, "origin", event->origin);
	xw_attr(w, "origintype", event->origintype);
	xw_attr(w, "sendid", event->sendid);
	xw_attr(w, "to", event->to != NULL ? event->to->id : NULL);
	xw_attr(w, "type", types[event->type]);
	if (event->data != NULL)
		write_fragment(w, event->data);
	xw_close(w);
}

static void
write_timer(struct xml_writer *w, const struct timer *timer)
{
	xw_open(w, "timer", NULL);
	xw_attr_int(w, "due", timer->due_ms);
	xw_attr(w, "from", timer->from->id);
	xw_attr_int(w, "number", (int64_t)timer->number);
	xw_attr(w, "target", timer->target);
	xw_attr(w, "type", timer->type);
	write_event(w, &timer->event);
	xw_close(w);
}

void
session_snapshot(const struct session *session, struct text *out)
{
	const struct system *system = session->system;
	struct xml_writer w;
	size_t i;

	xw_init(&w, out);
	xw_open(&w, "snapshot", SNAPSHOT_NS);
	xw_attr_int(&w, "ids", (int64_t)system->next_id);
	xw_attr_int(&w, "now", system->now_ms);
	xw_attr_int(&w, "timers", (int64_t)system->next_timer);
	xw_attr(&w, "version", "1");
	write_session(&w, session);
	for (i = 0; i < system->external.count; i++)
		write_event(&w, queue_at(&system->external, i));
	for (i = 0; i < system->ntimers; i++)
		write_timer(&w, &system->timers[i]);
	xw_close(&w);
}
