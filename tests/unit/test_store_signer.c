/* test_store_signer.c: keys and SSH signatures, against ssh-keygen itself */
#include "store/signer.h"
#include "store/ssh_format.h"

#include "tests/unit/store_helpers.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

struct place {
	char dir[64], key[128], public_key[160], message[128], other[128];
	char signature[160], allowed[128];
};

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	if (p == NULL || make_folder(p->dir) == NULL)
		return -1;
	snprintf(p->key, sizeof(p->key), "%s/key", p->dir);
	snprintf(p->public_key, sizeof(p->public_key), "%s.pub", p->key);
	snprintf(p->message, sizeof(p->message), "%s/message", p->dir);
	snprintf(p->signature, sizeof(p->signature), "%s.sig", p->message);
	snprintf(p->other, sizeof(p->other), "%s/other", p->dir);
	snprintf(p->allowed, sizeof(p->allowed), "%s/allowed", p->dir);
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *p = *state;

	remove_folder(p->dir);
	free(p);
	return 0;
}

static bool
have_ssh_keygen(const struct place *p)
{
	return RUN(p->dir, NULL, NULL, "ssh-keygen", "-?") != 127;
}

static struct signer *
new_signer(const struct place *p)
{
	struct signer *signer = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(signer_generate(p->key, "registry", &err), 0);
	assert_int_equal(signer_load(&signer, p->key, &err), 0);
	return signer;
}

static void
test_generate_and_load(void **state)
{
	const struct place *p = *state;
	struct signer *signer = new_signer(p);
	struct text line = TEXT_INIT;
	struct err err = ERR_INIT;
	struct stat st;

	get_file(p->public_key, &line);
	assert_memory_equal(line.ptr, signer_public(signer),
	    strlen(signer_public(signer)));
	assert_string_equal(line.ptr + strlen(signer_public(signer)),
	    " registry\n");
	assert_int_equal(stat(p->key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* A key is never replaced. */
	assert_int_equal(signer_generate(p->key, "again", &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	text_release(&line);
	signer_free(signer);
}

static void
test_ssh_keygen_reads_our_key(void **state)
{
	const struct place *p = *state;
	struct signer *signer = new_signer(p);
	struct text out = TEXT_INIT;

	if (!have_ssh_keygen(p)) {
		signer_free(signer);
		skip();
	}
	assert_int_equal(RUN(p->dir, NULL, &out, "ssh-keygen", "-y", "-f",
	    p->key), 0);
	assert_memory_equal(out.ptr, signer_public(signer),
	    strlen(signer_public(signer)));
	text_release(&out);
	signer_free(signer);
}

static void
test_we_read_ssh_keygens_key(void **state)
{
	const struct place *p = *state;
	struct signer *signer = NULL;
	struct err err = ERR_INIT;
	struct text line = TEXT_INIT;

	if (!have_ssh_keygen(p))
		skip();
	assert_int_equal(RUN(p->dir, NULL, NULL, "ssh-keygen", "-q", "-t",
	    "ed25519", "-N", "", "-C", "a longer comment", "-f", p->key), 0);
	assert_int_equal(signer_load(&signer, p->key, &err), 0);
	get_file(p->public_key, &line);
	assert_memory_equal(line.ptr, signer_public(signer),
	    strlen(signer_public(signer)));
	text_release(&line);
	signer_free(signer);
}

static void
test_refused_keys(void **state)
{
	const struct place *p = *state;
	struct signer *signer = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(signer_load(&signer, p->key, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	put_file(p->key, "not a key\n", 10);
	assert_int_equal(signer_load(&signer, p->key, &err), -1);
	assert_int_equal(err.code, ERR_UNSUPPORTED);
	unlink(p->key);
	if (!have_ssh_keygen(p))
		skip();
	assert_int_equal(RUN(p->dir, NULL, NULL, "ssh-keygen", "-q", "-t",
	    "ed25519", "-N", "secret", "-f", p->key), 0);
	assert_int_equal(signer_load(&signer, p->key, &err), -1);
	assert_int_equal(err.code, ERR_UNSUPPORTED);
	assert_non_null(strstr(err.msg, "passphrase"));
	assert_int_equal(RUN(p->dir, NULL, NULL, "ssh-keygen", "-q", "-t",
	    "ecdsa", "-N", "", "-f", p->other), 0);
	assert_int_equal(signer_load(&signer, p->other, &err), -1);
	assert_int_equal(err.code, ERR_UNSUPPORTED);
	assert_non_null(strstr(err.msg, "Ed25519"));
	assert_null(signer);
}

/* Every byte of a key file matters, or the load refuses it. */
static void
test_altered_key(void **state)
{
	const struct place *p = *state;
	struct signer *signer = new_signer(p), *other;
	struct text file = TEXT_INIT;
	struct err err = ERR_INIT;
	size_t i, refused = 0;

	get_file(p->key, &file);
	for (i = 40; i < file.len - 40; i += 7) {
		char old = file.ptr[i];

		if (old == '\n')
			continue;
		file.ptr[i] = old == 'A' ? 'B' : 'A';
		put_file(p->other, file.ptr, file.len);
		if (signer_load(&other, p->other, &err) != 0) {
			refused++;
		} else {
			assert_string_equal(signer_public(other),
			    signer_public(signer));
			signer_free(other);
		}
		file.ptr[i] = old;
	}
	assert_true(refused > 20);
	text_release(&file);
	signer_free(signer);
}

static void
test_sign_and_hold(void **state)
{
	const struct place *p = *state;
	struct signer *signer = new_signer(p);
	struct text sig = TEXT_INIT, again = TEXT_INIT;
	const char *key = signer_public(signer);
	size_t i;

	signer_sign(signer, "git", "abc", 3, &sig);
	signer_sign(signer, "git", "abc", 3, &again);
	assert_string_equal(sig.ptr, again.ptr);
	assert_true(signature_holds(key, "git", "abc", 3, sig.ptr));
	assert_false(signature_holds(key, "git", "abd", 3, sig.ptr));
	assert_false(signature_holds(key, "git", "abc", 2, sig.ptr));
	assert_false(signature_holds(key, "file", "abc", 3, sig.ptr));
	assert_false(signature_holds("ssh-rsa AAAA", "git", "abc", 3,
	    sig.ptr));
	assert_false(signature_holds("", "git", "abc", 3, sig.ptr));
	assert_false(signature_holds(key, "git", "abc", 3, ""));
	for (i = 0; i < sig.len - 1; i++) {
		char old = sig.ptr[i];

		if (old == '\n')
			continue;
		sig.ptr[i] = old == 'A' ? 'B' : 'A';
		assert_false(signature_holds(key, "git", "abc", 3, sig.ptr));
		sig.ptr[i] = old;
	}
	for (i = 2; i < sig.len; i += 5) {
		text_cut(&again, sig.len - i);
		assert_false(signature_holds(key, "git", "abc", 3,
		    again.ptr));
	}
	text_release(&sig);
	text_release(&again);
	signer_free(signer);
}

static void
test_wrong_key(void **state)
{
	const struct place *p = *state;
	struct signer *signer = new_signer(p), *other = NULL;
	struct text sig = TEXT_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(signer_generate(p->other, "other", &err), 0);
	assert_int_equal(signer_load(&other, p->other, &err), 0);
	signer_sign(signer, "git", "", 0, &sig);
	assert_true(signature_holds(signer_public(signer), "git", "", 0,
	    sig.ptr));
	assert_false(signature_holds(signer_public(other), "git", "", 0,
	    sig.ptr));
	text_release(&sig);
	signer_free(other);
	signer_free(signer);
}

static void
test_ssh_keygen_verifies_ours(void **state)
{
	const struct place *p = *state;
	struct signer *signer = new_signer(p);
	struct text sig = TEXT_INIT, line = TEXT_INIT;
	static const char message[] = "\xe5\x90\x8c\xe6\x84\x8f\n";

	if (!have_ssh_keygen(p)) {
		signer_free(signer);
		skip();
	}
	put_file(p->message, message, sizeof(message) - 1);
	signer_sign(signer, "guiwen-act", message, sizeof(message) - 1, &sig);
	put_file(p->signature, sig.ptr, sig.len);
	text_addf(&line, "wang %s\n", signer_public(signer));
	put_file(p->allowed, line.ptr, line.len);
	assert_int_equal(RUN(p->dir, p->message, NULL, "ssh-keygen", "-Y",
	    "verify", "-f", p->allowed, "-I", "wang", "-n", "guiwen-act",
	    "-s", p->signature), 0);
	assert_int_not_equal(RUN(p->dir, p->allowed, NULL, "ssh-keygen", "-Y",
	    "verify", "-f", p->allowed, "-I", "wang", "-n", "guiwen-act",
	    "-s", p->signature), 0);
	text_release(&line);
	text_release(&sig);
	signer_free(signer);
}

static void
test_we_verify_ssh_keygens(void **state)
{
	const struct place *p = *state;
	struct signer *signer = new_signer(p);
	struct text sig = TEXT_INIT, line = TEXT_INIT, ours = TEXT_INIT;

	if (!have_ssh_keygen(p)) {
		signer_free(signer);
		skip();
	}
	put_file(p->message, "act\n", 4);
	assert_int_equal(RUN(p->dir, NULL, NULL, "ssh-keygen", "-Y", "sign",
	    "-f", p->key, "-n", "guiwen-act", p->message), 0);
	get_file(p->signature, &sig);
	get_file(p->public_key, &line);
	assert_true(signature_holds(line.ptr, "guiwen-act", "act\n", 4,
	    sig.ptr));
	/* Ed25519 is deterministic: ours is the same, byte for byte. */
	signer_sign(signer, "guiwen-act", "act\n", 4, &ours);
	assert_string_equal(ours.ptr, sig.ptr);
	unlink(p->signature);
	text_reset(&sig);
	assert_int_equal(RUN(p->dir, NULL, NULL, "ssh-keygen", "-Y", "sign",
	    "-O", "hashalg=sha256", "-f", p->key, "-n", "guiwen-act",
	    p->message), 0);
	get_file(p->signature, &sig);
	assert_true(signature_holds(line.ptr, "guiwen-act", "act\n", 4,
	    sig.ptr));
	text_release(&ours);
	text_release(&line);
	text_release(&sig);
	signer_free(signer);
}

/* RFC 4648 section 10 */
static void
test_base64(void **state)
{
	static const char *const pairs[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};
	static const char *const wrong[] = {
		"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z=g=", "Zm9v=",
		"====", "Zm 9v", "Zm9v!",
	};
	struct text out = TEXT_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		text_reset(&out);
		base64_encode(&out, pairs[i][0], strlen(pairs[i][0]), 0);
		assert_string_equal(out.ptr, pairs[i][1]);
		text_reset(&out);
		assert_int_equal(base64_decode(&out, pairs[i][1],
		    strlen(pairs[i][1])), 0);
		assert_string_equal(out.ptr, pairs[i][0]);
	}
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		text_reset(&out);
		assert_int_equal(base64_decode(&out, wrong[i],
		    strlen(wrong[i])), -1);
	}
	text_release(&out);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_generate_and_load), T(test_ssh_keygen_reads_our_key),
		T(test_we_read_ssh_keygens_key), T(test_refused_keys),
		T(test_altered_key), T(test_sign_and_hold), T(test_wrong_key),
		T(test_ssh_keygen_verifies_ours),
		T(test_we_verify_ssh_keygens),
		cmocka_unit_test(test_base64),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
