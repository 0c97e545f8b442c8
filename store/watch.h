/* watch.h: whether anything has happened to some folders since last asked */
#ifndef GUIWEN_STORE_WATCH_H
#define GUIWEN_STORE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Before each step the ledger must be the file that its name stands for, and
 * main where it may be. In a stream of steps of one process a twelfth of its
 * processor time goes into looking both up by their paths; whether there is
 * anything to look for the kernel tells at once (inotify(7)).
 *
 * What it does not tell of is found WATCH_AGE_MS later at the latest, when it
 * is time to look in any case: what happened further up, to a mount, to where
 * a symbolic link leads; what was written through a mapping or another hard
 * link; a file system that was changed from elsewhere.
 */
#define WATCH_AGE_MS 100
/* Who has looked so often goes on doing it. Others are faster without: to take
 * a watch down the kernel needs some ten milliseconds, a look ten
 * microseconds. */
#define WATCH_PAYS 1000

/* Files that are made, removed and renamed in it are told; with `writing` also
 * those that are written to. */
struct watch_folder {
	const char *path;
	bool writing;
};

/* Zeros: nothing is watched yet. Always for the same folders, by one thread at
 * a time; watch_end(). */
struct watch {
	int asked;		/* how often, up to WATCH_PAYS; anew where
				 * they cannot be watched */
	bool watching;
	int fd;			/* where watching */
	bool looked;
	int64_t looked_ms;	/* of the clock, where looked */
};
/*
 * Has nothing happened to the folders and in them since watch_looked was told?
 * False: look, and tell watch_looked if all is well. What happens meanwhile is
 * told the next time. Also false where nothing can be told.
 */
bool watch_quiet(struct watch *watch, const struct watch_folder *folders,
    size_t n);
void watch_looked(struct watch *watch);
void watch_end(struct watch *watch);

#endif
