/*
 * test_engine_restart.c: restart anywhere: every macrostep in a process of its
 * own, which has nothing but the chart's file and the last snapshot
 *
 * The program calls itself: "--call DIR NAME NOW_MS [EVENT]" restores the
 * snapshot on standard input (starts the session where there is none), makes
 * one call of the engine, and writes what happened and the next snapshot.
 */
#include "chart_files.h"
#include "chart_run.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONGEST_MS 60000	/* of virtual time; the suite waits 20 s */
#define MAX_CALLS 1000
#define WALKS 12		/* random ways through a shipped chart */
#define WALK_LENGTH 25

/* The facts that every call is given; the shipped charts ask for them. */
static const char facts_xml[] =
    "<facts day=\"20210501\" stated=\"2021-05-01T09:30:00+08:00\">"
    "<issued expires-day=\"20210401\" effective-day=\"20210401\"/>"
    "<filings closed=\"0\" open=\"0\" owed=\"0\" total=\"0\"/>"
    "<filing within=\"15 days\" basis=\"x\" verified=\"no\"/></facts>";

/* What one call is made of; event NULL: time goes on. */
struct call {
	const char *dir, *name, *event;
	int64_t now_ms;
};

/*
 * What a call came to: "END passed next_timer" (or "AGAIN ..."), a line, the
 * next snapshot, then what happened.
 */
static void
tell(const struct chart *chart, struct session *s,
    const struct effects *effects, struct text *out)
{
	int pass = chart_find(chart, "pass");
	struct text line = TEXT_INIT;

	trace(&line, chart, effects);
	text_addf(out, "%s %d %" PRId64 "\n", session_done(s) ? "END" :
	    "AGAIN", pass >= 0 && session_is_in(s, pass),
	    session_next_timer(s));
	session_snapshot(s, out);
	if (line.len > 0)
		text_adds(out, line.ptr);
	text_release(&line);
}

/* One call of the engine from a snapshot ("": the start) to the next one, as
 * tell() writes it. 0, or -1 with err. */
static int
perform(const struct call *call, const char *snapshot, size_t len,
    struct text *out, struct err *err)
{
	struct session_limits limits = { .macrosteps = 1 };
	struct session_event event = { .name = call->event };
	struct effects *effects = effects_new();
	struct chart_loader loader;
	struct chart *chart = NULL;
	struct session *s = NULL;
	struct arena arena = ARENA_INIT;
	struct xml_tree *facts;
	int rc = -1;

	if (chart_files_parse(&chart, call->dir, call->name, &loader,
	    err) != 0 || xt_parse(&facts, &arena, facts_xml,
	    strlen(facts_xml), "facts", NULL, err) != 0)
		goto out;
	if (len == 0) {
		rc = session_start(&s, chart, "s1", facts, call->now_ms,
		    &limits, effects, err);
	} else if (session_restore(&s, chart, snapshot, len, facts, &limits,
	    err) == 0) {
		rc = call->event != NULL ? session_step(s, &event,
		    call->now_ms, effects, err) : session_advance(s,
		    call->now_ms, effects, err);
	}
	if (rc != 0)
		goto out;
	tell(chart, s, effects, out);
out:
	session_free(s);
	effects_free(effects);
	chart_free(chart);
	arena_release(&arena);
	return rc;
}

/* ---- the called process ---- */

static int
called(char **argv)
{
	struct call call = { argv[2], argv[3], argv[5], strtoll(argv[4], NULL,
	    10) };
	struct text in = TEXT_INIT, out = TEXT_INIT;
	struct err err = ERR_INIT;
	char buffer[4096];
	size_t n;
	int rc;

	while ((n = fread(buffer, 1, sizeof(buffer), stdin)) > 0)
		text_add(&in, buffer, n);
	rc = perform(&call, in.ptr, in.len, &out, &err);
	if (rc != 0)
		fprintf(stderr, "%s\n", err.msg);
	else if (fwrite(out.ptr, 1, out.len, stdout) != out.len ||
	    fflush(stdout) != 0)
		rc = -1;
	text_release(&in);
	text_release(&out);
	return rc == 0 ? 0 : 1;
}

static void
become(const struct call *call, int in, int out)
{
	char now[32], *argv[] = { "restart", "--call",
		(char *)(uintptr_t)call->dir, (char *)(uintptr_t)call->name,
		now, (char *)(uintptr_t)call->event, NULL };

	snprintf(now, sizeof(now), "%" PRId64, call->now_ms);
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		execv("/proc/self/exe", argv);
	_exit(127);
}

/* The same as perform(), in a process that lives for this call only. */
static void
perform_elsewhere(const struct call *call, const char *snapshot, size_t len,
    struct text *out)
{
	FILE *in = tmpfile(), *answer = tmpfile();
	char buffer[4096];
	int status = -1;
	size_t n;
	pid_t pid;

	assert_non_null(in);
	assert_non_null(answer);
	assert_int_equal(fwrite(snapshot, 1, len, in), len);
	rewind(in);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		become(call, fileno(in), fileno(answer));
	while (waitpid(pid, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("%s/%s: the called process failed", call->dir,
		    call->name);
	rewind(answer);
	while ((n = fread(buffer, 1, sizeof(buffer), answer)) > 0)
		text_add(out, buffer, n);
	fclose(in);
	fclose(answer);
}

/* ---- both ways, side by side ---- */

struct answer {
	bool done, passed;
	int64_t next_ms;
	const char *snapshot;	/* in the bytes it was read from */
	size_t len;
};

static struct answer
answer_of(const struct text *bytes)
{
	static const char end[] = "</snapshot>";
	struct answer a = { false, false, -1, NULL, 0 };
	const char *line = strchr(bytes->ptr, '\n'), *last;
	char word[8];
	int passed;

	assert_non_null(line);
	assert_int_equal(sscanf(bytes->ptr, "%7s %d %" SCNd64, word, &passed,
	    &a.next_ms), 3);
	a.done = strcmp(word, "END") == 0;
	a.passed = passed != 0;
	a.snapshot = line + 1;
	last = strstr(a.snapshot, end);
	assert_non_null(last);
	a.len = (size_t)(last - a.snapshot) + strlen(end);
	return a;
}

/*
 * A call of the running session `s` (NULL: started here) and the same call in
 * a new process from the snapshot before it: same trace, same outcome, same
 * snapshot. `bytes` holds the last answer, and then the next one.
 */
struct pair {
	struct run here;	/* goes on without ever being restored */
	struct chart_loader loader;
	struct text bytes;	/* of the processes' last answer */
	struct answer last;
	size_t calls;
};

static void
here_perform(struct pair *pair, const struct call *call, struct text *out)
{
	struct session_limits limits = { .macrosteps = 1 };
	struct session_event event = { .name = call->event };
	struct run *here = &pair->here;
	int rc;

	effects_reset(here->effects);
	if (here->s == NULL)
		rc = session_start(&here->s, here->chart, "s1",
		    here->facts, call->now_ms, &limits, here->effects,
		    &here->err);
	else if (call->event != NULL)
		rc = session_step(here->s, &event, call->now_ms,
		    here->effects, &here->err);
	else
		rc = session_advance(here->s, call->now_ms, here->effects,
		    &here->err);
	if (rc != 0)
		fail_msg("%s/%s: %s", call->dir, call->name, here->err.msg);
	tell(here->chart, here->s, here->effects, out);
}

static void
pair_call(struct pair *pair, const struct call *call)
{
	struct text here = TEXT_INIT, there = TEXT_INIT;

	here_perform(pair, call, &here);
	perform_elsewhere(call, pair->last.snapshot, pair->last.len, &there);
	if (strcmp(here.ptr, there.ptr) != 0)
		fail_msg("%s/%s, call %zu:\nin one process: %s\nin a new one: "
		    "%s", call->dir, call->name, pair->calls + 1, here.ptr,
		    there.ptr);
	text_release(&here);
	text_release(&pair->bytes);
	pair->bytes = there;
	pair->last = answer_of(&pair->bytes);
	pair->calls++;
}

static void
pair_begin(struct pair *pair, const char *dir, const char *name)
{
	struct err err = ERR_INIT;

	*pair = (struct pair){ .here = { .effects = effects_new(),
		.trace = TEXT_INIT }, .bytes = TEXT_INIT,
		.last = { .snapshot = "" } };
	if (chart_files_parse(&pair->here.chart, dir, name, &pair->loader,
	    &err) != 0)
		fail_msg("%s/%s: %s", dir, name, err.msg);
	assert_int_equal(xt_parse(&pair->here.facts, &pair->here.arena,
	    facts_xml, strlen(facts_xml), "facts", NULL, &err), 0);
}

static void
pair_end(struct pair *pair)
{
	run_end(&pair->here);
	text_release(&pair->bytes);
}

/* A test document of the W3C to its end; the number of calls. */
static size_t
follow(const char *dir, const char *name)
{
	struct pair pair;
	struct call call = { dir, name, NULL, 0 };
	size_t calls;

	pair_begin(&pair, dir, name);
	for (pair_call(&pair, &call); !pair.last.done; pair_call(&pair,
	    &call)) {
		if (pair.last.next_ms < 0 || pair.last.next_ms > LONGEST_MS ||
		    pair.calls > MAX_CALLS)
			fail_msg("%s/%s never ends", dir, name);
		if (pair.last.next_ms > call.now_ms)
			call.now_ms = pair.last.next_ms;
	}
	if (!pair.last.passed)
		fail_msg("%s/%s does not pass", dir, name);
	calls = pair.calls;
	pair_end(&pair);
	return calls;
}

static void
follow_folder(const char *model)
{
	size_t documents = 0, calls = 0;
	struct dirent *entry;
	char dir[512];
	DIR *folder;

	snprintf(dir, sizeof(dir), "%s/data/scxml-irp/%s",
	    chart_files_shared(), model);
	if ((folder = opendir(dir)) == NULL) {
		print_message("# %s is not there\n", dir);
		skip();
	}
	while ((entry = readdir(folder)) != NULL) {
		if (!chart_files_is_document(entry->d_name))
			continue;
		calls += follow(dir, entry->d_name);
		documents++;
	}
	closedir(folder);
	print_message("# %s: %zu documents, %zu calls, each in a process of "
	    "its own\n", model, documents, calls);
	assert_true(documents > 0);
	assert_true(calls > documents);
}

static void
restarts_xpath(void **state)
{
	(void)state;
	follow_folder("xpath");
}

static void
restarts_null(void **state)
{
	(void)state;
	follow_folder("null");
}

/* ---- shipped workflows ---- */

static uint32_t
draw(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* An event that some transition of an active state waits for: the first word
 * of its descriptors. False when there is none. */
static bool
pick(const struct pair *pair, uint32_t *seed, char *event, size_t size)
{
	const struct chart *chart = pair->here.chart;
	size_t n = chart_ntransitions(chart), i, at;
	const struct chart_transition *t;

	for (i = 0, at = draw(seed) % n; i < n; i++, at = (at + 1) % n) {
		t = chart_transition(chart, (int)at);
		if (t->event == NULL || !session_is_in(pair->here.s,
		    t->source))
			continue;
		snprintf(event, size, "%.*s", (int)strcspn(t->event, " *"),
		    t->event);
		return true;
	}
	return false;
}

static size_t
walk(const char *dir, uint32_t seed)
{
	struct pair pair;
	struct call call = { dir, "chart.scxml", NULL, 1000 };
	char event[128];
	size_t calls, i;

	pair_begin(&pair, dir, "chart.scxml");
	pair_call(&pair, &call);
	call.event = event;
	for (i = 0; i < WALK_LENGTH && !pair.last.done; i++) {
		if (!pick(&pair, &seed, event, sizeof(event)))
			break;
		call.now_ms += 86400000;
		pair_call(&pair, &call);
		/* What one macrostep left in the queue. */
		while (!pair.last.done && pair.last.next_ms >= 0 &&
		    pair.last.next_ms <= call.now_ms) {
			call.event = NULL;
			pair_call(&pair, &call);
		}
		call.event = event;
	}
	calls = pair.calls;
	pair_end(&pair);
	return calls;
}

static void
restarts_shipped(void **state)
{
	static const char *const dirs[] = { "workflows/normative-document",
		"workflows/filing" };
	uint32_t n;
	size_t i, calls;

	(void)state;
	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		calls = 0;
		for (n = 0; n < WALKS; n++)
			calls += walk(dirs[i], n + 1);
		print_message("# %s: %d ways, %zu calls, each in a process of "
		    "its own\n", dirs[i], WALKS, calls);
		assert_true(calls > 2 * WALKS);
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(restarts_xpath),
		cmocka_unit_test(restarts_null),
		cmocka_unit_test(restarts_shipped),
	};

	if (argc >= 5 && strcmp(argv[1], "--call") == 0)
		return called(argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
