/*
 * merkle.h: the Merkle tree of RFC 6962 over the records, and its proofs
 *
 * A leaf is SHA-256(0x00 || record), a node SHA-256(0x01 || left || right); a
 * tree of n leaves is split at the largest power of two below n; the tree of
 * none has the hash of nothing. Leaves are counted from 0, so record number n
 * is leaf n - 1.
 */
#ifndef GUIWEN_STORE_MERKLE_H
#define GUIWEN_STORE_MERKLE_H

#include "engine/base/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MERKLE_PROOF_MOST 64	/* hashes of a proof, for any tree */

/* A tree that grows, of which only the roots of its whole parts are kept.
 * All zero is the empty one. */
struct merkle {
	uint64_t size;
	struct sha256 parts[64];	/* [k]: of 2^k leaves, if bit k of size
					   is set */
};

void merkle_leaf(struct sha256 *out, const void *record, size_t len);
void merkle_add(struct merkle *tree, const struct sha256 *leaf);
void merkle_root(const struct merkle *tree, struct sha256 *out);

/*
 * RFC 6962 2.1.1: that leaf `index` is in the tree of these `size` leaves, and
 * 2.1.2: that the tree of the first `old` leaves is the start of it (old from
 * 1 to size). The number of hashes written to proof.
 */
size_t merkle_prove_leaf(struct sha256 proof[MERKLE_PROOF_MOST],
    const struct sha256 *leaves, uint64_t size, uint64_t index);
size_t merkle_prove_growth(struct sha256 proof[MERKLE_PROOF_MOST],
    const struct sha256 *leaves, uint64_t size, uint64_t old);

/* Do the proofs hold (RFC 9162 2.1.3.2, 2.1.4.2)? */
bool merkle_leaf_holds(const struct sha256 *root, uint64_t size,
    uint64_t index, const struct sha256 *leaf, const struct sha256 *proof,
    size_t count);
bool merkle_growth_holds(const struct sha256 *old_root, uint64_t old,
    const struct sha256 *root, uint64_t size, const struct sha256 *proof,
    size_t count);

#endif
