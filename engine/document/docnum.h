/* docnum.h: the number of a document (发文字号) */
#ifndef GUIWEN_DOCUMENT_DOCNUM_H
#define GUIWEN_DOCUMENT_DOCNUM_H

#include "engine/base/text.h"

#include <stdbool.h>

/* What a number is made of. */
struct docnum {
	struct text series;	/* 长民发〔2021〕, …公告〔2021〕, 国令; "" none */
	int year;		/* 0: it names none */
	long serial;
};

#define DOCNUM_INIT { TEXT_INIT, 0, 0 }

/*
 * Is s, white space aside, wholly a document number? 长民发〔2021〕12号 with
 * any of the brackets in use, …令2020年第9号, 国令第707号, 第338号.
 */
bool docnum_match(const char *s);

/*
 * The same, taken apart. The series is written as it should be (GB/T 9704,
 * 7.2.5): without white space, the year in 〔〕 and in digits, without 第, so
 * that 公告2021年第2号 and 公告〔2021〕2号 are one.
 * *out begins as DOCNUM_INIT; its series is the caller's, text_release(), and
 * is replaced. What *out holds where s is no number (false) means nothing.
 */
bool docnum_parse(struct docnum *out, const char *s);
/* Append the number as it should be written: 长民发〔2021〕12号, 国令第707号. */
void docnum_write(struct text *out, const struct docnum *number);

#endif
