/* reader_child.c: the process in which a file is read as a document */
#define _GNU_SOURCE
#include "workflows/reader_int.h"

#include "engine/base/hash.h"
#include "engine/xml/xml.h"

#include <fcntl.h>
#include <iconv.h>
#include <libintl.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A sanitizer's shadow is larger than any limit. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZER 1
#endif
#endif
#ifndef SANITIZER
#define SANITIZER 0
#endif

/* Kept open for good: the tables stay loaded as long as one handle is. */
static iconv_t volatile tables[2];

static void
prepare_once(void)
{
	struct sha256 ignored;

	/* libcrypto takes longer to start than a short file to be read. */
	sha256_of(&ignored, "", 0);
	xml_prepare();
	tables[0] = iconv_open("UTF-8", "GB18030");
	tables[1] = iconv_open("UTF-8", "UTF-16LE");
	(void)dgettext("guiwen", "no such message");
}

void
reader_prepare(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, prepare_once);
}

/* ---- the child ---- */

static void
write_all(const void *bytes, size_t len)
{
	const char *from = bytes;
	ssize_t n;

	while (len > 0) {
		n = write(READER_PIPE, from, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		from += n;
		len -= (size_t)n;
	}
}

/* From so much on it is the file that used the memory up: what grows takes
 * twice what it had. SIZE_MAX: the system gives less than a file may take. */
static size_t much;

/* What allocates aborts when there is none (engine/base/mem.h), with malloc's
 * errno still standing. Any other abort is the reader's own fault. */
static void
on_abort(int number)
{
	struct mallinfo2 taken;
	char tag;

	(void)number;
	if (errno == ENOMEM) {
		taken = mallinfo2();
		tag = taken.arena + taken.hblkhd >= much ? READER_MEMORY :
		    READER_SCARCE;
		write_all(&tag, 1);
		_exit(0);
	}
	signal(SIGABRT, SIG_DFL);
}

/* A limit that holds already and is lower stays: it may not be raised. False:
 * so it is. */
static bool
limit(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit now, value = { soft, hard };

	if (getrlimit((__rlimit_resource_t)resource, &now) != 0)
		_exit(READER_UNABLE);
	if (now.rlim_max != RLIM_INFINITY && now.rlim_max < value.rlim_max)
		value.rlim_max = now.rlim_max;
	if (value.rlim_cur > value.rlim_max)
		value.rlim_cur = value.rlim_max;
	if (setrlimit((__rlimit_resource_t)resource, &value) != 0)
		_exit(READER_UNABLE);
	return value.rlim_max == hard;
}

void
reader_keep_only(int *fds, int n)
{
	int null = open("/dev/null", O_RDWR), i;

	for (i = 0; i < n; i++) {
		fds[i] = fcntl(fds[i], F_DUPFD, READER_PIPE + n);
		if (fds[i] < 0)
			_exit(READER_UNABLE);
	}
	for (i = 0; i < READER_PIPE; i++) {
		if (null < 0)
			close(i);
		else if (dup2(null, i) < 0)
			_exit(READER_UNABLE);
	}
	for (i = 0; i < n; i++)
		if (dup2(fds[i], READER_PIPE + i) < 0)
			_exit(READER_UNABLE);
	closefrom(READER_PIPE + n);
}

static void
default_signals(void)
{
	sigset_t none;
	int i;

	for (i = 1; i < NSIG; i++) {
		if (i != SIGKILL && i != SIGSTOP)
			signal(i, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* What the process has mapped already: threads' stacks, libraries, the
 * registry's databases are not the file's doing. */
static size_t
mapped_bytes(void)
{
	unsigned long pages = 0;
	char buf[64];
	ssize_t n = -1;
	int fd = open("/proc/self/statm", O_RDONLY);

	if (fd >= 0) {
		n = read(fd, buf, sizeof(buf) - 1);
		close(fd);
	}
	if (n > 0) {
		buf[n] = '\0';
		pages = strtoul(buf, NULL, 10);
	}
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* By reader_settle(), in a process that has nothing else to do. */
static size_t mapped;

void
reader_settle(int *fds, int n)
{
	const struct rlimit few = { READER_PIPE + 1, READER_PIPE + 1 };

	default_signals();
	reader_keep_only(fds, n);
	mapped = mapped_bytes();
	prctl(PR_SET_DUMPABLE, 0);
	(void)limit(RLIMIT_CORE, 0, 0);
	(void)limit(RLIMIT_FSIZE, 0, 0);
	/* valgrind does not let its own be lowered; no file can be opened
	 * once confined anyway. */
	(void)setrlimit(RLIMIT_NOFILE, &few);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		_exit(READER_UNABLE);
	/* Without a filter in the kernel the other limits must do. */
	(void)reader_confine();
}

void
reader_limit(const struct reader_job *job)
{
	rlim_t cpu_s = (rlim_t)job->limits->cpu_s;
	rlim_t memory = mapped + job->len + job->limits->memory_bytes;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGABRT, on_abort);
	/* One that is lower sends SIGKILL, which no file does. */
	(void)limit(RLIMIT_CPU, cpu_s, cpu_s + 1);
	much = job->limits->memory_bytes / 4;
	if (!SANITIZER && !limit(RLIMIT_AS, memory, memory))
		much = SIZE_MAX;
	(void)reader_confine_more();
}

static void
add_part(struct text *answer, const void *bytes, size_t len)
{
	uint64_t size = len;

	text_add(answer, &size, sizeof(size));
	text_add(answer, bytes, len);
}

static void
add_error(struct text *answer, const struct err *err)
{
	int32_t numbers[2] = { (int32_t)err->code, (int32_t)err->line };

	text_addc(answer, READER_ERROR);
	add_part(answer, numbers, sizeof(numbers));
	add_part(answer, err->file, strlen(err->file));
	add_part(answer, err->msg, strlen(err->msg));
	add_part(answer, err->shown, strlen(err->shown));
}

static void
add_document(struct text *answer, const struct document *document)
{
	uint64_t size = 0;
	size_t before;

	text_addc(answer, READER_DOCUMENT);
	text_add(answer, &size, sizeof(size));
	before = answer->len;
	document_write_akn(document, answer);
	size = answer->len - before;
	memcpy(answer->ptr + before - sizeof(size), &size, sizeof(size));
}

void
reader_answer(const struct reader_job *job)
{
	struct document *document = NULL;
	struct text answer = TEXT_INIT;
	struct err err = ERR_INIT;

	errno = 0;
	if (job->fn(&document, job->bytes, job->len, job->name, job->options,
	    &err) != 0)
		add_error(&answer, &err);
	else if (document == NULL)
		text_addc(&answer, READER_LOOKED);
	else
		add_document(&answer, document);
	/* At once, so that whoever listens is woken once. */
	write_all(answer.ptr, answer.len);
	document_free(document);
	text_release(&answer);
}

void
reader_child(const struct reader_job *job)
{
	reader_limit(job);
	reader_answer(job);
	_exit(0);
}
