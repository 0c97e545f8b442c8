/* test_store_private.c: what is kept beside the evidence and can be
 * forgotten */
#include "store/private.h"

#include "tests/unit/store_helpers.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define REGISTRY "0123456789abcdef0123456789abcdef"
#define SECRET "电话0571-88881234"

struct place {
	char dir[64], file[128], wal[140];
};

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	if (p == NULL || make_folder(p->dir) == NULL)
		return -1;
	snprintf(p->file, sizeof(p->file), "%s/%s", p->dir, PRIVATE_FILE);
	snprintf(p->wal, sizeof(p->wal), "%s-wal", p->file);
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *p = *state;

	remove_folder(p->dir);
	free(p);
	return 0;
}

static struct private *
open_it(const struct place *p, bool write)
{
	struct private *private = NULL;
	struct err err = ERR_INIT;

	if (private_open(&private, p->dir, REGISTRY, write, &err) != 1)
		fail_msg("%s", err.msg);
	return private;
}

static enum err_code
refused(const struct place *p, bool write)
{
	struct private *private = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(private_open(&private, p->dir, REGISTRY, write,
	    &err), -1);
	assert_null(private);
	assert_non_null(strstr(err.msg, PRIVATE_FILE));
	return err.code;
}

static void
put_contact(struct private *private, const char *person, const char *phone,
    const char *email, const char *room)
{
	const struct contact contact = { phone, email, room };
	struct err err = ERR_INIT;

	assert_int_equal(private_put_contact(private, person, &contact, &err),
	    0);
}

static void
put_note(struct private *private, const char *person, const char *document,
    const char *text)
{
	const struct private_note note = { person, document, 2, 1000, text };
	struct err err = ERR_INIT;

	assert_int_equal(private_put_note(private, &note, &err), 0);
}

static void
take_contact(void *ctx, const struct contact *contact)
{
	snprintf(ctx, 256, "%s|%s|%s", contact->phone, contact->email,
	    contact->room);
}

/* "phone|email|room", or "" */
static const char *
contact_of(struct private *private, const char *person)
{
	static char words[256];
	struct err err = ERR_INIT;

	words[0] = '\0';
	assert_true(private_contact(private, person, take_contact, words,
	    &err) >= 0);
	return words;
}

static int
count_note(void *ctx, const struct private_note *note, struct err *err)
{
	(void)note;
	(void)err;
	++*(int *)ctx;
	return 0;
}

static int
notes_of(struct private *private, const char *person, const char *document)
{
	struct err err = ERR_INIT;
	int n = 0;

	assert_int_equal(private_notes(private, person, document, count_note,
	    &n, &err), 0);
	return n;
}

/* Do these bytes stand anywhere in the file? */
static bool
holds(const char *path, const char *bytes)
{
	size_t len = strlen(bytes), n, i;
	bool found = false;
	FILE *f = fopen(path, "rb");
	char *all;

	if (f == NULL)
		return false;
	all = malloc((size_t)4 << 20);
	n = fread(all, 1, (size_t)4 << 20, f);
	fclose(f);
	for (i = 0; !found && i + len <= n; i++)
		found = memcmp(all + i, bytes, len) == 0;
	free(all);
	return found;
}

static void
run_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* ---- */

static void
test_made_at_first_write(void **state)
{
	struct place *p = *state;
	struct private *private = NULL;
	struct err err = ERR_INIT;
	struct stat st;

	assert_int_equal(private_open(&private, p->dir, REGISTRY, false,
	    &err), 0);
	assert_int_equal(access(p->file, F_OK), -1);
	umask(0);
	private = open_it(p, true);
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	put_contact(private, "zhou", "1", NULL, NULL);
	assert_int_equal(stat(p->wal, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	private_close(private);
	/* and one that others may read no longer is */
	assert_int_equal(chmod(p->file, 0644), 0);
	private_close(open_it(p, true));
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void
test_contact(void **state)
{
	struct place *p = *state;
	struct private *private = open_it(p, true);
	struct err err = ERR_INIT;

	assert_string_equal(contact_of(private, "zhou"), "");
	put_contact(private, "zhou", "1", NULL, "402");
	put_contact(private, "lin", "2", NULL, NULL);
	put_contact(private, "zhou", NULL, "a@b", "");
	assert_string_equal(contact_of(private, "zhou"), "1|a@b|");
	private_close(private);
	private = open_it(p, false);
	assert_string_equal(contact_of(private, "zhou"), "1|a@b|");
	private_close(private);
	private = open_it(p, true);
	put_contact(private, "lin", "", NULL, NULL);
	assert_int_equal(private_forget_contact(private, "lin", &err), 0);
	assert_int_equal(private_forget_contact(private, "zhou", &err), 1);
	assert_int_equal(private_forget_contact(private, "zhou", &err), 0);
	private_close(private);
}

static void
test_notes(void **state)
{
	struct place *p = *state;
	struct private *private = open_it(p, true);
	struct err err = ERR_INIT;

	put_note(private, "zhou", "2021-0001", "a");
	put_note(private, "zhou", "2021-0001", "b");
	put_note(private, "zhou", "2021-0002", "c");
	put_note(private, "sun", "2021-0001", "d");
	assert_int_equal(notes_of(private, "zhou", NULL), 2);
	assert_int_equal(notes_of(private, "zhou", "2021-0001"), 1);
	assert_int_equal(notes_of(private, "lin", "2021-0001"), 0);
	assert_int_equal(private_forget_notes(private, "zhou", "2021-0001",
	    &err), 1);
	assert_int_equal(notes_of(private, "sun", "2021-0001"), 1);
	/* written anew while the one before was given as a reason */
	assert_int_equal(private_note_given(private, "sun", "2021-0001", "a",
	    &err), 0);
	assert_int_equal(notes_of(private, "sun", NULL), 1);
	assert_int_equal(private_note_given(private, "sun", "2021-0001", "d",
	    &err), 1);
	assert_int_equal(notes_of(private, "sun", NULL), 0);
	assert_int_equal(private_forget_notes(private, "zhou", NULL, &err),
	    1);
	assert_int_equal(private_forget_notes(private, "zhou", NULL, &err),
	    0);
	private_close(private);
}

/* What is forgotten is in no byte of the file or of its WAL, also while
 * another process has it open and so keeps the WAL. */
static void
test_forgotten(void **state)
{
	struct place *p = *state;
	struct private *other = open_it(p, true), *private;
	struct err err = ERR_INIT;
	char *note = malloc(PRIVATE_NOTE_BYTES + 1);
	struct stat st;
	size_t at;

	for (at = 0; at + strlen(SECRET) <= PRIVATE_NOTE_BYTES;
	    at += strlen(SECRET))
		strcpy(note + at, SECRET);
	private = open_it(p, true);
	put_contact(private, "zhou", SECRET, NULL, NULL);
	put_note(private, "zhou", "2021-0001", note);
	assert_int_equal(notes_of(other, "zhou", NULL), 1);
	assert_true(holds(p->file, SECRET));
	/* overwritten */
	put_note(private, "zhou", "2021-0001", "");
	put_contact(private, "zhou", "5", NULL, NULL);
	assert_false(holds(p->file, SECRET));
	assert_false(holds(p->wal, SECRET));
	/* deleted */
	put_note(private, "zhou", "2021-0001", note);
	put_contact(private, "zhou", SECRET, NULL, NULL);
	assert_true(holds(p->file, SECRET));
	assert_int_equal(private_forget_notes(private, "zhou", NULL, &err),
	    1);
	assert_int_equal(private_forget_contact(private, "zhou", &err), 1);
	assert_int_equal(stat(p->wal, &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_false(holds(p->file, SECRET));
	assert_false(holds(p->wal, SECRET));
	private_close(private);
	private_close(other);
	free(note);
}

#define WRITERS 4
#define EACH 12

static void
write_many(const struct place *p, int writer)
{
	const struct private_note note = { "zhou", "", 1, 1, "text" };
	struct private_note mine;
	struct private *private = NULL;
	struct err err = ERR_INIT;
	char document[32];
	int i;

	for (i = 0; i < EACH; i++) {
		snprintf(document, sizeof(document), "2021-%d-%d", writer, i);
		mine = note;
		mine.document = document;
		if (private_open(&private, p->dir, REGISTRY, true, &err) !=
		    1 || private_put_note(private, &mine, &err) != 0) {
			fprintf(stderr, "%s\n", err.msg);
			_exit(1);
		}
		private_close(private);
	}
	_exit(0);
}

static void
test_many_at_once(void **state)
{
	struct place *p = *state;
	struct private *private;
	int i, status, failed = 0;

	for (i = 0; i < WRITERS; i++)
		if (fork() == 0)
			write_many(p, i);
	for (i = 0; i < WRITERS; i++) {
		assert_true(wait(&status) > 0);
		failed += status != 0;
	}
	assert_int_equal(failed, 0);
	private = open_it(p, false);
	assert_int_equal(notes_of(private, "zhou", NULL), WRITERS * EACH);
	private_close(private);
}

static void
test_what_is_not_ours(void **state)
{
	struct place *p = *state;
	struct text before = TEXT_INIT, after = TEXT_INIT;
	char target[160];
	struct private *private;
	struct stat st;

	assert_int_equal(mkdir(p->file, 0700), 0);
	assert_int_equal(refused(p, false), ERR_REFUSED);
	assert_int_equal(refused(p, true), ERR_REFUSED);
	rmdir(p->file);
	snprintf(target, sizeof(target), "%s/elsewhere", p->dir);
	assert_int_equal(symlink(target, p->file), 0);
	assert_int_equal(refused(p, false), ERR_REFUSED);
	assert_int_equal(refused(p, true), ERR_REFUSED);
	assert_int_equal(access(target, F_OK), -1);
	unlink(p->file);
	/* SQLite would wait for one who writes into it */
	private_close(open_it(p, true));
	snprintf(target, sizeof(target), "%s-journal", p->file);
	assert_int_equal(mkfifo(target, 0600), 0);
	assert_int_equal(refused(p, false), ERR_REFUSED);
	assert_int_equal(refused(p, true), ERR_REFUSED);
	unlink(target);
	unlink(p->file);
	run_sql(p->file, "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
	assert_int_equal(chmod(p->file, 0644), 0);
	get_file(p->file, &before);
	assert_int_equal(refused(p, false), ERR_UNSUPPORTED);
	assert_int_equal(refused(p, true), ERR_UNSUPPORTED);
	/* nothing of it was changed */
	get_file(p->file, &after);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.ptr, after.ptr, before.len);
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0644);
	text_release(&before);
	text_release(&after);
	unlink(p->file);
	private_close(open_it(p, true));
	run_sql(p->file, "UPDATE origin SET registry = 'another'");
	assert_int_equal(refused(p, false), ERR_UNSUPPORTED);
	run_sql(p->file, "UPDATE origin SET registry = '" REGISTRY "';"
	    "PRAGMA user_version = 2");
	assert_int_equal(refused(p, false), ERR_UNSUPPORTED);
	assert_int_equal(refused(p, true), ERR_UNSUPPORTED);
	/* no version that there ever was */
	run_sql(p->file, "PRAGMA user_version = 0");
	assert_int_equal(refused(p, false), ERR_UNREADABLE);
	assert_int_equal(refused(p, true), ERR_UNREADABLE);
	run_sql(p->file, "PRAGMA user_version = -100000");
	assert_int_equal(refused(p, false), ERR_UNREADABLE);
	assert_int_equal(refused(p, true), ERR_UNREADABLE);
	run_sql(p->file, "PRAGMA user_version = 1");
	private = open_it(p, true);
	put_contact(private, "zhou", "1", NULL, NULL);
	private_close(private);
}

static void
test_damaged(void **state)
{
	struct place *p = *state;
	struct private *private = NULL;
	struct err err = ERR_INIT;
	char bytes[4096];

	memset(bytes, 'x', sizeof(bytes));
	put_file(p->file, bytes, sizeof(bytes));
	assert_int_equal(refused(p, false), ERR_UNREADABLE);
	assert_int_equal(refused(p, true), ERR_UNREADABLE);
	/* What a killed process left is nothing yet. */
	put_file(p->file, "", 0);
	assert_int_equal(private_open(&private, p->dir, REGISTRY, false,
	    &err), 0);
	private = open_it(p, true);
	put_note(private, "zhou", "2021-0001", "a");
	private_close(private);
	/* A page that cannot be read is told where it is met. */
	assert_int_equal(truncate(p->file, 4096), 0);
	assert_int_equal(refused(p, true), ERR_UNREADABLE);
}

/* A process that is killed while it makes the file leaves pages that whoever
 * only reads cannot undo. */
static void
test_killed_at_first_write(void **state)
{
	struct place *p = *state;
	struct private *private = NULL;
	struct err err = ERR_INIT;
	sqlite3 *db = NULL;
	struct stat st;
	pid_t child;
	int status;

	put_file(p->file, "", 0);
	child = fork();
	if (child == 0) {
		sqlite3_open(p->file, &db);
		sqlite3_exec(db, "PRAGMA cache_size = 1; BEGIN IMMEDIATE;"
		    "CREATE TABLE t (x); WITH n (i) AS (SELECT 1 UNION ALL "
		    "SELECT i + 1 FROM n WHERE i < 200) "
		    "INSERT INTO t SELECT zeroblob(1000) FROM n", NULL, NULL,
		    NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(stat(p->file, &st), 0);
	assert_true(st.st_size > 0);
	assert_int_equal(private_open(&private, p->dir, REGISTRY, false,
	    &err), 0);
	private = open_it(p, true);
	put_contact(private, "zhou", "1", NULL, NULL);
	private_close(private);
}

static void
test_copied(void **state)
{
	struct place *p = *state;
	struct place copy = { .dir = "" };
	struct private *private = NULL;
	struct err err = ERR_INIT;
	struct stat st;

	assert_non_null(make_folder(copy.dir));
	snprintf(copy.file, sizeof(copy.file), "%s/%s", copy.dir,
	    PRIVATE_FILE);
	assert_int_equal(private_copy(p->dir, REGISTRY, copy.file, &err), 0);
	assert_int_equal(access(copy.file, F_OK), -1);
	private = open_it(p, true);
	put_contact(private, "zhou", "1", NULL, NULL);
	assert_int_equal(private_copy(p->dir, REGISTRY, copy.file, &err), 1);
	private_close(private);
	assert_int_equal(stat(copy.file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	private = open_it(&copy, false);
	assert_string_equal(contact_of(private, "zhou"), "1||");
	private_close(private);
	remove_folder(copy.dir);
}

/* A folder that may not be written: there is no place for shared memory. */
static void
test_unwritable(void **state)
{
	struct place *p = *state;
	struct private *private = open_it(p, true);
	pid_t child;
	int status;

	put_contact(private, "zhou", "1", NULL, NULL);
	private_close(private);
	assert_int_equal(chmod(p->dir, 0555), 0);
	child = fork();
	if (child == 0) {
		struct err err = ERR_INIT;
		char words[256] = "";

		/* root may write everywhere: another one reads */
		if (geteuid() == 0 && (chmod(p->file, 0644) != 0 ||
		    setuid(65534) != 0))
			_exit(2);
		_exit(private_open(&private, p->dir, REGISTRY, false, &err) ==
		    1 && private_contact(private, "zhou", take_contact,
		    words, &err) == 1 && strcmp(words, "1||") == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(chmod(p->dir, 0700), 0);
	assert_int_equal(status, 0);
}

static void
test_statements(void **state)
{
	struct place *p = *state;
	sqlite3_stmt *stmt;
	sqlite3 *db = NULL;
	size_t i;

	private_close(open_it(p, true));
	assert_int_equal(sqlite3_open(p->file, &db), SQLITE_OK);
	for (i = 0; private_sql(i) != NULL; i++) {
		assert_int_equal(sqlite3_prepare_v2(db, private_sql(i), -1,
		    &stmt, NULL), SQLITE_OK);
		sqlite3_finalize(stmt);
	}
	assert_true(i > 5);
	sqlite3_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_made_at_first_write,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_contact, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_notes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_forgotten, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_many_at_once, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_not_ours, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_damaged, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_killed_at_first_write,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_copied, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_unwritable, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_statements, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
