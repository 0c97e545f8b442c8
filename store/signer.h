/* signer.h: SSH signatures (Ed25519, SSHSIG format) and the keys for them */
#ifndef GUIWEN_STORE_SIGNER_H
#define GUIWEN_STORE_SIGNER_H

#include "engine/base/err.h"
#include "engine/base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct signer;

/*
 * A new Ed25519 key as ssh-keygen would write it: `path` (OpenSSH private key,
 * no passphrase, mode 0600, must not exist) and `path`.pub, both durable.
 * 0, or -1 with err (ERR_SYSTEM).
 */
int signer_generate(const char *path, const char *comment, struct err *err);

/* Load an unencrypted OpenSSH Ed25519 private key. *out is the caller's:
 * signer_free(). 0, or -1 with err (ERR_NOTFOUND, ERR_UNSUPPORTED). */
int signer_load(struct signer **out, const char *path, struct err *err);
void signer_free(struct signer *signer);
/* "ssh-ed25519 AAAA..." without comment; borrowed. */
const char *signer_public(const struct signer *signer);

/*
 * Append an armoured SSHSIG ("-----BEGIN SSH SIGNATURE-----", sha512) of the
 * bytes in a namespace ("git", "guiwen-act"). Deterministic (Ed25519).
 */
void signer_sign(const struct signer *signer, const char *sig_namespace,
    const void *bytes, size_t len, struct text *out);

/* Append the key of a public line ("ssh-ed25519 AAAA... [comment]") as
 * signer_public gives it. 0, or -1: it is none. */
int signer_public_line(const char *given, struct text *out);
#define SIGNER_FINGERPRINT 51	/* "SHA256:" and 43 characters, and NUL */
/* As ssh-keygen -l shows it; "" for what is no key. */
const char *signer_fingerprint(char out[SIGNER_FINGERPRINT],
    const char *public_key);

/* Append the key that an armoured signature says it was made with, as
 * signer_public() gives it. That it holds is another question. 0, or -1. */
int signature_public_key(const char *sig_namespace, const char *armour,
    size_t len, struct text *out);

/* Does the armoured signature of the bytes hold under this public key ("ssh-
 * ed25519 AAAA... [comment]") and namespace? Anything malformed is false. */
bool signature_holds(const char *public_key, const char *sig_namespace,
    const void *bytes, size_t len, const char *armour);

/*
 * Plain Ed25519 (RFC 8032) of the bytes, as signed notes have it; `public_key`
 * is a line as above, under which nothing holds when it is malformed.
 */
#define SIGNER_RAW_BYTES 64
#define SIGNER_KEY_BYTES 32
void signer_sign_raw(const struct signer *signer, const void *bytes,
    size_t len, unsigned char out[SIGNER_RAW_BYTES]);
bool raw_signature_holds(const char *public_key, const void *bytes,
    size_t len, const unsigned char signature[SIGNER_RAW_BYTES]);
/* The 32 bytes of a public key line. 0, or -1: it is none. */
int public_key_bytes(unsigned char out[SIGNER_KEY_BYTES],
    const char *public_key);
/* "SHA256:..." as ssh-keygen -l shows it, appended. 0, or -1. */
int public_key_fingerprint(struct text *out, const char *public_key);

/*
 * The same of many signatures in one namespace, on all processors. Each job's
 * `holds` is set; a NULL armour does not hold.
 */
struct verify_job {
	const char *public_key, *bytes, *armour;	/* borrowed */
	size_t len, armour_len;
	bool holds;
};
void verify_jobs(const char *sig_namespace, struct verify_job *jobs,
    size_t n);

#endif
