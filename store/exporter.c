/* exporter.c: a thread that exports in packs while steps go on */
#include "store/store_int.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

/*
 * So many records are worth a pack; fewer wait so long at most. Not many:
 * the pages of redo rows that are soon removed are written over again in the
 * WAL before they are ever copied into the ledger's file.
 */
#define ENOUGH_RECORDS 300
#define WAIT_MS 500
/* Pages in the WAL at which it is copied into the ledger's file: by this
 * thread, so that no step waits for it; by the step itself when this thread
 * has fallen so far behind. */
#define CHECKPOINT_PAGES 16000
#define CHECKPOINT_PAGES_LATE 64000
#define CHECKPOINT_PAGES_ALONE 4000
/* So few are left to a step to copy; after so many rounds any number. */
#define CHECKPOINT_PAGES_LEFT 500
#define CHECKPOINT_ROUNDS 4
/* When nobody has stepped for so long, this thread removes the redo rows of
 * what is durable. Else those who step next would have to, a millisecond at
 * each step: SQLite reads a row's pages to free them. */
#define IDLE_MS 20
/* As nice (setpriority(2)) as this thread is towards those who step. */
#define NICE 10
/* Who does not step so long leaves the rest of the WAL to the next time. */
#define LEFT_WAIT_MS 100

/* Where the copying of the WAL stands. */
enum copying {
	COPYING_NOT,
	COPYING_WANTED,		/* by a step, of this thread */
	COPYING_LEFT		/* the last pages, by this thread, of a step */
};

struct exporter {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	/* Under the mutex: */
	int64_t waiting;	/* records committed since the last export */
	enum copying copying;
	bool stop;
	/* The thread's own until it is joined: */
	struct ledger ledger;
	struct repository *repository;
	struct export export;
	struct err err;		/* of the last export, ERR_NONE if it did */
	int64_t removed;	/* redo rows are removed up to here */
};

static void
export_now(struct exporter *exporter)
{
	struct store_head head;

	err_clear(&exporter->err);
	if (ledger_head(&exporter->ledger, &head, &exporter->err) == 0)
		export_to(&exporter->export, head.number, &exporter->err);
}

/* ---- the WAL's way into the ledger's file ---- */

static void
set_copying(struct exporter *exporter, enum copying copying)
{
	pthread_mutex_lock(&exporter->mutex);
	exporter->copying = copying;
	pthread_cond_broadcast(&exporter->wake);
	pthread_mutex_unlock(&exporter->mutex);
}

/*
 * What SQLite would do by itself after a COMMIT (sqlite3_wal_hook). The last
 * pages are copied here, where nobody of this process writes: the next step
 * then begins the WAL anew. This thread alone would have to win the write
 * lock from a stream of steps first.
 */
static int
after_commit(void *ctx, sqlite3 *db, const char *schema, int pages)
{
	struct exporter *exporter = ctx;
	enum copying copying;

	if (pages < CHECKPOINT_PAGES)
		return SQLITE_OK;
	pthread_mutex_lock(&exporter->mutex);
	copying = exporter->copying;
	pthread_mutex_unlock(&exporter->mutex);
	if (copying == COPYING_NOT)
		set_copying(exporter, COPYING_WANTED);
	if (copying == COPYING_LEFT || pages >= CHECKPOINT_PAGES_LATE)
		sqlite3_wal_checkpoint_v2(db, schema,
		    SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	if (copying == COPYING_LEFT)
		set_copying(exporter, COPYING_NOT);
	return SQLITE_OK;
}

/*
 * As far as the WAL goes now, and onto the disk: SQLite itself would leave
 * that to the round which reaches the end, and the step that does the last
 * pages would wait for all of them.
 */
static int
copy_round(sqlite3 *db, int *pages)
{
	sqlite3_file *file = NULL;

	if (sqlite3_wal_checkpoint_v2(db, "main", SQLITE_CHECKPOINT_PASSIVE,
	    pages, NULL) != SQLITE_OK ||
	    sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER,
	    &file) != SQLITE_OK || file == NULL || file->pMethods == NULL)
		return -1;
	return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL |
	    SQLITE_SYNC_DATAONLY) == SQLITE_OK ? 0 : -1;
}

static void
until_ms(struct timespec *until, long ms)
{
	clock_gettime(CLOCK_MONOTONIC, until);
	until->tv_nsec += ms % 1000 * 1000000L;
	until->tv_sec += ms / 1000 + until->tv_nsec / 1000000000;
	until->tv_nsec %= 1000000000;
}

/*
 * The WAL is copied while others step, which lengthens it again meanwhile,
 * until what came is little. That is left to the next step, for which this
 * thread waits without reading the ledger: a WAL that is read does not begin
 * anew. Should anything fail, the next time does it.
 */
static void
checkpoint(struct exporter *exporter)
{
	struct timespec until;
	int pages = 0, before, rounds = 0, rc;

	exporter->ledger.busy_since_us = 0;
	do {
		before = pages;
		rc = copy_round(exporter->ledger.db, &pages);
	} while (rc == 0 && pages - before > CHECKPOINT_PAGES_LEFT &&
	    ++rounds < CHECKPOINT_ROUNDS);
	set_copying(exporter, rc == 0 ? COPYING_LEFT : COPYING_NOT);
	until_ms(&until, LEFT_WAIT_MS);
	pthread_mutex_lock(&exporter->mutex);
	while (exporter->copying == COPYING_LEFT && !exporter->stop &&
	    pthread_cond_timedwait(&exporter->wake, &exporter->mutex,
	    &until) == 0)
		;
	exporter->copying = COPYING_NOT;
	pthread_mutex_unlock(&exporter->mutex);
}

/* ---- redo rows that are left ---- */

static bool
has_left(const struct exporter *exporter)
{
	return exporter->removed < atomic_load(exporter->export.durable);
}

/* A few of them, unless somebody else writes just now. What fails is left to
 * those who step: it is no fault of an export. */
static void
remove_some(struct exporter *exporter)
{
	struct ledger *ledger = &exporter->ledger;
	int64_t durable = atomic_load(exporter->export.durable);
	int64_t removed = exporter->removed;
	struct err ignored = ERR_INIT;

	exporter->removed = durable;
	ledger->hurried = true;
	if (ledger_run(ledger, SQL_BEGIN_STEP, &ignored) == 0 &&
	    redo_remove(ledger, durable, REDO_REMOVE_AT_ONCE, &removed,
	    &ignored) == 0 && ledger_run(ledger, SQL_COMMIT, &ignored) == 0)
		exporter->removed = removed;
	ledger_rollback(ledger);
	ledger->hurried = false;
}

/* As long as nobody steps. */
static void
remove_rest(struct exporter *exporter)
{
	int64_t before, now;
	bool stop;

	pthread_mutex_lock(&exporter->mutex);
	before = exporter->waiting;
	pthread_mutex_unlock(&exporter->mutex);
	do {
		remove_some(exporter);
		pthread_mutex_lock(&exporter->mutex);
		now = exporter->waiting;
		stop = exporter->stop;
		pthread_mutex_unlock(&exporter->mutex);
	} while (has_left(exporter) && now == before && !stop);
}

/* ---- the thread ---- */

/* Has nobody stepped for a while, and is there something to tidy up? */
static bool
is_idle(struct exporter *exporter)
{
	int64_t waiting = exporter->waiting;
	struct timespec until;

	if (!has_left(exporter))
		return false;
	until_ms(&until, IDLE_MS);
	while (!exporter->stop && exporter->copying != COPYING_WANTED &&
	    exporter->waiting < ENOUGH_RECORDS)
		if (pthread_cond_timedwait(&exporter->wake, &exporter->mutex,
		    &until) != 0)
			return exporter->waiting == waiting;
	return false;
}

/* Sleep until there is enough, or something and the time is over. */
static void
wait_for_work(struct exporter *exporter)
{
	struct timespec until;

	until_ms(&until, WAIT_MS);
	while (!exporter->stop && exporter->copying != COPYING_WANTED &&
	    exporter->waiting < ENOUGH_RECORDS)
		if (pthread_cond_timedwait(&exporter->wake, &exporter->mutex,
		    &until) != 0)
			break;
}

static void *
run(void *ctx)
{
	struct exporter *exporter = ctx;
	bool stop = false, wanted, idle;
	int64_t waiting;

	/* Linux takes 0 for the calling thread alone. */
	setpriority(PRIO_PROCESS, 0, NICE);
	while (!stop) {
		pthread_mutex_lock(&exporter->mutex);
		idle = is_idle(exporter);
		if (!idle)
			wait_for_work(exporter);
		stop = exporter->stop;
		waiting = idle ? 0 : exporter->waiting;
		exporter->waiting -= waiting;
		wanted = exporter->copying == COPYING_WANTED;
		pthread_mutex_unlock(&exporter->mutex);
		if (wanted)
			checkpoint(exporter);
		/* What failed is tried again, also without new records. */
		if (waiting > 0 || stop || exporter->err.code != ERR_NONE)
			export_now(exporter);
		else if (idle)
			remove_rest(exporter);
	}
	return NULL;
}

void
exporter_wake(struct store *store, int64_t records)
{
	struct exporter *exporter = store->exporter;

	if (exporter == NULL)
		return;
	pthread_mutex_lock(&exporter->mutex);
	exporter->waiting += records;
	if (exporter->waiting >= ENOUGH_RECORDS)
		pthread_cond_signal(&exporter->wake);
	pthread_mutex_unlock(&exporter->mutex);
}

static void
release(struct exporter *exporter)
{
	repository_free(exporter->repository);
	ledger_close(&exporter->ledger);
	free(exporter);
}

int
store_exporter_start(struct store *store, struct err *err)
{
	struct exporter *exporter = mem_zero(1, sizeof(*exporter));
	pthread_condattr_t monotonic;

	assert(store->exporter == NULL && !store->read_only);
	if (ledger_open(&exporter->ledger, store->paths.ledger, false, false,
	    err) != 0 || repository_open(&exporter->repository,
	    store->paths.git, err) != 0) {
		release(exporter);
		return -1;
	}
	exporter->export = (struct export){ &store->paths, &exporter->ledger,
		exporter->repository, &store->durable, &store->moving };
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&exporter->mutex, NULL);
	pthread_cond_init(&exporter->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (pthread_create(&exporter->thread, NULL, run, exporter) != 0) {
		release(exporter);
		return err_set(err, ERR_SYSTEM, "No thread can be started for "
		    "the export; close other programs and try again.");
	}
	store->exporter = exporter;
	sqlite3_wal_hook(store->ledger.db, after_commit, exporter);
	return 0;
}

int
store_exporter_stop(struct store *store, struct err *err)
{
	struct exporter *exporter = store->exporter;
	int result = 0;

	if (exporter == NULL)
		return 0;
	store->exporter = NULL;
	sqlite3_wal_autocheckpoint(store->ledger.db,
	    CHECKPOINT_PAGES_ALONE);
	pthread_mutex_lock(&exporter->mutex);
	exporter->stop = true;
	pthread_cond_signal(&exporter->wake);
	pthread_mutex_unlock(&exporter->mutex);
	pthread_join(exporter->thread, NULL);
	pthread_cond_destroy(&exporter->wake);
	pthread_mutex_destroy(&exporter->mutex);
	if (exporter->err.code != ERR_NONE) {
		*err = exporter->err;
		result = -1;
	}
	release(exporter);
	return result;
}
