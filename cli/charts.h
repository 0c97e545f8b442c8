/* charts.h: the procedures that a command may show */
#ifndef GUIWEN_CLI_CHARTS_H
#define GUIWEN_CLI_CHARTS_H

#include "cli/cmd.h"
#include "engine/base/hash.h"
#include "engine/chart/chart.h"

struct charts;

/* Those of the registry that is named or found above, else the shipped ones.
 * *out is the caller's: charts_free(). 0, or -1 with err. */
int charts_open(struct call *call, struct charts **out, struct err *err);
void charts_free(struct charts *charts);
size_t charts_count(const struct charts *charts);
const char *charts_name(const struct charts *charts, size_t i);
/* The chart (borrowed) and the SHA-256 of its file. What has a '/' or ends in
 * .scxml is the path of a file, which is read and kept. 0, or -1 with err
 * (ERR_NOTFOUND; what is wrong in the file). */
int charts_find(struct charts *charts, const char *name,
    const struct chart **out, char hash[SHA256_HEX], struct err *err);

#endif
