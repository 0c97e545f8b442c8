/* fuzz_checkpoint.c: notes, checkpoints, codes and proofs that come from
 * outside: read, written, read again */
#include "store/checkpoint.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
note(const char *bytes, size_t len)
{
	struct checkpoint one, two;
	struct text text = TEXT_INIT;
	struct err err = ERR_INIT;
	size_t text_len;

	if (checkpoint_read(&one, bytes, len, &text_len, &err) != 0)
		return;
	(void)note_check(bytes, len, text_len, one.origin, "ssh-ed25519 A");
	checkpoint_write(&text, &one);
	text_add(&text, bytes + text_len, len - text_len);
	if (checkpoint_read(&two, text.ptr, text.len, &text_len, &err) != 0 ||
	    two.size != one.size || strcmp(one.origin, two.origin) != 0 ||
	    memcmp(&one.root, &two.root, sizeof(one.root)) != 0)
		abort();
	text_release(&text);
}

static void
code(const char *typed)
{
	char digits[CHECKPOINT_DIGITS], written[CHECKPOINT_CODE];
	struct checkpoint c = { .origin = "" };
	struct err err = ERR_INIT;

	(void)checkpoint_looks_like_code(typed);
	if (checkpoint_code_read(&c.size, digits, typed, &err) != 0)
		return;
	/* What was taken has the digits and the check of some root. */
	if (strlen(digits) != CHECKPOINT_DIGITS - 1 || c.size < 0)
		abort();
	checkpoint_code(written, &c);
	if (checkpoint_code_read(&c.size, digits, written, &err) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);
	struct err err = ERR_INIT;
	struct proof proof;

	if (copy == NULL)
		return 0;
	memcpy(copy, data, size);
	copy[size] = '\0';
	note(copy, size);
	code(copy);
	(void)proof_read(&proof, copy, size, NULL, &err);
	proof_release(&proof);
	free(copy);
	return 0;
}
