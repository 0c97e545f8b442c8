/* arena.c: memory for what is built once and freed at once */
#include "engine/base/arena.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES (16 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

/*
 * Blocks of the usual size are kept for the next arena of the same thread:
 * one document after the other is read into an arena of its own, and malloc
 * takes longer to find such a block again than the document takes to read.
 * Not with a sanitizer, which is to see what was freed.
 */
#if defined(__SANITIZE_ADDRESS__)
#define SPARE_MOST 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SPARE_MOST 0
#endif
#endif
#ifndef SPARE_MOST
#define SPARE_MOST 32
#endif

static _Thread_local struct arena_block *spare;
static _Thread_local size_t nspare;
static pthread_key_t spare_key;
static pthread_once_t spare_once = PTHREAD_ONCE_INIT;

static void
free_spare(void *ignored)
{
	struct arena_block *block;

	(void)ignored;
	while ((block = spare) != NULL) {
		spare = block->next;
		free(block);
	}
	nspare = 0;
}

static void
make_spare_key(void)
{
	if (pthread_key_create(&spare_key, free_spare) != 0)
		abort();
}

/* False: it is the caller's to free. */
static bool
keep_spare(struct arena_block *block)
{
	if (block->size != BLOCK_BYTES || nspare + 1 > SPARE_MOST)
		return false;
	if (spare == NULL) {
		/* Any value has them freed when the thread ends. */
		pthread_once(&spare_once, make_spare_key);
		if (pthread_setspecific(spare_key, &spare_key) != 0)
			return false;
	}
	block->next = spare;
	spare = block;
	nspare++;
	return true;
}

static struct arena_block *
block_new(size_t size)
{
	struct arena_block *block;

	if (size == BLOCK_BYTES && spare != NULL) {
		block = spare;
		spare = block->next;
		nspare--;
		block->next = NULL;
		block->used = 0;
		return block;
	}
	if (size > SIZE_MAX - sizeof(*block))
		abort();
	block = mem_alloc(sizeof(*block) + size);
	block->next = NULL;
	block->used = 0;
	block->size = size;
	return block;
}

/* Memory as it comes. */
static void *
take(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct arena_block *block = arena->blocks;
	size_t least;
	void *ptr;

	if (size > SIZE_MAX - align)
		abort();
	size = (size + align - 1) / align * align;
	if (block == NULL || block->size - block->used < size) {
		least = arena->block_bytes != 0 ? arena->block_bytes :
		    BLOCK_BYTES;
		block = block_new(size > least ? size : least);
		block->next = arena->blocks;
		arena->blocks = block;
	}
	ptr = block->bytes + block->used;
	block->used += size;
	arena->used_bytes += size;
	return ptr;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
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
	char *copy = take(arena, len + 1);

	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *s)
{
	return arena_strndup(arena, s, strlen(s));
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
	struct text text = TEXT_INIT;
	va_list ap;
	char *copy;

	va_start(ap, fmt);
	text_addv(&text, fmt, ap);
	va_end(ap);
	copy = arena_strndup(arena, text.ptr, text.len);
	text_release(&text);
	return copy;
}

bool
arena_owns(const struct arena *arena, const void *ptr)
{
	const struct arena_block *block = arena->blocks;
	uintptr_t at = (uintptr_t)ptr;

	while (block != NULL && (at < (uintptr_t)block->bytes ||
	    at - (uintptr_t)block->bytes >= block->used))
		block = block->next;
	return block != NULL;
}

size_t
arena_bytes(const struct arena *arena)
{
	const struct arena_block *block;
	size_t bytes = 0;

	for (block = arena->blocks; block != NULL; block = block->next)
		bytes += sizeof(*block) + block->size;
	return bytes;
}

void
arena_join(struct arena *arena, struct arena *from)
{
	struct arena_block **end = &from->blocks;

	while (*end != NULL)
		end = &(*end)->next;
	*end = arena->blocks;
	arena->blocks = from->blocks;
	arena->used_bytes += from->used_bytes;
	*from = (struct arena)ARENA_INIT;
}

void
arena_release(struct arena *arena)
{
	struct arena_block *block = arena->blocks, *next;

	for (; block != NULL; block = next) {
		next = block->next;
		if (!keep_spare(block))
			free(block);
	}
	arena->blocks = NULL;
	arena->used_bytes = 0;
}
