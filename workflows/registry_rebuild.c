/* registry_rebuild.c: a registry made anew, derived tables and all */
#include "workflows/registry_int.h"

#include "engine/base/mem.h"
#include "store/rebuild.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A document's last record, and the last change before it of what is in
 * force: that is what its derived rows were made by. */
struct last {
	char document[STORE_DOCUMENT_ID];
	int64_t record;
	struct object_id commit;
};

/* A record that changed what is in force. */
struct change {
	int64_t record;
	struct object_id commit;
};

struct derive {
	struct store *store;
	struct store_rebuild *rebuild;
	struct last *documents;
	size_t ndocuments, documents_cap;
	size_t fold_at;		/* so many may hold some of them twice */
	struct change *changes;
	size_t nchanges, changes_cap;
	struct context *context;
	const struct object_id *at;	/* the commit that files are read of */
};

static int
by_document(const void *a, const void *b)
{
	const struct last *x = a, *y = b;
	int order = strcmp(x->document, y->document);

	/* The last record of each first. */
	return order != 0 ? order : (x->record < y->record) -
	    (x->record > y->record);
}

static int
by_record(const void *a, const void *b)
{
	const struct last *x = a, *y = b;

	return (x->record > y->record) - (x->record < y->record);
}

/* Each document once, with its last record. */
static void
fold_documents(struct derive *d)
{
	size_t i, n = 0;

	if (d->ndocuments == 0)
		return;
	qsort(d->documents, d->ndocuments, sizeof(d->documents[0]),
	    by_document);
	for (i = 0; i < d->ndocuments; i++)
		if (n == 0 || strcmp(d->documents[n - 1].document,
		    d->documents[i].document) != 0)
			d->documents[n++] = d->documents[i];
	d->ndocuments = n;
}

static int
take_record(void *ctx, const struct record *record, struct err *err)
{
	struct derive *d = ctx;
	struct last *last;

	(void)err;
	if (record->document[0] == '\0') {
		MEM_GROW(d->changes, d->nchanges, d->changes_cap);
		d->changes[d->nchanges++] = (struct change){ record->number,
			record->commit };
		return 0;
	}
	/* The steps of one document often follow one another. */
	if (d->ndocuments > 0) {
		last = &d->documents[d->ndocuments - 1];
		if (strcmp(last->document, record->document) == 0) {
			last->record = record->number;
			last->commit = record->commit;
			return 0;
		}
	}
	/* A history has many more steps than documents. */
	if (d->ndocuments == d->documents_cap &&
	    d->ndocuments >= d->fold_at) {
		fold_documents(d);
		d->fold_at = 2 * d->ndocuments;
	}
	MEM_GROW(d->documents, d->ndocuments, d->documents_cap);
	last = &d->documents[d->ndocuments++];
	snprintf(last->document, sizeof(last->document), "%s",
	    record->document);
	last->record = record->number;
	last->commit = record->commit;
	return 0;
}

static int
file_at(void *ctx, const char *path, struct object_id *id, struct text *out,
    struct err *err)
{
	struct derive *d = ctx;

	return store_file_at(d->store, d->at, path, id, out, err);
}

static int
derive_one(struct derive *d, const struct last *last, struct err *err)
{
	struct store_index *index;
	struct text state = TEXT_INIT;
	struct dossier *dossier = NULL;
	char path[128];
	size_t len;
	int got, result = -1;

	if (store_document_path(last->document, path, sizeof(path),
	    err) != 0)
		return -1;
	len = strlen(path);
	snprintf(path + len, sizeof(path) - len, "/state.xml");
	got = store_file_at(d->store, &last->commit, path, NULL, &state, err);
	/* Refused before it was ever made: it has no state. */
	if (got == 0)
		result = 0;
	d->at = &last->commit;
	if (got != 1 || dossier_parse(&dossier, state.ptr, state.len,
	    err) != 0 || context_need_charts(d->context, dossier, file_at, d,
	    err) != 0 || rebuild_index(d->rebuild, &index, err) != 0)
		goto out;
	result = procedure_index(context_get(d->context), dossier,
	    last->record, index, err);
out:
	dossier_free(dossier);
	text_release(&state);
	return result == 0 ? 0 : err_prefix(err, "%s", last->document);
}

static int
derive_all(struct derive *d, struct err *err)
{
	const struct change *change;
	size_t i, at = 0;

	fold_documents(d);
	if (d->ndocuments > 0)
		qsort(d->documents, d->ndocuments, sizeof(d->documents[0]),
		    by_record);
	for (i = 0; i < d->ndocuments; i++) {
		for (change = NULL; at < d->nchanges &&
		    d->changes[at].record < d->documents[i].record; at++)
			change = &d->changes[at];
		if (change != NULL) {
			d->at = &change->commit;
			if (context_load(d->context, file_at, d, err) != 0)
				return -1;
		}
		if (derive_one(d, &d->documents[i], err) != 0)
			return -1;
	}
	return 0;
}

static int
derive(struct store_rebuild *rebuild, struct err *err)
{
	struct derive d = { .store = rebuild_store(rebuild),
		.rebuild = rebuild, .context = context_new() };
	int result = -1;

	if (store_records(d.store, NULL, take_record, &d, err) == 0)
		result = derive_all(&d, err);
	context_free(d.context);
	free(d.documents);
	free(d.changes);
	return result;
}

int
registry_rebuild(const char *dir, const struct rebuild_options *options,
    struct rebuild_totals *totals, struct err *err)
{
	struct store_rebuild *rebuild;
	struct err what = ERR_INIT;
	int result;

	if (rebuild_begin(&rebuild, dir, options, totals, err) != 0)
		return -1;
	if (rebuild == NULL)
		return 0;
	/* What cannot be derived is no reason to lose the rest: the audit
	 * tells it again, and exactly. */
	if (derive(rebuild, &what) != 0) {
		if (what.code == ERR_SYSTEM) {
			*err = what;
			rebuild_abandon(rebuild);
			return -1;
		}
		err_prefix(&what, "The tables that are derived from the "
		    "records are not complete");
		options->tell(options->ctx, &what);
	}
	result = rebuild_finish(rebuild, err);
	mem_give_back();
	return result;
}
