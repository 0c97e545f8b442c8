/* build_classes.c: event descriptors as a trie (SCXML 3.12.1) */
#include "engine/chart/build.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SPACE " \t\r\n"

/* A descriptor as it counts: without ".*" or "." at its end. */
struct descriptor {
	const char *s;
	size_t len;
};

/* The next descriptor in the list; len 0: the wildcard. False at the end. */
static bool
next_descriptor(const char **list, struct descriptor *out)
{
	const char *s = *list + strspn(*list, SPACE);
	size_t len = strcspn(s, SPACE);

	if (len == 0)
		return false;
	*list = s + len;
	out->s = s;
	if (len == 1 && *s == '*')
		len = 0;
	else if (len >= 2 && s[len - 1] == '*' && s[len - 2] == '.')
		len -= 2;
	else if (s[len - 1] == '.')
		len--;
	out->len = len;
	return true;
}

bool
chart_event_matches(const char *descriptors, const char *event)
{
	struct descriptor d;

	while (next_descriptor(&descriptors, &d))
		if (d.len == 0 || (strncmp(d.s, event, d.len) == 0 &&
		    (event[d.len] == '\0' || event[d.len] == '.')))
			return true;
	return false;
}

/* Tokens compare before what follows them: a prefix sorts before all that it
 * matches, with nothing else in between. */
static int
compare(const void *a, const void *b)
{
	const struct event_class *x = a, *y = b;
	size_t i, n = x->len < y->len ? x->len : y->len;
	unsigned char c, d;

	for (i = 0; i < n; i++) {
		c = (unsigned char)x->prefix[i];
		d = (unsigned char)y->prefix[i];
		if (c == d)
			continue;
		if (c == '.' || d == '.')
			return c == '.' ? -1 : 1;
		return c < d ? -1 : 1;
	}
	return (x->len > y->len) - (x->len < y->len);
}

struct list {
	struct event_class *items;
	size_t n, cap;
};

/* The descriptor and all its token prefixes: the trie has no gaps. */
static void
collect(struct list *list, const struct descriptor *d)
{
	size_t i;

	for (i = 1; i <= d->len; i++) {
		if (i < d->len && d->s[i] != '.')
			continue;
		MEM_GROW(list->items, list->n, list->cap);
		list->items[list->n++] = (struct event_class) {
			.prefix = d->s, .len = i,
			.hash = chart_hash(d->s, i) };
	}
}

static bool
begins(const struct event_class *with, const struct event_class *class)
{
	return class->len >= with->len &&
	    memcmp(class->prefix, with->prefix, with->len) == 0 &&
	    (class->len == with->len || class->prefix[with->len] == '.');
}

/* Sorted and single, with each one's last descendant. */
static void
number(struct chart *chart, struct list *list)
{
	size_t i, j, n = 1;

	if (list->n > 0)
		qsort(list->items, list->n, sizeof(*list->items), compare);
	chart->classes = arena_array(&chart->arena, list->n + 1,
	    sizeof(*chart->classes));
	chart->classes[0].prefix = "";
	for (i = 0; i < list->n; i++)
		if (i == 0 || compare(&list->items[i - 1],
		    &list->items[i]) != 0)
			chart->classes[n++] = list->items[i];
	chart->nclasses = n;
	for (i = n; i-- > 1;) {
		for (j = i + 1; j < n && begins(&chart->classes[i],
		    &chart->classes[j]); j = (size_t)chart->classes[j].last + 1)
			;
		chart->classes[i].last = (int)j - 1;
	}
}

static int
find_prefix(const struct chart *chart, const char *s, size_t len,
    uint32_t hash)
{
	const struct event_class *class;
	size_t mask = chart->by_prefix_size - 1, i;

	for (i = hash & mask; chart->by_prefix[i] != 0; i = (i + 1) & mask) {
		class = &chart->classes[chart->by_prefix[i]];
		if (class->hash == hash && class->len == len &&
		    memcmp(class->prefix, s, len) == 0)
			return chart->by_prefix[i];
	}
	return 0;
}

int
chart_event_class(const struct chart *chart, const char *name)
{
	uint32_t hash = 2166136261u;
	int class = 0, found;
	const char *s;

	for (s = name;; s++) {
		if (*s == '\0' || *s == '.') {
			found = find_prefix(chart, name, (size_t)(s - name),
			    hash);
			if (found == 0)
				return class;
			class = found;
			if (*s == '\0')
				return class;
		}
		hash = (hash ^ (unsigned char)*s) * 16777619u;
	}
}

static void
index_prefixes(struct chart *chart)
{
	size_t size = 8, i, slot;

	while (size < 2 * chart->nclasses)
		size *= 2;
	chart->by_prefix = arena_array(&chart->arena, size, sizeof(int));
	chart->by_prefix_size = size;
	for (i = 1; i < chart->nclasses; i++) {
		slot = chart->classes[i].hash & (size - 1);
		while (chart->by_prefix[slot] != 0)
			slot = (slot + 1) & (size - 1);
		chart->by_prefix[slot] = (int)i;
	}
}

static void
set_spans(struct chart *chart, struct transition *t)
{
	const char *list = t->pub.event;
	struct descriptor d;
	int class;

	if (list == NULL)
		return;
	t->spans = arena_array(&chart->arena, strlen(list) / 2 + 1,
	    sizeof(*t->spans));
	while (next_descriptor(&list, &d)) {
		if (d.len == 0) {
			t->any = true;
			continue;
		}
		class = find_prefix(chart, d.s, d.len,
		    chart_hash(d.s, d.len));
		t->spans[t->nspans].first = class;
		t->spans[t->nspans++].last = chart->classes[class].last;
	}
}

/* The events that the chart itself can raise get their classes now. */
static void
classify_content(struct chart *chart, struct action *action)
{
	struct branch *branch;

	for (; action != NULL; action = action->next) {
		if (action->kind == ACT_RAISE)
			action->u.raise.event_class = chart_event_class(chart,
			    action->u.raise.event);
		else if (action->kind == ACT_SEND &&
		    action->u.send.event.text != NULL)
			action->u.send.event_class = chart_event_class(chart,
			    action->u.send.event.text);
		else if (action->kind == ACT_FOREACH)
			classify_content(chart, action->u.foreach.content);
		else if (action->kind == ACT_IF)
			for (branch = action->u.branches; branch != NULL;
			    branch = branch->next)
				classify_content(chart, branch->content);
	}
}

static void
classify_state(struct chart *chart, struct state *state)
{
	size_t len = strlen(state->pub.id) + sizeof("done.state.");
	struct block *block;
	char *name;

	for (block = state->onentry; block != NULL; block = block->next)
		classify_content(chart, block->content);
	for (block = state->onexit; block != NULL; block = block->next)
		classify_content(chart, block->content);
	if (state->initial != NULL)
		classify_content(chart, state->initial->content);
	if (state->pub.type != CHART_STATE &&
	    state->pub.type != CHART_PARALLEL)
		return;
	name = arena_alloc(&chart->arena, len);
	snprintf(name, len, "done.state.%s", state->pub.id);
	state->done_event = name;
	state->done_class = chart_event_class(chart, name);
}

int
build_classes(struct builder *b)
{
	struct chart *chart = b->chart;
	struct list list = { NULL, 0, 0 };
	struct descriptor d;
	const char *s;
	size_t i;

	for (i = 0; i < chart->ntransitions; i++)
		for (s = chart->transitions[i].pub.event; s != NULL &&
		    next_descriptor(&s, &d);)
			collect(&list, &d);
	number(chart, &list);
	free(list.items);
	index_prefixes(chart);
	for (i = 0; i < chart->ntransitions; i++) {
		set_spans(chart, &chart->transitions[i]);
		classify_content(chart, chart->transitions[i].content);
	}
	for (i = 0; i < chart->nstates; i++)
		classify_state(chart, &chart->states[i]);
	chart->class_execution = chart_event_class(chart, "error.execution");
	chart->class_communication = chart_event_class(chart,
	    "error.communication");
	return 0;
}
