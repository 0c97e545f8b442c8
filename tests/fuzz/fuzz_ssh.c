/* fuzz_ssh.c: what comes from an ssh-agent, public keys, armoured signatures */
#include "store/signer.h"
#include "store/ssh_agent.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" \
    "HddqShaZ4uIEUw5zOkT6waz0IBZD6YPfPSJNKrfQzzH"

/* A public line that is taken reads the same again. */
static void
public_line(const char *given)
{
	struct text one = TEXT_INIT, two = TEXT_INIT;
	char print[SIGNER_FINGERPRINT];

	if (signer_public_line(given, &one) == 0) {
		if (signer_public_line(one.ptr, &two) != 0 ||
		    strcmp(one.ptr, two.ptr) != 0 ||
		    strlen(signer_fingerprint(print, one.ptr)) != 50)
			abort();
	}
	text_release(&one);
	text_release(&two);
}

/* What an agent answers becomes a signature that names the key asked for. */
static void
answer(const char *bytes, size_t len)
{
	struct text armour = TEXT_INIT, key = TEXT_INIT;

	if (ssh_agent_answer(&armour, KEY, "guiwen-act", bytes, len) == 1 &&
	    (signature_public_key("guiwen-act", armour.ptr, armour.len,
	    &key) != 0 || strcmp(key.ptr, KEY) != 0))
		abort();
	text_release(&armour);
	text_release(&key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text given = TEXT_INIT, key = TEXT_INIT;

	answer((const char *)data, size);
	text_add(&given, data, size);
	public_line(given.ptr);
	(void)signature_public_key("guiwen-act", given.ptr, given.len, &key);
	if (signature_holds(KEY, "guiwen-act", "act", 3, given.ptr))
		abort();
	text_release(&given);
	text_release(&key);
	return 0;
}
