/*
 * shown.h: can words be read as they are set? Colours of ink and paper,
 * whatever the format; what is neither clearly dark nor clearly light is not
 * for an issued file
 */
#ifndef GUIWEN_DOCUMENT_SHOWN_H
#define GUIWEN_DOCUMENT_SHOWN_H

#include <stdbool.h>

/* RRGGBB in hexadecimal, a # before it or not, or RGB. False: none. */
bool shown_colour(const char *s, unsigned *rgb);
/* Dark enough to be read upon whatever shown_paper() takes: black, the red of
 * a masthead, the blue of a link. */
bool shown_ink(unsigned rgb);
/* Light enough to stand behind it. */
bool shown_paper(unsigned rgb);
/* Is it, by its name, a font of letters? Fonts of signs draw others. */
bool shown_font(const char *name);

#endif
