/* fuzz_document_akn.c: any bytes as Akoma Ntoso: what is taken is written
 * back byte for byte */
#include "engine/document/document.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document *d = NULL;
	struct err err = ERR_INIT;
	struct text out = TEXT_INIT;

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
