/* repository.c: a bare repository made, opened, read by path */
#include "store/repository_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {
	"", "/objects", "/objects/info", "/objects/pack", "/refs",
	"/refs/heads", "/refs/tags", "/hooks", "/info",
};

/* The path of allowed_signers is taken from where git runs, which in a bare
 * repository is the repository itself (git -C documents.git ...). */
#define CONFIG_BEGINS \
    "[core]\n" \
    "\trepositoryformatversion = 0\n" \
    "\tfilemode = true\n" \
    "\tbare = true\n" \
    "\tlogAllRefUpdates = false\n" \
    "[gc]\n" \
    "\tauto = 0\n"
#define CONFIG_ENDS \
    "[maintenance]\n" \
    "\tauto = false\n" \
    "[receive]\n" \
    "\tautogc = false\n" \
    "\tdenyDeletes = true\n" \
    "\tdenyNonFastForwards = true\n" \
    "[gpg]\n" \
    "\tformat = ssh\n" \
    "[gpg \"ssh\"]\n" \
    "\tallowedSignersFile = allowed_signers\n"

/* Whoever tidies up with git by hand leaves no table behind that git would
 * believe instead of the objects, and takes nothing away. */
static const char config[] = CONFIG_BEGINS
    "\tpruneExpire = never\n"
    "\twriteCommitGraph = false\n"
    "[repack]\n"
    "\twriteBitmaps = false\n"
    CONFIG_ENDS;
static const char config_before[] = CONFIG_BEGINS CONFIG_ENDS;

static const char hook[] =
    "#!/bin/sh\n"
    "echo 'This repository is evidence: only guiwen writes to it. The push" 
    " is refused; clone it to read it.' >&2\n"
    "exit 1\n";

const char *
repository_config(void)
{
	return config;
}

const char *
repository_config_before(void)
{
	return config_before;
}

const char *
repository_hook(void)
{
	return hook;
}

void
repository_signer_line(struct text *out, const char *principal,
    const char *public_key)
{
	text_addf(out, "%s namespaces=\"git\" %s\n", principal, public_key);
}

static int
create_folders(const char *path, struct err *err)
{
	char dir[PATH_MAX];
	size_t i;

	for (i = 0; i < MEM_COUNT(folders); i++) {
		if (file_path(dir, sizeof(dir), path, folders[i] +
		    (folders[i][0] == '/'), err) != 0)
			return -1;
		if (mkdir(dir, 0700) != 0)
			return err_set_errno(err,
			    "Cannot make the folder %s", dir);
	}
	return 0;
}

static int
sync_folders(const char *path, struct err *err)
{
	char dir[PATH_MAX];
	size_t i;

	for (i = 0; i < MEM_COUNT(folders); i++)
		if (file_path(dir, sizeof(dir), path, folders[i] +
		    (folders[i][0] == '/'), err) != 0 ||
		    file_sync_dir(dir, err) != 0)
			return -1;
	return file_sync_parent(path, err);
}

int
repository_create(const char *path, const char *description, struct err *err)
{
	const struct {
		const char *name, *content;
		mode_t mode;
	} files[] = {
		{ "config", config, 0600 },
		{ "description", description, 0600 },
		{ "hooks/pre-receive", hook, 0700 },
		{ "info/exclude", "", 0600 },
		/* Last: with it git takes the folder for a repository. */
		{ "HEAD", "ref: refs/heads/main\n", 0600 },
	};
	char file[PATH_MAX];
	size_t i;

	if (create_folders(path, err) != 0)
		return -1;
	for (i = 0; i < MEM_COUNT(files); i++)
		if (file_path(file, sizeof(file), path, files[i].name,
		    err) != 0 || file_create(file, files[i].content,
		    strlen(files[i].content), files[i].mode, err) != 0)
			return -1;
	return sync_folders(path, err);
}

int
repository_allow_signer(const char *path, const char *principal,
    const char *public_key, struct err *err)
{
	struct text line = TEXT_INIT;
	char file[PATH_MAX];
	int rc = -1;

	if (principal[strcspn(principal, " \t\r\n\"*?!,")] != '\0') {
		return err_set(err, ERR_SYSTEM,
		    "\"%s\" cannot be the name of a signer", principal);
	}
	if (file_path(file, sizeof(file), path, "allowed_signers", err) == 0) {
		repository_signer_line(&line, principal, public_key);
		rc = file_create(file, line.ptr, line.len, 0600, err);
	}
	if (rc == 0)
		rc = file_sync_dir(path, err);
	text_release(&line);
	return rc;
}

int
repository_open(struct repository **out, const char *path, struct err *err)
{
	struct repository *r = mem_zero(1, sizeof(*r));
	char file[PATH_MAX];
	size_t len = strlen(path);

	object_cache_init(&r->cache, TREE_CACHE_BYTES);
	text_init(&r->scratch);
	if (len >= sizeof(r->path)) {
		err_set(err, ERR_SYSTEM,
		    "The path %s is too long; use a shorter folder name",
		    path);
		goto fail;
	}
	memcpy(r->path, path, len + 1);
	if (repository_path(r, file, "HEAD", err) != 0)
		goto fail;
	if (access(file, R_OK) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			err_set(err, ERR_NOTFOUND,
			    "There is no git repository at %s", path);
		else
			err_set_errno(err, "Cannot read %s", file);
		goto fail;
	}
	if (repository_path(r, file, "objects", err) != 0 ||
	    object_reader_new(&r->reader, file, err) != 0)
		goto fail;
	r->deflater = deflater_new();
	r->full_objects = PACK_FULL_OBJECTS;
	*out = r;
	return 0;
fail:
	repository_free(r);
	return -1;
}

void
repository_free(struct repository *repository)
{
	if (repository == NULL)
		return;
	object_reader_free(repository->reader);
	deflater_free(repository->deflater);
	object_cache_release(&repository->cache);
	text_release(&repository->scratch);
	free(repository);
}

int
repository_path(const struct repository *repository, char *out,
    const char *name, struct err *err)
{
	return file_path(out, PATH_MAX, repository->path, name, err);
}

void
repository_set_pending(struct repository *repository,
    repository_pending_fn *pending, void *ctx)
{
	repository->pending = pending;
	repository->pending_ctx = ctx;
}

static int
read_pending(struct repository *repository, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *err)
{
	struct object_id real;
	char hex[OBJECT_HEX];
	int rc;

	if (repository->pending == NULL)
		return 0;
	text_reset(content);
	rc = repository->pending(repository->pending_ctx, id, type, content,
	    err);
	if (rc <= 0)
		return rc;
	object_id_of(&real, *type, content->ptr, content->len);
	if (!object_id_equal(&real, id))
		return err_set(err, ERR_BROKEN,
		    "The object %s waits in the ledger with other bytes than "
		    "its id says; run guiwen verify", object_id_hex(hex, id));
	return 1;
}

/* Looking for packs that others made costs more than asking the ledger, so
 * that comes last. */
int
repository_read(struct repository *repository, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *err)
{
	struct err broken = ERR_INIT;
	int rc = object_reader_read(repository->reader, id, false, type,
	    content, err);

	if (rc > 0)
		return 1;
	if (rc < 0)
		broken = *err;
	rc = read_pending(repository, id, type, content, err);
	if (rc == 0)
		rc = object_reader_read(repository->reader, id, true, type,
		    content, err);
	if (rc == 0 && broken.code != ERR_NONE) {
		*err = broken;
		rc = -1;
	}
	return rc;
}

int
repository_read_strict(struct repository *repository,
    const struct object_id *id, enum object_type *type, struct text *content,
    struct err *err)
{
	int rc = object_reader_read(repository->reader, id, false, type,
	    content, err);

	repository->from_pending = false;
	if (rc == 0) {
		rc = read_pending(repository, id, type, content, err);
		repository->from_pending = rc != 0;
	}
	if (rc == 0)
		rc = object_reader_read(repository->reader, id, true, type,
		    content, err);
	return rc;
}

int
repository_has(struct repository *repository, const struct object_id *id,
    struct err *err)
{
	enum object_type type;

	return object_reader_read(repository->reader, id, true, &type,
	    &repository->scratch, err);
}

int
repository_cached(struct repository *repository, const struct object_id *id,
    enum object_type want, const char **bytes, size_t *len, struct err *err)
{
	enum object_type type;
	char hex[OBJECT_HEX];
	int rc;

	if (object_cache_get(&repository->cache, id, want, bytes, len))
		return 1;
	rc = repository_read(repository, id, &type, &repository->scratch, err);
	if (rc <= 0)
		return rc;
	if (type != want)
		return err_set(err, ERR_BROKEN,
		    "The object %s is a %s where a %s is needed",
		    object_id_hex(hex, id), object_type_name(type),
		    object_type_name(want));
	object_cache_put(&repository->cache, id, want, repository->scratch.ptr,
	    repository->scratch.len);
	object_cache_get(&repository->cache, id, want, bytes, len);
	return 1;
}

/* A tree or commit that an object known to be there names. */
static int
must_be_there(struct repository *repository, const struct object_id *id,
    enum object_type want, const char **bytes, size_t *len, struct err *err)
{
	char hex[OBJECT_HEX];
	int rc = repository_cached(repository, id, want, bytes, len, err);

	if (rc != 0)
		return rc;
	return err_set(err, ERR_BROKEN,
	    "The %s %s is missing from the repository; run guiwen verify",
	    object_type_name(want), object_id_hex(hex, id));
}

/* What stands at a path, a folder or a file: 1, 0, -1 with err. */
static int
look_up(struct repository *repository, const struct object_id *commit,
    const char *path, bool folder, struct object_id *out, struct err *err)
{
	struct object_id at, parent;
	struct tree_entry entry;
	const char *bytes, *slash;
	char hex[OBJECT_HEX];
	size_t len;
	int rc;

	if (must_be_there(repository, commit, OBJECT_COMMIT, &bytes, &len,
	    err) < 0)
		return -1;
	if (commit_peek(bytes, len, &at, &parent) != 0)
		return err_set(err, ERR_BROKEN, "The commit %s is malformed",
		    object_id_hex(hex, commit));
	for (;; path = slash + 1) {
		if (must_be_there(repository, &at, OBJECT_TREE, &bytes, &len,
		    err) < 0)
			return -1;
		slash = strchr(path, '/');
		rc = tree_find(bytes, len, path, slash != NULL ?
		    (size_t)(slash - path) : strlen(path), &entry);
		if (rc < 0)
			return err_set(err, ERR_BROKEN,
			    "The tree %s is malformed",
			    object_id_hex(hex, &at));
		if (rc == 0 || entry.is_tree != (slash != NULL || folder))
			return 0;
		at = entry.id;
		if (slash == NULL) {
			*out = at;
			return 1;
		}
	}
}

int
repository_lookup(struct repository *repository,
    const struct object_id *commit, const char *path, struct object_id *out,
    struct err *err)
{
	return look_up(repository, commit, path, false, out, err);
}

int
repository_folder(struct repository *repository,
    const struct object_id *commit, const char *path,
    repository_name_fn *fn, void *ctx, struct err *err)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct object_id id;
	struct text names = TEXT_INIT;
	const char *bytes;
	size_t len, at;
	int rc = look_up(repository, commit, path, true, &id, err);

	if (rc == 1 && must_be_there(repository, &id, OBJECT_TREE, &bytes,
	    &len, err) < 0)
		rc = -1;
	if (rc != 1)
		return rc;
	/* the tree's bytes may go when the function reads something else */
	tree_read(&reader, bytes, len);
	while (tree_next(&reader, &entry))
		if (!entry.is_tree)
			text_add(&names, entry.name, entry.name_len + 1);
	for (at = 0; rc == 1 && at < names.len;
	    at += strlen(names.ptr + at) + 1)
		rc = fn(ctx, names.ptr + at, err) == 0 ? 1 : -1;
	text_release(&names);
	return rc;
}
