/* audit_work.c: what a hand remembers, and what it does with a record */
#include "workflows/audit_hands.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- telling ---- */

/* Of a list that has room for one more, that one, before what stands there. */
static struct audit_fault *
insert(struct audit_fault *list, size_t *n, size_t at)
{
	memmove(list + at + 1, list + at, (*n - at) * sizeof(*list));
	++*n;
	return &list[at];
}

void
audit_tell(struct audit *a, enum audit_kind kind, const struct record *record,
    const char *document, const char *place)
{
	struct audit_history *out = a->out;
	struct audit_fault *fault;

	if (kind >= AUDIT_LATE) {
		MEM_GROW(out->exceptions, out->nexceptions,
		    a->exceptions_cap);
		fault = insert(out->exceptions, &out->nexceptions,
		    a->place != NULL ? a->place->exceptions++ :
		    out->nexceptions);
	} else {
		MEM_GROW(out->faults, out->nfaults, a->faults_cap);
		fault = insert(out->faults, &out->nfaults,
		    a->place != NULL ? a->place->faults++ : out->nfaults);
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
	fault->order = a->order;
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

/* States that can be read again from git stand in a list by age: what has not
 * been asked for longest makes room. What git does not have stays: whether a
 * fault in it is told once or at the next step, too, would else depend on when
 * there was none. */
static size_t *
link_to(struct audit *a, size_t number, bool newer)
{
	if (number == 0)
		return newer ? &a->oldest : &a->newest;
	return newer ? &a->documents[number - 1].newer :
	    &a->documents[number - 1].older;
}

static void
forget_oldest(struct audit *a)
{
	dossier_free(audit_take_state(a, &a->documents[a->oldest - 1]));
}

struct dossier *
audit_take_state(struct audit *a, struct audit_document *document)
{
	struct dossier *state = document->state;

	if (state != NULL && !document->only_here) {
		*link_to(a, document->older, true) = document->newer;
		*link_to(a, document->newer, false) = document->older;
		a->cached_bytes -= document->state_bytes;
	}
	document->state = NULL;
	document->only_here = false;
	return state;
}

void
audit_keep_state(struct audit *a, struct audit_document *document,
    struct dossier *state, bool only_here)
{
	size_t number = (size_t)(document - a->documents) + 1;

	document->state = state;
	document->only_here = only_here;
	if (only_here)
		return;
	document->state_bytes = dossier_bytes(state);
	while (a->oldest != 0 && a->cached_bytes + document->state_bytes >
	    a->states_most)
		forget_oldest(a);
	document->older = a->newest;
	document->newer = 0;
	*link_to(a, a->newest, true) = number;
	a->newest = number;
	a->cached_bytes += document->state_bytes;
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
	size_t len, n;

	out[0] = '\0';
	(void)store_document_path(document, out, size, &ignored);
	len = strlen(out);
	assert(len + 2 < size);
	out[len++] = '/';
	n = strnlen(name, size - len - 1);
	memcpy(out + len, name, n);
	out[len + n] = '\0';
}

int
audit_file(struct audit *a, const struct object_id *commit,
    const char *document, const char *name, struct object_id *id,
    struct text *out, struct err *err)
{
	char path[1024];

	audit_path(path, sizeof(path), document, name);
	return store_file_at(a->store, commit, path, id, out, err);
}

/* The document that holds a number, from the records before (procedure.h). */
static const char *
number_holder(void *ctx, const char *authority, const char *number)
{
	return audit_number_holder(ctx, authority, number);
}

static enum procedure_known
document_known(void *ctx, const char *id)
{
	return audit_document_known(ctx, id);
}

int
audit_load_context(struct audit *a, const struct object_id *commit,
    const struct record *record, struct err *err)
{
	struct file_at at = { a, commit };
	size_t i;

	for (i = 0; i < a->nforce; i++)
		a->force[i].changed = false;
	audit_one_loads(a);
	a->context_holds = context_load(a->context, read_file_at, &at,
	    &a->words) == 0;
	audit_one_loaded(a);
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
	/* Every hand finds that; a registry's record is nobody else's. */
	if (!a->tells)
		return 0;
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

int
audit_load_now(struct audit *a, struct err *err)
{
	const struct audit_walked *walked = a->walked;
	/* Of a ledger that is damaged, the last that could be read. */
	struct file_at at = { a, walked->head_err.code == ERR_NONE ?
	    &walked->head.commit : &walked->last_commit };
	int result;

	a->now = context_new();
	audit_one_loads(a);
	result = context_load(a->now, read_file_at, &at, &a->words);
	audit_one_loaded(a);
	if (result == 0)
		return 0;
	context_free(a->now);
	a->now = NULL;
	if (a->words.code != ERR_SYSTEM)
		return 0;	/* told with the record that broke it */
	*err = a->words;
	return -1;
}

/* ---- a record ---- */

int
audit_work(struct audit *a, const struct audit_job *job, struct err *err)
{
	const struct record *record = &job->record;
	struct walk_turn *before = store_turn_use(a->store, job->turn);
	const char *path, *end = job->paths.ptr + job->paths.len;
	int result = 0;

	a->job = job;
	a->at = job->at;
	a->gap = job->gap;
	a->order = AUDIT_ORDER(job->at, 0);
	if (job->load)
		result = audit_load_context(a, &record->commit, record, err);
	a->order = AUDIT_ORDER(job->at, 1);
	if (result == 0 && job->change)
		result = audit_change(a, record, err);
	if (result == 0 && job->replay)
		result = audit_replay(a, record, err);
	for (path = job->paths.ptr; result == 0 && path < end;
	    path += strlen(path) + 1)
		result = audit_changed_file(a, record, path, err);
	if (job->compared)
		audit_map_reset(&a->files);
	a->job = NULL;
	(void)store_turn_use(a->store, before);
	return result;
}

void
audit_release(struct audit *a)
{
	size_t i;

	for (i = 0; i < a->ndocuments; i++)
		dossier_free(a->documents[i].state);
	audit_reading_free(a);
	free(a->documents);
	free(a->force);
	free(a->roots);
	reader_free(a->reader);
	context_free(a->context);
	context_free(a->now);
	people_free(a->people);
	audit_steps_end(a);
	audit_map_release(&a->ids);
	audit_map_release(&a->names);
	audit_map_release(&a->sealed);
	audit_map_release(&a->files);
}
