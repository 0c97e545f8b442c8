/*
 * walk_ahead.c: the history walked by a thread of its own, which reads and
 * hashes what each commit brought while what came before is still looked at
 *
 * What repository_check tells of a commit is kept as a "turn" and told again
 * to whoever takes it, in the same order. There are never more than a few
 * turns between the two, and never much in them.
 */
#include "store/store_int.h"

#include "engine/base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define TURNS 64
#define BYTES_MOST ((size_t)2 << 20)	/* in all turns that wait */
#define KEEP_BYTES ((size_t)64 << 10)	/* room that a turn keeps */

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
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more, room;
	struct walk_turn turns[TURNS];
	size_t made, taken;		/* so many in all */
	size_t bytes;			/* of those that wait */
	bool done, stop;
	bool has_turn;			/* one is being made */
	bool turn_out;			/* the last one taken is in use */
	int result;
	struct err err;
};

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
	struct walk_turn *turn = &w->turns[w->made % TURNS];

	if (!w->has_turn) {
		turn->count = 0;
		turn->has_view = false;
		if (turn->bytes.cap > KEEP_BYTES)
			text_release(&turn->bytes);
		text_reset(&turn->bytes);
		w->has_turn = true;
	}
	return turn;
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
	if (!w->has_turn)
		return 0;
	pthread_mutex_lock(&w->lock);
	w->bytes += w->turns[w->made % TURNS].bytes.len;
	w->made++;
	w->has_turn = false;
	/* One who waits is woken for several at once. */
	if (w->made - w->taken >= TURNS / 8 || w->bytes > BYTES_MOST / 8)
		pthread_cond_signal(&w->more);
	/* The turn that is in use keeps its place. */
	while (!w->stop && (w->made - w->taken >= TURNS - 1 ||
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
	int result = repository_check(w->repository, &w->last,
	    w->store->public_key, &checks, &err);

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
	size_t i, k;

	for (i = 0; i < TURNS; i++) {
		for (k = 0; k < w->turns[i].count; k++)
			free(w->turns[i].events[k].damage);
		free(w->turns[i].events);
		text_release(&w->turns[i].bytes);
	}
	repository_free(w->repository);
	id_map_release(&w->pending.records);
	ledger_close(&w->ledger);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->more);
	pthread_cond_destroy(&w->room);
	free(w);
}

struct walk_ahead *
walk_ahead_begin(struct store *store, const struct object_id *last,
    const struct object_id *exported)
{
	struct walk_ahead *w = mem_zero(1, sizeof(*w));
	struct err ignored = ERR_INIT;
	size_t i;

	w->store = store;
	w->last = *last;
	w->exported = *exported;
	for (i = 0; i < TURNS; i++)
		text_init(&w->turns[i].bytes);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, NULL);
	pthread_cond_init(&w->room, NULL);
	if (open_stores(w, &ignored) == 0 &&
	    pthread_create(&w->thread, NULL, walk, w) == 0)
		return w;
	release(w);
	return NULL;
}

/* What was told of the turn before is forgotten. */
static void
give_back(struct walk_ahead *w)
{
	struct walk_turn *turn = &w->turns[(w->taken - 1) % TURNS];
	size_t i;

	for (i = 0; i < turn->count; i++) {
		free(turn->events[i].damage);
		turn->events[i].damage = NULL;
	}
}

int
walk_ahead_next(struct walk_ahead *w, const struct walk_turn **out,
    struct err *err)
{
	struct walk_turn *turn = NULL;

	pthread_mutex_lock(&w->lock);
	if (w->turn_out) {
		give_back(w);
		w->bytes -= w->turns[(w->taken - 1) % TURNS].bytes.len;
	}
	w->turn_out = false;
	if (w->made - w->taken <= TURNS / 2 && w->bytes <= BYTES_MOST / 2)
		pthread_cond_signal(&w->room);
	while (w->made == w->taken && !w->done)
		pthread_cond_wait(&w->more, &w->lock);
	if (w->made > w->taken) {
		turn = &w->turns[w->taken++ % TURNS];
		w->turn_out = true;
	}
	pthread_mutex_unlock(&w->lock);
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
