/* fuzz_xml.c: any bytes through the XML door; what comes in is canonical
 * again when it is parsed once more */
#include "engine/xml/write.h"
#include "engine/xml/xml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_canonical(const struct text *first)
{
	struct text again = TEXT_INIT;
	struct err err = ERR_INIT;
	xmlDoc *doc = NULL;

	if (xml_parse(&doc, first->ptr, first->len, "again", NULL, &err) != 0)
		abort();
	if (xml_canonical(&again, (xmlNode *)doc, &err) != 0 ||
	    strcmp(again.ptr, first->ptr) != 0)
		abort();
	xmlFreeDoc(doc);
	text_release(&again);
}

static void
fuzz_writer(const uint8_t *data, size_t size)
{
	struct text out = TEXT_INIT;
	struct xml_writer w;
	char *s = malloc(size + 1);

	if (s == NULL)
		return;
	memcpy(s, data, size);
	s[size] = '\0';
	xw_init(&w, &out);
	xw_open(&w, "a", "urn:a");
	xw_attr(&w, "b", s);
	xw_text_n(&w, s, size);
	xw_close(&w);
	check_canonical(&out);
	text_release(&out);
	free(s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xml_limits limits = { 1 << 20, 20000 };
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;
	xmlDoc *doc = NULL;

	if (xml_parse(&doc, (const char *)data, size, "fuzz", &limits,
	    &err) == 0) {
		if (xml_canonical(&out, (xmlNode *)doc, &err) == 0)
			check_canonical(&out);
		xmlFreeDoc(doc);
	} else if (err.msg[0] == '\0') {
		abort();	/* refused without a sentence */
	}
	text_release(&out);
	fuzz_writer(data, size);
	return 0;
}
