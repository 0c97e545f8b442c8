/* queue.c: events that wait: queues and timers */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

void
queue_push(struct event_queue *queue, const struct event *event)
{
	struct event *items;
	size_t cap, i;

	if (queue->count == queue->cap) {
		cap = queue->cap == 0 ? 8 : 2 * queue->cap;
		items = mem_alloc(cap * sizeof(*items));
		for (i = 0; i < queue->count; i++)
			items[i] = *queue_at(queue, i);
		free(queue->items);
		queue->items = items;
		queue->first = 0;
		queue->cap = cap;
	}
	queue->items[(queue->first + queue->count++) & (queue->cap - 1)] =
	    *event;
}

bool
queue_pop(struct event_queue *queue, struct event *out)
{
	if (queue->count == 0)
		return false;
	*out = queue->items[queue->first];
	queue->first = (queue->first + 1) & (queue->cap - 1);
	queue->count--;
	return true;
}

const struct event *
queue_at(const struct event_queue *queue, size_t i)
{
	return &queue->items[(queue->first + i) & (queue->cap - 1)];
}

void
event_release(struct system *system, struct event *event)
{
	free(event->owned);
	event->owned = NULL;
	if (event->data != NULL)
		node_free(system, event->data);
	event->data = NULL;
}

void
event_own(struct event *event)
{
	const char **fields[] = { &event->name, &event->sendid,
		&event->origin, &event->origintype, &event->invokeid };
	size_t len = 0, n, i;
	char *to;

	for (i = 0; i < MEM_COUNT(fields); i++)
		if (*fields[i] != NULL)
			len += strlen(*fields[i]) + 1;
	event->owned = to = mem_alloc(len);
	for (i = 0; i < MEM_COUNT(fields); i++) {
		if (*fields[i] == NULL)
			continue;
		n = strlen(*fields[i]) + 1;
		memcpy(to, *fields[i], n);
		*fields[i] = to;
		to += n;
	}
}

void
queue_release(struct system *system, struct event_queue *queue)
{
	struct event event;

	while (queue_pop(queue, &event))
		event_release(system, &event);
	free(queue->items);
	*queue = (struct event_queue) { NULL, 0, 0, 0 };
}

void
queue_forget(struct system *system, struct event_queue *queue,
    const struct session *to)
{
	struct event event;
	size_t n = queue->count;

	while (n-- > 0 && queue_pop(queue, &event)) {
		if (event.to == to)
			event_release(system, &event);
		else
			queue_push(queue, &event);
	}
}

void
timers_add(struct system *system, const struct timer *timer)
{
	size_t i;

	MEM_GROW(system->timers, system->ntimers, system->timers_cap);
	for (i = system->ntimers; i > 0 &&
	    system->timers[i - 1].due_ms > timer->due_ms; i--)
		;
	memmove(system->timers + i + 1, system->timers + i,
	    (system->ntimers - i) * sizeof(*timer));
	system->timers[i] = *timer;
	system->ntimers++;
}

void
timers_remove(struct system *system, size_t i)
{
	system->ntimers--;
	memmove(system->timers + i, system->timers + i + 1,
	    (system->ntimers - i) * sizeof(*system->timers));
}

void
timer_release(struct system *system, struct timer *timer)
{
	free(timer->target);
	free(timer->type);
	event_release(system, &timer->event);
}

void
timers_forget(struct system *system, const struct session *from)
{
	size_t i = 0;

	while (i < system->ntimers) {
		if (system->timers[i].from != from) {
			i++;
			continue;
		}
		timer_release(system, &system->timers[i]);
		timers_remove(system, i);
	}
}
