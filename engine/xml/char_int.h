/* char_int.h: the characters of XML, many at a time */
#ifndef GUIWEN_XML_CHAR_INT_H
#define GUIWEN_XML_CHAR_INT_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * The length of the XML character at s, or 0 where there is none: invalid
 * UTF-8, a surrogate, a control character (XML 1.0, 2.2 Char).
 */
static inline size_t
char_at(const unsigned char *s, size_t len)
{
	unsigned long c;
	size_t n, i;

	if (s[0] < 0x80)
		return s[0] >= 0x20 || s[0] == '\t' || s[0] == '\n' ||
		    s[0] == '\r' ? 1 : 0;
	n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || len < n)
		return 0;
	c = s[0] & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if ((n == 3 && c < 0x800) || (n == 4 && c < 0x10000) || c > 0x10ffff ||
	    (c >= 0xd800 && c <= 0xdfff) || c == 0xfffe || c == 0xffff)
		return 0;
	return n;
}

/* Sixteen bytes at once, as the compiler knows best. */
typedef signed char char_block __attribute__((vector_size(16)));

static inline char_block
char_sixteen(const void *s)
{
	char_block v;

	memcpy(&v, s, sizeof(v));
	return v;
}

/* Is any bit set in them? */
static inline bool
char_any(char_block v)
{
	uint64_t halves[2];

	memcpy(halves, &v, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/* Those below 0x20, and those that are no ASCII: they are below 0. */
static inline char_block
char_block_odd(char_block v)
{
	return v < 0x20;
}

/*
 * Eight bytes at once. Each of these functions sets the high bit of the bytes
 * that it looks for; perhaps of later ones too, never of one before the first.
 * (Something is taken from each byte: those that go below 0 and were below
 * 0x80 are meant, and only behind them a byte may have lent one too many.)
 */
#define CHAR_EACH(c) (0x0101010101010101u * (uint64_t)(c))
#define CHAR_HIGH CHAR_EACH(0x80)

static inline uint64_t
char_eight(const void *s)
{
	uint64_t v;

	memcpy(&v, s, sizeof(v));
	return le64toh(v);
}

/* Which of the eight is the first that was found. */
static inline size_t
char_first(uint64_t found)
{
	return (size_t)__builtin_ctzll(found) / 8;
}

/* Is it a character of three bytes from U+1000 on, as nearly all of Chinese
 * are? Those that begin with 0xe0 and 0xed have other bounds, and are rare. */
static inline bool
char_is_three(const unsigned char *s, size_t len)
{
	return len >= 3 && (s[0] & 0xf0) == 0xe0 &&
	    (0xdffe >> (s[0] & 0xf) & 1) != 0 && (s[1] & 0xc0) == 0x80 &&
	    (s[2] & 0xc0) == 0x80 &&
	    (s[0] != 0xef || s[1] != 0xbf || s[2] < 0xbe);
}

/* How many bytes of those there are at the front: two of them at a time,
 * where none begins with 0xef. */
static inline size_t
char_threes(const unsigned char *s, size_t len)
{
	const uint64_t mask = UINT64_C(0xc0c0f0c0c0f0);
	const uint64_t want = UINT64_C(0x8080e08080e0);
	size_t i = 0;
	uint64_t v;

	for (;;) {
		if (len - i >= 8) {
			v = char_eight(s + i);
			if ((v & mask) == want && (0x5ffe >> (v & 0xf) &
			    0x5ffe >> (v >> 24 & 0xf) & 1) != 0) {
				i += 6;
				continue;
			}
		}
		if (!char_is_three(s + i, len - i))
			return i;
		i += 3;
	}
}

/* A byte below 0x20. */
static inline uint64_t
char_controls(uint64_t v)
{
	return (v - CHAR_EACH(0x20)) & ~v & CHAR_HIGH;
}

/* This byte, when the bits of `mask` are set in it and in what it is compared
 * with. */
static inline uint64_t
char_equal(uint64_t v, unsigned char c, unsigned char mask)
{
	uint64_t other = (v | CHAR_EACH(mask)) ^ CHAR_EACH(c | mask);

	return (other - CHAR_EACH(1)) & ~other & CHAR_HIGH;
}

/* '"' or '&', which differ in one bit; '<' or '>' likewise. */
static inline uint64_t
char_quotes(uint64_t v)
{
	return char_equal(v, '&', '"' ^ '&');
}

static inline uint64_t
char_angles(uint64_t v)
{
	return char_equal(v, '>', '<' ^ '>');
}

#endif
