/* output.c: writing the answer and noticing when it does not arrive */
#include "cli/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FLUSH_BYTES 32768

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

/* Does a C0 (not tab, newline), DEL or C1 control character start here, and
 * how many bytes has it? */
static size_t
control_at(const unsigned char *p, size_t left)
{
	if ((p[0] < 0x20 && p[0] != '\t' && p[0] != '\n') || p[0] == 0x7f)
		return 1;
	if (p[0] == 0xc2 && left > 1 && p[1] >= 0x80 && p[1] < 0xa0)
		return 2;
	return 0;
}

void
output_add(struct output *out, const char *bytes, size_t len)
{
	const unsigned char *p = (const unsigned char *)bytes;
	size_t i, n;

	if (!out->terminal) {
		text_add(&out->buffer, bytes, len);
	} else {
		for (i = 0; i < len; i += n) {
			n = control_at(p + i, len - i);
			if (n > 0) {
				text_adds(&out->buffer, "\xef\xbf\xbd");
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

void
output_addf(struct output *out, const char *fmt, ...)
{
	struct text text = TEXT_INIT;
	va_list ap;

	va_start(ap, fmt);
	text_addv(&text, fmt, ap);
	va_end(ap);
	output_add(out, text.ptr, text.len);
	text_release(&text);
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
	output_style(out, style);
	output_adds(out, s);
	output_style(out, STYLE_NONE);
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
