/* decode.c: the bytes of a text file to UTF-8, and to lines */
#include "engine/base/mem.h"
#include "engine/document/document_int.h"
#include "engine/document/han.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

/* Ends of lines and pages that stand within a line are spaces in it: XML has
 * no such characters. */
static void
no_controls(char *s, const char *kept)
{
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < ' ' && strchr(kept, *s) == NULL)
			*s = ' ';
	}
}

/* A line at the end; asides that came before any line are its. */
static struct line *
new_line(struct lines *lines, const char *text, int no)
{
	struct line *line;

	MEM_GROW(lines->at, lines->n, lines->cap);
	line = &lines->at[lines->n++];
	memset(line, 0, sizeof(*line));
	line->text = text;
	line->no = no;
	line->asides = lines->waiting;
	lines->waiting = (struct asides){ NULL, NULL };
	lines->blank = false;
	return line;
}

void
lines_add(struct document *d, struct lines *lines, const char *text,
    size_t len, int no)
{
	const char *p, *end = text;
	char *copy;
	unsigned long c;

	copy = arena_strndup(&d->arena, text, len);
	text = end = han_skip(copy);
	for (p = text; (c = han_next(&p)) != 0; ) {
		if (!han_space(c))
			end = p;
	}
	lines->blank = end == text;
	lines->cut = (size_t)(text - copy);
	if (end == text)
		return;
	copy[end - copy] = '\0';
	no_controls(copy, "\t");
	(void)new_line(lines, text, no);
}

void
lines_add_row(struct document *d, struct lines *lines, const char *cells,
    size_t len, int no, bool first)
{
	char *copy = arena_strndup(&d->arena, cells, len);
	struct line *line;

	lines->blank = *han_skip(copy) == '\0';
	lines->cut = 0;
	if (lines->blank)
		return;
	no_controls(copy, "\t");
	line = new_line(lines, copy, no);
	line->row = true;
	line->first_row = first;
}

void
lines_add_aside(struct document *d, struct lines *lines,
    enum aside_kind kind, size_t at, const char *mark, const char *text)
{
	struct line *line = lines->n > 0 ? &lines->at[lines->n - 1] : NULL;
	size_t end = line == NULL ? 0 : strlen(line->text);
	struct aside aside = { .kind = kind };
	char *copy;

	if (*han_skip(text) == '\0')
		return;
	if (line == NULL)
		at = 0;
	else if (lines->blank || at == ASIDE_AT_END || at > end + lines->cut)
		at = end;
	else
		at = at < lines->cut ? 0 : at - lines->cut;
	aside.mark = arena_strdup(&d->arena, mark);
	aside.text = copy = arena_strdup(&d->arena, text);
	no_controls(copy, "\t\n");
	aside_put(d, line == NULL ? &lines->waiting : &line->asides,
	    &aside, SLOT_TEXT, at);
}

/* The length of the valid sequence at s, 0 where there is none. */
static size_t
utf8_sequence(const unsigned char *s, size_t len)
{
	size_t n, i;
	unsigned long c;

	if (s[0] < 0x80)
		return 1;
	n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || len < n)
		return 0;
	c = s[0] & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	if ((n == 3 && c < 0x800) || (n == 4 && c < 0x10000) || c > 0x10ffff ||
	    (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return n;
}

struct utf8_look {
	size_t good, bad;	/* sequences beyond ASCII, invalid bytes */
	int bad_line;
};

static void
look_utf8(const unsigned char *s, size_t len, struct utf8_look *look)
{
	size_t i = 0, n;
	int line = 1;

	memset(look, 0, sizeof(*look));
	while (i < len) {
		n = utf8_sequence(s + i, len - i);
		if (n == 0) {
			if (look->bad++ == 0)
				look->bad_line = line;
			n = 1;
		} else if (n > 1) {
			look->good++;
		} else if (s[i] == '\n') {
			line++;
		}
		i += n;
	}
}

static int
convert(struct text *out, const char *from, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	iconv_t cd = iconv_open("UTF-8", from);
	char buf[8192], *in = (char *)(uintptr_t)bytes, *o;
	size_t left = len, room, i;
	int line = 1, ret = -1;

	if (cd == (iconv_t)-1)
		return err_set_errno(err, "the C library cannot convert from "
		    "%s", from);
	while (left > 0) {
		o = buf;
		room = sizeof(buf);
		if (iconv(cd, &in, &left, &o, &room) == (size_t)-1 &&
		    errno != E2BIG) {
			text_add(out, buf, sizeof(buf) - room);
			for (i = 0; i < out->len; i++)
				line += out->ptr[i] == '\n';
			err_set_at(err, ERR_UNREADABLE, name, line, "%s is "
			    "neither UTF-8 nor %s: line %d has bytes that are "
			    "no character; save it as UTF-8 text.", name,
			    from, line);
			goto out;
		}
		text_add(out, buf, sizeof(buf) - room);
	}
	ret = 0;
out:
	iconv_close(cd);
	return ret;
}

/* Control characters have no place in a text. */
static int
check_characters(const struct text *t, const char *name, struct err *err)
{
	const char *p = t->ptr, *end = t->ptr + t->len;
	unsigned long c;
	int line = 1;

	while (p < end) {
		if (*p == '\0')
			c = 0;
		else
			c = han_next(&p);
		if (c == '\n')
			line++;
		if ((c < 0x20 && !(c >= '\t' && c <= '\r')) || c == 0x7f ||
		    (c >= 0x80 && c <= 0x9f && c != 0x85) || c == 0xfffe ||
		    c == 0xffff)
			return err_set_at(err, ERR_UNREADABLE, name, line,
			    "%s is not a text: line %d has control "
			    "characters, as files of programs have; hand in "
			    "the document as .docx, .odt, .ofd, .html, .md or "
			    ".txt.", name, line);
	}
	return 0;
}

/* GB18030 takes nearly any bytes: is what came out Chinese? */
static bool
looks_chinese(const struct text *t)
{
	const char *p = t->ptr;
	size_t common = 0, other = 0;
	unsigned long c;

	while ((c = han_next(&p)) != 0) {
		if (c < 0x80)
			continue;
		if (han_ideograph(c) || (c >= 0x3000 && c <=
		    0x303f) || (c >= 0xff00 && c <= 0xffef) || (c >= 0x2010 &&
		    c <= 0x2600))
			common++;
		else
			other++;
	}
	return common > 0 && common >= 8 * other;
}

bool
decode_is_utf8(const char *bytes, size_t len)
{
	struct utf8_look look;

	look_utf8((const unsigned char *)bytes, len, &look);
	return look.bad == 0;
}

int
decode_from(struct text *out, const char *charset, const char *bytes,
    size_t len, const char *name, struct err *err)
{
	if (convert(out, charset, bytes, len, name, err) != 0)
		return -1;
	return check_characters(out, name, err);
}

/* UTF-16 without the mark that says so: Chinese in one order of bytes only.
 * Pairs of Latin letters look so, too, but make no full stop. */
static bool
decode_wide(struct text *out, const char *bytes, size_t len,
    const char *name)
{
	static const char *const orders[] = { "UTF-16LE", "UTF-16BE" };
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < MEM_COUNT(orders) && len % 2 == 0; i++) {
		text_reset(out);
		if (convert(out, orders[i], bytes, len, name, &err) == 0 &&
		    memchr(out->ptr, '\0', out->len) == NULL &&
		    strstr(out->ptr, "。") != NULL && looks_chinese(out))
			return true;
	}
	text_reset(out);
	return false;
}

int
decode_text(struct text *out, const char *bytes, size_t len,
    const char *name, struct err *err)
{
	const unsigned char *s = (const unsigned char *)bytes;
	struct utf8_look look;

	if (len >= 2 && ((s[0] == 0xff && s[1] == 0xfe) ||
	    (s[0] == 0xfe && s[1] == 0xff))) {
		if (convert(out, s[0] == 0xff ? "UTF-16LE" : "UTF-16BE",
		    bytes + 2, len - 2, name, err) != 0)
			return -1;
		return check_characters(out, name, err);
	}
	if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
		s += 3;
	}
	if (memchr(bytes, '\0', len) != NULL && decode_wide(out, bytes, len,
	    name))
		return check_characters(out, name, err);
	look_utf8(s, len, &look);
	if (look.bad == 0) {
		text_add(out, bytes, len);
		return check_characters(out, name, err);
	}
	if (memchr(bytes, '\0', len) != NULL)
		return err_set_at(err, ERR_UNREADABLE, name, 0, "%s is not a "
		    "text and no document that can be read; hand in the "
		    "document as .docx, .odt, .ofd, .html, .md or .txt.", name);
	if (look.good > 4 * look.bad)
		return err_set_at(err, ERR_UNREADABLE, name, look.bad_line,
		    "%s is damaged: line %d has bytes that are no UTF-8; save "
		    "it again as UTF-8 text.", name, look.bad_line);
	if (convert(out, "GB18030", bytes, len, name, err) != 0 ||
	    check_characters(out, name, err) != 0)
		return -1;
	if (!looks_chinese(out))
		return err_set_at(err, ERR_UNREADABLE, name, look.bad_line,
		    "%s is not a text in UTF-8 or GB18030; save it as UTF-8 "
		    "text.", name);
	return 0;
}

static bool
line_end(const char *p, const char **after)
{
	const char *q = p;
	unsigned long c = han_next(&q);

	if (c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != 0x85 &&
	    c != 0x2028 && c != 0x2029)
		return false;
	if (c == '\r' && *q == '\n')
		q++;
	*after = q;
	return true;
}

int
lines_of_text(struct document *d, struct lines *lines, const char *text,
    size_t len, const char *name, struct err *err)
{
	const char *p = text, *start = text, *after, *end = text + len;
	int no = 1;

	while (p < end) {
		if (!line_end(p, &after)) {
			han_next(&p);
			continue;
		}
		lines_add(d, lines, start, (size_t)(p - start), no++);
		p = start = after;
		if (lines->n > DOCUMENT_LINES_MAX)
			return err_set_at(err, ERR_LIMIT, name, no, "%s has "
			    "more than %d lines; no normative document is so "
			    "long.", name, DOCUMENT_LINES_MAX);
	}
	lines_add(d, lines, start, (size_t)(end - start), no);
	return 0;
}

/* --- characters that are not what they seem --- */

enum odd { ODD_LOST, ODD_PRIVATE, ODD_TURNED, ODD_RADICAL, ODD_NARROW, ODDS };

static int
oddity(unsigned long c)
{
	if (c < 0x200b)
		return -1;
	if (c == 0xfffd)
		return ODD_LOST;
	if ((c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000)
		return ODD_PRIVATE;
	if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x206f) ||
	    c == 0x200e || c == 0x200f)
		return ODD_TURNED;
	if ((c >= 0x2e80 && c <= 0x2fdf) || (c >= 0xf900 && c <= 0xfaff))
		return ODD_RADICAL;
	return (c <= 0x200d || c == 0x2060 || c == 0xfeff) ? ODD_NARROW : -1;
}

static void
note_oddity(struct document *d, enum odd odd, const struct line *line)
{
	switch (odd) {
	case ODD_LOST:
		document_add_note(d, line->no, true, line->text, "A character "
		    "of the text was lost before the file was handed in "
		    "(U+FFFD).");
		return;
	case ODD_PRIVATE:
		document_warn(d, line->no, line->text, "A character of the "
		    "text has a meaning in one font only; others may show "
		    "nothing. Write a usual one.");
		return;
	case ODD_TURNED:
		document_warn(d, line->no, line->text, "A character turns the "
		    "direction of the words round; they may look otherwise "
		    "than they were read. Delete it.");
		return;
	case ODD_RADICAL:
		document_add_note(d, line->no, false, line->text, "There are "
		    "characters that only look like the usual ones, as copied "
		    "from a PDF; they were kept as they are.");
		return;
	case ODD_NARROW:
		document_add_note(d, line->no, false, line->text, "There are "
		    "characters without any width in the text; they were kept "
		    "as they are.");
		return;
	case ODDS:
		return;
	}
}

static void
look_for_odd(struct document *d, const struct line *line, const char *s,
    bool seen[ODDS])
{
	unsigned long c;
	int odd;

	while ((c = han_next(&s)) != 0) {
		odd = oddity(c);
		if (odd < 0 || seen[odd])
			continue;
		seen[odd] = true;
		note_oddity(d, (enum odd)odd, line);
	}
}

/* White space does not count, so it may not push words out of sight. */
#define BLANKS_MAX 60		/* one after another */
#define ALL_BLANKS_MAX 200	/* in a line */
#define EMPTY_LINES_MAX 100

static bool
is_far_apart(const struct line *line)
{
	const char *p = line->text;
	size_t run = 0, all = 0, width;
	unsigned long c;

	while ((c = han_next(&p)) != 0) {
		if (!han_space(c)) {
			run = 0;
			continue;
		}
		/* In a row tabs part the cells. */
		width = c != '\t' ? 1 : line->row ? 0 : 8;
		run += width;
		all += width;
		if (run > BLANKS_MAX || all > ALL_BLANKS_MAX)
			return true;
	}
	return false;
}

static void
look_for_gaps(struct document *d, const struct lines *lines, size_t i)
{
	const struct line *line = &lines->at[i];
	bool counted = d->format == DOCUMENT_TEXT ||
	    d->format == DOCUMENT_MARKDOWN || d->format == DOCUMENT_DOCX;

	if (is_far_apart(line) || (counted && i > 0 && line->place ==
	    lines->at[i - 1].place && line->no > lines->at[i - 1].no +
	    EMPTY_LINES_MAX))
		document_warn(d, line->no, line->text, "So much white space "
		    "stands in or above this line that its words may be out "
		    "of sight; take it out.");
}

void
lines_note_odd(struct document *d, const struct lines *lines)
{
	bool seen[ODDS] = { false };
	const struct aside *a;
	size_t i;

	for (i = 0; i < lines->n; i++) {
		look_for_odd(d, &lines->at[i], lines->at[i].text, seen);
		for (a = lines->at[i].asides.first; a != NULL; a = a->next)
			look_for_odd(d, &lines->at[i], a->text, seen);
		look_for_gaps(d, lines, i);
	}
}
