/* test_store_step.c: the durable step, alone and in batches */
#include "tests/unit/store_fixture.h"

#include <sqlite3.h>

static void
test_create_and_step(void **state)
{
	struct fixture *f = *state;
	struct store_head head;
	struct text text = TEXT_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(store_head(f->store, &head, &err), 0);
	assert_int_equal(head.number, 0);
	fixture_steps(f, 3);
	assert_int_equal(store_head(f->store, &head, &err), 0);
	assert_int_equal(head.number, 3);
	assert_int_equal(store_file(f->store,
	    "documents/2021/00/0001/document.xml", NULL, &text, &err), 1);
	assert_string_equal(text.ptr, "<text>1</text>");
	assert_int_equal(store_export(f->store, &err), 0);
	fixture_git(f, "fsck --full --strict");
	fixture_git(f, "log --stat");
	text_release(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_create_and_step,
		    fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
