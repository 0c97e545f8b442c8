/* picture.h: procedures, and the way of a document through them, as graphs
 * in the language of the locale */
#ifndef GUIWEN_CLI_PICTURE_H
#define GUIWEN_CLI_PICTURE_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/chart/chart.h"
#include "workflows/registry.h"

/* Append the graph of a chart, for graphviz_svg(). `name` and `hash` (the
 * SHA-256 of its file) stand below the title. */
void picture_of_chart(const struct chart *chart, const char *name,
    const char *hash, struct text *dot);

/*
 * Append the graph of a document's way, from its records: its own chart and
 * beside it one for each filing, each as it was bound; what was taken and how
 * often, who acted last and when, and where it is now. `workflow` NULL: all
 * of them, else only the instances of that one.
 * 0, or -1 with err (ERR_NOTFOUND: no such document, or nothing of that
 * workflow; ERR_BROKEN).
 */
int picture_of_document(struct registry *registry, const char *document,
    const char *workflow, struct text *dot, struct err *err);

#endif
