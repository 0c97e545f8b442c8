/* object_reader.c: objects out of the repository's own files, by libgit2 */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <git2.h>
#include <pthread.h>
#include <stdlib.h>

struct object_reader {
	git_odb *odb;
};

static pthread_once_t started = PTHREAD_ONCE_INIT;
static int start_result;

/* Once a process: it costs milliseconds. We hash what we read ourselves, by
 * libcrypto, and keep our own cache. */
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

int
object_reader_new(struct object_reader **out, const char *path,
    struct err *err)
{
	struct object_reader *reader;

	pthread_once(&started, start_libgit2);
	if (start_result < 0)
		return err_set(err, ERR_SYSTEM, "libgit2 does not start: %s",
		    last_error());
	reader = mem_zero(1, sizeof(*reader));
	if (git_odb_open(&reader->odb, path) != 0) {
		free(reader);
		return err_set(err, ERR_SYSTEM, "Cannot open %s: %s", path,
		    last_error());
	}
	*out = reader;
	return 0;
}

void
object_reader_free(struct object_reader *reader)
{
	if (reader == NULL)
		return;
	git_odb_free(reader->odb);
	free(reader);
}

int
object_reader_read(struct object_reader *reader, const struct object_id *id,
    bool refresh, enum object_type *type, struct text *content,
    struct err *err)
{
	git_oid oid;
	git_odb_object *object = NULL;
	struct object_id real;
	char hex[OBJECT_HEX];
	int rc;

	git_oid_fromraw(&oid, id->b);
	if (!refresh && git_odb_exists_ext(reader->odb, &oid,
	    GIT_ODB_LOOKUP_NO_REFRESH) != 1)
		return 0;
	rc = git_odb_read(&object, reader->odb, &oid);
	if (rc == GIT_ENOTFOUND)
		return 0;
	if (rc != 0)
		return err_set(err, ERR_BROKEN,
		    "The object %s in the repository cannot be read: %s",
		    object_id_hex(hex, id), last_error());
	text_reset(content);
	text_add(content, git_odb_object_data(object),
	    git_odb_object_size(object));
	*type = (enum object_type)git_odb_object_type(object);
	git_odb_object_free(object);
	object_id_of(&real, *type, content->ptr, content->len);
	if (!object_id_equal(&real, id))
		return err_set(err, ERR_BROKEN,
		    "The object %s in the repository was altered: its bytes "
		    "have another hash", object_id_hex(hex, id));
	return 1;
}

bool
object_reader_in_pack(struct object_reader *reader, const struct object_id *id)
{
	(void)reader;
	(void)id;
	return false;
}
