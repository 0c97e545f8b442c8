/* test_cli_options.c: parsing command lines, near names */
#include "cli/options.h"

#include "engine/base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct option some[] = {
	{ "material", "KIND=FILE", "a paper", true },
	{ "reason", "TEXT", "why", false },
	{ "all", NULL, "everything", false },
	OPTION_END
};
static const struct option more[] = {
	{ "json", NULL, "as JSON", false },
	OPTION_END
};
static const struct option *const tables[] = { some, more, NULL };

static int
parse(struct options *out, int argc, const char *const *argv,
    struct err *err)
{
	*out = (struct options)OPTIONS_INIT;
	err_clear(err);
	return options_parse(out, tables, argc, (char *const *)argv, err);
}

static void
test_forms(void **state)
{
	const char *const argv[] = {
		"--reason=a=b", "one", "--material", "x=1", "--json",
		"--material=y=2", "two", "--", "--all", "-h"
	};
	struct options o;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(parse(&o, 10, argv, &err), 0);
	assert_string_equal(options_value(&o, "reason"), "a=b");
	assert_int_equal(options_count(&o, "material"), 2);
	assert_string_equal(options_nth(&o, "material", 0), "x=1");
	assert_string_equal(options_nth(&o, "material", 1), "y=2");
	assert_null(options_nth(&o, "material", 2));
	assert_true(options_has(&o, "json"));
	assert_false(options_has(&o, "all"));
	assert_false(o.help);
	assert_int_equal(o.noperands, 4);
	assert_string_equal(o.operands[0], "one");
	assert_string_equal(o.operands[1], "two");
	assert_string_equal(o.operands[2], "--all");
	assert_string_equal(o.operands[3], "-h");
	options_release(&o);
	assert_int_equal(o.noperands, 0);
}

static void
test_empty_value_and_lone_dash(void **state)
{
	const char *const argv[] = { "--reason=", "-" };
	struct options o;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(parse(&o, 2, argv, &err), 0);
	assert_string_equal(options_value(&o, "reason"), "");
	assert_string_equal(o.operands[0], "-");
	options_release(&o);
}

static void
test_help(void **state)
{
	const char *const argv[] = { "-h" }, *const longer[] = { "--help" };
	struct options o;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(parse(&o, 1, argv, &err), 0);
	assert_true(o.help);
	options_release(&o);
	assert_int_equal(parse(&o, 1, longer, &err), 0);
	assert_true(o.help);
	options_release(&o);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *argv[2];
		int argc;
		const char *words;
	} cases[] = {
		{ { "--reson", "x" }, 2, "perhaps --reason" },
		{ { "--zzzzzz", "x" }, 2, "no option --zzzzzz" },
		{ { "--reason", NULL }, 1, "needs a value" },
		{ { "--reason", "--all" }, 2, "needs a value" },
		{ { "--all=1", NULL }, 1, "takes no value" },
		{ { "--reason=1", "--reason=2" }, 2, "only once" },
		{ { "-x", NULL }, 1, "no option -x" },
		{ { "a\xff", NULL }, 1, "not UTF-8" },
		{ { "--reason=\xe4\xb8", NULL }, 1, "not UTF-8" },
	};
	struct options o;
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		assert_int_equal(parse(&o, cases[i].argc, cases[i].argv,
		    &err), -1);
		assert_int_equal(err.code, ERR_USAGE);
		if (strstr(err.msg, cases[i].words) == NULL)
			fail_msg("case %zu: %s", i, err.msg);
		options_release(&o);
	}
}

static void
test_front(void **state)
{
	const char *const argv[] = { "--json", "verb", "--unknown" };
	struct options o = OPTIONS_INIT;
	struct err err = ERR_INIT;
	int used = -1;

	(void)state;
	assert_int_equal(options_parse_front(&o, tables, 3,
	    (char *const *)argv, &used, &err), 0);
	assert_int_equal(used, 1);
	assert_true(options_has(&o, "json"));
	assert_int_equal(o.noperands, 0);
	/* what stands after the verb comes to the same options */
	assert_int_equal(options_parse(&o, tables, 1,
	    (char *const *)argv + 1, &err), 0);
	assert_int_equal(o.noperands, 1);
	options_release(&o);
}

static void
test_pair(void **state)
{
	const char *const argv[] = { "--material", "a=b=c", "--material", "abc",
		"--material", "=c", "--material", "说明＝b=c", "--material",
		"a=b＝c" };
	struct err err = ERR_INIT;
	struct options o;
	const char *value;
	char *key;

	(void)state;
	assert_int_equal(parse(&o, 10, argv, &err), 0);
	assert_int_equal(options_pair(&o, "material", 0, &key, &value, &err),
	    0);
	assert_string_equal(key, "a");
	assert_string_equal(value, "b=c");
	free(key);
	assert_int_equal(options_pair(&o, "material", 1, &key, &value, &err),
	    -1);
	assert_int_equal(err.code, ERR_USAGE);
	assert_string_equal(err.msg, "the value of --material has the form "
	    "KIND=FILE; \"abc\" has not");
	assert_int_equal(options_pair(&o, "material", 2, &key, &value, &err),
	    -1);
	/* a Chinese keyboard's */
	assert_int_equal(options_pair(&o, "material", 3, &key, &value, &err),
	    0);
	assert_string_equal(key, "说明");
	assert_string_equal(value, "b=c");
	free(key);
	assert_int_equal(options_pair(&o, "material", 4, &key, &value, &err),
	    0);
	assert_string_equal(value, "b＝c");
	free(key);
	options_release(&o);
}

static void
assert_date(const char *given, const char *wanted)
{
	char *got = fold_date(given);

	if (wanted == NULL)
		assert_null(got);
	else {
		assert_non_null(got);
		assert_string_equal(got, wanted);
	}
	free(got);
}

/* As people write a day; what could be two days, or none, is none. */
static void
test_dates(void **state)
{
	(void)state;
	assert_date("2026-03-05", "2026-03-05");
	assert_date("2026-3-5", "2026-03-05");
	assert_date("2026/3/5", "2026-03-05");
	assert_date("2026.3.5", "2026-03-05");
	assert_date("2026年3月5日", "2026-03-05");
	assert_date("２０２６年０３月０５日", "2026-03-05");
	assert_date("2026－03－05", "2026-03-05");
	assert_date("2026-3-5T9:30", "2026-03-05T09:30");
	assert_date("2026-03-05 09:30", "2026-03-05T09:30");
	assert_date("2026年3月5日9：30", "2026-03-05T09:30");
	/* whether there is such a day is said elsewhere */
	assert_date("2026-02-30", "2026-02-30");
	assert_date("", NULL);
	assert_date("2026", NULL);
	assert_date("2026-3", NULL);
	assert_date("2026年3月", NULL);
	assert_date("26-3-5", NULL);
	assert_date("3/5/2026", NULL);
	assert_date("2026/3-5", NULL);
	assert_date("2026年3月5", NULL);
	assert_date("2026-3-5-6", NULL);
	assert_date("2026-003-05", NULL);
	assert_date("2026-3-5T", NULL);
	assert_date("2026-3-5T9", NULL);
	assert_date("2026-3-5T9:3", NULL);
	assert_date("2026-3-5 ", NULL);
	assert_date("昨天", NULL);}

static void
test_near(void **state)
{
	static const char *const names[] = {
		"submit", "show", "history", "calendar", NULL
	};

	(void)state;
	assert_string_equal(near_name("sumbit", names), "submit");
	assert_string_equal(near_name("hist", names), "history");
	assert_string_equal(near_name("calender", names), "calendar");
	assert_null(near_name("frobnicate", names));
	assert_null(near_name("x", names));
	assert_null(near_name("a-word-that-is-much-longer-than-any-name-of-"
	    "a-command", names));
}

/* What may have been typed on a Chinese keyboard is made plain where it can
 * only be that; names, texts and files stay as they are. */
static void
test_folded(void **state)
{
	static const struct option folded[] = {
		{ "on", "DATE", "", false }, { "number", "NUMBER", "", false },
		{ "name", "NAME", "", false }, { "as", "PERSON", "", false },
		{ "set", "KEY=VALUE", "", true }, OPTION_END
	};
	static const struct option *const all[] = { folded, NULL };
	const char *const argv[] = {
		"--on", "２０２１－０５—０１", "--number", "某（２）〔２０２１〕１号",
		"--name", "Ａ１", "--as=ｌｉｎ", "--set", "dated=２０２１-05-01",
		"--set", "signer=张１", "２０２１−０００１", "停车—１"
	};
	const char *const dashes[] = { "——as", "lin" };
	const char *const none[] = { "—frob" };
	struct options o = OPTIONS_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(options_parse(&o, all, 13, (char *const *)argv,
	    &err), 0);
	assert_string_equal(options_value(&o, "on"), "2021-05-01");
	assert_string_equal(options_value(&o, "number"), "某（2）〔2021〕1号");
	assert_string_equal(options_value(&o, "name"), "Ａ１");
	assert_string_equal(options_value(&o, "as"), "lin");
	assert_string_equal(options_nth(&o, "set", 0), "dated=2021-05-01");
	assert_string_equal(options_nth(&o, "set", 1), "signer=张１");
	assert_string_equal(o.operands[0], "2021-0001");
	assert_string_equal(o.operands[1], "停车—１");
	options_release(&o);
	assert_int_equal(options_parse(&o, all, 2, (char *const *)dashes,
	    &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.msg, "--as"));
	options_release(&o);
	err_clear(&err);
	assert_int_equal(options_parse(&o, all, 1, (char *const *)none,
	    &err), 0);
	assert_string_equal(o.operands[0], "—frob");
	options_release(&o);
}

/* What is recorded as somebody's words can be seen; a reason is looked at where
 * it is asked for. */
static void
test_blanks(void **state)
{
	static const struct option words[] = {
		{ "title", "TEXT", "", false }, { "reason", "TEXT", "", false },
		{ "number", "NUMBER", "", false },
		{ "set", "KEY=VALUE", "", false },
		{ "filing", "AUTHORITY=DAYS", "", false },
		{ "out", "FILE", "", false }, OPTION_END
	};
	static const struct option *const one[] = { words, NULL };
	static const struct { const char *arg; int result; } cases[] = {
		{ "--title= ", -1 }, { "--title=\u3000", -1 },
		{ "--title=\u200b", -1 }, { "--title=", 0 },
		{ "--title=\u3000\u7532", 0 }, { "--number=\u3000", -1 },
		{ "--set=a= ", -1 }, { "--set=a\uff1d\u3000", -1 },
		{ "--set=a=", 0 }, { "--set=a= b", 0 }, { "--set= ", 0 },
		{ "--reason= ", 0 }, { "--out= ", 0 }
	};
	char *key;
	const char *value;
	struct options o;
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		char *argv[] = { (char *)cases[i].arg };

		o = (struct options)OPTIONS_INIT;
		err = (struct err)ERR_INIT;
		assert_int_equal(options_parse(&o, one, 1, argv, &err),
		    cases[i].result);
		assert_int_equal(err.code, cases[i].result == 0 ? ERR_NONE :
		    ERR_USAGE);
		options_release(&o);
	}
	char *argv[] = { (char *)"--filing=\u3000=15" };

	o = (struct options)OPTIONS_INIT;
	err = (struct err)ERR_INIT;
	assert_int_equal(options_parse(&o, one, 1, argv, &err), 0);
	assert_int_equal(options_pair(&o, "filing", 0, &key, &value, &err), -1);
	options_release(&o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_blanks),
		cmocka_unit_test(test_empty_value_and_lone_dash),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_front),
		cmocka_unit_test(test_pair),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_folded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
