/* create.c: making an empty registry, all of it or nothing */
#include "store/store_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Everything is made in this folder inside the registry's, then moved up,
 * the ledger last: a folder is a registry exactly when it has a ledger. What
 * a killed creation left is known by this folder and made anew.
 */
#define UNFINISHED ".guiwen-unfinished"

static const char *const parts[] = { "keys", "documents.git", "export.lock",
	"ledger.sqlite" };

static void
remove_in(const char *dir, const char *name)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/%s", dir, name);
	file_remove_tree(path.ptr);
	text_release(&path);
}

/* Could a killed creation have left this? All but the ledger, which is moved
 * last. */
static bool
is_leftover(const char *name)
{
	size_t i;

	for (i = 0; i + 1 < MEM_COUNT(parts); i++)
		if (strcmp(name, parts[i]) == 0)
			return true;
	return false;
}

static bool
is_in(const char *dir, const char *name)
{
	struct text path = TEXT_INIT;
	bool there;

	text_addf(&path, "%s/%s", dir, name);
	there = access(path.ptr, F_OK) == 0;
	text_release(&path);
	return there;
}

bool
store_unfinished(const char *dir)
{
	return is_in(dir, UNFINISHED);
}

/* Is the folder empty, but for what a killed creation left (*unfinished)? */
static int
check_empty(const char *dir, bool *unfinished, struct err *err)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;
	char found[256] = "";
	bool foreign = false;

	*unfinished = false;
	if (stream == NULL)
		return err_set_errno(err, "%s cannot be read", dir);
	while ((entry = readdir(stream)) != NULL && !foreign) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if (strcmp(entry->d_name, UNFINISHED) == 0) {
			*unfinished = true;
			continue;
		}
		snprintf(found, sizeof(found), "%s", entry->d_name);
		foreign = !is_leftover(entry->d_name);
	}
	closedir(stream);
	if (!foreign && (found[0] == '\0' || *unfinished))
		return 0;
	if (is_in(dir, "ledger.sqlite"))
		return err_set(err, ERR_REFUSED, "%s is a registry already; "
		    "name another folder.", dir);
	return err_set(err, ERR_REFUSED, "%s is not empty (there is %s): a "
	    "registry needs a new or empty folder.", dir, found);
}

static int
make_id(char out[STORE_ID], struct err *err)
{
	unsigned char bytes[(STORE_ID - 1) / 2];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return err_set_errno(err, "No random numbers are to be had");
	hex_format(out, bytes, sizeof(bytes));
	return 0;
}

static int
insert_registry(struct ledger *ledger, const char *id, const char *name,
    const char *public_key, struct err *err)
{
	struct query query;

	query_begin(&query, ledger, SCHEMA_MAIN, SQL_REGISTRY_INSERT);
	query_text(&query, ":id", id);
	query_text(&query, ":name", name);
	query_text(&query, ":public_key", public_key);
	return query_run(&query, err);
}

/* The parts, each complete and durable, in the folder of `paths`. */
static int
make_parts(const struct store_paths *paths, const char *name,
    struct err *err)
{
	struct text keys = TEXT_INIT;
	struct ledger ledger = { 0 };
	struct signer *signer = NULL;
	char id[STORE_ID];
	int result = -1, fd;

	text_addf(&keys, "%s/keys", paths->dir);
	if (mkdir(keys.ptr, 0700) != 0) {
		err_set_errno(err, "%s cannot be made", keys.ptr);
		goto out;
	}
	if (make_id(id, err) != 0 ||
	    signer_generate(paths->key, name, err) != 0 ||
	    signer_load(&signer, paths->key, err) != 0 ||
	    repository_create(paths->git, name, err) != 0 ||
	    repository_allow_signer(paths->git, REGISTRY_EMAIL,
	    signer_public(signer), err) != 0 ||
	    ledger_open(&ledger, paths->ledger, false, true, err) != 0 ||
	    insert_registry(&ledger, id, name, signer_public(signer),
	    err) != 0 || ledger_settle(&ledger, err) != 0)
		goto out;
	fd = open(paths->lock, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		err_set_errno(err, "%s cannot be made", paths->lock);
		goto out;
	}
	close(fd);
	result = 0;
out:
	ledger_close(&ledger);
	signer_free(signer);
	text_release(&keys);
	return result;
}

static int
move_up(const char *from, const char *dir, struct err *err)
{
	struct text old = TEXT_INIT, new = TEXT_INIT;
	int result = 0;
	size_t i;

	for (i = 0; i < MEM_COUNT(parts) && result == 0; i++) {
		text_reset(&old);
		text_reset(&new);
		text_addf(&old, "%s/%s", from, parts[i]);
		text_addf(&new, "%s/%s", dir, parts[i]);
		if (i + 1 == MEM_COUNT(parts))
			result = file_sync_dir(dir, err);
		if (result == 0 && rename(old.ptr, new.ptr) != 0)
			result = err_set_errno(err, "%s cannot be made",
			    new.ptr);
	}
	text_release(&old);
	text_release(&new);
	return result == 0 ? file_sync_dir(dir, err) : -1;
}

/* With the folder locked: clear, make, move. */
static int
make_in(const char *dir, const char *name, struct err *err)
{
	struct store_paths paths = { 0 };
	struct text inside = TEXT_INIT;
	bool unfinished;
	int result = -1;
	size_t i;

	text_addf(&inside, "%s/%s", dir, UNFINISHED);
	store_paths_init(&paths, inside.ptr);
	if (check_empty(dir, &unfinished, err) != 0)
		goto out;
	if (unfinished)
		for (i = 0; i < MEM_COUNT(parts); i++)
			remove_in(dir, parts[i]);
	file_remove_tree(inside.ptr);
	if (mkdir(inside.ptr, 0700) != 0)
		err_set_errno(err, "%s cannot be written", dir);
	else if (make_parts(&paths, name, err) == 0)
		result = move_up(inside.ptr, dir, err);
	if (result != 0)
		for (i = 0; i < MEM_COUNT(parts); i++)
			remove_in(dir, parts[i]);
	file_remove_tree(inside.ptr);
out:
	store_paths_release(&paths);
	text_release(&inside);
	return result;
}

int
store_create(const char *dir, const char *name, struct err *err)
{
	bool made = false;
	int fd, result = -1;

	if (name[0] == '\0')
		return err_set(err, ERR_USAGE, "A registry needs a name.");
	if (mkdir(dir, 0700) == 0)
		made = true;
	else if (errno != EEXIST)
		return err_set_errno(err, "The folder %s cannot be made", dir);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == ENOTDIR) {
		err_set(err, ERR_REFUSED, "%s is a file: a registry needs a "
		    "new or empty folder.", dir);
	} else if (fd < 0) {
		err_set_errno(err, "%s is no folder for a registry", dir);
	} else if (file_system_check(dir, err) != 0) {
		/* err says it */
	} else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		err_set(err, ERR_BUSY, "Another process is making a registry "
		    "in %s.", dir);
	} else {
		result = make_in(dir, name, err);
	}
	if (result != 0 && made)
		rmdir(dir);
	if (fd >= 0)
		close(fd);
	return result;
}
