/* counting.c: the number of a list's item, as each way of counting writes it
 * (ECMA-376 17.18.59) */
#include "engine/document/counting.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How a language counts with units. */
struct counting {
	const char *digits[10], *units[4], *ten_thousand;
	bool one_hundred;	/* 一百; else 百 */
	bool zeros;		/* 一百零一; else 百一 */
	bool one_ten;		/* 壹拾; else 十 */
};

static const struct counting chinese = {
	{ "零", "一", "二", "三", "四", "五", "六", "七", "八", "九" },
	{ "", "十", "百", "千" }, "万", true, true, false
};
static const struct counting taiwanese = {
	{ "零", "一", "二", "三", "四", "五", "六", "七", "八", "九" },
	{ "", "十", "百", "千" }, "萬", true, true, false
};
static const struct counting japanese = {
	{ "〇", "一", "二", "三", "四", "五", "六", "七", "八", "九" },
	{ "", "十", "百", "千" }, "万", false, false, false
};
static const struct counting legal_simplified = {
	{ "零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖" },
	{ "", "拾", "佰", "仟" }, "萬", true, true, true
};
static const struct counting legal_traditional = {
	{ "零", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖" },
	{ "", "拾", "佰", "仟" }, "萬", true, true, true
};
static const struct counting legal_japanese = {
	{ "零", "壱", "弐", "参", "四", "伍", "六", "七", "八", "九" },
	{ "", "拾", "百", "千" }, "萬", true, false, true
};

/* Up to 9999; `zero`: a unit was left out before it. */
static void
add_group(struct text *out, const struct counting *c, int n, bool zero,
    bool leading)
{
	static const int values[] = { 1000, 100, 10, 1 };
	int i, digit;

	for (i = 0; i < 4; i++) {
		digit = n / values[i] % 10;
		if (digit == 0) {
			zero |= !leading;
			continue;
		}
		if (zero && c->zeros && !leading)
			text_adds(out, c->digits[0]);
		zero = false;
		/* 十一 at the front, 一百一十一 inside */
		if (digit != 1 || i == 3 || (i == 2 ? c->one_ten ||
		    (!leading && c->zeros) : c->one_hundred))
			text_adds(out, c->digits[digit]);
		text_adds(out, c->units[3 - i]);
		leading = false;
	}
}

static void
add_counting(struct text *out, const struct counting *c, int n)
{
	if (n == 0) {
		text_adds(out, c->digits[0]);
		return;
	}
	if (n >= 10000) {
		add_counting(out, c, n / 10000);
		text_adds(out, c->ten_thousand);
	}
	add_group(out, c, n % 10000, false, n < 10000);
}

/* Digit by digit. */
static void
add_digits(struct text *out, const char *const *digits, int n)
{
	char s[16];
	const char *p;

	snprintf(s, sizeof(s), "%d", n);
	for (p = s; *p != '\0'; p++)
		text_adds(out, digits[*p - '0']);
}

static const char *const ideographs[] = { "〇", "一", "二", "三", "四", "五",
	"六", "七", "八", "九" };
static const char *const with_circle[] = { "○", "一", "二", "三", "四", "五",
	"六", "七", "八", "九" };

/* Counted up to 99, digit by digit beyond. */
static void
add_short_counting(struct text *out, const struct counting *c, int n)
{
	if (n > 0 && n < 100)
		add_counting(out, c, n);
	else
		add_digits(out, with_circle, n);
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

	if (n < 1 || n > 32767)
		text_addf(out, "%d", n);
	for (i = 0; i < MEM_COUNT(parts) && n <= 32767; i++) {
		for (; n >= parts[i].value; n -= parts[i].value)
			text_adds(out, upper ? parts[i].upper :
			    parts[i].lower);
	}
}

/* a b ... z aa bb */
static void
add_letter(struct text *out, int n, char first)
{
	int times = n <= 0 || n > 26 * 30 ? 0 : (n - 1) / 26 + 1;

	if (times == 0)
		text_addf(out, "%d", n);
	while (times-- > 0)
		text_addc(out, (char)(first + (n - 1) % 26));
}

/* The nth character of a row of characters of three bytes, or the decimal
 * number. */
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

#define STEMS "甲乙丙丁戊己庚辛壬癸"
#define BRANCHES "子丑寅卯辰巳午未申酉戌亥"

/* 甲子, 乙丑 ... */
static void
add_sixty(struct text *out, int n)
{
	if (n < 1 || n > 60) {
		text_addf(out, "%d", n);
		return;
	}
	add_nth(out, STEMS, (n - 1) % 10 + 1);
	add_nth(out, BRANCHES, (n - 1) % 12 + 1);
}

static void
add_ordinal(struct text *out, int n)
{
	int last = n % 100 / 10 == 1 ? 0 : n % 10;

	text_addf(out, "%d%s", n, last == 1 ? "st" : last == 2 ? "nd" :
	    last == 3 ? "rd" : "th");
}

/* * † ‡ § ** ... */
static void
add_chicago(struct text *out, int n)
{
	static const char *const signs[] = { "*", "†", "‡", "§" };
	int times = n < 1 || n > 400 ? 0 : (n - 1) / 4 + 1;

	if (times == 0)
		text_addf(out, "%d", n);
	while (times-- > 0)
		text_adds(out, signs[(n - 1) % 4]);
}

enum how { DECIMAL, NONE, COUNTED, SHORT_COUNTED, DIGITS, NTH, WIDE, SIXTY,
	ORDINAL, CHICAGO, ROMAN_UPPER, ROMAN_LOWER, LETTER_UPPER,
	LETTER_LOWER, ZERO, HEX, DASHES };

static const struct {
	const char *name;
	enum how how;
	const void *with;
} formats[] = {
	{ "decimal", DECIMAL, NULL },
	{ "decimalHalfWidth", DECIMAL, NULL },
	{ "bullet", DECIMAL, NULL },
	{ "none", NONE, NULL },
	{ "chineseCountingThousand", COUNTED, &chinese },
	{ "taiwaneseCountingThousand", COUNTED, &taiwanese },
	{ "japaneseCounting", COUNTED, &japanese },
	{ "chineseLegalSimplified", COUNTED, &legal_simplified },
	{ "ideographLegalTraditional", COUNTED, &legal_traditional },
	{ "japaneseLegal", COUNTED, &legal_japanese },
	{ "chineseCounting", SHORT_COUNTED, &chinese },
	{ "taiwaneseCounting", SHORT_COUNTED, &taiwanese },
	{ "ideographDigital", DIGITS, ideographs },
	{ "japaneseDigitalTenThousand", DIGITS, ideographs },
	{ "taiwaneseDigital", DIGITS, with_circle },
	{ "koreanDigital2", DIGITS, chinese.digits },
	{ "ideographTraditional", NTH, STEMS },
	{ "ideographZodiac", NTH, BRANCHES },
	{ "ideographZodiacTraditional", SIXTY, NULL },
	{ "decimalEnclosedCircle", NTH, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" },
	{ "decimalEnclosedCircleChinese", NTH,
	    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" },
	{ "decimalEnclosedParen", NTH,
	    "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇" },
	{ "decimalEnclosedFullstop", NTH,
	    "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛" },
	{ "ideographEnclosedCircle", NTH, "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉" },
	{ "aiueoFullWidth", NTH, "アイウエオカキクケコサシスセソタチツテト"
	    "ナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン" },
	{ "irohaFullWidth", NTH, "イロハニホヘトチリヌルヲワカヨタレソツネ"
	    "ナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン" },
	{ "aiueo", NTH, "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ" },
	{ "ganada", NTH, "가나다라마바사아자차카타파하" },
	{ "chosung", NTH, "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ" },
	{ "decimalFullWidth", WIDE, NULL },
	{ "decimalFullWidth2", WIDE, NULL },
	{ "decimalZero", ZERO, NULL },
	{ "hex", HEX, NULL },
	{ "numberInDash", DASHES, NULL },
	{ "ordinal", ORDINAL, NULL },
	{ "chicago", CHICAGO, NULL },
	{ "upperRoman", ROMAN_UPPER, NULL },
	{ "lowerRoman", ROMAN_LOWER, NULL },
	{ "upperLetter", LETTER_UPPER, NULL },
	{ "lowerLetter", LETTER_LOWER, NULL },
};

static void
add_as(struct text *out, enum how how, const void *with, int n)
{
	switch (how) {
	case DECIMAL:
		text_addf(out, "%d", n);
		break;
	case NONE:
		break;
	case COUNTED:
		add_counting(out, with, n);
		break;
	case SHORT_COUNTED:
		add_short_counting(out, with, n);
		break;
	case DIGITS:
		add_digits(out, with, n);
		break;
	case NTH:
		add_nth(out, with, n);
		break;
	case WIDE:
		add_wide(out, n);
		break;
	case SIXTY:
		add_sixty(out, n);
		break;
	case ORDINAL:
		add_ordinal(out, n);
		break;
	case CHICAGO:
		add_chicago(out, n);
		break;
	case ROMAN_UPPER: case ROMAN_LOWER:
		add_roman(out, n, how == ROMAN_UPPER);
		break;
	case LETTER_UPPER: case LETTER_LOWER:
		add_letter(out, n, how == LETTER_UPPER ? 'A' : 'a');
		break;
	case ZERO:
		text_addf(out, "%02d", n);
		break;
	case HEX:
		text_addf(out, "%X", (unsigned)n);
		break;
	case DASHES:
		text_addf(out, "- %d -", n);
		break;
	}
}

bool
counting_add(struct text *out, const char *format, int n)
{
	size_t i;

	for (i = 0; format != NULL && i < MEM_COUNT(formats); i++) {
		if (strcmp(formats[i].name, format) == 0) {
			add_as(out, formats[i].how, formats[i].with, n);
			return true;
		}
	}
	/* custom: 001, 002, ... */
	if (format != NULL && *format == '0' && strspn(format, "0") < 9) {
		text_addf(out, "%0*d", (int)strspn(format, "0") + 1, n);
		return true;
	}
	text_addf(out, "%d", n);
	return format == NULL;
}
