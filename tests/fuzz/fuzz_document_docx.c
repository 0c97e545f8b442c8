/* fuzz_document_docx.c: any bytes as a .docx, and any bytes as the document,
 * styles and numbering of a good one */
#include "engine/document/document.h"

#include <archive.h>
#include <archive_entry.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PACKED_MAX (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rels[] = "<Relationships xmlns=\"http://schemas."
    "openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" "
    "Type=\"x/officeDocument\" Target=\"d.xml\"/></Relationships>";
static const char main_rels[] = "<Relationships xmlns=\"http://schemas."
    "openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" "
    "Type=\"x/styles\" Target=\"s.xml\"/><Relationship Id=\"n\" "
    "Type=\"x/numbering\" Target=\"n.xml\"/></Relationships>";

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

/* The input, parted at 0xff, as the three parts. */
static size_t
pack(char *buf, const uint8_t *data, size_t size)
{
	static const char *const names[] = { "d.xml", "s.xml", "n.xml" };
	struct archive *a = archive_write_new();
	size_t used = 0, i, n;
	const uint8_t *end;

	archive_write_set_format_zip(a);
	archive_write_set_options(a, "zip:compression=store");
	archive_write_open_memory(a, buf, PACKED_MAX, &used);
	add(a, "_rels/.rels", rels, sizeof(rels) - 1);
	add(a, "_rels/d.xml.rels", main_rels, sizeof(main_rels) - 1);
	for (i = 0; i < 3; i++) {
		end = memchr(data, 0xff, size);
		n = end == NULL ? size : (size_t)(end - data);
		add(a, names[i], data, n);
		data += end == NULL ? size : n + 1;
		size -= end == NULL ? size : n + 1;
	}
	archive_write_close(a);
	archive_write_free(a);
	return used;
}

static void
read_one(const char *bytes, size_t len)
{
	struct document *d = NULL, *again = NULL;
	struct err err = ERR_INIT;
	struct text akn = TEXT_INIT;

	if (document_read(&d, bytes, len, "a.docx", &err) != 0)
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

	read_one((const char *)data, size);
	if (size > PACKED_MAX / 2)
		return 0;
	buf = malloc(PACKED_MAX);
	if (buf == NULL)
		abort();
	read_one(buf, pack(buf, data, size));
	free(buf);
	return 0;
}
