/*
 * pack_reader.c: objects out of packs, deltas put together
 *
 * Written for reading a long history in order: the base of a delta was read
 * a moment before and is still at hand.
 */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

#define BASE_SLOTS 8192
#define BASE_MAX_BYTES ((size_t)64 << 10)
#define BASES_MOST ((size_t)6 << 20)
#define CHAIN_MAX 4096			/* deltas in a row */
#define WINDOW_BYTES 65536

/* Content that a later delta may stand on. */
struct base_slot {
	const struct pack_file *file;
	uint64_t offset;
	unsigned type;
	char *bytes;
	size_t len;
};

/* Deltas on the way down to a whole object, nearest to us first. */
struct chain {
	struct pack_entry entries[CHAIN_MAX];
	size_t count;
};

struct pack_reader {
	struct inflater *inflater;	/* borrowed */
	size_t touched;			/* bytes of pages, at most */
	const unsigned char *window;	/* the last ones */
	struct base_slot bases[BASE_SLOTS];
	size_t kept, hand;		/* bytes of bases; the next to go */
	struct chain chain;
};

struct pack_reader *
pack_reader_new(struct inflater *inflater)
{
	struct pack_reader *reader = mem_zero(1, sizeof(*reader));

	reader->inflater = inflater;
	return reader;
}

void
pack_reader_free(struct pack_reader *reader)
{
	size_t i;

	if (reader == NULL)
		return;
	for (i = 0; i < BASE_SLOTS; i++)
		free(reader->bases[i].bytes);
	free(reader);
}

static void
drop_base(struct pack_reader *reader, struct base_slot *slot)
{
	free(slot->bytes);
	reader->kept -= slot->len;
	memset(slot, 0, sizeof(*slot));
}

void
pack_reader_forget(struct pack_reader *reader, const struct pack_file *file)
{
	struct base_slot *slot;
	size_t i;

	for (i = 0; i < BASE_SLOTS; i++) {
		slot = &reader->bases[i];
		if (slot->file != file)
			continue;
		drop_base(reader, slot);
	}
}

static struct base_slot *
slot_of(struct pack_reader *reader, const struct pack_file *file,
    uint64_t offset)
{
	uint64_t h = ((uint64_t)(uintptr_t)file + offset) *
	    UINT64_C(0x9e3779b97f4a7c15);

	return &reader->bases[h >> 51];
}

/* Keep content as a base; takes `bytes` over. */
static void
keep_base(struct pack_reader *reader, const struct pack_file *file,
    uint64_t offset, unsigned type, char *bytes, size_t len)
{
	struct base_slot *slot = slot_of(reader, file, offset);

	if (len > BASE_MAX_BYTES) {
		free(bytes);
		return;
	}
	drop_base(reader, slot);
	/* Large ones make place for each other, round and round. */
	while (reader->kept + len > BASES_MOST)
		drop_base(reader, &reader->bases[reader->hand++ % BASE_SLOTS]);
	*slot = (struct base_slot){ file, offset, type, bytes, len };
	reader->kept += len;
}

/* The system maps a window of pages around each that is read. */
static void
touch(struct pack_reader *reader, const unsigned char *at)
{
	const unsigned char *window = at - (uintptr_t)at % WINDOW_BYTES;

	if (window == reader->window)
		return;
	reader->window = window;
	reader->touched += WINDOW_BYTES;
}

void
pack_reader_touch_index(struct pack_reader *reader)
{
	reader->touched += WINDOW_BYTES;
}

size_t
pack_reader_touched(const struct pack_reader *reader)
{
	return reader->touched;
}

void
pack_reader_let_go(struct pack_reader *reader)
{
	reader->touched = 0;
	reader->window = NULL;
}

static int
inflate_entry(struct pack_reader *reader, const struct pack_file *file,
    const struct pack_entry *entry, char **out)
{
	size_t left = file->pack_len - SHA1_BYTES - (size_t)entry->data;
	size_t used;

	/* Deflate makes nothing more than 1032 times shorter. */
	if (entry->size / 1032 > left)
		return -1;
	touch(reader, file->pack + entry->data);
	*out = mem_alloc((size_t)entry->size);
	if (inflater_read(reader->inflater, file->pack + entry->data, left,
	    *out, (size_t)entry->size, &used) == 0)
		return 0;
	free(*out);
	*out = NULL;
	return -1;
}

/* One step up a chain: `bytes` becomes the object that the delta makes. */
static int
apply_entry(struct pack_reader *reader, const struct pack_file *file,
    const struct pack_entry *entry, char **bytes, size_t *len)
{
	char *delta, *result = NULL;
	size_t base_len, result_len, at;
	int rc = -1;

	if (inflate_entry(reader, file, entry, &delta) != 0)
		return -1;
	if (delta_sizes((unsigned char *)delta, (size_t)entry->size,
	    &base_len, &result_len, &at) == 0 &&
	    result_len <= OBJECT_MAX_BYTES) {
		result = mem_alloc(result_len);
		rc = delta_apply(result, result_len, *bytes, *len,
		    (unsigned char *)delta, (size_t)entry->size);
	}
	free(delta);
	if (rc != 0) {
		free(result);
		return -1;
	}
	free(*bytes);
	*bytes = result;
	*len = result_len;
	return 0;
}

/* Go down to content that is at hand or whole. 0, or -1: damaged. */
static int
find_ground(struct pack_reader *reader, const struct pack_file *file,
    uint64_t offset, struct chain *chain, unsigned *type, char **bytes,
    size_t *len)
{
	struct pack_entry *entry;
	struct base_slot *slot;
	uint32_t place;

	for (chain->count = 0; chain->count < CHAIN_MAX;) {
		slot = slot_of(reader, file, offset);
		if (slot->bytes != NULL && slot->file == file &&
		    slot->offset == offset) {
			*type = slot->type;
			*len = slot->len;
			*bytes = mem_alloc(*len);
			if (*len != 0)
				memcpy(*bytes, slot->bytes, *len);
			return 0;
		}
		entry = &chain->entries[chain->count];
		if (pack_file_entry(file, offset, entry) != 0)
			return -1;
		if (entry->type <= 4) {
			*type = entry->type;
			*len = (size_t)entry->size;
			return inflate_entry(reader, file, entry, bytes);
		}
		if (entry->type == PACK_REF_DELTA) {
			if (!pack_file_find(file, &entry->base_id, &place))
				return -1;
			entry->base = pack_file_offset(file, place);
		}
		offset = entry->base;
		chain->count++;
	}
	return -1;
}

int
pack_reader_read(struct pack_reader *reader, const struct pack_file *file,
    uint32_t place, enum object_type *type, struct text *content)
{
	uint64_t offset = pack_file_offset(file, place);
	struct chain *chain = &reader->chain;
	char *bytes = NULL;
	size_t len = 0;
	unsigned found;
	int rc = find_ground(reader, file, offset, chain, &found, &bytes,
	    &len);

	while (rc == 0 && chain->count > 0)
		rc = apply_entry(reader, file,
		    &chain->entries[--chain->count], &bytes, &len);
	if (rc == 0 && found > OBJECT_BLOB)
		rc = -1;		/* a tag: nothing of ours */
	if (rc == 0) {
		*type = (enum object_type)found;
		text_reset(content);
		text_add(content, bytes, len);
		keep_base(reader, file, offset, found, bytes, len);
	} else {
		free(bytes);
	}
	return rc;
}
