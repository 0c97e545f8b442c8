/* test_store_step.c: the durable step, alone, in batches, by two at once */
#include "tests/unit/store_fixture.h"

#include "engine/xml/xml.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void
test_create_and_step(void **state)
{
	struct fixture *f = *state;
	struct store_head head;
	struct text text = TEXT_INIT;
	struct err err = ERR_INIT;

	assert_done(store_head(f->store, &head, &err), err);
	assert_int_equal(head.number, 0);
	assert_int_equal(store_file(f->store, "people.xml", NULL, &text,
	    &err), 0);
	fixture_steps(f, 3);
	assert_done(store_head(f->store, &head, &err), err);
	assert_int_equal(head.number, 3);
	assert_int_equal(head.recorded_s, FIXTURE_NOW + 2);
	assert_int_equal(store_file(f->store,
	    "documents/2021/00/0001/document.xml", NULL, &text, &err), 1);
	assert_string_equal(text.ptr, "<text>1</text>");
	assert_int_equal(store_file(f->store, "documents/2021/00/0009/x",
	    NULL, &text, &err), 0);
	assert_int_equal(store_file(f->store, "documents/2021", NULL, &text,
	    &err), 0);
	assert_done(store_export(f->store, &err), err);
	fixture_git(f, "fsck --full --strict");
	assert_int_equal(fixture_shell(f, "test \"$(git --git-dir="
	    "documents.git log -1 --format='%an|%ae|%cn|%ct|%at|%B' main | "
	    "sed 's/SHA256: .*/SHA256/')\" = '张三|zhang.san@guiwen.invalid|"
	    "民政局|1620000002|1619999942|张三提交审核\n\nDocument: 2021-0003"
	    "\nStep: 1\nRecord: 3\nRecord-SHA256'"), 0);
	text_release(&text);
}

/* The record is canonical, has the act byte for byte and its chain. */
struct seen_record {
	int64_t count;
	struct sha256 last;
	const char *registry;
};

static int
look_at_record(void *ctx, const struct record *record, struct err *err)
{
	struct seen_record *seen = ctx;
	struct text again = TEXT_INIT;
	struct sha256 hash;
	char hex[SHA256_HEX];
	xmlDoc *doc;

	assert_done(xml_parse(&doc, record->body, record->body_len, "record",
	    NULL, err), *err);
	assert_done(xml_canonical(&again, (xmlNode *)doc, err), *err);
	assert_int_equal(again.len, record->body_len);
	assert_memory_equal(again.ptr, record->body, again.len);
	assert_non_null(strstr(record->body,
	    "<act xmlns=\"urn:guiwen:act:1\"></act>"));
	assert_string_equal(xml_attr(xmlDocGetRootElement(doc), "registry"),
	    seen->registry);
	assert_string_equal(xml_attr(xmlDocGetRootElement(doc), "previous"),
	    sha256_hex(hex, &seen->last));
	assert_string_equal(xml_attr(xmlDocGetRootElement(doc), "recorded"),
	    "2021-05-03T08:00:00+08:00");
	assert_memory_equal(&record->previous, &seen->last, sizeof(hash));
	sha256_of(&hash, record->body, record->body_len);
	assert_memory_equal(&record->hash, &hash, sizeof(hash));
	assert_int_equal(record->number, ++seen->count);
	seen->last = hash;
	xmlFreeDoc(doc);
	text_release(&again);
	return 0;
}

static int
count_document(void *ctx, const struct document_row *row, struct err *err)
{
	(void)row;
	(void)err;
	++*(int *)ctx;
	return 0;
}

static int
count_task(void *ctx, const struct task_row *row, struct err *err)
{
	(void)err;
	assert_int_equal(row->due.month, 6);
	++*(int *)ctx;
	return 0;
}

static void
test_batch(void **state)
{
	struct fixture_step all[4] = {
		{ .text = "<a/>" },
		{ .text = "<b/>", .refuse = true },
		{ .text = "<c/>" },
		{ .document = "", .event = "person added", .text = "<p/>" },
	};
	struct document_filter filter = { .made_year = 2021,
		.text = "通知", .status = "drafting" };
	struct err errs[4] = { ERR_INIT, ERR_INIT, ERR_INIT, ERR_INIT };
	struct seen_record seen = { 0 };
	struct fixture *f = *state;
	struct text text = TEXT_INIT;
	struct err err = ERR_INIT;
	int n = 0, tasks = 0;

	seen.registry = store_id(f->store);
	assert_done(store_step(f->store, 4, fixture_perform, all, FIXTURE_NOW,
	    errs, &err), err);
	assert_int_equal(errs[0].code, ERR_NONE);
	assert_int_equal(errs[1].code, ERR_REFUSED);
	assert_int_equal(errs[2].code, ERR_NONE);
	assert_int_equal(errs[3].code, ERR_NONE);
	/* The refused one left nothing, not even its number. */
	assert_string_equal(all[0].made, "2021-0001");
	assert_string_equal(all[2].made, "2021-0002");
	assert_int_equal(store_file(f->store,
	    "documents/2021/00/0002/document.xml", NULL, &text, &err), 1);
	assert_string_equal(text.ptr, "<c/>");
	assert_int_equal(store_file(f->store,
	    "registry/record/0003-person-added.xml", NULL, &text, &err), 1);
	assert_done(store_records(f->store, NULL, look_at_record, &seen,
	    &err), err);
	assert_int_equal(seen.count, 3);
	assert_done(store_documents(f->store, &filter, count_document, &n,
	    &err), err);
	assert_int_equal(n, 2);
	filter.made_year = 2020;
	assert_done(store_documents(f->store, &filter, count_document, &n,
	    &err), err);
	assert_int_equal(n, 2);
	filter = (struct document_filter){ .id = "2021-0002", .year = 2021 };
	assert_done(store_documents(f->store, &filter, count_document, &n,
	    &err), err);
	assert_int_equal(n, 3);
	assert_done(store_tasks(f->store, "legal-counsel", NULL, count_task,
	    &tasks, &err), err);
	assert_int_equal(tasks, 2);
	/* A batch of which nothing stays records nothing. */
	all[1].refuse = true;
	assert_done(store_step(f->store, 1, fixture_perform, all + 1,
	    FIXTURE_NOW, errs, &err), err);
	assert_int_equal(errs[0].code, ERR_REFUSED);
	assert_done(store_export(f->store, &err), err);
	fixture_git(f, "fsck --full --strict");
	text_release(&text);
}

static void
test_clock(void **state)
{
	struct fixture *f = *state;
	struct fixture_step step = { .text = "<a/>" };
	struct store_head head;
	struct err err = ERR_INIT, item = ERR_INIT;

	fixture_steps(f, 2);
	assert_int_equal(store_step(f->store, 1, fixture_perform, &step,
	    FIXTURE_NOW, &item, &err), -1);
	assert_int_equal(err.code, ERR_CLOCK);
	assert_done(store_head(f->store, &head, &err), err);
	assert_int_equal(head.number, 2);
}

/* Items that break the rules of the store fail whole. */
static int
misbehave(void *ctx, size_t item, struct store_txn *txn, struct err *err)
{
	static const char *const paths[] = { "documents/2021/00/0002/x",
		"people.xml", "documents/2021/00/0001/record/0001-x.xml",
		"documents/2021/00/0001/../x", "documents/2021/00/00012/x" };
	struct record_draft draft = { .kind = RECORD_STEP,
		.document = "2021-0001", .event = "e", .person = "p",
		.act = "<a></a>", .act_len = 7, .outcome = "<o></o>",
		.outcome_len = 7, .subject = "s" };
	struct err ignored = ERR_INIT;

	(void)ctx;
	if (item < MEM_COUNT(paths)) {
		/* Whoever does not look at the result fails as well. */
		store_txn_put(txn, paths[item], "x", 1, &ignored);
	} else if (item == MEM_COUNT(paths)) {
		draft.document = "2021-1";
	} else {
		draft.person = "\x01";
	}
	store_txn_record(txn, &draft, NULL, &ignored);
	(void)err;
	return 0;
}

static void
test_rules(void **state)
{
	struct fixture *f = *state;
	struct store_head head;
	struct err errs[7], err = ERR_INIT;
	size_t i;

	assert_done(store_step(f->store, 7, misbehave, NULL, FIXTURE_NOW,
	    errs, &err), err);
	for (i = 0; i < 7; i++)
		if (errs[i].code == ERR_NONE)
			fail_msg("item %zu went through", i);
	assert_done(store_head(f->store, &head, &err), err);
	assert_int_equal(head.number, 0);
}

/* A process of its own: n steps, each answered by a byte; 0 when all went. */
static pid_t
step_beside(struct fixture *f, int n)
{
	struct fixture_step step;
	struct store *store = NULL;
	struct err err = ERR_INIT, item;
	pid_t pid = fork();
	int i;

	if (pid != 0)
		return pid;
	if (store_open(&store, f->dir, false, &err) != 0)
		_exit(1);
	for (i = 0; i < n; i++) {
		step = (struct fixture_step){ .text = "<text/>" };
		if (store_step(store, 1, fixture_perform, &step, FIXTURE_NOW,
		    &item, &err) != 0 || item.code != ERR_NONE)
			_exit(2);
		if (i % 10 == 0 && store_export(store, &err) != 0)
			_exit(3);
	}
	store_close(store);
	_exit(0);
}

static void
test_two_at_once(void **state)
{
	struct fixture *f = *state;
	struct seen_record seen = { 0 };
	struct err err = ERR_INIT;
	pid_t pids[2];
	int i, status;

	store_close(f->store);
	f->store = NULL;
	for (i = 0; i < 2; i++)
		pids[i] = step_beside(f, 100);
	for (i = 0; i < 2; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
	}
	assert_done(store_open(&f->store, f->dir, false, &err), err);
	seen.registry = store_id(f->store);
	assert_done(store_records(f->store, NULL, look_at_record, &seen,
	    &err), err);
	assert_int_equal(seen.count, 200);
	fixture_git(f, "fsck --full --strict");
	assert_int_equal(fixture_shell(f, "test $(git --git-dir=documents.git "
	    "rev-list --count main) = 200"), 0);
}

/* The disk takes no more (here: files may not grow): a failing COMMIT leaves
 * nothing half, and the next one goes on. */
static void
test_full_disk(void **state)
{
	struct fixture *f = *state;
	struct fixture_step step = { .text = "<text>x</text>" };
	struct rlimit before, none;
	struct store_head head, after;
	struct err err = ERR_INIT, item = ERR_INIT;
	int result;

	fixture_steps(f, 3);
	assert_done(store_head(f->store, &head, &err), err);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	none = before;
	none.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	result = store_step(f->store, 1, fixture_perform, &step, f->now_s,
	    &item, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(result, -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_done(store_head(f->store, &after, &err), err);
	assert_int_equal(after.number, head.number);
	fixture_reopen(f, false);
	assert_done(store_head(f->store, &after, &err), err);
	assert_int_equal(after.number, head.number);
	assert_done(store_step(f->store, 1, fixture_perform, &step, f->now_s,
	    &item, &err), err);
	assert_int_equal(item.code, ERR_NONE);
	assert_done(store_export(f->store, &err), err);
	fixture_git(f, "fsck --full --strict");
}

/* ---- derived tables made anew and compared ---- */

static int
note_difference(void *ctx, const char *table, const char *document,
    const struct err *what, struct err *err)
{
	struct text *list = ctx;

	(void)err;
	text_addf(list, "[%s %s] %s\n", table, document, what->msg);
	return 0;
}

static int
refill(void *ctx, const struct document_row *row, struct err *err)
{
	struct store_index *index = ctx;
	struct milestone_row milestone = { .document = row->id,
		.name = "submitted", .step = 1,
		.stated_s = FIXTURE_NOW, .recorded_s = FIXTURE_NOW };
	struct task_row task = { .document = row->id, .state = "legality",
		.role = "legal-counsel", .due = { 2021, 6, 1 } };
	struct deadline_row deadline = { .document = row->id,
		.state = "legality", .from = { 2021, 5, 1 },
		.due = { 2021, 6, 1 }, .within = "15 working-days" };

	milestone.stated_s += row->record - 1;
	milestone.recorded_s += row->record - 1;
	if (store_index_document(index, row, err) != 0 ||
	    store_index_milestone(index, &milestone, err) != 0 ||
	    store_index_task(index, &task, err) != 0)
		return -1;
	return store_index_deadline(index, &deadline, err);
}

static void
compare(struct fixture *f, const char *sql, const char *expected)
{
	struct store_index *index;
	struct text list = TEXT_INIT;
	struct err err = ERR_INIT;
	char path[128];
	sqlite3 *db;

	/* Filled from the rows as they were, altered, then compared. */
	assert_done(store_shadow_begin(f->store, &index, &err), err);
	assert_done(store_documents(f->store, NULL, refill, index, &err),
	    err);
	snprintf(path, sizeof(path), "%s/ledger.sqlite", f->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_done(store_shadow_compare(f->store, note_difference, &list,
	    &err), err);
	assert_string_equal(list.ptr, expected);
	store_shadow_end(f->store);
	sqlite3_close(db);
	text_release(&list);
}

static void
test_shadow(void **state)
{
	struct fixture *f = *state;

	fixture_steps(f, 3);
	compare(f, "SELECT 1", "");
	compare(f, "UPDATE document SET status = 'x' WHERE id = '2021-0002'",
	    "[document 2021-0002] status: not what follows from the "
	    "records.\n");
	compare(f, "UPDATE document SET states = 'y' "
	    "WHERE id = '2021-0002'", "[document 2021-0002] states: not what "
	    "follows from the records.\n");
	compare(f, "UPDATE milestone SET recorded_s = 5, person = 'x' "
	    "WHERE document = '2021-0003'", "[milestone 2021-0003] "
	    "row 1, recorded_s, person: not what follows from the records.\n");
	compare(f, "UPDATE milestone SET recorded_s = stated_s, "
	    "person = NULL WHERE document = '2021-0003'; "
	    "DELETE FROM task WHERE document = '2021-0001'; "
	    "INSERT INTO deadline (document, place, state, verified) "
	    "VALUES ('2021-0001', 2, 'x', 0)",
	    "[task 2021-0001] The table lacks a row that follows from the "
	    "records.\n[deadline 2021-0001] The table has a row that does not "
	    "follow from the records.\n");
	fixture_reopen(f, true);
	compare(f, "DELETE FROM deadline WHERE place = 2; INSERT INTO task "
	    "(document, place, state, role, due) VALUES ('2021-0001', 1, "
	    "'legality', 'legal-counsel', '2021-06-01')", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_create_and_step,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_batch, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_clock, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_rules, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_two_at_once,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_full_disk, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_shadow, fixture_setup,
		    fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
