/* audit_history.c: is the history whole, was the procedure kept */
#include "workflows/audit_int.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CACHED_BYTES ((size_t)4 << 20)

/* ---- telling ---- */

void
audit_tell(struct audit *a, enum audit_kind kind, const struct record *record,
    const char *document, const char *place)
{
	struct audit_history *out = a->out;
	struct audit_fault *fault;

	if (kind >= AUDIT_LATE) {
		MEM_GROW(out->exceptions, out->nexceptions,
		    a->exceptions_cap);
		fault = &out->exceptions[out->nexceptions++];
	} else {
		MEM_GROW(out->faults, out->nfaults, a->faults_cap);
		fault = &out->faults[out->nfaults++];
	}
	fault->record = record != NULL ? record->number : 0;
	fault->step = record != NULL ? record->step : 0;
	fault->since_s = record != NULL ? record->recorded_s : 0;
	fault->document = document[0] == '\0' ? "" : audit_name(a, document);
	fault->place = arena_strdup(&out->arena, place);
	fault->what = arena_strdup(&out->arena, a->words.msg);
	fault->shown = strcmp(a->words.msg, a->words.shown) == 0 ?
	    fault->what : arena_strdup(&out->arena, a->words.shown);
	fault->kind = kind;
}

static int
on_store_fault(void *ctx, const struct store_fault *fault, struct err *err)
{
	struct audit *a = ctx;
	struct record record = {
		.number = fault->record, .step = fault->step
	};

	(void)err;
	snprintf(a->words.msg, sizeof(a->words.msg), "%s", fault->what);
	snprintf(a->words.shown, sizeof(a->words.shown), "%s", fault->shown);
	audit_tell(a, AUDIT_FAULT, &record, fault->document, fault->path);
	return 0;
}

/* ---- what is remembered ---- */

const char *
audit_name(struct audit *a, const char *s)
{
	size_t at = audit_map_get(&a->names, s, "");
	char *copy;

	if (at != 0)
		return (const char *)at;
	copy = arena_strdup(&a->out->arena, s);
	audit_map_put(&a->names, s, "", (size_t)copy);
	return copy;
}

struct audit_document *
audit_document_of(struct audit *a, const char *id)
{
	size_t at = audit_map_get(&a->ids, id, "");
	struct audit_document *document;

	if (at != 0)
		return &a->documents[at - 1];
	MEM_GROW(a->documents, a->ndocuments, a->documents_cap);
	document = &a->documents[a->ndocuments++];
	memset(document, 0, sizeof(*document));
	snprintf(document->id, sizeof(document->id), "%s", id);
	document->last.event = document->last.person = "";
	document->authority = document->number = "";
	audit_map_put(&a->ids, id, "", a->ndocuments);
	return document;
}

void
audit_keep_state(struct audit *a, struct audit_document *document,
    const char *state, size_t len, const struct sha256 *hash)
{
	size_t i;

	a->cached_bytes -= document->state != NULL ? document->state_len : 0;
	free(document->state);
	document->state = NULL;
	if (state == NULL)
		return;
	/* Forgetting all at once is as good as choosing: each is read again
	 * from git when it is wanted. */
	if (a->cached_bytes + len > MOST_CACHED_BYTES) {
		for (i = 0; i < a->ndocuments; i++) {
			free(a->documents[i].state);
			a->documents[i].state = NULL;
		}
		a->cached_bytes = 0;
	}
	document->state = mem_strndup(state, len);
	document->state_len = len;
	document->state_hash = *hash;
	a->cached_bytes += len;
}

/* The document that holds a number, from the records before (procedure.h). */
static const char *
number_holder(void *ctx, const char *authority, const char *number)
{
	struct audit *a = ctx;
	size_t at = audit_map_get(&a->numbers, authority, number);

	return at == 0 ? NULL : a->documents[at - 1].id;
}

/* What the records before know of a document. */
static enum procedure_known
document_known(void *ctx, const char *id)
{
	struct audit *a = ctx;
	size_t at = audit_map_get(&a->ids, id, "");
	const struct audit_document *document = at == 0 ? NULL :
	    &a->documents[at - 1];

	if (document == NULL || document->last.record == 0)
		return PROCEDURE_UNKNOWN;
	return document->published ? PROCEDURE_PUBLISHED :
	    PROCEDURE_UNPUBLISHED;
}

struct file_at {
	struct audit *a;
	const struct object_id *commit;
};

/* A file that is in force changed, appeared or is gone. */
static void
note_force(struct audit *a, const char *path, const struct object_id *id)
{
	struct audit_force *force;
	size_t i;

	for (i = 0; i < a->nforce; i++) {
		if (strcmp(a->force[i].path, path) == 0)
			break;
	}
	if (i == a->nforce && object_id_is_zero(id))
		return;
	if (i == a->nforce) {
		MEM_GROW(a->force, a->nforce, a->force_cap);
		force = &a->force[a->nforce++];
		memset(force, 0, sizeof(*force));
		snprintf(force->path, sizeof(force->path), "%s", path);
	}
	force = &a->force[i];
	if (!object_id_equal(&force->id, id))
		force->changed = true;
	force->id = *id;
}

static int
read_file_at(void *ctx, const char *path, struct object_id *id,
    struct text *out, struct err *err)
{
	const struct file_at *at = ctx;
	struct object_id found = { { 0 } };
	int got = store_file_at(at->a->store, at->commit, path, &found, out,
	    err);

	if (id != NULL && got == 1)
		*id = found;
	if (got >= 0)
		note_force(at->a, path, &found);
	return got;
}

int
audit_need_charts(struct audit *a, const struct dossier *dossier,
    const struct object_id *commit, const struct record *record,
    struct err *err)
{
	struct file_at at = { a, commit };

	if (context_need_charts(a->context, dossier, read_file_at, &at,
	    &a->words) == 0)
		return 1;
	if (a->words.code == ERR_SYSTEM) {
		*err = a->words;
		return -1;
	}
	audit_tell(a, AUDIT_FAULT, record, dossier->id, "replay");
	return 0;
}

int
audit_need_target(struct audit *a, const struct dossier *dossier,
    const struct act *act, const struct object_id *commit, struct err *err)
{
	struct file_at at = { a, commit };
	const char *workflow, *hash;

	if (!procedure_wants_chart(dossier, act, &workflow, &hash))
		return 0;
	if (context_find_chart(a->context, workflow, hash, read_file_at, &at,
	    &a->words) >= 0 || a->words.code != ERR_SYSTEM)
		return 0;
	*err = a->words;
	return -1;
}

void
audit_path(char *out, size_t size, const char *document, const char *name)
{
	struct err ignored = ERR_INIT;
	char folder[128] = "";

	(void)store_document_path(document, folder, sizeof(folder), &ignored);
	snprintf(out, size, "%s/%s", folder, name);
}

int
audit_file(struct audit *a, const struct object_id *commit,
    const char *document, const char *name, struct text *out, struct err *err)
{
	char path[1024];

	audit_path(path, sizeof(path), document, name);
	return store_file_at(a->store, commit, path, NULL, out, err);
}

int
audit_load_context(struct audit *a, const struct object_id *commit,
    const struct record *record, struct err *err)
{
	struct file_at at = { a, commit };
	size_t i;

	for (i = 0; i < a->nforce; i++)
		a->force[i].changed = false;
	a->context_holds = context_load(a->context, read_file_at, &at,
	    &a->words) == 0;
	if (a->context_holds) {
		a->view = *context_get(a->context);
		a->view.number_holder = number_holder;
		a->view.document = document_known;
		a->view.lookup_ctx = a;
		return 0;
	}
	if (a->words.code == ERR_SYSTEM) {
		*err = a->words;
		return -1;
	}
	err_prefix(&a->words, "what is in force from record %lld on cannot be "
	    "read, and no step after it be replayed",
	    (long long)record->number);
	audit_tell(a, AUDIT_FAULT, record, "", "replay");
	return 0;
}

int
audit_commit(struct audit *a, const struct record *record,
    const struct act *act, const char *subject, struct err *err)
{
	const struct person *who = record->number == 1 ? NULL :
	    people_find(a->view.people, act->person);
	struct store_author author = { .time_s = act->stated_s,
		.subject = subject };
	char part[ERR_PART_MAX];
	const char *what;

	author.name = who != NULL ? who->name : "";
	if (record->number == 1)
		author.name = store_name(a->store);
	if (store_commit_says(a->store, record, &author, &what, err) != 0)
		return -1;
	if (what == NULL)
		return 0;
	err_set(&a->words, ERR_BROKEN, "the commit of record %lld does not "
	    "agree with the record: %s", (long long)record->number,
	    err_part(part, what));
	audit_tell(a, AUDIT_FAULT, record, record->document, "commit");
	return 0;
}

/* ---- the walk ---- */

static int
on_change(struct audit *a, const struct record *record, struct err *err)
{
	MEM_GROW(a->changes, a->nchanges, a->changes_cap);
	a->changes[a->nchanges++] = (struct audit_change) {
		record->number, record->commit
	};
	return audit_change(a, record, err);
}

/* At the first record, then now and then. */
static void
show_progress(const struct audit *a, int64_t done)
{
	if (a->progress != NULL && (done == 1 || done % 1000 == 0 ||
	    done == a->all))
		a->progress(a->progress_ctx, done, a->all);
}

static int
on_record(void *ctx, const struct record *record, struct err *err)
{
	struct audit *a = ctx;

	/* Hold on to the view that store_verify reads, so that everything
	 * after it speaks of the same records though others step on. (It
	 * cannot be taken before: its ATTACH wants no transaction around.) */
	if (!a->holds_view && store_read_begin(a->store, err) != 0)
		return -1;
	a->holds_view = true;
	a->gap = record->number != a->last_number + 1;
	a->last_number = record->number;
	a->last_commit = record->commit;
	show_progress(a, record->number);
	if (record->kind == RECORD_REGISTRY)
		return on_change(a, record, err);
	/* A record that is lost or broken may have changed what is in force;
	 * one of a document never does, so its own commit tells. */
	if (a->gap && audit_load_context(a, &record->commit, record, err) != 0)
		return -1;
	return audit_replay(a, record, err);
}

/* ---- document by document, in the order of their last records ---- */

static int
by_last_record(const void *x, const void *y)
{
	const struct audit_document *const *a = x, *const *b = y;

	return ((*a)->last.record > (*b)->last.record) -
	    ((*a)->last.record < (*b)->last.record);
}

static int
on_difference(void *ctx, const char *table, const char *document,
    const struct err *what, struct err *err)
{
	struct audit *a = ctx;
	char place[64], words[ERR_PART_MAX];

	(void)err;
	snprintf(place, sizeof(place), "ledger: %s", table);
	if (document[0] == '\0') {
		err_set(&a->words, ERR_BROKEN, "the table %s cannot be read "
		    "to its end: %s", table, err_words(words, what));
		audit_tell(a, AUDIT_FAULT, NULL, document, place);
		return 0;
	}
	err_set(&a->words, ERR_BROKEN, "the table %s says of %s what its "
	    "records do not: %s", table, document,
	    err_words(words, what));
	audit_tell(a, AUDIT_FAULT, NULL, document, place);
	return 0;
}

/* The document's rows made anew, and compared with those that are there. */
static int
index_document(struct audit *a, const struct audit_document *document,
    const struct dossier *dossier, struct store_index *index, struct err *err)
{
	int got = audit_need_charts(a, dossier, &document->commit, NULL, err);

	if (got <= 0)
		return got;
	if (procedure_index(&a->view, dossier, document->last.record, index,
	    &a->words) == 0)
		return store_shadow_document(a->store, on_difference, a, err);
	if (a->words.code == ERR_SYSTEM) {
		*err = a->words;
		return -1;
	}
	a->unindexed |= a->out->totals.damaged;
	err_prefix(&a->words, "the tables cannot be made anew for %s",
	    document->id);
	audit_tell(a, AUDIT_FAULT, NULL, document->id, "replay");
	return 0;
}

static int
check_document(struct audit *a, struct audit_document *document,
    struct store_index *index, struct err *err)
{
	struct text state = TEXT_INIT;
	struct dossier *dossier = NULL;
	int result = 0, got;

	got = audit_file(a, &document->commit, document->id, "state.xml",
	    &state, err);
	if (got < 0 && err->code == ERR_SYSTEM)
		result = -1;
	/* A missing or broken state was told when its record was replayed. */
	if (got <= 0 || dossier_parse(&dossier, state.ptr, state.len,
	    &a->words) != 0)
		goto out;
	if (index_document(a, document, dossier, index, err) != 0 ||
	    audit_head_files(a, document, dossier, err) != 0 ||
	    audit_sealed(a, dossier, err) != 0 ||
	    audit_procedure(a, document, dossier, err) != 0 ||
	    audit_doubts(a, dossier, err) != 0)
		result = -1;
	/* The rest of the ledger may be whole. */
	if (result != 0 && err->code == ERR_BROKEN) {
		a->words = *err;
		err_clear(err);
		err_prefix(&a->words, "%s cannot be checked further",
		    document->id);
		audit_tell(a, AUDIT_FAULT, NULL, document->id, "ledger");
		result = 0;
	}
out:
	dossier_free(dossier);
	text_release(&state);
	return result;
}

/* For what is said of the past by what is in force today. */
static int
load_now(struct audit *a, struct err *err)
{
	struct store_head head;
	struct file_at at = { a, &head.commit };

	/* Of a ledger that is damaged, the last that could be read. */
	if (store_head(a->store, &head, err) != 0) {
		if (err->code != ERR_BROKEN)
			return -1;
		head.commit = a->last_commit;
	}
	a->now = context_new();
	if (context_load(a->now, read_file_at, &at, &a->words) == 0)
		return 0;
	context_free(a->now);
	a->now = NULL;
	if (a->words.code != ERR_SYSTEM)
		return 0;	/* told with the record that broke it */
	*err = a->words;
	return -1;
}

/* Rows were written under what was in force at the document's last record:
 * they are made anew under the same. */
static int
check_documents(struct audit *a, struct store_index *index, struct err *err)
{
	struct audit_document **order = mem_alloc((a->ndocuments + 1) *
	    sizeof(struct audit_document *));
	const struct audit_change *change;
	struct record record = { .document = "" };
	size_t i, at = 0;
	int result = -1;

	if (load_now(a, err) != 0)
		goto out;
	for (i = 0; i < a->ndocuments; i++)
		order[i] = &a->documents[i];
	qsort(order, a->ndocuments, sizeof(order[0]), by_last_record);
	for (i = 0; i < a->ndocuments; i++) {
		change = NULL;
		while (at < a->nchanges &&
		    a->changes[at].number < order[i]->last.record)
			change = &a->changes[at++];
		if (change != NULL) {
			record.number = change->number;
			if (audit_load_context(a, &change->commit, &record,
			    err) != 0)
				goto out;
		}
		if (a->context_holds &&
		    check_document(a, order[i], index, err) != 0)
			goto out;
	}
	result = 0;
out:
	free(order);
	return result;
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
	return order != 0 ? order : strcmp(a->what, b->what);
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

/* What the report itself can bear witness to, once it is printed. */
static void
take_code(struct audit *a)
{
	struct checkpoint checkpoint = { .origin = "" };

	checkpoint.size = a->out->totals.records;
	checkpoint.root = a->out->totals.root;
	if (checkpoint.size > 0)
		checkpoint_code(a->out->code, &checkpoint);
}

static int
run(struct audit *a, struct err *err)
{
	struct store_checks checks = {
		.ctx = a, .fault = on_store_fault, .record = on_record,
		.file = audit_changed_file, .compared = audit_compared
	};
	struct store_index *index;
	struct store_head head = { 0 };
	int result = -1;

	/* What is damaged store_verify tells. */
	if (store_head(a->store, &head, err) != 0 && err->code != ERR_BROKEN)
		return -1;
	a->all = head.number;
	store_read_once(a->store);
	if (store_shadow_begin(a->store, &index, err) != 0)
		return -1;
	audit_want_roots(a, &checks);
	if (store_verify(a->store, &checks, &a->out->totals, err) != 0 ||
	    audit_end_records(a, err) != 0 ||
	    check_documents(a, index, err) != 0 ||
	    audit_sealed_strays(a, err) != 0 ||
	    (!a->unindexed &&
	    store_shadow_compare(a->store, on_difference, a, err) != 0))
		goto out;
	take_code(a);
	audit_witnesses(a);
	if (find_times(a, err) != 0)
		goto out;
	sort_exceptions(a->out);
	result = 0;
out:
	if (a->holds_view)
		store_read_end(a->store);
	store_shadow_end(a->store);
	return result;
}

static void
release(struct audit *a)
{
	size_t i;

	for (i = 0; i < a->ndocuments; i++)
		free(a->documents[i].state);
	free(a->documents);
	free(a->changes);
	free(a->force);
	free(a->roots);
	reader_free(a->reader);
	context_free(a->context);
	context_free(a->now);
	people_free(a->people);
	audit_signatures_end(a);
	audit_steps_end(a);
	audit_map_release(&a->ids);
	audit_map_release(&a->nonces);
	audit_map_release(&a->numbers);
	audit_map_release(&a->names);
	audit_map_release(&a->sealed);
	audit_map_release(&a->files);
}

int
audit_history_of_store(struct store *store,
    const struct audit_outside *outside, struct audit_history **out,
    void (*progress)(void *ctx, int64_t done, int64_t all), void *ctx,
    struct err *err)
{
	struct audit_history *history = mem_zero(1, sizeof(*history));
	struct audit a = {
		.store = store, .outside = outside, .out = history,
		.reader = reader_new(),
		.context = context_new(), .progress = progress,
		.progress_ctx = ctx
	};
	int result = run(&a, err);

	/* What was found before the system failed is not kept back. */
	if (result != 0 && err->code == ERR_SYSTEM && history->nfaults > 0) {
		a.words = *err;
		err_prefix(&a.words, "The check could not be brought to its "
		    "end, so that more may be wrong");
		audit_tell(&a, AUDIT_FAULT, NULL, "", "audit");
		sort_exceptions(history);
		err_clear(err);
		result = 0;
	}
	release(&a);
	if (result != 0) {
		audit_history_free(history);
		return -1;
	}
	*out = history;
	return 0;
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
