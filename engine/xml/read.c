/* read.c: reading back the canonical XML that write.c writes */
#include "engine/xml/read.h"

#include <string.h>

/* The length of the XML character at s, or 0 (XML 1.0, 2.2 Char). */
static size_t
character(const unsigned char *s, size_t len)
{
	unsigned long c;
	size_t n, i;

	if (s[0] < 0x80)
		return s[0] >= 0x20 || s[0] == '\t' || s[0] == '\n' ? 1 : 0;
	n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || len < n)
		return 0;
	c = s[0] & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if ((n == 3 && c < 0x800) || (n == 4 && c < 0x10000) || c > 0x10ffff ||
	    (c >= 0xd800 && c <= 0xdfff) || c == 0xfffe || c == 0xffff)
		return 0;
	return n;
}

void
xr_init(struct xml_reader *r, const char *bytes, size_t len,
    struct arena *arena)
{
	const unsigned char *s = (const unsigned char *)bytes;
	size_t i = 0, n;

	*r = (struct xml_reader){ bytes, bytes, bytes + len, arena, false };
	while (i < len && !r->broken) {
		while (i < len && s[i] >= 0x20 && s[i] < 0x80)
			i++;
		n = i < len ? character(s + i, len - i) : 0;
		r->broken = i < len && n == 0;
		i += n;
	}
}

static void
skip_blanks(struct xml_reader *r)
{
	while (r->at < r->end && (*r->at == '\n' || *r->at == '\t'))
		r->at++;
}

static bool
starts(const struct xml_reader *r, const char *s, size_t len)
{
	return (size_t)(r->end - r->at) >= len && memcmp(r->at, s, len) == 0;
}

/* What may follow an element's name in a tag. */
static bool
ends_name(char c)
{
	return c == ' ' || c == '>';
}

bool
xr_peek(struct xml_reader *r, const char *name)
{
	size_t len = strlen(name);

	if (r->broken)
		return false;
	skip_blanks(r);
	if ((size_t)(r->end - r->at) < len + 2 || r->at[0] != '<')
		return false;
	return memcmp(r->at + 1, name, len) == 0 &&
	    ends_name(r->at[len + 1]);
}

bool
xr_open(struct xml_reader *r, const char *name)
{
	if (!xr_peek(r, name))
		return false;
	r->at += strlen(name) + 1;
	return true;
}

/* One escape at s, which begins with '&': its character and length. */
static size_t
escape(const char *s, size_t len, bool attribute, char *out)
{
	static const struct {
		const char *text;
		char c;
		bool attribute, content;
	} escapes[] = {
		{ "&amp;", '&', true, true }, { "&lt;", '<', true, true },
		{ "&gt;", '>', false, true },
		{ "&quot;", '"', true, false },
		{ "&#x9;", '\t', true, false },
		{ "&#xA;", '\n', true, false }, { "&#xD;", '\r', true, true }
	};
	size_t i, n;

	for (i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		n = strlen(escapes[i].text);
		if (len < n || memcmp(s, escapes[i].text, n) != 0)
			continue;
		*out = escapes[i].c;
		return (attribute ? escapes[i].attribute :
		    escapes[i].content) ? n : 0;
	}
	return 0;
}

/* The rest of a value from its first special character on: escapes undone in
 * place. False where it has others, or what should have been escaped. */
static bool
undo(char *s, size_t len, size_t i, bool attribute)
{
	char *to = s + i;
	size_t n;

	for (; i < len; i += n) {
		n = 1;
		*to = s[i];
		if (s[i] == '&')
			n = escape(s + i, len - i, attribute, to);
		else if (s[i] == '<' || (attribute ? s[i] == '\n' ||
		    s[i] == '\t' : s[i] == '>'))
			n = 0;
		if (n == 0)
			return false;
		to++;
	}
	*to = '\0';
	return true;
}

/* A value as a string; NULL and broken where it is not as the writer would
 * have written it. */
static const char *
decode(struct xml_reader *r, const char *s, size_t len, bool attribute)
{
	char *out = arena_strndup(r->arena, s, len);
	size_t plain = strcspn(out, "&<>\n\t");

	if (plain == len || undo(out, len, plain, attribute))
		return out;
	r->broken = true;
	return NULL;
}

bool
xr_attr(struct xml_reader *r, const char **name, size_t *len,
    const char **value)
{
	const char *close, *from;

	if (r->broken || r->at >= r->end)
		goto broken;
	if (*r->at == '>') {
		r->at++;
		return false;
	}
	if (*r->at != ' ')
		goto broken;
	*name = ++r->at;
	while (r->at < r->end && ((*r->at >= 'a' && *r->at <= 'z') ||
	    (*r->at >= '0' && *r->at <= '9') || *r->at == '-'))
		r->at++;
	*len = (size_t)(r->at - *name);
	if (*len == 0 || !starts(r, "=\"", 2))
		goto broken;
	from = r->at + 2;
	close = memchr(from, '"', (size_t)(r->end - from));
	if (close == NULL)
		goto broken;
	*value = decode(r, from, (size_t)(close - from), true);
	r->at = close + 1;
	return *value != NULL;
broken:
	r->broken = true;
	return false;
}

bool
xr_is(const char *name, size_t len, const char *want)
{
	return strlen(want) == len && memcmp(name, want, len) == 0;
}

const char *
xr_text(struct xml_reader *r)
{
	const char *from = r->at, *close;

	if (r->broken)
		return NULL;
	close = memchr(from, '<', (size_t)(r->end - from));
	if (close == NULL) {
		r->broken = true;
		return NULL;
	}
	r->at = close;
	return decode(r, from, (size_t)(close - from), false);
}

bool
xr_close(struct xml_reader *r, const char *name)
{
	size_t len = strlen(name);

	if (r->broken)
		return false;
	skip_blanks(r);
	if (!starts(r, "</", 2) || (size_t)(r->end - r->at) < len + 3 ||
	    memcmp(r->at + 2, name, len) != 0 || r->at[len + 2] != '>') {
		r->broken = true;
		return false;
	}
	r->at += len + 3;
	return true;
}

/* "<" begins markup and nothing else, and there are start and end tags only:
 * so depth is counted by them. */
const char *
xr_raw(struct xml_reader *r, const char *name, size_t *len)
{
	const char *from, *at;
	int depth = 0;

	if (!xr_peek(r, name))
		return NULL;
	for (from = at = r->at; at != NULL && at < r->end; at++) {
		at = memchr(at, '<', (size_t)(r->end - at));
		if (at == NULL || at + 1 >= r->end)
			break;
		depth += at[1] == '/' ? -1 : 1;
		if (depth > 0)
			continue;
		at = memchr(at, '>', (size_t)(r->end - at));
		if (at == NULL)
			break;
		r->at = at + 1;
		*len = (size_t)(r->at - from);
		return from;
	}
	r->broken = true;
	return NULL;
}

bool
xr_end(struct xml_reader *r)
{
	return !r->broken && r->at == r->end;
}

int
xr_line(const struct xml_reader *r)
{
	const char *at;
	int line = 1;

	for (at = r->begin; at < r->at; at++)
		line += *at == '\n';
	return line;
}
