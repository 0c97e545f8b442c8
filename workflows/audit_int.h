/* audit_int.h: what the parts of the audit share */
#ifndef GUIWEN_WORKFLOWS_AUDIT_INT_H
#define GUIWEN_WORKFLOWS_AUDIT_INT_H

#include "workflows/act.h"
#include "workflows/audit.h"
#include "workflows/context.h"
#include "workflows/dossier.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- audit_map.c: from strings to numbers, 24 bytes an entry ---- */

struct audit_map {
	struct audit_slot *slots;
	size_t count, cap;	/* cap is a power of two or 0 */
};

/* The value kept for a key of two strings (b may be ""), 0 where none is. */
size_t audit_map_get(const struct audit_map *map, const char *a,
    const char *b);
void audit_map_put(struct audit_map *map, const char *a, const char *b,
    size_t value);
void audit_map_reset(struct audit_map *map);
void audit_map_release(struct audit_map *map);

/* ---- one audit ---- */

/* What is remembered of a document between two of its records. */
struct audit_document {
	char id[STORE_DOCUMENT_ID];
	int64_t step;
	struct procedure_last last;	/* record 0: none; strings interned */
	struct object_id commit;	/* of the last record */
	const char *authority, *number;	/* as they stand in `numbers` */
	bool published;
	char *state;			/* state.xml there, or NULL: read it */
	size_t state_len;
	struct sha256 state_hash;
	size_t kept;			/* where its last step is kept, 0 */
};

/* A record that changed what is in force. */
struct audit_change {
	int64_t number;
	struct object_id commit;
};

/* A file that is in force. */
struct audit_force {
	char path[80];
	struct object_id id;
	bool changed;		/* with the commit loaded last */
};

struct audit {
	struct store *store;
	const struct audit_outside *outside;	/* or NULL */
	struct store_root *roots;	/* a witness each, by size */
	struct reader *reader;		/* of issued files; NULL: forks */
	struct audit_history *out;
	size_t faults_cap, exceptions_cap;
	struct err words;		/* of the fault to be told next */
	struct context *now;		/* as of the head; may be NULL */
	struct context *context;
	bool context_holds;		/* it could be loaded */
	struct procedure_context view;	/* the same, numbers from here */
	int64_t last_number;		/* of the record seen last */
	struct object_id last_commit;
	bool holds_view;		/* a read transaction is open */
	bool unindexed;			/* for pages that cannot be read */
	bool gap;			/* records before this one are lost */
	struct audit_map ids, nonces, numbers, names, sealed;
	struct audit_map files;	/* by record and path: a file it names */
	struct audit_document *documents;
	size_t ndocuments, documents_cap;
	struct audit_change *changes;
	size_t nchanges, changes_cap;
	/* As known at the end: who is the same as whom is asked of all that
	 * was done before (NULL: cannot be read). */
	struct people *people;
	const char *doubted;		/* the document that is asked about */
	struct audit_steps *steps;	/* kept, or NULL: none yet */
	bool steps_lost;		/* not all of them could be */
	struct audit_queue *queue;	/* of signatures, NULL: none yet */
	size_t cached_bytes;		/* of states kept in memory */
	/* The files that are in force, as last loaded, and whether loading
	 * found another than was there before. */
	struct audit_force *force;
	size_t nforce, force_cap;
	void (*progress)(void *ctx, int64_t done, int64_t all);
	void *progress_ctx;
	int64_t all;			/* records, for progress only */
};

/* audit_history, of a store. */
int audit_history_of_store(struct store *store,
    const struct audit_outside *outside, struct audit_history **out,
    void (*progress)(void *ctx, int64_t done, int64_t all), void *ctx,
    struct err *err);

/* Tell what err_set put into a->words: a fault, or where no fault of the
 * history a breach, or an exception. place is copied. */
void audit_tell(struct audit *a, enum audit_kind kind,
    const struct record *record, const char *document, const char *place);

/* ---- audit_words.c: for a message, as in labels.h ---- */

const char *audit_event_word(struct audit *a, const char *event);
const char *audit_who(struct audit *a, const char *id);
const char *audit_kind_word(struct audit *a, const char *kind);
const char *audit_known_word(struct audit *a, const char *authenticated);

/* A string that lives as long as the audit. */
const char *audit_name(struct audit *a, const char *s);
struct audit_document *audit_document_of(struct audit *a, const char *id);
/* Keep a state in memory with its SHA-256, or forget it (NULL). */
void audit_keep_state(struct audit *a, struct audit_document *document,
    const char *state, size_t len, const struct sha256 *hash);
/* Where a file of a document stands in the repository. */
void audit_path(char *out, size_t size, const char *document,
    const char *name);
/* A file in a document's folder as of a commit: as store_file_at. */
int audit_file(struct audit *a, const struct object_id *commit,
    const char *document, const char *name, struct text *out,
    struct err *err);
/* That the charts which a dossier's instances are bound to can be found, in
 * its commit where not at hand: 1, 0 (told), -1 with err. */
int audit_need_charts(struct audit *a, const struct dossier *dossier,
    const struct object_id *commit, const struct record *record,
    struct err *err);
/* That the chart which a migration asks for is at hand, if there is one. -1
 * only for ERR_SYSTEM. */
int audit_need_target(struct audit *a, const struct dossier *dossier,
    const struct act *act, const struct object_id *commit, struct err *err);
/* What is in force as of a commit becomes the audit's context; it is a fault
 * when it cannot be read. -1 only for ERR_SYSTEM. */
int audit_load_context(struct audit *a, const struct object_id *commit,
    const struct record *record, struct err *err);

/* The commit of a record is by who acted, at the stated time, and says in its
 * subject (NULL: not known) what was done. -1 only for ERR_SYSTEM. */
int audit_commit(struct audit *a, const struct record *record,
    const struct act *act, const char *subject, struct err *err);

/* ---- audit_witness.c ---- */

/* Before store_verify: the roots that the witnesses speak of. */
void audit_want_roots(struct audit *a, struct store_checks *checks);
/* After it: compared with them. */
void audit_witnesses(struct audit *a);

/* ---- audit_record.c ---- */

/* The act and the outcome in a record, as the bytes that stand there. */
struct audit_parts {
	const char *act, *outcome;
	size_t act_len, outcome_len;
};
/* False where it is not exactly one of each and nothing else. */
bool audit_parts_of(const struct record *record, struct audit_parts *parts);

/* A record with its act read. */
struct audit_opened {
	struct audit_parts parts;
	struct act *act;		/* the caller's: act_free() */
	const char *authenticated, *role;	/* inputs that stand in the */
	int64_t semantics;			/* outcome, not in the act */
	bool done;
};
/* Open a record and check the act against its envelope. What is wrong is
 * told; false where nothing more can be said of the record. */
bool audit_open(struct audit *a, const struct record *record,
    struct audit_opened *out);

/* ---- audit_steps.c ---- */

/* What a record says of its step. Strings are the audit's. */
struct audit_step {
	int64_t number, record, stated_s, evidenced_s, recorded_s;
	int64_t corrects;	/* the step that it mends, 0 */
	const char *event, *person, *role;
	const char *behalf;	/* for whom the person acted, "" */
	const char *text_hash;	/* of the text that it hands in, "" none */
	const char *milestones;	/* of the main instance, " a b " */
	bool done, claimed;
};

/* Keep what a record says. 0, or -1 with err (ERR_SYSTEM). */
int audit_keep_step(struct audit *a, struct audit_document *document,
    const struct record *record, const struct audit_opened *is,
    struct err *err);
/* What was kept of a document, in order. Only worth anything where nothing
 * was told of the history and nothing lost. 0, or -1 with err. */
typedef void audit_step_fn(void *ctx, const struct audit_step *step);
int audit_kept_steps(struct audit *a, const struct audit_document *document,
    audit_step_fn *fn, void *ctx, struct err *err);
void audit_steps_end(struct audit *a);

/* ---- audit_signatures.c ---- */

/* The person's signature on a record, against the keys that were valid before
 * it; that it is there, where there was a key. What is wrong is told, whether
 * the signature itself holds when many are checked at once. */
void audit_signature(struct audit *a, const struct record *record,
    const struct audit_opened *is);
/* Let the room go for those that wait. */
void audit_signatures_end(struct audit *a);
/* allowed_signers after a record of the registry, by the audit's context. -1
 * only for ERR_SYSTEM. */
int audit_allowed_signers(struct audit *a, const struct record *record,
    struct err *err);
/* After the last record: check the signatures that wait, read who people are
 * now; then each document can be asked what its separation of duties is
 * worth, knowing that. -1 only for ERR_SYSTEM. */
int audit_end_records(struct audit *a, struct err *err);
int audit_doubts(struct audit *a, struct dossier *dossier, struct err *err);

/* ---- audit_registry.c ---- */

/* A record that changes what is in force: exactly the files that it names,
 * people.xml as the act says. Then the audit's context is that of its commit.
 * 0, or -1 with err. */
int audit_change(struct audit *a, const struct record *record,
    struct err *err);

/* ---- audit_replay.c ---- */

/* Check a record of a document and feed its act through the procedure again.
 * 0 (faults are told), or -1 with err (ERR_SYSTEM). */
int audit_replay(struct audit *a, const struct record *record,
    struct err *err);

/* ---- audit_files.c ---- */

/* The files that a step brought: what the act says, the dossier after it and
 * the bytes in the step's commit must agree. */
int audit_step_files(struct audit *a, const struct record *record,
    const struct act *act, const struct dossier *after, struct err *err);
/* Keep in mind that a record names this file. */
void audit_name_file(struct audit *a, const struct record *record,
    const char *path);
/* A file that a record's commit changed: does the record name it? */
int audit_changed_file(void *ctx, const struct record *record,
    const char *path, struct err *err);
/* The files that were named are forgotten: all were compared. */
void audit_compared(void *ctx, int64_t number);
/* The files of a document as they stand at the head. */
int audit_head_files(struct audit *a, const struct audit_document *document,
    const struct dossier *dossier, struct err *err);

/* ---- audit_procedure.c ---- */

/* Question 2 for one document, from its records. */
int audit_procedure(struct audit *a, const struct audit_document *document,
    const struct dossier *dossier, struct err *err);

/* ---- audit_sealed.c ---- */

/* Is the personal material of a document there, or lawfully destroyed? */
int audit_sealed(struct audit *a, const struct dossier *dossier,
    struct err *err);
/* Sealed material of no document; after all of them. */
int audit_sealed_strays(struct audit *a, struct err *err);

#endif
