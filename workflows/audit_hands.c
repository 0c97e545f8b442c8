/*
 * audit_hands.c: hands, their queues, and how one waits for another
 *
 * Why nobody waits for ever. Jobs are numbered as they are given (`at`), and
 * each queue holds its jobs in that order; one that is being done is still
 * its first. A hand that works on the job at n may wait until no other queue
 * has a job of some kind before n: all those were given before n was, so it
 * never waits for what is still to be given. Of all hands that have a job,
 * take the one whose job is the earliest. What it could wait for would stand
 * in another queue, at or behind the job which that hand is at, and yet before
 * its own: but that job is no earlier. So this hand does not wait, and ends
 * its job; there is always such a one. Whoever gives jobs waits for room in
 * one queue alone, holds nothing that a hand could want meanwhile, and gets
 * room because the hands go on, be it for a single job. A hand that has
 * nothing to do may be left asleep until there are several jobs for it; but
 * nobody waits for a hand without waking it.
 */
#include "workflows/audit_hands.h"

#include "engine/base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HANDS_MOST 16
#define JOBS_MOST 256
#define JOBS_AT_ONCE 8			/* worth waking a hand for */
#define BYTES_MOST ((size_t)1 << 20)	/* that wait for one hand */
#define STATES_MOST ((size_t)64 << 20)	/* kept by all, if not by few */
#define STATES_LEAST ((size_t)1 << 20)
#define SHARE 6				/* of what the walk itself keeps */
#define VIEWS_MOST 100			/* tried */

struct hand {
	struct audit a;
	struct audit_hands *hands;
	struct store *own;		/* or NULL: the caller's is used */
	struct store_index *index;	/* of its own */
	bool has_view;
	struct audit_job *first, *last;
	size_t count, bytes;
	pthread_t thread;
	pthread_cond_t more;
	bool running;
	audit_hand_fn *fn;		/* of audit_hands_each */
	int result;
	struct err err;
};

struct audit_hands {
	struct store *store;		/* the caller's */
	struct hand *list;
	size_t count, made;		/* at work; in the list */
	size_t jobs_most, views;
	bool threads, same_view, closed;
	size_t for_numbers, for_documents;	/* so many hands wait */
	int64_t failed_at;		/* the earliest job that failed */
	struct err err;			/* and why */
	pthread_mutex_t lock;		/* of all queues, and what is past */
	pthread_mutex_t loading;	/* what is in force, by one at a time */
	pthread_cond_t room, passed;
	struct audit_past past;
};

/* ---- jobs ---- */

static size_t
put(struct audit_job *job, const char *bytes, size_t len)
{
	size_t at = job->bytes.len;

	text_add(&job->bytes, bytes, len);
	text_addc(&job->bytes, '\0');
	return at;
}

struct audit_job *
audit_job_new(struct store *store, const struct record *record, int64_t at)
{
	struct audit_job *job = mem_zero(1, sizeof(*job));
	size_t document, event, person, body, signature;

	text_init(&job->bytes);
	text_init(&job->paths);
	body = put(job, record->body, record->body_len);
	document = put(job, record->document, strlen(record->document));
	event = put(job, record->event, strlen(record->event));
	person = put(job, record->person, strlen(record->person));
	signature = put(job, record->signature, strlen(record->signature));
	job->record = *record;
	job->record.body = job->bytes.ptr + body;
	job->record.document = job->bytes.ptr + document;
	job->record.event = job->bytes.ptr + event;
	job->record.person = job->bytes.ptr + person;
	job->record.signature = job->bytes.ptr + signature;
	job->at = at;
	job->turn = store_turn_hold(store);
	return job;
}

void
audit_job_free(struct audit_job *job)
{
	if (job == NULL)
		return;
	store_turn_drop(job->turn);
	text_release(&job->bytes);
	text_release(&job->paths);
	free(job);
}

static size_t
bytes_of(const struct audit_job *job)
{
	return sizeof(*job) + job->bytes.len + job->paths.len +
	    store_turn_bytes(job->turn);
}

/* ---- a hand at work ---- */

/* The lock is held, or nobody else is at work. */
static void
note_failure(struct audit_hands *hands, int64_t at, const struct err *err)
{
	if (at >= hands->failed_at)
		return;
	hands->failed_at = at;
	hands->err = *err;
}

/* The lock is held. What is behind a job that failed is worth nothing; what is
 * before it counts as if it had not. */
static void
do_job(struct hand *hand, struct audit_job *job)
{
	struct audit_hands *hands = hand->hands;
	struct err err = ERR_INIT;
	int result;

	if (job->at > hands->failed_at)
		return;
	pthread_mutex_unlock(&hands->lock);
	result = audit_work(&hand->a, job, &err);
	pthread_mutex_lock(&hands->lock);
	if (result != 0)	/* at this job, or one that it looked back at */
		note_failure(hands, hand->a.at, &err);
}

/* The lock is held. */
static void
pop(struct hand *hand)
{
	struct audit_hands *hands = hand->hands;
	struct audit_job *job = hand->first;

	hand->first = job->next;
	hand->count--;
	hand->bytes -= bytes_of(job);
	/* One who waits for room is woken for several jobs at once. */
	if (hand->count == 0 || (hand->count <= hands->jobs_most / 2 &&
	    hand->bytes <= BYTES_MOST / 2))
		pthread_cond_signal(&hands->room);
	if (hands->for_documents > 0 || (job->numbers &&
	    hands->for_numbers > 0))
		pthread_cond_broadcast(&hands->passed);
}

static void *
work(void *ctx)
{
	struct hand *hand = ctx;
	struct audit_hands *hands = hand->hands;
	struct audit_job *job;

	pthread_mutex_lock(&hands->lock);
	for (;;) {
		while (hand->first == NULL && !hands->closed)
			pthread_cond_wait(&hand->more, &hands->lock);
		job = hand->first;
		if (job == NULL)
			break;
		do_job(hand, job);
		pop(hand);
		pthread_mutex_unlock(&hands->lock);
		audit_job_free(job);
		pthread_mutex_lock(&hands->lock);
	}
	pthread_mutex_unlock(&hands->lock);
	return NULL;
}

/* ---- what another hand knows ---- */

/* Has it a job before this place which could change the answer: of that
 * document, or, with NULL, one that may give a number? The lock is held. */
static bool
stands_before(const struct hand *hand, int64_t at, const char *document)
{
	const struct audit_job *job;

	for (job = hand->first; job != NULL && job->at < at; job = job->next)
		if (document == NULL ? job->numbers :
		    strcmp(job->record.document, document) == 0)
			return true;
	return false;
}

static const char *
ask(struct audit *a, const char *x, const char *y, const char *document)
{
	struct audit_hands *hands = a->hands;
	size_t *waiting = document == NULL ? &hands->for_numbers :
	    &hands->for_documents, i;
	const char *value;

	pthread_mutex_lock(&hands->lock);
	++*waiting;
	for (i = 0; i < hands->count; i++)
		while (i != a->hand && stands_before(&hands->list[i], a->at,
		    document)) {
			pthread_cond_signal(&hands->list[i].more);
			pthread_cond_wait(&hands->passed, &hands->lock);
		}
	--*waiting;
	value = audit_past_get(&hands->past, x, y, a->at);
	pthread_mutex_unlock(&hands->lock);
	return value;
}

static void
know(struct audit *a, const char *x, const char *y, const char *value)
{
	pthread_mutex_lock(&a->hands->lock);
	audit_past_put(&a->hands->past, x, y, a->at, value);
	pthread_mutex_unlock(&a->hands->lock);
}

/* No authority is called so. */
#define DOCUMENTS "\1"

const char *
audit_number_holder(struct audit *a, const char *authority,
    const char *number)
{
	return ask(a, authority, number, NULL);
}

void
audit_know_holder(struct audit *a, const char *authority, const char *number,
    const char *document)
{
	know(a, authority, number, document);
}

enum procedure_known
audit_document_known(struct audit *a, const char *id)
{
	const char *value = ask(a, DOCUMENTS, id, id);

	return value == NULL ? PROCEDURE_UNKNOWN : value[0] == 'p' ?
	    PROCEDURE_PUBLISHED : PROCEDURE_UNPUBLISHED;
}

void
audit_know_document(struct audit *a, const char *id, bool published)
{
	know(a, DOCUMENTS, id, published ? "p" : "u");
}

void
audit_one_loads(struct audit *a)
{
	pthread_mutex_lock(&a->hands->loading);
}

void
audit_one_loaded(struct audit *a)
{
	pthread_mutex_unlock(&a->hands->loading);
}

/* ---- making them ---- */

static size_t
wanted(const struct audit_how *how)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (how->hands != 0)
		return how->hands < 0 ? 0 : (size_t)how->hands;
	if (processors < 2)
		return 0;
	return processors > HANDS_MOST ? HANDS_MOST : (size_t)processors;
}

/* A second handle on the store, for a thread. False: it cannot be had, and
 * whatever keeps it from being had will be told by the first. */
static bool
open_store(struct hand *hand, struct store *store)
{
	struct err ignored = ERR_INIT;

	if (store_open(&hand->own, store_dir(store), true, &ignored) != 0)
		return false;
	store_read_once(hand->own, SHARE);
	if (store_shadow_begin(hand->own, &hand->index, &ignored) == 0)
		return true;
	store_close(hand->own);
	hand->own = NULL;
	return false;
}

static int
prepare(struct audit_hands *hands, size_t i, const struct audit_how *how,
    struct err *err)
{
	struct hand *hand = &hands->list[i];
	struct audit *a = &hand->a;

	hand->hands = hands;
	hand->err = (struct err)ERR_INIT;
	pthread_cond_init(&hand->more, NULL);
	a->hands = hands;
	a->hand = i;
	a->store = hand->own != NULL ? hand->own : hands->store;
	a->without_signatures = how->without_signatures;
	a->states_most = STATES_MOST / hands->count > STATES_LEAST ?
	    STATES_MOST / hands->count : STATES_LEAST;
	if (how->states_most != 0)
		a->states_most = how->states_most;
	a->out = mem_zero(1, sizeof(*a->out));
	a->words = (struct err)ERR_INIT;
	a->context = context_new();
	a->reader = reader_new();
	return a->reader != NULL ? 0 : err_set_errno(err, "no process for "
	    "reading the issued files");
}

/* Those that can be had; without any, the work is done where it is given. */
static void
start(struct audit_hands *hands)
{
	size_t i;

	for (i = 0; i < hands->count; i++) {
		hands->list[i].running = pthread_create(
		    &hands->list[i].thread, NULL, work, &hands->list[i]) == 0;
		if (!hands->list[i].running)
			break;
	}
	hands->threads = i > 0;
	hands->count = i > 0 ? i : 1;	/* the others have got nothing yet */
}

struct audit_hands *
audit_hands_new(struct store *store, const struct audit_how *how,
    struct err *err)
{
	struct audit_hands *hands = mem_zero(1, sizeof(*hands));
	size_t n = wanted(how), i;

	hands->store = store;
	hands->failed_at = INT64_MAX;
	hands->err = (struct err)ERR_INIT;
	hands->jobs_most = how->jobs_most != 0 ? how->jobs_most : JOBS_MOST;
	hands->list = mem_zero(n + 1, sizeof(*hands->list));
	pthread_mutex_init(&hands->lock, NULL);
	pthread_mutex_init(&hands->loading, NULL);
	pthread_cond_init(&hands->room, NULL);
	pthread_cond_init(&hands->passed, NULL);
	while (hands->count < n && open_store(&hands->list[hands->count],
	    store))
		hands->count++;
	hands->threads = hands->count > 0;
	/* Where they read for themselves, the walk itself hardly does. */
	store_read_once(store, hands->threads ? SHARE : 1);
	hands->count += hands->count == 0;
	hands->made = hands->count;
	for (i = 0; i < hands->count; i++)
		if (prepare(hands, i, how, err) != 0) {
			audit_hands_free(hands);
			return NULL;
		}
	hands->list[0].a.tells = true;
	if (hands->threads)
		start(hands);
	return hands;
}

static void
release(struct hand *hand)
{
	struct audit_job *job;

	while ((job = hand->first) != NULL) {
		hand->first = job->next;
		audit_job_free(job);
	}
	audit_release(&hand->a);
	audit_history_free(hand->a.out);
	if (hand->has_view)
		store_read_end(hand->own);
	if (hand->own != NULL)
		store_shadow_end(hand->own);
	store_close(hand->own);
	pthread_cond_destroy(&hand->more);
}

void
audit_hands_free(struct audit_hands *hands)
{
	struct err ignored = ERR_INIT;
	size_t i;

	if (hands == NULL)
		return;
	(void)audit_hands_finish(hands, &ignored);
	for (i = 0; i < hands->made; i++)
		release(&hands->list[i]);
	audit_past_release(&hands->past);
	pthread_mutex_destroy(&hands->lock);
	pthread_mutex_destroy(&hands->loading);
	pthread_cond_destroy(&hands->room);
	pthread_cond_destroy(&hands->passed);
	free(hands->list);
	free(hands);
}

size_t
audit_hands_count(const struct audit_hands *hands)
{
	return hands->count;
}

struct audit *
audit_hand(struct audit_hands *hands, size_t hand)
{
	return &hands->list[hand].a;
}

size_t
audit_hand_of(const struct audit_hands *hands, const char *document)
{
	uint64_t sum = 14695981039346656037u;	/* FNV-1a */

	for (; *document != '\0'; document++)
		sum = (sum ^ (unsigned char)*document) * 1099511628211u;
	/* The last digit counts as much as the others. */
	sum = (sum ^ sum >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)((sum >> 32) % hands->count);
}

/* ---- the same view ---- */

static void
end_views(struct audit_hands *hands)
{
	size_t i;

	for (i = 0; i < hands->count; i++) {
		if (hands->list[i].has_view)
			store_read_end(hands->list[i].own);
		hands->list[i].has_view = false;
	}
}

/* 1: it has the same; 0: another; -1: none can be had. */
static int
take_view(struct hand *hand, const struct store_head *head)
{
	struct err ignored = ERR_INIT;
	struct store_head mine;

	if (store_read_begin(hand->own, &ignored) != 0)
		return -1;
	hand->has_view = true;
	if (store_head(hand->own, &mine, &ignored) != 0)
		return -1;
	return mine.number == head->number && memcmp(&mine.hash, &head->hash,
	    sizeof(mine.hash)) == 0;
}

int
audit_hands_view(struct audit_hands *hands, struct err *err)
{
	struct store_head head;
	int same = 1;
	size_t i;

	if (hands->list[0].own == NULL)
		return 0;
	if (store_head(hands->store, &head, err) != 0) {
		if (err->code != ERR_BROKEN)
			return -1;
		err_clear(err);		/* store_verify tells of it */
		return 0;
	}
	for (i = 0; i < hands->count && same == 1; i++)
		same = take_view(&hands->list[i], &head);
	hands->same_view = same == 1;
	if (same != 1)
		end_views(hands);
	return same == 0 && ++hands->views < VIEWS_MOST;
}

/* ---- giving and taking ---- */

static void
append(struct hand *hand, struct audit_job *job)
{
	if (hand->first == NULL)
		hand->first = job;
	else
		hand->last->next = job;
	hand->last = job;
	hand->count++;
	hand->bytes += bytes_of(job);
}

int
audit_hands_give(struct audit_hands *hands, size_t i, struct audit_job *job,
    struct err *err)
{
	struct hand *hand = &hands->list[i];
	int result = 0;

	pthread_mutex_lock(&hands->lock);
	while (hand->count > 0 && (hand->count >= hands->jobs_most ||
	    hand->bytes + bytes_of(job) > BYTES_MOST)) {
		pthread_cond_signal(&hand->more);
		pthread_cond_wait(&hands->room, &hands->lock);
	}
	append(hand, job);
	if (hand->count >= JOBS_AT_ONCE || hand->bytes > BYTES_MOST / 8)
		pthread_cond_signal(&hand->more);
	if (!hands->threads) {
		do_job(hand, job);
		pop(hand);
	}
	if (hands->failed_at != INT64_MAX) {
		*err = hands->err;
		result = -1;
	}
	pthread_mutex_unlock(&hands->lock);
	if (!hands->threads)
		audit_job_free(job);
	return result;
}

int
audit_hands_finish(struct audit_hands *hands, struct err *err)
{
	struct err failure = ERR_INIT;
	struct hand *hand;
	size_t i;

	pthread_mutex_lock(&hands->lock);
	hands->closed = true;
	for (i = 0; i < hands->count; i++)
		pthread_cond_signal(&hands->list[i].more);
	pthread_mutex_unlock(&hands->lock);
	for (i = 0; i < hands->count; i++) {
		hand = &hands->list[i];
		if (hand->running)
			pthread_join(hand->thread, NULL);
		hand->running = false;
		if (audit_reading_end(&hand->a, &failure) != 0)
			note_failure(hands, hand->a.at, &failure);
	}
	if (hands->failed_at == INT64_MAX)
		return 0;
	*err = hands->err;
	return -1;
}

int64_t
audit_hands_failed_at(const struct audit_hands *hands)
{
	return hands->failed_at;
}

/* ---- once all records are through ---- */

static void *
do_fn(void *ctx)
{
	struct hand *hand = ctx;

	hand->result = hand->fn(&hand->a, hand->index, &hand->err);
	return NULL;
}

/* By the handles of their own. */
static void
each_at_once(struct audit_hands *hands)
{
	struct hand *hand;
	size_t i;

	for (i = 0; i < hands->count; i++) {
		hand = &hands->list[i];
		hand->running = hands->threads && pthread_create(
		    &hand->thread, NULL, do_fn, hand) == 0;
	}
	for (i = 0; i < hands->count; i++) {
		hand = &hands->list[i];
		if (hand->running)
			pthread_join(hand->thread, NULL);
		else
			do_fn(hand);
		hand->running = false;
		store_shadow_join(hands->store, hand->own);
	}
}

int
audit_hands_each(struct audit_hands *hands, struct store_index *index,
    audit_hand_fn *fn, struct err *err)
{
	struct hand *hand;
	size_t i;

	for (i = 0; i < hands->count; i++) {
		hand = &hands->list[i];
		hand->fn = fn;
		hand->result = 0;
		err_clear(&hand->err);
	}
	if (hands->same_view)
		each_at_once(hands);
	for (i = 0; i < hands->count && !hands->same_view; i++) {
		hand = &hands->list[i];
		hand->a.store = hands->store;
		hand->result = fn(&hand->a, index, &hand->err);
	}
	for (i = 0; i < hands->count; i++)
		if (hands->list[i].result != 0) {
			*err = hands->list[i].err;
			return -1;
		}
	return 0;
}
