/* test_store_checkpoint.c: checkpoints as signed notes and as codes that are
 * typed, proofs that hold without the registry */
#include "tests/unit/store_fixture.h"

#include "store/checkpoint.h"
#include "store/merkle.h"
#include "store/ssh_format.h"

/* ---- signed notes ---- */

/* c2sp.org/tlog-checkpoint's own example and golang.org/x/mod's key and note,
 * which nobody here signed. */
static void
test_foreign_notes(void **state)
{
	static const char example[] =
	    "example.com/behind-the-sofa\n20852163\n"
	    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
	    "\xe2\x80\x94 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1"
	    "Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTO"
	    "AYQ8=\n";
	static const char peter[] =
	    "If you think cryptography is the answer to your problem,\n"
	    "then you don't know what your problem is.\n\n"
	    "\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAc"
	    "ElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
	/* PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW:
	 * a type byte and 32 bytes of key. */
	static const char key[] = "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
	struct text raw = TEXT_INIT, blob = TEXT_INIT, line = TEXT_INIT;
	struct checkpoint c;
	struct err err = ERR_INIT;
	size_t text_len;

	(void)state;
	assert_done(checkpoint_read(&c, example, strlen(example), &text_len,
	    &err), err);
	assert_string_equal(c.origin, "example.com/behind-the-sofa");
	assert_int_equal(c.size, 20852163);
	assert_int_equal(base64_decode(&raw, key, strlen(key)), 0);
	ssh_put_public_blob(&blob, (unsigned char *)raw.ptr + 1);
	text_adds(&line, "ssh-ed25519 ");
	base64_encode(&line, blob.ptr, blob.len, 0);
	assert_done(note_split(peter, strlen(peter), &text_len, &err), err);
	assert_int_equal(note_check(peter, strlen(peter), text_len,
	    "PeterNeumann", line.ptr), NOTE_HOLDS);
	assert_int_equal(note_check(peter, strlen(peter), text_len,
	    "PeterNewmann", line.ptr), NOTE_OTHER);
	assert_int_equal(note_check(example, strlen(example), text_len,
	    "example.com/behind-the-sofa", line.ptr), NOTE_OTHER);
	text_release(&raw);
	text_release(&blob);
	text_release(&line);
}

static void
test_note_of_a_registry(void **state)
{
	struct fixture *f = *state;
	struct checkpoint made, c;
	struct text note = TEXT_INIT;
	struct err err = ERR_INIT;
	const char *key = store_public_key(f->store);
	size_t text_len, i;
	enum note_signature got;

	fixture_steps(f, 5);
	assert_done(store_checkpoint_note(f->store, &made, &note, &err), err);
	assert_int_equal(made.size, 5);
	assert_done(checkpoint_read(&c, note.ptr, note.len, &text_len, &err),
	    err);
	assert_memory_equal(&c.root, &made.root, sizeof(c.root));
	assert_string_equal(c.origin, made.origin);
	assert_int_equal(note_check(note.ptr, note.len, text_len, c.origin,
	    key), NOTE_HOLDS);
	/* No byte of it can be another: it is no note, or not signed. */
	for (i = 0; i < note.len; i++) {
		note.ptr[i] ^= 1;
		got = note_split(note.ptr, note.len, &text_len, &err) != 0 ?
		    NOTE_OTHER : note_check(note.ptr, note.len, text_len,
		    c.origin, key);
		if (got == NOTE_HOLDS)
			fail_msg("byte %zu", i);
		note.ptr[i] ^= 1;
	}
	for (i = 0; i < note.len; i++)
		assert_int_equal(note_split(note.ptr, i, &text_len, &err), -1);
	text_release(&note);
}

static void
test_notes_refused(void **state)
{
	static const char *const bad[] = {
		"", "\n", "\n\n", "a\n", "a\n\n", "a\n\nb\n",
		"a\n\n\xe2\x80\x94 b\n", "a\n\n\xe2\x80\x94 b AAAA\n",
		"a\n\n\xe2\x80\x94 b+c AAAAAAAAAA==\n",
		"a\r\n\n\xe2\x80\x94 b AAAAAAAAAA==\n",
		"a\n\n\xe2\x80\x94 b AAAAAAAAAA==\nx\n",
		/* notes, but no checkpoints */
		"a\n\n\xe2\x80\x94 b AAAAAAAAAA==\n",
		"a\n1\n\n\xe2\x80\x94 b AAAAAAAAAA==\n",
		"a\n1\nAAAA\n\n\xe2\x80\x94 b AAAAAAAAAA==\n",
		"a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
		    "\xe2\x80\x94 b AAAAAAAAAA==\n",
		"a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
		    "\xe2\x80\x94 b AAAAAAAAAA==\n",
		"a\n9999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j"
		    "2jxq2I=\n\n\xe2\x80\x94 b AAAAAAAAAA==\n",
	};
	struct checkpoint c;
	struct err err = ERR_INIT;
	size_t text_len, i;

	(void)state;
	for (i = 0; i < MEM_COUNT(bad); i++)
		if (checkpoint_read(&c, bad[i], strlen(bad[i]), &text_len,
		    &err) != -1 || err.code != ERR_SYNTAX)
			fail_msg("%zu: %s", i, bad[i]);
}

/* ---- codes ---- */

static void
some_checkpoint(struct checkpoint *c)
{
	memset(c, 0, sizeof(*c));
	c->size = 75;
	sha256_of(&c->root, "root", 4);
}

static void
test_code_typed_back(void **state)
{
	char code[CHECKPOINT_CODE], digits[CHECKPOINT_DIGITS];
	char wanted[CHECKPOINT_DIGITS];
	struct text other = TEXT_INIT;
	struct err err = ERR_INIT;
	struct checkpoint c;
	int64_t size;
	size_t i;

	(void)state;
	for (c.size = 1; c.size < (int64_t)1 << 50; c.size = c.size * 7 + 3) {
		sha256_of(&c.root, &c.size, sizeof(c.size));
		checkpoint_code(code, &c);
		checkpoint_digits(wanted, &c.root);
		assert_true(checkpoint_looks_like_code(code));
		assert_done(checkpoint_code_read(&size, digits, code, &err),
		    err);
		assert_int_equal(size, c.size);
		assert_string_equal(digits, wanted);
		/* as it may come: small, spaced, full width, O and l */
		text_reset(&other);
		for (i = 0; code[i] != '\0'; i++) {
			if (code[i] == '0')
				text_adds(&other, "o");
			else if (code[i] == '1')
				text_adds(&other, "l");
			else if (code[i] == '-')
				text_adds(&other, i % 2 == 0 ? " " :
				    "\xef\xbc\x8d");
			else if (i % 3 == 0)
				text_add_utf8(&other,
				    (unsigned char)code[i] + 0xfee0u);
			else
				text_addc(&other, (char)(code[i] >= 'A' ?
				    code[i] + 32 : code[i]));
		}
		assert_done(checkpoint_code_read(&size, digits, other.ptr,
		    &err), err);
		assert_int_equal(size, c.size);
		assert_string_equal(digits, wanted);
	}
	text_release(&other);
}

/* Every wrong character and every two that changed places. */
static void
test_code_mistyped(void **state)
{
	static const char all[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	char code[CHECKPOINT_CODE], digits[CHECKPOINT_DIGITS], was;
	struct err err = ERR_INIT;
	struct checkpoint c;
	size_t i, k, n;
	int64_t size;

	(void)state;
	some_checkpoint(&c);
	checkpoint_code(code, &c);
	n = strlen(code);
	for (i = 0; i < n; i++) {
		was = code[i];
		if (was == '-')
			continue;
		for (k = 0; all[k] != '\0'; k++) {
			code[i] = all[k];
			assert_int_equal(checkpoint_code_read(&size, digits,
			    code, &err), all[k] == was ? 0 : -1);
		}
		code[i] = was;
	}
	for (i = 0; i < n; i++)
		for (k = i + 1; k < n; k++) {
			if (code[i] == code[k] || code[i] == '-' ||
			    code[k] == '-')
				continue;
			was = code[i];
			code[i] = code[k];
			code[k] = was;
			assert_int_equal(checkpoint_code_read(&size, digits,
			    code, &err), -1);
			code[k] = code[i];
			code[i] = was;
		}
	assert_int_equal(checkpoint_code_read(&size, digits, "", &err), -1);
	assert_int_equal(checkpoint_code_read(&size, digits, "75-U", &err),
	    -1);
	assert_int_equal(checkpoint_code_read(&size, digits, "75-\xe4\xb8\xad",
	    &err), -1);
	assert_false(checkpoint_looks_like_code("checkpoint"));
	assert_false(checkpoint_looks_like_code("2021.note"));
	assert_false(checkpoint_looks_like_code(""));
}

/* ---- proofs ---- */

static void
test_proofs(void **state)
{
	struct fixture *f = *state;
	struct text out = TEXT_INIT, note = TEXT_INIT, again = TEXT_INIT;
	struct checkpoint c;
	struct err err = ERR_INIT;
	struct proof p;
	int64_t n;
	size_t i;
	char was;

	fixture_steps(f, 11);
	assert_done(store_checkpoint_note(f->store, &c, &note, &err), err);
	for (n = 1; n <= 11; n++) {
		text_reset(&out);
		assert_done(store_proof(f->store, n, NULL, &out, &err), err);
		assert_done(proof_read(&p, out.ptr, out.len,
		    store_public_key(f->store), &err), err);
		assert_true(p.included);
		assert_int_equal(p.signed_by, NOTE_HOLDS);
		assert_int_equal(p.number, n);
		assert_string_equal(p.signature, "");
		assert_string_equal(p.public_key, store_public_key(f->store));
		assert_non_null(strstr(p.record, "<record "));
		proof_release(&p);
	}
	/* Later, with the older checkpoint: the same proof. */
	fixture_steps(f, 4);
	assert_done(store_proof(f->store, 11, &note, &again, &err), err);
	assert_string_equal(again.ptr, out.ptr);
	assert_int_equal(store_proof(f->store, 12, &note, &again, &err), -1);
	assert_int_equal(err.code, ERR_REFUSED);
	assert_int_equal(store_proof(f->store, 16, NULL, &again, &err), -1);
	assert_int_equal(err.code, ERR_NOTFOUND);
	assert_int_equal(store_proof(f->store, 0, NULL, &again, &err), -1);
	/* No byte of it can be another. */
	for (i = 0; i < out.len; i++) {
		was = out.ptr[i];
		out.ptr[i] = was == 'A' ? 'B' : 'A';
		if (proof_read(&p, out.ptr, out.len,
		    store_public_key(f->store), &err) == 0 && p.included &&
		    p.signed_by == NOTE_HOLDS &&
		    strcmp(p.public_key, store_public_key(f->store)) == 0)
			fail_msg("byte %zu, %c", i, was);
		proof_release(&p);
		out.ptr[i] = was;
	}
	for (i = 0; i < out.len; i++) {
		assert_int_equal(proof_read(&p, out.ptr, i, NULL, &err), -1);
		proof_release(&p);
	}
	text_release(&out);
	text_release(&note);
	text_release(&again);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_foreign_notes),
		cmocka_unit_test(test_notes_refused),
		cmocka_unit_test(test_code_typed_back),
		cmocka_unit_test(test_code_mistyped),
		cmocka_unit_test_setup_teardown(test_note_of_a_registry,
		    fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_proofs, fixture_setup,
		    fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
