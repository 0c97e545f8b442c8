/* signing.c: with which key a person who calls signs */
#include "cli/signing.h"

#include "cli/agent.h"
#include "cli/input.h"
#include "engine/base/mem.h"
#include "store/signer.h"
#include "workflows/people_change.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PUBLIC_MAX_BYTES 65536

/* The first line of a small file, the caller's: free(); NULL: none. */
static char *
first_line(const char *path)
{
	struct text text = TEXT_INIT;
	struct err ignored = ERR_INIT;
	char *line = NULL;

	if (input_exists(path) && input_read(path, &text, &ignored) == 0) {
		text_cut(&text, strcspn(text.ptr, "\r\n"));
		if (text.len > 0)
			line = mem_strdup(text.ptr);
	}
	text_release(&text);
	return line;
}

/* The setting: a file of one line, the path of the key's file. */
static char *
key_of_settings(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct text path = TEXT_INIT;
	char *line = NULL;

	if (config != NULL && *config != '\0')
		text_addf(&path, "%s/guiwen/key", config);
	else if (home != NULL && *home != '\0')
		text_addf(&path, "%s/.config/guiwen/key", home);
	if (path.len > 0)
		line = first_line(path.ptr);
	text_release(&path);
	return line;
}

/* The key's file, the caller's: free(); NULL: none was named. *told: on the
 * command line. */
static char *
key_file(const struct call *call, bool *told)
{
	const char *named = options_value(&call->options, GLOBAL_KEY);

	*told = named != NULL;
	if (named == NULL)
		named = getenv("GUIWEN_KEY");
	if (named != NULL && *named != '\0')
		return mem_strdup(named);
	return key_of_settings();
}

static bool
is_one_of(const char *key, const char *const *keys, size_t nkeys)
{
	size_t i;

	for (i = 0; i < nkeys; i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

/* With the key of a file. 1; 0: it is none of these keys; -1 with err. */
static int
sign_with_file(const char *path, const char *const *keys, size_t nkeys,
    const char *bytes, size_t len, struct text *out, struct err *err)
{
	struct signer *signer = NULL;
	struct stat st;
	int got = 0;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ?
		    err_set(err, ERR_UNREADABLE, "%s is a folder: name the "
		    "file of the private key with --key", path) :
		    err_set(err, ERR_UNREADABLE, "%s is no plain file: name "
		    "the file of the private key with --key", path);
	if (signer_load(&signer, path, err) != 0)
		return -1;
	if (is_one_of(signer_public(signer), keys, nkeys)) {
		signer_sign(signer, ACT_NAMESPACE, bytes, len, out);
		got = 1;
	}
	signer_free(signer);
	return got;
}

int
signing_sign(void *ctx, const struct person *person, const char *const *keys,
    size_t nkeys, const char *bytes, size_t len, struct text *out,
    struct err *err)
{
	struct call *call = ctx;
	struct err why = ERR_INIT;
	bool told;
	char *path = key_file(call, &told);
	int got = 0;

	if (path != NULL)
		got = sign_with_file(path, keys, nkeys, bytes, len, out,
		    &why);
	/* a key that wants a passphrase may be in the agent's hands */
	if (got == 0 || (got < 0 && why.code == ERR_UNSUPPORTED)) {
		if (agent_sign(keys, nkeys, ACT_NAMESPACE, bytes, len, out) ==
		    1)
			got = 1;
	}
	if (got == 0 && told)
		got = err_set(&why, ERR_DENIED, "the key in %s is none of "
		    "those registered for %s (%s); guiwen key list shows them",
		    path, person->name, person->id);
	if (got < 0)
		*err = why;
	free(path);
	return got;
}

int
signing_read_public(const char *path, struct text *out, struct err *err)
{
	struct text text = TEXT_INIT;
	int rc = -1;

	if (input_read(path, &text, err) != 0)
		goto out;
	if (text.len > PUBLIC_MAX_BYTES) {
		text_cut(&text, PUBLIC_MAX_BYTES);
	}
	rc = signer_public_line(text.ptr, out);
	if (rc != 0 && strstr(text.ptr, "PRIVATE KEY-----") != NULL)
		err_set(err, ERR_UNREADABLE, "%s is a private key, which "
		    "nobody but its owner should have; give the public one, "
		    "%s.pub", path, path);
	else if (rc != 0)
		err_set(err, ERR_UNREADABLE, "%s holds no Ed25519 public key "
		    "(\"ssh-ed25519 AAAA...\"); ssh-keygen -t ed25519 makes "
		    "a pair", path);
out:
	text_release(&text);
	return rc;
}
