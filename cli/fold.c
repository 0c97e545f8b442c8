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

/* One to `most` digits at *s, which is moved behind them; 0: there are none,
 * or more. */
static size_t
digits(const char **s, size_t most, unsigned *out)
{
	size_t n = strspn(*s, "0123456789"), i;

	*out = 0;
	for (i = 0; i < n && i < most; i++)
		*out = *out * 10 + (unsigned)((*s)[i] - '0');
	*s += n;
	return n <= most ? n : 0;
}

static bool
word(const char **s, const char *expected)
{
	size_t len = strlen(expected);

	if (strncmp(*s, expected, len) != 0)
		return false;
	*s += len;
	return true;
}

/* What parts the year from the month, and that from the day, and what ends
 * it: 2021年3月5日, 2021-3-5, 2021/3/5, 2021.3.5. */
static bool
read_day(const char **s, unsigned out[3])
{
	static const char *const forms[][3] = {
		{ "年", "月", "日" }, { "-", "-", "" }, { "/", "/", "" },
		{ ".", ".", "" }
	};
	const char *at;
	size_t i, k;

	for (i = 0; i < MEM_COUNT(forms); i++) {
		at = *s;
		for (k = 0; k < 3; k++)
			if (digits(&at, k == 0 ? 4 : 2, &out[k]) == 0 ||
			    !word(&at, forms[i][k]))
				break;
		if (k == 3 && out[0] >= 1000) {
			*s = at;
			return true;
		}
	}
	return false;
}

char *
fold_date(const char *s)
{
	char *folded = fold(s, false);
	const char *at = folded;
	struct text out = TEXT_INIT;
	unsigned day[3], hour, minute;
	bool whole;

	whole = read_day(&at, day);
	if (whole)
		text_addf(&out, "%04u-%02u-%02u", day[0], day[1], day[2]);
	if (whole && *at != '\0') {
		if (!word(&at, "T"))
			at += strspn(at, " ");
		whole = digits(&at, 2, &hour) > 0 && word(&at, ":") &&
		    digits(&at, 2, &minute) == 2 && *at == '\0';
		if (whole)
			text_addf(&out, "T%02u:%02u", hour, minute);
	}
	free(folded);
	if (whole)
		return text_detach(&out, NULL);
	text_release(&out);
	return NULL;
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
