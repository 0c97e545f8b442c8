/* watch.c: whether anything has happened to some folders since last asked */
#include "store/watch.h"

#include <errno.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#define NAMES (IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)
/* That it is removed is told without being asked for (IN_IGNORED). */
#define ITSELF (IN_MOVE_SELF | IN_ONLYDIR)
/* So much of what happened is read; what is left is told the next time. */
#define READS 16

static int64_t
clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Is there nothing to read? What has happened where is not asked: the caller
 * looks at everything. */
static bool
nothing_told(const struct watch *watch)
{
	char events[4096];
	ssize_t n;
	int i;

	for (i = 0; i < READS; i++) {
		n = read(watch->fd, events, sizeof(events));
		if (n < 0 && errno == EAGAIN)
			return i == 0;
	}
	return false;
}

/* Also what is watched already: another folder may have its name now. */
static bool
begin(struct watch *watch, const struct watch_folder *folders, size_t n)
{
	size_t i;

	if (!watch->watching)
		watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	watch->watching = watch->fd >= 0;
	for (i = 0; i < n && watch->watching; i++)
		if (inotify_add_watch(watch->fd, folders[i].path, NAMES |
		    ITSELF | (folders[i].writing ? IN_MODIFY : 0)) < 0)
			return false;
	return watch->watching;
}

bool
watch_quiet(struct watch *watch, const struct watch_folder *folders,
    size_t n)
{
	if (watch->asked < WATCH_PAYS) {
		watch->asked++;
		return false;
	}
	if (watch->looked && nothing_told(watch) &&
	    clock_ms() - watch->looked_ms < WATCH_AGE_MS)
		return true;
	watch->looked = false;
	if (!begin(watch, folders, n))
		watch_end(watch);
	return false;
}

void
watch_looked(struct watch *watch)
{
	watch->looked = watch->watching;
	watch->looked_ms = clock_ms();
}

void
watch_end(struct watch *watch)
{
	if (watch->watching)
		close(watch->fd);
	*watch = (struct watch){ .asked = 0 };
}
