/* signing.h: with which key a person who calls signs */
#ifndef GUIWEN_CLI_SIGNING_H
#define GUIWEN_CLI_SIGNING_H

#include "cli/cmd.h"

/*
 * A registry_sign_fn; ctx is the struct call. The key's file is the one of
 * --key, else of $GUIWEN_KEY, else the one whose path stands in
 * $XDG_CONFIG_HOME/guiwen/key (~/.config/guiwen/key); where it is none of the
 * person's, or wants a passphrase, the ssh-agent is asked.
 */
int signing_sign(void *ctx, const struct person *person,
    const char *const *keys, size_t nkeys, const char *bytes, size_t len,
    struct text *out, struct err *err);

/* The public key in a file of one ("id_ed25519.pub"), as it is registered;
 * appended. 0, or -1 with err. */
int signing_read_public(const char *path, struct text *out, struct err *err);

#endif
