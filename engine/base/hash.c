/* hash.c: SHA-256 and SHA-1 of bytes, by libcrypto */
#include "engine/base/hash.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

/* OpenSSL 3 looks an algorithm up at each use unless it was fetched once;
 * that look-up costs as much as hashing a record. */
static EVP_MD *sha256_md, *sha1_md;
static pthread_once_t fetched = PTHREAD_ONCE_INIT;
static pthread_key_t context_key;

static void
free_context(void *ctx)
{
	EVP_MD_CTX_free(ctx);
}

static void
fetch(void)
{
	sha256_md = EVP_MD_fetch(NULL, "SHA256", NULL);
	sha1_md = EVP_MD_fetch(NULL, "SHA1", NULL);
	if (sha256_md == NULL || sha1_md == NULL ||
	    pthread_key_create(&context_key, free_context) != 0)
		abort();
}

/* One digest context a thread. */
static EVP_MD_CTX *
context(void)
{
	EVP_MD_CTX *ctx;

	pthread_once(&fetched, fetch);
	ctx = pthread_getspecific(context_key);
	if (ctx == NULL) {
		ctx = EVP_MD_CTX_new();
		if (ctx == NULL || pthread_setspecific(context_key, ctx) != 0)
			abort();
	}
	return ctx;
}

static void
digest(unsigned char *out, EVP_MD *const *md, const void *a, size_t a_len,
    const void *b, size_t b_len)
{
	EVP_MD_CTX *ctx = context();

	if (EVP_DigestInit_ex2(ctx, *md, NULL) != 1 ||
	    EVP_DigestUpdate(ctx, a, a_len) != 1 ||
	    EVP_DigestUpdate(ctx, b, b_len) != 1 ||
	    EVP_DigestFinal_ex(ctx, out, NULL) != 1)
		abort();
}

void
sha256_of(struct sha256 *out, const void *bytes, size_t len)
{
	digest(out->b, &sha256_md, bytes, len, "", 0);
}

/* An EVP_MD_CTX, which has a name of ours for each algorithm. */
static EVP_MD_CTX *
sum_new(EVP_MD *const *md)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	pthread_once(&fetched, fetch);
	if (ctx == NULL || EVP_DigestInit_ex2(ctx, *md, NULL) != 1)
		abort();
	return ctx;
}

static void
sum_add(EVP_MD_CTX *ctx, const void *bytes, size_t len)
{
	if (EVP_DigestUpdate(ctx, bytes, len) != 1)
		abort();
}

static void
sum_end(EVP_MD_CTX *ctx, unsigned char *out)
{
	if (EVP_DigestFinal_ex(ctx, out, NULL) != 1)
		abort();
	EVP_MD_CTX_free(ctx);
}

struct sha256_sum *
sha256_sum_new(void)
{
	return (struct sha256_sum *)sum_new(&sha256_md);
}

void
sha256_sum_add(struct sha256_sum *sum, const void *bytes, size_t len)
{
	sum_add((EVP_MD_CTX *)sum, bytes, len);
}

void
sha256_sum_end(struct sha256_sum *sum, struct sha256 *out)
{
	sum_end((EVP_MD_CTX *)sum, out->b);
}

struct sha1_sum *
sha1_sum_new(void)
{
	return (struct sha1_sum *)sum_new(&sha1_md);
}

void
sha1_sum_add(struct sha1_sum *sum, const void *bytes, size_t len)
{
	sum_add((EVP_MD_CTX *)sum, bytes, len);
}

void
sha1_sum_end(struct sha1_sum *sum, unsigned char out[SHA1_BYTES])
{
	sum_end((EVP_MD_CTX *)sum, out);
}

void
sha256_of_two(struct sha256 *out, const void *a, size_t a_len, const void *b,
    size_t b_len)
{
	digest(out->b, &sha256_md, a, a_len, b, b_len);
}

void
sha1_of(unsigned char out[SHA1_BYTES], const void *head, size_t head_len,
    const void *body, size_t body_len)
{
	digest(out, &sha1_md, head, head_len, body, body_len);
}

void
hex_format(char *out, const unsigned char *bytes, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < len; i++) {
		out[2 * i] = hex[bytes[i] >> 4];
		out[2 * i + 1] = hex[bytes[i] & 15];
	}
	out[2 * len] = '\0';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

int
hex_parse(unsigned char *out, size_t len, const char *hex)
{
	size_t i;
	int hi, lo;

	for (i = 0; i < len; i++) {
		if ((hi = hex_digit(hex[2 * i])) < 0 ||
		    (lo = hex_digit(hex[2 * i + 1])) < 0)
			return -1;
		out[i] = (unsigned char)(hi << 4 | lo);
	}
	return hex[2 * len] == '\0' ? 0 : -1;
}

const char *
sha256_hex(char out[SHA256_HEX], const struct sha256 *hash)
{
	hex_format(out, hash->b, sizeof(hash->b));
	return out;
}

int
sha256_parse(struct sha256 *out, const char *hex)
{
	struct sha256 h;

	if (hex_parse(h.b, sizeof(h.b), hex) != 0)
		return -1;
	*out = h;
	return 0;
}
