/* base64.h: what mail and office files write bytes as (RFC 2045) */
#ifndef GUIWEN_DOCUMENT_BASE64_H
#define GUIWEN_DOCUMENT_BASE64_H

#include "engine/base/text.h"

/* Append the bytes. As RFC 2045, 6.8 asks, what is no letter of base64 is
 * passed over; it ends at =. */
void base64_read(struct text *out, const char *s, size_t len);
/* The same of quoted-printable (6.7). */
void quoted_printable_read(struct text *out, const char *s, size_t len);

#endif
