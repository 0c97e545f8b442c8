/* counting.c: the number of a list's item, as each way of counting writes it */
#include "engine/document/counting.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <string.h>

static void
add_han(struct text *out, int n, bool thousands)
{
	static const char *const digits[] = { "〇", "一", "二", "三", "四",
		"五", "六", "七", "八", "九" };
	static const char *const units[] = { "", "十", "百", "千" };
	char s[16];
	size_t len, i;
	bool zero = false;

	snprintf(s, sizeof(s), "%d", n);
	len = strlen(s);
	if (len > 4 || n == 0 || (!thousands && n > 99)) {
		for (i = 0; i < len; i++)
			text_adds(out, digits[s[i] - '0']);
		return;
	}
	for (i = 0; i < len; i++) {
		int digit = s[i] - '0';

		if (digit == 0) {
			zero = true;
			continue;
		}
		if (zero)
			text_adds(out, "零");
		zero = false;
		/* 十一, not 一十一 */
		if (!(digit == 1 && len == 2 && i == 0))
			text_adds(out, digits[digit]);
		text_adds(out, units[len - 1 - i]);
	}
}

static void
add_capital(struct text *out, int n, bool traditional)
{
	static const char *const simplified_digits[] = { "零", "壹", "贰",
		"叁", "肆", "伍", "陆", "柒", "捌", "玖" };
	static const char *const traditional_digits[] = { "零", "壹", "貳",
		"參", "肆", "伍", "陸", "柒", "捌", "玖" };
	static const char *const units[] = { "", "拾", "佰", "仟" };
	const char *const *digits = traditional ? traditional_digits :
	    simplified_digits;
	char s[16];
	size_t len, i;
	bool zero = false;

	snprintf(s, sizeof(s), "%d", n);
	len = strlen(s);
	for (i = 0; i < len && len <= 4; i++) {
		if (s[i] == '0') {
			zero = true;
			continue;
		}
		if (zero)
			text_adds(out, digits[0]);
		zero = false;
		text_adds(out, digits[s[i] - '0']);
		text_adds(out, units[len - 1 - i]);
	}
}

static void
add_roman(struct text *out, int n, bool upper)
{
	static const struct {
		int value;
		const char *lower, *upper;
	} parts[] = { { 1000, "m", "M" }, { 900, "cm", "CM" },
		{ 500, "d", "D" }, { 400, "cd", "CD" }, { 100, "c", "C" },
		{ 90, "xc", "XC" }, { 50, "l", "L" }, { 40, "xl", "XL" },
		{ 10, "x", "X" }, { 9, "ix", "IX" }, { 5, "v", "V" },
		{ 4, "iv", "IV" }, { 1, "i", "I" } };
	size_t i;

	for (i = 0; i < MEM_COUNT(parts) && n < 4000; i++) {
		for (; n >= parts[i].value; n -= parts[i].value)
			text_adds(out, upper ? parts[i].upper :
			    parts[i].lower);
	}
}

/* a b ... z aa bb */
static void
add_letter(struct text *out, int n, char first)
{
	int times = n <= 0 || n > 26 * 20 ? 0 : (n - 1) / 26 + 1;

	while (times-- > 0)
		text_addc(out, (char)(first + (n - 1) % 26));
}

/* The nth character of a row of equal characters, or the decimal number. */
static void
add_nth(struct text *out, const char *row, int n)
{
	size_t count = strlen(row) / 3;

	if (n < 1 || (size_t)n > count)
		text_addf(out, "%d", n);
	else
		text_add(out, row + 3 * (n - 1), 3);
}

static void
add_wide(struct text *out, int n)
{
	char s[16];
	const char *p;

	snprintf(s, sizeof(s), "%d", n);
	for (p = s; *p != '\0'; p++)
		text_add_utf8(out, 0xff10u + (unsigned)(*p - '0'));
}

void
counting_add(struct text *out, const char *format, int n)
{
	static const char *const stems = "甲乙丙丁戊己庚辛壬癸";
	static const char *const branches = "子丑寅卯辰巳午未申酉戌亥";

	if (format == NULL || strcmp(format, "decimal") == 0)
		text_addf(out, "%d", n);
	else if (strcmp(format, "none") == 0)
		;
	else if (strcmp(format, "chineseCountingThousand") == 0 ||
	    strcmp(format, "japaneseCounting") == 0 ||
	    strcmp(format, "taiwaneseCountingThousand") == 0 ||
	    strcmp(format, "koreanDigital2") == 0)
		add_han(out, n, true);
	else if (strcmp(format, "chineseCounting") == 0 ||
	    strcmp(format, "taiwaneseCounting") == 0)
		add_han(out, n, false);
	else if (strcmp(format, "ideographDigital") == 0 ||
	    strcmp(format, "japaneseDigitalTenThousand") == 0 ||
	    strcmp(format, "taiwaneseDigital") == 0)
		add_han(out, n, n < 10);
	else if (strcmp(format, "chineseLegalSimplified") == 0)
		add_capital(out, n, false);
	else if (strcmp(format, "ideographLegalTraditional") == 0)
		add_capital(out, n, true);
	else if (strcmp(format, "ideographTraditional") == 0)
		add_nth(out, stems, n);
	else if (strcmp(format, "ideographZodiac") == 0)
		add_nth(out, branches, n);
	else if (strncmp(format, "decimalEnclosedCircle", 21) == 0)
		add_nth(out, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
		    "⑯⑰⑱⑲⑳", n);
	else if (strcmp(format, "decimalEnclosedParen") == 0)
		add_nth(out, "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", n);
	else if (strcmp(format, "decimalEnclosedFullstop") == 0)
		add_nth(out, "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", n);
	else if (strcmp(format, "ideographEnclosedCircle") == 0)
		add_nth(out, "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", n);
	else if (strncmp(format, "decimalFullWidth", 16) == 0)
		add_wide(out, n);
	else if (strcmp(format, "decimalZero") == 0)
		text_addf(out, "%02d", n);
	else if (strcmp(format, "upperRoman") == 0)
		add_roman(out, n, true);
	else if (strcmp(format, "lowerRoman") == 0)
		add_roman(out, n, false);
	else if (strcmp(format, "upperLetter") == 0)
		add_letter(out, n, 'A');
	else if (strcmp(format, "lowerLetter") == 0)
		add_letter(out, n, 'a');
	else
		text_addf(out, "%d", n);
}
