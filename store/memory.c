/* memory.c: the memory that SQLite takes */
#include "store/store.h"

#include "engine/base/mem.h"

#include <malloc.h>
#include <sqlite3.h>
#include <stdlib.h>

static int
begin(void *ctx)
{
	(void)ctx;
	return SQLITE_OK;
}

static void
end(void *ctx)
{
	(void)ctx;
}

static void *
take(int bytes)
{
	return mem_alloc((size_t)bytes);
}

static void *
resize(void *ptr, int bytes)
{
	return mem_resize(ptr, (size_t)bytes, 1);
}

static int
size_of(void *ptr)
{
	return (int)malloc_usable_size(ptr);
}

static int
round_up(int bytes)
{
	return (bytes + 7) & ~7;
}

void
store_prepare(void)
{
	static const sqlite3_mem_methods methods = {
		take, free, resize, size_of, round_up, begin, end, NULL
	};

	(void)sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}
