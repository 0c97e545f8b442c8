/* test_store_repository.c: objects, trees, commits, against git itself */
#include "tests/unit/store_place.h"

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
