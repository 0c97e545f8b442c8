/* compare_atoms.c: characters, and the words that a redline never cuts */
#include "engine/document/compare_int.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define MAX_TITLE 600		/* bytes; a longer 《...》 is no title */
#define MAX_SPACES 8		/* bytes between the parts of a date */

/* One character; a byte that is not UTF-8 is a character of its own. */
static size_t
char_at(const char *s, const char *end, utf8proc_int32_t *c)
{
	utf8proc_ssize_t n;

	if (s < end && (unsigned char)*s < 0x80) {
		*c = *s;
		return 1;
	}
	n = s < end ? utf8proc_iterate((const utf8proc_uint8_t *)s, end - s,
	    c) : 0;
	if (n > 0)
		return (size_t)n;
	*c = -1;
	return s < end ? 1 : 0;
}

/* The character with the marks that follow it. */
static size_t
char_and_marks(const char *s, const char *end)
{
	utf8proc_int32_t c;
	size_t len = char_at(s, end, &c), n;

	while ((n = char_at(s + len, end, &c)) > 0) {
		if (c < 0x300 || (c > 0x2e80 && c < 0xfe00))
			break;
		switch (utf8proc_category(c)) {
		case UTF8PROC_CATEGORY_MN:
		case UTF8PROC_CATEGORY_MC:
		case UTF8PROC_CATEGORY_ME:
			break;
		default:
			return len;
		}
		len += n;
	}
	return len;
}

static bool
is_digit(utf8proc_int32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19);
}

static bool
is_word(utf8proc_int32_t c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') ||
	    (c >= 0xff21 && c <= 0xff3a) || (c >= 0xff41 && c <= 0xff5a) ||
	    (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7);
}

static bool
is_numeral(utf8proc_int32_t c)
{
	static const utf8proc_int32_t numerals[] = { 0x3007 /* 〇 */,
		0x96f6 /* 零 */, 0x4e00 /* 一 */, 0x4e8c /* 二 */,
		0x4e09 /* 三 */, 0x56db /* 四 */, 0x4e94 /* 五 */,
		0x516d /* 六 */, 0x4e03 /* 七 */, 0x516b /* 八 */,
		0x4e5d /* 九 */, 0x5341 /* 十 */, 0x767e /* 百 */,
		0x5343 /* 千 */, 0x4e07 /* 万 */, 0x4ebf /* 亿 */,
		0x4e24 /* 两 */, 0x25cb /* ○, for 〇 */ };
	size_t i;

	for (i = 0; i < MEM_COUNT(numerals); i++)
		if (numerals[i] == c)
			return true;
	return false;
}

/* 一百二十, or digits of any width. */
static size_t
number_length(const char *s, const char *end)
{
	utf8proc_int32_t c;
	size_t len = 0, n;
	bool digits;

	if (char_at(s, end, &c) == 0)
		return 0;
	digits = is_digit(c);
	while ((n = char_at(s + len, end, &c)) > 0 &&
	    (digits ? is_digit(c) : is_numeral(c)))
		len += n;
	return len;
}

/* 12, 3.5%, 1,000, 30万, 2021-05-01, GB/T, PM2.5: letters and digits, and
 * single marks between them. */
static size_t
latin_length(const char *s, const char *end)
{
	utf8proc_int32_t c;
	size_t len = 0, n, next;
	bool digit = false;

	while (char_at(s + len, end, &c) > 0 && is_word(c)) {
		len += char_and_marks(s + len, end);
		digit = is_digit(c);
		n = char_at(s + len, end, &c);
		if (n == 1 && c > 0 && strchr(".,:/_'-", (int)c) != NULL) {
			next = char_at(s + len + 1, end, &c);
			if (next > 0 && is_word(c))
				len++;
		}
	}
	if (!digit)
		return len;
	len += number_length(s + len, end);
	n = char_at(s + len, end, &c);
	if (n > 0 && (c == '%' || c == 0xff05 || c == 0x2030 || c == 0x2103))
		len += n;
	return len;
}

static size_t
spaces(const char *s, const char *end)
{
	size_t len = 0;

	while (s + len < end && len < MAX_SPACES) {
		if (s[len] == ' ')
			len++;
		else if (end - s - (ptrdiff_t)len >= 3 &&
		    memcmp(s + len, "\xe3\x80\x80", 3) == 0)
			len += 3;
		else
			break;
	}
	return len;
}

static size_t
literal(const char *s, const char *end, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(end - s) >= len && memcmp(s, word, len) == 0 ? len : 0;
}

/* A number and then the word, spaces before and between allowed. */
static size_t
number_and(const char *s, const char *end, const char *word)
{
	size_t len = spaces(s, end), n = number_length(s + len, end);

	if (n == 0)
		return 0;
	len += n;
	len += spaces(s + len, end);
	n = literal(s + len, end, word);
	return n > 0 ? len + n : 0;
}

/* 2021年5月1日, 2021年5月, 二〇二一年, 5月1日. 五年 is a time, no date, but
 * not cut either. */
static size_t
date_length(const char *s, const char *end)
{
	size_t year = number_and(s, end, "年");
	size_t month = number_and(s + year, end, "月");
	size_t day = month > 0 ?
	    number_and(s + year + month, end, "日") : 0;

	return year + month + day;
}

/* 百分之三十, 三分之二. */
static size_t
fraction_length(const char *s, const char *end)
{
	size_t below = number_length(s, end), above = 0, of = 0;

	if (below > 0)
		of = literal(s + below, end, "分之");
	if (of > 0)
		above = number_length(s + below + of, end);
	return above > 0 ? below + of + above : 0;
}

/* 第三条之一, 第十项: how texts refer to units. */
static size_t
reference_length(const char *s, const char *end)
{
	static const char *const units[] = { "条", "款", "项", "目", "章",
		"节", "编" };
	size_t len = literal(s, end, "第"), n, i;

	if (len == 0)
		return 0;
	len += spaces(s + len, end);
	n = number_length(s + len, end);
	if (n == 0)
		return 0;
	len += n;
	len += spaces(s + len, end);
	for (i = 0; i < MEM_COUNT(units); i++)
		if ((n = literal(s + len, end, units[i])) > 0)
			break;
	if (n == 0)
		return 0;
	len += n;
	n = literal(s + len, end, "之");
	if (n > 0)
		n += number_length(s + len + n, end);
	return n > strlen("之") ? len + n : len;
}

/* 《title》 with titles inside it; a mark that nothing closes is no title. */
static size_t
title_length(const char *s, const char *end)
{
	const char *limit = end - s > MAX_TITLE ? s + MAX_TITLE : end, *p;
	size_t depth = 0, n;

	for (p = s; p < limit && *p != '\n'; p += n) {
		if ((n = literal(p, limit, "《")) > 0) {
			depth++;
		} else if ((n = literal(p, limit, "》")) > 0) {
			if (--depth == 0)
				return (size_t)(p - s) + n;
		} else {
			n = 1;
		}
	}
	return 0;
}

size_t
atom_length(const char *text, size_t len)
{
	const char *end = text + len;
	utf8proc_int32_t c;
	size_t n;

	assert(len > 0);
	char_at(text, end, &c);
	if (c == 0x300a && (n = title_length(text, end)) > 0)
		return n;
	if (c == 0x7b2c && (n = reference_length(text, end)) > 0)
		return n;
	if ((is_digit(c) || is_numeral(c)) &&
	    ((n = date_length(text, end)) > 0 ||
	    (n = fraction_length(text, end)) > 0))
		return n;
	if (is_word(c))
		return latin_length(text, end);
	if (is_numeral(c))
		return number_length(text, end);
	return char_and_marks(text, end);
}

/* Bytes that have an id; open addressing, a power of two of slots. */
struct slot {
	const char *bytes;
	size_t len;
	uint32_t id;
};

struct atom_table {
	struct slot *slots;
	size_t n, cap;
};

/* Ids below are characters as they are. */
#define FIRST_ID 0x110000u

struct atom_table *
atom_table_new(void)
{
	struct atom_table *table = mem_zero(1, sizeof(*table));

	table->cap = 64;
	table->slots = mem_zero(table->cap, sizeof(*table->slots));
	return table;
}

void
atom_table_free(struct atom_table *table)
{
	free(table->slots);
	free(table);
}

/* The slot of the bytes, or the empty one for them. */
static struct slot *
slot_of(const struct atom_table *table, const char *bytes, size_t len)
{
	uint32_t hash = 0x811c9dc5u;
	struct slot *slot;
	size_t i;

	for (i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x01000193u;
	for (i = hash & (table->cap - 1); ; i = (i + 1) & (table->cap - 1)) {
		slot = &table->slots[i];
		if (slot->bytes == NULL || (slot->len == len &&
		    memcmp(slot->bytes, bytes, len) == 0))
			return slot;
	}
}

static void
table_grow(struct atom_table *table)
{
	struct slot *old = table->slots;
	size_t i, cap = table->cap;

	table->cap *= 2;
	table->slots = mem_zero(table->cap, sizeof(*table->slots));
	for (i = 0; i < cap; i++)
		if (old[i].bytes != NULL)
			*slot_of(table, old[i].bytes, old[i].len) = old[i];
	free(old);
}

static uint32_t
atom_id(struct atom_table *table, const char *bytes, size_t len)
{
	utf8proc_int32_t c;
	struct slot *slot;

	if (char_at(bytes, bytes + len, &c) == len && c >= 0)
		return (uint32_t)c;
	slot = slot_of(table, bytes, len);
	if (slot->bytes != NULL)
		return slot->id;
	if (table->n * 2 >= table->cap) {
		table_grow(table);
		slot = slot_of(table, bytes, len);
	}
	*slot = (struct slot){ bytes, len, FIRST_ID + (uint32_t)table->n++ };
	return slot->id;
}

void
atoms_split(struct atoms *out, struct atom_table *table, const char *text,
    size_t len)
{
	size_t at = 0, n;

	assert(len <= UINT32_MAX);
	while (at < len) {
		if (out->n == out->cap) {
			out->cap = out->cap == 0 ? 64 : 2 * out->cap;
			out->ids = mem_resize(out->ids, out->cap,
			    sizeof(*out->ids));
			out->ends = mem_resize(out->ends, out->cap,
			    sizeof(*out->ends));
		}
		n = atom_length(text + at, len - at);
		out->ids[out->n] = atom_id(table, text + at, n);
		at += n;
		out->ends[out->n++] = (uint32_t)at;
	}
}

void
atoms_release(struct atoms *atoms)
{
	free(atoms->ids);
	free(atoms->ends);
}
