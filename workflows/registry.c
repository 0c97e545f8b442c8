/* registry.c: an open registry, what is in force in it, and who acts */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"

#include <sys/random.h>
#include <sys/types.h>

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Up to so many records are looked at one by one before all that is in force
 * is read again. */
#define SYNC_RECORDS 16

static int
note_number(void *ctx, const struct document_row *row, struct err *err)
{
	struct registry *registry = ctx;

	(void)err;
	snprintf(registry->number_holder, sizeof(registry->number_holder),
	    "%s", row->id);
	return 0;
}

/* procedure_context.number_holder, from the rows as of now. */
static const char *
number_holder(void *ctx, const char *authority, const char *number)
{
	struct registry *registry = ctx;
	const struct document_filter filter = { .number = number,
		.authority = authority };

	registry->number_holder[0] = '\0';
	if (store_documents(registry->store, &filter, note_number, registry,
	    &registry->number_err) != 0)
		return NULL;
	return registry->number_holder[0] != '\0' ? registry->number_holder :
	    NULL;
}

static int
note_document(void *ctx, const struct document_row *row, struct err *err)
{
	enum procedure_known *known = ctx;

	(void)err;
	*known = row->published.year != 0 ? PROCEDURE_PUBLISHED :
	    PROCEDURE_UNPUBLISHED;
	return 0;
}

/* procedure_context.document, from the rows as of now. */
static enum procedure_known
document_known(void *ctx, const char *id)
{
	struct registry *registry = ctx;
	const struct document_filter filter = { .id = id };
	enum procedure_known known = PROCEDURE_UNKNOWN;

	store_documents(registry->store, &filter, note_document, &known,
	    &registry->number_err);
	return known;
}

int
registry_open(struct registry **out, const char *dir, bool read_only,
    struct err *err)
{
	struct registry *registry = mem_zero(1, sizeof(*registry));

	if (store_open(&registry->store, dir, read_only, err) != 0) {
		free(registry);
		return -1;
	}
	registry->context = context_new();
	registry->loaded = -1;
	*out = registry;
	return 0;
}

void
registry_close(struct registry *registry)
{
	if (registry == NULL)
		return;
	context_free(registry->context);
	people_free(registry->people_then);
	store_close(registry->store);
	free(registry);
}

void
registry_set_reader(struct registry *registry, struct reader *reader)
{
	registry->reader = reader;
}

struct store *
registry_store(struct registry *registry)
{
	return registry->store;
}

/* ---- what is in force ---- */

static int
note_kind(void *ctx, const struct record *record, struct err *err)
{
	bool *changed = ctx;

	(void)err;
	*changed |= record->kind == RECORD_REGISTRY;
	return 0;
}

/* Was there a record of kind registry after the one that is loaded? When it
 * is not worth finding out, the answer is yes. */
static int
has_changed(struct registry *registry, int64_t head, bool *changed,
    struct err *err)
{
	int64_t number;

	*changed = registry->loaded < 0 || head < registry->loaded ||
	    head - registry->loaded > SYNC_RECORDS;
	for (number = registry->loaded + 1; !*changed && number <= head;
	    number++)
		if (store_record(registry->store, number, note_kind, changed,
		    err) < 0)
			return -1;
	return 0;
}

int
registry_sync(struct registry *registry, const struct store_head *head,
    context_file_fn *file, void *ctx, struct err *err)
{
	bool changed;

	if (registry->loaded == head->number)
		return 0;
	if (has_changed(registry, head->number, &changed, err) != 0)
		return -1;
	if (changed) {
		registry->loaded = -1;
		if (context_load(registry->context, file, ctx, err) != 0)
			return -1;
		registry->view = *context_get(registry->context);
		registry->view.number_holder = number_holder;
		registry->view.document = document_known;
		registry->view.lookup_ctx = registry;
	}
	registry->loaded = head->number;
	return 0;
}

int
registry_file_now(void *store, const char *path, struct object_id *id,
    struct text *out, struct err *err)
{
	return store_file(store, path, id, out, err);
}

int
registry_txn_file(void *txn, const char *path, struct object_id *id,
    struct text *out, struct err *err)
{
	return store_txn_file(txn, path, id, out, err);
}

static int
bring_context(struct registry *registry, struct err *err)
{
	struct store_head head;

	return store_head(registry->store, &head, err) != 0 ? -1 :
	    registry_sync(registry, &head, registry_file_now,
	    registry->store, err);
}

int
registry_context(struct registry *registry,
    const struct procedure_context **out, struct err *err)
{
	int result;

	/* Its forty files in one view: none from a later record than another,
	 * and the ledger's lock taken once. */
	if (store_read_begin(registry->store, err) != 0)
		return -1;
	result = bring_context(registry, err);
	store_read_end(registry->store);
	if (result == 0)
		*out = &registry->view;
	return result;
}

int
registry_need_charts(struct registry *registry,
    const struct dossier *dossier, context_file_fn *file, void *ctx,
    struct err *err)
{
	return context_need_charts(registry->context, dossier, file, ctx,
	    err);
}

int
registry_need_target(struct registry *registry,
    const struct dossier *dossier, const struct act *act,
    context_file_fn *file, void *ctx, struct err *err)
{
	const char *workflow, *hash;

	if (!procedure_wants_chart(dossier, act, &workflow, &hash))
		return 0;
	return context_find_chart(registry->context, workflow, hash, file,
	    ctx, err) < 0 ? -1 : 0;
}

/* ---- documents ---- */

struct last_of {
	struct procedure_last *last;
	struct arena *arena;
	enum record_kind kind;
	bool found;
};

static int
take_last_number(void *ctx, const struct document_row *row, struct err *err)
{
	struct last_of *of = ctx;

	(void)err;
	of->last->record = row->record;
	of->found = true;
	return 0;
}

static int
take_last(void *ctx, const struct record *record, struct err *err)
{
	struct last_of *of = ctx;

	/* The act says that this is what the person saw. */
	if (record_holds(record, err) != 0)
		return -1;
	of->last->hash = record->hash;
	of->last->event = arena_strdup(of->arena, record->event);
	of->last->person = arena_strdup(of->arena, record->person);
	of->last->recorded_s = record->recorded_s;
	of->last->refused = record->kind == RECORD_REFUSAL;
	of->kind = record->kind;
	return 0;
}

/* Records of the document up to the last one: what is no tick begins anew. */
static int
take_tick(void *ctx, const struct record *record, struct err *err)
{
	struct last_of *of = ctx;
	struct procedure_seen *grown;
	size_t n = record->kind == RECORD_TICK ? of->last->nalso : 0;

	(void)err;
	grown = arena_array(of->arena, n + 1, sizeof(*grown));
	if (n != 0)
		memcpy(grown, of->last->also, n * sizeof(*grown));
	grown[n] = (struct procedure_seen){ record->number, record->hash };
	of->last->also = grown;
	of->last->nalso = n + 1;
	return 0;
}

int
registry_last(struct registry *registry, const char *document,
    struct procedure_last *out, struct arena *arena, struct err *err)
{
	const struct document_filter filter = { .id = document };
	struct last_of of = { out, arena, RECORD_STEP, false };
	int got;

	memset(out, 0, sizeof(*out));
	if (store_documents(registry->store, &filter, take_last_number, &of,
	    err) != 0)
		return -1;
	if (!of.found)
		return 0;
	got = store_record(registry->store, out->record, take_last, &of, err);
	if (got == 0)
		return err_set(err, ERR_BROKEN, "the ledger has no record "
		    "%lld, the last one of %s; run guiwen verify",
		    (long long)out->record, document);
	if (got == 1 && of.kind == RECORD_TICK &&
	    store_records(registry->store, document, take_tick, &of, err) != 0)
		return -1;
	return got;
}

struct range {
	char first[STORE_DOCUMENT_ID], last[STORE_DOCUMENT_ID];
};

static int
take_range(void *ctx, const struct document_row *row, struct err *err)
{
	struct range *range = ctx;

	(void)err;
	if (range->first[0] == '\0')
		snprintf(range->first, sizeof(range->first), "%s", row->id);
	snprintf(range->last, sizeof(range->last), "%s", row->id);
	return 0;
}

int
registry_no_document(struct registry *registry, const char *document,
    struct err *err)
{
	struct document_filter filter = { 0 };
	struct range range = { "", "" };
	struct err ignored = ERR_INIT;
	char path[256];

	if (store_document_path(document, path, sizeof(path), err) != 0)
		return -1;
	filter.year = (int)strtol(document, NULL, 10);
	store_documents(registry->store, &filter, take_range, &range,
	    &ignored);
	if (range.first[0] == '\0')
		return err_set(err, ERR_NOTFOUND, "there is no document %s: "
		    "the registry has none of that year", document);
	if (strcmp(range.first, range.last) == 0)
		return err_set(err, ERR_NOTFOUND, "there is no document %s: "
		    "the only one of that year is %s", document, range.first);
	return err_set(err, ERR_NOTFOUND, "there is no document %s: those of "
	    "that year are %s to %s", document, range.first, range.last);
}

/* ---- who is it? ---- */

static const char *
account(void)
{
	const struct passwd *entry = getpwuid(geteuid());

	return entry != NULL ? entry->pw_name : "";
}

const char *
registry_authenticated(const struct person *person)
{
	const char *me = account();

	return person != NULL && me[0] != '\0' &&
	    strcmp(person->os_user, me) == 0 ? "os-user" : "claimed";
}

int
registry_identify(struct registry *registry, const char *as,
    const struct person **out, const char **authenticated, struct err *err)
{
	const struct procedure_context *context;
	const struct person *person;
	const char *me = account();

	if (registry_context(registry, &context, err) != 0)
		return -1;
	person = as != NULL ? people_find(context->people, as) :
	    people_find_os_user(context->people, me);
	if (person == NULL && people_count(context->people) == 0)
		return err_set(err, ERR_NOTFOUND, "this registry knows nobody "
		    "yet: guiwen person add ID --name NAME --role ROLE, "
		    "without --as, adds the first person");
	if (person == NULL && as != NULL)
		return err_set(err, ERR_NOTFOUND, "nobody called “%s” is known "
		    "to this registry; guiwen person list names all", as);
	if (person == NULL)
		return err_set(err, ERR_DENIED, "the account “%s” stands for "
		    "nobody in this registry; say with --as who acts", me);
	if (person->retired)
		return err_set(err, ERR_DENIED, "%s (%s) acts here no more",
		    person->name, person->id);
	*authenticated = registry_authenticated(person);
	*out = person;
	return 0;
}

int
registry_nonce(char out[33], struct err *err)
{
	unsigned char bytes[16];
	ssize_t n;

	do
		n = getrandom(bytes, sizeof(bytes), 0);
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(bytes))
		return err_set_errno(err, "the system gives no random numbers");
	hex_format(out, bytes, sizeof(bytes));
	return 0;
}
