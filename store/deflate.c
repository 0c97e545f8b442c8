/* deflate.c: zlib streams (RFC 1950) made of whole objects, by libdeflate */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

/* The fastest: it is as small as zlib's fastest in a third of the time. */
#define LEVEL 1
#define STORED_MAX 65535		/* of one stored block */
#define TINY_BYTES 128			/* too short to be worth a try */
#define SHORT_BYTES 1024		/* to save little of so few is not worth
				 * the time of each who reads them */
#define SAMPLE_BYTES 4096

struct deflater {
	struct libdeflate_compressor *compressor;
	char *out;			/* what comes out of it */
	size_t out_cap;
	struct text joined;		/* a head and its object */
};

struct deflater *
deflater_new(void)
{
	struct deflater *d = mem_zero(1, sizeof(*d));

	text_init(&d->joined);
	return d;
}

void
deflater_free(struct deflater *deflater)
{
	if (deflater == NULL)
		return;
	libdeflate_free_compressor(deflater->compressor);
	text_release(&deflater->joined);
	free(deflater->out);
	free(deflater);
}

/* RFC 1950, 1951 3.2.4: blocks of bytes as they are. */
static void
add_stored(struct text *out, const char *bytes, size_t len)
{
	unsigned char b[5];
	uint32_t sum = libdeflate_adler32(1, bytes, len);
	size_t block;

	text_add(out, "\x78\x01", 2);
	do {
		block = len < STORED_MAX ? len : STORED_MAX;
		len -= block;
		b[0] = len == 0;
		b[1] = (unsigned char)block;
		b[2] = (unsigned char)(block >> 8);
		b[3] = (unsigned char)~block;
		b[4] = (unsigned char)(~block >> 8);
		text_add(out, b, 5);
		text_add(out, bytes, block);
		bytes += block;
	} while (len > 0);
	b[0] = (unsigned char)(sum >> 24);
	b[1] = (unsigned char)(sum >> 16);
	b[2] = (unsigned char)(sum >> 8);
	b[3] = (unsigned char)sum;
	text_add(out, b, 4);
}

/* A stream in d->out that is shorter than the bytes: its length, or 0. */
static size_t
compress(struct deflater *d, const char *bytes, size_t len)
{
	if (d->compressor == NULL)
		d->compressor = libdeflate_alloc_compressor(LEVEL);
	if (d->compressor == NULL)
		abort();		/* no memory, as everywhere */
	if (d->out_cap < len) {
		free(d->out);
		d->out = mem_alloc(len);
		d->out_cap = len;
	}
	return libdeflate_zlib_compress(d->compressor, bytes, len, d->out,
	    len - 1);
}

/* A zip, a picture, a PDF: its middle does not get shorter. */
static bool
is_incompressible(struct deflater *d, const char *bytes, size_t len)
{
	size_t got;

	if (len < 4 * SAMPLE_BYTES)
		return false;
	got = compress(d, bytes + len / 2, SAMPLE_BYTES);
	return got == 0 || got > SAMPLE_BYTES / 32 * 31;
}

void
deflater_add(struct deflater *deflater, struct text *out,
    enum object_type type, const void *head, size_t head_len,
    const void *bytes, size_t len)
{
	size_t got = 0;

	if (head_len > 0) {
		text_reset(&deflater->joined);
		text_add(&deflater->joined, head, head_len);
		text_add(&deflater->joined, bytes, len);
		bytes = deflater->joined.ptr;
		len = deflater->joined.len;
	}
	if (type == OBJECT_BLOB && len > TINY_BYTES &&
	    !is_incompressible(deflater, bytes, len))
		got = compress(deflater, bytes, len);
	if (got > 0 && (len >= SHORT_BYTES || got <= len / 4 * 3))
		text_add(out, deflater->out, got);
	else
		add_stored(out, bytes, len);
}
