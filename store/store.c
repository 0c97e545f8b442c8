/* store.c: opening and closing a registry, its head, where main may stand */
#include "store/rebuild.h"
#include "store/store_int.h"

#include "engine/base/mem.h"
#include "store/file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

volatile int *store_marks;

static char *
join(const char *dir, const char *name)
{
	struct text path = TEXT_INIT;

	text_addf(&path, "%s/%s", dir, name);
	return text_detach(&path, NULL);
}

void
store_paths_init(struct store_paths *paths, const char *dir)
{
	paths->dir = mem_strdup(dir);
	paths->ledger = join(dir, "ledger.sqlite");
	paths->git = join(dir, "documents.git");
	paths->heads = join(dir, "documents.git/refs/heads");
	paths->key = join(dir, "keys/registry");
	paths->lock = join(dir, "export.lock");
}

void
store_paths_release(struct store_paths *paths)
{
	free(paths->dir);
	free(paths->ledger);
	free(paths->git);
	free(paths->heads);
	free(paths->key);
	free(paths->lock);
	memset(paths, 0, sizeof(*paths));
}

const char *
store_dir(const struct store *store)
{
	return store->paths.dir;
}

const char *
store_id(const struct store *store)
{
	return store->id;
}

const char *
store_name(const struct store *store)
{
	return store->name;
}

const char *
store_public_key(const struct store *store)
{
	return store->public_key;
}

/* ---- head and main ---- */

int
ledger_head(struct ledger *ledger, struct store_head *out, struct err *err)
{
	struct query query;
	int got;

	memset(out, 0, sizeof(*out));
	query_begin(&query, ledger, SCHEMA_MAIN, SQL_HEAD);
	got = query_next(&query, err);
	if (got == 1) {
		out->number = column_int(&query, 0);
		column_copy(&query, 1, out->hash.b, sizeof(out->hash.b));
		out->recorded_s = column_int(&query, 2);
		column_copy(&query, 3, out->commit.b, sizeof(out->commit.b));
	}
	query_end(&query);
	return got < 0 ? -1 : 0;
}

int
store_head(struct store *store, struct store_head *out, struct err *err)
{
	return ledger_head(&store->ledger, out, err);
}

/* main is not there: right as long as nothing has been exported. */
static int
main_absent(struct ledger *ledger, struct err *err)
{
	struct store_head head;
	struct query query;
	int64_t first = 0;
	int got;

	if (ledger_head(ledger, &head, err) != 0)
		return -1;
	if (head.number == 0)
		return 0;
	query_begin(&query, ledger, SCHEMA_MAIN, SQL_REDO_FIRST);
	got = query_next(&query, err);
	if (got == 1)
		first = column_int(&query, 0);
	query_end(&query);
	if (got < 0)
		return -1;
	if (first != 0 && first <= 1)
		return 0;
	return err_set(err, ERR_BROKEN, "The branch main of documents.git is "
	    "gone, though the ledger has %" PRId64 " records. Nothing is "
	    "recorded until 'guiwen rebuild' has mended that.", head.number);
}

/* Has that record this commit? 1, 0, -1. */
static int
is_commit_of(struct ledger *ledger, int64_t number,
    const struct object_id *id, struct err *err)
{
	struct object_id commit;
	struct query query;
	int got;

	query_begin(&query, ledger, SCHEMA_MAIN, SQL_COMMIT_OF);
	query_int(&query, ":number", number);
	got = query_next(&query, err);
	if (got == 1)
		got = column_copy(&query, 0, commit.b, sizeof(commit.b)) &&
		    object_id_equal(&commit, id);
	query_end(&query);
	return got;
}

/* Which record's commit is it? The number, 0 for none, -1 with err. */
static int64_t
find_record(struct ledger *ledger, struct repository *repository,
    const struct object_id *id, struct err *err)
{
	const char *bytes;
	int64_t number;
	size_t len;
	int got;

	got = repository_cached(repository, id, OBJECT_COMMIT, &bytes, &len,
	    err);
	if (got <= 0)
		return got;
	number = record_of_commit(bytes, len);
	got = is_commit_of(ledger, number, id, err);
	return got == 1 ? number : got;
}

int
main_record(struct ledger *ledger, struct repository *repository,
    struct object_id *id, int64_t *record, struct err *err)
{
	memset(id, 0, sizeof(*id));
	*record = 0;
	if (repository_main(repository, id, err) < 0)
		return -1;
	return main_record_of(ledger, repository, id, record, err);
}

int
main_record_of(struct ledger *ledger, struct repository *repository,
    const struct object_id *id, int64_t *record, struct err *err)
{
	struct store_head head;
	char hex[OBJECT_HEX];

	*record = 0;
	if (object_id_is_zero(id))
		return main_absent(ledger, err);
	if (ledger_head(ledger, &head, err) != 0)
		return -1;
	*record = head.number;
	if (object_id_equal(id, &head.commit))
		return 0;
	*record = find_record(ledger, repository, id, err);
	if (*record != 0)
		return *record < 0 ? -1 : 0;
	return err_set(err, ERR_BROKEN, "The branch main of documents.git "
	    "stands at commit %s, which no record of the ledger has: the two "
	    "have come apart. Nothing is recorded until 'guiwen rebuild' has "
	    "mended that.", object_id_hex(hex, id));
}

int
store_check_main(struct store *store, int64_t *record, struct err *err)
{
	struct object_id id = { { 0 } };	/* where there is no main */
	int64_t number;
	int got;

	/* What was a record's commit once stays one: records are only ever
	 * added. So an unmoved main needs no second look. */
	if (record == NULL) {
		if (repository_main(store->repository, &id, err) < 0)
			return -1;
		if (store->main_known && object_id_equal(&id,
		    &store->main_seen))
			return 0;
		/* Most likely it is where the exporter put it last: asked of
		 * the ledger, since to read the commit is to look through
		 * what is pending. */
		got = object_id_is_zero(&id) ? 0 : is_commit_of(
		    &store->ledger, atomic_load(&store->moving), &id, err);
		if (got < 0)
			return -1;
		store->main_seen = id;
		store->main_known = got == 1;
		if (got == 1)
			return 0;
	}
	store->main_known = false;
	if (main_record(&store->ledger, store->repository, &id, &number,
	    err) != 0)
		return -1;
	store->main_seen = id;
	store->main_known = !object_id_is_zero(&id);
	if (record != NULL)
		*record = number;
	return 0;
}

int
store_signer(struct store *store, struct err *err)
{
	struct signer *signer = NULL;

	if (store->signer != NULL)
		return 0;
	if (signer_load(&signer, store->paths.key, err) != 0)
		return err->code != ERR_NOTFOUND ? err_prefix(err, "The "
		    "registry's key cannot be used") :
		    err_set(err, ERR_NOTFOUND, "The registry's private key %s "
		    "is missing, and without it nothing is recorded or "
		    "signed: put it back from a backup that has it, or from "
		    "where it is kept", store->paths.key);
	if (strcmp(signer_public(signer), store->public_key) != 0) {
		signer_free(signer);
		return err_set(err, ERR_BROKEN, "%s is not the key that this "
		    "registry was made with; put the right one back.",
		    store->paths.key);
	}
	store->signer = signer;
	return 0;
}

/* ---- open and close ---- */

static int
read_registry(struct store *store, struct err *err)
{
	struct query query;
	int got;

	query_begin(&query, &store->ledger, SCHEMA_MAIN, SQL_REGISTRY);
	got = query_next(&query, err);
	if (got == 1) {
		memcpy(store->id, column_text(&query, 0), STORE_ID - 1);
		store->name = mem_strdup(column_text(&query, 1));
		store->public_key = mem_strdup(column_text(&query, 2));
	}
	query_end(&query);
	if (got == 0)
		return err_set(err, ERR_BROKEN, "%s does not say which "
		    "registry it is; make it anew with 'guiwen rebuild'.",
		    store->paths.ledger);
	return got < 0 ? -1 : 0;
}

/* Is it what git clone makes of a documents.git, or that itself? */
static bool
is_clone(const char *dir)
{
	static const char *const parts[2][2] = {
		{ ".git", "registry.xml" }, { "HEAD", "objects" }
	};
	struct err ignored = ERR_INIT;
	char path[PATH_MAX];
	size_t i, k, found;

	for (i = 0; i < 2; i++) {
		for (found = k = 0; k < 2; k++)
			found += file_path(path, sizeof(path), dir,
			    parts[i][k], &ignored) == 0 &&
			    access(path, F_OK) == 0;
		if (found == 2)
			return true;
	}
	return false;
}

/* Why there is no ledger: nobody may look, it was lost, or it never was one.
 * While a registry is made or made anew its ledger is the last to come. */
static int
no_ledger(const struct store_paths *paths, int why, struct err *err)
{
	if (why == EACCES || why == EPERM)
		return err_set(err, ERR_SYSTEM, "You have no permission to "
		    "open the registry %s: ask its owner for it, or work from "
		    "the account that it belongs to.", paths->dir);
	if (rebuild_allows(paths->dir, err) != 0)
		return -1;
	if (!store_unfinished(paths->dir) &&
	    (access(paths->git, F_OK) == 0 || access(paths->key, F_OK) == 0))
		return err_set(err, ERR_BROKEN, "ledger.sqlite is missing in "
		    "%s, though other parts of the registry are there. Make it "
		    "anew with 'guiwen rebuild', or put back a backup.",
		    paths->dir);
	if (is_clone(paths->dir))
		return err_set(err, ERR_NOTFOUND, "%s is not a registry but a "
		    "git repository. If it is a clone of a registry's, make a "
		    "registry of it in an empty folder: 'guiwen rebuild "
		    "--registry FOLDER --from %s'.", paths->dir, paths->dir);
	return err_set(err, ERR_NOTFOUND, "%s is not a registry: there is no "
	    "ledger.sqlite in it. Make one with 'guiwen init', or name "
	    "another folder with --registry.", paths->dir);
}

static int
open_repository(struct store *store, struct err *err)
{
	if (repository_open(&store->repository, store->paths.git, err) == 0)
		return 0;
	if (err->code != ERR_NOTFOUND)
		return -1;
	return err_set(err, ERR_BROKEN, "There is no git repository at %s, "
	    "though the ledger is there. Make it anew with 'guiwen rebuild': "
	    "what the ledger no longer has comes from a clone or a backup "
	    "named with --from.", store->paths.git);
}

static int
open_parts(struct store *store, struct err *err)
{
	struct stat st;

	if (stat(store->paths.ledger, &st) != 0)
		return no_ledger(&store->paths, errno, err);
	if (!S_ISREG(st.st_mode))
		return no_ledger(&store->paths, ENOENT, err);
	if (access(store->paths.ledger, R_OK) != 0 && errno == EACCES)
		return no_ledger(&store->paths, EACCES, err);
	if (file_system_check(store->paths.dir, err) != 0 ||
	    ledger_open(&store->ledger, store->paths.ledger,
	    store->read_only, false, err) != 0 ||
	    read_registry(store, err) != 0 ||
	    rebuild_allows(store->paths.dir, err) != 0 ||
	    open_repository(store, err) != 0)
		return -1;
	store->pending.ledger = &store->ledger;
	repository_set_pending(store->repository, pending_read,
	    &store->pending);
	return 0;
}

bool
store_was_put_back(const struct store *store, int64_t *record)
{
	*record = store->put_back_to;
	return store->put_back;
}

/* Is the commit of that record in the repository itself? */
static bool
git_has(struct store *store, int64_t number)
{
	struct object_id commit = { { 0 } };
	struct err ignored = ERR_INIT;
	struct query query;
	int got;

	query_begin(&query, &store->ledger, SCHEMA_MAIN, SQL_COMMIT_OF);
	query_int(&query, ":number", number);
	got = query_next(&query, &ignored);
	if (got == 1)
		column_copy(&query, 0, commit.b, sizeof(commit.b));
	query_end(&query);
	return got == 1 && repository_has(store->repository, &commit,
	    &ignored) == 1;
}

/*
 * Main stands at `record`, and nobody left an export half done. An export
 * writes objects only after it has said that it works, and says that it is
 * done only after it has moved main: so what git has beyond main, with main
 * unmoved and no export at work afterwards, was beyond it all the time.
 */
static int
look_put_back(struct store *store, int64_t record, struct err *err)
{
	int64_t durable, now;
	bool unfinished;

	if (!git_has(store, record + 1))
		return 0;
	if (export_look(&store->paths, &durable, &unfinished, err) != 0 ||
	    store_check_main(store, &now, err) != 0)
		return -1;
	store->put_back = !unfinished && now == record;
	store->put_back_to = record;
	return 0;
}

/*
 * What a killed process left: objects not exported, and perhaps stale locks.
 * Somebody who is exporting now will do it himself.
 */
static int
finish_others(struct store *store, struct err *err)
{
	struct export export = { &store->paths, &store->ledger,
		store->repository, &store->durable, &store->moving };
	struct store_head head;
	int64_t record, durable;
	bool unfinished;

	if (export_look(&store->paths, &durable, &unfinished, err) != 0)
		return -1;
	atomic_store(&store->durable, durable);
	if (!unfinished) {
		if (store_check_main(store, &record, err) != 0 ||
		    ledger_head(&store->ledger, &head, err) != 0)
			return -1;
		if (record >= head.number)
			return 0;
		if (look_put_back(store, record, err) != 0)
			return -1;
	}
	return export_to(&export, 0, err);
}

int
store_open(struct store **out, const char *dir, bool read_only,
    struct err *err)
{
	struct store *store = mem_zero(1, sizeof(*store));

	store_paths_init(&store->paths, dir);
	store->read_only = read_only;
	object_cache_init(&store->blobs, BLOB_CACHE_BYTES);
	if (open_parts(store, err) != 0 ||
	    (!read_only && finish_others(store, err) != 0)) {
		store_close(store);
		return -1;
	}
	*out = store;
	return 0;
}

void
store_close(struct store *store)
{
	struct err ignored = ERR_INIT;

	if (store == NULL)
		return;
	store_exporter_stop(store, &ignored);
	watch_end(&store->watch);
	repository_free(store->repository);
	ledger_close(&store->ledger);
	pending_release(&store->pending);
	object_cache_release(&store->blobs);
	kept_rows_release(&store->kept);
	signer_free(store->signer);
	store_paths_release(&store->paths);
	free(store->name);
	free(store->public_key);
	free(store);
}
