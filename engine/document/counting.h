/* counting.h: the number of a list's item, as each way of counting writes it */
#ifndef GUIWEN_DOCUMENT_COUNTING_H
#define GUIWEN_DOCUMENT_COUNTING_H

#include "engine/base/text.h"

#include <stdbool.h>

/*
 * Append n as this way of counting writes it, by WordprocessingML's names of
 * them (ST_NumberFormat), to which the readers of other formats map theirs:
 * chineseCountingThousand 一百二十, ideographDigital 一二〇, lowerLetter aa, ...
 * NULL: decimal; "none": nothing; "001, 002": figures of that width. False:
 * the way is not known, decimal was written.
 */
bool counting_add(struct text *out, const char *format, int n);

#endif
