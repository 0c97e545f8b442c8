/* id_map.c: from object id to a number: open addressing, never shrinking */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* Ids are hashes: any eight bytes of one are a good hash value. */
static size_t
first_slot(const struct id_map *map, const struct object_id *id)
{
	uint64_t h;

	memcpy(&h, id->b, sizeof(h));
	return (size_t)h & (map->cap - 1);
}

static struct id_slot *
slot_of(const struct id_map *map, const struct object_id *id)
{
	size_t i = first_slot(map, id);

	while (map->slots[i].used && !object_id_equal(&map->slots[i].id, id))
		i = (i + 1) & (map->cap - 1);
	return &map->slots[i];
}

uint64_t *
id_map_find(const struct id_map *map, const struct object_id *id)
{
	struct id_slot *slot;

	if (map->cap == 0)
		return NULL;
	slot = slot_of(map, id);
	return slot->used ? &slot->value : NULL;
}

static void
grow(struct id_map *map)
{
	struct id_map old = *map;
	size_t i;

	map->cap = old.cap == 0 ? 64 : 2 * old.cap;
	map->slots = mem_zero(map->cap, sizeof(*map->slots));
	for (i = 0; i < old.cap; i++)
		if (old.slots[i].used)
			*slot_of(map, &old.slots[i].id) = old.slots[i];
	free(old.slots);
}

uint64_t *
id_map_add(struct id_map *map, const struct object_id *id, bool *added)
{
	struct id_slot *slot;

	if (2 * (map->count + 1) > map->cap)
		grow(map);
	slot = slot_of(map, id);
	*added = !slot->used;
	if (!slot->used) {
		slot->used = true;
		slot->id = *id;
		slot->value = 0;
		map->count++;
	}
	return &slot->value;
}

void
id_map_reset(struct id_map *map)
{
	if (map->count != 0)
		memset(map->slots, 0, map->cap * sizeof(*map->slots));
	map->count = 0;
}

void
id_map_release(struct id_map *map)
{
	free(map->slots);
	*map = (struct id_map){ NULL, 0, 0 };
}
