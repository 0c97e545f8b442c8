/*
 * pack_reader.c: objects out of packs, deltas put together
 *
 * Written for reading a long history in order: the base of a delta was read
 * a moment before and is still at hand. Content is put together in buffers
 * that are kept, and changes places with the caller's.
 */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

#define BASE_SLOTS 16384
#define BASE_MAX_BYTES ((size_t)64 << 10)	/* of a text; trees are kept */
#define BASES_MOST ((size_t)8 << 20)
#define CHAIN_MAX 4096			/* deltas in a row */
#define KEEP_BYTES ((size_t)4 << 20)	/* room that a buffer keeps */

/* Which content stands at an offset: a later delta may stand on it. */
struct base_slot {
	const struct pack_file *file;
	uint64_t offset;
	struct object_id id;
	unsigned type;
};

/* Deltas on the way down to a whole object, nearest to us first. */
struct chain {
	struct pack_entry entries[CHAIN_MAX];
	size_t count;
};

struct pack_reader {
	struct inflater *inflater;	/* borrowed */
	struct object_cache bases;
	struct base_slot slots[BASE_SLOTS];
	struct chain chain;
	struct text result, base, delta;
};

struct pack_reader *
pack_reader_new(struct inflater *inflater)
{
	struct pack_reader *reader = mem_zero(1, sizeof(*reader));

	reader->inflater = inflater;
	object_cache_init(&reader->bases, BASES_MOST);
	text_init(&reader->result);
	text_init(&reader->base);
	text_init(&reader->delta);
	return reader;
}

void
pack_reader_share(struct pack_reader *reader, size_t share)
{
	object_cache_limit(&reader->bases, BASES_MOST / share);
}

void
pack_reader_free(struct pack_reader *reader)
{
	if (reader == NULL)
		return;
	object_cache_release(&reader->bases);
	text_release(&reader->result);
	text_release(&reader->base);
	text_release(&reader->delta);
	free(reader);
}

void
pack_reader_forget(struct pack_reader *reader, const struct pack_file *file)
{
	size_t i;

	for (i = 0; i < BASE_SLOTS; i++)
		if (reader->slots[i].file == file)
			reader->slots[i].file = NULL;
}

struct object_cache *
pack_reader_bases(struct pack_reader *reader)
{
	return &reader->bases;
}

static struct base_slot *
slot_of(struct pack_reader *reader, const struct pack_file *file,
    uint64_t offset)
{
	uint64_t h = ((uint64_t)(uintptr_t)file + offset) *
	    UINT64_C(0x9e3779b97f4a7c15);

	return &reader->slots[h >> 50];
}

/* What is known to stand there. */
static bool
find_base(struct pack_reader *reader, const struct pack_file *file,
    uint64_t offset, unsigned *type, const char **bytes, size_t *len)
{
	const struct base_slot *slot = slot_of(reader, file, offset);

	if (slot->file != file || slot->offset != offset ||
	    !object_cache_get(&reader->bases, &slot->id,
	    (enum object_type)slot->type, bytes, len))
		return false;
	*type = slot->type;
	return true;
}

/* Make it that long; what stands in it is to be written. */
static void
make_long(struct text *text, size_t len)
{
	text_reset(text);
	(void)text_room(text, len);
	text_took(text, len);
}

static int
inflate_entry(struct pack_reader *reader, const struct pack_file *file,
    const struct pack_entry *entry, struct text *out)
{
	const unsigned char *stream = file->pack.bytes + entry->data;
	size_t left = file->pack.len - SHA1_BYTES - (size_t)entry->data;
	size_t used;

	/* Deflate makes nothing more than 1032 times shorter. */
	if (entry->size / 1032 > left)
		return -1;
	make_long(out, (size_t)entry->size);
	return inflater_read(reader->inflater, stream, left, out->ptr,
	    out->len, &used);
}

/* One step up a chain: into reader->result. */
static int
apply_entry(struct pack_reader *reader, const struct pack_file *file,
    const struct pack_entry *entry, const char *base, size_t base_len)
{
	const struct text *delta = &reader->delta;
	size_t want_base, len, at;

	if (inflate_entry(reader, file, entry, &reader->delta) != 0 ||
	    delta_sizes((unsigned char *)delta->ptr, delta->len, &want_base,
	    &len, &at) != 0 || len > OBJECT_MAX_BYTES)
		return -1;
	make_long(&reader->result, len);
	return delta_apply(reader->result.ptr, len, base, base_len,
	    (unsigned char *)delta->ptr, delta->len);
}

/* Go down to content that is whole or, below the first, at hand. 0, or -1:
 * damaged. */
static int
find_ground(struct pack_reader *reader, const struct pack_file *file,
    uint64_t offset, unsigned *type, const char **bytes, size_t *len)
{
	struct chain *chain = &reader->chain;
	struct pack_entry *entry;
	uint32_t place;

	for (chain->count = 0; chain->count < CHAIN_MAX; chain->count++) {
		if (chain->count > 0 &&
		    find_base(reader, file, offset, type, bytes, len))
			return 0;
		entry = &chain->entries[chain->count];
		if (pack_file_entry(file, offset, entry) != 0)
			return -1;
		if (entry->type <= 4) {
			if (inflate_entry(reader, file, entry,
			    &reader->result) != 0)
				return -1;
			*type = entry->type;
			*bytes = reader->result.ptr;
			*len = reader->result.len;
			return 0;
		}
		if (entry->type == PACK_REF_DELTA) {
			if (!pack_file_find(file, &entry->base_id, &place))
				return -1;
			entry->base = pack_file_offset(file, place);
		}
		offset = entry->base;
	}
	return -1;
}

static void
exchange(struct text *a, struct text *b)
{
	struct text other = *a;

	*a = *b;
	*b = other;
}

/* The content into reader->result: 1 when it stood on something else, 0 when
 * not, -1: damaged. */
static int
put_together(struct pack_reader *reader, const struct pack_file *file,
    uint64_t offset, unsigned *type)
{
	struct chain *chain = &reader->chain;
	const char *bytes;
	size_t len, left;

	if (find_ground(reader, file, offset, type, &bytes, &len) != 0)
		return -1;
	for (left = chain->count; left > 0; left--) {
		/* The bytes themselves stay where they are. */
		if (bytes == reader->result.ptr)
			exchange(&reader->result, &reader->base);
		if (apply_entry(reader, file, &chain->entries[left - 1],
		    bytes, len) != 0)
			return -1;
		bytes = reader->result.ptr;
		len = reader->result.len;
	}
	return chain->count > 0;
}

/* A large buffer does not go where little is kept. */
static void
hand_over(struct pack_reader *reader, struct text *content)
{
	struct text *result = &reader->result;

	if (content->cap >= result->cap || result->cap / 2 <= result->len) {
		exchange(content, result);
		return;
	}
	text_reset(content);
	text_add(content, result->ptr, result->len);
}

static void
keep_room(struct text *text)
{
	if (text->cap > KEEP_BYTES)
		text_release(text);
}

int
pack_reader_read(struct pack_reader *reader, const struct pack_file *file,
    uint64_t offset, const struct object_id *id, enum object_type *type,
    struct text *content)
{
	struct object_id real;
	unsigned found = 0;
	bool whole = false;
	int rc = put_together(reader, file, offset, &found);

	if (rc >= 0 && found <= OBJECT_BLOB) {	/* no tag: none of ours */
		*type = (enum object_type)found;
		hand_over(reader, content);
		object_id_of(&real, *type, content->ptr, content->len);
		whole = object_id_equal(&real, id);
	}
	if (whole && (*type == OBJECT_TREE ||
	    (rc == 1 && content->len <= BASE_MAX_BYTES))) {
		object_cache_put(&reader->bases, id, *type, content->ptr,
		    content->len);
		*slot_of(reader, file, offset) = (struct base_slot){ file,
			offset, *id, found };
	}
	keep_room(&reader->result);
	keep_room(&reader->base);
	keep_room(&reader->delta);
	return whole ? 0 : -1;
}
