/* registry_int.h: what the files of an open registry share */
#ifndef GUIWEN_WORKFLOWS_REGISTRY_INT_H
#define GUIWEN_WORKFLOWS_REGISTRY_INT_H

#include "workflows/context.h"
#include "workflows/registry.h"

struct registry {
	struct store *store;
	struct context *context;
	struct procedure_context view;
	/* What is in force holds for this record; -1: nothing is loaded. */
	int64_t loaded;
	char number_holder[STORE_DOCUMENT_ID];	/* the last answer */
	struct err number_err;	/* that the last question failed with */
	registry_sign_fn *sign;		/* NULL: nobody signs */
	void *sign_ctx;
	struct reader *reader;	/* NULL: each file by a child of our own */
	struct people *people_then;	/* the last answer, of that blob */
	struct object_id people_blob;
};

/*
 * Bring what is in force to the last record: `head` as of now, files by
 * `file`. Between two registry records nothing needs to be read.
 */
int registry_sync(struct registry *registry, const struct store_head *head,
    context_file_fn *file, void *ctx, struct err *err);
/* A context_file_fn over a struct store, as of its last record. */
int registry_file_now(void *store, const char *path, struct object_id *id,
    struct text *out, struct err *err);
/* A context_file_fn over a struct store_txn. */
int registry_txn_file(void *txn, const char *path, struct object_id *id,
    struct text *out, struct err *err);
/* That the chart of each instance is at hand, superseded ones included. */
int registry_need_charts(struct registry *registry,
    const struct dossier *dossier, context_file_fn *file, void *ctx,
    struct err *err);

/* That the chart which a migration asks for is at hand, if there is one. */
int registry_need_target(struct registry *registry,
    const struct dossier *dossier, const struct act *act,
    context_file_fn *file, void *ctx, struct err *err);

/* A document's last record: 1, 0 when there is no such document, -1. Strings
 * live in the arena. */
int registry_last(struct registry *registry, const char *document,
    struct procedure_last *out, struct arena *arena, struct err *err);
/* ERR_NOTFOUND that says which documents there are. */
int registry_no_document(struct registry *registry, const char *document,
    struct err *err);
/* "os-user" when the caller's account is mapped to this person (NULL: nobody),
 * else "claimed". */
const char *registry_authenticated(const struct person *person);
/* Is what the act of a handover says was open still so on that day, and can
 * who takes it over do it? Asked inside the lock. 0, or -1 with err. */
int registry_handed_over(struct registry *registry, const struct act *act,
    struct day day, struct err *err);

/* ---- signing (registry_sign.c) ---- */

struct signed_act {
	struct text armour;
	char *public_key;	/* by which it holds; NULL: not signed */
};
/* Have an act signed where the person has a key and the key is at hand;
 * signed_act_release() in any case. 0, or -1 with err. */
int registry_sign(struct registry *registry, const struct person *person,
    const struct text *act, struct signed_act *out, struct err *err);
void signed_act_release(struct signed_act *signature);
/* The armoured signature, where its key is one of the person's (NULL:
 * nobody) that is valid; else NULL. Asked inside the lock. */
const char *registry_signature(const struct person *person,
    const struct signed_act *signature);
/* How who changes the registry is authenticated. 0, or -1 with err
 * (ERR_DENIED) where he has a key and did not sign. */
int registry_vouch(const struct person *person,
    const struct signed_act *signature, const char **authenticated,
    struct err *err);

/* 32 hex digits from the system's random numbers. */
int registry_nonce(char out[33], struct err *err);

/* ---- one request on its way ---- */

struct prepared {
	const struct request *request;
	struct act *act;
	struct text bytes;		/* the act as written */
	struct signed_act signature;	/* of these bytes */
	/* ERR_NONE, or ERR_DENIED with the sentence: the key at hand is none
	 * of the person's. The act is not signed then, and is recorded as
	 * the refused one that it is. */
	struct err wrong_key;
	struct document *document;	/* the text that was read, or NULL */
	struct text akn;
	struct store_seal *seals;	/* one a material, of personal ones */
	bool ready;			/* else the answer says why not */
};

/* Read the files, make the act, with `sign` have it signed. False with
 * answer->err where that cannot be done: nothing is recorded then. */
bool registry_prepare(struct registry *registry,
    const struct request *request, int64_t now_s, bool sign,
    struct prepared *out, struct answer *answer);
void prepared_release(struct prepared *prepared);

/* Put the personal material of an act under its seals. 0, or -1 with err. */
int registry_seal(struct registry *registry, const struct prepared *prepared,
    struct err *err);
/*
 * Is what an act of destruction is about still there to be destroyed? One that
 * was lost is not: the record would say that it was destroyed lawfully. Asked
 * inside the lock: whoever removes a paper has recorded that before. 0, or -1
 * with err (ERR_BROKEN).
 */
int registry_sealed_there(struct registry *registry, const struct act *act,
    const struct dossier *dossier, struct err *err);
/* After the step: remove what was sealed for an act that was not done, and
 * what a done one destroyed. 0, or -1 with err. */
int registry_unseal(struct registry *registry,
    const struct prepared *prepared, const struct answer *answer,
    struct err *err);

/* One act inside the write lock: 0, or -1 with err (nothing of it remains). */
int registry_perform(struct registry *registry, struct store_txn *txn,
    const struct prepared *prepared, struct answer *answer, struct err *err);
/* A document's dossier as of now, with the charts that it needs at hand. *out
 * (NULL before) is the caller's, also after a failure: dossier_free(). */
int registry_txn_dossier(struct registry *registry, struct store_txn *txn,
    const char *document, struct dossier **out, struct err *err);
/*
 * store_step at the present time. The clock was read before the lock was
 * ours, and a file that takes long may have been read since; another process
 * may have recorded in a later second meanwhile. When so much time has really
 * passed, that second is the present one for us too; else the clock is behind,
 * and stays ERR_CLOCK. `undone` (NULL: nobody) is told of
 * every item before another try and after a failure.
 */
int registry_step(struct registry *registry, size_t n, store_step_fn *fn,
    void *ctx, void (*undone)(void *ctx, size_t index), int64_t now_s,
    struct err *errs, struct err *err);

#endif
