/* outside.c: what the caller kept elsewhere: --checkpoint, --registry-key */
#include "cli/outside.h"

#include "cli/input.h"
#include "engine/base/mem.h"

#include <stdlib.h>
#include <string.h>

const struct option outside_options[] = {
	{ "checkpoint", "FILE|CODE", N_("a checkpoint kept elsewhere: the "
	    "history since then only grew"), true },
	{ "registry-key", "FILE", N_("the registry's public key, kept "
	    "elsewhere"), false },
	OPTION_END
};

char *
outside_key(const char *path, struct err *err)
{
	unsigned char bytes[SIGNER_KEY_BYTES];
	struct text file = TEXT_INIT, key = TEXT_INIT;
	const char *at;
	char *result = NULL;
	size_t name;

	if (input_read(path, &file, err) != 0)
		goto out;
	at = strstr(file.ptr, "ssh-ed25519 ");
	if (at != NULL) {
		name = strlen("ssh-ed25519 ");
		text_add(&key, at, name + strcspn(at + name, " \t\r\n"));
	}
	if (at != NULL && public_key_bytes(bytes, key.ptr) == 0)
		result = mem_strdup(key.ptr);
	else
		err_set(err, ERR_SYNTAX, "%s holds no public key of a "
		    "registry: a line that begins with ssh-ed25519, as "
		    "keys/registry.pub has it", path);
out:
	text_release(&file);
	text_release(&key);
	return result;
}

/* A code is printed behind words and a colon, and copied with them. */
static const char *
after_label(const char *given)
{
	static const char wide[] = "：";
	const char *at, *code = given;

	for (at = given; *at != '\0'; at++)
		if (*at == ':')
			code = at + 1;
		else if (strncmp(at, wide, strlen(wide)) == 0)
			code = at + strlen(wide);
	return code + strspn(code, " ");
}

static int
read_witness(struct outside *out, size_t i, const char *given,
    struct err *err)
{
	const char *code = after_label(given);

	if (!input_exists(given) && checkpoint_looks_like_code(code))
		return witness_of_code(&out->witnesses[i], code, err);
	if (input_read(given, &out->files[i], err) != 0)
		return -1;
	return witness_of_note(&out->witnesses[i], given, out->files[i].ptr,
	    out->files[i].len, err);
}

int
outside_read(struct call *call, struct outside *out, struct err *err)
{
	size_t n = options_count(&call->options, "checkpoint"), i;
	const char *key = options_value(&call->options, "registry-key");

	memset(out, 0, sizeof(*out));
	out->witnesses = mem_zero(n + 1, sizeof(*out->witnesses));
	out->files = mem_zero(n + 1, sizeof(*out->files));
	out->view.witnesses = out->witnesses;
	for (i = 0; i < n; i++)
		text_init(&out->files[i]);
	out->view.nwitnesses = n;
	for (i = 0; i < n; i++)
		if (read_witness(out, i, options_nth(&call->options,
		    "checkpoint", i), err) != 0)
			return -1;
	if (key != NULL && (out->key = outside_key(key, err)) == NULL)
		return -1;
	out->view.registry_key = out->key;
	return 0;
}

void
outside_release(struct outside *outside)
{
	size_t i;

	for (i = 0; i < outside->view.nwitnesses; i++)
		text_release(&outside->files[i]);
	free(outside->witnesses);
	free(outside->files);
	free(outside->key);
}
