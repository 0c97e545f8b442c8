/* test_store_repository.c: objects, trees, commits, against git itself */
#include "tests/unit/store_place.h"

#include <git2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

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

static const char *
hex_of_tree(const git_tree *tree, char hex[OBJECT_HEX])
{
	return git_oid_tostr(hex, OBJECT_HEX, git_tree_id(tree));
}

/* A thousand random changes: libgit2's tree builder makes the same trees. */
static void
test_random_changes(void **state)
{
	static const char *const names[] = { "a", "a-b", "a.b", "a0", "b",
		"record", "record.xml", "record-2", "z", "\xe6\x96\x87" };
	struct place *p = *state;
	git_repository *git = NULL;
	git_oid tree_id;
	git_tree *tree = NULL, *next;
	git_commit *last;
	git_tree_update update;
	struct change *change;
	struct err err = ERR_INIT;
	char path[128], content[32], hex[OBJECT_HEX];
	int i, j, n, depth;

	git_libgit2_init();
	assert_int_equal(git_repository_open_bare(&git, p->git), 0);
	srandom(7);
	for (i = 0; i < 1000; i++) {
		change = begin(p);
		n = 1 + (int)(random() % 3);
		while (n-- > 0) {
			path[0] = '\0';
			depth = (int)(random() % 4);
			for (j = 0; j < depth; j++)
				snprintf(path + strlen(path), 32, "%s/",
				    names[(size_t)random() % MEM_COUNT(names)]);
			snprintf(path + strlen(path), 32, "%s",
			    names[(size_t)random() % MEM_COUNT(names)]);
			snprintf(content, sizeof(content), "%ld",
			    random() % 50);
			/* A folder may stand there, or a file in the way. */
			if (change_put(change, path, content, strlen(content),
			    &err) != 0)
				continue;
			memset(&update, 0, sizeof(update));
			update.action = GIT_TREE_UPDATE_UPSERT;
			update.filemode = GIT_FILEMODE_BLOB;
			update.path = path;
			assert_int_equal(git_blob_create_from_buffer(
			    &update.id, git, content, strlen(content)), 0);
			assert_int_equal(git_tree_create_updated(&tree_id,
			    git, tree, 1, &update), 0);
			assert_int_equal(git_tree_lookup(&next, git,
			    &tree_id), 0);
			git_tree_free(tree);
			tree = next;
		}
		commit(p, change);
		assert_int_equal(git_commit_lookup(&last, git,
		    (const git_oid *)&p->head), 0);
		assert_string_equal(git_oid_tostr_s(git_commit_tree_id(last)),
		    hex_of_tree(tree, hex));
		git_commit_free(last);
	}
	git_tree_free(tree);
	git_repository_free(git);
	if (have_git(p)) {
		assert_fsck_clean(p);
		GIT(p, "clone", "-q", ".", "../clone");
	}
	git_libgit2_shutdown();
}

/* A power cut leaves a loose file short, empty or full of zeros. */
static void
test_torn_loose(void **state)
{
	struct place *p = *state;
	struct object_id id;
	enum object_type type;
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;
	char path[256], hex[OBJECT_HEX];
	static const char zeros[10];
	size_t i;

	object_id_of(&id, OBJECT_BLOB, "content", 7);
	object_id_hex(hex, &id);
	snprintf(path, sizeof(path), "%s/objects/%.2s/%s", p->git, hex,
	    hex + 2);
	for (i = 0; i < 3; i++) {
		assert_int_equal(repository_write_loose(p->repository, &id,
		    OBJECT_BLOB, "content", 7, true, &err), 0);
		assert_int_equal(repository_read(p->repository, &id, &type,
		    &out, &err), 1);
		assert_string_equal(out.ptr, "content");
		assert_int_equal(chmod(path, 0600), 0);
		put_file(path, zeros, 5 * i);
		assert_int_equal(repository_read(p->repository, &id, &type,
		    &out, &err), -1);
		assert_int_equal(err.code, ERR_BROKEN);
		/* Without `check` it counts as there. */
		assert_int_equal(repository_write_loose(p->repository, &id,
		    OBJECT_BLOB, "content", 7, false, &err), 0);
		assert_int_equal(repository_read(p->repository, &id, &type,
		    &out, &err), -1);
	}
	text_release(&out);
}

static void
test_clean(void **state)
{
	struct place *p = *state;
	struct change *change = begin(p);
	struct object_id old = p->head, none = { { 0 } };
	struct err err = ERR_INIT;
	struct text out = TEXT_INIT;
	char path[256];

	put(change, "a", "1");
	commit(p, change);
	snprintf(path, sizeof(path), "%s/refs/heads/main.lock", p->git);
	put_file(path, "", 0);
	assert_int_equal(repository_set_main(p->repository, &p->head, &p->head,
	    true, &err), -1);
	assert_int_equal(err.code, ERR_BUSY);
	snprintf(path, sizeof(path), "%s/objects/pack/tmp_pack_x", p->git);
	put_file(path, "x", 1);
	assert_int_equal(RUN(p->git, NULL, NULL, "sh", "-c",
	    "for d in objects/??; do : > $d/tmp_obj_y; done"), 0);
	assert_int_equal(repository_clean(p->repository, &err), 0);
	assert_int_equal(RUN(p->git, NULL, &out, "find", ".", "-name", "tmp_*",
	    "-o", "-name", "*.lock"), 0);
	assert_string_equal(out.ptr, "");
	assert_int_equal(repository_set_main(p->repository, &none, &p->head,
	    true, &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	assert_int_equal(repository_set_main(p->repository, &p->head, &p->head,
	    true, &err), 0);
	assert_int_equal(repository_main(p->repository, &old, &err), 1);
	assert_true(object_id_equal(&old, &p->head));
	text_release(&out);
}

static int
none_pending(void *ctx, const struct object_id *id, enum object_type *type,
    struct text *content, struct err *err)
{
	(void)id;
	(void)err;
	*type = OBJECT_BLOB;
	text_adds(content, ctx);
	return 1;
}

/* What waits in the ledger is asked for last and hashed as well. */
static void
test_pending(void **state)
{
	struct place *p = *state;
	struct object_id id, other;
	enum object_type type;
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;
	char content[] = "waiting";

	object_id_of(&id, OBJECT_BLOB, "waiting", 7);
	object_id_of(&other, OBJECT_BLOB, "else", 4);
	assert_int_equal(repository_read(p->repository, &id, &type, &out,
	    &err), 0);
	repository_set_pending(p->repository, none_pending, content);
	assert_int_equal(repository_read(p->repository, &id, &type, &out,
	    &err), 1);
	assert_string_equal(out.ptr, "waiting");
	assert_int_equal(repository_read(p->repository, &other, &type, &out,
	    &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	text_release(&out);
}

/* Names are cleaned of what git does not take; a first commit may be empty;
 * nobody outside reads the files; a push is refused. */
static void
test_odd_commits(void **state)
{
	struct place *p = *state;
	struct change *change = begin(p);
	struct commit_info info = info_at(1620000000);
	struct err err = ERR_INIT;
	struct object_id none = { { 0 } };
	struct text out = TEXT_INIT;

	info.author_name = " <\n> ";
	info.author_email = "a <b>\n";
	info.message = "";
	assert_int_equal(change_commit(change, &info, p->signer, &p->head,
	    write_loose, p, &err), 0);
	assert_int_equal(repository_set_main(p->repository, &none, &p->head,
	    false, &err), 0);
	change = begin(p);
	info.author_time_s = -1;
	assert_int_equal(change_commit(change, &info, p->signer, &p->head,
	    write_loose, p, &err), -1);
	assert_int_equal(RUN(p->git, NULL, &out, "find", ".", "-perm",
	    "/077"), 0);
	assert_string_equal(out.ptr, "");
	text_reset(&out);
	if (have_git(p)) {
		assert_fsck_clean(p);
		assert_int_equal(RUN(p->git, NULL, &out, "git", "log",
		    "--format=%an|%ae|%s"), 0);
		assert_string_equal(out.ptr, "unknown|a b|\n");
		text_reset(&out);
		assert_int_not_equal(RUN(p->git, NULL, &out, "git", "push",
		    "-q", p->git, "main:refs/heads/other"), 0);
		assert_non_null(strstr(out.ptr, "only guiwen writes"));
	}
	text_release(&out);
}

/* A thread, so that whatever holds this process up holds it up as well. */
static void *
unlock_soon(void *lock)
{
	static const struct timespec pause = { 0, 20000000 };

	nanosleep(&pause, NULL);
	unlink(lock);
	return NULL;
}

/* Another program has the lock, and then no longer. */
static void
test_lock_for_a_moment(void **state)
{
	struct place *p = *state;
	struct change *change = begin(p);
	struct err err = ERR_INIT;
	char path[256];
	pthread_t thread;

	put(change, "a", "1");
	commit(p, change);
	snprintf(path, sizeof(path), "%s/refs/heads/main.lock", p->git);
	put_file(path, "", 0);
	assert_int_equal(pthread_create(&thread, NULL, unlock_soon, path), 0);
	(void)repository_set_main(p->repository, &p->head, &p->head, false,
	    &err);
	pthread_join(thread, NULL);
	if (err.code != ERR_NONE)
		fail_msg("%s", err.msg);
}

struct tidying {
	const char *git;
	atomic_bool stop;
};

/* As git prune-packed does, over and over. It has other work between two
 * folders; without a pause there would be no moment in which to write. */
static void *
tidy(void *arg)
{
	static const struct timespec pause = { 0, 10000 };
	struct tidying *t = arg;
	char path[256];
	unsigned i;

	for (i = 0; !atomic_load(&t->stop); i++) {
		snprintf(path, sizeof(path), "%s/objects/%02x", t->git,
		    i % 4);
		(void)rmdir(path);
		nanosleep(&pause, NULL);
	}
	return NULL;
}

static void
test_folders_removed(void **state)
{
	struct place *p = *state;
	struct tidying t = { p->git, false };
	struct object_id id;
	struct err err = ERR_INIT;
	char path[256], hex[OBJECT_HEX], content[16];
	pthread_t thread;
	int i, len;

	assert_int_equal(pthread_create(&thread, NULL, tidy, &t), 0);
	for (i = 0; i < 200000 && err.code == ERR_NONE; i++) {
		len = snprintf(content, sizeof(content), "%d", i);
		object_id_of(&id, OBJECT_BLOB, content, (size_t)len);
		if (id.b[0] > 3)
			continue;
		(void)repository_write_loose(p->repository, &id, OBJECT_BLOB,
		    content, (size_t)len, false, &err);
		object_id_hex(hex, &id);
		snprintf(path, sizeof(path), "%s/objects/%.2s/%s", p->git,
		    hex, hex + 2);
		(void)unlink(path);
	}
	atomic_store(&t.stop, true);
	pthread_join(thread, NULL);
	if (err.code != ERR_NONE)
		fail_msg("%s", err.msg);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_ids), T(test_first_commits), T(test_paths),
		T(test_random_changes), T(test_torn_loose), T(test_clean),
		T(test_pending), T(test_odd_commits),
		T(test_lock_for_a_moment), T(test_folders_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
