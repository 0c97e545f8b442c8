/* object_cache.c: content by object id; least recently used goes first */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

struct cached_object {
	struct object_id id;
	enum object_type type;
	struct cached_object *next_in_bucket;
	struct cached_object *newer, *older;
	size_t len;
	char bytes[];
};

void
object_cache_init(struct object_cache *cache, size_t max_bytes)
{
	*cache = (struct object_cache){ NULL, NULL, NULL, 0, 0, 0, max_bytes };
}

void
object_cache_release(struct object_cache *cache)
{
	struct cached_object *o, *older;

	for (o = cache->newest; o != NULL; o = older) {
		older = o->older;
		free(o);
	}
	free(cache->buckets);
	object_cache_init(cache, cache->max_bytes);
}

static struct cached_object **
bucket_of(struct object_cache *cache, const struct object_id *id)
{
	uint64_t h;

	memcpy(&h, id->b, sizeof(h));
	return &cache->buckets[(size_t)h & (cache->nbuckets - 1)];
}

static void
unlink_from_order(struct object_cache *cache, struct cached_object *o)
{
	if (o->newer != NULL)
		o->newer->older = o->older;
	else
		cache->newest = o->older;
	if (o->older != NULL)
		o->older->newer = o->newer;
	else
		cache->oldest = o->newer;
}

static void
put_first(struct object_cache *cache, struct cached_object *o)
{
	o->newer = NULL;
	o->older = cache->newest;
	if (cache->newest != NULL)
		cache->newest->newer = o;
	else
		cache->oldest = o;
	cache->newest = o;
}

static struct cached_object *
find(struct object_cache *cache, const struct object_id *id)
{
	struct cached_object *o;

	if (cache->nbuckets == 0)
		return NULL;
	for (o = *bucket_of(cache, id); o != NULL; o = o->next_in_bucket)
		if (object_id_equal(&o->id, id))
			return o;
	return NULL;
}

bool
object_cache_get(struct object_cache *cache, const struct object_id *id,
    enum object_type type, const char **bytes, size_t *len)
{
	struct cached_object *o = find(cache, id);

	if (o == NULL || o->type != type)
		return false;
	if (o != cache->newest) {
		unlink_from_order(cache, o);
		put_first(cache, o);
	}
	*bytes = o->bytes;
	*len = o->len;
	return true;
}

static void
drop(struct object_cache *cache, struct cached_object *o)
{
	struct cached_object **link = bucket_of(cache, &o->id);

	while (*link != o)
		link = &(*link)->next_in_bucket;
	*link = o->next_in_bucket;
	unlink_from_order(cache, o);
	cache->bytes -= sizeof(*o) + o->len;
	cache->count--;
	free(o);
}

bool
object_cache_drop(struct object_cache *cache, const struct object_id *id)
{
	struct cached_object *o = find(cache, id);

	if (o != NULL)
		drop(cache, o);
	return o != NULL;
}

void
object_cache_limit(struct object_cache *cache, size_t max_bytes)
{
	cache->max_bytes = max_bytes;
	while (cache->bytes > max_bytes)
		drop(cache, cache->oldest);
}

static void
grow(struct object_cache *cache)
{
	struct cached_object *o, **bucket;

	free(cache->buckets);
	cache->nbuckets = cache->nbuckets == 0 ? 256 : 2 * cache->nbuckets;
	cache->buckets = mem_zero(cache->nbuckets, sizeof(*cache->buckets));
	for (o = cache->newest; o != NULL; o = o->older) {
		bucket = bucket_of(cache, &o->id);
		o->next_in_bucket = *bucket;
		*bucket = o;
	}
}

void
object_cache_put(struct object_cache *cache, const struct object_id *id,
    enum object_type type, const void *bytes, size_t len)
{
	struct cached_object *o, **bucket;

	if (find(cache, id) != NULL)
		return;
	if (2 * cache->count >= cache->nbuckets)
		grow(cache);
	o = mem_alloc(sizeof(*o) + len);
	o->id = *id;
	o->type = type;
	o->len = len;
	if (len != 0)
		memcpy(o->bytes, bytes, len);
	bucket = bucket_of(cache, id);
	o->next_in_bucket = *bucket;
	*bucket = o;
	put_first(cache, o);
	cache->count++;
	cache->bytes += sizeof(*o) + len;
	/* The new one stays, however large: its user is about to read it. */
	while (cache->bytes > cache->max_bytes && cache->oldest != o)
		drop(cache, cache->oldest);
}
