/* test_engine_base.c: text, arena, errors, days, hashes */
#include "engine/base/arena.h"
#include "engine/base/day.h"
#include "engine/base/err.h"
#include "engine/base/hash.h"
#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <errno.h>
#include <limits.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
test_text_grows_and_stays_terminated(void **state)
{
	struct text t = TEXT_INIT;
	int i;

	(void)state;
	assert_string_equal(t.ptr, "");
	for (i = 0; i < 1000; i++)
		text_addf(&t, "%d,", i);
	assert_int_equal(t.len, 3890);
	assert_int_equal(strlen(t.ptr), t.len);
	assert_memory_equal(t.ptr, "0,1,2,3,", 8);
	text_cut(&t, 2);
	assert_string_equal(t.ptr, "0,");
	text_release(&t);
	assert_string_equal(t.ptr, "");
}

static void
test_text_limit_drops_whole_pieces(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_limit(&t, 5);
	text_adds(&t, "abc");
	text_adds(&t, "def");
	assert_string_equal(t.ptr, "abc");
	assert_true(t.full);
	text_adds(&t, "d");		/* nothing more, even if it fits */
	assert_string_equal(t.ptr, "abc");
	text_reset(&t);
	assert_false(t.full);
	text_adds(&t, "12345");
	assert_string_equal(t.ptr, "12345");
	text_release(&t);
}

static void
test_text_room_is_behind_the_end(void **state)
{
	struct text t = TEXT_INIT;
	char *room;

	(void)state;
	text_adds(&t, "ab");
	room = text_room(&t, 200);
	memset(room, 'c', 200);
	text_took(&t, 1);
	assert_string_equal(t.ptr, "abc");
	text_limit(&t, 5);
	assert_null(text_room(&t, 3));
	assert_true(t.full);
	assert_string_equal(t.ptr, "abc");
	text_release(&t);
}

/* Whatever is written without vsnprintf is as it writes it. */
static void
test_text_addf(void **state)
{
	struct text t = TEXT_INIT;
	char expected[200];

	(void)state;
#define FORMATTED(...) do {						\
	snprintf(expected, sizeof(expected), __VA_ARGS__);		\
	text_reset(&t);							\
	text_addf(&t, __VA_ARGS__);					\
	assert_string_equal(t.ptr, expected);				\
	assert_int_equal(t.len, strlen(expected));			\
} while (0)
	FORMATTED("plain");
	FORMATTED("%s", "");
	FORMATTED("%s", "条");
	FORMATTED("a%sb%sc", "1", "2");
	FORMATTED("%d/%d", INT_MIN, INT_MAX);
	FORMATTED("%ld %lld|%" PRId64, LONG_MIN, LLONG_MAX, INT64_MIN);
	FORMATTED("%s%04d%%%zu%.2s%c", "x", 7, (size_t)8, "long", 'c');
	FORMATTED("%s_%u", "x", 3u);
#undef FORMATTED
	text_reset(&t);
	text_limit(&t, 5);
	text_addf(&t, "%s%s", "abc", "def");
	assert_true(t.full);
	assert_string_equal(t.ptr, "");
	text_release(&t);
}

static void
test_text_of_int(void **state)
{
	static const int64_t values[] = { 0, 9, 10, -1, 20211231, INT64_MAX,
		INT64_MIN };
	char out[TEXT_INT], expected[TEXT_INT];
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(values); i++) {
		snprintf(expected, sizeof(expected), "%" PRId64, values[i]);
		assert_string_equal(text_of_int(out, values[i]), expected);
	}
}

static void
test_text_utf8(void **state)
{
	struct text t = TEXT_INIT;

	(void)state;
	text_add_utf8(&t, 'a');
	text_add_utf8(&t, 0xe9);
	text_add_utf8(&t, 0x6587);
	text_add_utf8(&t, 0x20000);
	text_add_utf8(&t, 0xd800);
	assert_string_equal(t.ptr, "a\xc3\xa9\xe6\x96\x87\xf0\xa0\x80\x80"
	    "\xef\xbf\xbd");
	text_release(&t);
}

static void
test_arena_keeps_what_it_gave(void **state)
{
	struct arena a = ARENA_INIT;
	char *first = arena_strdup(&a, "first");
	size_t i;

	(void)state;
	for (i = 1; i < 100; i++) {
		unsigned char *p = arena_alloc(&a, i * 100);

		assert_int_equal((uintptr_t)p % sizeof(void *), 0);
		assert_int_equal(p[0], 0);
		assert_int_equal(p[i * 100 - 1], 0);
		memset(p, 0xff, i * 100);
	}
	assert_string_equal(first, "first");
	assert_true(arena_owns(&a, first) && arena_owns(&a, first + 4));
	assert_false(arena_owns(&a, &a) || arena_owns(&a, "first") ||
	    arena_owns(&a, NULL));
	arena_release(&a);
	assert_false(arena_owns(&a, first));
	assert_int_equal(a.used_bytes, 0);
}

static void
test_arena_joined(void **state)
{
	struct arena a = ARENA_INIT, b = ARENA_INIT, none = ARENA_INIT;
	const char *first, *second;

	(void)state;
	arena_join(&a, &none);
	assert_null(a.blocks);
	second = arena_strdup(&b, "second");
	(void)arena_alloc(&b, 100000);
	arena_join(&a, &b);
	assert_null(b.blocks);
	first = arena_strdup(&a, "first");
	arena_release(&b);
	arena_join(&a, &none);
	assert_string_equal(first, "first");
	assert_string_equal(second, "second");
	assert_true(a.used_bytes >= 100000);
	arena_release(&a);
}

static void
test_err_is_cut_at_a_character(void **state)
{
	char *longer = mem_alloc(6001);
	struct err err = ERR_INIT;
	size_t i, len;

	(void)state;
	for (i = 0; i < 2000; i++)
		memcpy(longer + 3 * i, "\xe6\x96\x87", 3);
	longer[6000] = '\0';
	assert_int_equal(err_set(&err, ERR_SYNTAX, "a%s", longer), -1);
	len = strlen(err.msg);
	assert_true(len < ERR_TEXT_MAX && len > ERR_TEXT_MAX - 8);
	assert_int_equal((len - 1) % 3, 0);
	free(longer);
}

static void
test_err_prefix_and_errno(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	errno = ENOENT;
	err_set_errno(&err, "cannot open %s", "x");
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_string_equal(err.msg, "cannot open x: "
	    "No such file or directory");
	err_prefix(&err, "while reading %d", 7);
	assert_string_equal(err.msg, "while reading 7: cannot open x: "
	    "No such file or directory");
	assert_int_equal(err.code, ERR_SYSTEM);
}

static void
test_err_words(void **state)
{
	struct err err = ERR_INIT;
	char word[64], cut[ERR_TEXT_MAX + 10];

	(void)state;
	snprintf(word, sizeof(word), ERR_WORD, "office", "办公室");
	err_set(&err, ERR_DENIED, "for the role %s, not %s", word, "x");
	assert_string_equal(err.msg, "for the role office, not x");
	assert_string_equal(err.shown, "for the role 办公室, not x");
	err_prefix(&err, "%s", word);
	assert_string_equal(err.msg, "office: for the role office, not x");
	assert_string_equal(err.shown, "办公室: for the role 办公室, not x");
	/* where the end is cut off, what is left is still one language */
	memset(cut, 'a', sizeof(cut));
	memcpy(cut + ERR_TEXT_MAX - 8, "\x1eoffice\x1f", 8);
	cut[sizeof(cut) - 1] = '\0';
	err_set(&err, ERR_DENIED, "%s", cut);
	assert_null(strpbrk(err.msg, "\x1d\x1e\x1f"));
	assert_null(strpbrk(err.shown, "\x1d\x1e\x1f"));
	assert_int_equal(err.shown[strlen(err.shown) - 1], 'a');
}

static void
test_days_of_four_centuries(void **state)
{
	struct day d = { 1899, 12, 31 };
	int64_t serial = day_serial(d);
	int weekday = day_weekday(d);

	(void)state;
	assert_int_equal(weekday, 7);
	for (; d.year < 2301; serial++) {
		struct day next = day_from_serial(serial + 1);

		assert_true(day_valid(next));
		assert_int_equal(day_serial(next), serial + 1);
		assert_int_equal(day_compare(d, next), -1);
		weekday = weekday % 7 + 1;
		assert_int_equal(day_weekday(next), weekday);
		d = next;
	}
	assert_int_equal(day_serial((struct day){ 1970, 1, 1 }), 0);
	assert_int_equal(day_serial((struct day){ 2021, 5, 1 }), 18748);
}

static void
test_months_end_on_their_last_day(void **state)
{
	struct day d = day_plus_months((struct day){ 2021, 1, 31 }, 1);

	(void)state;
	assert_int_equal(d.month, 2);
	assert_int_equal(d.day, 28);
	d = day_plus_months((struct day){ 2023, 11, 30 }, 3);
	assert_int_equal(d.year, 2024);
	assert_int_equal(d.day, 29);
}

/* Numbers out of a file that somebody altered. */
static void
test_days_that_there_are_not(void **state)
{
	static const int64_t absurd[] = { INT64_MIN, INT64_MIN + 1,
		-62135625601, 253402271999 + 1, INT64_MAX - 1, INT64_MAX };
	char text[TIME_TEXT], day[DAY_TEXT];
	int64_t back;
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(absurd); i++) {
		assert_false(time_valid(absurd[i]));
		assert_string_equal(day_format(day, time_day(absurd[i])),
		    absurd[i] < 0 ? "0001-01-01" : "9999-12-31");
		assert_int_equal(time_format(text, absurd[i])[0], '@');
		assert_int_equal(time_shown(text, absurd[i])[0], '@');
		assert_int_equal(time_parse(&back, text), -1);
		(void)day_format(day, day_from_serial(absurd[i]));
		(void)day_format(day, day_plus((struct day){ 2021, 5, 1 },
		    absurd[i]));
	}
	assert_true(time_valid(253402271999));
	assert_true(time_valid(-62135625600));
	assert_string_equal(time_format(text, 253402271999),
	    "9999-12-31T23:59:59+08:00");
	assert_string_equal(time_format(text, -62135625600),
	    "0001-01-01T00:00:00+08:00");
	assert_string_equal(day_format(day, day_plus_months(
	    (struct day){ 2021, 5, 31 }, INT_MAX)), "9999-12-31");
	assert_string_equal(day_format(day, day_plus_months(
	    (struct day){ 2021, 5, 31 }, INT_MIN)), "0001-01-01");
}

static void
test_day_parse_refuses(void **state)
{
	static const char *const bad[] = { "", "2021", "2021-02-29",
	    "2021-13-01", "2021-00-10", "2021-1-01", "2021-01-01 ",
	    " 2021-01-01", "0000-01-01", "2021/01/01", "２０２１-01-01" };
	struct day d = { 7, 7, 7 };
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(bad); i++)
		assert_int_equal(day_parse(&d, bad[i]), -1);
	assert_int_equal(d.year, 7);
	assert_int_equal(day_parse(&d, "2020-02-29"), 0);
	assert_int_equal(d.day, 29);
}

static void
test_times_are_in_the_fixed_zone(void **state)
{
	char text[TIME_TEXT];
	int64_t t, u;

	(void)state;
	assert_int_equal(time_parse(&t, "2021-05-01"), 0);
	assert_int_equal(t, 1619798400);	/* 2021-04-30T16:00:00Z */
	assert_string_equal(time_format(text, t), "2021-05-01T00:00:00+08:00");
	assert_string_equal(time_shown(text, t), "2021-05-01 00:00");
	assert_string_equal(time_shown(text, t + 61), "2021-05-01 00:01:01");
	assert_int_equal(time_parse(&u, "2021-05-01T23:59:59+08:00"), 0);
	assert_int_equal(u - t, 86399);
	assert_int_equal(time_day(u).day, 1);
	assert_int_equal(time_day(u + 1).day, 2);
	assert_int_equal(time_parse(&u, "2021-05-01T09:30"), 0);
	assert_int_equal(u - t, 34200);
	assert_int_equal(time_parse(&u, "2021-05-01T09:30Z"), -1);
	assert_int_equal(time_parse(&u, "2021-05-01T24:00"), -1);
	assert_int_equal(time_parse(&u, "2021-05-01T09:30+00:00"), -1);
}

static void
test_hashes(void **state)
{
	struct sha256_sum *sum;
	unsigned char sha1[SHA1_BYTES];
	char hex[SHA256_HEX];
	struct sha256 h, again;

	(void)state;
	sha256_of(&h, "abc", 3);
	assert_string_equal(sha256_hex(hex, &h),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_int_equal(sha256_parse(&again, hex), 0);
	assert_memory_equal(&h, &again, sizeof(h));
	sum = sha256_sum_new();
	sha256_sum_add(sum, "a", 1);
	sha256_sum_add(sum, "bc", 2);
	sha256_sum_end(sum, &again);
	assert_memory_equal(&h, &again, sizeof(h));
	hex[3] = 'G';
	assert_int_equal(sha256_parse(&again, hex), -1);
	assert_int_equal(sha256_parse(&again, "ba78"), -1);
	/* git's id of an empty blob */
	sha1_of(sha1, "blob 0", 7, "", 0);
	hex_format(hex, sha1, SHA1_BYTES);
	assert_string_equal(hex, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

static void
test_what_deceives(void **state)
{
	static const char *const hostile[] = {
		"\n", "\t", "\r", "\x7f", "\x1b", "\xc2\x80", "\xc2\x9f",
		"\xd8\x9c", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xa8",
		"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9"
	};
	static const char *const plain[] = {
		"", " ", "~", "\xc2\xa0", "\xd8\x9d", "\xe2\x80\x8d",
		"\xe2\x80\xa7", "\xe2\x80\xaf", "\xe2\x81\xa5",
		"\xe2\x81\xaa", "—“〔2021〕3号”", "\xe2\x80", "\xe2", "\xc2"
	};
	char line[32];
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(hostile); i++) {
		assert_int_equal(text_deceives(hostile[i],
		    strlen(hostile[i])), strlen(hostile[i]));
		assert_int_equal(text_plain(hostile[i],
		    strlen(hostile[i])), 0);
		snprintf(line, sizeof(line), "字%s字", hostile[i]);
		assert_false(text_is_line(line));
	}
	for (i = 0; i < MEM_COUNT(plain); i++)
		assert_true(text_is_line(plain[i]));
	assert_int_equal(text_plain("〔2021〕3号—", 17), 14);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_grows_and_stays_terminated),
		cmocka_unit_test(test_text_limit_drops_whole_pieces),
		cmocka_unit_test(test_text_room_is_behind_the_end),
		cmocka_unit_test(test_text_addf),
		cmocka_unit_test(test_text_of_int),
		cmocka_unit_test(test_text_utf8),
		cmocka_unit_test(test_what_deceives),
		cmocka_unit_test(test_arena_keeps_what_it_gave),
		cmocka_unit_test(test_arena_joined),
		cmocka_unit_test(test_err_is_cut_at_a_character),
		cmocka_unit_test(test_err_prefix_and_errno),
		cmocka_unit_test(test_err_words),
		cmocka_unit_test(test_days_of_four_centuries),
		cmocka_unit_test(test_months_end_on_their_last_day),
		cmocka_unit_test(test_days_that_there_are_not),
		cmocka_unit_test(test_day_parse_refuses),
		cmocka_unit_test(test_times_are_in_the_fixed_zone),
		cmocka_unit_test(test_hashes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
