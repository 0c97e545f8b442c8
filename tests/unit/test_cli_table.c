/* test_cli_table.c: columns of text in any script, wrapping, output */
#include "cli/output.h"
#include "cli/table.h"

#include "engine/base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void
test_columns(void **state)
{
	(void)state;
	assert_int_equal(text_columns(""), 0);
	assert_int_equal(text_columns("abc"), 3);
	assert_int_equal(text_columns("规文"), 4);
	assert_int_equal(text_columns("国办发〔2018〕115号（五）"), 25);
	assert_int_equal(text_columns("ｇｗ"), 4);	/* full width */
	assert_int_equal(text_columns("e\xcc\x81"), 1);	/* combining */
	assert_int_equal(text_columns("a\xff"), 2);	/* a stray byte */
	assert_int_equal(text_columns("𠮷"), 2);	/* beyond the BMP */
}

static void
test_fit(void **state)
{
	(void)state;
	assert_int_equal(text_fit("abc", 10), 3);
	assert_int_equal(text_fit("ab cd", 4), 3);
	assert_int_equal(text_fit("abcdef", 4), 4);
	assert_int_equal(text_fit("规文", 3), 3);	/* one character */
	assert_int_equal(text_fit("规文", 1), 3);	/* at least one */
	/* a full stop does not begin a line: the character goes with it */
	assert_int_equal(text_fit("一二。三", 4), 3);
	/* and an opening bracket does not end one */
	assert_int_equal(text_fit("一二（三", 6), 6);
	assert_int_equal(text_fit("is (一二", 5), 3);
	assert_int_equal(text_fit("《一", 2), 3);	/* no other place */
	assert_int_equal(text_fit("e\xcc\x81x", 1), 3);
}

static struct output
memory(int width)
{
	struct output out;

	output_init(&out, -1);
	out.width = width;
	return out;
}

static void
expect(struct output *out, const char *text)
{
	assert_string_equal(out->buffer.ptr, text);
	text_release(&out->buffer);
}

static struct table *
example(bool flexible)
{
	const struct column columns[] = {
		{ "id", false, false }, { "标题", false, flexible },
		{ "n", true, false },
	};
	struct table *table = table_new(columns, 3);

	table_cell(table, "2021-0001");
	table_cell(table, "公墓管理规定");
	table_cell(table, "7");
	table_cell(table, "x");
	table_cell(table, "note");
	table_cellf(table, "%d", 12);
	return table;
}

static void
test_table_plain(void **state)
{
	struct output out = memory(0);
	struct table *table = example(true);

	(void)state;
	assert_int_equal(table_nrows(table), 2);
	table_print(table, &out);
	expect(&out,
	    "id         标题           n\n"
	    "2021-0001  公墓管理规定   7\n"
	    "x          note          12\n");
	table_free(table);
}

static void
test_table_narrow(void **state)
{
	const struct column columns[] = {
		{ "id", false, false }, { "title", false, true },
	};
	struct output out = memory(20);
	struct table *table = table_new(columns, 2);

	(void)state;
	table_cell(table, "1");
	table_cell(table, "一二三四五六七八九十甲乙丙丁");
	table_print(table, &out);
	expect(&out,
	    "id  title\n"
	    "1   一二三四五六七八\n"
	    "    九十甲乙丙丁\n");
	table_free(table);
}

static void
test_table_cells_are_one_line(void **state)
{
	const struct column columns[] = { { "a", false, false } };
	struct output out = memory(0);
	struct table *table = table_new(columns, 1);

	(void)state;
	table_cell(table, "one\ntwo\tthree");
	table_cell(table, NULL);
	table_print(table, &out);
	expect(&out, "a\none↵two three\n\n");
	table_free(table);
}

static void
test_wrapped(void **state)
{
	struct output out = memory(0);

	(void)state;
	output_wrapped(&out, "a sentence that is wrapped", 2, 10);
	expect(&out, "a sentence\n  that is\n  wrapped");
	out = memory(0);
	output_wrapped(&out, "不断行", 2, 0);
	expect(&out, "不断行");
	out = memory(0);
	output_padded(&out, "规文", 6);
	output_adds(&out, "|");
	expect(&out, "规文  |");
}

static void
test_terminal_is_protected(void **state)
{
	struct output out = memory(0);

	(void)state;
	out.terminal = true;
	output_adds(&out, "a\033]0;x\007b\xc2\x9b" "c规\n");
	expect(&out, "a\xef\xbf\xbd]0;x\xef\xbf\xbd" "b\xef\xbf\xbd"
	    "c规\n");
	/* colour is written only where it is shown */
	out = memory(0);
	output_styled(&out, STYLE_BAD, "x");
	expect(&out, "x");
	out = memory(0);
	out.terminal = out.colour = true;
	output_styled(&out, STYLE_BOLD, "x");
	expect(&out, "\033[1mx\033[0m");
}

static void
test_failed_writes(void **state)
{
	struct err err = ERR_INIT;
	struct output out;
	int fds[2], full = open("/dev/full", O_WRONLY);

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	if (full >= 0) {
		output_init(&out, full);
		output_adds(&out, "x");
		assert_int_equal(output_finish(&out, &err), -1);
		assert_int_equal(err.code, ERR_SYSTEM);
		assert_non_null(strstr(err.msg, "could not be written"));
		close(full);
	}
	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	output_init(&out, fds[1]);
	output_adds(&out, "x");
	assert_int_equal(output_finish(&out, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_string_equal(err.shown, "");	/* in silence */
	close(fds[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_table_plain),
		cmocka_unit_test(test_table_narrow),
		cmocka_unit_test(test_table_cells_are_one_line),
		cmocka_unit_test(test_wrapped),
		cmocka_unit_test(test_terminal_is_protected),
		cmocka_unit_test(test_failed_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
