/* columns.c: how wide a text is on a terminal, and where a line may break */
#include "cli/table.h"

#include <string.h>
#include <utf8proc.h>

/* The character at s: its bytes (at least 1) and its columns. */
static size_t
character(const char *s, size_t *columns, utf8proc_int32_t *code)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s,
	    (utf8proc_ssize_t)strnlen(s, 4), &c);
	int w;

	if (n <= 0) {		/* a stray byte is shown as one sign */
		*columns = 1;
		*code = 0xfffd;
		return 1;
	}
	w = utf8proc_charwidth(c);
	*columns = w < 0 ? 0 : (size_t)w;
	/* Quotation marks and dashes have no width of their own (UAX 11:
	 * ambiguous); the terminals of those who read Chinese differ, most
	 * show one column. */
	*code = c;
	return (size_t)n;
}

size_t
text_columns(const char *s)
{
	size_t total = 0, w;
	utf8proc_int32_t c;

	while (*s != '\0') {
		s += character(s, &w, &c);
		total += w;
	}
	return total;
}

/* Is it one of these? 0 ends them. */
static bool
one_of(const utf8proc_int32_t *list, utf8proc_int32_t c)
{
	while (*list != 0 && *list != c)
		list++;
	return *list != 0;
}

/* May a line not begin with it? Closing punctuation of Chinese and Latin. */
static bool
clings(utf8proc_int32_t c)
{
	static const utf8proc_int32_t closing[] = {
		0x3001, 0x3002, 0x300b, 0x300d, 0x300f, 0x3011, 0x3015,
		0xff01, 0xff09, 0xff0c, 0xff1a, 0xff1b, 0xff1f, 0x201d,
		0x2019, ')', ']', '}', ',', '.', ';', ':', '!', '?', 0
	};

	return one_of(closing, c);
}

/* May a line not end with it? Opening brackets of Chinese and Latin. */
static bool
opens(utf8proc_int32_t c)
{
	static const utf8proc_int32_t opening[] = {
		0x300a, 0x300c, 0x300e, 0x3010, 0x3014, 0xff08, 0x201c,
		0x2018, '(', '[', '{', 0
	};

	return one_of(opening, c);
}

size_t
text_fit(const char *s, size_t columns)
{
	size_t at = 0, used = 0, w, n, brk = 0;
	utf8proc_int32_t c, before = 0;
	size_t before_w = 0;

	while (s[at] != '\0') {
		n = character(s + at, &w, &c);
		/* a break may stand before this character: after a space, and
		 * on either side of a wide one */
		if (at > 0 && w > 0 && c != ' ' && !clings(c) &&
		    !opens(before) &&
		    (before == ' ' || w == 2 || before_w == 2))
			brk = at;
		if (used + w > columns && at > 0 && c != ' ')
			return brk > 0 ? brk : at;
		used += w;
		at += n;
		if (w > 0) {
			before = c;
			before_w = w;
		}
	}
	return at;
}

void
output_wrapped(struct output *out, const char *fact, size_t indent,
    size_t columns)
{
	struct text line = TEXT_INIT;
	const char *s;
	size_t n, i;

	output_line(fact, &line);
	for (s = line.ptr; columns != 0 && *s != '\0';) {
		i = n = text_fit(s, columns);
		while (i > 0 && s[i - 1] == ' ')
			i--;
		output_add(out, s, i);
		s += n;
		s += strspn(s, " ");
		if (*s == '\0')
			break;
		output_adds(out, "\n");
		for (i = 0; i < indent; i++)
			output_adds(out, " ");
	}
	output_adds(out, s);
	text_release(&line);
}

void
output_padded(struct output *out, const char *fact, size_t columns)
{
	struct text line = TEXT_INIT;
	size_t w;

	output_line(fact, &line);
	output_adds(out, line.ptr);
	for (w = text_columns(line.ptr); w < columns; w++)
		output_adds(out, " ");
	text_release(&line);
}
