/* test_store_pack.c: packs written, read back, merged, against git itself */
#include "store/repository_int.h"
#include "tests/unit/store_place.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Steps on a few documents, all objects kept: texts that grow, some random
 * bytes, trees of many shapes. */
static void
make_history(struct place *p, struct keeper *k, unsigned seed, int commits)
{
	struct text content = TEXT_INIT;
	struct err err = ERR_INIT;
	struct change *change;
	struct commit_info info;
	char path[128];
	int i, j, n;

	repository_set_pending(p->repository, kept_pending, k);
	srandom(seed);
	for (i = 0; i < commits; i++) {
		change = begin(p);
		n = 1 + (int)(random() % 4);
		while (n-- > 0) {
			text_reset(&content);
			text_addf(&content, "document %ld\n", random() % 7);
			for (j = (int)(random() % 300); j > 0; j--)
				text_addf(&content, "article %d\n", j);
			if (random() % 5 == 0)
				for (j = 0; j < 3000; j++)
					text_addc(&content, (char)random());
			snprintf(path, sizeof(path), "documents/2021/%02ld/%ld"
			    "/%s%ld", random() % 5, random() % 30,
			    random() % 2 ? "record/" : "", random() % 20);
			put(change, path, "");
			assert_int_equal(change_put(change, path, content.ptr,
			    content.len, &err), 0);
		}
		info = info_at(1620000000 + i);
		assert_int_equal(change_commit(change, &info, p->signer,
		    &p->head, keep_object, k, &err), 0);
	}
	text_release(&content);
}

static size_t
count_packs(const struct place *p)
{
	char path[160];
	struct dirent *e;
	size_t n = 0;
	DIR *d;

	snprintf(path, sizeof(path), "%s/objects/pack", p->git);
	d = opendir(path);
	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		n += strstr(e->d_name, ".idx") != NULL;
	closedir(d);
	return n;
}

static void
assert_all_read(struct place *p, const struct keeper *k)
{
	struct repository *r = NULL;
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;
	enum object_type type;
	size_t i;

	assert_int_equal(repository_open(&r, p->git, &err), 0);
	for (i = 0; i < k->count; i++) {
		if (repository_read(r, &k->all[i].id, &type, &out, &err) != 1)
			fail_msg("%s", err.msg);
		assert_int_equal(type, k->all[i].type);
		assert_int_equal(out.len, k->all[i].bytes.len);
		assert_memory_equal(out.ptr, k->all[i].bytes.ptr, out.len);
	}
	text_release(&out);
	repository_free(r);
}

static void
test_pack(void **state)
{
	struct place *p = *state;
	struct keeper k = { NULL, 0, 0 };
	struct object_id none = { { 0 } };
	struct text out = TEXT_INIT;

	make_history(p, &k, 1, 200);
	write_pack(p, &k, &none);
	assert_int_equal(count_packs(p), 1);
	assert_all_read(p, &k);
	if (have_git(p)) {
		assert_fsck_clean(p);
		GIT(p, "verify-commit", "main", "main~100", "main~199");
		assert_int_equal(RUN(p->git, NULL, &out, "git", "count-objects",
		    "-v"), 0);
		assert_non_null(strstr(out.ptr, "garbage: 0\n"));
		assert_memory_equal(out.ptr, "count: 0\n", 9);
		text_reset(&out);
		/* Trees and texts are there as deltas, in short chains. */
		assert_int_equal(RUN(p->git, NULL, &out, "sh", "-c",
		    "git verify-pack -v objects/pack/*.idx"), 0);
		assert_non_null(strstr(out.ptr, "chain length = 10:"));
		assert_null(strstr(out.ptr, "chain length = 41:"));
	}
	text_release(&out);
	keeper_release(&k);
}

static void
test_pack_replaces_loose(void **state)
{
	struct place *p = *state;
	struct keeper k = { NULL, 0, 0 };
	struct object_id none = { { 0 } };
	struct text out = TEXT_INIT;
	struct err err = ERR_INIT;
	size_t i;

	make_history(p, &k, 2, 100);
	for (i = 0; i < k.count; i++)
		assert_int_equal(repository_write_loose(p->repository,
		    &k.all[i].id, k.all[i].type, k.all[i].bytes.ptr,
		    k.all[i].bytes.len, false, &err), 0);
	assert_all_read(p, &k);
	write_pack(p, &k, &none);
	assert_int_equal(RUN(p->git, NULL, &out, "sh", "-c",
	    "find objects -type f | grep -cv pack"), 1);
	assert_string_equal(out.ptr, "0\n");
	text_release(&out);
	assert_all_read(p, &k);
	keeper_release(&k);
}

static void
test_empty_and_abandoned(void **state)
{
	struct place *p = *state;
	struct pack *pack = NULL;
	struct err err = ERR_INIT;
	struct object_id id;
	struct text out = TEXT_INIT;

	assert_int_equal(pack_begin(&pack, p->repository, &err), 0);
	assert_int_equal(pack_finish(pack, &err), 0);
	assert_int_equal(pack_begin(&pack, p->repository, &err), 0);
	object_id_of(&id, OBJECT_BLOB, "x", 1);
	assert_int_equal(pack_add(pack, &id, OBJECT_BLOB, "x", 1, NULL, &err),
	    0);
	assert_int_equal(pack_add(pack, &id, OBJECT_BLOB, "x", 1, NULL, &err),
	    0);
	pack_abandon(pack);
	assert_int_equal(RUN(p->git, NULL, &out, "ls", "objects/pack"), 0);
	assert_string_equal(out.ptr, "");
	text_release(&out);
}


/* One more pack, of so many commits; its objects join `all`. */
static void
add_pack(struct place *p, struct keeper *k, struct keeper *all, unsigned seed,
    int commits)
{
	struct object_id old = p->head;
	struct err err = ERR_INIT;
	size_t i;

	repository_set_pending(p->repository, NULL, NULL);
	make_history(p, k, seed, commits);
	write_pack(p, k, &old);
	for (i = 0; i < k->count; i++)
		keep_object(all, k->all[i].type, &k->all[i].id,
		    &k->all[i].previous, k->all[i].bytes.ptr,
		    k->all[i].bytes.len, &err);
	keeper_release(k);
}

static void
test_merge(void **state)
{
	struct place *p = *state;
	struct keeper k = { NULL, 0, 0 }, all = { NULL, 0, 0 };
	struct object_id old;
	struct err err = ERR_INIT;
	int i;

	for (i = 0; i < 12; i++)
		add_pack(p, &k, &all, (unsigned)i, 5 + i % 3 * 10);
	assert_int_equal(count_packs(p), 12);
	assert_int_equal(repository_merge_packs(p->repository, 12, &err), 0);
	assert_int_equal(count_packs(p), 12);
	assert_int_equal(repository_merge_packs(p->repository, 4, &err), 0);
	assert_true(count_packs(p) <= 4);
	assert_all_read(p, &all);
	assert_int_equal(repository_merge_packs(p->repository, 1, &err), 0);
	assert_int_equal(count_packs(p), 1);
	assert_all_read(p, &all);
	if (have_git(p)) {
		assert_fsck_clean(p);
		/* What stock git makes of it is read and merged as well. */
		GIT(p, "repack", "-adq");
		assert_all_read(p, &all);
		GIT(p, "pack-refs", "--all");
		assert_int_equal(repository_main(p->repository, &old, &err),
		    1);
		assert_true(object_id_equal(&old, &p->head));
		old = p->head;
		make_history(p, &k, 99, 5);
		write_pack(p, &k, &old);
		assert_int_equal(repository_merge_packs(p->repository, 1,
		    &err), 0);
		assert_int_equal(count_packs(p), 1);
		assert_all_read(p, &all);
		assert_all_read(p, &k);
		assert_fsck_clean(p);
	}
	keeper_release(&k);
	keeper_release(&all);
}

/* No pack has more objects than that. */
static void
assert_sizes(const struct place *p, uint32_t most)
{
	struct err err = ERR_INIT;
	struct pack_file file;
	char dir[160], **names;
	size_t count, i;

	snprintf(dir, sizeof(dir), "%s/objects/pack", p->git);
	assert_int_equal(pack_list(&names, &count, dir, &err), 0);
	for (i = 0; i < count; i++) {
		assert_int_equal(pack_file_open(&file, dir, names[i], &err),
		    1);
		assert_true(file.count < most);
		pack_file_close(&file);
	}
	pack_list_free(names, count);
}

/* What is full is left alone, and so much is merged at once as makes one
 * full; what is not merged is left to the next calls. */
static void
test_full(void **state)
{
	struct place *p = *state;
	struct keeper k = { NULL, 0, 0 }, all = { NULL, 0, 0 };
	const uint32_t full = 60;
	struct pack *pack = NULL;
	struct err err = ERR_INIT;
	struct object_id id;
	char text[16];
	uint32_t i;
	size_t before, left;

	p->repository->full_objects = full;
	assert_int_equal(pack_begin(&pack, p->repository, &err), 0);
	for (i = 0; i < full; i++) {
		assert_false(pack_is_full(pack));
		snprintf(text, sizeof(text), "%u\n", i);
		object_id_of(&id, OBJECT_BLOB, text, strlen(text));
		assert_int_equal(pack_add(pack, &id, OBJECT_BLOB, text,
		    strlen(text), NULL, &err), 0);
	}
	assert_true(pack_is_full(pack));
	assert_int_equal(pack_finish(pack, &err), 0);
	assert_int_equal(repository_merge_packs(p->repository, 0, &err), 0);
	assert_int_equal(count_packs(p), 1);
	for (i = 0; i < 20; i++)
		add_pack(p, &k, &all, i, 3);
	before = count_packs(p);
	assert_int_equal(before, 21);
	assert_int_equal(repository_merge_packs(p->repository, 1, &err), 0);
	left = count_packs(p);
	/* Each of the twenty has at least three objects. */
	assert_true(left < before && left > 2);
	while (left > 2) {
		before = left;
		assert_int_equal(repository_merge_packs(p->repository, 1,
		    &err), 0);
		left = count_packs(p);
		if (left == before)
			break;
	}
	assert_sizes(p, 2 * full);
	assert_all_read(p, &all);
	assert_fsck_clean(p);
	keeper_release(&k);
	keeper_release(&all);
}

/* Did an older commit bring it as well? */
static bool
was_there(const struct keeper *k, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (object_id_equal(&k->all[i].id, &k->all[n].id))
			return true;
	return false;
}

/* What a commit brought is near at its turn, and stands where the index has
 * it, also when the walk begins anew. */
static void
test_order(void **state)
{
	struct place *p = *state;
	struct object_id none = { { 0 } };
	struct keeper k = { NULL, 0, 0 };
	struct pack_order *order = pack_order_new();
	struct pack_file pack = { .count = 0 }, *file;
	struct err err = ERR_INIT;
	char dir[160], **names;
	size_t count, i, first = 0, pages = 0;
	uint64_t offset;
	uint32_t at;
	int round;

	make_history(p, &k, 7, 200);
	write_pack(p, &k, &none);
	snprintf(dir, sizeof(dir), "%s/objects/pack", p->git);
	assert_int_equal(pack_list(&names, &count, dir, &err), 0);
	assert_int_equal(count, 1);
	assert_int_equal(pack_file_open(&pack, dir, names[0], &err), 1);
	assert_false(pack_order_next(order, &p->head, &pages));
	assert_false(pack_order_find(order, &p->head, &file, &offset));
	for (round = 0; round < 2; round++) {
		for (i = 0, first = 0; i < k.count; i++) {
			if (k.all[i].type != OBJECT_COMMIT)
				continue;
			if (!pack_order_next(order, &k.all[i].id, &pages)) {
				assert_int_equal(first, 0);
				assert_true(pack_file_find(&pack,
				    &k.all[i].id, &at));
				pack_order_at(order, &pack,
				    pack_file_offset(&pack, at), &pages);
			}
			for (; first < i; first++) {
				assert_true(pack_file_find(&pack,
				    &k.all[first].id, &at));
				if (!pack_order_find(order, &k.all[first].id,
				    &file, &offset)) {
					assert_true(was_there(&k, first));
					continue;
				}
				assert_ptr_equal(file, &pack);
				assert_int_equal(offset, pack_file_offset(
				    &pack, at));
			}
			first = i + 1;
		}
	}
	assert_true(pages > 0);
	assert_false(pack_order_next(order, &none, &pages));
	pack_order_forget(order);
	assert_false(pack_order_find(order, &k.all[0].id, &file, &offset));
	pack_order_free(order);
	pack_file_close(&pack);
	pack_list_free(names, count);
	keeper_release(&k);
}

/* Change the last byte before the checksum at the end. */
static void
alter(const char *dir, const char *name, const char *end)
{
	char path[256];
	struct stat st;
	char byte;
	int fd;

	snprintf(path, sizeof(path), "%s/%s%s", dir, name, end);
	assert_int_equal(chmod(path, 0600), 0);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(pread(fd, &byte, 1, st.st_size - 21), 1);
	byte ^= 1;
	assert_int_equal(pwrite(fd, &byte, 1, st.st_size - 21), 1);
	close(fd);
}

/* Of each pack: what its bytes say by a thread, and when asked here. */
static void
assert_sums(const char *dir, char *const *names, const bool *pack,
    const bool *index, size_t count)
{
	struct pack_sums *sums = pack_sums_begin(dir);
	struct pack_whole whole;
	struct pack_file file;
	struct err err = ERR_INIT;
	size_t i;

	assert_non_null(sums);
	for (i = 0; i < count; i++) {
		assert_true(pack_sums_of(sums, names[i], &whole));
		assert_int_equal(whole.pack, pack[i]);
		assert_int_equal(whole.index, index[i]);
		assert_int_equal(pack_file_open(&file, dir, names[i], &err),
		    1);
		whole = pack_file_whole(&file);
		assert_int_equal(whole.pack, pack[i]);
		assert_int_equal(whole.index, index[i]);
		pack_file_close(&file);
	}
	assert_false(pack_sums_of(sums, "pack-of-nobody", &whole));
	assert_false(pack_sums_of(NULL, names[0], &whole));
	pack_sums_end(sums);
}

static void
test_sums(void **state)
{
	struct place *p = *state;
	struct keeper k = { NULL, 0, 0 };
	bool pack[3] = { true, true, true }, index[3] = { true, true, true };
	struct object_id old;
	struct err err = ERR_INIT;
	char dir[160], **names;
	size_t count;
	int i;

	for (i = 0; i < 3; i++) {
		old = p->head;
		repository_set_pending(p->repository, NULL, NULL);
		make_history(p, &k, (unsigned)i, 5);
		write_pack(p, &k, &old);
		keeper_release(&k);
	}
	snprintf(dir, sizeof(dir), "%s/objects/pack", p->git);
	assert_int_equal(pack_list(&names, &count, dir, &err), 0);
	assert_int_equal(count, 3);
	assert_sums(dir, names, pack, index, count);
	alter(dir, names[0], ".pack");
	pack[0] = false;
	alter(dir, names[2], ".idx");
	index[2] = false;
	assert_sums(dir, names, pack, index, count);
	/* Nobody has to ask, and a folder may be none. */
	pack_sums_end(pack_sums_begin(dir));
	pack_sums_end(pack_sums_begin("/nowhere"));
	pack_sums_end(NULL);
	pack_list_free(names, count);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_pack), T(test_pack_replaces_loose),
		T(test_empty_and_abandoned), T(test_merge), T(test_full),
		T(test_order), T(test_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
