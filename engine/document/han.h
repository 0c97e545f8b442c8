/* han.h: characters of Chinese text: stepping, white space, kinds of mark */
#ifndef GUIWEN_DOCUMENT_HAN_H
#define GUIWEN_DOCUMENT_HAN_H

#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* The code point at *s, which steps past it; 0 at the end, where it stays.
 * The string is valid UTF-8 (decode.c sees to it). */
static inline unsigned long han_next(const char **s);
unsigned long han_next_other(const char **s);
/* The code point that ends before `end`; 0 where s == end. */
unsigned long han_before(const char *s, const char *end);
/* White space of any width, and what has no width at all. */
static inline bool han_space(unsigned long c);
bool han_ideograph(unsigned long c);
/* Past white space. */
const char *han_skip(const char *s);
/* How many characters, white space not counted. */
size_t han_length(const char *s);
/* The last character that is no white space; 0 where there is none. */
unsigned long han_last(const char *s);
/* 。！？ and the like (with closing quotes and brackets after them), */
bool han_ends_sentence(const char *s);
/* any punctuation that may end a paragraph or a member of a list. */
bool han_ends_clause(const char *s);
/* Does s, white space left out, end with the word? And begin? */
bool han_ends_with(const char *s, const char *word);
bool han_begins_with(const char *s, const char *word);
bool han_is_one_of(const char *s, const char *const *words);
bool han_ends_with_any(const char *s, const char *const *words);
/* Append s without white space. */
void han_squeeze(struct text *out, const char *s);
/* Append a title's line: letter-spacing taken out, else spaces single. */
void han_unspace(struct text *out, const char *s);

/* These two are asked of every character of a text many times. Nearly all
 * take three bytes. */
static inline unsigned long
han_next(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;

	if (p[0] < 0x80) {
		*s += p[0] != '\0';
		return p[0];
	}
	if ((p[0] & 0xf0) == 0xe0 && (p[1] & 0xc0) == 0x80 &&
	    (p[2] & 0xc0) == 0x80) {
		*s += 3;
		return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 |
		    (p[2] & 0x3fu);
	}
	return han_next_other(s);
}

static inline bool
han_space(unsigned long c)
{
	if (c > 0x3000)
		return c == 0xfeff;
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 ||
	    c == 0xa0 || c == 0xad || c == 0x1680 || c == 0x180e ||
	    (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) ||
	    (c >= 0x205f && c <= 0x2064) || c == 0x3000;
}

#endif
