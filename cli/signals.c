/* signals.c: what the system sends a process without being asked */
#include "cli/signals.h"

#include "cli/cmd.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STACK_BYTES ((size_t)1 << 20)
#define HANDLER_BYTES ((size_t)1 << 16)

/* Translated before: in a handler nothing may be looked up. */
static const char *lost, *no_memory;
static size_t lost_len, no_memory_len;

/* Whatever else goes wrong meanwhile in another thread, one sentence. */
static void __attribute__((noreturn))
end(const char *sentence, size_t len)
{
	static atomic_flag ended = ATOMIC_FLAG_INIT;
	ssize_t ignored;

	while (atomic_flag_test_and_set(&ended))
		pause();
	ignored = write(STDERR_FILENO, sentence, len);
	(void)ignored;
	_exit(STATUS_FAILED);
}

static void
on_lost_page(int number)
{
	(void)number;
	end(lost, lost_len);
}

static volatile sig_atomic_t taking_stack;
/* What is done of these else. */
static struct sigaction abort_before, fault_before;

/* What allocates aborts when there is none (engine/base/mem.h), with malloc's
 * errno still standing; a library that does not look whether it got any goes
 * astray. Else it is our own fault and shows itself. */
static void
on_no_memory(int number)
{
	if (errno == ENOMEM || taking_stack)
		end(no_memory, no_memory_len);
	(void)sigaction(number, number == SIGABRT ? &abort_before :
	    &fault_before, NULL);
}

static void
handle(int number, void (*fn)(int number), struct sigaction *before)
{
	struct sigaction action = { .sa_handler = fn,
		.sa_flags = SA_ONSTACK };

	sigemptyset(&action.sa_mask);
	(void)sigaction(number, &action, before);
}

/* The stack grows by itself, and where it cannot, only a handler with a stack
 * of its own can say so: what any command needs of it is taken at the start. */
static void __attribute__((noinline))
take_stack(void)
{
	volatile char room[STACK_BYTES];

	room[0] = '\0';
	(void)room[0];
}

static void
prepare_handlers_stack(void)
{
	static char room[HANDLER_BYTES];
	const stack_t stack = { .ss_sp = room, .ss_size = sizeof(room) };

	(void)sigaltstack(&stack, NULL);
}

/* A library that finds no memory may end the process itself, as libarchive
 * does, with a status that says something else here: 1, "no". */
static bool answered;

static void
on_exit_of_library(void)
{
	if (!answered)
		end(no_memory, no_memory_len);
}

int
signals_end(int status)
{
	answered = true;
	return status;
}

void
signals_prepare(void)
{
	lost = _("guiwen: a file of the registry became shorter while it was "
	    "read, or the disk cannot give it: nothing that was found so far "
	    "counts; look at the disk, then run guiwen verify\n");
	lost_len = strlen(lost);
	no_memory = _("guiwen: memory ran out: nothing that was found so far "
	    "counts, and if something was to be recorded, look whether it is "
	    "before you do it again; close other programs or raise the limit "
	    "(ulimit -v)\n");
	no_memory_len = strlen(no_memory);
	(void)atexit(on_exit_of_library);
	prepare_handlers_stack();
	handle(SIGBUS, on_lost_page, NULL);
	handle(SIGABRT, on_no_memory, &abort_before);
	handle(SIGSEGV, on_no_memory, &fault_before);
	taking_stack = 1;
	take_stack();
	taking_stack = 0;
	/* A reader that goes away is noticed by write(), not by a signal in
	 * the middle of a step. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that may not become so large (ulimit -f). */
	signal(SIGXFSZ, SIG_IGN);
}
