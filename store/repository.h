/*
 * repository.h: the git side of a registry: objects, trees, signed commits,
 * packs and the one ref. Knows git, not the ledger. Inside store/ only.
 */
#ifndef GUIWEN_STORE_REPOSITORY_H
#define GUIWEN_STORE_REPOSITORY_H

#include "engine/base/err.h"
#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "store/signer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct repository;

#define OBJECT_HEX 41		/* with NUL */

struct object_id {
	unsigned char b[SHA1_BYTES];
};

enum object_type { OBJECT_COMMIT = 1, OBJECT_TREE, OBJECT_BLOB };

const char *object_id_hex(char out[OBJECT_HEX], const struct object_id *id);
int object_id_parse(struct object_id *out, const char *hex);
/* Asked of every entry of every tree: not worth a call. */
static inline bool
object_id_equal(const struct object_id *a, const struct object_id *b)
{
	uint64_t x[2], y[2];
	uint32_t u, v;

	memcpy(x, a->b, sizeof(x));
	memcpy(y, b->b, sizeof(y));
	memcpy(&u, a->b + sizeof(x), sizeof(u));
	memcpy(&v, b->b + sizeof(y), sizeof(v));
	return ((x[0] ^ y[0]) | (x[1] ^ y[1]) | (u ^ v)) == 0;
}
static inline bool
object_id_is_zero(const struct object_id *id)
{
	static const struct object_id zero;

	return object_id_equal(id, &zero);
}
/* The id of an object of this type and content. */
void object_id_of(struct object_id *out, enum object_type type,
    const void *bytes, size_t len);

/*
 * A new bare repository: HEAD on refs/heads/main, gc.auto 0, no reflog, a
 * pre-receive hook that refuses pushes with a sentence, a description and a
 * config by which stock git verifies the registry's signatures
 * (gpg.format ssh). Files 0600, folders 0700. 0, or -1 with err.
 */
int repository_create(const char *path, const char *description,
    struct err *err);
/*
 * Write the file "allowed_signers" of a new repository, which its config
 * names: with it "git -C documents.git verify-commit main" knows this key
 * ("ssh-ed25519 AAAA...") under the name `principal` (no blanks).
 */
int repository_allow_signer(const char *path, const char *principal,
    const char *public_key, struct err *err);
/* Open; *out is the caller's: repository_free(). One handle a thread. */
int repository_open(struct repository **out, const char *path,
    struct err *err);
void repository_free(struct repository *repository);

/*
 * Objects that exist but were not exported yet: asked for whatever the
 * repository itself has not. The function appends the content and returns 1,
 * or 0 when it has no such object, or -1 with err.
 */
typedef int repository_pending_fn(void *ctx, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *err);
void repository_set_pending(struct repository *repository,
    repository_pending_fn *pending, void *ctx);

/* Read an object, wherever it is, in place of what content holds; its hash
 * is checked. 1, 0 when there is none, or -1 with err (ERR_BROKEN when its
 * bytes do not hash to its id). */
int repository_read(struct repository *repository, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *err);
/* The file at a path ("documents/2021/00/0001/state.xml") in the tree of a
 * commit: 1 and its id, 0 when there is none (or a folder), -1 with err. */
int repository_lookup(struct repository *repository,
    const struct object_id *commit, const char *path, struct object_id *out,
    struct err *err);

/* The names of the files in a folder, in order, folders left out: 1, 0 when
 * there is no such folder, -1 with err. */
typedef int repository_name_fn(void *ctx, const char *name, struct err *err);
int repository_folder(struct repository *repository,
    const struct object_id *commit, const char *path,
    repository_name_fn *fn, void *ctx, struct err *err);

/* ---- one commit ---- */

struct change;

/* Names and times of a commit; all text UTF-8, times int64 s UTC, shown in
 * +0800. Names are cleaned of what git does not take (< > newline). */
struct commit_info {
	const char *author_name, *author_email;
	int64_t author_time_s;
	const char *committer_name, *committer_email;
	int64_t committer_time_s;
	const char *message;	/* subject, blank line, body, trailers */
};

/* Called for each object that the change makes and its parent had not, blobs
 * before trees before the commit; bytes are borrowed. 0, or -1 to stop.
 * `previous` is the id of the object that stood at the same path in the
 * parent, all zero where there was none: a base for a delta. */
typedef int change_emit_fn(void *ctx, enum object_type type,
    const struct object_id *id, const struct object_id *previous,
    const void *bytes, size_t len, struct err *err);

/*
 * Begin a change on top of a commit (all zero: the first one). Trees come
 * from a cache in memory keyed by object id (bounded), else from the
 * repository or the pending objects, so nothing has to be undone when a
 * transaction fails. *out is the caller's: change_commit or change_drop.
 */
int change_begin(struct change **out, struct repository *repository,
    const struct object_id *parent, struct err *err);
/* Put a file (mode 100644, bytes copied), replacing the file that stands
 * there. Paths are relative, '/'-separated, without "." ".." ".git*" or empty
 * parts: others are ERR_SYSTEM, as is a file where a folder stands or the
 * other way round. */
int change_put(struct change *change, const char *path, const void *bytes,
    size_t len, struct err *err);
/* Does a file stand there, the change included? 1, 0, -1. */
int change_has(struct change *change, const char *path, struct err *err);
/* Make trees and the commit, signed when signer is not NULL ("gpgsig"), emit
 * them, give the commit's id. The change is gone in any case. */
int change_commit(struct change *change, const struct commit_info *info,
    const struct signer *signer, struct object_id *out, change_emit_fn *emit,
    void *ctx, struct err *err);
void change_drop(struct change *change);

/* ---- writing ---- */

/* Write an object as a loose file, not made durable. One that is there and
 * whole is left alone; with `check` its bytes are read and hashed first, and
 * a torn one is written anew. 0, or -1 with err. */
int repository_write_loose(struct repository *repository,
    const struct object_id *id, enum object_type type, const void *bytes,
    size_t len, bool check, struct err *err);

/*
 * A pack (version 2 with its index), durable once pack_finish returned: the
 * pack fsynced, its index renamed last, the folder fsynced. Objects may be
 * added in any order, each once. With `base` (an object added before to the
 * same pack, or zero) a tree or text is stored as a delta of it when that is
 * shorter. Loose copies of its objects are removed by pack_finish, and so are
 * the folders of such that are empty then.
 */
struct pack;
int pack_begin(struct pack **out, struct repository *repository,
    struct err *err);
int pack_add(struct pack *pack, const struct object_id *id,
    enum object_type type, const void *bytes, size_t len,
    const struct object_id *base, struct err *err);
/* Has it so many objects that repository_merge_packs() will leave it alone?
 * Who writes more of them begins another pack then. */
bool pack_is_full(const struct pack *pack);
int pack_finish(struct pack *pack, struct err *err);	/* frees it */
void pack_abandon(struct pack *pack);
/*
 * Merge packs geometrically when more than `most` are not full, so that 10^6
 * steps leave a handful. What is merged at once is less than two full packs
 * hold: more than that is left to the next calls. Durable before the old ones
 * are removed.
 */
int repository_merge_packs(struct repository *repository, size_t most,
    struct err *err);

/* refs/heads/main: 1 and its id, 0 when there is none yet, -1 with err. */
int repository_main(struct repository *repository, struct object_id *out,
    struct err *err);
/* Move main from old (all zero: it does not exist) to new, by lock file and
 * rename; `durable` fsyncs file and folder. Fails when it is not at old. */
int repository_set_main(struct repository *repository,
    const struct object_id *old, const struct object_id *new, bool durable,
    struct err *err);
/* Remove what a killed writer left: main.lock, temporary objects and packs.
 * Only under the export lock. */
int repository_clean(struct repository *repository, struct err *err);

/* ---- checking ---- */

struct commit_view {		/* borrowed, valid during the call */
	struct object_id id, tree, parent;	/* parent zero: the first */
	size_t nparents;
	const char *author, *committer;	/* "Name <mail> seconds +0800" */
	int64_t author_time_s, committer_time_s;
	const char *message;
	bool has_signature, signature_holds;
};

struct repository_checks {
	void *ctx;
	/* Each commit from the first to the last. */
	int (*commit)(void *ctx, const struct commit_view *commit,
	    struct err *err);
	/* Each file that this commit added or changed, content hashed and
	 * read; content NULL when the object is missing or damaged. */
	int (*file)(void *ctx, const struct commit_view *commit,
	    const char *path, const struct object_id *id, const char *content,
	    size_t len, struct err *err);
	/* Each path that this commit removed. */
	int (*removed)(void *ctx, const struct commit_view *commit,
	    const char *path, struct err *err);
	/* Damage: a missing or altered object, a commit that does not
	 * parse. `path` is where it stands ("" for a commit), `what` says
	 * what is wrong. */
	int (*damage)(void *ctx, const struct object_id *commit,
	    const struct object_id *object, const char *path,
	    const struct err *what, struct err *err);
	/* Each object that this commit made: the commit, then trees and
	 * files as they are met, a folder before what is in it. `previous`
	 * is what stood there before, zero where there was nothing. One that
	 * two commits made may come twice. NULL: not wanted. */
	int (*object)(void *ctx, enum object_type type,
	    const struct object_id *id, const struct object_id *previous,
	    const void *bytes, size_t len, struct err *err);
	/* All of a commit was told, damage before it included. NULL: not
	 * wanted. */
	int (*turn)(void *ctx, struct err *err);
	/* Up to this commit every object must be in the repository itself;
	 * after it, and with NULL or zeros everywhere, pending ones will do. */
	const struct object_id *exported;
};

/*
 * Walk the whole history that ends in `last`, parents before children, every
 * object re-hashed once, signatures checked against public_key (NULL: none is,
 * and none said to hold), the rest still checked after a damage. Memory does
 * not grow with the history beyond a few bytes a commit. 0, or -1 with err
 * when a callback said -1.
 */
int repository_check(struct repository *repository,
    const struct object_id *last, const char *public_key,
    const struct repository_checks *checks, struct err *err);

#endif
