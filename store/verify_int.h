/* verify_int.h: what the two halves of the verification share */
#ifndef GUIWEN_STORE_VERIFY_INT_H
#define GUIWEN_STORE_VERIFY_INT_H

#include "store/merkle.h"
#include "store/store_int.h"

/* The row that was looked at last. */
struct chain {
	int64_t number, recorded_s;
	struct sha256 hash, computed;	/* as its row says; of its bytes */
	struct object_id commit;	/* as its row says */
	int64_t before;			/* the number of the row before, 0 */
	struct object_id before_commit;
	bool unread;		/* it could not be: nothing is known of it */
};

struct verify {
	struct store *store;
	const struct store_checks *checks;
	struct store_totals *totals;
	struct store_head head;
	/* By which commits must be signed; NULL: that is not asked. */
	const char *public_key;
	/* Where the branch main stood (zero: nowhere) before the ledger's view
	 * was taken: others may export further while it is walked. */
	struct object_id main;
	struct err main_err;	/* why it could not be read */
	struct merkle tree;	/* of the records met so far */
	struct query rows;	/* of all records, at `chain` */
	struct chain chain;
	bool rows_end;
	/* Each row so far was looked at together with its commit. */
	bool together;
	struct file_check *file;	/* at work, or NULL */
	struct walk_ahead *ahead;	/* from the head, begun; or NULL */
	bool in_git;		/* the repository's half is at work */
	int64_t faults, git_faults;	/* told by the ledger, by git */
	struct err sentence;	/* of the fault to be told, by err_set */
	/* A bit a record, up to `limit`: a number that somebody wrote into
	 * the ledger cannot make them any larger. */
	int64_t limit;
	unsigned char *bad;	/* told: what follows from it is not */
	unsigned char *seen;	/* its commit was met in the history */
	bool told_registry, told_name, told_key;
	/* Pages of the ledger that SQLite cannot read were told of, or met. */
	bool told_damage, met_damage;
};

/* Tell what v->sentence says. record may be NULL. 0, or -1 to stop. */
int verify_tell(struct verify *v, const struct record *record,
    const char *path, struct err *err);
/* The same for a record of which only the number is known. */
int verify_tell_number(struct verify *v, int64_t number, const char *path,
    struct err *err);
bool verify_bit(const struct verify *v, const unsigned char *bits,
    int64_t number);
void verify_set(struct verify *v, unsigned char *bits, int64_t number);

/*
 * Did this failure come of a damaged page? Then it is cleared and told once,
 * and the caller goes on without what it asked for. False: it stops.
 */
bool verify_damaged(struct verify *v, struct err *err);

/*
 * verify_file.c: is the ledger's file whole as SQLite sees it? All of it is
 * read for that, by a thread with a connection of its own.
 */
struct file_check;
struct file_check *file_check_begin(struct store *store);
/* Wait for it and pass each thing that is wrong. 0, or -1 to stop; then, too,
 * the check is gone. */
int file_check_end(struct file_check *check,
    int (*fn)(struct verify *v, const char *what, struct err *err),
    struct verify *v, struct err *err);

/* Look at the rows up to this number, with what the turn says of the last one's
 * commit (NULL: nothing) at hand. 0, or -1 to stop. */
int verify_rows(struct verify *v, int64_t number, struct walk_turn *turn,
    struct err *err);
/* What else there is in the ledger, after all rows. 0, or -1 to stop. */
int verify_ledger_rest(struct verify *v, struct err *err);

/*
 * verify_lost.c: records of which only documents.git has something. Their
 * commits and files are held against each other, and against the rows before
 * and after.
 */
struct lost {
	struct verify *v;
	int64_t number;		/* of the commit looked at; 0: it has a row */
	bool has_before;	/* the one before is known: */
	int64_t before;
	bool before_lost;
	struct sha256 hash, before_hash;
};
/* The next commit, with its row or NULL. 0, or -1 to stop. */
int lost_commit(struct lost *lost, const struct commit_view *commit,
    const struct record *row, struct err *err);
/* A file that this commit brought; `content` NULL: damaged. */
int lost_file(struct lost *lost, const char *path, const char *content,
    size_t len, struct err *err);

/* verify_folder.c: the files beside the objects, other refs, keys. 0, or -1
 * to stop. */
int verify_folder(struct verify *v, struct err *err);

/* verify_git.c: commits, files, signatures, main. 0, or -1 to stop. */
int verify_repository(struct verify *v, struct err *err);

#endif
