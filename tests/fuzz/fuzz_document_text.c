/* fuzz_document_text.c: any bytes as .txt and as .md; what is read comes back
 * from Akoma Ntoso, and no character of a text file is lost */
#include "engine/document/document.h"
#include "engine/document/han.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct document *d)
{
	struct text akn = TEXT_INIT, out = TEXT_INIT;
	struct document *again = NULL;
	struct err err = ERR_INIT;
	struct sha256 a, b;

	document_write_akn(d, &akn);
	if (document_from_akn(&again, akn.ptr, akn.len, "a", &err) != 0)
		abort();
	document_text_hash(d, &a);
	document_text_hash(again, &b);
	if (memcmp(&a, &b, sizeof(a)) != 0)
		abort();
	document_outline(again, &out);
	document_free(again);
	text_release(&akn);
	text_release(&out);
}

/* Valid UTF-8 without a byte order mark: the same characters come out. */
static void
check_nothing_lost(const struct document *d, const char *bytes, size_t size)
{
	struct text in = TEXT_INIT, a = TEXT_INIT, b = TEXT_INIT,
	    plain = TEXT_INIT;

	text_add(&in, bytes, size);
	document_plain_text(d, &plain);
	han_squeeze(&a, in.ptr);
	han_squeeze(&b, plain.ptr);
	if (strcmp(a.ptr, b.ptr) != 0)
		abort();
	text_release(&in);
	text_release(&a);
	text_release(&b);
	text_release(&plain);
}

static int
is_utf8(const uint8_t *s, size_t n)
{
	size_t i, k, more;

	for (i = 0; i < n; i += 1 + more) {
		more = s[i] < 0x80 ? 0 : s[i] >= 0xc2 && s[i] < 0xe0 ? 1 :
		    s[i] >= 0xe0 && s[i] < 0xf0 ? 2 : s[i] >= 0xf0 &&
		    s[i] < 0xf5 ? 3 : n;
		if (more >= n - i)
			return more == 0;
		for (k = 1; k <= more; k++) {
			if ((s[i + k] & 0xc0) != 0x80)
				return 0;
		}
	}
	return 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "a.txt", "a.md" };
	struct document *d;
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < 2; i++) {
		d = NULL;
		if (document_read(&d, (const char *)data, size, names[i],
		    &err) != 0) {
			if (strstr(err.msg, "lost or added") != NULL)
				abort();
			continue;
		}
		if (document_format(d) == DOCUMENT_TEXT && is_utf8(data, size))
			check_nothing_lost(d, (const char *)data, size);
		check(d);
		document_free(d);
	}
	return 0;
}
