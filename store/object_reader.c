/*
 * object_reader.c: objects out of the repository's files: packs, loose ones
 *
 * Whatever is not found here (other object folders, older index formats) is
 * asked of libgit2, which is started only then: that alone takes as long as
 * a whole command should.
 */
#include "store/repository_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <git2.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOOSE_HEAD_MAX 32
/* Have no more of the packs in memory than is worth it, however long the
 * history is that is read. Their bytes are read in order, mostly once; ids
 * are looked for all over an index. */
#define PACK_PAGES_MOST ((size_t)16 << 20)
#define INDEX_PAGES_MOST ((size_t)32 << 20)
/* Newer systems map all of a large page of their cache, up to two megabytes,
 * where we count a window: so we ask now and then what is mapped in truth, of
 * all files by the whole process. */
#define MAPPED_MOST ((size_t)96 << 20)
#define ASK_EVERY ((size_t)2 * PACK_WINDOW_BYTES)

struct object_reader {
	char path[PATH_MAX];		/* the objects folder */
	struct pack_file **packs;
	size_t count, cap;		/* the one last read from first */
	size_t pack_pages, index_pages;	/* bytes in memory, at most */
	size_t asked_at;		/* their sum when we asked last */
	int statm;		/* /proc/self/statm, -1: cannot be had */
	size_t share;			/* of so many readers this is one */
	struct inflater *inflater;
	struct pack_reader *pack_reader;
	struct pack_order *order;	/* NULL until needed */
	bool in_order;			/* a whole history is read */
	struct timespec packs_seen;	/* change time of the packs' folder */
	git_odb *odb;			/* NULL until needed */
};

static pthread_once_t started = PTHREAD_ONCE_INIT;
static int start_result;

/* We hash what we read ourselves and keep our own cache. */
static void
start_libgit2(void)
{
	start_result = git_libgit2_init();
	if (start_result < 0)
		return;
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
}

static const char *
last_error(void)
{
	const git_error *e = git_error_last();

	return e != NULL && e->message != NULL ? e->message : "no reason given";
}

static bool
has_pack(const struct object_reader *reader, const char *name)
{
	size_t i;

	for (i = 0; i < reader->count; i++)
		if (strcmp(reader->packs[i]->name, name) == 0)
			return true;
	return false;
}

static bool
is_listed(char *const *names, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* A pack that was merged into another: its space is to become free. */
static void
forget_pack(struct object_reader *reader, size_t n)
{
	struct pack_file *file = reader->packs[n];

	pack_reader_forget(reader->pack_reader, file);
	if (reader->order != NULL)
		pack_order_forget(reader->order);
	pack_file_close(file);
	free(file);
	reader->packs[n] = reader->packs[--reader->count];
}

static int
add_pack(struct object_reader *reader, const char *dir, const char *name,
    struct err *err)
{
	struct pack_file file;
	int rc = pack_file_open(&file, dir, name, err);

	/* A damaged pack is told of by the objects that are missing. */
	if (rc < 0)
		return err->code == ERR_SYSTEM ? -1 : 0;
	if (rc == 0)
		return 0;
	if (reader->in_order)
		pack_file_expect(&file, true);
	MEM_GROW(reader->packs, reader->count, reader->cap);
	reader->packs[reader->count] = mem_alloc(sizeof(file));
	*reader->packs[reader->count++] = file;
	return 0;
}

/* Make our list of packs what stands in the folder. */
static int
find_packs(struct object_reader *reader, struct err *err)
{
	char dir[PATH_MAX], **names;
	size_t count, i;
	int rc = 0;

	if (file_path(dir, sizeof(dir), reader->path, "pack", err) != 0 ||
	    pack_list(&names, &count, dir, err) != 0)
		return -1;
	for (i = reader->count; i > 0; i--)
		if (!is_listed(names, count, reader->packs[i - 1]->name))
			forget_pack(reader, i - 1);
	for (i = 0; i < count && rc == 0; i++)
		if (!has_pack(reader, names[i]))
			rc = add_pack(reader, dir, names[i], err);
	pack_list_free(names, count);
	if (rc == 0)
		err_clear(err);
	return rc;
}

int
object_reader_new(struct object_reader **out, const char *path,
    struct err *err)
{
	struct object_reader *reader = mem_zero(1, sizeof(*reader));

	snprintf(reader->path, sizeof(reader->path), "%s", path);
	reader->inflater = inflater_new();
	reader->pack_reader = pack_reader_new(reader->inflater);
	reader->share = 1;
	reader->statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	if (find_packs(reader, err) != 0) {
		object_reader_free(reader);
		return -1;
	}
	*out = reader;
	return 0;
}

void
object_reader_share(struct object_reader *reader, size_t share)
{
	reader->share = share;
	pack_reader_share(reader->pack_reader, share);
}

void
object_reader_in_order(struct object_reader *reader)
{
	size_t i;

	reader->in_order = true;
	for (i = 0; i < reader->count; i++)
		pack_file_expect(reader->packs[i], true);
}

void
object_reader_free(struct object_reader *reader)
{
	size_t i;

	if (reader == NULL)
		return;
	for (i = 0; i < reader->count; i++) {
		pack_file_close(reader->packs[i]);
		free(reader->packs[i]);
	}
	free(reader->packs);
	pack_reader_free(reader->pack_reader);
	pack_order_free(reader->order);
	inflater_free(reader->inflater);
	git_odb_free(reader->odb);
	if (reader->statm >= 0)
		close(reader->statm);
	free(reader);
}

/* The header of a loose object: "blob 123" and NUL. Its length, or 0. */
static size_t
parse_loose_head(const char *head, size_t len, enum object_type *type,
    size_t *size)
{
	static const enum object_type types[] = { OBJECT_COMMIT, OBJECT_TREE,
		OBJECT_BLOB };
	const char *nul = memchr(head, '\0', len), *p;
	size_t i, n;

	for (i = 0; nul != NULL && i < MEM_COUNT(types); i++) {
		n = strlen(object_type_name(types[i]));
		if (strncmp(head, object_type_name(types[i]), n) != 0 ||
		    head[n] != ' ' || head[n + 1] == '\0')
			continue;
		*type = types[i];
		*size = 0;
		for (p = head + n + 1; *p >= '0' && *p <= '9'; p++)
			*size = 10 * *size + (size_t)(*p - '0');
		return p == nul && *size <= OBJECT_MAX_BYTES ?
		    (size_t)(nul - head) + 1 : 0;
	}
	return 0;
}

/* 1, 0: not there, -1: damaged; err set only when it could not be read. */
static int
read_loose(struct object_reader *reader, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *err)
{
	char path[PATH_MAX + 64], hex[OBJECT_HEX], head[LOOSE_HEAD_MAX], *all;
	struct text file = TEXT_INIT;
	size_t used = 0, got, head_len, size;
	int rc;

	object_id_hex(hex, id);
	snprintf(path, sizeof(path), "%s/%.2s/%s", reader->path, hex, hex + 2);
	rc = file_read(&file, path, 2 * OBJECT_MAX_BYTES, err);
	if (rc <= 0)
		goto out;
	rc = -1;
	if (inflater_peek(reader->inflater, file.ptr, file.len, head,
	    sizeof(head), &got) != 0)
		goto out;
	head_len = parse_loose_head(head, got, type, &size);
	if (head_len == 0 || size / 1032 > file.len)
		goto out;
	all = mem_alloc(head_len + size);
	/* git takes no bytes behind the stream of a loose object. */
	if (inflater_read(reader->inflater, file.ptr, file.len, all,
	    head_len + size, &used) == 0 && used == file.len) {
		text_reset(content);
		text_add(content, all + head_len, size);
		rc = 1;
	}
	free(all);
out:
	text_release(&file);
	return rc;
}

static int
altered(const struct object_id *id, struct err *err)
{
	char hex[OBJECT_HEX];

	if (err->code == ERR_SYSTEM)
		return -1;
	return err_set(err, ERR_BROKEN,
	    "The object %s in the repository was altered or is damaged",
	    object_id_hex(hex, id));
}

static bool
hash_agrees(const struct object_id *id, enum object_type type,
    const struct text *content)
{
	struct object_id real;

	object_id_of(&real, type, content->ptr, content->len);
	return object_id_equal(&real, id);
}

/* Of files, by the third number of proc(5): "size resident shared ...". */
static size_t
mapped_bytes(const struct object_reader *reader)
{
	char line[128];
	unsigned long long shared;
	ssize_t n = pread(reader->statm, line, sizeof(line) - 1, 0);

	if (n <= 0)
		return 0;
	line[n] = '\0';
	if (sscanf(line, "%*u %*u %llu", &shared) != 1)
		return 0;
	return (size_t)shared * (size_t)sysconf(_SC_PAGESIZE);
}

static bool
is_much_mapped(struct object_reader *reader)
{
	size_t pages = reader->pack_pages + reader->index_pages;

	if (reader->statm < 0 || pages < reader->asked_at + ASK_EVERY)
		return false;
	reader->asked_at = pages;
	return mapped_bytes(reader) > MAPPED_MOST;
}

static void
let_go(struct object_reader *reader)
{
	bool much = is_much_mapped(reader);
	bool packs = much || reader->pack_pages > PACK_PAGES_MOST /
	    reader->share;
	bool indexes = much || reader->index_pages > INDEX_PAGES_MOST /
	    reader->share;
	size_t i;

	if (!packs && !indexes)
		return;
	for (i = 0; i < reader->count; i++) {
		if (packs && reader->packs[i]->pack.touched)
			pack_map_let_go(&reader->packs[i]->pack);
		if (indexes && reader->packs[i]->index.touched)
			pack_map_let_go(&reader->packs[i]->index);
	}
	if (packs)
		reader->pack_pages = 0;
	if (indexes)
		reader->index_pages = 0;
	reader->asked_at = reader->pack_pages + reader->index_pages;
}

/* What is asked for next stands most likely in the same pack. */
static void
put_first(struct object_reader *reader, size_t n)
{
	struct pack_file *file = reader->packs[n];

	if (n == 0)
		return;
	memmove(reader->packs + 1, reader->packs, n * sizeof(file));
	reader->packs[0] = file;
}

/* 1, or -1: damaged. */
static int
read_at(struct object_reader *reader, struct pack_file *file, uint64_t offset,
    const struct object_id *id, enum object_type *type, struct text *content)
{
	if (offset < file->pack.len)
		reader->pack_pages += pack_map_touch(&file->pack, offset);
	return pack_reader_read(reader->pack_reader, file, offset, id, type,
	    content) == 0 ? 1 : -1;
}

/* Out of one pack. 1, 0: it is not there, -1: damaged. */
static int
read_pack(struct object_reader *reader, struct pack_file *file,
    const struct object_id *id, enum object_type *type, struct text *content)
{
	uint32_t place;
	bool found = pack_file_find(file, id, &place);

	reader->index_pages += pack_file_touch_index(file, place);
	return !found ? 0 : read_at(reader, file,
	    pack_file_offset(file, place), id, type, content);
}

/* One whole copy is enough; all damaged is -1. */
static int
read_own(struct object_reader *reader, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *err)
{
	bool damaged = false;
	struct pack_file *file;
	uint64_t offset;
	size_t i;
	int rc;

	let_go(reader);
	if (reader->order != NULL &&
	    pack_order_find(reader->order, id, &file, &offset) &&
	    read_at(reader, file, offset, id, type, content) == 1)
		return 1;
	for (i = 0; i < reader->count; i++) {
		rc = read_pack(reader, reader->packs[i], id, type, content);
		if (rc > 0) {
			put_first(reader, i);
			return 1;
		}
		damaged = damaged || rc < 0;
	}
	rc = read_loose(reader, id, type, content, err);
	if (rc == 1 && hash_agrees(id, *type, content))
		return 1;
	return rc != 0 || damaged ? altered(id, err) : 0;
}

void
object_reader_turn(struct object_reader *reader,
    const struct object_id *commit)
{
	uint32_t place;
	size_t i;

	if (reader->order == NULL)
		reader->order = pack_order_new();
	if (pack_order_next(reader->order, commit, &reader->index_pages))
		return;
	for (i = 0; i < reader->count; i++)
		if (pack_file_find(reader->packs[i], commit, &place))
			break;
	if (i == reader->count)
		return;
	pack_order_at(reader->order, reader->packs[i],
	    pack_file_offset(reader->packs[i], place), &reader->index_pages);
}

struct object_cache *
object_reader_trees(struct object_reader *reader)
{
	return pack_reader_bases(reader->pack_reader);
}

/* What only libgit2 can find. */
static int
read_by_libgit2(struct object_reader *reader, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *err)
{
	git_oid oid;
	git_odb_object *object = NULL;
	int rc;

	pthread_once(&started, start_libgit2);
	if (start_result < 0 || (reader->odb == NULL &&
	    git_odb_open(&reader->odb, reader->path) != 0))
		return err_set(err, ERR_SYSTEM,
		    "libgit2 cannot open the repository: %s", last_error());
	git_oid_fromraw(&oid, id->b);
	rc = git_odb_read(&object, reader->odb, &oid);
	if (rc == GIT_ENOTFOUND)
		return 0;
	if (rc != 0 && git_error_last() != NULL &&
	    (git_error_last()->klass == GIT_ERROR_OS ||
	    git_error_last()->klass == GIT_ERROR_NOMEMORY))
		return err_set(err, ERR_SYSTEM,
		    "libgit2 cannot read the repository: %s", last_error());
	if (rc != 0)
		return altered(id, err);
	text_reset(content);
	text_add(content, git_odb_object_data(object),
	    git_odb_object_size(object));
	*type = (enum object_type)git_odb_object_type(object);
	git_odb_object_free(object);
	return hash_agrees(id, *type, content) ? 1 : altered(id, err);
}

/* Did the folder of packs change since we looked? A file system's clock is
 * coarse: what changed a moment ago may change again at the same time. */
static bool
packs_changed(struct object_reader *reader)
{
	char dir[PATH_MAX + 8];
	struct stat st;

	snprintf(dir, sizeof(dir), "%s/pack", reader->path);
	if (stat(dir, &st) != 0 || (st.st_mtime < time(NULL) - 2 &&
	    memcmp(&st.st_mtim, &reader->packs_seen,
	    sizeof(st.st_mtim)) == 0))
		return false;
	reader->packs_seen = st.st_mtim;
	return true;
}

int
object_reader_read(struct object_reader *reader, const struct object_id *id,
    bool refresh, enum object_type *type, struct text *content,
    struct err *err)
{
	int rc;

	err_clear(err);
	text_reset(content);
	rc = read_own(reader, id, type, content, err);
	if (rc != 0 || !refresh)
		return rc;
	if (packs_changed(reader)) {
		if (find_packs(reader, err) != 0)
			return -1;
		rc = read_own(reader, id, type, content, err);
	}
	return rc != 0 ? rc :
	    read_by_libgit2(reader, id, type, content, err);
}

bool
object_reader_in_pack(struct object_reader *reader, const struct object_id *id)
{
	uint32_t place;
	size_t i;

	for (i = 0; i < reader->count; i++)
		if (pack_file_find(reader->packs[i], id, &place))
			return true;
	return false;
}

int
object_reader_loose(struct object_reader *reader, const struct object_id *id)
{
	struct text content = TEXT_INIT;
	struct err ignored = ERR_INIT;
	enum object_type type;
	int rc = read_loose(reader, id, &type, &content, &ignored);

	if (rc == 1 && !hash_agrees(id, type, &content))
		rc = -1;
	text_release(&content);
	return rc;
}

struct pack_sums *
object_reader_sums(const struct object_reader *reader)
{
	char dir[PATH_MAX + 8];

	snprintf(dir, sizeof(dir), "%s/pack", reader->path);
	return pack_sums_begin(dir);
}

static void
check_pack(const struct pack_file *file, struct pack_sums *sums,
    object_damage_fn *damage, void *ctx)
{
	struct pack_whole whole;
	char name[96];

	/* One that came later is looked at now. */
	if (!pack_sums_of(sums, file->name, &whole))
		whole = pack_file_whole(file);
	snprintf(name, sizeof(name), "objects/pack/%s.pack", file->name);
	if (!whole.pack)
		damage(ctx, NULL, name,
		    N_("the pack was altered: its bytes do not have its "
		    "checksum"));
	snprintf(name, sizeof(name), "objects/pack/%s.idx", file->name);
	if (!whole.index)
		damage(ctx, NULL, name, N_("the index of a pack was altered: "
		    "its bytes do not have its checksum"));
}

/* One loose object; 0, or -1 with err when it could not be read. */
static int
check_loose(struct object_reader *reader, const char *hex,
    object_damage_fn *damage, void *ctx, struct err *err)
{
	struct text content = TEXT_INIT;
	char name[OBJECT_HEX + 16];
	struct object_id id;
	enum object_type type;
	int rc;

	if (object_id_parse(&id, hex) != 0)
		return 0;
	rc = read_loose(reader, &id, &type, &content, err);
	if (rc == 1 && !hash_agrees(&id, type, &content))
		rc = -1;
	text_release(&content);
	if (rc >= 0)
		return 0;
	if (err->code == ERR_SYSTEM)
		return -1;
	err_clear(err);
	snprintf(name, sizeof(name), "objects/%.2s/%s", hex, hex + 2);
	damage(ctx, &id, name, N_("the object was altered: its bytes do not "
	    "hash to its id"));
	return 0;
}

/* The loose objects of one of the 256 folders. What is no folder is told of
 * with the other files of the repository. */
static int
check_loose_in(struct object_reader *reader, unsigned byte,
    object_damage_fn *damage, void *ctx, struct err *err)
{
	char dir[PATH_MAX + 8], hex[OBJECT_HEX];
	struct dirent *e;
	int rc = 0;
	DIR *d;

	snprintf(dir, sizeof(dir), "%s/%02x", reader->path, byte);
	d = opendir(dir);
	if (d == NULL)
		return errno == ENOENT || errno == ENOTDIR ||
		    errno == ELOOP ? 0 :
		    err_set_errno(err, "The folder %s cannot be read", dir);
	while (rc == 0 && (errno = 0, e = readdir(d)) != NULL) {
		if (strlen(e->d_name) != OBJECT_HEX - 3)
			continue;
		snprintf(hex, sizeof(hex), "%02x", byte & 255);
		memcpy(hex + 2, e->d_name, OBJECT_HEX - 2);
		rc = check_loose(reader, hex, damage, ctx, err);
	}
	if (rc == 0 && errno != 0)
		rc = err_set_errno(err, "The folder %s cannot be read", dir);
	closedir(d);
	return rc;
}

int
object_reader_check_files(struct object_reader *reader, bool packs,
    struct pack_sums *sums, object_damage_fn *damage, void *ctx,
    struct err *err)
{
	unsigned byte;
	size_t i;
	int rc = 0;

	for (i = 0; packs && i < reader->count; i++)
		check_pack(reader->packs[i], sums, damage, ctx);
	for (byte = 0; byte < 256 && rc == 0; byte++)
		rc = check_loose_in(reader, byte, damage, ctx, err);
	return rc;
}
