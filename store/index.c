/* index.c: derived rows, in the ledger or in a shadow made anew */
#include "store/store_int.h"

#include "engine/base/mem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- a row, as values for its statement ---- */

enum value_type { VALUE_NUMBER, VALUE_TEXT, VALUE_DAY };

struct value {
	const char *name;		/* of the statement's parameter */
	enum value_type type;
	int64_t number;
	const char *text;		/* NULL: none */
	struct day day;
};

static struct value
number(const char *name, int64_t of)
{
	return (struct value){ .name = name, .type = VALUE_NUMBER,
		.number = of };
}

static struct value
text(const char *name, const char *of)
{
	return (struct value){ .name = name, .type = VALUE_TEXT, .text = of };
}

static struct value
day(const char *name, struct day of)
{
	return (struct value){ .name = name, .type = VALUE_DAY, .day = of };
}

static int
run(struct store_index *index, enum ledger_statement which,
    const struct value *values, size_t n, struct err *err)
{
	struct query query;
	size_t i;

	query_begin(&query, &index->store->ledger, index->schema, which);
	for (i = 0; i < n; i++) {
		if (values[i].type == VALUE_NUMBER)
			query_int(&query, values[i].name, values[i].number);
		else if (values[i].type == VALUE_TEXT)
			query_text(&query, values[i].name, values[i].text);
		else
			query_day(&query, values[i].name, values[i].day);
	}
	return query_run(&query, err);
}

/* No two rows of one statement have the same bytes here. */
static void
hash_of(struct sha256 *out, const struct value *values, size_t n)
{
	struct text bytes = TEXT_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		if (values[i].type == VALUE_NUMBER)
			text_add(&bytes, &values[i].number,
			    sizeof(values[i].number));
		else if (values[i].type == VALUE_DAY)
			text_add(&bytes, &values[i].day,
			    sizeof(values[i].day));
		else
			text_addc(&bytes, values[i].text != NULL ? '+' : '-');
		if (values[i].type == VALUE_TEXT && values[i].text != NULL)
			text_add(&bytes, values[i].text,
			    strlen(values[i].text) + 1);
	}
	sha256_of(out, bytes.ptr, bytes.len);
	text_release(&bytes);
}

/* Write the next row of a table, unless it is known to stand so. */
static int
put(struct store_index *index, enum kept_table table,
    enum ledger_statement which, const struct value *values, size_t n,
    struct err *err)
{
	struct sha256 hash;

	if (index->kept != NULL) {
		hash_of(&hash, values, n);
		if (kept_row(index->kept, index->of, table,
		    index->counts[table], &hash))
			return 0;
	}
	return run(index, which, values, n, err);
}

static int
cut(struct store_index *index, enum kept_table table,
    enum ledger_statement which, struct err *err)
{
	const struct value values[] = {
		text(":document", index->document),
		number(":place", index->counts[table]),
	};

	if (index->kept != NULL &&
	    !kept_rows_more(index->of, table, index->counts[table]))
		return 0;
	return run(index, which, values, MEM_COUNT(values), err);
}

int
index_finish(struct store_index *index, struct err *err)
{
	if (index->document[0] == '\0')
		return 0;
	if (cut(index, KEPT_MILESTONES, SQL_MILESTONE_CUT, err) != 0 ||
	    cut(index, KEPT_TASKS, SQL_TASK_CUT, err) != 0 ||
	    cut(index, KEPT_DEADLINES, SQL_DEADLINE_CUT, err) != 0)
		return -1;
	if (index->kept != NULL)
		kept_rows_end(index->kept, index->of, index->counts);
	index->document[0] = '\0';
	return 0;
}

/* ---- the rows of each table ---- */

/* The columns that have an index, when they differ. */
static int
put_keys(struct store_index *index, const struct document_row *row,
    int64_t key, struct err *err)
{
	const struct value values[] = {
		number(":key", key),
		text(":number", row->number),
		day(":made", row->made),
	};

	index->counts[KEPT_KEYS] = 1;
	return put(index, KEPT_KEYS, SQL_DOCUMENT_KEYS, values,
	    MEM_COUNT(values), err);
}

/* Another record at least, whenever it is put. */
static int
put_document(struct store_index *index, const struct document_row *row,
    int64_t key, struct err *err)
{
	const struct value values[] = {
		number(":key", key),
		number(":year", key / DOCUMENT_KEY(1, 0)),
		text(":id", row->id),
		number(":step", row->step),
		number(":record", row->record),
		text(":title", row->title),
		text(":number", row->number),
		text(":authority", row->authority),
		text(":drafting_body", row->drafting_body),
		text(":kind", row->kind),
		text(":drafter", row->drafter),
		text(":states", row->states),
		text(":status", row->status),
		text(":text_hash", row->text_hash),
		text(":chart", row->chart),
		day(":made", row->made),
		day(":published", row->published),
		day(":effective", row->effective),
		day(":expires", row->expires),
	};

	return run(index, SQL_DOCUMENT_PUT, values, MEM_COUNT(values), err);
}

int
store_index_document(struct store_index *index,
    const struct document_row *row, struct err *err)
{
	int64_t key;

	if (document_key(row->id, &key, err) != 0 ||
	    index_finish(index, err) != 0 ||
	    put_document(index, row, key, err) != 0)
		return -1;
	snprintf(index->document, sizeof(index->document), "%s", row->id);
	memset(index->counts, 0, sizeof(index->counts));
	if (index->kept != NULL)
		index->of = kept_rows_of(index->kept, key);
	return put_keys(index, row, key, err);
}

int
store_index_milestone(struct store_index *index,
    const struct milestone_row *row, struct err *err)
{
	const struct value values[] = {
		text(":document", row->document),
		number(":place", ++index->counts[KEPT_MILESTONES]),
		text(":instance", row->instance),
		text(":name", row->name),
		number(":step", row->step),
		number(":stated_s", row->stated_s),
		number(":evidenced_s", row->evidenced_s),
		number(":recorded_s", row->recorded_s),
		text(":text_hash", row->text_hash),
		text(":person", row->person),
		text(":detail", row->detail),
	};

	assert(strcmp(index->document, row->document) == 0);
	return put(index, KEPT_MILESTONES, SQL_MILESTONE_PUT, values,
	    MEM_COUNT(values), err);
}

int
store_index_task(struct store_index *index, const struct task_row *row,
    struct err *err)
{
	const struct value values[] = {
		text(":document", row->document),
		number(":place", ++index->counts[KEPT_TASKS]),
		text(":instance", row->instance),
		text(":state", row->state),
		text(":role", row->role),
		day(":since", row->since),
		day(":due", row->due),
	};

	assert(strcmp(index->document, row->document) == 0);
	return put(index, KEPT_TASKS, SQL_TASK_PUT, values,
	    MEM_COUNT(values), err);
}

int
store_index_deadline(struct store_index *index,
    const struct deadline_row *row, struct err *err)
{
	const struct value values[] = {
		text(":document", row->document),
		number(":place", ++index->counts[KEPT_DEADLINES]),
		text(":instance", row->instance),
		text(":state", row->state),
		day(":starts", row->from),
		day(":due", row->due),
		text(":within", row->within),
		text(":basis", row->basis),
		number(":verified", row->verified),
		day(":ended", row->ended),
		text(":detail", row->detail),
	};

	assert(strcmp(index->document, row->document) == 0);
	return put(index, KEPT_DEADLINES, SQL_DEADLINE_PUT, values,
	    MEM_COUNT(values), err);
}
