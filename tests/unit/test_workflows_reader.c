/* test_workflows_reader.c: what a reading child may not do, and is told */
#include "workflows/reader_int.h"
#include "workflows/registry.h"

#include "engine/base/mem.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* The sanitizer has its own ideas of memory and of crashes. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

#define PLENTY_MS 600000
#define LIMITS(seconds) {						\
	.memory_bytes = (size_t)128 << 20, .cpu_s = (seconds),		\
	.wall_ms = PLENTY_MS, .answer_bytes = (size_t)1 << 20		\
}
static const struct reader_limits small = LIMITS(10);
/* For what computes without end; a machine that stands still for a second may
 * count it as computing. */
static const struct reader_limits brief = LIMITS(1);
/* For what never ends: patient until the processes that read are there, which
 * a slow machine needs a while for. */
#define HASTY_MS 300
static struct reader_limits hasty = LIMITS(10);

static int
ask_within(const struct reader_limits *limits, struct reader *reader,
    reader_fn *fn, const char *bytes, struct err *err)
{
	const struct reader_job job = {
		fn, bytes, "file.txt", strlen(bytes), NULL, limits
	};
	struct document *document = NULL;
	int result = read_limited_by(reader, &document, &job, err);

	document_free(document);
	return result;
}

static const char plain[] = "第一条　为了规范。\n";
/* What is not plain is read by a child of a server. */
static const char marked[] = "第一条　为了规范<一>。\n";

static void
start_servers(struct reader *reader)
{
	struct err err = ERR_INIT;

	assert_int_equal(ask_within(&hasty, reader, document_read_with, plain,
	    &err), 0);
	assert_int_equal(ask_within(&hasty, reader, document_read_with,
	    marked, &err), 0);
}

/* By servers that are there. */
static int
ask_hastily(struct reader *reader, reader_fn *fn, const char *bytes,
    struct err *err)
{
	int result;

	hasty.wall_ms = HASTY_MS;
	result = ask_within(&hasty, reader, fn, bytes, err);
	hasty.wall_ms = PLENTY_MS;
	return result;
}

/* The same twice: by a child of our own, and by one of a reader's. */
static bool by_reader;

static int
run(reader_fn *fn, const struct reader_limits *limits,
    struct document **out, struct err *err)
{
	const struct reader_job job = {
		fn, plain, "file.txt", strlen(plain), NULL, limits
	};
	struct reader *reader = by_reader ? reader_new() : NULL;
	int result;

	assert_true(!by_reader || reader != NULL);
	if (by_reader && limits == &hasty)
		start_servers(reader);
	hasty.wall_ms = HASTY_MS;	/* of hasty jobs alone */
	result = read_limited_by(reader, out, &job, err);
	hasty.wall_ms = PLENTY_MS;
	reader_free(reader);
	return result;
}

static void
expect(reader_fn *fn, const struct reader_limits *limits, enum err_code code,
    const char *words)
{
	struct document *document = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(run(fn, limits, &document, &err), -1);
	assert_null(document);
	if (err.code != code || strstr(err.msg, words) == NULL)
		fail_msg("%d, \"%s\" is not in \"%s\"", err.code, words,
		    err.msg);
	assert_true(err.shown[0] != '\0');
	/* Nothing is left behind: no child, no zombie. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* ---- what a child might do ---- */

/* A reader_fn, of whose arguments few are of use here. */
#define UNUSED __attribute__((unused))
#define READING(fn)							\
static int								\
fn(UNUSED struct document **out, UNUSED const char *bytes,		\
    UNUSED size_t len, UNUSED const char *name,				\
    UNUSED const struct document_options *options, UNUSED struct err *err)

READING(sleeps)
{
	for (;;)
		raise(SIGSTOP);
	return -1;
}

/* Seen by all: the process that was stopped, and how many files were read. */
static struct seen {
	pid_t resting;
	int readings;
} *seen;

READING(rests)
{
	seen->readings++;
	seen->resting = getpid();
	raise(SIGSTOP);
	return 0;
}

READING(kills_itself)
{
	seen->readings++;
	syscall(SYS_tgkill, getpid(), getpid(), SIGKILL);
	return 0;
}

READING(computes)
{
	volatile unsigned long n = 0;

	for (;;)
		n++;
	return -1;
}

READING(allocates)
{
	for (;;)
		memset(mem_alloc(1 << 20), 1, 1 << 20);
	return -1;
}

/* Of a machine that has none left, whatever the file. */
READING(starves)
{
	mem_none();
}

READING(crashes)
{
	raise(SIGSEGV);
	return 0;
}

/* As the system does it, of which nobody is asked. */
READING(killed)
{
	syscall(SYS_tgkill, getpid(), getpid(), SIGKILL);
	return 0;
}

READING(aborts)
{
	abort();
}

READING(ends)
{
	_exit(0);
}

/* As under valgrind, which needs more system calls than are left. */
READING(fails)
{
	_exit(1);
}

/* Bytes of its own on the pipe, as a reader that was taken over could. */
READING(lies)
{
	static const char answer[] = "E\xff\xff\xff\xff\xff\xff\xff\xff";

	if (write(3, answer, sizeof(answer) - 1) < 0)
		_exit(1);
	_exit(0);
}

READING(floods)
{
	char block[4096];

	memset(block, 'D', sizeof(block));
	while (write(3, block, sizeof(block)) > 0)
		continue;
	_exit(0);
}

READING(refuses)
{
	return err_set_at(err, ERR_UNREADABLE, name, 7, "%zu bytes of nothing",
	    len);
}

/* The parent's id: getppid() is not answered in the child. */
static pid_t outsider;
static int first_closed = 4;

/* Each thing that must fail; the first that does not is told. */
READING(breaks_out)
{
	const struct rlimit none = { 0, 0 };
	const char *got = "";
	int fd;

	for (fd = first_closed; fd < 64; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			got = "a descriptor";
	}
	if (open("/etc/passwd", O_RDONLY) >= 0)
		got = "a file";
	if (open("/tmp/guiwen-evil", O_WRONLY | O_CREAT, 0600) >= 0)
		got = "a new file";
	if (unlink("/tmp/guiwen-no-such") == 0 || errno != EPERM)
		got = "unlink";
	if (socket(AF_INET, SOCK_STREAM, 0) >= 0)
		got = "a socket";
	if (kill(outsider, 0) == 0 || syscall(SYS_tgkill, outsider,
	    outsider, 0) == 0)
		got = "a signal";
	if (fork() >= 0)
		got = "a child";
	if (waitpid(-1, NULL, WNOHANG) >= 0 || errno != EPERM)
		got = "somebody's end";
	if (prctl(PR_SET_DUMPABLE, 1) == 0 || errno != EPERM)
		got = "its own settings";
	if (setrlimit(RLIMIT_CORE, &none) == 0 || errno != EPERM)
		got = "its limits";
	if (send(4, "x", 1, MSG_NOSIGNAL) >= 0)
		got = "a message";
	execl("/bin/true", "true", (char *)NULL);
	if (errno != EPERM)
		got = "a program";
	if (got[0] != '\0')
		return err_set(err, ERR_SYSTEM, "the child got %s", got);
	return err_set(err, ERR_UNREADABLE, "the child got nothing");
}

/* The bytes of the address space. */
static size_t
own_size(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lu", &pages), 1);
	fclose(f);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* What a file needs is its computing. That time passes says nothing of it. */
static void
test_limits(void **state)
{
	(void)state;
	expect(sleeps, &hasty, ERR_SYSTEM, "machine is too busy");
	expect(computes, &brief, ERR_LIMIT, "more than 1 seconds of comp");
	expect(floods, &small, ERR_LIMIT, "more text than");
	if (!SANITIZED)
		expect(allocates, &small, ERR_LIMIT, "more memory than");
}

/* A caller that may not have so much itself: what runs out says nothing of the
 * file. In a process of its own, as no such limit can be raised again. */
static void
test_scarce(void **state)
{
	struct rlimit limit = { 0, 0 };
	struct document *document = NULL;
	struct err err = ERR_INIT;
	int status = -1;
	bool right;
	pid_t pid;

	(void)state;
	if (SANITIZED)
		skip();
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		limit.rlim_cur = limit.rlim_max = own_size() +
		    small.memory_bytes / 2;
		right = setrlimit(RLIMIT_AS, &limit) == 0 &&
		    run(document_read_with, &small, &document, &err) == 0 &&
		    run(allocates, &small, &document, &err) == -1 &&
		    err.code == ERR_SYSTEM &&
		    strstr(err.msg, "memory ran out while file.txt") != NULL;
		if (!right)
			print_error("%d: %s\n", err.code, err.msg);
		_exit(right ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* A clock that runs while this process does not. */
static void
test_patience(void **state)
{
	static const int64_t hour_ms = 3600000;
	struct reader_limits limits = small;
	struct reader_patience p;
	int64_t now_ms = 77;
	int looks;

	(void)state;
	limits.wall_ms = 10000;
	reader_be_patient(&p, &limits, now_ms);
	assert_int_equal(reader_wait_ms(&p, now_ms), READER_LOOK_MS);
	/* Five stops of an hour are five seconds at most. */
	for (looks = 0; looks < 5; looks++) {
		now_ms += hour_ms;
		assert_int_equal(reader_wait_ms(&p, now_ms), READER_LOOK_MS);
	}
	for (looks = 0; reader_wait_ms(&p, now_ms) > 0; looks++)
		now_ms += 500;
	assert_int_equal(looks, 10);
	assert_int_equal(reader_wait_ms(&p, now_ms), 0);
	/* What is left is less than a second. */
	limits.wall_ms = 300;
	reader_be_patient(&p, &limits, now_ms);
	assert_int_equal(reader_wait_ms(&p, now_ms), 300);
	assert_int_equal(reader_wait_ms(&p, now_ms + 299), 1);
	assert_int_equal(reader_wait_ms(&p, now_ms + 300), 0);
}

static void
test_bad_ends(void **state)
{
	(void)state;
	if (!SANITIZED)
		expect(crashes, &small, ERR_LIMIT, "signal 11");
	expect(aborts, &small, ERR_LIMIT, "signal 6");
	expect(killed, &small, ERR_SYSTEM, "ended from outside");
	if (!SANITIZED)
		expect(starves, &small, ERR_SYSTEM, "memory ran out while");
	expect(fails, &small, ERR_SYSTEM, "not the file's doing");
	expect(ends, &small, ERR_LIMIT, "without an answer");
	expect(lies, &small, ERR_LIMIT, "without an answer");
}

static void
test_error_comes_back(void **state)
{
	struct document *document = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(run(refuses, &small, &document, &err), -1);
	assert_int_equal(err.code, ERR_UNREADABLE);
	assert_int_equal(err.line, 7);
	assert_string_equal(err.file, "file.txt");
	assert_string_equal(err.msg, "28 bytes of nothing");
	assert_string_equal(err.shown, err.msg);
}

static void
test_confined(void **state)
{
	int extra = open("/dev/null", O_RDONLY);

	(void)state;
	assert_true(extra >= 0);
	outsider = getpid();
	assert_int_equal(syscall(SYS_tgkill, outsider, outsider, 0), 0);
	expect(breaks_out, &small, ERR_UNREADABLE, "got nothing");
	close(extra);
	assert_int_equal(access("/tmp/guiwen-evil", F_OK), -1);
}

/* ---- real documents ---- */

static void
test_same_as_unconfined(void **state)
{
	static const char text[] = "关于印发养老服务办法的通知\n"
	    "长寿民发〔2021〕5号\n第一条　为了规范养老服务，制定本办法。\n"
	    "第二条　本办法自2021年6月1日起施行。\n";
	struct text one = TEXT_INIT, two = TEXT_INIT;
	struct document *own = NULL, *safe = NULL;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(document_read(&own, text, sizeof(text) - 1,
	    "a.txt", &err), 0);
	if (read_safely(&safe, text, sizeof(text) - 1, "a.txt", &err) != 0)
		fail_msg("%s", err.msg);
	document_write_akn(own, &one);
	document_write_akn(safe, &two);
	assert_string_equal(one.ptr, two.ptr);
	assert_int_equal(document_format(safe), DOCUMENT_TEXT);
	document_free(own);
	document_free(safe);
	text_release(&one);
	text_release(&two);
}

/* "关于" in GB18030: the tables must work in the child too. */
static void
test_other_encoding(void **state)
{
	static const char text[] = "\xb9\xd8\xd3\xda\xd1\xf8\xc0\xcf\xb5\xc4"
	    "\xcd\xa8\xd6\xaa\n\xb5\xda\xd2\xbb\xcc\xf5\xa1\xa1\xce\xaa\xc1"
	    "\xcb\xb9\xe6\xb7\xb6\xa1\xa3\n";
	struct document *document = NULL;
	struct text got = TEXT_INIT;
	struct err err = ERR_INIT;

	(void)state;
	if (read_safely(&document, text, sizeof(text) - 1, "b.txt", &err) != 0)
		fail_msg("%s", err.msg);
	document_plain_text(document, &got);
	assert_non_null(strstr(got.ptr, "关于养老的通知"));
	document_free(document);
	text_release(&got);
}

/* "第一条" and a line end in UTF-16 with a byte order mark. */
static void
test_utf16(void **state)
{
	static const char text[] = "\xff\xfe\x2c\x7b\x00\x4e\x61\x67\x0a";
	struct document *document = NULL;
	struct text got = TEXT_INIT;
	struct err err = ERR_INIT;

	(void)state;
	if (read_safely(&document, text, sizeof(text), "c.txt", &err) != 0)
		fail_msg("%s", err.msg);
	document_plain_text(document, &got);
	assert_non_null(strstr(got.ptr, "第一条"));
	document_free(document);
	text_release(&got);
}

static bool
slurp(const char *path, struct text *out)
{
	FILE *file = fopen(path, "rb");
	char buf[65536];
	size_t n;

	if (file == NULL)
		return false;
	while ((n = fread(buf, 1, sizeof(buf), file)) > 0)
		text_add(out, buf, n);
	fclose(file);
	return true;
}

/* Whatever a hostile file is: an answer, and the parent is whole. */
static void
test_hostile_files(void **state)
{
	const char *shared = getenv("GUIWEN_SHARED");
	struct document *document;
	struct text bytes = TEXT_INIT;
	const struct dirent *entry;
	struct err err = ERR_INIT;
	char dir[512], path[1024];
	DIR *files;
	int n = 0;

	(void)state;
	snprintf(dir, sizeof(dir), "%s/data/hostile/files",
	    shared != NULL ? shared : "../shared");
	files = opendir(dir);
	if (files == NULL)
		skip();
	while ((entry = readdir(files)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		text_reset(&bytes);
		assert_true(slurp(path, &bytes));
		document = NULL;
		err_clear(&err);
		if (read_safely(&document, bytes.ptr, bytes.len,
		    entry->d_name, &err) == 0)
			assert_non_null(document);
		else
			assert_true(err.code == ERR_UNREADABLE ||
			    err.code == ERR_LIMIT);
		document_free(document);
		n++;
	}
	closedir(files);
	text_release(&bytes);
	assert_true(n > 20);
}

static int
ask(struct reader *reader, reader_fn *fn, const char *bytes, struct err *err)
{
	return ask_within(&small, reader, fn, bytes, err);
}

/* One file does nothing to the next, also one that took too long. */
static void
test_reader_serves_many(void **state)
{
	static const char text[] = "第一条　为了规范。\n";
	struct reader *reader = reader_new();
	struct err err = ERR_INIT;
	int i;

	(void)state;
	assert_non_null(reader);
	for (i = 0; i < 20; i++)
		assert_int_equal(ask(reader, document_read_with, text, &err), 0);
	assert_int_equal(ask(reader, ends, text, &err), -1);
	assert_int_equal(err.code, ERR_LIMIT);
	assert_int_equal(ask(reader, document_read_with, text, &err), 0);
	assert_int_equal(ask(reader, lies, text, &err), -1);
	assert_int_equal(ask_within(&brief, reader, computes, text, &err), -1);
	if (!SANITIZED)
		assert_int_equal(ask(reader, allocates, text, &err), -1);
	assert_int_equal(ask(reader, document_read_with, text, &err), 0);
	/* The wall time is the caller's to keep; it ends the server. */
	start_servers(reader);
	assert_int_equal(ask_hastily(reader, sleeps, text, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	for (i = 0; i < 3; i++)
		assert_int_equal(ask(reader, document_read_with, text, &err), 0);
	reader_free(reader);
	reader_free(NULL);
}

/* What the system says of a process: its state, and who started it. */
static char
look_at(pid_t pid, pid_t *parent)
{
	char path[64], line[512] = "", state = '?';
	int number = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof(line), f));
	fclose(f);
	assert_int_equal(sscanf(strrchr(line, ')'), ") %c %d", &state,
	    &number), 2);
	*parent = number;
	return state;
}

static void
share(void)
{
	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(seen, MAP_FAILED);
}

/* A process that waits until the reading stands still, for the nth time. */
static void
wait_for_rest(int n)
{
	static const struct timespec moment = { 0, 1000000 };
	pid_t ignored;

	while (seen->readings < n || seen->resting == 0 ||
	    look_at(seen->resting, &ignored) != 'T')
		nanosleep(&moment, NULL);
}

static pid_t
start_waker(void)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	wait_for_rest(1);
	kill(seen->resting, SIGCONT);
	_exit(0);
}

/* A process that is stopped and continued goes on with its file. */
static void
test_stopped(void **state)
{
	/* By a child of our own, one of a server's, and one that stays. */
	static const char *const texts[] = {
		"第一条　为了规范。\n", "第一条　为了规范<一>。\n",
		"第一条　为了规范。\n"
	};
	struct reader *reader;
	struct err err = ERR_INIT;
	pid_t waker;
	size_t i;

	(void)state;
	share();
	reader = reader_new();
	assert_non_null(reader);
	for (i = 0; i < MEM_COUNT(texts); i++) {
		memset(seen, 0, sizeof(*seen));
		waker = start_waker();
		assert_true(waker > 0);
		if (ask(i == 0 ? NULL : reader, rests, texts[i], &err) != 0)
			fail_msg("%s", err.msg);
		assert_int_equal(seen->readings, 1);
		assert_int_equal(waitpid(waker, NULL, 0), waker);
	}
	reader_free(reader);
	munmap(seen, sizeof(*seen));
}

/* A server that was killed is replaced, and no child is ever forked by the
 * caller itself, which may have threads. */
static void
test_server_dies(void **state)
{
	/* What is not plain is read by a child. */
	static const char text[] = "第一条　为了规范<一>。\n";
	struct reader *reader = reader_new();
	struct err err = ERR_INIT;
	pid_t server, keeper;
	int i;

	(void)state;
	assert_non_null(reader);
	for (i = 0; i < 3; i++) {
		assert_int_equal(ask(reader, document_read_with, text, &err), 0);
		server = reader_server(reader, READER_FORKS);
		assert_true(server > 0);
		assert_int_equal(kill(server, SIGKILL), 0);
	}
	assert_int_equal(ask(reader, document_read_with, text, &err), 0);
	assert_int_not_equal(reader_server(reader, READER_FORKS), server);
	/* One that hangs, not over the file. */
	server = reader_server(reader, READER_FORKS);
	assert_int_equal(kill(server, SIGSTOP), 0);
	assert_int_equal(ask_hastily(reader, document_read_with, text, &err),
	    -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_int_equal(ask(reader, document_read_with, text, &err), 0);
	/* Their keeper is replaced once. */
	for (i = 0; i < 2; i++) {
		server = reader_server(reader, READER_FORKS);
		(void)look_at(server, &keeper);
		assert_int_not_equal(keeper, getpid());
		/* in this order: it dies with its keeper, whose end is ours
		 * to ask for, while that of the server is not */
		assert_int_equal(kill(server, SIGKILL), 0);
		assert_int_equal(kill(keeper, SIGKILL), 0);
		assert_int_equal(ask(reader, document_read_with, text, &err),
		    i == 0 ? 0 : -1);
	}
	assert_int_equal(err.code, ERR_SYSTEM);
	reader_free(reader);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* Kills the keeper in the middle of a file, and lets the next go on. */
static pid_t
start_killer(void)
{
	pid_t pid = fork(), server, keeper;

	if (pid != 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	wait_for_rest(1);
	(void)look_at(seen->resting, &server);
	(void)look_at(server, &keeper);
	seen->resting = 0;
	kill(keeper, SIGKILL);
	wait_for_rest(2);
	kill(seen->resting, SIGCONT);
	_exit(0);
}

/* The file is read once more, and no more than that. */
static void
test_keeper_dies(void **state)
{
	static const char text[] = "第一条　为了规范<一>。\n";
	struct reader *reader;
	struct err err = ERR_INIT;
	pid_t killer;

	(void)state;
	share();
	reader = reader_new();
	assert_non_null(reader);
	killer = start_killer();
	assert_true(killer > 0);
	if (ask(reader, rests, text, &err) != 0)
		fail_msg("%s", err.msg);
	assert_int_equal(seen->readings, 2);
	assert_int_equal(waitpid(killer, NULL, 0), killer);
	/* One that kills its reader, whatever file it is. */
	seen->readings = 0;
	assert_int_equal(ask(reader, kills_itself, text, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_int_equal(seen->readings, 1);
	assert_int_equal(ask(reader, kills_itself, plain, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_int_equal(seen->readings, 3);
	reader_free(reader);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	munmap(seen, sizeof(*seen));
}

/* ---- plain texts ---- */

static int
ask_as(struct reader *reader, const char *name, const char *bytes,
    struct err *err)
{
	struct document *document = NULL;
	int result = read_safely_by(reader, &document, bytes, strlen(bytes),
	    name, err);

	document_free(document);
	return result;
}

/* By one process after the other, and only plain ones. */
static void
test_plain_texts(void **state)
{
	struct reader *reader = reader_new();
	struct err err = ERR_INIT;
	pid_t first, last, now;
	int i, changes = 0;

	(void)state;
	assert_non_null(reader);
	assert_int_equal(ask_as(reader, "a.txt", plain, &err), 0);
	first = last = reader_server(reader, READER_STAYS);
	assert_true(first > 0);
	for (i = 1; i < 300; i++) {
		assert_int_equal(ask_as(reader, "a.txt", plain, &err), 0);
		now = reader_server(reader, READER_STAYS);
		changes += now != last;
		last = now;
	}
	assert_int_equal(changes, 4);
	assert_int_equal(reader_server(reader, READER_FORKS), 0);
	assert_int_equal(ask_as(reader, "a.md", plain, &err), 0);
	assert_true(reader_server(reader, READER_FORKS) > 0);
	assert_int_equal(reader_server(reader, READER_STAYS), last);
	reader_free(reader);
}

/* Of a reading that does not end well a child has the last word, and no other
 * text is given to that process. */
static void
test_plain_and_bad(void **state)
{
	static const char secret[] = "机密★10年\n\n关于某事的通知\n";
	reader_fn *const bad[] = { ends, lies, refuses, aborts };
	struct reader *reader = reader_new();
	struct err err = ERR_INIT, alone = ERR_INIT;
	size_t i;

	(void)state;
	assert_non_null(reader);
	assert_int_equal(ask_as(reader, "a.txt", secret, &err), -1);
	assert_int_equal(ask_as(NULL, "a.txt", secret, &alone), -1);
	assert_int_equal(err.code, ERR_SECRET);
	assert_string_equal(err.msg, alone.msg);
	assert_int_equal(reader_server(reader, READER_STAYS), 0);
	for (i = 0; i < MEM_COUNT(bad); i++) {
		assert_int_equal(ask(reader, document_read_with, plain, &err),
		    0);
		assert_true(reader_server(reader, READER_STAYS) > 0);
		assert_int_equal(ask(reader, bad[i], plain, &err), -1);
		assert_int_equal(ask(NULL, bad[i], plain, &alone), -1);
		assert_string_equal(err.msg, alone.msg);
		assert_int_equal(reader_server(reader, READER_STAYS), 0);
	}
	/* One that was killed between two texts. */
	assert_int_equal(ask(reader, document_read_with, plain, &err), 0);
	assert_int_equal(kill(reader_server(reader, READER_STAYS), SIGKILL),
	    0);
	assert_int_equal(ask(reader, document_read_with, plain, &err), 0);
	assert_int_equal(reader_server(reader, READER_STAYS), 0);
	reader_free(reader);
}

/* "It can be read" where it got nothing. */
READING(stays_in)
{
	(void)breaks_out(out, bytes, len, name, options, err);
	return err->code == ERR_UNREADABLE ? 0 : -1;
}

static void
test_staying_confined(void **state)
{
	struct reader *reader;
	struct err err = ERR_INIT;

	(void)state;
	outsider = getpid();
	first_closed = 5;	/* its socket is the one before */
	reader = reader_new();
	assert_non_null(reader);
	if (ask(reader, stays_in, plain, &err) != 0)
		fail_msg("%s", err.msg);
	assert_int_equal(reader_server(reader, READER_FORKS), 0);
	assert_true(reader_server(reader, READER_STAYS) > 0);
	first_closed = 4;
	reader_free(reader);
}

/* ---- reading while the caller does something else ---- */

static void
begin_and_take(struct reader *reader, const char *bytes, size_t len,
    enum reader_kind killed)
{
	struct text akn = TEXT_INIT, alone = TEXT_INIT;
	struct err err = ERR_INIT;

	read_akn_begin(reader, bytes, len, "a.txt");
	if (killed != READER_KINDS)
		assert_int_equal(kill(reader_server(reader, killed), SIGKILL),
		    0);
	if (read_akn_by(reader, &akn, bytes, len, "a.txt", &err) != 0 ||
	    read_akn_by(NULL, &alone, bytes, len, "a.txt", &err) != 0)
		fail_msg("%s", err.msg);
	assert_string_equal(akn.ptr, alone.ptr);
	text_release(&akn);
	text_release(&alone);
}

static void
test_begun(void **state)
{
	struct reader *reader = reader_new();
	struct text large = TEXT_INIT;
	struct err err = ERR_INIT;
	int i;

	(void)state;
	assert_non_null(reader);
	/* More than a pipe holds, and more than one process reads. */
	for (i = 0; i < 3000; i++)
		text_addf(&large, "第%d条　为了规范。\n", i + 1);
	for (i = 0; i < 3; i++) {
		begin_and_take(reader, plain, strlen(plain), READER_KINDS);
		begin_and_take(reader, marked, strlen(marked), READER_KINDS);
		begin_and_take(reader, large.ptr, large.len, READER_KINDS);
		begin_and_take(reader, plain, strlen(plain), READER_STAYS);
		begin_and_take(reader, marked, strlen(marked), READER_FORKS);
	}
	for (; large.len < 300000; i++)
		text_addf(&large, "第%d条　为了规范。\n", i + 3001);
	begin_and_take(reader, large.ptr, large.len, READER_FORKS);
	begin_and_take(NULL, plain, strlen(plain), READER_KINDS);
	/* An error, and what nobody asks of. */
	read_akn_begin(reader, "\0\1", 2, "noise.bin");
	assert_int_equal(look_safely_by(reader, "\0\1", 2, "noise.bin", &err),
	    -1);
	read_akn_begin(reader, large.ptr, large.len, "a.txt");
	text_release(&large);
	reader_free(reader);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* Whether it can be read, and why not, without what is in it. */
static void
test_look(void **state)
{
	static const char text[] = "第一条　为了规范。\n";
	static const char secret[] = "机密★10年\n\n关于某事的通知\n";
	struct reader *readers[] = { NULL, reader_new() };
	struct err err = ERR_INIT;
	size_t i;

	(void)state;
	assert_non_null(readers[1]);
	for (i = 0; i < MEM_COUNT(readers); i++) {
		assert_int_equal(look_safely_by(readers[i], text,
		    sizeof(text) - 1, "text.txt", &err), 0);
		assert_int_equal(look_safely_by(readers[i], secret,
		    sizeof(secret) - 1, "secret.txt", &err), -1);
		assert_int_equal(err.code, ERR_SECRET);
		err_clear(&err);
		assert_int_equal(look_safely_by(readers[i], "\0\1", 2,
		    "noise.bin", &err), -1);
		assert_int_not_equal(err.code, ERR_SECRET);
		err_clear(&err);
		reader_free(readers[i]);
	}
}

static int
with_reader(void **state)
{
	(void)state;
	by_reader = true;
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error_comes_back),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_bad_ends),
		cmocka_unit_test(test_confined),
		cmocka_unit_test(test_scarce),
		cmocka_unit_test(test_same_as_unconfined),
		cmocka_unit_test(test_other_encoding),
		cmocka_unit_test(test_utf16),
		cmocka_unit_test(test_hostile_files),
		cmocka_unit_test_setup(test_error_comes_back, with_reader),
		cmocka_unit_test_setup(test_limits, with_reader),
		cmocka_unit_test_setup(test_bad_ends, with_reader),
		cmocka_unit_test_setup(test_confined, with_reader),
		cmocka_unit_test_setup(test_scarce, with_reader),
		cmocka_unit_test(test_patience),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_look),
		cmocka_unit_test(test_reader_serves_many),
		cmocka_unit_test(test_server_dies),
		cmocka_unit_test(test_keeper_dies),
		cmocka_unit_test(test_plain_texts),
		cmocka_unit_test(test_plain_and_bad),
		cmocka_unit_test(test_staying_confined),
		cmocka_unit_test(test_begun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
