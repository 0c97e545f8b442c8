/* agent.h: the ssh-agent that $SSH_AUTH_SOCK names */
#ifndef GUIWEN_CLI_AGENT_H
#define GUIWEN_CLI_AGENT_H

#include "engine/base/text.h"

#include <stddef.h>

/*
 * Have an agent sign: an armoured SSHSIG of the bytes in a namespace, under
 * the first of the public keys that it has, is appended to out. 1; 0 when
 * there is no agent, it has none of them, or its owner said no.
 */
int agent_sign(const char *const *keys, size_t nkeys,
    const char *sig_namespace, const void *bytes, size_t len,
    struct text *out);

#endif
