/* ssh_agent.c: what is said to an ssh-agent and what it answers */
#include "store/ssh_agent.h"

#include "store/signer_int.h"

#include <string.h>

/* draft-miller-ssh-agent 5.1 */
#define AGENT_FAILURE 5
#define AGENT_SIGN_REQUEST 13
#define AGENT_SIGN_RESPONSE 14

int
ssh_agent_ask(struct text *out, const char *public_key,
    const char *sig_namespace, const void *bytes, size_t len)
{
	struct text message = TEXT_INIT, part = TEXT_INIT;
	unsigned char key[ED25519_BYTES];
	int rc = -1;

	if (ssh_parse_public_line(key, public_key) != 0)
		goto out;
	text_addc(&message, AGENT_SIGN_REQUEST);
	ssh_put_public_blob(&part, key);
	ssh_put_string(&message, part.ptr, part.len);
	text_reset(&part);
	signature_ready();
	sshsig_put_signed(&part, sig_namespace, "sha512", bytes, len);
	ssh_put_string(&message, part.ptr, part.len);
	ssh_put_u32(&message, 0);	/* flags: none for Ed25519 */
	ssh_put_string(out, message.ptr, message.len);
	rc = 0;
out:
	text_release(&message);
	text_release(&part);
	return rc;
}

int
ssh_agent_answer(struct text *out, const char *public_key,
    const char *sig_namespace, const void *answer, size_t len)
{
	struct ssh_reader in = { answer, len, false };
	struct ssh_reader part = { NULL, 0, false };
	unsigned char key[ED25519_BYTES];
	const unsigned char *signature;
	size_t signature_len;

	if (len == 1 && *(const unsigned char *)answer == AGENT_FAILURE)
		return 0;
	if (len == 0 || *(const unsigned char *)answer !=
	    AGENT_SIGN_RESPONSE || ssh_parse_public_line(key, public_key) !=
	    0)
		return -1;
	in.ptr++;
	in.left--;
	part.ptr = ssh_get_string(&in, &part.left);
	ssh_expect_string(&part, SSH_ED25519);
	signature = ssh_get_string(&part, &signature_len);
	if (in.bad || in.left != 0 || part.bad || part.left != 0 ||
	    signature_len != ED25519_SIGNATURE_BYTES)
		return -1;
	sshsig_put(out, key, sig_namespace, signature);
	return 1;
}
