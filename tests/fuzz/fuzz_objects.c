/* fuzz_objects.c: hostile trees, commits, deltas and signatures */
#include "store/repository_int.h"
#include "store/signer_int.h"

#include "engine/base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char key[] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAk"
    "KCwwNDg8QERITFBUWFxgZGhscHR4f";

static void
fuzz_tree(const char *bytes, size_t size)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct text tree = TEXT_INIT;
	struct object_id id = { { 7 } };
	size_t entries = 0;

	tree_read(&reader, bytes, size);
	while (tree_next(&reader, &entry))
		entries++;
	if (!reader.bad && reader.at != size)
		abort();
	text_add(&tree, bytes, size);
	if (tree_splice(&tree, FILE_MODE, "middle", 6, &id) == 0) {
		if (tree_find(tree.ptr, tree.len, "middle", 6, &entry) != 1)
			abort();
	}
	text_release(&tree);
}

static void
fuzz_commit(const char *bytes, size_t size)
{
	struct commit_parts parts = { .plain = TEXT_INIT, .armour = TEXT_INIT,
		.strings = TEXT_INIT };
	struct object_id tree, parent;
	const char *why;

	if (commit_parse(&parts, bytes, size, &why) == 0) {
		if (commit_peek(bytes, size, &tree, &parent) != 0 ||
		    !object_id_equal(&tree, &parts.view.tree) ||
		    !object_id_equal(&parent, &parts.view.parent) ||
		    parts.view.message == NULL ||
		    parts.plain.len > size)
			abort();
	} else if (why == NULL) {
		abort();
	}
	commit_parts_release(&parts);
}

/* The first byte says how much of the rest is the base. */
static void
fuzz_delta(const char *bytes, size_t size)
{
	size_t base_len, want_base, len, at;
	const unsigned char *delta;
	struct text made = TEXT_INIT;
	char *out;

	if (size == 0)
		return;
	base_len = (unsigned char)bytes[0] % size;
	bytes++;
	size--;
	delta = (const unsigned char *)bytes + base_len;
	if (delta_sizes(delta, size - base_len, &want_base, &len, &at) == 0 &&
	    len < 1 << 20) {
		out = mem_alloc(len);
		(void)delta_apply(out, len, bytes, base_len, delta,
		    size - base_len);
		free(out);
	}
	/* What we make of any two texts gives the second one back. */
	delta_make(&made, bytes, base_len, delta, size - base_len);
	out = mem_alloc(size - base_len);
	if (delta_apply(out, size - base_len, bytes, base_len,
	    (unsigned char *)made.ptr, made.len) != 0 ||
	    (size != base_len && memcmp(out, delta, size - base_len) != 0))
		abort();
	free(out);
	text_release(&made);
}

static void
fuzz_signature(const char *bytes, size_t size)
{
	struct verifier *verifier = verifier_new(key);
	struct text armour = TEXT_INIT, back = TEXT_INIT;
	char *line = mem_strndup(bytes, size);
	unsigned char public_bytes[ED25519_BYTES];

	if (verifier == NULL || verifier_holds(verifier, "git", "x", 1, bytes,
	    size))
		abort();
	/* The same bytes within a whole armour reach the parser behind it. */
	armour_encode(&armour, "SSH SIGNATURE", bytes, size);
	if (verifier_holds(verifier, "git", "x", 1, armour.ptr, armour.len) ||
	    armour_decode(&back, "SSH SIGNATURE", armour.ptr,
	    armour.len) != 0 || back.len != size ||
	    (size != 0 && memcmp(back.ptr, bytes, size) != 0))
		abort();
	(void)ssh_parse_public_line(public_bytes, line);
	free(line);
	text_release(&armour);
	text_release(&back);
	verifier_free(verifier);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *rest = (const char *)bytes + 1;

	if (size == 0)
		return 0;
	switch (bytes[0] & 3) {
	case 0:
		fuzz_tree(rest, size - 1);
		break;
	case 1:
		fuzz_commit(rest, size - 1);
		break;
	case 2:
		fuzz_delta(rest, size - 1);
		break;
	default:
		fuzz_signature(rest, size - 1);
	}
	return 0;
}
