/*
 * walk_ahead.c: the history walked by a thread of its own, which reads and
 * hashes what each commit brought while what came before is still looked at
 *
 * What repository_check tells of a commit is kept as a "turn" and told again
 * to whoever takes it, in the same order. There are never more than a few
 * turns between the two, and never much in them. One that was taken lives on
 * as long as somebody holds it.
 */
#include "store/store_int.h"

#include "engine/base/mem.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define TURNS 64
#define BYTES_MOST ((size_t)2 << 20)	/* in all turns that wait */

enum told { TOLD_COMMIT, TOLD_FILE, TOLD_REMOVED, TOLD_DAMAGE };

/* One call of a callback. Places are offsets into the turn's bytes. */
struct walk_event {
	enum told what;
	struct object_id id, commit;	/* of the file or object; damage */
	size_t path, content, len;
	bool whole;			/* there is content */
	struct err *damage;		/* owned */
};

struct walk_turn {
	atomic_int holders;		/* the last one frees it */
	struct commit_view view;	/* strings set when it is taken */
	size_t author, committer, message;
	bool has_view;
	struct walk_event *events;
	size_t count, cap;
	struct text bytes;
};

struct walk_ahead {
	struct store *store;
	struct repository *repository;	/* the thread's own */
	struct ledger ledger;
	struct pending pending;
	struct object_id last, exported;
	const char *public_key;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more, room;
	struct walk_turn *turns[TURNS];
	size_t made, taken;		/* so many in all */
	size_t bytes;			/* of those that wait */
	bool done, stop;
	struct walk_turn *making;	/* or NULL; the thread's */
	struct walk_turn *out;		/* the last one taken, or NULL */
	int result;
	struct err err;
};

void
walk_turn_drop(struct walk_turn *turn)
{
	size_t i;

	if (turn == NULL || atomic_fetch_sub(&turn->holders, 1) > 1)
		return;
	for (i = 0; i < turn->count; i++)
		free(turn->events[i].damage);
	free(turn->events);
	text_release(&turn->bytes);
	free(turn);
}

/* ---- the thread's side ---- */

static size_t
put(struct walk_turn *turn, const char *bytes, size_t len)
{
	size_t at = turn->bytes.len;

	text_add(&turn->bytes, bytes, len);
	text_addc(&turn->bytes, '\0');
	return at;
}

/* The turn that is being made, empty at first. Only the thread touches it. */
static struct walk_turn *
turn_now(struct walk_ahead *w)
{
	if (w->making == NULL) {
		w->making = mem_zero(1, sizeof(*w->making));
		w->making->holders = 1;
		text_init(&w->making->bytes);
	}
	return w->making;
}

static struct walk_event *
event_new(struct walk_ahead *w, enum told what, const char *path)
{
	struct walk_turn *turn = turn_now(w);
	struct walk_event *event;

	MEM_GROW(turn->events, turn->count, turn->cap);
	event = &turn->events[turn->count++];
	memset(event, 0, sizeof(*event));
	event->what = what;
	event->path = put(turn, path, strlen(path));
	return event;
}

static int
keep_commit(void *ctx, const struct commit_view *commit, struct err *err)
{
	struct walk_ahead *w = ctx;
	struct walk_turn *turn;

	(void)err;
	event_new(w, TOLD_COMMIT, "");
	turn = turn_now(w);
	turn->view = *commit;
	turn->has_view = true;
	turn->author = put(turn, commit->author, strlen(commit->author));
	turn->committer = put(turn, commit->committer,
	    strlen(commit->committer));
	turn->message = put(turn, commit->message, strlen(commit->message));
	return 0;
}

static int
keep_file(void *ctx, const struct commit_view *commit, const char *path,
    const struct object_id *id, const char *content, size_t len,
    struct err *err)
{
	struct walk_ahead *w = ctx;
	struct walk_event *event = event_new(w, TOLD_FILE, path);

	(void)commit;
	(void)err;
	event->id = *id;
	event->whole = content != NULL;
	event->len = len;
	event->content = content == NULL ? 0 : put(turn_now(w), content, len);
	return 0;
}

static int
keep_removed(void *ctx, const struct commit_view *commit, const char *path,
    struct err *err)
{
	(void)commit;
	(void)err;
	event_new(ctx, TOLD_REMOVED, path);
	return 0;
}

static int
keep_damage(void *ctx, const struct object_id *commit,
    const struct object_id *object, const char *path, const struct err *what,
    struct err *err)
{
	struct walk_event *event = event_new(ctx, TOLD_DAMAGE, path);

	(void)err;
	event->commit = *commit;
	event->id = *object;
	event->damage = mem_alloc(sizeof(*event->damage));
	*event->damage = *what;
	return 0;
}

/* The turn is whole: hand it over, and wait for room for the next. */
static int
hand_over(void *ctx, struct err *err)
{
	struct walk_ahead *w = ctx;
	bool stop;

	(void)err;
	if (w->making == NULL)
		return 0;
	pthread_mutex_lock(&w->lock);
	w->bytes += w->making->bytes.len;
	w->turns[w->made++ % TURNS] = w->making;
	w->making = NULL;
	/* One who waits is woken for several at once. */
	if (w->made - w->taken >= TURNS / 8 || w->bytes > BYTES_MOST / 8)
		pthread_cond_signal(&w->more);
	while (!w->stop && (w->made - w->taken >= TURNS ||
	    w->bytes > BYTES_MOST))
		pthread_cond_wait(&w->room, &w->lock);
	stop = w->stop;
	pthread_mutex_unlock(&w->lock);
	return stop ? -1 : 0;
}

static void *
walk(void *ctx)
{
	struct walk_ahead *w = ctx;
	const struct repository_checks checks = { .ctx = w,
		.commit = keep_commit, .file = keep_file,
		.removed = keep_removed, .damage = keep_damage,
		.turn = hand_over, .exported = &w->exported };
	struct err err = ERR_INIT;
	int result = repository_check(w->repository, &w->last, w->public_key,
	    &checks, &err);

	if (result == 0)
		(void)hand_over(w, &err);
	pthread_mutex_lock(&w->lock);
	w->result = result;
	w->err = err;
	w->done = true;
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* ---- the taker's side ---- */

/* A second handle on both stores, for the thread. What waits in the ledger it
 * may see later than the taker does, when it lies in the repository. */
static int
open_stores(struct walk_ahead *w, struct err *err)
{
	const struct store_paths *paths = &w->store->paths;

	if (ledger_open(&w->ledger, paths->ledger, true, false, err) != 0)
		return -1;
	(void)sqlite3_exec(w->ledger.db, "PRAGMA cache_size = -1000", NULL,
	    NULL, NULL);
	if (repository_open(&w->repository, paths->git, err) != 0)
		return -1;
	w->pending.ledger = &w->ledger;
	repository_set_pending(w->repository, pending_read, &w->pending);
	return 0;
}

static void
release(struct walk_ahead *w)
{
	for (; w->taken < w->made; w->taken++)
		walk_turn_drop(w->turns[w->taken % TURNS]);
	walk_turn_drop(w->making);
	walk_turn_drop(w->out);
	repository_free(w->repository);
	pending_release(&w->pending);
	ledger_close(&w->ledger);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->more);
	pthread_cond_destroy(&w->room);
	free(w);
}

struct walk_ahead *
walk_ahead_begin(struct store *store, const struct object_id *last,
    const struct object_id *exported, const char *public_key)
{
	struct walk_ahead *w = mem_zero(1, sizeof(*w));
	struct err ignored = ERR_INIT;

	w->store = store;
	w->last = *last;
	w->exported = *exported;
	w->public_key = public_key;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, NULL);
	pthread_cond_init(&w->room, NULL);
	if (open_stores(w, &ignored) == 0 &&
	    pthread_create(&w->thread, NULL, walk, w) == 0)
		return w;
	release(w);
	return NULL;
}

int
walk_ahead_next(struct walk_ahead *w, struct walk_turn **out,
    struct err *err)
{
	struct walk_turn *turn = NULL;

	pthread_mutex_lock(&w->lock);
	if (w->out != NULL)
		w->bytes -= w->out->bytes.len;
	if (w->made - w->taken <= TURNS / 2 && w->bytes <= BYTES_MOST / 2)
		pthread_cond_signal(&w->room);
	while (w->made == w->taken && !w->done)
		pthread_cond_wait(&w->more, &w->lock);
	if (w->made > w->taken)
		turn = w->turns[w->taken++ % TURNS];
	pthread_mutex_unlock(&w->lock);
	walk_turn_drop(w->out);
	w->out = turn;
	if (turn == NULL) {
		if (w->result != 0)
			*err = w->err;
		return w->result != 0 ? -1 : 0;
	}
	if (turn->has_view) {
		turn->view.author = turn->bytes.ptr + turn->author;
		turn->view.committer = turn->bytes.ptr + turn->committer;
		turn->view.message = turn->bytes.ptr + turn->message;
	}
	*out = turn;
	return 1;
}

struct walk_turn *
walk_turn_hold(struct walk_turn *turn)
{
	if (turn != NULL)
		atomic_fetch_add(&turn->holders, 1);
	return turn;
}

size_t
walk_turn_bytes(const struct walk_turn *turn)
{
	return turn == NULL ? 0 : turn->bytes.len;
}

const struct commit_view *
walk_turn_commit(const struct walk_turn *turn)
{
	return turn->has_view ? &turn->view : NULL;
}

bool
walk_turn_file(const struct walk_turn *turn, const struct object_id *commit,
    const char *path, struct object_id *id, const char **bytes, size_t *len)
{
	const struct walk_event *event;
	size_t i;

	if (!turn->has_view || !object_id_equal(commit, &turn->view.id))
		return false;
	for (i = 0; i < turn->count; i++) {
		event = &turn->events[i];
		if (event->what != TOLD_FILE || !event->whole ||
		    strcmp(turn->bytes.ptr + event->path, path) != 0)
			continue;
		*id = event->id;
		*bytes = turn->bytes.ptr + event->content;
		*len = event->len;
		return true;
	}
	return false;
}

int
walk_turn_tell(const struct walk_turn *turn,
    const struct repository_checks *checks, struct err *err)
{
	const struct walk_event *event;
	const char *bytes = turn->bytes.ptr, *path;
	size_t i;
	int result = 0;

	for (i = 0; i < turn->count && result == 0; i++) {
		event = &turn->events[i];
		path = bytes + event->path;
		switch (event->what) {
		case TOLD_COMMIT:
			result = checks->commit(checks->ctx, &turn->view, err);
			break;
		case TOLD_FILE:
			result = checks->file(checks->ctx, &turn->view, path,
			    &event->id, event->whole ? bytes + event->content :
			    NULL, event->len, err);
			break;
		case TOLD_REMOVED:
			result = checks->removed(checks->ctx, &turn->view,
			    path, err);
			break;
		case TOLD_DAMAGE:
			result = checks->damage(checks->ctx, &event->commit,
			    &event->id, path, event->damage, err);
			break;
		}
	}
	return result;
}

void
walk_ahead_end(struct walk_ahead *w)
{
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_signal(&w->room);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	release(w);
}
