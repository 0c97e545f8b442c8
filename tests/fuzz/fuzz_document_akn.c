/* fuzz_document_akn.c: any bytes as Akoma Ntoso: what is taken as our own is
 * written back byte for byte; and as the body of another maker's */
#include "engine/document/document.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_foreign(const uint8_t *data, size_t size, bool original)
{
	struct document_options options = { .original = original };
	struct document *d = NULL, *again = NULL;
	struct err err = ERR_INIT;
	struct text in = TEXT_INIT, out = TEXT_INIT;

	text_adds(&in, "<akomaNtoso xmlns=\"" DOCUMENT_AKN_NS "\"><act>");
	text_add(&in, data, size);
	text_adds(&in, "</act></akomaNtoso>");
	if (document_read_with(&d, in.ptr, in.len, "a", &options, &err) == 0) {
		document_write_akn(d, &out);
		if (document_from_akn(&again, out.ptr, out.len, "a", &err) !=
		    0)
			abort();
	}
	document_free(again);
	document_free(d);
	text_release(&in);
	text_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document *d = NULL;
	struct err err = ERR_INIT;
	struct text out = TEXT_INIT;

	read_foreign(data, size, false);
	read_foreign(data, size, true);
	if (document_from_akn(&d, (const char *)data, size, "a", &err) != 0)
		return 0;
	document_write_akn(d, &out);
	/* An older reader's bytes are taken, but nobody writes them again. */
	if (strcmp(document_reader(d), DOCUMENT_READER) == 0 &&
	    (out.len != size || memcmp(out.ptr, data, size) != 0))
		abort();
	document_plain_text(d, &out);
	document_free(d);
	text_release(&out);
	return 0;
}
