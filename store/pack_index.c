/* pack_index.c: the index of a pack, version 2 (gitformat-pack) */
#include "store/repository_int.h"

#include <stdlib.h>
#include <string.h>

#define LARGE_OFFSET ((uint64_t)1 << 31)

static int
compare_items(const void *a, const void *b)
{
	const struct pack_item *x = a, *y = b;

	return memcmp(&x->id, &y->id, sizeof(x->id));
}

static void
put_u32(struct text *out, uint32_t v)
{
	unsigned char b[4] = { (unsigned char)(v >> 24),
		(unsigned char)(v >> 16), (unsigned char)(v >> 8),
		(unsigned char)v };

	text_add(out, b, sizeof(b));
}

/* How many ids start with a byte up to this one. */
static void
put_fanout(struct text *out, const struct pack_item *items, size_t count)
{
	size_t i = 0;
	unsigned byte;

	for (byte = 0; byte < 256; byte++) {
		while (i < count && items[i].id.b[0] <= byte)
			i++;
		put_u32(out, (uint32_t)i);
	}
}

/* Offsets of 31 bits; longer ones stand in a table of their own. */
static void
put_offsets(struct text *out, const struct pack_item *items, size_t count)
{
	size_t i;
	uint32_t nlarge = 0;

	for (i = 0; i < count; i++)
		if (items[i].offset < LARGE_OFFSET)
			put_u32(out, (uint32_t)items[i].offset);
		else
			put_u32(out, (uint32_t)LARGE_OFFSET | nlarge++);
	for (i = 0; i < count; i++)
		if (items[i].offset >= LARGE_OFFSET) {
			put_u32(out, (uint32_t)(items[i].offset >> 32));
			put_u32(out, (uint32_t)items[i].offset);
		}
}

void
pack_index_format(struct text *out, struct pack_item *items, size_t count,
    const unsigned char pack_hash[SHA1_BYTES])
{
	unsigned char hash[SHA1_BYTES];
	size_t i;

	qsort(items, count, sizeof(*items), compare_items);
	text_add(out, "\377tOc\0\0\0\2", 8);
	put_fanout(out, items, count);
	for (i = 0; i < count; i++)
		text_add(out, &items[i].id, sizeof(items[i].id));
	for (i = 0; i < count; i++)
		put_u32(out, items[i].crc);
	put_offsets(out, items, count);
	text_add(out, pack_hash, SHA1_BYTES);
	sha1_of(hash, out->ptr, out->len, "", 0);
	text_add(out, hash, sizeof(hash));
}
