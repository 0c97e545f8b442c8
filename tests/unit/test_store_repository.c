/* test_store_repository.c: objects, trees, commits, against git itself */
#include "store/repository.h"

#include "engine/base/mem.h"
#include "tests/unit/store_helpers.h"

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

struct place {
	char dir[64], git[128], key[128];
	struct repository *repository;
	struct signer *signer;
	struct object_id head;
	size_t emitted, blobs, trees, commits;
};

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	struct err err = ERR_INIT;

	if (p == NULL || make_folder(p->dir) == NULL)
		return -1;
	snprintf(p->git, sizeof(p->git), "%s/documents.git", p->dir);
	snprintf(p->key, sizeof(p->key), "%s/key", p->dir);
	if (signer_generate(p->key, "registry", &err) != 0 ||
	    signer_load(&p->signer, p->key, &err) != 0 ||
	    repository_create(p->git, "A registry\n", &err) != 0 ||
	    repository_allow_signer(p->git, "registry@guiwen",
	    signer_public(p->signer), &err) != 0 ||
	    repository_open(&p->repository, p->git, &err) != 0) {
		fprintf(stderr, "%s\n", err.msg);
		return -1;
	}
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *p = *state;

	repository_free(p->repository);
	signer_free(p->signer);
	remove_folder(p->dir);
	free(p);
	return 0;
}

static bool
have_git(const struct place *p)
{
	return RUN(p->dir, NULL, NULL, "git", "--version") == 0;
}

static int
write_loose(void *ctx, enum object_type type, const struct object_id *id,
    const struct object_id *previous, const void *bytes, size_t len,
    struct err *err)
{
	struct place *p = ctx;

	(void)previous;
	p->emitted++;
	p->blobs += type == OBJECT_BLOB;
	p->trees += type == OBJECT_TREE;
	p->commits += type == OBJECT_COMMIT;
	return repository_write_loose(p->repository, id, type, bytes, len,
	    false, err);
}

static struct commit_info
info_at(int64_t time_s)
{
	return (struct commit_info){
		"\xe7\x8e\x8b\xe8\x8a\xb3", "wang", time_s - 60,
		"\xe7\x99\xbb\xe8\xae\xb0\xe5\xa4\x84", "registry@guiwen",
		time_s, "Hand in the draft\n\nDocument: 2021-0001",
	};
}

static struct change *
begin(struct place *p)
{
	struct change *change = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(change_begin(&change, p->repository, &p->head, &err),
	    0);
	return change;
}

static void
put(struct change *change, const char *path, const char *content)
{
	struct err err = ERR_INIT;

	assert_int_equal(change_put(change, path, content, strlen(content),
	    &err), 0);
}

static void
commit(struct place *p, struct change *change)
{
	struct err err = ERR_INIT;
	struct object_id old = p->head;
	const struct commit_info info = info_at(1620000000);

	assert_int_equal(change_commit(change, &info, p->signer, &p->head,
	    write_loose, p, &err), 0);
	assert_int_equal(repository_set_main(p->repository, &old, &p->head,
	    false, &err), 0);
}

static void
assert_git(const struct place *p, const char *const *argv)
{
	struct text out = TEXT_INIT;

	if (run(p->git, NULL, &out, argv) != 0)
		fail_msg("git %s: %s", argv[1], out.ptr);
	text_release(&out);
}
#define GIT(p, ...) \
	assert_git((p), (const char *const[]){ "git", __VA_ARGS__, NULL })

static void
assert_fsck_clean(const struct place *p)
{
	struct text out = TEXT_INIT;

	assert_int_equal(RUN(p->git, NULL, &out, "git", "fsck", "--full",
	    "--strict", "--no-dangling", "--no-progress"), 0);
	assert_string_equal(out.ptr, "");
	text_release(&out);
}

static void
test_ids(void **state)
{
	const struct place *p = *state;
	struct object_id id, back;
	char hex[OBJECT_HEX], path[128];
	struct text out = TEXT_INIT;
	static const char *const contents[] = { "", "abc", "a\nb\n" };
	size_t i;

	/* The empty tree and the empty blob of every git repository. */
	object_id_of(&id, OBJECT_TREE, "", 0);
	assert_string_equal(object_id_hex(hex, &id),
	    "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
	object_id_of(&id, OBJECT_BLOB, "", 0);
	assert_string_equal(object_id_hex(hex, &id),
	    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
	assert_int_equal(object_id_parse(&back, hex), 0);
	assert_true(object_id_equal(&id, &back));
	assert_int_equal(object_id_parse(&back, "e69d"), -1);
	assert_false(object_id_is_zero(&id));
	if (!have_git(p))
		skip();
	snprintf(path, sizeof(path), "%s/x", p->dir);
	for (i = 0; i < MEM_COUNT(contents); i++) {
		put_file(path, contents[i], strlen(contents[i]));
		text_reset(&out);
		assert_int_equal(RUN(p->git, NULL, &out, "git", "hash-object",
		    path), 0);
		object_id_of(&id, OBJECT_BLOB, contents[i],
		    strlen(contents[i]));
		object_id_hex(hex, &id);
		assert_memory_equal(out.ptr, hex, OBJECT_HEX - 1);
	}
	text_release(&out);
}

static void
test_first_commits(void **state)
{
	struct place *p = *state;
	struct change *change = begin(p);
	struct text out = TEXT_INIT;
	struct object_id id;
	enum object_type type;
	struct err err = ERR_INIT;

	put(change, "documents/2021/00/0001/document.xml", "<a/>");
	put(change, "documents/2021/00/0001/record/0001-draft.xml", "<b/>");
	put(change, "people.xml", "<people/>");
	assert_int_equal(change_has(change, "people.xml", &err), 1);
	assert_int_equal(change_has(change, "people", &err), 0);
	assert_int_equal(change_has(change, "documents/2021", &err), 0);
	commit(p, change);
	assert_int_equal(p->blobs, 3);
	assert_int_equal(p->trees, 6);
	assert_int_equal(p->commits, 1);

	change = begin(p);
	assert_int_equal(change_has(change,
	    "documents/2021/00/0001/document.xml", &err), 1);
	put(change, "people.xml", "<people/>");	/* as before */
	put(change, "documents/2021/00/0001/document.xml", "<a>1</a>");
	put(change, "documents/2021/00/0001/copy.xml", "<a>1</a>");
	p->emitted = p->blobs = 0;
	commit(p, change);
	assert_int_equal(p->blobs, 1);
	assert_int_equal(p->emitted, 1 + 5 + 1);

	assert_int_equal(repository_lookup(p->repository, &p->head,
	    "documents/2021/00/0001/copy.xml", &id, &err), 1);
	assert_int_equal(repository_read(p->repository, &id, &type, &out,
	    &err), 1);
	assert_int_equal(type, OBJECT_BLOB);
	assert_string_equal(out.ptr, "<a>1</a>");
	assert_int_equal(repository_lookup(p->repository, &p->head,
	    "documents/2021/00/0001", &id, &err), 0);
	assert_int_equal(repository_lookup(p->repository, &p->head,
	    "people.xml/x", &id, &err), 0);
	text_release(&out);
	if (!have_git(p))
		skip();
	assert_fsck_clean(p);
	GIT(p, "verify-commit", "main");
	GIT(p, "verify-commit", "main~1");
	GIT(p, "clone", "-q", ".", "../clone");
	text_reset(&out);
	assert_int_equal(RUN(p->git, NULL, &out, "git", "log", "-1",
	    "--format=%an|%ae|%at|%cn|%ct|%G?|%GS|%s|%b|%ai"), 0);
	assert_string_equal(out.ptr,
	    "\xe7\x8e\x8b\xe8\x8a\xb3|wang|1619999940|"
	    "\xe7\x99\xbb\xe8\xae\xb0\xe5\xa4\x84|1620000000|G|"
	    "registry@guiwen|Hand in the draft|Document: 2021-0001\n|"
	    "2021-05-03 07:59:00 +0800\n");
	text_release(&out);
}

static void
test_paths(void **state)
{
	static const char *const bad[] = {
		"", "/a", "a/", "a//b", ".", "..", "a/./b", "a/../b", ".git",
		"a/.git/b", ".GIT", "GIT~1", ".gitmodules", "a\\b", "a\nb",
		".g\xe2\x80\x8cit", "\xef\xbb\xbf.git",
	};
	struct place *p = *state;
	struct change *change = begin(p);
	struct err err = ERR_INIT;
	size_t i;

	for (i = 0; i < MEM_COUNT(bad); i++) {
		err_clear(&err);
		assert_int_equal(change_put(change, bad[i], "x", 1, &err), -1);
		assert_int_equal(err.code, ERR_SYSTEM);
	}
	put(change, "a/b", "1");
	put(change, "g/.gi", "1");
	assert_int_equal(change_put(change, "a", "x", 1, &err), -1);
	assert_int_equal(change_put(change, "a/b/c", "x", 1, &err), -1);
	commit(p, change);
	change = begin(p);
	assert_int_equal(change_put(change, "a", "x", 1, &err), -1);
	assert_int_equal(change_put(change, "a/b/c", "x", 1, &err), -1);
	put(change, "a/b", "2");
	change_drop(change);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_ids), T(test_first_commits), T(test_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
