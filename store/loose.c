/* loose.c: one object in one file, as git keeps new ones */
#include "store/repository_int.h"

#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_TRIES 1000

/* "objects/ab/cdef..." of the repository; the folder alone when `dir`. */
static int
loose_path(struct repository *repository, const struct object_id *id,
    bool dir, char *out, struct err *err)
{
	char hex[OBJECT_HEX], name[OBJECT_HEX + 16];

	object_id_hex(hex, id);
	if (dir)
		snprintf(name, sizeof(name), "objects/%.2s", hex);
	else
		snprintf(name, sizeof(name), "objects/%.2s/%s", hex, hex + 2);
	return repository_path(repository, out, name, err);
}

/* A temporary file beside its place; the folder is made when needed, and once
 * more where git (gc, prune-packed) removes it meanwhile, since it is empty. */
static int
open_temporary(const char *dir, char *path, size_t size, struct err *err)
{
	int fd = file_temporary(path, size, dir, "tmp_obj"), tries;

	for (tries = 0; fd < 0 && errno == ENOENT && tries < FOLDER_TRIES;
	    tries++) {
		if (mkdir(dir, 0700) != 0 && errno != EEXIST)
			return err_set_errno(err,
			    "Cannot make the folder %s", dir);
		fd = file_temporary(path, size, dir, "tmp_obj");
	}
	return fd < 0 ? err_set_errno(err, "Cannot create a file in %s", dir) :
	    fd;
}

static int
write_file(const char *dir, const char *path, const struct text *bytes,
    struct err *err)
{
	char temporary[PATH_MAX];
	int fd = open_temporary(dir, temporary, sizeof(temporary), err);
	int rc = 0;

	if (fd < 0)
		return -1;
	if (file_write_all(fd, bytes->ptr, bytes->len) != 0 ||
	    fchmod(fd, 0400) != 0)
		rc = err_set_errno(err, "Cannot write %s", temporary);
	if (close(fd) != 0 && rc == 0)
		rc = err_set_errno(err, "Cannot write %s", temporary);
	if (rc == 0 && rename(temporary, path) != 0)
		rc = err_set_errno(err, "Cannot rename %s to %s", temporary,
		    path);
	if (rc != 0)
		unlink(temporary);
	return rc;
}

/* A torn loose copy is to be written anew even when a pack has the object:
 * stock git stumbles over it. */
static bool
is_there(struct repository *repository, const struct object_id *id,
    const char *path, bool check)
{
	struct text content = TEXT_INIT;
	struct err ignored = ERR_INIT;
	enum object_type type;
	bool whole;

	if (access(path, F_OK) == 0)
		return !check ||
		    object_reader_loose(repository->reader, id) == 1;
	if (!object_reader_in_pack(repository->reader, id))
		return false;
	whole = !check || object_reader_read(repository->reader, id, false,
	    &type, &content, &ignored) == 1;
	text_release(&content);
	return whole;
}

int
repository_write_loose(struct repository *repository,
    const struct object_id *id, enum object_type type, const void *bytes,
    size_t len, bool check, struct err *err)
{
	char dir[PATH_MAX], path[PATH_MAX], head[32];
	struct text *out = &repository->scratch;
	int n;

	if (loose_path(repository, id, true, dir, err) != 0 ||
	    loose_path(repository, id, false, path, err) != 0)
		return -1;
	if (is_there(repository, id, path, check))
		return 0;
	n = snprintf(head, sizeof(head), "%s %zu", object_type_name(type),
	    len);
	text_reset(out);
	deflater_add(repository->deflater, out, type, head, (size_t)n + 1,
	    bytes, len);
	return write_file(dir, path, out, err);
}
