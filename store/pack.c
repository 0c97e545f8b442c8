/* pack.c: many objects in one durable file with its index (gitformat-pack) */
#include "store/repository_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_BYTES ((size_t)1 << 20)
#define BASES_BYTES ((size_t)32 << 20)	/* content kept to make deltas of */
#define BASE_MAX_BYTES ((size_t)1 << 20)
#define FEW_OBJECTS 512

struct pack {
	struct repository *repository;
	char dir[PATH_MAX], temporary[PATH_MAX];
	int fd;
	struct text buffer;		/* not yet in the file */
	uint64_t written;		/* bytes in the file */
	struct pack_item *items;
	size_t count, cap;
	struct id_map places;		/* id to its item */
	struct object_cache bases;
	struct text delta, entry;
};

int
pack_begin(struct pack **out, struct repository *repository, struct err *err)
{
	struct pack *pack = mem_zero(1, sizeof(*pack));
	static const char header[PACK_HEADER_BYTES] = "PACK\0\0\0\2";

	pack->repository = repository;
	text_init(&pack->buffer);
	text_init(&pack->delta);
	text_init(&pack->entry);
	object_cache_init(&pack->bases, BASES_BYTES);
	pack->fd = -1;
	if (repository_path(repository, pack->dir, "objects/pack", err) != 0)
		goto fail;
	pack->fd = file_temporary(pack->temporary, sizeof(pack->temporary),
	    pack->dir, "tmp_pack");
	if (pack->fd < 0) {
		err_set_errno(err, "Cannot create a pack in %s", pack->dir);
		pack->temporary[0] = '\0';
		goto fail;
	}
	text_add(&pack->buffer, header, sizeof(header));
	*out = pack;
	return 0;
fail:
	pack_abandon(pack);
	return -1;
}

void
pack_abandon(struct pack *pack)
{
	if (pack == NULL)
		return;
	if (pack->fd >= 0)
		close(pack->fd);
	if (pack->temporary[0] != '\0')
		unlink(pack->temporary);
	text_release(&pack->buffer);
	text_release(&pack->delta);
	text_release(&pack->entry);
	object_cache_release(&pack->bases);
	id_map_release(&pack->places);
	free(pack->items);
	free(pack);
}

uint64_t
pack_offset(const struct pack *pack)
{
	return pack->written + pack->buffer.len;
}

const struct pack_item *
pack_find(const struct pack *pack, const struct object_id *id)
{
	const uint64_t *place = id_map_find(&pack->places, id);

	return place != NULL ? &pack->items[*place] : NULL;
}

size_t
pack_entry_head(unsigned char out[32], unsigned type, uint64_t size,
    uint64_t distance)
{
	unsigned char back[16];
	size_t n = 0, k = sizeof(back);

	out[n] = (unsigned char)(type << 4 | (size & 15));
	for (size >>= 4; size != 0; size >>= 7) {
		out[n++] |= 128;
		out[n] = (unsigned char)(size & 127);
	}
	n++;
	if (type != PACK_OFS_DELTA)
		return n;
	/* Most significant first, each further byte one more than it says. */
	back[--k] = (unsigned char)(distance & 127);
	while ((distance >>= 7) != 0) {
		distance--;
		back[--k] = (unsigned char)(128 | (distance & 127));
	}
	memcpy(out + n, back + k, sizeof(back) - k);
	return n + sizeof(back) - k;
}

static int
flush(struct pack *pack, struct err *err)
{
	if (file_write_all(pack->fd, pack->buffer.ptr, pack->buffer.len) != 0)
		return err_set_errno(err, "Cannot write %s", pack->temporary);
	pack->written += pack->buffer.len;
	text_reset(&pack->buffer);
	return 0;
}

int
pack_copy(struct pack *pack, const struct object_id *id, const void *head,
    size_t head_len, const void *bytes, size_t len, uint32_t depth,
    struct err *err)
{
	struct pack_item *item;
	bool added;
	uint64_t *place = id_map_add(&pack->places, id, &added);
	uint32_t crc;

	if (!added)
		return 0;
	*place = pack->count;
	MEM_GROW(pack->items, pack->count, pack->cap);
	item = &pack->items[pack->count++];
	item->id = *id;
	item->depth = depth;
	item->offset = pack_offset(pack);
	crc = libdeflate_crc32(0, head, head_len);
	item->crc = libdeflate_crc32(crc, bytes, len);
	text_add(&pack->buffer, head, head_len);
	text_add(&pack->buffer, bytes, len);
	return pack->buffer.len >= BUFFER_BYTES ? flush(pack, err) : 0;
}

/* The delta against a base of this pack, when it is worth it: NULL if not. */
static const struct pack_item *
try_delta(struct pack *pack, enum object_type type, const void *bytes,
    size_t len, const struct object_id *base)
{
	const struct pack_item *item;
	const char *base_bytes;
	size_t base_len;

	if (type == OBJECT_COMMIT || base == NULL || object_id_is_zero(base))
		return NULL;
	item = pack_find(pack, base);
	if (item == NULL || item->depth >= PACK_DEPTH_MAX ||
	    !object_cache_get(&pack->bases, base, type, &base_bytes,
	    &base_len))
		return NULL;
	text_reset(&pack->delta);
	delta_make(&pack->delta, base_bytes, base_len, bytes, len);
	return pack->delta.len < len / 4 * 3 ? item : NULL;
}

int
pack_add(struct pack *pack, const struct object_id *id, enum object_type type,
    const void *bytes, size_t len, const struct object_id *base,
    struct err *err)
{
	const struct pack_item *item;
	unsigned char head[32];
	size_t head_len;
	uint32_t depth = 0;

	if (pack_find(pack, id) != NULL)
		return 0;
	item = try_delta(pack, type, bytes, len, base);
	text_reset(&pack->entry);
	if (item != NULL) {
		depth = item->depth + 1;
		head_len = pack_entry_head(head, PACK_OFS_DELTA,
		    pack->delta.len, pack_offset(pack) - item->offset);
		deflater_add(pack->repository->deflater, &pack->entry, type,
		    "", 0, pack->delta.ptr, pack->delta.len);
	} else {
		head_len = pack_entry_head(head, type, len, 0);
		deflater_add(pack->repository->deflater, &pack->entry, type,
		    "", 0, bytes, len);
	}
	if (type != OBJECT_COMMIT && len <= BASE_MAX_BYTES)
		object_cache_put(&pack->bases, id, type, bytes, len);
	return pack_copy(pack, id, head, head_len, pack->entry.ptr,
	    pack->entry.len, depth, err);
}

bool
pack_is_full(const struct pack *pack)
{
	return pack->count >= pack->repository->full_objects;
}

/* The number of objects is known only now; the hash covers it too. */
static int
finish_file(struct pack *pack, unsigned char hash[SHA1_BYTES],
    struct err *err)
{
	unsigned char header[PACK_HEADER_BYTES] = "PACK\0\0\0\2";
	void *map;
	size_t len;

	if (flush(pack, err) != 0)
		return -1;
	if (pack->count > UINT32_MAX)
		return err_set(err, ERR_LIMIT,
		    "A pack cannot hold more than 2^32 objects");
	header[8] = (unsigned char)(pack->count >> 24);
	header[9] = (unsigned char)(pack->count >> 16);
	header[10] = (unsigned char)(pack->count >> 8);
	header[11] = (unsigned char)pack->count;
	if (file_write_at(pack->fd, header, sizeof(header), 0) != 0)
		return err_set_errno(err, "Cannot write %s", pack->temporary);
	len = (size_t)pack->written;
	map = mmap(NULL, len, PROT_READ, MAP_SHARED, pack->fd, 0);
	if (map == MAP_FAILED)
		return err_set_errno(err, "Cannot read %s", pack->temporary);
	(void)pack_sum_mapped(hash, map, len, NULL);
	munmap(map, len);
	if (file_write_all(pack->fd, hash, SHA1_BYTES) != 0 ||
	    fchmod(pack->fd, 0400) != 0 || fsync(pack->fd) != 0)
		return err_set_errno(err, "Cannot write %s", pack->temporary);
	return 0;
}

static int
write_index(struct pack *pack, const unsigned char hash[SHA1_BYTES],
    char temporary[PATH_MAX], struct err *err)
{
	struct text index = TEXT_INIT;
	int fd = file_temporary(temporary, PATH_MAX, pack->dir, "tmp_idx");
	int rc = 0;

	if (fd < 0)
		return err_set_errno(err, "Cannot create a pack index in %s",
		    pack->dir);
	pack_index_format(&index, pack->items, pack->count, hash);
	if (file_write_all(fd, index.ptr, index.len) != 0 ||
	    fchmod(fd, 0400) != 0 || fsync(fd) != 0)
		rc = err_set_errno(err, "Cannot write %s", temporary);
	if (close(fd) != 0 && rc == 0)
		rc = err_set_errno(err, "Cannot write %s", temporary);
	if (rc != 0)
		unlink(temporary);
	text_release(&index);
	return rc;
}

/* A pack is there once its index is: that is renamed last. */
static int
rename_both(struct pack *pack, const char *name, const char *index,
    struct err *err)
{
	char path[PATH_MAX];
	char file[80];

	snprintf(file, sizeof(file), "%s.pack", name);
	if (file_path(path, sizeof(path), pack->dir, file, err) != 0)
		return -1;
	if (rename(pack->temporary, path) != 0)
		return err_set_errno(err, "Cannot rename %s to %s",
		    pack->temporary, path);
	pack->temporary[0] = '\0';
	snprintf(file, sizeof(file), "%s.idx", name);
	if (file_path(path, sizeof(path), pack->dir, file, err) != 0)
		return -1;
	if (rename(index, path) != 0)
		return err_set_errno(err, "Cannot rename %s to %s", index,
		    path);
	return file_sync_dir(pack->dir, err);
}

/* Loose copies in one of the (at most) 256 folders, named by the first byte of
 * what is in it; the folder too, when nothing is left there. */
static void
remove_loose_in(const struct pack *pack, int objects, const char *byte)
{
	char hex[OBJECT_HEX];
	struct object_id id;
	struct dirent *e;
	int fd = openat(objects, byte, O_RDONLY | O_DIRECTORY | O_CLOEXEC |
	    O_NOFOLLOW);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;

	if (d == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(d)) != NULL) {
		if (strlen(e->d_name) != OBJECT_HEX - 3)
			continue;
		memcpy(hex, byte, 2);
		memcpy(hex + 2, e->d_name, OBJECT_HEX - 2);
		if (object_id_parse(&id, hex) == 0 &&
		    id_map_find(&pack->places, &id) != NULL)
			unlinkat(dirfd(d), e->d_name, 0);
	}
	closedir(d);
	unlinkat(objects, byte, AT_REMOVEDIR);
}

/* Of many objects: what is there is looked for among them. */
static void
remove_loose_all(const struct pack *pack)
{
	struct err ignored = ERR_INIT;
	char path[PATH_MAX];
	struct dirent *e;
	DIR *d;

	if (repository_path(pack->repository, path, "objects", &ignored) != 0 ||
	    (d = opendir(path)) == NULL)
		return;
	while ((e = readdir(d)) != NULL)
		if (strlen(e->d_name) == 2 && e->d_name[0] != '.')
			remove_loose_in(pack, dirfd(d), e->d_name);
	closedir(d);
}

/* They are in the pack now; one that stays behind does no harm. */
static void
remove_loose(const struct pack *pack)
{
	char path[PATH_MAX], name[64], hex[OBJECT_HEX];
	struct err ignored = ERR_INIT;
	size_t i;

	if (pack->count > FEW_OBJECTS) {
		remove_loose_all(pack);
		return;
	}
	for (i = 0; i < pack->count; i++) {
		object_id_hex(hex, &pack->items[i].id);
		snprintf(name, sizeof(name), "objects/%.2s/%s", hex, hex + 2);
		if (repository_path(pack->repository, path, name,
		    &ignored) == 0)
			unlink(path);
	}
}

int
pack_finish_named(struct pack *pack, char name[64], struct err *err)
{
	unsigned char hash[SHA1_BYTES];
	char index[PATH_MAX] = "", hex[OBJECT_HEX];
	int rc = -1;

	name[0] = '\0';
	if (pack->count == 0) {
		pack_abandon(pack);
		return 0;
	}
	if (finish_file(pack, hash, err) != 0 ||
	    write_index(pack, hash, index, err) != 0)
		goto out;
	hex_format(hex, hash, sizeof(hash));
	snprintf(name, 64, "pack-%s", hex);
	if (rename_both(pack, name, index, err) != 0) {
		unlink(index);
		goto out;
	}
	remove_loose(pack);
	rc = 0;
out:
	pack_abandon(pack);
	return rc;
}

int
pack_finish(struct pack *pack, struct err *err)
{
	char name[64];

	return pack_finish_named(pack, name, err);
}
