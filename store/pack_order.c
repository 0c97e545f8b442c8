/*
 * pack_order.c: what stands before a commit in its pack
 *
 * A commit stands in our packs behind the objects that it brought. To look
 * their ids up one by one touches the whole index, as ids are hashes, and
 * each look waits for memory; to take those that stand side by side in the
 * pack is one pass for which the processor does not wait.
 */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A spot in a pack: its offset, then its place in the index. */
#define PLACE_BITS 21
#define OFFSET_MOST (UINT64_C(1) << (64 - PLACE_BITS))
#define BEFORE 32		/* taken where the last one is unknown */
#define NEAR_MOST 64

/* All this is to save time: it must not cost more than it saves. Units are
 * about ten nanoseconds. */
#define BUDGET (INT64_C(1) << 22)
#define COST_SEARCH 50
#define GAIN_HIT 20

struct near_object {
	struct object_id id;
	uint64_t offset;
};

struct pack_order {
	struct pack_file *file;		/* the one that spots are of */
	uint64_t *spots;		/* by offset */
	uint32_t count, next;
	int64_t budget;
	struct near_object near[NEAR_MOST];
	size_t nnear;
};

struct pack_order *
pack_order_new(void)
{
	struct pack_order *order = mem_zero(1, sizeof(*order));

	order->budget = BUDGET;
	return order;
}

void
pack_order_free(struct pack_order *order)
{
	if (order != NULL)
		free(order->spots);
	free(order);
}

void
pack_order_forget(struct pack_order *order)
{
	free(order->spots);
	order->spots = NULL;
	order->file = NULL;
	order->count = 0;
	order->nnear = 0;
}

/* By the bytes of the offset, last one first: each pass keeps the order. */
static void
sort_spots(uint64_t *spots, uint32_t count)
{
	uint64_t *other = mem_zero(count, sizeof(*other)), *from = spots,
	    *to = other, *swap, all = 0;
	uint32_t starts[256], n, sum, i;
	unsigned shift;

	for (i = 0; i < count; i++)
		all |= spots[i];
	for (shift = PLACE_BITS; shift < 64 && all >> shift != 0; shift += 8) {
		memset(starts, 0, sizeof(starts));
		for (i = 0; i < count; i++)
			starts[from[i] >> shift & 255]++;
		for (i = 0, sum = 0; i < 256; i++, sum += n) {
			n = starts[i];
			starts[i] = sum;
		}
		for (i = 0; i < count; i++)
			to[starts[from[i] >> shift & 255]++] = from[i];
		swap = from;
		from = to;
		to = swap;
	}
	if (from != spots)
		memcpy(spots, from, count * sizeof(*spots));
	free(other);
}

/* False: this pack is not worth it, or of no kind of ours. */
static bool
take_pack(struct pack_order *order, struct pack_file *file)
{
	uint64_t offset;
	uint32_t i;

	if (order->file == file)
		return order->count > 0;
	pack_order_forget(order);
	order->file = file;
	if (file->count >= (uint32_t)1 << PLACE_BITS ||
	    order->budget < (int64_t)file->count)
		return false;
	order->budget -= file->count;
	order->spots = mem_zero(file->count, sizeof(*order->spots));
	for (i = 0; i < file->count; i++) {
		offset = pack_file_offset(file, i);
		if (offset == 0 || offset >= OFFSET_MOST)
			return false;
		order->spots[i] = offset << PLACE_BITS | i;
	}
	sort_spots(order->spots, file->count);
	order->count = file->count;
	return true;
}

/* The entry that stands there, to those that are near. */
static const struct near_object *
take_near(struct pack_order *order, uint32_t at, size_t *pages)
{
	struct near_object *near = &order->near[order->nnear++];
	uint64_t spot = order->spots[at];
	uint32_t place = (uint32_t)(spot & ((1 << PLACE_BITS) - 1));

	near->offset = spot >> PLACE_BITS;
	pack_file_id(order->file, place, &near->id);
	*pages += pack_file_touch_index(order->file, place);
	return near;
}

bool
pack_order_next(struct pack_order *order, const struct object_id *commit,
    size_t *pages)
{
	order->nnear = 0;
	while (order->nnear < NEAR_MOST && order->next < order->count)
		if (object_id_equal(&take_near(order, order->next++,
		    pages)->id, commit))
			return true;
	order->nnear = 0;
	return false;
}

void
pack_order_at(struct pack_order *order, struct pack_file *file,
    uint64_t offset, size_t *pages)
{
	uint32_t low = 0, high, middle, at;

	order->nnear = 0;
	order->budget -= COST_SEARCH;
	if (order->budget < 0 || !take_pack(order, file))
		return;
	for (high = order->count; low < high;) {
		middle = low + (high - low) / 2;
		if (order->spots[middle] >> PLACE_BITS < offset)
			low = middle + 1;
		else
			high = middle;
	}
	for (at = low > BEFORE ? low - BEFORE : 0; at < low; at++)
		(void)take_near(order, at, pages);
	order->next = low < order->count ? low + 1 : low;
}

bool
pack_order_find(struct pack_order *order, const struct object_id *id,
    struct pack_file **file, uint64_t *offset)
{
	size_t i;

	for (i = 0; i < order->nnear; i++) {
		if (!object_id_equal(&order->near[i].id, id))
			continue;
		*file = order->file;
		*offset = order->near[i].offset;
		if (order->budget < BUDGET)
			order->budget += GAIN_HIT;
		return true;
	}
	return false;
}
