/* graphviz.h: laying out pictures, by Graphviz' dot as a program of its own */
#ifndef GUIWEN_CLI_GRAPHVIZ_H
#define GUIWEN_CLI_GRAPHVIZ_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stddef.h>

/* 200 states with 600 transitions take 1 to 16 s of computing, as tangled as
 * they are. */
#define GRAPHVIZ_MS 60000

/*
 * Run `dot` (the first in an absolute folder of $PATH) on a graph of `len`
 * bytes and append its picture: one <svg> element, self-contained, without
 * XML declaration and document type, so that it can stand alone or within a
 * page. The program is ended after time_ms.
 * 0, or -1 with err and nothing appended: ERR_NOTFOUND (not installed; says
 * what to install), ERR_LIMIT (not done in time, or too large),
 * ERR_SYSTEM (it failed; with what it said).
 */
int graphviz_svg(const char *dot, size_t len, int time_ms, struct text *out,
    struct err *err);

#endif
