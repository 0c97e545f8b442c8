/* test_store_ledger.c: the ledger's statements, triggers, refusals */
#include "tests/unit/store_fixture.h"

#include "store/file.h"
#include "store/ledger.h"
#include "store/schema.h"

#include <fcntl.h>
#include <sys/stat.h>

static sqlite3 *
open_beside(struct fixture *f)
{
	char path[128];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/ledger.sqlite", f->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static void
test_statements(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db = open_beside(f);
	sqlite3_stmt *stmt;
	int i;

	for (i = 0; i < SQL_COUNT; i++) {
		assert_non_null(ledger_sql((enum ledger_statement)i));
		if (sqlite3_prepare_v2(db, ledger_sql(
		    (enum ledger_statement)i), -1, &stmt, NULL) != SQLITE_OK)
			fail_msg("%s: %s", ledger_sql(
			    (enum ledger_statement)i), sqlite3_errmsg(db));
		sqlite3_finalize(stmt);
	}
	sqlite3_close(db);
}

/* statfs(2)'s numbers of file systems whose files lie elsewhere. */
static void
test_file_systems(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;

	assert_string_equal(file_system_network(0x6969), "NFS");
	assert_string_equal(file_system_network(0xff534d42), "CIFS");
	assert_null(file_system_network(0xef53));	/* ext4 */
	assert_null(file_system_network(0x01021994));	/* tmpfs */
	assert_int_equal(file_system_check(f->dir, &err), 0);
}

/* No hot statement may read a table from end to end. */
static void
test_plans(void **state)
{
	static const enum ledger_statement hot[] = {
		SQL_HEAD, SQL_COMMIT_OF, SQL_NEXT_STEP, SQL_RECORDS_OF,
		SQL_RECORD, SQL_REDO, SQL_REDO_FIRST, SQL_REDO_LINES,
		SQL_REDO_RANGE, SQL_REDO_DELETE, SQL_LAST_DOCUMENT,
		SQL_DOCUMENT_BY_ID, SQL_DOCUMENTS_OF_YEAR, SQL_DOCUMENTS_MADE,
		SQL_MILESTONES_OF, SQL_TASKS_OF, SQL_TASKS_OF_ROLE, SQL_DEADLINES_OF, SQL_MILESTONE_CUT,
		SQL_TASK_CUT, SQL_DEADLINE_CUT, SQL_DOCUMENTS_MADE_IN,
		SQL_MILESTONES_OF_SPAN, SQL_DEADLINES_OF_SPAN,
	};
	struct fixture *f = *state;
	sqlite3 *db = open_beside(f);
	sqlite3_stmt *stmt;
	struct text sql = TEXT_INIT;
	const char *plan;
	size_t i;

	for (i = 0; i < MEM_COUNT(hot); i++) {
		text_reset(&sql);
		text_addf(&sql, "EXPLAIN QUERY PLAN %s", ledger_sql(hot[i]));
		assert_int_equal(sqlite3_prepare_v2(db, sql.ptr, -1, &stmt,
		    NULL), SQLITE_OK);
		while (sqlite3_step(stmt) == SQLITE_ROW) {
			plan = (const char *)sqlite3_column_text(stmt, 3);
			/* The end of a table in its own order is no scan. */
			if (strncmp(plan, "SCAN", 4) == 0 &&
			    hot[i] != SQL_HEAD)
				fail_msg("%s: %s", ledger_sql(hot[i]), plan);
		}
		sqlite3_finalize(stmt);
	}
	text_release(&sql);
	sqlite3_close(db);
}

static void
test_triggers(void **state)
{
	static const char *const forbidden[] = {
		"UPDATE record SET person = 'x' WHERE number = 2",
		"UPDATE OR REPLACE record SET number = 1 WHERE number = 2",
		"DELETE FROM record WHERE number = 2",
		"DELETE FROM record",
		"INSERT OR REPLACE INTO record SELECT * FROM record "
		    "WHERE number = 2",
		"REPLACE INTO record SELECT * FROM record WHERE number = 2",
		"INSERT OR REPLACE INTO record SELECT 4, kind, document, "
		    "step, event, person, recorded_s, hash, previous, "
		    "commit_id, body, signature FROM record WHERE number = 2",
		"INSERT INTO record SELECT 9, kind, document, 2, event, "
		    "person, recorded_s, hash, previous, commit_id, body, "
		    "signature FROM record WHERE number = 2",
		"INSERT INTO record SELECT 4, kind, document, 0, event, "
		    "person, recorded_s, hash, previous, commit_id, body, "
		    "signature FROM record WHERE number = 2",
		"UPDATE registry SET name = 'x'",
		"DELETE FROM registry",
		"REPLACE INTO registry VALUES (1, 'x', 'y', 'z')",
		"INSERT OR REPLACE INTO registry SELECT * FROM registry",
	};
	struct fixture *f = *state;
	sqlite3 *db;
	sqlite3_stmt *stmt;
	size_t i;

	fixture_steps(f, 3);
	db = open_beside(f);
	for (i = 0; i < 2 * MEM_COUNT(forbidden); i++) {
		/* Whatever the one who writes has set. */
		sqlite3_exec(db, i % 2 == 0 ? "PRAGMA recursive_triggers = 0"
		    : "PRAGMA recursive_triggers = 1", NULL, NULL, NULL);
		if (sqlite3_exec(db, forbidden[i / 2], NULL, NULL, NULL) ==
		    SQLITE_OK)
			fail_msg("went through: %s", forbidden[i / 2]);
	}
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*), "
	    "(SELECT name FROM registry) FROM record WHERE person = "
	    "'zhang.san'", -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	assert_int_equal(sqlite3_column_int(stmt, 0), 3);
	assert_string_equal(sqlite3_column_text(stmt, 1), "民政局");
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

static void
expect_refusal(const char *dir, bool read_only, enum err_code code,
    const char *words)
{
	struct store *store = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(store_open(&store, dir, read_only, &err), -1);
	assert_null(store);
	if (err.code != code || strstr(err.msg, words) == NULL)
		fail_msg("expected %d \"%s\", got %d: %s", code, words,
		    err.code, err.msg);
}

static void
test_refusals(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	sqlite3 *db;

	store_close(f->store);
	f->store = NULL;
	expect_refusal("/nonexistent", false, ERR_NOTFOUND, "not a registry");
	expect_refusal(f->top, true, ERR_NOTFOUND, "guiwen init");
	/* There is something: not another registry in it. */
	assert_int_equal(store_create(f->dir, "x", &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(store_create(f->top, "x", &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(store_create("/dev/null/x", "x", &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);

	db = open_beside(f);
	sqlite3_exec(db, "PRAGMA user_version = 99", NULL, NULL, NULL);
	expect_refusal(f->dir, false, ERR_UNSUPPORTED, "newer guiwen");
	expect_refusal(f->dir, true, ERR_UNSUPPORTED, "newer guiwen");
	sqlite3_exec(db, "PRAGMA user_version = 1; PRAGMA application_id = 7",
	    NULL, NULL, NULL);
	expect_refusal(f->dir, false, ERR_UNSUPPORTED, "another program");
	sqlite3_close(db);
	fixture_shell(f, "cp documents.git/config ledger.sqlite");
	expect_refusal(f->dir, false, ERR_BROKEN, "damaged");
	fixture_shell(f, ": >ledger.sqlite");
	expect_refusal(f->dir, false, ERR_BROKEN, "is empty");
	fixture_shell(f, "rm ledger.sqlite && mkdir ledger.sqlite");
	expect_refusal(f->dir, false, ERR_BROKEN, "guiwen rebuild");
}

/* A creation that fails leaves nothing; what a killed one left is cleared. */
static void
test_create(void **state)
{
	struct fixture *f = *state;
	struct store *store = NULL;
	struct err err = ERR_INIT;
	char dir[128], long_name[4200];
	struct stat st;

	snprintf(dir, sizeof(dir), "%s/other", f->top);
	assert_int_equal(store_create(dir, "", &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	assert_int_equal(stat(dir, &st), -1);
	/* A path too long for what is to be made in it. */
	memset(long_name, 'x', sizeof(long_name));
	memcpy(long_name, dir, strlen(dir));
	long_name[sizeof(long_name) - 1] = '\0';
	assert_int_equal(store_create(long_name, "x", &err), -1);

	assert_int_equal(mkdir(dir, 0700), 0);
	fixture_shell(f, "cd ../other && mkdir -p .guiwen-unfinished/keys "
	    "documents.git keys && : >keys/registry");
	assert_done(store_create(dir, "民政局", &err), err);
	assert_done(store_open(&store, dir, false, &err), err);
	assert_string_equal(store_name(store), "民政局");
	assert_int_equal(strlen(store_id(store)), STORE_ID - 1);
	assert_memory_equal(store_public_key(store), "ssh-ed25519 ", 12);
	store_close(store);
	assert_int_equal(fixture_shell(f, "cd ../other && test \"$(ls -A | "
	    "tr '\\n' ' ')\" = 'documents.git export.lock keys "
	    "ledger.sqlite '"), 0);
	assert_int_equal(fixture_shell(f, "cd ../other && test -z \"$(find . "
	    "-type f -perm /077 ! -path './keys/registry.pub')\""), 0);
}

/* Reading needs no leave to write, as on an auditor's medium. */
static void
test_read_only(void **state)
{
	struct fixture *f = *state;
	struct text text = TEXT_INIT;
	struct err err = ERR_INIT;
	int opened, got = -1;

	fixture_steps(f, 2);
	assert_done(store_export(f->store, &err), err);
	store_close(f->store);
	f->store = NULL;
	fixture_shell(f, "rm -rf keys && chmod -R a-w,a+rX ..");
	/* root may write everywhere: be nobody for a while. */
	if (geteuid() == 0)
		assert_int_equal(seteuid(65534), 0);
	opened = store_open(&f->store, f->dir, true, &err);
	if (opened == 0)
		got = store_file(f->store,
		    "documents/2021/00/0002/document.xml", NULL, &text, &err);
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
	assert_done(opened, err);
	assert_int_equal(got, 1);
	assert_string_equal(text.ptr, "<text>2</text>");
	text_release(&text);
	fixture_shell(f, "chmod -R u+w ..");
}

static void
refused_as_gone(struct fixture *f)
{
	struct fixture_step step = { .text = "<text>1</text>" };
	struct err item = ERR_INIT, err = ERR_INIT;

	assert_int_equal(store_step(f->store, 1, fixture_perform, &step,
	    f->now_s, &item, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_non_null(strstr(err.msg, "deleted, moved or replaced"));
}

/* A registry that is deleted or moved is told at once, also while another
 * process has its lock; nothing is recorded into the deleted file. */
static void
test_gone(void **state)
{
	struct fixture *f = *state;
	sqlite3 *holder = open_beside(f);

	fixture_steps(f, 1);
	assert_int_equal(sqlite3_exec(holder, "BEGIN IMMEDIATE", NULL, NULL,
	    NULL), SQLITE_OK);
	assert_int_equal(fixture_shell(f, "mkdir there && "
	    "mv ledger.sqlite there"), 0);
	refused_as_gone(f);
	assert_int_equal(sqlite3_exec(holder, "ROLLBACK", NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(holder);
	refused_as_gone(f);
	/* Another file there is no better; the right one back is. */
	assert_int_equal(fixture_shell(f, "cp there/ledger.sqlite ."), 0);
	refused_as_gone(f);
	assert_int_equal(fixture_shell(f, "rm ledger.sqlite && "
	    "mv there/ledger.sqlite ."), 0);
	fixture_steps(f, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_gone, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_statements,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_plans, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_triggers, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_refusals, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_file_systems,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_create, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_read_only, fixture_setup,
		    fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
