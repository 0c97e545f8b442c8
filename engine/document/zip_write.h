/* zip_write.h: parts put into a zip file, in memory */
#ifndef GUIWEN_DOCUMENT_ZIP_WRITE_H
#define GUIWEN_DOCUMENT_ZIP_WRITE_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stddef.h>

struct zip_writer;

/*
 * Parts are appended to out, deflated, in the order in which they are added.
 * Names are literals of ours. No time is stored: the same parts give the same
 * bytes. zip_writer_finish() frees the writer: 0, or -1 with err (ERR_SYSTEM);
 * out is of no use then.
 */
struct zip_writer *zip_writer_new(struct text *out);
void zip_writer_add(struct zip_writer *writer, const char *name,
    const char *bytes, size_t len);
int zip_writer_finish(struct zip_writer *writer, struct err *err);

#endif
