/* test_cli_retold.c: which format a recorded sentence came from */
#include "cli/retold.h"
#include "cli/retold_own.h"

#include "engine/base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
test_fits(void **state)
{
	(void)state;
	assert_int_equal(retold_fits("", ""), 0);
	assert_int_equal(retold_fits("abc", "abc"), 3);
	assert_int_equal(retold_fits("abc", "abcd"), -1);
	assert_int_equal(retold_fits("abc", "ab"), -1);
	assert_int_equal(retold_fits("%s", "anything"), 0);
	assert_int_equal(retold_fits("%s", ""), 0);
	assert_int_equal(retold_fits("100%% of %s", "100% of it"), 8);
	assert_int_equal(retold_fits("100%% of %s", "100%% of it"), -1);
	assert_int_equal(retold_fits("%s has no step %lld", "a has no step 12"),
	    13);
	assert_int_equal(retold_fits("%s has no step %lld", "a has no step x"),
	    -1);
	assert_int_equal(retold_fits("%s has no step %lld", "a has no step "),
	    -1);
	assert_int_equal(retold_fits("in %d days", "in -3 days"), 8);
	assert_int_equal(retold_fits("paper %.12s is", "paper 00ff is"), 9);
	/* what the places hold may look like the words between them */
	assert_true(retold_fits("%s on %s is %s", "a on b on c is is is d") >
	    0);
	assert_true(retold_fits("%s%s!", "a!b!") > 0);
	assert_int_equal(retold_fits("%s on %s", "a of b"), -1);
	/* no format of sentences */
	assert_int_equal(retold_fits("%", "%"), -1);
	assert_int_equal(retold_fits("%n", "1"), -1);
}

/* However hostile, it ends: places behind places, each of which fits. */
static void
test_ends(void **state)
{
	enum { LONG = 20000 };
	char *sentence = mem_alloc(LONG + 1);

	(void)state;
	memset(sentence, 'a', LONG);
	sentence[LONG] = '\0';
	assert_int_equal(retold_fits("%sa%sa%sa%sa%sa%sa%sa%sa%sb", sentence),
	    -1);
	assert_int_equal(retold_fits("%s%s%s%s%s%s%s%s%s%s%s%s%s%s%sb",
	    sentence), -1);
	/* more places than a sentence has */
	assert_int_equal(retold_fits("%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,"
	    "%s,%s,%s,%s", ",,,,,,,,,,,,,,,,"), -1);
	free(sentence);
}

/* A file may be called as the program speaks. */
static void
test_own_words(void **state)
{
	struct act_text file = { .name = "office" };
	struct act_material paper = { .name = "a is in the state b" };
	struct act_datum datum = { "number", "2021" };
	struct act act = { .title = "", .text = &file, .materials = &paper,
		.nmaterials = 1, .data = &datum, .ndata = 1 };
	static const char sentence[] = "office, 2021: officer of a is in the "
	    "state b";
	struct own_words own;
	struct text hidden = TEXT_INIT, shown = TEXT_INIT;

	(void)state;
	own_words_of(&own, &act, "关于甲的通知");
	assert_int_equal(own.n, 2);
	own_words_hide(&hidden, sentence, &own);
	assert_null(strstr(hidden.ptr, "office,"));
	assert_non_null(strstr(hidden.ptr, ", 2021: officer of "));
	assert_null(strstr(hidden.ptr, "state"));
	assert_true(own_words_hidden(hidden.ptr, hidden.len));
	own_words_show(&shown, hidden.ptr, hidden.len, &own);
	assert_string_equal(shown.ptr, sentence);
	assert_int_equal(retold_fits("%s is in the state %s", hidden.ptr), -1);
	text_reset(&hidden);
	own_words_of(&own, NULL, "");
	own_words_hide(&hidden, sentence, &own);
	assert_string_equal(hidden.ptr, sentence);
	assert_false(own_words_hidden(hidden.ptr, hidden.len));
	text_release(&hidden);
	text_release(&shown);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fits),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_own_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
