/* numeral.c: Chinese numerals, dates, periods as official texts write them */
#include "engine/document/numeral.h"

#include "engine/document/han.h"

#include <string.h>

#define NUMERAL_MAX 99999999L

/* The digit that a character is, 0 to 9, or -1. */
static int
han_digit(unsigned long c)
{
	switch (c) {
	case 0x96f6: case 0x3007: case 0x25cb:	/* 零 〇 ○ */
		return 0;
	case 0x4e00: case 0x58f9: case 0x5f0c:	/* 一 壹 弌 */
		return 1;
	case 0x4e8c: case 0x8d30: case 0x8cb3: case 0x4e24:	/* 二 贰 貳 两 */
		return 2;
	case 0x4e09: case 0x53c1: case 0x53c4:	/* 三 叁 叄 */
		return 3;
	case 0x56db: case 0x8086:	/* 四 肆 */
		return 4;
	case 0x4e94: case 0x4f0d:	/* 五 伍 */
		return 5;
	case 0x516d: case 0x9646: case 0x9678:	/* 六 陆 陸 */
		return 6;
	case 0x4e03: case 0x67d2:	/* 七 柒 */
		return 7;
	case 0x516b: case 0x634c:	/* 八 捌 */
		return 8;
	case 0x4e5d: case 0x7396:	/* 九 玖 */
		return 9;
	default:
		return -1;
	}
}

/* 十 百 千 万 and their capitals; 0 for what is no such unit. */
static long
han_unit(unsigned long c)
{
	switch (c) {
	case 0x5341: case 0x62fe:
		return 10;
	case 0x767e: case 0x4f70:
		return 100;
	case 0x5343: case 0x4edf:
		return 1000;
	case 0x4e07: case 0x842c:
		return 10000;
	default:
		return 0;
	}
}

static int
arabic_digit(unsigned long c)
{
	if (c >= '0' && c <= '9')
		return (int)(c - '0');
	return c >= 0xff10 && c <= 0xff19 ? (int)(c - 0xff10) : -1;
}

/* ㈠ ⑴ ① ⒈ Ⅳ: the value of one enclosed character, or 0. */
static long
enclosed_value(unsigned long c)
{
	static const struct {
		unsigned long first, last;
	} ranges[] = { { 0x3220, 0x3229 }, { 0x3280, 0x3289 },
		{ 0x2474, 0x2487 }, { 0x2460, 0x2473 }, { 0x2488, 0x249b },
		{ 0x2160, 0x216b } };
	size_t i;

	for (i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return (long)(c - ranges[i].first + 1);
	}
	return 0;
}

bool
numeral_begins(unsigned long c)
{
	return han_digit(c) >= 0 || arabic_digit(c) >= 0 ||
	    han_unit(c) != 0 || c == 0x5eff || c == 0x5345 ||	/* 廿 卅 */
	    enclosed_value(c) != 0;
}

/* A Chinese numeral without units is read digit by digit: 二〇二一. */
static size_t
scan_digits(const char *s, bool arabic_too, long *value)
{
	const char *p = s, *end = s;
	unsigned long c;
	long v = 0;
	int d;

	while ((c = han_next(&p)) != 0) {
		d = han_digit(c);
		if (d < 0 && arabic_too)
			d = arabic_digit(c);
		/* The letter O typed for 〇, never at the start. */
		if (d < 0 && (c == 'O' || c == 'o' || c == 0xff2f ||
		    c == 0xff4f) && end > s)
			d = 0;
		if (d < 0 || v > NUMERAL_MAX / 10)
			break;
		v = v * 10 + d;
		end = p;
	}
	*value = v;
	return (size_t)(end - s);
}

static size_t
scan_units(const char *s, long *value)
{
	const char *p = s, *end = s;
	long total = 0, section = 0, digit = 0, unit, c_unit = 0;
	unsigned long c;
	int d;

	while ((c = han_next(&p)) != 0) {
		d = han_digit(c);
		unit = han_unit(c);
		if (c == 0x5eff || c == 0x5345) {	/* 廿 卅 */
			section += c == 0x5eff ? 20 : 30;
			digit = 0;
		} else if (d >= 0) {
			digit = d;
			c_unit = 0;
		} else if (unit == 10000) {
			total = (total + section + digit) * unit;
			section = digit = 0;
		} else if (unit > 0) {
			if (c_unit != 0 && c_unit <= unit)
				break;	/* 十十: no number */
			section += (digit == 0 ? 1 : digit) * unit;
			digit = 0;
			c_unit = unit;
		} else {
			break;
		}
		if (total + section > NUMERAL_MAX)
			return 0;
		end = p;
	}
	*value = total + section + digit;
	return (size_t)(end - s);
}

size_t
numeral_scan_han(const char *s, long *value)
{
	const char *p = s;
	unsigned long c;
	bool units = false;
	long v;
	size_t len;

	while ((c = han_next(&p)) != 0) {
		if (han_unit(c) != 0 || c == 0x5eff || c == 0x5345)
			units = true;
		else if (han_digit(c) < 0)
			break;
	}
	len = units ? scan_units(s, &v) : scan_digits(s, false, &v);
	if (len > 0)
		*value = v;
	return len;
}

size_t
numeral_scan(const char *s, long *value)
{
	const char *p = s;
	unsigned long c = han_next(&p);
	size_t len, plain;
	long v, w;

	if (enclosed_value(c) > 0) {
		*value = enclosed_value(c);
		return (size_t)(p - s);
	}
	len = numeral_scan_han(s, &v);
	plain = scan_digits(s, true, &w);
	if (plain > len) {
		len = plain;
		v = w;
	}
	if (len > 0)
		*value = v;
	return len;
}

int
numeral_parse(const char *s, long *value)
{
	size_t len;
	long v;

	s = han_skip(s);
	len = numeral_scan(s, &v);
	if (len == 0 || *han_skip(s + len) != '\0')
		return -1;
	*value = v;
	return 0;
}

/* A numeral, or a blank to be filled in (-1: spaces, ×, ＿, 某), or -2. */
static long
date_number(const char **s)
{
	const char *p = han_skip(*s), *q;
	unsigned long c;
	size_t len;
	long v;

	len = numeral_scan(p, &v);
	if (len > 0) {
		*s = han_skip(p + len);
		return v;
	}
	for (q = p; (c = han_next(&q)) != 0; p = q) {
		if (c != 0xd7 && c != 'X' && c != 'x' && c != '_' &&
		    c != 0xff3f && c != 0x67d0 && c != '*' && c != 0x25cb &&
		    !han_space(c))
			break;
	}
	*s = p;
	return -1;
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

static bool
finish_date(const char *s, const char *end, long y, long m, long d,
    struct date_match *out)
{
	struct day day = { (int)y, (int)m, (int)d };

	out->at = 0;
	out->len = (size_t)(end - s);
	memset(&out->day, 0, sizeof(out->day));
	if (y < 0 || m < 0 || d < 0) {
		out->state = DATE_OPEN;
	} else if (!day_valid(day)) {
		out->state = DATE_IMPOSSIBLE;
	} else {
		out->state = DATE_WHOLE;
		out->day = day;
	}
	return true;
}

static bool
scan_numeric_date(const char *s, long y, const char *p, struct date_match *out)
{
	const char *sep = *p == '-' ? "-" : *p == '.' ? "." : "/";
	size_t len;
	long m, d;

	if (!eat(&p, sep))
		return false;
	len = numeral_scan(p, &m);
	p += len;
	if (len == 0 || len > 2 || !eat(&p, sep))
		return false;
	len = numeral_scan(p, &d);
	p += len;
	if (len == 0 || len > 2 || eat(&p, sep))
		return false;
	return finish_date(s, p, y, m, d, out);
}

bool
date_scan(const char *s, struct date_match *out)
{
	const char *p = s;
	long y, m, d;

	y = date_number(&p);
	if (y >= 1000 && y <= 9999 && (*p == '-' || *p == '.' || *p == '/'))
		return scan_numeric_date(s, y, p, out);
	if ((y >= 0 && (y < 1000 || y > 9999)) || !eat(&p, "年"))
		return false;
	m = date_number(&p);
	if (m > 9999 || !eat(&p, "月"))
		return false;
	d = date_number(&p);
	if (d >= 0 && d <= 99 && eat(&p, "月"))
		return finish_date(s, p, y, m, 99, out);
	if (d > 99 || (!eat(&p, "日") && !eat(&p, "号")))
		return false;
	if (y < 0 && (m >= 0 || d >= 0))
		return false;
	return finish_date(s, p, y, m, d, out);
}

bool
date_find(const char *s, size_t from, struct date_match *out)
{
	const char *p = s + from, *q;
	unsigned long c, before = 0;

	for (; *p != '\0'; p = q, before = c) {
		q = p;
		c = han_next(&q);
		if (han_space(c))
			continue;
		/* Only where a number (or the open form) can start. */
		if (han_digit(c) < 0 && arabic_digit(c) < 0 && c != 0x5e74 &&
		    c != 0xd7 && c != '_' && c != 'X')
			continue;
		if (arabic_digit(before) >= 0 || han_digit(before) >= 0)
			continue;
		if (date_scan(p, out)) {
			out->at = (size_t)(p - s);
			return true;
		}
	}
	return false;
}

int
date_parse(const char *s, struct day *out)
{
	struct date_match m;

	s = han_skip(s);
	if (!date_scan(s, &m) || m.state != DATE_WHOLE ||
	    *han_skip(s + m.len) != '\0')
		return -1;
	*out = m.day;
	return 0;
}

size_t
period_scan(const char *s, int *months)
{
	const char *p = han_skip(s), *q;
	size_t len;
	long v, w;

	len = numeral_scan(p, &v);
	if (len == 0 || v > 1200)
		return 0;
	p = han_skip(p + len);
	if (eat(&p, "个月")) {
		*months = (int)v;
		return (size_t)(p - s);
	}
	if (v > 100 || !eat(&p, "年"))
		return 0;
	*months = (int)v * 12;
	q = p;
	if (eat(&q, "零") && (len = numeral_scan(q, &w)) > 0 && w < 12) {
		q += len;
		if (eat(&q, "个月")) {
			*months += (int)w;
			p = q;
		}
	}
	return (size_t)(p - s);
}
