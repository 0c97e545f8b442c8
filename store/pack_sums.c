/*
 * pack_sums.c: the checksums of all packs, by a thread of its own
 *
 * Whoever walks through a history waits for much: the processor is free for
 * the bytes of all packs meanwhile, and none of them is left for the end.
 */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LESS_URGENT 10		/* nobody waits for it before the end */

struct known {
	char name[64];
	struct pack_whole whole;
};

struct pack_sums {
	char dir[PATH_MAX];
	pthread_t thread;
	atomic_bool stop;
	bool joined;
	struct known *known;
	size_t count, cap;
};

static bool
sum_agrees(const struct pack_map *map, const atomic_bool *stop)
{
	unsigned char hash[SHA1_BYTES];
	size_t len = map->len - SHA1_BYTES;

	return pack_sum_mapped(hash, map->bytes, len, stop) &&
	    memcmp(hash, map->bytes + len, SHA1_BYTES) == 0;
}

struct pack_whole
pack_file_whole(const struct pack_file *file)
{
	return (struct pack_whole) { sum_agrees(&file->pack, NULL),
		sum_agrees(&file->index, NULL) };
}

static void
sum(struct pack_sums *sums, const char *name)
{
	struct err ignored = ERR_INIT;
	struct pack_file file;
	struct known *known;

	/* Where it cannot be opened, nothing is known of it. */
	if (pack_file_open(&file, sums->dir, name, &ignored) != 1)
		return;
	pack_file_expect(&file, true);
	MEM_GROW(sums->known, sums->count, sums->cap);
	known = &sums->known[sums->count];
	memcpy(known->name, file.name, sizeof(known->name));
	known->whole.pack = sum_agrees(&file.pack, &sums->stop);
	known->whole.index = sum_agrees(&file.index, &sums->stop);
	sums->count += !atomic_load(&sums->stop);
	pack_file_close(&file);
}

static void *
work(void *ctx)
{
	struct pack_sums *sums = ctx;
	struct err ignored = ERR_INIT;
	char **names;
	size_t count, i;

	(void)!nice(LESS_URGENT);	/* of this thread, on Linux */
	if (pack_list(&names, &count, sums->dir, &ignored) != 0)
		return NULL;
	for (i = 0; i < count && !atomic_load(&sums->stop); i++)
		sum(sums, names[i]);
	pack_list_free(names, count);
	return NULL;
}

struct pack_sums *
pack_sums_begin(const char *dir)
{
	struct pack_sums *sums = mem_zero(1, sizeof(*sums));

	snprintf(sums->dir, sizeof(sums->dir), "%s", dir);
	if (pthread_create(&sums->thread, NULL, work, sums) == 0)
		return sums;
	free(sums);
	return NULL;
}

static void
join(struct pack_sums *sums)
{
	if (!sums->joined)
		pthread_join(sums->thread, NULL);
	sums->joined = true;
}

bool
pack_sums_of(struct pack_sums *sums, const char *name,
    struct pack_whole *whole)
{
	size_t i;

	if (sums == NULL)
		return false;
	join(sums);
	for (i = 0; i < sums->count; i++)
		if (strcmp(sums->known[i].name, name) == 0) {
			*whole = sums->known[i].whole;
			return true;
		}
	return false;
}

void
pack_sums_end(struct pack_sums *sums)
{
	if (sums == NULL)
		return;
	atomic_store(&sums->stop, true);
	join(sums);
	free(sums->known);
	free(sums);
}
