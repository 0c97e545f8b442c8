/* read.c: reading back the canonical XML that write.c writes */
#include "engine/xml/read.h"

#include "engine/xml/char_int.h"
#include "engine/xml/read_int.h"

#include <string.h>

/* No carriage return: a parser would read it as another character. */
static bool
are_characters(const unsigned char *s, size_t len)
{
	size_t i = 0, n;
	uint64_t odd;

	while (i < len) {
		if (len - i >= 8) {
			odd = char_eight(s + i);
			odd = (odd & CHAR_HIGH) | char_controls(odd);
			i += odd == 0 ? 8 : char_first(odd);
			if (odd == 0)
				continue;
		}
		if (s[i] < 0x80) {
			if (s[i] < 0x20 && s[i] != '\n' && s[i] != '\t')
				return false;
			i++;
			continue;
		}
		n = char_threes(s + i, len - i);
		if (n == 0)
			n = char_at(s + i, len - i);
		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

void
xr_init(struct xml_reader *r, const char *bytes, size_t len,
    struct arena *arena)
{
	*r = (struct xml_reader){ .begin = bytes, .at = bytes,
		.end = bytes + len, .arena = arena };
	r->broken = !are_characters((const unsigned char *)bytes, len);
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

static bool
is_special(char c, bool attribute)
{
	return c == '&' || c == '<' || (attribute ? c == '"' || c == '\n' ||
	    c == '\t' : c == '>');
}

/* A value from its first special character on: escapes undone in place. False
 * where it has others, or what should have been escaped. */
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
		else if (is_special(s[i], attribute))
			n = 0;
		if (n == 0)
			return false;
		to++;
	}
	*to = '\0';
	return true;
}

/* The bytes up to the first one that is special in a value, its end among
 * them. */
static size_t
ordinary(const char *s, const char *end, bool attribute)
{
	size_t len = (size_t)(end - s), i = 0;
	uint64_t v;

	while (len - i >= 8) {
		v = char_eight(s + i);
		v = char_quotes(v) | char_angles(v) | char_controls(v);
		i += v == 0 ? 8 : char_first(v);
		if (v != 0 && is_special(s[i], attribute))
			return i;
		i += v != 0;
	}
	while (i < len && !is_special(s[i], attribute))
		i++;
	return i;
}

/* The reader's bytes are copied once, whole; what is handed out is a piece of
 * the copy that was given a NUL at its end. */
char *
xr_piece(struct xml_reader *r, const char *s, size_t len)
{
	char *piece;

	if (r->copy == NULL)
		r->copy = arena_strndup(r->arena, r->begin,
		    (size_t)(r->end - r->begin));
	piece = r->copy + (s - r->begin);
	piece[len] = '\0';
	return piece;
}

const char *
xr_value(struct xml_reader *r, const char *s, char end, const char **close)
{
	bool attribute = end == '"';
	size_t plain = ordinary(s, r->end, attribute), len;
	char *out;

	*close = s + plain;
	if (*close == r->end || **close != end)
		*close = memchr(*close, end, (size_t)(r->end - *close));
	if (*close == NULL)
		return NULL;
	len = (size_t)(*close - s);
	out = xr_piece(r, s, len);
	return plain == len || undo(out, len, plain, attribute) ? out : NULL;
}

/* The value at `s`; the reader goes on behind it. NULL and broken where it is
 * none. */
static const char *
attr_value(struct xml_reader *r, const char *s)
{
	const char *close, *value = xr_value(r, s, '"', &close);

	if (close != NULL)
		r->at = close + 1;
	if (value == NULL)
		r->broken = true;
	return value;
}

bool
xr_attr(struct xml_reader *r, const char **name, size_t *len,
    const char **value)
{
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
	*value = attr_value(r, r->at + 2);
	return *value != NULL;
broken:
	r->broken = true;
	return false;
}

bool
xr_attr_is(struct xml_reader *r, const char *name, size_t len,
    const char **value)
{
	const char *at = r->at;

	if (r->broken || (size_t)(r->end - at) < len + 3 || at[0] != ' ' ||
	    at[1] != name[0] || memcmp(at + 1, name, len) != 0 ||
	    at[len + 1] != '=' || at[len + 2] != '"')
		return false;
	r->at += len + 1;
	*value = attr_value(r, r->at + 2);
	return *value != NULL;
}

bool
xr_is(const char *name, size_t len, const char *want)
{
	return strlen(want) == len && memcmp(name, want, len) == 0;
}

const char *
xr_text(struct xml_reader *r)
{
	const char *close, *value;

	if (r->broken)
		return NULL;
	value = xr_value(r, r->at, '<', &close);
	if (close != NULL)
		r->at = close;
	if (value == NULL)
		r->broken = true;
	return value;
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
