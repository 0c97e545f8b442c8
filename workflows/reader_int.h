/* reader_int.h: reading in a limited process: caller, process, limits */
#ifndef GUIWEN_WORKFLOWS_READER_INT_H
#define GUIWEN_WORKFLOWS_READER_INT_H

#include "engine/base/err.h"
#include "engine/base/text.h"
#include "engine/document/document.h"

#include <poll.h>
#include <stdbool.h>
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
	int cpu_s;		/* what the file itself may take */
	int64_t wall_ms;	/* of waiting, kept by the parent */
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
 *   'M' nothing: the memory was used up that a file may take
 *   'S' nothing: the system had none, long before that
 */
#define READER_DOCUMENT 'D'
#define READER_LOOKED 'L'
#define READER_ERROR 'E'
#define READER_MEMORY 'M'
#define READER_SCARCE 'S'

int read_limited(struct document **out, const struct reader_job *job,
    struct err *err);

/* ---- by processes that were started before (reader_caller.c) ---- */

struct reader;

enum reader_outcome {
	READER_ENDED,		/* the child closed its pipe, or is dead */
	READER_TOO_SLOW, READER_TOO_LONG, READER_FAILED
};
/* The same as read_limited, by a process of the reader's; by a child of this
 * one where the reader is NULL. The job has the usual options. */
int read_limited_by(struct reader *reader, struct document **out,
    const struct reader_job *job, struct err *err);
/* Give a job to a server, and do something else. What is asked next is the
 * same job: reader_ask() takes the answer. */
void reader_begin(struct reader *reader, const struct reader_job *job);
/* Have a job done, by a new server where the last one died or was given up.
 * READER_FAILED: there can be none. */
enum reader_outcome reader_ask(struct reader *reader,
    const struct reader_job *job, struct text *answer, int *status);

/* ---- those processes (reader_server.c) ---- */

enum reader_kind { READER_FORKS, READER_STAYS, READER_KINDS };
/* The process that is asked now, 0 none: for tests. */
pid_t reader_server(const struct reader *reader, enum reader_kind kind);

/* What a server is sent for a job; then the name with its NUL and the bytes.
 * The function is known to it under the same address: it is a fork of the
 * caller. It answers on the pipe, and says in the socket how the child ended,
 * 0 where it read the file itself. */
struct reader_head {
	reader_fn *fn;
	struct reader_limits limits;
	size_t name_len, len;
};
bool reader_receive(int fd, void *bytes, size_t len);
/* The keeper: for each byte that comes in, a server of that kind in the place
 * of the one before, whose ends are sent back (a socket and a pipe). */
void reader_keep(int control) __attribute__((noreturn));
/* Kill a child of this process, and wait for it. */
void reader_end(pid_t pid);

/*
 * How long is still waited for a reading process. It says nothing of the file,
 * whose limit is its computing (cpu_s): it only ends what would never end. The
 * clock is looked at every second or so, and what passes between two looks
 * counts as no more: who was stopped for an hour has not waited for an hour.
 */
#define READER_LOOK_MS 1000
struct reader_patience {
	int64_t left_ms, looked_ms;
};
void reader_be_patient(struct reader_patience *patience,
    const struct reader_limits *limits, int64_t now_ms);
/* How long to wait until the next look, 0: no longer. */
int reader_wait_ms(struct reader_patience *patience, int64_t now_ms);
/* poll() with it. 1: there is something; 0: it is over; -1: it failed. */
int reader_poll(struct pollfd *fds, nfds_t n,
    struct reader_patience *patience);
int64_t reader_clock_ms(void);

/* In the parent, before the fork: load what the child, once confined, could
 * not load any more (character set tables, translations, libxml2's own). */
void reader_prepare(void);

/* Away from what the caller has open, its terminal and its ledger: these
 * descriptors alone stay open, from READER_PIPE on; 0 to 2 lead nowhere. */
#define READER_PIPE 3
void reader_keep_only(int *fds, int n);
/* How a process ends that the system did not let begin. */
#define READER_UNABLE 71
/*
 * In a process that will only read files, or fork those that do: keep these
 * descriptors alone, take the limits that are the same for every file, confine.
 * It is what a child has from its server, once for all.
 */
void reader_settle(int *fds, int n);
/* In a process that settled, or has it from its server: take the limits of
 * the job, be confined to reading. */
void reader_limit(const struct reader_job *job);
/* Then: read, answer on READER_PIPE. */
void reader_answer(const struct reader_job *job);
/* All that, and end. */
void reader_child(const struct reader_job *job) __attribute__((noreturn));
/* No system call from now on but those for memory, for the descriptors that
 * are open, for time and for ending, and for children and their limits; then
 * not for these either. 0, or -1 where the machine has no such filter. */
int reader_confine(void);
int reader_confine_more(void);

#endif
