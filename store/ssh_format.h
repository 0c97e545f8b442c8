/* ssh_format.h: SSH's wire strings, base64 and armour. Inside store/ only. */
#ifndef GUIWEN_STORE_SSH_FORMAT_H
#define GUIWEN_STORE_SSH_FORMAT_H

#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ED25519_BYTES 32		/* a public key, a secret seed */
#define ED25519_SIGNATURE_BYTES 64
#define SSH_ED25519 "ssh-ed25519"

/* RFC 4251 section 5: uint32 and string. */
void ssh_put_u32(struct text *out, uint32_t value);
void ssh_put_string(struct text *out, const void *bytes, size_t len);
void ssh_put_cstring(struct text *out, const char *s);

/* What is still to be read of a message; `bad` stays set once it is. */
struct ssh_reader {
	const unsigned char *ptr;
	size_t left;
	bool bad;
};
uint32_t ssh_get_u32(struct ssh_reader *in);
/* Borrowed from the message. */
const unsigned char *ssh_get_string(struct ssh_reader *in, size_t *len);
/* Exactly these bytes come next, without a length; bad otherwise. */
void ssh_expect(struct ssh_reader *in, const char *bytes, size_t len);
/* The next string is exactly this one; bad otherwise. */
void ssh_expect_string(struct ssh_reader *in, const char *s);

/* The public key as SSH sends it: its name, then its 32 bytes. */
void ssh_put_public_blob(struct text *out,
    const unsigned char public_key[ED25519_BYTES]);
/* The same as a line, "ssh-ed25519 AAAA...", without its end. */
void ssh_put_public_line(struct text *out,
    const unsigned char public_key[ED25519_BYTES]);
/* Read a "ssh-ed25519 AAAA... [comment]" line. 0, or -1: it is none. */
int ssh_parse_public_line(unsigned char out[ED25519_BYTES], const char *line);

/* Base64 (RFC 4648) with a newline after each `columns` characters and at
 * the end; columns 0: one run without newline. */
void base64_encode(struct text *out, const void *bytes, size_t len,
    size_t columns);
/* Strict but for newlines and carriage returns. 0, or -1. */
int base64_decode(struct text *out, const char *s, size_t len);

/* "-----BEGIN label-----", base64 at 70 columns, "-----END label-----". */
void armour_encode(struct text *out, const char *label, const void *bytes,
    size_t len);
/* Nothing but white space before and after it. 0, or -1. */
int armour_decode(struct text *out, const char *label, const char *s,
    size_t len);

#endif
