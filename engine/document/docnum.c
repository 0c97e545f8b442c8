/* docnum.c: the number of a document (发文字号) */
#include "engine/document/docnum.h"

#include "engine/document/han.h"
#include "engine/document/numeral.h"

#include <stdlib.h>
#include <string.h>

#define CODE_MAX 24	/* characters before the year */
#define ISSUERS_MAX 160	/* characters before 令 or 公告 */

static bool
opening(unsigned long c)
{
	return c == 0x3014 || c == '[' || c == 0xff3b || c == 0xfe5d ||
	    c == 0x3010 || c == 0xff08 || c == '(' || c == 0x3016;
}

static bool
closing(unsigned long c)
{
	return c == 0x3015 || c == ']' || c == 0xff3d || c == 0xfe5e ||
	    c == 0x3011 || c == 0xff09 || c == ')' || c == 0x3017;
}

static bool
eat(const char **s, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*s, word, n) != 0)
		return false;
	*s += n;
	return true;
}

/* [第]N号, in brackets or not, and nothing after it. */
static bool
serial(const char *s, long *n)
{
	const char *p = s;
	bool open = opening(han_next(&p));
	size_t len;

	if (open)
		s = p;
	eat(&s, "第");
	len = numeral_scan(s, n);
	s += len;
	if (len == 0 || *n > 99999 || !eat(&s, "号"))
		return false;
	if (open && !closing(han_next(&s)))
		return false;
	return *s == '\0';
}

/* 〔2021〕 or 2021年, either part of the brackets missing after 令. */
static bool
year(const char **s, bool bracketed, long *y)
{
	const char *p = *s, *q = p;
	size_t len;

	if (opening(han_next(&q)))
		p = q;
	else if (bracketed)
		return false;
	len = numeral_scan(p, y);
	if (len == 0 || *y < 1900 || *y > 2099)
		return false;
	p += len;
	q = p;
	if (closing(han_next(&q)))
		p = q;
	else if (bracketed || !eat(&p, "年"))
		return false;
	*s = p;
	return true;
}

/* The series that begins with `code`, of `year` (0: none), bracketed as in
 * 〔2021〕 or not, as in 2021年. */
static void
make_series(struct docnum *out, const char *code, size_t len, long of_year,
    bool bracketed)
{
	text_reset(&out->series);
	text_add(&out->series, code, len);
	out->year = (int)of_year;
	if (of_year != 0)
		text_addf(&out->series, bracketed ? "〔%ld〕" : "%ld年",
		    of_year);
}

/* code〔2021〕12号 */
static bool
code_number(struct docnum *out, const char *s)
{
	const char *p = s, *q;
	unsigned long c;
	size_t len;
	long y;
	int n;

	for (n = 0; n <= CODE_MAX; n++) {
		q = p;
		c = han_next(&q);
		if (opening(c))
			break;
		if (!han_ideograph(c) && !(c >= 'A' && c <= 'Z') &&
		    !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return false;
		p = q;
	}
	len = (size_t)(p - s);
	if (n == 0 || n > CODE_MAX || !year(&p, true, &y) ||
	    !serial(p, &out->serial))
		return false;
	make_series(out, s, len, y, true);
	return true;
}

/* 令 or 公告 with what stands behind it, from s on; NULL: nowhere. */
static const char *
order_word(struct docnum *out, const char *s, const char *word, long *y)
{
	const char *p, *q;

	for (p = strstr(s, word); p != NULL; p = strstr(p + 1, word)) {
		q = p + strlen(word);
		if (!year(&q, false, y))
			*y = 0;
		if (serial(q, &out->serial))
			return p;
	}
	return NULL;
}

/* …令第9号, …公告2021年第2号, 令〔2022〕第4号, 令（第39号） */
static bool
order_number(struct docnum *out, const char *s)
{
	static const char *const words[] = { "令", "公告", "通告", NULL };
	const char *p, *at = NULL;
	size_t i;
	long y = 0;

	for (i = 0; words[i] != NULL && at == NULL; i++)
		at = order_word(out, s, words[i], &y);
	if (at == NULL || at == s || at - s > ISSUERS_MAX * 3)
		return false;
	for (p = s; p < at; ) {
		unsigned long c = han_next(&p);

		if (!han_ideograph(c) && c != 0x3001)
			return false;
	}
	make_series(out, s, (size_t)(at - s) + strlen(words[i - 1]), y,
	    true);
	return true;
}

/* 第338号 under a heading 令; 2020年第5号 of a bulletin. */
static bool
bare_number(struct docnum *out, const char *s)
{
	long y = 0;

	if (strncmp(s, "第", strlen("第")) != 0 && (!year(&s, false, &y) ||
	    strncmp(s, "第", strlen("第")) != 0))
		return false;
	if (!serial(s, &out->serial))
		return false;
	make_series(out, "", 0, y, false);
	return true;
}

bool
docnum_parse(struct docnum *out, const char *s)
{
	struct text t = TEXT_INIT;
	bool found;

	if (strlen(s) > 1024)
		return false;
	han_squeeze(&t, s);
	found = code_number(out, t.ptr) || order_number(out, t.ptr) ||
	    bare_number(out, t.ptr);
	text_release(&t);
	return found;
}

bool
docnum_match(const char *s)
{
	struct docnum number = DOCNUM_INIT;
	bool found = docnum_parse(&number, s);

	text_release(&number.series);
	return found;
}

void
docnum_write(struct text *out, const struct docnum *number)
{
	static const char bracket[] = "〕";
	size_t len = strlen(bracket);
	const struct text *series = &number->series;
	bool bracketed = series->len >= len && memcmp(series->ptr +
	    series->len - len, bracket, len) == 0;

	text_addf(out, "%s%s%ld号", series->ptr, bracketed ? "" : "第",
	    number->serial);
}
