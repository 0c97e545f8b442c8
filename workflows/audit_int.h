/* audit_int.h: what the parts of the audit share; how the work is divided
 * stands in audit_hands.h */
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
	const char *authority, *number;	/* under which others find it */
	bool published, known;		/* to others, too */
	struct object_id state_id;	/* of state.xml there; zero: unknown */
	struct dossier *state;		/* as it is there; NULL: read it */
	bool only_here;			/* git has another, or none */
	size_t state_bytes;		/* of memory, as counted */
	size_t older, newer;		/* documents with a state, + 1; 0 */
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

struct audit_job;
struct audit_hands;
struct audit_reading;

/* Behind how many of each what is told belongs. */
struct audit_place {
	size_t faults, exceptions;
};

/*
 * What is told stands in the order of the records, by whomever it was told.
 * Of each record: 0 what is in force there, 1 the record itself, 2 what is
 * told by the walk after it was handed on.
 */
#define AUDIT_ORDER(at, part) (4 * (int64_t)(at) + (part))

/*
 * What one hand works with, and what it found; nobody else touches it
 * meanwhile. The one that walks through the history has one, too, for what
 * it tells itself.
 */
struct audit {
	struct store *store;
	struct reader *reader;		/* of issued files */
	struct audit_reading *reading;	/* the one it was given, or NULL */
	struct audit_history *out;
	size_t faults_cap, exceptions_cap;
	struct err words;		/* of the fault to be told next */
	int64_t order;			/* of what is told now */
	struct audit_place *place;	/* of the same; NULL: the end */
	/* By the one that walks: */
	const struct audit_outside *outside;	/* or NULL */
	struct store_root *roots;	/* a witness each, by size */
	/* By the hands, while the records come: */
	struct audit_hands *hands;
	size_t hand;			/* its number */
	const struct audit_job *job;	/* at work */
	int64_t at;			/* its place among all */
	bool gap;			/* records before it are lost */
	bool tells;		/* what all find alike, this one tells */
	bool without_signatures;	/* for a measurement */
	struct context *context;
	bool context_holds;		/* it could be loaded */
	struct procedure_context view;	/* the same, numbers from here */
	struct audit_map ids, names, sealed;
	struct audit_map files;	/* by record and path: a file it names */
	struct audit_document *documents;
	size_t ndocuments, documents_cap;
	struct audit_steps *steps;	/* kept, or NULL: none yet */
	bool steps_lost;		/* not all of them could be */
	size_t cached_bytes, states_most;	/* of states in memory */
	size_t oldest, newest;		/* documents with a state, + 1; 0 */
	/* The files that are in force, as last loaded, and whether loading
	 * found another than was there before. */
	struct audit_force *force;
	size_t nforce, force_cap;
	/* And after the last record: */
	const struct audit_walked *walked;
	struct context *now;		/* as of the head; may be NULL */
	bool unindexed;			/* for pages that cannot be read */
	/* Who is the same as whom is asked of all that was done before (NULL:
	 * cannot be read). */
	struct people *people;
	const struct dossier *doubted;	/* that is asked about */
};

/* What is known when the last record was replayed; nobody changes it then. */
struct audit_walked {
	const struct audit_history *found;
	bool whole;			/* no fault was told */
	bool damaged;			/* pages of the ledger are */
	struct store_head head;
	struct err head_err;		/* why it could not be read */
	struct object_id last_commit;	/* of the last record that was */
	const struct audit_change *changes;
	size_t nchanges;
	int64_t at;		/* before all that is told from here on */
};

/* How the work is divided; zeros: as the machine gives. */
struct audit_how {
	int hands;		/* threads that replay; -1: none, all is done
				   by the caller's. What is told is the same */
	size_t jobs_most;	/* records that wait for each of them */
	size_t states_most;	/* bytes of states that each keeps */
	bool without_signatures;	/* for a measurement: no signature is
				   checked, of commits and of persons */
};

/* audit_history_against, of a store. */
int audit_history_of_store(struct store *store, const struct audit_how *how,
    const struct audit_outside *outside, struct audit_history **out,
    void (*progress)(void *ctx, int64_t done, int64_t all), void *ctx,
    struct err *err);

/* Tell what err_set put into a->words: a fault, or where no fault of the
 * history a breach, or an exception. place is copied. */
void audit_tell(struct audit *a, enum audit_kind kind,
    const struct record *record, const char *document, const char *place);

/* All that a hand has, but for its history, store and number. */
void audit_release(struct audit *a);

/* ---- audit_hands.c: what the records before this one know ---- */

/* As procedure_context asks it; waits until all of them were replayed that
 * could have changed the answer. */
const char *audit_number_holder(struct audit *a, const char *authority,
    const char *number);
enum procedure_known audit_document_known(struct audit *a, const char *id);
/* From this record on; NULL: nobody has the number any more. */
void audit_know_holder(struct audit *a, const char *authority,
    const char *number, const char *document);
void audit_know_document(struct audit *a, const char *id, bool published);
/* One hand at a time loads what is in force: not all that reads it for us was
 * made for threads. */
void audit_one_loads(struct audit *a);
void audit_one_loaded(struct audit *a);

/* A store_difference_fn of derived rows; ctx is the audit. */
int audit_difference(void *ctx, const char *table, const char *document,
    const struct err *what, struct err *err);

/* ---- audit_words.c: for a message, as in labels.h ---- */

/* The event of a document's step, named as the state calls it in which it was
 * done; with dossier NULL as the first of them does. */
const char *audit_event_word(struct audit *a, const struct dossier *dossier,
    int64_t step, const char *event);
const char *audit_who(struct audit *a, const char *id);
const char *audit_kind_word(struct audit *a, const char *kind);
const char *audit_known_word(struct audit *a, const char *authenticated);

/* A string that lives as long as the audit. */
const char *audit_name(struct audit *a, const char *s);
struct audit_document *audit_document_of(struct audit *a, const char *id);
/* Keep in memory what a document has become, which is the audit's from now
 * on: for good where the state in git is not the same. */
void audit_keep_state(struct audit *a, struct audit_document *document,
    struct dossier *state, bool only_here);
/* It, as the caller's, who keeps it again or forgets it; NULL: read it. */
struct dossier *audit_take_state(struct audit *a,
    struct audit_document *document);
/* Where a file of a document stands in the repository. */
void audit_path(char *out, size_t size, const char *document,
    const char *name);
/* A file in a document's folder as of a commit: as store_file_at. `id` may be
 * NULL. */
int audit_file(struct audit *a, const struct object_id *commit,
    const char *document, const char *name, struct object_id *id,
    struct text *out, struct err *err);
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

/* As of the head, into a->now: for what is said of the past by what is in
 * force today. -1 only for ERR_SYSTEM. */
int audit_load_now(struct audit *a, struct err *err);

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

/* The one-time number of its act as it stands there, if that is in the form
 * in which acts are made; "" where there is none or it is too long. */
void audit_nonce(const struct record *record, char *out, size_t size);

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
	/* The text has the hash of the one before, but another stated day or
	 * another body that signs (act_text's changes). */
	bool other_text;
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
 * it; that it is there, where there was a key. What is wrong is told. */
void audit_signature(struct audit *a, const struct record *record,
    const struct audit_opened *is);
/* allowed_signers after a record of the registry, by the audit's context. -1
 * only for ERR_SYSTEM. */
int audit_allowed_signers(struct audit *a, const struct record *record,
    struct err *err);
/* After the last record: read who people are now; then each document can be
 * asked what its separation of duties is worth, knowing that. -1 only for
 * ERR_SYSTEM. */
int audit_people(struct audit *a, struct err *err);
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
/* A document's state.xml as its last record's commit has it: 1, 0, -1 as
 * audit_file() answers. */
int audit_read_state(struct audit *a, const struct audit_document *document,
    struct text *out, struct err *err);

/* ---- audit_files.c ---- */

/* The files that a step brought: what the act says, the dossier after it and
 * the bytes in the step's commit must agree. */
int audit_step_files(struct audit *a, const struct record *record,
    const struct act *act, const struct dossier *after, struct err *err);
/* Keep in mind that a record names this file. */
void audit_name_file(struct audit *a, const struct record *record,
    const char *path);
/* A file that a record's commit changed: does the record name it? 0 (told), or
 * -1 with err (ERR_SYSTEM). */
int audit_changed_file(struct audit *a, const struct record *record,
    const char *path, struct err *err);
/* Compare the issued file that was given to the reader last, if it was not
 * yet, with what was read. 0 (faults are told), or -1 with err (ERR_SYSTEM)
 * and a->at that of its record. */
int audit_reading_end(struct audit *a, struct err *err);
void audit_reading_free(struct audit *a);
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
/* Sealed material of no document of any hand; after all of them, by the one
 * that walks. */
int audit_sealed_strays(struct audit *a, struct audit_hands *hands,
    struct err *err);

#endif
