/* numeral.h: Chinese numerals, dates, periods as official texts write them */
#ifndef GUIWEN_DOCUMENT_NUMERAL_H
#define GUIWEN_DOCUMENT_NUMERAL_H

#include "engine/base/day.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The numeral that s begins with: 十一, 一百十, 二○二一, 廿五, 壹拾贰, 12,
 * １２, ㈠, ⑴, ①, Ⅳ. How many bytes, its value in *value; 0 where there is
 * none. A value beyond 99 999 999 is none.
 */
size_t numeral_scan(const char *s, long *value);
/* Can it begin with this character? */
bool numeral_begins(unsigned long c);
/* Only Chinese characters, no Arabic digits or enclosed forms. */
size_t numeral_scan_han(const char *s, long *value);
/* The whole of s. 0, or -1: no numeral. */
int numeral_parse(const char *s, long *value);

enum date_state {
	DATE_WHOLE,		/* a day of the calendar */
	DATE_OPEN,		/* 2021年　月　日: left to be filled in */
	DATE_IMPOSSIBLE		/* 2021年2月29日, 3月1月 */
};

struct date_match {
	size_t at, len;		/* bytes in the string searched */
	enum date_state state;
	struct day day;		/* year 0 unless DATE_WHOLE */
};

/* Does a date begin at s? 2021年5月1日 in any digits, 2021-5-1, 2021.05.01,
 * 2021/5/1, spaces allowed, or the open form. */
bool date_scan(const char *s, struct date_match *out);
/* The first date at or after s + from. */
bool date_find(const char *s, size_t from, struct date_match *out);
/* The whole of s (white space around it aside). 0, or -1: no date, or one
 * that does not exist. */
int date_parse(const char *s, struct day *out);

/* A period at s: 5年, 两年, 6个月, 一年零六个月. Bytes and months; 0 none. */
size_t period_scan(const char *s, int *months);

#endif
