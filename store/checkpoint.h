/*
 * checkpoint.h: how far a registry's history goes, in a form to be kept
 * elsewhere: a signed note, or a code to be printed and typed back
 */
#ifndef GUIWEN_STORE_CHECKPOINT_H
#define GUIWEN_STORE_CHECKPOINT_H

#include "engine/base/hash.h"
#include "store/note.h"
#include "store/store.h"

#define CHECKPOINT_ORIGIN 64	/* with NUL */
#define CHECKPOINT_CODE 64	/* "75-" and seven groups, with NUL */
#define CHECKPOINT_DIGITS 27	/* of a code, without size and check, NUL */

/*
 * The head of the Merkle tree (merkle.h) over the first `size` records. As a
 * note it is a c2sp.org/tlog-checkpoint: origin, size, root in base64, one
 * line each, signed with the registry's key under the origin's name.
 */
struct checkpoint {
	char origin[CHECKPOINT_ORIGIN];	/* "guiwen.invalid/<registry id>" */
	int64_t size;
	struct sha256 root;
};

void checkpoint_origin(char out[CHECKPOINT_ORIGIN], const char *registry);
/* The three lines, appended. */
void checkpoint_write(struct text *out, const struct checkpoint *checkpoint);
/*
 * A note, taken apart. Its signatures are not looked at: note_check with
 * *text_len. 0, or -1 with err (ERR_SYNTAX).
 */
int checkpoint_read(struct checkpoint *out, const char *note, size_t len,
    size_t *text_len, struct err *err);

/*
 * The code (存证校验码): the size in digits, then 130 bits of the root and two
 * check characters in Crockford's base 32, by fours:
 *   75-1F0K-7QJX-02AB-CDEF-GH45-JKMN-PQ37
 * The check is a pure system as ISO 7064 has them, with the modulus 1021 and
 * the radix 32: the sum of a_i 32^i over all characters, the size's too and
 * the last one's i being 0, is 1 modulo 1021. So any one wrong character and
 * any two that changed places are found, and of other slips all but one in a
 * thousand.
 */
void checkpoint_code(char out[CHECKPOINT_CODE],
    const struct checkpoint *checkpoint);
/* The 26 characters that the root of a tree gives. */
void checkpoint_digits(char out[CHECKPOINT_DIGITS],
    const struct sha256 *root);
/*
 * A code as somebody typed it: small letters, spaces, any hyphens, full-width
 * characters, I and L for 1, O for 0. 0 with size and digits; -1 with err
 * (ERR_SYNTAX: which character cannot be, or that one is wrong).
 */
int checkpoint_code_read(int64_t *size, char digits[CHECKPOINT_DIGITS],
    const char *code, struct err *err);
/* Could this be meant as a code? (Some files' names could be, too.) */
bool checkpoint_looks_like_code(const char *s);

/* ---- of a registry ---- */

/* Where it stands now. All records are read, and each is looked at: 0, or -1
 * with err (ERR_BROKEN: one is no longer what it was). */
int store_checkpoint(struct store *store, struct checkpoint *out,
    struct err *err);
/* The same as a signed note, appended to *note; needs the registry's key. */
int store_checkpoint_note(struct store *store, struct checkpoint *out,
    struct text *note, struct err *err);

/*
 * An inclusion proof of a record (c2sp.org/tlog-proof), appended: with the
 * record, its person's signature if it has one and the registry's public key
 * as extra data, and the checkpoint that it ends in: `note`, or one made now
 * when that is NULL. 0, or -1 with err (ERR_NOTFOUND: no such record;
 * ERR_REFUSED: the note is of an earlier time or of another registry;
 * ERR_BROKEN as above).
 */
int store_proof(struct store *store, int64_t number, const struct text *note,
    struct text *out, struct err *err);

/* What a proof says, checked. Strings point into `bytes` or `parts`. */
struct proof {
	struct checkpoint checkpoint;
	int64_t number;
	const char *record;
	size_t record_len;
	const char *signature;		/* "" where there is none */
	const char *public_key;		/* as it says itself */
	/* What the record says of itself, "" where it does not. */
	char document[STORE_DOCUMENT_ID], step[24], event[80], person[80],
	    recorded[TIME_TEXT], registry[STORE_ID];
	struct sha256 hash;		/* of the record */
	bool included;			/* the record is in the tree */
	enum note_signature signed_by;	/* of the key that was asked */
	struct text parts;
};
/*
 * Read and check a proof against a key (NULL: the one it brings). 0, or -1
 * with err (ERR_SYNTAX) when it is none. *out is the caller's:
 * proof_release(), after a failure too.
 */
int proof_read(struct proof *out, const char *bytes, size_t len,
    const char *public_key, struct err *err);
void proof_release(struct proof *proof);

#endif
