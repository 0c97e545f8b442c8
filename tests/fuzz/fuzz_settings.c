/* fuzz_settings.c: people.xml and registry.xml: read, written, read again */
#include "workflows/people.h"
#include "workflows/settings.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was taken must be taken again from what is written of it, and be
 * written alike. */
static void
people(const char *xml, size_t len)
{
	struct people *one = NULL, *two = NULL;
	struct text first = TEXT_INIT, second = TEXT_INIT;
	struct err err = ERR_INIT;

	if (people_parse(&one, xml, len, &err) != 0)
		return;
	people_write_with(one, NULL, &first);
	if (people_parse(&two, first.ptr, first.len, &err) != 0)
		abort();
	people_write_with(two, NULL, &second);
	if (strcmp(first.ptr, second.ptr) != 0)
		abort();
	people_free(one);
	people_free(two);
	text_release(&first);
	text_release(&second);
}

static void
settings(const char *xml, size_t len)
{
	struct settings *one = NULL, *two = NULL;
	struct text first = TEXT_INIT, second = TEXT_INIT;
	struct err err = ERR_INIT;

	if (settings_parse(&one, xml, len, "settings", &err) != 0)
		return;
	settings_write(one, &first);
	if (settings_parse(&two, first.ptr, first.len, "again", &err) != 0)
		abort();
	settings_write(two, &second);
	if (strcmp(first.ptr, second.ptr) != 0)
		abort();
	settings_free(one);
	settings_free(two);
	text_release(&first);
	text_release(&second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	people((const char *)data, size);
	settings((const char *)data, size);
	return 0;
}
