/* audit_map.c: from strings to numbers, by 16 bytes of their SHA-256 */
#include "workflows/audit_int.h"

#include "engine/base/hash.h"
#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

struct audit_slot {
	uint64_t key[2];	/* both zero: free */
	size_t value;
};

static void
key_of(uint64_t key[2], const char *a, const char *b)
{
	struct sha256 hash;

	sha256_of_two(&hash, a, strlen(a) + 1, b, strlen(b));
	memcpy(key, hash.b, 2 * sizeof(key[0]));
}

static struct audit_slot *
slot_of(struct audit_slot *slots, size_t cap, const uint64_t key[2])
{
	size_t i = (size_t)key[0] & (cap - 1);

	while (slots[i].key[0] != 0 || slots[i].key[1] != 0) {
		if (slots[i].key[0] == key[0] && slots[i].key[1] == key[1])
			break;
		i = (i + 1) & (cap - 1);
	}
	return &slots[i];
}

size_t
audit_map_get(const struct audit_map *map, const char *a, const char *b)
{
	uint64_t key[2];

	if (map->cap == 0)
		return 0;
	key_of(key, a, b);
	return slot_of(map->slots, map->cap, key)->value;
}

static void
grow(struct audit_map *map)
{
	size_t cap = map->cap == 0 ? 64 : 2 * map->cap, i;
	struct audit_slot *slots = mem_zero(cap, sizeof(*slots));
	const struct audit_slot *old;

	for (i = 0; i < map->cap; i++) {
		old = &map->slots[i];
		if (old->key[0] != 0 || old->key[1] != 0)
			*slot_of(slots, cap, old->key) = *old;
	}
	free(map->slots);
	map->slots = slots;
	map->cap = cap;
}

void
audit_map_put(struct audit_map *map, const char *a, const char *b,
    size_t value)
{
	struct audit_slot *slot;
	uint64_t key[2];

	if (3 * (map->count + 1) > 2 * map->cap)
		grow(map);
	key_of(key, a, b);
	slot = slot_of(map->slots, map->cap, key);
	if (slot->key[0] == 0 && slot->key[1] == 0) {
		memcpy(slot->key, key, sizeof(slot->key));
		map->count++;
	}
	slot->value = value;
}

void
audit_map_reset(struct audit_map *map)
{
	if (map->count > 0)
		memset(map->slots, 0, map->cap * sizeof(*map->slots));
	map->count = 0;
}

void
audit_map_release(struct audit_map *map)
{
	free(map->slots);
	*map = (struct audit_map) { 0 };
}
