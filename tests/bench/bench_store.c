/* bench_store.c: durable steps beside bare one-row SQLite commits
 *
 * bench_store [FOLDER]: rounds of each, one after the other in one run, in
 * FOLDER (default: a temporary folder in build/). Prints a table. Beside it
 * the same step as a shell script does it (tests/bench/script-step), and one
 * whole command of guiwen. Run from the project's folder, where the script
 * and the samples are found; without them these two are left out.
 */
#include "store/store.h"

#include "engine/base/mem.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <spawn.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Long enough that each has its share of what comes seldom: SQLite copies the
 * WAL of the bare table about once in 300 commits. */
#define ROUNDS 7
#define ROUND_STEPS 1000
#define BATCH 16
#define TEXT_BYTES 8192
#define RECORD_BYTES 3000
#define STATE_BYTES 3000
#define SCRIPT "tests/bench/script-step"
#define SCRIPT_STEPS 2		/* in a round */
#define COMMANDS 9

extern char **environ;

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "bench_store: %s: %s\n", what, why);
	exit(1);
}

#define POOL_BYTES ((size_t)1 << 20)
static char pool[POOL_BYTES + 16];

/* A megabyte that compresses as words and numbers do. */
static void
fill_pool(void)
{
	static const char *const some[] = { "养老", "服务", "机构", "应当",
		"依法", "登记", "备案", "公布", "审核", "民政", "部门", "街道",
		"社区", "申请", "材料", "办理" };
	uint64_t seed = 1;
	size_t len = 0;

	while (len < POOL_BYTES) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		if (seed >> 59 & 1)
			len += (size_t)snprintf(pool + len, 16, "%u%s",
			    (unsigned)(seed >> 40 & 0xfff), some[seed >> 60]);
		else
			len += (size_t)snprintf(pool + len, 16, "%s",
			    some[seed >> 60]);
	}
}

/* A piece of the pool, another for every seed: what a step is given. To make
 * it is no part of the step. */
static const char *
words(size_t *len, uint64_t seed)
{
	size_t at = (size_t)(seed * 0x9e3779b97f4a7c15u >> 32) %
	    (POOL_BYTES - *len);

	/* From the start of a character to the end of one. */
	while (((unsigned char)pool[at] & 0xc0) == 0x80)
		at++;
	while (((unsigned char)pool[at + *len] & 0xc0) == 0x80)
		(*len)--;
	return pool + at;
}

/* ---- (a) a bare commit of one row ---- */

struct bare {
	sqlite3 *db;
	sqlite3_stmt *insert;
};

/* A row of some 400 bytes and nothing more; and one with the two indexes that
 * a table of records needs, as its look-ups ask for. */
static const char *const bare_tables[] = {
	"CREATE TABLE t (id INTEGER PRIMARY KEY, document INTEGER, "
	"step INTEGER, x BLOB NOT NULL)",
	"CREATE TABLE t (id INTEGER PRIMARY KEY, document INTEGER, "
	"step INTEGER, x BLOB NOT NULL);"
	"CREATE INDEX of_document ON t (document, step);"
	"CREATE INDEX of_step ON t (step, id)",
};
#define BARE MEM_COUNT(bare_tables)

static void
bare_open(struct bare *bare, const char *top, size_t which)
{
	char path[1200];

	snprintf(path, sizeof(path), "%s/bare-%zu.sqlite", top, which);
	if (sqlite3_open(path, &bare->db) != SQLITE_OK ||
	    sqlite3_exec(bare->db, "PRAGMA journal_mode = WAL;"
	    "PRAGMA synchronous = FULL;", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(bare->db, bare_tables[which], NULL, NULL,
	    NULL) != SQLITE_OK || sqlite3_prepare_v2(bare->db,
	    "INSERT INTO t (document, step, x) VALUES (abs(random() % 10000), "
	    "abs(random() % 20), randomblob(400))", -1, &bare->insert,
	    NULL) != SQLITE_OK)
		die("bare SQLite", sqlite3_errmsg(bare->db));
}

static void
bare_close(struct bare *bare)
{
	sqlite3_finalize(bare->insert);
	sqlite3_close(bare->db);
}

static double
bare_round(struct bare *bare)
{
	double start = now_s();
	int i;

	for (i = 0; i < ROUND_STEPS; i++) {
		if (sqlite3_step(bare->insert) != SQLITE_DONE)
			die("bare SQLite", sqlite3_errmsg(bare->db));
		sqlite3_reset(bare->insert);
	}
	return ROUND_STEPS / (now_s() - start);
}

/* ---- (b) and (c) the step ---- */

struct bench {
	struct store *store;
	int documents;		/* how many there are */
	uint64_t steps;
	int64_t clock_s;
	struct text before;
	char path[128], dir[64], id[STORE_DOCUMENT_ID];
};

static void
document_of(struct bench *b, int n)
{
	struct err err = ERR_INIT;

	/* 10^4 documents as ten years of a thousand. */
	snprintf(b->id, sizeof(b->id), "%04d-%04d", 2012 + n / 1000 % 100,
	    n % 1000 + 1);
	if (store_document_path(b->id, b->dir, sizeof(b->dir), &err) != 0)
		die("path", err.msg);
}

static int
put(struct bench *b, struct store_txn *txn, const char *name, size_t len,
    uint64_t seed, struct err *err)
{
	const char *bytes = words(&len, seed);

	snprintf(b->path, sizeof(b->path), "%s/%s", b->dir, name);
	return store_txn_put(txn, b->path, bytes, len, err);
}

static int
index_rows(struct bench *b, struct store_txn *txn,
    const struct store_head *head, struct err *err)
{
	struct store_index *index = store_txn_index(txn);
	struct document_row row = { .id = b->id, .title = "关于养老服务的通知",
		.status = "legality-review", .authority = "民政局",
		.record = head->number, .step = 1 };
	struct milestone_row milestone = { .document = b->id,
		.name = "submitted", .stated_s = head->recorded_s,
		.recorded_s = head->recorded_s, .person = "zhang.san" };
	struct task_row task = { .document = b->id, .state = "legality",
		.role = "legal-counsel", .since = time_day(head->recorded_s) };
	struct deadline_row deadline = { .document = b->id,
		.state = "legality", .from = time_day(head->recorded_s),
		.within = "15 working-days" };

	return store_index_document(index, &row, err) != 0 ||
	    store_index_milestone(index, &milestone, err) != 0 ||
	    store_index_task(index, &task, err) != 0 ||
	    store_index_deadline(index, &deadline, err) != 0 ? -1 : 0;
}

static int
step(void *ctx, size_t item, struct store_txn *txn, struct err *err)
{
	struct bench *b = ctx;
	struct record_draft draft = { .kind = RECORD_STEP,
		.event = "revise", .person = "zhang.san",
		.author_name = "张三", .outcome = "<o xmlns=\"urn:o\"></o>",
		.subject = "张三修改了文本", .author_time_s = b->clock_s };
	struct store_head head;
	uint64_t n = b->steps++;

	(void)item;
	/* New documents until there are enough, then any of them. */
	if (b->documents < 0)
		document_of(b, (int)n);
	else
		document_of(b, (int)(n * 7919 % (uint64_t)b->documents));
	snprintf(b->path, sizeof(b->path), "%s/state.xml", b->dir);
	if (store_txn_file(txn, b->path, NULL, &b->before, err) < 0)
		return -1;
	draft.document = b->id;
	draft.act_len = RECORD_BYTES;
	draft.act = words(&draft.act_len, 3 * n);
	draft.outcome_len = strlen(draft.outcome);
	if (put(b, txn, "document.xml", TEXT_BYTES, 3 * n + 1, err) != 0 ||
	    put(b, txn, "state.xml", STATE_BYTES, 3 * n + 2, err) != 0 ||
	    store_txn_record(txn, &draft, &head, err) != 0)
		return -1;
	return index_rows(b, txn, &head, err);
}

static void
steps(struct bench *b, int count, int batch)
{
	struct err errs[BATCH], err = ERR_INIT;
	int i, j, n;

	for (i = 0; i < count; i += batch) {
		n = count - i < batch ? count - i : batch;
		if (store_step(b->store, (size_t)n, step, b, b->clock_s++,
		    errs, &err) != 0)
			die("step", err.msg);
		for (j = 0; j < n; j++)
			if (errs[j].code != ERR_NONE)
				die("step", errs[j].msg);
	}
}

static double
step_round(struct bench *b, int batch)
{
	double start = now_s();

	steps(b, ROUND_STEPS, batch);
	return ROUND_STEPS / (now_s() - start);
}

static void
grow(struct bench *b, int documents, int have)
{
	b->documents = -1;
	b->steps = (uint64_t)have;
	steps(b, documents - have, BATCH);
	b->documents = documents;
}

/* ---- one process a step, as far as the store has a part in it ---- */

static double
one_shot(const char *dir, struct bench *b)
{
	struct store *streaming = b->store;
	struct err err = ERR_INIT;
	double start = now_s();

	if (store_open(&b->store, dir, false, &err) != 0)
		die("open", err.msg);
	steps(b, 1, 1);
	if (store_export(b->store, &err) != 0)
		die("export", err.msg);
	store_close(b->store);
	b->store = streaming;
	return (now_s() - start) * 1000;
}

/* ---- other processes: the script, a whole command ---- */

/* Run to its end, without output; how many ms, or -1 when it failed. */
static double
run(char *const argv[])
{
	posix_spawn_file_actions_t actions;
	double start = now_s();
	pid_t pid;
	int status = -1, rc;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
	    O_WRONLY, 0);
	rc = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (rc != 0 || waitpid(pid, &status, 0) != pid || status != 0)
		return -1;
	return (now_s() - start) * 1000;
}

/* Steps a second of the script, 0 where it cannot run. */
static double
script_round(const char *dir)
{
	char folder[PATH_MAX + 16], count[16];
	char *const argv[] = { "sh", SCRIPT, folder, count, NULL };
	double ms;

	/* git -C wants the whole path. */
	if (access(SCRIPT, R_OK) != 0 || realpath(dir, folder) == NULL)
		return 0;
	strncat(folder, "/script", sizeof(folder) - strlen(folder) - 1);
	snprintf(count, sizeof(count), "%d", SCRIPT_STEPS);
	ms = run(argv);
	return ms > 0 ? SCRIPT_STEPS * 1000 / ms : 0;
}

/* One command line, split at blanks; ms, or -1. */
static double
command(const char *line)
{
	char words[4096], *argv[32], *at = words;
	size_t n = 0;

	snprintf(words, sizeof(words), "%s", line);
	while (n < MEM_COUNT(argv) - 1 &&
	    (argv[n] = strtok_r(at, " ", &at)) != NULL)
		n++;
	argv[n] = NULL;
	return run(argv);
}

/* A registry with two persons and so many documents handed in. */
static int
prepare_commands(const char *guiwen)
{
	static const char *const lines[] = {
		"init %s --settings samples/settings.xml",
		"person add wu --name 吴 --unit 科 --role drafter",
		"person add zhou --name 周 --unit 科 --role legal-counsel",
	};
	static const char submit[] = "submit samples/documents/"
	    "shehui-zuzhi.docx --as wu --material "
	    "explanation=samples/papers/shehui-zuzhi/explanation.txt "
	    "--material basis=samples/papers/shehui-zuzhi/basis.txt "
	    "--material consultation="
	    "samples/papers/shehui-zuzhi/consultation.txt";
	struct text line = TEXT_INIT;
	double ms = 0;
	size_t i;

	for (i = 0; i < MEM_COUNT(lines) + COMMANDS && ms >= 0; i++) {
		text_reset(&line);
		text_addf(&line, "%s ", guiwen);
		if (i == 0)
			text_addf(&line, lines[0], getenv("GUIWEN_REGISTRY"));
		else
			text_adds(&line, i < MEM_COUNT(lines) ? lines[i] :
			    submit);
		ms = command(line.ptr);
	}
	text_release(&line);
	return ms < 0 ? -1 : 0;
}

/* ---- the table ---- */

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(*values), by_value);
	return values[n / 2];
}

/* One act (accept) as a process of its own, beside one step of the script:
 * Left out where there is no program or no samples. */
static void
measure_command(const char *top, const char *program)
{
	double acts[COMMANDS], scripts[COMMANDS], x, y;
	char registry[1200], guiwen[1200], line[2400];
	const char *slash = strrchr(program, '/');
	int64_t now = (int64_t)time(NULL);
	int i;

	snprintf(registry, sizeof(registry), "%s/commands", top);
	snprintf(guiwen, sizeof(guiwen), "%.*s/../../guiwen",
	    slash != NULL ? (int)(slash - program) : 1,
	    slash != NULL ? program : ".");
	setenv("GUIWEN_REGISTRY", registry, 1);
	if (access(guiwen, X_OK) != 0 || prepare_commands(guiwen) != 0) {
		printf("one command: not measured (no program or samples)\n");
		return;
	}
	for (i = 0; i < COMMANDS; i++) {
		snprintf(line, sizeof(line), "%s accept %d-%04d --as zhou",
		    guiwen, time_day(now).year, i + 1);
		acts[i] = command(line);
		scripts[i] = script_round(top);
		if (acts[i] < 0 || scripts[i] <= 0)
			die(line, "failed");
		scripts[i] = 1000 / scripts[i];
	}
	x = median(acts, COMMANDS);
	y = median(scripts, COMMANDS);
	printf("one command (guiwen accept, its export too): %.1f ms, one "
	    "step of the script: %.1f ms, ratio %.1f\n", x, y, y / x);
}

static void
measure(struct bench *b, struct bare bare[BARE], int documents,
    const char *top)
{
	double bares[BARE][ROUNDS], single[ROUNDS], batched[ROUNDS],
	    script[ROUNDS], ratios[2][BARE][ROUNDS];
	double a[BARE], r[2][BARE], y, z, s;
	size_t k;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		for (k = 0; k < BARE; k++)
			bares[k][i] = bare_round(&bare[k]);
		single[i] = step_round(b, 1);
		batched[i] = step_round(b, BATCH);
		script[i] = script_round(top);
		/* Of what was measured side by side: the machine's speed
		 * may change from round to round. */
		for (k = 0; k < BARE; k++) {
			ratios[0][k][i] = single[i] / bares[k][i];
			ratios[1][k][i] = batched[i] / bares[k][i];
		}
	}
	for (k = 0; k < BARE; k++) {
		a[k] = median(bares[k], ROUNDS);
		r[0][k] = median(ratios[0][k], ROUNDS);
		r[1][k] = median(ratios[1][k], ROUNDS);
	}
	y = median(single, ROUNDS);
	z = median(batched, ROUNDS);
	s = median(script, ROUNDS);
	printf("%9d  %7.0f %7.0f  %7.0f %7.0f   %5.2f %5.2f   %5.2f %5.2f  "
	    "%6.0f %6.0f  %7.1f  %9.0f\n", documents, a[0], a[1], y, z,
	    r[0][0], r[0][1], r[1][0], r[1][1], 1e6 / a[0], 1e6 / a[1], s,
	    s > 0 ? y / s : 0);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	static const int sizes[] = { 100, 1000, 10000 };
	struct bench b = { .clock_s = 1620000000 };
	struct err err = ERR_INIT;
	char top[1024], dir[4200];
	struct bare bare[BARE];
	double shots[21];
	int have = 0;
	size_t i;

	snprintf(top, sizeof(top), "%s/guiwen-bench-XXXXXX",
	    argc > 1 ? argv[1] : "build");
	if (mkdtemp(top) == NULL)
		die(top, "cannot be made");
	snprintf(dir, sizeof(dir), "%s/registry", top);
	fill_pool();
	for (i = 0; i < BARE; i++)
		bare_open(&bare[i], top, i);
	if (store_create(dir, "民政局", &err) != 0 ||
	    store_open(&b.store, dir, false, &err) != 0 ||
	    store_exporter_start(b.store, &err) != 0)
		die(dir, err.msg);
	printf("Medians of %d rounds of %d, interleaved, exporter running; "
	    "ratios of the same round. "
	    "a: a bare commit of one row, b: of one row with two indexes\n"
	    "documents      a/s     b/s    one/s %2d a txn   one/a one/b   "
	    "%2d/a  %2d/b    a us   b us  script/s one/script\n", ROUNDS,
	    ROUND_STEPS, BATCH, BATCH, BATCH);
	for (i = 0; i < MEM_COUNT(sizes); i++) {
		grow(&b, sizes[i], have);
		have = sizes[i];
		measure(&b, bare, have, top);
	}
	if (store_exporter_stop(b.store, &err) != 0)
		die("export", err.msg);
	store_close(b.store);
	b.store = NULL;
	for (i = 0; i < MEM_COUNT(shots); i++)
		shots[i] = one_shot(dir, &b);
	printf("open, one step, export, close in one process: %.1f ms\n",
	    median(shots, (int)MEM_COUNT(shots)));
	measure_command(top, argv[0]);
	for (i = 0; i < BARE; i++)
		bare_close(&bare[i]);
	snprintf(dir, sizeof(dir), "chmod -R u+w %s && rm -rf %s", top, top);
	return system(dir) != 0;
}
