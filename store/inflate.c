/* inflate.c: zlib streams read, with one state for all: whole ones by
 * libdeflate, the start of one whose length is not known by zlib */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct inflater {
	struct libdeflate_decompressor *whole;
	z_stream stream;
	bool ready;			/* the stream is */
};

struct inflater *
inflater_new(void)
{
	return mem_zero(1, sizeof(struct inflater));
}

void
inflater_free(struct inflater *inflater)
{
	if (inflater == NULL)
		return;
	libdeflate_free_decompressor(inflater->whole);
	if (inflater->ready)
		inflateEnd(&inflater->stream);
	free(inflater);
}

/* One block of bytes as they are, which is how short deltas are kept, needs
 * no machinery (RFC 1950, 1951 3.2.4). false: it is something else. */
static bool
read_stored(const unsigned char *b, size_t stream_len, char *out, size_t len,
    size_t *used)
{
	uint32_t sum;

	if (len > 65535 || stream_len < len + 11 || b[0] != 0x78 ||
	    b[1] != 0x01 || b[2] != 1 || (size_t)(b[3] | b[4] << 8) != len ||
	    (b[3] ^ b[5]) != 255 || (b[4] ^ b[6]) != 255)
		return false;
	sum = libdeflate_adler32(1, b + 7, len);
	if (sum != ((uint32_t)b[len + 7] << 24 |
	    (uint32_t)b[len + 8] << 16 | (uint32_t)b[len + 9] << 8 |
	    b[len + 10]))
		return false;
	if (len != 0)
		memcpy(out, b + 7, len);
	*used = len + 11;
	return true;
}

int
inflater_read(struct inflater *inflater, const void *stream,
    size_t stream_len, char *out, size_t len, size_t *used)
{
	if (read_stored(stream, stream_len, out, len, used))
		return 0;
	if (len > OBJECT_MAX_BYTES)
		return -1;
	if (inflater->whole == NULL)
		inflater->whole = libdeflate_alloc_decompressor();
	if (inflater->whole == NULL)
		abort();		/* no memory, as everywhere */
	return libdeflate_zlib_decompress_ex(inflater->whole, stream,
	    stream_len, out, len, used, NULL) == LIBDEFLATE_SUCCESS ? 0 : -1;
}

static int
start(struct inflater *f, const void *stream, size_t stream_len, char *out,
    size_t len)
{
	z_stream *z = &f->stream;

	if (len > OBJECT_MAX_BYTES)
		return -1;
	if (!f->ready && inflateInit(z) != Z_OK)
		return -1;
	if (f->ready && inflateReset(z) != Z_OK)
		return -1;
	f->ready = true;
	z->next_in = (Bytef *)(uintptr_t)stream;
	z->avail_in = stream_len < UINT32_MAX ? (uInt)stream_len : UINT32_MAX;
	z->next_out = (Bytef *)out;
	z->avail_out = (uInt)len;
	return 0;
}

int
inflater_peek(struct inflater *inflater, const void *stream,
    size_t stream_len, char *out, size_t len, size_t *got)
{
	z_stream *z = &inflater->stream;
	int rc;

	if (start(inflater, stream, stream_len, out, len) != 0)
		return -1;
	rc = inflate(z, Z_SYNC_FLUSH);
	*got = len - z->avail_out;
	return rc == Z_OK || rc == Z_STREAM_END || rc == Z_BUF_ERROR ? 0 : -1;
}
