/* test_engine_xml_read.c: what the writer wrote is read back, nothing else */
#include "engine/xml/read.h"
#include "engine/xml/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NASTY "<&>\"'\t\n\r 条 \xf0\xa0\x80\x80 ]]>"

static void
what_was_written_is_read(void **state)
{
	struct arena arena = ARENA_INIT;
	struct text out = TEXT_INIT;
	struct xml_writer w;
	struct xml_reader r;
	const char *name, *value, *raw;
	size_t len;

	(void)state;
	xw_init(&w, &out);
	xw_open(&w, "a", "urn:x");
	xw_attr(&w, "b", NASTY);
	xw_open(&w, "ab", NULL);
	xw_text(&w, NASTY);
	xw_close(&w);
	xw_open(&w, "c", "urn:y");
	xw_open(&w, "c", NULL);
	xw_close(&w);
	xw_close(&w);
	xw_close(&w);
	xr_init(&r, out.ptr, out.len, &arena);
	assert_false(xr_open(&r, "ab"));
	assert_true(xr_open(&r, "a"));
	assert_true(xr_attr(&r, &name, &len, &value));
	assert_true(xr_is(name, len, "xmlns"));
	assert_string_equal(value, "urn:x");
	assert_true(xr_attr(&r, &name, &len, &value));
	assert_string_equal(value, NASTY);
	assert_false(xr_attr(&r, &name, &len, &value));
	assert_false(xr_peek(&r, "a"));
	assert_true(xr_open(&r, "ab"));
	assert_false(xr_attr(&r, &name, &len, &value));
	assert_string_equal(xr_text(&r), NASTY);
	assert_true(xr_close(&r, "ab"));
	assert_null(xr_raw(&r, "x", &len));
	raw = xr_raw(&r, "c", &len);
	assert_non_null(raw);
	assert_int_equal(strncmp(raw, "<c xmlns=\"urn:y\">", 17), 0);
	assert_int_equal(strncmp(raw + len - 4, "</c>", 4), 0);
	assert_false(xr_end(&r));
	assert_true(xr_close(&r, "a"));
	assert_true(xr_end(&r));
	assert_int_equal(xr_line(&r), 7);
	text_release(&out);
	arena_release(&arena);
}

/* Each character that is escaped, in each place of values of each length
 * around those that are looked at eight bytes at once. */
static void
values_of_each_length_come_back(void **state)
{
	static const char *const odd[] = { "&", "<", ">", "\"", "\t", "\n",
		"\r", "条", "\xc2\x80", "\xf0\xa0\x80\x80", "\xee\x80\x80" };
	struct arena arena = ARENA_INIT;
	struct text out = TEXT_INIT, value = TEXT_INIT;
	const char *name, *read;
	struct xml_writer w;
	struct xml_reader r;
	size_t i, n, at, len;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		for (n = 0; n < 20; n++)
			for (at = 0; at <= n; at++) {
				text_reset(&out);
				text_reset(&value);
				text_add(&value, "abcdefghijklmnopqrst", at);
				text_adds(&value, odd[i]);
				text_add(&value, "ABCDEFGHIJKLMNOPQRST",
				    n - at);
				xw_init(&w, &out);
				xw_open(&w, "a", NULL);
				xw_attr(&w, "b", value.ptr);
				xw_text(&w, value.ptr);
				xw_close(&w);
				assert_false(w.replaced);
				xr_init(&r, out.ptr, out.len, &arena);
				assert_true(xr_open(&r, "a"));
				assert_true(xr_attr(&r, &name, &len, &read));
				assert_string_equal(read, value.ptr);
				assert_false(xr_attr(&r, &name, &len, &read));
				assert_string_equal(xr_text(&r), value.ptr);
				assert_true(xr_close(&r, "a") && xr_end(&r));
				arena_release(&arena);
			}
	text_release(&out);
	text_release(&value);
}

static void
an_attribute_is_asked_for_by_name(void **state)
{
	static const char bytes[] = "<a bc=\"1\" d=\"&amp;\" e=\"&x;\"></a>";
	struct arena arena = ARENA_INIT;
	const char *name, *value;
	struct xml_reader r;
	size_t len;

	(void)state;
	xr_init(&r, bytes, sizeof(bytes) - 1, &arena);
	assert_true(xr_open(&r, "a"));
	assert_false(xr_attr_is(&r, "b", 1, &value));
	assert_false(xr_attr_is(&r, "bcd", 3, &value));
	assert_false(xr_attr_is(&r, "d", 1, &value));
	assert_true(xr_attr_is(&r, "bc", 2, &value));
	assert_string_equal(value, "1");
	assert_true(xr_attr(&r, &name, &len, &value));
	assert_string_equal(value, "&");
	assert_false(r.broken);
	assert_false(xr_attr_is(&r, "e", 1, &value));
	assert_true(r.broken);
	arena_release(&arena);
}

/* <a b="...">...</a> with something in it that is never written. */
static bool
is_taken(const char *s)
{
	struct arena arena = ARENA_INIT;
	struct xml_reader r;
	const char *name, *value;
	size_t len;
	bool taken;

	xr_init(&r, s, strlen(s), &arena);
	taken = xr_open(&r, "a");
	while (taken && xr_attr(&r, &name, &len, &value))
		;
	taken = taken && xr_text(&r) != NULL && xr_close(&r, "a") &&
	    xr_end(&r);
	arena_release(&arena);
	return taken;
}

static void
other_forms_are_broken(void **state)
{
	static const char *const bad[] = {
		"", "a", "<", "<a", "<a>", "<a/>", "<a></a", "<a></b>",
		"<a></a>x", "<a><!-- --></a>", "<a><![CDATA[x]]></a>",
		"<?xml version=\"1.0\"?><a></a>", "<a b='c'></a>",
		"<a b = \"c\"></a>", "<a  b=\"c\"></a>", "<a b=\"c\" ></a>",
		"<a b=\"c</a>", "<a b=\"<\"></a>", "<a b=\"\n\"></a>",
		"<a b=\"&#65;\"></a>", "<a b=\"&gt;\"></a>",
		"<a b=\"&amp\"></a>", "<a>></a>", "<a>&quot;</a>",
		"<a>&#xA;</a>", "<a>&lt</a>", "<a>\r</a>", "<a>\x01</a>",
		"<a>\xc0\x80</a>", "<a>\xed\xa0\x80</a>", "<a>\xef\xbf\xbe</a>",
		"<a>\xe6\x9d</a>", "<a>\xff</a>",
		"<a>abcdefgh\x1f</a>", "<a>abcdefg\xe6\x9d</a>",
		"<a b=\"abcdefghijkl\nmnopqrstu\"></a>",
		"<a>abcdefghijkl>mnopqrstu</a>", "<x:a></x:a>"
	};
	size_t i;

	(void)state;
	assert_true(is_taken("<a></a>"));
	assert_true(is_taken("<a b=\"&amp;&lt;>&quot;&#x9;&#xA;&#xD;\">"
	    "&amp;&lt;&gt;\"&#xD;\n\t条</a>"));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (is_taken(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

/* Written as it is, and read? Where one of both is done, so is the other. */
static bool
passes(const char *bytes, size_t len)
{
	struct text out = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	struct xml_writer w;
	struct xml_reader r;
	bool same;

	xw_init(&w, &out);
	xw_open(&w, "a", NULL);
	xw_text_n(&w, bytes, len);
	xw_close(&w);
	same = out.len == len + 7 && memcmp(out.ptr + 3, bytes, len) == 0;
	assert_true(same || w.replaced);
	xr_init(&r, bytes, len, &arena);
	assert_int_equal(r.broken, !same);
	text_release(&out);
	arena_release(&arena);
	return same;
}

/* In each place of a run, alone, and behind letters. */
static void
everywhere(const char *bytes, size_t len, bool is)
{
	static const char *const around[][2] = {
		{ "", "" }, { "abc", "" }, { "", "\xe6\xb3\x95" },
		{ "\xe6\xb3\x95", "\xef\xbc\x8c" "abcdefgh" },
		{ "\xe6\xb3\x95\xe8\xa7\x84", "\xe6\xb3\x95\n\t" },
		{ "abcdefghijklmnopqrstuvw\xe3\x80\x82", "" }
	};
	char all[64];
	size_t i, n;

	for (i = 0; i < sizeof(around) / sizeof(around[0]); i++) {
		n = strlen(around[i][0]);
		memcpy(all, around[i][0], n);
		memcpy(all + n, bytes, len);
		n += len;
		memcpy(all + n, around[i][1], strlen(around[i][1]));
		n += strlen(around[i][1]);
		if (passes(all, n) != is)
			fail_msg("%02x %02x %02x, place %zu",
			    (unsigned char)all[0], (unsigned char)all[1],
			    (unsigned char)all[2], i);
	}
}

/* XML 1.0, 2.2; below 0x20 other tests look. */
static void
all_characters_pass_and_nothing_else(void **state)
{
	static const char *const bad[] = { "\x80", "\xbf", "\xc0\x80",
		"\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xe6\xb3",
		"\xe6", "\xe6\xb3" "a", "\xe6" "ab", "\xe6\xc3\x95",
		"\xe6\xb3\xd5", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
		"\xf8\x88\x80\x80", "\xff", "\xf0\xa0\x80" };
	char bytes[4];
	unsigned long c;
	size_t i, n;

	(void)state;
	for (c = 0x80; c < 0x11000; c++) {
		n = 0;
		if (c < 0x800) {
			bytes[n++] = (char)(0xc0 | c >> 6);
		} else if (c < 0x10000) {
			bytes[n++] = (char)(0xe0 | c >> 12);
			bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		} else {
			bytes[n++] = (char)(0xf0 | c >> 18);
			bytes[n++] = (char)(0x80 | (c >> 12 & 0x3f));
			bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		}
		bytes[n++] = (char)(0x80 | (c & 0x3f));
		everywhere(bytes, n, (c < 0xd800 || c > 0xdfff) &&
		    c != 0xfffe && c != 0xffff);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		everywhere(bad[i], strlen(bad[i]), false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(values_of_each_length_come_back),
		cmocka_unit_test(an_attribute_is_asked_for_by_name),
		cmocka_unit_test(other_forms_are_broken),
		cmocka_unit_test(all_characters_pass_and_nothing_else)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
