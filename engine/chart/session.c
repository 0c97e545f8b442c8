/* session.c: starting, stepping and asking a running chart */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Timers in one call: one that starts itself again after a millisecond must
 * not keep a caller for ever who comes back after years. */
#define FIRED_MAX 1000000

#define ORIGIN "#_scxml_"

/* Cheaper than calloc() for what is small: malloc() has it at hand. */
static void *
zeroed(size_t size)
{
	return memset(mem_alloc(size), 0, size);
}

struct system *
system_new(const struct session_limits *limits)
{
	struct system *system = zeroed(sizeof(*system));
	struct session_limits *l = &system->limits;

	if (limits != NULL)
		*l = *limits;
	if (l->microsteps == 0)
		l->microsteps = 10000;
	if (l->queue == 0)
		l->queue = 10000;
	if (l->timers == 0)
		l->timers = 10000;
	if (l->data_nodes == 0)
		l->data_nodes = 1000000;
	if (l->xpath_ops == 0)
		l->xpath_ops = 10000000;
	return system;
}

static char *
take(char **at, size_t size)
{
	char *here = *at;

	*at += (size + 7) / 8 * 8;
	return here;
}

/* The struct and all its sets in one piece of memory. */
struct session *
session_new(const struct chart *chart, struct system *system)
{
	size_t set = chart->words * sizeof(uint64_t);
	size_t stored = chart->nhistories * set;
	size_t picked = chart->natomic * sizeof(struct picked);
	size_t size = sizeof(struct session) + 5 * set + stored +
	    chart->nhistories + chart->nstates * sizeof(int) + 2 * picked +
	    2 * chart->ntransitions + 11 * 8;
	struct session *s = zeroed(size);
	char *at = (char *)(s + 1);

	s->chart = chart;
	s->system = system;
	s->final = -1;
	s->active = (uint64_t *)(void *)take(&at, set);
	s->to_invoke = (uint64_t *)(void *)take(&at, set);
	s->entered_before = (uint64_t *)(void *)take(&at, set);
	s->enter = (uint64_t *)(void *)take(&at, set);
	s->by_default = (uint64_t *)(void *)take(&at, set);
	s->stored = (uint64_t *)(void *)take(&at, stored);
	s->picked = (struct picked *)(void *)take(&at, picked);
	s->sorted = (struct picked *)(void *)take(&at, picked);
	s->history_content = (int *)(void *)take(&at,
	    chart->nstates * sizeof(int));
	s->recorded = (bool *)take(&at, chart->nhistories);
	s->verdict = (unsigned char *)take(&at, chart->ntransitions);
	s->complained = (bool *)take(&at, chart->ntransitions);
	system->nsessions++;
	return s;
}

void
session_end(struct session *s)
{
	struct system *system = s->system;
	struct session *child, *next;

	for (child = s->children; child != NULL; child = next) {
		next = child->next;
		session_end(child);
	}
	timers_forget(system, s);
	queue_forget(system, &system->external, s);
	queue_release(system, &s->internal);
	if (s->model != NULL) {
		event_release(system, &s->current);
		model_free(s);
	}
	xmlFreeDoc(s->doc);
	chart_free(s->own_chart);
	free(s->invokeid);
	free(s->origin);
	free(s);
	system->nsessions--;
}

void
session_free(struct session *session)
{
	struct system *system;

	if (session == NULL)
		return;
	system = session->system;
	session_end(session);
	queue_release(system, &system->external);
	free(system->timers);
	free(system);
}

void
session_fail(struct session *s, enum limit limit)
{
	struct system *system = s->system;
	const struct session_limits *l = &system->limits;
	struct err *err = system->err;

	if (system->failed || s->quiet)
		return;
	system->failed = true;
	if (err == NULL)
		return;		/* between calls: the next one says so */
	switch (limit) {
	case LIMIT_MICROSTEPS:
		err_set(err, ERR_LIMIT, "the chart took more than %zu "
		    "microsteps without coming to rest; its transitions lead "
		    "in a circle", l->microsteps);
		break;
	case LIMIT_QUEUE:
		err_set(err, ERR_LIMIT, "more than %zu events wait in a "
		    "queue of the chart", l->queue);
		break;
	case LIMIT_TIMERS:
		err_set(err, ERR_LIMIT,
		    "more than %zu delayed events wait in the chart",
		    l->timers);
		break;
	case LIMIT_DATA:
		err_set(err, ERR_LIMIT,
		    "the chart's data have more than %zu nodes",
		    l->data_nodes);
		break;
	case LIMIT_DEPTH:
		err_set(err, ERR_LIMIT, "the chart's data are nested deeper "
		    "than %d", NODE_MAX_DEPTH);
		break;
	case LIMIT_XPATH:
		err_set(err, ERR_LIMIT, "an expression of the chart needed "
		    "more than %zu operations", l->xpath_ops);
		break;
	case LIMIT_FIRED:
		err_set(err, ERR_LIMIT, "more than %d delayed events came due "
		    "in one call", FIRED_MAX);
		break;
	case LIMIT_CHILDREN:
		err_set(err, ERR_LIMIT, "the chart invoked more than %d "
		    "charts, or inside one another deeper than %d",
		    SESSION_MAX_CHILDREN, SESSION_MAX_DEPTH);
		break;
	}
}

void
session_prepare(struct session *s, const xmlNode *given)
{
	int i;

	if (s->chart->datamodel != CHART_XPATH)
		return;
	model_new(s);
	for (i = 0; i < (int)s->chart->nstates; i++) {
		if (s->chart->states[i].data == NULL ||
		    (s->chart->late && i > 0))
			continue;
		model_init_state(s, i, given);
	}
}

/* The start of every call: who looks, and whose clock it is. */
static int
begin(struct session *s, int64_t now_ms, struct effects *effects,
    struct err *err)
{
	struct system *system = s->system;

	if (system->failed)
		return err_set(err, ERR_LIMIT,
		    "the chart was stopped at a limit and cannot go on");
	if (now_ms < system->now_ms)
		return err_set(err, ERR_CLOCK, "the chart's time may not go "
		    "back from %" PRId64 " to %" PRId64 " ms", system->now_ms,
		    now_ms);
	system->effects = effects;
	system->err = err;
	system->microsteps = system->macrosteps = system->fired = 0;
	return 0;
}

/* After the call nobody's memory is held. */
static int
end(struct session *s)
{
	s->system->effects = NULL;
	s->system->err = NULL;
	return s->system->failed ? -1 : 0;
}

/* May one more macrostep be taken in this call? */
static bool
more(const struct system *system)
{
	return !system->failed && (system->limits.macrosteps == 0 ||
	    system->macrosteps < system->limits.macrosteps);
}

static void
drain(struct system *system)
{
	struct event event;

	while (system->external.count > 0 && more(system)) {
		queue_pop(&system->external, &event);
		if (event.to->done) {
			event_release(system, &event);
			continue;
		}
		system->macrosteps++;
		step_external(event.to, &event);
	}
}

/* A send that fails when it is due leaves an error in the internal queue,
 * with no external event to start a macrostep. */
static void
settle(struct system *system, struct session *s)
{
	if (s->internal.count == 0 || system->failed)
		return;
	system->macrosteps++;
	select_afresh(s);
	step_macrostep(s);
}

/*
 * A timer fires at the time at which it was due, not at which somebody came
 * to look: what it leads to does not depend on how often that is.
 */
static void
fire(struct system *system, int64_t now_ms)
{
	struct session *from;
	struct timer timer;

	drain(system);
	while (system->ntimers > 0 && system->timers[0].due_ms <= now_ms &&
	    more(system)) {
		if (++system->fired > FIRED_MAX) {
			session_fail(system->root, LIMIT_FIRED);
			break;
		}
		system->microsteps = 0;
		timer = system->timers[0];
		timers_remove(system, 0);
		from = timer.from;
		if (timer.due_ms > system->now_ms)
			system->now_ms = timer.due_ms;
		send_due(system, &timer);
		timer_release(system, &timer);
		settle(system, from);
		drain(system);
	}
	if (now_ms > system->now_ms && more(system))
		system->now_ms = now_ms;
}

int
session_start(struct session **out, const struct chart *chart,
    const char *id, const struct xml_tree *facts, int64_t now_ms,
    const struct session_limits *limits, struct effects *effects,
    struct err *err)
{
	struct system *system = system_new(limits);
	struct session *s = session_new(chart, system);

	system->root = s;
	system->now_ms = now_ms;
	session_name(s, id);
	begin(s, now_ms, effects, err);
	session_prepare(s, NULL);
	session_set_facts(s, facts);
	system->macrosteps++;
	if (!system->failed)
		step_start(s);
	drain(system);
	if (end(s) != 0) {
		session_free(s);
		return -1;
	}
	*out = s;
	return 0;
}

void
session_name(struct session *s, const char *id)
{
	size_t len = strlen(id) + 1, before = sizeof(ORIGIN) - 1;

	s->origin = mem_alloc(before + len);
	memcpy(s->origin, ORIGIN, before);
	memcpy(s->origin + before, id, len);
	s->id = s->origin + before;
}

void
session_set_facts(struct session *session, const struct xml_tree *facts)
{
	model_set_facts(session, facts);
}

int
session_advance(struct session *session, int64_t now_ms,
    struct effects *effects, struct err *err)
{
	if (begin(session, now_ms, effects, err) != 0)
		return -1;
	fire(session->system, now_ms);
	return end(session);
}

/* The event as it comes from outside, in the session's terms. */
static struct event
external_event(struct session *s, const struct session_event *event)
{
	struct event e = { .name = event->name, .type = EVENT_EXTERNAL,
		.sendid = event->sendid, .origin = event->origin,
		.origintype = event->origintype,
		.invokeid = event->invokeid, .to = s };

	e.class = chart_event_class(s->chart, e.name);
	if (s->model == NULL && s->chart->ninvokes == 0)
		return e;
	event_own(&e);
	if (event->data != NULL) {
		e.data = node_new(s, "data");
		node_add_copies(s, e.data, event->data->children);
	}
	return e;
}

int
session_step(struct session *session, const struct session_event *event,
    int64_t now_ms, struct effects *effects, struct err *err)
{
	struct system *system = session->system;
	struct event e;

	if (begin(session, now_ms, effects, err) != 0)
		return -1;
	fire(system, now_ms);
	if (session->done || system->failed)
		return end(session);
	e = external_event(session, event);
	if (system->external.count == 0 && more(system)) {
		system->macrosteps++;
		step_external(session, &e);
	} else {
		if (e.owned == NULL)
			event_own(&e);
		queue_push(&system->external, &e);
	}
	drain(system);
	return end(session);
}

int64_t
session_next_timer(const struct session *session)
{
	const struct system *system = session->system;

	if (system->external.count > 0)
		return system->now_ms;
	return system->ntimers > 0 ? system->timers[0].due_ms : -1;
}

size_t
session_select(struct session *session, const struct session_event *event,
    int *enabled, size_t max, int *blocked, size_t max_blocked,
    size_t *nblocked)
{
	struct event e;
	size_t n, i, others;

	if (nblocked != NULL)
		*nblocked = 0;
	if (session->done || session->system->failed)
		return 0;
	session->quiet = true;
	e = external_event(session, event);
	if (session->model != NULL) {
		event_release(session->system, &session->current);
		session->current = e;
		session->has_current = true;
		session->model->event_is_stale = true;
	}
	n = select_transitions(session, e.class);
	for (i = 0; i < n && i < max; i++)
		enabled[i] = session->picked[i].transition;
	others = select_blocked(session, e.class, blocked, max_blocked);
	if (nblocked != NULL)
		*nblocked = others;
	if (session->model == NULL)
		event_release(session->system, &e);
	session->quiet = false;
	return n;
}

bool
session_is_in(const struct session *session, int state)
{
	return state > 0 && bits_has(session->active, state);
}

bool
session_done(const struct session *session)
{
	return session->done;
}

size_t
session_configuration(const struct session *session, int *states, size_t max)
{
	int i, last = (int)session->chart->nstates - 1;
	size_t n = 0;

	for (i = bits_next(session->active, 1, last); i != -1;
	    i = bits_next(session->active, i + 1, last)) {
		if (n < max)
			states[n] = i;
		n++;
	}
	return n;
}
