/* fuzz_document_ofd.c: any bytes as the page, the document and a template of
 * an OFD file */
#include "engine/document/document.h"

#include <archive.h>
#include <archive_entry.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PACKED_MAX (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char root[] = "<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody>"
    "</OFD>";
static const char document[] = "<Document><CommonData><TemplatePage ID=\"1\" "
    "BaseLoc=\"t.xml\"/></CommonData><Pages><Page BaseLoc=\"p.xml\"/></Pages>"
    "</Document>";

static void
add(struct archive *a, const char *name, const void *bytes, size_t len)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, AE_IFREG);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_size(e, (la_int64_t)len);
	archive_write_header(a, e);
	archive_write_data(a, bytes, len);
	archive_entry_free(e);
}

/* The input, parted at 0xff; the document is a good one where it is short. */
static size_t
pack(char *buf, const uint8_t *data, size_t size)
{
	static const char *const names[] = { "p.xml", "t.xml", "D.xml" };
	struct archive *a = archive_write_new();
	size_t used = 0, i, n;
	const uint8_t *end;

	archive_write_set_format_zip(a);
	archive_write_set_options(a, "zip:compression=store");
	archive_write_open_memory(a, buf, PACKED_MAX, &used);
	add(a, "OFD.xml", root, sizeof(root) - 1);
	for (i = 0; i < 3; i++) {
		end = memchr(data, 0xff, size);
		n = end == NULL ? size : (size_t)(end - data);
		if (i == 2 && n < 8)
			add(a, names[i], document, sizeof(document) - 1);
		else
			add(a, names[i], data, n);
		data += end == NULL ? size : n + 1;
		size -= end == NULL ? size : n + 1;
	}
	archive_write_close(a);
	archive_write_free(a);
	return used;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document *d = NULL, *again = NULL;
	struct err err = ERR_INIT;
	struct text akn = TEXT_INIT;
	char *buf;

	if (size > PACKED_MAX / 2)
		return 0;
	buf = malloc(PACKED_MAX);
	if (buf == NULL)
		abort();
	if (document_read(&d, buf, pack(buf, data, size), "a", &err) == 0) {
		document_write_akn(d, &akn);
		if (document_from_akn(&again, akn.ptr, akn.len, "a", &err) !=
		    0)
			abort();
	}
	document_free(again);
	document_free(d);
	text_release(&akn);
	free(buf);
	return 0;
}
