/* picture_text.c: words in Graphviz' language: escaped, shortened, in lines */
#include "engine/chart/picture_int.h"

#include <stdbool.h>
#include <string.h>
#include <utf8proc.h>

#define CONDITION_COLUMNS 72	/* more of a condition is left out */
#define REPLACEMENT 0xfffd

/* The character at s; what is no UTF-8 is one replacement character a byte. */
static size_t
next(const char *s, utf8proc_int32_t *c)
{
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s,
	    (utf8proc_ssize_t)strnlen(s, 4), c);

	if (n > 0)
		return (size_t)n;
	*c = REPLACEMENT;
	return 1;
}

static bool
is_space(utf8proc_int32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* XML 1.0 has no other control characters, and people cannot see any. */
static bool
is_shown(utf8proc_int32_t c)
{
	return c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0xfffe &&
	    c != 0xffff;
}

static void
add_escaped(struct text *out, utf8proc_int32_t c)
{
	switch (c) {
	case '&':
		text_adds(out, "&amp;");
		break;
	case '<':
		text_adds(out, "&lt;");
		break;
	case '>':
		text_adds(out, "&gt;");
		break;
	case '"':
		text_adds(out, "&quot;");
		break;
	case '\\':
		/* Graphviz puts names for \N, \G and others, in labels with
		 * tags too */
		text_adds(out, "\\\\");
		break;
	default:
		text_add_utf8(out, is_shown(c) ? (unsigned long)c :
		    REPLACEMENT);
	}
}

void
picture_quoted(struct text *out, const char *s)
{
	utf8proc_int32_t c;

	for (; *s != '\0'; s += next(s, &c)) {
		next(s, &c);
		if (c == '\n')
			text_adds(out, "\\n");
		else
			add_escaped(out, is_space(c) ? ' ' : c);
		/* hints are gone through twice: a space of no width keeps
		 * the backslash from what follows it */
		if (c == '\\')
			text_add_utf8(out, 0x200b);
	}
}

static size_t
width_of(utf8proc_int32_t c)
{
	int width = utf8proc_charwidth(c);

	return width > 0 ? (size_t)width : 0;
}

/* ---- lines ---- */

static bool
closes(utf8proc_int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	/* the dashes and dots of a text that is set in Chinese, too */
	return category == UTF8PROC_CATEGORY_PE ||
	    category == UTF8PROC_CATEGORY_PF ||
	    category == UTF8PROC_CATEGORY_PO;
}

static bool
opens(utf8proc_int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	return category == UTF8PROC_CATEGORY_PS ||
	    category == UTF8PROC_CATEGORY_PI;
}

/* The columns that the line at s takes, up to its end or a '\n'. */
static size_t
line_columns(const char *s)
{
	utf8proc_int32_t c;
	size_t columns = 0;

	for (; *s != '\0' && *s != '\n'; s += next(s, &c)) {
		next(s, &c);
		columns += is_space(c) ? 1 : width_of(c);
	}
	return columns;
}

/* How many bytes of s to put on one line of that many columns. */
static size_t
fit(const char *s, size_t columns)
{
	size_t at = 0, fits = 0, used = 0, len;
	utf8proc_int32_t c, before = 0;

	for (; s[at] != '\0' && s[at] != '\n'; at += len) {
		len = next(s + at, &c);
		if (at > 0 && (is_space(c) || ((width_of(c) == 2 ||
		    width_of(before) == 2) && !closes(c) && !opens(before))))
			fits = at;
		used += is_space(c) ? 1 : width_of(c);
		if (used > columns && fits > 0)
			return fits;
		before = c;
	}
	return at;
}

static void
add_line(struct text *out, const char *s, size_t len)
{
	const char *end = s + len;
	bool blank = false, any = false;
	utf8proc_int32_t c;

	for (; s < end; s += next(s, &c)) {
		next(s, &c);
		if (is_space(c)) {
			blank = any;
			continue;
		}
		if (blank)
			text_addc(out, ' ');
		add_escaped(out, c);
		blank = false;
		any = true;
	}
	if (!any)
		text_adds(out, "&#160;");
}

void
picture_wrapped(struct text *out, const char *s, size_t columns)
{
	size_t total, lines, limit, len;
	bool first = true;

	do {
		total = line_columns(s);
		lines = total / columns + (total % columns != 0);
		/* of about equal length; a word that does not fit moves on */
		limit = lines > 1 ? total / lines + 3 : columns;
		if (limit > columns)
			limit = columns;
		do {
			while (*s == ' ' || *s == '\t' || *s == '\r')
				s++;
			len = fit(s, limit);
			if (!first)
				text_adds(out, "<BR/>");
			first = false;
			add_line(out, s, len);
			s += len;
		} while (*s != '\0' && *s != '\n');
	} while (*s++ == '\n' && *s != '\0');
}

/* ---- conditions ---- */

/* The sign for the operator at s, and its length; NULL where none begins. */
static const char *
sign_at(const char *s, size_t *len)
{
	static const struct {
		const char *written, *shown;
	} signs[] = {
		{ "$_x/facts/", "" }, { "<=", "≤" }, { ">=", "≥" },
		{ "!=", "≠" }
	};
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		*len = strlen(signs[i].written);
		if (strncmp(s, signs[i].written, *len) == 0)
			return signs[i].shown;
	}
	return NULL;
}

void
picture_condition(struct text *out, const char *cond)
{
	size_t columns = 0, len;
	utf8proc_int32_t c;
	const char *shown;
	char quote = '\0';

	for (; *cond != '\0'; cond += len) {
		shown = quote == '\0' ? sign_at(cond, &len) : NULL;
		if (shown != NULL) {
			text_adds(out, shown);
			columns += *shown != '\0';
			continue;
		}
		len = next(cond, &c);
		if (quote != '\0' ? c == quote : c == '\'' || c == '"')
			quote = quote != '\0' ? '\0' : *cond;
		columns += is_space(c) ? 1 : width_of(c);
		if (columns > CONDITION_COLUMNS) {
			text_adds(out, "…");
			return;
		}
		if (is_space(c))
			text_addc(out, ' ');
		else
			text_add(out, cond, len);
	}
}
