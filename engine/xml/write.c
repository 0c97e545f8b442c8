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

/* The bytes up to the first one that does not stand for itself: mostly all. */
static size_t
plain(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0, n;
	uint64_t v;

	while (i < len) {
		if (len - i >= 8) {
			v = char_eight(s + i);
			v = (v & CHAR_HIGH) | char_controls(v) |
			    char_quotes(v) | char_angles(v);
			i += v == 0 ? 8 : char_first(v);
			if (v == 0)
				continue;
		}
		if ((n = char_hans(s + i, len - i)) != 0)
			i += n;
		else if (s[i] >= 0x20 && s[i] < 0x80 && s[i] != '&' &&
		    s[i] != '<' && s[i] != '>' && s[i] != '"')
			i++;
		else
			break;
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

static void
new_line(struct xml_writer *w, int depth)
{
	size_t n = 1 + (size_t)depth;
	char *to = text_room(w->out, n);

	if (to == NULL)
		return;
	memset(to, '\t', n);
	*to = '\n';
	text_took(w->out, n);
}

/* Markup: a name between two strings. */
static void
add_name(struct xml_writer *w, const char *before, const char *name,
    const char *after)
{
	size_t a = strlen(before), n = strlen(name), b = strlen(after);
	char *to = text_room(w->out, a + n + b);

	if (to == NULL)
		return;
	memcpy(to, before, a);
	memcpy(to + a, name, n);
	memcpy(to + a + n, after, b);
	text_took(w->out, a + n + b);
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
	add_name(w, "<", name, "");
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
	begin_child(w);
	text_add(w->out, bytes, len);
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
	assert(w->depth > 0);
	end_start_tag(w);
	w->depth--;
	if (w->stack[w->depth].has_child && !w->stack[w->depth].has_text)
		new_line(w, w->depth);
	add_name(w, "</", w->stack[w->depth].name, ">");
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
