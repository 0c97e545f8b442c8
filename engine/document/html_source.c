/*
 * html_source.c: is the source of a web page one that every program reads
 * alike? Where marks are not well formed, browsers and parsers go different
 * ways, and what one hides the other reads.
 */
#include "engine/base/mem.h"
#include "engine/document/html_int.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool
is_name(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (!first && ((c >= '0' && c <= '9') || c == '-' || c == '_' ||
	    c == ':' || c == '.'));
}

static const char *
skip_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* An attribute's value, in quotes or a bare word; NULL: neither. */
static const char *
value_end(const char *p)
{
	char quote = *p;

	if (quote == '"' || quote == '\'') {
		for (p++; *p != quote; p++) {
			if (*p == '\0' || *p == '<' || *p == '>')
				return NULL;
		}
		p++;
		return is_blank(*p) || *p == '>' || (*p == '/' &&
		    p[1] == '>') ? p : NULL;
	}
	if (*p == '\0' || is_blank(*p) || strchr("\"'<>=`/", *p) != NULL)
		return NULL;
	while (*p != '\0' && !is_blank(*p) && *p != '>') {
		if (strchr("\"'<=`", *p) != NULL)
			return NULL;
		p++;
	}
	return p;
}

/* The end of a tag <name attribute="value" ...>; NULL: it is none. */
static const char *
tag_end(const char *p)
{
	bool closing = p[1] == '/';

	p += closing ? 2 : 1;
	if (!is_name(*p, true))
		return NULL;
	while (is_name(*p, false))
		p++;
	for (;;) {
		const char *name = skip_blanks(p);

		if (*name == '>')
			return name + 1;
		if (*name == '/' && name[1] == '>' && !closing)
			return name + 2;
		/* Attributes stand apart, and a closing tag has none. */
		if (name == p || closing || !is_name(*name, true))
			return NULL;
		for (p = name; is_name(*p, false); p++)
			;
		name = skip_blanks(p);
		if (*name == '=') {
			p = value_end(skip_blanks(name + 1));
			if (p == NULL)
				return NULL;
		}
	}
}

static bool
is_tag(const char *p, const char *name)
{
	size_t n = strlen(name);

	return strncasecmp(p + 1, name, n) == 0 && !is_name(p[1 + n], false);
}

static bool
is_digit(char c, int base)
{
	return (c >= '0' && c <= '9') || (base == 16 && ((c >= 'a' &&
	    c <= 'f') || (c >= 'A' && c <= 'F')));
}

/* &nbsp; &#20013; &#x4e2d; which all programs know. */
static bool
is_entity(const char *p)
{
	static const char *const known[] = { "nbsp;", "amp;", "lt;", "gt;",
		"quot;", "ensp;", "emsp;", "thinsp;", "middot;", "mdash;",
		"ndash;", "ldquo;", "rdquo;", "lsquo;", "rsquo;", "hellip;",
		"times;", "divide;", "deg;", "plusmn;", "copy;", "sect;",
		"permil;", "bull;", "yen;", NULL };
	const char *const *k;
	unsigned long c;
	char *end;

	for (k = known; *k != NULL; k++) {
		if (strncmp(p + 1, *k, strlen(*k)) == 0)
			return true;
	}
	if (p[1] != '#')
		return false;
	p += 2;
	if (*p == 'x' || *p == 'X')
		c = is_digit(p[1], 16) ? strtoul(p + 1, &end, 16) : 0;
	else
		c = is_digit(*p, 10) ? strtoul(p, &end, 10) : 0;
	/* Browsers take 128 to 159 as characters of Windows. */
	return c >= 0x20 && (c < 0x7f || c >= 0xa0) && c < 0x110000 &&
	    *end == ';';
}

/* Nothing stands behind the end of the body: programs show it or not. */
static bool
is_last(const char *end)
{
	end = skip_blanks(end);
	if (strncasecmp(end, "</html>", 7) == 0)
		end = skip_blanks(end + 7);
	return *end == '\0';
}

/* Where the source stops being plain; NULL: nowhere. */
static const char *
find_odd(const char *text)
{
	static const char *const once[] = { "html", "head", "body", "title" };
	size_t seen[MEM_COUNT(once)] = { 0 }, i;
	const char *p = text, *end;

	while ((p = strpbrk(p, "<&")) != NULL) {
		if (*p == '&') {
			if (!is_entity(p))
				return p;
			p++;
			continue;
		}
		if (strncasecmp(p, "<!doctype", 9) == 0) {
			end = strchr(p, '>');
			p = end == NULL ? p + strlen(p) : end + 1;
			continue;
		}
		end = tag_end(p);
		if (end == NULL || ((is_tag(p, "/body") ||
		    is_tag(p, "/html")) && !is_last(end)))
			return p;
		for (i = 0; i < MEM_COUNT(once); i++) {
			/* A second one changes the first. */
			if (is_tag(p, once[i]) && seen[i]++ > 0)
				return p;
		}
		/* Browsers know no elements in a title. */
		if (is_tag(p, "title") && strncasecmp(end + strcspn(end, "<"),
		    "</title>", 8) != 0)
			return p;
		p = end;
	}
	return NULL;
}

void
html_check_source(struct document *d, const char *text)
{
	const char *odd = find_odd(text), *p;
	char words[24];
	size_t n;
	int line = 1;

	if (odd == NULL)
		return;
	for (p = text; p < odd; p++)
		line += *p == '\n';
	for (n = 0; n < sizeof(words) - 1 && odd[n] > ' ' && odd[n] < 0x7f;
	     n++)
		words[n] = odd[n];
	words[n] = '\0';
	document_warn(d, line, words, "There is a comment, an instruction or a "
	    "mark that is not well formed in the page, which programs do not "
	    "all read alike; take it out, or issue the document as .docx.");
}
