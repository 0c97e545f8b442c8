/* test_store_change.c: the trees of a change, whatever stood there before */
#include "tests/unit/store_place.h"

#include "store/repository_int.h"

#include <string.h>

static void
tree_of_head(const struct place *p, struct object_id *tree)
{
	struct text bytes = TEXT_INIT;
	struct object_id parent;
	enum object_type type;
	struct err err = ERR_INIT;

	assert_int_equal(repository_read(p->repository, &p->head, &type,
	    &bytes, &err), 1);
	assert_int_equal(commit_peek(bytes.ptr, bytes.len, tree, &parent), 0);
	text_release(&bytes);
}

/* The change's commit is the head; main is left where it is. */
static void
commit_loose(struct place *p, struct change *change)
{
	const struct commit_info info = info_at(1620000000);
	struct err err = ERR_INIT;

	assert_int_equal(change_commit(change, &info, NULL, &p->head,
	    write_loose, p, &err), 0);
}

/* Keeps the last tree, which is the root. */
static int
keep_root(void *ctx, enum object_type type, const struct object_id *id,
    const struct object_id *previous, const void *bytes, size_t len,
    struct err *err)
{
	(void)previous;
	(void)bytes;
	(void)len;
	(void)err;
	if (type == OBJECT_TREE)
		*(struct object_id *)ctx = *id;
	return 0;
}

/* Files of one folder and of folders in it, names that sort close to each
 * other. A file's content is its number; 0: it is not there. */
static const char *const paths[] = {
	"f/a/x", "f/a-", "f/a.b", "f/a.b-", "f/a0", "f/a00", "f/b/y/z", "f/b-",
	"f/b0", "f/c", "f/c.xml", "f/c.xml.sig", "f/d/x", "f/d/y", "f/d/y0",
	"f/record/1", "f/record/2", "f/record-", "f/record.xml", "f/z",
};
#define PATHS MEM_COUNT(paths)

static void
put_number(struct change *change, const char *path, unsigned number)
{
	char content[16];

	snprintf(content, sizeof(content), "%u", number);
	put(change, path, content);
}

/* The tree of all these files, each put into what was empty. */
static void
tree_of_files(struct place *p, const unsigned numbers[PATHS],
    struct object_id *tree)
{
	const struct commit_info info = info_at(1620000000);
	const struct object_id none = { { 0 } };
	struct object_id id;
	struct change *change;
	struct err err = ERR_INIT;
	size_t i;

	assert_int_equal(change_begin(&change, p->repository, &none, &err), 0);
	for (i = 0; i < PATHS; i++)
		if (numbers[i] != 0)
			put_number(change, paths[i], numbers[i]);
	assert_int_equal(change_commit(change, &info, NULL, &id, keep_root,
	    tree, &err), 0);
}

static void
swap(size_t *a, size_t *b)
{
	size_t c = *a;

	*a = *b;
	*b = c;
}

/* New files and such that are replaced, in one change, in any order: the tree
 * is the one that comes of putting each file into an empty folder. */
static void
test_mixed_changes(void **state)
{
	struct place *p = *state;
	struct object_id got, want;
	struct change *change;
	unsigned numbers[PATHS];
	size_t order[PATHS], i, n, mixed = 0, added, replaced;
	int round, turn;

	srandom(11);
	for (i = 0; i < PATHS; i++)
		order[i] = i;
	for (round = 0; round < 60; round++) {
		memset(numbers, 0, sizeof(numbers));
		memset(&p->head, 0, sizeof(p->head));
		for (turn = 0; turn < 6; turn++) {
			for (i = PATHS - 1; i > 0; i--)
				swap(&order[i],
				    &order[(size_t)random() % (i + 1)]);
			n = 1 + (size_t)random() % (PATHS / 2);
			change = begin(p);
			added = replaced = 0;
			for (i = 0; i < n; i++) {
				added += numbers[order[i]] == 0;
				replaced += numbers[order[i]] != 0;
				numbers[order[i]] =
				    1 + (unsigned)random() % 9;
				put_number(change, paths[order[i]],
				    numbers[order[i]]);
			}
			mixed += added > 1 && replaced > 1;
			commit_loose(p, change);
			tree_of_head(p, &got);
			tree_of_files(p, numbers, &want);
			assert_memory_equal(&got, &want, sizeof(got));
		}
	}
	assert_true(mixed > 100);
}

/* A commit of which this is the tree, now the head. */
static void
stand_on(struct place *p, const void *bytes, size_t len)
{
	const struct commit_info info = info_at(1620000000);
	const struct object_id none = { { 0 } };
	struct text out = TEXT_INIT;
	struct object_id tree;
	struct err err = ERR_INIT;

	object_id_of(&tree, OBJECT_TREE, bytes, len);
	assert_int_equal(repository_write_loose(p->repository, &tree,
	    OBJECT_TREE, bytes, len, false, &err), 0);
	assert_int_equal(commit_format(&out, &tree, &none, &info, &err), 0);
	object_id_of(&p->head, OBJECT_COMMIT, out.ptr, out.len);
	assert_int_equal(repository_write_loose(p->repository, &p->head,
	    OBJECT_COMMIT, out.ptr, out.len, false, &err), 0);
	text_release(&out);
}

static void
add_entry(struct text *tree, const char *mode, const char *name,
    const struct object_id *id)
{
	text_addf(tree, "%s %s", mode, name);
	text_addc(tree, '\0');
	text_add(tree, id, sizeof(*id));
}

/* An id that reads like an entry itself. */
static const struct object_id like_entry = { "100644 b\0" "40000 c\0" "x" };

/* What stood there under another mode is replaced whole, and what stands
 * behind it is still found where it has gone to. */
static void
test_other_modes(void **state)
{
	static const char *const modes[] = { FILE_MODE, "100755", "0100644",
		"644", "120000" };
	static const char *const names[] = { "a", "b", "c" };
	struct place *p = *state;
	struct text tree = TEXT_INIT, whole = TEXT_INIT;
	struct object_id id, got, want;
	struct change *change;
	size_t i, j, turn;

	object_id_of(&id, OBJECT_BLOB, "new", 3);
	for (i = 0; i < 3; i++)
		add_entry(&whole, FILE_MODE, names[i], &id);
	object_id_of(&want, OBJECT_TREE, whole.ptr, whole.len);
	for (i = 0; i < MEM_COUNT(modes); i++)
		for (turn = 0; turn < 3; turn++) {
			text_reset(&tree);
			for (j = 0; j < 3; j++)
				add_entry(&tree, j == turn ? modes[i] :
				    FILE_MODE, names[j], &like_entry);
			stand_on(p, tree.ptr, tree.len);
			change = begin(p);
			for (j = 0; j < 3; j++)
				put(change, names[(j + i) % 3], "new");
			commit_loose(p, change);
			tree_of_head(p, &got);
			assert_memory_equal(&got, &want, sizeof(got));
		}
	text_release(&tree);
	text_release(&whole);
}

/* A tree cut anywhere but between two entries is refused. */
static void
test_cut_trees(void **state)
{
	struct place *p = *state;
	struct text tree = TEXT_INIT;
	struct change *change;
	struct err err = ERR_INIT;
	size_t first, len;

	add_entry(&tree, FILE_MODE, "a", &like_entry);
	first = tree.len;
	add_entry(&tree, TREE_MODE, "k", &like_entry);
	for (len = 1; len <= tree.len; len++) {
		stand_on(p, tree.ptr, len);
		change = begin(p);
		err_clear(&err);
		if (len == first || len == tree.len) {
			put(change, "z", "new");
		} else {
			assert_int_equal(change_put(change, "z", "new", 3,
			    &err), -1);
			assert_int_equal(err.code, ERR_BROKEN);
		}
		change_drop(change);
	}
	text_release(&tree);
}

/* One entry, whatever its mode: read whole or refused. */
static void
test_entries(void **state)
{
	static const struct {
		const char *mode;
		bool good, is_tree;
	} cases[] = {
		{ "40000", true, true }, { "100644", true, false },
		{ "040000", true, false }, { "4000", true, false },
		{ "400000", true, false }, { "10064", true, false },
		{ "1006444", true, false }, { "x", true, false },
		{ "", false, false }, { "10064444", false, false },
	};
	struct text tree = TEXT_INIT;
	struct tree_reader reader;
	struct tree_entry entry;
	size_t i, len;

	(void)state;
	for (i = 0; i < MEM_COUNT(cases); i++) {
		text_reset(&tree);
		add_entry(&tree, cases[i].mode, "n", &like_entry);
		tree_read(&reader, tree.ptr, tree.len);
		assert_int_equal(tree_next(&reader, &entry), cases[i].good);
		assert_int_equal(reader.bad, !cases[i].good);
		for (len = 1; len < tree.len; len++) {
			tree_read(&reader, tree.ptr, len);
			assert_false(tree_next(&reader, &entry));
			assert_true(reader.bad);
		}
		if (!cases[i].good)
			continue;
		tree_read(&reader, tree.ptr, tree.len);
		assert_true(tree_next(&reader, &entry));
		assert_int_equal(entry.is_tree, cases[i].is_tree);
		assert_int_equal(entry.mode_len, strlen(cases[i].mode));
		assert_int_equal(entry.size, tree.len);
		assert_memory_equal(&entry.id, &like_entry, sizeof(entry.id));
		assert_int_equal(tree_id_at(&entry, cases[i].mode),
		    tree.len - sizeof(entry.id));
		assert_int_equal(tree_id_at(&entry, "1"), 0);
		assert_false(tree_next(&reader, &entry));
		assert_false(reader.bad);
	}
	text_release(&tree);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_mixed_changes), T(test_other_modes), T(test_cut_trees),
		cmocka_unit_test(test_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
