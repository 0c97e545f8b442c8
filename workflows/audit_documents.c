/* audit_documents.c: once all records are through: the derived rows of each
 * document, its files, its procedure, in the order of their last records */
#include "workflows/audit_hands.h"

#include "engine/base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
by_last_record(const void *x, const void *y)
{
	const struct audit_document *const *a = x, *const *b = y;

	return ((*a)->last.record > (*b)->last.record) -
	    ((*a)->last.record < (*b)->last.record);
}

int
audit_difference(void *ctx, const char *table, const char *document,
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
		return store_shadow_document(a->store, audit_difference, a,
		    err);
	if (a->words.code == ERR_SYSTEM) {
		*err = a->words;
		return -1;
	}
	a->unindexed |= a->walked->damaged;
	err_prefix(&a->words, "the tables cannot be made anew for %s",
	    document->id);
	audit_tell(a, AUDIT_FAULT, NULL, document->id, "replay");
	return store_shadow_forget(a->store, err);
}

static int
check_document(struct audit *a, struct audit_document *document,
    struct store_index *index, struct err *err)
{
	struct text state = TEXT_INIT;
	struct dossier *dossier = NULL;
	int result = 0, got;

	got = audit_read_state(a, document, &state, err);
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

/* Rows were written under what was in force at the document's last record:
 * they are made anew under the same. */
static int
check_all(struct audit *a, struct audit_document **order,
    struct store_index *index, struct err *err)
{
	const struct audit_walked *walked = a->walked;
	const struct audit_change *change;
	struct record record = { .document = "" };
	size_t i, at = 0;

	for (i = 0; i < a->ndocuments; i++) {
		change = NULL;
		while (at < walked->nchanges &&
		    walked->changes[at].number < order[i]->last.record)
			change = &walked->changes[at++];
		record.number = change != NULL ? change->number : 0;
		if (change != NULL && audit_load_context(a, &change->commit,
		    &record, err) != 0)
			return -1;
		a->order = AUDIT_ORDER(walked->at +
		    order[i]->last.record, 0);
		if (a->context_holds &&
		    check_document(a, order[i], index, err) != 0)
			return -1;
	}
	return 0;
}

int
audit_documents(struct audit *a, struct store_index *index, struct err *err)
{
	struct audit_document **order;
	size_t i;
	int result;

	/* What cannot be loaded now was told when its record came. */
	a->tells = false;
	if (audit_people(a, err) != 0 || audit_load_now(a, err) != 0)
		return -1;
	order = mem_alloc((a->ndocuments + 1) * sizeof(order[0]));
	for (i = 0; i < a->ndocuments; i++)
		order[i] = &a->documents[i];
	qsort(order, a->ndocuments, sizeof(order[0]), by_last_record);
	result = check_all(a, order, index, err);
	free(order);
	return result;
}
