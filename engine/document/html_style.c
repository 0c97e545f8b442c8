/* html_style.c: is a style attribute one that leaves all words to be seen? */
#include "engine/base/mem.h"
#include "engine/document/html_int.h"
#include "engine/document/shown.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define VALUE_BYTES_MAX 200

/* What a property may be set to. */
enum rule {
	RULE_ANY, RULE_INK, RULE_PAPER, RULE_SIZE, RULE_SPACE, RULE_INDENT,
	RULE_LINE, RULE_LETTERS, RULE_UNDERLINE, RULE_FONT, RULE_WIDTH,
	RULE_HEIGHT, RULE_BLANKS, RULE_LIST, RULE_ALIGN
};

static bool
one_of(const char *s, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strcasecmp(s, *words) == 0)
			return true;
	}
	return false;
}

/* A length in pixels of a screen; *relative: to the letters around. */
static bool
length(const char *s, double *px, bool *relative)
{
	static const struct {
		const char *unit;
		double px;
		bool relative;
	} units[] = {
		{ "px", 1, false }, { "pt", 4.0 / 3, false },
		{ "cm", 37.8, false }, { "mm", 3.78, false },
		{ "in", 96, false }, { "pc", 16, false },
		{ "em", 16, true }, { "rem", 16, false }, { "ex", 8, true },
		{ "%", 0.16, true },
	};
	char *end;
	double n = strtod(s, &end);
	size_t i;

	if (end == s || strspn(s, "+-.0123456789") != (size_t)(end - s))
		return false;
	if (*end == '\0' && n < 0.01 && n > -0.01) {
		*px = 0;
		*relative = false;
		return true;
	}
	for (i = 0; i < MEM_COUNT(units); i++) {
		if (strcasecmp(end, units[i].unit) == 0) {
			*px = n * units[i].px;
			*relative = units[i].relative;
			return true;
		}
	}
	return false;
}

static bool
between(const char *s, double min, double max)
{
	bool relative;
	double px;

	return length(s, &px, &relative) && px >= min && px <= max;
}

/* Does each word of the value lie between? Or is it auto? */
static bool
all_between(const char *s, double min, double max)
{
	char word[VALUE_BYTES_MAX + 1];
	size_t n;

	while (*s != '\0') {
		n = strcspn(s, " ");
		memcpy(word, s, n);
		word[n] = '\0';
		if (n > 0 && strcasecmp(word, "auto") != 0 &&
		    !between(word, min, max))
			return false;
		s += n + strspn(s + n, " ");
	}
	return true;
}

bool
html_colour(const char *s, bool ink)
{
	static const char *const inks[] = { "black", "red", "darkred", "maroon",
		"blue", "darkblue", "navy", "purple", "green", "darkgreen",
		"windowtext", NULL };
	static const char *const papers[] = { "white", "transparent", "none",
		"window", "yellow", "lightyellow", "whitesmoke", "snow",
		"ivory", "silver", "lightgray", "lightgrey", "gainsboro",
		NULL };
	char *end;
	unsigned rgb;
	long part;
	int i;

	if (one_of(s, ink ? inks : papers))
		return true;
	if (strncasecmp(s, "rgb(", 4) == 0) {
		for (rgb = 0, i = 0, s += 4; i < 3; i++, s = end + 1) {
			part = strtol(s, &end, 10);
			if (end == s || part < 0 || part > 255 ||
			    *end != (i < 2 ? ',' : ')'))
				return false;
			rgb = rgb << 8 | (unsigned)part;
		}
		if (*s != '\0')
			return false;
	} else if (*s != '#' || !shown_colour(s, &rgb)) {
		return false;
	}
	return ink ? shown_ink(rgb) : shown_paper(rgb);
}

static bool
plain_size(const char *s)
{
	static const char *const words[] = { "small", "medium", "large",
		"x-large", "xx-large", "larger", NULL };
	bool relative;
	double px;

	if (one_of(s, words))
		return true;
	/* Smaller than what is around, again and again, is nothing. */
	return length(s, &px, &relative) && px <= 64 &&
	    px >= (relative ? 16 : 9);
}

static bool
plain_line(const char *s)
{
	char *end;
	double n = strtod(s, &end);

	if (strcasecmp(s, "normal") == 0)
		return true;
	if (end != s && *end == '\0')
		return n >= 1 && n <= 10;
	return between(s, 16, 120);
}

static bool
is_any_of(const xmlNode *node, const char *const *names)
{
	return one_of((const char *)node->name, names);
}

static bool
plain_value(const xmlNode *node, enum rule rule, const char *s)
{
	static const char *const underlines[] = { "none", "underline", NULL };
	static const char *const blanks[] = { "normal", "nowrap", "pre",
		"pre-wrap", "pre-line", NULL };
	static const char *const aligns[] = { "baseline", "top", "middle",
		"bottom", "sub", "super", "text-top", "text-bottom", NULL };
	static const char *const markers[] = { "none", "disc", "circle",
		"square", "decimal", "decimal-leading-zero",
		"cjk-ideographic", "simp-chinese-informal",
		"trad-chinese-informal", "simp-chinese-formal", "cjk-decimal",
		"lower-alpha", "lower-latin", "upper-alpha", "upper-latin",
		"lower-roman", "upper-roman", NULL };
	static const char *const lists[] = { "ol", "ul", NULL };
	static const char *const cells[] = { "table", "tr", "td", "th", "col",
		NULL };

	switch (rule) {
	case RULE_ANY:
		return strchr(s, '(') == NULL;
	case RULE_INK:
		return html_colour(s, true);
	case RULE_PAPER:
		return html_colour(s, false);
	case RULE_SIZE:
		return plain_size(s);
	case RULE_SPACE:
		return all_between(s, 0, 400);
	case RULE_INDENT:
		return between(s, 0, 200);
	case RULE_LINE:
		return plain_line(s);
	case RULE_LETTERS:
		return strcasecmp(s, "normal") == 0 || between(s, -1, 20);
	case RULE_UNDERLINE:
		return one_of(s, underlines);
	case RULE_FONT:
		return shown_font(s);
	case RULE_WIDTH:
		return strcasecmp(s, "auto") == 0 || between(s, 1.5, 4000);
	case RULE_HEIGHT:
		return strcasecmp(s, "auto") == 0 || is_any_of(node, cells);
	case RULE_BLANKS:
		return one_of(s, blanks);
	case RULE_LIST:
		return one_of(s, markers) && is_any_of(node, lists);
	case RULE_ALIGN:
		return one_of(s, aligns);
	}
	return false;
}

static bool
plain_property(const xmlNode *node, const char *name, const char *value)
{
	static const struct {
		const char *name;
		enum rule rule;
	} known[] = {
		{ "background", RULE_PAPER },
		{ "background-color", RULE_PAPER },
		{ "border", RULE_ANY }, { "border-bottom", RULE_ANY },
		{ "border-collapse", RULE_ANY }, { "border-color", RULE_ANY },
		{ "border-left", RULE_ANY }, { "border-right", RULE_ANY },
		{ "border-spacing", RULE_ANY }, { "border-style", RULE_ANY },
		{ "border-top", RULE_ANY }, { "border-width", RULE_ANY },
		{ "break-after", RULE_ANY }, { "break-before", RULE_ANY },
		{ "break-inside", RULE_ANY }, { "color", RULE_INK },
		{ "font-family", RULE_FONT }, { "font-size", RULE_SIZE },
		{ "font-style", RULE_ANY }, { "font-weight", RULE_ANY },
		{ "height", RULE_HEIGHT }, { "letter-spacing", RULE_LETTERS },
		{ "line-break", RULE_ANY }, { "line-height", RULE_LINE },
		{ "list-style-type", RULE_LIST }, { "margin", RULE_SPACE },
		{ "margin-bottom", RULE_SPACE }, { "margin-left", RULE_SPACE },
		{ "margin-right", RULE_SPACE }, { "margin-top", RULE_SPACE },
		{ "orphans", RULE_ANY }, { "overflow-wrap", RULE_ANY },
		{ "padding", RULE_SPACE }, { "padding-bottom", RULE_SPACE },
		{ "padding-left", RULE_SPACE }, { "padding-right", RULE_SPACE },
		{ "padding-top", RULE_SPACE }, { "page-break-after", RULE_ANY },
		{ "page-break-before", RULE_ANY },
		{ "page-break-inside", RULE_ANY }, { "text-align", RULE_ANY },
		{ "text-autospace", RULE_ANY },
		{ "text-decoration", RULE_UNDERLINE },
		{ "text-indent", RULE_INDENT }, { "text-justify", RULE_ANY },
		{ "vertical-align", RULE_ALIGN },
		{ "white-space", RULE_BLANKS },
		{ "widows", RULE_ANY }, { "width", RULE_WIDTH },
		{ "word-break", RULE_ANY }, { "word-spacing", RULE_LETTERS },
		{ "word-wrap", RULE_ANY },
	};
	size_t i;

	for (i = 0; i < MEM_COUNT(known); i++) {
		if (strcasecmp(name, known[i].name) == 0)
			return plain_value(node, known[i].rule, value);
	}
	return false;
}

/* Copy without white space at its ends; false: it is too long. */
static bool
copy(char out[VALUE_BYTES_MAX + 1], const char *s, size_t len)
{
	while (len > 0 && strchr(" \t\r\n", *s) != NULL) {
		s++;
		len--;
	}
	while (len > 0 && strchr(" \t\r\n", s[len - 1]) != NULL)
		len--;
	if (len > VALUE_BYTES_MAX)
		return false;
	memcpy(out, s, len);
	out[len] = '\0';
	return true;
}

/* rgb(0, 0, 0) with spaces is the same. */
static void
squeeze_colour(char *value)
{
	char *from = value, *to = value;

	if (strncasecmp(value, "rgb(", 4) != 0)
		return;
	for (; *from != '\0'; from++) {
		if (*from != ' ')
			*to++ = *from;
	}
	*to = '\0';
}

bool
html_style_is_plain(const xmlNode *node, const char *style,
    char odd[HTML_ODD_MAX])
{
	char name[VALUE_BYTES_MAX + 1], value[VALUE_BYTES_MAX + 1];
	const char *colon;
	size_t n;

	snprintf(odd, HTML_ODD_MAX, "style");
	/* Escapes, comments and whatever else makes a parser's life hard. */
	if (strpbrk(style, "\\@{}<>") != NULL || strstr(style, "/*") != NULL)
		return false;
	for (; *style != '\0'; style += n + (style[n] == ';')) {
		n = strcspn(style, ";");
		if (strspn(style, " \t\r\n") >= n)
			continue;
		colon = memchr(style, ':', n);
		if (colon == NULL || !copy(name, style,
		    (size_t)(colon - style)) || !copy(value, colon + 1,
		    n - (size_t)(colon + 1 - style)))
			return false;
		squeeze_colour(value);
		if (!plain_property(node, name, value)) {
			snprintf(odd, HTML_ODD_MAX, "%.60s", name);
			return false;
		}
	}
	return true;
}
