/* effects.c: what happened in a step, in order */
#include "engine/chart/session_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>

struct effects {
	struct effect *items;
	size_t n, cap;
	struct arena arena;
};

struct effects *
effects_new(void)
{
	return mem_zero(1, sizeof(struct effects));
}

void
effects_free(struct effects *effects)
{
	if (effects == NULL)
		return;
	arena_release(&effects->arena);
	free(effects->items);
	free(effects);
}

void
effects_reset(struct effects *effects)
{
	effects->n = 0;
	arena_release(&effects->arena);
}

size_t
effects_count(const struct effects *effects)
{
	return effects->n;
}

const struct effect *
effects_get(const struct effects *effects, size_t i)
{
	return &effects->items[i];
}

static const char *
keep(struct effects *effects, const char *s)
{
	return s != NULL ? arena_strdup(&effects->arena, s) : NULL;
}

static struct effect *
add(struct session *s, enum effect_kind kind)
{
	struct effects *effects = s->system->effects;
	struct effect *effect;

	MEM_GROW(effects->items, effects->n, effects->cap);
	effect = &effects->items[effects->n++];
	*effect = (struct effect) { .kind = kind, .index = -1,
		.invoke = keep(effects, s->invokeid) };
	return effect;
}

void
effect_keep(struct session *s, enum effect_kind kind, int index,
    const char *name, const char *data)
{
	struct effects *effects = s->system->effects;
	struct effect *effect = add(s, kind);

	effect->index = index;
	effect->name = keep(effects, name);
	effect->data = keep(effects, data);
}

void
effect_add_send(struct session *s, const struct event *event,
    const char *target, const char *type)
{
	struct effects *effects = s->system->effects;
	struct text data = TEXT_INIT;
	struct effect *effect;

	if (effects == NULL)
		return;
	effect = add(s, EFFECT_SEND);
	effect->name = keep(effects, event->name);
	effect->target = keep(effects, target);
	effect->type = keep(effects, type);
	effect->id = keep(effects, event->sendid);
	if (event->data != NULL) {
		node_write_children(&data, event->data, NULL);
		effect->data = keep(effects, data.ptr);
	}
	text_release(&data);
}
