/* base64.c: what mail and office files write bytes as */
#include "engine/document/base64.h"

#include <string.h>

static int
letter(char c)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *p = c == '\0' ? NULL : strchr(letters, c);

	return p == NULL ? -1 : (int)(p - letters);
}

void
base64_read(struct text *out, const char *s, size_t len)
{
	unsigned bits = 0, n = 0;
	size_t i;
	int six;

	for (i = 0; i < len && s[i] != '='; i++) {
		six = letter(s[i]);
		if (six < 0)
			continue;
		bits = (bits << 6 | (unsigned)six) & 0xffff;
		n += 6;
		if (n >= 8) {
			n -= 8;
			text_addc(out, (char)(bits >> n & 0xff));
		}
	}
}

static int
hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	p = c == '\0' ? NULL : strchr(digits, c);
	return p == NULL ? -1 : (int)(p - digits);
}

void
quoted_printable_read(struct text *out, const char *s, size_t len)
{
	size_t i, end;

	for (i = 0; i < len; i++) {
		if (s[i] != '=') {
			text_addc(out, s[i]);
			continue;
		}
		if (i + 2 < len && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
			text_addc(out, (char)(hex(s[i + 1]) << 4 |
			    hex(s[i + 2])));
			i += 2;
			continue;
		}
		/* a line that goes on: = at its end, blanks behind it */
		for (end = i + 1; end < len && (s[end] == ' ' ||
		     s[end] == '\t' || s[end] == '\r'); end++)
			;
		if (end < len && s[end] == '\n')
			i = end;
		else if (end < len)
			text_addc(out, '=');
	}
}
