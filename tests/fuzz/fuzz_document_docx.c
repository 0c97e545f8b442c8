/* fuzz_document_docx.c: any bytes as a .docx, and any bytes as the parts of a
 * good one: text, styles, numbering, notes, comments, header, a file in it */
#include "engine/document/document.h"

#include <archive.h>
#include <archive_entry.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PACKED_MAX (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rels[] = "<Relationships xmlns=\"http://schemas."
    "openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r\" "
    "Type=\"x/officeDocument\" Target=\"d.xml\"/></Relationships>";
#define REL(id, type, part) "<Relationship Id=\"" id "\" Type=\"x/" type \
	"\" Target=\"" part "\"/>"
static const char main_rels[] = "<Relationships xmlns=\"http://schemas."
    "openxmlformats.org/package/2006/relationships\">"
    REL("s", "styles", "s.xml") REL("n", "numbering", "n.xml")
    REL("f", "footnotes", "f.xml") REL("c", "comments", "c.xml")
    REL("h", "header", "h.xml") REL("k", "aFChunk", "k")
    REL("m", "aFChunk", "d.xml") "</Relationships>";

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

/* The input, parted at 0xff, as the parts. */
static size_t
pack(char *buf, const uint8_t *data, size_t size)
{
	static const char *const names[] = { "d.xml", "s.xml", "n.xml",
		"f.xml", "c.xml", "h.xml", "k" };
	struct archive *a = archive_write_new();
	size_t used = 0, i, n;
	const uint8_t *end;

	archive_write_set_format_zip(a);
	archive_write_set_options(a, "zip:compression=store");
	archive_write_open_memory(a, buf, PACKED_MAX, &used);
	add(a, "_rels/.rels", rels, sizeof(rels) - 1);
	add(a, "_rels/d.xml.rels", main_rels, sizeof(main_rels) - 1);
	for (i = 0; i < sizeof(names) / sizeof(names[0]) &&
	     (i == 0 || size > 0); i++) {
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
read_one(const char *bytes, size_t len, bool original)
{
	const struct document_options options = { .original = original };
	struct document *d = NULL, *again = NULL;
	struct err err = ERR_INIT;
	struct text akn = TEXT_INIT, plain = TEXT_INIT, other = TEXT_INIT;

	if (document_read_with(&d, bytes, len, "a.docx", &options, &err) !=
	    0) {
		/* the reader's own check of itself */
		if (strstr(err.msg, "lost or added") != NULL)
			abort();
		return;
	}
	document_write_akn(d, &akn);
	if (document_from_akn(&again, akn.ptr, akn.len, "a", &err) != 0)
		abort();
	document_plain_text(d, &plain);
	document_plain_text(again, &other);
	if (plain.len != other.len ||
	    memcmp(plain.ptr, other.ptr, plain.len) != 0)
		abort();
	document_free(again);
	document_free(d);
	text_release(&akn);
	text_release(&plain);
	text_release(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len;
	char *buf;

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
