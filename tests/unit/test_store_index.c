/* test_store_index.c: derived rows, written where they are not kept */
#include "tests/unit/store_fixture.h"

#include "store/store_int.h"

/* An act that leaves a document with these milestones and tasks, a letter
 * each, and this number. */
struct wanted {
	const char *document, *milestones, *tasks, *number;
	bool refuse;
};

static int
put_rows(const struct wanted *wanted, struct store_txn *txn,
    const struct store_head *head, struct err *err)
{
	struct store_index *index = store_txn_index(txn);
	struct document_row row = { .id = wanted->document,
		.number = wanted->number, .status = "drafting", .step = 1,
		.record = head->number };
	struct milestone_row milestone = { .document = wanted->document,
		.stated_s = FIXTURE_NOW, .recorded_s = FIXTURE_NOW };
	struct task_row task = { .document = wanted->document };
	const char *at;
	char name[2] = "";

	if (store_index_document(index, &row, err) != 0)
		return -1;
	milestone.name = task.state = name;
	for (at = wanted->milestones; *at != '\0'; at++) {
		name[0] = *at;
		if (store_index_milestone(index, &milestone, err) != 0)
			return -1;
	}
	for (at = wanted->tasks; *at != '\0'; at++) {
		name[0] = *at;
		if (store_index_task(index, &task, err) != 0)
			return -1;
	}
	return 0;
}

static int
act(void *ctx, size_t item, struct store_txn *txn, struct err *err)
{
	const struct wanted *wanted = (const struct wanted *)ctx + item;
	struct record_draft draft = { .kind = RECORD_STEP, .event = "e",
		.person = "zhang.san", .document = wanted->document,
		.act = "<a xmlns=\"urn:a\"></a>",
		.outcome = "<o xmlns=\"urn:o\"></o>", .subject = "s" };
	struct store_head head;

	draft.act_len = strlen(draft.act);
	draft.outcome_len = strlen(draft.outcome);
	if (store_txn_record(txn, &draft, &head, err) != 0 ||
	    put_rows(wanted, txn, &head, err) != 0)
		return -1;
	return !wanted->refuse ? 0 :
	    err_set(err, ERR_REFUSED, "not this one");
}

static int
tell_milestone(void *ctx, const struct milestone_row *row, struct err *err)
{
	(void)err;
	text_adds(ctx, row->name);
	return 0;
}

static int
tell_task(void *ctx, const struct task_row *row, struct err *err)
{
	(void)err;
	text_adds(ctx, row->state);
	return 0;
}

static int
tell_document(void *ctx, const struct document_row *row, struct err *err)
{
	(void)err;
	text_addf(ctx, " %s", row->number != NULL ? row->number : "none");
	return 0;
}

/* What the tables hold: "milestones/tasks number". */
static void
assert_rows(struct fixture *f, const char *document, const char *expected)
{
	struct document_filter filter = { .id = document };
	struct text rows = TEXT_INIT;
	struct err err = ERR_INIT;

	text_adds(&rows, "");
	assert_done(store_milestones(f->store, document, NULL,
	    tell_milestone, &rows, &err), err);
	text_addc(&rows, '/');
	assert_done(store_tasks(f->store, NULL, document, tell_task, &rows,
	    &err), err);
	assert_done(store_documents(f->store, &filter, tell_document, &rows,
	    &err), err);
	assert_string_equal(rows.ptr, expected);
	text_release(&rows);
}

static void
acts(struct fixture *f, struct store *store, struct wanted *wanted, size_t n)
{
	struct err errs[8], err = ERR_INIT;
	size_t i;

	for (i = 0; i < MEM_COUNT(errs); i++)
		err_clear(&errs[i]);
	assert_done(store_step(store, n, act, wanted, f->now_s++, errs,
	    &err), err);
	for (i = 0; i < n; i++)
		assert_int_equal(errs[i].code, wanted[i].refuse ?
		    ERR_REFUSED : ERR_NONE);
}

#define ACT(f, ...) do {						\
	struct wanted w_[] = { __VA_ARGS__ };				\
	acts(f, (f)->store, w_, MEM_COUNT(w_));				\
} while (0)

#define A "2021-0001"
#define B "2021-0002"

/* Rows come, go, change and come back, in one process. */
static void
test_changes(void **state)
{
	struct fixture *f = *state;

	ACT(f, { A, "a", "x", NULL, false });
	assert_rows(f, A, "a/x none");
	ACT(f, { A, "a", "x", NULL, false });
	assert_rows(f, A, "a/x none");
	ACT(f, { A, "abc", "", "1", false });
	assert_rows(f, A, "abc/ 1");
	ACT(f, { A, "ac", "xy", "1", false });
	assert_rows(f, A, "ac/xy 1");
	ACT(f, { B, "ac", "xy", "1", false });
	ACT(f, { A, "", "", NULL, false });
	assert_rows(f, A, "/ none");
	assert_rows(f, B, "ac/xy 1");
	ACT(f, { A, "ac", "x", "1", false });
	assert_rows(f, A, "ac/x 1");
}

/* What a refused act or a lost transaction wrote does not count. */
static void
test_undone(void **state)
{
	struct fixture *f = *state;

	ACT(f, { A, "a", "x", NULL, false });
	ACT(f, { A, "ab", "", "1", true });
	assert_rows(f, A, "a/x none");
	ACT(f, { A, "ab", "", "1", false });
	assert_rows(f, A, "ab/ 1");
	ACT(f, { A, "abc", "x", "1", false }, { A, "d", "", "2", true },
	    { B, "q", "", NULL, false });
	assert_rows(f, A, "abc/x 1");
	ACT(f, { A, "d", "", "2", false });
	assert_rows(f, A, "d/ 2");
	assert_rows(f, B, "q/ none");
}

/* What others wrote meanwhile counts. */
static void
test_others(void **state)
{
	struct fixture *f = *state;
	struct wanted other = { A, "z", "", "9", false };
	struct err err = ERR_INIT;
	struct store *store;

	ACT(f, { A, "ab", "x", "1", false });
	assert_done(store_open(&store, store_dir(f->store), false, &err),
	    err);
	acts(f, store, &other, 1);
	assert_rows(f, A, "z/ 9");
	ACT(f, { A, "ab", "x", "1", false });
	assert_rows(f, A, "ab/x 1");
	acts(f, store, &other, 1);
	assert_rows(f, A, "z/ 9");
	store_close(store);
}

static void
hash_of(struct sha256 *out, const char *text)
{
	sha256_of(out, text, strlen(text));
}

/* They are kept: else nothing would be gained. */
static void
test_kept(void **state)
{
	struct kept_rows kept = { .rows = 0 };
	struct kept_document *d;
	struct sha256 one, two, head;
	int64_t counts[KEPT_TABLES] = { 0, 2, 0, 0 };

	(void)state;
	hash_of(&one, "1");
	hash_of(&two, "2");
	hash_of(&head, "head");
	kept_rows_stand(&kept, &head);
	kept_rows_item(&kept);
	d = kept_rows_of(&kept, 5);
	assert_true(kept_rows_more(d, KEPT_TASKS, 0));
	assert_false(kept_row(&kept, d, KEPT_MILESTONES, 1, &one));
	assert_false(kept_row(&kept, d, KEPT_MILESTONES, 2, &two));
	kept_rows_end(&kept, d, counts);
	kept_rows_stand(&kept, &head);
	kept_rows_item(&kept);
	d = kept_rows_of(&kept, 5);
	assert_true(kept_row(&kept, d, KEPT_MILESTONES, 1, &one));
	assert_false(kept_row(&kept, d, KEPT_MILESTONES, 2, &one));
	assert_false(kept_rows_more(d, KEPT_MILESTONES, 2));
	assert_true(kept_rows_more(d, KEPT_MILESTONES, 1));
	counts[KEPT_MILESTONES] = 1;
	kept_rows_end(&kept, d, counts);
	assert_int_equal(kept.rows, 1);
	/* Another head: somebody else has recorded. */
	kept_rows_stand(&kept, &two);
	d = kept_rows_of(&kept, 5);
	assert_true(kept_rows_more(d, KEPT_MILESTONES, 1));
	assert_false(kept_row(&kept, d, KEPT_MILESTONES, 1, &one));
	kept_rows_undo(&kept);
	assert_int_equal(kept.rows, 0);
	kept_rows_release(&kept);
}

/* More documents than there are places, and more rows than are kept. */
static void
test_many(void **state)
{
	struct kept_rows kept = { .rows = 0 };
	struct kept_document *d;
	struct sha256 row;
	int64_t counts[KEPT_TABLES] = { 0, 8, 0, 0 }, key, place;

	(void)state;
	hash_of(&row, "1");
	for (key = 1; key <= 80000; key++) {
		kept_rows_item(&kept);
		d = kept_rows_of(&kept, key);
		assert_true(kept_rows_more(d, KEPT_MILESTONES, 8));
		for (place = 1; place <= 8; place++)
			assert_false(kept_row(&kept, d, KEPT_MILESTONES,
			    place, &row));
		kept_rows_end(&kept, d, counts);
		assert_true(kept.rows <= (1 << 18) + 8);
	}
	kept_rows_release(&kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_changes, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_undone, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_others, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
