/* text.c: bytes that grow */
#include "engine/base/text.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What an empty text points at; nothing is ever written into it but its NUL. */
char text_empty[1];

void
text_init(struct text *text)
{
	*text = (struct text)TEXT_INIT;
}

void
text_limit(struct text *text, size_t max)
{
	text->max = max;
}

char *
text_more_room(struct text *text, size_t bytes)
{
	size_t cap = text->cap;

	if (text->full)
		return NULL;
	if (text->max != 0 && bytes > text->max - text->len) {
		text->full = true;
		return NULL;
	}
	if (bytes > SIZE_MAX / 2 - text->len)
		abort();
	if (cap == 0)
		cap = 128;
	while (cap <= text->len + bytes)
		cap *= 2;
	if (cap != text->cap) {
		text->ptr = text->cap == 0 ? mem_alloc(cap) :
		    mem_resize(text->ptr, cap, 1);
		text->cap = cap;
	}
	return text->ptr + text->len;
}

void
text_add(struct text *text, const void *bytes, size_t len)
{
	char *to = len != 0 ? text_room(text, len) : NULL;

	if (to == NULL)
		return;
	memcpy(to, bytes, len);
	text_took(text, len);
}

void
text_adds(struct text *text, const char *s)
{
	text_add(text, s, strlen(s));
}

void
text_addc(struct text *text, char c)
{
	char *to = text_room(text, 1);

	if (to == NULL)
		return;
	*to = c;
	text_took(text, 1);
}

void
text_add_utf8(struct text *text, unsigned long c)
{
	char b[4];
	size_t n = 0;

	if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		c = 0xfffd;
	if (c < 0x80) {
		b[n++] = (char)c;
	} else if (c < 0x800) {
		b[n++] = (char)(0xc0 | c >> 6);
		b[n++] = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		b[n++] = (char)(0xe0 | c >> 12);
		b[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		b[n++] = (char)(0x80 | (c & 0x3f));
	} else {
		b[n++] = (char)(0xf0 | c >> 18);
		b[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		b[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		b[n++] = (char)(0x80 | (c & 0x3f));
	}
	text_add(text, b, n);
}

const char *
text_of_int(char out[TEXT_INT], int64_t value)
{
	uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char digits[TEXT_INT], *at = digits + TEXT_INT;

	*--at = '\0';
	do
		*--at = (char)('0' + left % 10);
	while ((left /= 10) != 0);
	if (value < 0)
		*--at = '-';
	return memcpy(out, at, (size_t)(digits + TEXT_INT - at));
}

/* The conversion at the front, behind its '%': 's', 'd', 'l' ("ld"), 'q'
 * ("lld"), stepped over; 0: another one. */
static char
conversion(const char **at)
{
	const char *p = *at;
	char c;

	if (p[0] == 's' || p[0] == 'd')
		c = *p++;
	else if (p[0] == 'l' && p[1] == 'd')
		c = 'l', p += 2;
	else if (p[0] == 'l' && p[1] == 'l' && p[2] == 'd')
		c = 'q', p += 3;
	else
		return 0;
	*at = p;
	return c;
}

static bool
is_simple(const char *fmt)
{
	while (*fmt != '\0')
		if (*fmt++ == '%' && conversion(&fmt) == 0)
			return false;
	return true;
}

/* Most of what is added is strings and whole numbers: vsnprintf takes several
 * times as long for these. */
static void
add_simply(struct text *text, const char *fmt, va_list ap)
{
	char digits[TEXT_INT];
	const char *end, *s;

	for (;; fmt = end) {
		for (end = fmt; *end != '\0' && *end != '%'; end++)
			continue;
		text_add(text, fmt, (size_t)(end - fmt));
		if (*end++ == '\0')
			break;
		switch (conversion(&end)) {
		case 's':
			s = va_arg(ap, const char *);
			break;
		case 'd':
			s = text_of_int(digits, va_arg(ap, int));
			break;
		case 'l':
			s = text_of_int(digits, va_arg(ap, long));
			break;
		default:
			s = text_of_int(digits, va_arg(ap, long long));
			break;
		}
		text_adds(text, s != NULL ? s : "(null)");
	}
}

void
text_addv(struct text *text, const char *fmt, va_list ap)
{
	size_t room = text->cap - text->len;
	va_list again;
	int need;

	/* What goes past a limit is dropped whole. */
	if (text->max == 0 && is_simple(fmt)) {
		add_simply(text, fmt, ap);
		return;
	}
	/* Mostly there is room already: then once is enough. Behind the end
	 * nothing counts, so a try that does not fit does no harm. */
	va_copy(again, ap);
	need = vsnprintf(room > 0 ? text->ptr + text->len : NULL, room, fmt,
	    again);
	va_end(again);
	assert(need >= 0);
	if (need == 0)
		return;
	if (text->full || (text->max != 0 &&
	    (size_t)need > text->max - text->len) || (size_t)need >= room) {
		if (room > 0)
			text->ptr[text->len] = '\0';
		if (text_room(text, (size_t)need) == NULL)
			return;
		vsnprintf(text->ptr + text->len, (size_t)need + 1, fmt, ap);
	}
	text->len += (size_t)need;
}

void
text_addf(struct text *text, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	text_addv(text, fmt, ap);
	va_end(ap);
}

void
text_cut(struct text *text, size_t len)
{
	assert(len <= text->len);
	if (len == text->len)
		return;
	text->len = len;
	text->ptr[len] = '\0';
}

void
text_reset(struct text *text)
{
	text->full = false;
	text_cut(text, 0);
}

void
text_trim(struct text *text)
{
	if (text->cap <= text->len + 1)
		return;
	text->cap = text->len + 1;
	text->ptr = mem_resize(text->ptr, text->cap, 1);
}

char *
text_detach(struct text *text, size_t *len)
{
	char *ptr = text->cap == 0 ? mem_strdup("") : text->ptr;

	if (len != NULL)
		*len = text->len;
	text_init(text);
	return ptr;
}

void
text_release(struct text *text)
{
	if (text->cap != 0)
		free(text->ptr);
	text_init(text);
}

size_t
text_deceives(const char *s, size_t left)
{
	const unsigned char *p = (const unsigned char *)s;

	if (p[0] < 0x20 || p[0] == 0x7f)
		return 1;
	if (left > 1 && p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0)
		return 2;				/* C1 */
	if (left > 1 && p[0] == 0xd8 && p[1] == 0x9c)
		return 2;				/* U+061C */
	if (left < 3 || p[0] != 0xe2)
		return 0;
	if (p[1] == 0x80 && (p[2] == 0x8e || p[2] == 0x8f ||
	    (p[2] >= 0xa8 && p[2] <= 0xae)))
		return 3;		/* U+200E, F, U+2028 to 202E */
	return p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9 ? 3 : 0;
}

size_t
text_plain(const char *s, size_t left)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n;

	for (n = 0; n < left; n++)
		if (p[n] < 0x20 || p[n] == 0x7f || p[n] == 0xc2 ||
		    p[n] == 0xd8 || p[n] == 0xe2 || p[n] == 0xff)
			break;
	return n;
}

bool
text_is_line(const char *s)
{
	size_t left = strlen(s), n;

	for (; left > 0; s += n, left -= n) {
		n = text_plain(s, left);
		if (n == 0 && text_deceives(s, left) != 0)
			return false;
		if (n == 0)
			n = 1;
	}
	return true;
}
