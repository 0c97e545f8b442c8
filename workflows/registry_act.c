/* registry_act.c: requests become records: each prepared, then all of them
 * in one durable step */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* For longer no command is held up; a time as old as that was not read from
 * this machine's clock. */
#define HELD_UP_MOST_S 3600

struct batch {
	struct registry *registry;
	struct prepared *prepared;
	struct answer *answers;
	const size_t *which;	/* the requests that are ready */
};

/* One request inside the write lock. */
struct item {
	struct registry *registry;
	struct store_txn *txn;
	const struct prepared *prepared;
	struct answer *answer;
	struct dossier *dossier;
	struct procedure_last last;
	enum procedure_result result;
	struct err refusal;
	struct text outcome, subject;
	char dir[64];
	struct arena arena;
};

int
registry_txn_dossier(struct registry *registry, struct store_txn *txn,
    const char *document, struct dossier **out, struct err *err)
{
	struct text bytes = TEXT_INIT;
	char dir[64], path[96];
	int got = 0;

	if (store_document_path(document, dir, sizeof(dir), err) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/state.xml", dir);
	got = store_txn_file(txn, path, NULL, &bytes, err);
	if (got == 0)
		got = err_set(err, ERR_BROKEN, "the registry has no %s; run "
		    "guiwen verify", path);
	if (got > 0 && dossier_parse(out, bytes.ptr, bytes.len, err) != 0)
		got = err_prefix(err, "%s", path);
	text_release(&bytes);
	if (got < 0)
		return -1;
	return registry_need_charts(registry, *out, registry_txn_file, txn,
	    err);
}

static int
load_dossier(struct item *item, struct err *err)
{
	const struct act *act = item->prepared->act;

	if (registry_txn_dossier(item->registry, item->txn, act->document,
	    &item->dossier, err) != 0)
		return -1;
	return registry_need_target(item->registry, item->dossier, act,
	    registry_txn_file, item->txn, err);
}

/* The dossier that the act is for, and its last record. */
static int
load(struct item *item, struct err *err)
{
	const struct act *act = item->prepared->act;
	char id[STORE_DOCUMENT_ID];
	int got;

	if (act->document[0] == '\0') {
		if (store_txn_next_document(item->txn,
		    time_day(act->stated_s).year, id, err) != 0)
			return -1;
		item->dossier = procedure_create(id);
		return store_document_path(id, item->dir, sizeof(item->dir),
		    err);
	}
	if (store_document_path(act->document, item->dir, sizeof(item->dir),
	    err) != 0)
		return -1;
	got = registry_last(item->registry, act->document, &item->last,
	    &item->arena, err);
	if (got == 0)
		return registry_no_document(item->registry, act->document,
		    err);
	return got < 0 ? -1 : load_dossier(item, err);
}

static int
put(struct item *item, const char *name, const char *bytes, size_t len,
    struct err *err)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", item->dir, name);
	return store_txn_put(item->txn, path, bytes, len, err);
}

/* The bytes behind what the dossier took in at this step, in the order in
 * which the act names them. */
static int
put_papers(struct item *item, struct err *err)
{
	const struct request *request = item->prepared->request;
	const struct dossier *d = item->dossier;
	const struct dossier_version *version = dossier_version(d);
	size_t i, k = 0;

	if (version != NULL && version->step == d->step &&
	    (put(item, "document.xml", item->prepared->akn.ptr,
	    item->prepared->akn.len, err) != 0 ||
	    put(item, version->path, request->text->bytes,
	    request->text->len, err) != 0))
		return -1;
	for (i = 0; i < d->nmaterials; i++) {
		if (d->materials[i].step != d->step)
			continue;
		if (!dossier_is_personal(&d->materials[i]) &&
		    put(item, d->materials[i].path,
		    request->materials[k].bytes, request->materials[k].len,
		    err) != 0)
			return -1;
		k++;
	}
	return 0;
}

static int
put_record(struct item *item, struct store_head *head, struct err *err)
{
	const struct prepared *prepared = item->prepared;
	const struct person *person = people_find(
	    item->registry->view.people, prepared->act->person);
	struct record_draft draft = { .kind = RECORD_STEP,
		.document = item->dossier->id, .event = prepared->act->event,
		.person = prepared->act->person, .act = prepared->bytes.ptr,
		.act_len = prepared->bytes.len,
		.outcome = item->outcome.ptr,
		.outcome_len = item->outcome.len,
		.signature = registry_signature(person, &prepared->signature),
		.author_name = person != NULL ? person->name : "",
		.author_time_s = prepared->act->stated_s };

	if (prepared->act->person[0] == '\0')
		draft.kind = RECORD_TICK;
	else if (item->result == PROCEDURE_REFUSED)
		draft.kind = RECORD_REFUSAL;
	else if (prepared->act->corrects != 0)
		draft.kind = RECORD_CORRECTION;
	procedure_subject(&item->registry->view, item->dossier, prepared->act,
	    item->result, &item->subject);
	draft.subject = item->subject.ptr;
	return store_txn_record(item->txn, &draft, head, err);
}

/* A signature counts where its key is valid at this place in the chain. */
static const char *
authenticated(const struct item *item)
{
	const struct prepared *prepared = item->prepared;
	const struct person *person = people_find(
	    item->registry->view.people, prepared->act->person);

	if (registry_signature(person, &prepared->signature) != NULL)
		return "key";
	return prepared->request->authenticated != NULL ?
	    prepared->request->authenticated : "claimed";
}

/*
 * Who has a key gives nobody leave to act under his name without one: what is
 * done for him is signed as well, by who does it. Asked of each new act and
 * not of the records, some of which were made before it was.
 */
static int
check_behalf(const struct item *item, struct err *err)
{
	const struct act *act = item->prepared->act;
	const struct people *people = item->registry->view.people;
	const struct person *person = people_find(people, act->person),
	    *from = people_find(people, act->on_behalf);

	if (act->on_behalf[0] == '\0' || person == NULL || from == NULL ||
	    !person_signs(from) || person_signs(person) ||
	    strcmp(item->answer->authenticated, "key") == 0)
		return 0;
	return err_set(err, ERR_DENIED, "%s (%s) signs with a key, so what is "
	    "done for him is signed too, and %s (%s) has no key here: the "
	    "office registers one with guiwen key add %s FILE.pub",
	    from->name, from->id, person->name, person->id, person->id);
}

static int
apply(struct item *item, struct err *err)
{
	const struct prepared *prepared = item->prepared;
	bool creating = prepared->act->document[0] == '\0';
	struct registry *registry = item->registry;

	item->answer->authenticated = authenticated(item);
	if (check_behalf(item, err) != 0)
		return -1;
	err_clear(&registry->number_err);
	if (procedure_apply(&registry->view, item->dossier, prepared->act,
	    creating ? NULL : &item->last, item->answer->authenticated,
	    store_txn_now(item->txn), &item->result, &item->outcome,
	    &item->refusal, err) != 0)
		return -1;
	if (item->result == PROCEDURE_REFUSED &&
	    item->refusal.code == ERR_DENIED &&
	    prepared->wrong_key.code != ERR_NONE)
		item->refusal = prepared->wrong_key;
	/* a number whose holder could not be looked up is not free */
	if (registry->number_err.code != ERR_NONE) {
		*err = registry->number_err;
		return -1;
	}
	if (item->result == PROCEDURE_REFUSED &&
	    (creating || prepared->act->person[0] == '\0')) {
		*err = item->refusal;
		return -1;
	}
	return 0;
}

static int
perform(struct item *item, struct err *err)
{
	struct answer *answer = item->answer;
	struct store_head head;

	if (registry_sync(item->registry, store_txn_head(item->txn),
	    registry_txn_file, item->txn, err) != 0 || load(item, err) != 0 ||
	    apply(item, err) != 0)
		return -1;
	if (item->result == PROCEDURE_DONE && (put_papers(item, err) != 0 ||
	    registry_sealed_there(item->registry, item->prepared->act,
	    item->dossier, err) != 0))
		return -1;
	if (put(item, "state.xml", item->dossier->state.ptr,
	    item->dossier->state.len, err) != 0 ||
	    put_record(item, &head, err) != 0 ||
	    procedure_index(&item->registry->view, item->dossier, head.number,
	    store_txn_index(item->txn), err) != 0)
		return -1;
	/* A record of a document changes nothing that is in force. */
	item->registry->loaded = head.number;
	answer->recorded = true;
	answer->done = item->result == PROCEDURE_DONE;
	answer->record = head.number;
	answer->step = item->dossier->step;
	if (!answer->done)
		answer->err = item->refusal;
	snprintf(answer->document, sizeof(answer->document), "%s",
	    item->dossier->id);
	answer->dossier = item->dossier;
	answer->outcome = mem_strdup(item->outcome.ptr);
	item->dossier = NULL;
	return 0;
}

int
registry_perform(struct registry *registry, struct store_txn *txn,
    const struct prepared *prepared, struct answer *answer, struct err *err)
{
	struct item item = { .registry = registry, .txn = txn,
		.prepared = prepared, .answer = answer,
		.refusal = ERR_INIT };
	int rc;

	text_init(&item.outcome);
	text_init(&item.subject);
	rc = perform(&item, err);
	dossier_free(item.dossier);
	text_release(&item.outcome);
	text_release(&item.subject);
	arena_release(&item.arena);
	return rc;
}

static int
step(void *ctx, size_t index, struct store_txn *txn, struct err *err)
{
	struct batch *batch = ctx;
	size_t i = batch->which[index];

	return registry_perform(batch->registry, txn, &batch->prepared[i],
	    &batch->answers[i], err);
}

/* ---- after the step ---- */

/*
 * The issued file was refused: show where its text differs from the one that
 * was approved, if it does. The new text becomes the answer's.
 */
static void
compare_texts(struct registry *registry, struct prepared *prepared,
    struct answer *answer)
{
	const struct dossier_version *version;
	struct err ignored = ERR_INIT;

	if (answer->done || !answer->recorded || prepared->document == NULL ||
	    answer->err.code != ERR_REFUSED)
		return;
	version = dossier_version(answer->dossier);
	if (version == NULL || !procedure_takes_issued(&registry->view,
	    answer->dossier, prepared->act->event))
		return;
	if (registry_text(registry, answer->document, 0, &answer->old_text,
	    &ignored) != 0)
		return;
	answer->new_text = prepared->document;
	prepared->document = NULL;
	answer->redline = comparison_new(answer->old_text, answer->new_text);
	if (comparison_equal(answer->redline)) {
		comparison_free(answer->redline);
		answer->redline = NULL;
	}
}

static void
forget(struct answer *answer)
{
	dossier_free(answer->dossier);
	free(answer->outcome);
	answer->dossier = NULL;
	answer->outcome = NULL;
	answer->recorded = answer->done = false;
	answer->authenticated = "";
	answer->record = answer->step = 0;
}

static int64_t
monotonic_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void
again(void *ctx, size_t index)
{
	struct batch *batch = ctx;

	forget(&batch->answers[batch->which[index]]);
}

/* Is the time of the last record past, though not when the clock was read? */
static bool
has_passed(int64_t recorded_s, int64_t now_s, int64_t waited_s)
{
	int64_t present_s = (int64_t)time(NULL);

	return recorded_s <= now_s + 1 + waited_s ||
	    (recorded_s <= present_s && present_s - now_s <= HELD_UP_MOST_S);
}

int
registry_step(struct registry *registry, size_t n, store_step_fn *fn,
    void *ctx, void (*undone)(void *ctx, size_t index), int64_t now_s,
    struct err *errs, struct err *err)
{
	int64_t began = monotonic_s(), time_s = now_s;
	struct err ignored = ERR_INIT;
	struct store_head head;
	size_t i;

	/* Each time is later than the one before, and past. */
	for (;;) {
		err_clear(err);
		if (store_step(registry->store, n, fn, ctx, time_s, errs,
		    err) == 0)
			return 0;
		registry->loaded = -1;
		for (i = 0; undone != NULL && i < n; i++)
			undone(ctx, i);
		if (err->code != ERR_CLOCK ||
		    store_head(registry->store, &head, &ignored) != 0 ||
		    !has_passed(head.recorded_s, now_s, monotonic_s() -
		    began))
			return -1;
		time_s = head.recorded_s;
	}
}

static int
act_on(struct registry *registry, struct batch *batch, size_t n,
    int64_t now_s, struct err *err)
{
	struct err *errs = mem_zero(n, sizeof(*errs));
	size_t i;
	int rc;

	rc = registry_step(registry, n, step, batch, again, now_s, errs, err);
	for (i = 0; rc == 0 && i < n; i++) {
		struct answer *answer = &batch->answers[batch->which[i]];

		if (errs[i].code != ERR_NONE) {
			/* taken back after it had moved the head: what is
			 * in force was noted for a record that is none */
			if (answer->recorded)
				registry->loaded = -1;
			forget(answer);
			answer->err = errs[i];
		}
		compare_texts(registry, &batch->prepared[batch->which[i]],
		    answer);
	}
	free(errs);
	return rc;
}

int
registry_act(struct registry *registry, const struct request *requests,
    size_t n, int64_t now_s, bool export, struct answer *answers,
    struct err *err)
{
	struct prepared *prepared = mem_zero(n, sizeof(*prepared));
	size_t *which = mem_zero(n, sizeof(*which));
	struct batch batch = { registry, prepared, answers, which };
	size_t ready = 0, i;
	int rc = 0;

	for (i = 0; i < n; i++) {
		memset(&answers[i], 0, sizeof(answers[i]));
		if (requests[i].document != NULL)
			snprintf(answers[i].document,
			    sizeof(answers[i].document), "%s",
			    requests[i].document);
		if (registry_prepare(registry, &requests[i], now_s, true,
		    &prepared[i], &answers[i]) && registry_seal(registry,
		    &prepared[i], &answers[i].err) == 0)
			which[ready++] = i;
	}
	if (ready != 0)
		rc = act_on(registry, &batch, ready, now_s, err);
	/* After a failure nobody knows what was recorded: sealed material
	 * that turns out to be nobody's is told by the audit. */
	for (i = 0; i < ready && rc == 0; i++)
		rc = registry_unseal(registry, &prepared[which[i]],
		    &answers[which[i]], err);
	if (rc == 0 && ready != 0 && export &&
	    store_export(registry->store, err) != 0)
		rc = err_prefix(err, "the repository could not be brought up "
		    "to date");
	for (i = 0; i < n; i++)
		prepared_release(&prepared[i]);
	free(prepared);
	free(which);
	return rc;
}

void
answer_release(struct answer *answer)
{
	comparison_free(answer->redline);
	document_free(answer->old_text);
	document_free(answer->new_text);
	dossier_free(answer->dossier);
	free(answer->outcome);
	memset(answer, 0, sizeof(*answer));
}
