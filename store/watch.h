/* watch.h: whether anything has happened to some folders since last asked */
#ifndef GUIWEN_STORE_WATCH_H
#define GUIWEN_STORE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Before each step the ledger must be the file that its name stands for, and
 * main where it may be. To look both up by their paths takes a tenth of the
 * processor time of a stream of steps; whether there is anything to look for
 * the kernel tells at once (inotify(7)).
 *
 * What it cannot tell of is found WATCH_AGE_MS later at the latest, when it is
 * time to look in any case: a folder further up that was renamed, a file
 * changed through a mapping, a file system changed from elsewhere.
 */
#define WATCH_AGE_MS 100

/* A folder: are its files' names watched, or also what is written to them? */
struct watch_folder {
	const char *path;
	bool writing;
};

/* Zeros: nothing is watched yet. Of one thread, always the same folders. */
struct watch {
	int asked;		/* how often, until it pays to watch */
	bool open;
	int fd;			/* where open */
	bool watching;		/* all the folders */
	bool looked;
	int64_t looked_ms;	/* of the clock, where looked */
};
/*
 * Has nothing happened to the folders since watch_looked was told: are they
 * the same, and was no file in them made, removed, renamed (or written)?
 * False: look, and tell watch_looked if all is well. What happens meanwhile is
 * told the next time. Also false where nothing can be told.
 */
bool watch_quiet(struct watch *watch, const struct watch_folder *folders,
    size_t n);
void watch_looked(struct watch *watch);
void watch_end(struct watch *watch);

#endif
