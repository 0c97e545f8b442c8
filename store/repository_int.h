/* repository_int.h: what the files of the git side share; store/ only */
#ifndef GUIWEN_STORE_REPOSITORY_INT_H
#define GUIWEN_STORE_REPOSITORY_INT_H

#include "store/repository.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OBJECT_MAX_BYTES ((size_t)1 << 30)	/* of one object we read */
#define TREE_CACHE_BYTES ((size_t)64 << 20)
#define PATH_DEPTH_MAX 32			/* folders of a path */
#define TREE_MODE "40000"
#define FILE_MODE "100644"

const char *object_type_name(enum object_type type);
/* A number in digits, with NUL; how many. A step formats two dozen. */
#define DECIMAL 21
size_t decimal_format(char out[DECIMAL], size_t value);

/* ---- id_map.c: from object id to a number ---- */

struct id_slot {
	struct object_id id;
	bool used;
	uint64_t value;
};
struct id_map {
	struct id_slot *slots;
	size_t count, cap;		/* cap is a power of two or 0 */
};
/* The value's place, or NULL. Valid until the next id_map_add. */
uint64_t *id_map_find(const struct id_map *map, const struct object_id *id);
/* The value's place; *added tells whether it is new (and then 0). */
uint64_t *id_map_add(struct id_map *map, const struct object_id *id,
    bool *added);
void id_map_reset(struct id_map *map);
void id_map_release(struct id_map *map);

/* ---- object_cache.c: content by id, least recently used goes first ---- */

struct cached_object;
struct object_cache {
	struct cached_object **buckets;
	struct cached_object *newest, *oldest;
	size_t nbuckets, count, bytes, max_bytes;
};
void object_cache_init(struct object_cache *cache, size_t max_bytes);
void object_cache_release(struct object_cache *cache);
/* Borrowed until the next object_cache_put. false: not there as an object of
 * this type, which the id says together with the content. */
bool object_cache_get(struct object_cache *cache, const struct object_id *id,
    enum object_type type, const char **bytes, size_t *len);
void object_cache_put(struct object_cache *cache, const struct object_id *id,
    enum object_type type, const void *bytes, size_t len);
/* From now on no more than this. */
void object_cache_limit(struct object_cache *cache, size_t max_bytes);
/* It will hardly be asked for again. Was it there? */
bool object_cache_drop(struct object_cache *cache,
    const struct object_id *id);

/* ---- tree.c: trees in git's own bytes ---- */

struct tree_entry {			/* borrowed from the tree's bytes */
	const char *mode, *name;
	size_t mode_len, name_len;
	bool is_tree;
	struct object_id id;
	size_t at, size;		/* where the entry stands */
};
struct tree_reader {
	const char *bytes;
	size_t len, at;
	bool bad;			/* malformed */
};
void tree_read(struct tree_reader *reader, const void *bytes, size_t len);
/* The next entry; false at the end or when the rest is malformed. */
bool tree_next(struct tree_reader *reader, struct tree_entry *out);
/* git's order: a folder's name sorts as if it ended in '/'. */
int tree_compare_names(const char *a, size_t a_len, bool a_is_tree,
    const char *b, size_t b_len, bool b_is_tree);
/* The entry of this name: 1, 0, or -1 when the tree is malformed. */
int tree_find(const void *bytes, size_t len, const char *name,
    size_t name_len, struct tree_entry *out);
/* Put an entry where git sorts it, replacing the one of that name and kind
 * (none of that name and the other kind stands there). 0, or -1 when the
 * tree is malformed. */
int tree_splice(struct text *tree, const char *mode, const char *name,
    size_t name_len, const struct object_id *id);
/* Where the entry's id stands in its tree, never 0; 0 when its mode is another
 * one, so that more than its id would have to be replaced. */
size_t tree_id_at(const struct tree_entry *entry, const char *mode);
/* Replace the id there: no byte of the tree moves. The place is one that
 * tree_id_at gave for an entry read from this tree, which had no entry spliced
 * in since. */
void tree_put_id(struct text *tree, size_t id_at, const struct object_id *id);

/* ---- commit.c: commits as text ---- */

/* The commit without signature, then with it between the headers. */
/* "Name <mail> seconds +0800", as commits have it: names are cleaned of what
 * git does not take. */
void commit_person(struct text *out, const char *name, const char *email,
    int64_t time_s);
int commit_format(struct text *out, const struct object_id *tree,
    const struct object_id *parent, const struct commit_info *info,
    struct err *err);
void commit_add_signature(struct text *out, const struct text *plain,
    const char *armour, size_t armour_len);
/* Tree and first parent alone: 0, or -1 when it is no commit. */
int commit_peek(const char *bytes, size_t len, struct object_id *tree,
    struct object_id *parent);
struct commit_parts {
	struct commit_view view;	/* id and signature_holds not set */
	struct text plain;		/* what was signed */
	struct text armour;
	struct text strings;		/* what view points into */
};
void commit_parts_release(struct commit_parts *parts);
/* 0, or -1 with a sentence part in *why ("it has no author"). */
int commit_parse(struct commit_parts *out, const char *bytes, size_t len,
    const char **why);

/* ---- repository ---- */

struct deflater;
struct object_reader;

struct repository {
	char path[PATH_MAX];
	repository_pending_fn *pending;
	void *pending_ctx;
	bool from_pending;		/* the last read ended there */
	struct object_cache cache;	/* trees and commits */
	struct object_reader *reader;
	struct deflater *deflater;	/* made when first needed */
	uint32_t full_objects;		/* of a pack: PACK_FULL_OBJECTS */
	struct text scratch;
};

/* A pack with so many is left as it is: to merge it would need memory for what
 * it has (some 200 MB, just before its index doubles at 2^20), and ten of them
 * hold a million steps. */
#define PACK_FULL_OBJECTS 1000000

/* The files of a repository as repository_create makes them. */
const char *repository_config(void);
/* As earlier programs made it: without what keeps "git gc" harmless. */
const char *repository_config_before(void);
const char *repository_hook(void);
/* The line of allowed_signers, appended. */
void repository_signer_line(struct text *out, const char *principal,
    const char *public_key);
/* "repository/name" in a buffer of PATH_MAX. */
int repository_path(const struct repository *repository, char *out,
    const char *name, struct err *err);
/* A tree or commit from the cache or wherever it is; borrowed until the next
 * call. 1, 0, -1. */
int repository_cached(struct repository *repository,
    const struct object_id *id, enum object_type want, const char **bytes,
    size_t *len, struct err *err);
/* As repository_read, but what lies in the repository itself must be whole
 * even when a pending object could stand in for it. -1: content has the
 * altered bytes where there are any, else it is empty. */
int repository_read_strict(struct repository *repository,
    const struct object_id *id, enum object_type *type, struct text *content,
    struct err *err);

/* Is the object in the repository itself, whatever the ledger still has to
 * give to it? 1, 0, -1. */
int repository_has(struct repository *repository, const struct object_id *id,
    struct err *err);

/* ---- pack_file.c: a pack and its index, mapped ---- */

/* A mapped file. The system maps a window of pages around each that is read,
 * and they count as the process's memory until the system wants them. */
struct pack_map {
	const unsigned char *bytes;
	size_t len;
	unsigned char *seen;		/* a byte for each window */
	bool touched;			/* since it was let go */
};
struct pack_file {
	char name[64];			/* "pack-<hash>", without ".pack" */
	struct pack_map index, pack;
	uint32_t count;
};
/* Map it. 1, 0 when it is not there any more or of a kind that we do not
 * read, -1 with err (ERR_BROKEN, ERR_SYSTEM). */
int pack_file_open(struct pack_file *out, const char *dir, const char *name,
    struct err *err);
void pack_file_close(struct pack_file *file);
/* The window around this place is read now: how many bytes of pages that may
 * have brought into memory, 0 when it is there already. */
#define PACK_WINDOW_BYTES 65536
static inline size_t
pack_map_touch(struct pack_map *map, uint64_t at)
{
	size_t window = (size_t)(at / PACK_WINDOW_BYTES);

	if (map->seen[window])
		return 0;
	map->seen[window] = 1;
	map->touched = true;
	return PACK_WINDOW_BYTES;
}
/* Give its pages back: they are read again where needed, most likely from the
 * system's cache. */
void pack_map_let_go(struct pack_map *map);
/* Its bytes will be read one after the other, or (so it is when opened) here
 * and there. Then the system brings the page that was asked for from a disk,
 * and nothing around it. */
void pack_file_expect(const struct pack_file *file, bool in_order);
/* SHA-1 of the first `len` bytes of a map, whose pages are given back. False:
 * *stop (may be NULL) became true before the end. */
bool pack_sum_mapped(unsigned char out[SHA1_BYTES], const void *map,
    size_t len, const atomic_bool *stop);
/* *place is where it stands, or would. */
bool pack_file_find(const struct pack_file *file, const struct object_id *id,
    uint32_t *place);
/* That place was looked at: as pack_map_touch. */
size_t pack_file_touch_index(struct pack_file *file, uint32_t place);
/* By place in the index, 0 to count - 1. */
void pack_file_id(const struct pack_file *file, uint32_t place,
    struct object_id *out);
uint32_t pack_file_crc(const struct pack_file *file, uint32_t place);
/* 0 when the index is damaged there. */
uint64_t pack_file_offset(const struct pack_file *file, uint32_t place);

struct pack_entry {
	unsigned type;			/* enum object_type or a delta's */
	uint64_t size;			/* of the content or the delta */
	uint64_t base;			/* offset of an OFS delta's base */
	struct object_id base_id;	/* of a REF delta's */
	uint64_t offset, data;		/* where it starts, its zlib stream */
};
/* 0, or -1: damaged. */
int pack_file_entry(const struct pack_file *file, uint64_t offset,
    struct pack_entry *out);

/* ---- inflate.c ---- */

struct inflater;
struct inflater *inflater_new(void);
void inflater_free(struct inflater *inflater);
/* Exactly `len` bytes out of a zlib stream that may be followed by other
 * bytes; *used of them are the stream. 0, or -1: damaged. */
int inflater_read(struct inflater *inflater, const void *stream,
    size_t stream_len, char *out, size_t len, size_t *used);
/* At most `len` bytes of its start; how many in *got. */
int inflater_peek(struct inflater *inflater, const void *stream,
    size_t stream_len, char *out, size_t len, size_t *got);

/* ---- pack_sums.c: the checksums of all packs, by a thread of its own ---- */

/* Do the bytes of a pack and of its index have the checksums at their ends? */
struct pack_whole {
	bool pack, index;
};
struct pack_whole pack_file_whole(const struct pack_file *file);
struct pack_sums;
/* Of the packs that stand in this folder now; NULL where there is no thread
 * to be had. */
struct pack_sums *pack_sums_begin(const char *dir);
/* What came out for the pack of this name, once all are through. False: it is
 * not known of it, or `sums` is NULL. */
bool pack_sums_of(struct pack_sums *sums, const char *name,
    struct pack_whole *whole);
/* Whatever is left is not looked at. `sums` may be NULL. */
void pack_sums_end(struct pack_sums *sums);

/* ---- pack_reader.c ---- */

struct pack_reader;
struct pack_reader *pack_reader_new(struct inflater *inflater);
void pack_reader_free(struct pack_reader *reader);
/* Keep as little as one of so many readers should. */
void pack_reader_share(struct pack_reader *reader, size_t share);
/* Nothing of this pack is kept any longer: it is about to be closed. */
void pack_reader_forget(struct pack_reader *reader,
    const struct pack_file *file);
/* The object at an offset, which is to have this id: it is hashed. 0, or -1:
 * damaged; content has the altered bytes where there are any, else it is as
 * it was. */
int pack_reader_read(struct pack_reader *reader, const struct pack_file *file,
    uint64_t offset, const struct object_id *id, enum object_type *type,
    struct text *content);
/* Content that was read and hashed and that deltas may stand on: trees above
 * all, by id. */
struct object_cache *pack_reader_bases(struct pack_reader *reader);

/* ---- pack_order.c: what stands before a commit in its pack ---- */

struct pack_order;
struct pack_order *pack_order_new(void);
void pack_order_free(struct pack_order *order);
/* Its pack is about to be closed. */
void pack_order_forget(struct pack_order *order);
/* A commit's turn: are it and what stands before it the next in the pack that
 * was looked at last? Then those are near now. */
bool pack_order_next(struct pack_order *order,
    const struct object_id *commit, size_t *pages);
/* Else it stands there. Both add to *pages as pack_map_touch says. */
void pack_order_at(struct pack_order *order, struct pack_file *file,
    uint64_t offset, size_t *pages);
/* Is that object near, and where? As the index of that pack has it. */
bool pack_order_find(struct pack_order *order, const struct object_id *id,
    struct pack_file **file, uint64_t *offset);

/* ---- pack_file.c ---- */

/* The names ("pack-<hash>") of all packs that have an index, sorted; *out
 * and each name are the caller's: free(). */
int pack_list(char ***out, size_t *count, const char *dir, struct err *err);
void pack_list_free(char **names, size_t count);

/* ---- object_reader.c ---- */

int object_reader_new(struct object_reader **out, const char *path,
    struct err *err);
void object_reader_free(struct object_reader *reader);
void object_reader_share(struct object_reader *reader, size_t share);
/* A whole history is about to be read in its order: until then, of a pack that
 * nobody read for long, an act wants a few pages far from each other. */
void object_reader_in_order(struct object_reader *reader);
/* Trees that were read and hashed, from wherever they came; a walk that wants
 * to read everything itself empties it first. */
struct object_cache *object_reader_trees(struct object_reader *reader);
/* The objects that this commit brought are asked for now. It only makes that
 * faster. */
void object_reader_turn(struct object_reader *reader,
    const struct object_id *commit);
/* From the repository's files only; with `refresh` packs that others made
 * meanwhile are looked for. The hash is checked. 1, 0, or -1 with err
 * (ERR_BROKEN: content has the altered bytes where there are any). */
int object_reader_read(struct object_reader *reader,
    const struct object_id *id, bool refresh, enum object_type *type,
    struct text *content, struct err *err);
/* Its loose copy: 1 whole, 0 there is none, -1 damaged. */
int object_reader_loose(struct object_reader *reader,
    const struct object_id *id);
/* Begin with the checksums of its packs. */
struct pack_sums *object_reader_sums(const struct object_reader *reader);
/* All loose files, and with `packs` the checksum of each pack and index, by
 * what `sums` found (NULL: here and now): damaged ones are passed with their
 * name in the repository and a sentence marked N_; id is NULL for a pack. 0,
 * or -1 with err when the system does not let some be read. */
typedef void object_damage_fn(void *ctx, const struct object_id *id,
    const char *name, const char *what);
int object_reader_check_files(struct object_reader *reader, bool packs,
    struct pack_sums *sums, object_damage_fn *damage, void *ctx,
    struct err *err);
/* Is it in a pack? Does not look for new packs. */
bool object_reader_in_pack(struct object_reader *reader,
    const struct object_id *id);

/* ---- pack_index.c ---- */

#define PACK_HEADER_BYTES 12
#define PACK_DEPTH_MAX 40		/* deltas of deltas */
enum pack_entry_type { PACK_OFS_DELTA = 6, PACK_REF_DELTA = 7 };

struct pack_item {
	struct object_id id;
	uint32_t crc;
	uint32_t depth;
	uint64_t offset;
};
/* An index (version 2) of these items, which are sorted by it. */
void pack_index_format(struct text *out, struct pack_item *items,
    size_t count, const unsigned char pack_hash[SHA1_BYTES]);

/* ---- pack.c ---- */

/* Put an entry as it stands in another pack; head is its header (type, size,
 * place of the base), written anew. Skipped when the pack has the id. */
int pack_copy(struct pack *pack, const struct object_id *id,
    const void *head, size_t head_len, const void *bytes, size_t len,
    uint32_t depth, struct err *err);
/* Where an entry of this pack stands; NULL: it has none of that id. */
const struct pack_item *pack_find(const struct pack *pack,
    const struct object_id *id);
uint64_t pack_offset(const struct pack *pack);
/* As pack_finish; `name` gets the pack's name, "pack-<hash>", or "". */
int pack_finish_named(struct pack *pack, char name[64], struct err *err);
/* The header of an entry; `distance` to the base of an OFS delta. */
size_t pack_entry_head(unsigned char out[32], unsigned type, uint64_t size,
    uint64_t distance);

/* ---- delta.c ---- */

/* How many of `len` bytes are the same from the start on. */
size_t delta_common_start(const char *a, const char *b, size_t len);
/* And before the end; a and b point behind the last bytes. */
size_t delta_common_end(const char *a, const char *b, size_t len);
/* The delta from base to bytes by their common start and end. */
void delta_make(struct text *out, const void *base, size_t base_len,
    const void *bytes, size_t len);
/* Its two sizes: 0, or -1. */
int delta_sizes(const unsigned char *delta, size_t delta_len,
    size_t *base_len, size_t *len, size_t *at);
/* Into exactly `len` bytes at out. 0, or -1: the delta is malformed. */
int delta_apply(char *out, size_t len, const void *base, size_t base_len,
    const unsigned char *delta, size_t delta_len);

/* ---- deflate.c: zlib streams, reused ---- */

struct deflater *deflater_new(void);
void deflater_free(struct deflater *deflater);
/*
 * Append a zlib stream of the two runs of bytes, one after the other, of an
 * object or of a delta to one of this type; compressed only when that pays.
 * Commits and trees are left as they are: hashes and signatures get a fifth
 * shorter at most, four per cent of a repository, and taking them apart
 * again costs each who reads the history more than hashing them.
 */
void deflater_add(struct deflater *deflater, struct text *out,
    enum object_type type, const void *head, size_t head_len,
    const void *bytes, size_t len);

#endif
