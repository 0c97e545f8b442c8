/* merkle.c: the Merkle tree of RFC 6962 over the records, and its proofs */
#include "store/merkle.h"

#include <assert.h>
#include <string.h>

void
merkle_leaf(struct sha256 *out, const void *record, size_t len)
{
	sha256_of_two(out, "\0", 1, record, len);
}

static void
node(struct sha256 *out, const struct sha256 *left,
    const struct sha256 *right)
{
	unsigned char both[1 + 2 * SHA256_BYTES];

	both[0] = 1;
	memcpy(both + 1, left->b, SHA256_BYTES);
	memcpy(both + 1 + SHA256_BYTES, right->b, SHA256_BYTES);
	sha256_of(out, both, sizeof(both));
}

static bool
equal(const struct sha256 *a, const struct sha256 *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* As a binary counter: two parts of one size become one of the next. */
void
merkle_add(struct merkle *tree, const struct sha256 *leaf)
{
	struct sha256 part = *leaf;
	unsigned k;

	for (k = 0; (tree->size >> k & 1) != 0; k++)
		node(&part, &tree->parts[k], &part);
	tree->parts[k] = part;
	tree->size++;
}

/* The smaller parts stand to the right, and are joined first. */
void
merkle_root(const struct merkle *tree, struct sha256 *out)
{
	bool any = false;
	unsigned k;

	sha256_of(out, "", 0);
	for (k = 0; k < 64; k++) {
		if ((tree->size >> k & 1) == 0)
			continue;
		if (any)
			node(out, &tree->parts[k], out);
		else
			*out = tree->parts[k];
		any = true;
	}
}

/* ---- proofs made ---- */

static void
root_of(struct sha256 *out, const struct sha256 *leaves, uint64_t size)
{
	struct merkle tree = { 0 };
	uint64_t i;

	for (i = 0; i < size; i++)
		merkle_add(&tree, &leaves[i]);
	merkle_root(&tree, out);
}

/* The largest power of two below size (2 or more). */
static uint64_t
split_of(uint64_t size)
{
	uint64_t k = 1;

	while (2 * k < size)
		k *= 2;
	return k;
}

size_t
merkle_prove_leaf(struct sha256 proof[MERKLE_PROOF_MOST],
    const struct sha256 *leaves, uint64_t size, uint64_t index)
{
	size_t count;
	uint64_t k;

	assert(index < size);
	if (size == 1)
		return 0;
	k = split_of(size);
	if (index < k) {
		count = merkle_prove_leaf(proof, leaves, k, index);
		root_of(&proof[count], leaves + k, size - k);
	} else {
		count = merkle_prove_leaf(proof, leaves + k, size - k,
		    index - k);
		root_of(&proof[count], leaves, k);
	}
	return count + 1;
}

/* SUBPROOF; `known`: the old root itself is the verifier's already. */
static size_t
prove_growth(struct sha256 *proof, const struct sha256 *leaves, uint64_t size,
    uint64_t old, bool known)
{
	size_t count;
	uint64_t k;

	if (old == size) {
		if (!known)
			root_of(&proof[0], leaves, size);
		return known ? 0 : 1;
	}
	k = split_of(size);
	if (old <= k) {
		count = prove_growth(proof, leaves, k, old, known);
		root_of(&proof[count], leaves + k, size - k);
	} else {
		count = prove_growth(proof, leaves + k, size - k, old - k,
		    false);
		root_of(&proof[count], leaves, k);
	}
	return count + 1;
}

size_t
merkle_prove_growth(struct sha256 proof[MERKLE_PROOF_MOST],
    const struct sha256 *leaves, uint64_t size, uint64_t old)
{
	assert(old >= 1 && old <= size);
	return prove_growth(proof, leaves, size, old, true);
}

/* ---- proofs checked ---- */

bool
merkle_leaf_holds(const struct sha256 *root, uint64_t size, uint64_t index,
    const struct sha256 *leaf, const struct sha256 *proof, size_t count)
{
	uint64_t at = index, last = size - 1;
	struct sha256 hash = *leaf;
	size_t i;

	if (index >= size)
		return false;
	for (i = 0; i < count; i++) {
		if (last == 0)
			return false;
		if ((at & 1) != 0 || at == last) {
			node(&hash, &proof[i], &hash);
			while ((at & 1) == 0 && at != 0) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			node(&hash, &hash, &proof[i]);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0 && equal(&hash, root);
}

bool
merkle_growth_holds(const struct sha256 *old_root, uint64_t old,
    const struct sha256 *root, uint64_t size, const struct sha256 *proof,
    size_t count)
{
	uint64_t at = old - 1, last = size - 1;
	struct sha256 first, second;
	size_t i = 0;

	if (old == 0 || old > size)
		return false;
	if (old == size)
		return count == 0 && equal(old_root, root);
	if (count == 0)
		return false;
	/* A whole power of two is its own first hash. */
	first = (old & (old - 1)) == 0 ? *old_root : proof[i++];
	second = first;
	while ((at & 1) != 0) {
		at >>= 1;
		last >>= 1;
	}
	for (; i < count; i++) {
		if (last == 0)
			return false;
		if ((at & 1) != 0 || at == last) {
			node(&first, &proof[i], &first);
			node(&second, &proof[i], &second);
			while ((at & 1) == 0 && at != 0) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			node(&second, &second, &proof[i]);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0 && equal(&first, old_root) && equal(&second, root);
}
