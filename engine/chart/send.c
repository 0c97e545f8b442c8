/* send.c: <send> and <cancel>: who gets an event, and when (SCXML 6.2, C.1) */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"
#include "engine/xml/xml.h"

#include <stdlib.h>
#include <string.h>

#define OUTSIDE "urn:guiwen:"
#define UNREACHABLE "error.communication"
#define INVALID "error.execution"

/* A send with all its arguments evaluated. */
struct message {
	struct event event;	/* data included; strings in `strings` */
	char *strings[5];
	size_t nstrings;
	const char *target, *type;
	int64_t delay_ms;
};

static bool
is_scxml(const char *type)
{
	return type == NULL || strcmp(type, CHART_IO_SCXML) == 0 ||
	    strcmp(type, "scxml") == 0;
}

bool
send_is_outside(const char *type)
{
	return type != NULL && strncmp(type, OUTSIDE, strlen(OUTSIDE)) == 0;
}

static struct session *
find_session(struct session *s, const char *id)
{
	struct session *child, *found;

	if (strcmp(s->id, id) == 0)
		return s;
	for (child = s->children; child != NULL; child = child->next)
		if ((found = find_session(child, id)) != NULL)
			return found;
	return NULL;
}

/*
 * Where does it go? *to is the session, when there is one. NULL, or the name
 * of the error: a target that is none is error.execution, one that is not
 * there is error.communication.
 */
static const char *
resolve(struct session *s, const char *target, const char *type,
    enum destination *dest, struct session **to)
{
	*to = s;
	*dest = TO_SESSION;
	if (send_is_outside(type)) {
		*dest = TO_OUTSIDE;
		return NULL;
	}
	if (!is_scxml(type))
		return INVALID;
	if (target == NULL)
		return NULL;
	if (strcmp(target, "#_internal") == 0)
		*dest = TO_INTERNAL;
	else if (strcmp(target, "#_parent") == 0)
		*to = s->parent;
	else if (strncmp(target, "#_scxml_", 8) == 0)
		*to = find_session(s->system->root, target + 8);
	else if (strncmp(target, "#_", 2) == 0 && target[2] != '\0')
		*to = invoke_find(s, target + 2);
	else
		return INVALID;
	return *to == NULL || (*to)->done ? UNREACHABLE : NULL;
}

void
send_deliver(struct session *to, const struct event *event)
{
	struct event copy = *event;
	struct system *system = to->system;

	if (system->external.count >= system->limits.queue) {
		session_fail(to, LIMIT_QUEUE);
		return;
	}
	copy.to = to;
	copy.data = NULL;
	if (event->data != NULL && (to->model != NULL ||
	    to->chart->ninvokes > 0)) {
		copy.data = node_new(to, "data");
		node_add_copies(to, copy.data, event->data->children);
	}
	copy.class = chart_event_class(to->chart, copy.name);
	event_own(&copy);
	queue_push(&system->external, &copy);
}

static bool
dispatch(struct session *s, struct event *event, const char *target,
    const char *type)
{
	enum destination dest;
	struct session *to;
	const char *error = resolve(s, target, type, &dest, &to);
	struct event internal;

	if (error != NULL)
		return content_error(s, error, event->sendid,
		    "<send> of \"%s\" to \"%s\": %s",
		    event->name != NULL ? event->name : "",
		    target != NULL ? target : "", strcmp(error, INVALID) == 0 ?
		    "there is no such target or type" :
		    "there is no such session");
	if (dest == TO_OUTSIDE) {
		effect_add_send(s, event, target, type);
	} else if (dest == TO_INTERNAL) {
		internal = *event;
		internal.type = EVENT_INTERNAL;
		internal.origin = internal.origintype = NULL;
		internal.class = chart_event_class(s->chart, event->name);
		event_own(&internal);
		event->data = NULL;
		content_internal(s, &internal);
	} else {
		event->invokeid = to == s->parent ? s->invokeid : NULL;
		/* Nobody listens to a child that has been cancelled. */
		if (to != s->parent || !s->cancelled)
			send_deliver(to, event);
	}
	return !s->system->failed;
}

static bool
delay(struct session *s, struct message *m)
{
	struct system *system = s->system;
	struct timer timer = { .from = s };

	if (system->ntimers >= system->limits.timers) {
		session_fail(s, LIMIT_TIMERS);
		return false;
	}
	timer.due_ms = system->now_ms + m->delay_ms;
	timer.number = ++system->next_timer;
	timer.target = m->target != NULL ? mem_strdup(m->target) : NULL;
	timer.type = m->type != NULL ? mem_strdup(m->type) : NULL;
	timer.event = m->event;
	event_own(&timer.event);
	m->event.data = NULL;
	timers_add(system, &timer);
	return true;
}

void
send_due(struct system *system, struct timer *timer)
{
	(void)system;
	dispatch(timer->from, &timer->event, timer->target, timer->type);
}

static const char *
keep(struct message *m, char *string)
{
	if (string != NULL)
		m->strings[m->nstrings++] = string;
	return string;
}

/* A new id, never used before in this session (SCXML 3.14). */
static char *
new_id(struct session *s)
{
	struct text id = TEXT_INIT;

	text_addf(&id, "send.%llu",
	    (unsigned long long)++s->system->next_id);
	return text_detach(&id, NULL);
}

/* All arguments, now, even when the send is delayed (SCXML 6.2.3). */
static bool
prepare(struct session *s, const struct send *send, struct message *m)
{
	const char *text;
	bool failed = false;

	m->event.sendid = send->id;
	if (send->idlocation != NULL) {
		m->event.sendid = keep(m, new_id(s));
		if (!assign_text(s, send->idlocation, m->event.sendid))
			return false;
	}
	m->event.name = keep(m, content_either(s, &send->event, &failed));
	m->target = keep(m, failed ? NULL :
	    content_either(s, &send->target, &failed));
	m->type = keep(m, failed ? NULL :
	    content_either(s, &send->type, &failed));
	text = keep(m, failed ? NULL :
	    content_either(s, &send->delay, &failed));
	if (failed)
		return false;
	m->delay_ms = text == NULL ? 0 : chart_delay(text);
	if (m->delay_ms < 0)
		return content_error(s, INVALID, m->event.sendid,
		    "<send>: \"%s\" is no time such as \"1.5s\"", text);
	if (send->payload.content != NULL || send->payload.content_expr !=
	    NULL || send->payload.params != NULL) {
		m->event.data = node_new(s, "data");
		return content_payload(s, &send->payload, false,
		    m->event.data);
	}
	return true;
}

static bool
check(struct session *s, const struct message *m, int line)
{
	enum destination dest;
	struct session *to;
	const char *error = resolve(s, m->target, m->type, &dest, &to);

	if (error != NULL && strcmp(error, INVALID) == 0)
		return content_error(s, INVALID, m->event.sendid, "line %d: "
		    "<send> to \"%s\" of type \"%s\": there is no such target "
		    "or type", line, m->target != NULL ? m->target : "",
		    m->type != NULL ? m->type : "");
	if (dest == TO_INTERNAL && m->delay_ms > 0)
		return content_error(s, INVALID, m->event.sendid,
		    "line %d: <send> to #_internal may have no delay", line);
	if (dest != TO_OUTSIDE && (m->event.name == NULL ||
	    m->event.name[0] == '\0'))
		return content_error(s, INVALID, m->event.sendid,
		    "line %d: <send> without the name of an event", line);
	return true;
}

bool
send_run(struct session *s, const struct send *send, int line)
{
	struct message m = { .event = { .type = EVENT_EXTERNAL,
		.origin = s->origin, .origintype = CHART_IO_SCXML } };
	bool ok = prepare(s, send, &m) && check(s, &m, line);

	if (ok)
		ok = m.delay_ms > 0 ? delay(s, &m) :
		    dispatch(s, &m.event, m.target, m.type);
	if (m.event.data != NULL)
		node_free(s->system, m.event.data);
	while (m.nstrings > 0)
		free(m.strings[--m.nstrings]);
	return ok;
}

bool
send_cancel(struct session *s, const struct either *sendid)
{
	struct system *system = s->system;
	bool failed = false;
	char *id = content_either(s, sendid, &failed);
	const char *other;
	size_t i = 0;

	while (!failed && i < system->ntimers) {
		other = system->timers[i].event.sendid;
		if (system->timers[i].from != s || other == NULL ||
		    strcmp(other, id) != 0) {
			i++;
			continue;
		}
		timer_release(system, &system->timers[i]);
		timers_remove(system, i);
	}
	free(id);
	return !failed;
}
