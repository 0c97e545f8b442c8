/* outside.h: what the caller kept elsewhere: --checkpoint, --registry-key */
#ifndef GUIWEN_CLI_OUTSIDE_H
#define GUIWEN_CLI_OUTSIDE_H

#include "cli/cmd.h"
#include "workflows/audit.h"

extern const struct option outside_options[];

struct outside {
	struct audit_outside view;
	struct witness *witnesses;
	struct text *files;
	char *key;
};

/* Read what the options name. outside_release() in any case. 0, or -1 with
 * err (ERR_SYNTAX: mistyped, no checkpoint, no key). */
int outside_read(struct call *call, struct outside *out, struct err *err);
void outside_release(struct outside *outside);
/* "ssh-ed25519 AAAA..." out of a public key's file or an allowed_signers; the
 * caller's: free(). NULL with err. */
char *outside_key(const char *path, struct err *err);

#endif
