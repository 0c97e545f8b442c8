/* index.c: derived rows, in the ledger or in a shadow made anew */
#include "store/store_int.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static int
cut(struct store_index *index, enum ledger_statement which, int64_t place,
    struct err *err)
{
	struct query query;

	query_begin(&query, &index->store->ledger, index->schema, which);
	query_text(&query, ":document", index->document);
	query_int(&query, ":place", place);
	return query_run(&query, err);
}

int
index_finish(struct store_index *index, struct err *err)
{
	if (index->document[0] == '\0')
		return 0;
	if (cut(index, SQL_MILESTONE_CUT, index->milestones, err) != 0 ||
	    cut(index, SQL_TASK_CUT, index->tasks, err) != 0 ||
	    cut(index, SQL_DEADLINE_CUT, index->deadlines, err) != 0)
		return -1;
	index->document[0] = '\0';
	return 0;
}

/* The columns that have an index, when they differ. */
static int
put_keys(struct store_index *index, const struct document_row *row,
    int64_t key, struct err *err)
{
	struct query query;

	query_begin(&query, &index->store->ledger, index->schema,
	    SQL_DOCUMENT_KEYS);
	query_int(&query, ":key", key);
	query_text(&query, ":number", row->number);
	query_day(&query, ":made", row->made);
	return query_run(&query, err);
}

int
store_index_document(struct store_index *index,
    const struct document_row *row, struct err *err)
{
	struct query query;
	int64_t key;

	if (document_key(row->id, &key, err) != 0 ||
	    index_finish(index, err) != 0)
		return -1;
	query_begin(&query, &index->store->ledger, index->schema,
	    SQL_DOCUMENT_PUT);
	query_int(&query, ":key", key);
	query_int(&query, ":year", key / DOCUMENT_KEY(1, 0));
	query_text(&query, ":id", row->id);
	query_int(&query, ":step", row->step);
	query_int(&query, ":record", row->record);
	query_text(&query, ":title", row->title);
	query_text(&query, ":number", row->number);
	query_text(&query, ":authority", row->authority);
	query_text(&query, ":drafting_body", row->drafting_body);
	query_text(&query, ":kind", row->kind);
	query_text(&query, ":drafter", row->drafter);
	query_text(&query, ":states", row->states);
	query_text(&query, ":status", row->status);
	query_text(&query, ":text_hash", row->text_hash);
	query_text(&query, ":chart", row->chart);
	query_day(&query, ":made", row->made);
	query_day(&query, ":published", row->published);
	query_day(&query, ":effective", row->effective);
	query_day(&query, ":expires", row->expires);
	if (query_run(&query, err) != 0 ||
	    put_keys(index, row, key, err) != 0)
		return -1;
	snprintf(index->document, sizeof(index->document), "%s", row->id);
	index->milestones = index->tasks = index->deadlines = 0;
	return 0;
}

int
store_index_milestone(struct store_index *index,
    const struct milestone_row *row, struct err *err)
{
	struct query query;

	assert(strcmp(index->document, row->document) == 0);
	query_begin(&query, &index->store->ledger, index->schema,
	    SQL_MILESTONE_PUT);
	query_text(&query, ":document", row->document);
	query_int(&query, ":place", ++index->milestones);
	query_text(&query, ":instance", row->instance);
	query_text(&query, ":name", row->name);
	query_int(&query, ":step", row->step);
	query_int(&query, ":stated_s", row->stated_s);
	query_int(&query, ":evidenced_s", row->evidenced_s);
	query_int(&query, ":recorded_s", row->recorded_s);
	query_text(&query, ":text_hash", row->text_hash);
	query_text(&query, ":person", row->person);
	query_text(&query, ":detail", row->detail);
	return query_run(&query, err);
}

int
store_index_task(struct store_index *index, const struct task_row *row,
    struct err *err)
{
	struct query query;

	assert(strcmp(index->document, row->document) == 0);
	query_begin(&query, &index->store->ledger, index->schema,
	    SQL_TASK_PUT);
	query_text(&query, ":document", row->document);
	query_int(&query, ":place", ++index->tasks);
	query_text(&query, ":instance", row->instance);
	query_text(&query, ":state", row->state);
	query_text(&query, ":role", row->role);
	query_day(&query, ":since", row->since);
	query_day(&query, ":due", row->due);
	return query_run(&query, err);
}

int
store_index_deadline(struct store_index *index,
    const struct deadline_row *row, struct err *err)
{
	struct query query;

	assert(strcmp(index->document, row->document) == 0);
	query_begin(&query, &index->store->ledger, index->schema,
	    SQL_DEADLINE_PUT);
	query_text(&query, ":document", row->document);
	query_int(&query, ":place", ++index->deadlines);
	query_text(&query, ":instance", row->instance);
	query_text(&query, ":state", row->state);
	query_day(&query, ":starts", row->from);
	query_day(&query, ":due", row->due);
	query_text(&query, ":within", row->within);
	query_text(&query, ":basis", row->basis);
	query_int(&query, ":verified", row->verified);
	query_day(&query, ":ended", row->ended);
	query_text(&query, ":detail", row->detail);
	return query_run(&query, err);
}
