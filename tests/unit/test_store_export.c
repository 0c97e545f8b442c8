/* test_store_export.c: what is recorded reaches the repository, durable in
 * packs, whatever a killed process or a power cut left */
#include "tests/unit/store_fixture.h"

#include "store/store_int.h"

#include "engine/base/mem.h"

#include <limits.h>

static int
count(struct fixture *f, const char *shell)
{
	char path[128], digits[32] = "";
	struct text text = TEXT_INIT;
	FILE *file;

	text_addf(&text, "%s >../count", shell);
	assert_int_equal(fixture_shell(f, text.ptr), 0);
	text_release(&text);
	snprintf(path, sizeof(path), "%s/count", f->top);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(digits, sizeof(digits), file));
	fclose(file);
	return (int)strtol(digits, NULL, 10);
}

static int
packs(struct fixture *f)
{
	return count(f, "ls documents.git/objects/pack/*.pack 2>/dev/null | "
	    "wc -l");
}

static int
loose(struct fixture *f)
{
	return count(f, "find documents.git/objects/?? -type f 2>/dev/null | "
	    "wc -l");
}

/* The folders of loose objects, empty ones too. */
static int
loose_folders(struct fixture *f)
{
	return count(f, "find documents.git/objects -mindepth 1 -type d "
	    "-name '[0-9a-f]?' | wc -l");
}

static int
commits(struct fixture *f)
{
	return count(f, "git --git-dir=documents.git rev-list --count main");
}

static int64_t
redo_rows(struct fixture *f)
{
	return count(f, "sqlite3 ledger.sqlite "
	    "'SELECT count(*) FROM redo'");
}

static void
export_all(struct fixture *f)
{
	struct err err = ERR_INIT;

	assert_done(store_export(f->store, &err), err);
	fixture_git(f, "fsck --full --strict");
}

static void
test_loose_then_pack(void **state)
{
	struct fixture *f = *state;

	fixture_steps(f, 5);
	assert_int_equal(loose(f), 0);
	export_all(f);
	assert_int_equal(commits(f), 5);
	assert_int_equal(packs(f), 0);
	assert_true(loose(f) > 20);
	assert_int_equal(redo_rows(f), 5);
	/* Many at once: a pack, which has what was loose before too. */
	fixture_steps(f, 70);
	export_all(f);
	assert_int_equal(commits(f), 75);
	assert_int_equal(packs(f), 1);
	assert_int_equal(loose(f), 0);
	assert_int_equal(loose_folders(f), 0);
	/* Durable now: the next step clears the redo rows. */
	fixture_steps(f, 1);
	assert_int_equal(redo_rows(f), 1);
	export_all(f);
	fixture_reopen(f, false);
	assert_int_equal(commits(f), 76);
	assert_int_equal(redo_rows(f), 1);
	/* Nothing to do: nothing is done. */
	export_all(f);
	assert_int_equal(packs(f), 1);
}

/* Before the export others read what waits; main stands where it stood. */
static void
test_pending(void **state)
{
	struct fixture *f = *state;
	struct store *other = NULL;
	struct text text = TEXT_INIT;
	struct err err = ERR_INIT;

	fixture_steps(f, 2);
	export_all(f);
	fixture_steps(f, 3);
	assert_int_equal(commits(f), 2);
	assert_done(store_open(&other, f->dir, true, &err), err);
	assert_int_equal(store_file(other,
	    "documents/2021/00/0005/document.xml", NULL, &text, &err), 1);
	assert_string_equal(text.ptr, "<text>3</text>");
	assert_int_equal(store_file(other,
	    "documents/2021/00/0001/document.xml", NULL, &text, &err), 1);
	store_close(other);
	assert_int_equal(commits(f), 2);
	/* Opening to write finishes what others left. */
	assert_done(store_open(&other, f->dir, false, &err), err);
	assert_int_equal(commits(f), 5);
	store_close(other);
	text_release(&text);
}

/* Is the text of that step read from a redo row? 1, 0, -1. */
static int
is_pending(struct fixture *f, const char *bytes)
{
	struct text text = TEXT_INIT;
	struct err err = ERR_INIT;
	struct object_id id;
	enum object_type type;
	int got;

	object_id_of(&id, OBJECT_BLOB, bytes, strlen(bytes));
	got = pending_read(&f->store->pending, &id, &type, &text, &err);
	if (got == 1)
		assert_string_equal(text.ptr, bytes);
	text_release(&text);
	return got;
}

/* A record that was undone had an object that an earlier one has as well. */
static void
test_pending_undone(void **state)
{
	static const char bytes[] = "<text>1</text>";
	struct fixture *f = *state;
	struct pending *pending = &f->store->pending;
	struct object_id id;

	fixture_steps(f, 2);
	assert_int_equal(is_pending(f, bytes), 1);
	object_id_of(&id, OBJECT_BLOB, bytes, strlen(bytes));
	pending_add(pending, 3, &id);
	pending_added(pending, 3);
	assert_int_equal(is_pending(f, bytes), 0);
	pending_forget_from(pending, 3);
	assert_int_equal(is_pending(f, bytes), 1);
}

/* So many ids that no file has, as one record's. */
static void
name_many(struct pending *pending, int64_t record, int count)
{
	struct object_id id = { { 0 } };
	int i;

	for (i = 0; i < count; i++) {
		memcpy(id.b, &i, sizeof(i));
		memcpy(id.b + sizeof(i), &record, sizeof(record));
		pending_add(pending, record, &id);
	}
	pending_added(pending, record);
}

/* Entries of rows that are gone are forgotten, those of others are not. */
static void
test_pending_room(void **state)
{
	enum { MANY = 20000 };
	static const char bytes[] = "<text>1</text>";
	struct fixture *f = *state;
	struct pending *pending = &f->store->pending;
	int64_t record;

	fixture_steps(f, 2);
	for (record = 3; record < 6; record++) {
		name_many(pending, record, MANY);
		assert_int_equal(is_pending(f, bytes), 1);
	}
	assert_true(pending->records.count + pending->older.count > 3 *
	    MANY);
	fixture_shell(f, "sqlite3 ledger.sqlite 'DELETE FROM redo'");
	for (; record < 12; record++)
		name_many(pending, record, MANY);
	assert_true(pending->records.count + pending->older.count <= 3 *
	    MANY);
	assert_int_equal(is_pending(f, bytes), 0);
}

/* A writer that died left its lock, a temporary file and a note. */
static void
test_stale(void **state)
{
	struct fixture *f = *state;

	fixture_steps(f, 2);
	export_all(f);
	fixture_shell(f, "sed -i s/done/open/ export.lock && "
	    ": >documents.git/refs/heads/main.lock && "
	    ": >documents.git/objects/pack/tmp_pack_x");
	fixture_steps(f, 1);
	fixture_reopen(f, false);
	assert_int_equal(commits(f), 3);
	assert_int_equal(count(f, "find documents.git -name '*.lock' -o "
	    "-name 'tmp_*' | wc -l"), 0);
	assert_int_equal(fixture_shell(f, "grep -q done export.lock"), 0);
}

/* After another boot loose files may be torn, and so may main. */
static void
test_power_cut(void **state)
{
	static const char *const torn[] = {
		"for o in $(find documents.git/objects/?? -type f); do "
		    "chmod u+w $o; : >$o; done",
		": >documents.git/refs/heads/main",
		"echo 0000 >documents.git/refs/heads/main",
		": >export.lock",
		"head -c 20 export.lock >x; cat x >export.lock; rm x; "
		    ": >documents.git/refs/heads/main",
	};
	struct fixture *f = *state;
	struct store_head head;
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < MEM_COUNT(torn); i++) {
		fixture_steps(f, 3);
		assert_done(store_export(f->store, &err), err);
		store_close(f->store);
		f->store = NULL;
		fixture_shell(f, "sed -i 's/boot [^ ]*/boot another/' "
		    "export.lock");
		assert_int_equal(fixture_shell(f, torn[i]), 0);
		assert_done(store_open(&f->store, f->dir, false, &err), err);
		fixture_git(f, "fsck --full --strict");
		assert_done(store_head(f->store, &head, &err), err);
		assert_int_equal(commits(f), head.number);
	}
}

/* A main that is not there at all was taken away, not torn. */
static void
test_stolen_main(void **state)
{
	struct fixture *f = *state;
	struct store *store = NULL;
	struct err err = ERR_INIT;

	fixture_steps(f, 70);
	export_all(f);
	fixture_steps(f, 1);	/* the redo rows of the 70 are gone */
	fixture_shell(f, "rm documents.git/refs/heads/main");
	assert_int_equal(store_open(&store, f->dir, false, &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	assert_int_equal(store_export(f->store, &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	assert_int_equal(fixture_shell(f, "sqlite3 ledger.sqlite \"SELECT "
	    "lower(hex(commit_id)) FROM record WHERE number = 70\" "
	    ">documents.git/refs/heads/main"), 0);
	export_all(f);
	assert_int_equal(commits(f), 71);
}

/* What a killed process had not exported is no main put back; a main behind
 * what git has is one, and is told of once. */
static void
test_put_back(void **state)
{
	struct fixture *f = *state;
	int64_t record;

	fixture_steps(f, 3);
	fixture_reopen(f, false);
	assert_false(store_was_put_back(f->store, &record));
	fixture_steps(f, 2);
	fixture_reopen(f, false);
	assert_false(store_was_put_back(f->store, &record));
	assert_int_equal(commits(f), 5);
	fixture_git(f, "update-ref refs/heads/main main~2");
	fixture_reopen(f, false);
	assert_true(store_was_put_back(f->store, &record));
	assert_int_equal(record, 3);
	assert_int_equal(commits(f), 5);
	fixture_reopen(f, false);
	assert_false(store_was_put_back(f->store, &record));
}

/* What was altered while it waited does not get into the repository. */
static void
test_altered_redo(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;

	fixture_steps(f, 2);
	export_all(f);
	fixture_steps(f, 1);
	fixture_shell(f, "sqlite3 ledger.sqlite \"UPDATE redo SET contents = "
	    "zeroblob(length(contents)) WHERE record = 3\"");
	assert_int_equal(store_export(f->store, &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	assert_int_equal(commits(f), 2);
	fixture_shell(f, "sqlite3 ledger.sqlite 'DELETE FROM redo'");
	assert_int_equal(store_export(f->store, &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	assert_int_equal(commits(f), 2);
}

/* The thread exports in packs while steps go on, and to the end at its stop. */
static void
test_thread(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;

	assert_done(store_exporter_start(f->store, &err), err);
	fixture_steps(f, 1500);
	assert_done(store_exporter_stop(f->store, &err), err);
	assert_int_equal(commits(f), 1500);
	assert_true(packs(f) > 0);
	fixture_git(f, "fsck --full --strict");
	/* It was removed behind the steps, but for the last lot. */
	fixture_steps(f, 20);
	assert_true(redo_rows(f) < 1000);
	assert_done(store_exporter_start(f->store, &err), err);
	fixture_steps(f, 1);
	fixture_reopen(f, false);	/* closing stops it too */
	assert_int_equal(commits(f), 1521);
}

/* While nobody steps it removes the rows of what is durable, down to none,
 * and steps go on after it as before. */
static void
test_thread_idle(void **state)
{
	enum { WAITS_MOST = 60000 };	/* ten minutes */
	static const struct timespec pause = { 0, 10000000 };
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	int waits;

	/* All go into the pack that the last one brings. */
	fixture_steps(f, 399);
	assert_done(store_exporter_start(f->store, &err), err);
	fixture_steps(f, 1);
	for (waits = 0; waits < WAITS_MOST && redo_rows(f) > 0; waits++)
		nanosleep(&pause, NULL);
	assert_int_equal(redo_rows(f), 0);
	assert_int_equal(commits(f), 400);
	fixture_steps(f, 70);
	assert_done(store_exporter_stop(f->store, &err), err);
	assert_int_equal(commits(f), 470);
	fixture_git(f, "fsck --full --strict");
}

/* How often the WAL began anew: the "checkpoint sequence number" in its head
 * (SQLite's file format, section 4.1). */
static uint32_t
wal_rounds(struct fixture *f)
{
	unsigned char head[16] = { 0 };
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/ledger.sqlite-wal", f->dir);
	file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fread(head, 1, sizeof(head), file), sizeof(head));
	fclose(file);
	return (uint32_t)head[12] << 24 | (uint32_t)head[13] << 16 |
	    (uint32_t)head[14] << 8 | head[15];
}

/* While steps go on, without a pause, the WAL is copied into the ledger and
 * begins anew. */
static void
test_wal_begins_anew(void **state)
{
	enum { STEPS_MOST = 40000, TEXT = 128 << 10, ROUNDS = 2 };
	struct fixture *f = *state;
	struct fixture_step step = { 0 };
	struct err err = ERR_INIT, failure;
	char *text = mem_alloc(TEXT + 1);
	char number[16];
	int i;

	memset(text, 'x', TEXT);
	text[TEXT] = '\0';
	assert_done(store_exporter_start(f->store, &err), err);
	for (i = 0; i < STEPS_MOST; i++) {
		snprintf(number, sizeof number, "%08d", i);
		memcpy(text, number, 8);
		step = (struct fixture_step){ .text = text };
		assert_done(store_step(f->store, 1, fixture_perform, &step,
		    f->now_s++, &failure, &err), err);
		assert_int_equal(failure.code, ERR_NONE);
		if (i % 50 == 0 && wal_rounds(f) >= ROUNDS)
			break;
	}
	assert_true(i < STEPS_MOST);
	assert_done(store_exporter_stop(f->store, &err), err);
	assert_int_equal(commits(f), i + 1);
	free(text);
}

/* However many steps share a transaction, redo rows do not pile up, and what
 * is read of them is found. */
static void
test_large_batches(void **state)
{
	enum { BATCH = 200, BATCHES = 6 };
	struct fixture *f = *state;
	struct fixture_step steps[BATCH];
	struct err err = ERR_INIT, errs[BATCH];
	int i, k;

	for (k = 0; k < BATCHES; k++) {
		memset(steps, 0, sizeof(steps));
		for (i = 0; i < BATCH; i++)
			steps[i].text = "<text>x</text>";
		assert_done(store_step(f->store, BATCH, fixture_perform,
		    steps, f->now_s++, errs, &err), err);
		for (i = 0; i < BATCH; i++)
			assert_int_equal(errs[i].code, ERR_NONE);
		assert_int_equal(redo_rows(f), BATCH);
		assert_done(store_export(f->store, &err), err);
	}
	assert_int_equal(commits(f), BATCHES * BATCH);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_loose_then_pack,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_pending, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_pending_undone,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_pending_room,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_stale, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_power_cut, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_stolen_main,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_put_back, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_large_batches,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_altered_redo,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_thread, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_thread_idle,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_wal_begins_anew,
		    fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
