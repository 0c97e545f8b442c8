/* store_place.h: a repository, its key and its head, for the tests of store/ */
#ifndef GUIWEN_TEST_STORE_PLACE_H
#define GUIWEN_TEST_STORE_PLACE_H

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

__attribute__((unused)) static int
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

__attribute__((unused)) static int
tear_down(void **state)
{
	struct place *p = *state;

	repository_free(p->repository);
	signer_free(p->signer);
	remove_folder(p->dir);
	free(p);
	return 0;
}

__attribute__((unused)) static bool
have_git(const struct place *p)
{
	return RUN(p->dir, NULL, NULL, "git", "--version") == 0;
}

__attribute__((unused)) static int
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

/* Objects of one commit, kept for a pack. */
struct kept {
	struct object_id id, previous;
	enum object_type type;
	struct text bytes;
};
struct keeper {
	struct kept *all;
	size_t count, cap;
};

__attribute__((unused)) static int
keep_object(void *ctx, enum object_type type, const struct object_id *id,
    const struct object_id *previous, const void *bytes, size_t len,
    struct err *err)
{
	struct keeper *k = ctx;

	(void)err;
	MEM_GROW(k->all, k->count, k->cap);
	k->all[k->count] = (struct kept){ *id, *previous, type, TEXT_INIT };
	text_add(&k->all[k->count++].bytes, bytes, len);
	return 0;
}

__attribute__((unused)) static void
keeper_release(struct keeper *k)
{
	size_t i;

	for (i = 0; i < k->count; i++)
		text_release(&k->all[i].bytes);
	free(k->all);
	*k = (struct keeper){ NULL, 0, 0 };
}

/* The pending objects of a repository under test. */
__attribute__((unused)) static int
kept_pending(void *ctx, const struct object_id *id, enum object_type *type,
    struct text *content, struct err *err)
{
	const struct keeper *k = ctx;
	size_t i;

	(void)err;
	for (i = 0; i < k->count; i++)
		if (object_id_equal(&k->all[i].id, id)) {
			*type = k->all[i].type;
			text_add(content, k->all[i].bytes.ptr,
			    k->all[i].bytes.len);
			return 1;
		}
	return 0;
}

/* One pack of all that was kept, and main to the head. */
__attribute__((unused)) static void
write_pack(struct place *p, const struct keeper *k,
    const struct object_id *old)
{
	struct pack *pack = NULL;
	struct err err = ERR_INIT;
	size_t i;

	assert_int_equal(pack_begin(&pack, p->repository, &err), 0);
	for (i = 0; i < k->count; i++)
		assert_int_equal(pack_add(pack, &k->all[i].id, k->all[i].type,
		    k->all[i].bytes.ptr, k->all[i].bytes.len,
		    &k->all[i].previous, &err), 0);
	assert_int_equal(pack_finish(pack, &err), 0);
	assert_int_equal(repository_set_main(p->repository, old, &p->head,
	    true, &err), 0);
}

__attribute__((unused)) static struct commit_info
info_at(int64_t time_s)
{
	return (struct commit_info){
		"\xe7\x8e\x8b\xe8\x8a\xb3", "wang", time_s - 60,
		"\xe7\x99\xbb\xe8\xae\xb0\xe5\xa4\x84", "registry@guiwen",
		time_s, "Hand in the draft\n\nDocument: 2021-0001",
	};
}

__attribute__((unused)) static struct change *
begin(struct place *p)
{
	struct change *change = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(change_begin(&change, p->repository, &p->head, &err),
	    0);
	return change;
}

__attribute__((unused)) static void
put(struct change *change, const char *path, const char *content)
{
	struct err err = ERR_INIT;

	assert_int_equal(change_put(change, path, content, strlen(content),
	    &err), 0);
}

__attribute__((unused)) static void
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

__attribute__((unused)) static void
assert_git(const struct place *p, const char *const *argv)
{
	struct text out = TEXT_INIT;

	if (run(p->git, NULL, &out, argv) != 0)
		fail_msg("git %s: %s", argv[1], out.ptr);
	text_release(&out);
}
#define GIT(p, ...) \
	assert_git((p), (const char *const[]){ "git", __VA_ARGS__, NULL })

__attribute__((unused)) static void
assert_fsck_clean(const struct place *p)
{
	struct text out = TEXT_INIT;

	assert_int_equal(RUN(p->git, NULL, &out, "git", "fsck", "--full",
	    "--strict", "--no-dangling", "--no-progress"), 0);
	assert_string_equal(out.ptr, "");
	text_release(&out);
}

#endif
