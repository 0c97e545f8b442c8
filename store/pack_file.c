/* pack_file.c: a pack and its index, mapped (gitformat-pack) */
#include "store/repository_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FANOUT_AT 8
#define IDS_AT ((size_t)FANOUT_AT + 256 * 4)
#define GUESSES 8		/* where an id may stand */
#define SUM_PIECE ((size_t)8 << 20)	/* of pages, whole */
#define LARGE_BYTES ((size_t)1 << 20)
#define ITEM_BYTES ((size_t)SHA1_BYTES + 4 + 4)

static uint32_t
get_u32(const unsigned char *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3];
}

static void
expect(const struct pack_map *map, bool in_order)
{
	if (map->bytes != NULL)
		(void)madvise((void *)(uintptr_t)map->bytes, map->len,
		    in_order ? MADV_NORMAL : MADV_RANDOM);
}

/* 1, 0 when it is not there, -1 with err. An empty file maps as length 0. */
static int
map_file(const char *path, struct pack_map *out, struct err *err)
{
	struct stat st;
	void *map;
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = -1;

	if (fd < 0)
		return errno == ENOENT ? 0 :
		    err_set_errno(err, "Cannot open %s", path);
	if (fstat(fd, &st) != 0) {
		err_set_errno(err, "Cannot read %s", path);
	} else if (st.st_size == 0) {
		rc = 1;
	} else {
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED,
		    fd, 0);
		if (map == MAP_FAILED) {
			err_set_errno(err, "Cannot read %s", path);
		} else {
			out->bytes = map;
			out->len = (size_t)st.st_size;
			expect(out, false);
			out->seen = mem_zero(out->len / PACK_WINDOW_BYTES + 1,
			    1);
			rc = 1;
		}
	}
	close(fd);
	return rc;
}

static void
unmap(struct pack_map *map)
{
	if (map->bytes != NULL)
		munmap((void *)(uintptr_t)map->bytes, map->len);
	free(map->seen);
	*map = (struct pack_map){ NULL, 0, NULL, false };
}

/* Sizes that fit each other; what stands inside is checked when used. */
static bool
is_whole(struct pack_file *file)
{
	const unsigned char *index = file->index.bytes;
	size_t i;
	uint32_t n = 0, next;

	if (file->index.len < IDS_AT + 2 * SHA1_BYTES ||
	    memcmp(index, "\377tOc\0\0\0\2", 8) != 0 ||
	    file->pack.len < PACK_HEADER_BYTES + SHA1_BYTES ||
	    memcmp(file->pack.bytes, "PACK\0\0\0\2", 8) != 0)
		return false;
	for (i = 0; i < 256; i++, n = next)
		if ((next = get_u32(index + FANOUT_AT + 4 * i)) < n)
			return false;
	file->count = n;
	return n <= (file->index.len - IDS_AT - 2 * SHA1_BYTES) / ITEM_BYTES &&
	    get_u32(file->pack.bytes + 8) == n;
}

/* Where the system will not, they stay: nothing depends on it. */
static void
let_go(const void *map, size_t len)
{
	(void)madvise((void *)(uintptr_t)map, len, MADV_DONTNEED);
}

/* A page or two were looked at, and the system may have mapped megabytes for
 * each: of many packs more than all their objects will need. */
static void
let_go_large(const struct pack_map *map)
{
	if (map->len >= LARGE_BYTES)
		let_go(map->bytes, map->len);
}

int
pack_file_open(struct pack_file *out, const char *dir, const char *name,
    struct err *err)
{
	struct pack_file file = { .count = 0 };
	char path[PATH_MAX];
	int n, rc;

	n = snprintf(path, sizeof(path), "%s/%s.idx", dir, name);
	if (n < 0 || (size_t)n + 1 >= sizeof(path) ||
	    strlen(name) >= sizeof(file.name))
		return 0;
	snprintf(file.name, sizeof(file.name), "%s", name);
	rc = map_file(path, &file.index, err);
	if (rc <= 0)
		return rc;
	memcpy(path + strlen(path) - 4, ".pack", 6);
	rc = map_file(path, &file.pack, err);
	if (rc == 1 && !is_whole(&file)) {
		err_set(err, ERR_BROKEN,
		    "The pack %s or its index is damaged", path);
		rc = -1;
	}
	if (rc == 1) {
		let_go_large(&file.index);
		let_go_large(&file.pack);
		*out = file;
	} else {
		pack_file_close(&file);
	}
	return rc;
}

void
pack_file_expect(const struct pack_file *file, bool in_order)
{
	expect(&file->index, in_order);
	expect(&file->pack, in_order);
}

void
pack_file_close(struct pack_file *file)
{
	unmap(&file->index);
	unmap(&file->pack);
}

void
pack_map_let_go(struct pack_map *map)
{
	if (map->bytes == NULL)
		return;
	let_go(map->bytes, map->len);
	memset(map->seen, 0, map->len / PACK_WINDOW_BYTES + 1);
	map->touched = false;
}

size_t
pack_file_touch_index(struct pack_file *file, uint32_t place)
{
	return pack_map_touch(&file->index,
	    IDS_AT + (uint64_t)place * SHA1_BYTES);
}

bool
pack_sum_mapped(unsigned char out[SHA1_BYTES], const void *map, size_t len,
    const atomic_bool *stop)
{
	struct sha1_sum *sum = sha1_sum_new();
	const unsigned char *bytes = map;
	size_t at, n;

	for (at = 0; at < len; at += n) {
		if (stop != NULL && atomic_load(stop))
			break;
		n = len - at < SUM_PIECE ? len - at : SUM_PIECE;
		sha1_sum_add(sum, bytes + at, n);
		let_go(bytes + at, n);
	}
	sha1_sum_end(sum, out);
	return at >= len;
}

/* As memcmp of two ids; mostly the first bytes tell. */
static int
compare_ids(const unsigned char *a, const unsigned char *b)
{
	uint32_t x = get_u32(a + 1), y = get_u32(b + 1);

	if (a[0] == b[0] && x != y)
		return x < y ? -1 : 1;
	return memcmp(a, b, SHA1_BYTES);
}

/* A part of the ids of one first byte, and between which next bytes they lie
 * as far as is known. */
struct range {
	uint32_t low, high;
	uint64_t from, to;
};

/* Ids are evenly spread: one stands about where its bytes say. An index whose
 * ids are not, which somebody made up, is only halved. */
static uint32_t
guess(const struct range *range, const struct object_id *id, unsigned tries)
{
	uint32_t count = range->high - range->low;
	uint64_t key = get_u32(id->b + 1);

	if (tries >= GUESSES || key < range->from || key >= range->to)
		return range->low + count / 2;
	return range->low + (uint32_t)((key - range->from) * count /
	    (range->to - range->from));
}

bool
pack_file_find(const struct pack_file *file, const struct object_id *id,
    uint32_t *place)
{
	const unsigned char *fanout = file->index.bytes + FANOUT_AT;
	const unsigned char *ids = file->index.bytes + IDS_AT, *at;
	struct range range = { id->b[0] == 0 ? 0 :
	    get_u32(fanout + 4 * (id->b[0] - 1u)),
	    get_u32(fanout + 4 * id->b[0]), 0, UINT64_C(1) << 32 };
	unsigned tries;
	int c;

	*place = range.low;
	for (tries = 0; range.low < range.high; tries++) {
		*place = guess(&range, id, tries);
		at = ids + (size_t)*place * SHA1_BYTES;
		c = compare_ids(id->b, at);
		if (c == 0)
			return true;
		if (c < 0) {
			range.high = *place;
			range.to = (uint64_t)get_u32(at + 1) + 1;
		} else {
			range.low = *place + 1;
			range.from = get_u32(at + 1);
		}
	}
	return false;
}

void
pack_file_id(const struct pack_file *file, uint32_t place,
    struct object_id *out)
{
	memcpy(out->b, file->index.bytes + IDS_AT + (size_t)place * SHA1_BYTES,
	    SHA1_BYTES);
}

uint32_t
pack_file_crc(const struct pack_file *file, uint32_t place)
{
	return get_u32(file->index.bytes + IDS_AT +
	    (size_t)file->count * SHA1_BYTES + 4 * (size_t)place);
}

uint64_t
pack_file_offset(const struct pack_file *file, uint32_t place)
{
	size_t offsets_at = IDS_AT + (size_t)file->count * (SHA1_BYTES + 4);
	size_t large_at = offsets_at + (size_t)file->count * 4;
	uint32_t offset = get_u32(file->index.bytes + offsets_at +
	    4 * (size_t)place);

	if (offset < (uint32_t)1 << 31)
		return offset;
	large_at += (size_t)(offset & 0x7fffffff) * 8;
	if (large_at + 8 > file->index.len - 2 * SHA1_BYTES)
		return 0;
	return (uint64_t)get_u32(file->index.bytes + large_at) << 32 |
	    get_u32(file->index.bytes + large_at + 4);
}

/* The distance to the base, then the base's place. */
static int
get_base(const struct pack_file *file, uint64_t *at, uint64_t end,
    struct pack_entry *out)
{
	uint64_t distance = 0;
	unsigned char c;

	do {
		if (*at >= end || distance >> 56 != 0)
			return -1;
		c = file->pack.bytes[(*at)++];
		distance = distance << 7 | (c & 127);
		if (c & 128)
			distance++;
	} while (c & 128);
	if (distance == 0 || distance > out->offset - PACK_HEADER_BYTES)
		return -1;
	out->base = out->offset - distance;
	return 0;
}

int
pack_file_entry(const struct pack_file *file, uint64_t offset,
    struct pack_entry *out)
{
	uint64_t at = offset, end = file->pack.len - SHA1_BYTES;
	unsigned shift = 4;
	unsigned char c;

	if (offset < PACK_HEADER_BYTES || offset >= end)
		return -1;
	out->offset = offset;
	c = file->pack.bytes[at++];
	out->type = c >> 4 & 7;
	out->size = c & 15;
	while (c & 128) {
		if (at >= end || shift > 53)
			return -1;
		c = file->pack.bytes[at++];
		out->size |= (uint64_t)(c & 127) << shift;
		shift += 7;
	}
	if (out->type == PACK_OFS_DELTA) {
		if (get_base(file, &at, end, out) != 0)
			return -1;
	} else if (out->type == PACK_REF_DELTA) {
		if (end - at < SHA1_BYTES)
			return -1;
		memcpy(out->base_id.b, file->pack.bytes + at, SHA1_BYTES);
		at += SHA1_BYTES;
	} else if (out->type < OBJECT_COMMIT || out->type > 4) {
		return -1;
	}
	out->data = at;
	return at < end && out->size <= OBJECT_MAX_BYTES ? 0 : -1;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
pack_list(char ***out, size_t *count, const char *dir, struct err *err)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	char **names = NULL;
	size_t n = 0, cap = 0, len;

	if (d == NULL)
		return err_set_errno(err, "Cannot open the folder %s", dir);
	while ((e = readdir(d)) != NULL) {
		len = strlen(e->d_name);
		if (len < 5 || strncmp(e->d_name, "pack-", 5) != 0 ||
		    strcmp(e->d_name + len - 4, ".idx") != 0)
			continue;
		MEM_GROW(names, n, cap);
		names[n++] = mem_strndup(e->d_name, len - 4);
	}
	closedir(d);
	if (n > 1)
		qsort(names, n, sizeof(*names), compare_names);
	*out = names;
	*count = n;
	return 0;
}

void
pack_list_free(char **names, size_t count)
{
	while (count > 0)
		free(names[--count]);
	free(names);
}
