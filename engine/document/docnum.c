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
serial(const char *s)
{
	const char *p = s;
	bool open = opening(han_next(&p));
	size_t len;
	long n;

	if (open)
		s = p;
	eat(&s, "第");
	len = numeral_scan(s, &n);
	s += len;
	if (len == 0 || n > 99999 || !eat(&s, "号"))
		return false;
	if (open && !closing(han_next(&s)))
		return false;
	return *s == '\0';
}

/* 〔2021〕 or 2021年, either part of the brackets missing after 令. */
static bool
year(const char **s, bool bracketed)
{
	const char *p = *s, *q = p;
	size_t len;
	long y;

	if (opening(han_next(&q)))
		p = q;
	else if (bracketed)
		return false;
	len = numeral_scan(p, &y);
	if (len == 0 || y < 1900 || y > 2099)
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

/* code〔2021〕12号 */
static bool
code_number(const char *s)
{
	const char *p = s, *q;
	unsigned long c;
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
	return n > 0 && n <= CODE_MAX && year(&p, true) && serial(p);
}

/* …令第9号, …公告2021年第2号, 令〔2022〕第4号, 令（第39号） */
static bool
order_number(const char *s)
{
	static const char *const words[] = { "令", "公告", "通告", NULL };
	const char *p, *at = NULL;
	size_t i;

	for (i = 0; words[i] != NULL && at == NULL; i++) {
		for (p = strstr(s, words[i]); p != NULL;
		     p = strstr(p + 1, words[i])) {
			const char *q = p + strlen(words[i]);

			year(&q, false);
			if (serial(q)) {
				at = p;
				break;
			}
		}
	}
	if (at == NULL || at == s || at - s > ISSUERS_MAX * 3)
		return false;
	for (p = s; p < at; ) {
		unsigned long c = han_next(&p);

		if (!han_ideograph(c) && c != 0x3001)
			return false;
	}
	return true;
}

bool
docnum_match(const char *s)
{
	struct text t = TEXT_INIT;
	const char *p;
	size_t i;
	bool found;

	if (strlen(s) > 1024)
		return false;
	han_squeeze(&t, s);
	p = t.ptr;
	/* 第338号 under a heading 令; 2020年第5号 of a bulletin. */
	found = code_number(p) || order_number(p);
	if (!found) {
		i = strncmp(p, "第", 3) == 0;
		if (!i)
			i = year(&p, false) && strncmp(p, "第", 3) == 0;
		found = i && serial(p);
	}
	text_release(&t);
	return found;
}
