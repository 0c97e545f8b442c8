/* signer.c: Ed25519 keys in OpenSSH's files */
#include "store/signer_int.h"

#include "engine/base/hash.h"
#include "engine/base/mem.h"
#include "store/file.h"

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY_LABEL "OPENSSH PRIVATE KEY"
#define KEY_MAGIC "openssh-key-v1"	/* followed by its NUL */
#define KEY_FILE_MAX_BYTES 65536
#define KEY_BLOCK 8			/* of the cipher "none" */

static void
forget(struct text *text)
{
	sodium_memzero(text->ptr, text->cap);
	text_release(text);
}

/* PROTOCOL.key of OpenSSH: the private part, padded 1, 2, 3 ... */
static void
put_private_part(struct text *out, const unsigned char seed[ED25519_BYTES],
    const unsigned char public_bytes[ED25519_BYTES], uint32_t check,
    const char *comment)
{
	struct text part = TEXT_INIT;
	char pad = 1;

	ssh_put_u32(&part, check);
	ssh_put_u32(&part, check);
	ssh_put_public_blob(&part, public_bytes);
	ssh_put_u32(&part, 2 * ED25519_BYTES);
	text_add(&part, seed, ED25519_BYTES);
	text_add(&part, public_bytes, ED25519_BYTES);
	ssh_put_cstring(&part, comment);
	while (part.len % KEY_BLOCK != 0)
		text_addc(&part, pad++);
	ssh_put_string(out, part.ptr, part.len);
	forget(&part);
}

static void
put_private_file(struct text *out, const unsigned char seed[ED25519_BYTES],
    const unsigned char public_bytes[ED25519_BYTES], uint32_t check,
    const char *comment)
{
	struct text file = TEXT_INIT, blob = TEXT_INIT;

	text_add(&file, KEY_MAGIC, sizeof(KEY_MAGIC));
	ssh_put_cstring(&file, "none");		/* cipher */
	ssh_put_cstring(&file, "none");		/* key derivation */
	ssh_put_cstring(&file, "");
	ssh_put_u32(&file, 1);			/* keys */
	ssh_put_public_blob(&blob, public_bytes);
	ssh_put_string(&file, blob.ptr, blob.len);
	put_private_part(&file, seed, public_bytes, check, comment);
	armour_encode(out, KEY_LABEL, file.ptr, file.len);
	text_release(&blob);
	forget(&file);
}

int
signer_public_line(const char *given, struct text *out)
{
	unsigned char public_bytes[ED25519_BYTES];

	if (ssh_parse_public_line(public_bytes, given) != 0)
		return -1;
	ssh_put_public_line(out, public_bytes);
	return 0;
}

const char *
signer_fingerprint(char out[SIGNER_FINGERPRINT], const char *public_key)
{
	unsigned char public_bytes[ED25519_BYTES];
	struct text blob = TEXT_INIT, encoded = TEXT_INIT;
	struct sha256 hash;

	out[0] = '\0';
	if (ssh_parse_public_line(public_bytes, public_key) == 0) {
		ssh_put_public_blob(&blob, public_bytes);
		sha256_of(&hash, blob.ptr, blob.len);
		base64_encode(&encoded, hash.b, sizeof(hash.b), 0);
		snprintf(out, SIGNER_FINGERPRINT, "SHA256:%.43s", encoded.ptr);
	}
	text_release(&blob);
	text_release(&encoded);
	return out;
}

/* Both files, durable; neither when one fails. */
static int
write_key_files(const char *path, const struct text *private_file,
    const struct text *public_file, struct err *err)
{
	char public_path[PATH_MAX];
	int n = snprintf(public_path, sizeof(public_path), "%s.pub", path);

	if (n < 0 || (size_t)n >= sizeof(public_path))
		return err_set(err, ERR_SYSTEM,
		    "The path %s is too long; use a shorter folder name",
		    path);
	if (file_create(path, private_file->ptr, private_file->len, 0600,
	    err) != 0)
		return -1;
	if (file_create(public_path, public_file->ptr, public_file->len, 0600,
	    err) != 0) {
		unlink(path);
		return -1;
	}
	if (file_sync_parent(path, err) != 0) {
		unlink(public_path);
		unlink(path);
		return -1;
	}
	return 0;
}

int
signer_generate(const char *path, const char *comment, struct err *err)
{
	struct text private_file = TEXT_INIT, public_file = TEXT_INIT;
	unsigned char seed[ED25519_BYTES], public_bytes[ED25519_BYTES];
	unsigned char secret[2 * ED25519_BYTES];
	int rc;

	if (strpbrk(comment, "\r\n") != NULL)
		return err_set(err, ERR_SYSTEM,
		    "The comment of a key must be one line");
	if (sodium_init() < 0)
		return err_set(err, ERR_SYSTEM, "The system has no random "
		    "numbers to make a key of");
	randombytes_buf(seed, sizeof(seed));
	crypto_sign_seed_keypair(public_bytes, secret, seed);
	put_private_file(&private_file, seed, public_bytes,
	    randombytes_random(), comment);
	ssh_put_public_line(&public_file, public_bytes);
	if (comment[0] != '\0') {
		text_addc(&public_file, ' ');
		text_adds(&public_file, comment);
	}
	text_addc(&public_file, '\n');
	rc = write_key_files(path, &private_file, &public_file, err);
	sodium_memzero(seed, sizeof(seed));
	sodium_memzero(secret, sizeof(secret));
	forget(&private_file);
	text_release(&public_file);
	return rc;
}

/* What parse_private found out about a file. */
enum key_file {
	KEY_GOOD, KEY_ENCRYPTED, KEY_OTHER, KEY_PUBLIC, KEY_MALFORMED
};

/* The private part: both check numbers equal, the key twice the same, the
 * padding right. */
static enum key_file
parse_private_part(const unsigned char *part, size_t len,
    unsigned char seed[ED25519_BYTES],
    unsigned char public_bytes[ED25519_BYTES])
{
	struct ssh_reader in = { part, len, false };
	const unsigned char *name, *public_part, *secret;
	size_t name_len, public_len, secret_len, comment_len, i;

	if (ssh_get_u32(&in) != ssh_get_u32(&in))
		return KEY_MALFORMED;
	name = ssh_get_string(&in, &name_len);
	if (!in.bad && (name_len != strlen(SSH_ED25519) ||
	    memcmp(name, SSH_ED25519, name_len) != 0))
		return KEY_OTHER;
	public_part = ssh_get_string(&in, &public_len);
	secret = ssh_get_string(&in, &secret_len);
	(void)ssh_get_string(&in, &comment_len);
	if (in.bad || public_len != ED25519_BYTES ||
	    secret_len != 2 * ED25519_BYTES || in.left >= KEY_BLOCK ||
	    memcmp(secret + ED25519_BYTES, public_part, ED25519_BYTES) != 0)
		return KEY_MALFORMED;
	for (i = 0; i < in.left; i++)
		if (in.ptr[i] != i + 1)
			return KEY_MALFORMED;
	memcpy(seed, secret, ED25519_BYTES);
	memcpy(public_bytes, public_part, ED25519_BYTES);
	return KEY_GOOD;
}

static enum key_file
parse_private_file(const struct text *blob, unsigned char seed[ED25519_BYTES],
    unsigned char public_bytes[ED25519_BYTES])
{
	struct ssh_reader in = { (const unsigned char *)blob->ptr, blob->len,
		false };
	const unsigned char *cipher, *part;
	size_t cipher_len, len;

	ssh_expect(&in, KEY_MAGIC, sizeof(KEY_MAGIC));
	cipher = ssh_get_string(&in, &cipher_len);
	if (in.bad)
		return KEY_MALFORMED;
	if (cipher_len != 4 || memcmp(cipher, "none", 4) != 0)
		return KEY_ENCRYPTED;
	ssh_expect_string(&in, "none");
	ssh_expect_string(&in, "");
	if (ssh_get_u32(&in) != 1)
		return KEY_MALFORMED;
	(void)ssh_get_string(&in, &len);
	part = ssh_get_string(&in, &len);
	if (in.bad || in.left != 0)
		return KEY_MALFORMED;
	return parse_private_part(part, len, seed, public_bytes);
}

static int
refuse_key(enum key_file what, const char *path, struct err *err)
{
	switch (what) {
	case KEY_ENCRYPTED:
		return err_set(err, ERR_UNSUPPORTED,
		    "The key %s is protected by a passphrase: load it into "
		    "ssh-agent with ssh-add, or use a key without one", path);
	case KEY_PUBLIC:
		return err_set(err, ERR_UNSUPPORTED,
		    "The file %s is a public key, which signs nothing: give "
		    "the private one, which ssh-keygen wrote beside it under "
		    "the name without .pub", path);
	case KEY_OTHER:
		return err_set(err, ERR_UNSUPPORTED,
		    "The key %s is not an Ed25519 key; make one with "
		    "ssh-keygen -t ed25519", path);
	default:
		return err_set(err, ERR_UNSUPPORTED,
		    "The file %s is not a whole OpenSSH private key", path);
	}
}

static int
signer_make(struct signer **out, const unsigned char seed[ED25519_BYTES],
    const unsigned char public_bytes[ED25519_BYTES], const char *path,
    struct err *err)
{
	struct signer *signer = mem_zero(1, sizeof(*signer));
	struct text line = TEXT_INIT;

	signature_ready();
	crypto_sign_seed_keypair(signer->public_bytes, signer->secret, seed);
	if (memcmp(signer->public_bytes, public_bytes, ED25519_BYTES) != 0) {
		signer_free(signer);
		return refuse_key(KEY_MALFORMED, path, err);
	}
	ssh_put_public_line(&line, public_bytes);
	signer->public_line = text_detach(&line, NULL);
	*out = signer;
	return 0;
}

int
signer_load(struct signer **out, const char *path, struct err *err)
{
	struct text file = TEXT_INIT, blob = TEXT_INIT;
	unsigned char seed[ED25519_BYTES], public_bytes[ED25519_BYTES];
	enum key_file what = KEY_MALFORMED;
	int rc;

	rc = file_read(&file, path, KEY_FILE_MAX_BYTES, err);
	if (rc == 0) {
		err_set(err, ERR_NOTFOUND, "There is no key at %s", path);
		rc = -1;
	}
	if (rc < 0) {
		if (err->code == ERR_LIMIT)
			refuse_key(KEY_MALFORMED, path, err);
		goto out;
	}
	rc = -1;
	if (armour_decode(&blob, KEY_LABEL, file.ptr, file.len) == 0)
		what = parse_private_file(&blob, seed, public_bytes);
	else if (strncmp(file.ptr, "ssh-", 4) == 0)
		what = KEY_PUBLIC;
	if (what != KEY_GOOD)
		refuse_key(what, path, err);
	else
		rc = signer_make(out, seed, public_bytes, path, err);
out:
	sodium_memzero(seed, sizeof(seed));
	forget(&file);
	forget(&blob);
	return rc;
}

void
signer_free(struct signer *signer)
{
	if (signer == NULL)
		return;
	sodium_memzero(signer->secret, sizeof(signer->secret));
	free(signer->public_line);
	free(signer);
}

const char *
signer_public(const struct signer *signer)
{
	return signer->public_line;
}
