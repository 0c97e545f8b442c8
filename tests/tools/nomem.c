/*
 * nomem.c: a library for LD_PRELOAD by which one allocation gets no memory
 *
 * Counts what a process asks malloc(), calloc() and realloc() for, in whatever
 * library, from the start of its main program. The environment says which
 * fails:
 *
 *	NOMEM_AT=N	the Nth, from 1; 0: none
 *	NOMEM_THEN=yes	and all that come after it
 *	NOMEM_LOG=FILE	how many there were, when the process ends by itself
 */
#define _GNU_SOURCE

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The C library's own, under names that nobody takes the place of. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *ptr, size_t size);

static const char *log_file;
static long at;
static bool begun, lasts;
static pid_t self;
static atomic_long count;

static void __attribute__((constructor))
begin(void)
{
	const char *n = getenv("NOMEM_AT");

	at = n != NULL ? strtol(n, NULL, 10) : 0;
	lasts = getenv("NOMEM_THEN") != NULL;
	log_file = getenv("NOMEM_LOG");
	self = getpid();
	begun = true;
}

static void __attribute__((destructor))
end(void)
{
	long n = count;
	FILE *f;

	if (log_file == NULL || getpid() != self)
		return;
	f = fopen(log_file, "w");
	if (f == NULL)
		return;
	fprintf(f, "%ld\n", n);
	fclose(f);
}

static bool
strikes(void)
{
	long n;

	if (!begun)
		return false;
	n = atomic_fetch_add(&count, 1) + 1;
	if (at == 0 || n < at || (n > at && !lasts))
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t size)
{
	return strikes() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t n, size_t size)
{
	return strikes() ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *ptr, size_t size)
{
	return strikes() ? NULL : __libc_realloc(ptr, size);
}
