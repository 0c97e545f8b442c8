/* delta.c: git's deltas: copy from the base, insert (gitformat-pack) */
#include "store/repository_int.h"

#include <string.h>

#define COPY_MAX ((size_t)0xffffff)
#define INSERT_MAX ((size_t)127)

static void
put_size(struct text *out, size_t size)
{
	while (size >= 128) {
		text_addc(out, (char)(size | 128));
		size >>= 7;
	}
	text_addc(out, (char)size);
}

static void
put_copy(struct text *out, size_t from, size_t len)
{
	unsigned char b[8];
	size_t n, i, part, at;

	for (; len > 0; from += part, len -= part) {
		part = len < COPY_MAX ? len : COPY_MAX;
		b[0] = 0x80;
		n = 1;
		for (i = 0, at = from; i < 4; i++, at >>= 8)
			if ((at & 255) != 0) {
				b[n++] = (unsigned char)at;
				b[0] = (unsigned char)(b[0] | 1u << i);
			}
		for (i = 0, at = part; i < 3; i++, at >>= 8)
			if ((at & 255) != 0) {
				b[n++] = (unsigned char)at;
				b[0] = (unsigned char)(b[0] | 16u << i);
			}
		text_add(out, b, n);
	}
}

static void
put_insert(struct text *out, const char *bytes, size_t len)
{
	size_t part;

	for (; len > 0; bytes += part, len -= part) {
		part = len < INSERT_MAX ? len : INSERT_MAX;
		text_addc(out, (char)part);
		text_add(out, bytes, part);
	}
}

size_t
delta_common_start(const char *a, const char *b, size_t len)
{
	size_t i = 0;
	uint64_t x, y;

	for (; i + sizeof(x) <= len; i += sizeof(x)) {
		memcpy(&x, a + i, sizeof(x));
		memcpy(&y, b + i, sizeof(y));
		if (x != y)
			break;
	}
	while (i < len && a[i] == b[i])
		i++;
	return i;
}

size_t
delta_common_end(const char *a, const char *b, size_t len)
{
	size_t i = 0;
	uint64_t x, y;

	for (; i + sizeof(x) <= len; i += sizeof(x)) {
		memcpy(&x, a - i - sizeof(x), sizeof(x));
		memcpy(&y, b - i - sizeof(y), sizeof(y));
		if (x != y)
			break;
	}
	while (i < len && a[-1 - (ptrdiff_t)i] == b[-1 - (ptrdiff_t)i])
		i++;
	return i;
}

void
delta_make(struct text *out, const void *base, size_t base_len,
    const void *bytes, size_t len)
{
	const char *a = base, *b = bytes;
	size_t shorter = base_len < len ? base_len : len;
	size_t start = delta_common_start(a, b, shorter);
	size_t end = delta_common_end(a + base_len, b + len, shorter - start);

	put_size(out, base_len);
	put_size(out, len);
	put_copy(out, 0, start);
	put_insert(out, b + start, len - start - end);
	put_copy(out, base_len - end, end);
}

static int
get_size(const unsigned char *delta, size_t delta_len, size_t *at,
    size_t *out)
{
	unsigned shift = 0;
	unsigned char c;

	*out = 0;
	do {
		if (*at >= delta_len || shift > 56)
			return -1;
		c = delta[(*at)++];
		*out |= (size_t)(c & 127) << shift;
		shift += 7;
	} while (c & 128);
	return 0;
}

int
delta_sizes(const unsigned char *delta, size_t delta_len, size_t *base_len,
    size_t *len, size_t *at)
{
	*at = 0;
	return get_size(delta, delta_len, at, base_len) == 0 &&
	    get_size(delta, delta_len, at, len) == 0 ? 0 : -1;
}

/* The offset and length of a copy, as far as their bytes are there. */
static int
get_copy(unsigned char op, const unsigned char *delta, size_t delta_len,
    size_t *at, size_t *from, size_t *n)
{
	size_t i, v[2] = { 0, 0 };

	for (i = 0; i < 7; i++) {
		if (!(op & 1u << i))
			continue;
		if (*at >= delta_len)
			return -1;
		v[i >= 4] |= (size_t)delta[(*at)++] << 8 * (i & 3);
	}
	*from = v[0];
	*n = v[1] != 0 ? v[1] : 0x10000;
	return 0;
}

int
delta_apply(char *out, size_t len, const void *base, size_t base_len,
    const unsigned char *delta, size_t delta_len)
{
	size_t want_base, want, at, done = 0, from, n;
	unsigned char op;

	if (delta_sizes(delta, delta_len, &want_base, &want, &at) != 0 ||
	    want_base != base_len || want != len)
		return -1;
	while (at < delta_len) {
		op = delta[at++];
		if (op & 128) {
			if (get_copy(op, delta, delta_len, &at, &from,
			    &n) != 0 || from > base_len ||
			    n > base_len - from || n > len - done)
				return -1;
			memcpy(out + done, (const char *)base + from, n);
		} else {
			n = op;
			if (n == 0 || n > delta_len - at || n > len - done)
				return -1;
			memcpy(out + done, delta + at, n);
			at += n;
		}
		done += n;
	}
	return done == len ? 0 : -1;
}
