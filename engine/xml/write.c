/* write.c: writing XML that is canonical as it is written */
#include "engine/xml/write.h"

#include "engine/xml/char_int.h"

#include <assert.h>
#include <string.h>

void
xw_init(struct xml_writer *w, struct text *out)
{
	w->out = out;
	w->depth = 0;
	w->open = w->replaced = false;
	w->last_attr = NULL;
}

/* The canonical escape of a byte (C14N 1.1, 1.1 "Terminology"), or NULL. */
static const char *
escape_of(unsigned char c, bool attribute)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return attribute ? NULL : "&gt;";
	case '"':
		return attribute ? "&quot;" : NULL;
	case '\t':
		return attribute ? "&#x9;" : NULL;
	case '\n':
		return attribute ? "&#xA;" : NULL;
	case '\r':
		return "&#xD;";
	default:
		return NULL;
	}
}

/* Which of eight bytes perhaps do not stand for themselves. */
static uint64_t
odd_ones(uint64_t v)
{
	return (v & CHAR_HIGH) | char_controls(v) | char_quotes(v) |
	    char_angles(v);
}

/* Do sixteen bytes all stand for themselves, and are ASCII? */
static bool
is_block_plain(const unsigned char *s)
{
	char_block v = char_sixteen(s);

	return !char_any(char_block_odd(v) | (v == '&') | (v == '"') |
	    (v == '<') | (v == '>'));
}

/* Less than eight bytes that all stand for themselves, others put in. */
static bool
is_short_plain(const unsigned char *s, size_t len)
{
	uint64_t v = CHAR_EACH('a');

	memcpy(&v, s, len);
	return odd_ones(le64toh(v)) == 0;
}

/* The bytes up to the first one that does not stand for itself: mostly all. */
static size_t
plain(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0, n;
	uint64_t v;

	while (i < len) {
		if (len - i >= 16 && is_block_plain(s + i)) {
			i += 16;
			continue;
		}
		if (len - i >= 8) {
			v = odd_ones(char_eight(s + i));
			i += v == 0 ? 8 : char_first(v);
			if (v == 0)
				continue;
		} else if (is_short_plain(s + i, len - i)) {
			return len;
		}
		if (s[i] >= 0x80) {
			if ((n = char_threes(s + i, len - i)) == 0)
				break;
			i += n;
		} else if (s[i] >= 0x20 && s[i] != '&' && s[i] != '<' &&
		    s[i] != '>' && s[i] != '"') {
			i++;
		} else {
			break;
		}
	}
	return i;
}

static void
escape(struct xml_writer *w, const char *text, size_t len, bool attribute)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0, from = 0, n;
	const char *esc;

	while ((i += plain(text + i, len - i)) < len) {
		n = char_at(s + i, len - i);
		esc = n == 0 ? "\xef\xbf\xbd" : escape_of(s[i], attribute);
		if (n == 0)
			w->replaced = true;
		if (esc == NULL) {
			i += n;
			continue;
		}
		text_add(w->out, text + from, i - from);
		text_adds(w->out, esc);
		i += n == 0 ? 1 : n;
		from = i;
	}
	text_add(w->out, text + from, len - from);
}

static void
end_start_tag(struct xml_writer *w)
{
	if (w->open)
		text_addc(w->out, '>');
	w->open = false;
}

static char *
put(char *to, const char *bytes, size_t len)
{
	memcpy(to, bytes, len);
	return to + len;
}

/* Markup: a name between two strings. */
static void
add_name(struct xml_writer *w, const char *before, const char *name,
    const char *after)
{
	text_adds(w->out, before);
	text_adds(w->out, name);
	text_adds(w->out, after);
}

/* Room for `len` bytes behind what comes before a tag, which is put there: the
 * end of a start tag, and where nothing but elements stand a line break. NULL
 * where the limit forbids it. */
static char *
tag_room(struct xml_writer *w, bool breaks, size_t len)
{
	size_t depth = (size_t)w->depth;
	char *to = text_room(w->out, w->open + (breaks ? 1 + depth : 0) +
	    len);
	bool open = w->open;

	w->open = false;
	if (to == NULL)
		return NULL;
	if (open)
		*to++ = '>';
	if (!breaks)
		return to;
	*to++ = '\n';
	memset(to, '\t', depth);
	return to + depth;
}

static void
took_to(struct xml_writer *w, const char *end)
{
	text_took(w->out, (size_t)(end - w->out->ptr) - w->out->len);
}

/* Prepare the parent for one more child, whose line may break before it. */
static bool
begin_child(struct xml_writer *w)
{
	if (w->depth == 0)
		return false;
	w->stack[w->depth - 1].has_child = true;
	return !w->stack[w->depth - 1].has_text;
}

void
xw_open(struct xml_writer *w, const char *name, const char *ns)
{
	const char *parent_ns, *parent_text;
	bool in_text, breaks;
	size_t n = strlen(name);
	char *to;

	assert(w->depth < XML_WRITE_DEPTH);
	breaks = begin_child(w);
	in_text = w->depth > 0 && w->stack[w->depth - 1].has_text;
	parent_ns = w->depth > 0 ? w->stack[w->depth - 1].ns : NULL;
	if (ns == NULL)
		ns = parent_ns;
	to = tag_room(w, breaks, 1 + n);
	if (to != NULL) {
		*to++ = '<';
		took_to(w, put(to, name, n));
	}
	parent_text = parent_ns != NULL ? parent_ns : "";
	if (ns != NULL && ns != parent_ns && strcmp(ns, parent_text) != 0) {
		text_adds(w->out, " xmlns=\"");
		escape(w, ns, strlen(ns), true);
		text_addc(w->out, '"');
	}
	w->stack[w->depth].name = name;
	w->stack[w->depth].ns = ns;
	w->stack[w->depth].has_text = in_text;
	w->stack[w->depth].has_child = false;
	w->depth++;
	w->open = true;
	w->last_attr = NULL;
}

static bool
is_of_xml(const char *name)
{
	return name[0] == 'x' && strncmp(name, "xml:", 4) == 0;
}

/*
 * Canonical order: attributes without namespace first, by name; then those
 * of the xml prefix, the only one that the writer takes.
 */
static bool
attr_after(const char *name, const char *last)
{
	bool x = is_of_xml(name);

	if (last == NULL)
		return true;
	return x == is_of_xml(last) ? strcmp(name, last) > 0 : x;
}

void
xw_attr(struct xml_writer *w, const char *name, const char *value)
{
	size_t n, len;
	char *to;

	assert(w->open);
	if (value == NULL)
		return;
	assert(attr_after(name, w->last_attr));
	w->last_attr = name;
	n = strlen(name);
	len = strlen(value);
	if (plain(value, len) == len &&
	    (to = text_room(w->out, n + len + 4)) != NULL) {
		*to++ = ' ';
		memcpy(to, name, n);
		memcpy(to + n, "=\"", 2);
		memcpy(to + n + 2, value, len);
		to[n + 2 + len] = '"';
		text_took(w->out, n + len + 4);
		return;
	}
	add_name(w, " ", name, "=\"");
	escape(w, value, len, true);
	text_addc(w->out, '"');
}

void
xw_attr_int(struct xml_writer *w, const char *name, int64_t value)
{
	char digits[TEXT_INT];

	xw_attr(w, name, text_of_int(digits, value));
}

void
xw_attrf(struct xml_writer *w, const char *name, const char *fmt, ...)
{
	struct text value = TEXT_INIT;
	va_list ap;

	va_start(ap, fmt);
	text_addv(&value, fmt, ap);
	va_end(ap);
	xw_attr(w, name, value.ptr);
	text_release(&value);
}

void
xw_text_n(struct xml_writer *w, const char *s, size_t len)
{
	assert(w->depth > 0);
	/* Text behind indented children would change with the indentation. */
	assert(!w->stack[w->depth - 1].has_child ||
	    w->stack[w->depth - 1].has_text);
	end_start_tag(w);
	w->stack[w->depth - 1].has_text = true;
	escape(w, s, len, false);
}

void
xw_text(struct xml_writer *w, const char *s)
{
	xw_text_n(w, s, strlen(s));
}

void
xw_mixed(struct xml_writer *w)
{
	xw_text_n(w, "", 0);
}

void
xw_fragment(struct xml_writer *w, const char *bytes, size_t len)
{
	bool breaks = begin_child(w);
	char *to = tag_room(w, breaks, len);

	if (to != NULL)
		took_to(w, put(to, bytes, len));
}

void
xw_copy(struct xml_writer *w, const char *bytes, size_t len)
{
	assert(w->depth > 0 && !w->stack[w->depth - 1].has_text);
	end_start_tag(w);
	w->stack[w->depth - 1].has_child = true;
	text_add(w->out, bytes, len);
}

void
xw_close(struct xml_writer *w)
{
	const char *name;
	bool breaks;
	size_t n;
	char *to;

	assert(w->depth > 0);
	w->depth--;
	name = w->stack[w->depth].name;
	breaks = w->stack[w->depth].has_child && !w->stack[w->depth].has_text;
	w->last_attr = NULL;
	n = strlen(name);
	to = tag_room(w, breaks, n + 3);
	if (to == NULL)
		return;
	*to++ = '<';
	*to++ = '/';
	to = put(to, name, n);
	*to++ = '>';
	took_to(w, to);
}

void
xw_element(struct xml_writer *w, const char *name, const char *text)
{
	if (text == NULL)
		return;
	xw_open(w, name, NULL);
	xw_text(w, text);
	xw_close(w);
}
