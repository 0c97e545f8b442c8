/* char_int.h: the characters of XML, many at a time */
#ifndef GUIWEN_XML_CHAR_INT_H
#define GUIWEN_XML_CHAR_INT_H

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

/* Is it one of the three bytes between U+1000 and U+CFFF, which is where the
 * Chinese ones are? */
static inline bool
char_is_han(const unsigned char *s, size_t len)
{
	return len >= 3 && s[0] >= 0xe1 && s[0] <= 0xec &&
	    (s[1] & 0xc0) == 0x80 && (s[2] & 0xc0) == 0x80;
}

/*
 * Eight bytes at once. Each function returns something else than 0 if some
 * byte of them is what it looks for; which one is for the caller to see. A
 * byte is taken from with its high bit clear, and has it set if it went below
 * 0 (or if a lower byte did: then that one is the reason).
 */
#define CHAR_EACH(c) (0x0101010101010101u * (uint64_t)(c))
#define CHAR_HIGH CHAR_EACH(0x80)

static inline uint64_t
char_eight(const void *s)
{
	uint64_t v;

	memcpy(&v, s, sizeof(v));
	return v;
}

/* A byte below 0x20. */
static inline uint64_t
char_controls(uint64_t v)
{
	return (v - CHAR_EACH(0x20)) & ~v & CHAR_HIGH;
}

/* All of them ASCII, and no control characters but DEL. */
static inline bool
char_plain(uint64_t v)
{
	return ((v & CHAR_HIGH) | char_controls(v)) == 0;
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
