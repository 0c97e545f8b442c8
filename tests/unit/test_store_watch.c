/* test_store_watch.c: what happens beside a stream of steps is met by the next
 *
 * Folders that are watched (store/watch.c), and a store that looks at its
 * files only when something happened to them.
 */
#include "tests/unit/store_fixture.h"
#include "tests/unit/store_helpers.h"

#include "store/store_int.h"

#include <stdio.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#define ENOUGH (WATCH_PAYS + 50)	/* looks until it tells anything */
#define TRIES 50		/* on a machine that may be slow */

/* ---- folders ---- */

struct folders {
	char top[64], names[80], writing[80];
	struct watch watch;
};

static int
set_up(void **state)
{
	struct folders *f = mem_zero(1, sizeof(*f));

	if (make_folder(f->top) == NULL)
		return -1;
	snprintf(f->names, sizeof(f->names), "%s/names", f->top);
	snprintf(f->writing, sizeof(f->writing), "%s/writing", f->top);
	*state = f;
	return mkdir(f->names, 0700) != 0 || mkdir(f->writing, 0700) != 0;
}

static void
shell(const struct folders *f, const char *command)
{
	if (RUN(f->top, NULL, NULL, "sh", "-c", command) != 0)
		fail_msg("%s", command);
}

static int
tear_down(void **state)
{
	struct folders *f = *state;

	watch_end(&f->watch);
	remove_folder(f->top);
	free(f);
	return 0;
}

static bool
quiet(struct folders *f)
{
	const struct watch_folder folders[] = {
		{ f->names, false }, { f->writing, true }
	};

	return watch_quiet(&f->watch, folders, MEM_COUNT(folders));
}

/* Where the kernel watches nothing for us, as in some containers, all looks
 * are needed. */
static void
needs_inotify(void)
{
	int fd = inotify_init1(IN_CLOEXEC);

	if (fd < 0)
		skip();
	close(fd);
}

/* Look until it is told that nothing happens. */
static void
settle(struct folders *f)
{
	int i;

	needs_inotify();
	for (i = 0; i < ENOUGH && !quiet(f); i++)
		watch_looked(&f->watch);
	assert_true(i < ENOUGH);
}

/* Whatever happens is told, as often as somebody has to look, and what
 * happens afterwards is told again. */
static void
test_told(void **state)
{
	static const char *const happens[] = {
		": >names/new", "mv names/new names/newer", "rm names/newer",
		"mkdir names/folder", "rmdir names/folder",
		": >writing/new", "echo x >>writing/new",
		"mv writing/new names/new", "ln -f names/new writing/linked",
		"rm writing/linked", "ln -s nothing writing/nothing",
		"mv names other && mkdir names", ": >names/new",
		"mv other names/other", "rm -r writing && mkdir writing",
		": >writing/new", "mv writing other && mv other writing",
		"echo y >writing/new",
	};
	struct folders *f = *state;
	size_t i;

	for (i = 0; i < MEM_COUNT(happens); i++) {
		settle(f);
		shell(f, happens[i]);
		if (quiet(f))
			fail_msg("%s: not told", happens[i]);
		/* Who did not look, or found something, has to look again. */
		assert_false(quiet(f));
	}
	settle(f);
}

/* What is only read, what lies further down, and what is written where names
 * alone are watched. */
static void
test_not_told(void **state)
{
	static const char *const happens[] = {
		"cat names/file >/dev/null", "echo x >>names/file",
		"test ! -e writing/none", ": >writing/folder/new",
		"rm -f writing/folder/new",
	};
	struct folders *f = *state;
	size_t i;
	int tries;

	shell(f, ": >names/file && mkdir writing/folder");
	for (i = 0; i < MEM_COUNT(happens); i++) {
		/* It may take so long that it is time to look. */
		for (tries = 0; tries < TRIES; tries++) {
			settle(f);
			shell(f, happens[i]);
			if (quiet(f))
				break;
		}
		if (tries == TRIES)
			fail_msg("%s: told", happens[i]);
	}
}

/* Between the answer and the look nothing is missed. */
static void
test_while_looking(void **state)
{
	struct folders *f = *state;

	settle(f);
	shell(f, ": >names/first");
	assert_false(quiet(f));
	shell(f, ": >names/second");
	watch_looked(&f->watch);
	assert_false(quiet(f));
	settle(f);
}

/* More than is read at once. */
static void
test_much(void **state)
{
	struct folders *f = *state;

	settle(f);
	shell(f, "i=0; while [ $i -lt 3000 ]; do : >names/$i; rm names/$i; "
	    "i=$((i + 1)); done");
	assert_false(quiet(f));
	settle(f);
}

/* In time somebody looks, even if nothing is told. */
static void
test_age(void **state)
{
	const struct timespec age = { 0, (WATCH_AGE_MS + 20) * 1000000L };
	struct folders *f = *state;

	settle(f);
	nanosleep(&age, NULL);
	assert_false(quiet(f));
}

/* Where nothing can be watched, one has to look each time; later, when it
 * can, no longer. */
static void
test_cannot(void **state)
{
	struct folders *f = *state;
	struct rlimit before, none;
	int i;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	for (i = 0; i < 2 * ENOUGH; i++) {
		assert_false(quiet(f));
		watch_looked(&f->watch);
	}
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	settle(f);
	shell(f, "rmdir names");
	for (i = 0; i < 2 * ENOUGH; i++) {
		assert_false(quiet(f));
		watch_looked(&f->watch);
	}
	shell(f, "mkdir names");
	settle(f);
}

/* ---- a store ---- */

static int
one_step(struct fixture *f, struct err *err)
{
	struct fixture_step step = { .text = "<text>1</text>" };
	struct err item = ERR_INIT;

	return store_step(f->store, 1, fixture_perform, &step, f->now_s,
	    &item, err);
}

/* Until a step is made without a look, some ticks of the clock after one. */
static void
stream(struct fixture *f)
{
	const struct timespec ticks = { 0, 15000000 };
	const struct watch *watch = &f->store->watch;
	int64_t looked_ms;
	int i;

	needs_inotify();
	for (i = 0; i < ENOUGH && !watch->watching; i++)
		fixture_steps(f, 1);
	for (i = 0; i < TRIES; i++) {
		fixture_steps(f, 1);
		looked_ms = watch->looked_ms;
		nanosleep(&ticks, NULL);
		fixture_steps(f, 1);
		if (watch->looked && watch->looked_ms == looked_ms)
			return;
	}
	fail_msg("each step looks");
}

static void
must(struct fixture *f, const char *command)
{
	if (fixture_shell(f, command) != 0)
		fail_msg("%s", command);
}

#define MAIN "documents.git/refs/heads/main"
#define NOBODYS "0123456789012345678901234567890123456789"

/* In a stream of steps the first one after something has happened is refused,
 * and all after it until that is undone. What is kept lies outside, so that
 * nothing else tells of it. */
static void
test_steps(void **state)
{
	static const struct {
		const char *before, *does, *undoes;
		enum err_code code;
	} happens[] = {
		{ "cp " MAIN " ../main && echo " NOBODYS " >../other",
		  "cat ../other >" MAIN, "cat ../main >" MAIN, ERR_BROKEN },
		{ "true", "mv " MAIN " ../main", "mv ../main " MAIN,
		  ERR_BROKEN },
		{ "true", "mv documents.git/refs ../refs",
		  "mv ../refs documents.git/refs", ERR_BROKEN },
		{ "true", "mv documents.git ../git",
		  "mv ../git documents.git", ERR_BROKEN },
		{ "mkdir ../heads && echo " NOBODYS " >../heads/main",
		  "cd documents.git/refs && mv heads ../../../own && "
		  "mv ../../../heads .",
		  "cd documents.git/refs && rm -r heads && "
		  "mv ../../../own heads", ERR_BROKEN },
		{ "git --git-dir=documents.git pack-refs --all && "
		  "cp documents.git/packed-refs ../packed && "
		  "sed s/^[0-9a-f]*/" NOBODYS "/ ../packed >../other",
		  "cat ../other >documents.git/packed-refs",
		  "cat ../packed >documents.git/packed-refs", ERR_BROKEN },
		{ "true", "mv ledger.sqlite ../there",
		  "mv ../there ledger.sqlite", ERR_SYSTEM },
		{ "cp ledger.sqlite ../copy && ln ledger.sqlite ../own",
		  "mv ../copy ledger.sqlite", "mv ../own ledger.sqlite",
		  ERR_SYSTEM },
		{ "true", "mv ../registry ../moved && mkdir ../registry",
		  "rmdir ../registry && mv ../moved ../registry",
		  ERR_SYSTEM },
	};
	struct fixture *f = *state;
	struct err err = ERR_INIT;
	size_t i;
	int k;

	for (i = 0; i < MEM_COUNT(happens); i++) {
		fixture_steps(f, 1);
		assert_done(store_export(f->store, &err), err);
		must(f, happens[i].before);
		stream(f);
		must(f, happens[i].does);
		for (k = 0; k < 3; k++) {
			err_clear(&err);
			if (one_step(f, &err) == 0)
				fail_msg("%s: step %d was not refused",
				    happens[i].does, k);
			assert_int_equal(err.code, happens[i].code);
		}
		must(f, happens[i].undoes);
	}
	stream(f);
	fixture_git(f, "fsck --full --strict");
}

/* A stream with an exporter, which moves main: seldom does it look. */
static void
test_exporter(void **state)
{
	struct fixture *f = *state;
	struct err err = ERR_INIT;

	assert_done(store_exporter_start(f->store, &err), err);
	fixture_steps(f, ENOUGH);
	stream(f);
	assert_done(store_exporter_stop(f->store, &err), err);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(test_told), T(test_not_told), T(test_while_looking),
		T(test_much), T(test_age), T(test_cannot),
		cmocka_unit_test_setup_teardown(test_steps, fixture_setup,
		    fixture_teardown),
		cmocka_unit_test_setup_teardown(test_exporter, fixture_setup,
		    fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
