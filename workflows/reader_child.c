/* reader_child.c: the child process in which a file is read as a document */
#define _GNU_SOURCE
#include "workflows/reader_int.h"

#include "engine/base/hash.h"

#include <libxml/parser.h>

#include <fcntl.h>
#include <iconv.h>
#include <libintl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <errno.h>
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

#define PIPE_FD 3

/* Kept open for good: the tables stay loaded as long as one handle is. */
static iconv_t volatile tables[2];

static void
prepare_once(void)
{
	struct sha256 ignored;

	/* libcrypto takes longer to start than a short file to be read. */
	sha256_of(&ignored, "", 0);
	xmlInitParser();
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
		n = write(PIPE_FD, from, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		from += n;
		len -= (size_t)n;
	}
}

static void
write_part(const void *bytes, size_t len)
{
	uint64_t size = len;

	write_all(&size, sizeof(size));
	write_all(bytes, len);
}

/* What allocates aborts when there is none (engine/base/mem.h), with malloc's
 * errno still standing. Any other abort is the reader's own fault. */
static void
on_abort(int number)
{
	static const char tag = READER_MEMORY;

	(void)number;
	if (errno == ENOMEM) {
		write_all(&tag, 1);
		_exit(0);
	}
	signal(SIGABRT, SIG_DFL);
}

/* A limit that holds already and is lower stays: it may not be raised. */
static void
limit(int resource, rlim_t soft, rlim_t hard)
{
	struct rlimit now, value = { soft, hard };

	if (getrlimit((__rlimit_resource_t)resource, &now) != 0)
		_exit(1);
	if (now.rlim_max != RLIM_INFINITY && now.rlim_max < value.rlim_max)
		value.rlim_max = now.rlim_max;
	if (value.rlim_cur > value.rlim_max)
		value.rlim_cur = value.rlim_max;
	if (setrlimit((__rlimit_resource_t)resource, &value) != 0)
		_exit(1);
}

/* Only the pipe stays open, as PIPE_FD; 0 to 2 lead nowhere. */
static void
close_others(int fd)
{
	int null, i;

	if (dup2(fd, PIPE_FD) < 0)
		_exit(1);
	null = open("/dev/null", O_RDWR);
	for (i = 0; i < PIPE_FD; i++) {
		if (null < 0)
			close(i);
		else if (dup2(null, i) < 0)
			_exit(1);
	}
	closefrom(PIPE_FD + 1);
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
	signal(SIGABRT, on_abort);
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

static void
take_limits(const struct reader_limits *limits)
{
	rlim_t cpu_s = (rlim_t)limits->cpu_s;
	rlim_t memory = mapped_bytes() + limits->memory_bytes;
	const struct rlimit few = { PIPE_FD + 1, PIPE_FD + 1 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	limit(RLIMIT_CORE, 0, 0);
	limit(RLIMIT_FSIZE, 0, 0);
	/* valgrind does not let its own be lowered; no file can be opened
	 * once confined anyway. */
	(void)setrlimit(RLIMIT_NOFILE, &few);
	limit(RLIMIT_CPU, cpu_s, cpu_s + 1);
	if (!SANITIZER)
		limit(RLIMIT_AS, memory, memory);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		_exit(1);
	/* Without a filter in the kernel the other limits must do. */
	(void)reader_confine();
}

static void
answer_error(const struct err *err)
{
	static const char tag = READER_ERROR;
	int32_t numbers[2] = { (int32_t)err->code, (int32_t)err->line };

	write_all(&tag, 1);
	write_part(numbers, sizeof(numbers));
	write_part(err->file, strlen(err->file));
	write_part(err->msg, strlen(err->msg));
	write_part(err->shown, strlen(err->shown));
}

void
reader_child(const struct reader_job *job, int fd)
{
	static const char tag = READER_DOCUMENT, looked = READER_LOOKED;
	struct document *document = NULL;
	struct text akn = TEXT_INIT;
	struct err err = ERR_INIT;

	default_signals();
	close_others(fd);
	take_limits(job->limits);
	errno = 0;
	if (job->fn(&document, job->bytes, job->len, job->name, job->options,
	    &err) != 0) {
		answer_error(&err);
		_exit(0);
	}
	if (document == NULL) {
		write_all(&looked, 1);
		_exit(0);
	}
	document_write_akn(document, &akn);
	write_all(&tag, 1);
	write_part(akn.ptr, akn.len);
	/* Nothing is released: the process is. */
	_exit(0);
}
