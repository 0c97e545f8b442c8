/* docnum.h: the number of a document (发文字号) */
#ifndef GUIWEN_DOCUMENT_DOCNUM_H
#define GUIWEN_DOCUMENT_DOCNUM_H

#include <stdbool.h>

/*
 * Is s, white space aside, wholly a document number? 长民发〔2021〕12号 with
 * any of the brackets in use, …令2020年第9号, 国令第707号, 第338号.
 */
bool docnum_match(const char *s);

#endif
