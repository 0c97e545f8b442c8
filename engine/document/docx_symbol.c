/* docx_symbol.c: characters of symbol fonts as characters of Unicode */
#include "engine/base/mem.h"
#include "engine/document/docx_int.h"

#include <string.h>
#include <strings.h>

enum font { NO_FONT, WINGDINGS, WINGDINGS2, SYMBOL };

/*
 * What official papers use them for: boxes to tick, ticks, circled figures,
 * arrows, the signs of arithmetic. A box that is ticked and one that is not
 * must never look the same.
 */
static const struct {
	enum font font;
	unsigned char c;
	unsigned short unicode;
} map[] = {
	{ WINGDINGS, 0x6c, 0x25cf }, { WINGDINGS, 0x6e, 0x25a0 },
	{ WINGDINGS, 0x6f, 0x25a1 }, { WINGDINGS, 0x71, 0x2751 },
	{ WINGDINGS, 0x72, 0x2752 }, { WINGDINGS, 0x75, 0x25c6 },
	{ WINGDINGS, 0xa1, 0x25cb }, { WINGDINGS, 0xa4, 0x25c9 },
	{ WINGDINGS, 0xa8, 0x25a1 }, { WINGDINGS, 0xab, 0x2605 },
	{ WINGDINGS, 0xb2, 0x2727 }, { WINGDINGS, 0xdf, 0x2190 },
	{ WINGDINGS, 0xe0, 0x2192 }, { WINGDINGS, 0xe1, 0x2191 },
	{ WINGDINGS, 0xe2, 0x2193 }, { WINGDINGS, 0xe8, 0x2794 },
	{ WINGDINGS, 0xfb, 0x2717 }, { WINGDINGS, 0xfc, 0x2713 },
	{ WINGDINGS, 0xfd, 0x2612 }, { WINGDINGS, 0xfe, 0x2611 },
	{ WINGDINGS2, 0x4f, 0x2717 }, { WINGDINGS2, 0x50, 0x2713 },
	{ WINGDINGS2, 0x51, 0x2612 }, { WINGDINGS2, 0x52, 0x2611 },
	{ WINGDINGS2, 0x53, 0x2612 }, { WINGDINGS2, 0x54, 0x2612 },
	{ WINGDINGS2, 0x98, 0x25cf }, { WINGDINGS2, 0xa1, 0x25a0 },
	{ WINGDINGS2, 0xa2, 0x25a0 }, { WINGDINGS2, 0xa3, 0x25a1 },
	{ SYMBOL, 0xa3, 0x2264 }, { SYMBOL, 0xb0, 0x00b0 },
	{ SYMBOL, 0xb1, 0x00b1 }, { SYMBOL, 0xb3, 0x2265 },
	{ SYMBOL, 0xb4, 0x00d7 }, { SYMBOL, 0xb7, 0x2022 },
	{ SYMBOL, 0xb8, 0x00f7 }, { SYMBOL, 0xb9, 0x2260 },
	{ SYMBOL, 0xbb, 0x2248 }, { SYMBOL, 0xa5, 0x221e },
	{ SYMBOL, 0xae, 0x2192 }, { SYMBOL, 0xac, 0x2190 },
	{ SYMBOL, 0xd6, 0x221a }, { SYMBOL, 0xe5, 0x2211 },
};

static enum font
font_of(const char *name)
{
	if (name == NULL)
		return NO_FONT;
	if (strcasecmp(name, "Wingdings") == 0)
		return WINGDINGS;
	if (strcasecmp(name, "Wingdings 2") == 0)
		return WINGDINGS2;
	return strcasecmp(name, "Symbol") == 0 ? SYMBOL : NO_FONT;
}

bool
docx_symbol_font(const char *font)
{
	return font_of(font) != NO_FONT || (font != NULL &&
	    (strcasecmp(font, "Webdings") == 0 ||
	    strcasecmp(font, "Wingdings 3") == 0));
}

/* F0xx is where Word puts the 256 signs of such a font. */
unsigned long
docx_symbol(const char *font, unsigned long c)
{
	enum font f = font_of(font);
	size_t i;

	if (c >= 0xf000 && c <= 0xf0ff)
		c -= 0xf000;
	/* ① to ⑩ and ❶ to ❿ */
	if (f == WINGDINGS && c >= 0x81 && c <= 0x8a)
		return 0x2460 + (c - 0x81);
	if (f == WINGDINGS && c >= 0x8c && c <= 0x95)
		return 0x2776 + (c - 0x8c);
	for (i = 0; f != NO_FONT && i < MEM_COUNT(map); i++) {
		if (map[i].font == f && map[i].c == c)
			return map[i].unicode;
	}
	return 0;
}
