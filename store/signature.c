/* signature.c: SSHSIG signatures made and checked (OpenSSH PROTOCOL.sshsig) */
#include "store/signer_int.h"

#include "engine/base/hash.h"
#include "engine/base/mem.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SIG_LABEL "SSH SIGNATURE"
#define SIG_MAGIC "SSHSIG"
#define SIG_VERSION 1

/* It fails only where the system has no random numbers, without which
 * nothing here can be trusted. */
void
signature_ready(void)
{
	if (sodium_init() < 0)
		abort();
}

struct verifier {
	unsigned char public_bytes[ED25519_BYTES];
};

void
sshsig_put_signed(struct text *out, const char *sig_namespace,
    const char *hash_name, const void *bytes, size_t len)
{
	unsigned char hash[crypto_hash_sha512_BYTES];
	size_t hash_len;

	if (strcmp(hash_name, "sha512") == 0) {
		crypto_hash_sha512(hash, bytes, len);
		hash_len = crypto_hash_sha512_BYTES;
	} else {
		crypto_hash_sha256(hash, bytes, len);
		hash_len = crypto_hash_sha256_BYTES;
	}
	text_add(out, SIG_MAGIC, strlen(SIG_MAGIC));
	ssh_put_cstring(out, sig_namespace);
	ssh_put_cstring(out, "");
	ssh_put_cstring(out, hash_name);
	ssh_put_string(out, hash, hash_len);
}

void
sshsig_put(struct text *out, const unsigned char public_bytes[ED25519_BYTES],
    const char *sig_namespace,
    const unsigned char signature[ED25519_SIGNATURE_BYTES])
{
	struct text blob = TEXT_INIT, part = TEXT_INIT;

	text_add(&blob, SIG_MAGIC, strlen(SIG_MAGIC));
	ssh_put_u32(&blob, SIG_VERSION);
	ssh_put_public_blob(&part, public_bytes);
	ssh_put_string(&blob, part.ptr, part.len);
	ssh_put_cstring(&blob, sig_namespace);
	ssh_put_cstring(&blob, "");
	ssh_put_cstring(&blob, "sha512");
	text_reset(&part);
	ssh_put_cstring(&part, SSH_ED25519);
	ssh_put_string(&part, signature, ED25519_SIGNATURE_BYTES);
	ssh_put_string(&blob, part.ptr, part.len);
	armour_encode(out, SIG_LABEL, blob.ptr, blob.len);
	text_release(&part);
	text_release(&blob);
}

void
signer_sign(const struct signer *signer, const char *sig_namespace,
    const void *bytes, size_t len, struct text *out)
{
	struct text signed_bytes = TEXT_INIT;
	unsigned char signature[ED25519_SIGNATURE_BYTES];

	sshsig_put_signed(&signed_bytes, sig_namespace, "sha512", bytes, len);
	crypto_sign_detached(signature, NULL,
	    (const unsigned char *)signed_bytes.ptr, signed_bytes.len,
	    signer->secret);
	sshsig_put(out, signer->public_bytes, sig_namespace, signature);
	text_release(&signed_bytes);
}

/* An SSHSIG taken apart. */
struct sshsig {
	const char *hash_name;
	unsigned char public_bytes[ED25519_BYTES];
	unsigned char signature[ED25519_SIGNATURE_BYTES];
};

static const char *
known_hash(const unsigned char *name, size_t len)
{
	if (len == 6 && memcmp(name, "sha512", 6) == 0)
		return "sha512";
	if (len == 6 && memcmp(name, "sha256", 6) == 0)
		return "sha256";
	return NULL;
}

static int
parse_sshsig(struct sshsig *out, const struct text *blob,
    const char *sig_namespace)
{
	struct ssh_reader in = { (const unsigned char *)blob->ptr, blob->len,
		false };
	struct ssh_reader part = { NULL, 0, false };
	const unsigned char *name, *bytes;
	size_t len;

	ssh_expect(&in, SIG_MAGIC, strlen(SIG_MAGIC));
	if (ssh_get_u32(&in) != SIG_VERSION)
		return -1;
	part.ptr = ssh_get_string(&in, &part.left);
	ssh_expect_string(&part, SSH_ED25519);
	bytes = ssh_get_string(&part, &len);
	if (part.bad || part.left != 0 || len != ED25519_BYTES)
		return -1;
	memcpy(out->public_bytes, bytes, len);
	ssh_expect_string(&in, sig_namespace);
	(void)ssh_get_string(&in, &len);	/* reserved: ignored, signed */
	if (len != 0)
		return -1;
	name = ssh_get_string(&in, &len);
	out->hash_name = known_hash(name, len);
	part.ptr = ssh_get_string(&in, &part.left);
	ssh_expect_string(&part, SSH_ED25519);
	bytes = ssh_get_string(&part, &len);
	if (in.bad || in.left != 0 || part.bad || part.left != 0 ||
	    out->hash_name == NULL || len != ED25519_SIGNATURE_BYTES)
		return -1;
	memcpy(out->signature, bytes, len);
	return 0;
}

struct verifier *
verifier_new(const char *public_key)
{
	struct verifier *v;
	unsigned char public_bytes[ED25519_BYTES];

	if (ssh_parse_public_line(public_bytes, public_key) != 0)
		return NULL;
	signature_ready();
	v = mem_zero(1, sizeof(*v));
	memcpy(v->public_bytes, public_bytes, sizeof(public_bytes));
	return v;
}

void
verifier_free(struct verifier *verifier)
{
	free(verifier);
}

bool
verifier_holds(const struct verifier *verifier, const char *sig_namespace,
    const void *bytes, size_t len, const char *armour, size_t armour_len)
{
	struct text blob = TEXT_INIT, signed_bytes = TEXT_INIT;
	struct sshsig sig;
	bool holds = false;

	if (armour_decode(&blob, SIG_LABEL, armour, armour_len) == 0 &&
	    parse_sshsig(&sig, &blob, sig_namespace) == 0 &&
	    memcmp(sig.public_bytes, verifier->public_bytes,
	    ED25519_BYTES) == 0) {
		sshsig_put_signed(&signed_bytes, sig_namespace, sig.hash_name,
		    bytes, len);
		holds = crypto_sign_verify_detached(sig.signature,
		    (const unsigned char *)signed_bytes.ptr,
		    signed_bytes.len, verifier->public_bytes) == 0;
	}
	text_release(&signed_bytes);
	text_release(&blob);
	return holds;
}

int
signature_public_key(const char *sig_namespace, const char *armour,
    size_t len, struct text *out)
{
	struct text blob = TEXT_INIT;
	struct sshsig sig;
	int result = -1;

	if (armour_decode(&blob, SIG_LABEL, armour, len) == 0 &&
	    parse_sshsig(&sig, &blob, sig_namespace) == 0) {
		ssh_put_public_line(out, sig.public_bytes);
		result = 0;
	}
	text_release(&blob);
	return result;
}

bool
signature_holds(const char *public_key, const char *sig_namespace,
    const void *bytes, size_t len, const char *armour)
{
	struct verifier *verifier = verifier_new(public_key);
	bool holds;

	if (verifier == NULL)
		return false;
	holds = verifier_holds(verifier, sig_namespace, bytes, len, armour,
	    strlen(armour));
	verifier_free(verifier);
	return holds;
}

/* ---- without SSH's envelope ---- */

void
signer_sign_raw(const struct signer *signer, const void *bytes, size_t len,
    unsigned char out[SIGNER_RAW_BYTES])
{
	crypto_sign_detached(out, NULL, bytes, len, signer->secret);
}

bool
raw_signature_holds(const char *public_key, const void *bytes, size_t len,
    const unsigned char signature[SIGNER_RAW_BYTES])
{
	struct verifier *v = verifier_new(public_key);
	bool holds;

	if (v == NULL)
		return false;
	holds = crypto_sign_verify_detached(signature, bytes, len,
	    v->public_bytes) == 0;
	verifier_free(v);
	return holds;
}

int
public_key_bytes(unsigned char out[SIGNER_KEY_BYTES], const char *public_key)
{
	return ssh_parse_public_line(out, public_key);
}

int
public_key_fingerprint(struct text *out, const char *public_key)
{
	unsigned char key[ED25519_BYTES];
	struct text blob = TEXT_INIT;
	struct sha256 hash;

	if (ssh_parse_public_line(key, public_key) != 0)
		return -1;
	ssh_put_public_blob(&blob, key);
	sha256_of(&hash, blob.ptr, blob.len);
	text_adds(out, "SHA256:");
	base64_encode(out, hash.b, sizeof(hash.b), 0);
	while (out->len > 0 && out->ptr[out->len - 1] == '=')
		text_cut(out, out->len - 1);
	text_release(&blob);
	return 0;
}
