/* counting.h: the number of a list's item, as each way of counting writes it */
#ifndef GUIWEN_DOCUMENT_COUNTING_H
#define GUIWEN_DOCUMENT_COUNTING_H

#include "engine/base/text.h"

/*
 * Append n as this way of counting writes it, by WordprocessingML's names of
 * them (ST_NumberFormat), to which the readers of other formats map theirs:
 * chineseCountingThousand 一百二十, ideographDigital 一二〇, lowerLetter aa, ...
 * NULL or an unknown one: decimal; "none": nothing.
 */
void counting_add(struct text *out, const char *format, int n);

#endif
