/* registry_tick.c: guiwen tick: what time alone has brought about becomes
 * records, each once, however many tick at the same time */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"
#include "workflows/context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 500		/* documents in one transaction */

struct ticking {
	struct registry *registry;
	const struct procedure_context *context;
	struct day today;
	char (*ids)[STORE_DOCUMENT_ID];	/* that may have something due */
	size_t nids, ids_cap;
	size_t first;			/* of the batch */
	struct answer *answers;		/* of the batch */
	struct ticked *what;		/* likewise; strings in the arena */
	struct arena arena;
	registry_tick_fn *fn;
	registry_not_ticked_fn *not_fn;
	void *ctx;
	struct err no_sync;		/* what is in force cannot be read */
};

/* ---- candidates, from the index; the step looks at each once more ---- */

static void
add(struct ticking *t, const char *id)
{
	if (t->nids != 0 && strcmp(t->ids[t->nids - 1], id) == 0)
		return;
	MEM_GROW(t->ids, t->nids, t->ids_cap);
	snprintf(t->ids[t->nids++], STORE_DOCUMENT_ID, "%s", id);
}

/* A deadline that is over, or whose last day the calendar of today counts
 * otherwise than it was told. Of one whose clock stood more is known in the
 * dossier than here. */
static int
on_deadline(void *ctx, const struct deadline_row *row, struct err *err)
{
	struct ticking *t = ctx;
	const struct dossier_deadline deadline = { .suspended = "",
		.from = row->from, .within = row->within };
	struct day due;

	(void)err;
	if (row->ended.year != 0 && row->due.year != 0)
		return 0;
	if ((row->due.year != 0 && day_compare(row->due, t->today) < 0) ||
	    (procedure_due(t->context, &deadline, &due) && due.year != 0 &&
	    day_compare(due, row->due) != 0))
		add(t, row->document);
	return 0;
}

/* A text whose day has come and whose state does not say so yet. */
static int
on_document(void *ctx, const struct document_row *row, struct err *err)
{
	struct ticking *t = ctx;

	(void)err;
	if ((row->effective.year != 0 &&
	    day_compare(row->effective, t->today) <= 0 &&
	    procedure_awaits(t->context, row->chart, row->status,
	    "effective")) || (row->expires.year != 0 &&
	    day_compare(row->expires, t->today) < 0 &&
	    procedure_awaits(t->context, row->chart, row->status,
	    "expires")))
		add(t, row->id);
	return 0;
}

static int
by_id(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int
collect(struct ticking *t, struct err *err)
{
	struct store *store = t->registry->store;
	size_t i, n = 0;

	if (registry_context(t->registry, &t->context, err) != 0 ||
	    store_deadlines(store, NULL, on_deadline, t, err) != 0 ||
	    store_documents_due(store, t->today, on_document, t, err) != 0)
		return -1;
	if (t->nids != 0)
		qsort(t->ids, t->nids, STORE_DOCUMENT_ID, by_id);
	for (i = 0; i < t->nids; i++)
		if (n == 0 || strcmp(t->ids[n - 1], t->ids[i]) != 0)
			memmove(t->ids[n++], t->ids[i], STORE_DOCUMENT_ID);
	t->nids = n;
	return 0;
}

/* ---- the step ---- */

/* The filing authority, and of a deadline its last day before and after. */
static void
describe(struct ticking *t, const struct dossier *before,
    const struct procedure_tick *due, struct ticked *out)
{
	const struct dossier_instance *instance = dossier_instance(before,
	    due->instance);

	*out = (struct ticked){ .event = arena_strdup(&t->arena, due->event),
		.instance = arena_strdup(&t->arena, due->instance),
		.authority = instance != NULL ? arena_strdup(&t->arena,
		    instance->authority) : "", .at = time_day(due->at_s) };
	if (due->deadline == NULL)
		return;
	out->deadline = (size_t)(due->deadline - before->deadlines) + 1;
	out->was = due->deadline->due;
}

/* Its last day now, from the dossier as the tick left it. */
static void
describe_after(const struct dossier *after, struct ticked *out)
{
	/* deadlines are only ever added behind the others */
	if (out->deadline != 0 && out->deadline <= after->ndeadlines)
		out->due = after->deadlines[out->deadline - 1].due;
	if (day_compare(out->due, out->was) == 0)
		out->was = (struct day){ 0, 0, 0 };
}

/* The act that nobody states: what has fallen due by now. 1, 0 nothing, -1. */
static int
make_act(struct ticking *t, struct store_txn *txn, size_t index,
    struct prepared *prepared, struct err *err)
{
	const struct procedure_context *context = &t->registry->view;
	const char *id = t->ids[t->first + index];
	struct act *act = prepared->act;
	struct procedure_last last;
	struct procedure_tick due;
	struct dossier *dossier = NULL;
	char nonce[33];
	int got = -1;

	if (registry_txn_dossier(t->registry, txn, id, &dossier, err) != 0 ||
	    registry_last(t->registry, id, &last, &act->arena, err) != 1 ||
	    registry_nonce(nonce, err) != 0)
		goto out;
	got = 0;
	if (!procedure_next_tick(context, dossier,
	    time_day(store_txn_now(txn)), &act->arena, &due))
		goto out;
	act->registry = store_id(t->registry->store);
	act->document = id;
	act->event = arena_strdup(&act->arena, due.event);
	act->instance = arena_strdup(&act->arena, due.instance);
	act->nonce = arena_strdup(&act->arena, nonce);
	act->seen = last.record;
	act->seen_hash = last.hash;
	act->stated_s = due.at_s;
	act_write(act, &prepared->bytes);
	describe(t, dossier, &due, &t->what[index]);
	got = 1;
out:
	dossier_free(dossier);
	return got;
}

static int
step(void *ctx, size_t index, struct store_txn *txn, struct err *err)
{
	static const struct request nobody = { .authenticated = "registry" };
	struct ticking *t = ctx;
	struct prepared prepared = { .request = &nobody, .act = act_new(),
		.bytes = TEXT_INIT, .akn = TEXT_INIT };
	struct answer *answer = &t->answers[index];
	int rc = -1, got = -1;

	if (registry_sync(t->registry, store_txn_head(txn),
	    registry_txn_file, txn, err) != 0)
		t->no_sync = *err;
	else
		got = make_act(t, txn, index, &prepared, err);
	/* another tick was faster */
	if (got == 0)
		err_set(err, ERR_STALE, "nothing has fallen due");
	if (got == 1)
		rc = registry_perform(t->registry, txn, &prepared, answer,
		    err);
	prepared_release(&prepared);
	return rc;
}

static void
again(void *ctx, size_t index)
{
	struct ticking *t = ctx;

	answer_release(&t->answers[index]);
}

/* What came of one document of a batch. Where it was recorded, the document
 * stays for the next round, at the front. */
static int
take_result(struct ticking *t, size_t i, const struct err *why, size_t *left,
    struct err *err)
{
	const char *id = t->ids[t->first + i];

	if (why->code == ERR_STALE || why->code == ERR_REFUSED)
		return 0;
	if (why->code != ERR_NONE) {
		t->not_fn(t->ctx, id, why);
		return 0;
	}
	describe_after(t->answers[i].dossier, &t->what[i]);
	memmove(t->ids[(*left)++], id, STORE_DOCUMENT_ID);
	return t->fn(t->ctx, &t->answers[i], &t->what[i], err);
}

/* One tick for each document of a batch. */
static int
tick_batch(struct ticking *t, size_t n, int64_t now_s, size_t *left,
    struct err *err)
{
	struct err *errs = mem_zero(n, sizeof(*errs));
	size_t i;
	int rc;

	t->answers = mem_zero(n, sizeof(*t->answers));
	t->what = mem_zero(n, sizeof(*t->what));
	err_clear(&t->no_sync);
	rc = registry_step(t->registry, n, step, t, again, now_s, errs, err);
	if (rc == 0 && t->no_sync.code != ERR_NONE) {
		*err = t->no_sync;
		rc = -1;
	}
	for (i = 0; rc == 0 && i < n; i++)
		rc = take_result(t, i, &errs[i], left, err);
	t->registry->loaded = -1;
	for (i = 0; i < n; i++)
		answer_release(&t->answers[i]);
	free(t->answers);
	free(t->what);
	free(errs);
	return rc;
}

int
registry_tick(struct registry *registry, int64_t now_s, registry_tick_fn *fn,
    registry_not_ticked_fn *not_fn, void *ctx, struct err *err)
{
	struct ticking t = { .registry = registry, .today = time_day(now_s),
		.fn = fn, .not_fn = not_fn, .ctx = ctx, .no_sync = ERR_INIT };
	bool recorded = false;
	size_t n, left;
	int rc = collect(&t, err);

	while (rc == 0 && t.nids != 0) {
		for (t.first = left = 0; rc == 0 && t.first < t.nids;
		    t.first += n) {
			n = t.nids - t.first < BATCH ? t.nids - t.first :
			    BATCH;
			rc = tick_batch(&t, n, now_s, &left, err);
		}
		recorded = recorded || left != 0;
		t.nids = left;
	}
	free(t.ids);
	arena_release(&t.arena);
	if (recorded && store_export(registry->store, rc == 0 ? err :
	    &(struct err)ERR_INIT) != 0 && rc == 0)
		rc = err_prefix(err, "what fell due is recorded, but the "
		    "repository could not be brought up to date");
	return rc;
}
