/* rebuild.h: a registry's two stores made anew from what is left of them */
#ifndef GUIWEN_STORE_REBUILD_H
#define GUIWEN_STORE_REBUILD_H

#include "store/store.h"

#define REBUILD_ASIDE 64	/* "set-aside/2026-11-28T10-15-00", with NUL */

struct rebuild_options {
	/* Other repositories that objects may come from: a clone, bare or
	 * not, or a folder that holds documents.git. */
	const char *const *from;
	size_t nfrom;
	/* The commit at which the history is to end, 40 hex digits; NULL:
	 * the longest history that is there, which must hold all others. */
	const char *head;
	int64_t now_s;		/* names the folder for what is set aside */
	void *ctx;
	/* What a person should know: sentences, in the order they come up.
	 * Never NULL. */
	void (*tell)(void *ctx, const struct err *what);
	void (*progress)(void *ctx, int64_t done, int64_t all);	/* or NULL */
};

struct rebuild_totals {
	int64_t records, objects;
	int64_t from_redo, from_others;	/* of the objects: not in the
					   registry's own repository */
	int64_t missing;	/* texts and papers that are nowhere; each
				   was told */
	char aside[REBUILD_ASIDE];	/* below the registry's folder */
};

struct store_rebuild;

/*
 * Make both stores anew beside the old ones: documents.git with every object
 * of the history, each read from the first source that has it whole and its
 * hash checked, in packs; ledger.sqlite with a row for each record, as its
 * file in git says. Sources are the registry's own repository, the redo rows
 * of its ledger, and options->from. Nothing of the registry is touched yet,
 * but nobody can open it until the rebuild has ended.
 *
 * Whether the history is right is not asked here: store_verify tells. Refused
 * with ERR_BROKEN: a commit or a record of it is nowhere; two of the sources
 * hold histories that part; ERR_BUSY: somebody has the registry open.
 *
 * A rebuild that was killed while it moved the new stores into place is
 * brought to its end first, and nothing else is done: *out is NULL then, and
 * *totals zero but for `aside`.
 *
 * *out is the caller's: rebuild_finish() or rebuild_abandon(). options must
 * live as long. 0, or -1 with err and everything as it was.
 */
int rebuild_begin(struct store_rebuild **out, const char *dir,
    const struct rebuild_options *options, struct rebuild_totals *totals,
    struct err *err);
/* The new store, to be read: its derived tables are empty. Borrowed. */
struct store *rebuild_store(struct store_rebuild *rebuild);
/* Where the derived rows of one document go, to be asked for each. 0, or -1
 * with err. */
int rebuild_index(struct store_rebuild *rebuild, struct store_index **out,
    struct err *err);
/*
 * Make all durable and move the new stores into place, the old ones into the
 * folder that totals->aside names; nothing is ever deleted. Frees. 0, or -1
 * with err: before the first move everything is as it was, after it the next
 * rebuild_begin() goes on.
 */
int rebuild_finish(struct store_rebuild *rebuild, struct err *err);
/* Forget it; the registry is as it was. Frees. */
void rebuild_abandon(struct store_rebuild *rebuild);

/* May the registry be opened? Not while it is being made anew (ERR_BUSY), nor
 * when that was killed while the stores were being moved (ERR_BROKEN): 0, or
 * -1 with err. Asked after the ledger was opened, so that one of the two sees
 * the other. */
int rebuild_allows(const char *dir, struct err *err);

#endif
