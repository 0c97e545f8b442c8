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
 * Where the answer goes. On a terminal control characters in what is written
 * are replaced (a document's title must not steer it) and styles are shown
 * unless NO_COLOR is set; in a pipe everything is written as it is.
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
void output_addf(struct output *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* From here on in this style; STYLE_NONE ends it. Nothing without colour. */
void output_style(struct output *out, enum output_style style);
/* Text in a style. */
void output_styled(struct output *out, enum output_style style,
    const char *s);
/*
 * Write what is left and let go. 0, or -1 with err: ERR_SYSTEM with a
 * sentence, or with an empty one when the reader of a pipe went away.
 */
int output_finish(struct output *out, struct err *err);

#endif
