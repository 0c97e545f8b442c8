/* copy.c: folders copied file by file, with the hash of each */
#include "store/copy.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)1 << 18)

/* ---- walking ---- */

struct names {
	char **at;
	size_t n, cap;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
list(struct names *names, const char *dir, struct err *err)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;

	if (stream == NULL)
		return err_set_errno(err, "%s cannot be read", dir);
	while ((entry = readdir(stream)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		MEM_GROW(names->at, names->n, names->cap);
		names->at[names->n++] = mem_strdup(entry->d_name);
	}
	closedir(stream);
	if (names->n > 0)
		qsort(names->at, names->n, sizeof(names->at[0]), by_name);
	return 0;
}

struct walk {
	const char *dir;
	copy_entry_fn *fn;
	void *ctx;
	struct text path;		/* from `dir` */
};

static int walk_folder(struct walk *w, struct err *err);

/* One name: a file that went since it was listed is left out. */
static int
walk_one(struct walk *w, const char *name, struct err *err)
{
	struct text whole = TEXT_INIT;
	size_t len = w->path.len;
	struct stat st;
	int result;

	text_addf(&w->path, "%s%s", len > 0 ? "/" : "", name);
	text_addf(&whole, "%s/%s", w->dir, w->path.ptr);
	if (lstat(whole.ptr, &st) != 0)
		result = errno == ENOENT ? 0 :
		    err_set_errno(err, "%s cannot be read", whole.ptr);
	else if (S_ISDIR(st.st_mode))
		result = w->fn(w->ctx, w->path.ptr, true, err) == 0 ?
		    walk_folder(w, err) : -1;
	else if (S_ISREG(st.st_mode))
		result = w->fn(w->ctx, w->path.ptr, false, err);
	else
		result = err_set(err, ERR_BROKEN, "%s is neither a file nor a "
		    "folder: guiwen makes no such thing.", whole.ptr);
	text_cut(&w->path, len);
	text_release(&whole);
	return result;
}

static int
walk_folder(struct walk *w, struct err *err)
{
	struct names names = { 0 };
	struct text whole = TEXT_INIT;
	size_t i;
	int result;

	text_addf(&whole, "%s%s%s", w->dir, w->path.len > 0 ? "/" : "",
	    w->path.ptr);
	result = list(&names, whole.ptr, err);
	for (i = 0; i < names.n; i++) {
		if (result == 0)
			result = walk_one(w, names.at[i], err);
		free(names.at[i]);
	}
	free(names.at);
	text_release(&whole);
	return result;
}

int
copy_walk(const char *dir, copy_entry_fn *fn, void *ctx, struct err *err)
{
	struct walk w = { dir, fn, ctx, TEXT_INIT };
	int result = walk_folder(&w, err);

	text_release(&w.path);
	return result;
}

/* ---- one file ---- */

static int
pump(int in, int out, const char *from, const char *to, struct sha256 *hash,
    int64_t *bytes, struct err *err)
{
	struct sha256_sum *sum = sha256_sum_new();
	char *piece = mem_alloc(PIECE);
	ssize_t n;
	int result = 0;

	*bytes = 0;
	while (result == 0 && (n = read(in, piece, PIECE)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			result = err_set_errno(err, "%s cannot be read", from);
		} else {
			sha256_sum_add(sum, piece, (size_t)n);
			*bytes += n;
			if (out >= 0 &&
			    file_write_all(out, piece, (size_t)n) != 0)
				result = err_set_errno(err,
				    "%s cannot be written", to);
		}
	}
	sha256_sum_end(sum, hash);
	free(piece);
	return result;
}

/* `to` NULL: only the hash. */
static int
copy_open(const char *from, const char *to, struct sha256 *hash,
    int64_t *bytes, struct err *err)
{
	struct stat st;
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), out = -1;
	int result = -1;

	if (in < 0 || fstat(in, &st) != 0) {
		err_set_errno(err, "%s cannot be read", from);
		goto out;
	}
	if (to != NULL) {
		out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		    st.st_mode & 0700);
		if (out < 0) {
			err_set_errno(err, "%s cannot be made", to);
			goto out;
		}
	}
	result = pump(in, out, from, to, hash, bytes, err);
	if (result == 0 && out >= 0 && fsync(out) != 0)
		result = err_set_errno(err, "%s cannot be written", to);
out:
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) != 0 && result == 0)
		result = err_set_errno(err, "%s cannot be written", to);
	return result;
}

int
copy_file(const char *from, const char *to, const struct sha256 *want,
    struct sha256 *hash, int64_t *bytes, struct err *err)
{
	if (copy_open(from, to, hash, bytes, err) != 0)
		return -1;
	if (want == NULL || memcmp(want, hash, sizeof(*hash)) == 0)
		return 0;
	return err_set(err, ERR_BROKEN, "%s is damaged: it does not have the "
	    "hash that %s names.", from, COPY_SUMS);
}

/* ---- a folder that is being filled ---- */

void
copy_init(struct copy *copy)
{
	memset(copy, 0, sizeof(*copy));
	text_init(&copy->dir);
	text_init(&copy->sums);
}

void
copy_release(struct copy *copy)
{
	text_release(&copy->dir);
	text_release(&copy->sums);
}

void
copy_begin(struct copy *copy, const char *dir)
{
	text_reset(&copy->dir);
	text_adds(&copy->dir, dir);
	text_reset(&copy->sums);
	copy->files = copy->bytes = 0;
}

/* `from` NULL: it stands there already. */
static int
take(struct copy *copy, const char *from, const char *name, struct err *err)
{
	char path[PATH_MAX], hex[SHA256_HEX];
	struct sha256 hash;
	int64_t bytes;

	if (file_path(path, sizeof(path), copy->dir.ptr, name, err) != 0 ||
	    copy_open(from != NULL ? from : path, from != NULL ? path : NULL,
	    &hash, &bytes, err) != 0)
		return -1;
	text_addf(&copy->sums, "%s  %s\n", sha256_hex(hex, &hash), name);
	copy->files++;
	copy->bytes += bytes;
	return 0;
}

int
copy_note(struct copy *copy, const char *name, struct err *err)
{
	return take(copy, NULL, name, err);
}

int
copy_one(struct copy *copy, const char *from, const char *name,
    struct err *err)
{
	return take(copy, from, name, err);
}

struct into {
	struct copy *copy;
	const char *from, *name;
};

static int
copy_entry(void *ctx, const char *path, bool is_folder, struct err *err)
{
	struct into *into = ctx;
	struct text name = TEXT_INIT;
	char from[PATH_MAX];
	int result = -1;

	text_addf(&name, "%s/%s", into->name, path);
	if (file_path(from, sizeof(from), into->from, path, err) == 0)
		result = is_folder ? copy_folder(into->copy, name.ptr, err) :
		    copy_one(into->copy, from, name.ptr, err);
	text_release(&name);
	return result;
}

int
copy_folder(struct copy *copy, const char *name, struct err *err)
{
	char to[PATH_MAX];

	if (file_path(to, sizeof(to), copy->dir.ptr, name, err) != 0)
		return -1;
	return mkdir(to, 0700) == 0 ? 0 :
	    err_set_errno(err, "%s cannot be made", to);
}

int
copy_tree(struct copy *copy, const char *from, const char *name,
    struct err *err)
{
	struct into into = { copy, from, name };

	if (copy_folder(copy, name, err) != 0)
		return -1;
	return copy_walk(from, copy_entry, &into, err);
}

static int
sync_folder(void *ctx, const char *path, bool is_folder, struct err *err)
{
	char whole[PATH_MAX];

	if (!is_folder)
		return 0;
	if (file_path(whole, sizeof(whole), ctx, path, err) != 0)
		return -1;
	return file_sync_dir(whole, err);
}

int
copy_sync_folders(const char *dir, struct err *err)
{
	if (copy_walk(dir, sync_folder, (void *)(uintptr_t)dir, err) != 0)
		return -1;
	return file_sync_dir(dir, err);
}

int
copy_finish(struct copy *copy, struct err *err)
{
	char path[PATH_MAX];

	if (file_path(path, sizeof(path), copy->dir.ptr, COPY_SUMS,
	    err) != 0 || file_create(path, copy->sums.ptr, copy->sums.len,
	    0600, err) != 0)
		return -1;
	return copy_sync_folders(copy->dir.ptr, err);
}

/* ---- second names ---- */

static bool
is_passing(const char *path)
{
	const char *name = strrchr(path, '/');
	size_t n = strlen(path);

	name = name != NULL ? name + 1 : path;
	return (n > 5 && strcmp(path + n - 5, ".lock") == 0) ||
	    strncmp(name, "tmp_", 4) == 0;
}

static int
link_entry(void *ctx, const char *path, bool is_folder, struct err *err)
{
	const struct into *into = ctx;
	char from[PATH_MAX], to[PATH_MAX];
	struct sha256 hash;
	int64_t bytes;

	if (file_path(from, sizeof(from), into->from, path, err) != 0 ||
	    file_path(to, sizeof(to), into->name, path, err) != 0)
		return -1;
	if (is_folder)
		return mkdir(to, 0700) == 0 ? 0 :
		    err_set_errno(err, "%s cannot be made", to);
	if (is_passing(path) || link(from, to) == 0)
		return 0;
	if (errno == ENOENT)
		return 0;
	return copy_open(from, to, &hash, &bytes, err);
}

int
copy_link_tree(const char *from, const char *to, struct err *err)
{
	struct into into = { NULL, from, to };

	if (mkdir(to, 0700) != 0)
		return err_set_errno(err, "%s cannot be made", to);
	return copy_walk(from, link_entry, &into, err);
}
