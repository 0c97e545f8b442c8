/* signals.c: what the system sends a process without being asked */
#include "cli/signals.h"

#include "cli/cmd.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define STACK_BYTES ((size_t)1 << 20)

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

/* What is done of these else. */
static struct sigaction abort_before, fault_before;

/* What allocates aborts when there is none (engine/base/mem.h), with malloc's
 * errno still standing; a library that does not look whether it got any goes
 * astray. Else it is our own fault and shows itself. */
static void
on_no_memory(int number)
{
	if (errno == ENOMEM)
		end(no_memory, no_memory_len);
	(void)sigaction(number, number == SIGABRT ? &abort_before :
	    &fault_before, NULL);
}

static void
handle(int number, void (*fn)(int number), struct sigaction *before)
{
	struct sigaction action = { .sa_handler = fn };

	sigemptyset(&action.sa_mask);
	(void)sigaction(number, &action, before);
}

static void __attribute__((noinline))
touch_stack(void)
{
	volatile char room[STACK_BYTES];

	room[0] = '\0';
	(void)room[0];
}

/* The stack grows by itself, and where it cannot, nothing is left to say so
 * with: what any command needs of it is taken at the start, if it is there. */
static void
take_stack(void)
{
	void *room = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (room == MAP_FAILED)
		end(no_memory, no_memory_len);
	munmap(room, STACK_BYTES);
	touch_stack();
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
	handle(SIGBUS, on_lost_page, NULL);
	handle(SIGABRT, on_no_memory, &abort_before);
	handle(SIGSEGV, on_no_memory, &fault_before);
	take_stack();
	/* A reader that goes away is noticed by write(), not by a signal in
	 * the middle of a step. */
	signal(SIGPIPE, SIG_IGN);
	/* So is a file that may not become so large (ulimit -f). */
	signal(SIGXFSZ, SIG_IGN);
}
