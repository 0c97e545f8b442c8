/* test_store_merkle.c: the tree against RFC 6962's own definition, its known
 * roots, and every proof of every size */
#include "store/merkle.h"

#include "engine/base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/evp.h>

#define SIZES 300

/* MTH as section 2.1 writes it, with another library's function and nothing
 * of merkle.c. */
static void
reference(unsigned char out[32], const unsigned char (*records)[4], size_t n)
{
	unsigned char bytes[65];
	size_t k = 1;

	if (n == 0) {
		EVP_Digest("", 0, out, NULL, EVP_sha256(), NULL);
		return;
	}
	if (n == 1) {
		bytes[0] = 0;
		memcpy(bytes + 1, records[0], 4);
		EVP_Digest(bytes, 5, out, NULL, EVP_sha256(), NULL);
		return;
	}
	while (2 * k < n)
		k *= 2;
	bytes[0] = 1;
	reference(bytes + 1, records, k);
	reference(bytes + 33, records + k, n - k);
	EVP_Digest(bytes, 65, out, NULL, EVP_sha256(), NULL);
}

static unsigned char records[SIZES][4];
static struct sha256 leaves[SIZES], roots[SIZES + 1];

static int
set_up(void **state)
{
	struct merkle tree = { 0 };
	size_t i;

	(void)state;
	merkle_root(&tree, &roots[0]);
	for (i = 0; i < SIZES; i++) {
		memcpy(records[i], (unsigned char[]){ 'r', (unsigned char)i,
		    (unsigned char)(i >> 8), 7 }, 4);
		merkle_leaf(&leaves[i], records[i], 4);
		merkle_add(&tree, &leaves[i]);
		merkle_root(&tree, &roots[i + 1]);
	}
	return 0;
}

static void
test_roots(void **state)
{
	unsigned char wanted[32];
	size_t n;

	(void)state;
	for (n = 0; n <= SIZES; n++) {
		reference(wanted, (const unsigned char (*)[4])records, n);
		assert_memory_equal(roots[n].b, wanted, 32);
	}
}

/* The leaves and roots that Certificate Transparency's own tests have. */
static void
test_known_roots(void **state)
{
	static const struct {
		const char *leaf, *root;
	} known[] = {
		{ "", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30"
		    "617afa01d" },
		{ "\x00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d9"
		    "8662f00e3c125" },
		{ "\x10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159"
		    "158f329e06e77" },
	};
	struct merkle tree = { 0 };
	struct sha256 hash;
	char hex[SHA256_HEX];
	size_t i;

	(void)state;
	for (i = 0; i < MEM_COUNT(known); i++) {
		merkle_leaf(&hash, known[i].leaf, i == 0 ? 0 : 1);
		merkle_add(&tree, &hash);
		merkle_root(&tree, &hash);
		assert_string_equal(sha256_hex(hex, &hash), known[i].root);
	}
}

static void
test_every_leaf(void **state)
{
	struct sha256 proof[MERKLE_PROOF_MOST + 1], wrong;
	size_t n, i, k, count;

	(void)state;
	for (n = 1; n <= SIZES; n += n < 70 ? 1 : 23) {
		for (i = 0; i < n; i++) {
			count = merkle_prove_leaf(proof, leaves, n, i);
			assert_true(merkle_leaf_holds(&roots[n], n, i,
			    &leaves[i], proof, count));
			/* Nothing else does. */
			assert_false(merkle_leaf_holds(&roots[n], n, i + 1,
			    &leaves[i], proof, count));
			assert_false(merkle_leaf_holds(&roots[n - 1], n, i,
			    &leaves[i], proof, count));
			assert_false(n > 1 && merkle_leaf_holds(&roots[n], n,
			    i, &leaves[(i + 1) % n], proof, count));
			assert_false(count > 0 && merkle_leaf_holds(&roots[n],
			    n, i, &leaves[i], proof, count - 1));
			proof[count] = leaves[0];
			assert_false(merkle_leaf_holds(&roots[n], n, i,
			    &leaves[i], proof, count + 1));
			for (k = 0; k < count; k++) {
				wrong = proof[k];
				proof[k].b[5] ^= 1;
				assert_false(merkle_leaf_holds(&roots[n], n,
				    i, &leaves[i], proof, count));
				proof[k] = wrong;
			}
		}
	}
	assert_false(merkle_leaf_holds(&roots[0], 0, 0, &leaves[0], proof,
	    0));
}

static void
test_every_growth(void **state)
{
	struct sha256 proof[MERKLE_PROOF_MOST + 1];
	size_t n, old, k, count;

	(void)state;
	for (n = 1; n <= SIZES; n += n < 70 ? 1 : 23) {
		for (old = 1; old <= n; old++) {
			count = merkle_prove_growth(proof, leaves, n, old);
			assert_true(merkle_growth_holds(&roots[old], old,
			    &roots[n], n, proof, count));
			assert_false(merkle_growth_holds(&roots[old - 1], old,
			    &roots[n], n, proof, count));
			assert_false(merkle_growth_holds(&roots[old], old,
			    &roots[n - 1], n, proof, count));
			assert_false(count > 0 && merkle_growth_holds(
			    &roots[old], old, &roots[n], n, proof,
			    count - 1));
			proof[count] = leaves[0];
			assert_false(merkle_growth_holds(&roots[old], old,
			    &roots[n], n, proof, count + 1));
			for (k = 0; k < count; k++) {
				proof[k].b[31] ^= 0x80;
				assert_false(merkle_growth_holds(&roots[old],
				    old, &roots[n], n, proof, count));
				proof[k].b[31] ^= 0x80;
			}
		}
	}
	assert_false(merkle_growth_holds(&roots[0], 0, &roots[5], 5, proof,
	    0));
	assert_false(merkle_growth_holds(&roots[6], 6, &roots[5], 5, proof,
	    0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roots),
		cmocka_unit_test(test_known_roots),
		cmocka_unit_test(test_every_leaf),
		cmocka_unit_test(test_every_growth),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
