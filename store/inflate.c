/* inflate.c: zlib streams read, with one state for all */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct inflater {
	z_stream stream;
	bool ready;
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
	if (inflater->ready)
		inflateEnd(&inflater->stream);
	free(inflater);
}

/* Objects are at most OBJECT_MAX_BYTES, so that all lengths fit zlib's. */
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

/* One block of bytes as they are, which is how short deltas are kept, needs
 * no machinery (RFC 1950, 1951 3.2.4). false: it is something else. */
static bool
read_stored(const unsigned char *b, size_t stream_len, char *out, size_t len)
{
	uLong sum;

	if (len > 65535 || stream_len < len + 11 || b[0] != 0x78 ||
	    b[1] != 0x01 || b[2] != 1 || (size_t)(b[3] | b[4] << 8) != len ||
	    (b[3] ^ b[5]) != 255 || (b[4] ^ b[6]) != 255)
		return false;
	sum = adler32(adler32(0, NULL, 0), b + 7, (uInt)len);
	if (sum != ((uLong)b[len + 7] << 24 | (uLong)b[len + 8] << 16 |
	    (uLong)b[len + 9] << 8 | b[len + 10]))
		return false;
	if (len != 0)
		memcpy(out, b + 7, len);
	return true;
}

int
inflater_read(struct inflater *inflater, const void *stream,
    size_t stream_len, char *out, size_t len)
{
	z_stream *z = &inflater->stream;
	unsigned char more;
	int rc;

	if (read_stored(stream, stream_len, out, len))
		return 0;
	if (start(inflater, stream, stream_len, out, len) != 0)
		return -1;
	rc = inflate(z, Z_FINISH);
	/* The end of the stream may follow the last byte of the content. */
	if (rc == Z_BUF_ERROR && z->avail_out == 0) {
		z->next_out = &more;
		z->avail_out = 1;
		rc = inflate(z, Z_FINISH);
		if (z->avail_out == 0)
			return -1;
		return rc == Z_STREAM_END ? 0 : -1;
	}
	return rc == Z_STREAM_END && z->avail_out == 0 ? 0 : -1;
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
