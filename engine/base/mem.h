/* mem.h: allocation that aborts when there is no memory, and growing arrays */
#ifndef GUIWEN_BASE_MEM_H
#define GUIWEN_BASE_MEM_H

#include <stddef.h>

/* As malloc, calloc, realloc, strdup, strndup; never NULL. The result is the
 * caller's: free(). */
void *mem_alloc(size_t size);
void *mem_zero(size_t count, size_t size);
void *mem_resize(void *ptr, size_t count, size_t size);
char *mem_strdup(const char *s);
char *mem_strndup(const char *s, size_t len);

/* Hand what was freed to the system, after work that took much. */
void mem_give_back(void);

/* There is no memory, as a library says or a size does: abort, with errno
 * ENOMEM, by which it is known from other aborts. */
void mem_none(void) __attribute__((noreturn));

/*
 * Make room for one more element in an array that is described by a pointer,
 * a count and a capacity (both size_t). The array is the caller's: free().
 */
#define MEM_GROW(ptr, count, cap) do {					\
	if ((count) == (cap)) {						\
		(cap) = (cap) == 0 ? 8 : 2 * (cap);			\
		(ptr) = mem_resize((ptr), (cap), sizeof(*(ptr)));	\
	}								\
} while (0)

#define MEM_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
