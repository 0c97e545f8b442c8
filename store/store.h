/*
 * store.h: a registry on disk: the ledger (SQLite) and the repository (git),
 * and the one durable step that writes both. Knows files, not procedures.
 */
#ifndef GUIWEN_STORE_STORE_H
#define GUIWEN_STORE_STORE_H

#include "engine/base/day.h"
#include "engine/base/err.h"
#include "engine/base/hash.h"
#include "engine/base/text.h"
#include "store/repository.h"
#include "store/signer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_RECORD_NS "urn:guiwen:record:1"
#define STORE_RECORD_VERSION 1
#define STORE_ID 33		/* a registry's id: 32 hex digits and NUL */
#define STORE_DOCUMENT_ID 24	/* "2021-0001" and NUL */

/*
 * A registry is a folder: ledger.sqlite (WAL, synchronous FULL),
 * documents.git (bare), keys/registry (its SSH key), export.lock. Folders
 * 0700, files 0600.
 *
 * The ledger has two classes of table. Evidence is append-only and chained:
 * record. Derived is recomputed by the audit and compared: document,
 * milestone, task, deadline. Redo holds the git objects of records that are
 * not yet durable in the repository.
 */
struct store;

/*
 * Once in a program, before any of the rest: SQLite takes its memory from
 * engine/base/mem.h, and aborts like all else where there is none. By itself it
 * goes on, and some of what it then answers (no bytes where a record stands)
 * reads like damage.
 */
void store_prepare(void);

/* Make the folder (absent or empty) and an empty registry in it. `name` is
 * the registry's name as committer of every commit. On failure what was made
 * is removed. 0, or -1 with err (ERR_REFUSED: something is there). */
int store_create(const char *dir, const char *name, struct err *err);
/*
 * Open an existing registry and finish what a killed process left. *out is
 * the caller's: store_close(). ERR_NOTFOUND: no registry there;
 * ERR_UNSUPPORTED: a newer schema, a database of another program;
 * ERR_BROKEN: main is neither the ledger's head nor an ancestor of it.
 * read_only does not look at main (store_verify tells), exports nothing and
 * needs neither key nor leave to write.
 */
int store_open(struct store **out, const char *dir, bool read_only,
    struct err *err);
void store_close(struct store *store);
const char *store_dir(const struct store *store);
const char *store_id(const struct store *store);
const char *store_name(const struct store *store);
const char *store_public_key(const struct store *store);

/* ---- records ---- */

enum record_kind {
	RECORD_STEP,		/* an act that moved a document */
	RECORD_REFUSAL,		/* an attempt that was refused */
	RECORD_REGISTRY,	/* people, keys, charts, calendars changed */
	RECORD_TICK,		/* a deadline that passed */
	RECORD_CORRECTION	/* a mistake mended */
};
const char *record_kind_name(enum record_kind kind);

/*
 * A record as it is stored, hashed, chained: canonical XML
 *   <record xmlns="urn:guiwen:record:1" document= event= kind= number=
 *       person= previous= recorded= registry= step= version="1">
 *     the act, byte for byte as the person made (and signed) it
 *     the outcome, as workflows/ wrote it
 *   </record>
 * `previous` is the SHA-256 of the record before (64 zeros for the first).
 * document and step are absent for kinds that concern no document. step
 * counts the records of one document, refusals included, from 1.
 */
struct record {			/* strings borrowed, valid while the row is */
	int64_t number;		/* in the registry, from 1 without gaps */
	enum record_kind kind;
	const char *document;	/* "" where there is none */
	int64_t step;		/* 0 where there is none */
	const char *event, *person;
	int64_t recorded_s;
	struct sha256 hash, previous;
	struct object_id commit;
	const char *body;	/* the canonical bytes */
	size_t body_len;
	const char *signature;	/* armoured, of the act's bytes; "" if none */
};

/* Are its bytes what its hash says? 0, or -1 with err (ERR_BROKEN), which names
 * it and sends to the audit. Whoever builds on a record asks first. */
int record_holds(const struct record *record, struct err *err);

/* The last record; number 0 and zeros in an empty registry. */
struct store_head {
	int64_t number;
	struct sha256 hash;
	int64_t recorded_s;
	struct object_id commit;
};
int store_head(struct store *store, struct store_head *out, struct err *err);

/* ---- the step ---- */

struct store_txn;
struct store_index;

/*
 * One item of a batch, called inside the registry's write lock. It reads
 * what it needs through txn, and either writes exactly one record
 * (store_txn_record) with its files and index rows and returns 0, or returns
 * -1 with err: then nothing of this item remains, and the others go on.
 */
typedef int store_step_fn(void *ctx, size_t item, struct store_txn *txn,
    struct err *err);

/*
 * Perform n items in one transaction: BEGIN IMMEDIATE (waiting at most 10 s:
 * ERR_BUSY), each item in a savepoint, one COMMIT, the only durable point.
 * now_s is the clock; behind the last record: ERR_CLOCK and nothing is done.
 * errs[i] is ERR_NONE for every item that is recorded. -1 with err: nothing
 * at all was recorded (errs then hold what they hold), unless store_outcome
 * says that this is not known.
 */
int store_step(struct store *store, size_t n, store_step_fn *fn, void *ctx,
    int64_t now_s, struct err *errs, struct err *err);

/* What the steps of this process have left in the ledger. */
enum store_outcome {
	OUTCOME_NOTHING,
	OUTCOME_RECORDED,
	/* The disk failed when the last one was made durable: the next who
	 * opens the registry finds it either whole or not at all. */
	OUTCOME_UNKNOWN
};
enum store_outcome store_outcome(const struct store *store);

/*
 * Did opening for writing find main of documents.git behind records that git
 * had been given wholly before, which guiwen never does, and bring it forward?
 * *record is where it stood, 0 where it was gone. What a killed process had
 * not exported yet is no such thing.
 */
bool store_was_put_back(const struct store *store, int64_t *record);

const struct store_head *store_txn_head(const struct store_txn *txn);
int64_t store_txn_now(const struct store_txn *txn);
/* A file of the registry as of the last record (of the item before, in a
 * batch): 1 with its bytes in out (what was there is replaced), 0, -1. 
 * (may be NULL) is its blob id: what was parsed may be cached by it. */
int store_txn_file(struct store_txn *txn, const char *path,
    struct object_id *id, struct text *out, struct err *err);
/*
 * Put a file into this item's commit, before store_txn_record. A record with
 * a document may only change files in that document's folder, one without
 * only files outside documents/; record/ is the store's own.
 */
int store_txn_put(struct store_txn *txn, const char *path, const void *bytes,
    size_t len, struct err *err);
/* The next free document id of a year, "2021-0007". */
int store_txn_next_document(struct store_txn *txn, int year,
    char out[STORE_DOCUMENT_ID], struct err *err);

struct record_draft {
	enum record_kind kind;
	const char *document;	/* "" for none */
	const char *event, *person;
	const char *act;	/* canonical fragment, never NULL */
	size_t act_len;
	const char *outcome;	/* canonical fragment, never NULL */
	size_t outcome_len;
	const char *signature;	/* NULL for none; put beside as .sig */
	const char *author_name;
	int64_t author_time_s;	/* the stated time */
	const char *subject;	/* the act in plain words, one line */
};

/*
 * Write the record: envelope, hash, row, record file
 * (documents/2021/00/0001/record/0003-approve.xml, or
 * registry/record/0004-person.xml, and .sig), commit with the trailers
 * Document, Step, Record (number) and Record-SHA256, redo rows. The new head
 * is given in *out (may be NULL). Once an item.
 */
int store_txn_record(struct store_txn *txn, const struct record_draft *draft,
    struct store_head *out, struct err *err);
/* Where a document's files stand: "documents/2021/00/0001". */
int store_document_path(const char *document, char *out, size_t size,
    struct err *err);

/* ---- derived rows ---- */

/* Strings may be NULL for "none"; days of year 0 are "none". */
struct document_row {
	const char *id;
	const char *title, *number, *authority, *drafting_body, *kind, *drafter;
	const char *states;	/* active states of the main chart, "a b" */
	const char *status;	/* the state that people read (gw:label key) */
	const char *text_hash;
	const char *chart;	/* SHA-256 of the main chart */
	struct day made, published, effective, expires;
	int64_t step, record;	/* its last record (refusals included) */
};
struct milestone_row {
	const char *document, *instance, *name;
	int64_t step;
	int64_t stated_s, evidenced_s, recorded_s;	/* evidenced 0: none */
	const char *text_hash, *person;
	const char *detail;	/* a filing's authority, say */
};
struct task_row {
	const char *document, *instance, *state, *role;
	struct day since, due;
};
struct deadline_row {
	const char *document, *instance, *state;
	struct day from, due;	/* due year 0: unknown calendar */
	const char *within, *basis;
	bool verified;
	struct day ended;	/* when the state was left; year 0: running */
	const char *detail;
};

/* The index of the running transaction, or of a shadow. */
struct store_index *store_txn_index(struct store_txn *txn);
/* Replace all derived rows of a document: call with the document's row, then
 * add the others of the same document, in an order that is always the same. */
int store_index_document(struct store_index *index,
    const struct document_row *row, struct err *err);
int store_index_milestone(struct store_index *index,
    const struct milestone_row *row, struct err *err);
int store_index_task(struct store_index *index, const struct task_row *row,
    struct err *err);
int store_index_deadline(struct store_index *index,
    const struct deadline_row *row, struct err *err);

/*
 * Derived tables made anew in memory beside the stored ones. After filling,
 * store_shadow_compare reports each difference (table, the document, one
 * sentence) and the fill can be forgotten with store_shadow_end.
 */
typedef int store_difference_fn(void *ctx, const char *table,
    const char *document, const struct err *what, struct err *err);
int store_shadow_begin(struct store *store, struct store_index **out,
    struct err *err);
/* Compare the document that was filled in last with what is stored of it, and
 * forget it, so that the shadow never grows. What store_shadow_compare says
 * at the end is then of the others. */
int store_shadow_document(struct store *store, store_difference_fn *fn,
    void *ctx, struct err *err);
int store_shadow_compare(struct store *store, store_difference_fn *fn,
    void *ctx, struct err *err);
/* What was filled in last is no document's rows: it is forgotten. */
int store_shadow_forget(struct store *store, struct err *err);
/* What was compared by another handle on the same view counts as compared
 * here. The other is not looked at any more. */
void store_shadow_join(struct store *store, struct store *other);
void store_shadow_end(struct store *store);

/* ---- reading: each row is passed to the function, borrowed; it returns 0,
 * or -1 with err to stop ---- */

/* One consistent view for several reads (a read transaction). */
int store_read_begin(struct store *store, struct err *err);
void store_read_end(struct store *store);

typedef int store_record_fn(void *ctx, const struct record *record,
    struct err *err);
/* All records in order (document NULL), or one document's. */
int store_records(struct store *store, const char *document,
    store_record_fn *fn, void *ctx, struct err *err);
/* One record by number: 1, 0, -1. */
int store_record(struct store *store, int64_t number, store_record_fn *fn,
    void *ctx, struct err *err);

struct document_filter {	/* NULL, 0: any */
	const char *id, *status, *authority, *kind, *text;	/* text: in
						title or number */
	const char *number;	/* exactly this 发文字号 (not with id) */
	int made_year, year;	/* year of the id */
};
typedef int store_document_fn(void *ctx, const struct document_row *row,
    struct err *err);
int store_documents(struct store *store, const struct document_filter *filter,
    store_document_fn *fn, void *ctx, struct err *err);
/* Published ones whose effective day has come or whose validity has ended by
 * `today`, without their state. */
int store_documents_due(struct store *store, struct day today,
    store_document_fn *fn, void *ctx, struct err *err);
typedef int store_milestone_fn(void *ctx, const struct milestone_row *row,
    struct err *err);
typedef int store_deadline_fn(void *ctx, const struct deadline_row *row,
    struct err *err);
/* Those made from `first` to `last`, in no order of their own (to put rows of
 * many columns in order takes longer than to read them): id, title, number,
 * authority, and the days on which they were made and published. */
int store_documents_made(struct store *store, struct day first,
    struct day last, store_document_fn *fn, void *ctx, struct err *err);
/*
 * Of all documents whose ids lie between two, as text, in one go and in the
 * order of that text: milestones of either name or of instances that begin
 * so, but for the person; deadlines of such instances in a state, but for
 * their start, end, period and basis.
 */
struct store_span {
	const char *first, *last;	/* ids */
	const char *name, *other;	/* of milestones */
	const char *instances;		/* "filing" */
	const char *state;		/* of deadlines */
};
int store_milestones_span(struct store *store, const struct store_span *span,
    store_milestone_fn *fn, void *ctx, struct err *err);
int store_deadlines_span(struct store *store, const struct store_span *span,
    store_deadline_fn *fn, void *ctx, struct err *err);
/* Of one document, or of all (NULL), by name (NULL: all). */
int store_milestones(struct store *store, const char *document,
    const char *name, store_milestone_fn *fn, void *ctx, struct err *err);
typedef int store_task_fn(void *ctx, const struct task_row *row,
    struct err *err);
/* Of one role (NULL: all), of one document (NULL: all), by due day. */
int store_tasks(struct store *store, const char *role, const char *document,
    store_task_fn *fn, void *ctx, struct err *err);
int store_deadlines(struct store *store, const char *document,
    store_deadline_fn *fn, void *ctx, struct err *err);

/* A file as of the last record, or as of a record's commit: 1 with its bytes
 * in out (what was there is replaced), 0, -1. */
int store_file(struct store *store, const char *path, struct object_id *id,
    struct text *out, struct err *err);
int store_file_at(struct store *store, const struct object_id *commit,
    const char *path, struct object_id *id, struct text *out,
    struct err *err);
/* The same bytes again by the id that was told, without the way through the
 * folders: 1, 0 when there is no such file any more, -1. */
int store_file_again(struct store *store, const struct object_id *id,
    struct text *out, struct err *err);

/* Who a record's commit must be by, and what it must say. */
struct store_author {
	const char *name;	/* "": the person's id */
	int64_t time_s;
	const char *subject;	/* NULL: not known */
};
/* Does it? *what is NULL, also where the commit cannot be had (which
 * store_verify tells), or says what differs, marked N_. 0, or -1 with err
 * (ERR_SYSTEM). */
int store_commit_says(struct store *store, const struct record *record,
    const struct store_author *author, const char **what, struct err *err);

/* The names of the files in a folder as of the last record, in order: 1, 0
 * when there is no such folder, -1. */
int store_folder(struct store *store, const char *path,
    repository_name_fn *fn, void *ctx, struct err *err);

/* ---- sealed material ---- */

/*
 * Material with personal data is named in the evidence by SHA-256(salt,
 * bytes) alone; salt and bytes lie in sealed/<hash> (0600), so that whoever
 * removes the file removes all that could tell what it was. `sha256sum
 * sealed/<hash>` gives the hash.
 */
struct store_seal {
	unsigned char salt[32];
	char hash[SHA256_HEX];
};
/* A fresh salt, and the hash of these bytes with it. 0, or -1 with err. */
int store_seal_make(struct store_seal *out, const void *bytes, size_t len,
    struct err *err);
/* Put the bytes under their seal, durable. 0, or -1 with err. */
int store_seal(struct store *store, const struct store_seal *seal,
    const void *bytes, size_t len, struct err *err);
/* Remove them, durably; nothing happens where there are none. 0, -1. */
int store_unseal(struct store *store, const char *hash, struct err *err);
/* The bytes without the salt in out (what was there is replaced): 1, 0 where
 * there are none, -1 with err (ERR_BROKEN: altered). */
int store_sealed(struct store *store, const char *hash, struct text *out,
    struct err *err);
/* The name of each file in sealed/. */
typedef int store_sealed_fn(void *ctx, const char *name, struct err *err);
int store_sealed_all(struct store *store, store_sealed_fn *fn, void *ctx,
    struct err *err);

/* ---- export ---- */

/*
 * Bring the repository to the ledger's head: all pending objects in order
 * (loose for a few, one durable pack for many), then main, only forward.
 * Under export.lock; several processes may call it at once, each returns
 * when the head it saw at its start is exported. Redo rows whose objects
 * are durable are removed by a later step. 0, or -1 with err.
 */
int store_export(struct store *store, struct err *err);
/* A thread of this process that exports in packs while steps go on, and at
 * the stop to the very end. */
int store_exporter_start(struct store *store, struct err *err);
int store_exporter_stop(struct store *store, struct err *err);

/* From now on keep little of what was read in memory: for one who reads a
 * whole history, and each thing once; least where he is one of several. */
void store_read_once(struct store *store, size_t share);

/*
 * What a record's commit brought, read and hashed already, is at hand for
 * store_file_at and store_commit_says while store_verify tells of the record.
 * Another thread, with a handle of its own, can have it at hand later: held
 * here, used there, and dropped by whoever held it. NULL where there is none.
 */
struct walk_turn;
struct walk_turn *store_turn_hold(struct store *store);
/* At hand from now on, borrowed; what was there before. */
struct walk_turn *store_turn_use(struct store *store, struct walk_turn *turn);
void store_turn_drop(struct walk_turn *turn);
size_t store_turn_bytes(const struct walk_turn *turn);

/* ---- verification of the two stores ---- */

struct store_fault {
	int64_t record;		/* 0: none in particular */
	const char *document;	/* "" */
	int64_t step;
	const char *path;	/* in the repository or "ledger: table" */
	char what[512];		/* one English sentence */
	char shown[512];	/* the same in the locale's language */
};
/* The root of the Merkle tree (merkle.h) of the first `size` records. */
struct store_root {
	int64_t size;
	struct sha256 root;
	bool known;		/* there are so many records */
};
struct store_checks {
	void *ctx;
	int (*fault)(void *ctx, const struct store_fault *fault,
	    struct err *err);
	/* Every record in order whose bytes are whole, for replay. `document
	 * files` are read with store_file_at. NULL: not wanted. */
	store_record_fn *record;
	/* After it each file that the record's commit brought or changed,
	 * where it may: what it is the caller knows. NULL: not wanted. */
	int (*file)(void *ctx, const struct record *record, const char *path,
	    struct err *err);
	/* Nothing more is told of the files of records up to this one, which
	 * is the last that was passed. Not called any longer where something
	 * is out of order. NULL: not wanted. */
	int (*compared)(void *ctx, int64_t number, struct err *err);
	void (*progress)(void *ctx, int64_t done, int64_t all);	/* or NULL */
	/* The view of the ledger that all this speaks of was taken: 0, or 1 to
	 * take a later one, or -1 with err. NULL: any will do. */
	int (*view)(void *ctx, struct err *err);
	/* For measurements alone: no commit's signature is checked. */
	bool without_signatures;
	struct store_root *roots;	/* of which the roots are wanted */
	size_t nroots;
};
struct store_totals {
	int64_t records, commits, objects, signatures, pending;
	struct sha256 root;	/* of all records, as they stand */
	bool damaged;		/* pages of the ledger cannot be read */
};

/*
 * Is the history whole? Every record re-hashed, its envelope parsed and
 * compared with its columns, numbers without gaps, the chain of hashes,
 * recording times that never go back, each record's commit there with
 * exactly this record's bytes, its trailers and its parent, nothing changed
 * in it that the record's document does not own, every git object re-hashed,
 * the registry's signature on every commit, main = the head or its ancestor
 * with the rest pending, no commit without record. Each fault once, the rest
 * still checked. 0 (faults were told to the callback), or -1 with err.
 */
int store_verify(struct store *store, const struct store_checks *checks,
    struct store_totals *totals, struct err *err);

#endif
