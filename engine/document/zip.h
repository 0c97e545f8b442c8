/* zip.h: the parts of a zip file, read by name into memory, within limits */
#ifndef GUIWEN_DOCUMENT_ZIP_H
#define GUIWEN_DOCUMENT_ZIP_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>

#define ZIP_PARTS_MAX 1000
#define ZIP_PART_BYTES_MAX (64u << 20)
#define ZIP_ALL_BYTES_MAX (256u << 20)
#define ZIP_RATIO_MAX 200	/* inflated to packed, beyond the first MiB */

struct zip;

/*
 * Open a zip in memory; the bytes are kept by reference until zip_close().
 * Its directory is checked before anything is inflated: every name relative,
 * without .., backslash or control character, none twice (case aside); only
 * stored or deflated; nothing encrypted; no two parts share bytes, nothing
 * stands before them; the limits above. Nothing is ever written to disk.
 * 0, or -1 with err (ERR_UNREADABLE, ERR_LIMIT).
 */
int zip_open(struct zip **out, const char *bytes, size_t len,
    const char *name, struct err *err);
void zip_close(struct zip *zip);
bool zip_has(const struct zip *zip, const char *part);
/* Any part whose name ends so? */
bool zip_has_suffix(const struct zip *zip, const char *suffix);
/*
 * Append a part's bytes, counted while they are inflated, whatever size is
 * declared. 0, or -1 with err (no such part, damaged, too large).
 */
int zip_read(struct zip *zip, const char *part, struct text *out,
    struct err *err);

#endif
