/* ssh_agent.h: what is said to an ssh-agent and what it answers
 * (draft-miller-ssh-agent), without the socket between them */
#ifndef GUIWEN_STORE_SSH_AGENT_H
#define GUIWEN_STORE_SSH_AGENT_H

#include "engine/base/text.h"

#include <stddef.h>

#define SSH_AGENT_MESSAGE_MAX ((size_t)256 << 10)

/*
 * Append the message, its length of four bytes before it, that asks for an
 * SSHSIG of the bytes in a namespace under this public key ("ssh-ed25519
 * AAAA..."). 0, or -1: it is no such key.
 */
int ssh_agent_ask(struct text *out, const char *public_key,
    const char *sig_namespace, const void *bytes, size_t len);

/*
 * Read the answer (without its length) to that message. 1: the armoured
 * signature is appended (whether it holds is not asked here); 0: the agent
 * has not the key or its owner said no; -1: it is no answer.
 */
int ssh_agent_answer(struct text *out, const char *public_key,
    const char *sig_namespace, const void *answer, size_t len);

#endif
