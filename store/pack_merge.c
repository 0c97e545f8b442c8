/*
 * pack_merge.c: many small packs become few
 *
 * Entries are copied as they are compressed; only the distance from a delta
 * to its base is written anew. Sizes are kept in a geometric row (each pack
 * at least twice as large as all smaller ones together), so that an object
 * is copied a logarithmic number of times.
 */
#include "store/repository_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <errno.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGES_MOST ((uint64_t)16 << 20)	/* read of a pack and not given back */

struct merge {
	struct repository *repository;
	char dir[PATH_MAX];
	struct pack_file *files;
	size_t count;
};

/* An entry by where it stands in its pack. */
struct spot {
	uint64_t offset;
	uint32_t place;			/* in the index */
};

static int
compare_spots(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static int
compare_sizes(const void *a, const void *b)
{
	const struct pack_file *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? -1 : 1;
	return strcmp(x->name, y->name);
}

static bool
has_file(const struct merge *m, const char *name, const char *ending)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/%s%s", m->dir, name, ending);

	return n > 0 && (size_t)n < sizeof(path) && access(path, F_OK) == 0;
}

/* Packs that may be merged, smallest first. */
static int
load(struct merge *m, struct err *err)
{
	struct pack_file file;
	char **names;
	size_t count, cap = 0, i;
	int rc = 0;

	if (repository_path(m->repository, m->dir, "objects/pack", err) != 0 ||
	    pack_list(&names, &count, m->dir, err) != 0)
		return -1;
	for (i = 0; i < count && rc == 0; i++) {
		/* Somebody wants this one kept as it is. */
		if (has_file(m, names[i], ".keep") ||
		    has_file(m, names[i], ".promisor") ||
		    has_file(m, names[i], ".mtimes"))
			continue;
		rc = pack_file_open(&file, m->dir, names[i], err);
		if (rc < 0)
			break;
		if (rc == 1 && file.count >=
		    m->repository->full_objects) {
			pack_file_close(&file);
		} else if (rc == 1) {
			MEM_GROW(m->files, m->count, cap);
			pack_file_expect(&file, true);
			m->files[m->count++] = file;
		}
		rc = 0;
	}
	pack_list_free(names, count);
	if (rc == 0 && m->count > 1)
		qsort(m->files, m->count, sizeof(*m->files), compare_sizes);
	return rc;
}

/* How many of the smallest to merge so that at most `most` are left and the
 * rest, with the merged one, is a geometric row; or only so many that the
 * merged one is full. */
static size_t
choose(const struct merge *m, size_t most)
{
	uint64_t sum = 0;
	size_t n, least = m->count - (most > 0 ? most : 1) + 1;

	for (n = 0; n < m->count; n++) {
		if (sum >= m->repository->full_objects ||
		    (n >= least && m->files[n].count >= 2 * sum))
			break;
		sum += m->files[n].count;
	}
	return n;
}

/* All entries of a pack in the order in which they stand. */
static int
sort_spots(const struct pack_file *file, struct spot **out)
{
	struct spot *spots = mem_zero(file->count, sizeof(*spots));
	uint64_t end = file->pack.len - SHA1_BYTES;
	uint32_t i;

	for (i = 0; i < file->count; i++)
		spots[i] = (struct spot){ pack_file_offset(file, i), i };
	qsort(spots, file->count, sizeof(*spots), compare_spots);
	for (i = 0; i < file->count; i++)
		if (spots[i].offset < PACK_HEADER_BYTES ||
		    spots[i].offset >= end ||
		    (i > 0 && spots[i].offset == spots[i - 1].offset)) {
			free(spots);
			return -1;
		}
	*out = spots;
	return 0;
}

static const struct spot *
find_spot(const struct spot *spots, uint32_t count, uint64_t offset)
{
	const struct spot key = { offset, 0 };

	return bsearch(&key, spots, count, sizeof(key), compare_spots);
}

/* One entry; its checksum is looked at first, so that damage is not given a
 * new, right one. 0, or -1; err stays empty when it is damaged. */
static int
copy_entry(struct pack *pack, const struct pack_file *file,
    const struct spot *spots, uint32_t i, struct err *err)
{
	const unsigned char *bytes = file->pack.bytes;
	uint64_t end = i + 1 < file->count ? spots[i + 1].offset :
	    file->pack.len - SHA1_BYTES;
	struct object_id id, base_id;
	struct pack_entry entry;
	const struct pack_item *base = NULL;
	const struct spot *base_spot;
	unsigned char head[32 + SHA1_BYTES];
	size_t head_len;
	uint64_t distance = 0;

	if (pack_file_entry(file, spots[i].offset, &entry) != 0 ||
	    entry.data > end || libdeflate_crc32(0, bytes + entry.offset,
	    (size_t)(end - entry.offset)) !=
	    pack_file_crc(file, spots[i].place))
		return -1;
	pack_file_id(file, spots[i].place, &id);
	if (entry.type == PACK_OFS_DELTA) {
		base_spot = find_spot(spots, file->count, entry.base);
		if (base_spot == NULL)
			return -1;
		pack_file_id(file, base_spot->place, &base_id);
		base = pack_find(pack, &base_id);
		if (base == NULL)
			return -1;
		distance = pack_offset(pack) - base->offset;
	}
	head_len = pack_entry_head(head, entry.type, entry.size, distance);
	if (entry.type == PACK_REF_DELTA) {
		memcpy(head + head_len, entry.base_id.b, SHA1_BYTES);
		head_len += SHA1_BYTES;
	}
	return pack_copy(pack, &id, head, head_len, bytes + entry.data,
	    (size_t)(end - entry.data), base != NULL ? base->depth + 1 : 0,
	    err);
}

static int
copy_pack(struct pack *pack, struct pack_file *file, struct err *err)
{
	struct spot *spots;
	uint64_t gone = 0;		/* offset up to which pages went back */
	uint32_t i;
	int rc;

	err_clear(err);
	rc = sort_spots(file, &spots);
	if (rc == 0) {
		for (i = 0; i < file->count && rc == 0; i++) {
			rc = copy_entry(pack, file, spots, i, err);
			if (spots[i].offset - gone < PAGES_MOST)
				continue;
			pack_map_let_go(&file->pack);
			pack_map_let_go(&file->index);
			gone = spots[i].offset;
		}
		free(spots);
		pack_map_let_go(&file->pack);
		pack_map_let_go(&file->index);
	}
	if (rc != 0 && err->code == ERR_NONE)
		err_set(err, ERR_BROKEN,
		    "The pack %s is damaged and was not merged; run guiwen "
		    "verify", file->name);
	return rc;
}

/* Index first: without it a pack is not there. */
static int
remove_pack(const struct merge *m, const char *name, struct err *err)
{
	static const char *const endings[] = { ".idx", ".pack", ".rev",
		".bitmap" };
	char path[PATH_MAX];
	size_t i;
	int n;

	for (i = 0; i < MEM_COUNT(endings); i++) {
		n = snprintf(path, sizeof(path), "%s/%s%s", m->dir, name,
		    endings[i]);
		if (n < 0 || (size_t)n >= sizeof(path))
			continue;
		if (unlink(path) != 0 && errno != ENOENT)
			return err_set_errno(err, "Cannot remove %s", path);
	}
	return 0;
}

/* The merged pack is durable; the old ones go, and with them an index over
 * many packs that stock git may have made. */
static int
remove_old(const struct merge *m, size_t n, const char *merged,
    struct err *err)
{
	char path[PATH_MAX];
	size_t i;

	if (file_path(path, sizeof(path), m->dir, "multi-pack-index",
	    err) != 0)
		return -1;
	if (unlink(path) != 0 && errno != ENOENT)
		return err_set_errno(err, "Cannot remove %s", path);
	for (i = 0; i < n; i++)
		if (strcmp(m->files[i].name, merged) != 0 &&
		    remove_pack(m, m->files[i].name, err) != 0)
			return -1;
	return 0;
}

int
repository_merge_packs(struct repository *repository, size_t most,
    struct err *err)
{
	struct merge m = { .repository = repository };
	struct pack *pack = NULL;
	char merged[64];
	size_t n, i;
	int rc = load(&m, err);

	if (rc != 0 || m.count <= most || m.count < 2)
		goto out;
	n = choose(&m, most);
	rc = pack_begin(&pack, repository, err);
	for (i = n; i > 0 && rc == 0; i--)
		rc = copy_pack(pack, &m.files[i - 1], err);
	if (rc != 0)
		goto out;
	rc = pack_finish_named(pack, merged, err);
	pack = NULL;
	if (rc == 0)
		rc = remove_old(&m, n, merged, err);
out:
	pack_abandon(pack);
	for (i = 0; i < m.count; i++)
		pack_file_close(&m.files[i]);
	free(m.files);
	return rc;
}
