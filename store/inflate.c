/* inflate.c: zlib streams read, with one state for all */
#include "store/repository_int.h"

#include "engine/base/mem.h"

#include <stdlib.h>
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

int
inflater_read(struct inflater *inflater, const void *stream,
    size_t stream_len, char *out, size_t len)
{
	z_stream *z = &inflater->stream;
	unsigned char more;
	int rc;

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
