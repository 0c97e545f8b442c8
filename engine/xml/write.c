/* write.c: writing XML that is canonical as it is written */
#include "engine/xml/write.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void
xw_init(struct xml_writer *w, struct text *out)
{
	memset(w, 0, sizeof(*w));
	w->out = out;
}

/*
 * The length of the XML character at s, or 0 where there is none: invalid
 * UTF-8, a surrogate, a control character (XML 1.0, 2.2 Char).
 */
static size_t
xml_character(const unsigned char *s, size_t len)
{
	unsigned long c;
	size_t n, i;

	if (s[0] < 0x80)
		return s[0] >= 0x20 || s[0] == '\t' || s[0] == '\n' ||
		    s[0] == '\r' ? 1 : 0;
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

/* Bytes that stand for themselves: most of what is written. */
static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '&' && c != '<' && c != '>' &&
	    c != '"';
}

/* The same of three bytes: a character between U+1000 and U+CFFF, which is
 * where the Chinese ones are. */
static bool
is_plain_han(const unsigned char *s, size_t len)
{
	return len >= 3 && s[0] >= 0xe1 && s[0] <= 0xec &&
	    (s[1] & 0xc0) == 0x80 && (s[2] & 0xc0) == 0x80;
}

static void
escape(struct xml_writer *w, const char *text, size_t len, bool attribute)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0, from = 0, n;
	const char *esc;

	while (i < len) {
		if (is_plain(s[i])) {
			i++;
			continue;
		}
		if (is_plain_han(s + i, len - i)) {
			i += 3;
			continue;
		}
		n = xml_character(s + i, len - i);
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

static void
new_line(struct xml_writer *w, int depth)
{
	text_addc(w->out, '\n');
	while (depth-- > 0)
		text_addc(w->out, '\t');
}

/* Prepare the parent for one more child. */
static void
begin_child(struct xml_writer *w)
{
	end_start_tag(w);
	if (w->depth == 0)
		return;
	w->stack[w->depth - 1].has_child = true;
	if (!w->stack[w->depth - 1].has_text)
		new_line(w, w->depth);
}

void
xw_open(struct xml_writer *w, const char *name, const char *ns)
{
	const char *parent_ns, *parent_text;
	bool in_text;

	assert(w->depth < XML_WRITE_DEPTH);
	begin_child(w);
	in_text = w->depth > 0 && w->stack[w->depth - 1].has_text;
	parent_ns = w->depth > 0 ? w->stack[w->depth - 1].ns : NULL;
	if (ns == NULL)
		ns = parent_ns;
	parent_text = parent_ns != NULL ? parent_ns : "";
	text_addc(w->out, '<');
	text_adds(w->out, name);
	if (ns != NULL && strcmp(ns, parent_text) != 0) {
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

/*
 * Canonical order: attributes without namespace first, by name; then those
 * of the xml prefix, the only one that the writer takes.
 */
static bool
attr_after(const char *name, const char *last)
{
	bool x = strncmp(name, "xml:", 4) == 0;
	bool y = last != NULL && strncmp(last, "xml:", 4) == 0;

	if (last == NULL)
		return true;
	return x == y ? strcmp(name, last) > 0 : x;
}

void
xw_attr(struct xml_writer *w, const char *name, const char *value)
{
	assert(w->open);
	if (value == NULL)
		return;
	assert(attr_after(name, w->last_attr));
	w->last_attr = name;
	text_addc(w->out, ' ');
	text_adds(w->out, name);
	text_adds(w->out, "=\"");
	escape(w, value, strlen(value), true);
	text_addc(w->out, '"');
}

void
xw_attr_int(struct xml_writer *w, const char *name, int64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, value);
	xw_attr(w, name, digits);
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
	begin_child(w);
	text_add(w->out, bytes, len);
}

void
xw_close(struct xml_writer *w)
{
	assert(w->depth > 0);
	end_start_tag(w);
	w->depth--;
	if (w->stack[w->depth].has_child && !w->stack[w->depth].has_text)
		new_line(w, w->depth);
	text_adds(w->out, "</");
	text_adds(w->out, w->stack[w->depth].name);
	text_addc(w->out, '>');
	w->last_attr = NULL;
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
