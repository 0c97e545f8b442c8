/* text.h: bytes that grow */
#ifndef GUIWEN_BASE_TEXT_H
#define GUIWEN_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A growing run of bytes, always followed by a NUL that len does not count.
 * With a maximum (text_limit), what would go past it is dropped whole and
 * `full` is set: the caller looks at it once, at the end.
 */
struct text {
	char *ptr;		/* never NULL; not to be freed by the caller */
	size_t len, cap, max;
	bool full;
};

extern char text_empty[];

#define TEXT_INIT { text_empty, 0, 0, 0, false }

void text_init(struct text *text);
/* At most max bytes from now on; 0 is no limit. */
void text_limit(struct text *text, size_t max);
void text_add(struct text *text, const void *bytes, size_t len);
void text_adds(struct text *text, const char *s);
void text_addc(struct text *text, char c);
/* One code point as UTF-8; an invalid one as U+FFFD. */
void text_add_utf8(struct text *text, unsigned long code_point);
void text_addf(struct text *text, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void text_addv(struct text *text, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
/* Room for that many bytes behind the end, NULL where the limit forbids it
 * (then it is full); text_took says how many were written there. */
static inline char *text_room(struct text *text, size_t bytes);
static inline void text_took(struct text *text, size_t bytes);
char *text_more_room(struct text *text, size_t bytes);
/* Cut to len bytes (no more than it has). */
void text_cut(struct text *text, size_t len);
/* Empty it, keeping the memory and the limit. */
void text_reset(struct text *text);
/* Give back the memory that the bytes do not take. */
void text_trim(struct text *text);
/* The bytes as a string of the caller's, free(); the text is empty again. */
char *text_detach(struct text *text, size_t *len);
void text_release(struct text *text);

static inline char *
text_room(struct text *text, size_t bytes)
{
	if (text->max == 0 && !text->full && bytes < text->cap - text->len)
		return text->ptr + text->len;
	return text_more_room(text, bytes);
}

static inline void
text_took(struct text *text, size_t bytes)
{
	text->len += bytes;
	text->ptr[text->len] = '\0';
}

#define TEXT_INT 24
/* A number in decimal digits, as "%" PRId64 writes it; returns out. */
const char *text_of_int(char out[TEXT_INT], int64_t value);

/*
 * The bytes of the character at `s` (`left` bytes, at least one) where it is
 * one that could pass for something else when shown: a control character (C0
 * with tab and line feed, DEL, C1), a line or paragraph separator, or one that
 * turns the direction of writing (bidi marks, overrides, isolates). Else 0.
 */
size_t text_deceives(const char *s, size_t left);
/* How many bytes from there on certainly begin none of these, nor are 0xff,
 * which no UTF-8 has: text_deceives need not be asked about them. */
size_t text_plain(const char *s, size_t left);
/* Does it hold none of these, so that it is what one line shows? */
bool text_is_line(const char *s);

#endif
