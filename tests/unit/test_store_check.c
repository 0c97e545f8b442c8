/* test_store_check.c: the walk of the whole history finds every damage */
#include "store/repository_int.h"
#include "tests/unit/store_place.h"

#define COMMITS 12

struct findings {
	struct place *place;
	size_t commits, files, removed, unsigned_commits, bad_signatures;
	size_t damages, files_without_content;
	struct object_id parent, object;
	char path[256], what[ERR_TEXT_MAX];
};

static int
on_commit(void *ctx, const struct commit_view *commit, struct err *err)
{
	struct findings *f = ctx;

	(void)err;
	f->commits++;
	f->unsigned_commits += !commit->has_signature;
	f->bad_signatures += commit->has_signature &&
	    !commit->signature_holds;
	assert_non_null(strstr(commit->author, "<wang> "));
	assert_int_equal(commit->committer_time_s, 1620000000);
	assert_memory_equal(commit->message, "Hand in", 7);
	if (f->damages == 0 && f->commits > 1)
		assert_true(object_id_equal(&commit->parent, &f->parent));
	f->parent = commit->id;
	return 0;
}

static int
on_file(void *ctx, const struct commit_view *commit, const char *path,
    const struct object_id *id, const char *content, size_t len,
    struct err *err)
{
	struct findings *f = ctx;
	struct object_id real;

	(void)commit;
	(void)err;
	f->files++;
	if (content == NULL) {
		f->files_without_content++;
		return 0;
	}
	object_id_of(&real, OBJECT_BLOB, content, len);
	assert_true(object_id_equal(id, &real));
	assert_true(path[0] != '\0' && path[0] != '/');
	return 0;
}

static int
on_removed(void *ctx, const struct commit_view *commit, const char *path,
    struct err *err)
{
	struct findings *f = ctx;

	(void)commit;
	(void)err;
	f->removed++;
	snprintf(f->path, sizeof(f->path), "%s", path);
	return 0;
}

static int
on_damage(void *ctx, const struct object_id *commit,
    const struct object_id *object, const char *path, const struct err *what,
    struct err *err)
{
	struct findings *f = ctx;

	(void)commit;
	(void)err;
	f->damages++;
	f->object = *object;
	snprintf(f->path, sizeof(f->path), "%s", path);
	snprintf(f->what, sizeof(f->what), "%s", what->msg);
	return 0;
}

static struct findings
check_with(struct place *p, const char *public_key)
{
	struct findings f = { .place = p };
	const struct repository_checks checks = { .ctx = &f,
		.commit = on_commit, .file = on_file,
		.removed = on_removed, .damage = on_damage };
	struct repository *r = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(repository_open(&r, p->git, &err), 0);
	assert_int_equal(repository_check(r, &p->head, public_key, &checks,
	    &err), 0);
	repository_free(r);
	return f;
}

static struct findings
check(struct place *p)
{
	return check_with(p, signer_public(p->signer));
}

/* A dozen commits, each with a text and a record. */
static void
make_history(struct place *p)
{
	struct change *change;
	char path[128], content[64];
	int i;

	for (i = 0; i < COMMITS; i++) {
		change = begin(p);
		snprintf(content, sizeof(content), "<text>%d</text>", i);
		snprintf(path, sizeof(path),
		    "documents/2021/00/%04d/document.xml", i % 3);
		put(change, path, content);
		snprintf(path, sizeof(path),
		    "documents/2021/00/%04d/record/%04d.xml", i % 3, i);
		put(change, path, content);
		snprintf(content, sizeof(content), "<record>%d</record>", i);
		put(change, path, content);
		commit(p, change);
	}
}

static void
loose_path(const struct place *p, const struct object_id *id, char out[256])
{
	char hex[OBJECT_HEX];

	object_id_hex(hex, id);
	snprintf(out, 256, "%s/objects/%.2s/%s", p->git, hex, hex + 2);
}

static void
find(struct place *p, const char *path, struct object_id *out)
{
	struct err err = ERR_INIT;

	assert_int_equal(repository_lookup(p->repository, &p->head, path, out,
	    &err), 1);
}

/* Put another object's bytes where this one stands. */
static void
alter(struct place *p, const struct object_id *id, enum object_type type,
    const void *bytes, size_t len)
{
	struct object_id other;
	struct err err = ERR_INIT;
	char from[256], to[256];

	object_id_of(&other, type, bytes, len);
	assert_int_equal(repository_write_loose(p->repository, &other, type,
	    bytes, len, false, &err), 0);
	loose_path(p, &other, from);
	loose_path(p, id, to);
	assert_int_equal(rename(from, to), 0);
}

static void
test_whole(void **state)
{
	struct place *p = *state;
	struct findings f;

	make_history(p);
	f = check(p);
	assert_int_equal(f.damages, 0);
	assert_int_equal(f.commits, COMMITS);
	assert_int_equal(f.files, 2 * COMMITS);
	assert_int_equal(f.removed, 0);
	assert_int_equal(f.unsigned_commits + f.bad_signatures, 0);
	assert_true(object_id_equal(&f.parent, &p->head));
}

static void
test_missing(void **state)
{
	struct place *p = *state;
	struct object_id id;
	struct findings f;
	char path[256];

	make_history(p);
	find(p, "documents/2021/00/0001/record/0004.xml", &id);
	loose_path(p, &id, path);
	assert_int_equal(unlink(path), 0);
	f = check(p);
	assert_int_equal(f.damages, 1);
	assert_true(object_id_equal(&f.object, &id));
	assert_string_equal(f.path, "documents/2021/00/0001/record/0004.xml");
	assert_non_null(strstr(f.what, "missing"));
	assert_int_equal(f.commits, COMMITS);
	assert_int_equal(f.files, 2 * COMMITS);
	assert_int_equal(f.files_without_content, 1);
}

static void
test_altered_file(void **state)
{
	struct place *p = *state;
	struct object_id id;
	struct findings f;

	make_history(p);
	find(p, "documents/2021/00/0001/document.xml", &id);
	alter(p, &id, OBJECT_BLOB, "<text>99</text>", 15);
	f = check(p);
	assert_int_equal(f.damages, 1);
	assert_true(object_id_equal(&f.object, &id));
	assert_string_equal(f.path, "documents/2021/00/0001/document.xml");
	assert_non_null(strstr(f.what, "altered"));
	assert_int_equal(f.commits, COMMITS);
}

/* A byte flipped anywhere in a loose file. */
static void
test_torn_file(void **state)
{
	struct place *p = *state;
	struct object_id id;
	struct findings f;
	struct text file = TEXT_INIT;
	char path[256];
	size_t i;

	make_history(p);
	find(p, "documents/2021/00/0001/document.xml", &id);
	loose_path(p, &id, path);
	get_file(path, &file);
	assert_int_equal(chmod(path, 0600), 0);
	for (i = 0; i < file.len; i++) {
		file.ptr[i] ^= 4;
		put_file(path, file.ptr, file.len);
		f = check(p);
		assert_int_equal(f.damages, 1);
		assert_true(object_id_equal(&f.object, &id));
		file.ptr[i] ^= 4;
	}
	put_file(path, file.ptr, 0);
	f = check(p);
	assert_int_equal(f.damages, 1);
	text_release(&file);
}

/* Signed bytes with another author: named, and its files still hashed. */
static void
test_altered_commit(void **state)
{
	struct place *p = *state;
	struct text bytes = TEXT_INIT;
	enum object_type type;
	struct object_id id = p->head;
	struct err err = ERR_INIT;
	struct findings f;
	char *name;
	int i;

	make_history(p);
	id = p->head;
	for (i = 0; i < 4; i++) {
		assert_int_equal(repository_read(p->repository, &id, &type,
		    &bytes, &err), 1);
		name = strstr(bytes.ptr, "\nparent ");
		assert_non_null(name);
		if (i < 3) {
			name[8 + OBJECT_HEX - 1] = '\0';
			assert_int_equal(object_id_parse(&id, name + 8), 0);
		}
	}
	name = strstr(bytes.ptr, "<wang>");
	assert_non_null(name);
	name[1] = 'h';
	alter(p, &id, OBJECT_COMMIT, bytes.ptr, bytes.len);
	f = check(p);
	assert_int_equal(f.damages, 1);
	assert_true(object_id_equal(&f.object, &id));
	assert_string_equal(f.path, "");
	assert_int_equal(f.commits, COMMITS - 1);
	assert_int_equal(f.files, 2 * (COMMITS - 1));
	text_release(&bytes);
}

static void
test_missing_commit_and_tree(void **state)
{
	struct place *p = *state;
	struct object_id tree, parent, id;
	struct text bytes = TEXT_INIT;
	enum object_type type;
	struct err err = ERR_INIT;
	struct findings f;
	char path[256], hex[OBJECT_HEX];

	make_history(p);
	assert_int_equal(repository_read(p->repository, &p->head, &type,
	    &bytes, &err), 1);
	memcpy(hex, bytes.ptr + 5, OBJECT_HEX - 1);
	hex[OBJECT_HEX - 1] = '\0';
	assert_int_equal(object_id_parse(&tree, hex), 0);
	memcpy(hex, strstr(bytes.ptr, "\nparent ") + 8, OBJECT_HEX - 1);
	assert_int_equal(object_id_parse(&parent, hex), 0);
	loose_path(p, &tree, path);
	assert_int_equal(unlink(path), 0);
	f = check(p);
	assert_int_equal(f.damages, 1);
	assert_true(object_id_equal(&f.object, &tree));
	assert_int_equal(f.files, 2 * (COMMITS - 1));
	id = parent;
	loose_path(p, &id, path);
	assert_int_equal(unlink(path), 0);
	f = check(p);
	assert_int_equal(f.damages, 2);
	assert_int_equal(f.commits, 1);
	text_release(&bytes);
}

static void
test_signatures(void **state)
{
	struct place *p = *state;
	struct signer *other = NULL, *mine = p->signer;
	struct change *change;
	struct err err = ERR_INIT;
	struct findings f;
	char key[128];

	make_history(p);
	snprintf(key, sizeof(key), "%s/other", p->dir);
	assert_int_equal(signer_generate(key, "", &err), 0);
	assert_int_equal(signer_load(&other, key, &err), 0);
	f = check_with(p, signer_public(other));
	assert_int_equal(f.bad_signatures, COMMITS);
	f = check_with(p, "no key at all");
	assert_int_equal(f.bad_signatures, COMMITS);
	change = begin(p);
	put(change, "people.xml", "x");
	p->signer = other;
	commit(p, change);
	change = begin(p);
	put(change, "people.xml", "y");
	p->signer = NULL;
	commit(p, change);
	p->signer = mine;
	f = check(p);
	assert_int_equal(f.bad_signatures, 1);
	assert_int_equal(f.unsigned_commits, 1);
	assert_int_equal(f.damages, 0);
	signer_free(other);
}

/* What stock git writes there: another mode, a file removed, a merge. */
static void
test_foreign_commits(void **state)
{
	struct place *p = *state;
	struct object_id old;
	struct err err = ERR_INIT;
	struct findings f;
	char hex[OBJECT_HEX];

	if (!have_git(p))
		skip();
	make_history(p);
	old = p->head;
	assert_int_equal(RUN(p->git, NULL, NULL, "sh", "-c",
	    "set -e; export GIT_DIR=$PWD GIT_WORK_TREE=$PWD "
	    "GIT_INDEX_FILE=$PWD/x.index GIT_AUTHOR_NAME=x "
	    "GIT_AUTHOR_EMAIL=wang GIT_COMMITTER_NAME=x "
	    "GIT_COMMITTER_EMAIL=x GIT_COMMITTER_DATE='1620000000 +0800'\n"
	    "git read-tree main\n"
	    "git update-index --force-remove "
	    "documents/2021/00/0001/document.xml\n"
	    "t=$(git write-tree)\n"
	    "c=$(echo Hand in no more | git commit-tree -p main $t)\n"
	    "git update-ref refs/heads/main $c; rm x.index"), 0);
	assert_int_equal(repository_main(p->repository, &p->head, &err), 1);
	assert_false(object_id_equal(&p->head, &old));
	f = check(p);
	assert_int_equal(f.damages, 0);
	assert_int_equal(f.unsigned_commits, 1);
	assert_int_equal(f.removed, 1);
	assert_string_equal(f.path, "documents/2021/00/0001/document.xml");
	/* We do not move main from where we did not put it. */
	assert_int_equal(repository_set_main(p->repository, &old, &f.parent,
	    false, &err), -1);
	assert_int_equal(err.code, ERR_BROKEN);
	assert_non_null(strstr(err.msg, object_id_hex(hex, &p->head)));
}

/* Every byte of a pack counts. */
static void
test_pack_bytes(void **state)
{
	struct place *p = *state;
	struct text pack = TEXT_INIT, name = TEXT_INIT;
	struct findings f;
	struct object_id none = { { 0 } };
	struct keeper k = { NULL, 0, 0 };
	struct change *change;
	struct err err = ERR_INIT;
	struct commit_info info = info_at(1620000000);
	char path[256];
	size_t i;

	repository_set_pending(p->repository, kept_pending, &k);
	for (i = 0; i < 5; i++) {
		change = begin(p);
		snprintf(path, sizeof(path), "a/%zu", i % 2);
		put(change, path, i % 2 ? "one" : "other");
		snprintf(path, sizeof(path), "a/b/%zu", i);
		put(change, path, path);
		assert_int_equal(change_commit(change, &info, p->signer,
		    &p->head, keep_object, &k, &err), 0);
	}
	write_pack(p, &k, &none);
	f = check(p);
	assert_int_equal(f.damages, 0);
	assert_int_equal(f.commits, 5);
	assert_int_equal(RUN(p->git, NULL, &name, "sh", "-c",
	    "ls objects/pack/*.pack"), 0);
	snprintf(path, sizeof(path), "%s/%.*s", p->git, (int)name.len - 1,
	    name.ptr);
	get_file(path, &pack);
	assert_int_equal(chmod(path, 0600), 0);
	for (i = 0; i < pack.len; i += 3) {
		pack.ptr[i] ^= 1;
		put_file(path, pack.ptr, pack.len);
		f = check(p);
		if (f.damages == 0)
			fail_msg("byte %zu of the pack", i);
		pack.ptr[i] ^= 1;
	}
	keeper_release(&k);
	text_release(&name);
	text_release(&pack);
}

/* ---- trees that guiwen does not write ---- */

static struct object_id
put_object(struct place *p, enum object_type type, const struct text *bytes)
{
	struct object_id id;
	struct err err = ERR_INIT;

	object_id_of(&id, type, bytes->ptr, bytes->len);
	assert_int_equal(repository_write_loose(p->repository, &id, type,
	    bytes->ptr, bytes->len, false, &err), 0);
	return id;
}

/* A tree of files of one content, or of one folder. */
static struct object_id
put_tree(struct place *p, const char *const *names, size_t count,
    const struct object_id *folder)
{
	struct text bytes = TEXT_INIT, blob = TEXT_INIT;
	struct object_id id;
	size_t i;

	text_adds(&blob, "the same");
	id = folder != NULL ? *folder : put_object(p, OBJECT_BLOB, &blob);
	for (i = 0; i < count; i++) {
		text_adds(&bytes, folder != NULL ? "40000 " : "100644 ");
		text_add(&bytes, names[i], strlen(names[i]) + 1);
		text_add(&bytes, &id, sizeof(id));
	}
	id = put_object(p, OBJECT_TREE, &bytes);
	text_release(&bytes);
	text_release(&blob);
	return id;
}

static void
put_commit(struct place *p, const struct object_id *tree)
{
	struct text bytes = TEXT_INIT;
	struct commit_info info = info_at(1620000000);
	struct err err = ERR_INIT;

	info.author_email = "wang";
	info.message = "Hand in";
	assert_int_equal(commit_format(&bytes, tree, &p->head, &info, &err),
	    0);
	p->head = put_object(p, OBJECT_COMMIT, &bytes);
	text_release(&bytes);
}

#define NAMES_MOST 8

/* One tree after the other: what the last one is found to change. */
static struct findings
check_two(struct place *p, const char *const *old, const char *const *new)
{
	static const struct object_id none;
	struct object_id a, b;
	size_t n = 0, m = 0;

	while (n < NAMES_MOST && old[n] != NULL)
		n++;
	while (m < NAMES_MOST && new[m] != NULL)
		m++;
	p->head = none;
	a = put_tree(p, old, n, NULL);
	b = put_tree(p, new, m, NULL);
	put_commit(p, &a);
	put_commit(p, &b);
	return check(p);
}

/* Names may look like the start of an entry; what stands at the end of both
 * trees is then not the same in them. */
static void
test_odd_trees(void **state)
{
	static const struct {
		const char *old[NAMES_MOST], *new[NAMES_MOST];
		size_t files, removed, damages;
	} cases[] = {
		{ { "a", "b" }, { "a", "b", "c" }, 3, 0, 0 },
		{ { "b", "c" }, { "a", "b", "c" }, 3, 0, 0 },
		{ { "a", "c" }, { "a", "b", "c" }, 3, 0, 0 },
		{ { "a", "b", "c" }, { "a", "c" }, 3, 1, 0 },
		{ { "a", "b", "c" }, { "b" }, 3, 2, 0 },
		{ { "a", "b", "c" }, { "d", "e", "f" }, 6, 3, 0 },
		{ { "a", "b", "c" }, { NULL }, 3, 3, 0 },
		{ { "a", "b" }, { "a", "x100644 b" }, 3, 1, 0 },
		{ { "a", "x100644 b" }, { "a", "b" }, 3, 1, 0 },
		{ { "a", "b" }, { "a", "aa", "a100644 b" }, 2, 0, 1 },
		{ { "a", "c", "e" }, { "a", "d", "c", "e" }, 3, 0, 1 },
		{ { "a", "c", "e" }, { "a", "c", "c", "e" }, 3, 0, 1 },
		{ { "a", "c", "e" }, { "a", "a", "c", "e" }, 3, 0, 1 },
		{ { "a", "c", "e" }, { "a", "c", "e", "e" }, 3, 0, 1 },
		{ { "a", "c", "e" }, { "a", "c", "e", "b" }, 3, 0, 1 },
		{ { "a", "c", "e" }, { "a", "c/d", "e" }, 3, 0, 1 },
		{ { "c", "a", "e" }, { "a", "c", "e" }, 1, 1, 1 },
	};
	struct place *p = *state;
	struct findings f;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f = check_two(p, cases[i].old, cases[i].new);
		if (f.commits != 2 || f.files != cases[i].files ||
		    f.removed != cases[i].removed ||
		    f.damages != cases[i].damages)
			fail_msg("case %zu: %zu files, %zu removed, %zu "
			    "damages (%s)", i, f.files, f.removed, f.damages,
			    f.what);
	}
}

/* Nor are folders that name one another many times over. */
static void
test_many_trees(void **state)
{
	static const char *const names[] = { "a", "b" };
	static const struct object_id none;
	struct place *p = *state;
	struct object_id tree;
	struct findings f;
	int i;

	p->head = none;
	tree = put_tree(p, names, 2, NULL);
	for (i = 0; i < 10; i++)
		tree = put_tree(p, names, 2, &tree);
	put_commit(p, &tree);
	f = check(p);
	assert_int_equal(f.damages, 0);
	assert_int_equal(f.files, 2048);
	for (; i < 60; i++)
		tree = put_tree(p, names, 2, &tree);
	put_commit(p, &tree);
	tree = put_tree(p, names, 2, NULL);
	put_commit(p, &tree);
	f = check(p);
	assert_int_equal(f.commits, 3);
	assert_true(f.damages >= 1);
	assert_non_null(strstr(f.what, "more folders than any record can"));
}

/* Folders in folders without end are told, not followed. */
static void
test_deep_trees(void **state)
{
	static const char *const name[] = { "d" };
	static const struct object_id none;
	struct place *p = *state;
	struct object_id tree;
	struct findings f;
	int i;

	p->head = none;
	tree = put_tree(p, name, 1, NULL);
	for (i = 0; i < 3000; i++) {
		tree = put_tree(p, name, 1, &tree);
		if (i == 1000)
			put_commit(p, &tree);
	}
	f = check(p);
	assert_int_equal(f.damages, 0);
	assert_int_equal(f.files, 1);
	put_commit(p, &tree);
	tree = put_tree(p, name, 1, NULL);
	put_commit(p, &tree);
	f = check(p);
	assert_int_equal(f.commits, 3);
	assert_int_equal(f.damages, 1);
	assert_non_null(strstr(f.what, "too deep"));
}

/* A file whose bytes are those of a tree is none, also when it was just read
 * and is still at hand. */
static void
test_file_as_folder(void **state)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f" };
	static const struct object_id none;
	struct place *p = *state;
	struct text one = TEXT_INIT, two = TEXT_INIT, tree = TEXT_INIT;
	struct object_id blob, ids[2], id;
	struct pack *pack = NULL;
	struct err err = ERR_INIT;
	struct findings f;
	size_t i;

	text_adds(&tree, "the same");
	blob = put_object(p, OBJECT_BLOB, &tree);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (i > 0)
			text_add(&one, two.ptr + one.len, two.len - one.len);
		text_addf(&two, "100644 %s", names[i]);
		text_addc(&two, '\0');
		text_add(&two, &blob, sizeof(blob));
	}
	object_id_of(&ids[0], OBJECT_BLOB, one.ptr, one.len);
	object_id_of(&ids[1], OBJECT_BLOB, two.ptr, two.len);
	assert_int_equal(pack_begin(&pack, p->repository, &err), 0);
	assert_int_equal(pack_add(pack, &ids[0], OBJECT_BLOB, one.ptr,
	    one.len, NULL, &err), 0);
	assert_int_equal(pack_add(pack, &ids[1], OBJECT_BLOB, two.ptr,
	    two.len, &ids[0], &err), 0);
	assert_int_equal(pack_finish(pack, &err), 0);
	p->head = none;
	text_reset(&tree);
	for (i = 0; i < 2; i++) {
		text_adds(&tree, i == 0 ? "100644 file" : "40000 folder");
		text_addc(&tree, '\0');
		text_add(&tree, &ids[1], sizeof(ids[1]));
		id = put_object(p, OBJECT_TREE, &tree);
		put_commit(p, &id);
	}
	f = check(p);
	assert_int_equal(f.commits, 2);
	assert_int_equal(f.damages, 1);
	assert_true(object_id_equal(&f.object, &ids[1]));
	assert_non_null(strstr(f.what, "is a blob where a tree is needed"));
	text_release(&one);
	text_release(&two);
	text_release(&tree);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_whole), T(test_missing), T(test_altered_file),
		T(test_torn_file), T(test_altered_commit),
		T(test_missing_commit_and_tree), T(test_signatures),
		T(test_foreign_commits), T(test_pack_bytes), T(test_odd_trees),
		T(test_deep_trees),
		T(test_many_trees), T(test_file_as_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
