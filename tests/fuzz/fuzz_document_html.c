/* fuzz_document_html.c: any bytes as a web page; what is read comes back from
 * Akoma Ntoso */
#include "engine/document/document.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "<html><body>"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document *d = NULL, *again = NULL;
	struct err err = ERR_INIT;
	struct text page = TEXT_INIT, akn = TEXT_INIT;

	/* Without a byte order mark in front it is a page for certain. */
	text_adds(&page, HEAD);
	text_add(&page, data, size);
	if (document_read(&d, page.ptr, page.len, "a.html", &err) == 0) {
		document_write_akn(d, &akn);
		if (document_from_akn(&again, akn.ptr, akn.len, "a", &err) !=
		    0)
			abort();
	}
	document_free(again);
	document_free(d);
	text_release(&page);
	text_release(&akn);
	return 0;
}
