/*
 * bench_scale.c: what a registry of many documents costs beside a small one
 *
 * A registry of GUIWEN_BENCH_DOCUMENTS (2000) documents and a small one are
 * made through the real acts (common/make.h), about ten acts a document. Then,
 * in turn: one act of either; one command of either; the rates of one year;
 * the large one rebuilt, for time and memory. With GUIWEN_BENCH_KEEP=DIR the
 * large one is made in DIR/r and stays, and one that is there already is used
 * again (a few more documents are handed in at each run). Run from the
 * project's folder.
 */
#include "engine/base/mem.h"
#include "tests/bench/common/make.h"
#include "tests/bench/common/story.h"
#include "workflows/registry.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SMALL 100		/* documents of the small registry */
#define ROUNDS 9
#define ROUND_ACTS 50
#define COMMANDS 15
#define YEAR "2015"

extern char **environ;

static void
fail(const char *what, const char *why)
{
	fprintf(stderr, "bench_scale: %s: %s\n", what, why);
	exit(1);
}

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), by_value);
	return values[n / 2];
}

/* ---- other processes ---- */

struct cost {
	double ms, cpu_ms, peak_mib;
};

static struct cost
cost_of(pid_t pid, double start_ms, const char *what)
{
	struct cost cost;
	struct rusage usage;
	int status;

	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid ||
	    !WIFEXITED(status) || WEXITSTATUS(status) > 1)
		fail(what, "did not end well");
	cost.ms = now_ms() - start_ms;
	cost.cpu_ms = (double)(usage.ru_utime.tv_sec +
	    usage.ru_stime.tv_sec) * 1e3 + (double)(usage.ru_utime.tv_usec +
	    usage.ru_stime.tv_usec) / 1e3;
	cost.peak_mib = (double)usage.ru_maxrss / 1024;
	return cost;
}

/* A command without its output. Its status may be 1: the answer is no. */
static struct cost
run(const char *const *argv)
{
	posix_spawn_file_actions_t actions;
	double start = now_ms();
	pid_t pid = -1;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
	    O_WRONLY, 0);
	if (posix_spawnp(&pid, argv[0], &actions, NULL,
	    (char *const *)(uintptr_t)argv, environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	return cost_of(pid, start, argv[0]);
}

/* ---- one act ---- */

struct side {
	const char *what, *dir;
	char (*ids)[STORE_DOCUMENT_ID];	/* of all its documents */
	size_t nids, cap, nmade;	/* nmade: with their whole story */
	struct registry *registry;
	struct reader *reader;
	int64_t clock_s;
	long number;		/* of the last story begun here */
};

static int
take_id(void *ctx, const struct document_row *row, struct err *err)
{
	struct side *side = ctx;

	(void)err;
	MEM_GROW(side->ids, side->nids, side->cap);
	snprintf(side->ids[side->nids++], STORE_DOCUMENT_ID, "%s", row->id);
	return 0;
}

static void
open_side(struct side *side)
{
	struct store_head head;
	struct err err = ERR_INIT;

	side->reader = reader_new();
	if (registry_open(&side->registry, side->dir, false, &err) != 0 ||
	    store_head(registry_store(side->registry), &head, &err) != 0 ||
	    store_documents(registry_store(side->registry), NULL, take_id,
	    side, &err) != 0 || store_exporter_start(registry_store(
	    side->registry), &err) != 0)
		fail(side->dir, err.msg);
	side->nmade = side->nids;
	registry_set_reader(side->registry, side->reader);
	side->clock_s = head.recorded_s;
	side->number = 10000000 + head.number;
}

static void
close_side(struct side *side)
{
	struct err err = ERR_INIT;

	if (store_exporter_stop(registry_store(side->registry), &err) != 0)
		fail(side->dir, err.msg);
	registry_close(side->registry);
	reader_free(side->reader);
}

/* An act; true: it was done, false: it was recorded as refused. */
static bool
act(struct side *side, const struct request *request, char *id)
{
	struct answer answer;
	struct err err = ERR_INIT;
	bool done;

	if (registry_act(side->registry, request, 1, side->clock_s, false,
	    &answer, &err) != 0)
		fail(side->dir, err.msg);
	if (!answer.recorded)
		fail(side->dir, answer.err.msg);
	done = answer.done;
	snprintf(id, STORE_DOCUMENT_ID, "%s", answer.document);
	answer_release(&answer);
	return done;
}

/* A new document is handed in. */
static void
submit(struct side *side)
{
	static const char *const kinds[] = { "explanation", "basis",
		"consultation" };
	struct text body = TEXT_INIT, papers[MEM_COUNT(kinds)];
	struct request_file text, files[MEM_COUNT(kinds)];
	struct story story;
	struct request request = { .person = "chen", .event = "submit",
		.text = &text, .materials = files,
		.nmaterials = MEM_COUNT(kinds) };
	char id[STORE_DOCUMENT_ID];
	size_t i;

	story_begin(&story, ++side->number, side->clock_s);
	story_write_text(&story, false, &body);
	text = (struct request_file){ "", "text.txt", "open", body.ptr,
		body.len };
	for (i = 0; i < MEM_COUNT(kinds); i++) {
		text_init(&papers[i]);
		story_write_paper(&story, kinds[i], &papers[i]);
		files[i] = (struct request_file){ kinds[i], "paper.txt",
			"open", papers[i].ptr, papers[i].len };
	}
	request.authority = story_authority(&story);
	if (!act(side, &request, id))
		fail(side->dir, "a new document was refused");
	MEM_GROW(side->ids, side->nids, side->cap);
	memcpy(side->ids[side->nids++], id, sizeof(id));
	text_release(&body);
	for (i = 0; i < MEM_COUNT(kinds); i++)
		text_release(&papers[i]);
}

/* An event that nobody may send is refused, on any document of those that were
 * made: a whole step, with state, record and index. */
static void
refuse(struct side *side)
{
	const struct request request = { .person = "chen", .event = "adopt",
		.document = side->ids[story_chance(++side->number, 17,
		(unsigned)side->nmade)] };
	char id[STORE_DOCUMENT_ID];

	if (act(side, &request, id))
		fail(side->dir, "adopted by a drafter");
}

/* Of this thread: on a busy machine less uncertain than the time that went
 * by. Not in it: the children that read, the thread that exports. */
static double
cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct rounds {
	double us[ROUNDS], cpu_us[ROUNDS];
};

static void
play_round(struct side *side, void (*fn)(struct side *side),
    struct rounds *rounds, int at)
{
	double start = now_ms(), cpu = cpu_ms();
	int i;

	for (i = 0; i < ROUND_ACTS; i++)
		fn(side);
	rounds->us[at] = (now_ms() - start) * 1e3 / ROUND_ACTS;
	rounds->cpu_us[at] = (cpu_ms() - cpu) * 1e3 / ROUND_ACTS;
}

static void
print_ratio(const char *what, const char *of, const struct side *large,
    double *a, const struct side *small, double *b)
{
	double x = median(a, ROUNDS), y = median(b, ROUNDS);

	printf("one act, %s: %.0f us%s among %zu documents, %.0f us among "
	    "%zu: %.2f\n", what, x, of, large->nids, y, small->nids, x / y);
}

static void
measure_acts(struct side *large, struct side *small)
{
	static const struct {
		const char *what;
		void (*fn)(struct side *side);
	} kinds[] = { { "new document", submit }, { "any document", refuse } };
	struct rounds a, b;
	size_t k;
	int i;

	open_side(large);
	open_side(small);
	for (k = 0; k < MEM_COUNT(kinds); k++) {
		play_round(large, kinds[k].fn, &a, 0);
		play_round(small, kinds[k].fn, &b, 0);
		for (i = 0; i < ROUNDS; i++) {
			play_round(large, kinds[k].fn, &a, i);
			play_round(small, kinds[k].fn, &b, i);
		}
		print_ratio(kinds[k].what, "", large, a.us, small, b.us);
		print_ratio(kinds[k].what, " CPU", large, a.cpu_us, small,
		    b.cpu_us);
		fflush(stdout);
	}
	close_side(large);
	close_side(small);
}

/* ---- whole commands ---- */

static void
measure_commands(const char *guiwen, const struct side *large,
    const struct side *small)
{
	const struct side *sides[] = { large, small };
	double ms[2][COMMANDS], cpu[2][COMMANDS];
	struct cost cost;
	int i, k;

	for (i = 0; i < COMMANDS; i++) {
		for (k = 0; k < 2; k++) {
			/* the last ones are those handed in above */
			const char *argv[] = { guiwen, "accept",
				sides[k]->ids[sides[k]->nids - 1 - (size_t)i],
				"--as", "zhou", "--registry", sides[k]->dir,
				NULL };

			cost = run(argv);
			ms[k][i] = cost.ms;
			cpu[k][i] = cost.cpu_ms;
		}
	}
	printf("guiwen accept: %.1f ms (%.1f CPU) among %zu documents, %.1f "
	    "ms (%.1f CPU) among %zu\n", median(ms[0], COMMANDS),
	    median(cpu[0], COMMANDS), large->nids, median(ms[1], COMMANDS),
	    median(cpu[1], COMMANDS), small->nids);
}

static void
measure_rates(const char *guiwen, const char *dir)
{
	const char *const argv[] = { guiwen, "audit", "--rates", "--year",
		YEAR, "--json", "--registry", dir, NULL };
	double ms[COMMANDS], cpu[COMMANDS];
	struct cost cost;
	int i;

	for (i = 0; i < COMMANDS; i++) {
		cost = run(argv);
		ms[i] = cost.ms;
		cpu[i] = cost.cpu_ms;
	}
	printf("guiwen audit --rates --year " YEAR ": %.0f ms (%.0f CPU)\n",
	    median(ms, COMMANDS), median(cpu, COMMANDS));
}

/* ---- made anew ---- */

static void
say(void *ctx, const struct err *what)
{
	(void)ctx;
	printf("%s\n", what->msg);
}

static void
rebuild(const char *dir)
{
	const struct rebuild_options options = { .now_s = (int64_t)time(NULL),
		.tell = say };
	struct rebuild_totals totals;
	struct err err = ERR_INIT;

	if (registry_rebuild(dir, &options, &totals, &err) != 0)
		fail(dir, err.msg);
	printf("rebuilt: %lld records, %lld objects\n",
	    (long long)totals.records, (long long)totals.objects);
	fflush(stdout);
}

/* A copy of it, which is then thrown away. */
static void
measure_rebuild(const char *dir, const char *top)
{
	struct text copy = TEXT_INIT;
	double start;
	struct cost cost;
	pid_t pid;

	text_addf(&copy, "%s/rebuilt", top);
	(void)run((const char *const[]){ "cp", "-r", dir, copy.ptr, NULL });
	fflush(stdout);
	start = now_ms();
	pid = fork();
	if (pid == 0) {
		rebuild(copy.ptr);
		_exit(0);
	}
	cost = cost_of(pid, start, "rebuild");
	printf("rebuild: %.1f s (%.1f CPU), %.0f MiB\n", cost.ms / 1e3,
	    cost.cpu_ms / 1e3, cost.peak_mib);
	(void)run((const char *const[]){ "rm", "-rf", copy.ptr, NULL });
	text_release(&copy);
}

static void
make_sides(struct side *large, struct side *small, long documents)
{
	double start = now_ms();

	make_registry(small->dir, SMALL, false);
	if (access(large->dir, F_OK) == 0)
		return;
	make_registry(large->dir, documents, false);
	printf("made through %lld acts in %.0f s\n",
	    (long long)made_records(large->dir), (now_ms() - start) / 1e3);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	const char *documents = getenv("GUIWEN_BENCH_DOCUMENTS");
	const char *keep = getenv("GUIWEN_BENCH_KEEP");
	char top[] = "build/guiwen-scale-XXXXXX";
	struct text large = TEXT_INIT, small = TEXT_INIT, guiwen = TEXT_INIT;
	struct side sides[2] = { { .what = "large" }, { .what = "small" } };
	const char *slash = strrchr(argv[0], '/');

	(void)argc;
	if (mkdtemp(top) == NULL)
		fail(top, "cannot be made");
	text_addf(&large, "%s/r", keep != NULL ? keep : top);
	text_addf(&small, "%s/small", top);
	text_addf(&guiwen, "%.*s/../../guiwen", slash != NULL ?
	    (int)(slash - argv[0]) : 1, slash != NULL ? argv[0] : ".");
	sides[0].dir = large.ptr;
	sides[1].dir = small.ptr;
	make_sides(&sides[0], &sides[1], documents != NULL ?
	    strtol(documents, NULL, 10) : 2000);
	/* First what is told by its memory: a child begins with its parent's. */
	measure_rebuild(sides[0].dir, top);
	measure_rates(guiwen.ptr, sides[0].dir);
	measure_acts(&sides[0], &sides[1]);
	measure_commands(guiwen.ptr, &sides[0], &sides[1]);
	(void)run((const char *const[]){ "chmod", "-R", "u+w", top, NULL });
	(void)run((const char *const[]){ "rm", "-rf", top, NULL });
	free(sides[0].ids);
	free(sides[1].ids);
	text_release(&large);
	text_release(&small);
	text_release(&guiwen);
	return 0;
}
