/* signer_int.h: keys and signatures as store/ sees them inside */
#ifndef GUIWEN_STORE_SIGNER_INT_H
#define GUIWEN_STORE_SIGNER_INT_H

#include "store/signer.h"
#include "store/ssh_format.h"

struct signer {
	unsigned char secret[2 * ED25519_BYTES];	/* seed, public key */
	unsigned char public_bytes[ED25519_BYTES];
	char *public_line;		/* "ssh-ed25519 AAAA..." */
};

/* Before libsodium is used, as often as one likes. */
void signature_ready(void);

/* Append what is really signed: the namespace and the hash of the message.
 * hash_name "sha512" or "sha256". */
void sshsig_put_signed(struct text *out, const char *sig_namespace,
    const char *hash_name, const void *bytes, size_t len);
/* Append the armoured SSHSIG of a signature of that. */
void sshsig_put(struct text *out,
    const unsigned char public_bytes[ED25519_BYTES],
    const char *sig_namespace,
    const unsigned char signature[ED25519_SIGNATURE_BYTES]);

/* A public key taken apart once for many signatures. */
struct verifier;
/* NULL when the line is no Ed25519 key. The caller's: verifier_free(). */
struct verifier *verifier_new(const char *public_key);
void verifier_free(struct verifier *verifier);
bool verifier_holds(const struct verifier *verifier, const char *sig_namespace,
    const void *bytes, size_t len, const char *armour, size_t armour_len);

#endif
