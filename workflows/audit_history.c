/*
 * audit_history.c: is the history whole, was the procedure kept: the walk
 * through all records, each handed on, and what the hands found put together
 */
#include "workflows/audit_hands.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	struct audit own;	/* of what is told here */
	const struct audit_how *how;
	struct audit_hands *hands;
	struct audit_job *job;	/* not handed on yet, or NULL */
	int64_t at;		/* of the job given or begun last */
	int64_t last_number;	/* of the record seen last */
	bool holds_view;	/* a read transaction is open */
	struct audit_map nonces;
	struct audit_walked walked;
	struct audit_change *changes;
	size_t nchanges, changes_cap;
	void (*progress)(void *ctx, int64_t done, int64_t all);
	void *progress_ctx;
	int64_t all;		/* records, for progress only */
};

static int
on_store_fault(void *ctx, const struct store_fault *fault, struct err *err)
{
	struct walk *w = ctx;
	struct audit *a = &w->own;
	struct record record = {
		.number = fault->record, .step = fault->step
	};

	(void)err;
	snprintf(a->words.msg, sizeof(a->words.msg), "%s", fault->what);
	snprintf(a->words.shown, sizeof(a->words.shown), "%s", fault->shown);
	a->order = AUDIT_ORDER(w->at, 2);
	audit_tell(a, AUDIT_FAULT, &record, fault->document, fault->path);
	return 0;
}

/* ---- handing on ---- */

/* At the first record, then now and then. */
static void
show_progress(const struct walk *w, int64_t done)
{
	if (w->progress != NULL && (done == 1 || done % 1000 == 0 ||
	    done == w->all))
		w->progress(w->progress_ctx, done, w->all);
}

/* The job that was begun; its document's hand has it from now on. */
static int
give(struct walk *w, struct err *err)
{
	struct audit_job *job = w->job;

	w->job = NULL;
	return job == NULL ? 0 : audit_hands_give(w->hands,
	    audit_hand_of(w->hands, job->record.document), job, err);
}

static int
begin(struct walk *w, const struct record *record, struct err *err)
{
	if (give(w, err) != 0)
		return -1;
	w->job = audit_job_new(w->own.store, record, ++w->at);
	return 0;
}

/* What is in force as of this record's commit, for all hands but the one that
 * has the record itself. */
static int
give_force(struct walk *w, size_t but, struct err *err)
{
	struct audit_job *job;
	size_t i;

	for (i = 0; i < audit_hands_count(w->hands); i++) {
		if (i == but)
			continue;
		job = audit_job_new(w->own.store, &w->job->record, w->at);
		job->load = true;
		if (audit_hands_give(w->hands, i, job, err) != 0)
			return -1;
	}
	return 0;
}

/* May the act give its document a number (follow_number)? The number is always
 * given under this name; what is written in another way may be anything. */
static bool
may_number(const struct record *record)
{
	return strstr(record->body, "\"number\"") != NULL ||
	    strstr(record->body, "'number'") != NULL ||
	    strstr(record->body, "&#") != NULL;
}

static void
look_nonce(struct walk *w, struct audit_job *job)
{
	audit_nonce(&job->record, job->nonce, sizeof(job->nonce));
	if (job->nonce[0] == '\0')
		return;
	job->used = (int64_t)audit_map_get(&w->nonces, job->nonce, "");
	audit_map_put(&w->nonces, job->nonce, "",
	    (size_t)job->record.number);
}

static int
on_record(void *ctx, const struct record *record, struct err *err)
{
	struct walk *w = ctx;
	struct audit_job *job;
	bool gap = record->number != w->last_number + 1;

	w->last_number = record->number;
	w->walked.last_commit = record->commit;
	show_progress(w, record->number);
	if (begin(w, record, err) != 0)
		return -1;
	job = w->job;
	job->gap = gap;
	job->numbers = may_number(&job->record);
	look_nonce(w, job);
	if (record->kind == RECORD_REGISTRY) {
		MEM_GROW(w->changes, w->nchanges, w->changes_cap);
		w->changes[w->nchanges++] = (struct audit_change) {
			record->number, record->commit
		};
		job->change = true;
	} else {
		job->replay = true;
		/* A record that is lost or broken may have changed what is in
		 * force; one of a document never does, so its own commit
		 * tells. */
		job->load = gap;
	}
	return job->change || gap ? give_force(w, audit_hand_of(w->hands,
	    job->record.document), err) : 0;
}

/* A file that the commit changed, which its record should name. */
static int
on_file(void *ctx, const struct record *record, const char *path,
    struct err *err)
{
	struct walk *w = ctx;

	if ((w->job == NULL || w->job->record.number != record->number) &&
	    begin(w, record, err) != 0)
		return -1;
	text_add(&w->job->paths, path, strlen(path) + 1);
	return 0;
}

static int
on_compared(void *ctx, int64_t number, struct err *err)
{
	struct walk *w = ctx;

	(void)number;
	if (w->job != NULL)
		w->job->compared = true;
	return give(w, err);
}

/* Hold on to the view that store_verify reads, so that everything after it
 * speaks of the same records though others step on. */
static int
on_view(void *ctx, struct err *err)
{
	struct walk *w = ctx;
	int again = audit_hands_view(w->hands, err);

	if (again != 0)
		return again;
	if (store_read_begin(w->own.store, err) != 0)
		return -1;
	w->holds_view = true;
	return 0;
}

/* ---- putting together ---- */

/* Of all lists the first that was not taken yet and comes first; each list is
 * in order, and of two with the same place that of the first list counts. */
static struct audit_fault *
earliest(struct walk *w, size_t *taken, bool exceptions)
{
	size_t n = audit_hands_count(w->hands), i, from = 0;
	struct audit_fault *best = NULL, *fault;
	const struct audit_history *of;
	size_t count;

	for (i = 0; i <= n; i++) {
		of = i == n ? w->own.out : audit_hand(w->hands, i)->out;
		count = exceptions ? of->nexceptions : of->nfaults;
		if (taken[i] == count)
			continue;
		fault = (exceptions ? of->exceptions : of->faults) + taken[i];
		if (best == NULL || fault->order < best->order) {
			best = fault;
			from = i;
		}
	}
	taken[from] += best != NULL;
	return best;
}

/* What the hands told, among what was told here; nothing from `end` on. The
 * strings stay theirs. */
static void
join_lists(struct walk *w, bool exceptions, int64_t end)
{
	struct audit_history *out = w->own.out;
	size_t n = audit_hands_count(w->hands), i, count = 0, cap = 0;
	size_t *taken = mem_zero(n + 1, sizeof(*taken));
	struct audit_fault *all = NULL, *fault;

	while ((fault = earliest(w, taken, exceptions)) != NULL) {
		if (fault->order >= end)
			continue;
		MEM_GROW(all, count, cap);
		all[count++] = *fault;
	}
	free(taken);
	for (i = 0; i < n; i++) {
		if (exceptions)
			audit_hand(w->hands, i)->out->nexceptions = 0;
		else
			audit_hand(w->hands, i)->out->nfaults = 0;
	}
	free(exceptions ? out->exceptions : out->faults);
	if (exceptions) {
		out->exceptions = all;
		out->nexceptions = count;
		w->own.exceptions_cap = cap;
	} else {
		out->faults = all;
		out->nfaults = count;
		w->own.faults_cap = cap;
	}
}

static void
join(struct walk *w, int64_t end)
{
	join_lists(w, false, end);
	join_lists(w, true, end);
}

/* What was counted, and the strings: the last that is taken from a hand. */
static void
add_counts(struct audit_history *out, struct audit_history *from)
{
	out->replayed += from->replayed;
	out->refusals += from->refusals;
	out->corrections += from->corrections;
	out->signed_acts += from->signed_acts;
	out->claimed += from->claimed;
	out->late_entries += from->late_entries;
	out->engine_changed += from->engine_changed;
	if (from->longest_lag_days > out->longest_lag_days)
		out->longest_lag_days = from->longest_lag_days;
	arena_join(&out->arena, &from->arena);
}

/* ---- the whole ---- */

static int
by_document(const void *x, const void *y)
{
	const struct audit_fault *a = x, *b = y;
	int order = strcmp(a->document, b->document);

	/* What is said of a document as a whole comes after its steps. */
	if (order == 0 && (a->step == 0) != (b->step == 0))
		return a->step == 0 ? 1 : -1;
	if (order == 0)
		order = (a->step > b->step) - (a->step < b->step);
	if (order == 0)
		order = strcmp(a->what, b->what);
	if (order == 0)
		order = (a->order > b->order) - (a->order < b->order);
	return order != 0 ? order : strcmp(a->place, b->place);
}

static void
sort_exceptions(struct audit_history *history)
{
	if (history->nexceptions > 0)
		qsort(history->exceptions, history->nexceptions,
		    sizeof(*history->exceptions), by_document);
}

static int
take_time(void *ctx, const struct record *record, struct err *err)
{
	struct audit_fault *fault = ctx;

	(void)err;
	if (time_valid(record->recorded_s))
		fault->since_s = record->recorded_s;
	return 0;
}

/* Since when: the time of the record, where it was not at hand. */
static int
find_times(struct audit *a, struct err *err)
{
	struct audit_fault *fault;
	size_t i;

	for (i = 0; i < a->out->nfaults; i++) {
		fault = &a->out->faults[i];
		if (fault->since_s == 0 && fault->record > 0 &&
		    store_record(a->store, fault->record, take_time, fault,
		    err) < 0 && err->code != ERR_BROKEN)
			return -1;
	}
	return 0;
}

/* What the report itself can bear witness to, once it is printed: nobody is to
 * keep the code of a history that is not whole. */
static void
take_code(struct audit *a)
{
	struct checkpoint checkpoint = { .origin = "" };
	size_t i;

	checkpoint.size = a->out->totals.records;
	checkpoint.root = a->out->totals.root;
	for (i = 0; i < a->out->nfaults; i++)
		if (a->out->faults[i].kind != AUDIT_BREACH)
			return;
	if (checkpoint.size > 0)
		checkpoint_code(a->out->code, &checkpoint);
}

/* All records, through store_verify; what is told of them, put together. */
static int
walk(struct walk *w, struct err *err)
{
	struct store_checks checks = {
		.ctx = w, .fault = on_store_fault, .record = on_record,
		.file = on_file, .compared = on_compared, .view = on_view,
		.without_signatures = w->how->without_signatures
	};
	struct audit_walked *walked = &w->walked;
	struct audit *a = &w->own;
	int result;

	audit_want_roots(a, &checks);
	result = store_verify(a->store, &checks, &a->out->totals, err);
	if (result == 0)
		result = give(w, err);
	if (audit_hands_finish(w->hands, err) != 0) {
		join(w, AUDIT_ORDER(audit_hands_failed_at(w->hands), 0));
		return -1;
	}
	join(w, INT64_MAX);
	if (result != 0)
		return -1;
	walked->found = a->out;
	walked->whole = a->out->nfaults == 0;
	walked->damaged = a->out->totals.damaged;
	walked->changes = w->changes;
	walked->nchanges = w->nchanges;
	if (store_head(a->store, &walked->head, &walked->head_err) == 0 ||
	    walked->head_err.code == ERR_BROKEN)
		return 0;
	*err = walked->head_err;
	return -1;
}

/* Each document by itself, then what belongs to none. */
static int
check_documents(struct walk *w, struct store_index *index, struct err *err)
{
	struct audit *a = &w->own;
	bool unindexed = false;
	size_t i;
	int result;

	w->walked.at = w->at + 1;
	for (i = 0; i < audit_hands_count(w->hands); i++)
		audit_hand(w->hands, i)->walked = &w->walked;
	result = audit_hands_each(w->hands, index, audit_documents, err);
	for (i = 0; i < audit_hands_count(w->hands); i++)
		unindexed |= audit_hand(w->hands, i)->unindexed;
	join(w, INT64_MAX);
	if (result != 0 || audit_sealed_strays(a, w->hands, err) != 0)
		return -1;
	return unindexed ? 0 : store_shadow_compare(a->store,
	    audit_difference, a, err);
}

static int
run(struct walk *w, struct err *err)
{
	struct audit *a = &w->own;
	struct store_index *index;
	struct store_head head = { 0 };
	int result = -1;
	size_t i;

	/* What is damaged store_verify tells. */
	if (store_head(a->store, &head, err) != 0 && err->code != ERR_BROKEN)
		return -1;
	w->all = head.number;
	w->hands = audit_hands_new(a->store, w->how, err);
	if (w->hands == NULL)
		return -1;
	if (store_shadow_begin(a->store, &index, err) == 0) {
		if (walk(w, err) == 0 && check_documents(w, index, err) == 0) {
			audit_witnesses(a);
			result = find_times(a, err);
		}
		if (w->holds_view)
			store_read_end(a->store);
		store_shadow_end(a->store);
	}
	for (i = 0; i < audit_hands_count(w->hands); i++)
		add_counts(a->out, audit_hand(w->hands, i)->out);
	audit_hands_free(w->hands);
	return result;
}

/* What was found before the system failed is not kept back. */
static int
tell_failure(struct audit *a, struct err *err)
{
	if (err->code != ERR_SYSTEM || a->out->nfaults == 0)
		return -1;
	a->words = *err;
	err_prefix(&a->words, "The check could not be brought to its end, so "
	    "that more may be wrong");
	audit_tell(a, AUDIT_FAULT, NULL, "", "audit");
	err_clear(err);
	return 0;
}

int
audit_history_of_store(struct store *store, const struct audit_how *how,
    const struct audit_outside *outside, struct audit_history **out,
    void (*progress)(void *ctx, int64_t done, int64_t all), void *ctx,
    struct err *err)
{
	struct walk w = {
		.own = { .store = store, .outside = outside,
			.words = ERR_INIT,
			.out = mem_zero(1, sizeof(struct audit_history)) },
		.how = how, .walked = { .head_err = ERR_INIT },
		.progress = progress, .progress_ctx = ctx
	};
	int result = run(&w, err);

	if (result != 0)
		result = tell_failure(&w.own, err);
	if (result == 0) {
		take_code(&w.own);
		sort_exceptions(w.own.out);
		*out = w.own.out;
	} else {
		audit_history_free(w.own.out);
	}
	audit_job_free(w.job);
	audit_release(&w.own);
	audit_map_release(&w.nonces);
	free(w.changes);
	return result;
}

void
audit_history_free(struct audit_history *history)
{
	if (history == NULL)
		return;
	arena_release(&history->arena);
	free(history->faults);
	free(history->exceptions);
	free(history);
}
