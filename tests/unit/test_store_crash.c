/* test_store_crash.c: kill -9 at any moment loses nothing that was answered
 *
 * Two processes step at once, each telling what it was answered; both are
 * killed, as often in each phase of a step, at moments spread evenly over it.
 * After reopening each answered step is in both stores, none is half there,
 * git fsck is clean. GUIWEN_KILLS says how many kills (default 40).
 */
#include "tests/unit/store_fixture.h"

#include "store/store_int.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#define WORKERS 2

/* Seen by the test and the processes that it kills. */
struct shared {
	volatile int marks[WORKERS][MARK_COUNT];
	volatile int64_t answered[WORKERS];	/* number of the last record */
	volatile int64_t steps[WORKERS];	/* answered so far */
	volatile int failed[WORKERS];
	char why[WORKERS][512];
};

enum kill_class { KILL_BEFORE, KILL_BETWEEN, KILL_EXPORT, KILL_IDLE,
	KILL_CLASSES };

static void
pause_us(long us)
{
	struct timespec t = { us / 1000000, us % 1000000 * 1000 };

	nanosleep(&t, NULL);
}

#define BATCH 32

struct worker_step {
	int64_t number;
	char text[BATCH][5000];
};

static int
worker_perform(void *ctx, size_t item, struct store_txn *txn,
    struct err *err)
{
	struct worker_step *step = ctx;
	struct fixture_step one = { .text = step->text[item] };

	if (fixture_perform(&one, 0, txn, err) != 0)
		return -1;
	step->number = store_txn_head(txn)->number;
	return 0;
}

/* One transaction of n steps; its answer is given when it returns. */
static int
step_once(struct store *store, int who, size_t n, const char *mark,
    struct shared *shared, struct err *err)
{
	static struct worker_step step;
	struct err items[BATCH];
	size_t i;
	int len;

	for (i = 0; i < n; i++) {
		len = snprintf(step.text[i], sizeof(step.text[i]),
		    "<text>%s.%zu ", mark, i);
		memset(step.text[i] + len, 'a' + len % 26, 4000);
		memcpy(step.text[i] + len + 4000, "</text>", 8);
	}
	if (store_step(store, n, worker_perform, &step, FIXTURE_NOW, items,
	    err) != 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (items[i].code != ERR_NONE) {
			*err = items[i];
			return -1;
		}
	}
	shared->answered[who] = step.number;
	shared->steps[who]++;
	return 0;
}

/*
 * Step for ever: worker 0 as commands do (open, step, export, close), worker
 * 1 as a server: many steps a transaction, a thread that exports, time
 * between the requests, in which what is answered is not yet exported. Its
 * many records make worker 0 export in packs.
 */
static int
work(const char *dir, int who, int seed, struct shared *shared,
    struct err *err)
{
	struct store *store = NULL;
	char mark[64];
	int n;

	for (n = 0;; n++) {
		snprintf(mark, sizeof(mark), "%d %d %d", seed, who, n);
		if (store == NULL && store_open(&store, dir, false, err) != 0)
			return -1;
		if (n == 0 && who == 1 && store_exporter_start(store,
		    err) != 0)
			return -1;
		if (step_once(store, who, who == 0 ? 1 : BATCH, mark, shared,
		    err) != 0)
			return -1;
		pause_us(3000);
		if (who == 0 && store_export(store, err) != 0)
			return -1;
		if (who == 0) {
			shared->marks[who][MARK_STEP] = 0;
			store_close(store);
			store = NULL;
		}
	}
}

static pid_t
start_worker(const char *dir, int who, int seed, struct shared *shared)
{
	struct err err = ERR_INIT;
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	/* a test that ends early leaves nobody at work */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	store_marks = shared->marks[who];
	work(dir, who, seed, shared, &err);
	snprintf(shared->why[who], sizeof(shared->why[who]), "%.500s",
	    err.msg);
	shared->failed[who] = 1;
	_exit(1);
}

static enum kill_class
classify(const struct shared *shared, int who)
{
	if (shared->marks[who][MARK_EXPORT] != 0)
		return KILL_EXPORT;
	if (shared->marks[who][MARK_STEP] == 1)
		return KILL_BEFORE;
	return shared->marks[who][MARK_STEP] == 2 ? KILL_BETWEEN : KILL_IDLE;
}

struct seen {
	int64_t number, answered;
	bool found;
};

static int
on_fault(void *ctx, const struct store_fault *fault, struct err *err)
{
	(void)ctx;
	(void)err;
	fail_msg("%s: %s", fault->path, fault->what);
	return 0;
}

/* Everything that was answered is there, and all that is there is whole. */
static void
check(struct fixture *f, const struct shared *shared, bool fsck)
{
	struct store_checks checks = { .fault = on_fault };
	struct store_totals totals;
	struct store_head head;
	struct err err = ERR_INIT;
	int who;

	assert_done(store_open(&f->store, f->dir, false, &err), err);
	assert_done(store_head(f->store, &head, &err), err);
	for (who = 0; who < WORKERS; who++)
		assert_true(shared->answered[who] <= head.number);
	assert_done(store_export(f->store, &err), err);
	if (fsck) {
		assert_done(store_verify(f->store, &checks, &totals, &err),
		    err);
		assert_int_equal(totals.records, head.number);
		assert_int_equal(totals.commits, head.number);
		assert_int_equal(totals.pending, 0);
		fixture_git(f, "fsck --full --strict");
	}
	store_close(f->store);
	f->store = NULL;
}

/*
 * Leave the victim stopped in this phase. It is stopped at some moment; in
 * another phase it goes on for a while: each comes again and again, so that
 * STOPS_MOST of them miss none. Start-up is not what is tested: from its first
 * answer on.
 */
#define STOPS_MOST 100000

static void
stop_in(enum kill_class phase, pid_t pid, int victim, long wait_us,
    const struct shared *shared)
{
	int stops, status;

	for (stops = 0; stops < STOPS_MOST; stops++) {
		pause_us(wait_us);
		kill(pid, SIGSTOP);
		if (waitpid(pid, &status, WUNTRACED) != pid ||
		    !WIFSTOPPED(status))
			fail_msg("worker %d ended (%d): %s", victim, status,
			    shared->why[victim]);
		if (shared->steps[victim] > 0 &&
		    classify(shared, victim) == phase)
			return;
		kill(pid, SIGCONT);
		wait_us = 500 + (wait_us + 613) % 4000;
	}
	kill(pid, SIGKILL);
	fail_msg("worker %d is never in phase %d", victim, (int)phase);
}

/* One round: start, kill worker `victim` in its phase (the other goes on a
 * little, then it is killed too). */
static void
kill_round(struct fixture *f, struct shared *shared, int round,
    enum kill_class phase)
{
	pid_t pids[WORKERS];
	int who, victim = round % 2, status;

	for (who = 0; who < WORKERS; who++) {
		memset((void *)shared->marks[who], 0,
		    sizeof(shared->marks[who]));
		shared->failed[who] = 0;
		shared->steps[who] = 0;
		pids[who] = start_worker(f->dir, who, round, shared);
		assert_true(pids[who] > 0);
	}
	stop_in(phase, pids[victim], victim, round / 2 * 7919L % 20000,
	    shared);
	kill(pids[victim], SIGKILL);
	pause_us(3000);
	kill(pids[1 - victim], SIGKILL);
	for (who = 0; who < WORKERS; who++)
		waitpid(pids[who], &status, 0);
	for (who = 0; who < WORKERS; who++)
		if (shared->failed[who])
			fail_msg("worker %d: %s", who, shared->why[who]);
}

static void
test_kill(void **state)
{
	struct fixture *f = *state;
	const char *wanted = getenv("GUIWEN_KILLS");
	int kills = wanted != NULL ? (int)strtol(wanted, NULL, 10) : 40;
	int counts[KILL_CLASSES] = { 0 }, i;
	enum kill_class phase;
	struct shared *shared;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(shared, MAP_FAILED);
	store_close(f->store);
	f->store = NULL;
	for (i = 0; i < kills; i++) {
		/* worker 1 has no phase without work for it */
		phase = (enum kill_class)(i / WORKERS % (i % 2 == 0 ?
		    KILL_CLASSES : KILL_IDLE));
		kill_round(f, shared, i, phase);
		counts[phase]++;
		check(f, shared, i % 10 == 9);
	}
	check(f, shared, true);
	print_message("%d kills: %d before COMMIT, %d between COMMIT and "
	    "export, %d during export, %d elsewhere\n", i,
	    counts[KILL_BEFORE], counts[KILL_BETWEEN], counts[KILL_EXPORT],
	    counts[KILL_IDLE]);
	munmap(shared, sizeof(*shared));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kill, fixture_setup,
		    fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
