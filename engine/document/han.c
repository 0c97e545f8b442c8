/* han.c: characters of Chinese text: stepping, white space, kinds of mark */
#include "engine/document/han.h"

#include <string.h>

unsigned long
han_next_other(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	int n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2, i;
	unsigned long c = p[0] & (0xffu >> (n + 1));

	for (i = 1; i < n && (p[i] & 0xc0) == 0x80; i++)
		c = c << 6 | (p[i] & 0x3f);
	*s += i;
	return c;
}

unsigned long
han_before(const char *s, const char *end)
{
	if (s == end)
		return 0;
	end--;
	while (end > s && ((unsigned char)*end & 0xc0) == 0x80)
		end--;
	return han_next(&end);
}

bool
han_ideograph(unsigned long c)
{
	return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
	    (c >= 0x20000 && c <= 0x3ffff) || c == 0x3007;
}

const char *
han_skip(const char *s)
{
	const char *p = s;

	while (han_space(han_next(&p)))
		s = p;
	return s;
}

size_t
han_length(const char *s)
{
	unsigned long c;
	size_t n = 0;

	while ((c = han_next(&s)) != 0)
		n += !han_space(c);
	return n;
}

/* The end of s without the white space there. */
static const char *
trimmed_end(const char *s)
{
	const char *end = s + strlen(s), *p;

	while (end > s && han_space(han_before(s, end))) {
		p = end - 1;
		while (p > s && ((unsigned char)*p & 0xc0) == 0x80)
			p--;
		end = p;
	}
	return end;
}

unsigned long
han_last(const char *s)
{
	return han_before(s, trimmed_end(s));
}

/* Skip back over closing quotes and brackets. */
static unsigned long
last_but_closers(const char *s)
{
	const char *end = trimmed_end(s);
	unsigned long c;

	while ((c = han_before(s, end)) != 0) {
		if (c != 0x201d && c != 0x2019 && c != 0x300d && c != 0x300f &&
		    c != 0xff09 && c != ')' && c != '"' && c != 0x3011)
			break;
		end--;
		while (end > s && ((unsigned char)*end & 0xc0) == 0x80)
			end--;
	}
	return c;
}

bool
han_ends_sentence(const char *s)
{
	unsigned long c = last_but_closers(s);

	return c == 0x3002 || c == 0xff01 || c == 0xff1f || c == '!' ||
	    c == '?' || c == 0x2026 || c == 0xff61 || c == 0xff0e || c == '.';
}

bool
han_ends_clause(const char *s)
{
	unsigned long c = last_but_closers(s), last = han_last(s);

	return han_ends_sentence(s) || c == 0xff1b || c == ';' ||
	    c == 0xff1a || c == ':' || last == 0x201d || last == 0x300d ||
	    last == 0xff09 || last == ')' || last == '"' || last == 0x3011 ||
	    last == 0x300b;
}

bool
han_begins_with(const char *s, const char *word)
{
	const char *p, *w = word;
	unsigned long c;

	for (;;) {
		if (*w == '\0')
			return true;
		p = s;
		c = han_next(&s);
		if (c == 0)
			return false;
		if (han_space(c))
			continue;
		if (strncmp(p, w, (size_t)(s - p)) != 0)
			return false;
		w += s - p;
	}
}

bool
han_ends_with(const char *s, const char *word)
{
	const char *end = trimmed_end(s), *w = word + strlen(word);
	unsigned long c, d;

	while (w > word) {
		c = han_before(s, end);
		if (c == 0)
			return false;
		end--;
		while (end > s && ((unsigned char)*end & 0xc0) == 0x80)
			end--;
		if (han_space(c))
			continue;
		d = han_before(word, w);
		if (c != d)
			return false;
		w--;
		while (w > word && ((unsigned char)*w & 0xc0) == 0x80)
			w--;
	}
	return true;
}

bool
han_is_one_of(const char *s, const char *const *words)
{
	struct text t = TEXT_INIT;
	bool found = false;

	han_squeeze(&t, s);
	for (; *words != NULL && !found; words++)
		found = strcmp(t.ptr, *words) == 0;
	text_release(&t);
	return found;
}

bool
han_ends_with_any(const char *s, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (han_ends_with(s, *words))
			return true;
	}
	return false;
}

void
han_squeeze(struct text *out, const char *s)
{
	const char *from = s, *p = s;
	unsigned long c;

	while ((c = han_next(&s)) != 0) {
		if (han_space(c)) {
			text_add(out, from, (size_t)(p - from));
			from = s;
		}
		p = s;
	}
	text_add(out, from, (size_t)(p - from));
}

/*
 * Letter-spaced: nearly every Han character of the line stands alone between
 * spaces (通　　知, 几 个 问 题).
 */
static bool
letter_spaced(const char *s)
{
	size_t words = 0, single = 0, run = 0, chars = 0;
	unsigned long c;

	do {
		c = han_next(&s);
		if (c != 0 && !han_space(c)) {
			run++;
			chars++;
			continue;
		}
		words += run > 0;
		single += run == 1;
		run = 0;
	} while (c != 0);
	return words > 1 && single * 10 >= words * 8 && single * 2 > chars;
}

void
han_unspace(struct text *out, const char *s)
{
	bool tight = letter_spaced(s), gap = false;
	const char *p;
	unsigned long c;

	for (p = s; (c = han_next(&s)) != 0; p = s) {
		if (han_space(c)) {
			gap = true;
			continue;
		}
		if (gap && !tight && out->len > 0)
			text_addc(out, ' ');
		gap = false;
		text_add(out, p, (size_t)(s - p));
	}
}
