/* sealed.c: personal material: in the evidence only as a salted hash, its
 * bytes in a folder of their own, from where they can be removed */
#include "store/store_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SEALED "sealed"
#define TEMPORARY "tmp_"
#define LEFTOVER_AGE_S 600

int
store_seal_make(struct store_seal *out, const void *bytes, size_t len,
    struct err *err)
{
	struct sha256 hash;

	if (getrandom(out->salt, sizeof(out->salt), 0) !=
	    (ssize_t)sizeof(out->salt))
		return err_set_errno(err, "No random numbers are to be had");
	sha256_of_two(&hash, out->salt, sizeof(out->salt), bytes, len);
	sha256_hex(out->hash, &hash);
	return 0;
}

static int
folder_of(const struct store *store, char out[PATH_MAX], struct err *err)
{
	return file_path(out, PATH_MAX, store->paths.dir, SEALED, err);
}

/* Where a seal's bytes lie. A hash comes from the evidence, which somebody
 * may have altered: it must be one. */
static int
path_of(const struct store *store, const char *hash, char out[PATH_MAX],
    struct err *err)
{
	char folder[PATH_MAX];
	struct sha256 parsed;

	if (sha256_parse(&parsed, hash) != 0)
		return err_set(err, ERR_BROKEN, "“%.64s” is no hash of sealed "
		    "material.", hash);
	if (folder_of(store, folder, err) != 0)
		return -1;
	return file_path(out, PATH_MAX, folder, hash, err);
}

static int
write_temporary(const char *folder, char path[PATH_MAX],
    const struct store_seal *seal, const void *bytes, size_t len,
    struct err *err)
{
	int fd = file_temporary(path, PATH_MAX, folder, TEMPORARY), result;

	if (fd < 0)
		return err_set_errno(err, "A file in %s cannot be made",
		    folder);
	result = file_write_all(fd, seal->salt, sizeof(seal->salt)) != 0 ||
	    file_write_all(fd, bytes, len) != 0 || fsync(fd) != 0 ? -1 : 0;
	if (result != 0)
		err_set_errno(err, "%s cannot be written", path);
	if (close(fd) != 0 && result == 0)
		result = err_set_errno(err, "%s cannot be written", path);
	if (result != 0)
		unlink(path);
	return result;
}

/* What a killed process left half written is personal and nobody's; a young
 * file may be somebody's who is at work. */
static void
remove_leftovers(const char *folder)
{
	DIR *stream = opendir(folder);
	struct dirent *entry;
	struct stat st;

	if (stream == NULL)
		return;
	while ((entry = readdir(stream)) != NULL)
		if (strncmp(entry->d_name, TEMPORARY,
		    strlen(TEMPORARY)) == 0 &&
		    fstatat(dirfd(stream), entry->d_name, &st,
		    AT_SYMLINK_NOFOLLOW) == 0 &&
		    st.st_mtime < time(NULL) - LEFTOVER_AGE_S)
			unlinkat(dirfd(stream), entry->d_name, 0);
	closedir(stream);
}

int
store_seal(struct store *store, const struct store_seal *seal,
    const void *bytes, size_t len, struct err *err)
{
	char folder[PATH_MAX], path[PATH_MAX], temporary[PATH_MAX];

	if (folder_of(store, folder, err) != 0 ||
	    path_of(store, seal->hash, path, err) != 0)
		return -1;
	if (mkdir(folder, 0700) == 0) {
		if (file_sync_dir(store->paths.dir, err) != 0)
			return -1;
	} else if (errno != EEXIST) {
		return err_set_errno(err, "%s cannot be made", folder);
	}
	remove_leftovers(folder);
	if (write_temporary(folder, temporary, seal, bytes, len, err) != 0)
		return -1;
	if (rename(temporary, path) != 0) {
		err_set_errno(err, "%s cannot be made", path);
		unlink(temporary);
		return -1;
	}
	return file_sync_dir(folder, err);
}

int
store_unseal(struct store *store, const char *hash, struct err *err)
{
	char folder[PATH_MAX], path[PATH_MAX];

	if (folder_of(store, folder, err) != 0 ||
	    path_of(store, hash, path, err) != 0)
		return -1;
	if (unlink(path) == 0)
		return file_sync_dir(folder, err);
	return errno == ENOENT ? 0 :
	    err_set_errno(err, "%s cannot be removed", path);
}

int
store_sealed(struct store *store, const char *hash, struct text *out,
    struct err *err)
{
	struct text whole = TEXT_INIT;
	struct stat st;
	struct sha256 is;
	char path[PATH_MAX], hex[SHA256_HEX];
	size_t salt = sizeof(((struct store_seal *)0)->salt);
	int got;

	if (path_of(store, hash, path, err) != 0)
		return -1;
	/* A link would leave the bytes elsewhere when it is removed. */
	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(err, ERR_BROKEN, "%s is not a plain file: "
		    "guiwen makes nothing else there.", path);
	got = file_read(&whole, path, OBJECT_MAX_BYTES, err);
	sha256_of(&is, whole.ptr, whole.len);
	if (got == 1 && (whole.len < salt ||
	    strcmp(sha256_hex(hex, &is), hash) != 0))
		got = err_set(err, ERR_BROKEN, "%s was altered: its bytes do "
		    "not have the hash that it is called by.", path);
	if (got == 1) {
		text_reset(out);
		text_add(out, whole.ptr + salt, whole.len - salt);
	}
	text_release(&whole);
	return got;
}

int
store_sealed_all(struct store *store, store_sealed_fn *fn, void *ctx,
    struct err *err)
{
	char folder[PATH_MAX];
	struct dirent *entry;
	int result = 0;
	DIR *stream;

	if (folder_of(store, folder, err) != 0)
		return -1;
	stream = opendir(folder);
	if (stream == NULL)
		return errno == ENOENT ? 0 :
		    err_set_errno(err, "%s cannot be read", folder);
	while (result == 0 && (entry = readdir(stream)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			result = fn(ctx, entry->d_name, err);
	closedir(stream);
	return result;
}
