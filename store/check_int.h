/* check_int.h: the walk of the whole history, what its two files share */
#ifndef GUIWEN_STORE_CHECK_INT_H
#define GUIWEN_STORE_CHECK_INT_H

#include "store/repository_int.h"

#include <stdbool.h>
#include <stddef.h>

struct ahead;

/* A tree and the one before it, while what differs in them is looked at. */
struct level {
	struct text old, new;
};

struct check {
	struct repository *repository;
	const struct repository_checks *checks;
	const char *public_key;
	struct ahead *ahead;
	size_t ahead_from, ahead_to;	/* ids, from > to: last first */
	struct object_cache *trees;	/* the reader's; read in this walk */
	struct object_id *sound;	/* trees that are, by their id */
	struct level *levels;
	size_t depth, nlevels, levels_cap;
	size_t ntrees;			/* of the commit, looked at */
	struct object_id *ids;		/* commits, last first */
	size_t count, cap;
	struct id_map damaged;		/* told already */
	struct text content, path;
	struct commit_parts parts;
	const struct object_id *commit;	/* the one looked at */
	bool trusted;			/* its own bytes are whole */
	bool waiting;			/* objects may be pending */
	struct err *err;
	bool stop;			/* a callback said -1 */
	struct err what;		/* what is wrong with an object */
	struct err failure;		/* why it could not be read */
};

/* Tell of an object, with the sentence that follows. */
#define TELL(c, id, ...) \
	(err_set(&(c)->what, ERR_BROKEN, __VA_ARGS__), check_tell((c), (id)))

/* Tell of an object once, wherever else it stands, with what c->what says. */
void check_tell(struct check *c, const struct object_id *object);

/* An object, hashed, into c->content; what is wrong with it is told. */
bool check_read(struct check *c, const struct object_id *id,
    enum object_type want);

/* An object that the commit made, whole: to the callback. */
void check_made(struct check *c, enum object_type type,
    const struct object_id *id, const struct object_id *previous,
    const struct text *content);

/* ---- check_trees.c ---- */

/* What a tree changed of the one before it (zero: of none), told. False: it
 * could not be read, which was told. */
bool check_trees(struct check *c, const struct object_id *old,
    const struct object_id *new);
void check_trees_begin(struct check *c);
void check_trees_end(struct check *c);

#endif
