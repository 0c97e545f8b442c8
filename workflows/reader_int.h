/* reader_int.h: reading in a limited child process: parent, child, limits */
#ifndef GUIWEN_WORKFLOWS_READER_INT_H
#define GUIWEN_WORKFLOWS_READER_INT_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/document/document.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What the child does; document_read_with, or a test's own. Where it leaves
 * *out as it was, NULL, the file was only looked at. */
typedef int reader_fn(struct document **out, const char *bytes, size_t len,
    const char *name, const struct document_options *options,
    struct err *err);

struct reader_limits {
	size_t memory_bytes;	/* address space; not kept under ASan, whose
				   shadow is larger than any such limit */
	int cpu_s;
	int64_t wall_ms;	/* kept by the parent */
	size_t answer_bytes;	/* that the parent takes from the child */
};

struct reader_job {
	reader_fn *fn;
	const char *bytes, *name;
	size_t len;
	const struct document_options *options;	/* NULL: the usual ones */
	const struct reader_limits *limits;
};

/*
 * The answer on the pipe: a tag, then parts, each as its length (8 bytes, the
 * machine's order) and its bytes.
 *   'D' the text as Akoma Ntoso
 *   'L' nothing: it can be read, and more was not asked
 *   'E' code and line as two int32, file, msg, shown
 *   'M' nothing: the memory was used up
 */
#define READER_DOCUMENT 'D'
#define READER_LOOKED 'L'
#define READER_ERROR 'E'
#define READER_MEMORY 'M'

int read_limited(struct document **out, const struct reader_job *job,
    struct err *err);

/* ---- a process that forks the children (reader_server.c) ---- */

struct reader;

enum reader_outcome {
	READER_ENDED,		/* the child closed its pipe, or is dead */
	READER_TOO_SLOW, READER_TOO_LONG, READER_FAILED
};
/* The same as read_limited, by a child of the reader's; by one of this process
 * where the reader is NULL. The job has the usual options. */
int read_limited_by(struct reader *reader, struct document **out,
    const struct reader_job *job, struct err *err);
/* Have a job done, by a new server where the last one died or was given up.
 * READER_FAILED: there can be none. */
enum reader_outcome reader_ask(struct reader *reader,
    const struct reader_job *job, struct text *answer, int *status);
/* The process that forks children now, 0 none: for tests. */
pid_t reader_server(const struct reader *reader);
int64_t reader_clock_ms(void);

/* In the parent, before the fork: load what the child, once confined, could
 * not load any more (character set tables, translations, libxml2's own). */
void reader_prepare(void);
/* In the child: confine, read, answer on fd, end. */
void reader_child(const struct reader_job *job, int fd)
    __attribute__((noreturn));
/* No system call from now on but those for memory, for the descriptors that
 * are open, for time and for ending. 0, or -1 where the machine has no such
 * filter. */
int reader_confine(void);

#endif
