/* err.c: filling a struct err in English and in the caller's language */
#include "engine/base/err.h"

#include <errno.h>
#include <libintl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define DOMAIN "guiwen"
#define COLON ": "		/* the programs' catalogue has it */

/* Cut a text that filled its buffer at the last whole UTF-8 character. */
static void
cut_at_character(char *text, size_t size)
{
	size_t len = strlen(text), start = len;

	if (len + 1 < size)
		return;
	while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && (unsigned char)text[start - 1] >= 0xc0)
		text[start - 1] = '\0';
}

static void __attribute__((format(printf, 3, 0)))
format_text(char *out, size_t size, const char *fmt, va_list ap)
{
	vsnprintf(out, size, fmt, ap);
	cut_at_character(out, size);
}

/* Of each ERR_WORD keep the first word, or what is shown instead. */
static void
choose_words(char *text, bool shown)
{
	bool keep = true;
	char *out = text;

	for (; *text != '\0'; text++) {
		if (*text == '\x1e')
			keep = !shown;
		else if (*text == '\x1f')
			keep = shown;
		else if (*text == '\x1d')
			keep = true;
		else if (keep)
			*out++ = *text;
	}
	*out = '\0';
}

/* dgettext only looks a sentence up; a format it returns was checked by
 * msgfmt --check-format to take the same arguments. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void __attribute__((format(printf, 2, 0)))
fill(struct err *err, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	format_text(err->msg, sizeof(err->msg), fmt, ap);
	format_text(err->shown, sizeof(err->shown), dgettext(DOMAIN, fmt),
	    again);
	choose_words(err->msg, false);
	choose_words(err->shown, true);
	va_end(again);
}
#pragma GCC diagnostic pop

int
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	err_clear(err);
	err->code = code;
	va_start(ap, fmt);
	fill(err, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_set_at(struct err *err, enum err_code code, const char *file, int line,
    const char *fmt, ...)
{
	va_list ap;

	err_clear(err);
	err->code = code;
	err->line = line;
	snprintf(err->file, sizeof(err->file), "%s", file != NULL ? file : "");
	cut_at_character(err->file, sizeof(err->file));
	va_start(ap, fmt);
	fill(err, fmt, ap);
	va_end(ap);
	return -1;
}

static void
append(char *text, size_t size, const char *colon, const char *more)
{
	size_t len = strlen(text);

	snprintf(text + len, size - len, "%s%s", colon, more);
	cut_at_character(text, size);
}

/* What stands between two parts, in the language that is shown. */
static const char *
shown_colon(void)
{
	return dgettext(DOMAIN, COLON);
}

int
err_set_errno(struct err *err, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	err_clear(err);
	err->code = ERR_SYSTEM;
	va_start(ap, fmt);
	fill(err, fmt, ap);
	va_end(ap);
	append(err->msg, sizeof(err->msg), COLON, strerror(saved));
	append(err->shown, sizeof(err->shown), shown_colon(), strerror(saved));
	return -1;
}

int
err_prefix(struct err *err, const char *fmt, ...)
{
	struct err old = *err;
	va_list ap;

	va_start(ap, fmt);
	fill(err, fmt, ap);
	va_end(ap);
	append(err->msg, sizeof(err->msg), COLON, old.msg);
	append(err->shown, sizeof(err->shown), shown_colon(), old.shown);
	return -1;
}

const char *
err_part(char out[ERR_PART_MAX], const char *sentence)
{
	snprintf(out, ERR_PART_MAX, ERR_WORD, sentence,
	    dgettext(DOMAIN, sentence));
	return out;
}

const char *
err_words(char out[ERR_PART_MAX], const struct err *err)
{
	snprintf(out, ERR_PART_MAX, ERR_WORD, err->msg, err->shown);
	return out;
}

void
err_clear(struct err *err)
{
	err->code = ERR_NONE;
	err->line = 0;
	err->file[0] = '\0';
	err->msg[0] = '\0';
	err->shown[0] = '\0';
}
