/* output.c: writing the answer and noticing when it does not arrive */
#include "cli/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FLUSH_BYTES 32768
#define REPLACEMENT "\xef\xbf\xbd"	/* U+FFFD */
/* Stands for a line feed of a format; no byte of UTF-8. */
#define FORMAT_NEWLINE '\xff'

static const char *const escapes[] = {
	[STYLE_NONE] = "\033[0m",
	[STYLE_BOLD] = "\033[1m",
	[STYLE_DIM] = "\033[2m",
	[STYLE_GOOD] = "\033[32m",
	[STYLE_BAD] = "\033[31m",
	[STYLE_WARN] = "\033[33m",
	[STYLE_DELETED] = "\033[31;9m",
	[STYLE_INSERTED] = "\033[32;4m",
};

/* https://no-color.org: set and not empty. */
static bool
colour_wanted(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	return (no_color == NULL || *no_color == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0;
}

void
output_init(struct output *out, int fd)
{
	struct winsize size;

	memset(out, 0, sizeof(*out));
	text_init(&out->buffer);
	out->fd = fd;
	out->terminal = fd >= 0 && isatty(fd) != 0;
	if (!out->terminal)
		return;
	out->colour = colour_wanted();
	out->width = 80;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		out->width = size.ws_col;
}

static void
flush(struct output *out)
{
	size_t done = 0;

	while (out->fd >= 0 && out->error == 0 && done < out->buffer.len) {
		ssize_t n = write(out->fd, out->buffer.ptr + done,
		    out->buffer.len - done);

		if (n > 0)
			done += (size_t)n;
		else if (errno != EINTR)
			out->error = errno;
	}
	if (out->fd >= 0)
		text_reset(&out->buffer);
}

void
output_add(struct output *out, const char *bytes, size_t len)
{
	size_t i, n;

	if (!out->terminal) {
		text_add(&out->buffer, bytes, len);
	} else {
		for (i = 0; i < len; i += n) {
			n = text_deceives(bytes + i, len - i);
			if (n > 0 && bytes[i] != '\t' && bytes[i] != '\n') {
				text_adds(&out->buffer, REPLACEMENT);
				continue;
			}
			n = 1;
			text_add(&out->buffer, bytes + i, 1);
		}
	}
	if (out->buffer.len >= FLUSH_BYTES)
		flush(out);
}

void
output_adds(struct output *out, const char *s)
{
	output_add(out, s, strlen(s));
}

/* As output_line, where FORMAT_NEWLINE means a line feed. */
static void
add_facts(const char *s, bool format, struct text *out)
{
	size_t left = strlen(s), n;

	for (; left > 0; s += n, left -= n) {
		n = text_plain(s, left);
		if (n > 0) {
			text_add(out, s, n);
			continue;
		}
		n = text_deceives(s, left);
		if (n == 0) {
			n = 1;
			text_addc(out, format && *s == FORMAT_NEWLINE ? '\n' :
			    *s);
		} else if (*s == '\n') {
			text_adds(out, "↵");
		} else {
			text_adds(out, *s == '\t' ? " " : REPLACEMENT);
		}
	}
}

void
output_line(const char *s, struct text *out)
{
	add_facts(s, false, out);
}

void
output_addf(struct output *out, const char *fmt, ...)
{
	struct text form = TEXT_INIT, said = TEXT_INIT, line = TEXT_INIT;
	va_list ap;

	for (; *fmt != '\0'; fmt++)
		text_addc(&form, *fmt == '\n' ? FORMAT_NEWLINE : *fmt);
	va_start(ap, fmt);
	text_addv(&said, form.ptr, ap);
	va_end(ap);
	add_facts(said.ptr, true, &line);
	output_add(out, line.ptr, line.len);
	text_release(&form);
	text_release(&said);
	text_release(&line);
}

void
output_style(struct output *out, enum output_style style)
{
	if (out->colour)
		text_adds(&out->buffer, escapes[style]);
}

void
output_styled(struct output *out, enum output_style style, const char *s)
{
	struct text line = TEXT_INIT;

	output_line(s, &line);
	output_style(out, style);
	output_add(out, line.ptr, line.len);
	output_style(out, STYLE_NONE);
	text_release(&line);
}

int
output_finish(struct output *out, struct err *err)
{
	int error;

	flush(out);
	error = out->error;
	text_release(&out->buffer);
	if (error == 0)
		return 0;
	errno = error;
	err_set_errno(err, "the answer could not be written");
	if (error == EPIPE)
		err->msg[0] = err->shown[0] = '\0';
	return -1;
}
