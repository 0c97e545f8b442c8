/* main.c: the program guiwen: language, places, then run() */
#include "cli/cmd.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct place place;

	/* A reader that goes away is noticed by write(), not by a signal in
	 * the middle of a step. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that may not become so large (ulimit -f). */
	signal(SIGXFSZ, SIG_IGN);
	place_find(&place);
	place_language(&place);
	return run(&place, argc, argv, STDOUT_FILENO, stderr);
}
