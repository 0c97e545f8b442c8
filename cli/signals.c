/* signals.c: what the system sends a process without being asked */
#include "cli/signals.h"

#include "cli/cmd.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Translated before: in a handler nothing may be looked up. */
static const char *lost;
static size_t lost_len;

static void
on_lost_page(int number)
{
	ssize_t ignored = write(STDERR_FILENO, lost, lost_len);

	(void)number;
	(void)ignored;
	_exit(STATUS_FAILED);
}

void
signals_prepare(void)
{
	struct sigaction action = { .sa_handler = on_lost_page };

	lost = _("guiwen: a file of the registry became shorter while it was "
	    "read, or the disk cannot give it: nothing that was found so far "
	    "counts; look at the disk, then run guiwen verify\n");
	lost_len = strlen(lost);
	sigemptyset(&action.sa_mask);
	(void)sigaction(SIGBUS, &action, NULL);
	/* A reader that goes away is noticed by write(), not by a signal in
	 * the middle of a step. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that may not become so large (ulimit -f). */
	signal(SIGXFSZ, SIG_IGN);
}
