/* test_store_wal_file.c: what gets into the WAL, and what a cut leaves of it
 *
 * The WAL is written by our VFS (store/wal_file.c). Whatever goes wrong while
 * it is written, or is missing of it after a power cut, each transaction is
 * there wholly or not at all, and those before it are.
 */
#include "tests/unit/store_fixture.h"

#include "store/file.h"
#include "store/ledger.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#define WAL_HEADER 32
#define FRAME (24 + 4096)

/* What a transaction that was undone has written may not get into the WAL
 * later, when another process may have gone on there. */
static void
test_wal_forgets(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	struct ledger ledger;
	char path[128];
	sqlite3_file *wal = NULL;
	sqlite3_int64 before = 0, after = 0;

	fixture_steps(f, 1);
	snprintf(path, sizeof(path), "%s/ledger.sqlite", f->dir);
	assert_done(ledger_open(&ledger, path, false, false, &err), err);
	assert_done(ledger_run(&ledger, SQL_BEGIN_STEP, &err), err);
	assert_int_equal(sqlite3_file_control(ledger.db, "main",
	    SQLITE_FCNTL_JOURNAL_POINTER, &wal), SQLITE_OK);
	assert_non_null(wal->pMethods);
	wal->pMethods->xFileSize(wal, &before);
	assert_true(before > 0);
	assert_int_equal(wal->pMethods->xWrite(wal, "frame", 5, before),
	    SQLITE_OK);
	ledger_rollback(&ledger);
	wal->pMethods->xFileSize(wal, &after);
	assert_int_equal(before, after);
	ledger_close(&ledger);
}

/* A process that is killed leaves a WAL that is longer than its frames. */
static void
test_wal_is_read_again(void **state)
{
	struct fixture *f = *state;

	fixture_steps(f, 3);
	/* Copied while it is open: as a kill would leave it. */
	assert_int_equal(fixture_shell(f, "mkdir copy && "
	    "cp ledger.sqlite ledger.sqlite-wal copy && "
	    "test \"$(sqlite3 copy/ledger.sqlite "
	    "'SELECT count(*) FROM record; PRAGMA integrity_check' | "
	    "tr '\\n' ' ')\" = '3 ok '"), 0);
}

/* ---- the WAL's own bytes ---- */

static unsigned
number_at(const struct text *wal, size_t at)
{
	const unsigned char *b = (const unsigned char *)wal->ptr + at;

	return (unsigned)b[0] << 24 | (unsigned)b[1] << 16 |
	    (unsigned)b[2] << 8 | b[3];
}

static void
read_file(struct text *out, struct fixture *f, const char *name)
{
	struct err err = ERR_INIT;
	char path[160];

	text_reset(out);
	snprintf(path, sizeof(path), "%s/%s", f->dir, name);
	assert_int_equal(file_read(out, path, (size_t)1 << 30, &err), 1);
}

/* Where the frames of this round end, those of `commits` transactions. */
static size_t
frames_end(const struct text *wal, int *commits)
{
	size_t at = WAL_HEADER;

	*commits = 0;
	while (at + FRAME <= wal->len && number_at(wal, at) != 0 &&
	    memcmp(wal->ptr + at + 8, wal->ptr + 16, 8) == 0) {
		*commits += number_at(wal, at + 4) != 0;
		at += FRAME;
	}
	return at;
}

static void
write_file(const char *dir, const char *name, const char *bytes, size_t len)
{
	struct err err = ERR_INIT;
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	unlink(path);
	assert_done(file_create(path, bytes, len, 0600, &err), err);
}

static int64_t
ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt;
	int64_t result;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	result = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return result;
}

/* How many records stock SQLite finds in these two files. */
static int64_t
records_in(const char *dir, const struct text *ledger, const char *wal,
    size_t wal_len)
{
	char path[160];
	sqlite3 *db;
	int64_t records;

	write_file(dir, "ledger.sqlite", ledger->ptr, ledger->len);
	write_file(dir, "ledger.sqlite-wal", wal, wal_len);
	snprintf(path, sizeof(path), "%s/ledger.sqlite-shm", dir);
	unlink(path);
	snprintf(path, sizeof(path), "%s/ledger.sqlite", dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(ask(db, "SELECT count(*) FROM pragma_integrity_check "
	    "WHERE integrity_check <> 'ok'"), 0);
	records = ask(db, "SELECT count(*) FROM record");
	sqlite3_close(db);
	return records;
}

/* A power cut may leave the WAL short, full of zeros from somewhere on, or
 * with a page that never arrived: the transactions before that are there. */
static void
test_cut_anywhere(void **state)
{
	struct fixture *f = *state;
	struct text ledger = TEXT_INIT, wal = TEXT_INIT;
	size_t at, cut, end;
	int commits, whole = 0;
	char copy[128], *torn;

	fixture_steps(f, 4);
	read_file(&ledger, f, "ledger.sqlite");
	read_file(&wal, f, "ledger.sqlite-wal");
	end = frames_end(&wal, &commits);
	assert_int_equal(commits, 4);
	assert_true(wal.len >= end);
	snprintf(copy, sizeof(copy), "%s/copy", f->top);
	assert_int_equal(mkdir(copy, 0700), 0);
	torn = mem_alloc(wal.len);
	for (at = WAL_HEADER; at < end; at += FRAME) {
		/* Somewhere in this frame, its two edges among them. */
		cut = at + at / FRAME % 4 * (FRAME - 1) / 3;
		assert_int_equal(records_in(copy, &ledger, wal.ptr, cut),
		    whole);
		memcpy(torn, wal.ptr, cut);
		memset(torn + cut, 0, wal.len - cut);
		assert_int_equal(records_in(copy, &ledger, torn, wal.len),
		    whole);
		memcpy(torn, wal.ptr, wal.len);
		memset(torn + at, 0, FRAME);
		assert_int_equal(records_in(copy, &ledger, torn, wal.len),
		    whole);
		whole += number_at(&wal, at + 4) != 0;
	}
	assert_int_equal(records_in(copy, &ledger, wal.ptr, wal.len), 4);
	free(torn);
	text_release(&ledger);
	text_release(&wal);
}

/* ---- writing that fails ---- */

static int
one_step(struct store *store, int64_t now_s)
{
	struct fixture_step step = { .text = "<text>x</text>" };
	struct err err = ERR_INIT, item = ERR_INIT;
	int result = store_step(store, 1, fixture_perform, &step, now_s,
	    &item, &err);

	if (result == 0)
		assert_int_equal(item.code, ERR_NONE);
	else
		assert_int_equal(err.code, ERR_SYSTEM);
	return result;
}

/*
 * The disk takes only a part of a transaction, up to a place in any of its
 * pages. It fails, another process goes on in the same place, then this one:
 * of what failed nothing appears, of what was answered nothing is lost.
 */
static void
test_short_writes(void **state)
{
	struct fixture *f = *state;
	struct rlimit before, limit;
	struct store *other = NULL;
	struct text wal = TEXT_INIT, ledger = TEXT_INIT;
	struct err err = ERR_INIT;
	int64_t answered = 2;
	int commits, result, i;
	char copy[128];

	fixture_steps(f, 2);
	assert_done(store_open(&other, f->dir, false, &err), err);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	for (i = 0; i < 12; i++) {
		read_file(&wal, f, "ledger.sqlite-wal");
		limit = before;
		limit.rlim_cur = frames_end(&wal, &commits) +
		    (size_t)i / 2 * FRAME + (i % 2 == 0 ? 1 : FRAME / 2);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
		result = one_step(f->store, f->now_s++);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
		assert_int_equal(result, -1);
		assert_int_equal(one_step(i % 3 == 2 ? f->store : other,
		    f->now_s++), 0);
		assert_int_equal(one_step(f->store, f->now_s++), 0);
		answered += 2;
	}
	read_file(&ledger, f, "ledger.sqlite");
	read_file(&wal, f, "ledger.sqlite-wal");
	snprintf(copy, sizeof(copy), "%s/copy", f->top);
	assert_int_equal(mkdir(copy, 0700), 0);
	assert_int_equal(records_in(copy, &ledger, wal.ptr, wal.len),
	    answered);
	store_close(other);
	text_release(&ledger);
	text_release(&wal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_wal_forgets,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_wal_is_read_again,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_cut_anywhere,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_short_writes,
		    fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
