/* rebuild_int.h: what the files of a rebuild share; store/ only */
#ifndef GUIWEN_STORE_REBUILD_INT_H
#define GUIWEN_STORE_REBUILD_INT_H

#include "store/rebuild.h"
#include "store/sources.h"

/* The new stores grow in this folder of the registry's. */
#define REBUILD_FOLDER ".guiwen-rebuild"

/* ---- rebuild_place.c: the folder, who may be there, moving ---- */

/*
 * Make the folder and see that nobody has the registry open: from now on
 * nobody can (store_open looks for the folder). *fd holds the folder's lock.
 * 1: a killed rebuild had everything ready, rebuild_place_move() is left to
 * do; 0; -1 with err (ERR_BUSY).
 */
int rebuild_place_take(const char *dir, int *fd, struct err *err);
/* Everything is complete and durable: from now on there is no way back. The
 * name of the folder for the old stores, made from the time, goes to
 * `aside`. */
int rebuild_place_ready(const char *dir, int64_t now_s,
    char aside[REBUILD_ASIDE], struct err *err);
/* Move the old stores aside and the new ones into place; may be called again
 * after it was interrupted anywhere. `aside` is read from the folder. */
int rebuild_place_move(const char *dir, char aside[REBUILD_ASIDE],
    struct err *err);
/* Remove the folder with all that is in it. */
void rebuild_place_clear(const char *dir);

/* ---- rebuild_beyond.c ---- */

/*
 * No ledger has records that could be read, so that main alone says where the
 * history ends, at `tip` (NULL: nor is there a main), and it may have been
 * moved back: do the objects of the repositories hold later records? Each
 * commit is looked at. 0, or -1 with err (ERR_BROKEN: they do, and what to say
 * with --head).
 */
int rebuild_look_beyond(struct sources *sources, const struct tip *tip,
    const struct rebuild_options *options, struct err *err);

/* ---- rebuild_compare.c ---- */

/*
 * Tell which rows of the old ledger (db NULL: there is none) are not what the
 * new one has, of `records` records; and which it lacks. How far a damaged one
 * could be read is told as well. 0, or -1 with err when the new one fails.
 */
int rebuild_compare(struct ledger *old, struct ledger *made, int64_t records,
    const struct rebuild_options *options, struct err *err);

#endif
