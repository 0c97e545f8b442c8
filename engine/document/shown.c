/* shown.c: can words be read as they are set? */
#include "engine/document/shown.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * Relative luminance (sRGB, near enough): white is 1. Red is 0.21, the light
 * grey of table heads 0.7: black on it has a contrast of 15, red of 3.
 */
#define INK_MAX 0.25
#define PAPER_MIN 0.6

/* Of a part of 255 the power of 2.2, to a hundredth. */
static double
linear(unsigned part)
{
	double c = (double)(part & 255) / 255;

	return c * c * (0.8 + 0.2 * c);
}

static double
luminance(unsigned rgb)
{
	return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) +
	    0.0722 * linear(rgb);
}

bool
shown_colour(const char *s, unsigned *rgb)
{
	unsigned long n;
	size_t len;

	if (s == NULL)
		return false;
	if (*s == '#')
		s++;
	len = strlen(s);
	if ((len != 6 && len != 3) ||
	    strspn(s, "0123456789abcdefABCDEF") != len)
		return false;
	n = strtoul(s, NULL, 16);
	if (len == 3)
		n = (n & 0xf00) * 0x1100 | (n & 0x0f0) * 0x110 |
		    (n & 0x00f) * 0x11;
	*rgb = (unsigned)n;
	return true;
}

bool
shown_ink(unsigned rgb)
{
	return luminance(rgb) <= INK_MAX;
}

bool
shown_paper(unsigned rgb)
{
	return luminance(rgb) >= PAPER_MIN;
}

bool
shown_font(const char *name)
{
	static const char *const odd[] = { "dings", "symbol", "marlett",
		"barcode", "bookshelf", "mt extra", "(", NULL };
	const char *const *o, *p;

	for (o = odd; *o != NULL; o++) {
		for (p = name; *p != '\0'; p++) {
			if (strncasecmp(p, *o, strlen(*o)) == 0)
				return false;
		}
	}
	return true;
}
