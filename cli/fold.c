/* fold.c: what a Chinese keyboard gives for digits, letters and hyphens */
#include "cli/options.h"

#include "engine/base/mem.h"
#include "engine/base/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define IDEOGRAPHIC_SPACE 0x3000
#define FULL_WIDTH_FIRST 0xff01		/* of '!' to '~' */
#define FULL_WIDTH_LAST 0xff5e

/* Hyphen, figure, en and em dash, horizontal bar; minus; the small ones. */
static bool
is_dash(utf8proc_int32_t c)
{
	return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xfe58 ||
	    c == 0xfe63;
}

static utf8proc_int32_t
plain(utf8proc_int32_t c)
{
	if (c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST)
		return c - FULL_WIDTH_FIRST + '!';
	if (c == IDEOGRAPHIC_SPACE)
		return ' ';
	return is_dash(c) ? '-' : c;
}

static bool
is_digit(utf8proc_int32_t c)
{
	return c >= '0' && c <= '9';
}

static char *
fold(const char *s, bool only_digits)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_ssize_t left = (utf8proc_ssize_t)strlen(s), n;
	struct text out = TEXT_INIT;
	utf8proc_int32_t c, to;

	for (; left > 0; p += n, left -= n) {
		n = utf8proc_iterate(p, left, &c);
		if (n <= 0)		/* was refused before */
			break;
		to = plain(c);
		text_add_utf8(&out, (unsigned long)(!only_digits ||
		    is_digit(to) ? to : c));
	}
	return text_detach(&out, NULL);
}

char *
fold_digits(const char *s)
{
	return fold(s, true);
}

char *
fold_plain(const char *s, const char *more)
{
	char *out = fold(s, false), *p;

	for (p = out; *p != '\0'; p++)
		if (!(*p >= 'a' && *p <= 'z') && !(*p >= 'A' && *p <= 'Z') &&
		    !is_digit(*p) && *p != '-' && strchr(more, *p) == NULL) {
			free(out);
			return NULL;
		}
	return out;
}

const char *
fold_option(const char *s, size_t *len)
{
	const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;
	bool strange = false;

	for (;;) {
		n = utf8proc_iterate(p, -1, &c);
		if (n <= 0 || plain(c) != '-')
			break;
		strange = strange || c != '-';
		p += n;
	}
	*len = strcspn((const char *)p, "=");
	return strange ? (const char *)p : NULL;
}
