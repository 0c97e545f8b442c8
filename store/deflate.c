/* deflate.c: zlib streams, reused: setting one up costs as much as using it */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define STORED_MAX 65535		/* of one stored block */
#define TINY_BYTES 128			/* too short to be worth a try */
#define SAMPLE_BYTES 4096

struct deflater {
	z_stream stream;
	bool ready;
};

struct deflater *
deflater_new(void)
{
	return mem_zero(1, sizeof(struct deflater));
}

void
deflater_free(struct deflater *deflater)
{
	if (deflater == NULL)
		return;
	if (deflater->ready)
		deflateEnd(&deflater->stream);
	free(deflater);
}

static int
failed(struct err *err)
{
	return err_set(err, ERR_SYSTEM, "zlib could not compress an object");
}

static int
start(struct deflater *d, struct err *err)
{
	if (d->ready)
		return deflateReset(&d->stream) == Z_OK ? 0 : failed(err);
	/* The smallest hash table: clearing it is most of a reset. */
	if (deflateInit2(&d->stream, 1, Z_DEFLATED, 15, 6,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		return failed(err);
	d->ready = true;
	return 0;
}

/* RFC 1950, 1951 3.2.4: blocks of bytes as they are. */
static void
add_stored(struct text *out, const void *head, size_t head_len,
    const void *bytes, size_t len)
{
	const char *runs[2] = { head, bytes };
	size_t lens[2] = { head_len, len }, left = head_len + len, block, n;
	unsigned char b[5];
	uLong sum = adler32(0, NULL, 0);
	int run = 0;

	text_add(out, "\x78\x01", 2);
	do {
		block = left < STORED_MAX ? left : STORED_MAX;
		left -= block;
		b[0] = left == 0;
		b[1] = (unsigned char)block;
		b[2] = (unsigned char)(block >> 8);
		b[3] = (unsigned char)~block;
		b[4] = (unsigned char)(~block >> 8);
		text_add(out, b, 5);
		while (block > 0) {
			while (lens[run] == 0)
				run++;
			n = block < lens[run] ? block : lens[run];
			text_add(out, runs[run], n);
			sum = adler32(sum, (const Bytef *)runs[run], (uInt)n);
			runs[run] += n;
			lens[run] -= n;
			block -= n;
		}
	} while (left > 0);
	b[0] = (unsigned char)(sum >> 24);
	b[1] = (unsigned char)(sum >> 16);
	b[2] = (unsigned char)(sum >> 8);
	b[3] = (unsigned char)sum;
	text_add(out, b, 4);
}

/* Feed a run to the stream; all output goes to `out`. */
static int
feed(z_stream *z, struct text *out, const void *bytes, size_t len, int flush)
{
	unsigned char buf[32768];
	const unsigned char *p = bytes;
	uInt n;
	int rc;

	do {
		n = len < ((size_t)1 << 30) ? (uInt)len : (uInt)1 << 30;
		z->next_in = (Bytef *)(uintptr_t)p;
		z->avail_in = n;
		do {
			z->next_out = buf;
			z->avail_out = sizeof(buf);
			rc = deflate(z, n == len ? flush : Z_NO_FLUSH);
			if (rc == Z_STREAM_ERROR)
				return -1;
			text_add(out, buf, sizeof(buf) - z->avail_out);
		} while (z->avail_out == 0);
		p += n;
		len -= n;
	} while (len > 0);
	return flush == Z_FINISH && rc != Z_STREAM_END ? -1 : 0;
}

static int
add_compressed(struct deflater *d, struct text *out, const void *head,
    size_t head_len, const void *bytes, size_t len, struct err *err)
{
	if (start(d, err) != 0)
		return -1;
	if (head_len != 0 &&
	    feed(&d->stream, out, head, head_len, Z_NO_FLUSH) != 0)
		return failed(err);
	return feed(&d->stream, out, bytes, len, Z_FINISH) == 0 ? 0 :
	    failed(err);
}

/* A zip, a picture, a PDF: its middle does not get shorter. */
static bool
is_incompressible(struct deflater *d, const void *bytes, size_t len)
{
	struct text sample = TEXT_INIT;
	struct err ignored = ERR_INIT;
	bool result;

	if (len < 4 * SAMPLE_BYTES)
		return false;
	result = add_compressed(d, &sample, "", 0,
	    (const char *)bytes + len / 2, SAMPLE_BYTES, &ignored) == 0 &&
	    sample.len > SAMPLE_BYTES / 32 * 31;
	text_release(&sample);
	return result;
}

int
deflater_add(struct deflater *deflater, struct text *out, const void *head,
    size_t head_len, const void *bytes, size_t len, struct err *err)
{
	size_t start_len = out->len;

	if (head_len + len > TINY_BYTES &&
	    !is_incompressible(deflater, bytes, len)) {
		if (add_compressed(deflater, out, head, head_len, bytes, len,
		    err) != 0)
			return -1;
		if (out->len - start_len < head_len + len)
			return 0;
		text_cut(out, start_len);
	}
	add_stored(out, head, head_len, bytes, len);
	return 0;
}
