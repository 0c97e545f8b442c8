/* arena.c: memory for what is built once and freed at once */
#include "engine/base/arena.h"

#include "engine/base/mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES (16 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

static struct arena_block *
block_new(size_t size)
{
	struct arena_block *block;

	if (size > SIZE_MAX - sizeof(*block))
		abort();
	block = mem_alloc(sizeof(*block) + size);
	block->next = NULL;
	block->used = 0;
	block->size = size;
	return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct arena_block *block = arena->blocks;
	void *ptr;

	if (size > SIZE_MAX - align)
		abort();
	size = (size + align - 1) / align * align;
	if (block == NULL || block->size - block->used < size) {
		block = block_new(size > BLOCK_BYTES ? size : BLOCK_BYTES);
		block->next = arena->blocks;
		arena->blocks = block;
	}
	ptr = block->bytes + block->used;
	block->used += size;
	arena->used_bytes += size;
	memset(ptr, 0, size);
	return ptr;
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		abort();
	return arena_alloc(arena, count * size);
}

char *
arena_strndup(struct arena *arena, const char *s, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *s)
{
	return arena_strndup(arena, s, strlen(s));
}

void
arena_release(struct arena *arena)
{
	struct arena_block *block = arena->blocks, *next;

	for (; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	arena->blocks = NULL;
	arena->used_bytes = 0;
}
