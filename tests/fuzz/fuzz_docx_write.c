/* fuzz_docx_write.c: a text as .docx, read again: the same words? */
#include "engine/base/mem.h"
#include "engine/document/document.h"
#include "engine/document/han.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static char *
words(const struct document *document)
{
	struct text plain = TEXT_INIT, squeezed = TEXT_INIT;

	document_plain_text(document, &plain);
	han_squeeze(&squeezed, plain.ptr);
	text_release(&plain);
	return text_detach(&squeezed, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct document *d = NULL, *again = NULL;
	struct text file = TEXT_INIT;
	struct err err = ERR_INIT;
	char *was, *is;

	if (document_read(&d, (const char *)bytes, size, "fuzz.txt", &err) !=
	    0)
		return 0;
	if (document_write_docx(d, &file, &err) != 0 ||
	    document_read(&again, file.ptr, file.len, "fuzz.docx", &err) != 0)
		abort();
	was = words(d);
	is = words(again);
	if (strcmp(was, is) != 0)
		abort();
	free(was);
	free(is);
	text_release(&file);
	document_free(d);
	document_free(again);
	return 0;
}
