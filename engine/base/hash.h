/* hash.h: SHA-256 and SHA-1 of bytes, by libcrypto */
#ifndef GUIWEN_BASE_HASH_H
#define GUIWEN_BASE_HASH_H

#include <stddef.h>

#define SHA256_BYTES 32
#define SHA256_HEX 65		/* with NUL */
#define SHA1_BYTES 20

struct sha256 {
	unsigned char b[SHA256_BYTES];
};

void sha256_of(struct sha256 *out, const void *bytes, size_t len);
/* Of two runs of bytes, one after the other. */
void sha256_of_two(struct sha256 *out, const void *a, size_t a_len,
    const void *b, size_t b_len);
const char *sha256_hex(char out[SHA256_HEX], const struct sha256 *hash);
/* 64 lower-case hex digits, wholly. 0, or -1: not such a text. */
int sha256_parse(struct sha256 *out, const char *hex);

/* SHA-256 of bytes that come piece by piece. sha256_sum_end() frees. */
struct sha256_sum;
struct sha256_sum *sha256_sum_new(void);
void sha256_sum_add(struct sha256_sum *sum, const void *bytes, size_t len);
void sha256_sum_end(struct sha256_sum *sum, struct sha256 *out);

/* SHA-1 in the same way: of a file that is too large to be at hand whole. */
struct sha1_sum;
struct sha1_sum *sha1_sum_new(void);
void sha1_sum_add(struct sha1_sum *sum, const void *bytes, size_t len);
void sha1_sum_end(struct sha1_sum *sum, unsigned char out[SHA1_BYTES]);

/*
 * SHA-1 of two runs of bytes, one after the other: git's object ids (header,
 * content). Not for anything that must resist a forger.
 */
void sha1_of(unsigned char out[SHA1_BYTES], const void *head, size_t head_len,
    const void *body, size_t body_len);

void hex_format(char *out, const unsigned char *bytes, size_t len);
/* len bytes from 2*len hex digits, NUL after them. 0, or -1. */
int hex_parse(unsigned char *out, size_t len, const char *hex);

#endif
