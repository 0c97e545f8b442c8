/* test_store_rebuild.c: the packs of a registry that was made anew */
#include "store/rebuild.h"
#include "tests/unit/store_fixture.h"

#include <dirent.h>

static void
not_told(void *ctx, const struct err *what)
{
	(void)ctx;
	fail_msg("told: %s", what->msg);
}

static size_t
count_packs(const struct fixture *f)
{
	char path[160];
	struct dirent *e;
	size_t n = 0, len;
	DIR *d;

	snprintf(path, sizeof(path), "%s/documents.git/objects/pack", f->dir);
	d = opendir(path);
	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		len = strlen(e->d_name);
		n += len > 4 && strcmp(e->d_name + len - 4, ".idx") == 0;
	}
	closedir(d);
	return n;
}

static void
rebuild(struct fixture *f, struct rebuild_totals *totals)
{
	const struct rebuild_options options = { .now_s = f->now_s,
		.tell = not_told };
	struct store_rebuild *made = NULL;
	struct err err = ERR_INIT;

	store_close(f->store);
	f->store = NULL;
	assert_done(rebuild_begin(&made, f->dir, &options, totals, &err), err);
	assert_done(rebuild_finish(made, &err), err);
}

/* Many records at a time: COUNT of them, each of a document of its own. */
static void
many_steps(struct fixture *f, int count)
{
	static struct fixture_step steps[500];
	static struct err items[MEM_COUNT(steps)];
	const int most = (int)MEM_COUNT(steps);
	struct err err = ERR_INIT;
	int n;

	for (; count > 0; count -= n) {
		n = count < most ? count : most;
		memset(steps, 0, sizeof(steps));
		memset(items, 0, sizeof(items));
		for (int i = 0; i < n; i++)
			steps[i].text = "<text>1</text>";
		assert_done(store_step(f->store, (size_t)n, fixture_perform,
		    steps, f->now_s++, items, &err), err);
		assert_int_equal(items[n - 1].code, ERR_NONE);
	}
}

/* How many records they are makes no more packs: only full ones are ended,
 * so that the first export finds nothing to merge. */
static void
test_one_pack(void **state)
{
	struct fixture *f = *state;
	struct rebuild_totals totals;
	struct err err = ERR_INIT;
	const int records = 20002;

	many_steps(f, records);
	assert_done(store_export(f->store, &err), err);
	rebuild(f, &totals);
	assert_int_equal(totals.records, records);
	assert_int_equal(totals.missing, 0);
	assert_int_equal(count_packs(f), 1);
	fixture_reopen(f, false);
	fixture_git(f, "cat-file -e main~20001^{tree}");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_pack, fixture_setup,
		    fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
