/* store_int.h: what the files of store/ share; seen only here */
#ifndef GUIWEN_STORE_STORE_INT_H
#define GUIWEN_STORE_STORE_INT_H

#include "engine/base/hash.h"
#include "store/ledger.h"
#include "store/redo.h"
#include "store/repository_int.h"
#include "store/store.h"
#include "store/watch.h"

#include <pthread.h>
#include <stdatomic.h>

#define RECORD_PATH 256		/* of a record's file, with NUL */

/* ---- files of a registry ---- */

struct store_paths {
	char *dir, *ledger, *git, *heads, *key, *lock;
};
void store_paths_init(struct store_paths *paths, const char *dir);
void store_paths_release(struct store_paths *paths);

/* ---- objects not exported yet (pending.c) ---- */

/* Which record's redo row has an object. */
struct pending {
	struct ledger *ledger;
	struct id_map records, older;	/* older: of rows before the others */
	int64_t scanned;	/* the rows up to this record are in a map */
	int64_t named;		/* the last record that an entry names */
	int64_t older_named;	/* the last that one of `older` names */
	size_t enough;		/* entries of `records` at which to look
				 * whether those of `older` can go */
};
void pending_release(struct pending *pending);
/* A repository_pending_fn; ctx is the struct pending. */
int pending_read(void *ctx, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *err);
/* The objects of a record that is being made, and the record: as if its row
 * had been read, where all before it have been; else it will be. */
void pending_add(struct pending *pending, int64_t record,
    const struct object_id *id);
void pending_added(struct pending *pending, int64_t record);
/* Redo rows from this record on were undone. */
void pending_forget_from(struct pending *pending, int64_t record);

/* ---- derived rows as this process wrote them (kept_rows.c) ---- */

/*
 * Most acts change few of a document's derived rows, and to ask SQLite for
 * each whether it is as before takes longer the longer the document's history
 * is. So the SHA-256 of the rows last written is kept, for some
 * 30,000 documents. It is what the tables hold as long as nobody else has
 * recorded anything: whoever writes derived rows records. Zeros: nothing is
 * kept; allocates when asked for a document; kept_rows_release frees.
 */
enum kept_table { KEPT_KEYS, KEPT_MILESTONES, KEPT_TASKS, KEPT_DEADLINES };
#define KEPT_TABLES 4

struct kept_document;
struct kept_rows {
	struct sha256 head;		/* the record they stand at */
	struct kept_document *slots;
	size_t rows;
	struct kept_document **touched;	/* by the item */
	size_t ntouched, touched_cap;
};
void kept_rows_release(struct kept_rows *kept);
/* In a transaction, before anything is written: the head that is found. */
void kept_rows_stand(struct kept_rows *kept, const struct sha256 *head);
/* The transaction is committed; this is the head now. */
void kept_rows_recorded(struct kept_rows *kept, const struct sha256 *head);
/* An item begins; it is undone. */
void kept_rows_item(struct kept_rows *kept);
void kept_rows_undo(struct kept_rows *kept);
/* Begin a document's rows. Good until the next is begun. */
struct kept_document *kept_rows_of(struct kept_rows *kept, int64_t key);
/* Does the row stand so already? If not, it is to be written. Places count
 * from 1, none is left out. */
bool kept_row(struct kept_rows *kept, struct kept_document *document,
    enum kept_table table, int64_t place, const struct sha256 *row);
/* May there be more rows than so many? */
bool kept_rows_more(const struct kept_document *document,
    enum kept_table table, int64_t count);
/* So many were told of each table, and others there are none. */
void kept_rows_end(struct kept_rows *kept, struct kept_document *document,
    const int64_t counts[KEPT_TABLES]);

/* ---- the registry ---- */

#define BLOB_CACHE_BYTES ((size_t)32 << 20)

#define SHADOW_TABLES 4			/* the derived ones */

struct exporter;

struct store_index {
	struct store *store;
	enum ledger_schema schema;
	char document[STORE_DOCUMENT_ID];
	int64_t counts[KEPT_TABLES];		/* rows put so far */
	struct kept_rows *kept;			/* the store's, or NULL */
	struct kept_document *of;		/* the document, with kept */
};

struct store {
	struct store_paths paths;
	bool read_only;
	char id[STORE_ID];
	char *name, *public_key;
	struct ledger ledger;
	struct repository *repository;
	struct signer *signer;		/* loaded at the first step */
	struct pending pending;
	struct object_cache blobs;	/* files read or written lately */
	struct kept_rows kept;
	bool main_known;		/* main stood at main_seen, and that
					 * was found to be a record's */
	struct object_id main_seen;
	struct watch watch;		/* of the ledger's name and of main */
	bool in_step;
	enum store_outcome outcome;
	bool put_back;			/* main stood behind what git had */
	int64_t put_back_to;
	int readers;			/* nested store_read_begin */
	_Atomic int64_t durable;	/* records up to here are durable */
	_Atomic int64_t moving;		/* the record to whose commit this
					 * process moved main last, or is
					 * about to */
	int64_t removed;		/* no redo rows are left up to here */
	struct store_index shadow;
	bool has_shadow;
	sqlite3_stmt *shadow_forget[SHADOW_TABLES];
	/* Documents compared with the shadow already, by document_key, and
	 * how many stored rows of each table that were. */
	int64_t *compared;
	size_t ncompared, compared_cap;
	int64_t rows_compared[SHADOW_TABLES];
	bool rows_unread[SHADOW_TABLES];	/* a damaged page was told */
	struct walk_turn *turn;	/* what a commit brought, at hand; borrowed */
	struct exporter *exporter;
};

/* Load the registry's key, once. 0, or -1 with err. */
int store_signer(struct store *store, struct err *err);
/* Is main where it may be: at a record's commit, or not there yet? 0, or -1
 * with err (ERR_BROKEN). *record (may be NULL) is the record it stands at. */
int store_check_main(struct store *store, int64_t *record, struct err *err);
int main_record(struct ledger *ledger, struct repository *repository,
    struct object_id *id, int64_t *record, struct err *err);
/* The same of a main read before (zero: there was none). */
int main_record_of(struct ledger *ledger, struct repository *repository,
    const struct object_id *id, int64_t *record, struct err *err);
int ledger_head(struct ledger *ledger, struct store_head *out,
    struct err *err);
/* A file as of a commit, through the cache. 1, 0, -1. */
int store_read_file(struct store *store, const struct object_id *commit,
    const char *path, struct object_id *id, struct text *out,
    struct err *err);

/* ---- records (record.c) ---- */

/* The key of a document's row, which puts them in order: year * 10^9 +
 * sequence. 0, or -1 with err when that is no document's id. */
int document_key(const char *document, int64_t *key, struct err *err);
#define DOCUMENT_KEY(year, sequence) \
	((int64_t)(year) * 1000000000 + (sequence))
int record_kind_parse(enum record_kind *out, const char *name);
/* Where the record's file stands in the repository. */
int record_path(char out[RECORD_PATH], const struct record *record,
    struct err *err);
/* May a record of this document ("" for none) change this path? */
bool record_owns(const char *document, const char *path);
/* The start tag, without its '>', that the columns ask for. */
void record_envelope(struct text *out, const struct record *record,
    const char *registry);
/* The whole record; body and body_len of `record` are not looked at.
 * 0, or -1 with err when some text is not of XML characters. */
int record_write(struct text *out, const struct record *record,
    const char *registry, const struct record_draft *draft, struct err *err);
/* Do the bytes say what the columns say? 0; 1 and the name of the first
 * column that differs, borrowed. */
int record_compare(const struct record *record, const char *registry,
    const char **column);
/* The sentence of record_holds. -1. */
int record_broken(const struct record *record, struct err *err);
int record_insert(struct ledger *ledger, const struct record *record,
    struct err *err);
void record_trailers(struct text *out, const struct record *record);
void record_message(struct text *out, const struct record *record,
    const char *subject);
/* The record whose trailers the commit's bytes (NUL-terminated) have, 0 for
 * none. */
int64_t record_of_commit(const char *commit, size_t len);
/* A row of SQL_RECORD, _RECORDS, _RECORDS_OF; borrowed from the query. A
 * column that is not what it should be leaves a zero there. */
void record_from_row(struct record *out, const struct query *query);
/* Who a commit is by, besides the names. */
void record_author_email(struct text *out, const char *person);
#define REGISTRY_EMAIL "registry@guiwen.invalid"

/* ---- what the registry vouches for (vouch.c) ---- */

typedef int store_leaf_fn(void *ctx, const struct record *record,
    const struct sha256 *leaf, struct err *err);
/*
 * All records in order, each with its leaf of the Merkle tree: whatever signs
 * or prints a code takes them from here. Each is first held against its hash,
 * its columns and the hash before, the last one against its commit and the
 * registry's signature. 0, or -1 with err (ERR_BROKEN: the first that is not
 * what it was).
 */
int store_leaves(struct store *store, store_leaf_fn *fn, void *ctx,
    struct err *err);

/* ---- creation (create.c) ---- */

/* Is a registry being made there, or was that killed? */
bool store_unfinished(const char *dir);

/* ---- derived rows ---- */

/* What was put for the last document is all there is of it. */
int index_finish(struct store_index *index, struct err *err);

/* ---- redo rows (redo_table.c) ---- */

int redo_insert(struct ledger *ledger, int64_t record,
    const struct text *objects, const struct text *contents,
    struct err *err);
/* A row of SQL_REDO or SQL_REDO_RANGE; borrowed from the query. */
void redo_from_row(struct redo_row *out, const struct query *query);
/* The first record that has a row, 0 for none. 0, or -1 with err. */
int redo_first(struct ledger *ledger, int64_t *record, struct err *err);
/*
 * Rows of durable records are removed so many at a time: each removal writes
 * the same few pages, and a thousand at once would be felt. Where that would
 * fall behind what a transaction adds, it is half as many again.
 */
#define REDO_REMOVE_AT_ONCE 64
/*
 * In a transaction: about `most` of the rows up to the record `durable`, the
 * oldest first. *removed: no row is left up to there. 0, or -1 with err.
 */
int redo_remove(struct ledger *ledger, int64_t durable, int64_t most,
    int64_t *removed, struct err *err);

/* ---- export (export.c) ---- */

/* What one who exports works with; a thread has its own. */
struct export {
	const struct store_paths *paths;
	struct ledger *ledger;
	struct repository *repository;
	_Atomic int64_t *durable, *moving;	/* the store's */
};
/* Export at least up to this record; 0: what there is, unless somebody else
 * is exporting already. 0, or -1 with err. */
int export_to(struct export *export, int64_t record, struct err *err);
/* Keep all others from exporting, in *fd, until it is closed; what is pending
 * stays so. 0, or -1 with err (ERR_BUSY after a minute). */
int export_hold(const struct store_paths *paths, int *fd, struct err *err);
/* redo_next, with the object's hash checked. 1, 0, -1 with err. */
int export_object(struct redo_reader *reader, int64_t record,
    struct redo_object *object, struct err *err);
/* The redo rows of these records, as one durable pack (export_pack.c). */
int export_pack(struct export *export, int64_t from, int64_t to,
    struct err *err);
/* What is known to be durable from earlier processes; is there something
 * that a killed process or another boot left to mend? */
int export_look(const struct store_paths *paths, int64_t *durable,
    bool *unfinished, struct err *err);
/* Tell the exporter, if there is one, of records committed. */
void exporter_wake(struct store *store, int64_t records);

/* ---- walk_ahead.c ---- */

/*
 * repository_check in a thread of its own with handles of its own. It reads
 * ahead of whoever takes what it met, a commit at a time, in order.
 */
struct walk_ahead;
struct walk_turn;
/* public_key as for repository_check. The caller's: walk_ahead_end(). NULL: it
 * cannot be had. */
struct walk_ahead *walk_ahead_begin(struct store *store,
    const struct object_id *last, const struct object_id *exported,
    const char *public_key);
/* The next turn, good until the next call and as long as it is held: 1, 0 at
 * the end, -1 with err. */
int walk_ahead_next(struct walk_ahead *w, struct walk_turn **out,
    struct err *err);
void walk_ahead_end(struct walk_ahead *w);
/* A turn may be NULL. Any thread may hold it, look into it and drop it. */
struct walk_turn *walk_turn_hold(struct walk_turn *turn);
void walk_turn_drop(struct walk_turn *turn);
size_t walk_turn_bytes(const struct walk_turn *turn);
/* Its commit; NULL where that is damaged. */
const struct commit_view *walk_turn_commit(const struct walk_turn *turn);
/* A whole file that this commit brought or changed: what a look-up in its
 * tree would find. False: not there, which says nothing. */
bool walk_turn_file(const struct walk_turn *turn,
    const struct object_id *commit, const char *path, struct object_id *id,
    const char **bytes, size_t *len);
/* Tell it to the callbacks as repository_check does. 0, or -1. */
int walk_turn_tell(const struct walk_turn *turn,
    const struct repository_checks *checks, struct err *err);

/* ---- for the crash test: where a process is ---- */

enum store_marked {
	MARK_STEP,		/* 1 in a transaction, 2 after its COMMIT */
	MARK_EXPORT,		/* 1 with the export lock held */
	MARK_COUNT
};
extern volatile int *store_marks;	/* NULL except in that test */

static inline void
store_mark(enum store_marked what, int value)
{
	if (store_marks != NULL)
		store_marks[what] = value;
}

#endif
