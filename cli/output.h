/* output.h: standard output: buffered, checked, safe on a terminal */
#ifndef GUIWEN_CLI_OUTPUT_H
#define GUIWEN_CLI_OUTPUT_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum output_style {
	STYLE_NONE,
	STYLE_BOLD,
	STYLE_DIM,
	STYLE_GOOD,
	STYLE_BAD,
	STYLE_WARN,
	STYLE_DELETED,
	STYLE_INSERTED
};

/*
 * Where the answer goes. On a terminal, characters that deceive (text.h) are
 * replaced in all that is written and styles are shown unless NO_COLOR is set.
 * Facts that somebody stated (a title, a reason, a name) go through
 * output_addf, output_styled, output_wrapped or a table, which show each on
 * one line whatever it holds: none can forge a line of an answer. Texts of
 * documents go through output_add, in a pipe byte for byte.
 */
struct output {
	int fd;			/* -1: kept in `buffer` only (tests) */
	bool terminal, colour;
	int width;		/* columns of the terminal; 0: no limit */
	int error;		/* errno of the first failed write */
	struct text buffer;
};

void output_init(struct output *out, int fd);
void output_add(struct output *out, const char *bytes, size_t len);
void output_adds(struct output *out, const char *s);
/* A stated fact as one line: a line feed becomes "↵", a tab a space, whatever
 * else deceives U+FFFD. */
void output_line(const char *s, struct text *out);
/* Line feeds in fmt are written, those in its arguments shown as above;
 * arguments are UTF-8. */
void output_addf(struct output *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* From here on in this style; STYLE_NONE ends it. Nothing without colour. */
void output_style(struct output *out, enum output_style style);
/* A fact in a style. */
void output_styled(struct output *out, enum output_style style,
    const char *s);
/*
 * Write what is left and let go. 0, or -1 with err: ERR_SYSTEM with a
 * sentence, or with an empty one when the reader of a pipe went away.
 */
int output_finish(struct output *out, struct err *err);

#endif
