/* sources.h: wherever git objects of a registry may still be had: its own
 * repository, the ledger's redo rows, other repositories. store/ only. */
#ifndef GUIWEN_STORE_SOURCES_H
#define GUIWEN_STORE_SOURCES_H

#include "store/store_int.h"

enum source_kind { SOURCE_GIT, SOURCE_REDO, SOURCE_OTHER };

/* Where a history ends, as one of the sources says. */
struct tip {
	const char *where;	/* for people: a path */
	enum source_kind kind;
	struct object_id commit;
	int64_t number;		/* of its record; 0: the commit is nowhere, or
				   names no record */
	bool met;		/* found on the history that was taken */
};

struct sources {
	struct store_paths paths;
	struct repository *git;		/* NULL: it cannot be opened */
	struct ledger ledger;		/* ledger.db NULL: cannot be read */
	struct pending pending;
	char id[STORE_ID], *name, *public_key;	/* as the ledger says; "" and
						   NULL where it cannot */
	struct repository **others;
	char **other_paths;
	size_t nothers;
	struct tip *tips;
	size_t ntips;
	/* Objects that were not in the registry's own repository, each counted
	 * once however often it is read. */
	struct id_map elsewhere;
	int64_t from_redo, from_others;
	/* ERR_NONE, or why something that is there could not be read: it is
	 * not to be taken for missing. */
	struct err failed;
};

/* Something that a person should know of the sources; never a failure. */
typedef void sources_tell_fn(void *ctx, const struct err *what);

/*
 * Open what can be opened of the registry in `dir`, and the other
 * repositories: a bare one, the working folder of one, or a folder that holds
 * documents.git (a registry, a backup). One of these that is none is an error
 * (ERR_NOTFOUND); what is wrong with the registry's own stores is told, but
 * where the system fails (no descriptors, no permission, a lock) that is an
 * error. The tips are read. sources_close() also after a failure.
 */
int sources_open(struct sources *sources, const char *dir,
    const char *const *others, size_t nothers, sources_tell_fn *tell,
    void *ctx, struct err *err);
void sources_close(struct sources *sources);

/* An object from the first source that has it whole, hash checked. 1; 0:
 * nobody has; -1 with err: it could not be read where it may be. A
 * repository_pending_fn; ctx is the struct sources. */
int sources_read(void *ctx, const struct object_id *id,
    enum object_type *type, struct text *content, struct err *err);

/* The nearest commit of a record on the way back from this one, which is none,
 * through first parents: *at, and its number; 0: there is none that can be
 * had, *there says whether the commit itself can. */
int64_t sources_record_before(struct sources *sources,
    const struct object_id *commit, struct object_id *at, bool *there);

/* The tip of a commit that a person named (full hex). NULL with err
 * (ERR_USAGE, ERR_NOTFOUND). It stays until sources_close(). */
struct tip *sources_named(struct sources *sources, const char *hex,
    struct err *err);
/* The tip with the longest history, NULL where there is none at all. */
struct tip *sources_longest(struct sources *sources);

#endif
