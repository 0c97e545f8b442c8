/* json.c: writing JSON with jansson */
#include "cli/json.h"

#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

void
json_prepare(void)
{
	json_set_alloc_funcs(mem_alloc, free);
}

json_t *
json_words_n(const char *s, size_t len)
{
	json_t *value = json_stringn(s, len);
	struct text clean = TEXT_INIT;
	utf8proc_int32_t c;
	utf8proc_ssize_t n;

	if (value != NULL)
		return value;
	while (len > 0) {
		n = utf8proc_iterate((const utf8proc_uint8_t *)s,
		    (utf8proc_ssize_t)len, &c);
		text_add_utf8(&clean, n > 0 ? (unsigned long)c : 0xfffd);
		if (n <= 0)
			n = 1;
		s += n;
		len -= (size_t)n;
	}
	value = json_stringn(clean.ptr, clean.len);
	text_release(&clean);
	return value;
}

json_t *
json_words(const char *s)
{
	return s != NULL ? json_words_n(s, strlen(s)) : json_null();
}

json_t *
json_fact(const char *s)
{
	return s != NULL && *s != '\0' ? json_words(s) : json_null();
}

json_t *
json_day(struct day day)
{
	char text[DAY_TEXT];

	return day.year != 0 ? json_string(day_format(text, day)) :
	    json_null();
}

json_t *
json_time(int64_t time_s)
{
	char text[TIME_TEXT];

	return time_s != 0 ? json_string(time_format(text, time_s)) :
	    json_null();
}

void
json_print(struct output *out, json_t *value)
{
	char *dump = json_dumps(value, JSON_INDENT(2));

	if (dump == NULL)
		abort();	/* no memory: nothing else can fail here */
	output_adds(out, dump);
	output_adds(out, "\n");
	free(dump);
	json_decref(value);
}

static const char *
code_name(enum err_code code)
{
	static const char *const names[] = {
		[ERR_NONE] = "none", [ERR_USAGE] = "usage",
		[ERR_NOTFOUND] = "not-found", [ERR_DENIED] = "denied",
		[ERR_REFUSED] = "refused", [ERR_MISSING] = "missing",
		[ERR_STALE] = "stale", [ERR_SYNTAX] = "syntax",
		[ERR_UNSUPPORTED] = "unsupported", [ERR_LIMIT] = "limit",
		[ERR_UNREADABLE] = "unreadable", [ERR_SECRET] = "secret",
		[ERR_BROKEN] = "broken",
		[ERR_SYSTEM] = "system", [ERR_BUSY] = "busy",
		[ERR_CLOCK] = "clock"
	};

	return names[code];
}

json_t *
json_error(const struct err *err)
{
	json_t *value = json_object();

	json_object_set_new(value, "code", json_string(code_name(err->code)));
	json_object_set_new(value, "message", json_words(err->msg));
	if (err->file[0] != '\0')
		json_object_set_new(value, "file", json_words(err->file));
	if (err->line > 0)
		json_object_set_new(value, "line", json_integer(err->line));
	return value;
}
