/*
 * audit_hands.h: the records of documents, replayed by several hands at once
 *
 * Whoever walks through the history (audit_history.c) hands each record on to
 * the hand that has its document, always the same one. Each hand gets its
 * records in order, and shares nothing with the others that anybody changes:
 * its context, names, kept states, handle on the store, reader, faults and
 * exceptions are its own. What one must know of another's documents is asked
 * as of the record that asks. So what comes out does not depend on how many
 * hands there are, nor on which is faster.
 */
#ifndef GUIWEN_WORKFLOWS_AUDIT_HANDS_H
#define GUIWEN_WORKFLOWS_AUDIT_HANDS_H

#include "workflows/audit_int.h"

/* ---- audit_past.c ---- */

/* What is known under two strings, with each change; start from zeros. Of
 * several threads one at a time. */
struct audit_past {
	struct audit_map newest;
	struct audit_version *versions;
	size_t count, cap;
};
/* From the record at this place on; the value is borrowed. */
void audit_past_put(struct audit_past *past, const char *a, const char *b,
    int64_t at, const char *value);
/* As the records before this place left it; NULL: nothing. */
const char *audit_past_get(const struct audit_past *past, const char *a,
    const char *b, int64_t before);
void audit_past_release(struct audit_past *past);

/* ---- audit_hands.c ---- */

/* A record for a hand, or what is asked of it later. */
struct audit_job {
	struct audit_job *next;
	int64_t at;		/* its place in the order of all, from 1 */
	struct record record;	/* its strings stand in `bytes` */
	struct text bytes;
	struct text paths;	/* that its commit changed, each with a NUL */
	struct walk_turn *turn;	/* what its commit brought; held, or NULL */
	bool change;		/* it changes what is in force: check it */
	bool load;		/* load what is in force as of its commit */
	bool replay;
	bool gap;		/* records before it are lost */
	bool compared;		/* no more paths of it, or before, come */
	bool numbers;		/* it may give a document its number */
	char nonce[40];		/* of its act as it stands there, "" */
	int64_t used;		/* an earlier record has the same; 0 */
};
/* Strings copied, the turn at hand in the store held. */
struct audit_job *audit_job_new(struct store *store,
    const struct record *record, int64_t at);
void audit_job_free(struct audit_job *job);

struct audit_hands;
/*
 * As many as `how` says, each with a thread and a second handle on the store;
 * where that cannot be had, or one processor is all there is, one hand works
 * in the caller's thread with the caller's handle. Child processes are forked
 * here, before any thread. NULL with err (ERR_SYSTEM).
 */
struct audit_hands *audit_hands_new(struct store *store,
    const struct audit_how *how, struct err *err);
void audit_hands_free(struct audit_hands *hands);

size_t audit_hands_count(const struct audit_hands *hands);
struct audit *audit_hand(struct audit_hands *hands, size_t hand);
size_t audit_hand_of(const struct audit_hands *hands, const char *document);

/* A view of the ledger was taken by the caller: the hands take the same, or
 * it is to take another (1). Where that never comes about, the documents are
 * checked by the caller's handle in the end. 0, 1, -1 with err. */
int audit_hands_view(struct audit_hands *hands, struct err *err);

/* Have the job done, and freed, in its turn: here when no thread is there for
 * it. Waits while the hand has enough to do. -1 with err once one failed. */
int audit_hands_give(struct audit_hands *hands, size_t hand,
    struct audit_job *job, struct err *err);
/* All that was given is done. -1 with the err of the first record, in their
 * order, at which a hand failed (ERR_SYSTEM): what is told from
 * audit_hands_failed_at() on is worth nothing. */
int audit_hands_finish(struct audit_hands *hands, struct err *err);
int64_t audit_hands_failed_at(const struct audit_hands *hands);
/* Then: have this done by each, with the index of its handle. 0, or -1 with
 * err (ERR_SYSTEM). */
typedef int audit_hand_fn(struct audit *a, struct store_index *index,
    struct err *err);
int audit_hands_each(struct audit_hands *hands, struct store_index *index,
    audit_hand_fn *fn, struct err *err);

/* ---- audit_work.c ---- */

/* What a hand does with a job. 0 (faults are told), or -1 with err. */
int audit_work(struct audit *a, const struct audit_job *job, struct err *err);

/* ---- audit_documents.c ---- */

/* After the last record, a hand's documents: an audit_hand_fn. */
int audit_documents(struct audit *a, struct store_index *index,
    struct err *err);

#endif
