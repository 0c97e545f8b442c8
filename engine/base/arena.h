/* arena.h: memory for what is built once and freed at once */
#ifndef GUIWEN_BASE_ARENA_H
#define GUIWEN_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

/* Start from ARENA_INIT; everything handed out lives until arena_release.
 * Where many stay at once, ARENA_SMALL leaves less of each unused. */
struct arena {
	struct arena_block *blocks;
	size_t used_bytes;	/* handed out so far */
	size_t block_bytes;	/* taken at a time; 0: as usual */
};

#define ARENA_INIT { NULL, 0, 0 }
#define ARENA_SMALL { NULL, 0, 2048 }

/* Zeroed memory, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_array(struct arena *arena, size_t count, size_t size);
char *arena_strdup(struct arena *arena, const char *s);
char *arena_strndup(struct arena *arena, const char *s, size_t len);
char *arena_printf(struct arena *arena, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* What `from` holds lives as long as `arena` from now on; `from` is empty. */
void arena_join(struct arena *arena, struct arena *from);

/* Was it handed out here, or is it a place in what was? */
bool arena_owns(const struct arena *arena, const void *ptr);

/* The memory that it takes, with what was not handed out yet. */
size_t arena_bytes(const struct arena *arena);

/* Free everything; the arena is empty and usable again. */
void arena_release(struct arena *arena);

#endif
