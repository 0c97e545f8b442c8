/* fuzz_document_odt.c: any bytes as a flat OpenDocument text, and as the
 * content and the styles of one in a zip */
#include "engine/document/document.h"

#include <archive.h>
#include <archive_entry.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PACKED_MAX (1 << 20)
#define NS(p, name) "xmlns:" p "=\"urn:oasis:names:tc:opendocument:xmlns:" \
	name ":1.0\" "
#define ROOT(name) "<office:" name " " NS("office", "office") \
	NS("text", "text") NS("table", "table") NS("style", "style") \
	NS("draw", "drawing") ">"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
add(struct archive *a, const char *name, const char *head, const void *bytes,
    size_t len, const char *tail)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_size(e, (la_int64_t)(strlen(head) + len +
	    strlen(tail)));
	archive_write_header(a, e);
	archive_write_data(a, head, strlen(head));
	archive_write_data(a, bytes, len);
	archive_write_data(a, tail, strlen(tail));
	archive_entry_free(e);
}

/* The input, parted at 0xff: what content.xml holds, and styles.xml. */
static size_t
pack(char *buf, const uint8_t *data, size_t size)
{
	struct archive *a = archive_write_new();
	const uint8_t *end = memchr(data, 0xff, size);
	size_t used = 0, n = end == NULL ? size : (size_t)(end - data);

	archive_write_set_format_zip(a);
	archive_write_set_options(a, "zip:compression=store");
	archive_write_open_memory(a, buf, PACKED_MAX, &used);
	add(a, "content.xml", ROOT("document-content"), data, n,
	    "</office:document-content>");
	if (end != NULL)
		add(a, "styles.xml", ROOT("document-styles"), end + 1,
		    size - n - 1, "</office:document-styles>");
	archive_write_close(a);
	archive_write_free(a);
	return used;
}

static void
read_one(const char *bytes, size_t len, bool original)
{
	struct document_options options = { .original = original };
	struct document *d = NULL, *again = NULL;
	struct err err = ERR_INIT;
	struct text akn = TEXT_INIT;

	if (document_read_with(&d, bytes, len, "a.odt", &options, &err) != 0)
		return;
	document_write_akn(d, &akn);
	if (document_from_akn(&again, akn.ptr, akn.len, "a", &err) != 0)
		abort();
	document_free(again);
	document_free(d);
	text_release(&akn);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *buf;
	size_t len;

	read_one((const char *)data, size, false);
	if (size > PACKED_MAX / 2)
		return 0;
	buf = malloc(PACKED_MAX);
	if (buf == NULL)
		abort();
	len = pack(buf, data, size);
	read_one(buf, len, false);
	read_one(buf, len, true);
	free(buf);
	return 0;
}
