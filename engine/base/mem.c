/* mem.c: allocation that aborts when there is no memory */
#include "engine/base/mem.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void
mem_none(void)
{
	errno = ENOMEM;
	abort();
}

void *
mem_alloc(size_t size)
{
	void *ptr = malloc(size > 0 ? size : 1);

	if (ptr == NULL)
		mem_none();
	return ptr;
}

void *
mem_zero(size_t count, size_t size)
{
	void *ptr = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (ptr == NULL)
		mem_none();
	return ptr;
}

void *
mem_resize(void *ptr, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		mem_none();
	ptr = realloc(ptr, count * size > 0 ? count * size : 1);
	if (ptr == NULL)
		mem_none();
	return ptr;
}

char *
mem_strndup(const char *s, size_t len)
{
	char *copy = mem_alloc(len + 1);

	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *
mem_strdup(const char *s)
{
	return mem_strndup(s, strlen(s));
}

void
mem_give_back(void)
{
	(void)malloc_trim(0);
}
