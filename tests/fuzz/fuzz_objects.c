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

/* The length of the entry that stands there, byte by byte; 0: there is none.
 * Its mode has 1 to 7 bytes. */
static size_t
plain_entry(const char *bytes, size_t left, size_t *mode_len)
{
	size_t at = 0;

	while (at < left && at < 8 && bytes[at] != ' ')
		at++;
	*mode_len = at;
	if (at == 0 || at == 8 || at == left)
		return 0;
	for (at++; at < left && bytes[at] != '\0'; at++)
		;
	if (at == *mode_len + 1 || left - at < 1 + sizeof(struct object_id))
		return 0;
	return at + 1 + sizeof(struct object_id);
}

static void
compare_entry(const char *bytes, size_t mode_len, size_t size,
    const struct tree_entry *entry)
{
	if (entry->size != size || entry->mode_len != mode_len ||
	    entry->mode != bytes || entry->name != bytes + mode_len + 1 ||
	    entry->name_len != strlen(entry->name) ||
	    entry->is_tree != (mode_len == 5 && memcmp(bytes, "40000", 5) == 0)
	    || memcmp(&entry->id, bytes + size - sizeof(entry->id),
	    sizeof(entry->id)) != 0)
		abort();
}

/* Another id where the entry's stands, and nothing else is another. */
static void
fuzz_put_id(const char *bytes, size_t size, const struct tree_entry *entry)
{
	struct text tree = TEXT_INIT;
	struct object_id id = { { 7 } };
	struct tree_entry first, now;
	size_t id_at;

	if (tree_find(bytes, size, entry->name, entry->name_len, &first) != 1)
		abort();
	id_at = tree_id_at(&first, first.is_tree ? TREE_MODE : FILE_MODE);
	if (id_at == 0)
		return;
	text_add(&tree, bytes, size);
	tree_put_id(&tree, id_at, &id);
	if (tree_find(tree.ptr, tree.len, entry->name, entry->name_len,
	    &now) != 1 || now.at != first.at || now.size != first.size ||
	    !object_id_equal(&now.id, &id))
		abort();
	memcpy(tree.ptr + id_at, &first.id, sizeof(first.id));
	if (tree.len != size || memcmp(tree.ptr, bytes, size) != 0)
		abort();
	text_release(&tree);
}

static void
fuzz_tree(const char *bytes, size_t size)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct text tree = TEXT_INIT;
	struct object_id id = { { 7 } };
	size_t at = 0, len, mode_len;

	tree_read(&reader, bytes, size);
	while (tree_next(&reader, &entry)) {
		len = plain_entry(bytes + at, size - at, &mode_len);
		compare_entry(bytes + at, mode_len, len, &entry);
		at += len;
	}
	if (reader.at != at || reader.bad != (at != size) ||
	    plain_entry(bytes + at, size - at, &mode_len) != 0)
		abort();
	tree_read(&reader, bytes, size);
	while (tree_next(&reader, &entry))
		fuzz_put_id(bytes, size, &entry);
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
